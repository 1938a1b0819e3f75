"""Azure Pipelines: steps that run what is sought on pull requests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from finops_guard.maturity.pipeline_files import AZURE
from finops_guard.maturity.pipelines.reading import (
    MAX_JOBS,
    GuardRun,
    Shell,
    Sought,
    descend,
    document,
    fields_of,
    items_of,
    literal_of,
    run_in_script,
    strings_of,
    text_of,
)
from finops_guard.maturity.pipelines.triggers import any_main, chosen, covers_main
from finops_guard.tree import Tree
from finops_guard.values import Value

MAX_DEPTH = 12
SYSTEM = "Azure Pipelines"

# Azure runs "bash" without -e: a script fails by its last command.
_SHELL = Shell(errexit=False, pipefail=False)
_HARMLESS = {"succeeded()", "always()", "succeededOrFailed()", "true", "eq(variables['Build.Reason'], 'PullRequest')"}


def runs(tree: Tree, sought: Sought, judged: Sequence[str] = ()) -> Iterator[GuardRun]:
    """Yield the runs of what is sought, given the files that are judged."""
    for path in AZURE:
        pipeline = document(tree, path) if tree.is_file(path) else None
        if pipeline is None:
            continue
        trigger = _trigger(pipeline.get("pr"), judged)
        pushed = pipeline.get("trigger")
        if trigger and sought.after_merges and (pushed is None or text_of(pushed) != "none"):
            # Without a trigger Azure runs on pushes to all branches.
            trigger = _trigger(pushed, judged) if pushed is not None else ""
        for step, weakness in _steps(pipeline):
            for key in ("script", "bash", "pwsh", "powershell"):
                script = step.get(key)
                run = run_in_script(script, path, SYSTEM, sought, _SHELL) if script else None
                if run is not None:
                    yield replace(run, weakness=run.weakness or weakness or trigger)


def _trigger(requested: Value | None, judged: Sequence[str]) -> str:
    if requested is None or requested.raw is None or text_of(requested) == "none":
        return "the file names no pull request trigger (pr:)"
    branches = requested.get("branches")
    into = strings_of(requested) or strings_of(descend(branches, "include"))
    out = strings_of(descend(branches, "exclude"))
    if into and not covers_main(into):
        return f"it runs only on pull requests into {', '.join(into[:5])}"
    if any_main(out):
        return f"it does not run on pull requests into {', '.join(out[:5])}"
    paths = requested.get("paths")
    inside, outside = strings_of(descend(paths, "include")), strings_of(descend(paths, "exclude"))
    for path in judged:
        if (inside and not _within(inside, path)) or _within(outside, path):
            return f"its paths leave out {path}"
    return ""


def _within(paths: Sequence[str], path: str) -> bool:
    """Tell whether a path is one of those, or lies below; wildcards are as in GitHub's filters."""
    bare = [each.strip("/") for each in paths]
    return any(each in {"", "*", path} or path.startswith(f"{each}/") or chosen([each], path) for each in bare)


def _steps(pipeline: Value) -> Iterator[tuple[Value, str]]:
    """Yield the steps at any depth of stages, jobs and deployment strategies, with what is weak in these or them."""
    stack = [(pipeline, 0, "")]
    seen = 0
    while stack and seen < MAX_JOBS:
        value, depth, outer = stack.pop()
        seen += 1
        if depth > MAX_DEPTH:
            continue
        weakness = outer or (_weakness(value, "stage or job") if depth else "")
        for key, item in fields_of(value):
            if key == "steps":
                steps = (step for step in items_of(item) if literal_of(step.get("enabled")) not in {False, "false"})
                yield from ((step, weakness or _weakness(step, "step")) for step in steps)
            elif isinstance(item.raw, dict):
                stack.append((item, depth + 1, weakness))
            else:
                stack.extend((part, depth + 1, weakness) for part in reversed(items_of(item)))


def _weakness(part: Value, what: str) -> str:
    if literal_of(part.get("continueOnError")) not in {None, False, "false"}:
        return f"its {what} says continueOnError"
    condition = literal_of(part.get("condition"))
    return "" if condition in {None, True} or condition in _HARMLESS else f"its {what} runs under a condition"
