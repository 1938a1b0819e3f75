"""Keys that must be there, or be right where they are: presence, values and patterns, for all resources or for some."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from finops_guard.findings import Verdict
from finops_guard.policy.checks.comparing import scalar_text
from finops_guard.policy.checks.tag_conditions import TagCondition, condition
from finops_guard.policy.checks.tag_items import Item, about, shown_key, shown_value
from finops_guard.policy.checks.tag_keys import found, may_have, near_miss, word
from finops_guard.policy.checks.tag_suggestions import AllowedValues
from finops_guard.policy.environments import causes as environment_causes
from finops_guard.policy.model import Outcome
from finops_guard.policy.patterns import expression, full_match
from finops_guard.resources import Tag
from finops_guard.values import Cause

# Among how many keys one is looked for that may be a slip of the pen: no cloud takes as many tags.
_MAX_NEAR = 100


class Key(Struct, frozen=True):
    """One key, and what its value must be. ``spellings`` begins with the key itself.

    ``environments`` and ``when`` say where it is asked for (empty, None: everywhere). ``left`` are values that others
    judge, in lower case.
    """

    key: str
    spellings: tuple[str, ...]
    required: bool
    values: AllowedValues
    pattern: re.Pattern[str] | None
    ignore_case: bool
    environments: tuple[str, ...]
    when: TagCondition | None
    left: frozenset[str]
    meaning: str


def keys(parameters: Mapping[str, Any]) -> tuple[Key, ...]:
    """Return the keys of a check; raise ParameterError for a pattern that is no regular expression."""
    aliases: Mapping[str, list[str]] = parameters.get("aliases", {})
    return tuple(
        _key(kind, key, spec, aliases)
        for kind in ("required", "optional")
        for key, spec in parameters.get(kind, {}).items()
    )


def _key(kind: str, key: str, spec: Mapping[str, Any], aliases: Mapping[str, list[str]]) -> Key:
    ignore_case = spec.get("ignore_case", False)
    pattern = spec.get("pattern")
    return Key(
        key,
        (key, *aliases.get(key, ())),
        kind == "required",
        AllowedValues(spec.get("values", ())),
        expression(pattern, (kind, key, "pattern"), ignore_case=ignore_case) if pattern else None,
        ignore_case,
        tuple(spec.get("environments", ())),
        condition(spec["when"], (kind, key, "when"), aliases) if "when" in spec else None,
        frozenset(value.strip().casefold() for value in spec.get("except", ())),
        spec.get("meaning", ""),
    )


class Requirements(Struct, frozen=True):
    """Judges each of some keys on its own. ``spellings`` are those of all keys, which mean what they say."""

    keys: tuple[Key, ...]
    spellings: frozenset[str]

    def judge(self, item: Item) -> Iterator[Outcome]:
        for key in self.keys:
            if (outcome := self._judge(item, key)) is not None:
                yield outcome

    def _judge(self, item: Item, key: Key) -> Outcome | None:
        named = item.environment.name
        if key.environments and named not in (None, *key.environments):
            return None
        outcome = self._key(item, key)
        if outcome is None:
            return None
        causes: tuple[Cause, ...] = ()
        if key.when is not None:
            applies, causes = key.when.holds(item)
            if not applies:
                return None
            outcome = replace(outcome, message=f"{outcome.message}; {key.when.text} asks for it")
        if key.environments and named is None:
            causes += environment_causes(item.environment)
        return replace(outcome, verdict=Verdict.UNRESOLVED, causes=(*outcome.causes, *causes)) if causes else outcome

    def _key(self, item: Item, key: Key) -> Outcome | None:
        hits = found(item.tags, key.spellings, item.provider)
        if not hits:
            return self._absent(item, key) if key.required else None
        outcomes = [_value(item, key, tag) for tag in hits]
        # One spelling that is right is enough; else the preferred one is to be put right.
        return None if None in outcomes else outcomes[0]

    def _absent(self, item: Item, key: Key) -> Outcome:
        kind = word(item.provider)
        if item.shown is None:
            # The key of a sensitive value may be as sensitive: marks of a map are carried by its values.
            shown = (name for name, tag in item.tags.tags.items() if not tag.value.is_sensitive)
            item.shown = tuple(islice(shown, _MAX_NEAR))
        near = near_miss(item.shown, key.spellings, self.spellings)
        fields = {"item": item.name, "value": "", "suggestion": near}
        if may_have(item.tags, key.spellings):
            message = f'it is not known whether {item.name} has the {kind} "{key.key}"'
            span = item.tags.place or item.span
            return Outcome(Verdict.UNRESOLVED, message, item.prefix + key.key, span, item.tags.open, fields)
        message = f'{item.name} has no {kind} "{key.key}"'
        if near:
            message += f' (it has "{near}": did you mean "{key.key}"?)'
        elif any(item.aside is not None and item.aside.get(spelling) is not None for spelling in key.spellings):
            message += f" on its pods (the {item.workload} has it, where no cost tool reads it): label the pod template"
        else:
            message += f" ({key.meaning})" if key.meaning else ""
            message += ": label the pod template or the Namespace" if item.workload else ""
        near_tag = item.tags.get(near)
        span = near_tag.span if near_tag and near_tag.span else item.tags.place or item.span
        return Outcome(Verdict.FAIL, message, item.prefix + key.key, span, (), fields)


def _value(item: Item, key: Key, tag: Tag) -> Outcome | None:
    """Return what is wrong with a value, or not known about it; None where it is right."""
    shown = shown_key(tag, key.key)
    if tag.value.is_unknown:
        if not key.values and key.pattern is None:
            # The key is written: whatever comes, somebody has been asked for it.
            return None
        message = f'the value of "{shown}" on {item.name} is not known'
        return about(item, tag, key.key, Verdict.UNRESOLVED, message, tag.value.causes)
    text = scalar_text(tag.value)
    if text is not None and text.strip().casefold() in key.left:
        return None
    if text is None or not text.strip():
        wrong = "empty" if text is not None else f"{shown_value(tag.value)}, which is no text"
        message = f'"{shown}" on {item.name} is {wrong}'
        return about(item, tag, key.key, Verdict.FAIL, message)
    ignore_case = key.ignore_case or item.provider.startswith("google")
    if key.values and not key.values.has(text, ignore_case=ignore_case):
        suggestion = "" if tag.value.is_sensitive else key.values.nearest(text)
        hint = f' (did you mean "{suggestion}"?)' if suggestion else ""
        message = f'"{shown}" on {item.name} is {shown_value(tag.value)}, none of {key.values.listed()}{hint}'
        return about(item, tag, key.key, Verdict.FAIL, message, suggestion=suggestion)
    if key.pattern is not None and not _fits(text, key.pattern, ignore_case):
        meaning = f" ({key.meaning})" if key.meaning else ""
        form = f"not of the form {key.pattern.pattern}{meaning}"
        message = f'"{shown}" on {item.name} is {shown_value(tag.value)}, {form}'
        return about(item, tag, key.key, Verdict.FAIL, message)
    return None


def _fits(text: str, pattern: re.Pattern[str], ignore_case: bool) -> bool:
    if ignore_case and not pattern.flags & re.IGNORECASE:
        pattern = re.compile(pattern.pattern, pattern.flags | re.IGNORECASE)
    return full_match(pattern, text)
