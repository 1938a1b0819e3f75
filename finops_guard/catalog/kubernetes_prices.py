"""What a cluster's resources cost where nothing else is known: OpenCost's defaults.

Source: OpenCost, ``configs/default.json`` (Apache-2.0), observed on 2026-11-28: CPU, RAM, GPU in USD per hour, storage
in USD per GiB and hour, a load balancer in USD per hour (the constant of its AWS and Google Cloud providers).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

SOURCE, OBSERVED = "OpenCost default.json", "2026-11-28"

CPU_HOUR = Decimal("0.031611")
CPU_SPOT_HOUR = Decimal("0.006655")
MEMORY_GIB_HOUR = Decimal("0.004237")
MEMORY_GIB_SPOT_HOUR = Decimal("0.000892")
GPU_HOUR = Decimal("0.95")
STORAGE_GIB_HOUR = Decimal("0.00005479452")
LOAD_BALANCER_HOUR = Decimal("0.025")

# By what unit each is sold, by component and attribute.
UNITS: Mapping[tuple[str, str], str] = {
    ("CPU", ""): "vCPU-hour",
    ("CPU", "spot"): "vCPU-hour",
    ("memory", ""): "GiB-hour",
    ("memory", "spot"): "GiB-hour",
    ("GPU", ""): "GPU-hour",
    ("storage", ""): "GiB-hour",
    ("load balancer", ""): "hour",
}
