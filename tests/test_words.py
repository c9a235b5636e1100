"""The words around a bound number agree with its row: faults of each kind, and what is fine."""

import re

import pytest
from conftest import BOOK, tiny_book

from durand import Publication, prose
from durand.chapters import figure_specs

EVIDENCE = BOOK.ledger


def disagreements(markdown, evidence=EVIDENCE):
    """Return what the rules say of a paragraph in Markdown."""
    said, text, at = [], "", 0
    for link in prose.LINK.finditer(markdown):
        text += markdown[at : link.start()]
        said.append(prose.Said(len(text), len(text + link["text"]), evidence[link["id"]]))
        text, at = text + link["text"], link.end()
    text += markdown[at:]
    found = []
    for start, end in prose.sentences(text):
        here = [prose.Said(a - start, b - start, n) for a, b, n in said if start <= a < end]
        found += [problem for _, problem in prose.disagreements(text[start:end], here, evidence)]
    return found


ROWS = {
    "attacks": "[909](num:attacks-2024-crss)",
    "forces": "[444](num:attacks-on-forces-2024-crss)",
    "operations": "[257](num:operations-2024-crss)",
    "security": "[685](num:security-killed-2024-crss)",
    "security-picss": "[527](num:security-killed-2024-picss)",
    "civilians": "[489](num:civilians-killed-2024-picss)",
    "remainder": "[927](num:civilians-killed-2024-crss)",
    "outlaws": "[934](num:outlaws-killed-2024-crss)",
    "dead": "[2,546](num:people-killed-2024-crss)",
    "dead-kp": "[1,616](num:people-killed-2024-crss-kp)",
    "injured": "[2,267](num:people-injured-2024-crss)",
    "ttp": "[482](num:attacks-ttp-2024-iep)",
    "baloch": "[171](num:attacks-baloch-groups-2024-pips)",
    "afghan": "[353](num:people-killed-2024-afghanistan-ucdp)",
    "strike": "[46](num:civilians-killed-2024-12-24-taliban-horizonte)",
    "makin": "[16](num:security-killed-makin-ispr)",
    "ispr": "[59,775](num:operations-2024-ispr)",
    "dyad": "[1,192](num:battle-deaths-ttp-2024-ucdp)",
    "refugees": "[1,559,964](num:refugees-2024-unhcr)",
    "deported": "[135,200](num:returns-deported-pakistan-2025-04-01-to-2025-12-13-unhcr)",
    "returned": "[931,700](num:returns-all-pakistan-2025-04-01-to-2025-12-13-unhcr)",
    "customs": "[1,603](num:customs-total-fy2024)",
    "exports": "[1,065](num:customs-export-fy2024)",
    "transit": "[7,095](num:transit-total-fy2023)",
    "share": "[7.3 %](num:trade-dependence-2019-wits)",
    "months": "[94.5 %](num:share-in-months-2024-ucdp)",
    "shut": "[at least 15](num:days-shut-kharlachi-2024-listed)",
    "next": "[580](num:civilians-killed-2025-picss)",
}

