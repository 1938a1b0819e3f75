"""Who does what: how directories are shared between processes, and in which order they take root modules."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence

from finops_guard.sources.terraform.roots import reach

_ITEM = 4
# What a pipe holds at least, in items.
_ROOM = 1000


def directories(files: Mapping[str, Collection[str]], number: int) -> list[list[str]]:
    """Return the directories of configuration in as many runs of neighbours, with about as many files each."""
    total = sum(map(len, files.values()))
    shares: list[list[str]] = [[] for _ in range(number)]
    before = 0
    for directory in sorted(files):
        shares[min(number - 1, before * number // max(1, total))].append(directory)
        before += len(files[directory])
    return shares


def batches(
    judged: Sequence[str],
    calls: Mapping[str, set[str]],
    files: Mapping[str, Collection[str]],
    data: Sequence[str],
    shares: Sequence[Collection[str]],
) -> list[list[list[str]]]:
    """Return for each share the roots in it, in the order in which they are taken, the heaviest first.

    A root weighs as many files as it and all that it calls have, and as many of ``data`` (sorted) as lie below it. Of
    very many, several are taken at once.
    """
    weights = {
        root: sum(len(files.get(each, ())) for each in reach(root, calls)) + _below(root, data) for root in judged
    }
    heaviest = sorted(judged, key=lambda root: (-weights[root], root))
    return [_at_once([root for root in heaviest if root in share]) for share in map(frozenset, shares)]


def _at_once(roots: Sequence[str]) -> list[list[str]]:
    size = -(-len(roots) // _ROOM) or 1
    return [list(roots[at : at + size]) for at in range(0, len(roots), size)]


def _below(directory: str, data: Sequence[str]) -> int:
    if not directory:
        return 0  # all of the tree says nothing
    return bisect_left(data, f"{directory}0") - bisect_left(data, f"{directory}/")


class Queue:
    """Numbers that several processes take from one pipe, each once: whoever is free takes the next."""

    def __init__(self) -> None:
        self._reading, self._writing = os.pipe()

    def fill(self, count: int) -> None:
        """Put in the numbers from 0 on, at most as many as there are batches; nothing more will come."""
        os.write(self._writing, b"".join(number.to_bytes(_ITEM, "big") for number in range(count)))
        self.only_take()

    def only_take(self) -> None:
        """Put nothing in any more."""
        os.close(self._writing)

    def taken(self) -> Iterator[int]:
        """Take numbers until there are none."""
        while item := os.read(self._reading, _ITEM):
            yield int.from_bytes(item, "big")
        os.close(self._reading)
