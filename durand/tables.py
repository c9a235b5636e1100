"""Read a table of ``data/`` through its schema; refuse a bad one.

The schema of every table is in ``data/datapackage.json`` (a Frictionless Data Package) and is
written nowhere else. Beside the standard's own properties, a resource may hold ``checks``: a list
of ``{"formula", "rule"}`` that every row must satisfy; ``cites``: the columns that hold keys of
``sources.bib``; ``lists``: those that hold ids of another table; several in one cell are separated
by ``|``; and ``bounds``: the columns of low and high of a column of values.

What every file is held to, whatever its schema: UTF-8 with plain line ends, numbers in the digits
0 to 9, and no text that a spreadsheet, a browser or a reader's eye could take for something else.
"""

from __future__ import annotations

import ast
import codecs
import csv
import io
import json
import re
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from durand import ROOT
from durand.kept import kept, place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    import pandas as pd
    from frictionless import Check, Error, Package, Resource
    from pybtex.database import BibliographyData, Entry

DATA = ROOT / "data"

read_files: set[str] = set()
"""Names of the files of ``data/`` that this process has read: what a chapter depends on."""

_DTYPES = {"string": "str", "integer": "Int64", "number": "float64", "boolean": "bool"}


class DataError(ValueError):
    """Something in ``data/`` is wrong; the message says what, where and what to do."""


def load(name: str, folder: Path = DATA) -> pd.DataFrame:
    """Return one table, typed by its schema.

    Parameters
    ----------
    name
        A resource of ``datapackage.json``, for example ``"evidence"``.
    folder
        The data package's folder.

    Returns
    -------
    pandas.DataFrame
        One row per row of the file, in its order. Text is ``str`` (missing: ``""``), integers
        ``Int64``, numbers ``float64``, booleans ``bool``; units are in the schema.

    Raises
    ------
    DataError
        If the file breaks its schema: names table, row, column, value and rule.
    """
    note(name, folder)
    return peek(name, folder).copy()


def check_all(folder: Path = DATA) -> None:
    """Raise `DataError` for the first table that breaks its schema."""
    for name in names(folder):
        peek(name, folder)


def note(name: str, folder: Path = DATA) -> None:
    """Note a table as read by this process."""
    read_files.update({"datapackage.json", described(name, folder)["path"]})


def peek(name: str, folder: Path = DATA) -> pd.DataFrame:
    """Return a table as `load` does, but shared, and not noted as read: for the ledger.

    It reads every table that holds one of its numbers, and notes those that somebody asks for.
    """
    return _load(name, Path(folder))


@lru_cache
def _load(name: str, folder: Path) -> pd.DataFrame:
    import pandas as pd  # here and below: a build in which nothing changed reads no table

    table = described(name, folder)
    sound = place("sound", version("frictionless"), *_decide(table, folder))
    if not sound.is_file():
        resource = package(folder).get_resource(name)
        _refuse_spoilt(resource, folder)
        problems = _validate(resource, folder)
        if problems:
            rest = len(problems) - 1
            more = f" ({rest} more problems in this file.)" if rest else ""
            raise DataError(_explain(_first(problems), resource) + more)
        kept(sound, lambda: b"")
    dtypes = {field["name"]: _DTYPES[field["type"]] for field in table["schema"]["fields"]}
    frame = pd.read_csv(
        folder / table["path"],
        dtype=dtypes,
        keep_default_na=False,
        na_values=[""],
        encoding="utf-8",
    )
    texts = [column for column, dtype in dtypes.items() if dtype == "str"]
    frame[texts] = frame[texts].fillna("")
    return frame


def package(folder: Path = DATA) -> Package:
    """Return the data package itself.

    Raises
    ------
    DataError
        If ``datapackage.json`` is missing or not a valid data package.
    """
    return _package(Path(folder))


@lru_cache
def _package(folder: Path) -> Package:
    from frictionless import FrictionlessException, Package

    path = folder / "datapackage.json"
    try:
        return Package(str(path))
    except FrictionlessException as error:
        raise DataError(
            f"data/datapackage.json cannot be read: {error.error.note}. "
            "Compare it with the last committed version."
        ) from error


