"""Explore in a real browser, from disk: every view says what the ledger says, and no more."""

import csv
import io
import itertools
import json
import re

import contrast
import lxml.etree
import pybtex.database
import pytest
import reading
import rispy
from conftest import BOOK, read_latex

from durand import release
from durand.ledger.book import subject
from durand.ledger.comparisons import Comparison, arithmetic, differences, point
from durand.ledger.number import word_bounds
from durand.ledger.periods import span
from durand.site.explore import axis, length, series
from durand.site.search import who

ROWS = {name: row for name, row in BOOK.ledger.items() if row.status != "rejected"}
QUESTION = "How many people were killed?"
KILLED = "q=how-many-people-were-killed"


@pytest.fixture(scope="module")
def window(site, chromium):
    context = chromium.new_context(offline=True, accept_downloads=True)
    page = context.new_page()
    page.faults = []
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("console", lambda m: page.faults.append(m.text) if m.type == "error" else None)
    page.goto((site / "book/explore.html").as_uri())
    ready(page)
    yield page
    assert not page.faults
    context.close()


@pytest.fixture
def page(window):
    window.set_viewport_size({"width": 1280, "height": 800})
    go(window, "")
    return window


def ready(page):
    page.wait_for_function(
        "() => document.querySelector('.explore-view [role=status]')?.textContent.includes('of')"
    )


GO = """(view) => { // the browser's own event comes later
  history.replaceState(null, "", `${location.pathname}#${view}`);
  dispatchEvent(new HashChangeEvent("hashchange"));
}"""


def go(page, view):
    page.evaluate(GO, view)


def address(page):
    return page.evaluate("location.hash.slice(1)")


SHOWN = """() => ({
  table: [...document.querySelectorAll(".explored tr[data-row]")].map((tr) => [tr.dataset.row,
    tr.querySelector("strong").textContent, tr.querySelector(".note").textContent,
    ...[...tr.cells].slice(1).map((cell) => cell.textContent),
    tr.querySelector("a.note").getAttribute("href")]),
  groups: [...document.querySelectorAll(".explored [data-group]")].map((group) =>
    [...group.querySelectorAll("[data-row]")].map((mark) => mark.dataset.row)),
  marks: [...document.querySelectorAll(".explored circle[data-row]")].map((dot) => [dot.dataset.row,
    Number(dot.getAttribute("cx")), Number(dot.getAttribute("cy")),
    dot.classList.contains("f-paper")]),
  ranges: [...document.querySelectorAll(".explored line[stroke-width='3']")].map((line) =>
    [line.parentNode.querySelector("[data-row]").dataset.row,
     Number(line.getAttribute("x1")), Number(line.getAttribute("x2"))]),
  bars: [...document.querySelectorAll(".explored line[data-row]")].map((bar) =>
    [bar.dataset.row, Number(bar.getAttribute("x1")), Number(bar.getAttribute("x2"))]),
  refused: document.querySelector(".refused")?.textContent ?? "",
  said: document.querySelector(".explore-view [role=status]").textContent,
})"""


def shown(page):
    return page.evaluate(SHOWN)


def drawn_alike(found):
    """Hold that each mark stands where its value does, on one axis with zero in it."""
    values = {name: BOOK.ledger[name].value for name, *_ in found["marks"]}
    places = {one[0]: one[1] for one in found["marks"]}
    low, high = (pick(values, key=values.get) for pick in (min, max))
    if values[low] == values[high]:
        assert max(places.values()) - min(places.values()) < 0.1
        return
    unit = (places[high] - places[low]) / (values[high] - values[low])
    for name, place in places.items():
        expected = places[low] + unit * (values[name] - values[low])
        assert place == pytest.approx(expected, abs=0.05), name
    for name, first, last in found["ranges"] + found["bars"]:
        low_high = BOOK.ledger[name].bounds
        for bound, place in zip(low_high, (first, last), strict=True):
            expected = places[low] + unit * (bound - values[low])
            assert place == pytest.approx(expected, abs=0.05), name


