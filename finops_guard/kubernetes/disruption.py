"""What a PodDisruptionBudget allows: how many pods of a workload may be moved at a time."""

from __future__ import annotations

import re
from decimal import ROUND_CEILING, Decimal

from finops_guard.kubernetes.pods import find
from finops_guard.kubernetes.replicas import Count, whole_number
from finops_guard.values import Value, all_causes

_PERCENT = re.compile(r"([0-9]{1,6})%").fullmatch


def disruptions_allowed(manifest: Value, pods: Count) -> Count | None:
    """Return how many of a number of pods a budget lets go at a time; None where there are none, or it cannot be told.

    Percentages are rounded up, as Kubernetes does for both kinds. The count stands where the budget says it.
    """
    for name in ("minAvailable", "maxUnavailable"):
        written = find(manifest, "spec", name)
        if written is None or written.is_null:
            continue
        if written.is_unknown:
            return Count(None, written, all_causes(written))
        if name == "maxUnavailable" and (amount := _amount(written, 0)) == 0:
            return Count(0, written)
        if pods.causes:
            return Count(None, written, pods.causes)
        if not pods.number:
            return None
        amount = _amount(written, pods.number)
        if amount is None:
            return None
        return Count(max(0, pods.number - amount if name == "minAvailable" else amount), written)
    return None


def _amount(written: Value, pods: int) -> int | None:
    """Return a number of pods, written as one or as a percentage of all; a percentage of none is the percentage."""
    found = _PERCENT(written.raw) if isinstance(written.raw, str) else None
    if found is None:
        return whole_number(written)
    percent = int(found[1])
    return int((Decimal(pods) * percent / 100).to_integral_value(ROUND_CEILING)) if pods else percent