@lru_cache
def sources(folder: Path = DATA) -> BibliographyData:
    """Return the bibliography, ``sources.bib``.

    Raises
    ------
    DataError
        If it cannot be parsed, an entry lacks ``title``, ``access`` or ``licence``, or a field
        holds what no page could pass on safely.
    """
    from pybtex.database import parse_string
    from pybtex.exceptions import PybtexError

    try:
        text = (folder / "sources.bib").read_text(encoding="utf-8")
        bibliography = parse_string(text, "bibtex")
    except (OSError, UnicodeDecodeError, PybtexError) as error:
        raise DataError(
            f"data/sources.bib cannot be read: {error}. "
            "Mend the entry, or give it a key of its own."
        ) from error
    actors = _ids("actors", folder)
    for key, entry in bibliography.entries.items():
        for field, problem in _faults(key, entry, actors):
            raise DataError(f"data/sources.bib, entry '{key}'{field}: {problem}")
    return bibliography


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
    if fields["access"] not in ("full text", "excerpt", "quoted by another"):
        yield (
            ", field access",
            f"'{fields['access']}' is none of full text, excerpt, quoted by another. "
            "Write one of these.",
        )
    if "actor" in fields and fields["actor"] not in actors:
        yield ", field actor", f"'{fields['actor']}': no row of actors has it. Correct the id."
    for field, form in _ADDRESSES.items():
        if field in fields and not form.fullmatch(fields[field]):
            yield f", field {field}", f"'{fields[field][:60]}' is no address. Write https://…"
    people = {role: " and ".join(map(str, named)) for role, named in entry.persons.items()}
    for field, text in {**fields, **people}.items():
        if problem := unfit(text):
            yield f", field {field}", problem
        elif "\\" in text:  # TeX runs what follows one, and files escape characters by themselves
            yield f", field {field}", "holds a backslash. Write the character itself."


_ADDRESSES = {
    "url": re.compile(r"https?://[\w-]+(\.[\w-]+)+(:\d+)?(/[^\s\"'<>`\\^{|}]*)?", re.ASCII),
    "doi": re.compile(r"10\.\d{4,9}/[^\s\"'<>`\\^{|}]+", re.ASCII),
}


def names(folder: Path = DATA) -> list[str]:
    """Return the names of all tables, in the package's order."""
    return list(_described(Path(folder)))


def described(name: str, folder: Path = DATA) -> dict[str, Any]:
    """Return the descriptor of a table, as ``datapackage.json`` has it.

    Raises
    ------
    DataError
        If the package is none, it lists no such table, or the table's file is missing.
    """
    tables = _described(Path(folder))
    if name not in tables:
        raise DataError(
            f"There is no table '{name}' in data/datapackage.json; "
            f"its tables are {', '.join(tables)}."
        )
    if not (folder / tables[name]["path"]).is_file():
        raise DataError(
            f"data/{tables[name]['path']} is missing: datapackage.json lists it. "
            "Restore the file, or take it out of the package."
        )
    return tables[name]


@lru_cache
def _described(folder: Path) -> dict[str, dict[str, Any]]:
    path = folder / "datapackage.json"
    text = path.read_bytes() if path.is_file() else b""
    valid = place("package", version("frictionless"), text)
    if not valid.is_file():
        package(folder)
        kept(valid, lambda: b"")
    return {table["name"]: table for table in json.loads(text)["resources"]}


def _decide(table: dict[str, Any], folder: Path) -> list[bytes]:
    """Return the contents of all files that decide whether a table is sound, this one included."""
    files = {folder / "datapackage.json", folder / "sources.bib", folder / table["path"]}
    keys = table["schema"].get("foreignKeys", [])
    others = [key["reference"]["resource"] for key in keys]
    for other in [*others, *table.get("lists", {}).values(), "actors"]:
        if other:  # a table that refers to itself names none
            files.add(folder / _described(folder)[other]["path"])
    there = [path for path in sorted(files) if path.is_file()]
    return [Path(__file__).read_bytes(), *(path.read_bytes() for path in there)]


LONGEST = 5000
"""Characters that a cell may have."""

_UNFIT = re.compile(
    r"[\x00-\x1f\x7f-\x9f]|[\u2028\u2029]|[\u202a-\u202e\u2066-\u2069]|[\ufeff\ufffd-\uffff]"
)  # control characters; line ends to some programs; reading order; mark of a wrong encoding
_SIGNED = re.compile(r"[+-]\d[\d,.]*[ \u00a0]?%?", re.ASCII)
_FORMS = {
    "integer": re.compile(r"-?\d+", re.ASCII),
    "number": re.compile(r"-?\d+(\.\d+)?", re.ASCII),
    "boolean": re.compile("true|false"),
}


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


