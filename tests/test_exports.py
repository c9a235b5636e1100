"""Every figure that the site lists can be taken, trusted and cited; by iteration, not by a list."""

import csv
import hashlib
import io
import json
import re
import struct
import zipfile
from base64 import b64encode
from pathlib import Path

import lxml.etree
import lxml.html
import pytest
import rispy
import yaml
from citeproc import (
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    formatter,
)
from citeproc.source.json import CiteProcJSON
from conftest import BOOK, ROOT, read_latex
from pybtex.database import parse_string

from durand import release
from durand.chapters import figure_specs
from durand.figure.spec import columns, rows
from durand.site import cite

INDEX = ROOT / "_build" / "html" / "figures" / "figures.json"
LISTED = json.loads(INDEX.read_text(encoding="utf-8")) if INDEX.is_file() else []
ENTRIES = [entry for entry in LISTED if not entry["retired"]]
BASE = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["html"]["baseurl"]
SPECS = {name: spec for path in BOOK.chapters for name, spec in figure_specs(path).items()}


@pytest.fixture(params=ENTRIES, ids=lambda entry: entry["id"])
def entry(request):
    return request.param


def place(name, path):
    """Return what a citation says of where a thing was read."""
    return f"{BASE.rstrip('/')}/{path}" if BASE else f"Local copy, {name}"


def test_every_figure_is_listed(site):
    assert [entry["id"] for entry in ENTRIES] == list(SPECS)
    numbers = [tuple(map(int, entry["number"].split("."))) for entry in ENTRIES]
    assert numbers == sorted(set(numbers))


def test_a_retired_figure_is_listed_last_with_what_shows_it_now(site):
    gone = [entry for entry in LISTED if entry["retired"]]
    assert [*ENTRIES, *gone] == LISTED
    table = BOOK.load("replaced").set_index("figure")
    assert (
        {entry["id"] for entry in gone} == set(table.index) == set(release.kept(BOOK)) - set(SPECS)
    )
    for entry in gone:
        assert "|".join(entry["replaced_by"]) == table.loc[entry["id"], "by"]
        for path in [entry["landing"], *entry["files"].values(), *entry["cite"].values()]:
            assert (site / path).stat().st_size > 0, path
        page = lxml.html.parse(str(site / entry["landing"])).getroot()
        said = page.cssselect(".notice")[0].text_content()
        assert "The figure is retired" in said
        assert table.loc[entry["id"], "why"] in said
        ways = [way.get("href") for way in page.cssselect(".notice a")]
        assert ways == [f"../figures/{name}.html" for name in entry["replaced_by"]]
        assert set(entry["files"]) == {"svg", "png", "pdf", "csv", "json", "html"}
        frame = lxml.html.parse(str(site / "figures" / f"{entry['id']}.embed.html")).getroot()
        assert "This figure is retired" in frame.text_content()
        ways = [way.get("href") for way in frame.xpath("//main/h1/following::p[1]/a")]
        assert ways == [f"{name}.html" for name in entry["replaced_by"]]


RELEASED = [
    ".html",
    ".svg",
    ".png",
    ".pdf",
    ".csv",
    ".csv-metadata.json",
    ".vl.json",
    ".embed.html",
    ".card.png",
    ".txt",
    ".bib",
    ".ris",
    ".csl.json",
    ".sources.bib",
]
"""What releases gave of each figure, under its id: people cite, frame and read these."""


def test_each_address_that_a_release_gave_a_figure_still_arrives(site):
    index = {entry["id"]: entry for entry in LISTED}
    for name in release.lock(BOOK):
        for ending in RELEASED:
            path = site / "figures" / f"{name}{ending}"
            assert path.is_file(), path.name
            if index[name]["retired"] and ending != ".html":
                last = Path(index[name]["landing"]).stem
                assert path.read_bytes() == path.with_name(f"{last}{ending}").read_bytes()