def test_every_row_of_every_question_is_drawn_and_told_as_the_ledger_has_it(page):
    asked = page.eval_on_selector_all(
        "select[name=q] option", "all => all.slice(1).map(one => [one.value, one.textContent])"
    )
    seen, refused = set(), 0
    for value, text in asked:
        question = text.rpartition(" (")[0]
        wanted = {n: r for n, r in ROWS.items() if r.indicator.question == question}
        go(page, f"q={value}")
        found = shown(page)
        assert {row[0] for row in found["table"]} == set(wanted), question
        assert len(found["table"]) == len(wanted)
        assert found["said"].startswith(f"{len(wanted)} of {len(ROWS):,} rows.")
        for name, number, unit, what, when, _who, _source, status, link in found["table"]:
            row = wanted[name]
            assert (number, unit) == (word_bounds(row), row.indicator.unit)
            assert what.startswith(row.indicator.label)
            assert when.startswith(BOOK.ledger.places[row.place])
            assert status == f"{row.status}row{', with a note' if row.note else ''}"
            assert link.endswith(f"book/ledger.html#{name}")
        axes = {axis(row.indicator) for row in wanted.values()}
        refused += len(axes) > 1
        assert bool(found["refused"]) == (len(axes) > 1)
        for one in [""] if len(axes) == 1 else sorted(axes):
            if one:
                go(page, f"q={value}&what=in-{re.sub('[^a-z]+', '-', one.lower()).strip('-')}")
                found = shown(page)
            of = {n for n, r in wanted.items() if one in ("", axis(r.indicator))}
            marked = [name for group in found["groups"] for name in group]
            assert sorted(marked) == sorted(of), (question, one)
            for group in found["groups"]:
                assert len({subject(ROWS[name]) for name in group}) == 1, "parts in a whole's lines"
            for name, *_, empty in found["marks"]:
                assert empty == (ROWS[name].status != "reported"), name
            if found["marks"]:
                drawn_alike(found)
            seen |= set(marked)
    assert seen == set(ROWS)
    assert refused > 3


def test_an_axis_names_what_is_on_it():
    for row in ROWS.values():
        if row.indicator.casualty and row.indicator.unit == "people":
            said = axis(row.indicator)
            assert ("injured" in said) == ("injured" in row.indicator.label), said
            assert ("killed" in said) == bool(re.search("killed|[Dd]eaths", row.indicator.label))


def test_a_fiscal_year_begins_in_july():
    assert length("2023-07-01/2024-06-30") == "fiscal year"
    assert length("2023-11-01/2024-10-31") == "span", "two marks would be called 2023/24"


def test_a_time_says_what_it_leaves_out(page):
    go(page, "q=how-long-were-crossings-shut&place=torkham&time=2024")
    assert "3 more are of a time that overlaps with it" in shown(page)["said"]
    go(page, "q=how-much-do-pakistan-and-afghanistan-trade&time=every-year")
    found = shown(page)
    asked = [r for r in ROWS.values() if r.indicator.question.startswith("How much do Pakistan")]
    left = len(asked) - len(found["table"])
    assert f"{left} more are of other lengths of time" in found["said"]
    go(page, f"{KILLED}&time=2001-01")
    assert "more are" not in shown(page)["said"]


def test_a_range_without_a_best_value_has_no_dot(page):
    bare = {name for name, row in ROWS.items() if row.value is None}
    assert bare
    for name in bare:
        go(page, f"rows={name}")
        assert [bar[0] for bar in shown(page)["bars"]] == [name]
        go(page, f"rows={name}&time=every-{length(ROWS[name].period)}")
        found = shown(page)
        if found["table"]:
            assert not found["marks"], "a middle that nobody claims"
            assert [bar[0] for bar in found["bars"]] == [name]


def test_what_is_pressed_keeps_the_focus(page):
    active = "document.activeElement.name || document.activeElement.className"
    go(page, f"{KILLED}&place=pakistan&time=2024")
    page.evaluate("document.querySelector('.counters').open = true")
    page.focus("[name=by][value=picss]")
    page.keyboard.press("Space")
    assert page.evaluate("document.activeElement.value") == "picss"
    page.evaluate("document.querySelector('.counters').open = false")
    go(page, f"{KILLED},how-many-attacks&place=pakistan&time=2024")
    page.focus(".refused button >> nth=0")
    page.keyboard.press("Enter")
    assert page.evaluate(active) == "explored"
    go(page, "series=ucdp_months")
    page.wait_for_selector(".series h3")
    page.focus("[name=by-0]")
    page.keyboard.press("ArrowDown")
    assert page.evaluate(active) == "by-0"


