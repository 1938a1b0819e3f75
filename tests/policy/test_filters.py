"""Filters below match: which things of whole scans a policy is about, which it may be about, and why."""

from __future__ import annotations

import pytest

from finops_guard.errors import PolicyError
from finops_guard.policy import loader
from finops_guard.report import Report
from finops_guard.scan import scan
from finops_guard.settings import Settings
from finops_guard.tree import MemoryTree

POLICY = """\
id: ACME-001
name: own
title: T
description: Why.
severity: warning
capability: Usage Optimization
match:
  resources: [{types}]
  {match}
check:
  attribute: {{path: forbidden, operator: absent}}
remediation: Do it.
"""
TERRAFORM = """
variable "v" {}
provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["111111111111"]
}
provider "aws" {
  alias  = "role"
  region = var.v
  assume_role { role_arn = "arn:aws:iam::222222222222:role/deploy" }
}
provider "aws" {
  alias  = "half"
  region = "us-east-1"
  assume_role { role_arn = "arn:aws:iam::333333333333:role/${var.v}" }
}
provider "aws" {
  alias               = "several"
  allowed_account_ids = ["111111111111", "222222222222"]
}
provider "azurerm" { subscription_id = "sub-1" }
provider "google" {
  project = "shop"
  region  = "europe-west1"
}
resource "aws_instance" "plain" {
  forbidden = 1
  tags      = { team = "web", cost-center = var.v }
}
resource "aws_instance" "role" {
  provider  = aws.role
  forbidden = 1
  tags      = var.v
}
resource "aws_instance" "half" {
  provider  = aws.half
  forbidden = 1
}
resource "aws_instance" "several" {
  provider  = aws.several
  forbidden = 1
  tags      = { team = var.v }
}
resource "azurerm_linux_virtual_machine" "vm" {
  location  = "West Europe"
  forbidden = 1
  tags      = { team = "data" }
}
resource "google_compute_instance" "zone" {
  zone      = "europe-west4-b"
  forbidden = 1
}
resource "google_compute_instance" "other" {
  project   = "lab"
  forbidden = 1
}
module "net" {
  source = "./modules/net"
}
module "fleet" {
  source   = "./modules/fleet"
  for_each = toset(["a"])
}
"""
FILES = {
    "live/main.tf": TERRAFORM,
    "live/modules/net/main.tf": """
resource "aws_instance" "inner" { forbidden = 1 }
module "deep" { source = "../fleet" }
""",
    "live/modules/fleet/main.tf": 'resource "aws_instance" "fleet" { forbidden = 1 }',
    "k8s/pod.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nforbidden: 1\nspec: {containers: []}\n",
}
EVERYTHING = {
    "plain", "role", "half", "several", "vm", "zone", "other", "net.inner", "net.deep.fleet", "fleet.fleet", "pod",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _no_memory(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


def judged(match: str, types: str = "'*'", **files: str) -> Report:
    policy = POLICY.format(match=match, types=types)
    tree = MemoryTree({**FILES, "policies/own.yaml": policy, **files})
    return scan(tree, [""], Settings(policy_directories=("policies",), select=("own",)))


def short(address: str) -> str:
    names = address.replace("module.", "").replace('["a"]', "").split(".")
    return "pod" if "Pod" in address else ".".join([*names[:-2], names[-1]])


def found(report: Report, verdict: str) -> set[str]:
    return {short(each.address) for each in report.findings if each.verdict.value == verdict}


@pytest.mark.parametrize(
    ("match", "fails", "unresolved"),
    [
        ("{}", EVERYTHING, set()),
        ("regions: [eu-west-1]", {"plain", "net.inner", "net.deep.fleet", "fleet.fleet"}, {"role", "several"}),
        ("regions: [us-*]", {"half"}, {"role", "several"}),
        ("regions: [westeurope, europe-west4]", {"vm", "zone"}, {"role", "several"}),
        ("regions: [West Europe, europe-west1]", {"vm", "other"}, {"role", "several"}),
        ("unless: {regions: ['eu*', 'west*']}", {"half", "pod"}, {"role", "several"}),
        ("accounts: ['111111111111']", {"plain", "net.inner", "net.deep.fleet", "fleet.fleet"}, {"several"}),
        ("accounts: ['222*', '333*']", {"role", "half"}, {"several"}),
        ("accounts: [sub-1, shop]", {"vm", "zone"}, {"several"}),
        ("accounts: [lab]", {"other"}, {"several"}),
        ("paths: [live/modules/*]", {"net.inner", "net.deep.fleet", "fleet.fleet"}, set()),
        ("paths: [live/main.tf]", EVERYTHING - {"pod"}, set()),
        ("paths: ['k8s/*']", {"pod"}, set()),
        ("unless: {paths: ['live/*']}", {"pod"}, set()),
        ("modules: [net]", {"net.inner", "net.deep.fleet"}, set()),
        ("modules: [module.net.deep]", {"net.deep.fleet"}, set()),
        ("modules: ['*']", {"net.inner", "net.deep.fleet", "fleet.fleet"}, set()),
        ("modules: [./modules/fleet, ../fleet]", {"net.deep.fleet", "fleet.fleet"}, set()),
        ("unless: {modules: ['*']}", EVERYTHING - {"net.inner", "net.deep.fleet", "fleet.fleet"}, set()),
        ("tags: {team: [web, dat?]}", {"plain", "vm"}, {"role", "several"}),
        ("tags: {team: ['*'], cost-center: [x]}", set(), {"plain", "role"}),
        ("tags: {nothing: ['*']}", set(), {"role"}),
        ("unless: {tags: {team: [web]}}", EVERYTHING - {"plain", "role", "several"}, {"role", "several"}),
        ("unless: {tags: {team: [web]}, regions: ['*']}", {"pod"}, {"role", "several"}),
        ("when: resource.name == 'plain' || resource.region == 'us-east-1'", {"plain", "half"}, {"role"}),
        ("unless: {when: 'resource.type == \"aws_instance\"'}", {"vm", "zone", "other", "pod"}, set()),
        ("{regions: [eu-west-1], unless: {modules: ['*']}}", {"plain"}, {"role", "several"}),
    ],
)
def test_what_a_policy_is_about(match: str, fails: set[str], unresolved: set[str]) -> None:
    if "when" in match:
        pytest.importorskip("cel_expr_python.cel")
    inner = match[1:-1] if match.startswith("{") else match
    report = judged(inner.replace(", unless:", "\n  unless:"))
    assert found(report, "fail") == fails
    assert found(report, "unresolved") == unresolved
    assert all(each.causes for each in report.findings if each.verdict.value == "unresolved")


def test_causes_say_what_is_not_known() -> None:
    report = judged("regions: [eu-west-1]")
    assert {short(each.address): [cause.text for cause in each.causes] for each in report.findings if each.causes} == {
        "role": ["var.v has no value"],
        "several": ["nothing says which region it is in"],
    }
    report = judged("accounts: [x]")
    assert {short(each.address): [cause.text for cause in each.causes] for each in report.findings} == {
        "several": ["its provider configuration allows several accounts"],
    }


def test_a_policy_about_roots_looks_at_what_passes_the_filters() -> None:
    budget = "  budget: {root: {types: {aws_budgets_budget: []}}}\n"
    attribute = "  attribute: {path: forbidden, operator: absent}\n"
    for match, wanted in (("regions: [us-east-1]", 1), ("regions: [ap-*]", 0)):
        policy = POLICY.format(match=match, types="aws_instance").replace(attribute, budget)
        policy = policy.replace("resources: [aws_instance]", "resources: [aws_spot_instance_request]")
        main = 'provider "aws" {\n region = "us-east-1"\n}\nresource "aws_spot_instance_request" "a" {}'
        tree = MemoryTree({"main.tf": main, "policies/own.yaml": policy})
        report = scan(tree, [""], Settings(policy_directories=("policies",), select=("own",)))
        assert len(report.findings) == wanted


@pytest.mark.parametrize(
    ("match", "expected"),
    [
        ("region: [eu-west-1]", '9:3: unknown key "region" (did you mean "regions"?)'),
        ("regions: eu-west-1", '9:12: "regions" must be a list, not a text'),
        ("regions: []", '9:3: "regions" must not be empty'),
        ("tags: {team: web}", '9:16: "team" must be a list, not a text'),
        ("when: resource.nam == ''", '9:9: there is no "resource.nam"'),
        ("unless: {when: '1 + 1'}", '9:18: "unless.when": an expression must be true or false'),
        ("when: has(resource.derived.region)", "9:9: nothing that follows from others (resource.derived) is told"),
        (
            "unless: {when: has(resource.derived.referrers.aws_eip)}",
            "9:18: nothing that follows from others (resource.derived) is told",
        ),
        ("accounts: {file: no.csv}", '9:20: the file "policies/no.csv" cannot be read'),
    ],
)
def test_what_is_wrong_has_its_place(match: str, expected: str) -> None:
    if "when:" in match:
        pytest.importorskip("cel_expr_python.cel")
    tree = MemoryTree({"policies/own.yaml": POLICY.format(match=match, types="aws_instance")})
    with pytest.raises(PolicyError) as failure:
        loader.load(Settings(policy_directories=("policies",)), tree)
    (problem,) = failure.value.problems
    assert str(problem).startswith(f"policies/own.yaml:{expected}")


def test_files_have_paths_alone() -> None:
    policy = POLICY.format(match="regions: [x]\n  paths: [live/*]", types="aws_instance")
    policy = policy.replace("attribute: {path: forbidden, operator: absent}", "source: {}")
    with pytest.raises(PolicyError) as failure:
        loader.load(Settings(policy_directories=("policies",)), MemoryTree({"policies/own.yaml": policy}))
    assert [str(problem) for problem in failure.value.problems] == [
        'policies/own.yaml:9:3: "regions" has no meaning for a policy about files (paths has)'
    ]


def test_accounts_come_from_files() -> None:
    report = judged("accounts: {file: accounts.yaml}", **{"policies/accounts.yaml": "['111111111111', lab]"})
    assert found(report, "fail") == {"plain", "net.inner", "net.deep.fleet", "fleet.fleet", "other"}


def test_an_expression_is_told_what_follows_where_the_check_asks_for_it() -> None:
    pytest.importorskip("cel_expr_python.cel")
    policy = POLICY.format(match="when: has(resource.derived.referrers.aws_eip)", types="aws_instance")
    policy = policy.replace("path: forbidden", "path: derived.referrers.aws_volume_attachment")
    main = "".join(
        f'resource "aws_instance" "{name}" {{}}\nresource "aws_{other}" "{name}" {{ {key} = aws_instance.{name}.id }}\n'
        for name, other, key in (("a", "eip", "instance"), ("b", "volume_attachment", "instance_id"))
    )
    both = 'resource "aws_volume_attachment" "c" { instance_id = aws_instance.a.id }'
    tree = MemoryTree({"main.tf": main + both, "policies/own.yaml": policy})
    report = scan(tree, [""], Settings(policy_directories=("policies",), select=("own",)))
    assert [(finding.address, finding.verdict.value) for finding in report.findings] == [("aws_instance.a", "fail")]
