"""A figure to take away: pictures, rows, specification, citations, embed and landing page.

Everything is written to ``figures/`` of the site, and ``figures/figures.json`` lists it. Addresses
are relative unless ``html_baseurl`` names the public one.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import cached_property, lru_cache
from html import escape, unescape
from itertools import groupby
from math import ceil
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.writers.html5 import HTML5Translator

from durand import chapters, prose, release, theme
from durand.cache import Cache
from durand.figure import draw, versions
from durand.figure.spec import columns, narrow_spec, rows
from durand.release import Kept
from durand.site import addresses, cards, cite
from durand.site.addresses import address
from durand.site.figures import cells, chart_tools, controls, drawings, live, scrolling, table
from durand.site.policy import policy
from durand.site.state import Made, book, build, once, state
from durand.theme import wrapped

FOLDER = addresses.FIGURES
FORMATS = {
    "svg": ".svg",
    "png": ".png",
    "pdf": ".pdf",
    "csv": ".csv",
    "json": ".vl.json",
    "html": ".embed.html",
}
_WIDTH = 720
_MARGIN = 20


@dataclass(frozen=True)
class Export:
    """One figure with its place in the book, now or in a release: what its files say of it."""

    env: BuildEnvironment
    made: Made
    kept: Kept | None = None
    """The released version that this is; ``None`` for the figure as the book has it now."""

    @property
    def record(self) -> dict[str, Any]:
        """The figure record."""
        return self.made.record

    @property
    def figure_id(self) -> str:
        """The permanent id."""
        return self.record["id"]

    @property
    def stem(self) -> str:
        """The name of its files: the id, and of a released version its number too."""
        return f"{self.figure_id}-v{self.kept.version}" if self.kept else self.figure_id

    @property
    def number(self) -> str:
        """The number in the book: ``2.1``."""
        if self.kept:
            return self.kept.number
        numbers = self.env.toc_fignumbers[self.made.docname]["figure"]
        return ".".join(map(str, numbers[self.figure_id]))

    @property
    def version(self) -> int:
        """The version of title and rows; it rises at a release, when these changed."""
        if self.kept:
            return self.kept.version
        return self._lock.get(self.figure_id, {"version": 1})["version"]

    @property
    def standing(self) -> str:
        """The version in words: ``figure version 1, changed since its release``."""
        if self.kept:
            return f"figure version {self.version}"
        if self.figure_id not in self._lock:
            return f"figure version {self.version}, not yet released"
        since = ", changed since its release" if self.changed else ""
        return f"figure version {self.version}{since}"

    @property
    def _lock(self) -> dict[str, dict[str, Any]]:
        return build(self.env.app).lock

    @property
    def changed(self) -> bool:
        """Whether the figure as the book has it now differs from its last release."""
        return _changed(self.env, self.figure_id)

    @cached_property
    def title(self) -> str:
        """The title as plain text."""
        return prose.plain(self.record["title"])

    @property
    def heading(self) -> str:
        """Number and title, and of a released version its number too."""
        version = f", version {self.kept.version}" if self.kept else ""
        return f"Figure {self.number}{version}. {self.title}"

    @cached_property
    def rows_csv(self) -> str:
        """Exactly the rows drawn as CSV, under their headings; see `data.write` on its mark."""
        listed, out = _columns(self), io.StringIO()
        out.write("\ufeff")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(heading for _, heading, _ in listed)
        writer.writerows(zip(*(map(_cell, values) for _, _, values in listed), strict=True))
        return out.getvalue()

    @cached_property
    def item(self) -> dict[str, Any]:
        """The figure as an item of CSL-JSON: the one source of all its citations."""
        title = f"Figure {self.number}: {self.title}"
        rows = cite.content_id(self.rows_csv.encode("utf-8"))
        return cite.item(self.about, "graphic", self.stem, title, self.address, self.standing, rows)

    @property
    def about(self) -> dict[str, Any]:
        """The publication as this version appeared in it."""
        about = cite.about(build(self.env.app))
        if self.kept is None:
            return about
        then = {"version": self.kept.release, "date-released": self.kept.date}
        # of that release: neither this one's tree nor, it may be, its DOI
        return {**about, **then, "cutoff": self.record["cutoff"], "tree": "", "doi": ""}

    @property
    def chapter(self) -> str:
        """The title of its chapter."""
        return self.kept.chapter if self.kept else self.env.titles[self.made.docname].astext()

    @property
    def landing(self) -> str:
        """The landing page, from the site root."""
        return f"{FOLDER}/{self.stem}.html"

    @property
    def card(self) -> str:
        """The social card, from the site root; a version that is as the figure is now has its."""
        same = not _retired(self) and state(self.env).figures[self.figure_id][0] is self.made
        return self.path(".card.png") if not same else f"{FOLDER}/{self.figure_id}.card.png"

    @property
    def page(self) -> str:
        """The figure's place in its chapter, from the site root."""
        return self.kept.page if self.kept else f"{self.made.docname}.html#{self.figure_id}"

    @property
    def address(self) -> str:
        """The permanent address; ``""`` where the site has no public one."""
        return address(self.env, self.landing)

    @property
    def last(self) -> bool:
        """Whether this is what a retired figure left: its last released version."""
        return _retired(self) and self.kept == build(self.env.app).kept[self.figure_id][-1]

    def path(self, ending: str) -> str:
        """Return a file of the figure, from the site root."""
        return f"{FOLDER}/{self.stem}{ending}"

    @property
    def files(self) -> dict[str, str]:
        """Its files by format, from the site root."""
        left = () if self.kept is None or self.last else UNKEPT
        return {name: self.path(ending) for name, ending in FORMATS.items() if name not in left}

    def entry(self) -> dict[str, Any]:
        """Return the figure as an entry of figures.json."""
        record = self.record
        return {
            "id": self.figure_id,
            "number": self.number,
            "title": self.title,
            "description": prose.plain(record["description"]),
            "version": self.version,
            "chapter": self.chapter,
            "page": self.page,
            "landing": self.landing,
            "sources": record["sources"],
            "caveats": prose.plain(record["caveats"]),
            "cutoff": record["cutoff"],
            "licence": record["licence"],
            "files": self.files,
            "cite": {name: self.path(ending) for name, ending in cite.CITATIONS.items()},
            "retired": _retired(self),
            "replaced_by": _replaced(self.env).get(self.figure_id, ([], ""))[0],
        }


