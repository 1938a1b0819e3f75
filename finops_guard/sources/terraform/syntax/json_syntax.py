"""Terraform's JSON syntax, read into the same tree as the native one.

At the root, the block types of Terraform take as many levels of keys for labels as they have labels; an array stands
for several blocks. Below a block everything stays an attribute (``Body.json``): whoever knows the schema reads an
object as a block or as a map, and leaves out the key ``//`` where it is a block. In the bodies read here it is a
comment already.

Strings are templates, except for what Terraform takes verbatim (a variable's default, a module's source ...), and
for references and types in strings (``depends_on``, ``provider``, a variable's ``type`` ...), which become the nodes
that native syntax has for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum

from finops_guard.location import SourceText, Span
from finops_guard.sources.terraform.ast import (
    Attribute,
    Block,
    Body,
    Expression,
    Literal,
    ObjectExpr,
    ParsedFile,
    SyntaxProblem,
    TupleExpr,
    Unreadable,
    hidden,
)
from finops_guard.sources.terraform.syntax import json_text
from finops_guard.sources.terraform.syntax.failure import MAX_PROBLEMS, NodeCount
from finops_guard.sources.terraform.syntax.fragments import read_decoded
from finops_guard.sources.terraform.syntax.json_text import JsonArray, JsonObject, JsonScalar, JsonString, JsonValue
from finops_guard.sources.terraform.syntax.literals import string

COMMENT = "//"

# The block types of the root, with the names of their labels.
LABELS: Mapping[str, tuple[str, ...]] = {
    "terraform": (),
    "locals": (),
    "moved": (),
    "import": (),
    "removed": (),
    "provider": ("name",),
    "variable": ("name",),
    "output": ("name",),
    "module": ("name",),
    "check": ("name",),
    "resource": ("type", "name"),
    "data": ("type", "name"),
    "ephemeral": ("type", "name"),
}


class Strings(Enum):
    """How the strings of a value are read."""

    TEMPLATE = "template"
    LITERAL = "literal"
    REFERENCE = "reference"


_RESOURCE = {
    "provider": Strings.REFERENCE,
    "depends_on": Strings.REFERENCE,
    "lifecycle.ignore_changes": Strings.REFERENCE,
    "lifecycle.replace_triggered_by": Strings.REFERENCE,
}
# By block type: how the strings of an attribute (or of one in an object below it) are read.
_MODES: Mapping[str, Mapping[str, Strings]] = {
    "resource": _RESOURCE,
    "data": _RESOURCE,
    "ephemeral": _RESOURCE,
    "module": {
        "source": Strings.LITERAL,
        "version": Strings.LITERAL,
        "providers": Strings.REFERENCE,
        "depends_on": Strings.REFERENCE,
    },
    "variable": {
        "type": Strings.REFERENCE,
        "default": Strings.LITERAL,
        "description": Strings.LITERAL,
    },
    "output": {"depends_on": Strings.REFERENCE, "description": Strings.LITERAL},
    "moved": {"from": Strings.REFERENCE, "to": Strings.REFERENCE},
    "import": {"to": Strings.REFERENCE, "provider": Strings.REFERENCE},
    "removed": {"from": Strings.REFERENCE},
}


def read_json(source: SourceText, literal: bool) -> ParsedFile:
    """Read a JSON file; ``literal`` for one that holds the values of variables."""
    value, problems = json_text.read(source.text)
    reader = _JsonReader(source, problems)
    body = reader.body([value] if value else [], "", Strings.LITERAL) if literal else reader.root(value)
    body.cut = reader.cut
    problems.sort(key=lambda problem: problem.start)
    return ParsedFile(source, body, problems[:MAX_PROBLEMS])


class _JsonReader:
    __slots__ = ("count", "cut", "error", "problems", "source")

    def __init__(self, source: SourceText, problems: list[SyntaxProblem]) -> None:
        self.source = source
        self.error = problems[0] if problems else None
        self.cut = hidden(Span(source, self.error.start, self.error.end)) if self.error else None
        self.problems = problems
        self.count = NodeCount()  # of the expressions in strings

    def root(self, value: JsonValue | None) -> Body:
        """Return the body of a configuration file."""
        root = Body({}, [], json=True)
        for key, below in self._members(value, "the root of a configuration"):
            labels = LABELS.get(key.value)
            if labels is not None:
                root.blocks += self._blocks(key, [], labels, below)
            elif key.value != COMMENT:
                hint = f"known are {', '.join(sorted(LABELS))}"
                self._problem(f'"{key.value}" is not a block of a Terraform configuration', key, hint)
        return root

    def _blocks(
        self, key: JsonString, labels: list[JsonString], missing: tuple[str, ...], value: JsonValue
    ) -> Iterator[Block]:
        """Yield the blocks of type ``key`` within ``value``, which holds the missing labels as keys."""
        if missing:
            for label, below in self._members(value, f"a {key.value} block's {missing[0]}"):
                yield from self._blocks(key, [*labels, label], missing[1:], below)
            return
        for item in value.items if isinstance(value, JsonArray) else [value]:
            if isinstance(item, JsonObject):
                start, header_end = (labels[-1].start, labels[-1].end) if labels else (key.start, key.end)
                body = self.body([item], key.value, Strings.TEMPLATE)
                names = [string(label.value) for label in labels]
                yield Block(self.source, start, header_end, item.end, key.value, names, body)
            elif not (isinstance(item, JsonScalar) and item.value is None):
                self._problem(f"a {key.value} block is an object", item, "write its arguments between { and }")

    def _members(self, value: JsonValue | None, what: str) -> Iterator[tuple[JsonString, JsonValue]]:
        """Yield the members of an object, or of each object of an array."""
        for item in value.items if isinstance(value, JsonArray) else [value]:
            if isinstance(item, JsonObject):
                yield from item.members
            elif item is not None and not (isinstance(item, JsonScalar) and item.value is None):
                self._problem(f"{what} is an object, or an array of objects", item)

    def body(self, values: list[JsonValue], block_type: str, strings: Strings) -> Body:
        """Return a body whose members are all attributes; ``block_type`` decides how strings are read."""
        cut = self.cut if any(value.cut for value in values if isinstance(value, JsonObject | JsonArray)) else None
        body = Body({}, [], json=True, cut=cut)
        modes = _MODES.get(block_type, {})
        for value in values:
            for key, below in self._members(value, "a file of values" if not block_type else f"a {block_type} block"):
                name = key.value
                if name == COMMENT and strings is not Strings.LITERAL:
                    continue
                if name in body.attributes:
                    line, _ = self.source.position(body.attributes[name].start)
                    self._problem(f"the argument {name} was already set in line {line}", key, "keep one of them")
                    continue
                node = self._expression(below, modes, name, strings)
                body.attributes[name] = Attribute(self.source, key.start, below.end, name, node)
        return body

    def _expression(self, value: JsonValue, modes: Mapping[str, Strings], path: str, strings: Strings) -> Expression:
        """Return the node of a value; ``path`` are the keys that lead to it from its block."""
        strings = modes.get(path, strings)
        if isinstance(value, JsonScalar):
            return Literal(value.start, value.end, value.value)
        if isinstance(value, JsonString):
            return self._string(value, strings)
        if value.cut and self.error is not None:
            return Unreadable(min(self.error.start, value.end), value.end)
        if isinstance(value, JsonArray):
            items = [self._expression(item, modes, path, strings) for item in value.items]
            return TupleExpr(value.start, value.end, items)
        entries: list[tuple[Expression, Expression]] = []
        seen: set[str] = set()
        for key, below in value.members:
            if key.value in seen:
                self._problem(f'the key "{key.value}" stands twice in this object', key, "keep one of them")
                continue
            seen.add(key.value)
            name = self._string(key, Strings.LITERAL if strings is Strings.REFERENCE else strings)
            entries.append((name, self._expression(below, modes, f"{path}.{key.value}", strings)))
        return ObjectExpr(value.start, value.end, entries)

    def _string(self, value: JsonString, strings: Strings) -> Expression:
        plain = Literal(value.start, value.end, string(value.value))
        if strings is Strings.REFERENCE:
            node, problems = read_decoded(value.value, value.offset, False, self.count)
            if node is not None and not problems:
                return node
        if strings is Strings.LITERAL or ("${" not in value.value and "%{" not in value.value):
            return plain
        full = self.count.is_full
        node, problems = read_decoded(value.value, value.offset, True, self.count)
        self.problems += problems if not full else []  # once is enough
        if node is None:
            return Unreadable(value.start, value.end)
        node.start, node.end = value.start, value.end
        return node

    def _problem(self, message: str, at: JsonValue, hint: str = "") -> None:
        self.problems.append(SyntaxProblem(message, at.start, at.end, hint))
