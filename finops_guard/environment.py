"""Which environment a resource belongs to: from its tags, the workspace, its namespace, or its path."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import lru_cache

from finops_guard.resources import Environment, TagSet
from finops_guard.settings import EnvironmentSettings

_WORDS = re.compile(r"[^a-z0-9]+")


def detect(
    settings: EnvironmentSettings,
    *,
    tags: TagSet | None,
    workspace: str | None = None,
    namespace: str | None = None,
    path: str = "",
    variable: str | None = None,
) -> Environment:
    """Return the environment that the first of these names: tag, workspace, namespace, configured path, path, variable.

    ``variable`` is what a root module's variable named like an environment tag holds.

    An environment tag whose value is unknown makes the environment unknown: nothing weaker overrules it.
    """
    tagged = _from_tags(settings, tags)
    if tagged is not None:
        return tagged
    if workspace and workspace != "default":
        name = _named(settings, workspace)
        if name is not None:
            return Environment(name, "workspace")
    if namespace:
        name = _named(settings, namespace)
        if name is not None:
            return Environment(name, "namespace")
    for pattern, name in settings.paths.items():
        if fnmatchcase(path, pattern) or fnmatchcase(path, f"{pattern.rstrip('/')}/*"):
            return Environment(canonical(settings, name), "path")
    for segment in reversed(path.split("/")):
        found = _named(settings, segment)
        if found is not None:
            return Environment(found, "path")
    if variable:
        return Environment(canonical(settings, variable), "variable")
    return Environment()


def canonical(settings: EnvironmentSettings, name: str) -> str:
    """Return the canonical name of an environment: ``production`` is ``prod``; a name of its own stays."""
    lowered = name.strip().lower()
    return next((key for key, names in settings.names.items() if lowered == key or lowered in names), lowered)


def _from_tags(settings: EnvironmentSettings, tags: TagSet | None) -> Environment | None:
    if tags is None:
        return None
    for key in settings.tags:
        tag = tags.get(key)
        if tag is None:
            continue
        if isinstance(tag.value.raw, str) and not tag.value.is_sensitive:
            return Environment(canonical(settings, tag.value.raw), "tag")
        if tag.value.is_unknown:
            return Environment(None, "tag", tag.value.causes)
    return None


def _named(settings: EnvironmentSettings, text: str) -> str | None:
    """Return the environment that one word of a name means (``shop-prod`` is ``prod``); None where no word does."""
    return _find(text.lower(), tuple(sorted((key, tuple(names)) for key, names in settings.names.items())))


@lru_cache(maxsize=4096)
def _find(text: str, names: tuple[tuple[str, tuple[str, ...]], ...]) -> str | None:
    words = [word for word in _WORDS.split(text) if word]
    for before, word in zip(["", *words], words, strict=False):
        if before in ("non", "not", "no"):
            # "non-prod" names no environment in particular, and certainly not prod.
            continue
        for key, spellings in names:
            if word == key or word in spellings:
                return key
    return None
