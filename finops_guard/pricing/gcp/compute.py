"""What the instances of Compute Engine cost, and groups of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from finops_guard.pricing.bill import Bill
from finops_guard.pricing.estimates import Range, exactly
from finops_guard.pricing.gcp.machines import add_instance, add_template
from finops_guard.pricing.gcp.reading import Reader
from finops_guard.resources import Resource

_TEMPLATES = ("google_compute_instance_template", "google_compute_region_instance_template")
_AUTOSCALERS = ("google_compute_autoscaler", "google_compute_region_autoscaler")


def instance(bill: Bill) -> None:
    """Add the machine, the disks that it makes, and its external addresses."""
    add_instance(bill, Reader(bill, bill.resource.values))


def instance_from_template(bill: Bill) -> None:
    """Add a machine as its template describes it, with what is written over it."""
    template = _template(bill)
    own = bill.resource.values
    if template is None:
        bill.unpriced("what its template describes", "its template is not known")
        add_instance(bill, Reader(bill, own))
        return
    read = Reader(bill, own, template.values)
    if read.writes("boot_disk"):
        add_instance(bill, read)
    else:
        add_template(bill, read, exactly(1))


def group(bill: Bill) -> None:
    """Add as many machines of a group's template as it aims at, within the bounds of its autoscaler."""
    template = _template(bill)
    count = _size(bill)
    if template is None:
        bill.unpriced("machines", "its template is not known, or it has several")
        return
    if count is None:
        bill.unpriced("machines", "how many there are is not known")
        return
    add_template(bill, Reader(bill, template.values), count)


def _template(bill: Bill) -> Resource | None:
    """Return the one template that a resource refers to; None where it is not known, or there are several."""
    relations = bill.costs.relations.among(bill.resource)
    found: list[Resource] = []
    for type_ in _TEMPLATES:
        related = relations.referents(bill.resource, type_)
        found += related.resources
        if not related.resources:
            bill.because(related.causes)
    return found[0] if len(found) == 1 else None


def _size(bill: Bill) -> Range | None:
    """Return how many machines a group has; without a target size there are none unless it is scaled.

    "Defaults to 0": the provider's page of google_compute_instance_group_manager (2026-08-21).
    """
    relations = bill.costs.relations.among(bill.resource)
    wanted = bill.number("target_size") if bill.value("target_size") is not None else None
    for type_ in _AUTOSCALERS:
        related = relations.referrers(bill.resource, type_)
        for scaler in related.resources:
            read = Reader(bill, scaler.values)
            least, most = (read.number(f"autoscaling_policy.{name}_replicas") for name in ("min", "max"))
            if least is None:
                return None
            expected = max(least, wanted) if wanted is not None else least
            if most is None:
                return Range(least, expected, None)
            return Range(least, min(expected, max(least, most)), max(least, most))
        bill.because(related.causes)
    if bill.value("target_size") is None:
        return exactly(0)
    return exactly(wanted) if wanted is not None else None


ESTIMATORS: Mapping[str, Callable[[Bill], None]] = {
    "google_compute_instance": instance,
    "google_compute_instance_from_template": instance_from_template,
    "google_compute_instance_group_manager": group,
    "google_compute_region_instance_group_manager": group,
}
