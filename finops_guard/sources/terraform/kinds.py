"""The kinds of values that Python's own types do not tell apart, and the failure of an expression."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from finops_guard.location import Span
from finops_guard.values import Cause, OpenDict, Scalar, Unknown, Value

if TYPE_CHECKING:
    from finops_guard.sources.terraform.types import Type


class EvaluationError(Exception):
    """An expression fails as it would in Terraform; the message never holds a value."""

    def __init__(self, message: str, span: Span | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.span = span


class SetList(list[Value]):
    """The elements of a Terraform set: without repeats, in Terraform's order.

    ``element`` is their type in this and the next two classes; None where it has to be found from the elements.
    """

    __slots__ = ("element",)

    def __init__(self, items: Iterable[Value] = (), element: Type | None = None) -> None:
        super().__init__(items)
        self.element = element


class ListOf(list[Value]):
    """The elements of a Terraform list, which all have one type; a plain list is a tuple."""

    __slots__ = ("element",)

    def __init__(self, items: Iterable[Value] = (), element: Type | None = None) -> None:
        super().__init__(items)
        self.element = element


class MapOf(dict[str, Value]):
    """The elements of a Terraform map, which all have one type; a plain dict is an object."""

    __slots__ = ("element",)

    def __init__(
        self, items: Mapping[str, Value] | Iterable[tuple[str, Value]] = (), element: Type | None = None
    ) -> None:
        super().__init__(items)
        self.element = element


class NullOf(Value):
    """A null of a certain type, which a conversion made; any other null goes with every type."""

    __slots__ = ("kind",)

    def __init__(self, kind: Type, origin: Span | None = None, marks: int = 0) -> None:
        super().__init__(None, origin, marks)
        self.kind = kind

    def marked(self, marks: int) -> NullOf:
        """Return the null with further marks."""
        return NullOf(self.kind, self.origin, self.marks | marks)


class UnknownOf(Unknown):
    """An unknown value of a certain type."""

    __slots__ = ("kind",)

    def __init__(
        self,
        causes: Iterable[Cause],
        kind: Type,
        prefix: str = "",
        suffix: str = "",
        options: tuple[Scalar, ...] = (),
    ) -> None:
        super().__init__(causes, prefix, suffix, options)
        self.kind = kind


class BlockObject(dict[str, Value]):
    """An evaluated block or resource: a key that is not written may be computed by the provider.

    ``address`` names the block for causes (``aws_vpc.main.timeouts``), ``resource`` is the address of the resource
    that it belongs to, empty for a block of something else; ``is_data`` tells data sources from resources.
    """

    __slots__ = ("address", "is_data", "resource")

    def __init__(self, address: str, is_data: bool = False, resource: str = "") -> None:
        super().__init__()
        self.address = address
        self.is_data = is_data
        self.resource = resource


# Objects and maps alike: of what kind they are is not known.
OPEN = (OpenDict, BlockObject)
