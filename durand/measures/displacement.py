"""Displacement: what chapter 06 computes."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from durand.ledger.periods import span


def segments(refugees: pd.DataFrame, category: str) -> pd.DataFrame:
    """Return one category of UNHCR's by year, cut where it is drawn up otherwise.

    Parameters
    ----------
    refugees
        The table ``refugees``: ``year``, ``category``, ``people``, ``break_before``.
    category
        One of UNHCR's categories.

    Returns
    -------
    pandas.DataFrame
        ``year``, ``people``, ``break_before`` and ``segment``, which counts up from one at each
        break: no line may join two segments.

    Raises
    ------
    ValueError
        If the table has no such category.
    """
    rows = refugees[refugees["category"] == category].sort_values("year")
    if rows.empty:
        raise ValueError(f"the table has no category '{category}'")
    cut = rows.assign(segment=1 + rows["break_before"].cumsum())
    return cut[["year", "people", "break_before", "segment"]].reset_index(drop=True)


def last_day(period: str) -> dt.date:
    """Return the last day of a year, a month, a day or an interval (ISO 8601)."""
    return span(period)[1]


def days(period: str) -> int:
    """Return how many days a year, a month, a day or an interval has, both ends counted.

    Raises
    ------
    ValueError
        If the period ends before it begins, or is no period.
    """
    start, end = span(period)
    return (end - start).days + 1


def a_day(returns: pd.DataFrame) -> pd.DataFrame:
    """Spread counts of people evenly over the days of their spans.

    Parameters
    ----------
    returns
        ``period`` (ISO 8601) and ``people``.

    Returns
    -------
    pandas.DataFrame
        The rows with ``days`` and ``a_day`` (people a day, rounded to whole people). An average of
        a span says nothing of any one day in it, and spans that overlap may not be added.
    """
    length = returns["period"].map(days)
    return returns.assign(days=length, a_day=(returns["people"] / length).round().astype(int))


def points_of_one_count(returns: pd.DataFrame, start: str, country: str) -> pd.DataFrame:
    """Return the points of one cumulative count, in the order of their last days.

    Parameters
    ----------
    returns
        The table ``returns_all``.
    start
        The day on which the count begins (``2023-09-15``).
    country
        The country that people left.

    Returns
    -------
    pandas.DataFrame
        The rows for all who returned, with ``end`` (ISO date); each holds the ones before it, so
        that they are never summed.

    Raises
    ------
    ValueError
        If there is no such count, or if it falls: people who have returned cannot un-return, so a
        falling count is not one count.
    """
    same = (
        returns["period"].str.startswith(f"{start}/")
        & returns["country_left"].eq(country)
        & returns["who"].eq("all")
    )
    rows = returns[same]
    if rows.empty:
        raise ValueError(f"the table has no count from {start} for {country}")
    ends = rows["period"].map(lambda period: last_day(period).isoformat())
    rows = rows.assign(end=ends).sort_values("end").reset_index(drop=True)
    if not rows["people"].is_monotonic_increasing:
        raise ValueError(f"the count from {start} for {country} falls")
    return rows