FAULTS = {
    "year": """
        CRSS counts {attacks} attacks in 2022.
        In 2022 CRSS counted {attacks} attacks and {operations} operations.
        The year 2021 saw {attacks} attacks, CRSS says.
        CRSS reports {forces} attacks on the army for 2020.
        PICSS counts {next} civilians killed in 2024.
        UCDP counts {dyad} deaths in the war with the TTP in 2025.
        UNHCR counts {refugees} refugees in Pakistan in 2021.
        Transit was US$ {transit} m in the fiscal year 2024–25.
        Transit was US$ {transit} m in the fiscal year 2023–24.
        For 18 March the Taliban authorities claim {strike} civilians dead.""",
    "month": """
        CRSS counts {security} security personnel killed in December.
        CRSS counts {security} soldiers killed in March 2024.
        In 2024, by CRSS, {security} soldiers were killed in May.
        CRSS counts {attacks} attacks in the second quarter of 2024.
        On 24 December CRSS counts {attacks} attacks.""",
    "place": """
        Afghanistan had {security} security personnel killed in 2024, CRSS says.
        Balochistan saw {dead-kp} people killed in 2024, by CRSS.
        In Afghanistan, CRSS counts {security} security personnel killed.
        CRSS has {security} soldiers killed in Kabul.
        CRSS counts {attacks} attacks across Afghanistan.
        CRSS counts {attacks} attacks in Punjab.
        In Balochistan CRSS counts {dead-kp} killed.
        UCDP counts {afghan} people killed in Pakistan.
        In Iran, UNHCR counts {refugees} refugees in 2024.""",
    "unit": """
        CRSS counts [909 %](num:attacks-2024-crss) more attacks.
        CRSS counts {attacks} per cent of it.
        CRSS counts {operations} days of operations.
        Transit was US$ {transit} bn in the fiscal year 2022–23.
        Trade was Rs {customs} m in the fiscal year 2023–24.
        Trade was €{customs} m.
        Kharlachi was shut for {shut} weeks.""",
    "points": """
        It rose by {share} points.
        It rose by {share} percentage points.
        UCDP's months hold {months} points of it.""",
    "what befell": """
        CRSS counts {security} injured.
        CRSS has {security} soldiers wounded.
        By CRSS {remainder} civilians were hurt, our subtraction.
        CRSS counts {injured} people killed.
        In 2024 {injured} people died, by CRSS.
        The wounded were {dead}, by CRSS.
        UNHCR says that {returned} Afghans were deported from Pakistan.
        Returns were {deported}, UNHCR says.""",
    "who": """
        CRSS counts {security} militants killed.
        By our subtraction from CRSS, {remainder} soldiers died.
        CRSS lists {outlaws} policemen killed.
        CRSS counts {dead} civilians killed.
        CRSS counts {security} people killed.
        CRSS says that militants numbered {security} among the killed.
        For 24 December the Taliban authorities claim {strike} children dead.
        UNHCR counts {refugees} asylum seekers in Pakistan in 2024.""",
    "thing counted": """
        CRSS counts {operations} attacks.
        CRSS counts {attacks} operations by security forces.
        CRSS counts {attacks} killed.
        CRSS counts {attacks} incidents.
        ISPR reports {ispr} militants.
        CRSS counts {security} attacks.
        CRSS counts {forces} attacks on civilians.
        CRSS counts {attacks} attacks on security forces.""",
    "direction": """
        Pakistan's imports from Afghanistan were US$ {exports} m in the fiscal year 2023–24.
        Pakistan imported goods for US$ {exports} m from Afghanistan.""",
    "group": """
        By CRSS {forces} attacks by the TTP were on forces.
        CRSS counts {forces} TTP attacks.
        By CRSS the TTP's {attacks} attacks hurt most.
        The TTP made {attacks} attacks, by CRSS.
        CRSS counts {dead} people killed by the TTP.
        Of {attacks} attacks by Baloch groups, says CRSS, most were small.
        The Global Terrorism Index counts {ttp} attacks.
        The Global Terrorism Index counts {ttp} attacks by the BLA.
        PIPS credits the TTP with {baloch} attacks.
        PIPS counts {baloch} attacks.
        The TTP carried out {attacks} attacks in 2024, CRSS says.
        The Pakistani Taliban carried out {attacks} attacks in 2024, CRSS says.
        The TTP was responsible for {attacks} attacks in 2024, CRSS says.""",
    "rate": """
        CRSS counts {attacks} attacks a month in 2024.
        CRSS counts {security} soldiers killed every day.""",
    "denial": """
        CRSS denies that {security} security personnel were killed in 2024.
        CRSS did not count {attacks} attacks in 2024.
        CRSS never counted {attacks} attacks in 2024.""",
    "claimant": """
        Unlike CRSS, PICSS counts {security} soldiers killed.
        Against CRSS, PICSS has {security} dead.
        Contrary to CRSS, ISPR gives {security} soldiers killed.
        Instead of CRSS, PICSS gives {security} dead soldiers.
        PICSS, not CRSS, counts {security} soldiers killed.
        PICSS counts fewer than CRSS: {security} soldiers killed.
        By PICSS's count, which is lower than that of CRSS, {security} soldiers died.
        PICSS counts {attacks} attacks.
        PICSS, an institute in Islamabad, counts {attacks} attacks.
        SATP's {attacks} attacks are the most.
        According to PICSS there were {attacks} attacks.
        The Interior Ministry puts attacks at {attacks}.
        CRSS counts {security-picss} soldiers killed, PICSS {security}.
        CRSS counts {civilians} civilians killed.
        The Foreign Office has {makin} soldiers killed at Makin.
        UNAMA counts {next} civilians killed in 2025.""",
}


SAID = {
    "year": r"is said of (it|\d{4})",
    "month": "is said of it, and the row is of",
    "place": "is said of it, and the row is of",
    "unit": "the row is in",
    "points": "‘(percentage )?points’ stands beside it, and the row is in percent",
    "group": "the row counts: .*",
    "rate": "stands beside it, and the row is a count of its whole period",
    "denial": "denies it",
    "claimant": "answers for it here, and the row is claimed by|name ‘",
}
"""What the rule of a kind says; the others name a word and what the row counts."""


def lines(text):
    return [line.strip() for line in text.strip().splitlines()]


def filled(sentence):
    return re.sub(r"\{([a-z-]+)\}", lambda match: ROWS[match[1]], sentence)


@pytest.mark.parametrize(
    ("kind", "sentence"), [(kind, one) for kind, text in FAULTS.items() for one in lines(text)]
)
def test_a_wrong_sentence_with_a_right_number_is_refused(kind, sentence, faults):
    said = disagreements(filled(sentence))
    faults.caught(
        f"words: {kind}: {sentence}",
        "words of a sentence",
        " ".join(said),
        SAID.get(kind, "’ stands beside it, and the row counts"),
    )


