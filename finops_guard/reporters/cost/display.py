"""What of a breakdown is shown, and how its amounts, quantities and counts are written."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct

from finops_guard.location import Location
from finops_guard.pricing.breakdown import Breakdown, ModuleCost, ProjectCost, ResourceCost, Status
from finops_guard.pricing.estimates import Component, Confidence
from finops_guard.reporters.amounts import DIGITS, shared
from finops_guard.reporters.options import Options
from finops_guard.reporters.styling import count

MAX_NAMED = 3  # addresses a reason
MAX_REASONS = 30
MAX_MISSING = 10

Section = tuple[ProjectCost, list[tuple[ModuleCost, list[ResourceCost]]]]


class Display(Struct, frozen=True):
    """How to show a breakdown to people: ``top`` bounds it to the costliest resources (None: all of them).

    Without ``unpriced``, resources and parts without a figure are left out, and so is why. Formats for machines hold
    everything in any case.
    """

    options: Options = Options()
    version: str = ""
    top: int | None = None
    unpriced: bool = True

    def sections(self, found: Breakdown) -> Iterator[Section]:
        """Yield the projects with the modules and resources that are shown."""
        top = {id(each[2]) for each in found.costliest(self.top)} if self.top is not None else None
        for project in found.projects:
            modules = [(each, [row for row in each.resources if self._is_shown(row, top)]) for each in project.modules]
            shown = [(module, resources) for module, resources in modules if resources]
            if shown:
                yield project, shown

    def project(self, project: ProjectCost) -> str:
        """Return a project's directory, as seen from the working directory."""
        return self.options.path(project.root) or "."

    def place(self, at: Location) -> str:
        """Return ``path:line``, as seen from the working directory."""
        return f"{self.options.path(at.path)}:{at.line}"

    def components(self, resource: ResourceCost) -> list[Component]:
        """Return the components that are shown."""
        return [each for each in resource.counted if self.unpriced or each.monthly is not None]

    def left_out(self, found: Breakdown) -> tuple[int, Decimal]:
        """Return how many resources are not shown, and what they cost."""
        shown = {id(each) for _, modules in self.sections(found) for _, resources in modules for each in resources}
        hidden = [each for _, _, each in found.each() if id(each) not in shown]
        return len(hidden), sum((each.expected for each in hidden), Decimal(0))

    def _is_shown(self, resource: ResourceCost, top: set[int] | None) -> bool:
        return id(resource) in top if top is not None else self.unpriced or resource.monthly is not None


def number(value: Decimal) -> str:
    """Return a number as people write it, to six digits behind the point."""
    if value.adjusted() >= DIGITS:
        return f"{value:.3e}"
    rounded = value if value.as_tuple().exponent in range(-6, 1) else value.quantize(Decimal("0.000001"))
    text = f"{rounded:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def quantity(part: Component) -> str:
    """Return how much there is of a component and at which price: ``730 hour x 0.045``."""
    price = f"{part.unit_price.normalize():f}" if part.unit_price is not None else ""
    if part.quantity is None:
        return f"{price} each {part.unit}".strip() if price and part.unit else price
    asked = f"{number(part.quantity.expected)} {part.unit}".strip()
    return f"{asked} x {price}" if price else asked


def remark(part: Component) -> str:
    """Return why a component has no figure, or what its figure rests on."""
    if part.monthly is None and part.usage_based and part.confidence is not Confidence.UNPRICED:
        depends = f"depends on use ({part.usage_key})" if part.usage_key else "depends on use"
        return f"{depends}, {part.reason}" if part.reason else depends
    return part.reason


def summary(found: Breakdown) -> str:
    """Return what is and is not in the total: ``12 resources priced, 2 in part; 3 without a price``."""
    counts = found.counts
    parts = [f"{count(counts[Status.PRICED] + counts[Status.PARTLY], 'resource')} priced"]
    words = {Status.PARTLY: "of them in part", Status.UNPRICED: "without a price", Status.USAGE: "by use only"}
    parts += [f"{counts[status]:,} {word}" for status, word in words.items() if counts[status]]
    free, unknown = sum(found.free.values()), sum(found.without_estimator.values())
    parts += [f"{free:,} free"] if free else []
    parts += [f"{unknown:,} of types that nothing is known of"] if unknown else []
    return ", ".join(parts)


def on_nodes(found: Breakdown) -> str:
    """Return what is said of workloads on node pools that are counted themselves; empty where there are none."""
    if found.on_nodes is None:
        return ""
    return shared(found.on_nodes.expected, found.currency)


def types(counted: dict[str, int]) -> list[str]:
    """Return types with their number, the most frequent first: ``aws_iam_role 12``."""
    return [f"{name} {number:,}" for name, number in sorted(counted.items(), key=lambda row: (-row[1], row[0]))]
