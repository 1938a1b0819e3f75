"""The values that the references of a template lead to, and whether a rendered value may be one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from finops_guard.documents.model import SpannedDict
from finops_guard.sources.kubernetes.rendering.alignment import UNKNOWN_ROUND
from finops_guard.sources.kubernetes.rendering.chart_values import Layered
from finops_guard.sources.kubernetes.rendering.template_expressions import Each, Reference, Step
from finops_guard.values import Value

MAX_CANDIDATES = 100
MAX_KNOWN = 100_000
MAX_COMPARISONS = 200_000  # of values within collections, to tell candidates apart


class GivenValues:
    """What a template is given; paths that were looked up are known."""

    def __init__(self, values: Layered) -> None:
        self._values = values
        self._known: dict[tuple[Step | int, ...], list[Layered]] = {}
        self._comparisons = MAX_COMPARISONS

    def find(self, path: Reference, rounds: Mapping[int, int]) -> list[Layered]:
        """Return what a path below ``.Values`` leads to: every element that it may be, where a round is not known."""
        found = [self._values]
        way: tuple[Step | int, ...] = ()
        for step in path:
            at = rounds.get(step.line, UNKNOWN_ROUND) if isinstance(step, Each) else UNKNOWN_ROUND
            elements = (*way, "") if isinstance(step, Each) else ()
            way = (*way, at if isinstance(step, Each) else f".{step}")
            if way not in self._known:
                if len(self._known) > MAX_KNOWN:
                    return []
                if isinstance(step, Each):
                    if elements not in self._known:
                        self._known[elements] = [item for each in found for item in each.items()]
                    items = self._known[elements]
                    self._known[way] = items[at : at + 1] if at != UNKNOWN_ROUND else items[:MAX_CANDIDATES]
                else:
                    self._known[way] = [inner for each in found if (inner := each.get(step)) is not None]
            found = self._known[way]
        return found

    def the_one(self, item: Value, candidates: Sequence[Layered]) -> Layered | None:
        """Return the candidate that a rendered value may be; None where none may, or several that stand apart."""
        return self._only(item, [each for each in candidates if agree(item, each)])

    def all_of(self, item: Value, candidates: Sequence[Layered]) -> Layered | None:
        """Return the candidate that a whole rendered collection may be: it has the same keys, or as many elements."""
        return self._only(item, [each for each in candidates if _is_alike(item, each)])

    def _only(self, item: Value, candidates: Sequence[Layered]) -> Layered | None:
        if len(candidates) < 2:
            return candidates[0] if candidates else None
        places = {each.origin for each in candidates}
        if len(places) > 1 and isinstance(item.raw, SpannedDict | list):
            candidates = [each for each in candidates if self._is_same(item, each)]
            places = {each.origin for each in candidates}
        return candidates[0] if len(places) == 1 else None

    def _is_same(self, item: Value, given: Layered) -> bool:
        """Tell whether a rendered collection has the content of another one, as far as that may be compared."""
        pending: list[tuple[Value, Layered | None]] = [(item, given)]
        while pending and self._comparisons > 0:
            self._comparisons -= 1
            left, right = pending.pop()
            if right is None or not agree(left, right):
                return False
            if isinstance(left.raw, SpannedDict | list) and not _is_alike(left, right):
                return False
            if isinstance(left.raw, SpannedDict):
                pending += [(member, right.get(key)) for key, member in left.raw.items()]
            elif isinstance(left.raw, list):
                pending += zip(left.raw, right.items(), strict=False)
        return not pending


def _is_alike(item: Value, given: Layered) -> bool:
    raw, top = item.raw, given.top.raw
    if isinstance(raw, SpannedDict):
        return isinstance(top, SpannedDict) and len(top) <= len(raw) and given.keys() == sorted(raw)
    if isinstance(raw, list) and isinstance(top, list) and len(raw) == len(top):
        first = given.items()[:1]
        return not raw or (bool(first) and agree(raw[0], first[0]))
    return False


def agree(item: Value, given: Layered) -> bool:
    """Tell whether a rendered value may be one of a file of values: collections of a kind, texts that say the same."""
    top = given.top.raw
    if isinstance(item.raw, SpannedDict):
        return isinstance(top, SpannedDict) and (bool(item.raw) or not given.keys())
    if isinstance(item.raw, list):
        return isinstance(top, list)
    return not isinstance(top, SpannedDict | list) and _same(item.raw, top)


def contains(item: Value, given: Value) -> bool:
    """Tell whether a rendered text has the given one in it."""
    if isinstance(item.raw, SpannedDict | list) or isinstance(given.raw, SpannedDict | list) or item.raw is None:
        return False
    said = _said(given.raw)
    return bool(said) and said in _said(item.raw)


def _same(left: object, right: object) -> bool:
    if isinstance(left, int | Decimal) and isinstance(right, int | Decimal) and not isinstance(left, bool):
        return not isinstance(right, bool) and left == right
    return _said(left) == _said(right)


def _said(raw: object) -> str:
    return str(raw).lower() if isinstance(raw, bool) else str(raw)