def test_no_number_is_broken_on_a_small_screen(page):
    page.set_viewport_size({"width": 320, "height": 800})
    for question in page.eval_on_selector_all("[name=q] option", "all => all.map(o => o.value)"):
        go(page, f"q={question}")
        broken = page.evaluate(
            """() => [...document.querySelectorAll(".explored tr strong")].flatMap((strong) =>
              [...strong.textContent.matchAll(/[0-9.,]+/g)].filter((found) => {
                const range = new Range();
                range.setStart(strong.firstChild, found.index);
                range.setEnd(strong.firstChild, found.index + found[0].length);
                const cell = strong.closest("td").getBoundingClientRect();
                return range.getClientRects().length > 1
                  || range.getBoundingClientRect().right > cell.right + 8;
              }).map(() => strong.textContent))"""
        )
        assert not broken, question


def test_over_time_a_part_has_a_panel_of_its_own(page):
    for kind in ("year", "month", "quarter"):
        go(page, f"{KILLED}&place=pakistan&time=every-{kind}")
        found = shown(page)
        names = [row[0] for row in found["table"]]
        assert len(names) > 10
        assert sorted(name for group in found["groups"] for name in group) == sorted(names)
        for group in found["groups"]:
            assert len({ROWS[name].indicator.indicator for name in group}) == 1
            assert len({ROWS[name].place for name in group}) == 1
        lines = {}
        for name in names:
            row = ROWS[name]
            key = (row.indicator.indicator, row.place, who(row))
            lines.setdefault(key, []).append(span(row.period))
        joined = sum(
            (after[0] - before[1]).days == 1
            for line in map(sorted, lines.values())
            for before, after in itertools.pairwise(line)
        )
        drawn = page.locator(".explored line[stroke-width='1.5']:not(.contested)").count()
        assert drawn == joined > 0, "a line leaps over a gap"
        lengths = [(span(ROWS[n].period)[1] - span(ROWS[n].period)[0]).days for n in names]
        assert max(lengths) - min(lengths) <= 3


@pytest.mark.parametrize(
    "view, said",
    [
        (f"{KILLED},how-many-attacks", "incidents and people killed cannot"),
        (
            f"{KILLED},how-many-afghans-went-back&place=pakistan",
            "people, percent and people killed cannot",
        ),
        ("q=how-much-passes-through-pakistan-in-transit", "US$ million and percent"),
    ],
)
def test_what_may_not_share_an_axis_is_refused_with_what_to_do(page, view, said):
    go(page, view)
    found = shown(page)
    assert said in found["refused"]
    assert "cannot share an axis" in found["refused"]
    assert not found["marks"]
    assert found["table"]
    page.click(".refused button >> nth=0")
    assert not shown(page)["refused"]
    assert shown(page)["marks"]


def test_a_view_is_an_address_there_and_back(page):
    page.select_option("select[name=q]", "how-many-people-were-killed")
    assert "place=pakistan&time=2024" in address(page), "more than can be taken in is narrowed"
    page.select_option("[name=also]", "how-many-civilians-were-killed")
    page.select_option("[name=time]", "2023")
    page.click(".counters summary")
    page.check("[name=by][value=crss]")
    page.check("[name=by][value=picss]")
    view, found = address(page), shown(page)
    assert view == (
        f"{KILLED},how-many-civilians-were-killed&place=pakistan&time=2023&by=crss,picss"
    )
    assert {ROWS[row[0]].origin.short for row in found["table"]} == {"CRSS", "PICSS"}
    page.click("text=Begin anew")
    assert address(page) == ""
    assert not shown(page)["table"]
    go(page, view)
    assert (address(page), shown(page)) == (view, found)
    assert page.input_value("[name=also]") == "how-many-civilians-were-killed"
    assert page.inner_text(".counters b") == "CRSS, PICSS"


def test_every_view_to_begin_with_is_drawn(page):
    views = page.eval_on_selector_all(".ready-views a", "all => all.map(one => one.hash.slice(1))")
    assert len(views) > 5
    for view in views:
        page.click(f".ready-views a[href='#{view}']")
        page.wait_for_selector(".explored > svg")
        found = shown(page)
        assert "left out" not in found["said"], view
        assert found["table"], view
        assert not found["refused"], view
        assert address(page) == view
        go(page, "")


