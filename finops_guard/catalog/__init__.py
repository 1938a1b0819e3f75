"""Embedded facts about cloud resources: which types carry tags, how large machine sizes are, what things cost.

Typed access over compact data files that ``tools/`` builds; nothing is read before the first question is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from finops_guard.catalog.provenance import SourceRecord

__all__ = ["sources"]


def sources() -> tuple[SourceRecord, ...]:
    """Return the sources of every data file, sorted by what they provide; reads all data files."""
    from finops_guard.catalog import provenance

    return provenance.sources()
