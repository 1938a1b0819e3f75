"""The maturity of one scan: facts, evidence, score and next steps in one call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from finops_guard.findings import Evaluation, Finding, Severity
from finops_guard.governance import EXCEPTIONS
from finops_guard.maturity.answers import Answers, joined, said
from finops_guard.maturity.evidence import evidence
from finops_guard.maturity.facts import Facts, collect
from finops_guard.maturity.known import Economy, Known
from finops_guard.maturity.model import Evidence, Said, Score
from finops_guard.maturity.next_steps import next_steps
from finops_guard.maturity.planning_evidence import planning_evidence
from finops_guard.maturity.practice_evidence import practice_evidence
from finops_guard.maturity.score import score
from finops_guard.maturity.usage_evidence import old_generations, usage_evidence
from finops_guard.policy.model import Policy
from finops_guard.resources import ResourceSet
from finops_guard.settings import ScoreSettings
from finops_guard.tree import Tree


def assess(
    tree: Tree,
    resources: ResourceSet,
    policies: Sequence[Policy],
    evaluations: Sequence[Evaluation],
    findings: Sequence[Finding],
    profile: str,
    benchmark: str = "",
    economy: Economy | None = None,
    settings: ScoreSettings | None = None,
    elsewhere: Mapping[str, Evidence] | None = None,
    fail_on: Severity = Severity.ERROR,
) -> Score:
    """Return the score of a scan with its next steps; reads only pipeline files, CODEOWNERS and the configuration.

    Without an economy, what has to do with money is not assessed. A benchmark that is named goes before that of the
    settings. ``elsewhere`` is evidence that no code at this commit can give, of git's history or of the bill.
    ``fail_on`` is the lowest severity that fails a scan.
    """
    costs = economy.expected if economy is not None else {}
    facts = collect(tree, resources, policies, evaluations, findings, profile, costs, fail_on)
    found, answers = evidence(facts), economy.answers if economy is not None else Answers()
    told: tuple[Said, ...] = ()
    if found and economy is not None:
        known = Known(resources, policies, evaluations, facts, economy, _register_owner(facts))
        seen = _with(found | known_evidence(known), elsewhere or {})
        found, told = joined(seen, answers.answers), said(seen, answers)
    settings = settings or ScoreSettings()
    billed = economy.billed if economy is not None else {}
    result = score(found, benchmark or settings.benchmark, register=billed, settings=settings)
    # What somebody let stand earns nothing, but nobody is told to put it right first.
    open_findings = [each for each in economy.findings if each.fingerprint not in economy.let_stand] if economy else []
    steps = next_steps(result, facts, settings=settings, findings=open_findings)
    return replace(result, next_steps=steps, said=told)


def _with(found: Mapping[str, Evidence], more: Mapping[str, Evidence]) -> dict[str, Evidence]:
    """Return evidence with more over it; what has a value is not given up for what has none."""
    better = {check: each for check, each in more.items() if each.value is not None or check not in found}
    return {**found, **better}


def known_evidence(known: Known) -> dict[str, Evidence]:
    """Return the evidence of all capabilities that money and practice speak of, by check."""
    found = [*usage_evidence(known), *planning_evidence(known), *practice_evidence(known), old_generations(known)]
    return {each.check: each for each in found}


def _register_owner(facts: Facts) -> int | None:
    return facts.code_owners.line_for(f"{EXCEPTIONS}/new.yaml") if facts.code_owners is not None else None
