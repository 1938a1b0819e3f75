"""``finops-guard diff`` against commits, directories, and what is no base."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from support.plans import change, plan

from finops_guard._assets import directory
from finops_guard.cli.main import guarded

MAIN = """\
provider "aws" {
  region = "us-east-1"
}

resource "aws_instance" "web" {
  instance_type = "m5.large"
}

resource "aws_nat_gateway" "this" {
  subnet_id = "subnet-1"
}
"""
GATEWAY = MAIN[: MAIN.index('resource "aws_instance"')] + MAIN[MAIN.index('resource "aws_nat_gateway"') :]

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec:
  containers:
  - {name: web, image: web, resources: {requests: {cpu: "CPU", memory: 1Gi}}}
"""
SCAN_SCHEMA = Draft202012Validator(json.loads((directory("schemas") / "report-v1.schema.json").read_text("utf-8")))


def git(directory: Path, *arguments: str) -> None:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments]
    subprocess.run(command, cwd=directory, check=True, capture_output=True)


@pytest.fixture(name="repository")
def make_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    repository = tmp_path / "repository"
    (repository / "live").mkdir(parents=True)
    (repository / "live" / "main.tf").write_text(MAIN)
    git(repository, "init", "-q", "-b", "main")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "first")
    monkeypatch.chdir(repository)
    return repository


@pytest.fixture(name="diff")
def make_diff(repository: Path, capfd: pytest.CaptureFixture[str]) -> Callable[..., str]:
    def run(*arguments: str, code: int = 0) -> str:
        assert Path.cwd() == repository
        assert guarded(["diff", *arguments]) == code
        said = capfd.readouterr()
        return said.err if code else said.out

    return run


def changes(diff: Callable[..., str], *arguments: str) -> list[tuple[str, str, str]]:
    document: dict[str, Any] = json.loads(diff("--format", "json", *arguments))
    return [(each["status"], each["address"], each["delta"]) for each in document["changes"]]


def test_one_changed_attribute_is_one_resource(repository: Path, diff: Callable[..., str]) -> None:
    (repository / "live" / "main.tf").write_text(MAIN.replace("m5.large", "m5.xlarge"))
    assert changes(diff, "--base", "HEAD") == [("changed", "aws_instance.web", "70.08")]
    assert changes(diff, "--base", "HEAD") == changes(diff, "--base", "main", "live")


def test_what_has_no_cost_is_no_change(repository: Path, diff: Callable[..., str]) -> None:
    (repository / "live" / "main.tf").write_text(MAIN.replace("subnet-1", "subnet-2") + "# more\n")
    assert diff("--base", "HEAD").startswith("No cost changes against commit ")


def test_new_and_removed(repository: Path, diff: Callable[..., str]) -> None:
    (repository / "live" / "main.tf").write_text(MAIN.split('resource "aws_nat_gateway"', maxsplit=1)[0])
    (repository / "new").mkdir()
    (repository / "new" / "main.tf").write_text(GATEWAY)
    assert changes(diff, "--base", "HEAD") == [
        ("removed", "aws_nat_gateway.this", "-32.85"),
        ("new", "aws_nat_gateway.this", "32.85"),
    ]
    assert changes(diff, "--base", "HEAD", "new") == [("new", "aws_nat_gateway.this", "32.85")]


def test_a_directory_as_base(tmp_path: Path, diff: Callable[..., str]) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "main.tf").write_text(MAIN.replace("m5.large", "m5.2xlarge"))
    assert changes(diff, "--base", str(tmp_path / "old"), "live") == [("changed", "aws_instance.web", "-210.24")]
    assert "compares one path" in diff("--base", str(tmp_path / "old"), "live", ".", code=2)


def test_what_cannot_be_read_is_said(repository: Path, diff: Callable[..., str]) -> None:
    (repository / "live" / "main.tf").write_text("resource {")
    document = json.loads(diff("--base", "HEAD", "--format", "json"))
    assert {each["status"] for each in document["changes"]} == {"removed"}
    assert [(each["side"], each["location"]["path"]) for each in document["unread"]] == [("after", "live/main.tf")]
    for form in ("text", "markdown"):
        assert "not known now" in diff("--base", "HEAD", "--format", form)
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "broken")
    assert "1 file or module could be read on neither side" in diff("--base", "HEAD")
    (repository / "live" / "main.tf").write_text(MAIN)
    assert "not known in the base: live/main.tf:1:" in diff("--base", "HEAD")


@pytest.mark.parametrize("base", ["nothing", "--help-me", "HEAD~5"])
def test_no_base(diff: Callable[..., str], base: str) -> None:
    assert "no such commit" in diff(f"--base={base}", code=2)


def test_a_base_is_needed(diff: Callable[..., str]) -> None:
    assert "--base" in diff(code=2)


