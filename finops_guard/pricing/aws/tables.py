"""What tables of DynamoDB cost.

Usage keys: ``storage_gb``, ``monthly_read_request_units`` and ``monthly_write_request_units`` (on demand),
``monthly_streams_read_request_units``, ``pitr_backup_storage_gb``, ``on_demand_backup_storage_gb``,
``monthly_data_restored_gb``, ``monthly_data_exported_gb``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from finops_guard.pricing.aws.parts import counted, scaled, text_of, where_used
from finops_guard.pricing.bill import Bill
from finops_guard.pricing.estimates import Range, exactly
from finops_guard.pricing.places import first
from finops_guard.pricing.reading import as_number

_CLASSES = {"STANDARD": "standard", "STANDARD_INFREQUENT_ACCESS": "standard-IA"}
# The components' words: what is provisioned, its path, the dimension that scales it.
_CAPACITIES = (
    ("read", "read_capacity", "ReadCapacityUnits"),
    ("write", "write_capacity", "WriteCapacityUnits"),
)


def table(bill: Bill) -> None:
    """Add the capacity of a table with its indexes, or its requests on demand, its storage, backups and replicas."""
    mode = bill.text("billing_mode", "PROVISIONED")
    class_ = bill.text("table_class", "STANDARD")
    attribute = _CLASSES.get(class_ or "", "")
    if mode is None or class_ is None:
        bill.unpriced("capacity", "its billing mode or its class is not known")
    else:
        write = _provisioned(bill, attribute) if mode == "PROVISIONED" else _on_demand(bill, attribute)
        _replicas(bill, attribute, mode == "PROVISIONED", write)
    suffix = "standard-IA" if attribute == "standard-IA" else "standard (above 25 GB free)"
    bill.usage("storage", "storage_gb", bill.unit("DynamoDB", "storage", suffix))
    if bill.flag("point_in_time_recovery.enabled") is not False:
        bill.usage("PITR backup", "pitr_backup_storage_gb", bill.unit("DynamoDB", "PITR backup"))
    if bill.flag("stream_enabled") is not False:
        bill.usage("streams read", "monthly_streams_read_request_units", bill.unit("DynamoDB", "streams read"))
    where_used(bill, _BY_USE)


_BY_USE = (
    ("on-demand backup", "on_demand_backup_storage_gb", ("DynamoDB", "on-demand backup", "")),
    ("restore", "monthly_data_restored_gb", ("DynamoDB", "restore", "")),
    ("export to S3", "monthly_data_exported_gb", ("DynamoDB", "export to S3", "")),
)


def _provisioned(bill: Bill, attribute: str) -> dict[str, Range | None]:
    """Add the capacity units of the table and of its indexes; return how many of each there are."""
    totals: dict[str, Range | None] = {}
    for word, path, units in _CAPACITIES:
        written = None if bill.value(path) is None else counted(bill, path)
        total = scaled(bill, written, f"dynamodb:table:{units}")
        for index in bill.values("global_secondary_index"):
            bill.because(index.causes)
            value = first(index, path)
            number = as_number(value) if value is not None else None
            bill.because(value.causes if value is not None else ())
            name = first(index, "name")
            within = f"table/{text_of(bill.resource, 'name')}/index/{name.raw}" if name is not None else ""
            of_index = scaled(
                bill, None if number is None else exactly(number), f"dynamodb:index:{units}", within or "?"
            )
            total = None if total is None or of_index is None else total + of_index
        bill.hourly(f"provisioned {word}s", bill.unit("DynamoDB", f"provisioned {word}", attribute), total)
        totals[word] = total
    return totals


def _on_demand(bill: Bill, attribute: str) -> dict[str, Range | None]:
    for word in ("read", "write"):
        price = bill.unit("DynamoDB", f"on-demand {word}", attribute)
        bill.usage(f"{word} requests", f"monthly_{word}_request_units", price)
    return {}


def _replicas(bill: Bill, attribute: str, is_provisioned: bool, totals: Mapping[str, Range | None]) -> None:
    """Add for each replica of a global table the writes that it takes, and its own reads where they are provisioned."""
    suffix = "standard-IA" if attribute == "standard-IA" else "standard (above 25 GB free)"
    for replica in bill.values("replica"):
        value = first(replica, "region_name")
        if value is None or not isinstance(value.raw, str):
            bill.because(value.causes if value is not None else replica.causes)
            bill.unpriced("replica", "its region is not known")
            continue
        where = value.raw
        if is_provisioned:
            writes = bill.unit("DynamoDB", "provisioned replicated write", attribute, region=where)
            reads = bill.unit("DynamoDB", "provisioned read", attribute, region=where)
            bill.hourly(f"replicated writes in {where}", writes, totals["write"])
            bill.hourly(f"provisioned reads in {where}", reads, totals["read"])
        else:
            writes = bill.unit("DynamoDB", "on-demand replicated write", attribute, region=where)
            bill.usage(f"replicated writes in {where}", "monthly_write_request_units", writes)
        bill.usage(f"storage in {where}", "storage_gb", bill.unit("DynamoDB", "storage", suffix, region=where))


ESTIMATORS: Mapping[str, Callable[[Bill], None]] = {"aws_dynamodb_table": table}
