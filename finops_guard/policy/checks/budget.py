"""The check ``budget``: somebody is told when the money runs out, in a Terraform root or a Kubernetes object."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from finops_guard.findings import Verdict
from finops_guard.policy.checks.paths import places
from finops_guard.policy.model import ANY_NUMBER, Check, Judged, MatchedRoot, Outcome
from finops_guard.policy.patterns import Globs
from finops_guard.resources import Resource, Root
from finops_guard.values import Cause

FIELDS = ("item", "value", "cost", "budget")


def configure(parameters: Mapping[str, Any]) -> Check:
    """Return the check for a root's budget resources or for an object's annotation."""
    if "root" in parameters:
        types: Mapping[str, list[str]] = parameters["root"]["types"]
        return RootBudgetCheck(tuple((type_, Globs([type_]), tuple(paths)) for type_, paths in types.items()))
    from finops_guard.policy.checks import budget_annotation

    return budget_annotation.configure(parameters["annotation"])


class RootBudgetCheck(Struct, frozen=True):
    """Judges whether a root holds a budget; each type comes with the paths of which one must be there."""

    types: tuple[tuple[str, Globs, tuple[str, ...]], ...]

    def judge(self, judged: Judged) -> Iterator[Outcome] | None:
        return self._judge(judged.root, judged.matching) if isinstance(judged, MatchedRoot) else None

    def _judge(self, root: Root, costly: Sequence[Resource]) -> Iterator[Outcome]:
        silent: tuple[Resource, tuple[str, ...]] | None = None
        causes: tuple[Cause, ...] = root.causes
        for resource in root.resources:
            paths = next((paths for _, glob, paths in self.types if glob.match(resource.type)), None)
            if paths is None:
                continue
            told, why = _told(resource, paths)
            if told:
                return
            silent = silent or (resource, paths)
            causes = (*causes, *why)
        where = f"the root {root.path}" if root.path else "the root"
        fields = {"item": where}
        if causes:
            what = "a budget that somebody is told about" if costly else "resources that cost money, and a budget"
            message = f"it is not known whether {where} has {what}"
            yield Outcome(Verdict.UNRESOLVED, message, "budget", None, tuple(dict.fromkeys(causes)), fields)
        elif silent is not None:
            budget, paths = silent
            message = f"{budget.address} tells nobody: it has no {' or '.join(paths)}"
            yield Outcome(Verdict.FAIL, message, "notification", budget.span, (), {"item": budget.address})
        else:
            budgets = ", ".join(self._fitting(root))
            message = f"{where} has resources that cost money ({_named(costly)}) and no budget ({budgets})"
            yield Outcome(Verdict.FAIL, message, "budget", None, (), fields)

    def _fitting(self, root: Root) -> Sequence[str]:
        """Return the budget types of the providers that the root uses, all where there are none."""
        providers = {resource.type.partition("_")[0] for resource in root.resources}
        types = [type_ for type_, _, _ in self.types]
        return [type_ for type_ in types if type_.partition("_")[0] in providers] or types


def _named(resources: Sequence[Resource]) -> str:
    """Return the first of some resources and how many there are; one that is certainly made, if any is."""
    first = next((each for each in resources if ANY_NUMBER not in each.address), None)
    more = f" and {len(resources) - 1:,} more" if len(resources) > 1 else ""
    return f"{(first or resources[0]).address}{more}" + (", if any is made" if first is None else "")


def _told(resource: Resource, paths: tuple[str, ...]) -> tuple[bool, tuple[Cause, ...]]:
    """Tell whether one of the paths is there, else why that is not known."""
    causes: list[Cause] = []
    for path in paths:
        for place in places(resource.values, path):
            if place.value is not None and not place.value.is_unknown:
                return True, ()
            causes += place.value.causes if place.value is not None else ()
    return not paths, tuple(causes)
