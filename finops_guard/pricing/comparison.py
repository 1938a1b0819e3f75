"""What a change costs: the estimates of two states of a tree, compared by resource and component."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from finops_guard.diagnostics import Level
from finops_guard.location import Location
from finops_guard.pricing.costs import Costs
from finops_guard.pricing.estimates import Component, Confidence, Estimate, cents
from finops_guard.resources import ResourceSet

_NOTHING = Decimal(0)
# Notices that tell of resources that were not seen.
_MISSING = frozenset(
    {
        "helm-chart",
        "helm-release",
        "kustomization",
        "module-not-evaluated",
        "stack-not-evaluated",
        "too-deep",
        "too-large",
        "too-many",
    }
)


class Status(StrEnum):
    """What became of a resource between the two states."""

    NEW = "new"
    CHANGED = "changed"
    REMOVED = "removed"


class Line(Struct, frozen=True):
    """One component as it is compared: how much (``730 hour``, ``GB by use``), and its cost; None: no figure."""

    name: str
    quantity: str
    monthly: Decimal | None


class PricedResource(Struct, frozen=True):
    """A resource with its estimate: ``monthly`` is the expected cost, None where it has no price.

    ``root`` is the directory that is deployed as one unit, ``location`` where the resource stands. ``plan`` tells
    several plans of one root apart.
    """

    root: str
    address: str
    type: str
    location: Location
    lines: tuple[Line, ...]
    monthly: Decimal | None
    plan: str = ""
    unpriced: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str, str]:
        return self.root, self.plan, self.address


class ChangedLine(Struct, frozen=True):
    """One component that differs; a side is None where the resource does not have it there."""

    name: str
    before: Line | None
    after: Line | None

    @property
    def delta(self) -> Decimal:
        """What it costs more a month, of what has a figure."""
        return _amount(self.after) - _amount(self.before)


class ChangedResource(Struct, frozen=True):
    """One resource whose cost, or what is known of it, differs; ``delta`` is what it costs more a month.

    ``is_partial`` says that a side has parts without a price: the delta is of the others.
    """

    status: Status
    before: PricedResource | None
    after: PricedResource | None
    lines: tuple[ChangedLine, ...]
    delta: Decimal
    is_partial: bool

    @property
    def shown(self) -> PricedResource:
        """The resource as it is now, or was."""
        found = self.after or self.before
        if found is None:
            raise AssertionError("a change has a side")
        return found


class Unread(Struct, frozen=True, order=True):
    """What was not read, and so is not compared: what is missing on one side seems to be new, or removed.

    ``side`` is ``before``, ``after`` or ``both``.
    """

    side: str
    location: Location
    message: str


class Comparison(Struct, frozen=True):
    """All that differs, the largest change of cost first; ``before`` and ``after`` are what all resources cost a month.

    A base that cost nothing has no percentage: :attr:`percent` is None then. ``unread`` is sorted.
    """

    changes: tuple[ChangedResource, ...]
    before: Decimal
    after: Decimal
    currency: str = "USD"
    unread: tuple[Unread, ...] = ()

    @property
    def delta(self) -> Decimal:
        return self.after - self.before

    @property
    def added(self) -> Decimal:
        """What the change adds a month, by the resources that cost more."""
        return sum((each.delta for each in self.changes if each.delta > 0), _NOTHING)

    @property
    def saved(self) -> Decimal:
        """What the change saves a month, by the resources that cost less."""
        return -sum((each.delta for each in self.changes if each.delta < 0), _NOTHING)

    @property
    def percent(self) -> Decimal | None:
        """How much more it costs, in percent; None where the base costs nothing."""
        return self.delta * 100 / self.before if self.before else None


def lines_of(estimate: Estimate) -> tuple[Line, ...]:
    """Return the components of an estimate as they are compared."""
    return tuple(
        Line(part.name, _quantity(part), None if part.monthly is None else part.monthly.expected)
        for part in estimate.components
    )


def _quantity(part: Component) -> str:
    """Return how much of what there is, else why there is no figure: ``GB by use``, ``no price (no size is known)``."""
    if part.quantity is not None:
        times = " x" if part.unit[:1].isdigit() else ""
        return f"{part.quantity.expected.normalize():f}{times} {part.unit}"
    if part.confidence is not Confidence.UNPRICED:
        return f"{part.unit} by use"
    return f"no price ({part.reason})" if part.reason else "no price"


def priced(found: ResourceSet, costs: Costs) -> list[PricedResource]:
    """Return the resources of a scan that cost something, or have no price; sums of others (Namespaces) are none."""
    return [
        PricedResource(
            each.root,
            each.address,
            each.type,
            each.span.location(),
            lines_of(estimate),
            estimate.expected,
            each.plan,
            tuple(reason.removeprefix(f"{each.address}: ") for reason in estimate.unpriced),
        )
        for each in found.resources
        if not costs.is_sum(each) and (estimate := costs.of(each)) is not None
    ]


def unread(before: ResourceSet, after: ResourceSet) -> tuple[Unread, ...]:
    """Return what the two scans did not read, sorted: broken files, and modules and charts that are not there."""
    old, new = _not_read(before), _not_read(after)
    sides = [("before", old - new), ("after", new - old), ("both", old & new)]
    return tuple(sorted(Unread(side, *each) for side, found in sides for each in found))


def _not_read(found: ResourceSet) -> set[tuple[Location, str]]:
    return {
        (each.span.location() if each.span else Location(each.path), each.message)
        for each in found.diagnostics
        if each.level is Level.ERROR or each.kind in _MISSING
    }


def compare(
    before: Iterable[PricedResource],
    after: Iterable[PricedResource],
    currency: str = "USD",
    missing: tuple[Unread, ...] = (),
) -> Comparison:
    """Return what differs between two states, each of which holds a resource once.

    ``missing`` is what was not read of them.
    """
    old, new = _by_key(before), _by_key(after)
    changes = [change for key in old.keys() | new.keys() if (change := _change(old.get(key), new.get(key))) is not None]
    changes.sort(key=lambda each: (-abs(each.delta), each.shown.key))
    return Comparison(tuple(changes), _sum(old), _sum(new), currency, missing)


def _by_key(resources: Iterable[PricedResource]) -> Mapping[tuple[str, str, str], PricedResource]:
    return {each.key: each for each in resources}


def _sum(resources: Mapping[tuple[str, str, str], PricedResource]) -> Decimal:
    return sum((each.monthly or _NOTHING for each in resources.values()), _NOTHING)


def _change(before: PricedResource | None, after: PricedResource | None) -> ChangedResource | None:
    lines = _changed_lines(before.lines if before else (), after.lines if after else ())
    if before is not None and after is not None and not lines and before.unpriced == after.unpriced:
        return None
    status = Status.NEW if before is None else Status.REMOVED if after is None else Status.CHANGED
    delta = (after.monthly or _NOTHING if after else _NOTHING) - (before.monthly or _NOTHING if before else _NOTHING)
    is_partial = any(side is not None and (side.monthly is None or bool(side.unpriced)) for side in (before, after))
    return ChangedResource(status, before, after, lines, delta, is_partial)


def _changed_lines(before: tuple[Line, ...], after: tuple[Line, ...]) -> tuple[ChangedLine, ...]:
    """Return the components that differ, those of one name in the order in which they stand."""
    old, new = _numbered(before), _numbered(after)
    keys = dict.fromkeys([*new, *old])
    return tuple(ChangedLine(key[0], old.get(key), new.get(key)) for key in keys if _differ(old.get(key), new.get(key)))


def _numbered(lines: tuple[Line, ...]) -> dict[tuple[str, int], Line]:
    seen: dict[str, int] = {}
    numbered = {}
    for line in lines:
        seen[line.name] = seen.get(line.name, 0) + 1
        numbered[line.name, seen[line.name]] = line
    return numbered


def _differ(before: Line | None, after: Line | None) -> bool:
    if before is None or after is None:
        return True
    if before.quantity != after.quantity:
        return True
    if before.monthly is None or after.monthly is None:
        return before.monthly is not after.monthly
    return cents(before.monthly) != cents(after.monthly)


def _amount(line: Line | None) -> Decimal:
    return _NOTHING if line is None or line.monthly is None else line.monthly
