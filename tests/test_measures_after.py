"""What chapter 09 computes, against hand-worked cases, and what its tables must keep."""

import json
import re

import nbformat
import pandas as pd
import pytest
from conftest import BOOK, ROOT, opened

from durand import drawings
from durand.errors import DataError
from durand.measures import after, coding

FORECASTS = pd.DataFrame(
    [
        # id, kind, tense, by, course, turn, verdict, provisional, before
        ("rain", "prediction", "ahead", "2025-12-31", "continuity", "bad", "came true", "", ""),
        ("hail", "risk", "ahead", "2025-12-31", "change", "bad", "", "did not", ""),
        ("sun", "expectation", "ahead", "2026-07-01", "change", "good", "came true", "partly", ""),
        ("calm", "assumption", "present", "2025-12-31", "continuity", "good", "", "did not", ""),
        ("fog", "prediction", "present", "2025-12-31", "continuity", "bad", "partly", "", ""),
        ("frost", "prediction", "ahead", "", "change", "bad", "untestable", "", "undecided"),
        ("flood", "prediction", "ahead", "2027-01-01", "change", "bad", "open", "", ""),
        ("wind", "possibility", "ahead", "2025-12-31", "change", "neither", "", "came true", ""),
        ("boats", "advice", "ahead", "2025-12-31", "change", "good", "", "untestable", ""),
        ("thaw", "possibility", "ahead", "2025-12-31", "change", "good", "", "did not", ""),
    ],
    columns=[
        "forecast_id", "kind", "tense", "by", "course", "turn", "verdict", "provisional", "before",
    ],
)  # fmt: skip
SECOND = pd.DataFrame(
    {
        "forecast_id": FORECASTS["forecast_id"][::-1],
        "verdict": [
            "undecided", "untestable", "came true", "open", "untestable",
            "came true", "partly", "came true", "did not", "came true",
        ],
        "reason": [*"JIHGF", "It was thick.", *"DCBA"],
    }
)  # fmt: skip
OUTCOMES = pd.DataFrame(
    {
        "outcome_id": ["two", "one", "faint", "long"],
        "date": ["2025-03", "2025-01-31/2025-02-02", "2025-04-01", "2025"],
        "precision": ["month", "interval", "day", "year"],
        "what": ["Gusts.", "Showers.", "Mist.", "Weather."],
        "claimant": ["she", "he", "they", "they"],
        "source": ["s", "s", "s", "s"],
        "confidence": ["high", "high", "medium", "high"],
    }
)


def test_the_wide_rule_takes_what_is_dated_and_the_strict_what_will_come():
    ids = FORECASTS["forecast_id"]
    taken = ids[after.wide(FORECASTS, "2026-07-01")].tolist()
    assert taken == ["rain", "hail", "sun", "calm", "fog", "wind", "thaw"]
    assert ids[after.strict(FORECASTS, "2026-07-01")].tolist() == ["rain", "sun"]
    assert ids[after.strict(FORECASTS, "2027-01-01")].tolist() == ["rain", "sun", "flood"]


def test_verdicts_side_by_side():
    laid = after.judged(FORECASTS, SECOND).set_index("forecast_id")
    both = ["first", "blind", "second", "both"]
    assert laid.loc["hail", both].tolist() == ["did not"] * 4
    assert laid.loc["sun", both].tolist() == ["came true"] * 4
    assert laid.loc["fog", both].tolist() == ["partly", "partly", "came true", after.DIFFER]
    assert laid.loc["frost", both].tolist() == ["untestable", "undecided", *["untestable"] * 2]
    assert laid.loc["fog", "second_reason"] == "It was thick."
    for other in (SECOND[1:], SECOND.replace("hail", "nothing")):
        with pytest.raises(ValueError, match="judged different statements"):
            after.judged(FORECASTS, other)


def test_everything_goes_wrong_and_nothing_changes():
    assert [after.gloom(turn) for turn in ("bad", "good", "neither")] == ["yes", "no", ""]
    assert [after.still(course) for course in ("continuity", "change")] == ["yes", "no"]


def test_the_benchmark_by_hand():
    board = after.judged(FORECASTS, SECOND)
    board = board[after.wide(FORECASTS, "2026-07-01")]
    # the pessimist is silent on wind; the rest, as the first pass has it, with what both rules say:
    # rain came true (yes, yes), hail did not (yes, no), sun came true (no, no), calm did not
    # (no, yes), fog partly (yes, yes), thaw did not (no, no)
    found = after.benchmark(board, "first")
    assert found.columns.tolist() == list(after.RESULTS)
    assert found.loc["authors"].tolist() == [2, 1, 3]
    assert found.loc["gloom"].tolist() == [3, 1, 2]
    assert found.loc["still"].tolist() == [3, 1, 2]
    # by the second calm is partly, fog came true, and thaw is undecided
    found = after.benchmark(board, "second")
    assert found.loc["authors"].tolist() == [3, 1, 1]
    assert found.loc["gloom"].tolist() == [2, 1, 2]
    assert found.loc["still"].tolist() == [3, 1, 1]


