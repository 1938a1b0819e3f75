"""What block storage of AWS costs: volumes, also those that machines are launched with, and snapshots.

What is not written of a volume: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EbsBlockDevice.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from finops_guard.catalog.price import NoPrice
from finops_guard.catalog.tariff import Tier
from finops_guard.pricing.bill import Bill, Priced, noted
from finops_guard.pricing.estimates import ONE, Range, exactly
from finops_guard.pricing.places import first
from finops_guard.pricing.reading import as_number
from finops_guard.values import Value

DEFAULT_TYPE = "gp2"
# Of gp3: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ebs-volume-types.html (2023-05-31)
_FREE_IOPS, _FREE_MBPS = 3000, 125
_PROVISIONED = ("io1", "io2")


class Names(Struct, frozen=True):
    """The attributes of a block that say what a volume is, and the type of one that names none.

    ``assumed`` says what that type is based on, where it is not what the provider documents.
    """

    kind: str = "volume_type"
    size: str = "volume_size"
    default: str = DEFAULT_TYPE
    assumed: str = ""


OF_DEVICES = Names()
_OF_ROOTS = Names(assumed=f"its type is that of the image: the price is that of {DEFAULT_TYPE}")


def add(bill: Bill, name: str, block: Value, count: Range | None = ONE, names: Names = OF_DEVICES) -> None:
    """Add a number of equal volumes: their storage, and the IOPS and throughput above what is free."""
    kind = _kind(bill, name, block, names)
    if kind is None:
        return
    size = first(block, names.size)
    storage = f"{name} ({kind})"
    if size is not None:
        price = bill.unit("EBS", "storage", kind)
        # What has no price costs nothing that a size could decide.
        number = None if isinstance(price, NoPrice) else _number(bill, size)
        assumed = names.assumed if first(block, names.kind) is None else ""
        bill.add(storage, price, _times(number, count), assumed=assumed)
    else:
        of_snapshot = first(block, "snapshot_id") is not None
        bill.unpriced(storage, "its size is that of its snapshot" if of_snapshot else "its size is not written")
    _performance(bill, name, kind, block, count)


def root(bill: Bill, block: Value | None, count: Range | None = ONE) -> None:
    """Add the volumes that machines start from; of an image's own size, as many GB as ``root_volume_gb`` says."""
    if block is not None and (block.is_unknown or first(block, "volume_size") is not None):
        add(bill, "root volume", block, count, _OF_ROOTS)
        return
    kind = DEFAULT_TYPE if block is None else _kind(bill, "root volume", block, OF_DEVICES)
    if kind is None:
        return
    price = bill.unit("EBS", "storage", kind)
    if block is None or first(block, "volume_type") is None:
        price = noted(price, _OF_ROOTS.assumed)
    said = bill.costs.quantity(bill.resource, "root_volume_gb")
    if said is None:
        bill.usage("root volume", "root_volume_gb", price)
    else:
        assumed = "the default usage of root_volume_gb" if said.is_default else ""
        bill.add("root volume", price, _times(said.amount, count), assumed=assumed, usage=True)
    if block is not None:
        _performance(bill, "root volume", kind, block, count)


def _kind(bill: Bill, name: str, block: Value, names: Names) -> str | None:
    """Return the type of a volume; None where it is not known, which is then said."""
    value = block if block.is_unknown else first(block, names.kind)
    if value is not None and not isinstance(value.raw, str):
        bill.because(value.causes)
        bill.unpriced(name, "its type is not known")
        return None
    kind = str(value.raw) if value is not None and value.raw else names.default
    if not kind:
        bill.unpriced(name, "its type is not written")
    return kind or None


def _performance(bill: Bill, name: str, kind: str, block: Value, count: Range | None) -> None:
    iops, throughput = first(block, "iops"), first(block, "throughput")
    if kind == "gp3":
        above = bill.unit("EBS", "provisioned IOPS", "gp3 above 3,000")
        _above(bill, f"{name} IOPS", above, iops, _FREE_IOPS, count)
        above = bill.unit("EBS", "provisioned throughput", "gp3 above 125 MBps")
        _above(bill, f"{name} throughput", above, throughput, _FREE_MBPS, count)
    elif kind in _PROVISIONED:
        if iops is None:
            bill.unpriced(f"{name} IOPS", "they are not written")
        else:
            _tiered(bill, f"{name} IOPS", bill.unit("EBS", "provisioned IOPS", kind), _number(bill, iops), count)


def _above(bill: Bill, name: str, price: Priced, value: Value | None, free: int, count: Range | None) -> None:
    if value is None:
        return
    number = _number(bill, value)
    if number is None:
        bill.unpriced(name, "how much is provisioned is not known")
    elif number > free:
        bill.add(name, price, _times(number - free, count))


def _tiered(bill: Bill, name: str, price: Priced, number: Decimal | None, count: Range | None) -> None:
    """Add what is priced in tiers of each volume, not of all together: a component for each tier."""
    if isinstance(price, NoPrice) or number is None:
        bill.add(name, price, number)
        return
    ends = [tier.start for tier in price.tiers[1:]]
    for at, tier in enumerate(price.tiers):
        within = min(number, ends[at] if at < len(ends) else number) - tier.start
        if within > 0:
            named = f"{name} above {tier.start:,f}" if at else name
            bill.add(named, replace(price, tiers=(Tier(Decimal(0), tier.amount),)), _times(within, count))


def _number(bill: Bill, value: Value) -> Decimal | None:
    bill.because(value.causes)
    return as_number(value)


def _times(number: Decimal | None, count: Range | None) -> Range | None:
    return None if number is None or count is None else exactly(number) * count


def volume(bill: Bill) -> None:
    """Add the volume; of a magnetic one also its requests, ``monthly_standard_io_requests``."""
    add(bill, "volume", bill.resource.values, names=Names("type", "size"))
    if bill.text("type") == "standard":
        bill.usage("I/O requests", "monthly_standard_io_requests", bill.unit("EBS", "I/O requests", "standard"))


def snapshot(bill: Bill) -> None:
    """Add what is stored: ``storage_gb``, which is what has changed since the snapshot before."""
    tier = bill.text("storage_tier", "standard")
    if tier is None:
        bill.unpriced("snapshot", "its tier is not known", usage=True)
        return
    bill.usage("snapshot", "storage_gb", bill.unit("EBS", "snapshot storage", tier or "standard"))


def fast_restore(bill: Bill) -> None:
    """Add the hours of fast restoring, in one availability zone."""
    bill.hourly("fast snapshot restore", bill.unit("EBS", "fast snapshot restore"))


ESTIMATORS: Mapping[str, Callable[[Bill], None]] = {
    "aws_ebs_fast_snapshot_restore": fast_restore,
    "aws_ebs_snapshot": snapshot,
    "aws_ebs_snapshot_copy": snapshot,
    "aws_ebs_snapshot_import": snapshot,
    "aws_ebs_volume": volume,
}
