"""What the resources of a scan cost: estimated when they are asked about, each once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from finops_guard.resources import Resource, ResourceSet

if TYPE_CHECKING:
    from finops_guard.catalog.price import NoPrice
    from finops_guard.catalog.tariff import Tariff
    from finops_guard.kubernetes.cluster import Cluster
    from finops_guard.pricing.book import PriceBook, PriceKey
    from finops_guard.pricing.estimates import Estimate
    from finops_guard.pricing.usage import Quantity, Usage
    from finops_guard.relations.index import Relations

# The Kubernetes kinds whose estimates are sums of others.
_SUMS = frozenset({"Namespace"})


class Costs:
    """The estimates of a scan's resources, with the usage and the prices that they are made by."""

    def __init__(self, found: ResourceSet, usage: Usage | None = None, book: PriceBook | None = None) -> None:
        self.currency = book.currency if book is not None else "USD"
        self._usage = usage
        self._book = book
        self._found = found
        # By the id of a resource, which is kept so that its id stays its own.
        self._known: dict[int, tuple[Resource, Estimate | None]] = {}
        self._is_settled = False
        self._kept: list[Resource] = []  # whose ids the cluster knows

    def where(self, changed: Iterable[Resource], *, is_settled: bool = False) -> Costs:
        """Return what the same resources cost where some of them are changed: each stands in for that of its address.

        It is asked for those that are changed, and for Terraform resources that read their values. Where it
        ``is_settled``, what is one of a few values is not looked at any more: it is one of them.
        """
        other = Costs(self._found, self._usage, self._book)
        other._is_settled = is_settled
        stand_ins = tuple(changed)
        if any(each.kind for each in stand_ins):
            other.cluster = self.cluster
            self._kept += stand_ins
        if any(not each.kind for each in stand_ins):
            other.relations = self.relations.where(stand_ins)
        return other

    @cached_property
    def relations(self) -> Relations:
        from finops_guard.relations.index import Relations

        return Relations(self._found)

    @cached_property
    def cluster(self) -> Cluster:
        from finops_guard.kubernetes.cluster import Cluster

        return Cluster([*self._found.resources, *self._found.around], self._found.files)

    def of(self, resource: Resource) -> Estimate | None:
        """Return what a resource costs a month; None where nothing is known to cost anything of its type."""
        key = id(resource)
        if key not in self._known:
            self._known[key] = (resource, self._in_currency(self._estimate(resource)))
        return self._known[key][1]

    def _estimate(self, resource: Resource) -> Estimate | None:
        if resource.kind:
            from finops_guard.pricing import kubernetes

            return kubernetes.estimate(self.cluster.object(resource) or resource, self.cluster, self)
        from finops_guard.pricing.resources import estimate

        made = estimate(resource, self)
        if made is None or not made.causes or self._is_settled:
            return made
        from finops_guard.pricing.possible import over_options

        return over_options(resource, made, self)

    def _in_currency(self, estimate: Estimate | None) -> Estimate | None:
        """Return an estimate that was made in USD in the currency of all others."""
        if estimate is None or self._book is None or estimate.currency == self.currency:
            return estimate
        return self._book.converted(estimate)

    def is_sum(self, resource: Resource) -> bool:
        """Tell whether a resource costs nothing by itself: its estimate is a sum of those of others."""
        return resource.kind in _SUMS

    def own(self, resource: Resource) -> Estimate | None:
        """Return what a resource itself adds to a total: None also where its estimate is a sum of others' own ones."""
        return None if resource.kind in _SUMS else self.of(resource)

    @property
    def usage(self) -> Usage | None:
        """What tells how much resources use; None where nothing does."""
        return self._usage

    def quantity(self, resource: Resource, key: str) -> Quantity | None:
        """Return how much one instance of a resource uses of what a key names; None where nobody says."""
        return self._usage.quantity(resource, key) if self._usage is not None else None

    def priced(self, key: PriceKey, found: Tariff | NoPrice) -> Tariff | NoPrice:
        """Return what is paid for something, given what the catalog says of it."""
        return self._book.priced(key, found) if self._book is not None else found
