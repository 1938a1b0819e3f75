"""How much of something is used a month: what no code says."""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

from msgspec import Struct

from finops_guard.resources import Resource


class Quantity(Struct, frozen=True):
    """How much of something a resource uses a month, in single things; ``is_default`` where nobody said so."""

    amount: Decimal
    is_default: bool = False


class Usage(Protocol):
    """Tells how much resources use."""

    def quantity(self, resource: Resource, key: str) -> Quantity | None:
        """Return how much of what a key names (``monthly_requests``) one instance uses; None where nobody says."""
        ...
