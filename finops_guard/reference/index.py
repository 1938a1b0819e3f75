"""The index of the pages: by provider, by capability, and by what other tools call the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from finops_guard.findings import Severity
from finops_guard.policy.model import Policy, Profile
from finops_guard.reference import markdown
from finops_guard.reference.entries import Entry
from finops_guard.reporters.styling import count

TOOLS = {
    "aws-config": "AWS Config",
    "aws-trusted-advisor": "AWS Trusted Advisor, Cost Optimization Hub, Compute Optimizer",
    "azure-advisor": "Azure Advisor",
    "azure-policy": "Azure Policy",
    "checkov": "Checkov",
    "gcp-recommender": "Google Cloud recommenders",
    "infracost": "Infracost",
    "kube-linter": "kube-linter",
    "tflint": "tflint",
}
_PROVIDERS = {"aws": "AWS", "azure": "Azure", "gcp": "Google Cloud", "kubernetes": "Kubernetes"}
_SEVERAL = "Several providers"
_ABOUT = (
    "Each page says why, shows what fails and what passes, and lists the parameters. Severities are those that the "
    "policies declare; *blocks from* is the first profile in which an error fails the scan, *applies from* the first "
    "one that asks for the policy at all."
)
_HEAD = "| policy | id | severity | profile | capability | what must hold |\n| --- | --- | --- | --- | --- | --- |"


def index(entries: Sequence[Entry]) -> str:
    """Return the index of policies, ending in a newline."""
    parts = [
        "# Policies",
        f"{count(len(entries), 'policy', 'policies')}. {_ABOUT}",
        *_by_provider(entries),
        *_by_capability(entries),
        *_elsewhere(entries),
    ]
    return "\n\n".join(parts) + "\n"


def _by_provider(entries: Sequence[Entry]) -> Iterator[str]:
    groups: dict[str, list[Entry]] = {title: [] for title in (*_PROVIDERS.values(), _SEVERAL)}
    for entry in entries:
        title = _PROVIDERS[entry.providers[0]] if len(entry.providers) == 1 else _SEVERAL
        groups[title].append(entry)
    for title, members in groups.items():
        if members:
            rows = "\n".join(map(_row, members))
            yield f"## {title}\n\n{_HEAD}\n{rows}"


def _row(entry: Entry) -> str:
    policy = entry.policy
    cells = (
        _link(policy),
        policy.id,
        policy.declared_severity.value,
        _profile(policy),
        markdown.inline(policy.capability),
        markdown.inline(policy.title),
    )
    return f"| {' | '.join(map(markdown.cell, cells))} |"


def _profile(policy: Policy) -> str:
    if policy.applies_from is not Profile.CRAWL:
        return f"applies from {policy.applies_from}"
    return f"blocks from {policy.blocks_from}" if policy.declared_severity is Severity.ERROR else ""


def _by_capability(entries: Sequence[Entry]) -> Iterator[str]:
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.policy.capability, []).append(entry)
    lines = [
        f"- {markdown.inline(name)}: {', '.join(_link(each.policy) for each in members)}"
        for name, members in sorted(groups.items())
    ]
    if lines:
        yield "## By capability\n\nThe names are those of the FinOps Framework.\n\n" + "\n".join(lines)


def _elsewhere(entries: Sequence[Entry]) -> Iterator[str]:
    tools: dict[str, dict[str, list[Entry]]] = {}
    for entry in entries:
        for tool, name in entry.equivalents:
            tools.setdefault(tool, {}).setdefault(name, []).append(entry)
    if tools:
        yield "## Coming from elsewhere\n\nWhat other tools call the same, as far as it is the same."
    for tool, names in sorted(tools.items(), key=lambda item: TOOLS.get(item[0], item[0]).casefold()):
        rows = "\n".join(
            f"| {markdown.cell(markdown.code(name))} | {', '.join(_link(each.policy) for each in members)} |"
            for name, members in sorted(names.items(), key=lambda item: (item[0].casefold(), item[0]))
        )
        yield f"### {TOOLS.get(tool, markdown.inline(tool))}\n\n| there | here |\n| --- | --- |\n{rows}"


def _link(policy: Policy) -> str:
    return f"[{markdown.inline(policy.name)}]({policy.name}.md)"
