"""``scan --plan``: real plans of Terraform, plans of cloud resources, and what a plan must never give away."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping

import pytest
from support.command_line import Runner
from support.plans import change, configured, plan

SECRET = "hunter2swordfish"
TAGGED = {"owner": "ops", "environment": "prod", "cost-center": "4711", "application": "shop"}
GP2 = change(
    "aws_ebs_volume.data",
    {"availability_zone": "eu-west-1a", "size": 100, "type": "gp2", "tags": TAGGED, "tags_all": TAGGED},
)
# Nothing is attached to the only volume.
ALONE = ("--ignore", "unattached-ebs-volume")
MAIN = 'resource "aws_ebs_volume" "data" {\n  availability_zone = "eu-west-1a"\n  type = "gp2"\n}\n'


def findings(output: str) -> list[tuple[str, str, str]]:
    return [
        (each["policy_name"], each["address"], f"{each['location']['path']}:{each['location']['line']}")
        for each in json.loads(output)["findings"]
        if each["resource_type"]
    ]


def test_findings_point_into_the_plan(run: Runner) -> None:
    text = plan(GP2)
    run.write("plan.json", text)
    ran = run("scan", "--plan", "plan.json", "--format", "json", *ALONE)
    line = next(number for number, each in enumerate(text.splitlines(), 1) if '"gp2"' in each)
    assert findings(ran.out) == [("gp2-volumes", "aws_ebs_volume.data", f"plan.json:{line}")]
    assert ran.code == 1  # a root without a budget


def test_findings_point_into_the_configuration_and_come_once(run: Runner) -> None:
    run.write("plan.json", plan(GP2))
    run.write("live/main.tf", MAIN)
    ran = run("scan", "live", "--plan", "plan.json", "--format", "json", *ALONE)
    assert findings(ran.out) == [("gp2-volumes", "aws_ebs_volume.data", "live/main.tf:3")]
    report = json.loads(ran.out)
    assert {each["root"] for each in report["findings"]} == {"live"}
    assert {each["path"]: each["status"] for each in report["files"]} == {
        "live/main.tf": "supporting",
        "plan.json": "judged",
    }


def test_several_plans_and_manifests(run: Runner) -> None:
    run.write("a/plan.json", plan(GP2))
    run.write("b/plan.json", plan(GP2))
    run.write("k8s.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n")
    ran = run("scan", "--plan", "a/plan.json", "--plan=b/plan.json", "--plan", "a/plan.json", "--format", "json")
    report = json.loads(ran.out)
    assert [each["path"] for each in report["files"]] == ["a/plan.json", "b/plan.json", "k8s.yaml"]
    assert report["summary"]["resources"]["by_provider"] == {"aws": 2, "kubernetes": 1}


def fingerprints(run: Runner, **plans: Mapping[str, str]) -> list[str]:
    """Return the fingerprints of all findings, sorted; ``plans`` are the variables of each by file name."""
    arguments = []
    for name, variables in plans.items():
        path = f"{name}.json"
        run.write(path, plan(GP2, variables={key: {"value": value} for key, value in variables.items()}))
        arguments += ["--plan", path]
    return sorted(
        each["fingerprint"] for each in json.loads(run("scan", *arguments, "--format", "json").out)["findings"]
    )


DEV, PROD = {"environment": "dev"}, {"environment": "prod"}


def test_the_fingerprints_of_a_plan_do_not_depend_on_its_file(run: Runner) -> None:
    assert fingerprints(run, a=PROD) == fingerprints(run, b=PROD)


def test_plans_of_one_root_have_fingerprints_of_their_own_by_environment(run: Runner) -> None:
    both = fingerprints(run, a=DEV, b=PROD)
    assert len(set(both)) == len(both) > len(fingerprints(run, a=DEV))
    assert fingerprints(run, x=PROD, y=DEV) == both


def test_plans_of_one_root_and_environment_have_fingerprints_by_file(run: Runner) -> None:
    both = fingerprints(run, a=PROD, b=PROD)
    assert len(set(both)) == len(both) == 2 * len(fingerprints(run, a=PROD))
    assert {*both} < {*fingerprints(run, c=PROD, b=PROD, a=PROD)}


def test_a_plan_outside_of_the_scanned_tree(run: Runner, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("plans") / "plan.json"
    outside.write_text(plan(GP2), encoding="utf-8")
    run.write("main.tf", MAIN)
    ran = run("scan", ".", "--plan", str(outside), "--format", "json", *ALONE)
    assert findings(ran.out) == [("gp2-volumes", "aws_ebs_volume.data", "main.tf:3")]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("p.bin", b"PK\x03\x04", "terraform show -json plan.bin > plan.json"),
        ("p.json", b'{"version": 4, "serial": 1, "lineage": "x"}', "state file"),
        ("missing.json", None, "no such file"),
    ],
)
def test_what_is_no_plan_ends_with_2(run: Runner, name: str, text: bytes | None, expected: str) -> None:
    run.write("main.tf", MAIN)
    if text is not None:
        run.write(name, text)
    ran = run("scan", "--plan", name)
    assert ran.code == 2
    assert expected in ran.err
    assert name in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("beside", [False, True])
def test_a_secret_of_a_plan_stays_one(run: Runner, indent: int | None, beside: bool) -> None:
    after = {"password": SECRET, "instance_class": "db.r5.24xlarge", "tags": {"owner": SECRET, "x": ""}, "tags_all": {}}
    entry = change("aws_db_instance.d", after, sensitive={"password": True, "tags": {"owner": True}})
    entry["change"]["before"] = {"password": SECRET}
    text = plan(
        entry,
        resources=[configured("aws_db_instance.d", {"password": {"constant_value": SECRET}})],
        variables={"s": {"value": SECRET}, "t": {"value": SECRET}},
        prior_state={"values": SECRET},
    )
    run.write("plan.json", json.dumps(json.loads(text), indent=indent))
    if beside:
        main = 'variable "t" {}\nresource "aws_db_instance" "d" { password = "SECRET", tags = { owner = var.t } }\n'
        run.write("main.tf", main.replace("SECRET", SECRET).replace(",", "\n"))
    for arguments in (["--format", "text"], ["--format", "json", "--verdicts", "all"], ["--profile", "run"]):
        ran = run("scan", "--plan", "plan.json", *arguments)
        assert ran.code == 1, ran.err
        assert SECRET not in ran.out + ran.err


CONFIGURATION = """\
variable "secret" {
  sensitive = true
  default   = "hunter2swordfish"
}
variable "size" {}
resource "terraform_data" "machine" {
  for_each = toset(["a.b", "c"])
  input    = { size = var.size, key = each.key, password = var.secret, id = terraform_data.base.id }
}
resource "terraform_data" "base" {
  triggers_replace = [timestamp()]
}
module "sub" {
  source = "./sub"
  count  = 2
}
"""
POLICY = """\
id: ACME-SIZ-001
name: no-large-machines
title: Machines are small
description: Large machines cost more.
severity: error
capability: Usage Optimization
match:
  resources: [terraform_data]
