"""What containers of AWS cost: EKS clusters and their nodes, and services of ECS that run on Fargate."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from finops_guard.catalog import support_dates
from finops_guard.pricing.aws import volumes
from finops_guard.pricing.aws.launching import Launch, attached, inside, is_open, machines, templates
from finops_guard.pricing.bill import Bill
from finops_guard.pricing.estimates import HOURS, Range, exactly
from finops_guard.pricing.places import at, first
from finops_guard.pricing.reading import as_number
from finops_guard.resources import Resource
from finops_guard.values import Value

# https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html: diskSize, instanceTypes
_NODE = Value("t3.medium")
_DISK_GB = {"Linux": 20, "Windows": 50}
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
_AMOUNT = re.compile(r"(?P<number>\d{1,7}(?:\.\d{1,4})?|\.\d{1,4})(?: ?(?P<unit>vcpu|gb))?", re.ASCII | re.IGNORECASE)
_FREE_GIB = 20
_PROVIDERS = ("FARGATE", "FARGATE_SPOT")


def cluster(bill: Bill) -> None:
    """Add the control plane's hours, also what extended support of an old version adds to them."""
    bill.hourly("control plane", bill.unit("EKS", "cluster", "standard support"))
    version, policy = bill.text("version"), bill.text("upgrade_policy.support_type")
    known = support_dates.lookup("eks", version) if version else None
    as_of = bill.costs.relations.as_of
    is_dated = known is not None and as_of and policy != "STANDARD"
    if known is not None and is_dated and known.state(as_of) is support_dates.State.EXTENDED:
        price = bill.unit("EKS", "cluster extended support surcharge", "extended support")
        bill.hourly(f"extended support of {version}", price)
    if bill.flag("compute_config.enabled") is not False:
        bill.unpriced("machines of Auto Mode", "how many it runs is not known", usage=True)


def node_group(bill: Bill) -> None:
    """Add the nodes, from the smallest to the largest number, and what they are launched with.

    Without a launch template, a node is a t3.medium with a disk of 20 GB (of Windows 50) unless something else is
    written.
    """
    count = bill.scaled("scaling_config.min_size", "scaling_config.desired_size", "scaling_config.max_size")
    count = None if is_open(bill, "scaling_config") else count
    image, market = bill.text("ami_type", "AL2_x86_64"), bill.text("capacity_type", "ON_DEMAND")
    is_windows = image is not None and image.startswith("WINDOWS")
    has_template = bill.value("launch_template") is not None
    found = templates(bill)[:1] if has_template else []
    launch = Launch(is_windows=is_windows).over(found[0] if found else Launch())
    sizes = bill.values("instance_types")
    if not sizes and has_template and not found:
        bill.unpriced("machine", "its template is not in the code")
    elif market not in ("ON_DEMAND", "", None):
        bill.unpriced("machine", f"no source has a price of {market.lower().replace('_', ' ')} machines")
    else:
        # What may be spot machines costs as much as on demand at the most.
        counted = count if market is not None or count is None else Range(Decimal(0), count.expected, count.most)
        machines(bill, launch, sizes or ([launch.size] if launch.size is not None else [_NODE]), counted)
    if found:
        attached(bill, launch, count)
    elif not has_template:
        size = bill.value("disk_size") or Value(_DISK_GB["Windows" if is_windows else "Linux"])
        volumes.root(bill, Value({"volume_size": size}), count)
    else:
        bill.unpriced("root volume", "its template is not in the code")


def service(bill: Bill) -> None:
    """Add the tasks that run on Fargate; those on machines of a cluster cost what these do.

    Their number is ``desired_count`` (else 0), and where a target of Application Auto Scaling refers to the service,
    from its least to its greatest capacity.
    """
    related = bill.costs.relations.among(bill.resource)
    tasks = related.referents(bill.resource, "aws_ecs_task_definition")
    task = tasks.resources[0] if tasks.resources else None
    count = _count(bill)
    on_demand, spot = _on_fargate(bill, task, exactly(1) if count is None else count)
    if on_demand is None and spot is None:
        return
    if count is None:
        bill.unpriced("task", "how many there are is not known")
        return
    if task is None:
        bill.because(tasks.causes)
        bill.unpriced("task", "its definition is not in the code")
        return
    if spot is not None:
        bill.unpriced("task", "no source has a price of FARGATE_SPOT")
    if on_demand is not None:
        _tasks(bill, task.values, on_demand)
    for block in bill.values("volume_configuration.managed_ebs_volume"):
        volumes.add(bill, "volume", block, count, volumes.Names(size="size_in_gb", default=""))
    is_open(bill, "network_configuration")
    if bill.flag("network_configuration.assign_public_ip"):
        bill.hourly("public IPv4 address", bill.unit("VPC", "public IPv4 address", "in use"), count)


def _count(bill: Bill) -> Range | None:
    related = bill.costs.relations.among(bill.resource)
    targets = related.referrers(bill.resource, "aws_appautoscaling_target").resources
    if not targets:
        wanted = bill.number("desired_count", 0)
        return None if wanted is None else exactly(wanted)
    low, high = (first(targets[0].values, name) for name in ("min_capacity", "max_capacity"))
    for value in (low, high):
        bill.because(value.causes if value is not None else ())
    least, most = (None if value is None else as_number(value) for value in (low, high))
    expected = bill.number("desired_count", least)
    if expected is None:
        expected = least
    if expected is None:
        return None
    # Application Auto Scaling moves a number that is out of its bounds into them.
    expected = max(expected, least or Decimal(0))
    expected = expected if most is None else min(expected, most)
    return Range(Decimal(0) if least is None else min(least, expected), expected, most)


