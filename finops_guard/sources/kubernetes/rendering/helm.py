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
from finops_guard.sources.kubernetes.rendering.chart_layout import Chart, chart_files, read_chart
from finops_guard.sources.kubernetes.rendering.chart_objects import ChartObjects
from finops_guard.sources.kubernetes.rendering.copies import MAX_FILE_SIZE, Copies
from finops_guard.sources.kubernetes.rendering.model import Rendering
from finops_guard.sources.kubernetes.rendering.tools import RenderError, find, run
from finops_guard.tree import Tree, TreeError

MAX_RELEASE = 53
MAX_TOTAL_SECONDS = 300  # of one scan; then no further chart is rendered

_BY_HAND = "render it (helm template) and scan the output"
_MISSING = re.compile(r"found in Chart\.yaml, but missing in charts/ directory: (.+)$")
_ADVICE = re.compile(r" Use --debug flag to render out invalid YAML$")
_NO_RELEASE = re.compile(r"[^a-z0-9]+")
_OWN = (ChartDeployment(),)


class NotRendered(Struct, frozen=True):
    """Why a chart (or one deployment of it) is not rendered, and what to do."""

    reason: str
    hint: str


class ChartRenderer:
    """Renders charts of one tree."""

    def __init__(self, tree: Tree, settings: KubernetesSettings) -> None:
        self._tree = tree
        self._settings = settings
        self._helm = find("helm", settings.search_path) if settings.render != "never" else None
        self._seconds = 0.0

    def render(self, directory: str) -> Rendering | NotRendered:
        """Return the objects of a chart in all of its deployments, or why there are none."""
        if self._settings.render == "never":
            return NotRendered("rendering is switched off", f"set kubernetes.render to auto, or {_BY_HAND}")
        if self._helm is None:
            return NotRendered("helm is not on PATH", f"install helm, or {_BY_HAND}")
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
            return _not_rendered(str(failure))

    def deployments(self, directory: str) -> tuple[ChartDeployment, ...]:
        """Return how a chart is deployed."""
        found = (each for pattern, each in self._settings.charts.items() if fnmatchcase(directory, pattern.rstrip("/")))
        return next(found, _OWN)

    def _deployments(self, helm: str, chart: Chart, copies: Copies) -> Rendering | NotRendered:
        deployments = self.deployments(chart.directory)
        objects = ChartObjects(self._tree, chart, {**POD_TEMPLATES, **self._settings.pod_templates})
        failures: list[NotRendered] = []
        for deployment, name in zip(deployments, _names(deployments), strict=True):
            try:
                output = self._run(helm, chart, deployment, copies)
                objects.add(output, deployment, name)
            except RenderError as failure:
                why = _not_rendered(str(failure))
                failures.append(replace(why, reason=f"as {name}: {why.reason}") if name else why)
        if len(failures) == len(deployments):
            return failures[0]
        rendering = objects.rendering()
        for each in failures:
            text = f"a Helm chart, not evaluated {each.reason}"
            rendering.diagnostics.append(notice("helm-chart", text, chart.span.path, each.hint))
        return rendering

    def _run(self, helm: str, chart: Chart, deployment: ChartDeployment, copies: Copies) -> str:
        if self._seconds >= MAX_TOTAL_SECONDS:
            raise RenderError(f"other charts have taken {MAX_TOTAL_SECONDS} seconds already")
        release = deployment.release or _release(chart.directory.rpartition("/")[2] or chart.name)
        command = ["template", release, f"./{chart.directory}"]
        command += [f"--namespace={deployment.namespace}"] if deployment.namespace else []
        command += [f"--kube-version={deployment.kube_version}"] if deployment.kube_version else []
        names = {}
        for index, path in enumerate(deployment.values):
            names[path] = f".finops-guard/values-{index}.yaml"
            try:
                copies.write(names[path], self._tree.read(path, MAX_FILE_SIZE))
            except TreeError as failure:
                raise RenderError(f"{path} cannot be read: {failure}") from None
            command.append(f"--values={names[path]}")
        begun = monotonic()
        try:
            return run(helm, command, copies.directory)
        except RenderError as failure:
            said = str(failure)
            for path, name in names.items():
                said = said.replace(name, path)
            raise RenderError(said) from None
        finally:
            self._seconds += monotonic() - begun


def _not_rendered(reason: str) -> NotRendered:
    reason = _ADVICE.sub("", reason)
    missing = _MISSING.search(reason)
    if missing is not None:
        text = f"dependencies of it are not in charts/: {missing[1]}"
        return NotRendered(text, "run helm dependency build before the scan, or commit what it fetches")
    hint = f"give it the values that it needs (kubernetes.charts in the configuration), or {_BY_HAND}"
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
