"""What code, pipelines and declarations say of each capability: small repositories, scanned as they are."""

from __future__ import annotations

from decimal import Decimal

import pytest

from finops_guard.findings import Severity
from finops_guard.maturity.model import Evidence, Grade, Status
from finops_guard.report import Report
from finops_guard.scan import scan
from finops_guard.settings import BudgetScope, BudgetSettings, Settings
from finops_guard.tree import MemoryTree

MACHINE = """
provider "aws" {
  region = "eu-central-1"
}

resource "aws_instance" "app" {
  ami           = "ami-1"
  instance_type = "%s"
}
"""
APP = MACHINE % "m7g.large"
MONITOR = 'resource "aws_ce_anomaly_monitor" "m" {\n  name = "m"\n  monitor_type = "DIMENSIONAL"\n}\n'
SUBSCRIPTION = """
resource "aws_ce_anomaly_subscription" "s" {
  name             = "s"
  frequency        = "%s"
  monitor_arn_list = [aws_ce_anomaly_monitor.m.arn]
  subscriber {
    type    = "%s"
    address = "x"
  }
}
"""
ALERT = 'resource "azurerm_cost_anomaly_alert" "a" {\n  name = "a"\n  email_addresses = ["a@example.com"]\n}\n'
TOPIC = 'resource "google_billing_budget" "b" {\n  all_updates_rule {\n    pubsub_topic = "t"\n  }\n}\n'
AUTOSCALER = """
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: cart, namespace: shop}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: cart}
  minReplicas: %d
  maxReplicas: 5
"""
REPOSITORY = {".git/HEAD": "", "main.tf": APP}
WORKFLOW = ".github/workflows/cost.yml"
DAILY = MONITOR + SUBSCRIPTION % ("DAILY", "EMAIL")
COMMITMENTS = "targets:\n  - {vendor: aws, coverage: 75}\n"
UNITS = "metrics:\n  - {metric: cost per order, unit: order, volumes: {2026-04: 1}}\n"
SHARED = "shared:\n  - {name: platform, what: the clusters, split: even}\n"


def workflow(step: str, on: str = "pull_request") -> dict[str, str]:
    return {WORKFLOW: f"on: {on}\njobs:\n  cost:\n    steps:\n      - {step}\n"}


def report(files: dict[str, str], settings: Settings | None = None) -> Report:
    return scan(MemoryTree(REPOSITORY | files), [""], settings or Settings(as_of="2026-06-01"))


def evidence(files: dict[str, str], check: str, settings: Settings | None = None) -> Evidence:
    capabilities = report(files, settings).score.capabilities
    return next(each for item in capabilities for each in item.evidence if each.check == check)


EXCEPTION = """
id: EXC-2026-0001
kind: waiver
policies: [FG-TAG-001]
scope: {addresses: ["aws_instance.*"]}
reason: The team moves to another account in June.
requested_by: jo
approved_by: al
created: "2026-05-01"
expires: "2026-06-30"
"""
GRANTED = {".finops/exceptions/EXC-2026-0001.yaml": EXCEPTION}


