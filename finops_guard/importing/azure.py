"""Definitions of Azure Policy about tags as policies of the check ``tags``.

``deny`` becomes an error and ``audit`` a warning; ``disabled`` is no policy. The mode ``Indexed`` leaves out resource
groups, as Azure does.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from finops_guard.errors import Problem, UsageError
from finops_guard.importing.azure_expressions import ExpressionError, resolved
from finops_guard.importing.azure_rules import NotUnderstoodError, Rule, rule
from finops_guard.importing.azure_types import RESOURCE_GROUP
from finops_guard.importing.json_file import Node
from finops_guard.importing.written import Imported, shown, slug, title, written
from finops_guard.values import plain

_REFERENCE = "https://learn.microsoft.com/en-us/azure/governance/policy/concepts/definition-structure-policy-rule"
_SEVERITIES = {"deny": "error", "audit": "warning"}


def imported(
    definitions: Sequence[Node],
    assignments: Sequence[Node],
    parameters: Mapping[str, str],
    prefix: str,
    taken: Collection[str] = (),
) -> Imported:
    """Return the policies that definitions amount to, each once an assignment (once, where there is none).

    ``parameters`` count over those of the assignments, and these over the defaults. Raise UsageError with all that is
    not understood.
    """
    problems: list[Problem] = []
    notes: list[Problem] = []
    made: list[dict[str, Any]] = []
    for definition in definitions:
        content = definition.get("properties") or definition
        each_assignment: Sequence[Node | None] = assignments or [None]
        for assignment in each_assignment:
            given = _parameters(content, assignment, parameters, problems)
            try:
                policy = _policy(content, given, notes)
            except NotUnderstoodError as failure:
                problems.append(failure.problem)
                continue
            if policy is not None:
                made.append(policy)
    if problems:
        raise UsageError(list(dict.fromkeys(problems)))
    return written(made, prefix, taken, notes, "a definition of Azure Policy")


def _parameters(
    content: Node, assignment: Node | None, given: Mapping[str, str], problems: list[Problem]
) -> dict[str, object]:
    """Return the values of the parameters; what is given and not declared is a problem."""
    declared = content.get("parameters")
    values: dict[str, object] = {}
    names: dict[str, str] = {}
    for name, spec in declared.fields() if declared is not None else ():
        names[name.casefold()] = name
        default = spec.get("defaultValue")
        if default is not None:
            values[name] = plain(default.value)
    assigned = _assigned(assignment) if assignment is not None else None
    for name, entry in assigned.fields() if assigned is not None else ():
        value = entry.get("value")
        if name.casefold() not in names or value is None:
            message = "the definition has no such parameter" if value is not None else "this parameter has no value"
            problems.append(entry.problem(message))
        else:
            values[names[name.casefold()]] = plain(value.value)
    for name, text in given.items():
        if name.casefold() not in names:
            problems.append(Problem(f"--parameter {name}: the definition has no such parameter"))
            continue
        declared_name = names[name.casefold()]
        kind = declared.get(declared_name) if declared is not None else None
        of_type = kind.get("type") if kind is not None else None
        is_list = of_type is not None and str(of_type.raw).casefold() == "array"
        values[declared_name] = [part.strip() for part in text.split(",")] if is_list else text
    return values


def _assigned(assignment: Node) -> Node:
    """Return the parameters of an assignment, of a file of parameters, or of what holds nothing else."""
    content = assignment.get("properties") or assignment
    return content.get("parameters") or content


def _policy(content: Node, parameters: Mapping[str, object], notes: list[Problem]) -> dict[str, Any] | None:
    """Return one policy; None where its effect is to do nothing."""
    body = content.get("policyRule") or content
    condition, then = body.get("if"), body.get("then")
    effect = then.get("effect") if then is not None else None
    if condition is None or effect is None:
        raise NotUnderstoodError(
            body.problem('this is no policy definition: "policyRule" with "if" and "then" is missing')
        )
    severity = _severity(effect, parameters, notes)
    if severity is None:
        return None
    asked = rule(condition, parameters)
    name = content.get("displayName")
    called = name.raw if name is not None and isinstance(name.raw, str) else ""
    keys = [*asked.required, *asked.optional]
    listed = ", ".join(map(shown, keys))
    policy: dict[str, Any] = {
        "name": slug(f"azure {called or 'tags'} {' '.join(map(slug, keys))}"),
        "title": title(f"{called or 'Resources carry the tags that Azure Policy asks for'}: {listed}"),
        "description": _description(content),
        "severity": severity,
        "capability": "Allocation",
        "providers": ["azure"],
        "match": _match(content, asked),
        "check": {"tags": dict(_tags(asked))},
        "remediation": f"Give the resource what the policy asks of {listed}.",
        "references": [_REFERENCE],
    }
    kind = content.get("policyType")
    if called and kind is not None and kind.raw == "BuiltIn":
        policy["equivalents"] = {"azure-policy": [called]}
    return policy


def _tags(asked: Rule) -> list[tuple[str, dict[str, dict[str, Any]]]]:
    return [(name, tags) for name, tags in (("required", asked.required), ("optional", asked.optional)) if tags]


def _severity(effect: Node, parameters: Mapping[str, object], notes: list[Problem]) -> str | None:
    try:
        value = resolved(effect.raw, parameters)
    except ExpressionError as failure:
        raise NotUnderstoodError(effect.problem(str(failure))) from None
    name = str(value).casefold()
    if name == "disabled":
        notes.append(effect.problem("the effect is disabled: this is not imported"))
        return None
    if name not in _SEVERITIES:
        hint = "understood are deny, audit and disabled"
        raise NotUnderstoodError(effect.problem(f'the effect "{str(value)[:40]}" is not understood here', hint))
    return _SEVERITIES[name]


def _match(content: Node, asked: Rule) -> dict[str, Any]:
    """Return which resources a rule is about."""
    mode = content.get("mode")
    is_indexed = mode is not None and str(mode.raw).casefold() == "indexed"
    if asked.types is not None:
        left = [type_ for type_ in asked.types if type_ not in asked.not_types]
        if is_indexed:
            left = [type_ for type_ in left if type_ != RESOURCE_GROUP]
        if not left:
            raise NotUnderstoodError(content.problem("no resource is of the types that the rule is about"))
        return {"resources": left}
    not_types = sorted({*asked.not_types, *([RESOURCE_GROUP] if is_indexed else [])})
    return {"resources": "taggable", **({"unless": {"resources": not_types}} if not_types else {})}


def _description(content: Node) -> str:
    description = content.get("description")
    said = f"{description.raw} " if description is not None and isinstance(description.raw, str) else ""
    return (
        f"{said}Azure Policy asks for it when resources are deployed; here it is said before. Unlike there, an empty "
        "value counts as none."
    )
