"""What must be seen is seen: limits and sources of every figure, claimant and marks of every card.

Not only there: with a box inside the page, neither hidden nor clipped, large and clear enough to
read, on a wide screen and a phone, in light, in dark, and on paper.
"""

from pathlib import Path

import pytest
from conftest import BOOK

from durand.chapters import figure_specs

CHAPTER = "notebooks/02-operations-and-attacks.html"
LEAST_SIZE, LEAST_CONTRAST = 11, 4.5
SETTINGS = {
    f"{width}, {scheme}": (width, scheme) for width in (1280, 360) for scheme in ("light", "dark")
}
SCRIPT = (Path(__file__).parent / "seen.js").read_text(encoding="utf-8")


def marked(page):
    """Return of each card of a page its id, the marks of its row, and if that has a source.

    The card of a comparison has its values, and neither.
    """
    shown = page.evaluate("[...document.querySelectorAll('.num-card')].map(one => one.id.slice(5))")
    found = []
    for name in shown:
        if name not in BOOK.ledger:
            found.append([name, [], False])
            continue
        number = BOOK.ledger[name]
        marks = [number.status] * (number.status != "reported")
        marks += ["a party to the conflict"] * number.claimant.party
        found.append([name, marks, bool(BOOK.ledger.source_key(number))])
    return found


def look(page, setting, skip=(), cards=None):
    """Return how many figures and cards a page holds in a setting, and what is not seen on it."""
    width, scheme = setting
    page.set_viewport_size({"width": width, "height": 800})
    page.evaluate("scheme => { document.documentElement.dataset.theme = scheme }", scheme)
    cards = marked(page) if cards is None else cards
    return page.evaluate(SCRIPT, [LEAST_SIZE, LEAST_CONTRAST, list(skip), cards])


@pytest.fixture(scope="module")
def page(chromium):
    context = chromium.new_context()
    yield context.new_page()
    context.close()


def holding(site, kinds):
    """The pages with figures or cards; of the figures' own pages, which are made alike, one."""
    own = {
        path for path in site.glob("figures/*.html") if path.name != kinds["figure"].split("/")[1]
    }
    pages = sorted({*site.rglob("*.html")} - own - {*site.glob("_static/**/*.html")})
    parts = ('class="num-card"', "durand-figure")
    return [path for path in pages if any(one in path.read_text("utf-8") for one in parts)]


def test_all_that_must_be_seen_is_seen(page, site, base, kinds):
    figures, told, faults = 0, {name: set() for name in SETTINGS}, {}
    for path in holding(site, kinds):
        page.goto(base + path.relative_to(site).as_posix(), wait_until="load")
        figures += page.locator("figure.durand-figure").count()
        cards = marked(page)
        for name, setting in SETTINGS.items():
            _, found = look(page, setting, told[name], cards)
            told[name] |= {card for card, *_ in cards}
            faults |= {(path.name, name): found} if found else {}
        page.emulate_media(media="print")
        _, found = look(page, (794, "light"), cards=[])  # cards are not printed, nor needed
        faults |= {(path.name, "print"): found} if found else {}
        page.emulate_media(media="screen")
    assert faults == {}
    assert figures > sum(len(figure_specs(path)) for path in BOOK.chapters)
    assert len(told["360, dark"]) > 300
    rows = [BOOK.ledger[name] for name in told["360, dark"] if name in BOOK.ledger]
    assert any(row.status == "derived" for row in rows)
    assert any(row.claimant.party for row in rows)
    assert len(rows) < len(told["360, dark"]), "comparisons have cards too"


