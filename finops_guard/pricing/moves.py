"""Which address a resource has after what the code says was moved, as Terraform applies it to a state.

https://developer.hashicorp.com/terraform/language/modules/develop/refactoring
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from finops_guard.addresses import parts
from finops_guard.resources import Move

# One resource may be moved so many times in a row.
MAX_STEPS = 100


class Moves:
    """The moves of one root module, with what they make of an address."""

    def __init__(self, moves: Iterable[Move]) -> None:
        self._to: dict[str, str] = {}
        self._named: set[str] = set()
        for each in moves:
            self._to.setdefault(each.old, each.new)
            self._named |= {_bare(each.old), _bare(each.new)}

    def renamed(self, address: str, kept: Collection[str], taken: Collection[str]) -> str:
        """Return the address that a resource has now.

        ``kept`` are the addresses of now, ``taken`` those of the base, to which nothing else is moved. Where a resource
        of which nothing is said got or lost its ``count``, the one instance is the first one, as it is for Terraform.
        """
        at, seen = address, {address}
        while len(seen) <= MAX_STEPS:
            step = self._step(at)
            if step is None or step in seen or step in taken:
                break
            at = step
            seen.add(at)
        if at not in kept and _bare(at) not in self._named:
            counted = at.removesuffix("[0]") if at.endswith("[0]") else f"{at}[0]"
            if counted in kept and counted not in taken:
                return counted
        return at

    def _step(self, address: str) -> str | None:
        """Return the address after the first move that applies, the most specific one of a resource and its modules."""
        if not self._to:
            return None
        for whole, bare, key, rest in _prefixes(address):
            if whole in self._to:
                return self._to[whole] + rest
            to = self._to.get(bare)
            # Without a key on either side, all instances are moved, each with its key.
            if key and to is not None and not to.endswith("]"):
                return f"{to}{key}{rest}"
        return None


def _bare(address: str) -> str:
    """Return an address without the key of its last part."""
    found = parts(address)
    return ".".join((*found[:-1], found[-1].partition("[")[0])) if found else ""


def _prefixes(address: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield the address and its modules, the longest first: whole, without its last key, that key, and the rest."""
    found = parts(address)
    for end in range(len(found), 0, -2):
        whole = ".".join(found[:end])
        name, bracket, key = found[end - 1].partition("[")
        bare = ".".join((*found[: end - 1], name))
        yield whole, bare, bracket + key, "".join(f".{part}" for part in found[end:])
