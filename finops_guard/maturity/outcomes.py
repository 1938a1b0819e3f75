"""The outcomes of checks in the form of evidence, and the words for numbers of things."""

from __future__ import annotations

from finops_guard.location import Location
from finops_guard.maturity.model import Evidence, Grade, Status


def measured(
    check: str,
    value: float,
    detail: str,
    location: Location | None = None,
    upper: float | None = None,
    grade: Grade = Grade.DESIGN,
) -> Evidence:
    """Return evidence with a value; the score settles its status, which depends on thresholds."""
    status = Status.PASS if value >= 1 else Status.PARTIAL if value > 0 else Status.FAIL
    return Evidence(check, status, value, detail, grade, location, upper)


def unassessed(check: str, detail: str) -> Evidence:
    """Return that nothing is known of a check, and why."""
    return Evidence(check, Status.NOT_ASSESSED, None, detail)


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return a number of things in words: ``1 file``, ``2 files``."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"
