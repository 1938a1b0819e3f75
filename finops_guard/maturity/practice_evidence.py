"""Evidence for the other capabilities: what code and declarations say of anomalies, rates, forecasts and the like."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from finops_guard.location import Location
from finops_guard.maturity.declared import COMMITMENTS, FORECAST, SHARED_COSTS, UNIT_METRICS
from finops_guard.maturity.known import Known
from finops_guard.maturity.model import Evidence
from finops_guard.maturity.outcomes import counted, measured, unassessed
from finops_guard.policy.patterns import Globs
from finops_guard.resources import FileStatus, Resource
from finops_guard.values import Value

CLOUDS = frozenset({"aws", "azurerm", "google", "google-beta"})
COMMITTED = (
    "aws_savingsplans_savings_plan",
    "aws_rds_reserved_instance",
    "aws_elasticache_reserved_cache_node",
)

_BROKEN = frozenset({"exception-expired", "exception-invalid", "exception-over-cap", "waiver-not-honoured"})


def practice_evidence(known: Known) -> Iterator[Evidence]:
    """Yield what is known of shared costs, exceptions, anomalies, rates, forecasts, modules and units."""
    yield _shared_costs(known)
    yield _account_policy(known)
    yield _exceptions(known)
    yield from _anomalies(known)
    yield _target(known)
    yield _drivers(known)
    yield _approved_modules(known)
    yield _units(known)


def _absent(known: Known, check: str, detail: str) -> Evidence:
    """Return that something is not in the code, unless a part of it could not be read."""
    return measured(check, 0.0, detail, None, 0.0 if known.is_complete else 1.0)


def _shared_costs(known: Known) -> Evidence:
    check = "allocation.shared-costs"
    rules = known.economy.declared.lists.get(SHARED_COSTS, ())
    if rules:
        return measured(check, 1.0, f"{counted(len(rules), 'rule')} for shared costs", _place(rules[0], SHARED_COSTS))
    splitting = [each for each in known.of_types("aws_ce_cost_category") if _blocks(each, "split_charge_rule")]
    if splitting:
        text = f"{splitting[0].address} splits shared costs"
        return measured(check, 1.0, text, splitting[0].span.location())
    return _absent(known, check, f"neither {SHARED_COSTS} nor a cost category says how shared costs are split")


def _account_policy(known: Known) -> Evidence:
    check = "allocation.account-policy"
    found = [each for each in known.of_types("aws_organizations_policy") if _text(each, "type") == "TAG_POLICY"]
    if found:
        return measured(check, 1.0, f"{found[0].address} is a tag policy of the organization", found[0].span.location())
    return unassessed(check, "no tag policy of an organization is in this code; it may be set elsewhere")


def _exceptions(known: Known) -> Evidence:
    check = "governance.exceptions"
    files = {file.path: file for file in known.resources.files if file.source == "exceptions"}
    bare = [each for each in known.resources.suppressions if each.request.exception is None]
    if not files and not bare:
        if not known.economy.whole:
            return unassessed(check, "only a part is scanned: exceptions are those of all of it")
        return measured(check, 1.0, "there is no exception, and no comment that lets a finding stand")
    if files and not known.economy.as_of:
        return unassessed(check, "without a day nobody can tell which exceptions are in force")
    at_fault = {path for path, file in files.items() if file.status is FileStatus.BROKEN}
    at_fault |= {each.path for each in known.resources.diagnostics if each.kind in _BROKEN and each.path in files}
    total, good = len(files) + len(bare), len(files) - len(at_fault)
    detail = f"{good} of {counted(total, 'exception')} are complete and in force"
    if bare:
        detail += f"; {counted(len(bare), 'comment')} {'lets' if len(bare) == 1 else 'let'} findings stand unregistered"
    place = Location(min(at_fault)) if at_fault else bare[0].span.location() if bare else None
    # No share: that would rise with each further exception, however little it is needed.
    return measured(check, float(good == total), detail, place)


def _anomalies(known: Known) -> Iterator[Evidence]:
    """Yield whether a monitor looks at least daily, and whether what it finds goes on by itself."""
    monitor, routed = "anomalies.monitor", "anomalies.routed"
    if not any(each.provider in CLOUDS for each in known.resources.resources):
        for check in (monitor, routed):
            yield unassessed(check, "nothing of a cloud provider is in this scope, where monitors are declared")
        return
    monitors = known.of_types("aws_ce_anomaly_monitor")
    subscriptions = known.of_types("aws_ce_anomaly_subscription")
    alerts = known.of_types("azurerm_cost_anomaly_alert")
    topics = [each for each in known.of_types("google_billing_budget") if _has_topic(each)]
    frequent = [each for each in subscriptions if _text(each, "frequency") in {"DAILY", "IMMEDIATE"}]
    if frequent and monitors:
        text = f"{frequent[0].address} tells {_text(frequent[0], 'frequency').lower()} what a monitor finds"
        yield measured(monitor, 1.0, text, frequent[0].span.location())
    elif alerts:
        # Azure looks once a day: there is nothing to set.
        yield measured(monitor, 1.0, f"{alerts[0].address} tells daily what is found", alerts[0].span.location())
    elif monitors or subscriptions or topics:
        first = (monitors or subscriptions or topics)[0]
        why = "only budgets tell of their use" if not (monitors or subscriptions) else "nothing tells of it daily"
        is_open = any(_is_unknown(each, "frequency") for each in subscriptions)
        text = f"{first.address} is there, but {why}{', as far as values are known' if is_open else ''}"
        yield measured(monitor, 0.5, text, first.span.location(), 1.0 if is_open else 0.5)
    else:
        yield _absent(known, monitor, "no anomaly monitor is in the code")
    onwards = [each for each in subscriptions if "SNS" in _subscriber_types(each)] or topics
    mailed = [each for each in subscriptions if "EMAIL" in _subscriber_types(each)] or alerts
    if onwards:
        text = f"{onwards[0].address} sends to a topic, from which it goes to the owner"
        yield measured(routed, 1.0, text, onwards[0].span.location())
    elif mailed:
        text = f"{mailed[0].address} writes to fixed addresses, whoever the owner is"
        is_open = any(_is_unknown(each, "subscriber", "type") for each in subscriptions)
        yield measured(routed, 0.5, text, mailed[0].span.location(), 1.0 if is_open else 0.5)
    elif any(_is_unknown(each, "subscriber", "type") for each in subscriptions):
        text = f"whom {subscriptions[0].address} tells is not known"
        yield measured(routed, 0.0, text, subscriptions[0].span.location(), 1.0)
    else:
        yield _absent(known, routed, "no subscription sends anomalies to anybody")


def _target(known: Known) -> Evidence:
    check = "rates.target"
    targets = known.economy.declared.lists.get(COMMITMENTS, ())
    if targets:
        text = f"{counted(len(targets), 'target')} for the coverage by commitments"
        return measured(check, 1.0, text, _place(targets[0], COMMITMENTS))
    bought = known.of_types(*COMMITTED)
    if bought:
        text = f"{bought[0].address} commits, but {COMMITMENTS} names no target for the coverage"
        return measured(check, 0.5, text, bought[0].span.location())
    return measured(check, 0.0, f"{COMMITMENTS} names no target for the coverage by commitments")


def _drivers(known: Known) -> Evidence:
    check, forecast = "forecasting.drivers", known.economy.declared.forecast
    if forecast is None or not forecast.rows:
        return measured(check, 0.0, f"there is no forecast in {FORECAST}")
    detail = f"{forecast.driven} of {counted(forecast.rows, 'row')} of the forecast name the driver behind the figure"
    return measured(check, forecast.driven / forecast.rows, detail, forecast.location)


def _units(known: Known) -> Evidence:
    metrics = known.economy.declared.lists.get(UNIT_METRICS, ())
    if not metrics:
        return measured("units.defined", 0.0, f"{UNIT_METRICS} defines no unit of a product")
    text = f"{counted(len(metrics), 'unit metric')} defined"
    return measured("units.defined", 1.0, text, _place(metrics[0], UNIT_METRICS))


def _approved_modules(known: Known) -> Evidence:
    check, patterns = "architecture.approved-modules", known.economy.approved_modules
    if not patterns:
        return unassessed(check, "no approved modules are named in the configuration (score.approved-modules)")
    approved = Globs(patterns)
    costs = known.economy.expected
    made = [each for each in known.resources.resources if each.source != "kubernetes" and id(each) in costs]
    total = sum((costs[id(each)] for each in made), Decimal(0))
    if not total:
        return unassessed(check, "nothing that Terraform deploys here has a price")
    outside = [each for each in made if not any(map(approved.match, _sources(each)))]
    inside = total - sum((costs[id(each)] for each in outside), Decimal(0))
    dearest = max(outside, key=lambda each: costs[id(each)], default=None)
    detail = f"{float(inside / total):.1%} of the estimated cost comes from approved modules"
    place = dearest.span.location() if dearest is not None else None
    # A module that is not on disk hides what it makes: nothing of it counts as approved.
    return measured(check, float(inside / total), detail, place, None if known.is_complete else 1.0)


def _sources(resource: Resource) -> tuple[str, ...]:
    return resource.provenance.sources if resource.provenance is not None else ()


def _place(item: Value, path: str) -> Location:
    return item.origin.location() if item.origin is not None else Location(path)


def _text(resource: Resource, key: str) -> str:
    value = resource.values.get(key)
    return value.raw if value is not None and isinstance(value.raw, str) else ""


def _is_unknown(resource: Resource, key: str, within: str = "") -> bool:
    """Tell whether an attribute is not known, or one within its blocks."""
    value = resource.values.get(key)
    if value is None or value.is_unknown or not within:
        return value is not None and value.is_unknown
    inner = [each.get(within) for each in value.items()]
    return any(each is not None and each.is_unknown for each in (*value.items(), *inner))


def _blocks(resource: Resource, key: str) -> list[Value]:
    value = resource.values.get(key)
    return list(value.items()) if value is not None else []


def _subscriber_types(subscription: Resource) -> set[object]:
    kinds = (subscriber.get("type") for subscriber in _blocks(subscription, "subscriber"))
    return {kind.raw for kind in kinds if kind is not None and isinstance(kind.raw, str)}


def _has_topic(budget: Resource) -> bool:
    topics = (rule.get("pubsub_topic") for rule in _blocks(budget, "all_updates_rule"))
    return any(topic is not None and not topic.is_null for topic in topics)
