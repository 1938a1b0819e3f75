"""The maturity of one scan: facts, evidence, score and next steps in one call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from msgspec.structs import replace

from finops_guard.findings import Evaluation, Finding
from finops_guard.maturity.evidence import evidence
from finops_guard.maturity.facts import collect
from finops_guard.maturity.model import Score
from finops_guard.maturity.next_steps import next_steps
from finops_guard.maturity.score import DEFAULT_BENCHMARK, score
from finops_guard.policy.model import Policy
from finops_guard.resources import ResourceSet
from finops_guard.tree import Tree


def assess(
    tree: Tree,
    resources: ResourceSet,
    policies: Sequence[Policy],
    evaluations: Sequence[Evaluation],
    findings: Sequence[Finding],
    profile: str,
    benchmark: str = DEFAULT_BENCHMARK,
    costs: Mapping[int, Decimal] | None = None,
) -> Score:
    """Return the score of a scan with its next steps; reads only pipeline files, CODEOWNERS and the configuration."""
    facts = collect(tree, resources, policies, evaluations, findings, profile, costs)
    result = score(evidence(facts), benchmark)
    return replace(result, next_steps=next_steps(result, facts))