@once
def _changed(env: BuildEnvironment, figure_id: str) -> bool:
    return release.changed(state(env).figures[figure_id][0].spec, build(env.app).lock)


@once
def _replaced(env: BuildEnvironment) -> dict[str, tuple[list[str], str]]:
    return release.replaced(book(env))


# ------------------------------------------------------------------------------- citations


def sources_bib(export: Export) -> str:
    """Return the sources behind the figure as BibTeX: what was read."""
    return "\n".join(_source_bib(export.env, key) for key in export.record["sources"])


@once
def _source_bib(env: BuildEnvironment, key: str) -> str:
    return cite.written(key, cite.source(book(env).data.sources[key]))


# ------------------------------------------------------------------------- pictures and rows


def picture(export: Export) -> str:
    """Return the figure as a stand-alone SVG that still says where it is from.

    White ground, title above, source, licence and address below.
    """
    _, height = _size(export.made.svg)
    ink, muted = theme.PALETTE["ink"], theme.PALETTE["muted"]
    title = wrapped(f"Figure {export.number}. {export.title}", 78)
    source = f"Source: {_sources(export)}."
    licence = export.record["licence"]
    about = export.about
    where = export.address or f"Local copy, {export.stem}"
    origin = f"{about['title']}, {cite.edition(about)}. {licence}. {where}"
    small = [*wrapped(source, 108), *wrapped(origin, 108)]
    top = _MARGIN + 24 * len(title) + 10
    bottom = top + height + 14
    total = bottom + 16 * len(small) + _MARGIN
    inner = export.made.svg.replace("<svg ", f'<svg x="{_MARGIN}" y="{top}" ', 1)
    lines = [
        f'<text x="{_MARGIN}" y="{_MARGIN + 16 + 24 * i}" font-size="17" font-weight="600" '
        f'fill="{ink}">{escape(line)}</text>'
        for i, line in enumerate(title)
    ] + [
        f'<text x="{_MARGIN}" y="{bottom + 12 + 16 * i:g}" font-size="11.5" fill="{muted}">'
        f"{escape(line)}</text>"
        for i, line in enumerate(small)
    ]
    described = escape(prose.plain(export.record["description"]))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{_WIDTH}" height="{total:g}" '
        f'viewBox="0 0 {_WIDTH} {total:g}" font-family="{theme.FONT}">'
        f"<title>{escape(export.title)}</title><desc>{described}</desc>"
        f'<rect width="{_WIDTH}" height="{total:g}" fill="#ffffff"/>{inner}{"".join(lines)}</svg>\n'
    )


def _sources(export: Export) -> str:
    """Return the source line as text."""
    line = cite.source_line(book(export.env), export.record["sources"], "")
    return unescape(re.sub("<[^>]+>", "", line))


def _size(svg: str) -> tuple[float, float]:
    """Return width and height of an SVG in px."""
    width, height = re.findall(r'(?:width|height)="([\d.]+)"', svg)[:2]
    return float(width), float(height)


def _columns(export: Export) -> list[tuple[str, str, list[Any]]]:
    """Return name, heading and values of each column; after one of source keys, what they name."""
    here, found, listed = book(export.env), rows(export.made.spec), []
    for column, heading in columns(export.made.spec).items():
        values = [row.get(column) for row in found]
        listed.append((column, heading, values))
        keys = [str(value or "").split("|") for value in values]
        every = {key for some in keys for key in some} - {""}
        if every and every <= set(here.data.sources):
            said_of = {key: cite.name(here, key) for key in every}
            names = ["; ".join(said_of[key] for key in some if key) for some in keys]
            said = re.sub(r"( \(keys?\))?$", ", by name", heading, count=1)
            listed.append((f"{column}_name", said, names))
    return listed


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return "" if value is None else value


def csvw(export: Export) -> str:
    """Return the CSV's metadata (W3C CSV on the Web): source, licence, citation, columns."""

    def datatype(found: list[Any]) -> str:
        values = [value for value in found if value is not None]
        if values and all(isinstance(value, bool) for value in values):
            return "boolean"
        numeric = values and all(isinstance(value, (int, float)) for value in values)
        return "number" if numeric else "string"

    return (
        json.dumps(
            {
                "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
                "url": f"{export.stem}.csv",
                "dc:title": export.title,
                "dc:description": prose.plain(export.record["description"]),
                "dc:source": [cite.name(book(export.env), key) for key in export.record["sources"]],
                "dc:license": {"@id": cite.LICENCE_URL},
                "dc:bibliographicCitation": cite.apa(export.item),
                "tableSchema": {
                    "columns": [
                        {"name": name, "titles": heading, "datatype": datatype(values)}
                        for name, heading, values in _columns(export)
                    ]
                },
            },
            indent=2,
            ensure_ascii=False,
        )
        + "\n"
    )


