"""The check ``attribute``: one attribute, wherever it stands, compared with what it must be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import chain
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from finops_guard.findings import Verdict
from finops_guard.policy import derived_names
from finops_guard.policy.checks import paths_of
from finops_guard.policy.checks.comparing import OPERATORS, Operand, clause, operand, satisfying, scalar_text
from finops_guard.policy.checks.conditions import Condition, all_hold, conditions
from finops_guard.policy.checks.paths import Place, member, places
from finops_guard.policy.model import Judged, Outcome, PlacedObject, PlacedResource
from finops_guard.policy.patterns import Globs, ParameterError
from finops_guard.pricing.changes import Change
from finops_guard.resources import Resource
from finops_guard.values import Cause, Value, all_causes, show

_MIB, _GIB = 2**20, 2**30

FIELDS = ("path", "value", "expected", "cost")


def configure(parameters: Mapping[str, Any]) -> AttributeCheck:
    """Return the check; raise ParameterError for a value that does not suit the operator."""
    _check_names(parameters)
    other = Other(parameters["other"], parameters) if "other" in parameters else None
    # What each place is compared with is written in the resource, where that is said.
    shared = _operand(parameters, parameters.get("value")) if other is None else other.shown
    right = _operand({**parameters, "operator": "in"}, parameters["except"]) if "except" in parameters else None
    targets = []
    for index, target in enumerate(parameters.get("paths") or [parameters]):
        own = shared
        if "paths" in parameters and "value" in target:
            try:
                own = _operand(parameters, target["value"])
            except ParameterError as failure:
                raise ParameterError(("paths", index, *failure.path), failure.message, failure.hint) from None
        targets.append(
            Target(
                target["path"],
                target.get("absent", ""),
                Globs(target.get("types", ["*"])),
                own,
                target.get("from", "object") == "pod_template",
                right,
            )
        )
    return AttributeCheck(
        tuple(targets),
        parameters.get("require", "all"),
        parameters.get("each", ""),
        conditions(parameters.get("where", ())),
        parameters.get("meaning", ""),
        other,
    )


class Other:
    """The right side of a comparison that stands at another path of the same resource or item."""

    __slots__ = ("_parameters", "_path", "shown")

    def __init__(self, path: str, parameters: Mapping[str, Any]) -> None:
        self._path = path
        self._parameters = parameters
        operator = parameters["operator"]
        self.shown = Operand(operator, (), None, ignore_case=False, quantity=False, text=clause(operator, path))

    def operands(self, item: Value) -> list[Operand | Value]:
        """Return what each place of the other path is compared as; the value itself where it is not known.

        What is not written there, and for an order what is no number, leaves nothing to compare with.
        """
        found: list[Operand | Value] = []
        for place in places(item, self._path):
            value = place.value
            if value is None:
                continue
            if value.is_unknown:
                found.append(value)
            elif scalar_text(value) is not None:
                try:
                    right = _operand(self._parameters, value.raw)
                except ParameterError:
                    continue
                text = clause(self.shown.operator, f"{self._path} ({show(value)})")
                found.append(replace(right, text=text))
        return found


def _operand(parameters: Mapping[str, Any], value: object) -> Operand:
    return operand(
        parameters["operator"],
        value,
        ignore_case=parameters.get("ignore_case", False),
        quantity=parameters.get("quantity", False),
    )


class Target(Struct, frozen=True):
    """One path, what its absence means (``pass`` or ``fail``), the types that it is about, and what must hold.

    With ``in_pod``, the path begins at the pod template that a workload runs. ``right`` are values that always hold.
    """

    path: str
    absent: str
    types: Globs
    operand: Operand
    in_pod: bool
    right: Operand | None

    def applies(self, resource: Resource) -> bool:
        """Tell whether the path leads anywhere in resources such as this one."""
        return self.types.match(resource.type) and not (self.in_pod and resource.pod_template is None)

    def places(self, resource: Resource, item: Place) -> Iterator[Place]:
        """Yield the places in a resource, or in one item of it."""
        if self.in_pod:
            manifest = resource.values if resource.object is None else resource.object
            yield from places(manifest, ".".join((*(resource.pod_template or ()), self.path)))
        elif item.value is not None:
            for place in places(item.value, self.path):
                name = f"{item.name}.{place.name}".strip(".") if item.name else place.name
                yield replace(place, name=name, span=place.span or item.span)

    @property
    def holds_without(self) -> bool:
        if self.operand.operator in {"present", "absent"}:
            return self.operand.operator == "absent"
        return self.absent == "pass"


class AttributeCheck(Struct, frozen=True):
    """Judges each place of each path on its own, in the resource or in each item of a list.

    With ``require`` any, one path without a failure is enough; with some, one place that holds. ``meaning`` is what
    sentences say instead of the path; empty: the path.
    """

    targets: tuple[Target, ...]
    require: str
    each: str
    where: tuple[Condition, ...]
    meaning: str = ""
    other: Other | None = None

    def judge(self, judged: Judged) -> Iterator[Outcome] | None:
        resource = judged.with_derived() if isinstance(judged, PlacedObject | PlacedResource) else judged
        if not isinstance(resource, Resource):
            return None
        targets = [target for target in self.targets if target.applies(resource)]
        if not targets:
            return None
        if self.each:
            items = [place for place in places(resource.values, self.each) if place.value is not None]
            return chain.from_iterable(self._item(resource, targets, item) for item in items)
        whole = Place("", resource.values, None)
        return self._item(resource, targets, whole) if all_hold(self.where, resource.values)[0] else None

    def _item(self, resource: Resource, targets: list[Target], item: Place) -> Iterator[Outcome]:
        holds, causes = all_hold(self.where, item.value or Value(None))
        for outcome in self._judge(resource, targets, item) if holds else ():
            yield _softened(outcome, causes)

    def _judge(self, resource: Resource, targets: list[Target], item: Place) -> Iterator[Outcome]:
        others = self.other.operands(item.value) if self.other is not None and item.value is not None else None
        every = [[self._outcome(resource, place, t, others) for place in t.places(resource, item)] for t in targets]
        found = [[outcome for outcome in outcomes if outcome is not None] for outcomes in every]
        outcomes = list(chain.from_iterable(found))
        if self.require == "all":
            yield from outcomes
        elif outcomes and (
            all(found) if self.require == "any" else all(outcome is not None for each in every for outcome in each)
        ):
            unresolved = next((o for o in outcomes if o.verdict is Verdict.UNRESOLVED), None)
            yield unresolved or self._none(resource, targets, outcomes)

    def _none(self, resource: Resource, targets: list[Target], outcomes: list[Outcome]) -> Outcome:
        """Return the failure of all paths as one."""
        if len(targets) == 1:
            return outcomes[0]
        names = " or ".join(target.path for target in targets)
        fields = {**outcomes[0].fields, "path": names}
        message = f"{resource.address}: {self.meaning or names} {targets[0].operand.text}"
        changes = tuple(chain.from_iterable(outcome.changes for outcome in outcomes))
        return Outcome(Verdict.FAIL, message, names, outcomes[0].span, (), fields, changes)

    def _outcome(
        self, resource: Resource, place: Place, target: Target, others: list[Operand | Value] | None
    ) -> Outcome | None:
        value, wanted, right = place.value, target.operand, None
        if value is None:
            holds: bool | None = target.holds_without
        elif target.right is not None and OPERATORS["in"](value, target.right):
            holds = True
        elif others is not None:
            holds, wanted, right = _compared(value, wanted, others)
        else:
            holds = OPERATORS[wanted.operator](value, wanted)
        if holds:
            return None
        shown = "absent" if value is None else _shown(value, wanted, money=place.name.startswith(derived_names.MONEY))
        fields = {
            "path": place.name,
            "value": shown.strip('"'),
            "expected": wanted.text,
            "cost": _cost(resource),
        }
        verdict = Verdict.FAIL
        causes: tuple[Cause, ...] = ()
        if value is None:
            shown = "not set"
        elif holds is None:
            shown = "not known" if value.is_unknown else shown
            verdict, causes = Verdict.UNRESOLVED, all_causes(value if right is None or value.is_unknown else right)
        message = f"{resource.address}: {self.meaning or place.name} is {shown} and {wanted.text}"
        changes = tuple(Change(((place.name, each),)) for each in satisfying(wanted)) if others is None else ()
        return Outcome(verdict, message, place.name, place.span, causes, fields, changes)


def _compared(
    value: Value, wanted: Operand, others: list[Operand | Value]
) -> tuple[bool | None, Operand, Value | None]:
    """Tell whether a value compares rightly with all others; with the one that decides it, or is not known."""
    unknown: Value | None = None
    undecided = False
    for other in others:
        if isinstance(other, Value):
            unknown = unknown or other
            continue
        holds = OPERATORS[other.operator](value, other)
        if holds is False:
            return False, other, None
        undecided = undecided or holds is None
    return (None if undecided or unknown is not None else True), wanted, unknown


def _check_names(parameters: Mapping[str, Any]) -> None:
    """Raise ParameterError for a path into what follows about an object that leads to nothing."""
    for key in ("paths", "where"):
        for index, target in enumerate(parameters.get(key, ())):
            derived_names.check(target["path"], (key, index, "path"))
    for key in ("path", "each", "other"):
        if key in parameters:
            derived_names.check(parameters[key], (key,))
    derived = [path for path in paths_of(parameters) if path.startswith(derived_names.DERIVED)]
    if len({derived_names.is_about_terraform(path) for path in derived}) > 1:
        text = "what follows about a Terraform resource and about a Kubernetes object cannot be asked together"
        raise ParameterError(("paths",) if "paths" in parameters else ("path",), text, "make a policy of each")


def _shown(value: Value, operand: Operand, *, money: bool) -> str:
    """Return a value as people write it: money in thousands, what is compared as a quantity of bytes with its unit."""
    if money and isinstance(value.raw, Decimal):
        return f"{value.raw:,}"
    if operand.quantity and isinstance(value.raw, int | Decimal) and _MIB <= value.raw < _MIB * _MIB:
        size, unit = (value.raw / _GIB, "Gi") if value.raw >= _GIB else (value.raw / _MIB, "Mi")
        return f"{size:.2f}".rstrip("0").rstrip(".") + unit
    return show(value)


def _softened(outcome: Outcome, causes: tuple[Cause, ...]) -> Outcome:
    """Return a failure as unresolved where it is not known whether the item is judged at all."""
    if not causes or outcome.verdict is not Verdict.FAIL:
        return outcome
    return replace(outcome, verdict=Verdict.UNRESOLVED, causes=causes)


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
