"""The policies of a scan: the bundled ones and a user's own, selected and configured."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from msgspec import json

from finops_guard import schema
from finops_guard.errors import ConfigError, PolicyError, Problem
from finops_guard.location import Location
from finops_guard.policy.building import Setting, build, trial
from finops_guard.policy.model import Policy, PolicyFile, Profile
from finops_guard.policy.patterns import Globs
from finops_guard.policy.value_files import ValueFiles, named
from finops_guard.policy.vocabulary import unknown_environments_of
from finops_guard.settings import PolicyOverride, Settings
from finops_guard.tree import Tree
from finops_guard.values import Value

BUNDLE = os.path.join(os.path.dirname(__file__), "bundled.json")


def load(settings: Settings, tree: Tree | None) -> tuple[Policy, ...]:
    """Return the active policies of a scan, sorted by id.

    ``tree`` holds ``settings.policy_directories`` and the files that parameters name; with None, only bundled policies
    are loaded. Where policy files are not right, or settings name no policy or change one into nonsense, raise
    PolicyError, or ConfigError where it is the settings alone: with all problems at once, in order of place.
    """
    known, policy_problems = _files(settings, tree)
    profile, problems = _profile(settings)
    selected, unnamed = _selected(settings, known, _unread(known, policy_problems))
    paths = {(file.bundled, file.path) for file in selected}
    problems += unnamed
    files = ValueFiles(tree, settings.policy_directories)
    setting = Setting(profile, settings.environment.names, settings.written.document, files)
    policies: list[Policy] = []
    for file in known:
        if not file.bundled:
            policy_problems += unknown_environments_of(file, setting.environments)
        is_selected = (file.bundled, file.path) in paths
        if not file.sound:
            policy_problems += trial(file, setting)
            continue
        key = _key(settings, file)
        if is_selected or key or not file.bundled:
            override = settings.policies.get(key, PolicyOverride())
            policy, wrong = build(file, override, key or file.name, setting)
            (problems if file.bundled else policy_problems).extend(wrong)
            if policy is not None and is_selected:
                policies.append(policy)
    if policy_problems:
        raise PolicyError(in_order([*policy_problems, *problems]))
    if problems:
        raise ConfigError(in_order(problems))
    return tuple(sorted(policies, key=lambda policy: policy.id))


def problems(settings: Settings, tree: Tree) -> tuple[Problem, ...]:
    """Return everything that is wrong with the policies and what the settings say of them, in order of place."""
    try:
        load(settings, tree)
    except (ConfigError, PolicyError) as failure:
        return failure.problems
    return ()


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems without repeats: first those that no file holds, then by place."""
    return sorted(dict.fromkeys(problems), key=lambda p: (p.location or Location(""), p.message))


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
    return {name: file.id for name, file in by_name(settings, tree).items()}


def by_name(settings: Settings, tree: Tree | None) -> dict[str, PolicyFile]:
    """Return every policy there is, whether it applies in this scan or not, by its id and by its name."""
    files, _ = _files(settings, tree)
    return {**{file.name: file for file in files}, **{file.id: file for file in files}}


def files(settings: Settings, tree: Tree | None) -> list[PolicyFile]:
    """Return all policies as they are written, in path order; raise PolicyError for files that are not right."""
    found, problems = _files(settings, tree)
    if problems:
        raise PolicyError(in_order(problems))
    return sorted(found, key=lambda file: (not file.bundled, file.path))


def _profile(settings: Settings) -> tuple[Profile, list[Problem]]:
    names = [profile.value for profile in Profile]
    if settings.profile not in names:
        hint = schema.suggest(settings.profile, names) or f"profiles: {', '.join(names)}"
        return Profile.CRAWL, [Problem(f'there is no profile "{settings.profile}"', None, hint)]
    return Profile(settings.profile), []


