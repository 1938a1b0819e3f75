"""The parse trees of python-hcl2: what they hold, and where it stands."""

from __future__ import annotations

from lark import Token, Tree

from finops_guard.sources.terraform.ast import Expression, Splat

Part = Token | Tree[Token]

LAYOUT = "new_line_or_comment"


def parts_of(tree: Tree[Token]) -> list[Part]:
    """Return a tree's children without line ends and comments."""
    return [part for part in tree.children if isinstance(part, Token) or part.data != LAYOUT]


def trees_of(tree: Tree[Token]) -> list[Tree[Token]]:
    return [part for part in parts_of(tree) if isinstance(part, Tree)]


def tokens_of(tree: Tree[Token]) -> list[Token]:
    return [part for part in tree.children if isinstance(part, Token)]


def start_of(part: Part) -> int:
    """Return where a token or tree starts."""
    while isinstance(part, Tree):
        part = part.children[0]
    return part.start_pos or 0


def end_of(part: Part) -> int:
    """Return where a token or tree ends."""
    while isinstance(part, Tree):
        part = part.children[-1]
    return part.end_pos or 0


def name_of(tree: Tree[Token]) -> str:
    return str(tokens_of(tree)[0])


def innermost(node: Expression) -> list[Splat] | None:
    """Return the chain of full splats that a value ends with, from the outermost; None where it is no full splat."""
    chain: list[Splat] = []
    at: object = node
    while isinstance(at, Splat) and at.full:
        chain.append(at)
        at = at.each[-1] if at.each else None
    return chain or None


def stretch(chain: list[Splat], end: int) -> None:
    for splat in chain:
        splat.end = end
