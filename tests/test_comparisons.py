"""What is said of several numbers is true of their rows, and what is false is refused."""

import re

import pytest
from conftest import BOOK

from durand import prose
from durand.errors import LedgerError
from durand.ledger.comparisons import Comparisons, arithmetic, holds
from durand.ledger.wording import mismatch
from durand.prose import comparing

LEDGER = BOOK.ledger


def read(sentence):
    """Return what each comparing word of a sentence of Markdown comes to."""
    return [made for _, made in comparing.compared(*comparing.bound(sentence, LEDGER), LEDGER)]


CRSS = {year: f"[{LEDGER[f'attacks-{year}-crss'].wording}](num:attacks-{year}-crss)"
        for year in (2020, 2021, 2022, 2023, 2024)}  # fmt: skip
PICSS = "[908](num:attacks-2024-picss-restated)"
DEAD = "[685](num:security-killed-2024-crss)"
ON_FORCES = "[444](num:attacks-on-forces-2024-crss)"
ALL = "[2,546](num:people-killed-2024-crss)"

TRUE = [
    f"By CRSS attacks rose from {CRSS[2023]} in 2023 to {CRSS[2024]} in 2024.",
    f"By CRSS attacks rose to {CRSS[2024]} in 2024 from {CRSS[2023]} in 2023.",
    f"Attacks rose: CRSS counts {CRSS[2023]} in 2023 and {CRSS[2024]} in 2024.",
    f"CRSS counts {CRSS[2024]} attacks, up from {CRSS[2023]}.",
    f"Attacks fell from {CRSS[2021]} to {CRSS[2022]}, by CRSS.",
    f"CRSS counts more attacks in 2024, {CRSS[2024]}, than in 2023, {CRSS[2023]}.",
    f"CRSS's {CRSS[2022]} attacks of 2022 are fewer than its {CRSS[2021]} of 2021.",
    f"CRSS counts {CRSS[2024]}, more than twice the {CRSS[2021]} of 2021.",
    f"Attacks by CRSS more than tripled, from {CRSS[2020]} to {CRSS[2024]}.",
    "Trade shows a [25 %](num:change-customs-total-fy2025) increase.",
    f"Attacks did not fall: CRSS counts {CRSS[2023]} in 2023 and {CRSS[2024]} in 2024.",
    f"CRSS's {CRSS[2024]} attacks are more than PICSS's {PICSS}.",
    f"CRSS's {ON_FORCES} attacks on forces are nearly half of its {CRSS[2024]} attacks.",
]
FALSE = [
    f"Attacks fell from {CRSS[2023]} to {CRSS[2024]}, by CRSS.",
    f"By CRSS attacks rose from {CRSS[2024]} in 2024 to {CRSS[2023]} in 2023.",
    f"CRSS counts {CRSS[2024]} attacks, down from {CRSS[2023]}.",
    f"Violence declined: CRSS counts {CRSS[2023]} attacks in 2023 and {CRSS[2024]} in 2024.",
    f"CRSS counts fewer attacks in 2024, {CRSS[2024]}, than in 2023, {CRSS[2023]}.",
    f"CRSS's {CRSS[2022]} attacks of 2022 exceed its {CRSS[2021]} of 2021.",
    f"Attacks doubled from {CRSS[2023]} to {CRSS[2024]}, by CRSS.",
    f"Attacks nearly tripled from {CRSS[2020]} to {CRSS[2024]}, by CRSS.",
    f"CRSS counts {CRSS[2024]}, twice the {CRSS[2023]} of 2023.",
    f"In 2023 the toll was higher: CRSS counts {CRSS[2023]} attacks in 2023 against {CRSS[2024]}.",
    "Trade shows a [25 %](num:change-customs-total-fy2025) decline.",
    f"By CRSS attacks eased from {CRSS[2023]} in 2023 to {CRSS[2024]} in 2024.",
    f"CRSS counts {CRSS[2023]} attacks in 2023, ahead of {CRSS[2024]} in 2024.",
    f"Attacks hardly rose, from {CRSS[2023]} in 2023 to {CRSS[2024]} in 2024, by CRSS.",
    f"CRSS's {CRSS[2024]} attacks of 2024 trail its {CRSS[2023]} of 2023.",
    f"Attacks did not rise: CRSS counts {CRSS[2023]} in 2023 and {CRSS[2024]} in 2024.",
    f"CRSS's {CRSS[2024]} attacks equal the {CRSS[2023]} of 2023.",
    f"Of CRSS's dead {DEAD} are half of {ALL}.",
    f"Trade grew by [−11 %](num:{next(n for n, one in LEDGER._numbers.items() if one.formula == 'change' and one.value and one.value < 0)}).",  # noqa: E501
]
UNREAD = [
    "Attacks rose.",
    f"CRSS's {CRSS[2022]} attacks of 2022 are an all-time high.",
    "Trade collapsed, and violence escalated.",
    "The Baloch groups overtook the TTP.",
    "Prices are down by much.",
    "Violence in Pakistan grew steeply after June.",
    f"CRSS counts {CRSS[2024]} attacks, the most since 2015.",
    f"More civilians died than in any other year, and CRSS counts {DEAD} of the forces.",
    f"The deadliest month had {CRSS[2024]} attacks.",
    "A third of the dead were civilians.",
    "Nine in ten of the attacks were in two provinces.",
    f"Attacks dropped in the year that ended with {CRSS[2024]}.",
]
FREE = [
    "The strikes fell on 18 March.",
    "Where did the fire of December fall?",
    "Did attacks rise?",
    f"CRSS counts at least {DEAD}.",
    f"CRSS counts more than {DEAD}.",
    "Once more, the sources disagree, and the table below says more or less why.",
    "The first half of 2024 has no number.",
    "Most likely the month is a slip.",
    "Such a deal could raise trade, and attacks may fall.",
]


