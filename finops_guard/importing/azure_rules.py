"""The condition of an Azure Policy rule, as what tags must hold and which resources it is about.

A rule says what is *not* compliant: ``exists: false`` asks for a tag, ``notIn`` for one of some values. Texts are
compared without regard to case, as Azure does for all conditions but ``match``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct, field

from finops_guard.errors import Problem
from finops_guard.importing.azure_expressions import ExpressionError, resolved
from finops_guard.importing.azure_types import types
from finops_guard.importing.json_file import Node
from finops_guard.importing.wildcards import literal, starred

_TAG = re.compile(r"tags(?:\[(?:'(?P<quoted>.+)'|(?P<bare>[^'\]][^\]]*))\]|\.(?P<dotted>.+))", re.IGNORECASE)
_MATCH_SIGNS = {"#": r"\d", "?": "[A-Za-z]", ".": "."}
_NEGATED = {
    "equals": "notEquals",
    "in": "notIn",
    "like": "notLike",
    "match": "notMatch",
    "matchInsensitively": "notMatchInsensitively",
    "containsKey": "notContainsKey",
}
_OPPOSITE = {**_NEGATED, **{negated: plain for plain, negated in _NEGATED.items()}}


class Rule(Struct):
    """What a rule asks for.

    ``required`` and ``optional``: what the values of tags must be, by key. ``types`` are the Terraform types that it is
    about (None: all with tags), ``not_types`` those that it leaves out.
    """

    required: dict[str, dict[str, Any]] = field(default_factory=dict)
    optional: dict[str, dict[str, Any]] = field(default_factory=dict)
    types: list[str] | None = None
    not_types: list[str] = field(default_factory=list)


class NotUnderstoodError(Exception):
    """A part of a rule that is not understood, with its place."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class _Condition(Struct):
    """One comparison of a field: its operator and operand, with the expressions in both resolved."""

    node: Node
    field: str
    operator: str
    operand: object


def rule(node: Node, parameters: Mapping[str, object]) -> Rule:
    """Return what the ``if`` of a policy rule asks for; raise NotUnderstoodError for what is not understood."""
    found = Rule()
    violations: list[_Condition] = []
    scopes, rest = _parts(node, parameters)
    for scope in scopes:
        _scope(found, scope)
    if len(rest) == 1:
        violations = list(_alternatives(rest[0], parameters))
        for violation in violations:
            key, value = _asked(violation)
            _add(found.required, key, value, violation.node)
    elif len(rest) == 2 and (both := _where_there(rest, parameters)):
        key, value = both
        found.optional[key] = value
    else:
        raise NotUnderstoodError(
            node.problem("one condition about tags is understood here, or several joined by anyOf")
        )
    return found


def _parts(node: Node, parameters: Mapping[str, object]) -> tuple[list[_Condition], list[Node]]:
    """Return the conditions about types that must all hold, and the rest."""
    scopes: list[_Condition] = []
    rest: list[Node] = []
    every = node.get("allOf")
    for part in every.items() if every is not None else [node]:
        inner = part.get("allOf")
        if inner is not None:
            more, others = _parts(part, parameters)
            scopes += more
            rest += others
            continue
        condition = _condition(part, parameters) if part.get("anyOf") is None else None
        if condition is not None and condition.field.casefold() == "type":
            scopes.append(condition)
        else:
            rest.append(part)
    return scopes, rest


def _alternatives(node: Node, parameters: Mapping[str, object]) -> Iterator[_Condition]:
    either = node.get("anyOf")
    if either is None:
        yield _condition(node, parameters)
        return
    if not either.items():
        raise NotUnderstoodError(node.problem("anyOf holds no conditions"))
    for part in either.items():
        yield from _alternatives(part, parameters)


def _where_there(parts: list[Node], parameters: Mapping[str, object]) -> tuple[str, dict[str, Any]] | None:
    """Return what is asked of a tag where it is there: one part says that it is, the other what it may not be."""
    conditions = [_condition(part, parameters) for part in parts]
    for there, other in (conditions, conditions[::-1]):
        is_there = there.operator == "exists" and _truth(there) and _tag_key(there) is not None
        if is_there and _tag_key(other) == _tag_key(there) and other.operator != "exists":
            return _asked(other)
    return None


