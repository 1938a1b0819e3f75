"""Which directories of configuration are deployed on their own, which only as modules of others, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from finops_guard.location import Span
from finops_guard.settings import Settings
from finops_guard.sources.terraform.ast import Literal
from finops_guard.sources.terraform.configuration import (
    VALUES_READ,
    VALUES_READ_SUFFIXES,
    Module,
    is_configuration,
    is_values,
)
from finops_guard.sources.terraform.loading import Loader
from finops_guard.tree import Tree, join, parent


class Role(StrEnum):
    """How the resources of a directory are judged."""

    ROOT = "root"  # as one unit of deployment
    LIBRARY = "library"  # by itself, as a module whose callers are elsewhere
    MODULE = "module"  # through the directories that call it


class Reason(StrEnum):
    """What speaks for a role."""

    NOT_CALLED = "not-called"  # nothing here calls it
    CALLED = "called"  # a directory here calls it
    CIRCLE = "circle"  # only modules call it that it calls itself
    UNIT = "unit"  # it holds a terragrunt.hcl
    BACKEND = "backend"  # it configures a backend (or cloud block)
    PROVIDER = "provider"  # it configures a provider
    BELOW_MODULES = "below-modules"  # it takes variables, configures nothing and lies below modules/
    EXAMPLES = "examples"  # it takes variables, configures nothing and has examples/, as published modules have


class Directory(Struct, frozen=True):
    """One directory of configuration, the role it is judged in, and what its variables get their values from.

    ``calls`` and ``called_by`` are directories. ``variable_files`` come in the order in which they are read, a later
    one counts. ``given`` names the variables that TF_VAR_ or -var give, ``missing`` those without default and value.
    """

    path: str
    role: Role
    reasons: tuple[Reason, ...]
    span: Span
    called_by: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()
    variable_files: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def decide(calls: Mapping[str, Collection[str]], selected: Collection[str]) -> dict[str, Reason]:
    """Return the directories that are judged as roots, sorted, and why.

    ``calls`` has every directory with those it calls; ``selected`` are the ones to be judged. Roots are directories
    that nothing else calls, and of modules that only call each other the first; each reaches a selected directory.
    """
    called = {target for source, targets in calls.items() for target in targets if target != source}
    roots = {directory: Reason.NOT_CALLED for directory in sorted(calls) if directory not in called}
    reached = {root: reach(root, calls) for root in roots}
    covered = set().union(*reached.values())
    for directory in sorted(selected):
        if directory not in covered:
            roots[directory] = Reason.CIRCLE
            reached[directory] = reach(directory, calls)
            covered |= reached[directory]
    return {root: roots[root] for root in sorted(roots) if not reached[root].isdisjoint(selected)}


def reach(root: str, calls: Mapping[str, Collection[str]]) -> set[str]:
    """Return a directory and everything that it calls, directly or not."""
    seen = {root}
    pending = [root]
    while pending:
        for target in calls.get(pending.pop(), ()):
            if target not in seen:
                seen.add(target)
                pending.append(target)
    return seen


def directories(tree: Tree, paths: Sequence[str], settings: Settings, context: Iterable[str] = ()) -> list[Directory]:
    """Return the directories of the given files, and the roots among the files of ``context`` that reach them."""
    loader = Loader(tree, settings)
    selected = {parent(path) for path in paths if is_configuration(path)}
    around = selected | {parent(path) for path in context if is_configuration(path)}
    modules = {directory: module for directory in sorted(around) if (module := loader.module(directory)).files}
    calls = {directory: local_calls(module) for directory, module in modules.items()}
    selected &= modules.keys()
    roots = decide(calls, selected)
    callers: dict[str, list[str]] = {}
    for directory, targets in calls.items():
        for target in targets:
            callers.setdefault(target, []).append(directory)
    return [
        _directory(loader, modules[path], roots.get(path), calls[path], callers.get(path, []))
        for path in sorted(selected | roots.keys())
    ]


def local_calls(module: Module) -> set[str]:
    """Return the directories that a module's calls name by a local path, those outside the tree left out."""
    targets = set()
    for block in module.calls.values():
        source = block.body.attributes.get("source")
        text = source.value.value if source is not None and isinstance(source.value, Literal) else None
        target = local_target(module.path, text) if isinstance(text, str) else None
        if target is not None:
            targets.add(target)
    return targets


def local_target(directory: str, source: str) -> str | None:
    """Return the directory that a module names as a source by a local path; None for other sources."""
    is_local = source.startswith(("./", "../")) or source in {".", ".."}
    return join(directory, source) if is_local else None


def library(module: Module, tree: Tree) -> Reason | None:
    """Return why a module that nothing calls is made to be called; None where it is to be deployed.

    A root module has a provider configuration, a backend or no variables, or another place.
    """
    if not module.variables or module.providers or module.has_backend:
        return None
    if "modules" in module.path.split("/")[:-1]:
        return Reason.BELOW_MODULES
    examples = join(module.path, "examples")
    if examples is None or not tree.is_dir(examples) or variable_files(tree, module.path):
        return None
    directories = (entry.path for entry in tree.list(examples) if entry.is_dir and not entry.problem)
    found = any(is_configuration(entry.path) for directory in directories for entry in tree.list(directory))
    return Reason.EXAMPLES if found else None


def variable_files(tree: Tree, directory: str) -> list[str]:
    """Return the files in a root module that Terraform reads variables from unasked, in its order."""
    names = {
        entry.path.rpartition("/")[2]: entry.path
        for entry in tree.list(directory)
        if not entry.is_dir and not entry.problem and is_values(entry.path)
    }
    fixed = [names[name] for name in VALUES_READ if name in names]
    return fixed + [names[name] for name in sorted(names) if name.endswith(VALUES_READ_SUFFIXES)]


def _directory(loader: Loader, module: Module, why: Reason | None, calls: set[str], callers: list[str]) -> Directory:
    span = module.first_block.span if module.first_block is not None else Span(module.files[0].source, 0, 0)
    made = Directory(
        module.path, Role.MODULE, (Reason.CALLED,), span, called_by=tuple(sorted(callers)), calls=tuple(sorted(calls))
    )
    if why is None:
        return made
    because = library(module, loader.tree)
    if because is not None:
        return replace(made, role=Role.LIBRARY, reasons=(why, because))
    signs = ((Reason.BACKEND, module.has_backend), (Reason.PROVIDER, bool(module.providers)))
    terraform = loader.settings.terraform
    files = [
        *variable_files(loader.tree, module.path),
        *(path for kind, path in terraform.assignments if kind == "var-file"),
    ]
    arguments = [text.partition("=")[0].strip() for kind, text in terraform.assignments if kind == "var"]
    given = sorted({*arguments, *terraform.environ} & module.variables.keys())
    valued = {name for path in files if (body := loader.values_body(path)) is not None for name in body.attributes}
    missing = [
        name
        for name, block in sorted(module.variables.items())
        if name not in valued
        and name not in given
        and "default" not in block.body.attributes
        and block.body.cut is None
    ]
    return replace(
        made,
        role=Role.ROOT,
        reasons=(why, *(reason for reason, is_so in signs if is_so)),
        variable_files=tuple(files),
        given=tuple(given),
        missing=tuple(missing),
    )
