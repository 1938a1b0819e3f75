"""Configuration files: where they are, and their text as Settings; a mistake in one is a ConfigError with its place."""

from __future__ import annotations

from finops_guard.documents import DecodeError, Limits, as_problem, decode
from finops_guard.documents import load as load_documents
from finops_guard.errors import ConfigError, Problem
from finops_guard.location import Location, SourceText
from finops_guard.schema import validated
from finops_guard.settings import Settings
from finops_guard.tree import Tree, TreeError, parent
from finops_guard.values import Value, all_causes

NAMES = (".finops-guard.yaml", ".finops-guard.yml")
PYPROJECT = "pyproject.toml"

# Our own bounds: a configuration is written by hand.
MAX_SIZE = 256 * 1024
LIMITS = Limits(nodes=50_000, documents=2)


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
    problems = [
        Problem(f"it is there but cannot be used: {entry.problem or 'it is not a regular file'}", Location(entry.path))
        for entry in (tree.list(prefix.removesuffix("/")) if missing else ())
        if entry.path in missing
    ]
    if problems:
        raise ConfigError(problems)


def load(tree: Tree, path: str) -> Settings:
    """Return what a configuration file of the tree asks for; raise ConfigError with all of its problems."""
    return parse(_read(tree, path), tree, parent(path))


def parse(source: SourceText, tree: Tree, base: str = "") -> Settings:
    """Return what the text of a configuration asks for (TOML where its path ends so, else YAML); raise ConfigError.

    ``tree`` is what will be scanned, ``base`` the directory in it that relative paths of the text start from.
    """
    from finops_guard.config import toml_table
    from finops_guard.config.conversion import Converter

    value = toml_table.read(source) if source.path.endswith(".toml") else _read_yaml(source)
    if value is None:
        return Settings()
    problems = [
        Problem(cause.text, cause.span.location() if cause.span else Location(source.path))
        for cause in all_causes(value)
    ]
    problems = problems or validated(source.text, value, "config")
    if problems:
        raise ConfigError(problems)
    converter = Converter(tree, base)
    settings = converter.settings(value)
    if converter.problems:
        raise ConfigError(sorted(converter.problems, key=lambda problem: problem.location or Location(source.path)))
    return settings


def _read(tree: Tree, path: str) -> SourceText:
    try:
        return SourceText(path, decode(tree.read(path, MAX_SIZE)))
    except (TreeError, DecodeError) as failure:
        raise ConfigError(Problem(f"the configuration cannot be read: {failure}", Location(path))) from None


def _read_yaml(source: SourceText) -> Value | None:
    """Return the one document of a YAML text; None where it holds nothing but comments."""
    documents, diagnostics = load_documents(source, limits=LIMITS)
    problems = [as_problem(diagnostic) for diagnostic in diagnostics]
    problems += [
        Problem("a second document in one configuration", document.span.location(), "remove the line ---")
        for document in documents[1:2]
    ]
    if problems:
        raise ConfigError(problems)
    return documents[0].value if documents else None
