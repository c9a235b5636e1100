"""Measures of trade against hand-worked cases."""

import random

import pandas as pd
import pytest

from durand.measures import trade


def flows(*rows):
    columns = ["reporter", "flow", "year", "partner", "value_usd_m", "share"]
    return pd.DataFrame(rows, columns=columns)


BOOKS = flows(
    ("Afghanistan", "export", 2011, "World", 100, None),
    ("Afghanistan", "export", 2011, "Pakistan", 40, 40),
    ("Afghanistan", "import", 2011, "World", 300, None),
    ("Afghanistan", "import", 2011, "Pakistan", 60, 20),
    ("Pakistan", "export", 2010, "Afghanistan", 90, 5),
    ("Pakistan", "export", 2011, "Afghanistan", 180, 9),
)


def test_mirror_keeps_years_that_both_report():
    rows = trade.mirror(BOOKS)
    assert rows.to_dict("records") == [{"year": 2011, "sold": 180, "bought": 60, "ratio": 3}]
    with pytest.raises(ValueError, match="no export of Pakistan with Afghanistan"):
        trade.mirror(BOOKS[BOOKS["reporter"] == "Afghanistan"])


def test_dependence_by_two_books():
    gdp = pd.DataFrame(
        {
            "country": ["Afghanistan", "Pakistan", "Afghanistan"],
            "year": [2011, 2011, 2012],
            "gdp_usd_m": [1000, 5000, 1100],
        }
    )
    own, mirrored = trade.dependence(BOOKS, gdp).to_dict("records")
    # by Afghan reports 40 + 60 of 400 in all; with the mirror 40 + 180 of 400 - 60 + 180
    assert (own["bilateral"], own["total"]) == (100, 400)
    assert (own["dependence"], own["share"], own["openness"]) == (10, 25, 40)
    assert (mirrored["bilateral"], mirrored["total"]) == (220, 520)
    assert mirrored["dependence"] == pytest.approx(22)
    assert mirrored["share"] == pytest.approx(100 * 220 / 520)
    for row in (own, mirrored):  # Gartzke and Li: dependence is share times openness
        assert row["dependence"] == pytest.approx(row["share"] * row["openness"] / 100)


def test_concentration_bounds_by_hand():
    # 0.5 and 0.2 named, 0.3 missing: one more of 0.2 and one of 0.1 at most
    bounds = trade.concentration_bounds([0.5, 0.2])
    assert bounds["lower"] == pytest.approx(0.29)
    assert bounds["upper"] == bounds["apart"] == pytest.approx(0.29 + 0.04 + 0.01)
    # 0.2 of the missing has no partner: alone, or all with the largest; 0.1 is one partner at most
    bounds = trade.concentration_bounds([0.5, 0.2], unspecified=0.2)
    assert bounds["lower"] == pytest.approx(0.29)
    assert bounds["apart"] == pytest.approx(0.29 + 0.01 + 0.04)
    assert bounds["upper"] == pytest.approx(0.7**2 + 0.2**2 + 0.1**2)


def test_concentration_bounds_collapse_where_nothing_is_missing():
    bounds = trade.concentration_bounds([0.5, 0.3, 0.2])
    assert {round(bound, 9) for bound in bounds.values()} == {0.38}
    assert trade.concentration_bounds([1.0])["lower"] == 1


@pytest.mark.parametrize(
    ("named", "unspecified"), [([], 0), ([0.6, 0.5], 0), ([0.5], 0.6), ([-0.1], 0)]
)
def test_concentration_bounds_refuse_what_is_no_parts(named, unspecified):
    with pytest.raises(ValueError, match="no parts of one"):
        trade.concentration_bounds(named, unspecified)


def test_concentration_bounds_hold_the_truth():
    draw = random.Random(1945)
    for _ in range(2000):
        partners = draw.randint(2, 40)
        # each partner's trade is recorded under its name, but for a part recorded without one
        whole = [draw.paretovariate(1) for _ in range(partners)]
        hidden = [value * draw.choice([0, 0, draw.random()]) for value in whole]
        total = sum(whole)
        truth = sum((value / total) ** 2 for value in whole)
        recorded = sorted(((w - h) / total for w, h in zip(whole, hidden, strict=True)))[::-1]
        named = recorded[: draw.randint(1, min(5, partners))]
        bounds = trade.concentration_bounds(named, sum(hidden) / total)
        assert bounds["lower"] <= bounds["apart"] <= bounds["upper"] + 1e-12
        assert bounds["lower"] - 1e-9 <= truth <= bounds["upper"] + 1e-9


def test_concentration_by_flow_and_year():
    rows = trade.concentration(
        flows(
            ("Afghanistan", "import", 2013, "World", 100, None),
            ("Afghanistan", "import", 2013, "Pakistan", 20, 20),
            ("Afghanistan", "import", 2013, "Unspecified", 80, 80),
            ("Iran", "import", 2013, "Pakistan", 100, 100),
        ),
        "Afghanistan",
    )
    (row,) = rows.to_dict("records")
    assert (row["flow"], row["year"], row["named"], row["unspecified"]) == ("import", 2013, 20, 80)
    assert [row[bound] for bound in ("lower", "apart", "upper")] == pytest.approx([0.04, 0.68, 1])


def test_partner_shares_computes_only_within_one_counter_and_period():
    later = pd.DataFrame(
        [
            ("2024-01", "January 2024", "export", "World", None, 200, "a"),
            ("2024-01", "January 2024", "export", "Pakistan", None, 50, "a"),
            ("2024-01", "January 2024", "export", "Pakistan", 30, None, "b"),
            ("2024-02", "February 2024", "export", "Pakistan", None, 70, "a"),
            ("2024-01", "January 2024", "export", "Iran", 5, None, "a"),
        ],
        columns=["period", "label", "flow", "partner", "share", "value_usd_m", "counter"],
    )
    rows = trade.partner_shares(BOOKS, later, {"export": ["Pakistan"]})
    shown = rows[["label", "counter", "share", "derived"]].to_numpy().tolist()
    assert shown == [
        ["2011", "wits", 40, False],
        ["January 2024", "a", 25, True],
        ["January 2024", "b", 30, False],
    ]


def test_middle_of_a_period():
    assert trade.middle("2024") == 2024.5
    assert trade.middle("2024-01") == pytest.approx(2024 + 15.5 / 366)
    assert trade.middle("2023-01-01/2023-12-31") == pytest.approx(2023.5)
    assert trade.middle("2022-07-01/2023-06-30") == pytest.approx(2022 + 363.5 / 365, abs=0.01)
