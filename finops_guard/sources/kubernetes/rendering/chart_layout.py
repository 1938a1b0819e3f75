"""What a Helm chart in the tree consists of: its description, its files, its subcharts."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from finops_guard.documents.decoding import DecodeError, decode
from finops_guard.documents.loader import load
from finops_guard.location import SourceText, Span
from finops_guard.sources.kubernetes.charts import CHART
from finops_guard.sources.kubernetes.rendering.copies import MAX_FILES
from finops_guard.sources.kubernetes.rendering.tools import RenderError
from finops_guard.tree import Tree, TreeError, join
from finops_guard.values import Value

MAX_DEPTH = 20
MAX_DESCRIPTION = 1024 * 1024
MAX_DEPENDENCIES = 500

_SKIPPED = frozenset({".git", ".hg", ".svn"})


class Dependency(Struct, frozen=True):
    """A subchart as its parent names it: under ``name``, where it has no ``alias``."""

    name: str
    alias: str
    span: Span | None

    @property
    def known_as(self) -> str:
        return self.alias or self.name


class Chart(Struct, frozen=True):
    """A chart by its description; ``span`` is where that begins."""

    directory: str
    name: str
    is_library: bool
    dependencies: tuple[Dependency, ...]
    span: Span

    @property
    def values(self) -> str:
        """The file of its own values."""
        return f"{self.directory}/values.yaml" if self.directory else "values.yaml"


def read_chart(tree: Tree, directory: str) -> Chart | None:
    """Return the chart of a directory; None where its description cannot be read."""
    path = f"{directory}/{CHART}" if directory else CHART
    try:
        source = SourceText(path, decode(tree.read(path, MAX_DESCRIPTION)))
    except (TreeError, DecodeError):
        return None
    documents, _ = load(source)
    if not documents:
        return None
    value = documents[0].value
    listed = value.get("dependencies")
    found = (
        _dependency(each) for _, each in zip(range(MAX_DEPENDENCIES), listed.items() if listed else (), strict=False)
    )
    start = documents[0].span.start
    end = source.text.find("\n", start)
    span = Span(source, start, len(source.text) if end < 0 else end)
    return Chart(directory, _text(value, "name"), _text(value, "type") == "library", tuple(found), span)


def _dependency(value: Value) -> Dependency:
    name = value.get("name")
    return Dependency(_text(value, "name"), _text(value, "alias"), name.origin if name is not None else None)


def _text(value: Value, key: str) -> str:
    found = value.get(key)
    return found.raw if found is not None and isinstance(found.raw, str) else ""


def outermost(tree: Tree, directory: str) -> str:
    """Return the directory of the chart that a chart is a part of: itself, where it is no subchart of another."""
    while True:
        above, _, name = directory.rpartition("/")
        around, _, last = above.rpartition("/")
        if not name or last != "charts" or not tree.is_file(f"{around}/{CHART}" if around else CHART):
            return directory
        directory = around


def chart_files(tree: Tree, directory: str) -> Iterator[str]:
    """Yield the files of a chart with those that links in it lead to; raise RenderError where it cannot be walked."""
    pending = [directory]
    count = 0
    while pending:
        at = pending.pop()
        if at.count("/") > directory.count("/") + MAX_DEPTH:
            raise RenderError(f"its directories are nested deeper than {MAX_DEPTH} levels")
        for entry in tree.list(at):
            count += 1
            if count > MAX_FILES:
                raise RenderError(f"it consists of more than {MAX_FILES:,} files")
            if entry.is_dir and entry.path != at:
                if entry.path.rpartition("/")[2] not in _SKIPPED:
                    pending.append(entry.path)
            elif entry.problem:
                raise RenderError(f"{entry.path} cannot be read: {entry.problem}")
            else:
                yield entry.path


class Subcharts:
    """The charts below an outermost one, found as the names in rendered text tell of them."""

    def __init__(self, tree: Tree, chart: Chart) -> None:
        self._tree = tree
        self._chart = chart
        self._below: dict[str, dict[str, Chart]] = {}

    def find(self, source: str) -> tuple[list[tuple[str, Chart]], str]:
        """Return the charts on the way to a template with the names they go by, and its path within the last one.

        ``source`` is what Helm writes: ``shop/charts/cache/templates/a.yaml``. A subchart that is packed in an archive
        ends the way before it.
        """
        name, _, rest = source.partition("/")
        way = [(name, self._chart)]
        while rest.startswith("charts/") and len(way) <= MAX_DEPTH:
            name, _, inner = rest.removeprefix("charts/").partition("/")
            found = self._subcharts(way[-1][1]).get(name)
            if found is None:
                break
            way.append((name, found))
            rest = inner
        return way, rest

    def _subcharts(self, chart: Chart) -> dict[str, Chart]:
        if chart.directory not in self._below:
            within = join(chart.directory, "charts") or "charts"
            entries = (entry for entry in self._tree.list(within) if entry.is_dir)
            charts = [found for entry in entries if (found := read_chart(self._tree, entry.path)) is not None]
            by_name = {each.name: each for each in charts}
            aliases = {
                each.alias: by_name[each.name] for each in chart.dependencies if each.alias and each.name in by_name
            }
            self._below[chart.directory] = {**by_name, **aliases}
        return self._below[chart.directory]
