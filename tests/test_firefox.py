"""The theme in Firefox: every kind of page fits, and its menus, switch, search and models work."""

import hands
import pytest
import reading
from hands import until

CHAPTER = "notebooks/02-operations-and-attacks.html"
MODEL = "notebooks/05-the-gate.html", "fig-gate-scenario"
PAGES = (
    "index.html", CHAPTER, "book/explore.html", "book/ledger.html", "book/sources.html",
    "search.html?q=Torkham", "figures/fig-card-2024.html", "404.html",
)  # fmt: skip
WATCH = """
window.faults = [];
addEventListener("error", (event) => window.faults.push(`script: ${event.message}`));
addEventListener("unhandledrejection", (event) => window.faults.push(`script: ${event.reason}`));
document.addEventListener("securitypolicyviolation", (event) => {
  window.faults.push(`policy: ${event.violatedDirective} ${event.blockedURI}`);
});
const tell = console.error;
console.error = (...said) => { window.faults.push(`console: ${said}`); tell(...said); };
"""


@pytest.fixture(scope="module")
def firefox(tmp_path_factory):
    if not hands.find_firefox():
        pytest.skip("No Firefox on the PATH.")
    with hands.firefox(tmp_path_factory.mktemp("profile")) as started:
        started.watch(WATCH)
        yield started


def key_on(firefox, element, key="Enter"):
    firefox.run(f"document.querySelector('{element}').focus()")
    firefox.key(key)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_and_nothing_complains(firefox, base, name):
    for width in (1280, 360):
        firefox.size(width, 800)
        firefox.go(base + name)
        grounds = []
        for scheme in ("light", "dark"):
            firefox.run(f"void (document.documentElement.dataset.theme = '{scheme}')")
            firefox.run(reading.DRAWN)
            # a bar for scrolling stands beside the page, so its width is less
            assert firefox.run(reading.FITS)[1:] == [0, []], f"{width} px, {scheme}"
            grounds.append(firefox.run("getComputedStyle(document.body).backgroundColor"))
        assert grounds[0] != grounds[1] or name == "404.html", "it follows the system alone"
        assert firefox.run("document.fonts.check('600 16px \"Public Sans\"')")
        assert firefox.run("window.faults") == []


@pytest.mark.parametrize("width", [1280, 360])
def test_menus_switch_search_and_tools_answer_to_keys(firefox, base, width):
    firefox.size(width, 800)
    firefox.go(base + CHAPTER)
    menus = {"menu": ".menu-button", "contents": ".contents-button"}
    for menu, button in menus.items() if width < 1240 else [("menu", ".menu-button")]:
        key_on(firefox, button)
        assert until(firefox, f"document.querySelector('#{menu}:popover-open')"), menu
        firefox.key("Escape")
        assert until(firefox, f"!document.querySelector('#{menu}:popover-open')"), menu
        assert firefox.run(f"document.activeElement.matches('{button}')"), "the focus is lost"

    grounds = set()
    for _ in range(3):
        key_on(firefox, ".mode-button")
        grounds.add(firefox.run("getComputedStyle(document.body).backgroundColor"))
    assert len(grounds) == 2
    assert firefox.run("document.documentElement.dataset.mode") == "auto"

    key_on(firefox, ".find")
    assert until(firefox, "document.getElementById('search-dialog').open")
    firefox.type("torkham")
    assert until(firefox, "document.querySelector('#suggestions li')", 8)
    for _ in range(3):  # the suggestions, the words, the field
        firefox.key("Escape")
    assert until(firefox, "!document.getElementById('search-dialog').open")
    assert firefox.run("document.activeElement.matches('.find')"), "the focus is lost"

    tools = "#fig-card-2024 .figure-tools"
    rows = f"new Set([...document.querySelectorAll('{tools} summary')].map(s => s.offsetTop)).size"
    assert firefox.run(rows) == 1
    key_on(firefox, f"{tools} summary")
    assert until(firefox, f"document.querySelector('{tools} details').open")
    assert firefox.run(reading.FITS)[1] == 0
    assert firefox.run("window.faults") == []


@pytest.mark.parametrize("width", [1280, 360])
def test_a_model_follows_its_control(firefox, base, width):
    page, figure = MODEL
    firefox.size(width, 800)
    firefox.go(base + page)
    control = f"#{figure} .vega-bind input[type=range]"
    key_on(firefox, f"#{figure} .explore")
    assert until(firefox, f"document.querySelector('{control}')", 15)
    said = f"document.querySelector('#{figure} .chart-live svg').textContent"
    before = firefox.run(said)
    key_on(firefox, control, "ArrowRight")
    assert until(firefox, f"{said} !== {before!r}")
    assert firefox.run(reading.FITS)[1] == 0
    assert firefox.run("window.faults") == []