def _refuse_spoilt(resource: Resource, folder: Path) -> None:
    """Refuse a file that is damaged as text, or holds what no schema forbids and no page bears.

    Frictionless guesses encoding and separator and reads the digits of any script as a number;
    a reader of the published file would be told something else.
    """
    place = f"data/{resource.path}"
    raw = (folder / resource.path).read_bytes()
    if not raw:
        return  # the schema's check says it best
    if raw.startswith(codecs.BOM_UTF8):
        raise DataError(f"{place}: begins with a byte-order mark. Save it as UTF-8 without one.")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise DataError(
            f"{place}, line {line}: byte 0x{raw[error.start]:02x} is not UTF-8. "
            "Save the file as UTF-8."
        ) from error
    if "\r" in text:
        line = text[: text.index("\r")].count("\n") + 1
        raise DataError(
            f"{place}, line {line}: ends in a carriage return. Save the file with Unix line ends."
        )
    if not text.endswith("\n"):
        last = text.count("\n") + 1
        raise DataError(
            f"{place}, line {last}: the file ends inside a line, so it may be cut off. "
            "Restore it, or end the line."
        )
    fields = resource.schema.fields
    rows = csv.reader(io.StringIO(text), strict=True)
    try:
        for at, row in enumerate(rows, 1):
            if at == 1 and len(row) == 1 < len(fields):
                raise DataError(f"{place}, row 1: one cell. Separate the cells by commas.")
            if at == 1 or len(row) != len(fields):
                continue  # the schema's check says it best
            for field, cell in zip(fields, row, strict=True):
                form = _FORMS.get(field.type)
                if not form:
                    problem = unfit(cell)
                elif cell and not form.fullmatch(cell):
                    problem = f"does not read as {field.type}. {_HOW[field.type]}"
                else:
                    continue
                if problem:
                    raise DataError(
                        f"{place}, row {at} ({_shown(row[0])}), column {field.name}: "
                        f"'{_shown(cell)}': {problem}"
                    )
    except csv.Error as error:
        raise DataError(
            f"{place}, line {rows.line_num}: {error}. Close every quotation mark, and keep cells "
            f"under {LONGEST:,} characters."
        ) from error


_HOW = {
    "integer": "Write the digits 0 to 9 alone, without separators.",
    "number": "Write the digits 0 to 9 alone, with a point if need be.",
    "boolean": "Write true or false.",
}


def _shown(text: str) -> str:
    """Return the start of a cell for a message, what nobody sees made visible."""
    return _UNFIT.sub(lambda match: f"<U+{ord(match[0]):04X}>", text[:60])


def _validate(resource: Resource, folder: Path) -> list[Error]:
    from frictionless import Checklist, checks

    _refuse_misdescribed(resource)
    rules: list[Check] = []
    if not resource.custom.get("may_be_empty"):
        rules.append(checks.table_dimensions(min_rows=1))
    rules += [
        checks.row_constraint(formula=check["formula"])
        for check in resource.custom.get("checks", [])
    ]
    cites = resource.custom.get("cites", [])
    if cites:
        known = set(sources(folder).entries)
        if resource.name == "evidence":
            known.update(names(folder))
        note = "no entry of sources.bib and no table has this key"
        rules += [_known_check(known, column, note) for column in cites]
    for column, target in resource.custom.get("lists", {}).items():
        rules.append(_known_check(_ids(target, folder), column, f"no row of {target} has this id"))
    report = resource.validate(Checklist(checks=rules))
    return [error for task in report.tasks for error in task.errors]


def _refuse_misdescribed(resource: Resource) -> None:
    """Refuse a description that names a column which the table has not."""
    custom = resource.custom
    named = {
        "checks": [name for check in custom.get("checks", []) for name in _columns(check)],
        "cites": custom.get("cites", []),
        "lists": list(custom.get("lists", {})),
        "bounds": [n for value, pair in custom.get("bounds", {}).items() for n in (value, *pair)],
    }
    for what, columns in named.items():
        for column in columns:
            if column not in resource.schema.field_names:
                raise DataError(
                    f"data/datapackage.json, table '{resource.name}', {what}: there is no column "
                    f"'{column}'. Correct the name."
                )


