"""Terraform configuration as a source of resources, deployed by itself or through Terragrunt units.

A unit gives values to the module that it deploys, so the module is judged through its units and not by itself. Where
there are no Terragrunt files, this is Terraform's source and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from finops_guard.diagnostics import Diagnostic, notice
from finops_guard.resources import ResourceSet
from finops_guard.settings import Settings
from finops_guard.sources.terraform import source as terraform
from finops_guard.sources.terraform.configuration import is_values
from finops_guard.tree import Tree, parent


def read(
    tree: Tree, paths: Sequence[str], settings: Settings, context: Callable[[], Sequence[str]] | None = None
) -> ResourceSet:
    """Return what the given files define; ``context`` gives all files of the tree, where these are only a part."""
    around: Sequence[str] = () if context is None else context()
    known = {*paths, *around}
    if not any(path.endswith(".hcl") for path in known):
        return terraform.read(tree, paths, settings, None if context is None else lambda: around)
    from finops_guard.sources.terragrunt.units import STACK, UNIT, Units, is_scaffold, records

    configurations = [path for path in known if path.rpartition("/")[2] == UNIT and not is_scaffold(path)]
    units = Units(tree, settings, configurations, None if context is None else frozenset(paths))
    found = units.read()
    own: list[str] = []
    others: list[str] = []
    for path in sorted(paths):
        through_unit = not is_values(path) and parent(path) in found.directories
        (own if path.endswith(".hcl") or through_unit else others).append(path)
    diagnostics = [*found.diagnostics, *map(_stack, (path for path in own if path.endswith(STACK)))]
    if context is not None:
        selected = frozenset(paths)
        diagnostics = [each for each in diagnostics if each.path in selected]
    read_only = [] if context is not None else sorted(found.supporting - known)
    files = tuple(records(units, [*own, *read_only]))
    suppressions = tuple(units.loader.suppressions)
    result = ResourceSet(
        tuple(found.resources),
        tuple(found.roots),
        files,
        tuple(diagnostics),
        suppressions,
        partial=tuple(found.partial),
        budgets=tuple(units.loader.budgets),
    )
    if others:
        rest = [path for path in around if not path.endswith(".hcl") and parent(path) not in found.directories]
        result += terraform.read(tree, others, settings, None if context is None else lambda: rest)
    return replace(
        result,
        diagnostics=tuple(dict.fromkeys(result.diagnostics)),
        suppressions=tuple(dict.fromkeys(result.suppressions)),
        budgets=tuple(dict.fromkeys(result.budgets)),
    )


def _stack(path: str) -> Diagnostic:
    text = "a stack is not evaluated: its units are judged where they have been generated"
    return notice("stack-not-evaluated", text, path, "run `terragrunt stack generate` before the scan")
