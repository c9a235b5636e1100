"""Which words are quantities, where a sentence ends, and who must be named."""

import re

import pytest
from conftest import BOOK

from durand.prose import loose_in_code, loose_numbers, miscalled, plain, sentences, unattributed
from durand.prose.quantities import LITERALS

EVIDENCE = BOOK.ledger
COUNTED = EVIDENCE.counted


@pytest.mark.parametrize(
    "text",
    [
        "In 2024, on 24 December 2024 and December 24, nothing.",
        "From 2007–2025 and 2024/25, to 24 November.",
        "Figure 2.1, chapter 02, Figures 2.1 and 2.2, version 26.1, ¶9, Python 3.11 to 3.13.",
        "In v26.1, FY24 and Q1; CC BY 4.0; two, six or ten groups.",
        "The first half of 2024, the third article, the third quarter, the first three quarters.",
        "On December 24, and on 1–3 May; from 2020 to 2024, since 1893, a book of 1945.",
        "Three of five authors, the fifth article, a score of its own, the two sides.",
        "In 2024, civilians died, and in 2023 did soldiers; 2024–25 and 1998.",
        "Two passes are not two independent people; the two attacks; one civilian.",
        "In 2019 rounds of talks began; from 2019 rounds were held; two of the authors left.",
        "A manifold problem, a single point of failure, and no count was read.",
        "On 24 December strikes followed; in May 2024 shops closed, and 2024 was hard.",
        "In the fiscal year 2023–24 goods passed; for 2024 figures differ; that 2024 ends.",
        "Right to a few tenths of a percentage point; a tenth statement; I Evidence, II Leverage.",
    ],
)
def test_no_quantity(text):
    assert loose_numbers(text, COUNTED) == []


DISGUISES = {
    "a year before people": """
        PICSS counts 1917 civilians killed. | 1917
        PICSS counts 1998 civilians killed. | 1998
        There were 2024 unarmed people. | 2024
        Of 1960 dead none was named. | 1960
        The 2024 attacks were worse. | 2024""",
    "no year": """
        In the year 3000 it ends. | 3000
        CRSS counts 1917 and PICSS 1850. | 1917, 1850
        CRSS counts 1998, PICSS at least 2012 and SATP nearly 2020. | 1998, 2012, 2020
        It rose to 2099. | 2099""",
    "a day before people": """
        In December 71 militants were killed, and in May 46 civilians. | 71, 46
        In December 12 militants were killed. | 12
        In May 7 unarmed civilians died. | 7
        On 24 December 46 people died. | 46
        On 24 December 12 people died. | 12
        On 45 December and 32 May. | 45, 32""",
    "number words": """
        nine civilians were killed in the whole of 2024 | nine
        Seven soldiers died. | Seven
        Of the guards, nine were killed. | nine
        There were three attacks, and four armed attacks. | three, four
        Two Afghan civilians were injured. | Two""",
    "money": """
        It cost Rs907bn, or USD906m. | 907, 906
        It cost US$3m, €5, £7, PKR 45 and Afs 9. | 3, 5, 7, 45, 9
        Some PKR12 or AFN15 | 12, 15""",
    "shares in words": """
        ten per cent of them | ten per cent
        five percent | five percent
        nine in ten of them | nine in ten
        one in four, one out of three | one in four, one out of three
        two of every five | two of every five
        fifteen in a hundred | fifteen in a hundred
        five per thousand | per thousand
        a fifth of the dead, and about a sixth | a fifth, about a sixth
        two fifths died, three quarters fled | fifths, three quarters
        a tenth of them | a tenth
        a score of civilians, scores of militants | a score, scores of
        a couple of hundred | couple of, hundred
        tenfold, a hundredfold | tenfold, hundredfold""",
    "other digits": """
        They killed ⁹¹ people. | ⁹, ¹
        There were ④ attacks and ½ of one. | ④, ½
        There were ٤٤٤ attacks and ९ more. | ٤٤٤, ९
        XII civilians and VI militants died. | XII, VI
        Ⅻ civilians | Ⅻ""",
    "codes, heaps, orders": """
        FY25 soldiers fell at Makin. | 25
        The gunmen fired 1999 shells. | 1999
        They freed 2015 of these. | 2015
        In June 12 villages burnt. | 12
        Every third soldier was hurt. | Every third
        It cost a crore. | crore
        The loss ran to eight digits. | to eight digits
        A squad of soldiers died. | squad of
        A lone soldier survived. | A lone soldier
        No civilian was killed. | No civilian
        Growth was sevenfold. | sevenfold
        Two in three clashes were small. | Two in three
        It was a ten-year high. | ten-year high
        Rs Q3 bn was lost. | 3
        CD of them were freed. | CD
        Four of them were hurt; the tenth fled. | Four of them, the tenth""",
    "heaps, rates, scores": """
        Returns of refugees from Pakistan were up sixfold in 2025, by UNHCR. | sixfold
        Pakistan's exports were some thousand dollars in the fiscal year 2023–24. | thousand
        Fourscore coffins at Makin, draped in green. | Fourscore
        A baker's dozen of attacks a week | dozen
        Deaths in Pakistan ran into four figures in 2024. | into four figures
        CRSS counts 𝟗𝟎𝟗 attacks in 2024. | 𝟗𝟎𝟗
        The army lost a man a day in 2024. | a man a day
        A brace of strikes hit Paktika in 2024. | brace of
        A fortyfold sum of sugar crossed at Torkham. | fortyfold
        For each soldier a pair of militants died in 2024. | pair of""",
    "references": """
        See parts 908 and chapters 907. | 908, 907
        In version 908 | 908
        Figure 905 | 905""",
}


