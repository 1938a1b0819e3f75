"""Expressions that are refused when they are loaded, each with the place in the policy file where it goes wrong."""

from __future__ import annotations

import sys

import pytest

from finops_guard.errors import PolicyError
from finops_guard.policy import loader
from finops_guard.policy.cel import wire
from finops_guard.policy.cel.compiling import VARIABLES, compiled
from finops_guard.policy.model import Policy, Subject
from finops_guard.settings import Settings
from finops_guard.tree import MemoryTree

pytest.importorskip("cel_expr_python.cel")

POLICY = """\
id: ACME-001
name: own
title: T
description: Why.
severity: warning
capability: Usage Optimization
match: {resources: [aws_db_instance]}
remediation: Do it.
check:
"""


@pytest.fixture(autouse=True)
def _no_memory(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


def load(check: str) -> Policy:
    settings = Settings(policy_directories=("p",), select=("own",))
    (policy,) = loader.load(settings, MemoryTree({"p/own.yaml": POLICY + check}))
    return policy


def problems(check: str) -> list[str]:
    with pytest.raises(PolicyError) as failure:
        load(check)
    return [str(problem) for problem in failure.value.problems]


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        ("  expression: resource.type == 1\n", ["10:29: found no matching overload for \"==\" applied"]),
        ("  expression: 'resource.type == 1'\n", ["10:30: found no"]),
        ('  expression: "resource.type == 1"\n', ["10:30: found no"]),
        ("  expression: 'resource.type == ''a'' && resource.name == 1'\n", ["10:56: found no"]),
        ('  expression: "resource.type == \\"a\\" &&\\n resource.name == 1"\n', ["10:58: found no"]),
        ("  expression: |\n    true &&\n    resource.type == 1\n", ["12:19: found no"]),
        ("  expression: >-\n    true &&\n      resource.type ==\n\n      1\n", ["12:21: found no"]),
        ("  expression: >\n    true\n    && resource.type == 1 || resource.nam == ''\n",
         ["12:22: found no", "12:30: there is no"]),
        ("  expression:\n    require: |-\n      enviroment == ''\n",
         ['12:7: there is no "enviroment" (did you mean "environment"?)']),
        ("  expression: resource.valuse.x == 1\n",
         ['10:15: there is no "resource.valuse.x" (did you mean "resource.values"?)']),
        ("  expression: has(resource.regoin)\n",
         ['10:19: there is no "resource.regoin" (did you mean "resource.region"?)']),
        ("  expression: resource == null\n", ['10:15: there is no "resource" (name a part of it)']),
        ("  expression: size(resource) == 1\n", ['10:20: there is no "resource" (name a part of it)']),
        ("  expression: params.most > 1\n", ['10:15: there is no "params.most"']),
        ("  expression: {require: params.mots > 1, params: {most: 1}}\n",
         ['10:25: there is no "params.mots" (did you mean "params.most"?)']),
        ("  expression: {require: params.most > 'a', params: {most: 1}}\n", ["10:37: found no"]),
        ("  expression: resource.values.a && )\n", ["10:36: Syntax error: mismatched input ')'"]),
        ("  expression: size(resource.values)\n",
         ["10:15: \"require\": an expression must be true or false, and this one is of the type int"]),
        ("  expression: resource.name.matches('(')\n", ["10:37: this is no regular expression of RE2"]),
        ("  expression: timestamp(resource.name) == timestamp('2026-01-01T00:00:00Z')\n",
         ["10:24: policies cannot use timestamp"]),
        ("  expression: b'a' == b'a'\n", ["10:15: policies know no values of the type bytes"]),
        ("  expression: resource.values.a == 1u\n", ["10:36: policies know no values of the type uint"]),
        ("  expression: google.protobuf.Struct{} == resource.values\n", ["10:15: policies know no messages"]),
        (
            "  expression: resource.values.a.all(a, a.all(b, b.all(c, c.all(d, d))))\n",
            ["10:63: this expression may take forever: its loops stand in each other more than 3 deep"],
        ),
        (f"  expression: {'(' * 60}true{')' * 60}\n",
         ["10:15: the expression cannot be used: CANCELLED: Expression recursion"]),
        ("  expression: resource.values" + ".a" * 60 + " == 1\n",
         ["10:15: Exceeded max recursion depth of 32 when parsing."]),
        ("  expression: {requir: 'true'}\n", ['10:3: the key "require" is missing', '10:16: unknown key "requir"']),
        ("  expression: [true]\n", ['10:3: "expression" must be a text']),
        ("  expression: '  '\n", ["10:18: Syntax error: the expression ends before it says all"]),
        ("  expression: true ? 1\n", ["10:23: Syntax error: the expression ends before it says all"]),
        # What follows about a resource is asked by names that there are, so that it is known what to look at.
        ("  expression: size(resource.derived) == 0\n", ['10:20: "derived" needs a name']),
        ("  expression: resource.derived['region'] == 'x'\n", ['10:15: "derived" needs a name']),
        ("  expression: resource.derived.regoin == 'x'\n",
         ['10:15: nothing that is called "regoin" follows about a resource or object (did you mean "region"?)']),
        ("  expression: has(resource.derived.referrers)\n", ['10:19: "derived.referrers" needs a resource type']),
        ("  expression: true && has(resource.derived.referrers.aws_nothing)\n",
         ['10:27: "aws_nothing" is no known resource type']),
        ("  expression: has(resource.derived.region) && has(resource.derived.replicas.most)\n",
         ["10:51: an expression asks what follows about Terraform resources or about Kubernetes objects, not both"]),
        ("  attribute: {path: derived, operator: present}\n", ['10:21: "path": "derived" needs a name']),
        ("  expression: ''\n", ['10:15: "expression" must not be empty']),
    ],
)  # fmt: skip
def test_what_is_refused(check: str, expected: list[str]) -> None:
    found = problems(check)
    assert len(found) == len(expected), found
    for problem, start in zip(found, expected, strict=True):
        assert problem.startswith(f"p/own.yaml:{start}"), problem


