"""Evidence for Usage Optimization and for the generations of machines: what policies find, and what runs by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from finops_guard.findings import Severity, Verdict
from finops_guard.maturity.known import Known, Weighed, weighed
from finops_guard.maturity.model import Evidence, Status
from finops_guard.maturity.outcomes import counted, measured, unassessed
from finops_guard.resources import Resource
from finops_guard.values import Value

# Findings of these say that something costs more than it must.
ABOUT_COST = frozenset({"Usage Optimization", "Rate Optimization", "Architecting & Workload Placement"})

# What optimises without anybody, by what it does: types of Terraform and kinds of Kubernetes.
AUTOMATION: dict[str, tuple[str, ...]] = {
    "autoscaling": (
        "aws_autoscaling_policy",
        "aws_appautoscaling_policy",
        "azurerm_monitor_autoscale_setting",
        "google_compute_autoscaler",
        "google_compute_region_autoscaler",
        "google_container_cluster",
        "google_container_node_pool",
        "azurerm_kubernetes_cluster",
        "azurerm_kubernetes_cluster_node_pool",
        "HorizontalPodAutoscaler",
        "VerticalPodAutoscaler",
        "ScaledObject",
        "NodePool",
    ),
    "lifecycle rules": (
        "aws_s3_bucket",
        "aws_s3_bucket_intelligent_tiering_configuration",
        "aws_s3_bucket_lifecycle_configuration",
        "aws_efs_file_system",
        "aws_ecr_lifecycle_policy",
        "aws_dlm_lifecycle_policy",
        "azurerm_storage_management_policy",
        "google_storage_bucket",
    ),
    "schedules": (
        "aws_autoscaling_schedule",
        "aws_appautoscaling_scheduled_action",
        "azurerm_dev_test_global_vm_shutdown_schedule",
        "google_compute_resource_policy",
    ),
}


def usage_evidence(known: Known) -> Iterator[Evidence]:
    """Yield what is known of Usage Optimization from code."""
    yield _hygiene(known)
    yield _findings_priced(known)
    yield _automation(known)


def old_generations(known: Known) -> Evidence:
    """Return which share of the cost of machines is of a generation that a cheaper one follows."""
    check = "architecture.old-generations"
    policies = [policy for policy in known.policies if policy.check_name == "generation"]
    if not policies:
        return unassessed(check, "no active policy is about the generations of machines")
    found = weighed(known, policies)
    if found is None or not found.total:
        if known.is_complete:
            return Evidence(check, Status.NOT_APPLICABLE, None, "nothing in this scope has generations")
        return unassessed(check, "no machine is seen, and not all of this scope could be read")
    # An unresolved one counts as old until it is known: that is the worst it can be.
    value, best = (float(part / found.total) for part in (found.failing + found.undecided, found.failing))
    detail = f"{best:.1%} of machines, by {found.how}, are of a previous generation"
    if found.undecided:
        detail += f"; {value - best:.1%} cannot be decided"
    detail += _without_weight(found)
    return measured(check, value, detail, found.first.location if found.first else None, best)


def _hygiene(known: Known) -> Evidence:
    check = "usage.hygiene"
    about_waste = (policy for policy in known.policies if policy.capability == "Usage Optimization")
    # What is only for information is a matter of choice, no waste.
    policies = [policy for policy in about_waste if policy.severity is not Severity.INFO]
    found = weighed(known, policies)
    if found is None or not found.total:
        return unassessed(check, "no active policy about waste judges anything here")
    value = float(found.passing / found.total)
    upper = float((found.passing + found.undecided) / found.total)
    detail = f"{value:.1%} of what policies about waste judge, by {found.how}, passes all of them"
    if found.undecided:
        detail += f"; {upper - value:.1%} cannot be decided"
    detail += _without_weight(found)
    return measured(check, value, detail, found.first.location if found.first else None, upper)


def _without_weight(found: Weighed) -> str:
    """Return what is said of resources that weigh nothing: they may fail all the same."""
    if not found.unpriced:
        return ""
    return f"; without weight: {counted(found.unpriced, 'resource')} that {_verb(found.unpriced)} no price or no cost"


def _verb(number: int) -> str:
    return "has" if number == 1 else "have"


def _findings_priced(known: Known) -> Evidence:
    check = "usage.findings-priced"
    about = {policy.id for policy in known.policies if policy.capability in ABOUT_COST}
    if not any(evaluation.policy in about for evaluation in known.evaluations):
        return unassessed(check, "no active policy about waste or rates judges anything here")
    failing = [each for each in known.economy.findings if each.policy in about and each.verdict is Verdict.FAIL]
    if not failing:
        return measured(check, 1.0, "no finding about cost is open")
    without = [each for each in failing if each.money is None]
    detail = f"{len(failing) - len(without)} of {counted(len(failing), 'finding')} about cost say what they are worth"
    place = without[0].location if without else None
    return measured(check, 1 - len(without) / len(failing), detail, place)


def _automation(known: Known) -> Evidence:
    check = "usage.automation"
    found = {what: [(each, _acts(each)) for each in known.of_types(*types)] for what, types in AUTOMATION.items()}
    present = {what: acting for what, each in found.items() if (acting := [at for at, acts in each if acts])}
    if not present:
        undecided = any(acts is None for each in found.values() for _, acts in each)
        detail = "no autoscaling, lifecycle rule or schedule is in the code"
        detail += ", as far as its values are known" if undecided else ""
        return measured(check, 0.0, detail, None, 1.0 if undecided or not known.is_complete else 0.0)
    what = ", ".join(f"{name} ({len(resources)})" for name, resources in present.items())
    first = next(iter(present.values()))[0]
    return measured(check, 1.0, f"{what} in the code", first.span.location())


def _acts(resource: Resource) -> bool | None:
    """Tell whether a resource decides something by itself; None where its values do not say."""
    test = _ACTING.get(resource.kind or resource.type)
    return True if test is None else test(resource.object or resource.values)


def _between_bounds(autoscaler: Value) -> bool:
    """Tell whether something is left to decide: an autoscaler between equal bounds scales nothing."""
    spec = autoscaler.get("spec") or Value({})
    least, most = spec.get("minReplicas"), spec.get("maxReplicas")
    bounds = [1 if bound is None else bound.raw for bound in (least, most)]
    return not (isinstance(bounds[0], int | Decimal) and bounds[0] == bounds[1])


def _has(block: str) -> Callable[[Value], bool | None]:
    """Return the test whether a resource has a block."""

    def test(values: Value) -> bool | None:
        found = values.get(block)
        if found is None or found.is_null:
            return False
        return None if found.is_unknown else any(True for _ in found.items())

    return test


def _says(*paths: tuple[str, ...]) -> Callable[[Value], bool | None]:
    """Return the test whether one of these attributes, within the first block of each name before it, is true."""

    def test(values: Value) -> bool | None:
        answers = [_first(values, path) for path in paths]
        if any(answer is not None and answer.raw is True for answer in answers):
            return True
        return None if any(answer is not None and answer.is_unknown for answer in answers) else False

    return test


def _first(values: Value, path: tuple[str, ...]) -> Value | None:
    found: Value | None = values
    for key in path:
        if found is None or found.is_unknown:
            return found
        found = found.get(key) if isinstance(found.raw, dict) else next((each.get(key) for each in found.items()), None)
    return found


def _any(*tests: Callable[[Value], bool | None]) -> Callable[[Value], bool | None]:
    """Return the test whether one of these is met."""

    def test(values: Value) -> bool | None:
        answers = [each(values) for each in tests]
        return True if True in answers else None if None in answers else False

    return test


def _is_enabled(values: Value) -> bool:
    """Tell whether a rule of a lifecycle is not switched off."""
    rules = values.get("rule")
    statuses = [rule.get("status") for rule in rules.items()] if rules is not None else []
    return not statuses or any(status is None or status.raw != "Disabled" for status in statuses)


# What of these types acts by itself only where its values say so.
_ACTING: dict[str, Callable[[Value], bool | None]] = {
    "HorizontalPodAutoscaler": _between_bounds,
    "google_container_cluster": _says(("enable_autopilot",), ("cluster_autoscaling", "enabled")),
    "google_container_node_pool": _has("autoscaling"),
    "azurerm_kubernetes_cluster": _says(
        ("default_node_pool", "auto_scaling_enabled"), ("default_node_pool", "enable_auto_scaling")
    ),
    "azurerm_kubernetes_cluster_node_pool": _says(("auto_scaling_enabled",), ("enable_auto_scaling",)),
    "aws_s3_bucket": _has("lifecycle_rule"),
    "aws_s3_bucket_lifecycle_configuration": _is_enabled,
    "aws_efs_file_system": _has("lifecycle_policy"),
    "google_storage_bucket": _has("lifecycle_rule"),
    "google_compute_resource_policy": _any(_has("instance_schedule_policy"), _has("snapshot_schedule_policy")),
}