def test_agreement_is_of_the_verdicts_before_correction():
    laid = pd.DataFrame(
        {
            "first": ["came true", "came true", "did not", "partly"],
            "blind": ["came true", "came true", "did not", "untestable"],
            "second": ["came true", "partly", "did not", "untestable"],
        }
    )
    found = after.agreement(laid)
    assert (found.units, found.differing, found.percent) == (4, 1, 75)
    # by hand: coincidences off the diagonal 2 of 8; values 3, 1, 2, 2, so expected off the
    # diagonal (64 - 9 - 1 - 4 - 4) / 7 = 46 / 7; alpha = 1 - 2 / (46 / 7)
    assert found.alpha == pytest.approx(1 - 14 / 46)


def test_timeline():
    line = after.timeline(OUTCOMES, {"two": "Gusts", "one": "Showers"})
    assert line["title"].tolist() == ["Showers", "Gusts"]
    assert line["day"].tolist() == ["2025-01-31", "2025-03-01"]
    assert line["short"].tolist() == ["31 Jan to 2 Feb 2025", "Mar 2025"]
    for name in ("faint", "long"):
        with pytest.raises(ValueError, match=f"too weak for the timeline: {name}"):
            after.timeline(OUTCOMES, {name: "x"})
    with pytest.raises(ValueError, match="no outcome nothing"):
        after.timeline(OUTCOMES, {"nothing": "x"})


# ------------------------------------------------------------------------------- its two drawings


def drawn(chart):
    spec = chart.to_dict(validate=False)
    return next(iter(spec["datasets"].values())), json.dumps(spec)


def test_a_tally_counts_out_boards_under_each_verdict():
    frame = pd.DataFrame(
        {
            "board": ["Strict"] * 2 + ["Wide"] * 30,
            "verdict": ["yes"] * 30 + ["no"] * 2,
            "course": ["change", "continuity"] * 16,
        }
    )
    chart = drawings.tally(
        frame, panel="board", group="verdict", groups=["yes", "no"], kind="course"
    )
    for one, name in ((chart.wide, "wide"), (chart.narrow, "narrow")):
        rows, text = drawn(one)
        assert all(f'"{said}"' in text for said in ("2 yes", "0 no", "28 yes", "2 no"))
        places = {(row[f"_x_{name}"], row[f"_y_{name}"]) for row in rows}
        assert len(places) == len(frame), "two marks on one place"
    rows, _ = drawn(chart.wide)
    yes = [row for row in rows if row["board"] == "Wide" and row["verdict"] == "yes"]
    assert [row["course"] for row in yes[:2]] == ["continuity"] * 2, "continuity comes first"
    assert len({row["_y_wide"] for row in yes}) == 2, "a full line is followed by another"


def test_a_thread_stands_in_order_with_its_bands_and_pins():
    frame = pd.DataFrame(
        {
            "short": ["1 May", "2 May", "3 Jun"],
            "title": ["Talks", "Fire", "More fire"],
            "pinned": ["", "A: talks come back before long (came true)", ""],
            "kind": ["talks", "force", "force"],
            "band": ["May", "May", "June"],
        }
    )
    chart = drawings.thread(frame, band="band", kind="kind")
    for one, name in ((chart.wide, "wide"), (chart.narrow, "narrow")):
        rows, _ = drawn(one)
        assert [row["_band"] for row in rows] == ["May", "", "June"]
        tops = [row[f"_top_{name}"] for row in rows]
        assert tops == sorted(set(tops))
        assert rows[0][f"_last_{name}"] == tops[1] + 8, "the line of a band ends at its last event"
    rows, _ = drawn(chart.narrow)
    assert rows[1]["_said_narrow"] == "2 May: Fire"
    assert rows[1]["_pin_top_narrow"] == rows[1]["_top_narrow"] + 16


# ------------------------------------------------------------------------- the tables' own rules


def board(name):
    statements = after.judged(BOOK.load("forecasts"), BOOK.load("second_verdicts"))
    return statements[getattr(after, name)(statements, BOOK.cutoff)]


