"""What the words of a figure claim of its rows: which is most, what rises, what exceeds what.

Only a claim that the rows refute is a problem; what a sentence leaves open passes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, combinations, pairwise, product
from math import isclose, nan
from typing import NamedTuple

import pandas as pd

from durand import prose
from durand.ledger.book import Ledger
from durand.ledger.wording import shows
from durand.prose import comparing
from durand.prose import english as en

# The words of English that a claim is told by: more is 1, less is -1.
EXTREMES = {1: f"{en.MOST}|maximum", -1: f"{en.LEAST}|minimum"}
RISES, FALLS = f"{en.RISES}|{en.RISES_BESIDE}", f"{en.FALLS}|{en.FALLS_BESIDE}"
CHANGES = {1: RISES, -1: FALLS, 0: "goes|go|went|runs?|ran|ranges?|moves?|moved"}
ORDERS = {1: f"{en.MORE}|above", -1: f"{en.LESS}|below"}
OPEN = r"\b(?:(?:nearly|almost|close to|second|third|next|among)(?: the)?|at) $"
OPEN += r"|\b(?:not|never|no|nor|neither|without|if|would|could|may|might)\b[^;:]*$"
PART = r"(?: (?!is |are |was |were )\w+){0,3}? (?:of(?! all)|since|after|before|until|among|but)\b"
PART += r"|(?: \w+)? (?:that|who|in any|if)\b"
STEADY = r"(?: \w+){0,2}? (?:each|every) year\b|(?: \w+)? year (?:after|by|on) year\b| steadily\b"
IS = r"(?:(?: is| are| was| were| has| have| had| counts?| as| and)(?: by far)?| by far)"
MONTHS = "|".join(dict.fromkeys(name[:3].lower() for name in en.MONTHS.split("|")))
TIME = rf"(?i)\d{{4}}|\b(?:{MONTHS})"
QUARTERS = {name: MONTHS.split("|")[at - 1] for name, at in en.QUARTERS.items()}
SAME = dict.fromkeys(("dead", "death", "died", "fatalitie"), "killed")
SAME |= {"wounded": "injured", "hurt": "injured", "%": "percent", "cent": "percent"}
IDLE = {"the", "and", "for", "per", "from", "with", "than", "that", "its", "who", "our", "all"}

_FIRST, _Q, _NO_Q = 0xE000, "([\ue000-\uf8ff])", "[^,;:\ue000-\uf8ff]*"


class Point(NamedTuple):
    """One number drawn: its value, column and ledger row, and the labels that it stands under."""

    value: float
    column: str
    evidence_id: str
    labels: dict[str, str]


def points(data: pd.DataFrame, columns: Mapping[str, str], measures: Iterable[str]) -> list[Point]:
    """Return the numbers that readers get (``columns``: heading by name) or that are drawn."""
    counts = [name for name in data if pd.api.types.is_numeric_dtype(data[name])]
    counts = [n for n in counts if data[n].dtype != bool and not n.startswith(("year", "_"))]
    values = [name for name in dict.fromkeys([*columns, *measures]) if name in counts]
    told = dict.fromkeys([*columns, "group", "label", "by", "when", "unit"])
    told = [n for n in told if n in data and n not in values and data[n].dtype != bool]
    told = [name for name in told if data[name].nunique() > 1]
    return [
        Point(float(row[name]), name, str(row.get("evidence_id", "")),
              {"": columns.get(name, ""), **{one: str(row[one]) for one in told}})
        for row, name in product(data.to_dict("records"), values)
        if pd.notna(row[name])
    ]  # fmt: skip


@lru_cache(maxsize=4096)
def words(text: str) -> frozenset[str]:
    """Return what a text speaks of: its words without endings, years, months by three letters."""
    found = re.findall(r"[^\W\d_]{3,}|\d{4}|%", text.lower())
    short = (re.sub(rf"^({MONTHS})[a-z]*$", r"\1", one).removesuffix("s") for one in found)
    return frozenset(SAME.get(one, one) for one in short if one not in IDLE)


def numeral(text: str) -> float:
    """Return what a numeral says; not a number for one in words."""
    try:
        return float(text.replace(",", "").replace("−", "-"))
    except ValueError:
        return nan


def refuted(sentence: str, drawn: Sequence[Point], evidence: Ledger) -> Iterator[str]:
    """Yield what a sentence, in Markdown, claims of the numbers drawn and they refute."""
    for word, made in comparing.compared(*comparing.bound(sentence, evidence), evidence):
        if isinstance(made, str) and made.startswith(comparing.FALSE):
            yield f"‘{prose.plain(sentence)[word.start : word.end]}’ {made.partition('. ')[0]}"
    said: dict[str, tuple[str, float, str]] = {}

    def marked(text: str, value: float | None, evidence_id: str = "") -> str:
        mark = chr(_FIRST + len(said))  # a quantity is one character from here on
        said[mark] = text, nan if value is None else value, evidence_id
        return mark

    links = ((link, evidence[link["id"]]) for link in prose.LINK.finditer(sentence))
    for link, number in links:
        sentence = sentence.replace(link[0], marked(link["text"], number.value, link["id"]), 1)
    for one in filter(str.isascii, prose.loose_numbers(sentence)):
        form = rf"(?<![\w.,]){re.escape(one)}(?!\w)"
        sentence = re.sub(form, marked(one, numeral(one)), sentence, count=1)
    if "quarter" in sentence:
        sentence = re.sub("|".join(QUARTERS), lambda one: QUARTERS[one[0]], sentence)
    if drawn:
        yield from _Sentence(sentence, said, drawn).refuted()


class _Sentence(NamedTuple):
    """A sentence whose quantities are marks, what they say, and the numbers drawn."""

    text: str
    said: dict[str, tuple[str, float, str]]
    drawn: Sequence[Point]

    def refuted(self) -> Iterator[str]:
        for clause in self.text.split(";"):
            yield from self._extremes(clause)
        for clause in re.split(r"; |, (?:and|but|while|whereas) ", self.text):
            yield from self._orders(clause)
        yield from self._changes()

    def _at(self, mark: str) -> list[Point]:
        """Return where a quantity is drawn."""
        text, value, row = self.said[mark]
        if not row:
            return [p for p in self.drawn if shows(text, p.value, "")]
        own = [p for p in self.drawn if p.evidence_id in ("", row)]
        return [p for p in own if isclose(value, p.value, rel_tol=5e-3)]

    def _cells(self, column: str, text: str) -> set[str]:
        """Return the cells of a column that a text names: of which it holds most, at least half."""
        cells, spoken = {p.labels[column]: words(p.labels[column]) for p in self.drawn}, words(text)
        held = {c: (len(own & spoken) / len(own), len(own)) for c, own in cells.items() if own}
        return {cell for cell, share in held.items() if share == max(held.values()) >= (0.5, 0)}

    def _named(self, text: str, but: str | None = None) -> list[Point]:
        """Return the numbers whose labels a text names, column by column."""
        kept = list(self.drawn)
        for column in [one for one in self.drawn[0].labels if one != but]:
            cells = self._replace(drawn=kept)._cells(column, text)
            kept = [p for p in kept if not cells or p.labels[column] in cells]
        return kept

    def _extremes(self, clause: str) -> Iterator[str]:
        """Yield each *largest* that is none: the number beside it, or what is named."""
        for match, sign in _found(EXTREMES, clause):
            before, after = clause[: match.start()], clause[match.end() :]
            bare = match[0] in ("most", "least") and not re.search(r"(?i)\b(?:the|its) $", before)
            if bare or re.match(PART, after) or re.search(r"(?i)from \d{4} to \d{4}", before):
                return  # it, and what follows, is of a part of the rows
            near = re.match(rf"(?: \w+){{0,4}}? ?\(?{_Q}", after)
            near = near or re.search(rf"{_Q}{_NO_Q}(?:,(?: by far)?|{IS}) (?:the|its) $", before)
            if near := near or re.match(rf", {_Q}", after):
                meant = self._at(near[1])
            else:
                named = re.search(rf"(.*){IS} the $", before)
                named = named or re.match(rf"(?:(?: \w+)*?{IS}| in) (.+)", after)
                meant = self._named(named[1]) if named else self.drawn
                meant = self._replace(drawn=meant)._named(clause) if named else meant
            if meant and not any(self._is_most(point, sign) for point in meant):
                yield f"‘{match[0]}’ is said of {_look_up(meant[0])}"

    def _is_most(self, point: Point, sign: int) -> bool:
        """Say whether a number is the most or least of its column, or of a group that is named."""
        unit = point.labels.get("unit")  # nothing is most among things of other units
        same = [p for p in self.drawn if p.labels.get("unit") == unit]
        same = [p for p in same if _is_total(p) == _is_total(point)]
        column = [p for p in same if p.column == point.column]
        same = column if len(column) > 1 else same
        head, times = self.text.partition(":")[0], words(" ".join(re.findall(TIME, self.text)))
        named = [
            one
            for one, cell in point.labels.items()
            if (self._cells(one, head) or self._cells(one, self.text)) == {cell}
            and (not re.search(TIME, cell) or times <= words(cell))
        ]
        series = [one for one in named if not re.search(TIME, point.labels[one])] or named
        for fixed in chain(*(combinations(series, size) for size in range(len(series) + 1))):
            group = [p for p in same if all(p.labels[one] == point.labels[one] for one in fixed)]
            if sign * point.value >= max(sign * p.value for p in group) and len(group) > 1:
                return True
        return len(same) == 1

    def _changes(self) -> Iterator[str]:
        """Yield each *rose* that fell: between two numbers, or two times that are named."""
        text, verbs = self.text, _found(CHANGES, self.text)
        for match in re.finditer(rf"\bfrom {_Q}[^;\ue000-\uf8ff]*?\bto {_Q}", text):
            verb, sign = [("", 0), *(one for one in verbs if one[0].start() < match.start())][-1]
            (old, first, _), (new, then, _) = (self.said[match[at]] for at in (1, 2))
            if sign and sign * (then - first) <= 0:
                yield f"‘{verb[0]}’ is said of {old} and then {new}"
        each = _found(ORDERS, text) if re.search(r"\b(?:each|every) ", text) else []
        for verb, sign in [one for one in [*verbs, *each] if one[1]]:
            before, after = text[: verb.start()], text[verb.end() :]
            if (verb, sign) in verbs and re.match(STEADY, after):
                yield from self._steady(verb[0], sign)
            for to in re.findall(rf"^{_NO_Q}?\bto {_Q}", after):
                for new in self._at(to)[:1]:
                    last = [p for q in re.findall(_Q, before)[-1:] for p in self._at(q)]
                    for old in (last, self.drawn[: self.drawn.index(new)]):
                        pairs = [(p, new) for p in old if _is_series(p, new)]
                        if pairs:
                            yield from _against(verb[0], sign, pairs)
                            break
            times = re.match(r"[^;,]*?\bfrom ([^;,]+?) to ([^;,]+)", after) or re.match(
                r"(?:In|From) ([^;,]+?) to (\w+ ?\d*)", before
            )
            if times and not re.search(_Q, times[0]) and min(p.value for p in self.drawn) >= 0:
                yield from _against(verb[0], sign, self._two(times[1], times[2], text))

    def _steady(self, verb: str, sign: int) -> Iterator[str]:
        """Yield that what *rose every year* did not: each series, in the years named."""
        named = sorted(re.findall(r"\b\d{4}\b", self.text))
        first, last = (named[0], named[-1]) if len(named) > 1 else ("", "9999")
        runs: dict[tuple[str, ...], list[Point]] = {}
        for point in self.drawn:
            year = re.search(r"\d{4}", " ".join(point.labels.values()))
            if year and first <= year[0] <= last:
                cells = [cell for cell in point.labels.values() if not re.search(TIME, cell)]
                runs.setdefault((point.column, *cells), []).append(point)
        wrong = [
            [(a, b) for a, b in pairwise(run) if sign * (b.value - a.value) <= 0]
            for run in runs.values()
        ]
        if wrong and all(wrong):
            yield from _against(verb, sign, wrong[0])

    def _orders(self, clause: str) -> Iterator[str]:
        """Yield each *more* that is less: of two numbers, two names, or one year and all others."""
        for match, sign in _found(ORDERS, clause):
            before, after = clause[: match.start()], clause[match.end() :]
            form = "()(.*)" if match[0] in ("above", "below") else r"(.*?)\bthan\b(.*)"
            if not (than := re.match(form, after)):
                continue
            subject, other = before + than[1], re.match(rf"{_NO_Q}?{_Q}", than[2])
            one = re.search(rf"{_Q}[^;:\ue000-\uf8ff]*$", subject)
            if one and other and not re.search(r"\b(?:and|or|to) $", before):
                (first, left, _), (second, right, _) = self.said[one[1]], self.said[other[1]]
                if sign * (left - right) <= 0:
                    yield f"‘{match[0]}’ is said of {first} beside {second}"
            elif not re.search(_Q, clause):
                pairs = self._two(than[2], subject, clause)
                if every := re.match(r" in any (?:other )?year( since)?(?: (\d{4}))?", than[2]):
                    pairs = self._years(subject, every)
                yield from _against(match[0], sign, pairs, any if every else all)

    def _two(self, one: str, other: str, text: str) -> list[tuple[Point, Point]]:
        """Return pairs of numbers under two names of one column, as far as a text tells more."""
        for column in self.drawn[0].labels:
            both = self._cells(column, one), self._cells(column, other)
            if all(both) and not both[0] & both[1]:
                sides = [[p for p in self.drawn if p.labels[column] in cells] for cells in both]
                for rest in [name for name in self.drawn[0].labels if name != column]:
                    cells = self._cells(rest, text)
                    kept = [[p for p in side if p.labels[rest] in cells] for side in sides]
                    sides = kept if all(kept) else sides
                return [p for p in product(*sides) if column == "" or p[0].column == p[1].column]
        return []

    def _years(self, subject: str, every: re.Match[str]) -> list[tuple[Point, Point]]:
        """Return pairs of each other year, since one if that is said, and the year spoken of."""
        years = [n for n in self.drawn[0].labels if all(p.labels[n].isdigit() for p in self.drawn)]
        spoken = re.findall(r"\d{4}", subject)[-1:]
        if not (years and spoken):
            return []
        kept = [p for p in self._named(subject, years[0]) if p.column == self.drawn[0].column]
        value = {p.labels[years[0]]: p for p in kept}
        since = every[2] or (spoken[0] if every[1] else "")
        end = spoken[0] if every[2] else "9999"
        rest = [p for year, p in value.items() if since < year < end and year != spoken[0]]
        return [(p, value[spoken[0]]) for p in rest if spoken[0] in value]


def _found(vocabulary: Mapping[int, str], text: str) -> list[tuple[re.Match[str], int]]:
    """Return the words of a vocabulary in a text that are meant as said, in their order."""
    pairs = ((sign, rf"(?i)\b(?:{listed})\b") for sign, listed in vocabulary.items())
    found = [(match, sign) for sign, form in pairs for match in re.finditer(form, text)]
    found = [one for one in found if not re.search(f"(?i){OPEN}", text[: one[0].start()])]
    return sorted(found, key=lambda one: one[0].start())


def _is_total(point: Point) -> bool:
    return any(re.match("(?i)(?:all|total|both) ", cell) for cell in point.labels.values())


def _is_series(one: Point, other: Point) -> bool:
    """Say whether two numbers stand under the same labels but for their times."""
    apart = [cell for name, cell in one.labels.items() if cell != other.labels[name]]
    return all(re.search(TIME, cell) for cell in apart)


def _look_up(point: Point) -> str:
    return f"{point.value:,g} ({', '.join(filter(None, point.labels.values()))})"


def _against(
    word: str, sign: int, pairs: Sequence[tuple[Point, Point]], how: Callable = all
) -> Iterator[str]:
    """Yield that a word is wrong of all pairs that it may be meant of, or of any that it must."""
    if pairs and how(sign * (new.value - old.value) <= 0 for old, new in pairs):
        yield f"‘{word}’ is said of {_look_up(pairs[0][1])} beside {_look_up(pairs[0][0])}"
