"""How firm a claim is: the rule on hand-worked cases, and the table and chapter that keep it."""

import json
import re
from types import SimpleNamespace

import pandas as pd
from conftest import BOOK, ROOT

from durand.measures import claims

TABLE = BOOK.load("claims")
PARTIES = {
    "north": ("government", "", True),
    "north-sources": ("unnamed sources", "north", True),
    "south": ("government", "", True),
    "south-army": ("government", "south", True),
    "rebels": ("armed group", "", True),
    "un": ("United Nations", "", False),
    "other-un": ("United Nations", "", False),
    "village": ("group of people", "", False),
}
ACTORS = {
    name: SimpleNamespace(kind=kind, side=side, party=party)
    for name, (kind, side, party) in PARTIES.items()
}


def standing(*rows, of="a"):
    """Rows are id, party, who did it, answers and how."""
    columns = ["claim_id", "party", "accuses", "answers", "answer"]
    frame = pd.DataFrame(rows, columns=columns)
    return dict(zip(frame["claim_id"], claims.standings(frame, ACTORS), strict=True))[of]


STRIKE = ("a", "south", "north", "", "")


def test_a_claim_alone_is_of_a_single_origin():
    assert standing(STRIKE) == "single-origin"
    assert standing(STRIKE, ("b", "south-army", "north", "a", "backs")) == "single-origin"
    assert standing(STRIKE, ("b", "south-army", "north", "a", "denies")) == "single-origin"
    assert standing(STRIKE, ("b", "south-army", "north", "a", "revises")) == "single-origin"


def test_what_the_doer_says_too_is_conceded_on_both_sides():
    admits = ("b", "north-sources", "north", "a", "backs")
    assert standing(STRIKE, admits) == "conceded"
    assert standing(STRIKE, admits, of="b") == "conceded"
    boast = ("b", "north", "north", "", "")
    assert standing(boast, of="b") == "single-origin", "a boast concedes nothing"


def test_an_outsider_of_another_kind_corroborates_and_a_party_does_not():
    assert standing(STRIKE, ("b", "un", "north", "a", "backs")) == "corroborated"
    assert standing(STRIKE, ("b", "rebels", "north", "a", "backs")) == "single-origin"
    two = ("a", "un", "north", "", ""), ("b", "other-un", "north", "a", "backs")
    assert standing(*two) == "single-origin", "two of one kind may have one source"
    backs = ("b", "un", "north", "a", "backs")
    assert standing(STRIKE, backs, of="b") == "single-origin", "the backer needs its own"


def test_another_side_contests_and_no_denial_undoes_an_outsider():
    denial = ("b", "north", "north", "a", "denies")
    assert standing(STRIKE, denial) == "contested"
    assert standing(STRIKE, denial, of="b") == "contested"
    assert standing(STRIKE, ("b", "rebels", "north", "a", "rivals")) == "contested"
    assert standing(STRIKE, denial, ("c", "village", "north", "a", "backs")) == "corroborated"


def test_what_is_taken_back_is_withdrawn_whatever_else_is_said():
    backed = ("b", "un", "north", "a", "backs")
    assert standing(STRIKE, backed, ("c", "south", "north", "a", "withdraws")) == "withdrawn"


def test_the_table_has_the_standings_of_the_rule():
    assert list(TABLE["standing"]) == claims.standings(TABLE, BOOK.ledger.actors)
    events = set(BOOK.load("events")["event"])
    assert set(TABLE["event"]) <= events
    numbers = [BOOK.ledger[one] for one in TABLE["evidence"] if one]
    parties = [row.party for row in TABLE.itertuples() if row.evidence]
    assert [number.claimant.actor_id for number in numbers] == parties
    found = TABLE.set_index("claim_id")["standing"]
    assert found["december-civilians-taliban"] == "corroborated"
    assert found["december-militants-sources"] == "contested"
    assert found["march-civilians-taliban"] == "single-origin"


def test_the_chapter_prints_the_standings_of_the_table():
    chapter = json.loads((ROOT / "notebooks" / "01-the-year.ipynb").read_text(encoding="utf-8"))
    text = "".join("".join(cell["source"]) for cell in chapter["cells"])
    row = r"^\| (?:\*\*[^*|]*\*\* )?\[[^]]+\]\(num:([a-z0-9-]+)\)[^|]*\| ([a-z-]+) \|$"
    printed = re.findall(row, text, re.MULTILINE)
    known = TABLE.set_index("evidence")["standing"]
    assert len(printed) >= 9
    assert [known[one] for one, _ in printed] == [said for _, said in printed]


def test_of_whom_a_claim_is_agrees_with_its_number():
    numbered = TABLE[TABLE["evidence"] != ""]
    roles = [BOOK.ledger[name].indicator.role for name in numbered["evidence"]]
    assert list(numbered["whom"]) == roles


def test_a_ladder_goes_by_the_day_civilians_first():
    made = claims.ladder(TABLE, "strikes-2024-12-24", BOOK.ledger)
    assert list(dict.fromkeys(made["day"])) == [
        "25 December 2024", "26 December 2024", "27 December 2024", "2025",
    ]  # fmt: skip
    order = ("civilians", "people", "", "security", "militants")
    for _, day in made.groupby("day"):
        assert list(day["role"]) == sorted(day["role"], key=order.index), "with a number or without"
    first = made[made["day"] == "26 December 2024"].iloc[0]
    assert (first["party"], first["value"], first["role"]) == ("Afghan Taliban", 46, "civilians")
    assert first["text"].startswith("at least 46 civilians")
    assert first["answers"] == "denies the unnamed security sources"
    assert first["open"]
    assert first["against"]
    office = made[made["party"] == "Foreign Office"].iloc[0]
    assert pd.isna(office["value"]), "it never gave a number"
    assert office["standing"] == "conceded"
