"""Tag keys as each provider spells them, and spellings that only nearly fit."""

from __future__ import annotations

from functools import lru_cache

from finops_guard.policy.patterns import MAX_SUBJECT
from finops_guard.resources import Tag, TagSet

# Keys of Google Cloud labels have no upper case, and Kubernetes' by custom have none either: what is CostCenter
# elsewhere is cost-center or cost_center there.
_FOLDING = frozenset({"google", "google-beta", "kubernetes"})
# Azure's tag names are case-insensitive for every operation.
_CASELESS = frozenset({"azurerm", "azapi"})


def word(provider: str) -> str:
    """Return what the provider calls a tag."""
    return "label" if provider in _FOLDING else "tag"


def found(tags: TagSet, spellings: tuple[str, ...], provider: str) -> list[Tag]:
    """Return the tags that count as a key, in the order of its spellings, those that are null left out.

    Only where none is spelled exactly so, the provider's looser ways of spelling count.
    """
    every = tags.tags
    hits = [every[spelling] for spelling in spellings if spelling in every]
    if not hits and provider in _CASELESS:
        wanted = {spelling.casefold() for spelling in spellings}
        hits = [tag for key, tag in every.items() if key.casefold() in wanted]
    elif not hits and provider in _FOLDING:
        wanted = {_fold(spelling) for spelling in spellings}
        hits = [tag for key, tag in every.items() if key == key.lower() and _fold(key) in wanted]
    return [tag for tag in hits if not tag.value.is_null]


@lru_cache(maxsize=1024)
def near_miss(keys: tuple[str, ...], spellings: tuple[str, ...], others: tuple[str, ...]) -> str:
    """Return the key that is probably meant to be one of the spellings; empty where there is none.

    ``others`` are spellings of other keys: they mean what they say.
    """
    from difflib import get_close_matches

    wanted = {_fold(spelling) for spelling in spellings}
    candidates = [key for key in sorted(keys) if key not in others and key not in spellings]
    for key in candidates:
        if _fold(key) in wanted:
            return key
    for key in candidates:
        # Short keys are close to too many others.
        if 3 < len(key) <= MAX_SUBJECT and get_close_matches(_fold(key), sorted(wanted), n=1, cutoff=0.8):
            return key
    return ""


@lru_cache(maxsize=4096)
def _fold(key: str) -> str:
    return key.casefold().replace("-", "").replace("_", "")
