"""The scenario of chapter 05: what its controls compute in the browser, against the library."""

import itertools
import re

import contrast
import pytest
import reading
from conftest import BOOK

from durand.measures import gate

NAME = "fig-gate-scenario"
PAGE = "notebooks/05-the-gate.html"


def opened(browser, site, width=1280, query=""):
    page = browser.new_context(viewport={"width": width, "height": 900}, offline=True).new_page()
    page.goto((site / PAGE).as_uri() + query)
    if not query:
        page.click(f"#{NAME} .explore")
    page.wait_for_selector(f"#{NAME} .chart-live input[name=days]")
    return page


def numbers(texts):
    """The results as they are written, each in all, a day, and lost."""
    found = [re.match(r"([\d.]+) in all, ([\d.]+) a day(?:; ([\d.]+) lost)?", t) for t in texts]
    return [tuple(float(part) for part in match.groups() if part) for match in found if match]


def expected(values):
    rows = gate.scenario(gate.daily(BOOK.ledger), **values).itertuples()
    return [(row.total, row.per_day, *([row.lost] if row.lossy else [])) for row in rows]


def shown(texts, values):
    found, wanted = numbers(texts), expected(values)
    assert [len(row) for row in found] == [len(row) for row in wanted]
    for row, right in zip(found, wanted, strict=True):
        assert row[0] == pytest.approx(right[0], abs=0.0501), values
        assert row[1] == pytest.approx(right[1], abs=0.00501), values
        assert row[2:] == pytest.approx(right[2:], abs=0.0501), values


def test_the_browser_computes_what_the_library_does(site, chromium):
    page = opened(chromium, site)
    given = gate.inputs(BOOK.ledger).set_index("param")
    grid = {name: [row.low, row.value, row.high] for name, row in given.iterrows()}
    grid["days"] += [1, 15, 16, 30, 31]
    settings = [dict(zip(grid, at, strict=True)) for at in itertools.product(*grid.values())]
    said = page.evaluate(
        f"""async ([name, settings]) => {{
            const set = {reading.SET}, said = [];
            for (const values of settings) said.push(await set([name, values]));
            return said;
        }}""",
        [NAME, settings],
    )
    for texts, values in zip(said, settings, strict=True):
        shown(texts, values)
    page.context.close()


def test_the_picture_is_the_base_case(site, chromium):
    page = chromium.new_context(offline=True).new_page()
    page.goto((site / PAGE).as_uri())
    base = gate.inputs(BOOK.ledger).set_index("param")["value"].to_dict()
    for kind in ("wide", "narrow"):
        texts = page.locator(f"#{NAME} .chart-{kind} text").all_text_contents()
        shown(texts, base)
    page.context.close()


def test_controls_are_named_and_answer_the_keyboard(site, chromium):
    page = opened(chromium, site)
    given = gate.inputs(BOOK.ledger).set_index("param")
    for name, row in given.iterrows():
        control = page.get_by_role("slider", name=row.control)
        assert control.get_attribute("name") == name
        assert float(control.get_attribute("min")) == row.low
        assert float(control.get_attribute("max")) == row.high
        assert float(control.input_value()) == row.value
    page.locator(f"#{NAME} input[name=days]").focus()
    page.keyboard.press("ArrowRight")
    values = {**given["value"], "days": given["value"]["days"] + 1}
    shown(page.evaluate(reading.SET, [NAME, {}]), values)
    page.context.close()


def test_a_link_restores_the_values(site, chromium):
    values = {"days": 30, "share": 25, "rate": 75, "kept": 10}
    query = "?" + "&".join(f"{key}={value}" for key, value in values.items()) + f"#{NAME}"
    page = opened(chromium, site, query=query)
    shown(page.evaluate(reading.SET, [NAME, {}]), values)
    page.click(f"#{NAME} .share")
    assert page.evaluate("location.search + location.hash") == query
    page.context.close()


@pytest.mark.parametrize("width", [1280, 360])
def test_each_preset_opens_the_model_with_its_values(site, chromium, width):
    page = chromium.new_context(viewport={"width": width, "height": 900}, offline=True).new_page()
    page.goto((site / PAGE).as_uri())
    presets = page.locator(f'main a[href*="days="][href$="#{NAME}"]')
    assert presets.count() >= 4
    for at in range(presets.count()):
        preset = presets.nth(at)
        name, asked = preset.inner_text(), preset.get_attribute("href")
        values = {key: float(one) for key, one in re.findall(r"(\w+)=([\d.]+)", asked)}
        assert name.strip(), asked
        preset.press("Enter") if at % 2 else preset.click()
        page.wait_for_selector(f"#{NAME} .chart-live input[name=days]")
        texts = page.evaluate(reading.SET, [NAME, {}])
        shown(texts, values)
        assert page.locator(f"#{NAME}").evaluate(
            "box => box.getBoundingClientRect().top < innerHeight"
        ), f"{name}: the model is out of sight"
    page.context.close()


@pytest.mark.parametrize("width", [1280, 360, 320])
def test_the_chart_stays_where_it_is_and_fits(site, chromium, width):
    page = opened(chromium, site, width=width)
    chart = page.locator(f"#{NAME} .chart-live svg")
    before = chart.bounding_box()
    for days in (0, 16, 60):
        page.evaluate(reading.SET, [NAME, {"days": days}])
        assert chart.bounding_box() == before
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.click(f"#{NAME} .explore")
    picture = page.locator(f"#{NAME} .chart > svg:visible").bounding_box()
    assert abs(picture["height"] - before["height"]) <= 2
    assert abs(picture["y"] - before["y"]) <= 2
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_controls_are_accessible(site, chromium, scheme):
    page = chromium.new_context(color_scheme=scheme, bypass_csp=True).new_page()
    page.goto((site / PAGE).as_uri())
    page.click(f"#{NAME} .explore")
    page.wait_for_selector(f"#{NAME} .chart-live input")
    assert reading.axe(page) == []
    assert contrast.faults(page) == []
    page.context.close()
