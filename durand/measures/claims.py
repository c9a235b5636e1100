"""How firm a claim is: its standing, by one printed rule, from the columns of ``claims``.

A standing says who stands behind a claim and who against it. It is no score of truth.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from durand.ledger.book import Ledger
from durand.ledger.number import Actor
from durand.ledger.periods import say_period

STANDINGS = ("withdrawn", "conceded", "corroborated", "contested", "single-origin")
"""In the order in which the rule tries them."""


ANSWERS = {
    "backs": "backs",
    "denies": "denies",
    "rivals": "another account than that of",
    "revises": "another number than that of",
    "withdraws": "takes back",
}
"""How a claim answers another, in words."""


def standings(claims: pd.DataFrame, actors: Mapping[str, Actor]) -> list[str]:
    """Return the standing of each claim: the first of `STANDINGS` that fits.

    Parameters
    ----------
    claims
        ``claim_id``, ``party``, ``accuses``, ``answers`` (ids, separated by ``|``) and ``answer``.
    actors
        Who may claim, by id.

    Returns
    -------
    list of str
        *withdrawn*: its party took it back. *conceded*: told by one side, and backed by the side
        that did it, or itself that backing. *corroborated*: backed by one who is no party to the
        fighting and of another kind than its claimant. *contested*: denied or rivalled by another
        side, or itself such a denial. *single-origin*: none of these.
    """
    rows = {row["claim_id"]: row for row in claims.to_dict("records")}
    pairs = [
        (row, rows[answered])
        for row in rows.values()
        for answered in filter(None, row["answers"].split("|"))
    ]

    def side(actor: str) -> str:
        return actors[actor].side or actor

    def found(claim: dict[str, Any]) -> str:
        to = [by for by, answered in pairs if answered is claim]
        both = [pair for pair in pairs if claim in pair]
        across = [(by, of) for by, of in both if side(by["party"]) != side(of["party"])]
        if any(by["answer"] == "withdraws" for by in to):
            return "withdrawn"
        if any(
            by["answer"] == "backs" and side(by["party"]) == side(of["accuses"])
            for by, of in across
        ):
            return "conceded"
        if any(by["answer"] == "backs" and _independent(by, claim, actors) for by in to):
            return "corroborated"
        if any(by["answer"] in ("denies", "rivals") for by, _ in across):
            return "contested"
        return "single-origin"

    return [found(row) for row in rows.values()]


def _independent(
    by: Mapping[str, Any], claim: Mapping[str, Any], actors: Mapping[str, Actor]
) -> bool:
    backer, claimant = actors[by["party"]], actors[claim["party"]]
    return not backer.party and backer.kind != claimant.kind


def ladder(claims: pd.DataFrame, event: str, evidence: Ledger) -> pd.DataFrame:
    """Return the claims about one event as rows of a ladder, by the day on which they were printed.

    Parameters
    ----------
    claims
        The table ``claims``.
    event
        Whose claims.
    evidence
        The ledger.

    Returns
    -------
    pandas.DataFrame
        A row per claim, civilians first within a day: ``claim_id``, ``day``, ``party`` (in words),
        ``text`` (number and what is counted), ``value`` (missing where none was given), ``open``
        (whether the number is a floor), ``role`` (of whom it is), ``answers`` (in words),
        ``answered`` (the first claim answered), ``against`` (whether it speaks against it),
        ``basis`` (blank where its party gave none), ``standing`` and ``source``.
    """
    own = claims[claims["event"] == event]
    by_id = claims.set_index("claim_id")
    rows = []
    for row in own.to_dict("records"):
        number = evidence[row["evidence"]] if row["evidence"] else None
        answered = [by_id.loc[one] for one in row["answers"].split("|") if one]
        rows.append(
            {
                "claim_id": row["claim_id"],
                "day": say_period(row["date"]),
                "party": named(evidence.actors[row["party"]]),
                "text": f"{number.wording} {row['claim']}" if number else row["claim"],
                "value": (number.value if number else None),
                "open": number is not None and number.qualifier in ("at-least", "over"),
                "role": row["whom"],
                "answers": _said(row["answer"], answered, evidence),
                "answered": row["answers"].split("|")[0],
                "against": row["answer"] in ("denies", "rivals"),
                "basis": row["basis"].removeprefix("none given").removeprefix("; "),
                "standing": row["standing"],
                "source": row["source"],
            }
        )
    first = ("civilians", "people", "", "security", "militants")
    frame = pd.DataFrame(rows)
    order = frame["role"].map(first.index)
    days = own["date"].to_numpy()
    return frame.assign(_day=days, _order=order).sort_values(
        ["_day", "_order"], kind="stable", ignore_index=True
    )


def named(actor: Actor) -> str:
    """Return whom a drawing names as a party, in full where the short name would not do."""
    if actor.kind == "group of people":
        return actor.name
    plural = "Unnamed {}s" if actor.kind == "unnamed sources" else "{}"
    return plural.format(actor.short)


def _said(answer: str, answered: list[pd.Series], evidence: Ledger) -> str:
    """Return what a claim answers, in words: ``backs the TTP and the residents of Barmal``."""
    whom = dict.fromkeys(f"the {_within(evidence.actors[one['party']])}" for one in answered)
    return f"{ANSWERS[answer]} {' and '.join(whom)}" if whom else ""


def _within(actor: Actor) -> str:
    """Return the same within a sentence: ``unnamed security sources``."""
    name = named(actor)
    return name[0].lower() + name[1:] if name.startswith(("Unnamed", "Residents")) else name
