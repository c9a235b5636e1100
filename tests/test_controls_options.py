"""The reader's weights and scores: what the page shows for them is what Python computes."""

import re
from urllib.parse import parse_qs, urlencode

import contrast
import pytest
import reading
from conftest import BOOK

from durand.drawings import AS_SCORED, ENOUGH, EVERY, FEASIBLE
from durand.measures import smaa

FIGURE = "fig-option-weights"
PAGE = "notebooks/08-policy-options.html"
TITLES = dict(BOOK.load("policy_options")[["option", "title"]].itertuples(index=False))
OPTIONS = {title: option for option, title in TITLES.items()}
GROUPS = dict(BOOK.load("criteria")[["criterion", "group"]].itertuples(index=False))
LOW, HIGH = smaa.intervals(BOOK.load("scores"))
TRUST, CAUSES = "Trust through diplomacy", "Comprehensive counter-terrorism"
BASE = {
    "show": EVERY, **{f"g_{one}": 1 for one in dict.fromkeys(GROUPS.values())},
    **{f"w_{one}": 1 for one in GROUPS}, "course": AS_SCORED, **{f"s_{one}": 0 for one in GROUPS},
}  # fmt: skip
SETTINGS = [
    {},
    {"g_life": 5, "w_civilians": 5},
    {"g_life": 0, "g_militancy": 0, "g_politics": 0},
    {"w_civilians": 0, "w_livelihoods": 0, "w_peace": 0},
    {"g_militancy": 5, "w_attacks": 0, "w_lasting": 3, "g_politics": 2, "w_legitimacy": 4},
    {"show": FEASIBLE},
    {"course": TRUST, "s_feasible": 1, "s_attacks": 5},
    {"course": TRUST, "s_feasible": 2, "show": FEASIBLE, "g_life": 4},
    {"course": "Settling the Durand Line", "s_feasible": 4, "show": FEASIBLE},
    {"course": AS_SCORED, "s_peace": 1},
]
SET = """async ([name, values]) => {
    const chart = document.querySelector(`#${name} .chart-live`);
    for (const [key, value] of Object.entries(values)) {
        const input = chart.querySelector(`.vega-bind [name="${key}"]`);
        input.value = value;
        input.dispatchEvent(new Event(input.tagName === "SELECT" ? "change" : "input"));
    }
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    return [...chart.querySelectorAll("svg text")].map((text) =>
        [text.textContent, text.getBoundingClientRect().top]);
}"""


def expected(values):
    """Rank and mean of each course, as the page words them; what is left out has none."""
    given = {**BASE, **values}
    low, high = LOW.copy(), HIGH.copy()
    if given["course"] in OPTIONS:
        for name in GROUPS:
            if given[f"s_{name}"]:
                for bound in (low, high):
                    bound.loc[OPTIONS[given["course"]], name] = given[f"s_{name}"]
    kept = (low["feasible"] + high["feasible"]) / 2 >= ENOUGH
    if given["show"] == EVERY:
        kept[:] = True
    weights = smaa.shared(
        GROUPS,
        {one: given[f"g_{one}"] for one in GROUPS.values()},
        {one: given[f"w_{one}"] for one in GROUPS},
    )
    found = smaa.weighted(low[kept], high[kept], weights)
    return {TITLES[one]: (row["rank"], row["value"]) for one, row in found.to_dict("index").items()}


def short(title):
    """The name of a course on a phone."""
    return {
        "Pressure by outside powers": "Pressure on Kabul by outside powers",
        "Trade and people": "Trade and people-to-people ties",
    }.get(title, title)


def agrees(texts, values):
    """Hold the rows, in the order that they stand in, and the answer against the library."""
    right = expected(values)
    rows = sorted(
        (top, short(name[2]), name[1]) for text, top in texts
        if (name := re.fullmatch(r"(\d+|–)\s+(.+)", text)) and short(name[2]) in OPTIONS
    )  # fmt: skip
    marks = sorted((top, text) for text, top in texts if re.fullmatch(r"\d\.\d\d|left out", text))
    assert len(rows) == len(marks) == len(LOW)
    shown = {}
    for (_, title, rank), (_, mark) in zip(rows, marks, strict=True):
        if title in right:
            shown[title] = int(rank), float(mark)
        else:
            assert (rank, mark) == ("–", "left out"), (title, values)
    assert set(shown) == set(right)
    for title, (rank, value) in right.items():
        assert shown[title][0] == rank, (title, values)
        assert shown[title][1] == pytest.approx(value, abs=0.00501), (title, values)
    order = [title for _, title, _ in rows if title in right]
    assert [shown[title][0] for title in order] == sorted(shown[title][0] for title in order)
    assert [title for _, title, _ in rows][: len(order)] == order, "what is left out stands last"
    said = [text for text, _ in texts]
    assert f"First: {order[0]}" in said
    lead = right[order[0]][1] - right[order[1]][1]
    if lead < 0.004:
        assert f"Level with {order[1]}" in said, values
    elif lead > 0.006:
        line = next(text for text in said if text.endswith(f" ahead of {order[1]}"))
        assert float(line.split(" ")[0]) == pytest.approx(lead, abs=0.00501)


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
    page.address = (site / PAGE).as_uri()
    opened(page)
    yield page
    assert said == []
    context.close()


def opened(page):
    page.goto(page.address)
    page.click(f"#{FIGURE} .explore")
    page.wait_for_selector(f"#{FIGURE} .chart-live svg")


def put(page, values):
    return page.evaluate(SET, [FIGURE, {**BASE, **values}])


