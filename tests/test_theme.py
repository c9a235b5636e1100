"""Our own theme: the first screen, a chapter's opening, figures' tools, tables that fit, paper."""

import hashlib
import io
import json
import re
import time

import lxml.html
import pikepdf
import pytest
import reading
from conftest import BOOK, ROOT

from durand import release
from durand.site import reader

CHAPTER = "notebooks/02-operations-and-attacks.html"


def tree(site, name):
    return lxml.html.parse(str(site / name)).getroot()


@pytest.fixture(params=[1280, 360])
def page(request, chromium):
    height = 800 if request.param > 600 else 740
    context = chromium.new_context(viewport={"width": request.param, "height": height})
    yield context.new_page()
    context.close()


def test_a_font_that_comes_late_moves_nothing(chromium, base):
    """Who reads by then keeps the fonts that the page began with; sooner, ours take their place."""

    def late(route):
        time.sleep(3.3)
        route.continue_()

    context = chromium.new_context(viewport={"width": 360, "height": 740})
    context.add_init_script(reading.WATCH)
    page = context.new_page()
    page.route("**/*.woff2*", late)
    with page.expect_request_finished(lambda request: ".woff2" in request.url):
        page.goto(base + "index.html", wait_until="load")
    page.evaluate(reading.DRAWN)
    shift = page.evaluate("window.shift")
    context.close()
    assert shift == 0


# ------------------------------------------------------------------------------ whose it is


def test_nothing_of_another_theme_is_shipped_or_asked_for(site):
    shipped = {path.relative_to(site / "_static").as_posix() for path in site.glob("_static/**/*")}
    assert shipped == {"site.css", *(path.name for path in reader.STATIC)}
    for name in reading.pages(site):
        if ".embed." in name or name == "404.html":
            continue
        html = (site / name).read_text(encoding="utf-8")
        asked = set(re.findall(r"_static/([^\"?#]+)", html[: html.index("</head>")]))
        assert asked <= shipped, name
        assert not re.search(r'(?:class|id)="(?:[^"]* )?(?:pst|bd|sd|tb)-', html), name


def test_templates_escape_what_is_not_markup(pages):
    pages.edit("_config.yml", "html_title: Across", "html_title: A <b>& Co</b> across")
    assert pages.build().returncode == 0
    front = (pages.site / "index.html").read_text(encoding="utf-8")
    assert "A &lt;b&gt;&amp; Co&lt;/b&gt; across" in front
    assert "<b>& Co" not in front


def test_the_sheet_defines_every_variable_that_it_uses(site):
    css = (site / "_static/site.css").read_text(encoding="utf-8")
    used, known = (set(re.findall(form, css)) for form in (r"var\((--[\w-]+)", r"(--[\w-]+):"))
    assert used - known == set()


def test_code_is_marked_where_the_sheet_colours_it_and_nowhere_else(site):
    css = (site / "_static/site.css").read_text(encoding="utf-8")
    rules = ",".join(re.findall(r"\.highlight :is\(([^)]*)\)", css))
    coloured = set(re.findall(r"\.(\w+)", rules))
    for path in BOOK.chapters:
        spans = tree(site, f"notebooks/{path.stem}.html").cssselect(".highlight span[class]")
        marked = {span.get("class") for span in spans}
        assert {"k", "s2"} <= marked <= coloured, marked - coloured


def test_no_page_has_a_script_or_a_style_of_its_own(site):
    for name in reading.pages(site):
        if ".embed." in name or name == "404.html":  # these are whole in one file
            continue
        found = tree(site, name)
        kinds = {script.get("type") for script in found.xpath("//script[not(@src)]")}
        assert kinds <= {"application/ld+json"}, name
        assert not found.xpath("//style | //*[@style]"), name
        (policy,) = found.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert "unsafe" not in policy, name
        assert "sha256" not in policy, name


# ------------------------------------------------------------------------------ the front page


