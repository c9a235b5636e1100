"""SMAA-2 against cases worked by hand, closed forms, and another library's ranking.

No published worked example is repeated here: the cases are exact, from the geometry of the weights.
"""

import time

import numpy as np
import pandas as pd
import pytest
from conftest import BOOK

from durand.measures import smaa

NEAR = 0.006  # nearly four standard errors of a share at 100,000 draws


def frame(*rows):
    """Alternatives A, B, C … in rows, criteria in columns."""
    names = list("ABCDEFGHIJKL")
    return pd.DataFrame(rows, index=names[: len(rows)], columns=range(len(rows[0])), dtype=float)


def test_two_alternatives_that_mirror_each_other_share_the_weights():
    table = frame((5, 1), (1, 5))
    found = smaa.analyse(table, table)
    assert found.first.to_numpy() == pytest.approx([0.5, 0.5], abs=NEAR)
    assert found.central.to_numpy() == pytest.approx(
        np.array([[0.75, 0.25], [0.25, 0.75]]), abs=NEAR
    )
    assert list(found.confidence) == [1, 1]


def test_three_alternatives_on_a_line_of_weights():
    # With weight t on the first criterion A is worth 1 + 4t, B 3 + t and C 5 − 4t: C leads up to
    # t = 2/5, B from there to 2/3, A beyond; A and C change places at 1/2.
    table = frame((5, 1), (4, 3), (1, 5))
    found = smaa.analyse(table, table)
    exact = [[1 / 3, 1 / 6, 1 / 2], [4 / 15, 11 / 15, 0], [2 / 5, 1 / 10, 1 / 2]]
    assert found.acceptability.to_numpy() == pytest.approx(np.array(exact), abs=NEAR)
    assert found.central[0].to_numpy() == pytest.approx([5 / 6, 8 / 15, 1 / 5], abs=NEAR)
    assert found.among(2).to_numpy() == pytest.approx([1 / 2, 1, 1 / 2], abs=NEAR)
    assert found.leading == ["C", "A", "B"]


def test_a_triangle_of_weights():
    # B is worth 3 everywhere. A, worth 5 by the first criterion and 1 by the others, beats it
    # where the first weight is over 1/2: a corner of the triangle with a quarter of its area.
    table = frame((5, 1, 1), (3, 3, 3), (1, 5, 1), (1, 1, 5))
    found = smaa.analyse(table, table)
    assert found.first.to_numpy() == pytest.approx([0.25] * 4, abs=NEAR)
    # The corner's centre: the mean of its three vertices.
    assert found.central.loc["A"].to_numpy() == pytest.approx([2 / 3, 1 / 6, 1 / 6], abs=NEAR)
    assert found.central.loc["B"].to_numpy() == pytest.approx([1 / 3] * 3, abs=NEAR)


def share_above_zero(by):
    """P(by · w > 0) for w uniform on the simplex, exactly, where all of ``by`` differ."""
    most = len(by) - 1
    return sum(c**most / np.prod([c - other for other in by if other != c]) for c in by if c > 0)


@pytest.mark.parametrize(
    "by", [(2, -1), (3, 1, -2), (3, 1, 0.5, -1, -2, -4), (2, 1, 0.5, 0.2, -1, -3)]
)
def test_two_alternatives_against_the_closed_form(by):
    worse = frame((0,) * len(by)).to_numpy()[0] + 1
    table = frame(tuple(worse + by), tuple(worse))
    exact = share_above_zero(by)
    assert 0.05 < exact < 0.95
    assert smaa.analyse(table, table).first["A"] == pytest.approx(exact, abs=NEAR)


def test_scores_are_drawn_evenly_between_their_bounds():
    low, high = frame((1,), (2,)), frame((4,), (5,))
    found = smaa.analyse(low, high)
    assert found.first["A"] == pytest.approx(2 / 9, abs=NEAR)  # half of 2 × 2 in 3 × 3
    assert found.confidence["A"] == pytest.approx(2 / 9, abs=0.02)


def test_an_alternative_that_never_leads_has_no_central_weights():
    table = frame((5, 5), (1, 1))
    found = smaa.analyse(table, table)
    assert list(found.acceptability.loc["B"]) == [0, 1]
    assert found.central.loc["B"].isna().all()
    assert np.isnan(found.confidence["B"])


# ------------------------------------------------------------------ the chapter's scores


@pytest.fixture(scope="module")
def bounds():
    return smaa.intervals(BOOK.load("scores_0_1"))


def test_every_rank_is_taken_once(bounds):
    found = smaa.analyse(*bounds)
    assert found.acceptability.sum(axis=1).to_numpy() == pytest.approx(1)
    assert found.acceptability.sum(axis=0).to_numpy() == pytest.approx(1, abs=1e-3)


