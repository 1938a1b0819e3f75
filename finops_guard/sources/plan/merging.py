"""One value out of three: what a plan sets, what it leaves open, and what it calls sensitive."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from finops_guard.location import Span
from finops_guard.values import SENSITIVE, Cause, CauseKind, Referred, Unknown, Value, conceal

# A place within a resource: names and indices, outermost first.
Path: TypeAlias = tuple[str | int, ...]
# Where a value was written, further causes where it is unknown, and the address of the resource that it belongs to.
Written: TypeAlias = Callable[[Path, Value], tuple[Span | None, tuple[Cause, ...], str]]

# What is unknown below is unknown as a whole; values themselves are not nested deeper either.
MAX_DEPTH = 100


class Merger:
    """Merges the ``after``, ``after_unknown`` and ``after_sensitive`` of one resource.

    ``written`` tells where a value stands in the configuration; None: only in the plan.
    """

    def __init__(self, address: str, header: Span, written: Written) -> None:
        self._address = address
        self._header = header
        self._written = written

    def merge(self, after: Value | None, unknown: Any, sensitive: Any, path: Path = ()) -> Value | None:
        """Return the value; None where it is null, as arguments that are not set are."""
        marks = SENSITIVE if sensitive is True else 0
        if marks and after is not None:
            conceal(after)
        if unknown is True or (len(path) > MAX_DEPTH and _any(unknown)):
            return self._unknown(path, marks)
        raw = after.raw if after is not None else None
        if isinstance(raw, Mapping) or (raw is None and isinstance(unknown, dict) and _any(unknown)):
            made: Any = self._object(raw if isinstance(raw, Mapping) else {}, unknown, sensitive, path)
        elif isinstance(raw, list) or (raw is None and isinstance(unknown, list) and _any(unknown)):
            made = self._list(raw if isinstance(raw, list) else [], unknown, sensitive, path)
        elif raw is None:
            return None
        else:
            made = raw
        value = Value(made, after.origin if after is not None else self._header, marks)
        span, _, resource = self._written(path, value)
        value = Value(made, span or value.origin, marks)
        return Referred(value, resource) if resource else value

    def _object(self, raw: Mapping[str, Value], unknown: Any, sensitive: Any, path: Path) -> dict[str, Value]:
        made = {}
        for key in dict.fromkeys([*raw, *(unknown if isinstance(unknown, dict) else ())]):
            item = self.merge(raw.get(key), _under(unknown, key), _under(sensitive, key), (*path, key))
            if item is not None:
                made[key] = item
        return made

    def _list(self, raw: list[Value], unknown: Any, sensitive: Any, path: Path) -> list[Value]:
        length = max(len(raw), len(unknown) if isinstance(unknown, list) else 0)
        made = []
        for index in range(length):
            after = raw[index] if index < len(raw) else None
            item = self.merge(after, _at(unknown, index), _at(sensitive, index), (*path, index))
            made.append(item if item is not None else Value(None, after.origin if after else self._header))
        return made

    def _unknown(self, path: Path, marks: int) -> Value:
        span, causes, resource = self._written(path, Value(None, None, marks))
        text = f"{self._address}{dotted(path)} is known after apply"
        cause = Cause(CauseKind.COMPUTED, text, span or self._header)
        value = Value(Unknown((cause, *causes)), span or self._header, marks)
        return Referred(value, resource) if resource else value


def dotted(path: Path) -> str:
    """Return a path as it is written behind an address: ``.tags.owner``, ``.ebs_block_device[0].volume_size``."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)


def _under(data: Any, key: str) -> Any:
    return data if data is True else data.get(key) if isinstance(data, dict) else None


def _at(data: Any, index: int) -> Any:
    if data is True:
        return True
    return data[index] if isinstance(data, list) and index < len(data) else None


def _any(unknown: Any) -> bool:
    """Tell whether anything within is unknown."""
    pending = [unknown]
    while pending:
        at = pending.pop()
        if at is True:
            return True
        pending.extend(at.values() if isinstance(at, dict) else at if isinstance(at, list) else ())
    return False
