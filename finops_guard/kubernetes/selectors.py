"""Label selectors: which pods a Service, a PodDisruptionBudget or a workload means."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from finops_guard.values import Cause, CauseKind, Value, all_causes, show

# The controller writes it on each pod of a StatefulSet: the set's name, a dash and the pod's number.
POD_NAME = "statefulset.kubernetes.io/pod-name"
_OPERATORS = frozenset({"In", "NotIn", "Exists", "DoesNotExist"})


class Selector(Struct, frozen=True):
    """What labels must be: pairs that must be there, and expressions (key, operator, values).

    ``everything``: it is written and asks for nothing. ``causes`` say which part of it is not known: then nothing is
    told about whom it leaves out.
    """

    pairs: tuple[tuple[str, str], ...] = ()
    expressions: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    everything: bool = False
    causes: tuple[Cause, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Whether it certainly means no pods."""
        return not (self.pairs or self.expressions or self.everything or self.causes)

    def matches(self, labels: Mapping[str, str | None], *, known: bool = True) -> bool | None:
        """Tell whether labels fit; None where it may be either.

        A label's value is None where it is not known. ``known`` is False where there may be further labels.
        """
        verdicts = [_pair(labels, key, value, known) for key, value in self.pairs]
        verdicts += [_expression(labels, *expression, known=known) for expression in self.expressions]
        if False in verdicts:
            return False
        return None if None in verdicts or self.causes else True


NOTHING = Selector()


def simple(value: Value | None) -> Selector:
    """Return a selector of plain pairs (a Service's), from its ``spec.selector``: an empty one means nothing.

    One pod of a StatefulSet, by ``POD_NAME``, stands for the set: the value is the set's name.
    """
    if value is None or value.is_null:
        return NOTHING
    if not isinstance(value.raw, Mapping):
        return Selector(causes=value.causes or _malformed(value))
    texts = {key: text(item) for key, item in value.raw.items()}
    pairs = tuple(
        (key, _set_name(found) if key == POD_NAME else found) for key, found in texts.items() if found is not None
    )
    causes = list(value.causes)
    for key, item in value.raw.items():
        causes += (item.causes or _malformed(item)) if texts[key] is None else ()
    return Selector(pairs, causes=tuple(causes))


def selector(value: Value | None) -> Selector:
    """Return a selector with ``matchLabels`` and ``matchExpressions``: an empty one means everything."""
    if value is None or value.is_null:
        return NOTHING
    if not isinstance(value.raw, Mapping):
        return Selector(causes=value.causes or _malformed(value))
    pairs = simple(value.get("matchLabels"))
    causes = [*value.causes, *pairs.causes]
    expressions = []
    listed = value.get("matchExpressions")
    causes += listed.causes if listed is not None else ()
    for item in listed.items() if listed is not None else ():
        expression = _read(item)
        if expression is None:
            causes += all_causes(item) or _malformed(item)
        else:
            expressions.append(expression)
    return Selector(pairs.pairs, tuple(expressions), not (pairs.pairs or expressions or causes), tuple(causes))


def _read(item: Value) -> tuple[str, str, tuple[str, ...]] | None:
    """Return key, operator and values of an expression; None where they are not known, or none of Kubernetes'."""
    key, operator, values = item.get("key"), item.get("operator"), item.get("values")
    texts = [text(each) for each in values.items()] if values is not None else []
    if (
        key is None
        or operator is None
        or not isinstance(key.raw, str)
        or not isinstance(operator.raw, str)
        or operator.raw not in _OPERATORS
        or None in texts
        or (values is not None and values.is_unknown)
    ):
        return None
    return key.raw, operator.raw, tuple(each for each in texts if each is not None)


def _set_name(pod: str) -> str:
    name, dash, number = pod.rpartition("-")
    return name if dash and number.isdigit() else pod


def _malformed(value: Value) -> tuple[Cause, ...]:
    return (Cause(CauseKind.ERROR, f"{show(value)} is no selector of labels", value.origin),)


def text(value: Value) -> str | None:
    """Return a label's value; None where it is not known or no text."""
    return value.raw if isinstance(value.raw, str) else None


def _pair(labels: Mapping[str, str | None], key: str, value: str, known: bool) -> bool | None:
    found = labels.get(key)
    if found is None:
        return None if key in labels or not known else False
    return found == value


def _expression(
    labels: Mapping[str, str | None], key: str, operator: str, values: tuple[str, ...], *, known: bool
) -> bool | None:
    if key not in labels:
        return operator in {"DoesNotExist", "NotIn"} if known else None
    if operator in {"Exists", "DoesNotExist"}:
        return operator == "Exists"
    found = labels[key]
    return None if found is None else (found in values) == (operator == "In")
