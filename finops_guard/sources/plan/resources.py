"""One resource change of a plan as a resource: what will be there once the plan is applied."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from msgspec import Struct, field

from finops_guard.catalog import taggable
from finops_guard.documents.json_reader import read_json
from finops_guard.documents.model import Reading
from finops_guard.documents.scalars import printable
from finops_guard.environment import detect
from finops_guard.location import SourceText, Span
from finops_guard.resources import Change, Resource, Tag, TagOrigin, TagSet
from finops_guard.settings import Settings
from finops_guard.sources.plan.configuration import Configuration, module_path, pruned, with_blocks
from finops_guard.sources.plan.merging import Merger
from finops_guard.sources.plan.ranges import Part, members
from finops_guard.sources.plan.references import Referring
from finops_guard.sources.plan.written import Configured, Positions
from finops_guard.sources.terraform.account import account_of
from finops_guard.sources.terraform.children import children_of
from finops_guard.sources.terraform.region import region_of
from finops_guard.sources.terraform.tags import at, effective
from finops_guard.values import OpenDict, Unknown, Value

# As the Terraform source calls its resources: a plan is another way to read the same thing.
NAME = "terraform"

# Computed maps of all tags that a resource will have, default tags included, by where its own tags are written.
_LABELS = ("terraform_labels", "effective_labels")
_EFFECTIVE = {"tags": ("tags_all",), "labels": _LABELS, "resource_labels": _LABELS, "user_labels": _LABELS}

_CHANGES = {
    frozenset({"no-op"}): Change.NONE,
    frozenset({"create"}): Change.CREATE,
    frozenset({"update"}): Change.UPDATE,
    frozenset({"create", "delete"}): Change.REPLACE,
    frozenset({"create", "forget"}): Change.REPLACE,
}


class Planned(Struct):
    """What is needed to make resources of one plan. ``shown`` gathers what of its text excerpts may hold."""

    reading: Reading
    configuration: Configuration
    settings: Settings
    configured: Configured | None
    root: str
    variable: str | None
    shown: list[tuple[int, int]] = field(default_factory=list)

    @property
    def source(self) -> SourceText:
        return self.reading.source


def change_of(part: Part) -> Change | None:
    """Return what a part of ``resource_changes`` does; None where afterwards there is nothing to judge.

    That is what is deleted or forgotten, and what only reads: data sources.
    """
    data = part.data
    if data.get("mode") != "managed" or "deposed" in data:
        return None
    actions = data["change"].get("actions")
    known = isinstance(actions, list) and all(isinstance(each, str) for each in actions)
    return _CHANGES.get(frozenset(actions)) if known else None


def is_sound(part: Part) -> bool:
    """Tell whether a part of ``resource_changes`` has what each of them has."""
    data = part.data
    if not isinstance(data, dict) or not isinstance(data.get("change"), dict):
        return False
    return all(isinstance(data.get(key), str) for key in ("address", "type", "name"))


def resource_of(plan: Planned, part: Part, change: Change) -> Resource:
    """Return the resource of a sound part of ``resource_changes``; raise UnreadableError where it is too large."""
    data = part.data
    address, type_, name = (printable(data[key]) for key in ("address", "type", "name"))
    modules = _modules(data)
    header, after = _positions(plan, part)
    beside = plan.configured.find(address) if plan.configured is not None else None
    span = beside.span if beside is not None else header
    values = _values(plan, data, address, after, span, beside)
    tags = _tags(plan, type_, values, (modules, type_, name), beside)
    region = region_of(values, None) or (beside.region if beside is not None else None)
    return Resource(
        address=address,
        type=type_,
        name=name,
        provider=type_.partition("_")[0],
        source=NAME,
        root=plan.root,
        span=span,
        values=values,
        tags=tags,
        environment=detect(
            plan.settings.environment,
            tags=tags,
            workspace=plan.settings.terraform.workspace,
            path=plan.root,
            variable=plan.variable,
        ),
        region=region or plan.configuration.region(modules, type_, name),
        account=account_of(type_, values, None) or (beside.account if beside is not None else None),
        module_path=modules,
        children=tuple(children_of(type_, values, span, partial(_defaults, plan, (modules, type_, name), tags))),
        change=change,
        provenance=beside.provenance if beside is not None else None,
        naming=beside.naming if beside is not None else plan.configuration.naming(modules),
    )


def _modules(data: Mapping[str, Any]) -> tuple[str, ...]:
    address = data.get("module_address")
    return module_path(printable(address)) if isinstance(address, str) else ()


def _positions(plan: Planned, part: Part) -> tuple[Span, Value | None]:
    """Return where a resource's address is written in the plan, and its ``after`` with positions."""
    text = plan.source.text
    header = Span(plan.source, part.start, part.start + 1)
    after = None
    for member in members(text, part.start):
        if member.key == "address":
            header = Span(plan.source, member.start, member.end)
        if member.key in {"address", "type", "name"}:
            plan.shown.append((member.key_start, member.end))
        if member.key == "change":
            for inner in members(text, member.start):
                if inner.key == "after":
                    plan.shown.append((inner.key_start, inner.end))
                    after = next(read_json(plan.reading, inner.start, inner.end)).value
    return header, after


