"""A drawing may not lie: each fault is refused by the call, and its honest twin passes."""

import json
import re

import altair as alt
import pandas as pd
import pytest
from conftest import BOOK, refused

GATE = "Publication.figure"
ROWS = pd.DataFrame(
    {
        "who": ["CRSS", "PICSS", "Global Terrorism Index"] * 2,
        "year": [2023] * 3 + [2024] * 3,
        "value": [2586, 2650, 2517, 2909, 2905, 3099],
        "low": [2500, 2600, 2500, 2900, 2800, 3000],
        "kind": ["whole", "whole", "part"] * 2,
        "at": [0, 20, 40, 60, 80, 100],
    }
)
COLUMNS = {"who": "Counter", "year": "Year", "value": "Number", "low": "Least"}
KINDS = alt.Scale(domain=["whole", "part"], range=["circle", "square"])


def make(draw, rows=ROWS, columns=COLUMNS, narrow=None):
    return BOOK.figure(
        "fig-honest",
        draw(alt.Chart(rows)),
        narrow=narrow and narrow(alt.Chart(rows)),
        title="Three counters in two years",
        caption="As CRSS has them; it counts {attacks-2024-crss} attacks in all of 2024.",
        description="A mark for each counter and year, side by side, and a name beside every one.",
        caveats="It does not show who made them.",
        columns=columns,
    )


def one_year(chart):
    return chart.transform_filter(alt.datum.year == 2024)


def bars(**scale):
    """Bars of one year, along x, by a scale."""
    x = alt.X("value", scale=alt.Scale(**scale)) if scale else "value"
    return lambda chart: one_year(chart).mark_bar().encode(y="who", x=x)


def columns(**axis):
    return lambda chart: one_year(chart).encode(x="who", y=alt.Y("value:Q", **axis)).mark_bar()


def points(**x):
    return lambda chart: one_year(chart).mark_point().encode(y="who", x=alt.X("value:Q", **x))


def layered(**scale):
    """Bars whose labels, in a layer of their own, bring the scale."""
    text = alt.X("value", scale=alt.Scale(**scale))
    return lambda chart: (
        bars()(chart) + one_year(chart).mark_text().encode(y="who", x=text, text="value")
    )


def spans(start="low", **scale):
    return lambda chart: (
        one_year(chart)
        .mark_bar()
        .encode(y="who", x=alt.X(f"{start}:Q", scale=alt.Scale(**scale)), x2="value")
    )


def shapes(scale, channel="shape"):
    kinds = {channel: alt.Shape("kind", scale=scale) if channel == "shape" else scale}
    return lambda chart: one_year(chart).mark_point().encode(y="who", x="value", **kinds)


def tinted(**scale):
    colour = alt.Color("kind", scale=alt.Scale(**scale))
    return lambda chart: one_year(chart).mark_bar().encode(y="who", x="value", color=colour)


def discs(**scale):
    size = alt.Size("value", scale=alt.Scale(**scale))
    return lambda chart: chart.mark_circle().encode(x="year:O", y="who", size=size)


def steps(domain):
    """A bar for each year, a part for each counter."""
    y = alt.Y("value", scale=alt.Scale(domain=domain))
    return lambda chart: chart.mark_bar().encode(x="year:O", y=y, color="who")


def listed(downwards, axis=None, field="at", mark="text"):
    y = alt.Y(f"{field}:Q", axis=axis, scale=alt.Scale(reverse=downwards))
    return lambda chart: getattr(chart, f"mark_{mark}")().encode(y=y, x="who")


def over_years(mark):
    y = alt.Y("value", scale=alt.Scale(zero=False))
    return lambda chart: getattr(chart, f"mark_{mark}")().encode(x="year:O", y=y)


def two_scales(how):
    return lambda chart: alt.layer(
        one_year(chart).mark_point().encode(x="who", y="value"),
        one_year(chart).mark_line().encode(x="who", y="low"),
    ).resolve_scale(y=how)


