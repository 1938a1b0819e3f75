"""What a scan found, with what Helm releases of Terraform install in place of charts rendered on their own."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from finops_guard.resources import FileRecord, FileStatus, Resource, ResourceSet
from finops_guard.settings import Settings
from finops_guard.sources.kubernetes.charts import Charts
from finops_guard.sources.kubernetes.terraform.helm import HelmRelease, refused, releases, unrendered
from finops_guard.tree import Tree, parent

_NOTHING = (FileStatus.SUPPORTING, "renders to nothing in its Helm releases")


class Installed(Struct, frozen=True):
    """What the sources found, without what is judged through releases, and the objects that releases install."""

    found: ResourceSet
    resources: Sequence[Resource] = ()
    around: Sequence[Resource] = ()


def installed(found: ResourceSet, tree: Tree, settings: Settings) -> Installed:
    """Return what was found with the objects of the Helm releases in it.

    A chart that a release deploys is not judged on its own in addition, unless the configuration says that it is.
    """
    wanted: list[HelmRelease] = []
    said = list(found.diagnostics)
    for release in releases(found.resources, tree):
        why = refused(release)
        if why is None:
            wanted.append(release)
        else:
            said.append(unrendered(release, why.reason, why.causes, why.hint))
    if not wanted:
        return Installed(replace(found, diagnostics=tuple(said)) if len(said) > len(found.diagnostics) else found)
    from finops_guard.sources.kubernetes.rendering.chart_layout import outermost
    from finops_guard.sources.kubernetes.rendering.helm import configured
    from finops_guard.sources.kubernetes.terraform.releases import render_releases

    made = render_releases(wanted, tree, settings)
    left = replace(found, diagnostics=tuple(said))
    alone = [each for each in made.charts if outermost(tree, each) == each]
    once = [each for each in alone if not configured(each, settings.kubernetes)]
    if once:
        left = _without(left, _Parts(tree, once))
    left = replace(
        left,
        files=_records(left.files, _Parts(tree, made.charts), frozenset(once), made.files),
        diagnostics=(*left.diagnostics, *made.diagnostics),
        suppressions=tuple(dict.fromkeys((*left.suppressions, *made.suppressions))),
    )
    return Installed(left, made.resources, made.around)


class _Parts:
    """Tells which files are parts of some charts, by what they are rendered from or described in."""

    def __init__(self, tree: Tree, charts: Sequence[str]) -> None:
        self._layout = Charts(tree)
        self._charts = frozenset(charts)
        self._known: dict[str, str | None] = {}

    def chart(self, path: str) -> str | None:
        """Return which of the charts a file is a part of; None where it is read as it stands, or is of no such one."""
        if path not in self._known:
            self._known[path] = self._around(path) if self._layout.place(path) is not None else None
        return self._known[path]

    def _around(self, path: str) -> str | None:
        at = parent(path)
        while at and at not in self._charts:
            at = parent(at)
        return at or None


def _without(found: ResourceSet, parts: _Parts) -> ResourceSet:
    """Return what was found without what some charts render to on their own."""

    def is_of_chart(resource: Resource) -> bool:
        chart = parts.chart(resource.span.path) if resource.source == "kubernetes" else None
        return chart is not None and resource.root == chart

    return replace(
        found,
        resources=tuple(each for each in found.resources if not is_of_chart(each)),
        diagnostics=tuple(each for each in found.diagnostics if parts.chart(each.path) is None),
        suppressions=tuple(each for each in found.suppressions if parts.chart(each.span.path) is None),
        around=tuple(each for each in found.around if not is_of_chart(each)),
    )


def _records(
    files: Sequence[FileRecord], parts: _Parts, once: frozenset[str], made: dict[str, tuple[FileStatus, str]]
) -> tuple[FileRecord, ...]:
    """Return what became of the files of a scan, where releases render some of them."""
    found: list[FileRecord] = []
    for record in files:
        chart = parts.chart(record.path)
        status = made.get(record.path)
        if chart is None:  # it may be a file of values that a release names
            changes = record.status is FileStatus.OTHER
        else:
            changes = chart in once or record.status is FileStatus.TEMPLATE
            if status is None and record.status in (FileStatus.TEMPLATE, FileStatus.JUDGED):
                status = _NOTHING
        found.append(FileRecord(record.path, record.source, *status) if changes and status else record)
    return tuple(found)
