"""Objects that a cluster made of others (a Deployment's ReplicaSets and their Pods), as a dump of it holds them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from finops_guard.kubernetes.pods import POD_TEMPLATES, find
from finops_guard.sources.kubernetes.manifests import Manifest

# The kinds whose controllers make objects of the given kinds, from the pod template that is written in them. A Pod
# that owns others has started them itself, and nothing of it tells what they take.
_MADE = {
    "Deployment": ("ReplicaSet",),
    "Rollout": ("ReplicaSet",),
    "CronJob": ("Job",),
    **dict.fromkeys(("ReplicaSet", "ReplicationController", "StatefulSet", "DaemonSet", "Job"), ("Pod",)),
    "Service": ("Configuration",),
    "Configuration": ("Revision",),
    "Revision": ("Deployment",),
}
# Longer chains are none that a cluster makes: a circle, for example.
_MAX_CHAIN = 10


def made_by_others(manifests: Iterable[Manifest]) -> Iterator[tuple[Manifest, Manifest]]:
    """Yield each object that another one of the scan describes and makes, with that one.

    They are told by the identity that a cluster has given to objects (``metadata.uid``), which no file in a repository
    holds: a name alone proves nothing.
    """
    candidates = [manifest for manifest in manifests if manifest.pod_template is not None]
    by_uid = {uid: manifest for manifest in candidates if (uid := _text(manifest, "uid"))}
    if not by_uid:
        return
    makers = {id(manifest): _maker(manifest, by_uid) for manifest in candidates}
    for manifest in candidates:
        at, maker = manifest, makers[id(manifest)]
        for _ in range(_MAX_CHAIN):
            if maker is None:
                break
            at, maker = maker, makers[id(maker)]
        direct = makers[id(manifest)]
        if maker is None and direct is not None and at is not manifest:
            yield manifest, direct


def _maker(manifest: Manifest, by_uid: dict[str, Manifest]) -> Manifest | None:
    references = find(manifest.value, "metadata", "ownerReferences")
    for reference in references.items() if references is not None else ():
        controls, uid = reference.get("controller"), reference.get("uid")
        if controls is None or controls.raw is not True or uid is None or not isinstance(uid.raw, str):
            continue
        owner = by_uid.get(uid.raw)
        if owner is not None and _makes(owner, manifest):
            return owner
    return None


def _makes(owner: Manifest, manifest: Manifest) -> bool:
    """Tell whether objects of one kind are made of the pod template of another; of a custom kind, whatever it owns."""
    if (owner.group, owner.kind) not in POD_TEMPLATES:
        return True
    return manifest.kind in _MADE.get(owner.kind, ())


def _text(manifest: Manifest, key: str) -> str:
    found = find(manifest.value, "metadata", key)
    return found.raw if found is not None and isinstance(found.raw, str) else ""
