"""What the configuration says of prices beside price books: discounts, and the currency."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from finops_guard.documents.model import key_span
from finops_guard.policy.money import CURRENCIES
from finops_guard.schema import suggest
from finops_guard.values import Value, show

_LIST = "USD"

Record = Callable[[str, Value, str], None]


def discounts(value: Value | None, problem: Record) -> Mapping[str, Decimal]:
    """Return by how many percent list prices are lowered, by glob; record globs that no service of a vendor fits."""
    if value is None or not isinstance(value.raw, Mapping):
        return {}
    from fnmatch import fnmatchcase

    from finops_guard.catalog.price_names import VENDORS, services

    known = [f"{vendor}/{service}" for vendor in VENDORS for service in services(vendor)]
    found: dict[str, Decimal] = {}
    for glob, percent in value.raw.items():
        wanted = glob.casefold().replace("[", "[[]")
        if not any(fnmatchcase(name.casefold(), wanted) for name in known):
            at = Value(glob, key_span(value, glob) or percent.origin)
            hint = suggest(glob, known) or f"write it as a vendor and a service: {known[0]}, {VENDORS[0]}/*"
            problem(f"no service is {show(Value(glob))}", at, hint)
        found[glob] = Decimal(str(percent.raw))
    return found


def exchange(value: Value, currency: str, problem: Record) -> tuple[Decimal, str]:
    """Return how much of the currency a dollar is, and on which day; record where these do not belong together."""
    rate, day = value.get("exchange-rate"), value.get("exchange-date")
    text = str(day.raw) if day is not None else ""
    amount = Decimal(str(rate.raw)) if rate is not None else Decimal(1)
    if currency == _LIST:
        if rate is not None and amount != 1:
            problem("this is the rate of no currency", rate, "say which it is of: currency: EUR")
        return Decimal(1), ""
    at = value.get("currency") or value
    if currency not in CURRENCIES:
        problem(f"{show(Value(currency))} is no currency of ISO 4217", at, suggest(currency, CURRENCIES))
    if rate is None:
        problem(f"it is not said how much {currency} a dollar is", at, "write exchange-rate: 0.9")
    if not text:
        problem("it is not said of which day the exchange rate is", at, "write exchange-date: 2026-01-31")
    elif day is not None and not _is_day(text):
        problem(f"{show(day)} is no day of the calendar", day, "write it as 2026-01-31")
    return amount, text


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
