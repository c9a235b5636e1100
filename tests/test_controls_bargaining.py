"""Controls of chapter 07: what a reader sets in the browser is what the measures compute."""

import itertools
import re

import contrast
import pandas as pd
import pytest
import reading
from conftest import BOOK

from durand.measures import bargaining, coercion

PAGE = "notebooks/07-coercion-and-bargaining.html"
RANGE, RELATIONS = "fig-bargaining-range", "fig-relations-matrix"
GRID = list(
    itertools.product(
        (0, 0.3, 0.6, 1), (0, 0.1, 0.45), (0, 0.15, 0.5), (0, 0.2, 0.7), (0.05, 0.8, 1)
    )
)
AUTHORS = {"Jadoon": "jadoon2025", "Dawn": "dawn2025dealing", "Ali": "ali2025"}


@pytest.fixture(scope="module", params=[(1280, "light"), (320, "dark")], ids=str)
def opened(request, site, chromium):
    width, scheme = request.param
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True
    )
    page = context.new_page()
    said = []
    page.on("console", lambda m: said.append(m.text) if m.type in ("error", "warning") else 0)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto((site / PAGE).as_uri())
    for figure in (RANGE, RELATIONS):
        button = page.locator(f"#{figure} .explore")
        button.scroll_into_view_if_needed()
        drawn = page.locator(f"#{figure} .chart > svg:visible").bounding_box()
        button.click()
        page.wait_for_selector(f"#{figure} .chart-live svg")
        live = page.locator(f"#{figure} .chart-live svg").bounding_box()
        jump = max(abs(live[side] - drawn[side]) for side in ("x", "y", "height"))
        assert jump <= 2, figure
        controls = page.locator(f"#{figure} .vega-bind").count()
        assert controls == (5 if figure == RANGE else 2)
    yield page
    assert said == []
    context.close()


SET = """([figure, values]) => {
  const inputs = [...document.querySelectorAll(`#${figure} .vega-bind :is(input, select)`)];
  for (const [name, value] of Object.entries(values)) {
    const input = inputs.find((one) => one.name === name);
    input.value = value;
    input.dispatchEvent(new Event(input.tagName === "SELECT" ? "change" : "input"));
  }
}"""
TEXTS = """(figure) => [...document.querySelectorAll(`#${figure} .chart-live svg text`)]
  .map((text) => text.textContent)"""


SETTLE = "new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"


def settle(page):
    page.evaluate(SETTLE)


def swept(page, figure, settings):
    """What a chart says for each of many settings, in one go."""
    return page.evaluate(
        f"""async ([figure, settings]) => {{
          const set = {SET}, texts = {TEXTS}, said = [];
          for (const values of settings) {{
            set([figure, values]);
            await {SETTLE};
            said.push(texts(figure));
          }}
          return said;
        }}""",
        [figure, settings],
    )


def shown(text):
    return [float(number) for number in re.findall(r"\d\.\d\d", text)]


def test_the_range_is_what_python_computes(opened):
    settings = [
        dict(zip(("balance", "cost_a", "cost_b", "shift", "later"), at, strict=True)) for at in GRID
    ]
    said = swept(opened, RANGE, settings)
    for (p, a, b, s, w), values, texts in zip(GRID, settings, said, strict=True):
        today, later, limit = (
            next(text for text in texts if text.startswith(start))
            for start in ("Without a shift", "With a shift", ("No deal", "A deal"))
        )
        whole = bargaining.bargaining_range(p, a, b)
        assert shown(today) == pytest.approx(whole, abs=0.0051), values
        held = bargaining.holding_range(p, a, b, s, w)
        if "no deal holds" in later:
            assert held.high < held.low, values
        else:
            assert held.high >= held.low - 1e-9, values
            assert shown(later) == pytest.approx([s, *held], abs=0.0051), values
        largest = bargaining.largest_shift(p, a, b, w)
        if limit.startswith("A deal"):
            assert largest is None or largest >= p - 1e-9, values
        else:
            assert shown(limit) == pytest.approx([largest], abs=0.0051), values


@pytest.mark.parametrize("article", ["all", *AUTHORS])
@pytest.mark.parametrize("kind", ["all", "shelters", "depends on", "negotiates with"])
def test_the_matrix_is_what_python_computes(opened, article, kind):
    relations = coercion.grouped(BOOK.load("relations"))
    if article != "all":
        relations = relations[relations["source"] == AUTHORS[article]]
    if kind != "all":
        relations = relations[relations["kind"] == kind]
    expected = coercion.cells(relations) if len(relations) else pd.DataFrame(columns=["sign"])
    opened.evaluate(SET, [RELATIONS, {"article": article, "relation": kind}])
    settle(opened)
    signs = [
        text.split()[0]
        for text in opened.evaluate(TEXTS, RELATIONS)
        if re.fullmatch(r"(•|×|•×|±|\?)( \d+)?", text)
    ]
    assert sorted(signs) == sorted(expected["sign"])


def test_a_cell_names_its_statements_and_leads_to_them(opened):
    opened.evaluate(SET, [RELATIONS, {"article": "all", "relation": "shelters"}])
    settle(opened)
    cell = opened.locator(f"#{RELATIONS} .chart-live .mark-text text", has_text="±").first
    cell.scroll_into_view_if_needed()
    cell.hover()
    opened.wait_for_selector("#vg-tooltip-element.visible")
    said = opened.inner_text("#vg-tooltip-element")
    assert "Afghan Taliban shelters TTP: Horizonte ¶3" in said
    assert "Afghan Taliban shelters TTP (denied): Ali ¶9" in said
    cell.click()
    row = opened.locator(f"#{RELATIONS}-taliban-shelter-horizonte")
    assert opened.evaluate("location.hash") == f"#{RELATIONS}-taliban-shelter-horizonte"
    row.wait_for(state="visible")  # the browser opens the folded table


def test_it_fits_and_is_accessible(opened):
    assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for figure in (RANGE, RELATIONS):
        assert reading.axe(opened, f"#{figure}") == []
        assert contrast.faults(opened, f"#{figure}") == []


def test_a_link_restores_the_values(site, chromium):
    context = chromium.new_context(offline=True)
    page = context.new_page()
    values = "balance=0.5&cost_a=0.2&cost_b=0.1&shift=0.4&later=1"
    page.goto(f"{(site / PAGE).as_uri()}?{values}#{RANGE}")
    page.wait_for_selector(f"#{RANGE} .chart-live svg")
    settle(page)
    assert "With a shift of 0.40: no deal holds" in page.evaluate(TEXTS, RANGE)
    assert "Without a shift: 0.30 to 0.60" in page.evaluate(TEXTS, RANGE)
    context.close()
