"""``finops-guard policy new``: what is written passes its own test."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from support.command_line import Runner

from finops_guard.catalog import taggable
from finops_guard.errors import UsageError
from finops_guard.scaffold.draft import CHECKS, draft
from finops_guard.scaffold.shape import Wanted

KINDS = [
    *("CronJob", "DaemonSet", "Deployment", "Job", "Pod", "ReplicaSet", "ReplicationController", "StatefulSet"),
    *("HorizontalPodAutoscaler", "Ingress", "Namespace", "NodePool", "PersistentVolumeClaim", "Service", "Postgres"),
]
# One in so many types of each provider; those without any plain argument have no draft.
SAMPLE = [type_ for provider in ("aws", "azurerm", "google") for type_ in taggable.types(provider)[::41]]


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("resource", [*KINDS, "aws_sqs_queue", "google_storage_bucket", "datadog_monitor"])
def test_drafts_find_what_they_say(run: Runner, check: str, resource: str) -> None:
    ran = run("policy", "new", "first-draft", "--check", check, "--resource", resource)
    if ran.code == 2:
        # Said, and nothing is written.
        assert resource in ran.err
        assert check != "attribute"
        assert not (run.directory / "policies").exists()
        return
    assert run("policy", "validate", "policies").code == 0
    ran = run("policy", "test", "policies", "--strict")
    assert (ran.code, ran.out) == (0, "1 policy tried on 1 fixture: all as marked\n")
    (fixture,) = (run.directory / "policies/tests").iterdir()
    assert resource in fixture.read_text()
    assert "# expect: ACME-OWN-001" in fixture.read_text()
    policy = yaml.safe_load((run.directory / "policies/first-draft.yaml").read_text())
    assert policy["match"]["resources"] == [resource]


def test_types_of_every_provider_have_drafts() -> None:
    without = []
    for resource in SAMPLE:
        for check in ("attribute", *(["tags"] if taggable.lookup(resource) else [])):
            try:
                assert resource in draft(Wanted("ACME-OWN-001", "first-draft", check, resource)).fixture
            except UsageError:
                without.append(resource)
    assert len(SAMPLE) > 80
    assert len(without) <= len(SAMPLE) // 20, without


def test_options_are_what_is_written(run: Runner) -> None:
    options = ("--id", "SHOP-STO-007", "--severity", "info", "--capability", "Budgeting", "--provider", "gcp")
    assert run("policy", "new", "old-disks", *options, "--directory", "rules/storage").code == 0
    policy = yaml.safe_load((run.directory / "rules/storage/old-disks.yaml").read_text())
    assert (policy["id"], policy["severity"], policy["capability"]) == ("SHOP-STO-007", "info", "Budgeting")
    assert policy["providers"] == ["gcp"]
    assert run("policy", "test", "rules").code == 0


def test_ids_go_on_from_those_that_are_there(run: Runner) -> None:
    assert run("policy", "new", "one", "--id", "SHOP-STO-041", "--directory", "rules").code == 0
    run.write(".finops-guard.yaml", "policy-directories: [rules]\n")
    ran = run("policy", "new", "two")
    assert (ran.code, ran.out.splitlines()) == (
        0,
        ["Wrote rules/two.yaml", "Wrote rules/tests/two.tf", "Then: finops-guard policy test"],
    )
    assert "id: SHOP-STO-042" in (run.directory / "rules/two.yaml").read_text()
    assert run("policy", "test").code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["Old_Volumes"], "a policy is named with lower-case words joined by dashes"),
        (["../outside"], "a policy is named with lower-case words joined by dashes"),
        (["gp2-volumes"], "there is a policy gp2-volumes already"),
        (["x", "--id", "FG-STO-001"], "there is a policy FG-STO-001 already"),
        (["x", "--id", "FG-STO-999"], "ids that begin with FG- are reserved"),
        (["x", "--id", "one"], '"id" does not have the right form'),
        (["x", "--resource", "aws_sqs_queu"], 'did you mean "aws_sqs_queue"?'),
        (["x", "--resource", "deployment"], 'did you mean "Deployment"?'),
        (["x", "--resource", "aws_sqs_queue", "--provider", "gcp"], "aws_sqs_queue is a resource of aws, not of gcp"),
        (["x", "--resource", 'a" {}'], "a resource type is such as aws_ebs_volume"),
        (["x", "--check", "budget"], "there is no draft of the check budget: choose attribute, tags"),
        (["x", "--capability", "Alocation"], 'did you mean "Allocation"?'),
        (["x", "--severity", "eror"], "Invalid value for '--severity'"),
    ],
)
def test_what_cannot_be_drafted_is_said(run: Runner, arguments: list[str], message: str) -> None:
    ran = run("policy", "new", *arguments)
    assert ran.code == 2
    assert message in ran.err
    assert list(run.directory.iterdir()) == []


@pytest.mark.parametrize("there", ["policies/mine.yaml", "policies/tests/mine.tf"])
def test_nothing_is_overwritten(run: Runner, there: str) -> None:
    run.write("policies/tests/readme.md", "")
    run.write(there, "# mine\n")
    ran = run("policy", "new", "mine")
    assert ran.code == 2
    assert (run.directory / there).read_text() == "# mine\n"
    written = {path.name for path in run.directory.rglob("mine.*")}
    assert written == {Path(there).name}


@pytest.mark.parametrize("link", ["policies", "policies/tests", "policies/mine.yaml"])
def test_links_are_not_followed(run: Runner, tmp_path_factory: pytest.TempPathFactory, link: str) -> None:
    outside = tmp_path_factory.mktemp("outside")
    at = run.directory / link
    at.parent.mkdir(exist_ok=True)
    at.symlink_to(outside / "mine.yaml" if link.endswith(".yaml") else outside)
    ran = run("policy", "new", "mine")
    assert ran.code == 2
    assert list(outside.iterdir()) == []


def test_an_id_that_has_no_number_is_not_counted(run: Runner) -> None:
    run.write("policies/odd.yaml", "id: ACME-ABC\nname: odd\n")
    ran = run("policy", "new", "no-fifo", "--resource", "aws_sqs_queue")
    assert ran.code == 0, ran.err
