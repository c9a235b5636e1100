"""The tables that the site gives away."""

import math
import re
import zipfile

import pytest
from conftest import BOOK, ROOT
from frictionless import Package

from durand.ledger.periods import say_period, span
from durand.measures import coding
from durand.site import cite

EVIDENCE = BOOK.ledger


@pytest.fixture(scope="session")
def published(site):
    return site / "data"


def test_the_published_package_is_valid(published):
    report = Package(str(published / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "note"])


def test_the_source_package_is_valid_without_this_projects_code():
    assert Package(str(BOOK.data.folder / "datapackage.json")).validate().valid


def test_all_values_are_published(published):
    import pandas as pd

    frame = pd.read_csv(published / "ledger.csv").set_index("evidence_id")
    assert list(frame.index) == list(BOOK.ledger)
    for name, number in BOOK.ledger.items():
        for column in ("value", "low", "high"):
            expected, found = getattr(number, column), frame.loc[name, column]
            if expected is None:
                assert pd.isna(found)
            else:
                assert found == pytest.approx(expected, rel=1e-9)


def test_the_ledger_says_what_each_id_stands_for(published):
    import pandas as pd

    frame = pd.read_csv(published / "ledger.csv", dtype=str, keep_default_na=False)
    frame = frame.set_index("evidence_id")
    evidence = BOOK.load("evidence").set_index("evidence_id")
    for name, number in BOOK.ledger.items():
        row, key = frame.loc[name], BOOK.ledger.source_key(number)
        assert row["claimant"] == evidence.loc[name, "claimant"]
        assert (row["claimant_name"], row["origin_name"]) == (
            number.claimant.short,
            number.origin.short,
        )
        assert row["source_name"] == (cite.name(BOOK, key) if key else "computed here")
        assert (row["indicator_label"], row["unit"]) == (
            number.indicator.label,
            number.indicator.unit,
        )
        assert row["place_name"] == BOOK.ledger.places[number.place]
        assert row["period_said"] == say_period(number.period)
    assert frame.loc["attacks-2020-crss", "claimant_name"] == "CRSS"
    columns = list(frame.columns)
    for name in ("indicator", "place", "period", "claimant", "origin", "source"):
        assert columns[columns.index(name) + 1].startswith(name), "a label stands beside its id"


def test_the_published_evidence_is_what_is_kept_and_says_that_it_has_blanks(published):
    from csv import DictReader

    def read(path):
        with path.open(encoding="utf-8-sig", newline="") as file:
            return {row["evidence_id"]: row["value"] for row in DictReader(file)}

    kept = read(BOOK.data.folder / "evidence.csv")
    found = read(published / "evidence.csv")
    assert {name for name in kept if not kept[name]} == {name for name in found if not found[name]}
    blank = {name for name in found if not found[name]}
    assert blank >= {name for name, one in BOOK.ledger.items() if one.formula} > set()
    described = BOOK.data.described("evidence")["description"]
    for text in (described, *((ROOT / name).read_text(encoding="utf-8") for name in NAMED)):
        assert "ledger.csv" in text
        assert "blank" in text


NAMED = ("README.md", "data/README.md", "book/data.md")


def test_every_file_begins_with_the_mark_that_excel_needs(published):
    files = sorted(published.glob("*.csv"))
    assert len(files) == len(BOOK.data.names) + 1
    for path in files:
        assert path.read_bytes().startswith(b"\xef\xbb\xbf"), path.name
        assert not path.read_bytes()[3:].startswith(b"\xef\xbb\xbf"), path.name


def test_every_table_is_published_whole(published):
    import pandas as pd

    for name in BOOK.data.names:
        frame = pd.read_csv(published / f"{name}.csv")
        assert list(frame.columns) == list(BOOK.load(name).columns)
        assert len(frame) == len(BOOK.load(name))


def test_the_archive_holds_everything(published):
    with zipfile.ZipFile(published / "across-the-durand-line-data.zip") as archive:
        assert archive.testzip() is None
        names = set(archive.namelist())
    wanted = {f"{name}.csv" for name in [*BOOK.data.names, "ledger"]}
    assert names == wanted | {"datapackage.json", "sources.bib", "README.md"}