@pytest.mark.parametrize("sentence", TRUE)
def test_a_true_comparison_is_read_from_its_sentence(sentence):
    made = read(sentence)
    assert len(made) == 1
    assert not isinstance(made[0], str), made
    assert made[0].true


@pytest.mark.parametrize("sentence", FALSE)
def test_a_false_comparison_is_refused(sentence):
    assert [made for made in read(sentence) if isinstance(made, str) and "does not hold" in made]


@pytest.mark.parametrize("sentence", UNREAD)
def test_a_comparison_that_cannot_be_read_asks_for_a_link(sentence):
    made = read(sentence)
    assert made
    assert all(one.startswith(comparing.UNCHECKED) for one in made)


@pytest.mark.parametrize("sentence", FREE)
def test_what_compares_no_quantities_is_let_alone(sentence):
    assert read(sentence) == []


def test_each_word_is_read_with_its_own_numbers():
    """The same word twice: the second is not taken for the first."""
    found = read(
        f"Attacks rose from {CRSS[2022]} to {CRSS[2023]} and rose from {CRSS[2023]} to "
        f"{CRSS[2024]}, by CRSS."
    )
    assert [[one.value for one in made.points] for made in found] == [[586, 376], [909, 586]]


def test_a_link_is_no_unread_comparison():
    assert (
        read("UCDP counts [the most since](is:organised-violence-most-since-2015-ucdp) then.") == []
    )


def test_unlike_numbers_may_not_be_compared_in_passing():
    (said,) = read(f"By CRSS the dead, {DEAD}, are fewer than the attacks, {CRSS[2024]}.")
    assert "unlike with unlike" in said
    assert "unit: incidents, people" in said
    (said,) = read(f"It counts {CRSS[2024]} attacks, more than the {PICSS} of another.")
    assert "counter: CRSS, PICSS" in said


@pytest.mark.parametrize(
    ("relation", "values", "true"),
    [
        ("double", (200, 100), True), ("double", (189, 100), False), ("double", (211, 100), False),
        ("nearly double", (195, 100), True), ("nearly double", (200.1, 100), False),
        ("more than double", (201, 100), True), ("more than double", (200, 100), False),
        ("third more", (134, 100), True), ("third more", (150, 100), False),
        ("more than third fewer", (60, 100), True), ("more than third fewer", (70, 100), False),
        ("nearly half more", (148, 100), True), ("tenth fewer", (90, 100), True),
        ("third", (30, 100), True), ("third", (37.5, 100), False), ("half", (44, 100), False),
        ("less than half", (49, 100), True), ("less than half", (50, 100), False),
        ("nine in ten", (90, 100), True), ("nine in ten", (80, 100), False),
        ("rising", (1, 2, 3), True), ("rising", (1, 3, 2), False), ("falling", (3, 2, 1), True),
        ("most", (5, 4, 3), True), ("most", (5, 5, 3), False), ("fewest", (1, 2), True),
        ("most since", (5, 6, 4, 3), True), ("most since", (5, 4, 3), False),
        ("most since", (5, 6, 5.5), False), ("not more", (1, 2), True), ("not more", (3, 2), False),
        ("equal", (7, 7), True), ("equal", (7, 8), False), ("half", (1, 0), False),
    ],
)  # fmt: skip
def test_relations(relation, values, true):
    assert holds(relation, values) is true


def _row(**cells):
    blank = dict.fromkeys(("left", "right", "table", "locator", "note"), "")
    return {"comparison_id": "one", "relation": "more", "across": False, **blank, **cells}


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"left": "attacks-2023-crss", "right": "attacks-2024-crss"}, "does not hold of 586"),
        ({"relation": "bigger", "left": "attacks-2023-crss"}, "'bigger' is no relation"),
        ({"relation": "nearly more", "left": "attacks-2023-crss"}, "no relation"),
        ({"relation": "declared"}, "with no reason"),
        ({"left": "attacks-2024-crss", "right": "nobody"}, "there is no evidence 'nobody'"),
        ({"left": "attacks-2024-crss"}, "it has one value"),
        ({"left": "attacks-2024-crss|attacks-2023-crss", "right": "attacks-2022-crss"}, "of two"),
        ({"left": "attacks-2024-crss", "right": "attacks-2024-picss-restated"}, "counter: CRSS"),
        ({"left": "attacks-2024-crss", "right": "security-killed-2024-crss", "across": True},
         "units cannot be compared"),
        ({"relation": "most since", "left": "people-killed-2024-ucdp",
          "right": "people-killed-2015-ucdp", "table": "ucdp_country_years",
          "locator": "country=Pakistan;year=2018..2023;total_best"}, "leaves out 2016, 2017"),
        ({"relation": "most", "left": "people-killed-2024-ucdp", "table": "ucdp_country_years",
          "locator": "land=Pakistan;total_best"}, "there is no column 'land'"),
        ({"relation": "most", "left": "people-killed-2024-ucdp", "table": "ucdp",
          "locator": "total_best"}, "no such table"),
        ({"relation": "most", "left": "people-killed-2024-ucdp", "table": "ucdp_country_years",
          "locator": "country=Nowhere;total_best"}, "no row matches"),
        ({"relation": "most", "left": "people-killed-2024-ucdp", "table": "ucdp_country_years",
          "locator": "country=Pakistan;year=2014..2023;total_best"}, "‘most’ does not hold"),
    ],
)  # fmt: skip
def test_a_row_that_does_not_hold_is_refused(cells, said):
    with pytest.raises(LedgerError, match=re.escape(said)):
        Comparisons(LEDGER, [_row(**cells)])


