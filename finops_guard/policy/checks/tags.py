"""The check ``tags``: effective tags and labels that say whose cost it is, with keys and values that mean something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from msgspec import Struct

from finops_guard.policy.checks import tag_contents, tag_requirements
from finops_guard.policy.checks.tag_items import Item, items
from finops_guard.policy.model import Check, Judged, Outcome
from finops_guard.policy.patterns import Globs
from finops_guard.resources import Resource, TagSet

FIELDS = ("item", "value", "suggestion")

_SPELLING = frozenset({"duplicates", "near_misses", "keys"})


class Aspect(Protocol):
    """One thing that is asked of tags."""

    def judge(self, item: Item) -> Iterator[Outcome]:
        """Yield what is wrong, or not known, about the tags of a resource or part."""
        ...


def configure(parameters: Mapping[str, Any]) -> Check:
    """Return the check; raise ParameterError for a pattern that is no regular expression."""
    if "consistent" in parameters:
        from finops_guard.policy.checks.tag_consistency import consistency

        return consistency(parameters["consistent"])
    return TagsCheck(tuple(_aspects(parameters)), parameters.get("children", "judge") == "judge")


def _aspects(parameters: Mapping[str, Any]) -> Iterator[Aspect]:
    if keys := tag_requirements.keys(parameters):
        spellings = frozenset(spelling for key in keys for spelling in key.spellings)
        yield tag_requirements.Requirements(keys, spellings)
    if "placeholders" in parameters:
        yield tag_contents.placeholders(parameters)
    if "forbidden" in parameters:
        further = parameters.get("further", "judge") == "judge"
        yield tag_contents.ForbiddenKeys(Globs(parameters["forbidden"]), further)
    if "forbidden_values" in parameters:
        yield tag_contents.forbidden_values(parameters["forbidden_values"])
    if _SPELLING & parameters.keys():
        yield from _spelling(parameters)
    if "max_count" in parameters or parameters.get("syntax", False):
        from finops_guard.policy.checks.tag_syntax import Syntax

        yield Syntax(parameters.get("max_count"), parameters.get("syntax", False))


def _spelling(parameters: Mapping[str, Any]) -> Iterator[Aspect]:
    from finops_guard.policy.checks.tag_spelling import Duplicates, key_style, near_misses

    if "duplicates" in parameters:
        yield Duplicates(Globs(parameters["duplicates"].get("except", ())))
    if "near_misses" in parameters:
        yield near_misses(parameters)
    if "keys" in parameters:
        yield key_style(parameters["keys"])


class TagsCheck(Struct, frozen=True):
    """Judges the effective tags of a resource and, with ``children``, of its parts."""

    aspects: tuple[Aspect, ...]
    children: bool

    def judge(self, judged: Judged) -> Iterator[Outcome] | None:
        if not isinstance(judged, Resource) or judged.tags is None:
            return None
        return self._judge(judged, judged.tags)

    def _judge(self, resource: Resource, tags: TagSet) -> Iterator[Outcome]:
        for item in items(resource, tags, children=self.children):
            for aspect in self.aspects:
                yield from aspect.judge(item)
