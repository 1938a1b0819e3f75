"""``finops-guard policy validate``: every problem at once, each with its place."""

from __future__ import annotations

import pytest
from support.command_line import Runner

from finops_guard.policy import loader
from finops_guard.settings import Settings

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


@pytest.fixture
def own(run: Runner) -> Runner:
    run.write("policies/no-fifo.yaml", POLICY)
    run.write("policies/tests/no-fifo.yaml", "no: policy\n")
    run.write(".finops-guard.yaml", "policy-directories: [policies]\n")
    return run


def test_what_is_right(own: Runner) -> None:
    for arguments in ([], ["policies"]):
        ran = own("policy", "validate", *arguments)
        assert (ran.code, ran.out, ran.err) == (0, "1 policy is valid\n", "")


def test_bundled_policies_are_held_to_the_same(run: Runner) -> None:
    ran = run("policy", "validate", "--bundled")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == f"{len(loader.load(Settings(), None))} policies are valid\n"


def test_all_problems_of_all_files_are_told(own: Runner) -> None:
    own.write("policies/a.yaml", POLICY.replace("error\n", "eror\n").replace("aws_sqs_queue", "aws_sqs_qeue"))
    own.write("policies/b.yaml", "id: [\n")
    ran = own("policy", "validate")
    assert (ran.code, ran.out) == (2, "")
    assert 'policies/a.yaml:5:11: "severity" must be one of error, warning, info, not "eror"' in ran.err
    assert "error: policies/b.yaml:" in ran.err
    assert ran.err.splitlines()[-1].endswith("problems to put right")


def test_a_configuration_that_is_wrong_does_not_hide_policies_that_are(own: Runner) -> None:
    own.write("policies/no-fifo.yaml", POLICY.replace("error\n", "eror\n"))
    own.write(".finops-guard.yaml", "policy-directories: [policies]\nprofil: run\n")
    ran = own("policy", "validate", "policies")
    assert ran.code == 2
    assert '.finops-guard.yaml:2:1: unknown key "profil" (did you mean "profile"?)' in ran.err
    assert "policies/no-fifo.yaml:5:11:" in ran.err


@pytest.mark.parametrize(
    ("configuration", "message"),
    [
        ("policies: {no-fife: {enabled: false}}", 'policies: no policy is "no-fife" (did you mean "no-fifo"?)'),
        ("policies: {no-fifo: {parameters: {operater: in}}}", ".finops-guard.yaml:2:35: "),
        ("select: [gp3-volumes]", 'select: no policy is "gp3-volumes" (did you mean "gp2-volumes"?)'),
    ],
)
def test_what_the_configuration_makes_of_policies_counts(own: Runner, configuration: str, message: str) -> None:
    own.write(".finops-guard.yaml", f"policy-directories: [policies]\n{configuration}\n")
    ran = own("policy", "validate")
    assert ran.code == 2
    assert message in ran.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "there are no policies of your own here"),
        (["empty"], "there are no policies in empty"),
        (["nowhere"], "nowhere: no such directory"),
    ],
)
def test_nothing_to_validate_is_said(run: Runner, arguments: list[str], message: str) -> None:
    run.write("empty/readme.md", "")
    ran = run("policy", "validate", *arguments)
    assert ran.code == 2
    assert message in ran.err


EXCEPTION = """\
id: EXC-2026-0007
kind: waiver
policies: [no-fifo]
scope: {roots: [live/dev]}
reason: It is replaced in autumn.
requested_by: a.writer
approved_by: a.reader
created: 2026-01-01
expires: 2026-03-30
"""


def test_the_register_of_exceptions_is_checked_with_the_configuration(own: Runner) -> None:
    own.write(".finops/exceptions/seven.yaml", EXCEPTION)
    assert own("policy", "validate").code == 0  # it has expired, which is no mistake
    own.write(".finops/exceptions/seven.yaml", EXCEPTION.replace("a.reader", "a.writer").replace("no-fifo", "no-fife"))
    ran = own("policy", "validate")
    assert (ran.code, ran.out) == (2, "")
    assert '.finops/exceptions/seven.yaml:3:12: no policy is "no-fife" (did you mean "no-fifo"?)' in ran.err
    assert ".finops/exceptions/seven.yaml:7:" in ran.err
    assert own("policy", "validate", "policies").code == 0


def test_a_usage_file_is_checked_with_the_configuration(own: Runner) -> None:
    own.write("finops-guard-usage.yaml", "resource: {}\n")
    own.write(".finops-guard.yaml", "policy-directories: [policies]\nusage: finops-guard-usage.yaml\n")
    ran = own("policy", "validate")
    assert ran.code == 2
    assert "finops-guard-usage.yaml:1:1:" in ran.err


def test_a_configuration_without_policies_of_its_own_may_be_checked(run: Runner) -> None:
    run.write(".finops-guard.yaml", "profile: walk\n")
    assert run("policy", "validate").code == 2
    ran = run("policy", "validate", "--allow-empty")
    assert (ran.code, ran.out, ran.err) == (0, "0 policies are valid\n", "")
    run.write(".finops-guard.yaml", "profile: wlak\n")
    assert run("policy", "validate", "--allow-empty").code == 2
