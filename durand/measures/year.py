"""The year: what chapter 01 computes from ``events``, ``map_points`` and ``map_shapes``."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from math import atan, cos, degrees, exp, log, pi, radians, tan
from typing import Any

import pandas as pd

from durand.ledger.periods import span
from durand.publication import Publication

PRECISE = ("day", "interval")
DAYS_IN_A_MONTH = 31
SCALE = 50
"""Kilometres that a map's scale is long."""


def dated(events: pd.DataFrame, event: str) -> tuple[dt.date, dt.date]:
    """Return the first and last day of an event, by the finest dates that its sources give.

    Days and intervals of days are joined; without them the shortest span is taken.

    Raises
    ------
    ValueError
        If the event is not in the table.
    """
    told = events[events["event"] == event]
    if told.empty:
        raise ValueError(f"the table has no event '{event}'")
    precise = told[told["precision"].isin(PRECISE)]
    spans = [span(date) for date in (precise if len(precise) else told)["date"]]
    if not len(precise):
        spans = [min(spans, key=lambda days: days[1] - days[0])]
    return min(first for first, _ in spans), max(last for _, last in spans)


def chronicle(
    book: Publication, chosen: Mapping[str, Mapping[str, tuple[str, ...]]], year: str
) -> pd.DataFrame:
    """Return a year as rows for `durand.marks.chronicle`: deaths by month, and lanes of events.

    Parameters
    ----------
    book
        Whose tables ``ucdp_months``, ``events``, ``closures`` and ``instruments`` are read.
    chosen
        By lane: ids of events, closures or instruments, each with what is written at it on a page
        and on a phone, and where: *over* or *under* the lane, *left* of the mark; then *doubt*, if
        it is not known to have been.
    year
        Whose months are drawn; events may run on into the next.

    Returns
    -------
    pandas.DataFrame
        ``lane`` (a country, or a lane's name), ``what`` (the month, or the text), ``short``,
        ``start``, ``end`` (ISO 8601; the day after the last), ``value`` (deaths; missing for
        events), ``kind`` (as the mark has it; of a closure, how much traffic was stopped),
        ``place`` and ``source`` (keys).
    """
    months = book.load("ucdp_months")
    months = months[months["month"].str.startswith(year)]
    rows: list[dict[str, Any]] = [
        {
            "lane": row.country,
            "what": f"{span(row.month)[0]:%B %Y}",
            "start": span(row.month)[0],
            "end": span(row.month)[1],
            "value": row.deaths_best,
            "kind": "deaths",
            "source": "ucdpged251",
        }
        for row in months.itertuples()
    ]
    events = book.load("events")
    gates = book.load("closures").set_index("closure_id")
    rules = book.load("instruments").set_index("instrument_id")
    edge = dt.date(int(year), 1, 1), dt.date(int(year) + 1, 1, 31)
    for lane, told in chosen.items():
        for name, (text, short, place, *doubt) in told.items():
            if name in gates.index:
                row = gates.loc[name]
                days = span(f"{row['start']}/{row['end'] or _seen(row, edge[1])}")
                kind, source = row["traffic"], row["source"]
            elif name in rules.index:
                row = rules.loc[name]
                days = (span(row["date"])[0], edge[1])
                kind, source = "span", row["source"]
            else:
                days = dated(events, name)
                kind = "day" if days[1] - days[0] < dt.timedelta(days=DAYS_IN_A_MONTH) else "span"
                source = "|".join(dict.fromkeys(events.loc[events["event"] == name, "source"]))
            if days[1] < edge[0] or days[0] > edge[1]:
                raise ValueError(f"'{name}' lies outside {year} and the January after it")
            rows.append(
                {
                    "lane": lane,
                    "what": text,
                    "short": short,
                    "start": max(days[0], edge[0]),
                    "end": min(days[1], edge[1]),
                    "kind": doubt[0] if doubt else kind,
                    "place": place,
                    "source": source,
                }
            )
    rows += [
        {"lane": lane, "what": "no data", "short": "no|data", "kind": "none", "place": "none",
         "start": dt.date(int(year) + 1, 1, 1), "end": edge[1], "source": "ucdpged251"}
        for lane in sorted(set(months["country"]))
    ]  # fmt: skip
    table = pd.DataFrame(rows)
    table["end"] += dt.timedelta(days=1)
    for column in ("start", "end"):
        table[column] = table[column].map(dt.date.isoformat)
    return table.fillna({"short": "", "place": ""})


