"""A figure to take away: pictures, rows, specification, citations, embed and landing page.

Everything is written to ``figures/`` of the site, and ``figures/figures.json`` lists it. Addresses
are relative unless ``html_baseurl`` names the public one.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import cached_property, lru_cache
from html import escape, unescape
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from durand import DATA_CUTOFF, ROOT, figures, prose, style, tables
from durand.ledger import ledger
from durand.site import cite
from durand.site.figures import Made, made, table
from durand.site.numbers import LEDGER_PAGE

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

FOLDER = "figures"
FORMATS = {
    "svg": ".svg",
    "png": ".png",
    "pdf": ".pdf",
    "csv": ".csv",
    "json": ".vl.json",
    "html": ".embed.html",
}
CITATIONS = {"text": ".txt", "bib": ".bib", "ris": ".ris", "csl": ".csl.json"}
_LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
_WIDTH = 720
_MARGIN = 20


@lru_cache
def publication() -> dict[str, Any]:
    """Return title, authors, version and date of the publication, from CITATION.cff."""
    return yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Export:
    """One figure with its place in the book: what its files say of it."""

    env: BuildEnvironment
    made: Made

    @property
    def record(self) -> dict[str, Any]:
        """The figure record."""
        return self.made.record

    @property
    def figure_id(self) -> str:
        """The permanent id."""
        return self.record["id"]

    @property
    def number(self) -> str:
        """The number in the book: ``2.1``."""
        numbers = self.env.toc_fignumbers[self.made.docname]["figure"]
        return ".".join(map(str, numbers[self.figure_id]))

    @property
    def version(self) -> int:
        """The version of title and rows; it rises at a release, when these changed."""
        return 1

    @cached_property
    def title(self) -> str:
        """The title as plain text."""
        return prose.plain(self.record["title"])

    @property
    def landing(self) -> str:
        """The landing page, from the site root."""
        return f"{FOLDER}/{self.figure_id}.html"

    @property
    def page(self) -> str:
        """The figure's place in its chapter, from the site root."""
        return f"{self.made.docname}.html#{self.figure_id}"

    @property
    def address(self) -> str:
        """The permanent address: public if the site has one, otherwise from the site root."""
        return public(self.env, self.landing)

    def path(self, ending: str) -> str:
        """Return a file of the figure, from the site root."""
        return f"{FOLDER}/{self.figure_id}{ending}"

    def entry(self) -> dict[str, Any]:
        """Return the figure as an entry of figures.json."""
        record = self.record
        return {
            "id": self.figure_id,
            "number": self.number,
            "title": self.title,
            "description": prose.plain(record["description"]),
            "version": self.version,
            "chapter": self.env.titles[self.made.docname].astext(),
            "page": self.page,
            "landing": self.landing,
            "sources": record["sources"],
            "caveats": prose.plain(record["caveats"]),
            "cutoff": record["cutoff"],
            "licence": record["licence"],
            "files": {name: self.path(ending) for name, ending in FORMATS.items()},
            "cite": {name: self.path(ending) for name, ending in CITATIONS.items()},
        }


def public(env: BuildEnvironment, path: str) -> str:
    """Return a public address for a path from the site root, or the path where there is none."""
    base = env.config.html_baseurl
    return f"{base.rstrip('/')}/{path}" if base else path


# ------------------------------------------------------------------------------- citations


def csl(export: Export) -> dict[str, Any]:
    """Return the figure as an item of CSL-JSON: the one source of all its citations."""
    about = publication()
    date = [int(part) for part in str(about["date-released"]).split("-")]
    return {
        "id": export.figure_id,
        "type": "graphic",
        "title": f"Figure {export.number}: {export.title}",
        "author": [{"literal": author["name"]} for author in about["authors"]],
        "container-title": about["title"],
        "version": f"{about['version']}, figure version {export.version}",
        "issued": {"date-parts": [date]},
        "URL": export.address,
        "note": f"Data to {DATA_CUTOFF}. {figures.LICENCE}",
    }


def apa(item: dict[str, Any]) -> str:
    """Return a CSL item in the manner of APA."""
    return (
        f"{_authors(item)}. ({_year(item)}). {item['title']} (Version {item['version']}) [Figure]. "
        f"{item['container-title']}. {item['note']}. {item['URL']}"
    )


def chicago(item: dict[str, Any]) -> str:
    """Return a CSL item in the manner of Chicago (notes and bibliography)."""
    return (
        f"{_authors(item)}. “{item['title']}.” {item['container-title']}, version "
        f"{item['version']}, {_year(item)}. {item['note']}. {item['URL']}."
    )


