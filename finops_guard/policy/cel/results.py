"""What expressions are evaluated to: plain values, containers that may hold what is not known, Unknown, and faults."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from math import isnan
from typing import TypeAlias

from msgspec import Struct

from finops_guard.policy.checks.paths import member
from finops_guard.values import Cause, CauseKind, OpenDict, OpenList, Unknown, Value, fits

# What an expression of a policy may take for one resource, counted in nodes and parts of containers.
MAX_STEPS = 200_000
# What is left for each once an expression has taken all that it may in a scan: enough for what has no loops.
MIN_STEPS = 1_000
# What is looked at in the time of one step: so many characters of a text, items of a list, entries of a map.
CHARACTERS, ITEMS, ENTRIES = 16, 8, 2


_BY_NAME = Cause(CauseKind.UNSUPPORTED, "what follows about a resource is told name by name, and never all of it")


class Fault(Struct, frozen=True):
    """What cannot be computed: there is no such operation on these values. The message holds none of them."""

    message: str


class TypeName(Struct, frozen=True):
    """A type as a value: what ``type(x)`` is."""

    name: str


class Choices:
    """A list of texts or numbers that a policy is given: to ask for a member takes no time, however many there are."""

    __slots__ = ("_members", "items")

    def __init__(self, items: Sequence[Result]) -> None:
        self.items = items
        self._members = frozenset(map(_identity, items))

    def has(self, item: Result) -> bool:
        return _identity(item) in self._members


# A Value stands for a list or an object as it is scanned, a tuple or dict for one that the expression makes.
Result: TypeAlias = (
    "None | bool | int | float | str | TypeName | Value | Choices | tuple[Result, ...] | dict[object, Result]"
    " | Unknown | Fault"
)


class SpentError(Exception):
    """An evaluation took more than MAX_STEPS."""


class Budget:
    """How much an evaluation may still take; ``left`` is for all evaluations of one expression together."""

    __slots__ = ("_begun", "left", "steps")

    def __init__(self, left: int) -> None:
        self.left = left
        self.steps = self._begun = 0

    def begin(self) -> None:
        self.steps = self._begun = max(min(MAX_STEPS, self.left), MIN_STEPS)

    def end(self) -> None:
        self.left -= self._begun - self.steps

    def spend(self, steps: int = 1) -> None:
        self.steps -= steps
        if self.steps < 0:
            raise SpentError

    def look(self, *results: object) -> None:
        """Spend what it takes to look at every character or part of the results, one level deep."""
        self.spend(1 + sum(map(_weight, results)))


def lift(value: Value | None) -> Result:
    """Return a scanned value as expressions see it: decimals as doubles, containers as they are."""
    if value is None:
        return None
    raw = value.raw
    if isinstance(raw, Decimal):
        number = float(raw)
        return number if abs(number) != float("inf") else Fault("a number is too large for a double")
    if isinstance(raw, bool | int | str | Unknown) or raw is None:
        return raw
    return value


def _weight(result: object) -> int:
    """Return how many steps it takes to look at a result at its own level; Choices are asked by hash."""
    part = result.raw if isinstance(result, Value) else result
    match part:
        case str():
            return len(part) // CHARACTERS
        case tuple() | list():
            return len(part) // ITEMS
        case Mapping():
            return len(part) // ENTRIES
        case _:
            return 0


def further(result: Result) -> Unknown | None:
    """Return why a list may have more items than it has; None where it has not."""
    raw = result.raw if isinstance(result, Value) else None
    return Unknown(raw.causes) if isinstance(raw, OpenList) and raw.causes else None


def length(result: Result) -> int | None:
    """Return how many items a list has; None for anything else."""
    if isinstance(result, tuple):
        return len(result)
    if isinstance(result, Choices):
        return len(result.items)
    raw = result.raw if isinstance(result, Value) else None
    return len(raw) if isinstance(raw, Sequence) and not isinstance(raw, str) else None


def is_map(result: Result) -> bool:
    return isinstance(result, dict) or (isinstance(result, Value) and isinstance(result.raw, Mapping))


def merged(results: Iterable[object]) -> Unknown:
    """Return one Unknown with the causes of all."""
    return Unknown(cause for each in results if isinstance(each, Unknown) for cause in each.causes)


# The entries of a map that may be there, and why there may be more.
_Entries: TypeAlias = "tuple[dict[object, Result], Unknown | None]"


def type_name(result: Result) -> str:
    match result:
        case None:
            return "null_type"
        case bool():
            return "bool"
        case int():
            return "int"
        case float():
            return "double"
        case str():
            return "string"
        case TypeName():
            return "type"
        case Value(raw=Mapping()) | dict():
            return "map"
        case _:
            return "list"


def members(result: Result) -> _Entries | None:
    """Return the entries of a map that may be there, and why there may be more; None for anything else.

    Entries that are null are none; one that is Unknown may be null.
    """
    if isinstance(result, dict):
        return {key: item for key, item in result.items() if item is not None}, None
    if isinstance(result, Value) and isinstance(result.raw, Mapping):
        if not isinstance(result.raw, dict):
            return {}, Unknown([_BY_NAME])  # it is made as it is asked for
        found: dict[object, Result] = {key: lift(item) for key, item in result.raw.items() if not item.is_null}
        return found, _open(result.raw)
    return None


def items(result: Result) -> Sequence[Result] | None:
    """Return the items of a list; None for anything else."""
    if isinstance(result, tuple):
        return result
    if isinstance(result, Choices):
        return result.items
    if isinstance(result, Value) and not isinstance(result.raw, Mapping):
        return [lift(each) for each in result.items()]
    return None


def field(container: Result, key: Result) -> Result:
    """Return what a map has under a key; null where it has nothing, as over null itself."""
    if container is None:
        return None
    if isinstance(container, Unknown):
        return Unknown(container.causes)
    if isinstance(container, dict):
        if isinstance(key, str):
            return container.get(key)
        return next((item for known, item in container.items() if _identity(known) == _identity(key)), None)
    if isinstance(container, Value) and isinstance(container.raw, Mapping):
        return lift(member(container, key)) if isinstance(key, str) else None
    return Fault(f"a {type_name(container)} has no fields")


def same(left: Result, right: Result, budget: Budget) -> Result:
    """Return whether two results are equal: false as soon as a part certainly differs, whatever is unknown."""
    budget.look(left, right)
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Unknown):
            if isinstance(other, str) and not fits(other, one.shape):
                return False
            return merged((left, right))
    ours, theirs = (members(left), members(right)) if is_map(left) and is_map(right) else (None, None)
    if ours is not None and theirs is not None:
        return _same_maps(ours, theirs, budget)
    if length(left) is not None and length(right) is not None:
        return _same_lists(left, right, budget)
    if isinstance(left, Fault) or isinstance(right, Fault):
        return left if isinstance(left, Fault) else right
    scalar = not any(is_map(each) or length(each) is not None for each in (left, right))
    return scalar and _identity(left) == _identity(right)


def conjunction(parts: Iterator[Result]) -> Result:
    """Return whether all hold: false as soon as one certainly does not."""
    open_: list[Result] = []
    for part in parts:
        if part is False:
            return False
        if part is not True:
            open_.append(part)
    faults = [part for part in open_ if isinstance(part, Fault)]
    return True if not open_ else faults[0] if faults and len(faults) == len(open_) else merged(open_)


def _same_lists(left: Result, right: Result, budget: Budget) -> Result:
    mine, theirs, more, further_theirs = length(left) or 0, length(right) or 0, further(left), further(right)
    if (mine > theirs and further_theirs is None) or (theirs > mine and more is None):
        return False
    if more is not None or further_theirs is not None:
        return merged((more, further_theirs))
    return conjunction(
        same(one, other, budget) for one, other in zip(items(left) or (), items(right) or (), strict=True)
    )


def _same_maps(
    ours: tuple[dict[object, Result], Unknown | None],
    theirs: tuple[dict[object, Result], Unknown | None],
    budget: Budget,
) -> Result:
    causes: list[Result] = [part for part in (ours[1], theirs[1]) if part is not None]
    for here, (there, open_) in ((ours[0], theirs), (theirs[0], ours)):
        for key, item in here.items():
            if key in there:
                continue
            if not isinstance(item, Unknown) and open_ is None:
                return False
            causes.append(item)
    both = [key for key in ours[0] if key in theirs[0]]
    equal = conjunction(same(ours[0][key], theirs[0][key], budget) for key in both)
    if equal is True and causes:
        return merged(causes)
    return equal


def _open(raw: Mapping[str, Value]) -> Unknown | None:
    """Return why a map may have more entries than it lists; what a provider computes is none of the code's."""
    if not isinstance(raw, OpenDict):
        return None
    causes = [cause for cause in raw.causes if cause.kind is not CauseKind.COMPUTED]
    return Unknown(causes) if causes else None


def _identity(result: object) -> tuple[str, object]:
    """Return what tells scalars apart: 1 and 1.0 are the same, 1 and true are not."""
    if isinstance(result, bool):
        return "bool", result
    if isinstance(result, float) and isnan(result):
        return "nan", object()  # which no number is, nor itself
    if isinstance(result, int | float):
        return "number", result
    if isinstance(result, Decimal):
        return "number", float(result)
    return type(result).__name__, result


def limited() -> Unknown:
    """Return what an evaluation is that took too long."""
    return Unknown([Cause(CauseKind.LIMIT, f"the expression takes more than {MAX_STEPS:,} steps")])