def _seen(row: pd.Series, edge: dt.date) -> str:
    """Return the last day that a closure whose end was not seen is known to have lasted."""
    if pd.isna(row["days_low"]):
        return edge.isoformat()
    return (span(row["start"])[0] + dt.timedelta(days=int(row["days_low"]))).isoformat()


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
    "scale": "scale",
    "frame": "where the map lies",
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
    *,
    box: tuple[float, float, float, float],
    chosen: Mapping[str, str],
    areas: Mapping[str, tuple[str, str]],
    pointless: Mapping[str, tuple[str, str]],
    view: str = "border",
) -> pd.DataFrame:
    """Return all that one map draws and says as one table.

    Parameters
    ----------
    shapes, map_points
        The tables ``map_shapes`` and ``map_points``.
    box
        West, south, east, north of the map, in degrees; the inset shows where it lies.
    chosen
        Points by id, each with its role: ``crossing``, ``attack`` or ``town``.
    areas
        Provinces that are shaded, each with what happened there and how precisely that is known.
    pointless
        Places that are not drawn, because no point of theirs is known, by name, each with what
        happened there and the source's key.
    view
        The view of ``map_shapes`` that is the map's ground; the inset's is always *whole*.

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
    for row in shapes[shapes["view"].isin(["whole", view])].to_dict("records"):
        small = row["view"] == "whole"
        if small and row["kind"] not in ("country", "disputed", "line"):
            continue  # the inset shows the two states alone
        what, precision = ("", "") if small else areas.get(row["shape"], ("", ""))
        drawn = row["kind"] != "province" or row["shape"] in areas
        rows.append(
            {
                "view": "whole" if small else "border",
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
    west, south, east, north = box
    corners = [[west, south], [west, north], [east, north], [east, south], [west, south]]
    low, middle = south + 0.03 * (north - south), (north + south) / 2
    kilometres = SCALE / (111.32 * cos(radians(middle)))  # degrees of longitude
    left = west + 0.42 * (east - west)
    bar = [[left, low], [left + kilometres, low]]
    for view, role, line in (("whole", "frame", corners), ("border", "scale", bar)):
        rows.append(
            {
                "view": view, "shape": role, "role": role, "name": role.capitalize(),
                "what": KINDS[role], "precision": "", "source": "",
                "geometry": {"type": "LineString", "coordinates": line},
                "label_lon": line[0][0] + kilometres / 2, "label_lat": low + 0.07,
            }
        )  # fmt: skip
    known = map_points.set_index("point_id").loc[list(chosen)]
    for point, role in chosen.items():
        row = known.loc[point]
        if pd.isna(row["lon"]):
            raise ValueError(f"'{point}' has no point: it cannot be marked")
        rows.append(
            {
                "view": "border",
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
                "view": "border",
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
        ``height`` in px, ``span`` of the box in radians, and ``projection`` for Vega-Lite; the
        latter follows the true width.
    """
    west, south, east, north = box
    up, down = (log(tan(pi / 4 + radians(lat) / 2)) for lat in (north, south))
    span_x = radians(east - west)
    height = round(width * (up - down) / span_x)
    middle = degrees(2 * atan(exp((up + down) / 2)) - pi / 2)
    return {
        "height": height,
        "span": span_x,
        "projection": {
            "type": "mercator",
            "center": [(west + east) / 2, round(middle, 4)],
            "scale": {"expr": f"width / {span_x:.6f}"},
            "translate": {"expr": f"[width / 2, {height} / 2]"},
            "precision": 0,
        },
    }
