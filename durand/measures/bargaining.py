"""Bargaining in the shadow of war: the standard model, computed.

Two sides, A and B, divide a good of size 1. If they fight, A wins all of it with chance ``balance``
(B with the rest), and each side bears a cost of its own, in shares of the good. The model is that
of Fearon (1995), *International Organization* 49(3); a balance that shifts, and a promise that
binds nobody, follow the reasoning of Powell (2006), *International Organization* 60(1), in a form
with two periods. Nothing here is estimated from data: every argument is a reader's to choose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd


class Range(NamedTuple):
    """A's least and greatest share; empty where ``low`` is above ``high``."""

    low: float
    high: float

    @property
    def width(self) -> float:
        """How much there is to bargain over; 0 where the range is empty."""
        return max(0.0, self.high - self.low)


def bargaining_range(balance: float, cost_a: float, cost_b: float) -> Range:
    """Return the shares of A that both sides like at least as well as a fight.

    Parameters
    ----------
    balance
        Chance that A wins, 0 to 1.
    cost_a, cost_b
        Cost of a fight to each side, in shares of the good, at least 0.

    Returns
    -------
    Range
        From ``balance - cost_a`` to ``balance + cost_b``, cut at 0 and 1; never empty.

    Raises
    ------
    ValueError
        If an argument is out of bounds; names it.
    """
    _check(balance=balance)
    _check(top=None, cost_a=cost_a, cost_b=cost_b)
    return Range(max(0.0, balance - cost_a), min(1.0, balance + cost_b))


def holding_range(
    balance: float, cost_a: float, cost_b: float, shift: float, later: float
) -> Range:
    """Return the deals that still hold when the balance is going to shift against A.

    A deal cannot bind what B, grown stronger, will ask for later. Later B can have at least what a
    fight would bring it then, so that A gets at most the upper end of the later range. Today's part
    is all that B can hand over at once. A deal holds only if A prefers it to a fight today.

    Parameters
    ----------
    balance, cost_a, cost_b
        As in `bargaining_range`, today.
    shift
        By how much A's chance falls before the later period, 0 to 1; it never falls below 0.
    later
        Weight of the later period in the whole, 0 to 1.

    Returns
    -------
    Range
        A's share over both periods. Empty (``low`` above ``high``) where no deal holds.

    Raises
    ------
    ValueError
        If an argument is out of bounds; names it.
    """
    _check(shift=shift, later=later)
    today = bargaining_range(balance, cost_a, cost_b)
    most_later = min(1.0, max(0.0, balance - shift) + cost_b)
    return Range(today.low, min(today.high, (1 - later) + later * most_later))


def largest_shift(balance: float, cost_a: float, cost_b: float, later: float) -> float | None:
    """Return the greatest shift against A with which a deal still holds, or ``None`` if all do.

    Parameters and errors are those of `holding_range`; the result is between 0 and ``balance``.
    """
    least = bargaining_range(balance, cost_a, cost_b).low
    if holding_range(balance, cost_a, cost_b, 1.0, later).high >= least:
        return None
    # (1 - later) + later * (balance - shift + cost_b) = least; the cuts do not bind here
    return balance + cost_b - (least - (1 - later)) / later


class Demand(NamedTuple):
    """What A asks for when it does not know B's cost, and how it may end."""

    share: float
    risk: float
    """Chance that B refuses, so that they fight."""


def best_demand(balance: float, cost_a: float, cost_b: float, unsure: float) -> Demand:
    """Return the demand that serves A best when it knows B's cost only within bounds.

    B's cost is equally likely to be anything from ``cost_b - unsure`` to ``cost_b + unsure``; B
    knows it. A asks once; B accepts whatever leaves it no worse off than a fight.

    Parameters
    ----------
    balance, cost_a, cost_b
        As in `bargaining_range`.
    unsure
        Half the width of what A thinks possible, 0 to ``cost_b``.

    Raises
    ------
    ValueError
        If an argument is out of bounds; names it.
    """
    bargaining_range(balance, cost_a, cost_b)
    _check(top=cost_b, unsure=unsure)
    safe = cost_b - unsure
    above = min(max(safe, (cost_b + unsure - cost_a) / 2), 1 - balance)
    refused = (above - safe) / (2 * unsure) if unsure and above > safe else 0.0
    return Demand(balance + above, refused)


