"""Budgets of the clouds themselves, as Terraform makes them; each is for what its root deploys to its cloud.

What says that only a part of that is meant is followed where it is about tags; of other filters nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from msgspec import Struct

from finops_guard.policy.budgets.model import Budget, Key, Scope, Source
from finops_guard.policy.checks.comparing import scalar_text
from finops_guard.policy.checks.paths import member, places
from finops_guard.policy.money import Money, parse
from finops_guard.policy.patterns import is_glob
from finops_guard.pricing.costs import Costs
from finops_guard.resources import Resource
from finops_guard.values import Cause, OpenList, Value, all_causes, show

_AWS_PERIODS = {"DAILY": "day", "MONTHLY": "month", "QUARTERLY": "quarter", "ANNUALLY": "year"}
_AWS_CHANGING = {"planned_limit": "it has an amount for each period", "auto_adjust_data": "its amount adjusts itself"}
_GOOGLE_PERIODS = {"MONTH": "month", "QUARTER": "quarter", "YEAR": "year"}
_BILLING_CURRENCY = "its amount is in the currency of the billing account, which no code says"
_AZURE = "azurerm_consumption_budget_"


class _Read(Struct, frozen=True):
    """What is read of one budget: its amount, or why there is none; and what it is for (None: not known)."""

    amount: Money | None = None
    problem: str = ""
    causes: tuple[Cause, ...] = ()
    skipped: str = ""
    scope: Scope | None = None
    members: frozenset[Key] | None = None


_Tags = tuple[tuple[tuple[str, str], ...], ...]


class _Filters(Struct, frozen=True):
    """What filters narrow a budget to: tags; else what it is that cannot be followed, or why it is not known."""

    tags: _Tags = ()
    unmapped: str = ""
    causes: tuple[Cause, ...] = ()


def is_budget(type_: str) -> bool:
    """Tell whether a resource type is a cloud's budget."""
    return type_ in {"aws_budgets_budget", "google_billing_budget"} or type_.startswith(_AZURE)


def budgets(resources: Iterable[Resource], costs: Costs, billed: Callable[[], Iterable[Resource]]) -> Iterable[Budget]:
    """Yield the budgets of costs among resources; ``billed`` returns those that cost something."""
    groups = _Groups(costs, billed)
    for resource in resources:
        if not is_budget(resource.type):
            continue
        read = _read(resource, groups)
        if read is None:
            continue
        name = member(resource.values, "name") or member(resource.values, "display_name")
        shown = name.raw if name is not None and isinstance(name.raw, str) and not name.is_sensitive else ""
        yield Budget(
            shown or resource.address,
            f"budget:{resource.address}",
            Source.RESOURCE,
            resource.span.location(),
            resource.span,
            amount=read.amount if not (read.skipped or read.causes) else None,
            problem=read.problem,
            causes=read.causes,
            skipped=read.skipped,
            scope=read.scope,
            members=read.members,
            root=resource.root,
            plan=resource.plan,
            environment=resource.environment,
            around=resource.span.location(),
        )


def _read(resource: Resource, groups: _Groups) -> _Read | None:
    if resource.type == "aws_budgets_budget":
        return _aws(resource)
    if resource.type == "google_billing_budget":
        return _google(resource)
    return _azure(resource, groups)


def _aws(resource: Resource) -> _Read | None:
    type_ = _text(resource, "budget_type")
    if isinstance(type_, str) and type_ != "COST":
        return None
    filters = _aws_filters(resource)
    if filters.unmapped or filters.causes:
        return _Read(causes=filters.causes, skipped=filters.unmapped)
    scope = Scope(tags=filters.tags, root=resource.root, plan=resource.plan, provider="aws")
    for block, why in _AWS_CHANGING.items():
        if member(resource.values, block) is not None:
            return _Read(skipped=why, scope=scope)
    amount, unit, period = (_text(resource, key) for key in ("limit_amount", "limit_unit", "time_unit"))
    if amount is None or unit is None:
        return _Read(problem=f"it has no {'limit_amount' if amount is None else 'limit_unit'}", scope=scope)
    causes = [cause for each in (type_, amount, unit, period) if isinstance(each, tuple) for cause in each]
    if causes:
        return _Read(causes=tuple(causes), scope=scope)
    return _money(f"{amount} {unit}", str(amount), _AWS_PERIODS.get(str(period)), scope)


