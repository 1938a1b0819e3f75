"""An expression over one thing that is judged: its variables, its verdict, and what it was that it read."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from finops_guard.location import Span
from finops_guard.policy.cel.compiling import compiled
from finops_guard.policy.cel.operators import Scope
from finops_guard.policy.cel.results import Budget, Choices, Fault, Result, SpentError, lift, limited, type_name
from finops_guard.policy.checks.comparing import scalar_text
from finops_guard.policy.checks.paths import member
from finops_guard.resources import Resource, TagSet
from finops_guard.values import Cause, CauseKind, OpenDict, Unknown, Value, show

if TYPE_CHECKING:
    from finops_guard.pricing.costs import Costs

# What one expression of a policy may take in a whole scan: a few seconds.
MAX_TOTAL = 5_000_000
MAX_SHOWN = 3

_COST = "estimate.monthly"
_NO_PRICE = Cause(CauseKind.UNSUPPORTED, "there is no price for it")


class Read(Struct, frozen=True):
    """One attribute that an expression names: its path, its value (None: not written) and where to look."""

    path: str
    value: Value | None
    span: Span | None


class Expression:
    """An expression over a resource, compiled with its parameters; ``text`` is what it says, on one line.

    Raise ParameterError, at ``path``, for everything that is wrong with it.
    """

    __slots__ = ("_budget", "_compiled", "_given", "_parameters", "_source", "text")

    def __init__(self, text: str, parameters: Mapping[str, Any], path: tuple[str | int, ...]) -> None:
        self._compiled = compiled(text, parameters, path)
        self._source = text
        self._given = parameters
        self._parameters = {f"params.{name}": _given(value) for name, value in parameters.items()}
        self._budget = Budget(MAX_TOTAL)
        self.text = self._compiled.text

    def __reduce__(self) -> tuple[type[Expression], tuple[str, Mapping[str, Any], tuple[str | int, ...]]]:
        """Another process compiles it again."""
        return Expression, (self._source, self._given, ())

    @property
    def about_terraform(self) -> frozenset[bool]:
        """What it asks to follow from others: about resources (True), about objects (False), or nothing (empty)."""
        return self._compiled.about_terraform

    def holds(self, resource: Resource, costs: Costs | None = None) -> bool | tuple[Cause, ...]:
        """Tell whether it holds for a resource; where that is not known, why.

        ``costs`` are asked what a resource costs of which nothing that follows is told.
        """
        names = self._compiled.names
        variables = {name: make(resource) for name, make in _VARIABLES.items() if name in names}
        if _COST in names:
            variables[_COST] = _estimate(resource, costs)
        scope = Scope({**variables, **self._parameters}, self._budget)
        self._budget.begin()
        try:
            result = self._compiled.evaluate(scope)
        except SpentError:
            result = limited()
        finally:
            self._budget.end()
        if isinstance(result, bool):
            return result
        if isinstance(result, Unknown):
            return result.causes
        return (self._fault(result, resource),)

    def reads(self, resource: Resource) -> list[Read]:
        """Return the attributes that the expression names."""
        return [_read(resource.values, path) for path in self._compiled.reads]

    def _fault(self, result: Result, resource: Resource) -> Cause:
        """Return why an expression came to nothing, as a cause."""
        absent = next((each for each in self.reads(resource) if each.value is None), None)
        if isinstance(result, Fault) and absent is not None:
            text = f"the expression does not say what it means that {absent.path} is not set"
            return Cause(CauseKind.ERROR, text, absent.span)
        what = result.message if isinstance(result, Fault) else f"it is no truth value but a {type_name(result)}"
        return Cause(CauseKind.ERROR, f"the expression fails: {what}")


def _given(value: Any) -> Result:
    """Return a parameter as expressions see it."""
    if isinstance(value, Mapping):
        return {key: _given(item) for key, item in value.items()}
    if isinstance(value, list):
        items = [_given(item) for item in value]
        return Choices(items) if all(isinstance(item, str | int | float) for item in items) else tuple(items)
    given: Result = float(value) if isinstance(value, Decimal) else value
    return given


def _read(value: Value, path: tuple[str | int, ...]) -> Read:
    at: Value | None = value
    span: Span | None = None
    name = ""
    for step in path:
        name += f"[{step}]" if isinstance(step, int) else f".{step}"
        if at is not None and isinstance(step, int):
            listed = list(at.items())
            at = listed[step] if step < len(listed) else None
        elif at is not None and isinstance(step, str):
            at = member(at, step) if isinstance(at.raw, Mapping | Unknown) else None
        span = (at.origin if at is not None else None) or span
    return Read(name.lstrip("."), None if at is None or at.is_null else at, span)


def shown(reads: list[Read]) -> str:
    """Return the attributes that were read with their values, as people may see them."""
    parts = [f"{each.path} is {show(each.value) if each.value is not None else 'not set'}" for each in reads]
    return ", ".join(parts[:MAX_SHOWN])


def _tags(resource: Resource) -> Result:
    """Return the effective tags as texts; a value that is no text stays out."""
    tags = resource.tags or TagSet()
    found = {key: _tag_text(tag.value) for key, tag in tags.tags.items()}
    known = {key: value for key, value in found.items() if value is not None}
    return Value(OpenDict(known, tags.open, tags.shapes) if tags.open else known)


def _tag_text(value: Value) -> Value | None:
    if value.is_unknown:
        return value
    text = scalar_text(value)
    return None if text is None else Value(text, value.origin, value.marks)


def _environment(resource: Resource) -> Result:
    environment = resource.environment
    return Unknown(environment.causes) if environment.causes and environment.name is None else environment.name or ""


def _estimate(resource: Resource, costs: Costs | None) -> Result:
    """Return what it costs a month, of what has a price."""
    derived = resource.values.get("derived")
    if derived is not None:
        cost = derived.get("cost")
    else:
        from finops_guard.policy import machines

        cost = machines.cost(costs.of(resource), resource.span) if costs is not None else None
    monthly = cost.get("monthly") if cost is not None else None
    return Unknown([_NO_PRICE]) if monthly is None else lift(monthly)


_VARIABLES = {
    "resource.address": lambda resource: resource.address,
    "resource.type": lambda resource: resource.type,
    "resource.name": lambda resource: resource.name,
    "resource.provider": lambda resource: resource.provider,
    "resource.module": lambda resource: ".".join(resource.module_path),
    "resource.region": lambda resource: lift(resource.region),
    "resource.values": lambda resource: resource.values,
    "resource.tags": _tags,
    "resource.derived": lambda resource: resource.values.get("derived") or Value({}),
    "environment": _environment,
}
