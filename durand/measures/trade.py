"""Trade dependence: what chapter 04 computes.

Shares are parts of one here unless a column says per cent; values are US$ million at current
prices. Nothing is joined across counters.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence

import pandas as pd

from durand.ledger.periods import span

UNSPECIFIED = "Unspecified"
"""Trade that a reporter records without a partner."""


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


def mirror(trade: pd.DataFrame) -> pd.DataFrame:
    """Set what Pakistan reports to have sold beside what Afghanistan reports to have bought.

    Returns
    -------
    pandas.DataFrame
        A row per year that both report: ``year``, ``sold`` (by Pakistan, f.o.b.), ``bought`` (by
        Afghanistan, c.i.f.), both US$ million, and ``ratio``, the first over the second.
    """
    both = pd.DataFrame(
        {
            "sold": flow_with(trade, "Pakistan", "export", "Afghanistan"),
            "bought": flow_with(trade, "Afghanistan", "import", "Pakistan"),
        }
    ).dropna()
    return both.assign(ratio=both["sold"] / both["bought"]).reset_index()


def dependence(trade: pd.DataFrame, gdp: pd.DataFrame) -> pd.DataFrame:
    """Measure Afghanistan's trade with Pakistan in three ways, each by two sets of books.

    Trade dependence is bilateral trade over GDP (Oneal and Russett), trade share is bilateral over
    all trade (Barbieri), openness is all trade over GDP; the first is the product of the others
    (Gartzke and Li 2003). With the mirror, what Pakistan reports to have sold takes the place of
    what Afghanistan reports to have bought from it, in bilateral and in all trade.

    Parameters
    ----------
    trade
        Columns ``reporter``, ``flow``, ``year``, ``partner``, ``value_usd_m``.
    gdp
        Columns ``country``, ``year``, ``gdp_usd_m``.

    Returns
    -------
    pandas.DataFrame
        Two rows a year: ``year``, ``books`` (``Afghan reports`` or ``with Pakistan's mirror``),
        ``bilateral``, ``total``, ``gdp`` (US$ million), ``dependence``, ``share``, ``openness``
        (per cent). Only years that all sources hold.
    """
    afghan = gdp[gdp["country"] == "Afghanistan"].set_index("year")["gdp_usd_m"]
    sold = flow_with(trade, "Afghanistan", "export", "Pakistan")
    bought = flow_with(trade, "Afghanistan", "import", "Pakistan")
    mirrored = flow_with(trade, "Pakistan", "export", "Afghanistan")
    every = flow_with(trade, "Afghanistan", "export", "World") + flow_with(
        trade, "Afghanistan", "import", "World"
    )
    books = {
        "Afghan reports": (sold + bought, every),
        "with Pakistan's mirror": (sold + mirrored, every - bought + mirrored),
    }
    parts = [
        pd.DataFrame({"bilateral": bilateral, "total": total, "gdp": afghan})
        .dropna()
        .reset_index()
        .assign(books=name)
        for name, (bilateral, total) in books.items()
    ]
    rows = pd.concat(parts, ignore_index=True)
    return rows.assign(
        dependence=100 * rows["bilateral"] / rows["gdp"],
        share=100 * rows["bilateral"] / rows["total"],
        openness=100 * rows["total"] / rows["gdp"],
    )


def concentration_bounds(named: Sequence[float], unspecified: float = 0) -> dict[str, float]:
    """Bound the Herfindahl–Hirschman index of a trade of which only the largest parts are known.

    The index is the sum of the squared shares of all partners (named after Hirschman 1945 and
    Herfindahl): 1 if there is one partner, near 0 if there are many small ones.

    - ``lower``: what is not named is spread over so many partners that it adds nothing. No other
      reading is lower: giving a part to a named partner only adds.
    - ``upper``: trade without a partner all belongs to the largest named partner. The rest lies
      with as few partners as can be, none above the smallest named one, or it would be named.
    - ``apart``: as ``upper``, but trade without a partner is one further partner of its own.

    Parameters
    ----------
    named
        Shares of the named partners, parts of one. They must be the largest recorded.
    unspecified
        Share of trade recorded without a partner. It may belong to anyone, so no rank limits it.

    Returns
    -------
    dict
        ``lower``, ``apart``, ``upper``. All three are equal if nothing is missing.

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
    whole = int(max(rest, 0) / least + 1e-9) if least else 0
    others = whole * least**2 + max(rest - whole * least, 0) ** 2
    return {
        "lower": lower,
        "apart": lower + others + unspecified**2,
        "upper": lower + others + (largest + unspecified) ** 2 - largest**2,
    }


def concentration(trade: pd.DataFrame, reporter: str) -> pd.DataFrame:
    """Bound the concentration of a reporter's exports and imports over partners, year by year.

    Parameters
    ----------
    trade
        Columns ``reporter``, ``flow``, ``year``, ``partner``, ``share`` (per cent; World blank).

    Returns
    -------
    pandas.DataFrame
        A row per flow and year: ``flow``, ``year``, ``lower``, ``apart``, ``upper`` (index, 0 to
        1), ``named`` and ``unspecified`` (per cent of trade).
    """
    own = trade[(trade["reporter"] == reporter) & (trade["partner"] != "World")]
    rows = []
    for (flow, year), parts in own.groupby(["flow", "year"]):
        missing = parts["partner"] == UNSPECIFIED
        named, unspecified = parts.loc[~missing, "share"], parts.loc[missing, "share"].sum()
        bounds = concentration_bounds((named / 100).tolist(), unspecified / 100)
        rows.append(
            {"flow": flow, "year": year, **bounds, "named": named.sum(), "unspecified": unspecified}
        )
    return pd.DataFrame(rows)


def partner_shares(
    trade: pd.DataFrame, later: pd.DataFrame, partners: dict[str, list[str]]
) -> pd.DataFrame:
    """Lay the shares of partners in Afghan trade along one time axis, counter by counter.

    Parameters
    ----------
    trade
        Columns ``reporter``, ``flow``, ``year``, ``partner``, ``share`` (per cent).
    later
        Columns ``period``, ``label``, ``flow``, ``partner``, ``share``, ``value_usd_m``,
        ``counter``.
    partners
        The partners wanted of each flow.

    Returns
    -------
    pandas.DataFrame
        A row per flow, partner and period: ``flow``, ``partner``, ``label``, ``counter``, ``time``
        (middle of the period as a decimal year), ``share`` (per cent) and ``derived`` (whether the
        share is computed here, from two printed values of the same counter and period). A share
        that neither is printed nor can be computed is left out.
    """
    first = trade[(trade["reporter"] == "Afghanistan") & (trade["partner"] != "World")]
    first = first.assign(
        label=first["year"].astype(str), counter="wits", time=first["year"] + 0.5, derived=False
    )
    totals = later[later["partner"] == "World"].set_index(["period", "flow", "counter"])
    keys = zip(later["period"], later["flow"], later["counter"], strict=True)
    whole = [totals["value_usd_m"].get(key) for key in keys]
    computed = 100 * later["value_usd_m"] / pd.Series(whole, index=later.index, dtype=float)
    second = later.assign(
        time=later["period"].map(middle),
        derived=later["share"].isna(),
        share=later["share"].fillna(computed),
    )
    columns = ["flow", "partner", "label", "counter", "time", "share", "derived"]
    rows = pd.concat([first[columns], second[columns]], ignore_index=True)
    wanted = [
        partner in partners.get(flow, [])
        for flow, partner in zip(rows["flow"], rows["partner"], strict=True)
    ]
    return rows[wanted].dropna(subset="share").reset_index(drop=True)


def middle(period: str) -> float:
    """Return the middle of an ISO 8601 year, month or interval of days, as a decimal year."""
    first, last = span(period)
    last += dt.timedelta(days=1)
    mean = (first.toordinal() + last.toordinal()) / 2
    year = dt.date.fromordinal(int(mean)).year
    begin, length = dt.date(year, 1, 1).toordinal(), 366 if calendar.isleap(year) else 365
    return year + (mean - begin) / length
