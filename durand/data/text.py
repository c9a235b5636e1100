"""What every text of ``data/`` is held to, whatever its schema.

UTF-8 with plain line ends, numbers in the digits 0 to 9, and no text that a spreadsheet, a browser
or a reader's eye could take for something else.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable

from durand.errors import DataError

LONGEST = 5000
"""Characters that a cell may have."""

_UNFIT = re.compile(
    r"[\x00-\x1f\x7f-\x9f]|[\u2028\u2029]|[\u202a-\u202e\u2066-\u2069]|[\ufeff\ufffd-\uffff]"
)  # control characters; line ends to some programs; reading order; mark of a wrong encoding

_SIGNED = re.compile(r"[+-]\d[\d,.]*[ \u00a0]?%?", re.ASCII)


def unfit(text: str) -> str:
    """Say why a text cannot be published, and what to do, or return ``""``.

    It may hold no character that nobody sees or that turns the order of the others around, be no
    formula to a spreadsheet (a number with its sign is none), and have an end.
    """
    found = _UNFIT.search(text)
    if found:
        code = f"U+{ord(found[0]):04X}"
        return f"holds the invisible character {code} at position {found.start() + 1}. Delete it."
    if text[:1] in {"=", "+", "-", "@"} and not _SIGNED.fullmatch(text):
        return (
            f"begins with ‘{text[0]}’, so a spreadsheet would run it as a formula. "
            "Begin with a letter or a digit."
        )
    if len(text) > LONGEST:
        return f"has {len(text):,} characters, and {LONGEST:,} are allowed. Shorten it."
    return ""


def shown(text: str) -> str:
    """Return the start of a cell for a message, what nobody sees made visible."""
    return _UNFIT.sub(lambda match: f"<U+{ord(match[0]):04X}>", text[:60])


def cells(where: str, raw: bytes) -> list[list[str]]:
    """Return the cells of a CSV file, its heading first: the one place where a file is parsed.

    Parameters
    ----------
    where
        What messages call the file.
    raw
        Its content.

    Raises
    ------
    DataError
        If it is damaged as text.
    """
    if raw.startswith(codecs.BOM_UTF8):
        raise DataError(f"{where}: begins with a byte-order mark. Save it as UTF-8 without one.")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise DataError(
            f"{where}, line {line}: byte 0x{raw[error.start]:02x} is not UTF-8. "
            "Save the file as UTF-8."
        ) from error
    if "\r" in text:
        line = text[: text.index("\r")].count("\n") + 1
        raise DataError(
            f"{where}, line {line}: ends in a carriage return. Save the file with Unix line ends."
        )
    if text and not text.endswith("\n"):
        last = text.count("\n") + 1
        raise DataError(
            f"{where}, line {last}: the file ends inside a line, so it may be cut off. "
            "Restore it, or end the line."
        )
    rows = csv.reader(io.StringIO(text), strict=True)
    try:
        return list(rows)
    except csv.Error as error:
        raise DataError(
            f"{where}, line {rows.line_num}: {error}. Close every quotation mark, and keep cells "
            f"under {LONGEST:,} characters."
        ) from error


def suggest(name: str, known: Iterable[str]) -> str:
    """Return the question whether one of a few known names was meant, or ``""``."""
    return did_you_mean(near_to(name, known))


def near_to(name: str, known: Iterable[str], least: float = 0.7) -> list[str]:
    """Return the three known names, or fewer, that a name is most like."""
    from difflib import get_close_matches

    return get_close_matches(name, list(known), n=3, cutoff=least)


def did_you_mean(near: list[str]) -> str:
    """Return the question whether one of these names was meant, or ``""`` if there are none."""
    return f" Did you mean {' or '.join(near).removesuffix('?')}?" if near else ""
