"""Evaluate expressions: known where Terraform would know, Unknown with its causes elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Protocol

from finops_guard.location import SourceText, Span
from finops_guard.sources.terraform.ast import (
    Binary,
    Call,
    Conditional,
    Expression,
    ForExpr,
    GetAttr,
    Index,
    Literal,
    ObjectExpr,
    Parens,
    Reference,
    Splat,
    Template,
    TemplateFor,
    TemplateIf,
    TupleExpr,
    Unary,
)
from finops_guard.sources.terraform.operators import (
    BlockObject,
    EvaluationError,
    SetList,
    binary,
    equal,
    is_list,
    logical,
    to_bool,
    to_number,
    to_string,
    type_name,
    unary,
)
from finops_guard.values import Cause, CauseKind, OpenDict, Unknown, Value, all_causes, unknown

# How deep evaluation may nest (expressions within references within expressions ...).
MAX_DEPTH = 1500
# How many expressions one root module may evaluate: hundreds of times what the largest real ones need.
MAX_STEPS = 20_000_000
# How many elements one expression may make, so that no pull request can exhaust memory.
MAX_ELEMENTS = 100_000
# How many characters a string may have.
MAX_STRING = 4 * 1024 * 1024


class Budget:
    """How deep and how long the evaluation of one root module has gone."""

    __slots__ = ("depth", "steps")

    def __init__(self) -> None:
        self.depth = 0
        self.steps = 0

    def enter(self) -> None:
        """Count one expression; raise EvaluationError where a bound is reached. Every call needs a later leave()."""
        self.depth += 1
        self.steps += 1
        if self.depth > MAX_DEPTH:
            raise EvaluationError(f"the evaluation nests deeper than {MAX_DEPTH:,} levels")
        if self.steps > MAX_STEPS:
            raise EvaluationError(f"the root module needs more than {MAX_STEPS:,} evaluation steps")

    def leave(self) -> None:
        self.depth -= 1


class Resolver(Protocol):
    """What answers references: a module instance, or a template's variables."""

    def resolve(self, path: tuple[str, ...], span: Span) -> tuple[Value, int]:
        """Return the value of the longest prefix that names something, and how many parts of the path it took."""
        ...

    def call(self, name: str, node: Call, scope: Scope) -> Value:
        """Evaluate a function call."""
        ...


class Scope:
    """Where an expression is evaluated: its text, who resolves references, and the names bound around it."""

    __slots__ = ("budget", "names", "resolver", "source")

    def __init__(
        self, resolver: Resolver, source: SourceText, budget: Budget, names: Mapping[str, Value] | None = None
    ) -> None:
        self.resolver = resolver
        self.source = source
        self.budget = budget
        self.names: Mapping[str, Value] = names or {}

    def span(self, node: Expression) -> Span:
        return Span(self.source, node.start, node.end)

    def bind(self, names: Mapping[str, Value]) -> Scope:
        """Return a scope with further names (the variables of a ``for``, a dynamic block's iterator)."""
        return Scope(self.resolver, self.source, self.budget, {**self.names, **names})


def evaluate(node: Expression, scope: Scope) -> Value:
    """Return the value of an expression; raise EvaluationError where Terraform would reject it."""
    budget = scope.budget
    try:
        budget.enter()
        return _EVALUATORS[type(node)](node, scope)
    except EvaluationError as failure:
        if failure.span is None:
            failure.span = scope.span(node)
        raise
    finally:
        budget.leave()


def attempt(node: Expression, scope: Scope) -> Value:
    """Return the value of an expression; an error becomes Unknown with the error as its cause."""
    try:
        return evaluate(node, scope)
    except EvaluationError as failure:
        return unknown(CauseKind.ERROR, f"the expression fails: {failure.message}", failure.span)


def get_attribute(base: Value, name: str, span: Span) -> Value:
    """Return ``base.name`` as Terraform does for objects, maps and resources."""
    raw = base.raw
    if isinstance(raw, Mapping):
        found = raw.get(name)
        if found is not None:
            if found.raw is None and isinstance(raw, BlockObject):
                return _computed(raw, name, span)
            return found if not base.marks else Value(found.raw, found.origin, found.marks | base.marks)
        if isinstance(raw, BlockObject):
            return _computed(raw, name, span)
        if isinstance(raw, OpenDict):
            return Value(Unknown(raw.causes), span, base.marks)
        raise EvaluationError(f"there is no attribute {name}", span)
    if isinstance(raw, Unknown):
        return Value(raw, span, base.marks)
    if isinstance(raw, list) and name.isdigit():
        return index(base, Value(int(name), span), span)
    raise EvaluationError(f"{type_name(base)} has no attribute {name}", span)


def _computed(block: BlockObject, name: str, span: Span) -> Value:
    if block.is_data:
        return unknown(CauseKind.DATA_SOURCE, f"{block.address}.{name} is read from the cloud", span)
    return unknown(CauseKind.COMPUTED, f"{block.address}.{name} is known after apply", span)


