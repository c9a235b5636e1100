"""What a sentence may say about numbers: the rules that chapters, figures and the site share.

Text is Markdown in which a quantity is a link, ``[444](num:attacks-on-forces-2024-crss)``.
"""

from __future__ import annotations

import re

from durand.prose.quantities import loose_in_code, loose_numbers, miscalled  # noqa: F401
from durand.prose.words import Said, disagreements, unattributed  # noqa: F401

LINK = re.compile(r"\[(?P<text>[^\]\[]+)\]\((?P<scheme>num|lit|is):(?P<id>[a-z0-9-]*)\)")
"""A checked number, or a declared literal, in Markdown."""

_SENTENCE_END = re.compile(r"(?<=[.!?])[”’\")]*\s+(?=[^\sa-z])")
_ABBREVIATIONS = re.compile(r"\b(?:Dr|Gen|Lt|Mr|Mrs|Ms|St|cf|vs|e\.g|i\.e|approx)\.$")


def plain(text: str) -> str:
    """Return Markdown with its number links taken away: what a reader sees."""
    return LINK.sub(lambda match: match["text"], text)


def sentences(text: str) -> list[tuple[int, int]]:
    """Return start and end of each sentence of a paragraph."""
    cuts = [0]
    for match in _SENTENCE_END.finditer(text):
        if not _ABBREVIATIONS.search(text[cuts[-1] : match.start()]):
            cuts.append(match.end())
    return list(zip(cuts, [*cuts[1:], len(text)], strict=True))
