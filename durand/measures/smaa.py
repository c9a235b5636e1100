"""Stochastic multicriteria acceptability analysis (SMAA-2): what holds whatever one values.

After Lahdelma and Salminen (2001), Operations Research 49(3), 444–454. The value of an alternative
is the weighted mean of its scores. Weights are uniform over all that are positive and sum to one;
a score is uniform between its bounds, or fixed where they are equal. All scores here have 5 as the
better end, so that none is turned round.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from durand.measures import alpha

DRAWS = 100_000
SEED = 2024
LEADING = 0.05
"""An alternative is in the leading set if it comes first in at least this share of the draws."""


@dataclass(frozen=True)
class Agreement:
    """How far two scorers agree: ``cells``, ``equal`` ones, ``share`` and Krippendorff's alpha."""

    cells: int
    equal: int
    share: float
    alpha: float


@dataclass(frozen=True)
class Analysis:
    """What SMAA-2 yields.

    ``acceptability`` has a row per alternative and a column per rank (from 1): the share of draws
    in which the alternative takes that rank, 0 to 1. ``central`` has a row per alternative and a
    column per criterion: the mean of the weights under which it comes first, missing where it
    never does. ``confidence``: the share of draws of scores in which it comes first under its
    central weights, missing where it has none.
    """

    acceptability: pd.DataFrame
    central: pd.DataFrame
    confidence: pd.Series

    @property
    def first(self) -> pd.Series:
        """First-rank acceptability of each alternative."""
        return self.acceptability[1]

    def among(self, rank: int) -> pd.Series:
        """Share of draws in which each alternative takes this rank or a better one."""
        return self.acceptability.loc[:, :rank].sum(axis=1)

    @property
    def leading(self) -> list[str]:
        """The leading set, most often first at the top."""
        return leading(self.first)


def leading(first: pd.Series) -> list[str]:
    """Return the alternatives that come first in at least `LEADING` of the draws, in that order."""
    ordered = first.sort_values(ascending=False, kind="stable")
    return list(ordered[ordered >= LEADING].index)


