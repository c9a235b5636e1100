"""Dates that a text gives, and whether a row's period can be of them."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import NamedTuple

from durand.ledger.periods import span
from durand.prose import english as en
from durand.prose import phrases

_YEARS = rf"({en.YEAR})(?:[–/-]((?:\d\d)?\d\d))?(?!\d|[,.]\d)"
_DATE = re.compile(
    rf"(?:(?:\d\d?[–-])?(\d\d?)\s)?\b({en.MONTHS})\b\.?(?:\s(\d\d?)\b)?(?:,?\s{_YEARS})?"
    rf"|\b({'|'.join(en.QUARTERS)})\squarter\sof\s{_YEARS}|(?<![\d,.]){_YEARS}",
    re.IGNORECASE,
)
_PART = re.compile(
    rf"\b(?:(first|second|last|latter)\s(?:({'|'.join(phrases.NUMBERS)})\s)?(half|months?)\sof"
    rf"|(mid-?winter|winter|{'|'.join(phrases.SEASONS)})(?:\sof)?)\s({en.YEAR})(?!\d|[,.–/-]\d)"
    r"|\b(?:solar\s(?:year|months?\sof)\s)(1[34]\d\d)\b",
    re.IGNORECASE,
)
"""A part of a year: a half, its first months, a season; or a solar year, from 21 March."""
_AWAY = re.compile(
    rf"\b(a|the|{'|'.join(phrases.NUMBERS)})\syears?\s(before|after)\s$", re.IGNORECASE
)
_MONTHS = {name[:3]: at for at, name in enumerate(calendar.month_name) if name}
_TO = r"\s?(?:–|-|to|until|through)\s?(?:(?:mid|early|late)[\s-])?"

Point = tuple[int, int, int]
"""Year, month and day; zero where the text gives none."""


class Dated(NamedTuple):
    """A date, or a span between two, where a text gives it."""

    text: str
    start: int
    end: int
    first: Point
    last: Point
    edge: bool
    """Whether a period begins or ends there, and need not lie in it."""

    def fits(self, period: str, *, strictly: bool) -> bool:
        """Say whether a period overlaps; strictly, it lies in the day, the month or the quarter."""
        begins, ends = span(period)
        for year in {self.last[0]} if self.last[0] else {begins.year, ends.year}:
            first = _day((self.first[0] or year, *self.first[1:]), 1)
            last = _day((year, *self.last[1:]), 12)
            if first > last:  # from July to February
                first = first.replace(year=year - 1, day=1)
            years = self.last[0] - self.first[0] if self.first[0] and self.last[0] else 0
            if years == 1 and not self.first[1] and 360 < (ends - begins).days < 370:
                fits = self.first[0] == begins.year  # a fiscal year is one, not its neighbour
            elif self.edge:
                fits = first <= begins <= last or first <= ends <= last
            elif strictly and self.first[1] and (last - first).days < 190:
                fits = first <= begins and ends <= last
            else:
                fits = begins <= last and first <= ends
            if fits:
                return True
        return False


def _day(point: Point, month: int) -> dt.date:
    """Return the first or the last day of a date; the month says which is meant."""
    days = calendar.monthrange(point[0], point[1] or month)[1]
    return dt.date(point[0], point[1] or month, min(point[2], days) or (1 if month == 1 else days))


def _part(match: re.Match[str]) -> Dated:
    """Return the part of a year that a text names."""
    which, count, part, season, year, solar = match.groups("")
    if solar:
        first, last = (int(solar) + 621, 3, 21), (int(solar) + 622, 3, 20)
    elif "winter" in season.lower():
        first, last = (int(year) - 1, 12, 0), (int(year), 2, 0)
    else:
        months = phrases.NUMBERS.index(count.lower()) + 1 if count else 1
        if season:
            begins, months = phrases.SEASONS[season.lower()]
        elif part.lower() == "half":
            begins, months = phrases.HALVES[which.lower()]
        else:
            begins = {"first": 1, "second": 2}.get(which.lower(), 13 - months)
        first, last = (int(year), begins, 0), (int(year), begins + months - 1, 0)
    return Dated(match[0], match.start(), match.end(), first, last, edge=False)


def found(text: str) -> list[Dated]:
    """Return the dates of a text, but for those of publications and of what is over."""
    dates: list[Dated] = []
    for part in _PART.finditer(text):
        dates.append(_part(part))
        text = text[: part.start()] + "·" * len(part[0]) + text[part.end() :]
    for match in _DATE.finditer(text):
        day, month, later, of, of_to, quarter, in_year, in_to, alone, to = match.groups()
        start, before = match.start(), text[: match.start()]
        year, more = of or in_year or alone or "0", of_to or in_to or to or ""
        at = _MONTHS[month[:3].title()] if month else en.QUARTERS.get((quarter or "").lower(), 0)
        first = (int(year), at, int(day or later or 0))
        last = (int(year[: 4 - len(more)] + more), at + 2 if quarter else at, first[2])
        between = dates and "between" in text[: dates[-1].start][-12:].lower()
        to = rf"{_TO}|\sand\s(?:(?:mid|early|late)[\s-])?" if between else _TO
        if alone and (away := _AWAY.search(before)):
            count = away[1].lower()
            years = phrases.NUMBERS.index(count) + 1 if count in phrases.NUMBERS else 1
            at_year = int(alone) + (years if away[2].lower() == "after" else -years)
            start, first, last = away.start(), (at_year, 0, 0), (at_year, 0, 0)
        elif dates and re.fullmatch(to, text[dates[-1].end : start]):
            _, start, _, opening, *_ = dates.pop()
            first = (opening[0] or first[0], *opening[1:])
        elif re.search(en.NOT_OF_IT, before, re.IGNORECASE):
            continue
        edge = start == match.start() and re.search(en.EDGE, before, re.IGNORECASE)
        dates.append(Dated(text[start : match.end()], start, match.end(), first, last, bool(edge)))
    return sorted(dates, key=lambda date: date.start)


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