HOSTILE = [
    "q=<img src=x onerror=alert(1)>",
    f"{KILLED}&place=%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    f"{KILLED}&time=__proto__&constructor=x&__proto__=y",
    f"{KILLED}&by=" + "crss," * 5000,
    "q=%E0%A4%A&what=toString",
    f"{KILLED}&pair=crss",
    "row=../../etc/passwd",
]


@pytest.mark.parametrize("view", HOSTILE)
def test_a_hostile_address_is_left_out_with_one_sentence(page, view):
    go(page, view)
    said = page.inner_text(".explore-view [role=status]")
    strange = "pair=crss" not in view
    assert (said.count("Part of this address is nothing that the ledger has") == 1) == strange
    assert page.locator("main img, main script").count() == 0
    assert "<" not in address(page)
    assert "proto" not in address(page)
    if KILLED in view:
        assert shown(page)["table"]


def test_a_card_leads_to_all_that_is_claimed_of_its_row(page):
    go(page, "row=security-killed-2024-crss")
    alike = {n for n, r in ROWS.items() if subject(r) == subject(ROWS["security-killed-2024-crss"])}
    assert {row[0] for row in shown(page)["table"]} == alike
    assert address(page).endswith("what=security-killed&place=pakistan&time=2024")


def test_cards_rows_and_figures_lead_to_the_view_of_their_numbers(site, chromium):
    context = chromium.new_context(offline=True)
    page = context.new_page()
    page.goto((site / "notebooks/02-operations-and-attacks.html").as_uri())
    link = page.locator("a.num:not(.is)").first
    name = link.get_attribute("href").partition("#")[2]
    link.focus()
    page.keyboard.press("Enter")
    page.click(".num-card:popover-open a:text-is('Compare in Explore')")
    ready(page)
    assert name in {row[0] for row in shown(page)["table"]}
    page.goto((site / "book/ledger.html").as_uri() + f"#{name}")
    page.locator(f"[id='{name}'] .cite-number").click()
    page.click(f"[id='{name}'] a:text-is('Compare in Explore')")
    ready(page)
    assert name in {row[0] for row in shown(page)["table"]}
    page.goto((site / "figures/fig-counters-killed-2024.html").as_uri())
    link = page.locator("a:text-is('compare in Explore')")
    wanted = link.get_attribute("href").partition("#rows=")[2].split(",")
    link.click()
    ready(page)
    found = shown(page)
    assert "left out" not in found["said"]
    assert {row[0] for row in found["table"]} == set(wanted) <= set(ROWS)
    context.close()


def test_two_counters_are_compared_by_the_ledgers_rules(page):
    counters = page.eval_on_selector_all("[name=by]", "all => all.map(one => one.value)")
    pairs = page.evaluate(
        """(all) => all.flatMap((pair) => durand.claims.paired(pair).map(([one, other]) => [
          one.id, other.id, durand.claims.differences(one, other),
          durand.claims.arithmetic(one, other), durand.claims.doubt(one, other)]))""",
        list(itertools.combinations(counters, 2)),
    )
    assert len(pairs) > 200
    for one, other, unlike, summed, doubt in pairs:
        rows = (ROWS[one], ROWS[other])
        points = tuple(point(row, BOOK.ledger.places) for row in rows)
        made = Comparison("", "different", points, rows)
        rule = [text for text in differences(rows) if not text.startswith("counter")]
        assert [text for text in unlike if not text.startswith("period")] == rule, (one, other)
        assert (summed, doubt) == (arithmetic(made), made.doubt), (one, other)
        assert rows[0].place == rows[1].place
        if not unlike:
            assert subject(rows[0]) == subject(rows[1])


def test_a_pair_of_counters_has_its_list(page):
    go(page, f"{KILLED}&place=pakistan&time=2024")
    page.select_option("[name=a]", "crss")
    page.select_option("[name=b]", "picss")
    assert address(page).endswith("pair=crss,picss")
    listed = page.locator(".explored .stacked tbody tr").all_inner_texts()
    assert any("2,546 − 1,969 = 577; 2,546 ÷ 1,969 = 1.29" in one for one in listed)
    unlike = next(one for one in listed if "what is counted" in one)
    assert "None: it would be of unlike things." in unlike


