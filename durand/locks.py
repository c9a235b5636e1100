"""Meaning is locked: what a row of the last release says does not change without a reason.

``ledger.lock.json``, written by `make release` alone, keeps of each row of the ledger what it says,
its version and history, and what rows rest on: access and date of sources, version and checksum of
copied tables, and the columns that a table lists as ``locked``. Between releases a change needs a
line under *Unreleased* in the changelog: ``- Evidence `id`: value 905 → 909. Why: the reason.``
"""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from durand.data import invariants
from durand.ledger.number import Number
from durand.publication import Publication

LOCK = "ledger.lock.json"
OPEN = "Why: …"
"""How a drafted line ends: its reason is left to a person."""
Meaning = dict[str, str]
"""What a row says, by field; blank fields are left out."""
_LINE = re.compile(r"^- (Evidence|Source|Table|Row) ((?:`[^`\n]+`(?:, )?)+): (.*)$", re.MULTILINE)


class Change(NamedTuple):
    """What is said otherwise than in the last release."""

    name: str
    """As a line of the changelog has it: ``Evidence `id```."""
    what: str
    """``value 905 → 909; period 2024 → 2024-11``, or ``removed``."""
    follows: str
    """The input that it changed with, where nothing but computed numbers did."""

    @property
    def gone(self) -> bool:
        """Whether it is a row of the ledger that is no more, which no reason allows."""
        return self.what == "removed" and self.name.startswith("Evidence")


class Line(NamedTuple):
    """A line of the changelog: the rows that it names, what it says of them, and why."""

    names: list[str]
    says: str
    why: str

    def covers(self, change: Change) -> bool:
        """Say whether it tells of a change, to the letter."""
        told = re.search(rf"(?<!\w){re.escape(change.what)}[.;](\s|$)", self.says)
        return change.name in self.names and told is not None and not change.gone


def lock(book: Publication) -> dict[str, dict[str, Any]]:
    """Return what ``ledger.lock.json`` holds, by name; nothing before the first release."""
    path = book.root / LOCK
    return json.loads(path.read_text(encoding="utf-8"))["rows"] if path.is_file() else {}


def meaning(number: Number) -> Meaning:
    """Return what is locked of a row of the ledger."""
    counted = {name: getattr(number, name) for name in ("value", "low", "high")}
    plain = ("qualifier", "period", "place", "origin_basis", "source", "locator", "status")
    said = {
        **{name: "" if one is None else f"{one:,.10g}" for name, one in counted.items()},
        **{name: getattr(number, name) for name in (*plain, "formula")},
        "indicator": number.indicator.indicator,
        "claimant": number.claimant.actor_id,
        "origin": number.origin.actor_id,
        "inputs": "|".join(number.inputs),
    }
    return {name: text for name, text in said.items() if text}


def meanings(book: Publication) -> dict[str, Meaning]:
    """Return what is locked of all there is now, by name; raises `DataError` for bad tables."""
    book.data.check()
    found = {f"Evidence `{name}`": meaning(number) for name, number in book.ledger.items()}
    for key, entry in book.data.sources.items():
        date = entry.fields.get("date", entry.fields["year"])
        found[f"Source `{key}`"] = {"access": entry.fields["access"], "date": date}
    for name in book.data.names:
        table = book.data.described(name)
        for source in invariants.copied(table):
            found[f"Table `{name}`"] = {part: source[part] for part in ("version", "sha256")}
        head, *rows = book.data.cells(name)
        columns = table.get("locked", head if name == "comparisons" else [])
        keys = table["schema"].get("primaryKey", head[:1])
        for row in (dict(zip(head, cells, strict=True)) for cells in rows if columns):
            key = ";".join(row[one] for one in ([keys] if isinstance(keys, str) else keys))
            said = {column: row[column] for column in columns if row[column]}
            found[f"Row `{name}/{key}`"] = said
    return found


