"""A recorded report held against one that was made again: is it the same, and if not, what is different."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct, ValidationError, convert

from finops_guard.audit.documents import canonical, document
from finops_guard.audit.recording import RecordedOptions
from finops_guard.errors import Problem, UsageError
from finops_guard.reporters.json import VERSION

FINDINGS = ("summary", "findings", "suppressed", "evaluations")
# What a report says of how it was made. The rest is what the scan says, and has to come out again.
MADE_FROM = ("tool", "digests", "recorded")

MAX_NAMED = 20

_DIGESTS = {
    "policies": "the policies, or what they are configured to ask for",
    "catalog": "prices and facts that ship with finops-guard",
    "settings": "the settings",
}


class RecordedScan(Struct, frozen=True):
    """What a report says that it was made from."""

    commit: str | None
    uncommitted: tuple[str, ...]
    paths: tuple[str, ...]
    config: str | None
    options: RecordedOptions
    variables: tuple[str, ...]
    files: dict[str, str]


class Replayed(Struct, frozen=True):
    """What comes of comparing: whether what was found, all that is said, and all of the report has the same bytes.

    ``parts`` are the parts of the report that differ, ``differences`` are lines about what was found, ``causes`` about
    what it was made from.
    """

    same_findings: bool
    same_content: bool
    same_bytes: bool
    parts: tuple[str, ...]
    differences: tuple[str, ...]
    causes: tuple[str, ...]


def read(data: bytes, name: str) -> tuple[dict[str, Any], RecordedScan]:
    """Return a report and what it was made from; raise UsageError where it does not tell."""
    try:
        found = document(data)
    except (ValueError, RecursionError) as failure:
        raise UsageError(f"{name} is no JSON object: {failure}") from None
    if found.get("version") != VERSION:
        raise UsageError(f"{name} is no report of finops-guard scan --format json ({VERSION})")
    if "recorded" not in found:
        hint = "finops-guard scan --record and finops-guard audit export do"
        raise UsageError(Problem(f"{name} does not say what it was made from", hint=hint))
    try:
        return found, convert(found["recorded"], RecordedScan)
    except (ValidationError, RecursionError) as failure:
        raise UsageError(f"{name}: recorded: {failure}") from None


def compare(before: bytes, after: bytes) -> Replayed:
    """Return how a report that was made again differs from the one of before."""
    then, now = document(before), document(after)
    parts = [part for part in {**then, **now} if canonical(then.get(part)) != canonical(now.get(part))]
    same = not {*parts} & {*FINDINGS}
    lines = [] if same else _limited(list(_findings(then, now)))
    causes = _limited(list(_causes(then, now)))
    return Replayed(same, {*parts} <= {*MADE_FROM}, before == after, tuple(parts), tuple(lines), tuple(causes))


def _limited(lines: Sequence[str]) -> Sequence[str]:
    if len(lines) <= MAX_NAMED:
        return lines
    return [*lines[:MAX_NAMED], f"... and {len(lines) - MAX_NAMED} more"]


def _findings(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """Yield what findings are gone, new, or not as they were, also of those that are let stand."""
    old, new = _by_print(then), _by_print(now)
    for key in sorted(old.keys() | new.keys()):
        if key not in new:
            yield f"gone: {_named(old[key])}"
        elif key not in old:
            yield f"new: {_named(new[key])}"
        elif old[key] != new[key]:
            names = sorted(_flat(old[key]).items() ^ _flat(new[key]).items())
            yield f"changed: {_named(new[key])} ({', '.join(dict.fromkeys(name for name, _ in names))})"


def _by_print(report: Mapping[str, Any]) -> dict[tuple[str, str, int], Any]:
    found: dict[tuple[str, str, int], Any] = {}
    listed: list[tuple[str, Any, dict[str, Any]]] = [("findings", each, each) for each in _list(report, "findings")]
    listed += [("suppressed", each.get("finding"), each) for each in _list(report, "suppressed")]
    for part, finding, whole in listed:
        name = str(finding.get("fingerprint")) if isinstance(finding, dict) else ""
        number = 0
        while (part, name, number) in found:
            number += 1
        found[part, name, number] = whole
    return found


def _list(report: Mapping[str, Any], part: str) -> list[dict[str, Any]]:
    found = report.get(part)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _named(record: Mapping[str, Any]) -> str:
    finding = record.get("finding", record)
    if not isinstance(finding, dict):
        return "a finding"
    return f"{finding.get('policy')} {finding.get('address')}: {finding.get('message')}"


def _flat(record: Mapping[str, Any]) -> dict[str, str]:
    return {name: canonical(value) for name, value in record.items()}


def _causes(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """Yield what the two were made from that is not the same."""
    if _at(then, "tool", "version") != _at(now, "tool", "version"):
        yield f"finops-guard was {_at(then, 'tool', 'version')} and is {_at(now, 'tool', 'version')}"
    for name, text in _DIGESTS.items():
        if _at(then, "digests", name) != _at(now, "digests", name):
            yield f"{text} changed"
    yield from _policies(then, now)
    if _at(then, "recorded", "variables") != _at(now, "recorded", "variables"):
        names = sorted({*_texts(then, "variables")} ^ {*_texts(now, "variables")})
        yield f"the environment gives other variables: {', '.join(f'TF_VAR_{name}' for name in names)}"
    old, new = _digests(then), _digests(now)
    for path in sorted(old.keys() | new.keys()):
        if path not in new:
            yield f"{path} was read and is not"
        elif path not in old:
            yield f"{path} is read and was not"
        elif old[path] != new[path]:
            yield f"{path} changed"


def _policies(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    old = {str(each.get("id")): each for each in _list(then, "policies")}
    new = {str(each.get("id")): each for each in _list(now, "policies")}
    for name in sorted(old.keys() | new.keys()):
        if name not in new:
            yield f"the policy {name} is not active any more"
        elif name not in old:
            yield f"the policy {name} was not active"
        elif old[name] != new[name]:
            yield f"the policy {name} changed"


def _at(report: Mapping[str, Any], part: str, name: str) -> Any:
    found = report.get(part)
    return found.get(name) if isinstance(found, dict) else None


def _texts(report: Mapping[str, Any], name: str) -> list[str]:
    found = _at(report, "recorded", name)
    return [str(each) for each in found] if isinstance(found, list) else []


def _digests(report: Mapping[str, Any]) -> dict[str, Any]:
    found = _at(report, "recorded", "files")
    return found if isinstance(found, dict) else {}
