"""One theme, one palette and one set of fonts for every chart."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

FONTS = Path(__file__).parent / "fonts"
FONT = "Public Sans, sans-serif"
"""The house's own; where it is missing, as in JupyterLab and on code hosts, another sans."""

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

ROLES = {
    "civilians": "amber",
    "security": "blue",
    "militants": "purple",
    "combatants": "purple",
    "attacks": "attack",
    "operations": "blue",
    "people": "grey",
}
"""The colour of whom or what a number counts: one colour, one meaning, in every chart."""

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


def wrapped(text: str, length: int) -> list[str]:
    """Return text in lines of at most ``length`` characters, broken between words."""
    return textwrap.wrap(text, length, break_long_words=False, break_on_hyphens=False) or [""]
