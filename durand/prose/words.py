"""The words around a bound number, against its row: when, where, in what unit, what, and whose."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from durand.ledger.book import Ledger
from durand.ledger.number import Actor, Number, Term
from durand.ledger.periods import say_period, span
from durand.prose import dates
from durand.prose import english as en


class Said(NamedTuple):
    """A number where a sentence gives it."""

    start: int
    end: int
    number: Number


@cache
def _any(words: tuple[str, ...]) -> str:
    """Return the pattern of any of some words or names, the longest first."""
    return rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(words, key=len)[::-1]))})(?![\w-])"


def _words(text: str) -> int:
    return len(text.split()) + 3 * text.count(",")  # beyond a comma is far


class _Clause:
    """The part of a sentence that is said of one of its numbers."""

    def __init__(
        self, before: str, after: str, sentence: str, said: Sequence[Said], at: int, ledger: Ledger
    ) -> None:
        self.before, self.after, self.sentence, self.ledger = before, after, sentence, ledger
        self.said, (self.start, self.end, number) = said, said[at]
        self.number, self.text = number, f"{before}#{after}"
        ahead = sentence[said[at - 1].end : self.start] if at else ""
        self.whole = bool(re.fullmatch(en.PART_OF, ahead))
        self.unit, self.label = number.indicator.unit, number.indicator.label
        self.counts = self.unit in {term.unit for term in ledger.terms if term.counts}

    def near(self, pattern: str, reach: int) -> re.Match[str] | None:
        """Return what stands nearest to the number, so many words off at most."""
        after = re.search(pattern, self.after, re.IGNORECASE)
        before = [*re.finditer(pattern, self.before, re.IGNORECASE)][-1:]
        found = [(_words(self.after[: after.start()]), after)] if after else []
        found += [(_words(self.before[one.end() :]) + 3, one) for one in before]
        far, match = min(found, key=lambda one: one[0], default=(reach, None))
        return match if far < reach else None

    def own(self, facet: str) -> list[Term]:
        """Return the terms of a facet that the row has: those whose words its label holds."""
        said = f"{self.label} {self.number.indicator.question if facet == 'counted' else ''}"
        return [t for t in self.terms(facet) if re.search(_any(t.words), said, re.IGNORECASE)]

    def terms(self, facet: str = "") -> list[Term]:
        """Return the terms of a facet, or all that count something."""
        return [t for t in self.ledger.terms if (t.facet == facet if facet else t.counts)]

    def rules(self) -> list[Callable[[], str | None]]:
        """Return what to ask, each with an answer if something is wrong."""
        if self.number.status == "rejected":  # what replaces it stands beside it
            return [self._claimant]
        return [
            self._unit, self._time, self._place, self._things, self._deed, self._counter,
            self._claimant,
        ]  # fmt: skip

    def _claimant(self) -> str | None:
        denied = rf"{_any(self.number.claimant.names)}\s{en.DENIES}\s(?:that\s)?#"
        if found := re.search(denied, self.text):
            return f"‘{found[0].rstrip('# ')}’ denies it"
        return unattributed(f"{self.text} {self.sentence}", self.number)

    def _unit(self) -> str | None:
        """Compare a unit beside the number with the row's: percent, points, days, money."""
        if self.unit != "percent" and "%" in self.sentence[self.start : self.end]:
            return f"a percentage is shown, and the row is in {self.unit}"
        rate = re.match(en.RATE, self.after)
        if self.counts and rate and " per " not in self.label:
            return f"‘{rate[1]}’ stands beside it, and the row is a count of its whole period"
        measures = self.terms("measure")
        unit = _any(tuple(word for term in measures for word in term.words))
        after = re.match(rf"\s*({unit})(?:\s?({unit}))?", self.after)
        before = re.search(rf"((?![a-z%]){unit})\s*$", self.before)
        said = [*(after.groups("") if after else ()), *(before.groups() if before else ())]
        for word in filter(None, said):
            if not any(word in term.words and term.unit in self.unit for term in measures):
                return f"‘{word}’ stands beside it, and the row is in {self.unit}"
        return None

    def _time(self) -> str | None:
        """Compare the date said of the number with the row's period."""
        before = "" if re.search(en.FROM, self.before) else self.before
        near = dates.nearest(before, self.after)
        fits = [one.fits(self.number.period, strictly=self.counts) for one in near]
        around = re.split(en.STRONG, self.sentence[: self.start])[-1]
        around += re.split(en.STRONG, self.sentence[self.end :])[0]
        years = {y for one in dates.found(around) for y in (one.first[0], one.last[0]) if y}
        if any(fits) or re.search(en.RELATIVE, around) or not (near or len(years) == 1):
            return None
        spans = [span(one.number.period) for one in self.said]
        if not near and any(a.year <= year <= b.year for a, b in spans for year in years):
            return None  # the only year of the sentence is another number's
        said = near[0].text if near else min(years)
        return f"‘{said}’ is said of it, and the row is of {say_period(self.number.period)}"

    def _place(self) -> str | None:
        """Refuse a place that is neither the row's nor in it nor around it."""
        if self.whole:  # 1,616 of 2,546: the place is the part's
            return None
        places = self.ledger.places
        name = _any(tuple(places.values()))
        subject = rf"(?={name}\s{en.SUFFERS}\b)"
        found = self.near(rf"(?:\b{en.PLACING}\s|{subject})(?P<place>{name})", 99)
        own = places.peek(self.number.place)
        if not found or found["place"] in own or own in self.text:
            return None
        place = self.number.place
        while place := self.ledger.within[place]:
            if places.peek(place) == found["place"]:
                return None
        before = found.string[: found.start()].rstrip()
        if re.search(rf"{_any(self.number.claimant.names)}$|{en.WAY}$", before):
            return None
        return f"‘{found[0]}’ is said of it, and the row is of {own}"

    def _things(self) -> str | None:
        """Refuse a word of another indicator in the place of the row's."""
        for facet in ("counted", "befell", "who", "direction") if self.counts else ("direction",):
            own, terms = self.own(facet), self.terms(facet)
            if facet == "counted":  # people are, too
                terms = [t for t in self.terms() if t.facet != "who" or t.unit == self.unit]
                if all(term.unit != self.unit for term in self.terms(facet)):
                    own = [term for term in terms if term.unit == self.unit]
            words = tuple(word for term in terms for word in term.words)
            target = facet == "who" and all(term.unit != self.unit for term in terms)
            place = en.ON if target else en.NOT_COUNTED
            near = self.near(f"{place}(?P<word>{_any(words)})", 8 if facet == "direction" else 6)
            head = re.match(rf"\s(?P<word>{_any(words)})(?!\s\w)", self.after) if target else None
            other = own and near and all(near["word"].lower() not in term.words for term in own)
            if near := head or (near if other else None):
                return f"‘{near['word']}’ stands beside it, and the row counts: {self.label}"
        return None

    def _deed(self) -> str | None:
        """Refuse a count of all groups that is said of one, or that of one group of another."""
        own, deeds = self.own("group"), f"(?:{self.ledger.counted})"
        names = tuple(word for term in own for word in term.words)
        if not self.counts or (own and re.search(_any(names), self.text)):
            return None
        counts = self.own("befell") or self.own("counted")
        if own and counts and not re.search(_any(names), self.sentence):
            return f"the row counts: {self.label}. Name {' or '.join(names)}"
        for term in self.terms("group"):
            name = _any(term.words)
            of = en.OF + name
            said = re.search(
                rf"{deeds}(?:\s(?!{en.DENIED})\w+){{0,3}}?{of}|#{of}"
                rf"|{name}(?:'s?)?\s(?!(?:{en.SAYS})\b)(?:\w+\s){{0,3}}(?:#\s)?(?:\w+\s)?{deeds}",
                self.text,
            )
            claims = set(term.words) & set(self.number.claimant.names)
            if said and not claims and not re.search(rf"\b{en.DENIED}{of}", self.text):
                return f"‘{said[0].strip('# ')}’ is said of it, and the row counts: {self.label}"
        return None

    def _counter(self) -> str | None:
        """Refuse what the clause credits to somebody who is not its claimant."""
        if any(named(actor, self.text) for actor in (self.number.claimant, self.number.origin)):
            return None
        told = self.ledger.told_by(self.number)
        doers = {word for term in self.own("group") for word in term.words}
        for actor in self.ledger.actors.values():
            if doers & set(actor.names) or any(n in told or n in self.label for n in actor.names):
                continue
            for found in named(actor, self.text):
                before, after = self.text[: found.start()], self.text[found.end() :]
                by = re.search(en.BY, before)
                deed = by and re.search(
                    rf"(?:{self.ledger.counted})(?:\s\w+)?\s$", before[: by.start()]
                )
                if (by and not deed) or re.match(en.ANSWERS, after):
                    name = self.number.claimant.short
                    return f"‘{found[0]}’ answers for it here, and the row is claimed by {name}"
        return None


