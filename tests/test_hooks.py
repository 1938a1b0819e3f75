"""The pre-commit hooks that other repositories use: run by the real pre-commit, with this environment's command."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

UNTAGGED = 'resource "aws_sqs_queue" "orders" {\n  name = "orders"\n}\n'
NOT_TERRAFORM = 'resource "aws_sqs_queue" "orders" {\n  name = \n}\n'


class Repository:
    """A git repository that uses one of our hooks, installed as if pre-commit had put it into its own environment."""

    def __init__(self, path: Path, hook_id: str) -> None:
        self.path = path
        hook = {**HOOKS[hook_id], "language": "system"}
        hook.pop("minimum_pre_commit_version")
        configuration = {"repos": [{"repo": "local", "hooks": [hook]}]}
        self.environment = {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PRE_COMMIT_HOME": str(path.parent / "pre-commit"),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "NO_COLOR": "1",
        }
        path.mkdir()
        self._git("init", "--quiet")
        self.write(".pre-commit-config.yaml", yaml.safe_dump(configuration))

    def write(self, name: str, text: str, *, staged: bool = True) -> None:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        if staged:
            self._git("add", "--", name)

    def stage(self) -> None:
        self._git("add", "--all")

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "pre_commit", "run", "--verbose", "--color=never", *arguments]
        return subprocess.run(command, cwd=self.path, env=self.environment, capture_output=True, text=True, check=False)

    def _git(self, *arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=self.path, env=self.environment, check=True)

    def commit(self) -> None:
        self._git("-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "--no-verify", "-m", "x")

    def rename(self, old: str, new: str) -> None:
        self._git("mv", old, new)

    def remove(self, name: str) -> None:
        self._git("rm", "--quiet", name)


@pytest.fixture
def repository(tmp_path):
    return lambda hook_id: Repository(tmp_path / "repository", hook_id)


def test_the_manifest_is_valid():
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", ".pre-commit-hooks.yaml"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_our_own_hooks_are_valid_and_install_nothing():
    command = [sys.executable, "-m", "pre_commit", "validate-config", ".pre-commit-config.yaml"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    repos = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
    assert {(repo["repo"], hook["language"]) for repo in repos for hook in repo["hooks"]} == {("local", "system")}


SCANS = ["finops-guard", "finops-guard-all"]


@pytest.mark.parametrize("hook_id", SCANS)
def test_a_finding_stops_the_commit(repository, hook_id):
    repo = repository(hook_id)
    repo.write("live/main.tf", UNTAGGED)
    run = repo.run()
    assert run.returncode == 1, run.stdout + run.stderr
    assert "- exit code: 1" in run.stdout
    assert "live/main.tf" in run.stdout


@pytest.mark.parametrize("hook_id", SCANS)
def test_a_file_that_cannot_be_read_stops_the_commit(repository, hook_id):
    repo = repository(hook_id)
    repo.write("main.tf", NOT_TERRAFORM)
    run = repo.run()
    assert run.returncode == 1, run.stdout + run.stderr
    assert "main.tf:2:" in run.stdout


def test_files_that_are_none_of_ours_do_not_start_it(repository):
    repo = repository("finops-guard")
    repo.write("main.py", "print('orders')\n")
    run = repo.run("--files", "main.py")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "no files to check" in run.stdout


@pytest.mark.parametrize(
    "name", ["a.tf", "a.tofu", "a.tfvars", "a.tf.json", "a.auto.tfvars.json", "a.yaml", "b/a.yml", "b/_helpers.tpl"]
)
def test_files_of_these_names_start_it(repository, name):
    repo = repository("finops-guard")
    repo.write(name, "{}" if name.endswith("json") else "")
    run = repo.run("--files", name)
    assert "no files to check" not in run.stdout
    assert "finops-guard (changed files)" in run.stdout


def test_a_commit_of_other_yaml_passes(repository):
    repo = repository("finops-guard")
    repo.write("mkdocs.yml", "site_name: Orders\n")
    run = repo.run("--files", "mkdocs.yml")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "Passed" in run.stdout


def test_only_the_changed_files_are_judged(repository):
    repo = repository("finops-guard")
    repo.write("old/main.tf", UNTAGGED)
    repo.write("new/main.tf", UNTAGGED)
    run = repo.run("--files", "new/main.tf")
    assert run.returncode == 1, run.stdout + run.stderr
    assert "new/main.tf" in run.stdout
    assert "old/main.tf" not in run.stdout


def test_the_whole_repository_is_judged_whatever_changed(repository):
    repo = repository("finops-guard-all")
    repo.write("live/main.tf", UNTAGGED)
    repo.write("notes.md", "# Notes\n")
    run = repo.run("--files", "notes.md")
    assert run.returncode == 1, run.stdout + run.stderr
    assert "live/main.tf" in run.stdout


def test_a_file_name_is_a_file_name(repository):
    repo = repository("finops-guard")
    repo.write("a b $(touch pwned).tf", UNTAGGED)
    run = repo.run()
    assert run.returncode == 1, run.stdout + run.stderr
    assert not (repo.path / "pwned").exists()


@pytest.mark.parametrize("name", ["--exit-zero.tf", "-x.tf", "--config=mild.yaml", "a'b;c.tf", "späth.tf", "a\tb.tf"])
def test_an_odd_file_name_is_no_option(repository, name):
    repo = repository("finops-guard")
    repo.write(f"./{name}", UNTAGGED if name.endswith(".tf") else "profile: crawl\nfail-on: nothing\n")
    repo.write("main.tf", UNTAGGED.replace("orders", "invoices"))
    run = repo.run()
    assert run.returncode == 1, run.stdout + run.stderr
    assert "- exit code: 1" in run.stdout
    assert "main.tf:1:1" in run.stdout


VALUE = 'variable "owner" {\n  default = "shop"\n}\n'
TAGS = 'cost-center = "4711"\n    application = "shop"\n    environment = "dev"\n    owner = '
TAGGED = f'resource "aws_sqs_queue" "orders" {{\n  tags = {{\n    {TAGS}var.owner\n  }}\n}}\n'
CALL = 'module "orders" {\n  source = "../../modules/queue"\n  owner = ""\n}\n'


@pytest.mark.parametrize(
    ("before", "changed"),
    [
        pytest.param({"main.tf": TAGGED, "variables.tf": VALUE}, ("terraform.tfvars", 'owner = ""\n'), id="tfvars"),
        pytest.param({"main.tf": TAGGED, "variables.tf": VALUE}, ("x.auto.tfvars.json", '{"owner": ""}'), id="json"),
        pytest.param(
            {".finops-guard.yaml": "terraform: {var-files: [envs/dev.tfvars]}\n", "main.tf": TAGGED, "v.tf": VALUE},
            ("envs/dev.tfvars", 'owner = ""\n'),
            id="configured",
        ),
        pytest.param(
            {"live/dev/main.tf": CALL, "modules/queue/variables.tf": VALUE},
            ("modules/queue/main.tf", TAGGED),
            id="module",
        ),
        pytest.param(
            {"live/dev/main.tf": CALL.replace('  owner = ""\n', ""), "modules/queue/main.tf": TAGGED},
            ("modules/queue/variables.tf", VALUE.replace("shop", "")),
            id="variables of a module",
        ),
    ],
)
def test_what_the_changed_file_has_a_part_in_is_judged(repository, before, changed):
    repo = repository("finops-guard")
    for name, text in before.items():
        repo.write(name, text)
    repo.commit()
    repo.write(*changed)
    run = repo.run()
    assert run.returncode == 1, run.stdout + run.stderr
    assert '"owner" on' in run.stdout
    assert "orders is empty" in run.stdout


DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "web:1"}]}
"""


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl is not installed")
def test_a_changed_base_is_judged_as_its_overlay_makes_it(repository):
    repo = repository("finops-guard")
    repo.write("base/kustomization.yaml", "resources: [deployment.yaml]\n")
    repo.write("overlays/dev/kustomization.yaml", "resources: [../../base]\nnamePrefix: dev-\n")
    repo.commit()
    repo.write("base/deployment.yaml", DEPLOYMENT)
    run = repo.run()
    assert run.returncode == 1, run.stdout + run.stderr
    assert "Deployment/dev-web" in run.stdout