def _model(export: Export) -> bool:
    """Say whether a reader can set values of the figure, in its embed too."""
    return not export.kept and controls(export.made.spec)


def _presets(export: Export) -> list[tuple[str, str]]:
    """Return address and words of the settings that a model's chapter offers, as HTML."""
    if not _model(export):
        return []
    raw = export.env.get_doctree(export.made.docname).findall(nodes.raw)
    link = rf'<a href="(\?[^"]*#{export.figure_id})">(.*?)</a>'
    return re.findall(link, "".join(node.astext() for node in raw))


_FRAME = """
body { margin: 0; padding: 12px; font-size: 14px; line-height: 1.4; }
body { background: var(--fig-paper); color: var(--fig-ink); overflow-wrap: anywhere; }
h1 { font-size: 16px; line-height: 1.4; letter-spacing: 0; margin: 0 0 8px; max-width: none; }
p { margin: 8px 0 0; font-size: 12px; line-height: 1.4; color: var(--fig-muted); max-width: none; }
"""
_MODEL = """
main { margin: 0; padding: 0; max-width: none; }
.durand-figure { display: block; margin: 0; padding: 0; border: 0; }
.share { display: none; }
"""


def embed(export: Export) -> str:
    """Return a small page of its own, for an ``<iframe>``: works from the site and from disk.

    A picture loads nothing. A model loads what it has on the site, and opens in the frame.
    """
    foot = f"""<p>Source: {escape(_sources(export))}.
<a href="{export.stem}.html" target="_top">{escape(book(export.env).title)}</a>,
{escape(export.record["licence"])}.</p>"""
    if _model(export):
        sheet, marks = _FRAME + _MODEL, export.env.config.durand_assets[:8]
        head = f"""<script src="../_static/head.js?v={marks}"></script>
<link rel="stylesheet" href="../_static/site.css?v={marks}">
<style>{sheet}</style>
<script defer src="../_static/durand.js?v={marks}"></script>"""
        ready = "; ".join(f'<a href="{href}">{words}</a>' for href, words in _presets(export))
        shown = f"""<figure class="durand-figure" id="{export.figure_id}" \
data-explore="{export.figure_id}" data-controls>{export.made.page}</figure>
{f"<p>Ready settings: {ready}.</p>" if ready else ""}"""
    else:
        sheet = _sheet()
        head, shown = f"<style>{sheet}</style>", draw.held(export.made.page)
    word = f"<p>{_retirement(export)}</p>\n" if _retired(export) else ""
    return f"""<!doctype html>
<html lang="en-GB" data-content_root="../">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy(style=sheet)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>{escape(export.heading)}</title>
{head}
</head>
<body>
<main>
<h1>{escape(export.heading)}</h1>
{word}{shown}
{foot}
</main>
</body>
</html>
"""


def _retirement(export: Export) -> str:
    """Say in an embed that the figure is retired, and what stands in its place, as HTML."""
    ways = [
        f'<a href="{one.stem}.html" target="_top">Figure {one.number}</a>'
        for one in _in_its_place(export)
    ]
    instead = f" In its place: {'; '.join(ways)}." if ways else ""
    return f"This figure is retired: the book holds it no more.{instead}"


@lru_cache
def _sheet() -> str:
    """Return the sheet of an embed that stands alone."""
    assets = Path(__file__).parent / "assets"
    css = (assets / "durand.css").read_text(encoding="utf-8")
    page = (Path(__file__).parent / "theme" / "page.css").read_text(encoding="utf-8")
    alike = re.findall(r'^@font-face { font-family: "Like Public.*$', page, re.MULTILINE)
    names = re.findall(r"--sans: ([^;]+);", page)[0]
    rules = re.findall(r"^\.(?:f|s)-.*$", css, re.MULTILINE)
    variables = re.findall(r"--fig-[a-z]+: [^;]+;", css)
    half = len(variables) // 2
    light, dark = " ".join(variables[:half]), " ".join(variables[half:])
    return f"""
{chr(10).join(alike)}
:root {{ color-scheme: light dark; {light} }}
@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}
{_FRAME.strip()}
body {{ font-family: {names}; }}
a {{ color: inherit; }}
svg {{ display: block; max-width: 100%; height: auto; overflow: visible; }}
.chart-narrow {{ display: none; }}
@media (max-width: 600px) {{
  .chart-wide {{ display: none; }} .chart-narrow {{ display: block; }}
}}
{chr(10).join(rules)}
"""


_ROOMS = (296, 577)
"""The least room for an embed's text, in px: beside the narrow drawing, and beside the wide one."""


def _heights(export: Export) -> list[int]:
    """Return how high an embed is at most, in px: with the narrow drawing, and with the wide one.

    Text is taken for wider than in our font, which the reader may not have.
    """

    def high(text: str, size: float, room: float) -> float:
        return len(draw.lines(text, size, room * 0.85, bold=size == 16)) * size * 1.4

    drawn = re.findall(r'<svg class="[^>]* height="([\d.]+)"', export.made.page)
    foot = f"Source: {_sources(export)}. {book(export.env).title}, {export.record['licence']}."
    ready = "; ".join(words for _, words in _presets(export))
    params = export.made.spec.get("params", []) if _model(export) else []
    names = [one["bind"].get("name", one["name"]) for one in params if "bind" in one]
    found = []
    for room, drawing in zip(_ROOMS, reversed(drawn), strict=True):
        total = 24 + high(export.heading, 16, room) + 8 + float(drawing) + 8 + high(foot, 12, room)
        if _retired(export):
            total += 8 + high(re.sub("<[^>]+>", "", _retirement(export)), 12, room)
        if names:  # the bar with its button, the settings, and rows of one control or of two
            aside = 1 + (room > 2 * 256)
            each = [38 + high(name, 14, 256) for name in names]
            rows = [max(each[at : at + aside]) for at in range(0, len(each), aside)]
            total += 72 + 8 + high(f"Ready settings: {ready}.", 12, room) + 24 + sum(rows)
        found.append(ceil(total))
    return found


