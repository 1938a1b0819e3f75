"""From a source to a price book, or an error and nothing written."""

from __future__ import annotations

from collections import Counter

from msgspec import Struct

from finops_guard.catalog import price_names
from finops_guard.errors import Problem, UsageError
from finops_guard.schema import suggest
from finops_guard.updating import book
from finops_guard.updating.collecting import MALFORMED, Collector, Wanted
from finops_guard.updating.fetching import Fetcher
from finops_guard.updating.lists import Reader

_SCHEMES = ("http://", "https://")


class Updated(Struct, frozen=True):
    """What was written: how many prices of each service, and how many rows have no place, by the reason."""

    prices: dict[str, int]
    rows: int
    left: dict[str, int]
    currency: str
    oldest: str
    newest: str
    first_malformed: str = ""


def update(source: str, output: str, wanted: Wanted, key: str = "") -> Updated:
    """Read the price lists of a source and write their prices as a book; raise UsageError where there are none."""
    _check(wanted)
    book.check(output)
    is_address = source.casefold().startswith(_SCHEMES)
    found = Collector(wanted)
    Reader(found).read(source, Fetcher(source, key) if is_address else None)
    rates = found.prices()
    if not rates:
        why = ", ".join(f"{count:,} {reason}" for reason, count in found.left.most_common(3)) or "it has no rows"
        hint = f"the first malformed one: {found.first_malformed}" if found.left[MALFORMED] else ""
        raise UsageError(Problem(f"none of {found.rows:,} rows is a price that is asked for: {why}", hint=hint))
    book.write(output, book.text(rates))
    days = sorted(filter(None, (each.observed for each in rates)))
    services = Counter(f"{each.vendor}/{each.service}" for each in rates if not each.start)
    return Updated(
        dict(sorted(services.items())), found.rows, dict(found.left.most_common()), rates[0].currency,
        days[0] if days else "", days[-1] if days else "", found.first_malformed,
    )  # fmt: skip


def _check(wanted: Wanted) -> None:
    vendors = [wanted.vendor] if wanted.vendor else price_names.VENDORS
    known = sorted({service for vendor in vendors for service in price_names.services(vendor)})
    names = {name.casefold() for name in known}
    wrong = [name for name in wanted.services if name.casefold() not in names]
    if wrong:
        hint = suggest(wrong[0], known) or "finops-guard prices info lists the services"
        raise UsageError(Problem(f"there is no service {wrong[0]!r}", hint=hint))
