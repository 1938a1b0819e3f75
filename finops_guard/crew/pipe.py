"""What processes of one run tell each other: messages with their length before them, through a pair of pipes."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from typing import Any

_HEADER = 8


class LostError(Exception):
    """The other process is gone."""


class Pipe:
    """One end of a conversation."""

    def __init__(self, reading: int, writing: int) -> None:
        self._reading = reading
        self._writing = writing

    def send(self, message: object, dumped: Callable[[object], bytes] = pickle.dumps) -> None:
        """Send a message; raise LostError where nobody reads any more."""
        data = dumped(message)
        view = memoryview(len(data).to_bytes(_HEADER, "big") + data)
        try:
            while view:
                view = view[os.write(self._writing, view) :]
        except OSError:
            raise LostError from None

    def receive(self) -> Any:
        """Return the next message, which is one of this run's own processes; raise LostError where none will come."""
        size = int.from_bytes(self._take(_HEADER), "big")
        return pickle.loads(self._take(size))  # noqa: S301 - from a pipe that only this run's own processes have

    def _take(self, size: int) -> bytes:
        parts = []
        while size:
            try:
                part = os.read(self._reading, min(size, 1 << 20))
            except OSError:
                raise LostError from None
            if not part:
                raise LostError
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def close(self) -> None:
        """End the conversation."""
        for descriptor in (self._reading, self._writing):
            os.close(descriptor)


def pair() -> tuple[Pipe, Pipe]:
    """Return two ends that talk to each other."""
    first, second = os.pipe(), os.pipe()
    return Pipe(first[0], second[1]), Pipe(second[0], first[1])
