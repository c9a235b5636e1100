"""One row of the ledger, and how it is worded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from html import escape
from typing import TYPE_CHECKING, Any

from durand.errors import LedgerError

if TYPE_CHECKING:
    from durand.ledger.book import Ledger

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
    role: str
    """Whom or what a chart colours it as: a role of the palette, or ``""``."""
    part_of: str
    """The indicator whose count it is, by definition, part of over the same time and place."""
    scope: str
    """What it covers, in the few words that fit a label; ``""`` where it is the whole."""
    seller: str = ""
    """The place that sells the goods, where they go one way."""
    buyer: str = ""
    """The place that buys them."""
    base: str = ""
    """Of a percentage, the words for what it is a share of; ``none`` where it is a change."""


@dataclass(frozen=True)
class Term:
    """Words that say what a number counts."""

    term_id: str
    facet: str
    unit: str
    words: tuple[str, ...]
    doer: str = ""
    """Of something done, the term whose deed it is."""

    @property
    def about(self) -> str:
        """Whom it is about: its id without the name of its facet."""
        return self.term_id.removeprefix(f"{self.facet}-")

    @property
    def counts(self) -> bool:
        """Whether it is something, or somebody, that is counted."""
        return bool(self.unit) and self.facet not in ("measure", "literal")


@dataclass(frozen=True)
class Actor:
    """Who claims or counts."""

    actor_id: str
    name: str
    names: tuple[str, ...]
    kind: str
    description: str
    party: bool
    side: str
    """Whose organ or servant it is: two of one side do not back each other up."""

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
    ledger: Ledger | None = field(default=None, repr=False, compare=False)
    """The ledger that it stands in, which knows the names of places and sources."""

    def __getstate__(self) -> dict[str, Any]:
        """Return what is kept of a number: not its ledger, which is read anew."""
        return {**vars(self), "ledger": None}

    def __str__(self) -> str:
        """Return the number in a line: what, where, when, who, and where that was read."""
        return self.ledger.say(self) if self.ledger else f"{self.wording} ({self.evidence_id})"

    def __repr__(self) -> str:
        """Return the line, with the id that finds the number again."""
        return f"<{self.evidence_id}: {self}>"

    def _repr_html_(self) -> str:
        """Return the number's card, for a notebook."""
        rows = self.ledger.told(self) if self.ledger else {}
        listed = "".join(
            f'<tr><th>{escape(label)}</th><td style="text-align: left">{escape(text)}</td></tr>'
            for label, text in rows.items()
        )
        return f"<table><caption>{escape(str(self))}</caption>{listed}</table>"

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
    first = exact.adjusted() if exact else 1  # place of the first digit: 2 for 100, -1 for 0.1
    percent = 0 if first >= 1 else 1 if first == 0 else 2  # two digits that count: 59, 5.9, 0.59
    usual = {"percent": percent, "ratio": 2, **dict.fromkeys(COUNTS, 0)}
    places = usual.get(kind, max(0, 5 - first))  # money and time as printed, up to six digits
    if kind not in COUNTS and rounded(exact, places) != exact:
        places = max(places, 1 - first)  # as a text is checked: two digits at least
    text = f"{rounded(exact, places):,f}"
    if kind not in usual and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", "−") + ("\u00a0%" if kind == "percent" and unit else "")


def rounded(value: Decimal, places: int) -> Decimal:
    """Return a value rounded to so many decimal places, a five upwards."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
