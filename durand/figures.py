"""The figure record: a chart with everything a reader needs to trust, read and cite it.

A chapter ends a cell with one call of `figure`. The record travels inside the chart, in
Vega-Lite's ``usermeta``, so that a notebook, the site and a reader's own copy hold the same.
"""

from __future__ import annotations

import copy
import hashlib
import inspect
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib.metadata import version
from math import isnan
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from durand import DATA_CUTOFF, prose, style, tables
from durand.kept import kept, place
from durand.ledger import Ledger, Number, ledger, mismatch, word, word_bounds

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

MIME = "application/vnd.vegalite.v6+json"
LICENCE = "CC BY 4.0"
_ID = re.compile(r"fig-[a-z0-9]+(-[a-z0-9]+)*")

_made: dict[str, str] = {}


class FigureError(ValueError):
    """A figure record is incomplete or says what its rows do not; the message names the field."""


class Figure:
    """A chart and its record; shown by Jupyter as one bundle of three plain formats."""

    def __init__(self, spec: dict[str, Any]) -> None:
        self.spec = spec

    @property
    def record(self) -> dict[str, Any]:
        """The record, as it travels in ``usermeta``."""
        return self.spec["usermeta"]["figure"]

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        record = self.record
        for shown in (self.spec, narrow_spec(self.spec)):
            svg(shown)  # kept for the page, now that the converter is awake
        return {
            MIME: self.spec,
            "image/svg+xml": svg(self.spec, title=True),
            "text/plain": f"{record['id']}: {prose.plain(record['title'])} "
            f"[{len(rows(self.spec))} rows, sha256 {digest(self.spec)[:16]}]",
        }


def figure(
    figure_id: str,
    chart: alt.TopLevelMixin,
    *,
    title: str,
    caption: str,
    description: str,
    caveats: str,
    sources: Sequence[str],
    columns: Mapping[str, str],
    narrow: alt.TopLevelMixin | None = None,
) -> Figure:
    """Make a chart a citable figure.

    Parameters
    ----------
    figure_id
        Permanent id, ``fig-…``; never used for anything else, in no chapter.
    chart
        Drawn from one table. Its width is the house's and need not be set.
    title, caption, description, caveats
        What it finds; what it shows; what a reader who cannot see it must know (the largest, the
        smallest, the change); what it does not show. ``{evidence-id}`` is replaced by that row's
        wording and ``{evidence-id:bounds}`` by the wording with low and high, both linked. Any
        other quantity must be a value of the rows.
    sources
        Keys of ``sources.bib``.
    columns
        Heading, with unit, of each column of the rows that readers get, in their order.
    narrow
        The same rows drawn for a phone, where a narrower copy of ``chart`` would not do.

    Raises
    ------
    FigureError
        If a field is missing, says a quantity that neither rows nor ledger hold, or holds what no
        page could pass on, if the description would suit any chart, or if the id is taken; names
        the field.
    """
    _check_id(figure_id)
    drawn = _drawn(chart, "chart", figure_id)
    data = _rows_of(drawn)
    texts = {"title": title, "caption": caption, "description": description, "caveats": caveats}
    evidence = ledger()
    for field, text in texts.items():
        texts[field] = _checked_text(field, text, data, evidence, figure_id)
    _refuse_template(texts, figure_id)
    for key in sources or [""]:
        if key not in tables.sources().entries:
            raise FigureError(f"{figure_id}, field sources: '{key}' is no key of data/sources.bib.")
    missing = [column for column in columns if column not in data]
    if missing or not columns:
        raise FigureError(
            f"{figure_id}, field columns: the rows have no {', '.join(missing)}; "
            f"they have {', '.join(data.columns)}."
        )
    for cell in [*columns.values(), *(cell for name in columns for cell in data[name])]:
        if isinstance(cell, str) and (problem := tables.unfit(cell)):
            raise FigureError(f"{figure_id}, field columns: ‘{cell[:40]}’ {problem}")
    spec = _spec(drawn, style.WIDE)
    usermeta = {
        "id": figure_id,
        **texts,
        "sources": list(sources),
        "columns": [{"name": name, "title": label} for name, label in columns.items()],
        "cutoff": DATA_CUTOFF,
        "licence": LICENCE,
    }
    if narrow is not None:
        drawn = _drawn(narrow, "narrow", figure_id)
        if _rows_of(drawn).to_json() != data.to_json():
            raise FigureError(f"{figure_id}, field narrow: drawn from other rows than chart.")
        small = _spec(drawn, style.NARROW)
        del small["datasets"], small["config"]
        usermeta["narrow"] = small
    spec["usermeta"] = {"figure": usermeta}
    return Figure(spec)


