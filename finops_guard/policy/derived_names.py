"""The names of what follows about a Kubernetes object, as paths of policies write them after ``derived.``."""

from __future__ import annotations

from finops_guard.policy.patterns import ParameterError

# What begins a path into what follows about a Kubernetes object from the others of the scan.
DERIVED = "derived."
# What begins those that are amounts of money.
MONEY = ("derived.cost.", "derived.spot_saving")

# docs/kubernetes.md tells what each is; a test holds both, and what is derived, equal.
NAMES = (
    "accelerators",
    "all_pods.cpu",
    "all_pods.ephemeral_storage",
    "all_pods.memory",
    "autoscaler",
    "claims",
    "contested",
    "cost.least",
    "cost.most",
    "disruptions_allowed",
    "exceeded",
    "exceeded_at_most",
    "limit_range_breaches",
    "limit_ranges",
    "load_balancer_number",
    "mounts",
    "pod.cpu",
    "pod.ephemeral_storage",
    "pod.memory",
    "range",
    "replicas.by",
    "replicas.least",
    "replicas.most",
    "replicas.unbounded",
    "resource_quotas",
    "selects",
    "spot",
    "spot_saving",
    "target",
    "unrequested",
    "workloads",
)


def check(path: str, at: tuple[str | int, ...]) -> None:
    """Raise ParameterError for a path of a policy that begins with ``derived.`` and leads to nothing."""
    name = path.removeprefix(DERIVED).replace("[*]", "")
    if not path.startswith(DERIVED) or name in NAMES:
        return
    from finops_guard.schema import suggest

    hint = suggest(name, list(NAMES)) or f"known names: {', '.join(NAMES)}"
    raise ParameterError(at, f'nothing that is called "{name}" follows about a Kubernetes object', hint)
