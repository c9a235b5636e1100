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
from durand.prose import phrases as ph

_REACH = {"direction": 8, "befell": 8}
"""How many words off a word of a facet is said of a number; 6 else."""


class Said(NamedTuple):
    """A number where a sentence gives it."""

    start: int
    end: int
    number: Number


@cache
def _any(words: tuple[str, ...]) -> str:
    """Return the pattern of any of some words or names, the longest first."""
    return rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(words, key=len)[::-1]))})(?![\w-])"


@cache
def _speaks(names: tuple[str, ...], counter: bool) -> re.Pattern[str]:
    """Return the pattern of somebody who says what follows, alone or with others."""
    name, verb = _any(names), f"{ph.AFFIRMS}|{ph.HOLDS}" if counter else ph.AFFIRMS
    return re.compile(
        rf"{ph.NO_SUBJECT}{name}(?:,[^,#]*,)?{ph.LISTED}\s(?:\w+ly\s|also\s|too\s)?(?:{verb})\b(?!\sby)"
        rf"|\b(?:says?|cited\sby|[Aa]ccording\sto)\s(?:the\s)?{name}"
    )


@cache
def _goods(words: tuple[str, ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return what is said of a country, by its words, that sells, and of one that buys."""
    name = rf"(?:{'|'.join(words)})(?:'s)?"
    near = rf"\b{name}\s(?:\w+\s)?"
    sells = (
        rf"{near}(?:{ph.GOODS})\b|{name}\s(?:{ph.SELLS})\b|\b{name}\sreceived\s(?:US|PKR|Rs|#)"
        rf"|(?:{ph.PURCHASES}|bought|transit)\sfrom\s{name}\b|\bthrough\s\w+\sfrom\s{name}\b"
        rf"|\bgoods\s(?:bought\s)?(?:from|in)\s{name}\b|\b(?:for|on)\s{name}\sgoods\b"
    )
    buys = (
        rf"{near}(?:{ph.PURCHASES})\b|{name}\s(?:{ph.BUYS})\b"
        rf"|(?:{ph.GOODS}|sold|sent)\sto\s{name}\b|\bthrough\s\w+\sto\s{name}\b"
    )
    return ("seller", re.compile(sells)), ("buyer", re.compile(buys))


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
        if facet == "who" and self.unit == "people":  # not by whom, nor who is left out
            said = re.split(r"\s(?:by|not|other than)\s", said)[0]
        return [t for t in self.terms(facet) if re.search(_any(t.words), said, re.IGNORECASE)]

    def terms(self, facet: str = "") -> list[Term]:
        """Return the terms of a facet, or all that count something."""
        return [t for t in self.ledger.terms if (t.facet == facet if facet else t.counts)]

    def rules(self) -> list[Callable[[], str | None]]:
        """Return what to ask, each with an answer if something is wrong."""
        if self.number.status == "rejected":  # what replaces it stands beside it
            return [self._claimant]
        return [
            self._unit, self._time, self._place, self._side, self._things, self._noun, self._target,
            self._doer, self._deed, self._counter, self._voice, self._claimant, self._trade,
            self._base,
        ]  # fmt: skip

    def _claimant(self) -> str | None:
        names = _any(self.number.claimant.names)
        denied = rf"{names}\s(?:{en.DENIES}\s(?:that\s)?#|(?:{ph.REFUSES})\s(?:it|this|that)\b)"
        if found := re.search(denied, self.text):
            return f"‘{found[0].rstrip('# ')}’ denies it"
        if found := re.search(ph.UNTRUE, self.before):
            return f"‘{found[0]}’ denies it"
        return unattributed(f"{self.text} {self.sentence}", self.number)

    def _unit(self) -> str | None:
        """Compare a unit beside the number with the row's: percent, points, days, money."""
        if self.unit != "percent" and "%" in self.sentence[self.start : self.end]:
            return f"a percentage is shown, and the row is in {self.unit}"
        bare = re.search(r"(?:US\s?\$|PKR|AFN|Rs)\s?$", self.before)
        if bare and self.unit.endswith(" million") and re.match(ph.NO_MILLION, self.after):
            return f"‘{bare[0].strip()}’ stands before it alone, and the row is in {self.unit}"
        rate = re.match(en.RATE, self.after)
        every = re.search(r"\b(?:on a|per) (day|load)\b|\ba (year)\b", self.label)
        money = re.match(r"US\$|PKR|AFN", self.unit)
        if rate and not every and (self.counts or money):
            return f"‘{rate[1]}’ stands beside it, and the row is a count of its whole period"
        if rate and every and rate[1].split()[-1] not in every.groups():
            return f"‘{rate[1]}’ stands beside it, and the row counts: {self.label}"
        measures = self.terms("measure")
        unit = _any(tuple(word for term in measures for word in term.words))
        full = rf"(?:(?!{unit}|{en.LINKING}|within|after)[a-zA-Z]+\s(?={unit}))?"
        after = re.match(rf"\s*{full}({unit})(?:\s?({unit}))?", self.after)
        before = re.search(rf"((?![a-z%]){unit})\s*$", self.before)
        said = [*(after.groups("") if after else ()), *(before.groups() if before else ())]
        for word in filter(None, said):
            if not any(word in term.words and term.unit in self.unit for term in measures):
                return f"‘{word}’ stands beside it, and the row is in {self.unit}"
        return None

    def _time(self) -> str | None:
        """Compare the date said of the number, and how long it lasts, with the row's period."""
        begins, ends = span(self.number.period)
        if self.counts and (lasts := re.search(ph.LASTS, self.text)):
            days = (ph.NUMBERS.index(lasts[1]) + 1) * (365 if lasts[2] == "year" else 30)
            if not 0.9 < ((ends - begins).days + 1) / days < 1.1:
                said = say_period(self.number.period)
                return f"‘{lasts[0]}’ is said of it, and the row is of {said}"
        before = "" if re.search(en.FROM, self.before) else self.before
        near = dates.nearest(before, self.after)
        money = re.match(r"(?:US\$|PKR|AFN)\s", self.unit)
        strict = self.counts or bool(money and (ends - begins).days < 360)
        fits = [one.fits(self.number.period, strictly=strict) for one in near]
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
        if problem := self._elsewhere(name):
            return problem
        subject = rf"(?={name}\s{en.SUFFERS}\b)"
        found = self.near(rf"(?:\b{en.PLACING}\s|{subject})(?P<place>{name})", 99)
        own = places.peek(self.number.place)
        if not found or found["place"] in own or own in self.text:
            return None
        if self.unit == "percent":  # a share of what happened in a part
            parts = {p for one in re.findall(name, self.label) for p in one.split(" and ")}
            if set(found["place"].split(" and ")) <= parts and all(p in self.text for p in parts):
                return None
        place = self.number.place
        while place := self.ledger.within[place]:
            if places.peek(place) == found["place"]:
                return None
        part = [one for one in self.said if self.sentence[one.end : self.start].strip() == "of"]
        if any(places.peek(one.number.place) == found["place"] for one in part):
            return None  # so many of the row's
        before = found.string[: found.start()].rstrip()
        if re.search(rf"{_any(self.number.claimant.names)}$|{en.WAY}$", before):
            return None
        return f"‘{found[0]}’ is said of it, and the row is of {own}"

    def _elsewhere(self, name: str) -> str | None:
        """Refuse a part of the row's place, what holds another, and a neighbour in its stead."""
        places, place = self.ledger.places, self.number.place
        own, ledger = places.peek(place), self.ledger
        said = f"and the row is of {own}"
        if found := re.search(rf"{ph.INSIDE}{re.escape(own)}\b", self.text):
            return f"‘{found[0]}’ is said of it, {said}"
        ids = {title: one for one, title in places.items()}
        for found in re.finditer(rf"({name}|[A-Z]\w+){ph.AROUND}", self.text):
            if found[1] not in ids:
                return f"‘{found[0]}’ is said of it, {said}"
            if ids[found[1]] != place and ledger.within[ids[found[1]]] != place:
                return f"‘{found[0]}’ is said of it, {said}"
        country = not ledger.within[place]
        if re.search(_any((own, *re.split(r" – |, | and ", own))), self.sentence):
            return None
        returned = any(term.term_id == "returned" for term in self.own("befell"))
        if country and not (returned and self.unit == "people"):
            return None
        of = rf"(?:(?i:\bfrom)\s|(?=\w+\s(?:{ph.SELLS})\b))" if country else ""
        left = max((one.end for one in self.said if one.end <= self.start), default=0)
        for found in re.finditer(
            of + f"({name})", f"{self.sentence[left : self.start]}#{self.after}"
        ):
            others = [one for title, one in ids.items() if found[1] in title.split(" – ")]
            if any(ledger.within[one] == ledger.within[place] for one in others):
                return f"‘{found[0].strip()}’ is said of it, {said}"
        return None

    def _side(self) -> str | None:
        """Refuse the other side of the line, and a gate that is open where the row's is shut."""
        place = self._country()
        sides = {term.term_id: term for term in self.terms("side")}
        for side in sides if place in sides else ():
            if side != place and (found := re.search(_any(sides[side].words), self.text)):
                own = self.ledger.places.peek(self.number.place)
                return f"‘{found[0]}’ is said of it, and the row is of {own}"
        own = self.own("state") if self.unit == "days" else []
        words = _any(tuple(word for term in self.terms("state") for word in term.words))
        near = self.near(words, 8) if own else None
        if near and all(near[0].lower() not in term.words for term in own):
            return f"‘{near[0]}’ stands beside it, and the row counts: {self.label}"
        return None

    def _country(self) -> str:
        """Return the id of the country, or of the two, that the row's place is in."""
        place = self.number.place
        while above := self.ledger.within[place]:
            place = above
        return place

    def _noun(self) -> str | None:
        """Refuse before what is counted, or as it, a word that the row does not have."""
        kind = {"people", "incidents", "operations"} & {self.unit}
        row = self.number.indicator
        has = f"{self.label} {row.question} {row.definition} {row.includes} {row.scope}"
        has += f" {self.ledger.places.peek(self.number.place)}"
        known = set(re.findall(r"\w+", has))
        nations = self.terms("nation")
        for nation in nations:
            others = tuple(other.words[0] for other in nations if other != nation)
            if nation.about in self._country() and not self.label.startswith(others):
                known |= set(nation.words)
        known |= {
            word[:5].lower() for word in known if word[:1].islower() or word in self.label[:9]
        }
        counted = f"(?:{self.ledger.counted})"
        adjective = rf"\s(?:(?!{en.LINKING}|(?:{ph.NOT_PLURAL})\b)\w+\s)?(?!(?:{ph.NOT_PLURAL})\b)"
        noun = r"(?P<word>[A-Za-z-]+s|[a-z]+men)"
        found = kind and (
            re.match(rf"\s(?!{en.LINKING}|{ph.PLAIN})(?P<word>[\w-]+)\s{counted}\b", self.after)
            or re.match(rf"{adjective}{noun}\s(?:were\s)?{ph.FATE}\b", self.after)
            or re.match(rf"{adjective}{noun}(?=[,.]|\s(?:in|on|by|against)\b)", self.after)
        )
        if kind and not found and re.search(rf"\b{ph.FATE}\s$", self.before):
            found = re.match(rf"\s{noun}\b", self.after)
        if not found or re.fullmatch(counted, found["word"], re.IGNORECASE):
            return None
        if found["word"] in known or found["word"][:5] in known:
            return None
        return f"‘{found['word']}’ is said of what it counts, and the row counts: {self.label}"

    def _target(self) -> str | None:
        """Refuse ‘attacks on’ whomever the row does not name."""
        deeds = [term for term in self.own("counted") if term.doer and self.unit == term.unit]
        words = _any(tuple(word for term in deeds for word in term.words))
        found = re.match(
            rf"\s(?:\w+\s)?{words}\son\s(?:the\s)?(?!its\b)(?P<word>[a-z]+s)\b", self.after
        )
        own = {w for term in self.own("who") for w in " ".join(term.words).lower().split()}
        if not deeds or not found or found["word"] in own | set(self.label.lower().split()):
            return None
        return f"‘{found[0].strip()}’ is said of it, and the row counts: {self.label}"

    def _doer(self) -> str | None:
        """Refuse one who did what the row counts, or to whom it was done, and is not the row's."""
        row = self.number.indicator
        deeds = self.own("counted") or [
            t for t in self.terms() if t.doer and re.search(_any(t.words), row.definition)
        ]
        doers = {term.doer for term in deeds if term.doer}
        told = f"and the row counts: {self.label}"
        armed = self.ledger.doers
        if self.unit == "people":
            said = re.search(rf"\b{ph.FATE}\sby\s(?:{ph.THE})?(?P<who>\w+(?:\s\w+)?)", self.text)
            said = said or re.search(rf"(?P<who>\w+(?:\s\w+)?)\s{ph.SLAYS}\s#", self.text)
            own = {term.term_id for term in self.own("who")}
            for one, names in armed.items() if said else ():
                words = _any(names)
                if not said or not re.search(words, said["who"], re.IGNORECASE):
                    continue
                by = re.search(rf"by\s(?:\w+\s)?{words}", self.label, re.IGNORECASE)
                if not by and (one in own or (doers and doers != {one})):
                    return f"‘{said['who']}’ is said to have done it, {told}"
            return self._nation() or self._among()
        if not doers:
            return None
        deed = _any(tuple(word for term in deeds for word in term.words))
        group = tuple(word for term in self.own("group") for word in term.words)
        for one, names in armed.items():
            words = _any(names)
            act = rf"{deed}(?:\s(?!{ph.SUFFERS})\w+)?\sby\s(?:{ph.THE})?{words}"
            act += rf"|{words}\s(?!{ph.SUFFERS}\s)(?!\w+ed\sby)[a-z]+\s#"
            on = rf"{deed}\s(?:on|against)\s(?:{ph.THE})?"
            found = None if one in doers else re.search(act, self.text, re.IGNORECASE)
            for target in [names] * (one in doers) + [group] * bool(group):
                found = found or re.search(on + _any(target), self.text)
            if found:
                return f"‘{found[0].strip('# ')}’ is said of it, {told}"
        return None

    def _nation(self) -> str | None:
        """Refuse another nation, as the one that killed, than the label of the row has."""
        nations = {nation: _any(nation.words) for nation in self.terms("nation")}
        by = {n: re.search(rf"\b(?:by|in)\s{words}\s([a-z]+)", self.label)
              for n, words in nations.items()}  # fmt: skip
        deeds = "|".join(found[1] for found in by.values() if found)
        for nation, words in nations.items():
            if not deeds or by[nation] or not self.own("befell"):
                continue
            did = re.search(
                rf"{words}(?:'s)?\s(?:[a-z]+\s){{0,2}}(?:in\s(?:[A-Z]\w+\s|and\s)+)?{ph.SLAYS}\s#"
                rf"|\bby\s(?:the\s)?{words}\s[a-z]+|\bin\s{words}\s(?:\w+\s)?(?:{deeds})\b",
                self.text,
            )
            if did:
                return f"‘{did[0].strip('# ')}’ is said of it, and the row counts: {self.label}"
        return None

    def _among(self) -> str | None:
        """Refuse ‘killed in attacks’ of a row that counts operations, too, and the reverse."""
        acts = {t.term_id: _any(t.words) for t in self.terms() if t.doer}
        own = {one for one, words in acts.items() if re.search(words, self.label, re.IGNORECASE)}
        fate = rf"(?:{ph.FATE}|#)\s(?:\w+\s){{0,2}}?(?:in|by|during)\s(?:\w+\s)?"
        slain = (
            rf"\s(?:\w+ly\s|ha[sd]\s|have\s)?(?:{ph.SLAYS}|claimed|cost)\s(?:the\slives\sof\s)?#"
        )
        said = {
            one
            for one, words in acts.items()
            if re.search(rf"(?i:{fate}{words}|{words}{slain})", self.text)
        }
        if said and own:
            said |= {one for one, words in acts.items() if re.search(words, self.after)}
            if said != own:
                return (
                    f"‘in {' and '.join(sorted(said))}s’ is said, and the row counts: {self.label}"
                )
        return None

    def _things(self) -> str | None:
        """Refuse a word of another indicator in the place of the row's."""
        facets = ["counted", "befell", "who"] if self.counts else []
        facets += ["who"] if self.unit == "ratio" else []
        facets += [] if self._sold() else ["direction"]
        for facet in facets:
            own, terms = self.own(facet), self.terms(facet)
            if facet == "counted":  # people are, too
                terms = [t for t in self.terms() if t.facet != "who" or t.unit == self.unit]
                if all(term.unit != self.unit for term in self.terms(facet)):
                    own = [term for term in terms if term.unit == self.unit]
            words = tuple(word for term in terms for word in term.words)
            target = facet == "who" and all(t.unit != self.unit for t in terms) and self.counts
            place = en.ON if target else rf"{en.NOT_COUNTED}(?<!\bown\s)"
            near = self.near(f"{place}(?P<word>{_any(words)})", _REACH.get(facet, 6))
            head = re.match(rf"\s(?P<word>{_any(words)})(?!\s\w)", self.after) if target else None
            other = own and near and all(near["word"].lower() not in term.words for term in own)
            if wrong := head or (near if other else None):
                near = wrong
                also = f"{self.number.note} {self.number.indicator.includes}"
                noted = re.search(rf"\b{near['word']}\b", also, re.IGNORECASE)
                how = f". Its note has ‘{near['word']}’: write them ‘among’ what it counts"
                told = f"‘{near['word']}’ stands beside it, and the row counts: {self.label}"
                return told + (how if noted else "")
            whole = (
                own if facet == "befell" else [t for t in own if t.doer and self.unit != "people"]
            )
            if (
                whole is not own
                and near
                and all(near["word"].lower() not in t.words for t in whole)
            ):
                continue
            if near and len(whole) > 1 and not re.search(ph.HARMED, self.text):
                for term in whole:
                    if not re.search(_any(term.words), self.text, re.IGNORECASE):
                        only = near["word"]
                        return f"‘{only}’ alone is said, and the row counts: {self.label}"
        return None

    def _deed(self) -> str | None:
        """Refuse a count of all groups that is said of one, or that of one group of another."""
        own, deeds = self.own("group"), f"(?:{self.ledger.counted})"
        names = tuple(word for term in own for word in term.words)
        if other := self._group(names):
            return f"‘{other}’ stands beside it, and the row counts: {self.label}"
        if not self.counts or (own and re.search(_any(names), self.text)):
            return None
        counts = self.own("befell") or self.own("counted")
        if own and counts and not re.search(_any(names), self.sentence):
            return f"the row counts: {self.label}. Name {' or '.join(names)}"
        for term in self.terms("group"):
            name = _any(term.words)
            of = en.OF + name
            blamed = re.search(rf"{ph.BLAMES}.*?{name}", self.text)
            if (
                blamed
                and re.search(deeds, self.text)
                and not re.search(rf"\b{en.DENIED}\s", blamed[0])
            ):
                return f"‘{blamed[0]}’ is said of it, and the row counts: {self.label}"
            said = re.search(
                rf"{deeds}(?:\s(?!{en.DENIED})\w+){{0,3}}?{of}|#{of}"
                rf"|{name}(?:'s?)?\s(?!(?:{en.SAYS})\b)(?:\w+\s){{0,3}}(?:#\s)?(?:\w+\s)?{deeds}",
                self.text,
            )
            claims = set(term.words) & set(self.number.claimant.names)
            if said and not claims and not re.search(rf"\b{en.DENIED}{of}", self.text):
                return f"‘{said[0].strip('# ')}’ is said of it, and the row counts: {self.label}"
        return None

    def _group(self, own: tuple[str, ...]) -> str | None:
        """Return the group that is named nearest to the number of another one."""
        claims = self.number.claimant.names
        words = {w for t in self.terms("group") for w in t.words if w not in claims}
        if not own or not words or not self.counts:
            return None
        free = r"(?<!\bnot\sof\sthe\s)(?<!\bnot\sthe\s)(?<!\bnot\s)(?<!than\sthe\s)(?<!than\s)"
        near = self.near(free + _any(tuple(words)), 99)
        if not near:
            left = max([one.end for one in self.said if one.end <= self.start], default=0)
            behind = [*re.finditer(_any(tuple(words)), self.sentence[left : self.start])]
            near = behind[-1] if behind else None
        return near[0] if near and near[0] not in own else None

    def _voice(self) -> str | None:
        """Refuse one who says it beside its claimant, or in its stead, with no row of its own."""
        number, ledger = self.number, self.ledger
        ours = {number.claimant, number.origin}
        others = {a for one in self.said for a in (one.number.claimant, one.number.origin)}
        own = {a for x in ours for a in (x.actor_id, x.side, x.kind.lower().replace(" ", "-"))}
        told = ledger.told_by(number)
        voices = [
            ((*term.words, *(word.capitalize() for word in term.words)), False)
            for term in self.terms("voice")
            if not own & {term.about}
        ]
        voices += [
            (actor.names, not actor.party)
            for actor in ledger.actors.values()
            if actor not in ours | others
            and not own & {actor.actor_id, actor.side or "-"}
            and actor.kind not in ("author", "press", "person", "this publication")
            and not any(name in told or name in self.label for name in actor.names)
        ]
        for names, counter in voices:
            if not any(name in self.text for name in names):
                continue  # as a rule: who is not named says nothing, and looking is slow
            for found in _speaks(names, counter).finditer(self.text):
                before = self.text[: found.start()]
                denied = re.search(rf"\b{en.DENIED}{en.THAT_OF}\s$", before, re.IGNORECASE)
                also = re.search(r"\b(?:and|both|all|each|by)\b", found[0])
                if not also and re.search(_any(number.claimant.names), found[0]):
                    continue
                passed = f"{before.replace('#', '0')}#{found[0]}"
                if not denied and not re.search(ph.RELAYED, passed):
                    who = re.search(_any(names), found[0], re.IGNORECASE)
                    name = number.claimant.short
                    shown = who[0] if who else found[0]
                    return f"‘{shown}’ answers for it here, and the row is claimed by {name}"
        return None

    def _trade(self) -> str | None:
        """Refuse another seller, or buyer, than the row has."""
        row = self.number.indicator
        for side, place, found in self._sold():
            here, there = (row.seller, row.buyer) if side == "seller" else (row.buyer, row.seller)
            if there == place or (here and here != place):
                return f"‘{found}’ stands beside it, and the row counts: {self.label}"
        return None

    def _sold(self) -> list[tuple[str, str, str]]:
        """Return who is said to sell or buy, if the row has a seller or a buyer."""
        row = self.number.indicator
        nations = self.terms("nation")
        if not {row.seller, row.buyer} & {nation.about for nation in nations}:
            return []
        return [
            (side, nation.about, found[0])
            for nation in nations
            for side, words in _goods(nation.words)
            for found in [words.search(self.text)]
            if found
        ]

    def _base(self) -> str | None:
        """Refuse a percentage of what the row is no share of."""
        base = self.number.indicator.base
        found = re.match(r"\sof\s(.*)", self.after)
        if not base or not found:
            return None
        own = {word.lower() for word in base.split("|")}
        said = re.split(ph.ENDS, found[1])[0].replace("'s", "")
        words = {word.lower() for word in re.findall(r"\w+", said)}
        if base == "none" and words & {"its", "their"}:
            return None
        last = re.findall(r"\w+", re.split(ph.NOUN_ENDS, said.lower())[0])[-1:]
        other = words & self.ledger.bases - own - ph.VAGUE or not words & (own | ph.VAGUE)
        if other or not own | ph.VAGUE >= set(last):
            return f"‘of {said}’ is said of it, and the row is: {self.label}"
        return None

    def _answers(self, actor: Actor) -> bool:
        """Say whether the clause gives a number as somebody's who may only be the doer."""
        for found in named(actor, self.text):
            before, after = self.text[: found.start()], self.text[found.end() :]
            by = re.search(en.BY, before)
            deed = by and re.search(rf"(?:{self.ledger.counted})\s$", before[: by.start()])
            if re.match(ph.SPEAKS, after) or (by and not deed):
                return True
        return False

    def _counter(self) -> str | None:
        """Refuse what the clause credits to somebody who is not its claimant."""
        groups = {word for term in self.terms("group") for word in term.words}
        for actor in (self.number.claimant, self.number.origin):
            acts = groups & set(actor.names)  # it is named, too, as the one that does it
            if self._answers(actor) if acts else named(actor, self.text):
                return None
        told = self.ledger.told_by(self.number)
        doers = {word for term in self.own("group") for word in term.words}
        for actor in self.ledger.actors.values():
            if actor in (self.number.claimant, self.number.origin):
                continue
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
    return list(dict.fromkeys((at, problem) for at, problem in found if problem))


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
