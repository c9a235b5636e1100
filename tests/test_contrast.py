"""Contrast by WCAG 2.2: every word, field, mark and ring of every kind of page, light and dark.

One page of each kind in every state is here; every page as it loads, in both palettes, is in
test_pages.py; the charts that Explore draws are in test_explore.py.
"""

import re

import contrast
import pytest
import reading

KINDS = [
    "front", "chapter", "ledger", "figures", "figure", "embed", "codebook", "sources", "prose",
    "search", "404",
]  # fmt: skip
STATES = ("", "hover", "focus", "active", "target", "visited")


@pytest.fixture(scope="module", params=["light", "dark"])
def page(request, chromium):
    context = chromium.new_context(color_scheme=request.param)
    page = context.new_page()
    page.scheme = request.param
    yield page
    context.close()


@pytest.mark.parametrize("kind", KINDS)
def test_all_of_a_page_stands_out_from_its_ground(page, base, kinds, kind):
    page.goto(base + kinds[kind], wait_until="load")
    if kind not in ("embed", "404"):  # these have no script, and follow the system by themselves
        assert page.evaluate("document.documentElement.dataset.theme") == page.scheme
    told = set()
    found = {state: contrast.faults(page, state=state, told=told) for state in STATES}
    assert {state: faults for state, faults in found.items() if faults} == {}
    if kind == "chapter":  # the open card's number, and paper, which is white in dark mode too
        page.evaluate("document.querySelectorAll('a.num').forEach(a => { a.ariaExpanded = true })")
        assert contrast.faults(page) == []
        page.emulate_media(media="print")
        assert contrast.faults(page) == []
        page.emulate_media(media="screen")


def test_all_that_is_found_stands_out_too(page, base):
    page.goto(base + "search.html?q=Torkham", wait_until="load")
    page.locator("#search-results li a").first.wait_for()
    for state in STATES:
        assert contrast.faults(page, "#search-results", state) == []


CONTROLS = [
    ("05-the-gate", "fig-gate-scenario"),
    ("07-coercion-and-bargaining", "fig-coercing-a-host"),
    ("08-policy-options", "fig-option-weights"),
]


@pytest.mark.parametrize("chapter, figure", CONTROLS)
def test_controls_stand_out_in_every_state(page, base, chapter, figure):
    page.goto(f"{base}notebooks/{chapter}.html", wait_until="load")
    page.click(f"#{figure} .explore")
    page.wait_for_selector(f"#{figure} .chart-live .vega-bind :is(input, select)")
    for state in STATES:
        assert contrast.faults(page, f"#{figure}", state) == []


def test_no_word_of_the_ledger_is_left_out(page, base):
    page.goto(base + "book/ledger.html", wait_until="load")
    rows = page.locator("tr[data-status]").count()
    assert rows > 1000
    judged = contrast.pairs(page, "article")
    numbers = [row["count"] for row in judged if row["what"] == "strong"]
    assert sum(numbers) == rows
    words = page.evaluate(
        "[...document.querySelectorAll('article *')].filter(one => !one.closest("
        "'script, option, select, svg') && [...one.childNodes].some(node => node.nodeType === 3"
        " && node.data.trim())).length"
    )
    folded = page.locator("article a.headerlink").count()  # seen under the mouse alone
    assert sum(row["count"] for row in judged if row["kind"] in ("text", "large")) >= words - folded


@pytest.mark.parametrize(
    "one, other, expected",
    [
        ((0, 0, 0), (255, 255, 255), 21),
        ((255, 255, 255), (255, 255, 255), 1),
        ((118, 118, 118), (255, 255, 255), 4.54),  # the lightest grey that passes on white
        ((119, 119, 119), (255, 255, 255), 4.48),
        ((255, 0, 0), (255, 255, 255), 4.0),
        ((0, 0, 255), (255, 255, 255), 8.59),
    ],
)
def test_a_ratio_is_what_wcag_defines(one, other, expected):
    assert contrast.ratio(one, other) == pytest.approx(expected, abs=0.005)
    assert contrast.ratio(other, one) == contrast.ratio(one, other)


