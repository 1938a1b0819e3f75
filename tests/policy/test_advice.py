from __future__ import annotations

import pytest

from finops_guard.policy.advice import warnings
from finops_guard.policy.reading import read_directory
from finops_guard.tree import MemoryTree

POLICY = """\
id: ACME-001
name: own
title: T
description: Why.
severity: error
capability: Usage Optimization
match:
  resources: [{types}]
check:
  {check}
remediation: Do it.
"""


def told(check: str, types: str = "aws_instance") -> list[str]:
    text = POLICY.format(types=types, check=check)
    (file,), problems = read_directory(MemoryTree({"p/own.yaml": text}), "p")
    assert problems == []
    return [str(problem) for problem in warnings(file)]


PRESENT = "operator: present"
TYPO = 'has an attribute "instance_typ" (did you mean "instance_type"?)'


@pytest.mark.parametrize(
    ("check", "types", "expected"),
    [
        (f"attribute: {{path: instance_type, {PRESENT}}}", "aws_instance", []),
        (f"attribute: {{path: instance_typ, {PRESENT}}}", "aws_instance",
         [f"10:21: no known version of aws_instance {TYPO}"]),
        (f"attribute: {{path: root_block_device.no_such, {PRESENT}}}", "aws_instance", []),
        (f"attribute: {{path: arn, {PRESENT}}}", "aws_instance", []),
        (f"attribute: {{path: instance_typ, {PRESENT}}}", "aws_inst*", []),
        (f"attribute: {{path: instance_typ, {PRESENT}}}", "acme_machine", []),
        (f"attribute: {{path: spec.replicas, {PRESENT}}}", "Deployment", []),
        (f"attribute: {{path: derived.replicas.most, {PRESENT}}}", "Deployment", []),
        (f"attribute: {{path: timeouts.create, {PRESENT}}}", "aws_instance", []),
        (
            f"attribute: {{paths: [{{path: instance_typ, types: [aws_launch_template]}}, {{path: ami}}], {PRESENT}}}",
            "aws_instance, aws_launch_template",
            [
                f"10:30: no known version of aws_launch_template {TYPO}",
                '10:82: no known version of aws_launch_template has an attribute "ami"',
            ],
        ),
        (
            f"attribute: {{each: ebs_block_devise, path: x, {PRESENT}, where: [{{path: z, {PRESENT}}}]}}",
            "aws_instance",
            ['10:21: no known version of aws_instance has an attribute "ebs_block_devise" (did you mean'],
        ),
        (
            f"attribute: {{path: ami, {PRESENT}, where: [{{path: instance_typ, {PRESENT}}}]}}",
            "aws_instance",
            [f"10:60: no known version of aws_instance {TYPO}"],
        ),
        (
            "budget: {root: {types: {aws_budgets_budget: [notificaton]}}}",
            "aws_instance",
            ['10:48: no known version of aws_budgets_budget has an attribute "notificaton" (did you mean'],
        ),
    ],
)  # fmt: skip
def test_attributes_that_no_version_has(check: str, types: str, expected: list[str]) -> None:
    found = told(check, types)
    assert len(found) == len(expected), found
    for line, start in zip(found, expected, strict=True):
        assert line.startswith(f"p/own.yaml:{start}"), line


def test_attributes_that_expressions_read() -> None:
    pytest.importorskip("cel_expr_python.cel")
    assert told("expression: has(resource.values.instance_type) && resource.values['a'] == 1") == [
        'p/own.yaml:10:15: no known version of aws_instance has an attribute "a"'
    ]
    when = "aws_instance]\n  when: resource.values.instance_typ == 'x'\n  unless: {resources: [aws_vpc]}  # ["
    assert told(f"attribute: {{path: ami, {PRESENT}}}", when) == [
        f"p/own.yaml:9:9: no known version of aws_instance {TYPO}"
    ]