def changes(book: Publication) -> list[Change]:
    """Return what differs from the last release; what is new does not."""
    then, now = lock(book), meanings(book)
    found = []
    for name, entry in then.items():
        old, new = entry["meaning"], now.get(name)
        if new is None:
            found.append(Change(name, "removed", ""))
        elif differ := [key for key in {**old, **new} if old.get(key) != new.get(key)]:
            what = [f"{key} {old.get(key, 'none')} → {new.get(key, 'none')}" for key in differ]
            inputs = [f"Evidence `{one}`" for one in new.get("inputs", "").split("|")]
            moved = [one for one in inputs if one in then and then[one]["meaning"] != now.get(one)]
            computed = new.get("formula") and {"value", "low", "high", "qualifier"} >= set(differ)
            found.append(Change(name, "; ".join(what), moved[0] if computed and moved else ""))
    return found


def _lines(unreleased: str) -> list[Line]:
    found = []
    for kind, names, says in _LINE.findall(unreleased):
        why = says.partition("Why:")[2].strip()
        listed = [f"{kind} {name}" for name in names.split(", ")]
        found.append(Line(listed, says, why if re.search(r"\w", why) else ""))
    return found


def untold(book: Publication, unreleased: str) -> list[Change]:
    """Return the changes since the last release that no line of the changelog tells of.

    ``unreleased`` is what the changelog says under that heading.
    """
    lines = _lines(unreleased)
    return [
        change
        for change in changes(book)
        if not change.follows and not any(line.covers(change) for line in lines)
    ]


def unexplained(book: Publication, unreleased: str) -> list[str]:
    """Return what changed without a reason, and what to do."""
    found = [
        f"CHANGELOG.md, Unreleased, ‘- {', '.join(line.names)}’ leaves its reason open. Write it "
        "after ‘Why:’."
        for line in _lines(unreleased)
        if not line.why
    ]
    then = lock(book)
    for change in untold(book, unreleased):
        entry = then[change.name]
        where = f"{change.name} (version {entry['version']}, released in {entry['release']})"
        if change.gone:
            say = "An id is permanent: bring the row back, and set its status to rejected."
        else:
            (line,) = drafts([change])
            say = f"Say why under Unreleased in CHANGELOG.md: ‘{line}’ "
            say += "(`python -m durand accept` drafts it)."
        found.append(f"{where} changed: {change.what}. {say}")
    return found


def drafts(changed: list[Change]) -> list[str]:
    """Return lines for the changelog, one for all that changed alike, their reasons open."""
    alike: dict[tuple[str, str], list[str]] = {}
    for change in changed:
        kind, _, name = change.name.partition(" ")
        if not change.gone:  # no line allows that
            alike.setdefault((kind, change.what), []).append(name)
    return [f"- {kind} {', '.join(names)}: {what}. {OPEN}" for (kind, what), names in alike.items()]


def relock(book: Publication, version: str, date: str, unreleased: str) -> None:
    """Write the lock of a release: a row that changed gets a version more, and says why."""
    then, lines = lock(book), _lines(unreleased)
    differ = {change.name: change for change in changes(book)}
    rows = []
    for name, said in meanings(book).items():
        entry = then.get(name, {"version": 1, "release": version})
        if change := differ.get(name):
            why = next((line.why for line in lines if line.covers(change)), "")
            why = why or f"It follows from {change.follows}."
            new = {"version": entry["version"] + 1, "release": version}
            past = [
                *entry.get("history", []),
                {**new, "date": date, "what": change.what, "why": why},
            ]
            entry = {**new, "history": past}
        text = json.dumps({**entry, "meaning": said}, ensure_ascii=False)
        rows.append(f"  {json.dumps(name, ensure_ascii=False)}: {text}")
    text = f'{{\n "release": "{version}",\n "rows": {{\n' + ",\n".join(rows) + "\n }\n}\n"
    (book.root / LOCK).write_text(text, encoding="utf-8")
