"""Measures of trade against hand-worked cases."""

import random

import pandas as pd
import pytest

from durand import Publication
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


def test_mutual_dependence_by_hand():
    gdp = pd.DataFrame(
        {
            "country": ["Afghanistan", "Pakistan", "Afghanistan"],
            "year": [2011, 2011, 2012],
            "gdp_usd_m": [1000, 5000, 1100],
        }
    )
    rows = trade.mutual_dependence(BOOKS, gdp)
    assert set(rows["year"]) == {2011}  # 2010 and 2012 lack a book
    found = rows.set_index(["measure", "side", "books"])["value"].round(9).to_dict()
    assert found == {
        ("economy", "Afghanistan", "sellers"): 22,  # 40 + 180 of 1,000
        ("economy", "Pakistan", "sellers"): 4.4,  # of 5,000
        ("economy", "Afghanistan", "Afghan"): 10,  # 40 + 60
        ("economy", "Pakistan", "Afghan"): 2,
        ("sales", "Afghanistan", "sellers"): round(100 * 180 / 420, 9),  # 300 - 60 + 180
        ("sales", "Pakistan", "sellers"): 9,  # as Pakistan's table has it
        ("sales", "Afghanistan", "Afghan"): 20,  # 60 of 300
    }
    for books in ("sellers", "Afghan"):  # the ratio is that of the economies, whatever is traded
        ratio = found["economy", "Afghanistan", books] / found["economy", "Pakistan", books]
        assert ratio == pytest.approx(5)
    with pytest.raises(ValueError, match="no export of Pakistan with Afghanistan"):
        trade.mutual_dependence(BOOKS[BOOKS["reporter"] == "Afghanistan"], gdp)


def test_concentration_bounds_by_hand():
    # 0.5 and 0.2 named, 0.3 missing: at most 0.2 of it hidden with the largest, and one of 0.1
    assert trade.concentration_bounds([0.5, 0.2]) == pytest.approx((0.29, 0.49 + 0.04 + 0.01))
    # 0.2 listed without a partner: all with the largest; 0.1 is one partner at most
    bounds = trade.concentration_bounds([0.5, 0.2], unspecified=0.2)
    assert bounds == pytest.approx((0.29, 0.7**2 + 0.2**2 + 0.1**2))
    # nothing is missing
    assert trade.concentration_bounds([0.5, 0.3, 0.2]) == pytest.approx((0.38, 0.38))
    assert trade.concentration_bounds([1.0]) == (1, 1)


def test_afghan_exports_are_more_concentrated_than_imports_outside_2012_to_2014():
    table = Publication.find().load("trade_by_partner")
    own = table[(table["reporter"] == "Afghanistan") & table["share"].notna()]
    bounds = {}
    for key, parts in own.groupby(["flow", "year"]):
        shares = parts.set_index("partner")["share"] / 100
        listed = shares.pop("Unspecified") if "Unspecified" in shares else 0
        bounds[key] = trade.concentration_bounds(shares.tolist(), listed)
    years = {year for _, year in bounds} - {2012, 2013, 2014}
    assert len(years) == 9
    for year in years:
        assert bounds["export", year][0] > bounds["import", year][1]


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
        listed = sum(hidden) / total
        listed = 0 if listed < min(named) and draw.random() < 0.5 else listed  # too small to list
        lower, upper = trade.concentration_bounds(named, listed)
        assert lower - 1e-9 <= truth <= upper + 1e-9