def test_the_same_seed_gives_the_same_and_another_nearly_so(bounds):
    first, again = smaa.analyse(*bounds), smaa.analyse(*bounds)
    assert first.acceptability.equals(again.acceptability)
    other = smaa.analyse(*bounds, seed=7)
    assert not first.acceptability.equals(other.acceptability)
    assert (first.acceptability - other.acceptability).abs().max().max() < NEAR
    assert first.leading == other.leading


def test_it_takes_less_than_a_second(bounds):
    started = time.thread_time()
    smaa.analyse(*bounds)
    assert time.thread_time() - started < 1


# The scores of 0.1.1, an option a row (the middle, where two scorers differ), and what WSM of
# pymcdm 1.4.0 made of them, without normalising, under the weights at the head of each column.
SCORED = [
    (4, 3, 5, 4, 3.5, 4), (4, 3, 3, 4, 4, 4), (3, 3, 2.5, 2, 3, 3), (4, 3, 4, 1, 5, 4),
    (3, 3, 3, 3, 4, 5), (1, 2, 1, 5, 1, 1), (1, 2, 2, 4, 1, 1), (3, 2.5, 3, 4, 3, 4),
    (3, 3, 2.5, 2, 3, 3), (3, 2, 2, 3, 4, 3), (3, 3, 2, 2, 2, 3), (2, 2, 1, 3, 2, 2),
]  # fmt: skip
THEIRS = {
    (1, 1, 1, 1, 1, 1): (
        [3.916667, 3.666667, 2.75, 3.5, 3.5, 1.833333, 1.833333, 3.25, 2.75, 2.833333, 2.5, 2],
        [1, 2, 7, 3, 3, 11, 11, 5, 7, 6, 9, 10],
    ),
    (0.3, 0.25, 0.2, 0.15, 0.06, 0.04): (
        [3.92, 3.55, 2.75, 3.36, 3.14, 1.85, 1.9, 3.065, 2.75, 2.61, 2.59, 1.95],
        [1, 2, 6, 3, 4, 12, 11, 5, 6, 8, 9, 10],
    ),
    (0.05, 0.05, 0.1, 0.1, 0.3, 0.4): (
        [3.9, 3.85, 2.85, 3.95, 4.1, 1.45, 1.45, 3.475, 2.85, 3.15, 2.5, 2],
        [3, 4, 7, 2, 1, 11, 11, 5, 7, 6, 9, 10],
    ),
    (0.02, 0.5, 0.2, 0.03, 0.15, 0.1): (
        [3.625, 3.3, 2.87, 3.56, 3.35, 1.62, 1.79, 2.88, 2.87, 2.45, 2.62, 1.83],
        [1, 4, 6, 2, 3, 12, 11, 5, 6, 9, 8, 10],
    ),
}  # fmt: skip


@pytest.mark.parametrize("weights", THEIRS)
def test_rankings_are_those_of_another_library(weights):
    scores = frame(*SCORED)
    ours = smaa.weighted(scores, scores, weights)
    values, ranks = THEIRS[weights]
    assert ours["value"].to_numpy() == pytest.approx(values, abs=1e-6)
    assert list(ours["rank"]) == ranks


def test_weights_are_brought_to_one_and_none_counts_as_all_equal(bounds):
    low, high = bounds
    equal = smaa.weighted(low, high, [1] * 6)
    assert smaa.weighted(low, high, [5] * 6).equals(equal)
    assert smaa.weighted(low, high, [0] * 6).equals(equal)
    alone = smaa.weighted(low, high, dict(zip(low, [0, 0, 0, 4, 0, 0], strict=True)))
    assert alone["value"].equals((low["feasible"]).rename("value"))
    with pytest.raises(ValueError, match="0 or more"):
        smaa.weighted(low, high, [-1, 1, 1, 1, 1, 1])


def test_equal_values_share_the_better_rank():
    table = frame((3, 3), (4, 2), (1, 1))
    assert list(smaa.weighted(table, table, [1, 1])["rank"]) == [1, 1, 3]


def test_a_move_is_what_a_changed_score_gives(bounds):
    low, high = bounds
    found = smaa.moves(low, high).set_index(["option", "criterion", "by"])
    assert not {2, 0} & set(found.index.get_level_values("by"))
    assert ("operations-as-practised", "civilians", -1) not in found.index  # it is 1 already
    assert ("comprehensive-counter-terrorism", "lasting", 1) not in found.index  # it is 5
    before = set(smaa.analyse(low, high).leading)
    for option, criterion, by in [
        ("trust-through-diplomacy", "peace", -1),
        ("carrot-and-stick", "feasible", 1),
        ("hybrid-coercion", "lasting", 1),
    ]:
        moved_low, moved_high = low.copy(), high.copy()
        moved_low.loc[option, criterion] += by
        moved_high.loc[option, criterion] += by
        again = smaa.analyse(moved_low, moved_high)
        row = found.loc[(option, criterion, by)]
        assert row["first"] == pytest.approx(again.first[option], abs=1e-9)
        assert set(row["enters"]) == set(again.leading) - before
        assert set(row["leaves"]) == before - set(again.leading)
        assert row["top"] == again.leading[0]


