"""Check a table against its schema, and say what is wrong with it in words.

Beside the standard's own properties, a resource may hold ``checks``: a list of ``{"formula",
"rule"}`` that every row must satisfy; ``cites``: the columns that hold keys of ``sources.bib``;
``lists``: those that hold ids of another table, several in one cell separated by ``|``;
``bounds``: the columns of low and high of a column of values; and what `durand.data.invariants`
lists.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from durand.data import invariants
from durand.data.text import shown, unfit
from durand.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from frictionless import Check, Error, Resource

    from durand.data.package import Package

_FORMS = {
    "integer": re.compile(r"-?\d+", re.ASCII),
    "number": re.compile(r"-?\d+(\.\d+)?", re.ASCII),
    "boolean": re.compile("true|false"),
}

_HOW = {
    "integer": "Write the digits 0 to 9 alone, without separators.",
    "number": "Write the digits 0 to 9 alone, with a point if need be.",
    "boolean": "Write true or false.",
}


def refuse(resource: Resource, package: Package) -> None:
    """Raise `DataError` for a table that breaks its schema, or that no page could bear: all of it.

    Frictionless reads the file itself, and guesses encoding and separator, and takes the digits of
    any script for a number; a reader of the published file would be told something else.
    """
    _refuse_misdescribed(resource)
    where, names = f"data/{resource.path}", resource.schema.field_names
    cells = package.cells(resource.name) or [[]]
    head, *rows = cells
    if len(head) == 1 < len(names):
        raise DataError(f"{where}, row 1: one cell. Separate the cells by commas.")
    unfit_cells = {(at, column): said for at, column, said in _unfit(resource, rows)}
    found = [(*place, said) for place, said in unfit_cells.items()]
    if head == names and all(len(row) == len(names) for row in rows):
        texts = [dict(zip(names, row, strict=True)) for row in rows]
        found += invariants.broken(resource.custom, texts, package.parsed)
    problems = [*package.parsed.faults]
    problems += [
        f"{where}, row {at} ({shown(cells[at - 1][0])}), column {column}: {said}"
        for at, column, said in found
    ]
    problems += [
        _explain(error, resource)
        for error in _telling(_validate(resource, package))
        if (getattr(error, "row_number", 0), getattr(error, "field_name", "")) not in unfit_cells
    ]
    problems += invariants.altered(package.described(resource.name), cells)
    if problems:
        raise DataError(*problems)


def _unfit(resource: Resource, rows: list[list[str]]) -> Iterator[tuple[int, str, str]]:
    """Yield the cells that hold what no schema forbids: row, column, and what is wrong."""
    for at, row in enumerate(rows, 2):
        if len(row) != len(resource.schema.fields):
            continue  # the schema's check says it best
        for field, cell in zip(resource.schema.fields, row, strict=True):
            problem = "" if field.type in _FORMS else unfit(cell)
            if cell and field.type in _FORMS and not _FORMS[field.type].fullmatch(cell):
                problem = f"does not read as {field.type}. {_HOW[field.type]}"
            if problem:
                yield at, field.name, f"'{shown(cell)}': {problem}"


def _validate(resource: Resource, package: Package) -> list[Error]:
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
        known = set(package.parsed)
        if resource.name == "evidence":
            known.update(package.names)
        note = "no entry of sources.bib and no table has this key"
        rules += [_known_check(known, column, note) for column in cites]
    for column, target in resource.custom.get("lists", {}).items():
        known = package.ids(target)
        rules.append(_known_check(known, column, f"no row of {target} has this id"))
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
        "locked": custom.get("locked", []),
    }
    if problems := [
        f"data/datapackage.json, table '{resource.name}', {what}: there is no column '{column}'. "
        "Correct the name."
        for what, columns in named.items()
        for column in columns
        if column not in resource.schema.field_names
    ]:
        raise DataError(*problems)


def _columns(check: dict[str, str]) -> list[str]:
    """Return the columns that a check's formula names; the formula itself if it is none."""
    try:
        tree = ast.parse(check["formula"], mode="eval")
    except SyntaxError:
        return [check["formula"]]
    return [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)]


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


def _telling(problems: list[Error]) -> list[Error]:
    """Leave out what follows from another: of a wrong heading, or a wrong number of cells."""
    whole = [problem for problem in problems if getattr(problem, "row_number", None) is None]
    shifted = {
        problem.row_number: problem
        for problem in problems
        if problem.type in ("extra-cell", "missing-cell")
    }
    return whole or [p for p in problems if shifted.get(p.row_number, p) is p]


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
    where = f"data/{resource.path}"
    if row:
        where += f", row {row}{key}"
    if column:
        where += f", column {column}"
    value = f": '{cell}'" if cell not in (None, "") else ""
    return f"{where}{value}: {rule} ({error.type}). {_ADVICE.get(error.type, 'Correct the file.')}"
