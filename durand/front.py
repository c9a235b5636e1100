"""The picture that opens this book: the line, its gates and the year's dates, and the dead.

All of it is made from the ledger and the tables when the page is read. The map is drawn twice, for
a page and for a phone; of the dead each has a mark, and each number beside them leads to its row.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from html import escape
from math import ceil, cos, radians
from typing import Any, ClassVar

import pandas as pd
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import OptionSpec

from durand.errors import LedgerError
from durand.ledger.periods import span
from durand.publication import Publication
from durand.site import numbers
from durand.site.figures import raw, words
from durand.site.state import book
from durand.theme import wrapped

YEAR = dt.date(2024, 1, 1), dt.date(2024, 12, 31)
BOX = (65.75, 30.15, {"wide": 73.55, "narrow": 72.6}, 34.58)
"""West, south, east, north of the map, in degrees: from Chaman to Torkham."""
WIDTHS = {"wide": 560, "narrow": 328}
COUNTRIES = {
    "Afghanistan": ((66.95, 34.25), (67.0, 34.22)),
    "Pakistan": ((72.3, 31.5), (71.7, 30.75)),
}
LANDS = {"afghanistan": "f-grid", "pakistan": "f-paper"}
GATES = {
    "torkham": ((12, -2, "start"), (10, 2, "start")),
    "kharlachi": ((-12, -34, "end"), (-10, -1, "end")),
    "ghulam-khan": ((14, 0, "start"), (-10, 0, "end")),
    "angur-ada": ((-12, 12, "end"), (-10, 10, "end")),
    "chaman-spin-boldak": ((13, 8, "start"), (10, 10, "start")),
}
"""Where each gate's words stand, wide and narrow: px from its place, and which end is there."""
EVERYWHERE = (66.0, 33.9)
"""Where the days are written on which all gates were shut."""
STEPS = {
    ("post-bombing-2024-03-16", "makin-attack"): (
        "Attacks on posts", (70.35, 32.75, "start"), (72.55, 32.6, "end")),
    ("strikes-2024-03-18", "strikes-2024-12-24"): (
        "Pakistani strikes", (67.75, 33.2, "end"), (65.85, 33.8, "start")),
    ("border-fighting-2024-03-18", "border-fighting-2024-12-28"): (
        "Fire across the line", (69.05, 31.45, "start"), (68.9, 31.45, "start")),
}  # fmt: skip
"""What followed one another in March and again in December, and where it is written."""
OPEN = ("unknown", "derived")
VIEWS = ("whole", "gates", "border")
STRUCK = ("khost", "paktika")
ATTACKED = ("miran-shah", "makin")
_TRAFFIC = {"all": "", "cargo": " (cargo)", "partial": " (in part)"}
_LINE = 17


def _days(first: dt.date, last: dt.date) -> str:
    if first == last:
        return f"{first.day} {first:%b}"
    if first.month == last.month:
        return f"{first.day}–{last.day} {first:%b}"
    return f"{first.day} {first:%b} – {last.day} {last:%b}"


def dated(events: pd.DataFrame, event: str) -> str:
    """Return when an event was: the days that most of the rows that name days give it."""
    told = events[(events["event"] == event) & events["precision"].isin(["day", "interval"])]
    days = told["date"].value_counts()
    return _days(*span(max(days[days == days.max()].index, key=len)))


def shut(closures: pd.DataFrame, gate: str) -> list[str]:
    """Return when in the year a gate was shut, as the list of closures has it."""
    found = []
    for row in closures.itertuples():
        first, ended = span(row.start)[0], row.end[:4].isdigit()
        last = span(row.end)[1] if ended else first
        if gate not in row.crossings.split("|") or first > YEAR[1] or last < YEAR[0]:
            continue
        days = _days(first, last) if ended else f"from {_days(first, first)}"
        days = f"to {_days(last, last)}" if first < YEAR[0] else days
        about = "about " if "either way" in row.start_precision else ""
        found.append(f"{about}{days}{_TRAFFIC[row.traffic]}")
    return found


def gate_days(here: Publication) -> dict[str, list[str]]:
    """Return when each gate, and all of them, were shut, by name."""
    closures, names = here.load("closures"), here.load("map_points").set_index("point_id")["name"]
    gates = {names[gate]: shut(closures, gate) for gate in GATES}
    return {"All gates": shut(closures, "all"), **gates}


