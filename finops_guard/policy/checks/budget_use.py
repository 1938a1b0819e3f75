"""What a Kubernetes object costs of its budget, told in one sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal

from msgspec import Struct

from finops_guard.kubernetes.cluster import Cluster
from finops_guard.policy.money import Money
from finops_guard.pricing.estimates import Estimate, shown
from finops_guard.pricing.estimates import total as sum_of
from finops_guard.pricing.kubernetes import costs, estimate
from finops_guard.resources import Resource
from finops_guard.values import Cause, CauseKind


class Cost(Struct, frozen=True):
    """The estimate of an object; ``left_out`` and ``partial`` say what is not, or not all, in it."""

    total: Estimate
    left_out: tuple[str, ...] = ()
    partial: tuple[str, ...] = ()

    @property
    def least(self) -> Decimal:
        return self.total.least or Decimal(0)

    def share(self, budget: Money) -> tuple[Decimal | None, tuple[Cause, ...]]:
        """Return how much of a budget is used at the least, in percent, and why it may be more or is not known."""
        if budget.currency != self.total.currency:
            text = f"no exchange rate for {budget.currency}: prices are in {self.total.currency}"
            return None, (Cause(CauseKind.NO_VALUE, text),)
        if not budget.amount:
            return Decimal(100) if self.least else Decimal(0), self.total.causes
        return self.least * 100 / budget.amount, self.total.causes

    def fields(self, budget: Money) -> Mapping[str, str]:
        """Return what messages may insert."""
        return {"cost": shown(self.least, self.total.currency), "budget": shown(budget.amount, budget.currency)}

    def text(self, budget: Money) -> str:
        """Return the clause ``costs about 612.00 USD a month of its budget of 500.00 USD (122 %), ...``."""
        most = self.total.most
        percent = f" ({int(self.least * 100 / budget.amount):,} %)" if budget.amount else ""
        parts = [
            f"costs about {shown(self.least)} a month of its budget of {shown(budget.amount, budget.currency)}{percent}"
        ]
        if most is not None and most > self.least:
            parts.append(f", {shown(most)} with the most pods it may have")
        for word, names in (("not counted", self.left_out), ("counted in part", self.partial)):
            if names:
                parts.append(f"; {word}: {', '.join(names)}")
        return "".join(parts)


def cost_of(resource: Resource, cluster: Cluster) -> Cost | None:
    """Return what an object costs a month; None for a kind that costs nothing by itself."""
    if resource.kind != "Namespace":
        found = estimate(resource, cluster)
        if found is None:
            return None
        reasons = tuple(reason.removeprefix(f"{resource.address}: ") for reason in found.unpriced)
        return Cost(found, reasons)
    listed, causes = costs(resource, cluster)
    left_out: Counter[str] = Counter()
    partial: Counter[str] = Counter()
    for each, found in listed:
        if found.unpriced or found.causes:
            (partial if found.least else left_out)[each.kind] += 1
    return Cost(sum_of((found for _, found in listed), causes), _numbered(left_out), _numbered(partial))


def _numbered(kinds: Counter[str]) -> tuple[str, ...]:
    return tuple(f"{count:,} {kind}{'s' if count > 1 else ''}" for kind, count in kinds.items())
