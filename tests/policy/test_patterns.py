from __future__ import annotations

import pytest

from finops_guard.policy.messages import render, unknown_fields
from finops_guard.policy.patterns import MAX_SUBJECT, Globs, ParameterError, expression, full_match
from finops_guard.policy.types import unknown_type


@pytest.mark.parametrize(
    ("patterns", "name", "matches"),
    [
        (["aws_instance"], "aws_instance", True),
        (["aws_instance"], "aws_instances", False),
        (["aws_*_cluster"], "aws_rds_cluster", True),
        (["aws_?"], "aws_x", True),
        (["aws_?"], "aws_", False),
        (["a*"], "Abc", False),
        (["[ab]"], "a", False),
        (["[a*"], "[ab", True),
        (["x", "y*"], "yes", True),
        ([], "x", False),
    ],
)
def test_globs(patterns: list[str], name: str, matches: bool) -> None:
    assert Globs(patterns).match(name) is matches


@pytest.mark.parametrize(
    "text",
    [
        "[a-z0-9]+(-[a-z0-9]+)*",
        r"CC-\d{4}",
        r"(\d{1,3}\.){3}\d{1,3}",
        "(a|b)*",
        "(ab?)+",
        "(?:team|squad)-[a-z]+",
        r"[^@]+@[a-z]+(\.[a-z]+)+",
        r"\(a+\)+",
        "[(a+)]+",
        "(?i:prod|dev)",
        "(?i)(?:dev|prod)+",
        "(?P<a>x)(?P=a)*",
        "a{2,5}",
        "(a{2,})?",
    ],
)
def test_ordinary_expressions_are_taken(text: str) -> None:
    expression(text, ())


@pytest.mark.parametrize(
    "text", ["(a+)+", "(a*)*b", "([a-z]+)*", "(x|a+)+", "((a+))+", "(?:a+)+$", "(a+b*){2,}", "(?P<x>a*|b)*"]
)
def test_expressions_that_may_take_for_ever_are_refused(text: str) -> None:
    with pytest.raises(ParameterError, match="for"):
        expression(text, ("pattern",))


@pytest.mark.parametrize("text", ["(", "[", "*", "a{99999999999}", "(?P<x", "\\"])
def test_what_is_no_expression_is_refused(text: str) -> None:
    with pytest.raises(ParameterError) as failure:
        expression(text, ("pattern",))
    assert failure.value.path == ("pattern",)


def test_subjects_are_bounded() -> None:
    pattern = expression("x*", ())
    assert full_match(pattern, "x" * MAX_SUBJECT)
    assert not full_match(pattern, "x" * (MAX_SUBJECT + 1))


def test_messages() -> None:
    template = "{{address}}: {{ value }} {{ nothing }} {{ size"
    assert unknown_fields(template, ["value"]) == ["nothing"]
    assert render(template, {"address": "a.b", "value": "{{ key }}"}) == "a.b: {{ key }} - {{ size"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("aws_instnace", 'did you mean "aws_instance"?'),
        ("aws_zzz", ""),
        ("aws_zzz*", ""),
        ("deployment", 'did you mean "Deployment"?'),
        ("Namespaces", 'did you mean "Namespace"?'),
    ],
)
def test_types_that_cannot_be(name: str, hint: str) -> None:
    problem = unknown_type(name)
    assert problem is not None
    assert problem.hint == hint


@pytest.mark.parametrize(
    "name", ["aws_instance", "aws_*", "*", "google_compute_*", "azurerm_subnet", "Deployment", "Prometheus", "foo_bar"]
)
def test_types_that_can_be(name: str) -> None:
    assert unknown_type(name) is None
