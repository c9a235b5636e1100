"""Policy options: how articles stand to them, and what the chapter says of them, by the tables."""

import json
import re

import numpy as np
import pandas as pd
import pytest
from conftest import BOOK, ROOT

from durand.measures import options, smaa

TITLES = dict(BOOK.load("policy_options")[["option", "title"]].itertuples(index=False))

NAMED = {key: name[0].upper() + name[1:] for key, name in BOOK.data.sources.founding.items()}


def test_the_strongest_stance_is_shown_and_all_are_told():
    statements = pd.DataFrame(
        [
            ("b", "ali2025", "doubts", "¶2"),
            ("b", "ali2025", "proposes", "¶9"),
            ("b", "ali2025", "doubts", "¶4"),
            ("a", "jadoon2025", "rejects", "¶1"),
            ("a", "horizonte2025", "reports", "¶3"),
        ],
        columns=["option", "source", "stance", "locator"],
    )
    laid = options.stances(statements, {"a": "A", "b": "B"}, NAMED)
    rows = laid[["title", "article", "stance", "shade", "told"]].to_numpy().tolist()
    assert rows == [
        ["A", "Horizonte", "reports", 0, "reports ¶3"],
        ["A", "Jadoon", "rejects", 0.5, "rejects ¶1"],
        ["B", "Ali", "proposes", 1, "proposes ¶9; doubts ¶2, ¶4"],
    ]


def test_both_passes_stand_side_by_side_with_their_reasons():
    scores = pd.DataFrame(
        [
            ("a", "x", "first", 1, "why"),
            ("a", "x", "second", 2, "because"),
            ("a", "y", "first", 5, "so"),
            ("a", "y", "second", 5, "thus"),
        ],
        columns=["option", "criterion", "scorer", "score", "reason"],
    )
    laid = options.passes(scores, {"a": "A"}, {"y": "Y", "x": "X"})
    assert laid.drop(columns=["option", "title"]).to_numpy().tolist() == [
        ["Y", 5, 5, "5", 1, "so", "thus"],
        ["X", 1, 2, "1 or 2", 0.125, "why", "because"],
    ]


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
CRITERIA = BOOK.load("criteria")
GROUPS = dict(CRITERIA[["criterion", "group"]].itertuples(index=False))
SCORES = BOOK.load("scores")
LOW, HIGH = smaa.intervals(SCORES)
TRUST, CAUSES = "trust-through-diplomacy", "comprehensive-counter-terrorism"
FAITH = "religious-narrative"
NUMBERS = ("", "one", "two", "three", "four", "five")


def share(number, kind="result"):
    return f"[{number:.0f}\u00a0%](lit:{kind})"


def moved(**how):
    found = smaa.moves(LOW, HIGH, TRUST, groups=GROUPS, **how)
    own = found[(found["option"] == TRUST) & (found["by"] < 0)]
    return found, own


def test_no_course_is_judged_to_cut_attacks():
    assert HIGH["attacks"].max() == 3
    assert LOW["attacks"].equals(HIGH["attacks"])
    worse = list(LOW.index[LOW["attacks"] < 3])
    assert len(worse) == 4, "the lead says four"
    assert set(worse) == {
        "talks-with-ttp", "align-with-nrf", "strikes-in-afghanistan", "hybrid-coercion",
    }  # fmt: skip


def test_the_lead_says_what_the_model_gives():
    first = 100 * smaa.places(LOW, HIGH, groups=GROUPS)[1].sort_values(ascending=False)
    assert list(first.index[:4]) == [TRUST, CAUSES, FAITH, "settle-durand-line"]
    lead = TEXT[: TEXT.index("## Who proposes")]
    assert f"under {share(first[TRUST])} of all weightings" in lead
    assert f"causes of militancy under {share(first[CAUSES])}" in lead
    behind = smaa.dominated(LOW, HIGH)
    assert set(behind) == set(first.index[first == 0])
    assert len(behind) == 10, "the lead says ten, three of them by name"
    three = {"strikes-in-afghanistan", "operations-at-home", "hybrid-coercion"}
    assert three <= set(behind)
    assert set(HIGH.index[HIGH["civilians"] == 1]) == three
    assert TRUST in behind["trade-and-people"] and TRUST in behind["talks-with-ttp"]
    assert behind["operations-at-home"] == [FAITH]
    said = ["civilians", "peace", "attacks"]
    assert (LOW.loc[FAITH, said] == 3).all() and (HIGH.loc[FAITH, said] == 3).all()
    for option, others in behind.items():
        assert any((LOW.loc[other] >= HIGH.loc[option]).all() for other in others)


