"""What Azure Monitor costs: workspaces and Application Insights, by what is sent to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from finops_guard.pricing.bill import Bill, Priced
from finops_guard.pricing.estimates import HOURS, Range
from finops_guard.pricing.reading import as_number

_SERVICE = "Log Analytics"
_DAYS = HOURS / 24
_INCLUDED_DAYS = 31  # of ingestion: https://docs.azure.cn/sentinel/configure-data-retention (read 2026-11-29)


def workspace(bill: Bill) -> None:
    """Add the commitment, or what is ingested (a daily quota bounds it), and what is kept for long.

    Usage keys: ``monthly_log_data_ingestion_gb``, ``monthly_retained_gb`` (a GB that is kept a month longer than is
    included).
    """
    sku = bill.text("sku", "PerGB2018")
    if sku == "CapacityReservation":
        level = bill.number("reservation_capacity_in_gb_per_day")
        if level is None:
            bill.unpriced("commitment", "its level is not known")
        else:
            price = bill.unit(_SERVICE, "log data ingestion", f"commitment of {level:f} GB a day")
            bill.add("commitment", price, _DAYS)
    elif sku == "PerGB2018":
        _ingested(bill, bill.unit(_SERVICE, "log data ingestion"), "monthly_log_data_ingestion_gb", "daily_quota_gb")
    else:
        why = "its SKU is not known" if sku is None else f"no source has prices of the SKU {sku}"
        bill.unpriced("log data ingestion", why, usage=True)
    days = bill.value("retention_in_days")
    kept = as_number(days) if days is not None else Decimal(0)
    if kept is None or kept > _INCLUDED_DAYS:
        bill.usage("log data retention", "monthly_retained_gb", bill.unit(_SERVICE, "log data retention"))


def _ingested(bill: Bill, price: Priced, key: str, quota_path: str) -> None:
    """Add what is ingested: where nobody says how much, nothing up to the quota."""
    name = "log data ingestion"
    value = bill.value(quota_path)
    quota = bill.number(quota_path) if value is not None and value.raw not in (-1, "-1") else None
    if quota is None or bill.costs.quantity(bill.resource, key) is not None:
        bill.usage(name, key, price)
        return
    assumed = f"nobody says how much: at the most {quota:f} GB a day, its quota"
    bill.add(name, price, Range(Decimal(0), Decimal(0), quota * _DAYS), assumed=assumed, usage=True)


def application_insights(bill: Bill) -> None:
    """Add what is ingested, ``monthly_data_ingested_gb``: with a workspace, it is paid for there."""
    if bill.value("workspace_id") is not None:
        return
    price = bill.unit("Application Insights", "data ingested")
    _ingested(bill, price, "monthly_data_ingested_gb", "daily_data_cap_in_gb")


ESTIMATORS: Mapping[str, Callable[[Bill], None]] = {
    "azurerm_application_insights": application_insights,
    "azurerm_log_analytics_workspace": workspace,
}
