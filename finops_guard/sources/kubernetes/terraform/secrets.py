"""What Terraform resources keep secret in Kubernetes: marked as sensitive, whatever the provider says in a plan."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from finops_guard.resources import Resource
from finops_guard.values import SENSITIVE, Value, conceal

_ARGUMENTS = {
    "helm_release": ("set_sensitive", "set_wo"),
    "kubernetes_secret": ("binary_data", "data"),
    "kubernetes_secret_v1": ("binary_data", "data"),
    "kubernetes_secret_v1_data": ("data",),
}
# Of those that make a Secret: all of it.
_WHOLE = {"kubectl_manifest": ("yaml_body",), "kubernetes_manifest": ("manifest",)}


def concealed(resource: Resource, done: set[int]) -> Resource:
    """Return a resource with the arguments that hold secrets marked as sensitive, and out of every excerpt.

    ``done`` holds the identities of the values that are out of excerpts already: instances may share them.
    """
    names = _ARGUMENTS.get(resource.type, ())
    if resource.kind == "Secret":
        names = names or _WHOLE.get(resource.type, ())
    raw = resource.values.raw
    held = [name for name in names if name in raw] if isinstance(raw, Mapping) else []
    if not held or not isinstance(raw, Mapping):
        return resource
    for value in (raw[name] for name in held):
        if id(value) not in done:
            conceal(value)
            done.add(id(value))
    marked = {**raw, **{name: raw[name].marked(SENSITIVE) for name in held}}
    values = resource.values
    return replace(resource, values=Value(marked, values.origin, values.marks))
