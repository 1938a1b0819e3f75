"""What scale sets of Azure cost: their machines, as many as autoscale settings allow, and the disks of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from finops_guard.pricing.azure import disks, scaling
from finops_guard.pricing.azure.parts import blocks
from finops_guard.pricing.azure.virtual_machines import machines, system_of
from finops_guard.pricing.bill import Bill
from finops_guard.pricing.estimates import Range

_INSTANCES = 0  # the provider's default


def _scale_set(system: str) -> Callable[[Bill], None]:
    def estimate(bill: Bill) -> None:
        """Add the machines and their disks; ``monthly_os_disk_operations`` and ``monthly_data_disk_operations`` count.

        Those are of standard disks, of all machines together.
        """
        count = scaling.instances(bill, "instances", _INSTANCES)
        machines(bill, bill.values("sku"), count, system)
        _disks(bill, count, system)

    return estimate


def orchestrated(bill: Bill) -> None:
    """Add the machines that a profile makes: of one size, or of several (``sku_name`` is ``Mix``); without, nothing."""
    sizes = bill.values("sku_name")
    if sizes and sizes[0].raw == "Mix":
        sizes = bill.values("sku_profile.virtual_machine_size.name") or bill.values("sku_profile.vm_sizes")
    if not sizes:
        return
    windows = bill.value("os_profile.windows_configuration")
    system = "Linux" if windows is None or windows.is_unknown else "Windows"
    if windows is not None and windows.is_unknown:
        bill.because(windows.causes)
        bill.unpriced("Windows license", "it is not known whether they run Windows")
    count = scaling.instances(bill, "instances", _INSTANCES)
    machines(bill, sizes, count, system)
    _disks(bill, count, system)


def _disks(bill: Bill, count: Range | None, system: str) -> None:
    for part in blocks(bill, "os_disk", "OS disk"):
        disks.os_disk(bill, part, system, count)
    for part in blocks(bill, "data_disk", "data disk"):
        disks.data_disk(bill, part, count)


def older(bill: Bill) -> None:
    """Add the machines of the older type: its ``sku`` is a block with a capacity."""
    system = system_of(bill, "storage_profile_os_disk")
    count = scaling.instances(bill, "sku.capacity", 1)
    machines(bill, bill.values("sku.name"), count, system)
    for part in blocks(bill, "storage_profile_os_disk", "OS disk"):
        if not part.has("vhd_containers"):
            disks.os_disk(bill, part, system, count, "managed_disk_type")
    for part in blocks(bill, "storage_profile_data_disk", "data disk"):
        disks.data_disk(bill, part, count, "managed_disk_type")


ESTIMATORS: Mapping[str, Callable[[Bill], None]] = {
    "azurerm_linux_virtual_machine_scale_set": _scale_set("Linux"),
    "azurerm_windows_virtual_machine_scale_set": _scale_set("Windows"),
    "azurerm_orchestrated_virtual_machine_scale_set": orchestrated,
    "azurerm_virtual_machine_scale_set": older,
}
