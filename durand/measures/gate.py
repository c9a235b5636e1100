"""A shut gate: what chapter 05 computes.

Days are counted by one rule, in `listed_days`; money by one scenario, in `scenario`, which is a
model and no count: the same formulas run in a reader's browser, and a test compares the two.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pandas as pd

from durand.ledger.book import Ledger
from durand.ledger.number import Number
from durand.ledger.periods import days, span
from durand.theme import PALETTE

EVERYWHERE = "all"
"""What the table of closures writes where every crossing was shut."""


def closed(closures: pd.DataFrame, crossings: list[str]) -> pd.DataFrame:
    """Say of each crossing when it was shut, for as long as the list of closures can vouch for.

    A closure lasts to its reopening or, where that was not read, the fewest days that a page
    prints. Where a row names several crossings, days and reopening hold for the first alone, and
    the others count one day.

    Parameters
    ----------
    closures
        Rows of ``closures``: ``crossings`` (ids separated by ``|``, or ``all``), ``start`` and
        ``end`` (ISO 8601), ``days_low`` (days; may be missing), ``traffic`` (``all``, ``cargo``,
        ``partial``).
    crossings
        The crossings, by id, in the order of the result: what ``all`` stands for.

    Returns
    -------
    pandas.DataFrame
        The rows, one for each crossing, with ``crossing``, ``start`` and ``end`` (days, ISO 8601;
        ``end`` is the day after), ``seen`` (whether the reopening was read) and ``days`` (fewest;
        missing where none are printed).
    """
    found = []
    for row in closures.sort_values("start", kind="stable").to_dict("records"):
        named = row["crossings"].split("|")
        first = span(row["start"])[0]
        for place in crossings if named == [EVERYWHERE] else named:
            told = named in ([EVERYWHERE], [place]) or place == named[0]
            days = row["days_low"] if told or pd.isna(row["days_low"]) else 1
            seen = told and bool(row["end"])
            end = first + dt.timedelta(days=1 if pd.isna(days) else int(days))
            own = {"crossing": place, "start": first.isoformat(), "seen": seen, "days": days}
            found.append({**row, **own, "end": row["end"] if seen else end.isoformat()})
    rows = pd.DataFrame(found).astype({"days": "Int64"})
    order = rows["crossing"].map(dict(zip(crossings, range(len(crossings)), strict=True)))
    return rows.iloc[order.sort_values(kind="stable").index].reset_index(drop=True)


def vouched(shut: pd.DataFrame) -> Iterator[tuple[dict[str, Any], dt.date]]:
    """Yield each row that `closed` gives, with each day that counts: its fewest, from its first on.

    A closure without days, and one that was shut in part, counts none.
    """
    for row in shut[shut["days"].notna() & (shut["traffic"] != "partial")].to_dict("records"):
        first = dt.date.fromisoformat(row["start"])
        for day in range(row["days"]):
            yield row, first + dt.timedelta(days=day)


def listed_days(shut: pd.DataFrame) -> pd.DataFrame:
    """Count, crossing by crossing, the days that the list of closures can vouch for.

    The one rule: a closure counts the days that are `vouched` for, and a day on which closures of
    one crossing and one traffic overlap counts once. A day shut to all is no day shut to cargo
    alone.

    Parameters
    ----------
    shut
        Rows as `closed` gives them.

    Returns
    -------
    pandas.DataFrame
        ``crossing``, ``traffic`` (``all`` or ``cargo``), ``year``, ``days`` (at least one), sorted;
        lower limits, because the list is not complete.
    """
    counted: dict[tuple[str, str], set[dt.date]] = {}
    for row, day in vouched(shut):
        counted.setdefault((row["crossing"], row["traffic"]), set()).add(day)
    found = [
        {"crossing": place, "traffic": traffic, "year": day.year}
        for (place, traffic), days in counted.items()
        for day in days - (counted.get((place, "all"), set()) if traffic == "cargo" else set())
    ]
    keys = ["crossing", "traffic", "year"]
    return pd.DataFrame(found, columns=keys).groupby(keys).size().reset_index(name="days")


def a_day(value: float, period: str) -> float:
    """Return the daily share of a quantity of a period (ISO 8601), in the quantity's unit."""
    return value / days(period)


def scenario(
    daily: pd.DataFrame, *, days: float, share: float, rate: float, kept: float
) -> pd.DataFrame:
    """Say what days of shut gates hold up, and how much of it is lost, if the inputs hold.

    Parameters
    ----------
    daily
        A row per quantity: ``daily`` (a day's worth: AFN million of all Afghan customs revenue
        where ``taxed``, else US$ million at the gates), ``taxed`` (bool) and ``lossy`` (bool:
        whether a part of it can be diverted or come later).
    days
        Days shut.
    share
        Per cent of Afghan customs revenue taken at the gates.
    rate
        AFN for one US dollar.
    kept
        Per cent that goes another way or comes later.

    Returns
    -------
    pandas.DataFrame
        The rows with ``per_day``, ``total`` (held up over the days) and ``lost`` (what of it is
        neither diverted nor delayed; missing where not ``lossy``), in US$ million.

    Raises
    ------
    ValueError
        If an input is negative, a share above 100 per cent, or the rate zero.
    """
    if min(days, share, kept) < 0 or max(share, kept) > 100 or rate <= 0:
        raise ValueError("days must not be negative, shares lie in 0 to 100, the rate above 0")
    factor = daily["taxed"].map({True: share / 100 / rate, False: 1.0})
    per_day = daily["daily"] * factor
    total = per_day * days
    lost = (total * (1 - kept / 100)).where(daily["lossy"])
    return daily.assign(per_day=per_day, total=total, lost=lost)


