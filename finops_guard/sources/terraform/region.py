"""The region a resource is deployed to."""

from __future__ import annotations

from finops_guard.sources.terraform.providers import ProviderConfig
from finops_guard.values import Value


def region_of(values: Value, provider: ProviderConfig | None) -> Value | None:
    """Return a resource's own region, location or zone, else its provider configuration's; None: none is written."""
    for name in ("region", "location", "zone"):
        found = values.get(name)
        if found is not None and found.raw is not None:
            return found
    return provider.region() if provider is not None else None