def test_a_keyboard_chooses_reads_and_follows_a_row(page):
    page.focus("select[name=q]")
    page.keyboard.type("How many attacks?")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("Pakistan")
    assert page.evaluate("document.activeElement.name") == "place"
    assert address(page).startswith("q=how-many-attacks")
    page.focus(".explored .table-scroll")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    link = page.evaluate("document.activeElement.href")
    assert re.search(r"book/(ledger|sources)\.html#.", link)


def quoted(page, button):
    if not page.locator(".quote .num-tools").count():
        page.click(".quote summary")
    page.click(f".quote .num-tools button:text-is('{button}')")


def test_a_view_is_cited_with_its_rows_in_every_form(page):
    view = f"{KILLED}&what=people-killed&place=pakistan&time=2024"
    go(page, view)
    names = {row[0] for row in shown(page)["table"]}
    forms = {}
    for form in ("Text", "BibTeX", "RIS", "CSL-JSON"):
        quoted(page, form)
        page.wait_for_function(
            "(form) => document.querySelector('.num-out pre').getAttribute('aria-label') === form",
            arg=form,
        )
        forms[form] = page.inner_text(".num-out pre")
    (item,) = json.loads(forms["CSL-JSON"])
    (entry,) = pybtex.database.parse_string(forms["BibTeX"], "bibtex").entries.values()
    (ris,) = rispy.loads(forms["RIS"])
    title = f"People killed in attacks and operations, Pakistan, 2024 ({len(names)} claims, "
    assert item["title"].startswith(title)
    assert read_latex(entry.fields["title"]).strip("{}") == item["title"] == ris["title"]
    assert item["version"] == entry.fields["version"] == ris["edition"]
    about, rows = item["version"].split(", rows ")
    assert set(rows.split(", ")) == names
    assert about == release.edition(BOOK)[0]
    assert item["title"] in forms["Text"]
    assert item["container-title"] == BOOK.title
    assert entry.key == item["id"] == ris["id"]


def test_a_view_is_taken_as_table_and_picture(page):
    go(page, f"{KILLED}&place=pakistan&time=2024")
    names = [row[0] for row in shown(page)["table"]]
    files = {}
    for form in ("CSV", "SVG", "PNG"):
        with page.expect_download() as download:
            quoted(page, form)
        assert download.value.suggested_filename.endswith(f".{form.lower()}")
        files[form] = download.value.path().read_bytes()
    assert files["CSV"].startswith(b"\xef\xbb\xbf"), "for Excel"
    rows = list(csv.DictReader(io.StringIO(files["CSV"].decode("utf-8-sig"))))
    assert [row["evidence_id"] for row in rows] == names
    assert {row["place_name"] for row in rows} == {"Pakistan"}
    drawing = lxml.etree.fromstring(files["SVG"])
    text = " ".join(drawing.itertext())
    assert "How many people were killed? Pakistan, 2024" in text
    assert "Counted by" in text
    assert BOOK.title in text
    assert {one.get("data-row") for one in drawing.iter("{*}circle")} == set(names)
    assert all(one.get("fill") for one in drawing.iter("{*}circle")), "it needs no sheet"
    assert files["PNG"].startswith(b"\x89PNG")
    assert len(files["PNG"]) > 20_000


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_state_fits_and_is_sound(page, scheme):
    page.emulate_media(color_scheme=scheme)
    page.evaluate("scheme => { document.documentElement.dataset.theme = scheme }", scheme)
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        for view in (
            f"{KILLED}&place=pakistan&time=2024&pair=crss,picss",
            "q=how-many-people-were-killed&place=pakistan&time=every-year&what=people-killed",
            f"{KILLED},how-many-attacks&time=2024&place=pakistan",
            "series=trade_by_partner",
        ):
            go(page, view)
            page.wait_for_selector(".explored svg, .refused")
            assert (
                page.evaluate(
                    "document.documentElement.scrollWidth - document.documentElement.clientWidth"
                )
                <= 0
            ), (width, view)
            cut = page.evaluate(
                """() => {
                  const boxes = [...document.querySelectorAll(".explored:not([hidden])")];
                  const edge = boxes[0].getBoundingClientRect();
                  return [...document.querySelectorAll(".explored svg text")].filter((text) => {
                    const box = text.getBoundingClientRect();
                    return box.left < edge.left - 1 || box.right > edge.right + 1;
                  }).map((text) => text.textContent); }"""
            )
            assert not cut, (width, view)
            if (width, scheme) in ((1280, "light"), (320, "dark")):
                assert not reading.axe(page, "main"), (width, view)
            if width == 1280:  # a colour is the same at every width
                assert not contrast.faults(page, within="article"), (width, view)


