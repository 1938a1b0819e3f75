"""The policies of a scan: the bundled ones and a user's own, selected and configured."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec import json

from finops_guard import schema
from finops_guard.errors import ConfigError, FinopsGuardError, PolicyError, Problem
from finops_guard.location import Location
from finops_guard.policy.building import build
from finops_guard.policy.model import Policy, PolicyFile, Profile
from finops_guard.policy.patterns import Globs
from finops_guard.settings import PolicyOverride, Settings
from finops_guard.tree import Tree
from finops_guard.values import Value

BUNDLE = os.path.join(os.path.dirname(__file__), "bundled.json")


def load(settings: Settings, tree: Tree | None) -> tuple[Policy, ...]:
    """Return the active policies of a scan, sorted by id.

    ``tree`` holds ``settings.policy_directories``; with None, only bundled policies are loaded. Raise PolicyError for
    policy files that are not right, ConfigError for settings that name no policy or change one into nonsense, each
    with all problems of its kind.
    """
    profile = _profile(settings)
    files = _files(settings, tree)
    selected = _selected(settings, files)
    policies: list[Policy] = []
    failures: list[FinopsGuardError] = []
    for file in selected:
        try:
            policies.append(build(file, _override(settings, file), profile))
        except (ConfigError, PolicyError) as failure:
            failures.append(failure)
    if failures:
        raise type(failures[0])([problem for failure in failures for problem in failure.problems])
    return tuple(sorted(policies, key=lambda policy: policy.id))


def in_profile(policies: Iterable[Policy], settings: Settings) -> tuple[Policy, ...]:
    """Return the policies that the scan's profile asks for, and those that the settings select or configure."""
    rank, selected = Profile(settings.profile).rank, Globs(settings.select)
    return tuple(
        policy
        for policy in policies
        if policy.applies_from.rank <= rank
        or any(selected.match(name) or name in settings.policies for name in (policy.id, policy.name))
    )


def names(settings: Settings, tree: Tree | None) -> dict[str, str]:
    """Return the id of every policy there is, whether it applies in this scan or not, by its id and by its name."""
    files = _files(settings, tree)
    return {**{file.name: file.id for file in files}, **{file.id: file.id for file in files}}


def files(settings: Settings, tree: Tree | None) -> list[PolicyFile]:
    """Return all policies as they are written, in path order; raise PolicyError as :func:`load` does."""
    return sorted(_files(settings, tree), key=lambda file: (not file.bundled, file.path))


def _profile(settings: Settings) -> Profile:
    names = [profile.value for profile in Profile]
    if settings.profile not in names:
        hint = schema.suggest(settings.profile, names) or f"profiles: {', '.join(names)}"
        raise ConfigError(Problem(f'there is no profile "{settings.profile}"', None, hint))
    return Profile(settings.profile)


def _files(settings: Settings, tree: Tree | None) -> list[PolicyFile]:
    files = list(bundled())
    problems: list[Problem] = []
    if tree is not None:
        by_path: dict[str, PolicyFile] = {}
        for directory in settings.policy_directories:
            from finops_guard.policy.reading import read_directory

            found, wrong = read_directory(tree, directory.rstrip("/"))
            by_path.update({file.path: file for file in found})
            problems += wrong
        files += by_path.values()
    problems += _duplicates(files)
    if problems:
        raise PolicyError(sorted(dict.fromkeys(problems), key=lambda p: (p.location or Location(""), p.message)))
    return files


def bundled() -> Iterator[PolicyFile]:
    """Yield the policies that ship with finops-guard, sorted by path.

    They are read from one JSON file that ``python -m tools.bundle_policies`` makes of ``policies/``: a hook runs on
    every commit, and PyYAML alone would take longer than all the rest of the loading. A test holds both equal.
    """
    with open(BUNDLE, "rb") as stream:
        data = json.Decoder(float_hook=Decimal).decode(stream.read())
    for path, policy in data.items():
        yield PolicyFile(path, Value(None), policy, bundled=True)


def _duplicates(files: Sequence[PolicyFile]) -> Iterator[Problem]:
    """Yield every id and name that an earlier file has, too."""
    for key in ("id", "name"):
        first: dict[str, PolicyFile] = {}
        for file in files:
            value = str(file.data[key])
            if value in first:
                other = first[value]
                owner = f"the bundled policy {other.name}" if other.bundled else other.path
                message = f'the {key} "{value}" is already that of {owner}'
                yield Problem(message, schema.locate(file.value, [key]), f"give this policy a {key} of its own")
            first.setdefault(value, file)


def _selected(settings: Settings, files: Sequence[PolicyFile]) -> list[PolicyFile]:
    """Return the files that select, ignore and the policies' own switches leave, in their order."""
    known = sorted({name for file in files for name in (file.id, file.name)})
    problems = []
    for where, patterns in (
        ("select", settings.select),
        ("ignore", settings.ignore),
        ("policies", tuple(settings.policies)),
    ):
        for pattern in patterns:
            glob = Globs([pattern] if where != "policies" else [])
            if not (any(map(glob.match, known)) or pattern in known):
                problems.append(Problem(f'{where}: no policy is "{pattern}"', None, schema.suggest(pattern, known)))
    if problems:
        raise ConfigError(problems)
    select, ignore = Globs(settings.select), Globs(settings.ignore)
    return [
        file
        for file in files
        if (not select or _named(select, file)) and not _named(ignore, file) and _override(settings, file).enabled
    ]


def _named(globs: Globs, file: PolicyFile) -> bool:
    return globs.match(file.id) or globs.match(file.name)


def _override(settings: Settings, file: PolicyFile) -> PolicyOverride:
    """Return what the configuration changes about a policy; by id before by name."""
    policies: Mapping[str, PolicyOverride] = settings.policies
    return policies.get(file.id) or policies.get(file.name) or PolicyOverride()
