"""The evidence ledger: a number, its bounds, who claims it, and what disagrees with it.

A row of ``data/evidence.csv`` is one number as one source states it, a cell of a table of the
package, or a number computed here from other rows. Nothing is averaged, and claims about the same
deaths are never added up: the ledger keeps who said what.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, ValuesView
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

from durand import tables

if TYPE_CHECKING:
    import pandas as pd

COUNTS = frozenset({"people", "incidents", "operations"})
"""Units that are counted, never rounded."""

QUALIFIERS: Mapping[str, tuple[str, ...]] = {
    "exact": (),
    "at-least": ("at least",),
    "over": ("over", "more than"),
    "about": ("about", "around"),
    "range": (),
}
"""How a number of each qualifier may be worded; the first is how this publication words it."""


class LedgerError(tables.DataError):
    """A row of the ledger cannot be resolved; the message names it."""


@dataclass(frozen=True)
class Indicator:
    """What is counted."""

    indicator: str
    question: str
    label: str
    definition: str
    includes: str
    excludes: str
    unit: str
    casualty: bool


@dataclass(frozen=True)
class Actor:
    """Who claims or counts."""

    actor_id: str
    name: str
    names: tuple[str, ...]
    kind: str
    description: str
    party: bool

    @property
    def short(self) -> str:
        """The name this publication writes."""
        return self.names[0]


@dataclass(frozen=True)
class Number:
    """One row of the ledger, its value read or computed.

    ``value``, ``low`` and ``high`` are in the indicator's unit; ``value`` is ``None`` where a
    source gives a range and no number inside it.
    """

    evidence_id: str
    indicator: Indicator
    place: str
    period: str
    value: float | None
    low: float | None
    high: float | None
    qualifier: str
    claimant: Actor
    origin: Actor
    origin_basis: str
    source: str
    locator: str
    published: str
    status: str
    formula: str
    inputs: tuple[str, ...]
    note: str
    page: str = ""
    """Key of sources.bib of the page behind a cell of a table whose rows name their pages."""

    @property
    def wording(self) -> str:
        """The number as text: ``685``, ``over 900``, ``6,000–6,500``, ``1.30``, ``59 %``."""
        return word(self)

    @property
    def bounds(self) -> tuple[float, float]:
        """Low and high; the value itself where the source prints no bounds."""
        if self.low is not None and self.high is not None:
            return self.low, self.high
        if self.value is None:  # the schema gives every range its bounds
            raise LedgerError(f"evidence '{self.evidence_id}' has neither a value nor bounds.")
        return self.value, self.value


@dataclass(frozen=True)
class Identity:
    """A sum that published parts should make: ``gap`` is the total less the parts."""

    identity_id: str
    total: Number
    parts: tuple[Number, ...]
    holds: bool
    expected_gap: int
    note: str

    @property
    def gap(self) -> float:
        """The total less the parts, as the ledger has them now."""
        return _exact(self.total) - sum(_exact(part) for part in self.parts)


@dataclass(frozen=True)
class Corroboration:
    """How many counters stand behind a number: origins, not newspapers."""

    agree: frozenset[str]
    differ: frozenset[str]
    inferred: int
    """Of the agreeing origins, those that no source states."""


class Ledger(Mapping[str, Number]):
    """All rows of ``data/evidence.csv``, resolved, by their id.

    Raises
    ------
    LedgerError
        If a formula misses a row or runs in a circle, a locator finds no cell, or an identity
        leans on a derived row.
    """

    def __init__(self, folder: Path = tables.DATA) -> None:
        self._folder = Path(folder)
        actors = (
            Actor(
                **{**row, "names": tuple(row["names"].split("|")), "party": row["party"] == "yes"}
            )
            for row in tables.load("actors", folder).to_dict("records")
        )
        self.actors = {actor.actor_id: actor for actor in actors}
        self.indicators = {
            row["indicator"]: Indicator(**row)
            for row in tables.load("indicators", folder).to_dict("records")
        }
        places = tables.load("places", folder)
        self.places = dict(zip(places["place_id"], places["name"], strict=True))
        self.asked: set[str] = set()
        self._indexes: dict[tuple[str, tuple[str, ...]], dict[tuple[str, ...], list[int]]] = {}
        self._numbers: dict[str, Number] = {}
        rows = {
            row["evidence_id"]: row for row in tables.peek("evidence", folder).to_dict("records")
        }
        for evidence_id in _in_order(rows):
            self._numbers[evidence_id] = self._resolve(rows[evidence_id])
        self._numbers = {evidence_id: self._numbers[evidence_id] for evidence_id in rows}
        self._groups: dict[tuple[str, ...], list[Number]] = {}
        for number in self._numbers.values():
            for group in (_subject(number), _question(number)):
                self._groups.setdefault(group, []).append(number)

    def __getitem__(self, evidence_id: str) -> Number:
        """Return one row; an unknown id names its nearest neighbours."""
        try:
            if evidence_id not in self.asked:
                self._note(evidence_id)
            return self._numbers[evidence_id]
        except KeyError:
            raise LedgerError(
                f"There is no evidence '{evidence_id}' in data/evidence.csv."
                + _suggest(evidence_id, self._numbers)
            ) from None

    def __iter__(self) -> Iterator[str]:
        """Iterate over the ids, in the table's order."""
        self._note_all()
        return iter(self._numbers)

    def values(self) -> ValuesView[Number]:
        """Return all rows, in the table's order."""
        self._note_all()
        return self._numbers.values()

    def __len__(self) -> int:
        """Count the rows."""
        return len(self._numbers)

    def __contains__(self, evidence_id: object) -> bool:
        """Say whether a row has this id (``Mapping`` would ask for ``KeyError``)."""
        return evidence_id in self._numbers

    def _note(self, evidence_id: str) -> None:
        """Note a row, the table that holds its number and the rows it is computed from.

        What was asked of the ledger is what a chapter depends on (`durand.notebooks.digest`).
        """
        number = self._numbers[evidence_id]
        self.asked.add(evidence_id)
        tables.note("evidence", self._folder)
        if number.source in tables.names(self._folder):
            tables.note(number.source, self._folder)
        for name in number.inputs:
            if name not in self.asked:
                self._note(name)

    def _note_all(self) -> None:
        if len(self.asked) < len(self):
            for evidence_id in self._numbers:
                self._note(evidence_id)

    def _like(self, group: tuple[str, ...]) -> list[Number]:
        """Return the rows of one quantity, or of one question: another could be added to them."""
        self._note_all()
        return self._groups[group]

    def vintages(self, evidence_id: str) -> list[Number]:
        """Return all statements of one origin about one quantity, oldest first.

        The last is current; the others show what was first published.
        """
        number = self[evidence_id]
        same = [
            other
            for other in self._like(_subject(number))
            if other.origin == number.origin
            and (other.status == "derived") == (number.status == "derived")
            and other.status != "rejected"
        ]
        return sorted(same, key=lambda other: (_last_day(other.published), other.evidence_id))

    def rivals(self, evidence_id: str) -> list[Number]:
        """Return rows with the same indicator, place and period but another origin."""
        number = self[evidence_id]
        return [
            other
            for other in self._like(_subject(number))
            if other.origin != number.origin and other.status != "rejected"
        ]

    def other_counts(self, evidence_id: str) -> list[Number]:
        """Return rows that answer the same question about the same place, but differ in what.

        Another indicator, or an overlapping period: never the same quantity.
        """
        number = self[evidence_id]
        start, end = span(number.period)
        return [
            other
            for other in self._like(_question(number))
            if _subject(other) != _subject(number)
            and span(other.period)[0] <= end
            and start <= span(other.period)[1]
            and other.evidence_id not in number.inputs
            and other.status != "rejected"
        ]

    def differs(self, number: Number, other: Number) -> str:
        """Say in what another count differs: ``officers and soldiers killed; to 31 October``."""
        what = []
        if other.indicator != number.indicator:
            what.append(other.indicator.label)
        if other.period != number.period:
            what.append(say_period(other.period))
        if other.place != number.place:
            what.append(self.places[other.place])
        return "; ".join(what)

    def corroboration(self, evidence_id: str) -> Corroboration:
        """Count the origins that agree and differ on a row's quantity.

        Ten newspapers that repeat one think tank are one origin. Derived and rejected rows
        corroborate nothing.
        """
        number = self[evidence_id]
        stated: dict[str, list[Number]] = {}
        for other in self._like(_subject(number)):
            if other.status == "reported":
                stated.setdefault(other.origin.actor_id, []).append(other)
        agree = {origin for origin, rows in stated.items() if any(agrees(number, r) for r in rows)}
        inferred = sum(
            all(row.origin_basis == "inferred" for row in stated[origin]) for origin in agree
        )
        return Corroboration(frozenset(agree), frozenset(stated.keys() - agree), inferred)

    def identities(self) -> list[Identity]:
        """Return the declared identities.

        Raises
        ------
        LedgerError
            If a total or part is missing, or derived: a remainder proves nothing about the sum
            it was taken from.
        """
        found = []
        for row in tables.load("identities", self._folder).to_dict("records"):
            members = [self._member(row, name) for name in (row["total"], *row["parts"].split("|"))]
            found.append(
                Identity(
                    row["identity_id"], members[0], tuple(members[1:]), row["holds"], row["gap"],
                    row["note"],
                )
            )  # fmt: skip
        return found

    def _member(self, identity: Mapping, evidence_id: str) -> Number:
        place = f"data/identities.csv, '{identity['identity_id']}'"
        if evidence_id not in self:
            raise LedgerError(
                f"{place}: there is no evidence '{evidence_id}'." + _suggest(evidence_id, self)
            )
        if self[evidence_id].status == "derived":
            raise LedgerError(
                f"{place}: '{evidence_id}' is derived, and a remainder cannot prove the identity "
                "it came from. Use parts that were published on their own."
            )
        return self[evidence_id]

    def frame(self, evidence_ids: Iterable[str]) -> pd.DataFrame:
        """Return rows as a table for a chart, in the order given.

        Columns: ``evidence_id``, ``label``, ``period``, ``value``, ``low``, ``high`` (unit of the
        indicator), ``wording``, ``claimant`` (short name of who counted), ``derived`` (bool).
        """
        import pandas as pd

        numbers = [self[evidence_id] for evidence_id in evidence_ids]
        return pd.DataFrame(
            {
                "evidence_id": [n.evidence_id for n in numbers],
                "label": [n.indicator.label for n in numbers],
                "period": [n.period for n in numbers],
                "value": [n.value for n in numbers],
                "low": [n.low for n in numbers],
                "high": [n.high for n in numbers],
                "wording": [n.wording for n in numbers],
                "claimant": [n.origin.short for n in numbers],
                "derived": [n.status == "derived" for n in numbers],
            }
        )

    def _resolve(self, row: Mapping) -> Number:
        number = Number(
            **{
                **row,
                "indicator": self.indicators[row["indicator"]],
                "claimant": self.actors[row["claimant"]],
                "origin": self.actors[row["origin"]],
                "inputs": tuple(filter(None, row["inputs"].split("|"))),
                **{key: _none(row[key]) for key in ("value", "low", "high")},
            }
        )
        try:
            span(number.period)
        except LedgerError as error:
            raise LedgerError(
                f"data/evidence.csv, '{number.evidence_id}', column period: {error}"
            ) from error
        if number.status == "derived":
            return self._derive(number)
        if number.source in tables.names(self._folder):
            return self._read(number)
        if number.value is None and number.qualifier != "range":
            raise LedgerError(
                f"data/evidence.csv, '{number.evidence_id}', column value: blank. Write the "
                "number, or name a table of the package as source and a cell of it as locator."
            )
        return number

    def _read(self, number: Number) -> Number:
        """Return the number with the value, and the bounds, that its locator points to."""
        place = f"data/evidence.csv, '{number.evidence_id}', column locator: '{number.locator}'"
        frame = tables.peek(number.source, self._folder)
        *keys, column = number.locator.split(";")
        fields = tuple(key.partition("=")[0] for key in keys)
        wanted = tuple(key.partition("=")[2] for key in keys)
        for field in (*fields, column):
            if field not in frame:
                raise LedgerError(f"{place}: {number.source} has no column '{field}'.")
        found = self._index(number.source, fields).get(wanted, [])
        if len(found) != 1:
            raise LedgerError(
                f"{place}: {len(found)} rows of {number.source} match; name exactly one."
            )
        if number.value is not None:
            raise LedgerError(
                f"data/evidence.csv, '{number.evidence_id}', column value: typed, though "
                f"{number.source} holds it. Leave the cell blank: it is read."
            )
        cell = frame.iloc[found[0]]
        table = tables.described(number.source, self._folder)
        low, high = table.get("bounds", {}).get(column, (None, None))
        cites = table.get("cites", [])
        return replace(
            number,
            value=float(cell[column]),
            low=float(cell[low]) if low else None,
            high=float(cell[high]) if high else None,
            page=cell[cites[0]].partition("|")[0] if cites else "",
        )

    def _index(self, name: str, fields: tuple[str, ...]) -> dict[tuple[str, ...], list[int]]:
        """Return the places of a table's rows, by what they hold in some fields."""
        if (name, fields) not in self._indexes:
            frame = tables.peek(name, self._folder)
            found = self._indexes[name, fields] = {}
            texts = [frame[field].astype(str) for field in fields]
            for at in range(len(frame)):
                found.setdefault(tuple(text.iat[at] for text in texts), []).append(at)
        return self._indexes[name, fields]

    def _derive(self, number: Number) -> Number:
        inputs = [self._numbers[name] for name in number.inputs]
        try:
            return replace(number, **derive(number.formula, inputs))
        except (LedgerError, ZeroDivisionError) as error:
            raise LedgerError(f"data/evidence.csv, '{number.evidence_id}': {error}") from error


