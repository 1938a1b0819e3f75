"""What is common to all expression nodes: their children, their height, their offsets."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from finops_guard.sources.terraform.ast import Expression, Node
from finops_guard.sources.terraform.syntax.failure import MAX_NESTING, too_deep


def children(node: Expression) -> list[Expression]:
    """Return the expressions directly below a node, in the order of its fields."""
    found: list[Node] = []
    for name in node.__struct_fields__:
        below = getattr(node, name)
        for item in below if isinstance(below, list) else (below,):
            found += [part for part in (item if isinstance(item, tuple) else (item,)) if isinstance(part, Node)]
    return cast("list[Expression]", found)


def check_height(node: Expression) -> None:
    """Raise SyntaxFailure where a tree is higher than the limit; does not recurse."""
    level = [node]
    for _ in range(MAX_NESTING):
        level = [below for parent in level for below in children(parent)]
        if not level:
            return
    raise too_deep(node.start)


def move(node: Expression, offset: Callable[[int], int]) -> None:
    """Replace all offsets of a tree; for trees that were read from a text within the text."""
    waiting = [node]
    while waiting:
        at = waiting.pop()
        at.start = offset(at.start)
        at.end = offset(at.end)
        waiting += children(at)