@pytest.mark.parametrize(
    ("kind", "text"),
    [(kind, line.strip()) for kind, text in DISGUISES.items() for line in text.split("\n") if line],
)
def test_a_quantity_in_disguise_is_seen(kind, text, faults):
    written, _, expected = text.partition(" | ")
    found = loose_numbers(written, COUNTED)
    wanted = [re.escape(f"‘{one}’") for one in expected.split(", ")]
    said = " ".join(f"‘{one}’" for one in found)
    faults.caught(f"prose: {kind}: {written}", "quantities of a text", said, *wanted)


def test_number_words_are_quantities_only_before_what_is_counted():
    assert loose_numbers("nine civilians and nine authors", COUNTED) == ["nine"]
    assert loose_numbers("nine civilians") == []  # nothing says what is counted


@pytest.mark.parametrize(
    ("kind", "shown", "sentence"),
    [
        ("", "25", "25 is the level."),
        ("finding", "903", "It is 903."),
        ("count", "903", "There were 903 people killed."),
        ("count", "903", "There were 903 attacks in 2024."),
        ("result", "9", "The model has 9 civilians dead."),
        ("threshold", "903", "There were 903 deaths in 2024."),
        ("parameter", "12", "We take 12 unarmed civilians."),
        ("vague", "903", "There were 903 civilians."),
        ("threshold", "dozens", "There were dozens of deaths at least."),
        ("count", "12", "Shelling hit 12 homes in Kunar."),
        ("result", "31", "CRSS saw 31 ambushes."),
        ("parameter", "12", "Rs 12 bn was lost."),
        ("count", "12", "The options cost US$ 12 m."),
        ("parameter", "300", "Chaman was shut for 300 days."),
        ("threshold", "4,000", "A threshold of 4,000 deaths was passed."),
        ("vague", "dozens", "The Taliban authorities lost dozens in Barmal."),
    ],
)
def test_a_finding_is_no_literal(kind, shown, sentence, faults):
    end = sentence.index(shown) + len(shown)
    said = miscalled(kind, shown, sentence, end, COUNTED, EVIDENCE.ours(kind)) or ""
    faults.caught(f"literal: {kind}: {sentence}", "kinds of literal", said, r"\w")
    if kind not in LITERALS:
        assert all(f"‘{one}’" in said for one in LITERALS)


@pytest.mark.parametrize(
    ("kind", "shown", "sentence"),
    [
        ("threshold", "25", "The two states reach the threshold of 25 deaths in a year."),
        ("threshold", "25", "A conflict has at least 25 deaths in a year."),
        ("vague", "dozens", "UNAMA had reports of dozens of civilians killed."),
        ("count", "16", "The articles raise 16 options."),
        ("result", "41 %", "The option comes first under 41 % of weightings."),
        ("vague", "dozens", "UNICEF cited reports of dozens."),
        ("parameter", "100,000", "We take 100,000 draws."),
    ],
)
def test_what_is_a_literal(kind, shown, sentence):
    end = sentence.index(shown) + len(shown)
    assert miscalled(kind, shown, sentence, end, COUNTED, EVIDENCE.ours(kind)) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("There were 5 attacks and 1,166 incidents.", ["5", "1,166"]),
        ("A rise of 10 % to 0.5 and −3.", ["10", "0.5", "−3"]),
        ("Twenty people, half of them; twice; a third; doubled.", None),
        ("dozens, hundreds, eleven, ninety-nine", None),
        ("two-thirds of 3000", None),
        ("٤٤٤ attacks", ["٤٤٤"]),
    ],
)
def test_quantities(text, found):
    assert loose_numbers(text)
    if found:
        assert loose_numbers(text) == found


def test_every_number_word_counts():
    words = "half third thirds doubled twice eleven twelve forty dozens hundred thousand million"
    for word in words.split():
        assert loose_numbers(f"There were {word} of them.") == [word]


def test_code():
    assert loose_in_code("444") == ["444"]
    assert loose_in_code("x=12") == ["12"]
    assert loose_in_code("notebooks/02-operations.ipynb") == []
    assert loose_in_code("2024") == []


def test_sentences():
    text = "CRSS counts 909. It says so (“really.”) Gen. Munir spoke. On 24 December it ended."
    assert [text[a:b].strip() for a, b in sentences(text)] == [
        "CRSS counts 909.",
        "It says so (“really.”)",
        "Gen. Munir spoke.",
        "On 24 December it ended.",
    ]


def test_plain():
    assert plain("[444](num:attacks-on-forces-2024-crss) of [25](lit:)") == "444 of 25"


@pytest.mark.parametrize(
    ("sentence", "evidence_id", "fine"),
    [
        ("CRSS counts 685 dead.", "security-killed-2024-crss", True),
        ("Officials count 685 dead.", "security-killed-2024-crss", False),
        ("PICSS counts 685 dead.", "security-killed-2024-crss", False),
        ("ACRSSB counts 685 dead.", "security-killed-2024-crss", False),
        ("There were 909 attacks.", "attacks-2024-crss", True),  # no casualty
        ("Pakistan’s side claims 71.", "militants-killed-2024-12-24-pakistan-horizonte", True),
        ("CRSS leaves 927, our subtraction.", "civilians-killed-2024-crss", True),
        ("CRSS counts 927.", "civilians-killed-2024-crss", False),  # it does not: we do
        ("Our subtraction leaves 927.", "civilians-killed-2024-crss", False),  # from whom?
    ],
)
def test_casualties_name_their_claimant(sentence, evidence_id, fine):
    assert (unattributed(sentence, EVIDENCE[evidence_id]) is None) == fine
