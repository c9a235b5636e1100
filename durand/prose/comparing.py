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

from durand.ledger.book import Ledger
from durand.ledger.comparisons import RATIOS, Comparison, Point, best, differences, point
from durand.ledger.number import Number
from durand.ledger.periods import span
from durand.prose import LINK
from durand.prose import english as en
from durand.prose.words import Said, disagreements

_VOCABULARY: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("ratio", ""): en.RATIOS,
    ("ratio", "with"): en.RATIOS_WITH,
    ("ratio", "beside"): {"as many": en.AS_MANY},
    ("change", ""): {"more": en.RISES, "fewer": en.FALLS},
    ("change", "beside"): {
        "more": f"{en.RISES_BESIDE}|{en.GAINS}", "fewer": f"{en.FALLS_BESIDE}|{en.LOSES}",
        "not equal": en.BECAME,
    },
    ("order", ""): {"more": en.MORE_THAN, "fewer": en.LESS_THAN, "equal": en.EQUALS},
    ("order", "with"): {"more": en.HIT_WITH},
    ("order", "beside"): {"more": en.MORE_BESIDE, "fewer": en.LESS_BESIDE},
    ("balance", "beside"): {"more": en.SURPLUS, "fewer": en.DEFICIT},
    ("sum", "beside"): {"": en.TOGETHER},
    ("extreme", ""): {"fewest": en.LEAST, "most": f"{en.MOST}|{en.RECORDS}"},
    ("extreme", "with"): {"most": en.RECORDS_WITH},
}  # fmt: skip
"""Words by what they compare, and by what they need to do so: see `Word`."""