def test_the_first_screen_says_what_this_is_and_shows_the_picture(page, base, site):
    page.goto(base + "index.html", wait_until="load")
    page.evaluate(reading.DRAWN)
    screen = page.viewport_size
    tops = [
        page.locator(part).first.bounding_box()["y"]
        for part in ("h1", ".lede", ".colophon", ".first", ".opening .chart svg:visible")
    ]
    if screen["width"] < 600:
        assert tops == sorted(tops)
        assert tops[-1] < screen["height"] - 100, "the picture begins on the first screen"
    else:
        box = page.locator(".opening .chart svg:visible").bounding_box()
        assert box["y"] + box["height"] <= screen["height"], "the map is whole on it"
    said = page.locator(".colophon").inner_text()
    for part in (BOOK.about["authors"][0]["name"], BOOK.about["version"], "1 July 2026"):
        assert part in said
    status = tree(site, "book/build-status.html").text_content()
    bound, rows = re.search(r"([\d,]+) numbers.*?([\d,]+) rows", said, re.S).groups()
    told = re.search(
        r"(\d+) numbers in the text are bound to (\d+) rows of the ledger, which has (\d+)", status
    )
    assert told.groups() == (bound.replace(",", ""), rows.replace(",", ""), str(len(BOOK.ledger)))
    pages = [ROOT / "index.md", *(ROOT / "book").glob("*.md"), *BOOK.chapters]
    texts = " ".join(path.read_text(encoding="utf-8") for path in pages)
    cited = set(re.findall(r"\(num:([\w.-]+)\)", texts))
    assert int(told[2]) == len(cited), "rows that a sentence cites, and no other"


def test_the_picture_draws_what_its_rows_say(site):
    front = tree(site, "index.html")
    dead = front.cssselect(".opening .dead")[0]
    shown = {a.get("href").partition("#")[2]: a.text_content() for a in dead.cssselect("a.num")}
    drawn = {}
    for path in dead.cssselect("svg.chart-wide path.mark"):
        look = path.get("class").split()[1]
        ends = re.findall(r"M([\d.]+) [\d.]+H([\d.]+)", path.get("d"))
        marks = sum(round((float(last) - float(first)) / 9) + 1 for first, last in ends)
        drawn[look] = [*drawn.get(look, []), marks]
    ledger = {name: int(BOOK.ledger[name].value) for name in shown}
    assert {name: int(text.split()[-1]) for name, text in shown.items()} == ledger
    ours, rival = ledger["civilians-killed-2024-crss"], ledger["civilians-killed-2024-picss"]
    assert drawn["civilians"] == [
        ledger["durand-line-civilian-deaths-2024-afghanistan-ucdp"],
        rival,
    ]
    assert drawn["derived"] == [ours - rival]
    assert drawn["unknown"] == [ledger["durand-line-unknown-deaths-2024-afghanistan-ucdp"]]
    assert drawn["claimed"] == [ledger["civilians-killed-2024-12-24-taliban"]]
    words = dead.text_content()
    for who in ("UCDP", "Taliban authorities claim", "CRSS", "PICSS"):
        assert who in words


def test_the_map_has_its_gates_its_dates_and_its_note(site):
    opening = tree(site, "index.html").cssselect(".opening")[0]
    wide, narrow = opening.cssselect(".chart svg")
    closures = BOOK.load("closures")
    for drawing in (wide, narrow):
        described = drawing.xpath(".//*[local-name()='desc']")[0].text
        written = " ".join(drawing.xpath(".//*[local-name()='tspan']/text()"))
        for gate in ("Torkham", "Kharlachi", "Ghulam Khan", "Angur Ada", "Chaman – Spin Boldak"):
            assert gate in written
            assert gate in described
        for days in ("18 Mar and 24 Dec", "16 Mar and 20–21 Dec", "18 Mar and 28 Dec"):
            assert days in written
        assert "12–15 Aug" in described
    row = closures.set_index("closure_id").loc["torkham-2024-08"]
    assert (row["start"], row["end"]) == ("2024-08-12", "2024-08-15")
    note = opening.cssselect(".map-note")[0].text_content()
    assert "dashed because it is contested" in note
    assert "Afghanistan has historically refused to recognise it" in note


