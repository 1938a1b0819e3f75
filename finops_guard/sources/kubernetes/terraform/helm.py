"""Helm releases of Terraform: which chart each installs, with which values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from finops_guard.diagnostics import Diagnostic, notice
from finops_guard.resources import Resource
from finops_guard.sources.kubernetes.charts import CHART
from finops_guard.tree import Tree, join
from finops_guard.values import Value

_TYPE = "helm_release"
# Blocks (in newer versions of the provider: lists of objects) of single values; the others set sensitive ones.
_SETS = ("set", "set_list", "set_sensitive", "set_wo")


class Setting(Struct, frozen=True):
    """One value that is set by its path: ``name``, ``value`` and ``type``, None where that is not written."""

    form: str  # the block's name: set, set_list, set_sensitive, set_wo
    name: Value
    value: Value
    type: Value | None


class HelmRelease(Struct, frozen=True):
    """One ``helm_release``. ``directory`` is its chart in the tree; empty for one that comes from elsewhere.

    ``values`` are texts in YAML (a later one wins) and ``sets`` what is laid over them; each may be Unknown. ``name``
    and ``namespace`` are None where they are not written.
    """

    resource: Resource
    chart: Value | None
    directory: str
    name: Value | None
    namespace: Value | None
    values: tuple[Value, ...]
    sets: tuple[Setting, ...]


def releases(resources: Iterable[Resource], tree: Tree) -> Iterator[HelmRelease]:
    """Yield the Helm releases among the resources of Terraform."""
    for resource in resources:
        if resource.type == _TYPE and resource.source == "terraform":
            values = resource.values
            chart = values.get("chart")
            yield HelmRelease(
                resource,
                chart,
                _directory(resource, chart, tree),
                values.get("name"),
                values.get("namespace"),
                tuple(_texts(values.get("values"))),
                tuple(_settings(values)),
            )


def unrendered(resources: Iterable[Resource], tree: Tree) -> Iterator[Diagnostic]:
    """Say of each release that its chart is not evaluated."""
    for release in releases(resources, tree):
        chart = release.chart.raw if release.chart is not None else None
        named = f"the chart {chart}" if isinstance(chart, str) and chart else "the chart"
        text = f"{named} of {release.resource.address} is not rendered, so not evaluated"
        hint = "render it (helm template) and scan the output"
        yield notice("helm-release", text, release.resource.span, hint)


def _directory(resource: Resource, chart: Value | None, tree: Tree) -> str:
    """Return the directory of a chart that is in the tree; empty where it is not, or not known."""
    repository = resource.values.get("repository")
    if chart is None or not isinstance(chart.raw, str) or (repository is not None and not repository.is_null):
        return ""
    found = None if chart.raw.startswith("/") else join(resource.root, chart.raw)
    return found if found and tree.is_file(f"{found}/{CHART}") else ""


def _texts(values: Value | None) -> Iterator[Value]:
    if values is not None and values.is_unknown:
        yield values
    elif values is not None:
        yield from values.items()


def _settings(values: Value) -> Iterator[Setting]:
    for form in _SETS:
        written = values.get(form)
        for item in written.items() if written is not None else ():
            name, value = item.get("name"), item.get("value")
            if name is not None and value is not None:
                yield Setting(form, name, value, item.get("type"))