_FREE = re.compile(
    r"""
    \b(?:at|the\ very)\ (?:the\ )?(?:most|least|best|worst|latest)
  | \bmost(?:\ likely|\ probably|ly)\b(?!\ [^,.;:]{1,40},\ \d)
  | \b(?:more|less)\ than(?=\ (?:an?\ |one[ -])?(?:half|third|quarter|fifth|tenth|doubl|twice|tr[ei]
      |two|three|four|five|nine|ten))
  | \b(?:more|less)\ (?:or\ less|than\ (?:once|enough|one|an?\ (?:day|month|year|decade)))\b
  | \b(?:once|any|no|never|what\ is|not|still|even|little|some|many|few|one|two)\ (?:more|less)\b
  | \b(?:none\ the\ less|rather\ than|no\ longer|longer\ term|counted\ twice)\b
  | \b(?:first|last|other)\ (?:two|three)\ quarters\b
  | \b(?:first|second|other|latter)\ half\b | \bhalf[ -](?:years?|an?|way)\b | \bhalf\ of\ \d{4}
  | \b(?:fell|fall|fallen|falls)\ (?:on|into|under|out|short(?!\ of)|at|there|outside|silent
      |within|to\ the|in(?!\ (?:(?:19|20)\d\d|the\ year)))\b
  | \b(?:fall|falls|fell)\ (?:\S+\ short\b(?!\ of)|[\d.,]+\ short\b)
  | \b(?:of|in|to)\ (?:that|this)\ (?:rise|growth|increase|fall|decline|drop)\b
  | \b(?:strikes|fire|bombs|blame|it|regime|government|republic)(?:\ of\ \d*\ ?\w+)?
      \ f[ea]lls?\b
  | \b(?:fall|rise)\ of\ the\ (?:republic|government|regime)\b
  | \brecord(?:s|ed)?\ (?:the|that|of(?!\ (?:over\ |about\ |at\ least\ )?\d)|each|goods|as|a|no)\b
  | \b(?:on|of|customs|keep|kept|keeps)\ record\b
  | \b(?:keeps?|kept|keeping|leaves?|left|has|had|have|needs?|for|without)\ a\ record\b
  | \b(?:larger|greater|higher|lower|upper|more)\ (?:level|education|ground|limit|bound)s?\b
  | \bgrows?\ (?:stronger|weaker|old)\b
  | \bmost\ (?:of\ )?(?:which|sources|reports|pages|readers|rows|places|authors|recent\w*
      |months|often|cases|such
      |(?:were|are)\b(?![^,.;:]{1,40},\ (?:(?:about|over|at\ least)\ )?\d))\b
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
    r"\b(?:would|could|(?-i:may)|might|will|can|cannot|must|should|to(?!\s+(?:(?-i:[A-Z])\w+|the|its|their)\b)|if|whether|unless|let|expect\w*"
    r"|likely)\s+(?:[^\W\d]\w*\s+){0,2}$",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:not|n't|never|no|nor|neither|without|hardly|scarcely)\s+(?:\w+\s+){0,2}$", re.IGNORECASE
)
_CLAUSE = re.compile(r"[;:—–]\s|\s\(|\)\s|,\s(?=(?:while|whereas|but|and|though|although|so)\b)")
_APPOSED = re.compile(
    rf"(?:\s(?:{en.AS_MANY}))?(?:\s(?!than|of|the|as|that|who|were|was|are|is)[a-z]+){{0,2}},\s(?:\w+\s){{0,2}}",
    re.IGNORECASE,
)
"""Between a word and the number that it is said of: *and more, 909*, *twice as many, 909*."""
_BEHIND = re.compile(
    rf"[^,;:.\d]{{0,30}}(?:\b(?:in|of)\s(?:[A-Z]\w+\s)?\d{{4}})?,\s(?:(?:{'|'.join(en.DEGREES.values())})\s)?",
    re.IGNORECASE,
)
"""Between a number and such a word that follows it: *and 909, twice as many*."""
_AGAINST = re.compile(r"\b(?:than|against|unlike|compared\s+with|after|as)\b", re.IGNORECASE)
_BY = re.compile(r"\W*(?:\w+ )?(?:by|of)\b")
_FROM_TO = re.compile(
    r"\bfrom\b[^;:]*?\0(?P<old>\d+)\0[^;:]*?\bto\b[^;:]*?\0(?P<new>\d+)\0"
    r"|^.\w*\sto\s[^;:]{0,9}\0(?P<end>\d+)\0[^;:\0]*?\bfrom\s[^;:\0]{0,9}\0(?P<start>\d+)\0"
)
_ON_YEAR = re.compile(
    r"(?:\s\w+)?\s(?:on|from|since|over|against)\s((?:19|20)\d\d)\b|\s(?:to|at)\s\W*$"
)


UNCHECKED = (
    "is a comparison that is not checked. Set its two numbers beside it, or link it to a row of "
    "data/comparisons.csv"
)
FALSE = "does not hold of"
_YEAR = r"\b(?:19|20)\d\d\b"


@dataclass(frozen=True)
class Word:
    """A word that compares, where it stands in its text."""

    start: int
    end: int
    base: str
    kind: str
    """``change``, ``order``, ``ratio``, ``extreme``, ``balance`` (of trade) or ``sum``."""
    needs: str
    """What makes it compare: ``""``, it always does; ``with``, a number in its sentence;
    ``beside``, its two numbers, and without them it says something else."""


_WORDS = [
    (kind, base, needs, re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE))
    for (kind, needs), found in _VOCABULARY.items()
    for base, words in found.items()
]


def words(text: str, *, free: bool = True) -> list[Word]:
    """Return the words of a text that compare, in their order; ``free`` leaves turns of speech."""
    rest = _FREE.sub(lambda found: " " * len(found[0]), text) if free else text
    found = [
        Word(match.start(), match.end(), base, kind, needs)
        for kind, base, needs, pattern in _WORDS
        for match in pattern.finditer(rest)
    ]
    kept: list[Word] = []
    for word in sorted(found, key=lambda word: (word.start, -word.end)):
        last = kept[-1] if kept else None
        between = rest[last.end : word.start].strip() if last else "?"
        again = word.base == "as many" and last and last.kind == "ratio"  # twice as many
        if last and word.start < last.end and last.needs and not word.needs:
            if (last.kind, last.base) == (word.kind, word.base):
                kept[-1] = word  # the surer of two
            continue
        if last and (word.start < last.end or (again and not between)):
            continue
        kept.append(word)
    return kept


def relation(before: str, word: Word) -> str:
    """Return the relation that a word and what stands before it mean: ``not nearly half``."""
    for degree, said in en.DEGREES.items():
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


def misplaced(
    sentence: str, start: int, end: int, made: Comparison, bound: Sequence[Said], ledger: Ledger
) -> str:
    """Say why a link to a comparison may not stand where it stands, or return ``""``.

    The words around it agree with the row spoken of, as those around a number do; what is only
    declared stands in its own words.
    """
    shown = sentence[start:end]
    if made.declared:
        text, link = (" ".join(one.replace("’", "'").split()) for one in (sentence, shown))
        if any(words in text and link in words for words in made.words):
            return ""
        return (
            "what is declared stands in its own words alone, ‘" + "’ or ‘".join(made.words) + "’. "
            "Write these, or add yours to its words in data/comparisons.csv, and its reason"
        )
    # what stands after than is said of the other
    other = re.search(r"\b(?:than|against|beside)\b", sentence[end:])
    text = sentence[: end + other.start()] if other else sentence
    others = [one for one in bound if one.end <= min(start, len(text))]
    after = [one for one in bound if one.start >= end and one.end <= len(text)]
    left = made.numbers[0]
    said = [*others, Said(start, start, left), *after]
    mirrored = _mirrored(left)
    for at, problem in disagreements(text, said, ledger):
        named = problem.startswith("name ") and left.status == "derived"  # our sum, by its id
        if at == len(others) and not named and not (mirrored and re.search(mirrored, text)):
            return f"{problem}. Say what its row says, or link the row that is meant"
    return _of_another(text, start, left, ledger)


def _mirrored(number: Number) -> str:
    """Return a pattern of what the other side calls goods: Pakistani imports are Afghan sales."""
    goods = re.search(r"(exports|imports) (?:from|to) (\w{5})", number.indicator.label)
    if not goods:
        return ""
    ways = "imports|purchases" if goods[1] == "exports" else "exports|sales"
    return rf"\b{goods[2]}\w*(?:['’]s)? (?:{ways})\b"


def _of_another(text: str, start: int, number: Number, ledger: Ledger) -> str:
    """Refuse *exports fell* of a row of transit, and *Afghan deaths* of one of Pakistan."""
    own = f"{number.indicator.label} {ledger.places.peek(number.place)}"
    for name in ledger.places.values():
        stem = name.removesuffix("istan")  # Afghan deaths, Pakistani deaths, Iranian deaths
        ending = "(?:istani|i)?" if stem != name else "(?:n|ian)"
        adjective = re.escape(stem) + ending
        said = re.search(rf"\b(?:{adjective})\s(?:[a-z]+\s){{0,2}}$", text[:start])
        if said and stem not in own:
            return f"‘{said[0].strip()}’ is said of it, and its row is of {own}"
    subject = re.search(r"([\w-]+)\s$", text[:start])
    if (mirrored := _mirrored(number)) and re.search(mirrored, text[:start]):
        return ""
    terms = [term for term in ledger.terms if subject and subject[1].lower() in term.words]
    counted = f"{own} {number.indicator.question}".lower()
    if terms and not any(word in counted for term in terms for word in term.words):
        return f"‘{subject[1]}’ is said of it, and its row is of {own}"
    return ""


def changes(number: Number) -> bool:
    """Say whether a row is a change: computed here, or a percentage of no whole."""
    return number.formula == "change" or number.indicator.base == "none"


def falls_by(before: str, after: str) -> bool:
    """Say whether a sentence says of a change, by a word, that it is a fall: *fell by 59 %*."""
    falls = f"{en.FALLS}|{en.FALLS_BESIDE}|{en.LOSES}"
    return bool(
        re.search(rf"(?i)\b(?:{falls})(?: by| of)?(?: \w+)?\s$", before)
        or re.match(rf"(?i)\s(?:{falls}|loss)\b", after)
    )


def bound(markdown: str, ledger: Ledger) -> tuple[str, list[Said]]:
    """Return a sentence of Markdown as a reader sees it, and its numbers; *is* links blanked."""
    text, numbers, last = "", [], 0
    for link in LINK.finditer(markdown):
        text += markdown[last : link.start()]
        shown, last = link["text"], link.end()
        if link["scheme"] == "num":
            numbers.append(Said(len(text), len(text) + len(shown), ledger[link["id"]]))
        text += "·" * len(shown) if link["scheme"] == "is" else shown
    return text + markdown[last:], numbers


def compared(
    text: str, bound: Sequence[Said], ledger: Ledger
) -> list[tuple[Word, Comparison | str]]:
    """Return each comparison of a sentence, read as one of two rows, or what is wrong with it.

    ``text`` is a sentence, its links to comparisons blanked; a string says how to write it.
    """
    inside = [(one.start, one.end) for one in bound]
    found = [
        word
        for word in words(text)
        if not any(start <= word.start < end for start, end in inside)
        and (
            not word.needs
            or any(a <= one.start < b for one in bound for a, b in _around(text, word))
        )
        and _asserts(text, word, bound)
    ]
    read = [(word, _Reader(text, word, found, bound, ledger).read()) for word in found]
    return [(word, made) for word, made in read if made]


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


def _around(text: str, word: Word) -> list[tuple[int, int]]:
    """Return the clause of a word, and what stands about it between semicolons."""
    found = []
    for pattern in (_CLAUSE, re.compile(r";\s")):
        cuts = [0, *(match.start() + 1 for match in pattern.finditer(text)), len(text)]
        found.append(next((a, b) for a, b in pairwise(cuts) if a <= word.start < b))
    return found


class _Reader:
    """A word that compares, in a sentence with its other such words and its numbers."""

    def __init__(
        self, text: str, word: Word, found: Sequence[Word], bound: Sequence[Said], ledger: Ledger
    ) -> None:
        self.text, self.word, self.bound, self.ledger = text, word, bound, ledger
        self.found = [one for one in found if word.needs == "beside" or one.needs != "beside"]
        self.shown = text[word.start : word.end]

    def read(self) -> Comparison | str | None:
        """Return what two rows are compared, or what is wrong; ``None`` if none are."""
        word = self.word
        if word.kind == "sum":
            return self._sum()
        pair = None if word.kind == "extreme" else self._pair()
        if pair is None and (made := self._change() or self._share()):
            return made
        if pair is None:
            unread = f"{UNCHECKED}: [{self.shown} …](is:…)"
            return None if word.needs == "beside" else unread
        left, right = pair
        said = relation(self.text[: word.start], word)
        points = point(left, self.ledger.places), point(right, self.ledger.places)
        made = Comparison("", said, points, pair)
        if word.needs == "beside" and left.indicator.unit != right.indicator.unit:
            return None
        if word.base != "not equal" and not made.true:
            return _false(pair)
        missing = self._unsaid(made)
        if missing and word.needs == "beside" and word.kind != "change":
            return None
        if missing:
            return (
                f"compares unlike with unlike, {_values(pair)} ({'; '.join(missing)}). Say the "
                "difference in this sentence, or link the words to a row of data/comparisons.csv "
                "that is across"
            )
        return None if word.needs == "beside" and word.base == "not equal" else made

    def _sum(self) -> str | None:
        """Refuse what takes the counts of rivals together: one event may stand in both."""
        numbers = [one.number for one in self.bound]
        unlike = differences(numbers)
        rest = self.shown.lower().startswith("the re") and self.bound[-1].end > self.word.start
        if len(numbers) != 2 or rest or not any(one.startswith("counter") for one in unlike):
            return None
        if any(one.startswith("unit") for one in unlike):
            return None
        return f"takes together what differs ({'; '.join(unlike)}). Add or subtract numbers of one"

    def _share(self) -> Comparison | str | None:
        """Return *half of them, 49 %* read as a row that is itself a share."""
        for a, b in _around(self.text, self.word):
            shares = [one.number for one in self.bound if a <= one.start < b]
            shares = [n for n in shares if n.indicator.label.startswith("Share ")]
            if self.word.kind == "ratio" and self.word.needs != "beside" and len(shares) == 1:
                said = relation(self.text[: self.word.start], self.word)
                points = point(shares[0], self.ledger.places), Point(100, "the whole, in per cent")
                made = Comparison("", said, points, (shares[0],))
                return made if made.true else _false(made.numbers)
        return None

    def _change(self) -> Comparison | str | None:
        """Return *rose by 31 %* read as a row that is itself a change; ``None`` if it is no such.

        Likewise *24 more than*, of a row that is a difference, and *down to 909* or *up on 2021*,
        against the row of the year before, or of that year.
        """
        text, word = self.text, self.word
        after = [one for one in self.bound if one.start >= word.end]
        before = [one for one in self.bound if one.end <= word.start]
        between = text[word.end : after[0].start] if after else ""
        at_once = (
            re.fullmatch(rf"(?i){en.GAINS}|{en.LOSES}", self.shown) and len(between.split()) < 2
        )
        if (
            word.kind == "order"
            and before
            and text[before[-1].end : word.start].strip() in ("", "m")
        ):
            number, wanted = before[-1].number, "difference"  # 24 more than the other
        elif word.kind == "change" and before and not text[before[-1].end : word.start].strip():
            number, wanted = before[-1].number, "change"  # a 31 % rise
        elif word.kind == "change" and after and (_BY.match(between) or at_once):
            number, wanted = after[0].number, "change"
        else:
            number, wanted = None, ""
        if number is None or (
            number.formula != wanted and not (wanted == "change" and changes(number))
        ):
            return self._against_year(between)
        # 24 more than the one is 24 less than the other: a difference has no direction of its own
        said = "more" if wanted == "difference" else relation(text[: word.start], word)
        points = point(number, self.ledger.places), Point(0, "no change")
        made = Comparison("", said, points, (number,))
        return made if made.true else _false(made.numbers)

    def _against_year(self, between: str) -> Comparison | str | None:
        """Return a change of a sentence's only number against an earlier year."""
        word, year = self.word, _ON_YEAR.match(between)
        if not (word.kind == "change" and word.needs and len(self.bound) == 1 and year):
            return None
        number = self.bound[0].number
        if not number.period.isdigit():
            return None
        wanted = year[1] or str(int(number.period) - 1)
        other = next(
            (
                one
                for one in self.ledger.values()
                if (one.indicator, one.place, one.origin, one.period)
                == (number.indicator, number.place, number.origin, wanted)
            ),
            None,
        )
        if other is None:
            return None
        points = point(number, self.ledger.places), point(other, self.ledger.places)
        said = relation(self.text[: word.start], word)
        made = Comparison("", said, points, (number, other))
        return made if made.true else _false(made.numbers)

    def _pair(self) -> tuple[Number, Number] | None:
        """Return the two rows that a word compares, the one said of first; ``None`` if unsure."""
        text, word, bound = self.text, self.word, self.bound
        marked, shift = text, word.start  # the word's own place once the numbers are marked
        for at, one in reversed(list(enumerate(bound))):
            mark = f"\0{at}\0"
            marked = marked[: one.start] + mark + marked[one.end :]
            if one.end <= word.start:
                shift += len(mark) - (one.end - one.start)
        if word.kind in ("change", "ratio"):
            after = _FROM_TO.search(marked[max(0, shift - 1) :])
            first = sum(one.end <= word.start for one in bound)
            new, old = (
                (after["new"] or after["end"], after["old"] or after["start"]) if after else "  "
            )
            if (
                after
                and min(int(new), int(old)) == first
                and not any(word.end <= other.start < bound[int(old)].start for other in self.found)
            ):
                return bound[int(new)].number, bound[int(old)].number
        for a, b in _around(text, word):
            near = [one for one in bound if a <= one.start < b]
            if len(near) == 2 and sum(a <= other.start < b for other in self.found) == 1:
                return self._ordered(near[0], near[1])
        if len(bound) == 2 and len(self.found) == 1 and self._apposed(*bound):
            return bound[1].number, bound[0].number
        return None

    def _apposed(self, one: Said, two: Said) -> bool:
        """Say whether a word is of the second number: *and more, 909*, *909, twice as many*."""
        text, word = self.text, self.word
        if word.kind not in ("order", "ratio") or word.needs == "beside":
            return False
        if one.end <= word.start and word.end <= two.start:
            return bool(_APPOSED.fullmatch(text[word.end : two.start]))
        return two.end <= word.start and bool(_BEHIND.fullmatch(text[two.end : word.start]))

    def _ordered(self, one: Said, two: Said) -> tuple[Number, Number] | None:
        """Return the only two numbers by a word, the one said of first; ``None`` if unsure."""
        text, word, first, second = self.text, self.word, one.number, two.number
        between = one.end <= word.start < two.start
        if word.kind == "balance":
            return self._balance(first, second)
        if word.base == "not equal":
            return (first, second) if between else None
        if word.kind == "change" and not self.shown.lower().endswith("from"):
            alike = not differences((first, second)) and first.place == second.place
            starts = [span(number.period)[0] for number in (first, second)]
            if not alike or starts[0] == starts[1]:
                return None
            return (second, first) if starts[0] < starts[1] else (first, second)
        if (
            word.kind == "ratio"
            and RATIOS.get(word.base.removeprefix("more than "), (0, 2))[1] <= 1
        ):
            if between and re.match(r"\s(?:of|the)\b", text[word.end :]):
                return first, second
            return (first, second) if best(first) <= best(second) else (second, first)
        if self._apposed(one, two):
            return second, first
        ahead = word.end <= one.start
        if ahead and word.kind == "order" and (named := self._by_name(one, first, second)):
            return named
        joined = ahead and _AGAINST.search(text[one.end : two.start])
        return (first, second) if between or joined else None

    def _by_name(self, one: Said, first: Number, second: Number) -> tuple[Number, Number] | None:
        """Return two rows in the order in which their names stand around a word: *A overtook B*."""
        places = self.ledger.places
        told = [
            _stems(f"{n.indicator.label} {places.peek(n.place)} {n.origin.short}")
            | self._also(n.indicator.label)
            for n in (first, second)
        ]
        own = told[0] - told[1], told[1] - told[0]
        start = _around(self.text, self.word)[0][0]
        after = re.split(r"[:;]", self.text[self.word.end : one.start])[0]
        sides = self.text[start : self.word.start], after
        who = [{at for at in (0, 1) if own[at] & _stems(side)} for side in sides]
        if self.word.needs == "with" and not who[1] and len(who[0]) == 1:
            who[1] = {0, 1} - who[0]  # A bore the brunt
        if who == [{0}, {1}]:
            return first, second
        return (second, first) if who == [{1}, {0}] else None

    def _also(self, label: str) -> set[str]:
        """Return what else one says for what a label names: sales for exports."""
        stems = [
            _stems(" ".join(term.words))
            for term in self.ledger.terms
            if term.counts or term.facet == "direction"
        ]
        return {stem for one in stems if one & _stems(label) for stem in one}

    def _told_apart(self, numbers: Sequence[Number]) -> bool:
        """Say whether the text has, of each label, a word that the other label has not."""
        labels = [_stems(number.indicator.label) for number in numbers]
        labels = [
            own | self._also(number.indicator.label)
            for own, number in zip(labels, numbers, strict=True)
        ]
        shared = set.intersection(*labels)
        text = self.text.lower()
        return all(any(stem in text for stem in each - shared) for each in labels)

    def _balance(self, first: Number, second: Number) -> tuple[Number, Number] | None:
        """Return exports and imports, if they are of the land whose balance is spoken of."""
        goods = {"export": None, "import": None}
        for number in (first, second):
            for way in goods:
                if f"{way}s" in number.indicator.label:
                    goods[way] = number
        if not all(goods.values()):
            return None
        lands = re.findall(
            r"\b([A-Z]\w{4})\w*['’]?s?\s(?:\w+\s){0,2}$", self.text[: self.word.start]
        )
        lands += re.findall(r"^in ([A-Z]\w{4})", self.shown)
        other = lands and not goods["export"].indicator.label.startswith(lands[0])
        pair = goods["export"], goods["import"]
        return pair[::-1] if other else pair

    def _unsaid(self, made: Comparison) -> list[str]:
        """Return in what two rows differ, that the sentence does not say."""
        places, text = self.ledger.places, self.text
        named = self.word.kind != "change" and all(
            any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) for name in number.origin.names)
            for number in made.numbers
        )
        apart = self._told_apart(made.numbers) or re.match(rf" {en.TOLD}", text[self.word.end :])
        said = {"counter": named, "what is counted": apart}
        found = [one for one in made.unlike if not said.get(one.partition(":")[0])]
        where = {number.place for number in made.numbers}
        around = {self.ledger.within[place] for place in where}
        told = [place for place in where if place not in around]  # a part names not its whole
        if len(where) > 1 and not all(places[place] in text for place in told):
            found.append("place: " + ", ".join(sorted(places[place] for place in where)))
        return found


def _false(numbers: Sequence[Number]) -> str:
    return f"{FALSE} {_values(numbers)}. Correct the sentence"


def _values(numbers: Sequence[Number]) -> str:
    return " and ".join(f"{best(number):g} ({number.evidence_id})" for number in numbers)


def _stems(text: str) -> set[str]:
    return {word[:6].lower() for word in re.findall(r"[^\W\d_]{3,}", text)}
