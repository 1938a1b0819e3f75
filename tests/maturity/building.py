"""Resources, policies and evaluations as a scan would hand them to the maturity layer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from finops_guard.findings import Evaluation, Finding, Severity, Verdict
from finops_guard.location import Location, SourceText, Span
from finops_guard.policy.checks.tags import configure
from finops_guard.policy.model import Match, Policy, Profile, Subject
from finops_guard.resources import FileRecord, FileStatus, Resource, ResourceSet, Root, Tag, TagOrigin, TagSet
from finops_guard.values import CauseKind, Value, unknown

TAGS = {
    "required": {"owner": {}, "env": {"values": ["prod", "dev"]}},
    "aliases": {"owner": ["Owner"]},
}
UNKNOWN = unknown(CauseKind.NO_VALUE, "var.x has no value")


def span(path: str, line: int = 1) -> Span:
    return Span(SourceText(path, "\n" * line), line - 1, line)


def policy(
    id: str = "FG-TAG-001",
    severity: Severity = Severity.ERROR,
    parameters: Mapping[str, object] | None = None,
    check: str = "tags",
    **fields: Any,
) -> Policy:
    values: dict[str, Any] = {
        "name": id.lower(),
        "title": "",
        "description": "",
        "declared_severity": severity,
        "blocks_from": Profile.CRAWL,
        "capability": "Allocation",
        "match": Match(),
        "subject": Subject.RESOURCE,
        "check": configure({}),
        "message": "",
        "remediation": "",
        "references": (),
        "path": f"common/{id.lower()}.yaml",
        "bundled": True,
    } | fields
    chosen = TAGS if parameters is None else parameters
    return Policy(id=id, severity=severity, check_name=check, parameters=chosen, **values)


def resource(
    name: str,
    tags: Mapping[str, str | Value] | None = None,
    origin: TagOrigin = TagOrigin.RESOURCE,
    root: str = "live",
    line: int = 1,
    provider: str = "aws",
) -> Resource:
    found = None
    if tags is not None:
        values = {key: item if isinstance(item, Value) else Value(item) for key, item in tags.items()}
        found = TagSet({key: Tag(key, value, origin) for key, value in values.items()})
    return Resource(
        f"aws_instance.{name}",
        "aws_instance",
        name,
        provider,
        "terraform",
        root,
        span(f"{root}/main.tf", line),
        Value({}),
        found,
    )


def resource_set(*resources: Resource, broken: tuple[str, ...] = ()) -> ResourceSet:
    roots = {item.root: Root(item.root, "terraform", span(f"{item.root}/providers.tf"), ()) for item in resources}
    files = tuple(FileRecord(path, "terraform", FileStatus.BROKEN, "syntax") for path in broken)
    return ResourceSet(resources, tuple(roots.values()), files)


def evaluation(item: Resource, verdict: Verdict, policy: str = "FG-TAG-001") -> Evaluation:
    return Evaluation(policy, item.address, verdict, item.span.location(), item.root)


def missing(item: Resource, key: str, policy: str = "FG-TAG-001") -> Finding:
    at = Location("live/main.tf")
    return Finding(policy, "", Severity.ERROR, Verdict.FAIL, "", item.address, item.root, at, at, key=key)
