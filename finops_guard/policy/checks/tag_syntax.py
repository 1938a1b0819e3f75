"""Tags that the provider would refuse, or that are more than it takes."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from finops_guard.findings import Verdict
from finops_guard.policy.checks.comparing import scalar_text
from finops_guard.policy.checks.tag_items import Item, about, shown_key
from finops_guard.policy.checks.tag_keys import word
from finops_guard.policy.checks.tag_limits import Rules, rules
from finops_guard.policy.model import Outcome
from finops_guard.resources import Tag
from finops_guard.values import Unknown

_PLACEHOLDERS = ("{{", "${", "$(")


class Syntax(Struct, frozen=True):
    """Judges tags by the rules of their provider (``by_provider``): each key, each value, and how many there are.

    ``most`` is how many an organisation allows, whatever the provider takes.
    """

    most: int | None
    by_provider: bool

    def judge(self, item: Item) -> Iterator[Outcome]:
        applied = rules(item.provider, item.type) if self.by_provider else None
        limits = [limit for limit in (self.most, applied.most if applied else None) if limit is not None]
        if applied is not None:
            for tag in item.own:
                if not (item.is_manifest and _is_template(tag)):
                    yield from _key(item, tag, applied)
                    yield from _value(item, tag, applied)
        if limits and len(item.tags.tags) >= min(limits):
            yield from _number(item, min(limits))


def _is_template(tag: Tag) -> bool:
    """Tell whether a label of a manifest is still to be filled in by some other tool than those that are known."""
    return any(begin in tag.key or begin in (scalar_text(tag.value) or "") for begin in _PLACEHOLDERS)


def _number(item: Item, most: int) -> Iterator[Outcome]:
    count = sum(not tag.value.is_null for tag in item.tags.tags.values())
    kind, key, span = word(item.provider), f"{item.prefix}(number)", item.tags.place or item.span
    if count > most:
        message = f"{item.name} has {count:,} {kind}s, more than {most:,}"
        yield Outcome(Verdict.FAIL, message, key, span, (), {"item": item.name})
    elif count == most and item.tags.open:
        message = f"{item.name} has {count:,} {kind}s, the most that it may have, and may get more"
        yield Outcome(Verdict.UNRESOLVED, message, key, span, item.tags.open, {"item": item.name})


def _key(item: Item, tag: Tag, applied: Rules) -> Iterator[Outcome]:
    wrong = applied.key(tag.key)
    if wrong:
        said = wrong if not tag.value.is_sensitive else "is none that the provider takes"
        message = f'the key "{shown_key(tag)}" on {item.name} {said}'
        yield about(item, tag, f"{shown_key(tag)} (key)", Verdict.FAIL, message, at_key=True)


def _value(item: Item, tag: Tag, applied: Rules) -> Iterator[Outcome]:
    shown, raw = shown_key(tag), tag.value.raw
    subject = f'the value of the {word(item.provider)} "{shown}" on {item.name}'
    if isinstance(raw, Unknown):
        length = sum(map(len, raw.shape))
        wrong = next((wrong for part in raw.shape if (wrong := applied.part(part[: applied.longest]))), "")
        if not wrong and length > applied.longest:
            wrong = f"has more than {applied.longest} characters"
        if not wrong and length == applied.longest:
            message = f"{subject} is not known: it could have more than {applied.longest} characters"
            yield about(item, tag, shown, Verdict.UNRESOLVED, message, tag.value.causes)
    elif item.is_manifest and not isinstance(raw, str):
        wrong = "is no text: write it in quotes"
    else:
        text = scalar_text(tag.value)
        wrong = applied.value(text) if text is not None else ""
    if wrong:
        said = wrong if not tag.value.is_sensitive else "is none that the provider takes"
        yield about(item, tag, shown, Verdict.FAIL, f"{subject} {said}")
