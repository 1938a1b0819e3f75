"""``finops-guard diff`` against commits, directories, and what is no base."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

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
    assert diff("--base", "HEAD").startswith("No cost changes to commit ")


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
        assert "not read now" in diff("--base", "HEAD", "--format", form)
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "broken")
    assert "1 file or module could be read on neither side" in diff("--base", "HEAD")
    (repository / "live" / "main.tf").write_text(MAIN)
    assert "not read in the base: live/main.tf:1:" in diff("--base", "HEAD")


@pytest.mark.parametrize("base", ["nothing", "--help-me", "HEAD~5"])
def test_no_base(diff: Callable[..., str], base: str) -> None:
    assert "no such commit" in diff(f"--base={base}", code=2)


def test_a_base_is_needed(diff: Callable[..., str]) -> None:
    assert "--base" in diff(code=2)
