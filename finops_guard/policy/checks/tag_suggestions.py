"""The values that a tag may have, and the one that was probably meant by another: fast also for thousands of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from finops_guard.policy.checks.tag_keys import fold

# Of more values than this, only one that differs by a single slip is suggested: among many ids, half of them are alike.
_FEW = 200
_MAX_LENGTH = 64
_MAX_REMEMBERED = 4096
_CLOSE = 0.6
_SIGNS = "abcdefghijklmnopqrstuvwxyz0123456789-_. "


class AllowedValues:
    """A collection of values: whether one is among them, and which one is near."""

    __slots__ = ("_by_fold", "_exact", "_folded", "_near", "_ordered")

    def __init__(self, values: Collection[str] = ()) -> None:
        self._ordered = tuple(values)
        self._exact = frozenset(self._ordered)
        self._folded: frozenset[str] | None = None
        self._by_fold: dict[str, str] | None = None
        self._near: dict[str, str] = {}

    def __bool__(self) -> bool:
        return bool(self._ordered)

    def has(self, text: str, *, ignore_case: bool) -> bool:
        """Tell whether a text is one of the values."""
        if text in self._exact:
            return True
        if not ignore_case:
            return False
        if self._folded is None:
            self._folded = frozenset(value.casefold() for value in self._ordered)
        return text.casefold() in self._folded

    def listed(self, limit: int = 6) -> str:
        """Return the first values as a person reads them, and how many more there are."""
        shown = ", ".join(f'"{value}"' for value in self._ordered[:limit])
        more = len(self._ordered) - limit
        return f"{shown} and {more:,} more" if more > 0 else shown

    def nearest(self, text: str) -> str:
        """Return the value that a text is probably meant to be; empty where none is near."""
        if len(text) > _MAX_LENGTH:
            return ""
        if text not in self._near:
            if len(self._near) >= _MAX_REMEMBERED:
                self._near.clear()
            self._near[text] = self._nearest(text.strip())
        return self._near[text]

    def _nearest(self, text: str) -> str:
        if self._by_fold is None:
            self._by_fold = {fold(value): value for value in reversed(self._ordered)}
        folded = fold(text)
        if folded in self._by_fold:
            return self._by_fold[folded]
        return self._same_environment(text) or self._close(folded) or self._one_slip_away(folded)

    def _same_environment(self, text: str) -> str:
        """Return the value that names the same environment: prod for prd, though few letters are the same."""
        from finops_guard.settings import ENVIRONMENT_NAMES

        lowered = text.casefold()
        for name, spellings in ENVIRONMENT_NAMES.items():
            if lowered == name or lowered in spellings:
                same = {name, *spellings}
                return next((value for value in self._ordered[:_FEW] if value.casefold() in same), "")
        return ""

    def _close(self, folded: str) -> str:
        if len(self._ordered) > _FEW or self._by_fold is None:
            return ""
        letters = Counter(folded)
        near = [each for each in self._by_fold if _shares(letters, len(folded), each)]
        if not near:
            return ""
        from difflib import get_close_matches

        close = get_close_matches(folded, sorted(near), n=1, cutoff=_CLOSE)
        return self._by_fold[close[0]] if close else ""

    def _one_slip_away(self, folded: str) -> str:
        """Return the only value that is a letter more, less, other or exchanged away."""
        by_fold = self._by_fold or {}
        if len(self._ordered) <= _FEW:
            return ""
        near = {by_fold[each] for each in _slips(folded) if each in by_fold}
        return near.pop() if len(near) == 1 else ""


def _shares(letters: Counter[str], length: int, other: str) -> bool:
    """Tell whether two words have so many letters in common that they can be close."""
    enough = _CLOSE * (length + len(other)) / 2
    return min(length, len(other)) >= enough and sum((letters & Counter(other)).values()) >= enough


def _slips(text: str) -> Iterator[str]:
    """Yield what one slip of the pen makes of a text."""
    for at in range(len(text) + 1):
        before, after = text[:at], text[at:]
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        for sign in _SIGNS:
            yield before + sign + after
            if after:
                yield before + sign + after[1:]
