"""The text of a configuration file as Settings; a mistake in one is a ConfigError with its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec.structs import replace

from finops_guard.config import toml_table
from finops_guard.config.conversion import Converter
from finops_guard.config.files import MAX_SIZE
from finops_guard.documents.decoding import DecodeError, decode
from finops_guard.documents.loader import load as load_documents
from finops_guard.documents.model import Limits, SpannedDict, as_problem
from finops_guard.errors import ConfigError, Problem
from finops_guard.location import Location, SourceText
from finops_guard.schema import validate, validated
from finops_guard.settings import Settings
from finops_guard.tree import Tree, TreeError, parent
from finops_guard.values import Value, all_causes

# Our own bounds, as for the size.
LIMITS = Limits(nodes=50_000, documents=2)


def load(tree: Tree, path: str, directories: Sequence[str] = ()) -> Settings:
    """Return what a configuration file of the tree asks for.

    Where it is not right, raise ConfigError with everything that is wrong with it, and with the policies of its
    directories and of ``directories``, so far as it tells where they are.
    """
    source = _read(tree, path)
    try:
        return parse(source, tree, parent(path))
    except ConfigError as failure:
        from finops_guard.policy import loader

        told, files = _told(source, tree, directories)
        more = loader.problems(told, tree)
        raise ConfigError(loader.in_order([*failure.problems, *files, *more])) from None


def parse(source: SourceText, tree: Tree, base: str = "") -> Settings:
    """Return what the text of a configuration asks for (TOML where its path ends so, else YAML); raise ConfigError.

    ``tree`` is what will be scanned, ``base`` the directory in it that relative paths of the text start from.
    """
    value = toml_table.read(source) if source.path.endswith(".toml") else _read_yaml(source)
    if value is not None:
        problems = [
            Problem(cause.text, cause.span.location() if cause.span else Location(source.path))
            for cause in all_causes(value)
        ]
        problems = problems or validated(source.text, value, "config")
        if problems:
            raise ConfigError(problems)
    converter = Converter(tree, base)
    settings = converter.settings(value or Value({}))
    if converter.problems:
        raise ConfigError(sorted(converter.problems, key=lambda problem: problem.location or Location(source.path)))
    return settings


def _told(source: SourceText, tree: Tree, directories: Sequence[str]) -> tuple[Settings, list[Problem]]:
    """Return what a configuration that is not right tells all the same: what each part of it that is right asks for.

    Beside it, what is wrong with other files that it tells of.
    """
    try:
        value = (toml_table.read(source) if source.path.endswith(".toml") else _read_yaml(source)) or Value({})
    except ConfigError:
        value = Value({})
    converter = Converter(tree, parent(source.path))
    settings = converter.settings(_sound(value))
    files = [each for each in converter.problems if each.location is not None and each.location.path != source.path]
    environment = value.get("environment")
    given = environment.get("names") if environment is not None else None
    names = given.raw if given is not None and isinstance(given.raw, Mapping) else {}
    known = {**settings.environment.names, **{str(name).lower(): () for name in names}}
    told = replace(
        settings,
        policy_directories=(*settings.policy_directories, *directories),
        environment=replace(settings.environment, names=known),
    )
    return told, files


def _sound(value: Value) -> Value:
    """Return the keys of a document whose values are right, and of its policies those that are."""
    sound = _part(value, lambda key, each: not validate(Value({key: each}), "config"))
    policies = value.get("policies")
    if isinstance(sound.raw, SpannedDict) and policies is not None and "policies" not in sound.raw:
        sound.raw["policies"] = _part(
            policies, lambda key, each: not validate(Value({"policies": Value({key: each})}), "config")
        )
    return sound


def _part(value: Value, is_sound: Callable[[str, Value], bool]) -> Value:
    """Return a mapping, with the places of its keys, of those of its entries that are sound."""
    raw = value.raw if isinstance(value.raw, Mapping) else {}
    spans = raw.key_spans if isinstance(raw, SpannedDict) else {}
    return Value(SpannedDict({key: each for key, each in raw.items() if is_sound(key, each)}, spans), value.origin)


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
