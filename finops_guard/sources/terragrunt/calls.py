"""Function calls in a Terragrunt configuration: Terragrunt's own functions, and Terraform's with paths of the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_guard.sources.terraform import special
from finops_guard.sources.terraform.ast import Call, Expression, Reference
from finops_guard.sources.terraform.expressions import evaluate
from finops_guard.sources.terraform.kinds import EvaluationError
from finops_guard.sources.terraform.scope import Scope
from finops_guard.sources.terragrunt import functions
from finops_guard.sources.terragrunt.rooted import absolute, locate
from finops_guard.values import CauseKind, Value, unknown

if TYPE_CHECKING:
    from finops_guard.sources.terragrunt.configuration import Configuration

# Terraform's functions whose first argument is a path; in a configuration it is relative to that file's directory.
_FILES = frozenset({"file", "fileexists", "filebase64", "fileset", "templatefile"})


def call(configuration: Configuration, name: str, node: Call, scope: Scope) -> Value:
    """Evaluate a call; raise EvaluationError as Terragrunt would fail."""
    span = scope.span(node)
    if name in functions.UNKNOWN:
        kind, text = functions.UNKNOWN[name]
        return unknown(kind, f"{name}() {text}", span)
    if name in functions.FUNCTIONS:
        args = [evaluate(arg, scope) for arg in node.args]
        for arg in args:
            if arg.is_unknown:
                return Value(arg.raw, span, arg.marks)
        return functions.FUNCTIONS[name](configuration, args, span)
    context = configuration.evaluation.functions()
    if name in _FILES and node.args:
        path = _tree_path(configuration, evaluate(node.args[0], scope))
        if path is None:
            return unknown(CauseKind.UNSUPPORTED, "a file outside the scan root is not read", span)
        # The call again, with the path as the tree has it; no name of HCL has a blank.
        first: Expression = Reference(node.args[0].start, node.args[0].end, ("the path",))
        node = Call(node.start, node.end, node.name, [first, *node.args[1:]], node.expand)
        scope = scope.bind({"the path": path})
    elif name == "abspath" and len(node.args) == 1:
        return _abspath(configuration, evaluate(node.args[0], scope))
    return special.call(context, "", name, node, scope)


def _tree_path(configuration: Configuration, value: Value) -> Value | None:
    if not isinstance(value.raw, str):
        return value
    path = locate(value.raw, configuration.home)
    return None if path is None else Value(path, value.origin, value.marks)


def _abspath(configuration: Configuration, value: Value) -> Value:
    if not isinstance(value.raw, str):
        return value
    path = locate(value.raw, configuration.home)
    if path is None:
        raise EvaluationError("abspath(): the path lies outside the scan root")
    return Value(absolute(path), value.origin, value.marks)
