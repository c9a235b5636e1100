"""Policy options: the tables of chapter 08, laid out as matrices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import pandas as pd

STANCES: Mapping[str, str] = MappingProxyType(
    {"proposes": "P", "reports": "R", "doubts": "D", "rejects": "X"}
)
"""The letter of each stance of ``data/options.csv``."""

RELATIONS: Mapping[str, str] = MappingProxyType(
    {"needs": "N", "supports": "S", "hinders": "H", "excludes": "X"}
)
"""The letter of each relation of ``data/option_links.csv``."""

FAMILIES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Trust": (
            "mistrust",
            "mixed-signals",
            "misread-signals",
            "commitment-problem",
            "past-failures",
            "half-measures",
            "talks-exploited",
        ),
        "Aims": ("diverging-aims", "maximal-demands", "ties-of-belief", "other-rivalries"),
        "The line": ("afghan-nationalism", "pakistani-claim", "line-dispute"),
        "Leverage": (
            "little-leverage",
            "counter-leverage",
            "realignment",
            "risk-of-alienation",
            "fear-of-is-k",
        ),
        "Violence": ("border-violence", "insecurity", "escalation", "militant-resilience"),
        "Harm": ("civilian-harm", "root-causes-untouched", "grievances"),
        "Home": (
            "domestic-backlash",
            "lack-of-legitimacy",
            "lack-of-unity",
            "inconsistent-narrative",
        ),
        "Means": (
            "lack-of-money",
            "weak-governance",
            "corruption",
            "need-for-quick-results",
            "cost-of-war",
        ),
    }
)
"""Our grouping of the kinds of obstacle of ``data/obstacles.csv``."""


def stances(
    statements: pd.DataFrame, titles: Mapping[str, str], articles: Mapping[str, str]
) -> pd.DataFrame:
    """Lay options against articles.

    Parameters
    ----------
    statements
        ``data/options.csv``: ``option``, ``source``, ``stance``; a row per statement.
    titles
        Title of each option, in the order wanted.
    articles
        Keys of the articles and the names of their authors, in the order wanted.

    Returns
    -------
    pandas.DataFrame
        A row per option and article that mentions it, in the order of ``titles`` and ``articles``:
        ``option``, ``title``, ``article``, ``letters`` (each stance once, in the order of
        ``STANCES``), ``stances`` (in words), ``proposes`` (bool).
    """
    found = []
    for option, title in titles.items():
        for key, article in articles.items():
            here = statements[(statements["option"] == option) & (statements["source"] == key)]
            taken = [stance for stance in STANCES if stance in set(here["stance"])]
            if taken:
                letters = " ".join(STANCES[stance] for stance in taken)
                words = ", ".join(taken)
                found.append((option, title, article, letters, words, "proposes" in taken))
    return pd.DataFrame(
        found, columns=["option", "title", "article", "letters", "stances", "proposes"]
    )


def family(obstacle: str) -> str:
    """Return the family of a kind of obstacle.

    Raises
    ------
    ValueError
        If no family, or more than one, holds it.
    """
    found = [name for name, kinds in FAMILIES.items() if obstacle in kinds]
    if len(found) != 1:
        raise ValueError(f"obstacle '{obstacle}' is in {len(found)} families; put it into one")
    return found[0]


def obstacle_matrix(
    obstacles: pd.DataFrame, titles: Mapping[str, str], articles: Mapping[str, str]
) -> pd.DataFrame:
    """Lay options against families of obstacles.

    Parameters
    ----------
    obstacles
        ``data/obstacles.csv``: ``option``, ``obstacle``, ``source``, ``locator``; a row per
        statement.
    titles
        Title of each option, in the order wanted.
    articles
        Keys of the articles and the names of their authors, in the order wanted.

    Returns
    -------
    pandas.DataFrame
        A row per option and family that some article names: ``option``, ``title``, ``family``,
        ``articles`` (how many), ``letters`` (their initials, in the order of ``articles``),
        ``named`` (kinds with article and paragraph, in words).
    """
    laid = obstacles.assign(family=obstacles["obstacle"].map(family))
    found = []
    for option, title in titles.items():
        for name in FAMILIES:
            here = laid[(laid["option"] == option) & (laid["family"] == name)]
            if here.empty:
                continue
            keys = [key for key in articles if key in set(here["source"])]
            letters = "".join(articles[key][0] for key in keys)
            named = "; ".join(
                f"{row.obstacle.replace('-', ' ')} ({articles[row.source]} {row.locator})"
                for row in here.itertuples()
            )
            found.append((option, title, name, len(keys), letters, named))
    return pd.DataFrame(
        found, columns=["option", "title", "family", "articles", "letters", "named"]
    )


def link_matrix(links: pd.DataFrame, titles: Mapping[str, str]) -> pd.DataFrame:
    """Lay options against the options that they bear on.

    Parameters
    ----------
    links
        ``data/option_links.csv``: ``option``, ``relation``, ``other``, ``what``, ``basis``.
    titles
        Title of each option, in the order wanted: an option's number is its place in it.

    Returns
    -------
    pandas.DataFrame
        The links in the order of ``titles``, with ``title``, ``number``, ``other_title``,
        ``other_number`` and ``letter`` (small where it is our reading).

    Raises
    ------
    ValueError
        If two links join the same two options in the same direction: a cell holds one.
    """
    order: Sequence[str] = list(titles)
    if links.duplicated(["option", "other"]).any():
        raise ValueError("two links join the same two options: a cell of the matrix holds one")
    stated = links["basis"] == "stated"
    letter = links["relation"].map(RELATIONS)
    laid = links.assign(
        title=links["option"].map(titles),
        number=links["option"].map(order.index) + 1,
        other_title=links["other"].map(titles),
        other_number=links["other"].map(order.index) + 1,
        letter=letter.where(stated, letter.str.lower()),
    )
    return laid.sort_values(["number", "other_number"]).reset_index(drop=True)


def matrix(
    laid: pd.DataFrame, row: str, column: str, cell: str, columns: Sequence[str]
) -> pd.DataFrame:
    """Turn a row per cell into a row per option, for a drawing and a table of the same shape.

    Parameters
    ----------
    laid
        A row per filled cell; ``row``, ``column`` and ``cell`` name its columns.
    columns
        The values of ``column``, in the order wanted.

    Returns
    -------
    pandas.DataFrame
        ``row`` in first-seen order, then a column for each of ``columns``; an empty cell is "".
    """
    table = laid.pivot(index=row, columns=column, values=cell)
    table = table.reindex(index=laid[row].drop_duplicates(), columns=list(columns))
    table = table.astype(object).where(table.notna(), "")
    table.columns = [str(name) for name in columns]
    return table.reset_index()
