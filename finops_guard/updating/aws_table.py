"""Which products of the AWS Price List are which prices of the catalog.

Products are recognised by usage types, without the region's prefix (``EUW2-NatGateway-Hours``), and by operation or
database engine where these decide. Usage types of S3 are documented in its guide "Understanding your AWS billing and
usage reports"; the others were read in published offer files of 2023 to 2026 and in excerpts of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from msgspec import Struct

from finops_guard.updating.units import Unit

_HOUR = Unit("hour", {"hrs": 1, "hours": 1, "hour": 1})
_GB_MONTH = Unit("GB-month", {"gb-mo": 1, "gb-month": 1})
_GB = Unit("GB", {"gb": 1})
_LCU = Unit("LCU-hour", {"lcu-hrs": 1, "hrs": 1})
_REQUESTS = {"requests": 1, "request": 1}

_PREFIX = re.compile(r"(?:EU|[A-Z]{2,3}\d)-")


class Place(Struct, frozen=True):
    """Where a price belongs; ``start`` where the vendor has products of their own for further tiers."""

    service: str
    component: str
    attribute: str
    unit: Unit
    start: Decimal = Decimal(0)


def _iops(attribute: str, start: int = 0) -> Place:
    return Place("EBS", "provisioned IOPS", attribute, Unit("IOPS-month", {"iops-mo": 1}), Decimal(start))


def _volume(attribute: str) -> Place:
    return Place("EBS", "storage", attribute, _GB_MONTH)


def _s3(component: str, attribute: str) -> Place:
    unit = _GB_MONTH if component == "storage" else Unit("1k requests", _REQUESTS)
    return Place("S3", component, attribute, unit)


_BALANCERS = {
    "LoadBalancing:Application": "ALB",
    "LoadBalancing:Network": "NLB",
    "LoadBalancing": "CLB",
}
_S3_CLASSES = {
    "": "Standard",
    "SIA-": "Standard-IA",
    "ZIA-": "One Zone-IA",
    "GIR-": "Glacier Instant Retrieval",
}
_S3_STORAGE = {
    **{f"TimedStorage-{prefix}ByteHrs": name for prefix, name in _S3_CLASSES.items()},
    "TimedStorage-INT-FA-ByteHrs": "Intelligent-Tiering frequent",
    "TimedStorage-INT-IA-ByteHrs": "Intelligent-Tiering infrequent",
    "TimedStorage-INT-AIA-ByteHrs": "Intelligent-Tiering archive instant",
    "TimedStorage-INT-AA-ByteHrs": "Intelligent-Tiering archive",
    "TimedStorage-INT-DAA-ByteHrs": "Intelligent-Tiering deep archive",
    "TimedStorage-GlacierByteHrs": "Glacier Flexible Retrieval",
    "TimedStorage-GDA-ByteHrs": "Glacier Deep Archive",
}
_S3_REQUESTS = {**_S3_CLASSES, "INT-": "Intelligent-Tiering"}
_MIBPS = Unit("MBps-month", {"mibps-mo": 1, "gibps-mo": 1024})
_GB_SECOND = Unit("GB-second", {"lambda-gb-second": 1, "second": 1, "seconds": 1})

# By the offer's code, then by the usage type.
_USAGE: Mapping[str, Mapping[str, Place]] = {
    "AmazonEC2": {
        "EBS:VolumeUsage": _volume("standard"),
        **{f"EBS:VolumeUsage.{name}": _volume(name) for name in ("gp2", "gp3", "io2", "st1", "sc1")},
        "EBS:VolumeUsage.piops": _volume("io1"),
        "EBS:VolumeP-IOPS.piops": _iops("io1"),
        "EBS:VolumeP-IOPS.io2": _iops("io2"),
        "EBS:VolumeP-IOPS.io2.tier2": _iops("io2", 32_000),
        "EBS:VolumeP-IOPS.io2.tier3": _iops("io2", 64_000),
        "EBS:VolumeP-IOPS.gp3": _iops("gp3 above 3,000"),
        "EBS:VolumeP-Throughput.gp3": Place("EBS", "provisioned throughput", "gp3 above 125 MBps", _MIBPS),
        "EBS:SnapshotUsage": Place("EBS", "snapshot storage", "standard", _GB_MONTH),
        "NatGateway-Hours": Place("VPC", "NAT gateway", "", _HOUR),
        "NatGateway-Bytes": Place("VPC", "NAT gateway data processed", "", _GB),
    },
    "AmazonVPC": {
        "PublicIPv4:InUseAddress": Place("VPC", "public IPv4 address", "in use", _HOUR),
        "PublicIPv4:IdleAddress": Place("VPC", "public IPv4 address", "idle", _HOUR),
        "VpcEndpoint-Hours": Place("VPC", "interface endpoint", "", _HOUR),
        "VpcEndpoint-Bytes": Place("VPC", "interface endpoint data processed", "", _GB),
        "VpcEndpoint-GWLBE-Hours": Place("VPC", "gateway load balancer endpoint", "", _HOUR),
        "VpcEndpoint-GWLBE-Bytes": Place("VPC", "gateway load balancer endpoint data processed", "", _GB),
    },
    "AmazonRDS": {
        **{
            f"RDS:{'Multi-AZ-' if zones == 'Multi-AZ' else ''}{usage}": Place(
                "RDS", "storage", f"{name} {zones}", _GB_MONTH
            )
            for zones in ("Single-AZ", "Multi-AZ")
            for usage, name in (
                ("GP2-Storage", "gp2"),
                ("GP3-Storage", "gp3"),
                ("PIOPS-Storage", "io1"),
                ("StorageUsage", "standard"),
            )
        },
        "RDS:ChargedBackupUsage": Place("RDS", "backup storage", "", _GB_MONTH),
        "Aurora:StorageUsage": Place("Aurora", "storage", "standard", _GB_MONTH),
        "Aurora:IO-OptimizedStorageUsage": Place("Aurora", "storage", "I/O-optimized", _GB_MONTH),
        "Aurora:StorageIOUsage": Place("Aurora", "I/O requests", "standard", Unit("1M requests", {"ios": 1})),
    },
    "AmazonS3": {
        **{usage: _s3("storage", name) for usage, name in _S3_STORAGE.items()},
        **{
            f"Requests-{prefix}Tier1": _s3("requests PUT/COPY/POST/LIST", name) for prefix, name in _S3_REQUESTS.items()
        },
        **{f"Requests-{prefix}Tier2": _s3("requests GET and other", name) for prefix, name in _S3_REQUESTS.items()},
    },
    "AmazonS3GlacierDeepArchive": {"TimedStorage-GDA-ByteHrs": _s3("storage", "Glacier Deep Archive")},
    "AmazonMSK": {"Kafka.Storage.GP2": Place("MSK", "broker storage", "GP2", _GB_MONTH)},
    "AmazonEKS": {"AmazonEKS-Hours:perCluster": Place("EKS", "cluster", "standard support", _HOUR)},
    "AmazonECS": {
        f"Fargate-{prefix}{usage}": Place("ECS Fargate", component, attribute, unit)
        for prefix, attribute in (("", "linux x86"), ("ARM-", "linux arm"))
        for usage, component, unit in (
            ("vCPU-Hours:perCPU", "vCPU", Unit("vCPU-hour", {"hours": 1, "hrs": 1, "vcpu-hours": 1})),
            ("GB-Hours", "memory", Unit("GB-hour", {"hours": 1, "hrs": 1, "gb-hours": 1})),
        )
    },
    "AWSLambda": {
        "Request": Place("Lambda", "requests", "x86", Unit("1M requests", _REQUESTS)),
        "Request-ARM": Place("Lambda", "requests", "arm", Unit("1M requests", _REQUESTS)),
        "Lambda-GB-Second": Place("Lambda", "duration", "x86", _GB_SECOND),
        "Lambda-GB-Second-ARM": Place("Lambda", "duration", "arm", _GB_SECOND),
    },
    "awskms": {"KMS-Keys": Place("KMS", "customer managed key", "", Unit("key-month", {"keys": 1, "months": 1}))},
}

# The engines as Terraform writes them, by database engine and edition, with the licence that their price includes.
_ENGINES: Mapping[tuple[str, str], str] = {
    ("MySQL", ""): "mysql",
    ("PostgreSQL", ""): "postgres",
    ("MariaDB", ""): "mariadb",
    ("Aurora MySQL", ""): "aurora-mysql",
    ("Aurora PostgreSQL", ""): "aurora-postgresql",
    ("Oracle", "Standard Two"): "oracle-se2",
    ("SQL Server", "Enterprise"): "sqlserver-ee",
    ("SQL Server", "Standard"): "sqlserver-se",
    ("SQL Server", "Web"): "sqlserver-web",
    ("SQL Server", "Express"): "sqlserver-ex",
}
_CACHES = {"Redis": "redis", "Memcached": "memcached", "Valkey": "valkey"}
# Where a volume costs the same for each of these.
_ANY_ENGINE = ("", "Any", "MySQL", "PostgreSQL", "MariaDB")
_ON_DEMAND: Mapping[str, tuple[str | None, ...]] = {
    "operatingsystem": ("Linux",),
    "tenancy": ("Shared",),
    "preinstalledsw": ("NA",),
    "capacitystatus": ("Used",),
    "operation": ("RunInstances",),
    "marketoption": (None, "", "OnDemand"),  # older files do not have it
}
_OTHERWISE = "no machine on demand, on shared hardware, with Linux"

# Which services of the catalog an offer has prices of.
OFFERS: Mapping[str, tuple[str, ...]] = {
    "AmazonEC2": ("EC2", "EBS", "VPC"),
    "AmazonVPC": ("VPC",),
    "AWSELB": ("ELB",),
    "AmazonRDS": ("RDS", "Aurora"),
    "AmazonElastiCache": ("ElastiCache",),
    "AmazonES": ("OpenSearch",),
    "AmazonRedshift": ("Redshift",),
    "AmazonMSK": ("MSK",),
    "AmazonS3": ("S3",),
    "AmazonS3GlacierDeepArchive": ("S3",),
    "AmazonEKS": ("EKS",),
    "AmazonECS": ("ECS Fargate",),
    "AWSLambda": ("Lambda",),
    "awskms": ("KMS",),
}

UNKNOWN = "not something that is looked up"


def place(offer: str, product: Mapping[str, str]) -> Place | str:
    """Return where the price of a product belongs, or why it belongs nowhere.

    The product's attributes are named in small letters, without spaces and signs: ``instancetype``, ``preinstalledsw``.
    """
    if product.get("locationtype", "AWS Region") not in ("AWS Region", ""):
        return "in a zone that is no region"
    usage = _PREFIX.sub("", product.get("usagetype", ""), count=1)
    found = _USAGE.get(offer, {}).get(usage)
    if found is not None:
        if offer == "AmazonRDS" and found.service == "RDS" and product.get("databaseengine", "") not in _ANY_ENGINE:
            return "of an engine whose storage has a price of its own"
        return found
    if offer == "AWSELB":
        return _balancer(usage, product.get("operation", ""))
    machine = _MACHINES.get(offer)
    return machine(product, usage) if machine is not None else UNKNOWN


def _balancer(usage: str, operation: str) -> Place | str:
    kind = _BALANCERS.get(operation)
    if kind and usage == "LoadBalancerUsage":
        return Place("ELB", "load balancer", kind, _HOUR)
    if kind in ("ALB", "NLB") and usage == "LCUUsage":
        return Place("ELB", "capacity units", kind, _LCU)
    return UNKNOWN


def _ec2(product: Mapping[str, str], usage: str) -> Place | str:
    if not product.get("productfamily", "").startswith("Compute Instance"):
        return UNKNOWN
    if any(product.get(name) not in values for name, values in _ON_DEMAND.items()) or not usage.startswith("BoxUsage"):
        return _OTHERWISE
    return Place("EC2", product.get("instancetype", ""), "", _HOUR)


def _database(product: Mapping[str, str], usage: str) -> Place | str:
    """Return the place of a database instance: a standby costs as much again, so a single one's price is enough."""
    if product.get("productfamily") != "Database Instance" or not usage.startswith("InstanceUsage:"):
        return "of another deployment than Single-AZ" if "AZ" in usage else UNKNOWN
    engine = _ENGINES.get((product.get("databaseengine", ""), product.get("databaseedition", "")))
    if product.get("deploymentoption", "Single-AZ") != "Single-AZ":
        return "of another deployment than Single-AZ"
    if engine is None or product.get("licensemodel", "").casefold() == "bring your own license":
        return "of another engine, edition or licence"
    return Place("RDS", product.get("instancetype", ""), engine, _HOUR)


