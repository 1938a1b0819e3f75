"""JSON with the position of every value, read without recursion, up to the first error."""

from __future__ import annotations

import re
from bisect import bisect_right
from decimal import Decimal
from typing import TypeAlias

from msgspec import Struct, field

from finops_guard.sources.terraform.ast import SyntaxProblem
from finops_guard.sources.terraform.syntax.failure import MAX_NESTING, NodeCount, SyntaxFailure, too_deep, unexpected
from finops_guard.sources.terraform.syntax.literals import number
from finops_guard.sources.terraform.syntax.possessive import portable

_TOKEN = re.compile(
    portable(r"""[ \t\r\n]*+(?:
      (?P<string>"(?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+")
    | (?P<number>-?(?:0|[1-9]\d*+)(?:\.\d++)?+(?:[eE][-+]?\d++)?+)(?![\w.])
    | (?P<word>true|false|null)(?!\w)
    | (?P<sign>[\[\]{},:])
    | (?P<end>\Z)
    )"""),
    re.VERBOSE | re.ASCII,
).match
_BLANKS = re.compile(r"[ \t\r\n]*+").match
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))")
_HALF = re.compile("[\ud800-\udfff]")
_ESCAPED = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}


class JsonScalar(Struct):
    """A number, bool or null."""

    start: int
    end: int
    value: None | bool | int | Decimal


class JsonString(Struct):
    """A string with its quotes; ``jumps`` holds (offset in value, offset in the text) behind each escape."""

    start: int
    end: int
    value: str
    jumps: list[tuple[int, int]]

    def offset(self, at: int) -> int:
        """Return the text's offset of a character of the value."""
        index = bisect_right(self.jumps, (at, self.end + 1)) - 1
        inner, outer = self.jumps[index] if index >= 0 else (0, self.start + 1)
        return min(outer + at - inner, self.end - 1)


class JsonArray(Struct):
    """An array; ``cut`` where the text has an error within it: it ends there."""

    start: int
    end: int
    items: list[JsonValue] = field(default_factory=list)
    cut: bool = False


class JsonObject(Struct):
    """An object with its members in order; keys may repeat. ``cut`` as in an array."""

    start: int
    end: int
    members: list[tuple[JsonString, JsonValue]] = field(default_factory=list)
    cut: bool = False


JsonValue: TypeAlias = JsonScalar | JsonString | JsonArray | JsonObject


def read(text: str) -> tuple[JsonValue | None, list[SyntaxProblem]]:
    """Return the value of a text, as far as it is valid, and the problem that ended it."""
    reader = _Reader(text)
    try:
        reader.read()
    except SyntaxFailure as failure:
        for container, _ in reader.opened:
            container.end = max(container.end, failure.start)
            container.cut = True
        return reader.root, [SyntaxProblem(failure.message, failure.start, failure.end, failure.hint)]
    return reader.root, []


class _Reader:
    """``opened`` holds the containers that are not closed, each with the key that its next value gets."""

    __slots__ = ("at", "count", "opened", "root", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.count = NodeCount()
        self.root: JsonValue | None = None
        self.opened: list[tuple[JsonArray | JsonObject, JsonString | None]] = []

    def read(self) -> None:
        self._value()
        while self.opened:
            container, _ = self.opened[-1]
            close = "]" if isinstance(container, JsonArray) else "}"
            sign = self._token(f'"," or "{close}"', "sign")["sign"]
            if sign == close:
                self._close(container)
            elif sign == "," and isinstance(container, JsonArray):
                self._value()
            elif sign == "," and isinstance(container, JsonObject):
                self._member(container)
            else:
                self.at -= 1
                raise unexpected(self.text, self.at, f'expected "," or "{close}"')
        self._token("the end of the file", "end")

    def _token(self, expected: str, *kinds: str) -> re.Match[str]:
        found = _TOKEN(self.text, self.at)
        if found is None or found.lastgroup not in kinds:
            blanks = _BLANKS(self.text, self.at)
            at = blanks.end() if blanks else self.at
            hint = "JSON has no comments, no trailing commas and no single quotes" if expected != "a value" else ""
            raise unexpected(self.text, at, f"expected {expected}", hint)
        self.at = found.end()
        return found

    def _value(self) -> None:
        """Read a value, or the opening of a container with its first member, and give it to its container."""
        found = self._token("a value", "string", "number", "word", "sign")
        kind = found.lastgroup or ""
        start, end = found.span(kind)
        if kind == "string":
            self._give(self._string(start, end))
        elif kind == "number":
            self._give(JsonScalar(start, end, _number(found[kind], start)))
        elif kind == "word":
            self._give(JsonScalar(start, end, _WORDS[found[kind]]))
        elif found[kind] in "[{":
            self._open(JsonArray(start, end) if found[kind] == "[" else JsonObject(start, end))
        else:
            raise unexpected(self.text, start, "expected a value", "JSON has no trailing commas")

    def _open(self, container: JsonArray | JsonObject) -> None:
        if len(self.opened) == MAX_NESTING:
            raise too_deep(container.start)
        self._give(container)
        self.opened.append((container, None))
        found = _TOKEN(self.text, self.at)
        if found is not None and found["sign"] == ("]" if isinstance(container, JsonArray) else "}"):
            self.at = found.end()
            self._close(container)
        elif isinstance(container, JsonObject):
            self._member(container)
        else:
            self._value()

    def _member(self, container: JsonObject) -> None:
        found = self._token('a key in double quotes or "}"' if not container.members else "a key", "string")
        start, end = found.span("string")
        self._token('":" behind the key', "sign")
        if self.text[self.at - 1] != ":":
            raise unexpected(self.text, self.at - 1, 'expected ":" behind the key')
        self.opened[-1] = (container, self._string(start, end))
        self._value()

    def _string(self, start: int, end: int) -> JsonString:
        self.count.add(self.text.count("\\", start, end), start)  # each has a jump
        return _string(self.text, start, end)

    def _close(self, container: JsonArray | JsonObject) -> None:
        container.end = self.at
        self.opened.pop()

    def _give(self, value: JsonValue) -> None:
        """Put a value into the innermost container, under the key that waits there."""
        self.count.add(2, value.start)  # with its key, or what stands for it in the tree
        if not self.opened:
            self.root = value
            return
        container, key = self.opened[-1]
        if isinstance(container, JsonArray):
            container.items.append(value)
        elif key is not None:
            container.members.append((key, value))


def _string(text: str, start: int, end: int) -> JsonString:
    raw = text[start + 1 : end - 1]
    if "\\" not in raw:
        return JsonString(start, end, raw, [])
    pieces: list[str] = []
    jumps: list[tuple[int, int]] = []
    length = at = 0
    for found in _ESCAPE.finditer(raw):
        plain = raw[at : found.start()]
        char = chr(int(found[1], 16)) if found[1] else _ESCAPED.get(found[2], found[2])
        at = found.end()
        length += len(plain) + 1
        if pieces and not plain and "\udc00" <= char <= "\udfff" and "\ud800" <= pieces[-1] <= "\udbff":
            pieces[-1] = (pieces[-1] + char).encode("utf-16", "surrogatepass").decode("utf-16")
            length -= 1
            jumps.pop()
        else:
            pieces += (plain, char)
        jumps.append((length, start + 1 + at))
    value = "".join([*pieces, raw[at:]])
    # As Terraform reads it: half of a surrogate pair is no character.
    return JsonString(start, end, _HALF.sub("\ufffd", value), jumps)


def _number(text: str, at: int) -> int | Decimal:
    value = number(text.removeprefix("-"), at)
    return -value if text.startswith("-") else value
