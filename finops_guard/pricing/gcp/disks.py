"""What the disks of Compute Engine cost, and what is stored of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from finops_guard.pricing.bill import Bill
from finops_guard.pricing.estimates import ONE, Range, exactly
from finops_guard.pricing.gcp import placeless
from finops_guard.pricing.gcp.reading import Reader

# "If not specified, the default is pd-standard": diskType and diskSizeGb of initializeParams, also that a disk has at
# least 10 GB, and an empty one 500: https://docs.cloud.google.com/compute/docs/reference/rest/v1/instances
DEFAULT_TYPE = "pd-standard"
EMPTY = exactly(500)
# A local SSD, in GiB: "exactly 375GB", the provider's page of google_compute_instance_template (2026-08-21).
SCRATCH = 375

# The least that a persistent disk has, in GiB; one without a size has that of its image or snapshot.
_SMALLEST = Range(Decimal(10), Decimal(10), None)
_INHERITED = "the smallest disk: it has the size of its image or snapshot"
# What a disk may be made from.
_SOURCES = ("image", "snapshot", "source_disk", "source_instant_snapshot", "source_storage_object")
# Types that are paid by what they are provisioned with, too.
_PROVISIONED = ("pd-extreme", "hyperdisk-extreme")


def add(
    bill: Bill,
    name: str,
    read: Reader,
    size: str,
    type_: str,
    count: Range = ONE,
    *,
    default: str = DEFAULT_TYPE,
    default_size: Range = _SMALLEST,
    regional: bool = False,
    assumed: str = "",
) -> None:
    """Add a disk, by the paths of its size and its type."""
    kind = read.text(type_, default)
    if kind is None:
        bill.unpriced(name, "its type is not known")
        return
    kind = kind.rpartition("/")[2]
    price = bill.unit("Persistent Disk", "storage", f"{kind} regional" if regional else kind)
    if read.writes(size):
        amount = read.number(size)
        bill.add(name, price, None if amount is None else count * exactly(amount), assumed=assumed)
        return
    why = _INHERITED if default_size is _SMALLEST else f"the default of {default_size.expected} GB"
    bill.add(name, price, count * default_size, assumed="; ".join(filter(None, (why, assumed))))


def scratch(bill: Bill, number: Range, count: Range = ONE, size: Decimal | int = SCRATCH, *, assumed: str = "") -> None:
    """Add a number of local SSDs to each of a count of machines."""
    price = bill.unit("Persistent Disk", "storage", "local-ssd")
    bill.add("local SSDs", price, count * number * exactly(size), assumed=assumed)


def disk(bill: Bill) -> None:
    """Add a disk's size, and the IOPS that it is provisioned with."""
    _disk(bill, regional=False)


def region_disk(bill: Bill) -> None:
    """Add the size of a disk that stands in two zones, which its price counts."""
    _disk(bill, regional=True)


def _disk(bill: Bill, *, regional: bool) -> None:
    read = Reader(bill, bill.resource.values)
    if read.writes("size") or any(read.writes(path) for path in _SOURCES):
        add(bill, "storage", read, "size", "type", regional=regional)
    else:
        bill.unpriced("storage", "its size is not written")
    kind = (read.text("type", DEFAULT_TYPE) or "").rpartition("/")[2]
    if kind in _PROVISIONED:
        price = bill.unit("Persistent Disk", "provisioned IOPS", kind)
        bill.add("provisioned IOPS", price, read.number("provisioned_iops"))
    elif read.writes("provisioned_iops") or read.writes("provisioned_throughput"):
        bill.unpriced("provisioned performance", f"no source has a price of the performance of {kind or 'its type'}")


def snapshot(bill: Bill) -> None:
    """Add what a snapshot stores (``storage_gb``), which is less than its disk."""
    bill.usage("storage", "storage_gb", bill.unit("Persistent Disk", "snapshot storage", "standard"))


def image(bill: Bill) -> None:
    """Add what an image stores (``storage_gb``)."""
    bill.usage("storage", "storage_gb", placeless.unit(bill, "Compute Engine", "image storage"))


def machine_image(bill: Bill) -> None:
    """Add what a machine image stores (``storage_gb``)."""
    bill.usage("storage", "storage_gb", placeless.unit(bill, "Compute Engine", "machine image storage"))


ESTIMATORS: Mapping[str, Callable[[Bill], None]] = {
    "google_compute_disk": disk,
    "google_compute_region_disk": region_disk,
    "google_compute_snapshot": snapshot,
    "google_compute_image": image,
    "google_compute_machine_image": machine_image,
}
