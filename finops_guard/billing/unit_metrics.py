"""The file of unit metrics: what a product is measured by, how much of it there was, and whose cost it is."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from msgspec import Struct

from finops_guard.billing.model import UNIT_METRICS, Selection
from finops_guard.billing.selecting import selection
from finops_guard.documents.decoding import DecodeError, decode
from finops_guard.documents.loader import load
from finops_guard.documents.model import Limits, as_problem
from finops_guard.errors import ConfigError, Problem
from finops_guard.location import Location, SourceText, Span
from finops_guard.schema import validated
from finops_guard.tree import Tree, TreeError
from finops_guard.values import Value, plain

MAX_SIZE = 1024 * 1024
LIMITS = Limits(depth=8, nodes=50_000, documents=2)


class UnitMetric(Struct, frozen=True):
    """A unit metric: how many of its units there were by month, and which rows of the bill are their cost."""

    metric: str
    unit: str
    volumes: Mapping[str, Decimal]
    cost: Selection


def read(tree: Tree) -> tuple[UnitMetric, ...]:
    """Return the unit metrics of a tree, none without a file; raise ConfigError with all that is wrong with it."""
    if not tree.is_file(UNIT_METRICS):
        return ()
    try:
        source = SourceText(UNIT_METRICS, decode(tree.read(UNIT_METRICS, MAX_SIZE)))
    except (TreeError, DecodeError) as failure:
        raise ConfigError(Problem(f"the unit metrics cannot be read: {failure}", Location(UNIT_METRICS))) from None
    documents, diagnostics = load(source, limits=LIMITS)
    problems = [as_problem(diagnostic) for diagnostic in diagnostics]
    if not problems and len(documents) != 1:
        problems = [Problem("one document is expected", Location(UNIT_METRICS))]
    value = documents[0].value if documents else Value({}, Span(source, 0, 0))
    problems = problems or validated(source.text, value, "unit-metrics")
    if problems:
        raise ConfigError(problems)
    document: Any = plain(value)
    metrics = tuple(map(_metric, document["metrics"]))
    names = [each.metric for each in metrics]
    twice = [at for at, name in enumerate(names) if name in names[:at]]
    if twice:
        written: Any = value.raw
        raise ConfigError(
            [
                Problem(
                    f"the metric {names[at]} is there twice",
                    written["metrics"].raw[at].raw["metric"].origin.location(),
                )
                for at in twice
            ]
        )
    return metrics


def _metric(entry: Mapping[str, Any]) -> UnitMetric:
    volumes = {month: Decimal(str(volume)) for month, volume in entry["volumes"].items()}
    return UnitMetric(str(entry["metric"]), str(entry["unit"]), volumes, selection(entry.get("cost") or {}))
