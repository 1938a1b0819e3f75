from __future__ import annotations

from decimal import Decimal

import pytest
from policy.building import CAUSE, UNKNOWN, judge, matched, resource, span, verdicts
from support.clusters import cluster, deployment, hpa, manifest

from finops_guard.policy.model import Outcome, PlacedObject
from finops_guard.policy.money import CURRENCIES, Money, parse

ROOT = {
    "root": {
        "types": {
            "aws_budgets_budget": ["notification"],
            "azurerm_consumption_budget_*": ["notification"],
            "google_billing_budget": ["all_updates_rule", "threshold_rules"],
        }
    }
}
KEY = "finops-guard/monthly-budget"
MACHINE = resource()


@pytest.mark.parametrize(
    ("type_", "values", "expected"),
    [
        ("aws_vpc", {}, [("fail", "budget")]),
        ("aws_budgets_budget", {}, [("fail", "notification")]),
        ("aws_budgets_budget", {"notification": []}, [("fail", "notification")]),
        ("aws_budgets_budget", {"notification": [{"threshold": 80}]}, []),
        ("aws_budgets_budget", {"notification": UNKNOWN}, [("unresolved", "budget")]),
        ("azurerm_consumption_budget_resource_group", {"notification": [{}]}, []),
        ("google_billing_budget", {"threshold_rules": [{}]}, []),
        ("google_billing_budget", {"all_updates_rule": [{}]}, []),
        ("google_billing_budget", {"amount": [{}]}, [("fail", "notification")]),
    ],
)
def test_root(type_: str, values: object, expected: list[tuple[str, str]]) -> None:
    assert verdicts("budget", ROOT, matched(MACHINE, resource(type_, values, name="b"))) == expected


def test_root_that_is_not_whole() -> None:
    assert verdicts("budget", ROOT, matched(MACHINE, causes=(CAUSE,))) == [("unresolved", "budget")]
    told = resource("aws_budgets_budget", {"notification": [{}]})
    assert verdicts("budget", ROOT, matched(MACHINE, told, causes=(CAUSE,))) == []


def test_silent_budget_is_pointed_at() -> None:
    silent = resource("aws_budgets_budget", name="silent")
    (outcome,) = judge("budget", ROOT, matched(MACHINE, silent)) or []
    assert (outcome.span, outcome.message) == (
        silent.span,
        "aws_budgets_budget.silent tells nobody: it has no notification",
    )


@pytest.mark.parametrize(
    ("machines", "named"),
    [(1, "aws_instance.m0"), (2, "aws_instance.m0 and 1 more"), (1_201, "aws_instance.m0 and 1,200 more")],
)
def test_missing_budget_names_what_costs_and_the_types_of_the_provider(machines: int, named: str) -> None:
    judged = matched(*(resource(name=f"m{at}") for at in range(machines)), resource("aws_vpc"))
    (outcome,) = judge("budget", ROOT, judged) or []
    assert outcome.message == (
        f"the root live has resources that cost money ({named}) and no budget (aws_budgets_budget)"
    )
    assert outcome.span is None


def test_unread_modules_alone_are_not_known_to_cost_anything() -> None:
    (outcome,) = judge("budget", ROOT, matched(resource("helm_release"), causes=(CAUSE,))) or []
    assert (outcome.verdict.value, outcome.causes) == ("unresolved", (CAUSE,))
    assert outcome.message == "it is not known whether the root live has resources that cost money, and a budget"


def namespace(annotations: object, name: str = "shop") -> object:
    return resource("Namespace", {"metadata": {"name": name, "annotations": annotations}}, name=name)


ANNOTATION = {"annotation": {"key": KEY, "aliases": ["budget"], "except": ["kube-*"]}}


@pytest.mark.parametrize(
    ("annotations", "expected"),
    [
        ({KEY: "2000 USD"}, []),
        ({"budget": "EUR 5"}, []),
        ({KEY: 2000}, [("fail", "budget")]),
        ({KEY: "lots"}, [("fail", "budget")]),
        ({KEY: None}, [("fail", "budget")]),
        ({}, [("fail", "budget")]),
        (None, [("fail", "budget")]),
        ({KEY: UNKNOWN}, [("unresolved", "budget")]),
        (UNKNOWN, [("unresolved", "budget")]),
    ],
)
def test_annotation(annotations: object, expected: list[tuple[str, str]]) -> None:
    assert verdicts("budget", ANNOTATION, namespace(annotations)) == expected  # type: ignore[arg-type]


