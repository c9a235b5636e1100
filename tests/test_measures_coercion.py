"""Coercion: hand-worked cases, and that every placed statement exists."""

import pandas as pd
import pytest
from conftest import BOOK

from durand.measures import coercion

PLACED = pd.DataFrame(
    [
        ["signal", "pakistan", "strikes", "ttp", "a threat", "jadoon2025", "¶18"],
        ["signal", "pakistan", "strikes", "afghan-taliban", "a price", "jadoon2025", "¶18"],
        ["reaction", "afghan-taliban", "strikes", "pakistan", "fire", "jadoon2025", "¶5"],
        ["reaction", "afghan-traders", "strikes", "pakistan", "protest", "dawn2025dealing", "¶9"],
        ["limit", "ttp", "", "pakistan", "havens", "jadoon2025", "¶35"],
    ],
    columns=["part", "actor", "instrument", "target", "what", "source", "locator"],
)


def test_matrix():
    found = coercion.matrix(
        PLACED, {"strikes": "Strikes", "economic": "Trade"}, {"afghan-taliban": "AT", "ttp": "TTP"}
    )
    assert found[["instrument", "target"]].to_numpy().tolist() == [
        ["Strikes", "AT"],
        ["Strikes", "TTP"],
        ["Trade", "AT"],
        ["Trade", "TTP"],
    ]
    first = found.iloc[0]
    assert (first["signal"], first["reaction"]) == ("a price", "fire; protest")
    assert (first["signals"], first["reactions"]) == (1, 2)
    assert first["places"] == "jadoon2025 ¶5, ¶18; dawn2025dealing ¶9"
    assert found["reactions"].tolist() == [2, 0, 0, 0]
    assert found.iloc[2]["places"] == ""


def test_placed():
    positions = pd.DataFrame({"position_id": ["a"], "source": ["s"], "locator": ["¶3"]})
    frame = pd.DataFrame({"table": ["positions"], "statement": ["a"]})
    found = coercion.placed(frame, {"positions": positions}.get)
    assert found[["source", "locator"]].to_numpy().tolist() == [["s", "¶3"]]
    with pytest.raises(ValueError, match=r"positions\.csv has no row b"):
        coercion.placed(frame.assign(statement="b"), {"positions": positions}.get)


@pytest.mark.parametrize("name", ["coercion", "model_readings"])
def test_every_row_rests_on_a_statement_of_a_founding_article(name):
    found = coercion.placed(BOOK.load(name), BOOK.load)
    founding = {"horizonte2025", "jadoon2025", "rift2025", "dawn2025dealing", "ali2025"}
    assert set(found["source"]) <= founding
    assert found["locator"].str.fullmatch(r"¶\d+").all()
    assert set(found["table"]) <= set(coercion.KEYS)


def relation(subject, kind, target, status):
    return {"subject": subject, "kind": kind, "object": target, "status": status}


@pytest.mark.parametrize(
    ("rows", "sign"),
    [
        ([relation("ttp", "fights", "pakistan", "asserted")], "•"),
        ([relation("ttp", "fights", "pakistan", "denied")], "×"),
        ([relation("ttp", "fights", "pakistan", "doubted")], "?"),
        (
            [
                relation("ttp", "fights", "pakistan", "asserted"),
                relation("ttp", "fights", "pakistan", "denied"),
            ],
            "±",
        ),
        (
            [
                relation("ttp", "fights", "pakistan", "asserted"),
                relation("ttp", "supports", "pakistan", "denied"),
            ],
            "•×",
        ),
        (  # the same kind, between other members of the groups
            [
                relation("ttp", "fights", "pakistan", "asserted"),
                relation("noor-wali-mehsud", "fights", "pakistan", "denied"),
            ],
            "•×",
        ),
    ],
)
def test_cells(rows, sign):
    found = coercion.cells(coercion.grouped(pd.DataFrame(rows)))
    assert found.to_numpy().tolist() == [["TTP", "Pakistan", len(rows), sign]]


def test_each_actor_has_one_group():
    actors = [actor for group in coercion.GROUPS.values() for actor in group]
    assert len(actors) == len(set(actors))
    assert set(actors) <= set(BOOK.load("actors")["actor_id"])
    found = coercion.cells(coercion.grouped(BOOK.load("relations")))
    assert found["statements"].sum() == len(BOOK.load("relations"))
    stranger = pd.DataFrame([relation("ttp", "fights", "nobody", "asserted")])
    with pytest.raises(ValueError, match="no group for nobody"):
        coercion.grouped(stranger)


def test_listed():
    frame = pd.DataFrame({"head": ["A", "", "B"], "text": ["one two", "x", "y"]})
    laid = coercion.listed(frame, ["head", "text"], 6)
    assert laid["head_at"].tolist() == [0, 4, 6]
    assert laid["text_at"].tolist() == [1, 4, 7]
    assert laid["text_lines"].tolist() == ["one|two", "x", "y"]


def test_listed_side_by_side():
    frame = pd.DataFrame({"row": ["r", "r", "s"], "text": ["one two", "x", "y"]})
    laid = coercion.listed(frame, ["text"], 6, beside="row")
    assert laid["text_at"].tolist() == [0, 0, 3]