FINE = """
    CRSS counts {security} security personnel killed in 2024, PICSS {security-picss}.
    CRSS counts {security} soldiers and police killed, more than PICSS's {security-picss}.
    Unlike PICSS, CRSS counts {security} security personnel killed.
    PICSS counts {security-picss} soldiers killed against CRSS's {security}.
    While CRSS leaves {remainder} civilians, our subtraction, PICSS counts {civilians}.
    Attacks rose from [586](num:attacks-2023-crss) in 2023 to {attacks} in 2024, by CRSS.
    By CRSS there were {attacks} attacks in 2024, the most since 2015.
    In its report of 2025 CRSS counts {attacks} attacks.
    CRSS counts {forces} attacks on security forces, by any group and not by the TTP alone.
    Of CRSS's {attacks} attacks {forces} were on security forces, on our reading.
    The Global Terrorism Index counts {ttp} attacks by the TTP.
    The TTP made {ttp} attacks, by the Global Terrorism Index.
    PIPS counts {baloch} attacks by Baloch groups.
    In December the Taliban authorities claimed {strike} civilians dead in Barmal, in Paktika.
    CRSS puts {dead-kp} of its dead in Khyber Pakhtunkhwa, a province of Pakistan.
    Transit was US$ {transit} m in the fiscal year 2022–23.
    The dead of ISPR, who were soldiers, were {makin} at Makin.
    Trade was {share} of Afghanistan's GDP in 2019.
    UNHCR counts {refugees} refugees in Pakistan in 2024.
    The injured were {injured} in 2024, by CRSS.
"""


@pytest.mark.parametrize("sentence", lines(FINE))
def test_a_right_sentence_passes(sentence):
    assert disagreements(filled(sentence)) == []


