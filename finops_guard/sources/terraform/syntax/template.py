"""Templates: quoted strings, heredocs and bare texts with ``${}`` and ``%{}``.

A template is first read into a flat list of tokens, as Terraform does it: trim markers and heredoc indentation work on
these tokens, and only then directives take what stands between them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from finops_guard.sources.terraform.ast import Expression, Literal, Template, TemplateFor, TemplateIf
from finops_guard.sources.terraform.syntax.failure import MAX_NESTING, SyntaxFailure, too_deep, unexpected
from finops_guard.sources.terraform.syntax.lexing import FREE, HCL, SPACE, heredoc_end
from finops_guard.sources.terraform.syntax.literals import check_names, unescape_line, unescape_quoted

if TYPE_CHECKING:
    from finops_guard.sources.terraform.syntax.expressions import ExpressionReader

# What Terraform takes for white space in templates: Python's own notion also holds U+001C to U+001F.
SPACES = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)


class Text:
    """Literal text: at most one line of a heredoc, escapes resolved."""

    __slots__ = ("end", "start", "value")

    def __init__(self, start: int, end: int, value: str) -> None:
        self.start = start
        self.end = end
        self.value = value


class Interpolation:
    """``${expression}``; ``start`` and ``end`` are the braces', the node keeps its own."""

    __slots__ = ("end", "expression", "start")

    def __init__(self, start: int, end: int, expression: Expression) -> None:
        self.start = start
        self.end = end
        self.expression = expression


class Directive:
    """A ``%{ }``: ``kind`` is its keyword; the expression is the condition of ``if``, the collection of ``for``."""

    __slots__ = ("end", "expression", "kind", "names", "start")

    def __init__(
        self, start: int, end: int, kind: str, expression: Expression | None, names: tuple[str | None, str]
    ) -> None:
        self.start = start
        self.end = end
        self.kind = kind
        self.expression = expression
        self.names = names


Token: TypeAlias = Text | Interpolation | Directive


def quoted(reader: ExpressionReader, start: int) -> Literal | Template:
    """Read the string whose opening quote stands at ``start``."""
    reader.at = start + 1
    tokens = _tokens(reader, len(reader.text), HCL.QUOTED_TEXT, None)
    end = reader.at
    if reader.text[end : end + 1] != '"':
        raise SyntaxFailure(
            "this string is not closed on its line",
            start,
            end,
            'add the closing quote; use "\\n" or a heredoc for lines',
        )
    reader.at = end + 1
    return assemble(reader, tokens, start, end + 1)


def heredoc(reader: ExpressionReader, start: int) -> Literal | Template:
    """Read the heredoc whose ``<<`` stands at ``start``."""
    opening = HCL.HEREDOC.match(reader.text, start)
    if opening is None:
        raise unexpected(reader.text, start, "expected a value")
    check_names(opening, "marker")
    at = opening.end()
    search = heredoc_end(opening["marker"])
    closing = search(reader.text, at)
    if closing is None:
        marker = opening["marker"]
        what = f"this heredoc has no closing line {marker}"
        raise SyntaxFailure(what, start, at, f"add a line that holds only {marker}", open_end=True)
    reader.at = at
    tokens = _tokens(reader, closing.start(), HCL.LINE_TEXT, search)
    closing = search(reader.text, reader.at)
    if closing is None:  # _tokens reads up to a closing line, or fails
        raise SyntaxFailure("this heredoc is not closed", start, at)
    reader.at = closing.end()
    if not closing["line"]:
        reader.soft("a line end is missing after the heredoc's closing line", closing.start(), closing.end())
    if opening[0].rstrip("\r\n")[-1] in " \t":
        reader.soft("blanks stand behind the marker that opens this heredoc", start, at, "remove them")
    lone = HCL.LONE_RETURN.search(reader.text, at, reader.at)
    if lone is not None:
        reader.soft("a carriage return stands without a line feed here", lone.start(), lone.end())
    if opening[0][2] == "-":
        _remove_indentation(tokens)
    return assemble(reader, tokens, start, reader.at)


