"""What storage accounts of Azure cost: all by use."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from finops_guard.pricing.azure.parts import written
from finops_guard.pricing.bill import Bill

_SERVICE = "Blob Storage (GPv2)"
_RETRIEVED = ("Cool", "Cold", "Archive")


def storage_account(bill: Bill) -> None:
    """Add what is stored and done, at the prices of blobs in the account's access tier and replication.

    Usage keys: ``storage_gb``, ``monthly_write_operations``, ``monthly_read_operations``, and of cooler tiers
    ``monthly_data_retrieval_gb``.
    """
    tier, replication = written(bill, "account_tier"), written(bill, "account_replication_type")
    access = written(bill, "access_tier", "Hot") if tier != "Premium" else "Premium"
    if tier is None or replication is None or access is None:
        bill.unpriced("storage", "its tier or replication is not known", usage=True)
        return
    if written(bill, "account_kind", "StorageV2") == "FileStorage":
        bill.unpriced("storage", "no source has prices of files", usage=True)
        return
    what = f"{access} {replication}"
    bill.usage("storage", "storage_gb", bill.unit(_SERVICE, "data stored", what))
    for name, key in (
        ("write operations", "monthly_write_operations"),
        ("read operations", "monthly_read_operations"),
    ):
        bill.usage(name, key, bill.unit(_SERVICE, name, what))
    if access in _RETRIEVED:
        bill.usage("data retrieval", "monthly_data_retrieval_gb", bill.unit(_SERVICE, "retrieval", what))


ESTIMATORS: Mapping[str, Callable[[Bill], None]] = {"azurerm_storage_account": storage_account}
