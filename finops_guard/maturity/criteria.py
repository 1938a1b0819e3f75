"""What each capability must show at each level: checks, weights, and the thresholds of three benchmarks.

The capabilities are those of the FinOps Framework 2026; weights sum to 100 and are our own default. Thresholds:

- ``ff-2026``: the FinOps Foundation's maturity model as published in 2026,
- ``ff-2023``: its earlier table,
- ``costdefender``: CostDefender's five questions; where it names no figure, that of ``ff-2023`` stands in.

A boundary counts exactly as written: 90.0 % is Walk where Run asks for more than 90 %.
"""

from __future__ import annotations

from enum import Enum
from functools import cache

from msgspec import Struct

from finops_guard.maturity.model import Grade, Level

MODEL = "shift-left-1"


class Bound(Enum):
    """How a value is compared with a threshold."""

    AT_LEAST = "at least"
    ABOVE = "above"
    AT_MOST = "at most"
    BELOW = "below"


class Threshold(Struct, frozen=True):
    """A bound and its figure (shares are 0 to 1)."""

    bound: Bound
    figure: float

    def met(self, value: float) -> bool:
        match self.bound:
            case Bound.AT_LEAST:
                return value >= self.figure
            case Bound.ABOVE:
                return value > self.figure
            case Bound.AT_MOST:
                return value <= self.figure
            case Bound.BELOW:
                return value < self.figure

    def progress(self, value: float) -> float:
        """Return how much of the way is done, 0 to 1; 1 where the threshold is met."""
        if self.met(value):
            return 1.0
        ratio = value / self.figure if self.bound in {Bound.AT_LEAST, Bound.ABOVE} else self.figure / value
        return max(0.0, min(1.0, ratio))

    def __str__(self) -> str:
        return f"{self.bound.value} {self.figure:.0%}"


class Criterion(Struct, frozen=True):
    """One check at one rung of a capability; a must decides the level, everything weighs in the number.

    ``best`` is the strongest grade in which it can be evidenced at all.
    """

    check: str
    rung: Level
    must: bool
    weight: int
    threshold: Threshold
    best: Grade = Grade.DESIGN


class Capability(Struct, frozen=True):
    """One capability with its share of the total weight (percent); a gate can hold back the overall level."""

    name: str
    weight: int
    gate: bool
    criteria: tuple[Criterion, ...]


class Benchmark(Struct, frozen=True):
    """The thresholds that differ between benchmarks: (Walk, Run) each."""

    allocated: tuple[Threshold, Threshold]
    variance: tuple[Threshold, Threshold]
    commitments: tuple[Threshold, Threshold]


def at_least(figure: float) -> Threshold:
    return Threshold(Bound.AT_LEAST, figure)


def above(figure: float) -> Threshold:
    return Threshold(Bound.ABOVE, figure)


def at_most(figure: float) -> Threshold:
    return Threshold(Bound.AT_MOST, figure)


def below(figure: float) -> Threshold:
    return Threshold(Bound.BELOW, figure)


BENCHMARKS: dict[str, Benchmark] = {
    "ff-2026": Benchmark(
        allocated=(at_least(0.85), above(0.90)),
        variance=(below(0.10), below(0.05)),
        commitments=(above(0.75), above(0.80)),
    ),
    "ff-2023": Benchmark(
        allocated=(at_least(0.80), at_least(0.90)),
        variance=(at_most(0.15), at_most(0.12)),
        commitments=(at_least(0.70), at_least(0.80)),
    ),
    "costdefender": Benchmark(
        allocated=(at_least(0.70), above(0.90)),
        variance=(at_most(0.15), below(0.05)),
        commitments=(at_least(0.70), at_least(0.80)),
    ),
}

MET = at_least(1.0)

# The governing coverage is the lower of the estimated and the billed one, worked out from both.
COVERAGE = "allocation.coverage"
ESTIMATED_COVERAGE = "allocation.estimated-coverage"
BILLED_COVERAGE = "allocation.billed-coverage"
SAVINGS_VERIFIED = "usage.savings-verified"
_NO_BILL = "no bill was read: give one with finops-guard score --billing FILE"
# What to do about a check that a scan has no evidence of, beside what git's history may show.
UNSEEN = {
    BILLED_COVERAGE: _NO_BILL,
    "forecasting.variance": f"{_NO_BILL}, and the forecast in .finops/forecast.csv",
    "rates.coverage": _NO_BILL,
    "units.measured": f"{_NO_BILL}, and the volumes in .finops/unit-metrics.yaml",
    "units.trend": f"{_NO_BILL}, and the volumes in .finops/unit-metrics.yaml",
    SAVINGS_VERIFIED: (
        "not looked for: a bill tells what was spent, not which saving made it less. Compare the months before and "
        "after in the bill, and name that as evidence of the answer about savings (finops-guard assess); this check "
        "stays open"
    ),
}