def _values(
    plan: Planned, data: Mapping[str, Any], address: str, after: Value | None, span: Span, beside: Resource | None
) -> Value:
    """Return the arguments of a resource."""
    change = data["change"]
    positions = None
    if beside is not None and plan.configured is not None:
        positions = Positions(beside, plan.configured.block(beside))
    modules = _modules(data)
    written = plan.configuration.written(modules, data["type"], data["name"])
    if written is not None and beside is not None:
        written = with_blocks(written, beside.values)
    unknown = pruned(change.get("after_unknown"), written)
    for_each = plan.configuration.for_each(modules, data["type"], data["name"])
    module = str(printable(data.get("module_address") or ""))
    in_plan = Referring(plan.configuration, (module, modules), written or {}, for_each)
    merged = Merger(address, span, positions or in_plan).merge(after, unknown, change.get("after_sensitive"))
    if merged is None:
        return Value({}, span)
    return Value(merged.raw, span if positions else merged.origin, merged.marks)


def _tags(
    plan: Planned, type_: str, values: Value, key: tuple[tuple[str, ...], str, str], beside: Resource | None
) -> TagSet | None:
    """Return the effective tags: those of the resource, and what the provider's map of all tags has beside them."""
    own = effective(type_, values, None)
    known = taggable.lookup(type_)
    if own is None or known is None or not known.provider_defaults:
        return own
    parent, dot, own_name = known.modes[0].path.rpartition(".")
    paths = [f"{parent}{dot}{name}" for name in _EFFECTIVE.get(own_name, ())]
    everything = next((found for path in paths for found in at(values, path)), None)
    if everything is None or isinstance(everything.raw, Unknown):
        # Unknown as a whole as soon as one tag is: what the provider configuration gives is known all the same.
        everything = plan.configuration.default_tags(*key)
    if everything is None:
        return own
    defaults = beside.tags.tags if beside is not None and beside.tags is not None else {}
    tags: dict[str, Tag] = {}
    for name, value in everything.raw.items() if isinstance(everything.raw, dict) else ():
        if name not in own.tags:
            tags[name] = _default(name, value.marked(everything.marks), defaults.get(name))
    tags |= own.tags
    return TagSet(tags, tuple(dict.fromkeys((*own.open, *everything.causes))), own.shapes)


def _defaults(plan: Planned, key: tuple[tuple[str, ...], str, str], tags: TagSet | None) -> Value | None:
    """Return the default tags of a resource's provider configuration; what is not written out, as far as it shows."""
    written = plan.configuration.default_tags(*key)
    if written is None or tags is None:
        return written
    found = {name: tag.value for name, tag in tags.tags.items() if tag.origin is TagOrigin.DEFAULT_TAGS}
    if isinstance(written.raw, dict):
        return Value({**written.raw, **found}, written.origin)
    return Value(OpenDict(found, written.causes), written.origin)


def _default(name: str, value: Value, written: Tag | None) -> Tag:
    """Return a default tag at the place where it is written, if that is known and it says the same there."""
    if written is not None and (value.is_unknown or written.value.raw == value.raw):
        value = Value(value.raw, written.value.origin, value.marks | written.value.marks)
        return Tag(name, value, TagOrigin.DEFAULT_TAGS, written.span)
    return Tag(name, value, TagOrigin.DEFAULT_TAGS, value.origin)
