"""The syntax tree of HCL: nodes with character offsets (end exclusive) into one source text.

Expression nodes hold offsets only; the Attribute or Block above them holds the SourceText. A node equals itself only.
Leaves are kept from Python's garbage collector, which has nothing to find there. It stays responsible for nodes that
hold nodes, because only then a tree of any height is taken apart without recursion.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TypeAlias

from msgspec import Struct, field

from finops_guard.location import SourceText, Span
from finops_guard.values import Cause, CauseKind


class Node(Struct, eq=False):
    """Base of all expression nodes: ``start`` and ``end`` offsets."""

    start: int
    end: int


class Literal(Node, gc=False):
    """A number, string (escapes resolved), bool or null; also a bare object key, and the text between ``${}`` parts."""

    value: None | bool | int | Decimal | str


class Template(Node):
    """A quoted string or heredoc with at least one ``${}`` or ``%{}``; heredoc indentation is already removed.

    A string that is one single ``${expr}`` is a Template with one part, which keeps its own type when evaluated.
    """

    parts: list[Expression]


class TemplateIf(Node):
    """``%{ if c }...%{ else }...%{ endif }`` within a Template."""

    condition: Expression
    yes: list[Expression]
    no: list[Expression]


class TemplateFor(Node):
    """``%{ for k, v in coll }...%{ endfor }`` within a Template."""

    key_name: str | None
    value_name: str
    collection: Expression
    body: list[Expression]


class Reference(Node, gc=False):
    """A root name and the plain attribute names that follow it: ``var.network.cidr`` is ("var", "network", "cidr")."""

    path: tuple[str, ...]


class GetAttr(Node):
    """``base.name`` where base is not a plain reference."""

    base: Expression
    name: str


class Index(Node):
    """``base[key]``, and the legacy ``base.0``."""

    base: Expression
    key: Expression


class Splat(Node):
    """``base[*]`` (full) or ``base.*`` (attribute-only), with the traversal that is applied to each element.

    ``each`` holds str for ``.name``, and an expression for ``[key]`` (a Literal int for the legacy ``.0``).
    After ``.*`` only names belong to ``each``: an index after it applies to the whole result, as in Terraform.
    A further splat after ``[*]`` is an element of ``each`` too: a Splat whose base is a Reference with an empty path,
    which stands for the element so far.
    """

    base: Expression
    each: list[str | Expression]
    full: bool


class Call(Node):
    """A function call; ``name`` may hold ``::``; ``expand`` where the last argument is followed by ``...``."""

    name: str
    args: list[Expression]
    expand: bool


class Unary(Node):
    """``-x`` or ``!x``."""

    operator: str
    operand: Expression


class Binary(Node):
    """``left op right`` for the operators ``|| && == != < > <= >= + - * / %``."""

    operator: str
    left: Expression
    right: Expression


class Conditional(Node):
    """``condition ? yes : no``."""

    condition: Expression
    yes: Expression
    no: Expression


class Parens(Node):
    """``(inner)``."""

    inner: Expression


class TupleExpr(Node):
    """``[a, b, c]``."""

    items: list[Expression]


class ObjectExpr(Node):
    """``{ key = value }``; a bare key is a Literal str, any other an expression (``(var.key)`` keeps its Parens)."""

    items: list[tuple[Expression, Expression]]


class ForExpr(Node):
    """``[for k, v in coll : value if cond]``, or with ``key`` set ``{for k, v in coll : key => value... if cond}``."""

    key_name: str | None
    value_name: str
    collection: Expression
    key: Expression | None
    value: Expression
    condition: Expression | None
    group: bool


class Unreadable(Node, gc=False):
    """The value of an argument whose text has a syntax error: the argument is there, what it is set to is not known."""


Expression: TypeAlias = (
    Literal
    | Template
    | TemplateIf
    | TemplateFor
    | Reference
    | GetAttr
    | Index
    | Splat
    | Call
    | Unary
    | Binary
    | Conditional
    | Parens
    | TupleExpr
    | ObjectExpr
    | ForExpr
    | Unreadable
)


class Attribute(Struct, eq=False):
    """``name = value`` in a body; ``start`` is where the name starts, ``end`` where the value ends."""

    source: SourceText
    start: int
    end: int
    name: str
    value: Expression

    @property
    def span(self) -> Span:
        return Span(self.source, self.start, self.end)


class Block(Struct, eq=False):
    """``type "label" { ... }``; ``start`` is where the type starts, ``header_end`` where its last label ends."""

    source: SourceText
    start: int
    header_end: int
    end: int
    type: str
    labels: list[str]
    body: Body

    @property
    def span(self) -> Span:
        """The header: type and labels."""
        return Span(self.source, self.start, self.header_end)


class Body(Struct, eq=False):
    """The content of a file or block: attributes by name (the first one wins) and blocks in order.

    ``json`` marks a body from ``.tf.json``, where a nested block may stand as an attribute whose value is an
    object or a tuple of objects: whoever knows the schema reads it as either.
    ``cut`` is the syntax error that keeps a part of the text from being read: what is not here may be there.
    """

    attributes: dict[str, Attribute]
    blocks: list[Block]
    json: bool = False
    cut: Cause | None = None


def hidden(span: Span) -> Cause:
    """Return why it is not known what stands where a syntax error keeps the text from being read."""
    return Cause(CauseKind.ERROR, "a syntax error hides a part of the text", span)


class SyntaxProblem(Struct, frozen=True):
    """What is wrong with the text, and where; ``hint`` says what to do next."""

    message: str
    start: int
    end: int
    hint: str = ""


class ParsedFile(Struct, frozen=True):
    """One file: what could be read of it, and every problem that was met on the way."""

    source: SourceText
    body: Body
    problems: list[SyntaxProblem] = field(default_factory=list)