@pytest.mark.parametrize(
    ("files", "check", "value", "said"),
    [
        ({}, "anomalies.monitor", 0.0, "no anomaly monitor"),
        ({"a.tf": MONITOR}, "anomalies.monitor", 0.5, "nothing tells of it daily"),
        ({"a.tf": MONITOR + SUBSCRIPTION % ("WEEKLY", "EMAIL")}, "anomalies.monitor", 0.5, "nothing tells"),
        ({"a.tf": DAILY}, "anomalies.monitor", 1.0, "tells daily"),
        ({"a.tf": SUBSCRIPTION % ("DAILY", "EMAIL")}, "anomalies.monitor", 0.5, "nothing tells"),
        ({"a.tf": ALERT}, "anomalies.monitor", 1.0, "azurerm_cost_anomaly_alert.a tells daily"),
        ({"a.tf": TOPIC}, "anomalies.monitor", 0.5, "only budgets tell"),
        ({"main.tf": "", "k.yaml": AUTOSCALER % 1}, "anomalies.monitor", None, "nothing of a cloud provider"),
        ({}, "anomalies.routed", 0.0, "no subscription"),
        ({"a.tf": DAILY}, "anomalies.routed", 0.5, "fixed addresses"),
        ({"a.tf": ALERT}, "anomalies.routed", 0.5, "fixed addresses"),
        ({"a.tf": MONITOR + SUBSCRIPTION % ("IMMEDIATE", "SNS")}, "anomalies.routed", 1.0, "to a topic"),
        ({"a.tf": TOPIC}, "anomalies.routed", 1.0, "to a topic"),
        ({}, "rates.target", 0.0, "names no target"),
        ({".finops/commitments.yaml": COMMITMENTS}, "rates.target", 1.0, "1 target"),
        ({"a.tf": 'resource "aws_savingsplans_savings_plan" "p" {}'}, "rates.target", 0.5, "commits, but"),
        ({}, "units.defined", 0.0, "defines no unit"),
        ({".finops/unit-metrics.yaml": UNITS}, "units.defined", 1.0, "1 unit metric"),
        ({}, "allocation.shared-costs", 0.0, "neither"),
        ({".finops/shared-costs.yaml": SHARED}, "allocation.shared-costs", 1.0, "1 rule"),
        (
            {"a.tf": 'resource "aws_ce_cost_category" "c" {\n  split_charge_rule {\n  }\n}'},
            "allocation.shared-costs",
            1,
            "",
        ),
        ({"a.tf": 'resource "aws_ce_cost_category" "c" {}'}, "allocation.shared-costs", 0.0, "neither"),
        (
            {"a.tf": 'resource "aws_organizations_policy" "p" {\n  type = "TAG_POLICY"\n}'},
            "allocation.account-policy",
            1,
            "",
        ),
        ({}, "allocation.account-policy", None, "may be set elsewhere"),
        ({}, "forecasting.drivers", 0.0, "there is no forecast"),
        (
            {".finops/forecast.csv": "month,scope,amount,currency\n2026-01,total,5,USD\n"},
            "forecasting.drivers",
            0.0,
            "0 of 1 row",
        ),
        (
            {".finops/forecast.csv": "Month,amount,Driver\n2026-01,5,orders\n2026-02,5,\n\n"},
            "forecasting.drivers",
            0.5,
            "",
        ),
        (
            {".finops/forecast.csv": "month,amount,driver\n2026-01,5,orders\n2026-02,6,tbd\n"},
            "forecasting.drivers",
            0.5,
            "1 of 2 rows",
        ),
        (
            {".finops/forecast.csv": "month,scope,amount,currency,driver\n"},
            "forecasting.drivers",
            0.0,
            "there is no forecast",
        ),
        ({}, "usage.automation", 0.0, "no autoscaling"),
        ({"k.yaml": AUTOSCALER % 1}, "usage.automation", 1.0, "autoscaling (1)"),
        ({"k.yaml": AUTOSCALER % 5}, "usage.automation", 0.0, "no autoscaling"),
        ({"a.tf": 'resource "aws_autoscaling_schedule" "s" {}'}, "usage.automation", 1.0, "schedules (1)"),
        ({"a.tf": 'resource "google_storage_bucket" "b" {}'}, "usage.automation", 0.0, "no autoscaling"),
        (
            {"main.tf": MACHINE % "m7i.large"},
            "architecture.old-generations",
            0.0,
            "0.0% of machines, by estimated cost",
        ),
        (
            {"main.tf": MACHINE % "t2.large"},
            "architecture.old-generations",
            1.0,
            "100.0% of machines, by estimated cost",
        ),
        ({"main.tf": "", "k.yaml": AUTOSCALER % 1}, "architecture.old-generations", None, "nothing in this scope"),
        ({}, "architecture.approved-modules", None, "no approved modules are named"),
        ({}, "planning.priced", 1.0, "1 of 1 resource"),
        ({"a.tf": 'resource "aws_instance" "odd" {\n  instance_type = var.x\n}'}, "planning.priced", 0.5, "1 of 2"),
        ({}, "planning.budgets", 0.0, "no budget is declared"),
        ({"main.tf": MACHINE % "m8g.large"}, "usage.findings-priced", 1.0, "no finding about cost is open"),
        (
            {"a.tf": 'resource "aws_cloudwatch_log_group" "l" {\n  name = "l"\n}'},
            "usage.findings-priced",
            0.0,
            "0 of 1 finding",
        ),
        ({"main.tf": ""} | {"k.yaml": AUTOSCALER % 1}, "planning.budgets", None, "has a price"),
        ({}, "governance.exceptions", 1.0, "there is no exception"),
        ({"a.tf": "# finops-guard:ignore FG-TAG-001\n" + MONITOR}, "governance.exceptions", 0.0, "1 comment lets"),
        ({".finops/exceptions/a.yaml": "id: x\n"}, "governance.exceptions", 0.0, "0 of 1 exception"),
        (GRANTED, "governance.exceptions", 1.0, "1 of 1 exception"),
        (GRANTED | {".finops/exceptions/a.yaml": "id: x\n"}, "governance.exceptions", 0.0, "1 of 2 exceptions"),
        (
            {path: f"{text}monthly_cost: {{cap: 0}}\n" for path, text in GRANTED.items()},
            "governance.exceptions",
            0.0,
            "0 of 1 exception",
        ),
    ],
)
def test_code_and_declarations(files: dict[str, str], check: str, value: float | None, said: str) -> None:
    found = evidence(files, check)
    assert found.value == value
    assert said in found.detail
    if found.status is Status.PASS and check not in {
        "governance.exceptions",
        "planning.priced",
        "usage.findings-priced",
    }:
        assert found.location is not None or check == "architecture.old-generations"


