"""Facts as evidence: one outcome a check, with the words that stand in the report.

Here is what a scan knows of Allocation and of Governance, Policy & Risk. The coverage of tags is weighed by estimated
cost; where nothing has a price it counts resources, and says so.
"""

from __future__ import annotations

from finops_guard.location import Location
from finops_guard.maturity.criteria import ESTIMATED_COVERAGE
from finops_guard.maturity.facts import Facts
from finops_guard.maturity.model import Evidence, Status
from finops_guard.maturity.outcomes import counted, measured, unassessed
from finops_guard.maturity.tag_costs import Carried

WANTED_KEYS = 4


def evidence(facts: Facts) -> dict[str, Evidence]:
    """Return the evidence by check id; nothing at all for a scope without resources."""
    if not facts.resources:
        return {}
    found = [_coverage(facts), _cost_drivers(facts), _mandatory_keys(facts), _enforced(facts), _guard(facts)]
    found += [_blocking_policy(facts), _policies_enforced(facts), _code_owners(facts), _attestation(facts)]
    return {item.check: item for item in found}


def blocks_changes(facts: Facts) -> bool:
    """Tell whether a failing policy holds back a change: something runs the guard on every pull request."""
    return any(not run.weakness for run in facts.guard_runs)


def unseen(facts: Facts) -> str:
    """Return what could not be read, in words."""
    files = [counted(len(facts.unread), "unreadable file")] if facts.unread else []
    parts = [counted(facts.missing, "module or unit", "modules or units") + " not read"] if facts.missing else []
    return " and ".join(files + parts)


def _may_block(facts: Facts) -> float:
    """Return the most that a check which rests on a run can come to, where none is certain to hold back changes."""
    return 1.0 if any(run.is_unseen for run in facts.guard_runs) else 0.0


def _coverage(facts: Facts) -> Evidence:
    check = ESTIMATED_COVERAGE
    if not facts.mandatory_keys:
        return unassessed(check, "no active policy names mandatory tags")
    # What cannot be read hides at least one resource: to break a file or take a module away must not lift the share.
    hidden = facts.hidden
    total = facts.taggable + hidden
    if not total:
        return Evidence(check, Status.NOT_APPLICABLE, None, "no resource of this scope can carry tags")
    share, upper = facts.tagged / total, (facts.tagged + facts.undecided + hidden) / total
    if facts.costs.total:
        return _coverage_by_cost(facts, share)
    detail = f"{facts.tagged} of {facts.taggable} taggable resources carry all mandatory tags with valid values"
    if facts.undecided:
        detail += f", {facts.undecided} cannot be decided"
    if hidden:
        detail += f"; {unseen(facts)} counted as one undecided resource each"
    detail += " (by resource count; no prices in this scan)"
    return measured(check, share, detail, facts.gaps[0].location if facts.gaps else None, upper)


def _coverage_by_cost(facts: Facts, by_count: float) -> Evidence:
    """Weigh by cost; what an unreadable file hides counts as much as the dearest resource, and not above its count."""
    costs, hidden = facts.costs, facts.hidden
    total = costs.total + hidden * costs.dearest
    share = float(costs.tagged / total)
    upper = float((costs.tagged + costs.undecided + hidden * costs.dearest) / total)
    detail = (
        f"{costs.tagged / costs.total:.1%} of the estimated cost of taggable resources is of such that carry all "
        f"mandatory tags with valid values ({facts.tagged} of {facts.taggable} resources)"
    )
    if costs.undecided:
        detail += f"; {costs.undecided / costs.total:.1%} cannot be decided"
    if costs.unpriced:
        detail += f"; {costs.unpriced} of them have no price and weigh nothing"
    if hidden:
        detail += f"; {unseen(facts)} counted as one undecided resource of the highest cost each"
        share = min(share, by_count)
    gaps = sorted(facts.gaps, key=lambda gap: -(gap.cost or 0))
    return measured(ESTIMATED_COVERAGE, share, detail, gaps[0].location if gaps else None, upper)


def _cost_drivers(facts: Facts) -> Evidence:
    check, drivers = "allocation.cost-drivers", facts.costs.drivers
    if not facts.mandatory_keys:
        return unassessed(check, "no active policy names mandatory tags")
    if not drivers:
        return unassessed(check, "no taggable resource of this scan has a price")
    tagged = sum(each.carried is Carried.YES for each in drivers)
    undecided = sum(each.carried is Carried.OPEN for each in drivers)
    hidden = facts.hidden
    detail = f"{tagged} of the {counted(len(drivers), 'dearest resource')} carry all mandatory tags with valid values"
    if undecided:
        detail += f", {undecided} cannot be decided"
    if hidden:
        detail += f"; {unseen(facts)} counted as one undecided resource each"
    first = next((each for each in drivers if each.carried is not Carried.YES), None)
    total = len(drivers) + hidden
    place = first.location if first is not None else None
    return measured(check, tagged / total, detail, place, (tagged + undecided + hidden) / total)