@lru_cache
def ledger() -> Ledger:
    """Return the publication's own ledger, read once a process."""
    return Ledger()


# --------------------------------------------------------------------------------- formulas


@dataclass(frozen=True)
class _Formula:
    compute: Callable[..., float]
    rises: Callable[[int], bool]
    """Whether the result rises with the input at this position (inputs are never negative)."""
    arity: int | None = None


_FORMULAS = {
    "sum": _Formula(lambda *x: sum(x), lambda _: True),
    "difference": _Formula(lambda a, *x: a - sum(x), lambda i: i == 0),
    "ratio": _Formula(lambda a, b: a / b, lambda i: i == 0, 2),
    "share": _Formula(lambda a, b: 100 * a / b, lambda i: i == 0, 2),
    "change": _Formula(lambda a, b: 100 * (b - a) / a, lambda i: i == 1, 2),
}


def derive(formula: str, inputs: Sequence[Number]) -> dict[str, float | str | None]:
    """Compute a formula by interval arithmetic.

    Parameters
    ----------
    formula
        ``sum``; ``difference`` (the first less all others); ``ratio`` (the first over the
        second); ``share`` (that, in per cent); ``change`` (per cent, from first to second).
    inputs
        The ledger rows, none negative.

    Returns
    -------
    dict
        ``value``, ``low``, ``high`` and ``qualifier``. Low and high are the smallest and largest
        results that the inputs' printed bounds allow (no confidence interval), and ``None`` where
        no input prints bounds.

    Raises
    ------
    LedgerError
        If the number of inputs is wrong, or the result would be an upper limit, which the
        ledger's qualifiers cannot word.
    """
    rule = _FORMULAS[formula]
    if rule.arity and len(inputs) != rule.arity:
        raise LedgerError(f"a {formula} takes {rule.arity} inputs, not {len(inputs)}.")
    for number in inputs:
        if number.status == "rejected":
            raise LedgerError(f"input '{number.evidence_id}' is rejected; use what replaces it.")
    bounds = [number.bounds for number in inputs]
    low = rule.compute(*(b[0] if rule.rises(i) else b[1] for i, b in enumerate(bounds)))
    high = rule.compute(*(b[1] if rule.rises(i) else b[0] for i, b in enumerate(bounds)))
    bounded = any(number.low is not None for number in inputs)
    if any(number.value is None for number in inputs):
        return {"value": None, "low": low, "high": high, "qualifier": "range"}
    return {
        "value": rule.compute(*(number.value for number in inputs)),
        "low": low if bounded else None,
        "high": high if bounded else None,
        "qualifier": _combine(rule, inputs),
    }


