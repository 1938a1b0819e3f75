"""What tags must not hold: placeholders, keys that are not allowed, credentials and addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from finops_guard.findings import Verdict
from finops_guard.policy.checks import tag_secrets
from finops_guard.policy.checks.comparing import scalar_text
from finops_guard.policy.checks.tag_items import HIDDEN, Item, about, shown_key, shown_value
from finops_guard.policy.checks.tag_keys import found, word
from finops_guard.policy.model import Outcome
from finops_guard.policy.patterns import MAX_SUBJECT, Globs, expression
from finops_guard.resources import Tag
from finops_guard.values import ANY_SHAPE, Shape, Unknown, conceal, fits


class Placeholders(Struct, frozen=True):
    """Judges the values of some keys (``*``: of all that are known) by words that mean nothing, in lower case."""

    keys: tuple[tuple[str, tuple[str, ...]], ...]
    words: frozenset[str]

    def judge(self, item: Item) -> Iterator[Outcome]:
        pairs: list[tuple[str, Tag]] = []
        for key, spellings in self.keys:
            hits = item.tags.tags.values() if key == "*" else found(item.tags, spellings, item.provider)
            pairs += [(key, tag) for tag in hits if not (key == "*" and tag.value.is_unknown)]
        for key, tag in pairs:
            name = shown_key(tag) if key == "*" else key
            shown = shown_key(tag, name)
            if isinstance(tag.value.raw, Unknown):
                if not any(fits(text, _folded(tag.value.raw.shape)) for text in self.words):
                    continue
                message = f'the value of "{shown}" on {item.name} is not known: it could be a placeholder'
                yield about(item, tag, name, Verdict.UNRESOLVED, message, tag.value.causes)
            elif (scalar_text(tag.value) or "").strip().casefold() in self.words:
                message = f'"{shown}" on {item.name} is {shown_value(tag.value)}, a placeholder'
                yield about(item, tag, name, Verdict.FAIL, message)


def placeholders(parameters: Mapping[str, Any]) -> Placeholders:
    """Return what a check says about placeholders."""
    written, aliases = parameters["placeholders"], parameters.get("aliases", {})
    return Placeholders(
        tuple((key, (key, *aliases.get(key, ()))) for key in written["keys"]),
        frozenset(value.strip().casefold() for value in written["values"]),
    )


class ForbiddenKeys(Struct, frozen=True):
    """Judges keys by globs. Without ``further``, what may be there beside the known keys counts only where it shows."""

    globs: Globs
    further: bool

    def judge(self, item: Item) -> Iterator[Outcome]:
        kind = word(item.provider)
        for tag in item.tags.tags.values():
            if self.globs.match(tag.key) and not tag.value.is_null:
                message = f'{item.name} has the {kind} "{shown_key(tag)}", which is not allowed'
                yield about(item, tag, shown_key(tag), Verdict.FAIL, message, at_key=True)
        if item.tags.open and (self.further or any(self._matches(shape) for shape in item.tags.shapes)):
            message = f"it is not known whether {item.name} has {kind}s that are not allowed"
            key = f"{item.prefix}(forbidden)"
            yield Outcome(Verdict.UNRESOLVED, message, key, item.span, item.tags.open, {"item": item.name})

    def _matches(self, shape: Shape) -> bool:
        return shape != ANY_SHAPE and self.globs.match("".join(shape))


class ForbiddenValues(Struct, frozen=True):
    """Judges what the values hold: credentials, e-mail addresses, what patterns with a name find anywhere in them.

    ``left`` are keys whose values are not judged. No value that is found is ever shown.
    """

    secrets: bool
    addresses: bool
    patterns: tuple[tuple[str, re.Pattern[str]], ...]
    left: Globs

    def judge(self, item: Item) -> Iterator[Outcome]:
        for tag in item.own:
            if self.left.match(tag.key):
                continue
            raw = tag.value.raw
            known = raw.shape if isinstance(raw, Unknown) else (scalar_text(tag.value) or "",)
            what = next((what for text in known if text and (what := self._found(text))), "")
            if what:
                conceal(tag.value)
                message = f'the value of "{shown_key(tag)}" on {item.name} is {what}, for everybody to read'
                yield _hidden(item, tag, Verdict.FAIL, message)
            elif self.secrets and isinstance(raw, Unknown) and (what := tag_secrets.begun(raw.prefix)):
                message = f'the value of "{shown_key(tag)}" on {item.name} begins like {what}'
                yield _hidden(item, tag, Verdict.UNRESOLVED, message)

    def _found(self, text: str) -> str:
        """Return what a text is, or holds; empty where it may be shown."""
        if self.secrets and (what := tag_secrets.secret(text)):
            return what
        for name, pattern in self.patterns:
            if len(text) <= MAX_SUBJECT and pattern.search(text):
                return name
        return "an e-mail address" if self.addresses and tag_secrets.has_address(text) else ""


def forbidden_values(written: Mapping[str, Any]) -> ForbiddenValues:
    """Return what a check says about values; raise ParameterError for a pattern that is no regular expression."""
    kinds = written.get("kinds", ())
    patterns = (
        (name, expression(pattern, ("forbidden_values", "patterns", name)))
        for name, pattern in written.get("patterns", {}).items()
    )
    return ForbiddenValues("secrets" in kinds, "email" in kinds, tuple(patterns), Globs(written.get("except", ())))


def _hidden(item: Item, tag: Tag, verdict: Verdict, message: str) -> Outcome:
    """Return an outcome that shows nothing of a tag's value."""
    key = tag.key if not tag.value.is_sensitive else HIDDEN
    fields = {"item": item.name, "value": "(a secret)", "suggestion": ""}
    return Outcome(
        verdict, message, item.prefix + key, tag.value.origin or tag.span or item.span, tag.value.causes, fields
    )


def _folded(shape: Shape) -> Shape:
    """Return what a partly known text begins and ends with, as placeholders are compared."""
    return shape[0].lstrip().casefold(), shape[1].rstrip().casefold()
