"""Displacement: what chapter 06 computes."""

from __future__ import annotations

import pandas as pd

from durand.ledger.periods import days, span


def a_day(returns: pd.DataFrame) -> pd.DataFrame:
    """Spread counts of people evenly over the days of their spans.

    Parameters
    ----------
    returns
        ``period`` (ISO 8601) and ``people``.

    Returns
    -------
    pandas.DataFrame
        The rows with ``start`` and ``end`` (ISO 8601), ``days`` and ``a_day`` (people a day,
        rounded to whole people). An average of a span says nothing of any one day in it, and spans
        that overlap may not be added.
    """
    length = returns["period"].map(days)
    ends = {
        name: [span(period)[at].isoformat() for period in returns["period"]]
        for at, name in enumerate(("start", "end"))
    }
    rate = (returns["people"] / length).round().astype(int)
    return returns.assign(**ends, days=length, a_day=rate)
