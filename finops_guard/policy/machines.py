"""What follows about the machines of a Terraform resource from the catalog: their sizes, cost, and support.

Pure functions that make values a policy compares; each stands where it is decided. None where nothing of the kind
applies to a resource.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from finops_guard.catalog import sizes as catalog_sizes
from finops_guard.catalog import support_dates
from finops_guard.catalog.size import Size
from finops_guard.catalog.support_dates import State, Support
from finops_guard.location import Span
from finops_guard.policy.checks.paths import Place, places
from finops_guard.pricing.estimates import Estimate, cents
from finops_guard.pricing.places import first
from finops_guard.resources import Resource
from finops_guard.values import Cause, CauseKind, Unknown, Value

_NUMBERS = re.compile(r"(\d{1,5})(?:\.(\d{1,5}))?.*", re.ASCII | re.DOTALL)
_AURORA_MYSQL = re.compile(r"(?:5\.[67]|8\.0)\.mysql_aurora\.(\d)\..*", re.ASCII)
_AURORA_COMPATIBLE = {"8.0": "3", "5.7": "2", "5.6": "1"}


def sizes(resource: Resource) -> Value | None:
    """Return the sizes that a resource names, each an object: what is not known of one is left out of it.

    A size that is not known, or that no source knows, is Unknown.
    """
    found = [
        _size(place, attribute.service)
        for attribute in catalog_sizes.attributes(resource.type)
        for place in places(resource.values, attribute.path)
        if place.value is not None
    ]
    return Value(found, found[0].origin) if found else None


def _size(place: Place, service: str) -> Value:
    value = place.value
    name = value.raw if value is not None and isinstance(value.raw, str) else ""
    size = catalog_sizes.lookup(service, name) if name else None
    if size is not None:
        return Value({key: Value(raw, place.span) for key, raw in _facts(size).items()}, place.span)
    if value is not None and value.is_unknown:
        return Value(Unknown(value.causes), place.span)
    cause = Cause(CauseKind.UNSUPPORTED, "the catalog does not know this size", place.span)
    return Value(Unknown([cause]), place.span)


def _facts(size: Size) -> dict[str, bool | int | Decimal | str]:
    facts: dict[str, bool | int | Decimal | str] = {
        "name": size.name,
        "vcpu": Decimal(str(size.vcpu)),
        "gpus": size.gpus,
        "family": size.family,
        "burstable": size.burstable,
        "arch": size.arch,
    }
    if size.memory_gib is not None:
        facts["memory_gib"] = Decimal(str(size.memory_gib))
    if size.previous_generation is not None:
        facts["previous_generation"] = size.previous_generation
    return facts


def cost(found: Estimate | None, span: Span) -> Value | None:
    """Return what a resource at a span costs: ``monthly``, of what has a price; of what is scaled, the most.

    None where nothing of it has a price.
    """
    if found is None or (found.least is None and not found.causes):
        return None
    if found.most is None and found.causes:
        return Value({"monthly": Value(Unknown(found.causes), span)}, span)
    amount = found.most if found.most is not None else found.least
    return Value({"monthly": Value(cents(amount or Decimal(0)), span)}, span)


def support(resource: Resource, as_of: str) -> Value | None:
    """Return how the version that a resource names is supported on a day (ISO 8601).

    ``state`` is ``standard``, ``extended`` or ``ended``; ``until`` the last day of standard support; ``version`` what
    it is about. ``extended_since`` is there only while extended support is, ``ended_since`` only after all support.
    None where no version is named, or where no source has its dates.
    """
    read = _VERSIONS.get(resource.type)
    if read is None or not _keeps_its_version(resource):
        return None
    path, service_of = read
    value = first(resource.values, path)
    if value is None:
        return None
    if value.is_unknown:
        return Value(Unknown(value.causes), value.origin)
    service, version = service_of(resource, str(value.raw))
    found = support_dates.lookup(service, version) if service else None
    return None if found is None else _object(found, value, as_of, _is_sold(resource))


def _object(found: Support, value: Value, as_of: str, is_sold: bool) -> Value:
    facts: dict[str, Value] = {"until": Value(found.until, value.origin), "version": Value(found.version, value.origin)}
    if not as_of:
        undated = Value(Unknown([Cause(CauseKind.NO_VALUE, "the date of the scan is not known")]), value.origin)
        return Value({**facts, "state": undated, "extended_since": undated, "ended_since": undated}, value.origin)
    state = found.state(as_of)
    if state is State.EXTENDED and not is_sold:
        state = State.ENDED
    facts["state"] = Value(state.value, value.origin)
    if state is State.EXTENDED:
        facts["extended_since"] = Value(found.until, value.origin)
    if state is State.ENDED:
        ended = found.extended_until if is_sold and found.extended_until else found.until
        facts["ended_since"] = Value(ended, value.origin)
    return Value(facts, value.origin)


def _keeps_its_version(resource: Resource) -> bool:
    """Tell whether the version that is named is the one that runs: of GKE, only in the extended channel."""
    channel = first(resource.values, "release_channel.channel")
    return resource.type != "google_container_cluster" or (channel is not None and channel.raw == "EXTENDED")


def _is_sold(resource: Resource) -> bool:
    """Tell whether a resource gets extended support: on Azure it is asked for, elsewhere it begins by itself."""
    if resource.type != "azurerm_kubernetes_cluster":
        return True
    plan = resource.values.get("support_plan")
    return plan is not None and plan.raw == "AKSLongTermSupport"


def _major_and_minor(version: str) -> str:
    match = _NUMBERS.fullmatch(version)
    return "" if match is None else ".".join(filter(None, match.groups()))


def _major(version: str) -> str:
    return _major_and_minor(version).partition(".")[0]


def _by_minor(service: str) -> Callable[[Resource, str], tuple[str, str]]:
    def read(_: Resource, version: str) -> tuple[str, str]:
        return service, _major_and_minor(version)

    return read


def _database(resource: Resource, version: str) -> tuple[str, str]:
    """Return the service of an engine, and the part of its version that support goes by."""
    engine = resource.values.get("engine")
    name = engine.raw if engine is not None and isinstance(engine.raw, str) else ""
    if name == "aurora-mysql":
        match = _AURORA_MYSQL.fullmatch(version)
        return name, match[1] if match else _AURORA_COMPATIBLE.get(_major_and_minor(version), "")
    if name in {"postgres", "aurora-postgresql"}:
        service = "rds-postgres" if name == "postgres" else name
        return service, _major_and_minor(version) if version.startswith("9.") else _major(version)
    return (f"rds-{name}", _major_and_minor(version)) if name in {"mysql", "mariadb"} else ("", "")


def _cache(resource: Resource, version: str) -> tuple[str, str]:
    engine = resource.values.get("engine")
    is_redis = engine is None or engine.raw in (None, "redis")
    return ("elasticache-redis", _major(version)) if is_redis else ("", "")


def _cloud_sql(_: Resource, version: str) -> tuple[str, str]:
    kind, number = version.partition("_")[::2]
    return ("cloudsql-mysql", ".".join(number.split("_")[:2])) if kind == "MYSQL" else ("", "")


# By type: where the version stands, and what it means.
_VERSIONS: Mapping[str, tuple[str, Callable[[Resource, str], tuple[str, str]]]] = {
    "aws_db_instance": ("engine_version", _database),
    "aws_docdb_cluster": ("engine_version", _by_minor("docdb")),
    "aws_eks_cluster": ("version", _by_minor("eks")),
    "aws_elasticache_cluster": ("engine_version", _cache),
    "aws_elasticache_replication_group": ("engine_version", _cache),
    "aws_rds_cluster": ("engine_version", _database),
    "azurerm_kubernetes_cluster": ("kubernetes_version", _by_minor("aks")),
    "google_container_cluster": ("min_master_version", _by_minor("gke")),
    "google_sql_database_instance": ("database_version", _cloud_sql),
}
