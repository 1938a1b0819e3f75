"""The objects that a chart renders to, with what became of its files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec.structs import replace

from finops_guard.diagnostics import Diagnostic, Level
from finops_guard.documents.decoding import DecodeError, decode
from finops_guard.kubernetes.pods import Templates
from finops_guard.location import SourceText, Span
from finops_guard.resources import FileStatus
from finops_guard.sources.kubernetes.manifests import Deployed, Manifest, read_manifests
from finops_guard.sources.kubernetes.rendering.alignment import Aligner
from finops_guard.sources.kubernetes.rendering.chart_layout import Chart, Subcharts
from finops_guard.sources.kubernetes.rendering.chart_placing import Placing, Template, header
from finops_guard.sources.kubernetes.rendering.chart_values import ValuesFiles, effective
from finops_guard.sources.kubernetes.rendering.copies import MAX_FILE_SIZE
from finops_guard.sources.kubernetes.rendering.given_values import GivenValues
from finops_guard.sources.kubernetes.rendering.model import Rendering
from finops_guard.sources.kubernetes.rendering.template_text import read_template
from finops_guard.sources.kubernetes.rendering.tools import RenderError
from finops_guard.suppressions import MARK, Suppression
from finops_guard.tree import Tree, TreeError, join
from finops_guard.values import Value

MAX_DOCUMENTS = 10_000  # of one deployment
MAX_OBJECTS = 200  # of one template that comments in it are held against
MAX_GIVEN = 10_000  # places of values that the comments in one template are held against

_SOURCE = re.compile(r"^---\r?\n# Source: ([^\n]*)\n", re.MULTILINE)


class ChartObjects:
    """Gathers the objects of one chart from what helm writes for each of its deployments."""

    def __init__(self, tree: Tree, chart: Chart, templates: Templates) -> None:
        self._tree = tree
        self._pod_templates = templates
        self._chart = chart
        self._subcharts = Subcharts(tree, chart)
        self._values = ValuesFiles(tree)
        self._templates: dict[str, tuple[SourceText, Aligner | None] | None] = {}
        self._manifests: list[Manifest] = []
        self._made: dict[str, tuple[SourceText, list[Manifest], list[tuple[Span, Span]]]] = {}
        self._others: dict[str, str] = {}  # why templates hold nothing to judge
        self._broken: set[str] = set()
        self._diagnostics: dict[Diagnostic, None] = {}

    def file(self, path: str) -> Value | None:
        """Return what a file of values holds."""
        return self._values.read(path)

    def add(
        self,
        output: str,
        deployed: Deployed,
        namespace: str,
        given: Sequence[Value | None],
        change: Callable[[Manifest], Manifest] | None = None,
    ) -> None:
        """Add the objects of one deployment; raise RenderError where there are too many.

        ``namespace`` is that of objects that write none. ``given`` are the values it is deployed with, those that count
        first, without the chart's own. ``change`` is made to each object.
        """
        parts = _SOURCE.split(output)
        if parts[0].strip():
            raise RenderError("helm does not say which templates its output is rendered from")
        if len(parts) // 2 > MAX_DOCUMENTS:
            raise RenderError(f"it renders to more than {MAX_DOCUMENTS:,} objects")
        layers = [*given, self._values.read(self._chart.values)]
        templates: dict[str, Template] = {}
        for source, text in zip(parts[1::2], parts[2::2], strict=True):
            if source not in templates:
                templates[source] = self._template(source, layers)
            template = templates[source]
            for manifest in self._document(template, text):
                within = manifest.namespace or namespace or None
                placed = replace(manifest, namespace=within, deployed=deployed)
                self._add(template, change(placed) if change is not None else placed)

    def rendering(self) -> Rendering:
        """Return all that was added."""
        rendering = Rendering(self._manifests, diagnostics=list(self._diagnostics))
        rendering.files = {
            **{source.path: (FileStatus.SUPPORTING, "Helm values") for source, _ in self._values.sources()},
            **{path: (FileStatus.OTHER, reason) for path, reason in self._others.items()},
            **dict.fromkeys(self._made, (FileStatus.JUDGED, "")),
            **dict.fromkeys(self._broken, (FileStatus.BROKEN, "not all that it renders to can be read")),
            self._chart.span.path: (FileStatus.SUPPORTING, "description of a Helm chart"),
        }
        for found in self._asked():
            if isinstance(found, Suppression):
                rendering.suppressions.append(found)
            else:
                rendering.diagnostics.append(found)
        return rendering

    def _add(self, template: Template, manifest: Manifest) -> None:
        self._manifests.append(manifest)
        self._made.setdefault(template.source.path, (template.source, [], []))[1].append(manifest)

    def _document(self, template: Template, text: str) -> Iterator[Manifest]:
        """Yield the objects of one document, placed."""
        content = read_manifests(SourceText(template.source.path, text), self._pod_templates)
        path = template.source.path
        for reason in content.others:
            self._others.setdefault(path, reason)
        if not content.manifests and not content.diagnostics:
            return
        placing = Placing(template, text)
        for manifest in content.manifests:
            yield replace(manifest, value=placing.document(manifest.value), span=placing.span(manifest.span))
        for found in content.diagnostics:
            span = placing.span(found.span) if found.span else template.fallback
            self._diagnostics[_said(found, span)] = None
            if found.level is Level.ERROR:
                self._broken.add(span.path)
        if content.manifests:
            given = self._made.setdefault(path, (template.source, [], []))[2]
            given += placing.given[: MAX_GIVEN - len(given)]

    def _template(self, source: str, layers: Sequence[Value | None]) -> Template:
        """Return the template that Helm names, with the values that it is given."""
        way, inner = self._subcharts.find(source)
        charts = [chart for _, chart in way]
        read = self._read(join(charts[-1].directory, inner)) if not inner.startswith("charts/") else None
        if read is None:
            return Template(self._chart.span.source, None, None, self._dependency(charts[-1], inner))
        own = [self._values.read(chart.values) for chart in charts[1:]]
        values = effective(layers, [name for name, _ in way[1:]], own)
        given = GivenValues(values) if values is not None else None
        return Template(read[0], read[1], given, header(read[0]))

    def _read(self, path: str | None) -> tuple[SourceText, Aligner | None] | None:
        if path is None:
            return None
        if path not in self._templates:
            try:
                source = SourceText(path, decode(self._tree.read(path, MAX_FILE_SIZE)))
            except (TreeError, DecodeError):
                self._templates[path] = None
            else:
                text = read_template(source.text)
                self._templates[path] = source, Aligner(text) if text is not None else None
        return self._templates[path]

    def _dependency(self, chart: Chart, inner: str) -> Span:
        """Return where the chart names a subchart of which no template is in the tree: a packed one."""
        name = inner.removeprefix("charts/").partition("/")[0]
        spans = (each.span for each in chart.dependencies if each.known_as == name)
        return next((span for span in spans if span is not None), self._chart.span)

    def _asked(self) -> Iterator[Suppression | Diagnostic]:
        """Yield what comments and annotations of templates, and comments beside values, ask for."""
        for source, manifests, given in self._made.values():
            yield from _requests(source, manifests, given)
        for source, value in self._values.sources():
            if MARK in source.text:
                from finops_guard.sources.kubernetes.suppressions import comments

                yield from comments(source, [value], objects=False)


def _said(found: Diagnostic, span: Span) -> Diagnostic:
    """Return what is said of rendered text as something about its template; there, nothing is a template any more."""
    kind = "syntax" if found.kind == "template" else found.kind
    message = f"what it renders to is {found.hint}" if found.kind == "template" else f"rendered, {found.message}"
    return Diagnostic(found.level, kind, message, span.path, span, "see what helm template writes")


def _requests(
    source: SourceText, manifests: Sequence[Manifest], given: Iterable[tuple[Span, Span]]
) -> Iterator[Suppression | Diagnostic]:
    from finops_guard.sources.kubernetes.resources import address
    from finops_guard.sources.kubernetes.suppressions import annotated, comments

    for manifest in manifests:
        if manifest.value.origin is not None:
            root = manifest.deployed.root if manifest.deployed is not None else None
            yield from annotated(manifest.value, manifest.value.origin, (address(manifest),), root)
    if MARK not in source.text:
        return
    put = list(dict.fromkeys(given))
    places = {value: place for place, value in put}
    for found in comments(source, [manifest.value for manifest in manifests[:MAX_OBJECTS]], places):
        if isinstance(found, Suppression):
            covers = found.covers
            through = (value for place, value in put if covers.start <= place.start < covers.end)
            yield replace(found, through=tuple(dict.fromkeys(through)))
        else:
            yield found
