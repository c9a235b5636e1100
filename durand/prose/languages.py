"""The other languages of the book: what their rules go by, and how they write a number.

A language is a file beside this one, named like the folder of its pages: ``ur.toml``.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import permutations
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from durand.ledger.comparisons import RATIOS, best, holds
from durand.ledger.number import QUALIFIERS, Number, word_bounds
from durand.ledger.periods import say_period
from durand.ledger.wording import mismatch
from durand.prose.comparing import changes
from durand.prose.dates import Dated

if TYPE_CHECKING:
    from durand.ledger.book import Ledger
    from durand.ledger.number import Actor
    from durand.publication import Publication

WESTERN = "0123456789"


@dataclass(frozen=True)
class Language:
    """A language in which pages of the book are written, as its file has it."""

    code: str
    """The folder of its pages."""
    name: str
    """Its name in itself."""
    lang: str
    """Its tag in HTML."""
    dir: str
    """``rtl`` or ``ltr``."""
    letters: str
    """Letters that, of the languages in its script, it alone has: who types one means it."""
    digits: str
    thousands: str
    decimal: str
    percent: str
    ends: str
    """The signs that end a sentence."""
    say: tuple[str, ...]
    """The heads of the table of what to say."""
    qualifiers: Mapping[str, tuple[str, ...]]
    """After the ledger's words, how a number so qualified is written: ``کم از کم {}``."""
    months: tuple[str, ...]
    words: Mapping[str, str]
    forms: Mapping[str, tuple[str, ...]]
    relations: Mapping[str, str]
    page: Mapping[str, str]
    """What its pages say around their text, by the names that templates use."""

    def __hash__(self) -> int:
        """Return a number for its code: there is one language of each."""
        return hash(self.code)

    def number(self, text: str) -> str:
        """Return an English numeral in the language's digits and signs: ``۱٬۰۶۵``, ``۵۹٪``."""
        marks = {",": self.thousands, ".": self.decimal, "%": self.percent}
        table = str.maketrans({**dict(zip(WESTERN, self.digits, strict=True)), **marks})
        return re.sub(r"\s%", "%", text).translate(table)

    def english(self, text: str) -> str:
        """Return a number of a page as English words it; unknown words stay as they are."""
        plain = " ".join(self.plain(fold(text)).split())
        for word, forms in self.qualifiers.items():
            for before, _, after in (form.partition("{}") for form in forms):
                if plain.startswith(before) and plain.endswith(after):
                    return f"{word} {plain[len(before) : len(plain) - len(after)]}"
        return plain

    def plain(self, text: str) -> str:
        """Return a text, as long, with the digits and signs that English has."""
        marks = {self.thousands: ",", self.decimal: ".", self.percent: "%"}
        table = str.maketrans({**dict(zip(self.digits, WESTERN, strict=True)), **marks})
        return text.translate(table)

    def wording(self, number: Number) -> str:
        """Return a row's number as a page of the language writes it, with qualifier and bounds."""
        text = word_bounds(number)
        for word in QUALIFIERS[number.qualifier][:1]:
            value = text.removeprefix(f"{word} ")
            return self.qualifiers[word][0].format(self.number(value))
        return self.number(text)


def fold(text: str) -> str:
    """Return a text with one code for what looks alike: composed, with Persian kaf and yeh."""
    return unicodedata.normalize("NFC", text).translate(str.maketrans("يكى", "یکی"))


@cache
def languages() -> Mapping[str, Language]:
    """Return all languages, by the folder of their pages."""
    return {path.stem: _read(path) for path in sorted(Path(__file__).parent.glob("*.toml"))}


def _read(path: Path) -> Language:
    said = tomllib.loads(fold(path.read_text(encoding="utf-8")))
    lists: dict[str, Any] = {
        key: {word: tuple(forms) for word, forms in said.pop(key).items()}
        for key in ("qualifiers", "forms")
    }
    lists |= {key: tuple(said.pop(key)) for key in ("say", "months")}
    return Language(code=path.stem, **lists, **said)


# ------------------------------------------------------------------------- the rules of a sentence


class Link(NamedTuple):
    """A part of a text that is no plain prose: a number, a literal, a comparison, or code."""

    start: int
    end: int
    scheme: str
    name: str


@dataclass(frozen=True)
class Book:
    """What a book adds to a language: its ledger, its names of claimants and its wording."""

    ledger: Ledger
    names: Mapping[str, tuple[str, ...]]
    """How claimants are called, by actor."""
    avoided: Mapping[str, str]
    """Words that take sides, and what is written in their place."""

    def called(self, actor: Actor) -> str:
        """Return a claimant's first name in the language; where none is listed, the English."""
        return next(iter(self.names.get(actor.actor_id, ())), actor.short)


