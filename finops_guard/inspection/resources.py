"""``inspect resources``: each resource as policies see it, as the format ``inspect-v1`` has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from finops_guard.inspection.values import (
    FEW_ENTRIES,
    MAX_ENTRIES,
    MAX_TOTAL,
    Plain,
    causes,
    flattened,
    location,
    open_objects,
    state_of,
)
from finops_guard.resources import Child, Environment, Resource, ResourceSet, Tag, TagOrigin, TagSet
from finops_guard.values import Cause, Value

if TYPE_CHECKING:
    from finops_guard.kubernetes.cluster import Cluster

# The parts of a Kubernetes Secret that hold what it keeps.
_SECRET = ("data", "stringData")
CONCEALED = "(sensitive)"


def described(found: ResourceSet, resources: Iterable[Resource]) -> Iterator[dict[str, Plain]]:
    """Yield some of the resources found, with their tags, attributes, children, and what is unknown about them.

    Among the attributes of a Kubernetes object is what follows about it from the others (``derived``). When many
    attributes are listed already, only the first ones of each further resource are.
    """
    count = 0
    related = _Related(found)
    for resource in resources:
        limit = MAX_ENTRIES if count < MAX_TOTAL else FEW_ENTRIES
        values = related.with_derived(resource, _without_secrets(resource))
        attributes, cut = flattened(values, limit)
        count += len(attributes)
        yield _described(resource, values, attributes, cut, limit)


class _Related:
    """Adds to the values of Kubernetes objects what follows about them; without any, nothing is related."""

    def __init__(self, found: ResourceSet) -> None:
        self._found = found
        self._cluster: Cluster | None = None

    def with_derived(self, resource: Resource, values: Value) -> Value:
        """Return the values of a resource, with what follows about the object that it is or makes."""
        if not resource.kind or not isinstance(values.raw, Mapping):
            return values
        from finops_guard.kubernetes.cluster import Cluster
        from finops_guard.policy.derived import derived

        if self._cluster is None:
            self._cluster = Cluster([*self._found.resources, *self._found.around], self._found.files)
        seen = self._cluster.object(resource)
        facts = derived(seen, self._cluster) if seen is not None else None
        if facts is None or not facts.raw:
            return values
        return Value({"derived": facts, **values.raw}, values.origin)


def _described(
    resource: Resource, values: Value, attributes: list[tuple[str, Value]], cut: bool, limit: int
) -> dict[str, Plain]:
    return {
        "address": resource.address,
        "type": resource.type,
        "name": resource.name,
        "provider": resource.provider,
        "source": resource.source,
        "root": resource.root,
        "modules": [*resource.module_path],
        "namespace": resource.namespace,
        "change": resource.change.value if resource.change else None,
        "location": location(resource.span),
        "environment": _environment(resource.environment),
        "region": _entry(resource.region) if resource.region is not None else None,
        "tags": _tags(resource.tags, _secret_keys(values)) if resource.tags is not None else None,
        "attributes": [{"path": path, **_entry(value)} for path, value in attributes],
        "attributes_cut": cut,
        "children": [_child(child, limit) for child in resource.children],
        "unknowns": _unknowns(resource, values, attributes, limit),
    }


def _without_secrets(resource: Resource) -> Value:
    raw = resource.values.raw
    if resource.source != "kubernetes" or resource.type != "Secret" or not isinstance(raw, Mapping):
        return resource.values
    hidden = {key: Value(CONCEALED, raw[key].origin) for key in _SECRET if key in raw}
    return Value({**raw, **hidden}, resource.values.origin)


def _entry(value: Value) -> dict[str, Plain]:
    return {**state_of(value), "location": location(value.origin)}


def _environment(environment: Environment) -> dict[str, Plain]:
    return {"name": environment.name, "known_by": environment.known_by}


def _secret_keys(values: Value) -> frozenset[str]:
    """Return the keys of maps that are sensitive as a whole: then their keys are, too."""
    raw = values.raw
    maps = [each for each in raw.values() if each.is_sensitive] if isinstance(raw, Mapping) else []
    return frozenset(key for each in maps if isinstance(each.raw, Mapping) for key in each.raw)


def _tags(tags: TagSet, secret: frozenset[str]) -> Plain:
    return {_key(tag, secret): {**_entry(tag.value), "origin": tag.origin.value} for tag in tags.tags.values()}


def _key(tag: Tag, secret: frozenset[str]) -> str:
    # Of default tags it is not told here whether one value or the whole map is sensitive.
    hidden = tag.value.is_sensitive and (tag.key in secret or tag.origin is TagOrigin.DEFAULT_TAGS)
    return CONCEALED if hidden else tag.key


def _child(child: Child, limit: int) -> Plain:
    attributes, cut = flattened(child.values, limit)
    return {
        "kind": child.kind,
        "name": child.name,
        "location": location(child.span),
        "tags": _tags(child.tags, frozenset()) if child.tags is not None else None,
        "attributes": [{"path": path, **_entry(value)} for path, value in attributes],
        "attributes_cut": cut,
    }


def _unknowns(resource: Resource, values: Value, attributes: list[tuple[str, Value]], limit: int) -> list[Plain]:
    """Return every unknown of a resource by its path, with the chain of its causes."""
    found: dict[str, tuple[Cause, ...]] = {path: value.causes for path, value in attributes if value.is_unknown}
    found.update((f"{path}.*".lstrip("."), because) for path, because in open_objects(values, limit))
    if resource.tags is not None:
        secret = _secret_keys(values)
        for tag in resource.tags.tags.values():
            if tag.value.is_unknown and not tag.value.is_sensitive:
                found.setdefault(f"tags.{_key(tag, secret)}", tag.value.causes)
        if resource.tags.open:
            found.setdefault("tags.*", resource.tags.open)
    if resource.region is not None and resource.region.is_unknown:
        found.setdefault("region", resource.region.causes)
    if resource.environment.causes:
        found["environment"] = resource.environment.causes
    return [{"path": path, "causes": causes(because)} for path, because in found.items()]
