"""Lists of allowed texts, of which a file may hold thousands: membership at once, and the one that was meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

# Up to this many are compared one by one; of more, those that are one slip of the pen away are looked up.
MAX_COMPARED = 200
# The longest text that a meaning is looked for.
MAX_LENGTH = 64
MAX_REMEMBERED = 4096


class ValueList:
    """Texts in the order in which they were given; numbers and truth values count as they are written."""

    __slots__ = ("_alphabet", "_by_fold", "_exact", "_meant", "_spelled", "texts")

    def __init__(self, values: Iterable[object]) -> None:
        self.texts = tuple(str(each).lower() if isinstance(each, bool) else str(each) for each in values)
        self._exact = frozenset(self.texts)
        self._by_fold: dict[str, str] = {}
        self._spelled: dict[str, str] = {}
        for text in sorted(self.texts, reverse=True):
            self._by_fold[text.casefold()] = self._spelled[_spelled(text)] = text
        self._alphabet = "".join(sorted(set().union(*self._by_fold)))[:MAX_LENGTH]
        self._meant: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self.texts)

    def __iter__(self) -> Iterator[str]:
        return iter(self.texts)

    def has(self, text: str, *, ignore_case: bool = False) -> bool:
        return text in self._exact or (ignore_case and text.casefold() in self._by_fold)

    def closest(self, text: str) -> str:
        """Return the text that was probably meant; empty where none is close."""
        text = text[:MAX_LENGTH].casefold()
        if text not in self._meant:
            if len(self._meant) >= MAX_REMEMBERED:
                self._meant.clear()
            self._meant[text] = self._closest(text)
        return self._meant[text]

    def shown(self, limit: int = 6) -> str:
        """Return the first ones, and how many there are beyond them."""
        first = ", ".join(f'"{text}"' for text in self.texts[:limit])
        return f"{first} and {len(self) - limit:,} more" if len(self) > limit else first

    def _closest(self, text: str) -> str:
        if len(self._by_fold) <= MAX_COMPARED:
            from difflib import get_close_matches

            close = get_close_matches(text, sorted(self._by_fold), n=1, cutoff=0.6)
            return self._by_fold[close[0]] if close else ""
        spelled = self._spelled.get(_spelled(text))
        if spelled is not None:
            return spelled
        near = sorted(each for each in _slips(text, self._alphabet) if each in self._by_fold)
        return self._by_fold[near[0]] if near else ""


def _spelled(text: str) -> str:
    """Return a text without what people spell in several ways."""
    return text.casefold().replace("-", "").replace("_", "").replace(" ", "")


def _slips(text: str, alphabet: str) -> Iterator[str]:
    """Yield the texts that are one letter away: taken out, swapped with the next, another one, or added."""
    for at in range(len(text) + 1):
        before, after = text[:at], text[at:]
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        for letter in alphabet:
            if after:
                yield before + letter + after[1:]
            yield before + letter + after
