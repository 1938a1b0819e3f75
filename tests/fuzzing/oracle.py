"""What must hold whatever a reader is given: nothing outside is touched, and places lie within the files."""

from __future__ import annotations

import os
import re
import site
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import finops_guard
from finops_guard.diagnostics import Diagnostic
from finops_guard.documents.decoding import DecodeError, decode
from finops_guard.errors import FinopsGuardError, Problem
from finops_guard.location import Location, SourceText, Span
from finops_guard.tree import Entry, MemoryTree

_HEADER = re.compile(rb"^-- (\S{1,100}) --\n", re.MULTILINE)
# Everything by which a program gets at something outside of itself.
_EVENTS = {
    *("open", "os.listdir", "os.scandir", "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink"),
    *("os.chmod", "os.truncate", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty"),
    *("subprocess.Popen", "socket.connect", "socket.bind", "socket.getaddrinfo", "urllib.Request", "webbrowser.open"),
    *("pickle.find_class", "os.putenv", "os.chdir", "os.kill"),
}
_PROGRAM = tuple(
    os.path.realpath(each)
    for each in {
        sys.prefix,
        sys.base_prefix,
        *site.getsitepackages(),
        *sys.path,
        *Path(finops_guard.__file__).parents[:2],
    }
    if each and os.path.realpath(each) != os.sep
)


class EscapeError(AssertionError):
    """A reader reached for something that is not in the tree it was given."""


class WatchedTree(MemoryTree):
    """A tree in memory that refuses to be asked for what lies outside of it, as the one on disk does."""

    @staticmethod
    def _within(path: str) -> None:
        if path.startswith("/") or ".." in path.split("/"):
            raise EscapeError(f"a path outside of the tree is asked for: {path!r}")

    def list(self, path: str) -> list[Entry]:
        self._within(path)
        return super().list(path)

    def read(self, path: str, limit: int) -> bytes:
        self._within(path)
        return super().read(path, limit)


def files(data: bytes, default: str) -> dict[str, bytes]:
    """Return the files of an archive, each below a line ``-- path --``; what stands before the first is ``default``.

    What no directory can hold is left out: paths that leave it, and files in what is a file.
    """
    parts = _HEADER.split(data)
    found = {default: parts[0]} if parts[0] or len(parts) == 1 else {}
    for name, text in zip(parts[1::2], parts[2::2], strict=True):
        path = name.decode("utf-8", "replace")
        steps = path.split("/")
        if "\0" not in path and not {"", ".", ".."} & set(steps):
            found[path] = text
    directories = {"/".join(path.split("/")[:at]) for path in found for at in range(1, path.count("/") + 1)}
    return {path: text for path, text in found.items() if path not in directories}


class _Watch:
    """What the one hook of the interpreter knows: hooks cannot be taken away again."""

    def __init__(self) -> None:
        self.installed = False
        self.active = False
        self.seen: list[str] = []


_WATCH = _Watch()


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if not _WATCH.active or event not in _EVENTS:
        return
    about = arguments[0] if arguments else None
    if event in {"open", "os.listdir", "os.scandir"} and _is_own(about, arguments[1] if event == "open" else "r"):
        return
    _WATCH.seen.append(f"{event} {arguments[:2]!r}")
    raise EscapeError(_WATCH.seen[-1])


def _is_own(path: object, mode: object) -> bool:
    """Tell whether a file is read that belongs to the program: modules and their data."""
    if isinstance(path, int):
        return True
    real = os.path.realpath(os.fsdecode(path)) if isinstance(path, str | bytes | os.PathLike) else ""
    if f"{os.sep}__pycache__{os.sep}" in real:
        return True
    return real.startswith(_PROGRAM) and not (isinstance(mode, str) and set(mode) & set("wax+"))


@contextmanager
def watched() -> Iterator[None]:
    """Raise EscapeError where something within reads or writes a file, starts a program or opens a connection.

    There is no home, so that what is remembered there is not: a text may be tried twice.
    """
    if not _WATCH.installed:
        sys.addaudithook(_hook)
        _WATCH.installed = True
    homes = {name: os.environ.pop(name) for name in ("HOME", "XDG_CACHE_HOME") if name in os.environ}
    _WATCH.active = True
    _WATCH.seen.clear()
    try:
        yield
    finally:
        _WATCH.active = False
        os.environ.update(homes)
    if _WATCH.seen:
        raise EscapeError(_WATCH.seen[0])


def outcome(read: Callable[[], object], tree: Mapping[str, bytes]) -> str:
    """Return what a reader makes of files as text, or what it says is wrong with them, which has its place there."""
    try:
        return repr(read())
    except FinopsGuardError as failure:
        problems = failure.problems
    assert problems, "an error says what is wrong"
    return "\n".join(_said(problem, tree) for problem in problems)


def _said(problem: Problem, tree: Mapping[str, bytes]) -> str:
    assert problem.message.strip(), "a problem says what is wrong"
    if problem.location is not None:
        check_location(problem.location, tree, problem.message)
    return str(problem)


def check_location(location: Location, tree: Mapping[str, bytes], about: str = "") -> None:
    """Assert that a place lies within its file."""
    data = tree.get(location.path)
    if data is None:
        return
    try:
        text = decode(data)
    except DecodeError:
        text = data.decode("utf-8", "replace")
    lines = text.split("\n")
    for line, column in ((location.line, location.column), (location.end_line, location.end_column)):
        assert 1 <= line <= len(lines), f"{about} outside of {location}: {len(lines)} lines"
        assert 1 <= column <= len(lines[line - 1]) + 1, f"{about} outside of {location}: {len(lines[line - 1])} columns"


def check_span(span: Span, about: str = "") -> None:
    """Assert that a range lies within its text."""
    size = len(span.source.text)
    assert 0 <= span.start <= span.end <= size, f"{about} outside of {span.path}: {span.start}-{span.end} of {size}"


def check_diagnostics(diagnostics: Iterable[Diagnostic]) -> list[str]:
    """Assert that each says something, in its text, and return them as texts."""
    told = []
    for each in diagnostics:
        assert each.message.strip(), each.kind
        assert each.path
        if each.span is not None:
            check_span(each.span, each.message)
        told.append(f"{each.span.location() if each.span else each.path}: {each.kind}: {each.message}")
    return told


def check_printable(text: str) -> None:
    """Assert that a text has no character that a terminal would act upon."""
    odd = sorted({each for each in text if not each.isprintable() and each != "\n"})
    assert not odd, f"shown as they are: {odd!r}"


def source(data: bytes, path: str) -> SourceText:
    """Return bytes as the text of a file."""
    return SourceText(path, data.decode("utf-8", "replace"))
