from __future__ import annotations

from policy.building import judge, span

from finops_guard.diagnostics import error


def test_each_error_is_an_outcome() -> None:
    diagnostics = (error("syntax", "a brace is missing", span(3), "close the block"), error("too-large", "big", "b.tf"))
    outcomes = judge("source", {}, diagnostics) or []
    assert [(o.verdict.value, o.key, o.message, o.span) for o in outcomes] == [
        ("fail", "syntax: a brace is missing", "a brace is missing (close the block)", span(3)),
        ("fail", "too-large: big", "big", None),
    ]


def test_kinds() -> None:
    diagnostics = (error("syntax", "a", span(3)), error("too-large", "b", span(4)))
    outcomes = judge("source", {"kinds": ["too-*"]}, diagnostics) or []
    assert [o.fields["kind"] for o in outcomes] == ["too-large"]


def test_file_without_errors_passes() -> None:
    assert judge("source", {}, ()) == []
