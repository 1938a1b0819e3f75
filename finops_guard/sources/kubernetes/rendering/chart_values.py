"""The values that templates of a chart are given, with where each is written: parents' over those of subcharts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from finops_guard.documents.decoding import DecodeError, decode
from finops_guard.documents.loader import load
from finops_guard.documents.model import SpannedDict
from finops_guard.location import SourceText, Span
from finops_guard.sources.kubernetes.rendering.copies import MAX_FILE_SIZE
from finops_guard.tree import Tree, TreeError
from finops_guard.values import Value

GLOBAL = "global"
MAX_ITEMS = 1_000


class Layered(Struct, frozen=True):
    """One value as all files have it, the file that counts first; mappings add to each other, others replace."""

    values: tuple[Value, ...]

    @property
    def top(self) -> Value:
        return self.values[0]

    @property
    def origin(self) -> Span | None:
        """Where it is written; of a mapping that stands nowhere itself, where the next file has it."""
        return next((value.origin for value in self.values if value.origin is not None), None)

    def get(self, key: str) -> Layered | None:
        """Return what stands under a key; None where no file has it, or the one that counts removes it."""
        return layered(
            value.raw[key] for value in self.values if isinstance(value.raw, SpannedDict) and key in value.raw
        )

    def keys(self) -> list[str]:
        """Return the keys of all files, in the order in which ``range`` goes through them."""
        return sorted({key for value in self.values if isinstance(value.raw, Mapping) for key in value.raw})

    def items(self) -> list[Layered]:
        """Return the elements of a list, or those of a mapping in the order of their keys."""
        if isinstance(self.top.raw, Mapping):
            found = [self.get(key) for key in self.keys()[:MAX_ITEMS]]
        else:
            found = [layered([item]) for _, item in zip(range(MAX_ITEMS), self.top.items(), strict=False)]
        return [item for item in found if item is not None]


def layered(values: Iterable[Value]) -> Layered | None:
    """Return values of one place, the one that counts first: others only add to mappings."""
    found: list[Value] = []
    for value in values:
        is_mapping = isinstance(value.raw, SpannedDict)
        if found and not is_mapping:
            break
        found.append(value)
        if not is_mapping:
            break
    return Layered(tuple(found)) if found and not found[0].is_null else None


class ValuesFiles:
    """Reads files of values, each once."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._read: dict[str, Value | None] = {}

    def read(self, path: str) -> Value | None:
        """Return what a file holds; None where it holds nothing, or cannot be read."""
        if path not in self._read:
            self._read[path] = self._load(path)
        return self._read[path]

    def sources(self) -> list[tuple[SourceText, Value]]:
        """Return the texts that were read, with what they hold."""
        origins = [(value.origin, value) for value in self._read.values() if value is not None]
        return [(origin.source, value) for origin, value in origins if isinstance(origin, Span)]

    def _load(self, path: str) -> Value | None:
        try:
            documents, _ = load(SourceText(path, decode(self._tree.read(path, MAX_FILE_SIZE))))
        except (TreeError, DecodeError):
            return None
        return documents[0].value if documents else None


def effective(layers: Sequence[Value | None], names: Sequence[str], own: Sequence[Value | None]) -> Layered | None:
    """Return the values of a chart.

    ``layers`` are the files that the outermost chart is given and its own, the one that counts first; ``names`` lead
    from there to the chart (empty for the outermost itself). ``own`` are the files of the charts on that way, the
    chart's own last.
    """
    above = layered(value for value in layers if value is not None)
    given = [_below(value, names) for value in layers]
    for depth, value in enumerate(own, 1):
        given.append(_below(value, names[depth:]))
    found = [value for value in given if value is not None]
    shared = above.get(GLOBAL) if above is not None and names else None
    if shared is not None:
        found.insert(0, Value(SpannedDict({GLOBAL: shared.top})))
        found[1:1] = [Value(SpannedDict({GLOBAL: value})) for value in shared.values[1:]]
    return layered(found)


def _below(value: Value | None, names: Sequence[str]) -> Value | None:
    for name in names:
        value = value.get(name) if value is not None else None
    return value