def rows(spec: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows that a figure's specification draws."""
    return spec["datasets"]["rows"]


def columns(spec: Mapping[str, Any]) -> dict[str, str]:
    """Return the headings of the columns that readers get, in their order."""
    listed = spec["usermeta"]["figure"]["columns"]  # a list, because notebooks sort their keys
    return {column["name"]: column["title"] for column in listed}


def digest(spec: Mapping[str, Any]) -> str:
    """Return the SHA-256 of title and rows: what a citation of the figure relies on."""
    said = [prose.plain(spec["usermeta"]["figure"]["title"]), rows(spec)]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Return in what rows and title of two versions of a figure differ: ``deaths 685 → 686``."""
    before, after = rows(old), rows(new)
    if len(before) != len(after):
        return [f"{len(before)} → {len(after)} rows"]
    headings = columns(old)
    shown = [
        f"{_label(old_row, row, headings)}{headings[name]} "
        f"{_shown(old_row[name])} → {_shown(row.get(name))}"
        for old_row, row in zip(before, after, strict=True)
        for name in headings
        if old_row[name] != row.get(name)
    ]
    said = [prose.plain(spec["usermeta"]["figure"]["title"]) for spec in (old, new)]
    if said[0] != said[1]:
        shown.append(f"title “{said[0]}” → “{said[1]}”")
    return shown or ["columns that are not shown to readers"]


def _label(old: Mapping[str, Any], new: Mapping[str, Any], shown: Iterable[str]) -> str:
    """Return what a row is about: the texts that readers see of it, where they did not change."""
    same = [
        old[name] for name in shown if isinstance(old[name], str) and old[name] == new.get(name)
    ]
    text = ", ".join(filter(None, same))
    return f"{text}: " if text else ""


def _shown(value: object) -> str:
    return f"{value:,g}" if isinstance(value, float) else str(value)


def narrow_spec(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return the drawing for a phone: the figure's own, or a narrower copy."""
    own = spec["usermeta"]["figure"].get("narrow")
    if own:
        return {**own, "datasets": spec["datasets"], "config": spec["config"]}
    return _sized(copy.deepcopy({k: v for k, v in spec.items() if k != "usermeta"}), style.NARROW)


def svg(spec: Mapping[str, Any], *, title: bool = False) -> str:
    """Draw a specification as SVG, in the house's fonts.

    Parameters
    ----------
    spec
        A Vega-Lite specification made by `figure`.
    title
        Whether to draw the title into the picture.
    """
    drawn = dict(spec)
    record = drawn.pop("usermeta", {}).get("figure")
    if title and record:
        drawn["title"] = {"text": wrapped(prose.plain(record["title"]), 82)}

    def draw() -> bytes:
        return _lean(converter().vegalite_to_svg(drawn, vl_version="6.4")).encode()

    return kept(place(_tools(), "svg", json.dumps(drawn, sort_keys=True)), draw).decode()


def pictures(svg_text: str, card: str) -> tuple[bytes, bytes, bytes]:
    """Return an SVG as PNG (over 2,000 px wide) and as PDF, and a social card as PNG."""
    png, pdf, social = _places(svg_text, card)
    return (
        kept(png, lambda: converter().svg_to_png(svg_text, scale=2.8)),
        kept(pdf, lambda: _ordered(converter().svg_to_pdf(svg_text))),
        kept(social, lambda: converter().svg_to_png(card)),
    )


def _ordered(pdf: bytes) -> bytes:
    """Return a PDF with its objects in the order of use: the converter lists them at random."""
    import pikepdf

    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.save(written, deterministic_id=True)
    return written.getvalue()


def pictured(svg_text: str, card: str) -> bool:
    """Say whether the three `pictures` are kept already."""
    return all(path.is_file() for path in _places(svg_text, card))


def _places(svg_text: str, card: str) -> list[Path]:
    what = ("png", svg_text), ("pdf", svg_text), ("card", card)
    return [place(_tools(), *parts) for parts in what]


@lru_cache
def _tools() -> str:
    """Return a digest of what draws: this module, the fonts and the converter."""
    parts = [Path(__file__), *sorted(style.FONTS.glob("*.ttf"))]
    digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in parts]
    return " ".join([version("vl-convert-python"), version("pikepdf"), *digests])


