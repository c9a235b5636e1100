"""One theme, one palette and one set of fonts for every chart."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

FONTS = Path(__file__).parent / "fonts"
FONT = "Public Sans"

PALETTE = {
    "ink": "#1b2733",
    "muted": "#55626d",
    "grid": "#dde2e6",
    "paper": "#fffffe",
    "attack": "#b8470f",
    "blue": "#0a6299",
    "amber": "#b37a00",
    "purple": "#652a5c",
    "grey": "#7c8894",
}
"""Colours by role. A page replaces each by a CSS variable of the same name, so that a chart
follows light and dark; no chart tells anything by colour alone."""

WIDE, NARROW = 680, 328
"""Width of a whole chart in px: in the text column, and on a phone."""


def config() -> dict[str, Any]:
    """Return the Vega-Lite ``config`` of the house."""
    ink, muted, grid = PALETTE["ink"], PALETTE["muted"], PALETTE["grid"]
    text = {"font": FONT, "fontSize": 13, "color": ink}
    return {
        "font": FONT,
        "background": None,
        "padding": 2,
        "view": {"stroke": None},
        "axis": {
            "labelFontSize": 13, "titleFontSize": 13, "labelColor": ink, "titleColor": muted,
            "titleFontWeight": 400, "gridColor": grid, "domainColor": muted, "tickColor": muted,
            "domain": False, "ticks": False, "labelPadding": 6, "titlePadding": 8,
            "labelLimit": 260,
        },
        "axisX": {"grid": True},
        "axisY": {"grid": False},
        "legend": {
            "labelFontSize": 13, "titleFontSize": 13, "labelColor": ink, "titleColor": muted,
            "orient": "top", "title": None, "symbolStrokeWidth": 1.5,
        },
        "header": {"labelFontSize": 13, "labelColor": ink, "labelFontWeight": 600, "title": None,
                   "labelAnchor": "start", "labelOrient": "top"},
        "title": {"fontSize": 15, "fontWeight": 600, "color": ink, "anchor": "start",
                  "subtitleFontSize": 13, "subtitleColor": muted, "offset": 10},
        "text": text,
        "bar": {"color": PALETTE["blue"]},
        "point": {"filled": True, "size": 70, "color": PALETTE["blue"]},
        "line": {"color": PALETTE["blue"], "strokeWidth": 2},
        "rule": {"color": muted, "strokeWidth": 1.5},
    }  # fmt: skip


def pale(derived: str = "derived") -> dict[str, Any]:
    """Return the encodings that draw a number of ours pale with a dashed edge.

    ``derived`` is the column of bool that says which numbers are ours.
    """
    import altair as alt

    ours = f"datum['{derived}']"
    return {
        "fillOpacity": alt.condition(ours, alt.value(0.25), alt.value(1)),
        "strokeDash": alt.condition(ours, alt.value([4, 3]), alt.value([1, 0])),
    }


def bars(
    rows: pd.DataFrame,
    *,
    label: str,
    value: str,
    text: str,
    colour: str | None = None,
    derived: str = "derived",
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
    derived
        A column of bool: a number of ours is drawn pale with a dashed edge, and its label says so.
    low, high
        Columns of bounds, drawn as a line over the bar's end.
    """
    import altair as alt  # here, because a build draws nothing new and need not wait for it

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
    tint = alt.Color(colour, scale=None) if colour else alt.value(PALETTE["blue"])
    edge = alt.Stroke(colour, scale=None) if colour else alt.value(PALETTE["blue"])
    base = alt.Chart(rows).encode(y=y)
    layers = [
        base.mark_bar(height=16, yOffset=9, strokeWidth=1.5).encode(
            x=x,
            color=tint,
            stroke=edge,
            **pale(derived),
        ),
        base.mark_text(align="left", dy=-9, x=0).encode(text=label),
    ]
    end = value
    if low and high:
        end = high
        layers.append(base.mark_rule(yOffset=9).encode(x=low, x2=high))
        layers += [
            base.mark_tick(yOffset=9, height=10, thickness=1.5, color=PALETTE["muted"]).encode(
                x=side
            )
            for side in (low, high)
        ]
    layers.append(base.mark_text(align="left", dx=7, dy=9, fontWeight=600).encode(x=end, text=text))
    return alt.layer(*layers).properties(height=alt.Step(46))
