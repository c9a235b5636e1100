"""A shut gate: what chapter 05 computes.

Days are counted by one rule, in `listed_days`; money by one scenario, in `scenario`, which is a
model and no count: the same formulas run in a reader's browser, and a test compares the two.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pandas as pd

from durand.ledger.book import Ledger
from durand.ledger.number import Number
from durand.ledger.periods import say_period, span
from durand.theme import PALETTE

EVERYWHERE = "all"
"""What the table of closures writes where every crossing was shut."""


def listed_days(closures: pd.DataFrame, crossings: list[str]) -> pd.DataFrame:
    """Count, crossing by crossing, the days that the list of closures can vouch for.

    The one rule: a closure lasts the fewest days that a page prints, laid from its first day on,
    and a day on which closures of one crossing and one traffic overlap counts once. So a closure
    whose end was not seen counts only the days that are printed, a day shut to all is no day shut
    to cargo alone, and where a row names several crossings the days hold for the first, whose
    reopening was read; the others count one day. A closure without days, and one that was shut in
    part, counts none.

    Parameters
    ----------
    closures
        Rows of ``closures``: ``crossings`` (ids separated by ``|``, or ``all``), ``start`` (ISO
        8601), ``days_low`` (days; may be missing), ``traffic`` (``all``, ``cargo``, ``partial``).
    crossings
        The crossings to count, by id: what ``all`` stands for.

    Returns
    -------
    pandas.DataFrame
        ``crossing``, ``traffic`` (``all`` or ``cargo``), ``year``, ``days`` (at least one), sorted;
        lower limits, because the list is not complete.
    """
    shut: dict[tuple[str, str], set[dt.date]] = {}
    for row in closures.to_dict("records"):
        if row["traffic"] == "partial" or pd.isna(row["days_low"]):
            continue
        first = span(row["start"])[0]
        named = row["crossings"].split("|")
        everywhere = named == [EVERYWHERE]
        for place in crossings if everywhere else named:
            days = int(row["days_low"]) if everywhere or place == named[0] else 1
            shut.setdefault((place, row["traffic"]), set()).update(
                first + dt.timedelta(days=day) for day in range(days)
            )
    found = [
        {"crossing": place, "traffic": traffic, "year": day.year}
        for (place, traffic), days in shut.items()
        for day in days - (shut.get((place, "all"), set()) if traffic == "cargo" else set())
        if place in crossings
    ]
    keys = ["crossing", "traffic", "year"]
    return pd.DataFrame(found, columns=keys).groupby(keys).size().reset_index(name="days")


def drawn(closures: pd.DataFrame, cutoff: str) -> pd.DataFrame:
    """Give every closure its two ends on a scale of years, and its dates in words.

    Parameters
    ----------
    closures
        Rows of ``closures``.
    cutoff
        Last day drawn (ISO 8601), for nothing later than it.

    Returns
    -------
    pandas.DataFrame
        The rows in order of their start with ``row`` (0, 1 …), ``x`` and ``x2`` (years; ``x2`` is
        the day of reopening or, where that was not seen, the end of the fewest days printed),
        ``open`` (bool: the end was not seen), ``days`` (``at least 9 days``; blank without days)
        and ``when`` (the dates as well as they are known).
    """
    rows = closures.sort_values("start", kind="stable").reset_index(drop=True)
    last = dt.date.fromisoformat(cutoff)
    starts, ends, words = [], [], []
    for row in rows.to_dict("records"):
        start = span(row["start"])[0]
        days = 0 if pd.isna(row["days_low"]) else int(row["days_low"])
        end = dt.date.fromisoformat(row["end"]) if row["end"] else start + dt.timedelta(days=days)
        starts.append(start)
        ends.append(min(end, last))
        words.append(_when(start, end, row["start_precision"], row["end_precision"]))
    return rows.assign(
        row=range(len(rows)),
        x=[_years(start) for start in starts],
        x2=[_years(end) for end in ends],
        open=rows["end"] == "",
        days=[_at_least(days) for days in rows["days_low"]],
        when=words,
    )


def _at_least(days: int | float) -> str:
    if pd.isna(days):
        return ""
    return f"at least {days} {'day' if days == 1 else 'days'}"


def _years(day: dt.date) -> float:
    """Return a day as a number of years: 2024.5 for the middle of 2024."""
    first, after = dt.date(day.year, 1, 1), dt.date(day.year + 1, 1, 1)
    return round(day.year + (day - first).days / (after - first).days, 3)


def _when(start: dt.date, end: dt.date, start_known: str, end_known: str) -> str:
    first = f"{start:%B %Y}" if start_known == "month" else f"{start.day} {start:%b %Y}"
    if start_known in ("about", "one day either way"):
        first = f"about {first}"
    if end_known == "not seen":
        return f"{first}, end not seen"
    return f"{first} to {'about ' if end_known == 'inferred' else ''}{end.day} {end:%b %Y}"


def crossing_names(crossings: pd.Series, names: Mapping[str, str]) -> list[str]:
    """Return in words what a row of ``closures`` shuts: ``Torkham``, ``Torkham and 4 more``."""
    said = []
    for cell in crossings:
        first, *more = cell.split("|")
        said.append("Every crossing" if first == EVERYWHERE else names[first])
        if more:
            said[-1] += f" and {len(more)} more"
    return said


def dated(instruments: pd.DataFrame, since: str) -> pd.DataFrame:
    """Give instruments their place on a scale of years, and their dates in words.

    Parameters
    ----------
    instruments
        Rows of ``instruments``: ``date`` (ISO 8601; its length is its precision), ``until``.
    since
        First year kept, as text.

    Returns
    -------
    pandas.DataFrame
        The rows from that year on, in order of date, with ``row`` (0, 1 …), ``x`` and ``x2``
        (years: from the first day that the date allows to the last, or to ``until``) and ``when``.
    """
    rows = instruments[instruments["date"] >= since]
    rows = rows.sort_values("date", kind="stable").reset_index(drop=True)
    ends = [span(until or date)[1] for date, until in zip(rows["date"], rows["until"], strict=True)]
    return rows.assign(
        row=range(len(rows)),
        x=[_years(span(date)[0]) for date in rows["date"]],
        x2=[_years(end + dt.timedelta(days=1)) for end in ends],
        when=[say_period(date) for date in rows["date"]],
    )


def with_part(revenue: pd.DataFrame, share: float, label: str) -> pd.DataFrame:
    """Add a part of the last row, computed here.

    Parameters
    ----------
    revenue
        Rows of the ledger with ``label``, ``value`` and ``wording``.
    share
        Per cent of the last value.
    label
        What the part is called.

    Returns
    -------
    pandas.DataFrame
        The rows and one more, ``derived``.
    """
    value = revenue["value"].iloc[-1] * share / 100
    part = revenue.iloc[[-1]].assign(
        evidence_id="", label=label, value=value, wording=f"about {value:g} (derived)", derived=True
    )
    return pd.concat([revenue, part], ignore_index=True)


def a_day(value: float, period: str) -> float:
    """Return the daily share of a quantity of a period (ISO 8601), in the quantity's unit."""
    first, last = span(period)
    return value / ((last - first).days + 1)


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

    Columns beside those: ``what``, ``basis`` and ``colour``.
    """

    def of(number: Number) -> float:
        return a_day(number.value, number.period)

    rows = [
        (
            "Afghan customs revenue at stake",
            1000 * of(evidence["afghan-customs-revenue-1401"]),  # AFN billion to million
            True,
            True,
            "Afghan finance ministry, solar year 1401 to 8 March 2023",
            "amber",
        ),
        (
            "UN Monitoring Team: cost to Afghanistan, 2025",
            evidence["closure-cost-per-day-2025-un"].value,
            False,
            False,
            "UN Monitoring Team, a day, for as many days",
            "grey",
        ),
        (
            "Pakistani sales held up",
            of(evidence["customs-export-fy2024"]),
            False,
            True,
            "Pakistani customs, fiscal year 2023–24",
            "blue",
        ),
        (
            "Afghan sales held up",
            of(evidence["customs-import-fy2024"]),
            False,
            True,
            "Pakistani customs, fiscal year 2023–24",
            "purple",
        ),
    ]
    frame = pd.DataFrame(rows, columns=["what", "daily", "taxed", "lossy", "basis", "colour"])
    return frame.assign(colour=frame["colour"].map(PALETTE))


def base_case(evidence: Ledger) -> pd.DataFrame:
    """Return the published base case, with its spread.

    Returns
    -------
    pandas.DataFrame
        What `scenario` returns for the base values, with ``role`` (``result``), and ``least`` and
        ``most``: US$ million a day at the ends of the share, and at the ends of the rate in the
        year of the revenue, for taxed rows.
    """
    given = inputs(evidence).set_index("param")
    worth = daily(evidence)
    strong, weak = evidence["afn-per-dollar-2023-01"], evidence["afn-per-dollar-2022-08"]
    ends = [
        scenario(worth, days=1, share=given[share]["share"], rate=rate, kept=0)
        for share, rate in (("low", weak.value), ("high", strong.bounds[0]))
    ]
    least, most = (end["per_day"].where(worth["taxed"]) for end in ends)
    return scenario(worth, **given["value"]).assign(role="result", least=least, most=most)


def model(evidence: Ledger) -> pd.DataFrame:
    """Return base case and inputs as one table, the rows of the figure; see both for columns."""
    results = base_case(evidence).assign(param="")
    given = inputs(evidence).assign(taxed=False, lossy=False, colour="")
    return pd.concat([results, given.drop(columns="control")], ignore_index=True)
