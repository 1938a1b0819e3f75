"""What is known of a value that is one of several: what all of them have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from finops_guard.sources.terraform.access import bounded
from finops_guard.sources.terraform.equality import equal
from finops_guard.sources.terraform.kinds import BlockObject, ListOf, MapOf, SetList
from finops_guard.sources.terraform.scope import Budget
from finops_guard.values import ANY_SHAPE, Cause, OpenDict, Raw, Shape, Unknown, Value, options_of, shapes_of


def joined(values: Sequence[Value], causes: Iterable[Cause]) -> Value:
    """Return what is known of a value that is one of several (at least one); ``causes`` say why not which.

    Raise EvaluationError where that holds too much.
    Keys that all objects have are known, those that only some have are possible; of texts the common beginning and end.
    """
    first, marks, because = values[0], 0, tuple(causes)
    for value in values:
        marks |= value.marks
    if all(value is first or _same(first, value) for value in values[1:]):
        return first.marked(marks)
    raws = [value.raw for value in values]
    if all(isinstance(raw, Mapping) and not isinstance(raw, BlockObject) for raw in raws):
        return bounded(Value(_objects(values, because), first.origin, marks))
    lists = [raw for raw in raws if isinstance(raw, list) and not isinstance(raw, SetList)]
    if len(lists) == len(values) and len({(type(raw), len(raw)) for raw in lists}) == 1:
        items = [joined(column, because) for column in zip(*lists, strict=True)]
        raw: Raw = ListOf(items, lists[0].element) if isinstance(lists[0], ListOf) else items
        return bounded(Value(raw, first.origin, marks))
    found = [*because, *(cause for value in values for cause in value.causes)]
    return Value(Unknown(found, *_common(raws), options_of(values)), first.origin, marks)


def perhaps(key: str, value: Value, later: Value) -> Value:
    """Return what is known of a key's value, where a later object that is not known completely may hold another."""
    raw = later.raw
    if isinstance(raw, OpenDict):
        if not raw.may_have(key):
            return value
        if raw.further is not None:
            return joined([value, raw.further], raw.causes)
    return Value(Unknown(later.causes), value.origin, value.marks | later.marks) if later.causes else value


def _same(a: Value, b: Value) -> bool:
    return type(a.raw) is type(b.raw) and equal(a, b) is True


def _objects(values: Sequence[Value], because: tuple[Cause, ...]) -> Raw:
    tables = [value.raw for value in values if isinstance(value.raw, Mapping)]
    everywhere = [key for key in tables[0] if all(key in table for table in tables[1:])]
    items = {key: joined([table[key] for table in tables], because) for key in everywhere}
    causes = [cause for value in values for cause in value.causes]
    shapes = [shape for value in values for shape in shapes_of(value)]
    further: list[Value | None] = [table.further for table in tables if isinstance(table, OpenDict) and table.causes]
    for table in tables:
        for key, item in table.items():
            if key not in items:
                causes += because
                shapes.append((key, ""))
                further.append(item)
    if not causes:
        first = tables[0]
        return MapOf(items, first.element) if isinstance(first, MapOf) else items
    return OpenDict(items, causes, shapes, one_of(further, because))


def open_object(
    items: Mapping[str, Value],
    causes: Sequence[Cause],
    shapes: Iterable[Shape],
    further: Sequence[Value | None],
    budget: Budget,
) -> OpenDict:
    """Return an object that may have keys beside those it lists, each with one of the further values."""
    budget.spend(sum(value.weight for value in further if value is not None))
    return OpenDict(items, causes, shapes, one_of(further, causes))


def one_of(values: Sequence[Value | None], causes: Iterable[Cause]) -> Value | None:
    """Return what is known of one of several values; None where nothing is, or there are none."""
    known = [value for value in values if value is not None]
    return joined(known, causes) if known and len(known) == len(values) else None


def _common(raws: Sequence[Raw]) -> Shape:
    """Return what several texts, known or known in part, all begin and end with."""
    shapes: list[Shape] = []
    for raw in raws:
        if isinstance(raw, str):
            shapes.append((raw, raw))
        elif isinstance(raw, Unknown) and raw.shape != ANY_SHAPE:
            shapes.append(raw.shape)
        else:
            return ANY_SHAPE
    prefix = _beginning([begin for begin, _ in shapes])
    suffix = _beginning([end[::-1] for _, end in shapes])[::-1]
    # They must not overlap in the shortest of the texts, which is at least as long as its beginning or end.
    room = min(len(begin) if begin == end else len(begin) + len(end) for begin, end in shapes)
    return prefix, suffix[max(0, len(prefix) + len(suffix) - room) :]


def _beginning(texts: Sequence[str]) -> str:
    """Return what all texts begin with: what the first and the last of them in order have in common."""
    least, most = min(texts), max(texts)
    length = next((at for at, (a, b) in enumerate(zip(least, most, strict=False)) if a != b), len(least))
    return least[:length]
