"""Hostile data: refused where they are read, or inert wherever they are written.

Refused, with the place: what nobody sees (control characters, turned reading order), what a
spreadsheet would run, what has no end, addresses that are none, commands of TeX.
Inert: markup of every kind, because words in angle brackets or braces may be quoted in good faith.
"""

import csv
import json
import re
from types import SimpleNamespace

import altair as alt
import lxml.etree
import lxml.html
import nbformat
import pandas as pd
import pytest
import reading
import rispy
from conftest import add_chapters, copy_book, opened, read_latex, refused, reread, without_chapters
from pybtex.database import parse_string

from durand import Publication, chapters

# ---------------------------------------------------------------------------------- refused

CELLS = {
    "NUL": ("a\0b", r"holds the invisible character U\+0000 at position"),
    "escape": ("a\x1b[31mb", r"holds the invisible character U\+001B"),
    "line end": ("a\nb", r"holds the invisible character U\+000A"),
    "line end of JavaScript": ("a\u2028b", r"holds the invisible character U\+2028"),
    "turned order": ("a\u202eb", r"holds the invisible character U\+202E"),
    "isolated order": ("a\u2067b", r"holds the invisible character U\+2067"),
    "mark of a wrong encoding": ("a\ufffdb", r"holds the invisible character U\+FFFD"),
    "a megabyte": ("a" * 10**6, "field larger than field limit|has 1,000,000 characters"),
    "a page of text": ("word " * 1200, "has 6,000 characters, and 5,000 are allowed"),
    "formula": ('=HYPERLINK("https://example.org","x")', "begins with ‘=’, so a spreadsheet"),
    "formula with plus": ("+cmd|' /C calc'!A0", r"begins with ‘\+’"),
    "formula with minus": ("-1+1", "begins with ‘-’"),
    "formula with at": ("@SUM(A1)", "begins with ‘@’"),
}
PLACES = [
    ("evidence", "note"), ("indicators", "label"), ("actors", "name"), ("places", "name"),
    ("positions", "stance"), ("settlements", "reason"),
]  # fmt: skip


@pytest.mark.parametrize("kind", CELLS)
def test_a_hostile_cell_is_refused(kind, data, faults):
    text, said = CELLS[kind]
    book = opened(data.parent)
    for table, column in PLACES:
        path = data / f"{table}.csv"
        before = path.read_bytes()
        rows = _read(path)
        rows[1][column] = text
        _write(path, rows)
        found = refused(reread, book, table)
        place = rf"^data/{table}\.csv, (row 3 \([^)]*\), column {column}: |line \d+: field)"
        faults.caught(f"{table}, {column}: {kind}", "Publication.load: hostile", found, place, said)
        assert len(found) < 400, "a message is to be read"
        assert not re.search(r"[\x00-\x1f\u2028\u202a-\u202e\u2066-\u2069]", found)
        path.write_bytes(before)


FIELDS = {
    "url: script": ("url", "javascript:alert(document.domain)", "'javascript:.*is no address"),
    "url: data": ("url", "data:text/html,<script>", "is no address"),
    "url: quotation mark": ("url", 'https://example.org/"onclick="x', "is no address"),
    "url: no host": ("url", "https://", "is no address"),
    "archived: script": ("archived", "javascript:alert(1)", "is no address"),
    "urldate: no day": ("urldate", "2026-13-01", "is no day"),
    "doi: script": ("doi", "javascript:alert(1)", "is no DOI"),
    "title: NUL": ("title", "a\0b", r"invisible character U\+0000"),
    "title: turned order": ("title", "a\u202eb", r"invisible character U\+202E"),
    "title: a megabyte": ("title", "a" * 10**6, "has 1,000,000 characters"),
    "title: file of TeX": ("title", r"\input{/etc/passwd}", "holds a backslash"),
    "title: escaped for TeX": ("title", r"A \& B", "holds a backslash. Write the character itself"),
    "note: shell of TeX": ("note", r"\immediate\write18{ls}", "holds a backslash"),
    "publisher: formula": ("publisher", "=HYPERLINK(1)", "begins with ‘=’"),
    "author: turned order": ("author", "a\u202eb", r"invisible character U\+202E"),
    "actor: of no row": ("actor", "<script>", "'<script>': no row of actors"),
}


@pytest.mark.parametrize("kind", FIELDS)
def test_a_hostile_source_is_refused(kind, data, faults):
    field, text, said = FIELDS[kind]
    entry = _source("hostile", **{field: text})
    (data / "sources.bib").write_text(entry, encoding="utf-8")
    found = refused(lambda: opened(data.parent).data.sources)
    place = rf"^data/sources\.bib, entry 'hostile', field {field}"
    faults.caught(f"sources.bib, {kind}", "Package.sources: hostile", found, place, said)
    assert len(found) < 400