def _combine(rule: _Formula, inputs: Sequence[Number]) -> str:
    kinds = {number.qualifier for number in inputs}
    if kinds <= {"exact"}:
        return "exact"
    if "about" in kinds or "range" in kinds:
        return "about"
    for i, number in enumerate(inputs):
        if number.qualifier in ("at-least", "over") and not rule.rises(i):
            raise LedgerError(
                f"'{number.evidence_id}' is a lower limit, so the result would be an upper limit, "
                "which the ledger cannot word. Leave the derived row out."
            )
    return "over" if kinds <= {"exact", "over"} else "at-least"


def _in_order(rows: Mapping[str, Mapping]) -> list[str]:
    """Return the ids so that every input comes before what is computed from it."""
    graph = {}
    for evidence_id, row in rows.items():
        graph[evidence_id] = list(filter(None, row["inputs"].split("|")))
        for name in graph[evidence_id]:
            if name not in rows:
                raise LedgerError(
                    f"data/evidence.csv, '{evidence_id}', column inputs: there is no evidence "
                    f"'{name}'." + _suggest(name, rows)
                )
    try:
        return list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        circle = " → ".join(reversed(error.args[1]))
        raise LedgerError(
            f"data/evidence.csv, column inputs: {circle} runs in a circle. "
            "Let one of these rows be reported instead of derived."
        ) from error