def _text(x: float, y: float, lines: list[str], anchor: str, look: str) -> str:
    spans = "".join(
        f'<tspan x="{x:g}" y="{y + _LINE * at:g}">{escape(line)}</tspan>'
        for at, line in enumerate(lines)
    )
    return f'<text class="{look}" text-anchor="{anchor}">{spans}</text>'


def the_map(here: Publication, size: str) -> str:
    """Return the map as SVG: the ground, the line, its gates, and what happened on which day."""
    west, south, easts, north = BOX
    east = easts[size]
    across = WIDTHS[size] / (east - west)
    down = across / cos(radians((south + north) / 2))

    def at(lon: float, lat: float) -> tuple[float, float]:
        return round((lon - west) * across, 1), round((north - lat) * down, 1)

    def path(rings: Any, look: str) -> str:  # noqa: ANN401 - GeoJSON's lists
        lines = ("L".join("{:g} {:g}".format(*at(*point)) for point in ring) for ring in rings)
        return f'<path class="{look}" d="M{"M".join(lines)}"/>'

    shapes = here.load("map_shapes").set_index(["view", "shape"])["geometry"].map(json.loads)
    coarse, fine, near = (shapes[view].map(lambda shape: shape["coordinates"]) for view in VIEWS)
    middle = fine["durand-line"]  # beyond its ends, the coarser line goes on
    start = [point for point in coarse["durand-line"] if point[0] < middle[0][0]]
    end = [point for point in coarse["durand-line"] if point[1] > middle[-1][1]]
    points = here.load("map_points").set_index("point_id")
    events, days_of = here.load("events"), gate_days(here)
    parts = [path(view[name], look) for view in (coarse, fine) for name, look in LANDS.items()]
    parts += [path(near[name], "struck") for name in STRUCK]
    parts.append(path([[*start, *middle, *end]], "contested"))
    form = 0 if size == "wide" else 1
    for name, forms in COUNTRIES.items():
        parts.append(_text(*at(*forms[form]), [name], "middle", "country"))
    if form == 0:
        everywhere = ["All gates", *days_of["All gates"]]
        parts.append(_text(*at(*EVERYWHERE), everywhere, "start", "gate-name"))
    for name in ATTACKED:
        x, y = at(points.loc[name, "lon"], points.loc[name, "lat"])
        parts.append(f'<path class="attack" d="M{x - 4} {y - 4}l8 8m0 -8l-8 8"/>')
    told = []
    for pair, (what, *forms) in STEPS.items():
        lon, lat, anchor = forms[form]
        days = " and ".join(dated(events, event) for event in pair)
        told.append(f"{what}: {days}.")
        parts.append(_text(*at(lon, lat), [what, days], anchor, "step"))
    for gate, forms in GATES.items():
        dx, dy, anchor = forms[form]
        x, y = at(points.loc[gate, "lon"], points.loc[gate, "lat"])
        name = points.loc[gate, "name"]
        parts.append(f'<path class="gate" d="M{x:g} {y - 6:g}l6 6l-6 6l-6 -6Z"/>')
        lines = [wrapped(name, 20)[0], *(days_of[name] if form == 0 else [])]
        parts.append(_text(x + dx, y + dy, lines, anchor, "gate-name"))
    told += [f"{name}: {', '.join(days) or 'no closure listed'}." for name, days in days_of.items()]
    described = (
        "Afghanistan lies to the north-west of the dashed line, Pakistan to the south-east. "
        f"{' '.join(told)}"
    )
    name = f"opening-{size}"
    return (
        f'<svg class="chart-{size}" viewBox="0 0 {WIDTHS[size]} {(north - south) * down:.0f}" '
        f'role="img" aria-labelledby="{name}-title" aria-describedby="{name}-desc">'
        f'<title id="{name}-title">The line, its gates and when they were shut, '
        "and the steps of March and December</title>"
        f'<desc id="{name}-desc">{escape(described)}</desc>{"".join(parts)}</svg>'
    )


