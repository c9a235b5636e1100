"""Prices at the gates: what a month of closure shows, and what it could show.

The rule stands in the book's methods. A gap is the logarithm of a price at a gate, less the mean of
the logarithms far from it; the effect of a closure is the gap in its month, less the mean of the
gaps in the months before and after.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from durand.measures.gate import closed, vouched

GATES = {
    "torkham": "Nangarhar",
    "chaman-spin-boldak": "Kandahar",
    "ghulam-khan": "Khost",
    "angur-ada": "Paktika",
    "kharlachi": "Paktya",
}
"""The province at each gate."""

FAR = ("Balkh", "Hirat", "Nimroz")
"""Provinces whose own gates lead to Central Asia and Iran."""

DAYS = 5
"""From how many days on a month is one of closure."""

POWER = 2.8
"""Standard errors that a test at one in twenty finds in four cases of five: 1.96 and 0.84."""


def shut_months(
    closures: pd.DataFrame, gates: Mapping[str, str] = GATES, least: int = DAYS
) -> pd.DataFrame:
    """Find the months in which a gate was shut for some days, by the fewest days printed.

    Parameters
    ----------
    closures
        Rows of ``closures``; their days are counted as `durand.measures.gate.vouched` has it.
    gates
        The province at each crossing.
    least
        Fewest days in a month.

    Returns
    -------
    pandas.DataFrame
        ``closure_id``, ``province``, ``month`` (``2024-01``) and ``days``, sorted.
    """
    shut = closed(closures, list(gates))
    days = [
        (row["closure_id"], gates[row["crossing"]], f"{day:%Y-%m}")
        for row, day in vouched(shut)
        if row["crossing"] in gates
    ]
    keys = ["closure_id", "province", "month"]
    found = pd.DataFrame(days, columns=keys).groupby(keys).size().reset_index(name="days")
    return found[found["days"] >= least]


def gaps(
    prices: pd.DataFrame, at: Sequence[str] = tuple(GATES.values()), far: Sequence[str] = FAR
) -> pd.DataFrame:
    """Return each good's gap between a province at a gate and those far from it.

    Parameters
    ----------
    prices
        Rows of ``prices``: ``month``, ``place``, ``good``, ``price`` (one currency).
    at, far
        Provinces at the gates, and far from them.

    Returns
    -------
    pandas.DataFrame
        ``good``, ``province``, ``month`` and ``gap`` (log price), in order of time.
    """
    wide = np.log(prices.pivot(index=["good", "month"], columns="place", values="price"))
    gap = wide[list(at)].sub(wide[list(far)].mean(axis=1, skipna=False), axis=0)
    long = gap.stack().rename("gap").rename_axis(["good", "month", "province"])
    return long.reset_index().sort_values(["good", "province", "month"], ignore_index=True)


def effects(gap: pd.DataFrame, shut: pd.DataFrame) -> pd.DataFrame:
    """Set each month's gap against those of the months before and after.

    Parameters
    ----------
    gap
        What `gaps` returns, without a month left out.
    shut
        What `shut_months` returns.

    Returns
    -------
    pandas.DataFrame
        ``good``, ``month``, ``province`` and ``effect`` (log price): one row for each closure, with
        its ``closure_id`` and, where it shut several gates, their provinces and mean; and one for
        each ordinary month of a province, with a blank ``closure_id``. Other months are left out:
        the first, the last, and those beside a month of closure.
    """
    by = gap.groupby(["good", "province"])["gap"]
    rows = gap.assign(effect=gap["gap"] - (by.shift(1) + by.shift(-1)) / 2)
    rows = rows.merge(shut[["closure_id", "province", "month"]], "left", ["province", "month"])
    closed = rows["closure_id"].notna()
    sides = closed.groupby([rows["good"], rows["province"]])
    beside = sides.shift(1, fill_value=False) | sides.shift(-1, fill_value=False)
    known = rows["effect"].notna()
    ordinary = rows[known & ~closed & ~beside].assign(closure_id="")
    closures = (
        rows[known & closed]
        .groupby(["good", "closure_id", "month"], sort=False)
        .agg(province=("province", ", ".join), effect=("effect", "mean"))
        .reset_index()
    )
    return pd.concat([closures, ordinary], ignore_index=True)[
        ["good", "month", "province", "closure_id", "effect"]
    ]


def summary(effect: pd.DataFrame) -> pd.DataFrame:
    """Say for each good what the closures show, and what they could show.

    Parameters
    ----------
    effect
        What `effects` returns.

    Returns
    -------
    pandas.DataFrame
        By ``good``: ``closures`` and ``ordinary`` (how many), and in per cent of the price ``mean``
        (of the closures) and ``least`` (the smallest effect that they could show).
    """
    closed = effect["closure_id"] != ""
    mean = effect[closed].groupby("good")["effect"].agg(["size", "mean"])
    plain = effect[~closed].groupby("good")["effect"].agg(["size", "std"])
    return pd.DataFrame(
        {
            "closures": mean["size"],
            "ordinary": plain["size"],
            "mean": per_cent(mean["mean"]),
            "least": per_cent(POWER * plain["std"] / np.sqrt(mean["size"])),
        }
    )


def levels(
    prices: pd.DataFrame, good: str, pairs: Mapping[str, tuple[str, str]], far: Sequence[str] = FAR
) -> pd.DataFrame:
    """Set what a good costs on both sides of a gate beside what it costs far from it.

    Parameters
    ----------
    prices
        Rows of ``prices``.
    good
        The good.
    pairs
        By gate, the Afghan province and the Pakistani city.
    far
        Provinces far from the gates, whose geometric mean is the third price.

    Returns
    -------
    pandas.DataFrame
        ``gate``, ``place``, ``city`` and ``month``, and at the gate, far from it and in the city
        (``_at``, ``_far``, ``_city``) ``index`` (own currency, the first month is 100) and ``usd``:
        an Afghan price over its province's exchange rate, a Pakistani one as WFP converts it.
    """
    rows = prices[prices["good"] == good]
    own, asked = (
        rows.pivot(index="month", columns="place", values=one) for one in ("price", "usd")
    )
    rate = prices[prices["good"] == "US dollar"].pivot(
        index="month", columns="place", values="price"
    )
    usd = (own / rate).combine_first(asked)
    found = []
    for gate, (at, city) in pairs.items():
        found.append(pd.DataFrame({"gate": gate, "place": at, "city": city}, own.index))
        for name, table in (("index", own), ("usd", usd)):
            far_off = np.exp(np.log(table[list(far)]).mean(axis=1, skipna=False))
            for side, line in (("at", table[at]), ("far", far_off), ("city", table[city])):
                base = line.iloc[0] / 100 if name == "index" else 1
                found[-1][f"{name}_{side}"] = line / base
    return pd.concat(found).reset_index()


def binned(effect: pd.DataFrame) -> pd.DataFrame:
    """Count each good's ordinary months by their effect, in steps of two per cent.

    Parameters
    ----------
    effect
        What `effects` returns, its ``effect`` in per cent.

    Returns
    -------
    pandas.DataFrame
        ``good``, ``effect`` (the middle of its step, per cent) and ``months`` (at least one).
    """
    plain = effect[effect["closure_id"] == ""]
    whole = 2 * (plain["effect"] / 2).round().astype(int)
    return plain.groupby(["good", whole]).size().rename("months").reset_index()


def per_cent(log: pd.Series) -> pd.Series:
    """Return differences of logarithms in per cent."""
    return 100 * np.expm1(log)
