"""Explore: the chart drawn anew in the browser, from this site alone, in place of the picture."""

import hashlib
import json

import contrast
import pytest
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


def test_without_the_bundle_the_picture_stays(site, chromium):
    context = chromium.new_context(offline=True)
    context.route("**/vega.js*", lambda route: route.abort())
    page = context.new_page()
    page.goto((site / "notebooks/02-operations-and-attacks.html").as_uri())
    page.click("#fig-card-2024 .explore")
    page.wait_for_selector("#fig-card-2024 .explore-bar >> text=could not be loaded")
    assert page.locator("#fig-card-2024 .chart > svg:visible").count() == 1
    context.close()
