"""What virtual machines of Azure cost: their hours, the Windows licence, and the disks they are made with.

Machine prices are those of Linux. Windows costs more, unless a licence is brought (``license_type``:
https://learn.microsoft.com/windows-server/get-started/azure-hybrid-benefit): no source has what the licence costs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from finops_guard.pricing.azure import disks
from finops_guard.pricing.azure.parts import Part, blocks
from finops_guard.pricing.bill import Bill
from finops_guard.pricing.estimates import ONE, Range
from finops_guard.pricing.places import bought_otherwise
from finops_guard.values import Value

_BROUGHT = ("Windows_Server", "Windows_Client")
_NO_LICENSE_PRICE = "no source has a price of it"
# Distributions that are paid for beside the machine.
_PAID_IMAGES = ("RHEL_", "SLES_")


def machines(bill: Bill, sizes: Sequence[Value], count: Range | None, system: str) -> None:
    """Add machines of one of some sizes, and the licence of their system; those on a host of their own are its cost."""
    priority = bill.value("priority")
    if reason := bought_otherwise(bill.resource):
        bill.unpriced("machine", reason)
        return
    if priority is not None and priority.raw == "Low":
        bill.unpriced("machine", "no price for priority Low")
        return
    if priority is not None:
        bill.because(priority.causes)
    if bill.value("dedicated_host_id") is not None or bill.value("dedicated_host_group_id") is not None:
        bill.unpriced("machine", "it runs on a dedicated host, which is paid for in its place")
        return
    bill.options("machine", "azure-vm", sizes, count)
    license_type = bill.text("license_type")
    if license_type is None:
        bill.unpriced("license", "whether one is brought is not known")
    elif system == "Windows" and license_type not in _BROUGHT:
        bill.unpriced("Windows license", _NO_LICENSE_PRICE)
    elif license_type.startswith(_PAID_IMAGES) and not license_type.endswith("_BYOS"):
        bill.unpriced(f"{license_type} license", _NO_LICENSE_PRICE)


def _virtual_machine(system: str) -> Callable[[Bill], None]:
    def estimate(bill: Bill) -> None:
        """Add the machine and its OS disk; ``monthly_os_disk_operations`` of a standard one are paid for, too."""
        machines(bill, bill.values("size"), ONE, system)
        if bill.value("os_managed_disk_id") is None:
            for part in blocks(bill, "os_disk", "OS disk"):
                disks.os_disk(bill, part, system, ONE)

    return estimate


def virtual_machine(bill: Bill) -> None:
    """Add the machine of the older type, and the disks that are made with it: one that is attached is another's."""
    system = system_of(bill, "storage_os_disk")
    machines(bill, bill.values("vm_size"), ONE, system)
    for part in blocks(bill, "storage_os_disk", "OS disk"):
        if _is_made(part):
            disks.os_disk(bill, part, system, ONE, "managed_disk_type")
    for part in blocks(bill, "storage_data_disk", "data disk"):
        if _is_made(part):
            disks.data_disk(bill, part, ONE, "managed_disk_type")


def system_of(bill: Bill, disk: str) -> str:
    """Return what a machine of an older type runs: Windows where it is configured, or its disk says so."""
    written = bill.text(f"{disk}.os_type")
    is_windows = bill.value("os_profile_windows_config") is not None or (written or "").lower() == "windows"
    return "Windows" if is_windows else "Linux"


def _is_made(part: Part) -> bool:
    """Tell whether a disk comes with its machine: one without management is stored in an account that is paid for."""
    is_attached = part.text("create_option") == "Attach" or part.has("managed_disk_id")
    return not (is_attached or part.has("vhd_uri"))


ESTIMATORS: Mapping[str, Callable[[Bill], None]] = {
    "azurerm_linux_virtual_machine": _virtual_machine("Linux"),
    "azurerm_windows_virtual_machine": _virtual_machine("Windows"),
    "azurerm_virtual_machine": virtual_machine,
}
