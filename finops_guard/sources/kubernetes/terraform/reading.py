"""Which object a resource of a Terraform provider makes: from blocks, from a manifest, or from a text in YAML."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from finops_guard.documents.loader import load
from finops_guard.documents.model import Limits, SpannedDict
from finops_guard.kubernetes.pods import find
from finops_guard.location import SourceText, Span
from finops_guard.resources import Resource
from finops_guard.sources.kubernetes.terraform.objects import Budget, secured, typed, untyped
from finops_guard.sources.kubernetes.terraform.provider import kind_of
from finops_guard.values import Cause, Value

_LIMITS = Limits(nodes=100_000, documents=10)
# How many characters of a text in YAML count as one value of a manifest.
_CHARACTERS = 10
# Kinds that are no part of what is judged, as in files of manifests.
_PASSED_OVER = frozenset({"CustomResourceDefinition"})


class Unread(Struct, frozen=True):
    """Why the object that a resource makes is not known: a clause behind the resource's address, and its causes."""

    text: str
    causes: tuple[Cause, ...] = ()


def object_of(resource: Resource, budget: Budget) -> Value | Unread | None:
    """Return the manifest of the object that a resource makes; None where it makes none that is judged.

    Raise ExhaustedError where the manifests of a scan hold too much.
    """
    if resource.type == "kubernetes_manifest":
        return _identified(_written(resource, budget))
    if resource.type == "kubectl_manifest":
        return _identified(_text(resource, budget))
    known = kind_of(resource.type)
    if known is None:
        return None
    version, kind = known
    return typed(_version(version, kind, resource.values), kind, resource.values, resource.span, budget)


def _version(version: str, kind: str, values: Value) -> str:
    """Return the API version of an object: an autoscaler's of no stated version is the one that has its metrics."""
    if kind != "HorizontalPodAutoscaler" or version != "autoscaling/v1":
        return version
    spec = next(iter(spec.items()), None) if (spec := values.get("spec")) is not None else None
    written = [spec.get(name) for name in ("metric", "behavior")] if spec is not None else []
    return "autoscaling/v2beta2" if any(each is not None and each.raw for each in written) else version


def _identified(manifest: Value | Unread) -> Value | Unread | None:
    """Return a manifest that tells what it is; a Secret's without what it keeps."""
    if isinstance(manifest, Unread):
        return manifest
    version, kind = manifest.get("apiVersion"), manifest.get("kind")
    if version is None or kind is None or not isinstance(manifest.raw, Mapping):
        return Unread("is no Kubernetes object")
    if not isinstance(version.raw, str) or not isinstance(kind.raw, str):
        return Unread("is of a kind that is not known", (*version.causes, *kind.causes))
    if kind.raw in _PASSED_OVER:
        return None
    return secured(manifest) if kind.raw == "Secret" else manifest


def _written(resource: Resource, budget: Budget) -> Value | Unread:
    manifest = resource.values.get("manifest")
    if manifest is None or manifest.is_unknown:
        return Unread("is not known", manifest.causes if manifest is not None else ())
    return untyped(manifest, resource.span, budget)


def _text(resource: Resource, budget: Budget) -> Value | Unread:
    """Return the object of a ``yaml_body``; all of it stands where the argument does."""
    body = resource.values.get("yaml_body")
    if body is None or not isinstance(body.raw, str):
        return Unread("is not known", body.causes if body is not None else ())
    budget.spend(len(body.raw) // _CHARACTERS)
    documents, _ = load(SourceText("", body.raw), limits=_LIMITS)
    if len(documents) != 1:
        return Unread("is not one document of YAML")
    manifest = moved(documents[0].value, body.origin or resource.span, body.marks, budget)
    namespace = resource.values.get("override_namespace")
    metadata = find(manifest, "metadata")
    if namespace is None or namespace.is_null or metadata is None or not isinstance(metadata.raw, Mapping):
        return manifest
    return _with(manifest, "metadata", _with(metadata, "namespace", namespace))


def moved(value: Value, span: Span, marks: int, budget: Budget) -> Value:
    """Return a value with all of its parts at one place; raise ExhaustedError where there are too many."""
    budget.spend(1)
    raw = value.raw
    if isinstance(raw, Mapping):
        items = {key: moved(item, span, marks, budget) for key, item in raw.items()}
        return Value(SpannedDict(items, dict.fromkeys(items, span)), span, marks)
    if isinstance(raw, list):
        return Value([moved(item, span, marks, budget) for item in raw], span, marks)
    return Value(raw, span, marks)


def _with(value: Value, key: str, item: Value) -> Value:
    raw = value.raw if isinstance(value.raw, SpannedDict) else SpannedDict()
    return Value(SpannedDict({**raw, key: item}, raw.key_spans), value.origin, value.marks)
