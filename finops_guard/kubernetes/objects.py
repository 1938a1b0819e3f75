"""Resources that are, or make, Kubernetes objects: all of them in the one shape of a manifest."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from finops_guard.kubernetes.pods import find
from finops_guard.resources import Resource
from finops_guard.values import Cause, Value

# Groups of Kubernetes itself beside those that end in .k8s.io.
_OWN_GROUPS = frozenset({"", "apps", "autoscaling", "batch", "extensions", "policy"})


class Found(Struct, frozen=True):
    """Objects that are meant; where none is, ``causes`` say why there may be some."""

    objects: tuple[Resource, ...] = ()
    causes: tuple[Cause, ...] = ()


def as_object(resource: Resource) -> Resource:
    """Return a resource with the Kubernetes object that it makes as its type, name and values.

    The address stays Terraform's. The name is empty where it is not known. What is an object itself stays as it is.
    """
    if resource.object is None:
        return resource
    name = find(resource.object, "metadata", "name")
    known = name.raw if name is not None and isinstance(name.raw, str) else ""
    return replace(resource, type=resource.kind, provider="kubernetes", name=known, values=resource.object, object=None)


def group_of(manifest: Value) -> str:
    """Return the API group of a manifest, empty for the core."""
    version = manifest.get("apiVersion")
    return version.raw.rpartition("/")[0] if version is not None and isinstance(version.raw, str) else ""


def is_custom(manifest: Value) -> bool:
    """Tell whether an object is of a kind that an operator gives a meaning."""
    group = group_of(manifest)
    return group not in _OWN_GROUPS and not group.endswith(".k8s.io")


def pod_of(resource: Resource) -> Value | None:
    """Return the template of the pods that an object runs (the object itself for a Pod); None where it runs none."""
    return None if resource.pod_template is None else find(resource.values, *resource.pod_template)
