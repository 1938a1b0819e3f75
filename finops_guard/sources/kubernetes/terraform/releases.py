"""The objects that Helm releases of Terraform install, rendered from the charts that lie in the tree."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from finops_guard.diagnostics import Diagnostic
from finops_guard.kubernetes.pods import POD_TEMPLATES
from finops_guard.location import Span
from finops_guard.resources import FileStatus, Resource
from finops_guard.settings import Settings
from finops_guard.sources.kubernetes.charts import CHART
from finops_guard.sources.kubernetes.labels import Namespaces
from finops_guard.sources.kubernetes.manifests import Deployed, Manifest
from finops_guard.sources.kubernetes.rendering.chart_layout import Chart, chart_files, read_chart
from finops_guard.sources.kubernetes.rendering.chart_objects import ChartObjects
from finops_guard.sources.kubernetes.rendering.charts import Excluded
from finops_guard.sources.kubernetes.rendering.copies import Copies
from finops_guard.sources.kubernetes.rendering.helm import Helm, NotRendered, helm_of, not_rendered
from finops_guard.sources.kubernetes.rendering.model import Rendering
from finops_guard.sources.kubernetes.rendering.tools import RenderError
from finops_guard.sources.kubernetes.resources import to_resource
from finops_guard.sources.kubernetes.terraform.helm import BY_HAND, TERRAFORM, HelmRelease, unrendered
from finops_guard.sources.kubernetes.terraform.release_secrets import Secrets
from finops_guard.sources.kubernetes.terraform.release_values import ValuesReader
from finops_guard.suppressions import Suppression
from finops_guard.tree import Tree
from finops_guard.values import Value

MAX_RELEASES = 500  # of one scan
MAX_OUTPUT = 64 * 1024 * 1024  # of all of them together: one chart may be installed hundreds of times
MAX_SECRET_OUTPUT = 4 * 1024 * 1024  # of a release with sensitive values, which are looked for in all of it

_NOTHING_SAID = "helm fails, and what it says may hold sensitive values"


class Released(Struct):
    """What the releases of a scan install. ``files``: what became of files that they use, by path.

    ``charts`` are the directories of the charts that at least one release deploys.
    """

    resources: list[Resource] = field(default_factory=list)
    around: list[Resource] = field(default_factory=list)
    charts: list[str] = field(default_factory=list)
    files: dict[str, tuple[FileStatus, str]] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    suppressions: list[Suppression] = field(default_factory=list)


class Through:
    """How an object came to be that a release installs: by the release, and by what makes that."""

    __slots__ = ("_release",)

    def __init__(self, release: Resource) -> None:
        self._release = release

    @property
    def calls(self) -> tuple[Span, ...]:
        made = self._release.provenance
        return (*(made.calls if made is not None else ()), self._release.span)

    @property
    def sources(self) -> tuple[str, ...]:
        made = self._release.provenance
        return (*(made.sources if made is not None else ()), "")

    def given(self, span: Span) -> Span | None:
        """Return where what the release's module writes is given from outside of it."""
        made = self._release.provenance
        return made.given(span) if made is not None and span.path.endswith(TERRAFORM) else None

    def absent(self, path: str) -> Span | None:
        """Return nothing: what a chart does not have is missing in its own text."""
        del path
        return None


def render_releases(found: Sequence[HelmRelease], tree: Tree, settings: Settings) -> Released:
    """Return what releases install of which all is known, with a notice for each that is not rendered."""
    released = Released()
    helm = helm_of(settings.kubernetes)
    by_chart: dict[str, list[HelmRelease]] = {}
    for number, release in enumerate(found):
        if isinstance(helm, NotRendered):
            released.diagnostics.append(unrendered(release, helm.reason, hint=helm.hint))
        elif number >= MAX_RELEASES:
            reason = f"{MAX_RELEASES} releases are rendered already"
            released.diagnostics.append(unrendered(release, reason))
        else:
            by_chart.setdefault(release.place, []).append(release)
    if isinstance(helm, Helm) and by_chart:
        rendering = _Rendering(tree, settings, helm, released)
        for releases in by_chart.values():
            rendering.chart(releases)
    return released


