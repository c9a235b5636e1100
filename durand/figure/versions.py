"""What a citation of a figure relies on, and what differs between two versions."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from durand import prose
from durand.figure.spec import columns, inner, rows


def digest(spec: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what a citation of the figure relies on.

    That is its title, the columns that readers get under their headings, and every text that a mark
    prints. Columns that only lay out a drawing, and where a line breaks, are no part of it.
    """
    said = [_title(spec), _taken(spec), sorted(_printed(spec))]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Return in what two versions of a figure differ: ``deaths 685 → 686``."""
    before, after = _taken(old), _taken(new)
    if len(before) != len(after):
        return [f"{len(before)} → {len(after)} rows"]
    found = [
        f"{_label(old_row, row)}{heading} {_shown(cell)} → {_shown(row.get(heading))}"
        for old_row, row in zip(before, after, strict=True)
        for heading, cell in old_row.items()
        if cell != row.get(heading)
    ]
    headings = columns(old).values()
    found += [f"a column {heading}" for heading in columns(new).values() if heading not in headings]
    if _title(old) != _title(new):
        found.append(f"title “{_title(old)}” → “{_title(new)}”")
    if not found and (printed := _printed(old)) != (now := _printed(new)):
        gone, come = printed - now, now - printed
        listed = (", ".join(f"“{text}”" for text in sorted(texts)) for texts in (gone, come))
        found.append("text in the drawing {} → {}".format(*(text or "none" for text in listed)))
    return found or ["where marks and line ends stand; title, rows and texts are the same"]


def _title(spec: Mapping[str, Any]) -> str:
    return prose.plain(spec["usermeta"]["figure"]["title"])


def _taken(spec: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows that readers get, each cell under its heading."""
    headings = columns(spec)
    return [{title: row.get(name) for name, title in headings.items()} for row in rows(spec)]


def _printed(spec: Mapping[str, Any]) -> set[str]:
    """Return every text that a mark of either drawing prints, its line breaks taken out."""
    found: set[str] = set()
    for drawing in (spec, spec["usermeta"]["figure"].get("narrow") or {}):
        made = [(one["as"], one["calculate"]) for one in _calculations(drawing)]
        for encoding, breaks in _text_marks(drawing):
            for definition in encoding:
                if "field" in definition:
                    cells = [row.get(definition["field"]) for row in rows(spec)]
                    cells += _computed(made, definition["field"])
                else:
                    cells = [definition.get("value", definition.get("datum"))]
                cells += [definition.get(key) for key in ("format", "formatType", "aggregate")]
                for cell in cells:
                    if isinstance(cell, dict):  # an expression
                        cell = cell.get("expr")
                    if isinstance(cell, list):  # lines
                        cell = " ".join(map(str, cell))
                    text = str(cell) if isinstance(cell, str | int | float) else ""
                    if breaks:
                        text = text.replace(breaks, " ")
                    found.add(" ".join(text.split()))
    return found - {""}


def _computed(
    made: list[tuple[str, str]], name: str, seen: frozenset[str] = frozenset()
) -> list[str]:
    """Return the expressions that a printed field is computed by, and those behind them."""
    found = [] if name in seen else [text for other, text in made if other == name]
    seen |= {name}
    behind = {
        other
        for other, _ in made
        if any(
            other in text and re.search(rf"(?<!\w){re.escape(other)}(?!\w)", text) for text in found
        )
    }
    return [*found, *(text for one in sorted(behind) for text in _computed(made, one, seen))]


def _calculations(part: object) -> Iterator[dict[str, str]]:
    if isinstance(part, dict):
        if "calculate" in part:
            yield part
        for key, within in part.items():
            if key not in ("datasets", "usermeta"):
                yield from _calculations(within)
    elif isinstance(part, list):
        for within in part:
            yield from _calculations(within)


def _text_marks(view: Mapping[str, Any]) -> Iterator[tuple[list[dict[str, Any]], str]]:
    """Yield of each mark that prints what its text channel may hold, and its sign of a break."""
    for part in inner(view):
        yield from _text_marks(part)
    mark = view.get("mark")
    mark = {"type": mark} if isinstance(mark, str) else mark or {}
    if mark.get("type") == "text":
        channel = view.get("encoding", {}).get("text", {"value": mark.get("text")})
        other = channel.get("condition", [])
        yield [channel, *(other if isinstance(other, list) else [other])], mark.get("lineBreak", "")


def _label(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """Return what a row is about: the texts that readers see of it, where they did not change."""
    same = [cell for name, cell in old.items() if isinstance(cell, str) and cell == new.get(name)]
    text = ", ".join(filter(None, same))
    return f"{text}: " if text else ""


def _shown(value: object) -> str:
    return f"{value:,g}" if isinstance(value, float) else str(value)
