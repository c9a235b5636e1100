"""The bibliography, ``sources.bib``: read once, each entry checked."""

from __future__ import annotations

import re
from collections import UserDict
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from durand.data.text import unfit
from durand.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

    from pybtex.database import Entry

    from durand.reads import Reads


class Sources(UserDict[str, "Entry"]):
    """The entries of the bibliography by key.

    Parameters
    ----------
    path
        The file.
    actors
        The ids that a field ``actor`` may hold.
    reads
        The founding articles are noted here when they are asked for.

    Raises
    ------
    DataError
        If it is not there. What else is wrong stands in ``faults``.
    """

    def __init__(self, path: Path, actors: set[str], reads: Reads) -> None:
        from pybtex.database import parse_string
        from pybtex.errors import capture

        self._file, self._reads = path.name, reads
        self.faults: list[str] = []
        try:
            raw = path.read_bytes()
            raw.decode("utf-8")
        except OSError as error:
            raise DataError(
                f"data/{path.name} cannot be read ({error.strerror}). Restore the file."
            ) from error
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            said = f"byte 0x{raw[error.start]:02x} is not UTF-8. Save the file as UTF-8."
            self.faults.append(f"data/{path.name}, line {line}: {said}")
        text = raw.decode("utf-8", errors="ignore")
        with capture() as errors:  # the parser goes on behind what it cannot read
            self.data = parse_string(text, "bibtex").entries
        torn = set()
        for error in errors:
            said = "Mend the entry, or give it a key of its own."
            self.faults.append(f"data/{path.name} cannot be read: {error}. {said}")
            begun = getattr(error, "error_context_info", [0])[0]
            torn.update(re.findall(r"\A@\w+\s*[{(]\s*([^\s,]+)", text[begun:]))
        self.faults += [
            f"data/{path.name}, entry '{key}'{field}: {problem}"
            for key, entry in self.data.items()
            if key not in torn  # what it lacks stands behind the place
            for field, problem in _faults(key, entry, actors)
        ]
        """What cannot be read; of each entry, what it lacks, or holds that no page could bear."""

    def literature(self, key: str) -> bool:
        """Say whether a source is a book or paper cited for its ideas: an author, no actor here."""
        entry = self.data[key]
        return "author" in entry.persons and "actor" not in entry.fields

    @cached_property
    def founding(self) -> dict[str, str]:
        """The articles that the book began with: key, and what a label calls its author."""
        found = {
            key: entry.fields["founding"]
            for key, entry in self.data.items()
            if "founding" in entry.fields
        }
        if found:
            self._reads.note(self._file, *found)
        return found


def _faults(key: str, entry: Entry, actors: set[str]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with an entry of sources.bib: in which field, and what."""
    fields = entry.fields
    if not re.fullmatch(r"[A-Za-z0-9-]+", key):
        yield "", "a key is made of letters, digits and hyphens. Rename it."
    for field in ("title", "year", "access", "licence"):
        if not fields.get(field):
            yield "", f"no {field}. Add the field."
    if not fields.get("publisher") and "actor" not in fields and "author" not in entry.persons:
        yield "", "no publisher, no author, and no actor whose own page it is. Add one of them."
    if fields.get("access") not in (None, "", "full text", "excerpt", "quoted by another"):
        yield (
            ", field access",
            f"'{fields['access']}' is none of full text, excerpt, quoted by another. "
            "Write one of these.",
        )
    if "actor" in fields and fields["actor"] not in actors:
        yield ", field actor", f"'{fields['actor']}': no row of actors has it. Correct the id."
    for field, (form, what, how) in _FORMS.items():
        if field in fields and not form.fullmatch(fields[field]):
            yield f", field {field}", f"'{fields[field][:60]}' is no {what}. Write {how}"
    people = {role: " and ".join(map(str, named)) for role, named in entry.persons.items()}
    for field, text in {**fields, **people}.items():
        if problem := unfit(text):
            yield f", field {field}", problem
        elif "\\" in text:  # TeX runs what follows one, and files escape characters by themselves
            yield f", field {field}", "holds a backslash. Write the character itself."


_ADDRESS = re.compile(r"https?://[\w-]+(\.[\w-]+)+(:\d+)?(/[^\s\"'<>`\\^{|}]*)?", re.ASCII)
_FORMS = {
    "url": (_ADDRESS, "address", "https://…"),
    "archived": (_ADDRESS, "address", "https://…"),
    "doi": (re.compile(r"10\.\d{4,9}/[^\s\"'<>`\\^{|}]+", re.ASCII), "DOI", "10.…, bare."),
    "urldate": (
        re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", re.ASCII),
        "day",
        "the day on which the page was opened, as 2026-11-20.",
    ),
}
