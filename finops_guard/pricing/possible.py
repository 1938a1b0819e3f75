"""Estimates of resources with values that are one of a few: a range over all that is possible."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING

from msgspec.structs import replace

from finops_guard.pricing.estimates import Component, Confidence, Estimate, Range
from finops_guard.resources import Resource
from finops_guard.values import SENSITIVE, Cause, OpenDict, OpenList, Scalar, Unknown, Value

if TYPE_CHECKING:
    from finops_guard.pricing.costs import Costs

# Our own bounds: of combinations that are estimated, and of values of a resource that are looked through.
MAX_COMBINATIONS = 8
MAX_VALUES = 2_000

_NOTHING = Estimate()
_Choice = tuple[tuple[Cause, ...], tuple[Scalar, ...]]


def over_options(resource: Resource, found: Estimate, costs: Costs) -> Estimate:
    """Return what a resource costs over all that values of it can be, of which an estimate says that they count.

    The first option of each is what is expected, for it is written first. An estimate stays as it is where no such
    value is one of a few, or there are more than 8 combinations.
    """
    choices = dict.fromkeys(_choices(resource.values, frozenset(found.causes)))
    combinations = 1
    for _, options in choices:
        combinations *= len(options)
    if not choices or combinations > MAX_COMBINATIONS:
        return found
    estimates = []
    for picked in product(*(options for _, options in choices)):
        values = _with(resource.values, dict(zip(choices, picked, strict=True)))
        variant = replace(resource, values=values)
        estimates.append(costs.where([variant], is_settled=True).of(variant) or _NOTHING)
    return _joined(estimates)


def _choices(values: Value, causes: frozenset[Cause]) -> Iterator[_Choice]:
    """Yield what is known of values that are one of a few, for one of some causes."""
    waiting, seen = [values], 0
    while waiting and seen < MAX_VALUES:
        value, seen = waiting.pop(), seen + 1
        raw = value.raw
        if isinstance(raw, Mapping):
            waiting += [*raw.values()][::-1]
        elif isinstance(raw, Sequence) and not isinstance(raw, str):
            waiting += raw[::-1]
        elif isinstance(raw, Unknown) and raw.options and not value.marks & SENSITIVE and causes & {*raw.causes}:
            yield raw.causes, raw.options


def _with(value: Value, picked: Mapping[_Choice, Scalar]) -> Value:
    """Return a value in which those that are one of a few are the picked ones."""
    raw = value.raw
    if isinstance(raw, Unknown):
        key = (raw.causes, raw.options)
        return Value(picked[key], value.origin, value.marks) if raw.options and key in picked else value
    if isinstance(raw, Mapping):
        items = {key: _with(item, picked) for key, item in raw.items()}
        if all(items[key] is item for key, item in raw.items()):
            return value
        made = OpenDict(items, raw.causes, raw.shapes, raw.further) if isinstance(raw, OpenDict) else items
        return Value(made, value.origin, value.marks)
    if isinstance(raw, Sequence) and not isinstance(raw, str):
        each = [_with(item, picked) for item in raw]
        if all(a is b for a, b in zip(each, raw, strict=True)):
            return value
        return Value(OpenList(each, raw.causes) if isinstance(raw, OpenList) else each, value.origin, value.marks)
    return value


def _joined(estimates: Sequence[Estimate]) -> Estimate:
    """Return estimates of what excludes each other as one: the first is expected, the others bound it."""
    first = estimates[0]
    if all(each == first for each in estimates):
        return first
    names = dict.fromkeys(part.name for each in estimates for part in each.components)
    by_name = [{part.name: part for part in each.components} for each in estimates]
    return Estimate(
        tuple(_component([parts.get(name) for parts in by_name]) for name in names),
        _least([each.least for each in estimates]),
        next((each.expected for each in estimates if each.expected is not None), None),
        _most([each.most for each in estimates]),
        tuple(dict.fromkeys(reason for each in estimates for reason in each.unpriced)),
        tuple(dict.fromkeys(cause for each in estimates for cause in each.causes)),
        first.currency,
    )


def _component(found: Sequence[Component | None]) -> Component:
    """Return one component over its variants, in some of which it may not be."""
    parts = [part for part in found if part is not None]
    figures = [part.monthly for part in parts if part.monthly is not None]
    first = next((part for part in parts if part.monthly is not None), parts[0])
    if not figures or (len(parts) == len(found) and all(part == first for part in parts)):
        return first
    absent = len(parts) < len(found)
    monthly = Range(
        Decimal(0) if absent else min(each.least for each in figures),
        figures[0].expected if found[0] is not None else Decimal(0),
        _most([each.most for each in figures]),
    )
    possible = len({each.expected for each in figures} | ({Decimal(0)} if absent else set()))
    said = f"one of {possible} costs that are possible" if possible > 1 else ""
    reason = "; ".join(filter(None, (first.reason, said)))
    confidence = Confidence.ESTIMATED if len(figures) == len(parts) else first.confidence
    return replace(first, monthly=monthly, reason=reason, confidence=confidence)


def _least(amounts: Sequence[Decimal | None]) -> Decimal | None:
    known = [each for each in amounts if each is not None]
    return min(known) if known else None


def _most(amounts: Sequence[Decimal | None]) -> Decimal | None:
    known = [each for each in amounts if each is not None]
    return max(known) if len(known) == len(amounts) else None
