"""The check ``attribute``: one attribute, wherever it stands, compared with what it must be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import chain
from typing import Any

from msgspec import Struct

from finops_guard.findings import Verdict
from finops_guard.policy import derived_names
from finops_guard.policy.checks.comparing import OPERATORS, Operand, operand
from finops_guard.policy.checks.paths import Place, member, places
from finops_guard.policy.model import Judged, Outcome, PlacedObject
from finops_guard.policy.patterns import Globs
from finops_guard.resources import Resource
from finops_guard.values import Cause, Value, all_causes, show

_MIB, _GIB = 2**20, 2**30

FIELDS = ("path", "value", "expected", "cost")


def configure(parameters: Mapping[str, Any]) -> AttributeCheck:
    """Return the check; raise ParameterError for a value that does not suit the operator."""
    paths = parameters.get("paths") or [parameters]
    for index, target in enumerate(paths):
        derived_names.check(target["path"], ("paths", index, "path") if "paths" in parameters else ("path",))
    return AttributeCheck(
        tuple(Target(target["path"], target.get("absent", ""), Globs(target.get("types", ["*"]))) for target in paths),
        operand(
            parameters["operator"],
            parameters.get("value"),
            ignore_case=parameters.get("ignore_case", False),
            quantity=parameters.get("quantity", False),
        ),
        parameters.get("require", "all") == "any",
        parameters.get("meaning", ""),
    )


class Target(Struct, frozen=True):
    """One path, what its absence means (``pass`` or ``fail``), and the types that it is about."""

    path: str
    absent: str
    types: Globs


class AttributeCheck(Struct, frozen=True):
    """Judges each place of each path on its own; with ``any_path``, one path without a failure is enough.

    ``meaning`` is what sentences say instead of the path; empty: the path.
    """

    targets: tuple[Target, ...]
    operand: Operand
    any_path: bool
    meaning: str = ""

    def judge(self, judged: Judged) -> Iterator[Outcome] | None:
        resource = judged.with_derived() if isinstance(judged, PlacedObject) else judged
        if not isinstance(resource, Resource):
            return None
        targets = [target for target in self.targets if target.types.match(resource.type)]
        return self._judge(resource, targets) if targets else None

    def _judge(self, resource: Resource, targets: list[Target]) -> Iterator[Outcome]:
        found = [list(self._target(resource, target)) for target in targets]
        if not self.any_path:
            yield from chain.from_iterable(found)
        elif all(found):
            outcomes = list(chain.from_iterable(found))
            yield next(
                (o for o in outcomes if o.verdict is Verdict.UNRESOLVED), self._none(resource, targets, outcomes)
            )

    def _target(self, resource: Resource, target: Target) -> Iterator[Outcome]:
        for place in places(resource.values, target.path):
            if outcome := self._outcome(resource, place, target):
                yield outcome

    def _none(self, resource: Resource, targets: list[Target], outcomes: list[Outcome]) -> Outcome:
        """Return the failure of all paths as one."""
        if len(targets) == 1:
            return outcomes[0]
        names = " or ".join(target.path for target in targets)
        fields = {**outcomes[0].fields, "path": names}
        message = f"{resource.address}: {self.meaning or names} {self.operand.text}"
        return Outcome(Verdict.FAIL, message, names, outcomes[0].span, (), fields)

    def _outcome(self, resource: Resource, place: Place, target: Target) -> Outcome | None:
        value = place.value
        holds = self._holds_without(target) if value is None else OPERATORS[self.operand.operator](value, self.operand)
        if holds:
            return None
        shown = "absent" if value is None else _shown(value, self.operand)
        fields = {
            "path": place.name,
            "value": shown.strip('"'),
            "expected": self.operand.text,
            "cost": _cost(resource),
        }
        verdict = Verdict.FAIL
        causes: tuple[Cause, ...] = ()
        if value is None:
            shown = "not set"
        elif holds is None:
            verdict, causes, shown = Verdict.UNRESOLVED, all_causes(value), "not known"
        message = f"{resource.address}: {self.meaning or place.name} is {shown} and {self.operand.text}"
        return Outcome(verdict, message, place.name, place.span, causes, fields)

    def _holds_without(self, target: Target) -> bool:
        if self.operand.operator in {"present", "absent"}:
            return self.operand.operator == "absent"
        return target.absent == "pass"


def _shown(value: Value, operand: Operand) -> str:
    """Return a value as people write it: one that is compared as a quantity of bytes with its unit."""
    if operand.quantity and isinstance(value.raw, int | Decimal) and _MIB <= value.raw < _MIB * _MIB:
        size, unit = (value.raw / _GIB, "Gi") if value.raw >= _GIB else (value.raw / _MIB, "Mi")
        return f"{size:.2f}".rstrip("0").rstrip(".") + unit
    return show(value)


def _cost(resource: Resource) -> str:
    """Return what a Kubernetes object costs a month at the least; empty for any other thing."""
    derived = resource.values.get("derived") if resource.kind else None
    if derived is None:
        return ""
    cost = member(derived, "cost")
    amount = member(cost, "least") if cost is not None else None
    if amount is None or not isinstance(amount.raw, Decimal):
        return "an unknown amount"
    from finops_guard.pricing.estimates import shown

    return shown(amount.raw)
