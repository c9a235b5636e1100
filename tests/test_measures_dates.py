"""Dates in words."""

import pytest

from durand.measures.dates import when


@pytest.mark.parametrize(
    ("date", "precision", "said", "short"),
    [
        ("2024-12-24", "day", "24 December 2024", "24 Dec 2024"),
        ("2025-01-05", "about", "about 5 January 2025", "about 5 Jan 2025"),
        ("2024-04", "month", "April 2024", "Apr 2024"),
        ("2024-12", "about", "about December 2024", "about Dec 2024"),
        ("2007", "year", "2007", "2007"),
        ("2025-10-08/2025-10-09", "interval", "8–9 October 2025", "8–9 Oct 2025"),
        (
            "2025-02-21/2025-03-19",
            "interval",
            "21 February to 19 March 2025",
            "21 Feb to 19 Mar 2025",
        ),
        (
            "2024-12-30/2025-01-02",
            "interval",
            "30 December 2024 to 2 January 2025",
            "30 Dec 2024 to 2 Jan 2025",
        ),
    ],
)
def test_a_date_is_said_as_finely_as_it_is_known(date, precision, said, short):
    assert when(date, precision) == said
    assert when(date, precision, short=True) == short
