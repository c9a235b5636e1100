"""Meaning is locked: what a row of the last release says does not change without a reason.

``ledger.lock.json`` keeps what was released: of each row of the ledger what it says, its version
and history; of definitions, actors, sources, copied tables and the columns that a table lists as
``locked`` what others rest on. `make release` alone writes it. Between releases a change needs a
line under *Unreleased* in the changelog, ``- Evidence `id`: value 905 → 909. Why: the reason.``
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from durand.data import invariants

if TYPE_CHECKING:
    from durand.ledger.number import Number
    from durand.publication import Publication

LOCK = "ledger.lock.json"
OPEN = "Why: …"
"""How a drafted line ends: its reason is left to a person."""

Meaning = dict[str, str]
"""What a row says, by field; blank fields are left out."""

_KINDS = {
    "evidence": "Evidence",
    "indicators": "Definition",
    "actors": "Actor",
    "sources": "Source",
    "copies": "Table",
    "rows": "Row",
}
"""What is locked, and the word that a line of the changelog begins with."""
_COLUMNS = {
    "indicators": ("question", "label", "definition", "includes", "excludes", "unit", "casualty"),
    "actors": ("names", "party", "side"),
}
_COMPUTED = {"value", "low", "high", "qualifier"}
_LINE = re.compile(
    rf"^- (?P<kind>{'|'.join(_KINDS.values())}) (?P<ids>`[^`\n]+`(?:, `[^`\n]+`)*): (?P<what>.*)$",
    re.MULTILINE,
)
_LONG = 60


@dataclass(frozen=True)
class Change:
    """A locked row that differs from the last release."""

    kind: str
    name: str
    what: tuple[str, ...]
    """``value 905 → 909`` for each field; ``removed``."""
    follows: str = ""
    """The input that it changed with, where nothing but computed numbers did."""

    def covered(self, line: re.Match[str]) -> bool:
        """Say whether a line of the changelog tells of it."""
        named = line["kind"] == _KINDS[self.kind] and f"`{self.name}`" in line["ids"]
        told = line["what"]
        return named and all(
            re.search(rf"(?<!\w){re.escape(what)}[.;](\s|$)", told) for what in self.what
        )


def lock(book: Publication) -> dict[str, Any]:
    """Return what ``ledger.lock.json`` holds; nothing before the first release."""
    path = book.root / LOCK
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def meaning(number: Number) -> Meaning:
    """Return what is locked of a row of the ledger."""
    said = {
        **{key: "" if getattr(number, key) is None else f"{getattr(number, key):.10g}"
           for key in ("value", "low", "high")},
        **{key: getattr(number, key)
           for key in ("qualifier", "period", "place", "origin_basis", "source", "locator",
                       "status", "formula")},
        "indicator": number.indicator.indicator,
        "claimant": number.claimant.actor_id,
        "origin": number.origin.actor_id,
        "inputs": "|".join(number.inputs),
    }  # fmt: skip
    return {key: text for key, text in said.items() if text}


def meanings(book: Publication) -> dict[str, dict[str, Meaning]]:
    """Return what is locked of all there is now, by kind and id."""
    data = book.data
    found: dict[str, dict[str, Meaning]] = {kind: {} for kind in _KINDS}
    found["evidence"] = {name: meaning(number) for name, number in book.ledger.items()}
    for key, entry in data.sources.items():
        fields = entry.fields
        found["sources"][key] = {
            "access": fields["access"],
            "date": fields.get("date", fields["year"]),
        }
    for name in data.names:
        table = data.described(name)
        head, *rows = data.cells(name)
        for source in invariants.copied(table):
            found["copies"][name] = {"version": source["version"], "sha256": source["sha256"]}
        locked = head if name == "comparisons" else table.get("locked", _COLUMNS.get(name, []))
        keys = table["schema"].get("primaryKey", head[:1])
        for row in (dict(zip(head, cells, strict=True)) for cells in rows if locked):
            key = ";".join(row[one] for one in ([keys] if isinstance(keys, str) else keys))
            said = {column: row[column] for column in locked if row.get(column)}
            if name in _COLUMNS:
                found[name][key] = said
            else:
                found["rows"][f"{name}/{key}"] = said
    return found


def changes(book: Publication) -> list[Change]:
    """Return what differs from the last release; what is new does not."""
    now, then = meanings(book), lock(book)
    found = []
    for kind in _KINDS:
        for name, entry in then.get(kind, {}).items():
            old, new = entry["meaning"], now[kind].get(name)
            if new is None:
                found.append(Change(kind, name, ("removed",)))
            elif new != old:
                what = tuple(_differ(old, new))
                found.append(Change(kind, name, what, _follows(kind, name, old, new, now, then)))
    return found


def _follows(
    kind: str, name: str, old: Meaning, new: Meaning, now: dict[str, Any], then: dict[str, Any]
) -> str:
    """Return the input that a computed number changed with, or ``""``."""
    differ = {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
    if kind != "evidence" or not new.get("formula") or not differ <= _COMPUTED:
        return ""
    was, known = then[kind], now[kind]
    inputs = [one for one in new["inputs"].split("|") if one in was]
    return next((one for one in inputs if was[one]["meaning"] != known.get(one)), "")


def _differ(old: Meaning, new: Meaning) -> Iterator[str]:
    for key in dict.fromkeys([*old, *new]):
        before, after = (_shown(key, said.get(key, "")) for said in (old, new))
        if before != after:
            start = _alike(before, after)
            end = _alike(before[start:][::-1], after[start:][::-1])
            if max(len(before), len(after)) > _LONG:
                before, after = (_cut(text, start, len(text) - end) for text in (before, after))
            yield f"{key} {before or 'none'} → {after or 'none'}"


def _alike(one: str, other: str) -> int:
    """Return how many characters two texts begin with in common."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _shown(key: str, text: str) -> str:
    if key == "sha256":
        return text[:12]
    return f"{float(text):,.10g}" if text and key in _COMPUTED - {"qualifier"} else text


