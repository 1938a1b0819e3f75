"""The values of a root module's variables, from every source and in Terraform's order."""

from __future__ import annotations

from finops_guard.location import SourceText, Span
from finops_guard.sources.terraform.ast import Attribute, Block, Body, Call
from finops_guard.sources.terraform.configuration import Module
from finops_guard.sources.terraform.expressions import attempt
from finops_guard.sources.terraform.kinds import EvaluationError
from finops_guard.sources.terraform.loading import Loader
from finops_guard.sources.terraform.roots import variable_files
from finops_guard.sources.terraform.scope import Budget, Scope
from finops_guard.sources.terraform.types import BOOL, NUMBER, STRING, parse_type
from finops_guard.values import Unknown, Value


class LiteralResolver:
    """Variable values may be built from literals only: references and calls are errors, as in Terraform."""

    def resolve(self, path: tuple[str, ...], span: Span) -> tuple[Value, int]:  # noqa: ARG002 - not shown: it may be a secret
        raise EvaluationError("a variable's value cannot refer to anything", span)

    def call(self, name: str, node: Call, scope: Scope) -> Value:  # noqa: ARG002 - likewise
        raise EvaluationError("a variable's value cannot call a function", scope.span(node))


def root_inputs(loader: Loader, module: Module) -> dict[str, Value]:
    """Return the values given to a root module's variables; a later source overrides an earlier one.

    TF_VAR_ values, terraform.tfvars, terraform.tfvars.json, *.auto.tfvars and *.auto.tfvars.json in name order, then
    ``-var`` and ``-var-file`` in the order of the command line.
    """
    settings = loader.settings.terraform
    found: dict[str, Value] = {}
    for name, text in sorted(settings.environ.items()):
        if name in module.variables:
            found[name] = _from_text(module.variables[name], f"TF_VAR_{name}", text)
    for path in variable_files(loader.tree, module.path):
        found |= _from_file(loader, path, module)
    for kind, argument in settings.assignments:
        if kind == "var-file":
            found |= _from_file(loader, argument, module)
            continue
        name, _, text = argument.partition("=")
        if name.strip() in module.variables:
            found[name.strip()] = _from_text(module.variables[name.strip()], f"-var {name.strip()}", text)
    return found


def _from_file(loader: Loader, path: str, module: Module) -> dict[str, Value]:
    """Return the values in a file; where a part of it cannot be read, it may hold one of every variable."""
    body = loader.values_body(path)
    cut = loader.unread(path) if body is None else body.cut
    hidden = {} if cut is None else dict.fromkeys(module.variables, Value(Unknown([cut]), cut.span))
    return hidden if body is None else hidden | _from_body(body)


def _from_body(body: Body) -> dict[str, Value]:
    resolver = LiteralResolver()
    budget = Budget()
    return {
        name: _whole(attribute, attempt(attribute.value, Scope(resolver, attribute.source, budget)))
        for name, attribute in body.attributes.items()
    }


def _whole(attribute: Attribute, value: Value) -> Value:
    """Return a value that, where its expression fails, comes from all of it: that is what may have to be concealed."""
    if not value.is_unknown:
        return value
    return Value(value.raw, Span(attribute.source, attribute.value.start, attribute.value.end), value.marks)


def _from_text(variable: Block, label: str, text: str) -> Value:
    """Return a value given as text: taken literally for a primitive type (or none), else read as an expression."""
    from finops_guard.sources.terraform import parser

    source = SourceText(label, text)
    constraint = variable.body.attributes.get("type")
    if constraint is None or parse_type(constraint.value) in {STRING, NUMBER, BOOL}:
        return Value(text, Span(source, 0, len(text)))
    node, problems = parser.parse_expression(source, 0, len(text))
    if node is None or problems:
        return Value(text, Span(source, 0, len(text)))
    return attempt(node, Scope(LiteralResolver(), source, Budget()))
