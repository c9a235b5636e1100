"""How far the two codings of the founding articles agree: a directive of this book alone."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from durand.measures import coding
from durand.site import addresses, cite
from durand.site.pages import Made, cells, fills, table
from durand.site.state import book

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


@fills("agreement")
def _agreement(env: BuildEnvironment, docname: str, told: str) -> str:
    """Return the measures, a table by kind, and a table of the settled differences."""
    here = book(env)
    sources = addresses.way(env, docname, "sources")
    first = {kind: here.load(name) for kind, name in coding.KINDS.items()}
    settlements = here.load("settlements")
    laid = coding.original(coding.units(here.load("second_coding"), first), settlements)
    kinds = [
        ("All", coding.agreement(laid)),
        *((kind.capitalize(), found) for kind, found in coding.by_kind(laid).items()),
    ]
    measured = [
        cells(
            escape(kind),
            str(found.units),
            str(found.differing),
            f"{found.percent:.0f} %",
            "not defined" if found.alpha is None else f"{found.alpha:.2f}",
        )
        for kind, found in kinds
    ]
    settled = [
        cells(
            f'<a href="{sources}#{row["source"]}">{escape(cite.name(here, row["source"]))}</a>, '
            f"{row['locator']}",
            row["kind"],
            row["first"],
            row["second"],
            row["settled"],
            escape(row["reason"]),
        )
        for row in settlements.to_dict("records")
    ]
    whole = kinds[0][1]
    read = laid[["source", "paragraph"]].drop_duplicates()
    kept = int((settlements["settled"] == settlements["first"]).sum())
    return (
        f"<p>{len(read)} paragraphs and {len(coding.KINDS)} kinds make {whole.units} units. "
        f"The codings agree in {whole.percent:.0f} % of them. Krippendorff’s alpha, which "
        f"takes off what chance alone would give, is <strong>{whole.alpha:.2f}</strong> "
        f"(n = {whole.units}).</p>"
        + table(
            "Agreement of the two codings",
            ["Kind", "Units", "Differing", "Agreement", "Alpha"],
            measured,
        )
        + f"<p>All {len(settlements)} differing units were settled: {kept} as the first coding "
        f"had them, {len(settlements) - kept} as the second had them.</p>"
        + table(
            "Settled differences",
            ["Paragraph", "Kind", "First", "Second", "Settled", "Why"],
            settled,
        )
    )


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive."""
    app.add_directive("agreement", Made)
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": True}
