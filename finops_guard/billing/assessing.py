"""From billing files to evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from finops_guard.billing import forecast as forecasts
from finops_guard.billing import unit_metrics
from finops_guard.billing.evidence import billing_evidence
from finops_guard.billing.ledger import ledger as ledger_of
from finops_guard.billing.measures import allocated, commitments, compliant, savings_rates
from finops_guard.billing.model import BillFile, Billing, BillingSettings, Mandatory, MandatoryTag
from finops_guard.billing.planned import unit_costs, variance
from finops_guard.billing.reading import read
from finops_guard.errors import Problem, UsageError
from finops_guard.maturity.facts import demanded_keys, key_spellings
from finops_guard.policy.model import Policy
from finops_guard.policy.owners import owner_keys

# Of currencies, where there are many.
_SHOWN = 10


def assess_billing(paths: Sequence[str], settings: BillingSettings, as_of: date, mandatory: Mandatory) -> Billing:
    """Return what the bill proves on a day, in periods closed by then.

    ``paths`` are files and globs. Raises UsageError where the bill cannot be relied on (a broken row, two currencies)
    or there is no DuckDB, ConfigError where the forecast or the unit metrics of the tree are wrong.
    """
    forecast = forecasts.read(settings.tree) if settings.tree is not None else None
    metrics = unit_metrics.read(settings.tree) if settings.tree is not None else ()
    selections = [metric.cost for metric in metrics]
    selections += forecast.scopes.values() if forecast is not None else ()
    files, facts = read(paths, mandatory, selections, settings)
    _one_currency(files)
    ledger = ledger_of(facts, as_of)
    missing = frozenset(name for file in files for name in file.missing)
    kpis = (
        allocated(ledger, mandatory, missing),
        compliant(ledger, mandatory, missing),
        variance(ledger, forecast, len(metrics)),
        *commitments(ledger, missing),
        *savings_rates(ledger, missing),
        *unit_costs(ledger, metrics),
    )
    evidence = billing_evidence(kpis, ledger, as_of)
    return Billing(tuple(files), ledger.currency, ledger.totals, kpis, evidence, tuple(_notes(files)))


def mandatory_tags(policies: Sequence[Policy]) -> Mandatory:
    """Return what policies ask for everywhere: keys with spellings and listed values, and the owner's keys."""
    demanding = [policy for policy in policies if demanded_keys(policy)]
    tags = []
    for key, spellings in key_spellings(demanding).items():
        asked = [demanded_keys(policy).get(key) for policy in demanding]
        lists = [each["values"] for each in asked if isinstance(each, Mapping) and each.get("values")]
        values = lists[0] if lists and isinstance(lists[0], list | tuple) else ()
        tags.append(MandatoryTag(key, spellings, tuple(map(str, values))))
    return Mandatory(tuple(tags), owner_keys(policies))


def _one_currency(files: Sequence[BillFile]) -> None:
    found: dict[str, str] = {}
    for file in files:
        for currency in file.currencies:
            found.setdefault(currency, file.path)
    if len(found) > 1:
        told = ", ".join(f"{currency} (as in {found[currency]})" for currency in sorted(found)[:_SHOWN])
        message = f"the bill is in more than one currency, which cannot be added up: {told}"
        raise UsageError(Problem(message, hint="give the files of one currency at a time, or an export in one"))


def _notes(files: Iterable[BillFile]) -> Iterable[str]:
    """Yield what whoever relies on the bill should look at."""
    sums: dict[tuple[object, ...], str] = {}
    for file in files:
        if file.duplicate_of:
            yield f"{file.path} has the same bytes as {file.duplicate_of} and is counted once"
            continue
        earlier = sums.setdefault((file.rows, file.billed, file.effective), file.path)
        if earlier != file.path:
            yield f"{file.path} has as many rows and the same totals as {earlier}: is it the same bill?"
        if not file.rows:
            yield f"{file.path} has no rows"
