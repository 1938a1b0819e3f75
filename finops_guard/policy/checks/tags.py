"""The check ``tags``: effective tags and labels that say whose cost it is, with values that mean something."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from msgspec import Struct

from finops_guard.findings import Verdict
from finops_guard.location import Span
from finops_guard.policy.checks.comparing import scalar_text
from finops_guard.policy.checks.tag_keys import fold, found, near_miss, word
from finops_guard.policy.environments import causes as environment_causes
from finops_guard.policy.model import Judged, Outcome
from finops_guard.policy.patterns import Globs, expression, full_match
from finops_guard.policy.value_lists import ValueList
from finops_guard.resources import Environment, Resource, Tag, TagSet
from finops_guard.values import Cause, Shape, Unknown, Value, fits, show

FIELDS = ("item", "value", "suggestion")

# Among how many keys one is looked for that may be a slip of the pen: no cloud takes as many tags.
_MAX_NEAR = 100


def configure(parameters: Mapping[str, Any]) -> TagsCheck:
    """Return the check; raise ParameterError for a pattern that is no regular expression."""
    aliases: Mapping[str, list[str]] = parameters.get("aliases", {})
    placeholders: Mapping[str, list[str]] = parameters.get("placeholders", {})
    keys = tuple(
        _key(kind, key, spec, aliases)
        for kind in ("required", "optional")
        for key, spec in parameters.get(kind, {}).items()
    )
    return TagsCheck(
        keys,
        frozenset(spelling for key in keys for spelling in key.spellings),
        Globs(parameters.get("forbidden", ())),
        tuple((key, (key, *aliases.get(key, ()))) for key in placeholders.get("keys", ())),
        frozenset(str(value).strip().casefold() for value in placeholders.get("values", ())),
        parameters.get("children", "judge") == "judge",
    )


class Key(Struct, frozen=True):
    """One key, and what its value must be. ``spellings`` begins with the key itself."""

    key: str
    spellings: tuple[str, ...]
    required: bool
    values: ValueList
    pattern: re.Pattern[str] | None
    ignore_case: bool
    environments: tuple[str, ...]
    meaning: str


class _Item(Struct):
    """What is judged at a time: a resource or one of its parts.

    ``shown`` are the tag keys that may be shown. ``workload`` is the kind of a Kubernetes object that runs pods of a
    template, ``aside`` are its own labels, which are not those of its pods.
    """

    name: str
    prefix: str  # of the outcome's key
    provider: str
    environment: Environment
    tags: TagSet
    span: Span | None
    shown: tuple[str, ...] | None = None
    workload: str = ""
    aside: Value | None = None


class TagsCheck(Struct, frozen=True):
    """Judges the effective tags of a resource and of its parts, each key on its own."""

    keys: tuple[Key, ...]
    spellings: frozenset[str]  # of all keys
    forbidden: Globs
    placeholder_keys: tuple[tuple[str, tuple[str, ...]], ...]
    placeholders: frozenset[str]
    children: bool

    def judge(self, judged: Judged) -> Iterator[Outcome] | None:
        if not isinstance(judged, Resource) or judged.tags is None:
            return None
        return self._judge(judged, judged.tags)

    def _judge(self, resource: Resource, tags: TagSet) -> Iterator[Outcome]:
        item = _Item(resource.address, "", resource.provider, resource.environment, tags, None)
        if resource.pod_template:
            metadata = (resource.object or resource.values).get("metadata")
            item.workload = resource.kind
            item.aside = metadata.get("labels") if metadata is not None else None
        yield from self._item(item)
        for child in resource.children if self.children else ():
            if child.tags is not None:
                part = f"{child.kind} {child.name}" if child.name and child.name != child.kind else child.kind
                name, prefix = f"{resource.address}: {part}", f"{child.kind}/{child.name}/"
                yield from self._item(
                    _Item(name, prefix, resource.provider, resource.environment, child.tags, child.span)
                )

    def _item(self, item: _Item) -> Iterator[Outcome]:
        for key in self.keys:
            if outcome := self._key(item, key):
                yield _limited(outcome, key, item.environment)
        yield from self._placeholders(item)
        if self.forbidden:
            yield from self._forbidden(item)

    def _key(self, item: _Item, key: Key) -> Outcome | None:
        if key.environments and item.environment.name not in (None, *key.environments):
            return None
        hits = found(item.tags, key.spellings, item.provider)
        if not hits:
            return self._absent(item, key) if key.required else None
        outcomes = [_judge_value(item, key, tag) for tag in hits]
        # One spelling that is right is enough; else the preferred one is to be put right.
        return None if None in outcomes else outcomes[0]

    def _absent(self, item: _Item, key: Key) -> Outcome:
        kind = word(item.provider)
        if item.shown is None:
            # The key of a sensitive value may be as sensitive: marks of a map are carried by its values.
            shown = (name for name, tag in item.tags.tags.items() if not tag.value.is_sensitive)
            item.shown = tuple(islice(shown, _MAX_NEAR))
        near = near_miss(item.shown, key.spellings, self.spellings)
        fields = {"item": item.name, "value": "", "suggestion": near}
        if _may_have(item.tags, key.spellings):
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

    def _placeholders(self, item: _Item) -> Iterator[Outcome]:
        pairs: list[tuple[str, Tag]] = []
        for key, spellings in self.placeholder_keys:
            hits = item.tags.tags.values() if key == "*" else found(item.tags, spellings, item.provider)
            pairs += [(key, tag) for tag in hits if not (key == "*" and tag.value.is_unknown)]
        for key, tag in pairs:
            name = _shown(tag, "(sensitive)") if key == "*" else key
            shown = _shown(tag, name)
            if isinstance(tag.value.raw, Unknown):
                if not any(fits(text, _folded(tag.value.raw.shape)) for text in self.placeholders):
                    continue
                message = f'the value of "{shown}" on {item.name} is not known: it could be a placeholder'
                yield _about(item, tag, name, Verdict.UNRESOLVED, message, tag.value.causes)
            elif (scalar_text(tag.value) or "").strip().casefold() in self.placeholders:
                message = f'"{shown}" on {item.name} is {show(tag.value)}, a placeholder'
                yield _about(item, tag, name, Verdict.FAIL, message)

    def _forbidden(self, item: _Item) -> Iterator[Outcome]:
        kind = word(item.provider)
        for tag in item.tags.tags.values():
            if self.forbidden.match(tag.key) and not tag.value.is_null:
                name = _shown(tag, "(sensitive)")
                message = f'{item.name} has the {kind} "{name}", which is not allowed'
                yield _about(item, tag, name, Verdict.FAIL, message, at_key=True)
        if item.tags.open:
            message = f"it is not known whether {item.name} has {kind}s that are not allowed"
            key = f"{item.prefix}(forbidden)"
            yield Outcome(Verdict.UNRESOLVED, message, key, item.span, item.tags.open, {"item": item.name})


def _may_have(tags: TagSet, spellings: Iterable[str]) -> bool:
    """Tell whether a key that is not listed could be there, in any of the ways that a provider takes for the same."""
    shapes = [(fold(begin), fold(end)) for begin, end in tags.shapes]
    return bool(tags.open) and any(fits(fold(key), shape) for key in spellings for shape in shapes)


def _folded(shape: Shape) -> Shape:
    """Return what a partly known text begins and ends with, as placeholders are compared."""
    return shape[0].lstrip().casefold(), shape[1].rstrip().casefold()


def _judge_value(item: _Item, key: Key, tag: Tag) -> Outcome | None:
    """Return what is wrong with a value, or not known about it; None where it is right."""
    asked = bool(key.values or key.pattern)
    shown = _shown(tag, key.key)
    if tag.value.is_unknown:
        if not asked:
            # The key is written: whatever comes, somebody has been asked for it.
            return None
        message = f'the value of "{shown}" on {item.name} is not known'
        return _about(item, tag, key.key, Verdict.UNRESOLVED, message, tag.value.causes)
    text = scalar_text(tag.value)
    if text is None or not text.strip():
        wrong = "empty" if text is not None else f"{show(tag.value)}, which is no text"
        message = f'"{shown}" on {item.name} is {wrong}'
        return _about(item, tag, key.key, Verdict.FAIL, message)
    ignore_case = key.ignore_case or item.provider.startswith("google")
    if key.values and not key.values.has(text, ignore_case=ignore_case):
        suggestion = "" if tag.value.is_sensitive else key.values.closest(text)
        hint = f' (did you mean "{suggestion}"?)' if suggestion else ""
        message = f'"{shown}" on {item.name} is {show(tag.value)}, none of {key.values.shown()}{hint}'
        return _about(item, tag, key.key, Verdict.FAIL, message, suggestion=suggestion)
    if key.pattern is not None and not _fits(text, key.pattern, ignore_case):
        meaning = f" ({key.meaning})" if key.meaning else ""
        message = f'"{shown}" on {item.name} is {show(tag.value)}, not of the form {key.pattern.pattern}{meaning}'
        return _about(item, tag, key.key, Verdict.FAIL, message)
    return None


def _shown(tag: Tag, instead: str) -> str:
    """Return a tag's key, or what stands for it where its value is sensitive, and so the key may be."""
    return instead if tag.value.is_sensitive else tag.key