RULE = """rule => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rule);
  document.adoptedStyleSheets.push(sheet);
}"""
HIDDEN = [
    ("limits not displayed", ".figure-caveats { display: none }", "caveats: has no box"),
    ("limits not visible", ".figure-caveats { visibility: hidden }", "caveats: visibility"),
    ("limits transparent", ".figure-caveats { opacity: 0 }", "caveats: opacity 0"),
    ("limits nearly transparent", ".durand-figure { opacity: .2 }", "caveats: opacity 0.2"),
    ("limits in the colour of the ground", ".figure-caveats { color: Canvas }", "contrast 1"),
    ("limits pale", ".figure-caveats { color: #999 }", "caveats: contrast 2.8"),
    ("limits for screen readers alone",
     ".figure-caveats { clip-path: inset(50%); position: absolute }", "caveats: clipped"),
    ("limits clipped the old way",
     ".figure-caveats { clip: rect(0, 0, 0, 0); position: absolute }", "caveats: clipped"),
    ("limits of one px", ".figure-caveats { font-size: 1px !important }",
     "caveats: (1 px|has no box)"),
    ("limits of ten px", ".figure-caveats { font-size: 10px !important }", "caveats: 10 px"),
    ("limits off the page", ".figure-caveats { position: absolute; left: -9999px }", "outside"),
    ("limits indented away", ".figure-caveats { text-indent: -9999px; white-space: nowrap }",
     "outside"),
    ("limits shrunk", ".figure-caveats { transform: scale(0) }", "caveats: has no box"),
    ("limits in a box without height", ".figure-caveats { height: 0; overflow: hidden }",
     "caveats: has no box"),
    ("limits behind a blur", ".figure-caveats { filter: blur(9px) }", "filter"),
    ("sources not displayed", ".figure-sources { display: none }", "sources: has no box"),
    ("sources folded into nothing", ".figure-sources { max-height: 0; overflow: clip }",
     "sources: has no box"),
    ("the links of the sources in the ground's colour", ".figure-sources a { color: Canvas }",
     "sources: contrast 1"),
    ("marks not displayed", ".num-mark { display: none }", "mark (derived|a party).*: has no box"),
    ("marks without ink", ".num-mark { -webkit-text-fill-color: transparent }",
     "mark (derived|a party).*: contrast"),
    ("marks of one px", ".num-mark { font-size: 1px !important }",
     "mark (derived|a party).*: (1 px|has no box)"),
    ("marks off the card", ".num-mark { position: absolute; top: -99px }",
     "mark (derived|a party).*: (has no box|lies outside)"),
    ("the claimant not displayed", ".num-said { display: none }", "claimant: has no box"),
    ("what stands at a card's labels not visible", ".num-card dd { visibility: collapse }",
     "what stands at Source: visibility"),
    ("what is compared not displayed", ".num-dots.values { display: none }",
     "a value compared: has no box"),
]  # fmt: skip


@pytest.mark.parametrize("fault, rule, said", HIDDEN, ids=[row[0] for row in HIDDEN])
def test_a_sheet_that_hides_it_is_found(page, base, faults, fault, rule, said):
    page.goto(base + CHAPTER, wait_until="load")
    page.evaluate(RULE, rule)
    count, found = look(page, (1280, "light"))
    assert count > 20
    faults.caught(f"look: {fault}", "tests/test_seen.py", "\n".join(found), said)


@pytest.mark.parametrize(
    "fault, rule, setting, media",
    [
        ("limits hidden on a phone", "@media (width < 600px) { .figure-caveats { display: none } }",
         (360, "light"), "screen"),
        ("limits pale in the dark", "[data-theme=dark] .figure-caveats { color: #333 }",
         (1280, "dark"), "screen"),
        ("limits not printed", "@media print { .figure-caveats { display: none } }",
         (794, "light"), "print"),
        ("sources not printed", "@media print { .figure-sources { display: none } }",
         (794, "light"), "print"),
    ],
)  # fmt: skip
def test_a_sheet_that_hides_it_somewhere_is_found_there(
    page, base, faults, fault, rule, setting, media
):
    page.goto(base + CHAPTER, wait_until="load")
    page.evaluate(RULE, rule)
    assert look(page, (1280, "light"), cards=[])[1] == []
    page.emulate_media(media=media)
    _, found = look(page, setting, cards=[])
    page.emulate_media(media="screen")
    faults.caught(f"look: {fault}", "tests/test_seen.py", "\n".join(found), "caveats|sources")


def test_a_card_without_its_mark_is_found(page, base, faults):
    page.goto(base + CHAPTER, wait_until="load")
    page.evaluate("document.querySelectorAll('.num-mark').forEach(one => one.remove())")
    said = "\n".join(look(page, (1280, "light"))[1])
    faults.caught(
        "look: a card without its mark", "tests/test_seen.py", said, "derived: is not there"
    )
