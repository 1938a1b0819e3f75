"""Which workloads a selector of labels means, among those of a scan."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from itertools import chain

from msgspec import Struct

from finops_guard.kubernetes.proximity import Nearest
from finops_guard.kubernetes.selectors import Selector
from finops_guard.kubernetes.workloads import labels_value, pod_labels
from finops_guard.resources import Resource
from finops_guard.values import Cause, CauseKind, all_causes

# Comparisons of selectors with labels in one scan; real ones need some thousands.
MAX_COMPARISONS = 500_000
_LIMIT = Cause(CauseKind.LIMIT, f"more than {MAX_COMPARISONS:,} comparisons of selectors with labels")


class Selected(Struct, frozen=True):
    """The workloads that a selector certainly means; ``causes`` say why it may mean others."""

    workloads: tuple[Resource, ...] = ()
    causes: tuple[Cause, ...] = ()


class _Pod(Struct, frozen=True):
    """The pods of a workload: their labels, why there may be others, and why some are not known."""

    workload: Resource
    labels: Mapping[str, str | None]
    open: tuple[Cause, ...]
    causes: tuple[Cause, ...]


class Pods:
    """The workloads of a scan by the labels of their pods.

    Of those that a selector means, the ones count that are deployed nearest to it.
    """

    def __init__(self) -> None:
        self._labelled: Nearest[_Pod] = Nearest()
        self._comparisons = 0

    def add(self, workload: Resource, namespaces: Iterable[Hashable]) -> None:
        """Add a workload, for each of the namespaces that it is looked for in."""
        labels = labels_value(workload)
        causes = (labels.causes, all_causes(labels)) if labels is not None else ((), ())
        pod = _Pod(workload, pod_labels(workload), *causes)
        for namespace in namespaces:
            self._labelled.add((namespace,), workload, pod)
            if pod.open:
                self._labelled.add((namespace, None), workload, pod)
            for key, value in pod.labels.items():
                self._labelled.add((namespace, key, value), workload, pod)

    def selected(self, selector: Selector, resource: Resource, namespace: Hashable) -> Selected:
        """Return the workloads of a namespace whose pods a selector of an object means."""
        if selector.is_nothing:
            return Selected()
        for candidates in self._candidates(selector, resource, namespace):
            found: list[Resource] = []
            causes: dict[Cause, None] = {}
            for each in candidates:
                self._comparisons += 1
                if self._comparisons > MAX_COMPARISONS:
                    return Selected(tuple(found), (_LIMIT,))
                fits = selector.matches(each.labels, known=not each.open)
                if fits:
                    found.append(each.workload)
                elif fits is None:
                    causes |= dict.fromkeys((*selector.causes, *each.causes))
            if found or causes:
                return Selected(tuple(found), tuple(causes))
        return Selected((), selector.causes)

    def _candidates(self, selector: Selector, resource: Resource, namespace: Hashable) -> Iterator[list[_Pod]]:
        """Yield what may fit, the nearest first: the workloads with the rarest of the labels that are asked for."""
        find = self._labelled.by_level
        if not selector.pairs:
            yield from find((namespace,), resource)
            return
        key, value = min(selector.pairs, key=lambda pair: self._labelled.count((namespace, *pair)))
        known = find((namespace, key, value), resource)
        open_ones = chain(find((namespace, key, None), resource), find((namespace, None), resource))
        yield from known
        yield from open_ones
