"""Bodies: attributes and blocks of a native file, read without recursion, and past what cannot be read."""

from __future__ import annotations

import re
from sys import intern

from finops_guard.location import SourceText, Span
from finops_guard.sources.terraform.ast import (
    Attribute,
    Block,
    Body,
    Expression,
    ParsedFile,
    SyntaxProblem,
    Unreadable,
    hidden,
)
from finops_guard.sources.terraform.syntax.expressions import ExpressionReader
from finops_guard.sources.terraform.syntax.failure import (
    BLOCK_NODES,
    MAX_NESTING,
    MAX_NODES,
    MAX_NODES_A_CHARACTER,
    MAX_OPEN_ENDS,
    MAX_PROBLEMS,
    NodeCount,
    SyntaxFailure,
    too_deep,
    unexpected,
)
from finops_guard.sources.terraform.syntax.lexing import CLOSE_BRACE, END, FREE, HCL, LINE, SPACE
from finops_guard.sources.terraform.syntax.literals import check_name, unescape_quoted
from finops_guard.sources.terraform.syntax.nodes import SIMPLE, simple

# What ends a line for certain.
_LINE_ENDS = frozenset(f"\n#{END}")


class BodyReader:
    """Reads one native file: ``opened`` holds the blocks not closed yet, ``body`` the innermost body.

    ``at`` is where reading goes on, ``item`` where the attribute or block starts that is being read. ``eager``: an
    unindented block of the top level ends those around it, which are not closed. ``again`` is how many characters may
    still be read a second time, ``open_ends`` counts the comments and heredocs without an end.
    """

    __slots__ = (
        "again",
        "at",
        "body",
        "count",
        "eager",
        "expressions",
        "item",
        "open_ends",
        "opened",
        "problems",
        "root",
        "source",
        "text",
    )

    def __init__(self, source: SourceText, *, eager: bool = False) -> None:
        self.source = source
        self.text = source.text
        self.eager = eager
        self.again = len(source.text)
        self.open_ends = 0
        self.at = self.item = 1 if source.text.startswith("\ufeff") else 0
        self.count = NodeCount() if len(source.text) * MAX_NODES_A_CHARACTER > MAX_NODES else None
        self.expressions = ExpressionReader(source.text, self.count)
        self.root = self.body = Body({}, [])
        self.opened: list[Block] = []
        self.problems: list[SyntaxProblem] = []

    def read(self) -> ParsedFile:
        """Read the whole file; a second time where blocks are open at its end, because they took in what follows."""
        while not self._items():
            if len(self.problems) >= MAX_PROBLEMS:
                last = max(self.at, self.problems[-1].start)
                self._problem(f"after {MAX_PROBLEMS} problems the rest of this file is not read", last, last)
                self._cut(self.at, self.root, *(block.body for block in self.opened))
                break
        else:
            if self.opened and not self.eager:
                return BodyReader(self.source, eager=True).read()
        self._leave_open()
        self.problems += [_problem_of(failure) for failure in self.expressions.soft_failures]
        return ParsedFile(self.source, self.root, sorted(self.problems, key=lambda problem: problem.start))

    def _items(self) -> bool:
        """Read items up to the end of the text (True), past one that fails, or until there are too many problems."""
        text = self.text
        at = self.at
        ahead = self.expressions.ahead
        match = HCL.ITEM.match
        try:
            while len(self.problems) < MAX_PROBLEMS:
                found = match(text, at) or HCL.UNUSUAL_ITEM.match(text, at)
                if found is None:
                    at = self._misplaced(at)
                    continue
                kind = found.lastgroup
                at = found.end()
                if kind == "close":
                    at = self._close(at)
                elif kind == "lines" or kind == "open":  # noqa: PLR1714 - two comparisons are faster than a set
                    at = self._open(found)
                elif kind == "end":
                    self.at = at = self._end_early(at)
                    if at == len(text):
                        return True
                else:
                    self.item = found.start("name")
                    if kind in SIMPLE and ahead[at] in _LINE_ENDS:
                        self._add(self.body, found["name"], simple(found, kind))
                    else:
                        at = self._attribute(found, at)
            self.at = at
        except SyntaxFailure as failure:
            self._recover(failure)
        return False

    def _attribute(self, found: re.Match[str], at: int) -> int:
        """Read an argument's value from its first token on, which ``found`` holds but where there is none."""
        name = found["name"]
        reader = self.expressions
        reader.at = at
        value = reader.whole(LINE, None if found.lastgroup == "name" else found)
        at = reader.at
        if self.expressions.ahead[at] not in _LINE_ENDS and HCL.LINE_END.match(self.text, at) is None:
            failure = reader.failure(f"expected a line end after the value of {name}", "", LINE)
            follows = self.text[failure.start]
            if follows not in ",}":
                raise failure
            # What was read makes sense as it is, and so does what follows.
            self.problems.append(_problem_of(failure))
            at = failure.start + (follows == ",")
        self._add(self.body, name, value)
        return at

    def _add(self, body: Body, name: str, value: Expression) -> None:
        if not name.isascii():
            check_name(name, self.item)
        if self.count is not None:
            self.count.add(2, self.item)
        first = body.attributes.get(name)
        if first is None:
            name = intern(name)
            body.attributes[name] = Attribute(self.source, self.item, value.end, name, value)
            return
        line, _ = self.source.position(first.start)
        what = f"the argument {name} was already set in line {line}"
        self._problem(what, self.item, self.item + len(name), "keep one of them; the first one is used")

    def _open(self, found: re.Match[str]) -> int:
        """Open the block whose header was matched; return where its content starts, or behind it where it is empty."""
        start = self.item = found.start("name")
        if self.eager and (at := self._end_early(start)) < start:
            return at
        if len(self.opened) == MAX_NESTING:
            raise too_deep(start)
        if self.count is not None:
            self.count.add(BLOCK_NODES, start)
        kind, words = found.group("name", "labels")
        if not kind.isascii():
            check_name(kind, start)
        at = found.end()
        labels = list(map(intern, words.split('"')[1::2])) if found.re is HCL.ITEM else self._labels(found)
        block = Block(self.source, start, found.end("labels"), at, intern(kind), labels, Body({}, []))
        if found.lastgroup == "lines":
            self._push(block)
            return at
        if self.text.startswith("}", at):
            self._push(block)
            return self._close(at + 1)
        inner = HCL.OPENED.match(self.text, at)
        if inner is not None and inner["name"]:
            return self._one_line(block, inner)
        self._push(block)
        if inner is not None and inner["close"]:
            return self._close(inner.end())
        if inner is None:
            what = "expected a line end or one argument behind the brace that opens a block"
            self.problems.append(_problem_of(self._unexpected(at, what)))
        return at

    def _one_line(self, block: Block, inner: re.Match[str]) -> int:
        """Read ``type { name = value }`` from the value on."""
        reader = self.expressions
        reader.at = inner.end()
        value = reader.whole(LINE)
        self._push(block)
        self.item = inner.start("name")
        self._add(block.body, inner["name"], value)
        closing = CLOSE_BRACE[LINE].match(self.text, reader.at)
        if closing is not None:
            return self._close(closing.end())
        what = 'expected "}": a block on one line holds one argument'
        failure = self._unexpected(reader.at, what, "put each argument on a line of its own")
        self.problems.append(_problem_of(failure))
        return failure.start + (self.text[failure.start : failure.start + 1] == ",")

    def _push(self, block: Block) -> None:
        self.body.blocks.append(block)
        self.opened.append(block)
        self.body = block.body

    def _close(self, at: int) -> int:
        """Close the innermost block with the brace before ``at``."""
        if not self.opened:
            self._problem(
                'there is no block that this "}" could close', at - 1, at, "remove it, or look for a missing {"
            )
            if self.root.blocks:  # a brace closed it too early, and what follows is taken for the top level
                self._cut(at - 1, self.root.blocks[-1].body)
            return at
        self.opened.pop().end = at
        self.body = self.opened[-1].body if self.opened else self.root
        if self.expressions.ahead[at] not in _LINE_ENDS and HCL.LINE_END.match(self.text, at) is None:
            failure = self._unexpected(at, "expected a line end after this block")
            self.problems.append(_problem_of(failure))
        return at

    def _labels(self, found: re.Match[str]) -> list[str]:
        words: str = found["labels"]
        labels: list[str] = []
        base = found.start("labels")
        for label in HCL.LABEL.finditer(words):
            if label[2] is not None:
                check_name(label[2], base + label.start(2))
                labels.append(label[2])
            elif label[1] is not None:
                start, end = base + label.start(1), base + label.end(1)
                plain = HCL.MARKUP.sub("", label[1])
                if "${" in plain or "%{" in plain:
                    self._problem("a block label cannot hold a template", start, end, "write $${ for the characters ${")
                labels.append(unescape_quoted(label[1], start))
        return labels

    def _misplaced(self, at: int) -> int:
        """Explain what is neither an attribute nor a block; return where to read on, or raise."""
        late = HCL.LATE_BRACE.match(self.text, at)
        if late is not None:
            what = "the brace that opens a block stands on the line of its header"
            self._problem(what, late.end() - 1, late.end(), "move it up")
            return self._open(late)
        space = SPACE[FREE].match(self.text, at)
        self.item = at = space.end() if space else at
        name = re.compile(r"[^\W\d][\w-]*").match(self.text, at)
        if name is None:
            hint = "argument names stand without quotes" if self.text[at] == '"' else ""
            if self.text.startswith(("<<<<<<<", "=======", ">>>>>>>"), at):
                hint = "this is the mark of an unresolved merge"
            raise self._unexpected(at, "expected an argument or a block", hint)
        hint = "arguments are set with =" if self.text[name.end() : name.end() + 2].lstrip()[:1] == ":" else ""
        raise self._unexpected(name.end(), f'expected "=" or a block after {name[0]}', hint)

    def _recover(self, failure: SyntaxFailure) -> None:
        from finops_guard.sources.terraform.syntax.recovery import Resumption, next_head, resume

        self.problems.append(_problem_of(failure))
        known, kept = self._keep_argument(failure)
        if failure.open_end or self.text.startswith("/*", failure.start):
            self.open_ends += 1
            if self.open_ends > MAX_OPEN_ENDS:
                failure.last = True
                what = f"after {MAX_OPEN_ENDS} heredocs or comments without an end the rest of this file is not read"
                self._problem(what, failure.start, failure.start)
        if failure.last:
            found = Resumption(len(self.text), top=True, cut=True)
            self._cut(failure.start, self.root)
        elif failure.open_end or self.text.startswith("/*", failure.start):
            # What an open comment or heredoc holds can look like anything.
            found = Resumption(next_head(self.text, failure.start), top=True, cut=True)
        else:
            around = self.opened[-1].start if self.opened else None
            found = resume(self.text, self.item, failure.start, around, failure.start - self.again)
        self.at = found.at
        self.again -= max(0, failure.start - found.at)
        if kept is not None and found.at < kept.end:
            # Its bracket is not closed: it took what is not its own.
            kept.end = self.item + len(self.text[self.item : found.at].rstrip())
            kept.value = Unreadable(kept.end - 1, kept.end)
        if found.cut or not known:
            self._cut(failure.start, self.body)
        if found.top:
            self._cut(failure.start, *(block.body for block in self.opened))
            self._leave_open()

    def _keep_argument(self, failure: SyntaxFailure) -> tuple[bool, Attribute | None]:
        """Where the value of an argument cannot be read, say so, and note that the argument is there.

        It is returned where it is the first of its name.
        """
        found = HCL.ITEM.match(self.text, self.item) or HCL.UNUSUAL_ITEM.match(self.text, self.item)
        name = found["name"] if found is not None else None
        if found is None or not name or found["open"] or failure.start < found.end("name"):
            return False, None
        if name in self.body.attributes:
            return True, None
        value = Unreadable(failure.start, failure.end)
        kept = self.body.attributes[name] = Attribute(self.source, self.item, failure.end, name, value)
        return True, kept

    def _cut(self, at: int, *bodies: Body) -> None:
        """Note that something between the braces of these bodies could not be read, for the error at ``at``."""
        cause = hidden(Span(self.source, at, min(at + 1, len(self.text))))
        for body in bodies:
            body.cut = body.cut or cause

    def _leave_open(self) -> None:
        """Go back to the top level, whatever is open."""
        for block in self.opened:
            block.end = self.at
        self.opened.clear()
        self.body = self.root

    def _end_early(self, at: int) -> int:
        """Return where to read on at the end of the text, or at a block of the top level, when blocks are still open.

        That is within the last argument where its bracket is what is not closed, so that it took a block's brace.
        """
        if not self.eager or not self.opened:
            return at
        from finops_guard.sources.terraform.syntax.recovery import is_head, unclosed

        if at < len(self.text) and not is_head(self.text, at):
            return at
        first = self.opened[0]
        found = unclosed(self.text, first, at - self.again)
        if found is None:
            what = f"this {first.type} block is not closed"
            self._problem(what, first.start, first.header_end, 'add the missing "}"')
            self._cut(first.start, *(block.body for block in self.opened))
            self.at = at
            self._leave_open()
            return at
        self.opened = found.opened
        self.body = self.opened[-1].body
        start = found.attribute.value.start
        end = min(start + 1, len(self.text))
        found.attribute.value = Unreadable(start, end)
        found.attribute.end = end
        self.problems = [problem for problem in self.problems if problem.start < found.at]
        self._problem(f"the bracket that opens the value of {found.attribute.name} is not closed", start, end)
        self._cut(start, self.body)
        failures = self.expressions.soft_failures
        failures[:] = [failure for failure in failures if failure.start < found.at]
        self.again -= at - found.at
        return found.at

    def _unexpected(self, at: int, message: str, hint: str = "") -> SyntaxFailure:
        space = SPACE[LINE].match(self.text, at)
        return unexpected(self.text, space.end() if space else at, message, hint)

    def _problem(self, message: str, start: int, end: int, hint: str = "") -> None:
        self.problems.append(SyntaxProblem(message, start, end, hint))


def _problem_of(failure: SyntaxFailure) -> SyntaxProblem:
    return SyntaxProblem(failure.message, failure.start, failure.end, failure.hint)
