"""For expressions, in brackets and in braces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_guard.sources.terraform.ast import Expression, ForExpr
from finops_guard.sources.terraform.syntax.lexing import FREE, HCL
from finops_guard.sources.terraform.syntax.literals import check_names

if TYPE_CHECKING:
    from finops_guard.sources.terraform.syntax.expressions import ExpressionReader


def for_expression(reader: ExpressionReader, start: int, keyword: int, close: str) -> ForExpr:
    """Read a for expression up to ``close``; ``keyword`` is where its ``for`` stands."""
    text = reader.text
    reader.at = keyword + len("for")
    names = HCL.FOR_NAMES.match(text, reader.at)
    if names is None:
        raise reader.failure('expected "name in" or "key, value in" after for', "for item in var.items : item")
    check_names(names, 1, 2)
    reader.at = names.end()
    key_name, value_name = (names[1], names[2]) if names[2] else (None, names[1])
    collection = reader.expression(FREE)
    reader.sign(":", "after the collection of this for expression")
    key: Expression | None = None
    value = reader.expression(FREE)
    group = False
    if close == "}":
        reader.sign("=>", "between the key and the value of this for expression")
        key, value = value, reader.expression(FREE)
        sign = HCL.SIGN.match(text, reader.at)
        if sign is not None and sign[1] == "...":
            group = True
            reader.at = sign.end()
    condition: Expression | None = None
    if (found := HCL.IF.match(text, reader.at)) is not None:
        reader.at = found.end()
        condition = reader.expression(FREE)
    reader.sign(close, "at the end of this for expression")
    return ForExpr(start, reader.at, key_name, value_name, collection, key, value, condition, group)