def _cut(text: str, start: int, end: int) -> str:
    """Return what differs of a long text, and a few words before and after."""
    first, last = max(0, start - 20), end + 20
    return "…" * (first > 0) + text[first:last] + "…" * (last < len(text))


# ------------------------------------------------------------------------------- the changelog


def _reason(line: re.Match[str]) -> str:
    reason = line["what"].partition("Why:")[2].strip()
    return reason if re.search(r"\w", reason) else ""


def unexplained(book: Publication, unreleased: str) -> list[str]:
    """Return the changes since the last release that no line gives a reason for.

    ``unreleased`` is what the changelog says under that heading.
    """
    lines = list(_LINE.finditer(unreleased))
    found = [
        f"CHANGELOG.md, Unreleased, ‘- {line['kind']} {line['ids']}’ leaves its reason open. Write "
        "it after ‘Why:’."
        for line in lines
        if not _reason(line)
    ]
    then = lock(book)
    for change in changes(book):
        entry = then[change.kind][change.name]
        where = (
            f"{_KINDS[change.kind]} `{change.name}` (version {entry['version']}, released in "
            f"{entry['release']})"
        )
        if change.kind == "evidence" and change.what == ("removed",):
            found.append(
                f"{where} is gone. An id is permanent: bring the row back, and set its status to "
                "rejected."
            )
        elif not change.follows and not any(change.covered(line) for line in lines):
            found.append(
                f"{where} changed: {'; '.join(change.what)}. Say why in a line under Unreleased in "
                f"CHANGELOG.md: ‘{_line([change])}’ (`make accept` drafts it)."
            )
    return found


def _line(alike: list[Change]) -> str:
    names = ", ".join(f"`{change.name}`" for change in alike)
    return f"- {_KINDS[alike[0].kind]} {names}: {'; '.join(alike[0].what)}. {OPEN}"


def drafts(book: Publication, unreleased: str) -> list[str]:
    """Return a line for each change without one, rows that changed alike in one, reasons open."""
    alike: dict[tuple[str, tuple[str, ...]], list[Change]] = {}
    lines = list(_LINE.finditer(unreleased))
    for change in changes(book):
        gone = change.kind == "evidence" and change.what == ("removed",)  # no line allows that
        if not (gone or change.follows or any(change.covered(line) for line in lines)):
            alike.setdefault((change.kind, change.what), []).append(change)
    return [_line(group) for group in alike.values()]


# ------------------------------------------------------------------------------------- release


def relock(book: Publication, version: str, date: str, unreleased: str) -> None:
    """Write the lock of a release: a row that changed gets a version more, and says why."""
    then, differ = lock(book), {(one.kind, one.name): one for one in changes(book)}
    lines = list(_LINE.finditer(unreleased))
    parts = [f'"release": "{version}"', f'"date": "{date}"']
    for kind, now in meanings(book).items():
        entries = []
        for name, said in now.items():
            entry = then.get(kind, {}).get(name) or {"version": 1, "release": version}
            if change := differ.get((kind, name)):
                why = next((_reason(line) for line in lines if change.covered(line)), "")
                entry = {
                    **entry,
                    "version": entry["version"] + 1,
                    "release": version,
                    "history": [
                        *entry.get("history", []),
                        {
                            "version": entry["version"] + 1,
                            "release": version,
                            "date": date,
                            "what": list(change.what),
                            "why": why or f"It follows from `{change.follows}`.",
                        },
                    ],
                }
            text = json.dumps({**entry, "meaning": said}, ensure_ascii=False)
            entries.append(f"  {json.dumps(name)}: {text}")
        parts.append(f'"{kind}": {{\n' + ",\n".join(entries) + "\n }")
    text = "{\n " + ",\n ".join(parts) + "\n}\n"
    (book.root / LOCK).write_text(text, encoding="utf-8")
