"""Explore: every claim of the ledger as a view that a reader chooses, draws, compares and quotes.

The rows travel in one script, so that the page works from disk too; ``assets/claims.js`` asks them.
"""

from __future__ import annotations

import calendar
import json
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from durand import theme
from durand.errors import LedgerError
from durand.ledger.number import Indicator, Number, word_bounds
from durand.ledger.periods import days, say_period, span
from durand.publication import Publication
from durand.site import addresses, cards, cite, data, numbers, pages, search
from durand.site.figures import raw
from durand.site.state import book

RECORDS = "explore-records.js"
"""The rows as the page's script asks for them, from the site root."""
SERIES = "series"
"""The folder of the tables that are drawn over time, a script each."""


def axis(indicator: Indicator) -> str:
    """Return what an axis that shows an indicator is of; only what has the same may share one.

    Another unit may not; nor may the dead with the injured or with people who moved, or a share
    with a change.
    """
    if indicator.unit == "percent":
        return "percent of change" if indicator.base == "none" else "percent"
    if indicator.casualty and indicator.unit == "people":
        harms = [word for word in ("killed", "injured") if word in indicator.label]
        return f"people {' or '.join(harms or ['killed'])}"
    return indicator.unit


def length(period: str) -> str:
    """Return what kind of time a period is; rows of one kind may be drawn over time."""
    (first, last), months = span(period), 0
    if first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]:
        months = 12 * (last.year - first.year) + last.month - first.month + 1
    if months == 12:
        return {1: "year", 7: "fiscal year"}.get(first.month, "span")  # Pakistan's, from July
    if months in (1, 3, 6) and (first.month - 1) % months == 0:
        return {1: "month", 3: "quarter", 6: "half-year"}[months]
    return "day" if days(period) == 1 else "span"


class _Listed(dict[Any, int]):
    """What has been asked for, each once, by its place in the list."""

    def __missing__(self, one: Any) -> int:  # noqa: ANN401 - whatever is listed
        self[one] = len(self)
        return self[one]


def records(env: BuildEnvironment) -> dict[str, Any]:
    """Return what the page's script asks: lists, and rows that name their members by place.

    ``rows``: id, indicator, place, period, value, low, high (in the indicator's unit, or ``None``),
    the number as printed, who claims it, who counted it, source, status, whether it is a lower
    limit, whether the ledger has a note on it. Rejected rows are no claims.
    """
    here = book(env)
    evidence = here.ledger
    counted, when, read, who, by, asked = (_Listed() for _ in range(6))
    places = list(_tree(evidence.within))
    at = {name: n for n, (name, _) in enumerate(places)}
    rows: list[list[Any]] = []
    for number in evidence.values():
        if number.status == "rejected":
            continue
        key = evidence.source_key(number)
        rows.append([
            number.evidence_id, counted[number.indicator.indicator], at[number.place],
            when[number.period], number.value, number.low, number.high, word_bounds(number),
            who[search.who(number) + _vintage(env, number)], by[number.origin.actor_id], read[key],
            number.status, int(number.qualifier in ("at-least", "over")), int(bool(number.note)),
        ])  # fmt: skip
    indicators = [evidence.indicators[name] for name in list(counted)]
    for name in sorted({one.question for one in indicators}):
        asked[name]
    return {
        "ledger": addresses.page(env, "ledger"),
        "sources": addresses.page(env, "sources"),
        "questions": [[nodes.make_id(name), name] for name in asked],
        "places": [[name, evidence.places[name], depth] for name, depth in places],
        "counters": [
            [one, evidence.actors[one].short, int(evidence.actors[one].party)] for one in by
        ],
        "who": list(who),
        "sources_read": [[key, cite.name(here, key) if key else "computed here"] for key in read],
        "periods": [
            [one.replace("/", ".."), say_period(one), *map(str, span(one)), length(one)]
            for one in when
        ],
        "indicators": [
            [
                one.indicator, asked[one.question], one.label,
                one.definition + cards.scope(one, evidence), one.unit,
                theme.ROLES.get(one.role, "blue"), counted.get(one.part_of, -1), axis(one),
            ]
            for one in indicators
        ],
        "rows": rows,
    }  # fmt: skip


def _tree(within: dict[str, str], outer: str = "", depth: int = 0) -> Iterator[tuple[str, int]]:
    """Yield each place with how deep it lies, what lies in it after it."""
    for name, around in within.items():
        if around == outer:
            yield name, depth
            yield from _tree(within, name, depth + 1)


def _vintage(env: BuildEnvironment, number: Number) -> str:
    """Return when a number was published, where its counter said it more than once."""
    said = {(one.value, one.published) for one in book(env).ledger.vintages(number.evidence_id)}
    many = len({value for value, _ in said}) > 1
    return f", published {say_period(number.published)}" if many and number.published else ""


