"""The book for paper, for readers of e-books and for a disk: made of the built site alone."""

from __future__ import annotations

import shutil
from importlib import metadata
from pathlib import Path

from lxml import etree

from durand import release, stages
from durand.cache import digest
from durand.editions import briefs, check, epub, parts, pdf
from durand.errors import StageError
from durand.publication import Publication
from durand.theme import FONTS


def make(book: Publication) -> list[Path]:
    """Build the site, and of it PDF, EPUB and zip in ``_build/editions``; return them.

    What was made of the same is kept. When all are there the front page leads to them; the site
    in the zip does not.

    Raises
    ------
    StageError
        If an edition cannot be made, or is not as the site says or as a reader needs it.
    """
    folder = book.root / "_build" / release.EDITIONS
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"{book.slug}{ending}" for ending in (".pdf", ".epub", "-html.zip")]
    paper, ebook, packed = files
    if not release.taken(book):
        (folder / f"{release.EDITIONS}.json").unlink(missing_ok=True)
        of = release.sources(book)  # a page that is edited meanwhile makes them old
        site = stages.site(book).parent
        with stages.stage("Parts"):
            every, drawings = parts.parts(book, site)
            html = pdf.page(book, every)
        _set(book, html, every, drawings, paper)
        with stages.stage("Briefs"):
            _brief(book, site, folder)
        with stages.stage("EPUB"):
            epub.write(book, every, drawings, release.edition(book)[0], ebook)
            _refuse(check.numbers(every, site, ebook))
            if shutil.which("java"):
                _refuse(check.epub(ebook))
            else:
                print("Java is not here: epubcheck was left out.")
        with stages.stage("Zip"):
            release.zipped(release.held(site), packed)
        release.note_taken(book, [*files, *sorted(folder.glob("brief-*"))], of)
    stages.site(book)
    if not (found := release.taken(book)):
        raise StageError("Text, data or code changed while the editions were made. Run it again.")
    return [folder / name for name in found]


def _set(
    book: Publication, html: str, every: list[parts.Part], drawings: dict[str, str], paper: Path
) -> None:
    """Set the PDF, or take the one that the same page, drawings and code made before."""

    def made() -> bytes:
        with stages.stage("PDF"):
            pdf.write(html, drawings, paper)
            _refuse(check.pdf(paper, every))
        return paper.read_bytes()

    key = book.cache.path("pdf", html, *drawings.values(), _code())
    paper.write_bytes(book.cache.get(key, made))


def _brief(book: Publication, site: Path, folder: Path) -> None:
    """Write the briefs, each as a page of the site and as a PDF of one page."""
    for old in folder.glob("brief-*"):
        old.unlink()
    pages = [path.relative_to(book.root).with_suffix("").as_posix() for path in book.chapters]
    for name, root in briefs.made(site, release.EDITIONS, [parts.front(book), *pages], book.ledger):
        page = etree.tostring(root, method="html", doctype="<!DOCTYPE html>", encoding="utf-8")
        (folder / f"{name}.html").write_bytes(page + b"\n")
        part, drawings = parts.alone(f"{release.EDITIONS}/{name}", root)
        paper = folder / f"{name}.pdf"
        pdf.write(pdf.page(book, [part]), drawings, paper, one_page=True)
        _refuse([f"{name}: {said}" for said in check.pdf(paper, [part])])


def _code() -> str:
    """Return the digest of what sets the book: this folder, the fonts, and WeasyPrint."""
    own = [path for path in Path(__file__).parent.iterdir() if path.is_file()]
    return f"{digest([*own, *FONTS.iterdir()])} {metadata.version('weasyprint')}"


def _refuse(found: list[str]) -> None:
    if found:
        raise StageError("\n".join(dict.fromkeys(found)))