def _authors(item: dict[str, Any]) -> str:
    return " and ".join(author["literal"] for author in item["author"])


def _year(item: dict[str, Any]) -> int:
    return item["issued"]["date-parts"][0][0]


def bibtex(item: dict[str, Any]) -> str:
    """Return a CSL item as BibTeX."""
    from pybtex.database import BibliographyData, Entry, Person

    fields = {
        # braces and backslashes are BibTeX's own, and no reader agrees how to escape them
        "title": "{" + re.sub(r"[{}\\]", "", item["title"]) + "}",
        "howpublished": item["container-title"],
        "year": str(_year(item)),
        "version": item["version"],
        "url": item["URL"],
        "note": item["note"],
    }
    people = [Person(last=f"{{{author['literal']}}}") for author in item["author"]]
    entry = Entry("misc", fields=fields, persons={"author": people})
    return BibliographyData({item["id"]: entry}).to_string("bibtex")


def ris(item: dict[str, Any]) -> str:
    """Return a CSL item as RIS."""
    import rispy

    return rispy.dumps(
        [
            {
                "type_of_reference": "FIGURE",
                "id": item["id"],
                "title": item["title"],
                "secondary_title": item["container-title"],
                "authors": [author["literal"] for author in item["author"]],
                "year": str(_year(item)),
                "edition": item["version"],
                "urls": [item["URL"]],
                "notes": [item["note"]],
            }
        ]
    )


def sources_bib(export: Export) -> str:
    """Return the sources behind the figure as BibTeX: what was read."""
    from pybtex.database import BibliographyData

    entries = tables.sources().entries
    chosen = {key: entries[key] for key in export.record["sources"]}
    return BibliographyData(chosen).to_string("bibtex")


def citations(export: Export) -> dict[str, str]:
    """Return the figure's citations by file ending."""
    item = csl(export)
    return {
        CITATIONS["text"]: f"APA: {apa(item)}\n\nChicago: {chicago(item)}\n",
        CITATIONS["bib"]: bibtex(item),
        CITATIONS["ris"]: ris(item),
        CITATIONS["csl"]: json.dumps([item], indent=2, ensure_ascii=False) + "\n",
        ".sources.bib": sources_bib(export),
    }


# ------------------------------------------------------------------------- pictures and rows


def picture(export: Export) -> str:
    """Return the figure as a stand-alone SVG that still says where it is from.

    White ground, title above, source, licence and address below.
    """
    _, height = _size(export.made.svg)
    ink, muted = style.PALETTE["ink"], style.PALETTE["muted"]
    title = figures.wrapped(f"Figure {export.number}. {export.title}", 78)
    source = f"Source: {_sources(export)}."
    about = publication()
    licence = export.record["licence"]
    origin = f"{about['title']}, version {about['version']}. {licence}. {export.address}"
    small = [*figures.wrapped(source, 108), *figures.wrapped(origin, 108)]
    top = _MARGIN + 24 * len(title) + 10
    bottom = top + height + 14
    total = bottom + 16 * len(small) + _MARGIN
    inner = export.made.svg.replace("<svg ", f'<svg x="{_MARGIN}" y="{top}" ', 1)
    inner = re.sub(r' font-family="[^"]*"', "", inner)  # the outer one has a fallback
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
        f'viewBox="0 0 {_WIDTH} {total:g}" font-family="{style.FONT}, sans-serif">'
        f"<title>{escape(export.title)}</title><desc>{described}</desc>"
        f'<rect width="{_WIDTH}" height="{total:g}" fill="#ffffff"/>{inner}{"".join(lines)}</svg>\n'
    )


def _sources(export: Export) -> str:
    """Return the source line as text."""
    return unescape(re.sub("<[^>]+>", "", cite.source_line(export.record["sources"], "")))


def _size(svg: str) -> tuple[float, float]:
    """Return width and height of an SVG in px."""
    width, height = re.findall(r'(?:width|height)="([\d.]+)"', svg)[:2]
    return float(width), float(height)


def rows_csv(export: Export) -> str:
    """Return exactly the rows drawn as CSV, under their headings."""
    columns = figures.columns(export.made.spec)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns.values())
    for row in figures.rows(export.made.spec):
        writer.writerow([_cell(row.get(column)) for column in columns])
    return out.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return "" if value is None else value