ALLOCATION = "Allocation"
GOVERNANCE = "Governance, Policy & Risk"
USAGE = "Usage Optimization"
PLANNING = "Planning & Estimating, Budgeting"


def _walk(
    check: str, weight: int, threshold: Threshold = MET, *, must: bool = True, best: Grade = Grade.DESIGN
) -> Criterion:
    return Criterion(check, Level.WALK, must, weight, threshold, best)


def _run(
    check: str, weight: int, threshold: Threshold = MET, *, must: bool = True, best: Grade = Grade.DESIGN
) -> Criterion:
    return Criterion(check, Level.RUN, must, weight, threshold, best)


@cache
def capabilities(benchmark: Benchmark) -> tuple[Capability, ...]:
    """Return the nine capabilities with their criteria under one benchmark, the heaviest first."""
    return (*_gates(benchmark), *_middle(), *_measured(benchmark))


def _gates(benchmark: Benchmark) -> tuple[Capability, ...]:
    allocated_walk, allocated_run = benchmark.allocated
    return (
        Capability(
            ALLOCATION,
            20,
            True,
            (
                _walk(COVERAGE, 5, allocated_walk, best=Grade.VERIFIED),
                _walk("allocation.mandatory-keys", 2),
                _walk("allocation.enforced", 2),
                _walk("allocation.cost-drivers", 3, must=False),
                _run(ESTIMATED_COVERAGE, 3, allocated_run),
                _run("allocation.shared-costs", 2),
                _run(BILLED_COVERAGE, 4, allocated_run, best=Grade.VERIFIED),
                _run("allocation.account-policy", 2, must=False),
            ),
        ),
        Capability(
            GOVERNANCE,
            20,
            True,
            (
                _walk("governance.guard", 3),
                _walk("governance.blocking-policy", 3),
                _walk("governance.exceptions", 2, must=False),
                _walk("governance.code-owners", 2, must=False),
                _run("governance.exceptions", 2),
                _run("governance.code-owners", 1),
                _run("governance.policies-enforced", 2, at_least(0.80)),
                _run("governance.merges", 3, at_least(0.90), best=Grade.OPERATING),
                _run("governance.attestation", 2, must=False),
            ),
        ),
    )


def _middle() -> tuple[Capability, ...]:
    return (
        Capability(
            USAGE,
            16,
            False,
            (
                _walk("usage.hygiene", 2, at_least(0.70), must=False),
                _walk("usage.findings-priced", 2, at_least(0.80)),
                _walk("usage.savings-implemented", 4, at_least(0.30), best=Grade.OPERATING),
                _run("usage.savings-implemented", 4, above(0.70), best=Grade.OPERATING),
                _run(SAVINGS_VERIFIED, 3, at_least(0.80), best=Grade.VERIFIED),
                _run("usage.automation", 2),
            ),
        ),
        Capability(
            PLANNING,
            12,
            False,
            (
                _walk("planning.cost-shown", 3),
                _walk("planning.budgets", 3, at_least(0.80)),
                _walk("planning.priced", 2, at_least(0.80), must=False),
                _run("planning.priced", 2, at_least(0.90)),
                _run("planning.budget-gate", 3),
            ),
        ),
    )


def _measured(benchmark: Benchmark) -> tuple[Capability, ...]:
    variance_walk, variance_run = benchmark.variance
    commitments_walk, commitments_run = benchmark.commitments
    return (
        Capability(
            "Forecasting",
            8,
            False,
            (
                _walk("forecasting.variance", 4, variance_walk, best=Grade.VERIFIED),
                _run("forecasting.variance", 4, variance_run, best=Grade.VERIFIED),
                _run("forecasting.drivers", 2),
            ),
        ),
        Capability("Anomaly Management", 8, False, (_walk("anomalies.monitor", 3), _run("anomalies.routed", 3))),
        Capability(
            "Rate Optimization",
            6,
            False,
            (
                _walk("rates.target", 2),
                _walk("rates.coverage", 3, commitments_walk, best=Grade.VERIFIED),
                _run("rates.coverage", 3, commitments_run, best=Grade.VERIFIED),
            ),
        ),
        Capability(
            "Architecting & Workload Placement",
            6,
            False,
            (
                _walk("architecture.approved-modules", 3, at_least(0.50)),
                _run("architecture.approved-modules", 3, at_least(0.80)),
                _run("architecture.old-generations", 2, at_most(0.10), must=False),
            ),
        ),
        Capability(
            "Unit Economics",
            4,
            False,
            (
                _walk("units.defined", 2),
                _walk("units.measured", 2, best=Grade.VERIFIED),
                _run("units.trend", 3, best=Grade.VERIFIED),
            ),
        ),
    )