@pytest.mark.parametrize(
    ("files", "value", "said"),
    [
        ({}, 0.0, "no pipeline file"),
        (workflow("run: finops-guard diff --base origin/main"), 1.0, "on every pull request"),
        (workflow("run: finops-guard scan --base origin/main ."), 1.0, "on every pull request"),
        (workflow("run: finops-guard diff --base x || true"), 1.0, "on every pull request"),
        (workflow("run: finops-guard scan ."), 0.0, "no pipeline file"),
        (workflow("run: finops-guard diff --help"), 0.0, "no pipeline file"),
        (workflow("run: echo finops-guard diff"), 0.0, "no pipeline file"),
        (workflow("uses: acme/finops-guard@v1"), 1.0, "on every pull request"),
        (workflow('{uses: acme/finops-guard@v1, with: {base: ""}}'), 0.0, "no pipeline file"),
        (workflow("run: infracost comment github --path x.json"), 1.0, "on every pull request"),
        (workflow("uses: infracost/actions/comment@v1"), 1.0, "on every pull request"),
        (workflow("uses: infracost/actions/setup@v3"), 0.0, "no pipeline file"),
        (workflow("run: infracost breakdown --path ."), 0.0, "no pipeline file"),
        (workflow("run: finops-guard diff", "push"), 0.5, "on pushes"),
        (workflow("{run: finops-guard diff, continue-on-error: true}"), 0.5, "continue-on-error"),
        (workflow("{run: finops-guard diff, if: github.actor == 'x'}"), 0.5, "under a condition"),
        (
            {".gitlab-ci.yml": "cost:\n  only: [merge_requests]\n  script: [finops-guard diff --base main]\n"},
            1.0,
            "GitLab",
        ),
        ({"azure-pipelines.yml": "pr: [main]\nsteps:\n- script: finops-guard diff --base main\n"}, 1.0, "Azure"),
    ],
)
def test_where_the_cost_of_a_change_is_shown(files: dict[str, str], value: float, said: str) -> None:
    found = evidence(files, "planning.cost-shown")
    assert found.value == value
    assert said in found.detail


EXPORT = "finops-guard audit export --output evidence"


@pytest.mark.parametrize(
    ("files", "value", "said"),
    [
        ({}, 0.0, "no pipeline file writes evidence"),
        (workflow(f"run: {EXPORT}"), 0.5, "but nothing signs what it wrote"),
        (workflow(f"run: {EXPORT}; cosign sign-blob evidence/manifest.json"), 1.0, "and signs it"),
        ({".git/HEAD": None}, None, "cannot be seen"),
    ],
)
def test_attestation(files: dict[str, str | None], value: float | None, said: str) -> None:
    kept = {path: text for path, text in (REPOSITORY | files).items() if text is not None}
    capabilities = scan(MemoryTree(kept), [""], Settings(as_of="2026-06-01")).score.capabilities
    found = next(each for item in capabilities for each in item.evidence if each.check == "governance.attestation")
    assert (found.value, found.grade) == (value, Grade.DESIGN)
    assert said in found.detail
    assert (found.location is not None) is bool(value)


VOLUME = """
resource "aws_ebs_volume" "v" {
  availability_zone = "eu-central-1a"
  size              = %s
  type              = "gp2"
}
"""


@pytest.mark.parametrize(
    ("size", "value", "said"),
    [
        ("100", pytest.approx(0.87, abs=0.02), "of"),
        ("var.x", 1.0, "; without weight: 1 resource that has no price or no cost"),
    ],
)
def test_what_has_no_price_weighs_nothing_and_that_is_said(size: str, value: float, said: str) -> None:
    found = evidence({"a.tf": 'variable "x" {}\n' + VOLUME % size}, "usage.hygiene")
    assert found.value == value
    assert said in found.detail


