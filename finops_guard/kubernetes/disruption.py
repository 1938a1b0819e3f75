"""What a PodDisruptionBudget allows: how many pods of a workload may be moved at a time."""

from __future__ import annotations

import re

from finops_guard.kubernetes.pods import find
from finops_guard.kubernetes.replicas import Count, whole_number
from finops_guard.values import Value, all_causes

_PERCENT = re.compile(r"([0-9]{1,6})%").fullmatch


def disruptions_allowed(manifest: Value, pods: Count) -> Count | None:
    """Return how many of a number of pods a budget lets go at a time; None where there are none, or no bound is said.

    Percentages are rounded up, as Kubernetes does for both kinds. The count stands where the budget says it.
    """
    for name in ("minAvailable", "maxUnavailable"):
        written = find(manifest, "spec", name)
        if written is None or written.is_null:
            continue
        if written.is_unknown:
            return Count(None, written, all_causes(written))
        if _is_none(name, written):
            return Count(0, written)
        if pods.causes:
            return Count(None, written, pods.causes)
        amount = _amount(written, pods.number) if pods.number else None
        if amount is None or pods.number is None:
            return None
        return Count(max(0, pods.number - amount if name == "minAvailable" else min(amount, pods.number)), written)
    return None


def _is_none(name: str, written: Value) -> bool:
    """Tell whether a budget lets no pod go, however many there are."""
    if name == "maxUnavailable":
        return _percent(written) == 0 or whole_number(written) == 0
    return (_percent(written) or 0) >= 100


def _percent(written: Value) -> int | None:
    found = _PERCENT(written.raw) if isinstance(written.raw, str) else None
    return int(found[1]) if found is not None else None


def _amount(written: Value, pods: int) -> int | None:
    """Return a number of pods, written as one or as a percentage of all; None for what is neither."""
    percent = _percent(written)
    return whole_number(written) if percent is None else -(-pods * percent // 100)
