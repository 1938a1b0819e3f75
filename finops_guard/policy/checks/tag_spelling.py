"""How the keys of one resource are written: twice, nearly right, or in another style than agreed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from msgspec import Struct

from finops_guard.findings import Verdict
from finops_guard.policy.checks.tag_items import Item, about, shown_key
from finops_guard.policy.checks.tag_keys import CASELESS, fold, found, word
from finops_guard.policy.model import Outcome
from finops_guard.policy.patterns import Globs, expression, full_match
from finops_guard.resources import Tag

_STYLES: Mapping[str, tuple[str, str]] = {
    "kebab": ("cost-center", r"[a-z][a-z0-9]*(-[a-z0-9]+)*"),
    "snake": ("cost_center", r"[a-z][a-z0-9]*(_[a-z0-9]+)*"),
    "camel": ("costCenter", r"[a-z][a-zA-Z0-9]*"),
    "pascal": ("CostCenter", r"[A-Z][a-zA-Z0-9]*"),
}
_UPPER = frozenset({"camel", "pascal"})
_WORDS = r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+"


class Duplicates(Struct, frozen=True):
    """Judges keys of one resource that differ in case, dashes and underscores alone, but those that are left out."""

    left: Globs

    def judge(self, item: Item) -> Iterator[Outcome]:
        first: dict[str, Tag] = {}
        own = {id(tag) for tag in item.own}
        for tag in item.tags.tags.values():
            if tag.value.is_null or tag.value.is_sensitive or self.left.match(tag.key):
                continue
            other = first.setdefault(fold(tag.key), tag)
            if other is not tag and (id(tag) in own or id(other) in own):
                at = tag if id(tag) in own else other
                both = f'"{shown_key(other)}" and "{shown_key(tag)}"'
                message = f"{item.name} has the {word(item.provider)}s {both}{_effect(item)}"
                yield about(item, at, tag.key, Verdict.FAIL, message, suggestion=other.key, at_key=True)


def _effect(item: Item) -> str:
    if item.provider in CASELESS:
        return ", which Azure takes for the same where only the case differs"
    return ": two columns of a report for one meaning"


class NearMisses(Struct, frozen=True):
    """Judges keys that are one slip of the pen away from a known one, the meaning of which is there, too, or optional.

    ``beside`` are known keys, with their aliases, whose absence is for others to tell; ``anywhere`` those without one
    who does.
    """

    beside: tuple[tuple[str, ...], ...]
    anywhere: tuple[tuple[str, ...], ...]
    known: frozenset[str]

    def judge(self, item: Item) -> Iterator[Outcome]:
        for tag in item.own:
            if tag.key in self.known or tag.value.is_sensitive:
                continue
            meant = next((key for key in (*self.beside, *self.anywhere) if _slip(tag.key, key)), None)
            if meant is None or (meant in self.beside and not found(item.tags, meant, item.provider)):
                continue
            near = _slip(tag.key, meant)
            message = f'"{shown_key(tag)}" on {item.name} is nearly "{near}": did you mean that?'
            yield about(item, tag, tag.key, Verdict.FAIL, message, suggestion=near, at_key=True)


def near_misses(parameters: Mapping[str, Any]) -> NearMisses:
    """Return what a check says about keys that are nearly right."""
    written, aliases = parameters["near_misses"], parameters.get("aliases", {})
    beside, anywhere = (
        tuple((key, *aliases.get(key, ())) for key in written.get(name, ())) for name in ("beside", "keys")
    )
    return NearMisses(beside, anywhere, frozenset(spelling for key in (*beside, *anywhere) for spelling in key))


@lru_cache(maxsize=4096)
def _slip(key: str, spellings: tuple[str, ...]) -> str:
    """Return the spelling that a key is one slip away from; empty where there is none."""
    folded = fold(key)
    return next((spelling for spelling in spellings if _is_slip(folded, fold(spelling))), "")


def _is_slip(key: str, wanted: str) -> bool:
    """Tell whether two letters are exchanged, or one within a word is missing, doubled or another.

    What goes on after the word (owners, project-id) has a meaning of its own, and so has a short word that differs.
    """
    if key == wanted or abs(len(key) - len(wanted)) > 1 or len(wanted) < 4:
        return False
    if len(key) == len(wanted):
        differ = [at for at in range(len(key)) if key[at] != wanted[at]]
        if len(differ) == 2 and differ[1] == differ[0] + 1:
            return key[differ[0]] == wanted[differ[1]] and key[differ[1]] == wanted[differ[0]]
        return len(differ) == 1 and len(wanted) >= 8
    shorter, longer = sorted((key, wanted), key=len)
    if len(wanted) < 5 or longer.startswith(shorter) or longer.endswith(shorter):
        return False
    at = next(at for at in range(len(longer)) if at == len(shorter) or shorter[at] != longer[at])
    return shorter[at:] == longer[at + 1 :]


class KeyStyle(Struct, frozen=True):
    """Judges how keys are written: ``style`` is one of the known ones, ``pattern`` an organisation's own.

    What stands before the last slash does not count.
    """

    style: str
    pattern: re.Pattern[str]
    left: Globs

    def judge(self, item: Item) -> Iterator[Outcome]:
        if self.style in _UPPER and item.provider.startswith("google"):
            return  # whose labels have no upper case
        for tag in item.own:
            name = tag.key.rpartition("/")[2]
            if tag.value.is_sensitive or self.left.match(tag.key) or full_match(self.pattern, name):
                continue
            suggestion = _restyled(name, self.style) if self.style else ""
            said = f"not in {self.style} case" if self.style else f"not of the form {self.pattern.pattern}"
            hint = f' (did you mean "{suggestion}"?)' if suggestion else ""
            message = f'the key "{shown_key(tag)}" on {item.name} is {said}{hint}'
            yield about(item, tag, tag.key, Verdict.FAIL, message, suggestion=suggestion, at_key=True)


def key_style(written: Mapping[str, Any]) -> KeyStyle:
    """Return what a check says about the style of keys; raise ParameterError for a pattern that is none."""
    style = written.get("style", "")
    form = _STYLES[style][1] if style else written["pattern"]
    return KeyStyle(style, expression(form, ("keys", "pattern")), Globs(written.get("except", ())))


def _restyled(name: str, style: str) -> str:
    """Return a key in a style; empty where its words cannot be told."""
    words = [found.lower() for found in re.findall(_WORDS, name[:128])]
    if style in ("kebab", "snake"):
        made = ("-" if style == "kebab" else "_").join(words)
    else:
        made = "".join(word.capitalize() for word in words)
        made = made[:1].lower() + made[1:] if style == "camel" else made
    return made if re.fullmatch(_STYLES[style][1], made) else ""
