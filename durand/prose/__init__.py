"""What a sentence may say about numbers: the rules that chapters, figures and the site share.

Text is Markdown in which a quantity is a link, ``[444](num:attacks-on-forces-2024-crss)``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from durand.ledger.number import Number

LINK = re.compile(r"\[(?P<text>[^\]\[]+)\]\((?P<scheme>num|lit|is):(?P<id>[a-z0-9-]*)\)")
"""A checked number, or a declared literal, in Markdown."""

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\.?"
)
_YEAR = r"(?:1[89]|20)\d\d"
_ALLOWED = re.compile(
    rf"""
    \b\d{{1,2}}(?:[–-]\d{{1,2}})?\s(?:to\s\d{{1,2}}\s)?{_MONTH}(?:\s{_YEAR})?\b  # 24 December 2024
  | \b{_MONTH}\s\d{{1,2}}(?:[–-]\d{{1,2}})?(?:,?\s{_YEAR})?\b                    # December 24
  | (?<![\d,.]){_YEAR}(?:[–/-](?:\d\d)?\d\d)?(?!\d|[,.]\d)                      # 2024, 2007–2025
  | \b(?:[Cc]hapters?|[Ff]igures?|Fig\.|[Tt]ables?|[Pp]arts?|[Vv]ersions?|Python|WCAG)
      \s\d+(?:\.\d+)*(?:\s(?:to|and)\s\d+(?:\.\d+)*)?                             # Figure 2.1
  | ¶\d+ | \bCC\sBY\s4\.0
  | \b[A-Za-z][\w-]*\d[\w.-]*                                                    # v26.1, FY24, Q1
  """,
    re.VERBOSE,
)
_WORDS = re.compile(
    r"\b(?:eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-\w+)?"
    r"|dozens?|hundreds?|thousands?|millions?|billions?"
    r"|(?<!first )(?<!second )half|halves|halved|thirds?(?! (?:article|quarter|part))"
    r"|(?:by|than|about|nearly|almost|over) a quarter|a quarter of (?!(?:a|the) year|20)"
    r"|two-thirds|doubled?|doubling|tripled?|quadrupled?|twice|thrice|twofold|threefold)\b",
    re.IGNORECASE,
)
_NUMERAL = re.compile(r"[−-]?\d[\d,.]*(?<![,.])|[¼½¾\u2150-\u215e]")
_SENTENCE_END = re.compile(r"(?<=[.!?])[”’\")]*\s+(?=[^\sa-z])")
_ABBREVIATIONS = re.compile(r"\b(?:Dr|Gen|Lt|Mr|Mrs|Ms|St|cf|vs|e\.g|i\.e|approx)\.$")


def plain(text: str) -> str:
    """Return Markdown with its number links taken away: what a reader sees."""
    return LINK.sub(lambda match: match["text"], text)


def loose_numbers(text: str) -> list[str]:
    """Return the quantities in plain text: numerals, number words above ten, fractions.

    Years, dates, and references to chapters, figures and versions are no quantities.
    """
    rest = _ALLOWED.sub(lambda match: " " * len(match[0]), text)
    found = [*_NUMERAL.finditer(rest), *_WORDS.finditer(rest)]
    return [match[0] for match in sorted(found, key=lambda match: match.start())]


def loose_in_code(text: str) -> list[str]:
    """Return the quantities in code font: tokens of digits alone, unless they are years."""
    tokens = re.split(r"[\s()=,;:]+", text)
    return [t for t in tokens if re.fullmatch(rf"(?:{_NUMERAL.pattern})%?", t) and loose_numbers(t)]


def sentences(text: str) -> list[tuple[int, int]]:
    """Return start and end of each sentence of a paragraph."""
    cuts = [0]
    for match in _SENTENCE_END.finditer(text):
        if not _ABBREVIATIONS.search(text[cuts[-1] : match.start()]):
            cuts.append(match.end())
    return list(zip(cuts, [*cuts[1:], len(text)], strict=True))


def unattributed(sentence: str, number: Number) -> str | None:
    """Say who must be named beside a casualty figure and is not, or return ``None``.

    A figure computed here needs two names: the counter whose figures it is made of, and a word
    that marks it as ours (``our``, ``derived``).
    """
    if not number.indicator.casualty:
        return None
    sentence = sentence.replace("’", "'")  # as the tables write it; pages curl it
    needed = [number.claimant]
    if number.status == "derived":
        needed.append(number.origin)
    for actor in needed:
        if not any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", sentence) for name in actor.names):
            return f"name {' or '.join(f'‘{name}’' for name in actor.names)} in this sentence"
    return None
