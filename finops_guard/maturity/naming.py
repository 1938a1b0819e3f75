"""What capabilities and checks are called, in words that need no knowledge of code, and where thresholds come from."""

from __future__ import annotations

from finops_guard.maturity.criteria import BILLED_COVERAGE, COVERAGE, ESTIMATED_COVERAGE, Criterion
from finops_guard.maturity.model import Level

# The check of what was found and put right: its money is that of all savings that are open.
IMPLEMENTED = "usage.savings-implemented"

# The short name for the command line, and the question that the capability answers.
CAPABILITIES: dict[str, tuple[str, str]] = {
    "Allocation": ("allocation", "Is it known who every amount is spent for?"),
    "Governance, Policy & Risk": (
        "governance",
        "Do cost rules hold for every change, and are exceptions under control?",
    ),
    "Usage Optimization": ("usage", "Is waste found, and is what was found really put right?"),
    "Planning & Estimating, Budgeting": ("planning", "Is the cost of a change known before it is made, and budgeted?"),
    "Forecasting": ("forecasting", "How close do forecasts come to the bill?"),
    "Anomaly Management": ("anomalies", "Is somebody told when spending leaves its usual course?"),
    "Rate Optimization": ("rates", "Are discounts for commitments used as planned?"),
    "Architecting & Workload Placement": ("architecture", "Is it built from parts that were chosen for their cost?"),
    "Unit Economics": ("units", "What does one unit of the product cost?"),
}

CHECKS: dict[str, str] = {
    COVERAGE: "Cost that can be attributed: the lower of code and bill",
    ESTIMATED_COVERAGE: "Cost in code whose mandatory tags are all valid",
    BILLED_COVERAGE: "Cost on the bill whose mandatory tags are all valid",
    "allocation.mandatory-keys": "Mandatory tags with allowed values",
    "allocation.enforced": "Mandatory tags are enforced",
    "allocation.cost-drivers": "The largest cost drivers are tagged",
    "allocation.shared-costs": "Rules for shared costs",
    "allocation.account-policy": "Tags are enforced by the cloud account, too",
    "governance.guard": "Every change is checked",
    "governance.blocking-policy": "A rule can hold back a change",
    "governance.exceptions": "Exceptions are complete and not expired",
    "governance.code-owners": "What decides about cost has owners",
    "governance.policies-enforced": "Rules that hold back a change",
    "governance.merges": "Merges while the check was in place",
    "governance.attestation": "Checks are attested",
    "usage.hygiene": "Resources without a finding about waste",
    "usage.findings-priced": "Findings with their money",
    IMPLEMENTED: "Savings found that were implemented",
    "usage.savings-verified": "Implemented savings verified on the bill",
    "usage.automation": "Optimization is automated",
    "planning.cost-shown": "Changes show their cost before they are made",
    "planning.budgets": "Cost under a budget that is declared in code",
    "planning.priced": "Cost that has a price",
    "planning.budget-gate": "Exceeding a budget needs an approval",
    "forecasting.variance": "Variance between forecast and bill",
    "forecasting.drivers": "Forecasts follow what drives the cost",
    "anomalies.monitor": "A monitor for unusual cost",
    "anomalies.routed": "Anomalies reach the owner by themselves",
    "rates.target": "A target for commitments",
    "rates.coverage": "Usage covered by commitments",
    "architecture.approved-modules": "Cost from approved modules",
    "architecture.old-generations": "Cost of old machine generations",
    "units.defined": "A unit of the product is defined",
    "units.measured": "The cost of one unit is measured",
    "units.trend": "The cost of one unit over time",
}

OWN = "default of this model"
_FOUNDATION = "FinOps Foundation, maturity model of 2026"
_EARLIER = "FinOps Foundation, maturity table of 2023"
_COST_DEFENDER = "CostDefender, five questions"
_STANDS_IN = f"{_EARLIER}, as CostDefender names no figure"

_ALLOCATED: dict[str, tuple[str, ...]] = {
    "ff-2026": (_FOUNDATION,) * 2,
    "ff-2023": (_EARLIER,) * 2,
    "costdefender": (_COST_DEFENDER,) * 2,
}
_MEASURED: dict[str, tuple[str, ...]] = {"ff-2026": (_FOUNDATION,) * 2, "ff-2023": (_EARLIER,) * 2}
# By check and benchmark: what Walk and Run are taken from. Whatever is not here is the model's own.
_SOURCES: dict[str, dict[str, tuple[str, ...]]] = {
    **dict.fromkeys((COVERAGE, ESTIMATED_COVERAGE, BILLED_COVERAGE), _ALLOCATED),
    "forecasting.variance": {**_MEASURED, "costdefender": (_STANDS_IN, _COST_DEFENDER)},
    "rates.coverage": {**_MEASURED, "costdefender": (_STANDS_IN,) * 2},
    IMPLEMENTED: dict.fromkeys(_ALLOCATED, (_COST_DEFENDER,) * 2),
}


def threshold_source(criterion: Criterion, benchmark: str) -> str:
    """Return where the threshold of a criterion comes from."""
    walk, run = _SOURCES.get(criterion.check, {}).get(benchmark, (OWN, OWN))
    return walk if criterion.rung is Level.WALK else run


def slug(capability: str) -> str:
    """Return the short name of a capability."""
    return CAPABILITIES[capability][0]