def test_the_entry_keeps_its_contract(entry, site):
    assert set(entry) == {
        "id", "number", "title", "description", "version", "chapter", "page", "landing",
        "sources", "caveats", "cutoff", "licence", "files", "cite",
        "retired", "replaced_by",
    }  # fmt: skip
    assert (entry["retired"], entry["replaced_by"]) == (False, [])
    assert set(entry["files"]) == {"svg", "png", "pdf", "csv", "json", "html"}
    assert set(entry["cite"]) == {"text", "bib", "ris", "csl"}
    for path in [entry["landing"], *entry["files"].values(), *entry["cite"].values()]:
        assert (site / path).stat().st_size > 0, path
    page, anchor = entry["page"].split("#")
    assert lxml.html.parse(str(site / page)).getroot().get_element_by_id(anchor).tag == "figure"
    for field in ("title", "description", "caveats"):
        assert entry[field]
        assert "](" not in entry[field]


def test_pictures(entry, site):
    svg = lxml.etree.parse(str(site / entry["files"]["svg"])).getroot()
    text = " ".join(" ".join(svg.itertext()).split())
    assert f"Figure {entry['number']}." in text
    title = " ".join(entry["title"].split())  # a picture may break at a no-break space
    for part in ("Source:", entry["licence"], place(entry["id"], entry["landing"]), title):
        assert part in text, part
    png = (site / entry["files"]["png"]).read_bytes()
    assert png.startswith(b"\x89PNG")
    assert struct.unpack(">I", png[16:20])[0] >= 2000
    pdf = (site / entry["files"]["pdf"]).read_bytes()
    assert pdf.startswith(b"%PDF")
    assert b"/FontFile" in pdf, "fonts are embedded"
    card = (site / "figures" / f"{entry['id']}.card.png").read_bytes()
    assert struct.unpack(">II", card[16:24]) == (1200, 630)


def test_rows(entry, site):
    spec = SPECS[entry["id"]]
    data = (site / entry["files"]["csv"]).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf"), "or Excel takes it for its old encoding"
    head, *body = csv.reader(io.StringIO(data.decode("utf-8-sig")))
    own = [title for title in head if not title.endswith(", by name")]
    assert own == list(columns(spec).values())
    assert len(body) == len(rows(spec))
    for line in body:
        named = dict(zip(head, line, strict=True))
        for title in set(head) - set(own):  # beside a column of keys, what each names
            keys = named[head[head.index(title) - 1]].split("|")
            said = "; ".join(cite.name(BOOK, key) for key in keys if key)
            assert named[title] == said
    for line, row in zip(body, rows(spec), strict=True):
        kept = [cell for title, cell in zip(head, line, strict=True) if title in own]
        for cell, name in zip(kept, columns(spec), strict=True):
            value = row.get(name)  # a row leaves out what is blank
            if isinstance(value, bool):
                assert cell == str(value).lower()
            elif isinstance(value, (int, float)):
                assert float(cell) == value
            else:
                assert cell == (value or "")
                assert cell not in BOOK.data.sources or head[line.index(cell) + 1] not in own
    path = site / "figures" / f"{entry['id']}.csv-metadata.json"
    about = json.loads(path.read_text(encoding="utf-8"))
    assert (path.parent / about["url"]).is_file()
    assert [column["titles"] for column in about["tableSchema"]["columns"]] == head
    assert about["dc:source"]
    assert about["dc:license"]
    assert entry["title"] in about["dc:bibliographicCitation"]


def test_the_specification_stands_alone(entry, site):
    spec = json.loads((site / entry["files"]["json"]).read_text(encoding="utf-8"))
    assert spec["$schema"].startswith("https://vega.github.io/schema/vega-lite/")
    assert spec == SPECS[entry["id"]]


