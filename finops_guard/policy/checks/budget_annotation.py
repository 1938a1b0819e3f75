"""Budgets as annotations of Kubernetes objects: written, understood, with an owner, and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from msgspec import Struct

from finops_guard.findings import Verdict
from finops_guard.policy.checks.comparing import scalar_text
from finops_guard.policy.checks.paths import member
from finops_guard.policy.model import Check, Judged, Outcome, PlacedObject
from finops_guard.policy.money import Money, parse
from finops_guard.policy.patterns import Globs
from finops_guard.resources import Resource
from finops_guard.values import Value, show


def configure(annotation: Mapping[str, Any]) -> Check:
    """Return the check for the parameters under ``annotation``."""
    keys = (annotation["key"], *annotation.get("aliases", ()))
    exempt = Globs(annotation.get("except", ()))
    currencies = tuple(annotation.get("currencies", ()))
    used = annotation.get("used")
    if used is not None:
        until = used.get("until")
        return UsedBudgetCheck(keys, exempt, Decimal(used["below"]), None if until is None else Decimal(until))
    owner = annotation.get("owner")
    owner_keys = (owner, *annotation.get("owner_aliases", ())) if owner else ()
    return BudgetCheck(keys, owner_keys, currencies, exempt, annotation.get("where_set", False))


class Annotation(Struct, frozen=True):
    """The first of several annotations that an object carries: its key, and its value (None: it carries none)."""

    key: str
    value: Value | None


def annotation(resource: Resource, keys: tuple[str, ...]) -> Annotation:
    """Return the first of the annotations ``keys`` that is there; without any, the preferred one without a value."""
    metadata = member(resource.values, "metadata")
    written = member(metadata, "annotations") if metadata is not None else None
    for key in keys if written is not None else ():
        found = member(written, key) if written is not None else None
        if found is not None:
            return Annotation(key, found)
    return Annotation(keys[0], None)


class BudgetCheck(Struct, frozen=True):
    """Judges the budget of an object, and its owner; keys begin with the preferred one.

    With ``where_set``, objects that carry a budget are judged: by their owner, where one is asked for, else by whether
    the budget can be read.
    """

    keys: tuple[str, ...]
    owner_keys: tuple[str, ...]
    currencies: tuple[str, ...]
    exempt: Globs
    where_set: bool

    def judge(self, judged: Judged) -> Iterator[Outcome] | None:
        resource = judged.resource if isinstance(judged, PlacedObject) else judged
        if not isinstance(resource, Resource) or self.exempt.match(resource.name):
            return None
        budget = annotation(resource, self.keys)
        if self.where_set and (budget.value is None or budget.value.is_unknown):
            return None
        return self._judge(resource, budget)

    def _judge(self, resource: Resource, budget: Annotation) -> Iterator[Outcome]:
        if not (self.where_set and self.owner_keys):
            yield from _outcomes(resource, budget, "budget", self._wrong)
        if self.owner_keys:
            yield from _outcomes(resource, annotation(resource, self.owner_keys), "owner", _wrong_owner)

    def _wrong(self, text: str) -> str:
        money = parse(text)
        if isinstance(money, str):
            return money
        if self.currencies and money.currency not in self.currencies:
            return f"is in {money.currency}, not in {' or '.join(self.currencies)}"
        return ""


class UsedBudgetCheck(Struct, frozen=True):
    """Judges how much of its budget an object uses, in percent: less than ``below``.

    From ``until`` on it is another policy's to say, and so is what is not known. Objects without a budget that can be
    read are left alone.
    """

    keys: tuple[str, ...]
    exempt: Globs
    below: Decimal
    until: Decimal | None

    def judge(self, judged: Judged) -> list[Outcome] | None:
        if not isinstance(judged, PlacedObject) or self.exempt.match(judged.resource.name):
            return None
        budget = annotation(judged.resource, self.keys)
        if budget.value is None:
            return None
        if budget.value.is_unknown:
            message = f"the annotation {budget.key} of {judged.resource.address} is not known"
            fields = {"item": judged.resource.address}
            unresolved = Outcome(Verdict.UNRESOLVED, message, "used", budget.value.origin, budget.value.causes, fields)
            return None if self.until is not None else [unresolved]
        money = parse(scalar_text(budget.value) or "")
        return None if isinstance(money, str) else self._judge(judged, money, budget.value)

    def _judge(self, placed: PlacedObject, budget: Money, written: Value) -> list[Outcome] | None:
        from finops_guard.policy.checks.budget_use import cost_of

        cost = cost_of(placed.resource, placed.cluster)
        if cost is None:
            return None
        fields = {"item": placed.resource.address, "value": show(written).strip('"'), **cost.fields(budget)}
        share, causes = cost.share(budget)
        if share is not None and share >= self.below:
            if self.until is not None and share >= self.until:
                return None
            message = f"{placed.resource.address} {cost.text(budget)}"
            return [Outcome(Verdict.FAIL, message, "used", written.origin, (), fields)]
        if causes and self.until is not None:
            return None
        message = f"it is not known whether {placed.resource.address} keeps its budget of {fields['budget']} a month"
        return [Outcome(Verdict.UNRESOLVED, message, "used", written.origin, causes, fields)] if causes else []


def _outcomes(resource: Resource, found: Annotation, key: str, wrong: Callable[[str], str]) -> Iterator[Outcome]:
    """Yield what is wrong with an annotation, or that there is none."""
    value = found.value
    fields = {"item": resource.address, "value": "" if value is None else show(value).strip('"')}
    if value is None:
        message = f"{resource.address} has no annotation {found.key}"
        yield Outcome(Verdict.FAIL, message, key, None, (), fields)
    elif value.is_unknown:
        message = f"the annotation {found.key} of {resource.address} is not known"
        yield Outcome(Verdict.UNRESOLVED, message, key, value.origin, value.causes, fields)
    elif clause := wrong(scalar_text(value) or ""):
        message = f"the annotation {found.key} of {resource.address}, {show(value)}, {clause}"
        yield Outcome(Verdict.FAIL, message, key, value.origin, (), fields)


def _wrong_owner(text: str) -> str:
    return "" if text.strip() else "is empty"
