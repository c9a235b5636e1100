"""The year: what chapter 01 computes from ``events``, ``map_points`` and ``map_shapes``."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from math import atan, degrees, exp, log, pi, radians, tan
from typing import Any

import pandas as pd

from durand.ledger.book import Ledger
from durand.ledger.periods import span
from durand.measures.dates import when
from durand.theme import wrapped

PRECISE = ("day", "interval")
DAYS_IN_A_MONTH = 31


def tolls(evidence_ids: Iterable[str], evidence: Ledger, *, counted: bool = False) -> list[str]:
    """Say the casualty figures among ledger rows, each once, with whose claim they are.

    Parameters
    ----------
    evidence_ids
        Rows of the ledger; those that are no casualties are passed over.
    evidence
        The ledger.
    counted
        Whether to name who did the counting in place of who claims it.

    Returns
    -------
    list of str
        ``Civilians killed: 46 (Afghan Taliban)``, civilians first; nothing is added up.
    """
    said = {}
    for number in (evidence[one] for one in evidence_ids):
        if number.indicator.casualty:
            actor = number.origin if counted else number.claimant
            who = actor.short
            if actor.actor_id in evidence.founding:
                who = evidence.founding[actor.actor_id] if counted else "own voice"
            elif actor.kind == "unnamed sources":
                who = f"unnamed {who}s"
            label = number.indicator.label.removeprefix("Pakistani ").partition(" in ")[0]
            what = label[0].upper() + label[1:]
            said[f"{what}: {number.wording} ({who})"] = None
    first = ("Civilians", "Women", "Children", "People")
    return sorted(said, key=lambda text: not text.startswith(first))


def placeless(note: str) -> bool:
    """Say whether a row's note tells that its source names no place, and the place is ours."""
    return bool(re.search(r"\b(?:no|neither)\b[^.;]*\bplace\b", note, re.IGNORECASE))


def timeline(
    events: pd.DataFrame, titles: Mapping[str, str], evidence: Ledger, start: str, end: str
) -> pd.DataFrame:
    """Date each event once, by the finest dates that its sources give, and keep who gives them.

    Days and intervals of days count from any source and are joined; a month or a year counts from
    the founding articles alone, and the narrowest is taken.

    Parameters
    ----------
    events
        The table ``events``.
    titles
        The events drawn, by their ids, each with the title that it gets.
    evidence
        The ledger; only numbers that a founding article gives are said.
    start, end
        First and last day (ISO 8601) that an event may touch.

    Returns
    -------
    pandas.DataFrame
        A row per event in order of time: ``event``, ``title``, ``date`` (in words), ``known`` (a
        day, one night, some days, sources differ, a month, or our reading), ``dated_by``,
        ``told_by`` (short names), ``toll`` (in words, joined by ``; ``), ``first`` and ``last``
        (days after ``start``).

    Raises
    ------
    ValueError
        If an event is not in the table, or lies outside ``start`` and ``end``.
    """
    founding = evidence.founding
    zero, limit = dt.date.fromisoformat(start), dt.date.fromisoformat(end)
    rows = []
    for event, title in titles.items():
        told = events[events["event"] == event]
        if told.empty:
            raise ValueError(f"the table has no event '{event}'")
        precise = told[told["precision"].isin(PRECISE)]
        own = told[told["source"].isin(founding)]
        chosen = precise if len(precise) else own.loc[[_narrowest(own)]]
        spans = [span(date) for date in chosen["date"]]
        first, last = min(s[0] for s in spans), max(s[1] for s in spans)
        if last < zero or first > limit:
            raise ValueError(f"'{event}' lies outside {start} to {end}")
        if len(precise):
            iso = first.isoformat() + ("" if first == last else f"/{last.isoformat()}")
            date, known = when(iso, "day"), _known(spans)
        else:
            precision = chosen["precision"].iloc[0]
            date = when(chosen["date"].iloc[0], precision)
            known = "our reading" if precision == "about" else f"a {precision}"
        ids = [one for cell in own["evidence"] for one in cell.split("|") if one]
        articles = [name for key, name in founding.items() if key in set(chosen["source"])]
        rows.append(
            {
                "event": event,
                "title": title,
                "date": date,
                "known": known,
                "dated_by": ", ".join(articles) or "reports of the time",
                "told_by": ", ".join(
                    name for key, name in founding.items() if key in set(own["source"])
                )
                or "no article",
                "toll": "; ".join(tolls(ids, evidence, counted=True)),
                "first": (first - zero).days,
                "last": (last - zero).days,
            }
        )
    return pd.DataFrame(rows).sort_values(["first", "last"], kind="stable", ignore_index=True)


