"""Where to read on after what could not be read."""

from __future__ import annotations

import re

from finops_guard.sources.terraform.syntax.lexing import HEREDOC, heredoc_end
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

_CLOSING = {"(": ")", "[": "]", "{": "}"}


def is_head(text: str, at: int) -> bool:
    """Say whether a block of the top level starts at ``at``, unindented."""
    return (at == 0 or text[at - 1] == "\n") and _HEAD(text, at) is not None


def next_head(text: str, at: int) -> int:
    """Return where the next unindented block of the top level starts behind ``at``, or the end of the text."""
    found = _NEXT_HEAD(text, at + 1)
    return found.start() if found else len(text)


def resume(text: str, start: int, failed: int, nested: bool) -> tuple[int, bool]:
    """Return where to read on after the item at ``start`` that failed at ``failed``, and whether all blocks end there.

    That is behind the line end that follows the failure outside of the item's own brackets, before the brace that
    closes the block around it (where ``nested``), or at the next line that starts a block of the top level.
    """
    brackets: list[str] = []  # the closing ones that are due, innermost last, and how many of each
    due = {")": 0, "]": 0, "}": 0}
    at = start
    comments = heredocs = True
    while (found := _PIECE(text, at)) is not None:
        kind = found.lastgroup
        if kind == "close" and found[0] == "}" and not due["}"] and nested and at >= failed:
            return at, False
        at = found.end()
        if kind == "open":
            brackets.append(_CLOSING[found[0][-1]])
            due[brackets[-1]] += 1
        elif kind == "close" and due[found[0]]:
            closed = ""
            while closed != found[0]:  # and what was left open within it
                closed = brackets.pop()
                due[closed] -= 1
        elif kind == "line" and at > failed:
            if _HEAD(text, at) is not None:
                return at, True
            if not brackets:
                return at, False
        elif kind == "comment" and comments:
            end = text.find("*/", at)
            comments = end >= 0  # one search to the end of the text is enough
            at = end + 2 if comments else at
        elif found["heredoc"] and heredocs:
            closing = heredoc_end(found["marker"])(text, at)
            heredocs = closing is not None  # one search to the end of the text is enough
            at = closing.end() if closing else at
    return at, False
