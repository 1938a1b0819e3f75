"""What an estimator reads of a resource or of one of its blocks: texts, numbers, and why one is not known."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from decimal import Decimal

from finops_guard.pricing.estimates import Range
from finops_guard.pricing.places import at, first
from finops_guard.values import Cause, Value


class Reading(ABC):
    """Reads an object by dotted paths; what is not known is recorded where it is asked for."""

    def __init__(self, values: Value) -> None:
        self._values = values

    @abstractmethod
    def because(self, causes: Sequence[Cause]) -> None:
        """Record why something is not known."""

    def value(self, path: str) -> Value | None:
        """Return the first value at a dotted path, through lists and blocks; None where there is none or null."""
        return first(self._values, path)

    def values(self, path: str) -> list[Value]:
        """Return all values at a dotted path, through lists and blocks."""
        return list(at(self._values, path))

    def text(self, path: str, default: str = "") -> str | None:
        """Return a text, the default where none is written, None where it is not known (and why is recorded)."""
        value = self.value(path)
        if value is None:
            return default
        if isinstance(value.raw, str):
            return value.raw
        self.because(value.causes)
        return None

    def flag(self, path: str, default: bool = False) -> bool | None:
        """Return true or false, the default where nothing is written, None where it is not known."""
        value = self.value(path)
        if value is None:
            return default
        if value.raw in (True, "true"):
            return True
        if value.raw in (False, "false"):
            return False
        self.because(value.causes)
        return None

    def number(self, path: str, default: Decimal | int | None = None) -> Decimal | None:
        """Return a number that is not negative, the default where none is written, None where it is not known."""
        value = self.value(path)
        if value is None:
            return None if default is None else Decimal(default)
        found = as_number(value)
        if found is None:
            self.because(value.causes)
        return found

    def scaled(self, least: str, expected: str, most: str, default: int = 1) -> Range | None:
        """Return a number that is scaled, by the paths of its three figures; None where the expected is not known."""
        low, wanted, high = (self.value(path) if path else None for path in (least, expected, most))
        known = [None if value is None else as_number(value) for value in (low, wanted, high)]
        for value in (low, wanted, high):
            self.because(value.causes if value is not None else ())
        if wanted is None and known[0] is not None:
            known[1] = known[0]
        if wanted is None and low is None:
            known[1] = Decimal(default)
        if known[1] is None:
            return None
        least_ = known[0] if known[0] is not None else known[1] if low is None else Decimal(0)
        most_ = known[2] if known[2] is not None else known[1] if high is None else None
        return Range(min(least_, known[1]), known[1], most_ if most_ is None else max(most_, known[1]))


def as_number(value: Value) -> Decimal | None:
    """Return a value as a number that is not negative (also one written as a text); None where it is none."""
    raw = value.raw
    if isinstance(raw, bool) or not isinstance(raw, int | Decimal | str):
        return None
    if isinstance(raw, int) and raw.bit_length() > 64:
        return None
    text = str(raw)
    if len(text) > 40 or not text.replace(".", "", 1).isascii() or not text.replace(".", "", 1).isdigit():
        return None
    return Decimal(text)
