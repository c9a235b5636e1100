"""Marks: rows of the ledger in, a chart out; what a drawing needs comes with the rows."""

import ast
import json
import re
from itertools import pairwise

import pandas as pd
import pytest
from conftest import BOOK

from durand import marks
from durand.chapters import figure_specs
from durand.theme import PALETTE

FRAME = BOOK.ledger.frame
IDS = ["civilians-killed-2024-crss", "security-killed-2024-crss", "outlaws-killed-2024-crss"]


def rows_of(chart):
    (rows,) = chart.to_dict()["datasets"].values()
    return rows


def layers(chart, kind):
    def walk(view):
        for part in ("layer", "vconcat"):
            for inner in view.get(part, []):
                yield from walk(inner)
        mark = view.get("mark")
        if mark and (mark if isinstance(mark, str) else mark["type"]) == kind:
            yield view

    return list(walk(chart.to_dict()))


# ------------------------------------------------------------------------------- the rows


def test_a_frame_takes_ids_labels_or_groups():
    plain = FRAME(IDS)
    assert list(plain["evidence_id"]) == IDS
    assert plain["label"].iloc[1] == "Security personnel killed"
    named = FRAME({IDS[0]: "civilians", IDS[1]: "forces"})
    assert list(named["label"]) == ["civilians (derived)", "forces"]
    grouped = FRAME({"Civilians": IDS[:1], "Others": IDS[1:]})
    assert list(grouped["group"]) == ["Civilians", "Others", "Others"]
    assert list(grouped["evidence_id"]) == IDS


def test_a_label_says_derived_only_where_it_tells_rows_apart():
    ours = FRAME({"killed-per-attack-2024-iep": "GTI", "killed-per-attack-2024-pips": "PIPS"})
    assert ours["derived"].all()
    assert list(ours["label"]) == ["GTI", "PIPS"]


def test_a_row_brings_counter_period_unit_role_and_sources():
    row = FRAME(["civilians-killed-2024-crss"]).iloc[0]
    assert (row["by"], row["when"], row["place"]) == ("CRSS", "2024", "Pakistan")
    assert (row["unit"], row["role"]) == ("people", "civilians")
    inputs = BOOK.ledger["civilians-killed-2024-crss"].inputs
    expected = {BOOK.ledger.source_key(BOOK.ledger[name]) for name in inputs}
    assert set(row["sources"].split("|")) == expected, "a derived row has those of its inputs"


# ------------------------------------------------------------------------------- the marks


def test_a_strip_tints_by_role_and_opens_what_is_ours():
    drawn = marks.strip(FRAME({IDS[0]: "Civilians", IDS[1]: "Forces", IDS[2]: "Outlaws"}))
    rows = rows_of(drawn)
    assert [row["_tint"] for row in rows] == [PALETTE[c] for c in ("amber", "blue", "purple")]
    assert [row["_label"] for row in rows] == ["Civilians (derived)", "Forces", "Outlaws"]
    (bar,) = layers(drawn, "bar")
    dash = bar["encoding"]["strokeDash"]["condition"]
    assert dash["test"] == "datum['derived']"
    assert dash["value"] != bar["encoding"]["strokeDash"]["value"]


def test_a_text_is_a_column_or_a_form_and_says_once_what_is_ours():
    frame = FRAME({"Dead": IDS})
    forms = marks.said(frame, "{group}, {by}")
    assert forms == ["Dead, CRSS (derived)", "Dead, CRSS", "Dead, CRSS"]
    assert marks.said(frame, "{wording} killed")[1] == "685 killed"
    assert marks.said(frame.assign(said="derived by us"), "said")[0] == "derived by us"


def test_a_strip_draws_bounds_where_there_are_any_and_ends_after_them():
    drawn = marks.strip(FRAME(["battle-deaths-durand-line-2024-ucdp", "security-killed-2024-crss"]))
    first, second = rows_of(drawn)
    assert first["_end"] == first["high"] == 105
    assert second["_end"] == second["value"] == 685, "a row without bounds keeps its number"
    assert len(layers(drawn, "rule")) == 1
    assert not layers(marks.strip(FRAME(IDS)), "rule")


def test_parts_of_one_bar_make_its_whole():
    ids = ["attacks-on-forces-2024-crss", "attacks-other-2024-crss", "operations-2024-crss"]
    rows = rows_of(marks.stack(FRAME(ids)).wide)
    assert [round(1166 * row["_start"]) for row in rows] == [0, 444, 909]
    assert [round(1166 * row["_end"]) for row in rows] == [444, 909, 1166]
    assert rows[1]["_text_wide"].startswith("465 Attacks other"), "the number first"
    assert json.dumps(rows[1]["_text_wide"]).count("(derived)") == 1


