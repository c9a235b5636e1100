"""A figure record is complete and says only what its rows or the ledger hold."""

import json
import os
import re
import subprocess
import sys

import altair as alt
import nbformat
import pandas as pd
import pytest
from conftest import BOOK, refused
from lxml import etree

from durand import theme
from durand.cache import Cache
from durand.chapters import figure_specs
from durand.errors import FigureError
from durand.figure import draw
from durand.figure.draw import pictures, svg
from durand.figure.spec import MIME, alone, narrow_spec, rows
from durand.figure.versions import digest

ROWS = pd.DataFrame(
    {"who": ["CRSS", "PICSS"], "value": [909, 905], "share": [1 / 3, 2 / 3], "derived": False}
)


def chart(frame=ROWS):
    return alt.Chart(frame).mark_bar().encode(x="value", y="who")


GOOD = {
    "title": "CRSS counts {attacks-2024-crss} attacks",
    "caption": "Attacks by two counters, 909 and 905.",
    "description": "Two bars: CRSS {attacks-2024-crss}, the larger, and PICSS 905.",
    "caveats": "It does not show who made them.",
    "sources": BOOK.ledger.sources(BOOK.ledger["attacks-2024-crss"]),
    "columns": {"who": "Counter", "value": "Attacks"},
}


GATE = "Publication.figure"


def make(figure_id="fig-test", draw=None, **changes):
    return BOOK.figure(figure_id, draw or chart(), **{**GOOD, **changes})


def test_the_bundle_is_plain_and_valid():
    bundle = make()._repr_mimebundle_()
    assert set(bundle) == {MIME, "image/svg+xml", "text/plain"}
    assert bundle[MIME]["$schema"].startswith("https://vega.github.io/schema/vega-lite/v5")
    output = nbformat.v4.new_output("display_data", data=bundle)
    cell = nbformat.v4.new_code_cell("", outputs=[output])
    nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))


def test_the_record_travels_with_the_chart():
    record = make().spec["usermeta"]["figure"]
    assert record["title"] == "CRSS counts [909](num:attacks-2024-crss) attacks"
    assert record["id"] == "fig-test"
    assert [row["value"] for row in rows(make().spec)] == [909, 905]


def test_values_are_rounded():
    shown = {**GOOD["columns"], "share": "Share"}
    assert rows(make(columns=shown).spec)[0]["share"] == 0.333333


def test_columns_that_nobody_needs_do_not_travel():
    assert set(rows(make().spec)[0]) == {"who", "value"}


def test_every_text_that_a_mark_prints_is_part_of_the_version():
    """Computed, in lines, by an expression or by a format; not where a line breaks."""

    def version(mark, said="datum.who + '!'", **encoding):
        text = chart().mark_text(**mark).transform_calculate(said=said)
        return digest(make(draw=chart() + text.encode(**encoding)).spec)

    plain = version({"text": "two counters"})
    assert plain == version({"text": "two|counters", "lineBreak": "|"})
    assert plain == version({"text": ["two", "counters"]})
    others = [
        version({"text": "three counters"}),
        version({"text": alt.ExprRef("width")}),
        version({"text": alt.ExprRef("height")}),
        version({}, text="said:N"),
        version({}, said="datum.who + '?'", text="said:N"),
        version({}, text="value:Q"),
        version({}, text="mean(value):Q"),
        version({}, text="sum(value):Q"),
        version({}, text=alt.Text("value", format=",d")),
        version({}, text=alt.Text("value", format=".1f")),
        version({}, text=alt.Text("value", format=".1f", formatType="time")),
    ]
    assert len({plain, *others}) == 1 + len(others)


def test_the_same_figure_twice_gives_the_same_bytes():
    first, second = (json.dumps(make()._repr_mimebundle_()) for _ in range(2))
    assert first == second


def test_digest_follows_title_and_rows():
    other = ROWS.assign(value=[909, 906])
    assert digest(make().spec) != digest(
        make("fig-other", chart(other), caption="Two.", description=f"{'word ' * 9}.").spec
    )
    assert digest(make().spec) == digest(make(caption="Something else.").spec)