def telling_risks(cost_resolved: float, cost_unresolved: float, cost_b: float) -> Range:
    """Return which risks of a fight make a signal tell the resolved from the unresolved.

    A may send a signal, such as a strike, that brings the cost of a fight upon it with some chance.
    If B believes A resolved, they halve the range that A would then have; if not, the range of an
    unresolved A. A signal tells if the resolved sends it and the unresolved would not.

    Parameters
    ----------
    cost_resolved, cost_unresolved
        A's cost of a fight, if resolved and if not; above 0, the first below the second.
    cost_b
        B's cost, at least 0.

    Returns
    -------
    Range
        Chances between 0 and 1. Below ``low`` both send it, above ``high`` neither does.

    Raises
    ------
    ValueError
        If an argument is out of bounds; names it.
    """
    _check(top=None, cost_resolved=cost_resolved, cost_unresolved=cost_unresolved, cost_b=cost_b)
    if not 0 < cost_resolved < cost_unresolved:
        raise ValueError(
            f"cost_resolved {cost_resolved} must be above 0 and below cost_unresolved "
            f"{cost_unresolved}"
        )
    resolved, unresolved = signal_gains(cost_resolved, cost_unresolved, cost_b)
    return Range(unresolved / cost_unresolved, min(1.0, resolved / cost_resolved))


def signal_gains(
    cost_resolved: float, cost_unresolved: float, cost_b: float
) -> tuple[float, float]:
    """Return what it is worth to be believed resolved: to the resolved, and to the unresolved.

    In shares of the good, arguments as in `telling_risks`. The unresolved would get half the
    difference of the costs. The resolved would get no more, since it can still fight when it is
    not believed.
    """
    better_deal = (cost_unresolved - cost_resolved) / 2
    return min(better_deal, (cost_resolved + cost_b) / 2), better_deal


def by_shift(
    shifts: Sequence[float], *, balance: float, cost_a: float, cost_b: float, later: float
) -> pd.DataFrame:
    """Return what holds as the expected shift grows, a row per shift.

    Returns
    -------
    pandas.DataFrame
        ``shift``; ``low`` and ``high`` of `holding_range`; ``holds`` (bool), whether any deal does.
    """
    found = [holding_range(balance, cost_a, cost_b, shift, later) for shift in shifts]
    return pd.DataFrame(
        {
            "shift": list(shifts),
            "low": [one.low for one in found],
            "high": [one.high for one in found],
            "holds": [one.high >= one.low for one in found],
        }
    )


def cases(changes: Mapping[str, Mapping[str, float]], **base: float) -> pd.DataFrame:
    """Return the range in a base case and with one thing changed at a time.

    Parameters
    ----------
    changes
        Name of each case, and the arguments of `holding_range` that differ from the base's. A case
        with ``unsure`` is A's demand under private information instead: ``high`` is what A can
        safely ask for.
    base
        All arguments of `holding_range`.

    Returns
    -------
    pandas.DataFrame
        A row per case, in order: ``case``, ``low``, ``high``, ``width`` (0 where no deal holds),
        ``holds``.
    """
    rows = []
    for case, change in changes.items():
        given = {**base, **change}
        unsure = given.pop("unsure", 0.0)
        if unsure:
            _check(top=given["cost_b"], unsure=unsure)
            given["cost_b"] -= unsure
        found = holding_range(**given)
        rows.append((case, found.low, found.high, found.width, found.high >= found.low))
    return pd.DataFrame(rows, columns=["case", "low", "high", "width", "holds"])


def risks(
    unsure: Sequence[float], own: Sequence[float], *, balance: float, cost_b: float
) -> pd.DataFrame:
    """Return the risk that a best demand ends in a fight, a row per own cost and uncertainty.

    Returns
    -------
    pandas.DataFrame
        ``cost_a``, ``unsure`` and ``risk`` (0 to 1), as `best_demand` gives it.
    """
    rows = [(a, u, best_demand(balance, a, cost_b, u).risk) for a in own for u in unsure]
    return pd.DataFrame(rows, columns=["cost_a", "unsure", "risk"])


def _check(*, top: float | None = 1.0, **given: float) -> None:
    for name, value in given.items():
        if not 0 <= value <= (float("inf") if top is None else top):
            bound = "at least 0" if top is None else f"from 0 to {top:g}"
            raise ValueError(f"{name} is {value:g} and must be {bound}")
