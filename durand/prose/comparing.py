"""Words that compare, in English: found in a sentence, and read where two numbers stand by.

Direction (*rose*), order (*fewer*), proportion (*half*) and extremes (*the most since*). What can
be read is handed on as a relation of two rows; what cannot must be a link to a row of
``data/comparisons.csv``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from durand.ledger.comparisons import Comparison, Point, best, differences, point
from durand.ledger.number import Number
from durand.ledger.periods import span
from durand.prose import english as en
from durand.prose.words import Said

_CHANGES = {"more": en.RISES, "fewer": en.FALLS}
_ORDERS = {
    "more": en.MORE + r"|greater|bigger|deadlier|bloodier|exceed(?:s|ed)?|surpass(?:es|ed)?"
    r"|outnumber(?:s|ed)?|outpaced?|over(?:took|takes?)|topped|tops|dwarf(?:s|ed)?|worse(?= than)"
    r"|(?:ahead of|above)(?= (?:that of|those of|(?:the |its )?\d))",
    "fewer": en.LESS + r"|trail(?:s|ed)?(?= (?:the |its )?\d)",
    "equal": r"equals|equalled|equal(?=\s(?:the\b|its\b|that\b|those\b|(?-i:[A-Z])|\d))"
    r"|as many as|the same (?:number|count|total|sum|value) as",
}
_RATIOS = {
    "double": r"doubl(?:e[sd]?|ing)|twice|twofold|two times",
    "triple": r"tripl(?:e[sd]?|ing)|trebled?|three times|threefold|thrice",
    "four times": r"quadrupl(?:e[sd]?|ing)|four times|fourfold",
    "five times": r"five times|fivefold",
    "ten times": r"ten times|tenfold",
    "half": r"(?:one )?half|halv(?:e[sd]?|ing)",
    "third": r"(?:a|one)[ -]third",
    "two thirds": r"two[ -]thirds",
    "quarter": r"(?:a|one) quarter of",
    "three quarters": r"three[ -]quarters",
    "fifth": r"(?:a|one) fifth",
    "tenth": r"(?:a|one) tenth",
    "nine in ten": r"nine in ten|nine tenths",
}
_EXTREMES = {
    "most": en.MOST
    + r"|deadliest|bloodiest|worst|record|all-time high|unrivalled|unmatched|unprecedented",
    "fewest": en.LEAST,
}
_DEGREES = {
    "nearly ": r"nearly|almost|close to",
    "more than ": r"more than|over|above",
    "less than ": r"less than|under|below|not quite",
}

_FREE = re.compile(
    r"""
    \b(?:at|the\ very)\ (?:the\ )?(?:most|least|best|worst|latest)
  | \bmost(?:\ likely|\ probably|ly)\b
  | \b(?:more|less)\ than(?=\ (?:an?\ |one[ -])?(?:half|third|quarter|fifth|tenth|doubl|twice|tr[ei]
      |two|three|four|five|nine|ten))
  | \b(?:more|less)\ (?:or\ less|than\ (?:once|enough|one|an?\ (?:day|month|year|decade)))\b
  | \b(?:once|any|no|never|what\ is|not|still|even|little|some|many|few|one|two)\ (?:more|less)\b
  | \b(?:none\ the\ less|rather\ than|no\ longer|longer\ term|counted\ twice)\b
  | \b(?:first|last|other)\ (?:two|three)\ quarters\b
  | \b(?:first|second|other|latter)\ half\b | \bhalf[ -](?:years?|an?|way)\b | \bhalf\ of\ \d{4}
  | \b(?:fell|fall|fallen|falls)\ (?:on|into|under|out|short|at|there|outside|silent|within|to\ the
      |in(?!\ (?:(?:19|20)\d\d|the\ year)))\b
  | \b(?:fall|falls|fell)\ \S+\ short\b
  | \b(?:strikes|fire|bombs|blame|it|regime|government|republic)(?:\ of\ \d*\ ?\w+)?
      \ f[ea]lls?\b
  | \b(?:fall|rise)\ of\ the\ (?:republic|government|regime)\b
  | \brecord(?:s|ed)?\ (?:the|that|of|each|goods|as|a|no)\b
  | \b(?:on|of|customs|keep|kept|keeps|a)\ record\b
  | \b(?:larger|greater|higher|lower|upper|more)\ (?:part|level|education|ground|limit|bound)s?\b
  | \bgrows?\ (?:stronger|weaker|old)\b
  | \bmost\ (?:of\ )?(?:which|sources|reports|pages|readers|rows|places|authors|were|are|recent\w*
      |months|often|cases|such)\b
  | \b(?:the\ )?most\ (?:of\ )?(?:it|them|that)\b
  """,
    re.VERBOSE | re.IGNORECASE,
)  # what holds such a word and compares no quantities

_ALONE = re.compile(r"(?:more|less|half|most|least|longer|shorter|record)", re.IGNORECASE)
"""Words that compare quantities only beside *than*, *of*, *since* or numbers."""
_SAYS_SO = re.compile(
    r"\s+(?:\w+\s+){0,4}?(?:than|of|since|as)\b|(?:\s+\w+){0,3}\s+(?:killed|dead|died)\b"
)

_MODAL = re.compile(
    r"\b(?:would|could|may|might|will|can|cannot|must|should|to|if|whether|unless|let|expect\w*"
    r"|likely)\s+(?:[^\W\d]\w*\s+){0,2}$",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:not|n't|never|no|nor|neither|without|hardly|scarcely)\s+(?:\w+\s+){0,2}$", re.IGNORECASE
)
_CLAUSE = re.compile(r"[;:—–]\s|\s\(|\)\s|,\s(?=(?:while|whereas|but|and|though|although|so)\b)")
_AGAINST = re.compile(r"\b(?:than|against|unlike|compared\s+with|after)\b", re.IGNORECASE)
_BY = re.compile(r"\W*(?:\w+ )?(?:by|of)\b")
_FROM_TO = re.compile(r"\bfrom\b[^;:]*?\x00(\d+)\x00[^;:]*?\bto\b[^;:]*?\x00(\d+)\x00")


UNCHECKED = (
    "is a comparison that is not checked. Set its two numbers beside it, or link it to a row of "
    "data/comparisons.csv"
)
_YEAR = r"\b(?:19|20)\d\d\b"


@dataclass(frozen=True)
class Word:
    """A word that compares, where it stands in its text."""

    start: int
    end: int
    base: str
    kind: str
    """``change``, ``order``, ``ratio`` or ``extreme``."""


_WORDS = {
    (kind, base): re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for kind, found in (
        ("ratio", _RATIOS), ("change", _CHANGES), ("order", _ORDERS), ("extreme", _EXTREMES),
    )
    for base, words in found.items()
}  # fmt: skip


def words(text: str, *, free: bool = True) -> list[Word]:
    """Return the words of a text that compare, in their order; ``free`` leaves turns of speech."""
    rest = _FREE.sub(lambda found: " " * len(found[0]), text) if free else text
    found = [
        Word(match.start(), match.end(), base, kind)
        for (kind, base), pattern in _WORDS.items()
        for match in pattern.finditer(rest)
    ]
    found.sort(key=lambda word: (word.start, -word.end))
    return [word for at, word in enumerate(found) if not at or word.start >= found[at - 1].end]


def relation(before: str, word: Word) -> str:
    """Return the relation that a word and what stands before it mean: ``not nearly half``."""
    for degree, said in _DEGREES.items():
        if word.kind == "ratio" and re.search(
            rf"\b(?:{said})\s+(?:an?\s+)?$", before, re.IGNORECASE
        ):
            return degree + word.base
    return ("not " if _NOT.search(before) else "") + word.base


def expresses(text: str, made: Comparison, sentence: str) -> str:
    """Say why the words of a link do not say the relation of its row, or return ``""``.

    A year among them must be the first or the last of what is compared.
    """
    wanted = made.relation.removeprefix("not ")
    base = {"rising": "more", "falling": "fewer"}.get(wanted, wanted)
    if base.endswith(" since") and re.search(r"\bsince\b", sentence):
        base = base.removesuffix(" since")
    at = sentence.find(text)
    said = [relation(sentence[: at + word.start], word) for word in words(text, free=False)]
    if base not in {one.removeprefix("not ") for one in said}:
        return f"its words do not say ‘{made.relation}’, which the row is"
    if any(one.startswith("not ") for one in said) != made.relation.startswith("not "):
        return "it says the opposite of its row, by a ‘not’"
    years = {year for one in made.points for year in re.findall(_YEAR, one.label)}
    wrong = [year for year in re.findall(_YEAR, text) if year not in (min(years), max(years))]
    return f"{wrong[0]} is neither the first nor the last year of its row" if wrong else ""


def compared(
    text: str, bound: Sequence[Said], places: Mapping[str, str]
) -> list[tuple[Word, Comparison | str]]:
    """Return each comparison of a sentence, read as one of two rows, or what is wrong with it.

    ``text`` is a sentence, its links to comparisons blanked; a string says how to write it.
    """
    inside = [(one.start, one.end) for one in bound]
    found = [
        word
        for word in words(text)
        if not any(start <= word.start < end for start, end in inside)
        and _asserts(text, word, bound)
    ]
    return [(word, _read(text, word, found, bound, places)) for word in found]


def _asserts(text: str, word: Word, bound: Sequence[Said]) -> bool:
    """Say whether a word compares quantities here, and the sentence says that it is so."""
    if text.rstrip(" ”’\"'").endswith("?"):
        return False
    after = [one for one in bound if one.start >= word.end]
    if len(bound) == 1 and after and text[word.end : after[0].start].strip() == "than":
        return False  # how that one number is worded
    if _ALONE.fullmatch(text[word.start : word.end]) and not bound:
        return bool(_SAYS_SO.match(text, word.end)) and not _MODAL.search(text[: word.start])
    if text[word.start].isupper() and text[: word.start].strip(" “‘(*_"):
        return False  # a name: the Lower Kurram
    return not _MODAL.search(text[: word.start])


def _clauses(text: str) -> list[tuple[int, int]]:
    cuts = [0, *(match.start() + 1 for match in _CLAUSE.finditer(text)), len(text)]
    return list(pairwise(cuts))


def _read(
    text: str, word: Word, found: Sequence[Word], bound: Sequence[Said], places: Mapping[str, str]
) -> Comparison | str:
    pair = _pair(text, word, found, bound)
    if pair is None and (made := _change(text, word, bound, places)):
        return made
    if pair is None or word.kind == "extreme":
        return f"{UNCHECKED}: [{text[word.start : word.end]} …](is:…)"
    left, right = pair
    made = Comparison(
        "", relation(text[: word.start], word), (point(left, places), point(right, places)), pair
    )
    values = f"{best(left):g} ({left.evidence_id}) and {best(right):g} ({right.evidence_id})"
    if not made.true:
        return f"does not hold of {values}. Correct the sentence"
    if missing := _unsaid(text, made, places):
        return (
            f"compares unlike with unlike, {values} ({'; '.join(missing)}). Say the difference in "
            "this sentence, or link the words to a row of data/comparisons.csv that is across"
        )
    return made


def _change(
    text: str, word: Word, bound: Sequence[Said], places: Mapping[str, str]
) -> Comparison | str | None:
    """Return *rose by 31 %* read as a row that is itself a change; ``None`` if it is no such.

    Likewise *24 more than*, of a row that is a difference.
    """
    after = [one for one in bound if one.start >= word.end]
    before = [one for one in bound if one.end <= word.start]
    if word.kind == "order" and before and text[before[-1].end : word.start].strip() in ("", "m"):
        number, wanted = before[-1].number, "difference"  # 24 more than the other
    elif word.kind == "change" and before and not text[before[-1].end : word.start].strip():
        number, wanted = before[-1].number, "change"  # a 31 % rise
    elif word.kind == "change" and after and _BY.match(text[word.end : after[0].start]):
        number, wanted = after[0].number, "change"
    else:
        return None
    if number.formula != wanted:
        return None
    # 24 more than the one is 24 less than the other: a difference has no direction of its own
    said = "more" if wanted == "difference" else relation(text[: word.start], word)
    made = Comparison("", said, (point(number, places), Point(0, "no change")), (number,))
    if made.true:
        return made
    return f"does not hold of {best(number):g} ({number.evidence_id}). Correct the sentence"


def _pair(
    text: str, word: Word, found: Sequence[Word], bound: Sequence[Said]
) -> tuple[Number, Number] | None:
    """Return the two rows that a word compares, the one said of first; ``None`` if unsure."""
    marked, shift = text, word.start  # the word's own place once the numbers are marked
    for at, one in reversed(list(enumerate(bound))):
        mark = f"\0{at}\0"
        marked = marked[: one.start] + mark + marked[one.end :]
        if one.end <= word.start:
            shift += len(mark) - (one.end - one.start)
    if word.kind in ("change", "ratio"):
        after = _FROM_TO.search(marked, max(0, shift - 1))
        before = len(re.findall("\0\\d+\0", marked[: after.start()])) if after else 0
        first = sum(one.end <= word.start for one in bound)
        if (
            after
            and before == first
            and not any(word.end <= other.start < bound[int(after[1])].start for other in found)
        ):
            return bound[int(after[2])].number, bound[int(after[1])].number
    start, end = next((a, b) for a, b in _clauses(text) if a <= word.start < b)
    for a, b in ((start, end), (0, len(text))):
        near = [one for one in bound if a <= one.start < b]
        if len(near) == 2 and sum(a <= other.start < b for other in found) == 1:
            return _ordered(text, word, near[0], near[1])
    return None


def _ordered(text: str, word: Word, one: Said, two: Said) -> tuple[Number, Number] | None:
    """Return the only two numbers by a word, the one said of first; ``None`` if unsure."""
    first, second = one.number, two.number
    between = one.end <= word.start and word.end <= two.start
    if word.kind == "change" and not text[word.start : word.end].lower().endswith("from"):
        alike = not differences((first, second)) and first.place == second.place
        starts = [span(number.period)[0] for number in (first, second)]
        if not alike or starts[0] == starts[1]:
            return None
        return (second, first) if starts[0] < starts[1] else (first, second)
    joined = word.end <= one.start and _AGAINST.search(text[one.end : two.start])
    return (first, second) if between or joined else None


def _unsaid(text: str, made: Comparison, places: Mapping[str, str]) -> list[str]:
    """Return in what two rows differ, that the sentence does not say."""
    named = all(
        any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) for name in number.origin.names)
        for number in made.numbers
    )
    said = {"counter": named, "what is counted": _told_apart(text, made.numbers)}
    found = [one for one in made.unlike if not said.get(one.partition(":")[0])]
    where = {number.place for number in made.numbers}
    if len(where) > 1 and not all(places[place] in text for place in where):
        found.append("place: " + ", ".join(sorted(places[place] for place in where)))
    return found


def _told_apart(text: str, numbers: Sequence[Number]) -> bool:
    """Say whether a text has, of each label, a word that the other label has not."""
    labels = [set(re.findall(r"[\w'’]{3,}", number.indicator.label)) for number in numbers]
    shared = set.intersection(*labels)
    stems = [{word[:6].lower() for word in label - shared} for label in labels]
    return all(any(stem in text.lower() for stem in each) for each in stems)
