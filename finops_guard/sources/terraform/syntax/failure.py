"""How the readers stop at what they cannot read, and how deep they go."""

from __future__ import annotations

import re

# No expression tree is higher, no block lies deeper: whoever walks a tree may recurse. Real code stays below 30.
MAX_NESTING = 200

# After this many problems a file is not read on: what follows says nothing more, and costs time.
MAX_PROBLEMS = 100

# The end of each is searched up to the end of the text.
MAX_OPEN_ENDS = 5

# A larger file is not read on: its tree would take more memory than the rest of a scan. A node is an expression, a line
# of a template or an argument; a block counts for as many as it takes room.
MAX_NODES = 500_000
BLOCK_NODES = 5
# What no text exceeds (the densest is ``a{}``): the nodes of a shorter file need not be counted.
MAX_NODES_A_CHARACTER = 2

_WORD = r"[\w.-]+|==|!=|<=|>=|=>|&&|\|\||<<|/\*|\$\{|%\{|."

# What to do about a sign that often stands where it should not.
HINTS = {
    "\u201c": 'use straight quotes (")',
    "\u201d": 'use straight quotes (")',
    "\u2018": 'use straight quotes (")',
    "\u2019": 'use straight quotes (")',
    "'": 'strings stand in double quotes (")',
    "`": 'strings stand in double quotes (")',
    "\xa0": "this is a no-break space: replace it by a space",
    "\ufeff": "this is a byte order mark: remove it",
    ";": "arguments are separated by line ends",
    "&": "write && for a logical and",
    "|": "write || for a logical or",
    "<<": "a heredoc starts with << and its marker, without a space, at the end of a line",
    "/*": "this comment has no */",
    "${": "outside of a string an expression stands without ${ }",
}


class SyntaxFailure(Exception):  # noqa: N818 - it never leaves the readers, where it becomes a SyntaxProblem
    """The text cannot be read on from here; caught by the reader of the enclosing body.

    ``open_end`` where nothing but the next block of the top level can end the construct (a heredoc without its end);
    ``last`` where the rest of the file is not read.
    """

    last = False

    def __init__(self, message: str, start: int, end: int, hint: str = "", open_end: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = end
        self.hint = hint
        self.open_end = open_end


class NodeCount:
    """How many nodes were made of a file."""

    __slots__ = ("nodes",)

    def __init__(self) -> None:
        self.nodes = 0

    @property
    def is_full(self) -> bool:
        return self.nodes > MAX_NODES

    def add(self, count: int, at: int) -> None:
        """Count nodes; raise SyntaxFailure for those beyond the limit."""
        self.nodes += count
        if self.nodes > MAX_NODES:
            message = f"a file holds at most {MAX_NODES:,} values and arguments: the rest of this one is not read"
            failure = SyntaxFailure(message, at, at + 1, "split the file up")
            failure.last = True
            raise failure


def too_deep(at: int) -> SyntaxFailure:
    """Return the failure of a construct that is nested deeper than the limit."""
    message = f"this is nested more than {MAX_NESTING} levels deep"
    return SyntaxFailure(message, at, at + 1, "split it up, for example with local values")


def unexpected(text: str, at: int, message: str, hint: str = "") -> SyntaxFailure:
    """Return the failure to find what the message says at ``at``; names what stands there instead."""
    found = re.compile(_WORD).match(text, at, at + 40)
    if found is None:
        shown, end = ("the end of the line", at + 1) if at < len(text) else ("the end of the file", at)
    else:
        end = found.end()
        word = found[0]
        shown = f'"{word}"' if word.isprintable() else f"U+{ord(word[0]):04X}"
        shown = {"\r": "the end of the line", '"': "a quotation mark"}.get(word, shown)
        hint = HINTS.get(word, hint)
    return SyntaxFailure(f"{message}, found {shown}", at, end, hint)