class _Rendering:
    """Renders the charts of one scan, each for all releases of it."""

    def __init__(self, tree: Tree, settings: Settings, helm: Helm, released: Released) -> None:
        self._tree = tree
        self._settings = settings
        self._helm = helm
        self._released = released
        self._values = ValuesReader(tree)
        self._output = 0
        self._excluded = Excluded(settings.exclude)
        self._pod_templates = {**POD_TEMPLATES, **settings.kubernetes.pod_templates}

    def chart(self, releases: Sequence[HelmRelease]) -> None:
        """Add what one chart renders to in some releases."""
        try:
            with Copies(self._tree) as copies:
                chart = self._chart(releases[0], copies)
                objects = ChartObjects(self._tree, chart, self._pod_templates)
                tried = [(each, self._release(each, chart, objects, copies)) for each in releases]
        except RenderError as failure:
            for each in releases:
                self._failed(each, not_rendered(str(failure), BY_HAND))
            return
        done = [(each, secrets) for each, secrets in tried if secrets is not None]
        if done:
            self._add(chart, objects.rendering(), done)

    def _chart(self, release: HelmRelease, copies: Copies) -> Chart:
        """Copy a chart and return it."""
        if release.package:
            copies.add(release.package)
            chart = release.chart
            span = chart.origin if chart is not None and chart.origin is not None else release.resource.span
            return Chart(release.package, "", False, (), span)
        found = read_chart(self._tree, release.directory)
        if found is None or not found.name:
            raise RenderError(f"its {CHART} cannot be read")
        for path in chart_files(self._tree, release.directory):
            copies.add(path)
        return found

    def _release(self, release: HelmRelease, chart: Chart, objects: ChartObjects, copies: Copies) -> Secrets | None:
        """Add what a chart renders to in one release and return what of that is secret; None where it fails."""
        secrets = Secrets(())
        resource = release.resource
        namespace = _text(release.namespace)
        try:
            given = self._values.given(release, objects.file)
            secrets = given.secrets
            hooks = resource.values.get("disable_webhooks")
            options = [f"--namespace={namespace}"] if namespace else []
            options += ["--no-hooks"] if hooks is not None and hooks.raw else []
            output = self._helm.template(
                _text(release.name), chart.directory, [*options, *given.options], given.files, copies
            )
            self._output += len(output)
            if self._output > MAX_OUTPUT:
                raise RenderError(f"releases render to more than {MAX_OUTPUT // 1024 // 1024} MiB together")
            if secrets and len(output) > MAX_SECRET_OUTPUT:
                most = f"{MAX_SECRET_OUTPUT // 1024 // 1024} MiB"
                raise RenderError(f"it renders to more than {most}, too much to keep its sensitive values out of")
            deployed = Deployed(resource.root, resource.plan, release=resource.address)
            objects.add(output, deployed, namespace, given.layers, secrets.manifest)
        except RenderError as failure:
            self._failed(release, NotRendered(_NOTHING_SAID, "") if secrets else not_rendered(str(failure), BY_HAND))
            return None
        return secrets

    def _failed(self, release: HelmRelease, why: NotRendered) -> None:
        self._released.diagnostics.append(unrendered(release, why.reason, hint=why.hint))

    def _add(self, chart: Chart, rendering: Rendering, done: Sequence[tuple[HelmRelease, Secrets]]) -> None:
        released = self._released
        made = {(each.resource.root, each.resource.plan, each.resource.address): each.resource for each, _ in done}
        for manifest in rendering.manifests:
            deployed = manifest.deployed
            release = made[deployed.root, deployed.name, deployed.release] if deployed is not None else None
            if release is not None:
                wanted = not self._excluded(manifest.span.path)
                (released.resources if wanted else released.around).append(self._resource(manifest, release))
        if not done[0][0].package:
            released.charts.append(chart.directory)
            released.files |= rendering.files
        released.suppressions += rendering.suppressions
        for found in rendering.diagnostics:
            message = found.message
            for _, secrets in done:
                message = secrets.redacted(message)
            released.diagnostics.append(replace(found, message=message))

    def _resource(self, manifest: Manifest, release: Resource) -> Resource:
        """Return an object as a resource of the root that its release is of; namespaces are still to be looked at."""
        resource = to_resource(manifest, Namespaces(()), (), self._settings)
        by_label = resource.environment.known_by == "tag"
        modules = release.module_path if release.provenance is not None else ()
        return replace(
            resource,
            environment=resource.environment if by_label else release.environment,
            module_path=(*modules, f"{release.type}.{release.name}"),
            provenance=Through(release),
            change=release.change,
        )


def _text(value: Value | None) -> str:
    return value.raw if value is not None and isinstance(value.raw, str) else ""
