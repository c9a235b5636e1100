"""Draw a specification as SVG, PNG and PDF, in the house's fonts; what was drawn once is kept."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any

from durand import prose, theme
from durand.cache import Cache


def svg(spec: Mapping[str, Any], cache: Cache, *, title: bool = False) -> str:
    """Draw a specification as SVG, in the house's fonts.

    Parameters
    ----------
    spec
        A Vega-Lite specification made by `figure`.
    cache
        Where what was drawn is kept.
    title
        Whether to draw the title into the picture.
    """
    drawn = dict(spec)
    record = drawn.pop("usermeta", {}).get("figure")
    if title and record:
        drawn["title"] = {"text": theme.wrapped(prose.plain(record["title"]), 82)}

    def draw() -> bytes:
        return _lean(converter().vegalite_to_svg(drawn, vl_version="6.4")).encode()

    path = cache.path(_tools(), "svg", json.dumps(drawn, sort_keys=True))
    return cache.get(path, draw).decode()


def pictures(svg_text: str, card: str, cache: Cache) -> tuple[bytes, bytes, bytes]:
    """Return an SVG as PNG (over 2,000 px wide) and as PDF, and a social card as PNG."""
    png, pdf, social = _paths(svg_text, card, cache)
    return (
        cache.get(png, lambda: converter().svg_to_png(svg_text, scale=2.8)),
        cache.get(pdf, lambda: _ordered(converter().svg_to_pdf(svg_text))),
        cache.get(social, lambda: converter().svg_to_png(card)),
    )


def _ordered(pdf: bytes) -> bytes:
    """Return a PDF with its objects in the order of use: the converter lists them at random."""
    import pikepdf

    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.save(written, deterministic_id=True)
    return written.getvalue()


def pictured(svg_text: str, card: str, cache: Cache) -> bool:
    """Say whether the three `pictures` are kept already."""
    return all(cache.whole(path) is not None for path in _paths(svg_text, card, cache))


def _paths(svg_text: str, card: str, cache: Cache) -> list[Path]:
    what = ("png", svg_text), ("pdf", svg_text), ("card", card)
    return [cache.path(_tools(), *parts) for parts in what]


@lru_cache
def _tools() -> str:
    """Return a digest of what draws: this module, the fonts and the converter."""
    parts = [Path(__file__), *sorted(theme.FONTS.glob("*.ttf"))]
    digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in parts]
    return " ".join([version("vl-convert-python"), version("pikepdf"), *digests])


@lru_cache
def converter() -> ModuleType:
    """Return vl-convert, with the house's fonts and no others of the machine's choosing."""
    import vl_convert

    vl_convert.register_font_directory(str(theme.FONTS))
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