@pytest.mark.parametrize("field", ["title", "caption", "description", "caveats"])
@pytest.mark.parametrize(
    ("text", "message"),
    [
        (" ", "missing"),
        ("It shows 907 attacks.", "‘907’ is no value of the rows"),
        ("It shows half of them.", "‘half’ is no value"),
        ("It shows ¾ of them.", "‘¾’ is no value"),
        ("It shows \u202e809 attacks.", r"invisible character U\+202E"),
        ("It shows twenty attacks.", "‘twenty’ is no value"),
        ("CRSS counts {attacks-2024-crs}.", "Did you mean attacks-2024-crss"),
        ("Officials count {security-killed-2024-crss} dead.", "name ‘CRSS’"),
    ],
)
def test_a_bad_text_is_refused_by_the_call(field, text, message, faults):
    said = refused(lambda: make(**{field: text}))
    faults.caught(f"{field}: {text}", GATE, said, f"fig-test, field {field}", message)


@pytest.mark.parametrize(
    "text",
    [
        "This chart shows the attacks that the two counters report for the year 2024.",
        "The bar chart displays values by counter, and the reader can compare them.",
        "Figure showing how the counters differ in what they report for the year.",
        "TODO: describe the bars, say which is longest and which is shortest of all.",
        "Two bars of attacks.",
    ],
)
def test_a_description_that_suits_any_chart_is_refused(text, faults):
    said = refused(lambda: make(description=text))
    faults.caught(f"description: {text}", GATE, said, "fig-test, field description: .*the largest")


@pytest.mark.parametrize("field", ["title", "caption"])
def test_a_description_that_says_nothing_more_is_refused(field, faults):
    said = refused(lambda: make(**{field: GOOD["description"]}))
    fault = f"description: the {field} again"
    faults.caught(fault, GATE, said, "field description: it is the title or the caption again")


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("=HYPERLINK(1)", "begins with ‘=’"),
        ("@SUM(A1)", "begins with ‘@’"),
        ("CR\u202eSS", r"invisible character U\+202E"),
        ("CR\x00SS", r"invisible character U\+0000"),
        ("C" * 10**6, "has 1,000,000 characters"),
    ],
)
def test_a_cell_that_no_file_can_pass_on_is_refused(cell, message, faults):
    rows_ = ROWS.assign(who=[cell, "PICSS"])
    said = refused(lambda: make(draw=chart(rows_)))
    faults.caught(f"cell: {message}", GATE, said, "fig-test, field columns", message)
    said = refused(lambda: make(columns={"who": cell}))
    faults.caught(f"heading: {message}", GATE, said, "fig-test, field columns", message)


def test_a_number_word_in_the_rows_allows_no_other_number():
    frame = ROWS.assign(said="half of them")
    with pytest.raises(FigureError, match="‘907’ is no value of the rows"):
        make(draw=chart(frame), caption="It shows 907 attacks.")


def test_required_fields():
    for field in GOOD.keys() - {"sources"}:  # those of ledger rows come by themselves
        kept = {name: value for name, value in GOOD.items() if name != field}
        with pytest.raises(TypeError, match=field):
            BOOK.figure("fig-test", chart(), **kept)


BARE = {
    "title": "One counts more than the other",
    "description": "Two bars: the first is 909, the larger, and the second 905.",
}
"""Words that name no row of the ledger."""


def test_unknown_source_and_column(faults):
    for fault, changes, message in [
        ("unknown source", {"sources": ["nobody"]}, "field sources: 'nobody'"),
        ("no source", {**BARE, "sources": []}, "field sources"),
        ("unknown column", {"columns": {"x": "X"}}, "columns: the rows have no x; they have who"),
    ]:
        said = refused(lambda changes=changes: make(**changes))
        faults.caught(fault, GATE, said, "fig-test", message)


@pytest.mark.parametrize("bad", ["test", "fig-Test", "fig_", "fig-"])
def test_ids_are_kebab_case(bad, faults):
    faults.caught(f"id: {bad}", GATE, refused(lambda: make(bad)), "field figure_id")


def test_one_table_a_figure(faults):
    two = alt.layer(chart(), chart(ROWS.assign(value=1)))
    said = refused(lambda: make(draw=two))
    faults.caught("two tables", GATE, said, "fig-test, field chart: drawn from 2 tables")


