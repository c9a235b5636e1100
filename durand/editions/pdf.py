"""The book as a tagged PDF: one run of WeasyPrint over all parts."""

from __future__ import annotations

import hashlib
import logging
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from durand.editions.parts import Part, contents, element, written
from durand.errors import StageError

if TYPE_CHECKING:
    from durand.publication import Publication

SHEET = Path(__file__).parent / "edition.css"
SIZES = (10, 9.5, 9, 8.5, 8, 7.5, 7, 6.5)
"""Of the text of one page, in pt, until it fits."""
SHARED, PAPER, SCREENS = re.split(
    r"/\* (?:PAPER|SCREENS) alone.*?\*/", SHEET.read_text(encoding="utf-8")
)


class _Said(logging.Handler):
    """Keeps what WeasyPrint finds wrong."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a message."""
        self.found.append(record.getMessage())


def page(book: Publication, every: list[Part]) -> str:
    """Return parts as one page of XHTML, a list of contents after the first if there are more."""
    about = book.about
    title = every[0].title if len(every) == 1 else book.title
    nav = element("nav", element("h1", "Contents"), id="contents")
    for caption, group in contents(every):
        if caption:
            nav.append(element("h2", caption))
        ways = [element("li", element("a", title, href=f"#{name}")) for name, title in group]
        nav.append(element("ol", *ways))
    for part in every[1:]:
        part.body.attrib["class"] = "part"
    head = element("head", element("meta", charset="utf-8"), element("title", title))
    for name, said in {
        "author": ", ".join(one["name"] for one in about["authors"]),
        "dcterms.created": str(about["date-released"]),
    }.items():
        head.append(element("meta", name=name, content=said))
    first, *rest = (part.body for part in every)
    body = element("body", first, *([nav, *rest] if rest else []))
    html = element("html", head, body, lang="en-GB")
    return f"<!DOCTYPE html>{written(html)}"


def write(html: str, drawings: dict[str, str], target: Path, *, one_page: bool = False) -> None:
    """Set a page of XHTML with its drawings, SVG by name, and write it.

    What is to stand on one page is set as small as that needs.

    Raises
    ------
    StageError
        If Pango is not there, if WeasyPrint finds anything wrong, or if one page does not do.
    """
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
    except OSError as error:
        raise StageError(
            f"Pango is not here ({str(error).splitlines()[0]}). Install it: on Debian and Ubuntu "
            "`apt-get install libpango-1.0-0 libpangoft2-1.0-0`, on macOS `brew install pango`."
        ) from error
    said, fonts = _Said(), FontConfiguration()
    logging.getLogger("weasyprint").addHandler(said)
    try:
        with tempfile.TemporaryDirectory() as folder:
            for name, svg in drawings.items():
                (Path(folder) / name).write_text(svg, encoding="utf-8")
            options = {
                "pdf_tags": True,
                "pdf_identifier": hashlib.sha256(html.encode()).digest()[:16],
            }
            for size in SIZES if one_page else (10,):
                sheet = f"{SHARED}{PAPER}html {{ font-size: {size}pt; }}"
                document = HTML(string=html, base_url=f"{folder}/").render(
                    stylesheets=[CSS(string=sheet, base_url=str(SHEET), font_config=fonts)],
                    font_config=fonts,
                    **options,
                )
                if len(document.pages) == 1:
                    break
            document.write_pdf(target, **options)
    finally:
        logging.getLogger("weasyprint").removeHandler(said)
    if one_page and len(document.pages) > 1:
        said.found.append(f"{target.name} does not stand on one page at {size} pt.")
    if said.found:
        raise StageError("\n".join(["The PDF was not set well:", *dict.fromkeys(said.found)]))
