"""Budgets that a comment in the scanned code states, above what they are for."""

from __future__ import annotations

from msgspec import Struct

from finops_guard.location import Span

MARK = "finops-guard:budget"


class BudgetComment(Struct, frozen=True):
    """One comment: the words behind its mark, and the block that it stands above.

    ``covers`` is that block, a resource or a module call, whose address within its module is ``name``; None where the
    comment stands above nothing that has a cost.
    """

    words: str
    span: Span
    covers: Span | None = None
    name: str = ""
