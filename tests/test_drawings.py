"""Drawings of chapter 05: what they must show, whatever they look like."""

from itertools import pairwise

import pytest
from conftest import BOOK
from test_marks import layers, rows_of

from durand import chapters, drawings
from durand.figure.spec import narrow_spec
from durand.measures import gate
from durand.theme import PALETTE

PATH = next(path for path in BOOK.chapters if path.name.startswith("05-"))
SPECS = chapters.figure_specs(PATH)


@pytest.fixture(scope="module")
def scenario():
    dials = gate.inputs(BOOK.ledger).set_index("param")
    return drawings.scenario(gate.model(BOOK.ledger), dials)


def test_the_model_has_a_control_for_each_input(scenario):
    controls = {one["name"]: one for one in scenario.to_dict()["params"]}
    given = gate.inputs(BOOK.ledger).set_index("param")
    assert list(controls) == list(given.index)
    for name, row in given.iterrows():
        assert controls[name]["value"] == int(row["value"]), "it opens at the base case"
        bind = controls[name]["bind"]
        assert (bind["min"], bind["max"]) == (int(row["low"]), int(row["high"]))


def test_the_model_draws_its_results_from_zero_in_the_order_of_the_rows(scenario):
    held, lost = layers(scenario, "bar")
    assert held["encoding"]["x"]["scale"]["domainMin"] == 0
    assert held["encoding"]["x"]["field"] == "all"
    assert lost["encoding"]["x"]["field"] == "gone"
    assert held["encoding"]["y"]["sort"] is None
    results = [row["what"] for row in rows_of(scenario) if row["role"] == "result"]
    assert results == gate.base_case(BOOK.ledger)["what"].tolist()
    assert held["mark"]["fillOpacity"] < 1, "what is derived is pale"


def test_each_line_of_the_answer_compares_the_two_stakes_of_a_kind(scenario):
    whose = {row["whose"] for row in rows_of(scenario)}
    assert set(drawings.STAKES.values()) < whose
    text = layers(scenario, "text")[-1]
    made = {one["as"]: one["calculate"] for one in text["transform"] if "calculate" in one}
    for line, two in (("treasuries", ("kabul", "islamabad")), ("sellers", ("sold", "bought"))):
        larger, smaller = made[line].split(" ? ")[1].split(" : ")
        assert drawings.STAKES[two[0]] in larger
        assert drawings.STAKES[two[1]] in smaller


def test_prices_show_the_same_on_a_phone_with_the_gates_under_each_other():
    spec = SPECS["fig-prices-at-gates"]
    wide, narrow = spec["vconcat"], narrow_spec(spec)["vconcat"]
    gates = {row["gate"] for row in spec["datasets"]["rows"] if "gate" in row}
    assert (len(wide), len(narrow)) == (3 + 2, 3 + 2 * len(gates))  # dollars, own currency
    fields = [
        {one["field"] for part in parts for layer in part["layer"]
         for one in {**part.get("encoding", {}), **layer["encoding"]}.values() if "field" in one}
        for parts in (wide, narrow)
    ]  # fmt: skip
    assert fields[0] == fields[1]


def test_prices_of_each_gate_stand_on_months_of_their_own():
    spec = SPECS["fig-prices-at-gates"]
    rows = [row for row in spec["datasets"]["rows"] if row["part"] == "price"]
    places = {}
    for row in rows:
        places.setdefault(row["gate"], []).append(row["_x"])
    ends = [(min(one), max(one)) for one in places.values()]
    assert all(one[1] < other[0] for one, other in pairwise(ends))
    assert len({len(one) for one in places.values()}) == 1
    for panel in narrow_spec(spec)["vconcat"][3:]:
        low, high = panel["layer"][1]["encoding"]["y"]["scale"]["domain"]
        lines = [panel["layer"][nth]["encoding"]["y"]["field"] for nth in (1, 2, 3)]
        assert low == 0
        assert high > max(row[line] for row in rows for line in lines)


def test_the_effects_share_one_scale_and_columns_of_months_begin_at_nothing():
    strips = SPECS["fig-prices-at-gates"]["vconcat"][:3]
    for strip in strips:
        columns, circles = strip["layer"][1:3]
        assert columns["encoding"]["y"]["scale"]["domain"][0] == 0
        assert columns["encoding"]["y2"] == {"datum": 0}
        assert circles["encoding"]["x"]["scale"]["domain"] == [-15, 15]
        assert circles["mark"]["fill"] == PALETTE["paper"], "an effect is derived"
    named = [strip for strip in strips if len(strip["layer"]) > 3]
    assert [strip["title"]["text"].split(",")[0] for strip in named] == ["Diesel"]
