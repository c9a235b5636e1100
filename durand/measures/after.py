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
        ``forecasts`` with ``first`` (the verdict, or the provisional one), ``second`` and
        ``second_reason`` (both blank where no second pass judged), and ``rule`` (`persistence`).

    Raises
    ------
    ValueError
        If the second pass judged a statement that is not there, or one without a verdict.
    """
    passed = forecasts.loc[forecasts["verdict"].ne(""), "forecast_id"]
    if not set(second["forecast_id"]) <= set(passed):
        raise ValueError("the second pass judged statements that the first did not")
    told = second.set_index("forecast_id")
    ids = forecasts["forecast_id"]
    return forecasts.assign(
        first=forecasts["verdict"].where(forecasts["verdict"].ne(""), forecasts["provisional"]),
        second=ids.map(told["verdict"]).fillna(""),
        second_reason=ids.map(told["reason"]).fillna(""),
        rule=[
            persistence(*pair) for pair in zip(forecasts["course"], forecasts["turn"], strict=True)
        ],
    )


def persistence(course: str, turn: str) -> str:
    """Say what the rule *nothing improves* answers to a statement: yes, no, or nothing (blank).

    Parameters
    ----------
    course, turn
        Whether the statement tells of continuity or change, and whether what lasts, or the turn
        that comes, is bad, good or neither for peace between the two states and people's safety.
    """
    if turn == "bad":
        return "yes"
    return "no" if (course, turn) == ("change", "good") else ""


def benchmark(board: pd.DataFrame) -> pd.DataFrame:
    """Set the rule *nothing improves* beside the authors, on the statements that it answers.

    Parameters
    ----------
    board
        Rows of `judged`. Those without an answer of the rule, or undecided, are left out.

    Returns
    -------
    pandas.DataFrame
        How many ``right``, ``partly`` and ``wrong``, in columns; in rows the ``authors``, who say
        yes to each of their statements, and the ``rule``.
    """
    scale = dict(zip(VERDICTS, RESULTS, strict=False))
    rows = board[board["rule"].ne("") & board["first"].isin(list(scale))]
    said = rows["first"].map(scale)
    turned = said.map({"right": "wrong", "partly": "partly", "wrong": "right"})
    answers = {"authors": said, "rule": said.where(rows["rule"].eq("yes"), turned)}
    return pd.DataFrame(
        {one: [int(given.eq(one).sum()) for given in answers.values()] for one in RESULTS},
        index=list(answers),
    )


def agreement(laid: pd.DataFrame) -> coding.Agreement:
    """Measure how far the two passes agree, as ``durand.measures.coding`` does for codings.

    Parameters
    ----------
    laid
        Rows of `judged`; those that only one pass judged are left out.
    """
    codes = {verdict: code for code, verdict in enumerate(VERDICTS)}
    both = laid[laid["second"].ne("")]
    return coding.agreement(
        both.assign(first=both["first"].map(codes), second=both["second"].map(codes))
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