def test_pictures_have_the_same_bytes_each_time(tmp_path):
    text = svg(make("fig-twice").spec, BOOK.cache)
    drawn = {tuple(pictures(text, text, Cache(tmp_path / attempt)).items()) for attempt in "1234"}
    assert len(drawn) == 1


def test_what_was_cut_off_is_drawn_again(tmp_path, faults):
    cache, spec = Cache(tmp_path), make("fig-cut").spec
    whole = svg(spec, cache)
    (path,) = tmp_path.iterdir()
    for damage, left in {"cut in half": path.read_bytes()[:-40], "empty": b""}.items():
        path.write_bytes(left)
        said = "drawn again" if svg(spec, cache) == whole else "taken for whole"
        faults.caught(f"kept drawing {damage}", "Cache.whole", said, "drawn again")


def test_a_kept_drawing_is_never_taken_for_another(tmp_path):
    one, more = make("fig-one").spec, make("fig-one-more", caption="Another.").spec
    two = make(
        "fig-other",
        draw=chart(ROWS.assign(value=[1, 2])),
        description="Two bars: CRSS 1, the smaller, and PICSS 2.",
        caption="1 and 2.",
    ).spec
    cache = Cache(tmp_path)
    first, again = svg(one, cache), svg(more, cache)
    assert len(list(tmp_path.iterdir())) == 1
    assert first == again != svg(two, cache)
    assert len(list(tmp_path.iterdir())) == 2


def test_the_narrow_drawing_has_the_same_rows_and_fits():
    with pytest.raises(FigureError, match="field narrow"):
        make(narrow=chart(ROWS.assign(value=1)))
    spec = make("fig-narrow", narrow=chart()).spec
    drawn = svg(narrow_spec(spec), BOOK.cache)
    width = float(drawn.split('width="')[1].split('"')[0])
    assert width <= theme.NARROW + 4


def test_a_drawing_is_well_formed_whatever_room_its_words_take():
    rows_ = ROWS.assign(who=["word " * 60, "</svg>"])
    drawn = chart(rows_) + chart(rows_).mark_text().encode(text="who")
    spec = make(draw=drawn, description="Two bars: the first is the larger, the second less.").spec
    for text in (svg(alone(spec), BOOK.cache), svg(narrow_spec(spec), BOOK.cache)):
        assert etree.fromstring(text.encode()).tag.endswith("svg")


def test_a_drawing_is_placed_to_a_tenth_and_its_words_are_whole(tmp_path):
    said = chart(ROWS.assign(value=[0.626, 1.2345])).mark_text().encode(text="value:N")
    drawn = svg(said.to_dict(), Cache(tmp_path))
    tree = etree.fromstring(drawn)
    assert {"0.626", "1.2345"} <= set(tree.itertext()), "a number in a drawing is as it was said"
    placed = [value for one in tree.iter() for name, value in one.items()
              if name in ("d", "transform", "x", "y")]  # fmt: skip
    assert any("." in value for value in placed)
    assert not [value for value in placed if re.search(r"\.\d\d", value)]


def test_bounds_in_a_text():
    spec = make(caption="UCDP counts {battle-deaths-ttp-2024-ucdp:bounds} deaths.").spec
    assert "[1,192 (1,178–1,268)]" in spec["usermeta"]["figure"]["caption"]


