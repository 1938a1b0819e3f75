"""Set functions."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice, product

from finops_guard.location import Span
from finops_guard.sources.terraform.conversion import convert
from finops_guard.sources.terraform.functions.signature import Function, expect
from finops_guard.sources.terraform.functions.unify import unify
from finops_guard.sources.terraform.kinds import EvaluationError, ListOf, SetList
from finops_guard.sources.terraform.types import TupleType, Type, key_of, make_set
from finops_guard.sources.terraform.unification import element_type, element_types
from finops_guard.sources.terraform.unification import unify as unify_types
from finops_guard.values import Cause, Unknown, Value, all_causes

_MAX_PRODUCT = 100_000


def _element(arg: Value) -> Type:
    """Return the type of the elements that a list or tuple has as a set."""
    found = element_type("set", element_types(arg))
    if found is None:
        raise EvaluationError("the elements of a set have no common type")
    return found


def _operation(least: int, most: int | None, combine: Callable[[list[dict[object, Value]]], list[Value]]) -> Function:
    def call(args: list[Value], span: Span) -> Value:
        expect(args, least, most)
        marks = 0
        causes: list[Cause] = []
        for arg in args:
            marks |= arg.marks
            causes += all_causes(arg)
            if not isinstance(arg.raw, list | Unknown):
                raise EvaluationError("the function takes sets")
        if causes:
            return Value(Unknown(causes), span, marks)
        # The elements of all sets have one type.
        element = unify_types([_element(arg) for arg in args if element_types(arg)])
        if element is None:
            raise EvaluationError("the elements of the sets have no common type")
        same = iter([convert(item, element) for arg in args for item in arg.items()])
        sets = [{key_of(item): item for item in islice(same, sum(1 for _ in arg.items()))} for arg in args]
        return make_set(combine(sets), span, marks, element)

    return call


def _intersection(sets: list[dict[object, Value]]) -> list[Value]:
    return [item for key, item in sets[0].items() if all(key in other for other in sets[1:])]


def _union(sets: list[dict[object, Value]]) -> list[Value]:
    return [item for each in sets for item in each.values()]


def _difference(sets: list[dict[object, Value]]) -> list[Value]:
    return [item for key, item in sets[0].items() if not any(key in other for other in sets[1:])]


def _setproduct(args: list[Value], span: Span) -> Value:
    expect(args, 2, None)
    marks = 0
    causes: list[Cause] = []
    lists: list[list[Value]] = []
    size = 1
    for arg in args:
        marks |= arg.marks
        causes += arg.causes
        if isinstance(arg.raw, list):
            lists.append(arg.raw)
            size *= len(arg.raw)
        elif not arg.is_unknown:
            raise EvaluationError("setproduct() takes sets or lists")
    if causes:
        return Value(Unknown(causes), span, marks)
    kind = TupleType(tuple(map(_element, args)))
    lists = [unify(each) for each in lists]
    if size > _MAX_PRODUCT:
        raise EvaluationError(f"setproduct() would make more than {_MAX_PRODUCT:,} elements")
    made = [Value(list(row), span, marks) for row in product(*lists)]
    if any(isinstance(arg.raw, SetList) for arg in args) and not any(all_causes(row, 1) for row in made):
        return make_set(made, span, marks, kind)
    return Value(ListOf(made, kind), span, marks)


FUNCTIONS: dict[str, Function] = {
    "setintersection": _operation(1, None, _intersection),
    "setproduct": _setproduct,
    "setsubtract": _operation(2, 2, _difference),
    "setunion": _operation(1, None, _union),
}