# ------------------------------------------------------------------ what the articles say

PARAGRAPHS = {
    "horizonte2025": 23,
    "jadoon2025": 51,
    "rift2025": 12,
    "dawn2025dealing": 17,
    "ali2025": 41,
}
CODED = ("events", "positions", "relations", "options", "obstacles", "frameworks", "forecasts")


def test_every_locator_is_a_paragraph_of_its_article():
    seen = set()
    for name in ("evidence", *CODED):
        for row in BOOK.load(name).to_dict("records"):
            if row["source"] in PARAGRAPHS:
                numbers = [int(n) for n in re.findall(r"\d+", row["locator"])]
                assert re.fullmatch(r"¶\d+(–\d+)?(, ¶\d+)*", row["locator"]), row
                assert 1 <= min(numbers) <= max(numbers) <= PARAGRAPHS[row["source"]], row
                seen.add((name, row["source"]))
    assert seen == {(name, source) for name in ("evidence", *CODED) for source in PARAGRAPHS}


def codings():
    """The units of the two codings, as the tables are now, and as they were."""
    first = {kind: BOOK.load(name) for kind, name in coding.KINDS.items()}
    now = coding.units(BOOK.load("second_coding"), first)
    return now, coding.original(now, BOOK.load("settlements"))


def test_every_difference_between_the_codings_is_settled_and_the_tables_follow():
    now, before = codings()
    settled = {
        (row["source"], int(row["locator"].removeprefix("¶")), row["kind"]): row
        for row in BOOK.load("settlements").to_dict("records")
    }
    assert len(settled) == len(BOOK.load("settlements"))
    differing = {
        (row["source"], row["paragraph"], row["kind"])
        for row in coding.differences(before).to_dict("records")
    }
    assert differing == set(settled)
    word = {True: "present", False: "absent"}
    for row in now.to_dict("records"):
        unit = (row["source"], row["paragraph"], row["kind"])
        if unit in settled:
            assert word[row["second"]] == settled[unit]["second"], unit
            assert word[row["first"]] == settled[unit]["settled"], unit


def test_the_sample_is_a_tenth_of_the_paragraphs():
    sample = BOOK.load("second_coding")[["source", "locator"]].drop_duplicates()
    assert len(sample) == math.ceil(sum(PARAGRAPHS.values()) / 10)
    for row in sample.to_dict("records"):
        assert 1 <= int(row["locator"].removeprefix("¶")) <= PARAGRAPHS[row["source"]]


def test_every_number_and_event_of_an_article_has_a_standing_or_is_left_out():
    """Anniversaries and lengths of time are left out; a decision names rows that there are."""
    founding, events = BOOK.ledger.founding, BOOK.load("events").set_index("event_id")
    numbers = {n.evidence_id: n.source for n in BOOK.ledger.values()}
    known = {**numbers, **events["source"].to_dict()}
    stated = BOOK.load("statements")
    for row in stated.to_dict("records"):
        assert known[row["statement_id"]] == row["article"], row
        assert (row["statement_id"] in numbers) == (row["kind"] == "number"), row
        assert set(filter(None, row["by"].split("|"))) <= set(known), row
    missing = {name for name, source in known.items() if source in founding}
    assert missing - set(stated["statement_id"]) == {
        "talks-on-ttp-years-dawn", "talks-gap-years-dawn", "coercion-years-dawn",
        "china-afghanistan-ties-ali", "zhao-anniversary-ali",
    }  # fmt: skip


def test_no_partys_word_alone_contradicts_an_article():
    stated = BOOK.load("statements")
    decide = stated.loc[(stated["standing"] == "contradicted") & (stated["kind"] == "number"), "by"]
    for name in "|".join(decide).split("|"):
        assert not BOOK.ledger[name].origin.party, name


def test_a_correction_names_a_page():
    for page in BOOK.load("corrections")["page"]:
        assert list(ROOT.glob(f"{page}.*")), page


def test_a_number_of_an_event_is_of_its_source():
    for row in BOOK.load("events").to_dict("records"):
        for name in filter(None, row["evidence"].split("|")):
            assert BOOK.ledger[name].source == row["source"], (row["event_id"], name)