def intervals(scores: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the lowest and the highest score of each cell.

    Parameters
    ----------
    scores
        ``data/scores.csv``: ``option``, ``criterion``, ``scorer``, ``score`` (1 to 5); every
        scorer scores every cell once.

    Returns
    -------
    tuple of pandas.DataFrame
        Low and high: a row per option, a column per criterion, in first-seen order.

    Raises
    ------
    ValueError
        If a scorer left out a cell or scored it again.
    """
    options, criteria = list(dict.fromkeys(scores["option"])), scores["criterion"].unique()
    each = scores.groupby(["option", "criterion", "scorer"]).size()
    if len(each) != len(options) * len(criteria) * scores["scorer"].nunique() or (each != 1).any():
        raise ValueError("every scorer must score every option by every criterion, once")
    cells = scores.astype({"score": float}).groupby(["option", "criterion"])["score"]
    low, high = (
        part.unstack().reindex(index=options, columns=criteria)
        for part in (cells.min(), cells.max())
    )
    return low, high


def agreement(scores: pd.DataFrame) -> Agreement:
    """Measure how far two scorers agree, by Krippendorff's alpha for ordinal values.

    Parameters
    ----------
    scores
        As for `intervals`, with two scorers.
    """
    laid = scores.pivot(index=["option", "criterion"], columns="scorer", values="score").astype(int)
    first, second = (laid[name] for name in laid)
    equal = int((first == second).sum())
    return Agreement(len(laid), equal, equal / len(laid), alpha.ordinal(laid))


def weighted(
    low: pd.DataFrame, high: pd.DataFrame, weights: Mapping[str, float] | Sequence[float]
) -> pd.DataFrame:
    """Return the value and rank of each alternative under given weights.

    Parameters
    ----------
    low, high
        As `intervals` returns them.
    weights
        A weight of 0 or more per criterion, of any sum; all zero counts as all equal.

    Returns
    -------
    pandas.DataFrame
        A row per alternative: ``value`` (the weighted mean of the middle of each score's bounds,
        1 to 5), ``low``, ``high`` (of the bounds), ``rank`` (equal values share the better one).

    Raises
    ------
    ValueError
        If a weight is negative, or weights and criteria do not match.
    """
    given = weights if isinstance(weights, Mapping) else dict(zip(low, weights, strict=True))
    share = np.array([float(given[criterion]) for criterion in low])
    if (share < 0).any() or len(given) != low.shape[1]:
        raise ValueError("give every criterion a weight of 0 or more")
    share = share / share.sum() if share.sum() else np.full(len(share), 1 / len(share))
    ends = {"low": low.to_numpy() @ share, "high": high.to_numpy() @ share}
    found = pd.DataFrame(ends, index=low.index)
    found.insert(0, "value", (found["low"] + found["high"]) / 2)
    ranks = found["value"].round(9).rank(ascending=False, method="min")
    return found.assign(rank=ranks.astype(int))


def dominated(low: pd.DataFrame, high: pd.DataFrame) -> dict[str, list[str]]:
    """Return which alternatives need no weights to come behind, and behind which others.

    One comes behind another if no draw of scores has it better on a criterion, and some draw has
    it worse on one. ``low`` and ``high`` are as `intervals` returns them.
    """
    behind = {
        one: [
            other
            for other in low.index.drop(one)
            if (low.loc[other] >= high.loc[one]).all() and (high.loc[other] > low.loc[one]).any()
        ]
        for one in low.index
    }
    return {one: others for one, others in behind.items() if others}


def even(groups: Mapping[str, str]) -> dict[str, float]:
    """Return equal weights for the groups, shared equally within each; they sum to one.

    ``groups`` is the group of each criterion (``data/criteria.csv``).
    """
    sizes = Counter(groups.values())
    return {name: 1 / (len(sizes) * sizes[group]) for name, group in groups.items()}


def _simplex(rng: np.random.Generator, draws: int, parts: int) -> np.ndarray:
    """Draw shares uniform on the simplex: exponential variates over their sum."""
    drawn = rng.exponential(size=(draws, parts))
    return drawn / drawn.sum(axis=1, keepdims=True)


def _weights(
    rng: np.random.Generator, draws: int, criteria: Sequence[str], groups: Mapping[str, str] | None
) -> np.ndarray:
    """Draw weights uniform on the simplex; with groups, of the groups and then within each."""
    if groups is None:
        return _simplex(rng, draws, len(criteria))
    of = np.array([groups[name] for name in criteria])
    names = list(dict.fromkeys(of))
    outer, weights = _simplex(rng, draws, len(names)), np.empty((draws, len(of)))
    for place, name in enumerate(names):
        inside = of == name
        weights[:, inside] = outer[:, [place]] * _simplex(rng, draws, inside.sum())
    return weights


def _values(
    rng: np.random.Generator, weights: np.ndarray, low: np.ndarray, high: np.ndarray
) -> np.ndarray:
    """Draw scores between their bounds and return the values: alternatives in rows, draws across.

    ``weights`` has a row per draw, or one row for all.
    """
    draws = len(weights)
    values = low @ weights.T
    for alternative, criterion in zip(*np.nonzero(high > low), strict=True):
        width = high[alternative, criterion] - low[alternative, criterion]
        values[alternative] += weights[:, criterion] * width * rng.random(draws)
    return values


def analyse(
    low: pd.DataFrame,
    high: pd.DataFrame,
    *,
    groups: Mapping[str, str] | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Analysis:
    """Run SMAA-2.

    With 100,000 draws the standard error of a share is at most 0.16 percentage points.

    Parameters
    ----------
    low, high
        As `intervals` returns them.
    groups
        The group of each criterion: weights are drawn for the groups and then within each, so that
        a group counts once however many criteria it has. Without it each criterion counts alone.
    draws, seed
        How many draws, and the seed of the generator.
    """
    rng = np.random.default_rng(seed)
    bottom, top = low.to_numpy(float), high.to_numpy(float)
    weights = _weights(rng, draws, low.columns, groups)
    values = _values(rng, weights, bottom, top)
    count = len(low)
    taken = np.zeros((count, count))
    central = np.full(low.shape, np.nan)
    confidence = np.full(count, np.nan)
    for one in range(count):
        rank = np.zeros(draws, dtype=np.int8)  # how many are better
        for other in range(count):
            rank += values[other] > values[one]
        taken[one] = np.bincount(rank, minlength=count) / draws
        if taken[one, 0]:
            central[one] = weights[rank == 0].mean(axis=0)
            at = _values(rng, np.broadcast_to(central[one], (draws // 10, len(low.T))), bottom, top)
            confidence[one] = (at[one] >= at.max(axis=0)).mean()
    return Analysis(
        pd.DataFrame(taken, index=low.index, columns=range(1, count + 1)),
        pd.DataFrame(central, index=low.index, columns=low.columns),
        pd.Series(confidence, index=low.index),
    )


def moves(
    low: pd.DataFrame,
    high: pd.DataFrame,
    *,
    groups: Mapping[str, str] | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> pd.DataFrame:
    """Move each score by one point, alone, and see whether the leading set changes.

    A score with two bounds is moved as a whole. A move that would leave 1 to 5 is not made.

    Parameters
    ----------
    low, high, groups, draws, seed
        As for `analyse`, whose draws it repeats.

    Returns
    -------
    pandas.DataFrame
        A row per move: ``option``, ``criterion``, ``by`` (−1 or 1), ``first`` (the option's
        first-rank acceptability after the move), ``enters`` and ``leaves`` (lists of options that
        the move brings into or takes out of the leading set), ``top`` (most often first after it).
    """
    rng = np.random.default_rng(seed)
    bottom, top = low.to_numpy(float), high.to_numpy(float)
    weights = _weights(rng, draws, low.columns, groups)
    values = _values(rng, weights, bottom, top)
    names = list(low.index)
    count = len(names)
    now = np.bincount(values.argmax(axis=0), minlength=count) / draws
    before = leading(pd.Series(now, index=names))
    found = []
    for one, name in enumerate(names):
        others = values.copy()
        others[one] = -np.inf
        winner, best = others.argmax(axis=0), others.max(axis=0)
        for place, criterion in enumerate(low.columns):
            for by in (-1, 1):
                if bottom[one, place] + by < 1 or top[one, place] + by > 5:
                    continue
                wins = values[one] + by * weights[:, place] > best
                share = np.bincount(winner[~wins], minlength=count) / draws
                share[one] = wins.mean()
                after = leading(pd.Series(share, index=names))
                found.append(
                    {
                        "option": name,
                        "criterion": criterion,
                        "by": by,
                        "first": share[one],
                        "enters": [each for each in after if each not in before],
                        "leaves": [each for each in before if each not in after],
                        "top": after[0],
                    }
                )
    return pd.DataFrame(found)


def lowered(
    low: pd.DataFrame,
    high: pd.DataFrame,
    option: str,
    count: int = 1,
    *,
    groups: Mapping[str, str] | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> pd.DataFrame:
    """Take one point off ``count`` scores of one option, in every combination.

    A score with two bounds is moved as a whole.

    Parameters
    ----------
    low, high, groups, draws, seed
        As for `moves`, whose draws it repeats.
    option
        The alternative whose scores are lowered.
    count
        How many of its scores, at once.

    Returns
    -------
    pandas.DataFrame
        A row per combination: ``criteria`` (list), ``first`` (the option's first-rank
        acceptability after it), ``top`` (most often first after it) and ``lead`` (its share less
        that of the best other one, below 0 where it is overtaken).

    Raises
    ------
    ValueError
        If a score would leave 1 to 5.
    """
    if (low.loc[option] <= 1).any():
        raise ValueError(f"'{option}' has a score that cannot be lowered")
    rng = np.random.default_rng(seed)
    weights = _weights(rng, draws, low.columns, groups)
    values = _values(rng, weights, low.to_numpy(float), high.to_numpy(float))
    one = low.index.get_loc(option)
    own = values[one].copy()
    found = []
    for places in combinations(range(low.shape[1]), count):
        values[one] = own - weights[:, places].sum(axis=1)
        share = pd.Series(
            np.bincount(values.argmax(axis=0), minlength=len(low)) / draws, index=low.index
        )
        found.append(
            {
                "criteria": [low.columns[place] for place in places],
                "first": share[option],
                "top": share.idxmax(),
                "lead": share[option] - share.drop(option).max(),
            }
        )
    return pd.DataFrame(found)


def by_heaviest(
    low: pd.DataFrame,
    high: pd.DataFrame,
    *,
    groups: Mapping[str, str] | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> pd.DataFrame:
    """Ask which alternative comes first where a given criterion weighs most.

    Central weights answer the converse: what weighs most where a given alternative comes first.

    Parameters
    ----------
    low, high, groups, draws, seed
        As for `analyse`, whose draws of weights it repeats.

    Returns
    -------
    pandas.DataFrame
        A row per criterion and a column per alternative: among the draws in which the criterion
        has the largest weight, the share in which the alternative comes first.
    """
    rng = np.random.default_rng(seed)
    weights = _weights(rng, draws, low.columns, groups)
    first = _values(rng, weights, low.to_numpy(float), high.to_numpy(float)).argmax(axis=0)
    heaviest = weights.argmax(axis=1)
    shares = [
        np.bincount(first[heaviest == place], minlength=len(low)) / (heaviest == place).sum()
        for place in range(low.shape[1])
    ]
    return pd.DataFrame(shares, index=low.columns, columns=low.index)
