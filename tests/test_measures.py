"""Measures against hand-worked cases."""

import pandas as pd
import pytest

from durand.measures import coding, operations


def test_least_and_most():
    frame = pd.DataFrame(
        {
            "year": ["2021", "2022", "2022"],
            "value": [146, 130, 136],
            "wording": ["146", "130", "136"],
            "derived": [False, True, True],
            "sources": ["a", "b", "c"],
        }
    )
    joined = operations.least_and_most(frame, by=["year"])
    assert joined["value"].tolist() == [146, 136]
    assert joined["derived"].tolist() == [False, True]
    assert joined["low"].isna().tolist() == [True, False]
    assert (joined["low"][1], joined["high"][1]) == (130, 136)
    assert joined["wording"].tolist() == ["146", "130–136"]
    assert joined["sources"].tolist() == ["a", "b|c"], "every source behind the spread"


def test_the_level_of_a_half_year_is_its_mean_and_of_a_ratio_that_of_the_sums():
    rows = [("a", "2024-06", 2), ("a", "2024-07", 4), ("d", "2024-06", 6), ("d", "2024-07", 6)]
    rows += [("r", "2024-06", 9), ("r", "2024-07", 9), ("a", "2024-05", 4), ("d", "2024-05", 3)]
    monthly = pd.DataFrame(rows, columns=["group", "period", "value"])
    levels = operations.halves(monthly, "r", over=("d", "a"))
    assert levels.tolist() == [3, 4, 4.5, 6, 1.5, 1.5, 3, 4.5]


def test_since_which_year_the_last_is_the_most():
    frame = pd.DataFrame(
        {
            "group": ["x"] * 4 + ["y"] * 2,
            "year": ["2020", "2021", "2022", "2023", "2022", "2023"],
            "value": [9, 1, 5, 5, 1, 2],
        }
    )
    found = operations.since(frame)
    assert found["strong"].tolist() == [False, False, True, True, True, True]
    assert found["level"].isna().tolist() == [True, True, False, False, False, False]
    assert found["shown"].tolist() == ["", "", "5", "5", "1", "2"], "a tie is no most; none before"


def test_roles_of_the_dead_as_far_as_they_are_told():
    dyads = pd.DataFrame(
        {
            "dyad_id": [1, 1, 2], "year": [2022, 2021, 2021],
            "bd_best": [7, 12, 9], "bd_low": [6, 10, 9], "bd_high": [8, 15, 9],
        }
    )  # fmt: skip
    victims = pd.DataFrame(
        {
            "year": [2021], "deaths_civilians": [1], "deaths_government": [2], "deaths_ttp": [3],
            "deaths_unknown": [4], "one_sided_best": [5],
        }
    )  # fmt: skip
    found = operations.roles(dyads, victims, 1)
    battle = found[found["panel"] == "battle"]
    assert battle["value"].tolist() == [1, 2, 3, 4, 2, 0, 7], "the rest is ours, then no roles"
    assert battle["derived"].tolist() == [False] * 4 + [True] + [False] * 2
    assert battle.groupby("year")["value"].sum().tolist() == [12, 7]
    assert battle["high"].dropna().tolist() == [15, 8], "bounds of the year, once"
    assert found[found["panel"] == "alone"]["value"].tolist() == [5]
    with pytest.raises(ValueError, match="no dyad 7"):
        operations.roles(dyads, victims, 7)
    with pytest.raises(ValueError, match="more victims"):
        operations.roles(dyads.assign(bd_best=3), victims, 1)


def test_paragraphs_of_a_locator():
    assert coding.paragraphs("¶12") == {12}
    assert coding.paragraphs("¶3, ¶5–7") == {3, 5, 6, 7}
    assert coding.paragraphs("excerpt read") == set()


def test_agreement_of_two_coders():
    second = pd.DataFrame(
        {
            "source": ["a", "a", "b"],
            "locator": ["¶1", "¶1", "¶2"],
            "kind": ["event", "event", "none"],
        }
    )
    first = {
        "event": pd.DataFrame({"source": ["a", "b"], "locator": ["¶1–2", "¶9"]}),
        "option": pd.DataFrame({"source": ["b", "c"], "locator": ["¶1, ¶2", "¶1"]}),
    }
    laid = coding.units(second, first)
    assert laid.to_numpy().tolist() == [
        ["a", 1, "event", True, True],
        ["a", 1, "option", False, False],
        ["b", 2, "event", False, False],
        ["b", 2, "option", True, False],
    ]
    # Eight values, three of them present, five absent, one unit that differs:
    # alpha = 1 - (8 - 1) * 1 / (3 * 5) = 8/15
    found = coding.agreement(laid)
    assert found.alpha == pytest.approx(8 / 15)
    assert (found.units, found.differing, found.percent) == (4, 1, 75)
    assert coding.differences(laid)["source"].tolist() == ["b"]
    kinds = coding.by_kind(laid)
    assert kinds["event"].alpha == 1
    assert kinds["option"].alpha == pytest.approx(1 - 3 * 1 / (1 * 3))  # = 0: as by chance
    assert coding.agreement(laid[laid["paragraph"].eq(1) & laid["first"]]).alpha is None
    with pytest.raises(ValueError, match="no unit"):
        coding.agreement(laid.head(0))


def test_settling_does_not_change_what_was_measured():
    laid = pd.DataFrame(
        [["a", 1, "event", True, True], ["a", 1, "option", True, True]],
        columns=["source", "paragraph", "kind", "first", "second"],
    )
    settlements = pd.DataFrame(
        {"source": ["a"], "locator": ["¶1"], "kind": ["event"], "first": ["absent"]}
    )
    assert coding.original(laid, settlements)["first"].tolist() == [False, True]
