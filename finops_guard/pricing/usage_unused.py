"""What a usage file says in vain: of resources that are not there, of keys that nothing is paid by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from finops_guard.addresses import parts
from finops_guard.diagnostics import Diagnostic, notice
from finops_guard.pricing.costs import Costs
from finops_guard.pricing.resources import priced_types
from finops_guard.pricing.usage_amounts import canonical
from finops_guard.pricing.usage_written import WrittenUsage
from finops_guard.resources import Resource
from finops_guard.schema import suggest
from finops_guard.settings import UsageEntry
from finops_guard.values import Value, show

KIND = "unused-usage"
# Our own bounds: of notices, of those with a suggestion, and of what a name is compared with for one.
MAX_NOTICES = 100
MAX_SUGGESTIONS = 10
MAX_KNOWN = 200
MAX_NAME = 200


def unused(costs: Costs, resources: Sequence[Resource], *, whole: bool) -> tuple[Diagnostic, ...]:
    """Return a notice for each entry, or key of one, that no estimate of the resources asks for.

    Not ``whole``: only part of the tree was read, and what is not there may be elsewhere. Entries for types of which
    there is no resource are passed over, but for types that have no prices at all.
    """
    usage = costs.usage
    if not isinstance(usage, WrittenUsage):
        return ()
    of_types = frozenset(map(id, usage.settings.types))
    about: dict[int, list[Resource]] = {}
    for resource in resources:
        for entry in usage.entries(resource):
            about.setdefault(id(entry), []).append(resource)
    found: list[Diagnostic] = []
    types = priced_types()
    for entry in (*usage.settings.resources, *usage.settings.types):
        span = entry.spans.get("")
        if id(entry) in about:
            found += _of_keys(entry, about[id(entry)], costs, usage)
        elif span is not None and id(entry) in of_types:
            if entry.name not in types:
                hint = _nearest(entry.name, types if len(found) < MAX_SUGGESTIONS else ())
                found.append(notice(KIND, f"no prices of resources of the type {_shown(entry)}", span, hint))
        elif span is not None and whole:
            alike = _alike(entry.name, resources) if len(found) < MAX_SUGGESTIONS else ()
            where = f" in {entry.root}" if entry.root else ""
            message = f"no resource has the address {_shown(entry)}{where}"
            found.append(notice(KIND, message, span, _nearest(entry.name, alike)))
        if len(found) >= MAX_NOTICES:
            break
    return tuple(found[:MAX_NOTICES])


def _of_keys(entry: UsageEntry, resources: list[Resource], costs: Costs, usage: WrittenUsage) -> Iterator[Diagnostic]:
    """Yield which keys nothing of what an entry is about is paid by."""
    if not [each for each in resources if costs.of(each) is not None]:
        span = entry.spans.get("")
        if span is not None:
            yield notice(KIND, f"nothing that {_shown(entry)} names has prices", span)
        return
    asked = frozenset[str]().union(*(usage.asked(each) for each in resources))
    known = frozenset(map(canonical, asked))
    for key in entry.amounts:
        span = entry.spans.get(key)
        if key not in known and span is not None:
            hint = suggest(key, asked) or (f"it is paid by: {', '.join(sorted(asked))}" if asked else "")
            yield notice(KIND, f"nothing that {_shown(entry)} names is paid by {show(Value(key))}", span, hint)


def _alike(address: str, resources: Sequence[Resource]) -> Iterator[str]:
    """Yield addresses of resources of the type that is written."""
    type_ = parts(address)[-2]
    return islice((each.address for each in resources if each.type == type_ or "*" in type_), MAX_KNOWN)


def _nearest(name: str, known: Iterable[str]) -> str:
    return suggest(name, (each for each in known if len(each) <= MAX_NAME)) if len(name) <= MAX_NAME else ""


def _shown(entry: UsageEntry) -> str:
    return show(Value(entry.name), 120)