def test_what_a_point_more_frees():
    behind, loose = smaa.dominated(LOW, HIGH), smaa.freed(LOW, HIGH)
    assert set(behind) - set(loose) == {"align-with-nrf"}
    ups = smaa.moves(LOW, HIGH, TRUST, options=list(loose), groups=GROUPS).query("by > 0")
    most = 100 * ups.groupby("option")["own"].max().sort_values(ascending=False)
    assert len(most) == 9 and most.min() > 0, "the lead says nine"
    trade, *two = most.index[:3]
    assert trade == "trade-and-people" and set(two) == {"operations-at-home", "outside-pressure"}
    assert {share(most[one]) for one in two} == {share(6)}
    for said in (
        f"trade comes first under up to {share(most[trade])} of weightings",
        f"outside pressure under up to {share(most[two[0]])}",
        f"the other six under up to {share(most.iloc[3])}",
    ):
        assert said in TEXT
    rest = smaa.places(LOW.drop(FAITH), HIGH.drop(FAITH), groups=GROUPS)[1]
    assert f"operations come first under {share(100 * rest['operations-at-home'])}" in TEXT


def test_what_a_criterion_less_does():
    left = 100 * smaa.without(LOW, HIGH, groups=GROUPS)
    leads = left.idxmax(axis=1)
    assert f"religious case leads under {share(left.loc['legitimacy', FAITH])}" in TEXT
    assert dict(leads[leads != TRUST]) == {"peace": CAUSES, "attacks": CAUSES, "legitimacy": FAITH}
    causes, trust = (share(left.loc["peace", one]) for one in (CAUSES, TRUST))
    assert f"causes comes first under {causes} of weightings, trust under {trust}" in TEXT
    causes, trust = (share(left.loc["attacks", one]) for one in (CAUSES, TRUST))
    assert f"Without attacks it is {causes} of weightings against {trust}" in TEXT


def test_how_wide_the_lead_is():
    ones, own = moved()
    assert len(own) == LOW.shape[1] == 7
    said = (
        f"under [{100 * own['first'].min():.0f}](lit:result) to {share(100 * own['first'].max())}"
    )
    assert said in TEXT
    lost = own[own["top"] == CAUSES]["criteria"].tolist()
    assert lost == [("attacks",), ("legitimacy",)]
    risen = ones[(ones["option"] == CAUSES) & (ones["by"] > 0) & (ones["top"] == CAUSES)]
    assert set(LOW) - {one for (one,) in risen["criteria"]} == {"lasting"}
    assert set(ones["top"]) == {TRUST, CAUSES}
    assert set(moved(by=2, options=[TRUST])[1]["top"]) == {CAUSES}
    pairs = moved(together=2, options=[TRUST])[1]
    assert f"in all [{len(pairs)}](lit:count) pairs" in TEXT
    assert set(pairs["top"]) == {CAUSES}
    four = own[own["criteria"] == ("legitimacy",)].iloc[0]
    assert (
        f"With a four, trust comes first under {share(100 * four['first'])} of weightings and work "
        f"on causes under {share(100 * (four['first'] - four['lead']))}"
    ) in TEXT
    judged = SCORES[(SCORES["option"] == TRUST) & (SCORES["basis"] == "judgement")]
    counts = judged.groupby("criterion").size()
    assert (counts == 2).sum() == {"four": 4, "five": 5}[
        re.search(r"seven scores, (\w+) of them judgement in both", TEXT)[1]
    ]


def test_what_the_letter_of_the_rubric_on_attacks_would_do():
    operations = "operations-at-home"
    five = smaa.moves(LOW, HIGH, TRUST, by=2, options=[operations], groups=GROUPS)
    on_attacks = five[five["criteria"] == ("attacks",)].set_index("by")
    one = on_attacks.loc[2]
    both = LOW.copy(), HIGH.copy()
    for bounds in both:
        bounds.loc[[operations, CAUSES], "attacks"] = 5
    first = 100 * smaa.places(*both, groups=GROUPS)[1]
    assert one["next"] == CAUSES
    trust, causes, own = (
        share(100 * part) for part in (one["first"], one["first"] - one["lead"], one["own"])
    )
    assert (
        f"trust comes first under {trust} of weightings, causes under {causes}, operations under "
        f"{own}. With a five for both, work on causes comes first under {share(first[CAUSES])} and "
        f"trust under {share(first[TRUST])}."
    ) in TEXT
    assert first.idxmax() == CAUSES and one["top"] == TRUST
    assert on_attacks.loc[-2, "own"] == 0


