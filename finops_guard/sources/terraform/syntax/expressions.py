"""Expressions: recursive descent with one regular expression a token, never deeper than three Python frames a level."""

from __future__ import annotations

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
    Splat,
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
    ELEMENT,
    ENTRY,
    ENTRY_END,
    FOR,
    FOR_NAMES,
    FREE,
    IF,
    KEY_END,
    LINE,
    MORE,
    NAMESPACES,
    OPERATOR,
    SIGN,
    SPACE,
    SPLAT,
    STEP,
    TERM,
)
from finops_guard.sources.terraform.syntax.literals import number, string
from finops_guard.sources.terraform.syntax.nodes import PRECEDENCE, named, plain_key, reduce, simple
from finops_guard.sources.terraform.syntax.walk import check_height

_HEREDOC = frozenset(("heredoc", "marker"))
_VALUES = frozenset(("plain", "path", "number"))

# What ends a name for certain, by line mode.
_STOPS = (frozenset(("", ",", ")", "]", "}")), frozenset(("", ",", ")", "]", "}", "\n", "\r")))


class ExpressionReader:
    """Reads the expressions of one text; ``at`` is the offset of what comes next.

    ``depth`` counts open constructs, ``deepest`` and ``links`` (operators and steps, which make a tree higher without
    opening anything) bound the height of the tree. ``lines`` is FREE or LINE, see lexing.
    ``count`` is of the whole file, where the text is a part of it.
    Raises SyntaxFailure; ``soft_failures`` holds what is wrong without making the rest unreadable.
    """

    __slots__ = ("at", "count", "deepest", "depth", "links", "soft_failures", "text")

    def __init__(self, text: str, count: NodeCount | None = None) -> None:
        self.text = text
        self.count = count or NodeCount()
        self.at = 0
        self.depth = 0
        self.deepest = 0
        self.links = 0
        self.soft_failures: list[SyntaxFailure] = []

    def whole(self, lines: int) -> Expression:
        """Read one expression that no other encloses, and hold it to the height that readers of trees rely on."""
        self.depth = self.deepest = self.links = 0
        node = self.expression(lines)
        if self.deepest + self.links > MAX_NESTING:
            check_height(node)
        return node

    def soft(self, message: str, start: int, end: int, hint: str = "") -> None:
        """Note what is wrong here, and read on."""
        if len(self.soft_failures) < MAX_PROBLEMS:
            self.soft_failures.append(SyntaxFailure(message, start, end, hint))

    def failure(self, message: str, hint: str = "", lines: int = FREE) -> SyntaxFailure:
        """Return the failure to find something at the next token."""
        found = SPACE[lines](self.text, self.at)
        return unexpected(self.text, found.end() if found else self.at, message, hint)

    def expression(self, lines: int) -> Expression:
        """Read a whole expression, conditionals included."""
        depth = self.depth = self.depth + 1
        if depth > MAX_NESTING:
            raise too_deep(self.at)
        if depth > self.deepest:  # noqa: PLR1730 - max() costs a call for every expression
            self.deepest = depth
        text = self.text
        stops = _STOPS[lines]
        choices: list[tuple[Expression, Expression]] = []
        while True:
            node = self.term(lines)
            found = OPERATOR[lines](text, self.at) if text[self.at : self.at + 1] not in stops else None
            if found is not None and found[1] != "?":
                operands = [node]
                operators: list[str] = []
                while found is not None and (operator := found[1]) != "?":
                    reduce(operands, operators, PRECEDENCE[operator])
                    operators.append(operator)
                    self.at = found.end()
                    operands.append(self.term(lines))
                    self.links += 1
                    found = OPERATOR[lines](text, self.at)
                reduce(operands, operators, 0)
                node = operands[0]
            if found is None:
                break
            self.at = found.end()
            yes = self.expression(lines)
            found = COLON[lines](text, self.at)
            if found is None:
                raise self.failure('expected ":" and the value for when the condition is false', "", lines)
            self.at = found.end()
            self.links += 1
            choices.append((node, yes))
        self.depth = depth - 1
        for condition, yes in reversed(choices):
            node = Conditional(condition.start, node.end, condition, yes, node)
        return node

    def term(self, lines: int) -> Expression:
        """Read one operand with its signs and with the steps that follow it."""
        text = self.text
        found = TERM[lines](text, self.at)
        if found is None:
            raise self.failure("expected a value", "", lines)
        kind = found.lastgroup or ""
        start, end = found.span(kind)
        self.at = end
        self.count.add(1, start)
        node: Expression
        if kind == "path":
            return self._name(start, end, lines)
        if kind == "plain":
            node = Literal(start, end, string(text[start + 1 : end - 1]))
        elif kind == "number":
            node = Literal(start, end, number(found[kind], start))
        elif kind in _HEREDOC:
            node = template.heredoc(self, found)
        else:
            sign = text[start]
            if sign == '"':
                node = template.quoted(self, start)
            elif sign == "{":
                node = self.for_expression(start, "}") if FOR(text, end) else self.object(start)
            elif sign == "[":
                if FOR(text, end):
                    node = self.for_expression(start, "]")
                else:
                    items, _ = self.elements("]")
                    node = TupleExpr(start, self.at, items)
            elif sign == "(":
                inner = self.expression(FREE)
                self._sign(")", "to close this parenthesis")
                node = Parens(start, self.at, inner)
            else:
                return self._signed(start, lines)
        return self.steps(node, lines) if text[self.at : self.at + 1] not in _STOPS[lines] else node

    def _signed(self, start: int, lines: int) -> Expression:
        """Read the operand of one or more ``-`` and ``!``; the first stands at ``start``."""
        signs = [start]
        while (found := TERM[lines](self.text, self.at)) is not None and found["sign"] in ("-", "!"):
            signs.append(found.start("sign"))
            self.at = found.end()
            if len(signs) > MAX_NESTING:
                raise too_deep(start)
        node = self.term(lines)
        self.links += len(signs)
        for at in reversed(signs):
            node = Unary(at, node.end, self.text[at], node)
        return node

    def _name(self, start: int, end: int, lines: int) -> Expression:
        """Make a node of the path that was read, and of what follows it: a call's arguments, or steps."""
        text = self.text
        path = text[start:end]
        stops = _STOPS[lines]
        follows = text[end : end + 1]
        if follows in stops or (follows != "(" and MORE[lines](text, end) is None):
            return named(start, path)
        found = CALL[lines](text, end) if "." not in path else None
        if found is None:
            return self.steps(named(start, path), lines)
        self.at = found.end()
        args, expand = self.elements(")")
        name = "::".join([path, *NAMESPACES(found[1])]) if found[1] else path
        node = Call(start, self.at, name, args, expand)
        return self.steps(node, lines) if text[self.at : self.at + 1] not in stops else node

    def steps(self, node: Expression, lines: int) -> Expression:
        """Read the attribute names, indexes and splats that follow a value."""
        while (found := STEP[lines](self.text, self.at)) is not None:
            self.at = found.end()
            self.links += 1
            self.count.add(1, self.at)
            if found.lastindex == 1 and type(node) is Reference and len(node.path) < MAX_NESTING:
                node = Reference(node.start, self.at, (*node.path, found[1]))  # there were blanks between the names
            elif found.lastindex == 1:
                node = GetAttr(node.start, self.at, node, found[1])
            elif found.lastindex == 2:
                node = Index(node.start, self.at, node, self._legacy_index(found[2], found.start(2)))
            elif found.lastindex == 3:
                node = self._attribute_splat(node, node.start, lines)
            elif (star := SPLAT[FREE](self.text, self.at)) is not None:
                self.at = star.end()
                return self._full_splat(node, lines)
            else:
                key = self.expression(FREE)
                self._sign("]", "to close this index")
                node = Index(node.start, self.at, node, key)
        return node

    def _full_splat(self, base: Expression, lines: int) -> Splat:
        """Read all steps after ``[*]``; a splat among them applies to the element, the empty Reference."""
        first = last = Splat(base.start, self.at, base, [], True)
        splats = [first]
        while (found := STEP[lines](self.text, self.at)) is not None:
            at = self.at
            self.at = found.end()
            self.links += 1
            self.count.add(1, self.at)
            if found.lastindex == 1:
                last.each.append(found[1])
            elif found.lastindex == 2:
                last.each.append(self._legacy_index(found[2], found.start(2)))
            elif found.lastindex == 3:
                last.each.append(self._attribute_splat(Reference(at, at, ()), at, lines))
            elif (star := SPLAT[FREE](self.text, self.at)) is not None:
                self.at = star.end()
                inner = Splat(at, self.at, Reference(at, at, ()), [], True)
                last.each.append(inner)
                splats.append(inner)
                last = inner
            else:
                last.each.append(self.inner())
                self._sign("]", "to close this index")
        for splat in splats:
            splat.end = self.at
        return first

    def _attribute_splat(self, base: Expression, start: int, lines: int) -> Splat:
        """Read the names and legacy indexes after ``.*``."""
        each: list[str | Expression] = []
        while (found := STEP[lines](self.text, self.at)) is not None and found.lastindex != 4:
            if found.lastindex == 3:
                raise self.failure(
                    "a splat within an attribute splat is not possible", "write [*] instead of .*", lines
                )
            self.at = found.end()
            self.links += 1
            self.count.add(1, self.at)
            each.append(found[1] or self._legacy_index(found[2], found.start(2)))
        return Splat(start, self.at, base, each, False)

    def _legacy_index(self, text: str, at: int) -> Literal:
        if "." in text:
            raise SyntaxFailure("legacy index syntax allows one index", at, at + len(text), "write [0][1]")
        return Literal(at, at + len(text), number(text, at))

    def inner(self) -> Expression:
        """Read an expression that counts for two levels, because its reader needs more of Python's stack."""
        self.depth += 1
        node = self.expression(FREE)
        self.depth -= 1
        return node

    def _sign(self, expected: str, purpose: str) -> None:
        found = SIGN(self.text, self.at)
        if found is None or found[1] != expected:
            raise self.failure(f'expected "{expected}" {purpose}')
        self.at = found.end()

    def elements(self, close: str) -> tuple[list[Expression], bool]:
        """Read the items of a tuple or the arguments of a call; True where ``...`` stands behind the last one."""
        text = self.text
        items: list[Expression] = []
        while (found := ELEMENT(text, self.at)) is not None:
            kind = found.lastgroup
            self.at = found.end()
            if kind is None:
                items.append(self.expression(FREE))
            elif kind != "close":
                items.append(simple(found, kind))
                self.count.add(1, found.start(kind))
                if text[self.at - 1] == ",":
                    continue
            elif found[kind] == close:
                return items, False
            else:
                self.at = found.start("close")
                raise self.failure(f'expected "{close}"')
            sign = SIGN(text, self.at)
            if sign is None or (sign[1] not in (",", close) and (sign[1] != "..." or close != ")")):
                raise self.failure(f'expected "," or "{close}"')
            self.at = sign.end()
            if sign[1] == "...":
                self._sign(")", "after the expanded argument, which is the last one")
                return items, True
            if sign[1] == close:
                return items, False
        raise self.failure(f'expected "{close}"')

    def object(self, start: int) -> ObjectExpr:
        """Read an object's entries; its brace is behind."""
        text = self.text
        items: list[tuple[Expression, Expression]] = []
        while (found := ENTRY(text, self.at)) is not None and (kind := found.lastgroup) != "close":
            self.at = found.end()
            plain = plain_key(found)
            self.count.add(2, found.start())
            if plain is not None and kind in _VALUES:
                items.append((plain, simple(found, kind or "")))
                continue
            key = plain or self._computed_key()
            items.append((key, self.expression(LINE)))
            end = ENTRY_END(text, self.at)
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
        end = KEY_END(self.text, self.at)
        if end is None:
            raise self.failure('expected "=" and a value after this key', "", LINE)
        self.at = end.end()
        return key

    def for_expression(self, start: int, close: str) -> ForExpr:
        """Read a for expression up to ``close``; its bracket is behind."""
        text = self.text
        keyword = FOR(text, self.at)
        self.at = keyword.end() if keyword else self.at
        names = FOR_NAMES(text, self.at)
        if names is None:
            raise self.failure('expected "name in" or "key, value in" after for', "for item in var.items : item")
        self.at = names.end()
        key_name, value_name = (names[1], names[2]) if names[2] else (None, names[1])
        collection = self.expression(FREE)
        self._sign(":", "after the collection of this for expression")
        key: Expression | None = None
        value = self.expression(FREE)
        group = False
        if close == "}":
            self._sign("=>", "between the key and the value of this for expression")
            key, value = value, self.expression(FREE)
            sign = SIGN(text, self.at)
            if sign is not None and sign[1] == "...":
                group = True
                self.at = sign.end()
        condition: Expression | None = None
        if (found := IF(text, self.at)) is not None:
            self.at = found.end()
            condition = self.expression(FREE)
        self._sign(close, "at the end of this for expression")
        return ForExpr(start, self.at, key_name, value_name, collection, key, value, condition, group)
