"""Draw a specification as SVG, PNG and PDF, in the house's fonts; what was drawn once is kept."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from html import unescape
from importlib.metadata import version
from math import ceil
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from durand import theme
from durand.cache import Cache

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont


def svg(spec: Mapping[str, Any], cache: Cache) -> str:
    """Draw a specification as SVG, in the house's fonts.

    Parameters
    ----------
    spec
        A Vega-Lite specification made by `figure`.
    cache
        Where what was drawn is kept.
    """
    drawn = {key: value for key, value in spec.items() if key != "usermeta"}

    def draw() -> bytes:
        return _lean(converter().vegalite_to_svg(_in_utc(drawn), vl_version="6.4")).encode()

    path = cache.path(_tools(), "svg", json.dumps(drawn, sort_keys=True))
    return cache.get(path, draw).decode()


def _in_utc(part: Any) -> Any:  # noqa: ANN401 - any part of a specification
    """Return a specification whose axes of time are those of UTC, wherever it is drawn.

    Elsewhere a day begins at another hour, and the label of a year falls off the axis.
    """
    if isinstance(part, list):
        return [_in_utc(one) for one in part]
    if not isinstance(part, dict):
        return part
    found = {name: _in_utc(one) for name, one in part.items()}
    for axis in (found.get("x"), found.get("y")):
        if isinstance(axis, dict) and axis.get("type") == "temporal":
            axis["scale"] = {"type": "utc", **axis.get("scale", {})}
    return found


_DOTS, _PAGE = 2.8, 9.8
"""Dots of a PNG for each px of its drawing; how high it may be on paper, in inches."""


def pictures(svg_text: str, card: str, cache: Cache) -> dict[str, bytes]:
    """Return an SVG as PNG (over 2,000 px wide, 300 dpi) and as PDF, and a social card as PNG.

    They are by the ending of their file; where ``svg_text`` is ``""``, the card is alone. Where a
    picture is higher than a page, its dots stand closer, so that it fits all the same.
    """

    def png() -> bytes:
        height = float(re.findall(r'height="([\d.]+)"', svg_text)[0])
        ppi = max(300, ceil(height * _DOTS / _PAGE))
        return converter().svg_to_png(svg_text, scale=_DOTS * 72 / ppi, ppi=ppi)

    make = {
        ".png": png,
        ".pdf": lambda: _ordered(converter().svg_to_pdf(svg_text)),
        ".card.png": lambda: _small(converter().svg_to_png(card)),
    }
    paths = _paths(svg_text, card, cache)
    return {ending: cache.get(path, make[ending]) for ending, path in paths.items()}


def _small(png: bytes) -> bytes:
    """Return a PNG in 64 colours: our drawings have few, and it is a quarter of the bytes."""
    from PIL import Image

    written = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        few = picture.convert("RGB").quantize(64, dither=Image.Dither.NONE)
        few.save(written, "PNG", optimize=True)
    return written.getvalue()


def _ordered(pdf: bytes) -> bytes:
    """Return a PDF with its objects in the order of use: the converter lists them at random."""
    import pikepdf

    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.save(written, deterministic_id=True)
    return written.getvalue()


def pictured(svg_text: str, card: str, cache: Cache) -> bool:
    """Say whether all `pictures` are kept already."""
    return all(cache.whole(path) is not None for path in _paths(svg_text, card, cache).values())


def _paths(svg_text: str, card: str, cache: Cache) -> dict[str, Path]:
    of = {".png": svg_text, ".pdf": svg_text, ".card.png": card}
    return {ending: cache.path(_tools(), ending, text) for ending, text in of.items() if text}


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


# -------------------------------------------------------------------------------- letters


@lru_cache
def _face(bold: bool) -> FreeTypeFont:
    from PIL import ImageFont

    file = theme.FONTS / f"public-sans-{'semibold' if bold else 'regular'}.ttf"
    # the plain layout: the other one depends on what a machine has
    return ImageFont.truetype(str(file), 1000, layout_engine=ImageFont.Layout.BASIC)


@cache
def _word(text: str, bold: bool) -> float:
    return _face(bold).getlength(text)


def length(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide a line of text is in the house's font, in px; ``size`` is the font's.

    Nothing is kerned: it is as wide as its words and spaces, and words come again and again.
    """
    words = text.split(" ")
    wide = sum(_word(word, bold) for word in words) + (len(words) - 1) * _word(" ", bold)
    return wide * size / 1000


def lines(text: str, size: float, width: float, *, bold: bool = False) -> list[str]:
    """Return text in lines that fit a width in px; a word that is wider has its own."""
    found: list[str] = []
    for word in text.split():
        longer = f"{found[-1]} {word}" if found else word
        if found and length(longer, size, bold=bold) <= width:
            found[-1] = longer
        else:
            found.append(word)
    return found


_OURS = re.compile(r"[ -~\u00a0-\u024f\u2010-\u2044\u2190-\u22ff]{2,}")
"""A line of two letters or more, all of them in the house's font."""


def held(svg_text: str) -> str:
    """Return an SVG whose lines of text stay as wide as in our font, whichever font draws them.

    A wider one would run into its neighbour, or over the edge. Browsers, resvg and Inkscape obey.
    """

    def text(found: re.Match[str]) -> str:
        given, inside = found[1], found[2]
        size = float((re.search(r'font-size="([\d.]+)', given) or ["", "11"])[1])
        bold = float((re.search(r'font-weight="(\d+)', given) or ["", "400"])[1]) >= 600

        def line(attributes: str, said: str) -> str:
            if not _OURS.fullmatch(unescape(said)):
                return attributes
            wide = length(unescape(said), size, bold=bold)
            return f'{attributes} textLength="{wide:.1f}" lengthAdjust="spacingAndGlyphs"'

        if "<" in inside:
            inside = re.sub(
                r"<tspan([^>]*)>([^<]*)<", lambda m: f"<tspan{line(m[1], m[2])}>{m[2]}<", inside
            )
        else:
            given = line(given, inside)
        return f"<text{given}>{inside}</text>"

    return re.sub(r"<text\b([^>]*)>(.*?)</text>", text, svg_text, flags=re.DOTALL)


def _tenths(attribute: re.Match[str]) -> str:
    """Return places and lengths to a tenth of a pixel, which no eye tells from less."""
    return re.sub(r"-?\d+\.\d{2,}", lambda one: f"{float(one[0]):.1f}", attribute[0])


def _lean(text: str) -> str:
    """Return an SVG without what only Vega's own tools would miss: fewer bytes, same picture."""
    text = re.sub(r' (?:aria-[a-z]+|role|pointer-events|class|xmlns:xlink)="[^"]*"', "", text)
    plain = 'opacity="1"|fill-opacity="1"|fill="transparent"|stroke-miterlimit="10"'
    text = re.sub(f' (?:{plain}|stroke-dasharray="1,0"|text-anchor="start")', "", text)
    text = re.sub(r'<path(?: d="[^"]*")? display="none"/>|<path d="M0,0h0v0h0Z"/>', "", text)
    text = re.sub(r' (?:d|transform|[xy][12]?|width|height)="[^"]*"', _tenths, text)
    text = re.sub(r' font-family="[^"]*"', "", text)  # all have one: it is said once
    text = text.replace("<svg ", f'<svg font-family="{theme.FONT}" ', 1)
    for _ in range(6):
        text = re.sub(r"<g(?: transform=\"translate\(0,0\)\")?(?:/>|></g>)", "", text)
    return text
