"""Where to read on after what could not be read."""

from __future__ import annotations

import re

from msgspec import Struct

from finops_guard.sources.terraform.ast import Attribute, Block
from finops_guard.sources.terraform.syntax.lexing import HEREDOC, IDENTIFIER, heredoc_end
from finops_guard.sources.terraform.syntax.possessive import portable

# What can head a block of a Terraform file. A line that starts with one, unindented, ends whatever was left open.
TOP_LEVEL = (
    "terraform",
    "provider",
    "variable",
    "locals",
    "output",
    "resource",
    "data",
    "ephemeral",
    "module",
    "moved",
    "import",
    "check",
    "removed",
)

_HEADER = portable(rf'(?:{"|".join(TOP_LEVEL)})(?:[ \t]+"[^"\n]*+")*+[ \t]*+\{{')
_HEAD = re.compile(_HEADER).match
_NEXT_HEAD = re.compile(f"^{_HEADER}", re.MULTILINE).search
_PIECE = re.compile(
    portable(rf"""(?P<blank>[ \t\r]++|\#[^\n]*+|//[^\n]*+|"(?:[^"\\\n$%]++|\\[^\n]|[$%](?!\{{))*+")
      | (?P<comment>/\*)
      | (?P<heredoc>{HEREDOC})
      | (?P<open>[\[({{]|[$%]\{{)
      | (?P<close>[\])}}])
      | (?P<line>\n)
      | (?P<other>[^\s\[\](){{}}"\#/$%<]++|.)"""),
    re.VERBOSE | re.DOTALL,
).match

# A line that is not blank or a comment: what it starts with.
_LINE = re.compile(
    portable(
        rf"""(?P<blanks>[ \t]*+)(?![\s\#]|//|/\*)(?:
          (?P<item>{IDENTIFIER}(?:[ \t]*+=(?![=>])|(?:[ \t]++"[^"\n]*+")*+[ \t]*+\{{))
        | (?P<brace>\}})
        | (?P<close>[\])])
        |)"""
    ),
    re.VERBOSE,
).match

_CLOSING = {"(": ")", "[": "]", "{": "}"}


def is_head(text: str, at: int) -> bool:
    """Say whether a block of the top level starts at ``at``, unindented."""
    return (at == 0 or text[at - 1] == "\n") and _HEAD(text, at) is not None


def next_head(text: str, at: int) -> int:
    """Return where the next unindented block of the top level starts behind ``at``, or the end of the text."""
    found = _NEXT_HEAD(text, at + 1)
    return found.start() if found else len(text)


class Resumption(Struct, frozen=True):
    """Where to read on.

    ``top`` where all blocks end there, ``cut`` where what was passed over may be more than the item.
    """

    at: int
    top: bool = False
    cut: bool = False


def indentation(text: str, at: int) -> int | None:
    """Return how many blanks stand before what starts at ``at``; None where something else does."""
    begin = text.rfind("\n", 0, at) + 1
    return None if text[begin:at].strip(" \t") else at - begin


def resume(text: str, start: int, failed: int, around: int | None = None, earliest: int = 0) -> Resumption:
    """Return where to read on after the item at ``start`` that failed at ``failed``; ``around`` is its block's start.

    That is behind the line end that follows the failure outside of the item's own brackets, before the brace that
    closes the block around it, or at the next line that starts a block of the top level. Where a bracket is not closed
    in indented text, it is the first line, not before ``earliest``, that is not indented further than the item and
    starts another one, or closes the block.
    """
    brackets: list[str] = []  # the closing ones that are due, innermost last, and how many of each
    due = {")": 0, "]": 0, "}": 0}
    at = start
    comments = heredocs = True
    margins = _Margins(text, start, around)
    while (found := _PIECE(text, at)) is not None:
        kind = found.lastgroup
        if kind == "close" and found[0] == "}" and not due["}"] and around is not None and at >= failed:
            return Resumption(at, cut=bool(brackets))
        at = found.end()
        if kind == "open":
            brackets.append(_CLOSING[found[0][-1]])
            due[brackets[-1]] += 1
        elif kind == "close" and due[found[0]]:
            closed = ""
            while closed != found[0]:  # and what was left open within it
                closed = brackets.pop()
                due[closed] -= 1
        elif kind == "line":
            ended = brackets and at >= earliest
            if (at > failed or ended) and _HEAD(text, at) is not None:
                return Resumption(at, top=True, cut=bool(brackets))
            if at > failed and not brackets:
                return Resumption(at)
            if margins.end_item(at, brackets[0] if brackets else "") and ended:
                return Resumption(at, cut=True)
        elif kind == "comment" and comments:
            end = text.find("*/", at)
            comments = end >= 0  # one search to the end of the text is enough
            at = end + 2 if comments else at
        elif found["heredoc"] and heredocs:
            closing = heredoc_end(found["marker"])(text, at)
            heredocs = closing is not None  # one search to the end of the text is enough
            at = closing.end() if closing else at
    return Resumption(at, cut=bool(brackets))


class _Margins:
    """Tells by its indentation where an item ends whose brackets do not say it."""

    __slots__ = ("around", "deeper", "level", "text")

    def __init__(self, text: str, start: int, around: int | None) -> None:
        self.text = text
        self.around = -1 if around is None else indentation(text, around)
        self.level = indentation(text, start)
        self.deeper = False
        if self.level is not None and (self.around is None or self.level <= self.around):
            self.level = None

    def end_item(self, at: int, bracket: str) -> bool:
        """Tell whether the line at ``at`` cannot belong to the item that is left open; ask once for every line.

        Text that is not indented does not tell: ``bracket``, the one that is due, is an object's there.
        """
        found = _LINE(self.text, at) if self.level is not None else None
        if found is None or self.level is None:
            return False
        blanks = len(found["blanks"])
        if blanks > self.level:
            self.deeper = True
            return False
        if found["item"] and blanks == self.level and (self.deeper or bracket != "}"):
            return True
        if found["brace"] and blanks == self.around:
            return True
        if not found["close"]:
            self.level = None
        return False


class Unclosed(Struct, frozen=True):
    """An argument with a bracket that is not closed: the blocks around it, and where to read on behind it."""

    opened: list[Block]
    attribute: Attribute
    at: int


def unclosed(text: str, block: Block, earliest: int) -> Unclosed | None:
    """Return the last argument of a block where it took the brace that closes a block, as its indentation shows."""
    opened = [block]
    while True:
        body = opened[-1].body
        last = max(body.attributes.values(), key=lambda attribute: attribute.start, default=None)
        if body.blocks and (last is None or body.blocks[-1].start > last.start):
            opened.append(body.blocks[-1])
            continue
        if last is None:
            return None
        found = resume(text, last.start, last.end - 1, opened[-1].start, earliest)
        return Unclosed(opened, last, found.at) if found.cut and found.at < last.end else None
