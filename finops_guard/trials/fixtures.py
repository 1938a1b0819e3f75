"""Fixtures: where those of a policy are found, and the conditions that one sets in its first line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from finops_guard import schema
from finops_guard.documents.decoding import DecodeError, decode
from finops_guard.documents.loader import load as load_documents
from finops_guard.documents.model import as_problem
from finops_guard.errors import Problem
from finops_guard.location import Location, SourceText
from finops_guard.policy.model import PolicyFile
from finops_guard.policy.reading import MAX_DEPTH, TESTS
from finops_guard.sources import registry
from finops_guard.tree import Tree, TreeError, join
from finops_guard.values import Value, plain

MAX_FILE_SIZE = 1024 * 1024
MAX_FILES = 5_000
# Of what sources read, the languages that have comments, in which marks stand.
SUFFIXES = (".tf", ".tofu", ".yaml", ".yml")

_FILES = {"terraform": "fixture.tf", "kubernetes": "fixture.yaml"}
_HEADER = re.compile(r"(?:#|//)[ \t]*finops-guard:[ \t]*(?P<conditions>(?!(?:ignore|budget)\b)\S.*)")


class Conditions(Struct, frozen=True):
    """What a fixture is judged under: the day of the scan, the profile, where in a repository it would stand, its base.

    An empty ``as_of`` is no day, an empty ``profile`` judges the policy whatever its first profile is. ``base_cost`` is
    what all cost a month before the change; empty: there is no base.
    """

    as_of: str = ""
    profile: str = ""
    path: str = ""
    base_cost: str = ""


class Case(Struct, frozen=True):
    """One text to try a policy on. ``shown`` is what it is called, ``path`` where it stands in the tree to judge.

    ``policy`` is the name of the policy that it belongs to.
    """

    policy: str
    shown: str
    text: str
    path: str
    conditions: Conditions = Conditions()


def owner(path: str) -> str:
    """Return the name of the policy that a fixture belongs to: ``tests/gp2-volumes.old.tf`` to ``gp2-volumes``."""
    return path.rpartition("/")[2].partition(".")[0]


def directories(tree: Tree, directory: str, depth: int = MAX_DEPTH) -> Iterator[str]:
    """Yield the directories ``tests`` below a directory of policies, in path order."""
    for entry in tree.list(directory):
        if entry.is_dir and not entry.problem and entry.path != directory:
            if entry.path.rpartition("/")[2] == TESTS:
                yield entry.path
            elif depth > 0:
                yield from directories(tree, entry.path, depth - 1)


def read(tree: Tree, directory: str) -> tuple[list[Case], list[Problem]]:
    """Return the fixtures that stand in a directory, in path order, and what is wrong with those that are left out."""
    cases: list[Case] = []
    problems: list[Problem] = []
    for entry in tree.list(directory):
        if entry.is_dir or (registry.source_of(entry.path) is None and not entry.problem):
            continue
        if len(cases) + len(problems) >= MAX_FILES:
            problems.append(Problem(f"more than {MAX_FILES:,} fixtures", Location(directory)))
            break
        found = _read(tree, entry.path) if not entry.problem else Problem(_unreadable(entry.problem), _at(entry.path))
        if isinstance(found, Case):
            wrong = list(_header_problems(found))
            problems += wrong
            if not wrong:
                cases.append(case(found.policy, found.shown, found.text, found.path))
        else:
            problems.append(found)
    return cases, problems


def case(policy: str, shown: str, text: str, path: str) -> Case:
    """Return a text as a case, under the conditions of its first line where that sets some."""
    conditions, _ = _conditions(shown, text)
    return Case(policy, shown, text, conditions.path or path, conditions)


def inline(file: PolicyFile) -> tuple[list[Case], list[Problem]]:
    """Return the cases that a policy file holds itself, and what is wrong with their first lines."""
    cases, problems = [], []
    for test in file.data.get("tests", ()):
        source = next(name for name in _FILES if name in test)
        found = case(file.name, f'{file.path} "{test["name"]}"', test[source], _FILES[source])
        problems += _header_problems(found)
        cases.append(found)
    return cases, problems


def without_header(text: str) -> str:
    """Return a text without the line that sets conditions."""
    return text.partition("\n")[2].lstrip("\n") if _HEADER.match(text) else text


def orphans(cases: Iterable[Case], names: Iterable[str]) -> Iterator[Problem]:
    """Yield the fixtures that belong to no policy."""
    known = frozenset(names)
    for each in cases:
        if each.policy not in known:
            message = f'this fixture belongs to no policy: there is no policy "{each.policy}"'
            hint = schema.suggest(each.policy, known) or "the name of a fixture begins with that of its policy"
            yield Problem(message, _at(each.shown), hint)


def _read(tree: Tree, path: str) -> Case | Problem:
    if not path.endswith(SUFFIXES):
        return Problem("marks are comments, which files of this kind have not", _at(path), "write .tf or .yaml")
    try:
        text = decode(tree.read(path, MAX_FILE_SIZE))
    except (TreeError, DecodeError) as failure:
        return Problem(_unreadable(str(failure)), _at(path))
    suffix = next(suffix for suffix in SUFFIXES if path.endswith(suffix))
    # The policy's own name may say which environment it is about.
    return Case(owner(path), path, text, f"fixture{suffix}")


def _header_problems(found: Case) -> list[Problem]:
    return _conditions(found.shown, found.text)[1]


def _conditions(shown: str, text: str) -> tuple[Conditions, list[Problem]]:
    """Return the conditions of a text's first line, and what is wrong with them."""
    line = text.partition("\n")[0].rstrip("\r")
    header = _HEADER.match(line)
    if header is None:
        return Conditions(), []
    # Blanks in place of the comment's beginning keep the columns.
    source = SourceText(shown, " " * header.start("conditions") + header["conditions"])
    documents, diagnostics = load_documents(source)
    if diagnostics or not documents or not isinstance(documents[0].value.raw, Mapping):
        problems = [as_problem(diagnostic) for diagnostic in diagnostics]
        return Conditions(), problems or [Problem("this is no mapping of conditions", _at(shown))]
    value = documents[0].value
    problems = [*_unknown_keys(value), *_wrong_values(value)]
    given = plain(value)
    if problems or not isinstance(given, dict):
        return Conditions(), problems
    return Conditions(**{key.replace("-", "_"): str(item) for key, item in given.items()}), []