@pytest.mark.parametrize(
    ("frequency", "kind", "monitor", "routed"),
    [
        ('"WEEKLY"', '"EMAIL"', (0.5, 0.5), (0.5, 0.5)),
        ("var.x", '"EMAIL"', (0.5, 1.0), (0.5, 0.5)),
        ('"DAILY"', "var.x", (1.0, None), (0.0, 1.0)),
    ],
)
def test_a_subscription_whose_values_are_not_known(
    frequency: str, kind: str, monitor: tuple[float, float | None], routed: tuple[float, float]
) -> None:
    subscription = (SUBSCRIPTION % ("A", "B")).replace('"A"', frequency).replace('"B"', kind)
    files = {"a.tf": 'variable "x" {}\n' + MONITOR + subscription}
    for check, expected in (("anomalies.monitor", monitor), ("anomalies.routed", routed)):
        found = evidence(files, check)
        assert (found.value, found.upper) == expected


@pytest.mark.parametrize(
    ("code", "value", "upper"),
    [
        ('"google_container_node_pool" "p" {\n  autoscaling {\n    max_node_count = 3\n  }\n}', 1.0, None),
        ('"google_container_node_pool" "p" {\n  node_count = 3\n}', 0.0, None),
        ('"google_container_cluster" "c" {\n  enable_autopilot = true\n}', 1.0, None),
        ('"google_container_cluster" "c" {\n  enable_autopilot = var.x\n}', 0.0, 1.0),
        ('"google_container_cluster" "c" {\n  cluster_autoscaling {\n    enabled = true\n  }\n}', 1.0, None),
        ('"google_container_cluster" "c" {\n  cluster_autoscaling {\n    enabled = false\n  }\n}', 0.0, None),
        ('"azurerm_kubernetes_cluster" "c" {\n  default_node_pool {\n    auto_scaling_enabled = true\n  }\n}', 1, None),
        ('"azurerm_kubernetes_cluster" "c" {\n  default_node_pool {\n    node_count = 3\n  }\n}', 0.0, None),
        ('"azurerm_kubernetes_cluster_node_pool" "p" {\n  enable_auto_scaling = true\n}', 1.0, None),
        ('"google_compute_resource_policy" "p" {\n  group_placement_policy {\n  }\n}', 0.0, None),
        ('"google_compute_resource_policy" "p" {\n  instance_schedule_policy {\n  }\n}', 1.0, None),
        ('"aws_s3_bucket_lifecycle_configuration" "l" {\n  rule {\n    status = "Disabled"\n  }\n}', 0.0, None),
        ('"aws_s3_bucket_lifecycle_configuration" "l" {\n  rule {\n    status = "Enabled"\n  }\n}', 1.0, None),
        ('"aws_s3_bucket" "b" {\n  lifecycle_rule {\n    enabled = true\n  }\n}', 1.0, None),
        ('"aws_s3_bucket" "b" {\n  bucket = "b"\n}', 0.0, None),
        ('"google_storage_bucket" "b" {\n  lifecycle_rule {\n  }\n}', 1.0, None),
        ('"aws_autoscaling_policy" "p" {\n}', 1.0, None),
    ],
)
def test_what_optimises_by_itself(code: str, value: float, upper: float | None) -> None:
    found = evidence({"a.tf": f'variable "x" {{}}\nresource {code}\n'}, "usage.automation")
    assert found.value == value
    assert found.upper == (upper or (None if value else 0.0))


BUDGET = BudgetSettings("all", Decimal(5000), "USD")
GUARDED = workflow("run: finops-guard scan .")
OWNED = GUARDED | {"CODEOWNERS": "/.finops/ @acme/finance\n"}


@pytest.mark.parametrize(
    ("files", "profile", "budgets", "value", "said"),
    [
        (OWNED, "walk", (BUDGET,), 1.0, "exceptions have owners"),
        (GUARDED, "walk", (BUDGET,), 0.5, "no CODEOWNERS entry"),
        (OWNED, "walk", (), 0.0, "no budget is declared"),
        ({}, "walk", (BUDGET,), 0.0, "nothing runs it"),
        (OWNED, "crawl", (BUDGET,), 0.0, "no active policy blocks what exceeds a budget"),
    ],
)
def test_the_budget_gate(
    files: dict[str, str], profile: str, budgets: tuple[BudgetSettings, ...], value: float, said: str
) -> None:
    found = evidence(files, "planning.budget-gate", Settings(profile=profile, budgets=budgets))
    assert found.value == value
    assert said in found.detail


