"""What data sources and computed attributes only repeat from a provider configuration, and is known without a cloud."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from finops_guard.location import Span
from finops_guard.sources.terraform.kinds import BlockObject
from finops_guard.sources.terraform.providers import ProviderConfig
from finops_guard.sources.terraform.scope import Budget
from finops_guard.values import OpenDict, Value


def _region(provider: ProviderConfig) -> Value | None:
    return provider.region()


def _project(provider: ProviderConfig) -> Value | None:
    return provider.values.get("project")


_Block: TypeAlias = "BlockObject | OpenDict"

# Partitions of AWS by the form of their regions, with their domains. From the AWS General Reference; those of other
# forms are not public.
_PARTITIONS = (
    (r"(?:af|ap|ca|eu|il|me|mx|sa|us)-[a-z]+-\d+", "aws", "amazonaws.com", "com.amazonaws"),
    (r"cn-[a-z]+-\d+", "aws-cn", "amazonaws.com.cn", "cn.com.amazonaws"),
    (r"us-gov-[a-z]+-\d+", "aws-us-gov", "amazonaws.com", "com.amazonaws"),
)


def _of_partition(position: int) -> Callable[[ProviderConfig], Value | None]:
    """Return what reads one column of the table by a configuration's region."""

    def read(provider: ProviderConfig) -> Value | None:
        region = provider.region()
        if region is None or region.is_unknown:
            return region
        text = region.raw if isinstance(region.raw, str) else ""
        found = next((row[position] for row in _PARTITIONS if re.fullmatch(row[0], text)), None)
        return Value(found, region.origin, region.marks) if isinstance(found, str) else None

    return read


# Data source types and the attributes that repeat the configuration. From the providers' documentation.
_REPEATED: Mapping[str, Mapping[str, Callable[[ProviderConfig], Value | None]]] = {
    "aws_default_tags": {"tags": ProviderConfig.default_tags},
    "aws_partition": {
        "partition": _of_partition(1),
        "id": _of_partition(1),
        "dns_suffix": _of_partition(2),
        "reverse_dns_prefix": _of_partition(3),
    },
    "aws_region": {"name": _region, "region": _region, "id": _region},
    "google_client_config": {"region": _region, "project": _project},
}


def complete(type_: str, made: _Block, provider: ProviderConfig | None, span: Span, budget: Budget) -> _Block:
    """Return a data source with what follows from its arguments and its provider configuration.

    What is written in it stays; what only the cloud knows is left out.
    """
    if type_ == "aws_iam_policy_document":
        from finops_guard.sources.terraform.policy_document import documents

        return _with(made, documents(made, span, budget))
    written = {name: value for name, value in made.items() if value.raw is not None}
    if type_ == "aws_region" and written:
        # It asks for one region, by its name or by an endpoint that only the cloud knows.
        asked = [written[name] for name in ("region", "name") if name in written]
        return _with(made, dict.fromkeys(_REPEATED[type_], asked[0])) if asked and len(written) == len(asked) else made
    if provider is None or type_ not in _REPEATED:
        return made
    return _with(made, {name: read(provider) for name, read in _REPEATED[type_].items()})


def _with(made: _Block, further: Mapping[str, Value | None]) -> _Block:
    for name, value in further.items():
        if value is not None and value.raw is not None and (name not in made or made[name].raw is None):
            made[name] = value
    return made


def _without_nulls(tags: Value) -> Value:
    raw = tags.raw
    if not isinstance(raw, Mapping) or all(item.raw is not None for item in raw.values()):
        return tags
    kept = {key: item for key, item in raw.items() if item.raw is not None}
    opened = OpenDict(kept, raw.causes, raw.shapes, raw.further) if isinstance(raw, OpenDict) else kept
    return Value(opened, tags.origin, tags.marks, tags.weight)


def tags_all(resource: Value, provider: ProviderConfig | None, span: Span) -> Value | None:
    """Return an AWS resource's ``tags_all``: its own tags over the configuration's; None where it has neither."""
    parts = [provider.default_tags() if provider is not None else None, resource.get("tags")]
    written = [_without_nulls(part) for part in parts if part is not None]
    from finops_guard.sources.terraform import functions

    merge = functions.lookup("merge")
    return merge(written, span) if written and merge is not None else None
