"""The model's rules, on three invented repositories, the boundaries of every benchmark, and random evidence."""

from __future__ import annotations

from random import Random

import pytest
from msgspec.structs import replace

from finops_guard.maturity.criteria import (
    BENCHMARKS,
    BILLED_COVERAGE,
    COVERAGE,
    ESTIMATED_COVERAGE,
    Bound,
    capabilities,
)
from finops_guard.maturity.model import Evidence, Grade, Level, Score, Status
from finops_guard.maturity.score import score

# Checks that only history (O) or billing data (V) can answer; everything else is read from code.
OPERATING = {"governance.merges", "usage.savings-implemented"}
VERIFIED = {BILLED_COVERAGE, "usage.savings-verified", "forecasting.variance", "rates.coverage", "units.measured"}

LEGACY = {
    ESTIMATED_COVERAGE: 0.38,
    "allocation.mandatory-keys": 0,
    "allocation.enforced": 0,
    "allocation.cost-drivers": 0.35,
    "allocation.shared-costs": 0,
    "allocation.account-policy": 0,
    "governance.guard": 0,
    "governance.blocking-policy": 0,
    "governance.exceptions": 0,
    "governance.code-owners": 0,
    "governance.policies-enforced": 0,
    "governance.attestation": 0,
    "usage.hygiene": 0.41,
    "usage.findings-priced": 0.9,
    "usage.automation": 0,
    "planning.cost-shown": 0,
    "planning.budgets": 0,
    "planning.priced": 0.83,
    "planning.budget-gate": 0,
    "anomalies.monitor": 0,
    "anomalies.routed": 0,
    "rates.target": 0,
    "architecture.approved-modules": 0.12,
    "architecture.old-generations": 0.46,
    "units.defined": 0,
}
PAYMENTS = {
    ESTIMATED_COVERAGE: 0.89,
    BILLED_COVERAGE: 0.86,
    "allocation.mandatory-keys": 1,
    "allocation.enforced": 1,
    "allocation.cost-drivers": 0.95,
    "allocation.shared-costs": 0,
    "allocation.account-policy": 1,
    "governance.guard": 1,
    "governance.blocking-policy": 1,
    "governance.exceptions": 0.67,
    "governance.code-owners": 1,
    "governance.policies-enforced": 0.62,
    "governance.merges": 0.81,
    "governance.attestation": 0,
    "usage.hygiene": 0.74,
    "usage.findings-priced": 0.88,
    "usage.savings-implemented": 0.20,
    "usage.automation": 1,
    "planning.cost-shown": 1,
    "planning.budgets": 0.83,
    "planning.priced": 0.91,
    "planning.budget-gate": 0,
    "forecasting.variance": 0.14,
    "anomalies.monitor": 1,
    "anomalies.routed": 0,
    "rates.target": 1,
    "rates.coverage": 0.72,
    "architecture.approved-modules": 0.66,
    "architecture.old-generations": 0.18,
}
LEDGER = {
    ESTIMATED_COVERAGE: 0.97,
    BILLED_COVERAGE: 0.943,
    "allocation.mandatory-keys": 1,
    "allocation.enforced": 1,
    "allocation.cost-drivers": 1,
    "allocation.shared-costs": 1,
    "allocation.account-policy": 1,
    "governance.guard": 1,
    "governance.blocking-policy": 1,
    "governance.exceptions": 1,
    "governance.code-owners": 1,
    "governance.policies-enforced": 0.87,
    "governance.merges": 0.98,
    "governance.attestation": 1,
    "usage.hygiene": 0.93,
    "usage.findings-priced": 0.97,
    "usage.savings-implemented": 143_000 / 200_000,
    "usage.savings-verified": 0.86,
    "usage.automation": 1,
    "planning.cost-shown": 1,
    "planning.budgets": 1,
    "planning.priced": 0.95,
    "planning.budget-gate": 1,
    "forecasting.variance": 0.062,
    "forecasting.drivers": 1,
    "anomalies.monitor": 1,
    "anomalies.routed": 1,
    "rates.target": 1,
    "rates.coverage": 0.78,
    "architecture.approved-modules": 0.88,
    "architecture.old-generations": 0.06,
    "units.defined": 1,
    "units.measured": 1,
    "units.trend": 0,
}
WITHOUT_BILL = {
    check: value
    for check, value in LEDGER.items()
    if check not in {BILLED_COVERAGE, "rates.coverage", "forecasting.variance", "usage.savings-verified"}
}