def _columns(check: dict[str, str]) -> list[str]:
    """Return the columns that a check's formula names; the formula itself if it is none."""
    try:
        tree = ast.parse(check["formula"], mode="eval")
    except SyntaxError:
        return [check["formula"]]
    return [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)]


def _ids(name: str, folder: Path) -> set[str]:
    """Return the ids of a table's rows, without reading it through its schema."""
    table = described(name, folder)
    key = table["schema"]["primaryKey"]
    key = key if isinstance(key, str) else key[0]
    with (folder / table["path"]).open(encoding="utf-8", newline="") as file:
        return {row.get(key) or "" for row in csv.DictReader(file)}


def _known_check(known: Iterable[str], column: str, why: str) -> Check:
    """Return the check that each part of a column's cell is known, and named once."""
    from frictionless import Check, errors

    known = frozenset(known)

    class KnownCheck(Check):
        type = "known"
        Errors = [errors.ConstraintError]  # noqa: RUF012 - the library's attribute

        def validate_row(self, row):  # noqa: ANN001, ANN202 - the library's signature
            parts = list(filter(None, (row[column] or "").split("|")))
            if known.issuperset(parts) and len(parts) == len(set(parts)):
                return
            note = "it names one twice" if known.issuperset(parts) else why
            yield errors.ConstraintError.from_row(row, note=note, field_name=column)

    return KnownCheck()


_ADVICE = {
    "constraint-error": "Correct the cell.",
    "unique-error": "Give the row an id of its own.",
    "primary-key": "Give the row a key of its own, or delete the second copy.",
    "foreign-key": "Correct the key, or add the row it points to.",
    "missing-label": "Add the column, in the order of datapackage.json.",
    "incorrect-label": "Rename the column as datapackage.json has it.",
    "extra-label": "Delete the column, or describe it in datapackage.json.",
    "missing-cell": "Complete the row: it has too few cells.",
    "extra-cell": "Quote the cell that holds a comma: the row has too many cells.",
    "blank-row": "Delete the empty line.",
    "source-error": "The file is empty or cut off: restore it.",
    "table-dimensions": "The table is empty: restore its rows.",
    "row-constraint": "Correct the row.",
}


def _first(problems: list[Error]) -> Error:
    """Return the first problem; a wrong number of cells explains all others of its row."""
    row = getattr(problems[0], "row_number", None)
    in_row = [problem for problem in problems if getattr(problem, "row_number", None) == row]
    return next((p for p in in_row if p.type in ("extra-cell", "missing-cell")), problems[0])


def _explain(error: Error, resource: Resource) -> str:
    """Return one paragraph: what is wrong, where, and what to do."""
    row = getattr(error, "row_number", None)
    column = getattr(error, "field_name", None)
    cell = getattr(error, "cell", None)
    rule = error.note.rstrip(".") or error.title.lower()
    if error.type == "row-constraint":
        formula = error.note.split('"')[1]
        rules = {check["formula"]: check["rule"] for check in resource.custom["checks"]}
        named = [field.name for field in resource.schema.fields if field.name in formula]
        cells = dict(zip(resource.schema.field_names, error.cells, strict=False))
        column = ", ".join(named)
        cell = ", ".join(f"{name}={cells.get(name) or 'blank'}" for name in named)
        rule = rules[formula]
    elif error.type == "foreign-key":
        column, cell = ", ".join(error.field_names), ", ".join(map(str, error.field_cells))
        rule = (
            f"no row of {error.reference_name} has it as {', '.join(error.reference_field_names)}"
        )
    elif error.type == "constraint-error" and 'constraint "required"' in error.note:
        rule = "the cell is blank and must not be"
    elif error.type == "constraint-error" and 'constraint "pattern"' in error.note:
        rule = f"does not match the pattern {error.note.split(' is ')[1]}"
    elif error.type == "constraint-error" and 'constraint "enum"' in error.note:
        rule = f"is none of {error.note.split(' is ')[1].strip(chr(34))} (enum)"
    elif error.type == "primary-key":
        column = ", ".join(resource.schema.primary_key)
    key = f" ({error.cells[0]})" if getattr(error, "cells", None) else ""
    place = f"data/{resource.path}"
    if row:
        place += f", row {row}{key}"
    if column:
        place += f", column {column}"
    value = f": '{cell}'" if cell not in (None, "") else ""
    return f"{place}{value}: {rule} ({error.type}). {_ADVICE.get(error.type, 'Correct the file.')}"
