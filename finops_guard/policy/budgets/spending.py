"""What a scan costs, held against all its budgets: computed when it is asked for, and not where there are none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct

from finops_guard.diagnostics import Diagnostic, notice
from finops_guard.policy.budgets.model import Budget, Coverage, Entry, Key, Scope, Source, Use
from finops_guard.pricing.breakdown import Status, resource_costs
from finops_guard.pricing.costs import Costs
from finops_guard.resources import ResourceSet
from finops_guard.settings import BudgetSettings
from finops_guard.values import MAX_CAUSES, Cause, CauseKind

if TYPE_CHECKING:
    from finops_guard.pricing.comparison import Comparison

# Budgets of one scan, and how often a resource is held against one or counted in one.
MAX_BUDGETS = 2_000
MAX_STEPS = 2_000_000
MAX_COSTLIEST = 3

_SOURCES = list(Source)
_LIMIT = Cause(CauseKind.LIMIT, f"budgets and resources take more than {MAX_STEPS:,} comparisons")


class _Matched(Struct, frozen=True):
    """What a budget is certainly for, what it may be for, and the figures of both, as :class:`Use` has them."""

    inside: tuple[Entry, ...] = ()
    open: tuple[Entry, ...] = ()
    causes: tuple[Cause, ...] = ()
    expected: Decimal = Decimal(0)
    certain: Decimal = Decimal(0)
    most: Decimal | None = Decimal(0)
    unpriced: int = 0
    costliest: tuple[Entry, ...] = ()


_NOTHING = _Matched()
_LIMITED = _Matched(causes=(_LIMIT,), most=None)


class Spending:
    """The costs of a scan, its budgets, and how the costs differ from those of a base.

    ``whole``: all of a tree was scanned. ``comparison`` is None where there is no base.
    """

    def __init__(
        self,
        found: ResourceSet,
        costs: Costs,
        settings: Sequence[BudgetSettings] = (),
        *,
        whole: bool = True,
        comparison: Comparison | None = None,
    ) -> None:
        self.whole = whole
        self.comparison = comparison
        self.found = found
        self.costs = costs
        self._settings = settings
        self._steps = 0
        self._matched: dict[Scope | Budget, _Matched] = {}

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """What costs something, in the order of the scan."""
        found = []
        for resource, cost in resource_costs(self.found, self.costs):
            if cost is not None:
                estimate = self.costs.of(resource)
                open_ = estimate.causes if estimate is not None and estimate.most is None else ()
                found.append(Entry(resource, cost, open_))
        return tuple(found)

    @cached_property
    def uses(self) -> tuple[Use, ...]:
        """Every budget with what is used of it, by source, place and address."""
        return tuple(map(self._use, self._budgets[:MAX_BUDGETS]))

    @cached_property
    def _budgets(self) -> list[Budget]:
        found = list(islice(self._all(), MAX_BUDGETS + 1))
        found.sort(key=lambda each: (_SOURCES.index(each.source), each.location, each.root, each.plan, each.address))
        return found

    def _all(self) -> Iterable[Budget]:
        resources = self.found.resources
        if self._settings or self.found.budgets:
            from finops_guard.policy.budgets.written import commented, configured

            yield from configured(self._settings)
            yield from commented(self.found, self.entries if self.found.budgets else ())
        if any(each.type.endswith("_budget") or "_budget_" in each.type for each in resources):
            from finops_guard.policy.budgets import cloud

            yield from cloud.budgets(resources, self.costs, lambda: (each.resource for each in self.entries))
        if any(each.kind for each in resources):
            from finops_guard.policy.budgets.written import annotated

            yield from annotated(resources, self.costs)

    @property
    def notices(self) -> tuple[Diagnostic, ...]:
        """What of the budgets was not looked at."""
        if len(self._budgets) <= MAX_BUDGETS:
            return ()
        text = f"more than {MAX_BUDGETS:,} budgets: the rest of them is compared with nothing"
        return (notice("limit", text, self._budgets[-1].span or "."),)

    @cached_property
    def _by_root(self) -> dict[tuple[str, str], list[Entry]]:
        found: dict[tuple[str, str], list[Entry]] = {}
        for entry in self.entries:
            found.setdefault((entry.resource.root, entry.resource.plan), []).append(entry)
        return found

    @cached_property
    def _by_key(self) -> dict[Key, list[Entry]]:
        found: dict[Key, list[Entry]] = {}
        for entry in self.entries:
            found.setdefault(entry.key, []).append(entry)
        return found

    def _of(self, budget: Budget) -> _Matched:
        """Return what a budget is for; of equal scopes, the same."""
        key = budget.scope if budget.members is None else budget
        if key is None:
            return _NOTHING
        if key not in self._matched:
            if budget.members is not None:
                inside = [entry for member in sorted(budget.members) for entry in self._by_key.get(member, ())]
                found = _totalled(inside, [], self._unread_of(budget))
            else:
                found = _totalled(*self._match(budget.scope or Scope()))
            self._steps += len(found.inside)
            self._matched[key] = found if self._steps <= MAX_STEPS else _LIMITED
        return self._matched[key]

    def _match(self, scope: Scope) -> tuple[list[Entry], list[Entry], tuple[Cause, ...]]:
        from finops_guard.policy.budgets.scopes import Matcher

        matcher = Matcher(scope)
        inside: list[Entry] = []
        open_: list[Entry] = []
        causes: dict[Cause, None] = {}
        entries = self.entries if scope.root is None else self._by_root.get((scope.root, scope.plan), [])
        for entry in entries:
            self._steps += 1
            if self._steps > MAX_STEPS:
                return [], [], (_LIMIT,)
            verdict = matcher(entry.resource)
            if verdict is True:
                inside.append(entry)
            elif verdict is not False:
                open_.append(entry)
                causes.update(dict.fromkeys(verdict))
        for root in (*self.found.roots, *self.found.partial):
            same = scope.root is None or (root.path, root.plan) == (scope.root, scope.plan)
            named = root.environment.name
            concerned = not scope.environments or named is None or named in scope.environments
            if same and concerned and matcher.meets(root.path):
                causes.update(dict.fromkeys(root.causes))
        return inside, open_, tuple(causes)[:MAX_CAUSES]

    def _unread_of(self, budget: Budget) -> tuple[Cause, ...]:
        """Return which modules were not read that a comment's module call makes, or may make."""
        around = budget.around
        if budget.source is not Source.COMMENT or around is None or budget.name.split(".")[-2:-1] != ["module"]:
            return ()
        causes = (cause for root in self.found.roots if root.path == budget.root for cause in root.causes)
        return tuple(
            cause
            for cause in causes
            if cause.span is None
            or cause.span.path != around.path
            or around.line <= cause.span.location().line <= around.end_line
        )[:MAX_CAUSES]

    def _use(self, budget: Budget) -> Use:
        found = self._of(budget)
        return Use(
            budget,
            self.costs.currency,
            found.expected,
            found.certain,
            found.most,
            len(found.inside),
            found.unpriced,
            found.causes,
            self.whole or self._is_whole(budget),
            found.costliest,
        )

    def _is_whole(self, budget: Budget) -> bool:
        """Tell whether all that a budget of one root is for was looked at, in a scan of a part of a tree."""
        return budget.source in {Source.COMMENT, Source.RESOURCE} and any(
            (root.path, root.plan) == (budget.root, budget.plan) for root in self.found.roots
        )

    @cached_property
    def coverage(self) -> Coverage | None:
        """How much of the cost is under a budget; None where there is none, or a part of a tree was scanned."""
        if not (self.whole and self.uses):
            return None
        covered: set[Key] = set()
        seen: set[int] = set()
        open_: dict[Cause, None] = {}
        for use in self.uses:
            budget = use.budget
            if budget.problem:
                continue
            found = self._of(budget)
            if id(found) not in seen:
                seen.add(id(found))
                covered.update(entry.key for entry in found.inside)
            if found.open:
                open_ |= dict.fromkeys(found.causes)
            if not budget.has_scope:
                text = budget.skipped or "what it is for is not known"
                open_ |= dict.fromkeys(budget.causes or (Cause(CauseKind.UNSUPPORTED, f"{budget.name}: {text}"),))
        uncovered = [entry for entry in self.entries if entry.key not in covered]
        return Coverage(
            sum((entry.cost.expected for entry in self.entries), Decimal(0)),
            sum((entry.cost.expected for entry in self.entries if entry.key in covered), Decimal(0)),
            self.costs.currency,
            sum(map(_has_no_price, self.entries)),
            _costliest(uncovered),
            tuple(open_)[:MAX_CAUSES],
        )


def _totalled(inside: Sequence[Entry], open_: Sequence[Entry], causes: Sequence[Cause]) -> _Matched:
    """Return the figures of what a budget is, and may be, for."""
    certain = expected = most = Decimal(0)
    is_bounded = True
    why = dict.fromkeys(causes)
    for entry in inside:
        expected += entry.cost.expected
        certain += Decimal(0) if entry.resource.number else entry.cost.expected
        why |= dict.fromkeys((*entry.causes, *entry.resource.number))
    for entry in (*inside, *open_):
        if entry.cost.monthly is not None:
            is_bounded = is_bounded and entry.cost.monthly.most is not None
            most += entry.cost.monthly.most or Decimal(0)
    return _Matched(
        tuple(inside),
        tuple(open_),
        tuple(why)[:MAX_CAUSES],
        expected,
        certain,
        max(most, expected) if is_bounded else None,
        sum(map(_has_no_price, inside)),
        _costliest(inside),
    )


def _has_no_price(entry: Entry) -> bool:
    return entry.cost.status is not Status.PRICED


def _costliest(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    priced = [entry for entry in entries if entry.cost.expected]
    return tuple(sorted(priced, key=lambda each: (-each.cost.expected, each.key))[:MAX_COSTLIEST])
