"""Failing findings by what a reader asks for: the file, the policy, the owner or the environment."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from finops_guard.findings import Finding
from finops_guard.reporters.folding import Block, fold
from finops_guard.reporters.options import Options


class Group(Struct, frozen=True):
    """What is shown under one heading."""

    name: str
    blocks: tuple[Block, ...]


def grouped(findings: Sequence[Finding], options: Options) -> list[Group]:
    """Return the findings in groups, each folded by itself, in the order of the findings.

    By place, policies come in the order of severity and number, owners and environments by name, those without last.
    """
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        found.setdefault(_name(finding, options.group_by), []).append(finding)
    names = list(found)
    if options.sort != "cost" and options.group_by == "policy":
        names.sort(key=lambda name: (min(each.severity.rank for each in found[name]), -len(found[name]), name))
    elif options.sort != "cost" and options.group_by != "file":
        names.sort(key=lambda name: (name == _nobody(options.group_by), name))
    return [Group(name, tuple(fold(found[name]))) for name in names]


def _name(finding: Finding, by: str) -> str:
    if by == "policy":
        return f"{finding.policy} {finding.policy_name}"
    if by == "owner":
        return finding.owner or _nobody(by)
    if by == "environment":
        return finding.environment or _nobody(by)
    return finding.location.path


def _nobody(by: str) -> str:
    return f"no {by}"
