"""How much the resources of a scan hold: what one map of tags or one list of blocks multiplies is bounded."""

from __future__ import annotations

from collections.abc import Iterable

from finops_guard.resources import Child, TagSet

# Resources that one root module may make, over all its modules; each costs about 50 microseconds.
MAX_RESOURCES = 20_000
# What the resources of one root module, and of all of a scan, may hold together, in tags: about 100 bytes each.
MAX_HELD = 400_000
MAX_TOTAL_HELD = 1_500_000
# What a resource or a part of one that is judged on its own counts for.
JUDGED = 15


class Holdings:
    """What the resources of one root module hold; ``held`` counts on from what other root modules do.

    ``exceeded`` says which bound was reached; empty where none was.
    """

    __slots__ = ("_limit", "_resources", "_whose", "exceeded", "held")

    def __init__(self, held: int, whose: str) -> None:
        self.held = held
        self.exceeded = ""
        self._limit = min(held + MAX_HELD, MAX_TOTAL_HELD)
        self._resources = 0
        self._whose = whose if self._limit < MAX_TOTAL_HELD else "the scan"

    def begin(self) -> bool:
        """Count one more resource; tell whether it may be made."""
        self._resources += 1
        if self._resources > MAX_RESOURCES and not self.exceeded:
            self.exceeded = f"{self._whose} has more than {MAX_RESOURCES:,} resources; the rest was not judged"
        self._add(JUDGED)
        return not self.exceeded

    def kept(self, tags: TagSet | None, children: Iterable[Child]) -> tuple[Child, ...]:
        """Count what the resource holds; return its parts, as far as the bound allows."""
        self._add(_tags(tags))
        found = []
        for child in children:
            if self.exceeded:
                break
            self._add(JUDGED + _tags(child.tags))
            found.append(child)
        return tuple(found)

    def _add(self, count: int) -> None:
        self.held += count
        if self.held > self._limit and not self.exceeded:
            limit = MAX_TOTAL_HELD if self._limit == MAX_TOTAL_HELD else MAX_HELD
            self.exceeded = (
                f"the resources of {self._whose} hold more than {limit:,} tags and parts; the rest was not judged"
            )


def _tags(tags: TagSet | None) -> int:
    return 0 if tags is None else len(tags.tags)
