"""Krippendorff's alpha against cases worked by hand, and against what a package gave.

The package is ``krippendorff`` 0.9.0. Its values were written down once: what this project imports
leaves those who pass it on free to choose their licence, and that package does not.
"""

import pandas as pd
import pytest
from conftest import BOOK

from durand.measures import alpha, coding, smaa

PAIRS = pd.DataFrame(
    [(1, 1), (2, 2), (3, 3), (3, 2), (2, 2), (1, 2), (4, 4), (1, 1), (2, 4), (5, 4)]
)
THREE = pd.DataFrame([(1, 1, 2), (2, 2, 2), (3, 5, 3), (5, 5, 4), (1, 3, 1), (4, 4, 4)])


def test_nominal_worked_by_hand():
    # Four units, yes and no. Both coders: yes, yes, no; they differ in the fourth. Of 8 values 5
    # are yes, 3 no. Observed: one unit of four, 2 of 8. Expected: 2 · 5 · 3 of 8 · 7.
    values = pd.DataFrame(
        {"first": [True, True, False, True], "second": [True, True, False, False]}
    )
    assert alpha.nominal(values) == pytest.approx(1 - (2 / 8) / (30 / 56))


def test_ordinal_worked_by_hand():
    # Values 1, 2, 4 given 2, 1 and 1 times; as ranks their middles lie at 1, 2.5 and 3.5. Observed:
    # 2–4 in one unit of two, both ways, 2 · 1² of 4. Expected: both ways, by pairs that could meet,
    # 1–2: 2 · 1.5², 1–4: 2 · 2.5², 2–4: 1 · 1², so 2 · (4.5 + 12.5 + 1) of 4 · 3.
    values = pd.DataFrame({"first": [1, 2], "second": [1, 4]})
    assert alpha.ordinal(values) == pytest.approx(1 - (2 / 4) / (36 / 12))


def test_perfect_and_worse_than_chance():
    same = pd.DataFrame({"first": [1, 2, 3], "second": [1, 2, 3]})
    assert alpha.nominal(same) == alpha.ordinal(same) == 1
    swapped = pd.DataFrame({"first": [1, 2], "second": [2, 1]})
    # Observed 1; expected 2 · 2 · 2 of 4 · 3: alpha is 1 − 3/2.
    assert alpha.nominal(swapped) == pytest.approx(-0.5)


@pytest.mark.parametrize(
    ("values", "nominal", "ordinal"),
    [
        (PAIRS, 0.4933333333333333, 0.78625),
        (THREE, 0.4728682170542635, 0.7291442892946652),
    ],
)
def test_values_of_the_package(values, nominal, ordinal):
    assert alpha.nominal(values) == pytest.approx(nominal, abs=1e-12)
    assert alpha.ordinal(values) == pytest.approx(ordinal, abs=1e-12)
    mixed = values.sample(frac=1, random_state=1)[values.columns[::-1]]
    assert alpha.ordinal(mixed) == pytest.approx(ordinal, abs=1e-12), "the order says nothing"
    apart = values.replace({5: 50})  # ranks, not distances
    assert alpha.ordinal(apart) == pytest.approx(ordinal, abs=1e-12)


def test_published_values_are_those_of_the_package():
    laid = coding.units(
        BOOK.load("second_coding"), {kind: BOOK.load(t) for kind, t in coding.KINDS.items()}
    )
    before = coding.original(laid, BOOK.load("settlements"))
    assert coding.agreement(before).alpha == pytest.approx(0.6278963275025186, abs=1e-12)
    by_kind = {kind: found.alpha for kind, found in coding.by_kind(before).items()}
    assert by_kind == pytest.approx(
        {
            "quantity": 0.19444444444444442,
            "event": 0.30622009569377995,
            "position": 1,
            "relation": 0.5396825396825398,
            "option": 0.5972222222222222,
            "obstacle": 1,
            "framework": 1,
            "forecast": 0.304,
        },
        abs=1e-12,
    )
    for name, right in {"scores_0_1": 0.9671345759903106, "scores": 0.9605349943054403}.items():
        assert smaa.agreement(BOOK.load(name)).alpha == pytest.approx(right, abs=1e-12)


def test_agreement_of_the_passes_by_the_definition_itself():
    """Observed over expected disagreement, pair by pair, with the squared ordinal distance."""
    scores = BOOK.load("scores")
    laid = scores.pivot(index=["option", "criterion"], columns="scorer", values="score")
    pairs = laid.astype(int).to_numpy().tolist()
    values = [value for pair in pairs for value in pair]
    counts = [values.count(value) for value in range(6)]

    def distance(one, two):
        low, high = sorted((one, two))
        between = sum(counts[low : high + 1])
        return (between - (counts[low] + counts[high]) / 2) ** 2

    observed = sum(distance(*pair) for pair in pairs) / len(pairs)
    expected = sum(distance(a, b) for a in values for b in values) / (
        len(values) * (len(values) - 1)
    )
    found = smaa.agreement(scores)
    assert found.alpha == pytest.approx(1 - observed / expected)
    assert (found.equal, found.cells) == (90, 98)


@pytest.mark.parametrize("level", [alpha.nominal, alpha.ordinal])
@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"first": [1, 2]}, "two coders"),
        ({"first": [1, 2], "second": [1, None]}, "every coder"),
        ({"first": [2, 2], "second": [2, 2]}, "all values are the same"),
        ({"first": [], "second": []}, "all values are the same"),
    ],
)
def test_what_is_refused(level, values, said):
    with pytest.raises(ValueError, match=said):
        level(pd.DataFrame(values))