def test_a_picture_with_a_row_that_is_not_there_stops_the_build(pages, faults):
    line = ":rival: civilians-killed-2024-picss\n"
    for fault, new, said in (
        ("is not named", "", r"index\.md, line \d+: .* options without a row .*: rival"),
        ("is not there", ":rival: civilians-of-nowhere\n", r"index\.md, .*civilians-of-nowhere"),
    ):
        pages.edit("index.md", line, new)
        done = pages.build()
        assert done.returncode != 0
        output = done.stderr + done.stdout
        faults.caught(f"front page: a row of the picture {fault}", "build", output, said)
        line = new or ":derived:"
        if not new:
            pages.edit("index.md", ":derived:", ":rival: civilians-killed-2024-picss\n:derived:")
            line = ":rival: civilians-killed-2024-picss\n"


def test_what_the_front_page_must_tell_is_on_it(site):
    numbers = [a.text_content() for a in tree(site, "index.html").cssselect("a.num")]
    for number in ("257", "444", "685", "927", "489", "21", "18", "at least 46"):
        assert number in numbers


# ------------------------------------------------------------------------------ chapters, figures


@pytest.mark.parametrize("path", BOOK.chapters, ids=lambda path: path.stem)
def test_a_chapter_opens_with_its_question_and_closes_with_its_code(path, site):
    found = tree(site, f"notebooks/{path.stem}.html")
    opener = found.cssselect(".opener")[0].text_content()
    assert opener.startswith(f"Chapter {int(path.stem[:2])}")
    minutes = int(re.search(r"(\d+) minutes to read", opener)[1])
    words = len(" ".join(p.text_content() for p in found.cssselect("article section p")).split())
    assert words / 400 <= minutes <= words / 150
    (question,) = found.cssselect(".question")
    assert question.text_content().endswith("?")
    assert len(found.cssselect(".finding")) >= 1
    (fold,) = found.cssselect("details.chapter-code")
    code = fold.text_content()
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    assert all(source.splitlines()[0] in code for source in sources)
    assert not found.xpath("//section//details[contains(@class, 'hide')]")
    assert found.xpath("//a[@download and contains(@href, '.ipynb')]")


def test_the_question_is_the_largest_of_a_chapter(page, base):
    page.goto(base + CHAPTER)
    sizes = page.evaluate(
        "[...document.querySelectorAll('article :is(h1, h2, p, figcaption)')].map("
        "one => [one.className, parseFloat(getComputedStyle(one).fontSize)])"
    )
    largest = max(sizes, key=lambda pair: pair[1])
    assert "question" in largest[0]


def test_a_figure_has_one_row_of_tools_that_opens_in_place(chromium, base):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(base + CHAPTER)
    tools = page.locator("#fig-card-2024 .figure-tools")
    words = tools.locator("summary")
    assert words.all_inner_texts() == ["Data", "Download", "Cite", "Embed", "About"]
    assert len({round(words.nth(at).bounding_box()["y"]) for at in range(5)}) == 1
    words.nth(2).click()
    assert tools.locator("pre", has_text="@misc").is_visible()
    words.nth(0).click()
    assert tools.locator("table").is_visible()
    assert tools.locator("details[open]").count() == 1, "one at a time"
    context.close()


def test_the_text_has_a_measure_and_figures_are_wider(chromium, base):
    page = chromium.new_page(viewport={"width": 1280, "height": 800})
    page.goto(base + CHAPTER)
    text = page.locator(".finding").first.bounding_box()["width"]
    figure = page.locator("figure.durand-figure").first.bounding_box()["width"]
    assert 560 <= text <= 680
    assert figure > text + 200
    page.close()


def test_who_claims_a_number_stands_beside_it_and_is_not_read_twice(chromium, base, site):
    spans = tree(site, CHAPTER).cssselect(".claimant")
    assert len(spans) > 20
    for span in spans:
        assert span.get("aria-hidden") == "true"
        assert span.getprevious().tag == "a"
    first = tree(site, CHAPTER).cssselect("p.finding .claimant")[0]
    row = BOOK.ledger[first.getprevious().get("href").partition("#")[2]]
    assert first.text_content() == row.claimant.short
    page = chromium.new_page(viewport={"width": 1280, "height": 800})
    page.goto(base + CHAPTER)
    note, text = page.locator("p.finding .claimant").first, page.locator("p.finding").first
    edge = text.bounding_box()["x"] + text.bounding_box()["width"]
    assert edge < note.bounding_box()["x"] < 1280
    page.set_viewport_size({"width": 1100, "height": 800})
    assert not note.is_visible(), "no room"
    page.close()


