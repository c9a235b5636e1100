"""After 2024: what chapter 09 computes from ``forecasts``, ``second_verdicts`` and ``outcomes``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pandas as pd

from durand.ledger.periods import span
from durand.measures import coding
from durand.measures.dates import when

SCORED = ("prediction", "expectation")
"""Kinds of statement that say that something will come, will not come or will go on."""

VERDICTS = ("came true", "partly", "did not", "undecided", "untestable", "open")
"""The words of a verdict, in the order drawn."""

FIRST_DAY = dt.date(2025, 1, 1)
"""Day zero of the time scale."""


def side_by_side(
    forecasts: pd.DataFrame, second: pd.DataFrame, outcomes: pd.DataFrame
) -> pd.DataFrame:
    """Lay the two readings of each scored statement side by side.

    Parameters
    ----------
    forecasts, second, outcomes
        ``data/forecasts.csv``, ``data/second_verdicts.csv`` and ``data/outcomes.csv``.

    Returns
    -------
    pandas.DataFrame
        A row per scored statement, in the order of ``forecasts``: ``forecast_id``, ``kind``,
        ``statement``, ``source``, ``locator``, ``criterion``, ``horizon``, ``first`` and
        ``second`` (verdicts), ``first_reason``, ``second_reason``, and ``evidence``: the outcomes
        that either reading rests on, each once, in the order of time.

    Raises
    ------
    ValueError
        If a scored statement lacks one of the readings, or another statement has one.
    """
    scored = forecasts[forecasts["kind"].isin(SCORED)]
    if set(scored["forecast_id"]) != set(second["forecast_id"]) or (scored["verdict"] == "").any():
        raise ValueError("the two readings are not of the same statements")
    renamed = second.rename(columns={"verdict": "second", "reason": "second_reason"})
    laid = scored.rename(columns={"verdict": "first", "reasoning": "first_reason"}).merge(
        renamed, on="forecast_id", validate="one_to_one", suffixes=("", "_second")
    )
    in_time = outcomes.sort_values("date", kind="stable").itertuples()
    told = {row.outcome_id: f"{when(row.date, row.precision)}: {row.what}" for row in in_time}
    laid["evidence"] = [
        " ".join(text for name, text in told.items() if name in {*one.split("|"), *two.split("|")})
        for one, two in zip(laid["outcomes"], laid["outcomes_second"], strict=True)
    ]
    return laid.drop(columns=["outcomes", "outcomes_second"])


def agreement(laid: pd.DataFrame) -> coding.Agreement:
    """Measure how far the two readings agree, as ``durand.measures.coding`` does for codings.

    Parameters
    ----------
    laid
        A row per statement, with the verdicts ``first`` and ``second``.
    """
    codes = {verdict: code for code, verdict in enumerate(VERDICTS)}
    return coding.agreement(
        laid.assign(first=laid["first"].map(codes), second=laid["second"].map(codes))
    )


def by_article(laid: pd.DataFrame) -> pd.DataFrame:
    """Count verdicts by article.

    Parameters
    ----------
    laid
        A row per statement, with ``source`` and the verdicts ``first`` and ``second``.

    Returns
    -------
    pandas.DataFrame
        A row per article and verdict that occurs in it, articles in order of appearance:
        ``source``, ``verdict``, and how many statements have it by the ``first`` and by the
        ``second`` reading.
    """
    found = [
        (source, verdict, int((group["first"] == verdict).sum()), int((two == verdict).sum()))
        for source, group in laid.groupby("source", sort=False)
        for two in [group["second"]]
        for verdict in VERDICTS
    ]
    counted = pd.DataFrame(found, columns=["source", "verdict", "first", "second"])
    return counted[counted["first"] + counted["second"] > 0].reset_index(drop=True)


def watch_list(forecasts: pd.DataFrame) -> pd.DataFrame:
    """Return the statements that are not scored, without any verdict.

    Returns
    -------
    pandas.DataFrame
        ``source``, ``locator``, ``kind``, ``statement``, ``criterion`` (what to watch).
    """
    listed = forecasts[~forecasts["kind"].isin(SCORED)]
    return listed[["source", "locator", "kind", "statement", "criterion"]].reset_index(drop=True)


def timeline(outcomes: pd.DataFrame, titles: Mapping[str, str]) -> pd.DataFrame:
    """Return outcomes in the order of time, with their place on a scale of days.

    Parameters
    ----------
    outcomes
        ``data/outcomes.csv``.
    titles
        The outcomes wanted, each with a short name.

    Returns
    -------
    pandas.DataFrame
        A row per outcome: ``title``, ``when`` and ``short`` (its date in words), ``precision``,
        ``start`` and ``end`` (days from 1 January 2025; ``end`` is the day after the last),
        ``what``, ``claimant``, ``source``.

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
    spans = [span(date) for date in rows["date"]]
    dated = list(zip(rows["date"], rows["precision"], strict=True))
    rows["start"] = [(first - FIRST_DAY).days for first, _ in spans]
    rows["end"] = [(last - FIRST_DAY).days + 1 for _, last in spans]
    rows["title"] = rows["outcome_id"].map(titles)
    rows["when"] = [when(*one) for one in dated]
    rows["short"] = [when(*one, short=True) for one in dated]
    wanted = ["title", "when", "short", "precision", "start", "end", "what", "claimant", "source"]
    return rows.sort_values(["start", "end"], kind="stable")[wanted].reset_index(drop=True)


def placed(rows: pd.DataFrame, text: str, room: int) -> pd.DataFrame:
    """Place texts of several lines one under another, each with room below it.

    Parameters
    ----------
    rows
        A row per text, in the order drawn.
    text
        The column of texts; ``|`` breaks a line.
    room
        Pixels below each text.

    Returns
    -------
    pandas.DataFrame
        The rows with ``<text>_top``, ``<text>_below`` and ``<text>_end`` added: where a text
        begins and ends, and where its room ends, in pixels from the top; a line takes 17.
    """
    lines = rows[text].str.count(r"\|") + 1
    end = (17 * lines + room).cumsum()
    return rows.assign(
        **{f"{text}_top": end - room - 17 * lines, f"{text}_below": end - room, f"{text}_end": end}
    )


def pairs(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Set each counter beside itself in two years.

    Parameters
    ----------
    before, after
        Rows of ``Ledger.frame``, in the same order: ``value`` and ``wording``, and ``claimant``
        and ``label``, which must be equal row by row.

    Returns
    -------
    pandas.DataFrame
        A row per counter: ``claimant``, ``counted``, ``before`` and ``after`` (the unit of the
        indicator), ``least`` and ``most`` of the two, and ``left`` and ``right``: their wording.

    Raises
    ------
    ValueError
        If two rows of a pair are of different counters or count different things.
    """
    if before[["claimant", "label"]].to_numpy().tolist() != (
        after[["claimant", "label"]].to_numpy().tolist()
    ):
        raise ValueError("a pair is not of one counter and one scope")
    rises = before["value"] <= after["value"]
    return pd.DataFrame(
        {
            "claimant": before["claimant"],
            "counted": before["label"],
            "before": before["value"],
            "after": after["value"],
            "least": before["value"].where(rises, after["value"]),
            "most": after["value"].where(rises, before["value"]),
            "left": before["wording"].where(rises, after["wording"]),
            "right": after["wording"].where(rises, before["wording"]),
        }
    )
