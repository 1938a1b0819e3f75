"""The filters below ``match``, made of what a policy file says; most policies have none, and import nothing for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from finops_guard import schema
from finops_guard.documents.model import key_span
from finops_guard.errors import Problem
from finops_guard.policy.model import Subject
from finops_guard.policy.parameters import problem
from finops_guard.policy.patterns import ParameterError
from finops_guard.policy.value_files import ValueFiles
from finops_guard.values import Value

if TYPE_CHECKING:
    from finops_guard.policy.filters import Filters

# What follows about a thing, where the check asks for it: about Terraform's resources, or about objects.
_TOLD: Mapping[Subject, set[bool]] = {Subject.RELATED: {True}, Subject.OBJECT: {False}}

KEYS = ("regions", "accounts", "paths", "modules", "tags", "when")

# What is no resource: what it is called, the filters that it has, and a hint where it has any.
_UNFILTERED: Mapping[Subject, tuple[str, frozenset[str], str]] = {
    Subject.FILE: ("files", frozenset({"paths"}), "paths has"),
    Subject.BUDGET: ("budgets", frozenset(), "the scope of a budget says what it is for"),
    Subject.SCAN: ("what all costs", frozenset(), ""),
}


def filters_of(
    match: Value, judged: Subject, files: ValueFiles
) -> tuple[tuple[Filters | None, Filters | None], list[Problem]]:
    """Return what must hold and what must not, and everything that is wrong with it."""
    from finops_guard.policy.filters import filters

    found: list[Filters | None] = []
    problems: list[Problem] = []
    for path in ((), ("unless",)):
        part = match.get("unless") if path else match
        if part is None:
            found.append(None)
            continue
        if judged in _UNFILTERED:
            about, allowed, hint = _UNFILTERED[judged]
            problems += [
                Problem(
                    f'"{key}" has no meaning for a policy about {about}',
                    span.location() if (span := key_span(part, key)) else schema.locate(match, path),
                    hint,
                )
                for key in KEYS
                if key not in allowed and part.get(key) is not None
            ]
        resolved, missing = files.resolve(part)
        problems += missing
        try:
            made = filters(resolved, path)
            if made is not None and made.when is not None and not made.when.about_terraform <= _TOLD.get(judged, set()):
                hint = "a check attribute or expression that asks for derived, too, is told; or write it in the check"
                message = "nothing that follows from others (resource.derived) is told to the filters of this check"
                problems.append(Problem(message, schema.locate(match, [*path, "when"]), hint))
            found.append(made)
        except ParameterError as failure:
            found.append(None)
            problems += [problem(each, match, "match") for each in (failure, *failure.others)]
    return (found[0], found[1]), problems
