"""What the words of a figure may say: their quantities are of the rows or of the ledger."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import isnan

import pandas as pd

from durand import prose
from durand.data.text import unfit
from durand.figure import claims
from durand.figure.claims import numeral
from durand.ledger.book import Ledger
from durand.ledger.number import Number, word, word_bounds
from durand.ledger.wording import mismatch, shows


class _Said:
    """A ledger row that formats itself as a linked number."""

    def __init__(self, number: Number) -> None:
        self._number = number

    def __format__(self, spec: str) -> str:
        text = word_bounds(self._number) if spec == "bounds" else word(self._number)
        return f"[{text}](num:{self._number.evidence_id})"


class _Sayings(dict):
    def __init__(self, evidence: Ledger) -> None:
        super().__init__()
        self._evidence = evidence

    def __missing__(self, key: str) -> _Said:
        return _Said(self._evidence[key])


def texts(
    written: Mapping[str, str], data: pd.DataFrame, evidence: Ledger
) -> tuple[dict[str, str], list[str]]:
    """Return the texts of a figure by field with their numbers linked, and what is wrong in them.

    Parameters
    ----------
    written
        Title, caption, description and caveats, as the chapter has them.
    data
        The rows drawn.
    evidence
        The ledger.
    """
    said = {field: " ".join(text.split()) for field, text in written.items()}
    problems = []
    for field, text in said.items():
        try:
            said[field] = text.format_map(_Sayings(evidence))
            wrong = [unfit(text)] if unfit(text) else _unbacked(said[field], data, evidence)
        except (ValueError, LookupError) as error:
            wrong = [str(error)]
        wrong = wrong if text else ["missing. Every figure needs one."]
        problems += [f"field {field}: {one}" for one in wrong]
    if said["description"] and (why := _template(said)):
        problems.append(
            f"field description: {why}. Say what a reader who cannot see it must know: "
            "the largest, the smallest, the change."
        )
    return said, problems


def _unbacked(text: str, data: pd.DataFrame, evidence: Ledger) -> list[str]:
    """Return which numbers of a text ledger and rows do not hold, or lack their claimant."""
    found = []
    for start, end in prose.sentences(text):
        sentence = prose.plain(text[start:end]).strip()
        for link in prose.LINK.finditer(text, start, end):
            number = evidence[link["id"]]
            if problem := mismatch(link["text"], number) or prose.unattributed(sentence, number):
                found.append(f"‘{link['text']}’ in “{sentence}”: {problem}.")
    known = _quantities(data)
    return found + [
        f"‘{quantity}’ is no value of the rows, nor one in at least two digits. "
        "Format it from the rows, or write {evidence-id} for a number of the ledger."
        for quantity in prose.loose_numbers(prose.LINK.sub("", text))
        if not any(shows(quantity, value, "") for value in known if not isnan(numeral(quantity)))
    ]


def refuted(texts: Mapping[str, str], drawn: Sequence[claims.Point], evidence: Ledger) -> list[str]:
    """Return which sentences of a figure's texts the numbers drawn refute, and by what."""
    return [
        f"field {field}: “{prose.plain(text[start:end]).strip()}”: {one}. Look at the rows."
        for field, text in texts.items()
        for start, end in prose.sentences(text)
        for one in dict.fromkeys(claims.refuted(text[start:end], drawn, evidence))
    ]


def headings(columns: Mapping[str, str], data: pd.DataFrame, evidence: Ledger) -> list[str]:
    """Return which headings, over numbers of ledger rows, name what other indicators count."""
    ids = data.get("evidence_id", [])
    numbers = [evidence[one] if one and isinstance(one, str) else None for one in ids]
    indicators = list(evidence.indicators.values())
    counted = {word for one in indicators for word in claims.words(f"{one.label} {one.unit}")}
    found = []
    for name, heading in columns.items() if any(numbers) else ():
        shown = [(n, c) for n, c in zip(numbers, data[name], strict=True) if n and c == c]
        if shown and all(c in (n.value, n.low, n.high, n.wording) for n, c in shown):
            own = [n.indicator for n, _ in shown]
            told = " ".join(f"{i.label} {i.definition} {i.includes} {i.unit}" for i in own)
            other = (claims.words(heading) & counted) - claims.words(told)
            first = re.match(r"\w+|$", heading)[0]
            units = {i.unit for i in indicators if first and i.label.startswith(first)}
            if claims.words(heading) & claims.words(" ".join(i.unit for i in own)):
                units = set()  # it names its unit itself
            if other or (units and units.isdisjoint(i.unit for i in own)):
                found.append(
                    f"field columns: ‘{heading}’ stands over numbers of ‘{own[0].label}’, in "
                    f"{own[0].unit}. Name what they count."
                )
    return found


_TEMPLATE = re.compile(
    r"^(?:this|the|an?|these)?\s*(?:[\w-]+ )?(?:chart|figure|graph|plot|map|table|picture|image)s?"
    r"(?: that)? (?:shows?|showing|displays?|displaying|depicts?|illustrates?|presents?)\b"
    r"|\b(?:TODO|TBD|FIXME|lorem ipsum|placeholder|alt text)\b",
    re.IGNORECASE,
)

_SHORTEST = 8


def _template(texts: Mapping[str, str]) -> str:
    """Say why a description would suit any chart, or only says title or caption again."""
    said = prose.plain(texts["description"])
    if template := _TEMPLATE.search(said):
        return f"‘{template[0]}’ would suit any chart"
    if len(said.split()) < _SHORTEST:
        return f"‘{said}’ is too short to stand for the chart"
    again = said in (prose.plain(texts["title"]), prose.plain(texts["caption"]))
    return "it is the title or the caption again" if again else ""


def _quantities(data: pd.DataFrame) -> set[float]:
    numbers: set[float] = {float(len(data))}
    for column in data:
        for cell in data[column].dropna():
            if isinstance(cell, (int, float)) and not isinstance(cell, bool):
                numbers.add(float(cell))
            elif isinstance(cell, str):
                numbers.update(numeral(found) for found in prose.loose_numbers(cell))
    return {number for number in numbers if not isnan(number)}  # a word is no number
