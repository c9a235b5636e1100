"""Read a table of ``data/`` through its schema; refuse a bad one.

The schema of every table is in ``data/datapackage.json`` (a Frictionless Data Package) and is
written nowhere else. Beside the standard's own properties, a resource may hold ``checks``: a list
of ``{"formula", "rule"}`` that every row must satisfy; and ``cites``: the columns that hold keys of
``sources.bib``, several in one cell separated by ``|``.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from durand import ROOT
from durand.kept import kept, place

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd
    from frictionless import Check, Error, Package, Resource
    from pybtex.database import BibliographyData

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
    return _load(name, Path(folder)).copy()


@lru_cache
def _load(name: str, folder: Path) -> pd.DataFrame:
    import pandas as pd  # here and below: a build in which nothing changed reads no table

    resource = _resource(name, folder)
    sound = place("sound", version("frictionless"), *_decide(resource, folder))
    problems = [] if sound.is_file() else _validate(resource, folder)
    if problems:
        more = f" ({len(problems) - 1} more problems in this file.)" if len(problems) > 1 else ""
        raise DataError(_explain(_first(problems), resource) + more)
    kept(sound, lambda: b"")
    read_files.update({"datapackage.json", resource.path})
    dtypes = {field.name: _DTYPES[field.type] for field in resource.schema.fields}
    frame = pd.read_csv(
        folder / resource.path,
        dtype=dtypes,
        keep_default_na=False,
        na_values=[""],
        encoding="utf-8",
    )
    texts = [column for column, dtype in dtypes.items() if dtype == "str"]
    frame[texts] = frame[texts].fillna("")
    return frame


@lru_cache
def package(folder: Path = DATA) -> Package:
    """Return the data package itself.

    Raises
    ------
    DataError
        If ``datapackage.json`` is missing or not a valid data package.
    """
    from frictionless import FrictionlessException, Package

    read_files.add("datapackage.json")
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
        If it cannot be parsed, or an entry lacks ``title``, ``access`` or ``licence``.
    """
    from pybtex.database import parse_string
    from pybtex.exceptions import PybtexError

    read_files.add("sources.bib")
    try:
        text = (folder / "sources.bib").read_text(encoding="utf-8")
        bibliography = parse_string(text, "bibtex")
    except (OSError, UnicodeDecodeError, PybtexError) as error:
        raise DataError(
            f"data/sources.bib cannot be read: {error}. "
            "Mend the entry, or give it a key of its own."
        ) from error
    for key, entry in bibliography.entries.items():
        for field in ("title", "year", "access", "licence"):
            if not entry.fields.get(field):
                raise DataError(f"data/sources.bib, entry '{key}': no {field}. Add the field.")
        if entry.fields["access"] not in ("full text", "excerpt", "quoted by another"):
            raise DataError(
                f"data/sources.bib, entry '{key}', field access: '{entry.fields['access']}' is "
                "none of full text, excerpt, quoted by another. Write one of these."
            )
    return bibliography


def names(folder: Path = DATA) -> list[str]:
    """Return the names of all tables, in the package's order."""
    return package(folder).resource_names


def _resource(name: str, folder: Path) -> Resource:
    if name not in names(folder):
        raise DataError(
            f"There is no table '{name}' in data/datapackage.json; "
            f"its tables are {', '.join(names(folder))}."
        )
    resource = package(folder).get_resource(name)
    if not (folder / resource.path).is_file():
        raise DataError(
            f"data/{resource.path} is missing: datapackage.json lists it. "
            "Restore the file, or take it out of the package."
        )
    return resource


def _decide(resource: Resource, folder: Path) -> list[bytes]:
    """Return the contents of all files that decide whether a table is sound, this one included."""
    files = {folder / "datapackage.json", folder / "sources.bib", folder / resource.path}
    for key in resource.schema.foreign_keys:
        if other := key["reference"]["resource"]:
            files.add(folder / package(folder).get_resource(other).path)
    there = [path for path in sorted(files) if path.is_file()]
    return [Path(__file__).read_bytes(), *(path.read_bytes() for path in there)]


def _validate(resource: Resource, folder: Path) -> list[Error]:
    from frictionless import Checklist, checks

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
        rules += [_source_check(known, column) for column in cites]
    report = resource.validate(Checklist(checks=rules))
    return [error for task in report.tasks for error in task.errors]


def _source_check(known: Iterable[str], column: str) -> Check:
    """Return the check that a column holds keys of sources.bib (the ledger's: or tables)."""
    from frictionless import Check, errors

    known = frozenset(known)

    class SourceCheck(Check):
        type = "known-source"
        Errors = [errors.ConstraintError]  # noqa: RUF012 - the library's attribute

        def validate_row(self, row):  # noqa: ANN001, ANN202 - the library's signature
            if not known.issuperset(filter(None, (row[column] or "").split("|"))):
                yield errors.ConstraintError.from_row(
                    row,
                    note="no entry of sources.bib and no table has this key",
                    field_name=column,
                )

    return SourceCheck()


_ADVICE = {
    "type-error": "Write a value of that type.",
    "constraint-error": "Correct the cell.",
    "unique-error": "Give the row an id of its own.",
    "primary-key": "Give the row a key of its own, or delete the second copy.",
    "foreign-key": "Correct the key, or add the row it points to.",
    "missing-label": "Add the column, in the order of datapackage.json.",
    "incorrect-label": "Rename the column as datapackage.json has it, without a byte-order mark.",
    "extra-label": "Delete the column, or describe it in datapackage.json.",
    "missing-cell": "Complete the row: it has too few cells.",
    "extra-cell": "Quote the cell that holds a comma: the row has too many cells.",
    "blank-row": "Delete the empty line.",
    "encoding-error": "Save the file as UTF-8.",
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
    elif error.type == "type-error":
        rule = f"does not read as {resource.schema.get_field(column).type}"
    key = f" ({error.cells[0]})" if getattr(error, "cells", None) else ""
    place = f"data/{resource.path}"
    if row:
        place += f", row {row}{key}"
    if column:
        place += f", column {column}"
    value = f": '{cell}'" if cell not in (None, "") else ""
    return f"{place}{value}: {rule} ({error.type}). {_ADVICE.get(error.type, 'Correct the file.')}"
