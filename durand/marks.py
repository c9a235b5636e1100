"""The marks of most charts: rows of the ledger in, a chart that fits page and phone out."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from durand.theme import PALETTE


def pale(derived: str = "derived") -> dict[str, Any]:
    """Return the encodings that draw a number of ours pale with a dashed edge.

    ``derived`` is the column of bool that says which numbers are ours.
    """
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
