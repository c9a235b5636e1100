"""The built site's pages as the parts of one book.

Nothing is written anew: a part is what its page says, without what only a screen needs. Numbers
lead to notes at the part's end, which are made of the page's own cards, and all links arrive
within the book.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import yaml
from lxml import etree
from lxml.html.defs import empty_tags

from durand.errors import StageError
from durand.site.reader import SHEETS
from durand.theme import FONT, PALETTE

if TYPE_CHECKING:
    from durand.publication import Publication

FIGURES = "Figures"
FOLDS = ("num-cards", "figure-tools", "chapter-code")
"""What a page holds beside its text: cards, a figure's rows, code."""
_SCREEN = (
    *FOLDS, "headerlink", "explore-bar", "ledger-filter", "gallery-filter", "share",
    "printed-sources", "cite-number", "take-book", "brief", "toctree-wrapper", "said", "by-hand",
)  # fmt: skip
_SITE = re.sub(r"\} (?=\.)", "}\n", "".join(path.read_text("utf-8") for path in SHEETS))
_PICTURE = {"opening", "dead"}
"""The classes of the front page's drawings, whose colours are in the site's sheet."""
_KEPT = re.compile(
    "(?:alt|class|colspan|data-head|display|height|href|id|lang|media|rowspan|scope|src|srcset|start|stretchy"
    "|type|width|xmlns)$"
)


@dataclass
class Part:
    """One page of the site as a part of the book."""

    name: str
    title: str
    page: str
    """The page it is made of, from the site root."""
    body: etree._Element
    caption: str = ""
    """The title of the group of parts that it begins."""
    ids: set[str] = field(default_factory=set)
    figures: dict[str, str] = field(default_factory=dict)
    """The ids of its figures, and number and title of each."""


def read(path: Path) -> etree._Element:
    """Return a page of the site as a tree."""
    root = etree.parse(str(path), etree.HTMLParser(encoding="utf-8")).getroot()
    for svg in root.iter("svg"):
        svg.attrib["viewBox"] = svg.attrib.pop("viewbox", "0 0 0 0")  # HTML has no capitals
    return root


def of_class(node: etree._Element, *names: str) -> list[etree._Element]:
    """Return all elements below a node that have one of the classes, in order."""
    has = (f'contains(concat(" ", normalize-space(@class), " "), " {name} ")' for name in names)
    return node.xpath(f".//*[{' or '.join(has)}]")


def text(node: etree._Element) -> str:
    """Return the text of a node, its spaces made one."""
    return " ".join("".join(node.itertext()).split())


def element(tag: str, *inside: etree._Element | str, **attributes: str) -> etree._Element:
    """Return an element with texts and elements in it; ``class_`` is its class."""
    node = etree.Element(tag, {name.rstrip("_"): said for name, said in attributes.items()})
    for one in inside:
        if isinstance(one, str):
            if len(node):
                node[-1].tail = (node[-1].tail or "") + one
            else:
                node.text = (node.text or "") + one
        else:
            node.append(one)
    return node


def written(node: etree._Element) -> str:
    """Return a tree as XHTML that any reader of HTML takes, too."""
    for one in node.iter():
        if one.tag not in empty_tags and not len(one) and not one.text:
            one.text = ""  # or it would be written as <span/>
    return etree.tostring(node, encoding="unicode", with_tail=False)


# ------------------------------------------------------------------------------ all parts


def parts(book: Publication, site: Path) -> tuple[list[Part], dict[str, str]]:
    """Return the book's parts in order, a title page first, and its drawings, SVG by name.

    Raises
    ------
    StageError
        If a page that the list of contents names was not built.
    """
    toc = _toc(book)
    listed = [(toc["root"], "")] + [
        (one["file"], group.get("caption", "") * (at == 0))
        for group in toc["parts"]
        for at, one in enumerate(group["chapters"])
    ]
    pages = {name: site / f"{name}.html" for name, _ in listed}
    if missing := [name for name, path in pages.items() if not path.is_file()]:
        raise StageError(
            f"The site has no {', '.join(missing)}. Build it: `python -m durand book`."
        )
    drawings: dict[str, str] = {}
    trees = {name: read(path) for name, path in pages.items()}
    found = [
        _part(name, trees[name], caption, drawings)
        for name, caption in listed
        if not of_class(trees[name], "gallery", "explored")  # lists of figures, and a tool
    ]
    base = _base(trees[toc["root"]])
    for part in found:
        _link(part, found, base)
    first = _title_page(book, site, found[0], trees[toc["root"]])
    return [first, *found], drawings


