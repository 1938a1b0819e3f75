"""Documents that calls have decoded: each instance of a module reads the same files by the same expressions."""

from __future__ import annotations

from collections.abc import Callable

from finops_guard.location import Span
from finops_guard.values import Value

# The functions that are slow for what they are given, and of which a value of a known text is all that they need.
DECODERS = frozenset({"jsondecode", "yamldecode"})
# How many characters of documents are remembered by one scan.
MAX_CHARACTERS = 8 * 1024 * 1024


class Decoded:
    """What each call has made of each text; values do not change, and where they come from is the call itself."""

    __slots__ = ("_characters", "_values")

    def __init__(self) -> None:
        self._characters = 0
        self._values: dict[tuple[str, str, Span, int], Value] = {}

    def once(self, name: str, args: list[Value], span: Span, make: Callable[[], Value]) -> Value:
        """Return what a call makes of its arguments, which it does only for those that are new."""
        text = args[0].raw if len(args) == 1 else None
        if not isinstance(text, str):
            return make()
        key = (name, text, span, args[0].marks)
        found = self._values.get(key)
        if found is None:
            found = make()
            self._characters += len(text)
            if self._characters <= MAX_CHARACTERS:
                self._values[key] = found
        return found
