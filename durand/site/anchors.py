"""Addresses within a page that a release gave still arrive.

``data/anchors.csv`` lists each section's anchor that a release had, and where it arrives now if its
heading changed. The anchor of a figure that a page no longer holds leads to the figure's own page.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from durand import release
from durand.site.state import book, build, state


def _ids(doctree: nodes.document) -> dict[str, nodes.Element]:
    return {name: node for node in doctree.findall(nodes.Element) for name in node.get("ids", [])}


def _note(app: Sphinx, doctree: nodes.document) -> None:
    state(app.env).anchors[app.env.docname] = set(_ids(doctree))


def problems(env: BuildEnvironment) -> list[str]:
    """Return which released anchors arrive nowhere."""
    found, noted = [], state(env).anchors
    for at, row in enumerate(release.anchors(book(env)), 2):
        here, arrives = noted.get(row["page"]), row["to"] or row["anchor"]
        if here is None:
            said = f"there is no page {row['page']}, whose address a release gave. Bring it back."
        elif arrives not in here:
            said = (
                f"{row['page']} has no ‘{arrives}’. Write in column to "
                f"where ‘{row['anchor']}’ arrives: one of {', '.join(sorted(here))}."
            )
        elif row["to"] and row["anchor"] in here:
            said = f"{row['page']} still has ‘{row['anchor']}’ itself. Leave column to blank."
        else:
            continue
        found.append(f"data/anchors.csv, row {at}: {said}")
    return found


def _arrive(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Give the page every anchor that it had in a release."""
    here = _ids(doctree)
    for row in release.anchors(book(app.env)):
        if row["page"] == docname and row["to"]:
            node = here[row["to"]]
            node.parent.insert(node.parent.index(node), nodes.target(ids=[row["anchor"]]))
    said = "Figures of earlier releases that this page no longer holds: "
    text = nodes.paragraph("", said, classes=["quiet"])
    for name, versions in build(app).kept.items():
        one = versions[-1]
        if name not in here and one.page == f"{docname}.html#{name}":
            way = app.builder.get_relative_uri(docname, f"figures/{name}")
            number = f"{one.number} ({one.release})"
            text += nodes.reference("", number, refuri=way, ids=[name], internal=True)
            text += nodes.Text(", ")
    if len(text) > 1:
        text[-1] = nodes.Text(".")
        [*doctree.findall(nodes.section)][-1] += text


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.connect("doctree-read", _note)
    app.connect("doctree-resolved", _arrive)
