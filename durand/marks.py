"""The marks of most charts: rows in, a chart that fits page and phone out.

Each mark draws rows of `durand.ledger.book.Ledger.frame`, or of any table with the columns it
names. What a drawing needs comes with the rows: a number of ours (``derived``) is drawn open,
bounds (``low``, ``high``) as a line, the tint by ``role``. Columns whose name begins with ``_`` lay
out a drawing and are no part of what readers get.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import altair as alt
import pandas as pd

from durand.theme import NARROW, PALETTE, ROLES, WIDE, wrapped


class Drawing(NamedTuple):
    """A chart drawn twice: for the text column, and for a phone."""

    wide: alt.TopLevelMixin
    narrow: alt.TopLevelMixin


def tints(rows: pd.DataFrame) -> list[str]:
    """Return the colour of each row, by its ``role``; blue where it has none."""
    roles = rows["role"] if "role" in rows else pd.Series("", index=rows.index)
    return [PALETTE[ROLES.get(role, "blue")] for role in roles]


def said(rows: pd.DataFrame, form: str, *, mark: bool = True) -> list[str]:
    """Return a text for each row: a column, or a form of columns such as ``{group}, {by}``.

    With ``mark`` a number of ours is marked as derived where not all are, unless the text says so
    already.
    """
    form = form if "{" in form else f"{{{form}}}"
    ours = rows["derived"] if "derived" in rows else pd.Series(False, index=rows.index)
    ours = ours & (mark and not ours.all())
    texts = [form.format_map(row) for row in rows.to_dict("records")]
    return [
        f"{text} (derived)" if derived and "derived" not in text else text
        for text, derived in zip(texts, ours, strict=True)
    ]


def pale() -> dict[str, Any]:
    """Return the encodings that draw a number of ours (``derived``) pale with a dashed edge."""
    ours = "datum['derived']"
    return {
        "fillOpacity": alt.condition(ours, alt.value(0.25), alt.value(1)),
        "strokeDash": alt.condition(ours, alt.value([4, 3]), alt.value([1, 0])),
    }


def _filled(colour: str | None = "_tint") -> dict[str, Any]:
    """Return the encodings of a bar: its colour by a column, blue without one, `pale` if ours."""
    blue = alt.value(PALETTE["blue"])
    return {
        "color": alt.Color(colour, scale=None) if colour else blue,
        "stroke": alt.Stroke(colour, scale=None) if colour else blue,
        **pale(),
    }


def _tinted(rows: pd.DataFrame, **more: Any) -> pd.DataFrame:  # noqa: ANN401 - as assign has it
    """Return rows with more columns, their colours, and whether each is a number of ours."""
    return rows.assign(**more, _tint=tints(rows), derived=rows.get("derived", False))


def _bounded(rows: pd.DataFrame) -> bool:
    return "low" in rows and bool(rows["low"].notna().any())


def strip(
    rows: pd.DataFrame, *, label: str = "label", value: str = "value", text: str = "wording"
) -> alt.LayerChart:
    """Draw a strip of bars, each under its own label, so that they fit a phone.

    Parameters
    ----------
    rows
        A row per bar, in the order drawn.
    label
        The label over the bar: a column, or a form of columns (``{group}, {by}``).
    value
        Column of the bar's length.
    text
        What is written at its end: a column, or a form of columns.
    """
    drawn = _tinted(
        rows,
        _label=said(rows, label, mark="{" not in text),  # once for a bar
        _text=said(rows, text) if "{" in text else rows[text],
    )
    ends = {"low": "low", "high": "high"} if _bounded(rows) else {}
    return bars(drawn, label="_label", value=value, text="_text", colour="_tint", **ends)


def bars(
    rows: pd.DataFrame,
    *,
    label: str,
    value: str,
    text: str,
    colour: str | None = None,
    low: str | None = None,
    high: str | None = None,
) -> alt.LayerChart:
    """Draw horizontal bars, each under its own label, so that they fit a phone.

    Parameters
    ----------
    rows
        A row per bar, in the order drawn.
    label, value, text
        Columns: the label over the bar, its length, and what is written at its end.
    colour
        A column of colours of the palette; without it all bars are blue.
    low, high
        Columns of bounds, drawn as a line over the bar's end.
    """
    rows = rows.copy()
    most = rows[[column for column in (value, high) if column]].max().max()
    y = alt.Y(label, sort=None, axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    room = 7.8 * rows[text].str.len().max() + 16  # px that the longest text takes beside its bar
    x = alt.X(
        value,
        axis=None,
        scale=alt.Scale(
            domainMin=0,
            domainMax=alt.ExprRef(f"{float(most)} * width / (width - {room:.0f})"),
            nice=False,
        ),
    )
    base = alt.Chart(rows).encode(y=y)
    layers = [
        base.mark_bar(height=16, yOffset=9, strokeWidth=1.5).encode(x=x, **_filled(colour)),
        base.mark_text(align="left", dy=-9, x=0).encode(text=label),
    ]
    end = value
    if low and high:
        end = "_end"
        rows["_end"] = rows[high].fillna(rows[value])
        layers.append(base.mark_rule(yOffset=9).encode(x=low, x2=high))
        layers += [
            base.mark_tick(yOffset=9, height=10, thickness=1.5, color=PALETTE["muted"]).encode(
                x=side
            )
            for side in (low, high)
        ]
    layers.append(base.mark_text(align="left", dx=7, dy=9, fontWeight=600).encode(x=end, text=text))
    return alt.layer(*layers).properties(height=alt.Step(46))


def stack(
    rows: pd.DataFrame, *, label: str = "label", value: str = "value", text: str = "wording"
) -> alt.LayerChart:
    """Draw one bar of parts, each with its number in it and its label under it.

    Parameters
    ----------
    rows
        A row per part, in the order drawn.
    label
        What is written under a part: a column, or a form of columns.
    value, text
        Columns: the part's length, and what is written in it.
    """
    end = rows[value].cumsum()
    names = ["|".join(wrapped(name, 13)) for name in said(rows, label)]
    drawn = _tinted(
        rows, _start=end - rows[value], _end=end, _middle=end - rows[value] / 2, _lines=names
    )
    base = alt.Chart(drawn)
    scale = alt.Scale(domain=[0, float(end.iloc[-1])], nice=False)
    bar = base.mark_bar(height=40, y=32, strokeWidth=1.5).encode(
        x=alt.X("_start", axis=None, scale=scale),
        x2="_end",
        **_filled(),
    )
    ink = alt.condition("datum.derived", alt.value(PALETTE["ink"]), alt.value(PALETTE["paper"]))
    count = base.mark_text(y=32, fontWeight=600, fontSize=16).encode(
        x="_middle", text=text, color=ink
    )
    name = base.mark_text(y=68, lineBreak="|", baseline="middle", lineHeight=16).encode(
        x="_middle", text="_lines"
    )
    return (bar + count + name).properties(height=92)


def dots(
    rows: pd.DataFrame,
    *,
    group: str = "group",
    label: str = "{by} {wording}",
    value: str = "value",
    panels: str | None = None,
    part: str | None = None,
) -> Drawing:
    """Draw counts of one quantity as dots joined by a line, a quantity a row, from zero.

    Parameters
    ----------
    rows
        A row per dot; those of one group stand together, on one line. ``low`` and ``high``, if
        there are any, are drawn as a line through the dot.
    group, label, value
        Columns: the quantity, over its line; what is written at a dot; its place.
    panels
        A column: what the groups under one heading share, each heading with a scale of its own.
    part
        A column of words: in what a dot counts less or other than its quantity, blank if all of it.
        Such a dot is small, is joined to no other, and its label stands under the line.
    """
    drawn = _tinted(
        rows,
        _text=said(rows, label),
        _part=rows[part].ne("") if part else False,
        _group=rows[group],
        _panel=rows[panels] if panels else "",
    )
    if part:
        drawn["_text"] += (", " + rows[part]).where(drawn["_part"], "")
    heads = ~drawn["_panel"].duplicated() & bool(panels)
    drawn["_heading"], drawn["_name"] = (
        drawn[column].where(first, "")
        for column, first in (("_panel", heads), ("_group", ~drawn["_group"].duplicated()))
    )
    ends = [value, *(side for side in ("low", "high") if _bounded(rows))]
    most = drawn.groupby("_panel")[ends].transform("max").max(axis=1)
    for end in ends:
        drawn[f"_{end}"] = drawn[end] / most
    heights = [_lay(drawn, f"_{value}", size, width) for size, width in enumerate((WIDE, NARROW))]

    def chart(size: int) -> alt.LayerChart:
        x: dict[str, Any] = {"scale": alt.Scale(domain=_across(size)), "axis": None}
        y: dict[str, Any] = {"scale": alt.Scale(domain=[0, heights[size]], reverse=True)}
        y["axis"] = None
        base = alt.Chart(drawn).encode(x=alt.X(f"_{value}:Q", **x), y=alt.Y(f"_y{size}:Q", **y))
        whole, named = base.transform_filter("!datum._part"), base.transform_filter("datum._name")
        tint = alt.Color("_tint", scale=None)
        solid = {"filled": True, "opacity": 1}
        text = {"align": "left", "baseline": "middle"}
        at_dot = base.encode(
            x=alt.X(f"_left{size}:Q", **x), y=alt.Y(f"_label{size}:Q", **y), text="_text"
        )
        layers = [
            named.mark_rule(color=PALETTE["grid"]).encode(x=alt.value(0), x2=alt.value("width")),
            base.mark_rule(color=PALETTE["grey"], strokeWidth=1).encode(y2=f"_tip{size}:Q"),
            whole.mark_line(strokeWidth=3, opacity=0.4).encode(detail="_group", color=tint),
            base.transform_filter("datum._part")
            .mark_point(size=42, **solid)
            .encode(color=alt.value(PALETTE["grey"])),
            whole.mark_point(size=130, strokeWidth=2, **solid).encode(
                stroke=tint,
                fill=alt.condition(
                    "datum.derived", alt.value(PALETTE["paper"]), alt.Fill("_tint", scale=None)
                ),
            ),
            at_dot.mark_text(stroke=PALETTE["paper"], strokeWidth=5, **text),
            at_dot.mark_text(**text),
            named.mark_text(fontWeight=600, **text).encode(
                x=alt.value(0), y=alt.Y(f"_over{size}:Q", **y), text="_name"
            ),
        ]
        if _bounded(rows):
            layers.insert(3, base.mark_rule().encode(x=alt.X("_low:Q", **x), x2="_high:Q"))
        if panels:
            headed = base.transform_filter("datum._heading").encode(text="_heading")
            layers.append(
                headed.mark_text(color=PALETTE["muted"], **text).encode(
                    x=alt.value(0), y=alt.Y(f"_top{size}:Q", **y)
                )
            )
        return alt.layer(*layers).properties(height=heights[size])

    return Drawing(chart(0), chart(1))


_EDGE = 10
"""Room in px at the left of a scale of dots; at its right it is six times as wide, for labels."""


def _across(size: int) -> list[float]:
    """Return the ends of the scale of `dots`, on which the largest of a panel is one."""
    width = (WIDE, NARROW)[size]
    return [-_EDGE / (width - 7 * _EDGE), (width - _EDGE) / (width - 7 * _EDGE)]


def _lay(drawn: pd.DataFrame, value: str, size: int, width: int) -> int:
    """Set where each line, name and label of `dots` stands in a width; return the height."""
    unit, top, panel = width - 7 * _EDGE, 0, None
    for _, rows in drawn.groupby("_group", sort=False):
        if rows["_heading"].iloc[0]:
            top += 14 if panel else 0
            panel = rows["_heading"].iloc[0]
            drawn.loc[rows.index, f"_top{size}"] = top + 9
            top += 26
        lanes = {}
        for part in (False, True):
            mine = rows[rows["_part"] == part].sort_values(value)
            spots = (mine[value] * unit + _EDGE).tolist()
            placed = spread(spots, [7 * len(text) + 2 for text in mine["_text"]], width - 4)
            for index, (left, lane) in zip(mine.index, placed, strict=True):
                drawn.loc[index, f"_left{size}"] = (left - _EDGE) / unit
                lanes[index] = (left, lane + 1)
        above = max((lanes[i][1] for i in rows.index if not rows["_part"][i]), default=0)
        below = max((lanes[i][1] for i in rows.index if rows["_part"][i]), default=0)
        name = 8 * len(rows["_group"].iloc[0]) + 12
        beside = above and all(lanes[i][0] > name for i in rows.index if not rows["_part"][i])
        line = top + 17 * above + (10 if beside else 27)
        drawn.loc[rows.index, f"_over{size}"] = top + 9
        drawn.loc[rows.index, f"_y{size}"] = line
        for index, (_, lane) in lanes.items():
            side = 1 if rows["_part"][index] else -1
            drawn.loc[index, f"_label{size}"] = line + side * (17 * lane + 1)
            drawn.loc[index, f"_tip{size}"] = line + side * (17 * lane - 8)
        top = line + 17 * below + 22
    return top - 6


def spread(spots: Sequence[float], widths: Sequence[float], room: float) -> list[tuple[float, int]]:
    """Return where each label of a row of dots begins, and in which lane, so that none is covered.

    A label stands over its dot, or touches it; the lane next to the dots, 0, is filled first.

    Parameters
    ----------
    spots, widths
        Where each dot stands, in order, and how wide its label is, in px.
    room
        The width that labels may take, in px.
    """
    ends: list[float] = []
    placed = []
    for at, (spot, width) in enumerate(zip(spots, widths, strict=True)):
        wanted = spot - width / 2
        if at + 1 < len(spots):
            wanted = min(wanted, spots[at + 1] - width - 8)  # so that the next finds room
        for lane in range(len(ends) + 1):
            least = max(spot - width - 4, ends[lane] + 8 if lane < len(ends) else 0, 0)
            last = min(spot + 4, room - width)
            if least <= last or lane == len(ends):
                break
        left = max(min(max(wanted, least), last), 0)
        ends[lane : lane + 1] = [left + width]
        placed.append((left, lane))
    return placed


def lines(
    rows: pd.DataFrame,
    *,
    x: str,
    series: str = "group",
    y: str = "value",
    text: str | None = None,
    ends: bool = False,
    height: int = 260,
) -> alt.LayerChart:
    """Draw a line a series with a point a row, open where the number is ours.

    Parameters
    ----------
    rows
        A row per point.
    x, series, y
        Columns: the step along the chart, the line it belongs to, and its height.
    text
        A column of what is written over a point, if anything is.
    ends
        Whether the series are named at the ends of their lines, and not in a key.
    height
        In px.
    """
    names = list(dict.fromkeys(rows[series]))
    colours = dict(zip(rows[series], tints(rows), strict=True))
    shapes = ["circle", "square", "diamond", "triangle-up", "triangle-down"]
    base = alt.Chart(rows).encode(
        x=alt.X(
            f"{x}:O",
            title=None,
            axis=alt.Axis(labelAngle=0, grid=False),
            scale=alt.Scale(padding=0.35),
        ),
        y=alt.Y(y, title=None, axis=alt.Axis(tickCount=4, grid=True)),
        color=alt.Color(
            series,
            scale=alt.Scale(domain=names, range=[colours[name] for name in names]),
            legend=None if ends else alt.Legend(),
        ),
    )
    shape = alt.Shape(
        series,
        scale=alt.Scale(domain=names, range=shapes[: len(names)]),
        legend=None if ends else alt.Legend(),
    )
    layers = [
        base.mark_line(),
        base.mark_point(size=90).encode(shape=shape),
        base.transform_filter("datum.derived")
        .mark_point(size=30, shape="square")
        .encode(color=alt.value(PALETTE["paper"])),
    ]
    if text:
        layers.append(
            base.mark_text(dy=-14, fontWeight=600).encode(
                text=text, color=alt.value(PALETTE["ink"])
            )
        )
    if ends:
        last = base.transform_filter(f"datum['{x}'] == {rows[x].iloc[-1]!r}")
        layers.append(last.mark_text(align="left", dx=9, fontWeight=600).encode(text=series))
    return alt.layer(*layers).properties(height=height)


def columns(
    rows: pd.DataFrame,
    *,
    x: str,
    y: str = "value",
    panels: str | None = None,
    marked: Sequence[int] = (),
    initial: bool = False,
    title: str | None = None,
    height: int = 240,
) -> Drawing | alt.LayerChart:
    """Draw upright bars with their bounds as a line.

    Parameters
    ----------
    rows
        A row per bar, in the order drawn; ``low`` and ``high``, if there are any, are its bounds.
    x, y
        Columns: what stands under a bar, and its height.
    panels
        A column: one chart under another for each of its values, each on a scale of its own.
    marked
        Values of ``x`` that are written under the axis; all if none is given.
    initial
        Whether a phone shows the first letter alone of what stands under a bar.
    title
        Of the upright axis.
    height
        Of a panel, in px.
    """
    drawn = _tinted(rows)
    order = list(dict.fromkeys(rows[x]))

    def panel(of: alt.Chart, letters: bool) -> alt.LayerChart:
        look: dict[str, Any] = {"labelAngle": 0, "grid": False}
        if letters:
            look["labelExpr"] = "slice(datum.label, 0, 1)"
        if marked:
            look["values"] = list(marked)
        base = of.encode(x=alt.X(f"{x}:O", sort=order, title=None, axis=alt.Axis(**look)))
        scale = alt.Axis(tickCount=4, grid=True, format=",d", minExtent=30, maxExtent=40)
        layers = [
            base.mark_bar(strokeWidth=1.5).encode(y=alt.Y(y, title=title, axis=scale), **_filled())
        ]
        if _bounded(rows):
            layers.append(base.mark_rule(color=PALETTE["ink"]).encode(y="low", y2="high"))
        return alt.layer(*layers).properties(height=height)

    def chart(letters: bool) -> alt.TopLevelMixin:
        whole = alt.Chart(drawn)
        if panels is None:
            return panel(whole, letters)
        parts = [
            panel(whole.transform_filter(alt.datum[panels] == name), letters).properties(title=name)
            for name in dict.fromkeys(rows[panels])
        ]
        return alt.vconcat(*parts, spacing=18)

    return Drawing(chart(False), chart(True)) if initial else chart(False)


def cells(
    rows: pd.DataFrame, *, across: str, down: str, text: str = "text", step: int = 34
) -> alt.LayerChart:
    """Draw a grid of tiles with a text in each; where no row is, no tile.

    Parameters
    ----------
    rows
        A row per tile.
    across, down, text
        Columns: which column and which row of the grid, and what is written in the tile.
    step
        Height of a row of the grid, in px.
    """
    drawn = _tinted(rows)
    base = alt.Chart(drawn).encode(
        x=alt.X(
            f"{across}:O",
            sort=None,
            title=None,
            axis=alt.Axis(orient="top", labelAngle=0, grid=False),
            scale=alt.Scale(padding=0.06),
        ),
        y=alt.Y(f"{down}:N", sort=None, title=None, scale=alt.Scale(padding=0.1)),
    )
    tile = base.mark_rect(cornerRadius=2, fillOpacity=0.16, strokeWidth=1.2).encode(
        color=alt.Color("_tint", scale=None), stroke=alt.Stroke("_tint", scale=None)
    )
    return (tile + base.mark_text().encode(text=text)).properties(height=alt.Step(step))


def steps(
    rows: pd.DataFrame, *, start: str, end: str, y: str = "value", height: int = 220
) -> alt.LayerChart:
    """Draw a rate over spans of unequal length: each as wide as it lasts.

    Parameters
    ----------
    rows
        A row per span, none overlapping another.
    start, end
        Columns: first and last day, ISO 8601.
    y
        Column of the rate, per unit of time.
    height
        In px.

    Raises
    ------
    ValueError
        If two spans overlap: their areas would count one time twice.
    """
    ordered = rows.sort_values(start)
    if (ordered[start].iloc[1:].to_numpy() <= ordered[end].iloc[:-1].to_numpy()).any():
        raise ValueError("two spans overlap; draw them apart")
    drawn = _tinted(rows)
    bar = (
        alt.Chart(drawn)
        .mark_bar(strokeWidth=1.5)
        .encode(
            x=alt.X(f"{start}:T", title=None, axis=alt.Axis(grid=False)),
            x2=f"{end}:T",
            y=alt.Y(y, title=None, axis=alt.Axis(tickCount=4, grid=True, format=",d")),
            **_filled(),
        )
    )
    return alt.layer(bar).properties(height=height)
