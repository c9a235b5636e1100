"""A map, of the ground with its note under it; a tally of statements; a thread of events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from durand.marks import Drawing
from durand.measures.year import projection
from durand.theme import NARROW, PALETTE, WIDE, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

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


# ------------------------------------------------------------- a tally of statements, a thread

KINDS: dict[str, tuple[str, str]] = {
    "continuity": ("square", "grey"),
    "change": ("circle", "blue"),
    "talks": ("circle", "ink"),
    "force": ("diamond", "attack"),
    "trade": ("square", "grey"),
    "outside powers": ("triangle-up", "muted"),
}
"""The shape and the colour of a unit or an event, by its kind."""


def _kinds(rows: pd.DataFrame, kind: str, narrow: bool = False) -> dict[str, Any]:
    """Return the encodings of a mark by its kind, with one key for shape and colour."""
    names = [name for name in KINDS if name in set(rows[kind])]
    key = alt.Legend(orient="top", columns=2 if narrow else len(names), title=None)
    looks = [KINDS[name] for name in names]
    tints = alt.Scale(domain=names, range=[PALETTE[look[1]] for look in looks])
    return {
        "shape": alt.Shape(
            kind, scale=alt.Scale(domain=names, range=[look[0] for look in looks]), legend=key
        ),
        "color": alt.Color(kind, scale=tints, legend=key),
    }


def tally(
    rows: pd.DataFrame, *, panel: str, group: str, groups: Sequence[str], kind: str
) -> Drawing:
    """Draw one mark a row, counted out in groups, board beside board; on a phone one under another.

    Parameters
    ----------
    rows
        A row per mark; boards in order of appearance.
    panel, group
        Columns: which board a row stands on, and under which heading there.
    groups
        The groups in the order drawn; one without rows is drawn as a nought.
    kind
        A column of `KINDS`: the shape and the colour of the mark.
    """
    names, pitch = list(dict.fromkeys(rows[panel])), 18
    at = rows[kind].map(list(KINDS).index).sort_values(kind="stable").index
    drawn = rows.loc[at].assign(_first=[one == 0 for one in range(len(rows))])
    count = drawn.groupby([panel, group]).size().to_dict()
    nth = drawn.groupby([panel, group]).cumcount()
    texts: dict[str, list[tuple[str, int, int, int]]] = {"wide": [], "narrow": []}
    heights = {}
    for size, width in (("wide", WIDE - 4), ("narrow", NARROW - 4)):
        beside = size == "wide"
        shares = [0.36, 0.64] if beside and len(names) == 2 else [1 / (len(names) if beside else 1)]
        shares = shares * len(names)
        left = {name: beside * int(width * sum(shares[:i])) for i, name in enumerate(names)}
        across = {name: int(width * shares[i] - 12) // pitch for i, name in enumerate(names)}
        tops, top = {}, 0
        for together in [names] if beside else [[name] for name in names]:
            texts[size] += [(name, left[name], top + 10, 600) for name in together]
            top += 26
            for one in groups:
                for name in together:
                    tops[name, one] = top + 28
                    said = f"{count.get((name, one), 0)} {one}"
                    texts[size].append((said, left[name], top + 8, 400))
                most = max(-(-count.get((name, one), 0) // across[name]) for name in together)
                top += 28 + pitch * most
            top += 12
        places = list(zip(drawn[panel], drawn[group], nth, strict=True))
        drawn[f"_x_{size}"] = [left[b] + 7 + pitch * (n % across[b]) for b, _, n in places]
        drawn[f"_y_{size}"] = [tops[b, one] + pitch * (n // across[b]) for b, one, n in places]
        heights[size] = top - 6

    def drawing(size: str) -> alt.LayerChart:
        place = {
            axis: getattr(alt, axis.upper())(f"_{axis}_{size}:Q", scale=None, axis=None)
            for axis in "xy"
        }
        base = alt.Chart(drawn)
        units = base.mark_point(filled=True, size=110, opacity=1, clip=False)
        layers = [units.encode(**place, **_kinds(rows, kind, size == "narrow"))]
        once = base.transform_filter("datum._first")
        for text, x, y, weight in texts[size]:
            look = {"align": "left", "baseline": "middle", "clip": False, "fontWeight": weight}
            layers.append(once.mark_text(text=text, x=x, y=y, **look))
        return alt.layer(*layers).properties(height=heights[size])

    return Drawing(drawing("wide"), drawing("narrow"))


def thread(rows: pd.DataFrame, *, band: str, kind: str) -> Drawing:
    """Draw events down a line in the order of time, in bands, with what is pinned to some of them.

    Parameters
    ----------
    rows
        A row per event, in the order drawn: ``short`` (its date), ``title``, and ``pinned``
        (a text beside it, or blank).
    band
        A column of what stands over the events of one band.
    kind
        A column of `KINDS`: the shape and the colour of the mark.
    """
    drawn = rows.assign(_band=rows[band].where(~rows[band].duplicated(), ""))
    heights, edge = {}, {}
    for size, title, pin in (("wide", 38, 41), ("narrow", 44, 44)):
        wide = size == "wide"
        heads = [
            [title] if wide else wrapped(f"{short}: {title}", 44)
            for short, title in zip(rows["short"], rows["title"], strict=True)
        ]
        pins = [wrapped(text, pin) if text else [] for text in rows["pinned"]]
        top, tops, bands = 0, [], []
        for at, head in enumerate(drawn["_band"]):
            if head:
                top += 16 if at else 4
                bands.append(top)
                top += 32 + 15 * (0 if wide else len(wrapped(head, 40)) - 1)
            else:
                bands.append(bands[-1])
            tops.append(top)
            lines = max(len(heads[at]), len(pins[at])) if wide else len(heads[at]) + len(pins[at])
            top += 16 * lines + (6 if wide else 8)
        heights[size] = top + 6
        drawn[f"_top_{size}"], drawn[f"_head_{size}"] = tops, bands
        drawn[f"_pin_{size}"] = ["|".join(lines) for lines in pins]
        drawn[f"_pin_top_{size}"] = [
            one + (0 if wide else 16 * len(lines)) for one, lines in zip(tops, heads, strict=True)
        ]
        drawn[f"_said_{size}"] = ["|".join(lines) for lines in heads]
        drawn[f"_over_{size}"] = [
            "|".join(wrapped(head, 90 if wide else 40)) if head else "" for head in drawn["_band"]
        ]
        drawn[f"_last_{size}"] = drawn.groupby(rows[band])[f"_top_{size}"].transform("max") + 8
        edge[size] = 128 if wide else 7

    def drawing(size: str) -> alt.LayerChart:
        wide = size == "wide"
        x = edge[size]

        def y(column: str) -> alt.Y:
            return alt.Y(f"{column}_{size}:Q", scale=None, axis=None)

        text: dict[str, Any] = {
            "align": "left", "baseline": "top", "lineBreak": "|", "lineHeight": 16,
            "fontSize": 13 if wide else 12, "clip": False,
        }  # fmt: skip
        base = alt.Chart(drawn)
        opened = base.transform_filter("datum._band")
        first = opened.transform_calculate(_from=f"datum._top_{size} + 8")
        layers = [
            first.mark_rule(color=PALETTE["grid"], strokeWidth=2).encode(
                x=alt.value(x), y=alt.Y("_from:Q", scale=None, axis=None), y2=f"_last_{size}:Q"
            ),
            base.mark_point(filled=True, size=90, opacity=1, yOffset=8, clip=False).encode(
                x=alt.value(x), y=y("_top"), **_kinds(rows, kind, not wide)
            ),
            base.mark_text(**text).encode(x=alt.value(x + 14), y=y("_top"), text=f"_said_{size}"),
            base.transform_filter("datum.pinned")
            .mark_text(color=PALETTE["muted"], **text)
            .encode(x=alt.value(386 if wide else x + 14), y=y("_pin_top"), text=f"_pin_{size}"),
            opened.mark_text(**{**text, "fontSize": 14}, fontWeight=600).encode(
                x=alt.value(0), y=y("_head"), text=f"_over_{size}"
            ),
        ]
        if wide:
            layers.append(
                base.mark_text(color=PALETTE["muted"], **{**text, "align": "right"}).encode(
                    x=alt.value(x - 14), y=y("_top"), text="short"
                )
            )
        return alt.layer(*layers).properties(height=heights[size])

    return Drawing(drawing("wide"), drawing("narrow"))
