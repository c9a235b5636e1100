"""Operations and attacks: what chapter 02 computes."""

from __future__ import annotations

import pandas as pd


def stacked(frame: pd.DataFrame) -> pd.DataFrame:
    """Lay parts end to end, for one stacked bar.

    Parameters
    ----------
    frame
        A row per part, in the order drawn; ``value`` in any count.

    Returns
    -------
    pandas.DataFrame
        The rows with ``start``, ``end`` and ``middle`` added, in the same unit; the last ``end``
        is the total.
    """
    end = frame["value"].cumsum()
    start = end - frame["value"]
    return frame.assign(start=start, end=end, middle=(start + end) / 2)


def least_and_most(frame: pd.DataFrame, by: str) -> pd.DataFrame:
    """Join rival derivations of one quantity into one row that keeps their spread.

    Parameters
    ----------
    frame
        Columns ``value``, ``derived`` and the grouping column; several rows a group only where
        derivations differ.
    by
        The grouping column.

    Returns
    -------
    pandas.DataFrame
        A row per group in first-seen order: ``value`` (the last row's), ``low`` and ``high`` (the
        least and the most; missing where there is one value), ``derived``.
    """
    groups = frame.groupby(by, sort=False, as_index=False)
    joined = groups.agg(
        value=("value", "last"),
        low=("value", "min"),
        high=("value", "max"),
        derived=("derived", "any"),
    )
    one = joined["low"] == joined["high"]
    return joined.assign(low=joined["low"].mask(one), high=joined["high"].mask(one))


def dyad(dyads: pd.DataFrame, dyad_id: int) -> pd.DataFrame:
    """Return one UCDP dyad by year: ``year``, ``best``, ``low``, ``high`` (deaths).

    Raises
    ------
    ValueError
        If the table has no such dyad.
    """
    rows = dyads[dyads["dyad_id"] == dyad_id].sort_values("year")
    if rows.empty:
        raise ValueError(f"the table has no dyad {dyad_id}")
    renamed = rows.rename(columns={"bd_best": "best", "bd_low": "low", "bd_high": "high"})
    return renamed[["year", "best", "low", "high"]].astype(int).reset_index(drop=True)
