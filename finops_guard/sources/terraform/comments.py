"""Comments that ask not to report findings, or state a budget: what each of them is about."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from finops_guard.budget_comments import MARK as BUDGET
from finops_guard.budget_comments import BudgetComment
from finops_guard.diagnostics import Diagnostic, notice
from finops_guard.location import Span
from finops_guard.sources.terraform.ast import (
    Attribute,
    Block,
    Body,
    Call,
    Literal,
    Node,
    ObjectExpr,
    ParsedFile,
    Template,
    TupleExpr,
    Unreadable,
)
from finops_guard.suppressions import MARK, Lines, Suppression, comment

# In one file; the time that finding out what they are about may take is bounded by the second.
MAX_COMMENTS = 1_000
MAX_STEPS = 2_000_000

_MARK = re.compile(rf"{MARK}\b[^\S\n]*+([^\n]*)")
_BUDGET = re.compile(rf"(?:#|//|/\*)[^\S\n]*+(?P<mark>{BUDGET}(?![\w-])[^\S\n]*+(?P<words>[^\n]*))")
# Where another comment begins, or this one ends.
_WORDS_END = re.compile(r"(?:\*/|(?:^|(?<=\s))(?:#|//)).*")
_BLOCK_COMMENT_END = re.compile(r"\*/.*")
_LINES = Lines(re.compile(r"[^\S\n]*+(?:#|//|/\*|\*)"), re.compile(r"[^\S\n]*+(?=\S)"))


def _too_many(count: int, mark: str) -> str:
    if count == MAX_COMMENTS:
        return f"more than {MAX_COMMENTS:,} comments {mark} in a file"
    return f"the comments {mark} of this file take more than {MAX_STEPS:,} steps to place"


def suppressions(file: ParsedFile) -> Iterator[Suppression | Diagnostic]:
    """Yield what the comments of a native file ask for, and a notice for each that means nothing.

    A comment at the end of a line is about what begins in that line: a block, an argument, an entry of an object. A
    comment on lines of its own is about what begins in the line right below.
    """
    text = file.source.text
    if MARK not in text or file.body.json:
        return
    layout = _Layout(file)
    for count, found in enumerate(_MARK.finditer(text)):
        if count == MAX_COMMENTS or layout.steps > MAX_STEPS:
            words = f"{_too_many(count, MARK)}: from here on they are not followed"
            yield notice("suppression", words, Span(file.source, found.start(), found.end()))
            return
        if not layout.is_written(found.start()):
            words = _BLOCK_COMMENT_END.sub("", found[1]).rstrip()
            end = max(found.start(1) + len(words), found.start() + len(MARK))
            yield comment(Span(file.source, found.start(), end), words, _LINES, layout.item_end)


def budgets(file: ParsedFile) -> Iterator[BudgetComment | Diagnostic]:
    """Yield the budgets that the comments of a native file state, each right above a resource or a module call."""
    text = file.source.text
    if BUDGET not in text or file.body.json:
        return
    layout = _Layout(file)
    blocks = {block.start: block for block in file.body.blocks if block.type in {"module", "resource"}}
    for count, found in enumerate(_BUDGET.finditer(text)):
        if count == MAX_COMMENTS or layout.steps > MAX_STEPS:
            words = f"{_too_many(count, BUDGET)}: from here on they are not read"
            yield notice("limit", words, Span(file.source, found.start("mark"), found.end("mark")))
            return
        if layout.is_written(found.start()):
            continue
        words = _WORDS_END.sub("", found["words"]).rstrip()
        span = Span(file.source, found.start("mark"), max(found.start("words") + len(words), found.start("mark") + 19))
        line = _LINES.below(text, found.start())
        block = blocks.get(line[0]) if line is not None else None
        if block is None:
            yield BudgetComment(words, span)
        else:
            name = ".".join(block.labels if block.type == "resource" else ["module", *block.labels])
            yield BudgetComment(words, span, Span(file.source, block.start, block.end), name)


class _Layout:
    """What stands where in a file; ``steps`` counts what was looked at."""

    __slots__ = ("_sorted", "root", "steps")

    def __init__(self, file: ParsedFile) -> None:
        self.root = file.body
        self.steps = 0
        self._sorted: dict[int, list[Attribute | Block]] = {}

    def is_written(self, at: int) -> bool:
        """Tell whether an offset stands within a text or a header, and not in a comment."""
        item = self._innermost(at)
        if isinstance(item, Attribute):
            return any(isinstance(node, Literal | Template | Unreadable) for node in self._around(item, at))
        return item is not None and at < item.header_end

    def item_end(self, at: int) -> int | None:
        """Return the end of the block, argument or entry that begins at an offset; None where none does."""
        item = self._innermost(at)
        if item is None or item.start == at or isinstance(item, Block):
            return item.end if item is not None and item.start == at else None
        ends = (each.end for node in self._around(item, at) for start, each in _entries(node) if start == at)
        return next(ends, None)

    def _innermost(self, at: int) -> Attribute | Block | None:
        """Return the argument, else the innermost block, around an offset."""
        found: Attribute | Block | None = None
        body = self.root
        while True:
            items = self._items(body)
            index = bisect_right(items, at, key=lambda item: item.start) - 1
            if index < 0 or items[index].end <= at:
                return found
            found = items[index]
            if isinstance(found, Attribute) or found.start == at:
                return found
            body = found.body

    def _items(self, body: Body) -> list[Attribute | Block]:
        key = id(body)
        if key not in self._sorted:
            items: list[Attribute | Block] = [*body.attributes.values(), *body.blocks]
            self.steps += len(items)
            self._sorted[key] = sorted(items, key=lambda item: item.start)
        return self._sorted[key]

    def _around(self, attribute: Attribute, at: int) -> Iterator[Node]:
        """Yield the nodes of an argument's value that stand around an offset, outer ones first."""
        pending: list[object] = [attribute.value]
        while pending:
            node = pending.pop()
            self.steps += 1
            if isinstance(node, list | tuple):
                pending += reversed(node)
            elif isinstance(node, Node) and node.start <= at < node.end:
                yield node
                pending += [getattr(node, name) for name in reversed(node.__struct_fields__[2:])]


def _entries(node: Node) -> Iterator[tuple[int, Node]]:
    """Yield what an object, tuple or call lists, with where each entry begins."""
    if isinstance(node, ObjectExpr):
        yield from ((key.start, value) for key, value in node.items)
    elif isinstance(node, TupleExpr):
        yield from ((item.start, item) for item in node.items)
    elif isinstance(node, Call):
        yield from ((item.start, item) for item in node.args)