FINE = """
<p style="color: #767676">4.54</p>
<p style="color: #949494; font-size: 24px">large, 3.03</p>
<b style="color: #949494; font-size: 19px">large and bold</b>
<p style="background: #000"><i style="color: #fff">on black</i></p>
<p style="color: #eee; background: linear-gradient(#000, #333)">on a gradient</p>
<p style="color: #fff; opacity: 0">not seen</p>
<p style="color: #fff; clip-path: inset(50%)">for screen readers</p>
<input placeholder="word" style="border: 1px solid #767676">
<svg role="img" width="90" height="40"><rect width="40" height="20" fill="#000"/>
  <text x="2" y="14" font-size="12" fill="#fff">on</text>
  <text x="50" y="14" font-size="12">off</text>
  <rect y="20" width="40" height="20" fill="#000" fill-opacity=".1"/>
  <text x="9" y="34" font-size="9">in</text>
</svg>
"""
PALE = [
    ("pale words", '<p style="color: #777">x</p>', "", "4.48, not 4.5: text p"),
    ("pale large words", '<h1 style="color: #999">x</h1>', "", "2.85, not 3: large h1"),
    ("translucent words", '<p style="color: rgb(0 0 0 / .4)">x</p>', "", "2.85, not 4.5"),
    ("words in a translucent box", '<div style="opacity: .4"><p>x</p></div>', "", "2.85, not 4.5"),
    (
        "words on a translucent layer",
        '<div style="background: #000"><p style="background: rgb(255 255 255 / .3)">x</p></div>',
        "",
        "not 4.5: text p, #000000 on #4c4c4c",
    ),
    (
        "one stop of a gradient",
        '<p style="background: linear-gradient(#fff, #555)">x</p>',
        "",
        "on #555555",
    ),
    ("words on a picture", '<p style="background: url(x.png)">x</p>', "", "on url"),
    ("words behind a filter", '<p style="filter: opacity(.2)">x</p>', "", "filter: opacity"),
    ("a colour-mix", '<p style="color: color-mix(in srgb, #000 20%, #fff)">x</p>', "", "#cccccc"),
    ("pale words folded away",
     '<details><summary>y</summary><p style="color: #aaa">x</p></details>', "", "text p, #aaaaaa"),
    ("a label on a dark mark, not laid out yet",
     '<div style="content-visibility: hidden"><svg role="img"><rect width="99" height="99"/>'
     '<text y="19">x</text></svg></div>', "", "#000000 on #000000"),
    ("a pale placeholder",
     '<style>::placeholder { color: #aaa }</style><input placeholder="x">', "",
     "input::placeholder, #aaaaaa"),
    ("a field without an edge", '<input style="border-color: #ccc">', "", "edge input"),
    ("pale words of a sheet", '<style>p::before { content: "x"; color: #aaa }</style><p></p>', "",
     "text p::before"),
    ("a pale bullet", '<style>li::marker { color: #ccc }</style><ul><li>x</ul>', "", "li::marker"),
    ("a pale icon", '<svg class="icon"><path stroke="#bbb" fill="none" d="M0 0L9 9"/></svg>', "",
     "mark path"),
    ("a pale label", '<svg role="img"><text y="9" fill="#999">x</text></svg>', "", "text text"),
    ("a label on a dark mark",
     '<svg role="img"><rect width="99" height="99"/><text y="19">x</text></svg>', "",
     "#000000 on #000000"),
    ("a label half on a dark mark",
     '<svg role="img"><rect width="9" height="99" fill="#333"/><text y="19">a word</text></svg>',
     "", "#000000 on #333333"),
    ("a covered label",
     '<svg role="img"><text y="19">x</text><rect width="99" height="99"/></svg>', "",
     "#000000 on #000000"),
    ("a pale mark", '<svg role="img"><circle r="9" fill="#0a6299" opacity=".4"/></svg>', "",
     "mark circle"),
    ("pale under the mouse", "<style>a:hover { color: #aaa }</style><a href=x>x</a>", "hover",
     "text a, #aaaaaa"),
    ("a row that darkens under the mouse", "<style>p:hover { background: #444 }</style><p>x</p>",
     "hover", "#000000 on #444444"),
    ("pale when visited", "<style>a:visited { color: #aaa }</style><a href=x>x</a>", "visited",
     "text a, #aaaaaa"),
    ("the row that a link leads to", "<style>:target { background: #444 }</style><p id=x>x</p>",
     "target", "#000000 on #444444"),
    ("no ring of focus", "<style>:focus { outline: none }</style><a href=x>x</a>", "focus",
     "ring a"),
    ("a pale ring of focus",
     "<style>a:focus-visible { outline: 2px solid #ddd }</style><a href=x>x</a>", "focus",
     "ring a, #dddddd"),
]  # fmt: skip


