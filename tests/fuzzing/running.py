"""Runs a target over many texts, and keeps each that it fails on."""

from __future__ import annotations

import hashlib
import os
import re
import signal
import time
import traceback
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from random import Random
from types import FrameType, TracebackType

from tests.fuzzing.mutation import Mutator
from tests.fuzzing.oracle import watched
from tests.fuzzing.targets import TARGETS, seeds, vocabulary

MAX_SECONDS = 2
# One in so many texts is read twice.
AGAIN = 16


class HangError(BaseException):
    """A reader took longer than it may. No ``except Exception`` is to swallow it."""


class Failure:
    """What a target does wrong with a text; ``signature`` is alike where the cause is."""

    def __init__(self, name: str, data: bytes, raised: BaseException) -> None:
        self.name = name
        self.data = data
        self.text = "".join(traceback.format_exception(raised))
        frames = [
            each for each in traceback.extract_tb(raised.__traceback__) if f"{os.sep}tests{os.sep}" not in each.filename
        ]
        last = [f"{Path(each.filename).name}:{each.name}" for each in frames[-1:]]
        told = re.sub(r'"[^"]*"|\W|\d', "", str(raised))[:40] if isinstance(raised, AssertionError) and not last else ""
        self.signature = f"{name} {type(raised).__name__} {' '.join(last)} {told}".strip()


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise HangError within, after so many seconds of computing; a limit of 0 is none."""

    def expired(_signal: int, _frame: FrameType | None) -> None:
        raise HangError(f"more than {seconds} seconds")

    before = signal.signal(signal.SIGPROF, expired)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def attempt(name: str, data: bytes, *, again: bool = False, seconds: float = 0) -> str | Failure:
    """Return what a target makes of a text, or how it fails; ``again``: it must make the same of it a second time."""
    target, caught, made = TARGETS[name], _Caught(), ""
    allowed = seconds * (2 if again else 1)
    with caught, limited(allowed) if seconds else nullcontext(), watched() if target.watched else nullcontext():
        made = target.run(data)
        if again:
            second = target.run(data)
            assert made == second, f"not the same twice: {_difference(made, second)}"
    return Failure(name, data, caught.raised) if caught.raised else made


class _Caught:
    """Keeps whatever is raised within: all of it is a failure of a reader, but for a person who ends the run."""

    def __init__(self) -> None:
        self.raised: BaseException | None = None

    def __enter__(self) -> None:
        self.raised = None

    def __exit__(self, kind: type[BaseException] | None, raised: BaseException | None, _: TracebackType | None) -> bool:
        if raised is None or isinstance(raised, KeyboardInterrupt | SystemExit):
            return False
        self.raised = raised
        return True


def _difference(first: str, second: str) -> str:
    at = next((at for at, pair in enumerate(zip(first, second, strict=False)) if len(set(pair)) > 1), 0)
    return f"{first[max(0, at - 60) : at + 60]!r} and {second[max(0, at - 60) : at + 60]!r}"


class Campaign:
    """Tries a target with mutated texts, the same ones for the same seed; those that it says new things of go on."""

    def __init__(self, name: str, seed: int) -> None:
        self.name = name
        self.executions = 0
        self.failures: dict[str, Failure] = {}
        self._sound = seeds(name)
        self._mutator = Mutator(self._sound, list(vocabulary(name)), Random(f"{seed} {name}"))
        self._seen: set[int] = set()

    def run(self, executions: int, seconds: float = 0, limit: float = 0, current: Path | None = None) -> None:
        """Try so many texts (0: any number), for so many seconds (0: however long it takes).

        Each is written to ``current`` first, for the case that the process does not survive it.
        """
        end = time.monotonic() + seconds if seconds else 0
        descriptor = os.open(current, os.O_RDWR | os.O_CREAT) if current else None
        for data in self._texts(executions):
            if descriptor is not None:
                os.pwrite(descriptor, len(data).to_bytes(4, "big") + data, 0)
            self._try(data, limit)
            if end and time.monotonic() > end:
                break
        if descriptor is not None and current is not None:
            os.close(descriptor)
            current.unlink()

    def _texts(self, executions: int) -> Iterator[bytes]:
        if not self.executions:
            yield from self._sound[:executions] if executions else self._sound
        while not executions or self.executions < executions:
            yield self._mutator.next()

    def _try(self, data: bytes, limit: float) -> None:
        self.executions += 1
        made = attempt(self.name, data, again=self.executions % AGAIN == 0, seconds=limit)
        if isinstance(made, Failure):
            known = self.failures.get(made.signature)
            if known is None or len(made.data) < len(known.data):
                self.failures[made.signature] = made
        elif self._is_new(made):
            self._mutator.keep(data)

    def _is_new(self, made: str) -> bool:
        """Tell whether something of what was made was never made before: its words, without names and numbers."""
        words = {zlib.crc32(each.encode("utf-8", "replace")) for each in _words(made[:4_000])}
        new = not words <= self._seen
        if len(self._seen) < 200_000:
            self._seen |= words
        return new


def _words(text: str) -> Iterator[str]:
    """Yield pairs of neighbouring words, as far as they are made of plain letters."""
    before = ""
    for word in text.replace("(", " ").replace("'", " ").split()[:400]:
        if word.isascii() and word.isalpha():
            yield f"{before} {word}"
            before = word


def save(failure: Failure, directory: Path) -> Path:
    """Write the text that a target fails on, and how it does, and return where the text is."""
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / f"{failure.name}-{hashlib.sha256(failure.signature.encode()).hexdigest()[:8]}"
    if not path.exists() or path.stat().st_size > len(failure.data):
        path.write_bytes(failure.data)
        path.with_suffix(".txt").write_text(f"{failure.signature}\n\n{failure.text[-6_000:]}", encoding="utf-8")
    return path
