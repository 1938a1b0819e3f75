"""What estimators of Azure read beside a resource's own attributes: its blocks, each alone, and what it belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from finops_guard.catalog import machine_prices
from finops_guard.pricing.bill import Bill
from finops_guard.pricing.reading import Reading
from finops_guard.resources import Resource
from finops_guard.values import Cause, Value


class Part(Reading):
    """One block of a resource, whose unknown values are recorded on the bill as those of the resource are."""

    def __init__(self, bill: Bill, value: Value) -> None:
        super().__init__(value)
        self.bill = bill

    def because(self, causes: Sequence[Cause]) -> None:
        self.bill.because(causes)

    def has(self, path: str) -> bool:
        """Tell whether anything is written at a path, known or not."""
        return self.value(path) is not None


def blocks(bill: Bill, path: str, name: str) -> Iterator[Part]:
    """Yield the blocks at a path; where it is not known which there are, the bill says so under a name."""
    for value in bill.values(path):
        if value.is_unknown:
            bill.because(value.causes)
            bill.unpriced(name, "how many there are is not known")
        else:
            yield Part(bill, value)


def written(bill: Bill, path: str, default: str = "") -> str | None:
    """Return a text as :meth:`Bill.text` does, but record nothing: of what is paid by use, it decides no figure."""
    value = bill.value(path)
    if value is None:
        return default
    return value.raw if isinstance(value.raw, str) else None


def parent(bill: Bill, *types: str) -> Resource | None:
    """Return the first resource of some types that a resource refers to; None where none is known."""
    relations = bill.costs.relations.among(bill.resource)
    for type_ in types:
        found = relations.referents(bill.resource, type_).resources
        if found:
            return found[0]
    return None


def place(bill: Bill, *types: str) -> Resource | None:
    """Return the resource of some types that a resource is a part of, and take its region where it has none itself."""
    found = parent(bill, *types)
    if found is not None and not bill.region and found.region is not None and isinstance(found.region.raw, str):
        bill.region = machine_prices.region_name("azure-vm", found.region.raw)
    return found
