"""Objects of files that are not scanned, where they say something about objects of files that are."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from finops_guard.documents.decoding import DecodeError, decode
from finops_guard.kubernetes.pods import POD_TEMPLATES
from finops_guard.location import SourceText
from finops_guard.resources import Resource
from finops_guard.settings import Settings
from finops_guard.sources.kubernetes.charts import Charts
from finops_guard.sources.kubernetes.manifests import Manifest, read_manifests
from finops_guard.tree import Tree, TreeError

_LISTS = ("List", "NamespaceList")
# What gives something to whatever is deployed with it: labels, defaults, a number of pods.
_GIVING = ("Namespace", "LimitRange", "HorizontalPodAutoscaler", "ScaledObject")
# What says something about other objects, which these must be known for.
_ABOUT_OTHERS = frozenset(
    {
        *("HorizontalPodAutoscaler", "LimitRange", "Namespace", "PersistentVolume", "PersistentVolumeClaim"),
        *("PodDisruptionBudget", "ResourceQuota", "ScaledObject", "Service", "VerticalPodAutoscaler"),
    }
)


def related(
    tree: Tree, paths: Sequence[str], charts: Charts, settings: Settings, kinds: Collection[str]
) -> Iterator[Manifest]:
    """Yield the objects of files that are not scanned, as they are written, which objects of some kinds belong with."""
    if not paths or not kinds:
        return iter(())
    return _objects(tree, paths, charts, settings, None if _ABOUT_OTHERS.intersection(kinds) else _named(_GIVING))


def namespaces(tree: Tree, paths: Sequence[str], settings: Settings) -> list[Resource]:
    """Return the Namespace objects that the given files define, as they are written."""
    from finops_guard.sources.kubernetes.labels import Namespaces
    from finops_guard.sources.kubernetes.resources import to_resource

    found = _objects(tree, paths, Charts(tree), settings, _named(("Namespace",)))
    return [to_resource(each, Namespaces(()), (), settings) for each in found if each.kind == "Namespace"]


def _named(kinds: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"""["']?kind["']?\s*:\s*["']?(?:{"|".join((*kinds, *_LISTS))})\b""")


def _objects(
    tree: Tree, paths: Sequence[str], charts: Charts, settings: Settings, pattern: re.Pattern[str] | None
) -> Iterator[Manifest]:
    templates = {**POD_TEMPLATES, **settings.kubernetes.pod_templates}
    for path in paths:
        if charts.place(path) is not None:
            continue
        try:
            text = decode(tree.read(path, settings.max_file_size))
        except (TreeError, DecodeError):
            continue
        if pattern is None or pattern.search(text):
            yield from read_manifests(SourceText(path, text), templates).manifests