def _frame(export: Export) -> str:
    """Return what a page that embeds the figure writes: it is as high as the figure at any width.

    Where the page's policy refuses a style, the frame is as high as the higher of both drawings.
    A copy without an address says what the page must have beside it.
    """
    (narrow, wide), at = _heights(export), "100cqi - 600px"
    if narrow > wide:
        at = "600.5px - 100cqi"
    height = f"clamp({min(narrow, wide)}px, ({at}) * 99999, {max(narrow, wide)}px)"
    file = export.path(FORMATS["html"])
    first = "<!-- Local copy: put its folders figures and _static beside your page first -->\n"
    return (
        f"{'' if export.address else first}"
        '<div style="container-type: inline-size">'
        f'<iframe src="{escape(address(export.env, file) or file)}" '
        f'title="{escape(export.title)}" loading="lazy" width="100%" height="{max(narrow, wide)}" '
        f'style="display: block; border: 0; height: {height}"></iframe></div>'
    )


# -------------------------------------------------------------------------- on pages


UNKEPT = ("png", "pdf")
"""Pictures that are not drawn again for a version that another followed: its SVG is."""

_SHOWN = 8
_LABELS = {"svg": "SVG", "png": "PNG", "pdf": "PDF", "csv": "CSV", "json": "Vega-Lite"}


def tools(export: Export, root: str, *, all_forms: bool = False) -> dict[str, str]:
    """Return what a reader may take of a figure, by the word that opens it, as HTML.

    Parameters
    ----------
    export
        The figure.
    root
        Way from the page that shows it to the site root.
    all_forms
        Whether to print every form of the citation, and not only the two that are asked for most.
    """
    item = export.item
    files = [(label, export.files[name]) for name, label in _LABELS.items() if name in export.files]
    files += [("CSV metadata", export.path(".csv-metadata.json"))]
    cites = [*cite.files(f"{FOLDER}/{export.stem}")]
    cites += [("its sources, BibTeX", export.path(".sources.bib"))]
    # a copy without an address says what to open once the file is taken
    table_at = address(export.env, export.path(".csv")) or f"{export.stem}.csv"
    first = "" if export.address else "  # take the CSV first"
    shown = cite.forms(item) if all_forms else cite.forms(item, "APA", "BibTeX")
    return {
        "Download": f"<p>{cite.links(files, root)}.</p>"
        + cite.copyable("pandas", f'import pandas as pd\nrows = pd.read_csv("{table_at}"){first}')
        + cite.copyable(
            "R",
            f'rows <- read.csv("{table_at}", check.names = FALSE, fileEncoding = "UTF-8-BOM")'
            f"{first}",
        ),
        "Cite": f"{shown}<p>As a file: {cite.links(cites, root)}.</p>",
        "Embed": cite.copyable("HTML", _frame(export)),
    }


def fold(figure_id: str, word: str, inner: str) -> str:
    """Return one of a figure's tools, which opens in place; of one figure one is open."""
    return (
        f'<details name="tools-{figure_id}"><summary>{word}</summary>'
        f'<div class="panel">{inner}</div></details>'
    )


def about(export: Export, root: str) -> str:
    """Return the way to a figure's own page, and what its old numbers were, as HTML."""
    key = addresses.page(export.env, "key")
    more = f' <a href="{root}{key}.html#key">Key to colours and marks</a>.' if key else ""
    return (
        f'<p><a href="{root}{export.landing}">Permanent page</a>, {export.standing}.{more}'
        f"{_old_numbers(export)}{_report(export, root)}</p>"
    )


def _old_numbers(export: Export) -> str:
    """Say which number the figure had in earlier releases, where it was another."""
    was: dict[str, str] = {}
    for one in build(export.env.app).kept.get(export.figure_id, []):
        if one.number != export.number:
            was[one.number] = one.release
    said = "; ".join(f"in release {at} it was Figure {number}" for number, at in was.items())
    return f" {said[0].upper()}{said[1:]}." if said else ""


def _report(export: Export, root: str) -> str:
    """Return the way to report an error in a figure; the script fills in what is known of it."""
    if export.kept:
        return ""
    where = addresses.page(export.env, "corrections") or addresses.page(export.env, "ledger")
    return f' <a href="{root}{where}.html" data-report="{export.stem}">Report an error</a>.'


def linked(env: BuildEnvironment, text: str, root: str) -> str:
    """Return Markdown with number links as HTML, the numbers leading to the ledger."""
    ledger = addresses.page(env, "ledger")
    parts, last = [], 0
    for match in prose.LINK.finditer(text):
        parts.append(escape(text[last : match.start()]))
        parts.append(f'<a href="{root}{ledger}.html#{match["id"]}">{escape(match["text"])}</a>')
        last = match.end()
    return "".join([*parts, escape(text[last:])])


