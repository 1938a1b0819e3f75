"""Room for deep recursion: nested values and expressions are bounded, at more levels than Python allows by default."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

# Enough Python frames for the deepest evaluation and for walking over the deepest value that it can make.
LIMIT = 25_000


@contextmanager
def deep_recursion() -> Iterator[None]:
    """Allow deep recursion within a ``with`` block."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, LIMIT))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