LOG = points(scale=alt.Scale(type="log"))
ZERO, BACK, OUT = "do not begin at zero", "runs backwards", "leaves out"
FAULTS = [
    ("bars from 2,000", bars(domain=[2000, 4000]), ZERO, bars(domain=[0, 4000])),
    ("bars from where the least stands", bars(domainMin=2500), ZERO, bars(domainMin=0)),
    ("bars without zero", bars(zero=False), ZERO, bars(zero=True)),
    ("upright bars without zero", columns(scale=alt.Scale(zero=False)), ZERO, columns()),
    ("bars by an expression of the width", bars(domainMin=alt.ExprRef("width * 5")), ZERO,
     bars(domainMin=0, domainMax=alt.ExprRef("9000 * width / (width - 40)"))),
    ("bars cut by the scale of their labels", layered(domain=[2400, 3200]), ZERO,
     layered(domain=[0, 3200])),
    ("an area without zero", over_years("area"), ZERO, over_years("line")),
    ("bars from a number that is typed",
     lambda c: one_year(c).mark_bar().encode(y="who", x="value", x2=alt.X2Datum(2000)), ZERO,
     lambda c: one_year(c).mark_bar().encode(y="who", x="value", x2=alt.X2Datum(0))),
    ("bars from a column that is one number",
     lambda c: spans("from")(c.transform_calculate()), ZERO, spans(zero=False)),
    ("bars on a logarithmic scale", bars(type="log"), "not linear", LOG),
    ("bars on a root scale", bars(type="sqrt"), "not linear", bars(type="linear")),
    ("discs that begin at the least", discs(domain=[2500, 3100]), ZERO, discs(domain=[0, 3100])),
    ("an axis upside down", columns(scale=alt.Scale(reverse=True)), BACK, columns()),
    ("an axis by its sorting", points(sort="descending"), BACK, points(sort="ascending")),
    ("an axis by its ends", points(scale=alt.Scale(domain=[4000, 0])), BACK,
     points(scale=alt.Scale(domain=[0, 4000]))),
    ("years from right to left",
     lambda c: c.mark_line().encode(x=alt.X("year:Q", scale=alt.Scale(reverse=True)), y="value",
                                    color="who"), BACK,
     lambda c: c.mark_line().encode(x="year:Q", y="value", color="who")),
    ("larger discs for less", discs(range=[900, 10]), BACK, discs(range=[0, 900])),
    ("a reader's column downwards", listed(True, field="low", mark="point"), BACK, listed(True)),
    ("an axis downwards", listed(True, axis=alt.Axis(), mark="point"), BACK,
     listed(True, mark="point")),
    ("a point beyond the axis", points(scale=alt.Scale(domain=[0, 3000])), OUT,
     points(scale=alt.Scale(domain=[0, 3100]))),
    ("a point before the axis", points(scale=alt.Scale(domainMin=2907)), OUT,
     points(scale=alt.Scale(domainMin=2900))),
    ("a bar cut at its end", bars(domain=[0, 3000]), OUT, bars(domain=[0, 3099])),
    ("a bar cut at a width",
     bars(domainMin=0, domainMax=alt.ExprRef("width * 2")), OUT,
     bars(domainMin=0, domainMax=alt.ExprRef("width * 20"))),
    ("a span cut where it begins", spans(domain=[2850, 3100]), OUT, spans(domain=[2700, 3100])),
    ("a kind without a shape", shapes(alt.Scale(domain=["whole"], range=["circle"])),
     "no place for kind part", shapes(KINDS)),
    ("a shape in the key for nothing",
     shapes(alt.Scale(domain=["whole", "part", "other"], range=["circle", "square", "cross"])),
     "names kind other, which no row holds", shapes(KINDS)),
    ("a colour for another spelling", tinted(domain=["Whole", "part"], range=["#123", "#456"]),
     "no place for kind whole", tinted(domain=["part", "whole"], range=["#123", "#456"])),
    ("a bar left out by its name",
     lambda c: one_year(c).mark_bar().encode(
         y=alt.Y("who", scale=alt.Scale(domain=["CRSS", "PICSS"])), x="value"),
     "no place for who Global Terrorism Index", bars()),
    ("one colour for two", tinted(range=["#123456"]), "1 looks for 2 of kind", tinted()),
    ("three colours for two", tinted(domain=["whole", "part"], range=["#123", "#456", "#789"]),
     "3 looks for 2 of kind", tinted(domain=["whole", "part"], range=["#123", "#456"])),
    ("two scales in one plot", two_scales("independent"), "two scales along one side",
     two_scales("shared")),
]  # fmt: skip


