"""Nodes out of single tokens, and of operands with operators between them."""

from __future__ import annotations

import re
from functools import lru_cache
from sys import intern

from finops_guard.sources.terraform.ast import Binary, Expression, GetAttr, Literal, Reference
from finops_guard.sources.terraform.syntax.failure import SyntaxFailure
from finops_guard.sources.terraform.syntax.literals import KEYWORDS, check_name, number, string

# How strongly the operators bind; all of them associate to the left.
PRECEDENCE = {
    "||": 1,
    "&&": 2,
    "==": 3,
    "!=": 3,
    "<": 4,
    ">": 4,
    "<=": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "/": 6,
    "%": 6,
}


# The words of a configuration are few, and repeated: they are kept once. Longer texts are seldom repeated.
_SHORT = 80

# The groups of a token that may be a whole value.
SIMPLE = frozenset(("plain", "path", "number"))


@lru_cache(maxsize=16384)
def _path(text: str) -> tuple[str, ...]:
    return tuple(map(intern, text.split(".")))


def simple(found: re.Match[str], kind: str) -> Expression:
    """Return the node of a value that is one token; ``kind`` is the group that holds it."""
    start, end = found.span(kind)
    text = found[kind]
    if kind == "path":
        return named(start, end, text)
    if kind == "plain":
        if end - start <= _SHORT and text.isascii():
            return Literal(start - 1, end + 1, intern(text))
        return Literal(start - 1, end + 1, text if text.isascii() else string(text))
    return Literal(start, end, number(text, start))


def named(start: int, end: int, text: str) -> Expression:
    """Return the node of names with dots between them: a Reference, or a keyword's Literal with what follows it."""
    if not text.isascii():
        check_name(text, start)
    path = _path(text) if len(text) <= _SHORT else tuple(text.split("."))
    if path[0] not in KEYWORDS:
        return Reference(start, end, path)
    node = Literal(start, start + len(path[0]), KEYWORDS[path[0]])
    if len(path) > 2:
        raise SyntaxFailure(f"{path[0]} has no attributes", start, end)
    return node if len(path) == 1 else GetAttr(start, end, node, path[1])


def plain_key(found: re.Match[str]) -> Literal | None:
    """Return the key that an ENTRY match holds, if it is a plain one."""
    name, quoted = found.group("key", "quoted")
    if name is not None:
        start, end = found.span("key")
        if not name.isascii():
            check_name(name, start)
            name = string(name)
        return Literal(start, end, intern(name))
    if quoted is not None:
        start, end = found.span("quoted")
        return Literal(start - 1, end + 1, intern(quoted) if quoted.isascii() else string(quoted))
    return None


def reduce(operands: list[Expression], operators: list[str], precedence: int) -> None:
    """Apply the waiting operators that bind at least as strongly as the one that comes next."""
    while operators and PRECEDENCE[operators[-1]] >= precedence:
        right = operands.pop()
        left = operands.pop()
        operands.append(Binary(left.start, right.end, operators.pop(), left, right))
