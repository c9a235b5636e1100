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
    rows: pd.DataFrame,
    *,
    label: str = "label",
    value: str = "value",
    text: str = "wording",
    whole: str | None = None,
    over: str | None = None,
) -> Drawing:
    """Draw bars of parts, number and label under each; bars of one unit share a scale.

    Parameters
    ----------
    rows
        A row per part, in the order drawn.
    label, text
        What is written under a part, the number first: columns, or forms of columns.
    value
        Column of the part's length.
    whole
        A column: the bar that a part belongs to, and what is written over it. Without it all parts
        are of one bar.
    over
        A column of what is written, above a line, over neighbours that belong together, or blank.
    """
    none = pd.Series("", index=rows.index)
    bar = rows[whole] if whole else none
    unit = rows.get("unit", none).groupby(bar).transform("first")
    spans = rows[over].fillna("") if over else none
    first, opens = ~bar.duplicated(), (spans != "") & ~(bar + spans).duplicated()
    end = rows.groupby(bar, sort=False)[value].cumsum()
    most = end.groupby(unit).transform("max")
    drawn = _tinted(rows, _start=(end - rows[value]) / most, _end=end / most)
    drawn = drawn.assign(_head=bar.where(first, ""), _over=spans.where(opens, ""))
    drawn["_reach"] = drawn.groupby(bar + spans)["_end"].transform("max")
    numbers = said(rows, text, mark=False)
    texts = [f"{n} {name}" for n, name in zip(numbers, said(rows, label), strict=True)]
    above = 22 * bool(whole) + 22 * (spans != "").groupby(bar).transform("any")

    heights = {}
    for name, width in (("wide", WIDE), ("narrow", NARROW)):
        begin, stop = drawn["_start"] * width, drawn["_end"] * width
        ends = stop.where(bar.duplicated(keep="last") | (width - begin < 90), width)
        room = ends - begin  # the last of a bar has what is free beside the bar
        lines = [wrapped(a, max(9, int(b / 7.2))) for a, b in zip(texts, room, strict=True)]
        long = pd.Series([6.8 * max(map(len, each)) for each in lines], index=rows.index)
        fits = begin + long <= width
        left = begin.where(fits, stop - long)
        meets = (left < (left + long).shift()) & ~first  # then it stands under its neighbour's
        above_it = [0, *map(len, lines)]
        lines = [[""] * n * m + each for n, m, each in zip(above_it, meets, lines, strict=False)]
        tall = pd.Series([16 * len(each) for each in lines], index=rows.index)
        tall = tall.groupby(bar).transform("max") + above + 48
        drawn[f"_text_{name}"] = ["|".join(each) for each in lines]
        drawn[f"_side_{name}"] = fits.map({True: "left", False: "right"})
        drawn[f"_top_{name}"] = (tall.where(first, 0).cumsum() - tall).astype(float)
        drawn[f"_y_{name}"] = drawn[f"_top_{name}"] + above
        heights[name] = float(tall[first].sum()) - 18

    def draw(name: str, height: float) -> alt.LayerChart:
        across = alt.Scale(domain=[0, 1], nice=False)
        down = alt.Scale(domain=[0, height], range=[0, height], nice=False)
        x, end = (alt.X(f"{one}:Q", axis=None, scale=across) for one in ("_start", "_end"))
        y, top = (alt.Y(f"_{one}_{name}:Q", axis=None, scale=down) for one in ("y", "top"))
        base = alt.Chart(drawn).encode(x=x, y=y)
        bars = base.mark_bar(height=24, yOffset=12, xOffset=1, x2Offset=-1, strokeWidth=1.5)
        layers = [bars.encode(x2="_end", **_filled())]
        for side, place in (("left", x), ("right", end)):
            here = base.transform_filter(f"datum._side_{name} == '{side}'").encode(x=place)
            words = here.mark_text(align=side, baseline="top", dy=29, lineBreak="|", lineHeight=16)
            layers.append(words.encode(text=f"_text_{name}"))
        if over:
            line = base.transform_filter("datum._over != ''")
            layers.append(line.mark_rule(yOffset=-5).encode(x2="_reach"))
            layers.append(line.mark_text(align="left", dy=-14).encode(text="_over"))
        if whole:
            head = base.transform_filter("datum._head != ''").encode(y=top)
            layers.append(head.mark_text(align="left", dy=8, fontWeight=600).encode(text="_head"))
        return alt.layer(*layers).properties(height=height)

    return Drawing(*(draw(name, height) for name, height in heights.items()))


