"""Which directories are deployed on their own, where Terragrunt units deploy some of them."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from finops_guard.settings import Settings
from finops_guard.sources.terraform import roots
from finops_guard.sources.terraform.configuration import is_configuration
from finops_guard.sources.terraform.roots import Directory, Reason, Role
from finops_guard.sources.terragrunt.units import UNIT, Units, is_scaffold
from finops_guard.tree import Tree, parent


def directories(tree: Tree, paths: Sequence[str], settings: Settings, context: Sequence[str] = ()) -> list[Directory]:
    """Return the directories of the given files: units are root modules, and what they deploy is judged through them.

    ``context`` are the files of the whole tree, where ``paths`` are only a part.
    """
    known = {*paths, *context}
    configurations = sorted(path for path in known if path.rpartition("/")[2] == UNIT and not is_scaffold(path))
    if not configurations:
        return roots.directories(tree, paths, settings, context)
    units = Units(tree, settings, configurations, None)
    found = units.read()
    selected = {parent(path) for path in paths}
    listed = {
        root.path: Directory(
            root.path, Role.ROOT, (Reason.UNIT,), root.span, calls=_calls(root.path, found.modules[root.path])
        )
        for root in found.roots
    }
    # What is left is judged as if there were no units; what they deploy, through them.
    rest = sorted(path for path in known if parent(path) not in found.directories)
    own = [path for path in paths if parent(path) not in found.directories]
    others = roots.directories(tree, own, settings, rest)
    deployed = [path for path in paths if parent(path) in found.directories and is_configuration(path)]
    for each in roots.directories(tree, deployed, settings):
        callers = sorted(path for path, module in found.modules.items() if module == each.path != path)
        by = tuple(sorted({*each.called_by, *callers}))
        if each.path not in listed:
            listed[each.path] = replace(
                each, role=Role.MODULE, reasons=(Reason.CALLED,), called_by=by, variable_files=(), given=(), missing=()
            )
    kept = [each for each in listed.values() if each.path in selected or selected & {*each.calls}]
    return sorted([*kept, *others], key=lambda each: each.path)


def _calls(unit: str, module: str | None) -> tuple[str, ...]:
    return () if module is None or module == unit else (module,)
