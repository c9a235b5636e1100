"""What changed, for programs that follow it: an Atom feed of releases and corrections."""

from __future__ import annotations

import uuid
from html import escape
from pathlib import Path
from xml.etree import ElementTree

from docutils import nodes
from markdown_it import MarkdownIt
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from durand import release
from durand.site import addresses
from durand.site.state import build

NAME = "feed.xml"


def told(text: str) -> str:
    """Return a section of the changelog as HTML; markup that cells of tables hold stays text."""
    return str(MarkdownIt(options_update={"html": False}).render(text or "Nothing yet."))


def anchor(head: str) -> str:
    """Return the place of a release on the changelog page, by its heading."""
    return nodes.make_id(f"release {head}")


def _releases(env: BuildEnvironment) -> list[dict[str, str]]:
    """Return what the feed says of each release."""
    page = addresses.page(env, "changelog")
    found = []
    for head, text in release.sections(build(env.app).book).items():
        version, _, day = head.partition(" ")
        if day:  # what is unreleased is none
            way = f"{env.app.builder.get_target_uri(page)}#{anchor(head)}" if page else ""
            entry = {"title": f"Release {version}", "day": day.strip("()"), "way": way}
            found.append({"key": f"release {version}", "html": told(text), **entry})
    return found


def _corrections(env: BuildEnvironment) -> list[dict[str, str]]:
    """Return what the feed says of each correction, with how its rows changed in releases."""
    here, page = build(env.app), addresses.page(env, "corrections")
    found = []
    for row in here.corrections:
        says = [f"Wrong was: {row['wrong']}", f"Corrected to: {row['right']}", row["why"]]
        for name in filter(None, row["evidence"].split("|")):
            past = here.rows.get(f"Evidence `{name}`", {}).get("history", [])
            says += [f"Row {name}, release {one['release']}: {one['what']}." for one in past]
        title = f"Correction: {env.titles[row['page']].astext()}"
        at = f"correction-{row['at']}"
        way = f"{env.app.builder.get_target_uri(page)}#{at}" if page else ""
        html = "".join(f"<p>{escape(one)}</p>" for one in says)
        key = f"correction {row['date']} {row['page']} {row['wrong']}"
        found.append({"key": key, "title": title, "day": row["date"], "way": way, "html": html})
    return found


def write(app: Sphinx, error: Exception | None) -> None:
    """Write ``feed.xml`` at the site root (RFC 4287), newest first.

    An id is made of what it names, so that it stays when the book moves or is built anew.
    """
    if error is not None or app.builder.format != "html":
        return
    title, about = app.config.html_title, build(app).book.about
    entries = sorted(
        _releases(app.env) + _corrections(app.env), key=lambda one: one["day"], reverse=True
    )
    base = app.config.html_baseurl
    feed = ElementTree.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom"})
    if base:
        feed.set("xml:base", f"{base.rstrip('/')}/")
        ElementTree.SubElement(feed, "link", rel="self", href=NAME)

    def add(parent: ElementTree.Element, name: str, text: str, **attributes: str) -> None:
        ElementTree.SubElement(parent, name, attributes).text = text

    def identify(parent: ElementTree.Element, key: str, day: str) -> None:
        add(parent, "id", uuid.uuid5(uuid.NAMESPACE_URL, f"{title}: {key}").urn)
        add(parent, "updated", f"{day}T00:00:00Z")

    add(feed, "title", f"{title}: releases and corrections")
    identify(feed, "feed", entries[0]["day"] if entries else str(about["date-released"]))
    author = ElementTree.SubElement(feed, "author")
    add(author, "name", about["authors"][0]["name"])
    for one in entries:
        entry = ElementTree.SubElement(feed, "entry")
        add(entry, "title", one["title"])
        identify(entry, one["key"], one["day"])
        if one["way"]:
            ElementTree.SubElement(entry, "link", href=one["way"])
        add(entry, "content", one["html"], type="html")
    ElementTree.indent(feed, " ")
    text = ElementTree.tostring(feed, encoding="unicode")
    (Path(app.outdir) / NAME).write_text(
        f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n', encoding="utf-8"
    )


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.connect("build-finished", write)
