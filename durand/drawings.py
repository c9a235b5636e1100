"""Drawings that more than one figure uses: a list of dated events, and a map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from durand.measures.year import laid, projection, wrap
from durand.theme import NARROW, PALETTE, WIDE

if TYPE_CHECKING:
    import pandas as pd

Box = tuple[float, float, float, float]

# ---------------------------------------------------------------------- a list of dated events

MARKS = {
    "a day": "circle",
    **dict.fromkeys(["one night", "some days", "sources differ"], "square"),
    "a month": "diamond",
    "a year": "triangle-up",
}
"""The mark of a date by how finely it is known; a date that is our reading gets a cross."""
QUARTERS = [0, 91, 182, 274, 366]
"""Days after 1 January 2024 on which a quarter begins."""


def dated(rows: pd.DataFrame, days: int | None = None) -> list[alt.LayerChart]:
    """Draw events as a list in order of time, for a page and for a phone.

    Parameters
    ----------
    rows
        A row per event, as `durand.measures.year.timeline` gives them; columns of the layout are
        added to it.
    days
        If the list is of the year that begins on 1 January 2024, over how many days a strip puts
        the events on one scale.

    Returns
    -------
    list of altair.LayerChart
        The wide and the narrow drawing, from the same rows.
    """
    rows["mark"] = rows["known"].map(MARKS).fillna("cross")
    heights = [_lay(rows, wide, 52 if days else 0) for wide in (True, False)]
    return [
        _list(rows, wide, height, days) for wide, height in zip((True, False), heights, strict=True)
    ]


def _lay(rows: pd.DataFrame, wide: bool, top: int) -> int:
    size, length = ("wide", 66) if wide else ("narrow", 40)
    bodies = [
        wrap([row.title, *row.toll.split("; "), f"Told by: {row.told_by}"], length)
        for row in rows.itertuples()
    ]
    beside = [body if wide else ["", *body] for body in bodies]
    starts, height = laid(beside, 18, 14, top)
    rows[f"y_{size}"] = starts
    rows[f"body_{size}"] = ["|".join(body) for body in bodies]
    return height


def _list(rows: pd.DataFrame, wide: bool, height: int, days: int | None) -> alt.LayerChart:
    size = "wide" if wide else "narrow"
    base = alt.Chart(rows).encode(y=alt.Y(f"y_{size}", scale=None, axis=None))
    text: dict[str, Any] = {"align": "left", "baseline": "top", "lineBreak": "|", "lineHeight": 18}
    shape = alt.Shape("mark", scale=None)
    layers = [
        base.mark_point(x=8, yOffset=7, size=80, opacity=1).encode(shape=shape),
        base.mark_text(x=22, fontWeight=600, **text).encode(text="date"),
        base.mark_text(x=184 if wide else 22, dy=0 if wide else 18, **text).encode(
            text=f"body_{size}"
        ),
    ]
    if wide:
        known = base.transform_calculate(said="'(' + datum.known + ')'")
        layers.append(known.mark_text(x=22, dy=18, **text).encode(text="said:N"))
    if days:
        words = "['Jan 2024', 'Apr', 'Jul', 'Oct', 'Jan 2025']"
        axis = alt.Axis(
            orient="top", values=QUARTERS, title=None, grid=False, labelFlush=True,
            labelExpr=f"{words}[indexof({QUARTERS}, datum.value)]",
        )  # fmt: skip
        scale = alt.Scale(domain=[-4, days + 8], nice=False)
        strip = alt.Chart(rows).encode(x=alt.X("first:Q", axis=axis, scale=scale))
        spans = strip.transform_filter("datum.last > datum.first")
        layers.append(spans.mark_rule(y=18, strokeWidth=4, opacity=0.5).encode(x2="last"))
        layers.append(strip.mark_point(y=18, size=80, opacity=0.8).encode(shape=shape))
    return alt.layer(*layers).properties(height=height)


# --------------------------------------------------------------------------------------- a map

GROUND: list[tuple[str, dict[str, Any]]] = [
    ("country", {"color": PALETTE["grid"]}),
    ("area", {"color": PALETTE["amber"], "fillOpacity": 0.45}),
    ("province line", {"filled": False, "color": PALETTE["paper"], "strokeWidth": 1.2}),
    ("disputed", {"color": PALETTE["paper"], "stroke": PALETTE["muted"], "strokeWidth": 1.5,
                  "strokeDash": [2, 3]}),
    ("former line", {"filled": False, "color": PALETTE["muted"], "strokeWidth": 1.5,
                     "strokeDash": [1, 3]}),
    ("line", {"filled": False, "color": PALETTE["attack"], "strokeWidth": 2.5,
              "strokeDash": [7, 3]}),
]  # fmt: skip
"""How each role of a map's rows is drawn, from the bottom up."""
POINTS = {
    "crossing": {"shape": "diamond", "color": PALETTE["ink"], "size": 90},
    "attack": {"shape": "cross", "color": PALETTE["attack"], "size": 90},
    "town": {"shape": "circle", "color": PALETTE["muted"], "size": 40},
}
SIDES = {
    "right": {"align": "left", "dx": 9},
    "left": {"align": "right", "dx": -9},
    "under": {"dy": 17},
    "on": {},
    "bold": {"fontWeight": 600},
}
"""Where a name stands beside its place."""