AROUND = {
    "seller and buyer": """
        Afghanistan's exports to Pakistan reached US$ {customs-export-fy2024} m in the fiscal year 2023–24, by Pakistani customs.
        Kabul's traders sold Pakistan goods: Afghanistan sold US$ {customs-export-fy2024} m in the fiscal year 2023–24, by Pakistani customs.
        Pakistan's exports were US$ {customs-import-fy2024} m in the fiscal year 2023–24, by Pakistani customs.
        Pakistan shipped goods for US$ {customs-import-fy2024} m in the fiscal year 2023–24, by Pakistani customs.
        Imports from Afghanistan were US$ {customs-export-fy2025} m in the fiscal year 2024–25, by Pakistani customs.
        Afghanistan earned US$ {customs-export-fy2025} m in the fiscal year 2024–25, by Pakistani customs.
        Pakistan bought {share-india-in-afghan-exports-2019-wits} of Afghan exports in 2019, by WITS.""",  # noqa: E501
    "voice": """
        The Foreign Office acknowledges that {civilians-killed-2024-12-24-taliban-horizonte} civilians died on 24 December 2024, and the Taliban authorities agree.
        Analysts put the dead at {civilians-killed-2024-03-18-taliban} civilians in March 2024, as the Taliban authorities do.
        PIPS and CRSS both report {attacks-2024-crss} attacks in 2024.
        ISPR, quoted by the TTP, claims {security-killed-makin-ttp} soldiers killed at Makin.
        The army conceded {security-killed-makin-ttp} soldiers killed at Makin, the TTP says.
        It is untrue that PICSS counted {attacks-2024-picss} attacks in 2024.
        CRSS's hoax is that it counted {attacks-2024-crss} attacks in 2024.
        According to Kabul {security-killed-makin-ttp} soldiers died at Makin, and the TTP has it too.""",  # noqa: E501
    "deed and doer": """
        CRSS counts {attacks-2024-crss} car bombs in 2024.
        CRSS counts {attacks-2024-crss} cross-border attacks in 2024.
        CRSS counts {attacks-2024-crss} kidnappings in 2024.
        CRSS counts {security-killed-2024-crss} taxi drivers killed in 2024.
        PICSS counts {attacks-2024-picss} thwarted attacks in 2024.
        By CRSS {people-killed-2024-crss} shopkeepers were killed in 2024.
        By PICSS {civilians-killed-2024-picss} pilgrims died in 2024.
        PICSS counts {civilians-killed-2024-picss} guards killed in 2024.
        By PICSS {civilians-killed-2024-picss} civilians were maimed in 2024.
        By CRSS {people-injured-2024-crss} people perished in 2024.
        UNHCR counts {returns-all-pakistan-2024-unhcr} Afghans expelled from Pakistan in 2024.
        Militants shot {militants-killed-2024-picss} militants in 2024, by PICSS.
        CRSS counts {security-killed-2024-crss} security personnel killed by the police in 2024.
        CRSS counts {attacks-on-forces-2024-crss} attacks by the army in 2024.
        CRSS counts {operations-2024-crss} operations against security forces in 2024.
        CRSS counts {people-killed-2024-crss} dead in operations in 2024.
        PIPS counts {people-killed-in-attacks-2024-pips} killed in operations in 2024.
        UNHCR counts {others-of-concern-2024-unhcr} asylum seekers in Pakistan in 2024.
        UNAMA counts {afghan-civilian-casualties-2025-unama} Afghan civilians injured in 2025.""",
    "another group": """
        By UCDP {battle-deaths-hgb-2024-ucdp} died in the war with the TTP in 2024, which the Gul Bahadur group fought too.
        UCDP counts {battle-deaths-bras-2024-ucdp} deaths in the war with the TTP in 2024.
        PICSS blames the TTP for {attacks-2024-picss} attacks in 2024.
        The Baloch groups made {attacks-ttp-2024-iep} attacks in 2024, the TTP fewer, by the Global Terrorism Index.
        All {attacks-2024-pips} attacks of 2024 were the work of the BLA, says PIPS.""",  # noqa: E501
    "part of a year": """
        PICSS counts {attacks-2024-h2-picss} attacks in the first half of 2024, derived.
        CRSS has {people-killed-2024-q3-crss} people killed in winter 2024.
        PICSS counts {attacks-2024-08-picss} attacks in the last month of 2024.
        In the first three months of 2024 PICSS counts {attacks-2024-08-picss} attacks.
        A year after 2024 CRSS counted {attacks-2024-crss} attacks.
        During these two years CRSS counted {attacks-2024-crss} attacks.
        CRSS counts {attacks-2024-crss} attacks over the last six months.""",
    "part of a place": """
        Punjab's neighbour has it: in the north of Balochistan PIPS counts {attacks-2024-pips-balochistan} attacks in 2024.
        Kandahar's province saw {attacks-2024-pips-balochistan} attacks in 2024, by PIPS.
        Chaman: {days-shut-torkham-2024-listed} days shut in August 2024, by our list.
        From Iran {refugee-returns-pakistan-2025-unhcr} refugees went home in 2025, by UNHCR.
        On the Pakistani side ACLED counts {political-violence-2024-afghanistan-acled} events in 2024.""",  # noqa: E501
    "rate and base": """
        Torkham was shut for {days-shut-torkham-2024-listed} long months in 2024.
        Trade at Torkham is US$ {torkham-trade-per-day-2025} m a month in 2025, by Pakistani customs.
        Exports were US$ {customs-export-fy2024} m a week in the fiscal year 2023–24, by Pakistani customs.
        A dollar cost {afn-per-dollar-2022} rupees in 2022.
        Pakistan took {share-pakistan-in-afghan-exports-2019-wits} of Afghan imports in 2019, by WITS.
        Trade was {trade-dependence-2019-wits} of customs revenue in 2019, derived from WITS.
        Trade was {trade-dependence-2019-wits} of all exports in 2019, derived from WITS.
        {change-customs-export-fy2025} of sales were new in the fiscal year 2024–25, derived from Pakistani customs.""",  # noqa: E501
    "of their own accord": """
        By UNHCR {returns-deported-pakistan-2024-01-01-to-2024-10-31-unhcr} Afghans went home voluntarily from January to October 2024.
        By UNHCR {returns-deported-pakistan-2024-01-01-to-2024-10-31-unhcr} Afghans left willingly from January to October 2024.""",  # noqa: E501
    "attacks alone": """
        In 2024 there were {incidents-2024-crss} attacks, by CRSS.
        By CRSS security forces made {incidents-2024-crss} operations in 2024.""",
    "killed by whom": """
        By PICSS {militants-killed-in-operations-2024-picss} militants were killed by attacks in 2024.
        By PICSS {people-killed-in-attacks-2024-picss} people died during operations in 2024.
        Operations have cost {people-killed-in-attacks-2024-picss} lives in 2024, by PICSS.""",  # noqa: E501
    "nation of the doer": """
        By the Taliban authorities {civilians-killed-2024-03-18-taliban} civilians were killed by Afghan gunners on 18 March.
        Afghan shelling in Khost and Paktika killed {civilians-killed-2024-03-18-taliban} civilians on 18 March, the Taliban authorities say.
        By the Taliban authorities {civilians-killed-2024-03-18-taliban} civilians were killed in Afghan strikes on 18 March.""",  # noqa: E501
    "said by the doer": """
        PICSS says that the TTP made {attacks-ttp-2024-ttp} attacks in 2024.
        The TTP wounded or killed soldiers, {security-killed-makin-ttp}, at Makin, according to ISPR.
        At Makin the TTP killed {security-killed-makin-ttp} soldiers, by ISPR.""",  # noqa: E501
    "base, by its noun": """
        By the World Bank taxes at the border were {border-taxes-share-of-revenue-2023-7m} of state salaries in seven months of 2023.
        Trade was {trade-dependence-2019-wits} of Afghanistan's budget in 2019, derived from WITS.
        Trade was {trade-dependence-2019-wits} of Afghan harvests in 2019, derived from WITS.""",  # noqa: E501
    "currency after it": """
        Pakistani exports were {customs-export-fy2024} PKR m in the fiscal year 2023–24, by Pakistani customs.
        Pakistani exports were {customs-export-fy2024} rupees million in the fiscal year 2023–24, by Pakistani customs.""",  # noqa: E501
    "share of a province": """
        By CRSS {share-of-deaths-kp-2024-q2-crss} of the dead of April to June 2024 fell in Balochistan.
        Balochistan had {share-of-deaths-kp-and-balochistan-2024-crss} of CRSS's dead in 2024.""",  # noqa: E501
    "time, again": """
        By the close of 2023 CRSS had {attacks-2024-crss} attacks on its books.
        Between April and June 2024 CRSS counts {people-killed-2024-q3-crss} dead.
        Ten months after the strikes of August 2021 UNHCR counted {asylum-seekers-2024-unhcr} Afghan asylum seekers in Pakistan.
        Two years into Taliban rule, in 2023, UNHCR counts {asylum-seekers-2024-unhcr} Afghan asylum seekers in Pakistan.
        In the 2022–23 fiscal year Pakistan's exports to Afghanistan were US$ {customs-export-fy2024} m, by Pakistani customs.
        In the twelve months to June 2024 CRSS counts {people-killed-2024-crss} dead.""",  # noqa: E501
    "place, again": """
        Sindh buried {people-killed-2025-q1-crss-balochistan} dead in the first quarter of 2025, by CRSS.
        UCDP counts {people-killed-2024-03-afghanistan-ucdp} people killed on Pakistani soil in March 2024.
        At Spin Boldak IOM counts {returns-undocumented-torkham-2023-q2-iom} Afghans without papers who went back from April to June 2023.
        Quetta's province alone had {attacks-2024-picss-khyber-pakhtunkhwa} attacks in 2024, our sum of PICSS's counts.
        Nangarhar mourned {civilians-killed-2024-12-24-un} civilians on 24 December 2024, a UN report says.
        Iran hosted {refugees-2024-unhcr} Afghan refugees in 2024, by UNHCR.""",  # noqa: E501
    "thing, again": """
        CRSS counts {people-injured-2024-crss} casualties in 2024.
        CRSS lists {operations-2024-crss} bombings in 2024.
        PICSS has {civilians-killed-2024-picss} conscripts killed in 2024.
        UNHCR registered {refugee-returns-pakistan-2025-unhcr} new refugees in Pakistan in 2025.
        Kabul's importers paid US$ {customs-import-fy2024} m for Pakistani goods in the fiscal year 2023–24, by Pakistani customs.
        Pakistan's import bill from Afghanistan came to US$ {customs-export-fy2025} m in the fiscal year 2024–25, by Pakistani customs.
        By UNHCR {returns-deported-pakistan-2025-04-01-to-2025-12-13-unhcr} Afghans were arrested in Pakistan from April to 13 December 2025.
        CRSS counts {attacks-on-forces-2024-crss} attacks on mosques and markets in 2024.""",  # noqa: E501
    "claimant, again": """
        Human Rights Watch arrives at {attacks-2024-crss} attacks in Pakistan in 2024.
        CRSS has since withdrawn its {attacks-2024-crss} attacks of 2024.
        SATP, the portal from New Delhi, arrives at {attacks-2024-crss} attacks in 2024.
        ISPR's spokesman spoke of {security-killed-makin-ttp} soldiers killed at Makin, and the TTP of fewer.
        The figure of {militants-killed-2024-ispr} militants killed in operations in 2024 comes from the TTP, and ISPR contests it.
        CRSS stops short of counting {attacks-2024-crss} attacks in 2024.
        In the Foreign Office's tally there were {attacks-2024-picss} attacks in 2024.""",  # noqa: E501
    "unit, again": """
        Pakistan's exports to Afghanistan were [1,065](num:customs-export-fy2024) crore rupees in the fiscal year 2023–24, by Pakistani customs.
        In 2019 Afghanistan sent {share-pakistan-in-afghan-exports-2019-wits} of its output to Pakistan, by WITS.
        Torkham was shut for {days-shut-torkham-2024-listed} fortnights in August 2024, by our list.
        Pakistani imports from Afghanistan gained US$ [13](num:change-customs-import-fy2025) m in the fiscal year 2024–25, derived from Pakistani customs.
        Transit was worth a mere US$ [7,095](num:transit-total-fy2023) in the fiscal year 2022–23, by Pakistani customs.""",  # noqa: E501
}
"""Faults of words farther from the number, written with the ids of their rows."""