def test_every_option_is_in_an_article():
    options = set(BOOK.load("policy_options")["option"])
    assert set(BOOK.load("options")["option"]) == options
    assert set(BOOK.load("obstacles")["option"]) <= options


def test_every_outcome_serves_a_verdict_or_stands_for_itself():
    outcomes = BOOK.load("outcomes")
    ends = outcomes["date"].str[-10:].str.ljust(10, "0")
    assert (ends <= "2026-07-01").all()
    assert (ends >= "2025").all()


def test_rival_claims_about_the_december_strikes_stay_apart():
    evidence = BOOK.ledger
    claims = {
        "militants-killed-2024-12-24-pakistan-horizonte": (71, "pakistan-no-organ"),
        "civilians-killed-2024-12-24-taliban-horizonte": (46, "afghan-taliban"),
        "civilians-killed-2024-12-24-taliban-rift": (46, "afghan-taliban"),
        "people-killed-2024-12-24-ttp": (50, "ttp"),
    }
    for name, (value, claimant) in claims.items():
        number = evidence[name]
        assert (number.value, number.claimant.actor_id) == (value, claimant)
        assert number.low is None
        assert number.high is None
        assert number.indicator.casualty
    assert len({evidence[name].indicator.question for name in claims}) == 1
    shown = {
        row.evidence_id
        for name in claims
        for row in (*evidence.rivals(name), *evidence.other_counts(name))
    }
    assert set(claims) <= shown
    assert not any(set(claims) & set(number.inputs) for number in evidence.values())
    positions = BOOK.load("positions").set_index("position_id")
    assert "did not certify 46" in positions.loc["unama-backs-horizonte", "note"]
    assert "dozens" in positions.loc["dozens-unama", "stance"]
    unama = [n for n in evidence.values() if "unama" in (n.claimant.actor_id, n.origin.actor_id)]
    assert unama
    assert not any(n.period.startswith("2024-12-24") for n in unama)  # dozens is no number


def test_the_articles_differ_and_the_rows_keep_it():
    events = BOOK.load("events").set_index("event_id")
    assert events.loc["strikes-march-rift", "date"] == "2024-03-18"
    assert events.loc["strikes-spring-dawn", "date"] == "2024-04"
    assert events.loc["strikes-march-rift", "event"] == events.loc["strikes-spring-dawn", "event"]
    places = {
        "strikes-december-horizonte": "barmal",
        "strikes-december-jadoon": "khost-and-paktika",
        "strikes-december-rift": "paktika",
        "strikes-december-dawn": "paktika",
        "strikes-december-ali": "barmal",
    }
    assert events.loc[list(places), "place"].to_dict() == places
    assert set(events.loc[list(places), "event"]) == {"strikes-2024-12-24"}
    evidence = BOOK.ledger
    fighters = {
        (n.place, n.value, n.low, n.high)
        for n in evidence.values()
        if n.indicator.indicator == "ttp-fighters" and n.source in PARAGRAPHS
    }
    assert fighters == {
        ("pakistan-and-afghanistan", 6000, None, None),
        ("afghanistan", None, 6000, 6500),
        ("khyber-pakhtunkhwa", 4000, None, None),
    }


def test_the_strengths_of_the_ttp_answer_one_question_and_name_each_other():
    rows = [n for n in of("ttp-fighters") if n.source in PARAGRAPHS]
    assert len(rows) == 3
    for row in rows:  # of other places and times, so that no card would list them
        others = {n.evidence_id.replace("-dawn", "") for n in rows if n is not row}
        assert all(name in row.note for name in others), row.evidence_id
    assert not any(n.status == "derived" for n in of("ttp-fighters"))


def test_over_900_together_is_not_over_900_civilians():
    together = EVIDENCE["civilians-and-security-killed-2024-rift"]
    apart = EVIDENCE["civilians-killed-2024-jadoon"]
    forces = EVIDENCE["security-killed-2024-jadoon"]
    assert (together.value, together.qualifier) == (apart.value, apart.qualifier) == (900, "over")
    assert forces.value == 685
    assert len({n.indicator.indicator for n in (together, apart, forces)}) == 3
    assert apart in EVIDENCE.other_counts(together.evidence_id)
    assert together in EVIDENCE.other_counts(apart.evidence_id)
    names = {together.evidence_id, apart.evidence_id}
    assert not any(names & set(n.inputs) for n in EVIDENCE.values() if n.status == "derived")


