"""The other languages of the book: what their rules go by, and how they write a number.

A language is a file beside this one, named like the folder of its pages: ``ur.toml``.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from durand.ledger.number import QUALIFIERS, Number, word_bounds

WESTERN = "0123456789"


@dataclass(frozen=True)
class Language:
    """A language in which pages of the book are written, as its file has it."""

    code: str
    """The folder of its pages."""
    name: str
    """Its name in itself."""
    lang: str
    """Its tag in HTML."""
    dir: str
    """``rtl`` or ``ltr``."""
    digits: str
    thousands: str
    decimal: str
    percent: str
    ends: str
    """The signs that end a sentence."""
    say: tuple[str, ...]
    """The heads of the table of what to say."""
    qualifiers: Mapping[str, tuple[str, ...]]
    """After the ledger's words, how a number so qualified is written: ``کم از کم {}``."""
    months: tuple[str, ...]
    words: Mapping[str, str]
    forms: Mapping[str, tuple[str, ...]]
    relations: Mapping[str, str]
    page: Mapping[str, str]
    """What its pages say around their text, by the names that templates use."""

    def __hash__(self) -> int:
        """Return a number for its code: there is one language of each."""
        return hash(self.code)

    def number(self, text: str) -> str:
        """Return an English numeral in the language's digits and signs: ``۱٬۰۶۵``, ``۵۹٪``."""
        marks = {",": self.thousands, ".": self.decimal, "%": self.percent}
        table = str.maketrans({**dict(zip(WESTERN, self.digits, strict=True)), **marks})
        return re.sub(r"\s%", "%", text).translate(table)

    def wording(self, number: Number) -> str:
        """Return a row's number as a page of the language writes it, with qualifier and bounds."""
        text = word_bounds(number)
        for word in QUALIFIERS[number.qualifier][:1]:
            value = text.removeprefix(f"{word} ")
            return self.qualifiers[word][0].format(self.number(value))
        return self.number(text)


def fold(text: str) -> str:
    """Return a text with one code for what looks alike: composed, with Persian kaf and yeh."""
    return unicodedata.normalize("NFC", text).translate(str.maketrans("يكى", "یکی"))


@cache
def languages() -> Mapping[str, Language]:
    """Return all languages, by the folder of their pages."""
    return {path.stem: _read(path) for path in sorted(Path(__file__).parent.glob("*.toml"))}


def _read(path: Path) -> Language:
    with path.open("rb") as file:
        said = tomllib.load(file)
    lists: dict[str, Any] = {
        key: {word: tuple(forms) for word, forms in said.pop(key).items()}
        for key in ("qualifiers", "forms")
    }
    lists |= {key: tuple(said.pop(key)) for key in ("say", "months")}
    return Language(code=path.stem, **lists, **said)