def test_a_released_figure_still_arrives_and_its_old_number_is_told(site):
    listed = tree(site, "book/figures.html").text_content()
    now = {
        figure.get("id"): figure.cssselect(".caption-number")[0].text_content().split()[-1]
        for path in BOOK.chapters
        for figure in tree(site, f"notebooks/{path.stem}.html").cssselect("figure.durand-figure")
    }
    told = 0
    for name, versions in release.kept(BOOK).items():
        assert (site / f"figures/{name}.html").is_file()
        for kept in versions:
            page, _, anchor = kept.page.partition("#")
            assert (site / page).is_file()
            if name in now:
                assert tree(site, page).get_element_by_id(anchor) is not None
            if now.get(name) != kept.number:
                assert f"{kept.number} ({kept.release})" in listed
                told += 1
    if not told:
        assert "Every figure of an earlier release still has its number." in listed


def test_every_anchor_of_a_release_arrives(site):
    """Sections by the table; a figure that its page no longer holds leads to its own page."""
    asked = [(row["page"], row["anchor"]) for row in release.anchors(BOOK)]
    assert len(asked) > 200
    released = [one[-1].page.split(".html#") for one in release.kept(BOOK).values()]
    for page, anchor in [*asked, *released]:
        there = tree(site, f"{page}.html").get_element_by_id(anchor, None)
        assert there is not None, f"{page}.html#{anchor}"
        if there.tag == "a":
            assert (site / page).parent.joinpath(there.get("href")).is_file()


def test_a_figure_that_moved_is_listed_with_its_old_number(book, faults):
    """Its release gave it another number; a retired one leads to what replaced it."""
    source = next((book.folder / "releases").glob("*/fig-card-2024.json"))
    text = source.read_text(encoding="utf-8")
    assert '"number":"2.1"' in text
    was = hashlib.sha256(source.read_bytes()).hexdigest()
    source.write_text(text.replace('"number":"2.1"', '"number":"2.9"'), encoding="utf-8")
    book.edit("figures.lock.json", was, hashlib.sha256(source.read_bytes()).hexdigest())
    retired, table = "fig-spread-2024", "data/replaced.csv"
    book.edit(table, f"{retired},,", f"{retired},fig-card-2024,")  # its own is not in this copy
    assert book.build().returncode == 0
    row = next(
        row
        for row in tree(book.site, "book/figures.html").cssselect("tr")
        if "fig-card-2024" in row.text_content() and "2.9" in row.text_content()
    )
    assert row.text_content().count("2.1") >= 1
    page = tree(book.site, "figures/fig-card-2024.html").text_content()
    assert "it was Figure 2.9" in page
    listed = tree(book.site, "book/figures.html").text_content()
    assert "retired; see 2.1" in listed
    index = json.loads((book.site / "figures/figures.json").read_text(encoding="utf-8"))
    (gone,) = [one for one in index if one["id"] == retired]
    assert gone["retired"]
    assert gone["replaced_by"] == ["fig-card-2024"]
    assert all((book.site / path).is_file() for path in gone["files"].values())
    path = book.folder / table
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}fig-card-2024,fig-nowhere,Wrong\nfig-never-was,,Wrong\n", "utf-8")
    at = len(text.splitlines()) + 1
    anchors = book.folder / "data" / "anchors.csv"
    with anchors.open("a", encoding="utf-8") as file:
        file.write("index,it-was-here,it-is-nowhere\nbook/methods,it-was-there,\n")
        file.write("book/gone,a,\nindex,what-the-parts-find-now,it-was-here\n")
    book.edit("data/anchors.csv", "index,three-doors,\n", "index,three-doors,what-the-parts-find\n")
    last = len(anchors.read_text(encoding="utf-8").splitlines())
    done = book.build()
    assert done.returncode != 0
    for said in (
        rf"row {at}, column figure: fig-card-2024 is in the book",
        rf"row {at}, column by: there is no figure fig-nowhere",
        rf"row {at + 1}, column figure: no release holds fig-never-was",
    ):
        faults.caught("replaced.csv: a figure that is not", "jupyter-book build", done.stderr, said)
    for said in (
        rf"row {last - 3}: index has no ‘it-is-nowhere’. .*‘it-was-here’ arrives: one of .*three-d",
        rf"row {last - 2}: book/methods has no ‘it-was-there’",
        rf"row {last - 1}: there is no page book/gone, whose address a release gave",
        rf"row {last}: index has no ‘it-was-here’",  # itself a released anchor: no chain
        r"row \d+: index still has ‘three-doors’ itself",
    ):
        faults.caught("An anchor arrives nowhere", "jupyter-book build", done.stderr, said)


