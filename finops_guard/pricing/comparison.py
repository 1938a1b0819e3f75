"""What a change costs: the estimates of two states of a tree, compared by resource and component."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from finops_guard.location import Location
from finops_guard.pricing.estimates import cents

_NOTHING = Decimal(0)

# What tells a resource apart: its root, plan and address; of several with the same, also its file and their number.
_Key = tuple[str, ...]


class Status(StrEnum):
    """What became of a resource between the two states."""

    NEW = "new"
    CHANGED = "changed"
    REMOVED = "removed"


class Line(Struct, frozen=True):
    """One component as it is compared: how much (``730 hour``, ``GB by use``), and its cost; None: no figure.

    ``price`` is what a unit costs (``0.096``), ``region`` where; they tell why the same quantity costs something else.
    """

    name: str
    quantity: str
    monthly: Decimal | None
    price: str = ""
    region: str = ""


class PricedResource(Struct, frozen=True):
    """A resource with its estimate: ``monthly`` is the expected cost, None where it has no price.

    ``root`` is the directory that is deployed as one unit, ``location`` where the resource stands, ``file`` the path of
    it as both sides name it. ``plan`` tells several plans of one root apart. ``moved_from`` is the address that it had,
    where the code says that it was moved.
    """

    root: str
    address: str
    type: str
    location: Location
    lines: tuple[Line, ...]
    monthly: Decimal | None
    plan: str = ""
    unpriced: tuple[str, ...] = ()
    moved_from: str = ""
    file: str = ""

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

    @property
    def is_one_sided(self) -> bool:
        """Whether both sides have it, and only one knows what it costs: the delta is no change of cost then."""
        return self.before is not None and self.after is not None and not _alike(self.before, self.after)


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
    def is_priced(self) -> bool:
        """Whether any side has a price."""
        return any(side is not None and side.monthly is not None for side in (self.before, self.after))

    @property
    def moved_from(self) -> str:
        """The address that it had, where it was moved; else empty."""
        return self.before.moved_from if self.before is not None and self.after is not None else ""

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

    A base that cost nothing has no percentage: :attr:`percent` is None then. ``unread`` is sorted. ``base`` names what
    is compared with. ``on_nodes`` is what workloads take now of node pools that are counted themselves, in no sum here.
    """

    changes: tuple[ChangedResource, ...]
    before: Decimal
    after: Decimal
    currency: str = "USD"
    unread: tuple[Unread, ...] = ()
    base: str = ""
    on_nodes: Decimal | None = None

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
    def one_sided(self) -> Decimal | None:
        """How much of the delta is of parts whose cost only one side knows: no change of cost; None: there are none."""
        found = [line.delta for each in self.changes for line in each.lines if line.is_one_sided]
        return sum(found, _NOTHING) if found else None

    @property
    def counts(self) -> dict[Status, int]:
        """How many resources are new, changed and removed."""
        found = Counter(each.status for each in self.changes)
        return {status: found[status] for status in Status}

    @property
    def percent(self) -> Decimal | None:
        """How much more it costs, in percent; None where the base costs nothing."""
        return self.delta * 100 / self.before if self.before else None


def compare(
    before: Iterable[PricedResource],
    after: Iterable[PricedResource],
    currency: str = "USD",
    missing: tuple[Unread, ...] = (),
    base: str = "",
    on_nodes: Decimal | None = None,
) -> Comparison:
    """Return what differs between two states; ``missing`` is what was not read of them.

    Of resources with one address, those of the same file are the same, in the order in which they stand.
    """
    now, then = list(after), list(before)
    shared = {key for side in (now, then) for key, number in Counter(each.key for each in side).items() if number > 1}
    old, new = _by_key(then, shared), _by_key(now, shared)
    changes = [change for key in {**old, **new} if (change := _change(old.get(key), new.get(key))) is not None]
    changes.sort(key=_place)
    return Comparison(tuple(changes), _sum(old), _sum(new), currency, missing, base, on_nodes)


def _place(change: ChangedResource) -> tuple[Decimal, _Key, Location, str]:
    return -abs(change.delta), change.shown.key, change.shown.location, change.status


def _by_key(resources: Iterable[PricedResource], shared: set[tuple[str, str, str]]) -> Mapping[_Key, PricedResource]:
    seen: Counter[_Key] = Counter()
    found = {}
    for each in resources:
        key: _Key = (*each.key, each.file) if each.key in shared else each.key
        seen[key] += 1
        found[*key, str(seen[key])] = each
    return found


def _sum(resources: Mapping[_Key, PricedResource]) -> Decimal:
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


def _alike(before: Line, after: Line) -> bool:
    return (before.monthly is None) is (after.monthly is None)


def _amount(line: Line | None) -> Decimal:
    return _NOTHING if line is None or line.monthly is None else line.monthly
