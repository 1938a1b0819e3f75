"""Figures that vendors publish in documentation and on pricing pages, and that no package carries in full."""

from __future__ import annotations

# Amazon ElastiCache User Guide, "Valkey / Redis OSS node-type specific parameters": maxmemory, in bytes.
# Sizes of one family follow each other; families with the same figures share a row.
_ELASTICACHE_ROWS: tuple[tuple[str, str, str], ...] = (
    ("t1", "micro", "142606336"),
    ("t2", "micro small medium", "581959680 1665138688 3461349376"),
    ("t3 t4g", "micro small medium", "536870912 1471026299 3317862236"),
    ("m1", "small medium large xlarge", "943718400 3093299200 7025459200 14889779200"),
    ("m2", "xlarge 2xlarge 4xlarge", "17091788800 35022438400 70883737600"),
    ("m3", "medium large xlarge 2xlarge", "2988441600 6501171200 14260633600 29989273600"),
    (
        "m4",
        "large xlarge 2xlarge 4xlarge 10xlarge",
        "6892593152 15328501760 31889126359 65257290629 166047614239",
    ),
    (
        "m5 m6g m7g",
        "large xlarge 2xlarge 4xlarge 12xlarge",
        "6854542746 13891921715 27966669210 56116178125 168715971994",
    ),
    ("m5", "24xlarge", "337500562842"),
    ("m6g m7g", "8xlarge 16xlarge", "111325552312 225000375228"),
    (
        "m8g",
        "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
        "7294178820 15222495510 31866224640 65856864256 133838143488 201819422720 269800701952",
    ),
    ("c1", "xlarge", "6501171200"),
    (
        "r3",
        "large xlarge 2xlarge 4xlarge 8xlarge",
        "14470348800 30513561600 62495129600 126458265600 254384537600",
    ),
    (
        "r4",
        "large xlarge 2xlarge 4xlarge 8xlarge 16xlarge",
        "13201781556 26898228839 54197537997 108858546586 218255432090 437021573120",
    ),
    ("r5 r6g r7g", "large", "14037181030"),
    (
        "r5 r6g r6gd r7g",
        "xlarge 2xlarge 4xlarge 12xlarge",
        "28261849702 56711183565 113609865216 341206346547",
    ),
    ("r5", "24xlarge", "682485973811"),
    ("r6g r6gd r7g", "8xlarge 16xlarge", "225000375228 450000750456"),
    (
        "r8g",
        "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
        "15222495510 31866224640 65856864256 133838143488 269800701952 405763260416 541725818880",
    ),
    (
        "c7gn",
        "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
        "3317862236 6854542746 13891921715 27966669210 56116178125 84357985997 113609865216",
    ),
    (
        "c8gn",
        "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
        "3330020474 7294178820 15222495510 31866224640 65856864256 99847503872 133838143488",
    ),
)

# Amazon EC2 instance types that were retired: vCPU, GiB, GPUs.
RETIRED_EC2: dict[str, tuple[int, float, int]] = {
    "cr1.8xlarge": (32, 244, 0),
    "g2.2xlarge": (8, 15, 1),
    "g2.8xlarge": (32, 60, 4),
    "g3s.xlarge": (4, 30.5, 1),
    "g3.4xlarge": (16, 122, 1),
    "g3.8xlarge": (32, 244, 2),
    "g3.16xlarge": (64, 488, 4),
    "i3.metal": (72, 512, 0),
    "p2.xlarge": (4, 61, 1),
    "p2.8xlarge": (32, 488, 8),
    "p2.16xlarge": (64, 732, 16),
    "u-9tb1.112xlarge": (448, 9216, 0),
    "u-12tb1.112xlarge": (448, 12288, 0),
    "u-18tb1.112xlarge": (448, 18432, 0),
    "u-24tb1.112xlarge": (448, 24576, 0),
}

# Amazon Redshift Management Guide, node type details: vCPU, GiB.
REDSHIFT: dict[str, tuple[int, float]] = {
    "dc2.large": (2, 15),
    "dc2.8xlarge": (32, 244),
    "ds2.xlarge": (4, 31),
    "ds2.8xlarge": (36, 244),
    "ra3.large": (2, 16),
    "ra3.xlplus": (4, 32),
    "ra3.4xlarge": (12, 96),
    "ra3.16xlarge": (48, 384),
}

# Amazon OpenSearch Service Developer Guide: instance families of its own, on Graviton: sizes, GiB per vCPU.
_OPENSEARCH_FAMILIES: dict[str, tuple[str, int]] = {
    "or1": ("medium large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge", 8),
    "or2": ("medium large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge", 8),
    "om2": ("large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge", 4),
    "oi2": ("large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge", 8),
}
_NAMED_VCPUS = {"medium": 1, "large": 2, "xlarge": 4}

# Amazon RDS User Guide: db.x2g runs on the EC2 family that is called x2gd.
RDS_FAMILIES = {"x2g": "x2gd"}

# skrooge 1.1.0: vCPU, GiB of Compute Engine types that the package of tables lacks or has wrong.
GCE: dict[str, tuple[int, float]] = {"m3-megamem-128": (128, 1952), "n2d-highcpu-224": (224, 224)}

# Linux virtual machine sizes, Bsv1 series: half a GiB, which the size table rounds to none.
AZURE_MEBIBYTES = {"Standard_B1ls": 512}


def elasticache_bytes() -> dict[str, int]:
    """Return the memory for data of each node type, without the ``cache.`` prefix."""
    return {
        f"{family}.{size}": int(figure)
        for families, sizes, figures in _ELASTICACHE_ROWS
        for family in families.split()
        for size, figure in zip(sizes.split(), figures.split(), strict=True)
    }


def opensearch() -> dict[str, tuple[int, float, str]]:
    """Return vCPU, GiB and architecture of the instance types that are not EC2's, without the ``.search`` suffix."""
    found: dict[str, tuple[int, float, str]] = {}
    for family, (sizes, ratio) in _OPENSEARCH_FAMILIES.items():
        for size in sizes.split():
            vcpu = _NAMED_VCPUS.get(size) or 4 * int(size.removesuffix("xlarge"))
            found[f"{family}.{size}"] = (vcpu, vcpu * ratio, "arm64")
    return found
