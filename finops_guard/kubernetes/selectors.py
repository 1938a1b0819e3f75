"""Label selectors: which pods a Service, a PodDisruptionBudget or a workload means."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from finops_guard.values import Value


class Selector(Struct, frozen=True):
    """What labels must be: pairs that must be there, and expressions (key, operator, values).

    ``known`` is False where a part of it is not: then nothing is told about whom it leaves out.
    """

    pairs: tuple[tuple[str, str], ...]
    expressions: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    known: bool = True

    @property
    def is_empty(self) -> bool:
        return self.known and not self.pairs and not self.expressions

    def matches(self, labels: Mapping[str, str | None]) -> bool | None:
        """Tell whether labels fit (a label's value is None where it is not known); None where it may be either."""
        verdicts = [self._pair(labels, key, value) for key, value in self.pairs]
        verdicts += [_expression(labels, *expression) for expression in self.expressions]
        if False in verdicts:
            return False
        return None if None in verdicts or not self.known else True

    def _pair(self, labels: Mapping[str, str | None], key: str, value: str) -> bool | None:
        if key not in labels:
            return False
        found = labels[key]
        return None if found is None else found == value


def simple(value: Value | None) -> Selector:
    """Return a selector of plain pairs (a Service's), from its ``spec.selector``."""
    if value is None or value.is_null:
        return Selector(())
    if not isinstance(value.raw, Mapping):
        return Selector((), known=False)
    texts = {key: text(item) for key, item in value.raw.items()}
    pairs = tuple((key, found) for key, found in texts.items() if found is not None)
    return Selector(pairs, known=len(pairs) == len(texts) and not value.causes)


def selector(value: Value | None) -> Selector:
    """Return a selector with ``matchLabels`` and ``matchExpressions``."""
    if value is None or value.is_null:
        return Selector(())
    pairs = simple(value.get("matchLabels"))
    expressions = []
    known = pairs.known and not value.causes
    listed = value.get("matchExpressions")
    known = known and (listed is None or not listed.is_unknown)
    for item in listed.items() if listed is not None else ():
        key, operator, values = item.get("key"), item.get("operator"), item.get("values")
        texts = tuple(map(text, values.items())) if values is not None else ()
        if (
            key is None
            or operator is None
            or not isinstance(key.raw, str)
            or not isinstance(operator.raw, str)
            or None in texts
            or (values is not None and values.is_unknown)
        ):
            known = False
        else:
            expressions.append((key.raw, operator.raw, tuple(each for each in texts if each is not None)))
    return Selector(pairs.pairs, tuple(expressions), known)


def text(value: Value) -> str | None:
    """Return a label's value; None where it is not known or no text."""
    return value.raw if isinstance(value.raw, str) else None


def _expression(labels: Mapping[str, str | None], key: str, operator: str, values: tuple[str, ...]) -> bool | None:
    if operator == "Exists":
        return key in labels
    if operator == "DoesNotExist":
        return key not in labels
    if operator not in {"In", "NotIn"}:
        return None
    if key not in labels:
        return operator == "NotIn"
    found = labels[key]
    return None if found is None else (found in values) == (operator == "In")