def test_citations_parse(entry, site):
    bib = parse_string((site / entry["cite"]["bib"]).read_text(encoding="utf-8"), "bibtex")
    found = bib.entries[entry["id"]]
    title = re.sub(r"\\([%$&#_])", r"\1", found.fields["title"].strip("{}"))  # as LaTeX has it
    flat = f"Figure {entry['number']}: {' '.join(entry['title'].split())}"
    assert " ".join(title.split()) == flat
    assert str(found.persons["author"][0]).strip("{}") == "Across the Durand Line contributors"
    (record,) = rispy.loads((site / entry["cite"]["ris"]).read_text(encoding="utf-8"))
    assert record["title"] == f"Figure {entry['number']}: {entry['title']}"
    where = place(entry["id"], entry["landing"])
    assert where in record.get("urls", record["notes"])[0]
    items = json.loads((site / entry["cite"]["csl"]).read_text(encoding="utf-8"))
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    shelf = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
    shelf.register(Citation([CitationItem(entry["id"])]))
    assert entry["title"] in str(shelf.bibliography()[0])
    text = (site / entry["cite"]["text"]).read_text(encoding="utf-8")
    for part in ("APA:", "Chicago:", entry["title"], where, entry["cutoff"], "ersion"):
        assert part in text


def test_the_sources_behind_a_figure_are_what_was_read(entry, site):
    path = site / "figures" / f"{entry['id']}.sources.bib"
    found = parse_string(path.read_text(encoding="utf-8"), "bibtex")
    assert list(found.entries) == entry["sources"]
    for key in entry["sources"]:
        assert found.entries[key].fields["access"] == BOOK.data.sources[key].fields["access"]


def test_landing_page(entry, site):
    tree = lxml.html.parse(str(site / entry["landing"])).getroot()
    text = " ".join(tree.text_content().split())
    for part in (
        entry["title"],
        entry["caveats"],
        entry["description"],
        f"Figure {entry['number']}",
    ):
        assert " ".join(part.split()) in text  # a page may break at a no-break space
    assert tree.xpath(f"//a[@href='../{entry['page']}']")
    metas = {m.get("name") or m.get("property"): m.get("content") for m in tree.xpath("//meta")}
    assert ("og:image" in metas) == bool(BASE), "an address that leads nowhere, or none"
    for name in ("description", "og:title", "citation_title", "citation_author", "DC.title",
                 "DC.creator"):  # fmt: skip
        assert metas.get(name), name
    data = json.loads(tree.xpath("//script[@type='application/ld+json']")[0].text)
    assert data["@type"] == "ImageObject"
    assert len(tree.cssselect("figure svg[role=img]")) == 2


def test_embed_stands_alone(entry, site):
    text = (site / entry["files"]["html"]).read_text(encoding="utf-8")
    tree = lxml.html.fromstring(text)
    assert not tree.xpath("//img | //iframe")
    loaded = tree.xpath("//script/@src | //link[@href!='data:,']/@href")
    assert len(tree.xpath("//script")) == len(tree.xpath("//script[@src][not(text())]"))
    if tree.xpath("//@data-controls"):  # a model loads what the site has, and no more
        names = [Path(name.partition("?")[0]).name for name in loaded]
        assert sorted(names) == ["durand.js", "head.js", "site.css"]
        assert all((site / "figures" / name.partition("?")[0]).is_file() for name in loaded)
    else:
        assert not loaded
        assert "--fig-ink" in text
        assert text.count("textLength=") > 4, "or labels outgrow their room"
        assert text.count('font-family: "Like Public Sans') == 4
    assert "url(" not in text
    assert len(tree.cssselect("svg[role=img]")) == 2
    sheet = hashlib.sha256(tree.xpath("//style")[0].text.encode()).digest()
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert f"'sha256-{b64encode(sheet).decode()}'" in policy, "its own sheet is refused"
    assert "'unsafe" not in policy