# ----------------------------------------------------------------------- wording and periods


def word(number: Number) -> str:
    """Return a number's own wording; see `Number.wording`."""
    low, high = number.low, number.high
    if number.qualifier == "range" and low is not None and high is not None:
        return f"{_digits(low, number)}–{_digits(high, number, unit=True)}"
    if number.value is None:
        raise LedgerError(f"evidence '{number.evidence_id}' has no value to word.")
    words = QUALIFIERS[number.qualifier]
    return " ".join([*words[:1], _digits(number.value, number, unit=True)])


def word_bounds(number: Number) -> str:
    """Return the wording with its bounds: ``61 (51–105)``; without them where there are none."""
    if number.qualifier == "range" or number.low is None or number.high is None:
        return word(number)
    return f"{word(number)} ({_digits(number.low, number)}–{_digits(number.high, number)})"


def _digits(value: float, number: Number, *, unit: bool = False) -> str:
    kind, exact = number.indicator.unit, Decimal(repr(value))
    first = exact.adjusted() if exact else 0  # place of the first digit: 2 for 100, -1 for 0.1
    percent = 0 if first >= 1 else 1 if first == 0 else 2  # two digits that count: 59, 5.9, 0.59
    usual = {"percent": percent, "ratio": 2, **dict.fromkeys(COUNTS, 0)}
    places = usual.get(kind, max(0, 5 - first))  # money and time as printed, up to six digits
    if kind not in COUNTS and _rounded(exact, places) != exact:
        places = max(places, 1 - first)  # as a text is checked: two digits at least
    text = f"{_rounded(exact, places):,f}"
    if kind not in usual and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", "−") + ("\u00a0%" if kind == "percent" and unit else "")


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


