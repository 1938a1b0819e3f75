"""The volumes of a pod: claims that it names, claims that are made for it, and space of the node."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from finops_guard.kubernetes.pods import find
from finops_guard.kubernetes.sizes import quantity
from finops_guard.values import Value


class VolumeKind(StrEnum):
    """What a volume of a pod is."""

    CLAIM = "claim"  # a PersistentVolumeClaim of its own, by name
    TEMPLATE = "claim-template"  # a claim that is made for each pod (StatefulSet, generic ephemeral volume)
    EMPTY_DIR = "emptyDir"


class Volume(Struct, frozen=True):
    """One volume, with its ``size`` as it is written.

    ``name`` is the claim's for a claim. ``value`` is the claim's manifest, or the volume.
    """

    kind: VolumeKind
    name: str
    value: Value
    size: Value | None = None

    @property
    def bytes(self) -> Decimal | None:
        return amount(self.size)


def claim_size(claim: Value) -> Value | None:
    """Return what a PersistentVolumeClaim (or a template of one) asks for."""
    return find(claim, "spec", "resources", "requests", "storage")


def volumes(manifest: Value, spec: Value | None) -> Iterator[Volume]:
    """Yield the volumes of the pods of a workload that cost: those of its pods' ``spec``, and its claim templates."""
    templates = find(manifest, "spec", "volumeClaimTemplates")
    for template in templates.items() if templates else ():
        yield _template(template, _name(template.get("metadata")))
    listed = spec.get("volumes") if spec is not None else None
    for volume in listed.items() if listed else ():
        name = _name(volume)
        claim = find(volume, "persistentVolumeClaim", "claimName")
        ephemeral = find(volume, "ephemeral", "volumeClaimTemplate")
        empty = volume.get("emptyDir")
        if claim is not None:
            yield Volume(VolumeKind.CLAIM, claim.raw if isinstance(claim.raw, str) else "", volume)
        elif ephemeral is not None:
            yield _template(ephemeral, name)
        elif empty is not None:
            yield Volume(VolumeKind.EMPTY_DIR, name, volume, empty.get("sizeLimit"))


def amount(size: Value | None) -> Decimal | None:
    """Return a size in bytes; None where it is not written, not known or no quantity."""
    return quantity(size) if size is not None else None


def _template(template: Value, name: str) -> Volume:
    return Volume(VolumeKind.TEMPLATE, name, template, claim_size(template))


def _name(value: Value | None) -> str:
    found = value.get("name") if value is not None else None
    return found.raw if found is not None and isinstance(found.raw, str) else ""