@pytest.fixture(scope="module")
def written(chromium):
    """Return the one page on which each piece of HTML is written, each into a new document."""
    page = chromium.new_page()

    def write(html):
        page.goto("about:blank")  # what contrast.js keeps goes with the last document
        page.set_content(html)
        return page

    yield write
    page.close()


def test_what_stands_out_passes(written):
    page = written(FINE)
    for state in STATES:
        assert contrast.faults(page, state=state) == []


@pytest.mark.parametrize("fault, html, state, said", PALE, ids=[row[0] for row in PALE])
def test_what_does_not_is_found(written, faults, fault, html, state, said):
    found = "\n".join(contrast.faults(written(html), state=state))
    faults.caught(f"contrast: {fault}", "tests/contrast.py", found, re.escape(said))


RULE = """rule => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rule);
  document.adoptedStyleSheets.push(sheet);
}"""
DAMAGE = [
    ("one number of 1,005 is pale", "ledger", "#{row} strong {{ color: #ddd }}", "light",
     "strong, #dddddd on #ffffff, 1 times"),
    ("all numbers are pale", "ledger", "tr strong {{ color: #ddd }}", "light", "strong, #dddddd"),
    ("a note is pale in dark mode alone", "ledger",
     "html[data-theme=dark] #{row} .note {{ color: #555 }}", "dark", "#555555"),
    ("a chart's label is pale", "chapter", "svg text:nth-of-type(1) {{ fill: #ccc }}", "light",
     "text text.f-ink, #cccccc"),
    ("a series is pale", "chapter", "html {{ --fig-attack: #bcd }}", "light", "mark fig-.*#bbccdd"),
    ("a token of code is pale", "chapter", "html[data-theme] .highlight .k {{ color: #bbb }}",
     "light", "text span.k, #bbbbbb"),
]  # fmt: skip


@pytest.mark.parametrize("fault, kind, rule, scheme, said", DAMAGE, ids=[row[0] for row in DAMAGE])
def test_a_pale_place_of_a_page_is_found(
    chromium, base, kinds, faults, fault, kind, rule, scheme, said
):
    context = chromium.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(base + kinds[kind], wait_until="load")
    row = page.locator("tr[data-status]").nth(499).get_attribute("id") if kind == "ledger" else ""
    page.evaluate(RULE, rule.format(row=row))
    found = "\n".join(contrast.faults(page))
    context.close()
    faults.caught(f"contrast: {fault}", "tests/contrast.py", found, said)


def test_axe_finds_an_empty_link_and_decides_all_that_it_is_asked(chromium, base, kinds, faults):
    page = chromium.new_page()
    page.goto(base + kinds["ledger"], wait_until="load")
    page.evaluate("document.querySelectorAll('tr[data-status] a')[700].textContent = ''")
    faults.caught("a link without words", "axe-core", "\n".join(reading.axe(page)), "^link-name: ")
    page.goto(base + kinds["prose"], wait_until="load")
    page.evaluate(  # a picture's words: axe cannot know them
        "document.querySelector('article').insertAdjacentHTML('beforeend',"
        " '<video src=\"x.mp4\"></video>')"
    )
    said = "\n".join(reading.axe(page))
    faults.caught("something that axe cannot decide", "axe-core", said, "^undecided: ")
    page.close()