def disagreements(sentence: str, said: Sequence[Said], ledger: Ledger) -> list[tuple[int, str]]:
    """Return where the words of a sentence and the rows of its bound numbers part.

    The numbers are given in order; each answer says which it is, from zero, and what is wrong.
    """
    sentence = re.sub(r"[\s\u00a0]", " ", sentence.replace("’", "'"))
    clauses = [
        _Clause(before, after, sentence, said, at, ledger)
        for at, (before, after) in enumerate(_parted(sentence, said))
    ]
    found = [(at, rule()) for at, clause in enumerate(clauses) for rule in clause.rules()]
    return [(at, problem) for at, problem in found if problem]


def _parted(sentence: str, said: Sequence[Said]) -> Iterator[tuple[str, str]]:
    """Yield what of a sentence is said of each number: before it, and after it."""
    left = 0
    for at, one in enumerate(said):
        before = re.split(en.OPENS, sentence[left : one.start])[-1]
        between = sentence[one.end : said[at + 1].start if at + 1 < len(said) else None]
        signs = en.CUTS if at + 1 < len(said) else (en.STRONG, en.LOOSE)
        cut = next((c for sign in signs for c in [re.search(sign, between)] if c), None)
        end = cut.start() if cut else len(between)
        yield before, between[:end]
        left = one.end + end


def named(actor: Actor, text: str) -> list[re.Match[str]]:
    """Return where a text names somebody, but for where it says that it is not that one's.

    *More than PICSS's 489* says that the number is PICSS's; ``#`` stands for one, too.
    """
    return [
        found
        for found in re.finditer(_any(actor.names), text)
        if not re.search(rf"\b{en.DENIED}{en.THAT_OF}\s$", text[: found.start()], re.IGNORECASE)
        or re.match(rf"{en.OWNS}[#\d]", text[found.end() :])
    ]


def unattributed(sentence: str, number: Number) -> str | None:
    """Say who must be named beside a casualty figure and is not, or return ``None``.

    A figure computed here needs two names: the counter whose figures it is made of, and a word
    that marks it as ours (``our``, ``derived``).
    """
    if not number.indicator.casualty:
        return None
    sentence = sentence.replace("’", "'")  # as the tables write it; pages curl it
    needed = [number.claimant, *([number.origin] if number.status == "derived" else [])]
    for actor in needed:
        if not named(actor, sentence):
            return f"name {' or '.join(f'‘{name}’' for name in actor.names)} in this sentence"
    return None
