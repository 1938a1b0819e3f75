"""What a budget is, where it may be written, and how much of it is used."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from finops_guard.location import Location, Span
from finops_guard.policy.money import Money
from finops_guard.resources import Environment, Resource
from finops_guard.settings import BUDGET_THRESHOLDS
from finops_guard.values import Cause

if TYPE_CHECKING:
    from finops_guard.pricing.breakdown import ResourceCost

# Root, plan and address, which tell the resources of a scan apart.
Key: TypeAlias = tuple[str, str, str]


class Source(StrEnum):
    """Where a budget is written."""

    CONFIGURATION = "configuration"
    COMMENT = "comment"
    RESOURCE = "resource"  # a cloud's own budget, as Terraform makes it
    ANNOTATION = "annotation"  # of a Kubernetes object


class State(StrEnum):
    """How a budget stands, the worst first."""

    MALFORMED = "malformed"
    EXCEEDED = "exceeded"
    NEARLY_USED = "nearly-used"
    MAY_EXCEED = "may-exceed"
    NOT_COMPARED = "not-compared"
    WITHIN = "within"


class Scope(Struct, frozen=True):
    """What a budget is for, by conditions that must all hold; one that is empty asks for nothing.

    ``paths``, ``environments`` and ``namespaces`` as in :class:`finops_guard.settings.BudgetScope`. Of each group of
    ``tags`` (keys with globs) one must be there. ``root`` (with ``plan``) is the one deployed unit that is meant, and
    ``provider`` the cloud, as policies name it.
    """

    paths: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()
    tags: tuple[tuple[tuple[str, str], ...], ...] = ()
    namespaces: tuple[str, ...] = ()
    root: str | None = None
    plan: str = ""
    provider: str = ""


class Budget(Struct, frozen=True):
    """One budget.

    ``address`` is what exceptions call it, unique in its ``root``. ``amount`` is a month's; where there is none,
    ``problem`` says what is wrong with it, ``causes`` why it is not known, or ``skipped`` why it is compared with
    nothing. What it is for are the resources of ``members``, or of ``scope``; of neither, nothing is known.
    ``around`` is the item that it is written at, for comments that ask to ignore findings.
    """

    name: str
    address: str
    source: Source
    location: Location
    span: Span | None = None
    owner: str = ""
    amount: Money | None = None
    problem: str = ""
    causes: tuple[Cause, ...] = ()
    skipped: str = ""
    thresholds: tuple[Decimal, ...] = BUDGET_THRESHOLDS
    scope: Scope | None = None
    members: frozenset[Key] | None = None
    root: str = ""
    plan: str = ""
    environment: Environment = Environment()
    around: Location | None = None

    @property
    def has_scope(self) -> bool:
        return self.scope is not None or self.members is not None


class Entry(Struct, frozen=True):
    """A resource that costs something, what it costs, and why not all of that is known."""

    resource: Resource
    cost: ResourceCost
    causes: tuple[Cause, ...] = ()

    @property
    def key(self) -> Key:
        return self.resource.root, self.resource.plan, self.resource.address


class Use(Struct, frozen=True):
    """What of a budget is used a month by what it is for.

    ``expected`` is what all of it costs, ``certain`` leaves out what is only made if values say so, and ``most`` adds
    what it may be scaled to and what may belong to it (None: there is no bound). ``unpriced`` is how many resources
    have no price, or not for all of them; ``causes`` say why it may cost more. ``is_whole`` tells that all that the
    budget is for was looked at. ``costliest`` are those that cost the most.
    """

    budget: Budget
    currency: str
    expected: Decimal = Decimal(0)
    certain: Decimal = Decimal(0)
    most: Decimal | None = Decimal(0)
    resources: int = 0
    unpriced: int = 0
    causes: tuple[Cause, ...] = ()
    is_whole: bool = True
    costliest: tuple[Entry, ...] = ()

    @property
    def limit(self) -> Decimal | None:
        """The budget's amount, where it can be compared with costs."""
        amount, budget = self.budget.amount, self.budget
        if amount is None or amount.currency != self.currency or budget.skipped or budget.problem:
            return None
        return amount.amount if budget.has_scope else None

    @property
    def share(self) -> Decimal | None:
        """How much of the budget is used, in percent."""
        limit = self.limit
        return self.expected * 100 / limit if limit else None

    @property
    def threshold(self) -> Decimal | None:
        """The highest threshold that is certainly reached."""
        limit = self.limit
        reached = [each for each in self.budget.thresholds if limit and self.certain * 100 >= each * limit]
        return max(reached, default=None)

    @property
    def state(self) -> State:
        limit = self.limit
        if self.budget.problem:
            return State.MALFORMED
        if limit is None:
            return State.NOT_COMPARED
        if self.certain > limit:
            return State.EXCEEDED
        if self.threshold is not None:
            return State.NEARLY_USED
        if self.most is None or self.most > limit or self.causes:
            return State.MAY_EXCEED
        return State.WITHIN if self.is_whole else State.NOT_COMPARED

    @property
    def reason(self) -> str:
        """Why a budget is not compared, or what is wrong with it; empty where it is."""
        budget = self.budget
        if budget.problem or budget.skipped:
            return budget.problem or budget.skipped
        if budget.causes:
            return budget.causes[0].text
        if budget.amount is not None and budget.amount.currency != self.currency:
            return f"it is in {budget.amount.currency}, estimates are in {self.currency}, and there is no exchange rate"
        return "only a part of what it is for was scanned" if self.state is State.NOT_COMPARED else ""


class Coverage(Struct, frozen=True):
    """How much of the cost of a scan is under a budget; what is under several counts once.

    ``uncovered`` are the costliest resources under none; ``open`` says why more may be covered. ``unpriced`` is how
    many resources have no price, or not for all of them.
    """

    total: Decimal
    covered: Decimal
    currency: str
    unpriced: int = 0
    uncovered: tuple[Entry, ...] = ()
    open: tuple[Cause, ...] = ()

    @property
    def share(self) -> Decimal | None:
        """The share in percent; None where nothing has a cost."""
        return self.covered * 100 / self.total if self.total else None
