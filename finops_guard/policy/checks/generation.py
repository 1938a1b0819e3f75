"""The check ``generation``: machines that a later generation, or one with ARM processors, would do for less."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from finops_guard.catalog.tariff import Tariff
from finops_guard.findings import Verdict
from finops_guard.policy.checks import arm64
from finops_guard.policy.checks.paths import Place, places
from finops_guard.policy.model import Judged, Outcome, PlacedResource
from finops_guard.pricing.bill import machine
from finops_guard.pricing.changes import Change
from finops_guard.pricing.costs import Costs
from finops_guard.pricing.estimates import shown
from finops_guard.pricing.places import Market, bought_otherwise, market
from finops_guard.resources import Resource
from finops_guard.values import Cause, CauseKind, show

if TYPE_CHECKING:
    from finops_guard.catalog.generations import Alternative

FIELDS = ("size", "successor", "price", "successor_price", "saving_percent", "saving_monthly", "region", "path")

_HUNDRED = Decimal(100)


def configure(parameters: Mapping[str, Any]) -> GenerationCheck:
    """Return the check for where to, and from which saving on."""
    return GenerationCheck(
        tuple(parameters.get("services", ())),
        parameters.get("to", "successor"),
        Decimal(parameters.get("min_saving_percent", 5)) / _HUNDRED,
        parameters.get("dearer", "report") == "report",
        parameters.get("when_no_price", "report") == "report",
    )


class GenerationCheck(Struct, frozen=True):
    """Judges each place of a resource that names a size.

    What saves as much as ``least`` fails. So do sizes of what the vendor calls a previous generation: where what
    follows costs as much or more only with ``dearer``, where there is no price only with ``priceless``.
    """

    services: tuple[str, ...]
    to: str
    least: Decimal
    dearer: bool
    priceless: bool

    def judge(self, judged: Judged) -> Iterator[Outcome] | None:
        from finops_guard.catalog import generations, sizes

        if not isinstance(judged, PlacedResource):
            return None
        costs, judged = judged.costs, judged.resource
        if self.to == generations.Move.ARM64 and judged.type in arm64.CODE:
            return arm64.code(judged, self.least) if not self.services or self._asks_code(judged) else None
        services = self.services or generations.SERVICES
        named = [
            (place, attribute.service)
            for attribute in sizes.attributes(judged.type)
            if attribute.service in services
            for place in places(judged.values, attribute.path)
            if place.value is not None
        ]
        if self.to == generations.Move.ARM64:
            named = [(place, service) for place, service in named if arm64.may_move(judged, service)]
        named = [(place, service) for place, service in named if not _is_bound(judged, service)]
        if not named or bought_otherwise(judged):
            return None
        outcomes = (self._outcome(judged, place, service, costs) for place, service in named)
        return (outcome for outcome in outcomes if outcome is not None)

    def _asks_code(self, resource: Resource) -> bool:
        return arm64.CODE[resource.type] in self.services

    def _outcome(self, resource: Resource, place: Place, service: str, costs: Costs) -> Outcome | None:
        from finops_guard.catalog import generations, sizes

        value = place.value
        name = value.raw if value is not None and isinstance(value.raw, str) else ""
        if value is None or not name or sizes.lookup(service, name) is None:
            return _unknown(resource, place)
        where = market(resource, service)
        move = generations.Move(self.to)
        found = generations.alternative(service, name, move, where.region, where.engine)
        found = _as_paid(found, service, name, where, costs)
        saving = found.saving if found is not None else None
        is_previous = move is generations.Move.SUCCESSOR and generations.is_previous(service, name)
        if saving is None:
            fails = self.priceless and (is_previous or (found is not None and move is generations.Move.ARM64))
        else:
            fails = saving >= self.least if saving > 0 else False
            fails = fails or (is_previous and self.dearer)
        if not fails:
            return None
        causes = where.causes if saving is None else ()
        if move is generations.Move.ARM64:
            is_open, why = arm64.version_causes(resource, service)
            if not is_open:
                return None
            causes += why
        text = _sentence(resource, name, found, where, costs.currency, is_previous=is_previous)
        verdict = Verdict.UNRESOLVED if causes else Verdict.FAIL
        changes = (Change(((place.name, found.name),)),) if found is not None else ()
        fields = _fields(name, found, place, costs.currency)
        return Outcome(verdict, text, place.name, place.span, causes, fields, changes)


def _as_paid(found: Alternative | None, service: str, name: str, where: Market, costs: Costs) -> Alternative | None:
    """Return what follows with both prices as they are paid, which is what estimates count with."""
    if found is None or found.price is None or found.before is None:
        return found
    prices = [machine(costs, service, each, where.region, where.engine) for each in (found.name, name)]
    price, before = (each.amount if isinstance(each, Tariff) else None for each in prices)
    if not price or not before:
        return found
    return replace(found, price=replace(found.price, amount=price), before=replace(found.before, amount=before))


def _is_bound(resource: Resource, service: str) -> bool:
    """Tell whether a machine cannot move: accelerators are attached to Compute Engine's first series only."""
    return service == "gce" and any(
        place.value is not None
        for path in ("guest_accelerator", "node_config.guest_accelerator", "node_pool.node_config.guest_accelerator")
        for place in places(resource.values, path)
    )


def _unknown(resource: Resource, place: Place) -> Outcome:
    written = show(place.value).strip('"') if place.value is not None else ""
    unknown = Cause(CauseKind.UNSUPPORTED, f"the catalog does not know the size {written}", place.span)
    causes = place.value.causes if place.value is not None and place.value.causes else (unknown,)
    message = f"the size of {resource.address} is not known"
    return Outcome(Verdict.UNRESOLVED, message, place.name, place.span, causes, {"path": place.name})


def _sentence(
    resource: Resource, name: str, found: Alternative | None, where: Market, currency: str, *, is_previous: bool
) -> str:
    """Say what a machine is, what would follow, and what the difference is."""
    previous = ", of a previous generation" if is_previous else ""
    text = f"{resource.address} is {name}{previous}"
    if found is None:
        return text
    saving, monthly = found.saving, found.monthly
    if found.price is None or found.before is None or saving is None or monthly is None:
        return f"{text}; {found.name} would follow ({found.reason})"
    region = found.price.region if where.region else f"{found.price.region} (its own region is not known)"
    about = "about " if found.price.estimated or found.before.estimated else ""
    prices = (
        f"{about}{_price(found.price.amount)} instead of {_price(found.before.amount)} {currency} an hour in {region}"
    )
    text += f"; {found.name} costs {prices}: "
    if not monthly:
        return f"{text}the same"
    more = "less" if monthly > 0 else "more"
    return f"{text}{shown(abs(monthly), currency)} a month {more} each ({_percent(abs(saving))} %)"


def _fields(name: str, found: Alternative | None, place: Place, currency: str) -> dict[str, str]:
    fields = {"size": name, "path": place.name}
    if found is not None:
        fields["successor"] = found.name
        if found.price is not None and found.before is not None:
            fields |= {
                "price": _price(found.before.amount),
                "successor_price": _price(found.price.amount),
                "region": found.price.region,
            }
        if found.saving is not None and found.monthly is not None:
            fields |= {"saving_percent": _percent(found.saving), "saving_monthly": shown(found.monthly, currency)}
    return fields


def _price(amount: Decimal) -> str:
    return f"{amount.normalize():f}"


def _percent(share: Decimal) -> str:
    return f"{share * _HUNDRED:.0f}"
