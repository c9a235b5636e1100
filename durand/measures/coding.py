"""How far two coders of the founding articles agree: what Methods prints.

A unit is a paragraph of the sample and a kind of statement; its value is whether a coder found a
statement of that kind in that paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from durand.measures import alpha

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "quantity": "evidence",
        "event": "events",
        "position": "positions",
        "relation": "relations",
        "option": "options",
        "obstacle": "obstacles",
        "framework": "frameworks",
        "forecast": "forecasts",
    }
)
"""Each kind of statement of the codebook, and the table in which the first coder entered it."""

_UNIT = ["source", "paragraph", "kind"]


@dataclass(frozen=True)
class Agreement:
    """How far two codings of the same units agree.

    ``alpha`` is Krippendorff's alpha for nominal values (1 perfect, 0 as by chance; ``None`` where
    every value is the same, so that it is not defined), ``units`` the number of units,
    ``differing`` those in which the coders differ, ``percent`` the share in which they agree, in
    per cent.
    """

    alpha: float | None
    units: int
    differing: int
    percent: float


def paragraphs(locator: str) -> frozenset[int]:
    """Return the paragraphs that a locator names: ``¶3, ¶5–6`` is 3, 5 and 6."""
    found: set[int] = set()
    for first, last in re.findall(r"¶(\d+)(?:–(\d+))?", locator):
        found.update(range(int(first), int(last or first) + 1))
    return frozenset(found)


def units(second: pd.DataFrame, first: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Lay two codings side by side, over the paragraphs that the second coder read.

    Parameters
    ----------
    second
        ``data/second_coding.csv``: a row per statement with ``source``, ``locator`` (``¶12``) and
        ``kind``; kind ``none`` for a paragraph without a statement.
    first
        The first coder's table for each kind (``KINDS``), each with ``source`` and ``locator``; a
        locator may hold several paragraphs.

    Returns
    -------
    pandas.DataFrame
        A row per paragraph of the sample and kind: ``source``, ``paragraph``, ``kind``, and
        ``first`` and ``second``, true where that coder has such a statement.
    """
    places = [(row.source, *paragraphs(row.locator)) for row in second.itertuples()]
    has_second = {(*place, kind) for place, kind in zip(places, second["kind"], strict=True)}
    has_first = {
        (row.source, paragraph, kind)
        for kind, frame in first.items()
        for row in frame.itertuples()
        for paragraph in paragraphs(row.locator)
    }
    found = [(*place, kind) for place in dict.fromkeys(places) for kind in first]
    return pd.DataFrame(
        [(*unit, unit in has_first, unit in has_second) for unit in found],
        columns=[*_UNIT, "first", "second"],
    )


def original(laid: pd.DataFrame, settlements: pd.DataFrame) -> pd.DataFrame:
    """Put the first coding back to what it was before the differences were settled.

    Parameters
    ----------
    laid
        What ``units`` returns, from the tables as they are now.
    settlements
        ``data/settlements.csv``: ``source``, ``locator``, ``kind``, ``first`` (present, absent).

    Returns
    -------
    pandas.DataFrame
        The same rows, ``first`` taken from the settlements where they list the unit.
    """
    before = {
        (row.source, *paragraphs(row.locator), row.kind): row.first == "present"
        for row in settlements[["source", "locator", "kind", "first"]].itertuples(index=False)
    }
    keys = laid[_UNIT].itertuples(index=False, name=None)
    first = [before.get(key, now) for key, now in zip(keys, laid["first"], strict=True)]
    return laid.assign(first=first)


def differences(laid: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of ``units`` in which the two codings differ."""
    return laid[laid["first"] != laid["second"]].reset_index(drop=True)


def agreement(laid: pd.DataFrame) -> Agreement:
    """Measure how far two codings agree.

    Krippendorff's alpha for nominal values: `alpha.nominal`.

    Parameters
    ----------
    laid
        A row per unit, with ``first`` and ``second`` true or false.

    Raises
    ------
    ValueError
        If there is no unit.
    """
    if laid.empty:
        raise ValueError("there is no unit that both coders coded")
    values = laid[["first", "second"]]
    differing = len(differences(laid))
    reached = None if values.stack().nunique() == 1 else alpha.nominal(values)
    return Agreement(reached, len(laid), differing, 100 * (1 - differing / len(laid)))


def by_kind(laid: pd.DataFrame) -> dict[str, Agreement]:
    """Measure the agreement for each kind of statement, in the order of first appearance."""
    return {str(kind): agreement(group) for kind, group in laid.groupby("kind", sort=False)}