def _toc(book: Publication) -> dict[str, Any]:
    return yaml.safe_load((book.root / "_toc.yml").read_text(encoding="utf-8"))


def front(book: Publication) -> str:
    """Return the front page, from the site root and without ``.html``."""
    return _toc(book)["root"]


def cited(site: Path) -> str:
    """Return how the whole is cited, in the first form that the site gives."""
    first, *_ = (site / "cite" / "publication.txt").read_text(encoding="utf-8").splitlines()
    return first.partition(": ")[2]


def alone(page: str, root: etree._Element) -> tuple[Part, dict[str, str]]:
    """Return one page, as a tree, as a book of its own without notes; and its drawings."""
    for cards in of_class(root, "num-cards"):
        cards.getparent().remove(cards)
    drawings: dict[str, str] = {}
    part = _part(page, root, "", drawings)
    _link(part, [part], _base(root))
    part.body.attrib["class"] = "brief-page"
    return part, drawings


def _base(root: etree._Element) -> str:
    """Return the site's public address, with a slash; ``""`` for a local copy."""
    address = next(iter(root.xpath('.//link[@rel="canonical"]/@href')), "")
    return address[: address.rfind("/") + 1]


def _part(page: str, root: etree._Element, caption: str, drawings: dict[str, str]) -> Part:
    body = root.find(".//main/article")
    name = page.rpartition("/")[2]
    heading = body.find(".//h1")
    title = re.sub(r"#$", "", text(heading)).strip()
    body.tag, body.attrib["id"] = "section", ""
    notes = _notes(body, name)
    _shorten(body)
    part = Part(name, title, f"{page}.html", body, caption)
    for figure in body.iter("figure"):
        versioned(figure)
    for one in of_class(body, *_SCREEN):
        one.tag = "drop"
    etree.strip_elements(body, "drop", "button", "form", "nav", "script", with_tail=False)
    etree.strip_elements(body, etree.Comment, with_tail=False)
    for figure in body.iter("figure"):
        part.figures[figure.get("id", "")] = text(figure.find("figcaption"))
    _draw(body, name, drawings)
    for table in body.iter("table"):  # a narrow screen has each cell under its head
        heads = [text(head) for head in table.findall("thead/tr/th")]
        for row in table.findall("tbody/tr"):
            for head, cell in zip(heads, row.findall("td"), strict=False):
                cell.attrib["data-head"] = head
    for one in of_class(body, "claimant"):  # what the print sheet writes around it
        one.text = f" [{text(one)}]"
    if notes is not None:
        body.append(notes)
    for one in body.iter():
        for attribute in [said for said in one.attrib if not _KEPT.match(said)]:
            del one.attrib[attribute]
        if "id" in one.attrib:
            part.ids.add(one.attrib["id"])
            one.attrib["id"] = f"{name}-{one.attrib['id']}" if one.attrib["id"] else name
    return part


def _shorten(body: etree._Element) -> None:
    """Say in a line what folds open on a screen."""
    for link in body.xpath('.//td//a[@class="note"]'):  # to its own row
        link.tag = "drop"
        before = link.getprevious()
        if before is not None and before.tag == "br":
            before.tag = "drop"
    for ways in body.xpath('.//ul[li][not(li[not(.//a[starts-with(@href, "?")])])]'):  # of a model
        ways.tag = ways.getprevious().tag = "drop"
    for opener in of_class(body, "opener"):
        notebook = opener.find("a").get("href").partition("_sources/")[2]
        said = " · ".join(text(one) for one in opener.iter("span") if "minute" not in text(one))
        new = element("p", f"{said} · Its code: ", element("code", notebook), class_="opener")
        opener.getparent().replace(opener, new)
    for fold in body.xpath('.//details[contains(@class, "correction")]'):
        said = text(fold.find("summary"))
        way = fold.find(".//a").get("href").partition("#")[0]
        new = element("p", element("a", said, href=way), ".", class_="corrected")
        new.tail = fold.tail
        fold.getparent().replace(fold, new)
    for fold in body.iter("details"):
        if fold.get("class", "") not in _SCREEN:
            fold.tag = "div"
            fold.find("summary").tag = "p"
    for end in of_class(body, "chapter-end"):  # machines take the other forms from the site
        for one in list(end):
            if one.tag != "h2" and not text(one).startswith("APA"):
                one.tag = "drop"
    for block in of_class(body, "copyable"):
        label, copied = block.find("p"), block.find("pre")
        if copied is not None and text(label) in ("APA", "Chicago"):
            copied.tag, copied.attrib["class"] = "p", "citation"
            label.tag = "drop"
        elif copied is not None:
            block.tag = "drop"


