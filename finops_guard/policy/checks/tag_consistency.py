"""One key, one spelling: what a root module as a whole writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from finops_guard.findings import Verdict
from finops_guard.policy.checks.tag_items import shown_key
from finops_guard.policy.checks.tag_keys import fold
from finops_guard.policy.model import Judged, MatchedRoot, Outcome
from finops_guard.policy.patterns import Globs
from finops_guard.resources import Resource, Tag, TagSet


class ConsistencyCheck(Struct, frozen=True):
    """Judges the keys of all resources of a root: those that differ in case, dashes and underscores alone.

    The spelling that most resources have is right, of equals the one that comes first. Resources that carry several
    at a time are left to the check for duplicates.
    """

    left: Globs

    def judge(self, judged: Judged) -> Iterator[Outcome] | None:
        return self._judge(judged.matching) if isinstance(judged, MatchedRoot) else None

    def _judge(self, resources: tuple[Resource, ...]) -> Iterator[Outcome]:
        # By provider: what is CostCenter elsewhere can only be cost_center on Google Cloud.
        uses: dict[tuple[str, str], dict[str, list[tuple[Resource, Tag]]]] = {}
        for resource in resources:
            for folded, tag in self._once(resource.tags):
                uses.setdefault((resource.provider.partition("-")[0], folded), {}).setdefault(tag.key, []).append(
                    (resource, tag)
                )
        for spellings in uses.values():
            if len(spellings) > 1:
                usual = max(spellings, key=lambda key: len(spellings[key]))
                yield from (
                    _outcome(spelling, used, usual, len(spellings[usual]))
                    for spelling, used in spellings.items()
                    if spelling != usual
                )

    def _once(self, tags: TagSet | None) -> Iterator[tuple[str, Tag]]:
        """Yield the tags of which a resource has one spelling, with what all spellings have in common."""
        found: dict[str, Tag | None] = {}
        for tag in tags.tags.values() if tags is not None else ():
            if not tag.value.is_sensitive and not self.left.match(tag.key):
                folded = fold(tag.key)
                found[folded] = tag if folded not in found else None
        yield from ((folded, tag) for folded, tag in found.items() if tag is not None)


def consistency(written: Mapping[str, Any]) -> ConsistencyCheck:
    """Return the check that a policy configures."""
    return ConsistencyCheck(Globs(written.get("except", ())))


def _outcome(spelling: str, used: list[tuple[Resource, Tag]], usual: str, count: int) -> Outcome:
    resource, tag = used[0]
    where = resource.address if len(used) == 1 else f"{resource.address} and {len(used) - 1:,} more"
    message = f'"{shown_key(tag)}" on {where} is "{usual[:128]}" on {count:,}: cost reports show two columns'
    fields = {"item": resource.address, "value": spelling, "suggestion": usual}
    return Outcome(Verdict.FAIL, message, spelling, tag.span or resource.span, (), fields)
