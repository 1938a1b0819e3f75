"""JSON files that a command names: read whole or refused, and what is wrong in them told with its place and path."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from finops_guard.documents.decoding import DecodeError, decode
from finops_guard.documents.loader import load_json
from finops_guard.documents.model import Limits, as_problem, key_span
from finops_guard.errors import Problem, UsageError
from finops_guard.location import Location, SourceText
from finops_guard.tree import Tree, TreeError
from finops_guard.values import Value

MAX_SIZE = 1024 * 1024
_LIMITS = Limits(depth=40, nodes=50_000, documents=2)


class Node:
    """A value of a JSON file with the path that leads to it."""

    __slots__ = ("path", "value")

    def __init__(self, value: Value, path: tuple[str | int, ...] = ()) -> None:
        self.value = value
        self.path = path

    @property
    def raw(self) -> object:
        return self.value.raw

    def problem(self, message: str, hint: str = "") -> Problem:
        """Return what is wrong with this value."""
        span = self.value.origin
        where = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.path).lstrip(".")
        return Problem(f"{where or 'the document'}: {message}", span.location() if span else None, hint)

    def key_problem(self, key: str, message: str, hint: str = "") -> Problem:
        """Return what is wrong with a key of this object."""
        span = key_span(self.value, key) or self.value.origin
        where = ".".join([*map(str, self.path), key])
        return Problem(f"{where}: {message}", span.location() if span else None, hint)

    def get(self, key: str) -> Node | None:
        found = self.value.get(key) if isinstance(self.value.raw, dict) else None
        return Node(found, (*self.path, key)) if found is not None else None

    def fields(self) -> Iterator[tuple[str, Node]]:
        """Yield the fields of an object, in order; of anything else none."""
        for key, item in self.value.raw.items() if isinstance(self.value.raw, dict) else ():
            yield key, Node(item, (*self.path, key))

    def items(self) -> list[Node]:
        """Return the items of a list; of anything else none."""
        raw = self.value.raw
        return [Node(item, (*self.path, at)) for at, item in enumerate(raw)] if isinstance(raw, list) else []


def read(tree: Tree, path: str) -> Node:
    """Return the one object that a JSON file holds; raise UsageError with all that is wrong with it."""
    try:
        text = decode(tree.read(path, MAX_SIZE))
    except (TreeError, DecodeError) as failure:
        raise UsageError(Problem(f"this file cannot be read: {failure}", Location(path))) from None
    documents, diagnostics = load_json(SourceText(path, text), limits=_LIMITS)
    if diagnostics:
        raise UsageError([as_problem(each) for each in diagnostics])
    if len(documents) != 1 or not isinstance(documents[0].value.raw, dict):
        raise UsageError(Problem("this file does not hold one JSON object", Location(path)))
    return Node(documents[0].value)


def texts(node: Node, problems: list[Problem]) -> Sequence[tuple[str, Node]]:
    """Return the texts of a list with where they stand; what is no text becomes a problem."""
    if not isinstance(node.raw, list):
        problems.append(node.problem("this must be a list of texts"))
        return []
    found = []
    for item in node.items():
        if isinstance(item.raw, str):
            found.append((item.raw, item))
        else:
            problems.append(item.problem("this must be a text in quotes"))
    return found
