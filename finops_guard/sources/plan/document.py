"""A plan as ``terraform show -json`` writes it: read, or refused with what to do next.

The format: https://developer.hashicorp.com/terraform/internals/json-format (versions 1.x).
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

from finops_guard.documents.decoding import DecodeError, decode
from finops_guard.errors import Problem, UsageError
from finops_guard.location import SourceText, Span
from finops_guard.sources.plan.ranges import Part, RangeError, begin, elements, members
from finops_guard.tree import Tree, TreeError

MAX_SIZE = 64 * 1024 * 1024

_SHOW = "write it with: terraform show -json plan.bin > plan.json"
_POWERSHELL = "in PowerShell: terraform show -json plan.bin | Out-File -Encoding utf8 plan.json"
_SMALLER = (
    "keep what is read of it: jq '{format_version, terraform_version, variables, resource_changes, configuration}'"
    " plan.json > smaller.json"
)


class PlanDocument(Struct):
    """One plan: its text, the parts of ``resource_changes``, and as plain data what else is read.

    ``configuration`` and ``variables`` are empty where the plan has none. ``statements`` says what the plan itself
    calls incomplete about it.
    """

    source: SourceText
    changes: list[Part] = field(default_factory=list)
    configuration: dict[str, Any] = field(default_factory=dict)
    variables: dict[str, Any] = field(default_factory=dict)
    statements: list[str] = field(default_factory=list)


def read(tree: Tree, path: str) -> PlanDocument:
    """Return the plan in a file; raise UsageError, with a hint, where it is none that can be read."""
    try:
        data = tree.read(path, MAX_SIZE)
    except TreeError as failure:
        hint = _SMALLER if "larger than" in str(failure) else ""
        raise _refused(path, f"the plan cannot be read: {failure}", hint) from None
    if data.startswith(b"PK\x03\x04"):
        raise _refused(path, "this is a plan as Terraform saves it, which only Terraform reads", _SHOW)
    try:
        text = decode(data)
    except DecodeError as failure:
        raise _refused(path, f"the plan is not text: {failure}", _POWERSHELL if b"\0" in data else _SHOW) from None
    source = SourceText(path, text)
    at = begin(text)
    if at == len(text):
        raise _refused(path, "the plan is empty", _SHOW)
    if text[at] != "{":
        raise _refused(Span(source, at, at + 1), "this is no JSON, so no plan", _SHOW)
    try:
        return _document(source, list(members(text, at)))
    except RangeError as failure:
        raise _broken(source, failure) from None


def _document(source: SourceText, parts: list[Part]) -> PlanDocument:
    found = {part.key: part for part in parts}
    _check_kind(source, found)
    plan = PlanDocument(source)
    changes = found.get("resource_changes")
    if changes is not None and changes.data is not None:
        plan.changes = list(elements(source.text, changes.start))
    for name in ("configuration", "variables"):
        part = found.get(name)
        if part is not None and isinstance(part.data, dict):
            setattr(plan, name, part.data)
    if _data(found, "errored") is True:
        plan.statements.append("planning failed before it was complete: resources may be missing from it")
    deferred = _data(found, "deferred_changes")
    if isinstance(deferred, list) and deferred:
        plan.statements.append(f"{len(deferred)} changes are deferred to a later plan: they are not judged")
    return plan


def _check_kind(source: SourceText, found: dict[str, Part]) -> None:
    """Refuse what is JSON and no plan: a state, the messages of ``terraform plan -json``, another version."""
    path = source.path
    if "lineage" in found or ("serial" in found and "terraform_version" in found):
        raise _refused(path, "this is a state file, not a plan: it says what is there, not what will be", _SHOW)
    if "@level" in found or "@message" in found:
        text = "these are the messages of terraform plan -json, not the plan"
        raise _refused(path, text, "save it with terraform plan -out=plan.bin, then " + _SHOW)
    version = found.get("format_version")
    if version is None or not isinstance(version.data, str) or "." not in version.data:
        raise _refused(path, "this is no plan: it has no format_version", _SHOW)
    if version.data.partition(".")[0] != "1":
        raise _refused(
            Span(source, version.start, version.end),
            f"plans of format version {version.data[:20]} are not read, only 1.x",
            "make the plan with Terraform 1.1 or newer, or with OpenTofu",
        )
    if "resource_changes" not in found and "planned_values" not in found:
        kind = "a state" if "values" in found else "something else"
        raise _refused(path, f"terraform show -json was given {kind} instead of a saved plan", _SHOW)


def _data(found: dict[str, Part], key: str) -> Any:
    return found[key].data if key in found else None


def _broken(source: SourceText, failure: RangeError) -> UsageError:
    at = min(failure.offset, len(source.text))
    where = Span(source, at, min(at + 1, len(source.text)))
    if failure.deep:
        return _refused(where, "the plan is nested too deeply to be read", _SHOW)
    if not source.text[at:].strip() or str(failure).startswith("Unterminated string"):
        return _refused(where, "the plan ends too early: it was cut off", _SHOW)
    return _refused(where, f"the plan is not valid JSON: {failure}", _SHOW)


def _refused(at: Span | str, message: str, hint: str) -> UsageError:
    if isinstance(at, Span):
        return UsageError(Problem(message, at.location(), hint))
    return UsageError(Problem(f"{at}: {message}", None, hint))
