"""``finops-guard policy test``: a user's policies against their fixtures."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.command_line import Runner

from finops_guard import _assets
from finops_guard.documents.loader import load as load_documents
from finops_guard.location import SourceText
from finops_guard.schema import validate

POLICY = """\
id: ACME-SQS-001
name: no-fifo
title: Queues are not FIFO
description: A FIFO queue costs more a request.
severity: error
capability: Usage Optimization
providers: [aws]
match: {resources: [aws_sqs_queue]}
check:
  attribute: {path: fifo_queue, operator: not_equals, value: true, absent: pass}
remediation: Leave fifo_queue out.
"""
FIXTURE = """\
variable "fifo" { # unresolved: ACME-SQS-001
  type = bool
}

resource "aws_sqs_queue" "plain" {
  name = "plain"
}

resource "aws_sqs_queue" "fifo" {
  fifo_queue = true # expect: ACME-SQS-001
}

resource "aws_sqs_queue" "open" {
  fifo_queue = var.fifo
}
"""


@pytest.fixture
def own(run: Runner) -> Runner:
    run.write("policies/no-fifo.yaml", POLICY)
    run.write("policies/tests/no-fifo.tf", FIXTURE)
    run.write(".finops-guard.yaml", "policy-directories: [policies]\n")
    return run


def test_policies_that_do_what_their_fixtures_say(own: Runner) -> None:
    ran = own("policy", "test")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "1 policy tried on 1 fixture: all as marked\n"
    for arguments in (["policies"], ["no-fifo"], ["ACME-*"], ["policies", "ACME-SQS-001", "--strict"]):
        assert own("policy", "test", *arguments).code == 0


def test_each_way_to_differ_is_shown_with_its_line(own: Runner) -> None:
    text = FIXTURE.replace("{ # unresolved: ACME-SQS-001", "{ # expect: ACME-SQS-001")
    text = text.replace('name = "plain"', 'name = "plain" # expect: ACME-SQS-001')
    text = text.replace("true # expect: ACME-SQS-001", "true")
    own.write("policies/tests/no-fifo.tf", text)
    ran = own("policy", "test")
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.split("\n") == [
        "FAIL ACME-SQS-001 no-fifo  policies/tests/no-fifo.tf",
        "  policies/tests/no-fifo.tf:1  verdict ACME-SQS-001: a failure expected, unresolved found",
        '    1 | variable "fifo" { # expect: ACME-SQS-001',
        "      aws_sqs_queue.open: fifo_queue is not known and must not be true",
        "  policies/tests/no-fifo.tf:6  missing ACME-SQS-001: a failure expected, nothing found",
        '    6 |   name = "plain" # expect: ACME-SQS-001',
        "  policies/tests/no-fifo.tf:10  unexpected ACME-SQS-001: nothing expected, a failure found",
        "    10 |   fifo_queue = true",
        "      aws_sqs_queue.fifo: fifo_queue is true and must not be true",
        "",
        "1 policy tried on 1 fixture: 1 fixture failed",
        "",
    ]
    document = json.loads(own("policy", "test", "--format", "json").out)
    (trial,) = document["trials"]
    assert [(each["kind"], each["line"], each["expected"], each["found"]) for each in trial["differences"]] == [
        ("verdict", 1, "fail", "unresolved"),
        ("missing", 6, "fail", "pass"),
        ("unexpected", 10, "pass", "fail"),
    ]
    ((value,), _) = load_documents(SourceText("x.json", json.dumps(document)))
    assert validate(value.value, "policy-test-v1") == []


def test_cases_within_a_policy_are_tried(own: Runner) -> None:
    case = 'resource "aws_sqs_queue" "q" { # expect: ACME-SQS-001\n      }\n'
    own.write("policies/no-fifo.yaml", f"{POLICY}tests:\n  - name: a queue\n    terraform: |\n      {case}")
    ran = own("policy", "test")
    assert ran.code == 1
    assert 'policies/no-fifo.yaml "a queue":1  missing ACME-SQS-001' in ran.out
    assert "1 policy tried on 2 fixtures: 1 fixture failed" in ran.out


def test_a_policy_without_a_fixture_is_named(own: Runner) -> None:
    own.write("policies/bare.yaml", POLICY.replace("001", "002").replace("no-fifo", "bare"))
    ran = own("policy", "test")
    assert ran.code == 0
    assert "note ACME-SQS-002 bare has no fixture" in ran.out
    assert own("policy", "test", "--strict").code == 1
    assert [each["name"] for each in json.loads(own("policy", "test", "--format", "json").out)["untried"]] == ["bare"]


def test_marks_of_other_policies_are_held_to_what_these_find(own: Runner) -> None:
    volume = '\nresource "aws_ebs_volume" "v" {\n  type = "gp2" # expect: FG-STO-001\n}\n'
    own.write("policies/tests/no-fifo.tf", FIXTURE + volume)
    assert own("policy", "test").code == 0
    own.write("policies/tests/no-fifo.tf", FIXTURE + volume.replace("gp2", "gp3"))
    ran = own("policy", "test")
    assert ran.code == 1
    assert "missing FG-STO-001: a failure expected, nothing found" in ran.out


@pytest.mark.parametrize(
    ("path", "text", "message"),
    [
        (
            "policies/tests/no-fifo.tf",
            "# expect: ACME-SQS-002\n",
            'policies/tests/no-fifo.tf:1:11: there is no policy "ACME-SQS-002" (did you mean "ACME-SQS-001"?)',
        ),
        (
            "policies/tests/no-fife.tf",
            "",
            'this fixture belongs to no policy: there is no policy "no-fife" (did you mean "no-fifo"?)',
        ),
        ("policies/tests/no-fifo.more.yaml", b"\xff\xfe\xff", "policies/tests/no-fifo.more.yaml:1:1: this fixture "),
        ("policies/other.yaml", "id: x\n", "policies/other.yaml:1:"),
        (".finops-guard.yaml", "policy-directories: [nowhere]\n", 'there is no directory "nowhere"'),
    ],
)
def test_what_is_wrong_ends_with_two(own: Runner, path: str, text: str | bytes, message: str) -> None:
    own.write(path, text)
    ran = own("policy", "test")
    assert ran.code == 2
    assert message in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["no-fife"], "no-fife: neither a directory nor a policy: did you mean"),
        (["no/where"], "no/where: no such directory"),
        (["--config", "nowhere.yaml"], "nowhere.yaml: no such file"),
    ],
)
def test_arguments_that_name_nothing(own: Runner, arguments: list[str], message: str) -> None:
    ran = own("policy", "test", *arguments)
    assert ran.code == 2
    assert message in ran.err


def test_where_there_is_nothing_to_test(run: Runner) -> None:
    ran = run("policy", "test")
    assert ran.code == 2
    assert "there are no policies of your own here" in ran.err


def test_bundled_policies_are_tried_by_name(run: Runner) -> None:
    ran = run("policy", "test", "gp2-volumes", "FG-TAG-*")
    assert ran.code == 0
    assert "all as marked" in ran.out


def test_an_installation_without_fixtures_says_so(tmp_path: Path) -> None:
    """In a wheel the policies lie within the package; what is called tests beside it belongs to anybody."""
    package = tmp_path / "site" / "finops_guard"
    (package / "_data").mkdir(parents=True)
    source = _assets.directory("policies").parent
    for each in (source / "finops_guard").iterdir():
        if each.name != "__pycache__":
            (package / each.name).symlink_to(each)
    for name in ("__init__.py", "_assets.py", "__main__.py"):
        (package / name).unlink()
        (package / name).write_text((source / "finops_guard" / name).read_text())
    for name in ("policies", "schemas"):
        (package / "_data" / name).symlink_to(source / name)
    (tmp_path / "site/tests/policies").mkdir(parents=True)
    ran = subprocess.run(
        [sys.executable, "-P", "-m", "finops_guard", "policy", "test", "--bundled"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 2, ran.stdout
    assert "the fixtures of the bundled policies are not installed" in ran.stderr


def test_fixtures_are_no_part_of_a_scan(own: Runner) -> None:
    own.write("main.tf", 'resource "aws_sqs_queue" "q" {\n  fifo_queue = true\n}\n')
    own.write("tests/main.tf", 'resource "aws_sqs_queue" "r" {\n  fifo_queue = true\n}\n')
    report = json.loads(own("scan", "--format", "json", "--select", "no-fifo").out)
    assert [each["location"]["path"] for each in report["findings"]] == ["main.tf", "tests/main.tf"]
    (told,) = [each["message"] for each in report["notices"] if each["kind"] == "fixtures"]
    assert told.endswith(" of policies left out")


def test_what_is_no_fixture_is_judged_wherever_it_stands(own: Runner) -> None:
    """A directory of fixtures is no place to hide infrastructure in."""
    own.write("policies/tests/queue.tf", 'resource "aws_sqs_queue" "q" {\n  fifo_queue = true\n}\n')
    report = json.loads(own("scan", "--format", "json", "--select", "no-fifo").out)
    assert [each["location"]["path"] for each in report["findings"]] == ["policies/tests/queue.tf"]


def test_a_hostile_fixture_cannot_write_on_the_terminal(own: Runner) -> None:
    own.write("policies/tests/no-fifo.tf", "\x1b[31mred ::error::x ##[error]y\u202e # expect: ACME-SQS-001\n")
    ran = own("policy", "test")
    assert ran.code == 2
    assert "red" in ran.out
    assert not {"\x1b", "\u202e"} & set(ran.out)
    assert "##[" not in ran.out


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ('resource "aws_sqs_queue" "a" {', "no-fifo.tf:1:1: this fixture cannot be judged: this resource block is not"),
        ("# finops-guard: {path: node_modules/a.tf}\n", "no-fifo.tf:1:1: no scan reads a file of that path"),
        ("# finops-guard: {path: .terraform/a.tf}\n", "no-fifo.tf:1:1: no scan reads a file of that path"),
        ("# finops-guard: as-of 2026-12-31\n", "no-fifo.tf:1:1: this is no mapping of conditions"),
        ("# finops-guard: [as-of]\n", "no-fifo.tf:1:1: this is no mapping of conditions"),
    ],
)
def test_a_fixture_that_nobody_sees_shows_nothing(own: Runner, text: str, error: str) -> None:
    own.write("policies/tests/no-fifo.tf", text)
    ran = own("policy", "test")
    assert ran.code == 2
    assert f"error: policies/tests/{error}" in ran.err


def test_a_comment_that_waives_sets_no_conditions(own: Runner) -> None:
    waived = 'resource "aws_sqs_queue" "a" {\n  fifo_queue = true\n}\n'
    own.write("policies/tests/no-fifo.tf", f"# finops-guard:ignore ACME-SQS-001\n{waived}")
    assert own("policy", "test").code == 0
