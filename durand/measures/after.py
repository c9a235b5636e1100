"""After 2024: what chapter 09 computes from ``forecasts``, ``second_verdicts`` and ``outcomes``."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from durand.ledger.periods import span
from durand.measures import coding
from durand.measures.dates import when

PLAIN = ("prediction", "expectation")
"""Kinds of statement that say that something will come, surely or probably."""

VERDICTS = ("came true", "partly", "did not", "undecided", "untestable")
"""The words of a verdict, in the order drawn."""

DIFFER = "with two verdicts"
"""What stands for a verdict where the two passes give two."""

RESULTS = ("right", "partly", "wrong")
"""How one who answered yes fares, by the first three verdicts; who answered no, the other way."""


def wide(forecasts: pd.DataFrame, cutoff: str) -> pd.Series:
    """Tell which statements the wide rule takes: those with a date by the cut-off, but no advice.

    Parameters
    ----------
    forecasts
        ``data/forecasts.csv``.
    cutoff
        The last day of the evidence, ISO 8601.
    """
    dated = forecasts["by"].ne("") & forecasts["by"].le(cutoff)
    return dated & forecasts["kind"].ne("advice")


def strict(forecasts: pd.DataFrame, cutoff: str) -> pd.Series:
    """Tell which statements the strict rule takes: of the wide, those that say what will come."""
    plain = forecasts["kind"].isin(PLAIN) & forecasts["tense"].eq("ahead")
    return wide(forecasts, cutoff) & plain


def judged(forecasts: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Lay the verdicts on each statement side by side.

    Parameters
    ----------
    forecasts, second
        ``data/forecasts.csv`` and ``data/second_verdicts.csv``.

    Returns
    -------
    pandas.DataFrame
        ``forecasts`` with ``first`` (the verdict, or the provisional one), ``blind`` (the same
        before any correction), ``second`` and ``second_reason``, ``both`` (the verdict if the two
        agree, or `DIFFER`), ``gloom`` (`gloom`) and ``still`` (`still`).

    Raises
    ------
    ValueError
        If the two passes did not judge the same statements.
    """
    if set(second["forecast_id"]) != set(forecasts["forecast_id"]):
        raise ValueError("the two passes judged different statements")
    told = second.set_index("forecast_id").loc[forecasts["forecast_id"]].set_index(forecasts.index)
    first = forecasts["verdict"].where(forecasts["verdict"].ne(""), forecasts["provisional"])
    return forecasts.assign(
        first=first,
        blind=forecasts["before"].where(forecasts["before"].ne(""), first),
        second=told["verdict"],
        second_reason=told["reason"],
        both=first.where(first.eq(told["verdict"]), DIFFER),
        gloom=forecasts["turn"].map(gloom),
        still=forecasts["course"].map(still),
    )


def gloom(turn: str) -> str:
    """Say what the rule *everything goes wrong* answers: yes, no, or nothing (blank).

    Parameters
    ----------
    turn
        Whether what lasts, or the change that comes, is bad, good or neither for peace between
        the two states and people's safety.
    """
    return {"bad": "yes", "good": "no"}.get(turn, "")


def still(course: str) -> str:
    """Say what the rule *nothing changes* answers to a statement of continuity or of change."""
    return {"continuity": "yes", "change": "no"}[course]


def benchmark(board: pd.DataFrame, by: str) -> pd.DataFrame:
    """Set both rules beside the authors, on the decided statements that both rules answer.

    Parameters
    ----------
    board
        Rows of `judged`.
    by
        Whose verdicts: ``first`` or ``second``.

    Returns
    -------
    pandas.DataFrame
        How many ``right``, ``partly`` and ``wrong``, in columns; in rows the ``authors``, who say
        yes to each of their statements, and the rules ``gloom`` and ``still``.
    """
    scale = dict(zip(VERDICTS, RESULTS, strict=False))
    rows = board[board["gloom"].ne("") & board[by].isin(list(scale))]
    said = rows[by].map(scale)
    turned = said.map({"right": "wrong", "partly": "partly", "wrong": "right"})
    answers = {"authors": said}
    answers |= {rule: said.where(rows[rule].eq("yes"), turned) for rule in ("gloom", "still")}
    return pd.DataFrame(
        {one: [int(given.eq(one).sum()) for given in answers.values()] for one in RESULTS},
        index=list(answers),
    )


def agreement(laid: pd.DataFrame) -> coding.Agreement:
    """Measure how far the two passes agreed before any correction, on rows of `judged`."""
    codes = {verdict: code for code, verdict in enumerate(VERDICTS)}
    return coding.agreement(
        laid.assign(first=laid["blind"].map(codes), second=laid["second"].map(codes))
    )


def timeline(outcomes: pd.DataFrame, titles: Mapping[str, str]) -> pd.DataFrame:
    """Return outcomes in the order of time, with their dates in words.

    Parameters
    ----------
    outcomes
        ``data/outcomes.csv``.
    titles
        The outcomes wanted, each with a short name.

    Returns
    -------
    pandas.DataFrame
        A row per outcome: ``outcome_id``, ``title``, ``when`` and ``short`` (its date in words),
        ``day`` (the first, ISO 8601), ``what``, ``claimant``, ``source``.

    Raises
    ------
    ValueError
        If an outcome is unknown, of a whole year only, or not well borne out.
    """
    unknown = set(titles) - set(outcomes["outcome_id"])
    if unknown:
        raise ValueError(f"no outcome {', '.join(sorted(unknown))}")
    rows = outcomes[outcomes["outcome_id"].isin(titles)].copy()
    weak = rows[(rows["confidence"] != "high") | (rows["precision"] == "year")]
    if len(weak):
        raise ValueError(f"too weak for the timeline: {', '.join(weak['outcome_id'])}")
    dated = list(zip(rows["date"], rows["precision"], strict=True))
    rows["day"], rows["last"] = zip(*(map(str, span(date)) for date in rows["date"]), strict=True)
    rows["title"] = rows["outcome_id"].map(titles)
    rows["when"] = [when(*one) for one in dated]
    rows["short"] = [when(*one, short=True) for one in dated]
    wanted = ["outcome_id", "title", "when", "short", "day", "what", "claimant", "source"]
    return rows.sort_values(["day", "last"], kind="stable")[wanted].reset_index(drop=True)
