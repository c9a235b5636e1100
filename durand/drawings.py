"""Drawings of this book alone: a map, a tally, a thread of events, models, prices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd

from durand.marks import Drawing
from durand.measures.bargaining import PARTS, telling
from durand.measures.year import projection
from durand.theme import NARROW, PALETTE, WIDE, wrapped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
    lines = [part for one in said.split("; ") for part in wrapped(one, 98 if wide else 48)]
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


# ------------------------------------------------------------------------- a model of three


def triad(rows: pd.DataFrame, dials: Mapping[str, tuple[float, float, str]]) -> alt.VConcatChart:
    """Draw `durand.measures.bargaining.triad` with its controls; the browser computes it anew.

    Parameters
    ----------
    rows
        As `durand.measures.bargaining.curve` gives them.
    dials
        By argument of the model: its value, its least value, and the words beside its control; the
        greatest is 1.
    """
    part = {name: f"({value:g})" for name, value in PARTS.items()}
    low, high = telling()

    def goes(capacity: str, times: str = "1") -> str:
        return (
            f"{capacity} * ({times} * believed + reward)"
            f" / (bond + (1 - {capacity}) * {part['split']})"
        )

    def reaches(share: float, times: str = "1") -> str:  # the capacity at which a line is so high
        return (
            f"min(1, {share} * (bond + {part['split']})"
            f" / ({times} * believed + reward + {share} * {part['split']}))"
        )

    bind = {"max": 1, "step": 0.05}
    params = [
        alt.param(name=name, value=value, bind=alt.binding_range(min=least, name=words, **bind))
        for name, (value, least, words) in dials.items()
    ]
    found = {
        "tells": f"risk >= {low - 1e-9} && risk <= {high + 1e-9}",
        "believed": "tells ? pressure : pressure / 2",
        "most": goes("capacity"),
        "safe": "most * (1 - doubt)",
        "ask": f"min(1, max(safe, (most * (1 + doubt) - {part['refusal']}) / 2))",
        "refused": "ask > safe + 1e-9 ? (ask - safe) / (2 * doubt * most) : 0",
        "left": f"{part['balance']} - {part['haven']} * ask",
        "least": f"max(0, left - {part['cost_group']})",
        "carried": f"min(1, left + {part['cost_state']}, 1 - {part['later']} + {part['later']}"
        f" * min(1, max(0, left - shift) + {part['cost_state']}))",
        "holds": "carried + 1e-9 >= least",
        "named": reaches(0.7),
    }
    params += [alt.param(name=name, expr=formula) for name, formula in found.items()]

    def percent(of: str) -> str:
        return f"format(100 * {of} + 1e-9, '.0f') + ' %'"

    said = {
        "answer": "most < 0.005 ? 'Kabul would do nothing' : most >= 1 ? 'Kabul would break with"
        f" the TTP' : 'Kabul would go up to ' + {percent('most')} + ': '"
        " + (most < 1 / 3 ? 'a gesture' : 'in part')",
        "asked": f"'Pakistan best asks for ' + {percent('ask')} + '; refusal: ' + "
        + percent("refused"),
        "signal": "tells ? 'The strike tells: the pressure is believed'"
        " : 'The strike tells nothing: even odds that it lasts'",
        "bargain": "holds ? 'With the TTP a deal holds' : 'With the TTP no deal holds'",
    }
    base = alt.Chart(rows)
    one = base.transform_filter("datum.capacity == 0")
    for name, formula in said.items():
        one = one.transform_calculate(**{f"_{name}": formula})
    text: dict[str, Any] = {"clip": False, "fontSize": 12}
    dumb: dict[str, Any] = {"aria": False, "clip": False, "opacity": 1}  # the words tell it

    def beside(when: str, then: str, other: str) -> dict[str, alt.ExprRef]:
        side = f"{when} ? '{then}' : '{other}'"
        return {"align": alt.ExprRef(side), "dx": alt.ExprRef(f"({side}) == 'left' ? 9 : -9")}

    def words(name: str, y: float, size: int = 13) -> alt.Chart:
        mark = one.mark_text(clip=False, align="left", fontWeight=600, fontSize=size)
        return mark.encode(x=alt.value(-62), y=alt.value(y), text=f"_{name}:N")

    roof = 1.2
    drawn = base.transform_calculate(_share="datum.capacity / 100").transform_calculate(
        _go=goes("datum._share"),
        _twice=goes("datum._share", "2"),
        _under=f"min({roof}, (1 - doubt) * {goes('datum._share')})",
        _over=f"min({roof}, (1 + doubt) * {goes('datum._share')})",
    )  # a clip would need an id of its own in every picture: what runs out at the top is left out
    x = alt.X(
        "capacity:Q",
        title="Kabul’s capacity: chance that a crackdown works",
        axis=alt.Axis(values=[0, 50, 100], labelExpr="datum.label + ' %'"),
        scale=alt.Scale(domain=[0, 100], nice=False),
    )
    levels = alt.Axis(
        values=[0, 0.3333, 1],
        grid=True,
        labelExpr="datum.value < 0.1 ? 'nothing' : datum.value < 0.5 ? 'gesture' : 'full break'",
    )
    y = alt.Y("_go:Q", title=None, axis=levels, scale=alt.Scale(domain=[0, roof], nice=False))
    spot = one.transform_calculate(
        _at="100 * capacity", _most=f"min({roof}, most)", _ask="ask",
        _one="100 * named", _two="100 * " + reaches(1, "2"),
        _end=f"min(0.7, {goes('1')})", _top=f"min(1, {goes('1', '2')})",
    ).transform_calculate(  # where Kabul stands near, its circle names the line
        _set="abs(capacity - named) < 0.25 && abs(datum._most - datum._end) < 0.25 ? '' : 'as set'"
    )  # fmt: skip
    here = spot.encode(x=alt.X("_at:Q"))
    bold = {**text, "fontWeight": 600}
    main = alt.layer(
        drawn.mark_area(clip=False, color=PALETTE["blue"], opacity=0.16).encode(
            x=x, y=alt.Y("_under:Q"), y2="_over:Q"
        ),
        drawn.transform_filter(f"datum._twice <= {roof}")
        .mark_line(clip=False, color=PALETTE["muted"], strokeDash=[4, 3], strokeWidth=1.5)
        .encode(x=x, y="_twice:Q"),
        drawn.transform_filter(f"datum._go <= {roof}")
        .mark_line(clip=False, color=PALETTE["blue"], strokeWidth=2.5)
        .encode(x=x, y=y),
        spot.mark_text(align="right", dx=-7, dy=-9, color=PALETTE["muted"], **text).encode(
            x="_two:Q", y="_top:Q", text=alt.value("doubled pressure")
        ),
        spot.mark_text(
            **beside("named > 0.85", "right", "left"), dy=8, color=PALETTE["blue"], **bold
        ).encode(x="_one:Q", y="_end:Q", text="_set:N"),
        here.mark_rule(aria=False, strokeDash=[2, 3]).encode(y="_most:Q", y2=alt.datum(0)),
        here.mark_point(**dumb, shape="diamond", size=90, color=PALETTE["attack"]).encode(
            y="_ask:Q"
        ),
        here.mark_point(**dumb, shape="circle", size=110, color=PALETTE["blue"]).encode(
            y="_most:Q"
        ),
        here.mark_text(
            **beside("capacity < 0.15", "left", "right"), dy=-9, color=PALETTE["blue"], **bold
        ).encode(y="_most:Q", text=alt.value("Kabul")),
        here.mark_text(
            **beside("capacity > 0.6", "right", "left"), dy=6, color=PALETTE["attack"], **bold
        ).encode(y="_ask:Q", text=alt.value("Pakistan asks")),
        words("answer", -34, 15),
        words("asked", -14),
    ).properties(height=190)
    edges = [(0, low, "anyone"), (low, high, "the resolved"), (high, 1, "nobody")]
    across = alt.Scale(domain=[0, 1], nice=False)
    plain = alt.X("_from:Q", scale=across, axis=None)
    zones = [
        one.transform_calculate(_from=f"{start}", _to=f"{end}", _mid=f"{(start + end) / 2}")
        for start, end, _ in edges
    ]
    signal = alt.layer(
        *(
            zone.mark_rect(
                aria=False,
                color=PALETTE["blue" if who == "the resolved" else "grey"],
                opacity=0.35 if who == "the resolved" else 0.16,
            ).encode(x=plain, x2="_to:Q", y=alt.value(0), y2=alt.value(20))
            for zone, (*_, who) in zip(zones, edges, strict=True)
        ),
        *(
            zone.mark_text(**text).encode(
                x=alt.X("_mid:Q", scale=across, axis=None), y=alt.value(10), text=alt.value(who)
            )
            for zone, (*_, who) in zip(zones, edges, strict=True)
        ),
        one.transform_calculate(_risk="risk")
        .mark_point(**dumb, shape="triangle-up", size=90, color=PALETTE["ink"])
        .encode(x=alt.X("_risk:Q", scale=across, axis=None), y=alt.value(27)),
        words("signal", -14),
    ).properties(height=30)
    share = one.transform_calculate(
        _from="min(least, carried)", _to="max(least, carried)",
        _first="holds ? 'least the TTP takes' : 'what a promise carries'",
        _last="holds ? 'what a promise carries' : 'least the TTP takes'",
        _tint=f"holds ? '{PALETTE['blue']}' : '{PALETTE['attack']}'",
    )  # fmt: skip
    left = share.encode(x=plain, y=alt.value(9))
    right = share.encode(x=alt.X("_to:Q", scale=across, axis=None), y=alt.value(9))
    deal = alt.layer(
        share.mark_rule(aria=False, color=PALETTE["grid"], strokeWidth=2).encode(
            x=alt.value(0), x2=alt.value("width"), y=alt.value(9)
        ),
        left.mark_bar(aria=False, height=10).encode(
            x2="_to:Q", color=alt.Color("_tint:N", scale=None)
        ),
        left.mark_text(align="right", dx=-6, dy=14, **text).encode(text="_first:N"),
        right.mark_text(align="left", dx=6, dy=14, **text).encode(text="_last:N"),
        words("bargain", -12),
    ).properties(height=30)
    return alt.vconcat(main, signal, deal, spacing=34).add_params(*params)


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


# ------------------------------------------------------------------------ the model of a shut gate

STAKES = {
    "kabul": "Kabul’s treasury",
    "islamabad": "Islamabad’s treasury",
    "sold": "Pakistan’s sellers",
    "bought": "Afghanistan’s sellers",
}
"""Whose stake the two lines of the answer compare, the first with the second of each two."""


def scenario(rows: pd.DataFrame, dials: pd.DataFrame) -> alt.LayerChart:
    """Draw `durand.measures.gate.scenario` with its controls; the browser computes it anew.

    Pale bars, from zero, are held up; the thin bar inside is lost; the line under it is its spread.

    Parameters
    ----------
    rows
        As `durand.measures.gate.model` gives them: US$ million, the results those of the base case.
    dials
        As `durand.measures.gate.inputs` gives them, by ``param``: a row per control.
    """
    params = [
        alt.param(
            name=name,
            value=int(row["value"]),
            bind=alt.binding_range(
                min=int(row["low"]), max=int(row["high"]), step=1, name=row["control"]
            ),
        )
        for name, row in dials.iterrows()
    ]

    def answer(first: str, second: str, verb: str) -> str:
        one, other = (
            f"'{STAKES[a]} {verb}: ' + format(datum.{a}, '.1f')"
            f" + ' against ' + format(datum.{b}, '.1f')"
            for a, b in ((first, second), (second, first))
        )
        return f"datum.{first} >= datum.{second} ? {one} : {other}"

    base = (
        alt.Chart(rows)
        .transform_filter("datum.role == 'result'")
        .transform_calculate(a_day="datum.daily * (datum.taxed ? share / 100 / rate : 1)")
        .transform_calculate(
            all="datum.a_day * days", gone="datum.lossy ? datum.a_day * days * (1 - kept / 100) : 0"
        )
        .transform_calculate(
            **{name: f"datum.whose == '{who}' ? datum.all : 0" for name, who in STAKES.items()},
            low="datum.least * days",
            high="datum.most * days",
            text="format(datum.all, '.1f') + ' in all, ' + format(datum.a_day, '.2f') + ' a day'"
            " + (datum.lossy ? '; ' + format(datum.gone, '.1f') + ' lost' : '')",
        )
        .transform_joinaggregate(**{name: f"max({name})" for name in STAKES})
        .transform_calculate(
            treasuries=answer("kabul", "islamabad", "risks more"),
            sellers=answer("sold", "bought", "risk more"),
        )
        .encode(y=alt.Y("what:N", sort=None, axis=None, scale=alt.Scale(padding=0)))
    )
    most = "days > 30 ? 180 : days > 15 ? 90 : 45"
    x = alt.X(
        "all:Q",
        title="US$ million, over the days shut",
        axis=alt.Axis(tickCount=4),
        scale=alt.Scale(domainMin=0, domainMax=alt.ExprRef(most), nice=False),
    )
    tint, edge = alt.Color("colour", scale=None), alt.Stroke("colour", scale=None)
    pale = {"fillOpacity": 0.25, "strokeWidth": 1.5, "strokeDash": [4, 3]}
    spread = base.transform_filter("isValid(datum.least)").mark_rule(yOffset=33)
    first = base.transform_filter(f"datum.whose == '{STAKES['kabul']}'").encode(y=alt.value(0))

    def words(of: alt.Chart, text: str, dy: int, bold: bool = True) -> alt.Chart:
        look = {"fontWeight": 600} if bold else {}
        return of.mark_text(align="left", x=0, dy=dy, **look).encode(text=f"{text}:N")

    return (
        alt.layer(
            base.mark_bar(height=18, yOffset=18, **pale).encode(x=x, color=tint, stroke=edge),
            base.mark_bar(height=8, yOffset=18).encode(x="gone:Q", color=tint),
            spread.encode(x="low:Q", x2="high:Q"),
            words(base, "what", -18),
            words(base, "text", -1, bold=False),
            words(first, "treasuries", -42),
            words(first, "sellers", -22),
        )
        .properties(height=alt.Step(76))
        .add_params(*params)
    )


# ---------------------------------------------------------- prices in months of closure and others


def strays(rows: pd.DataFrame, goods: Mapping[str, str]) -> Drawing:
    """Draw how far prices strayed when gates were shut, over ordinary months; under it, one good.

    Parameters
    ----------
    rows
        A row per mark, with its ``part``. *mean*: of a ``good`` the mean ``effect`` and the
        ``least`` that would show (per cent). *closure*: an ``effect`` at a ``place`` in a
        ``month`` (ISO 8601). *ordinary*: how many ``months`` strayed so far. *price*: of a
        ``gate`` and month ``usd_at``, ``usd_far`` and ``usd_city`` (US$ a kilogram), as ``index_…``
        (own currency, January 2022 is 100), ``place``, ``city``, and ``closure_id``, blank if the
        gate was open.
    goods
        By good, in the order drawn, where it comes from; the prices are those of the first.
    """
    price = rows["part"] == "price"
    gates = list(rows.loc[price, "gate"].unique())
    span = rows.loc[price, "month"].nunique() + 3  # gates beside each other on one scale of months
    nth, at = rows[price].groupby("gate").cumcount(), rows.loc[price, "gate"].map(gates.index)
    first, *_, last = goods
    far = rows[rows["part"] == "closure"].sort_values("effect", key=abs).iloc[-1]
    drawn = rows.assign(_x=(0.5 + nth + span * at).reindex(rows.index))

    def whole(beside: list[list[str]]) -> alt.VConcatChart:
        strips = [_strip(drawn, good, goods[good], far, good == last) for good in goods]
        levels = [
            _levels(drawn, first, some, gates.index(some[0]), span, money)
            for money in ("usd", "index")
            for some in beside
        ]
        return alt.vconcat(*strips, *levels, spacing=12)

    return Drawing(whole([gates]), whole([[one] for one in gates]))


def _strip(
    rows: pd.DataFrame, good: str, origin: str, far: pd.Series, last: bool
) -> alt.LayerChart:
    """Draw the effect of each closure over those of ordinary months; name the farthest."""
    x = alt.X(
        "effect:Q",
        title="Price at a gate, against the months around" if last else None,
        scale=alt.Scale(domain=[-15, 15], nice=False),
        axis=alt.Axis(
            values=[-10, -5, 0, 5, 10],
            labelExpr="replace(datum.label, '-', '−') + ' %'",
            labels=last,
        ),
    )
    base = alt.Chart(rows).transform_filter(alt.datum.good == good)
    mean, closed, ordinary = (
        base.transform_filter(alt.datum.part == part) for part in ("mean", "closure", "ordinary")
    )
    closed = closed.encode(x=x, y=alt.value(10))
    of = rows[(rows["good"] == good) & (rows["part"] == "mean")].iloc[0]
    said = f"Mean {of['effect']} %; from ±{of['least']} % found in four cases of five"
    title = alt.TitleParams(
        f"{good.capitalize()}, {origin}", subtitle=said.replace("-", "−"), fontSize=13, offset=4
    )
    layers = [
        mean.transform_calculate(_from="-datum.least")
        .mark_rect(color=PALETTE["grid"])
        .encode(x="_from:Q", x2="least:Q", y=alt.value(0), y2=alt.value(54)),
        ordinary.transform_calculate(_from="datum.effect - 1", _to="datum.effect + 1")
        .mark_rect(color=PALETTE["grey"], xOffset=0.5, x2Offset=-0.5)
        .encode(
            x=alt.X("_from:Q"),
            x2="_to:Q",
            y=alt.Y("months:Q", axis=None, scale=alt.Scale(domain=[0, 55], nice=False)),
            y2=alt.datum(0),
        ),
        closed.mark_point(
            size=90, fill=PALETTE["paper"], stroke=PALETTE["ink"], strokeWidth=2, opacity=1
        ),
    ]
    if far["good"] == good:
        named = closed.transform_filter(alt.datum.effect == far["effect"])
        words = named.mark_text(align="left", dx=-6, dy=16, lineBreak="|", lineHeight=14)
        when = f"{far['place']}|{pd.Timestamp(far['month']):%b %Y}"
        layers.append(words.encode(text=alt.value(when)))
    return alt.layer(*layers).properties(height=54, title=title)


def _levels(
    rows: pd.DataFrame, good: str, gates: list[str], at: int, span: int, money: str
) -> alt.LayerChart:
    """Draw prices from January 2022 on both sides of some gates, the first the ``at``-th of all."""
    values, heading, city_named = {  # a name stands below its line, where no other is
        "usd": ([0, 0.5, 1, 1.5], "US$ a kg; bands: months of closure", "2022-04"),
        "index": ([0, 100, 200], "in afghanis or rupees; January 2022 is 100", "2023-08"),
    }[money]
    first = span * at
    starts = [first + span * nth for nth in range(len(gates))]
    axis = alt.Axis(
        values=[start + year for start in starts for year in (0, 12, 24)],
        labelExpr=f"2022 + floor(datum.value % {span} / 12)",
        labelAlign="left",
        grid=False,
    )
    scale = alt.Scale(domain=[first, first + span * len(gates) - 3], nice=False)
    up = {
        "scale": alt.Scale(domain=[0, 1.4 * values[-1]], nice=False),
        "axis": alt.Axis(
            values=values, tickCount=len(values), grid=True, minExtent=26, maxExtent=26
        ),
    }
    base = alt.Chart(rows)
    here, far, city = (
        base.encode(y=alt.Y(f"{money}_{side}:Q", title=None, **look), detail="gate")
        for side, look in (("at", up), ("far", {}), ("city", {}))
    )
    bold = {"align": "left", "fontWeight": 600}
    layers = [
        base.transform_filter("datum.closure_id")
        .transform_calculate(_from="datum._x - 0.5", _to="datum._x + 0.5")
        .mark_rect(color=PALETTE["grid"])
        .encode(x="_from:Q", x2="_to:Q"),
        here.mark_line(color=PALETTE["ink"], strokeWidth=2),
        far.mark_line(color=PALETTE["ink"], strokeDash=[3, 3], strokeWidth=1.2),
        city.mark_line(color=PALETTE["grey"], strokeWidth=2.6),
        here.transform_filter("datum.month == '2022-04'")
        .mark_text(**bold, dy=14)
        .encode(text="place"),
        city.transform_filter(f"datum.month == '{city_named}'")
        .mark_text(**bold, dy=16, color=PALETTE["muted"])
        .encode(text="city"),
        base.transform_filter("datum.month == '2022-01'")
        .mark_text(align="left", dy=9)
        .encode(y=alt.value(0), text="gate"),
    ]
    title = "" if at else f"{good.capitalize()}, {heading}"
    shown = alt.layer(*layers).encode(x=alt.X("_x:Q", title=None, scale=scale, axis=axis))
    return shown.transform_filter(alt.FieldOneOfPredicate("gate", gates)).properties(
        height=120 if len(gates) > 1 else 96, title=alt.TitleParams(title, fontSize=13, offset=6)
    )
