"""Walk the tree once and sort its files by the source that reads them; what is left out is counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, field

from finops_guard.diagnostics import Diagnostic, error, notice
from finops_guard.location import SourceText, Span
from finops_guard.observing import SILENT, Observer
from finops_guard.resources import FileRecord, FileStatus
from finops_guard.settings import Settings
from finops_guard.sources.registry import SOURCES, source_of
from finops_guard.tree import Entry, Tree, TreeError, parent

if TYPE_CHECKING:
    from finops_guard.sources.gitignore import Patterns, Rejected

# Directories that hold no source of the scanned project, wherever they stand.
SKIPPED_DIRECTORIES = frozenset(
    {".git", ".hg", ".svn", ".terraform", ".terragrunt-cache", "node_modules", "__pycache__", ".venv", ".tox"}
)
# Within a directory of policies: their fixtures, which are there to fail.
FIXTURES = "tests"
EXCLUDED = "by exclude of the configuration, or --exclude"
MAX_DEPTH = 100
MAX_FILES = 200_000
_MAX_IGNORE_FILE = 1024 * 1024


class Discovered(Struct):
    """The files of a scan by source, in path order, with what was left out and why."""

    files: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in SOURCES})
    skipped: list[FileRecord] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    ignored_files: int = 0
    ignored_directories: int = 0
    fixtures: int = 0

    @property
    def count(self) -> int:
        return sum(map(len, self.files.values())) + len(self.skipped)


def discover(tree: Tree, paths: Sequence[str], settings: Settings, observer: Observer = SILENT) -> Discovered:
    """Return the files below the given paths (``""`` is the root); one named itself is taken even if git ignores it."""
    walk = _Walk(tree, settings, observer)
    for path in sorted(set(paths)):
        if tree.is_dir(path):
            walk.directory(path)
        elif walk.excludes(Entry(path, is_dir=False)):
            observer.left_out(path, EXCLUDED)
        else:
            walk.file(Entry(path, is_dir=False))
    return walk.finish()


class _Walk:
    def __init__(self, tree: Tree, settings: Settings, observer: Observer) -> None:
        self.tree = tree
        self.observer = observer
        self.excluded = _compiled(settings.exclude)[0] if settings.exclude else None
        self.policies = tuple(f"{directory}/" for directory in settings.policy_directories if directory)
        self.found = Discovered()
        self.seen: set[str] = set()
        self.start = ""
        self._ignores: dict[str, Patterns | None] = {}

    def finish(self) -> Discovered:
        found = self.found
        for files in found.files.values():
            files.sort()
        found.skipped.sort(key=lambda record: record.path)
        if found.ignored_files or found.ignored_directories:
            text = (
                f"{found.ignored_files} files and {found.ignored_directories} directories were left out by .gitignore"
            )
            found.diagnostics.append(notice("ignored", text, ".gitignore"))
        if found.fixtures:
            text = f"{found.fixtures} {'fixture' if found.fixtures == 1 else 'fixtures'} of policies left out"
            hint = "`finops-guard policy test` tries the policies on them"
            found.diagnostics.append(notice("fixtures", text, self.policies[0].rstrip("/"), hint))
        return found

    def file(self, entry: Entry) -> None:
        """Take one file, or say why not."""
        if entry.path in self.seen:
            return
        self.seen.add(entry.path)
        name = source_of(entry.path)
        if name is None:
            return
        if entry.problem:
            self.found.skipped.append(FileRecord(entry.path, name, FileStatus.SKIPPED, entry.problem))
        else:
            self.found.files[name].append(entry.path)

    def directory(self, start: str) -> None:
        self.start = start
        pending = [start]
        while pending:
            at = pending.pop()
            if at.count("/") > MAX_DEPTH:
                text = f"directories nested deeper than {MAX_DEPTH} levels were left out"
                self.found.diagnostics.append(error("too-deep", text, at))
                continue
            for entry in self.tree.list(at):
                if entry.path == at:
                    self._cannot_be_listed(entry)
                    continue
                reason = self._left_out(entry)
                if reason is not None:
                    if reason:
                        self.observer.left_out(_shown(entry), reason)
                    continue
                if not entry.is_dir:
                    self.file(entry)
                elif not entry.problem:
                    pending.append(entry.path)
            if len(self.seen) > MAX_FILES:
                text = f"more than {MAX_FILES:,} files: the rest was left out; scan a part of the tree at a time"
                self.found.diagnostics.append(error("too-many", text, at or "."))
                return

    def _cannot_be_listed(self, entry: Entry) -> None:
        text = f"the directory cannot be listed: {entry.problem}"
        hint = "make it readable, or leave it out with --exclude"
        self.found.diagnostics.append(error("unreadable", text, entry.path or ".", hint))

    def excludes(self, entry: Entry) -> bool:
        """Tell whether the configuration or the command line excludes an entry."""
        return self.excluded is not None and self.excluded.ignores(_shown(entry)) is True

    def _left_out(self, entry: Entry) -> str | None:
        """Return why an entry is not looked at, empty where no source reads such files; None where it is."""
        name = entry.path.rpartition("/")[2]
        if entry.is_dir and name in SKIPPED_DIRECTORIES:
            return "directories of this name are never looked into"
        if not entry.is_dir and source_of(name) is None:
            return ""
        if not entry.is_dir and self._is_fixture(entry.path):
            self.found.fixtures += 1
            return "a fixture of a policy"
        if self.excludes(entry):
            return EXCLUDED
        if self._is_ignored(entry.path, _shown(entry)):
            if entry.is_dir:
                self.found.ignored_directories += 1
            else:
                self.found.ignored_files += 1
            return "by .gitignore"
        return None

    def _is_fixture(self, path: str) -> bool:
        """Tell whether a file tries a policy that stands beside its directory; not where that is what is scanned."""
        directory, _, name = path.rpartition("/")
        around, _, last = directory.rpartition("/")
        if last != FIXTURES or not path.startswith(self.policies) or directory == self.start:
            return False
        policy = f"{around}/{name.partition('.')[0]}"
        return any(self.tree.is_file(policy + suffix) for suffix in (".yaml", ".yml"))

    def _is_ignored(self, path: str, shown: str) -> bool:
        """Ask the .gitignore files from the entry's own directory upwards; the first that matches decides."""
        at = parent(path)
        while True:
            patterns = self._ignore_file(at)
            if patterns is not None:
                ignored = patterns.ignores(shown[len(at) + 1 :] if at else shown)
                if ignored is not None:
                    return ignored
            if not at:
                return False
            at = parent(at)

    def _ignore_file(self, directory: str) -> Patterns | None:
        if directory not in self._ignores:
            path = f"{directory}/.gitignore" if directory else ".gitignore"
            self._ignores[directory] = self._read_ignore_file(path) if self.tree.is_file(path) else None
        return self._ignores[directory]

    def _read_ignore_file(self, path: str) -> Patterns | None:
        """Return the patterns of a .gitignore; what of it cannot be used is a notice, for less is left out then."""
        try:
            text = self.tree.read(path, _MAX_IGNORE_FILE).decode("utf-8-sig", "replace")
        except TreeError as failure:
            self.found.diagnostics.append(notice("ignore-file", f"it is not used: {failure}", path))
            return None
        lines = text.split("\n")
        patterns, rejected = _compiled([line.removesuffix("\r") for line in lines])
        if rejected:
            first = rejected[0]
            start = sum(len(line) + 1 for line in lines[: first.index])
            span = Span(SourceText(path, text), start, start + len(lines[first.index]))
            more = f" (and {len(rejected) - 1} more like it)" if len(rejected) > 1 else ""
            message = f"this pattern of .gitignore is not used{more}: {first.reason}"
            self.found.diagnostics.append(notice("ignore-pattern", message, span))
        return patterns


def _compiled(lines: Sequence[str]) -> tuple[Patterns | None, list[Rejected]]:
    from finops_guard.sources import gitignore

    return gitignore.compiled(lines)


def _shown(entry: Entry) -> str:
    """Return a path as gitignore patterns see it: a directory ends with a slash."""
    return f"{entry.path}/" if entry.is_dir else entry.path
