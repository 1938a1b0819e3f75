"""The charts of a scan: which of them are rendered, what of them is asked for, and what is said of the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from finops_guard.diagnostics import notice
from finops_guard.resources import FileStatus
from finops_guard.settings import KubernetesSettings, Settings
from finops_guard.sources import gitignore
from finops_guard.sources.kubernetes.charts import CHART, NAMED_TEMPLATES, Charts
from finops_guard.sources.kubernetes.rendering.chart_layout import outermost
from finops_guard.sources.kubernetes.rendering.helm import ChartRenderer, NotRendered
from finops_guard.sources.kubernetes.rendering.model import Rendering
from finops_guard.tree import Tree, parent

NAMED = "named templates of a Helm chart"
NOTHING = "renders to nothing with these values"


def render_charts(
    tree: Tree,
    placed: Mapping[str, FileStatus],
    paths: Sequence[str],
    settings: Settings,
    context: Callable[[], Sequence[str]] | None = None,
) -> Rendering:
    """Return what the charts render to that files of a scan belong to, and a notice for each that is not rendered.

    ``placed`` are those of the paths that are a part of a chart. Where the paths are a part of the tree (then
    ``context`` gives the others), the objects of the templates among them are returned, and all objects of a chart
    of which the description or values are among them; its other objects are in ``Rendering.around``. So are those
    of templates that the settings exclude.
    """
    found = Rendering()
    renderer = ChartRenderer(tree, settings.kubernetes)
    excluded = Excluded(settings.exclude)
    charts = _charts(tree, placed)
    revalued: set[str] = set()
    if context is not None and settings.kubernetes.charts:
        revalued = {outermost(tree, each) for each in _deployed_with(set(paths), settings.kubernetes, context)}
    for directory in sorted({*charts, *revalued}):
        parts = charts.get(directory, [])
        templates = [path for path in parts if placed[path] is FileStatus.TEMPLATE]
        result = renderer.render(directory)
        if isinstance(result, NotRendered):
            _not_rendered(found, directory, result, templates)
            continue
        helpers = {path: (FileStatus.SUPPORTING, NAMED) for path in parts if path.endswith(NAMED_TEMPLATES)}
        nothing = dict.fromkeys(templates, (FileStatus.SUPPORTING, NOTHING))
        found.files |= {**helpers, **nothing, **result.files}
        whole = context is None or directory in revalued or len(templates) < len(parts)
        for manifest in result.manifests:
            path = manifest.span.path
            wanted = path in placed or (whole and not excluded(path))
            (found.manifests if wanted else found.around).append(manifest)
        found.diagnostics += result.diagnostics
        found.suppressions += result.suppressions
    return found


class Excluded:
    """Tells whether the settings exclude a file, or a directory around it."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._patterns = gitignore.compiled(patterns)[0] if patterns else None
        self._known: dict[str, bool] = {}

    def __call__(self, path: str) -> bool:
        if self._patterns is None:
            return False
        if path not in self._known:
            around = parent(path.rstrip("/"))
            ignored = self._patterns.ignores(path) is True
            self._known[path] = ignored or (bool(around) and self(f"{around}/"))
        return self._known[path]


def _charts(tree: Tree, placed: Mapping[str, FileStatus]) -> dict[str, list[str]]:
    """Return the outermost charts with those of the files that are a part of each."""
    layout = Charts(tree)
    found: dict[str, list[str]] = {}
    for path in placed:
        chart = layout.chart_of(parent(path))
        if chart is not None:
            found.setdefault(outermost(tree, chart), []).append(path)
    return found


def _deployed_with(
    paths: set[str], settings: KubernetesSettings, context: Callable[[], Sequence[str]]
) -> Iterator[str]:
    """Yield the charts that are deployed with values of one of the files."""
    patterns = [
        pattern.rstrip("/")
        for pattern, deployments in settings.charts.items()
        if any(path in paths for each in deployments for path in each.values)
    ]
    if patterns:
        for path in context():
            if path.rpartition("/")[2] == CHART and any(fnmatchcase(parent(path), each) for each in patterns):
                yield parent(path)


def _not_rendered(found: Rendering, directory: str, why: NotRendered, templates: Sequence[str]) -> None:
    """Say once for a chart that its templates are not evaluated."""
    status = FileStatus.TEMPLATE, f"Helm template, not rendered: {why.reason}"
    found.files |= dict.fromkeys(templates, status)
    count = len(templates)
    what = f"a Helm chart: {count} template{'s' if count > 1 else ''}" if count else "a Helm chart,"
    text = f"{what} not rendered, so not evaluated: {why.reason}"
    found.diagnostics.append(notice("helm-chart", text, f"{directory}/{CHART}" if directory else CHART, why.hint))