def test_a_hostile_key_is_refused(data, faults):
    (data / "sources.bib").write_text(_source('x"onclick="y'), encoding="utf-8")
    found = refused(lambda: opened(data.parent).data.sources)
    said = "sources.bib, entry 'x\"onclick=\"y'.*Rename it|sources.bib cannot be read"
    faults.caught("sources.bib, key: markup", "Package.sources: hostile", found, said)


def _source(key, **fields):
    fields = {
        "title": "A title", "publisher": "A publisher", "year": "2024", "access": "excerpt",
        "licence": "facts cited", **fields,
    }  # fmt: skip
    inside = ",\n".join(f"  {name} = {{{text}}}" for name, text in fields.items())
    return f"@online{{{key},\n{inside}\n}}\n"


def _read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


# ------------------------------------------------------------------------------------ inert

MARKUP = (
    "<script>window.hacked = true; alert(document.domain)</script>"
    '<img src="x" onerror="window.hacked = true"></style></script></title><style>* { color: red }'
    "</style><svg onload='window.hacked = true'><a href=\"javascript:alert(document.domain)\">x</a>"
    " `tick` **bold** [x](javascript:alert(document.domain)) <javascript:alert(document.domain)>"
    " ]]> --> &lt;b&gt; & ${x} %s \"q\" 'q'"
)
BRACES = " {{ config }} {% raw %} {x} {numref}`fig-x`"
PAYLOAD = MARKUP + BRACES
BIB = re.sub(r"[{}\\]", "", MARKUP)  # braces group, and no reader agrees how to escape them

KEPT = {  # what other rows, or the code, read as more than words
    ("evidence", "inputs"), ("identities", "parts"), ("actors", "names"), ("evidence", "locator"),
    ("map_shapes", "geometry"),
}  # fmt: skip


def _poison(folder):
    """Write the payload into every text of every table that has no rule of its own."""
    descriptor = folder / "datapackage.json"
    text = descriptor.read_text(encoding="utf-8").replace('"sha256"', '"was"')  # no copies now
    descriptor.write_text(text, encoding="utf-8")
    package = json.loads(text)
    poisoned = 0
    for resource in package["resources"]:
        name, schema, path = resource["name"], resource["schema"], folder / resource["path"]
        bound = {*resource.get("cites", []), *resource.get("lists", {})}
        bound |= {field for key in schema.get("foreignKeys", []) for field in key["fields"]}
        for check in resource.get("checks", []):
            compared = re.sub(r"\w+ [!=]= None", "", check["formula"])  # blank or not is no rule
            bound |= set(re.findall(r"\w+", compared))
        key = schema.get("primaryKey", [])
        bound |= {key} if isinstance(key, str) else set(key)
        free = [
            field["name"]
            for field in schema["fields"]
            if field["type"] == "string"
            and not {"pattern", "enum"} & set(field.get("constraints", {}))
            and field["name"] not in bound
            and (name, field["name"]) not in KEPT
        ]
        if rows := _read(path):
            shown = [row for row in rows if "security-killed-2024-crss" in row.values()]
            for row in [*rows[:40], *shown]:
                for column in free:
                    row[column] += f" {PAYLOAD}" if row[column] else ""
                    poisoned += 1
            _write(path, rows)
    rows = _read(folder / "actors.csv")
    for row in rows:  # the first name is the one that pages show
        row["names"] = f"{row['names'].split('|')[0]} {PAYLOAD}|{row['names']}".replace("||", "|")
    _write(folder / "actors.csv", rows)
    (folder / "corrections.csv").write_text(
        "date,page,wrong,right,why,figures,evidence\n"
        + ",".join(
            ["2026-09-01", "book/methods", *[f'"{PAYLOAD.replace(chr(34), chr(34) * 2)}"'] * 3]
        )
        + ",fig-card-2024,security-killed-2024-crss\n",
        encoding="utf-8",
    )
    bib = folder / "sources.bib"
    text = re.sub(
        r"^  (title|publisher|note) = \{(.*?)\}(,?)$",
        lambda match: f"  {match[1]} = {{{match[2]} {BIB}}}{match[3]}",
        bib.read_text(encoding="utf-8"),
        flags=re.MULTILINE,
    )
    bib.write_text(text, encoding="utf-8")
    return poisoned


