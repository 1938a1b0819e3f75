"""The check ``gpu``: accelerators that a workload asks for, and who has approved them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from finops_guard.findings import Verdict
from finops_guard.policy.checks.comparing import scalar_text
from finops_guard.policy.checks.paths import member
from finops_guard.policy.checks.requested import KINDS, Amount, requested
from finops_guard.policy.model import Judged, Outcome
from finops_guard.policy.patterns import Globs
from finops_guard.resources import Child, Resource
from finops_guard.values import Cause, Value, show

FIELDS = ("container", "resource", "value", "annotation")

_CONTAINERS = frozenset({"container", "init-container"})


def configure(parameters: Mapping[str, Any]) -> GpuCheck:
    """Return the check for the extended resources that are accelerators."""
    return GpuCheck(Globs(parameters["resources"]), tuple(parameters["approval"]))


class _Approval(Struct, frozen=True):
    """Whether somebody has approved; ``causes`` say why that is not known."""

    given: bool
    causes: tuple[Cause, ...] = ()


class GpuCheck(Struct, frozen=True):
    """Judges each accelerator of each container; one annotation with a value, on pods or workload, approves all."""

    resources: Globs
    approval: tuple[str, ...]

    def judge(self, judged: Judged) -> Iterator[Outcome] | None:
        if not isinstance(judged, Resource):
            return None
        asked = [
            (child, amount)
            for child in judged.children
            if child.kind in _CONTAINERS
            for amount in self._accelerators(child)
        ]
        return self._judge(judged, asked) if asked else None

    def _judge(self, resource: Resource, asked: list[tuple[Child, Amount]]) -> Iterator[Outcome]:
        approval = self._approval(resource)
        if approval.given:
            return
        for child, amount in asked:
            name = amount.path.partition(".")[2]
            what = f"the container {child.name} of {resource.address}"
            causes = (*amount.value.causes, *approval.causes)
            fields = {
                "container": child.name,
                "resource": name,
                "value": show(amount.value).strip('"'),
                "annotation": self.approval[0],
            }
            if amount.value.is_unknown:
                message = f"it is not known whether {what} asks for {name or 'an accelerator'}"
            else:
                message = f"{what} asks for {fields['value']} {name} without the annotation {self.approval[0]}"
            verdict = Verdict.UNRESOLVED if causes else Verdict.FAIL
            span = amount.value.origin or child.span
            yield Outcome(verdict, message, f"{child.name}/{name or amount.path}", span, causes, fields)

    def _accelerators(self, child: Child) -> Iterator[Amount]:
        """Yield the quantity of each accelerator, and the first of the wholes that may hold one."""
        own = requested(member(child.values, "resources"))
        found: dict[str, Amount] = {}
        for amount in own.amounts.values():
            name = amount.path.partition(".")[2]
            if self.resources.match(name) and amount.amount != 0:
                found[name] = amount
        yield from found.values()
        # An extended resource must have a limit; a request alone is refused.
        if not found and (unknown := dict(own.unknowns).get(KINDS[1])):
            yield Amount(KINDS[1], unknown, None)

    def _approval(self, resource: Resource) -> _Approval:
        from finops_guard.kubernetes.pods import find

        manifest = resource.values if resource.object is None else resource.object
        causes: tuple[Cause, ...] = ()
        for at in dict.fromkeys((resource.pod_template or (), ())):
            annotations = find(manifest, *at, "metadata", "annotations")
            for key in self.approval:
                value = member(annotations, key) if annotations is not None else None
                if value is not None and value.is_unknown:
                    causes += value.causes
                elif value is not None and _says_something(value):
                    return _Approval(given=True)
        return _Approval(given=False, causes=causes)


def _says_something(value: Value) -> bool:
    return bool((scalar_text(value) or "").strip())
