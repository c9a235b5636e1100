"""Policy options as matrices, and the chapter's list of them, against the tables."""

import json
import re

import pandas as pd
import pytest
from conftest import BOOK, ROOT

from durand.measures import options, smaa

TITLES = dict(BOOK.load("policy_options")[["option", "title"]].itertuples(index=False))

NAMED = {key: name[0].upper() + name[1:] for key, name in BOOK.data.sources.founding.items()}


def test_stances_keep_each_article_apart_and_say_a_stance_once():
    statements = pd.DataFrame(
        [
            ("b", "ali2025", "doubts"),
            ("b", "ali2025", "proposes"),
            ("b", "ali2025", "doubts"),
            ("a", "jadoon2025", "rejects"),
            ("a", "horizonte2025", "reports"),
        ],
        columns=["option", "source", "stance"],
    )
    laid = options.stances(statements, {"a": "A", "b": "B"}, NAMED)
    rows = laid[["title", "article", "letters", "stances", "proposes"]].to_numpy().tolist()
    assert rows == [
        ["A", "Horizonte", "R", "reports", False],
        ["A", "Jadoon", "X", "rejects", False],
        ["B", "Ali", "P D", "proposes, doubts", True],
    ]


def test_every_kind_of_obstacle_is_in_one_family():
    fields = {f["name"]: f for f in BOOK.data.described("obstacles")["schema"]["fields"]}
    kinds = set(fields["obstacle"]["constraints"]["enum"])
    assert kinds == {kind for family in options.FAMILIES.values() for kind in family}
    assert all(options.family(kind) for kind in kinds)
    with pytest.raises(ValueError, match="in 0 families"):
        options.family("weather")


def test_obstacles_are_counted_by_article_not_by_statement():
    obstacles = pd.DataFrame(
        [
            ("a", "mistrust", "jadoon2025", "¶3"),
            ("a", "mixed-signals", "jadoon2025", "¶4"),
            ("a", "mistrust", "horizonte2025", "¶9"),
            ("a", "corruption", "ali2025", "¶1"),
        ],
        columns=["option", "obstacle", "source", "locator"],
    )
    laid = options.obstacle_matrix(obstacles, {"a": "A"}, NAMED)
    assert laid[["family", "articles", "letters", "named"]].to_numpy().tolist() == [
        [
            "Trust",
            2,
            "HJ",
            "mistrust (Jadoon ¶3); mixed signals (Jadoon ¶4); mistrust (Horizonte ¶9)",
        ],
        ["Means", 1, "A", "corruption (Ali ¶1)"],
    ]


def test_links_are_numbered_by_the_order_of_options_and_ours_are_small():
    links = pd.DataFrame(
        [("b", "needs", "a", "why", "our reading"), ("a", "excludes", "b", "why", "stated")],
        columns=["option", "relation", "other", "what", "basis"],
    )
    laid = options.link_matrix(links, {"a": "A", "b": "B"})
    assert laid[["number", "other_number", "letter"]].to_numpy().tolist() == [
        [1, 2, "X"],
        [2, 1, "n"],
    ]
    with pytest.raises(ValueError, match="same two options"):
        options.link_matrix(pd.concat([links, links]), {"a": "A", "b": "B"})


def test_a_matrix_keeps_the_order_and_leaves_blanks():
    laid = pd.DataFrame(
        [("B", 2, "x"), ("A", 1, "y"), ("B", 1, "z")], columns=["title", "number", "letter"]
    )
    table = options.matrix(laid, "title", "number", "letter", [1, 2, 3])
    assert list(table) == ["title", "1", "2", "3"]
    assert table.to_numpy().tolist() == [["B", "z", "x", ""], ["A", "y", "", ""]]


# ------------------------------------------------------------------ the tables

PARAGRAPHS = {"horizonte2025": 23, "jadoon2025": 51, "dawn2025dealing": 17, "ali2025": 41}


def test_places_in_articles_exist():
    places = [
        (row[f"{part}source"], row[f"{part}locator"])
        for name, parts in {"policy_options": ("needs_", "time_"), "option_links": ("",)}.items()
        for row in BOOK.load(name).to_dict("records")
        for part in parts
        if row[f"{part}source"]
    ]
    assert len(places) > len(TITLES)
    for source, locator in places:
        assert all(1 <= int(n) <= PARAGRAPHS[source] for n in re.findall(r"\d+", locator))


def known_rows(*but):
    """The ids of all tables but some."""
    known = set()
    for name in BOOK.data.names:
        key = BOOK.data.described(name)["schema"].get("primaryKey")
        if name not in but and isinstance(key, str):
            known |= set(BOOK.load(name)[key].astype(str))
    return known


@pytest.mark.parametrize("name", ["scores", "scores_0_1"])
def test_rows_behind_a_score_exist(name):
    named = {row for cell in BOOK.load(name)["rows"] for row in cell.split("|") if row}
    assert named <= known_rows(name)


def test_rows_behind_what_was_tried_exist():
    named = {row for cell in BOOK.load("policy_options")["tried_rows"] for row in cell.split("|")}
    assert named <= known_rows("policy_options", "scores", "scores_0_1")


def test_scored_is_each_course_of_pakistans_state_and_nothing_else():
    scores, table = BOOK.load("scores"), BOOK.load("policy_options")
    own = table["decides"].isin(["government", "military", "government-and-military"])
    assert (own == (table["kind"] != "others")).all()
    courses = set(table.loc[table["kind"] == "course", "option"])
    assert len(courses) == 14
    if len(scores):  # both passes, or neither
        assert set(scores["option"]) == courses
        assert set(scores["criterion"]) == set(BOOK.load("criteria")["criterion"])
        assert len(scores) == 2 * len(courses) * len(BOOK.load("criteria"))