def bound(sentence):
    return re.sub(
        r"\{([a-z0-9-]+)\}", lambda at: f"[{EVIDENCE[at[1]].wording}](num:{at[1]})", sentence
    )


@pytest.mark.parametrize(
    ("kind", "sentence"), [(kind, one) for kind, text in AROUND.items() for one in lines(text)]
)
def test_what_is_said_around_a_number_is_read(kind, sentence, faults):
    faults.caught(
        f"words: {kind}: {sentence}",
        "words of a sentence",
        " ".join(disagreements(bound(sentence))),
        "the row|answers for it|denies it|name ‘",
    )


FINE_AROUND = """
    Pakistan's exports to Afghanistan were US$ {customs-export-fy2024} m in the fiscal year 2023–24, by Pakistani customs.
    Pakistan sold Afghanistan goods for US$ {customs-export-fy2024} m in the fiscal year 2023–24, by Pakistani customs.
    Afghanistan bought goods for US$ {customs-export-fy2024} m from Pakistan in the fiscal year 2023–24, by Pakistani customs.
    Afghan exports to Pakistan were US$ {customs-import-fy2024} m in the fiscal year 2023–24, by Pakistani customs.
    Pakistan spent US$ {customs-import-fy2024} m on Afghan goods in the fiscal year 2023–24, by Pakistani customs.
    India took {share-india-in-afghan-exports-2019-wits} of Afghan exports in 2019, by WITS.
    Pakistan received US$ {payments-export-fy2024} m for goods sold to Afghanistan in the fiscal year 2023–24, by the State Bank.
    Islamabad denies the {civilians-killed-2024-12-24-taliban-horizonte} civilians whom the Taliban authorities claim for 24 December 2024.
    The TTP claims {security-killed-makin-ttp} soldiers killed at Makin, ISPR {security-killed-makin-ispr}.
    The military says that {security-killed-makin-ispr} soldiers died at Makin, by ISPR.
    CRSS counts {attacks-2024-crss} attacks in 2024 and PICSS {attacks-2024-picss}.
    CRSS and PICSS count {attacks-2024-crss} and {attacks-2024-picss} attacks in 2024.
    CRSS counts {attacks-2024-crss} attacks in 2024, as Dawn reports.
    CRSS counts {attacks-2024-crss} militant attacks in 2024.
    CRSS counts {attacks-on-forces-2024-crss} attacks by militants on security forces in 2024.
    Security forces suffered {attacks-on-forces-2024-crss} attacks in 2024, by CRSS.
    In 2025 {refugee-returns-iran-2025-unhcr} refugees came home from Iran, UNHCR says.
    CRSS recorded {attacks-2024-crss} terrorist attacks in 2024.
    Security forces carried out {operations-2024-crss} operations in 2024, by CRSS.
    CRSS counts {operations-2024-crss} operations against militants in 2024.
    CRSS counts {people-killed-2024-crss} people killed in attacks and operations in 2024.
    In attacks and operations of 2024 {people-killed-2024-crss} people died, by CRSS.
    By CRSS {people-killed-2024-crss} people lost their lives in 2024.
    UNAMA counts {afghan-civilian-casualties-2025-unama} Afghan civilians killed or injured in 2025.
    UNAMA counts {afghan-civilian-casualties-2025-unama} civilian casualties in 2025.
    UNHCR has {others-of-concern-2024-unhcr} Afghans of concern in Pakistan in 2024.
    PIPS counts {people-killed-in-attacks-2024-pips} people killed in attacks in 2024.
    The Taliban authorities have {civilians-killed-2024-03-18-taliban} civilians killed in March 2024, women and children among them.
    PIPS counts {people-killed-in-bla-attacks-2024-pips} people killed by the BLA in 2024, not by the TTP.
    The Baloch groups made {attacks-bla-and-blf-2024-iep} attacks in 2024 and the TTP {attacks-ttp-2024-iep}, by the Global Terrorism Index.
    UCDP counts {battle-deaths-bras-2024-ucdp} deaths in the war with BRAS in 2024.
    PICSS counts {attacks-2024-h2-picss} attacks in the second half of 2024, derived.
    PICSS counts {attacks-2024-h1-picss} attacks in the first six months of 2024, derived.
    PICSS counts {attacks-2024-08-picss} attacks in August 2024.
    PICSS counts {attacks-2024-08-picss} attacks in the summer of 2024.
    A year before 2025 CRSS counted {attacks-2024-crss} attacks.
    CRSS counts {people-killed-2024-q3-crss} people killed in the third quarter of 2024.
    Khyber Pakhtunkhwa had {attacks-2024-pips-khyber-pakhtunkhwa} attacks in 2024, by PIPS.
    From Pakistan {refugee-returns-pakistan-2025-unhcr} refugees went home in 2025, by UNHCR.
    Torkham was shut for {days-shut-torkham-2024-listed} days in August 2024, by our list.
    On the Pakistani side of the line CRSS counts {people-killed-2024-crss} dead in 2024.
    Torkham was shut for {days-shut-torkham-2024-listed} whole days in August 2024, by our list.
    Torkham trades US$ {torkham-trade-per-day-2025} m a day in 2025, by Pakistani customs.
    Trade was {trade-dependence-2019-wits} of Afghan GDP in 2019, derived from WITS.
    Transit lost {change-transit-fy2024} of its value in the fiscal year 2023–24, derived from Pakistani customs.
    By UNHCR {share-returned-por-2025-08-unhcr} of those who went back in August 2025 held a registration card.
    A US dollar cost {afn-per-dollar-2022} afghanis in 2022.
    By UNHCR {returns-deported-pakistan-2024-01-01-to-2024-10-31-unhcr} Afghans were deported from January to October 2024.
    In 2025 {refugee-returns-pakistan-2025-unhcr} refugees had gone home from Pakistan, by UNHCR.
    CRSS counts {incidents-2024-crss} attacks and operations in 2024.
    CRSS counts {incidents-2024-crss} incidents in 2024.
    By PICSS attacks killed {people-killed-in-attacks-2024-picss} people in 2024.
    By PICSS operations killed {militants-killed-in-operations-2024-picss} militants in 2024.
    By the Taliban authorities Pakistani strikes killed {civilians-killed-2024-03-18-taliban} civilians on 18 March.
    By the Taliban authorities {civilians-killed-2024-03-18-taliban} Afghan civilians were killed in Pakistani strikes on 18 March.
    Of CRSS's {incidents-2024-crss} incidents of 2024 {attacks-2024-crss} were attacks and {operations-2024-crss} operations.
    CRSS counts {incidents-2024-crss} incidents in 2024, of which {attacks-2024-crss} were attacks.
    Strikes by Pakistan killed {civilians-killed-2024-03-18-taliban} Afghan civilians on 18 March, the Taliban authorities say.
    UNAMA counts {afghan-civilians-killed-2024-q2-unama} Afghan civilians killed from April to June 2024, by Pakistani forces or in fighting between Pakistani and Afghan forces.
    At Makin the TTP says that it killed {security-killed-makin-ttp} soldiers, ISPR that {security-killed-makin-ispr} died.
    The TTP itself counts {attacks-ttp-2024-ttp} attacks in 2024, the Global Terrorism Index {attacks-ttp-2024-iep}.
    Two thirds of the dead of the second quarter of 2024, {share-of-deaths-kp-2024-q2-crss}, fell in Khyber Pakhtunkhwa, by CRSS.
    The TTP says that it made {attacks-ttp-2024-ttp} attacks in 2024.
    By the TTP {security-killed-makin-ttp} soldiers died at Makin.
    By its own claim the TTP made {attacks-ttp-2024-ttp} attacks in 2024.
    By the World Bank taxes at the border were {border-taxes-share-of-revenue-2023-7m} of the revenue of the Taliban authorities in seven months of 2023.
    Trade was {trade-dependence-2019-wits} of Afghanistan's GDP in 2019, derived from WITS.
    Pakistani exports were {customs-export-fy2024} US$ m in the fiscal year 2023–24, by Pakistani customs.
    Pakistani exports were {customs-export-fy2024} m US$ in the fiscal year 2023–24, by Pakistani customs.
    By CRSS {share-of-deaths-kp-2024-q2-crss} of the dead of April to June 2024 died in Khyber Pakhtunkhwa.
    By CRSS Balochistan and Khyber Pakhtunkhwa had {share-of-deaths-kp-and-balochistan-2024-crss} of the dead in 2024.
    CRSS logs {attacks-2024-crss} attacks in 2024, up from {attacks-2023-crss} a year before.
    PICSS's toll of security personnel for 2024, {security-killed-2024-picss}, is well short of the {security-killed-2024-crss} of CRSS.
    Iran sent home far more refugees than Pakistan in 2025: UNHCR has {refugee-returns-iran-2025-unhcr} from Iran and {refugee-returns-pakistan-2025-unhcr} from Pakistan.
    Khyber Pakhtunkhwa bore the brunt in 2024: CRSS has {people-killed-2024-crss-kp} dead there and {people-killed-2024-crss-balochistan} in Balochistan.
    Between July and September 2024 CRSS counts {people-killed-2024-q3-crss} dead.
    By the close of 2024 CRSS had {attacks-2024-crss} attacks on its books.
    In the 2023–24 fiscal year Pakistan's exports to Afghanistan were US$ {customs-export-fy2024} m, by Pakistani customs.
    At Torkham IOM counts {returns-undocumented-torkham-2023-q2-iom} Afghans without papers who went back from April to June 2023.
    Pakistan hosted {refugees-2024-unhcr} Afghan refugees in 2024, by UNHCR.
    Afghan buyers paid US$ {customs-export-fy2024} m for Pakistani goods in the fiscal year 2023–24, by Pakistani customs.
    Pakistan's import bill from Afghanistan came to US$ {customs-import-fy2025} m in the fiscal year 2024–25, by Pakistani customs.
    UNHCR counts {afghans-arrested-2024-unhcr} Afghans arrested or detained in Pakistan in 2024.
    The Taliban authorities put the dead of 24 December 2024 in Paktika at {people-killed-2024-12-24-taliban}.
    A UN report has {civilians-killed-2024-12-24-un} civilians killed in Paktika on 24 December 2024, and UNICEF {children-killed-2024-12-24-unicef} children.
    Transit shrank from US$ {transit-total-fy2023} m in the fiscal year 2022–23 to US$ {transit-total-fy2024} m in 2023–24, by Pakistani customs.
    India took {share-india-in-afghan-exports-2019-wits} of Afghan exports in 2019 and Pakistan {share-pakistan-in-afghan-exports-2019-wits}, by WITS.
    Every dead soldier has a family, and CRSS counts {security-killed-2024-crss} security personnel killed in 2024.
    The TTP says that it killed {security-killed-makin-ttp} soldiers at Makin; ISPR admits to {security-killed-makin-ispr}.
    CRSS has {people-killed-2024-crss} dead for 2024, and by our subtraction {civilians-killed-2024-crss} of them were civilians.
    UCDP counts more than five times as many dead in Pakistan in 2024, {people-killed-2024-ucdp}, as in Afghanistan, {people-killed-2024-afghanistan-ucdp}.
    Pakistan's sales to Afghanistan rose from US$ {customs-export-fy2024} m in the fiscal year 2023–24 to US$ {customs-export-fy2025} m in 2024–25, by Pakistani customs.
    Transit went backwards, from US$ {transit-total-fy2023} m in the fiscal year 2022–23 to US$ {transit-total-fy2024} m in 2023–24, by Pakistani customs.
    India edged out Pakistan as a market in 2019: by WITS India took {share-india-in-afghan-exports-2019-wits} of Afghan exports, and Pakistan {share-pakistan-in-afghan-exports-2019-wits}.
    CRSS's toll of security personnel for 2024, {security-killed-2024-crss}, is north of the {security-killed-2024-picss} of PICSS.
    UCDP counts {people-killed-2024-03-afghanistan-ucdp} people killed on Afghan soil in March 2024.
    CRSS counts {attacks-2024-crss} attacks in 2024, many of them planned on Afghan soil.
    CRSS counts {attacks-on-forces-2024-crss} attacks on soldiers and police in 2024.
    In the tally of PICSS there were {attacks-2024-picss} attacks in 2024.
    CRSS arrives at {attacks-2024-crss} attacks in 2024, and PICSS at {attacks-2024-picss}.
    Pakistan hosted the talks, and UCDP counts {people-killed-2024-afghanistan-ucdp} people killed in Afghanistan in 2024.
    Paktika mourned {civilians-killed-2024-12-24-un} civilians on 24 December 2024, a UN report says.
    Transit was worth US$ {transit-total-fy2023} m in the fiscal year 2022–23 and US$ {transit-total-fy2024} m in 2023–24, by Pakistani customs.
    UNHCR counts {new-asylum-seekers-pakistan-2024-unhcr} new Afghan asylum seekers in Pakistan in 2024.
    The aid comes from the United Nations, and UNHCR counts {refugees-2024-unhcr} refugees in Pakistan in 2024.
    Afghan buyers spent US$ {customs-export-fy2024} m on Pakistani goods in the fiscal year 2023–24, by Pakistani customs.
    PICSS withdrew nothing, and counts {attacks-2024-picss} attacks in 2024.
    An army that lost ground to the TTP rarely says so; ISPR has {security-killed-2024-ispr} officers and soldiers killed in 2024.
"""  # noqa: E501


