"""A figure's specification: Vega-Lite, with the record in ``usermeta`` and one set of rows."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Mapping
from typing import Any

from durand import prose, theme

MIME = "application/vnd.vegalite.v5+json"
"""JupyterLab draws this one, trusted or not, and no newer one; version 6 draws it alike."""
LICENCE = "CC BY 4.0"
"""Of a figure's drawing and text."""


def rows(spec: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows that a figure's specification draws."""
    return spec["datasets"]["rows"]


def columns(spec: Mapping[str, Any]) -> dict[str, str]:
    """Return the headings of the columns that readers get, in their order."""
    listed = spec["usermeta"]["figure"]["columns"]  # a list, because notebooks sort their keys
    return {column["name"]: column["title"] for column in listed}


def alone(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return a figure as a notebook shows it, without a page around it.

    It has its title, paper under it (a notebook may be dark), and marks that say their row.
    """
    said = ", ".join(
        f"{json.dumps(title)}: datum[{json.dumps(name)}]" for name, title in columns(spec).items()
    )
    title = prose.plain(spec["usermeta"]["figure"]["title"])
    return {
        **spec,
        "title": {"text": theme.wrapped(title, 82)},
        "background": theme.PALETTE["paper"],
        "config": {**spec["config"], "mark": {"tooltip": {"expr": f"{{{said}}}"}}},
    }


def bare(shown: Mapping[str, Any]) -> dict[str, Any]:
    """Return the figure of what `alone` made."""
    spec = {key: value for key, value in shown.items() if key not in ("title", "background")}
    return {**spec, "config": {k: v for k, v in spec["config"].items() if k != "mark"}}


def narrow_spec(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return the drawing for a phone: the figure's own, or a narrower copy."""
    own = spec["usermeta"]["figure"].get("narrow")
    if own:
        return {**own, "datasets": spec["datasets"], "config": spec["config"]}
    return _sized(copy.deepcopy({k: v for k, v in spec.items() if k != "usermeta"}), theme.NARROW)


def inner(view: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the views that a view is made of: what it repeats, its layers, its parts."""
    parts = [view["spec"]] if "spec" in view else []
    kinds = ("layer", "vconcat", "hconcat", "concat")
    return parts + [one for kind in kinds for one in view.get(kind, [])]


ANCHOR = "anchor"
"""The column that names a row's own place on the page, for marks that lead there."""


def keep_only(spec: dict[str, Any], narrow: dict[str, Any] | None, taken: set[str]) -> None:
    """Drop of each row its empty cells, and what neither drawing names and no reader gets."""
    views = json.dumps(
        [{k: v for k, v in spec.items() if k != "datasets"}, narrow], ensure_ascii=False
    ).replace("\\", "")
    for row in rows(spec):
        for name, cell in list(row.items()):
            named = name in taken or re.search(rf"(?<!\w){re.escape(name)}(?!\w)", views)
            if cell is None or not named:
                del row[name]


def finished(drawn: dict[str, Any], width: int) -> dict[str, Any]:
    """Return Altair's specification in the house's form: rows by name, rounded, sized in px."""
    name = next(iter(drawn["datasets"]))
    spec = json.loads(json.dumps(drawn).replace(json.dumps(name), '"rows"'), parse_float=_rounded)
    spec["$schema"] = "https://vega.github.io/schema/vega-lite/v5.json"
    spec["config"] = theme.config()
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