def test_all_rows_that_do_not_hold_are_named_at_once():
    rows = [_row(comparison_id=name, relation="bigger", left="attacks-2023-crss") for name in "ab"]
    with pytest.raises(LedgerError, match=r"'a': [^\n]*\n[^\n]*'b': "):
        Comparisons(LEDGER, rows)


@pytest.mark.parametrize(
    ("words", "name", "sentence", "said"),
    [
        ("the most", "organised-violence-most-since-2015-ucdp", "the most since 2015", ""),
        ("the fewest since", "organised-violence-most-since-2015-ucdp", "", "do not say"),
        ("the most since 2014", "organised-violence-most-since-2015-ucdp", "", "2014 is neither"),
        ("the most", "organised-violence-most-since-2015-ucdp", "the most in years", "do not say"),
        ("weighs less", "trade-weighs-more-2019", "", "do not say"),
        ("does not weigh more", "trade-weighs-more-2019", "", "the opposite"),
        ("fell", "hgb-deaths-2024-2025-ucdp", "", ""),
        ("rose", "hgb-deaths-2024-2025-ucdp", "", "do not say"),
        ("changed", "hgb-deaths-2024-2025-ucdp", "", "do not say"),
    ],
)  # fmt: skip
def test_the_words_of_a_link_say_its_relation(words, name, sentence, said):
    found = comparing.expresses(words, LEDGER.comparisons[name], sentence or words)
    assert said in found if said else found == ""


def test_the_arithmetic_is_printed():
    found = {name: arithmetic(one) for name, one in LEDGER.comparisons.items() if not one.declared}
    assert found["organised-violence-most-since-2015-ucdp"] == (
        "1,885 > 1,178, the nearest of 8; 2,454 in the year it is since"
    )
    assert found["deadliest-quarter-2024-crss"] == "1,012 > 722, the nearest of 3"
    assert found["hgb-deaths-2024-2025-ucdp"] == "49 − 113 = −64; 49 ÷ 113 = 0.434"


def test_doubt_is_said():
    made = read(
        "UCDP counts more dead in the one, [1,192](num:battle-deaths-ttp-2024-ucdp), than in the "
        "other, [1,178](num:people-killed-2024-ucdp)."
    )
    assert made  # unlike: refused
    overlap = Comparisons(
        LEDGER,
        [_row(left="people-killed-2024-ucdp", right="people-killed-2015-ucdp", relation="fewer")],
    )["one"]
    assert overlap.doubt in ("", "The bounds overlap: it holds for the best values.")


def test_the_sentences_that_show_how_are_those_of_the_chapter():
    """What CONTRIBUTING shows as an example is what chapter 02 says."""
    shown = re.findall(
        r"^- `(.+)`$", (BOOK.root / "CONTRIBUTING.md").read_text("utf-8"), re.MULTILINE
    )
    chapter = (BOOK.root / "notebooks/02-operations-and-attacks.ipynb").read_text("utf-8")
    assert len(shown) == 10
    assert [one for one in shown if one not in chapter] == []


# ------------------------------------------------------------- other words, and a link's own place

