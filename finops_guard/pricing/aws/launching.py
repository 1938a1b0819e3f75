"""How machines of EC2 are launched, wherever that is written, and what it makes them cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from finops_guard.pricing.aws import volumes
from finops_guard.pricing.bill import Bill
from finops_guard.pricing.estimates import ONE, Range
from finops_guard.pricing.places import at, first
from finops_guard.resources import Resource
from finops_guard.values import Value

# "Reserved for root volume": https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/device_naming.html (2023-05-31)
_ROOT_DEVICES = ("/dev/sda1", "/dev/xvda")
# Types that are not optimized for EBS without a further price:
# https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ebs-optimized.html, "EBS optimization supported" (2023-05-31)
_NOT_OPTIMIZED = ("c1", "c3", "g2", "i2", "m1", "m2", "m3", "r3")
# https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-performance-instances-how-to.html (2023-05-31)
_CREDITS = {"t2": "standard", "t3": "unlimited", "t3a": "unlimited", "t4g": "unlimited"}
_OTHERWISE = {
    "market": ("spot", "capacity-block", "interruptible-capacity-reservation"),
    "tenancy": ("dedicated", "host"),
}


class Launch(Struct, frozen=True):
    """What a block says of the machines that are launched by it.

    ``root`` is the block of the volume that they start from, ``disks`` are those of the others.
    """

    size: Value | None = None
    root: Value | None = None
    disks: tuple[Value, ...] = ()
    market: Value | None = None
    tenancy: Value | None = None
    address: Value | None = None
    monitoring: Value | None = None
    credits: Value | None = None
    optimized: Value | None = None
    is_windows: bool = False

    def over(self, other: Launch) -> Launch:
        """Return what counts where this stands over what a template says."""
        return Launch(
            self.size or other.size,
            self.root or other.root,
            self.disks + other.disks,
            self.market or other.market,
            self.tenancy or other.tenancy,
            self.address or other.address,
            self.monitoring or other.monitoring,
            self.credits or other.credits,
            self.optimized or other.optimized,
            self.is_windows or other.is_windows,
        )


def classic(values: Value) -> Launch:
    """Return what an instance says, a launch configuration, or a launch specification of a spot fleet."""
    password = first(values, "get_password_data")  # of Windows only
    return Launch(
        first(values, "instance_type"),
        first(values, "root_block_device"),
        tuple(at(values, "ebs_block_device")),
        inside(values, "instance_market_options", "market_type") or _spot(first(values, "spot_price")),
        first(values, "tenancy") or first(values, "placement_tenancy"),
        first(values, "associate_public_ip_address"),
        first(values, "monitoring") or first(values, "enable_monitoring"),
        inside(values, "credit_specification", "cpu_credits"),
        first(values, "ebs_optimized"),
        password is not None and password.raw is True,
    )


def inside(values: Value, block: str, key: str) -> Value | None:
    """Return a value of a block; the block itself, where that is not known."""
    found = first(values, block)
    return found if found is None or found.is_unknown else first(found, key)


def is_open(bill: Bill, *paths: str) -> bool:
    """Tell whether one of some blocks is not known, and record why."""
    causes = [cause for path in paths for value in bill.values(path) for cause in value.causes if value.is_unknown]
    bill.because(causes)
    return bool(causes)


def _spot(price: Value | None) -> Value | None:
    """Return the market of a machine that a spot price is offered for."""
    return None if price is None or price.raw == "" else Value("spot", price.origin)


def template(values: Value) -> Launch:
    """Return what a launch template says."""
    root: Value | None = None
    disks: list[Value] = []
    for mapping in at(values, "block_device_mappings"):
        block = mapping if mapping.is_unknown else first(mapping, "ebs")
        device = first(mapping, "device_name")
        if block is None:
            continue  # the machine's own disk, or none
        if device is not None and device.raw in _ROOT_DEVICES:
            root = block
        else:
            disks.append(block)
    return Launch(
        first(values, "instance_type"),
        root,
        tuple(disks),
        inside(values, "instance_market_options", "market_type"),
        inside(values, "placement", "tenancy"),
        inside(values, "network_interfaces", "associate_public_ip_address"),
        inside(values, "monitoring", "enabled"),
        inside(values, "credit_specification", "cpu_credits"),
        first(values, "ebs_optimized"),
    )


_TEMPLATES: Mapping[str, Callable[[Value], Launch]] = {
    "aws_launch_template": template,
    "aws_launch_configuration": classic,
}


def templates(bill: Bill) -> list[Launch]:
    """Return what the templates say that a resource refers to; where none is found, why is recorded."""
    related = bill.costs.relations.among(bill.resource)
    found = {type_: related.referents(bill.resource, type_) for type_ in _TEMPLATES}
    launches = [_TEMPLATES[type_](each.values) for type_, those in found.items() for each in those.resources]
    if not launches:
        for those in found.values():
            bill.because(those.causes)
    return launches


def bought_otherwise(launch: Launch) -> str:
    """Return why machines cost something else than on demand; empty where they do not."""
    for name, options in _OTHERWISE.items():
        value: Value | None = getattr(launch, name)
        if value is not None and value.raw in options:
            kind = f"{value.raw} machines" if name == "market" else f"machines of {value.raw} tenancy"
            return f"no source has a price of {kind}"
    return "no source has a price of Windows" if launch.is_windows else ""


def machines(bill: Bill, launch: Launch, sizes: Sequence[Value], count: Range | None = ONE) -> None:
    """Add machines on demand, and what their use of ``monthly_cpu_credit_hours`` (vCPU-hours) and of metrics costs."""
    reason = bought_otherwise(launch)
    if reason:
        bill.unpriced("machine", reason)
    else:
        bill.options("machine", "ec2", sizes, _on_demand(bill, launch, count))
    families = {str(size.raw).partition(".")[0] for size in sizes if isinstance(size.raw, str)}
    for family in sorted(families & set(_CREDITS)):
        mode = launch.credits.raw if launch.credits is not None else _CREDITS[family]
        if mode == "unlimited":
            bill.usage(f"CPU credits of {family}", "monthly_cpu_credit_hours", bill.unit("EC2", "CPU credits", family))
    if launch.monitoring is not None and launch.monitoring.raw is True:
        price = bill.unit("CloudWatch", "custom metric")
        bill.usage("detailed monitoring", "monitored_metrics", price)
    if launch.optimized is not None and launch.optimized.raw is True and families & set(_NOT_OPTIMIZED):
        bill.unpriced("EBS optimization", "no source has a price of it")


def _on_demand(bill: Bill, launch: Launch, count: Range | None) -> Range | None:
    """Return how many machines there are on demand: where that is not known, all of them at the most."""
    causes = [cause for value in (launch.market, launch.tenancy) if value is not None for cause in value.causes]
    bill.because(causes)
    return count if count is None or not causes else Range(Decimal(0), count.expected, count.most)


def attached(bill: Bill, launch: Launch, count: Range | None = ONE) -> None:
    """Add what machines are launched with, whatever they are bought as: their volumes and public addresses."""
    volumes.root(bill, launch.root, count)
    for number, block in enumerate(launch.disks, 1):
        name = f"volume {number}" if len(launch.disks) > 1 else "volume"
        volumes.add(bill, name, block, count)
    address = launch.address
    if address is None or address.raw not in (True, "true"):
        bill.because(address.causes if address is not None else ())
    elif not _has_own_address(bill, bill.resource):
        bill.hourly("public IPv4 address", bill.unit("VPC", "public IPv4 address", "in use"), count)


def _has_own_address(bill: Bill, resource: Resource) -> bool:
    """Tell whether an address that stands in the code takes the place of the one that a machine is launched with."""
    if resource.type != "aws_instance":
        return False
    related = bill.costs.relations.among(resource)
    return any(related.referrers(resource, type_).resources for type_ in ("aws_eip", "aws_eip_association"))
