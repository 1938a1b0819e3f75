"""What clusters of Azure Kubernetes Service cost: the control plane, and the machines of their node pools.

Default disks: https://learn.microsoft.com/azure/aks/concepts-storage#managed-os-disks (2026-08-21), whose tiers are of
premium disks. ``Managed`` and ``Free`` are defaults by the provider's page of azurerm_kubernetes_cluster (2026-08-21).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from finops_guard.catalog import sizes
from finops_guard.pricing.azure import disks
from finops_guard.pricing.azure.parts import place
from finops_guard.pricing.azure.virtual_machines import machines
from finops_guard.pricing.bill import Bill
from finops_guard.pricing.estimates import Range

_SERVICE = "azure-vm"
# The GiB of a disk whose size is not written, by the least vCPUs of the machine.
_DEFAULT_DISKS = ((64, 1024), (16, 512), (8, 256), (1, 128))


def cluster(bill: Bill) -> None:
    """Add the control plane, which is free in the tier Free, and the default node pool."""
    tier = bill.text("sku_tier", "Free")
    if tier is None:
        bill.unpriced("control plane", "its tier is not known")
    elif tier != "Free":
        # What is Standard now was called Paid.
        price = bill.unit("AKS", "cluster uptime SLA", "Standard" if tier == "Paid" else tier)
        bill.hourly("control plane", price)
    _pool(bill, "default_node_pool.")


def node_pool(bill: Bill) -> None:
    """Add the machines of a pool and their OS disks."""
    place(bill, "azurerm_kubernetes_cluster")
    _pool(bill, "")


def _pool(bill: Bill, at: str) -> None:
    count = bill.scaled(f"{at}min_count", f"{at}node_count", f"{at}max_count")
    machines(bill, bill.values(f"{at}vm_size"), count, _system(bill, at))
    _disk(bill, at, count)


def _system(bill: Bill, at: str) -> str:
    texts = (bill.text(f"{at}os_type") or "", bill.text(f"{at}os_sku") or "")
    return "Windows" if any(text.startswith("Windows") for text in texts) else "Linux"


def _disk(bill: Bill, at: str, count: Range | None) -> None:
    """Add the OS disks: premium ones where the pool does not say that they are ephemeral."""
    kind = bill.text(f"{at}os_disk_type", "Managed")
    if kind is None:
        bill.unpriced("OS disk", "its type is not known")
    if kind != "Managed":
        return
    size = bill.number(f"{at}os_disk_size_gb", 0)
    assumed = "premium, as is the default"
    if size == 0:
        size = _default_size(bill.text(f"{at}vm_size"))
        assumed = "premium, and of the size that is the default for its machine"
    disk = disks.Disk("Premium_LRS", size, "", assumed=assumed)
    disks.add(bill, "OS disk", disk, count)


def _default_size(machine: str | None) -> Decimal | None:
    found = sizes.lookup(_SERVICE, machine) if machine else None
    if found is None:
        return None
    return next((Decimal(gib) for vcpu, gib in _DEFAULT_DISKS if found.vcpu >= vcpu), None)


ESTIMATORS: Mapping[str, Callable[[Bill], None]] = {
    "azurerm_kubernetes_cluster": cluster,
    "azurerm_kubernetes_cluster_node_pool": node_pool,
}
