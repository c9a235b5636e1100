"""The marks of most charts: rows in, a chart that fits page and phone out.

Each mark draws rows of `durand.ledger.book.Ledger.frame`, or of any table with the columns it
names. What a drawing needs comes with the rows: a number of ours (``derived``) is drawn open,
bounds (``low``, ``high``) as a line, the tint by ``role``. Columns whose name begins with ``_`` lay
out a drawing and are no part of what readers get.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def said(rows: pd.DataFrame, form: str) -> list[str]:
    """Return a text for each row: a column, or a form of columns such as ``{group}, {by}``.

    A number of ours is marked as derived where not all are, unless the text says so already.
    """
    form = form if "{" in form else f"{{{form}}}"
    ours = rows["derived"] if "derived" in rows else pd.Series(False, index=rows.index)
    ours = ours & (not ours.all())
    texts = [form.format_map(row) for row in rows.to_dict("records")]
    return [
        f"{text} (derived)" if derived and "derived" not in text else text
        for text, derived in zip(texts, ours, strict=True)
    ]


def _filled(colour: str | None = "_tint") -> dict[str, Any]:
    """Return the encodings of a bar: its colour by a column, blue without one.

    A number of ours (``derived``) is pale with a dashed edge.
    """
    blue = alt.value(PALETTE["blue"])
    return {
        "color": alt.Color(colour, scale=None) if colour else blue,
        "stroke": alt.Stroke(colour, scale=None) if colour else blue,
        "fillOpacity": alt.condition("datum['derived']", alt.value(0.25), alt.value(1)),
        "strokeDash": alt.condition("datum['derived']", alt.value([4, 3]), alt.value([1, 0])),
    }


def _tinted(rows: pd.DataFrame, **more: Any) -> pd.DataFrame:  # noqa: ANN401 - as assign has it
    """Return rows with more columns, their colours, and whether each is a number of ours."""
    return rows.assign(**more, _tint=tints(rows), derived=rows.get("derived", False))


def _panelled(
    chart: alt.LayerChart, rows: pd.DataFrame, panels: str | None
) -> alt.LayerChart | alt.VConcatChart:
    """Return a chart once for each value of a column, under it; the chart itself without one."""
    if panels is None:
        return chart
    shown = [
        chart.transform_filter(alt.datum[panels] == name).properties(title=name)
        for name in dict.fromkeys(rows[panels])
    ]
    return alt.vconcat(*shown, spacing=16)


def _bounded(rows: pd.DataFrame) -> bool:
    return "low" in rows and bool(rows["low"].notna().any())


def strip(rows: pd.DataFrame) -> alt.LayerChart:
    """Draw a strip of bars, each under its own label, so that they fit a phone.

    Parameters
    ----------
    rows
        A row per bar, in the order drawn: ``label`` stands over it, ``value`` is its length, and
        ``wording`` is written at its end; ``low`` and ``high``, if there are any, are its bounds.
    """
    drawn = _tinted(rows, _label=said(rows, "label"), _text=rows["wording"])
    ends = {"low": "low", "high": "high"} if _bounded(rows) else {}
    return bars(drawn, label="_label", value="value", text="_text", colour="_tint", **ends)


def bars(
    rows: pd.DataFrame,
    *,
    label: str,
    value: str,
    text: str,
    colour: str | None = None,
    low: str | None = None,
    high: str | None = None,
    inner: str | None = None,
    panels: str | None = None,
) -> alt.LayerChart | alt.VConcatChart:
    """Draw horizontal bars, each under its own label, so that they fit a phone.

    Bars below nothing go to the left of a line, and their texts stand on the line's other side.

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
    inner
        A column: the part of each bar that is drawn solid, where the bar itself is pale.
    panels
        A column: one chart under another for each of its values, all on one scale.
    """
    rows = rows.assign(_end=rows[value].clip(lower=0))
    least = min(float(rows[value].min()), 0)
    most = float(rows[[column for column in (value, high) if column]].max().max())
    y = alt.Y(label, sort=None, axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    room = 7.8 * rows[text].str.len().max() + 16  # px that the longest text takes beside its bar
    x = alt.X(
        value,
        axis=None,
        scale=alt.Scale(
            domainMin=least,
            domainMax=least + (most - least) * NARROW / (NARROW - room)
            if panels  # a width that no panel can tell
            else alt.ExprRef(f"{least} + {most - least} * width / (width - {room:.0f})"),
            nice=False,
        ),
    )
    base = alt.Chart(rows).encode(y=y)
    layers = [
        base.mark_bar(height=16, yOffset=9, strokeWidth=1.5).encode(
            x=x, x2=alt.datum(0), **_filled(colour)
        ),
        base.mark_text(align="left", dy=-9, x=0).encode(text=label),
    ]
    if inner:
        layers.insert(1, base.mark_bar(height=16, yOffset=9).encode(x=inner))
    if least < 0:
        zero = base.mark_tick(yOffset=9, height=19, thickness=1.5, color=PALETTE["muted"])
        layers.append(zero.encode(x=alt.XDatum(0)))
    if low and high:
        rows["_end"] = rows[high].fillna(rows["_end"])
        layers.append(base.mark_rule(yOffset=9).encode(x=low, x2=high))
        layers += [
            base.mark_tick(yOffset=9, height=10, thickness=1.5, color=PALETTE["muted"]).encode(
                x=side
            )
            for side in (low, high)
        ]
    words = base.mark_text(align="left", dx=7, dy=9, fontWeight=600)
    layers.append(words.encode(x="_end", text=text))
    chart = alt.layer(*layers).properties(height=alt.Step(46))
    return _panelled(chart, rows, panels)


def stack(
    rows: pd.DataFrame,
    *,
    value: str = "value",
    text: str = "wording",
    whole: str | None = None,
    over: str | None = None,
) -> Drawing:
    """Draw bars of parts, number and label under each; bars of one unit share a scale.

    Parameters
    ----------
    rows
        A row per part, in the order drawn; its ``label`` is written under it, after ``text``.
    value, text
        Columns: the part's length, and its number as written.
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
    texts = [f"{n} {name}" for n, name in zip(rows[text], said(rows, "label"), strict=True)]
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
        right, below = left + long, pd.Series(0, index=rows.index)
        deep = pd.Series([16 * len(each) for each in lines], index=rows.index)
        for at in range(1, len(rows)):  # a label stands under those of its bar that it would meet
            meets = (bar == bar.iloc[at]) & (left < right.iloc[at]) & (right > left.iloc[at])
            below.iloc[at] = (below + deep + 5)[:at][meets[:at]].max() if meets[:at].any() else 0
        tall = (below + deep).groupby(bar).transform("max") + above + 48
        drawn[f"_text_{name}"] = ["|".join(each) for each in lines]
        drawn[f"_side_{name}"] = fits.map({True: "left", False: "right"})
        drawn[f"_top_{name}"] = (tall.where(first, 0).cumsum() - tall).astype(float)
        drawn[f"_y_{name}"] = drawn[f"_top_{name}"] + above
        drawn[f"_label_{name}"] = drawn[f"_y_{name}"] + below
        heights[name] = float(tall[first].sum()) - 18

    def draw(name: str, height: float) -> alt.LayerChart:
        across = alt.Scale(domain=[0, 1], nice=False)
        down = alt.Scale(domain=[0, height], range=[0, height], nice=False)
        x, end = (alt.X(f"{one}:Q", axis=None, scale=across) for one in ("_start", "_end"))
        y, top, at = (
            alt.Y(f"_{one}_{name}:Q", axis=None, scale=down) for one in ("y", "top", "label")
        )
        base = alt.Chart(drawn).encode(x=x, y=y)
        bars = base.mark_bar(height=24, yOffset=12, xOffset=1, x2Offset=-1, strokeWidth=1.5)
        layers = [bars.encode(x2="_end", **_filled())]
        for side, place in (("left", x), ("right", end)):
            here = base.transform_filter(f"datum._side_{name} == '{side}'").encode(x=place, y=at)
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
    rows: pd.DataFrame,
    *,
    label: str = "{by} {wording}",
    panels: str | None = None,
    part: str | None = None,
) -> Drawing:
    """Draw counts of one quantity as dots joined by a line, a quantity a row, from zero.

    Parameters
    ----------
    rows
        A row per dot, of ``value``; those of one ``group`` stand together, on one line under its
        name. ``low`` and ``high``, if there are any, are drawn as a line through the dot.
    label
        What is written at a dot: a column, or a form of columns.
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
        _group=rows["group"],
        _panel=rows[panels] if panels else "",
    )
    if part:
        drawn["_text"] += (", " + rows[part]).where(drawn["_part"], "")
    heads = ~drawn["_panel"].duplicated() & bool(panels)
    drawn["_heading"], drawn["_name"] = (
        drawn[column].where(first, "")
        for column, first in (("_panel", heads), ("_group", ~drawn["_group"].duplicated()))
    )
    ends = ["value", *(side for side in ("low", "high") if _bounded(rows))]
    most = drawn.groupby("_panel")[ends].transform("max").max(axis=1)
    for end in ends:
        drawn[f"_{end}"] = drawn[end] / most
    heights = [_lay(drawn, size, width) for size, width in enumerate((WIDE, NARROW))]

    def chart(size: int) -> alt.LayerChart:
        x: dict[str, Any] = {"scale": alt.Scale(domain=_across(size)), "axis": None}
        y: dict[str, Any] = {"scale": alt.Scale(domain=[0, heights[size]], reverse=True)}
        y["axis"] = None
        base = alt.Chart(drawn).encode(x=alt.X("_value:Q", **x), y=alt.Y(f"_y{size}:Q", **y))
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


def _lay(drawn: pd.DataFrame, size: int, width: int) -> int:
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
            mine = rows[rows["_part"] == part].sort_values("_value")
            spots = (mine["_value"] * unit + _EDGE).tolist()
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
    shared: bool = False,
    height: int = 240,
) -> Drawing | alt.LayerChart:
    """Draw upright bars with their bounds as a line.

    Rows of one ``x`` are parts of one bar, from the bottom up.

    Parameters
    ----------
    rows
        A row per bar, in the order drawn; ``low`` and ``high``, if there are any, are its bounds.
    x, y
        Columns: what stands under a bar, and its height.
    panels
        A column: one chart under another for each of its values.
    parts
        A column: the part that a row is, named in a key.
    level
        A column: a height at which a line runs over the neighbouring bars that share it, or blank.
    text
        A column of what is written over a bar, or blank; ``|`` breaks it.
    strong
        A column of the bars that the chart speaks of (bool): in ink, the others grey.
    marked
        Values of ``x`` that are written under the axis; all if none is given.
    initial
        Whether a phone shows the first letter alone of what stands under a bar.
    shared
        Whether panels share one scale, with room for two lines over the highest bar.
    height
        Of a panel, in px.
    """
    drawn = _tinted(rows, _at=range(len(rows)))
    if strong:
        drawn["_tint"] = [PALETTE["ink" if one else "grey"] for one in rows[strong]]
    order = list(dict.fromkeys(rows[x]))
    few = len(order) <= 6  # slim bars, each text over the middle of its own
    height_of = drawn.groupby([x, panels] if panels else x)[y].cumsum()
    if text:
        tops = [column for column in ("high", level) if column in rows]
        drawn["_top"] = drawn[tops].assign(_of=height_of).max(axis=1)
        ends = rows[x].eq(order[-1]).map({True: "right", False: "left"})
        drawn["_align"] = "center" if few else ends
        drawn["_dx"] = drawn["_align"].map({"center": 0, "left": -2, "right": 6})
        drawn["_dy"] = -16 * drawn[text].str.count(r"\|") - 8
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
        filled = {**_filled(), "order": alt.Order("_at:Q")}
        if parts:
            names = alt.Scale(domain=list(key), range=list(key.values()))
            filled["color"] = alt.Color(parts, scale=names, legend=alt.Legend(columns=across))
        bars = base.mark_bar(strokeWidth=1.5, **({"width": 42} if few else {}))
        most = alt.Scale(domain=[0, 1.3 * float(height_of.max())], nice=False)
        up = alt.Y(y, title=None, axis=scale, **({"scale": most} if shared else {}))
        layers = [bars.encode(y=up, **filled)]
        if _bounded(rows):
            layers.append(base.mark_rule(color=PALETTE["ink"]).encode(y="low", y2="high"))
        if level:
            here = base.transform_filter(f"isValid(datum['{level}'])")
            line = here.mark_line(color=PALETTE["ink"], strokeWidth=1.5)
            layers.append(line.encode(y=level, detail=level))
        if text:
            look: dict[str, Any] = {of: alt.ExprRef(f"datum._{of}") for of in ("align", "dx", "dy")}
            look |= {"fontWeight": 600} if few else {}
            words = base.transform_filter(f"datum['{text}']").encode(y="_top", text=text)
            layers.append(words.mark_text(lineBreak="|", lineHeight=16, **look))
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


BESIDE: dict[str, dict[str, Any]] = {
    "over": {"dy": -13},
    "under": {"dy": 27},
    "right": {"align": "left", "dx": 8},
    "from over": {"align": "left", "dy": -13},
    "from under": {"align": "left", "dy": 17},
    "to over": {"align": "right", "dx": 6, "dy": -22},
}
"""Where a text stands beside a point of a line: *from* it to the right, *to* it from the left."""


def lines(
    rows: pd.DataFrame,
    *,
    line: str,
    y: str,
    looks: Mapping[str, str],
    panels: str | None = None,
    between: tuple[str, str] | None = None,
    years: Sequence[int] = (),
    until: float | None = None,
    height: int = 300,
) -> alt.LayerChart | alt.VConcatChart:
    """Draw lines of years, each named where it runs; of two of them the gap between, too.

    Parameters
    ----------
    rows
        A row per point, of a ``year``; with ``derived`` points are drawn, those of ours open.
        ``_said`` is written beside it, at ``_place``: one of `BESIDE`, *between* (in the middle of
        the gap), or nowhere if blank.
    line, y
        Columns: whose point it is, and its height.
    looks
        By line, its colour; one with *dashed* after it is thin and has no points.
    panels
        A column: one chart under another for each of its values, each on a scale of its own.
    between
        Two lines, with the gap between them as an area.
    years
        What is written under the axis; without them every few years.
    until
        The end of the axis, for what is written at the right.
    height
        Of a panel, in px.
    """
    drawn = rows.assign(
        _tint=[PALETTE[looks[one].split()[0]] for one in rows[line]],
        _dashed=["dashed" in looks[one] for one in rows[line]],
    )
    axis = alt.Axis(format="d", grid=False, **({"values": [*years]} if years else {"tickCount": 5}))
    span = {"domain": [float(rows["year"].min()) - 0.4, until]} if until else {}
    scale = alt.Scale(nice=False, zero=False, **span)
    tint = alt.Color("_tint:N", scale=None)
    base = alt.Chart(drawn).encode(
        x=alt.X("year:Q", title=None, axis=axis, scale=scale),
        y=alt.Y(y, title=None, axis=alt.Axis(format=",.2~f", tickCount=4, grid=True)),
        color=tint,
    )
    solid, broken = (
        base.transform_filter(f"{sign}datum._dashed").encode(detail=line) for sign in ("!", "")
    )
    layers = [broken.mark_line(strokeDash=[5, 4], strokeWidth=1.5), solid.mark_line()]
    if between:
        upper, lower = between
        other = rows[rows[line] == lower].set_index("year")[y]
        drawn["_other"] = rows["year"].map(other).where(rows[line] == upper)
        drawn["_middle"] = (drawn["_other"] + rows[y]) / 2
        gap = base.transform_filter("isValid(datum._other)").mark_area(opacity=0.6)
        layers.insert(0, gap.encode(y2="_other:Q", color=alt.value(PALETTE["grid"])))
    if "derived" in rows:
        ours = alt.condition("datum.derived", alt.value(PALETTE["paper"]), tint)
        points = solid.mark_point(size=40, strokeWidth=1.5, opacity=1)
        layers.append(points.encode(stroke=alt.Stroke("_tint:N", scale=None), fill=ours))
    for place in dict.fromkeys(rows["_place"][rows["_place"] != ""]):
        said = base.transform_filter(alt.datum._place == place).encode(text="_said")
        if place == "between":
            said = said.encode(y="_middle:Q", color=alt.value(PALETTE["ink"]))
        layers.append(said.mark_text(fontWeight=600, **BESIDE.get(place, {})))
    return _panelled(alt.layer(*layers).properties(height=height), rows, panels)


def cells(
    rows: pd.DataFrame,
    *,
    across: str,
    down: str,
    text: str = "text",
    shade: str | None = None,
    heads: Sequence[str] = (),
    step: int = 34,
) -> Drawing:
    """Draw a grid of tiles with a text in each; on a phone each row stands under its name.

    Parameters
    ----------
    rows
        A row per tile; where no row is, no tile.
    across, down, text
        Columns: which column and which row of the grid, and what is written in the tile.
    shade
        A column of how dark a tile is, from 0 to 1; without it all are alike.
    heads
        The columns in the order wanted; without it as they come.
    step
        Height of a row of the grid, in px.
    """
    shades = rows[shade] if shade else pd.Series(0.3, index=rows.index)
    drawn = _tinted(rows, _shade=0.5 * shades, _head=rows[down].where(~rows[down].duplicated(), ""))
    heads = list(heads or dict.fromkeys(rows[across].astype(str)))

    def drawing(width: int) -> alt.LayerChart:
        small = width == NARROW
        room = (width - 230 * (not small)) / len(heads) / max(map(len, heads))  # px for a letter
        axis = alt.Axis(
            orient="top", grid=False, labelOverlap=False, labelFontSize=13 if room > 7 else 11,
            labelAngle=-45 if room < 5.5 else 0,
        )  # fmt: skip
        across_ = alt.Scale(domain=heads, padding=0.06)
        base = alt.Chart(drawn).encode(
            x=alt.X(f"{across}:O", sort=None, title=None, axis=axis, scale=across_),
            y=alt.Y(
                f"{down}:N",
                sort=None,
                title=None,
                axis=None if small else alt.Axis(labelLimit=300),
                scale=alt.Scale(padding=0),
            ),
        )
        lower = {"yOffset": 9} if small else {}
        tile = base.mark_rect(strokeWidth=1, height=step - 4, **lower).encode(
            color=alt.Color("_tint", scale=None),
            stroke=alt.Stroke("_tint", scale=None),
            fillOpacity=alt.FillOpacity("_shade:Q", scale=None),
        )
        layers = [tile, base.mark_text(fontSize=11 if small else 13, **lower).encode(text=text)]
        if small:
            head = base.transform_filter("datum._head").encode(x=alt.value(0), text="_head")
            above = -step / 2
            layers.append(head.mark_text(align="left", dy=above, fontWeight=600, fontSize=12))
        return alt.layer(*layers).properties(height=alt.Step(step + 20 * small))

    return Drawing(drawing(WIDE), drawing(NARROW))


TONES = {"hostile": ("square", "attack"), "cooperative": ("circle", "blue")}
"""Shape and colour of how two stand to each other."""


def stances(rows: pd.DataFrame, *, across: str, down: str) -> Drawing:
    """Draw a grid that says who stands how to whom, by whom: a mark for each tone, side by side.

    Parameters
    ----------
    rows
        A row per mark: ``tone`` (of `TONES`) and ``both`` (whether the place holds both tones).
    across, down
        Columns: the column of the grid, and its row, in the order drawn.
    """
    columns = list(dict.fromkeys(rows[across]))
    drawn = rows.assign(_y=(~rows[down].duplicated()).cumsum())
    count = int(drawn["_y"].max())
    names = [f"datum.value == {at + 1} ? '{name}'" for at, name in enumerate(rows[down].unique())]

    def drawing(wide: bool) -> alt.LayerChart:
        step = 30 if wide else 44
        x = alt.X(
            f"{across}:N",
            sort=columns,
            title=None,
            scale=alt.Scale(domain=columns),
            axis=alt.Axis(
                orient="top", labelAngle=0, grid=False, labelFontSize=13 if wide else 12,
                labelOverlap=False, labelPadding=8 if wide else 14,
            ),
        )  # fmt: skip
        axis = alt.Axis(
            values=list(range(1, count + 1)),
            grid=True,
            labels=wide,
            labelExpr=" : ".join([*names, "''"]),
            labelPadding=12,
        )
        scale = alt.Scale(domain=[count + 0.5, 0.5], nice=False)
        base = alt.Chart(drawn).encode(x=x, y=alt.Y("_y:Q", title=None, axis=axis, scale=scale))
        layers = []
        for tone, (shape, colour) in TONES.items():
            look = {"shape": shape, "color": PALETTE[colour], "size": 120, "opacity": 1}
            mine = base.transform_filter(alt.datum.tone == tone)
            for both, dx in ((False, 0), (True, -8 if tone == "hostile" else 8)):
                place = mine.transform_filter(alt.datum.both == both)
                layers.append(place.mark_point(xOffset=dx, **look))
        if not wide:
            head = base.transform_window(_first="row_number()", groupby=["_y"])
            head = head.transform_filter("datum._first == 1").encode(x=alt.value(0), text=down)
            layers.append(head.mark_text(align="left", dy=-18, fontSize=12, clip=False))
        return alt.layer(*layers).properties(height=step * count)

    return Drawing(drawing(True), drawing(False))


def steps(
    rows: pd.DataFrame,
    *,
    start: str,
    end: str,
    y: str,
    text: str,
    dates: str,
    short: str,
) -> Drawing:
    """Draw a rate over spans of unequal length, each as wide as it lasts, and dates above them.

    Parameters
    ----------
    rows
        A row per span, none overlapping another; one without a rate is a gap, or a date if it
        starts and ends on one day.
    start, end
        Columns: first and last day, ISO 8601.
    y
        Column of the rate, per unit of time.
    text
        A column of what is written over a span and in a gap: no axis tells the rate.
    dates, short
        Columns of what is written at a date, on a page and on a phone.

    Raises
    ------
    ValueError
        If two spans overlap: their areas would count one time twice.
    """
    dated = rows[y].isna() & rows[start].eq(rows[end])
    ordered = rows[~dated].sort_values(start)
    if (ordered[start].iloc[1:].to_numpy() <= ordered[end].iloc[:-1].to_numpy()).any():
        raise ValueError("two spans overlap; draw them apart")
    begin, stop = pd.to_datetime(rows[start]), pd.to_datetime(rows[end])
    height, room = 220, 22 * (int(dated.sum()) + 1)  # px: of the tallest span, and over it
    top = float(rows[y].max()) * (height + room) / height
    line = begin.where(dated).rank(ascending=False) * 22 - 11  # the last date stands highest
    early = begin < begin.min() + (stop.max() - begin.min()) * 0.35

    def beside(width: int) -> list[float]:  # px that a text goes aside, so that no date crosses it
        unit = width / (stop.max() - begin.min()).days
        aside = []
        for first, last, said in zip(begin, stop, rows[text], strict=True):
            middle, half = first + (last - first) / 2, 3.9 * len(said) + 6
            spots = [(day - middle).days * unit for day in begin[dated]]
            met = min((spot for spot in spots if abs(spot) < half), key=abs, default=None)
            aside.append(0 if met is None else met + (half if met <= 0 else -half))
        return aside

    drawn = _tinted(
        rows,
        _mid=(begin + (stop - begin) / 2).dt.strftime("%Y-%m-%d"),
        _height=(top * (1 - line / (height + room))).fillna(0),
        _side=early.map({True: "left", False: "right"}),
    )
    drawn["_aside"], drawn["_aside_narrow"] = beside(WIDE), beside(NARROW)
    scale = alt.Scale(domain=[0, top], nice=False)
    years = alt.Axis(format="%Y", tickCount="year", grid=False)
    utc = alt.Scale(type="utc")  # a day is the same day wherever it is drawn
    base = alt.Chart(drawn).encode(y=alt.Y(f"{y}:Q", title=None, scale=scale, axis=None))

    def draw(words: str, aside: str) -> alt.LayerChart:
        across = alt.X(f"{start}:T", title=None, axis=years, scale=utc)
        at = base.transform_filter("datum._height > 0")
        at = at.encode(x=across, y=alt.Y("_height:Q", scale=scale, axis=None))
        spans = base.transform_filter(f"isValid(datum['{y}'])")
        bars = spans.mark_bar(strokeWidth=1.5)
        layers: list[alt.Chart] = [
            at.mark_rule(color=PALETTE["muted"], strokeDash=[2, 2]).encode(y2=alt.datum(0)),
            bars.encode(x=across, x2=f"{end}:T", y2=alt.datum(0), **_filled()),
        ]
        for side, dx in (("left", 5), ("right", -5)):
            here = at.transform_filter(f"datum._side == '{side}'").encode(text=words)
            look = {"align": side, "dx": dx, "baseline": "middle"}
            layers.append(here.mark_text(stroke=PALETTE["paper"], strokeWidth=5, **look))
            layers.append(here.mark_text(**look))
        over = spans.encode(x=alt.X("_mid:T", axis=years, scale=utc), text=text)
        halo = {"stroke": PALETTE["paper"], "strokeWidth": 4}
        look = {"dx": alt.ExprRef(f"datum.{aside}"), "dy": -9, "fontWeight": 600}
        layers += [over.mark_text(**look, **one) for one in (halo, {})]
        gap = base.transform_filter(f"!isValid(datum['{y}']) && datum._height == 0")
        gap = gap.encode(
            x=alt.X("_mid:T", axis=years, scale=utc), y=alt.Y("_height:Q", scale=scale)
        )
        look = {"dy": -24, "lineBreak": "|", "color": PALETTE["muted"]}
        layers.append(gap.mark_text(**look).encode(text=text))
        return alt.layer(*layers).properties(height=height + room)

    return Drawing(draw(dates, "_aside"), draw(short, "_aside_narrow"))


LOOKS: dict[str, dict[str, Any]] = {
    "span": {"height": 4, "color": PALETTE["grey"], "stroke": PALETTE["grey"]},
    "partial": {"height": 8, "color": PALETTE["paper"], "stroke": PALETTE["ink"]},
    "cargo": {"height": 14, "color": PALETTE["grey"], "stroke": PALETTE["ink"]},
    "all": {"height": 14, "color": PALETTE["ink"], "stroke": PALETTE["ink"]},
}
"""How a span of time in a lane is drawn, by what it stopped; the first lies below."""


def chronicle(
    rows: pd.DataFrame,
    *,
    above: str,
    below: str,
    heads: Mapping[str, str],
    shapes: Mapping[str, tuple[str, str]],
    line: str = "",
) -> Drawing:
    """Draw a year: bars a month above and below, on one scale, and lanes of events between.

    Parameters
    ----------
    rows
        A row per bar, event or span: ``lane``, ``start`` and ``end`` (ISO 8601), ``kind``: *deaths*
        (a bar, of ``value``), *none* (no bar, but a text), *day*, *doubt* (a day in grey) or one of
        `LOOKS`. Of all but bars ``what`` and ``short`` are written, on a page and on a phone, and
        ``place`` says where: *over* or *under* the lane, *left* of the mark, or two of them.
    above, below
        The lanes whose bars stand above and hang below.
    heads
        What stands over each lane, in the order drawn; ``|`` breaks it on a phone.
    shapes
        By lane, the shape and the colour of its days.
    line
        The lane that is a dashed line through all its length, if any.
    """
    lanes = [lane for lane in heads if lane not in (above, below)]
    bars = rows["value"].fillna(0)
    starts, ends = (pd.to_datetime(rows[end]) for end in ("start", "end"))
    edge = ends.max().strftime("%Y-%m-%d")
    time = alt.Scale(domain=[rows["start"].min(), edge], nice=False, type="utc")
    drawn = rows.assign(
        _mid=(starts + (ends - starts) / 2).dt.strftime("%Y-%m-%d"),
        _shape=[shapes.get(lane, ("circle",))[0] for lane in rows["lane"]],
        _tint=[
            PALETTE["grey" if kind == "doubt" else shapes.get(lane, ("", "ink"))[1]]
            for lane, kind in zip(rows["lane"], rows["kind"], strict=True)
        ],
        _align=["right" if "left" in place else "left" for place in rows["place"]],
        _down=[{"over": -14, "under": 14, "none": -22}.get(one.split(" ")[0], 0)
               for one in rows["place"]],
        _bold=[lane in (above, below) for lane in rows["lane"]],
    )  # fmt: skip
    drawn["_aside"] = [
        0 if down else -9 if align == "right" else 9
        for down, align in zip(drawn["_down"], drawn["_align"], strict=True)
    ]
    drawn["_head"] = rows["lane"].map(heads).where(~rows["lane"].duplicated(), "")
    heights = {}
    for size, step, scale in (("wide", 58, 0.56), ("narrow", 60, 0.44)):
        ground = 44 + scale * bars[rows["lane"] == above].max()  # where the upper bars stand
        roof = ground + 34 + step * len(lanes)  # where the lower ones hang
        floor = roof + scale * bars[rows["lane"] == below].max()
        at = {lane: ground + 48 + step * place for place, lane in enumerate(lanes)}
        heights[size] = floor + (42 if size == "wide" else 56)
        for column, up, down in (("_from", 1, 0), ("_to", 0, 1)):
            drawn[f"{column}_{size}"] = [
                {above: ground - up * scale * bar, below: roof + down * scale * bar}.get(
                    lane, at.get(lane)
                )
                for lane, bar in zip(rows["lane"], bars, strict=True)
            ]
        drawn[f"_number_{size}"] = [
            top - 8 if lane == above else bottom + 9
            for lane, top, bottom in zip(
                rows["lane"], drawn[f"_from_{size}"], drawn[f"_to_{size}"], strict=True
            )
        ]
        drawn[f"_top_{size}"] = [
            {above: 14, below: floor + 28}.get(lane, at.get(lane, 0) - 30) for lane in rows["lane"]
        ]
    drawn["_head_wide"] = drawn["_head"].str.replace("|", " ")

    def drawing(size: str) -> alt.LayerChart:
        wide = size == "wide"
        text: dict[str, Any] = {"fontSize": 12 if wide else 11, "lineBreak": "|", "lineHeight": 14}
        axis = alt.Axis(
            orient="top", tickCount="month", title=None, grid=True, labelAlign="left",
            labelOverlap=False, labelPadding=4, labelFontSize=text["fontSize"],
            labelExpr="datum.index == 1 ? '' : utcmonth(datum.value) == 0 ? "
            "utcFormat(datum.value, '"
            + ("%Y" if wide else "’%y")
            + f"') : slice(utcFormat(datum.value, '%b'), 0, {3 if wide else 1})",
        )  # fmt: skip

        def y(column: str) -> alt.Y:
            return alt.Y(f"{column}_{size}:Q", scale=None, axis=None)

        every = alt.Chart(drawn)
        base = every.encode(x=alt.X("start:T", axis=axis, scale=time), y=y("_from"))
        bar = base.transform_filter("datum.kind == 'deaths'")
        tint = alt.Color("_tint", scale=None)
        layers = [
            bar.mark_rect(xOffset=1.5, x2Offset=-1.5, color=PALETTE["grey"]).encode(
                x2="end:T", y2=f"_to_{size}:Q"
            ),
            bar.mark_text(**text).encode(
                x=alt.X("_mid:T", axis=axis, scale=time), y=y("_number"), text="value:Q"
            ),
        ]
        if line:
            rule = base.transform_filter(alt.datum.lane == line).mark_rule(
                strokeDash=[7, 5], color=PALETTE["attack"]
            )
            layers.append(rule.encode(x=alt.value(0), x2=alt.value("width")))
        for kind, look in LOOKS.items():
            span = base.transform_filter(alt.datum.kind == kind)
            layers.append(span.mark_bar(strokeWidth=1.2, **look).encode(x2="end:T"))
        layers += [
            base.transform_filter("datum.kind == 'day' || datum.kind == 'doubt'")
            .mark_point(size=90, opacity=1, stroke=PALETTE["paper"], strokeWidth=1)
            .encode(shape=alt.Shape("_shape", scale=None), color=tint),
            base.transform_filter("datum.kind != 'deaths'")
            .mark_text(
                align=alt.ExprRef("datum._align"), dx=alt.ExprRef("datum._aside"),
                dy=alt.ExprRef("datum._down"), **text,
            )
            .encode(text="what" if wide else "short"),
            every.transform_filter("datum._head")
            .mark_text(align="left", fontWeight=600, **text)
            .encode(
                x=alt.value(0),
                y=y("_top"),
                text="_head_wide" if wide else "_head",
                color=alt.condition(
                    "datum._bold", alt.value(PALETTE["ink"]), alt.value(PALETTE["muted"])
                ),
            ),
        ]  # fmt: skip
        return alt.layer(*layers).properties(height=heights[size])

    return Drawing(drawing("wide"), drawing("narrow"))


def lanes(rows: pd.DataFrame, *, lane: str, panels: Mapping[str, tuple[str, str]]) -> Drawing:
    """Draw spans of time, a lane for each of what they befell, on one scale or several.

    Parameters
    ----------
    rows
        A row per span, in the order of the lanes: ``start`` and ``end`` (ISO 8601), ``kind`` (one
        of `LOOKS`), ``arrow`` (whether one follows: the end is not known). What is written
        beside it in one panel: ``panel``, ``wide`` and ``short`` (on a phone), and ``place``,
        *right* or *left* of the span.
    lane
        Column: whose span it is.
    panels
        By name, the first and the last day of each scale; one of days tells weeks.
    """
    names = list(dict.fromkeys(rows[lane]))
    drawn = rows.assign(
        _head=rows[lane].where(~rows[lane].duplicated(), ""),
        _y=[30 + 46 * names.index(name) for name in rows[lane]],
    )

    def drawing(size: str) -> alt.VConcatChart:
        text: dict[str, Any] = {"fontSize": 12 if size == "wide" else 11}

        def panel(name: str, first: str, last: str) -> alt.LayerChart:
            days = (pd.Timestamp(last) - pd.Timestamp(first)).days
            tick, label = (
                ("year", "utcFormat(datum.value, '%Y')")
                if int(last[:4]) - int(first[:4]) > 1
                else ("week", "utcFormat(datum.value, '%-d %b')")
                if days < 60
                else (
                    "month",
                    f"slice(utcFormat(datum.value, '%b'), 0, {3 if size == 'wide' else 1})",
                )
            )
            axis = alt.Axis(
                orient="top", grid=True, labelAlign="left", title=None, tickCount=tick,
                labelFontSize=text["fontSize"], labelOverlap=False, labelExpr=label,
            )  # fmt: skip
            scale = alt.Scale(domain=[first, last], nice=False, type="utc")
            x, end = (alt.X(f"{one}:T", axis=axis, scale=scale) for one in ("from", "to"))
            every = alt.Chart(drawn).encode(y=alt.Y("_y:Q", scale=None, axis=None))
            base = (
                every.transform_filter(f"datum.start <= '{last}' && datum.end >= '{first}'")
                .transform_calculate(  # what lies within the scale
                    **{"from": f"toDate(datum.start < '{first}' ? '{first}' : datum.start)"},
                    to=f"toDate(datum.end > '{last}' ? '{last}' : datum.end)",
                )
                .encode(x=x)
            )
            layers = []
            for kind, look in LOOKS.items():
                span = base.transform_filter(alt.datum.kind == kind)
                layers.append(span.mark_bar(strokeWidth=1.2, **look).encode(x2="to:T"))
            unseen = base.transform_filter(f"datum.arrow && datum.end <= '{last}'").encode(x=end)
            layers.append(unseen.mark_text(text="→", dx=3, align="left", fontWeight=600, **text))
            told = base.transform_filter(alt.datum.panel == name)
            for side, at in (("right", end), ("left", x)):
                here = told.transform_filter(alt.datum.place == side).encode(x=at)
                look = (
                    {"align": "left", "dx": alt.ExprRef("datum.arrow ? 18 : 6")}
                    if side == "right"
                    else {"align": "right", "dx": -5}
                )
                layers.append(
                    here.mark_text(**look, **text).encode(
                        text="wide" if size == "wide" else "short"
                    )
                )
            head = every.transform_filter("datum._head").encode(x=alt.value(0), text="_head")
            layers.append(head.mark_text(align="left", dy=-17, fontWeight=600, **text))
            return alt.layer(*layers).properties(height=46 * len(names), title=name)

        return alt.vconcat(*(panel(name, *days) for name, days in panels.items()), spacing=22)

    return Drawing(drawing("wide"), drawing("narrow"))


def ladder(rows: pd.DataFrame) -> Drawing:
    """Draw who said what when: a row a claim, its number as a bar, what it answers beside it.

    Parameters
    ----------
    rows
        A row per claim, in the order drawn: ``day`` (which stands over the rows that share it),
        ``party`` (who makes the claim), ``text`` (what is claimed, its number in it), ``value``
        (missing where none was given), ``open`` (whether that is a floor: its bar ends in an
        arrow), ``role``, ``basis``, ``answers`` (in words), ``answered`` (the ``claim_id`` of
        another row: a line leads there, dashed if ``against``), ``standing``.
    """
    drawn = _tinted(rows, _head=rows["day"].where(~rows["day"].duplicated(), ""))
    counted = rows["value"].notna()
    for size, party, said, under, unit, left, down in (
        ("wide", 22, 54, 72, 1.5, 204, 0), ("narrow", 60, 47, 50, 3.2, 0, 17),
    ):  # fmt: skip
        texts = {
            "who": [wrapped(text, party) for text in rows["party"]],
            "said": [wrapped(text, said) for text in rows["text"]],
            "under": [
                wrapped(_under(row), under - (0 if down or long != long else int(long * unit / 6)))
                for row, long in zip(rows.to_dict("records"), rows["value"], strict=True)
            ],
        }
        bars = counted * (16 if down else 0)  # a phone has its note under the bar
        top, tops = 4, []
        for at, headed in enumerate(drawn["_head"]):
            top += 30 if headed else 0
            tops.append(top)
            lines = 17 * len(texts["said"][at]) + 16 * (texts["under"][at] != [""] or counted[at])
            lines += 16 * (len(texts["under"][at]) - 1) + bars[at] + down
            top += max(lines, 17 * len(texts["who"][at])) + 14
        for name, found in texts.items():
            drawn[f"_{name}_{size}"] = ["|".join(lines) for lines in found]
        drawn[f"_top_{size}"] = tops
        drawn[f"_said_top_{size}"] = drawn[f"_top_{size}"] + down
        drawn[f"_bar_{size}"] = [
            at + 17 * len(lines) + 8
            for at, lines in zip(drawn[f"_said_top_{size}"], texts["said"], strict=True)
        ]
        drawn[f"_under_top_{size}"] = drawn[f"_bar_{size}"] + bars
        drawn[f"_from_{size}"] = left
        drawn[f"_end_{size}"] = left + rows["value"].fillna(0) * unit
        drawn[f"_fade_{size}"] = drawn[f"_end_{size}"] + 7 * rows["open"]
        drawn[f"_text_{size}"] = left if down else drawn[f"_fade_{size}"] + 8 * counted
        drawn[f"_height_{size}"] = top
    places = dict(zip(rows["claim_id"], drawn["_top_wide"], strict=True))
    drawn["_answered"] = [places.get(one) for one in rows["answered"]]
    links = list(zip(drawn["_answered"].fillna(-1), rows["against"], strict=True))
    own = [link for link in dict.fromkeys(links) if link[0] >= 0]
    drawn["_link"] = [
        2 + own.index(link) * 24 / len(own) if link in own else None for link in links
    ]

    def drawing(size: str) -> alt.LayerChart:
        wide = size == "wide"

        def y(column: str) -> alt.Y:
            return alt.Y(f"{column}_{size}:Q", scale=None, axis=None)

        def x(column: str) -> alt.X:
            return alt.X(f"{column}_{size}:Q", scale=None, axis=None)

        base = alt.Chart(drawn)
        tint = alt.Color("_tint", scale=None)
        text: dict[str, Any] = {
            "align": "left", "baseline": "top", "lineBreak": "|", "lineHeight": 16,
            "fontSize": 12 if not wide else 13,
        }  # fmt: skip
        bar = base.transform_filter("isValid(datum.value)").encode(y=y("_bar"), color=tint)
        layers = [
            bar.mark_bar(height=9).encode(x=x("_from"), x2=f"_end_{size}:Q"),
            bar.transform_filter("datum.open")
            .mark_point(shape="triangle-right", size=70, opacity=1)
            .encode(x=x("_fade")),
            base.transform_filter("datum._head")
            .mark_text(dy=-24, color=PALETTE["muted"], fontWeight=600, **text)
            .encode(x=alt.value(34 if wide else 0), y=y("_top"), text="_head"),
            base.mark_text(fontWeight=600, **text).encode(
                x=alt.value(34 if wide else 0), y=y("_top"), text=f"_who_{size}"
            ),
            base.mark_text(**text).encode(x=x("_from"), y=y("_said_top"), text=f"_said_{size}"),
            base.mark_text(color=PALETTE["muted"], dy=-7, **text).encode(
                x=x("_text"), y=y("_under_top"), text=f"_under_{size}"
            ),
            base.mark_text(**{**text, "align": "right"}, fontStyle="italic").encode(
                x=alt.value("width"), y=y("_top"), text="standing"
            ),
        ]
        if wide:
            link = base.transform_filter("isValid(datum._answered)").transform_calculate(
                _a="datum._top_wide + 8", _b="datum._answered + 8"
            )
            dash = alt.condition("datum.against", alt.value([4, 3]), alt.value([1, 0]))
            at = alt.X("_link:Q", scale=None, axis=None)
            a, b = (alt.Y(f"{end}:Q", scale=None, axis=None) for end in ("_a", "_b"))
            line = {"color": PALETTE["muted"], "strokeWidth": 1.2}
            layers += [
                link.mark_rule(**line).encode(x=at, y=a, y2="_b:Q", strokeDash=dash),
                link.mark_rule(**line).encode(x=at, x2=alt.value(29), y=a, strokeDash=dash),
                link.mark_rule(**line).encode(x=at, x2=alt.value(26), y=b, strokeDash=dash),
                link.mark_point(
                    shape="triangle-right", size=46, color=PALETTE["muted"], opacity=1
                ).encode(x=alt.value(28), y=b),
            ]
        return alt.layer(*layers).properties(height=float(drawn[f"_height_{size}"].iloc[0]))

    return Drawing(drawing("wide"), drawing("narrow"))


def _under(row: Mapping[str, Any]) -> str:
    return "; ".join(filter(None, (row["answers"], row["basis"])))
