"""Numbers computed from others, by interval arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from durand.errors import LedgerError
from durand.ledger.number import Number
from durand.ledger.periods import span


@dataclass(frozen=True)
class _Formula:
    compute: Callable[..., float]
    rises: Callable[[int], bool]
    """Whether the result rises with the input at this position (inputs are never negative)."""
    arity: int | None = None


_FORMULAS = {
    "sum": _Formula(lambda *x: sum(x), lambda _: True),
    "difference": _Formula(lambda a, *x: a - sum(x), lambda i: i == 0),
    "ratio": _Formula(lambda a, b: a / b, lambda i: i == 0, 2),
    "share": _Formula(lambda a, b: 100 * a / b, lambda i: i == 0, 2),
    "change": _Formula(lambda a, b: 100 * (b - a) / a, lambda i: i == 1, 2),
    "part": _Formula(lambda a, b: a * b / 100, lambda _: True, 2),
}


def derive(formula: str, inputs: Sequence[Number]) -> dict[str, float | str | None]:
    """Compute a formula by interval arithmetic.

    Parameters
    ----------
    formula
        ``sum``; ``difference`` (the first less all others); ``ratio`` (the first over the
        second); ``share`` (that, in per cent); ``change`` (per cent, from first to second);
        ``part`` (the first, in per cent, of the second).
    inputs
        The ledger rows, none negative.

    Returns
    -------
    dict
        ``value``, ``low``, ``high`` and ``qualifier``. Low and high are the smallest and largest
        results that the inputs' printed bounds allow (no confidence interval), and ``None`` where
        no input prints bounds.

    Raises
    ------
    LedgerError
        If the number of inputs is wrong, or the result would be an upper limit, which the
        ledger's qualifiers cannot word.
    """
    rule = _FORMULAS[formula]
    if rule.arity and len(inputs) != rule.arity:
        raise LedgerError(f"a {formula} takes {rule.arity} inputs, not {len(inputs)}.")
    for number in inputs:
        if number.status == "rejected":
            raise LedgerError(f"input '{number.evidence_id}' is rejected; use what replaces it.")
    bounds = [number.bounds for number in inputs]
    low = rule.compute(*(b[0] if rule.rises(i) else b[1] for i, b in enumerate(bounds)))
    high = rule.compute(*(b[1] if rule.rises(i) else b[0] for i, b in enumerate(bounds)))
    bounded = any(number.low is not None for number in inputs)
    if any(number.value is None for number in inputs):
        return {"value": None, "low": low, "high": high, "qualifier": "range"}
    return {
        "value": rule.compute(*(number.value for number in inputs)),
        "low": low if bounded else None,
        "high": high if bounded else None,
        "qualifier": _combine(rule, inputs),
    }


def _combine(rule: _Formula, inputs: Sequence[Number]) -> str:
    kinds = {number.qualifier for number in inputs}
    if kinds <= {"exact"}:
        return "exact"
    if "about" in kinds or "range" in kinds:
        return "about"
    for i, number in enumerate(inputs):
        if number.qualifier in ("at-least", "over") and not rule.rises(i):
            raise LedgerError(
                f"'{number.evidence_id}' is a lower limit, so the result would be an upper limit, "
                "which the ledger cannot word. Leave the derived row out."
            )
    return "over" if kinds <= {"exact", "over"} else "at-least"


def misdated(formula: str, inputs: Sequence[Number]) -> str:
    """Say what is wrong with the times of a formula's inputs, or return ``""``."""
    spans = [span(number.period) for number in inputs]
    if formula == "change" and spans[0][0] >= spans[1][0]:
        return "a change goes from the earlier input to the later: swap them."
    if formula == "share" and not spans[1][0] <= spans[0][0] <= spans[0][1] <= spans[1][1]:
        return "a share is of a whole of its own time: name the whole of that period."
    return ""