def _unknown_keys(value: Value) -> Iterator[Problem]:
    known = [name.replace("_", "-") for name in Conditions.__struct_fields__]
    for key in value.raw if isinstance(value.raw, Mapping) else ():
        if key not in known:
            hint = schema.suggest(key, known) or f"known: {', '.join(known)}"
            yield Problem(f'unknown condition "{key[:80]}"', schema.locate(value, [key], at_key=True), hint)


def _wrong_values(value: Value) -> Iterator[Problem]:
    from datetime import date

    from finops_guard.policy.model import Profile

    as_of, profile, path = (value.get(key) for key in ("as-of", "profile", "path"))
    try:
        if as_of is not None:
            date.fromisoformat(str(as_of.raw))
    except ValueError:
        yield Problem('"as-of" is no day of the calendar', schema.locate(value, ["as-of"]), "write it as 2026-12-31")
    profiles = [each.value for each in Profile]
    if profile is not None and profile.raw not in profiles:
        hint = schema.suggest(str(profile.raw), profiles) or f"profiles: {', '.join(profiles)}"
        yield Problem('"profile" is no profile', schema.locate(value, ["profile"]), hint)
    base = value.get("base-cost")
    if base is not None and not re.fullmatch(r"\d{1,15}(\.\d{1,6})?", str(base.raw), re.ASCII):
        yield Problem('"base-cost" is no amount', schema.locate(value, ["base-cost"]), "write a number, such as 120.50")
    if path is not None and not _is_fixture_path(path.raw):
        hint = f"a path of a repository that ends in {', '.join(SUFFIXES)}"
        yield Problem('"path" is no path of a file', schema.locate(value, ["path"]), hint)


def _is_fixture_path(raw: object) -> bool:
    return isinstance(raw, str) and raw.endswith(SUFFIXES) and join("", raw) == raw


def _at(path: str) -> Location:
    return Location(path)


def _unreadable(reason: str) -> str:
    return f"this fixture cannot be read: {reason}"