@lru_cache
def converter() -> ModuleType:
    """Return vl-convert, with the house's fonts and no others of the machine's choosing."""
    import vl_convert

    vl_convert.register_font_directory(str(style.FONTS))
    return vl_convert


def _lean(text: str) -> str:
    """Return an SVG without what only Vega's own tools would miss: fewer bytes, same picture."""
    text = re.sub(r' (?:aria-[a-z]+|role|pointer-events|class|xmlns:xlink)="[^"]*"', "", text)
    text = re.sub(r' (?:opacity="1"|fill="transparent"|stroke-miterlimit="10")', "", text)
    text = re.sub(r'<path(?: d="[^"]*")? display="none"/>|<path d="M0,0h0v0h0Z"/>', "", text)
    text = re.sub(r"(\d+\.\d{2})\d+", r"\1", text)
    for _ in range(6):
        text = re.sub(r"<g(?: transform=\"translate\(0,0\)\")?(?:/>|></g>)", "", text)
    return text


def wrapped(text: str, length: int) -> list[str]:
    """Return text in lines of at most ``length`` characters, broken between words."""
    lines = [""]
    for part in text.split():
        if len(lines[-1]) + len(part) >= length:
            lines.append("")
        lines[-1] = f"{lines[-1]} {part}".strip()
    return lines


def _check_id(figure_id: str) -> None:
    if not _ID.fullmatch(figure_id):
        raise FigureError(f"field figure_id: '{figure_id}' must read fig-… in kebab-case.")
    caller = inspect.stack()[2]
    place = f"{caller.filename}:{caller.lineno}"
    if _made.setdefault(figure_id, place) != place:
        raise FigureError(
            f"field figure_id: '{figure_id}' is taken by another cell. Ids are never used twice; "
            "if you only edited this cell, restart the kernel."
        )


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
    import pandas as pd

    return pd.DataFrame(next(iter(drawn["datasets"].values())))


class _Said:
    """A ledger row that formats itself as a linked number."""

    def __init__(self, number: Number) -> None:
        self._number = number

    def __format__(self, spec: str) -> str:
        text = word_bounds(self._number) if spec == "bounds" else word(self._number)
        return f"[{text}](num:{self._number.evidence_id})"


class _Sayings(dict):
    def __init__(self, evidence: Ledger) -> None:
        super().__init__()
        self._evidence = evidence

    def __missing__(self, key: str) -> _Said:
        return _Said(self._evidence[key])