def _aws_filters(resource: Resource) -> _Filters:
    blocks, causes = _blocks(resource.values, "cost_filter")
    tags: list[tuple[tuple[str, str], ...]] = []
    for block in blocks:
        name = member(block, "name")
        group = _aws_tags(member(block, "values"))
        if name is not None and name.causes:
            causes += name.causes
        elif name is None or name.raw != "TagKeyValue":
            what = str(name.raw) if name is not None else "something"
            return _Filters(unmapped=f"it is for a part of the account by a filter for {what}")
        elif isinstance(group, str):
            return _Filters(unmapped=group)
        else:
            causes += group.causes
            tags += group.tags
    for key in ("cost_filters", "filter_expression"):
        if member(resource.values, key) is not None:
            return _Filters(unmapped=f"it is for a part of the account by {key}")
    return _Filters(tuple(tags), causes=causes)


def _aws_tags(values: Value | None) -> _Filters | str:
    """Return the alternatives of ``user:Team$shop``, which the prefix says are not AWS's own."""
    if values is None or values.causes:
        return _Filters(causes=values.causes if values is not None else ())
    group = []
    for item in values.items():
        if item.causes:
            return _Filters(causes=item.causes)
        text = str(item.raw)
        key, mark, value = text.removeprefix("user:").partition("$")
        if not mark or key.startswith("aws:") or is_glob(value):
            return f"it is for a part of the account by the tag {show(item)}"
        group.append((key, value))
    return _Filters((tuple(group),))


def _google(resource: Resource) -> _Read:
    for key in ("projects", "services", "subaccounts", "resource_ancestors"):
        if any(place.value is not None for place in places(resource.values, f"budget_filter.{key}")):
            return _Read(skipped=f"it is for a part of the billing account by {key}")
    if _present(resource, "budget_filter.custom_period"):
        return _Read(skipped="it is for a period of its own", scope=_google_scope(resource, ()))
    labels = _value(resource, "budget_filter.labels")
    if labels is not None and (causes := all_causes(labels)):
        return _Read(causes=causes)
    raw = labels.raw if labels is not None and isinstance(labels.raw, Mapping) else {}
    pairs = {str(key): scalar_text(each) or "" for key, each in raw.items()}
    scope = _google_scope(resource, tuple(((key, text),) for key, text in pairs.items()))
    last = _value(resource, "amount.last_period_amount")
    if last is not None and last.raw is True:
        return _Read(skipped="its amount is what was spent in the period before", scope=scope)
    units, nanos, currency, period = (
        _text(resource, path)
        for path in (
            "amount.specified_amount.units",
            "amount.specified_amount.nanos",
            "amount.specified_amount.currency_code",
            "budget_filter.calendar_period",
        )
    )
    causes = tuple(cause for each in (units, nanos, currency, period) if isinstance(each, tuple) for cause in each)
    if causes:
        return _Read(causes=causes, scope=scope)
    if units is None and nanos is None:
        return _Read(problem="it has no amount (specified_amount with units)", scope=scope)
    if currency is None:
        return _Read(skipped=_BILLING_CURRENCY, scope=scope)
    amount = _sum(str(units or 0), str(nanos or 0))
    return _money(f"{amount} {currency}", amount, _GOOGLE_PERIODS.get(str(period or "MONTH")), scope)


def _sum(units: str, nanos: str) -> str:
    """Return the amount of whole units and billionths of one; what is no number as it is."""
    if not (units.isdecimal() and nanos.isdecimal() and len(units) <= 18 and len(nanos) <= 9):
        return units
    return f"{(Decimal(units) + Decimal(nanos) / 10**9).quantize(Decimal('0.000001')):f}"


def _google_scope(resource: Resource, tags: _Tags) -> Scope:
    return Scope(tags=tags, root=resource.root, plan=resource.plan, provider="gcp")


