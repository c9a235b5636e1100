"""Explore: the chart drawn anew in the browser, from this site alone, in place of the picture."""

import hashlib
import json
import re

import contrast
import pytest
import reading
from conftest import BOOK, ROOT

from durand.chapters import figure_specs

FIGURES = [(path.stem, name) for path in BOOK.chapters for name in figure_specs(path)]


def test_what_is_not_ours_is_recorded():
    entries = json.loads((ROOT / "third-party.json").read_text(encoding="utf-8"))
    listed = {entry["file"]: entry for entry in entries}
    for entry in entries:
        assert entry["licence"]
        digest = hashlib.sha256((ROOT / entry["file"]).read_bytes()).hexdigest()
        assert entry["sha256"] == digest, f"{entry['file']}: run scripts/vendor.py"
    fonts = {f"durand/fonts/{path.name}" for path in (ROOT / "durand/fonts").glob("*.[tw]*f*")}
    assert {"durand/site/assets/vega.js", *fonts} <= set(listed)


def test_the_bundle_is_what_its_package_makes():
    import runpy

    made = runpy.run_path(str(ROOT / "scripts/vendor.py"))["bundle"]()
    assert (ROOT / "durand/site/assets/vega.js").read_text(encoding="utf-8") == made


@pytest.fixture(scope="module", params=[(1280, "light"), (360, "dark")], ids=str)
def explored(request, site, chromium):
    """Every chapter with every chart explored; offline, from disk."""
    width, scheme = request.param
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True
    )
    said, pages = [], {}
    for chapter in dict(FIGURES):
        page = pages[chapter] = context.new_page()
        page.on("console", lambda m: said.append(m.text) if m.type in ("error", "warning") else 0)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto((site / "notebooks" / f"{chapter}.html").as_uri())
        assert page.evaluate(reading.OWN_LETTERS)  # a drawing is as wide as its letters
    yield pages, said
    context.close()


def test_every_chart_explores_without_a_jump(explored):
    pages, said = explored
    for chapter, name in FIGURES:
        page = pages[chapter]
        chart = page.locator(f"#{name} .chart")
        before = page.locator(f"#{name} .chart > svg:visible").bounding_box()
        button = page.locator(f"#{name} .explore")
        button.focus()
        page.keyboard.press("Enter")
        page.wait_for_selector(f"#{name} .chart-live svg")
        after = page.locator(f"#{name} .chart-live svg").bounding_box()  # controls stand below
        if not page.locator(f"#{name} .vega-bind").count():
            assert abs(chart.bounding_box()["height"] - before["height"]) <= 2, name
        assert abs(after["height"] - before["height"]) <= 2, name
        assert page.locator(f"#{name} .chart > svg:visible").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        said += [f"{name}: {pale}" for pale in contrast.faults(page, f"#{name} .chart-live")]
        live = page.locator(f"#{name} .chart-live svg").inner_html()
        assert "undefined" not in live
        assert "NaN" not in live
        button.press("Enter")
        assert page.locator(f"#{name} .chart-live").count() == 0
        assert page.locator(f"#{name} .chart > svg:visible").count() == 1
    assert said == []


def test_a_mark_says_its_row(site, chromium):
    context = chromium.new_context(offline=True)
    page = context.new_page()
    page.goto((site / "notebooks/02-operations-and-attacks.html").as_uri())
    page.click("#fig-card-2024 .explore")
    page.wait_for_selector("#fig-card-2024 .chart-live svg")
    page.locator("#fig-card-2024 .chart-live .mark-rect path").nth(4).hover()
    said = page.inner_text("#vg-tooltip-element").split()
    assert " ".join(said) == (
        "Of what, by whom 2,546 people killed, by CRSS Part security personnel Number 685 "
        "Counted by CRSS Derived here no"
    )
    context.close()


def test_a_finger_and_the_arrow_keys_go_to_a_mark(site, chromium):
    context = chromium.new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True, offline=True
    )
    page = context.new_page()
    page.goto((site / "notebooks/02-operations-and-attacks.html").as_uri())
    figure = page.locator("#fig-card-2024")
    figure.locator(".explore").tap()
    live = figure.locator(".chart-live")
    live.locator("svg").wait_for()
    tip, said = page.locator("#vg-tooltip-element"), figure.locator(".explore-bar [role=status]")
    mark = live.locator(".mark-rect path").nth(2)
    mark.scroll_into_view_if_needed()
    mark.tap()
    tip.wait_for()
    page.wait_for_timeout(200)
    assert "operations" in tip.inner_text(), "it is gone as soon as it came"
    box = tip.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    page.touchscreen.tap(180, 20)
    tip.wait_for(state="hidden")
    live.focus()
    heard, rows = [], figure.locator("tbody tr").count()
    for _ in range(rows + 1):
        page.keyboard.press("ArrowRight")
        heard.append(said.inner_text())
        assert tip.is_visible()
        assert figure.locator("tr.is-shown").count() == 1
    assert len(set(heard)) == rows == 9, heard
    assert heard[0] == heard[rows], "after the last mark the first"
    assert any("Number: 685" in one for one in heard)
    shown = figure.locator("tr.is-shown").text_content()
    assert re.search(r"Number: ([\d,]*\d)", heard[rows])[1] in shown, (
        "the row of the mark in the table"
    )
    page.keyboard.press("ArrowLeft")
    assert said.inner_text() == heard[rows - 1]
    page.keyboard.press("Escape")
    assert tip.is_hidden()
    assert figure.locator("tr.is-shown").count() == 0
    context.close()


def test_without_the_bundle_the_picture_stays(site, chromium):
    context = chromium.new_context(offline=True)
    context.route("**/vega.js*", lambda route: route.abort())
    page = context.new_page()
    page.goto((site / "notebooks/02-operations-and-attacks.html").as_uri())
    page.click("#fig-card-2024 .explore")
    page.wait_for_selector("#fig-card-2024 .explore-bar >> text=could not be loaded")
    assert page.locator("#fig-card-2024 .chart > svg:visible").count() == 1
    context.close()