@pytest.mark.parametrize(
    "text",
    [
        "resource.values.a.all(a, a.all(b, b.all(c, c)))",
        "resource.values.a.map(a, a).map(a, a).filter(a, a).exists(a, a)",
        "has(resource.values.a) && 'k' in resource.tags && resource.tags.k == 'x'",
        "resource.values['a-b'].c[0] == null",
        "estimate.monthly < 100.0",
        "has(resource.region) && !has(estimate.monthly)",
        "has(resource.derived.replicas) && resource.derived.replicas.most > 1",
        "resource.derived.referrers.aws_db_proxy.exists(p, p.debug_logging) || resource.derived.region == 'x'",
    ],
)
def test_what_is_accepted(text: str) -> None:
    assert load(f"  expression: |\n    {text}\n").check_name == "expression"


def test_what_an_expression_reads() -> None:
    found = compiled(
        "resource.values.a.b[0]['c d'] == 1 && has(resource.values.x) && resource.values.l.all(i, i.z)", {}, ()
    )
    assert found.reads == (("a", "b", 0, "c d"), ("x",), ("l",))
    assert found.names == {"resource.values", "i", "@result"}


@pytest.mark.parametrize("name", sorted(VARIABLES))
def test_every_variable_is_there(name: str) -> None:
    from policy.building import resource

    from finops_guard.policy.cel.judging import Expression

    asked = f"{name}.region" if name == "resource.derived" else name  # of which only parts can be asked
    found = Expression(f"type({asked}) != null_type || true", {}, ())
    assert found.holds(resource()) is True


def test_derived_values_are_those_of_objects() -> None:
    assert load("  expression: resource.derived.replicas.most <= 3\n").subject is Subject.OBJECT
    assert load("  expression: resource.values.a == 1\n").subject is Subject.RESOURCE
    assert load("  expression: size(resource . derived . referrers.aws_db_proxy) > 0\n").subject is Subject.RELATED


def test_the_library_is_missed_with_a_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cel_expr_python", None)
    (found,) = problems("  expression: 'true'\n")
    assert found == (
        'p/own.yaml:10:15: "require": expressions need the package cel-expr-python, which is not here '
        "(install finops-guard-cli[cel], or ask with a named check)"
    )


def test_numbers_of_the_format() -> None:
    from cel_expr_python import cel

    numbers = (0, 1, -1, 2**62, -(2**63))
    for number in numbers:
        node = wire.read(cel.NewEnv().compile(f"{number} == {number}").serialize())
        assert isinstance(node, wire.Call)
        assert node.arguments[0].value == number  # type: ignore[union-attr]
