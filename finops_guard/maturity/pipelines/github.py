"""GitHub Actions: workflows that run what is sought on pull requests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from msgspec.structs import replace

from finops_guard.maturity.pipeline_files import GITHUB, WORKFLOWS, workflow_files
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
    place_of,
    run_in_script,
    strings_of,
    text_of,
)
from finops_guard.maturity.pipelines.triggers import uncovered
from finops_guard.tree import Tree
from finops_guard.values import Value

MAX_CALLS = 2  # workflows that call workflows, actions that use actions

SYSTEM = "GitHub Actions"

# Conditions that hold on every pull request.
_HARMLESS = re.compile(
    r"(?:success\(\)|always\(\)|!\s*cancelled\(\)|true"
    r"|github\.event_name\s*==\s*'(?:pull_request|merge_group)')"
)
_REGARDLESS = re.compile(r"always\(\)|!\s*cancelled\(\)")


def runs(tree: Tree, sought: Sought, judged: Sequence[str] = ()) -> Iterator[GuardRun]:
    """Yield the runs of what is sought, given the files that are judged."""
    workflows = _Workflows(tree, sought)
    for path in workflow_files(tree):
        workflow = workflows.read(path)
        if workflow is not None:
            trigger = uncovered(workflow.get("on"), judged, after_merges=sought.after_merges)
            for run in workflows.runs(path):
                started_in = path if run.location.path != path else ""
                yield replace(run, weakness=trigger or run.weakness, started_in=started_in)


class _Workflows:
    """The workflows of a repository, some of which call others or use its own actions; each is read once."""

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
        jobs = dict(islice(fields_of(workflow.get("jobs")), MAX_JOBS))
        for name, job in jobs.items():
            if not _never(job):
                for run in self._job(job, path, shell, calls):
                    skipped = _hook_left_out(workflow) or _hook_left_out(job)
                    weakness = run.weakness or _weakness(job, "job") or _waiting(name, jobs) or skipped
                    yield replace(run, weakness=weakness)

    def _job(self, job: Value, path: str, shell: str, calls: int) -> Iterator[GuardRun]:
        """Yield the runs of one job: of its steps, or the best one of the workflow it calls."""
        reused = text_of(job.get("uses"))
        weakness = self._sought.in_action(reused, job.get("with"))
        if reused.startswith(f"./{WORKFLOWS}/"):
            yield from self._called(reused.removeprefix("./"), calls + 1)
        elif weakness is not None:
            yield GuardRun(SYSTEM, place_of(job.get("uses"), path), weakness)
        else:
            usual = "pwsh" if "windows" in text_of(job.get("runs-on")) else ""
            job_shell = text_of(descend(job, "defaults", "run", "shell")) or shell or usual
            yield from self._steps(job.get("steps"), path, job_shell, calls)

    def _steps(self, steps: Value | None, path: str, shell: str, calls: int) -> Iterator[GuardRun]:
        for step in items_of(steps):
            run = None if _never(step) else self._step(step, path, shell, calls)
            if run is not None:
                yield replace(run, weakness=run.weakness or _weakness(step, "step") or _hook_left_out(step))

    def _step(self, step: Value, path: str, shell: str, calls: int) -> GuardRun | None:
        uses, script = text_of(step.get("uses")), step.get("run")
        if uses.startswith(f"./{GITHUB}/"):
            return next(iter(self._action(uses.removeprefix("./").rstrip("/"), calls + 1)), None)
        weakness = self._sought.in_action(uses, step.get("with"))
        if weakness is not None:
            given = " ".join(text_of(value) for _, value in fields_of(step.get("with")))
            return GuardRun(SYSTEM, place_of(step.get("uses"), path), weakness, given)
        if script is None:
            return None
        known = _shell(text_of(step.get("shell")) or shell)
        run = run_in_script(script, path, SYSTEM, self._sought, known or Shell())
        return replace(run, weakness=run.weakness or ("" if known else "its shell is not known")) if run else None

    def _called(self, path: str, calls: int) -> list[GuardRun]:
        if calls > MAX_CALLS:
            return []
        if (path, calls) not in self._best:
            self._best[path, calls] = _best(self.runs(path, calls))
        return self._best[path, calls]

    def _action(self, directory: str, calls: int) -> list[GuardRun]:
        """Return the best run of a composite action of the repository."""
        path = next(
            (path for path in (f"{directory}/action.yml", f"{directory}/action.yaml") if self._tree.is_file(path)), ""
        )
        if calls > MAX_CALLS or not path:
            return []
        if (path, calls) not in self._best:
            steps = descend(self.read(path), "runs", "steps")
            self._best[path, calls] = _best(self._steps(steps, path, "", calls))
        return self._best[path, calls]


def _best(runs: Iterable[GuardRun]) -> list[GuardRun]:
    return sorted(runs, key=lambda run: bool(run.weakness))[:1]


def _shell(name: str) -> Shell | None:
    """Return how GitHub runs a script in a shell; None where nobody knows what becomes of it."""
    match name.split():
        case [] | ["sh"]:
            return Shell(errexit=True, pipefail=False)
        case ["bash"]:
            return Shell(errexit=True, pipefail=True)
        case ["pwsh" | "powershell" | "cmd"]:
            return Shell(errexit=False, pipefail=False)
        case ["bash" | "sh", *options, "{0}"]:
            short = "".join(option for option in options if re.fullmatch(r"-[a-z]+", option))
            return Shell(errexit="e" in short or "errexit" in options, pipefail="pipefail" in options)
    return None


def _waiting(name: str, jobs: Mapping[str, Value]) -> str:
    """Return why a job may be left out with one that it waits for; a job that is left out holds nothing back."""
    if _REGARDLESS.fullmatch(_bare(text_of(jobs[name].get("if")))):
        return ""
    seen, waiting = {name}, strings_of(jobs[name].get("needs"))
    while waiting:
        needed = waiting.pop()
        job = jobs.get(needed)
        if needed in seen or job is None:
            continue
        seen.add(needed)
        if _never(job) or not _holds(job):
            return f"it waits for the job {needed}, which runs under a condition"
        waiting += strings_of(job.get("needs"))
    return ""


def _holds(part: Value) -> bool:
    condition = literal_of(part.get("if"))
    return condition in {None, True, ""} or _HARMLESS.fullmatch(_bare(str(condition))) is not None


def _hook_left_out(part: Value) -> str:
    """Return whether the environment tells pre-commit to leave the hook out."""
    skipped = text_of(descend(part, "env", "SKIP"))
    return "its environment lets pre-commit skip the hook (SKIP)" if "finops-guard" in skipped else ""


def _never(part: Value) -> bool:
    condition = literal_of(part.get("if"))
    return condition is False or (isinstance(condition, str) and _bare(condition) == "false")


def _bare(expression: str) -> str:
    return expression.strip().removeprefix("${{").removesuffix("}}").strip()


def _weakness(part: Value, what: str) -> str:
    tolerated = literal_of(part.get("continue-on-error"))
    if tolerated not in {None, False, "false"}:
        return f"its {what} says continue-on-error"
    if not _holds(part):
        return f"its {what} runs under a condition"
    return ""
