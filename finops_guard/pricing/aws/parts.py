"""What estimators of AWS read beside a resource's own attributes, and add alike: machines, usage, scaling."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from finops_guard.catalog.price import NoPrice
from finops_guard.pricing.bill import Bill
from finops_guard.pricing.estimates import Range, exactly
from finops_guard.pricing.places import first
from finops_guard.pricing.reading import as_number
from finops_guard.resources import Resource
from finops_guard.values import Unknown

_TARGET = "aws_appautoscaling_target"

# A service, a component and an attribute of the catalog.
Unit = tuple[str, str, str]


def machines(
    bill: Bill,
    name: str,
    service: str,
    path: str,
    count: Range | Decimal | int | None,
    engine: str | None = "",
    *,
    assumed: str = "",
) -> None:
    """Add machines whose size stands at a path; the engine is None where it is not known."""
    size = bill.text(path)
    if not size:
        bill.unpriced(name, "its size is not known" if size is None else "it names no size")
    elif engine is None:
        bill.unpriced(name, "its engine is not known")
    else:
        bill.hourly(name, bill.machine(service, size, engine), count, assumed=assumed)


def counted(bill: Bill, path: str, default: int = 1) -> Range | None:
    """Return a number of things, the default where none is written; None where it is not known."""
    number = bill.number(path, default)
    return None if number is None else exactly(number)


def blocks(bill: Bill, path: str) -> Decimal | None:
    """Return how many blocks there are at a path; None where that is not known."""
    found = bill.values(path)
    unknown = [each for each in found if each.is_unknown]
    for each in unknown:
        bill.because(each.causes)
    return None if unknown else Decimal(len(found))


def referent(bill: Bill, type_: str) -> Resource | None:
    """Return the one resource of a type that a resource refers to; None where there is none, or more."""
    found = bill.costs.relations.among(bill.resource).referents(bill.resource, type_).resources
    return found[0] if len(found) == 1 else None


def text_of(resource: Resource | None, path: str) -> str:
    """Return a text of another resource; empty where it is not known."""
    value = first(resource.values, path) if resource is not None else None
    return value.raw if value is not None and isinstance(value.raw, str) else ""


def where_used(bill: Bill, rows: Iterable[tuple[str, str, Unit]]) -> None:
    """Add of many components that are paid by use (name, key, unit) those whose use is told."""
    for name, key, unit in rows:
        if bill.costs.quantity(bill.resource, key) is not None:
            bill.usage(name, key, bill.unit(*unit))


def no_price(bill: Bill, name: str, service: str, component: str) -> None:
    """Add a part that is always paid and that no source has a price of."""
    found = bill.unit(service, component)
    bill.unpriced(name, found.reason if isinstance(found, NoPrice) else "its quantity is not known")


def doubled(is_doubled: bool | None) -> Range:
    """Return how many times something is paid that may be there twice."""
    return Range(Decimal(1), Decimal(1), Decimal(2)) if is_doubled is None else exactly(2 if is_doubled else 1)


def scaled(bill: Bill, written: Range | None, dimension: str, within: str = "") -> Range | None:
    """Return a number in the bounds of what scales it (Application Auto Scaling); as it is written where nothing does.

    ``within`` is the resource id of a part, such as an index of a table.
    """
    related = bill.costs.relations.among(bill.resource)
    found = [*related.referrers(bill.resource, _TARGET).resources]
    found += [each for each in related.by_type.get(_TARGET, []) if within and text_of(each, "resource_id") == within]
    for target in found:
        if text_of(target, "scalable_dimension") != dimension or (within and not _is_about(target, within)):
            continue
        least, most = (_bound(bill, target, path) for path in ("min_capacity", "max_capacity"))
        low = least or Decimal(0)
        wanted = max(low, written.expected if written is not None else low)
        expected = wanted if most is None else min(wanted, most)
        return Range(min(low, expected), expected, most)
    return written


def _is_about(target: Resource, within: str) -> bool:
    value = first(target.values, "resource_id")
    if value is None:
        return False
    end = within[within.rindex("/index/") :] if "/index/" in within else within
    known = value.raw.suffix if isinstance(value.raw, Unknown) else str(value.raw)
    return known.endswith(end)


def _bound(bill: Bill, target: Resource, path: str) -> Decimal | None:
    value = first(target.values, path)
    if value is None:
        return None
    bill.because(value.causes)
    return as_number(value)