def _condition(node: Node, parameters: Mapping[str, object]) -> _Condition:
    """Return one condition; ``not`` around it turns it round."""
    inner = node.get("not")
    if inner is not None:
        plain = _condition(inner, parameters)
        if plain.operator == "exists":
            return _Condition(plain.node, plain.field, "exists", not _truth(plain))
        if plain.operator not in _OPPOSITE:
            raise NotUnderstoodError(inner.problem(f'the opposite of "{plain.operator}" is not understood here'))
        return _Condition(plain.node, plain.field, _OPPOSITE[plain.operator], plain.operand)
    about = node.get("field")
    operators = [(name, operand) for name, operand in node.fields() if name != "field"]
    if about is None or len(operators) != 1:
        raise NotUnderstoodError(node.problem("a condition with one field and one comparison is understood here"))
    ((operator, operand),) = operators
    return _Condition(node, str(_value(about, parameters)), operator, _value(operand, parameters))


def _value(node: Node, parameters: Mapping[str, object]) -> object:
    try:
        if isinstance(node.raw, list):
            return [_value(item, parameters) for item in node.items()]
        return resolved(node.raw, parameters)
    except ExpressionError as failure:
        raise NotUnderstoodError(node.problem(str(failure))) from None


def _asked(condition: _Condition) -> tuple[str, dict[str, Any]]:
    """Return the tag that must be there for a condition not to hold, and what its value must be."""
    key = _tag_key(condition)
    if key is None:
        raise NotUnderstoodError(condition.node.problem(f'the field "{condition.field[:80]}" is not understood here'))
    texts = _texts(condition)
    match condition.operator:
        case "exists" if not _truth(condition):
            return key, {}
        case "notContainsKey":
            return key, {}
        case "notEquals" | "notIn" if texts:
            return key, {"values": texts, "ignore_case": True}
        case "notLike" if len(texts) == 1:
            return key, {"pattern": starred(texts[0]), "ignore_case": True}
        case "notMatch" | "notMatchInsensitively" if len(texts) == 1:
            insensitive = {"ignore_case": True} if condition.operator == "notMatchInsensitively" else {}
            return key, {
                "pattern": "".join(_MATCH_SIGNS.get(sign) or literal(sign) for sign in texts[0]),
                **insensitive,
            }
    raise NotUnderstoodError(
        condition.node.problem(
            f'"{condition.operator}" is not understood here',
            "understood are exists false, notEquals, notIn, notLike, notMatch, and not around their opposites",
        )
    )


def _tag_key(condition: _Condition) -> str | None:
    """Return the key of the tag that a condition is about; None where it is about something else."""
    if condition.operator in {"containsKey", "notContainsKey"}:
        is_tags = condition.field.casefold() == "tags" and isinstance(condition.operand, str)
        return str(condition.operand) if is_tags else None
    found = _TAG.fullmatch(condition.field)
    if found is None:
        return None
    if found["quoted"] is not None:
        return found["quoted"].replace("''", "'")
    return found["bare"] or found["dotted"]


def _texts(condition: _Condition) -> list[str]:
    """Return the texts that a tag is compared with; empty where they are none."""
    operand = condition.operand if isinstance(condition.operand, list) else [condition.operand]
    return [str(each) for each in operand] if all(isinstance(each, str) and each for each in operand) else []


def _truth(condition: _Condition) -> bool:
    operand = condition.operand
    if isinstance(operand, bool):
        return operand
    if isinstance(operand, str) and operand.casefold() in {"true", "false"}:
        return operand.casefold() == "true"
    raise NotUnderstoodError(condition.node.problem("exists is true or false"))


def _add(required: dict[str, dict[str, Any]], key: str, value: dict[str, Any], node: Node) -> None:
    """Ask for a tag; that it is there and that it has certain values is the latter."""
    before = required.get(key, {})
    if before and value and before != value:
        raise NotUnderstoodError(node.problem(f'the tag "{key}" is compared twice'))
    required[key] = value or before


def _scope(found: Rule, condition: _Condition) -> None:
    """Narrow a rule to the types that a condition is about."""
    named = _texts(condition)
    if condition.operator not in {"equals", "in", "notEquals", "notIn"} or not named:
        raise NotUnderstoodError(condition.node.problem("a type is equal to, in, or not in names of types here"))
    known: list[str] = []
    for name in named:
        if not types(name):
            raise NotUnderstoodError(condition.node.problem(f'no Terraform type is known for "{name[:80]}"'))
        known += types(name)
    if condition.operator in {"equals", "in"}:
        before = found.types
        found.types = sorted(set(known) if before is None else set(known) & set(before))
    else:
        found.not_types = sorted({*found.not_types, *known})