def test_the_chapter_offers_files_citation_and_code(entry, site):
    page, anchor = entry["page"].split("#")
    figure = lxml.html.parse(str(site / page)).getroot().get_element_by_id(anchor)
    (fold,) = figure.cssselect(".figure-tools")
    words = [word.text_content() for word in fold.cssselect("summary")]
    assert words == ["Data", "Download", "Cite", "Embed", "About"]
    offered = {href.removeprefix("../") for href in fold.xpath(".//a/@href")}
    wanted = {path for name, path in entry["files"].items() if name != "html"}
    wanted |= {entry["landing"], *entry["cite"].values()}
    assert wanted <= offered
    text = fold.text_content()
    for part in ("pd.read_csv(", "read.csv(", "<iframe", entry["title"]):
        assert part in text


def test_pandas_reads_the_rows(entry, site):
    import pandas as pd

    frame = pd.read_csv(site / entry["files"]["csv"])
    assert len(frame) == len(rows(SPECS[entry["id"]]))


DOCUMENTS = ["publication", *(path.stem for path in BOOK.chapters)]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_chapters_and_publication_are_cited_from_one_place(name, site):
    about = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    stem = site / "cite" / name
    (item,) = json.loads(stem.with_suffix(".csl.json").read_text(encoding="utf-8"))
    (record,) = rispy.loads(stem.with_suffix(".ris").read_text(encoding="utf-8"))
    (entry,) = parse_string(
        stem.with_suffix(".bib").read_text(encoding="utf-8"), "bibtex"
    ).entries.values()
    text = stem.with_suffix(".txt").read_text(encoding="utf-8")
    assert item["title"] == record["title"] == entry.fields["title"].strip("{}")
    assert item["version"] == release.edition(BOOK)[0]
    if name != "publication":
        assert item["container-title"] == record["secondary_title"] == about["title"]
    assert item["title"] in text
    page = "book/read-rerun-cite" if name == "publication" else f"notebooks/{name}"
    tree = lxml.html.parse(str(site / f"{page}.html")).getroot()
    shown = [" ".join(block.text_content().split()) for block in tree.cssselect(".copyable pre")]
    for form in text.split("\n\n"):
        assert form.partition(": ")[2].strip() in shown
    assert f"../cite/{name}.ris" in tree.xpath("//a/@href")
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    shelf = CitationStylesBibliography(style, CiteProcJSON([item]), formatter.plain)
    shelf.register(Citation([CitationItem(item["id"])]))
    assert item["title"] in str(shelf.bibliography()[0])


def test_the_gallery_shows_every_figure_by_chapter(site):
    tree = lxml.html.parse(str(site / "book/figures.html")).getroot()
    for entry in ENTRIES:
        (link,) = tree.xpath(f"//a[@href='../{entry['landing']}'][img]")
        chapter = link.xpath("ancestor::section[contains(@class, 'gallery-chapter')]")[0]
        assert chapter.get("id") in entry["page"]
        assert (site / "book" / link.find("img").get("src")).is_file()


RESOURCES = json.loads((ROOT / "data/datapackage.json").read_text(encoding="utf-8"))["resources"]


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource["name"])
def test_every_table_has_a_codebook(resource, site):
    tree = lxml.html.parse(str(site / f"data/{resource['name']}.html")).getroot()
    text = " ".join(tree.text_content().split())
    fields = tree.cssselect("table tbody tr")
    assert len(fields) == len(resource["schema"]["fields"])
    for row, field in zip(fields, resource["schema"]["fields"], strict=True):
        name, meaning = row
        assert name[0].text_content() == field["name"]
        kind = ", ".join(filter(None, [field["type"], field.get("unit")]))
        assert name.text_content() == field["name"] + kind
        assert meaning.text == field["description"]
        assert ("required" in meaning.text_content()) >= (
            field.get("constraints", {}).get("required", False)
        )
    for heading in ("Limits", "Sources", "Figures that use it"):
        assert heading in text
    data = json.loads(tree.xpath("//script[@type='application/ld+json']")[0].text)
    assert data["@type"] == "Dataset"
    assert ("distribution" in data) == bool(BASE)
    assert (site / "data" / tree.xpath("//a[@download]/@href")[0]).is_file()
    assert f"../data/{resource['name']}.html" in lxml.html.parse(
        str(site / "book/data.html")
    ).getroot().xpath("//a/@href")


