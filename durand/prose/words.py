"""The words around a bound number, against its row: when, where, in what unit, what, and whose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from durand.ledger.periods import say_period, span
from durand.prose import dates
from durand.prose import english as en

if TYPE_CHECKING:
    from durand.ledger.book import Ledger
    from durand.ledger.number import Actor, Number, Term


class Said(NamedTuple):
    """A number where a sentence gives it."""

    start: int
    end: int
    number: Number


@cache
def _any(words: tuple[str, ...]) -> str:
    """Return the pattern of any of some words or names, the longest first."""
    return rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(words, key=len)[::-1]))})(?![\w-])"


class _Clause:
    """The part of a sentence that is said of one of its numbers."""

    def __init__(self, before: str, after: str, number: Number, ledger: Ledger) -> None:
        self.before, self.after, self.number, self.ledger = before, after, number, ledger
        self.text = f"{before}#{after}"
        self.unit, self.label = number.indicator.unit, number.indicator.label
        self.counts = self.unit in {term.unit for term in ledger.terms if term.unit}

    def near(self, pattern: str, reach: int) -> re.Match[str] | None:
        """Return what stands nearest to the number, so many words off at most."""
        after = re.search(pattern, self.after)
        before = [*re.finditer(pattern, self.before)][-1:]
        found = [(len(self.after[: after.start()].split()), after)] if after else []
        found += [(len(self.before[one.end() :].split()) + 3, one) for one in before]
        far, match = min(found, key=lambda one: one[0], default=(reach, None))
        return match if far < reach else None

    def own(self, facet: str) -> list[Term]:
        """Return the terms of a facet that the row has: those whose words its label holds."""
        said = self.label[0].lower() + self.label[1:]
        said += self.number.indicator.question if facet == "counted" else ""
        return [term for term in self.terms(facet) if re.search(_any(term.words), said)]

    def terms(self, facet: str = "") -> list[Term]:
        """Return the terms of a facet, or all that count something."""
        return [t for t in self.ledger.terms if (t.facet == facet if facet else t.unit)]

    def unit_is_the_rows(self) -> str | None:
        """Compare a unit beside the number with the row's: percent, points, days, money."""
        for pattern, name in en.UNITS.items():
            found = re.match(rf"\s*{pattern}", self.after)
            if found and name not in self.unit:
                return f"‘{found[0].strip()}’ follows it, and the row is in {self.unit}"
        for pattern, name in en.MONEY.items():
            found = re.search(rf"{pattern}\s*$", self.before)
            if found and name not in self.unit:
                return f"‘{found[0].strip()}’ stands before it, and the row is in {self.unit}"
        return None

    def time_is_the_rows(self) -> str | None:
        """Compare the date said of the number with the row's period."""
        before = "" if re.search(en.FROM, self.before) else self.before
        near = dates.nearest(before, self.after)
        fits = [one.fits(self.number.period, strictly=self.counts) for one in near]
        if any(fits) or not fits or re.search(en.RELATIVE, self.text):
            return None
        return f"‘{near[0].text}’ is said of it, and the row is of {say_period(self.number.period)}"

    def place_is_the_rows(self) -> str | None:
        """Refuse a place that is neither the row's nor in it nor around it."""
        places, held = self.ledger.places, self.ledger.within
        found = self.near(rf"\b{en.PLACING}\s(?P<place>{_any(tuple(places.values()))})", 99)
        own = places.peek(self.number.place)
        if not found or found["place"] in own or own in self.text:
            return None
        place = next(key for key, name in places.items() if name == found["place"])
        if place in held[self.number.place]:
            return None
        before = found.string[: found.start()].rstrip()
        if re.search(rf"{_any(self.number.claimant.names)}$|\b[Tt]hrough(?:\s[A-Z]\w+)+$", before):
            return None
        return f"‘{found[0]}’ is said of it, and the row is of {own}"

    def things_are_the_rows(self) -> str | None:
        """Refuse a word of another indicator in the place of the row's."""
        for facet in ("counted", "befell", "who", "direction") if self.counts else ("direction",):
            own, terms = self.own(facet), self.terms(facet)
            if facet == "counted":  # people are, too
                terms = [t for t in self.terms() if t.facet != "who" or t.unit == self.unit]
                own += [term for term in terms if term.unit == self.unit and term.facet != facet]
            words = tuple(word for term in terms for word in term.words)
            target = facet == "who" and all(term.unit != self.unit for term in terms)
            place = r"\bon\s(?:the\s)?" if target else r"(?<!\bon\s)(?<!\bon\sthe\s)(?<!\bin\s)"
            near = self.near(f"{place}(?P<word>{_any(words)})", 8 if facet == "direction" else 6)
            if own and near and all(near["word"] not in term.words for term in own):
                return f"‘{near['word']}’ stands beside it, and the row counts: {self.label}"
        return None

    def deed_is_the_rows(self) -> str | None:
        """Refuse a count of all groups that is said of one, or that of one group of another."""
        own, deeds = self.own("group"), f"(?:{self.ledger.counted})"
        for term in self.terms("group") if self.counts else ():
            name = _any(term.words)
            said = re.search(
                rf"{deeds}(?:\s(?!{en.DENIED})\w+){{0,3}}?\s(?:by|of|to)\s(?:the\s)?{name}"
                rf"|{name}(?:'s?)?\s(?!(?:{en.SAYS})\b)(?:#\s)?(?:\w+\s)?{deeds}|#\s(?:by|of)\s(?:the\s)?{name}",
                self.text,
            )
            denied = re.search(rf"\bnot\s(?:by|of|to)\s(?:the\s)?{name}", self.text)
            mine = any(re.search(_any(one.words), self.text) for one in own)
            if said and not denied and term not in own and not mine:
                return f"‘{said[0].strip('# ')}’ is said of it, and the row counts: {self.label}"
        return None

    def counter_is_the_rows(self) -> str | None:
        """Refuse what the clause credits to somebody who is not its claimant."""
        if any(named(actor, self.text) for actor in (self.number.claimant, self.number.origin)):
            return None
        told = self.ledger.told_by(self.number)
        doers = {word for term in self.own("group") for word in term.words}
        for actor in self.ledger.counting:
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
    """Return where the words of a sentence and the rows of its numbers part.

    Parameters
    ----------
    sentence
        The sentence as a reader sees it.
    said
        Its bound numbers, in order.
    ledger
        The rows, and the words for what they count.

    Returns
    -------
    list of tuple
        Which number of the sentence, from zero, and what is wrong with it.
    """
    sentence = sentence.replace("’", "'").replace("\u00a0", " ")
    periods = [span(one.number.period) for one in said]
    years = {year for one in dates.found(sentence) for year in (one.first[0], one.last[0]) if year}
    found: list[tuple[int, str | None]] = []
    for at, (before, after) in enumerate(_parted(sentence, said)):
        number = said[at].number
        clause = _Clause(before, after, number, ledger)
        if "%" in sentence[said[at].start : said[at].end] and clause.unit != "percent":
            found.append((at, f"a percentage is shown, and the row is in {clause.unit}"))
        found += [
            (at, rule())
            for rule in (
                clause.unit_is_the_rows,
                clause.time_is_the_rows,
                clause.place_is_the_rows,
                clause.things_are_the_rows,
                clause.deed_is_the_rows,
                clause.counter_is_the_rows,
            )
            if number.status != "rejected"
        ]
        near = clause.text if any(named(number.claimant, clause.text)) else ""
        found.append((at, unattributed(f"{near} {sentence}", number)))
        group = [word for term in clause.own("group") for word in term.words]
        if clause.counts and group and not re.search(_any(tuple(group)), sentence):
            found.append((at, f"the row counts: {clause.label}. Name {' or '.join(group)}"))
        year = next(iter(years), 0)
        later = re.search(en.RELATIVE, sentence)
        if len(years) == 1 and not later and not any(a.year <= year <= b.year for a, b in periods):
            found.append((at, f"the sentence is of {year}, not of {say_period(number.period)}"))
    return [(at, problem) for at, problem in dict.fromkeys(found) if problem]


def _parted(sentence: str, said: Sequence[Said]) -> Iterator[tuple[str, str]]:
    """Yield what of a sentence is said of each number: before it, and after it."""
    left = 0
    for at, one in enumerate(said):
        before = re.split(en.OPENS, sentence[left : one.start])[-1]
        between = sentence[one.end : said[at + 1].start if at + 1 < len(said) else None]
        ends = [en.STRONG, en.LOOSE] if at + 1 == len(said) else en.CUTS
        cut = next((c for sign in ends for c in [re.search(sign, between)] if c), None)
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
        if not re.search(
            rf"\b{en.DENIED}(?:\s(?:the|that\sof|those\sof))?\s$", text[: found.start()]
        )
        or re.match(r"'s?\s(?:[a-z]+\s){0,3}[#\d]", text[found.end() :])
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
