"""All tables to take away: files, data package, one archive, and a codebook page for each."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from durand import prose
from durand.data.package import BIBLIOGRAPHY, DESCRIPTOR
from durand.ledger.periods import say_period
from durand.publication import Publication
from durand.site import addresses, cite
from durand.site.figures import cells, note, scrolling
from durand.site.state import book, build, state

if TYPE_CHECKING:
    import pandas as pd

FOLDER = addresses.DATA
LEDGER = "ledger.csv"
CSV = "utf-8-sig"
"""How every CSV of the site is encoded."""


def archive(book: Publication) -> str:
    """Return the name of the file that holds all tables."""
    return f"{book.slug}-data.zip"


def withheld(resource: dict[str, Any]) -> str:
    """Return why a table may not be passed on, or ``""``.

    A resource copied from a file whose licence forbids it holds ``"redistribution": "why"``.
    Numbers typed from reports are our compilation of facts and need no such mark.
    """
    return resource.get("redistribution", "")


def write(book: Publication, folder: Path) -> None:
    """Write every table and the ledger, the data package, and one zip of all.

    The tables hold what ``data/`` holds; the ledger is made here, see `_ledger`. Tables that may
    not be passed on stay behind. Each file begins with a byte order mark, without which Excel takes
    UTF-8 for the system's old encoding; pandas and frictionless read past it.
    """
    folder.mkdir(exist_ok=True)
    published = [one for one in book.data.descriptor["resources"] if not withheld(one)]
    frames = [book.load(one["name"]) for one in published]
    of_evidence = [one["name"] for one in published].index("evidence")
    ledger, frame = _ledger(book, published[of_evidence], frames[of_evidence])
    published, frames = [ledger, *published], [frame, *frames]
    for resource, frame in zip(published, frames, strict=True):
        for field in resource["schema"]["fields"]:
            if field["type"] == "boolean":
                frame[field["name"]] = frame[field["name"]].map({True: "true", False: "false"})
        frame.to_csv(
            folder / resource["path"], index=False, lineterminator="\n", float_format="%.10g",
            encoding=CSV,
        )  # fmt: skip
    head, *lines = (folder / LEDGER).read_text(encoding=CSV).splitlines()
    by_id = {line.partition(",")[0]: line for line in lines}  # a script: it is read from disk too
    said = f"durandLedger({json.dumps(head)},{json.dumps(by_id, ensure_ascii=False)});\n"
    (folder / "ledger.js").write_text(said, encoding="utf-8")
    described = {**book.data.descriptor, "resources": published}
    text = json.dumps(described, indent=2, ensure_ascii=False) + "\n"
    (folder / DESCRIPTOR).write_text(text, encoding="utf-8")
    extra = [name for name in (BIBLIOGRAPHY, "README.md") if (book.data.folder / name).is_file()]
    for name in extra:
        (folder / name).write_bytes((book.data.folder / name).read_bytes())
    with zipfile.ZipFile(folder / archive(book), "w", zipfile.ZIP_DEFLATED) as packed:
        paths = [one["path"] for one in published]
        for name in sorted([*paths, DESCRIPTOR, *extra]):
            # one date for all, so that the same data give the same bytes
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(info, (folder / name).read_bytes())


_LABELS = {
    "indicator": ("indicator_label", "What is counted, in words"),
    "place": ("place_name", "Where, by name"),
    "period": ("period_said", "When, in words"),
    "claimant": ("claimant_name", "Who asserts it, by the name written here"),
    "origin": ("origin_name", "Who did the counting, by the name written here"),
    "source": ("source_name", "What was read, by its short name, or: computed here"),
}
"""The column of the ledger that stands beside an id of the evidence, and what it holds."""


def _ledger(
    book: Publication, evidence: dict[str, Any], frame: pd.DataFrame
) -> tuple[dict[str, Any], pd.DataFrame]:
    """Return the ledger as a table and its description: one row a row of the evidence.

    Every value stands in it that is typed, computed or read from a table, and beside each id what
    it stands for. ``evidence`` and ``frame`` are the evidence's own.
    """
    frame, numbers = frame.copy(), [book.ledger[name] for name in frame["evidence_id"]]
    keys = [book.ledger.source_key(number) for number in numbers]
    for column in ("value", "low", "high", "qualifier"):
        frame[column] = [getattr(number, column) for number in numbers]
    labels = {
        "indicator": [number.indicator.label for number in numbers],
        "place": [book.ledger.places[number.place] for number in numbers],
        "period": [say_period(number.period) for number in numbers],
        "claimant": [number.claimant.short for number in numbers],
        "origin": [number.origin.short for number in numbers],
        "source": [cite.name(book, key) if key else "computed here" for key in keys],
    }
    fields = {field["name"]: field for field in evidence["schema"]["fields"]}
    value = "The number, in the unit that follows; blank where a source gives a range alone"
    fields["value"] = {**fields["value"], "description": value}
    listed = []
    for name, field in fields.items():
        listed.append(field)
        if name in _LABELS:
            label, what = _LABELS[name]
            frame.insert(frame.columns.get_loc(name) + 1, label, labels[name])
            listed.append({"name": label, "type": "string", "description": what})
    frame.insert(
        frame.columns.get_loc("value") + 1, "unit", [one.indicator.unit for one in numbers]
    )
    at = [field["name"] for field in listed].index("value") + 1
    listed.insert(at, {"name": "unit", "type": "string", "description": "Of value, low and high"})
    described = {
        **{key: value for key, value in evidence.items() if key not in ("checks", "locked")},
        "name": "ledger",
        "title": "Ledger",
        "description": "The evidence with all its values, computed and read ones too, and with "
        "what each id stands for.",
        "path": LEDGER,
        "schema": {**evidence["schema"], "fields": listed},
    }
    return described, frame


# -------------------------------------------------------------------------------- codebook


def contents(book: Publication) -> str:
    """Return all tables as one HTML table, each with its codebook and its file."""
    rows = []
    for resource in book.data.descriptor["resources"]:
        count = len(book.data.peek(resource["name"]))
        why = withheld(resource)
        file = escape(why) if why else f'<a href="../{FOLDER}/{resource["path"]}">CSV</a>'
        rows.append(
            f'<tr><td><a href="../{_page(resource["name"])}">{escape(resource["title"])}</a></td>'
            f"<td>{escape(resource['description'])}</td>"
            f'<td class="number">{count:,}</td><td>{file}</td></tr>'
        )
    return scrolling("Tables", ["Table", "What it holds", "Rows", "File"], rows)


def _page(name: str) -> str:
    return f"{FOLDER}/{name}.html"


def codebook(
    env: BuildEnvironment, resource: dict[str, Any], read: dict[str, set[str]]
) -> dict[str, Any]:
    """Return the codebook page of a table: title, body and head tags.

    ``read`` holds the files that each chapter read.
    """
    rows = map(_field, resource["schema"]["fields"])
    heads = ["Field", "Meaning and rules"]
    why = withheld(resource)
    file = escape(why) if why else f'<a href="{resource["path"]}" download>{resource["path"]}</a>'
    keys = [source["key"] for source in resource.get("sources", []) if "key" in source]
    here = book(env)
    sources = "".join(f"<li>{cite.reference(here, key)}</li>" for key in keys)
    licences = ", ".join(
        f'<a href="{escape(one["path"])}">{escape(one["title"])}</a>'
        for one in resource["licenses"]
    )
    used = used_by(env, resource, read)
    users = "".join(
        f'<li><a href="../figures/{name}.html">{escape(title)}</a></li>' for name, title in used
    )
    title, item = escape(resource["title"]), _item(env, resource)
    listed = addresses.page(env, "tables")
    more = f'<p><a href="../{listed}.html">All tables</a></p>' if listed else ""
    body = f"""<article class="codebook"><h1>Table: {title}</h1>
