"""Conditions on another tag: a key is asked for where that one is there, or says something."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from finops_guard.policy.checks.comparing import scalar_text
from finops_guard.policy.checks.tag_items import Item
from finops_guard.policy.checks.tag_keys import found, may_have
from finops_guard.policy.checks.tag_suggestions import AllowedValues
from finops_guard.policy.patterns import expression, full_match
from finops_guard.resources import Tag
from finops_guard.values import Cause, Unknown, fits


class TagCondition(Struct, frozen=True):
    """That an effective tag is there and, where ``values`` or a ``pattern`` are given, is one of these."""

    spellings: tuple[str, ...]
    listed: tuple[str, ...]
    values: AllowedValues
    pattern: re.Pattern[str] | None
    text: str

    def holds(self, item: Item) -> tuple[bool, tuple[Cause, ...]]:
        """Tell whether it holds, and where it may or may not, why that is not known."""
        causes: tuple[Cause, ...] = ()
        hits = found(item.tags, self.spellings, item.provider)
        for tag in hits:
            holds = self._holds(tag, ignore_case=item.provider.startswith("google"))
            if holds:
                return True, ()
            causes += tag.value.causes if holds is None else ()
        if not hits and may_have(item.tags, self.spellings):
            causes = item.tags.open
        return bool(causes), causes

    def _holds(self, tag: Tag, *, ignore_case: bool) -> bool | None:
        if not self.values and self.pattern is None:
            return True
        raw = tag.value.raw
        if isinstance(raw, Unknown):
            may_be = self.pattern is not None or any(fits(text, raw.shape) for text in self.listed)
            return None if may_be else False
        text = scalar_text(tag.value)
        if text is None:
            return False
        if self.pattern is not None:
            return full_match(self.pattern, text)
        return self.values.has(text, ignore_case=ignore_case)


def condition(
    written: Mapping[str, Any], path: tuple[str | int, ...], aliases: Mapping[str, list[str]]
) -> TagCondition:
    """Return a condition as a policy writes it; raise ParameterError for a pattern that is no regular expression."""
    key, pattern, values = written["tag"], written.get("pattern"), tuple(written.get("values", ()))
    said = f" = {' or '.join(values)}" if values else f" of the form {pattern}" if pattern else ""
    return TagCondition(
        (key, *aliases.get(key, ())),
        values,
        AllowedValues(values),
        expression(pattern, (*path, "pattern")) if pattern else None,
        f'"{key}"{said}',
    )
