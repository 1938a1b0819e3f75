"""``validation`` blocks of variables: a condition that is certainly false is an error where the value was written."""

from __future__ import annotations

from finops_guard.diagnostics import Diagnostic, error
from finops_guard.sources.terraform.ast import Attribute, Block
from finops_guard.sources.terraform.expressions import attempt, evaluate
from finops_guard.sources.terraform.kinds import EvaluationError
from finops_guard.sources.terraform.operators import to_bool, to_string
from finops_guard.sources.terraform.scope import Scope
from finops_guard.values import EPHEMERAL, SENSITIVE, Value

MAX_MESSAGE = 500
_SECRET = SENSITIVE | EPHEMERAL


def validate(name: str, block: Block, value: Value, scope: Scope) -> list[Diagnostic]:
    """Return an error for each validation of a variable that its value certainly fails.

    A condition that is unknown, or that fails itself, says nothing. The scope is that of the variable's module.
    """
    found = []
    for check in block.body.blocks:
        condition = check.body.attributes.get("condition")
        if check.type == "validation" and condition is not None and _is_false(condition, scope):
            text = f"var.{name} is not valid: {_message(check.body.attributes.get('error_message'), scope)}"
            hint = f"the condition is at {condition.span.location()}"
            found.append(error("validation", text, value.origin or block.span, hint))
    return found


def _is_false(condition: Attribute, scope: Scope) -> bool:
    try:
        value = evaluate(condition.value, scope)
        return not value.is_unknown and not to_bool(value)
    except EvaluationError:
        return False


def _message(written: Attribute | None, scope: Scope) -> str:
    """Return the error message, in one line; never one that holds a sensitive value."""
    value = None if written is None else attempt(written.value, scope)
    if value is None or value.is_unknown or value.raw is None:
        return "its validation fails"
    if value.marks & _SECRET:
        return "its validation fails, and the message holds a sensitive value"
    try:
        text = " ".join(to_string(value).split())
    except EvaluationError:
        return "its validation fails"
    return text if len(text) <= MAX_MESSAGE else text[:MAX_MESSAGE] + "…"
