"""The reader's weights: what the page shows for them is what Python computes."""

import re
from urllib.parse import urlencode

import contrast
import pytest
import reading
from conftest import BOOK

from durand.measures import smaa

FIGURE = "fig-option-weights"
TITLES = dict(BOOK.load("options_0_1")[["option", "title"]].itertuples(index=False))
LOW, HIGH = smaa.intervals(BOOK.load("scores_0_1"))
WEIGHTS = [
    (1, 1, 1, 1, 1, 1),
    (5, 0, 0, 0, 0, 0),
    (0, 0, 0, 5, 0, 0),
    (0, 1, 5, 2, 0, 3),
    (2, 0, 0, 1, 5, 4),
    (0, 0, 0, 0, 0, 5),
    (0, 0, 0, 0, 0, 0),
]


def expected(weights):
    """Rank and mean of each option, as the page words them."""
    found = smaa.weighted(LOW, HIGH, weights)
    return {
        TITLES[option]: (row["rank"], row["value"])
        for option, row in found.to_dict("index").items()
    }


def shown(page):
    """Rank and mean of each option as displayed: each mean stands under its option's name."""
    texts = page.evaluate(
        """(id) => [...document.querySelectorAll(`#${id} .chart-live svg text`)]
            .map((text) => [text.textContent, text.getBoundingClientRect().top])""",
        FIGURE,
    )
    names = [
        (top, *found.groups())
        for text, top in texts
        if (found := re.fullmatch(r"(\d+)\. (.+)", text))
    ]
    means = [(top, text) for text, top in texts if re.fullmatch(r"\d\.\d\d", text)]
    assert len(names) == len(means) == len(LOW)
    pairs = zip(sorted(names), sorted(means), strict=True)
    return {title: (int(rank), float(mean)) for (_, rank, title), (_, mean) in pairs}


def agrees(page, weights):
    found, right = shown(page), expected(weights)
    assert set(found) == set(right)
    for title, (rank, value) in right.items():
        assert found[title][0] == rank, (title, weights)
        assert found[title][1] == pytest.approx(value, abs=0.00501), (title, weights)


SETTLE = "new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"


def turn(page, weights):
    page.evaluate(
        f"""([figure, weights]) => {{
          for (const [name, weight] of Object.entries(weights)) {{
            const input = document.querySelector(`#${{figure}} input[name=w_${{name}}]`);
            input.value = weight;
            input.dispatchEvent(new Event("input", {{ bubbles: true }}));
          }}
          return {SETTLE};
        }}""",
        [FIGURE, dict(zip(LOW, weights, strict=True))],
    )


@pytest.fixture(params=[1280, 320], ids=str)
def page(request, site, chromium):
    context = chromium.new_context(viewport={"width": request.param, "height": 900}, offline=True)
    page = context.new_page()
    page.said = []
    page.on("console", lambda m: page.said.append(m.text) if m.type in ("error", "warning") else 0)
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.address = (site / "notebooks/08-policy-options.html").as_uri()
    yield page
    context.close()


def explore(page):
    page.goto(page.address)
    page.click(f"#{FIGURE} .explore")
    page.wait_for_selector(f"#{FIGURE} .chart-live svg")


def test_what_the_page_shows_is_what_python_computes(page):
    explore(page)
    assert page.locator(f"#{FIGURE} input[type=range]").count() == len(LOW.columns)
    for weights in WEIGHTS:
        turn(page, weights)
        agrees(page, weights)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.said == []


def test_the_keyboard_moves_a_weight(page):
    explore(page)
    knob = page.locator(f"#{FIGURE} input[name=w_feasible]")
    knob.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.evaluate(SETTLE)
    assert knob.input_value() == "4"
    agrees(page, (1, 1, 1, 4, 1, 1))


def test_a_link_restores_the_weights(page):
    weights = (3, 0, 2, 0, 5, 1)
    explore(page)
    turn(page, weights)
    page.click(f"#{FIGURE} .share")
    page.wait_for_selector(f"#{FIGURE} .explore-bar >> text=/Copied|now holds/")
    asked = urlencode({f"w_{name}": weight for name, weight in zip(LOW, weights, strict=True)})
    assert page.url == f"{page.address}?{asked}#{FIGURE}"
    link = page.url
    page.goto("about:blank")
    page.goto(link)
    page.wait_for_selector(f"#{FIGURE} .chart-live svg")
    found = page.eval_on_selector_all(
        f"#{FIGURE} input[type=range]", "all => all.map((i) => +i.value)"
    )
    assert tuple(found) == weights
    agrees(page, weights)


def test_nothing_jumps_and_axe_finds_nothing_with_the_controls_open(page):
    page.goto(page.address)
    chart = f"#{FIGURE} .chart"
    before = page.locator(f"{chart} > svg:visible").bounding_box()
    page.click(f"#{FIGURE} .explore")
    page.wait_for_selector(f"{chart}-live svg")
    after = page.locator(f"{chart}-live svg").bounding_box()
    assert abs(after["height"] - before["height"]) <= 2
    assert reading.axe(page, f"#{FIGURE}") == []
    assert contrast.faults(page, f"#{FIGURE}") == []


def test_without_scripts_the_published_table_has_equal_weights(site, chromium):
    context = chromium.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto((site / "notebooks/08-policy-options.html").as_uri())
    right = expected([1] * 6)
    rows = page.locator(f"#{FIGURE} table tbody tr")
    assert rows.count() == len(right)
    for row in rows.all():
        title, mean, rank = row.locator("th, td").all_text_contents()[:3]
        assert (int(rank), float(mean)) == (
            right[title][0],
            pytest.approx(right[title][1], abs=0.00501),
        )
    assert page.locator(f"#{FIGURE} .chart > svg:visible").count() == 1
    context.close()
