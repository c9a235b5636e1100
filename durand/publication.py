"""A publication: where its data and chapters lie, and what it is called.

Made once, by a command, by Sphinx or by a chapter, and handed on.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from durand.cache import Cache
from durand.data.package import DESCRIPTOR, Package
from durand.errors import DataError
from durand.ledger.book import Ledger
from durand.reads import Reads

if TYPE_CHECKING:
    import pandas as pd

    from durand.figure.record import Figure


class Publication:
    """A folder that is a book, a data package and the chapters between them."""

    def __init__(self, root: Path) -> None:
        self.root = Path(root).resolve()
        self.reads = Reads()
        """What was asked of ``data/`` through this publication."""
        self.cache = Cache(self.root / ".cache")

    @classmethod
    def find(cls, start: Path | None = None) -> Publication:
        """Return the publication that a folder lies in; without one, that of the working folder.

        Raises
        ------
        DataError
            If neither the folder nor any above it holds ``data/datapackage.json``.
        """
        start = Path(start or Path.cwd()).resolve()
        for folder in (start, *start.parents):
            if (folder / "data" / DESCRIPTOR).is_file():
                return cls(folder)
        raise DataError(
            f"{start} lies in no publication: no folder above it holds data/{DESCRIPTOR}. "
            "Start in the publication's folder."
        )

    def __repr__(self) -> str:
        """Say what this is, and what to ask it for."""
        return f"<Publication in {self.root}: ask for .ledger, .load('a-table'), .data.names>"

    @cached_property
    def data(self) -> Package:
        """The tables and the bibliography."""
        return Package(self.root / "data", self.cache, self.reads)

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger of evidence."""
        return Ledger(self.data)

    @cached_property
    def about(self) -> dict[str, Any]:
        """What CITATION.cff says: title, authors, version, date."""
        import yaml

        return yaml.safe_load((self.root / "CITATION.cff").read_text(encoding="utf-8"))

    @property
    def title(self) -> str:
        """The title of the book."""
        return self.about["title"]

    @property
    def slug(self) -> str:
        """The name that its files bear."""
        return self.data.descriptor["name"]

    @property
    def cutoff(self) -> str:
        """Nothing published after this day is used."""
        return self.data.descriptor["cutoff"]

    @property
    def chapters(self) -> list[Path]:
        """The notebooks, in order."""
        return sorted((self.root / "notebooks").glob("*.ipynb"))

    def load(self, name: str) -> pd.DataFrame:
        """Return one table of ``data/``; see `Package.load`."""
        return self.data.load(name)

    def figure(self, figure_id: str, chart: Any, **record: Any) -> Figure:  # noqa: ANN401
        """Make a chart a citable figure of this book; see `durand.figure.record.figure`."""
        from durand.figure.record import figure  # here: with it come pandas and altair

        return figure(self, figure_id, chart, **record)
