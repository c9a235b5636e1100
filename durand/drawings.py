"""Drawings of this book alone: a map with its note under it, and a weighing with its controls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from durand.measures.year import projection
from durand.theme import NARROW, PALETTE, WIDE, wrapped

if TYPE_CHECKING:
    from collections.abc import Mapping

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


# ---------------------------------------------------------------- a weighing of courses

EVERY, FEASIBLE = "every course", "only what is feasible"
AS_SCORED = "none"
ENOUGH = 3
"""The least score of feasibility that *only what is feasible* keeps."""


def weighing(
    rows: pd.DataFrame, groups: Mapping[str, str], names: Mapping[str, str]
) -> list[alt.LayerChart]:
    """Draw courses in the order of their weighted mean, with the reader's weights and scores.

    Parameters
    ----------
    rows
        A row per course: ``title``, ``short`` (on a phone), and by criterion the sum of its two
        scores.
    groups
        The group of each criterion: groups are weighed first, then the criteria of each.
    names
        What stands beside the control of each group and criterion.

    Returns
    -------
    list of altair.LayerChart
        The drawing for a page and the one for a phone, from the same rows.
    """
    every = list(dict.fromkeys(groups.values()))
    within = {group: [one for one in groups if groups[one] == group] for group in every}

    def dial(name: str, value: int, words: str) -> alt.Parameter:
        return alt.param(
            name, value=value, bind=alt.binding_range(min=0, max=5, step=1, name=words)
        )

    def choice(name: str, options: list[str], words: str) -> alt.Parameter:
        return alt.param(
            name, value=options[0], bind=alt.binding_select(options=options, name=words)
        )

    def part(of: str, all_: list[str]) -> str:
        total = " + ".join(all_)
        return f"(({total}) > 0 ? {of} / ({total}) : 1 / {len(all_)})"

    params = [
        choice("show", [EVERY, FEASIBLE], "Show"),
        *(dial(f"g_{one}", 1, f"Weight: {names[one]}") for one in every),
        *(dial(f"w_{one}", 1, f"{names[groups[one]]}: {names[one].lower()}") for one in groups),
        choice("course", [AS_SCORED, *rows["title"]], "Score this course yourself"),
        *(dial(f"s_{one}", 0, f"Its score: {names[one].lower()} (0 as scored)") for one in groups),
    ]
    params += [
        alt.param(
            f"p_{one}",
            expr=part(f"g_{group}", [f"g_{other}" for other in every])
            + f" * {part(f'w_{one}', [f'w_{other}' for other in within[group]])}",
        )
        for one, group in groups.items()
    ]
    score = {
        one: f"(datum.title == course && s_{one} > 0 ? s_{one} : datum.{one} / 2)" for one in groups
    }
    mean = " + ".join(f"p_{one} * {score[one]}" for one in groups)
    base = (
        alt.Chart(rows)
        .transform_calculate(
            mean=f"round(1e6 * ({mean})) / 1e6",
            out=f"show == '{FEASIBLE}' && {score['feasible']} < {ENOUGH}",
        )
        .transform_calculate(key="datum.out ? datum.mean - 9 : datum.mean")
        .transform_window(rank="rank()", sort=[alt.SortField("key", order="descending")])
        .transform_window(
            place="row_number()",
            following="lead(key)",
            next="lead(title)",
            sort=[alt.SortField("key", order="descending"), alt.SortField("title")],
        )
    )

    def drawing(wide: bool) -> alt.LayerChart:
        size, top, step = (13, 64, 25) if wide else (11, 60, 22)
        ends = [300, WIDE - 60] if wide else [214, NARROW - 34]
        name = "title" if wide else "short"
        drawn = base.transform_calculate(
            _y=f"{top} + {step} * (datum.place - 0.5)",
            label=f"(datum.out ? '–' : datum.rank) + '  ' + datum.{name}",
            shown="datum.out ? 'left out' : format(datum.mean, '.2f')",
            answer="'First: ' + datum.title",
            margin="datum.key - datum.following < 0.005 ? 'Level with ' + datum.next"
            " : format(datum.key - datum.following, '.2f') + ' ahead of ' + datum.next",
        ).encode(y=alt.Y("_y:Q", scale=None, axis=None))
        x = alt.X("mean:Q", axis=None, scale=alt.Scale(domain=[1, 5], range=ends, nice=False))
        tint = alt.condition("datum.out", alt.value(PALETTE["muted"]), alt.value(PALETTE["ink"]))
        text: dict[str, Any] = {"align": "left", "fontSize": size, "clip": False}
        first = drawn.transform_filter("datum.place == 1")
        kept = drawn.transform_filter("!datum.out").encode(x=x)
        layers = [
            kept.mark_rule(color=PALETTE["grid"], strokeWidth=2).encode(x2=alt.value(ends[0])),
            kept.mark_point(size=90, color=PALETTE["blue"], opacity=1),
            kept.mark_text(dx=9, fontWeight=600, **text).encode(text="shown:N"),
            drawn.transform_filter("datum.out")
            .mark_text(color=PALETTE["muted"], **text)
            .encode(x=alt.value(ends[0]), text="shown:N"),
            drawn.mark_text(x=0, **text).encode(text="label:N", color=tint),
        ]
        for line, at, height in (("answer", 12, size + 3), ("margin", 34, size + 1)):
            look = {**text, "fontSize": height, "fontWeight": 600}
            layers.append(first.mark_text(x=0, **look).encode(y=alt.value(at), text=f"{line}:N"))
        return alt.layer(*layers).properties(height=top + step * len(rows)).add_params(*params)

    return [drawing(True), drawing(False)]