def index(base: Value, key: Value, span: Span) -> Value:
    """Return ``base[key]``."""
    raw = base.raw
    if isinstance(raw, Unknown) or key.is_unknown:
        return Value(Unknown([*base.causes, *key.causes]), span, base.marks | key.marks)
    if isinstance(raw, Mapping):
        name = to_string(key)
        return get_attribute(base, name, span)
    if isinstance(raw, list) and not isinstance(raw, SetList):
        at = to_number(key)
        if isinstance(at, Decimal) or not 0 <= at < len(raw):
            raise EvaluationError("the index is not within the list", span)
        found: Value = raw[at]
        marks = base.marks | key.marks
        return found if not marks else Value(found.raw, found.origin, found.marks | marks)
    raise EvaluationError(f"{type_name(base)} cannot be indexed", span)


def pairs(collection: Value, span: Span) -> Iterator[tuple[Value, Value]]:
    """Yield the (key, value) pairs that ``for`` and ``for_each`` see; raise EvaluationError for what has none."""
    raw = collection.raw
    if isinstance(raw, Mapping):
        for key in sorted(raw):
            yield Value(key, raw[key].origin, collection.marks), raw[key]
    elif isinstance(raw, SetList):
        for item in raw:
            yield item, item
    elif isinstance(raw, list):
        for position, item in enumerate(raw):
            yield Value(position, item.origin), item
    else:
        raise EvaluationError(f"{type_name(collection)} cannot be iterated over", span)


def _literal(node: Literal, scope: Scope) -> Value:
    return Value(node.value, Span(scope.source, node.start, node.end))


def _reference(node: Reference, scope: Scope) -> Value:
    path = node.path
    bound = scope.names.get(path[0])
    span = scope.span(node)
    if bound is not None:
        value, used = bound, 1
    else:
        value, used = scope.resolver.resolve(path, span)
    for name in path[used:]:
        value = get_attribute(value, name, span)
    return value


def _get_attr(node: GetAttr, scope: Scope) -> Value:
    return get_attribute(evaluate(node.base, scope), node.name, scope.span(node))


def _index(node: Index, scope: Scope) -> Value:
    return index(evaluate(node.base, scope), evaluate(node.key, scope), scope.span(node))


def _splat(node: Splat, scope: Scope) -> Value:
    return _splat_over(evaluate(node.base, scope), node, scope)


def _splat_over(base: Value, node: Splat, scope: Scope) -> Value:
    span = scope.span(node)
    raw = base.raw
    if isinstance(raw, Unknown):
        return Value(raw, span, base.marks)
    if raw is None:
        return Value([], span, base.marks)
    elements = raw if isinstance(raw, list) else [base]
    found = []
    for element in elements:
        at = element
        for step in node.each:
            if isinstance(step, str):
                at = get_attribute(at, step, span)
            elif isinstance(step, Splat) and isinstance(step.base, Reference) and not step.base.path:
                at = _splat_over(at, step, scope)
            else:
                at = index(at, evaluate(step, scope), span)
        found.append(at)
    return Value(found, span, base.marks)


def _call(node: Call, scope: Scope) -> Value:
    return scope.resolver.call(node.name, node, scope)


def _unary(node: Unary, scope: Scope) -> Value:
    return unary(node.operator, evaluate(node.operand, scope), scope.span(node))


def _binary(node: Binary, scope: Scope) -> Value:
    left, right, span = evaluate(node.left, scope), evaluate(node.right, scope), scope.span(node)
    if node.operator in ("&&", "||"):
        return logical(node.operator, left, right, span)
    return binary(node.operator, left, right, span)


def _conditional(node: Conditional, scope: Scope) -> Value:
    condition = evaluate(node.condition, scope)
    if not condition.is_unknown:
        chosen = evaluate(node.yes if to_bool(condition) else node.no, scope)
        return chosen if not condition.marks else Value(chosen.raw, chosen.origin, chosen.marks | condition.marks)
    yes, no = attempt(node.yes, scope), attempt(node.no, scope)
    # Whatever the condition turns out to be, two equal branches give the same value.
    if equal(yes, no) is True:
        return yes
    return Value(Unknown(condition.causes), scope.span(node), condition.marks | yes.marks | no.marks)


def _parens(node: Parens, scope: Scope) -> Value:
    return evaluate(node.inner, scope)


def _tuple(node: TupleExpr, scope: Scope) -> Value:
    return Value([evaluate(item, scope) for item in node.items], scope.span(node))


def _object(node: ObjectExpr, scope: Scope) -> Value:
    found: dict[str, Value] = {}
    causes: list[Cause] = []
    marks = 0
    for key_node, value_node in node.items:
        value = evaluate(value_node, scope)
        if type(key_node) is Literal and type(key_node.value) is str:
            found[key_node.value] = value
            continue
        key = evaluate(key_node, scope)
        marks |= key.marks
        if key.is_unknown:
            causes += key.causes
        else:
            found[to_string(key)] = value
    return Value(OpenDict(found, causes) if causes else found, scope.span(node), marks)


