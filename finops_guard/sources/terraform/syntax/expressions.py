"""Expressions: recursive descent with one regular expression a token, never deeper than three Python frames a level."""

from __future__ import annotations

import re

from finops_guard.sources.terraform.ast import (
    Call,
    Conditional,
    Expression,
    ForExpr,
    GetAttr,
    Index,
    Literal,
    ObjectExpr,
    Parens,
    Reference,
    TupleExpr,
    Unary,
)
from finops_guard.sources.terraform.syntax import template
from finops_guard.sources.terraform.syntax.failure import (
    MAX_NESTING,
    MAX_PROBLEMS,
    NodeCount,
    SyntaxFailure,
    too_deep,
    unexpected,
)
from finops_guard.sources.terraform.syntax.lexing import (
    CALL,
    COLON,
    END,
    FREE,
    HCL,
    LINE,
    MORE,
    OPERATOR,
    SPACE,
    STEP,
    TERM,
)
from finops_guard.sources.terraform.syntax.literals import check_name, check_names, number
from finops_guard.sources.terraform.syntax.nodes import PRECEDENCE, SIMPLE, named, plain_key, reduce, simple
from finops_guard.sources.terraform.syntax.walk import check_height

# By line mode: the characters behind a term that may lead to an operator, to a step, or to more of a name. Most often
# it is none of them, and no pattern is asked.
_BLANKS = (frozenset(" \t\n\r#/"), frozenset(" \t/"))
_OPERATORS = tuple(blanks.union("=!<>&|+-*%?") for blanks in _BLANKS)
_STEPS = tuple(blanks.union(".[") for blanks in _BLANKS)
# Behind a path no blanks are left but those before a comment.
_NAMES = (frozenset(".[(:\r#/"), frozenset(".[(:/"))

# What certainly ends an expression of one token.
_ENDS = (frozenset(f"]),}}{END}"), frozenset(f"\n]),}}#{END}"))
# What may lead to the star of a splat.
_STARS = _BLANKS[FREE].union("*")

# The groups of an entry without a token of its value.
_KEYS = frozenset(("key", "quoted"))
# What ends an entry of an object for certain.
_ENTRY_ENDS = frozenset(("\n", ",", "}", "#"))


