"""The syntax tree of HCL: plain slotted nodes with character offsets (end exclusive) into one source text.

Expression nodes hold offsets only; the Attribute or Block above them holds the SourceText.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TypeAlias

from msgspec import Struct, field

from finops_guard.location import SourceText, Span


class Node:
    """Base of all expression nodes: ``start`` and ``end`` offsets."""

    __slots__ = ("end", "start")
    start: int
    end: int


class Literal(Node):
    """A number, string (escapes resolved), bool or null; also a bare object key, and the text between ``${}`` parts."""

    __slots__ = ("value",)

    def __init__(self, start: int, end: int, value: None | bool | int | Decimal | str) -> None:
        self.start = start
        self.end = end
        self.value = value


class Template(Node):
    """A quoted string or heredoc with at least one ``${}`` or ``%{}``; heredoc indentation is already removed.

    A string that is one single ``${expr}`` is a Template with one part, which keeps its own type when evaluated.
    """

    __slots__ = ("parts",)

    def __init__(self, start: int, end: int, parts: list[Expression]) -> None:
        self.start = start
        self.end = end
        self.parts = parts


class TemplateIf(Node):
    """``%{ if c }...%{ else }...%{ endif }`` within a Template."""

    __slots__ = ("condition", "no", "yes")

    def __init__(
        self, start: int, end: int, condition: Expression, yes: list[Expression], no: list[Expression]
    ) -> None:
        self.start = start
        self.end = end
        self.condition = condition
        self.yes = yes
        self.no = no


class TemplateFor(Node):
    """``%{ for k, v in coll }...%{ endfor }`` within a Template."""

    __slots__ = ("body", "collection", "key_name", "value_name")

    def __init__(
        self,
        start: int,
        end: int,
        key_name: str | None,
        value_name: str,
        collection: Expression,
        body: list[Expression],
    ) -> None:
        self.start = start
        self.end = end
        self.key_name = key_name
        self.value_name = value_name
        self.collection = collection
        self.body = body


class Reference(Node):
    """A root name and the plain attribute names that follow it: ``var.network.cidr`` is ("var", "network", "cidr")."""

    __slots__ = ("path",)

    def __init__(self, start: int, end: int, path: tuple[str, ...]) -> None:
        self.start = start
        self.end = end
        self.path = path


class GetAttr(Node):
    """``base.name`` where base is not a plain reference."""

    __slots__ = ("base", "name")

    def __init__(self, start: int, end: int, base: Expression, name: str) -> None:
        self.start = start
        self.end = end
        self.base = base
        self.name = name


class Index(Node):
    """``base[key]``, and the legacy ``base.0``."""

    __slots__ = ("base", "key")

    def __init__(self, start: int, end: int, base: Expression, key: Expression) -> None:
        self.start = start
        self.end = end
        self.base = base
        self.key = key


class Splat(Node):
    """``base[*]`` (full) or ``base.*`` (attribute-only), with the traversal that is applied to each element.

    ``each`` holds str for ``.name``, and an expression for ``[key]`` (a Literal int for the legacy ``.0``).
    After ``.*`` only names belong to ``each``: an index after it applies to the whole result, as in Terraform.
    A further splat after ``[*]`` is an element of ``each`` too: a Splat whose base is a Reference with an empty path,
    which stands for the element so far.
    """

    __slots__ = ("base", "each", "full")

    def __init__(self, start: int, end: int, base: Expression, each: list[str | Expression], full: bool) -> None:
        self.start = start
        self.end = end
        self.base = base
        self.each = each
        self.full = full


class Call(Node):
    """A function call; ``name`` may hold ``::``; ``expand`` where the last argument is followed by ``...``."""

    __slots__ = ("args", "expand", "name")

    def __init__(self, start: int, end: int, name: str, args: list[Expression], expand: bool) -> None:
        self.start = start
        self.end = end
        self.name = name
        self.args = args
        self.expand = expand


class Unary(Node):
    """``-x`` or ``!x``."""

    __slots__ = ("operand", "operator")

    def __init__(self, start: int, end: int, operator: str, operand: Expression) -> None:
        self.start = start
        self.end = end
        self.operator = operator
        self.operand = operand


class Binary(Node):
    """``left op right`` for the operators ``|| && == != < > <= >= + - * / %``."""

    __slots__ = ("left", "operator", "right")

    def __init__(self, start: int, end: int, operator: str, left: Expression, right: Expression) -> None:
        self.start = start
        self.end = end
        self.operator = operator
        self.left = left
        self.right = right


class Conditional(Node):
    """``condition ? yes : no``."""

    __slots__ = ("condition", "no", "yes")

    def __init__(self, start: int, end: int, condition: Expression, yes: Expression, no: Expression) -> None:
        self.start = start
        self.end = end
        self.condition = condition
        self.yes = yes
        self.no = no


class Parens(Node):
    """``(inner)``."""

    __slots__ = ("inner",)

    def __init__(self, start: int, end: int, inner: Expression) -> None:
        self.start = start
        self.end = end
        self.inner = inner


class TupleExpr(Node):
    """``[a, b, c]``."""

    __slots__ = ("items",)

    def __init__(self, start: int, end: int, items: list[Expression]) -> None:
        self.start = start
        self.end = end
        self.items = items


class ObjectExpr(Node):
    """``{ key = value }``; a bare key is a Literal str, any other an expression (``(var.key)`` keeps its Parens)."""

    __slots__ = ("items",)

    def __init__(self, start: int, end: int, items: list[tuple[Expression, Expression]]) -> None:
        self.start = start
        self.end = end
        self.items = items


class ForExpr(Node):
    """``[for k, v in coll : value if cond]``, or with ``key`` set ``{for k, v in coll : key => value... if cond}``."""

    __slots__ = ("collection", "condition", "group", "key", "key_name", "value", "value_name")

    def __init__(
        self,
        start: int,
        end: int,
        key_name: str | None,
        value_name: str,
        collection: Expression,
        key: Expression | None,
        value: Expression,
        condition: Expression | None,
        group: bool,
    ) -> None:
        self.start = start
        self.end = end
        self.key_name = key_name
        self.value_name = value_name
        self.collection = collection
        self.key = key
        self.value = value
        self.condition = condition
        self.group = group


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
)


class Attribute:
    """``name = value`` in a body; ``start`` is where the name starts, ``end`` where the value ends."""

    __slots__ = ("end", "name", "source", "start", "value")

    def __init__(self, source: SourceText, start: int, end: int, name: str, value: Expression) -> None:
        self.source = source
        self.start = start
        self.end = end
        self.name = name
        self.value = value

    @property
    def span(self) -> Span:
        return Span(self.source, self.start, self.end)


class Block:
    """``type "label" { ... }``; ``start`` is where the type starts, ``header_end`` where its last label ends."""

    __slots__ = ("body", "end", "header_end", "labels", "source", "start", "type")

    def __init__(
        self,
        source: SourceText,
        start: int,
        header_end: int,
        end: int,
        type: str,
        labels: list[str],
        body: Body,
    ) -> None:
        self.source = source
        self.start = start
        self.header_end = header_end
        self.end = end
        self.type = type
        self.labels = labels
        self.body = body

    @property
    def span(self) -> Span:
        """The header: type and labels."""
        return Span(self.source, self.start, self.header_end)


class Body:
    """The content of a file or block: attributes by name (the first one wins) and blocks in order.

    ``json`` marks a body from ``.tf.json``, where a nested block may stand as an attribute whose value is an
    object or a tuple of objects: whoever knows the schema reads it as either.
    """

    __slots__ = ("attributes", "blocks", "json")

    def __init__(self, attributes: dict[str, Attribute], blocks: list[Block], json: bool = False) -> None:
        self.attributes = attributes
        self.blocks = blocks
        self.json = json


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