def test_the_last_release_stands_beside():
    low, high = smaa.intervals(BOOK.load("scores_0_1"))
    old = 100 * smaa.places(low, high)[1]
    new = 100 * smaa.places(LOW, HIGH, groups=GROUPS)[1]
    for one in (CAUSES, TRUST):
        assert (
            f"| {TITLES[one]} comes first under | {share(old[one])} of weightings "
            f"| {share(new[one])} of weightings |" in TEXT
        )
    assert f"| [{len(low)}](lit:count) courses, among them" in TEXT
    for name in ("scores", "scores_0_1"):
        agreed = smaa.agreement(BOOK.load(name))
        assert f"[{agreed.equal}](lit:result) of [{agreed.cells}](lit:count) cells" in TEXT
    six = list(low)
    both = 100 * smaa.places(LOW[six], HIGH[six])[1]
    assert (
        f"causes first under {share(both[CAUSES])} of weightings, trust under {share(both[TRUST])}"
        in TEXT
    )
    then = BOOK.load("scores_0_1")
    for criterion, title in CRITERIA[["criterion", "title"]].itertuples(index=False):
        cells = re.search(rf"^\| {title} \| (.+) \| (.+) \|$", TEXT, flags=re.M).groups()
        for option, cell in zip((CAUSES, TRUST), cells, strict=True):
            for part, table in zip(cell.split(", now "), (then, SCORES), strict=True):
                here = table.query("option == @option and criterion == @criterion")["score"]
                told = [NUMBERS.index(word) for word in part.split(" or ") if word in NUMBERS]
                assert told == list(dict.fromkeys(here)), (option, criterion)
    fives = SCORES[(SCORES["criterion"] == "legitimacy") & (SCORES["score"] == 5)]
    assert list(fives.groupby("option").size().loc[lambda n: n == 2].index) == [TRUST]


def test_which_values_lead_where():
    where = smaa.by_heaviest(LOW, HIGH, groups=GROUPS)
    top = where.idxmax(axis=1)
    assert top["lasting"] == CAUSES and top["feasible"] == FAITH
    assert set(top.drop(["lasting", "feasible"])) == {TRUST}
    assert f"comes first under {share(100 * where.loc['lasting', CAUSES])} of weightings" in TEXT


def test_who_judged_is_told_with_numbers():
    bases = SCORES.groupby(["scorer", "basis"]).size()
    assert f"[{bases['second', 'judgement']}](lit:result) of [98](lit:count) cells" in TEXT
    assert f"[{bases['first', 'judgement']}](lit:result) of the first" in TEXT
    named = SCORES.pivot(index=["option", "criterion"], columns="scorer", values="rows")
    both = [
        ({*one.split("|")} - {""}, {*two.split("|")} - {""})
        for one, two in named[["first", "second"]].to_numpy()
    ]
    shared = np.mean([len(one & two) / len(one | two) for one, two in both if one | two])
    assert f"both name {share(100 * shared)} of the rows" in TEXT


def entries():
    parts = re.split(r"^### ", TEXT[TEXT.index("## Who wants each course") :], flags=re.M)
    return {part.partition("\n")[0]: part.split("\n## ")[0] for part in parts[1:]}


@pytest.mark.parametrize("option", TITLES)
def test_each_course_has_an_entry_with_all_that_the_tables_hold(option):
    entry = entries()[TITLES[option]]
    who = {**NAMED, "rift2025": "*Rift*"}
    told = {
        (name, paragraph)
        for name in who.values()
        for run in re.findall(rf"{re.escape(name)} (¶\d+(?:, ¶\d+)*)", entry)
        for paragraph in run.split(", ")
    }
    held = set()
    for name in ("options", "obstacles", "option_links"):
        table = BOOK.load(name)
        for row in table[(table["option"] == option) & (table["source"] != "")].to_dict("records"):
            held |= {(who[row["source"]], one) for one in row["locator"].split(", ")}
    row = BOOK.load("policy_options").set_index("option").loc[option]
    for part in ("needs", "time"):
        if row[f"{part}_source"]:
            held |= {
                (who[row[f"{part}_source"]], one) for one in row[f"{part}_locator"].split(", ")
            }
    assert told == held
    assert (re.search("(?i)our placing", entry) is not None) == (
        "ours" in set(BOOK.load("obstacles").query("option == @option")["placing"])
    )
    links = BOOK.load("option_links").query("option == @option")
    assert ("our reading" in entry.partition("**Was reform")[0]) == (
        "our reading" in set(links["basis"])
    )
    for other in links["other"]:
        assert TITLES[other].lower() in entry.lower()
    assert not re.search(r"not said|no article", entry), "no empty field"
    tried = re.search(r"\*\*(Not tried, as far as was read|Tried in part|Tried)\b", entry)[1]
    assert {"N": "no", "T": "yes"}[tried[0]] == row["tried"].replace("in part", "yes")
    assert (tried == "Tried in part") == (row["tried"] == "in part")


def test_the_catalogue_comes_after_the_comparison_and_the_limits_last():
    heads = re.findall(r"^## (.+)$", TEXT, flags=re.M)
    at = next(i for i, head in enumerate(heads) if head.startswith("Who wants each course"))
    assert at == len(heads) - 3
    assert heads[-1] == "Data and limits"
    assert set(entries()) == set(TITLES.values())
