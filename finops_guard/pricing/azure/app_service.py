"""What App Service and Functions of Azure cost: plans by their instances, functions by use where no plan is paid for.

Sizes of elastic plans: https://learn.microsoft.com/azure/azure-functions/functions-premium-plan
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from finops_guard.pricing.azure import scaling
from finops_guard.pricing.azure.parts import place
from finops_guard.pricing.bill import Bill
from finops_guard.pricing.estimates import Range, exactly
from finops_guard.pricing.places import first
from finops_guard.pricing.reading import as_number
from finops_guard.resources import Resource

_CONSUMPTION, _FLEX = ("Y1", "Dynamic"), "FC1"
_FREE = ("F1", "FREE")
# vCPUs and GB of memory.
_ELASTIC = {"EP1": (1, Decimal("3.5")), "EP2": (2, Decimal(7)), "EP3": (4, Decimal(14))}
_NAME = re.compile(r"(?P<letters>[A-Za-z]+)(?P<rest>\d.*)", re.ASCII)
_PLANS = ("azurerm_service_plan", "azurerm_app_service_plan")


def service_plan(bill: Bill) -> None:
    """Add the instances of the plan: as many as it has workers, or as autoscale settings allow."""
    _plan(bill, bill.text("sku_name"), bill.text("os_type"), "worker_count")


def app_service_plan(bill: Bill) -> None:
    """Add the instances of a plan of the older type, whose ``sku`` is a block; it runs Windows by default."""
    kind = bill.text("kind", "Windows")
    system = None if kind is None else "Linux" if kind.lower() == "linux" else "Windows"
    _plan(bill, bill.text("sku.size"), system, "sku.capacity")


def _plan(bill: Bill, sku: str | None, system: str | None, count_path: str) -> None:
    if sku is None or system is None:
        bill.unpriced("instances", "its size is not known" if sku is None else "what it runs is not known")
        return
    name = size_name(sku)
    if name in (*_CONSUMPTION, _FLEX, *_FREE):
        return
    count = scaling.instances(bill, count_path, 1)
    if name in _ELASTIC:
        _elastic(bill, name, _elastic_count(bill, count))
        return
    assumed = "" if bill.value(count_path) is not None or (count is not None and not count.is_fixed) else "one instance"
    price = bill.unit("App Service", "plan instance", f"{name} {system}")
    bill.hourly(f"instances ({name})", price, count, assumed=assumed)


def size_name(sku: str) -> str:
    """Return a size as prices name it: ``P1V2`` is ``P1v2``."""
    match = _NAME.fullmatch(sku)
    return f"{match['letters'].upper()}{match['rest'].lower()}" if match else sku


def _elastic_count(bill: Bill, count: Range | None) -> Range | None:
    """Return how many instances an elastic plan has: up to the most it may burst to; where nothing says, no bound."""
    if count is None:
        return None
    if bill.value("maximum_elastic_worker_count") is None:
        return count
    most = bill.number("maximum_elastic_worker_count")
    return Range(count.least, count.expected, None if most is None else max(most, count.expected))


def _elastic(bill: Bill, name: str, count: Range | None) -> None:
    vcpus, memory = _ELASTIC[name]
    for what, component, number in (("vCPU", "vCPU", Decimal(vcpus)), ("memory", "memory", memory)):
        amount = None if count is None else count * exactly(number)
        bill.hourly(f"{what} ({name})", bill.unit("Functions", component, "premium EP"), amount)


def function_app(bill: Bill) -> None:
    """Add ``monthly_executions`` and ``monthly_gb_seconds`` of functions on consumption; else their plan is paid for.

    A subscription's free amounts are not deducted.
    """
    plan = place(bill, *_PLANS)
    if plan is not None and not _is_consumption(plan):
        return
    for what, component, key in (
        ("executions", "executions", "monthly_executions"),
        ("execution time", "execution time", "monthly_gb_seconds"),
    ):
        bill.usage(what, key, bill.unit("Functions", component, "consumption"))


def _is_consumption(plan: Resource) -> bool:
    """Tell whether a plan is one of consumption; what is not known may be."""
    for path in ("sku_name", "sku.size", "sku.tier"):
        value = first(plan.values, path)
        if value is not None:
            return not isinstance(value.raw, str) or value.raw in _CONSUMPTION
    return False


def flex_function_app(bill: Bill) -> None:
    """Add what runs by use, and the instances that are always ready.

    Usage keys: ``monthly_executions``, ``monthly_gb_seconds``; of those always ready,
    ``monthly_always_ready_executions`` and ``monthly_always_ready_gb_seconds``.
    """
    place(bill, *_PLANS)

    def unit(component: str) -> tuple[str, str, str]:
        return "Functions", f"flex {component}", "flex consumption"

    bill.usage("executions", "monthly_executions", bill.unit(*unit("execution")))
    bill.usage("execution time", "monthly_gb_seconds", bill.unit(*unit("gb-second")))
    ready = bill.values("always_ready.instance_count")
    if not ready:
        return
    numbers = [as_number(each) for each in ready]
    for value in ready:
        bill.because(value.causes)
    memory = bill.number("instance_memory_in_mb", _FLEX_MEMORY)
    known = [number for number in numbers if number is not None]
    seconds = None
    if memory is not None and len(known) == len(numbers):
        seconds = sum(known, Decimal(0)) * memory / 1024 * _SECONDS
    bill.add("always ready", bill.unit(*unit("alwaysready-baseline-gb-second")), seconds)
    bill.usage("executions, always ready", "monthly_always_ready_executions", bill.unit(*unit("alwaysready-execution")))
    bill.usage(
        "execution time, always ready", "monthly_always_ready_gb_seconds", bill.unit(*unit("alwaysready-gb-second"))
    )


_FLEX_MEMORY = 2048  # the provider's default
_SECONDS = Decimal(730 * 3600)


ESTIMATORS: Mapping[str, Callable[[Bill], None]] = {
    "azurerm_app_service_plan": app_service_plan,
    "azurerm_function_app": function_app,
    "azurerm_function_app_flex_consumption": flex_function_app,
    "azurerm_linux_function_app": function_app,
    "azurerm_service_plan": service_plan,
    "azurerm_windows_function_app": function_app,
}