def test_admission_and_denial_stand_side_by_side():
    relations = BOOK.load("relations")
    pair = relations[
        (relations["subject"] == "afghan-taliban")
        & (relations["kind"] == "shelters")
        & (relations["object"] == "ttp")
        & (relations["by"] == "afghan-taliban")
    ]
    assert set(pair["status"]) == {"asserted", "denied"}


# ------------------------------------------------------------------- scopes that must not mix


def of(indicator):
    return [n for n in EVIDENCE.values() if n.indicator.indicator == indicator]


def sources_behind(number):
    """Tables and pages that a number rests on, through all its inputs."""
    if number.status != "derived":
        return {number.source}
    return set().union(*(sources_behind(EVIDENCE[name]) for name in number.inputs))


def indicators_behind(number):
    if number.status != "derived":
        return {number.indicator.indicator}
    return set().union(*(indicators_behind(EVIDENCE[name]) for name in number.inputs))


def test_attacks_of_three_scopes_have_three_indicators():
    assert {n.value for n in of("attacks-on-forces") if n.period == "2024"} == {444}
    assert 444 not in {n.value for n in of("attacks-all")}
    assert all(n.status == "rejected" for n in of("attacks-ttp") if n.value == 444)
    assert {482, 1758} <= {n.value for n in of("attacks-ttp") if n.period == "2024"}
    assert {n.value for n in of("attacks-ttp") if n.period == "2024-07-01/2024-12-13"} == {600}
    assert not [n for n in of("attacks-all") if "ttp" in n.evidence_id]


SHARED_QUESTIONS = [
    ("attacks-on-forces", "attacks-all", "attacks-ttp"),
    ("people-killed", "people-killed-wide", "people-killed-organised-violence"),
    ("customs-export", "payments-export", "pakistani-exports-to-afghanistan-wits"),
    ("customs-import", "payments-import", "afghan-exports-to-pakistan-wits"),
    ("share-pakistan-in-afghan-exports-wits", "share-pakistan-in-afghan-exports-factbook"),
    ("share-pakistan-in-afghan-imports-wits", "share-pakistan-in-afghan-imports-factbook"),
    ("refugees-unhcr-to-2023", "refugees-unhcr-from-2024", "others-of-concern-unhcr"),
    ("civilians-killed", "civilians-and-security-killed-in-attacks"),
    ("security-killed", "security-killed-army", "security-killed-in-attacks"),
    ("militants-killed", "outlaws-killed"),
    ("operations-reported", "operations-all-official", "operations-intelligence-based"),
]


@pytest.mark.parametrize("indicators", SHARED_QUESTIONS, ids=lambda names: names[0])
def test_what_a_reader_would_compare_shares_a_question(indicators):
    assert len({of(name)[0].indicator.question for name in indicators}) == 1


def test_attacks_of_two_scopes_meet_only_where_one_counter_is_split():
    scopes = {"attacks-on-forces", "attacks-all", "attacks-ttp", "attacks-on-civilians"}
    for number in EVIDENCE.values():
        if number.status == "derived" and len(indicators_behind(number) & scopes) > 1:
            inputs = [EVIDENCE[name] for name in number.inputs]
            assert number.formula == "difference", number.evidence_id
            assert len({(n.origin.actor_id, n.place, n.period) for n in inputs}) == 1


def test_the_wide_definition_of_crss_ends_where_the_narrow_one_begins():
    narrow = [n for n in of("people-killed") if n.origin.actor_id == "crss"]
    assert min(span(n.period)[0].year for n in narrow) == 2018
    assert max(span(n.period)[1].year for n in of("people-killed-wide")) == 2018
    for number in EVIDENCE.values():
        assert not {"people-killed", "people-killed-wide"} <= indicators_behind(number)