def landing(export: Export) -> dict[str, Any]:
    """Return the landing page's title, body and head tags."""
    record, root = export.record, "../"
    sources = "".join(
        f"<li>{cite.reference(book(export.env), key)}</li>" for key in record["sources"]
    )
    title = escape(export.heading)
    explore = ""
    if not export.kept:
        explore = f' data-explore="{export.figure_id}"'
        explore += " data-controls" if controls(export.made.spec) else ""
    take = "".join(
        f"<h3>{word}</h3>{made}" for word, made in tools(export, root, all_forms=True).items()
    )
    body = f"""<div class="figure-landing"><h1>{title}</h1>
{_notice(export)}<figure class="durand-figure" id="{export.figure_id}"{explore}>
{export.made.page}
<div class="figure-notes"><p class="figure-shows">{linked(export.env, record["caption"], root)}</p>
<p>On this page: <a href="#rows">rows</a>, <a href="#take">files and citations</a>,
<a href="#versions">versions</a>.</p>
</div></figure>
<h2>What it does not show</h2><p>{linked(export.env, record["caveats"], root)}</p>
<h2>Description</h2><p>{linked(export.env, record["description"], root)}</p>
<h2 id="rows">Rows</h2>{_compared(export, root)}{table(export.made.spec)}
<h2 id="take">Take and cite</h2>{take}
<h2>Sources</h2><ul>{sources}</ul>
<h2 id="versions">Versions</h2>{_versions(export)}
{_way_back(export, root)}
</div>"""
    return {"title": title, "body": body, **_head(export)}


def _compared(export: Export, root: str) -> str:
    """Return the way to where the rows of the ledger that a figure's texts name are compared."""
    page = addresses.page(export.env, "explore")
    texts = " ".join(export.record[part] for part in ("title", "caption", "description"))
    named = dict.fromkeys(link["id"] for link in prose.LINK.finditer(texts))
    ledger = book(export.env).ledger
    held = [one for one in named if one in ledger and ledger[one].status != "rejected"]
    if not page or not held:
        return ""
    return (
        f'<p>The numbers of the ledger that its texts name: <a href="{root}{page}.html'
        f'#rows={",".join(held)}">compare in Explore</a>.</p>'
    )


def problems(env: BuildEnvironment) -> list[str]:
    """Return what is wrong with the list of replaced figures."""
    here, kept, replaced = state(env).figures, build(env.app).kept, _replaced(env)
    found = []
    for at, (name, (by, _)) in enumerate(replaced.items(), 2):
        row = f"data/replaced.csv, row {at}"
        if name in here:
            found.append(f"{row}, column figure: {name} is in the book. Take the row out.")
        elif name not in kept:
            found.append(f"{row}, column figure: no release holds {name}. Correct the id.")
        found += [
            f"{row}, column by: there is no figure {one}. Correct the id."
            for one in by
            if one not in here
        ]
    return found


def old_numbers(env: BuildEnvironment) -> str:
    """Return the figures that had another number in a release, or are retired, as HTML."""
    now = {export.figure_id: export for export in in_order(env)}
    replaced, rows = _replaced(env), []
    for name, versions_of in sorted(build(env.app).kept.items()):
        was = dict.fromkeys(f"{one.number} ({one.release})" for one in versions_of)
        if name in now and all(one.number == now[name].number for one in versions_of):
            continue
        by, why = replaced.get(name, ([], ""))
        instead = ", ".join(f'<a href="../{now[one].landing}">{now[one].number}</a>' for one in by)
        is_now = now[name].number if name in now else f"retired{f'; see {instead}' if by else ''}"
        page = f'<a href="../{FOLDER}/{name}.html">{name}</a>'
        rows.append(cells(page, ", ".join(was), is_now, escape(why)))
    if not rows:
        return "<p>Every figure of an earlier release still has its number.</p>"
    return scrolling("Old numbers", ["Figure", "Was", "Is", "Why"], rows)


def _retired(export: Export) -> bool:
    """Say whether the figure was released, and is in the book no more."""
    return export.figure_id not in state(export.env).figures


def _in_its_place(export: Export) -> list[Export]:
    """Return the figures that show now what a retired one showed."""
    by, _ = _replaced(export.env).get(export.figure_id, ([], ""))
    return [Export(export.env, state(export.env).figures[name][0]) for name in by]


def _notice(export: Export) -> str:
    """Say of a released version what became of it."""
    if export.kept is None:
        return ""
    text = (
        f"This is version {export.version}, as released in {export.kept.release} "
        f"({export.kept.date})."
    )
    latest = Export(export.env, export.made).landing
    if _retired(export):
        _, why = _replaced(export.env).get(export.figure_id, ([], ""))
        text += f" The figure is retired: the book holds it no more. {escape(why)}"
        now = _in_its_place(export)
        ways = (f'<a href="../{one.landing}">{escape(one.heading)}</a>' for one in now)
        text += f" In its place: {'; '.join(ways)}." if now else ""
    else:
        text += f' <a href="../{latest}">The figure as it is now</a>.'
    return f'<p class="notice">{text}</p>'


def _versions(export: Export) -> str:
    """Return the version history of the figure as HTML."""
    about = f"Data to {export.record['cutoff']}. {escape(export.record['licence'])}."
    history = _history(export.env, export.figure_id)
    return f"<ul>{history}</ul><p>{about}{_old_numbers(export)}</p>"