@pytest.mark.parametrize("sentence", lines(FINE_AROUND))
def test_what_is_rightly_said_around_a_number_passes(sentence):
    assert disagreements(bound(sentence)) == []


def test_a_message_shows_how_to_say_what_a_note_has():
    row = "[8](num:civilians-killed-2024-03-18-taliban)"
    (said,) = disagreements(f"The Taliban authorities mourned {row} women and children.")
    assert "write them ‘among’ what it counts" in said


def test_a_message_names_both():
    (said,) = disagreements(f"CRSS counts {ROWS['injured']} people killed.")
    assert "‘killed’ stands beside it" in said
    assert "People injured in attacks and operations" in said
    (said,) = disagreements(f"PICSS counts {ROWS['attacks']} attacks.")
    assert said == "‘PICSS’ answers for it here, and the row is claimed by CRSS"


def test_no_gate_catches(faults):
    """What is left to a person, who reads `make numbers`."""
    row = "[126,812](num:refugee-returns-pakistan-2024-unhcr)"
    sentence = f"In the year that the expulsions began UNHCR counts {row} refugees from Pakistan."
    assert disagreements(sentence) == []
    faults.missed("words: a year told by what happened in it", "`make numbers` prints the period")
    sentence = f"The TTP claims {ROWS['strike']} civilians dead, the Taliban authorities say."
    assert disagreements(sentence)


