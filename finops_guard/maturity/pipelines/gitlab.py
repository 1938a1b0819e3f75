"""GitLab CI: jobs that run what is sought on merge requests."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from finops_guard.maturity.commands import Call
from finops_guard.maturity.pipeline_files import GITLAB
from finops_guard.maturity.pipelines.reading import (
    MAX_JOBS,
    GuardRun,
    Shell,
    Sought,
    descend,
    document,
    fields_of,
    items_of,
    script_place,
    strings_of,
    text_of,
)
from finops_guard.tree import Tree
from finops_guard.values import Value

# Keys of the file that are no jobs.
_GLOBAL = {"default", "include", "image", "services", "cache", "stages", "variables", "workflow", "spec"}
MAX_EXTENDS = 10

_MAIN = r"""(?:\$CI_DEFAULT_BRANCH|["'](?:main|master|trunk|develop)["'])"""
# Conditions that hold in every pipeline of a merge request, into the branch that everything goes to.
_REQUEST = re.compile(
    r"""\$CI_PIPELINE_SOURCE\s*==\s*["']merge_request_event["']|\$CI_MERGE_REQUEST_I?ID"""
    rf"""|\$CI_MERGE_REQUEST_TARGET_BRANCH_NAME\s*==\s*{_MAIN}"""
)
# Conditions that hold in none.
_OTHER = re.compile(
    r"""\$CI_COMMIT_(?:TAG|BRANCH)(?:\s*(?:==|=~|!=).*)?"""
    r"""|\$CI_PIPELINE_SOURCE\s*==\s*["'](?!merge_request_event)\w+["']"""
)


class _Mode(Struct, frozen=True):
    """Pipelines of one kind: the conditions that hold in all of them, and those that hold in none."""

    certain: re.Pattern[str]
    never: re.Pattern[str]
    refs: frozenset[str]


_REQUESTS = _Mode(_REQUEST, _OTHER, frozenset({"merge_requests"}))
_AFTER_MERGES = _Mode(
    re.compile(rf"""\$CI_COMMIT_BRANCH(?:\s*==\s*{_MAIN})?|\$CI_PIPELINE_SOURCE\s*==\s*["']push["']"""),
    re.compile(rf"""\$CI_COMMIT_TAG|{_REQUEST.pattern}"""),
    frozenset({"branches", "main", "master"}),
)


def runs(tree: Tree, sought: Sought) -> Iterator[GuardRun]:
    """Yield the runs of what is sought."""
    pipeline = document(tree, GITLAB) if tree.is_file(GITLAB) else None
    jobs = dict(islice(fields_of(pipeline), MAX_JOBS))
    modes = (_REQUESTS, _AFTER_MERGES) if sought.after_merges else (_REQUESTS,)
    workflow = descend(pipeline, "workflow", "rules")
    for name, job in jobs.items():
        if name.startswith(".") or name in _GLOBAL or not isinstance(job.raw, dict):
            continue
        merged = _extended(job, jobs)
        run = _script(merged, sought)
        if run is not None:
            weak = [_weakness(merged, _rules(workflow, mode), mode) for mode in modes]
            yield replace(run, weakness=run.weakness or ("" if "" in weak else weak[0]))


def _extended(job: Value, jobs: Mapping[str, Value]) -> dict[str, Value]:
    """Return a job with what the jobs that it extends give it."""
    merged: dict[str, Value] = {}
    waiting, seen = [job], 0
    while waiting and seen < MAX_EXTENDS:
        seen += 1
        part = waiting.pop(0)
        merged = {**dict(fields_of(part)), **merged}
        waiting += [jobs[name] for name in reversed(strings_of(part.get("extends"))) if name in jobs]
    return merged


def _script(job: Mapping[str, Value], sought: Sought) -> GuardRun | None:
    """Return the run in a job's commands, which one shell runs after another."""
    lines: list[tuple[Value, int]] = []
    texts: list[str] = []
    for part in ("before_script", "script"):
        script = job.get(part)
        items = [script] if script is not None and isinstance(script.raw, str) else items_of(script)
        for item in items:
            text = text_of(item)
            lines += [(item, number) for number in range(text.count("\n") + 1)]
            texts.append(text)
    call = sought.in_script("\n".join(texts), Shell(errexit=True, pipefail=True))
    if call is None:
        return None
    item, line = lines[call.line]
    return GuardRun("GitLab CI", script_place(item, GITLAB, Call(line)), call.swallowed, call.about)


def _rules(rules: Value | None, mode: _Mode) -> str | None:
    """Return why rules do not let every merge request through, empty where they do; None where there are none."""
    if rules is None:
        return None
    for rule in items_of(rules):
        condition, when = text_of(rule.get("if")), text_of(rule.get("when"))
        ways = [[part.strip() for part in way.split("&&")] for way in condition.split("||")]
        if condition and all(any(map(mode.never.fullmatch, way)) for way in ways):
            continue
        certain = not condition or any(all(map(mode.certain.fullmatch, way)) for way in ways)
        certain = certain and rule.get("changes") is None and rule.get("exists") is None
        if when in {"never", "manual", "delayed"}:
            return "a rule leaves it out of merge requests" if certain else "a rule may leave it out of merge requests"
        if certain:
            tolerated = rule.get("allow_failure")
            return "" if tolerated is None or tolerated.raw is False else "its rule says allow_failure"
    return "its rules name no merge request"


def _weakness(job: Mapping[str, Value], workflow: str | None, mode: _Mode) -> str:
    tolerated = job.get("allow_failure")
    if tolerated is not None and tolerated.raw is not False:
        return "its job says allow_failure"
    when = text_of(job.get("when"))
    if when == "manual":
        return "its job is started by hand"
    if when not in {"", "on_success", "always"}:
        return f"its job runs only {when}"
    if workflow:
        return f"of the workflow: {workflow}"
    rules, only = _rules(job.get("rules"), mode), job.get("only")
    if rules is not None:
        return rules
    if job.get("except") is not None:
        return "its job has exceptions (except)"
    if only is not None:
        named = not mode.refs.isdisjoint(strings_of(only) + strings_of(descend(only, "refs")))
        if named and any(descend(only, key) is not None for key in ("changes", "variables")):
            return "its job runs under a condition (only)"
        return "" if named else "it runs in branch pipelines, not on merge requests"
    in_branches = workflow is None and mode is _REQUESTS
    return "it runs in branch pipelines, not on merge requests" if in_branches else ""
