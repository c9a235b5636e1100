"""ISO 8601 periods: parsed, compared and said in one place."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from functools import cache

from durand.errors import LedgerError


@cache
def span(period: str) -> tuple[dt.date, dt.date]:
    """Return the first and last day of an ISO 8601 period.

    Raises
    ------
    LedgerError
        If the period is no such thing, or ends before it starts.
    """
    try:
        start, _, end = period.partition("/")
        first, last = _day(start, last=False), _day(end if "/" in period else start, last=True)
    except ValueError as error:
        raise LedgerError(f"'{period}' is not an ISO 8601 period: {error}.") from error
    if last < first:
        raise LedgerError(f"the period '{period}' ends before it starts.")
    return first, last


def _day(text: str, *, last: bool) -> dt.date:
    if not re.fullmatch(r"\d{4}(-\d\d){0,2}", text, re.ASCII):
        raise ValueError("write a year, a month or a day as 2024-12-24")
    parts = [int(part) for part in text.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else (12 if last else 1)
    default = calendar.monthrange(year, month)[1] if last else 1
    return dt.date(year, month, parts[2] if len(parts) > 2 else default)


def days(period: str) -> int:
    """Return how many days a period has, both ends counted; raises `LedgerError` if it is none."""
    start, end = span(period)
    return (end - start).days + 1


def say_period(period: str) -> str:
    """Return a period in words: ``2024``, ``November 2024``, ``January–October 2024``."""
    start, end = span(period)
    if len(period) == 4:
        return period
    if start == end:
        return f"{start.day} {start:%B %Y}"
    whole = start.day == 1 and end.day == calendar.monthrange(end.year, end.month)[1]
    if start.year == end.year and whole:
        return f"{end:%B %Y}" if start.month == end.month else f"{start:%B}–{end:%B %Y}"
    return f"{start.day} {start:%B %Y} – {end.day} {end:%B %Y}"


def last_day(published: str) -> dt.date:
    """Return the latest day that a date of publication allows: a bare year may be its end."""
    return span(published)[1] if published else dt.date.min
