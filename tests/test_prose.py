"""Which words are quantities, where a sentence ends, and who must be named."""

import pytest
from conftest import BOOK

from durand.prose import loose_in_code, loose_numbers, plain, sentences, unattributed

EVIDENCE = BOOK.ledger


@pytest.mark.parametrize(
    "text",
    [
        "In 2024, on 24 December 2024 and December 24, nothing.",
        "From 2007–2025 and 2024/25, to 24 November.",
        "Figure 2.1, chapter 02, Figures 2.1 and 2.2, version 26.1, ¶9, Python 3.11 to 3.13.",
        "In v26.1, FY24 and Q1; CC BY 4.0; two, six or ten groups.",
        "The first half of 2024, the third article, the third quarter.",
    ],
)
def test_no_quantity(text):
    assert loose_numbers(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("There were 5 attacks and 1,166 incidents.", ["5", "1,166"]),
        ("A rise of 10 % to 0.5 and −3.", ["10", "0.5", "−3"]),
        ("Twenty people, half of them; twice; a third; doubled.", None),
        ("dozens, hundreds, eleven, ninety-nine", None),
        ("two-thirds of 3000", None),
        ("٤٤٤ attacks", ["٤٤٤"]),
    ],
)
def test_quantities(text, found):
    assert loose_numbers(text)
    if found:
        assert loose_numbers(text) == found


def test_every_number_word_counts():
    words = "half third thirds doubled twice eleven twelve forty dozens hundred thousand million"
    for word in words.split():
        assert loose_numbers(f"There were {word} of them.") == [word]


def test_code():
    assert loose_in_code("444") == ["444"]
    assert loose_in_code("x=12") == ["12"]
    assert loose_in_code("notebooks/02-operations.ipynb") == []
    assert loose_in_code("2024") == []


def test_sentences():
    text = "CRSS counts 909. It says so (“really.”) Gen. Munir spoke. On 24 December it ended."
    assert [text[a:b].strip() for a, b in sentences(text)] == [
        "CRSS counts 909.",
        "It says so (“really.”)",
        "Gen. Munir spoke.",
        "On 24 December it ended.",
    ]


def test_plain():
    assert plain("[444](num:attacks-on-forces-2024-crss) of [25](lit:)") == "444 of 25"


@pytest.mark.parametrize(
    ("sentence", "evidence_id", "fine"),
    [
        ("CRSS counts 685 dead.", "security-killed-2024-crss", True),
        ("Officials count 685 dead.", "security-killed-2024-crss", False),
        ("PICSS counts 685 dead.", "security-killed-2024-crss", False),
        ("ACRSSB counts 685 dead.", "security-killed-2024-crss", False),
        ("There were 909 attacks.", "attacks-2024-crss", True),  # no casualty
        ("Pakistan’s side claims 71.", "militants-killed-2024-12-24-pakistan-horizonte", True),
        ("CRSS leaves 927, our subtraction.", "civilians-killed-2024-crss", True),
        ("CRSS counts 927.", "civilians-killed-2024-crss", False),  # it does not: we do
        ("Our subtraction leaves 927.", "civilians-killed-2024-crss", False),  # from whom?
    ],
)
def test_casualties_name_their_claimant(sentence, evidence_id, fine):
    assert (unattributed(sentence, EVIDENCE[evidence_id]) is None) == fine
