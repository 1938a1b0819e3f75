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
        "CC-[0-9]{4}",
        "^[a-z][a-z0-9-]{1,30}$",
        "(prod|dev|staging)",
        r"[\w.+-]+@[\w.-]+",
        "(dev|demo|prod|production)-.*",
        ".*foo.*bar.*",
        "^(?!.*--)[a-z-]+$",
        r"(?:[A-Z]{2}\d?){1,3}",
        "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
        r"arn:aws[a-z-]*:iam::\d{12}:role/.+",
        "a{,3}",
        "x{}y",
        "a{1",
        "[]a]+",
        "(?#x)a",
        "(a|)",
        "",
        "(a?)" * 20 + "a" * 20,
        "a*a*a*b",
    ],
)
def test_ordinary_expressions_are_taken(text: str) -> None:
    expression(text, ())


@pytest.mark.parametrize(
    "text",
    [
        *("(a+)+", "(a*)*b", "([a-z]+)*", "(x|a+)+", "((a+))+", "(?:a+)+$", "(a+b*){2,}", "(?P<x>a*|b)*"),
        # alternatives that begin with the same character, whatever its case and however it is written
        *("(a|a)*b", "(a|aa)+b", "(?:a|b|ab)*c", r"(\w|\d)+!", "(?:(a|ab)(c|bcd)?)*x", "((a|b)*(c|a))*"),
        *("(?i)(a|A)+b", "(\u00e9|[\u00e0-\u00fc])*x", r"(\xe9|\u00e9)*x", "(s|\u017f)*x", r"(\d|\u0664)*x"),
        # repeats with bounds, and what can be empty
        *("(a|aa){1,100}b", "(a{1,9}){9}", "(a?b?)*c", "((a)?(a)?)*b", "(a|(?:))*", "([a-z]+-?)+x", "(?:a(?=a*b))*"),
        # too many repeats and optional parts, one behind the other
        *("a*" * 8 + "b", "(.*)" * 7 + "x", "(a?)" * 40 + "a" * 40, "(a|aa)" * 40 + "b", ".{0,200}" * 4 + "x"),
        "(?=(a*a*a*a*b))a",
        ".*.*.*x",
        r"\w*\w*\w*\w*\W",
    ],
)
def test_expressions_that_may_take_for_ever_are_refused(text: str) -> None:
    with pytest.raises(ParameterError, match="for"):
        expression(text, ("pattern",))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("(?x)(a+ )+b", "cannot be used: it holds"),
        ("(?x:a b)", "cannot be used: it holds"),
        ("(a)?(?(1)b|c)", "cannot be used: it holds"),
        ("(" * 30 + "a" + ")" * 30, "20 levels"),
        ("a" * 1001, "1,000 characters"),
    ],
)
def test_what_is_not_judged_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ParameterError, match=reason):
        expression(text, ())


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
        ("workloads", "write it without a list: resources: workloads"),
        ("taggable", "write it without a list: resources: taggable"),
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
