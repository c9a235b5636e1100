"""Coercion and counter-leverage: what chapter 07 arranges, from the coded statements."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from durand.theme import wrapped

KEYS = {
    "events": "event_id",
    "forecasts": "forecast_id",
    "obstacles": "obstacle_id",
    "options": "option_id",
    "positions": "position_id",
    "relations": "relation_id",
}
"""The tables of statements, and the column of each that holds its ids."""

GROUPS = {
    "Pakistan": ["pakistan", "pakistan-military"],
    "Afghan Taliban": ["afghan-taliban", "gdi", "kandahari-faction", "kabuli-faction"],
    "TTP": ["ttp", "baitullah-mehsud", "noor-wali-mehsud"],
    "IS-K": ["is-k"],
    "Other militants": ["baloch-insurgents", "al-qaeda", "etim", "militant-networks"],
    "Afghan rivals": ["nrf", "anti-taliban-forces", "afghan-republic"],
    "Publics": ["ptm", "kp-government", "imran-khan", "afghan-refugees", "afghan-traders"],
    "China": ["china"],
    "India": ["india"],
    "Russia": ["russia"],
    "US and West": ["united-states", "western-states"],
    "Other states": ["iran", "tajikistan", "bangladesh"],
}
"""Who is drawn together in the matrix of relations; the grouping is ours."""


def placed(frame: pd.DataFrame, load: Callable[[str], pd.DataFrame]) -> pd.DataFrame:
    """Join rows that rest on a statement with the article and paragraph of that statement.

    Parameters
    ----------
    frame
        Columns ``table`` and ``statement``.
    load
        Returns a table by name, such as `Publication.load`.

    Returns
    -------
    pandas.DataFrame
        The rows with ``source`` and ``locator`` added.

    Raises
    ------
    ValueError
        If a statement is not in its table; names both.
    """
    found = []
    for table, statement in zip(frame["table"], frame["statement"], strict=True):
        rows = load(table)
        hit = rows[rows[KEYS[table]] == statement]
        if hit.empty:
            raise ValueError(f"{table}.csv has no row {statement}")
        found.append((hit["source"].iloc[0], hit["locator"].iloc[0]))
    source, locator = zip(*found, strict=True)
    return frame.assign(source=source, locator=locator)


def matrix(
    frame: pd.DataFrame, instruments: dict[str, str], targets: dict[str, str]
) -> pd.DataFrame:
    """Return instruments by targets: what each is meant to tell, and what answer is reported.

    Parameters
    ----------
    frame
        Rows of ``coercion.csv`` as `placed` returns them.
    instruments, targets
        Name of each instrument and target, in the order drawn. A reaction of Afghan traders
        counts with the Afghan Taliban, whom the article says it presses.

    Returns
    -------
    pandas.DataFrame
        A row per instrument and target, blank ones too: ``instrument``, ``target`` (names),
        ``signal`` and ``reaction`` (texts joined by ``; ``, or ``""``), ``signals`` and
        ``reactions`` (counts), ``places`` (articles and paragraphs).
    """
    rows = []
    for instrument, instrument_name in instruments.items():
        own = frame[frame["instrument"] == instrument]
        for target, target_name in targets.items():
            signals = own[(own["part"] == "signal") & (own["target"] == target)]
            who = [target, "afghan-traders"] if target == "afghan-taliban" else [target]
            reactions = own[(own["part"] == "reaction") & own["actor"].isin(who)]
            both = pd.concat([signals, reactions])
            rows.append(
                {
                    "instrument": instrument_name,
                    "target": target_name,
                    "signal": "; ".join(signals["what"]),
                    "reaction": "; ".join(reactions["what"]),
                    "signals": len(signals),
                    "reactions": len(reactions),
                    "places": places(both),
                }
            )
    return pd.DataFrame(rows)


def places(frame: pd.DataFrame) -> str:
    """Return articles and paragraphs of rows as text: ``jadoon2025 ¶5, ¶18; ali2025 ¶6``."""
    by_article: dict[str, list[str]] = {}
    for source, locator in zip(frame["source"], frame["locator"], strict=True):
        seen = by_article.setdefault(source, [])
        if locator not in seen:
            seen.append(locator)
    return "; ".join(
        f"{source} {', '.join(sorted(seen, key=lambda p: int(p.strip('¶'))))}"
        for source, seen in by_article.items()
    )


def grouped(relations: pd.DataFrame) -> pd.DataFrame:
    """Add to each relation the groups it goes ``from`` and ``to``, in the order of `GROUPS`.

    Parameters
    ----------
    relations
        Rows of ``relations.csv``.

    Raises
    ------
    ValueError
        If an actor belongs to no group; names it.
    """
    group = {actor: name for name, actors in GROUPS.items() for actor in actors}
    missing = sorted({*relations["subject"], *relations["object"]} - set(group))
    if missing:
        raise ValueError(f"no group for {', '.join(missing)}; add it to coercion.GROUPS")
    return relations.assign(
        **{"from": relations["subject"].map(group), "to": relations["object"].map(group)}
    )


def cells(relations: pd.DataFrame) -> pd.DataFrame:
    """Return the adjacency matrix of grouped relations, a row per cell that is not empty.

    Parameters
    ----------
    relations
        Rows as `grouped` returns them.

    Returns
    -------
    pandas.DataFrame
        ``from``, ``to``; ``statements`` (count); ``sign``: ``±`` if one kind of relation between
        the same two actors is both asserted and denied; else ``•×`` if relations of one kind are
        asserted and of another denied, ``•`` if none is denied, ``×`` if all are, ``?`` if none
        is asserted and some are only doubted. A sign says that a relation is stated, not that it
        is friendly.
    """
    rows = []
    for (start, end), cell in relations.groupby(["from", "to"], sort=False):
        by_kind = cell.groupby(["subject", "object", "kind"])["status"].agg(set)
        stated = set(cell["status"])
        if any({"asserted", "denied"} <= one for one in by_kind):
            sign = "±"
        elif "asserted" in stated:
            sign = "•×" if "denied" in stated else "•"
        else:
            sign = "×" if stated == {"denied"} else "?"
        rows.append((start, end, len(cell), sign))
    return pd.DataFrame(rows, columns=["from", "to", "statements", "sign"])


def listed(
    frame: pd.DataFrame, texts: list[str], length: int, *, beside: str = "", gap: int = 1
) -> pd.DataFrame:
    """Lay out texts as a list for a chart that is read: each row below the one before it.

    Parameters
    ----------
    frame
        A row per entry, in the order drawn.
    texts
        Columns of text; an entry is their lines, one column under the other, blanks left out.
    length
        Most characters in a line.
    beside
        A column: rows that follow each other with the same value stand side by side.
    gap
        Blank lines after each entry.

    Returns
    -------
    pandas.DataFrame
        For each column of ``texts``, ``<column>_lines`` (its lines, joined by ``|``) and
        ``<column>_at`` (the first of them, counted from 0), on the index of ``frame``.
    """
    rows, start, end, before = [], 0, 0, None
    for _, entry in frame.iterrows():
        if not beside or entry[beside] != before:
            start = end
        before, at, row = entry[beside] if beside else None, start, {}
        for column in texts:
            lines = wrapped(entry[column], length) if entry[column] else []
            row |= {f"{column}_lines": "|".join(lines), f"{column}_at": at}
            at += len(lines)
        end = max(end, at + gap)
        rows.append(row)
    return pd.DataFrame(rows, index=frame.index)