@pytest.mark.parametrize(
    ("table", "indicators"),
    [
        ("customs_bilateral", {"customs-export", "customs-import", "customs-total"}),
        ("sbp_payments", {"payments-export", "payments-import"}),
        ("transit", {"transit-total", "transit-forward", "transit-reverse"}),
    ],
)
def test_customs_payments_and_transit_are_different_things(table, indicators):
    assert {n.indicator.indicator for n in EVIDENCE.values() if n.source == table} == indicators
    assert {n.source for n in EVIDENCE.values() if n.indicator.indicator in indicators} == {table}


def test_no_number_is_computed_from_counts_of_two_kinds():
    kinds = ["customs_bilateral", "sbp_payments", "transit", "trade_by_partner",
             "partner_shares_factbook", "partner_shares_later"]  # fmt: skip
    for number in EVIDENCE.values():
        assert len(sources_behind(number) & set(kinds)) <= 1, number.evidence_id


def test_shares_of_each_compiler_have_an_indicator_of_their_own():
    ends = {
        "trade_by_partner": "-wits",
        "partner_shares_factbook": "-factbook",
        "partner_shares_later": ("-world-bank", "-nsia", "-customs"),
    }
    found = set()
    for number in EVIDENCE.values():
        if number.source in ends and number.indicator.unit == "percent":
            assert number.indicator.indicator.endswith(ends[number.source]), number.evidence_id
            found.add(number.source)
    assert found == set(ends)


def test_refugees_of_2023_and_2024_are_classed_differently():
    assert max(n.period for n in of("refugees-unhcr-to-2023")) == "2023"
    assert min(n.period for n in of("refugees-unhcr-from-2024")) == "2024"
    both = {"refugees-unhcr-to-2023", "refugees-unhcr-from-2024"}
    assert not [n for n in EVIDENCE.values() if both <= indicators_behind(n)]
    frame = BOOK.load("refugees").set_index(["category", "year"])["break_before"]
    assert frame["refugees", 2024]
    assert not frame["refugees", 2023]


@pytest.mark.parametrize("table", ["customs_bilateral", "sbp_payments", "transit"])
def test_fiscal_years_are_intervals(table):
    frame = BOOK.load(table)
    whole = frame[frame["label"].str.fullmatch(r"fiscal year \d{4}–\d{2}")]
    assert len(whole)
    for label, period in zip(whole["label"], whole["period"], strict=True):
        first = int(label.split()[-1][:4])
        assert period == f"{first}-07-01/{first + 1}-06-30"
        assert label.endswith(f"–{(first + 1) % 100:02d}")


def test_a_row_of_a_fiscal_year_has_its_interval():
    found = 0
    for number in EVIDENCE.values():
        if year := re.search(r"-fy(\d{4})(-|$)", number.evidence_id):
            last = int(year[1])
            assert number.period == f"{last - 1}-07-01/{last}-06-30", number.evidence_id
            found += 1
    assert found


def test_every_origin_is_named_and_said_to_be_stated_or_inferred():
    frame = BOOK.load("evidence")
    assert frame["origin"].ne("").all()
    assert set(frame["origin_basis"]) == {"stated", "inferred"}
    # an article that names no counter states no origin of its own
    own = frame[frame["source"].isin(PARAGRAPHS) & (frame["origin"] == frame["source"])]
    assert len(own)
    assert set(own["origin_basis"]) == {"inferred"}


def test_definitions_of_others_name_the_page_they_were_read_on():
    frame = BOOK.load("definitions").set_index("definition_id")
    assert frame["source"].isin(set(BOOK.data.sources)).all()
    assert {"ucdp-best", "ucdp-low", "ucdp-high", "ucdp-one-sided-violence"} <= set(frame.index)
    text = (ROOT / "book" / "methods.md").read_text(encoding="utf-8")
    for threshold in re.findall(r"0\.\d{3}", frame.loc["alpha-thresholds", "says"]):
        assert f"[{threshold}](lit:threshold)" in text


# --------------------------------------------------------------------------- what tables hold


def test_the_afghan_total_shows_a_misprint():
    year = [EVIDENCE[f"afghan-{what}-2024-ministry"].value for what in ("exports", "imports")]
    assert year == [1803, 10619]
    assert sum(year) == EVIDENCE["afghan-trade-2024-ministry"].value == 12422
    assert EVIDENCE["afghan-exports-2024-ministry-ava"].status == "rejected"


