"""The model of chapter 07: what a reader sets in the browser is what the measures compute."""

import itertools
import re

import contrast
import pytest
import reading

from durand.measures import bargaining

PAGE = "notebooks/07-coercion-and-bargaining.html"
NAME = "fig-coercing-a-host"
BASE = {
    "pressure": 0.3, "reward": 0.1, "risk": 0.35, "capacity": 0.4, "bond": 0.3, "doubt": 0.5,
    "shift": 0.2,
}  # fmt: skip
GRID = {
    "pressure": (0, 0.3, 1), "reward": (0, 0.4), "risk": (0.2, 0.25, 0.5, 0.55),
    "capacity": (0, 0.4, 1), "bond": (0.05, 0.9), "doubt": (0, 0.5, 1), "shift": (0, 0.3, 1),
}  # fmt: skip


@pytest.fixture(scope="module", params=[(1280, "light"), (360, "dark")], ids=str)
def page(request, site, chromium):
    width, scheme = request.param
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, offline=True, has_touch=True
    )
    page = context.new_page()
    said = []
    page.on("console", lambda m: said.append(m.text) if m.type in ("error", "warning") else 0)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto((site / PAGE).as_uri())
    page.click(f"#{NAME} .explore")
    page.wait_for_selector(f"#{NAME} .chart-live input[name=shift]")
    yield page
    assert said == []
    context.close()


def says(texts, values):
    """Hold what the chart says against the library."""
    found = bargaining.triad(**values)
    answer = next(text for text in texts if text.startswith("Kabul would"))
    asked = next(text for text in texts if text.startswith("Pakistan best asks"))
    if found.most < 0.005:
        assert answer == "Kabul would do nothing", values
    elif found.most >= 1:
        assert answer == "Kabul would break with the TTP", values
    else:
        (percent,) = re.findall(r"\d+", answer)
        assert float(percent) == pytest.approx(100 * found.most, abs=0.501), values
        assert answer.endswith("a gesture" if found.most < 1 / 3 else "in part"), values
    ask, refused = map(float, re.findall(r"\d+", asked))
    assert ask == pytest.approx(100 * found.ask, abs=0.501), values
    assert refused == pytest.approx(100 * found.refused, abs=0.501), values
    told = found.telling.low <= values["risk"] <= found.telling.high
    assert any(
        text.startswith("The strike tells:" if told else "The strike tells no") for text in texts
    )
    holds = found.deal.high + 1e-9 >= found.deal.low
    assert ("With the TTP a deal holds" if holds else "With the TTP no deal holds") in texts, values


def test_the_browser_computes_what_the_library_does(page):
    settings = [dict(zip(GRID, at, strict=True)) for at in itertools.product(*GRID.values())]
    said = page.evaluate(
        f"""async ([name, settings]) => {{
            const set = {reading.SET}, said = [];
            for (const values of settings) said.push(await set([name, values]));
            return said;
        }}""",
        [NAME, settings],
    )
    for texts, values in zip(said, settings, strict=True):
        says(texts, values)


def test_each_preset_sets_the_model(page):
    links = page.locator(f'a[href$="#{NAME}"][href^="?"]')
    settings = set()
    for at in range(links.count()):
        link = links.nth(at)
        query = link.get_attribute("href").partition("#")[0].removeprefix("?")
        values = {key: float(value) for key, value in (p.split("=") for p in query.split("&"))}
        assert set(values) == set(BASE)
        link.tap()
        page.wait_for_selector(f"#{NAME} .chart-live input[name=shift]")
        texts = page.evaluate(reading.SET, [NAME, {}])
        says(texts, values)
        settings.add(tuple(values.values()))
    assert links.count() == len(settings) == 8, "no two presets are the same"


def test_controls_are_named_and_answer_key_and_finger(page):
    page.evaluate(reading.SET, [NAME, BASE])
    for name, value in BASE.items():
        control = page.locator(f"#{NAME} input[name={name}]")
        assert control.evaluate("input => input.labels[0].textContent").strip()
        control.focus()
        page.keyboard.press("ArrowRight")
        assert float(control.input_value()) == pytest.approx(value + 0.05)
        says(page.evaluate(reading.SET, [NAME, {}]), {**BASE, name: value + 0.05})
        page.keyboard.press("ArrowLeft")
    control = page.locator(f"#{NAME} input[name=capacity]")
    control.focus()
    box = control.bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] * 0.9, box["y"] + box["height"] / 2)
    capacity = float(control.input_value())
    assert capacity > 0.7
    says(page.evaluate(reading.SET, [NAME, {}]), {**BASE, "capacity": capacity})
    page.evaluate(reading.SET, [NAME, BASE])


def test_the_answer_stays_in_sight_while_any_control_moves(page):
    reading.stays_in_sight(page, NAME, "Kabul would", BASE)


def test_it_fits_and_is_accessible(page):
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert reading.axe(page, f"#{NAME}") == []
    assert contrast.faults(page, f"#{NAME}") == []


def test_the_picture_is_the_base_case(site, chromium):
    page = chromium.new_context(offline=True).new_page()
    page.goto((site / PAGE).as_uri())
    for kind in ("wide", "narrow"):
        says(page.locator(f"#{NAME} .chart-{kind} text").all_text_contents(), BASE)
    title = page.locator(f"#{NAME} .figure-title").text_content()
    assert "27\u00a0%" in title and " %" not in title, "a number breaks from its unit"
    page.context.close()
