"""What must hold for every number, period, sentence and title, tried on many that were made up."""

import calendar
import csv
import datetime as dt
import io
import json
import re
from dataclasses import replace
from decimal import Decimal
from html import escape

import lxml.etree
import pytest
import rispy
from conftest import BOOK
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from pybtex.database import parse_string

from durand import prose
from durand.accept import rewrite
from durand.data.text import unfit
from durand.errors import LedgerError
from durand.ledger.number import COUNTS, QUALIFIERS, word, word_bounds
from durand.ledger.periods import say_period, span
from durand.ledger.wording import mismatch, reword
from durand.prose.quantities import patterns
from durand.site import cite
from durand.site.state import Build

settings.register_profile("book", deadline=None, derandomize=True, max_examples=150)
settings.load_profile("book")

EVIDENCE = BOOK.ledger
ROWS = list(EVIDENCE.values())
UNITS = {row.indicator.unit: row for row in ROWS}
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)
LINE = TEXT.filter(lambda text: not unfit(text) and text.strip())


@st.composite
def numbers(draw, units=tuple(UNITS)):
    """Rows of any unit and qualifier, whose value lies between its bounds."""
    row = UNITS[draw(st.sampled_from(units))]
    count = row.indicator.unit in COUNTS
    one = st.integers(0, 10**8) if count else st.decimals(-(10**4), 10**6, places=3)
    low, value, high = sorted(float(draw(one)) for _ in range(3))
    bounds = {"low": low, "high": high} if draw(st.booleans()) else {"low": None, "high": None}
    qualifier = draw(st.sampled_from(sorted(QUALIFIERS)))
    if qualifier == "range":
        bounds, value = {"low": low, "high": high}, None
    return replace(row, value=value, qualifier=qualifier, **bounds)


# ----------------------------------------------------------------------------------- numbers


@given(numbers())
def test_every_number_passes_as_it_words_itself(number):
    assert mismatch(word(number), number) is None
    assert mismatch(word_bounds(number), number) is None
    assert mismatch(word(number).replace("\u00a0", " "), number) is None


@given(numbers(tuple(unit for unit in UNITS if unit in COUNTS)), numbers())
def test_no_count_passes_as_another(number, other):
    assume(other.value is None or other.value >= 0)  # nothing is counted below zero
    other = replace(other, indicator=number.indicator)
    same = word(number).lower() == word(other).lower()
    assert (mismatch(word(other), number) is None) == same


@given(numbers(), st.integers(0, 4))
def test_what_passes_is_the_value_to_the_digits_shown(number, places):
    assume(number.value is not None)
    unit = " %" if number.indicator.unit == "percent" else ""
    words = QUALIFIERS[number.qualifier][:1]
    for step in (0, 1):
        shown = round(Decimal(repr(number.value)), places) + step * Decimal(1).scaleb(-places)
        text = " ".join([*words, f"{shown:,f}{unit}"])
        if mismatch(text, number) is None:
            assert abs(shown - Decimal(repr(number.value))) <= Decimal("0.5").scaleb(-places)
            assert number.indicator.unit not in COUNTS or shown == number.value


@given(TEXT, st.sampled_from(ROWS))
@example("٤٤٤", EVIDENCE["attacks-on-forces-2024-crss"])
@example("4_44", EVIDENCE["attacks-on-forces-2024-crss"])
@example("444\n", EVIDENCE["attacks-on-forces-2024-crss"])
def test_any_text_is_compared_and_only_plain_digits_pass(text, number):
    if mismatch(text, number) is None:
        allowed = r"[A-Za-z ]*[−-]?\d[\d,.]*(–[\d,.]+)?\s*(%|per cent)?(\s*\([\d,.−–-]+\))?"
        assert re.fullmatch(allowed, text.strip(), re.ASCII)


@given(numbers(), numbers())
def test_a_text_reworded_passes_and_stays(number, other):
    other = replace(other, indicator=number.indicator)
    new = reword(word(other), number)
    assert mismatch(new, number) is None
    assert reword(new, number) == new


# ----------------------------------------------------------------------------------- periods

DAYS = st.dates(dt.date(1800, 1, 1), dt.date(2099, 12, 31))
PERIODS = st.one_of(
    DAYS.map(lambda day: f"{day:%Y}"),
    DAYS.map(lambda day: f"{day:%Y-%m}"),
    DAYS.map(dt.date.isoformat),
    st.tuples(DAYS, DAYS).map(lambda two: "/".join(day.isoformat() for day in sorted(two))),
)


@given(PERIODS)
@example("2024-11-01/2024-11-30")
@example("2024-12-24/2024-12-24")
def test_a_period_has_ends_and_words_that_name_them(period):
    first, last = span(period)
    assert first <= last
    words = say_period(period)
    assert str(last.year) in words
    if len(period) > 4:
        assert calendar.month_name[last.month] in words
    if "/" in period:
        whole = first.day == 1 and (last + dt.timedelta(1)).day == 1 and first.year == last.year
        assert whole or str(first.day) in words
        assert first == last or whole or words.count("–") == 1
    if first.year >= 1947 and last.year <= 2030:
        assert prose.loose_numbers(words) == []