def csvw(export: Export) -> str:
    """Return the CSV's metadata (W3C CSV on the Web): source, licence, citation, columns."""
    found = figures.rows(export.made.spec)

    def datatype(column: str) -> str:
        values = [row.get(column) for row in found if row.get(column) is not None]
        if values and all(isinstance(value, bool) for value in values):
            return "boolean"
        numeric = values and all(isinstance(value, (int, float)) for value in values)
        return "number" if numeric else "string"

    return (
        json.dumps(
            {
                "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
                "url": f"{export.figure_id}.csv",
                "dc:title": export.title,
                "dc:description": prose.plain(export.record["description"]),
                "dc:source": [cite.name(key) for key in export.record["sources"]],
                "dc:license": {"@id": _LICENCE_URL},
                "dc:bibliographicCitation": apa(csl(export)),
                "tableSchema": {
                    "columns": [
                        {"name": name, "titles": label, "datatype": datatype(name)}
                        for name, label in figures.columns(export.made.spec).items()
                    ]
                },
            },
            indent=2,
            ensure_ascii=False,
        )
        + "\n"
    )


def embed(export: Export) -> str:
    """Return a small page of its own, for an ``<iframe>``: works from the site and from disk."""
    css = (Path(__file__).parent / "assets" / "durand.css").read_text(encoding="utf-8")
    rules = re.findall(r"^\.(?:f|s)-.*$", css, re.MULTILINE)
    variables = re.findall(r"--fig-[a-z]+: [^;]+;", css)
    half = len(variables) // 2
    light, dark = " ".join(variables[:half]), " ".join(variables[half:])
    return f"""<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>{escape(export.title)}</title>
<style>
:root {{ color-scheme: light dark; {light} }}
@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}
body {{ margin: 0; padding: 12px; font: 14px/1.4 "{style.FONT}", system-ui, sans-serif; }}
body {{ background: var(--fig-paper); color: var(--fig-ink); }}
h1 {{ font-size: 16px; margin: 0 0 8px; }}
p {{ margin: 8px 0 0; font-size: 12px; color: var(--fig-muted); }}
a {{ color: inherit; }}
svg {{ display: block; max-width: 100%; height: auto; }}
.chart-narrow {{ display: none; }}
@media (max-width: 600px) {{
  .chart-wide {{ display: none; }} .chart-narrow {{ display: block; }}
}}
{chr(10).join(rules)}
</style>
</head>
<body>
<main>
<h1>{escape(f"Figure {export.number}. {export.title}")}</h1>
{export.made.page}
<p>Source: {escape(_sources(export))}.
<a href="{export.figure_id}.html" target="_top">{escape(publication()["title"])}</a>,
{escape(export.record["licence"])}.</p>
</main>
</body>
</html>
"""


# -------------------------------------------------------------------------- on pages


_LABELS = {"svg": "SVG", "png": "PNG", "pdf": "PDF", "csv": "CSV", "json": "Vega-Lite"}


def downloads(export: Export, root: str) -> str:
    """Return the fold under a figure: take, cite, use from code.

    Parameters
    ----------
    export
        The figure.
    root
        Way from the page that shows it to the site root.
    """
    item = csl(export)
    files = [(label, export.path(FORMATS[name])) for name, label in _LABELS.items()]
    files += [("CSV metadata", export.path(".csv-metadata.json"))]
    cited = {"bib": "BibTeX", "ris": "RIS", "csl": "CSL-JSON", "text": "text"}
    cites = [(label, export.path(CITATIONS[name])) for name, label in cited.items()]
    cites += [("its sources, BibTeX", export.path(".sources.bib"))]
    rows = public(export.env, export.path(".csv"))
    frame = public(export.env, export.path(FORMATS["html"]))
    iframe = (
        f'<iframe src="{frame}" title="{escape(export.title)}" width="720" height="480"></iframe>'
    )
    return (
        '<details class="figure-take"><summary>Download, cite, embed</summary>'
        f"<p>Download: {_links(files, root)}.</p>"
        f'<p>Cite: {_links(cites, root)}. <a href="{root}{export.landing}">Permanent page</a>.</p>'
        + _copyable(apa(item))
        + _copyable(f'import pandas as pd\nrows = pd.read_csv("{rows}")')
        + _copyable(f'rows <- read.csv("{rows}", check.names = FALSE)')
        + _copyable(iframe)
        + "</details>"
    )


def _links(files: list[tuple[str, str]], root: str) -> str:
    return ", ".join(f'<a href="{root}{path}" download>{label}</a>' for label, path in files)


