"""Dates that a text gives, and whether a row's period can be of them."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from durand.ledger.periods import span
from durand.prose import english as en

_YEARS = rf"({en.YEAR})(?:[–/-]((?:\d\d)?\d\d))?(?!\d|[,.]\d)"
_DATE = re.compile(
    rf"(?:(?:\d\d?[–-])?(\d\d?)\s)?\b({en.MONTHS})\b\.?(?:\s(\d\d?)\b)?(?:,?\s{_YEARS})?"
    rf"|\b([Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|[Ll]ast)\squarter\sof\s{_YEARS}|(?<![\d,.]){_YEARS}"
)
_MONTHS = {name[:3]: at for at, name in enumerate(calendar.month_name) if name}
_QUARTERS = {"first": 1, "second": 4, "third": 7, "fourth": 10, "last": 10}
_TO = r"\s?(?:–|-|to|until|through)\s?"

Point = tuple[int, int, int]
"""Year, month and day; zero where the text gives none."""


@dataclass(frozen=True)
class Dated:
    """A date, or a span between two, where a text gives it."""

    text: str
    start: int
    end: int
    first: Point
    last: Point
    edge: bool
    """Whether a period begins or ends there, and need not lie in it."""

    def fits(self, period: str, *, strictly: bool) -> bool:
        """Say whether a period can be of this date.

        It overlaps with a year or a span. In a day, a month or a quarter it lies whole, if it is
        strictly meant.
        """
        begins, ends = span(period)
        years = {self.last[0]} if self.last[0] else {begins.year, ends.year}
        return any(self._fits(begins, ends, year, strictly=strictly) for year in years)

    def _fits(self, begins: dt.date, ends: dt.date, year: int, *, strictly: bool) -> bool:
        first = _day((self.first[0] or year, *self.first[1:]), last=False)
        last = _day((year, *self.last[1:]), last=True)
        if self.edge:
            return first <= begins <= last or first <= ends <= last
        if strictly and self.first[1] and (last - first).days < 100:
            return first <= begins and ends <= last
        return begins <= last and first <= ends


def _day(point: Point, *, last: bool) -> dt.date:
    year, month = point[0], point[1] or (12 if last else 1)
    days = calendar.monthrange(year, month)[1]
    return dt.date(year, month, min(point[2], days) or (days if last else 1))


def _points(match: re.Match[str]) -> tuple[Point, Point]:
    day, month, after, of, of_to, quarter, in_year, in_to, alone, to = match.groups()
    year, more = of or in_year or alone or "0", of_to or in_to or to or ""
    end = int(year[: 4 - len(more)] + more)
    if quarter:
        at = _QUARTERS[quarter.lower()]
        return (int(year), at, 0), (end, at + 2, 0)
    at = _MONTHS[month[:3]] if month else 0
    return (int(year), at, int(day or after or 0)), (end, at, int(day or after or 0))


def found(text: str) -> list[Dated]:
    """Return the dates of a text, but for those of publications and of what is over."""
    dates: list[Dated] = []
    for match in _DATE.finditer(text):
        first, last = _points(match)
        start, before = match.start(), text[: match.start()]
        if dates:
            opening = dates[-1]
            to = f"{_TO}|\\sand\\s" if "between" in before[: opening.start][-12:] else _TO
            if re.fullmatch(to, text[opening.end : start]):
                first = (opening.first[0] or first[0], *opening.first[1:])
                start = dates.pop().start
        if start == match.start() and re.search(en.NOT_OF_IT, before, re.IGNORECASE):
            continue
        edge = start == match.start() and re.search(en.EDGE, before, re.IGNORECASE)
        dates.append(Dated(text[start : match.end()], start, match.end(), first, last, bool(edge)))
    return dates


def nearest(before: str, after: str) -> list[Dated]:
    """Return the date nearest to a number, with those that a list gives beside it."""
    ahead, behind = found(after), found(before)
    if ahead and behind:
        gap = len(before[behind[-1].end :].split())
        ahead = ahead if len(after[: ahead[0].start].split()) <= gap + 3 else []
    text, dates = (after, ahead) if ahead else (before, behind[::-1])
    listed = dates[:1]
    for one in dates[1:]:
        low, high = sorted((listed[-1], one), key=lambda date: date.start)
        if not re.fullmatch(r",?\s?(?:and\s)?|,\s\w+\sleft\sout", text[low.end : high.start]):
            break
        listed.append(one)
    return listed
