"""The check ``budget``: somebody is told when the money runs out, in a Terraform root or a Kubernetes object."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from finops_guard.findings import Verdict
from finops_guard.policy.checks.comparing import scalar_text
from finops_guard.policy.checks.paths import member, places
from finops_guard.policy.model import ANY_NUMBER, Check, Judged, MatchedRoot, Outcome
from finops_guard.policy.money import parse
from finops_guard.policy.patterns import Globs
from finops_guard.resources import Resource, Root
from finops_guard.values import Cause, Value, show

FIELDS = ("item", "value")


def configure(parameters: Mapping[str, Any]) -> Check:
    """Return the check for a root's budget resources or for an object's annotation."""
    if "root" in parameters:
        types: Mapping[str, list[str]] = parameters["root"]["types"]
        return RootBudgetCheck(tuple((type_, Globs([type_]), tuple(paths)) for type_, paths in types.items()))
    annotation: Mapping[str, Any] = parameters["annotation"]
    owner = annotation.get("owner")
    return AnnotationBudgetCheck(
        (annotation["key"], *annotation.get("aliases", ())),
        (owner, *annotation.get("owner_aliases", ())) if owner else (),
        tuple(annotation.get("currencies", ())),
        Globs(annotation.get("except", ())),
    )


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


class AnnotationBudgetCheck(Struct, frozen=True):
    """Judges the annotations of one Kubernetes object; keys begin with the preferred one."""

    keys: tuple[str, ...]
    owner_keys: tuple[str, ...]
    currencies: tuple[str, ...]
    exempt: Globs

    def judge(self, judged: Judged) -> Iterator[Outcome] | None:
        if not isinstance(judged, Resource) or self.exempt.match(judged.name):
            return None
        return self._judge(judged)

    def _judge(self, resource: Resource) -> Iterator[Outcome]:
        metadata = member(resource.values, "metadata")
        annotations = member(metadata, "annotations") if metadata is not None else None
        yield from _annotation(resource, annotations, self.keys, "budget", self._wrong)
        if self.owner_keys:
            yield from _annotation(resource, annotations, self.owner_keys, "owner", _wrong_owner)

    def _wrong(self, text: str) -> str:
        money = parse(text)
        if isinstance(money, str):
            return money
        if self.currencies and money.currency not in self.currencies:
            return f"is in {money.currency}, not in {' or '.join(self.currencies)}"
        return ""


def _annotation(
    resource: Resource, annotations: Value | None, keys: tuple[str, ...], key: str, wrong: Callable[[str], str]
) -> Iterator[Outcome]:
    """Yield what is wrong with the first of several annotations that is there, or that none is."""
    found = None
    for name in keys:
        found = member(annotations, name) if annotations is not None else None
        if found is not None:
            break
    fields = {"item": resource.address, "value": "" if found is None else show(found).strip('"')}
    if found is None:
        message = f"{resource.address} has no annotation {keys[0]}"
        yield Outcome(Verdict.FAIL, message, key, None, (), fields)
    elif found.is_unknown:
        message = f"the annotation {name} of {resource.address} is not known"
        yield Outcome(Verdict.UNRESOLVED, message, key, found.origin, found.causes, fields)
    elif clause := wrong(scalar_text(found) or ""):
        message = f"the annotation {name} of {resource.address}, {show(found)}, {clause}"
        yield Outcome(Verdict.FAIL, message, key, found.origin, (), fields)


def _wrong_owner(text: str) -> str:
    return "" if text.strip() else "is empty"
