"""Room on Python's stack, whatever the caller has left of it."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


def with_room(read: Callable[[], T]) -> T:
    """Return ``read()``; where the caller's stack is too full for it, call it again on a fresh one.

    ``read`` must be free of side effects, and bound its own depth so that a fresh stack is enough.
    """
    try:
        return read()
    except RecursionError:
        return on_fresh_stack(read)


def on_fresh_stack(read: Callable[[], T]) -> T:
    """Return ``read()``, called on a stack that holds nothing else; ``read`` must not raise."""
    results: list[T] = []
    thread = Thread(target=lambda: results.append(read()))
    thread.start()
    thread.join()
    return results[0]