BEYOND = [
    "CRSS's attacks cooled from {attacks-2023-crss} in 2023 to {attacks-2024-crss} in 2024.",
    "The country settled down, CRSS found: {attacks-2023-crss} attacks in 2023, "
    "{attacks-2024-crss} in 2024.",
    "By CRSS attacks picked up from {attacks-2021-crss} in 2021 to {attacks-2022-crss} in 2022.",
    "In 2022 CRSS's attacks were up on 2021, at {attacks-2022-crss}.",
    "After {attacks-2022-crss} attacks in 2022 CRSS saw a lull in 2023, {attacks-2023-crss}.",
    "By CRSS attacks moved down to {attacks-2023-crss} in 2023.",
    "Transit gained [59 %](num:change-transit-fy2024) in the fiscal year 2023–24, derived "
    "from Pakistani customs.",
    "Transit rose by [59 %](num:change-transit-fy2024) in the fiscal year 2023–24, derived "
    "from Pakistani customs.",
    "A resurgence: CRSS has {attacks-2021-crss} attacks in 2021 and {attacks-2022-crss} in 2022.",
    "Trade between the two countries lost [25 %](num:change-customs-total-fy2025) in the "
    "fiscal year 2024–25, derived from Pakistani customs.",
    "PICSS's {attacks-2024-picss} attacks of 2024 lag behind the {attacks-2024-pips} of PIPS.",
    "In 2024 PIPS counts {attacks-2024-pips} attacks, ahead of PICSS with {attacks-2024-picss}.",
    "CRSS's {attacks-2024-crss} attacks of 2024 are exceeded by PICSS's {attacks-2024-picss}.",
    "The Global Terrorism Index, with {attacks-2024-iep} attacks in 2024, ranks below PIPS, "
    "with {attacks-2024-pips}.",
    "PIPS's {attacks-2024-pips} attacks of 2024 outstrip the {attacks-2024-iep} of the "
    "Global Terrorism Index.",
    "PIPS counts {attacks-2024-pips} attacks in 2024, just as many as the Global Terrorism "
    "Index, {attacks-2024-iep}.",
    "Khyber Pakhtunkhwa was outdone by Balochistan: PIPS counts "
    "{attacks-2024-pips-khyber-pakhtunkhwa} attacks in 2024 in Khyber Pakhtunkhwa and "
    "{attacks-2024-pips-balochistan} in Balochistan.",
    "Pakistan overtook India as buyer: in 2019 India took "
    "{share-india-in-afghan-exports-2019-wits} of Afghan exports by WITS, Pakistan "
    "{share-pakistan-in-afghan-exports-2019-wits}.",
    "Pakistan ran a deficit with Afghanistan in the fiscal year 2023–24, by Pakistani "
    "customs: exports of US$ {customs-export-fy2024} m, imports of US$ "
    "{customs-import-fy2024} m.",
    "Balochistan was the harder-hit province of 2024, with {attacks-2024-pips-balochistan} "
    "attacks by PIPS.",
    "Girls, {refugees-girls-2025-unhcr}, lead boys, {refugees-boys-2025-unhcr}, among the "
    "Afghan refugees of 2025, by UNHCR.",
    "CRSS's {attacks-on-forces-2024-crss} attacks on security forces are the majority of its "
    "{attacks-2024-crss} attacks of 2024.",
    "Three quarters of CRSS's {attacks-2024-crss} attacks of 2024, "
    "{attacks-on-forces-2024-crss}, hit security forces.",
    "Nearly all of PIPS's {attacks-2024-pips} attacks of 2024, "
    "{attacks-2024-pips-khyber-pakhtunkhwa}, were in Khyber Pakhtunkhwa.",
    "Most of CRSS's {people-killed-2024-crss} dead of 2024, "
    "{people-killed-2024-crss-balochistan}, died in Balochistan.",
    "A minority of CRSS's {people-killed-2024-crss} dead of 2024, "
    "{people-killed-2024-crss-kp}, died in Khyber Pakhtunkhwa.",
    "Four in five of those who went back in August 2025 held registration cards, "
    "{share-returned-por-2025-08-unhcr}, by UNHCR.",
    "A third of Afghan exports, {share-pakistan-in-afghan-exports-2008-wits}, went to "
    "Pakistan in 2008, by WITS.",
    "One in three of the Afghan refugees in Pakistan in 2025, "
    "{share-children-refugees-2025}, is a child, derived from UNHCR.",
    "UCDP's {people-killed-2024-12-afghanistan-ucdp} dead of December 2024 in Afghanistan "
    "are the year's nadir.",
    "By PICSS the mildest month of 2024 was August, with {attacks-2024-08-picss} attacks.",
    "In no year had CRSS counted so few attacks as in 2024, {attacks-2024-crss}.",
    "The harshest year for CRSS was 2022, with {attacks-2022-crss} attacks.",
    "In 2019 Pakistan was the top buyer of Afghan exports, with "
    "{share-pakistan-in-afghan-exports-2019-wits}, by WITS.",
    "PIPS's {people-killed-in-attacks-2024-pips} killed in attacks in 2024 are without parallel.",
    "In 2024 came first for attacks of PIPS, {attacks-2024-pips}.",
    "From CRSS's {attacks-2023-crss} attacks of 2023 the count rose to the Global Terrorism "
    "Index's {attacks-2024-iep} of 2024.",
    "The {attacks-2023-crss} attacks of CRSS in 2023 turned into the {attacks-2024-picss} of "
    "PICSS in 2024.",
    "Taken together CRSS's {attacks-2024-crss} and PICSS's {attacks-2024-picss} attacks of "
    "2024 show the scale.",
    "PIPS sees {attacks-2024-pips} attacks in 2024 and CRSS {attacks-2024-crss}, the "
    "remainder being small.",
    "In Balochistan attacks [rose](is:attacks-rose-2024-crss) in 2024, by CRSS.",
    "In Iran the refugees were [the most since 2007](is:refugees-most-since-2007-unhcr), by UNHCR.",
    "Attacks [rose](is:attacks-rose-2024-crss) from 2021 to 2022, by CRSS.",
    "By the Global Terrorism Index attacks [rose](is:attacks-rose-2024-crss) in 2024.",
    "Civilians killed [rose](is:attacks-rose-2024-crss) in 2024, by CRSS.",
    "Iranian refugees were [the most since 2007](is:refugees-most-since-2007-unhcr) in 2023.",
    "By UNHCR 2024 had [the highest](is:definition) returns.",
    "Attacks were at their [peak](is:peak-month-2024-acled) in May, by ACLED.",
    "Islamic State killed [fewer](is:hgb-deaths-2024-2025-ucdp) in 2025, by UCDP.",
    "Sales through Torkham exceed purchases, Pakistani customs say: "
    "{torkham-exports-per-day-2025} against {torkham-imports-per-day-2025} US$ m a day in "
    "March 2025.",
    "Most of the {people-killed-2024-crss} dead whom CRSS counts in 2024, "
    "{people-killed-2024-crss-balochistan}, fell in Balochistan.",
    "May was the deadliest month in Pakistan, with {people-killed-2024-05-ucdp} dead by "
    "UCDP in 2024.",
    "With {attacks-2024-crss} attacks in 2024 CRSS saw a record.",
    "The {transit-total-fy2023} US$ m of transit in the fiscal year 2022–23 set a record, "
    "by Pakistani customs.",
    "CRSS has {attacks-2022-crss} attacks for 2022; in 2023 it has {attacks-2023-crss}, "
    "twice as many.",
    "PICSS counts {attacks-2024-picss} attacks in 2024 and CRSS fewer, {attacks-2024-crss}.",
    "In the fiscal year 2023–24 Pakistani sales were below purchases, by Pakistani customs: "
    "US$ {customs-export-fy2024} m and US$ {customs-import-fy2024} m.",
    "Pakistan's purchases stood above its sales in the fiscal year 2024–25, by Pakistani "
    "customs: US$ {customs-import-fy2025} m and US$ {customs-export-fy2025} m.",
    "Of CRSS's {people-killed-2024-crss} dead of 2024 most were soldiers, "
    "{security-killed-2024-crss}.",
    "Of UCDP's {people-killed-2024-ucdp} dead of 2024 most were civilians, "
    "{civilians-killed-2024-ucdp}.",
    "CRSS's {people-killed-2024-crss} dead of 2024 were mostly soldiers, "
    "{security-killed-2024-crss}.",
    "By PICSS May was the busiest month of 2024, with {attacks-2024-05-picss} attacks.",
    "CRSS's {attacks-2022-crss} attacks of 2022 were a record.",
    "CRSS counts a record of {attacks-2022-crss} attacks in 2022.",
    "UNHCR counts a record {refugee-returns-pakistan-2025-unhcr} refugees who went back "
    "from Pakistan in 2025.",
    "CRSS counts {attacks-2021-crss} attacks in 2021 and more, {attacks-2022-crss}, in 2022.",
    "CRSS counts {attacks-2021-crss} attacks in 2021 and twice as many, "
    "{attacks-2023-crss}, in 2023.",
    "CRSS counts {attacks-2023-crss} attacks in 2023 and {attacks-2024-crss}, twice as "
    "many, in 2024.",
    "CRSS counts {attacks-2024-crss} attacks in 2024, a third more than the "
    "{attacks-2023-crss} of 2023.",
    "CRSS counts {attacks-2024-crss} attacks in 2024, a third fewer than the "
    "{attacks-2023-crss} of 2023.",
    "By CRSS the dead of Balochistan fell by {change-people-killed-balochistan-2024-crss} in 2024.",
    "The violence lost steam: CRSS logs {attacks-2023-crss} attacks in 2023 and "
    "{attacks-2024-crss} in 2024.",
    "Attacks edged lower, from {attacks-2023-crss} in 2023 to {attacks-2024-crss} in 2024, by "
    "CRSS.",
    "CRSS's count of attacks came off the boil, going from {attacks-2023-crss} in 2023 to "
    "{attacks-2024-crss} in 2024.",
    "Pakistan's sales to Afghanistan went backwards, from US$ {customs-export-fy2024} m in "
    "the fiscal year 2023–24 to US$ {customs-export-fy2025} m in 2024–25, by Pakistani "
    "customs.",
    "Returns of refugees from Pakistan dried up: UNHCR has "
    "{refugee-returns-pakistan-2024-unhcr} in 2024 and {refugee-returns-pakistan-2025-unhcr} "
    "in 2025.",
    "Afghan coal found new buyers: exports bounced back from US$ "
    "{afghan-coal-exports-1401-ministry} m in the solar year 1401 to US$ "
    "{afghan-coal-exports-1402-ministry} m in the solar year 1402, by the Afghan commerce "
    "ministry.",
    "The toll of organised violence in Pakistan crept up from {people-killed-2015-ucdp} in "
    "2015 to {people-killed-2024-ucdp} in 2024, by UCDP.",
    "Transit took off, from US$ {transit-total-fy2023} m in the fiscal year 2022–23 to US$ "
    "{transit-total-fy2024} m in 2023–24, by Pakistani customs.",
    "Pakistan's sales to Afghanistan fell from US$ {customs-export-fy2024} m in the fiscal "
    "year 2023–24 to US$ {customs-export-fy2025} m in 2024–25, by Pakistani customs.",
    "Transit through Pakistan to the country rose from US$ {transit-total-fy2023} m in the "
    "fiscal year 2022–23 to US$ {transit-total-fy2024} m in 2023–24, by Pakistani customs.",
    "At {security-killed-2024-picss}, PICSS's toll of security personnel for 2024 is well "
    "north of the {security-killed-2024-crss} of CRSS.",
    "Iran sent home fewer refugees in 2025 than Pakistan did: UNHCR has "
    "{refugee-returns-iran-2025-unhcr} from Iran and {refugee-returns-pakistan-2025-unhcr} "
    "from Pakistan.",
    "Balochistan bore the brunt in 2024: CRSS has {people-killed-2024-crss-balochistan} dead "
    "there and {people-killed-2024-crss-kp} in Khyber Pakhtunkhwa.",
    "Pakistan edged out India as a market in 2019: by WITS it took "
    "{share-pakistan-in-afghan-exports-2019-wits} of Afghan exports, and India "
    "{share-india-in-afghan-exports-2019-wits}.",
    "CRSS's {people-killed-2024-q1-crss} dead of the first quarter of 2024 make the "
    "{people-killed-2024-q3-crss} of the third look small.",
    "Afghans without papers formed a larger part of the returns in the last days of October "
    "2025 than card holders: {share-returned-without-papers-2025-11-01-unhcr} and "
    "{share-returned-por-2025-11-01-unhcr}, by UNHCR.",
    "ISPR concedes a heavier loss of officers and soldiers in 2024, "
    "{security-killed-2024-ispr}, than CRSS's {security-killed-2024-crss} security personnel.",
    "CRSS's {attacks-2024-crss} attacks of 2024 are all but double the {attacks-2023-crss} of "
    "2023.",
    "By CRSS two of every three dead of 2024, {people-killed-2024-crss-balochistan} of "
    "{people-killed-2024-crss}, fell in Balochistan.",
    "Soldiers and police make up the larger share of CRSS's {people-killed-2024-crss} dead of "
    "2024, {security-killed-2024-crss}.",
    "By CRSS attacks grew by half, from {attacks-2020-crss} in 2020 to {attacks-2024-crss} in "
    "2024.",
    "Transit kept barely a fifth of its value: US$ {transit-total-fy2023} m in the fiscal "
    "year 2022–23 and US$ {transit-total-fy2024} m in 2023–24, by Pakistani customs.",
    "UCDP counts seven times as many dead in Pakistan in 2024, {people-killed-2024-ucdp}, as "
    "in Afghanistan, {people-killed-2024-afghanistan-ucdp}.",
    "No month of 2024 cost more lives in Pakistan than May, when UCDP counts "
    "{people-killed-2024-05-ucdp} dead.",
    "Not in a decade had CRSS counted as many attacks as the {attacks-2022-crss} of 2022.",
    "By CRSS the third quarter of 2024 was the low point of the year, with "
    "{people-killed-2024-q3-crss} dead.",
    "UNHCR has never counted more Afghan refugees in Pakistan than the {refugees-2023-unhcr} "
    "of 2023.",
    "UCDP's {people-killed-2024-ucdp} dead of 2024 in Pakistan are [the most since "
    "2005](is:organised-violence-most-since-2015-ucdp).",
    "For PICSS no month of 2024 came near October, with its {attacks-2024-10-picss} attacks.",
    "Of all buyers of Afghan goods in 2019 none took as much as Pakistan, "
    "{share-pakistan-in-afghan-exports-2019-wits} by WITS.",
    "CRSS's first quarter of 2024 outdid all others, with {people-killed-2024-q1-crss} dead.",
    "By WITS Pakistan's share in Afghan exports shrank by "
    "{share-pakistan-in-afghan-exports-2019-wits} in 2019.",
]
"""False, or not to be told from the sentence: ``{id}`` is that row's number, bound to it."""
WITHIN = [
    "CRSS's attacks cooled from {attacks-2021-crss} in 2021 to {attacks-2022-crss} in 2022.",
    "By CRSS attacks picked up from {attacks-2022-crss} in 2022 to {attacks-2023-crss} in 2023.",
    "In 2023 CRSS's attacks were up on 2022, at {attacks-2023-crss}.",
    "After {attacks-2021-crss} attacks in 2021 CRSS saw a lull in 2022, {attacks-2022-crss}.",
    "Transit shed [59 %](num:change-transit-fy2024) in the fiscal year 2023–24, derived from "
    "Pakistani customs.",
    "Transit fell by [59 %](num:change-transit-fy2024) in the fiscal year 2023–24, derived "
    "from Pakistani customs.",
    "Trade between the two countries gained [25 %](num:change-customs-total-fy2025) in the "
    "fiscal year 2024–25, derived from Pakistani customs.",
    "PIPS's {attacks-2024-pips} attacks of 2024 lag behind the {attacks-2024-picss} of PICSS.",
    "In 2024 PICSS counts {attacks-2024-picss} attacks, ahead of PIPS with {attacks-2024-pips}.",
    "PIPS counts {attacks-2024-pips} attacks in 2024, behind PICSS with its {attacks-2024-picss}.",
    "PICSS's {attacks-2024-picss} attacks of 2024 are exceeded by CRSS's {attacks-2024-crss}.",
    "PICSS counts nearly as many attacks in 2024, {attacks-2024-picss}, as CRSS, "
    "{attacks-2024-crss}.",
    "Balochistan was outdone by Khyber Pakhtunkhwa: PIPS counts "
    "{attacks-2024-pips-balochistan} attacks in 2024 in Balochistan and "
    "{attacks-2024-pips-khyber-pakhtunkhwa} in Khyber Pakhtunkhwa.",
    "India overtook Pakistan as buyer: in 2019 India took "
    "{share-india-in-afghan-exports-2019-wits} of Afghan exports by WITS, Pakistan "
    "{share-pakistan-in-afghan-exports-2019-wits}.",
    "Pakistan ran a surplus with Afghanistan in the fiscal year 2023–24, by Pakistani "
    "customs: exports of US$ {customs-export-fy2024} m, imports of US$ "
    "{customs-import-fy2024} m.",
    "CRSS's {attacks-on-forces-2024-crss} attacks on security forces are a minority of its "
    "{attacks-2024-crss} attacks of 2024.",
    "Somewhat less than half of CRSS's {attacks-2024-crss} attacks of 2024, "
    "{attacks-on-forces-2024-crss}, hit security forces.",
    "Most of CRSS's {people-killed-2024-crss} dead of 2024, {people-killed-2024-crss-kp}, "
    "died in Khyber Pakhtunkhwa.",
    "More than half of the Afghan refugees in Pakistan in 2025, "
    "{share-children-refugees-2025}, are children, derived from UNHCR.",
    "Nearly half of Afghan exports, {share-pakistan-in-afghan-exports-2008-wits}, went to "
    "Pakistan in 2008, by WITS.",
    "Attacks fell to {attacks-2022-crss} in 2022, from {attacks-2021-crss} in 2021, by CRSS.",
    "More than twice as many refugees returned from Iran in 2025, "
    "{refugee-returns-iran-2025-unhcr}, as from Pakistan, "
    "{refugee-returns-pakistan-2025-unhcr}, by UNHCR.",
    "CRSS counts {attacks-2024-crss} attacks in 2024, and calm returned in the new year.",
    "The army lost no post, and CRSS counts {attacks-2024-crss} attacks in 2024.",
    "CRSS counts {attacks-2024-crss} attacks in 2024, of which {attacks-on-forces-2024-crss} "
    "hit security forces, the rest others.",
    "It stands behind the count: CRSS has {attacks-2024-crss} attacks in 2024.",
    "Attacks [rose](is:attacks-rose-2024-crss) in Pakistan in 2024, by CRSS.",
    "Refugees in Pakistan were [the most since 2007](is:refugees-most-since-2007-unhcr) in "
    "2023, by UNHCR.",
    "The Hafiz Gul Bahadur group's war cost [fewer](is:hgb-deaths-2024-2025-ucdp) lives in "
    "2025, by UCDP.",
    "By WITS Pakistan's share in Afghan exports eased to "
    "{share-pakistan-in-afghan-exports-2019-wits} in 2019.",
    "Makin lies above the road, and CRSS counts {attacks-2024-crss} attacks in 2024, against "
    "{attacks-2023-crss} the year before.",
    "Over the year CRSS counts {attacks-2024-crss} attacks, PICSS {attacks-2024-picss}; "
    "behind both lie newspapers.",
    "Purchases through Torkham exceed sales, Pakistani customs say: "
    "{torkham-imports-per-day-2025} against {torkham-exports-per-day-2025} US$ m a day in "
    "March 2025.",
    "PICSS counts {attacks-2024-picss} attacks in 2024 and CRSS more, {attacks-2024-crss}.",
    "CRSS has {attacks-2022-crss} attacks for 2022; in 2023 it has more, {attacks-2023-crss}.",
    "In March PICSS counts {attacks-2024-03-picss} attacks and in May more, "
    "{attacks-2024-05-picss}, both of 2024.",
    "In the fiscal year 2023–24 Pakistani purchases were below sales, by Pakistani customs: "
    "US$ {customs-import-fy2024} m and US$ {customs-export-fy2024} m.",
    "At Torkham purchases were above sales in March 2025, by Pakistani customs: "
    "{torkham-imports-per-day-2025} and {torkham-exports-per-day-2025} US$ m a day.",
    "Of the {durand-line-deaths-2024-afghanistan-ucdp} dead whom UCDP books to the fighting "
    "between the two states in Afghanistan in 2024 most were civilians or of unknown role, "
    "by our sum, {durand-line-civilian-and-unknown-deaths-2024-afghanistan-ucdp}.",
    "CRSS's attacks may fall; it counts {attacks-2024-crss} in 2024.",
    "PICSS counts {attacks-2024-05-picss} attacks in May 2024.",
    "CRSS keeps a record of attacks, and counts {attacks-2024-crss} in 2024.",
    "CRSS counts {attacks-2021-crss} attacks in 2021 and fewer, {attacks-2022-crss}, in 2022.",
    "CRSS counts {attacks-2021-crss} attacks in 2021 and more than twice as many, "
    "{attacks-2024-crss}, in 2024.",
    "CRSS counts {attacks-2022-crss} attacks in 2022 and {attacks-2024-crss} in 2024, more "
    "than twice as many.",
    "CRSS counts {attacks-2024-crss} attacks in 2024, more than half as many again as the "
    "{attacks-2023-crss} of 2023.",
    "CRSS counts {attacks-2023-crss} attacks in 2023, more than a third fewer than the "
    "{attacks-2024-crss} of 2024.",
    "By CRSS the dead of Balochistan rose by {change-people-killed-balochistan-2024-crss} in 2024.",
    "CRSS logs {attacks-2024-crss} attacks in 2024, up from {attacks-2023-crss} a year before.",
    "PICSS's toll of security personnel for 2024, {security-killed-2024-picss}, is well short "
    "of the {security-killed-2024-crss} of CRSS.",
    "Iran sent home far more refugees than Pakistan in 2025: UNHCR has "
    "{refugee-returns-iran-2025-unhcr} from Iran and {refugee-returns-pakistan-2025-unhcr} "
    "from Pakistan.",
    "Khyber Pakhtunkhwa bore the brunt in 2024: CRSS has {people-killed-2024-crss-kp} dead "
    "there and {people-killed-2024-crss-balochistan} in Balochistan.",
    "Between July and September 2024 CRSS counts {people-killed-2024-q3-crss} dead.",
    "By the close of 2024 CRSS had {attacks-2024-crss} attacks on its books.",
    "In the 2023–24 fiscal year Pakistan's exports to Afghanistan were US$ "
    "{customs-export-fy2024} m, by Pakistani customs.",
    "At Torkham IOM counts {returns-undocumented-torkham-2023-q2-iom} Afghans without papers "
    "who went back from April to June 2023.",
    "Pakistan hosted {refugees-2024-unhcr} Afghan refugees in 2024, by UNHCR.",
    "Afghan buyers paid US$ {customs-export-fy2024} m for Pakistani goods in the fiscal year "
    "2023–24, by Pakistani customs.",
    "Pakistan's import bill from Afghanistan came to US$ {customs-import-fy2025} m in the "
    "fiscal year 2024–25, by Pakistani customs.",
    "UNHCR counts {afghans-arrested-2024-unhcr} Afghans arrested or detained in Pakistan in 2024.",
    "The Taliban authorities put the dead of 24 December 2024 in Paktika at "
    "{people-killed-2024-12-24-taliban}.",
    "A UN report has {civilians-killed-2024-12-24-un} civilians killed in Paktika on 24 "
    "December 2024, and UNICEF {children-killed-2024-12-24-unicef} children.",
    "Transit shrank from US$ {transit-total-fy2023} m in the fiscal year 2022–23 to US$ "
    "{transit-total-fy2024} m in 2023–24, by Pakistani customs.",
    "India took {share-india-in-afghan-exports-2019-wits} of Afghan exports in 2019 and "
    "Pakistan {share-pakistan-in-afghan-exports-2019-wits}, by WITS.",
    "Every dead soldier has a family, and CRSS counts {security-killed-2024-crss} security "
    "personnel killed in 2024.",
    "The TTP says that it killed {security-killed-makin-ttp} soldiers at Makin; ISPR admits "
    "to {security-killed-makin-ispr}.",
    "CRSS has {people-killed-2024-crss} dead for 2024, and by our subtraction "
    "{civilians-killed-2024-crss} of them were civilians.",
    "UCDP counts more than five times as many dead in Pakistan in 2024, "
    "{people-killed-2024-ucdp}, as in Afghanistan, {people-killed-2024-afghanistan-ucdp}.",
    "Pakistan's sales to Afghanistan rose from US$ {customs-export-fy2024} m in the fiscal "
    "year 2023–24 to US$ {customs-export-fy2025} m in 2024–25, by Pakistani customs.",
    "Transit went backwards, from US$ {transit-total-fy2023} m in the fiscal year 2022–23 to "
    "US$ {transit-total-fy2024} m in 2023–24, by Pakistani customs.",
    "India edged out Pakistan as a market in 2019: by WITS India took "
    "{share-india-in-afghan-exports-2019-wits} of Afghan exports, and Pakistan "
    "{share-pakistan-in-afghan-exports-2019-wits}.",
    "CRSS's toll of security personnel for 2024, {security-killed-2024-crss}, is north of the "
    "{security-killed-2024-picss} of PICSS.",
    "UCDP counts {people-killed-2024-03-afghanistan-ucdp} people killed on Afghan soil in "
    "March 2024.",
    "CRSS counts {attacks-2024-crss} attacks in 2024, many of them planned on Afghan soil.",
    "CRSS counts {attacks-on-forces-2024-crss} attacks on soldiers and police in 2024.",
    "In the tally of PICSS there were {attacks-2024-picss} attacks in 2024.",
    "CRSS arrives at {attacks-2024-crss} attacks in 2024, and PICSS at {attacks-2024-picss}.",
    "Pakistan hosted the talks, and UCDP counts {people-killed-2024-afghanistan-ucdp} people "
    "killed in Afghanistan in 2024.",
    "Paktika mourned {civilians-killed-2024-12-24-un} civilians on 24 December 2024, a UN "
    "report says.",
    "Transit was worth US$ {transit-total-fy2023} m in the fiscal year 2022–23 and US$ "
    "{transit-total-fy2024} m in 2023–24, by Pakistani customs.",
    "UNHCR counts {new-asylum-seekers-pakistan-2024-unhcr} new Afghan asylum seekers in "
    "Pakistan in 2024.",
    "The aid comes from the United Nations, and UNHCR counts {refugees-2024-unhcr} refugees "
    "in Pakistan in 2024.",
    "Afghan buyers spent US$ {customs-export-fy2024} m on Pakistani goods in the fiscal year "
    "2023–24, by Pakistani customs.",
    "PICSS withdrew nothing, and counts {attacks-2024-picss} attacks in 2024.",
    "An army that lost ground to the TTP rarely says so; ISPR has {security-killed-2024-ispr} "
    "officers and soldiers killed in 2024.",
]
"""As many ways to say what is so, or to use such a word of something else."""


