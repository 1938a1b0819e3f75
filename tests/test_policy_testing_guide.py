"""What docs/policy-testing.md shows is what happens."""

from __future__ import annotations

import re

from support.command_line import Runner
from support.guide import Guide

from finops_guard.cli.policy import COMMANDS
from finops_guard.trials.fixtures import Conditions
from finops_guard.trials.marks import marks

GUIDE = Guide("policy-testing.md")
POLICY = """\
id: ACME-SQS-001
name: no-fifo-queues
title: Queues are not FIFO
description: A FIFO queue costs more a request.
severity: warning
capability: Usage Optimization
match: {resources: [aws_sqs_queue]}
check:
  attribute: {path: fifo_queue, operator: not_equals, value: true, absent: pass}
remediation: Leave fifo_queue out.
"""


def test_the_fixture_is_one(run: Runner) -> None:
    fixture = next(block for block in GUIDE.blocks("hcl") if "resource" in block)
    assert len(list(marks(fixture))) == 2
    run.write("policies/no-fifo-queues.yaml", POLICY)
    run.write("policies/tests/no-fifo-queues.tf", fixture)
    assert run("policy", "test", "policies").code == 0


def test_the_difference_is_what_is_printed(run: Runner) -> None:
    (shown,) = GUIDE.blocks("text")
    run.write("policies/no-fifo-queues.yaml", POLICY)
    line = re.search(r"10 \| (.*)", shown)[1]
    run.write("policies/tests/no-fifo-queues.tf", "\n" * 8 + f'resource "aws_sqs_queue" "q" {{\n{line}\n}}\n')
    assert run("policy", "test", "policies").out.startswith(shown)


def test_conditions_and_commands_are_those_there_are() -> None:
    (header,) = [block for block in GUIDE.blocks("hcl") if block.startswith("# finops-guard:")]
    named = {name.replace("_", "-") for name in Conditions.__struct_fields__}
    assert set(re.findall(r"([a-z-]+): ", header.partition("{")[2])) == named
    assert {name for name in named if f"| `{name}` |" in GUIDE.text} == named
    assert set(re.findall(r"`?finops-guard policy ([a-z]+)", GUIDE.text)) == set(COMMANDS)
