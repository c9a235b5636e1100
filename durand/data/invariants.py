"""What must hold between the rows of a table, and between a table and what it was taken from.

A resource of ``datapackage.json`` may declare, beside what `durand.data.rules` lists:

``read``
    Which columns hold the ``source`` of a row, and what the row says of it: when it was
    ``published``, and the ``locator``, which is "excerpt read" where only an excerpt was read.
``once``
    The ``columns`` that no two rows share, unless those in ``apart`` differ and a note says why;
    rows that hold what ``except`` says are left out.
``series``
    The ``values`` that no row may hold thrice over, or to a third, of the row before it: in the
    order of the column ``by`` (years or months), within rows that share the columns ``per``. Values
    under ``floor`` are not compared. A jump needs a note: of the row, or under ``jumps`` (``why``,
    and ``at`` the rows).
``spans``
    The columns of ``start`` and ``end``, and of the fewest and most ``days`` between them, give or
    take ``slack``.
``names``
    The columns of names, several in one cell separated by ``|``, that no two rows share.

A source with a ``sha256`` was copied: it is `checksum` of the table's rows.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from durand.data.sources import Sources

Row = Mapping[str, str]
Found = tuple[int, str, str]
"""Row of the file, column, what is wrong and what to do."""
JUMP = 3
EXCERPT = "excerpt read"


def checksum(cells: list[list[str]]) -> str:
    """Return the SHA-256 of a table's cells, its heading and the order of its rows included."""
    return hashlib.sha256(json.dumps(cells, ensure_ascii=False).encode()).hexdigest()


