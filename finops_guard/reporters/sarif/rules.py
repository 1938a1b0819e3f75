"""The rules of a SARIF run: the policies that have a result, with help that says what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from finops_guard.findings import Enforcement, Severity
from finops_guard.report import PolicySummary, Report
from finops_guard.reporters.markup import inline
from finops_guard.reporters.plain import Plain
from finops_guard.reporters.sarif.choice import Item
from finops_guard.reporters.sarif.words import MAX_DESCRIPTION, plain, sentence

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_PROBLEMS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}
_MAX_HELP = 4_000
_WEB = re.compile(r"https://[!-~]+")


class Rule(Struct, frozen=True):
    """One rule: its policy's id, and what the run says of it."""

    id: str
    descriptor: Plain


def rules(report: Report, items: Sequence[Item]) -> list[Rule]:
    """Return the rules of the results, by id; the policy of a finding that is none of the report is made from it."""
    known = {policy.id: policy for policy in report.policies}
    for item in items:
        finding = item.finding
        if finding.policy not in known:
            title = finding.policy_name or finding.policy
            known[finding.policy] = PolicySummary(finding.policy, finding.policy_name, title, finding.severity, "")
    used = {item.finding.policy for item in items}
    return [Rule(name, _descriptor(known[name])) for name in sorted(used)]


def _descriptor(policy: PolicySummary) -> Plain:
    title = sentence(policy.title, MAX_DESCRIPTION - 1)
    described: dict[str, Plain] = {
        "id": plain(policy.id),
        "name": _pascal(policy.name or policy.id),
        "shortDescription": {"text": title},
        "fullDescription": {"text": sentence(policy.description or policy.title, MAX_DESCRIPTION - 1)},
    }
    links = [link for link in policy.references if _WEB.fullmatch(link)]
    if links:
        described["helpUri"] = links[0]
    described["help"] = {
        "text": "\n\n".join(_help(policy, title, links)),
        "markdown": "\n\n".join(_help_in_markdown(policy, links)),
    }
    described["defaultConfiguration"] = {"level": LEVELS[policy.severity]}
    described["properties"] = {
        "tags": ["cost", "finops", *([_slug(policy.capability)] if policy.capability else [])],
        "precision": "high",
        "problem.severity": _PROBLEMS[policy.severity],
        "policy": plain(policy.name),
        "capability": plain(policy.capability),
        "enforcement": policy.enforcement.value,
    }
    return described


def _help(policy: PolicySummary, title: str, links: Sequence[str]) -> Iterator[str]:
    yield title
    if policy.description:
        yield sentence(policy.description, _MAX_HELP)
    if policy.remediation:
        yield f"Fix: {plain(policy.remediation, _MAX_HELP)}"
    yield _note(policy)
    if links:
        yield "References:\n" + "\n".join(links)


def _help_in_markdown(policy: PolicySummary, links: Sequence[str]) -> Iterator[str]:
    yield f"**{inline(sentence(policy.title))}**"
    if policy.description:
        yield inline(policy.description, _MAX_HELP)
    if policy.remediation:
        yield "## What to do"
        yield inline(policy.remediation, _MAX_HELP)
    yield inline(_note(policy))
    if links:
        yield "## References"
        yield "\n".join(f"- [{inline(link)}](<{link.replace('<', '%3C').replace('>', '%3E')}>)" for link in links)


def _note(policy: PolicySummary) -> str:
    capability = f" FinOps capability: {plain(policy.capability)}." if policy.capability else ""
    advisory = " It is advisory: it never fails a scan." if policy.enforcement is Enforcement.ADVISORY else ""
    hard = " It is hard: no exception lets a finding stand." if policy.enforcement is Enforcement.HARD else ""
    return f"finops-guard explain {plain(policy.id)} tells more.{capability}{advisory}{hard}"


def _pascal(name: str) -> str:
    """Return ``RequiredTags`` of ``required-tags``, as names of rules are written; never empty."""
    words = re.findall(r"[A-Za-z0-9]+", name)
    found = "".join(word[:1].upper() + word[1:].lower() for word in words)
    return found if found[:1].isalpha() else f"Policy{found}"


def _slug(text: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", text.lower())) or "other"