def test_the_mirror_differs_as_known():
    frame = BOOK.load("trade_by_partner").set_index(["reporter", "flow", "partner", "year"])
    value = frame["value_usd_m"]
    known = [2.96, 4.47, 2.82, 3.03, 2.38, 2.25, 1.42, 1.28, 1.14, 1.07, 1.24, 1.07]
    for year, ratio in zip(range(2008, 2020), known, strict=True):
        sold = value["Pakistan", "export", "Afghanistan", year]
        bought = value["Afghanistan", "import", "Pakistan", year]
        assert round(sold / bought, 2) == ratio
        assert EVIDENCE[f"mirror-ratio-{year}"].value == pytest.approx(sold / bought)


def test_dependence_depends_on_the_reporter():
    assert round(EVIDENCE["trade-dependence-2011-wits"].value, 1) == 5.9
    assert round(EVIDENCE["trade-dependence-2011-mirror"].value, 1) == 16.0


def test_shares_fit_values_and_cover_what_is_known():
    frame = BOOK.load("trade_by_partner")
    afghan = frame[frame["reporter"] == "Afghanistan"]
    world = afghan[afghan["partner"] == "World"].set_index(["flow", "year"])["value_usd_m"]
    parts = afghan[afghan["partner"] != "World"]
    for row in parts.to_dict("records"):
        share = 100 * row["value_usd_m"] / world[row["flow"], row["year"]]
        assert share == pytest.approx(row["share"], abs=0.02), row
    covered = parts[parts["flow"] == "import"].groupby("year")["share"].sum()
    assert 55 < covered.min() < covered.max() < 100


def test_november_was_the_peak():
    months = BOOK.load("ucdp_months")
    year = months[(months["country"] == "Pakistan") & months["month"].str.startswith("2024")]
    assert year.loc[year["deaths_best"].idxmax(), "month"] == "2024-11"
    assert EVIDENCE["attacks-2024-11-crss"].value == 125


def test_the_durand_line_dyad_begins_in_2024():
    dyads = BOOK.load("ucdp_dyads").set_index(["dyad_id", "year"])
    assert tuple(dyads.loc[(12291, 2024), ["bd_best", "bd_low", "bd_high"]]) == (61, 51, 105)
    assert sorted(dyads.loc[12291].index) == [2024, 2025]
    assert set(dyads.index.get_level_values("dyad_id")) == {
        857, 12291, 16177, 12287, 14319, 17628, 18458, 422,
    }  # fmt: skip


def test_closures_name_crossings_of_the_map():
    points = BOOK.load("map_points").set_index("point_id")
    closures = BOOK.load("closures")
    assert len(closures) == 17
    for crossings in closures["crossings"]:
        for name in crossings.split("|"):
            assert name == "all" or points.loc[name, "kind"] == "crossing"
    shut = [n for n in EVIDENCE.values() if n.source == "closures"]
    assert {n.indicator.indicator for n in shut} == {"days-shut", "days-shut-cargo"}


def test_a_place_without_a_point_gets_no_mark():
    points = BOOK.load("map_points").set_index("point_id")
    assert list(points.index[points["lon"].isna()]) == ["barmal"]
    assert points.loc["ghulam-khan", "precision"] == "approximate"
    assert points.loc["kharlachi", "precision"] == "proxy"
    assert points["name"].str.isascii().sum() >= len(points) - 1  # a dash in one name


def test_doubt_is_kept():
    for name in BOOK.data.names:
        frame = BOOK.load(name)
        if "doubtful" in frame:
            assert frame.loc[frame["doubtful"], "note"].ne("").all(), name
    half = EVIDENCE["customs-import-2024-jul-dec"]
    assert "does not fit" in half.note


def test_a_cell_is_credited_to_the_page_it_was_read_on():
    assert EVIDENCE["customs-export-fy2024"].page == "nukta2025transit"
    assert BOOK.ledger.source_key(EVIDENCE["customs-export-fy2024"]) == "nukta2025transit"
    assert BOOK.ledger.source_key(EVIDENCE["battle-deaths-ttp-2024-ucdp"]) == "ucdpbrd261"
    assert BOOK.ledger.source_key(EVIDENCE["attacks-2024-crss"]) == "organiser2025crss"
