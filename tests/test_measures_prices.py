"""Prices at the gates, against hand-worked cases."""

import math

import pandas as pd
import pytest
from conftest import BOOK

from durand.measures import prices

MONTHS = [f"2024-{month:02d}" for month in range(1, 8)]


def shut(*rows, least=5):
    """Months of closure, from rows as the list has them."""
    columns = ["closure_id", "crossings", "start", "days_low", "traffic"]
    frame = pd.DataFrame(rows, columns=columns).astype({"days_low": "Int64"}).assign(end="")
    found = prices.shut_months(frame, {"a": "Here", "b": "There"}, least)
    return list(found.itertuples(index=False, name=None))


def gaps(**by):
    """Gaps of one good by province, a month each from January."""
    frames = [
        pd.DataFrame({"good": "rice", "province": name, "month": MONTHS[: len(gap)], "gap": gap})
        for name, gap in by.items()
    ]
    return pd.concat(frames, ignore_index=True)


def months(*rows):
    return pd.DataFrame(rows, columns=["closure_id", "province", "month"])


def test_a_month_of_closure_has_its_days():
    assert shut(("x", "a", "2024-01-12", 5, "cargo")) == [("x", "Here", "2024-01", 5)]
    assert shut(("x", "a", "2024-01-12", 4, "all")) == []
    assert shut(("x", "a", "2024-01-12", 30, "partial"), ("y", "a", "2024-02", None, "all")) == []


def test_days_fall_into_their_months():
    # 27 to 31 January are five days, 1 to 4 February four
    assert shut(("x", "a", "2024-01-27", 9, "all")) == [("x", "Here", "2024-01", 5)]


def test_days_hold_for_every_gate_or_for_the_first_named():
    assert shut(("x", "all", "2024-01-01", 6, "cargo")) == [
        ("x", "Here", "2024-01", 6),
        ("x", "There", "2024-01", 6),
    ]
    assert shut(("x", "b|a", "2024-01-01", 6, "all")) == [("x", "There", "2024-01", 6)]
    assert shut(("x", "elsewhere", "2024-01-01", 6, "all")) == []


def test_a_gap_is_a_ratio_to_the_geometric_mean_far_away():
    # far away 4 and 9 make 6; 12 at the gate is twice as much
    rows = [
        ("2024-01", "Here", "rice", 12),
        ("2024-01", "A", "rice", 4),
        ("2024-01", "B", "rice", 9),
    ]
    found = prices.gaps(
        pd.DataFrame(rows, columns=["month", "place", "good", "price"]), ["Here"], ["A", "B"]
    )
    assert found["gap"].tolist() == [pytest.approx(math.log(2))]


def test_an_effect_is_the_gap_less_that_of_its_neighbours():
    # March: 0.4 − (0.1 + 0.3) / 2; January and July have one neighbour, February and April are
    # beside a closure; May: 0.2 − (0.0 + 0.2) / 2; June: 0.2 − (0.2 + 0.4) / 2
    found = prices.effects(
        gaps(Here=[0, 0.1, 0.4, 0.3, 0.2, 0.2, 0.4]).assign(
            gap=lambda rows: rows["gap"].where(rows["month"] != "2024-04", 0.0)
        ),
        months(("x", "Here", "2024-03")),
    )
    assert dict(zip(found["month"], found["effect"].round(6), strict=True)) == {
        "2024-03": 0.35,  # 0.4 − (0.1 + 0.0) / 2
        "2024-05": 0.1,
        "2024-06": -0.1,
    }
    assert found["closure_id"].tolist() == ["x", "", ""]


def test_a_closure_of_two_gates_is_their_mean():
    # 0.2 − 0 and 0.4 − 0
    found = prices.effects(
        gaps(Here=[0, 0.2, 0], There=[0, 0.4, 0]),
        months(("x", "Here", "2024-02"), ("x", "There", "2024-02")),
    )
    assert found[["province", "effect"]].values.tolist() == [["Here, There", pytest.approx(0.3)]]


def test_the_smallest_effect_grows_with_the_scatter_and_shrinks_with_closures():
    # ordinary months −0.01 and 0.01: standard deviation √0.0002; 2.8 of it over √4
    effect = pd.DataFrame(
        {
            "good": "rice",
            "closure_id": ["a", "b", "c", "d", "", ""],
            "effect": [0.01, 0.03, 0.01, 0.03, -0.01, 0.01],
        }
    )
    found = prices.summary(effect).loc["rice"]
    assert found["closures"] == 4 and found["ordinary"] == 2
    assert found["mean"] == pytest.approx(100 * math.expm1(0.02))
    assert found["least"] == pytest.approx(100 * math.expm1(1.4 * math.sqrt(0.0002)))


def test_levels_stand_in_both_currencies():
    rows = [
        (month, place, good, price, usd)
        for month, scale in (("2024-01", 1), ("2024-02", 2))
        for place, good, price, usd in (
            ("Here", "rice", 10 * scale, None),
            ("Here", "US dollar", 5, None),
            ("A", "rice", 4, None),
            ("A", "US dollar", 1, None),
            ("B", "rice", 9, None),
            ("B", "US dollar", 1, None),
            ("City", "rice", 100, 0.5),
        )
    ]
    frame = pd.DataFrame(rows, columns=["month", "place", "good", "price", "usd"])
    found = prices.levels(frame, "rice", {"Gate": ("Here", "City")}, ["A", "B"])
    last = found.set_index("month").loc["2024-02"]
    assert last[["gate", "place", "city"]].tolist() == ["Gate", "Here", "City"]
    assert last[["index_at", "index_far", "index_city"]].tolist() == pytest.approx([200, 100, 100])
    assert last[["usd_at", "usd_far", "usd_city"]].tolist() == pytest.approx([4, 6, 0.5])


def test_ordinary_months_are_counted_by_whole_per_cent():
    effect = pd.DataFrame(
        {"good": "rice", "closure_id": ["", "", "", "x"], "effect": [-1.4, -0.6, 2.2, 2.0]}
    )
    assert prices.binned(effect).to_numpy().tolist() == [
        ["rice", -2, 1],
        ["rice", 0, 1],
        ["rice", 2, 1],
    ]


def test_what_the_chapter_and_the_methods_say():
    table = BOOK.load("prices")
    afghan = table[(table["country"] == "Afghanistan") & (table["good"] != "US dollar")]
    closures = BOOK.load("closures")

    def found(least):
        shut = prices.shut_months(closures, least=least)
        return prices.summary(prices.effects(prices.gaps(afghan), shut)).round(1)

    assert found(prices.DAYS).to_dict("index") == {
        "diesel": {"closures": 6, "ordinary": 124, "mean": -1.1, "least": 3.5},
        "rice": {"closures": 6, "ordinary": 124, "mean": -0.3, "least": 4.7},
        "wheat flour": {"closures": 6, "ordinary": 124, "mean": 0.7, "least": 4.9},
    }
    for least, told in ((5, []), (3, []), (7, ["diesel"]), (9, ["diesel"])):
        errors = found(least)["mean"].abs() / (found(least)["least"] / prices.POWER)
        assert errors.index[errors > (1 if least == 5 else 1.96)].tolist() == told