def people(*groups: tuple[float, str]) -> str:
    """Return a mark for each person as SVG, one group after another in rows, each with its look.

    A row is one dashed stroke of round or square dots, so that a thousand marks are a few shapes.
    """
    return "".join(_people(groups, *form) for form in (("wide", 58), ("narrow", 36)))


def _people(groups: Sequence[tuple[float, str]], size: str, across: int) -> str:
    made, pitch, start = [], 9, 0
    for count, look in groups:
        d, end = "", start + round(count)
        while start < end:
            row, first = divmod(start, across)
            last = min(across, first + end - start)
            y = row * pitch + pitch / 2
            d += f"M{first * pitch + pitch / 2:g} {y:g}H{(last - 1) * pitch + pitch / 2 + 0.1:g}"
            start += last - first
        made.append(f'<path class="mark {look}" d="{d}"/>')
        if look in OPEN:
            made.append(f'<path class="s-paper" d="{d}"/>')
    height = ceil(start / across) * pitch
    return (
        f'<svg class="chart-{size}" viewBox="0 0 {across * pitch} {height}" aria-hidden="true">'
        f"{''.join(made)}</svg>"
    )


class Opening(SphinxDirective):
    """The picture; its options name the rows that are drawn, its two paragraphs say them."""

    has_content: ClassVar[bool] = True
    option_spec: ClassVar[OptionSpec] = dict.fromkeys(
        ("civilians", "unknown", "claim", "rival", "derived"), directives.unchanged_required
    )
    """Rows of the ledger: of Afghanistan the first three, of Pakistan the others."""

    def run(self) -> list[nodes.Node]:
        """Return the map beside the dead of both sides; a row that is not named is an error."""
        numbers.depend_on_data(self.env)
        here = book(self.env)
        said = nodes.Element()
        self.state.nested_parse(self.content, self.content_offset, said)
        missing = [name for name in self.option_spec if name not in self.options]
        where = f"{self.env.docname}.md, line {self.lineno}: opening"
        if missing or len(said) != 2:
            raise ExtensionError(
                f"{where}: it has {len(said)} paragraphs, of two: Afghanistan, then Pakistan; "
                f"options without a row of the ledger: {', '.join(missing) or 'none'}."
            )
        try:
            shown = {name: here.ledger[self.options[name]].value or 0 for name in self.option_spec}
        except LedgerError as error:
            raise ExtensionError(f"{where}: {error}") from error
        between = shown["derived"] - shown["rival"]
        dead = nodes.container(classes=["dead"])
        dead += [
            _words("Afghanistan", "side"),
            said[0],
            raw(people((shown["civilians"], "civilians"), (shown["unknown"], "unknown"))),
            raw(people((shown["claim"], "claimed"))),
            raw('<div class="contested-line"></div>'),
            _words("Pakistan", "side"),
            said[1],
            raw(people((shown["rival"], "civilians"), (between, "derived"))),
            _words(_KEY, "opening-note"),
        ]
        maps = "".join(the_map(here, size) for size in WIDTHS)
        picture = nodes.container(classes=["opening"])
        listed = "; ".join(f"{name} {', '.join(of)}" for name, of in gate_days(here).items() if of)
        days = raw(f'<p class="gate-days">Shut: {escape(listed)}.</p>')  # a phone's map has no room
        picture += [raw(f'<div class="chart">{maps}</div>'), days, dead]
        picture += _words(_MAP_NOTE, "map-note")
        return [picture]


_KEY = (
    "Each mark is a person. Open: of unknown role, or by our subtraction alone. Square: a party’s "
    "claim. Different rules count the two sides: do not compare them."
)
_MAP_NOTE = (
    "The line is dashed because it is contested: Pakistan holds it to be the border; by Horizonte, "
    "Afghanistan has historically refused to recognise it. Diamonds are gates, with the days on "
    "which they are listed as shut. Crosses: Makin, whose post was attacked in December, and Miran "
    "Shah, near Mir Ali, whose post was bombed in March. Shaded: Khost and Paktika. Ground: "
    "Natural Earth, simplified."
)


def _words(text: str, look: str = "") -> nodes.paragraph:
    return nodes.paragraph("", "", *words(text), classes=look.split())


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive."""
    app.add_directive("opening", Opening)
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": True}
