"""Azure Pipelines: steps that run what is sought on pull requests."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from finops_guard.maturity.pipeline_files import AZURE
from finops_guard.maturity.pipelines.reading import (
    MAX_JOBS,
    GuardRun,
    Sought,
    document,
    fields_of,
    items_of,
    literal_of,
    run_in_script,
    text_of,
)
from finops_guard.tree import Tree
from finops_guard.values import Value

MAX_DEPTH = 12


def runs(tree: Tree, sought: Sought) -> Iterator[GuardRun]:
    """Yield the runs of what is sought."""
    for path in AZURE:
        pipeline = document(tree, path) if tree.is_file(path) else None
        if pipeline is None:
            continue
        requested = pipeline.get("pr")
        none = requested is None or requested.raw is None or text_of(requested) == "none"
        trigger = "the file names no pull request trigger (pr:)" if none else ""
        for step in _steps(pipeline):
            for key in ("script", "bash", "pwsh", "powershell"):
                script = step.get(key)
                run = run_in_script(script, path, "Azure Pipelines", sought, pipefail=False) if script else None
                if run is not None:
                    tolerated = literal_of(step.get("continueOnError")) not in {None, False, "false"}
                    weakness = "its step says continueOnError" if tolerated else ""
                    if step.get("condition") is not None:
                        weakness = weakness or "its step runs under a condition"
                    yield replace(run, weakness=run.weakness or weakness or trigger)


def _steps(pipeline: Value) -> Iterator[Value]:
    """Yield the steps at any depth of stages, jobs and deployment strategies."""
    stack = [(pipeline, 0)]
    seen = 0
    while stack and seen < MAX_JOBS:
        value, depth = stack.pop()
        seen += 1
        if depth > MAX_DEPTH:
            continue
        for key, item in fields_of(value):
            if key == "steps":
                yield from items_of(item)
            elif isinstance(item.raw, dict):
                stack.append((item, depth + 1))
            else:
                stack.extend((part, depth + 1) for part in reversed(items_of(item)))