def test_both_passes_judge_in_the_words_of_one_codebook():
    for name in ("forecasts", "second_verdicts"):
        fields = {f["name"]: f for f in BOOK.data.described(name)["schema"]["fields"]}
        assert {*fields["verdict"]["constraints"]["enum"]} == {*after.VERDICTS, "open"}
    statements = after.judged(BOOK.load("forecasts"), BOOK.load("second_verdicts"))
    assert (statements["before"] != statements["first"]).all()


def test_a_divided_statement_has_parts_and_the_first_keeps_its_id():
    statements = BOOK.load("forecasts")
    parts = statements[statements["part_of"] != ""].groupby("part_of")["forecast_id"]
    whole = statements.loc[statements["part_of"] == "", "forecast_id"]
    for name, ids in parts:
        assert name in {*ids} | {*whole}
        assert len({*ids, name}) > 1


def test_a_day_fits_its_horizon_and_lies_within_the_evidence():
    statements = BOOK.load("forecasts")
    days = {
        "to 1 July 2026": "2026-07-01", "from 2026": "2026-07-01", "2025": "2025-12-31",
        "January to June 2025": "2025-06-30", "no date": "",
    }  # fmt: skip
    assert BOOK.cutoff == "2026-07-01"
    assert statements["by"].tolist() == statements["horizon"].map(days).tolist()


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"verdict": ""}, "have a verdict"),
        ({"kind": "risk", "verdict": "", "provisional": ""}, "or a provisional one"),
        ({"provisional": "partly"}, "a part has a verdict of its own"),
        ({"reasoning": ""}, "a verdict has its reasoning"),
        ({"outcomes": ""}, "rests on outcomes"),
        ({"verdict": "perhaps"}, "enum"),
        ({"tense": "past"}, "enum"),
    ],
)
def test_a_verdict_out_of_place_is_refused(change, rule, data):
    frame = BOOK.load("forecasts")
    row = frame.index[frame["forecast_id"] == "nobody-gives-way-horizonte"]
    assert len(row) == 1
    frame.loc[row, list(change)] = list(change.values())
    frame.to_csv(data / "forecasts.csv", index=False, lineterminator="\n")
    with pytest.raises(DataError, match=rule):
        opened(data.parent).load("forecasts")


# ------------------------------------------------------------------- the chapter says what they do


def chapter():
    cells = nbformat.read(ROOT / "notebooks/09-after-2024.ipynb", as_version=4).cells
    return "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def plain(text):
    return re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text)


def test_the_chapter_lists_every_plain_forecast_with_its_verdicts():
    rows = re.findall(r"^\| ([^|]+) \| (\*?\w+\*? ¶[^|]+) \| (\w+) \| ([^|]+) \|$", chapter(), re.M)
    told = []
    for one in board("strict").itertuples():
        apart = "" if one.both != after.DIFFER else f"; second pass: {one.second}"
        told.append((one.statement, one.course, one.first + apart))
    bare = [
        (what, course, re.sub(", by .+ alone$", "", verdict)) for what, _, course, verdict in rows
    ]
    assert sorted(bare) == sorted(told)
    order = [after.VERDICTS.index(re.split("[,;]", verdict)[0]) for *_, verdict in rows]
    assert order == sorted(order)


def test_the_chapter_asks_the_questions_of_the_table():
    text = plain(chapter())
    for one in BOOK.load("questions").itertuples():
        day = pd.Timestamp(one.by)
        assert (
            f"| {one.question} | {day.day} {day:%B %Y} | {one.source}. {one.how}. | "
            f"{one.rule or '—'} |" in text
        )
        assert one.by > BOOK.cutoff


def counts(rows, verdict):
    return " to ".join(
        sorted({str(int((rows[by] == verdict).sum())) for by in ("first", "second")})
    )


