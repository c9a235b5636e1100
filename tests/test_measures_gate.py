"""What chapter 05 computes, against hand-worked cases."""

import pandas as pd
import pytest
from conftest import BOOK

from durand.measures import gate


def shut(*rows):
    """Closures as the table has them: crossings, start, days_low, traffic."""
    columns = ["crossings", "start", "days_low", "traffic"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype({"days_low": "Int64"})


def counted(closures, *crossings):
    found = gate.listed_days(closures, list(crossings))
    return {tuple(row[:3]): row[3] for row in found.to_numpy().tolist()}


def test_a_closure_counts_its_fewest_days_whatever_its_end():
    assert counted(shut(("a", "2024-05-16", 3, "all")), "a") == {("a", "all", 2024): 3}


def test_days_fall_into_their_years():
    # 30 and 31 December, then 1, 2 and 3 January
    assert counted(shut(("a", "2023-12-30", 5, "cargo")), "a") == {
        ("a", "cargo", 2023): 2,
        ("a", "cargo", 2024): 3,
    }


def test_overlapping_closures_of_one_traffic_count_once():
    # 1–5 and 4–8 May: eight days, not ten
    twice = shut(("a", "2024-05-01", 5, "all"), ("a", "2024-05-04", 5, "all"))
    assert counted(twice, "a") == {("a", "all", 2024): 8}


def test_a_day_shut_to_all_is_no_day_of_cargo_alone():
    # cargo 1–5 May, all 4–8 May: three days of cargo alone are left
    both = shut(("a", "2024-05-01", 5, "cargo"), ("a", "2024-05-04", 5, "all"))
    assert counted(both, "a") == {("a", "all", 2024): 5, ("a", "cargo", 2024): 3}


def test_days_hold_for_the_first_crossing_or_for_all():
    rows = shut(("a|b", "2024-01-12", 10, "cargo"), ("all", "2025-10-11", 50, "all"))
    assert counted(rows, "a", "b") == {
        ("a", "cargo", 2024): 10,
        ("b", "cargo", 2024): 1,
        ("a", "all", 2025): 50,
        ("b", "all", 2025): 50,
    }


def test_what_has_no_days_or_is_shut_in_part_counts_none():
    rows = shut(("a", "2023-11", None, "all"), ("a", "2024-02-01", 9, "partial"))
    assert counted(rows, "a") == {}


def test_the_list_agrees_with_the_ledger():
    found = counted(BOOK.load("closures"), "torkham", "kharlachi")
    evidence = BOOK.ledger
    for key, name in {
        ("torkham", "all", 2024): "days-shut-torkham-2024-listed",
        ("torkham", "cargo", 2024): "days-shut-torkham-2024-01",
        ("kharlachi", "all", 2024): "days-shut-kharlachi-2024-listed",
        ("torkham", "all", 2025): "days-shut-torkham-2025-listed",
    }.items():
        assert found[key] == evidence[name].value


def test_closures_are_drawn_with_what_is_known_of_their_dates():
    columns = ["crossings", "start", "start_precision", "end", "end_precision", "days_low"]
    rows = pd.DataFrame(
        [
            ["a", "2025-10-11", "one day either way", "", "not seen", 50],
            ["a", "2024-07-02", "day", "2024-07-05", "inferred", 1],
            ["a", "2023-11", "month", "2024-07-02", "day", None],
        ],
        columns=columns,
    ).astype({"days_low": "Int64"})
    drawn = gate.drawn(rows, cutoff="2025-11-10")
    assert drawn["when"].tolist() == [
        "November 2023 to 2 Jul 2024",
        "2 Jul 2024 to about 5 Jul 2024",
        "about 11 Oct 2025, end not seen",
    ]
    assert drawn["days"].tolist() == ["", "at least 1 day", "at least 50 days"]
    assert drawn["open"].tolist() == [False, False, True]
    # 2 July 2024 is day 183 of 366 after New Year; 304 days of 365 pass before 1 November
    assert drawn["x"].tolist()[:2] == [round(2023 + 304 / 365, 3), 2024.5]
    assert drawn["x2"].tolist()[2] == round(2025 + 313 / 365, 3)  # 50 days would pass the cut-off


def test_instruments_span_what_their_dates_allow():
    columns = ["date", "until"]
    rows = pd.DataFrame(
        [["2025", ""], ["2024-01-01", "2024-12-31"], ["2023-10", ""], ["2010", ""]], columns=columns
    )
    dated = gate.dated(rows, since="2023")
    assert dated["when"].tolist() == ["October 2023", "1 January 2024", "2025"]
    assert dated["x"].tolist() == [round(2023 + 273 / 365, 3), 2024, 2025]
    assert dated["x2"].tolist() == [round(2023 + 304 / 365, 3), 2025, 2026]


def test_crossings_in_words():
    named = gate.crossing_names(pd.Series(["a", "a|b|c", "all"]), {"a": "Torkham"})
    assert named == ["Torkham", "Torkham and 2 more", "Every crossing"]


def test_a_part_is_computed_and_says_so():
    rows = pd.DataFrame(
        {
            "evidence_id": ["x", "y"],
            "label": ["1400", "1401"],
            "value": [64.0, 105.0],
            "wording": ["64", "at least 105"],
            "derived": [False, False],
        }
    )
    part = gate.with_part(rows, 40, "part").iloc[2]
    assert (part.label, part.value, part.wording) == ("part", 42, "about 42 (derived)")
    assert part.derived


def test_a_day():
    assert gate.a_day(366, "2024") == 1
    assert gate.a_day(353, "2022-03-21/2023-03-08") == 1  # 365 less the 12 days to 20 March


WORTH = pd.DataFrame(
    {"daily": [300.0, 3.0, 1.0], "taxed": [True, False, False], "lossy": [True, True, False]}
)


def test_scenario():
    # 300 million afghanis × 40 % ÷ 80 = 1.5 million dollars a day
    found = gate.scenario(WORTH, days=10, share=40, rate=80, kept=25)
    assert found["per_day"].tolist() == [1.5, 3, 1]
    assert found["total"].tolist() == [15, 30, 10]
    assert found["lost"].tolist()[:2] == [11.25, 22.5]
    assert found["lost"].isna().tolist() == [False, False, True]


def test_a_scenario_without_days_or_loss():
    assert gate.scenario(WORTH, days=0, share=40, rate=80, kept=0)["total"].tolist() == [0, 0, 0]
    assert gate.scenario(WORTH, days=9, share=40, rate=80, kept=100)["lost"].tolist()[:2] == [0, 0]


@pytest.mark.parametrize(
    "wrong", [{"days": -1}, {"share": 101}, {"kept": 101}, {"kept": -1}, {"rate": 0}]
)
def test_a_scenario_refuses_what_cannot_be(wrong):
    with pytest.raises(ValueError, match="rate above 0"):
        gate.scenario(WORTH, **{"days": 1, "share": 40, "rate": 80, "kept": 0, **wrong})


def test_the_base_case_is_worked_by_hand():
    evidence = BOOK.ledger
    # 105,000 million afghanis in 353 days, 40 % of it, at 88 to the dollar
    revenue = 105_000 / 353 * 0.4 / 88
    found = gate.base_case(evidence).set_index("what")
    treasury = found.loc["Afghan customs revenue at stake"]
    assert treasury.per_day == pytest.approx(revenue)
    assert treasury.total == pytest.approx(10 * revenue)
    assert treasury.lost == pytest.approx(5 * revenue)
    assert treasury.least == pytest.approx(105_000 / 353 * 0.2 / 89.91)
    assert treasury.most == pytest.approx(105_000 / 353 * 0.6 / 87)
    # 1,065 and 539 million dollars in the 366 days of the fiscal year 2023–24
    assert found.loc["Pakistani sales held up"].total == pytest.approx(10 * 1065 / 366)
    assert found.loc["Afghan sales held up"].total == pytest.approx(10 * 539 / 366)
    assert found["least"].isna().tolist() == [False, True, True, True]


def test_every_input_is_a_row_of_the_ledger_inside_its_range():
    given = gate.inputs(BOOK.ledger)
    assert given["param"].tolist() == ["days", "share", "rate", "kept"]
    assert given["value"].between(given["low"], given["high"]).all()
    for row in given.itertuples():
        assert row.basis in row.control
        assert f"base {row.value:g}" in row.control


def test_the_figure_holds_results_and_inputs():
    rows = gate.model(BOOK.ledger)
    assert rows["role"].tolist() == ["result"] * 4 + ["input"] * 4
    assert not rows[["what", "basis", "colour", "taxed", "lossy"]].isna().any(axis=None)
