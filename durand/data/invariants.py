"""What must hold between the rows of a table, and between a table and what it was taken from.

A resource of ``datapackage.json`` may declare:

- ``read``: the columns of a row's ``source``, of when that was ``published``, and of the
  ``locator``, which is "excerpt read" exactly where the source's access is so.
- ``once``: the ``columns`` that no two rows share, but those that ``except`` leaves out, unless the
  columns ``apart`` differ and a note says why.
- ``series``: the ``values`` that are no three times more or less than in the row before, by the
  years or months in ``by``, within rows that share ``per``, from ``floor`` on; unless the row's
  note, or ``jumps`` (``why``, ``at`` which keys), says so.
- ``spans``: the columns of ``start``, ``end``, and fewest and most ``days`` between them, give or
  take ``slack``.
- ``names``: the columns of names, several in a cell separated by ``|``, that no two rows share.

A source of a table that was copied has a ``version`` and, as ``sha256``, the table's `checksum`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from math import nan
from typing import Any

from durand.data.sources import Sources

_Rows = list[tuple[int, Mapping[str, str]]]
Found = Iterator[tuple[int, str, str]]
"""Row of the file, column, what is wrong and what to do."""
EXCERPT, JUMP = "excerpt read", 3


def checksum(cells: list[list[str]]) -> str:
    """Return the SHA-256 of a table's cells, its heading and the order of its rows included."""
    return hashlib.sha256(json.dumps(cells, ensure_ascii=False).encode()).hexdigest()


def copied(table: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the sources of a table that it is a copy of."""
    return [source for source in table.get("sources", []) if "sha256" in source]


def altered(table: Mapping[str, Any], cells: list[list[str]]) -> list[str]:
    """Say which copy a table no longer is."""
    now = checksum(cells)
    return [
        f"data/{table['path']} differs from the copy taken from ‘{source['title']}’ (version "
        f"{source['version']}). Restore its rows; if a new version was taken, write it and the new "
        f"sha256, {now}, into datapackage.json."
        for source in copied(table)
        if source["sha256"] != now
    ]


def broken(table: Mapping[str, Any], rows: list[Mapping[str, str]], sources: Sources) -> Found:
    """Yield what the rows of a table break of what it declares."""
    for name in RULES.keys() & table:
        try:
            yield from RULES[name](table[name], list(enumerate(rows, 2)), sources)
        except KeyError as error:
            said = f"datapackage.json names it under {name}, and there is none. Correct the name."
            yield 1, str(error), said


def _read(rule: dict[str, str], rows: _Rows, sources: Sources) -> Found:
    for at, row in rows:
        key = row[rule["source"]].partition("|")[0]
        if key not in sources:
            continue  # a table of the package, or a key that another rule refuses
        fields, published = sources[key].fields, row[rule["published"]]
        # an entry that lacks one of these is refused itself
        date, access = fields.get("date") or fields.get("year", ""), fields.get("access")
        locator = row.get(rule.get("locator", ""))
        if access and locator is not None and (locator == EXCERPT) != (access == "excerpt"):
            said = f"‘{locator}’, but sources.bib has ‘{access}’ as access of {key}. Write"
            yield at, rule["locator"], f"{said} ‘{EXCERPT}’ of an excerpt, else the place in it."
        if not row["note"].startswith("Published") and not (
            date.startswith(published) or published.startswith(date)
        ):
            said = f"‘{published}’, but sources.bib dates {key} {date}. Correct one of them, or say"
            yield at, rule["published"], f"{said} why in a note that begins ‘Published’."


def _once(rule: dict[str, Any], rows: _Rows, sources: Sources) -> Found:
    same: dict[tuple[str, ...], _Rows] = {}
    for at, row in rows:
        if any(row[name] == value for name, value in rule["except"].items()):
            continue
        before = same.setdefault(tuple(row[name] for name in rule["columns"]), [])
        alike = any(all(row[name] == one[name] for name in rule["apart"]) for _, one in before)
        if alike or (not row["note"] and any(not one["note"] for _, one in before)):
            said = f"row {before[0][0]} has the same {', '.join(rule['columns'])}. Correct the row,"
            yield at, rule["columns"][0], f"{said} reject one, or say in its note how they differ."
        before.append((at, row))


def _series(rule: dict[str, Any], rows: _Rows, sources: Sources) -> Found:
    by, known = rule["by"], rule.get("jumps", {}).get("at", ())
    steps: dict[tuple[Any, ...], _Rows] = {}
    for at, row in rows:
        if re.fullmatch(r"\d{4}(-\d\d)?", row[by]):
            year, _, month = row[by].partition("-")
            step = int(year) * 12 + int(month) if month else int(year)
            key = (*(row[name] for name in rule["per"]), bool(month), step)
            steps.setdefault(key, []).append((at, row))
    for (*key, step), here in steps.items():
        for (_, old), (at, row) in product(steps.get((*key, step - 1), ()), here):
            if row.get("note") or ";".join([*key[:-1], row[by]]) in known:
                continue
            for name in rule["values"]:
                low, high = sorted((_number(old[name]), _number(row[name])))
                if high > rule.get("floor", 0) and high > JUMP * low:
                    said = f"{row[name]} after {old[name]} in {old[by]}: more than {JUMP} times as"
                    said += " much or as little. Correct it, or say in a note (of the row, or under"
                    yield at, name, f"{said} jumps in datapackage.json) that it is so."


def _number(text: str) -> float:
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text, re.ASCII) else nan


def _spans(rule: dict[str, Any], rows: _Rows, sources: Sources) -> Found:
    for at, row in rows:
        try:
            start, end = (dt.date.fromisoformat(row[rule[name]]) for name in ("start", "end"))
        except ValueError:
            continue  # a side that is not known to the day
        days, (low, high) = (end - start).days, (_number(row[name]) for name in rule["days"])
        if low > days + rule["slack"] or high < days - rule["slack"]:
            said = f"{start} to {end} are {days} days, and {' and '.join(rule['days'])} are"
            yield at, rule["end"], f"{said} {low:g} and {high:g}. Correct a day, or the days."


def _names(columns: list[str], rows: _Rows, sources: Sources) -> Found:
    taken: dict[str, str] = {}
    for at, row in rows:
        own = {name.casefold(): column for column in columns for name in row[column].split("|")}
        for name in own.keys() & taken.keys():
            yield at, own[name], f"‘{name}’ names {taken[name]} too. Leave the name to one of them."
        taken.update(dict.fromkeys(own, next(iter(row.values()))))


RULES: dict[str, Callable[[Any, _Rows, Sources], Found]] = {
    "read": _read, "once": _once, "series": _series, "spans": _spans, "names": _names,
}  # fmt: skip