@pytest.mark.parametrize("values", SETTINGS, ids=str)
def test_what_the_page_shows_is_what_python_computes(page, values):
    agrees(put(page, values), values)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_rows_change_places_and_what_is_not_feasible_sinks(page):
    order = {}
    for name, values in {"base": {}, "causes": {"g_militancy": 5, "w_lasting": 5}}.items():
        tops = {short(re.sub(r"^\S+\s+", "", text)): top for text, top in put(page, values)}
        order[name] = sorted(OPTIONS.keys() & tops.keys(), key=tops.get)
    assert order["base"][0] == TRUST and order["causes"][0] == CAUSES
    left = [text for text, _ in put(page, {"show": FEASIBLE})].count("left out")
    assert left == (LOW["feasible"] < ENOUGH).sum() == 2


def test_each_preset_sets_what_its_name_says(page):
    links = page.locator(f'a[href$="#{FIGURE}"][href^="?"]')
    names = links.all_text_contents()
    assert len(names) == len(set(names)) == 9
    seen = []
    for at, name in enumerate(names):
        link = page.locator(f'a[href$="#{FIGURE}"][href^="?"]').nth(at)
        query = link.get_attribute("href").partition("#")[0].removeprefix("?")
        values = {
            key: value if value in (EVERY, FEASIBLE, *OPTIONS) else int(value)
            for key, (value,) in parse_qs(query, strict_parsing=True).items()
        }
        assert set(values) <= set(BASE)
        link.tap()
        page.wait_for_selector(f"#{FIGURE} .chart-live svg")
        texts = page.evaluate(SET, [FIGURE, {}])
        agrees(texts, values)
        seen.append((name, next(text for text, _ in texts if text.startswith("First: "))))
    first = dict(seen)
    assert first["Civilians first"] == f"First: {TRUST}"
    assert first["Reform at home is paid for"] == first["Gains that last first"]
    assert first["Gains that last first"] == f"First: {CAUSES}"
    assert first["Feasibility first"] == "First: A religious case against the TTP"
    assert first["Kabul refuses to talk"] != f"First: {TRUST}"
    opened(page)


def test_controls_are_named_and_answer_key_and_finger(page):
    put(page, {})
    assert page.locator(f"#{FIGURE} .vega-bind").count() == len(BASE)
    for name in BASE:
        control = page.locator(f"#{FIGURE} .vega-bind [name={name}]")
        assert control.evaluate("input => input.labels[0].textContent").strip()
    knob = page.locator(f"#{FIGURE} input[name=w_attacks]")
    knob.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert knob.input_value() == "4"
    agrees(page.evaluate(SET, [FIGURE, {}]), {"w_attacks": 4})
    box = knob.bounding_box()
    page.touchscreen.tap(box["x"] + 2, box["y"] + box["height"] / 2)
    assert knob.input_value() == "0"
    agrees(page.evaluate(SET, [FIGURE, {}]), {"w_attacks": 0})
    choice = page.locator(f"#{FIGURE} select[name=course]")
    choice.focus()
    page.keyboard.press("T")  # the first of its courses with this letter
    assert choice.input_value().startswith("T")
    put(page, {})


def test_the_answer_stays_in_sight_while_any_control_moves(page):
    put(page, {})
    reading.stays_in_sight(page, FIGURE, "First: ", BASE)


def test_a_link_restores_the_values(page):
    values = {"g_life": 3, "w_peace": 0, "course": TRUST, "s_legitimacy": 3, "show": FEASIBLE}
    put(page, values)
    page.click(f"#{FIGURE} .share")
    page.wait_for_selector(f"#{FIGURE} .explore-bar >> text=/Copied|now holds/")
    assert page.url == f"{page.address}?{urlencode({**BASE, **values})}#{FIGURE}"
    link = page.url
    page.goto("about:blank")
    page.goto(link)
    page.wait_for_selector(f"#{FIGURE} .chart-live svg")
    agrees(page.evaluate(SET, [FIGURE, {}]), values)
    opened(page)


def test_nothing_jumps_and_axe_finds_nothing_with_the_controls_open(page):
    page.goto(page.address)
    chart = f"#{FIGURE} .chart"
    before = page.locator(f"{chart} > svg:visible").bounding_box()
    opened(page)
    after = page.locator(f"{chart}-live svg").bounding_box()
    assert abs(after["height"] - before["height"]) <= 2
    assert reading.axe(page, f"#{FIGURE}") == []
    assert contrast.faults(page, f"#{FIGURE}") == []


def test_a_tile_gives_the_reasons_of_both_passes_to_a_finger(page):
    scores = BOOK.load("scores").set_index(["option", "criterion", "scorer"])["reason"]
    page.click("#fig-option-scores .explore")
    tile = page.locator("#fig-option-scores .chart-live svg text", has_text="5 or 4")
    tile.wait_for()
    tile.evaluate("text => text.scrollIntoView({ block: 'center' })")
    box = tile.bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    shown = page.locator("#vg-tooltip-element.visible")
    shown.wait_for()
    for which in ("first", "second"):
        reason = scores["trade-and-people", "legitimacy", which]
        assert reason in shown.inner_text()
    page.click("#fig-option-scores .explore")


def test_without_scripts_the_published_table_has_equal_weights(site, chromium):
    context = chromium.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto((site / PAGE).as_uri())
    right = expected({})
    rows = page.locator(f"#{FIGURE} table tbody tr")
    assert rows.count() == len(right)
    for row in rows.all():
        title, mean, rank = row.locator("th, td").all_text_contents()[:3]
        assert int(rank) == right[title][0]
        assert float(mean) == pytest.approx(right[title][1], abs=0.00501)
    assert page.locator(f"#{FIGURE} .chart > svg:visible").count() == 1
    context.close()