def own(book: Publication, language: Language) -> Book:
    """Return what a book adds to a language, from its tables; no names where it has no such table.

    ``data/names.csv`` says how claimants are called, ``data/wording.csv`` which words take sides.
    """

    def listed(table: str) -> list[dict[str, str]]:
        rows = book.data.peek(table).to_dict("records") if table in book.data.names else []
        return [row for row in rows if row["language"] == language.code]

    return Book(
        book.ledger,
        {row["actor_id"]: tuple(fold(row["names"]).split("|")) for row in listed("names")},
        {
            word: row["written"]
            for row in listed("wording")
            for word in fold(row["not_written"]).split("|")
        },
    )


def words(alternatives: str, *, suffixed: bool = False) -> str:
    """Return a pattern of words, alternatives separated by ``|``, that takes none in another.

    ``suffixed``: a word may go on after a zero-width non-joiner, as Dari plurals do.
    """
    made = "|".join(sorted(map(re.escape, alternatives.split("|")), key=len, reverse=True))
    made = re.sub("\u200c|\\\\ ", "[\u200c ]?", made)
    ends = r"\w" if suffixed else "\\w\u200c"
    return rf"(?<![\w\u200c])(?:{made})(?![{ends}])"


def faults(
    text: str, links: Sequence[Link], language: Language, book: Book, *, free: bool = False
) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a text of a page: where, as its words, and what.

    Parameters
    ----------
    text
        A paragraph, a heading or a cell as a reader sees it, folded.
    links
        Its numbers and whatever else is no prose, in order.
    free
        Whether the text tells what not to say: then only its numbers are checked.
    """
    plain = language.plain(text)
    for start, end in sentences(text, language):
        here = [
            Link(one.start - start, one.end - start, one.scheme, one.name)
            for one in links
            if start <= one.start < end
        ]
        sentence = Sentence(text[start:end], plain[start:end], here, language, book)
        yield from sentence.digits()
        yield from sentence.numbers(directed=not free)
        yield from sentence.loose()
        if not free:
            yield from sentence.claimants()
            yield from sentence.comparisons()
            yield from sentence.directions()
            yield from sentence.dates()
            yield from sentence.sides()


def sentences(text: str, language: Language) -> list[tuple[int, int]]:
    """Return start and end of each sentence."""
    ends = re.finditer(rf"(?<!\d)[{language.ends}][”’»)\]]*(?=\s|$)\s*", text)
    cuts = [0, *(match.end() for match in ends)]
    return [(a, b) for a, b in zip(cuts, [*cuts[1:], len(text)], strict=True) if a < b]


_OTHER = "".join(c for c in map(chr, range(0x10000)) if unicodedata.category(c) in {"No", "Nl"})
"""Characters that are numbers and no digits: ², ½, Ⅻ."""
_NUMERAL = r"[−-]?\d[\d,.]*(?<![,.])"
_YEAR = r"(?:1893|19[4-9]\d|20[0-3]\d)"  # of the line, and of what is told here
_CODED = r"\b(?!(?:Rs|PKR|AFN|USD)\d)[A-Z]{1,5}-?\d{1,2}(?!\d|[,.]\d|%)"  # FY24, SMAA-2: a name
_YEARS = rf"(?<![\d,.]){_YEAR}(?:[–-](?:\d\d)?\d\d)?(?![\d%]|[,.]\d)"


class Sentence:
    """A sentence with its links, held to the rules of its language."""

    def __init__(
        self, text: str, plain: str, links: Sequence[Link], language: Language, book: Book
    ) -> None:
        self.text, self.plain, self.links = text, plain, links
        self.language, self.book = language, book
        self.bound = [
            (one, book.ledger[one.name])
            for one in links
            if one.scheme == "num" and one.name in book.ledger
        ]

    def _has(self, text: str, what: str) -> bool:
        return bool(re.search(words(self.language.words[what]), text))

    def _blank(self, text: str) -> str:
        """Return the text with each link blanked."""
        for one in self.links:
            text = text[: one.start] + "·" * (one.end - one.start) + text[one.end :]
        return text

    def digits(self) -> Iterator[tuple[str, str]]:
        """Refuse digits of another script, and signs of another language in a number."""
        said = self.text
        for one in (one for one in self.links if one.scheme == "code"):
            said = said[: one.start] + " " * (one.end - one.start) + said[one.end :]
        said = re.sub(_CODED, lambda match: " " * len(match[0]), said)
        for match in re.finditer(r"\d[\d,.٬٫]*\s?[%٪]?", said):
            wrong = [
                char
                for char in match[0].rstrip(",. ")
                if (char.isdecimal() and char not in self.language.digits)
                or (char in ",.٬٫" and char not in self.language.thousands + self.language.decimal)
                or (char in "%٪" and char != self.language.percent)
            ]
            if wrong:
                signs = f"{self.language.thousands} {self.language.decimal} {self.language.percent}"
                yield (
                    match[0],
                    f"‘{match[0]}’ is not how {self.language.name} writes numbers: digits "
                    f"{self.language.digits}, signs {signs}",
                )

    def numbers(self, *, directed: bool) -> Iterator[tuple[str, str]]:
        """Compare each number with its row, and its sign with the words beside it."""
        for one in self.links:
            if one.scheme == "num" and one.name not in self.book.ledger:
                yield one.name, f"there is no evidence '{one.name}'. Correct the id"
        for one, number in self.bound:
            shown = self.text[one.start : one.end]
            english = self.language.english(shown)
            falls, rises = (self._beside(one, way) for way in ("falling", "rising"))
            wrong = mismatch(english, number)
            if changes(number) and number.value is not None:
                if "−" in english and falls and directed:
                    wrong = "a minus sign and a word of loss: write one of them"
                elif wrong and number.value < 0 and (falls or not directed):
                    wrong = mismatch(re.sub(r"(?=\d)", "−", english, count=1), number)
                elif directed and falls != rises and falls != (number.value < 0):
                    wrong = f"the row {'falls' if falls < rises else 'rises'}, says the ledger"
            if wrong is None and re.search(r"\s%", self.plain[one.start : one.end]):
                wrong = f"{self.language.percent} follows the digits without a space"
            if wrong:
                yield one.name, f"‘{shown}’ for {one.name}: {wrong}"

    def _beside(self, link: Link, way: str) -> bool:
        """Say whether a word of rising or falling stands next to a number, in its clause."""
        before = re.split("[،؛:.۔؟()|]", self._blank(self.text)[: link.start])[-1].split(" ")
        after = re.split("[،؛:.۔؟()|·]", self._blank(self.text)[link.end :])[0].split(" ")
        return any(self._has(" ".join(part), way) for part in (before[-4:], after[:5]))

    def loose(self) -> Iterator[tuple[str, str]]:
        """Refuse quantities that no link binds: numerals, number words, proportions."""
        lang, has = self.language, self.language.words
        text = self._blank(self.plain)
        months, counted = words("|".join(lang.months)), words(has["counted"])
        free = (
            rf"(?<![\d,.])\d{{1,2}}(?:[–-]\d{{1,2}})?\s{months}(?:\s{_YEARS})?"
            rf"|{words(has['places'])}\s\d{{1,2}}(?:\.\d+)?(?![\d%])"
            rf"|(?:{words(has['dating'])}|{months})\s{_YEARS}"
            rf"|{_YEARS}(?!\s{counted})"
            rf"|{_CODED}"
        )
        text = re.sub(free, lambda match: "·" * len(match[0]), text)
        small = rf"{words(has['small'])}(?=(?:\s[^\s،؛”»)]+)?\s{counted})"
        loose = rf"{_NUMERAL}|[{_OTHER}]|{words(has['numbers'])}|{small}"
        for match in re.finditer(loose, text):
            yield (
                self.text[match.start() : match.end()],
                f"‘{self.text[match.start() : match.end()]}’ is not checked. Bind it to a row: "
                "[…](num:…), or [25](lit:…) if it is no finding",
            )
        values = [best(number) for _, number in self.bound]
        for ratio in RATIOS.keys() & lang.relations.keys():
            match = re.search(words(lang.relations[ratio]), text)
            degrees = ("", "nearly ", "more than ", "less than ")
            if match and not any(
                holds(f"{degree}{ratio}", pair)
                for pair in permutations(values, 2)
                for degree in degrees
            ):
                yield (
                    match[0],
                    f"‘{match[0]}’ is not checked, as no two numbers of the sentence stand so. "
                    "Link it as the English page does: […](is:…)",
                )

    def claimants(self) -> Iterator[tuple[str, str]]:
        """Have whoever claims a casualty figure named in its sentence; of ours, two names."""
        for one, number in self.bound:
            derived = [number.origin] if number.status == "derived" else []
            for actor in [number.claimant, *derived] if number.indicator.casualty else []:
                names = self.book.names.get(actor.actor_id, ())
                if not names:
                    yield (
                        one.name,
                        f"data/names.csv has no name of {actor.name} ({actor.actor_id}) in "
                        f"{self.language.name}. Add a row",
                    )
                elif not re.search(words("|".join(names), suffixed=True), self.text):
                    yield (
                        one.name,
                        f"‘{self.text[one.start : one.end]}’ for {one.name}: name "
                        f"{' or '.join(f'‘{name}’' for name in names)} in this sentence",
                    )

    def comparisons(self) -> Iterator[tuple[str, str]]:
        """Have the words of a linked comparison say its relation."""
        for one in (one for one in self.links if one.scheme == "is"):
            made = self.book.ledger.comparisons.get(one.name)
            shown = self.text[one.start : one.end]
            if made is None:
                yield one.name, f"there is no comparison '{one.name}' in data/comparisons.csv"
                continue
            if made.declared:
                continue
            base = re.sub("^(not )?(nearly |more than |less than )?", "", made.relation)
            said, known = shown, self.language.relations
            if not base.startswith(("most", "fewest")):
                said = re.sub(words(f"{known['most']}|{known['fewest']}"), "·", said)
            listed = known.get(base.removesuffix(" since"), "")
            negated = self._has(said, "negation") != made.relation.startswith("not ")
            if not listed or not re.search(words(listed), said) or negated:
                yield (
                    one.name,
                    f"‘{shown}’ for {one.name} does not say ‘{made.relation}’: write "
                    f"{' or '.join(f'‘{word}’' for word in listed.split('|'))}",
                )

    def directions(self) -> Iterator[tuple[str, str]]:
        """Have two numbers of a sentence stand as its words set them: from A to B, A above B."""
        text = self.text.replace("#", " ")
        for one in reversed(self.links):
            text = f"{text[: one.start]}#{text[one.end :]}"
        # Each # is a link; only numbers count, and those of one unit.
        order = [
            next((number for at, number in self.bound if at == one), None) for one in self.links
        ]
        ways = [way for way in ("rising", "falling") if self._has(text, way)]
        tests = [("more", "more"), ("fewer", "fewer")]
        if len(ways) == 1:
            tests.append(("from_to", "fewer" if ways[0] == "rising" else "more"))
        for form, relation in tests:
            for match in (m for f in self.language.forms[form] for m in re.finditer(f, text)):
                at = text[: match.start()].count("#")
                left, right = order[at], order[at + match[0].count("#") - 1]
                if not left or not right or left.indicator.unit != right.indicator.unit:
                    continue
                if not holds(relation, [best(left), best(right)]):
                    yield (
                        right.evidence_id,
                        f"the sentence sets {left.wording} ({left.evidence_id}) before "
                        f"{right.wording} ({right.evidence_id}) as if it were the other way: "
                        "say which of them is the larger as the rows do",
                    )

    def dates(self) -> Iterator[tuple[str, str]]:
        """Have a number's period meet the one date of its sentence."""
        text, lang = self._blank(self.plain), self.language
        month = rf"(?P<month>{words('|'.join(lang.months))})"
        date = rf"(?:\d{{1,2}}\s)?{month}(?:\s(?P<of>{_YEAR}))?|(?P<year>{_YEARS})"
        found = list(re.finditer(date, text))
        if len(self.bound) != 1 or len(found) != 1:
            return
        (one, number), match = self.bound[0], found[0]
        before, after = text[: match.start()].rstrip(), text[match.end() :].lstrip()
        edges = [lang.words[f"edge_{side}"] for side in ("before", "after")]
        if edges[0] and re.search(rf"{words(edges[0])}$", before):
            return
        if edges[1] and re.match(words(edges[1]), after):
            return
        year = match["of"] or (match["year"] or "")[:4]
        last = year[:2] + match["year"][-2:] if match["year"] and "–" in match["year"] else year
        month = lang.months.index(match["month"]) + 1 if match["month"] else 0
        first, till = (int(year or 0), month, 0), (int(last or 0), month, 0)
        if not Dated(match[0], 0, 0, first, till, edge=False).fits(number.period, strictly=False):
            yield (
                one.name,
                f"‘{self.text[one.start : one.end]}’ for {one.name} is of "
                f"{say_period(number.period)}, and the sentence says "
                f"‘{self.text[match.start() : match.end()]}’",
            )

    def sides(self) -> Iterator[tuple[str, str]]:
        """Refuse words that take sides, unless they are quoted."""
        text = re.sub(
            r"«[^»]*»|“[^”]*”|”[^”]*“|”[^”]*”|‘[^’]*’", lambda m: "·" * len(m[0]), self.text
        )
        pattern = words("|".join(self.book.avoided), suffixed=True)
        for match in re.finditer(pattern, text) if self.book.avoided else []:
            avoided = self.book.avoided.items()
            instead = next(one for word, one in avoided if re.fullmatch(words(word), match[0]))
            yield (
                match[0],
                f"‘{match[0]}’ takes a side. Write ‘{instead}’, or quote who says so "
                "(data/wording.csv)",
            )
