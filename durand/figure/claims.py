"""What the words of a figure claim of its rows: which is most, what rises, what exceeds what.

Only a claim that the rows refute is a problem; what a sentence leaves open passes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, combinations, product
from math import inf, isclose, nan
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from durand import prose
from durand.ledger.wording import shows

if TYPE_CHECKING:
    from durand.ledger.book import Ledger

# The words of English that a claim is told by: more is 1, less is -1.
EXTREMES = {
    1: "highest|largest|biggest|greatest|longest|tallest|most|peaks?|peaked|maximum",
    -1: "lowest|smallest|least|shortest|fewest|minimum",
}
CHANGES = {
    1: "rise[sn]?|rose|rising|gr[eo]wn?|grows|climb(?:s|ed)?|increase[sd]?|jump(?:s|ed)?|went up",
    -1: "fall(?:s|en)?|fell|drop(?:s|ped)?|decline[sd]?|decrease[sd]?|shr[aiu]nks?|sinks?|sank"
    "|went down",
    0: "goes|go|went|runs?|ran|ranges?|moves?|moved",
}
ORDERS = {
    1: "more|higher|larger|greater|longer|above",
    -1: "fewer|less|lower|smaller|shorter|below",
}
OPEN = r"\b(?:(?:nearly|almost|close to|second|third|next|among)(?: the)?|at) $"
OPEN += r"|\b(?:not|never|no|nor|neither|without|if|would|could|may|might)\b[^;:]*$"
PART = r"(?: (?!is |are |was |were )\w+){0,3}? (?:of(?! all)|since|after|before|until|among|but)\b"
PART += r"|(?: \w+)? (?:that|who|in any|if)\b"
IS = r"(?:(?: is| are| was| were| has| have| had| counts?| as| and)(?: by far)?| by far)"
MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
TIME = rf"(?i)\d{{4}}|\b(?:{MONTHS})"
QUARTERS = {"first": "jan", "second": "apr", "third": "jul", "fourth": "oct"}
SAME = {
    **dict.fromkeys(("dead", "death", "died", "fatalitie"), "killed"),
    **dict.fromkeys(("wounded", "hurt"), "injured"),
    **dict.fromkeys(("%", "cent"), "percent"),
}
IDLE = {"the", "and", "for", "per", "from", "with", "than", "that", "its", "who", "our", "all"}

_FIRST, _Q, _NOT_Q = 0xE000, "([\ue000-\uf8ff])", "[^,;:\ue000-\uf8ff]*?"


class Point(NamedTuple):
    """One number drawn: its value, column and ledger row, and the labels that it stands under."""

    value: float
    column: str
    evidence_id: str
    labels: dict[str, str]

    def __str__(self) -> str:
        """Return it as a person would look it up."""
        return f"{self.value:,g} ({', '.join(filter(None, self.labels.values()))})"


def points(data: pd.DataFrame, columns: Mapping[str, str], measures: Sequence[str]) -> list[Point]:
    """Return the numbers that readers get (``columns``: heading by name) or that are drawn."""
    told = [*columns, *(one for one in ("group", "label", "by", "when", "unit") if one in data)]
    values = [
        name
        for name in dict.fromkeys([*columns, *measures])
        if name in data and pd.api.types.is_numeric_dtype(data[name].infer_objects())
        if data[name].dtype != bool and not name.startswith(("year", "_"))
    ]
    named = [
        name
        for name in dict.fromkeys(told)
        if name not in values and data[name].dtype != bool and data[name].nunique() > 1
    ]
    rows = data.astype(dict.fromkeys(named, str)).to_dict("records")
    return [
        Point(
            float(row[name]),
            name,
            str(row.get("evidence_id", "")),
            {"": columns.get(name, ""), **{one: row[one] for one in named}},
        )
        for row, name in product(rows, values)
        if pd.notna(row[name])
    ]


def words(text: str) -> frozenset[str]:
    """Return what a text speaks of: its words without endings, years, months by three letters."""
    found = re.findall(r"[^\W\d_]{3,}|\d{4}|%", text.lower())
    short = (re.sub(rf"^({MONTHS})[a-z]*$", r"\1", one).removesuffix("s") for one in found)
    return frozenset(SAME.get(one, one) for one in short if one not in IDLE)


class _Said(NamedTuple):
    """A number of a sentence: as shown, its value, and the ledger row that it is bound to."""

    text: str
    value: float
    evidence_id: str = ""

    def points(self, drawn: Sequence[Point]) -> list[Point]:
        """Return where it is drawn."""
        if self.evidence_id:
            drawn = [p for p in drawn if p.evidence_id in ("", self.evidence_id)]
            return [p for p in drawn if isclose(self.value, p.value, rel_tol=5e-3)]
        return [p for p in drawn if shows(self.text, p.value, "")]


def numeral(text: str) -> float:
    """Return what a numeral says; not a number for one in words."""
    try:
        return float(text.replace(",", "").replace("−", "-"))
    except ValueError:
        return nan


def refuted(sentence: str, drawn: Sequence[Point], evidence: Ledger) -> Iterator[str]:
    """Yield what a sentence, in Markdown, claims of the numbers drawn and they refute."""
    said: list[_Said] = []

    def marked(text: str, value: float | None, evidence_id: str = "") -> str:
        said.append(_Said(text, nan if value is None else value, evidence_id))
        return chr(_FIRST + len(said) - 1)  # a quantity is one character from here on

    text = prose.LINK.sub(
        lambda link: marked(link["text"], evidence[link["id"]].value, link["id"]), sentence
    )
    for one in filter(str.isascii, prose.loose_numbers(text)):
        text = re.sub(
            rf"(?<![\w.,]){re.escape(one)}(?!\w)", marked(one, numeral(one)), text, count=1
        )
    if "quarter" in text:
        text = re.sub(rf"\b(?:{'|'.join(QUARTERS)})\b", lambda one: QUARTERS[one[0]], text)
    if drawn:
        for clause in text.split(";"):
            yield from _extremes(clause, text, said, drawn)
        for clause in re.split(r"; |, (?:and|but|while|whereas) ", text):
            yield from _orders(clause, said, drawn)
        yield from _changes(text, said, drawn)


def _found(vocabulary: Mapping[int, str], text: str) -> list[tuple[re.Match[str], int]]:
    """Return the words of a vocabulary in a text that are meant as said, in their order."""
    pairs = ((sign, rf"\b(?:{listed})\b") for sign, listed in vocabulary.items())
    found = [(m, sign) for sign, form in pairs for m in re.finditer(form, text, re.IGNORECASE)]
    found = [one for one in found if not re.search(OPEN, text[: one[0].start()], re.IGNORECASE)]
    return sorted(found, key=lambda one: one[0].start())


def _named(part: str, clause: str, drawn: Sequence[Point]) -> list[Point]:
    """Return the numbers under what a part of a clause names; none where it names nothing."""
    kept = _narrowed(part, drawn)
    return _narrowed(clause, kept) if len(kept) < len(drawn) else []


def _extremes(clause: str, text: str, said: list[_Said], drawn: Sequence[Point]) -> Iterator[str]:
    """Yield each *largest* that is none: the number beside it, or what is named."""
    for match, sign in _found(EXTREMES, clause):
        before, after = clause[: match.start()], clause[match.end() :]
        bare = match[0] in ("most", "least") and not re.search(r"\b(?:the|its) $", before, re.I)
        if bare or re.match(PART, after) or re.search(r"from \d{4} to \d{4}", before):
            return  # it, and what follows, is of a part of the rows
        after_it = re.match(rf"(?: \w+){{0,4}}? ?\(?{_Q}", after)
        before_it = re.search(
            rf"{_Q}[^,;:\ue000-\uf8ff]*(?:,(?: by far)?|{IS}) (?:the|its) $", before
        )
        if near := after_it or before_it or re.match(rf", {_Q}", after):
            meant = said[ord(near[1]) - _FIRST].points(drawn)
        else:
            named = re.search(rf"(.*){IS} the $", before) or re.match(
                rf"(?: \w+)*?{IS} (.+)| in (.+)", after
            )
            meant = _named((named[1] or named[2]) if named else "", clause, drawn)
        if meant and not any(_most(point, sign, text, drawn) for point in meant):
            yield f"‘{match[0]}’ is said of {meant[0]}"


def _most(point: Point, sign: int, text: str, drawn: Sequence[Point]) -> bool:
    """Say whether a number is the most or least of its column, or of a group that is named."""
    alike = [p for p in drawn if _total(p) == _total(point)]
    column = [p for p in alike if p.column == point.column]
    alike = column if len(column) > 1 else alike
    head = words(text.partition(":")[0])
    times = {word for word in words(text) if re.fullmatch(TIME, word)}
    named = {
        one: bool(re.search(TIME, cell))
        for one, cell in point.labels.items()
        if (_cells(one, head, drawn) or _cells(one, words(text), drawn)) == {cell}
        and (not re.search(TIME, cell) or times <= words(cell))
    }
    if not all(named.values()):  # of one series, and so over its times
        named = [one for one, when in named.items() if not when]
    for fixed in chain(*(combinations(named, size) for size in range(len(named) + 1))):
        group = [p for p in alike if all(p.labels[one] == point.labels[one] for one in fixed)]
        if sign * point.value >= max(sign * p.value for p in group) and len(group) > 1:
            return True
    return len(alike) == 1


def _total(point: Point) -> bool:
    return any(re.match("(?i:all|total|both) ", cell) for cell in point.labels.values())


def _cells(column: str, spoken: frozenset[str], drawn: Sequence[Point]) -> set[str]:
    """Return the cells of a column that words name: of which they hold most, at least half."""
    cells = {cell: words(cell) for cell in {p.labels[column] for p in drawn}}
    held = {c: (len(own & spoken) / len(own), len(own)) for c, own in cells.items() if own}
    return {cell for cell, share in held.items() if share == max(held.values()) >= (0.5, 0)}


def _narrowed(text: str, drawn: Sequence[Point], but: str | None = None) -> list[Point]:
    """Return the numbers whose labels a text names, column by column."""
    for column in [one for one in drawn[0].labels if one != but]:
        cells = _cells(column, words(text), drawn)
        drawn = [p for p in drawn if not cells or p.labels[column] in cells]
    return list(drawn)


def _changes(text: str, said: list[_Said], drawn: Sequence[Point]) -> Iterator[str]:
    """Yield each *rose* that fell: between two numbers, or two times that are named."""
    verbs = _found(CHANGES, text)
    for match in re.finditer(rf"\bfrom {_Q}[^;\ue000-\uf8ff]*?\bto {_Q}", text):
        verb, sign = [("", 0), *(one for one in verbs if one[0].start() < match.start())][-1]
        old, new = (said[ord(match[at]) - _FIRST] for at in (1, 2))
        if sign * (new.value - old.value) <= 0 and sign:
            yield f"‘{verb[0]}’ is said of {old.text} and then {new.text}"
    each = _found(ORDERS, text) if re.search(r"\b(?:each|every) ", text) else []
    for verb, sign in [one for one in [*verbs, *each] if one[1]]:
        before, after = text[: verb.start()], text[verb.end() :]
        old, new = re.findall(_Q, before)[-1:], re.match(rf"{_NOT_Q}\bto {_Q}", after)
        for then in said[ord(new[1]) - _FIRST].points(drawn)[:1] if new else ():
            named = [one for q in old for one in said[ord(q) - _FIRST].points(drawn)]
            earlier = (
                [p for p in one if _series(p, then)] for one in (named, drawn[: drawn.index(then)])
            )
            yield from _against(verb[0], sign, [(p, then) for p in next(filter(None, earlier), [])])
        times = re.match(r"[^;,]*?\bfrom ([^;,]+?) to ([^;,]+)", after) or re.match(
            r"(?:In|From) ([^;,]+?) to (\w+ ?\d*)", before
        )
        if times and not re.search(_Q, times[0]) and min(p.value for p in drawn) >= 0:
            yield from _against(verb[0], sign, _two(times[1], times[2], text, drawn))


def _series(one: Point, other: Point) -> bool:
    """Say whether two numbers stand under the same labels but for their times."""
    apart = [cell for name, cell in one.labels.items() if cell != other.labels[name]]
    return all(re.search(TIME, cell) for cell in apart)


def _orders(clause: str, said: list[_Said], drawn: Sequence[Point]) -> Iterator[str]:
    """Yield each *more* that is less: of two numbers, two names, or one year and all others."""
    for match, sign in _found(ORDERS, clause):
        before, after = clause[: match.start()], clause[match.end() :]
        than = re.match(
            r"(.*?)\bthan\b(.*)" if match[0] not in ("above", "below") else "()(.*)", after
        )
        one = than and re.search(rf"{_Q}[^;:\ue000-\uf8ff]*$", before + than[1])
        other = than and re.match(rf"{_NOT_Q}{_Q}", than[2])
        if one and other and not re.search(r"\b(?:and|or|to) $", before):
            one, other = (said[ord(found[1]) - _FIRST] for found in (one, other))
            if sign * (one.value - other.value) <= 0:
                yield f"‘{match[0]}’ is said of {one.text} beside {other.text}"
        elif than and not re.search(_Q, clause):
            subject = before + than[1]
            if every := re.match(r" in any (?:other )?year( since)?(?: (\d{4}))?", than[2]):
                yield from _record(match[0], sign, subject, every, drawn)
            else:
                yield from _against(match[0], sign, _two(than[2], subject, clause, drawn))


def _two(one: str, other: str, text: str, drawn: Sequence[Point]) -> list[tuple[Point, Point]]:
    """Return pairs of numbers under two names of one column, as far as the text tells more."""
    for column in drawn[0].labels:
        first, second = (_cells(column, words(part), drawn) for part in (one, other))
        if first and second and not first & second:
            sides = [[p for p in drawn if p.labels[column] in cells] for cells in (first, second)]
            for rest in [one for one in drawn[0].labels if one != column]:
                cells = _cells(rest, words(text), drawn)
                kept = [[p for p in side if p.labels[rest] in cells] for side in sides]
                sides = kept if all(kept) else sides
            return [p for p in product(*sides) if column == "" or p[0].column == p[1].column]
    return []


def _against(word: str, sign: int, pairs: Sequence[tuple[Point, Point]]) -> Iterator[str]:
    """Yield that a word is wrong of every two numbers that it can be meant of."""
    if pairs and all(sign * (then.value - old.value) <= 0 for old, then in pairs):
        yield f"‘{word}’ is said of {pairs[0][1]} beside {pairs[0][0]}"


def _record(
    word: str, sign: int, subject: str, every: re.Match[str], drawn: Sequence[Point]
) -> Iterator[str]:
    """Yield that *more than in any year since* is wrong of the year it is said of."""
    year = [one for one in drawn[0].labels if all(p.labels[one].isdigit() for p in drawn)]
    own = re.findall(r"\d{4}", subject)
    if year and own:
        kept = [p for p in _narrowed(subject, drawn, year[0]) if p.column == drawn[0].column]
        value = {p.labels[year[0]]: sign * p.value for p in kept}
        since = every[2] or (own[-1] if every[1] else "")
        rest = [
            v for y, v in value.items() if since < y != own[-1] and (y < own[-1] or not every[2])
        ]
        if any(v >= value.get(own[-1], inf) for v in rest):
            yield f"‘{word}’ is said of {own[-1]}"
