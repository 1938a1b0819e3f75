"""Whether containers keep within the LimitRanges of their namespace: pods that do not are refused by the cluster."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from finops_guard.kubernetes.pods import find
from finops_guard.kubernetes.quantities import parse_quantity
from finops_guard.kubernetes.sizes import Amount, limit, request
from finops_guard.kubernetes.workloads import Workload
from finops_guard.resources import Child
from finops_guard.values import Value, show


def breaches(workload: Workload, limit_ranges: Iterable[Value]) -> Iterator[Value]:
    """Yield a sentence for each amount of a container that a LimitRange refuses, standing where the amount is written.

    What is not written is filled in from the LimitRange itself, and what is not known is not told.
    """
    for manifest in limit_ranges:
        listed = find(manifest, "spec", "limits")
        for item in listed.items() if listed else ():
            kind = item.get("type")
            if kind is not None and kind.raw == "Container":
                for child in workload.resource.children:
                    yield from _container(child, item)


def _container(child: Child, item: Value) -> Iterator[Value]:
    for bound, name, allowed in _bounds(item, ("max", "min", "maxLimitRequestRatio")):
        asked, most = request(child, name), limit(child, name)
        if bound == "maxLimitRequestRatio":
            if asked.amount and most.amount is not None and most.amount / asked.amount > allowed:
                times = f"{most.amount / asked.amount:.3g} times the request, over {_shown(find(item, bound, name))}"
                yield _breach(f"{child.name}: the {name} limit is {times}", most)
            continue
        written = most if bound == "max" and most.amount is not None else asked
        if written.amount is None or written.value is None:
            continue
        side = "above" if bound == "max" else "below"
        if written.amount > allowed if bound == "max" else written.amount < allowed:
            bounded = f"{_shown(written.value)} is {side} {_shown(find(item, bound, name))}"
            yield _breach(f"{child.name}: {name} {bounded}", written)


def _bounds(item: Value, kinds: Iterable[str]) -> Iterator[tuple[str, str, Decimal]]:
    for kind in kinds:
        amounts = item.get(kind)
        for name, value in amounts.raw.items() if amounts is not None and isinstance(amounts.raw, Mapping) else ():
            number = parse_quantity(value.raw) if isinstance(value.raw, str | int | Decimal) else None
            if number is not None:
                yield kind, name, number


def _breach(text: str, written: Amount) -> Value:
    return Value(text, written.value.origin if written.value is not None else None)


def _shown(value: Value | None) -> str:
    return "" if value is None else show(value).strip('"')