def test_a_series_is_one_table_and_all_of_it(page):
    tables = series(BOOK)
    wanted = {"ucdp_months", "trade_by_partner", "transit", "refugees", "returns_all", "prices"}
    assert wanted < set(tables)
    listed = page.eval_on_selector_all("[name=series] option", "all => all.map(o => o.value)")
    assert set(listed) == {"", *tables}
    for name, table in tables.items():
        go(page, f"series={name}")
        page.wait_for_function(
            "(text) => document.querySelector('.series h3')?.textContent === text",
            arg=table["title"],
        )
        assert table["limits"] in page.inner_text(".series")
        for select in page.locator(".series-view select[name^=by-]").all():
            select.select_option("-1")
        for measure in range(len(table["measures"])):
            if len(table["measures"]) > 1:
                page.select_option("[name=measure]", str(measure))
            rows = [row for row in table["rows"] if row[4][measure][0] is not None]
            told = page.eval_on_selector_all(
                ".series tbody tr",
                "all => all.map((tr) => [tr.cells[0].textContent,"
                " tr.querySelector('strong').textContent])",
            )
            assert [when for when, _ in told] == [row[2] for row in rows], name
            values = [float(re.sub(r" \(.*|,", "", said).replace("−", "-")) for _, said in told]
            assert values == pytest.approx([row[4][measure][0] for row in rows]), name
            units = {row[7] or table["measures"][measure][1] for row in rows}
            marks = page.locator(".series circle").count()
            assert marks == (0 if len(units) > 1 else len(rows)), name
    frame = BOOK.load("ucdp_months")
    months = tables["ucdp_months"]
    found = [(row[0][:7], months["by"][0][1][row[3][0]], row[4][0][0]) for row in months["rows"]]
    assert found == list(zip(frame.month, frame.country, frame.deaths_best, strict=True))


def test_no_line_of_a_series_crosses_a_break_or_a_gap(page):
    for name, column in (("refugee_returns", "country_of_asylum"), ("refugees", "category")):
        go(page, f"series={name}")
        title = series(BOOK)[name]["title"]
        page.wait_for_selector(f".series h3:text-is('{title}')")
        frame = BOOK.load(name)
        broken = frame.get("break_before", frame.year < 0)
        expected = gaps = 0
        for _, rows in frame.assign(broken=broken).sort_values("year").groupby(column):
            for (year, _), (after, cut) in itertools.pairwise(
                zip(rows.year, rows.broken, strict=True)
            ):
                expected += after - year == 1 and not cut
                gaps += after - year > 1 or cut
        assert gaps
        assert page.locator(".series line.s-blue[stroke-width='1.5']").count() == expected
    view = address(page)
    page.select_option("[name=by-0]", label="refugees")
    chosen = address(page)
    assert chosen == "series=refugees&category=refugees" != view
    go(page, chosen)
    page.wait_for_function("() => document.querySelectorAll('.series [data-line]').length === 1")
    for strange in ("category=__proto__", "measure=length", "constructor=x", "measure=99"):
        go(page, f"series=refugees&{strange}")
        page.wait_for_function(
            "() => document.querySelector('.series-view [role=status]').textContent.includes("
            "'Part of this address is nothing that the table has')"
        )
        assert address(page) == "series=refugees"
        go(page, KILLED)
        assert not page.locator(".series h3, .series-view label + label").count(), "it stays"
    go(page, "series=<script>&category=x")
    page.wait_for_function("() => !document.querySelector('.series h3')")
    assert page.inner_text(".series-view [role=status]") == "There is no such series."


def test_without_scripts_the_ledger_stands_in(site, chromium):
    context = chromium.new_context(offline=True, java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "book/explore.html").as_uri())
    assert page.locator(".explore-view").is_hidden()
    assert page.locator("noscript a").get_attribute("href") == "ledger.html"
    assert "Explore needs JavaScript" in page.inner_text("main")
    context.close()
