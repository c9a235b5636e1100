"""A map: of the ground, with its note under it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from durand.measures.year import projection
from durand.theme import NARROW, PALETTE, WIDE, wrapped

if TYPE_CHECKING:
    import pandas as pd

Box = tuple[float, float, float, float]

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
    ("scale", {"filled": False, "color": PALETTE["ink"], "strokeWidth": 2}),
    ("frame", {"filled": False, "color": PALETTE["ink"], "strokeWidth": 1.5}),
]  # fmt: skip
"""How each role of a map's rows is drawn, from the bottom up."""
POINTS = {
    "crossing": {"shape": "diamond", "color": PALETTE["ink"], "size": 90},
    "attack": {"shape": "circle", "color": PALETTE["attack"], "size": 90},
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
INSET = 0.26
"""Width of the inset, of the map's."""


def maps(rows: pd.DataFrame, box: Box, inset: Box | None = None) -> list[alt.LayerChart]:
    """Draw a map of land, with an inset in its lower right corner if asked, and its note under it.

    Parameters
    ----------
    rows
        As `durand.measures.year.lettered` gives them; those of the inset have its view, *whole*.
    box, inset
        West, south, east, north of the map and of its inset, in degrees.

    Returns
    -------
    list of altair.LayerChart
        The drawing for a page and the one for a phone, from the same rows.
    """
    return [_map(rows, box, inset, wide) for wide in (True, False)]


def _map(rows: pd.DataFrame, box: Box, inset: Box | None, wide: bool) -> alt.LayerChart:
    size, width = ("wide", WIDE - 4) if wide else ("narrow", NARROW - 4)
    fitted = projection(box, width)
    own = alt.Projection(**fitted["projection"])
    base = alt.Chart(rows)
    main, small = (base.transform_filter(f"datum.view == '{view}'") for view in ("border", "whole"))
    note = base.transform_filter("datum.role == 'note'")
    ends = {"x": 0, "x2": {"expr": "width"}, "y": 0, "y2": fitted["height"]}
    layers = [note.mark_rect(clip=False, color=PALETTE["grid"], **ends)]
    drawn = set(zip(rows["view"], rows["role"].where(rows["geometry"].notna()), strict=True))
    layers += [
        main.transform_filter(f"datum.role == '{role}' && datum.geometry")
        .mark_geoshape(clip=False, **look)
        .properties(projection=own)
        for role, look in GROUND
        if ("border", role) in drawn
    ]
    layers += [
        main.transform_filter(f"datum.role == '{role}'")
        .mark_point(clip=False, opacity=1, **look)
        .encode(longitude="lon:Q", latitude="lat:Q")
        .properties(projection=own)
        for role, look in POINTS.items()
        if role in set(rows["role"])
    ]
    layers += [
        main.transform_filter(f"datum.side == '{side}' && datum.{size}")
        .mark_text(clip=False, lineBreak="|", lineHeight=15, fontSize=13 if wide else 12, **look)
        .encode(longitude="label_lon:Q", latitude="label_lat:Q", text=size)
        .properties(projection=own)
        for side, look in SIDES.items()
        if side in set(rows["side"])
    ]
    if inset:
        little = round(width * INSET)
        corner = projection(inset, little)
        left, top = width - little, fitted["height"] - corner["height"]
        edge = {"x": left, "x2": width, "y": top, "y2": fitted["height"]}
        layers.append(note.mark_rect(clip=False, color=PALETTE["paper"], **edge))
        there = alt.Projection(
            type="mercator", center=corner["projection"]["center"], precision=0,
            scale={"expr": f"{little} / {corner['span']:.6f}"},
            translate=[left + little / 2, top + corner["height"] / 2],
        )  # fmt: skip
        layers += [
            small.transform_filter(f"datum.role == '{role}' && datum.geometry")
            .mark_geoshape(
                clip=False, **{**look, "strokeWidth": min(1.5, look.get("strokeWidth", 1))}
            )
            .properties(projection=there)
            for role, look in GROUND
            if ("whole", role) in drawn
        ]
    said = rows.loc[rows["role"] == "note", "what"].iloc[0]
    lines = [part for one in said.split("; ") for part in wrapped(one, 98 if wide else 46)]
    look = {"align": "left", "baseline": "top", "lineHeight": 17, "color": PALETTE["muted"]}
    layers.append(note.mark_text(clip=False, x=0, y=fitted["height"] + 14, text=lines, **look))
    return alt.layer(*layers).properties(height=fitted["height"] + 18 + 17 * len(lines))
