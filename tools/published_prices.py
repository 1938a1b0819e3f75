"""Prices of machines that no package of the index carries, read one by one from tables of vendors' prices.

Azure: SkyPilot's catalog of virtual machines (skypilot-org/skypilot-catalog, catalogs/v6/azure/vms.csv, Apache-2.0,
which is made from the Azure Retail Prices API), rows of the region eastus. Within these series a size costs so much a
vCPU.
"""

from __future__ import annotations

AZURE_VERSION = "098741e70562f65d7af1cceb81e33b284f742604"

# By series: USD an hour a vCPU in eastus, and the older series whose prices tell what a region costs more or less.
AZURE_PER_VCPU: dict[str, tuple[float, str]] = {
    "dv5": (0.048, "dv4"),
    "dsv5": (0.048, "dsv4"),
    "ddv5": (0.0565, "ddv4"),
    "ddsv5": (0.0565, "ddsv4"),
    "dasv5": (0.043, "dsv4"),
    "dadsv5": (0.0515, "ddsv4"),
    "dlsv5": (0.0425, "dsv4"),
    "dldsv5": (0.048, "ddsv4"),
    "dpsv5": (0.0385, "dsv4"),
    "dplsv5": (0.034, "dsv4"),
    "dpldsv5": (0.038375, "ddsv4"),
    "ev5": (0.063, "ev4"),
    "esv5": (0.063, "esv4"),
    "edv5": (0.072, "edv4"),
    "edsv5": (0.072, "edsv4"),
    "easv5": (0.0565, "esv4"),
    "eadsv5": (0.0655, "edsv4"),
    "ebsv5": (0.0745, "esv4"),
    "ebdsv5": (0.0835, "edsv4"),
}


def azure_per_vcpu() -> dict[str, list[float | str]]:
    """Return the rows of the data file."""
    return {series: [price, like] for series, (price, like) in AZURE_PER_VCPU.items()}