def maps(rows: pd.DataFrame, box: Box, *, all_land: bool = False) -> list[alt.LayerChart]:
    """Draw a map with its note under it, for a page and for a phone.

    Parameters
    ----------
    rows
        As `durand.measures.year.lettered` gives them.
    box
        West, south, east, north, in degrees.
    all_land
        Whether the box holds land alone, and is one ground.

    Returns
    -------
    list of altair.LayerChart
        The wide and the narrow drawing, from the same rows.
    """
    return [_map(rows, box, wide, all_land) for wide in (True, False)]


def _map(rows: pd.DataFrame, box: Box, wide: bool, all_land: bool) -> alt.LayerChart:
    size = "wide" if wide else "narrow"
    fitted = projection(box, (WIDE if wide else NARROW) - 4)
    base = alt.Chart(rows)
    note = base.transform_filter("datum.role == 'note'")
    layers = []
    if all_land:
        ends = {"x": 0, "x2": {"expr": "width"}, "y": 0, "y2": fitted["height"]}
        layers.append(note.mark_rect(clip=False, color=PALETTE["grid"], **ends))
    drawn = set(rows["role"][rows["geometry"].notna()])
    layers += [
        base.transform_filter(f"datum.role == '{role}' && datum.geometry").mark_geoshape(
            clip=False, **look
        )
        for role, look in GROUND
        if role in drawn
    ]
    layers += [
        base.transform_filter(f"datum.role == '{role}'")
        .mark_point(clip=False, opacity=1, **look)
        .encode(longitude="lon:Q", latitude="lat:Q")
        for role, look in POINTS.items()
        if role in set(rows["role"])
    ]
    layers += [
        base.transform_filter(f"datum.side == '{side}' && datum.{size}")
        .mark_text(clip=False, lineBreak="|", lineHeight=15, **look)
        .encode(longitude="label_lon:Q", latitude="label_lat:Q", text=size)
        for side, look in SIDES.items()
        if side in set(rows["side"])
    ]
    said = rows.loc[rows["role"] == "note", "what"].iloc[0]
    lines = wrap(said.split("; "), 98 if wide else 46)
    look = {"align": "left", "baseline": "top", "lineHeight": 17, "color": PALETTE["muted"]}
    layers.append(note.mark_text(clip=False, x=0, y=fitted["height"] + 14, text=lines, **look))
    drawing = alt.layer(*layers).properties(height=fitted["height"] + 18 + 17 * len(lines))
    return drawing.properties(projection=alt.Projection(**fitted["projection"]))
