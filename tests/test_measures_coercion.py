"""Coercion: hand-worked stances, and that every placed statement exists."""

import pandas as pd
import pytest
from conftest import BOOK

from durand.measures import coercion

TABLES = {
    "events": "event_id",
    "forecasts": "forecast_id",
    "obstacles": "obstacle_id",
    "options": "option_id",
    "positions": "position_id",
    "relations": "relation_id",
}


@pytest.mark.parametrize("name", ["coercion", "model_readings"])
def test_every_row_rests_on_a_statement_of_a_founding_article(name):
    founding = {"horizonte2025", "jadoon2025", "rift2025", "dawn2025dealing", "ali2025"}
    for row in BOOK.load(name).to_dict("records"):
        rows = BOOK.load(row["table"]).set_index(TABLES[row["table"]])
        assert rows.loc[row["statement"], "source"] in founding


COLUMNS = ["subject", "kind", "object", "status", "period", "what", "source", "locator"]
PAIRS = {"P and T": ["pakistan", "ttp"], "P and A": ["pakistan", "afghan-taliban"]}


def rows(*given):
    return pd.DataFrame(given, columns=COLUMNS)


FOES = ("pakistan-military", "fights", "ttp", "asserted", "2024", "fights", "a", "¶1")
TALKS = ("pakistan", "negotiates with", "afghan-taliban", "asserted", "2024-12", "talks", "a", "¶2")


def test_stances_by_pair_and_source():
    found = coercion.stances(
        rows(
            TALKS,
            ("gdi", "rival of", "pakistan", "asserted", "2020/2025-01", "quarrels", "a", "¶3"),
            ("afghan-taliban", "depends on", "pakistan", "asserted", "2024", "needs", "b", "¶1"),
            ("afghan-taliban", "allied with", "pakistan", "asserted", "2021", "ally", "b", "¶2"),
            ("pakistan", "rival of", "afghan-taliban", "doubted", "2024", "perhaps", "b", "¶3"),
            FOES,
            ("pakistan", "negotiates with", "ttp", "denied", "2024", "refuses", "a", "¶4"),
            ("is-k", "fights", "ttp", "asserted", "2024", "fights", "a", "¶5"),
        ),
        PAIRS,
        "2024",
    )
    assert found.to_numpy().tolist() == [
        ["P and T", "a", "hostile", "fights (¶1); refuses (¶4)", False],
        ["P and A", "a", "cooperative", "talks (¶2)", True],
        ["P and A", "a", "hostile", "quarrels (¶3)", True],
    ]


def test_a_refusal_to_act_favours_and_a_denied_shelter_is_no_hostility():
    def tone(kind):
        said = rows(TALKS, ("afghan-taliban", kind, "ttp", "denied", "2024", "no", "a", "¶5"))
        pairs = {"P and A": PAIRS["P and A"], "A and T": ["ttp", "afghan-taliban"]}
        return coercion.stances(said, pairs, "2024")["tone"].iloc[-1]

    assert tone("acts against") == "cooperative"
    with pytest.raises(ValueError, match="no statement on A and T"):
        tone("shelters")


def test_every_kind_of_relation_is_sorted():
    neither = {"accepts the border of", "depends on", "needs havens in", "recognises"}
    assert set(BOOK.load("relations")["kind"]) <= {*coercion.TONES, *neither}
