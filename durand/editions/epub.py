"""The book as an EPUB 3: the same parts, each a file, zipped so that the bytes are always alike."""

from __future__ import annotations

import re
import uuid
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from durand.editions.parts import FIGURES, Part, contents, element, written
from durand.editions.pdf import SCREENS, SHARED
from durand.release import zipped
from durand.theme import FONTS

if TYPE_CHECKING:
    from lxml import etree

    from durand.publication import Publication

_CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/>\
</rootfiles>
</container>
"""
_TYPES = {
    ".xhtml": "application/xhtml+xml", ".svg": "image/svg+xml", ".css": "text/css",
    ".woff2": "font/woff2",
}  # fmt: skip
_ACCESS = {
    "accessMode": ["textual", "visual"],
    "accessModeSufficient": ["textual"],
    "accessibilityFeature": [
        "alternativeText", "displayTransformability", "MathML", "readingOrder",
        "structuralNavigation", "tableOfContents",
    ],
    "accessibilityHazard": ["none"],
    "accessibilitySummary": [
        "Every picture has a text that says what it shows; every number leads to a note that says "
        "whose it is. Conformance to a standard of accessibility is not claimed."
    ],
}  # fmt: skip


def write(
    book: Publication, every: list[Part], drawings: dict[str, str], said: str, target: Path
) -> None:
    """Write the EPUB; ``said`` names the edition, and with the title makes its identifier."""
    files: dict[str, bytes] = {"nav.xhtml": _page(book.title, _nav(every)).encode()}
    for part in every:
        files[f"{part.name}.xhtml"] = _page(part.title, _apart(part, every)).encode()
    files |= {f"pictures/{name}": svg.encode() for name, svg in drawings.items()}
    files["style/edition.css"] = f"{SHARED}{SCREENS}".encode()
    files |= {f"fonts/{path.name}": path.read_bytes() for path in sorted(FONTS.glob("*.woff2"))}
    files["package.opf"] = _package(book, every, files, said).encode()
    whole = {"mimetype": b"application/epub+zip", "META-INF/container.xml": _CONTAINER.encode()}
    whole |= {f"book/{name}": made for name, made in files.items()}
    zipped(whole, target)


def _page(title: str, body: etree._Element) -> str:
    sheet = element("link", rel="stylesheet", type="text/css", href="style/edition.css")
    head = element("head", element("title", title), sheet)
    html = written(element("html", head, element("body", body), lang="en-GB"))
    spaces = 'xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
    html = html.replace('<html lang="en-GB">', f'<html {spaces} lang="en-GB" xml:lang="en-GB">', 1)
    html = html.replace("<nav type=", "<nav epub:type=")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n{html}\n'


def _apart(part: Part, every: list[Part]) -> etree._Element:
    """Point the part's links and pictures to the files of the EPUB."""
    homes = {f"{one.name}-{name}" if name else one.name: one for one in every for name in one.ids}
    homes |= {one.name: one for one in every}
    for link in part.body.iter("a"):
        name = link.get("href", "#").removeprefix("#")
        if name in homes:
            link.attrib["href"] = f"{homes[name].name}.xhtml#{name}"
        elif name == "contents":
            link.attrib["href"] = "nav.xhtml"
    for image in part.body.iter("img", "source"):
        way = "src" if image.tag == "img" else "srcset"
        image.attrib[way] = f"pictures/{image.get(way)}"
    return part.body


def _nav(every: list[Part]) -> etree._Element:
    """Return the list of contents, and after it that of the figures."""
    homes = {part.name for part in every}
    listed, body = element("ol"), element("section")
    for caption, group in contents(every):
        items = []
        for name, title in group:
            home = name if name in homes else name.partition("-fig-")[0]
            items.append(element("li", element("a", title, href=f"{home}.xhtml#{name}")))
        if caption == FIGURES:
            figures = element("nav", element("h2", caption), element("ol", *items), type="loi")
        elif caption:
            listed.append(element("li", element("span", caption), element("ol", *items)))
        else:
            listed.extend(items)
    body.extend([element("nav", element("h1", "Contents"), listed, type="toc"), figures])
    return body


def _package(book: Publication, every: list[Part], files: dict[str, bytes], said: str) -> str:
    about, day = book.about, book.about["date-released"]
    identifier = uuid.uuid5(uuid.NAMESPACE_URL, f"{book.slug} {said}")
    items = "\n".join(
        f'<item id="{_id(name)}" href="{name}" media-type="{_TYPES[Path(name).suffix]}"'
        f"{_properties(name, files[name])}/>"
        for name in files
    )
    order = ["title.xhtml", "nav.xhtml", *(f"{part.name}.xhtml" for part in every[1:])]
    spine = "".join(f'<itemref idref="{_id(name)}"/>' for name in order)
    access = "\n".join(
        f'<meta property="schema:{name}">{text}</meta>'
        for name, texts in _ACCESS.items()
        for text in texts
    )
    authors = "".join(f"<dc:creator>{escape(one['name'])}</dc:creator>" for one in about["authors"])
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" \
xml:lang="en-GB" prefix="schema: http://schema.org/">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:uuid:{identifier}</dc:identifier>
<dc:title>{escape(book.title)}</dc:title>
<dc:language>en-GB</dc:language>
{authors}
<dc:date>{day}</dc:date>
<dc:description>{escape(said)}</dc:description>
<meta property="dcterms:modified">{day}T00:00:00Z</meta>
{access}
</metadata>
<manifest>
{items}
</manifest>
<spine>{spine}</spine>
</package>
"""


def _id(name: str) -> str:
    return "i-" + re.sub(r"[^\w-]", "-", name)


def _properties(name: str, made: bytes) -> str:
    if name == "nav.xhtml":
        return ' properties="nav"'
    return ' properties="mathml"' if b"<math" in made and name.endswith(".xhtml") else ""
