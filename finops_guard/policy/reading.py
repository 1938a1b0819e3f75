"""Policy files as data: bundled ones as they are, a user's own only when they are right in every respect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from finops_guard import schema
from finops_guard.documents.decoding import DecodeError, decode
from finops_guard.documents.loader import load
from finops_guard.documents.model import as_problem
from finops_guard.errors import Problem
from finops_guard.location import Location, SourceText
from finops_guard.policy.model import PolicyFile
from finops_guard.policy.vocabulary import misnamed, unknown_types
from finops_guard.tree import Entry, Tree, TreeError
from finops_guard.values import Value, plain

MAX_FILE_SIZE = 256 * 1024
MAX_FILES = 2_000
MAX_DEPTH = 8
SUFFIXES = (".yaml", ".yml")

# In a repository of policies, a configuration may stand among them.
CONFIGURATIONS = (".finops-guard.yaml", ".finops-guard.yml")

# What directories are called that hold the fixtures of the policies around them.
TESTS = "tests"


def read_bundled(path: str, data: bytes) -> PolicyFile:
    """Return a policy that ships with finops-guard; tests hold that it is valid."""
    documents, _ = load(SourceText(path, data.decode()))
    value = documents[0].value
    return PolicyFile(path, value, _mapping(value), bundled=True)


def read_directory(tree: Tree, directory: str, *, reserved: bool = True) -> tuple[list[PolicyFile], list[Problem]]:
    """Return the policies of the YAML files below a directory of the tree, and every problem with them.

    One that its schema refuses is among them, not sound, so that what else is wrong with it can be told at once.
    ``reserved``: whether the ids of bundled policies are refused.
    """
    if not tree.is_dir(directory):
        message = f'the policy directory "{directory}" does not exist'
        return [], [Problem(message, None, "policy directories are relative to the scanned directory")]
    files: list[PolicyFile] = []
    problems: list[Problem] = []
    for count, entry in enumerate(_walk(tree, directory, MAX_DEPTH)):
        if count >= MAX_FILES:
            hint = "name several directories, each with fewer of them"
            problems.append(Problem(f'more than {MAX_FILES:,} policy files in "{directory}"', None, hint))
            break
        if entry.problem:
            problems.append(Problem(f"this policy cannot be read: {entry.problem}", Location(entry.path or ".")))
            continue
        file, wrong = _read(tree, entry.path, reserved)
        problems += wrong
        if file is not None:
            files.append(file)
    return files, problems


def _walk(tree: Tree, directory: str, depth: int) -> Iterator[Entry]:
    """Yield the YAML files below a directory, and what may hide some (links, directories that cannot be listed)."""
    for entry in tree.list(directory):
        name = entry.path.rpartition("/")[2]
        if entry.problem:
            if entry.is_dir or "." not in name or name.endswith(SUFFIXES):
                yield entry
        elif not entry.is_dir:
            if name.endswith(SUFFIXES) and name not in CONFIGURATIONS:
                yield entry
        elif name == TESTS:
            continue
        elif depth > 0:
            yield from _walk(tree, entry.path, depth - 1)
        else:
            yield Entry(entry.path, True, problem=f"directories of policies nest at most {MAX_DEPTH} levels")


def _read(tree: Tree, path: str, reserved: bool) -> tuple[PolicyFile | None, list[Problem]]:
    try:
        text = decode(tree.read(path, MAX_FILE_SIZE))
    except (TreeError, DecodeError) as failure:
        return None, [Problem(f"this policy cannot be read: {failure}", Location(path))]
    source = SourceText(path, text)
    documents, diagnostics = load(source)
    broken = [as_problem(diagnostic) for diagnostic in diagnostics]
    if broken and len(documents) != 1:
        return None, broken
    if len(documents) != 1 or not isinstance(documents[0].value.raw, Mapping):
        where = documents[1].span.location() if len(documents) > 1 else Location(path)
        return None, broken or [Problem("a policy file holds one mapping: one policy", where)]
    value = documents[0].value
    problems = [*broken, *schema.validated(text, value, "policy")]
    file = PolicyFile(path, value, _mapping(value), bundled=False, sound=not problems)
    return file, [*problems, *misnamed(file, reserved=reserved), *unknown_types(file)]


def _mapping(value: Value) -> Mapping[str, Any]:
    data = plain(value)
    return data if isinstance(data, dict) else {}