def bare(reader: ExpressionReader) -> Literal | Template:
    """Read the whole text as a template without quotes, as in JSON strings."""
    tokens = _tokens(reader, len(reader.text), HCL.LINE_TEXT, None)
    return assemble(reader, tokens, 0, len(reader.text))


def _tokens(
    reader: ExpressionReader,
    end: int,
    chunk: re.Pattern[str],
    closing: Callable[..., re.Match[str] | None] | None,
) -> list[Token]:
    """Read tokens from ``reader.at`` to ``end``, or to what no chunk holds (a quote, a line end)."""
    text = reader.text
    tokens: list[Token] = []
    trim = False
    while (at := reader.at) < end:
        found = chunk.match(text, at, end)
        if found is not None and (stop := found.end()) > at:
            words = unescape_quoted(text[at:stop], at) if chunk is HCL.QUOTED_TEXT else unescape_line(text[at:stop])
            if reader.count is not None:
                reader.count.add(1, at)
            tokens.append(Text(at, stop, words.lstrip(SPACES) if trim else words))
            reader.at = stop
            trim = False
            continue
        sign = text[at : at + 2]
        if sign not in ("${", "%{"):
            break
        if text[at + 2 : at + 3] == "~" and tokens and type(tokens[-1]) is Text:
            tokens[-1].value = tokens[-1].value.rstrip(SPACES)
        if reader.count is not None:
            reader.count.add(1, at)
        token = _interpolation(reader, at) if sign == "${" else _directive(reader, at)
        tokens.append(token)
        trim = text[token.end - 2] == "~"
        if closing is not None and reader.at > end:
            # The line that was taken for the end stood within the interpolation.
            found = closing(text, reader.at)
            if found is None:
                raise SyntaxFailure("this heredoc has no closing line", at, at + 2)
            end = found.start()
    return tokens


def _interpolation(reader: ExpressionReader, start: int) -> Interpolation:
    reader.at = start + (3 if reader.text.startswith("~", start + 2) else 2)
    expression = _inner(reader)
    return Interpolation(start, _close(reader, start, "interpolation"), expression)


def _inner(reader: ExpressionReader) -> Expression:
    """Read an expression within a template, which takes two levels: it needs more of Python's stack than a bracket."""
    reader.depth += 1
    expression = reader.expression(FREE)
    reader.depth -= 1
    return expression


def _close(reader: ExpressionReader, start: int, what: str) -> int:
    if reader.text.startswith("}", reader.at):
        reader.at += 1
        return reader.at
    found = HCL.TEMPLATE_CLOSE.match(reader.text, reader.at)
    if found is None:
        at = _after_space(reader, reader.at)
        end = min(at + 1, len(reader.text))
        hint = f"it starts with {reader.text[start:at][:40]}"
        raise SyntaxFailure(f"expected }} at the end of this {what}", at, end, hint)
    reader.at = found.end()
    return reader.at


def _directive(reader: ExpressionReader, start: int) -> Directive:
    found = HCL.DIRECTIVE.match(reader.text, start)
    if found is None:
        raise SyntaxFailure("a template directive starts with if, else, endif, for or endfor", start, start + 2)
    kind = found[1]
    reader.at = found.end()
    expression: Expression | None = None
    names: tuple[str | None, str] = (None, "")
    if kind == "for":
        heads = HCL.FOR_NAMES.match(reader.text, reader.at)
        if heads is None:
            raise SyntaxFailure('expected "for name in" in this directive', start, found.end(), "for item in var.items")
        check_names(heads, 1, 2)
        names = (heads[1], heads[2]) if heads[2] else (None, heads[1])
        reader.at = heads.end()
    elif kind not in ("if", "else", "endif", "endfor"):
        hint = "known are if, else, endif, for and endfor; write %%{ for the characters %{"
        raise SyntaxFailure(f'"{kind}" is not a template directive', found.start(1), found.end(1), hint)
    if kind in ("if", "for"):
        expression = _inner(reader)
    return Directive(start, _close(reader, start, f"{kind} directive"), kind, expression, names)


