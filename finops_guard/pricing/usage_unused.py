"""What a usage file says in vain: of resources that are not there, of keys that nothing is paid by."""

from __future__ import annotations

from collections.abc import Iterator

from finops_guard.diagnostics import Diagnostic, notice
from finops_guard.pricing.costs import Costs
from finops_guard.pricing.usage_written import WrittenUsage
from finops_guard.resources import Resource
from finops_guard.schema import suggest
from finops_guard.settings import UsageEntry
from finops_guard.values import Value, show

KIND = "unused-usage"
# Our own bounds: of notices, and of what a name is compared with for a suggestion.
MAX_NOTICES = 100
MAX_KNOWN = 2_000


def unused(costs: Costs, *, whole: bool) -> tuple[Diagnostic, ...]:
    """Return a notice for each entry, or key of one, that no estimate of the scan's resources asks for.

    Not ``whole``: only part of the tree was read, and what is not there may be elsewhere. Entries for types of which
    there is no resource are passed over, but for types that have no prices at all.
    """
    usage = costs.usage
    if not isinstance(usage, WrittenUsage):
        return ()
    about: dict[int, list[Resource]] = {}
    for resource in costs.found.resources:
        for entry in usage.entries(resource):
            about.setdefault(id(entry), []).append(resource)
    found: list[Diagnostic] = []
    for entry in (*usage.settings.resources, *usage.settings.types):
        resources = about.get(id(entry), [])
        said = _of_keys(entry, resources, costs, usage) if resources else _of_name(entry, costs, usage, whole=whole)
        found += said
        if len(found) >= MAX_NOTICES:
            break
    return tuple(found[:MAX_NOTICES])


def _of_name(entry: UsageEntry, costs: Costs, usage: WrittenUsage, *, whole: bool) -> Iterator[Diagnostic]:
    """Yield that there is nothing of an entry's name."""
    span = entry.spans.get("")
    if span is None:
        return
    if any(entry is each for each in usage.settings.types):
        from finops_guard.pricing.resources import priced_types

        types = priced_types()
        if entry.name not in types:
            yield notice(KIND, f"no prices of resources of the type {_shown(entry)}", span, suggest(entry.name, types))
    elif whole:
        hint = suggest(entry.name, [each.address for each in costs.found.resources[:MAX_KNOWN]])
        where = f" in {entry.root}" if entry.root else ""
        yield notice(KIND, f"no resource has the address {_shown(entry)}{where}", span, hint)


def _of_keys(entry: UsageEntry, resources: list[Resource], costs: Costs, usage: WrittenUsage) -> Iterator[Diagnostic]:
    """Yield which keys nothing of what an entry is about is paid by."""
    if all(costs.of(each) is None for each in resources):
        span = entry.spans.get("")
        if span is not None:
            yield notice(KIND, f"nothing that {_shown(entry)} names has prices", span)
        return
    asked = frozenset[str]().union(*(usage.asked(each) for each in resources))
    for key in entry.amounts:
        span = entry.spans.get(key)
        if key not in asked and span is not None:
            hint = suggest(key, asked) or (f"it is paid by: {', '.join(sorted(asked))}" if asked else "")
            yield notice(KIND, f"nothing that {_shown(entry)} names is paid by {show(Value(key))}", span, hint)


def _shown(entry: UsageEntry) -> str:
    return show(Value(entry.name), 120)
