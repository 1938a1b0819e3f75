"""Kubernetes manifests as a source of resources: every file is read as it stands, or accounted for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from finops_guard.diagnostics import Diagnostic, notice
from finops_guard.kubernetes.pods import POD_TEMPLATES
from finops_guard.resources import FileRecord, FileStatus, Resource, ResourceSet
from finops_guard.settings import Settings
from finops_guard.sources.kubernetes.charts import Charts
from finops_guard.sources.kubernetes.kustomization_files import NAMES, kustomization_files
from finops_guard.sources.kubernetes.manifest_files import ManifestFile, read_file
from finops_guard.sources.kubernetes.manifests import JSON_PATCH, Manifest
from finops_guard.tree import Tree

if TYPE_CHECKING:
    from finops_guard.sources.kubernetes.kustomize import Kustomizations
    from finops_guard.sources.kubernetes.rendering.model import Rendering

NAME = "kubernetes"

_SUFFIXES = (".yaml", ".yml", ".json")
_TERRAFORM = (".tf.json", ".tofu.json", ".tfvars.json")


def claims(path: str) -> bool:
    """Tell whether a file may be a manifest by its name."""
    return path.endswith(_SUFFIXES) and not path.endswith(_TERRAFORM)


def read(
    tree: Tree, paths: Sequence[str], settings: Settings, context: Callable[[], Sequence[str]] | None = None
) -> ResourceSet:
    """Return the objects that the given files define; each file gets one record.

    ``context`` gives the YAML and JSON files of the whole tree, where ``paths`` is only a part of it: namespaces and
    kustomizations among them add labels to the objects of ``paths``, and objects that belong to these are around them.
    """
    return _Reading(tree, paths, settings, context).result()


class _Reading:
    def __init__(
        self, tree: Tree, paths: Sequence[str], settings: Settings, context: Callable[[], Sequence[str]] | None
    ) -> None:
        self._tree = tree
        self._settings = settings
        self._context = context
        self._renders = settings.kubernetes.render != "never" and bool(settings.kubernetes.search_path)
        self._charts = Charts(tree)
        self._templates = {**POD_TEMPLATES, **settings.kubernetes.pod_templates}
        self._files = {path: self._file(path) for path in sorted(set(paths))}

    def result(self) -> ResourceSet:
        """Return everything, in path order; objects of the context are around those that are judged."""
        files = self._files
        done = self._render_charts()
        around: list[str] = []
        if self._context is not None and (done or any(map(self._has_context, files))):
            around = [path for path in self._context() if path not in files]
        kustomized = kustomization_files(self._tree, [*files, *around])
        if not kustomized and not any(rendering.manifests for rendering in done) and not self._holds_objects():
            return self._found((), (), done)
        from finops_guard.sources.kubernetes.beside import related
        from finops_guard.sources.kubernetes.kustomize import Kustomizations
        from finops_guard.sources.kubernetes.labels import Namespaces
        from finops_guard.sources.kubernetes.resources import to_resource

        kustomizations = Kustomizations(self._tree, kustomized)
        rendered = self._render(kustomizations, around) if kustomized else None
        parts = dict(kustomizations.parts())
        for path, reason in parts.items():
            if path in files and (rendered is None or path not in rendered.files):
                files[path] = ManifestFile(FileStatus.OTHER, reason)
        raw = self._judged([manifest for file in files.values() for manifest in file.manifests])
        if rendered is not None:
            done.append(rendered)
        made = [manifest for rendering in done for manifest in rendering.manifests]
        beside = [manifest for rendering in done for manifest in rendering.around]
        used = parts.keys() | {path for rendering in done for path in rendering.files}
        unread = [path for path in around if path not in used]
        beside += related(self._tree, unread, self._charts, self._settings, {each.kind for each in (*raw, *made)})
        namespaces = Namespaces([*raw, *made, *beside])
        resources = [to_resource(each, namespaces, kustomizations.ways(each), self._settings) for each in raw]
        resources += [to_resource(each, namespaces, (), self._settings) for each in made]
        others = [to_resource(each, namespaces, kustomizations.ways(each), self._settings) for each in beside]
        return self._found(resources, self._about_patches(kustomizations, rendered), done, others)

    def _judged(self, manifests: list[Manifest]) -> list[Manifest]:
        """Return the objects without those that others of the scan describe and make, which is said once a file."""
        if not any(file.has_owners for file in self._files.values()):
            return manifests
        from finops_guard.sources.kubernetes.owners import made_by_others

        made = {id(manifest): (manifest, owner) for manifest, owner in made_by_others(manifests)}
        by_path: dict[str, list[tuple[Manifest, Manifest]]] = {}
        for pair in made.values():
            by_path.setdefault(pair[0].span.path, []).append(pair)
        for path, pairs in by_path.items():
            first, owner = pairs[0]
            what, them = ("objects are", "them") if len(pairs) > 1 else ("object is", "it")
            example = f"{first.kind} {first.name} with {owner.kind} {owner.name}"
            text = f"{len(pairs):,} {what} judged with what makes {them} in the cluster: {example}"
            self._files[path].diagnostics.append(notice("owned", text, first.span))
        return [manifest for manifest in manifests if id(manifest) not in made]

    def _holds_objects(self) -> bool:
        return any(file.manifests for file in self._files.values())

    def _has_context(self, path: str) -> bool:
        """Tell whether files around a file may say more about its objects, or it about theirs."""
        file = self._files[path]
        return bool(file.manifests) or (
            self._renders and (path.rpartition("/")[2] in NAMES or file.reason == JSON_PATCH)
        )

    def _render(self, kustomizations: Kustomizations, around: Sequence[str]) -> Rendering | None:
        """Render the kustomizations; files that they are made of are not judged as they are written any more."""
        if not self._renders:
            return None
        from finops_guard.sources.kubernetes.rendering.kustomize import render

        files = self._files
        rendered = render(self._tree, kustomizations, self._settings, dict(files), around)
        for path, outcome in rendered.files.items():
            if path in files:
                file = files[path]
                status, reason = (file.status, file.reason) if file.status is FileStatus.BROKEN else outcome
                files[path] = ManifestFile(status, reason, [], file.diagnostics, file.suppressions)
        return rendered

    def _found(
        self,
        resources: Iterable[Resource],
        about_patches: Iterable[Diagnostic],
        done: Sequence[Rendering],
        around: Iterable[Resource] = (),
    ) -> ResourceSet:
        files = self._files
        return ResourceSet(
            resources=tuple(resources),
            files=tuple(FileRecord(path, NAME, file.status, file.reason) for path, file in files.items()),
            diagnostics=(
                *(diagnostic for file in files.values() for diagnostic in file.diagnostics),
                *about_patches,
                *(diagnostic for rendering in done for diagnostic in rendering.diagnostics),
            ),
            suppressions=(
                *(each for file in files.values() for each in file.suppressions),
                *(each for rendering in done for each in rendering.suppressions),
            ),
            around=tuple(around),
        )

    def _file(self, path: str) -> ManifestFile:
        """Read one file, unless its name says that it is no manifest as it stands."""
        if path.rpartition("/")[2] in NAMES:
            return ManifestFile(FileStatus.OTHER, "a kustomization, not rendered")
        placed = self._charts.place(path)
        if placed is not None:
            return ManifestFile(*placed, is_of_chart=True)
        if path.endswith(".tpl"):
            return ManifestFile(FileStatus.OTHER, "named templates outside of a Helm chart")
        return read_file(self._tree, path, self._settings.max_file_size, self._templates)

    def _render_charts(self) -> list[Rendering]:
        """Return what the charts that files belong to render to; nothing where there are none."""
        placed = {path: file.status for path, file in self._files.items() if file.is_of_chart}
        charts = self._settings.kubernetes.charts
        if not placed and not (charts and self._context):
            return []
        from finops_guard.sources.kubernetes.rendering.charts import render_charts

        rendering = render_charts(self._tree, placed, list(self._files), self._settings, self._context)
        for path, (status, reason) in rendering.files.items():
            if path in self._files:
                self._files[path] = ManifestFile(status, reason)
        return [rendering]

    def _about_patches(self, kustomizations: Kustomizations, rendered: Rendering | None) -> Iterator[Diagnostic]:
        """Say once for each kustomization that its patches are not rendered."""
        done = _rendered_or_said(rendered) if rendered else ()
        for path, span, count in kustomizations.unrendered():
            if path in self._files and path not in done:
                text = (
                    f"{count} kustomize patch{'es' if count > 1 else ''} not rendered: the labels that patches write "
                    "are counted, containers that they add are not judged"
                )
                yield notice("kustomization", text, span or path, "render it (kubectl kustomize) and scan the output")


def _rendered_or_said(rendered: Rendering) -> set[str]:
    """Return the files that are rendered, and those of which it is said why they are not."""
    done = {path for path, (status, _) in rendered.files.items() if status is not FileStatus.OTHER}
    return done.union(said.path for said in rendered.diagnostics)
