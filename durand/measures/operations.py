"""Operations and attacks: what chapter 02 computes."""

from __future__ import annotations

import pandas as pd


def least_and_most(frame: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Join rival derivations of one quantity into one row that keeps their spread.

    Parameters
    ----------
    frame
        Rows of the ledger; several rows a group only where derivations differ.
    by
        The columns that name a group.

    Returns
    -------
    pandas.DataFrame
        A row per group in first-seen order: ``value`` (the last row's), ``low`` and ``high`` (the
        least and the most; missing where there is one value), ``wording`` with both, ``derived``,
        ``sources`` of all, and the last row's other columns.
    """
    groups = frame.groupby(by, sort=False)
    joined = groups.last().assign(
        low=groups["value"].min(),
        high=groups["value"].max(),
        derived=groups["derived"].any(),
        sources=groups["sources"].agg("|".join),
    )
    spread = joined["low"] < joined["high"]
    ranges = joined["low"].map("{:,.0f}".format) + "–" + joined["high"].map("{:,.0f}".format)
    return joined.assign(
        low=joined["low"].where(spread),
        high=joined["high"].where(spread),
        wording=joined["wording"].mask(spread, ranges),
    ).reset_index()


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
