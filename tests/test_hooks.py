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

    def write(self, name: str, text: str) -> None:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        self._git("add", name)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "pre_commit", "run", "--verbose", "--color=never", *arguments]
        return subprocess.run(command, cwd=self.path, env=self.environment, capture_output=True, text=True, check=False)

    def _git(self, *arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=self.path, env=self.environment, check=True)


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


@pytest.mark.parametrize("hook_id", sorted(HOOKS))
def test_a_finding_stops_the_commit(repository, hook_id):
    repo = repository(hook_id)
    repo.write("live/main.tf", UNTAGGED)
    run = repo.run()
    assert run.returncode == 1, run.stdout + run.stderr
    assert "- exit code: 1" in run.stdout
    assert "live/main.tf" in run.stdout


@pytest.mark.parametrize("hook_id", sorted(HOOKS))
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