check:
  attribute: {path: input.size, operator: not_in, value: [large], absent: pass}
remediation: Set the size to small.
"""


@pytest.mark.skipif(shutil.which("terraform") is None, reason="needs terraform")
def test_a_real_plan(run: Runner) -> None:
    run.write("live/main.tf", CONFIGURATION)
    run.write("live/sub/main.tf", 'resource "terraform_data" "inner" {\n  input = "x"\n}\n')
    run.write("policies/no-large-machines.yaml", POLICY)
    live = run.directory / "live"
    environ = {**os.environ, "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1", "TF_CLI_CONFIG_FILE": os.devnull}

    def terraform(*arguments: str) -> bytes:
        return subprocess.run(
            ["terraform", *arguments], cwd=live, env=environ, check=True, capture_output=True, timeout=120
        ).stdout

    terraform("init", "-backend=false", "-input=false")
    terraform("plan", "-input=false", "-lock=false", "-out=plan.bin", "-var", "size=large")
    run.write("plan.json", terraform("show", "-json", "plan.bin"))
    options = ["--plan", "plan.json", "--policy-dir", "policies", "--format", "json", "--verdicts", "all"]

    beside = run("scan", "live", *options)
    report = json.loads(beside.out)
    assert report["summary"]["resources"] == {"total": 5, "by_provider": {"terraform": 5}}
    assert [(each[1], each[2]) for each in findings(beside.out) if each[0] == "no-large-machines"] == [
        ('terraform_data.machine["a.b"]', "live/main.tf:8"),
        ('terraform_data.machine["c"]', "live/main.tf:8"),
    ]
    judged = {each["address"]: each["location"]["path"] for each in report["evaluations"]}
    assert judged["module.sub[1].terraform_data.inner"] == "live/sub/main.tf"

    shutil.rmtree(live)
    alone = run("scan", ".", *options)
    assert {each[2].partition(":")[0] for each in findings(alone.out)} == {"plan.json"}
    assert SECRET not in beside.out + beside.err + alone.out + alone.err

    refused = run("scan", "--plan", "plan.json", "--plan", str(run.write("plan.bin", b"PK\x03\x04")))
    assert refused.code == 2