_NUMERAL = r"[−-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_QUANTITY = re.compile(
    rf"(?:(?P<words>[A-Za-z][A-Za-z ]*?)\s+)?(?P<value>{_NUMERAL})(?:–(?P<to>{_NUMERAL}))?"
    rf"(?P<percent>\s*(?:%|per cent))?(?:\s*\((?P<low>{_NUMERAL})–(?P<high>{_NUMERAL})\))?",
    re.ASCII,  # digits of other scripts would pass as the same number
)


def mismatch(text: str, number: Number) -> str | None:
    """Compare a number as a reader sees it with its ledger row.

    Digits may be rounded to those shown (59 % for 59.3), to at least two significant ones, and
    never for a count.

    Returns
    -------
    str or None
        What is wrong, or ``None`` if the text says what the row says.
    """
    found = _QUANTITY.fullmatch(" ".join(text.split()))
    if not found:
        return f"‘{text}’ does not read as one number"
    words = (found["words"] or "").lower()
    allowed = QUALIFIERS[number.qualifier]
    if words not in (allowed or ("",)):
        return f"the ledger says ‘{word(number)}’"
    if number.indicator.unit == "percent" and not found["percent"]:
        return f"the unit is missing: the ledger says ‘{word(number)}’"
    if number.qualifier == "range":
        pairs = [(found["value"], number.low), (found["to"], number.high)]
    else:
        pairs = [(found["value"], number.value)]
        if found["to"]:
            return f"a range is shown: the ledger says ‘{word(number)}’"
    if found["low"]:
        pairs += [(found["low"], number.low), (found["high"], number.high)]
    for shown, value in pairs:
        if shown is None or value is None or not _shows(shown, value, number.indicator.unit):
            return f"the ledger says ‘{word_bounds(number)}’"
    return None