def _for(node: ForExpr, scope: Scope) -> Value:
    collection = evaluate(node.collection, scope)
    span = scope.span(node)
    if collection.is_unknown:
        return Value(collection.raw, span, collection.marks)
    opened: list[Cause] = list(collection.causes)
    items: list[Value] = []
    grouped: dict[str, list[Value]] = {}
    singles: dict[str, Value] = {}
    for count, (key, element) in enumerate(pairs(collection, span)):
        if count >= MAX_ELEMENTS:
            return unknown(CauseKind.LIMIT, f"a for expression goes over more than {MAX_ELEMENTS:,} elements", span)
        inner = scope.bind(
            {node.value_name: element} if node.key_name is None else {node.key_name: key, node.value_name: element}
        )
        if node.condition is not None:
            condition = evaluate(node.condition, inner)
            if condition.is_unknown:
                opened += condition.causes
                continue
            if not to_bool(condition):
                continue
        value = evaluate(node.value, inner)
        if node.key is None:
            items.append(value)
            continue
        name = evaluate(node.key, inner)
        if name.is_unknown:
            opened += name.causes
        elif node.group:
            grouped.setdefault(to_string(name), []).append(value)
        elif (text := to_string(name)) in singles:
            raise EvaluationError("a for expression makes the same key twice", span)
        else:
            singles[text] = value
    if node.key is None:
        return Value(Unknown(opened) if opened else items, span, collection.marks)
    made = {name: Value(group, span) for name, group in grouped.items()} if node.group else singles
    return Value(OpenDict(made, opened) if opened else made, span, collection.marks)


def _template(node: Template, scope: Scope) -> Value:
    if len(node.parts) == 1 and not isinstance(node.parts[0], TemplateIf | TemplateFor):
        return evaluate(node.parts[0], scope)
    text: list[str] = []
    causes: list[Cause] = []
    marks = _render(node.parts, scope, text, causes)
    span = scope.span(node)
    if causes:
        return Value(Unknown(causes), span, marks)
    return Value("".join(text), span, marks)


def _render(parts: list[Expression], scope: Scope, text: list[str], causes: list[Cause]) -> int:
    """Append a template's text, or why it is unknown; return the marks."""
    marks = 0
    for part in parts:
        if isinstance(part, TemplateIf):
            condition = evaluate(part.condition, scope)
            marks |= condition.marks
            if condition.is_unknown:
                causes += condition.causes
            else:
                marks |= _render(part.yes if to_bool(condition) else part.no, scope, text, causes)
        elif isinstance(part, TemplateFor):
            marks |= _render_for(part, scope, text, causes)
        else:
            value = evaluate(part, scope)
            marks |= value.marks
            if value.is_unknown:
                causes += value.causes
            else:
                text.append(to_string(value))
        if sum(map(len, text[-2:])) > MAX_STRING or len(text) > MAX_ELEMENTS:
            raise EvaluationError(f"a string grows beyond {MAX_STRING:,} characters", scope.span(part))
    return marks


def _render_for(part: TemplateFor, scope: Scope, text: list[str], causes: list[Cause]) -> int:
    collection = evaluate(part.collection, scope)
    marks = collection.marks
    if collection.causes:
        causes += collection.causes
        return marks
    for key, element in pairs(collection, scope.span(part)):
        names = {part.value_name: element}
        if part.key_name is not None:
            names[part.key_name] = key
        marks |= _render(part.body, scope.bind(names), text, causes)
    return marks


def _bare_directive(node: TemplateIf | TemplateFor, scope: Scope) -> Value:
    text: list[str] = []
    causes: list[Cause] = []
    marks = _render([node], scope, text, causes)
    return Value(Unknown(causes) if causes else "".join(text), scope.span(node), marks)


# The dispatch table erases each evaluator's own node type; evaluate() looks it up by exactly that type.
_EVALUATORS: dict[type, Callable[[Any, Scope], Value]] = {
    Literal: _literal,
    Reference: _reference,
    Template: _template,
    TemplateIf: _bare_directive,
    TemplateFor: _bare_directive,
    GetAttr: _get_attr,
    Index: _index,
    Splat: _splat,
    Call: _call,
    Unary: _unary,
    Binary: _binary,
    Conditional: _conditional,
    Parens: _parens,
    TupleExpr: _tuple,
    ObjectExpr: _object,
    ForExpr: _for,
}


def fully_known(value: Value) -> bool:
    """Tell whether nothing within a value is Unknown."""
    return not all_causes(value, 1)


def as_list(value: Value, span: Span) -> list[Value]:
    """Return the elements of a known list, set or tuple."""
    raw = value.raw
    if isinstance(raw, list) and is_list(raw):
        return raw
    raise EvaluationError(f"a list is required, not {type_name(value)}", span)