def _checked_text(
    field: str, text: str, data: pd.DataFrame, evidence: Ledger, figure_id: str
) -> str:
    place = f"{figure_id}, field {field}"
    if not text.strip():
        raise FigureError(f"{place}: missing. Every figure needs one.")
    text = " ".join(text.split())
    if problem := tables.unfit(text):
        raise FigureError(f"{place}: {problem}")
    try:
        said = text.format_map(_Sayings(evidence))
    except (ValueError, LookupError) as error:
        raise FigureError(f"{place}: {error}") from error
    for start, end in prose.sentences(said):
        sentence = prose.plain(said[start:end]).strip()
        for link in prose.LINK.finditer(said, start, end):
            number = evidence[link["id"]]
            problem = mismatch(link["text"], number) or prose.unattributed(sentence, number)
            if problem:
                raise FigureError(f"{place}: ‘{link['text']}’ in “{sentence}”: {problem}.")
    known = _quantities(data)
    for quantity in prose.loose_numbers(prose.LINK.sub("", said)):
        if not _known(quantity, known):
            raise FigureError(
                f"{place}: ‘{quantity}’ is no value of the rows. Format it from the rows, or write "
                "{evidence-id} for a number of the ledger."
            )
    return said


_TEMPLATE = re.compile(
    r"^(?:this|the|an?|these)?\s*(?:[\w-]+ )?(?:chart|figure|graph|plot|map|table|picture|image)s?"
    r"(?: that)? (?:shows?|showing|displays?|displaying|depicts?|illustrates?|presents?)\b"
    r"|\b(?:TODO|TBD|FIXME|lorem ipsum|placeholder|alt text)\b",
    re.IGNORECASE,
)
_SHORTEST = 8


def _refuse_template(texts: Mapping[str, str], figure_id: str) -> None:
    """Refuse a description that would suit any chart, or only says title or caption again."""
    said = prose.plain(texts["description"])
    template = _TEMPLATE.search(said)
    if template:
        why = f"‘{template[0]}’ would suit any chart"
    elif len(said.split()) < _SHORTEST:
        why = f"‘{said}’ is too short to stand for the chart"
    elif said in (prose.plain(texts["title"]), prose.plain(texts["caption"])):
        why = "it is the title or the caption again"
    else:
        return
    raise FigureError(
        f"{figure_id}, field description: {why}. Say what a reader who cannot see it must know: "
        "the largest, the smallest, the change."
    )


def _quantities(data: pd.DataFrame) -> set[float]:
    numbers: set[float] = {float(len(data))}
    for column in data:
        for cell in data[column].dropna():
            if isinstance(cell, (int, float)) and not isinstance(cell, bool):
                numbers.add(float(cell))
            elif isinstance(cell, str):
                numbers.update(_number(found) for found in prose.loose_numbers(cell))
    return {number for number in numbers if not isnan(number)}  # a word is no number


def _known(quantity: str, known: set[float]) -> bool:
    if not any(character.isdigit() for character in quantity):
        return False
    shown = _number(quantity)
    places = len(quantity.partition(".")[2])
    return shown in known or any(
        value != int(value) and round(value, places) == shown for value in known
    )


def _number(text: str) -> float:
    try:
        return float(text.replace(",", "").replace("−", "-"))
    except ValueError:
        return float("nan")


def _spec(drawn: dict[str, Any], width: int) -> dict[str, Any]:
    name = next(iter(drawn["datasets"]))
    spec = json.loads(json.dumps(drawn).replace(json.dumps(name), '"rows"'), parse_float=_rounded)
    spec["config"] = style.config()
    return _sized(spec, width)


def _rounded(text: str) -> float:
    return float(f"{float(text):.6g}")


def _sized(spec: dict[str, Any], width: int) -> dict[str, Any]:
    """Set the width of the whole drawing; parts of a concatenation share it."""
    for part in ("vconcat", "hconcat"):
        if part in spec:
            share = width if part == "vconcat" else (width - 20) // len(spec[part])
            for view in spec[part]:
                # a concatenation cannot fit itself to a width, so its axes get a fixed share
                _sized(view, share)["width"] = share - view.pop("margin", 56)
                view.pop("autosize", None)
            return spec
    spec["width"] = width
    spec["autosize"] = {"type": "fit-x", "contains": "padding"}
    return spec
