"""What machines of EC2 cost: instances, groups and fleets of them, and dedicated hosts.

A launch template or configuration costs nothing by itself: the groups that launch machines by it do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_CEILING, Decimal

from finops_guard.pricing.aws.launching import Launch, attached, classic, is_open, machines, templates
from finops_guard.pricing.bill import Bill
from finops_guard.pricing.estimates import Range, exactly
from finops_guard.values import Value

_MIXED = "mixed_instances_policy"
_OVERRIDE = f"{_MIXED}.launch_template.override"
_SPREAD = f"{_MIXED}.instances_distribution"
_NO_SPOT = "no source has a price of spot machines"


def instance(bill: Bill) -> None:
    """Add the machine and what it is launched with."""
    launch = classic(bill.resource.values)
    if bill.value("launch_template") is not None:
        for each in templates(bill)[:1]:
            launch = launch.over(each)
    machines(bill, launch, [launch.size] if launch.size is not None else [])
    attached(bill, launch)


def spot_instance(bill: Bill) -> None:
    """Add what the machine is launched with: what it costs itself no source says."""
    launch = classic(bill.resource.values)
    bill.unpriced("machine", _NO_SPOT)
    attached(bill, launch)


def group(bill: Bill) -> None:
    """Add the machines of a group, from its smallest to its largest number, and what they are launched with.

    ``desired_capacity`` that is not written is ``min_size``.
    """
    count = bill.scaled("min_size", "desired_capacity", "max_size")
    launch = _one(bill, templates(bill))
    if launch is None:
        return
    if is_open(bill, _MIXED, f"{_MIXED}.launch_template", _OVERRIDE):
        bill.unpriced("machine", "its sizes are not known")
    elif bill.value(f"{_OVERRIDE}.instance_requirements") is not None:
        bill.unpriced("machine", "its sizes are chosen by requirements, not named")
    elif _is_weighted(bill, f"{_OVERRIDE}.weighted_capacity"):
        bill.unpriced("machine", "its capacity is counted in weights, not in machines")
        count = None
    else:
        sizes = bill.values(f"{_OVERRIDE}.instance_type") or ([launch.size] if launch.size is not None else [])
        on_demand, spot = _shares(bill, count)
        _both(bill, launch, sizes, on_demand, spot)
    attached(bill, launch, count)


def _one(bill: Bill, launches: Sequence[Launch]) -> Launch | None:
    """Return how machines are launched where one template says so; else say why that is not known."""
    if len(launches) == 1:
        return launches[0]
    reason = "it has several templates" if launches else "its template is not in the code"
    bill.unpriced("machine", reason)
    return None


def _is_weighted(bill: Bill, path: str) -> bool:
    return any(value.raw not in (1, "1") for value in bill.values(path))


def _both(bill: Bill, launch: Launch, sizes: Sequence[Value], on_demand: Range | None, spot: Range | None) -> None:
    """Add the machines that are bought on demand, and say that the others have no price."""
    if spot is None or spot.most != 0:
        bill.unpriced("spot machine", _NO_SPOT)
    if on_demand is None or on_demand.most != 0:
        machines(bill, launch, sizes, on_demand)


def _shares(bill: Bill, count: Range | None) -> tuple[Range | None, Range | None]:
    """Return how many machines of a group are bought on demand and how many on the spot market.

    Of a share that is not whole, on demand has the larger part:
    https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-mixed-instances-groups.html (2023-04-27)
    """
    if bill.value(_MIXED) is None or count is None:
        return count, exactly(0)
    base = bill.number(f"{_SPREAD}.on_demand_base_capacity", 0)
    percent = bill.number(f"{_SPREAD}.on_demand_percentage_above_base_capacity", 100)
    if base is None or percent is None or is_open(bill, _SPREAD):
        return Range(Decimal(0), count.expected, count.most), exactly(0)
    share = min(percent, Decimal(100)) / 100

    def on_demand(number: Decimal) -> Decimal:
        above = max(number - base, Decimal(0)) * share
        return min(number, base) + above.to_integral_value(ROUND_CEILING)

    return count.map(on_demand), count.map(lambda number: number - on_demand(number))


def fleet(bill: Bill) -> None:
    """Add the machines of a fleet that are bought on demand, and what all of them are launched with."""
    capacity = "target_capacity_specification"
    is_known = not is_open(bill, capacity)
    total = bill.number(f"{capacity}.total_target_capacity")
    kind = bill.text(f"{capacity}.default_target_capacity_type")
    on_demand, spot = (bill.number(f"{capacity}.{each}_target_capacity", 0) for each in ("on_demand", "spot"))
    if total is not None and on_demand is not None and spot is not None:
        rest = max(total - on_demand - spot, Decimal(0))
        on_demand, spot = (on_demand, spot + rest) if kind == "spot" else (on_demand + rest, spot)
    known = on_demand if is_known and kind is not None and total is not None else None
    _fleet(bill, templates(bill), "launch_template_config.override", total, known, spot)


def spot_fleet(bill: Bill) -> None:
    """Add the machines of a spot fleet that are bought on demand, and what all of them are launched with."""
    total, on_demand = bill.number("target_capacity"), bill.number("on_demand_target_capacity", 0)
    spot = None if total is None or on_demand is None else max(total - on_demand, Decimal(0))
    is_open(bill, "launch_specification")
    launches = [classic(each) for each in bill.values("launch_specification")] or templates(bill)
    _fleet(bill, launches, "launch_template_config.overrides", total, on_demand, spot)


def _fleet(
    bill: Bill,
    launches: Sequence[Launch],
    override: str,
    total: Decimal | None,
    on_demand: Decimal | None,
    spot: Decimal | None,
) -> None:
    weighted = (f"{override}.weighted_capacity", "launch_specification.weighted_capacity")
    if bill.value(f"{override}.instance_requirements") is not None:
        bill.unpriced("machine", "its sizes are chosen by requirements, not named")
        return
    if any(_is_weighted(bill, path) for path in weighted):
        bill.unpriced("machine", "its capacity is counted in weights, not in machines")
        return
    if not launches:
        bill.unpriced("machine", "its template is not in the code")
        return
    written = bill.values(f"{override}.instance_type") or [each.size for each in launches if each.size is not None]
    sizes = list({str(size.raw): size for size in written}.values())
    _both(bill, launches[0], sizes, _exactly(on_demand), _exactly(spot))
    if len(launches) == 1:
        attached(bill, launches[0], _exactly(total))
    else:
        bill.unpriced("volumes", "it has several templates")


def _exactly(number: Decimal | None) -> Range | None:
    return None if number is None else exactly(number)


def host(bill: Bill) -> None:
    """Add the hours of a host, whatever runs on it; a family or a size says which."""
    written = next((each for path in ("instance_family", "instance_type") for each in bill.values(path)), None)
    if written is None or not isinstance(written.raw, str):
        bill.because(written.causes if written is not None else ())
        bill.unpriced("dedicated host", "its family is not known")
        return
    family = written.raw.partition(".")[0]
    bill.hourly("dedicated host", bill.unit("EC2 Dedicated Host", "ec2 dedicated host", f"on-demand, {family}"))


ESTIMATORS: Mapping[str, Callable[[Bill], None]] = {
    "aws_autoscaling_group": group,
    "aws_ec2_fleet": fleet,
    "aws_ec2_host": host,
    "aws_instance": instance,
    "aws_spot_fleet_request": spot_fleet,
    "aws_spot_instance_request": spot_instance,
}
