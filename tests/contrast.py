"""Contrast by WCAG 2.2 of all that a page shows, in the browser's own computed styles.

axe-core gives no verdict where something overlaps or a gradient is near, which on a page of many
rows is nearly everywhere; here every word is judged, and what cannot be judged is a fault.
"""

import re
from functools import lru_cache
from pathlib import Path

LEAST = {"text": 4.5, "large": 3, "mark": 3, "edge": 3, "ring": 3, "tint": 1}
"""1.4.3 for words, 1.4.11 for what is no word: marks, edges of fields, rings of focus."""


def luminance(rgb):
    """Return the relative luminance, 0 to 1, of a colour in sRGB, 0 to 255."""
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (part / 255 for part in rgb)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one, other):
    """Return the contrast ratio, 1 to 21, of two colours."""
    low, high = sorted(map(luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


@lru_cache
def _script():
    return Path(__file__).with_suffix(".js").read_text(encoding="utf-8")


def pairs(page, within="html", state="", told=None):
    """Return every distinct pair of colour and ground in a part of a page, in a state or none.

    ``told``, a set, gathers drawings: one that comes again, with the same colours and ground, is
    left out.
    """
    found = page.evaluate(  # not as a script element: the page's policy would refuse it
        f"([within, state, told]) => {{ {_script()} return contrast.pairs(within, state, told) }}",
        [within, state, " ".join(told or ())],  # as one text: a list is sent item by item
    )
    if told is not None:
        told.update(found["told"].split())
    return found["rows"]


QUIET = re.compile(r"[a-z]+(\.[fs]-(grid|paper))+")
"""Marks that tell nothing, by the roles of their colours: lines to read along, gaps."""

PALE = {
    "fig-counters-killed-2024": "a line from one dark dot to another, which are named",
    "fig-counters-2024-2025": "a line from one dark dot to another, which are named",
    "fig-bargaining-range": "a range from one dark end to another, which are named",
    "fig-range-levers": "a range from one dark end to another, which are named",
    "fig-map-border": "a province beside its name",
    "fig-map-two-states": "a province beside its name",
    "fig-score-moves": "a line from one dark dot to another, which are named",
    "fig-security-by-scope-2024": "a line from one dark dot to another, which are named",
    "fig-market-since-2022": "a line from one dark dot to another, which are named",
}
"""Figures with pale marks that bear no words, and why such a mark need not stand out."""


def judged(rows):
    """Return what is wrong with pairs: those below what WCAG asks, and those that nobody can tell.

    One of the colours of a pair must stand out. A pale mark passes with words on it, which are
    judged themselves.
    """
    problems = []
    for row in rows:
        kind, what, ground = row["kind"], row["what"], row["ground"]
        figure, _, mark = what.rpartition(" ")
        if kind == "mark" and (QUIET.fullmatch(mark) or (figure in PALE and row["pale"])):
            continue
        best = max((ratio(colour, ground) for colour in row["colours"]), default=1)
        if row["unknown"] or round(best, 3) < LEAST[kind]:
            unknown = row["unknown"] and f", {row['unknown']}"
            problems.append(
                f"contrast {best:.2f}, not {LEAST[kind]}: {kind} {what}, {_name(row['colours'])} on"
                f" {_name([ground])}{unknown}, {row['count']} times, first in {row['where']}"
                f" ‘{row['said']}’"
            )
    return problems


def _name(colours):
    return " and ".join("#" + "".join(f"{round(part):02x}" for part in rgb) for rgb in colours)


def faults(page, within="html", state="", told=None):
    """Return what is wrong with the contrast of a part of a page, in a state or none."""
    return judged(pairs(page, within, state, told))
