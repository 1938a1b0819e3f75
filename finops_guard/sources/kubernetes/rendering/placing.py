"""Rendered objects with the places of what people wrote: each value points at the text that it comes from."""

from __future__ import annotations

from collections.abc import Sequence

from finops_guard.documents.model import SpannedDict
from finops_guard.location import Span
from finops_guard.sources.kubernetes.kustomize import Label
from finops_guard.sources.kubernetes.rendering.candidates import Candidate, Fields, Items
from finops_guard.values import Value

MAX_WORK = 2_000_000  # comparisons of rendered values with what may have written them, in a scan

_LABELLED = ("labels", "matchLabels", "selector")


class Budget:
    """What is left of the comparisons of a scan."""

    def __init__(self, limit: int = MAX_WORK) -> None:
        self._left = limit

    def spend(self, amount: int) -> bool:
        """Use up some; False where nothing is left."""
        self._left -= amount
        return self._left > 0


class Placing:
    """Gives the values of one rendered object their places."""

    def __init__(self, kind: str, labels: dict[str, Label], fields: Sequence[Fields], budget: Budget) -> None:
        """``labels`` and ``fields`` are those of the kustomizations on the way, ``fields`` from the last one back."""
        self._kind = kind
        self._labels = labels
        self._fields = fields
        self._budget = budget

    def place(self, value: Value, candidates: Sequence[Candidate], otherwise: Span) -> Value:
        """Return a rendered object in which each value has the span of its written form.

        ``candidates``: what may have written the object, its manifest before patches, the last patch first.
        ``otherwise`` is for what none of them wrote.
        """
        return self._placed(value, candidates, otherwise, ())

    def _placed(self, value: Value, candidates: Sequence[Candidate], otherwise: Span, path: tuple[str, ...]) -> Value:
        if not self._budget.spend(1 + len(candidates)):
            return _all_at(value, otherwise)
        raw = value.raw
        if isinstance(raw, SpannedDict):
            written = [each for each in candidates if each.steps or isinstance(each.value.raw, SpannedDict)]
            place = next((each.origin for each in written if each.origin), otherwise)
            return self._mapping(raw, written, place, path)
        if isinstance(raw, list):
            written = [each for each in candidates if each.steps or isinstance(each.value.raw, list)]
            place = next((each.origin for each in written if each.origin), otherwise)
            items = [Items(each) for each in written]
            inner = (*path, "[]")
            return Value(
                [
                    self._placed(item, [found for each in items if (found := each.like(item, index))], place, inner)
                    for index, item in enumerate(raw)
                ],
                place,
            )
        return Value(raw, self._scalar(value, candidates, path) or otherwise)

    def _mapping(self, raw: SpannedDict, candidates: Sequence[Candidate], place: Span, path: tuple[str, ...]) -> Value:
        found: dict[str, Value] = {}
        spans: dict[str, Span] = {}
        for key, item in raw.items():
            inner = [(each, below) for each in candidates if (below := each.under(key)) is not None]
            placed = self._placed(item, [below for _, below in inner], place, (*path, key))
            found[key] = placed
            span = next((each.key(key) for each, below in inner if below.origin == placed.origin), None)
            span = span or self._label_key(key, item, path) or next(filter(None, (e.key(key) for e, _ in inner)), None)
            if span is not None:
                spans[key] = span
        return Value(SpannedDict(found, spans), place)

    def _scalar(self, value: Value, candidates: Sequence[Candidate], path: tuple[str, ...]) -> Span | None:
        """Return where a text or number is written: as it is, else by a field, else what was there before."""
        for each in candidates:
            if not each.steps and each.value.raw == value.raw and type(each.value.raw) is type(value.raw):
                return each.origin
        label = self._label(path[-1], value, path[:-1]) if path else None
        if label is not None and label.value.origin is not None:
            return label.value.origin
        if self._budget.spend(len(self._fields)):
            for fields in self._fields:
                span = fields.span(path, value, self._kind)
                if span is not None:
                    return span
        return next((each.origin for each in candidates if each.origin), None)

    def _label(self, key: str, value: Value, above: tuple[str, ...]) -> Label | None:
        found = self._labels.get(key) if above and above[-1] in _LABELLED else None
        return found if found is not None and found.value.raw == value.raw else None

    def _label_key(self, key: str, value: Value, above: tuple[str, ...]) -> Span | None:
        label = self._label(key, value, above)
        return label.span if label is not None else None


def _all_at(value: Value, place: Span) -> Value:
    raw = value.raw
    if isinstance(raw, SpannedDict):
        return Value(SpannedDict({key: _all_at(item, place) for key, item in raw.items()}), place)
    if isinstance(raw, list):
        return Value([_all_at(item, place) for item in raw], place)
    return Value(raw, place)
