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


def test_dyad():
    frame = pd.DataFrame(
        {
            "dyad_id": [1, 2, 1],
            "year": [2025, 2024, 2024],
            "bd_best": [5, 9, 3],
            "bd_low": [4, 9, 2],
            "bd_high": [6, 9, 8],
        }
    )
    expected = [[2024, 3, 2, 8], [2025, 5, 4, 6]]
    assert operations.dyad(frame, 1).to_numpy().tolist() == expected
    with pytest.raises(ValueError, match="no dyad 7"):
        operations.dyad(frame, 7)


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
