"""SMAA-2 against cases worked by hand, closed forms, and another library's ranking.

No published worked example is repeated here: the cases are exact, from the geometry of the weights.
"""

import time
from itertools import combinations

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
    assert smaa.places(table, table)[1].to_numpy() == pytest.approx([0.5, 0.5], abs=NEAR)


def test_three_alternatives_on_a_line_of_weights():
    # With weight t on the first criterion A is worth 1 + 4t, B 3 + t and C 5 − 4t: C leads up to
    # t = 2/5, B from there to 2/3, A beyond; A and C change places at 1/2.
    table = frame((5, 1), (4, 3), (1, 5))
    found = smaa.places(table, table)
    exact = [[1 / 3, 1 / 6, 1 / 2], [4 / 15, 11 / 15, 0], [2 / 5, 1 / 10, 1 / 2]]
    assert found.to_numpy() == pytest.approx(np.array(exact), abs=NEAR)


def test_a_triangle_of_weights():
    # B is worth 3 everywhere. A, worth 5 by the first criterion and 1 by the others, beats it
    # where the first weight is over 1/2: a corner of the triangle with a quarter of its area.
    table = frame((5, 1, 1), (3, 3, 3), (1, 5, 1), (1, 1, 5))
    assert smaa.places(table, table)[1].to_numpy() == pytest.approx([0.25] * 4, abs=NEAR)


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
    assert smaa.places(table, table).loc["A", 1] == pytest.approx(exact, abs=NEAR)


def test_scores_are_drawn_evenly_between_their_bounds():
    low, high = frame((1,), (2,)), frame((4,), (5,))
    found = smaa.places(low, high)
    assert found.loc["A", 1] == pytest.approx(2 / 9, abs=NEAR)  # half of 2 × 2 in 3 × 3


def test_an_alternative_that_is_worse_throughout_never_leads():
    table = frame((5, 5), (1, 1))
    assert list(smaa.places(table, table).loc["B"]) == [0, 1]


# ------------------------------------------------------------------ the chapter's scores

GROUPS = dict(BOOK.load("criteria")[["criterion", "group"]].itertuples(index=False))


@pytest.fixture(scope="module", params=["scores", "scores_0_1"])
def bounds(request):
    return smaa.intervals(BOOK.load(request.param))


def test_every_place_is_taken_once(bounds):
    found = smaa.places(*bounds)
    assert found.sum(axis=1).to_numpy() == pytest.approx(1)
    if bounds[0].equals(bounds[0].drop_duplicates()):  # equal ones share a place
        assert found.sum(axis=0).to_numpy() == pytest.approx(1, abs=1e-3)


def test_the_same_seed_gives_the_same_and_another_nearly_so(bounds):
    first = smaa.places(*bounds)
    assert first.equals(smaa.places(*bounds))
    other = smaa.places(*bounds, seed=7)
    assert not first.equals(other)
    assert (first - other).abs().max().max() < NEAR


def test_it_takes_less_than_a_second(bounds):
    started = time.thread_time()
    smaa.places(*bounds)
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
    count = low.shape[1]
    equal = smaa.weighted(low, high, [1] * count)
    assert smaa.weighted(low, high, [5] * count).equals(equal)
    assert smaa.weighted(low, high, [0] * count).equals(equal)
    alone = smaa.weighted(low, high, {name: 4 * (name == "feasible") for name in low})
    middle = (low["feasible"] + high["feasible"]) / 2
    assert alone["value"].equals(middle.rename("value"))
    with pytest.raises(ValueError, match="0 or more"):
        smaa.weighted(low, high, [-1] * count)


def test_equal_values_share_the_better_rank():
    table = frame((3, 3), (4, 2), (1, 1))
    assert list(smaa.weighted(table, table, [1, 1])["rank"]) == [1, 1, 3]


MOVES = [(1, 1), (2, 1), (1, 2)]


