"""A base that is a report of ``finops-guard cost --format json``: read strictly, for it comes from another run."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any, TypeAlias

import msgspec
from msgspec import Meta, Struct

from finops_guard.errors import Problem, UsageError
from finops_guard.location import Location
from finops_guard.pricing.base import Base
from finops_guard.pricing.breakdown import Breakdown, Missing, ModuleCost, ProjectCost, ResourceCost, Status
from finops_guard.pricing.estimates import Component, Confidence, Range

FORMAT = "cost-v1"
MAX_SIZE = 256 * 1024 * 1024

_MAKE = "make it with: finops-guard cost --format json --output base.json"
_FORMATS = re.compile(r"(?:report|diff|inspect|policies)-v\d{1,3}")

# The types of schemas/cost-v1.schema.json; a test holds them to it.
_Amount: TypeAlias = Annotated[str, Meta(pattern=r"^[0-9]+(\.[0-9]+)?$", max_length=400)]
_Count: TypeAlias = Annotated[int, Meta(ge=0)]
_Number: TypeAlias = Annotated[int, Meta(ge=1)]


class _Strict(Struct, frozen=True, forbid_unknown_fields=True):
    """An object that has exactly its keys."""


class _Range(_Strict, frozen=True):
    least: _Amount
    expected: _Amount
    most: _Amount | None


class _Location(_Strict, frozen=True):
    path: str
    line: _Number
    column: _Number
    end_line: _Number
    end_column: _Number


class _Component(_Strict, frozen=True):
    name: str
    unit: str
    quantity: _Range | None
    unit_price: _Amount | None
    monthly: _Range | None
    usage_based: bool
    usage_key: str
    requested: bool
    confidence: Confidence
    reason: str
    source: str
    observed: str
    region: str


class _Resource(_Strict, frozen=True):
    address: str
    type: str
    environment: str
    status: Status
    confidence: Confidence
    monthly: _Range | None
    on_nodes: _Range | None
    reasons: list[str]
    location: _Location
    components: list[_Component]


class _Module(_Strict, frozen=True):
    path: list[str]
    monthly: _Range
    resources: list[_Resource]


class _Project(_Strict, frozen=True):
    root: str
    plan: str
    monthly: _Range
    modules: list[_Module]


class _Missing(_Strict, frozen=True):
    message: str
    location: _Location


class _Counts(_Strict, frozen=True, rename={"partly_priced": "partly-priced", "usage_based": "usage-based"}):
    priced: _Count
    partly_priced: _Count
    unpriced: _Count
    usage_based: _Count


class _Summary(_Strict, frozen=True):
    resources: _Counts
    free: dict[str, _Number]
    without_estimator: dict[str, _Number]


class _Tool(_Strict, frozen=True):
    name: str
    version: str


class _Report(_Strict, frozen=True, rename={"schema": "$schema"}):
    schema: str
    version: str
    tool: _Tool
    currency: str
    monthly: _Range
    on_nodes: _Range | None
    summary: _Summary
    projects: list[_Project]
    missing: list[_Missing]


class _Head(Struct, frozen=True):
    """What tells one kind of document from another."""

    version: Any = None
    format: Any = None


def read(data: bytes, name: str, currency: str, within: Callable[[str, str], bool]) -> Base:
    """Return the base in a report; raise UsageError, with what to do, where it is none, or of another currency.

    ``within`` tells, by root and file, whether a resource is among what is scanned: a report may be of more.
    """
    _check_kind(data, name)
    try:
        found = msgspec.json.decode(data, type=_Report)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as failure:
        raise _refused(name, f"the report is damaged: {failure}") from None
    if (found.schema, found.tool.name) != (f"urn:finops-guard:schema:{FORMAT}", "finops-guard"):
        raise _refused(name, "the report is damaged: it is not what finops-guard writes")
    if found.currency != currency:
        text = f"the report is in {_short(found.currency)}, and this scan is in {currency}"
        raise UsageError(Problem(f"--base {name}: {text}", hint="make both with the same prices: in the configuration"))
    version = f" of finops-guard {_short(found.tool.version)}"
    return Base(f"report {name}{version}", _breakdown(found, within))


def _check_kind(data: bytes, name: str) -> None:
    """Refuse what is no JSON, another report of finops-guard, or another version of this one."""
    try:
        head = msgspec.json.decode(data, type=_Head)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise _refused(name, "this is neither a report nor a directory: it is no JSON object") from None
    version = head.version if isinstance(head.version, str) else head.format
    if version == FORMAT:
        return
    if isinstance(version, str) and _FORMATS.fullmatch(version):
        raise _refused(name, f"a report of the format {version} does not have what every resource costs")
    if isinstance(version, str) and version.startswith("cost-v"):
        raise _refused(name, f"a report of the format {_short(version)} is not read, only {FORMAT}")
    raise _refused(name, "this is JSON, and no report of finops-guard cost")


def _refused(name: str, message: str) -> UsageError:
    return UsageError(Problem(f"--base {name}: {message}", hint=_MAKE))


def _short(text: str) -> str:
    return "".join(each if each.isprintable() else "\ufffd" for each in text[:40])


def _breakdown(found: _Report, within: Callable[[str, str], bool]) -> Breakdown:
    projects = tuple(
        ProjectCost(
            project.root,
            project.plan,
            tuple(_module(each, project.root, within) for each in project.modules),
            _figure(project.monthly),
        )
        for project in found.projects
    )
    missing = tuple(
        Missing(each.message, _location(each.location))
        for each in found.missing
        if within(each.location.path, each.location.path)
    )
    return Breakdown(
        projects, _figure(found.monthly), found.currency, missing=missing, on_nodes=_optional(found.on_nodes)
    )


def _module(found: _Module, root: str, within: Callable[[str, str], bool]) -> ModuleCost:
    resources = tuple(_resource(each) for each in found.resources if within(root, each.location.path))
    return ModuleCost(tuple(found.path), resources, _figure(found.monthly))


def _resource(found: _Resource) -> ResourceCost:
    return ResourceCost(
        found.address,
        found.type,
        _location(found.location),
        found.status,
        found.confidence,
        _optional(found.monthly),
        tuple(map(_component, found.components)),
        tuple(found.reasons),
        found.environment,
        _optional(found.on_nodes),
    )


def _component(found: _Component) -> Component:
    return Component(
        found.name,
        found.unit,
        _optional(found.quantity),
        None if found.unit_price is None else Decimal(found.unit_price),
        _optional(found.monthly),
        found.usage_based,
        found.confidence,
        found.reason,
        found.source,
        found.observed,
        found.region,
        found.usage_key,
        found.requested,
    )


def _location(found: _Location) -> Location:
    return Location(found.path, found.line, found.column, found.end_line, found.end_column)


def _figure(found: _Range) -> Range:
    return Range(Decimal(found.least), Decimal(found.expected), None if found.most is None else Decimal(found.most))


def _optional(found: _Range | None) -> Range | None:
    return None if found is None else _figure(found)
