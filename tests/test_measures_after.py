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
        # id, kind, tense, by, course, turn, verdict, provisional
        ("rain", "prediction", "ahead", "2025-12-31", "continuity", "bad", "came true", ""),
        ("hail", "risk", "ahead", "2025-12-31", "change", "bad", "", "did not"),
        ("sun", "expectation", "ahead", "2026-07-01", "change", "good", "came true", "came true"),
        ("calm", "assumption", "present", "2025-12-31", "continuity", "good", "", "did not"),
        ("fog", "prediction", "present", "2025-12-31", "continuity", "bad", "partly", ""),
        ("frost", "prediction", "ahead", "", "change", "bad", "untestable", ""),
        ("flood", "prediction", "ahead", "2027-01-01", "change", "bad", "open", ""),
        ("wind", "possibility", "ahead", "2025-12-31", "change", "neither", "", "came true"),
        ("boats", "advice", "ahead", "2025-12-31", "change", "good", "", "untestable"),
        ("thaw", "possibility", "ahead", "2025-12-31", "change", "good", "", "did not"),
    ],
    columns=["forecast_id", "kind", "tense", "by", "course", "turn", "verdict", "provisional"],
)
SECOND = pd.DataFrame(
    {
        "forecast_id": ["rain", "sun", "fog"],
        "verdict": ["came true", "came true", "came true"],
        "reason": ["Yes.", "Yes.", "It was thick."],
    }
)
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
    assert laid.loc["hail", ["first", "second", "second_reason"]].tolist() == ["did not", "", ""]
    assert laid.loc["fog", ["first", "second"]].tolist() == ["partly", "came true"]
    assert laid.loc["fog", "second_reason"] == "It was thick."
    for stranger in ("hail", "nothing"):
        with pytest.raises(ValueError, match="that the first did not"):
            after.judged(FORECASTS, SECOND.assign(forecast_id=["rain", "sun", stranger]))


@pytest.mark.parametrize(
    ("course", "turn", "answer"),
    [
        ("continuity", "bad", "yes"),
        ("change", "bad", "yes"),
        ("change", "good", "no"),
        ("continuity", "good", ""),
        ("continuity", "neither", ""),
        ("change", "neither", ""),
    ],
)
def test_nothing_improves(course, turn, answer):
    assert after.persistence(course, turn) == answer


def test_the_benchmark_by_hand():
    board = after.judged(FORECASTS, SECOND)
    board = board[after.wide(FORECASTS, "2026-07-01")]
    # the rule answers rain (yes, came true), hail (yes, did not), sun (no, came true), fog (yes,
    # partly) and thaw (no, did not); on calm and wind it is silent
    found = after.benchmark(board)
    assert found.loc["authors"].to_dict() == {"right": 2, "partly": 1, "wrong": 2}
    assert found.loc["rule"].to_dict() == {"right": 2, "partly": 1, "wrong": 2}
    found = after.benchmark(board[board["forecast_id"] != "sun"])
    assert found.loc["authors"].tolist() == [1, 1, 2]
    assert found.loc["rule"].tolist() == [2, 1, 1]


def test_agreement_of_two_passes():
    laid = pd.DataFrame(
        {
            "first": ["came true", "came true", "did not", "untestable", "partly"],
            "second": ["came true", "partly", "did not", "untestable", ""],
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


def test_the_second_pass_judged_whole_statements_alone():
    statements = BOOK.load("forecasts").set_index("forecast_id")
    second = BOOK.load("second_verdicts")
    assert (statements.loc[second["forecast_id"], "part_of"] == "").all()
    for name in ("forecasts", "second_verdicts"):
        fields = {f["name"]: f for f in BOOK.data.described(name)["schema"]["fields"]}
        assert {*fields["verdict"]["constraints"]["enum"]} == {*after.VERDICTS, "open"}


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
        "January 2025": "2025-01-31", "January to June 2025": "2025-06-30", "no date": "",
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
        apart = "" if one.second in ("", one.first) else f"; second pass: {one.second}"
        new = ", new" if one.part_of else apart
        told.append((one.statement, one.course, one.first + new))
    assert sorted((what, course, verdict) for what, _, course, verdict in rows) == sorted(told)
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


def test_the_counts_that_the_chapter_prints_are_those_of_the_tables():
    text, front = plain(chapter()), plain((ROOT / "index.md").read_text(encoding="utf-8"))
    narrow, broad = board("strict"), board("wide")
    true = int((narrow["first"] == "came true").sum())
    failed = int((broad["first"] == "did not").sum())
    assert not (narrow["first"] == "did not").any()
    assert f"Of {len(narrow)} forecasts that the five articles state plainly, {true} had" in text
    assert f"of its {len(broad)} statements {failed} failed" in text
    assert f"of {len(narrow)} plain forecasts {true} had come true" in front
    assert f"of {len(broad)} statements of every kind {failed} failed" in front

    statements = BOOK.load("forecasts")
    parts = statements[statements["part_of"].ne("") & statements["by"].ne("")]
    parts = parts[parts["part_of"] != "force-cannot-last-horizonte"]  # divided a release before
    whole = parts["part_of"].nunique()
    assert f"So {whole} statements of the last release became {len(parts)}." in text

    for course, words in (("continuity", "statements that something goes on"), ("change", "that")):
        rows = broad[broad["course"] == course]
        hits = int((rows["first"] == "came true").sum())
        assert f"{hits} of {len(rows)} {words}" in text
    better = broad[(broad["course"] == "change") & (broad["turn"] == "good")]["first"]
    decided = better[better.isin(["came true", "partly", "did not"])].value_counts()
    assert f"Of {decided.sum()} decided statements on a turn for the better four" in text
    assert (decided["came true"], decided["did not"]) == (4, 5)
    restraint = broad[(broad["course"] == "continuity") & (broad["turn"] == "good")]["first"]
    assert restraint.tolist() == ["did not"] * 3
    lenient = broad[broad["kind"].isin(after.PLAIN)]["first"]
    assert f"{(lenient == 'came true').sum()} of {len(lenient)} would have come true" in text
    assert "did not" not in set(lenient)

    missed = narrow[narrow["rule"].eq("no") & narrow["first"].eq("came true")]
    assert missed["forecast_id"].tolist() == ["talks-resume-soon-dawn"]
    assert after.benchmark(narrow).loc["rule", "wrong"] == 1
    found = after.agreement(after.judged(statements, BOOK.load("second_verdicts")))
    assert f"differ on {found.differing} of {found.units} statements" in text
    assert f"alpha of {found.alpha:.2f}." in text
    methods = plain((ROOT / "book/methods.md").read_text(encoding="utf-8"))
    assert f"a second of {found.units} statements" in methods
    assert f"equal in all but {found.differing}, alpha {found.alpha:.2f}" in methods
    agreed = found.units - found.differing
    assert f"agree on {agreed} of {found.units} statements" in text


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
