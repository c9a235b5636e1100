"""Quantities in disguise: what a text says in numbers without binding them to a row."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from durand.prose import english as en
from durand.prose import phrases as ph

LITERALS = {
    "threshold": "a level that something must reach",
    "parameter": "what a calculation is told",
    "count": "how many of something this publication has",
    "result": "what a model or a coding of this publication gives",
    "year": "a year of another calendar",
    "version": "a version of something published",
    "vague": "a plural that is no number, as a source has it",
}
"""The kinds of number that are no finding: ``[25](lit:threshold)``."""

_OTHER = "".join(
    char for char in map(chr, range(0x10000)) if unicodedata.category(char) in {"No", "Nl"}
)
"""Characters that are numbers and no digits: ², ①, ½, Ⅻ."""


@cache
def patterns(counted: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what is no quantity, and what is one."""
    nouns, counted = counted, f"{en.PEOPLE}|{counted}".rstrip("|").replace(" ", r"\s")
    noun = rf"(?:\s(?:were|was|are)|(?:[\s-](?!{en.LINKING})[\w-]+){{0,2}}?)[\s-](?:{counted})\b"
    month, year, day = rf"(?:{en.MONTHS})\.?", en.YEAR, r"(?:3[01]|[12]\d|0?[1-9])"
    small = rf"(?<!the\s)(?<!not\s)\b(?:{en.SMALL})(?={noun})" if nouns else "(?!)"
    free = rf"(?!\d|[,.]\d|{noun})"
    things = rf"(?!\s(?:(?!(?:{ph.NOT_PLURAL})\b)[a-z]+s|of\s(?:them|these|those|whom))\b)"
    money = "".join(rf"(?<!\b{one}\s)" for one in ("Rs", "PKR", "AFN")) + r"(?<!\$\s)"
    coded = noun if nouns else "(?!)"
    allowed = rf"""
        (?<![\d,.]){day}(?:[–-]{day})?\s(?:to\s{day}\s)?{month}(?:\s{year}(?!\d|[,.]\d))?(?!\w)
      | \b{month}\s{day}(?:[–-]{day})?(?:,?\s{year})?{free}{things}               # December 24
      | (?:(?<![\d,.]){en.NO_YEAR}{year}(?:[–/-](?:\d\d)?\d\d)?{things}
          |\b{en.DATING}\s(?:1[5-9]\d\d|{year})(?:[–/-](?:\d\d)?\d\d)?){free}
      | \b(?:(?i:for|year|and|that)|{month})\s{year}(?:[–/-](?:\d\d)?\d\d)?{free}
      | \b(?:[Ff]rom\s{year}\sto\s{year}|{en.DATING}\s{year}(?=\s(?:{en.HAPPENED})\b))
      | \b(?:[Cc]hapters?|Figures?|Fig\.|Tables?|Parts?|[Vv]ersions?|Python|WCAG)
          \s\d{{1,2}}(?:\.\d+)*(?:\s(?:to|and)\s\d{{1,2}}(?:\.\d+)*)?(?!\d|[,.]\d)  # Figure 2.1
      | ¶\d+ | \bCC\sBY\s4\.0
      | \b(?!(?:{en.CURRENCIES})\d){money}(?:v\d+(?:\.\d+)*|[A-Z]{{1,4}}-?\d{{1,2}})\b
          (?![.,]?\d|\s(?:m|bn)\b|{coded})
    """  # 24 December 2024; 2007–2025, of 1893; v26.1, FY24, Q1
    quantity = rf"""
        [−-]?\d[\d,.]*(?<![,.]) | [{_OTHER}]
      | \b(?:{en.QUANTITIES.format(counted=counted)})\b
      | \b(?:{ph.QUANTITIES.format(counted=counted, people=ph.SOMEBODY)})\b
      | {small}
      | \b(?-i:(?=[IVXLCDM]{{2}}|[VXLCDM])[IVXLCDM]+)(?=\s(?:{counted}|in\sall|of\sthem)\b)
    """
    return re.compile(allowed, re.VERBOSE), re.compile(quantity, re.VERBOSE | re.IGNORECASE)


def loose_numbers(text: str, counted: str = "") -> list[str]:
    """Return the quantities in plain text: numerals of any script, fractions, number words.

    Words from eleven up always are, those from two to ten before something that is counted.
    Years, dates, and references to chapters, figures and versions are none. ``counted`` holds the
    words for what the ledger counts, as the alternatives of a pattern; blank if unknown.
    """
    allowed, quantity = patterns(counted)
    rest = allowed.sub(lambda match: "·" * len(match[0]), text)
    return [match[0].strip() for match in quantity.finditer(rest)]


def loose_in_code(text: str) -> list[str]:
    """Return the quantities in code font: tokens of digits alone, unless they are years."""
    tokens = re.split(r"[\s()=,;:]+", text)
    return [t for t in tokens if re.fullmatch(r"[−-]?\d[\d,.]*%?", t) and loose_numbers(t)]


def miscalled(
    kind: str, shown: str, sentence: str, end: int, counted: str, ours: str = ""
) -> str | None:
    """Say why a literal, shown in a sentence up to ``end``, is none; or return ``None``.

    ``ours`` holds the words, as the alternatives of a pattern, of which one stands in a sentence
    with a literal of this kind; blank if any sentence may have one.
    """
    if kind not in LITERALS:
        known = "; ".join(f"‘{name}’, {what}" for name, what in LITERALS.items())
        return f"‘{kind}’ is no kind of literal. Write {known}"
    if (kind == "vague") != (shown.lower() in en.VAGUE):
        return f"only {', '.join(sorted(en.VAGUE))} are ‘vague’, and they are nothing else"
    bind = "so it is a finding. Bind it: (num:…)"
    before, after = sentence[: end - len(shown)], sentence[end:]
    if kind == "vague":
        said = re.search(ph.REPORTED, before, re.IGNORECASE)
        return None if said else "a vague plural is somebody’s: say before it who spoke of it"
    level = kind == "threshold" and re.search(en.LEVELS, sentence, re.IGNORECASE)
    found = loose_numbers(f"two{after}", counted)[:1] == ["two"]
    if found and not level:
        return f"what the ledger counts stands beside it, {bind}"
    if re.search(ph.MONEY_BEFORE, before) or re.match(ph.MONEY_AFTER, after):
        return f"money stands beside it, {bind}"
    if kind == "threshold" and "," in shown:
        return f"no level here has four digits, {bind}"
    if ours and not re.search(rf"\b(?:{ours})\b", sentence):
        return f"nothing in the sentence is of this publication ({ours.replace('|', ', ')}), {bind}"
    return None
