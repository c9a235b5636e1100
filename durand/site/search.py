"""Search without a server: every chapter, figure, term, ledger row and source as a record.

The records travel in a script, so that search works from disk too; MiniSearch finds in them.
Sphinx's own index holds pages alone and no row of the ledger, and is not made.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from durand import prose
from durand.ledger.periods import say_period
from durand.site import addresses, cite, exports
from durand.site.figures import chart_figure
from durand.site.state import Found, book, state

RECORDS = "search-records.js"
_LEFT_OUT = (
    nodes.section,
    nodes.raw,
    nodes.literal_block,
    nodes.title,
    nodes.system_message,
    chart_figure,
)


def records(env: BuildEnvironment) -> list[dict[str, str]]:
    """Return everything that can be found: kind, title, text and address from the site root."""
    return [*_sections(env), *_figures(env), *_terms(env), *_rows(env), *_sources(env)]


def _record(kind: str, title: str, text: str, address: str) -> dict[str, str]:
    return {"kind": kind, "title": title, "text": " ".join(text.split()), "address": address}


def _sections(env: BuildEnvironment) -> Iterator[dict[str, str]]:
    for docname, (sections, _) in sorted(state(env).sections.items()):
        page = env.titles[docname].astext()
        for title, text, anchor in sections:
            name = f"{page}: {title}" if anchor else title
            yield _record("page", name, text, f"{docname}.html{anchor}")


def _figures(env: BuildEnvironment) -> Iterator[dict[str, str]]:
    for export in exports.in_order(env):
        said = (prose.plain(export.record[part]) for part in ("caption", "description"))
        title = f"Figure {export.number}. {export.title}"
        yield _record("figure", title, " ".join(said), export.page)


def _terms(env: BuildEnvironment) -> Iterator[dict[str, str]]:
    for docname, (_, terms) in sorted(state(env).sections.items()):
        for term, text, anchor in terms:
            yield _record("term", term, text, f"{docname}.html{anchor}")


def _note(app: Sphinx, doctree: nodes.document) -> None:
    sections: Found = []
    for section in doctree.findall(nodes.section):
        top = section.parent.tagname == "document"
        said = [
            _said(child)
            for child in section.children
            if not isinstance(child, _LEFT_OUT) and "cell" not in child.get("classes", [])
        ]
        anchor = "" if top else f"#{section['ids'][0]}"
        sections.append((section[0].astext(), " ".join(said), anchor))
    terms: Found = [
        (item[0].astext(), item[-1].astext(), f"#{item[0]['ids'][0]}")
        for item in doctree.findall(nodes.definition_list_item)
        if isinstance(item[0], nodes.term) and item[0]["ids"]
    ]
    state(app.env).sections[app.env.docname] = sections, terms


def _said(node: nodes.Element) -> str:
    """Return what a part of a page says; what is drawn beside its paragraphs is no part of it."""
    if not isinstance(node, nodes.container):
        return node.astext()
    return " ".join(one.astext() for one in node.findall(nodes.paragraph))


def _rows(env: BuildEnvironment) -> Iterator[dict[str, str]]:
    evidence, page = book(env).ledger, addresses.page(env, "ledger")
    for number in evidence.values():
        where = f"{evidence.places[number.place]}, {say_period(number.period)}"
        who = number.claimant.short if number.status != "derived" else "derived"
        title = f"{number.wording} {number.indicator.label}, {where} ({who})"
        text = f"{number.indicator.question} {number.note}"
        yield _record("row", title, text, f"{page}.html#{number.evidence_id}")


def _sources(env: BuildEnvironment) -> Iterator[dict[str, str]]:
    page = addresses.page(env, "sources")
    for key, entry in book(env).data.sources.items():
        text = f"{entry.fields['title']} {entry.fields.get('publisher', '')}"
        yield _record("source", cite.name(book(env), key), text, f"{page}.html#{key}")


def _no_index(app: Sphinx) -> None:
    app.builder.search = False  # type: ignore[attr-defined]


def _write(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Write the records, and hand the search page to Sphinx."""
    text = json.dumps(records(app.builder.env), ensure_ascii=False, separators=(",", ":"))
    (Path(app.outdir) / RECORDS).write_text(f"durandSearch({text});\n", encoding="utf-8")
    said = {"description": f"Search {app.config.html_title}."}
    yield "search", {"title": "Search", "about_page": said}, "search.html"


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.connect("builder-inited", _no_index)
    app.connect("doctree-read", _note)
    app.connect("html-collect-pages", _write)
