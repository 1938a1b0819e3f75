"""How many instances there are of what an autoscale setting of Azure Monitor scales."""

from __future__ import annotations

from decimal import Decimal

from finops_guard.pricing.bill import Bill
from finops_guard.pricing.estimates import Range, exactly
from finops_guard.pricing.places import at, first
from finops_guard.pricing.reading import as_number
from finops_guard.resources import Resource

_SETTING = "azurerm_monitor_autoscale_setting"


def instances(bill: Bill, path: str, default: int) -> Range | None:
    """Return the number at a path, scaled by the settings that refer to the resource; None where it is not known.

    A setting may have several profiles: the least of any, the most of any, and what the first is by default.
    """
    related = bill.costs.relations.among(bill.resource).referrers(bill.resource, _SETTING)
    found = [range_ for each in related.resources if (range_ := _scaled(bill, each)) is not None]
    if found:
        most = [each.most for each in found if each.most is not None]
        top = max(most) if len(most) == len(found) else None
        return Range(min(each.least for each in found), found[0].expected, top)
    written = bill.number(path, default)
    if written is None or not related.causes:
        return None if written is None else exactly(written)
    bill.because(related.causes)
    return Range(Decimal(0), written, None)


def _scaled(bill: Bill, setting: Resource) -> Range | None:
    """Return what a setting scales to; None where it is off, or tells nothing."""
    enabled = first(setting.values, "enabled")
    if enabled is not None and enabled.raw in (False, "false"):
        return None
    least, expected, most = (list(at(setting.values, f"profile.capacity.{end}")) for end in _ENDS)
    for value in (*least, *expected, *most):
        bill.because(value.causes)
    lows, normal, highs = ([as_number(each) for each in values] for values in (least, expected, most))
    if not normal:
        return None
    low = min((each or Decimal(0) for each in lows), default=Decimal(0))
    known = [each for each in highs if each is not None]
    high = max(known) if known and len(known) == len(highs) else None
    middle = normal[0] if normal[0] is not None else low
    return Range(min(low, middle), middle, high if high is None else max(high, middle))


_ENDS = ("minimum", "default", "maximum")