def _azure(resource: Resource, groups: _Groups) -> _Read:
    amount = _text(resource, "amount")
    problem = "it has no amount" if amount is None else ""
    filters = _azure_filters(resource)
    if filters.unmapped or filters.causes:
        return _Read(problem=problem, causes=filters.causes, skipped=filters.unmapped)
    if resource.type == f"{_AZURE}subscription":
        scope = Scope(tags=filters.tags, root=resource.root, plan=resource.plan, provider="azure")
        return _Read(problem=problem, skipped=_BILLING_CURRENCY, scope=scope)
    if resource.type == f"{_AZURE}resource_group" and not filters.tags:
        return _Read(problem=problem, skipped=_BILLING_CURRENCY, members=groups.around(resource))
    return _Read(problem=problem, skipped="which subscriptions or groups it is for is not followed")


def _azure_filters(resource: Resource) -> _Filters:
    blocks, causes = _blocks(resource.values, "filter")
    tags = []
    for block in blocks:
        if member(block, "dimension") is not None or member(block, "not") is not None:
            return _Filters(unmapped="it is for a part of what it stands for, by a dimension")
        inner, more = _blocks(block, "tag")
        causes += more
        for tag in inner:
            causes += all_causes(tag)
            name, values = member(tag, "name"), member(tag, "values")
            texts = [str(item.raw) for item in values.items()] if values is not None else []
            if any(map(is_glob, texts)):
                return _Filters(unmapped="it is for a part of what it stands for, by a tag")
            tags.append(tuple((str(name.raw) if name is not None else "", text) for text in texts))
    return _Filters(tuple(tags), causes=causes)


class _Groups:
    """The resource groups of Azure, and what costs something in each; ``billed`` returns all that does."""

    def __init__(self, costs: Costs, billed: Callable[[], Iterable[Resource]]) -> None:
        self._costs = costs
        self._billed = billed
        self._members: dict[Key, set[Key]] | None = None

    def around(self, budget: Resource) -> frozenset[Key] | None:
        """Return what costs something in the one group of its root that a budget names; None where it names none."""
        group = self._group(budget)
        if group is None:
            return None
        if self._members is None:
            self._members = {}
            for each in self._billed():
                inside = self._group(each) if each.provider == "azurerm" else None
                if inside is not None:
                    self._members.setdefault(inside, set()).add((each.root, each.plan, each.address))
        return frozenset(self._members.get(group, ()))

    def _group(self, resource: Resource) -> Key | None:
        relations = self._costs.relations.among(resource)
        groups = relations.referents(resource, "azurerm_resource_group").resources
        return (resource.root, resource.plan, groups[0].address) if len(groups) == 1 else None


def _money(text: str, amount: str, period: str | None, scope: Scope) -> _Read:
    if period is None:
        return _Read(skipped="its period is not followed", scope=scope)
    money = parse(f"{text}/{period}")
    if isinstance(money, str):
        return _Read(problem=f"its amount {show(Value(amount))} {money}", scope=scope)
    return _Read(money if money.amount else None, "" if money.amount else "its amount is 0", scope=scope)


def _value(resource: Resource, path: str) -> Value | None:
    place = next(places(resource.values, path), None)
    return place.value if place is not None else None


def _present(resource: Resource, path: str) -> bool:
    return _value(resource, path) is not None


def _text(resource: Resource, path: str) -> str | tuple[Cause, ...] | None:
    """Return a value as text; None where none is written, its causes where it is not known."""
    found = _value(resource, path)
    if found is None:
        return None
    return found.causes or scalar_text(found) or ""


def _blocks(values: Value, key: str) -> tuple[list[Value], tuple[Cause, ...]]:
    """Return the blocks of a name, and why there may be more, or other ones."""
    found = member(values, key)
    if found is None or found.causes:
        return [], found.causes if found is not None else ()
    if isinstance(found.raw, Mapping):
        return [found], ()
    items = list(found.items())
    causes = found.raw.causes if isinstance(found.raw, OpenList) else ()
    return items, causes + tuple(cause for item in items if item.is_unknown for cause in item.causes)
