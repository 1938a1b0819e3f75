"""Input variables and outputs: what is given or written, converted to the declared type, with the declared marks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from finops_guard.location import Span
from finops_guard.sources.terraform.ast import Binary, Block, Call, Expression, Literal, Parens, Reference
from finops_guard.sources.terraform.expressions import attempt
from finops_guard.sources.terraform.kinds import EvaluationError
from finops_guard.sources.terraform.types import parse_type, remark
from finops_guard.values import (
    EPHEMERAL,
    SENSITIVE,
    Cause,
    CauseKind,
    Scalar,
    Unknown,
    Value,
    conceal,
    options_of,
    unknown,
)

if TYPE_CHECKING:
    from finops_guard.sources.terraform.instance import ModuleInstance

# The defaults with which a module leaves a choice to its callers.
_NOTHING: tuple[object, ...] = (None, [], {}, "")


def flag(block: Block, name: str) -> bool | None:
    """Return a bool that a variable or output block sets by a literal; None where it sets none.

    What may be sensitive, because a syntax error hides a part of the block, is.
    """
    attribute = block.body.attributes.get(name)
    if name == "sensitive" and block.body.cut is not None and attribute is None:
        return True
    if attribute is None or not isinstance(attribute.value, Literal):
        return None
    written = attribute.value.value
    return written if isinstance(written, bool) else {"true": True, "false": False}.get(str(written))


def variable(module: ModuleInstance, name: str) -> Value:
    """Return an input variable: what is given, else its default, converted to its type."""
    block = module.module.variables.get(name)
    if block is None:
        raise EvaluationError(f"var.{name} is not declared")
    value = module.inputs.get(name)
    if value is not None and flag(block, "sensitive"):
        # As it was written: what does not convert is shown as little as what does.
        conceal(value)
    if value is None or (value.raw is None and flag(block, "nullable") is False):
        value = _default(module, block, name, value)
    return marked(block, _converted(module, block, name, value))


def _default(module: ModuleInstance, block: Block, name: str, given: Value | None) -> Value:
    """Return the value of a variable to which nothing, or null where it takes none, is given."""
    default = block.body.attributes.get("default")
    if default is not None:
        value = attempt(default.value, module.scope(default))
        if module.context.library and not module.path and value.raw in _NOTHING:
            return unknown(CauseKind.NO_VALUE, f"var.{name} is for the caller of the module to give", block.span)
        return value
    if block.body.cut is not None:
        return Value(Unknown([block.body.cut]), block.span)
    if given is not None:
        return given
    cause = Cause(CauseKind.NO_VALUE, f"var.{name} has no value", block.span)
    return Value(Unknown([cause], options=_allowed(module, block, name)), block.span)


def _allowed(module: ModuleInstance, block: Block, name: str) -> tuple[Scalar, ...]:
    """Return the values to which a variable's validation limits it, as ``contains(["a", "b"], var.name)``."""
    for check in block.body.blocks:
        condition = check.body.attributes.get("condition") if check.type == "validation" else None
        if condition is None:
            continue
        for node in _conjuncts(condition.value):
            if isinstance(node, Call) and node.name == "contains" and len(node.args) == 2 and _is(node.args[1], name):
                listed = attempt(node.args[0], module.scope(condition))
                found = options_of(listed.raw) if isinstance(listed.raw, list) else ()
                if found:
                    return found
    return ()


def _conjuncts(node: Expression) -> Iterator[Expression]:
    """Yield what must all be true, where an expression is."""
    while isinstance(node, Parens):
        node = node.inner
    if isinstance(node, Binary) and node.operator == "&&":
        yield from _conjuncts(node.left)
        yield from _conjuncts(node.right)
    else:
        yield node


def _is(node: Expression, name: str) -> bool:
    return isinstance(node, Reference) and node.path == ("var", name)


def _converted(module: ModuleInstance, block: Block, name: str, value: Value) -> Value:
    constraint = block.body.attributes.get("type")
    kind = parse_type(constraint.value) if constraint is not None else None
    if kind is None or constraint is None:
        return value
    from finops_guard.sources.terraform.conversion import convert

    scope = module.scope(constraint)
    try:
        made = convert(value, kind, lambda node: attempt(node, scope))
        module.context.budget.spend(made.weight)
    except EvaluationError as failure:
        why = "its value is sensitive" if flag(block, "sensitive") else failure.message
        text = f"var.{name} does not have its declared type: {why}"
        return unknown(CauseKind.ERROR, text, value.origin or block.span)
    return made


def marked(block: Block, value: Value) -> Value:
    """Return a value with the marks that its variable or output declares; the text of a sensitive one is concealed."""
    if flag(block, "ephemeral"):
        value = remark(value, EPHEMERAL)
    if not flag(block, "sensitive"):
        return value
    conceal(value)
    default = block.body.attributes.get("default")
    if default is not None:
        Span(default.source, default.value.start, default.value.end).conceal()
    return remark(value, SENSITIVE)
