"""The figure record: a chart with everything a reader needs to trust, read and cite it.

A chapter ends a cell with one call of `figure`. The record travels inside the chart, in
Vega-Lite's ``usermeta``, so that a notebook, the site and a reader's own copy hold the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

import altair as alt
import pandas as pd

from durand import prose, theme
from durand.cache import Cache
from durand.data.text import unfit
from durand.errors import FigureError
from durand.figure import checks, claims, draw, honest
from durand.figure.spec import (
    ANCHOR,
    LICENCE,
    MIME,
    alone,
    finished,
    keep_only,
    narrow_spec,
    rows,
)
from durand.figure.versions import digest
from durand.marks import Drawing
from durand.publication import Publication
from durand.reads import ALL

_ID = re.compile(r"fig-[a-z0-9]+(-[a-z0-9]+)*")


class Figure:
    """A chart and its record; shown by Jupyter as one bundle of three plain formats."""

    def __init__(self, spec: dict[str, Any], cache: Cache) -> None:
        self.spec = spec
        self._cache = cache

    @property
    def record(self) -> dict[str, Any]:
        """The record, as it travels in ``usermeta``."""
        return self.spec["usermeta"]["figure"]

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        record, shown_alone = self.record, alone(self.spec)
        for shown in (self.spec, narrow_spec(self.spec)):
            draw.svg(shown, self._cache)  # kept for the page, now that the converter is awake
        return {
            MIME: shown_alone,
            "image/svg+xml": draw.svg(shown_alone, self._cache),
            "text/plain": f"{record['id']}: {prose.plain(record['title'])} "
            f"[{len(rows(self.spec))} rows, sha256 {digest(self.spec)[:16]}]",
        }


def figure(
    book: Publication,
    figure_id: str,
    chart: alt.TopLevelMixin | Drawing,
    *,
    title: str,
    caption: str,
    description: str,
    caveats: str,
    columns: Mapping[str, str] | str,
    sources: Sequence[str] = (),
    also: Mapping[str, str] | None = None,
    narrow: alt.TopLevelMixin | None = None,
) -> Figure:
    """Make a chart a citable figure.

    Parameters
    ----------
    book
        The publication that the figure is of; a chapter calls ``book.figure``.
    figure_id
        Permanent id, ``fig-…``; never used for anything else, in no chapter.
    chart
        Drawn from one table, once or, by a mark, twice. Its width is the house's, and is not set.
    title, caption, description, caveats
        What it finds; what it shows; what a reader who cannot see it must know (the largest, the
        smallest, the change); what it does not show. ``{evidence-id}`` is replaced by that row's
        wording and ``{evidence-id:bounds}`` by the wording with low and high, both linked. Any
        other quantity must be a value of the rows.
    columns
        Heading, with unit, of each column of the rows that readers get, in their order; or, for
        rows of the ledger, the names of the columns alone (``"group by value"``).
    sources
        Keys of ``sources.bib`` behind what the chapter read; those of ledger rows drawn or named
        come by themselves.
    also
        Further keys, each with the words of a text that rest on it and on no row.
    narrow
        The same rows drawn for a phone, where a narrower copy of ``chart`` would not do.

    Raises
    ------
    FigureError
        If a field is missing, says what neither rows nor ledger hold or what they refute, or holds
        what no page could pass on, or if a drawing lies; names each field.
    """
    if not _ID.fullmatch(figure_id):
        raise FigureError(f"field figure_id: '{figure_id}' must read fig-… in kebab-case.")
    if isinstance(chart, Drawing):
        chart, narrow = chart
    drawn = _drawn(chart, "chart", figure_id)
    data = _rows_of(drawn)
    texts = {"title": title, "caption": caption, "description": description, "caveats": caveats}
    texts, problems = checks.texts(texts, data, book.ledger)
    columns = _headings(columns, data) if isinstance(columns, str) else columns
    missing = [column for column in columns if column not in data]
    if missing or not columns:
        problems.append(
            f"field columns: the rows have no {', '.join(missing)}; "
            f"they have {', '.join(data.columns)}."
        )
    columns = {name: label for name, label in columns.items() if name in data}
    for cell in [*columns.values(), *(cell for name in columns for cell in data[name])]:
        if isinstance(cell, str) and (problem := unfit(cell)):
            problems.append(f"field columns: ‘{cell[:40]}’ {problem}")
    spec = finished(drawn, theme.WIDE)
    usermeta = {
        "id": figure_id,
        **texts,
        "columns": [{"name": name, "title": label} for name, label in columns.items()],
        "cutoff": book.cutoff,
        "licence": LICENCE,
    }
    if narrow is not None:
        drawn = _drawn(narrow, "narrow", figure_id)
        if _rows_of(drawn).to_json() != data.to_json():
            raise FigureError(f"{figure_id}, field narrow: drawn from other rows than chart.")
        small = finished(drawn, theme.NARROW)
        del small["datasets"], small["config"]
        usermeta["narrow"] = small
    keep_only(spec, usermeta.get("narrow"), {*columns, ANCHOR})
    spec["usermeta"] = {"figure": usermeta}
    usermeta["sources"] = _sources(book, data, texts, [*sources, *(also or ())])
    problems += _strangers(book, data, texts, sources, also or {})
    problems += [f"field chart: {one}." for one in honest.problems(spec, columns)]
    shown = claims.points(data, columns, honest.measures(spec, columns))
    problems += checks.refuted(texts, shown, book.ledger)
    problems += checks.headings(columns, data, book.ledger)
    if problems:
        raise FigureError(" ".join(f"{figure_id}, {problem}" for problem in problems))
    return Figure(spec, book.cache)


def _sources(
    book: Publication, data: pd.DataFrame, texts: Mapping[str, str], named: Sequence[str]
) -> list[str]:
    """Return the sources named, those of the ledger rows drawn, and those named in the texts."""
    cells = (cell for cell in data.get("sources", ()) if isinstance(cell, str))  # else none
    found = [key for cell in cells for key in cell.split("|") if key]
    rows = [cell for cell in data.get("evidence_id", ()) if isinstance(cell, str) and cell]
    rows += [link["id"] for text in texts.values() for link in prose.LINK.finditer(text)]
    found += [
        key for row in rows if row in book.ledger for key in book.ledger.sources(book.ledger[row])
    ]
    return list(dict.fromkeys([*named, *found]))


def _strangers(
    book: Publication,
    data: pd.DataFrame,
    texts: Mapping[str, str],
    named: Sequence[str],
    also: Mapping[str, str],
) -> list[str]:
    """Return which sources are none, or have nothing to do with the rows, or with the words given.

    Rows of the ledger alone bring their own; other rows may come from what the chapter read.
    """
    shown = " ".join(str(cell) for name in data for cell in data[name])
    said = " ".join([shown, *map(prose.plain, texts.values())])
    own, keys = _sources(book, data, texts, ()), book.data.sources
    every = [*named, *also] or own or [""]
    found = [f"'{key}' is no key of data/sources.bib." for key in every if key not in keys]
    if not all(data.get("evidence_id", pd.Series("", data.index)).fillna("")):
        read = book.reads.report()
        rows = read.pop("evidence.csv", [])
        own += [*re.findall(r"[\w-]+", shown), *read.get("sources.bib", ())]
        for row in book.ledger if rows == [ALL] else rows:
            own += book.ledger.sources(book.ledger[row])
        for table in (name for name in book.data.names if f"{name}.csv" in read):
            own += [one.get("key", "") for one in book.data.described(table).get("sources", ())]
            own += re.findall(r"[\w-]+", " ".join(chain(*book.data.cells(table))))
    found += [
        f"'{key}' has nothing to do with these rows. Take it out, or write the words of a text "
        f"that rest on it: also={{'{key}': '…'}}."
        for key in sorted({*named} & {*keys} - {*own})
        if not keys.literature(key)
    ]
    lost = [
        f"no text has the words ‘{text}’ of {key}."
        for key, text in also.items()
        if text not in said
    ]
    return [f"field sources: {one}" for one in [*found, *lost]]


_HEADINGS = {
    "group": "What",
    "label": "What is counted",
    "by": "Counted by",
    "when": "When",
    "place": "Where",
    "wording": "As worded",
    "low": "Least",
    "high": "Most",
    "derived": "Derived here",
}


def _headings(names: str, data: pd.DataFrame) -> dict[str, str]:
    """Return the headings of columns of ledger rows; a value's is its unit."""
    units = list(dict.fromkeys(data.get("unit", ())))
    value = units[0][0].upper() + units[0][1:] if len(units) == 1 else "Number"
    return {name: {**_HEADINGS, "value": value}.get(name, name) for name in names.split()}


def _drawn(chart: alt.TopLevelMixin, field: str, figure_id: str) -> dict[str, Any]:
    """Return Altair's specification of a chart that draws one table."""
    spec = chart.to_dict()
    tables_of_it = len(spec.get("datasets", {}))
    if tables_of_it != 1:
        raise FigureError(
            f"{figure_id}, field {field}: drawn from {tables_of_it} tables. Draw it from one, "
            "so that readers can take exactly the rows they see."
        )
    return spec


def _rows_of(drawn: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(next(iter(drawn["datasets"].values())))