@pytest.mark.parametrize("fault, drawn, said, twin", FAULTS, ids=[row[0] for row in FAULTS])
def test_a_drawing_that_lies_is_refused_and_its_twin_is_not(fault, drawn, said, twin, faults):
    rows = ROWS.assign(**{"from": 2000})
    faults.caught(
        f"drawing: {fault}", GATE, refused(lambda: make(drawn, rows)), "the drawing: ", said
    )
    make(twin, rows)


def test_a_stack_and_a_filter_are_told(faults):
    """Each panel is held against its own rows."""

    def panels(ends):
        parts = [chart_of(year, end) for year, end in zip((2023, 2024), ends, strict=True)]
        return lambda chart: alt.vconcat(*(part(chart) for part in parts))

    def chart_of(year, end):
        x = alt.X("value", scale=alt.Scale(domain=[0, end]))
        return lambda chart: (
            chart.transform_filter(f"datum.year === {year} && datum['value'] > 0")
            .mark_bar()
            .encode(y="who", x=x)
        )

    make(panels([2700, 3100]))
    said = refused(lambda: make(panels([3100, 2700])))
    faults.caught("drawing: the ends of two panels swapped", GATE, said, "leaves out value 2909")


NARROW = [
    ("another column", bars(), lambda c: one_year(c).mark_bar().encode(y="who", x="low"),
     "the phone's drawing alone shows low as measure"),
    ("without its bounds", lambda c: bars()(c) + spans(zero=True)(c).mark_rule(), bars(),
     "the wide drawing alone shows low as measure"),
    ("by other names", bars(), lambda c: one_year(c).mark_bar().encode(y="kind", x="value"),
     "shows who as place"),
    ("without colours", tinted(), bars(), "the wide drawing alone shows kind as colour"),
    ("with other shapes", shapes(KINDS),
     lambda c: one_year(c).mark_point().encode(y="who", x="value", shape="who"),
     "shows kind as shape"),
    ("in another order", bars(),
     lambda c: one_year(c).mark_bar().encode(y=alt.Y("who", sort="-x"), x="value"),
     "orders who otherwise"),
    ("in the order turned round", lambda c: one_year(c).mark_bar().encode(
        y=alt.Y("who", sort=["CRSS", "PICSS", "Global Terrorism Index"]), x="value"),
     lambda c: one_year(c).mark_bar().encode(
        y=alt.Y("who", sort=["Global Terrorism Index", "PICSS", "CRSS"]), x="value"),
     "orders who otherwise"),
    ("on another kind of scale", points(), points(scale=alt.Scale(type="log")),
     "orders value otherwise"),
    ("the other way", points(), points(sort="descending"), "the phone's drawing: .*backwards"),
    ("bars cut", bars(), bars(domain=[2000, 4000]), "the phone's drawing: .*begin at zero"),
]  # fmt: skip


@pytest.mark.parametrize("fault, wide, narrow, said", NARROW, ids=[row[0] for row in NARROW])
def test_a_phone_shows_the_same(fault, wide, narrow, said, faults):
    faults.caught(
        f"the phone's drawing: {fault}", GATE, refused(lambda: make(wide, narrow=narrow)), said
    )
    make(wide, narrow=wide)
    make(narrow if "cut" not in fault and "other way" not in fault else wide)


def test_a_phone_may_turn_the_axes_and_list_in_words():
    make(bars(), narrow=columns())
    make(
        lambda c: c.mark_text().encode(x="who", y=alt.Y("at:Q", axis=None), text="who"),
        narrow=lambda c: c.mark_text().encode(y=alt.Y("at:Q", axis=None), text="who"),
    )


def test_every_figure_of_the_book_is_honest():
    """As committed: a chapter that was not run again could hold an older drawing."""
    from durand.chapters import figure_specs
    from durand.figure import honest
    from durand.figure.spec import columns

    found = {
        name: honest.problems(spec, columns(spec))
        for path in BOOK.chapters
        for name, spec in figure_specs(path).items()
    }
    asked = {
        name
        for path in BOOK.chapters
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        for name in re.findall(r'\bfigure\(\s*"(fig-[\w-]+)"', "".join(cell["source"]))
    }
    assert set(found) == asked, "each call makes its figure"
    assert len(asked) >= 30
    assert {name: said for name, said in found.items() if said} == {}
