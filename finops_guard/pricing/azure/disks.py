"""What disks of Azure cost: managed disks, those that machines are made with, and snapshots.

Sizes, what is free of Premium SSD v2, and how sizes are rounded up to those that are offered:
https://learn.microsoft.com/azure/virtual-machines/disks-types ("rounded up to the nearest offered disk size").
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from msgspec import Struct

from finops_guard.pricing.azure.parts import Part
from finops_guard.pricing.bill import Bill
from finops_guard.pricing.estimates import HOURS, ONE, Range, exactly

_SERVICE = "Managed Disks"
# The GiB that are offered, and the number in the size's name (P10).
_SIZES = (
    (4, 1), (8, 2), (16, 3), (32, 4), (64, 6), (128, 10), (256, 15), (512, 20), (1024, 30), (2048, 40), (4096, 50),
    (8192, 60), (16384, 70), (32767, 80),
)  # fmt: skip
_LETTERS = {"Premium": "P", "StandardSSD": "E", "Standard": "S"}
_SMALLEST = {"S": 4}  # the number of the smallest size, where it is not 1
_OPERATIONS = {"E": "Standard SSD", "S": "Standard HDD"}
_FREE_IOPS, _FREE_MBPS = 3000, 125
# The size that an image is taken to bring, which is said wherever it decides.
_IMAGE_SIZES = {"Linux": 30, "Windows": 127}


class Disk(Struct, frozen=True):
    """One disk as it is asked for: ``kind`` is its storage account type; None is what is not known.

    ``operations`` is the usage key of the transactions of a standard disk. ``tier`` is a performance tier (``P50``)
    that is paid for in place of the size's own.
    """

    kind: str | None
    size: Decimal | None
    operations: str
    iops: Decimal | None = None
    mbps: Decimal | None = None
    tier: str = ""
    assumed: str = ""
    why: str = "its size is not known"


def add(bill: Bill, name: str, disk: Disk, count: Range | None = ONE) -> None:
    """Add a number of equal disks."""
    if disk.kind is None or not disk.kind:
        bill.unpriced(name, "its type is not known" if disk.kind is None else "its type is not written")
    elif disk.size is None and not disk.tier:
        bill.unpriced(name, disk.why)
    elif disk.kind in ("PremiumV2_LRS", "UltraSSD_LRS"):
        _provisioned(bill, name, disk, count)
    else:
        _sized(bill, name, disk, count)


def size_name(kind: str, size: Decimal) -> str:
    """Return the name of the smallest size that is offered (``P10 LRS``); empty where there is none."""
    media, _, redundancy = kind.partition("_")
    letter = _LETTERS.get(media, "")
    for gib, number in _SIZES if letter else ():
        if size <= gib and number >= _SMALLEST.get(letter, 1):
            return f"{letter}{number} {redundancy}"
    return ""


def _sized(bill: Bill, name: str, disk: Disk, count: Range | None) -> None:
    kind = disk.kind or ""
    redundancy = kind.partition("_")[2]
    offered = f"{disk.tier} {redundancy}" if disk.tier else size_name(kind, disk.size or Decimal(0))
    if not offered:
        bill.unpriced(name, f"no disk of the type {kind} has {disk.size} GiB")
        return
    bill.add(f"{name} ({offered})", bill.unit(_SERVICE, "disk", offered), count, assumed=disk.assumed)
    operations = _OPERATIONS.get(offered[0])
    if operations:
        bill.usage(f"{name} operations", disk.operations, bill.unit(_SERVICE, "disk operations", operations))


def _provisioned(bill: Bill, name: str, disk: Disk, count: Range | None) -> None:
    """Add a disk whose GiB, IOPS and throughput are each paid for by the hour."""
    size = disk.size or Decimal(0)
    hours = None if count is None else count * exactly(HOURS)

    def of(number: Decimal) -> Range | None:
        return None if hours is None else hours * exactly(number)

    if disk.kind == "PremiumV2_LRS":
        kind = "PremiumV2 LRS"
        bill.add(name, bill.unit(_SERVICE, "premium v2 capacity", kind), of(size), assumed=disk.assumed)
        if disk.iops is not None and disk.iops > _FREE_IOPS:
            price = bill.unit(_SERVICE, "premium v2 IOPS (above 3,000)", kind)
            bill.add(f"{name} IOPS", price, of(disk.iops - _FREE_IOPS))
        if disk.mbps is not None and disk.mbps > _FREE_MBPS:
            price = bill.unit(_SERVICE, "premium v2 throughput (above 125 MBps)", kind)
            bill.add(f"{name} throughput", price, of(disk.mbps - _FREE_MBPS))
        return
    bill.add(name, bill.unit(_SERVICE, "ultra capacity", "Ultra LRS"), of(size), assumed=disk.assumed)
    for what, component, number in (
        ("IOPS", "ultra IOPS", disk.iops),
        ("throughput", "ultra throughput", disk.mbps),
    ):
        price = bill.unit(_SERVICE, component, "Ultra LRS")
        bill.add(f"{name} {what}", price, None if number is None else of(number))


def os_disk(bill: Bill, part: Part, system: str, count: Range | None, type_: str = "storage_account_type") -> None:
    """Add the disk that a machine starts from: of the image's size where none is written; an ephemeral one is free."""
    if part.has("diff_disk_settings") or part.has("diff_disk_setting"):
        return
    size, assumed = part.number("disk_size_gb"), ""
    if not part.has("disk_size_gb"):
        size = Decimal(_IMAGE_SIZES[system])
        assumed = f"the size is its image's, of {system} typically {size} GB"
    disk = Disk(part.text(type_), size, "monthly_os_disk_operations", assumed=assumed)
    add(bill, "OS disk", disk, count)


