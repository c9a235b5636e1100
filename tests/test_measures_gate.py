"""What chapter 05 computes, against hand-worked cases."""

import pandas as pd
import pytest
from conftest import BOOK

from durand.measures import gate


def closures(*rows):
    """Closures as the table has them: crossings, start, days_low, traffic, and an end if read."""
    columns = ["crossings", "start", "days_low", "traffic", "end"]
    frame = pd.DataFrame([[*row, ""][:5] for row in rows], columns=columns)
    return frame.astype({"days_low": "Int64"})


def counted(rows, *crossings):
    found = gate.listed_days(gate.closed(rows, list(crossings)))
    return {tuple(row[:3]): row[3] for row in found.to_numpy().tolist()}


def test_a_closure_counts_its_fewest_days_whatever_its_end():
    assert counted(closures(("a", "2024-05-16", 3, "all")), "a") == {("a", "all", 2024): 3}


def test_days_fall_into_their_years():
    # 30 and 31 December, then 1, 2 and 3 January
    assert counted(closures(("a", "2023-12-30", 5, "cargo")), "a") == {
        ("a", "cargo", 2023): 2,
        ("a", "cargo", 2024): 3,
    }


def test_overlapping_closures_of_one_traffic_count_once():
    # 1–5 and 4–8 May: eight days, not ten
    twice = closures(("a", "2024-05-01", 5, "all"), ("a", "2024-05-04", 5, "all"))
    assert counted(twice, "a") == {("a", "all", 2024): 8}


def test_a_day_shut_to_all_is_no_day_of_cargo_alone():
    # cargo 1–5 May, all 4–8 May: three days of cargo alone are left
    both = closures(("a", "2024-05-01", 5, "cargo"), ("a", "2024-05-04", 5, "all"))
    assert counted(both, "a") == {("a", "all", 2024): 5, ("a", "cargo", 2024): 3}


def test_days_hold_for_the_first_crossing_or_for_all():
    rows = closures(("a|b", "2024-01-12", 10, "cargo"), ("all", "2025-10-11", 50, "all"))
    assert counted(rows, "a", "b") == {
        ("a", "cargo", 2024): 10,
        ("b", "cargo", 2024): 1,
        ("a", "all", 2025): 50,
        ("b", "all", 2025): 50,
    }


def test_what_has_no_days_or_is_shut_in_part_counts_none():
    rows = closures(("a", "2023-11", None, "all"), ("a", "2024-02-01", 9, "partial"))
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


def test_a_closure_reaches_as_far_as_a_page_vouches_for():
    rows = closures(
        ("all", "2024-05-01", 3, "cargo", "2024-05-08"),  # reopened on the 8th
        ("b|a", "2024-06-01", 5, "all", "2024-06-09"),  # days and reopening are those of b
        ("a", "2024-07-01", None, "partial"),
    )
    found = gate.closed(rows, ["a", "b"])
    assert found[["crossing", "start", "end", "seen"]].to_numpy().tolist() == [
        ["a", "2024-05-01", "2024-05-08", True],
        ["a", "2024-06-01", "2024-06-02", False],
        ["a", "2024-07-01", "2024-07-02", False],
        ["b", "2024-05-01", "2024-05-08", True],
        ["b", "2024-06-01", "2024-06-09", True],
    ]
    assert found["days"].fillna(-1).tolist() == [3, 1, -1, 3, 5]


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
    # 68.4 million rupees at 280.1 to the dollar, and 30 million on a usual day
    duty = found.loc["Pakistani duty at stake, Torkham alone"]
    assert duty.total == pytest.approx(10 * 68.4 / 280.1)
    assert (duty.least, duty.most) == pytest.approx((30 / 280.1, 68.4 / 280.1))
    assert found["least"].isna().tolist() == [False, False, True, True, True]


def test_kabul_has_more_at_stake_at_the_ends_of_every_control():
    given = gate.inputs(BOOK.ledger).set_index("param")
    for share in given.loc["share", ["low", "high"]]:
        for rate in given.loc["rate", ["low", "high"]]:
            found = gate.scenario(gate.daily(BOOK.ledger), days=1, share=share, rate=rate, kept=0)
            kabul, islamabad = found["per_day"].iloc[:2]
            assert kabul > islamabad


def test_every_input_is_a_row_of_the_ledger_inside_its_range():
    given = gate.inputs(BOOK.ledger)
    assert given["param"].tolist() == ["days", "share", "rate", "kept"]
    assert given["value"].between(given["low"], given["high"]).all()
    for row in given.itertuples():
        assert row.basis in row.control
        assert f"base {row.value:g}" in row.control


def test_the_figure_holds_results_and_inputs():
    rows = gate.model(BOOK.ledger)
    assert rows["role"].tolist() == ["result"] * 5 + ["input"] * 4
    assert not rows[["what", "basis", "colour", "taxed", "lossy"]].isna().any(axis=None)
