from __future__ import annotations

from typing import Any

import pytest
from policy.building import judge, span

from finops_guard.diagnostics import error
from finops_guard.policy.model import ReadFile


def test_each_error_is_an_outcome() -> None:
    diagnostics = (error("syntax", "a brace is missing", span(3), "close the block"), error("too-large", "big", "b.tf"))
    outcomes = judge("source", {}, ReadFile("main.tf", diagnostics)) or []
    assert [(o.verdict.value, o.key, o.message, o.span) for o in outcomes] == [
        ("fail", "syntax: a brace is missing", "a brace is missing (close the block)", span(3)),
        ("fail", "too-large: big", "big", None),
    ]


def test_kinds() -> None:
    diagnostics = (error("syntax", "a", span(3)), error("too-large", "b", span(4)))
    outcomes = judge("source", {"kinds": ["too-*"]}, ReadFile("main.tf", diagnostics)) or []
    assert [o.fields["kind"] for o in outcomes] == ["too-large"]


def test_file_without_errors_passes() -> None:
    assert judge("source", {}, ReadFile("main.tf", ())) == []


@pytest.mark.parametrize(
    ("parameters", "path", "kinds"),
    [
        ({"unless": ["too-*"]}, "main.tf", ["syntax"]),
        ({"kinds": ["*"], "unless": ["*"]}, "main.tf", []),
        ({"files": ["modules/*"]}, "modules/a/main.tf", ["syntax", "too-deep"]),
        ({"files": ["modules/*"]}, "main.tf", None),
    ],
)
def test_which_problems_and_files_count(parameters: dict[str, Any], path: str, kinds: list[str] | None) -> None:
    diagnostics = (error("syntax", "x", path), error("too-deep", "y", path))
    outcomes = judge("source", parameters, ReadFile(path, diagnostics))
    assert (None if outcomes is None else [outcome.fields["kind"] for outcome in outcomes]) == kinds
