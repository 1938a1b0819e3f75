"""GitLab CI: jobs that run what is sought on merge requests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from msgspec.structs import replace

from finops_guard.maturity.pipeline_files import GITLAB
from finops_guard.maturity.pipelines.reading import (
    MAX_JOBS,
    GuardRun,
    Sought,
    descend,
    document,
    fields_of,
    items_of,
    run_in_script,
    strings_of,
    text_of,
)
from finops_guard.tree import Tree
from finops_guard.values import Value


def runs(tree: Tree, sought: Sought) -> Iterator[GuardRun]:
    """Yield the runs of what is sought."""
    pipeline = document(tree, GITLAB) if tree.is_file(GITLAB) else None
    workflow = _rules(descend(pipeline, "workflow", "rules"))
    for name, job in islice(fields_of(pipeline), MAX_JOBS):
        if name.startswith(".") or not isinstance(job.raw, dict):
            continue
        for part in ("before_script", "script"):
            for run in _script(job.get(part), sought):
                yield replace(run, weakness=run.weakness or _weakness(job, workflow))


def _script(script: Value | None, sought: Sought) -> Iterator[GuardRun]:
    if script is None:
        return
    lines = [script] if isinstance(script.raw, str) else items_of(script)
    for line in lines:
        found = run_in_script(line, GITLAB, "GitLab CI", sought, pipefail=True)
        if found is not None:
            yield found


def _rules(rules: Value | None) -> bool | None:
    """Tell whether rules let merge requests through; None where there are none."""
    if rules is None:
        return None
    for rule in items_of(rules):
        condition = text_of(rule.get("if"))
        if text_of(rule.get("when")) in {"never", "manual"}:
            continue
        if re.fullmatch(
            r"""\$CI_PIPELINE_SOURCE\s*==\s*["']merge_request_event["']|\$CI_MERGE_REQUEST_I?ID""", condition
        ):
            return True
    return False


def _weakness(job: Value, workflow: bool | None) -> str:
    tolerated = job.get("allow_failure")
    if tolerated is not None and tolerated.raw is not False:
        return "its job says allow_failure"
    if text_of(job.get("when")) == "manual":
        return "its job is started by hand"
    rules = _rules(job.get("rules"))
    only = "merge_requests" in strings_of(job.get("only")) + strings_of(descend(job, "only", "refs"))
    if rules is None and not only and job.get("only") is None:
        rules = workflow
    if rules or only:
        return ""
    return "it runs in branch pipelines, not on merge requests" if rules is None else "its rules name no merge request"