def test_bars_of_one_unit_share_a_scale_and_of_another_do_not():
    frame = FRAME(
        {
            "CRSS": {"attacks-2024-crss": "attacks"},
            "CRSS, people": {"civilians-killed-2024-crss": "civilians"},
            "PICSS, people": {"civilians-killed-2024-picss": "civilians"},
        }
    )
    rows = rows_of(marks.stack(frame, whole="group").wide)
    assert [row["_end"] for row in rows] == [1, 1, pytest.approx(489 / 927)]
    assert [row["_head"] for row in rows] == list(frame["group"])
    tops = [row["_top_narrow"] for row in rows]
    assert tops == sorted(tops)
    assert tops[0] < rows[0]["_y_narrow"], "the heading stands over its bar"


def test_a_label_that_has_no_room_stands_at_the_end_and_under_its_neighbours():
    frame = pd.DataFrame(
        {"label": ["Balochistan and others", "elsewhere"], "value": [95, 5], "wording": ["95", "5"]}
    )
    frame["label"] = ["x " * 60, "elsewhere"]
    first, last = rows_of(marks.stack(frame).narrow)
    assert (first["_side_narrow"], last["_side_narrow"]) == ("left", "right")
    assert last["_label_narrow"] > last["_y_narrow"], "pushed under the lines that it would meet"


def test_neighbours_share_a_line_over_them():
    frame = FRAME({"attacks-on-forces-2024-crss": "forces", "attacks-other-2024-crss": "other"})
    frame["over"] = "909 attacks"
    rows = rows_of(marks.stack(frame, over="over").wide)
    assert [row["_over"] for row in rows] == ["909 attacks", ""]
    assert [row["_reach"] for row in rows] == [1, 1]


def test_columns_stack_parts_under_a_key_and_draw_levels_and_texts():
    frame = pd.DataFrame(
        {
            "year": ["2023", "2024", "2024"],
            "part": ["civilians", "civilians", "forces"],
            "role": ["civilians", "civilians", "security"],
            "value": [3, 5, 2],
            "level": [None, 5, 5],
            "said": ["", "5", ""],
        }
    )
    drawn = marks.columns(frame, x="year", parts="part", level="level", text="said")
    (bar,) = layers(drawn, "bar")
    assert bar["encoding"]["color"]["scale"]["domain"] == ["civilians", "forces"]
    assert bar["encoding"]["order"]["field"] == "_at"
    (line,) = layers(drawn, "line")
    assert line["transform"] == [{"filter": "isValid(datum['level'])"}]
    assert [row["_top"] for row in rows_of(drawn)] == [3, 5, 7], "a text stands over all its parts"
    (words,) = layers(drawn, "text")
    assert words["mark"]["dx"] == {"expr": "datum._dx"}
    assert {row["_align"] for row in rows_of(drawn)} == {"center"}, "few bars have room for texts"
    dark = marks.columns(frame.assign(dark=[False, True, True]), x="year", strong="dark")
    assert [row["_tint"] for row in rows_of(dark)] == [PALETTE[c] for c in ("grey", "ink", "ink")]


def test_dots_of_one_quantity_stand_on_one_line():
    ids = [IDS[1], "security-killed-2024-picss", "security-killed-2024-11m-satp"]
    drawn = marks.dots(FRAME({"Forces": [*ids, "security-killed-2024-ispr"]}), part="scope")
    said = rows_of(drawn.wide)
    labels = ["CRSS 685", "PICSS 527", "SATP 649, to 24 Nov", "ISPR 383, army only"]
    assert [row["_text"] for row in said] == labels
    assert [row["_name"] for row in said] == ["Forces", "", "", ""], "the quantity is named once"
    assert len({row["_y0"] for row in said}) == 1
    assert [row["_label0"] < row["_y0"] for row in said] == [True, True, False, False], (
        "parts below"
    )
    (line,) = layers(drawn.wide, "line")
    assert line["encoding"]["detail"]["field"] == "_group"
    assert line["transform"] == [{"filter": "!datum._part"}], "a part is joined to nothing"
    assert json.dumps(rows_of(drawn.narrow)) == json.dumps(said), "one set of rows"