def versioned(figure: etree._Element) -> None:
    """Say under a figure which version it is, and let its picture say what the page says of it."""
    about = figure.xpath('.//p[a[contains(@href, "figures/") and text()="Permanent page"]]')
    line = next(iter(of_class(figure, "figure-sources")), None)
    if about and line is not None:
        version = re.sub(r"^, ", "", about[0].find("a").tail or "").rstrip(". ")
        line.append(element("span", f" {version[0].upper()}{version[1:]}.", class_="version"))


def _notes(body: etree._Element, name: str) -> etree._Element | None:
    """Return the cards of a page's numbers as its notes: number, what, whose, where read."""
    listed = element("ol", class_="notes")
    ways = {href.rpartition("#")[2]: href for href in body.xpath(".//a[@class]/@href")}
    for card in of_class(body, "num-card"):
        row = card.get("id", "").removeprefix("card-")
        head = next(iter(of_class(card, "num-head")))
        if row.startswith("is-") or head.find("span") is None:
            continue
        number, what = head
        for mark in of_class(what, "num-mark"):
            mark.text = f"({text(mark)})"
        said = next(iter(of_class(card, "num-said")))
        said.tag, said.tail = "span", ". "
        number.tail, what.tail = " ", ". "
        what.find("b").tail = f", {(what.find('b').tail or '').lstrip()}"
        note = element("li", number, what, said, id=f"note-{row}")
        for term, told in zip(card.findall(".//dt"), card.findall(".//dd"), strict=True):
            if text(term) in ("Source", "Formula", "Input"):
                told.tag, told.tail, told.attrib["class"] = "span", ". ", "told"
                note.append(element("span", f"{text(term)}: "))
                note.append(told)
        note.append(element("a", row, href=ways[row], class_="row"))
        listed.append(note)
    if not len(listed):
        return None
    head = element("h2", "Numbers and whose they are")
    return element("section", head, listed, id="notes", class_="numbers")


def _draw(body: etree._Element, name: str, drawings: dict[str, str]) -> None:
    """Put pictures, in the light palette, in place of drawings; the narrow one for a phone."""
    for at, svg in enumerate(list(body.iter("svg")), 1):
        if svg.get("class", "") == "chart-narrow":
            continue
        said = [text(one) for one in (svg.find("title"), svg.find("desc")) if one is not None]
        size = [f"{float(one):.0f}" for one in svg.get("viewBox").split()[2:]]
        alt = ". ".join(said) or "Drawn as the text beside it says"
        shown = element("img", src=f"{name}-{at}.svg", alt=alt, width=size[0], height=size[1])
        drawings[f"{name}-{at}.svg"] = _picture(svg)
        both, narrow = [svg], svg.getnext()
        if narrow is not None and narrow.get("class", "") == "chart-narrow":
            small = f"{name}-{at}-narrow.svg"
            drawings[small] = _picture(narrow)
            both.append(narrow)
            wide = "(max-width: 600px)"
            source = element("source", media=wide, srcset=small, type="image/svg+xml")
            shown = element("picture", source, shown)
        shown.tail = "".join(one.tail or "" for one in both)
        parent = svg.getparent()
        parent.insert(parent.index(svg), shown)
        for one in both:
            one.tail = None
            parent.remove(one)


def _picture(svg: etree._Element) -> str:
    """Return a page's drawing as a file: the colours of its classes are written out again."""
    style = _style(
        {name for above in svg.iterancestors() for name in above.get("class", "").split()}
        & _PICTURE
    )
    for one in svg.iter():
        for name in one.get("class", "").split():
            kind, _, role = name.partition("-")
            if kind in ("f", "s") and role in PALETTE:
                one.attrib["fill" if kind == "f" else "stroke"] = PALETTE[role]
    for name in [name for name in svg.attrib if name.startswith("aria") or name == "role"]:
        del svg.attrib[name]
    width, height = svg.get("viewBox").split()[2:]
    svg.attrib.update({"width": width, "height": height, "font-family": FONT, "font-size": "13"})
    if style:
        svg.insert(0, element("style", style))
    made = etree.tostring(svg, encoding="unicode", with_tail=False)
    return made.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)


