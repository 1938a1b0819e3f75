"""Budgets held against what is estimated: scopes, sums, states and what lets them stand, by hand arithmetic.

An m5.large costs 0.096 USD an hour in us-east-1, 70.08 a month of 730 hours; an m5.xlarge 140.16; a NAT gateway 32.85.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from decimal import Decimal

import pytest
from msgspec.structs import replace

from finops_guard.config import reading
from finops_guard.errors import ConfigError
from finops_guard.findings import Verdict
from finops_guard.location import Location
from finops_guard.novelty.past import Before
from finops_guard.policy.budgets import spending as spending_module
from finops_guard.policy.budgets.model import State
from finops_guard.policy.budgets.summary import BudgetLine
from finops_guard.pricing.base import Base
from finops_guard.pricing.breakdown import Missing, breakdown, resource_costs
from finops_guard.pricing.costs import Costs
from finops_guard.report import Report
from finops_guard.scan import observe, scan
from finops_guard.settings import Settings
from finops_guard.tree import MemoryTree

YAML = ".finops-guard.yaml"
SELECTED = "select: [FG-BUD-02*, exceptions-in-order]\n"
AWS = 'provider "aws" {\n  region = "us-east-1"\n}\n'


def machine(name: str, size: str = "m5.large", more: str = "") -> str:
    return f'resource "aws_instance" "{name}" {{\n  instance_type = "{size}"\n  {more}\n}}\n'


NAT = 'resource "aws_nat_gateway" "out" {\n  subnet_id = "subnet-0123456789abcdef0"\n}\n'
FILES = {
    "live/prod/main.tf": AWS
    + machine("web", more='tags = { application = "checkout-web" }')
    + machine("db", "m5.xlarge"),
    "live/dev/main.tf": AWS + machine("web", more='tags = { application = "ledger" }'),
    "shared/main.tf": AWS + NAT,
}


def judged(
    configuration: str = "",
    files: Mapping[str, str] = FILES,
    paths: tuple[str, ...] = ("",),
    base: Before | None = None,
    as_of: str = "",
) -> Report:
    tree = MemoryTree({**files, YAML: SELECTED + configuration})
    settings = reading.load(tree, YAML)
    if as_of:
        settings = Settings(select=settings.select, budgets=settings.budgets, as_of=as_of)
    return scan(tree, paths, settings, base)


def lines(report: Report) -> dict[str, BudgetLine]:
    assert report.budgets is not None
    return {line.address.removeprefix("budget:"): line for line in report.budgets.budgets}


def stands(report: Report) -> dict[str, tuple[str, str]]:
    """Return what each budget expects a month and how it stands, by its address."""
    return {name: (f"{line.expected:.2f}", line.state.value) for name, line in lines(report).items()}


def verdicts(report: Report) -> set[tuple[str, str, str]]:
    return {(each.policy, each.verdict.value, each.address) for each in report.findings}


def budget(scope: str, amount: str = "1000 USD") -> str:
    return f"budgets: [{{name: it, amount: {amount}{f', scope: {scope}' if scope else ''}}}]\n"


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ("", "313.17"),  # 70.08 + 140.16 + 70.08 + 32.85
        ("{paths: [live/prod]}", "210.24"),
        ("{paths: [live/*]}", "280.32"),
        ("{paths: [live]}", "280.32"),
        ("{paths: [liv]}", "0.00"),
        ("{paths: [shared/main.tf]}", "32.85"),
        ("{paths: [.]}", "313.17"),
        ("{paths: [live/prod, live/*]}", "280.32"),
        ("{environments: [prod]}", "210.24"),
        ("{environments: [prod, dev]}", "280.32"),
        ("{environments: [staging]}", "0.00"),
        ("{tags: {application: ledger}}", "70.08"),
        ("{tags: {application: '*e*'}}", "140.16"),
        ("{tags: {application: checkout*}, environments: [dev]}", "0.00"),
        ("{namespaces: ['*']}", "0.00"),
    ],
)
def test_scopes_of_the_configuration(scope, expected):
    assert stands(judged(budget(scope))) == {"it": (expected, "within")}


@pytest.mark.parametrize(
    ("amount", "state", "found"),
    [
        ("313.17 USD", State.NEARLY_USED, {("FG-BUD-022", "fail")}),
        ("313.16 USD", State.EXCEEDED, {("FG-BUD-021", "fail")}),
        ("3757.92 USD/year", State.EXCEEDED, {("FG-BUD-021", "fail")}),  # 313.16 a month
        ("3758.04 USD/year", State.NEARLY_USED, {("FG-BUD-022", "fail")}),  # 313.17
        ("939.51 USD/quarter", State.NEARLY_USED, {("FG-BUD-022", "fail")}),
        ("391.46 USD", State.NEARLY_USED, {("FG-BUD-022", "fail")}),  # 80 % are 313.168
        ("391.47 USD", State.WITHIN, set()),  # 80 % are 313.176
        ("391.47 EUR", State.NOT_COMPARED, {("FG-BUD-021", "unresolved")}),
    ],
)
def test_states_and_verdicts(amount, state, found):
    report = judged(budget("", amount))
    assert lines(report)["it"].state is state
    assert {(policy, verdict) for policy, verdict, _ in verdicts(report)} == found
    assert {each.location.path for each in report.findings} <= {YAML}


def test_an_exchange_rate_makes_a_currency_comparable():
    # 313.17 USD are 281.853 EUR.
    prices = "prices: {currency: EUR, exchange-rate: 0.9, exchange-date: 2026-01-31}\n"
    assert stands(judged(prices + budget("", "281.85 EUR"))) == {"it": ("281.85", "exceeded")}
    assert stands(judged(prices + budget("", "281.86 EUR"))) == {"it": ("281.85", "nearly-used")}
    assert lines(judged(prices + budget("", "500 USD")))["it"].state is State.NOT_COMPARED


def test_what_is_under_two_budgets_counts_once_in_the_share():
    both = "budgets:\n- {name: a, amount: 500 USD, scope: {paths: [live/prod]}}\n"
    both += "- {name: b, amount: 500 USD, scope: {environments: [prod]}}\n"
    report = judged(both)
    assert report.budgets is not None
    assert (report.budgets.covered, report.budgets.total) == (Decimal("210.24"), Decimal("313.17"))
    (finding,) = [each for each in report.findings if each.policy == "FG-BUD-023"]
    assert finding.message.startswith("67.1 % of 313.17 USD a month are under a budget, less than 80 %")
    assert (finding.address, finding.location.path) == ("scan:cost", "live/dev/main.tf")


def test_without_budgets_nothing_is_computed(monkeypatch):
    def refuse(*_):
        raise AssertionError("this asks for costs")

    monkeypatch.setattr(spending_module, "resource_costs", refuse)
    report = judged()
    assert report.budgets is None
    assert report.findings == ()


CALLS = {
    "live/prod/main.tf": AWS
    + '# finops-guard:budget 200 USD/month\nmodule "net" {\n  source = "../../net"\n  count = 2\n}\n'
    + '// finops-guard:budget 100 USD/month\nresource "aws_instance" "web" {\n'
    + '  count = 2\n  instance_type = "m5.large"\n}\n',
    "live/dev/main.tf": AWS + 'module "net" {\n  source = "../../net"\n}\n',
    "net/main.tf": NAT + 'module "inner" {\n  source = "../inner"\n}\n',
    "inner/main.tf": "# finops-guard:budget 100 USD/month\n" + machine("bastion"),
}


def test_comments_are_about_resources_and_modules_with_all_within():
    report = judged(files=CALLS)
    found = {(line.root, line.name): (f"{line.expected:.2f}", line.state.value) for line in lines_of(report)}
    assert found == {
        # Twice a NAT gateway with a machine: 2 x (32.85 + 70.08).
        ("live/prod", "module.net"): ("205.86", "exceeded"),
        ("live/prod", "aws_instance.web"): ("140.16", "exceeded"),
        # In a module that two roots call: one budget each, all its instances in one.
        ("live/prod", "module.net.module.inner.aws_instance.bastion"): ("140.16", "exceeded"),
        ("live/dev", "module.net.module.inner.aws_instance.bastion"): ("70.08", "within"),
    }
    assert report.budgets is not None
    # All but the NAT gateway of live/dev.
    assert report.budgets.total is not None
    assert report.budgets.total - (report.budgets.covered or 0) == Decimal("32.85")


def lines_of(report: Report) -> tuple[BudgetLine, ...]:
    assert report.budgets is not None
    return report.budgets.budgets


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("# finops-guard:budget\n" + machine("a"), "names no amount"),
        ("# finops-guard:budget 2000\n" + machine("a"), "names no currency"),
        ("# finops-guard:budget 2000 usd\n" + machine("a"), "(write USD)"),
        ("# finops-guard:budget -5 USD\n" + machine("a"), "is less than 0"),
        ("# finops-guard:budget 5 USD/fortnight\n" + machine("a"), "is for a fortnight"),
        ("# finops-guard:budget 5 USD # a note\n" + machine("a"), ""),
        ("# finops-guard:budget 5 USD\n# more words\n" + machine("a"), ""),
        ("# finops-guard:budget 5 USD\n\n" + machine("a"), "stands above no resource"),
        (machine("a") + "# finops-guard:budget 5 USD", "stands above no resource"),
        ("# finops-guard:budget 5 USD\nlocals {}\n" + machine("a"), "stands above no resource"),
        ("# finops-guard:budgets are written so\n" + machine("a"), None),
        ("# see finops-guard:budget for more\n" + machine("a"), None),
        ('locals {\n  a = "# finops-guard:budget 5"\n}\n' + machine("a"), None),
        ("locals {\n  a = <<E\n# finops-guard:budget 5\nE\n}\n" + machine("a"), None),
    ],
)
@pytest.mark.parametrize("parser", ["builtin", "python-hcl2"])
def test_comments_that_mean_nothing_are_told_at_their_place(text, problem, parser):
    report = judged(f"terraform: {{parser: {parser}}}\n", {"main.tf": AWS + text})
    if problem is None:
        assert report.budgets is None
        return
    (line,) = lines_of(report)
    assert problem in line.reason
    assert bool(problem) == (line.state is State.MALFORMED)
    found = [each for each in report.findings if each.policy == "FG-BUD-020"]
    place = (AWS + text)[: (AWS + text).index("finops-guard:budget")]
    expected = (place.count("\n") + 1, len(place) - place.rfind("\n"))
    assert [(each.location.line, each.location.column) for each in found] == ([expected] if problem else [])


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        # 210.24 of 313.17 are there.
        (("live/prod",), {"high": "not-compared", "low": "exceeded"}),
        (("live/dev",), {"high": "not-compared", "low": "not-compared"}),
        (("",), {"high": "within", "low": "exceeded"}),
    ],
)
def test_a_part_of_a_tree_never_says_too_much(paths, expected):
    both = "budgets: [{name: high, amount: 500 USD}, {name: low, amount: 200 USD}]\n"
    report = judged(both, paths=paths)
    assert {name: line.state.value for name, line in lines(report).items()} == expected
    exceeded = {("FG-BUD-021", "fail", "budget:low")} if "exceeded" in expected.values() else set()
    assert verdicts(report) == exceeded
    assert report.budgets is not None
    assert (report.budgets.share is None) == (paths != ("",))


def test_a_root_that_is_scanned_whole_is_enough_for_its_own_budgets():
    report = judged(files=CALLS, paths=("live/dev", "net", "inner"))
    found = {(line.root, line.name): line.state for line in lines_of(report)}
    assert found["live/dev", "module.net.module.inner.aws_instance.bastion"] is State.WITHIN


def test_one_file_of_a_module_is_not_all_that_its_root_deploys():
    files = {**CALLS, "net/main.tf": CALLS["net/main.tf"].removeprefix(NAT), "net/nat.tf": NAT}
    report = judged(budget("", "90 USD"), files, paths=("net/nat.tf",))
    # Of live/prod two NAT gateways are there, of live/dev one: 98.55 and no machines.
    found = {(line.root, line.name): (f"{line.expected:.2f}", line.state.value) for line in lines_of(report)}
    assert found["", "it"] == ("98.55", "exceeded")
    assert found["live/prod", "module.net"] == ("65.70", "not-compared")
    assert verdicts(report) == {("FG-BUD-021", "fail", "budget:it")}


TAG = '  cost_filter {\n    name = "TagKeyValue"\n    values = ["user:application$checkout-web"]\n  }\n'


def aws_budget(more: str = "", amount: str = '"100"', unit: str = "USD", period: str = "MONTHLY") -> str:
    return (
        f'resource "aws_budgets_budget" "b" {{\n  budget_type = "COST"\n  limit_amount = {amount}\n'
        f'  limit_unit = "{unit}"\n  time_unit = "{period}"\n{more}}}\n'
    )


def google_budget(amount: str, more: str = "") -> str:
    return f'resource "google_billing_budget" "b" {{\n  amount {{\n    {amount}\n  }}\n  {more}\n}}\n'


def specified(inner: str) -> str:
    return f"specified_amount {{\n{inner}\n}}"


@pytest.mark.parametrize(
    ("text", "amount", "state", "reason"),
    [
        (aws_budget(), "100", State.EXCEEDED, ""),  # of 210.24 in its root
        (aws_budget(amount='"211"'), "211", State.NEARLY_USED, ""),
        (aws_budget(amount='"900"', period="QUARTERLY"), "300.00", State.WITHIN, ""),
        (aws_budget(amount='"3600"', period="ANNUALLY"), "300.00", State.WITHIN, ""),
        (aws_budget(amount='"10"', period="DAILY"), "304.17", State.WITHIN, ""),  # 10 x 365 / 12
        (aws_budget(period="EVERY_MOON"), None, State.NOT_COMPARED, "period"),
        (aws_budget(TAG), "100", State.WITHIN, ""),  # 70.08
        (aws_budget(TAG, '"70.07"'), "70.07", State.EXCEEDED, ""),
        (aws_budget(TAG + TAG.replace("checkout-web", "x")), "100", State.WITHIN, ""),  # nothing is in both
        (aws_budget(TAG.replace("TagKeyValue", "Service")), None, State.NOT_COMPARED, "filter for Service"),
        (aws_budget(TAG.replace("user:application", "aws:createdBy")), None, State.NOT_COMPARED, "by the tag"),
        (aws_budget('  cost_filters = { Region = "x" }\n'), None, State.NOT_COMPARED, "cost_filters"),
        (aws_budget("  auto_adjust_data {\n  }\n"), None, State.NOT_COMPARED, "adjusts itself"),
        (aws_budget("  planned_limit {\n  }\n"), None, State.NOT_COMPARED, "each period"),
        (aws_budget(amount="var.limit"), None, State.NOT_COMPARED, "var.limit"),
        (aws_budget(amount="null"), None, State.MALFORMED, "limit_amount"),
        (aws_budget(amount='"0"'), None, State.MALFORMED, "is 0"),
        (aws_budget(amount='"-1"'), None, State.MALFORMED, "less than 0"),
        (google_budget(specified('units = "50"\ncurrency_code = "USD"')), "50.000000", State.WITHIN, ""),
        (
            google_budget(specified('units = "50"\nnanos = 500000000\ncurrency_code = "USD"')),
            "50.500000",
            State.WITHIN,
            "",
        ),
        (
            google_budget(
                specified('units = "1200"\ncurrency_code = "USD"'), 'budget_filter {\n calendar_period = "YEAR"\n}'
            ),
            "100.00",
            State.WITHIN,
            "",
        ),
        (google_budget(specified('units = "50"')), None, State.NOT_COMPARED, "currency of the billing account"),
        (google_budget("last_period_amount = true"), None, State.NOT_COMPARED, "the period before"),
        (google_budget(""), None, State.MALFORMED, "no amount"),
        (
            google_budget(
                specified('units = "50"\ncurrency_code = "USD"'), 'budget_filter {\n projects = ["projects/1"]\n}'
            ),
            None,
            State.NOT_COMPARED,
            "by projects",
        ),
        (
            'resource "azurerm_consumption_budget_subscription" "b" {\n  amount = 5\n}\n',
            None,
            State.NOT_COMPARED,
            "currency of the billing account",
        ),
        (
            'resource "azurerm_consumption_budget_management_group" "b" {\n  amount = 5\n}\n',
            None,
            State.NOT_COMPARED,
            "is not followed",
        ),
        ('resource "azurerm_consumption_budget_subscription" "b" {\n}\n', None, State.MALFORMED, "no amount"),
    ],
)
def test_budgets_of_the_clouds(text, amount, state, reason):
    files = {**FILES, "live/prod/budget.tf": 'variable "limit" {\n  type = string\n}\n' + text}
    (line,) = lines_of(judged(files=files))
    assert (None if line.amount is None else str(line.amount), line.state) == (amount, state), line
    assert reason in line.reason
    assert bool(reason) == bool(line.reason)


def test_a_budget_of_usage_is_none():
    text = aws_budget().replace('"COST"', '"USAGE"')
    assert judged(files={**FILES, "live/prod/budget.tf": text}).budgets is None


def test_a_resource_group_is_followed_for_the_share():
    text = (
        'provider "azurerm" {\n  features {}\n}\n'
        'resource "azurerm_resource_group" "a" {\n  name = "a"\n  location = "westeurope"\n}\n'
        'resource "azurerm_consumption_budget_resource_group" "b" {\n  amount = 5\n'
        "  resource_group_id = azurerm_resource_group.a.id\n}\n"
        'resource "azurerm_managed_disk" "inside" {\n  resource_group_name = azurerm_resource_group.a.name\n'
        '  location = "westeurope"\n  storage_account_type = "Premium_LRS"\n  disk_size_gb = 128\n}\n'
        'resource "azurerm_managed_disk" "outside" {\n  resource_group_name = "other"\n'
        '  location = "westeurope"\n  storage_account_type = "Premium_LRS"\n  disk_size_gb = 128\n}\n'
    )
    report = judged(files={"main.tf": text})
    assert report.budgets is not None
    assert report.budgets.total
    assert report.budgets.share == 50


NAMESPACE = """\
apiVersion: v1
kind: Namespace
metadata:
  name: {name}
  annotations: {{finops-guard/monthly-budget: 100 USD, finops-guard/budget-owner: team-a}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {{name: a, namespace: {name}}}
spec:
  template:
    metadata: {{labels: {{app: a}}}}
    spec:
      containers:
        - {{name: app, resources: {{requests: {{cpu: 1, memory: 1Gi}}}}}}
"""


def test_annotations_count_and_are_judged_by_their_own_policies():
    files = {"a.yaml": NAMESPACE.format(name="shop"), "b.yaml": NAMESPACE.format(name="other")}
    report = judged("budgets: [{name: k8s, amount: 500 USD, scope: {namespaces: [sh*]}}]\n", files)
    found = lines(report)
    assert {line.source.value for line in found.values()} == {"configuration", "annotation"}
    assert found["Namespace/shop"].owner == "team-a"
    assert found["Namespace/shop"].expected == found["k8s"].expected > 0
    assert found["k8s"].resources == 1
    assert report.budgets is not None
    assert report.budgets.share == 100
    assert verdicts(report) == set()


def test_what_has_no_price_is_said():
    files = {"main.tf": AWS + machine("a") + machine("b", "m5.nosuchsize") + machine("c", "m5.nosuchsize")}
    report = judged(budget("", "50 USD"), files)
    assert lines(report)["it"].unpriced == 2
    assert lines(report)["it"].expected == Decimal("70.08")
    (finding,) = report.findings
    assert finding.message.endswith("; 2 resources have no price, or not for all of it")


def base(files: Mapping[str, str], missing: tuple[Missing, ...] = ()) -> Before:
    found = observe(MemoryTree(files), [""], Settings())
    return Before(Base("before", replace(breakdown(found, Costs(found)), missing=missing)))


def growth(
    limits: str, before: Mapping[str, str], after: Mapping[str, str], missing: tuple[Missing, ...] = ()
) -> Report:
    settings = f"policies: {{cost-growth: {{parameters: {{growth: {limits}}}}}}}\n"
    return judged(settings, after, base=base(before, missing))


OLD = {"main.tf": AWS + machine("a")}
NEW = {"main.tf": AWS + machine("a") + machine("b", "m5.xlarge")}
EMPTY = {"main.tf": AWS}


@pytest.mark.parametrize(
    ("limits", "before", "after", "fails"),
    [
        # From 70.08 to 210.24: 140.16 more, 200 %.
        ("{max_monthly: 140.16, max_percent: 200, from_monthly: 0}", OLD, NEW, False),
        ("{max_monthly: 140.15, max_percent: 200, from_monthly: 0}", OLD, NEW, True),
        ("{max_monthly: 140.16, max_percent: 199.9, from_monthly: 0}", OLD, NEW, True),
        ("{max_monthly: 140.16, max_percent: 199.9, from_monthly: 140.17}", OLD, NEW, False),
        ("{max_monthly: 1000, max_percent: 20, from_monthly: 140.16}", OLD, NEW, True),
        # From nothing: no percentage, and never 0 %.
        ("{max_monthly: 70.08, max_percent: 0, from_monthly: 0}", EMPTY, OLD, False),
        ("{max_monthly: 70.07, max_percent: 0, from_monthly: 0}", EMPTY, OLD, True),
        ("{max_monthly: 0, max_percent: 0, from_monthly: 0}", NEW, OLD, False),
        ("{max_monthly: 0, max_percent: 0, from_monthly: 0}", OLD, OLD, False),
    ],
)
def test_growth(limits, before, after, fails):
    report = growth(limits, before, after)
    assert verdicts(report) == ({("FG-BUD-024", "fail", "scan:cost")} if fails else set())
    asked = [each.verdict for each in report.evaluations if each.policy == "FG-BUD-024"]
    assert asked == [Verdict.FAIL if fails else Verdict.PASS]


def test_growth_points_at_what_grows_the_most_and_says_how_much():
    (finding,) = growth("{max_monthly: 100}", OLD, NEW).findings
    assert (finding.location.line, finding.key) == (8, "growth")
    assert finding.message == (
        "this change costs 140.16 USD more a month (by 200 %, from 70.08 USD to 210.24 USD), more than 100.00 USD and "
        "20 %: aws_instance.b 140.16 USD"
    )
    (finding,) = growth("{max_monthly: 50}", EMPTY, OLD).findings
    assert "(from nothing, from 0.00 USD to 70.08 USD), more than 50.00 USD:" in finding.message


def test_growth_against_a_base_that_was_not_read_whole_is_unresolved():
    missing = (Missing("the file cannot be read", Location("main.tf")),)
    (finding,) = growth("{max_monthly: 100}", OLD, NEW, missing).findings
    assert finding.verdict is Verdict.UNRESOLVED


def test_without_a_base_growth_is_not_judged():
    report = judged(files=NEW)
    assert [each for each in report.evaluations if each.policy == "FG-BUD-024"] == []


EXCEPTION = """\
id: EXC-2026-0007
kind: waiver
policies: [{policy}]
scope: {{addresses: ['{address}']}}
reason: Agreed with the owner of the budget until the launch is over.
requested_by: a.writer
approved_by: a.reader
created: 2026-05-01
expires: 2026-07-30
"""


@pytest.mark.parametrize(
    ("policy", "address", "configuration", "files"),
    [
        ("FG-BUD-021", "budget:it", budget("", "1 USD"), FILES),
        ("budget-thresholds", "budget:it", budget("", "320 USD"), FILES),
        ("budget-coverage", "scan:cost", budget("{paths: [shared]}", "500 USD"), FILES),
        ("budget-readable", "budget:aws_instance.a", "", {"main.tf": "# finops-guard:budget 1\n" + machine("a")}),
        (
            "budget-kept",
            "budget:module.net",
            "",
            {
                "main.tf": AWS + '# finops-guard:budget 1 USD\nmodule "net" {\n  source = "./net"\n}\n',
                "net/main.tf": NAT,
            },
        ),
        ("budget-kept", "budget:aws_budgets_budget.b", "", {**FILES, "live/prod/b.tf": aws_budget()}),
    ],
)
@pytest.mark.parametrize("day", ["2026-06-01", "2026-08-01"])
def test_a_registered_exception_lets_off(policy, address, configuration, files, day):
    before = judged(configuration, files, as_of=day)
    assert any(address == each.address for each in before.findings)
    given = {**files, ".finops/exceptions/a.yaml": EXCEPTION.format(policy=policy, address=address)}
    report = judged(configuration, given, as_of=day)
    is_in_force = day < "2026-07-30"
    named = {policy, *(each.policy for each in before.findings if each.policy_name == policy)}
    left = [each for each in report.findings if each.address == address and each.policy in named]
    assert bool(left) != is_in_force
    assert bool(report.suppressed) == is_in_force


def test_growth_is_let_off_by_a_registered_exception():
    settings = Settings(select=("cost-growth",), as_of="2026-06-01")
    dear = {"main.tf": AWS + machine("a", "m5.24xlarge")}
    register = {".finops/exceptions/a.yaml": EXCEPTION.format(policy="cost-growth", address="scan:cost")}
    little, much, granted = (
        scan(MemoryTree(files), [""], settings, base(EMPTY)) for files in (NEW, dear, {**dear, **register})
    )
    assert little.findings == ()  # 210.24 is less than 500
    assert [each.policy for each in much.findings] == ["FG-BUD-024"]
    assert granted.findings == ()
    assert [each.finding.policy for each in granted.suppressed] == ["FG-BUD-024"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- {name: a, amount: 1 USD}\n- {name: a, amount: 2 USD}", ':3:10: there are two budgets "a"'),
        ("- {name: a, amount: 2000}", ':2:21: "amount" must be a text'),
        ("- {name: a, amount: much}", ':2:21: the amount "much" is no amount of money'),
        ("- {name: a, amount: 5 XXX}", "names XXX, which is no currency of ISO 4217"),
        ("- {name: a, amount: 0 USD}", "leaves nothing to spend"),
        ("- {name: a, amount: -1 USD}", "is less than 0"),
        ("- {name: a, amount: 1 USD/moon}", "is for a moon"),
        ("- {name: a b, amount: 1 USD}", ':2:10: "name"'),
        ("- {name: a}", '"amount"'),
        ("- {name: a, amount: 1 USD, thresholds: [80, 80]}", ":2:45: the threshold 80 does not follow 80"),
        ("- {name: a, amount: 1 USD, thresholds: [0]}", ":2:41: "),
        ("- {name: a, amount: 1 USD, thresholds: [101]}", ":2:41: "),
        ("- {name: a, amount: 1 USD, thresholds: []}", "must not be empty"),
        ("- {name: a, amount: 1 USD, scope: {paths: ['']}}", ":2:44: "),
        ("- {name: a, amount: 1 USD, scope: {paths: [../x]}}", "leaves the scanned directory"),
        ("- {name: a, amount: 1 USD, scope: {tags: {}}}", '"tags" must not be empty'),
        ("- {name: a, amount: 1 USD, scope: {environments: [porduction]}}", ':2:51: there is no environment "porduc'),
        ("- {name: a, amount: 1 USD, scope: {region: x}}", 'unknown key "region"'),
    ],
)
def test_mistakes_of_the_configuration_are_told_with_their_place(text, expected, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with pytest.raises(ConfigError) as caught:
        reading.load(MemoryTree({YAML: f"budgets:\n{text}\n"}), YAML)
    assert any(expected in str(problem) for problem in caught.value.problems), caught.value.problems


def test_many_budgets_are_bounded(monkeypatch):
    monkeypatch.setattr(spending_module, "MAX_BUDGETS", 2)
    text = "".join("# finops-guard:budget 100 USD\n" + machine(f"m{number}") for number in range(4))
    report = judged(files={"main.tf": AWS + text})
    assert len(lines_of(report)) == 2
    assert any("more than 2 budgets" in each.message for each in report.notices)


def test_many_comparisons_are_bounded(monkeypatch):
    monkeypatch.setattr(spending_module, "MAX_STEPS", 2)
    report = judged(budget("", "500 USD"))
    assert lines(report)["it"].state is State.MAY_EXCEED
    assert ("FG-BUD-021", "unresolved", "budget:it") in verdicts(report)


def test_the_entries_are_those_of_the_cost_report():
    found = observe(MemoryTree(FILES), [""], Settings())
    total = sum(cost.expected for _, cost in resource_costs(found, Costs(found)) if cost is not None)
    assert total == Decimal("313.17")


def test_the_same_bytes_under_any_hash_seed(tmp_path):
    for path, text in {**CALLS, YAML: SELECTED + budget("{tags: {a: '*'}}")}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    outputs = set()
    for seed in ("0", "1", "2"):
        command = [sys.executable, "-m", "finops_guard", "scan", "--format", "json"]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        outputs.add(subprocess.run(command, cwd=tmp_path, capture_output=True, env=environment, check=False).stdout)
    assert len(outputs) == 1
    assert b'"budgets"' in outputs.pop()
