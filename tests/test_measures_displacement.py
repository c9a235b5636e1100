"""Displacement: measures against hand-worked cases, and its breaks against the tables."""

import datetime as dt

import pandas as pd
import pytest
from conftest import BOOK

from durand.measures import displacement


def test_segments_count_up_at_each_break():
    frame = pd.DataFrame(
        {
            "year": [2007, 2006, 2008, 2008, 2024],
            "category": ["refugees", "refugees", "refugees", "asylum seekers", "refugees"],
            "people": [20, 10, 18, 1, 15],
            "break_before": [True, False, False, False, True],
        }
    )
    cut = displacement.segments(frame, "refugees")
    assert cut["year"].tolist() == [2006, 2007, 2008, 2024]
    assert cut["segment"].tolist() == [1, 2, 2, 3]
    assert cut["people"].tolist() == [10, 20, 18, 15]
    with pytest.raises(ValueError, match="no category 'guests'"):
        displacement.segments(frame, "guests")


@pytest.mark.parametrize(
    ("period", "number", "end"),
    [
        ("2024", 366, "2024-12-31"),
        ("2023", 365, "2023-12-31"),
        ("2024-02", 29, "2024-02-29"),
        ("2025-04", 30, "2025-04-30"),
        ("2025-12", 31, "2025-12-31"),
        ("2023-10-03", 1, "2023-10-03"),
        ("2025-04-01/2025-04-15", 15, "2025-04-15"),
        ("2023-09-15/2024-01-15", 123, "2024-01-15"),  # 16 + 31 + 30 + 31 + 15
    ],
)
def test_days_count_both_ends(period, number, end):
    assert displacement.days(period) == number
    assert displacement.last_day(period) == dt.date.fromisoformat(end)


def test_a_period_does_not_run_backwards():
    with pytest.raises(ValueError, match="ends before it starts"):
        displacement.days("2024-01-02/2024-01-01")
    with pytest.raises(ValueError, match="is not an ISO 8601 period"):
        displacement.days("20-24")


def test_a_day():
    frame = pd.DataFrame({"period": ["2025-04-01/2025-04-15", "2024"], "people": [85000, 366]})
    spread = displacement.a_day(frame)
    assert spread["days"].tolist() == [15, 366]
    assert spread["a_day"].tolist() == [5667, 1]  # IOM's page: over 5,600 a day


def count(*rows):
    return pd.DataFrame(rows, columns=["period", "country_left", "who", "people"])


def test_points_of_one_count():
    frame = count(
        ("2023-09-15/2024-11-30", "Pakistan", "all", 9),
        ("2023-09-15/2024-01-15", "Pakistan", "all", 5),
        ("2023-09-15/2024-01-15", "Iran", "all", 7),
        ("2023-09-15/2024-01-15", "Pakistan", "deported", 1),
        ("2023-10-01/2025-05-01", "Pakistan", "all", 8),
    )
    points = displacement.points_of_one_count(frame, "2023-09-15", "Pakistan")
    assert points["end"].tolist() == ["2024-01-15", "2024-11-30"]
    assert points["people"].tolist() == [5, 9]
    with pytest.raises(ValueError, match="no count from 2022-01-01 for Pakistan"):
        displacement.points_of_one_count(frame, "2022-01-01", "Pakistan")
    falling = count(
        ("2023-09-15/2024-11-30", "Pakistan", "all", 4),
        ("2023-09-15/2024-01-15", "Pakistan", "all", 5),
    )
    with pytest.raises(ValueError, match="falls"):
        displacement.points_of_one_count(falling, "2023-09-15", "Pakistan")


def test_the_breaks_of_the_table():
    cut = displacement.segments(BOOK.load("refugees"), "refugees").set_index("year")["segment"]
    assert cut[2006] != cut[2007]
    assert cut[2023] != cut[2024]
    assert cut[2007] == cut[2023]
    assert cut[2024] == cut[2025]


def test_the_cumulative_count_of_the_table_is_one_count():
    points = displacement.points_of_one_count(BOOK.load("returns_all"), "2023-09-15", "Pakistan")
    assert points["people"].iloc[[0, -1]].tolist() == [501242, 1723481]
    assert not points["doubtful"].any()