@pytest.mark.skipif(shutil.which("helm") is None, reason="helm is not installed")
def test_changed_values_are_judged_as_their_chart_makes_it(repository):
    repo = repository("finops-guard")
    repo.write("chart/Chart.yaml", "apiVersion: v2\nname: shop\nversion: 0.1.0\n")
    repo.write("chart/values.yaml", "name: web\n")
    repo.write("chart/templates/web.yaml", DEPLOYMENT.replace("{name: web}", "{name: {{ .Values.name }}}"))
    repo.commit()
    repo.write("chart/values.yaml", "name: checkout\n")
    run = repo.run()
    assert run.returncode == 1, run.stdout + run.stderr
    assert "Deployment/checkout" in run.stdout


def test_a_renamed_file_is_judged_by_its_new_name(repository):
    repo = repository("finops-guard")
    repo.write("old name.tf", UNTAGGED)
    repo.commit()
    repo.rename("old name.tf", "new name.tf")
    run = repo.run()
    assert run.returncode == 1, run.stdout + run.stderr
    assert "new name.tf:1:1" in run.stdout


def test_what_is_left_of_a_commit_that_deletes_is_the_whole_repository_s(repository):
    repo = repository("finops-guard-all")
    repo.write("main.tf", UNTAGGED)
    repo.write("provider.tf", f'provider "aws" {{\n  default_tags {{\n    tags = {{\n{TAGS}"a"\n}}\n}}\n}}\n')
    repo.commit()
    repo.write("notes.md", "")
    assert repo.run().returncode == 0
    repo.remove("provider.tf")
    assert repo.run().returncode == 1