@given(
    st.one_of(TEXT, st.from_regex(r"\d{1,5}(-\d{1,3}){0,3}(/\d{4}(-\d\d){0,2})?", fullmatch=True))
)
@example("٢٠٢٤")
@example("2024-01-01-05")
@example("2024-1")
@example(" 2024")
@example("2024/")
@example("9" * 5000)
def test_what_is_no_period_is_refused_and_never_guessed(text):
    try:
        first, last = span(text)
    except LedgerError:
        return
    day = r"\d{4}(-\d\d(-\d\d)?)?"
    assert re.fullmatch(rf"{day}(/{day})?", text, re.ASCII), text
    assert first <= last


# --------------------------------------------------------------------------------- sentences

WORDS = st.lists(
    st.sampled_from(
        [
            "CRSS",
            "counts",
            "attacks.",
            "In 2024,",
            "no",
            "¶9",
            "24 December 2024",
            "FY24",
            "Gen.",
            "“so.”",
        ]
    ),
    max_size=6,
).map(" ".join)


@given(WORDS, st.integers(0, 10**9), WORDS)
def test_no_numeral_is_overlooked(before, number, after):
    assume(not re.search(r"(?:December|counts no)$", before))
    for text in (f"{number:,}", f"{number:,}.5"):
        assume(not 1800 <= number <= 2099 or "," in text)
        assert prose.loose_numbers(f"{before} {text} {after}") == [text]
        link = f"[{text}](num:attacks-2024-crss)"
        assert prose.plain(f"{before} {link} {after}") == f"{before} {text} {after}"
        assert prose.loose_numbers(prose.LINK.sub("", f"{before} {link} {after}")) == []


@given(TEXT)
def test_every_digit_is_found_or_part_of_something_allowed(text):
    found = prose.loose_numbers(text)
    at = 0
    for quantity in found:  # in their order, as they are written
        at = text.index(quantity, at) + len(quantity)
    rest = text
    for quantity in found:
        rest = rest.replace(quantity, " ", 1)
    for left in re.findall(r"\d+", rest):
        assert patterns("")[0].search(text), (text, left)


TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
TEENS = [
    "eleven",
    "twelve",
    *(f"{n}teen" for n in ("thir", "four", "fif", "six", "seven", "eigh", "nine")),
]
ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


@pytest.mark.parametrize(
    "words", [*TEENS, *TENS, *(f"{ten}-{one}" for ten in TENS for one in ONES)]
)
def test_every_number_word_from_eleven_is_found(words):
    for text in (words, words.capitalize(), words.upper()):
        assert prose.loose_numbers(f"There were {text} of them.") == [text]


@pytest.mark.parametrize("words", [*ONES, "ten", "first", "second"])
def test_small_number_words_are_free(words):
    assert prose.loose_numbers(f"There were {words} of them.") == []


@given(TEXT)
def test_sentences_are_the_text_in_pieces(text):
    spans = prose.sentences(text)
    assert "".join(text[start:end] for start, end in spans) == text
    assert all(start <= end for start, end in spans)


@given(st.lists(st.tuples(WORDS, st.sampled_from(ROWS), st.sampled_from(ROWS)), max_size=4))
def test_accepted_text_is_accepted_again(parts):
    text = " ".join(f"{said} [{word(other)}](num:{row.evidence_id})" for said, row, other in parts)
    new, changes = rewrite(text, EVIDENCE)
    assert rewrite(new, EVIDENCE) == (new, [])
    assert len(changes) <= len(parts)
    for link in prose.LINK.finditer(new):
        assert mismatch(link["text"], EVIDENCE[link["id"]]) is None


# --------------------------------------------------------------------------- texts and titles


@given(TEXT)
@example("\ufffe")
@example("a\x85b")
@example("\U0001f5fa map")
def test_a_fit_text_survives_every_format(text):
    assume(text and not unfit(text))
    assert len(text.splitlines()) == 1
    assert lxml.etree.fromstring(f"<a>{escape(text)}</a>").text == text
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow([text, "x"])
    assert list(csv.reader(io.StringIO(out.getvalue()))) == [[text, "x"]]
    assert not re.match(r"[=@]|[+-](?!\d[\d,.]*\s?%?$)", text)


@given(LINE, st.sampled_from(["graphic", "chapter", "book"]))
def test_a_citation_parses_and_holds_its_title(title, kind):
    item = cite.item(
        cite.about(Build(BOOK)),
        kind,
        "fig-x",
        title,
        "https://example.org/figures/fig-x.html",
        "version 1",
    )
    files = cite.citations(item)
    assert json.loads(files[".csl.json"])[0]["title"] == title
    (record,) = rispy.loads(files[".ris"])
    assert record["title"].split() == title.split()
    assert record["urls"] == [item["URL"]]
    (entry,) = parse_string(files[".bib"], "bibtex").entries.values()
    assert (entry.key, entry.fields["url"]) == ("fig-x", item["URL"])
    for form in files[".txt"].strip().split("\n\n"):
        assert title in form
    tree = lxml.etree.fromstring(f"<div>{cite.copyable('APA', title)}</div>")
    assert tree.findtext(".//pre") == title.strip()
    assert len(list(tree.iter())) == 4


@given(LINE)
def test_a_source_is_named_and_escaped(title):
    key = "horizonte2025"
    fields = BOOK.data.sources[key].fields
    kept = fields["title"]
    try:
        fields["title"] = title
        tree = lxml.etree.fromstring(f"<div>{cite.reference(BOOK, key)}</div>")
    finally:
        fields["title"] = kept
    assert tree.findtext(".//cite") == title
    assert [link.get("href") for link in tree.iter("a")] == [fields["url"]]
