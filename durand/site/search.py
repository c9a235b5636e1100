"""Search without a server: every chapter, figure, term, ledger row and source as a record.

The records travel in a script, so that search works from disk too; MiniSearch finds in them.
Sphinx's own index holds pages alone and no row of the ledger, and is not made.
Other spellings and languages are ``data/search_words.csv``, where a book has one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from durand import chapters, prose
from durand.ledger.number import Actor, Number, word_bounds
from durand.ledger.periods import days, say_period, span
from durand.prose.languages import languages
from durand.site import addresses, cite, exports
from durand.site.figures import chart_figure
from durand.site.state import Found, book, language_of, state

RECORDS = "search-records.js"
_LEFT_OUT = (
    nodes.section,
    nodes.raw,
    nodes.literal_block,
    nodes.title,
    nodes.system_message,
    chart_figure,
)


def records(env: BuildEnvironment) -> list[dict[str, Any]]:
    """Return everything that can be found: kind, title, text and address from the site root.

    ``boost`` is how much more than another of its kind it weighs; ``page`` the title of the page
    that a section is of. The title of a row of the ledger is what it counts; it also has what an
    answer needs: its question, its value, where and when, and who claims it.
    """
    english = [*_sections(env), *_figures(env), *_terms(env), *_rows(env), *_sources(env)]
    return [*english, *_translations(env)]


def words(env: BuildEnvironment) -> list[tuple[str, list[str]]]:
    """Return spellings and words of other languages, after what they mean; ``""`` is nothing."""
    here = book(env).data
    if "search_words" not in here.names:
        return []
    table = here.load("search_words")
    return [(means, said.split("|")) for means, said in zip(table.means, table.words, strict=True)]


def _record(kind: str, title: str, text: str, address: str, **more: object) -> dict[str, Any]:
    text = " ".join(re.sub(r"<[^>]+>", "", text).split())
    return {"kind": kind, "title": title, "text": text, "address": address, **more}


def _sections(env: BuildEnvironment) -> Iterator[dict[str, Any]]:
    ledger = addresses.page(env, "ledger")
    names = {export.figure_id: f"Figure {export.number}" for export in exports.in_order(env)}
    for docname, (sections, _) in sorted(state(env).sections.items()):
        if language_of(env, docname):
            continue
        page = env.titles[docname].astext()
        told = docname == env.config.root_doc or chapters.number(docname) is not None
        for title, text, anchor in sections:
            address = f"{docname}.html{anchor}"
            if docname == ledger and anchor:
                yield _record("question", title, "", address)
                continue
            for name, said in names.items():  # a reference to a figure is still its id here
                text = re.sub(rf"\b{name}\b(?!-)", said, text)
            # A chapter's top says what it found.
            more = {"page": page} if anchor else {}
            boost = (2 if told else 1) * (1 if anchor else 1.5)
            yield _record("page", title, text, address, boost=boost, **more)


def _translations(env: BuildEnvironment) -> Iterator[dict[str, Any]]:
    """Yield the sections of pages in other languages, each of a kind that its language names."""
    for docname, (sections, _) in sorted(state(env).sections.items()):
        if language := language_of(env, docname):
            page = env.titles[docname].astext()
            for title, text, anchor in sections:
                more = {"page": page} if anchor else {"boost": 1.5}
                yield _record(language.code, title, text, f"{docname}.html{anchor}", **more)


def _figures(env: BuildEnvironment) -> Iterator[dict[str, Any]]:
    for export in exports.in_order(env):
        said = (prose.plain(export.record[part]) for part in ("caption", "description"))
        title = f"Figure {export.number}. {export.title}"
        yield _record("figure", title, " ".join(said), export.page)


def _terms(env: BuildEnvironment) -> Iterator[dict[str, Any]]:
    for docname, (_, terms) in sorted(state(env).sections.items()):
        if language_of(env, docname):
            continue
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


def _rows(env: BuildEnvironment) -> Iterator[dict[str, Any]]:
    evidence, page = book(env).ledger, addresses.page(env, "ledger")
    front = {bound.evidence_id for bound in state(env).numbers[env.config.root_doc].bound}
    asked = {anchor: title for title, _, anchor in state(env).sections[page][0]}
    for number in evidence.values():
        where, when = evidence.places[number.place], say_period(number.period)
        around, place = [], evidence.within[number.place]
        while place:
            around, place = [*around, evidence.places[place]], evidence.within[place]
        first, last = span(number.period)
        full = days(number.period) in (365, 366)
        part = bool(number.indicator.part_of)
        yield _record(
            "row",
            number.indicator.label,
            _named(env, number.note),
            f"{page}.html#{number.evidence_id}",
            # The front page first, then whole years, wholes, and who counts before who repeats.
            boost=(3 if number.evidence_id in front else 1)
            * (1.5 if full else 1)
            * (1 if part else 1.2)
            * (1.1 if number.claimant == number.origin else 1),
            # As the page prints it, whose apostrophes are not the table's.
            question=asked[f"#{nodes.make_id(number.indicator.question)}"],
            value=word_bounds(number),
            where=where,
            around=around,
            when=when,
            span=[str(first), str(last)],
            full=full,
            part=part,
            front=number.evidence_id in front,
            who=who(number),
            # Alike where one repeats the other; parties and people without a name contradict
            # themselves, and a counter's second number is a revision.
            origin=f"{number.origin.actor_id} {number.status}"
            + (f" {number.value}" if number.origin.party else ""),
        )


def who(number: Number) -> str:
    """Return who claims a number and from whom it is; of one that is computed, from whose."""
    if number.status == "derived":
        return f"derived from {number.origin.short}"
    said = _says(number.claimant) if number.status == "reported" else number.status
    return said if number.origin == number.claimant else f"{said}, from {_says(number.origin)}"


def _says(actor: Actor) -> str:
    """Return the name of an actor; a source that has none is told with whose it is."""
    return actor.name if actor.kind == "unnamed sources" else actor.short


def _named(env: BuildEnvironment, note: str) -> str:
    """Return a note that names rows by what they say, not by their ids."""
    evidence = book(env).ledger
    return re.sub(
        r"\b[a-z0-9]+(?:-[a-z0-9]+)+\b",
        lambda m: (
            f"{evidence[m[0]].wording} ({evidence[m[0]].claimant.short})"
            if m[0] in evidence
            else m[0]
        ),
        note,
    )


def _sources(env: BuildEnvironment) -> Iterator[dict[str, Any]]:
    page = addresses.page(env, "sources")
    for key, entry in book(env).data.sources.items():
        text = f"{entry.fields['title']} {entry.fields.get('publisher', '')}"
        yield _record("source", cite.name(book(env), key), text, f"{page}.html#{key}")


def _no_index(app: Sphinx) -> None:
    app.builder.search = False  # type: ignore[attr-defined]


def _write(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Write the records, and hand the search page to Sphinx."""
    env = app.builder.env
    places = list(book(env).ledger.places.values())
    spoken = [
        {
            "kind": one.code, "name": one.name, "lang": one.lang, "dir": one.dir,
            "letters": one.letters,
        }
        for one in languages().values()
        if any(language_of(env, name) is one for name in state(env).translations)
    ]  # fmt: skip
    found = {
        "words": words(env), "places": places, "languages": spoken, "records": records(env),
    }  # fmt: skip
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    (Path(app.outdir) / RECORDS).write_text(f"durandSearch({text});\n", encoding="utf-8")
    said = {"description": f"Search {app.config.html_title}."}
    yield "search", {"title": "Search", "about_page": said}, "search.html"


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.connect("builder-inited", _no_index)
    app.connect("doctree-read", _note)
    app.connect("html-collect-pages", _write)
