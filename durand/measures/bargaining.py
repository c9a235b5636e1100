"""Coercing a host over its guest: a model of three, made of the standard model of bargaining.

`triad` puts the parts together. In the parts two sides,
A and B, divide a good of size 1. If they fight, A wins all of it with chance ``balance`` (B with
the rest), and each side bears a cost of its own, in shares of the good. The parts are those of
Fearon (1995), *International Organization* 49(3); a balance that shifts, and a promise that binds
nobody, follow the reasoning of Powell (2006), *International Organization* 60(1), in a form with
two periods. That a host needs capacity to act on its guest is the argument of Pearlman and Atzili
(2018), *Triadic Coercion*; the form is ours. Nothing here is estimated from data: every argument
is a reader's to choose.
"""

from __future__ import annotations

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


PARTS = {
    "cost_resolved": 0.1,
    "cost_unresolved": 0.2,
    "cost_host": 0.15,
    "split": 0.5,
    "refusal": 0.1,
    "balance": 0.5,
    "haven": 0.2,
    "cost_group": 0.1,
    "cost_state": 0.15,
    "later": 0.9,
}
"""What the model of three holds fixed, in shares of what is at stake; chosen to be seen.

A fight's cost to a resolved and to an unresolved Pakistan, and to the host, in the signal; what a
crackdown that fails costs the host in splits; what a refusal costs Pakistan; the group's chance
against Pakistan, and how much of it a full break would take away; what a fight costs the group and
Pakistan; the weight of later in their deal.
"""


class Triad(NamedTuple):
    """What pressure on a host over its guest brings, in three steps."""

    telling: Range
    """Which risks make a strike tell resolve."""
    believed: float
    """The pressure that the host expects to last."""
    most: float
    """How far the host would go at most, 0 nothing, 1 a full break with the guest, uncut."""
    ask: float
    """How far Pakistan best asks it to go."""
    refused: float
    """Chance that the host refuses that."""
    deal: Range
    """The group's share in deals that hold once the host has done it; empty where none does."""


def telling() -> Range:
    """Return which risks make a strike of `triad` tell, by `PARTS`."""
    return telling_risks(PARTS["cost_resolved"], PARTS["cost_unresolved"], PARTS["cost_host"])


def concession(believed: float, reward: float, capacity: float, bond: float, split: float) -> float:
    """Return how far a host would go against its guest rather than bear the pressure.

    To go as far as ``x`` (0 nothing, 1 a full break) costs it ``x * bond``. With chance
    ``capacity`` it works, pressure ends and the reward is paid; else it costs ``x * split`` and the
    pressure goes on. The host goes as far as that costs no more than to refuse.

    Parameters
    ----------
    believed, reward
        What the pressure costs it and what cooperation would bring, at least 0.
    capacity
        Chance that a crackdown works, 0 to 1.
    bond, split
        What a full break costs the host, above 0, and what one that fails costs beside, at least 0.

    Returns
    -------
    float
        At least 0; above 1 where it would do more than a full break.

    Raises
    ------
    ValueError
        If an argument is out of bounds; names it.
    """
    _check(capacity=capacity)
    _check(top=None, believed=believed, reward=reward, bond=bond, split=split)
    if not bond:
        raise ValueError("bond is 0 and must be above 0")
    return capacity * (believed + reward) / (bond + (1 - capacity) * split)


def triad(
    *,
    pressure: float,
    reward: float,
    risk: float,
    capacity: float,
    bond: float,
    doubt: float,
    shift: float,
) -> Triad:
    """Return what comes of pressure on a host, with `PARTS` for all that is not asked for.

    Parameters
    ----------
    pressure, reward
        What pressure costs the host if it lasts, and what cooperation would bring it, at least 0.
    risk
        Chance that a strike brings the cost of a fight upon Pakistan, 0 to 1. Outside
        `telling_risks` the host holds it equally likely that the pressure lasts and that it does
        not, and counts half of it.
    capacity, bond
        As in `concession`.
    doubt
        How unsure Pakistan is of how far the host would go, as a share of that, 0 to 1.
    shift
        By how much the group's chance falls if it disarms, 0 to 1.

    Raises
    ------
    ValueError
        If an argument is out of bounds; names it.
    """  # fmt: skip
    _check(risk=risk, doubt=doubt)
    _check(top=None, pressure=pressure)
    risks = telling()
    believed = pressure if risks.low <= risk <= risks.high else pressure / 2
    most = concession(believed, reward, capacity, bond, PARTS["split"])
    ask, refused = best_demand(0, PARTS["refusal"], most, doubt * most)
    left = PARTS["balance"] - PARTS["haven"] * ask
    deal = holding_range(left, PARTS["cost_group"], PARTS["cost_state"], shift, PARTS["later"])
    return Triad(risks, believed, most, ask, refused, deal)


def curve(**base: float) -> pd.DataFrame:
    """Return how far a host would go at each capacity, under the pressure given and under twice it.

    Parameters
    ----------
    base
        The arguments of `triad`.

    Returns
    -------
    pandas.DataFrame
        A row per capacity, in per cent: ``capacity``, ``most`` and ``doubled``, both uncut.
    """
    rows = []
    for step in range(0, 101, 2):
        here = {**base, "capacity": step / 100}
        twice = {**here, "pressure": 2 * base["pressure"]}
        rows.append((step, *(round(100 * triad(**one).most, 1) for one in (here, twice))))
    return pd.DataFrame(rows, columns=["capacity", "most", "doubled"])


def _check(*, top: float | None = 1.0, **given: float) -> None:
    for name, value in given.items():
        if not 0 <= value <= (float("inf") if top is None else top):
            bound = "at least 0" if top is None else f"from 0 to {top:g}"
            raise ValueError(f"{name} is {value:g} and must be {bound}")
