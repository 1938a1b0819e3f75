"""What a scan is compared with: the costs of another state of the same tree, whatever they were read from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from finops_guard.location import Location
from finops_guard.pricing.breakdown import Breakdown, Missing, ResourceCost, on_node_pools, shared
from finops_guard.pricing.comparison import Comparison, Line, PricedResource, Unread, compare
from finops_guard.pricing.estimates import Component, Confidence
from finops_guard.pricing.moves import Moves
from finops_guard.resources import Move, ResourceSet

Root = tuple[str, str]  # the directory of a root module, and the plan
_Row = tuple[Root, ResourceCost]


class Base(Struct, frozen=True):
    """The costs of the state before, and how people call it: ``commit 1a2b3c4d5e6f (main)``, ``directory ../old``.

    ``before`` and ``after`` are the directories from which the roots of the two states are seen, where they differ.
    """

    name: str
    costs: Breakdown
    before: str = ""
    after: str = ""


def compared(base: Base, now: Breakdown, found: ResourceSet) -> Comparison:
    """Return what the costs of a scan differ by from a base.

    What workloads request is counted on neither side where node pools of either have a price. Resources that the code
    says were moved are the same ones.
    """
    before, after = _rows(base.costs, base.before), _rows(now, base.after)
    if base.costs.on_nodes is not None or now.on_nodes is not None:
        before, after = _on_node_pools(before), _on_node_pools(after)
    share = shared([cost for _, cost in after])
    said = moves(found, base.after)
    return compare(
        _renamed(before, after, said, base.before),
        [_priced(*row, base.after) for row in after],
        now.currency,
        _unread(_by_place(base.costs.missing, base.before), _by_place(now.missing, base.after)),
        base.name,
        None if share is None else share.expected,
    )


def moves(found: ResourceSet, path: str = "") -> Mapping[str, Moves]:
    """Return what was moved, by root, as seen from a path."""
    said: dict[str, list[Move]] = {}
    for root in (*found.roots, *found.partial):
        if root.configuration is not None:
            said.setdefault(_inside(root.path, path), []).extend(root.configuration.moves())
    return {root: Moves(listed) for root, listed in said.items()}


def _rows(costs: Breakdown, path: str) -> list[_Row]:
    return [((_inside(project.root, path), project.plan), cost) for project, _, cost in costs.each()]


def _on_node_pools(rows: Iterable[_Row]) -> list[_Row]:
    return [(root, on_node_pools(cost)) for root, cost in rows]


def _renamed(
    before: Iterable[_Row], after: Iterable[_Row], said: Mapping[str, Moves], path: str
) -> list[PricedResource]:
    """Return the resources of the base by the addresses that they have now."""
    old, new = _addresses(before), _addresses(after)
    nothing = Moves(())
    renamed = []
    for (root, plan), cost in before:
        known = new.get((root, plan), set())
        address = said.get(root, nothing).renamed(cost.address, known, old[root, plan])
        each = _priced((root, plan), cost, path)
        moved = address != cost.address and address in known
        renamed.append(replace(each, address=address, moved_from=cost.address) if moved else each)
    return renamed


def _addresses(rows: Iterable[_Row]) -> dict[Root, set[str]]:
    found: dict[Root, set[str]] = {}
    for root, cost in rows:
        found.setdefault(root, set()).add(cost.address)
    return found


def _priced(root: Root, cost: ResourceCost, path: str) -> PricedResource:
    monthly = None if cost.monthly is None else cost.monthly.expected
    lines = tuple(line_of(part, is_shared=cost.on_nodes is not None and part.requested) for part in cost.components)
    return PricedResource(
        root[0],
        cost.address,
        cost.type,
        cost.location,
        lines,
        monthly,
        root[1],
        cost.reasons,
        file=_inside(cost.location.path, path),
    )


def line_of(part: Component, *, is_shared: bool = False) -> Line:
    """Return a component as it is compared."""
    monthly = None if part.monthly is None or is_shared else part.monthly.expected
    price = f"{part.unit_price.normalize():f}" if part.unit_price is not None else ""
    return Line(part.name, _quantity(part), monthly, price, part.region)


def _quantity(part: Component) -> str:
    """Return how much of what there is, else why there is no figure: ``GB by use``, ``no price (no size is known)``."""
    if part.quantity is not None:
        times = " x" if part.unit[:1].isdigit() else ""
        return f"{part.quantity.expected.normalize():f}{times} {part.unit}"
    if part.confidence is not Confidence.UNPRICED:
        return f"{part.unit} by use"
    return f"no price ({part.reason})" if part.reason else "no price"


def _by_place(missing: Iterable[Missing], path: str) -> dict[tuple[str, str], Location]:
    """Return where something is that was not read, by what both sides name it: lines of a file move."""
    return {(_inside(each.location.path, path), each.message): each.location for each in missing}


def _unread(old: Mapping[tuple[str, str], Location], new: Mapping[tuple[str, str], Location]) -> tuple[Unread, ...]:
    """Return what the two sides did not read, sorted."""
    found = [
        *(Unread("before", old[key], key[1]) for key in old.keys() - new.keys()),
        *(Unread("both" if key in old else "after", new[key], key[1]) for key in new),
    ]
    return tuple(sorted(found))


def _inside(root: str, path: str) -> str:
    """Return a root as seen from the path that it is below."""
    return root if not path else root.removeprefix(path).removeprefix("/")
