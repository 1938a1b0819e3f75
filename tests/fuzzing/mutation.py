"""Makes broken files of sound ones: changes bytes, tokens and lines, puts words of the language in, splices."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

MAX_SIZE = 12_000
# Texts that others are made of are smaller: time is better spent on many than on long ones.
MAX_KEPT = 3_000
MAX_POOL = 2_000

_TOKEN = re.compile(rb"[A-Za-z_][A-Za-z0-9_-]*|[0-9]+|[ \t]+|[^\w\s]")
# What many readers stumble over, in whatever language.
_ODD = [
    *(b"", b"\x00", b"\x1b[31m", b"\x7f", b"\x85", b"\xff", b"\xc3", b"\r", b"\r\n", b"\t", b"\n\n", b"\f", b" "),
    *("\u00a0", "\u2028", "\u202e", "\ufeff", "\U0001f600", "e\u0301", "\u0130", "\u00df", "\uffff"),
    *("0", "-0", "-1", "1e999999999", "1e-999999999", "9" * 40, "0x10", "1_000", "0.1", ".", "nan", "inf", "\u0663"),
    *("true", "null", "~", "", "__class__", "..", "../../etc/passwd", "/etc/passwd", "C:\\x", "%s", "{0}", "$$", "\\"),
]
ODD: Sequence[bytes] = [each.encode() if isinstance(each, str) else each for each in _ODD]


class Mutator:
    """Makes one text after the other of some that are sound, the same ones for the same seed."""

    def __init__(self, seeds: Sequence[bytes], words: Sequence[bytes], chance: Random) -> None:
        self._pool = [each[:MAX_SIZE] for each in seeds] or [b""]
        self._sound = len(self._pool)
        self._words = [*words, *ODD]
        self._chance = chance
        self._ways: Sequence[Callable[[bytes], bytes]] = (
            *(self._byte, self._cut, self._double, self._word, self._word, self._word, self._replaced, self._replaced),
            *(self._swapped, self._line_out, self._line_twice, self._line_moved, self._spliced, self._spliced),
            *(self._truncated, self._nested, self._borrowed, self._borrowed),
        )

    def next(self) -> bytes:
        """Return another text, of at most 20,000 bytes."""
        return self.mutated(self._chance.choice(self._pool))

    def mutated(self, data: bytes) -> bytes:
        """Return a text made of this one."""
        for _ in range(1 + int(self._chance.expovariate(0.6))):
            data = self._chance.choice(self._ways)(data)[:MAX_SIZE]
        return data

    def keep(self, data: bytes) -> None:
        """Make further texts of this one, too: it did what none did before."""
        if len(data) > MAX_KEPT:
            return
        if len(self._pool) < MAX_POOL:
            self._pool.append(data)
        else:
            self._pool[self._chance.randrange(self._sound, MAX_POOL) if self._sound < MAX_POOL else -1] = data

    def _range(self, data: bytes, most: int = 40) -> tuple[int, int]:
        start = self._chance.randint(0, len(data))
        return start, min(len(data), start + self._chance.randint(0, most))

    def _byte(self, data: bytes) -> bytes:
        start, _ = self._range(data)
        return data[:start] + bytes([self._chance.randrange(256)]) + data[start + self._chance.randint(0, 1) :]

    def _cut(self, data: bytes) -> bytes:
        start, end = self._range(data)
        return data[:start] + data[end:]

    def _double(self, data: bytes) -> bytes:
        start, end = self._range(data)
        return data[:end] + data[start:end] * self._chance.choice((1, 1, 1, 2, 2, 2, 3, 40)) + data[end:]

    def _word(self, data: bytes) -> bytes:
        start, _ = self._range(data)
        return data[:start] + self._chance.choice(self._words) + data[start:]

    def _token(self, data: bytes) -> tuple[int, int]:
        found = _TOKEN.search(data, self._chance.randint(0, len(data))) or _TOKEN.search(data)
        return found.span() if found else (0, 0)

    def _replaced(self, data: bytes) -> bytes:
        start, end = self._token(data)
        return data[:start] + self._chance.choice(self._words) + data[end:]

    def _swapped(self, data: bytes) -> bytes:
        (first, second), (third, fourth) = sorted((self._token(data), self._token(data)))
        if third < second:
            return data
        return data[:first] + data[third:fourth] + data[second:third] + data[first:second] + data[fourth:]

    def _borrowed(self, data: bytes) -> bytes:
        """Put a few lines of another text between those of this one."""
        lines, others = data.split(b"\n"), self._chance.choice(self._pool).split(b"\n")
        at, start = self._chance.randint(0, len(lines)), self._chance.randrange(len(others))
        return b"\n".join([*lines[:at], *others[start : start + self._chance.randint(1, 4)], *lines[at:]])

    def _line_out(self, data: bytes) -> bytes:
        lines = data.split(b"\n")
        del lines[self._chance.randrange(len(lines))]
        return b"\n".join(lines)

    def _line_twice(self, data: bytes) -> bytes:
        lines = data.split(b"\n")
        at = self._chance.randrange(len(lines))
        return b"\n".join([*lines[:at], *[lines[at]] * self._chance.choice((2, 2, 3, 40)), *lines[at + 1 :]])

    def _line_moved(self, data: bytes) -> bytes:
        lines = data.split(b"\n")
        moved = lines.pop(self._chance.randrange(len(lines)))
        lines.insert(self._chance.randint(0, len(lines)), self._chance.choice((b"", b"  ", b"    ")) + moved)
        return b"\n".join(lines)

    def _spliced(self, data: bytes) -> bytes:
        other = self._chance.choice(self._pool)
        return data[: self._chance.randint(0, len(data))] + other[self._chance.randint(0, len(other)) :]

    def _truncated(self, data: bytes) -> bytes:
        return data[: self._chance.randint(0, len(data))]

    def _nested(self, data: bytes) -> bytes:
        start, _ = self._range(data)
        word = self._chance.choice(self._words) or b"["
        return data[:start] + word * self._chance.choice((2,) * 20 + (5,) * 10 + (130, 2_000)) + data[start:]


def minimised(data: bytes, fails: Callable[[bytes], bool], budget: int = 2_000) -> bytes:
    """Return a smaller text that fails as well, found by leaving out ever smaller parts of it."""
    size = max(1, len(data) // 2)
    while budget > 0:
        at, shrunk = 0, False
        while at < len(data) and budget > 0:
            smaller = data[:at] + data[at + size :]
            budget -= 1
            if fails(smaller):
                data, shrunk = smaller, True
            else:
                at += size
        if size == 1 and not shrunk:
            break
        size = size if shrunk else max(1, size // 2)
    return data