def _cache(product: Mapping[str, str], usage: str) -> Place | str:
    engine = _CACHES.get(product.get("cacheengine", ""))
    if engine is None or not usage.startswith("NodeUsage:"):
        return UNKNOWN
    return Place("ElastiCache", product.get("instancetype", ""), engine, _HOUR)


def _search(product: Mapping[str, str], usage: str) -> Place | str:
    if not usage.startswith("ESInstance"):
        return UNKNOWN
    return Place("OpenSearch", product.get("instancetype", ""), "", _HOUR)


def _warehouse(product: Mapping[str, str], usage: str) -> Place | str:
    if product.get("productfamily") != "Compute Instance" or not usage.startswith("Node:"):
        return UNKNOWN
    return Place("Redshift", usage.removeprefix("Node:"), "", _HOUR)


def _broker(_product: Mapping[str, str], usage: str) -> Place | str:
    family, _, size = usage.removeprefix("Kafka.").partition(".")
    if not usage.startswith("Kafka.") or not re.fullmatch(r"[a-z]\d\w*", family) or not size:
        return UNKNOWN
    return Place("MSK", f"kafka.{family}.{size}", "", _HOUR)


_MACHINES = {
    "AmazonEC2": _ec2,
    "AmazonRDS": _database,
    "AmazonElastiCache": _cache,
    "AmazonES": _search,
    "AmazonRedshift": _warehouse,
    "AmazonMSK": _broker,
}
