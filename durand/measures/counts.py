"""One year, many counts: what chapter 03 computes.

Two questions are kept apart. How far apart are the counters, and how much of that is scope? And
what stands behind a statement of the founding articles: another counter, the same one, or nobody?

A statement is compared with the other rows about the same subject: for a number, the rows of the
ledger with its indicator, place and period; for an event, the rows of ``events`` with its name.
The first rule that fits decides.

1. *contradicted*: a row outside the articles, of another origin, cannot also be true.
2. *corroborated*: a row outside the articles, of an independent origin, says what can also be true.
3. *contradicted*: a row of another article cannot also be true, and no row outside decides.
4. *repeated*: somebody else says it, but of the same origin, or of one that is not independent.
5. *alone*: nobody else in these tables says anything about the subject.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from durand.ledger.book import subject
from durand.ledger.periods import span
from durand.ledger.wording import agrees

if TYPE_CHECKING:
    from durand.ledger.book import Ledger
    from durand.ledger.number import Actor, Number

CLASSES = ("corroborated", "repeated", "alone", "contradicted")
"""What can be said of a statement, in the order drawn."""

KINDS = ("whole", "part", "part above a whole", "other unit")
"""How a count stands to the whole of a quantity, in the order drawn."""


def lined_up(
    evidence: Ledger,
    evidence_ids: Sequence[str],
    *,
    quantity: str,
    indicator: str,
    place: str = "pakistan",
    period: str = "2024",
) -> pd.DataFrame:
    """Set the counts of one quantity beside its whole, and say how each differs from it.

    Parameters
    ----------
    evidence, evidence_ids
        The ledger and its rows, in the order drawn.
    quantity
        What a heading calls it.
    indicator, place, period
        The whole: what is counted, where, over what time.

    Returns
    -------
    pandas.DataFrame
        A row per count: ``evidence_id``, ``quantity``, ``counter``, ``scope`` (in words),
        ``kind`` (one of `KINDS`), ``above`` (short name of the counter whose whole is less than
        this part, or empty), ``least`` and ``most`` (the source's bounds, else the value; unit of
        the indicator), ``wording``, ``derived`` and ``label``.

    Raises
    ------
    ValueError
        If the indicator of a row needs words of scope and has none.
    """
    numbers = [evidence[evidence_id] for evidence_id in evidence_ids]
    wholes = [n for n in numbers if _kind(n, indicator, place, period) == "whole"]
    rows = []
    for number in numbers:
        kind = _kind(number, indicator, place, period)
        others = [n for n in wholes if n.origin != number.origin and n.bounds < number.bounds]
        above = ""
        if kind == "part" and others:
            kind = "part above a whole"
            above = min(others, key=lambda n: n.bounds).origin.short
        scope = _scope(number, evidence, indicator, place, period)
        counter = number.origin.short
        if evidence.vintages(number.evidence_id)[0].published < number.published:
            counter += ", restated"
        rows.append(
            {
                "evidence_id": number.evidence_id,
                "quantity": quantity,
                "counter": counter,
                "origin": number.origin.actor_id,
                "scope": scope,
                "kind": kind,
                "above": above,
                "least": number.bounds[0],
                "most": number.bounds[1],
                "wording": number.wording,
                "derived": number.status == "derived",
                "label": f"{counter}: {scope}"
                + (", derived" if number.status == "derived" else "")
                + (f"; above {above}" if above else ""),
            }
        )
    return pd.DataFrame(rows)


def _kind(number: Number, indicator: str, place: str, period: str) -> str:
    counted = number.indicator.indicator
    if number.place != place or indicator not in {counted, number.indicator.part_of}:
        return "other unit"
    start, end = span(period)
    first, last = span(number.period)
    if first < start or last > end:
        return "other unit"
    return "whole" if (counted, number.period) == (indicator, period) else "part"


def _scope(number: Number, evidence: Ledger, indicator: str, place: str, period: str) -> str:
    words = []
    if number.indicator.indicator != indicator:
        words.append(number.indicator.scope)
        if not words[0]:
            raise ValueError(
                f"data/indicators.csv, '{number.indicator.indicator}', column scope: blank. Say in "
                "a few words what it covers."
            )
    if number.place != place:
        words.append(evidence.places[number.place])
    first, last = span(number.period)
    start, end = span(period)
    if (first, last) == (start, end):
        words.append("whole year")
    elif first == start:
        words.append(f"to {last.day} {last:%B}")
    elif (first.year, first.month) == (last.year, last.month):
        words.append(f"{first:%B %Y}")
    else:
        words.append(f"{first.day} {first:%B} to {last.day} {last:%B}")
    return ", ".join(words)


def spreads(counts: pd.DataFrame) -> pd.DataFrame:
    """Say how many times the least count the most is: of one scope, and of all that is printed.

    Parameters
    ----------
    counts
        Rows of `lined_up`, of any number of quantities.

    Returns
    -------
    pandas.DataFrame
        A row per quantity in first-seen order: ``quantity``; ``counters`` and ``all_counters``
        (origins behind the two figures); ``factor`` (the most over the least among the wholes,
        missing where fewer than two origins share a scope) and ``all_factor`` (of every row).
    """
    rows = []
    for quantity, group in counts.groupby("quantity", sort=False):
        same = group[group["kind"] == "whole"]
        shared = same["origin"].nunique()
        rows.append(
            {
                "quantity": quantity,
                "counters": shared,
                "factor": same["most"].max() / same["least"].min() if shared > 1 else None,
                "all_counters": group["origin"].nunique(),
                "all_factor": group["most"].max() / group["least"].min(),
            }
        )
    return pd.DataFrame(rows).astype({"factor": float})


def independent(origin: Actor, other: Actor) -> bool:
    """Say whether two counters could back each other up: not one origin, and not one side."""
    sides = [actor.side or actor.actor_id for actor in (origin, other)]
    return sides[0] != sides[1]


def number_statements(numbers: Sequence[Number], articles: Collection[str]) -> pd.DataFrame:
    """Say of each number of the founding articles what stands behind it.

    Parameters
    ----------
    numbers
        All rows of the ledger. Derived rows speak for nobody and are left out; a rejected row is
        a statement to be judged, and judges none.
    articles
        Keys of the articles in ``sources.bib``.

    Returns
    -------
    pandas.DataFrame
        A row per number of an article: ``statement`` (evidence id), ``article``, ``locator``,
        ``status`` (one of `CLASSES`), ``agree`` and ``differ`` (ids of the rows that decide,
        separated by ``|``), ``origins`` (independent origins that agree, its own among them) and
        ``inferred`` (of these, the origins that no source states).
    """
    reported = [n for n in numbers if n.status == "reported"]
    rows = []
    for number in numbers:
        if number.source not in articles:
            continue
        others = [n for n in reported if n is not number and subject(n) == subject(number)]
        agree = [n for n in others if agrees(number, n)]
        differ = [n for n in others if n.origin != number.origin and not agrees(number, n)]
        backing = [n for n in agree if independent(number.origin, n.origin)]
        status = _status(
            [n.source in articles for n in differ],
            [n.source in articles for n in backing],
            repeated=bool(agree),
        )
        basis = {number.origin.actor_id: {number.origin_basis}}
        for other in agree:
            basis.setdefault(other.origin.actor_id, set()).add(other.origin_basis)
        own = {n.origin.actor_id for n in backing} | {number.origin.actor_id}
        rows.append(
            {
                "statement": number.evidence_id,
                "article": number.source,
                "locator": number.locator,
                "status": status,
                "agree": "|".join(n.evidence_id for n in agree),
                "differ": "|".join(n.evidence_id for n in differ),
                "origins": len(own),
                "inferred": sum("stated" not in basis[origin] for origin in own),
            }
        )
    return pd.DataFrame(rows)


def event_statements(
    events: pd.DataFrame,
    places: pd.DataFrame,
    actors: pd.DataFrame,
    articles: Collection[str],
) -> pd.DataFrame:
    """Say of each event of the founding articles what stands behind its day, place and group.

    Two rows about one event cannot both be true if their dates have no day in common, if neither
    place lies in the other, or if both name armed groups and share none. A date marked ``about``
    is our reading, a place that spans two states fits everywhere in them, and neither contradicts
    anything. The tables hold no origin of an event: a source counts as one, which overstates how
    many are independent. Numbers of dead are statements of their own.

    Parameters
    ----------
    events, places, actors
        The tables of those names.
    articles
        Keys of the articles in ``sources.bib``.

    Returns
    -------
    pandas.DataFrame
        A row per event of an article: ``statement`` (event id), ``article``, ``locator``,
        ``status`` (one of `CLASSES`), ``agree`` and ``differ`` (event ids, separated by ``|``).
    """
    within = dict(zip(places["place_id"], places["within"], strict=True))
    armed = set(actors.loc[actors["kind"] == "armed group", "actor_id"])
    records = events.to_dict("records")
    rows = []
    for row in records:
        if row["source"] not in articles:
            continue
        others = [o for o in records if o["event"] == row["event"] and o["source"] != row["source"]]
        agree = [o for o in others if _compatible(row, o, within, armed)]
        differ = [o for o in others if o not in agree]
        outside = [o for o in agree if o["source"] not in articles]
        rows.append(
            {
                "statement": row["event_id"],
                "article": row["source"],
                "locator": row["locator"],
                "status": _status(
                    [o["source"] in articles for o in differ],
                    [False for _ in outside],
                    repeated=bool(agree),
                ),
                "agree": "|".join(o["event_id"] for o in agree),
                "differ": "|".join(o["event_id"] for o in differ),
            }
        )
    return pd.DataFrame(rows)


def _status(differ: Sequence[bool], backing: Sequence[bool], *, repeated: bool) -> str:
    """Decide by the rules above; each flag says whether a row is of an article."""
    if not all(differ):
        return "contradicted"
    if not all(backing):
        return "corroborated"
    if differ:
        return "contradicted"
    return "repeated" if repeated else "alone"


def _compatible(row: Mapping, other: Mapping, within: Mapping[str, str], armed: set[str]) -> bool:
    if "about" not in (row["precision"], other["precision"]):
        first, last = span(row["date"])
        start, end = span(other["date"])
        if last < start or end < first:
            return False
    here, there = _chain(row["place"], within), _chain(other["place"], within)
    in_one_state = {here[-1], there[-1]} <= {"pakistan", "afghanistan"}
    if in_one_state and row["place"] not in there and other["place"] not in here:
        return False
    groups = [armed & set(r["actors"].split("|")) for r in (row, other)]
    return not (all(groups) and groups[0].isdisjoint(groups[1]))


def _chain(place: str, within: Mapping[str, str]) -> list[str]:
    chain = [place]
    while within.get(chain[-1]):
        chain.append(within[chain[-1]])
    return chain


def tally(statements: pd.DataFrame, articles: Mapping[str, str]) -> pd.DataFrame:
    """Count statements by article and class.

    Parameters
    ----------
    statements
        Columns ``what`` (number or event), ``article`` and ``status``.
    articles
        Keys of the articles and the names of their authors, in the order wanted.

    Returns
    -------
    pandas.DataFrame
        A row per ``what``, article and class, ``count`` and the
        article's ``name``; every combination, noughts among them.
    """
    counted = statements.groupby(["what", "article", "status"]).size()
    rows = [
        {
            "what": what,
            "article": article,
            "name": name if name[0].isupper() else f"The {name}",
            "status": status,
            "count": int(counted.get((what, article, status), 0)),
        }
        for what in statements["what"].unique()
        for article, name in articles.items()
        for status in CLASSES
    ]
    return pd.DataFrame(rows)