def dots(
    rows: pd.DataFrame, *, group: str = "group", label: str = "by", value: str = "value"
) -> alt.LayerChart:
    """Draw counts of one quantity as dots joined by a line, a quantity a row.

    Parameters
    ----------
    rows
        A row per dot; those of one group, at least two, stand on one line.
    group, label, value
        Columns: the quantity, over its line; what is written at a dot; its place.
    """
    drawn = _tinted(rows, _text=said(rows, label))
    first = ~rows[group].duplicated()
    drawn["_head"] = rows[group].where(first, "")
    least = rows.groupby(group, sort=False)[value].transform("min")
    drawn["_side"] = ["right" if here else "left" for here in rows[value] == least]
    y = alt.Y(group, sort=None, axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    most = float(rows[value].max())
    room = 7.2 * drawn["_text"].str.len().max() + 16
    x = alt.X(
        value,
        axis=None,
        scale=alt.Scale(
            domainMin=alt.ExprRef(f"-{most} * {room:.0f} / (width - {2 * room:.0f})"),
            domainMax=alt.ExprRef(f"{most} * (1 + {room:.0f} / (width - {2 * room:.0f}))"),
            nice=False,
        ),
    )
    base = alt.Chart(drawn).encode(y=y)
    layers = [
        base.mark_line(yOffset=9, color=PALETTE["grey"], strokeWidth=2).encode(x=x, detail=group),
        base.mark_point(yOffset=9, size=110, strokeWidth=1.5, filled=True, opacity=1).encode(
            x=x,
            color=alt.Color("_tint", scale=None),
            stroke=alt.Stroke("_tint", scale=None),
            fillOpacity=alt.condition("datum.derived", alt.value(0), alt.value(1)),
        ),
        base.mark_text(align="left", dy=-11, x=0, fontWeight=600).encode(text="_head"),
    ]
    for side, dx in (("left", 10), ("right", -10)):
        here = base.transform_filter(f"datum._side == '{side}'")
        layers.append(here.mark_text(align=side, dx=dx, dy=9).encode(x=x, text="_text"))
    return alt.layer(*layers).properties(height=alt.Step(50))


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
    parts: str | None = None,
    level: str | None = None,
    text: str | None = None,
    strong: str | None = None,
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
    parts
        A column: rows of one ``x`` are parts of one bar, from the bottom up, and named in a key.
    level
        A column: a height at which a line runs over the neighbouring bars that share it, or blank.
    text
        A column of what is written over a bar, or blank.
    strong
        A column of the bars that the chart speaks of (bool): in ink, the others grey.
    marked
        Values of ``x`` that are written under the axis; all if none is given.
    initial
        Whether a phone shows the first letter alone of what stands under a bar.
    title
        Of the upright axis.
    height
        Of a panel, in px.
    """
    drawn = _tinted(rows, _at=range(len(rows)))
    if strong:
        drawn["_tint"] = [PALETTE["ink" if one else "grey"] for one in rows[strong]]
    if text:
        tops = [column for column in (y, "high", level) if column in rows]
        drawn["_top"] = drawn[tops].max(axis=1)
    order = list(dict.fromkeys(rows[x]))
    key = dict(zip(rows[parts], drawn["_tint"], strict=True)) if parts else {}

    def panel(of: alt.Chart, letters: bool, last: bool = True, across: int = 3) -> alt.LayerChart:
        look: dict[str, Any] = {"labelAngle": 0, "grid": False, "labels": last}
        if letters:
            look["labelExpr"] = "slice(datum.label, 0, 1)"
        if marked:
            look["values"] = list(marked)
        steps = alt.Scale(domain=order)
        base = of.encode(x=alt.X(f"{x}:O", title=None, scale=steps, axis=alt.Axis(**look)))
        scale = alt.Axis(tickCount=4, grid=True, format=",.2~f", minExtent=30, maxExtent=40)
        filled = _filled()
        if parts:
            names = alt.Scale(domain=list(key), range=list(key.values()))
            filled["color"] = alt.Color(parts, scale=names, legend=alt.Legend(columns=across))
            filled["order"] = alt.Order("_at:Q")
        bars = base.mark_bar(strokeWidth=1.5)
        layers = [bars.encode(y=alt.Y(y, title=title, axis=scale), **filled)]
        if _bounded(rows):
            layers.append(base.mark_rule(color=PALETTE["ink"]).encode(y="low", y2="high"))
        if level:
            here = base.transform_filter(f"isValid(datum['{level}'])")
            line = here.mark_line(color=PALETTE["ink"], strokeWidth=1.5)
            layers.append(line.encode(y=level, detail=level))
        if text:
            for side, test, dx in (("left", "!=", -2), ("right", "==", 6)):
                here = base.transform_filter(f"datum['{x}'] {test} {order[-1]!r}")
                words = here.mark_text(align=side, dy=-8, dx=dx)
                layers.append(words.encode(y="_top", text=text))
        return alt.layer(*layers).properties(height=height)

    def chart(narrow: bool) -> alt.TopLevelMixin:
        whole = alt.Chart(drawn)
        if panels is None:
            return panel(whole, narrow and initial)
        names = list(dict.fromkeys(rows[panels]))
        shown = [
            panel(
                whole.transform_filter(alt.datum[panels] == name),
                narrow and initial,
                name == names[-1],
                1 if narrow else 3,
            ).properties(title=wrapped(name, 42 if narrow else 88))
            for name in names
        ]
        return alt.vconcat(*shown, spacing=14)

    return Drawing(chart(False), chart(True)) if initial or panels else chart(False)


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