def test_more_files_than_a_command_line_holds(repository):
    repo = repository("finops-guard")
    directory = "d" * 150
    for number in range(900):
        repo.write(f"{directory}/{number}.yaml", "", staged=False)
    repo.write(f"{directory}/main.tf", UNTAGGED)
    repo.stage()
    run = repo.run()
    assert run.returncode == 1, run.stdout + run.stderr
    assert "main.tf:1:1" in run.stdout


POLICY = """\
id: ACME-SQS-001
name: no-fifo
title: Queues are not FIFO
description: A FIFO queue costs more a request.
severity: error
capability: Usage Optimization
match: {resources: [aws_sqs_queue]}
check:
  attribute: {path: fifo_queue, operator: not_equals, value: true, absent: pass}
remediation: Leave fifo_queue out.
"""


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("rules/no-fifo.yaml", POLICY.replace("severity: error", "severity: eror"), "rules/no-fifo.yaml:5:11"),
        (".finops-guard.yaml", "profil: walk\n", ".finops-guard.yaml:1:1"),
        ("finops-guard-usage.yaml", "resource: {}\n", "finops-guard-usage.yaml:1:1"),
        (".finops/exceptions/one.yaml", "id: EXC-2026-0001\n", ".finops/exceptions/one.yaml:1:1"),
    ],
)
def test_a_mistake_in_what_is_judged_by_stops_the_commit(repository, name, text, place):
    repo = repository("finops-guard-policies")
    repo.write(".finops-guard.yaml", "policy-directories: [rules]\n")
    repo.write("rules/no-fifo.yaml", POLICY)
    assert repo.run().returncode == 0
    repo.write(name, text)
    run = repo.run()
    assert run.returncode == 1, run.stdout + run.stderr
    assert "- exit code: 2" in run.stdout
    assert place in run.stdout


def test_a_repository_without_policies_of_its_own_has_nothing_to_mistake(repository):
    repo = repository("finops-guard-policies")
    repo.write("values.yaml", "a: 1\n")
    run = repo.run()
    assert run.returncode == 0, run.stdout + run.stderr
