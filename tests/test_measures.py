"""Measures against hand-worked cases."""

import pandas as pd
import pytest

from durand.measures import operations


def test_stacked():
    laid = operations.stacked(pd.DataFrame({"value": [444, 465, 257]}))
    assert laid["start"].tolist() == [0, 444, 909]
    assert laid["end"].tolist() == [444, 909, 1166]
    assert laid["middle"].tolist() == [222, 676.5, 1037.5]


def test_least_and_most():
    frame = pd.DataFrame(
        {"year": ["2021", "2022", "2022"], "value": [146, 130, 136], "derived": [False, True, True]}
    )
    joined = operations.least_and_most(frame, by="year")
    assert joined["value"].tolist() == [146, 136]
    assert joined["derived"].tolist() == [False, True]
    assert joined["low"].isna().tolist() == [True, False]
    assert (joined["low"][1], joined["high"][1]) == (130, 136)


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
