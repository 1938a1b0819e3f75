"""What values are made of: attributes, elements and pairs, and how much a value may hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from finops_guard.location import Span
from finops_guard.sources.terraform.bigfloat import counted
from finops_guard.sources.terraform.kinds import BlockObject, EvaluationError, SetList, UnknownOf
from finops_guard.sources.terraform.operators import to_number, to_string, type_name
from finops_guard.sources.terraform.types import ANY, UNSURE, ObjectType
from finops_guard.values import (
    MAX_OPTIONS,
    Cause,
    CauseKind,
    OpenDict,
    Raw,
    Referred,
    Scalar,
    Unknown,
    Value,
    options_of,
)

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
        if isinstance(raw, OpenDict) and raw.further is not None:
            parts = (*parts, raw.further)
    else:
        return value
    weight = 1
    for part in parts:
        weight += 1 + len(part.raw) // CHARACTERS if isinstance(part.raw, str) else part.weight
    if weight > MAX_WEIGHT:
        raise EvaluationError(f"a value holds more than {MAX_WEIGHT:,} parts")
    value.weight = weight
    return value


def get_attribute(base: Value, name: str, span: Span) -> Value:
    """Return ``base.name`` as Terraform does for objects, maps and resources."""
    raw = base.raw
    if isinstance(raw, Mapping):
        found = raw.get(name)
        if isinstance(raw, BlockObject):
            if found is None or found.raw is None:
                return _computed(raw, name, span)
            of_resource = raw.resource and not raw.is_data
            return Referred(found, raw.resource, base.marks) if of_resource else found.marked(base.marks)
        if found is not None:
            return found.marked(base.marks)
        if isinstance(raw, OpenDict):
            return Value(Unknown(raw.causes), span, base.marks)
        raise EvaluationError(f"there is no attribute {name}", span)
    if isinstance(raw, Unknown):
        if isinstance(raw, UnknownOf):
            return _unknown_part(base, raw, Value(name), span)
        # A part is another value than the whole, so it is never the same object.
        return Value(Unknown(raw.causes), span, base.marks)
    if isinstance(raw, list) and name.isdigit():
        return index(base, Value(int(name), span), span)
    raise EvaluationError(f"{type_name(base)} has no attribute {name}", span)


def _unknown_part(base: Value, raw: UnknownOf, key: Value, span: Span) -> Value:
    from finops_guard.sources.terraform.unification import part_of

    kind = part_of(raw.kind, key)
    if kind is None:
        raise EvaluationError("the value has no such part", span)
    made = Unknown(raw.causes) if kind in {ANY, UNSURE} else UnknownOf(raw.causes, kind)
    return Value(made, span, base.marks | key.marks)


def _computed(block: BlockObject, name: str, span: Span) -> Value:
    if block.is_data:
        text = f"{block.address}.{name} is read from the cloud"
        return Value(Unknown((Cause(CauseKind.DATA_SOURCE, text, span, block.resource),)), span)
    cause = Cause(CauseKind.COMPUTED, f"{block.address}.{name} is known after apply", span, block.resource)
    if name == "output" and block.address.startswith("terraform_data."):
        return _output(block, cause, span)
    if name != "id":
        return Value(Unknown((cause,)), span)
    from finops_guard.sources.terraform.types import STRING

    # Every provider's resources have an id, and it is a text.
    return Value(UnknownOf((cause,), STRING), span)


def _output(block: BlockObject, cause: Cause, span: Span) -> Value:
    """Return the output of a terraform_data resource, which has the type of its input."""
    from finops_guard.sources.terraform.conversion import convert
    from finops_guard.sources.terraform.unification import has_any, type_of

    given = block.get("input")
    if given is None or given.raw is None:
        return Value(None, span)
    kind, made = type_of(given), Value(Unknown((cause,)), span)
    return made if has_any(kind) else convert(made, kind)


def _options(raw: Raw) -> tuple[Scalar, ...]:
    """Return what any of the items of a collection can be, where all of them are listed and few."""
    if isinstance(raw, OpenDict | BlockObject) or not isinstance(raw, Mapping | list) or len(raw) > MAX_OPTIONS:
        return ()
    return options_of([*raw.values()] if isinstance(raw, Mapping) else raw)


def index(base: Value, key: Value, span: Span) -> Value:
    """Return ``base[key]``."""
    raw = base.raw
    if isinstance(raw, UnknownOf) and not key.is_unknown:
        if isinstance(raw.kind, ObjectType):
            return Value(Unknown(raw.causes), span, base.marks | key.marks)
        return _unknown_part(base, raw, key, span)
    if isinstance(raw, Unknown) or key.is_unknown:
        open_ = Unknown([*base.causes, *key.causes], options=_options(raw))
        return Value(open_, span, base.marks | key.marks)
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
            yield Value(counted(position), item.origin), item
    else:
        raise EvaluationError(f"{type_name(collection)} cannot be iterated over", span)
