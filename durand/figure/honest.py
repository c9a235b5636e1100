"""A drawing may not lie: rules on the finished specification of both drawings of a figure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from typing import Any, NamedTuple

import pandas as pd

from durand.figure.spec import inner, narrow_spec, rows
from durand.theme import NARROW

_OPERATORS = {"!==": "!=", "===": "==", "&&": " and ", "||": " or "}
_LOOKS = {**dict.fromkeys(("color", "fill", "stroke"), "colour"), "shape": "shape", "size": "size"}


class _View(NamedTuple):
    """One mark of a drawing: what it encodes, and the rows it draws, where that can be told."""

    mark: str
    encoding: dict[str, dict[str, Any]]
    rows: pd.DataFrame | None

    def cells(self, field: str | None) -> list[Any]:
        there = self.rows is not None and field in self.rows
        return self.rows[field].dropna().tolist() if there else []


def problems(spec: Mapping[str, Any], columns: Collection[str]) -> list[str]:
    """Return what the drawings of a figure show otherwise than its rows hold.

    ``columns`` are those that readers get: by another one, words and points without an axis may
    be laid out downwards.
    """
    found = [f"the drawing: {one}" for one in _of(spec, columns)]
    if spec["usermeta"]["figure"].get("narrow"):
        small = narrow_spec(spec)
        found += [f"the phone's drawing: {one}" for one in _of(small, columns)]
        found += _differ(_shown(spec, columns), _shown(small, columns))
    return list(dict.fromkeys(found))


_PLACES = ("_x", "_y")
"""How a column's name begins that a mark lays its rows out by, in pixels: it shows no value."""


def measures(spec: Mapping[str, Any], columns: Collection[str]) -> list[str]:
    """Return the columns that a figure draws as lengths, places or sizes."""
    return [field for kind, field in _shown(spec, columns) if kind in ("measure", "size")]


def _plots(view: Mapping[str, Any], rows: pd.DataFrame | None, outer: Mapping) -> Iterator:
    """Yield each plot as a list of its marks, which share their scales."""
    rows, encoding = _left(view, rows), {**outer, **view.get("encoding", {})}
    plots = [plot for one in inner(view) for plot in _plots(one, rows, encoding)]
    if mark := view.get("mark"):
        told = {channel: one for channel, one in encoding.items() if isinstance(one, dict)}
        plots = [[_View(mark if isinstance(mark, str) else mark["type"], told, rows)]]
    if "layer" in view:
        plots = [[*chain(*plots)]]
        if {"x", "y"} & {
            k for k, v in view.get("resolve", {}).get("scale", {}).items() if v[0] == "i"
        }:
            plots[0].append(_View("two scales", {}, None))
    yield from plots


def _left(view: Mapping[str, Any], drawn: pd.DataFrame | None) -> pd.DataFrame | None:
    """Return the rows that a view's filters leave, or ``None`` where that cannot be told."""
    for step in view.get("transform", []):
        test = step.get("filter")
        try:
            if test is None:
                drawn = drawn.drop(columns=step.get("as", []), errors="ignore")  # computed anew
            elif isinstance(test, dict):
                drawn = drawn[drawn[test["field"]].isin(test.get("oneOf", [test.get("equal")]))]
            else:
                test = re.sub(r"datum\.(\w+)|datum\['([^']*)'\]", r"`\1\2`", test)
                for vega, python in _OPERATORS.items():
                    test = test.replace(vega, python)
                drawn = drawn.query(test, engine="python")
        except Exception:  # a test that is more than a comparison
            return None
    return drawn


def _of(spec: Mapping[str, Any], columns: Collection[str]) -> Iterator[str]:
    held = pd.DataFrame(rows(spec))
    for plot in _plots(spec, held, {}):
        if any(view.mark == "two scales" for view in plot):
            yield "it has two scales along one side. Draw two plots, one above the other"
        for channel in ("x", "y", "size"):
            yield from _scale(plot, channel, columns)
        for view in plot:
            for channel, encoded in view.encoding.items():
                yield from _categories(channel, encoded, held)


def _scale(plot: list[_View], channel: str, columns: Collection[str]) -> Iterator[str]:
    """Yield what is wrong with a plot's scale of measures along x or y, or of sizes."""
    scales = [view.encoding.get(channel, {}).get("scale") or {} for view in plot]
    ends = [_ends(one) for one in scales]
    low = min((one for one, _ in ends if one is not None), default=None)
    high = max((one for _, one in ends if one is not None), default=None)
    for view in plot:
        encoded, base = view.encoding.get(channel, {}), view.encoding.get(f"{channel}2", {})
        if not _measured(view, channel, columns):
            continue
        scale, field, from_ = encoded.get("scale", {}), encoded.get("field"), base.get("field")
        spans = [one for one in map(scale.get, ("domain", "range")) if isinstance(one, list)]
        falls = any(not _rises(one[0], one[-1]) for one in spans)
        if scale.get("reverse") or falls or str(encoded.get("sort"))[0] in "-d":
            yield f"the scale of {field} along {channel} runs backwards. Turn it round"
        start = {base.get("datum") or 0}
        if from_:  # one number for all bars is a base line as well; several are spans
            sides = [{*view.cells(one)} for one in (from_, field) if len(view.cells(one)) > 1]
            start = next((one for one in sides if len(one) == 1), set())
        if start and _stands(view, channel):
            what = f"{'sizes' if channel == 'size' else 'bars'} of {field}"
            if any(one.get("type", "linear") != "linear" for one in scales):
                yield f"{what} stand on a scale that is not linear. Draw points"
            zero = all(one.get("zero") is not False for one in scales) and start == {0}
            if not (zero and _rises(low, 0) and _rises(0, high)):
                yield f"{what} do not begin at zero. Let them, or draw points"
        for name in (field, from_) if not {"aggregate", "bin"} & {*encoded} else ():
            out = [one for one in view.cells(name) if not (_rises(low, one) and _rises(one, high))]
            if out and channel != "size":
                yield f"the scale along {channel} leaves out {name} {out[0]}. Widen its domain"


