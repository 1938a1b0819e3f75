"""``cost``: what resources cost, from the files alone."""

from __future__ import annotations

import csv
import io
import json
import re
import socket
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from support.command_line import Runner
from support.plans import change, plan

from finops_guard.reporters.cost import REPORTERS

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas/cost-v1.schema.json").read_text(encoding="utf-8"))
MAIN = """\
provider "aws" { region = "us-east-1" }
variable "size" { default = "m5.large" }
resource "aws_instance" "web" { instance_type = var.size }
resource "aws_instance" "odd" { instance_type = "zz9.huge" }
resource "aws_iam_role" "r" {}
"""
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  containers:
  - {name: c, image: i, resources: {requests: {cpu: "1", memory: 1Gi}}}
"""


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "socket", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)


def document(run: Runner, *arguments: str) -> Any:
    ran = run("cost", "--format", "json", *arguments)
    assert (ran.code, ran.err) == (0, "")
    found = json.loads(ran.out)
    Draft202012Validator(SCHEMA).validate(found)
    return found


def monthly(run: Runner, *arguments: str) -> str:
    expected: str = document(run, *arguments)["monthly"]["expected"]
    return expected


@pytest.mark.usefixtures("offline")
@pytest.mark.parametrize("format_", [each for each in REPORTERS if each != "usage"])
def test_every_format_without_a_network(run: Runner, format_: str) -> None:
    run.write("main.tf", MAIN)
    run.write("pod.yaml", POD)
    ran = run("cost", "--format", format_)
    assert (ran.code, ran.err) == (0, "")
    assert "aws_instance.web" in ran.out
    assert "Pod/p" in ran.out or "Pod//p" in ran.out
    assert "zz9.huge" in ran.out


def test_values_are_given_as_to_scan(run: Runner) -> None:
    run.write("main.tf", MAIN)
    run.write("big.tfvars", 'size = "m5.4xlarge"\n')
    assert monthly(run) == "70.08"
    assert monthly(run, "--var", "size=m5.xlarge") == "140.16"
    assert monthly(run, "--var-file", "big.tfvars") == "560.64"
    assert monthly(run, "--var-file", "big.tfvars", "--var", "size=m5.xlarge") == "140.16"
    assert monthly(run, "--var", "size=m5.xlarge", "--var-file", "big.tfvars") == "560.64"


def test_a_plan_is_priced_in_place_of_the_configuration(run: Runner) -> None:
    run.write("main.tf", MAIN)
    made = change("aws_instance.web", {"instance_type": "m5.xlarge"})
    run.write("plan.json", plan(made))
    addresses = [
        row["address"]
        for project in document(run, "--plan", "plan.json")["projects"]
        for module in project["modules"]
        for row in module["resources"]
    ]
    assert addresses == ["aws_instance.web"]


def test_what_is_excluded_is_not_counted(run: Runner) -> None:
    run.write("a/main.tf", MAIN)
    run.write("b/main.tf", MAIN)
    assert monthly(run) == "140.16"
    assert monthly(run, "--exclude", "b/") == "70.08"
    assert monthly(run, "b") == "70.08"


def test_manifests_of_standard_input(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(POD.encode())))
    assert Decimal(monthly(run, "-")) > 20


def test_output_goes_to_a_file(run: Runner) -> None:
    run.write("main.tf", MAIN)
    ran = run("cost", "--format", "csv", "--output", "cost.csv")
    assert (ran.code, ran.out) == (0, "")
    rows = list(csv.DictReader(io.StringIO((run.directory / "cost.csv").read_text(encoding="utf-8"))))
    assert {row["address"] for row in rows} == {"aws_instance.web", "aws_instance.odd"}


def test_less_is_shown_on_demand(run: Runner) -> None:
    run.write("main.tf", MAIN + 'resource "aws_instance" "big" { instance_type = "m5.4xlarge" }\n')
    top = run("cost", "--top", "1").out
    assert "aws_instance.big" in top
    assert "aws_instance.web" not in top
    assert "... and 2 more resources" in top
    assert "zz9" not in run("cost", "--no-unpriced").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "nothing to price: no Terraform or Kubernetes files here"),
        (("--format", "xml"), "'xml' is not one of"),
        (("--top", "0"), "0 is not in the range"),
        (("--var", "x"), "write it as NAME=VALUE"),
        (("--exclude", "[z-a]"), "it is not a valid pattern"),
        (("gone",), "gone"),
        (("--config", "gone.yaml"), "gone.yaml"),
        (("--plan", "gone.json"), "gone.json"),
        (("--output", "gone/cost.txt"), "cannot be written"),
    ],
)
def test_errors_are_code_2(run: Runner, arguments: tuple[str, ...], said: str) -> None:
    if "--output" in arguments:
        run.write("main.tf", MAIN)
    ran = run("cost", *arguments)
    assert ran.code == 2
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_empty_is_allowed_where_that_is_expected(run: Runner) -> None:
    ran = run("cost", "--allow-empty")
    assert ran.code == 0
    assert "Total a month in USD" in ran.out


def test_what_cannot_be_read_is_said_and_the_rest_priced(run: Runner) -> None:
    run.write("main.tf", MAIN)
    run.write("broken/main.tf", 'resource "aws_instance" {{{\n')
    ran = run("cost")
    assert ran.code == 0
    assert "Not read  what it holds is in no total" in ran.out
    assert "broken/main.tf:1:" in ran.out
    assert "70.08" in ran.out


def test_hostile_names_stay_names(run: Runner) -> None:
    name = "=cmd|' @evil <b>\u202e"
    run.write("pod.yaml", POD.replace("name: p}", f"name: {json.dumps(name)}}}"))
    for format_ in REPORTERS:
        ran = run("cost", "--format", format_)
        assert ran.code == 0
        assert "\u202e" not in ran.out
        if format_ == "html":
            assert "<b>" not in ran.out


def test_scan_tells_the_total(run: Runner) -> None:
    run.write("main.tf", MAIN)
    text = " ".join(run("scan").out.split())
    assert (
        "Cost about 70.08 USD a month; 1 of 2 resources that cost money has no price, or not for all of it: "
        "finops-guard cost" in text
    )
    cost = json.loads(run("scan", "--format", "json").out)["summary"]["cost"]
    assert cost["monthly"] == {"least": "70.08", "expected": "70.08", "most": "70.08"}
    assert cost["resources"] == {"priced": 1, "partly_priced": 0, "unpriced": 1, "usage_based": 0}
    assert [each["address"] for each in cost["costliest"]] == ["aws_instance.web"]


def test_scan_says_nothing_of_what_costs_nothing(run: Runner) -> None:
    run.write("main.tf", 'resource "aws_iam_role" "r" {}\n')
    assert "Cost  " not in run("scan").out
    assert json.loads(run("scan", "--format", "json").out)["summary"]["cost"] is None


def test_both_commands_tell_one_total(run: Runner) -> None:
    run.write("main.tf", MAIN)
    run.write("pod.yaml", POD)
    told = json.loads(run("scan", "--format", "json").out)["summary"]["cost"]["monthly"]
    assert told == document(run)["monthly"]


@pytest.mark.parametrize("command", ["cost", "scan"])
def test_pricing_terraform_imports_nothing_of_kubernetes(run: Runner, command: str) -> None:
    run.write("main.tf", MAIN)
    code = (
        "import sys\n"
        "from finops_guard.cli.main import guarded\n"
        f"guarded(['{command}', '--output', 'report.txt'])\n"
        "print(sorted(each for each in sys.modules if 'kubernetes' in each))\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=run.directory)
    assert ran.stdout == "[]\n"
    assert "70.08" in (run.directory / "report.txt").read_text(encoding="utf-8")


USED = """
provider "aws" {
  region = "us-east-1"
}
resource "aws_nat_gateway" "n" {
  for_each  = toset(["a", "b.c"])
  subnet_id = each.key
}
resource "aws_s3_bucket" "logs" {}
resource "aws_eks_fargate_profile" "apps" {
  cluster_name = "main"
}
resource "aws_vpc" "v" {}
"""


def test_a_usage_file_to_fill_in(run: Runner) -> None:
    run.write("main.tf", USED)
    ran = run("cost", "--format", "usage", "--output", "finops-guard-usage.yaml")
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    file = run.directory / "finops-guard-usage.yaml"
    text = file.read_text(encoding="utf-8")
    before = run("cost").out
    assert before.count("depends on use") == 7
    assert text.count("monthly_data_processed_gb: 0 # data processed: 0.045 USD each GB") == 1

    filled = re.sub(r"^( *)#(?=\S)", r"\1", text, flags=re.MULTILINE).replace(": 0 #", ": 1000 #")
    file.write_text(filled, encoding="utf-8")
    ran = run("cost")
    assert (ran.code, ran.err) == (0, "")
    assert "depends on use" not in ran.out
    # two gateways: 730 hours x 0.045 and 1,000 GB x 0.045 each
    assert ran.out.count("NAT gateway: 730 hour x 0.045") == ran.out.count("data processed: 1,000 GB x 0.045") == 2
    # 1,000 vCPU-hours x 0.04048, 1,000 GB-hours x 0.004445: 44.925, to the even cent
    assert "44.92" in next(line for line in ran.out.splitlines() if "aws_eks_fargate_profile.apps" in line)


def test_a_usage_file_of_nothing_is_right(run: Runner) -> None:
    run.write("main.tf", 'resource "aws_vpc" "v" {}\n')
    text = run("cost", "--format", "usage").out
    assert "# Nothing here is paid by use." in text
    run.write("finops-guard-usage.yaml", text)
    assert run("cost").code == 0


def test_instances_beyond_the_limit_are_said_to_be_in_no_total(run: Runner) -> None:
    run.write("main.tf", 'resource "aws_eip" "many" {\n  count = 10001\n}\n')
    said = " ".join(run("cost", "--top", "1").out.split())
    assert "Not read what it holds is in no total" in said
    assert "aws_eip.many has 10,001 instances, of which 10,000 were evaluated main.tf:2" in said
