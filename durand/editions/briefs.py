"""A chapter on one page: its question, findings, first figure, what to say, how to cite it.

All of it is taken from the chapter's built page; of the front page for the whole book, with the
first thing to say of each chapter.
"""

from __future__ import annotations

import copy
import posixpath
from collections.abc import Container, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from lxml import etree

from durand.editions.parts import FOLDS, cited, element, of_class, read, text, versioned
from durand.site import check

_CUT = (*FOLDS, "headerlink")


def made(
    site: Path, folder: str, pages: list[str], ledger: Container[str]
) -> Iterator[tuple[str, etree._Element]]:
    """Yield the name of each brief and its page, to lie in a folder of the site.

    ``pages`` are the front page and the chapters, from the site root, without ``.html``; ``ledger``
    holds the ids of its rows.
    """
    roots = {page: read(site / f"{page}.html") for page in pages}
    front, *chapters = pages
    for page, root in roots.items():
        for node in root.xpath('.//*[@href or @src][not(@rel="canonical")]'):
            _move(node, page, folder)
    firsts = [roots[page] for page in chapters if of_class(roots[page], "say")]
    for page, root in roots.items():
        name = page.rpartition("/")[2] if page != front else "book"
        tables = of_class(root, "say")[:1] if page != front else [_joined(firsts, root)]
        whole = posixpath.relpath(f"{page}.html", folder)
        brief = _brief(root, tables, cited(site), f"brief-{name}.pdf", whole)
        for control in of_class(brief, "check"):
            said = etree.tostring(brief.find(".//main/article"), encoding="unicode")
            if count := check.counted(said, "ledger.html", ledger):
                control.find("button").text = check.asked(count)
            else:
                control.getparent().remove(control)
        yield f"brief-{name}", brief


def _move(node: etree._Element, page: str, folder: str) -> None:
    """Let a way of a page lead from a folder to where it led."""
    way = "href" if "href" in node.attrib else "src"
    path, mark, name = node.get(way, "").partition("#")
    if not urlsplit(path).scheme:
        there = posixpath.join(posixpath.dirname(page), path)
        if not path or path.startswith("?"):
            there = f"{page}.html{path}"
        node.attrib[way] = posixpath.relpath(posixpath.normpath(there), folder) + mark + name


def _joined(roots: list[etree._Element], front: etree._Element) -> etree._Element:
    """Return one table of the first row of each page's, and put its numbers' cards into one."""
    whole = copy.deepcopy(of_class(roots[0], "say")[0])
    body, held = whole.find("tbody"), of_class(front, "num-cards")[0]
    known = {card.get("id") for card in held}
    for row in list(body):
        body.remove(row)
    for at, root in enumerate(roots):
        body.append(copy.deepcopy(of_class(root, "say")[0].find("tbody/tr")))
        cards = {card.get("id"): card for card in of_class(root, "num-card")}
        for link in of_class(body[-1], "num"):
            compares = "is" in link.get("class").split()
            name = link.get("id") if compares else link.get("href").rpartition("#")[2]
            card = copy.deepcopy(cards[f"card-{name}"])
            if compares:  # each page counts its own
                link.set("id", f"{name}-{at}")
                card.set("id", f"card-{name}-{at}")
            if card.get("id") not in known:
                held.append(card)
                known.add(card.get("id"))
    return whole


_AWAY = """.//*[@id="contents"] | .//link[@rel="canonical"] | .//nav[@class="prev-next"]
    | .//button[@popovertarget="contents"] | .//script[@type]
    | .//meta[@property="og:url"]"""
"""What a page says of itself and of its neighbours."""


def _brief(
    root: etree._Element, tables: list[etree._Element], own: str, paper: str, whole: str
) -> etree._Element:
    """Return a page with a brief in place of its text."""
    root = copy.deepcopy(root)
    root.attrib["data-content_root"] = "../"
    article = root.find(".//main/article")
    cards, figure = of_class(article, "num-card"), of_class(article, "durand-figure")[0]
    versioned(figure)
    title = text(article.find(".//h1")).removesuffix("#")
    bold = [
        one for one in article.find(".//section").findall("p") if one.find("strong") is not None
    ]
    asked = of_class(article, "question") or of_class(article, "lede")
    found = of_class(article, "finding") or [*of_class(article, "first"), *bold]
    forms = [one for one in of_class(article, "copyable") if text(one).startswith("APA")][-1:]
    forms = forms or [element("p", own, class_="citation")]
    ways = [element("a", "The whole", href=whole), element("a", "PDF", href=paper)]
    parts = [
        element("p", "On one page. ", ways[0], ", ", ways[1], class_="brief"),
        element("h1", title), *asked, *found, figure,
        *map(copy.deepcopy, tables), *forms,
    ]  # fmt: skip
    for one in parts:
        one.tail = None
    body = element("section", *parts)
    for one in of_class(body, *_CUT):
        one.tag = "drop"
    etree.strip_elements(body, "drop", with_tail=False)
    used = {one for href in body.xpath(".//a/@href") for one in [href.rpartition("#")[2]]}
    used |= set(body.xpath(".//a/@id"))
    kept = [card for card in cards if card.get("id", "").removeprefix("card-") in used]
    for one in list(article):
        article.remove(one)
    article.extend([body, element("div", *kept, class_="num-cards")])
    seen: set[str] = set()
    for link in of_class(body, "num"):
        name = link.get("href").rpartition("#")[2]
        if "is" in link.get("class").split():
            continue
        link.attrib.pop("id", None)
        if name not in seen:
            link.set("id", f"n-{name}-1")  # a sentence can be linked here, too
        seen.add(name)
    root.find(".//title").text = f"{title}, on one page"
    for meta in root.iter("meta"):
        if (what := meta.get("property") or meta.get("name")) == "og:title":
            meta.set("content", f"{title}, on one page")
        elif what in ("description", "og:description"):
            meta.set("content", f"On one page: {meta.get('content')}")
    for one in root.xpath(_AWAY):
        one.getparent().remove(one)
    return root
