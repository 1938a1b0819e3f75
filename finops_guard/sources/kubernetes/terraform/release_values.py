"""The values that a Helm release gives its chart: as helm is told them, and where each of them is written."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from finops_guard.documents.loader import load
from finops_guard.documents.model import Limits
from finops_guard.location import SourceText, Span
from finops_guard.sources.kubernetes.rendering.copies import MAX_FILE_SIZE
from finops_guard.sources.kubernetes.rendering.tools import RenderError
from finops_guard.sources.kubernetes.terraform.helm import HelmRelease
from finops_guard.sources.kubernetes.terraform.objects import Budget, ExhaustedError
from finops_guard.sources.kubernetes.terraform.reading import moved
from finops_guard.sources.kubernetes.terraform.release_secrets import MAX_SECRETS, Secrets
from finops_guard.sources.kubernetes.terraform.release_sets import Entry, entries, parts, passed, tree_of
from finops_guard.tree import Tree, TreeError, join, parent
from finops_guard.values import Plain, Value, plain

_LIMITS = Limits(nodes=100_000, documents=10)
# How many characters of a text in YAML count as one value.
_CHARACTERS = 10

_FILE = re.compile(r'file\(\s*"(?:\$\{\s*path\.(?:module|root)\s*\}/)?([^"$]+)"\s*\)')


class Given(Struct, frozen=True):
    """What a release gives: ``files`` and ``options`` for helm, ``layers`` with places (what counts first is first)."""

    files: tuple[tuple[str, bytes], ...]
    options: tuple[str, ...]
    layers: tuple[Value | None, ...]
    secrets: Secrets


class ValuesReader:
    """Reads what releases give; texts that several of them have are read once."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._budget = Budget()
        self._read: dict[tuple[str, Span], Value | None] = {}

    def given(self, release: HelmRelease, file: Callable[[str], Value | None]) -> Given:
        """Return what a release gives its chart; raise RenderError where helm cannot be told so.

        ``file`` returns what a file of values in the tree holds.
        """
        texts = [(value, value.raw) for value in release.values if isinstance(value.raw, str) and value.raw.strip()]
        if sum(len(text) for _, text in texts) > MAX_FILE_SIZE:
            raise RenderError(f"its values are larger than {MAX_FILE_SIZE // 1024 // 1024} MiB")
        sets = entries(release)
        layers = [self._layer(value, text, release, file) for value, text in texts]
        filed, options = passed(sets, layers)
        files = [("values", _bytes(text)) for _, text in texts]
        files += [("set", json.dumps(filed).encode())] if filed else []
        return Given(
            tuple(files),
            options,
            (tree_of(sets), *reversed(layers)),
            _secrets(sets, [(value, layer) for (value, _), layer in zip(texts, layers, strict=True)]),
        )

    def _layer(
        self, value: Value, text: str, release: HelmRelease, file: Callable[[str], Value | None]
    ) -> Value | None:
        """Return what a text of values holds, placed: in the file that the text is, else all of it at the argument."""
        span = value.origin or release.resource.span
        path = self._file(span, text, release)
        if path is not None:
            return file(path)
        if (text, span) not in self._read:
            try:
                self._budget.spend(len(text) // _CHARACTERS)
                documents, _ = load(SourceText("", text), limits=_LIMITS)
                found = moved(documents[0].value, span, 0, self._budget) if documents else None
            except ExhaustedError:
                found = None  # no place is known then, but the template's
            self._read[text, span] = found
        return self._read[text, span]

    def _file(self, span: Span, text: str, release: HelmRelease) -> str | None:
        """Return the file of the tree that an argument is the text of."""
        named = _FILE.fullmatch(span.text)
        if named is None:
            return None
        for base in (parent(span.path), release.resource.root):
            path = join(base, named[1])
            try:
                if path and self._tree.read(path, MAX_FILE_SIZE) == _bytes(text):
                    return path
            except TreeError:
                continue
        return None


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _secrets(sets: Sequence[Entry], texts: Sequence[tuple[Value, Value | None]]) -> Secrets:
    """Return what of the values is sensitive; raise RenderError where that is too much to be kept out of reports."""
    found: dict[str, None] = {}
    for entry in sets:
        if entry.is_sensitive:
            found.update(dict.fromkeys(parts(entry.written)))
    for value, layer in texts:
        if value.is_sensitive:
            if layer is None:
                raise RenderError("its sensitive values cannot be read")
            found.update(dict.fromkeys(_scalars(plain(layer))))
    if len(found) > MAX_SECRETS:
        raise RenderError(f"more than {MAX_SECRETS} of its values are sensitive")
    return Secrets(found)


def _scalars(data: Plain) -> Iterator[str]:
    if isinstance(data, dict):
        for item in data.values():
            yield from _scalars(item)
    elif isinstance(data, list):
        for item in data:
            yield from _scalars(item)
    elif data is not None:
        yield str(data).lower() if isinstance(data, bool) else str(data)