def test_each_heading_of_dots_has_a_scale_from_zero_of_its_own():
    rows = pd.DataFrame(
        {"group": ["a", "a", "b"], "head": ["x", "x", "y"], "value": [5, 10, 2], "text": "t"}
    )
    drawn = marks.dots(rows, label="text", panels="head")
    said = rows_of(drawn.wide)
    assert [row["_value"] for row in said] == [0.5, 1, 1]
    assert [row["_heading"] for row in said] == ["x", "", "y"]
    bounded = marks.dots(rows.assign(low=1, high=20), label="text")
    assert [row["_high"] for row in rows_of(bounded.wide)] == [1, 1, 1], "bounds fit the scale"


@pytest.mark.parametrize(
    ("spots", "widths", "expected"),
    [
        ([50], [40], [(30, 0)]),  # over its dot
        ([5], [40], [(0, 0)]),  # not beyond the left edge
        ([195], [40], [(160, 0)]),  # nor the right
        ([50, 80], [40, 40], [(30, 0), (78, 0)]),  # beside each other, each at its dot
        ([50, 55], [40, 40], [(7, 0), (55, 0)]),  # two close dots: one to the left, one right
        ([50, 52, 54], [60, 60, 60], [(0, 0), (0, 1), (0, 2)]),
    ],
)
def test_labels_of_dots_never_cover_each_other(spots, widths, expected):
    placed = marks.spread(spots, widths, 200)
    if len(spots) < 3:
        assert placed == expected
    for lane in {lane for _, lane in placed}:
        here = [(x, x + w) for (x, at), w in zip(placed, widths, strict=True) if at == lane]
        assert all(one[1] <= other[0] for one, other in pairwise(here))
    for (left, _), spot, width in zip(placed, spots, widths, strict=True):
        assert left - 4 <= spot <= left + width + 4, "a label touches its dot"


def test_columns_begin_at_nothing_and_stand_in_the_order_of_the_rows():
    frame = pd.DataFrame(
        {"month": ["Dec", "Jan"], "value": [3, 5], "low": [2, None], "high": [4, None]}
    )
    drawn = marks.columns(frame, x="month", initial=True)
    assert isinstance(drawn, marks.Drawing)
    (bar,) = layers(drawn.wide, "bar")
    assert bar["encoding"]["x"]["scale"]["domain"] == ["Dec", "Jan"]
    assert "scale" not in bar["encoding"]["y"], "bars begin at zero"
    assert len(layers(drawn.wide, "rule")) == 1
    (small,) = layers(drawn.narrow, "bar")
    assert "slice" in small["encoding"]["x"]["axis"]["labelExpr"]


def test_panels_of_columns_may_share_a_scale_with_room_for_texts():
    rows = pd.DataFrame(
        {
            "x": ["a", "a", "b", "a"],
            "of": ["p", "p", "p", "q"],
            "value": [4, 6, 1, 5],
            "said": ["", "10|six", "1", "5"],
            "dark": [False, True, False, False],
        }
    )
    drawn = marks.columns(rows, x="x", panels="of", text="said", strong="dark", shared=True)
    for size in drawn:
        bars = layers(size, "bar")
        scales = [bar["encoding"]["y"]["scale"]["domain"] for bar in bars]
        assert scales == [[0, 13], [0, 13]], "from zero, and higher than the highest bar"
    first, second, third, fourth = rows_of(drawn.wide)
    assert [second["_top"], third["_top"], fourth["_top"]] == [10, 1, 5]
    assert second["_dy"] < third["_dy"], "two lines stand higher than one"
    assert [first["_tint"], second["_tint"]] == [PALETTE["grey"], PALETTE["ink"]]
    assert rows_of(drawn.wide) == rows_of(drawn.narrow)


def test_bars_below_nothing_go_left_and_their_texts_right():
    rows = pd.DataFrame(
        {"what": ["x", "y", "x"], "of": ["p", "p", "q"], "value": [-50, 30, 10], "said": "30 %"}
    )
    drawn = marks.bars(rows, label="what", value="value", text="said", panels="of")
    assert [row["_end"] for row in rows_of(drawn)] == [0, 30, 10], "no text lies on a bar"
    for bar in layers(drawn, "bar"):
        assert bar["encoding"]["x2"] == {"datum": 0}
        scale = bar["encoding"]["x"]["scale"]
        assert scale["domainMin"] == -50
        assert scale["domainMax"] > 30, "room for a text beside the longest"
    assert len(layers(drawn, "tick")) == 2, "a line at nothing"
    (bar,) = layers(marks.bars(rows[1:2], label="what", value="value", text="said"), "bar")
    assert bar["encoding"]["x"]["scale"]["domainMin"] == 0
    assert not layers(marks.bars(rows[1:2], label="what", value="value", text="said"), "tick")


