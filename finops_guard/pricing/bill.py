"""The bill of one resource: what an estimator reads of the resource, and the components that it adds."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec.structs import replace

from finops_guard.catalog import machine_prices, unit_prices
from finops_guard.catalog.price import NoPrice, Price
from finops_guard.catalog.tariff import Tariff, flat
from finops_guard.pricing.book import PriceKey
from finops_guard.pricing.estimates import HOURS, ONE, Component, Confidence, Estimate, Range, exactly, of
from finops_guard.pricing.places import market
from finops_guard.pricing.reading import Reading
from finops_guard.resources import Resource
from finops_guard.values import Cause, Value

if TYPE_CHECKING:
    from finops_guard.pricing.costs import Costs

_VENDORS = {"aws": "aws", "azurerm": "azure", "google": "gcp", "google-beta": "gcp"}
_MOST = Decimal(10) ** 15  # what is more than this was not meant, and is priced as this

Priced = Tariff | NoPrice


def noted(price: Priced, how: str) -> Priced:
    """Return a price that says what it, or its quantity, is based on."""
    if isinstance(price, NoPrice):
        return price
    return replace(price, estimated="; ".join(filter(None, (price.estimated, how))))


def machine(costs: Costs, service: str, size: str, region: str, engine: str = "") -> Priced:
    """Return what an hour of a machine costs in a region (empty: not known); services as machine prices name them."""
    found = machine_prices.lookup(service, size, region, engine)
    if isinstance(found, Price):
        how = found.estimated or ("" if region else f"its region is not known: that of {found.region}")
        tariff: Priced = flat(found.amount, "hour", found.region, found.source, found.observed, how)
    else:
        tariff = found
    return costs.priced(PriceKey(*machine_prices.SOLD_AS[service], size, engine, region), tariff)


def _instances(resource: Resource) -> Range:
    """Return how many instances there are; of a number that is not known one is counted, or what it can be first."""
    if not resource.number:
        return ONE
    if not resource.counts:
        return Range(Decimal(0), Decimal(1), None)
    return Range(Decimal(min(resource.counts)), Decimal(resource.counts[0]), Decimal(max(resource.counts)))


class Bill(Reading):
    """What one resource costs, as an estimator adds it up.

    Quantities are those of one instance, a month, in single things (hours, GB, requests); the bill multiplies them by
    how many instances there are. What is not known of the resource is recorded where it is asked for.
    """

    def __init__(self, resource: Resource, costs: Costs) -> None:
        super().__init__(resource.values)
        self.resource = resource
        self.costs = costs
        self.vendor = _VENDORS.get(resource.provider, resource.provider)
        self.region = self._region()
        self.instances = _instances(resource)
        self._components: list[Component] = []
        self._unpriced: list[str] = []
        self._causes: list[Cause] = list(resource.number)
        self._is_open = False

    def _region(self) -> str:
        value = self.resource.region
        if value is None or not isinstance(value.raw, str):
            return ""
        service = {"azure": "azure-vm", "gcp": "gce"}.get(self.vendor, "ec2")
        return machine_prices.region_name(service, value.raw)

    def because(self, causes: Sequence[Cause]) -> None:
        """Record why something of the resource is not known."""
        self._causes += causes

    # What prices there are.

    def unit(self, service: str, component: str, attribute: str = "", region: str | None = None) -> Priced:
        """Return what a unit costs where the resource is, or in another region."""
        where = self.region if region is None else region
        found = unit_prices.lookup(self.vendor, service, component, attribute, where)
        return self.costs.priced(PriceKey(self.vendor, service, component, attribute, where), found)

    def machine(self, service: str, size: str, engine: str = "") -> Priced:
        """Return what an hour of a machine costs where the resource is; services as machine prices name them."""
        where = market(self.resource, service)
        return machine(self.costs, service, size, self.region, engine or where.engine)

    # What is added.

    def add(
        self,
        name: str,
        price: Priced,
        quantity: Range | Decimal | int | None,
        *,
        assumed: str = "",
        usage: bool = False,
        key: str = "",
    ) -> None:
        """Add a component: a quantity of one instance a month, in single things; None where it is not known.

        ``assumed`` says what the quantity is based on where the code does not say it, ``key`` what a usage file says it
        under. What has no price, or no quantity, is listed as unpriced with the reason.
        """
        if isinstance(price, NoPrice):
            self.unpriced(name, price.reason, usage=usage)
            return
        if quantity is None:
            self.unpriced(name, "its quantity is not known", price, usage=usage)
            return
        amount = quantity if isinstance(quantity, Range) else exactly(quantity)
        counted = (amount * self.instances).map(lambda number: min(number, _MOST))
        reason = "; ".join(filter(None, (price.estimated, assumed)))
        if self.resource.number:
            number = self.instances.expected
            counted_ = "one is counted" if number == 1 else f"{number} are counted"
            reason = "; ".join(filter(None, (reason, f"how many there are is not known: {counted_}")))
        self._components.append(
            Component(
                name,
                price.unit,
                counted.map(lambda number: number / price.per),
                price.amount,
                counted.map(price.cost),
                usage,
                Confidence.ESTIMATED if reason else Confidence.EXACT,
                reason,
                price.source,
                price.observed,
                price.region,
                key,
            )
        )

    def hourly(self, name: str, price: Priced, count: Range | Decimal | int | None = 1, *, assumed: str = "") -> None:
        """Add what is paid by the hour, all month: ``count`` of it."""
        amount = count if isinstance(count, Range) or count is None else exactly(count)
        self.add(name, price, None if amount is None else amount * exactly(HOURS), assumed=assumed)

    def usage(
        self, name: str, key: str, price: Priced, written: Decimal | None = None, scale: Decimal | int = 1
    ) -> None:
        """Add what is paid by use: as much as the usage file says under ``key``, times ``scale``, in single things.

        ``written`` is what the code itself says, where it does. Without either, the component stands without a figure.
        """
        said = self.costs.quantity(self.resource, key)
        amount = said.amount * scale if said is not None else written
        if amount is not None:
            assumed = f"the default usage of {key}" if said is not None and said.is_default else ""
            self.add(name, price, amount, assumed=assumed, usage=True, key=key)
        elif isinstance(price, NoPrice):
            self.unpriced(name, price.reason, usage=True)
        else:
            self._components.append(
                Component(
                    name,
                    price.unit,
                    unit_price=price.amount,
                    usage_based=True,
                    confidence=Confidence.ESTIMATED if price.estimated else Confidence.EXACT,
                    reason=price.estimated,
                    source=price.source,
                    observed=price.observed,
                    region=price.region,
                    usage_key=key,
                )
            )

    def options(self, name: str, service: str, sizes: Sequence[Value], count: Range | None, engine: str = "") -> None:
        """Add machines that may be of any of several sizes: the cheapest at the least, the dearest at the most.

        The first size is the expected one. A size that is not known leaves the most open.
        """
        prices: list[Tariff] = []
        for size in sizes:
            found = self.machine(service, size.raw, engine) if isinstance(size.raw, str) else None
            if isinstance(found, Tariff):
                prices.append(found)
                continue
            self._causes += size.causes
            self.unpriced(name, found.reason if found is not None else "its size is not known")
        if not prices:
            if not sizes:
                self.unpriced(name, "it names no size")
            return
        if len(prices) == 1 or count is None:
            self.hourly(name, prices[0], count)
            return
        low, high = min(prices, key=lambda each: each.amount), max(prices, key=lambda each: each.amount)
        hours = count * self.instances * exactly(HOURS)
        expected = prices[0]
        monthly = Range(
            hours.least * low.amount,
            hours.expected * expected.amount,
            None if hours.most is None else hours.most * high.amount,
        )
        reason = f"one of {len(prices)} sizes, {low.amount} to {high.amount} an hour"
        self._components.append(
            Component(
                name, expected.unit, hours, expected.amount, monthly, False, Confidence.ESTIMATED, reason,
                expected.source, expected.observed, expected.region,
            )
        )  # fmt: skip

    def unpriced(self, name: str, reason: str, price: Tariff | None = None, *, usage: bool = False) -> None:
        """Add a component without a figure, and why."""
        self._components.append(
            Component(
                name,
                price.unit if price is not None else "",
                unit_price=price.amount if price is not None else None,
                usage_based=usage,
                confidence=Confidence.UNPRICED,
                reason=reason,
            )
        )
        if not usage:
            self._unpriced.append(f"{self.resource.address}: {name}: {reason}")
            self._is_open = True

    def estimate(self) -> Estimate:
        """Return what was added up."""
        return of(self._components, self._unpriced, self._causes, self.costs.currency, self._is_open)
