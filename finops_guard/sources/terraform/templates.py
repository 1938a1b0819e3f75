"""Templates: the text that literal parts, ``${}`` and the directives ``%{ if }`` and ``%{ for }`` make."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from finops_guard.location import Span
from finops_guard.sources.terraform.access import MAX_STRING, pairs
from finops_guard.sources.terraform.ast import Expression, TemplateFor, TemplateIf
from finops_guard.sources.terraform.kinds import EvaluationError, UnknownOf
from finops_guard.sources.terraform.operators import normalized, to_bool, to_string
from finops_guard.sources.terraform.scope import STEP_CHARACTERS, Scope
from finops_guard.sources.terraform.types import STRING
from finops_guard.values import Unknown, Value

# The evaluator of expressions, which itself comes back here for the templates in them.
Evaluate: TypeAlias = Callable[[Expression, Scope], Value]


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


def rendered(parts: list[Expression], scope: Scope, span: Span, evaluate: Evaluate) -> Value:
    """Return the text that the parts of a template make, partly known where a part is not."""
    pieces = _Pieces()
    marks = _render(parts, scope, pieces, evaluate)
    unknown = [piece for piece in pieces if isinstance(piece, Unknown)]
    scope.budget.spend(pieces.size // STEP_CHARACTERS)
    if not unknown:
        return Value(normalized("".join(map(str, pieces))), span, marks)
    causes = [cause for piece in unknown for cause in piece.causes]
    return Value(UnknownOf(causes, STRING, _known_start(pieces), _known_end(pieces)), span, marks)


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


def _render(parts: list[Expression], scope: Scope, pieces: _Pieces, evaluate: Evaluate) -> int:
    """Append the pieces of a template's text, Unknown where one is not known; return the marks."""
    marks = 0
    for part in parts:
        if isinstance(part, TemplateIf):
            condition = evaluate(part.condition, scope)
            marks |= condition.marks
            if condition.is_unknown:
                pieces.add(Unknown(condition.causes))
            else:
                marks |= _render(part.yes if to_bool(condition) else part.no, scope, pieces, evaluate)
        elif isinstance(part, TemplateFor):
            marks |= _render_for(part, scope, pieces, evaluate)
        else:
            value = evaluate(part, scope)
            marks |= value.marks
            pieces.add(value.raw if isinstance(value.raw, Unknown) else to_string(value))
    return marks


def _render_for(part: TemplateFor, scope: Scope, pieces: _Pieces, evaluate: Evaluate) -> int:
    collection = evaluate(part.collection, scope)
    marks = collection.marks
    if collection.causes:
        pieces.add(Unknown(collection.causes))
        return marks
    for key, element in pairs(collection, scope.span(part)):
        names = {part.value_name: element}
        if part.key_name is not None:
            names[part.key_name] = key
        marks |= _render(part.body, scope.bind(names), pieces, evaluate)
    return marks