def series(book: Publication) -> dict[str, dict[str, Any]]:
    """Return the tables whose rows are of a time and of one thing each, as the script draws them.

    By name: ``title``, ``limits``, ``sources``; ``by``, what tells its lines apart, with its
    values; ``measures``, with their units; ``rows``: first and last day, when in words, the places
    of its values, each measure with its bounds, whether no line may join it to the row before,
    whether it is doubtful, and its own unit where the table has several. A table that may not be
    passed on is left out, and one whose times are no ISO 8601 periods.
    """
    found = {}
    for resource in book.data.descriptor["resources"]:
        schema, bounds = resource["schema"], resource.get("bounds", {})
        key = schema.get("primaryKey", [])
        key, fields = [key] if isinstance(key, str) else key, schema["fields"]
        time = resource.get("series", {}).get("by", "period")
        listed = {one["name"] for one in fields}
        ends = {name for pair in bounds.values() for name in pair}
        own = {one["name"]: one["unit"] for one in fields if "unit" in one and one["type"] in
               ("integer", "number") and one["name"] not in ends}  # fmt: skip
        if time not in key or not own or data.withheld(resource):
            continue
        frame = book.data.peek(resource["name"])
        if not frame[time].astype(str).map(is_period).all():
            continue
        by = [one for one in key if one != time]
        values = {name: _Listed() for name in by}
        mixed = [name for name in ("currency", "unit") if name in listed]
        rows = []
        for row in frame.to_dict("records"):
            when = str(row[time])
            rows.append([
                *map(str, span(when)), say_period(when),
                [values[name][str(row[name])] for name in by],
                [[_number(row[one]) for one in (name, *bounds.get(name, ()))] for name in own],
                int(row.get("break_before", False)), int(row.get("doubtful", False)),
                " per ".join(str(row[name]) for name in mixed),
            ])  # fmt: skip
        found[resource["name"]] = {
            "title": resource["title"],
            "limits": resource.get("limits", ""),
            "file": resource["path"],
            "sources": [
                [one["key"], cite.name(book, one["key"])]
                for one in resource.get("sources", [])
                if "key" in one
            ],
            "by": [[name.replace("_", " ").capitalize(), list(values[name])] for name in by],
            "measures": [
                [one["description"], own[one["name"]]] for one in fields if one["name"] in own
            ],
            "rows": rows,
        }
    return found


def is_period(text: str) -> bool:
    """Say whether a text is an ISO 8601 period: a split year, ``2011/12``, is none."""
    try:
        return bool(span(text))
    except LedgerError:
        return False


def _number(cell: Any) -> float | None:  # noqa: ANN401 - a cell of a table
    return None if cell != cell or cell is None else float(cell)  # a blank alone differs


class ExploreSeries(pages.SphinxDirective):
    """The tables that are drawn over time, each by itself."""

    def run(self) -> list[nodes.Node]:
        """Return the choice of a table, which the page's script follows."""
        names = {name: one["title"] for name, one in series(book(self.env)).items()}
        options = "".join(
            f'<option value="{name}">{escape(title)}</option>'
            for name, title in sorted(names.items(), key=lambda one: one[1])
        )
        numbers.depend_on_data(self.env)
        return [raw(
            '<form class="ledger-filter series-view" aria-label="Choose a series">'
            f'<label>Series<select name="series"><option value="">None</option>{options}</select>'
            '</label><p><span role="status"></span></p></form>'
            '<section class="explored series" tabindex="-1" aria-label="The series"></section>'
        )]  # fmt: skip


class Explore(pages.SphinxDirective):
    """The page's controls; its lines are views to begin with: ``Words: q=…&place=…``."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return what the script fills, and what stands there without scripts."""
        addresses.holds(self.env, "explore")
        views = [line.rpartition(": ") for line in self.content if line.strip()]
        ready = "".join(
            f'<li><a href="#{escape(view)}">{escape(words)}</a></li>' for words, _, view in views
        )
        return [raw(f'<ul class="ready-views">{ready}</ul>'), pages.late(what="explore", told="")]


def _controls(env: BuildEnvironment, docname: str, told: str) -> str:
    def choice(name: str, label: str, first: str) -> str:
        return (
            f'<label>{label}<select name="{name}"><option value="">{first}</option></select>'
            "</label>"
        )

    ledger = addresses.way(env, docname, "ledger")
    return (
        f'<noscript><p>Explore needs JavaScript. Without it, <a href="{ledger}">the evidence '
        "ledger</a> has every row, by question.</p></noscript>"
        '<form class="ledger-filter explore-view" role="search" aria-label="Choose what to draw">'
        + choice("q", "Question", "All questions")
        + choice("also", "Beside it", "Nothing")
        + choice("what", "What is counted", "All")
        + choice("place", "Place", "All")
        + choice("time", "Period", "All")
        + choice("a", "Compare", "All counters")
        + choice("b", "with", "Nobody")
        + '<details class="counters"><summary>Counters: <b>all</b></summary>'
        "<fieldset><legend>Whose counts are shown; none chosen is all</legend></fieldset></details>"
        '<p><span role="status">Loading the rows …</span> '
        '<button type="button">Begin anew</button></p></form>'
        '<section class="explored" tabindex="-1" aria-label="The view"></section>'
    )


pages.fills("explore")(_controls)


def _write(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Write the rows, where a page of the book asks for them."""
    env = app.builder.env
    if addresses.page(env, "explore"):
        text = json.dumps(records(env), ensure_ascii=False, separators=(",", ":"))
        (Path(app.outdir) / RECORDS).write_text(f"durandClaims({text});\n", encoding="utf-8")
        folder = Path(app.outdir) / SERIES
        folder.mkdir(exist_ok=True)
        for name, table in series(book(env)).items():
            text = json.dumps([name, table], ensure_ascii=False, separators=(",", ":"))
            (folder / f"{name}.js").write_text(f"durandSeries({text});\n", encoding="utf-8")
    yield from ()


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_directive("explore", Explore)
    app.add_directive("explore-series", ExploreSeries)
    app.connect("html-collect-pages", _write)