def test_lines_show_the_gap_between_two_and_write_where_they_are_told():
    rows = pd.DataFrame(
        [
            ("sold", 2001, 10, "sold", "over"),
            ("sold", 2002, 30, "gap", "between"),
            ("bought", 2002, 20, "", ""),
            ("back", 2002, 1, "back", "right"),
        ],
        columns=["series", "year", "value", "_said", "_place"],
    )
    looks = {"sold": "muted", "bought": "ink", "back": "ink dashed"}
    drawn = marks.lines(rows, line="series", y="value", looks=looks, between=("sold", "bought"))
    (area,) = layers(drawn, "area")
    assert (area["encoding"]["y"]["field"], area["encoding"]["y2"]["field"]) == ("value", "_other")
    gaps = [(row["year"], row["_other"]) for row in rows_of(drawn) if row["_other"] is not None]
    assert gaps == [(2002, 20)], "no gap where one of the two is missing"
    assert rows_of(drawn)[1]["_middle"] == 25
    assert [view["encoding"]["y"]["field"] for view in layers(drawn, "text")] == [
        "value", "_middle", "value"
    ]  # fmt: skip
    assert [row["_dashed"] for row in rows_of(drawn)] == [False, False, False, True]
    for view in layers(drawn, "line"):
        assert "scale" not in view["encoding"]["y"], "heights begin at zero, and rise"
        assert view["encoding"]["detail"]["field"] == "series"
    assert not layers(drawn, "point"), "points say whether a number is ours"
    apart = marks.lines(
        rows.assign(derived=[True, False, True, True]),
        line="series", y="value", looks=looks, panels="series", until=2003,
    )  # fmt: skip
    (point, *_) = layers(apart, "point")
    assert point["encoding"]["fill"]["condition"]["value"] == PALETTE["paper"]
    assert point["encoding"]["x"]["scale"]["domain"] == [2000.6, 2003]
    assert len(apart.vconcat) == 3


def test_stances_draw_a_mark_a_tone_and_two_where_both_are_told():
    frame = pd.DataFrame(
        [
            ("x", "p", "hostile", True),
            ("x", "p", "cooperative", True),
            ("y", "q", "hostile", False),
        ],
        columns=["by", "pair", "tone", "both"],
    )
    drawn = marks.stances(frame, across="by", down="pair")
    assert [row["_y"] for row in rows_of(drawn.wide)] == [1, 1, 2]
    offsets = {view["mark"]["xOffset"] for view in layers(drawn.wide, "point")}
    assert offsets == {0, -8, 8}
    assert not layers(drawn.wide, "text"), "an axis names the rows"
    assert len(layers(drawn.narrow, "text")) == 1, "on a phone each stands over its row"


def test_cells_have_a_tile_a_row():
    frame = pd.DataFrame({"who": ["a", "b"], "what": ["x", "x"], "text": ["1", "2"]})
    frame["dark"] = [0, 1]
    drawn = marks.cells(frame, across="who", down="what", shade="dark", heads=["b", "a"])
    assert isinstance(drawn, marks.Drawing)
    for chart in drawn:
        (tile,) = layers(chart, "rect")
        assert tile["encoding"]["x"]["scale"]["domain"] == ["b", "a"]
        assert [row["_shade"] for row in rows_of(chart)] == [0, 0.5]
    assert len(layers(drawn.narrow, "text")) == len(layers(drawn.wide, "text")) + 1
    long = frame.assign(who=["Livelihoods and more", "b"])
    (tile,) = layers(marks.cells(long, across="who", down="what").narrow, "rect")
    assert tile["encoding"]["x"]["axis"]["labelAngle"] == 0, "two columns have room"


def test_a_bar_may_hold_a_solid_part():
    frame = pd.DataFrame({"name": ["a"], "all": [5], "some": [2], "text": ["2 of 5"]})
    one, two = layers(
        marks.bars(frame, label="name", value="all", text="text", inner="some"), "bar"
    )
    assert (one["encoding"]["x"]["field"], two["encoding"]["x"]["field"]) == ("all", "some")


