"""Values with their provenance: every known value is plain data, everything else is Unknown with its causes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct

from finops_guard.location import Span

SENSITIVE = 1
EPHEMERAL = 2

MAX_CAUSES = 8
MAX_OPTIONS = 8


class CauseKind(StrEnum):
    """Why a value is not known."""

    NO_VALUE = "no-value"  # a variable without default and without value
    COMPUTED = "computed"  # decided by the provider at apply time
    DATA_SOURCE = "data-source"  # read from the cloud at plan or apply time
    MODULE = "module"  # a module that is not on disk
    UNSUPPORTED = "unsupported"  # a function or construct that is not evaluated
    IMPURE = "impure"  # different at every run (timestamp, uuid)
    ERROR = "error"  # the expression itself fails
    LIMIT = "limit"  # a bound of the evaluation was reached
    TEMPLATE = "template"  # a template that was not rendered


class Cause(Struct, frozen=True):
    """One reason why a value is unknown; ``text`` is a clause such as ``var.owner has no value``.

    The text never holds a value, so that no sensitive value can leak through it. ``resource`` is the full address,
    within its root, of the Terraform resource that the value belongs to (``module.net.aws_eip.nat["a"]``; ``[*]``
    stands for any of its instances); empty where it belongs to none.
    """

    kind: CauseKind
    text: str
    span: Span | None = None
    resource: str = ""


Scalar: TypeAlias = "bool | int | Decimal | str"

# What a partly known text begins and ends with; two empty texts say nothing.
Shape: TypeAlias = tuple[str, str]
ANY_SHAPE: Shape = ("", "")


def fits(text: str, shape: Shape) -> bool:
    """Tell whether a text could be the one of that shape."""
    prefix, suffix = shape
    return len(text) >= len(prefix) + len(suffix) and text.startswith(prefix) and text.endswith(suffix)


class Unknown:
    """A value that cannot be known before deployment, with the causes in the order they were met (at most 8).

    Of a text that is only partly known, ``prefix`` and ``suffix`` are what it begins and ends with. Where it is one of
    a few texts, numbers or truth values, ``options`` are all of them; else there are none.
    """

    __slots__ = ("causes", "options", "prefix", "suffix")

    def __init__(
        self, causes: Iterable[Cause], prefix: str = "", suffix: str = "", options: tuple[Scalar, ...] = ()
    ) -> None:
        self.causes: tuple[Cause, ...] = tuple(dict.fromkeys(causes))[:MAX_CAUSES]
        self.prefix = prefix
        self.suffix = suffix
        self.options = options

    @property
    def shape(self) -> Shape:
        return self.prefix, self.suffix

    def __repr__(self) -> str:
        return f"Unknown({'; '.join(cause.text for cause in self.causes)})"


class OpenDict(dict[str, "Value"]):
    """An object that may have more keys than it lists (a resource's computed attributes, a partly unknown merge).

    ``causes`` says why, ``shapes`` which keys they can be; reading a key that is not listed and fits one of the
    shapes gives Unknown with these causes. ``further`` is what is known of the value of each such key, as far as
    there are any; None where nothing is.
    """

    __slots__ = ("causes", "further", "shapes")

    def __init__(
        self,
        items: Mapping[str, Value] | Iterable[tuple[str, Value]] = (),
        causes: Iterable[Cause] = (),
        shapes: Iterable[Shape] = (ANY_SHAPE,),
        further: Value | None = None,
    ) -> None:
        super().__init__(items)
        self.causes = tuple(dict.fromkeys(causes))[:MAX_CAUSES]
        self.shapes = tuple(dict.fromkeys(shapes))
        self.further = further

    def may_have(self, key: str) -> bool:
        """Tell whether the object could have a key that it does not list."""
        return bool(self.causes) and any(fits(key, shape) for shape in self.shapes)


class OpenList(list["Value"]):
    """A list that may have more items than it has; ``causes`` says why."""

    __slots__ = ("causes",)

    def __init__(self, items: Iterable[Value], causes: Iterable[Cause]) -> None:
        super().__init__(items)
        self.causes = tuple(dict.fromkeys(causes))[:MAX_CAUSES]


Raw: TypeAlias = "None | bool | int | Decimal | str | Sequence[Value] | Mapping[str, Value] | Unknown"
Plain: TypeAlias = "None | bool | int | Decimal | str | list[Plain] | dict[str, Plain] | Unknown"


class Value:
    """One value: its raw form, the span it was written at (None for what no file holds), and its marks.

    ``raw`` is None, bool, int (any size), Decimal, str, a list of Values, a dict from str to Value, or Unknown.
    ``weight`` is about how much there is to walk over in a list or object, parts that stand in it twice counted
    twice; whoever builds values from hostile text keeps it bounded. Else a value is never changed after it was made.
    """

    __slots__ = ("marks", "origin", "raw", "weight")

    def __init__(self, raw: Raw, origin: Span | None = None, marks: int = 0, weight: int = 1) -> None:
        self.raw = raw
        self.origin = origin
        self.marks = marks
        self.weight = weight

    def marked(self, marks: int) -> Value:
        """Return the value with further marks."""
        return (
            self if self.marks | marks == self.marks else Value(self.raw, self.origin, self.marks | marks, self.weight)
        )

    def __repr__(self) -> str:
        return f"Value({show(self)})"

    @property
    def is_unknown(self) -> bool:
        return isinstance(self.raw, Unknown)

    @property
    def is_null(self) -> bool:
        return self.raw is None

    @property
    def is_sensitive(self) -> bool:
        return bool(self.marks & SENSITIVE)

    @property
    def causes(self) -> tuple[Cause, ...]:
        """Why this value is not (fully) known at its own level; empty where it is."""
        return self.raw.causes if isinstance(self.raw, Unknown | OpenDict) else ()

    def get(self, key: str) -> Value | None:
        """Return an object's value under ``key``; None where it is certainly absent; Unknown where it may be there."""
        raw = self.raw
        if isinstance(raw, (dict, Mapping)):  # dict first: asking a protocol takes four times as long
            found = raw.get(key)
            if found is None and isinstance(raw, OpenDict) and raw.may_have(key):
                return Value(Unknown(raw.causes), self.origin, self.marks)
            return found
        if isinstance(raw, Unknown):
            return Value(raw, self.origin, self.marks)
        return None

    def items(self) -> Iterator[Value]:
        """Yield the elements of a list; nothing for any other value."""
        if isinstance(self.raw, Sequence) and not isinstance(self.raw, str):
            yield from self.raw


class Referred(Value):
    """A value that was read from a Terraform resource, whose full address within its root is ``resource``."""

    __slots__ = ("resource",)

    def __init__(self, value: Value, resource: str, marks: int = 0) -> None:
        super().__init__(value.raw, value.origin, value.marks | marks, value.weight)
        self.resource = resource

    def marked(self, marks: int) -> Value:
        """Return the value with further marks."""
        return self if self.marks | marks == self.marks else Referred(self, self.resource, marks)


def unknown(kind: CauseKind, text: str, span: Span | None = None, marks: int = 0) -> Value:
    """Return an Unknown value with one cause."""
    return Value(Unknown((Cause(kind, text, span),)), span, marks)


def options_of(values: Sequence[Value]) -> tuple[Scalar, ...]:
    """Return what one of several values can be, in order, each once; empty where that is not known, or more than 8."""
    found: dict[tuple[type, Scalar], Scalar] = {}
    for value in values:
        raw = value.raw
        options = raw.options if isinstance(raw, Unknown) else (raw,) if isinstance(raw, str | int | Decimal) else ()
        if not options:
            return ()
        found.update({(type(each), each): each for each in options})
    return tuple(found.values()) if len(found) <= MAX_OPTIONS else ()


def shapes_of(value: Value) -> tuple[Shape, ...]:
    """Return which keys an object may have beside those it lists: none for a closed one."""
    if isinstance(value.raw, OpenDict):
        return value.raw.shapes if value.raw.causes else ()
    return (ANY_SHAPE,) if isinstance(value.raw, Unknown) else ()


def all_causes(value: Value, limit: int = MAX_CAUSES) -> tuple[Cause, ...]:
    """Return the causes of every Unknown within a value, in order, without repeats."""
    found: dict[Cause, None] = {}
    stack = [value]
    while stack and len(found) < limit:
        at = stack.pop()
        found.update(dict.fromkeys(at.causes))
        if isinstance(at.raw, Mapping):
            stack.extend(reversed(list(at.raw.values())))
        else:
            stack.extend(reversed(list(at.items())))
    return tuple(found)[:limit]


def plain(value: Value) -> Plain:
    """Return a value as plain Python data; Unknown stays where it stands, provenance and marks are dropped."""
    raw = value.raw
    if isinstance(raw, Mapping):
        return {key: plain(item) for key, item in raw.items()}
    if isinstance(raw, Sequence) and not isinstance(raw, str):
        return [plain(item) for item in raw]
    return raw


def show(value: Value, limit: int = 60, depth: int = 3) -> str:
    """Return a value as a person may see it: never a sensitive value, one line, at most ``limit`` characters.

    Lists and objects are shown ``depth`` levels deep.
    """
    if value.is_sensitive:
        return "(sensitive)"
    raw = value.raw
    if isinstance(raw, Unknown):
        return "(not known)"
    if raw is None:
        return "null"
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, int):
        return str(raw) if raw.bit_length() < 256 else "(a huge number)"
    if isinstance(raw, Decimal):
        return str(raw)
    if not depth and not isinstance(raw, str):
        return "…"
    if isinstance(raw, Mapping):
        text = "{" + ", ".join(f"{key}: {show(item, 20, depth - 1)}" for key, item in list(raw.items())[:8]) + "}"
    elif isinstance(raw, str):
        text = '"' + "".join(c if c.isprintable() else "�" for c in raw[: limit + 1]) + '"'
    else:
        text = "[" + ", ".join(show(item, 20, depth - 1) for item in list(raw)[:8]) + "]"
    return text if len(text) <= limit + 2 else text[:limit] + "…"


def conceal(value: Value) -> None:
    """Keep the text of a value, and of everything within it, out of every excerpt."""
    if value.origin is not None:
        value.origin.conceal()
    if isinstance(value.raw, Mapping):
        for item in value.raw.values():
            conceal(item)
    for item in value.items():
        conceal(item)