def copied(table: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the sources of a table that it is a copy of."""
    return [source for source in table.get("sources", []) if "sha256" in source]


def columns(name: str, said: Any) -> list[str]:  # noqa: ANN401 - as each rule is written
    """Return the columns that a rule of a table names."""
    if isinstance(said, list):
        return said
    if name == "read":
        return [*said.values(), "note"]
    parts = (
        said.get(key, [])
        for key in ("columns", "apart", "values", "by", "per", "start", "end", "days")
    )
    return [column for part in parts for column in ([part] if isinstance(part, str) else part)]


def altered(where: str, table: Mapping[str, Any], cells: list[list[str]]) -> list[str]:
    """Say which copy a table no longer is."""
    now = checksum(cells)
    return [
        f"{where} differs from the copy taken from ‘{source['title']}’ (version "
        f"{source['version']}): its rows have the SHA-256 {now}. Restore them; or, if a new "
        f"version was taken or a note explains the change, write this into datapackage.json, "
        "sources, sha256."
        for source in copied(table)
        if source["sha256"] != now
    ]


def broken(table: Mapping[str, Any], rows: list[Row], sources: Sources) -> list[Found]:
    """Return what the rows of a table break of what it declares."""
    found: list[Found] = []
    for name, rule in RULES.items():
        if name in table:
            found += rule(table[name], list(enumerate(rows, 2)), sources)
    return found


_Rows = list[tuple[int, Row]]


def _read(said: dict[str, str], rows: _Rows, sources: Sources) -> Iterator[Found]:
    for at, row in rows:
        key = row[said["source"]].partition("|")[0]
        if key not in sources:
            continue  # a table of the package, or a key that another rule refuses
        fields = sources[key].fields
        excerpt = fields["access"] == "excerpt"
        locator, published = (row.get(said.get(name, ""), "") for name in ("locator", "published"))
        if "locator" in said and (locator == EXCERPT) != excerpt:
            yield (
                at,
                said["locator"],
                f"‘{locator}’, but sources.bib has ‘{fields['access']}’ as access of {key}. "
                f"Write ‘{EXCERPT}’ where an excerpt was read, else the place in the text.",
            )
        date = fields.get("date", fields["year"])
        digits = min(len(date), len(published))
        if date[:digits] != published[:digits] and not row["note"].startswith("Published"):
            yield (
                at,
                said["published"],
                f"‘{published}’, but sources.bib dates {key} {date}. Correct one of them, or begin "
                "the row's note with ‘Published’ and say why.",
            )


def _once(rule: dict[str, Any], rows: _Rows, sources: Sources) -> Iterator[Found]:
    shared: dict[tuple[str, ...], _Rows] = {}
    for at, row in rows:
        if not any(row[name] == value for name, value in rule["except"].items()):
            key = tuple(row[name] for name in rule["columns"])
            shared.setdefault(key, []).append((at, row))
    for same in shared.values():
        silent = 0
        for number, (at, row) in enumerate(same):
            apart = [[other[name] for name in rule["apart"]] for _, other in same[:number]]
            silent += not row["note"]
            first = f"row {same[0][0]} has the same {', '.join(rule['columns'])}"
            if [row[name] for name in rule["apart"]] in apart:
                yield at, rule["columns"][0], f"{first}. Correct the row, or reject one of them."
            elif silent > 1:
                yield at, "note", f"{first}. Say in the note in what the two differ."


def _series(rule: dict[str, Any], rows: _Rows, sources: Sources) -> Iterator[Found]:
    known = set(rule.get("jumps", {}).get("at", ()))
    series: dict[tuple[str, ...], dict[int, _Rows]] = {}
    for at, row in rows:
        if when := re.fullmatch(r"(\d{4})(?:-(\d\d))?", row[rule["by"]]):
            monthly = when[2] is not None
            key = (*(row[name] for name in rule["per"]), str(monthly))
            step = int(when[1]) * 12 + int(when[2]) if monthly else int(when[1])
            series.setdefault(key, {}).setdefault(step, []).append((at, row))
    for (*per, _), steps in series.items():
        for step in sorted(steps):
            pairs = [(old, one) for _, old in steps.get(step - 1, ()) for one in steps[step]]
            for name in rule["values"]:
                for old, (at, row) in pairs:
                    noted = row.get("note") or ";".join([*per, row[rule["by"]]]) in known
                    if not noted and _jumps(old[name], row[name], rule.get("floor", 0)):
                        yield (
                            at,
                            name,
                            f"{row[name]} after {old[name]} in {old[rule['by']]}: more than "
                            f"{JUMP} times as much or as little. Correct it, or say in a note (of "
                            "the row, or under jumps in datapackage.json) that it is so.",
                        )


def _jumps(old: str, new: str, floor: float) -> bool:
    try:
        low, high = sorted((float(old), float(new)))
    except ValueError:
        return False  # a blank cell
    return high > floor and high > JUMP * low >= 0


def _spans(rule: dict[str, Any], rows: _Rows, sources: Sources) -> Iterator[Found]:
    fewest, most = rule["days"]
    for at, row in rows:
        try:
            start, end = (dt.date.fromisoformat(row[rule[name]]) for name in ("start", "end"))
            low, high = (int(row[name] or row[fewest]) for name in (fewest, most))
        except ValueError:
            continue  # a side that is not known to the day, or days that no source prints
        days = (end - start).days
        if low > days + rule["slack"] or (row[most] and high < days - rule["slack"]):
            yield (
                at,
                rule["end"],
                f"{start} to {end} are {days} days, but {fewest} and {most} are "
                f"{row[fewest]} and {row[most] or 'blank'}. Correct a day, or the days.",
            )


def _names(columns: list[str], rows: _Rows, sources: Sources) -> Iterator[Found]:
    taken: dict[str, str] = {}
    for at, row in rows:
        own = {name.casefold(): column for column in columns for name in row[column].split("|")}
        for name in own.keys() & taken.keys():
            yield at, own[name], f"‘{name}’ names {taken[name]} too. Leave the name to one of them."
        taken.update(dict.fromkeys(own, next(iter(row.values()))))


RULES: dict[str, Callable[[Any, _Rows, Sources], Iterator[Found]]] = {
    "read": _read,
    "once": _once,
    "series": _series,
    "spans": _spans,
    "names": _names,
}
