"""Expressions made into functions of their variables, in three values.

``&&``, ``||`` and the macros are decided as soon as one side decides them. Everything else needs its arguments: where
one is not known, neither is the result. Equality and membership tell apart what certainly differs.
"""

from __future__ import annotations

from collections.abc import Iterator

from finops_guard.policy.cel import wire
from finops_guard.policy.cel.functions import FUNCTIONS, none
from finops_guard.policy.cel.operators import OPERATORS, Evaluate, Scope, missing
from finops_guard.policy.cel.results import (
    Fault,
    Result,
    TypeName,
    field,
    further,
    is_map,
    items,
    members,
    merged,
    same,
)
from finops_guard.values import ANY_SHAPE, Unknown


class UnsupportedError(Exception):
    """An expression uses what policies cannot use; ``at`` is the character where it stands."""

    def __init__(self, message: str, at: int, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.at = at
        self.hint = hint


# Types that the library knows, and no value of a policy or a scan has.
_UNKNOWN = frozenset({"uint", "bytes", "duration", "timestamp"})


def made(node: wire.Node) -> Evaluate:
    """Return the function that evaluates a node; raise UnsupportedError."""
    match node:
        case wire.Constant(kind=kind, value=None | bool() | int() | float() | str() as value) if kind not in _UNKNOWN:
            return lambda _: value
        case wire.Constant(kind=kind):
            raise UnsupportedError(f"policies know no values of the type {kind}", node.at)
        case wire.Name():
            return _name(node)
        case wire.Select():
            return _select(node)
        case wire.Call():
            return _call(node)
        case wire.Items():
            return _items(node)
        case wire.Entries():
            return _entries(node)
        case wire.Loop():
            return _loop(node)


def _name(node: wire.Name) -> Evaluate:
    # What is no variable is a type, also one that no value here is of: the library has checked that.
    name, type_ = node.name, TypeName(node.name)
    return lambda scope: scope.variables.get(name, type_)


def _select(node: wire.Select) -> Evaluate:
    operand, key = made(node.operand), node.field

    def evaluate(scope: Scope) -> Result:
        scope.budget.spend()
        container = operand(scope)
        return container if isinstance(container, Fault) else field(container, key)

    def test(scope: Scope) -> Result:
        found = evaluate(scope)
        return found if isinstance(found, Unknown | Fault) else found is not None

    return test if node.test else evaluate


def _call(node: wire.Call) -> Evaluate:
    arguments = [made(each) for each in node.arguments]
    special = OPERATORS.get(node.function)
    if special is not None:
        return special(arguments)
    function = FUNCTIONS.get(node.function)
    if function is None:
        names = ", ".join(sorted(name for name in FUNCTIONS if name.isalpha()))
        raise UnsupportedError(f"policies cannot use {node.function}", node.at, f"functions: {names}")
    if node.function == "size":
        return _size(arguments[0])

    def evaluate(scope: Scope) -> Result:
        values = [argument(scope) for argument in arguments]
        scope.budget.look(*values)
        absent = missing(values)
        if isinstance(absent, Unknown) and node.function in ("startsWith", "endsWith"):
            return _begins(node.function, values, absent)
        if absent is not None:
            return absent
        return function(*values)

    return evaluate


def _begins(function: str, values: list[Result], absent: Unknown) -> Result:
    """Return how a text begins or ends of which that much is known."""
    text, part = values
    if isinstance(text, Unknown) and isinstance(part, str) and text.shape != ANY_SHAPE:
        known = text.prefix if function == "startsWith" else text.suffix
        shared = min(len(known), len(part))
        one, other = (known[:shared], part[:shared]) if function == "startsWith" else (
            known[len(known) - shared :],
            part[len(part) - shared :],
        )  # fmt: skip
        if one != other:
            return False
        if len(part) <= len(known):
            return True
    return absent


def _size(of: Evaluate) -> Evaluate:
    def evaluate(scope: Scope) -> Result:
        value = of(scope)
        scope.budget.look(value if is_map(value) else None)
        entries = members(value)
        if entries is not None:
            uncertain = [item for item in entries[0].values() if isinstance(item, Unknown)]
            if uncertain or entries[1] is not None:
                return merged((*uncertain, entries[1]))
        if (more := further(value)) is not None:
            return more
        return value if isinstance(value, Unknown | Fault) else FUNCTIONS["size"](value)

    return evaluate


def _items(node: wire.Items) -> Evaluate:
    elements = [made(each) for each in node.elements]

    def evaluate(scope: Scope) -> Result:
        values = tuple(element(scope) for element in elements)
        scope.budget.spend(len(values))
        return next((value for value in values if isinstance(value, Fault)), values)

    return evaluate


def _entries(node: wire.Entries) -> Evaluate:
    if node.name:
        raise UnsupportedError(f"policies know no messages such as {node.name}", node.at)
    entries = [(made(key), made(value)) for key, value in node.entries]

    def evaluate(scope: Scope) -> Result:
        found: dict[object, Result] = {}
        for key, value in entries:
            name, item = key(scope), value(scope)
            absent = missing([name])
            if absent is not None or isinstance(item, Fault):
                return absent if absent is not None else item
            if not isinstance(name, str | int) or name in found:
                return Fault("a map has a key twice, or one that is no text or whole number")
            found[name] = item
        scope.budget.spend(len(found))
        return found

    return evaluate


def _loop(node: wire.Loop) -> Evaluate:
    range_, start, result = made(node.range), made(node.start), made(node.result)
    condition, step = made(node.condition), made(node.step)
    variable, accumulator = node.variable, node.accumulator

    def evaluate(scope: Scope) -> Result:
        over = range_(scope)
        if isinstance(over, Unknown | Fault):
            return over
        scope.budget.look(over)
        elements = _elements(over)
        if elements is None:
            return none("a macro", over)
        listed, more = elements
        variables = scope.variables
        outer = {name: variables[name] for name in (variable, accumulator) if name in variables}
        variables[accumulator] = before = start(scope)
        for item, uncertain in listed:
            scope.budget.spend()
            if condition(scope) is False:
                break
            variables[variable] = item
            after = step(scope)
            if uncertain is not None and same(before, after, scope.budget) is not True:
                after = uncertain
            variables[accumulator] = before = after
        else:
            if more is not None and condition(scope) is not False:
                variables[accumulator] = more
        found = result(scope)
        for name in (variable, accumulator):
            variables.pop(name, None)
        variables.update(outer)
        return found

    return evaluate


def _elements(over: Result) -> tuple[Iterator[tuple[Result, Unknown | None]], Unknown | None] | None:
    """Return the items of a list or the keys of a map, each with why it may be none, and why there may be more."""
    if over is None:
        return iter(()), None
    entries = members(over)
    if entries is not None:
        found, more = entries
        return ((_key(key), item if isinstance(item, Unknown) else None) for key, item in found.items()), more
    listed = items(over)
    return None if listed is None else (((item, None) for item in listed), further(over))


def _key(key: object) -> Result:
    return key if isinstance(key, str | int) else None