def test_palette_has_contrast_and_no_twins():
    assert len(set(theme.PALETTE.values())) == len(theme.PALETTE)

    def luminance(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for role in ("ink", "muted"):
        assert 1.05 / (luminance(theme.PALETTE[role]) + 0.05) >= 4.5
    for role in ("attack", "blue", "amber", "purple", "grey"):
        assert 1.05 / (luminance(theme.PALETTE[role]) + 0.05) >= 3


# ------------------------------------------------------ words that compare, against the rows drawn

SERIES = pd.DataFrame(
    {
        "group": ["attacks"] * 4 + ["operations"] * 4,
        "year": [2021, 2022, 2023, 2024] * 2,
        "value": [403, 376, 586, 909, 146, 136, 197, 257],
    }
)
QUARTERS = pd.DataFrame(
    {"quarter": ["January–March", "April–June", "July–September"], "value": [432, 380, 722]}
)
PAIRS = pd.DataFrame(
    {"who": ["CRSS", "PICSS", "PIPS"], "before": [789, 645, 306], "after": [909, 905, 521]}
)
TABLES = {
    "bars": (ROWS, {"who": "Counter", "value": "Attacks"}, "value"),
    "series": (SERIES, {"group": "What", "year": "Year", "value": "Incidents"}, "value"),
    "quarters": (QUARTERS, {"quarter": "Quarter of 2024", "value": "People"}, "value"),
    "pairs": (PAIRS, {"who": "Counter", "before": "2023", "after": "2024"}, "after"),
}
REFUTED = [  # rows, what is wrong, what is right
    ("bars", "Two bars: 905, by far the highest, and 909.", "Two bars: 909, by far the highest."),
    ("bars", "The largest is 905.", "The largest is 909."),
    ("bars", "PICSS has the most attacks.", "CRSS has the most attacks."),
    ("bars", "The smaller bar is for one; the longest bar is that of PICSS.",
     "The smaller bar is for one; the longest bar is that of CRSS."),
    ("bars", "CRSS counts 909, fewer than the 905 of PICSS.",
     "CRSS counts 909, more than the 905 of PICSS."),
    ("bars", "PICSS counts more attacks than CRSS.", "PICSS counts fewer attacks than CRSS."),
    ("bars", "CRSS lies below PICSS.", "CRSS lies above PICSS."),
    ("bars", "The maximum is 905, by PICSS.", "The minimum is 905, by PICSS."),
    ("series", "Attacks: 403 in 2021, the fewest, and 909 in 2024.",
     "Attacks: 376 in 2022, the fewest, and 909 in 2024."),
    ("series", "Operations are lowest at 257 in 2024.", "Operations are highest at 257 in 2024."),
    ("series", "Attacks peak at 586 in 2023.", "Attacks peak at 909 in 2024."),
    ("series", "With operations 146 is the least.", "With operations 136 is the least."),
    ("series", "Attacks are highest in 2021.", "Attacks are highest in 2024."),
    ("series", "Attacks fell from 2022 to 2024.", "Attacks rose from 2022 to 2024."),
    ("series", "From 2022 to 2024 attacks shrank.", "From 2022 to 2024 attacks grew."),
    ("series", "Fewer attacks each year from 2022 to 2024.",
     "More attacks each year from 2022 to 2024."),
    ("series", "Attacks drop from 376 to 909, operations from 136 to 257.",
     "Attacks climb from 376 to 909, operations from 136 to 257."),
    ("series", "Attacks climb from 376 to 909, operations from 257 to 136.",
     "Attacks climb from 376 to 909, while operations go from 136 to 257."),
    ("series", "Attacks start at 403, rise to 376 in 2022, and end at 909.",
     "Attacks start at 403, fall to 376 in 2022, and end at 909."),
    ("series", "Operations fell to 257 in 2024.", "Operations rose to 257 in 2024."),
    ("series", "Operations are above attacks every year.",
     "Attacks are above operations every year."),
    ("series", "There were more attacks in 2022 than in 2024.",
     "There were fewer attacks in 2022 than in 2024."),
    ("series", "More attacks were counted in 2023 than in any year since.",
     "More attacks were counted in 2024 than in any year since 2021."),
    ("series", "Fewer attacks in 2021 than in any other year.",
     "Fewer attacks in 2022 than in any other year."),
    ("series", "Attacks eased from 2022 to 2024.", "Attacks mounted from 2022 to 2024."),
    ("series", "Attacks recovered from 403 in 2021 to 376 in 2022.",
     "Attacks calmed from 403 in 2021 to 376 in 2022."),
    ("series", "Attacks are calmest in 2024.", "Attacks are calmest in 2022."),
    ("series", "Incidents of each kind rose in every year from 2021 to 2024.",
     "Incidents of each kind rose in every year from 2022 to 2024."),
    ("quarters", "Deaths rose from the first quarter to the second.",
     "Deaths fell from the first quarter to the second."),
    ("quarters", "April to June 380, the most.", "April to June 380, the lowest."),
    ("pairs", "CRSS counts fewer in 2024 than in 2023.", "CRSS counts more in 2024 than in 2023."),
    ("pairs", "PIPS 306 and 521, the most; PICSS 645.", "CRSS 789 and 909, the most; PICSS 645."),
]  # fmt: skip
FIELDS = ["title", "caption", "description", "caveats"]


def told(table, field, text):
    frame, columns_, value = TABLES[table]
    words = {
        "title": "Counters and years",
        "caption": "Here CRSS is one of them, with {attacks-2024-crss} attacks.",
        "description": "One mark for each row, and a name beside every one of the marks.",
        "caveats": "It does not show why.",
    }
    words[field] = f"{text} It names a mark for each row of it." if field[0] == "d" else text
    draw = alt.Chart(frame).mark_bar().encode(y=next(iter(columns_)), x=value)
    return BOOK.figure("fig-told", draw, **words, sources=GOOD["sources"], columns=columns_)


@pytest.mark.parametrize("at", range(len(REFUTED)))
def test_what_the_rows_refute_is_refused_in_every_text(at, faults):
    table, wrong, right = REFUTED[at]
    field = FIELDS[at % 4]  # each rule meets each of the four
    said = refused(lambda: told(table, field, wrong))
    faults.caught(f"{field}: {wrong}", GATE, said, f"fig-told, field {field}: “.* is said of ")
    told(table, field, right)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("CRSS has {attacks-on-forces-2024-crss} attacks on forces, most of its "
         "{attacks-2024-crss}.",
         "CRSS has {attacks-on-forces-2024-crss} attacks on forces, a minority of its "
         "{attacks-2024-crss}."),
        ("CRSS's {attacks-2024-crss} attacks lag behind PICSS's {attacks-2024-picss}.",
         "PICSS's {attacks-2024-picss} attacks lag behind CRSS's {attacks-2024-crss}."),
    ],
)  # fmt: skip
def test_what_two_rows_of_a_text_refute_is_refused(wrong, right):
    """Figures and chapters are read by the same words."""
    assert "does not hold of" in refused(lambda: told("bars", "caption", wrong))
    told("bars", "caption", right)