def report(repository: Path, *arguments: str, name: str = "base.json") -> str:
    assert guarded(["cost", "--format", "json", "--output", name, *arguments]) == 0
    return str(repository / name)


def test_a_report_as_base_says_what_the_revision_says(repository: Path, diff: Callable[..., str]) -> None:
    base = report(repository)
    (repository / "live" / "main.tf").write_text(MAIN.replace("m5.large", "m5.xlarge"))
    assert changes(diff, "--base", base) == changes(diff, "--base", "HEAD") != []
    assert changes(diff, "--base", base, "live") == changes(diff, "--base", "HEAD")
    assert changes(diff, "--base", base, "live/main.tf") == changes(diff, "--base", "HEAD")
    assert "against report base.json of finops-guard" in diff("--base", "base.json")
    (repository / "other").mkdir()
    assert changes(diff, "--base", base, "other") == []


def test_a_report_of_more_is_compared_with_what_is_scanned(repository: Path, diff: Callable[..., str]) -> None:
    (repository / "net").mkdir()
    (repository / "net" / "main.tf").write_text(GATEWAY)
    (repository / "live" / "calls.tf").write_text('module "net" {\n  source = "../net"\n}\n')
    base = report(repository)
    assert changes(diff, "--base", base, "live") == changes(diff, "--base", base, "net") == []
    assert changes(diff, "--base", base) == []


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("./gone", None, "no such file or directory"),
        ("/dev/null", None, "neither a regular file nor a directory"),
        ("gone.json", None, "no such file"),
        ("a.json", "{", "finops-guard cost --format json"),
        ("./a.tf", MAIN, "finops-guard cost --format json"),
        ("a.json", '{"version": "report-v1"}', "does not have what every resource costs"),
    ],
)
def test_no_report(repository: Path, diff: Callable[..., str], name: str, text: str | None, said: str) -> None:
    if text is not None:
        (repository / name).write_text(text)
    assert said in diff("--base", name, code=2)


def test_a_directory_does_not_take_the_place_of_a_branch(repository: Path, diff: Callable[..., str]) -> None:
    (repository / "main").mkdir()
    (repository / "main" / "main.tf").write_text(MAIN.replace("m5.large", "m5.4xlarge"))
    assert changes(diff, "--base", "main", "live") == []
    assert changes(diff, "--base", "./main", "live") == [("changed", "aws_instance.web", "-490.56")]
    assert changes(diff, "--base", "main/", "live") == changes(diff, "--base", "./main", "live")
    (repository / "origin" / "main").mkdir(parents=True)
    said = diff("--base", "origin/main", "live", code=2)
    assert "git knows no such revision here (for the file or directory of that name, write ./origin/main)" in said


def test_a_directory_of_another_checkout_has_its_modules(repository: Path, diff: Callable[..., str]) -> None:
    (repository / "net").mkdir()
    (repository / "net" / "main.tf").write_text(GATEWAY)
    (repository / "live" / "calls.tf").write_text('module "net" {\n  source = "../net"\n}\n')
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "module")
    git(repository, "worktree", "add", "-q", "../old")
    assert changes(diff, "--base", "../old/live", "live") == []
    assert changes(diff, "--base", "../old", ".") == []


def test_a_variable_file_beside_the_repository_counts_for_both(
    repository: Path, tmp_path: Path, diff: Callable[..., str]
) -> None:
    (tmp_path / "own.tfvars").write_text('size = "m5.xlarge"\n')
    text = MAIN.replace('"m5.large"', "var.size") + 'variable "size" { default = "m5.large" }\n'
    (repository / "live" / "main.tf").write_text(text)
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "variable")
    assert changes(diff, "--base", "HEAD", "live", "--var-file", str(tmp_path / "own.tfvars")) == []
    (repository / "new.tfvars").write_text('size = "m5.2xlarge"\n')
    assert changes(diff, "--base", "HEAD", "live", "--var-file", "new.tfvars") == []
    said = diff("--base", "HEAD", "live", "--var-file", "new.tfvars")
    assert "in the base: new.tfvars:1:1: there is no such file: the values of now count" in said
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "values")
    (repository / "new.tfvars").write_text('size = "m5.large"\n')
    assert changes(diff, "--base", "HEAD", "live", "--var-file", "new.tfvars") == [
        ("changed", "aws_instance.web", "-210.24")
    ]


