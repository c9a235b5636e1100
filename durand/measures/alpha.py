"""Krippendorff's alpha: how far coders agree, beyond what chance would give.

After Krippendorff (2011), *Computing Krippendorff's Alpha-Reliability*: one less observed over
expected disagreement. 1 is perfect, 0 as by chance, below 0 worse than that. Every coder gives
every unit a value here; what is left out is not provided for.
"""

from __future__ import annotations

import numpy as np
import pandas as pd


def nominal(values: pd.DataFrame) -> float:
    """Return alpha where two values are the same or not.

    Parameters
    ----------
    values
        A row per unit and a column per coder, two or more, without gaps.

    Raises
    ------
    ValueError
        If there are less than two coders, if a value is missing, or if all values are the same:
        then nothing could have differed, and alpha is not defined.
    """
    together, totals = _coincidences(values)
    return _alpha(together, totals, 1 - np.eye(len(totals)))


def ordinal(values: pd.DataFrame) -> float:
    """Return alpha where values have an order: as `nominal`, but near values differ less.

    Two values lie as far apart as the ranks in their middles, of all values given, squared.
    """
    together, totals = _coincidences(values)
    middle = totals.cumsum() - totals / 2
    return _alpha(together, totals, np.subtract.outer(middle, middle) ** 2)


def _coincidences(values: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return how often each two values meet in a unit, and how often each was given, in order."""
    coders = values.shape[1]
    if coders < 2:
        raise ValueError("agreement takes at least two coders")
    if values.isna().any(axis=None):
        raise ValueError("every coder must give every unit a value")
    given = np.unique(values)
    if len(given) < 2:
        raise ValueError("all values are the same: alpha is not defined")
    counts = (values.to_numpy()[:, :, None] == given).sum(axis=1)  # units in rows, values across
    totals = counts.sum(axis=0)
    return (counts.T @ counts - np.diag(totals)) / (coders - 1), totals


def _alpha(together: np.ndarray, totals: np.ndarray, distance: np.ndarray) -> float:
    by_chance = (np.outer(totals, totals) - np.diag(totals)) / (totals.sum() - 1)
    return float(1 - (together * distance).sum() / (by_chance * distance).sum())