def problems(sentence):
    """Return what is said against a sentence: its words that compare, its links, its numbers."""
    sentence = re.sub(
        r"\{([a-z0-9-]+)\}",
        lambda found: f"[{_shown(LEDGER[found[1]])}](num:{found[1]})",
        sentence,
    )
    text, bound = prose.plain(sentence), comparing.bound(sentence, LEDGER)[1]
    said = [one for one in read(sentence) if isinstance(one, str)]
    said += [problem for _, problem in prose.disagreements(text, bound, LEDGER)]
    for one in bound:
        shown, around = text[one.start : one.end], (text[: one.start], text[one.end :])
        falls = comparing.changes(one.number) and comparing.falls_by(*around)
        if mismatch(f"−{shown}" if falls else shown, one.number):
            said.append("mismatch")
    for link in re.finditer(r"\[([^\]]+)\]\(is:([a-z0-9-]+)\)", sentence):
        at = len(prose.plain(sentence[: link.start()]))
        made = LEDGER.comparisons[link[2]]
        said.append(comparing.misplaced(text, at, at + len(link[1]), made, bound, LEDGER))
        said.append("" if made.declared else comparing.expresses(link[1], made, text))
    return [one for one in said if one]


def _shown(number):
    return (
        number.wording.replace("US$\u00a0", "")
        .replace("US$ ", "")
        .removesuffix("\u00a0m")
        .removesuffix(" m")
    )


@pytest.mark.parametrize("sentence", BEYOND)
def test_other_words_that_compare_wrongly_are_refused(sentence):
    assert problems(sentence)


@pytest.mark.parametrize("sentence", WITHIN)
def test_other_words_that_compare_rightly_pass(sentence):
    assert problems(sentence) == []


def test_what_is_declared_says_what_to_write():
    (said,) = problems("By UNHCR 2024 had [the highest](is:definition) returns.")
    assert "stands in its own words alone, ‘low the lowest reliable’ or" in said
    assert "add yours to its words in data/comparisons.csv" in said
