"""The repository around what the command line names: its states have beside them what the scan has."""

from __future__ import annotations

from pathlib import Path

import pytest
from history.building import NEW, OLD, REGION, History, settings, volume
from msgspec.structs import replace

from finops_guard.cli.repository import repository
from finops_guard.cli.workspace import locate
from finops_guard.history import implementation, score_at
from finops_guard.maturity.model import Level, Status
from finops_guard.scan import scan

MODULE = """\
variable "kind" {
  type = string
}
resource "aws_ebs_volume" "inner" {
  type = var.kind
  size = 2000
}
"""
CALL = 'module "volumes" {{\n  source  = "example/volumes/aws"\n  version = "1.0.0"\n  kind    = "{}"\n}}\n'
LISTED = '{"Modules": [{"Key": "volumes", "Source": "example/volumes/aws", "Dir": ".terraform/modules/volumes"}]}'


@pytest.fixture(name="made")
def make_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> History:
    monkeypatch.chdir(tmp_path)
    return History(tmp_path / "repository")


def test_modules_that_are_downloaded_now_are_those_of_then(made: History) -> None:
    made.write(
        {
            ".gitignore": ".terraform\n",
            ".terraform/modules/modules.json": LISTED,
            ".terraform/modules/volumes/main.tf": MODULE,
        }
    )
    made.commit(OLD, {"main.tf": REGION + CALL.format("gp2")})
    made.commit(NEW, {"main.tf": REGION + CALL.format("gp3")})
    given = settings()
    found = implementation(repository(locate(("repository",)), given), given)
    assert found.detail.startswith("40.00 of 40.00 USD a month identified")


def test_a_part_of_a_repository_is_judged_then_and_now(made: History) -> None:
    files: dict[str, str | None] = {"a/main.tf": REGION + volume("a"), "b/main.tf": REGION + volume("b", "3000")}
    made.commit(OLD, files)
    made.commit(NEW, {"a/main.tf": REGION})
    shares = {}
    for path in ("repository", "repository/a", "repository/b"):
        shares[path] = implementation(repository(locate((path,)), settings()), settings()).value
    assert shares == {"repository": 0.25, "repository/a": 1.0, "repository/b": 0.0}


def test_what_was_not_there_yet_is_not_assessed(made: History) -> None:
    made.commit(OLD)
    made.commit(NEW, {"a/main.tf": REGION + volume("a")})
    here = repository(locate(("repository/a",)), settings())
    assert implementation(here, settings()).status is Status.NOT_ASSESSED
    assert score_at(here, settings(), "HEAD~1").level is Level.NOT_ASSESSED
    assert score_at(here, settings(), "HEAD") == scan(here.now, here.paths, settings()).score


def test_policies_of_elsewhere_judge_what_was(made: History, tmp_path: Path) -> None:
    (tmp_path / "policies").mkdir()
    made.commit(OLD, {"main.tf": REGION + volume("a")})
    workspace = locate(("repository",))
    given = replace(settings(), policy_directories=(workspace.directory("policies"),))
    assert implementation(repository(workspace, given), given).value == 0


def test_programs_of_the_scanned_tree_are_not_run(made: History, monkeypatch: pytest.MonkeyPatch) -> None:
    trap = made.directory / "git"
    trap.write_text("#!/bin/sh\ntouch sprung\n")
    trap.chmod(0o755)
    monkeypatch.setenv("PATH", str(made.directory))
    assert repository(locate(("repository",)), settings()).git == ""
