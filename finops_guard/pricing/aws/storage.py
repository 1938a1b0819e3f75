"""What files, objects, images and their backups on AWS cost: S3, EFS, FSx, ECR and AWS Backup.

Usage keys of a bucket: those of ``BUCKET_USAGE``; of file systems ``storage_gb``, ``infrequent_access_storage_gb``,
``archive_storage_gb``, ``monthly_elastic_read_gb``, ``monthly_elastic_write_gb``, ``backup_storage_gb``; of a
repository ``storage_gb``; of a vault those of ``VAULT_USAGE``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from finops_guard.catalog.price import NoPrice
from finops_guard.pricing.aws.parts import Unit, no_price, where_used
from finops_guard.pricing.bill import Bill

# Classes of objects beside the standard one: their keys begin with the words of the first.
_CLASSES = {
    "standard_infrequent_access": "Standard-IA",
    "one_zone_infrequent_access": "One Zone-IA",
    "glacier_instant_retrieval": "Glacier Instant Retrieval",
    "glacier_flexible_retrieval": "Glacier Flexible Retrieval",
    "glacier_deep_archive": "Glacier Deep Archive",
}
_RETRIEVALS = {
    "standard_infrequent_access_monthly_data_retrieval_gb": "Standard-IA",
    "one_zone_infrequent_access_monthly_data_retrieval_gb": "One Zone-IA",
    "glacier_instant_retrieval_monthly_data_retrieval_gb": "Glacier Instant Retrieval",
    "glacier_flexible_retrieval_monthly_standard_data_retrieval_gb": "Glacier Flexible Retrieval standard",
    "glacier_flexible_retrieval_monthly_expedited_data_retrieval_gb": "Glacier Flexible Retrieval expedited",
    "glacier_deep_archive_monthly_standard_data_retrieval_gb": "Glacier Deep Archive standard",
    "glacier_deep_archive_monthly_bulk_data_retrieval_gb": "Glacier Deep Archive bulk",
}
_TIERING = {
    "frequent_access": "Intelligent-Tiering frequent",
    "infrequent_access": "Intelligent-Tiering infrequent",
    "archive_instant_access": "Intelligent-Tiering archive instant",
    "archive_access": "Intelligent-Tiering archive",
    "deep_archive_access": "Intelligent-Tiering deep archive",
}
_WRITES, _READS = "requests PUT/COPY/POST/LIST", "requests GET and other"


def _of_buckets() -> Iterator[tuple[str, str, Unit]]:
    for words, class_ in (*_CLASSES.items(), ("intelligent_tiering", "Intelligent-Tiering")):
        if words in _CLASSES:
            yield f"storage, {class_}", f"{words}_storage_gb", ("S3", "storage", class_)
        yield f"PUT, COPY, POST, LIST, {class_}", f"{words}_monthly_tier_1_requests", ("S3", _WRITES, class_)
        yield f"GET and other, {class_}", f"{words}_monthly_tier_2_requests", ("S3", _READS, class_)
        transitions = ("S3", "lifecycle transition", class_)
        yield f"transitions to {class_}", f"{words}_monthly_lifecycle_transition_requests", transitions
    for words, class_ in _TIERING.items():
        yield f"storage, {class_}", f"intelligent_tiering_{words}_storage_gb", ("S3", "storage", class_)
    monitored = ("S3", "monitoring", "Intelligent-Tiering")
    yield "monitoring, Intelligent-Tiering", "intelligent_tiering_monitored_objects", monitored
    for key, class_ in _RETRIEVALS.items():
        yield f"retrieval, {class_}", key, ("S3", "retrieval", class_)
    yield "data transfer to the internet", "monthly_data_transfer_out_gb", ("Data transfer", "out to internet", "")


# What a bucket may use, as name, key and unit: it is listed where its use is told, beside the standard class.
BUCKET_USAGE: tuple[tuple[str, str, Unit], ...] = tuple(_of_buckets())
VAULT_USAGE: tuple[tuple[str, str, Unit], ...] = (
    ("EFS backup, warm", "monthly_efs_warm_backup_gb", ("Backup", "efs backup", "warm")),
    ("EFS backup, cold", "monthly_efs_cold_backup_gb", ("Backup", "efs backup", "cold")),
    ("EFS restore, warm", "monthly_efs_warm_restore_gb", ("Backup", "efs restore", "warm")),
    ("EFS restore, cold", "monthly_efs_cold_restore_gb", ("Backup", "efs restore", "cold")),
    ("EBS snapshot", "monthly_ebs_snapshot_gb", ("Backup", "ebs snapshot", "")),
    ("RDS snapshot", "monthly_rds_snapshot_gb", ("Backup", "rds snapshot", "")),
    ("Aurora snapshot", "monthly_aurora_snapshot_gb", ("Backup", "aurora snapshot", "")),
    ("DynamoDB backup", "monthly_dynamodb_backup_gb", ("Backup", "dynamodb backup", "")),
    ("DynamoDB restore", "monthly_dynamodb_restore_gb", ("Backup", "dynamodb restore", "")),
    ("FSx for Windows backup", "monthly_fsx_windows_backup_gb", ("Backup", "fsx for windows backup", "")),
    ("FSx for Lustre backup", "monthly_fsx_lustre_backup_gb", ("Backup", "fsx for lustre backup", "")),
)


def bucket(bill: Bill) -> None:
    """Add the storage and the requests of a bucket, other classes where their use is told."""
    bill.usage("storage", "storage_gb", bill.unit("S3", "storage", "Standard"))
    bill.usage("PUT, COPY, POST, LIST requests", "monthly_tier_1_requests", bill.unit("S3", _WRITES, "Standard"))
    bill.usage("GET and other requests", "monthly_tier_2_requests", bill.unit("S3", _READS, "Standard"))
    where_used(bill, BUCKET_USAGE)


def elastic_file_system(bill: Bill) -> None:
    """Add the storage of a file system, in one zone where it is, and its throughput."""
    is_one_zone = bill.value("availability_zone_name") is not None
    standard, rare = ("one-zone", "one-zone-IA") if is_one_zone else ("standard", "standard-IA")
    mode = bill.text("throughput_mode", "bursting")
    if mode == "elastic" and not is_one_zone:
        rare = "standard-IA (elastic throughput)"
    bill.usage("storage", "storage_gb", bill.unit("EFS", "storage", standard))
    if bill.value("lifecycle_policy") is not None:
        bill.usage("storage, IA", "infrequent_access_storage_gb", bill.unit("EFS", "storage", rare))
    where_used(
        bill,
        (
            ("storage, archive", "archive_storage_gb", ("EFS", "storage", "archive")),
            ("IA reads", "monthly_infrequent_access_read_gb", ("EFS", "IA access read", "IA")),
            ("IA writes", "monthly_infrequent_access_write_gb", ("EFS", "IA access write", "IA")),
        ),
    )
    if mode is None:
        bill.unpriced("throughput", "its mode is not known")
    elif mode == "provisioned":
        price = bill.unit("EFS", "provisioned throughput")
        assumed = "what comes with the storage is not taken off"
        bill.add("provisioned throughput", price, bill.number("provisioned_throughput_in_mibps"), assumed=assumed)
    elif mode == "elastic":
        for word in ("read", "write"):
            price = bill.unit("EFS", f"elastic throughput {word}", "standard")
            bill.usage(f"elastic throughput, {word}", f"monthly_elastic_{word}_gb", price)


def fsx_windows(bill: Bill) -> None:
    """Add the storage and the throughput; the prices that are known are those of two zones."""
    deployment, type_ = bill.text("deployment_type", "SINGLE_AZ_1"), bill.text("storage_type", "SSD")
    if deployment != "MULTI_AZ_1" or type_ is None:
        reason = "no source has a price of FSx for Windows in one zone"
        reason = "its deployment or its storage type is not known" if None in (deployment, type_) else reason
        bill.unpriced("storage", reason)
        bill.unpriced("throughput capacity", reason)
    else:
        capacity = bill.number("storage_capacity")
        bill.add("storage", bill.unit("FSx Windows", f"{type_.lower()} storage"), capacity)
        throughput = bill.unit("FSx Windows", "throughput capacity")
        bill.add("throughput capacity", throughput, bill.number("throughput_capacity"))
    bill.usage("backup storage", "backup_storage_gb", bill.unit("FSx Windows", "backup storage"))


def fsx_openzfs(bill: Bill) -> None:
    """Add the storage, the throughput, and the IOPS beyond three a GB; the prices are those of one zone."""
    deployment = bill.text("deployment_type")
    if deployment != "SINGLE_AZ_1":
        named = deployment or "an unknown deployment"
        bill.unpriced("storage", f"no source has a price of FSx for OpenZFS as {named}")
    else:
        capacity = bill.number("storage_capacity")
        bill.add("storage", bill.unit("FSx OpenZFS", "ssd storage"), capacity)
        throughput = bill.unit("FSx OpenZFS", "throughput capacity")
        bill.add("throughput capacity", throughput, bill.number("throughput_capacity"))
        if bill.text("disk_iops_configuration.mode", "AUTOMATIC") != "AUTOMATIC":
            iops = bill.number("disk_iops_configuration.iops")
            more = None if iops is None or capacity is None else max(Decimal(0), iops - 3 * capacity)
            price = bill.unit("FSx OpenZFS", "provisioned iops")
            bill.add("provisioned IOPS", price, more, assumed="three IOPS a GB are included")
    bill.usage("backup storage", "backup_storage_gb", bill.unit("FSx OpenZFS", "backup storage"))


def fsx_lustre(bill: Bill) -> None:
    """Add what no source has a price of."""
    no_price(bill, "storage", "FSx Lustre", "storage")


def fsx_ontap(bill: Bill) -> None:
    """Add what no source has a price of."""
    no_price(bill, "storage", "FSx ONTAP", "storage")


def image_repository(bill: Bill) -> None:
    """Add the images' storage."""
    bill.usage("storage", "storage_gb", bill.unit("ECR", "storage", "private"))


def backup_vault(bill: Bill) -> None:
    """Add what is kept in a vault, and what is restored from it, as far as its use is told or has a price."""
    for name, key, unit in VAULT_USAGE:
        price = bill.unit(*unit)
        if not isinstance(price, NoPrice) or bill.costs.quantity(bill.resource, key) is not None:
            bill.usage(name, key, price)


ESTIMATORS: Mapping[str, Callable[[Bill], None]] = {
    "aws_backup_vault": backup_vault,
    "aws_ecr_repository": image_repository,
    "aws_efs_file_system": elastic_file_system,
    "aws_fsx_lustre_file_system": fsx_lustre,
    "aws_fsx_ontap_file_system": fsx_ontap,
    "aws_fsx_openzfs_file_system": fsx_openzfs,
    "aws_fsx_windows_file_system": fsx_windows,
    "aws_s3_bucket": bucket,
}