def _known(spans: list[tuple[dt.date, dt.date]]) -> str:
    """Say how finely dates that count are known: no common day means that sources differ."""
    first, last = min(s[0] for s in spans), max(s[1] for s in spans)
    if first == last:
        return "a day"
    if max(s[0] for s in spans) > min(s[1] for s in spans):
        return "sources differ"
    return "one night" if last - first == dt.timedelta(days=1) else "some days"


def _narrowest(told: pd.DataFrame) -> int:
    lengths = {at: -(span(row.date)[0] - span(row.date)[1]).days for at, row in told.iterrows()}
    return min(lengths, key=lambda at: (lengths[at], told.loc[at, "precision"] == "about"))


def matrix(
    events: pd.DataFrame, titles: Mapping[str, str], places: pd.DataFrame, evidence: Ledger
) -> pd.DataFrame:
    """Say of each event and each founding article whether and how the article tells it.

    Parameters
    ----------
    events, places
        The tables of these names.
    titles
        The events by their ids, each with its title, in the order drawn.
    evidence
        The ledger.

    Returns
    -------
    pandas.DataFrame
        A row per event and article: ``event``, ``title``, ``article``, ``told`` (bool), ``date``,
        ``place`` and ``toll`` (in words, empty if the article does not tell it), ``articles`` (how
        many of the five tell the event). Two rows of one article about one event are one.
    """
    names = places.set_index("place_id")["name"]
    rows = []
    for event, title in titles.items():
        told = events[(events["event"] == event) & events["source"].isin(evidence.founding)]
        for source, article in evidence.founding.items():
            own = told[told["source"] == source]
            ids = [one for cell in own["evidence"] for one in cell.split("|") if one]
            first = own.iloc[0] if len(own) else None
            rows.append(
                {
                    "event": event,
                    "title": title,
                    "article": article,
                    "told": first is not None,
                    "date": "" if first is None else when(first["date"], first["precision"]),
                    "place": "" if first is None else _place(first, names),
                    "toll": "; ".join(tolls(ids, evidence))
                    or ("" if first is None else _vague(first)),
                    "articles": int(told["source"].nunique()),
                }
            )
    return pd.DataFrame(rows)


def _vague(row: pd.Series) -> str:
    """Say casualties of a row that has none in the ledger, as the table words them."""
    return row["casualties"].replace(";", ",") if not row["evidence"] else ""


def _place(row: pd.Series, names: pd.Series) -> str:
    return "no place given" if placeless(row["note"]) else names[row["place"]]


def laid(texts: Iterable[list[str]], line: int, gap: int, top: int = 0) -> tuple[list[int], int]:
    """Lay blocks of lines under one another.

    Parameters
    ----------
    texts
        The lines of each block.
    line, gap, top
        Height of a line, space after a block, and space above the first, in px.

    Returns
    -------
    tuple
        Where each block starts, and where the last ends, in px.
    """
    starts, at = [], top
    for lines in texts:
        starts.append(at)
        at += line * len(lines) + gap
    return starts, at


def wrap(parts: Iterable[str], length: int) -> list[str]:
    """Break texts into lines of at most ``length`` characters; each text starts a line."""
    return [line for part in parts for line in wrapped(part, length) if line]


# -------------------------------------------------------------------------------- the map


KINDS = {
    "country": "country",
    "province": "province, named only",
    "disputed": "its boundaries are disputed",
    "line": "drawn in 1893; accepted as a border by one side only",
    "province line": "lines between provinces",
    "former line": "former line, not one of today",
    "crossing": "crossing",
    "attack": "attack",
    "town": "town, to find one's way",
}
PRECISION = {
    "exact": "exact, of the place itself",
    "approximate": "approximate, our derivation",
    "proxy": "of a place nearby that stands for it",
    "none": "point not known",
}


