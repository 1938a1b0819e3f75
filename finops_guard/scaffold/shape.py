"""What a draft is made from."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace


class Wanted(Struct, frozen=True):
    """What was asked for. ``named``: the resource was, and is not only an example of what the policy is about."""

    id: str
    name: str
    check: str = "attribute"
    resource: str = ""
    provider: str = ""
    severity: str = "warning"
    capability: str = "Usage Optimization"
    named: bool = False

    def with_resource(self, resource: str, provider: str, *, named: bool) -> Wanted:
        return replace(self, resource=resource, provider=provider, named=named)


class Shape(Struct, frozen=True):
    """What is particular to a draft: its match, its check (both YAML), and its fixture with the ending of its name."""

    match: str
    check: str
    fixture: str
    suffix: str