def _chapter(root):
    """Return a chapter whose one figure holds the payload in rows, headings and texts."""
    rows = pd.DataFrame({"who": [f"CRSS {PAYLOAD}", "PICSS"], "value": [909, 905]})
    text = PAYLOAD.replace("{", "{{").replace("}", "}}")  # a figure's own braces name evidence
    bars = alt.Chart(rows).mark_bar().encode(x="value", y="who")
    book = Publication(root)
    made = book.figure(
        "fig-hostile",
        bars
        + alt.Chart(rows)
        .mark_text(limit=200, align="right")
        .encode(x="value", y="who", text="who"),
        title=f"CRSS {text} counts the most",
        caption=f"{text}: attacks, {{attacks-2024-crss}} by CRSS; {text}.",
        description=f"Two bars: CRSS 909, the larger, and PICSS 905. {text}",
        caveats=f"It does not show who made them. {text}",
        columns={"who": f"Counter {PAYLOAD}", "value": "Attacks"},
    )
    cell = nbformat.v4.new_code_cell(
        "figure", execution_count=1, id="cell-02", metadata={"tags": ["hide-input"]}
    )
    cell.outputs = [
        nbformat.v4.new_output("execute_result", made._repr_mimebundle_(), execution_count=1)
    ]
    title = nbformat.v4.new_markdown_cell("# A chapter", id="cell-01")
    notebook = nbformat.v4.new_notebook(cells=[title, cell])
    notebook.metadata = {
        "myst": {"html_meta": {"description": "A chapter."}},
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        "durand": {"modules": [], "reads": {"evidence.csv": ["*"]}},
    }
    notebook.metadata["durand"]["digest"] = chapters.digest(notebook, book)
    return notebook


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A copy whose every free text is hostile, built."""
    book = without_chapters(copy_book(tmp_path_factory.mktemp("hostile") / "book"))
    assert _poison(book.folder / "data") > 500
    add_chapters(book, {"02-hostile": _chapter(book.folder)})
    book.edit("CHANGELOG.md", "## Unreleased\n", f"## Unreleased\n\n- Figure `x`: {MARKUP}\n")
    done = book.build("-W", "--keep-going")
    assert done.returncode == 0, done.stderr[-600:]
    return book.site


def _flat(text):
    return " ".join(text.split())


LOADED = [
    "index.html", "book/ledger.html", "book/sources.html", "book/glossary.html",
    "book/corrections.html", "book/methods.html", "book/build-status.html", "book/changelog.html",
    "book/figures.html", "notebooks/02-hostile.html", "figures/fig-hostile.html",
    "figures/fig-hostile.embed.html", "data/evidence.html", "search.html",
]  # fmt: skip


def test_pages_say_it_and_do_nothing(hostile):
    shown = {}
    for name in reading.pages(hostile):
        tree = lxml.html.parse(str(hostile / name)).getroot()
        for script in tree.iter("script"):
            if script.get("type") == "application/ld+json":
                json.loads(script.text)
            else:
                assert "hacked" not in (script.text or ""), name
        for element in tree.iter(lxml.etree.Element):
            assert not [a for a in element.attrib if a.lower().startswith("on")], name
            for attribute in ("href", "src", "action", "formaction", "xlink:href"):
                address = element.get(attribute, "")
                assert not re.match(r"\s*(javascript|vbscript)", address, re.I), (name, address)
                assert not address.startswith("data:text"), (name, address)
        bad = "//style[contains(., 'color: red')] | //img[@src='x'] | //title/*"
        assert not tree.xpath(bad), name
        assert len(tree.xpath("/html/head/title")) == 1, name
        shown[name] = _flat(tree.text_content()).count("<script>window.hacked = true; alert")
    for name in LOADED:
        assert shown[name] or name in ("search.html", "book/glossary.html"), f"{name} is silent"
    tree = lxml.html.parse(str(hostile / "book/ledger.html")).getroot()
    row = tree.get_element_by_id("security-killed-2024-crss")
    assert _flat(PAYLOAD) in _flat(row.text_content())


def test_files_hold_it_and_parse(hostile):
    svg = lxml.etree.parse(str(hostile / "figures/fig-hostile.svg")).getroot()
    assert not svg.xpath("//*[local-name()='script' or local-name()='style' or local-name()='a']")
    assert not svg.xpath("//@*[starts-with(local-name(), 'on')]")
    said = _flat(" ".join(svg.itertext()))
    assert _flat(PAYLOAD) in said
    assert "<title>" not in said
    for path in hostile.rglob("*.json"):
        json.loads(path.read_text(encoding="utf-8"))
    for name in ("search-records.js", "data/ledger.js", "figures/fig-hostile.live.js"):
        text = (hostile / name).read_text(encoding="utf-8")
        call, _, inside = text.partition("(")
        assert call.isidentifier()
        assert inside.endswith(");\n")
        json.loads(f"[{inside[:-3].removeprefix('...')}]")
    with (hostile / "figures/fig-hostile.csv").open(encoding="utf-8-sig", newline="") as file:
        head, first, _ = csv.reader(file)
    assert head == [f"Counter {PAYLOAD}", "Attacks"]
    assert first == [f"CRSS {PAYLOAD}", "909"]
    formula = re.compile(r"[=@\t\r]|[+-](?!\d[\d,.]*(e-?\d+)?\s?%?$)")
    for path in hostile.rglob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        assert len({len(row) for row in rows}) == 1, path.name
        assert not [cell for row in rows for cell in row if formula.match(cell)], path.name
    bib = parse_string((hostile / "figures/fig-hostile.bib").read_text("utf-8"), "bibtex")
    title = read_latex(bib.entries["fig-hostile"].fields["title"])
    bare = re.sub(r"[{}\\]", "", PAYLOAD).replace("--", "–")  # as TeX reads it
    assert _flat(bare) in _flat(title)
    (record,) = rispy.loads((hostile / "figures/fig-hostile.ris").read_text(encoding="utf-8"))
    assert _flat(PAYLOAD) in _flat(record["title"])
    assert set(record) <= {
        "type_of_reference", "id", "title", "secondary_title", "authors", "year", "edition",
        "urls", "notes",
    }  # fmt: skip
    sources = parse_string(
        (hostile / "figures/fig-hostile.sources.bib").read_text("utf-8"), "bibtex"
    )
    assert "organiser2025crss" in sources.entries
    title = read_latex(sources.entries["organiser2025crss"].fields["title"])
    assert _flat(BIB.replace("--", "–")) in _flat(title)


def _look(page):
    return page.evaluate(
        "['body', 'h1', 'td', 'a'].map((tag) => {"
        " const style = getComputedStyle(document.querySelector(tag) ?? document.body);"
        " return [style.color, style.backgroundColor, style.fontFamily, style.fontSize] })"
    )


def test_no_page_complains_under_its_own_policy(hostile, site, chromium):
    with reading.served(hostile) as base:
        found = {load.name: load.faults for load in reading.loads(chromium, base, LOADED)}
    assert found == {name: [] for name in LOADED}
    page = chromium.new_page()
    for name in ("book/ledger.html", "book/sources.html", "book/methods.html"):
        page.goto((site / name).as_uri())
        clean = _look(page)
        page.goto((hostile / name).as_uri())
        assert _look(page) == clean, f"{name} looks otherwise"
    page.close()


@pytest.fixture
def reader(hostile, chromium):
    """A reader with the site on disk; what runs, asks or is stopped is noted."""
    context = chromium.new_context(offline=True, accept_downloads=True)
    context.add_init_script(reading.WATCH)
    page = context.new_page()
    said = []
    page.on("dialog", lambda dialog: (said.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda m: m.type == "error" and said.append(m.text))
    page.on("request", lambda r: r.url.startswith("http") and said.append(r.url))

    def settled():
        page.wait_for_timeout(100)
        assert page.evaluate("[window.hacked ?? 'no', window.faults]") == ["no", []]
        assert said == []

    def opened(address):
        page.goto(f"{hostile.as_uri()}/{address}")

    yield SimpleNamespace(page=page, settled=settled, open=opened)
    context.close()


def test_a_card_says_it_and_does_nothing(reader):
    reader.open("index.html")
    reader.page.locator("a.num[href$='#security-killed-2024-crss']").first.click()
    card = reader.page.locator(".num-card:popover-open")
    assert "<script>window.hacked" in card.inner_text()
    assert "{{ config }}" in card.inner_text()
    reader.settled()


def test_search_finds_it_and_does_nothing(reader):
    reader.open("search.html?q=hacked")
    hits = reader.page.locator("#search-results li")
    hits.first.wait_for()
    assert "<script>" in hits.first.inner_text()
    reader.settled()
    reader.open("search.html?q=<img src=x onerror=window.hacked=true>")
    reader.page.locator("#search-results [role=status]:has-text('onerror')").wait_for()
    reader.settled()


def test_the_ledger_filters_and_gives_it_away(reader):
    reader.open("book/ledger.html?words=<img src=x onerror=window.hacked=true>#<b>")
    options = reader.page.locator("select[name=claimant] option")
    assert "<script>" in options.nth(1).text_content()
    reader.open("book/ledger.html?words=security")
    with reader.page.expect_download() as download:
        reader.page.click("text=Download these rows")
    with download.value.path().open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    assert all(None not in row and None not in row.values() for row in rows)
    assert any(PAYLOAD in row["note"] for row in rows)
    reader.settled()


def test_a_figure_explores_and_a_mark_says_it(reader):
    reader.open("notebooks/02-hostile.html")
    assert "<script>window.hacked" in reader.page.locator("#fig-hostile figcaption").inner_text()
    reader.page.click("#fig-hostile .explore")
    reader.page.locator("#fig-hostile .chart-live svg").wait_for()
    reader.page.locator("#fig-hostile .chart-live .mark-rect path").first.hover(force=True)
    tooltip = reader.page.locator("#vg-tooltip-element")
    tooltip.wait_for()
    assert "<script>window.hacked" in tooltip.inner_text()
    reader.settled()
    reader.open("figures/fig-hostile.svg")
    reader.settled()