def test_exempt_namespace_is_not_judged() -> None:
    assert verdicts("budget", ANNOTATION, namespace({}, "kube-system")) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("annotations", "expected"),
    [
        ({KEY: "1 USD", "owner": "a"}, []),
        ({KEY: "1 USD", "answers": "a"}, []),
        ({KEY: "1 USD"}, [("fail", "owner")]),
        ({KEY: "1 USD", "owner": " "}, [("fail", "owner")]),
        ({KEY: "1 EUR", "owner": "a"}, [("fail", "budget")]),
        ({}, [("fail", "budget"), ("fail", "owner")]),
    ],
)
def test_owner_and_currencies(annotations: object, expected: list[tuple[str, str]]) -> None:
    parameters = {"annotation": {"key": KEY, "owner": "owner", "owner_aliases": ["answers"], "currencies": ["USD"]}}
    assert verdicts("budget", parameters, namespace(annotations)) == expected  # type: ignore[arg-type]


def test_annotation_message_points_at_the_value() -> None:
    judged = namespace({KEY: "2000"})
    (outcome,) = judge("budget", ANNOTATION, judged) or []  # type: ignore[arg-type]
    assert outcome.message == (
        f'the annotation {KEY} of Namespace/shop, "2000", names no currency (write it as "2000 USD")'
    )
    assert outcome.span not in (None, span(10))


@pytest.mark.parametrize(
    ("annotations", "parameters", "expected"),
    [
        ({KEY: "1 USD"}, {}, []),
        ({}, {}, None),
        ({KEY: UNKNOWN}, {}, None),
        ({KEY: "lots"}, {}, [("fail", "budget")]),
        ({KEY: "lots"}, {"owner": "owner"}, [("fail", "owner")]),
        ({KEY: "1 USD", "owner": "a"}, {"owner": "owner"}, []),
        ({"owner": "a"}, {"owner": "owner"}, None),
    ],
)
def test_where_a_budget_is_set(annotations: object, parameters: dict[str, object], expected: object) -> None:
    asked = {"annotation": {"key": KEY, "where_set": True, **parameters}}
    assert verdicts("budget", asked, namespace(annotations)) == expected  # type: ignore[arg-type]


# What a pod with one core and one GiB costs a month is 26.17 USD.
ONE = {"cpu": 1, "memory": "1Gi"}


def used(budget: object, *documents: object, below: int = 100, until: int | None = None) -> list[Outcome] | None:
    """Return what is said about the budget of the namespace shop, which holds the documents."""
    shop = manifest("v1", "Namespace", "shop", None)
    shop["metadata"]["annotations"] = {KEY: budget} if budget is not None else {}
    found, objects = cluster([shop, *documents])
    share = {"below": below} | ({"until": until} if until is not None else {})
    asked = {"annotation": {"key": KEY, "except": ["kube-*"], "used": share}}
    return judge("budget", asked, PlacedObject(objects["Namespace/shop"], found))


MANY = deployment("many", ONE, replicas="many")


@pytest.mark.parametrize(
    ("budget", "documents", "exceeded", "nearly"),
    [
        ("40 USD", [deployment(requests=ONE)], [], []),
        ("30 USD", [deployment(requests=ONE)], [], ["fail"]),
        ("26.17 USD", [deployment(requests=ONE)], [], ["fail"]),
        ("26 USD", [deployment(requests=ONE)], ["fail"], None),
        ("312 USD/year", [deployment(requests=ONE)], ["fail"], None),
        ("0 USD", [deployment(requests=ONE)], ["fail"], None),
        ("0 USD", [], [], []),
        ("0 USD", [deployment()], [], []),
        # What is not known counts where it decides; the policy of the full budget says so.
        ("40 USD", [deployment(requests=ONE), MANY], ["unresolved"], None),
        ("30 USD", [deployment(requests=ONE), MANY], ["unresolved"], ["fail"]),
        ("20 USD", [deployment(requests=ONE), MANY], ["fail"], None),
        ("9 EUR", [deployment(requests=ONE)], ["unresolved"], None),
        ("lots", [deployment(requests=ONE)], None, None),
        (None, [deployment(requests=ONE)], None, None),
    ],
)
def test_used(budget: object, documents: list[object], exceeded: list[str] | None, nearly: list[str] | None) -> None:
    def verdicts_of(outcomes: list[Outcome] | None) -> list[str] | None:
        return None if outcomes is None else [each.verdict.value for each in outcomes]

    assert verdicts_of(used(budget, *documents)) == exceeded
    assert verdicts_of(used(budget, *documents, below=80, until=100)) == nearly


