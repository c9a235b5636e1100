"""Coercion: how actors stand to each other by the articles, which chapter 07 draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

TONES = {
    **dict.fromkeys(
        [
            "allied with", "mediates between", "negotiates with", "partner of",
            "pledged allegiance to", "seeks ties with", "shelters", "supports",
            "tied by belief to", "trades with",
        ],
        "cooperative",
    ),
    **dict.fromkeys(
        ["acts against", "criticises", "distrusts", "fights", "pressures", "rival of"], "hostile"
    ),
}  # fmt: skip
"""Which relation, asserted, counts as cooperative or hostile. To depend on, to recognise or to
accept a border is neither. The sorting is ours."""

DENIED = {
    "accepts the border of": "hostile",
    "acts against": "cooperative",
    "negotiates with": "hostile",
}
"""The relations whose denial counts too: who refuses to act on a group favours it."""

SIDES = {
    "baitullah-mehsud": "ttp",
    "gdi": "afghan-taliban",
    "noor-wali-mehsud": "ttp",
    "pakistan-military": "pakistan",
}
"""Persons and organs that count with their side."""


def stances(
    relations: pd.DataFrame, pairs: Mapping[str, Sequence[str]], since: str
) -> pd.DataFrame:
    """Say by pair and article whether the two actors stand hostile, cooperative, or both.

    Parameters
    ----------
    relations
        Rows of ``relations``: ``subject``, ``kind``, ``object``, ``status``, ``period`` (ISO 8601),
        ``what``, ``source``, ``locator``.
    pairs
        By name, the two actors, by id; what each does to the other counts.
    since
        Relations whose period ends before this year are left out.

    Returns
    -------
    pandas.DataFrame
        A row per pair, source and tone, pairs in their order: ``pair``, ``source``, ``tone``
        (``hostile`` or ``cooperative``), ``what`` (statements, joined by ``; ``, each with its
        paragraph) and ``both`` (whether that source has the pair in both tones).

    Raises
    ------
    ValueError
        If no statement bears out a pair; names it.
    """
    status, kind = relations["status"], relations["kind"]
    tone = kind.map(TONES).where(status == "asserted", kind.map(DENIED)).where(status != "doubted")
    kept = relations.assign(tone=tone)[
        tone.notna() & (relations["period"].str.split("/").str[-1].str[:4] >= since)
    ]
    ends = [
        frozenset(SIDES.get(one, one) for one in two)
        for two in zip(kept["subject"], kept["object"], strict=True)
    ]
    names = {frozenset(two): name for name, two in pairs.items()}
    kept = kept.assign(
        pair=[names.get(two) for two in ends], what=kept["what"] + " (" + kept["locator"] + ")"
    )
    if missing := sorted(set(pairs) - set(kept["pair"].dropna())):
        raise ValueError(f"no statement on {', '.join(missing)}")
    found = kept.groupby(["pair", "source", "tone"], as_index=False, sort=False)["what"]
    rows = found.agg("; ".join)
    rows["both"] = rows.duplicated(["pair", "source"], keep=False)
    order = rows["pair"].map({name: at for at, name in enumerate(pairs)})
    return rows.iloc[order.sort_values(kind="stable").index].reset_index(drop=True)
