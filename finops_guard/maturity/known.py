"""All that evidence about money and practice is made of, so that each collector is a pure function of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct, field

from finops_guard.findings import Evaluation, Finding, Verdict
from finops_guard.maturity.answers import Answers
from finops_guard.maturity.declared import Declared
from finops_guard.maturity.facts import Facts
from finops_guard.maturity.model import Evidence
from finops_guard.policy.model import Policy
from finops_guard.pricing.breakdown import ResourceCost
from finops_guard.resources import Resource, ResourceSet

if TYPE_CHECKING:
    from finops_guard.policy.budgets.model import Coverage


class Economy(Struct, frozen=True):
    """What a scan knows of money.

    ``costs`` are the resources whose costs make up the total, each with its own (None: it has no bill). ``coverage`` is
    how much of it is under a budget, None where there is none. ``findings`` carry their money; ``let_stand`` are the
    fingerprints of those that exceptions and comments let stand. ``answers`` are those of people, ``billed`` is what
    was recorded of the last bill. ``as_of`` is the day that exceptions are judged for, empty where none was. ``whole``:
    all of a tree was scanned.
    """

    costs: Sequence[tuple[Resource, ResourceCost | None]] = ()
    coverage: Coverage | None = None
    findings: Sequence[Finding] = ()
    let_stand: frozenset[str] = frozenset()
    declared: Declared = Declared()
    answers: Answers = Answers()
    billed: Mapping[str, Evidence] = field(default_factory=dict)
    approved_modules: tuple[str, ...] = ()
    as_of: str = ""
    whole: bool = True

    @property
    def expected(self) -> dict[int, Decimal]:
        """What resources with a price cost a month, by their ``id``."""
        return {id(at): cost.expected for at, cost in self.costs if cost is not None and cost.monthly is not None}


class Known(Struct, frozen=True):
    """What a scan knows: of money, of what it found and judged, and of the repository.

    ``register_owner`` is the line of CODEOWNERS that gives new exceptions an owner, None where nothing does.
    """

    resources: ResourceSet
    policies: Sequence[Policy]
    evaluations: Sequence[Evaluation]
    facts: Facts
    economy: Economy
    register_owner: int | None = None

    @property
    def is_complete(self) -> bool:
        """Tell whether nothing is hidden: all of a tree was read, with every module that it calls."""
        return self.economy.whole and not self.facts.hidden

    def of_types(self, *types: str) -> list[Resource]:
        """Return the resources of these types (of Kubernetes: kinds), in the order of the scan."""
        return [each for each in self.resources.resources if each.type in types or (each.kind and each.kind in types)]


class Weighed(Struct, frozen=True):
    """How much of what policies judge passes, may pass, or fails: by cost, or where nothing has a price by number.

    ``unpriced`` counts those that weigh nothing by cost.
    """

    passing: Decimal
    undecided: Decimal
    failing: Decimal
    by_cost: bool
    first: Evaluation | None
    unpriced: int = 0

    @property
    def total(self) -> Decimal:
        return self.passing + self.undecided + self.failing

    @property
    def how(self) -> str:
        return "estimated cost" if self.by_cost else "number"


def weighed(known: Known, policies: Sequence[Policy]) -> Weighed | None:
    """Weigh resources by the verdicts of policies, the worst of which counts; None where none is judged.

    ``first`` is the dearest one that fails.
    """
    ids = {policy.id for policy in policies}
    costs: dict[tuple[str, str], Decimal] = {}
    for resource, cost in known.economy.costs:
        if cost is not None and cost.monthly is not None:
            costs[resource.root, resource.address] = cost.expected
    worst: dict[tuple[str, str], Evaluation] = {}
    for each in _judged(known.evaluations, ids):
        at = (each.root, each.address)
        if at not in worst or _RANK[each.verdict] > _RANK[worst[at].verdict]:
            worst[at] = each
    if not worst:
        return None
    by_cost = any(costs.get(at, 0) > 0 for at in worst)
    weights = {at: costs.get(at, Decimal(0)) if by_cost else Decimal(1) for at in worst}
    sums = dict.fromkeys(Verdict, Decimal(0))
    for at, each in worst.items():
        sums[each.verdict] += weights[at]
    failing = [at for at, each in worst.items() if each.verdict is Verdict.FAIL]
    first = min(failing, key=lambda at: (-weights[at], worst[at].location), default=None)
    place = worst[first] if first else None
    unpriced = sum(not weight for weight in weights.values())
    return Weighed(sums[Verdict.PASS], sums[Verdict.UNRESOLVED], sums[Verdict.FAIL], by_cost, place, unpriced)


_RANK: Mapping[Verdict, int] = {Verdict.PASS: 0, Verdict.UNRESOLVED: 1, Verdict.FAIL: 2}


def _judged(evaluations: Sequence[Evaluation], ids: set[str]) -> Iterator[Evaluation]:
    return (each for each in evaluations if each.policy in ids and not each.address.startswith(("root:", "file:")))
