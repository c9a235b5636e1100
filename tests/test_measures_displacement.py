"""Displacement: measures against hand-worked cases."""

import pandas as pd
import pytest

from durand.ledger.periods import days
from durand.measures import displacement


@pytest.mark.parametrize(
    ("period", "number"),
    [
        ("2024", 366),
        ("2023", 365),
        ("2024-02", 29),
        ("2025-04", 30),
        ("2025-12", 31),
        ("2023-10-03", 1),
        ("2025-04-01/2025-04-15", 15),
        ("2023-09-15/2024-01-15", 123),  # 16 + 31 + 30 + 31 + 15
    ],
)
def test_days_count_both_ends(period, number):
    assert days(period) == number


def test_a_period_does_not_run_backwards():
    with pytest.raises(ValueError, match="ends before it starts"):
        days("2024-01-02/2024-01-01")
    with pytest.raises(ValueError, match="is not an ISO 8601 period"):
        days("20-24")


def test_a_day():
    frame = pd.DataFrame({"period": ["2025-04-01/2025-04-15", "2024"], "people": [85000, 366]})
    spread = displacement.a_day(frame)
    assert spread["start"].tolist() == ["2025-04-01", "2024-01-01"]
    assert spread["end"].tolist() == ["2025-04-15", "2024-12-31"]
    assert spread["days"].tolist() == [15, 366]
    assert spread["a_day"].tolist() == [5667, 1]  # IOM's page: over 5,600 a day