def _files(settings: Settings, tree: Tree | None) -> tuple[list[PolicyFile], list[Problem]]:
    """Return all policies and what is wrong with their files, as far as each can tell by itself."""
    files = list(bundled())
    problems: list[Problem] = []
    if tree is not None:
        by_path: dict[str, PolicyFile] = {}
        for directory in settings.policy_directories:
            from finops_guard.policy.reading import read_directory

            found, wrong = read_directory(tree, directory.rstrip("/"))
            by_path.update({file.path: file for file in found})
            problems += wrong
        # What a policy takes its values from is no policy, unless it says itself that it is one.
        values = {path for file in by_path.values() for path in named(file.path, file.data)}
        values -= {file.path for file in by_path.values() if file.data.keys() & {"id", "check"}}
        problems = [each for each in problems if each.location is None or each.location.path not in values]
        files += (file for path, file in by_path.items() if path not in values)
    return files, [*problems, *_duplicates(files)]


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
            value = str(file.data.get(key, ""))
            if value in first and value:
                other = first[value]
                owner = f"the bundled policy {other.name}" if other.bundled else other.path
                message = f'the {key} "{value}" is already that of {owner}'
                article = "an" if key == "id" else "a"
                hint = f"give this policy {article} {key} of its own"
                yield Problem(message, schema.locate(file.value, [key]), hint)
            first.setdefault(value, file)


def _unread(files: Sequence[PolicyFile], problems: Iterable[Problem]) -> list[str]:
    """Return the names of the policies whose files could not be read: their ids are not known."""
    paths = {file.path for file in files if not file.bundled}
    wrong = dict.fromkeys(problem.location.path for problem in problems if problem.location is not None)
    return [path.rpartition("/")[2].rpartition(".")[0] for path in wrong if path not in paths]


def _selected(
    settings: Settings, files: Sequence[PolicyFile], unread: Sequence[str]
) -> tuple[list[PolicyFile], list[Problem]]:
    """Return the files that packs, select, ignore and the policies' own switches leave, and what names no policy.

    What may name one whose file could not be read is no mistake.
    """
    known = sorted({name for file in files for name in (file.id, file.name) if name})
    stems = {file.path.rpartition("/")[2].rpartition(".")[0] for file in files if not file.sound}
    problems = list(_named_twice(settings, files))
    for where, patterns in (
        ("select", settings.select),
        ("ignore", settings.ignore),
        ("policies", tuple(settings.policies)),
    ):
        for index, pattern in enumerate(patterns):
            glob = Globs([pattern] if where != "policies" else [])
            # Ids are in capitals, and those that begin with FG- are all known.
            may_be = unread and pattern.upper() == pattern and not pattern.startswith("FG-")
            may_be = may_be or any(pattern == name or glob.match(name) for name in unread)
            if not (any(map(glob.match, known)) or pattern in known or pattern in stems or may_be):
                at = _place(settings.written.document, where, index, pattern)
                problems.append(Problem(f'{where}: no policy is "{pattern}"', at, schema.suggest(pattern, known)))
    select, ignore = Globs(settings.select), Globs(settings.ignore)
    selected = [
        file
        for file in files
        if file.sound
        and file.pack in settings.packs
        and (not select or _named(select, file))
        and not _named(ignore, file)
        and _is_on(settings, file)
    ]
    return selected, problems


def _named_twice(settings: Settings, files: Sequence[PolicyFile]) -> Iterator[Problem]:
    """Yield the policies that the configuration speaks of by id and by name: one of the two would not count."""
    for file in files:
        if file.id != file.name and file.id in settings.policies and file.name in settings.policies:
            at = _place(settings.written.document, "policies", 0, file.name)
            hint = "say all of it in one place"
            yield Problem(f'policies: "{file.name}" and "{file.id}" are the same policy', at, hint)


def _place(document: Value | None, where: str, index: int, name: str) -> Location | None:
    """Return where the configuration says a name; None where the command line does."""
    found = document.get(where) if document is not None else None
    if found is None:
        return None
    if where == "policies":
        return schema.locate(found, [name], at_key=True) if found.get(name) is not None else None
    items = list(found.items())
    is_there = index < len(items) and items[index].raw == name
    return schema.locate(found, [index]) if is_there else None


def _named(globs: Globs, file: PolicyFile) -> bool:
    return globs.match(file.id) or globs.match(file.name)


def _key(settings: Settings, file: PolicyFile) -> str:
    """Return what the configuration calls a policy, by its id before its name; empty where it does not."""
    return next((name for name in (file.id, file.name) if name in settings.policies), "")


def _is_on(settings: Settings, file: PolicyFile) -> bool:
    """Tell whether a policy applies anywhere."""
    override = settings.policies.get(_key(settings, file), PolicyOverride())
    own = [change.get("enabled") for change in file.data.get("environments", {}).values()]
    return override.enabled or any(own) or any(change.enabled for change in override.environments.values())
