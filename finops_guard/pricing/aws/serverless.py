"""What functions of AWS Lambda cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from finops_guard.pricing.bill import Bill, Priced
from finops_guard.pricing.estimates import HOURS
from finops_guard.pricing.places import first
from finops_guard.pricing.reading import as_number
from finops_guard.values import Value

# Of the provider: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_function
_MEMORY_MB = Decimal(128)
_FREE_MB = Decimal(512)
_SECONDS = HOURS * 3600


def function(bill: Bill) -> None:
    """Add the requests (``monthly_requests``), and the time that they take (``request_duration_ms`` on average).

    ``monthly_gb_seconds`` says the latter by itself. An account's free amounts are not deducted.
    """
    processor = _processor(bill.resource.values)
    memory = bill.value("memory_size")
    bill.usage("requests", "monthly_requests", bill.unit("Lambda", "requests", processor))
    _by_duration(bill, "duration", bill.unit("Lambda", "duration", processor), _size(memory), "monthly_gb_seconds")
    storage = bill.value("ephemeral_storage.size")
    size = _FREE_MB if storage is None else as_number(storage)
    if size is None or size > _FREE_MB:
        price = bill.unit("Lambda", "ephemeral storage", processor)
        above = None if size is None else size - _FREE_MB
        _by_duration(bill, "ephemeral storage", price, above, "monthly_ephemeral_gb_seconds")
    if bill.costs.quantity(bill.resource, "request_duration_ms") is not None:
        # Without use, what is not known decides nothing.
        for value in (memory, storage, bill.value("architectures")):
            bill.because(value.causes if value is not None else ())


def _by_duration(bill: Bill, name: str, price: Priced, size: Decimal | None, key: str) -> None:
    """Add GB-seconds: of a size in MB while requests run, or as the usage says."""
    requests, duration = (
        bill.costs.quantity(bill.resource, each) for each in ("monthly_requests", "request_duration_ms")
    )
    if requests is None or duration is None or bill.costs.quantity(bill.resource, key) is not None:
        bill.usage(name, key, price)
        return
    seconds = requests.amount * duration.amount / 1000
    is_default = requests.is_default or duration.is_default
    assumed = "the default usage of monthly_requests or request_duration_ms" if is_default else ""
    bill.add(name, price, None if size is None else seconds * size / 1024, assumed=assumed, usage=True)


def provisioned(bill: Bill) -> None:
    """Add the concurrency that is kept ready all month, in the memory of its function."""
    related = bill.costs.relations.among(bill.resource).referents(bill.resource, "aws_lambda_function")
    if not related.resources:
        bill.because(related.causes)
        bill.unpriced("provisioned concurrency", "its function is not in the code")
        return
    values = related.resources[0].values
    written = first(values, "memory_size")
    memory = _size(written)
    for value in (written, first(values, "architectures")):
        bill.because(value.causes if value is not None else ())
    number = bill.number("provisioned_concurrent_executions")
    price = bill.unit("Lambda", "provisioned concurrency", _processor(values))
    seconds = None if memory is None or number is None else number * memory / 1024 * _SECONDS
    bill.add("provisioned concurrency", price, seconds)


def _size(memory: Value | None) -> Decimal | None:
    """Return the MB of a function; None where they are not known."""
    return _MEMORY_MB if memory is None else as_number(memory)


def _processor(values: Value) -> str:
    value = first(values, "architectures")
    return "arm" if value is not None and value.raw == "arm64" else "x86"


ESTIMATORS: Mapping[str, Callable[[Bill], None]] = {
    "aws_lambda_function": function,
    "aws_lambda_provisioned_concurrency_config": provisioned,
}
