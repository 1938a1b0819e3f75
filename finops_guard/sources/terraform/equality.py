"""Whether two values are equal: their types first, then their parts, as far as these are known."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from finops_guard.sources.terraform import bigfloat
from finops_guard.values import ANY_SHAPE, Cause, OpenDict, Raw, Unknown, Value, fits


def equal(left: Value, right: Value) -> bool | Unknown:
    """Return whether two values are equal, or Unknown where an unknown part decides it."""
    a, b = left.raw, right.raw
    if isinstance(a, Unknown) or isinstance(b, Unknown):
        return _equal_unknown(left, right)
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, int | Decimal) and isinstance(b, int | Decimal):
        return bigfloat.same(a, b)
    if isinstance(a, str) or isinstance(b, str) or a is None or b is None:
        return isinstance(a, str | None) and a == b
    from finops_guard.sources.terraform.unification import differ, type_of

    return False if differ(type_of(left), type_of(right)) else _equal_parts(left, right)


def _equal_unknown(left: Value, right: Value) -> bool | Unknown:
    """Return False for values of different types, one of which is unknown; else Unknown."""
    from finops_guard.sources.terraform.unification import differ, type_of

    if left.raw is not None and right.raw is not None and differ(type_of(left), type_of(right)):
        return False
    if _never(left.raw, right.raw) or _never(right.raw, left.raw):
        return False
    return Unknown([*left.causes, *right.causes])


def _never(a: Raw, b: Raw) -> bool:
    """Tell whether a text that is known in part certainly differs from a known value."""
    if not isinstance(a, Unknown) or isinstance(b, Unknown) or a.shape == ANY_SHAPE:
        return False
    return not (isinstance(b, str) and fits(b, a.shape))


def _equal_parts(left: Value, right: Value) -> bool | Unknown:
    a, b = left.raw, right.raw
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        return _equal_maps(a, b)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and _all_equal(list(zip(a, b, strict=True)))
    return False if isinstance(a, Mapping | list) else equal(left, right)


def _equal_maps(a: Mapping[str, Value], b: Mapping[str, Value]) -> bool | Unknown:
    open_causes = [cause for side in (a, b) if isinstance(side, OpenDict) for cause in side.causes]
    if a.keys() != b.keys():
        return Unknown(open_causes) if open_causes else False
    same = _all_equal([(a[key], b[key]) for key in a])
    return Unknown(open_causes) if open_causes and same is True else same


def _all_equal(pairs: list[tuple[Value, Value]]) -> bool | Unknown:
    causes: list[Cause] = []
    for a, b in pairs:
        same = _equal_parts(a, b)
        if same is False:
            return False
        if isinstance(same, Unknown):
            causes += same.causes
    return Unknown(causes) if causes else True