def test_steps_are_as_wide_as_they_last_and_never_overlap():
    frame = pd.DataFrame(
        {
            "start": ["2023-01-01", "2023-04-01"],
            "end": ["2023-03-31", "2023-12-31"],
            "value": [9, 1],
            "what": "",
        }
    )
    written = dict.fromkeys(("text", "dates", "short"), "what")
    columns = {"start": "start", "end": "end", "y": "value", **written}
    (bar,) = layers(marks.steps(frame, **columns).wide, "bar")
    assert (bar["encoding"]["x"]["field"], bar["encoding"]["x2"]["field"]) == ("start", "end")
    with pytest.raises(ValueError, match="overlap"):
        marks.steps(frame.assign(end="2023-12-31"), **columns)


def test_steps_write_dates_over_their_days_and_mark_gaps():
    frame = pd.DataFrame(
        {
            "start": ["2023-01-01", "2023-02-01", "2023-11-01", "2024-01-01"],
            "end": ["2023-12-31", "2023-02-01", "2023-11-01", "2024-02-01"],
            "value": [10, None, None, None],
            "what": ["", "said", "done", ""],
            "shown": ["10", "", "", "no count"],
        }
    )
    columns = {"start": "start", "end": "end", "y": "value", "text": "shown"}
    drawn = marks.steps(frame, **columns, dates="what", short="what")
    span, said, done, gap = rows_of(drawn.wide)
    assert (span["_mid"], said["_side"], done["_side"]) == ("2023-07-02", "left", "right")
    assert done["_height"] > said["_height"] > span["value"]
    assert gap["_height"] == 0, "written where no bar is"


def test_no_date_crosses_what_is_written_over_a_span():
    frame = pd.DataFrame(
        {
            "start": ["2023-01-01", "2023-12-01", "2023-12-10"],
            "end": ["2023-11-30", "2023-12-31", "2023-12-10"],
            "value": [10, 99, None],
            "what": ["", "", "done"],
            "shown": ["10", "1,099", ""],
        }
    )
    columns = {"start": "start", "end": "end", "y": "value", "text": "shown"}
    drawn = marks.steps(frame, **columns, dates="what", short="what")
    far, near, _ = rows_of(drawn.wide)
    assert far["_aside"] == 0, "no date is near"
    middle = 680 * 15 / 364  # px from the first of the month to its middle
    day = 680 * 9 / 364
    assert middle + near["_aside"] - 3.9 * len("1,099") > day, "it begins after the date"
    assert middle + near["_aside"] - 3.9 * len("1,099") < day + 10, "and near it"


def test_a_chronicle_has_one_scale_above_and_below_and_months_on_top():
    frame = pd.DataFrame(
        [
            ("up", "2024-01-01", "2024-02-01", 40, "deaths", "", "", ""),
            ("down", "2024-01-01", "2024-02-01", 20, "deaths", "", "", ""),
            ("talks", "2024-01-05", "2024-01-06", None, "day", "met", "met", "over"),
            ("gates", "2024-01-05", "2024-01-20", None, "all", "shut", "s", "under"),
        ],
        columns=["lane", "start", "end", "value", "kind", "what", "short", "place"],
    )
    heads = {"up": "Up", "talks": "Talks", "gates": "Gates", "down": "Down|here"}
    shapes = {"talks": ("square", "ink")}
    drawn = marks.chronicle(
        frame, above="up", below="down", heads=heads, shapes=shapes, line="gates"
    )
    up, down, talks, gates = rows_of(drawn.wide)
    heights = [row["_to_wide"] - row["_from_wide"] for row in (up, down)]
    assert heights[0] == pytest.approx(2 * heights[1])
    assert up["_to_wide"] < talks["_from_wide"] < gates["_from_wide"] < down["_from_wide"]
    assert rows_of(drawn.wide) == rows_of(drawn.narrow)
    assert len(layers(drawn.wide, "rect")) == 1
    assert (down["_head"], down["_head_wide"]) == ("Down|here", "Down here")
    assert (talks["_shape"], talks["_down"], gates["_down"]) == ("square", -14, 14)


def test_lanes_stand_under_each_other_on_several_scales():
    frame = pd.DataFrame(
        [("a", "2023-12-01", "2024-01-05", "all", False, "2024", "five", "5", "right"),
         ("b", "2024-02-01", "2024-02-03", "cargo", True, "", "", "", ""),
         ("b", "2024-03-01", "2024-03-02", "partial", False, "2024", "in part", "part", "left")],
        columns=["gate", "start", "end", "kind", "arrow", "panel", "wide", "short", "place"],
    )  # fmt: skip
    panels = {"all": ("2023-11-01", "2024-12-31"), "2024": ("2024-01-01", "2024-12-31")}
    drawn = marks.lanes(frame, lane="gate", panels=panels)
    first, second, third = rows_of(drawn.wide)
    assert [row["_head"] for row in (first, second, third)] == ["a", "b", ""]
    assert first["_y"] < second["_y"] == third["_y"]
    assert len(drawn.wide.vconcat) == len(drawn.narrow.vconcat) == 2
    weeks = marks.lanes(frame, lane="gate", panels={"days": ("2024-01-01", "2024-02-05")})
    axis = layers(weeks.wide, "bar")[0]["encoding"]["x"]["axis"]
    assert axis["tickCount"] == "week"