def test_every_old_option_has_a_place_and_an_aim_keeps_no_option_apart():
    old, statements = BOOK.load("options_0_1"), BOOK.load("options")
    assert set(BOOK.load("scores_0_1")["option"]) <= set(old["option"])
    several = old["now"].str.contains("|", regex=False)
    assert (several == (old["change"] == "split")).all()
    aimed = statements[statements["aim"] != ""]
    assert set(aimed["option"]) == {"outside-pressure"}
    assert aimed["aim"].nunique() == 2


# ------------------------------------------------------------------ the chapter

CELLS = json.loads((ROOT / "notebooks/08-policy-options.ipynb").read_text(encoding="utf-8"))[
    "cells"
]
TEXT = "\n".join("".join(cell["source"]) for cell in CELLS if cell["cell_type"] == "markdown")
NAMES = BOOK.data.sources.founding


def test_the_answer_says_what_the_analysis_finds():
    low, high = smaa.intervals(BOOK.load("scores_0_1"))
    found = smaa.analyse(low, high)
    assert found.leading == [
        "comprehensive-counter-terrorism",
        "settle-durand-line",
        "trust-through-diplomacy",
        "trade-and-people",
    ]
    assert found.first.iloc[0] > 0.6
    assert (found.first == 0).sum() == 7
    assert 0 < found.first["operations-as-practised"] < 0.01
    heaviest = found.central.dropna().idxmax(axis=1)
    assert heaviest["operations-as-practised"] == "feasible"
    assert found.central.loc["operations-as-practised", "feasible"] > 0.5
    assert heaviest["settle-durand-line"] == "peace"
    assert heaviest["trade-and-people"] == "livelihoods"
    statements = BOOK.load("options")
    proposed = statements[statements["stance"] == "proposes"]
    by = proposed.groupby("option")["source"].nunique()
    assert list(by.index[by > 1]) == ["outside-pressure", "trust-through-diplomacy"]
    assert not {"operations-at-home", "strikes-in-afghanistan", "hybrid-coercion"} & set(by.index)
    trust, reform = "trust-through-diplomacy", "comprehensive-counter-terrorism"
    above = low.columns[high.loc[trust] > low.loc[reform]]
    assert list(above) == ["peace"]
    scores = BOOK.load("scores_0_1").set_index(["scorer", "option", "criterion"])["score"]
    assert scores["first", trust, "peace"] == scores["first", reform, "peace"]
    bases = BOOK.load("scores_0_1").groupby(["option", "basis"]).size()
    assert bases[reform, "judgement"] > bases[reform, "evidence"]
    moved = smaa.moves(low, high)
    for option in found.leading[1:]:
        gone = moved[moved["leaves"].map(lambda left, option=option: option in left)]
        assert ((gone["option"] == option) & (gone["by"] == -1)).any(), option
        assert ((gone["option"] != option) & (gone["by"] == 1)).any(), option
    enters = moved[moved["enters"].str.len() > 0]
    assert enters[["option", "criterion", "by"]].to_numpy().tolist() == [
        ["carrot-and-stick", "feasible", 1]
    ]
    assert set(moved["top"]) == {"comprehensive-counter-terrorism"}
    leader = found.leading[0]
    own = 100 * smaa.lowered(low, high, leader)["first"]
    assert f"under [{100 * found.first[leader]:.0f} %](lit:result) of all weightings" in TEXT
    assert f"under [{own.min():.0f}](lit:result) to [{own.max():.0f} %](lit:result)" in TEXT
    for score in (3, 2):  # feasibility as this book's own tables would have it
        again = low.copy(), high.copy()
        for bounds in again:
            bounds.loc[leader, "feasible"] = score
        lowered = smaa.analyse(*again)
        assert f"with a {('two', 'three')[score - 2]}" in TEXT.replace("With", "with")
        assert f"under [{100 * lowered.first[leader]:.0f} %](lit:result)" in TEXT
        assert lowered.leading[0] == (leader if score == 3 else trust)
    again = low.copy(), high.copy()
    for bounds in again:
        bounds.loc[[leader, trust], "feasible"] = 3
    both = smaa.analyse(*again)
    assert (
        f"With a three for both it comes first under [{100 * both.first[leader]:.0f} %](lit:result)"
        in TEXT
    )
    assert both.leading[0] == leader
    assert high["attacks"].max() == 3
    heavy = smaa.by_heaviest(low, high).loc["feasible"]
    assert heavy["operations-as-practised"] < 0.02 < 0.5 < heavy[leader]
    for option in found.first.index[found.first == 0]:  # the chapter: these need no weights
        assert any(((low.loc[one] >= high.loc[option]).all()) for one in (leader, trust)), option
    alike = (
        ((low + high) / 2)
        .corr()
        .loc[["civilians", "peace", "livelihoods"], ["civilians", "peace", "livelihoods"]]
    )
    assert alike.to_numpy().min() > 0.8
    agreed = smaa.agreement(BOOK.load("scores_0_1"))
    assert f"[{agreed.equal}](lit:result) of [{agreed.cells}](lit:count) cells" in TEXT
    assert (low != high).to_numpy().sum() == 4
    assert ((high - low).to_numpy() <= 1).all()
