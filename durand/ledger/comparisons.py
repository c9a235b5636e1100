"""What is said of two or more numbers, checked against their rows.

A comparison says that numbers stand in a relation: ``more``, ``half``, ``most since``. It may only
join like with like (one origin, one unit, one thing counted, one length of time), or says what
differs (``across``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from durand.errors import LedgerError
from durand.ledger.periods import days, say_period

if TYPE_CHECKING:
    from durand.ledger.book import Ledger
    from durand.ledger.number import Number

RATIOS: Mapping[str, tuple[float, float]] = {
    "tenth": (0.09, 0.11),
    "fifth": (0.18, 0.22),
    "quarter": (0.22, 0.28),
    "third": (0.30, 0.37),
    "half": (0.45, 0.55),
    "two thirds": (0.63, 0.70),
    "three quarters": (0.72, 0.78),
    "two fifths": (0.38, 0.42),
    "three fifths": (0.58, 0.62),
    "four fifths": (0.78, 0.82),
    "almost all": (0.9, 1),
    "as many": (0.95, 1.05),
    "nine in ten": (0.87, 0.93),
    "double": (1.9, 2.1),
    "triple": (2.85, 3.15),
    "four times": (3.8, 4.2),
    "five times": (4.75, 5.25),
    "ten times": (9.5, 10.5),
}
"""Left over right, from and to, that each proportion may mean: the one place of tolerances."""
_BEYOND = {
    f"{part} {way}": part
    for part in ("tenth", "fifth", "quarter", "third", "half")
    for way in ("more", "fewer")
}
"""By what part of the right the left is more, or fewer: ``third more``."""
_EXACT = {
    "third": 1 / 3, "two thirds": 2 / 3, "nine in ten": 0.9, "half": 0.5, "double": 2, "triple": 3,
}  # fmt: skip
NEAR = 0.05
"""How far below its mark a value may lie that is *nearly* there."""

_ORDERS: Mapping[str, Callable[[float, float], bool]] = {
    "more": lambda left, right: left > right,
    "fewer": lambda left, right: left < right,
    "equal": lambda left, right: left == right,
}
_SERIES: Mapping[str, Callable[[list[float]], bool]] = {
    "rising": lambda values: all(a < b for a, b in pairwise(values)),
    "falling": lambda values: all(a > b for a, b in pairwise(values)),
    "most": lambda values: values[0] > max(values[1:]),
    "fewest": lambda values: values[0] < min(values[1:]),
    "most since": lambda values: max(values[2:], default=-1) < values[0] <= values[1],
    "fewest since": lambda values: min(values[2:], default=values[0] + 1) > values[0] >= values[1],
}
"""Tests of a series: its rows in time order, or the row that is named and then the others."""

DECLARED = "declared"
"""The relation of what no table can test, which says why."""
_RELATION = re.compile(r"(not )?(nearly |more than |less than )?([a-z ]+)")


def holds(relation: str, values: Sequence[float]) -> bool:
    """Say whether values stand in a relation.

    Parameters
    ----------
    relation
        A word of the vocabulary, alone or after *nearly*, *more than*, *less than*; *not* before
        it turns it round.
    values
        Left and right; or a series: see the tests of each.
    """
    negated, degree, base = _parts(relation)
    if base in _ORDERS:
        found = _ORDERS[base](values[0], values[1])
    elif base in _SERIES:
        found = _SERIES[base](list(values))
    else:
        part = _BEYOND.get(base, base)
        low, high = RATIOS[part]
        mark = _EXACT.get(part, (low + high) / 2)
        if degree == "nearly ":
            low, high = mark * (1 - NEAR), mark
        elif degree == "more than ":
            low, high = mark, float("inf")
        elif degree == "less than ":
            low, high = float("-inf"), mark
        ratio = values[0] / values[1] if values[1] else float("inf")
        if part != base:
            ratio = ratio - 1 if base.endswith(" more") else 1 - ratio
        found = low <= ratio <= high and not (degree and degree != "nearly " and ratio == mark)
    return found != bool(negated)


def _parts(relation: str) -> tuple[str, str, str]:
    found = _RELATION.fullmatch(relation)
    ratios = {*RATIOS, *_BEYOND}
    known = {*_ORDERS, *_SERIES, *ratios}
    if not found or found[3] not in known or (found[2] and found[3] not in ratios):
        words = ", ".join(sorted(known))
        raise LedgerError(
            f"'{relation}' is no relation. Write one of {words}; before a proportion nearly, more "
            "than or less than; before any of them not."
        )
    return found[1] or "", found[2] or "", found[3]


@dataclass(frozen=True)
class Point:
    """A value in a comparison: a row of the ledger, or a cell of a table."""

    value: float
    label: str
    """What it is, in words: what is counted, where, when, by whom."""
    evidence_id: str = ""


@dataclass(frozen=True)
class Comparison:
    """Numbers in a relation; ``comparison_id`` is blank where a sentence holds it unmarked."""

    comparison_id: str
    relation: str
    points: tuple[Point, ...]
    numbers: tuple[Number, ...] = ()
    """The rows of the ledger among them."""
    across: bool = False
    note: str = ""
    words: tuple[str, ...] = ()
    """Of what is only declared, the words that may stand in a sentence, its link among them."""

    @property
    def declared(self) -> bool:
        """Whether it is only declared, with a reason."""
        return self.relation == DECLARED

    @property
    def true(self) -> bool:
        """Whether the values stand in the relation."""
        return self.declared or holds(self.relation, [point.value for point in self.points])

    @cached_property
    def unlike(self) -> list[str]:
        """In what the rows differ that a comparison must say: ``counter: CRSS, PICSS``."""
        base = "" if self.declared else _parts(self.relation)[2]
        return differences(self.numbers, part=RATIOS.get(base, (0, 2))[1] < 1)

    @property
    def doubt(self) -> str:
        """What makes it a matter of the best values, or ``""``."""
        bounds = [number.bounds for number in self.numbers[:2]]
        if len(bounds) == 2 and any(low != high for low, high in bounds):
            (low, high), (other_low, other_high) = bounds
            if low <= other_high and other_low <= high:
                return "The bounds overlap: it holds for the best values."
        if {number.qualifier for number in self.numbers[:2]} & {"at-least", "over"}:
            return "A count is a lower limit: it holds for the numbers as printed."
        return ""


def arithmetic(made: Comparison) -> str:
    """Return the sum behind a comparison: ``909 − 586 = 323; 909 ÷ 586 = 1.55``."""
    values = [one.value for one in made.points]
    base = made.relation.removeprefix("not ")
    if base in ("rising", "falling"):
        return (" < " if base == "rising" else " > ").join(map(say, values))
    if base in _SERIES:
        most, first = base.startswith("most"), 2 if base.endswith("since") else 1
        rest = values[first:]
        next_to = max(rest) if most else min(rest)
        said = f"{say(values[0])} {'>' if most else '<'} {say(next_to)}, the nearest of {len(rest)}"
        return said + (f"; {say(values[1])} in the year it is since" if first == 2 else "")
    left, right = values
    said = f"{say(left)} − {say(right)} = {say(left - right)}"
    return f"{said}; {say(left)} ÷ {say(right)} = {left / right:.3g}" if right else said


def say(value: float) -> str:
    """Return a value as a card prints it, to six digits."""
    return (f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}").replace("-", "−")


def differences(numbers: Sequence[Number], *, part: bool = False) -> list[str]:
    """Return in what rows differ beside value, place and date; a part may be set to its whole."""
    lengths = {(days(number.period) - 1) // 3 for number in numbers}
    counted = {number.indicator.indicator for number in numbers}
    if part:
        counted -= {n.indicator.indicator for n in numbers if n.indicator.part_of in counted}
    found = {
        "counter": {number.origin.short for number in numbers},
        "unit": {number.indicator.unit for number in numbers},
        "what is counted": {n.indicator.label for n in numbers} if len(counted) > 1 else set(),
        "length of time": {say_period(n.period) for n in numbers} if max(lengths, default=0) -
        min(lengths, default=0) > 1 else set(),
    }  # fmt: skip
    return [f"{what}: {', '.join(sorted(each))}" for what, each in found.items() if len(each) > 1]


def best(number: Number) -> float:
    """Return the value that a comparison takes: the number, or the middle of a bare range."""
    return number.value if number.value is not None else sum(number.bounds) / 2


def point(number: Number, places: Mapping[str, str]) -> Point:
    """Return a row of the ledger as a value in a comparison."""
    what = number.indicator.label
    label = f"{what}, {places[number.place]}, {say_period(number.period)}, {number.origin.short}"
    label += " (derived)" if number.status == "derived" else ""
    return Point(best(number), label, number.evidence_id)


class Comparisons(dict[str, Comparison]):
    """The rows of ``data/comparisons.csv``, by id; empty where a book has no such table.

    Raises
    ------
    LedgerError
        With everything that is wrong with them: a relation that does not hold, unlike numbers that
        are not said to be, ids and cells that there are not.
    """

    def __init__(self, ledger: Ledger, rows: Sequence[Mapping[str, Any]]) -> None:
        super().__init__()
        wrong = []
        for row in rows:
            try:
                self[row["comparison_id"]] = _made(ledger, row)
            except LedgerError as error:
                wrong.append(f"data/comparisons.csv, '{row['comparison_id']}': {error}")
        if wrong:
            raise LedgerError("\n".join(wrong))


def _gap(made: Comparison) -> str:
    """Return the years between first and last that a comparison leaves out."""
    years = {int(year) for one in made.points for year in re.findall(r"\b\d{4}\b", one.label)}
    return ", ".join(map(str, sorted({*range(min(years), max(years))} - years)))


def _short(locator: str) -> str:
    """Return a cell's locator as a label: ``north, 2016``."""
    return ", ".join(key.partition("=")[2] for key in locator.split(";")[:-1])