def _copyable(text: str) -> str:
    return f'<div class="highlight"><pre tabindex="0">{escape(text)}</pre></div>'


def linked(text: str, root: str) -> str:
    """Return Markdown with number links as HTML, the numbers leading to the ledger."""
    parts, last = [], 0
    for match in prose.LINK.finditer(text):
        parts.append(escape(text[last : match.start()]))
        parts.append(
            f'<a href="{root}{LEDGER_PAGE}.html#{match["id"]}">{escape(match["text"])}</a>'
        )
        last = match.end()
    return "".join([*parts, escape(text[last:])])


def landing(export: Export) -> dict[str, str]:
    """Return the landing page's title, body and head tags."""
    record, root = export.record, "../"
    sources = "".join(f"<li>{cite.reference(key)}</li>" for key in record["sources"])
    title = escape(f"Figure {export.number}. {export.title}")
    chapter = escape(export.env.titles[export.made.docname].astext())
    history = f"Version {export.version}. Data to {record['cutoff']}. {escape(record['licence'])}."
    body = f"""<article class="figure-landing"><h1>{title}</h1>
<figure class="durand-figure" id="{export.figure_id}">
{export.made.page}
<p class="figure-shows">{linked(record["caption"], root)}</p></figure>
<h2>What it does not show</h2><p>{linked(record["caveats"], root)}</p>
<h2>Description</h2><p>{linked(record["description"], root)}</p>
<h2>Rows</h2>{table(export.made.spec)}
<h2>Take and cite</h2>{downloads(export, root).replace("<details", "<details open", 1)}
<h2>Sources</h2><ul>{sources}</ul>
<h2>History</h2><p>{history}</p>
<p><a href="{root}{export.page}">In its chapter: {chapter}</a></p>
</article>"""
    return {"title": title, "body": body, "metatags": _head(export)}


def _head(export: Export) -> str:
    about, item = publication(), csl(export)
    description = prose.plain(export.record["description"])
    date = str(about["date-released"])
    card = (
        public(export.env, export.path(".card.png"))
        if export.env.config.html_baseurl
        else (f"{export.figure_id}.card.png")
    )
    tags = [
        ("name", "description", description),
        ("property", "og:type", "article"),
        ("property", "og:title", item["title"]),
        ("property", "og:description", description),
        ("property", "og:image", card),
        ("name", "citation_title", item["title"]),
        ("name", "citation_publication_date", date.replace("-", "/")),
        ("name", "citation_journal_title", about["title"]),
        ("name", "DC.title", item["title"]),
        ("name", "DC.date", date),
        ("name", "DC.rights", _LICENCE_URL),
        *(("name", "citation_author", author["literal"]) for author in item["author"]),
        *(("name", "DC.creator", author["literal"]) for author in item["author"]),
    ]
    if export.env.config.html_baseurl:
        tags += [("property", "og:url", export.address)]
    data = {
        "@context": "https://schema.org",
        "@type": "ImageObject",
        "name": item["title"],
        "description": description,
        "license": _LICENCE_URL,
        "creator": [{"@type": "Organization", "name": a["literal"]} for a in item["author"]],
        "datePublished": date,
        "contentUrl": public(export.env, export.path(".png")),
    }
    script = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    return "\n".join(
        [f'<meta {kind}="{name}" content="{escape(text)}" />' for kind, name, text in tags]
        + [f'<script type="application/ld+json">{script}</script>']
    )


# ------------------------------------------------------------------------------ writing


def _card(export: Export) -> str:
    """Return the social card, 1,200 × 630, as SVG."""
    title = figures.wrapped(export.title, 52)[:3]
    width, height = _size(export.made.svg)
    top = 70 + 46 * len(title)
    scale = min(1120 / width, (570 - top) / height)
    chart = (
        export.made.svg.replace("<svg ", f'<svg x="40" y="{top}" ', 1)
        .replace(f'width="{width:g}"', f'width="{width * scale:g}"', 1)
        .replace(f'height="{height:g}"', f'height="{height * scale:g}"', 1)
    )
    lines = "".join(
        f'<text x="40" y="{74 + 46 * i}" font-size="38" font-weight="600" '
        f'fill="{style.PALETTE["ink"]}">{escape(line)}</text>'
        for i, line in enumerate(title)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630" viewBox="0 0 1200 630" '
        f'font-family="{style.FONT}"><rect width="1200" height="630" fill="#ffffff"/>{lines}{chart}'
        f'<text x="40" y="606" font-size="22" fill="{style.PALETTE["muted"]}">'
        f"{escape(publication()['title'])}</text></svg>"
    )


