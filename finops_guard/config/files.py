"""Which configuration file counts for a directory."""

from __future__ import annotations

from finops_guard.documents.decoding import DecodeError, decode
from finops_guard.errors import ConfigError, Problem
from finops_guard.location import Location, SourceText
from finops_guard.tree import Tree, TreeError, parent

NAMES = (".finops-guard.yaml", ".finops-guard.yml")
PYPROJECT = "pyproject.toml"
USAGE = "finops-guard-usage.yaml"

# Our own bound: a configuration is written by hand.
MAX_SIZE = 256 * 1024


def find(tree: Tree, start: str = "") -> str | None:
    """Return the path of the configuration that counts for a directory, or None; raise ConfigError where two compete.

    The directory itself is asked first, then those around it up to the root of the tree. In one directory, a file of
    its own wins over ``pyproject.toml``, which counts only where it has the table ``[tool.finops-guard]``. One that is
    there and is no file of the tree (a link that leaves it, a directory) is a ConfigError, too: without it, the scan
    would be milder than its owner thinks.
    """
    directory = start
    while True:
        found = _find_in(tree, f"{directory}/" if directory else "")
        if found is not None or not directory:
            return found
        directory = parent(directory)


def find_usage(tree: Tree, start: str = "") -> str | None:
    """Return the path of the nearest usage file, from a directory up to the root of the tree; None: there is none.

    One that is there and is no file of the tree is a ConfigError, as of a configuration.
    """
    directory = start
    while True:
        path = f"{directory}/{USAGE}" if directory else USAGE
        if tree.is_file(path):
            return path
        _refuse(tree, directory, {path})
        if not directory:
            return None
        directory = parent(directory)


def _find_in(tree: Tree, prefix: str) -> str | None:
    _refuse_unusable(tree, prefix)
    found = [prefix + name for name in NAMES if tree.is_file(prefix + name)]
    if len(found) > 1:
        message = f"{NAMES[0]} is there, too: which of the two counts?"
        raise ConfigError(Problem(message, Location(found[1]), "remove one of them"))
    if found:
        return found[0]
    path = prefix + PYPROJECT
    if not tree.is_file(path):
        return None
    try:
        source = SourceText(path, decode(tree.read(path, MAX_SIZE)))
    except DecodeError:
        return None  # TOML is UTF-8: this is none of ours
    except TreeError as failure:
        message = f"it cannot be told whether it configures finops-guard: {failure}"
        raise ConfigError(Problem(message, Location(path), f"write a {NAMES[0]}, which is read instead")) from None
    from finops_guard.config import toml_table

    return path if toml_table.present(source) else None


def _refuse_unusable(tree: Tree, prefix: str) -> None:
    missing = {prefix + name for name in (*NAMES, PYPROJECT) if not tree.is_file(prefix + name)}
    if missing:
        _refuse(tree, prefix.removesuffix("/"), missing)


def _refuse(tree: Tree, directory: str, missing: set[str]) -> None:
    """Raise ConfigError where some paths in a directory are there although they are no files of the tree."""
    problems = [
        Problem(f"it is there but cannot be used: {entry.problem or 'it is not a regular file'}", Location(entry.path))
        for entry in tree.list(directory)
        if entry.path in missing
    ]
    if problems:
        raise ConfigError(problems)
