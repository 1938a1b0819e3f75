"""The functions and operators of expressions, over known values; the library decides where a rule is intricate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from finops_guard.policy.cel.results import (
    Budget,
    Choices,
    Fault,
    Result,
    TypeName,
    further,
    items,
    length,
    lift,
    members,
    merged,
    type_name,
)
from finops_guard.values import Value

_LEAST, _MOST = -(2**63), 2**63 - 1
# Texts and lists that an expression makes are no longer than what scans read.
MAX_LENGTH = 1_000_000

Function = Callable[..., Result]


def none(name: str, *arguments: Result) -> Fault:
    """Return that there is no such function on these types."""
    return Fault(f"{name} cannot be used on {' and '.join(map(_article, arguments))}")


@cache
def library(text: str) -> Any:
    """Return an expression over ``x`` and ``y`` of any type, compiled by the library."""
    from cel_expr_python import cel

    return cel.NewEnv(variables={"x": cel.Type.DYN, "y": cel.Type.DYN}).compile(text)


def delegated(name: str, text: str) -> Function:
    """Return a function of one or two scalars that the library computes."""

    def function(*arguments: Result) -> Result:
        if any(isinstance(each, Value | Choices | tuple | dict | TypeName) for each in arguments):
            return none(name, *arguments)
        if any(isinstance(each, int) and not _LEAST <= each <= _MOST for each in arguments):
            return Fault("a number is too large")
        failed = Fault(f"{name} fails on {' and '.join(map(_article, arguments))}")
        try:
            made = library(text).eval(data=dict(zip("xy", (*arguments, None), strict=False)))
        except (RuntimeError, UnicodeError):
            return failed
        if made.type().name() not in ("STRING", "BOOL", "INT", "DOUBLE"):
            return failed
        value: Result = made.value()
        return value

    return function


def _article(result: Result) -> str:
    return "null" if result is None else f"an {name}" if (name := type_name(result)) == "int" else f"a {name}"


def _number(result: Result) -> bool:
    return isinstance(result, int | float) and not isinstance(result, bool)


def _whole(result: Result) -> bool:
    return isinstance(result, int) and not isinstance(result, bool)


def _bounded(number: int) -> Result:
    return number if _LEAST <= number <= _MOST else Fault("a whole number overflows")


def _arithmetic(
    name: str, whole: Callable[[int, int], Result], real: Callable[[float, float], Result] | None
) -> Function:
    def function(left: Result, right: Result) -> Result:
        if isinstance(left, int) and isinstance(right, int) and _whole(left) and _whole(right):
            return whole(left, right)
        if real is not None and isinstance(left, float) and isinstance(right, float):
            return real(left, right)
        return none(name, left, right)

    return function


def _add(left: Result, right: Result) -> Result:
    if isinstance(left, str) and isinstance(right, str):
        return (
            left + right
            if len(left) + len(right) <= MAX_LENGTH
            else Fault(f"a text has more than {MAX_LENGTH:,} characters")
        )
    ours, theirs = items(left), items(right)
    if ours is not None and theirs is not None:
        if further(left) is not None or further(right) is not None:
            return merged((further(left), further(right)))
        return (
            (*ours, *theirs)
            if len(ours) + len(theirs) <= MAX_LENGTH
            else Fault(f"a list has more than {MAX_LENGTH:,} elements")
        )
    return _PLUS(left, right)


def _divided(left: int, right: int) -> Result:
    if not right:
        return Fault("division by zero")
    found = abs(left) // abs(right)
    return _bounded(found if (left < 0) == (right < 0) else -found)


def _remainder(left: int, right: int) -> Result:
    if not right:
        return Fault("division by zero")
    found = abs(left) % abs(right)
    return -found if left < 0 else found


def _ratio(left: float, right: float) -> float:
    if right:
        return left / right
    from math import copysign, inf, isnan, nan

    return nan if not left or isnan(left) else copysign(inf, left) * copysign(1, right)


_PLUS = _arithmetic("+", lambda a, b: _bounded(a + b), lambda a, b: a + b)


def _negative(operand: Result) -> Result:
    if isinstance(operand, float):
        return -operand
    return _bounded(-operand) if isinstance(operand, int) and _whole(operand) else none("-", operand)


def _order(name: str, holds: Callable[[Any, Any], bool]) -> Function:
    def function(left: Result, right: Result) -> Result:
        pairs = (isinstance(left, str) and isinstance(right, str)) or (
            isinstance(left, bool) and isinstance(right, bool)
        )
        return holds(left, right) if pairs or (_number(left) and _number(right)) else none(name, left, right)

    return function


def _text(name: str, holds: Callable[[str, str], bool]) -> Function:
    def function(text: Result, part: Result) -> Result:
        return holds(text, part) if isinstance(text, str) and isinstance(part, str) else none(name, text, part)

    return function


def size(of: Result) -> Result:
    """Return how many characters, items or entries there are: none in null; a map that is not wholly known is none."""
    if isinstance(of, str):
        return len(of)
    listed = length(of)
    if listed is not None:
        return listed
    entries = members(of)
    return 0 if of is None else none("size", of) if entries is None else len(entries[0])


def _type(of: Result) -> Result:
    return TypeName(type_name(of))


FUNCTIONS: Mapping[str, Function] = {
    "-_": _negative,
    "_+_": _add,
    "_-_": _arithmetic("-", lambda a, b: _bounded(a - b), lambda a, b: a - b),
    "_*_": _arithmetic("*", lambda a, b: _bounded(a * b), lambda a, b: a * b),
    "_/_": _arithmetic("/", _divided, _ratio),
    "_%_": _arithmetic("%", _remainder, None),
    "_<_": _order("<", lambda a, b: bool(a < b)),
    "_<=_": _order("<=", lambda a, b: bool(a <= b)),
    "_>_": _order(">", lambda a, b: bool(a > b)),
    "_>=_": _order(">=", lambda a, b: bool(a >= b)),
    "contains": _text("contains", lambda text, part: part in text),
    "startsWith": _text("startsWith", str.startswith),
    "endsWith": _text("endsWith", str.endswith),
    "matches": delegated("matches", "x.matches(y)"),
    "int": delegated("int", "int(x)"),
    "double": delegated("double", "double(x)"),
    "string": delegated("string", "string(x)"),
    "bool": delegated("bool", "bool(x)"),
    "type": _type,
    "size": size,
    "dyn": lambda x: x,
}


def indexed(container: Result, key: Result, budget: Budget) -> Result:
    """Return an item of a list; null behind its end, as for what is not written."""
    budget.spend()
    if (more := further(container)) is not None:
        return more
    if isinstance(key, float) and key.is_integer():
        key = int(key)
    if not isinstance(key, int) or not _whole(key) or key < 0:
        return Fault("a list is asked for something else than one of its items")
    if key >= (length(container) or 0):
        return None
    if isinstance(container, Value) and isinstance(container.raw, list | tuple):
        return lift(container.raw[key])
    return (items(container) or ())[key]
