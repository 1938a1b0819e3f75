"""Evaluate expressions: known where Terraform would know, Unknown with its causes elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from finops_guard.location import Span
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
    Unreadable,
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
from finops_guard.sources.terraform.scope import STEP_CHARACTERS, Scope
from finops_guard.values import ANY_SHAPE, Cause, CauseKind, OpenDict, Shape, Unknown, Value, all_causes, unknown

# How many elements one expression may make, so that no pull request can exhaust memory.
MAX_ELEMENTS = 100_000
# How many characters a string may have.
MAX_STRING = 4 * 1024 * 1024
# How much a list or object may hold, parts of parts included; so many characters of a string count as a part.
MAX_WEIGHT = 1_000_000
CHARACTERS = 100


def bounded(value: Value) -> Value:
    """Weigh a list or object that was just made; raise EvaluationError where walking over it would take too long.

    Parts may be shared: thirty locals, each a list of the next one twice, are a thousand million elements.
    """
    raw = value.raw
    if isinstance(raw, str):
        if len(raw) > MAX_STRING:
            raise EvaluationError(f"a string grows beyond {MAX_STRING:,} characters")
        return value
    if isinstance(raw, list):
        parts: Iterable[Value] = raw
    elif isinstance(raw, dict) and not isinstance(raw, BlockObject):
        parts = raw.values()
    else:
        return value
    weight = 1
    for part in parts:
        weight += 1 + len(part.raw) // CHARACTERS if isinstance(part.raw, str) else part.weight
    if weight > MAX_WEIGHT:
        raise EvaluationError(f"a value holds more than {MAX_WEIGHT:,} parts")
    value.weight = weight
    return value


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
    except (ArithmeticError, ValueError, RecursionError):
        # What Python refuses to calculate (a number without end, a text that is none) is an error of the expression.
        raise EvaluationError("the value is too large, or of the wrong form", scope.span(node)) from None
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
            return found.marked(base.marks)
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
        if not isinstance(raw, OpenDict | BlockObject) and name not in raw:
            # Not the key itself: it may be sensitive.
            raise EvaluationError("the map has no such key", span)
        return get_attribute(base, name, span)
    if isinstance(raw, list) and not isinstance(raw, SetList):
        at = to_number(key)
        if isinstance(at, Decimal) or not 0 <= at < len(raw):
            raise EvaluationError("the index is not within the list", span)
        found: Value = raw[at]
        return found.marked(base.marks | key.marks)
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
    scope.budget.spend(len(elements) * (1 + len(node.each)))
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
    return bounded(Value(found, span, base.marks))


def _call(node: Call, scope: Scope) -> Value:
    value = bounded(scope.resolver.call(node.name, node, scope))
    scope.budget.spend(value.weight + (len(value.raw) // STEP_CHARACTERS if isinstance(value.raw, str) else 0))
    return value


def _unary(node: Unary, scope: Scope) -> Value:
    return unary(node.operator, evaluate(node.operand, scope), scope.span(node))


def _binary(node: Binary, scope: Scope) -> Value:
    left, right, span = evaluate(node.left, scope), evaluate(node.right, scope), scope.span(node)
    scope.budget.spend(min(left.weight, right.weight))
    if node.operator in ("&&", "||"):
        return logical(node.operator, left, right, span)
    return binary(node.operator, left, right, span)


def _conditional(node: Conditional, scope: Scope) -> Value:
    condition = evaluate(node.condition, scope)
    if not condition.is_unknown:
        chosen_node, other = (node.yes, node.no) if to_bool(condition) else (node.no, node.yes)
        chosen = evaluate(chosen_node, scope)
        if _writes_text(other) and isinstance(chosen.raw, bool | int | Decimal):
            # Both branches have one type: a number or bool beside a text is a text.
            chosen = Value(to_string(chosen), chosen.origin, chosen.marks)
        return chosen.marked(condition.marks)
    yes, no = attempt(node.yes, scope), attempt(node.no, scope)
    # Whatever the condition turns out to be, two equal branches give the same value.
    if equal(yes, no) is True:
        return yes
    return Value(Unknown(condition.causes), scope.span(node), condition.marks | yes.marks | no.marks)


def _writes_text(node: Expression) -> bool:
    """Tell whether an expression is certainly a string, by its form."""
    if isinstance(node, Template):
        return len(node.parts) > 1 or isinstance(node.parts[0], TemplateIf | TemplateFor)
    return isinstance(node, Literal) and isinstance(node.value, str)


def _unreadable(node: Unreadable, scope: Scope) -> Value:
    return unknown(CauseKind.ERROR, "its text has a syntax error", scope.span(node))


def _parens(node: Parens, scope: Scope) -> Value:
    return evaluate(node.inner, scope)


def _tuple(node: TupleExpr, scope: Scope) -> Value:
    return bounded(Value([evaluate(item, scope) for item in node.items], scope.span(node)))


def _object(node: ObjectExpr, scope: Scope) -> Value:
    found: dict[str, Value] = {}
    causes: list[Cause] = []
    shapes: list[Shape] = []
    marks = 0
    for key_node, value_node in node.items:
        value = evaluate(value_node, scope)
        if type(key_node) is Literal and type(key_node.value) is str:
            found[key_node.value] = value
            continue
        key = evaluate(key_node, scope)
        marks |= key.marks
        if isinstance(key.raw, Unknown):
            causes += key.causes
            shapes.append(key.raw.shape)
        else:
            found[to_string(key)] = value
    return bounded(Value(OpenDict(found, causes, shapes) if causes else found, scope.span(node), marks))


def _for(node: ForExpr, scope: Scope) -> Value:
    collection = evaluate(node.collection, scope)
    span = scope.span(node)
    if collection.is_unknown:
        return Value(collection.raw, span, collection.marks)
    opened: list[Cause] = list(collection.causes)
    shapes: list[Shape] = [ANY_SHAPE] if opened else []
    items: list[Value] = []
    grouped: dict[str, list[Value]] = {}
    marks = collection.marks
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
                shapes.append(ANY_SHAPE)
                continue
            if not to_bool(condition):
                continue
        value = evaluate(node.value, inner)
        if node.key is None:
            items.append(value)
            continue
        name = evaluate(node.key, inner)
        marks |= name.marks
        if isinstance(name.raw, Unknown):
            opened += name.causes
            shapes.append(name.raw.shape)
        elif node.group:
            grouped.setdefault(to_string(name), []).append(value)
        elif (text := to_string(name)) in singles:
            raise EvaluationError("a for expression makes the same key twice", span)
        else:
            singles[text] = value
    if node.key is None:
        return bounded(Value(Unknown(opened) if opened else items, span, collection.marks))
    made = {name: bounded(Value(group, span)) for name, group in grouped.items()} if node.group else singles
    return bounded(Value(OpenDict(made, opened, shapes) if opened else made, span, marks))


def _template(node: Template, scope: Scope) -> Value:
    if len(node.parts) == 1 and not isinstance(node.parts[0], TemplateIf | TemplateFor):
        return evaluate(node.parts[0], scope)
    return _rendered(node.parts, scope, scope.span(node))


def _bare_directive(node: TemplateIf | TemplateFor, scope: Scope) -> Value:
    return _rendered([node], scope, scope.span(node))


class _Pieces(list[str | Unknown]):
    """The pieces of a template's text, never more than a string may hold."""

    __slots__ = ("size",)

    def __init__(self) -> None:
        super().__init__()
        self.size = 0

    def add(self, piece: str | Unknown) -> None:
        self.size += 1 + (0 if isinstance(piece, Unknown) else len(piece))
        if self.size > MAX_STRING:
            raise EvaluationError(f"a string grows beyond {MAX_STRING:,} characters")
        self.append(piece)


