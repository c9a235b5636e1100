"""Dates in words, as finely as a table knows them."""

from __future__ import annotations

import datetime as dt

from durand.ledger.periods import span


def when(date: str, precision: str, *, short: bool = False) -> str:
    """Say a date of ``events`` or ``outcomes`` as finely as it is known: ``8–9 October 2025``.

    Parameters
    ----------
    date
        ISO 8601: a day, a month, a year, or an interval of two days.
    precision
        Of the row; ``about`` is said, because the date is then our reading.
    short
        Whether months are cut to three letters.
    """
    first, last = span(date)
    parts = len(date.partition("/")[0].split("-"))
    words = [["%Y"], ["%b" if short else "%B", "%Y"], ["", "%b" if short else "%B", "%Y"]]

    def said(day: dt.date, *, year: bool = True) -> str:
        form = words[parts - 1] if year else words[parts - 1][:-1]
        return " ".join(day.strftime(part) if part else f"{day.day}" for part in form)

    if "/" not in date:
        text = said(first)
    elif (first.year, first.month) == (last.year, last.month):
        text = f"{first.day}–{said(last)}"
    else:
        text = f"{said(first, year=first.year != last.year)} to {said(last)}"
    return f"about {text}" if precision == "about" else text
