"""What a reader can search for beside words: every row of the ledger and every figure by its title.

Sphinx puts the objects of its domains into the search index, each with its own anchor.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from sphinx.domains import Domain, ObjType

from durand import prose
from durand.ledger import ledger, say_period
from durand.site import figures
from durand.site.numbers import LEDGER_PAGE

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class Evidence(Domain):
    """Rows of the ledger and figures, as objects that the search finds."""

    name = "durand"
    label = "Evidence"
    object_types: ClassVar[dict[str, ObjType]] = {
        "number": ObjType("row of the ledger"),
        "figure": ObjType("figure"),
    }

    def get_type_name(self, type: ObjType, primary: bool = False) -> str:  # noqa: A002
        """Return what a result is called."""
        return type.lname

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Yield name, words shown, kind, page, anchor and priority of each."""
        evidence = ledger()
        for number in evidence.values():
            shown = (
                f"{number.wording}: {number.indicator.label}, {evidence.places[number.place]}, "
                f"{say_period(number.period)}, {number.claimant.short}"
            )
            yield (
                f"ledger:{number.evidence_id}",
                shown,
                "number",
                LEDGER_PAGE,
                number.evidence_id,
                1,
            )
        for figure_id, (found, *_) in figures.made(self.env).items():
            title = prose.plain(found.record["title"])
            yield f"figure:{figure_id}", title, "figure", found.docname, figure_id, 1

    def merge_domaindata(self, docnames: list[str], otherdata: dict) -> None:
        """Do nothing: all is taken from the ledger and the figures."""


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_domain(Evidence)
