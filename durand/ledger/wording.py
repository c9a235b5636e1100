"""A number as a reader sees it, compared with its row."""

from __future__ import annotations

import re
from decimal import Decimal

from durand.ledger.number import COUNTS, QUALIFIERS, Number, rounded, word, word_bounds

_NUMERAL = r"[−-]?(?:[1-9]\d{0,2}(?:,\d{3})+|0|[1-9]\d*)(?:\.\d+)?"

_QUANTITY = re.compile(
    rf"(?:(?P<words>[A-Za-z][A-Za-z ]*?)\s+)?(?P<value>{_NUMERAL})(?:–(?P<to>{_NUMERAL}))?"
    rf"(?P<percent>\s*(?:%|per cent))?(?:\s*\((?P<low>{_NUMERAL})–(?P<high>{_NUMERAL})\))?",
    re.ASCII,  # digits of other scripts would pass as the same number
)


def mismatch(text: str, number: Number) -> str | None:
    """Compare a number as a reader sees it with its ledger row.

    Digits may be rounded to those shown (59 % for 59.3), to at least two significant ones, and
    never for a count.

    Returns
    -------
    str or None
        What is wrong, or ``None`` if the text says what the row says.
    """
    found = _QUANTITY.fullmatch(" ".join(text.split()))
    if not found:
        return f"‘{text}’ does not read as one number"
    words = (found["words"] or "").lower()
    allowed = QUALIFIERS[number.qualifier]
    if words not in (allowed or ("",)):
        return f"the ledger says ‘{word(number)}’"
    if number.indicator.unit == "percent" and not found["percent"]:
        return f"the unit is missing: the ledger says ‘{word(number)}’"
    if found["percent"] and number.indicator.unit != "percent":
        return f"it is no percentage: the ledger says ‘{word(number)}’"
    if number.qualifier == "range":
        pairs = [(found["value"], number.low), (found["to"], number.high)]
    else:
        pairs = [(found["value"], number.value)]
        if found["to"]:
            return f"a range is shown: the ledger says ‘{word(number)}’"
    if found["low"]:
        pairs += [(found["low"], number.low), (found["high"], number.high)]
    for shown, value in pairs:
        if shown is None or value is None or not shows(shown, value, number.indicator.unit):
            return f"the ledger says ‘{word_bounds(number)}’"
    return None


def shows(shown: str, value: float, unit: str) -> bool:
    """Say whether digits are a value's own, or its rounding to at least two that count."""
    digits = shown.replace(",", "").replace("−", "-")
    decimal, exact = Decimal(digits), Decimal(repr(value))
    if decimal == exact:
        return True
    if unit in COUNTS or len(digits.replace(".", "").lstrip("-0")) < 2:
        return False
    return rounded(exact, -int(decimal.as_tuple().exponent)) == decimal


def reword(text: str, number: Number) -> str:
    """Return the row's number in the form that a text has: as many digits, bounds or none."""
    if mismatch(text, number) is None:
        return text
    found = _QUANTITY.fullmatch(" ".join(text.split()))
    if found and number.indicator.unit not in COUNTS and number.value is not None:
        _, _, decimals = found["value"].partition(".")
        unit = "\u00a0%" if number.indicator.unit == "percent" else ""
        exact = rounded(Decimal(repr(number.value)), len(decimals))
        new = " ".join([*QUALIFIERS[number.qualifier][:1], f"{exact:,f}".replace("-", "−") + unit])
        if mismatch(new, number):  # too few digits for this value
            new = word(number)
    else:
        new = word_bounds(number) if found and found["low"] else word(number)
    return new[0].upper() + new[1:] if text[:1].isupper() else new


def agrees(number: Number, other: Number) -> bool:
    """Say whether two statements can both be true: equal, or one a limit the other respects."""
    return _within(number, other) or _within(other, number)


def _within(number: Number, limit: Number) -> bool:
    low, high = number.bounds
    if number.qualifier == limit.qualifier and number.bounds == limit.bounds:
        return number.value == limit.value
    if limit.qualifier == "at-least":
        return low >= limit.bounds[0]
    if limit.qualifier == "over":
        return low > limit.bounds[0]
    if limit.qualifier == "range":
        return limit.bounds[0] <= low and high <= limit.bounds[1]
    return number.qualifier == "exact" and number.value == limit.value
