"""The names that policies use, held against those that there are: their own, resource types, environments.

The policies may break their schema: what is not of the right form is passed over here, for that has been told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from finops_guard import schema
from finops_guard.documents.model import key_span
from finops_guard.errors import Problem
from finops_guard.policy.model import PolicyFile
from finops_guard.policy.types import unknown_type
from finops_guard.values import Value, show

# The ids of bundled policies: a later release must not collide with a policy of a user.
RESERVED_PREFIX = "FG-"

# Where names stand in a policy, by keys: * is each item of a list or mapping, and at the end ? each key of a mapping.
_Path: TypeAlias = tuple[str, ...]
_TYPES: tuple[_Path, ...] = (
    ("match", "resources", "*"),
    ("match", "unless", "resources", "*"),
    ("check", "attribute", "paths", "*", "types", "*"),
    ("check", "budget", "root", "types", "?"),
)
_ENVIRONMENTS: tuple[_Path, ...] = (
    ("environments", "?"),
    ("match", "environments", "*"),
    ("match", "unless", "environments", "*"),
)
_PARAMETERS: Mapping[str, tuple[_Path, ...]] = {
    "container_resources": (("environments", "?"),),
    "instance_size": (("environments", "?"),),
    "tags": (("required", "*", "environments", "*"), ("optional", "*", "environments", "*")),
}
_ANY_OTHER = "default"


def misnamed(file: PolicyFile, *, reserved: bool) -> Iterator[Problem]:
    """Yield what is wrong with a user's id and name. ``reserved``: whether ids of bundled policies are refused."""
    if reserved and file.id.startswith(RESERVED_PREFIX):
        hint = "choose a prefix of your own, such as ACME-"
        message = f"ids that begin with {RESERVED_PREFIX} are reserved for the bundled policies"
        yield Problem(message, schema.locate(file.value, ["id"]), hint)
    stem = file.path.rpartition("/")[2].rpartition(".")[0]
    if isinstance(file.data.get("name"), str) and file.name != stem:
        message = f'the policy is named "{file.name}" and its file "{stem}"'
        yield Problem(message, schema.locate(file.value, ["name"]), "give both the same name")


def unknown_types(file: PolicyFile) -> Iterator[Problem]:
    """Yield the resource types that no provider has."""
    for name in _names(file.value, _TYPES):
        wrong = unknown_type(str(name.raw))
        if wrong is not None:
            yield _problem(name, wrong.message, wrong.hint)


def unknown_environments(
    check: str, parameters: Value, environments: Mapping[str, tuple[str, ...]]
) -> Iterator[Problem]:
    """Yield the environments in the parameters of a check that are configured nowhere."""
    for name in _names(parameters, _PARAMETERS.get(check, ())):
        if name.raw != _ANY_OTHER:
            yield from _unknown_environment(name, environments)


def unknown_environments_of(file: PolicyFile, environments: Mapping[str, tuple[str, ...]]) -> Iterator[Problem]:
    """Yield the environments that a policy names outside of its check and that are configured nowhere."""
    for name in _names(file.value, _ENVIRONMENTS):
        yield from _unknown_environment(name, environments)


def _unknown_environment(name: Value, environments: Mapping[str, tuple[str, ...]]) -> Iterator[Problem]:
    text = str(name.raw)
    if text not in environments:
        meant = next((known for known, spellings in environments.items() if text.lower() in spellings), "")
        hint = f'did you mean "{meant}"?' if meant else schema.suggest(text, environments)
        hint = hint or f"known: {', '.join(environments)}; add it to environment.names in the configuration"
        yield _problem(name, f"there is no environment {show(name)}", hint)


def _names(value: Value | None, paths: Sequence[_Path]) -> Iterator[Value]:
    """Yield the texts at the paths, a key as the text that it is, at its own place."""
    for path in paths:
        yield from _at(value, path)


def _at(value: Value | None, path: _Path) -> Iterator[Value]:
    if value is None:
        return
    if not path:
        if isinstance(value.raw, str):
            yield value
        return
    step, rest = path[0], path[1:]
    if isinstance(value.raw, Mapping):
        if step == "?":
            yield from (Value(key, key_span(value, key) or value.origin) for key in value.raw)
        else:
            for item in value.raw.values() if step == "*" else (value.raw.get(step),):
                yield from _at(item, rest)
    elif step == "*":
        for item in value.items():
            yield from _at(item, rest)


def _problem(name: Value, message: str, hint: str) -> Problem:
    return Problem(message, name.origin.location() if name.origin else None, hint)