def test_a_table_knows_its_figures(site):
    def figures_of(name):
        tree = lxml.html.parse(str(site / f"data/{name}.html")).getroot()
        return {Path(href).stem for href in tree.xpath("//a/@href") if "figures/fig-" in href}

    assert "fig-ttp-dyad-2007-2025" in figures_of("ucdp_dyads")
    assert "fig-card-2024" not in figures_of("ucdp_dyads")
    assert "fig-card-2024" in figures_of("evidence")
    assert "fig-coercing-a-host" not in figures_of("evidence"), "a chapter without rows of it"
    assert "fig-card-2024" in figures_of("actors")
    assert "fig-options-articles" not in figures_of("actors"), "a chapter that names no counter"


def test_the_data_page_describes_the_dataset(site):
    tree = lxml.html.parse(str(site / "book/data.html")).getroot()
    data = json.loads(tree.xpath("//script[@type='application/ld+json']")[0].text)
    assert data["@type"] == "Dataset"
    assert ("distribution" in data) == bool(BASE)


def test_a_table_that_may_not_be_passed_on_is_marked_and_left_out(pages):
    why = "The publisher's licence forbids copies; see the source."
    path = pages.folder / "data/datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    next(r for r in package["resources"] if r["name"] == "ucdp_months")["redistribution"] = why
    path.write_text(json.dumps(package), encoding="utf-8")
    done = pages.build()
    assert done.returncode == 0, done.stderr
    data = pages.site / "data"
    assert not (data / "ucdp_months.csv").exists()
    with zipfile.ZipFile(data / "across-the-durand-line-data.zip") as archive:
        assert "ucdp_months.csv" not in archive.namelist()
    published = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    assert "ucdp_months" not in {resource["name"] for resource in published["resources"]}
    for name in ("data/ucdp_months.html", "book/data.html"):
        assert why in lxml.html.parse(str(pages.site / name)).getroot().text_content()


def test_one_setting_gives_the_public_address(pages):
    pages.edit("_config.yml", 'baseurl: ""', "baseurl: https://example.org/book/")
    assert pages.build().returncode == 0
    for name in ("index", "book/ledger", "data/evidence"):
        tree = lxml.html.parse(str(pages.site / f"{name}.html")).getroot()
        canonical = f"https://example.org/book/{name}.html"
        assert tree.xpath("//link[@rel='canonical']/@href") == [canonical]
    text = (pages.site / "cite/publication.txt").read_text(encoding="utf-8")
    assert "https://example.org/book/index.html" in text
    tree = lxml.html.parse(str(pages.site / "data/evidence.html")).getroot()
    data = json.loads(tree.xpath("//script[@type='application/ld+json']")[0].text)
    assert data["distribution"][0]["contentUrl"] == "https://example.org/book/data/evidence.csv"
    tree = lxml.html.parse(str(pages.site / "book/data.html")).getroot()
    data = json.loads(tree.xpath("//script[@type='application/ld+json']")[0].text)
    assert data["distribution"][0]["encodingFormat"] == "application/zip"


def test_no_button_leads_nowhere(site):
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert "mybinder.org" not in text
        assert "colab.research" not in text


URDU = "سیکیورٹی فورسز کے خلاف حملے"
HARD = [
    'Quotes "double" and ‘single’, <b>tags</b> & ampersands, commas; {braces} and \\backslash',
    f"Urdu {URDU} beside English",
    "word " * 60,
    "</script><script>alert(1)</script> ]]> </style> %s $x$ #hash _under_ ~",
]