def _rendered(parts: list[Expression], scope: Scope, span: Span) -> Value:
    pieces = _Pieces()
    marks = _render(parts, scope, pieces)
    unknown = [piece for piece in pieces if isinstance(piece, Unknown)]
    scope.budget.spend(pieces.size // STEP_CHARACTERS)
    if not unknown:
        return Value("".join(map(str, pieces)), span, marks)
    causes = [cause for piece in unknown for cause in piece.causes]
    return Value(Unknown(causes, _known_start(pieces), _known_end(pieces)), span, marks)


def _known_start(pieces: list[str | Unknown]) -> str:
    known: list[str] = []
    for piece in pieces:
        if isinstance(piece, Unknown):
            return "".join([*known, piece.prefix])
        known.append(piece)
    return "".join(known)


def _known_end(pieces: list[str | Unknown]) -> str:
    known: list[str] = []
    for piece in reversed(pieces):
        if isinstance(piece, Unknown):
            return "".join([piece.suffix, *known])
        known.insert(0, piece)
    return "".join(known)


def _render(parts: list[Expression], scope: Scope, pieces: _Pieces) -> int:
    """Append the pieces of a template's text, Unknown where one is not known; return the marks."""
    marks = 0
    for part in parts:
        if isinstance(part, TemplateIf):
            condition = evaluate(part.condition, scope)
            marks |= condition.marks
            if condition.is_unknown:
                pieces.add(Unknown(condition.causes))
            else:
                marks |= _render(part.yes if to_bool(condition) else part.no, scope, pieces)
        elif isinstance(part, TemplateFor):
            marks |= _render_for(part, scope, pieces)
        else:
            value = evaluate(part, scope)
            marks |= value.marks
            pieces.add(value.raw if isinstance(value.raw, Unknown) else to_string(value))
    return marks


def _render_for(part: TemplateFor, scope: Scope, pieces: _Pieces) -> int:
    collection = evaluate(part.collection, scope)
    marks = collection.marks
    if collection.causes:
        pieces.add(Unknown(collection.causes))
        return marks
    for key, element in pairs(collection, scope.span(part)):
        names = {part.value_name: element}
        if part.key_name is not None:
            names[part.key_name] = key
        marks |= _render(part.body, scope.bind(names), pieces)
    return marks


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
    Unreadable: _unreadable,
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