def test_a_ladder_draws_numbers_as_bars_and_leads_answers_to_what_they_answer():
    frame = pd.DataFrame(
        {
            "claim_id": ["a", "b", "c"], "day": ["1 May", "2 May", "2 May"],
            "party": ["A", "B", "C"], "text": ["20 dead", "none", "at least 10 dead"],
            "value": [20, None, 10], "open": [False, False, True], "role": ["civilians", "", ""],
            "answers": ["", "denies A", "backs A"], "answered": ["", "a", "a"],
            "against": [False, True, False], "basis": "", "standing": "contested",
        }
    )  # fmt: skip
    drawn = marks.ladder(frame)
    first, second, third = rows_of(drawn.wide)
    assert [row["_head"] for row in (first, second, third)] == ["1 May", "2 May", ""]
    assert first["_end_wide"] - first["_from_wide"] == 2 * (
        third["_end_wide"] - third["_from_wide"]
    )
    assert first["_tint"] == PALETTE["amber"]
    assert third["_fade_wide"] > third["_end_wide"], "a floor ends in an arrow"
    assert second["_answered"] == third["_answered"] == first["_top_wide"]
    assert second["_link"] != third["_link"], "for and against do not share a line"
    assert not layers(drawn.narrow, "rule"), "on a phone words alone"


# -------------------------------------------------------------------- figures of ledger rows


def test_sources_headings_and_columns_come_with_the_rows():
    rows = FRAME(["security-killed-2024-crss", "security-killed-2024-picss"])
    made = BOOK.figure(
        "fig-test",
        marks.strip(rows.assign(label=rows["by"])),
        title="CRSS counts more than PICSS",
        caption="Security personnel killed in 2024: CRSS {security-killed-2024-crss}.",
        description="Two bars: CRSS {security-killed-2024-crss}, the more, PICSS the less.",
        caveats="It does not show who is right.",
        columns="by value",
    )
    record = made.record
    assert set(record["sources"]) == {key for cell in rows["sources"] for key in cell.split("|")}
    assert [column["title"] for column in record["columns"]] == ["Counted by", "People"]
    drawn = made.spec["datasets"]["rows"][0]
    assert "sources" not in drawn, "what neither drawing nor reader needs does not travel"
    assert "by" in drawn


# ------------------------------------------------------------------------- marks alone draw


def test_no_figure_cell_draws_with_altair_itself():
    found = [
        f"{path.name}, {cell['id']}"
        for path in BOOK.chapters
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code" and re.search(r"\balt\.", "".join(cell["source"]))
    ]
    assert found == [], "a mark of durand.marks, or a drawing of durand.drawings, does it"


def test_no_list_stands_beside_a_list_of_ids():
    """In chapter 02 a label stands with its row: nothing is set by position."""
    path = next(path for path in BOOK.chapters if path.name.startswith("02-"))
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] != "code" or "alt." in "".join(cell["source"]):
            continue
        for node in ast.walk(ast.parse("".join(cell["source"]))):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
                assert not isinstance(node.value, ast.List), ast.unparse(node)


def test_no_drawing_depends_on_where_it_is_drawn():
    """A day on a local scale falls elsewhere in Karachi, and a year's label may fall off."""

    def local(view):
        if isinstance(view, list):
            return [found for inner in view for found in local(inner)]
        if not isinstance(view, dict):
            return []
        here = view.get("type") == "temporal" and (view.get("scale") or {}).get("type") != "utc"
        within = [found for inner in view.values() for found in local(inner)]
        return [*([view.get("field")] if here else []), *within]

    specs = {name: spec for path in BOOK.chapters for name, spec in figure_specs(path).items()}
    assert any("temporal" in json.dumps(spec) for spec in specs.values())
    found = {name: local({**spec, "datasets": {}}) for name, spec in specs.items()}
    assert {name: fields for name, fields in found.items() if fields} == {}
