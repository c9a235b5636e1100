"""Policy options: how the articles stand to them, and a weighing of what is scored."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

STANCES: Mapping[str, float] = MappingProxyType(
    {"proposes": 1, "rejects": 0.5, "doubts": 0.2, "reports": 0}
)
"""The stances of ``data/options.csv``, the strongest first, and how dark each is drawn."""


def stances(
    statements: pd.DataFrame, titles: Mapping[str, str], articles: Mapping[str, str]
) -> pd.DataFrame:
    """Lay options against articles.

    Parameters
    ----------
    statements
        ``data/options.csv``: ``option``, ``source``, ``stance``, ``locator``; a row per statement.
    titles
        Title of each option, in the order wanted.
    articles
        Keys of the articles and the names of their authors, in the order wanted.

    Returns
    -------
    pandas.DataFrame
        A row per option and article that mentions it, in the order of ``titles`` and ``articles``:
        ``option``, ``title``, ``article``, ``stance`` (the strongest), ``shade``, ``told`` (each
        stance with its paragraphs).
    """
    found = []
    for option, title in titles.items():
        for key, article in articles.items():
            here = statements[(statements["option"] == option) & (statements["source"] == key)]
            taken = [stance for stance in STANCES if stance in set(here["stance"])]
            if taken:
                where = here.groupby("stance")["locator"].agg(lambda all_: ", ".join(all_))
                told = "; ".join(f"{stance} {where[stance]}" for stance in taken)
                found.append((option, title, article, taken[0], STANCES[taken[0]], told))
    columns = ["option", "title", "article", "stance", "shade", "told"]
    return pd.DataFrame(found, columns=columns)


def passes(
    scores: pd.DataFrame, titles: Mapping[str, str], names: Mapping[str, str]
) -> pd.DataFrame:
    """Lay both passes of scores side by side, with the reason of each.

    Parameters
    ----------
    scores
        ``data/scores.csv``.
    titles, names
        Titles of options and of criteria, both in the order wanted.

    Returns
    -------
    pandas.DataFrame
        A row per cell: ``option``, ``title``, ``criterion`` (its title), ``first`` and ``second``,
        ``text`` (the score, or both), ``shade`` (0 for a mean of one, 1 for five), ``reason`` (of
        the first pass) and ``other`` (of the second).
    """
    laid = scores.pivot(index=["option", "criterion"], columns="scorer", values=["score", "reason"])
    found = []
    for option, title in titles.items():
        for criterion, name in names.items():
            cell = laid.loc[(option, criterion)]
            one, two = (int(cell["score", which]) for which in ("first", "second"))
            text = f"{one}" if one == two else f"{one} or {two}"
            reasons = (cell["reason", which] for which in ("first", "second"))
            found.append((option, title, name, one, two, text, (one + two - 2) / 8, *reasons))
    columns = ["option", "title", "criterion", "first", "second", "text", "shade"]
    return pd.DataFrame(found, columns=[*columns, "reason", "other"])