def test_a_book_on_another_subject_has_its_own_words(tmp_path):
    marsh = Publication(tiny_book(tmp_path / "marsh").folder).ledger
    row = "[120](num:warblers-2024-warden)"
    assert disagreements(f"The warden counts {row} reed warblers in 2024.", marsh) == []
    assert disagreements(f"The warden counts {row} herons in 2024.", marsh)
    assert disagreements(f"The warden counts {row} nests.", marsh)
    assert disagreements(f"The club counts {row} reed warblers.", marsh)


def test_every_term_is_somewhere_in_the_ledger():
    """A word of no indicator would refuse every number that it stands beside."""
    labels = " ".join(row.label + " " + row.unit for row in EVIDENCE.indicators.values())
    for term in EVIDENCE.terms:
        if term.facet in ("counted", "befell", "who", "direction"):
            assert any(word.lower() in labels.lower() for word in term.words), term.term_id


# ------------------------------------------------------------------- texts of figures and data

IN_FIGURES = {}
"""Where a text of a figure parts from its row, by these rules: to become fewer, then none."""


def test_words_of_figures():
    found = {}
    for path in BOOK.chapters:
        for spec in figure_specs(path).values():
            record = spec["usermeta"]["figure"]
            texts = (
                record[field] or "" for field in ("title", "caption", "description", "caveats")
            )
            if problems := [problem for text in texts for problem in disagreements(text)]:
                found[record["id"]] = len(problems)
    assert found == IN_FIGURES