def test_all_that_is_wrong_is_said_at_once(faults):
    said = refused(
        lambda: make(
            title="PICSS has the most attacks",
            caption="CRSS counts {attacks-2024-crss}, fewer than 905; PICSS 907.",
            sources=["fearon1995", "nobody"],
            draw=alt.Chart(ROWS)
            .mark_bar()
            .encode(y="who", x=alt.X("value", scale={"zero": False})),
        )
    )
    parts = [
        "field title: “PICSS has",
        "field caption: “CRSS",
        "‘907’",
        "'nobody'",
        "begin at zero",
    ]
    faults.caught("five faults of one figure", GATE, said, *parts)


@pytest.mark.parametrize(
    "text",
    [
        "It does not show that attacks fell from 2022 to 2024.",
        "Nor would it be so if attacks fell to 909.",
        "At most 909, at least 376.",
        "Attacks: 586 in 2023, the highest of the years before.",
        "Operations are nearly the highest at 197.",
        "The most that a reader can say is little.",
        "One article is the longest.",
        "Attacks rise from month to month, and fall on both.",
    ],
)
def test_what_the_rows_leave_open_passes(text):
    told("series", "caveats", text)


HEADED = [
    ("civilians-killed-2024-crss", "Injured", "Civilians killed"),
    ("civilians-killed-2024-crss", "Wounded civilians", "Dead civilians"),
    ("operations-2024-crss", "Attacks", "Operations"),
    ("attacks-2024-crss", "Operations", "Attacks, number"),
    ("people-killed-in-attacks-2024-pips", "Attacks", "People killed"),
    ("attacks-2024-crss", "Fatalities", "Incidents"),
    ("people-injured-2024-crss", "Deaths", "People injured"),
    ("transit-total-fy2024", "AFN billion", "US$ million"),
    ("share-returned-por-2024-q2-iom", "Days", "Per cent"),
]


@pytest.mark.parametrize("row, wrong, right", HEADED)
def test_a_heading_names_what_the_rows_count(row, wrong, right, faults):
    frame = BOOK.ledger.frame([row])
    claimant = BOOK.ledger[row].claimant.short
    words = {
        "title": f"A count, by {claimant} and no one else",
        "caption": "One row of the ledger.",
        "description": f"One bar alone, which is what {claimant} has; nothing stands beside it.",
    }

    def headed(heading):
        columns_ = {"by": "Counter", "value": heading}
        drawn = alt.Chart(frame).mark_bar().encode(y="by", x="value")
        return make(draw=drawn, **words, sources=[], columns=columns_)

    said = refused(lambda: headed(wrong))
    faults.caught(f"heading ‘{wrong}’ over {row}", GATE, said, f"columns: ‘{wrong}’ stands over")
    headed(right)


