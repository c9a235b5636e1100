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


def halves(monthly: pd.DataFrame, ratio: str = "", over: tuple[str, str] = ("", "")) -> pd.Series:
    """Return for each month the level of its half-year: its group's mean of six months.

    Parameters
    ----------
    monthly
        ``group``, ``period`` (``2024-07``) and ``value``: twelve months a group.
    ratio, over
        A group whose level is that of one group over that of another, in that order.
    """
    late = monthly["period"].str[-2:] > "06"
    mean = monthly.groupby(["group", late])["value"].mean()
    dead, attacks = over
    return pd.Series(
        [
            mean[dead, half] / mean[attacks, half] if group == ratio else mean[group, half]
            for group, half in zip(monthly["group"], late, strict=True)
        ],
        index=monthly.index,
    )


def since(years: pd.DataFrame) -> pd.DataFrame:
    """Set the last year of each series beside the year since which none had as many.

    Parameters
    ----------
    years
        ``group``, ``year`` (text, rising in a group) and ``value``.

    Returns
    -------
    pandas.DataFrame
        The rows with ``strong`` (the last year, and the one before it that had no fewer),
        ``level`` (the last year's value from that year on, else missing) and ``shown`` (the number
        of the strong ones, else blank).
    """
    parts = []
    for _, group in years.groupby("group", sort=False):
        last = group["value"].iloc[-1]
        no_less = group.index[group["value"] >= last]
        begin = no_less[-2] if len(no_less) > 1 else group.index[0]
        strong = group.index.isin([begin, group.index[-1]])
        shown = group["value"].map("{:,.0f}".format).where(strong, "")
        level = pd.Series(float(last), group.index).where(group.index >= begin)
        parts.append(group.assign(strong=strong, level=level, shown=shown))
    return pd.concat(parts)


CIVILIANS, FORCES = "civilians", "security forces"
TTP, UNKNOWN = "the TTP", "role unknown or not given"
REST = "other deaths (derived)"


def roles(dyads: pd.DataFrame, victims: pd.DataFrame, dyad_id: int) -> pd.DataFrame:
    """Split the deaths of a UCDP dyad by who died, as far as UCDP's events in Pakistan tell.

    Parameters
    ----------
    dyads, victims
        The tables ``ucdp_dyads`` and ``ucdp_ttp_victims``.
    dyad_id
        UCDP's number of the dyad.

    Returns
    -------
    pandas.DataFrame
        A row per year and part: ``panel``, ``year`` (text), ``part``, ``value`` (deaths), ``low``
        and ``high`` (of the whole year, once a year), ``role`` and ``derived``. A year without
        victims is all of unknown role; deaths of the dyad that the victims do not hold are ours.

    Raises
    ------
    ValueError
        If the table has no such dyad, or a year has more victims than deaths.
    """
    rows = dyads[dyads["dyad_id"] == dyad_id].sort_values("year")
    if rows.empty:
        raise ValueError(f"the table has no dyad {dyad_id}")
    told = victims.set_index("year")
    found: list[dict[str, object]] = []
    for year, best, low, high in rows[["year", "bd_best", "bd_low", "bd_high"]].to_numpy():
        if year in told.index:
            names = ("civilians", "government", "ttp", "unknown")
            split = [int(told.at[year, f"deaths_{name}"]) for name in names]
        else:
            split = [0, 0, 0, int(best)]
        rest = int(best) - sum(split)
        if rest < 0:
            raise ValueError(f"{year} has more victims than deaths")
        kinds = (
            (CIVILIANS, "civilians"), (FORCES, "security"), (TTP, "militants"),
            (UNKNOWN, "people"), (REST, "people"),
        )  # fmt: skip
        found += [
            {
                "panel": "battle", "year": str(year), "part": part, "value": value, "role": role,
                "derived": part == REST, "low": low if part == CIVILIANS else None,
                "high": high if part == CIVILIANS else None,
            }
            for (part, role), value in zip(kinds, [*split, rest], strict=True)
            if value or part == CIVILIANS
        ]  # fmt: skip
    found += [
        {"panel": "alone", "year": str(year), "part": CIVILIANS, "value": int(value),
         "role": "civilians", "derived": False, "low": None, "high": None}
        for year, value in zip(victims["year"], victims["one_sided_best"], strict=True)
    ]  # fmt: skip
    return pd.DataFrame(found)