@pytest.mark.parametrize(("by", "together"), MOVES)
@pytest.mark.parametrize("groups", [None, GROUPS], ids=["flat", "grouped"])
def test_a_move_is_the_analysis_of_the_changed_scores(by, together, groups):
    low, high = smaa.intervals(BOOK.load("scores"))
    leader = smaa.places(low, high, groups=groups, draws=4000)[1].idxmax()
    found = smaa.moves(low, high, leader, by=by, together=together, groups=groups, draws=4000)
    assert set(found["by"]) <= {-by, by}
    allowed = sum(
        1
        for option in low.index
        for some in combinations(low, together)
        for step in (-by, by)
        if (low.loc[option, list(some)] + step >= 1).all()
        and (high.loc[option, list(some)] + step <= 5).all()
    )
    assert len(found) == allowed
    for row in found.iloc[:: max(1, len(found) // 9)].itertuples():
        again = low.copy(), high.copy()
        for bound in again:
            bound.loc[row.option, list(row.criteria)] += row.by
        first = smaa.places(*again, groups=groups, draws=4000)[1]
        assert row.first == pytest.approx(first[leader], abs=2e-3)  # equal ones share a place
        assert row.own == pytest.approx(first[row.option], abs=2e-3)
        assert row.lead == pytest.approx(first[leader] - first.drop(leader).max(), abs=3e-3)
    own = smaa.moves(
        low, high, leader, by=by, together=together, options=[leader], groups=groups, draws=4000
    )
    mine = found[found["option"] == leader].reset_index(drop=True)
    assert own.equals(mine)


def test_a_lead_worked_by_hand():
    # A leads B where t > 1/2 of the weight. A point less on the first: 1 + 3t against 5 − 4t, from
    # t = 4/7; two points less: 1 + 2t, from 2/3. A point more on B's second is not to be had.
    table = frame((5, 1), (1, 5))
    one = smaa.moves(table, table, "A")
    assert one[["option", "criteria", "by"]].to_numpy().tolist() == [
        ["A", (0,), -1], ["A", (1,), 1], ["B", (0,), 1], ["B", (1,), -1],
    ]  # fmt: skip
    assert one["first"].to_numpy() == pytest.approx([3 / 7, 4 / 7, 3 / 7, 4 / 7], abs=NEAR)
    assert one["lead"].to_numpy() == pytest.approx([-1 / 7, 1 / 7, -1 / 7, 1 / 7], abs=2 * NEAR)
    assert list(one["top"]) == ["B", "A", "B", "A"]
    assert set(one["next"]) == {"B"}
    two = smaa.moves(table, table, "A", by=2, options=["A"])
    assert two["first"].to_numpy() == pytest.approx([1 / 3, 2 / 3], abs=NEAR)


def test_first_where_a_criterion_is_the_heaviest():
    # One alternative is best by each criterion, and by nothing else: it is first where that weighs
    # most.
    best = pd.DataFrame([[5.0, 1.0], [1.0, 5.0]], index=["a", "b"], columns=["x", "y"])
    found = smaa.by_heaviest(best, best, draws=1000)
    assert found.to_numpy().tolist() == [[1, 0], [0, 1]]


@pytest.mark.parametrize("groups", [None, GROUPS], ids=["flat", "grouped"])
def test_shares_where_a_criterion_is_the_heaviest_against_brute_force(groups):
    low, high = smaa.intervals(BOOK.load("scores"))
    found = smaa.by_heaviest(low, high, groups=groups)
    assert found.sum(axis=1).to_numpy() == pytest.approx(1)
    rng = np.random.default_rng(5)  # another way to draw: by the gaps of sorted cuts
    names = list(dict.fromkeys(GROUPS.values()))
    wins = np.zeros(found.shape)
    for _ in range(6000):
        if groups is None:
            weights = gaps(rng, low.shape[1])
        else:
            outer = dict(zip(names, gaps(rng, len(names)), strict=True))
            weights = np.concatenate(
                [outer[g] * gaps(rng, [*GROUPS.values()].count(g)) for g in names]
            )
        scores = rng.uniform(low, high)
        wins[weights.argmax(), (scores @ weights).argmax()] += 1
    wins /= wins.sum(axis=1, keepdims=True)
    assert abs(found.to_numpy() - wins).max() < 0.08


def gaps(rng, parts):
    cuts = np.sort(rng.random(parts - 1))
    return np.diff(np.concatenate([[0], cuts, [1]]))


def test_a_group_counts_once_however_many_criteria_it_has():
    # A is best by the two criteria of one group, B by the one of the other: half of the weights
    # favour each. Alone, A's two outweigh B's one in three quarters of the simplex.
    table = pd.DataFrame(
        [[5.0, 5.0, 1.0], [1.0, 1.0, 5.0]], index=["A", "B"], columns=["x", "y", "z"]
    )
    groups = {"x": "g", "y": "g", "z": "h"}
    assert smaa.places(table, table, groups=groups).loc["A", 1] == pytest.approx(0.5, abs=NEAR)
    assert smaa.places(table, table).loc["A", 1] == pytest.approx(0.75, abs=NEAR)
    heaviest = smaa.by_heaviest(table, table, groups=groups)
    assert heaviest.loc["x", "A"] > heaviest.loc["z", "A"]


def test_a_readers_weights_go_to_groups_and_then_within_them():
    groups = {"x": "g", "y": "g", "z": "h"}
    assert smaa.shared(groups) == {"x": 0.25, "y": 0.25, "z": 0.5}
    given = smaa.shared(groups, {"g": 3}, {"x": 2, "y": 0})
    assert given == {"x": 0.75, "y": 0, "z": 0.25}
    assert smaa.shared(groups, {"g": 0, "h": 0}, {"x": 0, "y": 0}) == smaa.shared(groups)
    alike = smaa.shared(groups, {"g": 2, "h": 1})
    assert list(alike.values()) == pytest.approx([1 / 3] * 3)


def test_dominance_needs_no_weights():
    low, high = frame((3, 3), (3, 2), (4, 1), (3, 3)), frame((3, 3), (3, 3), (4, 1), (3, 3))
    # B is at best A's equal and may be worse; C is better on one; A and D are the same throughout.
    assert smaa.dominated(low, high) == {"B": ["A", "D"]}


def test_a_point_more_frees_by_hand():
    # A point more on either score makes B (4, 2) or A's equal; D, a five already, has one left to
    # move and stays behind E.
    table = frame((3, 3), (3, 2))
    assert smaa.freed(table, table) == {"B": [0, 1]}
    assert smaa.freed(frame((5, 5), (5, 2)), frame((5, 5), (5, 2))) == {}
    # A score that is 2 or 3 moves as a whole: at best 4, it beats A; on the other B is A's equal.
    assert smaa.freed(frame((3, 3), (2, 3)), frame((3, 3), (3, 3))) == {"B": [0, 1]}


def test_leaving_out_a_criterion_by_hand():
    # Without the first criterion B leads throughout, without the second A, without the third each
    # on half of the weights.
    table = frame((5, 1, 3), (1, 5, 3))
    found = smaa.without(table, table)
    assert found.to_numpy() == pytest.approx(np.array([[0, 1], [1, 0], [0.5, 0.5]]), abs=NEAR)


@pytest.mark.parametrize("name", ["scores", "scores_0_1"])
def test_bounds_cover_both_passes(name):
    scores = BOOK.load(name)
    low, high = smaa.intervals(scores)
    for row in scores.to_dict("records"):
        cell = row["option"], row["criterion"]
        assert low.loc[cell] <= row["score"] <= high.loc[cell]
    with pytest.raises(ValueError, match="once"):
        smaa.intervals(scores.iloc[1:])


@pytest.mark.parametrize("name", ["scores", "scores_0_1"])
def test_what_is_dominated_never_leads(name):
    low, high = smaa.intervals(BOOK.load(name))
    first = smaa.places(low, high)[1]
    for one, others in smaa.dominated(low, high).items():
        assert first[one] == 0
        for other in others:  # by brute force over corners of the scores and random weights
            worst, best = low.loc[other].to_numpy(), high.loc[one].to_numpy()
            assert (worst >= best).all()


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