def test_what_is_used_is_told_in_one_sentence() -> None:
    daemon, partly = deployment("agent", ONE, kind="DaemonSet"), deployment("api", {"cpu": 1})
    scaled = [deployment(requests=ONE), hpa(maxReplicas=40)]
    (outcome,) = used("20 USD", *scaled, daemon, deployment("log", ONE, kind="DaemonSet"), partly) or []
    assert outcome.message == (
        "Namespace/shop costs about 49.25 USD a month of its budget of 20.00 USD (246 %), 1,069.84 USD with the most "
        "pods it may have; not counted: 2 DaemonSets; counted in part: 1 Deployment"
    )
    assert outcome.span is not None
    assert outcome.span.text == "20 USD"
    assert (outcome.fields["cost"], outcome.fields["budget"]) == ("49.25 USD", "20.00 USD")


def test_a_workload_keeps_a_budget_of_its_own() -> None:
    web = deployment(requests={"cpu": 2})
    web["metadata"]["annotations"] = {KEY: "40 USD"}
    found, objects = cluster([web])
    asked = {"annotation": {"key": KEY, "used": {"below": 100}}}
    (outcome,) = judge("budget", asked, PlacedObject(objects["Deployment/shop/web"], found)) or []
    assert outcome.message == (
        "Deployment/shop/web costs about 46.15 USD a month of its budget of 40.00 USD (115 %); not counted: no memory "
        "request in app"
    )


def test_why_a_budget_is_not_compared() -> None:
    (outcome,) = used("9 EUR", deployment(requests=ONE)) or []
    assert [cause.text for cause in outcome.causes] == ["no exchange rate for EUR: prices are in USD"]
    found, objects = cluster([manifest("v1", "Namespace", "kube-system", None)])
    asked = {"annotation": {"key": KEY, "except": ["kube-*"], "used": {"below": 100}}}
    assert judge("budget", asked, PlacedObject(objects["Namespace/kube-system"], found)) is None


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("2000 USD", "2000"),
        ("USD 2000", "2000"),
        ("2000USD", "2000"),
        (" 2,000.50 EUR ", "2000.50"),
        ("USD 2000/month", "2000"),
        ("2000 USD per month", "2000"),
        ("2000 USD / mo", "2000"),
        ("24000 USD/year", "2000"),
        ("24,000 USD per annum", "2000"),
        ("USD 24000 annually", "2000"),
        ("6000 USD a quarter", "2000"),
        ("84 USD/week", "365"),
        ("12 USD per day", "365"),
        ("2000 EUR monthly", "2000"),
        ("0 CHF", "0"),
        ("0.5 GBP", "0.5"),
    ],
)
def test_money(text: str, amount: str) -> None:
    money = parse(text)
    assert isinstance(money, Money)
    assert money.amount == Decimal(amount)
    assert money.currency in text


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("", "is no amount"),
        ("2000", "names no currency"),
        ("usd 2000", "(write USD)"),
        ("2000 USX", "no currency of ISO 4217"),
        ("USD 2000 EUR", "two currencies"),
        ("-5 USD", "is less than 0"),
        ("USD -5", "is less than 0"),
        ("2 000 USD", "is no amount"),
        ("20,00 USD", "is no amount"),
        ("$2000", "is no amount"),
        ("1e3 USD", "is no amount"),
        ("2000 USD/sprint", "is for a sprint (write a month"),
        ("2000 USD/", "is no amount"),
        ("2000 USD fortnightly", "is for a fortnightly"),
        ("٢ USD", "is no amount"),
        ("9" * 100 + " USD", "is no amount"),
        ("2000 USD" + " " * 80 + "or so", "is no amount"),
    ],
)
def test_no_money(text: str, clause: str) -> None:
    reason = parse(text)
    assert isinstance(reason, str)
    assert clause in reason


def test_currencies_are_codes() -> None:
    assert {"USD", "EUR", "GBP", "JPY", "INR", "BRL", "CHF", "CNY", "AUD", "PLN"} <= CURRENCIES
    assert all(len(code) == 3 and code.isupper() for code in CURRENCIES)
    assert not {"XAU", "XTS", "XXX", "USN", "DEM"} & CURRENCIES
