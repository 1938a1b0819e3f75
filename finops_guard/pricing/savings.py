"""What findings save a month: what they are about is priced again as it would be, else its cost is what is at stake."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from finops_guard.findings import Finding, Money, Verdict
from finops_guard.pricing.breakdown import monthly
from finops_guard.pricing.changes import Change, changed, together
from finops_guard.pricing.costs import Costs
from finops_guard.pricing.estimates import Component, Estimate, Range, exactly
from finops_guard.resources import Resource

_NOTHING = exactly(0)
# Of what a check would accept, so much is priced.
MAX_ALTERNATIVES = 8
MAX_DEPENDENTS = 100

_AWS_LAUNCHED = ("aws_autoscaling_group", "aws_ec2_fleet", "aws_eks_node_group", "aws_spot_fleet_request")
_AZURE_SCALED = (
    "azurerm_linux_virtual_machine_scale_set",
    "azurerm_orchestrated_virtual_machine_scale_set",
    "azurerm_service_plan",
    "azurerm_windows_virtual_machine_scale_set",
)
_GCP_GROUP, _GCP_REGIONAL = "google_compute_instance_group_manager", "google_compute_region_instance_group_manager"
# Types that cost nothing by themselves, and whose values decide what others cost.
DEPENDENTS: Mapping[str, tuple[str, ...]] = {
    "aws_appautoscaling_target": ("aws_dynamodb_table", "aws_ecs_service"),
    "aws_ecs_task_definition": ("aws_ecs_service",),
    "aws_launch_configuration": _AWS_LAUNCHED,
    "aws_launch_template": _AWS_LAUNCHED,
    "azurerm_monitor_autoscale_setting": _AZURE_SCALED,
    "google_compute_autoscaler": (_GCP_GROUP,),
    "google_compute_instance_template": (_GCP_GROUP, _GCP_REGIONAL, "google_compute_instance_from_template"),
    "google_compute_region_autoscaler": (_GCP_REGIONAL,),
    "google_compute_region_instance_template": (_GCP_GROUP, _GCP_REGIONAL),
}


_Key: TypeAlias = tuple[str, str, str]


class Saving(Struct, frozen=True):
    """What can be saved a month when all that is found is done, and how many findings that is of."""

    monthly: Range
    findings: int
    currency: str = "USD"


class Noted(Struct):
    """What one finding is about; ``done`` is which of the alternatives its saving is of, None where there is none."""

    resources: tuple[Resource, ...]
    alternatives: tuple[Change, ...]
    done: Change | None = None
    saving: Range | None = None


class Savings:
    """The money of findings, each noted with what it is about and the changes that would settle it.

    Nothing is priced before it is asked for.
    """

    def __init__(self, costs: Costs) -> None:
        self._costs = costs
        self._noted: dict[str, Noted] = {}
        self._stakes: dict[int, Range | None] = {}

    @property
    def noted(self) -> dict[str, Noted]:
        """What is remembered, by the fingerprints of findings."""
        return self._noted

    def adopt(self, noted: Mapping[str, Noted]) -> None:
        """Remember what was noted of the same resources elsewhere."""
        self._noted.update(noted)

    def note(self, finding: Finding, resources: tuple[Resource, ...], alternatives: Iterable[Change]) -> None:
        """Remember what a finding is about (all resources of a root, for one about that), and what would settle it."""
        self._noted[finding.fingerprint] = Noted(resources, tuple(alternatives)[:MAX_ALTERNATIVES])

    def priced(self, finding: Finding) -> Finding:
        """Return a finding with its money, where what it is about costs something.

        Of several changes that would settle it, the one that saves the least counts.
        """
        noted = self._noted.get(finding.fingerprint)
        if noted is None:
            return finding
        if finding.verdict is Verdict.FAIL and len(noted.resources) == 1:
            self._settle(noted)
        if noted.saving is not None:
            return replace(finding, money=self._money(noted.saving, is_saving=True))
        at_stake = self._at_stake(noted.resources)
        return finding if at_stake is None else replace(finding, money=self._money(at_stake, is_saving=False))

    def stake(self, findings: Iterable[Finding]) -> Range | None:
        """Return what the resources that findings are about cost a month, each once; None where nothing has a price."""
        noted = [self._noted[each.fingerprint] for each in findings if each.fingerprint in self._noted]
        resources = self._all_affected(resource for each in noted for resource in each.resources)
        is_alone = len(resources) == 1
        figures = [self._monthly(each, is_alone=is_alone) for each in resources.values()]
        known = [each for each in figures if each is not None]
        return sum(known, _NOTHING) if known else None

    def total(self, findings: Iterable[Finding]) -> Saving | None:
        """Return what the findings save together; None where none saves anything.

        All that is done is done at once, so that nothing is saved twice. Where two findings would write at one place,
        the one that saves more counts.
        """
        noted = [self._noted[each.fingerprint] for each in findings if each.money is not None and each.money.is_saving]
        if not noted:
            return None
        noted.sort(key=_by_saving)
        certain = [each for each in noted if each.saving is not None and each.saving.expected]
        found = self._sum(certain)
        if len(certain) < len(noted) and found.most is not None:
            most = self._sum(noted).most
            found = Range(found.least, found.expected, None if most is None else max(most, found.expected))
        return Saving(found, len(noted), self._costs.currency)

    def _sum(self, noted: list[Noted]) -> Range:
        found = _NOTHING
        for saving in self._together(noted):
            found += saving
        return found

    def _together(self, noted: list[Noted]) -> Iterator[Range]:
        """Yield what is saved of each resource that costs less, given findings of which the first saves the most."""
        by_resource: dict[_Key, list[Noted]] = {}
        for each in noted:
            by_resource.setdefault(_key(each.resources[0]), []).append(each)
        removed = {key for key, those in by_resource.items() if _done(those).removes}
        others = {key: self._changed(those) for key, those in by_resource.items() if key not in removed}
        costs = self._costs.where(others.values())
        for key, resource in self._all_affected(those[0].resources[0] for those in by_resource.values()).items():
            if key in removed:
                yield self._monthly(resource, is_alone=True) or _NOTHING
                continue
            difference = _difference(self._costs.of(resource), costs.of(others.get(key, resource)))
            if difference is not None:
                yield _as_saving(difference)
            elif key in by_resource:  # what is priced one by one may have no price together
                yield by_resource[key][0].saving or _NOTHING

    def _all_affected(self, resources: Iterable[Resource]) -> dict[_Key, Resource]:
        return {_key(each): each for resource in resources for each in self._affected(resource)}

    def _changed(self, noted: list[Noted]) -> Resource:
        return changed(self._seen(noted[0].resources[0]), _done(noted))

    def _seen(self, resource: Resource) -> Resource:
        """Return a resource as it is priced: the Kubernetes object that it makes, where it makes one."""
        return (self._costs.cluster.object(resource) or resource) if resource.kind else resource

    def _money(self, amount: Range, *, is_saving: bool) -> Money:
        return Money(is_saving, amount.least, amount.expected, amount.most, self._costs.currency)

    def _settle(self, noted: Noted) -> None:
        (resource,) = noted.resources
        for change in noted.alternatives:
            saving = self._saving(resource, change)
            if saving is not None and (noted.saving is None or _is_less(saving, noted.saving)):
                noted.saving, noted.done = saving, change

    def _at_stake(self, resources: tuple[Resource, ...]) -> Range | None:
        key = id(resources) if len(resources) > 1 else id(resources[0])
        if key not in self._stakes:
            self._stakes[key] = self._cost(resources)
        return self._stakes[key]

    def _cost(self, resources: tuple[Resource, ...]) -> Range | None:
        figures = [
            figure
            for resource in resources
            for each in (self._affected(resource) if len(resources) == 1 else (resource,))
            if (figure := self._monthly(each, is_alone=len(resources) == 1)) is not None
        ]
        found = _NOTHING
        for figure in figures:
            found += figure
        return found if found.expected or found.most else None

    def _monthly(self, resource: Resource, *, is_alone: bool) -> Range | None:
        estimate = self._costs.of(resource) if is_alone else self._costs.own(resource)
        if estimate is None or estimate.currency != self._costs.currency:
            return None
        return monthly(estimate)

    def _affected(self, resource: Resource) -> tuple[Resource, ...]:
        """Return what costs something of which a resource decides how much: itself, or what is made from it."""
        types = DEPENDENTS.get(resource.type, ())
        if not types:
            return (resource,)
        among = self._costs.relations.among(resource)
        found = {
            each.address: each
            for type_ in types
            for related in (among.referrers(resource, type_), among.referents(resource, type_))
            for each in related.resources
        }
        return tuple(found.values())[:MAX_DEPENDENTS]

    def _saving(self, resource: Resource, change: Change) -> Range | None:
        """Return what a change saves; None where it saves nothing, or where that is not known."""
        if change.removes:
            figure = self._monthly(resource, is_alone=True)
            return figure if figure is not None and figure.expected else None
        other = changed(self._seen(resource), change)
        costs = self._costs.where([other])
        found = _NOTHING
        for each in self._affected(resource):
            before = self._costs.of(each)
            after = costs.of(other if each is resource else each)
            difference = _difference(before, after)
            if difference is None:
                return None
            found += difference
        found = _as_saving(found)
        return found if found.expected or found.most else None


def _is_less(saving: Range, other: Range) -> bool:
    """Tell whether a saving is less than another one; one that may be nothing counts after all others."""
    return (not saving.expected, saving.expected) < (not other.expected, other.expected)


def _key(resource: Resource) -> _Key:
    return resource.root, resource.plan, resource.address


def _by_saving(noted: Noted) -> tuple[Decimal, Decimal]:
    """Return what is sorted by so that the largest saving is the first."""
    saving = noted.saving or _NOTHING
    return -saving.expected, -(saving.most or saving.expected)


def _done(noted: list[Noted]) -> Change:
    return together(each.done for each in noted if each.done is not None)


def _difference(before: Estimate | None, after: Estimate | None) -> Range | None:
    """Return by how much less the second estimate is in each case; None where a part that differs has no price."""
    if before is None:
        return None
    if after is None:  # such a thing costs nothing
        after = Estimate(currency=before.currency)
    if before.currency != after.currency:
        return None
    if not set(after.unpriced) <= set(before.unpriced):
        return None
    old, new = Counter(before.components), Counter(after.components)
    gone, come = list((old - new).elements()), list((new - old).elements())
    if any(part.monthly is None and not _is_by_use(part) for part in (*gone, *come)):
        return None
    less, more = _sum(gone), _sum(come)
    most = None if less.most is None or more.most is None else less.most - more.most
    found = Range(less.least - more.least, less.expected - more.expected, most)
    if any(part.monthly is None for part in come):  # nobody said how much it is used: it may eat up what is saved
        nothing = Decimal(0)
        found = Range(min(found.least, nothing), min(found.expected, nothing), found.most)
    if any(part.monthly is None for part in gone):
        found = Range(found.least, found.expected, None)
    return found


def _is_by_use(part: Component) -> bool:
    return part.usage_based and part.unit_price is not None


def _sum(parts: Iterable[Component]) -> Range:
    found = _NOTHING
    for part in parts:
        found += part.monthly or _NOTHING
    return found


def _as_saving(differences: Range) -> Range:
    """Return differences as a range that begins with the smallest, none of them less than nothing."""
    known = [differences.least, differences.expected, *([] if differences.most is None else [differences.most])]
    least, expected = max(min(known), Decimal(0)), max(differences.expected, Decimal(0))
    return Range(least, expected, None if differences.most is None else max(*known, Decimal(0)))
