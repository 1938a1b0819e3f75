"""Functions of strings given what no configuration needs: bounds on what they take and make."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from finops_guard.location import SourceText, Span
from finops_guard.sources.terraform.functions import lookup
from finops_guard.sources.terraform.functions.regular import MAX_RESULT
from finops_guard.sources.terraform.functions.signature import lift
from finops_guard.sources.terraform.kinds import EvaluationError
from finops_guard.values import Plain, plain

SPAN = Span(SourceText("main.tf", ""), 0, 0)
HUGE = "9" * 5000


def call(name: str, *args: Plain) -> Plain:
    function: Callable[..., object] | None = lookup(name)
    assert function is not None
    return plain(function([lift(arg, SPAN) for arg in args], SPAN))


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("replace", ("a" * 2**20, "/./", "a" * 2**20)),
        ("replace", ("a" * 2**20, "a", "a" * 2**20)),
        ("replace", ("a" * 2**20, "", "aaaaa")),
        ("indent", (1000, "\n" * 10**6)),
        ("indent", (1001, "a")),
        ("format", (f"%{HUGE}s", "a")),
        ("format", (f"%.{HUGE}s", "a")),
        ("format", (f"%[{HUGE}]s", "a")),
        ("format", (f"%[{HUGE}]d", 1)),
        ("format", ("%1000[1]s" * (MAX_RESULT // 1000 + 1), "a")),
        ("format", ("%f", 10**4000)),
        ("format", ("%\u0663d", 1)),
    ],
    ids=lambda item: ascii(item)[:40],
)
def test_what_is_too_much_is_an_error(name: str, args: tuple[Plain, ...]) -> None:
    if name == "replace" and args[1] == "/./":
        pytest.importorskip("re2")
    with pytest.raises(EvaluationError):
        call(name, *args)


@pytest.mark.parametrize(
    ("name", "args", "expected"),
    [
        ("indent", (2, "a\nb"), "a\n  b"),
        ("indent", (1000, "a"), "a"),
        ("replace", ("abc", "", "-"), "-a-b-c-"),
        ("replace", ("a" * 2**21, "a", "b"), "b" * 2**21),
        ("format", ("%05d|%-4s|%4s", 42, "a", "b"), "00042|a   |   b"),
        ("format", ("%.2f %.0f %f", Decimal("3.14159"), Decimal(2), 1), "3.14 2 1.000000"),
        ("format", ("%.1s%.0s", "ab", "cd"), "a"),
        ("format", ("%0003d", 7), "007"),
        ("format", ("%[2]s %[1]s", "a", "b"), "b a"),
    ],
    ids=lambda item: ascii(item)[:40],
)
def test_what_is_usual_is_done(name: str, args: tuple[Plain, ...], expected: str) -> None:
    assert call(name, *args) == expected


@pytest.mark.parametrize(
    ("replacement", "expected"),
    [("$1", "a"), ("$\u00b2", ""), ("$\u0661", ""), ("$" + HUGE, ""), ("${1}x", "ax"), ("$$1", "$1"), ("$9", "")],
    ids=lambda item: ascii(item)[:20],
)
def test_what_a_replacement_inserts(replacement: str, expected: str) -> None:
    pytest.importorskip("re2")
    assert call("replace", "a", "/(a)/", replacement) == expected