def _made(ledger: Ledger, row: Mapping[str, Any]) -> Comparison:
    """Return a row as a comparison that holds, or say what is wrong with it."""
    if row["relation"] == DECLARED:
        if not row["note"]:
            raise LedgerError("declared, with no reason. Say in its note why no table can test it.")
        words = tuple(row["words"].split("|"))
        return Comparison(row["comparison_id"], DECLARED, (), note=row["note"], words=words)
    _parts(row["relation"])
    names = [name for column in ("left", "right") for name in row[column].split("|") if name]
    unknown = [name for name in names if name not in ledger]
    if unknown:
        raise LedgerError(f"there is no evidence '{unknown[0]}'. Correct the id.")
    numbers = tuple(ledger[name] for name in names)
    points = [point(number, ledger.places) for number in numbers]
    if row["locator"]:
        cells = ledger.cells(row["table"], row["locator"])
        own = {number.locator for number in numbers if number.source == row["table"]}
        points += [Point(value, _short(at)) for at, value in cells.items() if at not in own]
    made = Comparison(
        row["comparison_id"], row["relation"], tuple(points), numbers, row["across"], row["note"]
    )
    if len(points) < 2:
        raise LedgerError("it has one value. Name what the left is compared with.")
    if len(points) > 2 and row["relation"].removeprefix("not ") not in _SERIES:
        raise LedgerError(f"‘{row['relation']}’ is of two values, and {len(points)} are named.")
    if made.relation.endswith(" since") and (gap := _gap(made)):
        raise LedgerError(f"‘{made.relation}’ leaves out {gap}. Name every year between.")
    if not made.true:
        said = ", ".join(f"{one.value:g} ({one.label})" for one in points[:6])
        raise LedgerError(f"‘{row['relation']}’ does not hold of {said}. Correct the relation.")
    if made.unlike and not made.across:
        raise LedgerError(
            f"unlike is compared with unlike ({'; '.join(made.unlike)}). Compare like with like, "
            "or set across to true and say the difference in the sentence."
        )
    if any(one.startswith("unit") for one in made.unlike):
        raise LedgerError(f"units cannot be compared ({'; '.join(made.unlike)}).")
    return made
