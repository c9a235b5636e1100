"""Read a table of ``data/`` through its schema; refuse a bad one.

The schema of every table is in ``data/datapackage.json`` (a Frictionless Data Package) and is
written nowhere else.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cached_property
from importlib.metadata import version
from math import nan
from pathlib import Path
from typing import TYPE_CHECKING, Any

from durand.data import rules
from durand.data.sources import Sources
from durand.data.text import cells, suggest
from durand.errors import DataError

if TYPE_CHECKING:
    import frictionless
    import pandas as pd

    from durand.cache import Cache
    from durand.reads import Reads

DESCRIPTOR = "datapackage.json"
BIBLIOGRAPHY = "sources.bib"
_DTYPES = {"string": "str", "integer": "Int64", "number": "float64", "boolean": "bool"}
_VALUES: dict[str, Callable[[str], Any]] = {
    "string": str,
    "integer": lambda cell: int(cell) if cell else None,
    "number": lambda cell: float(cell) if cell else nan,
    "boolean": lambda cell: cell == "true",
}
_CODE = sorted(Path(__file__).parent.glob("*.py"))


class Package:
    """The tables of one folder and their bibliography, each read once.

    Parameters
    ----------
    folder
        The data package's folder.
    cache
        Where the word that a table is sound is kept.
    reads
        What was asked for is noted here.
    """

    def __init__(self, folder: Path, cache: Cache, reads: Reads) -> None:
        self.folder = folder
        self._cache = cache
        self._reads = reads
        self._cells: dict[str, list[list[str]]] = {}
        self._frames: dict[str, pd.DataFrame] = {}

    def load(self, name: str) -> pd.DataFrame:
        """Return one table, typed by its schema.

        Parameters
        ----------
        name
            A resource of ``datapackage.json``, for example ``"evidence"``.

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
        table = self.peek(name).copy()
        self.note(name)
        return table

    def note(self, name: str, *ids: str) -> None:
        """Note a table that was read, or some of its rows; asked too often to look for the file."""
        self._reads.note(self._resources[name]["path"], *ids)

    def peek(self, name: str) -> pd.DataFrame:
        """Return a table as `load` does, but shared, and not noted as read.

        The ledger reads every table that holds one of its numbers, and notes what is asked for.
        """
        if name not in self._frames:
            self._frames[name] = self._read(name)
        return self._frames[name]

    def check(self) -> None:
        """Raise `DataError` for all tables that break their schema or what they declare."""
        problems: list[str] = []
        for name in self.names:
            try:
                self.peek(name)
            except DataError as error:
                problems += error.args
        if problems:
            raise DataError(*dict.fromkeys(problems))  # a bad bibliography is told by every table

    def _read(self, name: str) -> pd.DataFrame:
        import pandas as pd  # here and below: a build in which nothing changed reads no table

        table = self.described(name)
        self._once(
            lambda: rules.refuse(self._standard.get_resource(name), self), *self._decide(table)
        )
        columns = zip(*self.cells(name)[1:], strict=True)
        fields = table["schema"]["fields"]
        return pd.DataFrame(
            {
                field["name"]: pd.Series(
                    [_VALUES[field["type"]](cell) for cell in column], dtype=_DTYPES[field["type"]]
                )
                for field, column in zip(fields, [*columns] or [()] * len(fields), strict=True)
            }
        )

    def cells(self, name: str) -> list[list[str]]:
        """Return the cells of a table's file as text, its heading first; parsed once."""
        if name not in self._cells:
            path = self.folder / self.described(name)["path"]
            self._cells[name] = cells(f"data/{path.name}", path.read_bytes())
        return self._cells[name]

    @property
    def names(self) -> list[str]:
        """The names of all tables, in the package's order."""
        return list(self._resources)

    def described(self, name: str) -> dict[str, Any]:
        """Return the descriptor of a table, as ``datapackage.json`` has it.

        Raises
        ------
        DataError
            If the package is none, it lists no such table, or the table's file is missing.
        """
        if name not in self._resources:
            raise DataError(
                f"There is no table '{name}' in data/{DESCRIPTOR}; its tables are "
                f"{', '.join(self._resources)}.{suggest(name, self._resources)}"
            )
        path = self._resources[name]["path"]
        if not (self.folder / path).is_file():
            raise DataError(
                f"data/{path} is missing: {DESCRIPTOR} lists it. "
                "Restore the file, or take it out of the package."
            )
        return self._resources[name]

    @cached_property
    def descriptor(self) -> dict[str, Any]:
        """The whole descriptor.

        Raises
        ------
        DataError
            If ``datapackage.json`` is missing or not a valid data package.
        """
        path = self.folder / DESCRIPTOR
        text = path.read_bytes() if path.is_file() else b""
        self._once(lambda: self._standard.to_descriptor(), text)
        return json.loads(text)

    @cached_property
    def _resources(self) -> dict[str, dict[str, Any]]:
        return {table["name"]: table for table in self.descriptor["resources"]}

    @cached_property
    def _standard(self) -> frictionless.Package:
        """The package as the standard's own library has it."""
        from frictionless import FrictionlessException, Package

        try:
            return Package(str(self.folder / DESCRIPTOR))
        except FrictionlessException as error:
            raise DataError(
                f"data/{DESCRIPTOR} cannot be read: {error.error.note}. "
                "Compare it with the last committed version."
            ) from error

    @cached_property
    def parsed(self) -> Sources:
        """The bibliography with its faults, for who looks for more of them."""
        return Sources(self.folder / BIBLIOGRAPHY, self.ids("actors"), self._reads)

    @cached_property
    def sources(self) -> Sources:
        """The bibliography; `DataError` if an entry has a fault."""
        if self.parsed.faults:
            raise DataError(*self.parsed.faults)
        return self.parsed

    def ids(self, name: str) -> set[str]:
        """Return the ids of a table's rows, without reading it through its schema."""
        table = self.described(name)
        key = table["schema"]["primaryKey"]
        key = key if isinstance(key, str) else key[0]
        head, *rows = self.cells(name) or [[]]
        at = head.index(key) if key in head else 0
        return {row[at] for row in rows if len(row) > at}

    def _once(self, check: Callable[[], object], *depends_on: bytes) -> None:
        """Run a check that raises `DataError`, unless it passed before with the same contents."""

        def sound() -> bytes:
            check()
            return b"sound"

        path = self._cache.path("sound", version("frictionless"), *depends_on)
        self._cache.get(path, sound)

    def _decide(self, table: dict[str, Any]) -> list[bytes]:
        """Return the contents of all files that decide whether a table is sound, code included."""
        files = {self.folder / DESCRIPTOR, self.folder / BIBLIOGRAPHY, self.folder / table["path"]}
        keys = table["schema"].get("foreignKeys", [])
        others = [key["reference"]["resource"] for key in keys]
        for other in [*others, *table.get("lists", {}).values(), "actors"]:
            if other:  # a table that refers to itself names none
                files.add(self.folder / self._resources[other]["path"])
        there = [path for path in [*_CODE, *sorted(files)] if path.is_file()]
        return [path.read_bytes() for path in there]
