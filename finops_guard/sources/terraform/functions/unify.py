"""The one type that the elements of a list, set or map have: what Terraform converts them to."""

from __future__ import annotations

from finops_guard.sources.terraform import unification
from finops_guard.sources.terraform.conversion import convert
from finops_guard.sources.terraform.kinds import EvaluationError
from finops_guard.values import Value


def unify(values: list[Value]) -> list[Value]:
    """Return values of one type, in their order; Unknown stays; raise EvaluationError where there is none.

    Beside a string, numbers and bools are strings; lists and objects are unified part by part.
    """
    wanted = unification.unify([unification.type_of(value) for value in values]) if values else None
    if values and wanted is None:
        raise EvaluationError("the elements have no common type")
    return values if wanted is None else [convert(value, wanted) for value in values]
