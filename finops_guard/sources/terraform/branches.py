"""The type of a conditional's branch that fails: as much of it as Terraform takes from the branch all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from finops_guard.sources.terraform.access import MAX_ELEMENTS, pairs
from finops_guard.sources.terraform.ast import (
    Binary,
    Conditional,
    Expression,
    ForExpr,
    GetAttr,
    Index,
    Literal,
    ObjectExpr,
    Parens,
    Splat,
    Template,
    TemplateFor,
    TemplateIf,
    TupleExpr,
    Unary,
)
from finops_guard.sources.terraform.conversion import convert
from finops_guard.sources.terraform.expressions import evaluate, steps
from finops_guard.sources.terraform.kinds import EvaluationError, ListOf, SetList, UnknownOf
from finops_guard.sources.terraform.operators import to_bool, to_string
from finops_guard.sources.terraform.scope import Scope
from finops_guard.sources.terraform.types import (
    ANY,
    BOOL,
    NUMBER,
    STRING,
    UNSURE,
    Collection,
    Field,
    ObjectType,
    TupleType,
    Type,
)
from finops_guard.sources.terraform.unification import type_of, unify
from finops_guard.values import CauseKind, Unknown, Value, unknown

_ARITHMETIC = frozenset("+-*/%")


def attempted(node: Expression, scope: Scope) -> Value | None:
    """Return the value of an expression, None where it fails."""
    try:
        return evaluate(node, scope)
    except EvaluationError:
        return None


def type_of_branch(node: Expression, scope: Scope) -> Type:
    """Return the type of an expression, also of one that fails, as far as its form says it; else ``any``."""
    value = attempted(node, scope)
    if value is not None:
        return type_of(value)
    by_form = _BY_FORM.get(type(node))
    return ANY if by_form is None else by_form(node, scope)


def _template(node: Template, _: Scope) -> Type:
    return STRING if len(node.parts) > 1 or isinstance(node.parts[0], TemplateIf | TemplateFor) else ANY


def _tuple(node: TupleExpr, scope: Scope) -> Type:
    return TupleType(tuple(type_of_branch(item, scope) for item in node.items))


def _object(node: ObjectExpr, scope: Scope) -> Type:
    names: dict[str, Type] = {}
    for key, value in node.items:
        name = _key(key, scope)
        if name is None:
            return ANY
        names[name] = type_of_branch(value, scope)
    return _object_type(names)


def _key(node: Expression, scope: Scope) -> str | None:
    """Return the key of an object; a template that fails leaves out the parts that are no text."""
    value = attempted(node, scope)
    if value is not None:
        return None if value.raw is None or isinstance(value.raw, list | dict | Unknown) else to_string(value)
    if not isinstance(node, Template):
        return None
    parts = [attempted(part, scope) for part in node.parts]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts) or any(part.is_unknown for part in known):
        return None
    return "".join(to_string(part) for part in known if not (part.raw is None or isinstance(part.raw, list | dict)))


def _object_type(names: dict[str, Type]) -> Type:
    return ObjectType(tuple(Field(name, names[name]) for name in sorted(names)))


def _conditional(node: Conditional, scope: Scope) -> Type:
    yes, no = type_of_branch(node.yes, scope), type_of_branch(node.no, scope)
    condition = attempted(node.condition, scope)
    if condition is not None and isinstance(condition.raw, bool) and (yes if condition.raw else no) == ANY:
        return ANY
    return unify([yes, no]) or ANY


def _get_attr(node: GetAttr, scope: Scope) -> Type:
    return _part(node.base, node.name, scope)


def _index(node: Index, scope: Scope) -> Type:
    key = attempted(node.key, scope)
    return ANY if key is None else _part(node.base, key.raw, scope)


def _part(base: Expression, key: object, scope: Scope) -> Type:
    """Return the type of a part of something another part of which fails."""
    if attempted(base, scope) is not None:
        return ANY
    kind = type_of_branch(base, scope)
    if isinstance(kind, ObjectType):
        return next((field.type for field in kind.fields if field.name == key), ANY)
    within = isinstance(kind, TupleType) and isinstance(key, int) and 0 <= key < len(kind.elements)
    return kind.elements[key] if within and isinstance(kind, TupleType) and isinstance(key, int) else ANY


def _splat(node: Splat, scope: Scope) -> Type:
    base = attempted(node.base, scope)
    return ANY if base is None else _splat_over(base, node, scope)


def _splat_over(base: Value, node: Splat, scope: Scope) -> Type:
    raw = base.raw
    if raw is None or isinstance(raw, Unknown):
        return ANY if raw is None else UNSURE
    elements = raw if isinstance(raw, list) else [base]
    parts = [_element_of_splat(element, node, scope) for element in elements]
    if isinstance(raw, ListOf | SetList):
        return Collection("list", unify(parts) or ANY)
    return TupleType(tuple(parts))


def _element_of_splat(element: Value, node: Splat, scope: Scope) -> Type:
    at = element
    for step in node.each:
        if isinstance(step, Splat) and not isinstance(at.raw, list):
            # What is no list is taken for a list of one, but not where anything fails.
            return ANY
        try:
            at = steps(at, [step], scope, scope.span(node))
        except EvaluationError:
            if isinstance(step, Splat):
                return _splat_over(at, step, scope)
            kind = type_of(at)
            if not isinstance(kind, Collection) or kind.kind == "set":
                return ANY
            at = Value(UnknownOf((), kind.element))
    return type_of(at)


def _for(node: ForExpr, scope: Scope) -> Type:
    try:
        parts = list(_for_parts(node, scope))
    except EvaluationError:
        return ANY
    if not parts:
        # Nothing but its condition can fail.
        return ANY
    if node.key is None:
        return TupleType(tuple(kind for _, kind in parts))
    if not node.group:
        return _object_type(dict(parts))
    groups: dict[str, tuple[Type, ...]] = {}
    for name, kind in parts:
        groups[name] = (*groups.get(name, ()), kind)
    return _object_type({name: TupleType(kinds) for name, kinds in groups.items()})


def _for_parts(node: ForExpr, scope: Scope) -> Iterator[tuple[str, Type]]:
    """Yield the key (empty in a tuple) and type of each element; raise EvaluationError where they are not certain."""
    collection = _partial(node.collection, scope)
    for count, (key, element) in enumerate(pairs(collection, scope.span(node))):
        if count >= MAX_ELEMENTS:
            raise EvaluationError(f"a for expression goes over more than {MAX_ELEMENTS:,} elements")
        names = {node.value_name: element} if node.key_name is None else {node.key_name: key, node.value_name: element}
        inner = scope.bind(names)
        if node.condition is None or to_bool(evaluate(node.condition, inner)):
            name = "" if node.key is None else _key(node.key, inner)
            if name is None:
                raise EvaluationError("a key of the for expression is not known")
            yield name, type_of_branch(node.value, inner)


def _partial(node: Expression, scope: Scope) -> Value:
    """Return a collection, with unknown values for the parts of it that fail."""
    value = attempted(node, scope)
    if value is not None:
        return value
    if isinstance(node, Parens):
        return _partial(node.inner, scope)
    if isinstance(node, TupleExpr):
        return Value([_part_or_unknown(item, scope) for item in node.items])
    if isinstance(node, ObjectExpr):
        keys = [_key(key, scope) for key, _ in node.items]
        if None not in keys:
            parts = (_part_or_unknown(item, scope) for _, item in node.items)
            return Value({key: part for key, part in zip(keys, parts, strict=True) if key is not None})
    raise EvaluationError("the collection is not known")


def _part_or_unknown(node: Expression, scope: Scope) -> Value:
    value = attempted(node, scope)
    if value is not None:
        return value
    failed = unknown(CauseKind.ERROR, "the expression fails", scope.span(node))
    kind = type_of_branch(node, scope)
    return failed if kind == ANY else convert(failed, kind)


# As in expressions.py, the table erases each function's own node type.
_BY_FORM: dict[type, Callable[[Any, Scope], Type]] = {
    Parens: lambda node, scope: type_of_branch(node.inner, scope),
    Binary: lambda node, _: NUMBER if node.operator in _ARITHMETIC else BOOL,
    Unary: lambda node, _: NUMBER if node.operator == "-" else BOOL,
    Template: _template,
    TemplateIf: lambda *_: STRING,
    TemplateFor: lambda *_: STRING,
    TupleExpr: _tuple,
    ObjectExpr: _object,
    Conditional: _conditional,
    GetAttr: _get_attr,
    Index: _index,
    Splat: _splat,
    ForExpr: _for,
    Literal: lambda *_: ANY,
}
