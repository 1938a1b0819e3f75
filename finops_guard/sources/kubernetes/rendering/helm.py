"""Helm charts rendered by ``helm template``, offline, once for each way in which they are deployed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fnmatch import fnmatchcase
from time import monotonic

from msgspec import Struct
from msgspec.structs import replace

from finops_guard.diagnostics import notice
from finops_guard.kubernetes.pods import POD_TEMPLATES
from finops_guard.settings import ChartDeployment, KubernetesSettings
from finops_guard.sources.kubernetes.charts import CHART
from finops_guard.sources.kubernetes.manifests import Deployed
from finops_guard.sources.kubernetes.rendering.chart_layout import Chart, chart_files, read_chart
from finops_guard.sources.kubernetes.rendering.chart_objects import ChartObjects
from finops_guard.sources.kubernetes.rendering.copies import MAX_FILE_SIZE, Copies
from finops_guard.sources.kubernetes.rendering.model import Rendering
from finops_guard.sources.kubernetes.rendering.tools import Rendered, RenderError, find, run
from finops_guard.tree import Tree, TreeError

MAX_RELEASE = 53
MAX_TOTAL_SECONDS = 300  # of one scan; then no further chart is rendered

_BY_HAND = "render it (helm template) and scan the output"
_NEEDS_VALUES = f"give it the values that it needs (kubernetes.charts in the configuration), or {_BY_HAND}"
_MISSING = re.compile(r"found in Chart\.yaml, but missing in charts/ directory: (.+)$")
_ADVICE = re.compile(r" Use --debug flag to render out invalid YAML$")
_NO_RELEASE = re.compile(r"[^a-z0-9]+")
_OWN = (ChartDeployment(),)


class NotRendered(Struct, frozen=True):
    """Why a chart (or one deployment of it) is not rendered, and what to do."""

    reason: str
    hint: str


class Helm:
    """Runs ``helm template``, as long as a scan has time for it."""

    def __init__(self, executable: str) -> None:
        self._executable = executable
        self._seconds = 0.0
        self._rendered = Rendered()

    def template(
        self,
        release: str,
        chart: str,
        options: Sequence[str],
        files: Sequence[tuple[str, bytes]],
        copies: Copies,
    ) -> str:
        """Return what a chart among the copies renders to; raise RenderError where it does not.

        ``files`` are those with values, a later one wins, each with what it is called where helm speaks of it.
        """
        if self._seconds >= MAX_TOTAL_SECONDS:
            raise RenderError(f"other charts have taken {MAX_TOTAL_SECONDS} seconds already")
        names = [f".finops-guard/values-{index}.yaml" for index in range(len(files))]
        for name, (_, data) in zip(names, files, strict=True):
            copies.write(name, data)
        command = ["template", release, f"./{chart}", *options, *(f"--values={name}" for name in names)]
        begun = monotonic()
        try:
            return self._rendered.take(run(self._executable, command, copies.directory))
        except RenderError as failure:
            said = str(failure)
            for name, (path, _) in zip(names, files, strict=True):
                said = said.replace(name, path)
            raise RenderError(said) from None
        finally:
            self._seconds += monotonic() - begun


def helm_of(settings: KubernetesSettings) -> Helm | NotRendered:
    """Return the helm that renders the charts of a scan, or why none does."""
    if settings.render == "never":
        return NotRendered("rendering is switched off", f"set kubernetes.render to auto, or {_BY_HAND}")
    executable = find("helm", settings.search_path)
    return Helm(executable) if executable else NotRendered("helm is not on PATH", f"install helm, or {_BY_HAND}")


class ChartRenderer:
    """Renders charts of one tree."""

    def __init__(self, tree: Tree, settings: KubernetesSettings) -> None:
        self._tree = tree
        self._settings = settings
        self._helm = helm_of(settings)

    def render(self, directory: str) -> Rendering | NotRendered:
        """Return the objects of a chart in all of its deployments, or why there are none."""
        if isinstance(self._helm, NotRendered):
            return self._helm
        chart = read_chart(self._tree, directory)
        if chart is None or not chart.name:
            return NotRendered(f"its {CHART} cannot be read", "see what helm lint says of it")
        if chart.is_library:
            return NotRendered("it is a library", "what it defines is judged in the charts that it is a part of")
        try:
            with Copies(self._tree) as copies:
                for path in chart_files(self._tree, directory):
                    copies.add(path)
                return self._deployments(self._helm, chart, copies)
        except RenderError as failure:
            return not_rendered(str(failure))

    def _deployments(self, helm: Helm, chart: Chart, copies: Copies) -> Rendering | NotRendered:
        deployments = configured(chart.directory, self._settings) or _OWN
        objects = ChartObjects(self._tree, chart, {**POD_TEMPLATES, **self._settings.pod_templates})
        failures: list[NotRendered] = []
        for deployment, name in zip(deployments, _names(deployments), strict=True):
            try:
                output = self._run(helm, chart, deployment, copies)
                deployed = Deployed(chart.directory, name, deployment.environment)
                given = [objects.file(path) for path in reversed(deployment.values)]
                objects.add(output, deployed, deployment.namespace, given)
            except RenderError as failure:
                why = not_rendered(str(failure))
                failures.append(replace(why, reason=f"as {name}: {why.reason}") if name else why)
        if len(failures) == len(deployments):
            return failures[0]
        rendering = objects.rendering()
        for each in failures:
            text = f"a Helm chart, not evaluated {each.reason}"
            rendering.diagnostics.append(notice("helm-chart", text, chart.span.path, each.hint))
        return rendering

    def _run(self, helm: Helm, chart: Chart, deployment: ChartDeployment, copies: Copies) -> str:
        release = deployment.release or _release(chart.directory.rpartition("/")[2] or chart.name)
        options = [f"--namespace={deployment.namespace}"] if deployment.namespace else []
        options += [f"--kube-version={deployment.kube_version}"] if deployment.kube_version else []
        files = []
        for path in deployment.values:
            try:
                files.append((path, self._tree.read(path, MAX_FILE_SIZE)))
            except TreeError as failure:
                raise RenderError(f"{path} cannot be read: {failure}") from None
        return helm.template(release, chart.directory, options, files, copies)


def configured(directory: str, settings: KubernetesSettings) -> tuple[ChartDeployment, ...]:
    """Return how a chart is deployed by the configuration; nothing where that does not say."""
    found = (each for pattern, each in settings.charts.items() if fnmatchcase(directory, pattern.rstrip("/")))
    return next(found, ())


def not_rendered(reason: str, hint: str = _NEEDS_VALUES) -> NotRendered:
    """Return what helm says of a failure as a reason, with what to do."""
    reason = _ADVICE.sub("", reason)
    missing = _MISSING.search(reason)
    if missing is not None:
        text = f"dependencies of it are not in charts/: {missing[1]}"
        return NotRendered(text, "run helm dependency build before the scan, or commit what it fetches")
    return NotRendered(reason, hint)


def _names(deployments: Sequence[ChartDeployment]) -> list[str]:
    """Return what tells deployments of one chart apart; nothing where there is one."""
    if len(deployments) == 1:
        return [""]
    found: list[str] = []
    for each in deployments:
        name = "/".join(part for part in (each.environment, each.namespace, each.release) if part) or "default"
        again = sum(other == name or other.startswith(f"{name}#") for other in found)
        found.append(f"{name}#{again + 1}" if again else name)
    return found


def _release(name: str) -> str:
    return _NO_RELEASE.sub("-", name.lower())[:MAX_RELEASE].strip("-") or "release"