def data_disk(bill: Bill, part: Part, count: Range | None, type_: str = "storage_account_type") -> None:
    """Add a disk that a machine is made with beside its first one."""
    iops, mbps = (
        next((number for path in paths if (number := part.number(path)) is not None), None)
        for paths in (
            ("disk_iops_read_write", "ultra_ssd_disk_iops_read_write"),
            ("disk_mbps_read_write", "ultra_ssd_disk_mbps_read_write"),
        )
    )
    why = "its size is not known" if part.has("disk_size_gb") else "its size is its image's"
    disk = Disk(
        part.text(type_), part.number("disk_size_gb"), "monthly_data_disk_operations", iops, mbps, why=why
    )  # fmt: skip
    add(bill, "data disk", disk, count)


def managed_disk(bill: Bill) -> None:
    """Add the disk; of a standard one ``monthly_disk_operations`` are paid for, too."""
    kind = bill.text("storage_account_type")
    tier = bill.text("tier") if kind is not None and kind.startswith("Premium_") else ""
    why = "its size is not known" if bill.value("disk_size_gb") is not None else "its size is that of its source"
    disk = Disk(
        kind if tier is not None else None,
        bill.number("disk_size_gb"),
        "monthly_disk_operations",
        bill.number("disk_iops_read_write"),
        bill.number("disk_mbps_read_write"),
        tier or "",
        why=why,
    )
    add(bill, "disk", disk)
    if bill.flag("on_demand_bursting_enabled") is not False:
        bill.unpriced("on-demand bursting", "no source has a price of it")


def snapshot(bill: Bill) -> None:
    """Add what is stored by its use, ``storage_gb``: a snapshot is paid for by what the disk holds."""
    bill.usage("storage", "storage_gb", bill.unit(_SERVICE, "snapshot/image storage", "Standard LRS"))


ESTIMATORS: Mapping[str, Callable[[Bill], None]] = {
    "azurerm_managed_disk": managed_disk,
    "azurerm_snapshot": snapshot,
}
