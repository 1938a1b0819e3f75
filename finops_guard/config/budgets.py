"""What the configuration says of budgets: how much money, whose it is, and what it is for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from finops_guard.policy.money import parse
from finops_guard.settings import BUDGET_THRESHOLDS, BudgetScope, BudgetSettings
from finops_guard.values import Value, show

Record = Callable[[str, Value, str], None]


def budgets(
    value: Value, path: Callable[[Value], str | None], environment: Callable[[Value], str], problem: Record
) -> tuple[BudgetSettings, ...]:
    """Return the budgets of a valid list, and record what its schema cannot tell.

    ``path`` returns a glob as one below the scan root, ``environment`` the canonical name of an environment; both
    record what is wrong themselves.
    """
    found: dict[str, BudgetSettings] = {}
    for item in value.items():
        name = item.get("name") or item
        text = str(name.raw)
        if text in found:
            problem(f"there are two budgets {show(name)}", name, "exceptions name a budget: give each its own")
            continue
        amount = item.get("amount") or item
        money = parse(str(amount.raw))
        if isinstance(money, str):
            problem(f"the amount {show(amount)} {money}", amount, 'write it as "2000 USD/month"')
        elif not money.amount:
            problem(f"the amount {show(amount)} leaves nothing to spend", amount, "write an amount above 0")
        else:
            found[text] = BudgetSettings(
                text,
                money.amount,
                money.currency,
                str(owner.raw) if (owner := item.get("owner")) is not None else "",
                _thresholds(item.get("thresholds"), problem),
                _scope(item.get("scope"), path, environment),
                amount.origin or item.origin,
            )
    return tuple(found.values())


def _thresholds(value: Value | None, problem: Record) -> tuple[Decimal, ...]:
    if value is None:
        return BUDGET_THRESHOLDS
    numbers = [Decimal(str(item.raw)) for item in value.items()]
    for before, number, item in zip(numbers, numbers[1:], list(value.items())[1:], strict=False):
        if number <= before:
            problem(f"the threshold {number} does not follow {before}", item, "write them in rising order")
    return tuple(numbers)


def _scope(
    value: Value | None, path: Callable[[Value], str | None], environment: Callable[[Value], str]
) -> BudgetScope:
    if value is None:
        return BudgetScope()
    paths = [path(item) for item in _items(value, "paths")]
    tags = value.get("tags")
    pairs = tags.raw.items() if tags is not None and isinstance(tags.raw, Mapping) else ()
    return BudgetScope(
        tuple(each or "." for each in paths if each is not None),
        tuple(environment(item) for item in _items(value, "environments")),
        {str(key): str(glob.raw) for key, glob in pairs},
        tuple(str(item.raw) for item in _items(value, "namespaces")),
    )


def _items(value: Value, key: str) -> Sequence[Value]:
    found = value.get(key)
    return list(found.items()) if found is not None else ()