def gallery(env: BuildEnvironment) -> str:
    """Return all figures as HTML, chapter by chapter, each with its picture and its page."""
    items = "".join(
        f'<li><a href="../{export.landing}"><img src="../{export.path(FORMATS["svg"])}" alt="" '
        f'loading="lazy" width="{_WIDTH}" height="{_WIDTH * 2 // 3}"><span>Figure '
        f"{export.number}. {escape(export.title)}</span></a></li>"
        for export in in_order(env)
    )
    return f'<ul class="gallery">{items}</ul>'


def in_order(env: BuildEnvironment) -> list[Export]:
    """Return all figures of the book, by number."""
    exports = [Export(env, found[0]) for found in made(env).values()]
    return sorted(exports, key=lambda export: [int(part) for part in export.number.split(".")])


def write_data(folder: Path) -> None:
    """Write every table with all computed values, the data package, and one zip of both.

    The published package says what the tables hold; the rules that only a source table can keep
    (a derived value is not typed) stay behind.
    """
    folder.mkdir(exist_ok=True)
    package = json.loads((tables.DATA / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        resource.pop("checks", None)
        frame = tables.load(resource["name"])
        if resource["name"] == "evidence":
            numbers = [ledger()[name] for name in frame["evidence_id"]]
            for column in ("value", "low", "high", "qualifier"):
                frame[column] = [getattr(number, column) for number in numbers]
        for field in resource["schema"]["fields"]:
            if field["type"] == "boolean":
                frame[field["name"]] = frame[field["name"]].map({True: "true", False: "false"})
        frame.to_csv(
            folder / resource["path"], index=False, lineterminator="\n", float_format="%.10g"
        )
    text = json.dumps(package, indent=2, ensure_ascii=False) + "\n"
    (folder / "datapackage.json").write_text(text, encoding="utf-8")
    for name in ("sources.bib", "README.md"):
        (folder / name).write_bytes((tables.DATA / name).read_bytes())
    archive = folder / "across-the-durand-line-data.zip"
    archive.unlink(missing_ok=True)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(folder.iterdir()):
            if path != archive:  # one date for all, so that the same data give the same bytes
                packed.writestr(
                    zipfile.ZipInfo(path.name, (1980, 1, 1, 0, 0, 0)), path.read_bytes()
                )


def draw_all(exports: list[Export]) -> dict[str, Future]:
    """Begin to draw PNG, PDF and card of every figure, in processes of their own."""
    pool = ProcessPoolExecutor(mp_context=get_context("spawn"))
    drawn = {e.figure_id: pool.submit(figures.pictures, picture(e), _card(e)) for e in exports}
    pool.shutdown(wait=False)
    return drawn


def _begin(app: Sphinx, env: BuildEnvironment) -> None:
    """Draw while Sphinx writes: pictures take longer than all other files together."""
    if hasattr(app, "durand_read") and app.builder.format == "html":
        app.durand_drawn = draw_all(in_order(env))  # type: ignore[attr-defined]


def _write(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Write every figure's files, and hand its landing page to Sphinx."""
    env = app.builder.env
    folder = Path(app.outdir) / FOLDER
    folder.mkdir(exist_ok=True)
    write_data(Path(app.outdir) / "data")
    exports = in_order(env)
    drawn = getattr(app, "durand_drawn", None) or draw_all(exports)
    for export in exports:
        texts = {
            FORMATS["svg"]: picture(export),
            FORMATS["csv"]: rows_csv(export),
            ".csv-metadata.json": csvw(export),
            FORMATS["json"]: json.dumps(export.made.spec, indent=1, ensure_ascii=False) + "\n",
            FORMATS["html"]: embed(export),
            **citations(export),
        }
        for ending, text in texts.items():
            (folder / f"{export.figure_id}{ending}").write_text(text, encoding="utf-8")
        endings = (FORMATS["png"], FORMATS["pdf"], ".card.png")
        for ending, data in zip(endings, drawn[export.figure_id].result(), strict=True):
            (folder / f"{export.figure_id}{ending}").write_bytes(data)
        yield export.landing.removesuffix(".html"), landing(export), "page.html"
    index = json.dumps([export.entry() for export in exports], indent=2, ensure_ascii=False)
    (folder / "figures.json").write_text(index + "\n", encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.connect("env-check-consistency", _begin)  # the figures have their numbers by now
    app.connect("html-collect-pages", _write)
