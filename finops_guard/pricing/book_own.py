"""The prices of an organization: its own, then list prices less its discounts, in its currency."""

from __future__ import annotations

from decimal import Decimal
from fnmatch import fnmatchcase

from msgspec.structs import replace

from finops_guard.catalog.price import NoPrice
from finops_guard.catalog.tariff import Tariff, Tier
from finops_guard.catalog.unit_prices import DEFAULT_REGIONS
from finops_guard.pricing.book import PriceKey
from finops_guard.pricing.estimates import Component, Confidence, Estimate
from finops_guard.settings import OwnPrice, PriceSettings

ANY = "*"
LIST_CURRENCY = "USD"

_Key = tuple[str, str, str, str, str]


class OwnBook:
    """Lays what an organization pays over the prices of the catalog, in one currency.

    An own price counts for the names of the catalog, whatever their case; one of an attribute, and of a region, before
    one of any. Discounts are of list prices, never of own ones; of several globs, the one with the most characters
    beside wildcards counts.
    """

    def __init__(self, settings: PriceSettings) -> None:
        self.currency = settings.currency
        self._settings = settings
        self._own = {own_key(each): each for each in settings.own}
        self._discounts: dict[tuple[str, str], Decimal] = {}

    def priced(self, key: PriceKey, found: Tariff | NoPrice) -> Tariff | NoPrice:
        """Return what is paid for something, given what the catalog says of it."""
        where = key.region or DEFAULT_REGIONS.get(key.vendor, "")
        for attribute in (key.attribute, ANY):
            for region in (where, ANY):
                named = (key.vendor, key.service, key.component, attribute, region)
                own = self._own.get(_folded(named))
                if own is not None:
                    note = f"its region is not known: that of {where}" if not key.region and region != ANY else ""
                    return self._paid(own, where, note)
        return found if isinstance(found, NoPrice) else self._list(key, found)

    def converted(self, estimate: Estimate) -> Estimate:
        """Return an estimate in USD in the book's currency."""

        def rated(amount: Decimal | None) -> Decimal | None:
            return None if amount is None else amount * self._settings.exchange_rate

        return replace(
            estimate,
            components=tuple(map(self._converted, estimate.components)),
            least=rated(estimate.least),
            expected=rated(estimate.expected),
            most=rated(estimate.most),
            currency=self.currency,
        )

    def _converted(self, part: Component) -> Component:
        if part.unit_price is None and part.monthly is None:
            return part
        rate = self._settings.exchange_rate
        has_figure = part.confidence is not Confidence.UNPRICED
        return replace(
            part,
            unit_price=None if part.unit_price is None else part.unit_price * rate,
            monthly=None if part.monthly is None else part.monthly.map(lambda amount: amount * rate),
            confidence=Confidence.ESTIMATED if has_figure else part.confidence,
            reason=_joined(part.reason, self._rate()) if has_figure else part.reason,
        )

    def _paid(self, own: OwnPrice, where: str, note: str) -> Tariff:
        is_foreign = own.currency != self.currency
        rate = self._settings.exchange_rate if is_foreign else Decimal(1)
        return Tariff(
            own.unit,
            tuple(Tier(start, amount * rate) for start, amount in own.tiers),
            where,
            f"own price: {own.source}",
            own.observed,
            _joined(note, self._rate() if is_foreign else ""),
        )

    def _list(self, key: PriceKey, found: Tariff) -> Tariff:
        """Return a list price less the discount, in the book's currency."""
        percent = self._discount(key.vendor, key.service)
        factor = (1 - percent / 100) * self._settings.exchange_rate
        if factor == 1:
            return found
        less = f"{found.source}, less {percent.normalize():f} %" if percent else found.source
        return replace(
            found,
            tiers=tuple(Tier(tier.start, tier.amount * factor) for tier in found.tiers),
            source=less,
            estimated=_joined(found.estimated, self._rate()),
        )

    def _discount(self, vendor: str, service: str) -> Decimal:
        """Return by how many percent the list prices of a service are lowered."""
        key = (vendor, service)
        if key not in self._discounts:
            name = f"{vendor}/{service}".casefold()
            fitting = [
                (-(len(glob) - glob.count(ANY)), glob, percent)
                for glob, percent in self._settings.discounts.items()
                if fnmatchcase(name, glob.casefold().replace("[", "[[]"))
            ]
            self._discounts[key] = min(fitting)[2] if fitting else Decimal(0)
        return self._discounts[key]

    def _rate(self) -> str:
        """Return how prices are converted from USD; empty where they are not."""
        settings = self._settings
        if settings.currency == LIST_CURRENCY:
            return ""
        return f"converted from USD at {settings.exchange_rate:f} {settings.currency}, {settings.exchange_date}"


def own_key(price: OwnPrice) -> _Key:
    """Return what an own price is found by."""
    return _folded((price.vendor, price.service, price.component, price.attribute, price.region))


def _folded(key: _Key) -> _Key:
    vendor, service, component, attribute, region = (text.strip().casefold() for text in key)
    return vendor, service, component, attribute, region


def _joined(*reasons: str) -> str:
    return "; ".join(filter(None, reasons))
