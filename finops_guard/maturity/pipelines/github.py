"""GitHub Actions: workflows that run what is sought on pull requests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from msgspec.structs import replace

from finops_guard.maturity.pipeline_files import WORKFLOWS, workflow_files
from finops_guard.maturity.pipelines.reading import (
    MAX_JOBS,
    GuardRun,
    Sought,
    descend,
    document,
    fields_of,
    items_of,
    literal_of,
    place_of,
    run_in_script,
    strings_of,
    text_of,
)
from finops_guard.tree import Tree
from finops_guard.values import Value

MAX_CALLS = 2  # workflows that call workflows

SYSTEM = "GitHub Actions"

# Conditions that hold on every pull request.
_HARMLESS = re.compile(
    r"(?:success\(\)|always\(\)|!\s*cancelled\(\)|true"
    r"|github\.event_name\s*==\s*'(?:pull_request|merge_group)')"
)


def runs(tree: Tree, sought: Sought) -> Iterator[GuardRun]:
    """Yield the runs of what is sought."""
    workflows = _Workflows(tree, sought)
    for path in workflow_files(tree):
        workflow = workflows.read(path)
        if workflow is not None:
            trigger = _trigger(workflow.get("on"))
            for run in workflows.runs(path):
                yield replace(run, weakness=trigger or run.weakness)


def _trigger(on: Value | None) -> str:
    """Return why a workflow's triggers do not cover every pull request; empty where they do."""
    events = {name: Value(None) for name in strings_of(on)} | dict(fields_of(on))
    if "merge_group" in events:
        return ""
    if "pull_request" not in events:
        return "it runs on pushes, not on pull requests" if "push" in events else "it does not run on pull requests"
    types = strings_of(events["pull_request"].get("types"))
    if types and not {"opened", "synchronize"} <= set(types):
        return f"it runs only on these events of a pull request: {', '.join(types[:5])}"
    return ""


class _Workflows:
    """The workflows of a repository, some of which call others; each is read once."""

    __slots__ = ("_best", "_documents", "_sought", "_tree")

    def __init__(self, tree: Tree, sought: Sought) -> None:
        self._tree = tree
        self._sought = sought
        self._documents: dict[str, Value | None] = {}
        self._best: dict[tuple[str, int], list[GuardRun]] = {}

    def read(self, path: str) -> Value | None:
        if path not in self._documents:
            self._documents[path] = document(self._tree, path)
        return self._documents[path]

    def runs(self, path: str, calls: int = 0) -> Iterator[GuardRun]:
        """Yield the runs in the jobs of one workflow, which is ``calls`` calls away from a trigger."""
        workflow = self.read(path)
        if workflow is None:
            return
        shell = text_of(descend(workflow, "defaults", "run", "shell"))
        for _, job in islice(fields_of(workflow.get("jobs")), MAX_JOBS):
            if not _never(job):
                for run in self._job(job, path, shell, calls):
                    yield replace(run, weakness=run.weakness or _weakness(job, "job"))

    def _job(self, job: Value, path: str, shell: str, calls: int) -> Iterator[GuardRun]:
        """Yield the runs of one job: of its steps, or the best one of the workflow it calls."""
        reused = text_of(job.get("uses"))
        if reused.startswith(f"./{WORKFLOWS}/"):
            yield from self._called(reused.removeprefix("./"), calls + 1)
        elif self._sought.is_action(reused, job.get("with")):
            yield GuardRun(SYSTEM, place_of(job.get("uses"), path))
        else:
            job_shell = text_of(descend(job, "defaults", "run", "shell")) or shell
            for step in items_of(job.get("steps")):
                run = None if _never(step) else _step(step, path, self._sought, job_shell)
                if run is not None:
                    yield replace(run, weakness=run.weakness or _weakness(step, "step"))

    def _called(self, path: str, calls: int) -> list[GuardRun]:
        if calls > MAX_CALLS:
            return []
        if (path, calls) not in self._best:
            found = sorted(self.runs(path, calls), key=lambda run: bool(run.weakness))
            self._best[path, calls] = found[:1]
        return self._best[path, calls]


def _step(step: Value, path: str, sought: Sought, shell: str) -> GuardRun | None:
    uses, script = text_of(step.get("uses")), step.get("run")
    if sought.is_action(uses, step.get("with")):
        return GuardRun(SYSTEM, place_of(step.get("uses"), path))
    if script is None:
        return None
    # Without "shell: bash" GitHub runs "bash -e", with it "bash -eo pipefail".
    pipefail = (text_of(step.get("shell")) or shell) == "bash"
    return run_in_script(script, path, SYSTEM, sought, pipefail=pipefail)


def _never(part: Value) -> bool:
    condition = literal_of(part.get("if"))
    return condition is False or (isinstance(condition, str) and _bare(condition) == "false")


def _bare(expression: str) -> str:
    return expression.strip().removeprefix("${{").removesuffix("}}").strip()


def _weakness(part: Value, what: str) -> str:
    tolerated = literal_of(part.get("continue-on-error"))
    if tolerated not in {None, False, "false"}:
        return f"its {what} says continue-on-error"
    condition = _bare(text_of(part.get("if")))
    if condition and not _HARMLESS.fullmatch(condition):
        return f"its {what} runs under a condition"
    return ""