NOTES = 91
"""Quantities in notes of the ledger that are of no row beside it: they may only become fewer."""


def _number(text):
    try:
        return float(text.replace(",", "").replace("−", "-"))
    except ValueError:
        return None


def test_numbers_in_notes_are_of_their_row_or_its_rivals():
    strange = []
    for row in EVIDENCE.values():
        beside = [row, *map(EVIDENCE.__getitem__, row.inputs)]
        for others in (EVIDENCE.rivals, EVIDENCE.other_counts, EVIDENCE.vintages):
            beside += others(row.evidence_id)
        known = {value for one in beside for value in (one.value, one.low, one.high)}
        for quantity in prose.loose_numbers(row.note, EVIDENCE.counted):
            if _number(quantity) not in known:
                strange.append(f"{row.evidence_id}: {quantity}")
    assert len(strange) <= NOTES, strange
    assert len(strange) == NOTES, f"fewer: set NOTES to {len(strange)}"


WORDS_OF_DATA = {
    ("indicators", "refugees-unhcr-from-2024"): "UNHCR's note on its classes",
    ("actors", "state-bank"): "our reading of two series, in chapter 04",
    ("actors", "rift2025"): "an ordinal",
}


def test_definitions_and_descriptions_hold_no_number():
    found = {}
    for table, fields in {
        "indicators": ("label", "definition", "includes", "excludes", "scope"),
        "actors": ("name", "description"),
        "places": ("name",),
    }.items():
        for row in BOOK.load(table).to_dict("records"):
            text = " ".join(row[field] for field in fields)
            text = text.replace(row.get("unit", "¶"), "")  # US$ million
            if quantities := prose.loose_numbers(text, EVIDENCE.counted):
                found[table, next(iter(row.values()))] = quantities
    assert found.keys() == WORDS_OF_DATA.keys(), found