@once
def _history(env: BuildEnvironment, figure_id: str) -> str:
    """Return what the pages of all versions of a figure say of them alike."""
    items = []
    before: Kept | None = None
    for kept in build(env.app).kept.get(figure_id, []):
        said = f"first released in {kept.release}"
        if before:
            said = f"released in {kept.release}: {_differences(before.spec, kept.spec)}"
        href = f"{figure_id}-v{kept.version}.html"
        items.append(f'<li><a href="{href}">Version {kept.version}</a> ({kept.date}), {said}</li>')
        before = kept
    here = state(env).figures
    if before and figure_id in here and _changed(env, figure_id):
        now = _differences(before.spec, here[figure_id][0].spec)
        items.append(f"<li>Since then, not yet released: {now}</li>")
    if before is None:
        items.append("<li>Version 1, not yet released</li>")
    return "".join(items)


def _differences(old: dict[str, Any], new: dict[str, Any]) -> str:
    """Return what differs between two versions as HTML: all of it, the first few in view."""
    found = [escape(text) for text in versions.changes(old, new)]
    text = "; ".join(found[:_SHOWN])
    if len(found) > _SHOWN:
        rest = "; ".join(found[_SHOWN:])
        text += f"<details><summary>{len(found) - _SHOWN} more</summary>{rest}</details>"
    return text


def _way_back(export: Export, root: str) -> str:
    chapter = escape(export.chapter)
    if export.kept and _retired(export):
        return f"<p>It was in the chapter: {chapter}</p>"
    return f'<p><a href="{root}{export.page}">In its chapter: {chapter}</a></p>'


def changes_by_release(env: BuildEnvironment) -> dict[str, str]:
    """Return, for each release, the figures that changed in it, old → new, as HTML."""
    found = {}
    for version, pairs in release.history(build(env.app).kept).items():
        items = "".join(
            f'<li><a href="../{FOLDER}/{new.figure_id}-v{new.version}.html">{new.figure_id}</a>, '
            f'version <a href="../{FOLDER}/{old.figure_id}-v{old.version}.html">{old.version}</a> '
            f"→ {new.version}: {_differences(old.spec, new.spec)}</li>"
            for old, new in pairs
        )
        found[version] = f"<ul>{items}</ul>"
    return found


def _head(export: Export) -> dict[str, Any]:
    """Return what the landing page says of itself: for the head, and as schema.org's data."""
    item, card = export.item, address(export.env, export.card)
    description = prose.plain(export.record["description"])
    tags = {
        "description": description,
        "og:title": item["title"],
        "og:image": card,
        "og:image:alt": export.title if card else "",
        **cite.head(item),
    }
    content = address(export.env, export.path(FORMATS["svg"]))
    said = {"description": description} | ({"contentUrl": content} if content else {})
    return {"about_page": tags, "json_ld": cite.json_ld(item) | said}


# ------------------------------------------------------------------------------ writing


_EDGE, _TITLE, _ROOM = 56, 400, (1200 - 56 - 500, 476)
"""Of a card: its edge, how wide its title is, and the room for its drawing (px)."""
_LEGIBLE = 0.68
"""The scale below which nobody reads a wide drawing."""


def _fit(svg: str) -> float:
    """Return the scale at which a drawing fits the room on a card."""
    return min(room / size for room, size in zip(_ROOM, _size(svg), strict=True))


def _card(export: Export) -> str:
    """Return the social card, 1,200 × 630, as SVG: title, beside it the drawing, below its source.

    The drawing is that of a phone, where it fits at full size, else the wide one; what would be too
    small to read as a whole is cut at its foot.
    """
    ink, muted, line = (theme.PALETTE[role] for role in ("ink", "muted", "attack"))
    size, title = next(
        (size, title)
        for size in (44, 40, 36, 32, 28, 24)
        if len(title := draw.lines(export.title, size, _TITLE, bold=True)) * size * 1.2 <= _ROOM[1]
        or size == 24
    )
    narrow = draw.svg(narrow_spec(export.made.spec), book(export.env).cache)
    drawing = narrow if _fit(narrow) >= 1 else export.made.svg
    (width, height), scale = _size(drawing), _fit(drawing)
    cut = scale < _LEGIBLE
    if cut:
        scale = _ROOM[0] / width
        height = _ROOM[1] / scale
    left, top = 500 + (_ROOM[0] - width * scale) / 2, 56 + (_ROOM[1] - height * scale) / 2
    inner = re.sub(
        r"^<svg [^>]*?(?=>)",
        f'<svg x="{left:g}" y="{top:g}" width="{width * scale:g}" height="{height * scale:g}" '
        f'viewBox="0 0 {width:g} {height:g}"',
        drawing,
    )
    fade = (
        f'<rect x="500" y="{56 + _ROOM[1] - 70}" width="{_ROOM[0]}" height="70" fill="url(#fade)"/>'
    )
    source = draw.lines(f"Source: {_sources(export)}", 20, _ROOM[0] - 20)
    said = source[0] + (" …" if len(source) > 1 else "")
    words = [
        (_EDGE, 56 + size + size * 1.2 * at, size, 600, ink, text) for at, text in enumerate(title)
    ] + [(_EDGE, 596, 22, 600, ink, book(export.env).title), (500, 596, 20, 400, muted, said)]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630" viewBox="0 0 1200 630" '
        f'font-family="{theme.FONT}"><defs><linearGradient id="fade" x1="0" y1="0" x2="0" y2="1">'
        '<stop offset="0" stop-color="#fff" stop-opacity="0"/><stop offset="1" stop-color="#fff"/>'
        f'</linearGradient></defs><rect width="1200" height="630" fill="#fff"/>{inner}'
        f'{fade if cut else ""}<path d="M{_EDGE} 556H{1200 - _EDGE}" stroke="{line}" '
        'stroke-width="3" stroke-dasharray="12 7"/>'
        + "".join(
            f'<text x="{x}" y="{y:g}" font-size="{size}" font-weight="{weight}" fill="{colour}">'
            f"{escape(text)}</text>"
            for x, y, size, weight, colour, text in words
        )
        + "</svg>"
    )


