"""Where the command line meets the disk and the terminal: trees that do not belong together, links, lost output."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.command_line import Runner

CLEAN = "locals { a = 1 }\n"
HOSTILE = "\x1b[31mred\n::error::x ##[error]y \u202e"
POLICY = """
id: ACME-SQS-001
name: no-queues
title: "{text}"
description: "{text}"
severity: error
blocks_from: crawl
capability: Usage Optimization
providers: [aws]
match: {{resources: [aws_sqs_queue]}}
check:
  attribute: {{path: name, operator: equals, value: "{text}", absent: fail}}
remediation: "{text}"
"""


def assert_harmless(text: str) -> None:
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "##[" not in text
    assert not any(line.lstrip().startswith("::") for line in text.split("\n"))


def test_paths_of_two_repositories_are_refused(run: Runner) -> None:
    for name in ("one", "two"):
        run.write(f"{name}/main.tf", CLEAN)
        (run.directory / name / ".git").mkdir()
    ran = run("scan", "one", "two")
    assert ran.code == 2
    assert "one and two belong to different trees: scan them one at a time" in ran.err
    assert run("scan", "one", "one/main.tf").code == 0


def test_plain_paths_are_one_tree_below_the_working_directory_only(
    run: Runner, tmp_path_factory: pytest.TempPathFactory
) -> None:
    run.write("one/main.tf", 'output "o" { value = file("../two/x.txt") }\n')
    run.write("two/main.tf", CLEAN)
    outside = tmp_path_factory.mktemp("outside")
    (outside / "main.tf").write_text(CLEAN)
    assert run("scan", "one", "two").code == 0
    for paths in ((str(outside), "one"), ("one", str(outside))):
        ran = run("scan", *paths)
        assert ran.code == 2
        assert "belong to different trees" in ran.err


@pytest.mark.parametrize("kind", ["outside", "dangling", "directory", "pipe"])
@pytest.mark.parametrize("name", [".finops-guard.yaml", ".finops-guard.yml", "pyproject.toml"])
def test_a_configuration_that_cannot_be_used_is_not_passed_over(
    run: Runner, tmp_path_factory: pytest.TempPathFactory, kind: str, name: str
) -> None:
    run.write("main.tf", CLEAN)
    place(run.directory / name, kind, tmp_path_factory.mktemp("outside"))
    ran = run("scan")
    assert ran.code == 2
    assert f"{name}:1:1: it is there but cannot be used" in ran.err


@pytest.mark.parametrize("kind", ["outside", "dangling", "pipe"])
@pytest.mark.parametrize("name", ["mine.yaml", "more/mine.yml"])
def test_a_policy_that_cannot_be_read_is_not_passed_over(
    run: Runner, tmp_path_factory: pytest.TempPathFactory, kind: str, name: str
) -> None:
    run.write("main.tf", CLEAN)
    run.write("rules/more/readme.md", "")
    place(run.directory / "rules" / name, kind, tmp_path_factory.mktemp("outside"))
    ran = run("scan", "--policy-dir", "rules")
    assert ran.code == 2
    assert f"rules/{name}:1:1: this policy cannot be read" in ran.err


@pytest.mark.parametrize("inside", [True, False])
def test_a_link_to_a_directory_of_policies_is_not_passed_over(
    run: Runner, tmp_path_factory: pytest.TempPathFactory, inside: bool
) -> None:
    run.write("main.tf", CLEAN)
    run.write("rules/readme.md", "")
    target = run.write("shared/x.txt", "").parent if inside else tmp_path_factory.mktemp("outside")
    (run.directory / "rules/shared").symlink_to(target)
    ran = run("scan", "--policy-dir", "rules")
    assert ran.code == 2
    assert "rules/shared:1:1: this policy cannot be read: a symbolic link" in ran.err


def place(at: Path, kind: str, outside: Path) -> None:
    """Put something there that has the right name and is of no use."""
    match kind:
        case "outside":
            (outside / "x").write_text("profile: run\n")
            at.symlink_to(outside / "x")
        case "dangling":
            at.symlink_to("nowhere")
        case "directory":
            at.mkdir()
        case "pipe":
            os.mkfifo(at)


def test_a_policy_cannot_write_on_the_terminal(run: Runner) -> None:
    text = r"\e[31mred\n\n::error::x\n\n##[error]y \u202e ##vso[task]"
    run.write("rules/no-queues.yaml", POLICY.format(text=text))
    for command in (["explain", "no-queues"], ["policy", "list"]):
        ran = run(*command, "--policy-dir", "rules")
        assert ran.code == 0, ran.err
        assert "red" in ran.out
        assert_harmless(ran.out)


@pytest.mark.parametrize(
    "arguments",
    [
        ["scan", HOSTILE],
        ["scan", f"--{HOSTILE}"],
        ["scan", "--format", HOSTILE],
        ["scan", "--policy-dir", HOSTILE],
        ["scan", "--output", f"{HOSTILE}/x"],
        ["explain", HOSTILE],
        [HOSTILE],
    ],
)
def test_errors_do_not_repeat_what_a_terminal_would_obey(run: Runner, arguments: list[str]) -> None:
    run.write("main.tf", CLEAN)
    ran = run(*arguments)
    assert ran.code == 2
    assert "red" in ran.err
    assert_harmless(ran.err)


def test_a_group_without_its_command_shows_its_help(run: Runner) -> None:
    ran = run("policy")
    assert "\nCommands:\n" in ran.out + ran.err


def test_arguments_after_two_dashes_are_paths(run: Runner) -> None:
    run.write("--var/main.tf", CLEAN)
    assert run("scan", "--", "--var").code == 0


def test_init_overwrites_no_other_file(run: Runner, tmp_path_factory: pytest.TempPathFactory) -> None:
    target = tmp_path_factory.mktemp("outside") / "precious"
    target.write_text("mine")
    (run.directory / ".finops-guard.yaml").symlink_to(target)
    for arguments in (["init"], ["init", "--force"]):
        assert run(*arguments).code == 2
        assert target.read_text() == "mine"


@pytest.mark.parametrize("arguments", [["init"], ["init", "--force"]])
def test_init_makes_no_second_configuration(run: Runner, arguments: list[str]) -> None:
    run.write(".finops-guard.yml", "profile: run\n")
    ran = run(*arguments)
    assert ran.code == 2
    assert ".finops-guard.yml is there already" in ran.err
    assert not (run.directory / ".finops-guard.yaml").exists()


def test_memory_that_runs_out_is_said(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    from finops_guard import scan

    def fail(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(scan, "scan", fail)
    run.write("main.tf", CLEAN)
    ran = run("scan")
    assert ran.code == 2
    assert "error: not enough memory" in ran.err


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ('"$0" -m finops_guard scan >&-', "standard output is closed"),
        ('"$0" -m finops_guard scan >/dev/full', "standard output cannot be written: No space left on device"),
        ('"$0" -m finops_guard policy list >/dev/full', "standard output cannot be written: No space left on device"),
        ('"$0" -m finops_guard --help >/dev/full', "standard output cannot be written: No space left on device"),
        ('"$0" -m finops_guard scan nowhere 2>/dev/full', ""),
        ('"$0" -m finops_guard scan nowhere 2>&-', ""),
        ('mkdir gone && cd gone && rmdir ../gone && "$0" -P -m finops_guard scan', "working directory does not exist"),
        ('mkdir gone && cd gone && rmdir ../gone && "$0" -P -m finops_guard init', "cannot be written"),
    ],
)
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_output_and_directories_that_are_gone(tmp_path: Path, script: str, message: str) -> None:
    (tmp_path / "main.tf").write_text(CLEAN)
    done = subprocess.run(
        ["sh", "-c", script, sys.executable], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2, done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert "bug" not in done.stderr