def test_the_key_is_one_and_each_figure_leads_to_it(site):
    key = tree(site, "book/read-rerun-cite.html").get_element_by_id("key")
    assert {"f-amber", "f-blue", "f-purple", "f-attack"} <= set(
        " ".join(key.xpath(".//@class")).split()
    )
    for figure in tree(site, CHAPTER).cssselect("figure.durand-figure"):
        assert figure.xpath(".//a[contains(@href, '#key')]"), figure.get("id")


# ------------------------------------------------------------------------------ tables, paper

CUT = """() => [...document.querySelectorAll("article .table-scroll")].filter(
  (frame) => frame.scrollWidth > frame.clientWidth + 1).length"""


@pytest.mark.parametrize("name, width", [
    ("book/ledger.html", 1280), ("book/ledger.html", 900), ("book/ledger.html", 768),
    ("book/ledger.html", 360), ("book/sources.html", 360), ("book/sources.html", 768),
    ("book/sources.html", 1280), ("book/corrections.html", 1280),
])  # fmt: skip
def test_a_table_loses_no_column(chromium, base, name, width):
    page = chromium.new_page(viewport={"width": width, "height": 800})
    page.goto(base + name)
    page.evaluate(
        "document.querySelectorAll('.table-scroll').forEach("
        "frame => { frame.style.contentVisibility = 'visible' })"
    )
    assert page.evaluate(CUT) == 0
    page.close()


@pytest.mark.parametrize("name", [CHAPTER, "index.html"])
def test_pages_print_full_with_claimants_and_without_buttons(chromium, base, name):
    page = chromium.new_page(viewport={"width": 666, "height": 987})
    page.goto(base + name)
    pages = len(pikepdf.open(io.BytesIO(page.pdf(format="A4"))).pages)
    page.emulate_media(media="print")
    tall = page.evaluate("document.documentElement.scrollHeight") / 987
    assert pages <= tall * 1.15 + 1, "pages are left half empty"
    assert not any(page.locator("button, .figure-tools").nth(at).is_visible() for at in range(8))
    cut = "[...document.querySelectorAll('pre')].filter(p => p.scrollHeight > p.clientHeight + 1)"
    assert page.evaluate(f"{cut}.length") == 0, "a citation is cut"
    unsaid = page.locator("article p .claimant:not(.said)")
    assert unsaid.count() > 0
    assert unsaid.first.is_visible()
    assert page.locator("article p .claimant.said:visible").count() == 0, "said in its sentence"
    page.close()


def test_the_menu_is_the_table_of_contents(site):
    toc = re.findall(r"file: (\S+)", (ROOT / "_toc.yml").read_text(encoding="utf-8"))
    for name in ("index.html", CHAPTER, "figures/fig-card-2024.html", "search.html"):
        ways = tree(site, name).get_element_by_id("menu").xpath(".//li/a/@href")
        folder = (site / name).parent
        found = [name if way == "#" else str((folder / way).resolve()) for way in ways]
        wanted = [f"{one}.html" for one in toc]
        assert found == [one if one == name else str((site / one).resolve()) for one in wanted], (
            name
        )