def _style(around: set[str]) -> str:
    """Return what the site's sheet says of drawings below these classes, in the light palette."""
    colours = dict(reversed(re.findall(r"(--[\w-]+): ([^;]+);", _SITE)))
    found = ""
    for selector, said in re.findall(r"^\s*(\.[^{}@]*?) \{([^{}]*)\}", _SITE, re.M):
        below = selector
        while (match := re.match(r"\.([\w-]+) (.+)", below)) and match[1] in around:
            below = match[2]
        if (below != selector and "svg" not in below) or selector.startswith(".mark"):
            found += f"{below} {{{said}}}\n"
    found = re.sub(r"var\((--[\w-]+)\)", lambda match: colours[match[1]], found)
    # two things that PDF programs draw otherwise: a font in short, and a dash of no length
    found = re.sub(r"font: (\d+) ([\d.]+px)[^;]*;", r"font-weight: \1; font-size: \2;", found)
    return found.replace("stroke-dasharray: 0 9", "stroke-dasharray: .01 8.99")


# ------------------------------------------------------------------------------------ links


def _link(part: Part, every: list[Part], base: str) -> None:
    """Let each link arrive in the book; one that cannot goes to the public site, or is text."""
    listed = part.body.xpath('.//ol[@class="notes"]/li/@id')
    notes = {name: at for at, name in enumerate(listed, 1)}
    for link in list(part.body.iter("a")):
        href = link.attrib.pop("href", "")
        if urlsplit(href).scheme:
            link.attrib["href"] = href
            if link.getparent().tag != "p" or text(link) != href:
                shown = element("span", f" ({href})", class_="url")
                shown.tail, link.tail = link.tail, None
                link.addnext(shown)
        elif href and (way := _arrive(href, part, every, link.get("class") == "row")):
            link.attrib["href"] = f"#{way}"
            if way in notes:  # paper cannot be followed: the number of the note stands beside it
                mark = element("sup", f"[{notes[way]}]", class_="ref")
                mark.tail, link.tail = link.tail, None
                link.addnext(mark)
        elif href and base:
            link.attrib["href"] = base + posixpath.normpath(
                posixpath.join(posixpath.dirname(part.page), href)
            )
        else:
            link.tag = "span"


def _arrive(href: str, part: Part, every: list[Part], row: bool) -> str:
    """Return the id in the book at which a link of a page arrives, or nothing."""
    path, _, name = href.partition("#")
    path = path.partition("?")[0]
    page = (
        posixpath.normpath(posixpath.join(posixpath.dirname(part.page), path))
        if path
        else part.page
    )
    if f"note-{name}" in part.ids and not row:
        return f"{part.name}-note-{name}"
    figure = re.fullmatch(r"figures/(fig-[a-z0-9-]+?)(?:-v\d+)?\.html", page)
    for one in [*every[1:], every[0]]:
        if one.page == page:
            return f"{one.name}-{name}" if name in one.ids and name else one.name
        if figure and figure[1] in one.figures:
            return f"{one.name}-{figure[1]}"
    return "contents" if page.endswith("/figures.html") and len(every) > 1 else ""


# ------------------------------------------------------------------- title page and contents


def _title_page(book: Publication, site: Path, front: Part, root: etree._Element) -> Part:
    """Take from the front page what it says of the whole, and put it on a page before all."""
    body = element("section", id="title", class_="title-page")
    heading = front.body.find(".//h1")
    body.append(element("h1", text(heading)))
    heading.text = front.title = "In short"
    for term in of_class(front.body, "colophon")[0].iter("dt"):
        term.text = f"{term.text}: "
    for one in of_class(front.body, "lede", "colophon"):
        if one.tail:
            one.tail = None
        body.append(one)
    for said in of_class(root, "page-end"):
        licence = text(said).rpartition("Data to ")[2].partition(". ")[2]
        body.append(element("p", licence, class_="licence"))
    body.append(element("p", f"Cite as: {cited(site)}", class_="citation"))
    return Part("title", book.title, front.page, body)


def contents(every: list[Part]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield the parts by group, each as its id and title; last the figures of the chapters."""
    group: list[tuple[str, str]] = []
    caption = ""
    for part in every[1:]:
        if part.caption:
            yield caption, group
            caption, group = part.caption, []
        group.append((part.name, part.title))
    yield caption, group
    figures = [
        (f"{part.name}-{name}", title) for part in every[2:] for name, title in part.figures.items()
    ]
    yield FIGURES, figures
