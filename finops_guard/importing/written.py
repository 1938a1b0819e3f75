"""Imported policies as files that load: names, ids, texts, and a last look at all of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from msgspec import Struct

from finops_guard.errors import FinopsGuardError, Problem, UsageError
from finops_guard.policy import loader
from finops_guard.settings import Settings
from finops_guard.tree import MemoryTree

_PREFIX = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z][A-Z0-9]*)*")
_MAX_NAME = 70


class Imported(Struct, frozen=True):
    """The texts of policies by the name of their file, and what of the source is not in them."""

    files: Mapping[str, str]
    notes: tuple[Problem, ...] = ()


def slug(text: str) -> str:
    """Return a text as part of a policy's name: ``CostCenter`` is ``cost-center``."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", text)
    return "-".join(re.findall(r"[a-z0-9]+", parted.lower()))[:_MAX_NAME].strip("-")


def title(text: str) -> str:
    """Return a text as the one line of a title."""
    clean = " ".join(text.split())
    return clean if len(clean) <= 120 else f"{clean[:119]}…"


def shown(text: str) -> str:
    """Return a tag's key as part of a sentence."""
    return text if len(text) <= 40 else f"{text[:39]}…"


def written(
    policies: Sequence[Mapping[str, Any]], prefix: str, taken: Collection[str], notes: Sequence[Problem], origin: str
) -> Imported:
    """Return policies (without id) as files, each with a name and an id that no other has.

    Raise UsageError for a prefix that is none of an id, and for what no policy can say.
    """
    import yaml

    if not _PREFIX.fullmatch(prefix):
        raise UsageError(f"--id-prefix {prefix}: capital letters and digits, joined by dashes, such as ACME")
    names: set[str] = set()
    files: dict[str, str] = {}
    number = 0
    for policy in policies:
        number += 1
        while f"{prefix}-TAG-{number:03}" in taken:
            number += 1
        name = _free(policy["name"], names | set(taken))
        names.add(name)
        data = {"id": f"{prefix}-TAG-{number:03}", **policy, "name": name}
        text = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=110)
        files[f"{name}.yaml"] = f"# Imported from {origin}.\n{text}"
    _refuse_unloadable(files)
    return Imported(files, tuple(notes))


def _free(name: str, taken: Collection[str]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    return free


def _refuse_unloadable(files: Mapping[str, str]) -> None:
    tree = MemoryTree({f"policies/{name}": text for name, text in files.items()})
    try:
        loader.load(Settings(policy_directories=("policies",) if files else ()), tree)
    except FinopsGuardError as failure:
        problems = [
            Problem(f"this cannot be said by a policy: {each.message}", None, each.hint) for each in failure.problems
        ]
        raise UsageError(problems) from None