def test_a_source_has_to_do_with_rows_or_words(faults):
    frame = BOOK.ledger.frame(["attacks-2024-crss", "attacks-2024-picss"])
    good = {**GOOD, "description": "Two bars: CRSS {attacks-2024-crss}, the more, and PICSS less."}
    good |= {"caption": "As CRSS and PICSS have them.", "columns": "by value"}

    def sourced(**changes):
        drawn = alt.Chart(frame).mark_bar().encode(y="by", x="value")
        return BOOK.figure("fig-test", drawn, **{**good, **changes}).record["sources"]

    brought = sourced(sources=[])
    assert set(brought) == set(frame["sources"])
    for key in ("wits2026", "dawn2024chaman", "scenariogate", "horizonte2025"):
        said = refused(lambda key=key: sourced(sources=[key]))
        faults.caught(f"source {key} of other rows", GATE, said, f"'{key}' has nothing to do with")
    assert "wits2026" in sourced(sources=[], also={"wits2026": "who made them"})
    said = refused(lambda: sourced(sources=[], also={"wits2026": "who sold them"}))
    faults.caught(
        "a source of words that no text has", GATE, said, "no text has the words ‘who sold"
    )
    said = refused(lambda: sourced(sources=[], also={"nobody": "who made them"}))
    faults.caught("an unknown source of words", GATE, said, "'nobody' is no key")
    assert "fearon1995" in sourced(sources=["fearon1995"]), "literature is cited for its ideas"


@pytest.mark.parametrize(
    "value, wrong, right",
    [(1.53, "2", "1.5"), (0.034, "0.03", "0.034"), (23.4, "20", "23"), (1969.0, "2,000", "1,969"),
     (8.04, "8", "8.0")],
)  # fmt: skip
def test_a_text_rounds_to_two_digits_at_least_and_never_a_count(value, wrong, right, faults):
    def rounded(shown):
        return make(
            draw=chart(pd.concat([ROWS.assign(value=[value, 905]), ROWS[:1]])),
            caption=f"The first bar is {shown}.",
            description="Two bars of two counters, one beside the other, each with its name.",
        )

    said = refused(lambda: rounded(wrong))
    faults.caught(f"{value} shown as {wrong}", GATE, said, f"‘{wrong}’ is no value of the rows")
    rounded(right)


@pytest.mark.parametrize("bold", [False, True])
def test_a_line_is_as_wide_as_its_words_and_spaces(bold):
    """With a font that kerns across a space it would not be, and texts would run over edges."""
    records = [
        spec["usermeta"]["figure"] for path in BOOK.chapters for spec in figure_specs(path).values()
    ]
    texts = {"", " AV  To ", "P. Y, W – T", *(one["title"] for one in records)}
    texts |= {one["caption"] for one in records}
    assert len(texts) > 40
    whole = {text: draw._face(bold).getlength(text) for text in texts}
    assert {text: draw.length(text, 1000, bold=bold) for text in texts} == whole


def test_a_day_is_drawn_the_same_in_every_time_zone(tmp_path):
    """Also one of an older release, whose specification leaves the zone open."""
    days = pd.DataFrame({"day": ["2023-01-01", "2024-12-31"], "value": [1, 2]})
    years = alt.Axis(format="%Y", tickCount="year")
    spec = alt.Chart(days).mark_line().encode(alt.X("day:T", axis=years), y="value").to_json()
    code = (
        "import json, sys; from pathlib import Path\n"
        "from durand.cache import Cache; from durand.figure.draw import svg\n"
        "print(svg(json.loads(sys.argv[1]), Cache(Path(sys.argv[2]))))"
    )
    drawn = {
        subprocess.run(
            [sys.executable, "-c", code, spec, str(tmp_path / zone)],
            env={**os.environ, "TZ": zone}, capture_output=True, text=True, check=True,
        ).stdout
        for zone in ("UTC", "Asia/Karachi", "America/New_York")
    }  # fmt: skip
    assert len(drawn) == 1
    assert ">2023<" in drawn.pop()
