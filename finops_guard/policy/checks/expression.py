"""The check ``expression``: what no named check covers, in CEL, over one resource."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from finops_guard.findings import Verdict
from finops_guard.policy.model import Judged, Outcome, PlacedObject, PlacedResource
from finops_guard.resources import Resource
from finops_guard.values import show

if TYPE_CHECKING:
    from finops_guard.policy.cel.judging import Expression

FIELDS = ("expression", "path", "value", "reads")
MAX_SHOWN = 200


def configure(parameters: Mapping[str, Any]) -> ExpressionCheck:
    """Return the check; raise ParameterError for what is no expression, or none that is true or false."""
    from finops_guard.policy.cel.judging import Expression

    return ExpressionCheck(Expression(parameters["require"], parameters.get("params", {}), ("require",)))


class ExpressionCheck(Struct, frozen=True):
    """Judges whether an expression holds: one verdict for a resource, at the first attribute that is written."""

    expression: Expression

    def judge(self, judged: Judged) -> Iterator[Outcome] | None:
        resource = judged.with_derived() if isinstance(judged, PlacedObject | PlacedResource) else judged
        return self._judge(resource) if isinstance(resource, Resource) else None

    def _judge(self, resource: Resource) -> Iterator[Outcome]:
        from finops_guard.policy.cel.judging import shown

        holds = self.expression.holds(resource)
        if holds is True:
            return
        reads = self.expression.reads(resource)
        told = shown(reads)
        written = next((each for each in reads if each.value is not None and each.span is not None), None)
        read = written or next(iter(reads), None)
        text = self.expression.text
        text = text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}…"
        fields = {
            "expression": text,
            "path": read.path if read else "",
            "value": show(read.value).strip('"') if read and read.value is not None else "absent",
            "reads": told,
        }
        span = read.span if read else None
        if holds is False:
            message = f"{resource.address} does not meet {text}" + (f" ({told})" if told else "")
            yield Outcome(Verdict.FAIL, message, "", span, (), fields)
        else:
            message = f"it is not known whether {resource.address} meets {text}"
            yield Outcome(Verdict.UNRESOLVED, message, "", span, holds, fields)
