"""What a chapter read of ``data/``: one recorder, asked when the chapter has run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from durand.data.text import cells

ALL = "*"


class Reads:
    """The tables, and the rows of tables with ids, that somebody asked for."""

    def __init__(self) -> None:
        self._rows: dict[str, set[str]] = {}

    def note(self, file: str, *ids: str) -> None:
        """Note rows of a file of ``data/``; without ids, all of it."""
        self._rows.setdefault(file, set()).update(ids or (ALL,))

    def report(self) -> dict[str, list[str]]:
        """Return the ids read by file, ``["*"]`` for a file read whole."""
        return {
            file: [ALL] if ALL in ids else sorted(ids) for file, ids in sorted(self._rows.items())
        }


def digest(reads: Mapping[str, list[str]], data: Path) -> str:
    """Return the SHA-256 of what was read, as it stands now.

    Parameters
    ----------
    reads
        What `Reads.report` returned.
    data
        The data package's folder.

    Raises
    ------
    KeyError, OSError, DataError
        If a row or a file that was read is gone, or is no longer a table.
    """
    total = hashlib.sha256()
    package = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    total.update(package["cutoff"].encode())
    for resource in package["resources"]:
        if resource["path"] in reads:
            schema = [resource["schema"], *map(resource.get, ("bounds", "cites", "sources"))]
            total.update(json.dumps(schema).encode())
    for file, ids in sorted(reads.items()):
        content = (data / file).read_bytes()
        if ids == [ALL]:
            total.update(content)
        else:
            rows = _entries(content) if file.endswith(".bib") else _rows(file, content)
            total.update(json.dumps([rows[name] for name in ids]).encode())
    return total.hexdigest()


@lru_cache(maxsize=8)
def _rows(file: str, content: bytes) -> dict[str, list[str]]:
    """Return a table's rows by id, its first column; read once for all chapters."""
    return {row[0]: row for row in cells(f"data/{file}", content)[1:] if row}


@lru_cache(maxsize=1)
def _entries(content: bytes) -> dict[str, str]:
    """Return the entries of a bibliography by key."""
    parts = content.decode("utf-8").split("\n@")
    return {part.partition("{")[2].partition(",")[0].strip(): part.strip() for part in parts}