<p>{escape(resource["description"])}</p>
<p>File: {file}. {len(here.data.peek(resource["name"])):,} rows. Licence: {licences}.</p>
<h2>Fields</h2>{scrolling(f"Fields of {resource['title']}", heads, rows)}
<h2>Limits</h2><p>{escape(resource.get("limits", "As each row says."))}</p>
<h2>Sources</h2>{f"<ul>{sources}</ul>" if sources else "<p>As each row says.</p>"}
<h2>Figures that use it</h2>{f"<ul>{users}</ul>" if users else "<p>None.</p>"}
{more}
</article>"""
    return {
        "title": f"Table: {title}",
        "body": body,
        "about_page": {"description": resource["description"], **cite.head(item)},
        "json_ld": cite.json_ld(item) | json_ld(env, resource),
    }


def _item(env: BuildEnvironment, resource: dict[str, Any]) -> dict[str, Any]:
    """Return a table, with the identifier of its file as written, as an item of CSL-JSON."""
    here, name = book(env), resource["name"]
    file = Path(env.app.outdir) / FOLDER / resource["path"]
    rows = "" if withheld(resource) else cite.content_id(file.read_bytes())
    title, where = f"{here.title}: {resource['title']}", addresses.address(env, _page(name))
    about = cite.about(build(env.app))
    return cite.item(about, "dataset", f"{here.slug}-{name}", title, where, rows=rows)


def _field(field: dict[str, Any]) -> str:
    rules = []
    constraints = field.get("constraints", {})
    for name, value in constraints.items():
        if isinstance(value, bool):
            rules.append(name)
        elif isinstance(value, list):
            rules.append(f"one of: {', '.join(map(str, value))}")
        else:
            rules.append(f"{name} {value}")
    kind = ", ".join(filter(None, [field["type"], field.get("unit")]))
    what = escape(field["description"]) + (note("; ".join(rules)) if rules else "")
    return cells(f"<code>{escape(field['name'])}</code>{note(kind)}", what)


def used_by(
    env: BuildEnvironment, resource: dict[str, Any], read: dict[str, set[str]]
) -> list[tuple[str, str]]:
    """Return id and title of the figures that use a table.

    Of the chapters that read it, all figures; where the table has sources of its own, those figures
    that name one of them. ``read`` holds the files that each chapter read.
    """
    keys = {source["key"] for source in resource.get("sources", []) if "key" in source}
    found = []
    for name, where in sorted(state(env).figures.items()):
        for one in where:
            named = keys & set(one.record["sources"])
            if resource["path"] in read[one.docname] and (not keys or named):
                found.append((name, prose.plain(one.record["title"])))
    return found


def _read(env: BuildEnvironment) -> dict[str, set[str]]:
    """Return the files that each chapter with figures read."""
    chapters = {one.docname for where in state(env).figures.values() for one in where}
    return {
        name: set(
            json.loads(Path(env.doc2path(name)).read_text("utf-8"))["metadata"]["durand"]["reads"]
        )
        for name in chapters
    }


def json_ld(env: BuildEnvironment, resource: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return what schema.org's ``Dataset`` says of a table, or of all, beside `cite.json_ld`."""
    described = book(env).data.descriptor
    what = resource or described
    path = (resource["path"] if resource else archive(book(env))) if not withheld(what) else ""
    entry: dict[str, Any] = {
        "description": what["description"],
        "license": [one["path"] for one in (what.get("licenses") or described["licenses"])],
        "isAccessibleForFree": True,
    }
    if contents := path and addresses.address(env, f"{FOLDER}/{path}"):
        entry["distribution"] = [
            {
                "@type": "DataDownload",
                "encodingFormat": "text/csv" if resource else "application/zip",
                "contentUrl": contents,
            }
        ]
    if resource:
        entry["variableMeasured"] = [
            {"@type": "PropertyValue", "name": field["name"], "description": field["description"]}
            for field in resource["schema"]["fields"]
        ]
    return entry


def pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Write the tables, and yield their codebooks for Sphinx."""
    env = app.builder.env
    write(book(env), Path(app.outdir) / FOLDER)
    read = _read(env)
    for resource in book(env).data.descriptor["resources"]:
        page = codebook(env, resource, read)
        yield _page(resource["name"]).removesuffix(".html"), page, "page.html"


def _describe(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Tell search engines of the data on the page that lists them."""
    if pagename == addresses.page(app.builder.env, "tables"):
        context["json_ld"] |= json_ld(app.builder.env)


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.connect("html-page-context", _describe)