def _mandatory_keys(facts: Facts) -> Evidence:
    constrained = [key.key for key in facts.mandatory_keys if key.constrained]
    free = [key.key for key in facts.mandatory_keys if not key.constrained]
    detail = (
        f"{counted(len(facts.mandatory_keys), 'mandatory key')}, {len(constrained)} with allowed values or a pattern "
        f"({WANTED_KEYS} wanted)"
    )
    if free:
        detail += f"; any value is accepted for {', '.join(free)}"
    location = Location(facts.configuration) if facts.configuration else None
    return measured("allocation.mandatory-keys", min(1.0, len(constrained) / WANTED_KEYS), detail, location)


def _enforced(facts: Facts) -> Evidence:
    check = "allocation.enforced"
    total = facts.taggable + facts.hidden
    share = facts.inherited / total if total else 0.0
    if blocks_changes(facts) and facts.blocking_tags:
        return measured(check, 1.0, f"{facts.blocking_tags[0]} blocks pull requests", facts.guard_runs[0].location)
    if share == 1:
        return measured(check, 1.0, "every resource inherits the mandatory tags from default tags or its namespace")
    detail = f"{facts.inherited} of {facts.taggable} resources inherit the mandatory tags"
    if facts.hidden:
        detail += f" ({unseen(facts)})"
    if not facts.repository:
        # Enforcement by a pipeline could exist where this scan does not look.
        return unassessed(check, f"{detail}; pipelines are not in this scope")
    upper = (facts.inherited + facts.hidden) / total if total else 0.0
    upper = max(upper, _may_block(facts)) if facts.blocking_tags else upper
    return measured(check, share, f"{detail}, and no blocking policy on tags runs on pull requests", None, upper)


def _guard(facts: Facts) -> Evidence:
    check = "governance.guard"
    if not facts.guard_runs:
        if not facts.repository:
            return unassessed(check, "the scan does not start at a repository's root, pipelines cannot be seen")
        return measured(check, 0.0, "no pipeline file runs finops-guard")
    best = facts.guard_runs[0]
    if best.weakness:
        detail = f"{best.system} runs finops-guard, but {best.weakness}"
        return measured(check, 0.5, detail, best.location, max(0.5, _may_block(facts)))
    return measured(check, 1.0, f"{best.system} runs finops-guard on every pull request", best.location)


def _blocking_policy(facts: Facts) -> Evidence:
    check = "governance.blocking-policy"
    if not facts.guard_runs and not facts.repository:
        return unassessed(check, "whether anything blocks depends on pipelines, which are not in this scope")
    if not facts.blocking:
        return measured(check, 0.0, f"no active policy blocks anything in the profile {facts.profile}")
    if not blocks_changes(facts):
        policies = counted(len(facts.blocking), "policy", "policies")
        known = "runs" if not _may_block(facts) else "is seen to run"
        detail = f"{policies} would block, but nothing {known} them on every pull request"
        return measured(check, 0.0, detail, None, _may_block(facts))
    return measured(check, 1.0, f"{counted(len(facts.blocking), 'policy', 'policies')} can block a pull request")


def _policies_enforced(facts: Facts) -> Evidence:
    check = "governance.policies-enforced"
    total = len(facts.blocking) + len(facts.reporting)
    if not facts.guard_runs and not facts.repository:
        return unassessed(check, "whether policies are enforced depends on pipelines, which are not in this scope")
    enforced = len(facts.blocking) if blocks_changes(facts) else 0
    detail = f"{enforced} of {counted(total, 'active policy', 'active policies')} block a pull request"
    value = enforced / total if total else 0.0
    most = len(facts.blocking) / total if total else 0.0
    return measured(check, value, detail, None, max(value, most * _may_block(facts)))


def _attestation(facts: Facts) -> Evidence:
    check, found = "governance.attestation", facts.attestation
    if found is None:
        if not facts.repository:
            return unassessed(check, "the scan does not start at a repository's root, pipelines cannot be seen")
        return measured(check, 0.0, "no pipeline file writes evidence for auditors (finops-guard audit export)")
    if found.weakness:
        detail = f"{found.system} writes evidence for auditors, but {found.weakness}"
        return measured(check, 0.5, detail, found.location)
    return measured(check, 1.0, f"{found.system} writes evidence for auditors and signs it", found.location)


def _code_owners(facts: Facts) -> Evidence:
    check = "governance.code-owners"
    files = facts.owned_files
    if not facts.repository and facts.code_owners is None:
        return unassessed(check, "the scan does not start at a repository's root, CODEOWNERS cannot be seen")
    if facts.code_owners is None:
        return measured(check, 0.0, "there is no CODEOWNERS file")
    if not files:
        return measured(check, 0.0, "there is no configuration, policy or pipeline of the guard to own")
    owned = [file for file in files if file.owner_line is not None]
    free = [file.path for file in files if file.owner_line is None]
    detail = f"{len(owned)} of {counted(len(files), 'file')} that decide what the guard does have an owner"
    if free:
        detail += f"; none for {', '.join(free[:3])}" + (f" and {len(free) - 3} more" if len(free) > 3 else "")
    line = owned[0].owner_line if owned else None
    location = Location(facts.code_owners.place, line or 1, 1, line or 1)
    return measured(check, len(owned) / len(files), detail, location)
