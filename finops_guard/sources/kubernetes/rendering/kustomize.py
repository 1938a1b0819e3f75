"""Kustomizations rendered by kustomize or kubectl: which of them, what their objects are, what became of the files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import closing
from fnmatch import fnmatchcase

from msgspec import Struct, field
from msgspec.structs import replace

from finops_guard.diagnostics import Level, notice
from finops_guard.documents.decoding import DecodeError, decode
from finops_guard.kubernetes.pods import POD_TEMPLATES
from finops_guard.location import SourceText, Span
from finops_guard.resources import FileStatus
from finops_guard.settings import Settings
from finops_guard.sources.kubernetes.kustomization_files import NAMES
from finops_guard.sources.kubernetes.kustomize import Kustomization, Kustomizations
from finops_guard.sources.kubernetes.manifest_files import ManifestFile, read_file
from finops_guard.sources.kubernetes.manifests import Deployed, Manifest, read_manifests
from finops_guard.sources.kubernetes.rendering.builds import build, find_tool
from finops_guard.sources.kubernetes.rendering.closures import Closure, Closures
from finops_guard.sources.kubernetes.rendering.model import Rendering
from finops_guard.sources.kubernetes.rendering.placing import Budget
from finops_guard.sources.kubernetes.rendering.references import RefusedError
from finops_guard.sources.kubernetes.rendering.tools import RenderError
from finops_guard.sources.kubernetes.rendering.untouched import objects as untouched
from finops_guard.sources.kubernetes.rendering.written import Origin, Written
from finops_guard.sources.kubernetes.suppressions import annotated, suppressions
from finops_guard.suppressions import ANNOTATION, MARK, Suppression
from finops_guard.tree import Tree, TreeError, parent

RENDERED = "rendered"
_NOT_RENDERED = "a kustomization, not rendered"
_PART = "part of a kustomization"
_LEFT_OUT = "no object of it is deployed"

MAX_LISTED = 50_000  # objects of kustomizations that only list them


class _Overlay(Struct):
    """One root on its way: what it is rendered from, and the objects with where each comes from."""

    closure: Closure
    kustomization: Kustomization
    environment: str
    objects: list[tuple[Manifest, Origin]] = field(default_factory=list)
    rendered: bool = False


def render(
    tree: Tree,
    kustomizations: Kustomizations,
    settings: Settings,
    known: Mapping[str, ManifestFile],
    around: Collection[str],
) -> Rendering:
    """Return the objects of the kustomizations that are rendered; those that are not stay as ``kustomizations``.

    ``known`` are the files of the scan as they are written, by path. ``around`` are the files of the
    tree that are not scanned: objects that come from them are left out, unless what acts on them is scanned.
    """
    return _Kustomizing(tree, kustomizations, settings, known, around).result()


class _Kustomizing:
    def __init__(
        self,
        tree: Tree,
        kustomizations: Kustomizations,
        settings: Settings,
        known: Mapping[str, ManifestFile],
        around: Collection[str],
    ) -> None:
        self._tree = tree
        self._kustomizations = kustomizations
        self._settings = settings
        self._templates = {**POD_TEMPLATES, **settings.kubernetes.pod_templates}
        self._known = known
        self._is_part = bool(around)
        self._read: dict[str, ManifestFile] = {}
        self._listed = 0
        self._texts: dict[str, SourceText] = {}
        self._found = Rendering()
        self._rendered: list[_Overlay] = []
        self._failed: dict[str, str] = {}

    def result(self) -> Rendering:
        selected = self._selected()
        tool = find_tool(self._settings.kubernetes.search_path)
        if tool is None:
            kustomizations = map(self._kustomizations.get, selected)
            reason = FileStatus.OTHER, f"{_NOT_RENDERED}: neither kustomize nor kubectl is found"
            self._found.files = {each.path: reason for each in kustomizations if each is not None}
            return self._found
        closures = Closures(self._tree)
        overlays = {overlay.closure.root: overlay for overlay in self._overlays(selected, closures)}
        for path in self._kustomizations.unread:
            try:
                closures.of(parent(path))
            except RenderError as failure:
                self._fail(path, None, failure)
        budget = Budget()
        touched = [overlay.closure for overlay in overlays.values() if not self._is_untouched(overlay)]
        with closing(build(self._tree, tool, touched)) as built:  # whatever happens, no tool goes on
            for closure, result in built:
                overlay = overlays[closure.root]
                try:
                    self._take(overlay, result, budget)
                except RenderError as failure:
                    self._fail(overlay.kustomization.path, overlay.kustomization.span, failure)
        self._rendered = [overlay for overlay in overlays.values() if overlay.rendered]
        self._kustomizations.leave({overlay.closure.root for overlay in self._rendered})
        self._account()
        for overlay in self._rendered:
            self._judge(overlay)
        return self._found

    def _selected(self) -> dict[str, str]:
        """Return the directories to be rendered, each with its environment: those configured, else all roots."""
        overlays = self._settings.kubernetes.overlays
        if overlays:
            directories = self._kustomizations.directories()
            self._unmatched(overlays, directories)
            listed = ((each, next((p for p in overlays if _matches(p, each)), None)) for each in directories)
            chosen = {directory: overlays[pattern] for directory, pattern in listed if pattern is not None}
        else:
            chosen = dict.fromkeys(self._kustomizations.roots(), "")
        return {
            directory: environment
            for directory, environment in chosen.items()
            if (found := self._kustomizations.get(directory)) is not None and not found.is_component
        }

    def _unmatched(self, patterns: Iterable[str], directories: Sequence[str]) -> None:
        """Say which configured overlays there are none of, where the whole tree is known."""
        unmatched = (each for each in patterns if not any(_matches(each, directory) for directory in directories))
        for pattern in unmatched if not self._is_part else ():
            text = f'no kustomization is in a directory like "{pattern}", which kubernetes.overlays names'
            self._found.diagnostics.append(notice("kustomization", text, "."))

    def _overlays(self, selected: Mapping[str, str], closures: Closures) -> Iterable[_Overlay]:
        for directory, environment in selected.items():
            kustomization = self._kustomizations.get(directory)
            if kustomization is None:
                continue
            try:
                closure = closures.of(directory)
            except RenderError as failure:
                self._fail(kustomization.path, kustomization.span, failure)
                continue
            if not self._is_part or any(self._is_scanned(path) for path in closure.paths()):
                yield _Overlay(closure, kustomization, environment)

    def _take(self, overlay: _Overlay, result: str | RenderError, budget: Budget) -> None:
        """Read the objects of a rendering; raise RenderError where there is none."""
        if isinstance(result, RenderError):
            raise result
        content = read_manifests(SourceText(overlay.kustomization.path, result), self._templates)
        broken = next((said for said in content.diagnostics if said.level is Level.ERROR), None)
        if broken is not None:
            raise RenderError(f"what it renders to cannot be read: {broken.message}")
        written = Written(overlay.kustomization, self._kustomizations, self._objects, budget)
        for rendered in content.manifests:
            manifest, origin = written.place(rendered)
            overlay.objects.append(
                (replace(manifest, deployed=Deployed(overlay.closure.root, environment=overlay.environment)), origin)
            )
        overlay.rendered = True

    def _is_untouched(self, overlay: _Overlay) -> bool:
        """Tell whether an overlay renders to just what is written, and take its objects if so."""
        if self._listed > MAX_LISTED:
            return False
        found = untouched(overlay.closure, self._file)
        if found is None:
            return False
        deployed = Deployed(overlay.closure.root, environment=overlay.environment)
        overlay.objects = [(replace(manifest, deployed=deployed), Origin(path)) for manifest, path in found]
        overlay.rendered = True
        self._listed += len(found)
        return True

    def _fail(self, path: str, span: Span | None, failure: RenderError) -> None:
        """Say why a kustomization is not rendered, at what is to be changed."""
        where = ""
        if isinstance(failure, RefusedError) and failure.span is not None:
            if failure.span.path == path:
                span = failure.span
            elif failure.span.path:
                where = f" ({failure.span.path}:{failure.span.location().line})"
        self._failed[path] = f"{failure}{where}"
        if self._is_scanned(path) or not self._is_part:
            text = f"not rendered: {failure}{where}; its files are judged as they are written"
            hint = "render it (kubectl kustomize) and scan the output"
            self._found.diagnostics.append(notice("kustomization", text, span or path, hint))

    def _account(self) -> None:
        """Say of each file what became of it; files that are judged as they are written, too, are left out."""
        files = self._found.files
        written = set(self._kustomizations.deployments(sorted(map(parent, self._failed))))
        for overlay in self._rendered:
            for path in overlay.closure.paths():
                if path not in overlay.closure.resources:
                    files[path] = FileStatus.SUPPORTING, RENDERED if path not in overlay.closure.files else _PART
        origins = {origin.path for overlay in self._rendered for _, origin in overlay.objects}
        for path in (path for overlay in self._rendered for path in overlay.closure.resources if path not in written):
            if path in origins:
                files[path] = FileStatus.JUDGED, ""
            elif self._objects(path):
                files.setdefault(path, (FileStatus.SUPPORTING, _LEFT_OUT))
        for path, reason in self._failed.items():
            files[path] = FileStatus.OTHER, f"{_NOT_RENDERED}: {reason}"

    def _judge(self, overlay: _Overlay) -> None:
        """Keep the objects that are asked for, with what asks not to report findings about them."""
        closure = overlay.closure
        acting = (path for path in closure.paths() if path not in closure.resources)
        everything = not self._is_part or any(map(self._is_scanned, acting))
        for manifest, origin in overlay.objects:
            if everything or (origin.path is not None and self._is_scanned(origin.path)):
                self._found.manifests.append(manifest)
                self._annotations(manifest, origin)
            else:
                self._found.around.append(manifest)
        for path in closure.paths():
            # The scan itself reads the comments of its manifests, and of no kustomization.
            if path.rpartition("/")[2] in NAMES or (everything and not self._is_scanned(path)):
                self._comments(path)

    def _annotations(self, manifest: Manifest, origin: Origin) -> None:
        """Take in the annotation that is not the written object's own: a patch, or a kustomization, gives it."""
        if manifest.value.origin is None:
            return
        for found in annotated(
            manifest.value, manifest.value.origin, root=manifest.deployed.root if manifest.deployed else None
        ):
            if not isinstance(found, Suppression):
                self._found.diagnostics.append(found)
            elif found.span.path != origin.path or not _within(found.span, found.covers):
                self._found.suppressions.append(found)

    def _comments(self, path: str) -> None:
        if path in self._texts:
            return
        try:
            text = decode(self._tree.read(path, self._settings.max_file_size))
        except (TreeError, DecodeError):
            return
        source = self._texts[path] = SourceText(path, text)
        if MARK in text or ANNOTATION in text:
            for found in suppressions(source, self._objects(path)):
                if isinstance(found, Suppression):
                    self._found.suppressions.append(found)
                else:
                    self._found.diagnostics.append(found)

    def _objects(self, path: str) -> Sequence[Manifest]:
        """Return the objects of a file as they are written."""
        return self._file(path).manifests

    def _file(self, path: str) -> ManifestFile:
        if path in self._known:
            return self._known[path]
        if path not in self._read:
            self._read[path] = read_file(self._tree, path, self._settings.max_file_size, self._templates)
        return self._read[path]

    def _is_scanned(self, path: str) -> bool:
        return path in self._known


def _matches(pattern: str, directory: str) -> bool:
    """Tell whether a glob is for a directory; ``.`` is the root directory."""
    return fnmatchcase(directory or ".", pattern.rstrip("/"))


def _within(inner: Span, outer: Span) -> bool:
    return inner.path == outer.path and outer.start <= inner.start and inner.end <= outer.end