class ExpressionReader:
    """Reads the expressions of one text; ``at`` is the offset of what comes next.

    ``depth`` counts open constructs, ``deepest`` and ``links`` (operators and steps, which make a tree higher without
    opening anything) bound the height of the tree. ``lines`` is FREE or LINE, see lexing.
    ``count`` is of the whole file, where the text is a part of it.
    ``ahead`` is the text with END behind it, so that there is a next character everywhere.
    Raises SyntaxFailure; ``soft_failures`` holds what is wrong without making the rest unreadable.
    """

    __slots__ = ("ahead", "at", "count", "deepest", "depth", "links", "soft_failures", "text")

    def __init__(self, text: str, count: NodeCount | None = None) -> None:
        self.text = text
        self.ahead = text + END
        self.count = count or NodeCount()
        self.at = 0
        self.depth = 0
        self.deepest = 0
        self.links = 0
        self.soft_failures: list[SyntaxFailure] = []

    def whole(self, lines: int, found: re.Match[str] | None = None) -> Expression:
        """Read one expression that no other encloses, and hold it to the height that readers of trees rely on."""
        self.depth = self.deepest = self.links = 0
        node = self.expression(lines, found)
        if self.deepest + self.links > MAX_NESTING:
            check_height(node)
        return node

    def soft(self, message: str, start: int, end: int, hint: str = "") -> None:
        """Note what is wrong here, and read on."""
        if len(self.soft_failures) < MAX_PROBLEMS:
            self.soft_failures.append(SyntaxFailure(message, start, end, hint))

    def failure(self, message: str, hint: str = "", lines: int = FREE) -> SyntaxFailure:
        """Return the failure to find something at the next token."""
        found = SPACE[lines].match(self.text, self.at)
        return unexpected(self.text, found.end() if found else self.at, message, hint)

    def expression(self, lines: int, found: re.Match[str] | None = None) -> Expression:
        """Read a whole expression, conditionals included; ``found`` holds its first token where that was matched."""
        depth = self.depth = self.depth + 1
        if depth > MAX_NESTING:
            raise too_deep(self.at if found is None else found.start(found.lastgroup or 0))
        if depth > self.deepest:  # noqa: PLR1730 - max() costs a call for every expression
            self.deepest = depth
        text = self.text
        found = found or TERM[lines].match(text, self.at)
        if found is not None and (kind := found.lastgroup) in SIMPLE:
            at = found.end()
            if self.ahead[at] in _ENDS[lines]:
                self.at = at
                self.depth = depth - 1
                if self.count is not None:
                    self.count.add(1, at)
                return simple(found, kind)
        node = self.term(lines, found)
        if self.ahead[self.at] in _OPERATORS[lines]:
            node = self._operation(node, lines)
        self.depth = depth - 1
        return node

    def _operation(self, node: Expression, lines: int) -> Expression:
        """Read the operators that follow an operand, with theirs, and the choices of conditionals."""
        text = self.text
        operator = OPERATOR[lines].match
        choices: list[tuple[Expression, Expression]] = []
        while (found := operator(text, self.at)) is not None:
            if found[1] != "?":
                operands = [node]
                operators: list[str] = []
                while found is not None and (sign := found[1]) != "?":
                    reduce(operands, operators, PRECEDENCE[sign])
                    operators.append(sign)
                    self.at = found.end()
                    operands.append(self.term(lines))
                    self.links += 1
                    found = operator(text, self.at)
                reduce(operands, operators, 0)
                node = operands[0]
                if found is None:
                    break
            self.at = found.end()
            yes = self.expression(lines)
            colon = COLON[lines].match(text, self.at)
            if colon is None:
                raise self.failure('expected ":" and the value for when the condition is false', "", lines)
            self.at = colon.end()
            self.links += 1
            choices.append((node, yes))
            node = self.term(lines)
        for condition, yes in reversed(choices):
            node = Conditional(condition.start, node.end, condition, yes, node)
        return node

    def term(self, lines: int, found: re.Match[str] | None = None) -> Expression:
        """Read one operand with its signs and with the steps that follow it; ``found`` as in expression()."""
        text = self.text
        if found is None:
            found = TERM[lines].match(text, self.at)
            if found is None:
                raise self.failure("expected a value", "", lines)
        kind = found.lastgroup or ""
        start, end = found.span(kind)
        if self.count is not None:
            self.count.add(1, start)
        self.at = at = found.end()
        node: Expression
        if kind == "path":
            if self.ahead[at] in _NAMES[lines]:
                return self._name(start, end, lines)
            return named(start, end, found[kind])
        if kind in SIMPLE:
            node = simple(found, kind)
        else:
            self.at = end
            sign = text[start]
            if sign == '"':
                node = template.quoted(self, start)
            elif sign == "{":
                node = self.object(start)
            elif sign == "[":
                node = self._tuple(start)
            elif sign == "<":
                node = template.heredoc(self, start)
            elif sign == "(":
                inner = self.expression(FREE)
                self.sign(")", "to close this parenthesis")
                node = Parens(start, self.at, inner)
            else:
                return self._signed(start, lines)
        return self.steps(node, lines) if self.ahead[self.at] in _STEPS[lines] else node

    def _signed(self, start: int, lines: int) -> Expression:
        """Read the operand of one or more ``-`` and ``!``; the first stands at ``start``."""
        signs = [start]
        while (found := TERM[lines].match(self.text, self.at)) is not None and found["sign"] in ("-", "!"):
            signs.append(found.start("sign"))
            self.at = found.end("sign")
            if len(signs) > MAX_NESTING:
                raise too_deep(start)
        node = self.term(lines, found)
        self.links += len(signs)
        for at in reversed(signs):
            node = Unary(at, node.end, self.text[at], node)
        return node

    def _name(self, start: int, end: int, lines: int) -> Expression:
        """Make a node of the path that was read, and of what follows it: a call's arguments, or steps."""
        text = self.text
        path = text[start:end]
        name = path
        self.at = end
        follows = self.ahead[end]
        if follows in (".", "["):
            return self.steps(named(start, end, path), lines)
        if follows == "(" and "." not in path:
            self.at = end + 1
        else:
            if MORE[lines].match(text, end) is None:
                return named(start, end, path)
            found = CALL[lines].match(text, end) if "." not in path else None
            if found is None:
                return self.steps(named(start, end, path), lines)
            self.at = found.end()
            name = "::".join([path, *HCL.NAMESPACE.findall(found[1])])
        if not name.isascii():
            for part in name.split("::"):
                check_name(part, start)
        args, expand = self.elements(")")
        node = Call(start, self.at, name, args, expand)
        return self.steps(node, lines) if self.ahead[self.at] in _STEPS[lines] else node

    def steps(self, node: Expression, lines: int) -> Expression:
        """Read the attribute names, indexes and splats that follow a value."""
        text = self.text
        step = STEP[lines].match
        while self.ahead[self.at] in _STEPS[lines] and (found := step(text, self.at)) is not None:
            self.at = found.end()
            self.links += 1
            check_names(found, 1)
            if self.count is not None:
                self.count.add(1, self.at)
            if found.lastindex == 1 and type(node) is Reference and len(node.path) < MAX_NESTING:
                node = Reference(node.start, self.at, (*node.path, found[1]))  # there were blanks between the names
            elif found.lastindex == 1:
                node = GetAttr(node.start, self.at, node, found[1])
            elif found.lastindex == 2:
                node = Index(node.start, self.at, node, self.legacy_index(found[2], found.start(2)))
            elif found.lastindex == 3:
                from finops_guard.sources.terraform.syntax.splat import attribute_splat

                node = attribute_splat(self, node, node.start, lines)
            elif self.star():
                from finops_guard.sources.terraform.syntax.splat import full_splat

                return full_splat(self, node, lines)
            else:
                key = self.expression(FREE)
                self.sign("]", "to close this index")
                node = Index(node.start, self.at, node, key)
        return node

    def star(self) -> bool:
        """Read the ``*]`` of a splat whose bracket is behind, if it is there."""
        found = HCL.SPLAT.match(self.text, self.at) if self.ahead[self.at] in _STARS else None
        self.at = found.end() if found else self.at
        return found is not None

    def legacy_index(self, text: str, at: int) -> Literal:
        if "." in text:
            raise SyntaxFailure("legacy index syntax allows one index", at, at + len(text), "write [0][1]")
        return Literal(at, at + len(text), number(text, at))

    def inner(self) -> Expression:
        """Read an expression that counts for two levels, because its reader needs more of Python's stack."""
        self.depth += 1
        node = self.expression(FREE)
        self.depth -= 1
        return node

    def sign(self, expected: str, purpose: str) -> None:
        if self.text.startswith(expected, self.at):
            self.at += len(expected)
            return
        found = HCL.SIGN.match(self.text, self.at)
        if found is None or found[1] != expected:
            raise self.failure(f'expected "{expected}" {purpose}')
        self.at = found.end()

    def _tuple(self, start: int) -> TupleExpr | ForExpr:
        """Read what stands between brackets; the opening one is behind."""
        found = HCL.ELEMENT.match(self.text, self.at)
        if found is not None and found.lastgroup == "path" and self._is_for(found.start("path")):
            from finops_guard.sources.terraform.syntax.for_expressions import for_expression

            return for_expression(self, start, found.start("path"), "]")
        items, _ = self.elements("]", found)
        return TupleExpr(start, self.at, items)

    def elements(self, close: str, found: re.Match[str] | None = None) -> tuple[list[Expression], bool]:
        """Read the items of a tuple or the arguments of a call; True where ``...`` stands behind the last one.

        ``found`` is the first ELEMENT where that was matched.
        """
        text = self.text
        element = HCL.ELEMENT.match
        items: list[Expression] = []
        while (found := found or element(text, self.at)) is not None:
            kind = found.lastgroup
            self.at = at = found.end()
            follows = self.ahead[at]
            if kind in SIMPLE and (follows == "," or follows == close):  # noqa: PLR1714 - faster than a set
                items.append(simple(found, kind))
                if self.count is not None:
                    self.count.add(1, at)
            elif kind != "close":
                items.append(self.expression(FREE, found if kind else None))
                follows = self.ahead[self.at]
            elif found[kind] == close:
                return items, False
            else:
                self.at = found.start("close")
                break
            if follows not in (",", close):
                sign = HCL.SIGN.match(text, self.at)
                if sign is None or (sign[1] not in (",", close) and (sign[1] != "..." or close != ")")):
                    raise self.failure(f'expected "," or "{close}"')
                self.at = sign.end() - 1
                follows = sign[1]
                if follows == "...":
                    self.at += 1
                    self.sign(")", "after the expanded argument, which is the last one")
                    return items, True
            self.at += 1
            if follows == close:
                return items, False
            found = None
        raise self.failure(f'expected "{close}"')

    def object(self, start: int) -> ObjectExpr | ForExpr:
        """Read an object's entries, or a for expression; the brace is behind."""
        text = self.text
        entry = HCL.ENTRY.match
        items: list[tuple[Expression, Expression]] = []
        while (found := entry(text, self.at)) is not None and (kind := found.lastgroup) != "close":
            self.at = at = found.end()
            plain = plain_key(found)
            if not items and self._is_for(first := at if plain is None else plain.start):
                from finops_guard.sources.terraform.syntax.for_expressions import for_expression

                return for_expression(self, start, first, "}")
            if self.count is not None:
                self.count.add(2, at)
            if plain is not None and kind in SIMPLE and self.ahead[at] in _ENTRY_ENDS:
                items.append((plain, simple(found, kind)))
                self.at += text[at] == ","
                continue
            key = plain or self._computed_key()
            items.append((key, self.expression(LINE, None if kind is None or kind in _KEYS else found)))
            if (follows := self.ahead[self.at]) in _ENTRY_ENDS:
                self.at += follows == ","
                continue
            end = HCL.ENTRY_END.match(text, self.at)
            if end is None or end.lastindex is None:
                raise self.failure("expected a comma or a line end between entries", "", LINE)
            self.at = end.end()
            if end.lastindex == 2:
                return ObjectExpr(start, self.at, items)
        self.at = found.end() if found else self.at
        return ObjectExpr(start, self.at, items)

    def _computed_key(self) -> Expression:
        if self.at >= len(self.text):
            raise self.failure('expected "}" at the end of this object')
        key = self.expression(LINE)
        end = HCL.KEY_END.match(self.text, self.at)
        if end is None:
            raise self.failure('expected "=" and a value after this key', "", LINE)
        self.at = end.end()
        return key

    def _is_for(self, at: int) -> bool:
        return self.text.startswith("for", at) and HCL.FOR.match(self.text, at) is not None