def inputs(evidence: Ledger) -> pd.DataFrame:
    """Return the inputs of the published scenario: rows of the ledger, each a control.

    Returns
    -------
    pandas.DataFrame
        ``param`` (the control's name), ``role`` (``input``), ``what``, ``value`` (base case),
        ``low`` and ``high`` (how far the control goes), ``basis`` (source or assumption) and
        ``control`` (its label).
    """
    days = evidence["days-shut-torkham-2024-01"]
    share = evidence["customs-revenue-share-crossings-jadoon"]
    assumed = evidence["scenario-share-at-gates-range"]
    rate = evidence["afn-per-dollar-2023-03"]
    kept = evidence["scenario-share-kept-base"]
    least, most = evidence["afn-per-dollar-2024-01"], evidence["afn-per-dollar-2022"]
    rows = [
        ("days", "Days shut", days, 0, MOST_DAYS, "Torkham in January 2024, by Business Recorder"),
        (
            "share",
            "Share of Afghan customs revenue at the gates, %",
            share,
            *assumed.bounds,
            "one article, Jadoon; range assumed",
        ),
        ("rate", "Afghanis for one US dollar", rate, least.value, most.value, "Xinhua, March 2023"),
        ("kept", "Diverted or merely delayed, %", kept, *kept.bounds, "our assumption, no source"),
    ]
    return pd.DataFrame(
        {
            "param": param,
            "role": "input",
            "what": what,
            "value": number.value,
            "low": low,
            "high": high,
            "basis": basis,
            "control": f"{what} (base {number.value:g}: {basis})",
        }
        for param, what, number, low, high, basis in rows
    )


MOST_DAYS = 60
"""How far the scenario's days go."""


def daily(evidence: Ledger) -> pd.DataFrame:
    """Return what the scenario multiplies: a day's worth of each quantity, as `scenario` takes it.

    Columns beside those: ``whose``, ``what``, ``basis`` and ``colour``.
    """

    def of(number: Number) -> float:
        return a_day(number.value, number.period)

    rows = [
        (
            "Kabul’s treasury",
            "Afghan customs revenue at stake",
            1000 * of(evidence["afghan-customs-revenue-1401"]),  # AFN billion to million
            True,
            True,
            "Afghan finance ministry, solar year 1401 to 8 March 2023",
            "purple",
        ),
        (
            "Islamabad’s treasury",
            "Pakistani duty at stake, Torkham alone",
            evidence["torkham-duty-usd-per-day-2024-01"].value,
            False,
            True,
            "Pakistani customs, Torkham in January 2024",
            "blue",
        ),
        (
            "",
            "UN Monitoring Team: cost to Afghanistan, 2025",
            evidence["closure-cost-per-day-2025-un"].value,
            False,
            False,
            "UN Monitoring Team, a day, for as many days",
            "grey",
        ),
        (
            "Pakistan’s sellers",
            "Pakistani sales held up",
            of(evidence["customs-export-fy2024"]),
            False,
            True,
            "Pakistani customs, fiscal year 2023–24",
            "blue",
        ),
        (
            "Afghanistan’s sellers",
            "Afghan sales held up",
            of(evidence["customs-import-fy2024"]),
            False,
            True,
            "Pakistani customs, fiscal year 2023–24",
            "purple",
        ),
    ]
    columns = ["whose", "what", "daily", "taxed", "lossy", "basis", "colour"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(colour=frame["colour"].map(PALETTE))


def base_case(evidence: Ledger) -> pd.DataFrame:
    """Return the published base case, with its spread.

    Returns
    -------
    pandas.DataFrame
        What `scenario` returns for the base values, with ``role`` (``result``), and ``least`` and
        ``most``, US$ million a day: of Afghan revenue at the ends of the share and of the rate in
        the year of the revenue, of Pakistani duty the two numbers of Pakistani customs.
    """
    given = inputs(evidence).set_index("param")
    worth = daily(evidence)
    strong, weak = evidence["afn-per-dollar-2023-01"], evidence["afn-per-dollar-2022-08"]
    ends = [
        scenario(worth, days=1, share=given[share]["share"], rate=rate, kept=0)
        for share, rate in (("low", weak.value), ("high", strong.bounds[0]))
    ]
    least, most = (end["per_day"].where(worth["taxed"]) for end in ends)
    usual, shut = (
        evidence[f"torkham-duty-usd-per-day-2024-{month}"].value for month in ("09", "01")
    )
    duty = worth["what"].str.startswith("Pakistani duty")
    least, most = least.mask(duty, usual), most.mask(duty, shut)
    return scenario(worth, **given["value"]).assign(role="result", least=least, most=most)


def model(evidence: Ledger) -> pd.DataFrame:
    """Return base case and inputs as one table, the rows of the figure; see both for columns."""
    results = base_case(evidence).assign(param="")
    given = inputs(evidence).assign(taxed=False, lossy=False, colour="", whose="")
    return pd.concat([results, given.drop(columns="control")], ignore_index=True)
