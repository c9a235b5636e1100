"""What the words of a figure may say: their quantities are of the rows or of the ledger."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import isnan
from typing import TYPE_CHECKING

from durand import prose
from durand.data.text import unfit
from durand.errors import FigureError
from durand.ledger.number import Number, word, word_bounds
from durand.ledger.wording import mismatch

if TYPE_CHECKING:
    import pandas as pd

    from durand.ledger.book import Ledger


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


def text(field: str, written: str, data: pd.DataFrame, evidence: Ledger, figure_id: str) -> str:
    """Return a text of a figure with its numbers linked.

    Parameters
    ----------
    field, written, figure_id
        Which text of which figure, and as the chapter has it.
    data
        The rows drawn.
    evidence
        The ledger.

    Raises
    ------
    FigureError
        If it is missing, says what neither rows nor ledger hold, or names no claimant.
    """
    where = f"{figure_id}, field {field}"
    if not written.strip():
        raise FigureError(f"{where}: missing. Every figure needs one.")
    written = " ".join(written.split())
    if problem := unfit(written):
        raise FigureError(f"{where}: {problem}")
    try:
        said = written.format_map(_Sayings(evidence))
    except (ValueError, LookupError) as error:
        raise FigureError(f"{where}: {error}") from error
    for start, end in prose.sentences(said):
        sentence = prose.plain(said[start:end]).strip()
        for link in prose.LINK.finditer(said, start, end):
            number = evidence[link["id"]]
            problem = mismatch(link["text"], number) or prose.unattributed(sentence, number)
            if problem:
                raise FigureError(f"{where}: ‘{link['text']}’ in “{sentence}”: {problem}.")
    known = _quantities(data)
    for quantity in prose.loose_numbers(prose.LINK.sub("", said)):
        if not _known(quantity, known):
            raise FigureError(
                f"{where}: ‘{quantity}’ is no value of the rows. Format it from the rows, or write "
                "{evidence-id} for a number of the ledger."
            )
    return said


_TEMPLATE = re.compile(
    r"^(?:this|the|an?|these)?\s*(?:[\w-]+ )?(?:chart|figure|graph|plot|map|table|picture|image)s?"
    r"(?: that)? (?:shows?|showing|displays?|displaying|depicts?|illustrates?|presents?)\b"
    r"|\b(?:TODO|TBD|FIXME|lorem ipsum|placeholder|alt text)\b",
    re.IGNORECASE,
)

_SHORTEST = 8


def refuse_template(texts: Mapping[str, str], figure_id: str) -> None:
    """Refuse a description that would suit any chart, or only says title or caption again."""
    said = prose.plain(texts["description"])
    template = _TEMPLATE.search(said)
    if template:
        why = f"‘{template[0]}’ would suit any chart"
    elif len(said.split()) < _SHORTEST:
        why = f"‘{said}’ is too short to stand for the chart"
    elif said in (prose.plain(texts["title"]), prose.plain(texts["caption"])):
        why = "it is the title or the caption again"
    else:
        return
    raise FigureError(
        f"{figure_id}, field description: {why}. Say what a reader who cannot see it must know: "
        "the largest, the smallest, the change."
    )


def _quantities(data: pd.DataFrame) -> set[float]:
    numbers: set[float] = {float(len(data))}
    for column in data:
        for cell in data[column].dropna():
            if isinstance(cell, (int, float)) and not isinstance(cell, bool):
                numbers.add(float(cell))
            elif isinstance(cell, str):
                numbers.update(_number(found) for found in prose.loose_numbers(cell))
    return {number for number in numbers if not isnan(number)}  # a word is no number


def _known(quantity: str, known: set[float]) -> bool:
    if not any(character.isdigit() for character in quantity):
        return False
    shown = _number(quantity)
    places = len(quantity.partition(".")[2])
    return shown in known or any(
        value != int(value) and round(value, places) == shown for value in known
    )


def _number(text: str) -> float:
    try:
        return float(text.replace(",", "").replace("−", "-"))
    except ValueError:
        return float("nan")