def sheet(
    shapes: pd.DataFrame,
    map_points: pd.DataFrame,
    view: str,
    *,
    chosen: Mapping[str, str],
    areas: Mapping[str, tuple[str, str]],
    pointless: Mapping[str, tuple[str, str]],
) -> pd.DataFrame:
    """Return all that one map draws and says as one table.

    Parameters
    ----------
    shapes, map_points
        The tables ``map_shapes`` and ``map_points``.
    view
        Which simplification of the ground: ``whole`` or ``border``.
    chosen
        Points by id, each with its role: ``crossing``, ``attack`` or ``town``.
    areas
        Provinces that are shaded, each with what happened there and how precisely that is known.
    pointless
        Places that are not drawn, because no point of theirs is known, by name, each with what
        happened there and the source's key.

    Returns
    -------
    pandas.DataFrame
        GeoJSON features: ``type``; ``shape``, ``role``, ``name``; ``what`` and ``precision`` in
        words; ``source`` (keys); ``geometry`` (dict or None; rings run clockwise, as d3 reads
        them; provinces that are not shaded have none); ``lon`` and ``lat`` of a mark, ``label_lon``
        and ``label_lat`` of a name (degrees; missing where there is none).

    Raises
    ------
    KeyError
        If there is no such point.
    ValueError
        If a point is asked for that has no coordinates.
    """
    rows = []
    for row in shapes[shapes["view"] == view].to_dict("records"):
        what, precision = areas.get(row["shape"], ("", ""))
        drawn = row["kind"] != "province" or row["shape"] in areas
        rows.append(
            {
                "shape": row["shape"],
                "role": "area" if what else row["kind"],
                "name": row["name"],
                "what": what or KINDS[row["kind"]],
                "precision": precision or "simplified",
                "source": row["source"],
                "geometry": _clockwise(json.loads(row["geometry"])) if drawn else None,
                "label_lon": row["lon"],
                "label_lat": row["lat"],
            }
        )
    known = map_points.set_index("point_id").loc[list(chosen)]
    for point, role in chosen.items():
        row = known.loc[point]
        if pd.isna(row["lon"]):
            raise ValueError(f"'{point}' has no point: it cannot be marked")
        rows.append(
            {
                "shape": point,
                "role": role,
                "name": row["name"],
                "what": KINDS[role],
                "precision": PRECISION[row["precision"]],
                "source": row["source"],
                "lon": row["lon"],
                "lat": row["lat"],
                "label_lon": row["lon"],
                "label_lat": row["lat"],
            }
        )
    for name, (what, source) in pointless.items():
        rows.append(
            {
                "role": "not drawn",
                "name": name,
                "what": what,
                "precision": PRECISION["none"],
                "source": source,
            }
        )
    table = pd.DataFrame(rows).assign(type="Feature")
    return table.assign(
        geometry=table["geometry"].map(lambda g: g if isinstance(g, dict) else None)
    )


def _clockwise(geometry: dict[str, Any]) -> dict[str, Any]:
    if geometry["type"] == "Polygon":
        geometry = {**geometry, "coordinates": [ring[::-1] for ring in geometry["coordinates"]]}
    elif geometry["type"] == "MultiPolygon":
        turned = [[ring[::-1] for ring in polygon] for polygon in geometry["coordinates"]]
        geometry = {**geometry, "coordinates": turned}
    return geometry


def lettered(
    rows: pd.DataFrame,
    names: Mapping[str, tuple[str, str, str]],
    moved: Mapping[str, tuple[float, float]],
    note: str,
) -> pd.DataFrame:
    """Write names and a note on a map's rows.

    Parameters
    ----------
    rows
        As `sheet` gives them; provinces that get no name are left out.
    names
        By shape: the name on a page, the name on a phone (``|`` breaks a line, blank writes none),
        and where it stands: ``on`` its place, ``bold`` on it, ``right``, ``left`` or ``under``.
    moved
        Longitude and latitude of the names that do not stand at the middle of their shape.
    note
        What the map says under itself.

    Returns
    -------
    pandas.DataFrame
        The rows with ``wide``, ``narrow`` and ``side``, and a last row of role ``note``.
    """
    rows = rows[(rows["role"] != "province") | rows["shape"].isin(names)].copy()
    for at, column in enumerate(("wide", "narrow", "side")):
        rows[column] = [names.get(shape, ("", "", ""))[at] for shape in rows["shape"]]
    for shape, (lon, lat) in moved.items():
        rows.loc[rows["shape"] == shape, ["label_lon", "label_lat"]] = lon, lat
    last = {"type": "Feature", "role": "note", "name": "Note on the map", "what": note}
    return pd.concat([rows, pd.DataFrame([last])], ignore_index=True)


def projection(box: tuple[float, float, float, float], width: int) -> dict[str, Any]:
    """Return a Mercator projection that fits a box to a drawing's width, and the box's height.

    Parameters
    ----------
    box
        West, south, east, north, in degrees.
    width
        Of the drawing, in px.

    Returns
    -------
    dict
        ``height`` in px, and ``projection`` for Vega-Lite; the latter follows the true width.
    """
    west, south, east, north = box
    up, down = (log(tan(pi / 4 + radians(lat) / 2)) for lat in (north, south))
    span_x = radians(east - west)
    height = round(width * (up - down) / span_x)
    middle = degrees(2 * atan(exp((up + down) / 2)) - pi / 2)
    return {
        "height": height,
        "projection": {
            "type": "mercator",
            "center": [(west + east) / 2, round(middle, 4)],
            "scale": {"expr": f"width / {span_x:.6f}"},
            "translate": {"expr": f"[width / 2, {height} / 2]"},
            "precision": 0,
        },
    }