def _after_space(reader: ExpressionReader, at: int) -> int:
    found = SPACE[FREE].match(reader.text, at)
    return found.end() if found else at


def _remove_indentation(tokens: list[Token]) -> None:
    """Take from each line's start the blanks that all lines share; blank lines neither count nor change.

    A line that starts with an interpolation, a directive or a trimmed text has none, so that nothing is taken.
    """
    starts: list[Text] = []
    least: int | None = None
    at_line_start = True
    for token in tokens:
        if at_line_start:
            at_line_start = False
            if type(token) is not Text:
                least = 0
            else:
                rest = token.value.lstrip(SPACES)
                if rest or not token.value.endswith("\n"):
                    starts.append(token)
                    blanks = len(token.value) - len(rest)
                    least = blanks if least is None else min(least, blanks)
        if type(token) is Text and token.value.endswith("\n"):
            at_line_start = True
    for text in starts:
        text.value = text.value[least:]


def assemble(reader: ExpressionReader, tokens: list[Token], start: int, end: int) -> Literal | Template:
    """Return the node of a token list: a Literal where it holds text only.

    Text that was trimmed to nothing stays as an empty part, because ``" ${~x~} "`` is a string whatever x is.
    """
    melded = _meld(tokens)
    if not melded:
        return Literal(start, end, "")
    if len(melded) == 1 and type(melded[0]) is Literal:
        return Literal(start, end, melded[0].value)
    parts: list[Expression] = []
    current = parts
    opened: list[_Opened] = []
    for token in melded:
        if type(token) is Interpolation:
            current.append(token.expression)
        elif type(token) is Directive:
            current = _nest(token, opened, current)
            reader.links += 1
        elif type(token) is Literal:
            current.append(token)
    if opened:
        first = opened[-1].directive
        what = f"this {first.kind} directive has no %{{ end{first.kind} }}"
        raise SyntaxFailure(what, first.start, first.end)
    return Template(start, end, parts)


def _meld(tokens: list[Token]) -> list[Literal | Interpolation | Directive]:
    """Make one Literal of texts that follow each other."""
    melded: list[Literal | Interpolation | Directive] = []
    run: list[Text] = []
    for token in [*tokens, None]:
        if isinstance(token, Text):
            run.append(token)
            continue
        if run:
            melded.append(Literal(run[0].start, run[-1].end, "".join(text.value for text in run)))
            run = []
        if token is not None:
            melded.append(token)
    return melded


class _Opened:
    """A directive that waits for its end: the list it will stand in, and what it holds so far."""

    __slots__ = ("directive", "has_else", "no", "outer", "yes")

    def __init__(self, directive: Directive, outer: list[Expression]) -> None:
        self.directive = directive
        self.outer = outer
        self.yes: list[Expression] = []
        self.no: list[Expression] = []
        self.has_else = False


def _nest(token: Directive, opened: list[_Opened], current: list[Expression]) -> list[Expression]:
    """Open, turn or close a directive; return the list that takes what follows."""
    kind = token.kind
    if kind in ("if", "for"):
        if len(opened) == MAX_NESTING:
            raise too_deep(token.start)
        opened.append(_Opened(token, current))
        return opened[-1].yes
    top = opened[-1] if opened else None
    if kind == "else" and top is not None and top.directive.kind == "if" and not top.has_else:
        top.has_else = True
        return top.no
    if top is None or kind != f"end{top.directive.kind}" or top.directive.expression is None:
        what = f"there is no {kind.removeprefix('end')} directive that this {kind} could belong to"
        raise SyntaxFailure(what, token.start, token.end)
    opened.pop()
    start, expression = top.directive.start, top.directive.expression
    if kind == "endif":
        top.outer.append(TemplateIf(start, token.end, expression, top.yes, top.no))
    else:
        key_name, value_name = top.directive.names
        top.outer.append(TemplateFor(start, token.end, key_name, value_name, expression, top.yes))
    return top.outer
