"""What a report tells of what was judged: notices, policies, costs, budgets, and a digest of what was asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from msgspec import json

from finops_guard.diagnostics import Diagnostic, Level
from finops_guard.digest import sha256_hex
from finops_guard.findings import Enforcement
from finops_guard.location import Location
from finops_guard.policy.budgets.spending import Spending
from finops_guard.policy.engine import MAX_FINDINGS
from finops_guard.pricing.breakdown import Breakdown, Status
from finops_guard.pricing.shares import CostShares
from finops_guard.report import Changed, CostChange, Costly, CostSummary, Notice, PolicySummary

if TYPE_CHECKING:
    from finops_guard.policy.budgets.summary import BudgetSummary
    from finops_guard.policy.model import Policy
    from finops_guard.pricing.comparison import Comparison

# Of the resources that cost the most, so many are named.
MAX_COSTLIEST = 5


def notices_of(diagnostics: Iterable[Diagnostic], findings: int) -> tuple[Notice, ...]:
    """Return the notices in order of place; errors are not among them, for they are findings."""
    found = set()
    if findings >= MAX_FINDINGS:
        text = f"more than {MAX_FINDINGS:,} findings: of the resources that were judged last, one a policy is listed"
        found.add(Notice("limit", text, Location(".")))
    found |= {_notice(each) for each in diagnostics if each.level is Level.NOTICE}
    return tuple(sorted(found, key=lambda each: (each.location, each.kind, each.message)))


def _notice(diagnostic: Diagnostic) -> Notice:
    location = diagnostic.span.location() if diagnostic.span else Location(diagnostic.path)
    return Notice(diagnostic.kind, diagnostic.message, location, diagnostic.hint)


def policy_summary(policy: Policy) -> PolicySummary:
    """Return what the report tells of a policy."""
    return PolicySummary(
        policy.id,
        policy.name,
        policy.title,
        policy.severity,
        policy.capability,
        policy.remediation,
        policy.references,
        policy.enforcement,
        policy.description,
    )


def cost_summary(found: Breakdown, comparison: Comparison | None, shared: CostShares) -> CostSummary | None:
    """Return what the report tells of the costs; None where there are none, and none to compare with."""
    counts = found.counts
    if not any(counts.values()) and comparison is None:
        return None
    costliest = tuple(
        Costly(project.root, each.address, each.monthly)
        for project, _, each in found.costliest(MAX_COSTLIEST)
        if each.monthly is not None
    )
    return CostSummary(
        found.monthly,
        found.currency,
        counts[Status.PRICED],
        counts[Status.PARTLY],
        counts[Status.UNPRICED],
        counts[Status.USAGE],
        costliest,
        found.on_nodes,
        _change(comparison) if comparison is not None else None,
        shared,
    )


def _change(found: Comparison) -> CostChange:
    """Return what the report tells of the difference to a base."""
    return CostChange(
        found.base,
        found.before,
        found.after,
        found.added,
        found.saved,
        {status.value: number for status, number in found.counts.items()},
        tuple(
            Changed(each.status.value, each.shown.root, each.shown.address, each.moved_from, each.delta, each.is_priced)
            for each in found.changes[:MAX_COSTLIEST]
        ),
        len(found.unread),
        found.on_nodes,
        found.one_sided,
    )


def budget_summary(spending: Spending) -> BudgetSummary | None:
    """Return what the report tells of budgets; None where there are none."""
    if not spending.uses:
        return None
    from finops_guard.policy.budgets.summary import summary

    return summary(spending)


def digest_of(policies: Sequence[Policy]) -> str:
    """Return a digest of what was judged by: which policies, how severe, with which parameters."""
    return sha256_hex("\n".join(map(_asked, policies)))


def policy_digest(policy: Policy, definition: object) -> str:
    """Return a digest of one policy: of its file's content, and of what it asks for as it is configured."""
    return sha256_hex(f"{_canonical(definition)}\n{_asked(policy)}")


def _asked(policy: Policy) -> str:
    """Return in one line what a policy asks for, in each environment."""
    text = f"{policy.id} {policy.severity} {policy.check_name} {_canonical(policy.parameters)}{policy.lists}"
    if policy.enforcement is not Enforcement.SOFT or policy.on_unresolved or not policy.enabled:
        text += f" {policy.enforcement} {policy.on_unresolved} {policy.enabled}"
    return text + "".join(f" {name}: {_asked(each)}" for name, each in sorted(policy.environments.items()))


def _canonical(data: object) -> str:
    return json.encode(data, enc_hook=str, order="deterministic").decode()
