"""Trade dependence: what chapter 04 computes, and the bounds that Methods gives.

Shares are parts of one here unless a column says per cent; values are US$ million at current
prices. Nothing is joined across counters.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd


def flow_with(trade: pd.DataFrame, reporter: str, flow: str, partner: str) -> pd.Series:
    """Return one reporter's trade with one partner by year (US$ million).

    Parameters
    ----------
    trade
        Columns ``reporter``, ``flow``, ``year``, ``partner``, ``value_usd_m``.

    Raises
    ------
    ValueError
        If the table has no such rows.
    """
    rows = trade[
        (trade["reporter"] == reporter) & (trade["flow"] == flow) & (trade["partner"] == partner)
    ]
    if rows.empty:
        raise ValueError(f"the table has no {flow} of {reporter} with {partner}")
    return rows.set_index("year")["value_usd_m"].sort_index()


def mutual_dependence(trade: pd.DataFrame, gdp: pd.DataFrame) -> pd.DataFrame:
    """Measure what the trade between the two is to either side, on the same books.

    On the sellers' books Pakistan's sales are as Pakistan reports them and Afghanistan's as
    Afghanistan does; on the Afghan books both are as Afghanistan reports them. The ``economy`` is
    bilateral trade over GDP (trade dependence, as Gartzke and Li 2003 have it from Oneal and
    Russett), so that on one set of books the two sides' ratio is that of their GDPs. The ``sales``
    are Pakistan's, over all that the one sells abroad and all that the other buys there; in the
    latter they take the place of what Afghanistan reports to have bought from Pakistan.

    Parameters
    ----------
    trade
        Columns ``reporter``, ``flow``, ``year``, ``partner``, ``value_usd_m``, ``share`` (per
        cent).
    gdp
        Columns ``country``, ``year``, ``gdp_usd_m``.

    Returns
    -------
    pandas.DataFrame
        A row per year that all sources hold, measure, side and books: ``year``, ``measure``
        (``economy`` or ``sales``), ``side``, ``books`` (``sellers`` or ``Afghan``), ``value`` (per
        cent).
    """
    back = flow_with(trade, "Afghanistan", "export", "Pakistan")
    bought = flow_with(trade, "Afghanistan", "import", "Pakistan")
    sold = flow_with(trade, "Pakistan", "export", "Afghanistan")
    imports = flow_with(trade, "Afghanistan", "import", "World")
    ours = (trade["reporter"] == "Pakistan") & (trade["partner"] == "Afghanistan")
    part = trade[ours & (trade["flow"] == "export")].set_index("year")["share"] / 100
    part = part[part.index.isin(bought.index)]
    output = gdp.set_index(["country", "year"])["gdp_usd_m"]
    parts = {
        ("economy", "Afghanistan", "sellers"): (back + sold) / output["Afghanistan"],
        ("economy", "Pakistan", "sellers"): (back + sold) / output["Pakistan"],
        ("economy", "Afghanistan", "Afghan"): (back + bought) / output["Afghanistan"],
        ("economy", "Pakistan", "Afghan"): (back + bought) / output["Pakistan"],
        ("sales", "Afghanistan", "sellers"): sold / (imports - bought + sold),
        ("sales", "Pakistan", "sellers"): part,
        ("sales", "Afghanistan", "Afghan"): bought / imports,
    }
    rows = [
        (100 * share)
        .dropna()
        .rename("value")
        .rename_axis("year")
        .reset_index()
        .assign(measure=measure, side=side, books=books)
        for (measure, side, books), share in parts.items()
    ]
    return pd.concat(rows, ignore_index=True)


def concentration_bounds(named: Sequence[float], unspecified: float = 0) -> tuple[float, float]:
    """Bound the Herfindahl–Hirschman index of a trade of which only the largest parts are known.

    The index is the sum of the squared shares of all partners (named after Hirschman 1945 and
    Herfindahl): 1 if there is one partner, near 0 if there are many small ones.

    - At the least, what is not named is spread over so many partners that it adds nothing. No other
      reading is lower: giving a part to a named partner only adds.
    - At the most, trade without a partner all belongs to the largest named one. The rest lies with
      as few partners as can be, none above the smallest named one, or it would be named. Where no
      trade without a partner is listed, there may be as much of it as the smallest named one has.

    Parameters
    ----------
    named
        Shares of the named partners, parts of one. They must be the largest recorded.
    unspecified
        Share of trade listed without a partner. It may belong to anyone, so no rank limits it.

    Returns
    -------
    tuple of float
        Least and most; equal if nothing is missing.

    Raises
    ------
    ValueError
        If no partner is named, a share is negative, or the shares add to more than one.
    """
    rest = 1 - sum(named) - unspecified
    if not named or min(*named, unspecified) < 0 or rest < -1e-3:
        raise ValueError(f"shares {list(named)} and {unspecified} are no parts of one")
    least, largest = min(named), max(named)
    lower = sum(share**2 for share in named)

    def most(hidden: float, spread: float) -> float:
        whole = int(max(spread, 0) / least + 1e-9) if least else 0
        others = whole * least**2 + max(spread - whole * least, 0) ** 2
        return lower + others + (largest + hidden) ** 2 - largest**2

    unlisted = 0 if unspecified else min(least, max(rest, 0))
    return lower, max(most(unspecified, rest), most(unspecified + unlisted, rest - unlisted))