def _measured(view: _View, channel: str, columns: Collection[str]) -> bool:
    """Say whether a place or size stands for a value, and does not only lay something out."""
    encoded, base = view.encoding.get(channel, {}), view.encoding.get(f"{channel}2", {})
    if encoded.get("type") not in ("quantitative", "temporal") or encoded.get("scale", 0) is None:
        return False
    if str(encoded.get("field")).startswith(_PLACES):
        return False
    words = view.mark == "text" or encoded.get("axis", 0) is None
    free = words and view.mark not in ("bar", "area", "line")
    return not free or bool({encoded.get("field"), base.get("field")} & {*columns})


def _stands(view: _View, channel: str) -> bool:
    """Say whether the length of a bar, or the size of a mark, is its value."""
    if channel == "size":
        return view.mark in ("point", "circle", "square")
    across = view.encoding.get("y" if channel == "x" else "x", {})
    alone = channel == "y" or across.get("type") not in ("quantitative", "temporal")
    kind = view.encoding[channel]["type"]
    return view.mark in ("bar", "area") and kind == "quantitative" and alone


def _ends(scale: Mapping[str, Any]) -> list[Any]:
    """Return the ends that a scale is given, ``None`` for one that is left to the rows."""
    domain = scale.get("domain")
    domain = domain if isinstance(domain, list) and domain else [None]
    domain = domain if _rises(domain[0], domain[-1]) else domain[::-1]
    ends = [scale.get("domainMin", domain[0]), scale.get("domainMax", domain[-1])]
    for at, end in enumerate(ends):
        if isinstance(end, dict):  # an expression, which may follow the drawing's width
            try:
                ends[at] = float(pd.eval(end["expr"], local_dict={"width": NARROW}))
            except Exception:  # one that a reader's controls decide
                ends[at] = None
    return ends


def _rises(low: Any, high: Any) -> bool:  # noqa: ANN401 - a number, a date, or none
    """Say whether one end is not above the other; so are those that cannot be compared."""
    try:
        return low is None or high is None or bool(low <= high)
    except TypeError:
        return True


def _categories(channel: str, encoded: Mapping[str, Any], held: pd.DataFrame) -> Iterator[str]:
    """Yield what is wrong with the list of categories of a scale, and with what draws them."""
    field, scale = encoded.get("field"), encoded.get("scale") or {}
    if field not in held or encoded.get("type") not in ("nominal", "ordinal"):
        return
    there = list(dict.fromkeys(held[field].dropna()))
    named, looks = scale.get("domain", there), scale.get("range")
    if missing := [str(one) for one in there if one not in named]:
        yield f"{channel} has no place for {field} {', '.join(missing)}. Add it to the domain"
    extra = [str(one) for one in named if one not in there]
    if extra and channel not in ("x", "y"):  # an empty place may stay empty
        yield f"{channel} names {field} {', '.join(extra)}, which no row holds. Take it out"
    if isinstance(looks, list) and len(looks) != len(named):
        yield f"{channel} has {len(looks)} looks for {len(named)} of {field}. Give each its own"


def _shown(spec: Mapping[str, Any], columns: Collection[str]) -> dict[tuple[str, str], list]:
    """Return what a drawing shows, by place, colour, shape or size, and in which order."""
    found: dict[tuple[str, str], list] = {}
    for view in chain(*_plots(spec, None, {})):
        for channel, encoded in view.encoding.items():
            kind, side = _LOOKS.get(channel, ""), channel.rstrip("2")
            if side in ("x", "y"):
                named = channel == side and encoded.get("type") in ("nominal", "ordinal")
                measured = _measured(view, side, columns)
                kind = "place" if named else "measure" if measured else ""
            if kind and "field" in encoded:
                order = [encoded.get("sort"), (encoded.get("scale") or {}).get("type")]
                found.setdefault((kind, encoded["field"]), order)
    return found


def _differ(wide: Mapping, small: Mapping) -> Iterator[str]:
    """Yield in what a phone's drawing shows something else than the wide one."""
    in_words = not any(kind == "place" for kind, _ in small)  # a list, each entry with its names
    for kind, field in sorted(wide.keys() | small.keys()):
        if (kind, field) not in wide or (kind, field) not in small:
            if not (in_words and kind == "place"):
                one = "wide" if (kind, field) in wide else "phone's"
                yield f"the {one} drawing alone shows {field} as {kind}. Draw it in both"
        elif wide[kind, field] != small[kind, field]:
            yield f"the phone's drawing orders {field} otherwise. Sort both alike"