def _on_fargate(bill: Bill, task: Resource | None, count: Range) -> tuple[Range | None, Range | None]:
    """Return how many tasks run on Fargate, and how many on its spot capacity; None: none do."""
    strategy = bill.values("capacity_provider_strategy")
    if is_open(bill, "capacity_provider_strategy"):
        bill.unpriced("task", "its capacity providers are not known")
        return None, None
    if strategy:
        return _by_providers(bill, strategy, count)
    kind = bill.text("launch_type")
    if kind is None:
        bill.unpriced("task", "its launch type is not known")
        return None, None
    # Where nothing is written the cluster's own strategy counts: a task may be made for Fargate alone.
    needs = {each.raw for each in at(task.values, "requires_compatibilities")} if task is not None else set()
    is_fargate = kind == "FARGATE" if kind else needs == {"FARGATE"}
    return (count if is_fargate else None), None


def _by_providers(bill: Bill, strategy: list[Value], count: Range) -> tuple[Range | None, Range | None]:
    """Return the shares of Fargate's providers: their bases, and by their weights what is above these."""
    names = [first(each, "capacity_provider") for each in strategy]
    figures = [[first(each, key) for key in ("base", "weight")] for each in strategy]
    for value in (*names, *(value for pair in figures for value in pair)):
        bill.because(value.causes if value is not None else ())
    kinds = [name.raw if name is not None else None for name in names]
    numbers = [[Decimal(0) if value is None else as_number(value) for value in pair] for pair in figures]
    bases = [pair[0] or Decimal(0) for pair in numbers]
    weights = [pair[1] for pair in numbers]
    known = [weight for weight in weights if weight is not None]
    total = sum(known, Decimal(0))
    shares: list[Range | None] = []
    for wanted in _PROVIDERS:
        if wanted not in kinds:
            shares.append(None)
        elif len(set(kinds)) == 1:
            shares.append(count)
        elif len(known) < len(weights) or not total:
            shares.append(Range(Decimal(0), count.expected, count.most))
        else:
            base = sum((base for base, kind in zip(bases, kinds, strict=True) if kind == wanted), Decimal(0))
            weight = sum((each for each, kind in zip(known, kinds, strict=True) if kind == wanted), Decimal(0))
            shares.append(count.map(_share(base, sum(bases, Decimal(0)), weight / total)))
    return shares[0], shares[1]


def _share(base: Decimal, bases: Decimal, weight: Decimal) -> Callable[[Decimal], Decimal]:
    return lambda number: min(number, base) + max(number - bases, Decimal(0)) * weight


def _tasks(bill: Bill, task: Value, count: Range) -> None:
    system, processor = (
        inside(task, "runtime_platform", key) for key in ("operating_system_family", "cpu_architecture")
    )
    for value in (system, processor):
        bill.because(value.causes if value is not None else ())
    is_windows = system is not None and str(system.raw).startswith("WINDOWS")
    is_arm = processor is not None and processor.raw == "ARM64"
    platform = "windows x86" if is_windows else "linux arm" if is_arm else "linux x86"
    for name, key, unit in (("vCPU", "cpu", "vcpu"), ("memory", "memory", "gb")):
        amount = _amount(bill, first(task, key), unit)
        bill.hourly(name, bill.unit("ECS Fargate", name, platform), None if amount is None else exactly(amount) * count)
    if is_windows:
        bill.unpriced("Windows license", "no source has a price of it")
    storage = inside(task, "ephemeral_storage", "size_in_gib")
    if storage is not None:
        size = as_number(storage)
        bill.because(storage.causes)
        if size is None or size > _FREE_GIB:
            price = bill.unit("ECS Fargate", "ephemeral storage", "beyond 20 GB")
            above = None if size is None else exactly((size - _FREE_GIB) * HOURS) * count
            bill.add("ephemeral storage", price, above)


def _amount(bill: Bill, value: Value | None, unit: str) -> Decimal | None:
    """Return the vCPUs or GB of a task: written in 1024ths, or with the unit; None where that is not known."""
    if value is None:
        return None
    bill.because(value.causes)
    match = _AMOUNT.fullmatch(str(value.raw)) if isinstance(value.raw, str | int) else None
    if match is None or (match["unit"] or unit).lower() != unit:
        return None
    return Decimal(match["number"]) / (1 if match["unit"] else 1024)


def fargate_profile(bill: Bill) -> None:
    """Add what pods ask for that run on Fargate, all of which is use: the profile says which pods may run there.

    Usage keys: ``monthly_vcpu_hours`` and ``monthly_memory_gb_hours``. Pods cost what tasks of ECS on Linux and x86 do
    (https://aws.amazon.com/fargate/pricing/, read 2026-11-29).
    """
    for name, key in (("vCPU", "monthly_vcpu_hours"), ("memory", "monthly_memory_gb_hours")):
        bill.usage(name, key, bill.unit("ECS Fargate", name, "linux x86"))


ESTIMATORS: Mapping[str, Callable[[Bill], None]] = {
    "aws_ecs_service": service,
    "aws_eks_cluster": cluster,
    "aws_eks_fargate_profile": fargate_profile,
    "aws_eks_node_group": node_group,
}
