"""What docs/pre-commit.md shows is what happens."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from support.command_line import Runner
from support.guide import Guide

GUIDE = Guide("pre-commit.md")
ROOT = Path(__file__).parent.parent
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
WHOLE = [yaml.safe_load(block)["repos"][0] for block in GUIDE.blocks("yaml") if block.startswith("repos:")]
PARTS = [yaml.safe_load(block)[0] for block in GUIDE.blocks("yaml") if not block.startswith("repos:")]
UNTAGGED = 'resource "aws_sqs_queue" "orders" {\n  name = "orders"\n}\n'

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def committed(directory: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PRE_COMMIT_HOME": str(directory.parent / "pre-commit"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "NO_COLOR": "1",
    }
    for arguments in (("init", "--quiet"), ("add", "--all")):
        subprocess.run(["git", *arguments], cwd=directory, env=environment, check=True)
    return subprocess.run(command, cwd=directory, env=environment, capture_output=True, text=True, check=False)


def test_all_hooks_are_told_and_exist() -> None:
    shown = {hook["id"] for part in WHOLE for hook in part["hooks"]} | {part["id"] for part in PARTS}
    assert shown == set(HOOKS)
    assert set(re.findall(r"^\| `(finops-guard[a-z-]*)`", GUIDE.text, re.MULTILINE)) == set(HOOKS)


def test_options_exist(run: Runner) -> None:
    ours = re.sub(r"pre-commit try-repo .*|git (commit|diff) .*", "", GUIDE.text)
    known = run("scan", "--help").out + run("policy", "validate", "--help").out + "--all-files"
    for option in set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", ours)):
        assert option in known


def test_local_hooks_are_those_of_the_repository() -> None:
    [local] = [part for part in WHOLE if part["repo"] == "local"]
    for hook in local["hooks"]:
        ours = {key: value for key, value in HOOKS[hook["id"]].items() if key in hook and key != "language"}
        assert hook == {**ours, "language": "system"}


@needs_git
def test_local_hooks_stop_a_commit(tmp_path: Path) -> None:
    [local] = [part for part in WHOLE if part["repo"] == "local"]
    (tmp_path / "repository").mkdir()
    (tmp_path / "repository/.pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [local]}))
    (tmp_path / "repository/main.tf").write_text(UNTAGGED)
    ran = committed(tmp_path / "repository", sys.executable, "-m", "pre_commit", "run", "--color=never")
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "Failed: 4 errors at 1 place to fix." in ran.stdout
    assert "(policies and configuration)................................Passed" in ran.stdout


@needs_git
@pytest.mark.skipif(os.name != "posix", reason="it is a shell script")
@pytest.mark.parametrize(("text", "code"), [(UNTAGGED, 123), ("", 0)])
def test_the_git_hook_prints_what_is_shown(tmp_path: Path, text: str, code: int) -> None:
    repository = tmp_path / "repository"
    repository.mkdir()
    (repository / "main.tf").write_text(text)
    (repository / "a file.yaml").write_text("")
    [script] = [block for block in GUIDE.blocks("sh") if block.startswith("#!/bin/sh")]
    ran = committed(repository, "/bin/sh", "-c", script)
    # xargs tells any failure of what it starts by its own code.
    assert (ran.returncode, ran.stderr) == (code, "")
    assert ran.stdout == (GUIDE.blocks("text")[0] if code else "")


def test_what_quiet_prints_is_shown(run: Runner) -> None:
    run.write("main.tf", UNTAGGED)
    [part] = [each for each in PARTS if "--quiet" in each.get("args", ())]
    assert run("scan", "--allow-empty", *part["args"], "main.tf").out == GUIDE.blocks("text")[0]
