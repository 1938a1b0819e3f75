"""Evidence for Planning & Estimating, Budgeting: prices, budgets as code, and what a change costs on pull requests."""

from __future__ import annotations

from collections.abc import Iterator

from finops_guard.maturity.evidence import blocks_changes, unseen
from finops_guard.maturity.known import Known
from finops_guard.maturity.model import Evidence, Status
from finops_guard.maturity.outcomes import counted, measured, unassessed
from finops_guard.policy.model import Policy
from finops_guard.pricing.breakdown import Status as Priced


def planning_evidence(known: Known) -> Iterator[Evidence]:
    """Yield what is known of planning and budgets from code and pipelines."""
    yield _cost_shown(known)
    yield _budgets(known)
    yield _priced(known)
    yield _budget_gate(known)


def _cost_shown(known: Known) -> Evidence:
    check, runs = "planning.cost-shown", known.facts.cost_changes
    if not runs:
        if not known.facts.repository:
            return unassessed(check, "the scan does not start at a repository's root, pipelines cannot be seen")
        return measured(check, 0.0, "no pipeline file tells what a change costs")
    best = runs[0]
    if best.weakness:
        detail = f"{best.system} tells what a change costs, but {best.weakness}"
        return measured(check, 0.5, detail, best.location, 1.0 if any(run.is_unseen for run in runs) else 0.5)
    return measured(check, 1.0, f"{best.system} tells on every pull request what it costs", best.location)


def _budgets(known: Known) -> Evidence:
    check, coverage = "planning.budgets", known.economy.coverage
    total = sum((cost.expected for _, cost in known.economy.costs if cost is not None), start=0)
    if not known.economy.whole:
        return unassessed(check, "only a part is scanned: budgets are for all of it")
    if not total:
        return unassessed(check, "nothing of this scan has a price that a budget could be held against")
    if coverage is None or not coverage.total:
        return measured(check, 0.0, "no budget is declared", None, 0.0 if known.is_complete else 1.0)
    value = float(coverage.covered / coverage.total)
    detail = f"{value:.1%} of the estimated cost is under a budget"
    if coverage.open:
        detail += "; more may be, which is not known"
    first = coverage.uncovered[0].resource.span.location() if coverage.uncovered else None
    return measured(check, value, detail, first, 1.0 if coverage.open else value)


def _priced(known: Known) -> Evidence:
    check = "planning.priced"
    bearing = [(resource, cost) for resource, cost in known.economy.costs if cost is not None]
    if not bearing:
        if known.is_complete:
            return Evidence(check, Status.NOT_APPLICABLE, None, "nothing in this scope is known to cost anything")
        return unassessed(check, "nothing that costs is seen, and not all of this scope could be read")
    without = [cost for _, cost in bearing if cost.status in {Priced.UNPRICED, Priced.USAGE}]
    hidden = known.facts.hidden
    having = len(bearing) - len(without)
    detail = f"{having} of {counted(len(bearing), 'resource')} that cost something have a price"
    by_use = sum(cost.status is Priced.USAGE for cost in without)
    if by_use:
        detail += f"; {by_use} cost what is used, and no usage file says how much"
    if hidden:
        detail += f"; {unseen(known.facts)} counted as one without a price each"
    total = len(bearing) + hidden
    place = without[0].location if without else None
    return measured(check, having / total, detail, place, (having + hidden) / total)


def _budget_gate(known: Known) -> Evidence:
    check, facts = "planning.budget-gate", known.facts
    if not facts.guard_runs and not facts.repository:
        return unassessed(check, "whether a budget blocks depends on pipelines, which are not in this scope")
    gates = [policy for policy in known.policies if _is_gate(policy) and policy.id in facts.blocking]
    if not gates:
        return measured(check, 0.0, f"no active policy blocks what exceeds a budget in the profile {facts.profile}")
    name = f"{gates[0].name} ({gates[0].id})"
    if not blocks_changes(facts):
        return measured(check, 0.0, f"{name} would block, but nothing runs it on every pull request")
    if known.economy.coverage is None:
        return measured(check, 0.0, f"{name} blocks, but no budget is declared that it could hold a change against")
    place = facts.guard_runs[0].location
    if known.register_owner is None:
        return measured(check, 0.5, f"{name} blocks, but no CODEOWNERS entry asks who approves an exception", place)
    return measured(check, 1.0, f"{name} blocks pull requests, and exceptions have owners who approve them", place)


def _is_gate(policy: Policy) -> bool:
    return policy.check_name == "spending" and policy.parameters.get("budgets") == "kept"
