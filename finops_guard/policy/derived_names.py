"""The names of what follows about an object or resource from others, as policies write them after ``derived.``."""

from __future__ import annotations

from finops_guard.policy.patterns import ParameterError

# What begins a path into what follows about a Kubernetes object, or a Terraform resource, from the others.
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


# What follows about a Terraform resource; docs/policy-language.md tells what each is, a test holds both equal.
TERRAFORM = (
    "alongside.<type>",
    "cost.monthly",
    "referenced",
    "referents.<type>",
    "referrers.<type>",
    "region",
    "sizes",
    "sizes.arch",
    "sizes.burstable",
    "sizes.family",
    "sizes.gpus",
    "sizes.memory_gib",
    "sizes.name",
    "sizes.previous_generation",
    "sizes.vcpu",
    "support",
    "support.ended_since",
    "support.extended_since",
    "support.state",
    "support.until",
    "support.version",
)
# Those that lead to other resources, by their type.
RELATED = ("alongside", "referents", "referrers")


def is_about_terraform(path: str) -> bool:
    """Tell whether a path leads to what follows about a Terraform resource."""
    name = _name(path)
    return path.startswith(DERIVED) and (name.partition(".")[0] in RELATED or name in TERRAFORM)


def check(path: str, at: tuple[str | int, ...]) -> None:
    """Raise ParameterError for a path of a policy that begins with ``derived.`` and leads to nothing."""
    name = _name(path)
    is_alone = name == DERIVED.rstrip(".")
    if not (path.startswith(DERIVED) or is_alone) or name in NAMES or name in TERRAFORM:
        return
    from finops_guard.schema import suggest

    if is_alone:
        raise ParameterError(at, '"derived" needs a name', f"known names: {', '.join((*NAMES, *TERRAFORM))}")
    if name.partition(".")[0] in RELATED:
        _check_related(name, at)
        return
    known = (*NAMES, *TERRAFORM)
    hint = suggest(name, known) or f"known names: {', '.join(known)}"
    raise ParameterError(at, f'nothing that is called "{name}" follows about a resource or object', hint)


def check_within(path: str, at: tuple[str | int, ...]) -> None:
    """Raise ParameterError as ``check`` does; a path may also end before a name does, or go on behind it."""
    name = _name(path)
    every = () if name.partition(".")[0] in RELATED else (*NAMES, *TERRAFORM)
    if not any(f"{each}.".startswith(f"{name}.") or name.startswith(f"{each}.") for each in every):
        check(path, at)


def _check_related(name: str, at: tuple[str | int, ...]) -> None:
    """Raise ParameterError for a type, or its attribute, that no provider has."""
    from finops_guard.catalog import schemas
    from finops_guard.policy.types import unknown_type
    from finops_guard.schema import suggest

    relation, type_, *rest = (*name.split("."), "")[:3]
    if not type_:
        raise ParameterError(at, f'"derived.{relation}" needs a resource type', f"derived.{relation}.aws_instance")
    wrong = unknown_type(type_)
    if wrong is not None:
        raise ParameterError(at, wrong.message, wrong.hint)
    attribute = rest[0].partition("[")[0] if rest else ""
    schema = schemas.lookup(type_)
    if attribute and schema is not None and attribute not in schema:
        hint = suggest(attribute, [*schema.arguments, *schema.blocks, *schema.computed])
        raise ParameterError(at, f'{type_} has no attribute "{attribute}"', hint)


def _name(path: str) -> str:
    return path.removeprefix(DERIVED).replace("[*]", "")