def _export(title):
    from types import SimpleNamespace

    from durand.figure.draw import svg
    from durand.site.exports import Export
    from durand.site.figures import drawings
    from durand.site.state import Build, Made, State

    spec = json.loads(json.dumps(SPECS["fig-card-2024"]))
    spec["usermeta"]["figure"].update(title=title, description=title, caption=title)
    env = SimpleNamespace(
        toc_fignumbers={"chapter": {"figure": {"fig-card-2024": (2, 1)}}},
        titles={"chapter": SimpleNamespace(astext=lambda: title)},
        config=SimpleNamespace(html_baseurl="https://example.org/book"),
        app=SimpleNamespace(durand=Build(BOOK)),
        durand=State(),
    )
    wide = svg(spec, BOOK.cache)
    made = Made("chapter", spec, wide, drawings(spec, wide, BOOK.cache))
    env.durand.figures[made.record["id"]] = [made]
    return Export(env, made)


@pytest.mark.parametrize("title", HARD)
def test_a_hard_title_comes_through_every_format(title):
    from durand.site import exports

    export = _export(title)
    shown = f"Figure 2.1: {title}"
    flat = " ".join(title.split())
    svg = lxml.etree.fromstring(exports.picture(export).encode())
    assert flat in " ".join(" ".join(svg.itertext()).split())
    assert not svg.xpath("//*[local-name()='script']")
    files = cite.citations(export.item)
    (record,) = rispy.loads(files[".ris"])
    assert " ".join(record["title"].split()) == " ".join(shown.split())
    assert record["urls"] == ["https://example.org/book/figures/fig-card-2024.html"]
    (item,) = json.loads(files[".csl.json"])
    assert item["title"] == shown
    found = parse_string(files[".bib"], "bibtex").entries["fig-card-2024"]
    read = read_latex(found.fields["title"])
    bare = re.sub(r"[{}\\]", "", shown)  # BibTeX has no way to write these that all readers know
    assert " ".join(read.split()) == " ".join(bare.split())
    assert json.loads(exports.csvw(export))["dc:title"] == title
    for text in (exports.embed(export), exports.landing(export)["body"]):
        tree = lxml.html.fromstring(text)
        assert flat in " ".join(tree.text_content().split())
        assert not tree.xpath("//script | //b")
    page = exports.landing(export)
    assert page["json_ld"]["name"] == page["about_page"]["og:title"] == shown


def test_what_all_pages_of_a_figure_say_alike_is_made_once(monkeypatch):
    """Nine tenths of a build's comparing of versions was of the same versions again."""
    from durand.figure import versions
    from durand.site import exports

    made, digest = [], versions.digest
    monkeypatch.setattr(versions, "digest", lambda spec: made.append(spec) or digest(spec))
    export = _export("A title")
    pages = [exports.landing(export), exports.landing(export)]
    assert pages[0]["body"] == pages[1]["body"]
    assert len(made) == 1
    assert exports.landing(_export("Another title"))["body"] != pages[0]["body"]
    assert len(made) == 2, "another build has its own"


@pytest.mark.parametrize("name", HARD)
def test_a_hard_source_name_comes_through_every_format(name, monkeypatch):
    from durand.site import exports

    name = name.replace("\\backslash", "backslash")  # a .bib field cannot hold a bare command
    key = SPECS["fig-card-2024"]["usermeta"]["figure"]["sources"][0]
    entry = BOOK.data.sources[key]
    monkeypatch.setitem(entry.fields, "publisher", name)
    export = _export("A title")
    flat = " ".join(name.split())
    svg = lxml.etree.fromstring(exports.picture(export).encode())
    assert flat in " ".join(" ".join(svg.itertext()).split())
    assert any(flat in source for source in json.loads(exports.csvw(export))["dc:source"])
    found = parse_string(exports.sources_bib(export), "bibtex").entries[key]
    read = read_latex(found.fields["howpublished"])
    assert " ".join(read.split()) == re.sub(r"[{}\\]", "", flat)  # as above
    for text in (exports.embed(export), exports.landing(export)["body"], cite.reference(BOOK, key)):
        tree = lxml.html.fromstring(f"<div>{text}</div>")
        assert not tree.xpath("//script | //b")
    assert flat in " ".join(lxml.html.fromstring(exports.embed(export)).text_content().split())
