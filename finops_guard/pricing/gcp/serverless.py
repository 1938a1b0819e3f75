"""What code costs that runs on request: services of Cloud Run, functions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_CEILING, Decimal

from finops_guard.catalog.price import NoPrice
from finops_guard.pricing.bill import Bill, Priced, noted
from finops_guard.pricing.estimates import HOURS, Range, exactly
from finops_guard.pricing.gcp.reading import Reader

_SECONDS = 3600 * HOURS
_QUANTITY = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)(m|[KMG]i?)?", re.ASCII)
_FACTORS = {
    "": Decimal(1), "m": Decimal("0.001"), "K": Decimal(1000), "M": Decimal(10) ** 6, "G": Decimal(10) ** 9,
    "Ki": Decimal(2**10), "Mi": Decimal(2**20), "Gi": Decimal(2**30),
}  # fmt: skip
_GIB = Decimal(2**30)
_ROUNDED = "each call is taken for as many times 100 ms as it begins"
# What an instance has where nothing is written: https://docs.cloud.google.com/run/docs/configuring/cpu and
# https://cloud.google.com/run/docs/configuring/services/memory-limits (read 2026-11-29).
_CPU, _MEMORY = "1000m", "512Mi"


def run_service(bill: Bill) -> None:
    """Add a service of the first API: by its requests, or its instances where their CPU is always allocated.

    Usage: ``monthly_requests``, ``average_request_duration_ms``, ``concurrent_requests_per_instance``,
    ``instance_hrs``.
    """
    read = Reader(bill, bill.resource.values)
    notes = "template.metadata.annotations"
    annotations = next(iter(read.blocks(notes, "service")), Reader(bill))
    throttled = annotations.entry("run.googleapis.com/cpu-throttling")
    containers = read.blocks("template.spec.containers", "containers")
    least, most = (annotations.entry(f"autoscaling.knative.dev/{name}Scale") for name in ("min", "max"))
    _service(bill, containers, throttled != "false", _whole(least) if least is not None else Decimal(0), _whole(most))


def run_v2_service(bill: Bill) -> None:
    """Add a service: by its requests, or its instances where their CPU is always allocated; usage as above."""
    read = Reader(bill, bill.resource.values)
    containers = read.blocks("template.containers", "containers")
    # Where resources are written, CPU is idle between requests only if that is written, too.
    idle = all(each.flag("resources.cpu_idle", not each.writes("resources")) is not False for each in containers)
    least = read.number("template.scaling.min_instance_count", 0)
    most = read.number("template.scaling.max_instance_count") if read.writes("template.scaling") else None
    _service(bill, containers, idle, least, most)


def _service(
    bill: Bill, containers: list[Reader], by_request: bool, least: Decimal | None, most: Decimal | None
) -> None:
    cpu = _sum(containers, "resources.limits.cpu", _CPU)
    memory = _sum(containers, "resources.limits.memory", _MEMORY)
    if cpu is None or memory is None or least is None:
        bill.unpriced("instances", "their size or their number is not known", usage=True)
        return
    parts = (("vCPU", cpu), ("memory", memory / _GIB))
    if by_request:
        seconds = _request_seconds(bill)
        for name, amount in parts:
            price = _tiered(bill, name, "request-based")
            bill.usage(name, f"monthly_{name.lower()}_seconds", price, None if seconds is None else seconds * amount)
        bill.usage("requests", "monthly_requests", bill.unit("Cloud Run", "requests"))
        _idle(bill, parts, least, seconds)
        return
    for name, amount in parts:
        price = _tiered(bill, name, "instance-based (CPU always allocated)")
        if least:
            bill.add(name, price, Range(least, least, most) * exactly(amount * _SECONDS))
        else:
            bill.usage(name, "instance_hrs", price, scale=3600 * amount)


def _idle(bill: Bill, parts: Sequence[tuple[str, Decimal]], least: Decimal, seconds: Decimal | None) -> None:
    """Add the instances that are always there, for as long as they wait for requests."""
    if not least:
        return
    month = least * _SECONDS
    waits = exactly(max(month - seconds, Decimal(0))) if seconds is not None else Range(Decimal(0), month, month)
    assumed = "" if seconds is not None else "they wait all month: for how long they work is not known"
    for name, amount in parts:
        bill.add(f"idle {name}", _tiered(bill, name, "idle"), waits * exactly(amount), assumed=assumed)


def _tiered(bill: Bill, component: str, kind: str) -> Priced:
    """Return the price in the tier that the region is in."""
    found: Priced = NoPrice(f"no source has a price of Cloud Run {component} {kind} in {bill.region}")
    for tier in (1, 2):
        price = bill.unit("Cloud Run", component, f"{kind} tier {tier}")
        if not isinstance(price, NoPrice):
            return price
    return found


def _request_seconds(bill: Bill) -> Decimal | None:
    """Return for how many seconds instances work on requests; None where nobody says."""
    said = [
        bill.costs.quantity(bill.resource, key)
        for key in ("monthly_requests", "average_request_duration_ms", "concurrent_requests_per_instance")
    ]
    requests, duration, together = said
    if requests is None or duration is None:
        return None
    return requests.amount * duration.amount / 1000 / (together.amount if together and together.amount else 1)


def _sum(containers: list[Reader], path: str, default: str) -> Decimal | None:
    """Return what containers are given together; one that says nothing has the default."""
    amounts = [_amount(each.text(path, default)) for each in containers] or [_amount(default)]
    known = [each for each in amounts if each is not None]
    return sum(known, Decimal(0)) if len(known) == len(amounts) else None


def _amount(text: str | None) -> Decimal | None:
    found = _QUANTITY.fullmatch(text or "")
    return Decimal(found[1]) * _FACTORS[found[2] or ""] if found else None


def _whole(text: str | None) -> Decimal | None:
    return Decimal(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def function(bill: Bill) -> None:
    """Add calls, the memory that they take while they run, their CPU, and what they send out.

    Usage: ``monthly_function_invocations``, ``request_duration_ms``, ``monthly_ghz_seconds``,
    ``monthly_outbound_data_gb``.
    """
    memory = bill.number("available_memory_mb", 256)
    calls, duration = (
        bill.costs.quantity(bill.resource, key) for key in ("monthly_function_invocations", "request_duration_ms")
    )
    seconds = None
    if memory is not None and calls is not None and duration is not None:
        seconds = calls.amount * (duration.amount / 100).to_integral_value(ROUND_CEILING) / 10 * memory / 1024
    name = "Cloud Functions"
    bill.usage("invocations", "monthly_function_invocations", bill.unit(name, "invocations", "1st gen"))
    price = bill.unit(name, "memory", "1st gen")
    bill.usage("memory", "monthly_gb_seconds", noted(price, _ROUNDED) if seconds is not None else price, seconds)
    bill.usage("CPU", "monthly_ghz_seconds", bill.unit(name, "CPU", "1st gen"))
    bill.usage("outbound data", "monthly_outbound_data_gb", bill.unit(name, "outbound data transfer", "1st gen"))


def function_v2(bill: Bill) -> None:
    """Add a function of the second generation, which runs as a service of Cloud Run that is paid by its requests.

    Usage: as of a service, and ``monthly_vcpu_seconds`` where its CPU is not written: then its memory decides it.
    """
    read = Reader(bill, bill.resource.values)
    cpu = _amount(read.text("service_config.available_cpu"))
    memory = _amount(read.text("service_config.available_memory", "256M"))
    seconds = _request_seconds(bill)
    for name, amount in (("vCPU", cpu), ("memory", None if memory is None else memory / _GIB)):
        price = _tiered(bill, name, "request-based")
        used = None if seconds is None or amount is None else seconds * amount
        bill.usage(name, f"monthly_{name.lower()}_seconds", price, used)
    bill.usage("requests", "monthly_requests", bill.unit("Cloud Run", "requests"))
    least = read.number("service_config.min_instance_count", 0)
    if least is None or (least and (cpu is None or memory is None)):
        bill.unpriced("idle instances", "their size or their number is not known")
    elif cpu is not None and memory is not None:
        _idle(bill, (("vCPU", cpu), ("memory", memory / _GIB)), least, seconds)


ESTIMATORS: Mapping[str, Callable[[Bill], None]] = {
    "google_cloud_run_service": run_service,
    "google_cloud_run_v2_service": run_v2_service,
    "google_cloudfunctions2_function": function_v2,
    "google_cloudfunctions_function": function,
}