def _about(
    item: _Item,
    tag: Tag,
    key: str,
    verdict: Verdict,
    message: str,
    causes: tuple[Cause, ...] = (),
    *,
    suggestion: str = "",
    at_key: bool = False,
) -> Outcome:
    """Return an outcome that points at a tag's value, or at its key."""
    span = (None if at_key else tag.value.origin) or tag.span or item.span
    fields = {"item": item.name, "value": show(tag.value).strip('"'), "suggestion": suggestion}
    return Outcome(verdict, message, item.prefix + key, span, causes, fields)


def _limited(outcome: Outcome, key: Key, environment: Environment) -> Outcome:
    """Return an outcome that is unresolved where the key is for some environments and this one is not known."""
    if not key.environments or environment.name is not None:
        return outcome
    causes = (*outcome.causes, *environment_causes(environment))
    return Outcome(Verdict.UNRESOLVED, outcome.message, outcome.key, outcome.span, causes, outcome.fields)


def _key(kind: str, key: str, spec: Mapping[str, Any], aliases: Mapping[str, list[str]]) -> Key:
    ignore_case = spec.get("ignore_case", False)
    pattern = spec.get("pattern")
    return Key(
        key,
        (key, *aliases.get(key, ())),
        kind == "required",
        ValueList(spec.get("values", ())),
        expression(pattern, (kind, key, "pattern"), ignore_case=ignore_case) if pattern else None,
        ignore_case,
        tuple(spec.get("environments", ())),
        spec.get("meaning", ""),
    )


def _fits(text: str, pattern: re.Pattern[str], ignore_case: bool) -> bool:
    if ignore_case and not pattern.flags & re.IGNORECASE:
        pattern = re.compile(pattern.pattern, pattern.flags | re.IGNORECASE)
    return full_match(pattern, text)