def test_the_severity_that_fails_a_scan_is_that_of_the_configuration() -> None:
    strict = evidence(GUARDED, "governance.policies-enforced", Settings(fail_on=Severity.WARNING))
    assert strict.value == 1.0
    assert (evidence(GUARDED, "governance.policies-enforced").value or 0) < 0.5


@pytest.mark.parametrize(
    ("scope", "value"), [(BudgetScope(), 1.0), (BudgetScope(paths=("live/*",)), pytest.approx(0.5))]
)
def test_budgets_by_cost(scope: BudgetScope, value: float) -> None:
    settings = Settings(budgets=(BudgetSettings("x", Decimal(1), "USD", scope=scope),))
    found = evidence({"main.tf": "", "live/a/main.tf": APP, "other/main.tf": APP}, "planning.budgets", settings)
    assert found.value == value


@pytest.mark.parametrize(
    ("path", "text", "at", "said"),
    [
        (".finops/commitments.yaml", "targets:\n  - {vendor: aws, coverage: 175}\n", (2, 29), "175"),
        (".finops/commitments.yaml", "targets: []\n", (1, 1), "targets"),
        (".finops/unit-metrics.yaml", "metrics:\n  - {metric: x, volumes: {}}\n", (2, 5), '"unit" is missing'),
        (".finops/unit-metrics.yaml", "metric: 1\n", (1, 1), '"metrics" is missing'),
        (".finops/shared-costs.yaml", "shared: [{name: a, what: b, split: usage}]\n", (1, 10), '"by" is missing'),
        (".finops/shared-costs.yaml", "shared: [\n", (1, 10), ""),
        (".finops/forecast.csv", "when,how much\n", (1, 1), "columns month, scope, amount"),
        (".finops/forecast.csv", 'month,amount\n"x', (1, 1), "no CSV"),
        (".finops/forecast.csv", "month,amount,driver\n2026-01,NaN,orders\n", (1, 1), "line 2 has no month"),
        (".finops/forecast.csv", "month,amount,driver\n2026-01,5,x\nsoon,5,orders\n", (1, 1), "line 3 has no month"),
    ],
)
def test_what_is_wrong_in_a_declaration_is_said_and_counts_as_nothing(
    path: str, text: str, at: tuple[int, int], said: str
) -> None:
    told = [notice for notice in report({path: text}).notices if notice.location.path == path]
    assert [(each.location.line, each.location.column) for each in told][:1] == [at]
    assert said in told[0].message
    for check in ("rates.target", "units.defined", "allocation.shared-costs", "forecasting.drivers"):
        assert evidence({path: text}, check).value == 0.0


def test_what_cannot_be_read_may_hold_a_monitor() -> None:
    found = evidence({"a.tf": 'module "x" {\n  source = "acme/anomalies/aws"\n}\n'}, "anomalies.monitor")
    assert (found.value, found.upper) == (0.0, 1.0)


def test_nothing_to_scan_has_no_evidence_at_all() -> None:
    capabilities = report({"main.tf": ""}).score.capabilities
    assert {each.status for item in capabilities for each in item.evidence} == {Status.NOT_ASSESSED}


@pytest.mark.parametrize(
    "others",
    [
        {},
        {"a.tf": "# finops-guard:ignore FG-TAG-001\n" + MONITOR},
        {".finops/exceptions/a.yaml": "id: x\n"},
        {"CODEOWNERS": "* @a\n"},
    ],
)
@pytest.mark.parametrize("many", [1, 20])
def test_an_exception_raises_no_number(others: dict[str, str], many: int) -> None:
    texts = {
        f"EXC-2026-{number:04}": EXCEPTION.replace("EXC-2026-0001", f"EXC-2026-{number:04}") for number in range(many)
    }
    granted = {
        f".finops/exceptions/{id_}.yaml": text.replace("approved_by: al", "approved_by: a")
        for id_, text in texts.items()
    }
    plain, waived = report(others), report(others | granted)
    assert {each.exception for each in waived.suppressed} >= {"EXC-2026-0000"}
    for before, after in zip(plain.score.capabilities, waived.score.capabilities, strict=True):
        assert (after.low, after.level.rank) <= (before.low, before.level.rank)
    assert waived.score.low <= plain.score.low
    assert waived.score.level.rank <= plain.score.level.rank