def test_downloaded_modules_count_for_both(repository: Path, diff: Callable[..., str]) -> None:
    (repository / "live" / "calls.tf").write_text('module "net" {\n  source = "example/net/aws"\n}\n')
    (repository / ".gitignore").write_text(".terraform/\n")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "module")
    installed = repository / "live" / ".terraform" / "modules"
    (installed / "net").mkdir(parents=True)
    (installed / "net" / "main.tf").write_text(GATEWAY)
    listed = [{"Key": "", "Dir": "."}, {"Key": "net", "Source": "example/net/aws", "Dir": ".terraform/modules/net"}]
    (installed / "modules.json").write_text(json.dumps({"Modules": listed}))
    assert changes(diff, "--base", "HEAD") == []
    said = diff("--base", "HEAD")
    assert "about 135.78 USD" in said
    assert "in the base: live/.terraform:1:1: downloaded modules are those of now" in said


def test_with_a_plan_or_standard_input_the_base_is_a_report(
    repository: Path, diff: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository / "plan.json").write_text(plan(change("aws_instance.web", {"instance_type": "m5.xlarge"})))
    said = diff("--base", "HEAD", "--plan", "plan.json", code=2)
    assert "finops-guard cost --plan OLD --format json" in said
    (repository / "old.json").write_text(plan(change("aws_instance.web", {"instance_type": "m5.large"})))
    base = report(repository, "--plan", "old.json")
    assert changes(diff, "--base", base, "--plan", "plan.json") == [("changed", "aws_instance.web", "70.08")]
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"")))
    assert "with standard input, the base is a report" in diff("-", "--base", "HEAD", code=2)


def test_scan_tells_the_difference(
    repository: Path, diff: Callable[..., str], capfd: pytest.CaptureFixture[str]
) -> None:
    (repository / "live" / "main.tf").write_text(MAIN.replace("m5.large", "m5.xlarge"))
    document = json.loads(diff("--base", "HEAD", "--format", "json"))
    guarded(["scan", "--base", "HEAD", "--format", "json"])
    found = json.loads(capfd.readouterr().out)
    SCAN_SCHEMA.validate(found)
    told = found["summary"]["cost"]["change"]
    assert told["base"] == document["base"]
    assert (told["before"], told["after"], told["delta"]) == ("102.93", "173.01", "70.08")
    assert told["resources"] == {"new": 0, "changed": 1, "removed": 0}
    assert told["largest"] == [
        {"status": "changed", "root": "live", "address": "aws_instance.web", "moved_from": None, "delta": "70.08"}
    ]
    guarded(["scan", "--base", "HEAD"])
    shown = capfd.readouterr().out
    assert "Change      +70.08 USD a month (+68.1 %) against commit" in shown
    assert "~ aws_instance.web: +70.08  live" in shown
    guarded(["scan", "--base", report(repository)])
    assert "no cost changes against report" in capfd.readouterr().out
    guarded(["scan", "--format", "json"])
    assert json.loads(capfd.readouterr().out)["summary"]["cost"]["change"] is None


def test_scan_tells_a_base_of_which_nothing_is_left(repository: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (repository / "live" / "main.tf").write_text("")
    guarded(["scan", "--base", "HEAD"])
    assert "Change      -102.93 USD a month (-100.0 %) against commit" in capfd.readouterr().out
    git(repository, "rm", "-q", "--cached", "-r", ".")
    git(repository, "commit", "-q", "-m", "nothing", "--allow-empty")
    (repository / "live" / "main.tf").write_text(MAIN)
    guarded(["scan", "--base", "HEAD"])
    assert "Change      +102.93 USD a month (new) against commit" in capfd.readouterr().out


def test_objects_of_one_name_are_told_apart_by_their_files(repository: Path, diff: Callable[..., str]) -> None:
    def write(directory: str, cpu: str) -> None:
        (repository / directory).mkdir(exist_ok=True)
        (repository / directory / "web.yaml").write_text(POD.replace("CPU", cpu))

    write("b", "1")
    write("c", "2")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "manifests")
    write("a", "4")
    document = json.loads(diff("--base", "HEAD", "--format", "json"))
    assert [(each["status"], each["location"]["path"]) for each in document["changes"]] == [("new", "a/web.yaml")]
    guarded(["cost", "--format", "json", "--output", "now.json"])
    total = Decimal(json.loads((repository / "now.json").read_text())["monthly"]["expected"])
    assert abs(total - Decimal(document["after"])) < Decimal("0.01")


def test_the_order_does_not_depend_on_the_hash_seed(repository: Path) -> None:
    (repository / "live" / "main.tf").write_text(MAIN.replace("m5.large", "m5.xlarge").replace('"this"', '"that"'))
    for at in range(5):
        (repository / f"m{at}").mkdir()
        (repository / f"m{at}" / "web.yaml").write_text(POD.replace("CPU", "1"))
    outputs = set()
    for seed in ("0", "1", "7"):
        for form in ("json", "text", "markdown"):
            command = [sys.executable, "-m", "finops_guard", "diff", "--base", "HEAD", "--format", form]
            environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
            ran = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
            outputs.add(ran.stdout)
    assert len(outputs) == 3