def _shows(shown: str, value: float, unit: str) -> bool:
    digits = shown.replace(",", "").replace("−", "-")
    decimal, exact = Decimal(digits), Decimal(repr(value))
    if decimal == exact:
        return True
    if unit in COUNTS or len(digits.replace(".", "").lstrip("-0")) < 2:
        return False
    return _rounded(exact, -int(decimal.as_tuple().exponent)) == decimal


def reword(text: str, number: Number) -> str:
    """Return the row's number in the form that a text has: as many digits, bounds or none."""
    if mismatch(text, number) is None:
        return text
    found = _QUANTITY.fullmatch(" ".join(text.split()))
    if found and number.indicator.unit not in COUNTS and number.value is not None:
        _, _, decimals = found["value"].partition(".")
        unit = "\u00a0%" if number.indicator.unit == "percent" else ""
        exact = _rounded(Decimal(repr(number.value)), len(decimals))
        new = " ".join([*QUALIFIERS[number.qualifier][:1], f"{exact:,f}".replace("-", "−") + unit])
        if mismatch(new, number):  # too few digits for this value
            new = word(number)
    else:
        new = word_bounds(number) if found and found["low"] else word(number)
    return new[0].upper() + new[1:] if text[:1].isupper() else new


def agrees(number: Number, other: Number) -> bool:
    """Say whether two statements can both be true: equal, or one a limit the other respects."""
    return _within(number, other) or _within(other, number)


def _within(number: Number, limit: Number) -> bool:
    low, high = number.bounds
    if number.qualifier == limit.qualifier and number.bounds == limit.bounds:
        return number.value == limit.value
    if limit.qualifier == "at-least":
        return low >= limit.bounds[0]
    if limit.qualifier == "over":
        return low > limit.bounds[0]
    if limit.qualifier == "range":
        return limit.bounds[0] <= low and high <= limit.bounds[1]
    return number.qualifier == "exact" and number.value == limit.value


@cache
def span(period: str) -> tuple[dt.date, dt.date]:
    """Return the first and last day of an ISO 8601 period.

    Raises
    ------
    LedgerError
        If the period is no such thing, or ends before it starts.
    """
    try:
        start, _, end = period.partition("/")
        first, last = _day(start, last=False), _day(end if "/" in period else start, last=True)
    except ValueError as error:
        raise LedgerError(f"'{period}' is not an ISO 8601 period: {error}.") from error
    if last < first:
        raise LedgerError(f"the period '{period}' ends before it starts.")
    return first, last


def _day(text: str, *, last: bool) -> dt.date:
    if not re.fullmatch(r"\d{4}(-\d\d){0,2}", text, re.ASCII):
        raise ValueError("write a year, a month or a day as 2024-12-24")
    parts = [int(part) for part in text.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else (12 if last else 1)
    default = calendar.monthrange(year, month)[1] if last else 1
    return dt.date(year, month, parts[2] if len(parts) > 2 else default)


def say_period(period: str) -> str:
    """Return a period in words: ``2024``, ``November 2024``, ``January–October 2024``."""
    start, end = span(period)
    if len(period) == 4:
        return period
    if start == end:
        return f"{start.day} {start:%B %Y}"
    whole = start.day == 1 and end.day == calendar.monthrange(end.year, end.month)[1]
    if start.year == end.year and whole:
        return f"{end:%B %Y}" if start.month == end.month else f"{start:%B}–{end:%B %Y}"
    return f"{start.day} {start:%B %Y} – {end.day} {end:%B %Y}"


def _last_day(published: str) -> dt.date:
    """Return the latest day that a date of publication allows: a bare year may be its end."""
    return span(published)[1] if published else dt.date.min


def _subject(number: Number) -> tuple[str, str, str]:
    return number.indicator.indicator, number.place, number.period


def _question(number: Number) -> tuple[str, str]:
    return number.indicator.question, number.place


def _exact(number: Number) -> float:
    if number.value is None:
        raise LedgerError(f"evidence '{number.evidence_id}' is a range; an identity needs a value.")
    return number.value


def _none(value: float) -> float | None:
    return None if value != value else float(value)  # NaN alone differs from itself


def _suggest(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, list(known), n=3, cutoff=0.7)
    return f" Did you mean {' or '.join(near)}?" if near else ""
