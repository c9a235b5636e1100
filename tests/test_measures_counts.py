"""Chapter 03's measures against hand-worked frames, and its lists against the measures."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from conftest import BOOK

from durand.measures import counts

EVIDENCE = BOOK.ledger
FOUNDING = BOOK.data.sources.founding
CHAPTER = Path(__file__).parents[1] / "notebooks" / "03-one-year-many-counts.ipynb"


def row(evidence_id, value, origin, source, **changes):
    """Return a row about the security personnel killed in 2024."""
    return replace(
        EVIDENCE["security-killed-2024-crss"],
        evidence_id=evidence_id,
        value=value,
        claimant=EVIDENCE.actors[origin],
        origin=EVIDENCE.actors[origin],
        source=source,
        **changes,
    )


STATEMENT = row("said", 100, "crss", "jadoon2025", origin_basis="inferred")


def judged(*others, statement=STATEMENT):
    frame = counts.number_statements([statement, *others], FOUNDING)
    return frame.set_index("statement").loc["said"]


def test_nobody_else_speaks():
    assert judged().status == "alone"
    other_place = row("a", 100, "picss", "x", place="balochistan")
    other_period = row("b", 100, "picss", "x", period="2024-11")
    other_thing = row("c", 100, "picss", "x", indicator=EVIDENCE.indicators["civilians-killed"])
    assert judged(other_place, other_period, other_thing).status == "alone"


def test_an_independent_origin_corroborates_and_origins_are_counted():
    found = judged(row("a", 100, "picss", "x"), row("b", 100, "picss", "y"))
    assert (found.status, found.agree) == ("corroborated", "a|b")
    assert (found.origins, found.inferred) == (2, 1)  # ten newspapers of one institute are one


def test_bounds_agree():
    at_least = row("a", 90, "picss", "x", qualifier="at-least")
    assert judged(at_least).status == "corroborated"
    too_high = row("a", 110, "picss", "x", qualifier="at-least")
    assert judged(too_high).status == "contradicted"
    between = row("a", None, "picss", "x", qualifier="range", low=95, high=105)
    assert judged(between).status == "corroborated"


def test_repeating_one_origin_or_one_side_is_no_corroboration():
    assert (
        judged(row("a", 100, "crss", "x"), row("b", 100, "crss", "rift2025")).status == "repeated"
    )
    official = row("said", 100, "pakistan", "horizonte2025")
    assert judged(row("a", 100, "ispr", "x"), statement=official).status == "repeated"
    assert judged(row("a", 100, "afghan-taliban", "x"), statement=official).status == "corroborated"
    # another article with an origin of its own repeats; it stands outside nothing
    assert judged(row("a", 100, "rift2025", "rift2025")).status == "repeated"


def test_contradiction_goes_before_agreement():
    found = judged(row("a", 100, "picss", "x"), row("b", 101, "ttp", "y"))
    assert (found.status, found.differ) == ("contradicted", "b")
    # what only another article denies is decided by whoever stands outside
    article = row("b", 101, "rift2025", "rift2025")
    assert judged(row("a", 100, "picss", "x"), article).status == "corroborated"
    assert judged(row("a", 100, "crss", "x"), article).status == "contradicted"
    assert judged(article).status == "contradicted"


def test_one_origin_does_not_contradict_itself():
    assert judged(row("a", 101, "crss", "x")).status == "alone"


def test_derived_and_rejected_rows_judge_nothing():
    ours = row("a", 100, "picss", "evidence", status="derived")
    wrong = row("b", 101, "picss", "x", status="rejected")
    assert judged(ours, wrong).status == "alone"
    assert judged(
        row("a", 99, "picss", "x"), statement=replace(STATEMENT, status="rejected")
    ).status


PLACES = pd.DataFrame(
    [
        ("afghanistan", ""),
        ("pakistan", ""),
        ("both", ""),
        ("line", "both"),
        ("paktika", "afghanistan"),
        ("barmal", "paktika"),
        ("khost-and-paktika", "afghanistan"),
    ],
    columns=["place_id", "within"],
)
ACTORS = pd.DataFrame(
    {"actor_id": ["ttp", "hgb", "army"], "kind": ["armed group", "armed group", "government"]}
)


def event(event_id, source, date="2024-12-24", place="barmal", actors="army|ttp", precision="day"):
    return {
        "event_id": event_id,
        "event": "strikes",
        "date": date,
        "precision": precision,
        "place": place,
        "actors": actors,
        "source": source,
        "locator": "¶1",
    }


@pytest.mark.parametrize(
    ("others", "status"),
    [
        ([], "alone"),
        ([event("b", "jadoon2025")], "repeated"),
        ([event("b", "news")], "corroborated"),
        ([event("b", "news", place="paktika")], "corroborated"),  # coarser
        ([event("b", "news", date="2024-12", precision="month")], "corroborated"),
        ([event("b", "news", place="line")], "corroborated"),  # touches both states
        ([event("b", "news", actors="army")], "corroborated"),  # names no group
        ([event("b", "news", date="2024-11", precision="about")], "corroborated"),  # our reading
        ([event("b", "news", date="2024-11", precision="month")], "contradicted"),
        ([event("b", "news", place="khost-and-paktika")], "contradicted"),
        ([event("b", "news", actors="army|hgb")], "contradicted"),
        ([event("b", "jadoon2025", place="khost-and-paktika")], "contradicted"),
        ([event("b", "jadoon2025", place="khost-and-paktika"), event("c", "news")], "corroborated"),
        ([event("b", "rift2025", place="pakistan"), event("c", "rift2025")], "contradicted"),
        ([{**event("b", "news"), "event": "talks"}], "alone"),
        ([event("b", "horizonte2025", place="pakistan")], "alone"),  # the same article
    ],
)
def test_events_by_hand(others, status):
    frame = pd.DataFrame([event("a", "horizonte2025"), *others])
    found = counts.event_statements(frame, PLACES, ACTORS, FOUNDING).set_index("statement")
    assert found.loc["a", "status"] == status


def test_counts_beside_their_whole():
    lined = counts.lined_up(
        EVIDENCE,
        [
            "security-killed-2024-crss",
            "security-killed-2024-picss",
            "security-killed-2024-picss-restated",
            "security-killed-2024-11m-satp",
            "security-killed-2024-ispr",
            "people-killed-2024-ucdp",
        ],
        quantity="Security",
        indicator="security-killed",
    )
    assert lined["kind"].tolist() == [
        "whole",
        "whole",
        "whole",
        "part above a whole",
        "part",
        "other unit",
    ]
    assert lined["above"].tolist() == ["", "", "", "PICSS", "", ""]
    assert lined["scope"].tolist()[2:5] == ["whole year", "to 24 November", "army only, whole year"]
    assert lined["counter"].tolist()[2] == "PICSS, restated"
    with pytest.raises(ValueError, match="column scope: blank"):
        counts.lined_up(EVIDENCE, ["incidents-2024-crss"], quantity="x", indicator="attacks-all")


def test_spreads_by_hand():
    frame = pd.DataFrame(
        {
            "quantity": ["a", "a", "a", "b", "b"],
            "origin": ["x", "y", "z", "x", "x"],
            "kind": ["whole", "whole", "part", "whole", "whole"],
            "least": [100.0, 150.0, 50.0, 1.0, 2.0],
            "most": [100.0, 200.0, 50.0, 1.0, 2.0],
        }
    )
    found = counts.spreads(frame).set_index("quantity")
    assert found.loc["a", ["factor", "all_factor"]].tolist() == [2, 4]
    assert found.loc["a", ["counters", "all_counters"]].tolist() == [2, 3]
    assert pd.isna(found.loc["b", "factor"])  # one counter restating itself is no disagreement


def test_tally_counts_every_statement_once():
    frame = pd.DataFrame(
        {"what": "Numbers", "article": ["ali2025", "ali2025"], "status": ["alone", "alone"]}
    )
    table = counts.tally(frame, FOUNDING)
    assert len(table) == len(FOUNDING) * len(counts.CLASSES)
    assert table["count"].sum() == 2
    assert (
        table.loc[(table["article"] == "ali2025") & (table["status"] == "alone"), "count"].item()
        == 2
    )


def test_the_chapter_lists_every_number_in_its_class():
    numbers = counts.number_statements(list(EVIDENCE.values()), FOUNDING)
    cells = [
        "".join(cell["source"])
        for cell in json.loads(CHAPTER.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "markdown"
    ]
    text = next(cell for cell in cells if "### Numbers, by class" in cell)
    text = text.partition("### Numbers, by class")[2].partition("\n## Contradictions")[0]
    ours = set(numbers["statement"])
    parts = re.split(r"^\*(\w+)\.\*$", text, flags=re.MULTILINE)
    for name, part in zip(parts[1::2], parts[2::2], strict=True):
        linked = set(re.findall(r"num:([a-z0-9-]+)", part)) & ours
        expected = set(numbers.loc[numbers["status"] == name.lower(), "statement"])
        assert linked == expected - {"attacks-on-forces-2024-horizonte"}  # in its correction


def test_what_the_chapter_says_of_the_classes():
    numbers = counts.number_statements(list(EVIDENCE.values()), FOUNDING).set_index("statement")
    assert numbers.loc["security-killed-2024-03-16-rift", "status"] == "repeated"
    assert (numbers["status"] == "corroborated").sum() == 0
    assert (numbers["status"] == "contradicted").sum() == 9
    assert numbers["differ"].str.contains("security-killed-makin-ttp").sum() == 4
    events = counts.event_statements(
        *(BOOK.load(name) for name in ("events", "places", "actors")), FOUNDING
    ).set_index("statement")
    assert set(events.index[events["status"] == "contradicted"]) == {
        "strikes-spring-dawn",
        "india-statement-rift",
        "post-bombing-march-rift",
    }