def evidence(values: dict[str, float]) -> dict[str, Evidence]:
    grades = {**dict.fromkeys(OPERATING, Grade.OPERATING), **dict.fromkeys(VERIFIED, Grade.VERIFIED)}
    return {
        check: Evidence(check, Status.PARTIAL, float(value), "", grades.get(check, Grade.DESIGN))
        for check, value in values.items()
    }


def levels(result: Score) -> dict[str, Level]:
    return {item.capability: item.level for item in result.capabilities}


@pytest.mark.parametrize(
    ("values", "benchmark", "level", "low", "high", "assessed", "assurance"),
    [
        (LEGACY, "ff-2026", Level.CRAWL, 8.1, 27, 0.70, "D"),
        (LEGACY, "ff-2023", Level.CRAWL, 8.2, 27, 0.70, "D"),
        (LEGACY, "costdefender", Level.CRAWL, 8.5, 28, 0.70, "D"),
        (PAYMENTS, "ff-2026", Level.WALK, 58.0, 62, 0.90, "V"),
        (PAYMENTS, "ff-2023", Level.WALK, 62.3, 67, 0.90, "V"),
        (PAYMENTS, "costdefender", Level.WALK, 61.5, 66, 0.90, "V"),
        (LEDGER, "ff-2026", Level.RUN, 94.8, 95, 1.0, "V"),
        (LEDGER, "ff-2023", Level.RUN, 96.8, 97, 1.0, "V"),
        (LEDGER, "costdefender", Level.RUN, 94.8, 95, 1.0, "V"),
        (WITHOUT_BILL, "ff-2026", Level.WALK, 75.0, 98, 0.84, "D"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_worked_examples(
    values: dict[str, float], benchmark: str, level: Level, low: float, high: int, assessed: float, assurance: str
) -> None:
    result = score(evidence(values), benchmark)
    assert result.level is level
    assert result.low == low
    assert round(result.high) == high
    assert round(result.assessed, 2) == assessed
    assert result.assurance == assurance


def test_the_level_is_printed_under_every_benchmark() -> None:
    assert score(evidence(LEDGER)).levels == dict.fromkeys(BENCHMARKS, Level.RUN)


def test_payments_is_held_back_in_usage_forecasting_rates_and_units() -> None:
    found = levels(score(evidence(PAYMENTS)))
    assert {name for name, level in found.items() if level is Level.CRAWL} == {
        "Usage Optimization",
        "Forecasting",
        "Rate Optimization",
    }
    assert found["Unit Economics"] is Level.NOT_ASSESSED


def test_payments_falls_to_crawl_with_a_bad_bill() -> None:
    result = score(evidence(PAYMENTS | {BILLED_COVERAGE: 0.55}))
    assert result.level is Level.CRAWL
    coverage = next(item for item in result.capabilities[0].evidence if item.check == COVERAGE)
    assert coverage.value == 0.55
    assert coverage.detail == "the lower of 89.0% in code and 55.0% on the bill"


def test_a_bad_bill_cannot_be_withheld() -> None:
    bad = evidence(PAYMENTS | {BILLED_COVERAGE: 0.55})
    without = {check: item for check, item in bad.items() if check != BILLED_COVERAGE}
    assert score(without).level is Level.WALK
    assert score(without, register=bad).level is Level.CRAWL
    assert score(without, register=bad).low <= score(bad).low
    # A good bill simply lapses, and a new one replaces a bad one.
    assert score(without, register=evidence(PAYMENTS)).level is Level.WALK
    assert score(evidence(PAYMENTS), register=bad).level is Level.WALK


def test_ledger_stays_walk_where_it_chose_to() -> None:
    found = levels(score(evidence(LEDGER)))
    assert {name for name, level in found.items() if level is Level.WALK} == {
        "Forecasting",
        "Rate Optimization",
        "Unit Economics",
    }


def test_ledger_without_a_bill_is_walk_and_ready_to_run() -> None:
    result = score(evidence(WITHOUT_BILL))
    assert (result.level, result.ready) == (Level.WALK, Level.RUN)
    assert score(evidence(LEGACY)).ready is None


@pytest.mark.parametrize("benchmark", BENCHMARKS)
def test_nothing_known_is_not_assessed(benchmark: str) -> None:
    result = score({}, benchmark)
    assert result.level is Level.NOT_ASSESSED
    assert (result.low, result.high, result.assessed, result.assurance) == (0.0, 100.0, 0.0, "")
    assert all(item.level is Level.NOT_ASSESSED for item in result.capabilities)


@pytest.mark.parametrize("gate", ["allocation.", "governance."])
def test_a_gate_without_evidence_leaves_the_whole_not_assessed(gate: str) -> None:
    known = {check: item for check, item in evidence(LEDGER).items() if not check.startswith(gate)}
    assert score(known).level is Level.NOT_ASSESSED


CRAWL, WALK, RUN = Level.CRAWL, Level.WALK, Level.RUN


@pytest.mark.parametrize(
    ("percent", "ff_2026", "ff_2023", "costdefender"),
    [
        (69.9, CRAWL, CRAWL, CRAWL),
        (70, CRAWL, CRAWL, WALK),
        (79.99, CRAWL, CRAWL, WALK),
        (80, CRAWL, WALK, WALK),
        (84.9, CRAWL, WALK, WALK),
        (85, WALK, WALK, WALK),
        (90, WALK, RUN, WALK),
        (90.01, RUN, RUN, RUN),
    ],
)
def test_boundaries_of_allocation(percent: float, ff_2026: Level, ff_2023: Level, costdefender: Level) -> None:
    values = evidence(LEDGER | {ESTIMATED_COVERAGE: percent / 100, BILLED_COVERAGE: percent / 100})
    found = {name: levels(score(values, name))["Allocation"] for name in BENCHMARKS}
    assert found == {"ff-2026": ff_2026, "ff-2023": ff_2023, "costdefender": costdefender}


@pytest.mark.parametrize(
    ("check", "capability", "value", "level"),
    [
        ("forecasting.variance", "Forecasting", 0.10, CRAWL),
        ("forecasting.variance", "Forecasting", 0.0999, WALK),
        ("forecasting.variance", "Forecasting", 0.05, WALK),
        ("forecasting.variance", "Forecasting", 0.0499, RUN),
        ("rates.coverage", "Rate Optimization", 0.75, CRAWL),
        ("rates.coverage", "Rate Optimization", 0.7501, WALK),
        ("rates.coverage", "Rate Optimization", 0.80, WALK),
        ("rates.coverage", "Rate Optimization", 0.8001, RUN),
        ("usage.savings-implemented", "Usage Optimization", 0.2999, CRAWL),
        ("usage.savings-implemented", "Usage Optimization", 0.30, WALK),
        ("usage.savings-implemented", "Usage Optimization", 0.70, WALK),
        ("usage.savings-implemented", "Usage Optimization", 0.7001, RUN),
        ("governance.merges", "Governance, Policy & Risk", 0.8999, WALK),
        ("governance.merges", "Governance, Policy & Risk", 0.90, RUN),
        ("planning.budgets", "Planning & Estimating, Budgeting", 0.7999, CRAWL),
        ("planning.budgets", "Planning & Estimating, Budgeting", 0.80, RUN),
        ("architecture.approved-modules", "Architecting & Workload Placement", 0.4999, CRAWL),
        ("architecture.approved-modules", "Architecting & Workload Placement", 0.5, WALK),
        ("architecture.approved-modules", "Architecting & Workload Placement", 0.8, RUN),
    ],
)
def test_boundaries_of_other_capabilities(check: str, capability: str, value: float, level: Level) -> None:
    assert levels(score(evidence(LEDGER | {check: value})))[capability] is level


def test_numbers_stay_within_the_band_of_their_level() -> None:
    bands = {Level.NOT_ASSESSED: (0, 0), CRAWL: (0, 49.9), WALK: (50, 79.9), RUN: (80, 100)}
    for seed in range(300):
        for item in score(_random(Random(seed))).capabilities:
            lowest, highest = bands[item.level]
            assert lowest <= item.low <= highest, item


def test_run_asks_for_every_other_capability_or_its_declared_target() -> None:
    values = evidence(LEDGER | {"forecasting.variance": 0.3})
    assert score(values).level is WALK
    assert score(values, targets={"Forecasting": CRAWL}).level is RUN


def test_walk_asks_for_sixty_percent_of_the_weight() -> None:
    # Both gates (40) and Usage Optimization (16) make 56; Anomaly Management (8) lifts it over 60.
    walking = evidence({check: v for check, v in LEDGER.items() if check.startswith(("alloc", "gov", "usage"))})
    assert score(walking).level is CRAWL
    assert score(walking | evidence({"anomalies.monitor": 1})).level is WALK


def test_answers_lift_to_walk_at_most() -> None:
    answered = {check: replace(item, grade=Grade.ANSWERED) for check, item in evidence(LEDGER).items()}
    result = score(answered)
    assert (result.level, result.assurance) == (WALK, "A")
    assert RUN not in levels(result).values()


def test_what_is_undecided_widens_the_range_only() -> None:
    decided = score(evidence(LEGACY))
    wide = evidence(LEGACY)
    wide[ESTIMATED_COVERAGE] = replace(wide[ESTIMATED_COVERAGE], upper=0.95)
    undecided = score(wide)
    assert undecided.low == decided.low
    assert undecided.high > decided.high


def test_not_applicable_neither_helps_nor_hurts() -> None:
    values = evidence(LEDGER)
    values["governance.attestation"] = Evidence("governance.attestation", Status.NOT_APPLICABLE, None, "")
    assert levels(score(values))["Governance, Policy & Risk"] is RUN
    assert score(values).assessed == 1.0


def test_status_follows_the_thresholds() -> None:
    found = {item.check: item.status for part in score(evidence(PAYMENTS)).capabilities for item in part.evidence}
    assert found["governance.guard"] is Status.PASS
    assert found["usage.savings-implemented"] is Status.PARTIAL
    assert found["planning.budget-gate"] is Status.FAIL
    assert found["units.defined"] is Status.NOT_ASSESSED
    assert found[BILLED_COVERAGE] is Status.PARTIAL


def test_unknown_names_are_refused() -> None:
    with pytest.raises(ValueError, match="unknown benchmark 'ff-1999', known are ff-2026, ff-2023, costdefender"):
        score({}, "ff-1999")
    with pytest.raises(ValueError, match="unknown checks: allocation"):
        score({"allocation.luck": Evidence("allocation.luck", Status.PASS, 1.0, "")})


@pytest.mark.parametrize("benchmark", BENCHMARKS)
def test_weights_sum_to_one_hundred_and_every_capability_has_musts(benchmark: str) -> None:
    found = capabilities(BENCHMARKS[benchmark])
    assert sum(item.weight for item in found) == 100
    assert [item.name for item in found if item.gate] == ["Allocation", "Governance, Policy & Risk"]
    for item in found:
        assert {criterion.rung for criterion in item.criteria if criterion.must} == {WALK, RUN}


DEFINED = capabilities(BENCHMARKS["ff-2026"])
DIRECTIONS = {c.check: c.threshold.bound for item in DEFINED for c in item.criteria if c.check != COVERAGE}
CHECKS = sorted(DIRECTIONS)


def _random(random: Random) -> dict[str, Evidence]:
    """Return evidence for about three quarters of the checks, often near the thresholds."""
    values: dict[str, float] = {}
    for check in CHECKS:
        if random.random() < 0.75:
            near = [0.0, 0.05, 0.1, 0.3, 0.5, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0, 1.0, 1.0]
            values[check] = random.choice(near) if random.random() < 0.7 else random.random()
    found = evidence(values)
    for check in found:
        if random.random() < 0.1:
            found[check] = replace(found[check], grade=Grade.ANSWERED)
    return found


def _better(random: Random, check: str, item: Evidence) -> Evidence:
    assert item.value is not None
    step = random.choice([1.0, random.random()])
    if DIRECTIONS[check] in {Bound.AT_LEAST, Bound.ABOVE}:
        return replace(item, value=item.value + step * (1 - item.value))
    return replace(item, value=item.value * (1 - step))


@pytest.mark.parametrize("benchmark", BENCHMARKS)
def test_better_facts_never_lower_and_lost_facts_never_raise(benchmark: str) -> None:
    for seed in range(3400):
        random = Random(seed)
        before = _random(random)
        if not before:
            continue
        check = random.choice(sorted(before))
        known = score(before, benchmark)
        improved = score(before | {check: _better(random, check, before[check])}, benchmark)
        lost = score({name: item for name, item in before.items() if name != check}, benchmark, register=before)
        assert known.low <= known.high
        for worse, better in ((known, improved), (lost, known)):
            assert worse.level.rank <= better.level.rank, (seed, check)
            assert worse.low <= better.low, (seed, check)
            for left, right in zip(worse.capabilities, better.capabilities, strict=True):
                assert left.level.rank <= right.level.rank, (seed, check)
                assert left.low <= right.low, (seed, check)
