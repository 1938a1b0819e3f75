"""The coverage that the last bill showed (``.finops/billed-coverage.yaml``): leaving a bad bill away raises nothing.

The score takes it for nothing but that: a share that is too low stands until a newer bill is recorded, and one that
is high enough counts only with its bill.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from finops_guard.diagnostics import Diagnostic
from finops_guard.maturity.criteria import BILLED_COVERAGE
from finops_guard.maturity.declared import DIRECTORY, document
from finops_guard.maturity.model import Evidence, Grade
from finops_guard.maturity.outcomes import measured
from finops_guard.tree import Tree

BILLED = f"{DIRECTORY}/billed-coverage.yaml"

# What the schema allows for the detail.
_MAX_DETAIL = 2000


class Billed(Struct, frozen=True):
    """What was recorded as evidence by check, and what is wrong with the file."""

    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()


def read(tree: Tree) -> Billed:
    """Return what a tree has recorded of its last bill; most trees have nothing."""
    if not tree.is_file(BILLED):
        return Billed()
    value, problems = document(tree, BILLED, "billed-coverage")
    coverage = value.get("coverage") if value is not None else None
    if value is None or coverage is None:
        return Billed(diagnostics=tuple(problems))
    told = {key: str(each.raw) for key in ("recorded", "detail") if (each := value.get(key)) is not None}
    detail = f"{told['detail']}; recorded on {told['recorded']}, stands until a newer bill is recorded"
    place = coverage.origin.location() if coverage.origin is not None else None
    found = measured(BILLED_COVERAGE, float(str(coverage.raw)), detail, place, grade=Grade.VERIFIED)
    return Billed({BILLED_COVERAGE: found})


def text(evidence: Evidence, digests: Iterable[str], as_of: str) -> str:
    """Return the file for a billed coverage that has a value, in the bytes that it is written in."""
    lines = [
        "# How much of the bill carried all mandatory tags (finops-guard score --billing FILE --record-bill).",
        f"coverage: {evidence.value!r}",
        f'recorded: "{as_of}"',
        f"detail: {json.dumps(evidence.detail[:_MAX_DETAIL])}",
        "files:",
        *(f'  - "{digest}"' for digest in sorted(set(digests))),
    ]
    return "\n".join(lines) + "\n"