@pytest.mark.parametrize("count", [1, 2])
def test_lowering_scores_is_the_analysis_repeated(bounds, count):
    low, high = bounds
    option = "comprehensive-counter-terrorism"
    found = smaa.lowered(low, high, option, count)
    assert len(found) == {1: 6, 2: 15}[count]
    for row in (found.iloc[0], found.iloc[-1]):
        moved_low, moved_high = low.copy(), high.copy()
        moved_low.loc[option, row["criteria"]] -= 1
        moved_high.loc[option, row["criteria"]] -= 1
        again = smaa.analyse(moved_low, moved_high).first
        assert row["first"] == pytest.approx(again[option], abs=1e-9)
        assert row["top"] == again.idxmax()
        assert row["lead"] == pytest.approx(again[option] - again.drop(option).max(), abs=1e-9)
    with pytest.raises(ValueError, match="lowered"):
        smaa.lowered(low, high, "operations-as-practised")


def test_first_where_a_criterion_is_the_heaviest():
    # One alternative is best by each criterion, and by nothing else: it is first where that weighs
    # most.
    best = pd.DataFrame([[5.0, 1.0], [1.0, 5.0]], index=["a", "b"], columns=["x", "y"])
    found = smaa.by_heaviest(best, best, draws=1000)
    assert found.to_numpy().tolist() == [[1, 0], [0, 1]]


def test_shares_where_a_criterion_is_the_heaviest_make_the_shares_in_all(bounds):
    found = smaa.by_heaviest(*bounds)
    assert found.sum(axis=1).to_numpy() == pytest.approx(1)
    # each criterion is the heaviest in about a sixth of the draws
    assert found.mean().to_numpy() == pytest.approx(smaa.analyse(*bounds).first, abs=0.01)


def test_a_group_counts_once_however_many_criteria_it_has():
    # A is best by the two criteria of one group, B by the one of the other: half of the weights
    # favour each. Alone, A's two outweigh B's one in three quarters of the simplex.
    table = pd.DataFrame(
        [[5.0, 5.0, 1.0], [1.0, 1.0, 5.0]], index=["A", "B"], columns=["x", "y", "z"]
    )
    groups = {"x": "g", "y": "g", "z": "h"}
    found = smaa.analyse(table, table, groups=groups)
    assert found.first["A"] == pytest.approx(0.5, abs=NEAR)
    assert found.central.loc["A"].to_numpy() == pytest.approx([3 / 8, 3 / 8, 1 / 4], abs=NEAR)
    assert smaa.analyse(table, table).first["A"] == pytest.approx(0.75, abs=NEAR)
    assert smaa.even(groups) == {"x": 0.25, "y": 0.25, "z": 0.5}
    assert smaa.moves(table, table, groups=groups)["top"].notna().all()
    heaviest = smaa.by_heaviest(table, table, groups=groups)
    assert heaviest.loc["x", "A"] > heaviest.loc["z", "A"]


def test_dominance_needs_no_weights():
    low, high = frame((3, 3), (3, 2), (4, 1), (3, 3)), frame((3, 3), (3, 3), (4, 1), (3, 3))
    # B is at best A's equal and may be worse; C is better on one; A and D are the same throughout.
    assert smaa.dominated(low, high) == {"B": ["A", "D"]}


def test_bounds_cover_both_scorers(bounds):
    scores = BOOK.load("scores_0_1")
    low, high = bounds
    for row in scores.to_dict("records"):
        cell = row["option"], row["criterion"]
        assert low.loc[cell] <= row["score"] <= high.loc[cell]
    with pytest.raises(ValueError, match="once"):
        smaa.intervals(scores.iloc[1:])


def test_agreement_of_scorers_against_a_case_worked_by_hand():
    cells = [("a", "x", 1, 1), ("a", "y", 2, 2), ("b", "x", 3, 3), ("b", "y", 1, 2)]
    scores = pd.DataFrame(
        [
            (option, criterion, scorer, score)
            for option, criterion, *both in cells
            for scorer, score in zip(("first", "second"), both, strict=True)
        ],
        columns=["option", "criterion", "scorer", "score"],
    )
    found = smaa.agreement(scores)
    assert (found.cells, found.equal, found.share) == (4, 3, 0.75)
    # Values 1, 2, 3 are given 3, 3 and 2 times. Squared ordinal distances: 1–2 (3/2 + 3/2)² = 9,
    # 2–3 (3/2 + 2/2)² = 6.25, 1–3 (3/2 + 3 + 2/2)² = 30.25. Observed: one pair of four, both
    # ways, 2 × 9 / 8 = 2.25. Expected: 2 × (9·9 + 6·6.25 + 6·30.25) / (8 · 7) = 600 / 56.
    assert found.alpha == pytest.approx(1 - 2.25 / (600 / 56))
