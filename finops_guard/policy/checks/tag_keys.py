"""Tag keys as each provider spells them, and spellings that only nearly fit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from finops_guard.policy.patterns import MAX_SUBJECT
from finops_guard.resources import Tag, TagSet
from finops_guard.values import fits

# Keys of Google Cloud labels have no upper case, and Kubernetes' by custom have none either: what is CostCenter
# elsewhere is cost-center or cost_center there.
_FOLDING = frozenset({"google", "google-beta", "kubernetes"})
# Azure's tag names are case-insensitive for every operation.
CASELESS = frozenset({"azurerm", "azapi"})

# Labels with these domains mean what their documentation says: only a slip of the pen makes another of them.
_RECOMMENDED = frozenset({"kubernetes.io", "k8s.io", "helm.sh"})
_CLOSE, _STRICT = 0.8, 0.9


def word(provider: str) -> str:
    """Return what the provider calls a tag."""
    return "label" if provider in _FOLDING else "tag"


def found(tags: TagSet, spellings: tuple[str, ...], provider: str) -> list[Tag]:
    """Return the tags that count as a key, in the order of its spellings, those that are null left out.

    Only where none is spelled exactly so, the provider's looser ways of spelling count; only where there is no such
    tag, annotations do.
    """
    hits = _among(tags.tags, spellings, provider)
    return hits or _among(tags.annotations, spellings, provider)


def _among(every: Mapping[str, Tag], spellings: tuple[str, ...], provider: str) -> list[Tag]:
    hits = [every[spelling] for spelling in spellings if spelling in every]
    if not hits and provider in CASELESS:
        wanted = {spelling.casefold() for spelling in spellings}
        hits = [tag for key, tag in every.items() if key.casefold() in wanted]
    elif not hits and provider in _FOLDING:
        wanted = {fold(spelling) for spelling in spellings}
        hits = [tag for key, tag in every.items() if key == key.lower() and fold(key) in wanted]
    return [tag for tag in hits if not tag.value.is_null]


def may_have(tags: TagSet, spellings: Iterable[str]) -> bool:
    """Tell whether a key that is not listed could be there, in any of the ways that a provider takes for the same."""
    shapes = [(fold(begin), fold(end)) for begin, end in tags.shapes]
    return bool(tags.open) and any(fits(fold(key), shape) for key in spellings for shape in shapes)


@lru_cache(maxsize=1024)
def near_miss(keys: tuple[str, ...], spellings: tuple[str, ...], known: frozenset[str]) -> str:
    """Return the key that is probably meant to be one of the spellings; empty where there is none.

    ``known`` are the spellings of all keys: they mean what they say. What stands before the last slash does not count,
    but a spelling that has such a prefix is what only keys with the same one can be meant to be.
    """
    candidates = [(key, *_split(key)) for key in sorted(keys) if key not in known and key not in spellings]
    for key, prefix, name in candidates:
        if fold(name) in _wanted(prefix, spellings):
            return key
    for key, prefix, name in candidates:
        cutoff = _STRICT if _is_recommended(prefix) else _CLOSE
        # Short keys are close to too many others.
        if 3 < len(name) <= MAX_SUBJECT and _is_close(fold(name), _wanted(prefix, spellings), cutoff):
            return key
    return ""


def _is_close(name: str, wanted: list[str], cutoff: float) -> bool:
    """Tell whether difflib finds a name close to a wanted one, without asking it about those that share few letters."""
    near = []
    for each in wanted:
        length = len(name) + len(each) or 1
        if 2 * min(len(name), len(each)) / length >= cutoff:
            shared = sum(min(name.count(sign), each.count(sign)) for sign in set(name))
            if 2 * shared / length >= cutoff:
                near.append(each)
    if not near:
        return False
    from difflib import get_close_matches

    return bool(get_close_matches(name, near, n=1, cutoff=cutoff))


@lru_cache(maxsize=1024)
def _wanted(prefix: str, spellings: tuple[str, ...]) -> list[str]:
    """Return the names that a key with this prefix may be meant to have, folded."""
    parts = [_split(spelling) for spelling in spellings]
    return sorted({fold(name) for own, name in parts if own in ("", prefix)})


def _split(key: str) -> tuple[str, str]:
    prefix, _, name = key.rpartition("/")
    return prefix, name


def _is_recommended(prefix: str) -> bool:
    """Tell whether Kubernetes or Helm say what the labels of a prefix mean."""
    return prefix in _RECOMMENDED or prefix.endswith(tuple(f".{domain}" for domain in _RECOMMENDED))


@lru_cache(maxsize=4096)
def fold(key: str) -> str:
    """Return what all spellings of a key have in common that differ in case, dashes and underscores alone."""
    return key.casefold().replace("-", "").replace("_", "")
