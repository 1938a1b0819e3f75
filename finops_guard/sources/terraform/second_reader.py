"""The second reader: python-hcl2's parse tree of a native file, turned into our own.

It serves to compare and as a way out. It stops at the first problem, knows no trim markers on ``${ }``, and leaves
heredocs as text, so that their templates are read by :mod:`finops_guard.sources.terraform.syntax.template`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from lark import Token, Tree
from lark.exceptions import LarkError, UnexpectedInput

from finops_guard.location import SourceText, Span
from finops_guard.sources.terraform.ast import (
    Attribute,
    Binary,
    Block,
    Body,
    Call,
    Conditional,
    Expression,
    ForExpr,
    GetAttr,
    Index,
    Literal,
    ObjectExpr,
    Parens,
    ParsedFile,
    Reference,
    Splat,
    SyntaxProblem,
    Template,
    TupleExpr,
    Unary,
    hidden,
)
from finops_guard.sources.terraform.second_reader_trees import (
    end_of,
    innermost,
    name_of,
    parts_of,
    start_of,
    stretch,
    tokens_of,
    trees_of,
)
from finops_guard.sources.terraform.syntax import template
from finops_guard.sources.terraform.syntax.expressions import ExpressionReader
from finops_guard.sources.terraform.syntax.failure import SyntaxFailure
from finops_guard.sources.terraform.syntax.literals import KEYWORDS, number, string, unescape_quoted
from finops_guard.sources.terraform.syntax.stack import on_fresh_stack

# python-hcl2 joins a line end or comment before an operator to it.
_OPERATOR = re.compile(r"(?:==|!=|<=|>=|&&|\|\||[-+*/%<>])\Z").search


def parse(source: SourceText) -> ParsedFile:
    """Read a file in native syntax with python-hcl2; a file with a problem has an empty body."""
    return on_fresh_stack(lambda: _parse(source))


def _parse(source: SourceText) -> ParsedFile:
    from hcl2.api import parses_to_tree

    text = source.text
    text = f" {text[1:]}" if text.startswith("\ufeff") else text
    try:
        tree = parses_to_tree(text)
        return ParsedFile(source, _Converter(source).body(trees_of(tree)[0]))
    except UnexpectedInput as failure:
        at = max(0, min(failure.pos_in_stream or 0, len(text)))
        problem = SyntaxProblem(
            "python-hcl2 cannot read this", at, min(at + 1, len(text)), "read it with the other parser"
        )
    except SyntaxFailure as failure:
        problem = SyntaxProblem(failure.message, failure.start, failure.end, failure.hint)
    except (LarkError, RecursionError):
        problem = SyntaxProblem("python-hcl2 cannot read this file", 0, 0, "read it with the other parser")
    cut = hidden(Span(source, problem.start, problem.end))
    return ParsedFile(source, Body({}, [], cut=cut), [problem])


class _Converter:
    """Turns trees into nodes; one method a grammar rule, found in ``_RULES``."""

    __slots__ = ("file", "source")

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self.file = source.text

    def body(self, tree: Tree[Token]) -> Body:
        body = Body({}, [])
        for item in trees_of(tree):
            if item.data == "block":
                body.blocks.append(self.block(item))
                continue
            name_tree, value_tree = trees_of(item)
            name, start = name_of(name_tree), start_of(item)
            if name in body.attributes:
                raise SyntaxFailure(f"the argument {name} was already set", start, start + len(name))
            value = self.expression(value_tree)
            body.attributes[name] = Attribute(self.source, start, value.end, name, value)
        return body

    def block(self, tree: Tree[Token]) -> Block:
        *header, content = trees_of(tree)
        labels = [self.label(label) for label in header[1:]]
        brace = tokens_of(tree)[-1]
        end = brace.end_pos or 0
        return Block(
            self.source, start_of(tree), end_of(header[-1]), end, name_of(header[0]), labels, self.body(content)
        )

    def label(self, tree: Tree[Token]) -> str:
        if tree.data != "string":
            return name_of(tree)
        node = self.text(tree)
        if not isinstance(node, Literal):
            raise SyntaxFailure("a block label cannot hold a template", node.start, node.end)
        return str(node.value)

    def expression(self, tree: Tree[Token]) -> Expression:
        return _RULES[tree.data](self, tree)

    def term(self, tree: Tree[Token]) -> Expression:
        parts = parts_of(tree)
        if isinstance(parts[0], Token):
            return Parens(start_of(parts[0]), end_of(parts[-1]), self.expression(trees_of(tree)[0]))
        return self.expression(trees_of(tree)[0])

    def identifier(self, tree: Tree[Token]) -> Expression:
        return Reference(start_of(tree), end_of(tree), (name_of(tree),))

    def keyword(self, tree: Tree[Token]) -> Expression:
        return Literal(start_of(tree), end_of(tree), KEYWORDS[name_of(tree)])

    def number_literal(self, tree: Tree[Token]) -> Expression:
        """A number; python-hcl2 takes the sign of ``-1.5`` for a part of it, which is an operator."""
        text, start, end = name_of(tree), start_of(tree), end_of(tree)
        if text.startswith("-"):
            return Unary(start, end, "-", Literal(start + 1, end, number(text[1:], start + 1)))
        return Literal(start, end, number(text, start))

    def text(self, tree: Tree[Token]) -> Literal | Template:
        tokens: list[template.Token] = []
        trim = False
        for part in trees_of(tree):
            [content] = part.children
            start, end = start_of(content), end_of(content)
            trim_left = self.file.startswith(("%{~", "${~"), start)
            if isinstance(content, Token):
                words = unescape_quoted(str(content), start)
                tokens.append(template.Text(start, end, words.lstrip(template.SPACES) if trim else words))
                trim = False
                continue
            if trim_left and tokens and isinstance(last := tokens[-1], template.Text):
                last.value = last.value.rstrip(template.SPACES)
            tokens.append(self.hole(content, start, end))
            trim = self.file[end - 2] == "~"
        return template.assemble(ExpressionReader(self.file), tokens, start_of(tree), end_of(tree))

    def hole(self, tree: Tree[Token], start: int, end: int) -> template.Interpolation | template.Directive:
        trees = trees_of(tree)
        if tree.data == "interpolation":
            return template.Interpolation(start, end, self.expression(trees[0]))
        kind = str(tree.data).removeprefix("template_").removesuffix("_start")
        names: tuple[str | None, str] = (None, "")
        if kind == "for":
            heads = [name_of(head) for head in trees[:-1]]
            names = (heads[0], heads[1]) if len(heads) == 2 else (None, heads[0])
        expression = self.expression(trees[-1]) if kind in ("if", "for") else None
        return template.Directive(start, end, kind, expression, names)

    def heredoc(self, tree: Tree[Token]) -> Expression:
        reader = ExpressionReader(self.file)
        start = start_of(tree)
        return template.heredoc(reader, start)

    def escaped_text(self, tree: Tree[Token]) -> Expression:
        start, end = start_of(tree), end_of(tree)
        raise SyntaxFailure("a string within a template stands in plain quotes", start, end)

    def unary(self, tree: Tree[Token]) -> Expression:
        sign, operand = tokens_of(tree)[0], self.expression(trees_of(tree)[0])
        return Unary(start_of(sign), operand.end, str(sign).strip(), operand)

    def binary(self, tree: Tree[Token]) -> Expression:
        left_tree, term = trees_of(tree)
        operator, right_tree = trees_of(term)
        left, right = self.expression(left_tree), self.expression(right_tree)
        sign = _OPERATOR(name_of(operator))
        return Binary(left.start, right.end, sign[0] if sign else "", left, right)

    def conditional(self, tree: Tree[Token]) -> Expression:
        condition, yes, no = (self.expression(part) for part in trees_of(tree))
        return Conditional(condition.start, no.end, condition, yes, no)

    def tuple_expression(self, tree: Tree[Token]) -> Expression:
        return TupleExpr(start_of(tree), end_of(tree), [self.expression(item) for item in trees_of(tree)])

    def object_expression(self, tree: Tree[Token]) -> Expression:
        items: list[tuple[Expression, Expression]] = []
        for element in trees_of(tree):
            key_tree, value = trees_of(element)
            items.append((self.key(trees_of(key_tree)[0]), self.expression(value)))
        return ObjectExpr(start_of(tree), end_of(tree), items)

    def key(self, tree: Tree[Token]) -> Expression:
        bare = tree
        if tree.data == "expr_term" and isinstance(tree.children[0], Tree):
            bare = tree.children[0]
        if bare.data in ("identifier", "keyword", "literal_value"):
            return Literal(start_of(bare), end_of(bare), string(name_of(bare)))
        return self.expression(tree)

    def call(self, tree: Tree[Token]) -> Expression:
        names = [name_of(part) for part in trees_of(tree) if part.data == "identifier"]
        args: list[Expression] = []
        expand = False
        for arguments in (part for part in trees_of(tree) if part.data == "arguments"):
            args = [self.expression(argument) for argument in trees_of(arguments)]
            expand = any(token == "..." for token in tokens_of(arguments))
        return Call(start_of(tree), end_of(tree), "::".join(names), args, expand)

    def for_expression(self, tree: Tree[Token]) -> Expression:
        intro, *rest = trees_of(tree)
        *heads, collection = trees_of(intro)
        names = [name_of(head) for head in heads]
        condition = None
        if rest[-1].data == "for_cond":
            condition = self.expression(trees_of(rest.pop())[0])
        values = [self.expression(value) for value in rest]
        return ForExpr(
            start_of(tree),
            end_of(tree),
            names[0] if len(names) == 2 else None,
            names[-1],
            self.expression(collection),
            values[0] if len(values) == 2 else None,
            values[-1],
            condition,
            any(token == "..." for token in tokens_of(tree)),
        )

    def steps(self, tree: Tree[Token]) -> Expression:
        """A value with one step (a name, an index) or with a splat and the steps behind it."""
        base_tree, step = trees_of(tree)
        node = self.expression(base_tree)
        if step.data not in ("attr_splat", "full_splat"):
            return self.step(node, step)
        star = tokens_of(step)[0]
        splat = Splat(node.start, end_of(star), node, [], step.data == "full_splat")
        each = innermost(node)
        if each is not None:
            splat.base = Reference(start_of(star), start_of(star), ())
            splat.start = start_of(star)
            each[-1].each.append(splat)
            stretch(each, splat.end)
        else:
            node = splat
        for below in trees_of(step):
            node = self.step(node, below)
        return node

    def step(self, node: Expression, step: Tree[Token]) -> Expression:
        """Apply a name or an index to a value, or to the elements of the splat that it ends with."""
        end = end_of(step)
        name = name_of(trees_of(step)[0]) if step.data == "get_attr" else None
        key: Expression | None = None
        if step.data == "short_index":
            digits = tokens_of(step)[-1]
            key = Literal(start_of(digits), end, number(str(digits), start_of(digits)))
        elif name is None:
            key = self.expression(trees_of(step)[0])
        chain = innermost(node)
        if chain is None and isinstance(node, Splat) and not node.full and step.data != "braces_index":
            chain = [node]
        if chain is not None:
            target = chain[-1].each
            last = target[-1] if target else None
            if isinstance(last, Splat) and not last.full and step.data != "braces_index":
                last.end = end
                target = last.each
            target.append(name if name is not None else key or Literal(end, end, None))
            stretch(chain, end)
            return node
        if key is not None:
            return Index(node.start, end, node, key)
        if isinstance(node, Reference):
            return Reference(node.start, end, (*node.path, name or ""))
        return GetAttr(node.start, end, node, name or "")


_RULES: dict[str, Callable[[_Converter, Tree[Token]], Expression]] = {
    "expr_term": _Converter.term,
    "identifier": _Converter.identifier,
    "literal_value": _Converter.keyword,
    "int_lit": _Converter.number_literal,
    "float_lit": _Converter.number_literal,
    "string": _Converter.text,
    "template_string": _Converter.escaped_text,
    "heredoc_template": _Converter.heredoc,
    "heredoc_template_trim": _Converter.heredoc,
    "unary_op": _Converter.unary,
    "binary_op": _Converter.binary,
    "conditional": _Converter.conditional,
    "tuple": _Converter.tuple_expression,
    "object": _Converter.object_expression,
    "function_call": _Converter.call,
    "for_tuple_expr": _Converter.for_expression,
    "for_object_expr": _Converter.for_expression,
    "get_attr_expr_term": _Converter.steps,
    "index_expr_term": _Converter.steps,
    "attr_splat_expr_term": _Converter.steps,
    "full_splat_expr_term": _Converter.steps,
}