def gallery(env: BuildEnvironment) -> str:
    """Return all figures as HTML, chapter by chapter, each with its picture and its page."""
    parts = []
    for docname, group in groupby(in_order(env), key=lambda export: export.made.docname):
        items = "".join(
            f'<li><a href="../{export.landing}"><img src="../{export.path(FORMATS["svg"])}" '
            f'alt="" loading="lazy" width="{_WIDTH}" height="{_WIDTH * 2 // 3}"><span>Figure '
            f"{export.number}. {escape(export.title)}</span></a></li>"
            for export in group
        )
        name = Path(docname).name
        title = escape(env.titles[docname].astext())
        parts.append(
            f'<section class="gallery-chapter" id="{name}">'
            f"<h2>{chapters.number(docname)}. {title}</h2>"
            f'<ul class="gallery">{items}</ul></section>'
        )
    return "".join(parts)


def shown_again(env: BuildEnvironment, figure_id: str, root: str) -> str:
    """Return a figure of a chapter as HTML for another page, with the way to its own place."""
    if figure_id not in state(env).figures:
        raise ExtensionError(f"There is no figure ‘{figure_id}’ to show. Correct its id.")
    export = Export(env, state(env).figures[figure_id][0])
    return (
        f'<figure class="durand-figure" id="{figure_id}" data-explore="{figure_id}">'
        f'<figcaption><span class="figure-title">{linked(env, export.record["title"], root)}</span>'
        f"</figcaption>{export.made.page}"
        f'<div class="figure-notes">'
        f'<p class="figure-shows">{linked(env, export.record["caption"], root)}</p></div>'
        f"{sources(env, export, root)}</figure>"
    )


def sources(env: BuildEnvironment, export: Export, root: str) -> str:
    """Return whose a figure's numbers are, and the way to its own page, as English HTML."""
    told = cite.source_line(
        book(env), export.record["sources"], f"{root}{addresses.page(env, 'sources')}.html"
    )
    return (
        f'<p class="figure-sources" lang="en" dir="ltr">Source: {told}. '
        f'<a href="{root}{export.page}">Figure {export.number}, with its limits, rows and files'
        "</a>.</p>"
    )


@once
def in_order(env: BuildEnvironment) -> list[Export]:
    """Return all figures of the book, by number."""
    exports = [Export(env, found[0]) for found in state(env).figures.values()]
    return sorted(exports, key=lambda export: [int(part) for part in export.number.split(".")])


def draw_all(exports: list[Export], cache: Cache) -> dict[str, Future]:
    """Begin to draw every figure's card, and what is not `UNKEPT`, in processes of their own."""
    pool = ProcessPoolExecutor(mp_context=get_context("spawn"))
    drawn = {}
    for export in exports:
        what = picture(export) if "png" in export.files else "", _card(export)
        if draw.pictured(*what, cache):  # read at once: no process need start
            drawn[export.stem] = Future()
            drawn[export.stem].set_result(draw.pictures(*what, cache))
        else:
            drawn[export.stem] = pool.submit(draw.pictures, *what, cache)
    pool.shutdown(wait=False)
    return drawn


def _begin(app: Sphinx, env: BuildEnvironment) -> None:
    """Draw while Sphinx writes: pictures take longer than all other files together."""
    if build(app).read and app.builder.format == "html":
        build(app).drawn = draw_all(in_order(env), book(env).cache)


def cite_document(env: BuildEnvironment, docname: str, root: str) -> str:
    """Return how to cite a chapter, all tables, or the publication, as HTML."""
    return (
        f"<p>{cite.links(cite.files(_cite_stem(env, docname)), root)}.</p>"
        f"{cite.forms(document_item(env, docname))}"
    )


def _cite_stem(env: BuildEnvironment, docname: str) -> str:
    names = {env.config.root_doc: "publication", addresses.page(env, "tables"): "data"}
    return f"cite/{names.get(docname, Path(docname).name)}"


def document_item(env: BuildEnvironment, docname: str) -> dict[str, Any]:
    """Return a page as an item of CSL-JSON: a chapter, all tables, the ledger, or the root page.

    The root page stands for the publication.
    """
    about, slug = cite.about(build(env.app)), book(env).slug
    name, where = Path(docname).name, address(env, f"{docname}.html")
    if docname == env.config.root_doc:
        return cite.item(about, "book", slug, about["title"], where)
    if docname == addresses.page(env, "tables"):
        title = book(env).data.descriptor["title"]
        return cite.item(about, "dataset", f"{slug}-data", title, where)
    if chapters.number(docname) is None:
        title = f"{about['title']}: {env.titles[docname].astext()}"
        return cite.item(about, "dataset", f"{slug}-ledger", title, where)
    title = f"Chapter {chapters.number(docname)}: {env.titles[docname].astext()}"
    return cite.item(about, "chapter", f"durand-{name}", title, where)


@once
def _cited(env: BuildEnvironment) -> list[str]:
    """Return the pages that can be cited beside the book: its chapters, and that of all tables."""
    found = [name for name in env.found_docs if chapters.number(name) is not None]
    return sorted([*found, *filter(None, [addresses.page(env, "tables")])])


