"""Helm charts by their layout: which files are templates or values, and so never read as they stand."""

from __future__ import annotations

import re

from finops_guard.resources import FileStatus
from finops_guard.tree import Tree, parent

CHART = "Chart.yaml"
NAMED_TEMPLATES = "/_helpers.tpl"

# Names that mean something in a chart; the tree need not be asked about other files.
_SPECIAL = re.compile(r"(?:^|/)(?:(?:templates|ci)/|Chart\.yaml$|values[^/]*$)").search


class Charts:
    """Finds the chart a file belongs to: the nearest directory above it with a ``Chart.yaml``."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._known: dict[str, str | None] = {}

    def chart_of(self, directory: str) -> str | None:
        """Return the directory of the chart that a directory belongs to; None where it belongs to none."""
        if directory not in self._known:
            if self._tree.is_file(f"{directory}/{CHART}" if directory else CHART):
                self._known[directory] = directory
            else:
                self._known[directory] = self.chart_of(parent(directory)) if directory else None
        return self._known[directory]

    def place(self, path: str) -> tuple[FileStatus, str] | None:
        """Return what a file is within its chart and why it is not judged; None where it is read as it stands."""
        if not _SPECIAL(path):
            return None
        chart = self.chart_of(parent(path))
        if chart is None:
            return None
        inner = path[len(chart) + 1 :] if chart else path
        first, _, below = inner.partition("/")
        if below:
            if first == "templates" and path.endswith(NAMED_TEMPLATES):
                return FileStatus.OTHER, "named templates of a Helm chart"
            if first == "templates":
                return FileStatus.TEMPLATE, "Helm template, not rendered"
            return (FileStatus.OTHER, "Helm values for tests of the chart") if first == "ci" else None
        if first == CHART:
            return FileStatus.OTHER, "description of a Helm chart"
        return (FileStatus.OTHER, "Helm values") if first.startswith("values") else None