def test_the_counts_that_the_chapter_prints_are_those_of_the_tables():
    text, front = plain(chapter()), plain((ROOT / "index.md").read_text(encoding="utf-8"))
    methods = plain((ROOT / "book/methods.md").read_text(encoding="utf-8"))
    narrow, broad = board("strict"), board("wide")
    true, held_wide, failed = (
        counts(narrow, "came true"),
        counts(broad, "came true"),
        " to ".join(str(int((broad[by] == "did not").sum())) for by in ("first", "second")),
    )
    assert counts(narrow, "did not") == "0"
    assert f"Of {len(narrow)} forecasts that the five articles state plainly, {true} had" in text
    assert f"of its {len(broad)} statements {held_wide} came true and {failed} failed." in text
    assert f"all {failed} statements that fail by the wide one" in text
    assert f"of {len(narrow)} plain forecasts {true} had come true" in front
    assert (
        f"of {len(broad)} statements under a wide rule, advice apart, {held_wide} came true and "
        f"{failed} failed" in front
    )
    lost = broad[["first", "second"]].eq("untestable").sum()
    assert (
        f"On the first pass {lost['first']} turned out untestable, on the second {lost['second']}."
        in text
    )

    statements = BOOK.load("forecasts")
    parts = statements[statements["part_of"].ne("") & statements["by"].ne("")]
    parts = parts[parts["part_of"] != "force-cannot-last-horizonte"]  # divided a release before
    whole = parts["part_of"].nunique()
    assert f"So {whole} statements of release 0.1.2 became {len(parts)}." in text
    undivided = narrow.groupby(
        narrow["part_of"].where(narrow["part_of"] != "", narrow["forecast_id"])
    )
    held = {
        by: int(undivided[by].agg(lambda one: one.eq("came true").all()).sum())
        for by in ("first", "second")
    }
    assert (
        f"Undivided, the plain forecasts are {len(undivided)}: {held['first']} came true on the "
        f"first pass and {held['second']} on the second." in text
    )

    for course, words in (("continuity", "statements that something goes on"), ("change", "that")):
        rows = broad[broad["course"] == course]
        assert f"{counts(rows, 'came true')} of {len(rows)} {words}" in text
    better = broad[(broad["course"] == "change") & (broad["turn"] == "good")]["first"]
    decided = better[better.isin(["came true", "partly", "did not"])].value_counts()
    assert (
        f"Of {decided.sum()} statements on turns for the better that the first pass decides four"
        in text
    )
    assert decided["came true"] == 4
    restraint = broad[(broad["course"] == "continuity") & (broad["turn"] == "good")]
    fell = restraint[restraint["both"] == "did not"]
    assert fell["forecast_id"].tolist() == ["taliban-stay-wary-jadoon"]
    lenient = broad[broad["kind"].isin(after.PLAIN)]
    held = lenient[["first", "second"]].eq("came true").sum()
    assert (
        f"{held['first']} of {len(lenient)} statements would have come true on the first pass and "
        f"{held['second']} on the second" in text
    )
    assert counts(lenient, "did not") == "0"

    missed = narrow[narrow["gloom"].eq("no") & narrow["first"].eq("came true")]
    assert missed["forecast_id"].tolist() == ["talks-resume-soon-dawn"]
    assert after.benchmark(narrow, "first").loc["gloom", "wrong"] == 1
    tied, right = after.benchmark(broad, "first"), after.benchmark(broad, "second")
    assert tied.loc["gloom", "right"] == tied.loc["authors", "right"]
    assert (
        f"both are right on {tied.loc['authors', 'right']} of {tied.loc['authors'].sum()} "
        f"statements on the first pass.\nOn the second the pessimist is right on "
        f"{right.loc['gloom', 'right']} of {right.loc['authors'].sum()} statements, the authors "
        f"on {right.loc['authors', 'right']}, nothing changes on {right.loc['still', 'right']}."
        in text
    )

    every = after.judged(statements, BOOK.load("second_verdicts"))
    found, plainly = after.agreement(every), after.agreement(narrow)
    assert (
        f"differ on {found.differing} of {found.units} statements, an alpha of {found.alpha:.2f}"
        in text
    )
    assert (
        f"differ on {plainly.differing} of {plainly.units}, an alpha of {plainly.alpha:.2f}."
        in text
    )
    assert f"two passes of all {found.units} statements" in methods
    assert f"equal in all but {found.differing}, alpha {found.alpha:.2f}" in methods
    assert f"in all but {plainly.differing}, alpha {plainly.alpha:.2f}" in methods
    assert f"agreed on {found.units - found.differing} of {found.units} statements" in text
    mended = int((statements["before"] != "").sum())
    assert f"{mended} first verdicts, and the agreement" in text
    assert f"Afterwards {mended} verdicts of the first pass were corrected" in methods


@pytest.mark.parametrize(
    ("notebook", "kind"),
    [
        ("07-coercion-and-bargaining", "relation"),
        ("08-policy-options", "option"),
        ("09-after-2024", "forecast"),
    ],
)
def test_a_chapter_says_how_far_the_codings_agree_on_what_it_rests_on(notebook, kind):
    first = {name: BOOK.load(table) for name, table in coding.KINDS.items()}
    units = coding.units(BOOK.load("second_coding"), first)
    found = coding.by_kind(coding.original(units, BOOK.load("settlements")))[kind]
    cells = nbformat.read(ROOT / f"notebooks/{notebook}.ipynb", as_version=4).cells
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    assert f"alpha of [{found.alpha:.2f}](lit:result)" in text
