"""What is shown of a scan while it runs, on standard error: how far it is, and, where asked for, why and how long."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

from finops_guard.cli.signals import at_stage
from finops_guard.cli.terminal import complain
from finops_guard.observing import Observer
from finops_guard.tree import parent

if TYPE_CHECKING:
    from finops_guard.resources import FileRecord, ResourceSet

DELAY = 1.0  # seconds before anything is shown: most scans end sooner
INTERVAL = 0.1
REPORT = "report"
_MAX_ROOTS = 3
_DOING = {
    "policies": "Reading policies",
    "base": "Reading what is compared with",
    "discover": "Looking for files",
    "read terraform": "Reading Terraform",
    "read kubernetes": "Reading Kubernetes",
    "read plans": "Reading plans",
    "price": "Pricing",
    "judge": "Judging",
    "govern": "Looking at exceptions",
}


class Watch(Observer):
    """Follows a scan: a line of progress that is written over itself, and what ``--verbose`` tells.

    ``line`` is a terminal; None: there is none to show progress on. ``path`` gives paths as people see them.
    Nothing runs beside the scan: the line moves when the scan says something, or reads a file.
    """

    def __init__(
        self,
        line: TextIO | None,
        *,
        verbose: bool,
        path: Callable[[str], str] = str,
        width: int = 80,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._line = line
        self._path = path
        self._width = width
        self._verbose = verbose
        self._clock = clock
        self._began = self._shown_at = clock()
        self._stages: list[tuple[str, float]] = []
        self._files: set[str] = set()
        self._resources = 0
        self._is_shown = False

    @property
    def is_needed(self) -> bool:
        """Whether there is anybody to tell."""
        return self._line is not None or self._verbose

    def stage(self, name: str) -> None:
        self._stages.append((name, self._clock()))
        doing = _DOING.get(name, "")
        at_stage(doing[:1].lower() + doing[1:])
        if name == REPORT:  # which may go to the same terminal
            self.clear()
        else:
            self._show("")

    def file(self, path: str) -> None:
        """A file is asked for."""
        self._files.add(path)
        self._show(f": {len(self._files):,} files")

    def left_out(self, path: str, why: str) -> None:
        if self._verbose:
            self._tell(f"left out: {self._path(path)} ({why})")

    def found(self, resources: ResourceSet) -> None:
        self._resources = len(resources.resources)
        if self._verbose:
            roots = _roots(resources)
            for file in resources.files:
                self._tell(f"{file.status.value}: {self._path(file.path)} ({_why(file, roots, self._path)})")

    def judged(self, number: int) -> None:
        self._show(f": {number:,} checks of {self._resources:,} resources")

    def clear(self) -> None:
        """Remove the line, so that something else can be written where it is."""
        if self._is_shown and self._line is not None:
            _write(self._line, "\r\x1b[K")
            self._is_shown = False

    def finish(self) -> None:
        """Tell how long each stage took."""
        self.clear()
        if not self._verbose:
            return
        end = self._clock()
        ends = [begin for _, begin in self._stages[1:]] + [end]
        spent: dict[str, float] = {}
        for (name, begin), until in zip(self._stages, ends, strict=True):
            spent[name] = spent.get(name, 0.0) + until - begin
        parts = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in spent.items())
        self._tell(f"time: {parts}; in all {end - self._began:.2f} s")

    def _tell(self, text: str) -> None:
        self.clear()
        complain(text)

    def _show(self, count: str) -> None:
        if self._line is None:
            return
        now = self._clock()
        if now - self._began < DELAY or now - self._shown_at < INTERVAL:
            return
        self._shown_at = now
        name = self._stages[-1][0] if self._stages else ""
        text = f"{_DOING.get(name, 'Scanning')}{count} ({now - self._began:.0f} s)"
        _write(self._line, f"\r{text[: self._width - 1]}\x1b[K")
        self._is_shown = True


def terminal(*, quiet: bool) -> TextIO | None:
    """Return standard error where a line of progress can be shown on it; None where that would spoil a log."""
    stream = sys.stderr
    environment = os.environ
    if quiet or stream is None or not stream.isatty():
        return None
    if environment.get("CI") or environment.get("TERM", "dumb" if os.name == "posix" else "") == "dumb":
        return None
    return None if os.name == "nt" and "WT_SESSION" not in environment else stream


def _write(stream: TextIO, text: str) -> None:
    try:
        stream.write(text)
        stream.flush()
    except OSError:
        pass


def _roots(resources: ResourceSet) -> dict[str, list[str]]:
    """Return, by directory, the units of deployment that its files make something of."""
    found: dict[str, dict[str, None]] = {}
    for root in (*resources.roots, *resources.partial):
        found.setdefault(root.path, {})[root.path] = None
    for each in resources.resources:
        found.setdefault(parent(each.span.path), {})[each.root] = None
    return {directory: sorted(roots) for directory, roots in found.items()}


def _why(file: FileRecord, roots: dict[str, list[str]], path: Callable[[str], str]) -> str:
    """Return which source took a file, by what of its name, and what it is part of or what became of it."""
    from finops_guard.sources.registry import SOURCES

    name = file.path.rpartition("/")[2]
    endings = SOURCES[file.source].suffixes if file.source in SOURCES else ()
    ending = max((each for each in endings if name.endswith(each)), key=len, default="")
    parts = [f"{file.source} by its name {f'*{ending}' if ending else name}"]
    units = roots.get(parent(file.path), []) if file.source == "terraform" else []
    if units:
        shown = ", ".join(path(each) or "." for each in units[:_MAX_ROOTS])
        more = f" and {len(units) - _MAX_ROOTS:,} more" if len(units) > _MAX_ROOTS else ""
        is_own = units == [parent(file.path)]
        parts.append(f"root {shown}" if is_own else f"module of {shown}{more}")
    if file.reason:
        parts.append(file.reason)
    return "; ".join(parts)
