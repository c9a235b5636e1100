"""Marks: rows of the ledger in, a chart out; what a drawing needs comes with the rows."""

import ast
import json

import pandas as pd
import pytest
from conftest import BOOK

from durand import marks
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
    drawn = marks.strip(FRAME({"Dead": IDS}), label="{group}, {by}")
    rows = rows_of(drawn)
    assert [row["_tint"] for row in rows] == [PALETTE[c] for c in ("amber", "blue", "purple")]
    assert [row["_label"] for row in rows] == ["Dead, CRSS (derived)", "Dead, CRSS", "Dead, CRSS"]
    (bar,) = layers(drawn, "bar")
    dash = bar["encoding"]["strokeDash"]["condition"]
    assert dash["test"] == "datum['derived']"
    assert dash["value"] != bar["encoding"]["strokeDash"]["value"]


def test_a_strip_takes_forms_for_label_and_text():
    drawn = marks.strip(FRAME({"Dead": IDS}), label="{group}, {by}", text="{wording} killed")
    assert rows_of(drawn)[1]["_label"] == "Dead, CRSS"
    assert rows_of(drawn)[1]["_text"] == "685 killed"
    assert json.dumps(rows_of(drawn)[0]).count("(derived)") == 1, "said once for a bar"


def test_a_strip_draws_bounds_where_there_are_any_and_ends_after_them():
    drawn = marks.strip(FRAME(["battle-deaths-durand-line-2024-ucdp", "security-killed-2024-crss"]))
    first, second = rows_of(drawn)
    assert first["_end"] == first["high"] == 105
    assert second["_end"] == second["value"] == 685, "a row without bounds keeps its number"
    assert len(layers(drawn, "rule")) == 1
    assert not layers(marks.strip(FRAME(IDS)), "rule")


def test_parts_of_one_bar_make_its_whole():
    ids = ["attacks-on-forces-2024-crss", "attacks-other-2024-crss", "operations-2024-crss"]
    rows = rows_of(marks.stack(FRAME(ids)))
    assert [(row["_start"], row["_end"]) for row in rows] == [(0, 444), (444, 909), (909, 1166)]
    assert rows[0]["_middle"] == 222


def test_dots_of_one_quantity_stand_on_one_line():
    ids = {"Forces": ["security-killed-2024-crss", "security-killed-2024-picss"]}
    drawn = marks.dots(FRAME(ids))
    assert [row["_head"] for row in rows_of(drawn)] == ["Forces", ""]
    assert [row["_side"] for row in rows_of(drawn)] == ["left", "right"]
    (line,) = layers(drawn, "line")
    assert line["encoding"]["detail"]["field"] == "group"


def test_lines_have_the_colours_of_their_rows_and_hollow_points_of_ours():
    frame = FRAME({"attacks": ["attacks-2023-crss", "attacks-2024-crss"]})
    drawn = marks.lines(frame, x="period", ends=True)
    (line,) = layers(drawn, "line")
    assert line["encoding"]["color"]["scale"]["range"] == [PALETTE["attack"]]
    assert line["encoding"]["color"]["legend"] is None, "named at their ends"
    hollow = layers(drawn, "point")[1]
    assert hollow["transform"] == [{"filter": "datum.derived"}]


def test_columns_begin_at_nothing_and_stand_in_the_order_of_the_rows():
    frame = pd.DataFrame(
        {"month": ["Dec", "Jan"], "value": [3, 5], "low": [2, None], "high": [4, None]}
    )
    drawn = marks.columns(frame, x="month", initial=True)
    assert isinstance(drawn, marks.Drawing)
    (bar,) = layers(drawn.wide, "bar")
    assert bar["encoding"]["x"]["sort"] == ["Dec", "Jan"]
    assert "scale" not in bar["encoding"]["y"], "bars begin at zero"
    assert len(layers(drawn.wide, "rule")) == 1
    (small,) = layers(drawn.narrow, "bar")
    assert "slice" in small["encoding"]["x"]["axis"]["labelExpr"]


def test_cells_have_a_tile_a_row():
    frame = pd.DataFrame({"who": ["a", "b"], "what": ["x", "x"], "text": ["1", "2"]})
    drawn = marks.cells(frame, across="who", down="what")
    assert len(layers(drawn, "rect")) == 1
    assert len(rows_of(drawn)) == 2


def test_steps_are_as_wide_as_they_last_and_never_overlap():
    frame = pd.DataFrame(
        {
            "start": ["2023-01-01", "2023-04-01"],
            "end": ["2023-03-31", "2023-12-31"],
            "value": [9, 1],
        }
    )
    (bar,) = layers(marks.steps(frame, start="start", end="end"), "bar")
    assert (bar["encoding"]["x"]["field"], bar["encoding"]["x2"]["field"]) == ("start", "end")
    with pytest.raises(ValueError, match="overlap"):
        marks.steps(frame.assign(end="2023-12-31"), start="start", end="end")


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
        marks.strip(rows, label="by"),
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


# --------------------------------------------------------------- what still draws the old way

OLD = {"01": 0, "02": 1, "03": 6, "04": 8, "05": 3, "06": 3, "07": 8, "08": 1, "09": 5}
"""Figure cells of each chapter that draw with Altair itself: the numbers may only fall."""


def test_what_draws_the_old_way_only_shrinks():
    found = {}
    for path in BOOK.chapters:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        found[path.name[:2]] = sum("figure(\n" in text and "alt." in text for text in code)
    assert found == OLD, "if fewer, write the lower number down"


def test_no_list_stands_beside_a_list_of_ids():
    """In chapter 02 a label stands with its row: nothing is set by position."""
    path = next(path for path in BOOK.chapters if path.name.startswith("02-"))
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] != "code" or "alt." in "".join(cell["source"]):
            continue
        for node in ast.walk(ast.parse("".join(cell["source"]))):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
                assert not isinstance(node.value, ast.List), ast.unparse(node)