def _cite_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Say in the head what a page is; at the end of each chapter, and of all tables, cite it."""
    env = app.builder.env
    if pagename in {*_cited(env), env.config.root_doc, addresses.page(env, "ledger")}:
        item = document_item(env, pagename)
        context |= {"about_page": cite.head(item), "json_ld": cite.json_ld(item)}
    if pagename not in _cited(env):
        return
    root = addresses.root(pagename)
    what = "chapter" if chapters.number(pagename) is not None else "data"
    context["body"] += (
        f'<section class="chapter-end" id="cite-this-{what}"><h2>Cite this {what}</h2>'
        f"{cite_document(env, pagename, root)}</section>"
    )


@once
def released(env: BuildEnvironment) -> list[Export]:
    """Return every released version of every figure, drawn as it was released."""
    cache = book(env).cache
    found = []
    for name, kept_versions in build(env.app).kept.items():
        for kept in kept_versions:
            now = state(env).figures.get(name, [None])[0]
            if now is not None and now.spec == kept.spec:
                one = now
            else:
                wide = draw.svg(kept.spec, cache)
                one = Made("", kept.spec, wide, drawings(kept.spec, wide, cache))
            found.append(Export(env, one, kept))
    return found


def _indented(spec: dict[str, Any], cache: Cache) -> str:
    """Return a specification for people to read; kept, as Python is slow where it indents."""
    said = json.dumps(spec, ensure_ascii=False)
    made = cache.get(
        cache.path("indented", said),
        lambda: (json.dumps(spec, indent=1, ensure_ascii=False) + "\n").encode(),
    )
    return made.decode()


def _texts(export: Export) -> dict[str, str]:
    """Return the files of a figure that are text, by ending."""
    return {
        FORMATS["svg"]: draw.held(picture(export)),
        FORMATS["csv"]: export.rows_csv,
        ".csv-metadata.json": csvw(export),
        FORMATS["json"]: _indented(export.made.spec, book(export.env).cache),
        FORMATS["html"]: embed(export),
        **cite.citations(export.item),
        ".sources.bib": sources_bib(export),
    }


def pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Write every figure's files, and yield its landing pages for Sphinx."""
    env = app.builder.env
    folder = Path(app.outdir) / FOLDER
    folder.mkdir(exist_ok=True)
    before = set(folder.iterdir())
    (Path(app.outdir) / "cite").mkdir(exist_ok=True)
    for docname in [env.config.root_doc, *_cited(env)]:
        for ending, text in cite.citations(document_item(env, docname)).items():
            path = Path(app.outdir) / f"{_cite_stem(env, docname)}{ending}"
            path.write_text(text, encoding="utf-8")
    exports, past = in_order(env), released(env)
    gone = [one for one in past if one.last]
    things = {one.stem: (one.item["title"], one.standing) for one in exports}
    rows = [cards.item(env, name) for name in book(env).ledger]
    for name, text in {
        cards.SCRIPT: cards.script(env, rows, things),
        cards.CITATIONS: cards.citations(rows),
    }.items():
        (Path(app.outdir) / name).write_text(text, encoding="utf-8")
    drawn = build(app).drawn or draw_all(exports, book(env).cache)
    own = [one for one in past if one.card == one.path(".card.png")]
    drawn |= draw_all(own, book(env).cache)
    for export in [*exports, *past]:
        for ending, text in _texts(export).items():
            path = folder / f"{export.stem}{ending}"
            path.write_text(text, encoding="utf-8")
            before.discard(path)
        before.discard(Path(app.outdir) / export.landing)
        yield export.landing.removesuffix(".html"), landing(export), "page.html"
    for export in gone:  # a retired figure keeps the page that people cited
        before.discard(folder / f"{export.figure_id}.html")
        yield f"{FOLDER}/{export.figure_id}", landing(export), "page.html"
    for export in exports:  # a script and not JSON: it is read from disk too
        said = json.dumps([export.figure_id, live(export.made.spec)], ensure_ascii=False)
        path = folder / f"{export.stem}.live.js"
        path.write_text(f"durandExplore(...{said});\n", encoding="utf-8")
        before.discard(path)
    for stem, made in drawn.items():
        for ending, drawing in made.result().items():
            path = folder / f"{stem}{ending}"
            path.write_bytes(drawing)
            before.discard(path)
    for export in gone:  # and the files that they took, cited and framed
        for path in {*folder.glob(f"{export.stem}.*")} - before - {folder / f"{export.stem}.html"}:
            old = folder / path.name.replace(export.stem, export.figure_id, 1)
            shutil.copyfile(path, old)
            before.discard(old)
    index = json.dumps([one.entry() for one in [*exports, *gone]], indent=2, ensure_ascii=False)
    (folder / "figures.json").write_text(index + "\n", encoding="utf-8")
    for left in before - {folder / "figures.json"}:  # a figure that is gone leaves nothing behind
        left.unlink()


def _visit_tools(self: HTML5Translator, node: nodes.Element) -> None:
    """Write one part of a figure's row of tools: what is made of its number and its files."""
    env = self.builder.env
    export = Export(env, state(env).figures[node["figure"]][0])
    root = addresses.root(self.builder.current_docname)
    if node["part"] == "about":
        self.body.append(about(export, root))
    else:
        made = tools(export, root)
        self.body.append("".join(fold(export.figure_id, word, made[word]) for word in made))
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_node(chart_tools, html=(_visit_tools, lambda self, node: None))
    app.connect("env-check-consistency", _begin)  # the figures have their numbers by now
    app.connect("html-page-context", _cite_page)
