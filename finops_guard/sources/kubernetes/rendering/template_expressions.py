"""Expressions of Go templates, as far as it matters here: which values they take their result from."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from msgspec import Struct


class Each(Struct, frozen=True):
    """One element of what a ``range`` goes through; ``line`` is the index of the line that begins it."""

    line: int


Step: TypeAlias = str | Each

# A path from the root of what a template is given: ("Values", "resources", "limits").
Reference: TypeAlias = tuple[Step, ...]

MAX_TOKENS = 2_000
MAX_DEPTH = 30
MAX_VARIABLES = 200

_TOKEN = re.compile(
    r"""\s*(?:(?P<text>"(?:[^"\\\n]|\\.)*+"|`[^`]*+`)|(?P<chain>\$\w*(?:\.\w+)*|(?:\.\w+)+|\.)|(?P<mark>:=|[|(),=])"""
    r"""|(?P<word>[^\s|(),"`.=:]+)|(?P<other>.))""",
    re.DOTALL,
)
# Functions whose result is found below their first argument, under their other ones.
_LOOKUPS = frozenset({"index", "get"})
# Functions that give a name to nothing of what they are given: their arguments say what they do.
_OPAQUE = frozenset(
    {"include", "tpl", "printf", "print", "lookup", "eq", "ne", "gt", "lt", "ge", "le", "hasKey", "len"}
)

_ASSIGNMENT = re.compile(r"\s*(\$\w+(?:\s*,\s*\$\w+)?)\s*:?=(?!=)")


class Scope(Struct, frozen=True):
    """What ``.`` and the variables stand for; None where that cannot be told."""

    dot: Reference | None = None
    variables: Mapping[str, Reference | None] = {}

    def with_variables(self, names: Sequence[str], value: Reference | None) -> Scope:
        """Return the scope with further variables that stand for a value; those beyond a bound are left out."""
        if not names or len(self.variables) > MAX_VARIABLES:
            return self
        return Scope(self.dot, {**self.variables, **dict.fromkeys(names, value)})


def references(expression: str, scope: Scope) -> list[Reference]:
    """Return the paths that an expression may take its result from, in the order in which they are written."""
    tokens = [(str(found.lastgroup), found[str(found.lastgroup)]) for found in _TOKEN.finditer(expression)]
    if len(tokens) > MAX_TOKENS:
        return []
    return list(dict.fromkeys(_Parser(tokens, scope).pipeline(0)[0]))


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]], scope: Scope) -> None:
        self._tokens = tokens
        self._scope = scope
        self._at = 0

    def _peek(self) -> tuple[str, str]:
        return self._tokens[self._at] if self._at < len(self._tokens) else ("end", "")

    def pipeline(self, depth: int) -> tuple[list[Reference], bool]:
        """Return what the commands up to a closing parenthesis refer to, and whether they are one plain reference."""
        found, plain = self._command(depth)
        while self._peek() == ("mark", "|"):
            self._at += 1
            more, _ = self._command(depth)
            found += more
            plain = False
        return found, plain

    def _command(self, depth: int) -> tuple[list[Reference], bool]:
        found: list[Reference] = []
        function = ""
        terms = 0
        while (token := self._peek()) not in (("end", ""), ("mark", "|"), ("mark", ")")):
            self._at += 1
            kind, text = token
            term: list[Reference] = []
            if kind == "word" and not terms:
                function = text
            elif kind == "chain":
                term = self._chain(text)
            elif token == ("mark", "("):
                term = self._group(depth)
            elif kind == "text" and function in _LOOKUPS and len(found) == 1 and terms > 1:
                found[0] = (*found[0], text[1:-1])
            terms += 1
            found += term
        if function in _OPAQUE:
            return [], False
        return found, len(found) == 1 and (terms == 1 or function in _LOOKUPS)

    def _group(self, depth: int) -> list[Reference]:
        """Return what stands in parentheses refers to, with the fields behind them."""
        if depth == MAX_DEPTH:
            self._at = len(self._tokens)
            return []
        inner, plain = self.pipeline(depth + 1)
        self._at += 1
        kind, text = self._peek()
        if kind == "chain" and text.startswith(".") and text != ".":
            self._at += 1
            return [(*inner[0], *text[1:].split("."))] if plain else []
        return inner

    def _chain(self, text: str) -> list[Reference]:
        first, *fields = text.split(".")
        variables = {**self._scope.variables, "$": (), "": self._scope.dot}
        base = variables.get(first)
        return [] if base is None else [(*base, *(name for name in fields if name))]


def assigned(expression: str) -> tuple[list[str], str]:
    """Return the variables that an expression sets (``$key, $value := ...``), and what is left of it."""
    found = _ASSIGNMENT.match(expression)
    if found is None:
        return [], expression
    return re.findall(r"\$\w+", found[1]), expression[found.end() :]


def single(found: list[Reference]) -> Reference | None:
    """Return the one path that an expression takes its result from; None where there are several or none."""
    return found[0] if len(found) == 1 else None
