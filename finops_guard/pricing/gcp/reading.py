"""Reads a part of a resource: a block, or a template with what is written over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from finops_guard.pricing.bill import Bill
from finops_guard.pricing.places import at, first
from finops_guard.pricing.reading import Reading
from finops_guard.values import Cause, Value


class Reader(Reading):
    """What a part of a configuration says; why something of it is not known is recorded with the bill.

    Of several layers, what the first one writes at the top of a path counts.
    """

    def __init__(self, bill: Bill, *layers: Value) -> None:
        super().__init__(Value({}))
        self._bill = bill
        self._layers = layers

    def value(self, path: str) -> Value | None:
        """Return the first value at a dotted path; None where there is none or null."""
        layer = self._layer(path)
        return first(layer, path) if layer is not None else None

    def values(self, path: str) -> list[Value]:
        """Return all values at a dotted path."""
        layer = self._layer(path)
        return list(at(layer, path)) if layer is not None else []

    def _layer(self, path: str) -> Value | None:
        name = path.partition(".")[0]
        for layer in self._layers:
            written = layer.get(name) if isinstance(layer.raw, Mapping) else None
            if written is not None and not written.is_null and written.raw not in ([], ()):
                return layer
        return None

    def blocks(self, path: str, name: str) -> list[Reader]:
        """Return the blocks at a path; those that are not known are unpriced, under ``name``."""
        found = []
        for each in self.values(path):
            if isinstance(each.raw, Mapping):
                found.append(Reader(self._bill, each))
            else:
                self._bill.because(each.causes)
                self._bill.unpriced(name, "whether there are any is not known")
        return found

    def because(self, causes: Sequence[Cause]) -> None:
        self._bill.because(causes)

    def entry(self, name: str) -> str | None:
        """Return the text of a key that may hold dots; None where there is none, or it is not known."""
        for layer in self._layers:
            found = layer.get(name) if isinstance(layer.raw, Mapping) else None
            if found is not None:
                self._bill.because(found.causes)
                return found.raw if isinstance(found.raw, str) else None
        return None

    def writes(self, path: str) -> bool:
        """Tell whether anything stands at a path, known or not."""
        return self.value(path) is not None
