"""Expressions and templates that are only a part of a text; offsets are the whole text's."""

from __future__ import annotations

from collections.abc import Callable

from finops_guard.sources.terraform.ast import Expression, SyntaxProblem
from finops_guard.sources.terraform.syntax import template
from finops_guard.sources.terraform.syntax.expressions import ExpressionReader
from finops_guard.sources.terraform.syntax.failure import NodeCount, SyntaxFailure
from finops_guard.sources.terraform.syntax.lexing import FREE, SPACE
from finops_guard.sources.terraform.syntax.walk import check_height, move

# What a text takes to be read that is a part of a file, in nodes.
_FRAGMENT_NODES = 10

Fragment = tuple[Expression | None, list[SyntaxProblem]]


def read_expression(text: str, start: int, end: int) -> Fragment:
    """Read ``text[start:end]`` as one expression, over line ends."""
    return _read(text[start:end], _expression, lambda at: start + at, NodeCount())


def read_template(text: str, start: int, end: int) -> Fragment:
    """Read ``text[start:end]`` as a template without quotes."""
    return _read(text[start:end], _template, lambda at: start + at, NodeCount())


def read_decoded(decoded: str, offset: Callable[[int], int], as_template: bool, count: NodeCount) -> Fragment:
    """Read a text that does not stand in the file as it is; ``offset`` turns its offsets into the file's.

    ``count`` is of the whole file.
    """
    return _read(decoded, _template if as_template else _expression, offset, count)


def _expression(reader: ExpressionReader) -> Expression:
    node = reader.whole(FREE)
    space = SPACE[FREE].match(reader.text, reader.at)
    if space is None or space.end() < len(reader.text):
        raise reader.failure("expected the end of this expression")
    return node


def _template(reader: ExpressionReader) -> Expression:
    node = template.bare(reader)
    check_height(node)
    return node


def _read(
    text: str, read: Callable[[ExpressionReader], Expression], offset: Callable[[int], int], count: NodeCount
) -> Fragment:
    reader = ExpressionReader(text, count)
    node: Expression | None = None
    failures = reader.soft_failures
    try:
        count.add(_FRAGMENT_NODES, 0)
        node = read(reader)
        move(node, offset)
    except SyntaxFailure as failure:
        failures.append(failure)
    problems = [SyntaxProblem(each.message, offset(each.start), offset(each.end), each.hint) for each in failures]
    return node, problems
