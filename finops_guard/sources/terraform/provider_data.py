"""What data sources and computed attributes only repeat from a provider configuration, and is known without a cloud."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from finops_guard.location import Span
from finops_guard.sources.terraform.operators import BlockObject
from finops_guard.sources.terraform.providers import ProviderConfig
from finops_guard.values import OpenDict, Value


def _region(provider: ProviderConfig) -> Value | None:
    return provider.region()


def _project(provider: ProviderConfig) -> Value | None:
    return provider.values.get("project")


_Block: TypeAlias = "BlockObject | OpenDict"

# Data source types and the attributes that repeat the configuration. From the providers' documentation.
_REPEATED: Mapping[str, Mapping[str, Callable[[ProviderConfig], Value | None]]] = {
    "aws_default_tags": {"tags": ProviderConfig.default_tags},
    "aws_region": {"name": _region, "region": _region, "id": _region},
    "google_client_config": {"region": _region, "project": _project},
}


def complete(type_: str, made: _Block, provider: ProviderConfig | None) -> _Block:
    """Return a data source with what it repeats from its provider configuration; what is written in it stays."""
    if provider is not None and not (type_ == "aws_region" and made):
        for name, read in _REPEATED.get(type_, {}).items():
            found = read(provider)
            if found is not None and found.raw is not None:
                made.setdefault(name, found)
    return made


def tags_all(resource: Value, provider: ProviderConfig | None, span: Span) -> Value | None:
    """Return an AWS resource's ``tags_all``: its own tags over the configuration's; None where it has neither."""
    parts = [provider.default_tags() if provider is not None else None, resource.get("tags")]
    written = [part for part in parts if part is not None]
    from finops_guard.sources.terraform import functions

    merge = functions.lookup("merge")
    return merge(written, span) if written and merge is not None else None
