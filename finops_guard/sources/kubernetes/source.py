"""Kubernetes manifests as a source of resources: every file is read as it stands, or accounted for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from finops_guard.diagnostics import Diagnostic, Level, error, notice
from finops_guard.documents.decoding import DecodeError, decode
from finops_guard.kubernetes.pods import POD_TEMPLATES
from finops_guard.location import SourceText
from finops_guard.resources import FileRecord, FileStatus, Resource, ResourceSet
from finops_guard.settings import Settings
from finops_guard.sources.kubernetes.charts import Charts
from finops_guard.sources.kubernetes.kustomization_files import NAMES, kustomization_files
from finops_guard.sources.kubernetes.manifests import JSON_PATCH, FileContent, Manifest, read_manifests
from finops_guard.suppressions import ANNOTATION, MARK, Suppression
from finops_guard.tree import Tree, TreeError

if TYPE_CHECKING:
    from finops_guard.sources.kubernetes.kustomize import Kustomizations
    from finops_guard.sources.kubernetes.rendering.model import Rendering

NAME = "kubernetes"

_SUFFIXES = (".yaml", ".yml", ".json")
_TERRAFORM = (".tf.json", ".tofu.json", ".tfvars.json")
_NAMESPACE = re.compile(r"""["']?kind["']?\s*:\s*["']?(?:Namespace|List|NamespaceList)\b""")


def claims(path: str) -> bool:
    """Tell whether a file may be a manifest by its name."""
    return path.endswith(_SUFFIXES) and not path.endswith(_TERRAFORM)


def read(
    tree: Tree, paths: Sequence[str], settings: Settings, context: Callable[[], Sequence[str]] | None = None
) -> ResourceSet:
    """Return the objects that the given files define; each file gets one record.

    ``context`` gives the YAML and JSON files of the whole tree, where ``paths`` is only a part of it: namespaces and
    kustomizations among them add labels to the objects of ``paths``.
    """
    return _Reading(tree, paths, settings, context).result()


def namespaces(tree: Tree, paths: Sequence[str], settings: Settings) -> list[Resource]:
    """Return the Namespace objects that the given files define, as they are written."""
    from finops_guard.sources.kubernetes.labels import Namespaces
    from finops_guard.sources.kubernetes.resources import to_resource

    found = [each for each in _Reading(tree, (), settings, None).namespaces(paths) if each.kind == "Namespace"]
    return [to_resource(each, Namespaces(()), (), settings) for each in found]


class _File(Struct):
    """What one file turned out to be."""

    status: FileStatus
    reason: str = ""
    manifests: list[Manifest] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    suppressions: list[Suppression] = field(default_factory=list)
    has_owners: bool = False
    is_of_chart: bool = False

    def read_suppressions(self, source: SourceText) -> None:
        from finops_guard.sources.kubernetes.suppressions import suppressions

        for found in suppressions(source, self.manifests):
            if isinstance(found, Suppression):
                self.suppressions.append(found)
            else:
                self.diagnostics.append(found)


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
        """Return everything, in path order; files of the context add labels only."""
        files = self._files
        done = self._render_charts()
        around: list[str] = []
        if self._context is not None and (done or any(map(self._has_context, files))):
            around = [path for path in self._context() if path not in files]
        kustomized = kustomization_files(self._tree, [*files, *around])
        if not kustomized and not any(rendering.manifests for rendering in done) and not self._holds_objects():
            return self._found((), (), done)
        from finops_guard.sources.kubernetes.kustomize import Kustomizations
        from finops_guard.sources.kubernetes.labels import Namespaces
        from finops_guard.sources.kubernetes.resources import to_resource

        kustomizations = Kustomizations(self._tree, kustomized)
        rendered = self._render(kustomizations, around) if kustomized else None
        for path, reason in kustomizations.parts():
            if path in files and (rendered is None or path not in rendered.files):
                files[path] = _File(FileStatus.OTHER, reason)
        raw = self._judged([manifest for file in files.values() for manifest in file.manifests])
        if rendered is not None:
            done.append(rendered)
        made = [manifest for rendering in done for manifest in rendering.manifests]
        beside = (manifest for rendering in done for manifest in rendering.around)
        namespaces = Namespaces([*raw, *made, *beside, *self.namespaces(around)])
        resources = [to_resource(each, namespaces, kustomizations.ways(each), self._settings) for each in raw]
        resources += [to_resource(each, namespaces, (), self._settings) for each in made]
        return self._found(resources, self._about_patches(kustomizations, rendered), done)

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
        known = {path: file.manifests for path, file in files.items()}
        rendered = render(self._tree, kustomizations, self._settings, known, around)
        for path, outcome in rendered.files.items():
            if path in files:
                file = files[path]
                status, reason = (file.status, file.reason) if file.status is FileStatus.BROKEN else outcome
                files[path] = _File(status, reason, [], file.diagnostics, file.suppressions)
        return rendered

    def _found(
        self, resources: Iterable[Resource], about_patches: Iterable[Diagnostic], done: Sequence[Rendering]
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
        )

    def _file(self, path: str) -> _File:
        """Read one file, unless its name says that it is no manifest as it stands."""
        if path.rpartition("/")[2] in NAMES:
            return _File(FileStatus.OTHER, "a kustomization, not rendered")
        placed = self._charts.place(path)
        if placed is not None:
            return _File(*placed, is_of_chart=True)
        if path.endswith(".tpl"):
            return _File(FileStatus.OTHER, "named templates outside of a Helm chart")
        try:
            data = self._tree.read(path, self._settings.max_file_size)
        except TreeError as failure:
            return _unreadable(path, str(failure))
        try:
            text = decode(data)
        except DecodeError as failure:
            return _undecodable(path, data, str(failure))
        source = SourceText(path, text)
        content = read_manifests(source, self._templates)
        status, reason = _outcome(content)
        file = _File(status, reason, content.manifests, [_as_notice(each) for each in content.diagnostics])
        file.has_owners = "ownerReferences" in text
        if MARK in text or ANNOTATION in text:
            file.read_suppressions(source)
        return file

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
                self._files[path] = _File(status, reason)
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

    def namespaces(self, paths: Sequence[str]) -> Iterator[Manifest]:
        """Yield the objects of files that are not judged, where they may be namespaces."""
        for path in paths:
            if self._charts.place(path) is not None:
                continue
            try:
                text = decode(self._tree.read(path, self._settings.max_file_size))
            except (TreeError, DecodeError):
                continue
            if _NAMESPACE.search(text):
                yield from read_manifests(SourceText(path, text)).manifests


def _rendered_or_said(rendered: Rendering) -> set[str]:
    """Return the files that are rendered, and those of which it is said why they are not."""
    done = {path for path, (status, _) in rendered.files.items() if status is not FileStatus.OTHER}
    return done.union(said.path for said in rendered.diagnostics)


def _unreadable(path: str, why: str) -> _File:
    if "larger than" in why:
        said = notice("too-large", f"the file is not read: {why}", path)
        return _File(FileStatus.SKIPPED, why, diagnostics=[said])
    return _File(FileStatus.BROKEN, why, diagnostics=[error("unreadable", f"the file cannot be read: {why}", path)])


def _undecodable(path: str, data: bytes, why: str) -> _File:
    if b"kind" not in data.replace(b"\0", b""):
        return _File(FileStatus.OTHER, "no Kubernetes object")
    said = error("encoding", f"the file is not text: {why}", path, "save it as UTF-8")
    return _File(FileStatus.BROKEN, why, diagnostics=[said])


def _as_notice(diagnostic: Diagnostic) -> Diagnostic:
    """Return a template that does not parse as what it is: not evaluated, and no error."""
    return replace(diagnostic, level=Level.NOTICE) if diagnostic.kind == "template" else diagnostic


def _outcome(content: FileContent) -> tuple[FileStatus, str]:
    """Return what became of a file that was read: the worst of its documents decides."""
    kinds = {each.kind for each in content.diagnostics if each.level is Level.ERROR}
    count = len(content.manifests)
    judged = f"; {count} object{'s of it were' if count > 1 else ' of it was'} judged" if count else ""
    if kinds - {"template"}:
        return FileStatus.BROKEN, f"not all of it can be read{judged}"
    if kinds:
        return FileStatus.TEMPLATE, f"a template, not evaluated{judged}"
    if content.manifests:
        return FileStatus.JUDGED, ""
    return FileStatus.OTHER, next(iter(sorted(content.others)), "no content")
