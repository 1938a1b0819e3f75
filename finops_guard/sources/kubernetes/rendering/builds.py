"""Running kustomize on copies of closures: some at a time, results in order, all of it bounded."""

from __future__ import annotations

import os
import posixpath
from collections import deque
from collections.abc import Collection, Generator, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from time import monotonic, sleep
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from finops_guard.digest import digest
from finops_guard.sources.kubernetes.rendering.canonical import encoded
from finops_guard.sources.kubernetes.rendering.closures import Closure
from finops_guard.sources.kubernetes.rendering.copies import Copies
from finops_guard.sources.kubernetes.rendering.definitions import are_left_alone, without_specifications
from finops_guard.sources.kubernetes.rendering.tools import MAX_SECONDS, Rendered, RenderError, end_all, find, run
from finops_guard.tree import Tree

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

MAX_OVERLAYS = 200
MAX_TOTAL_SECONDS = 120
MAX_TEXT = 64 * 1024 * 1024  # characters of all renderings
WORKERS = 4

_MOMENT = 0.01
_ORIGINS = "originAnnotations"

Result: TypeAlias = "str | RenderError"


class Tool(Struct, frozen=True):
    """The executable that builds kustomizations, with the arguments before the directory."""

    executable: str
    arguments: tuple[str, ...]


def find_tool(search_path: str) -> Tool | None:
    """Return kustomize, else kubectl, which has one built in; None where there is neither."""
    for name, command in (("kustomize", "build"), ("kubectl", "kustomize")):
        executable = find(name, search_path)
        if executable is not None:
            return Tool(executable, (command,))
    return None


def build(tree: Tree, tool: Tool, closures: Sequence[Closure]) -> Generator[tuple[Closure, Result], None, None]:
    """Yield what each closure renders to, objects with the annotation that tells their origin; or why it does not.

    Closures of the same files are rendered once. At most 200 are rendered, for two minutes, to 64 MiB of text.
    """
    return _Builds(tree, tool).results(closures)


class _Builds:
    def __init__(self, tree: Tree, tool: Tool) -> None:
        self._tree = tree
        self._tool = tool
        self._until = monotonic() + MAX_TOTAL_SECONDS
        self._text = 0
        self._rendered = Rendered()
        self._done: dict[str, Result] = {}

    def results(self, closures: Sequence[Closure]) -> Generator[tuple[Closure, Result], None, None]:
        from concurrent.futures import ThreadPoolExecutor

        workers = min(WORKERS, os.cpu_count() or 1)
        waiting: deque[tuple[Closure, str, ExitStack, Future[Result] | None]] = deque()
        futures: list[Future[Result]] = []
        with ExitStack() as everything, ThreadPoolExecutor(workers) as pool, _ended(pool, futures):
            for index, closure in enumerate(closures):
                copies, key, failure = ExitStack(), "", self._beyond(index)
                if failure is None:
                    everything.push(copies)
                    try:
                        place = copies.enter_context(Copies(self._tree))
                        key = _copy(place, closure)
                    except RenderError as said:
                        failure = said
                if failure is not None:
                    copies.close()
                    key = str(index)
                    self._done[key] = failure
                    waiting.append((closure, key, copies, None))
                elif key in self._done or any(key == other for _, other, _, _ in waiting):
                    waiting.append((closure, key, copies, None))
                else:
                    futures.append(pool.submit(self._run, place, closure.root))
                    waiting.append((closure, key, copies, futures[-1]))
                if len(waiting) > workers:
                    yield self._result(*waiting.popleft())
            while waiting:
                yield self._result(*waiting.popleft())

    def _result(
        self, closure: Closure, key: str, copies: ExitStack, future: Future[Result] | None
    ) -> tuple[Closure, Result]:
        if future is not None:
            self._done[key] = future.result()
        copies.close()
        result = self._done[key]
        if isinstance(result, str):
            try:
                self._rendered.take(result)
            except RenderError as failure:
                return closure, failure
            self._text += len(result)
            if self._text > MAX_TEXT:
                return closure, RenderError(f"all overlays together render to more than {MAX_TEXT // 1024 // 1024} MiB")
        return closure, result

    def _beyond(self, index: int) -> RenderError | None:
        """Return why no more is rendered; None where that is not so."""
        if index >= MAX_OVERLAYS:
            return RenderError(f"there are more than {MAX_OVERLAYS} overlays, of which no more are rendered")
        if self._until - monotonic() < 1:
            return RenderError(f"all overlays together take longer than {MAX_TOTAL_SECONDS} seconds")
        if self._text > MAX_TEXT:
            return RenderError(f"all overlays together render to more than {MAX_TEXT // 1024 // 1024} MiB")
        return None

    def _run(self, copies: Copies, root: str) -> Result:
        seconds = max(1, min(MAX_SECONDS, int(self._until - monotonic())))
        arguments = [*self._tool.arguments, "."]
        try:
            return run(self._tool.executable, arguments, copies.path(root), seconds=seconds, hidden=[copies.directory])
        except RenderError as failure:
            return failure


@contextmanager
def _ended(pool: ThreadPoolExecutor, futures: Collection[Future[Result]]) -> Iterator[None]:
    """End what still runs in a pool where its context is left before its time: nobody waits for it any more."""
    try:
        yield
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        while not all(future.done() for future in futures):
            end_all()
            sleep(_MOMENT)
        raise


def _copy(copies: Copies, closure: Closure) -> str:
    """Write the files of a closure; return what is equal only for closures with the same text under the same names."""
    files = [path for path in closure.files if path not in closure.documents]
    others = (copies.read(path) for path in files if path not in closure.resources)
    cut = without_specifications if are_left_alone(closure.documents.values(), others) else None
    contents = {path: copies.add(path, cut if path in closure.resources else None) for path in files}
    for path, documents in closure.documents.items():
        at_root = posixpath.dirname(path) == closure.root and path not in closure.files
        data = encoded([_with_origins(each) if at_root else each for each in documents])
        copies.write(path, data)
        contents[path] = digest("sha256", data)
    names = {path: posixpath.relpath(f"/{path}", f"/{closure.root}") for path in contents}
    lines = (f"{contents[path].hex()} {len(name)} {name}" for path, name in sorted(names.items(), key=lambda n: n[1]))
    return "\n".join(lines)


def _with_origins(kustomization: object) -> object:
    """Return a kustomization that annotates each object with the file it comes from."""
    if not isinstance(kustomization, dict):
        return kustomization
    metadata = kustomization.get("buildMetadata") or []
    asked = [*metadata, *(() if _ORIGINS in metadata else (_ORIGINS,))] if isinstance(metadata, list) else metadata
    return {**kustomization, "buildMetadata": asked}
