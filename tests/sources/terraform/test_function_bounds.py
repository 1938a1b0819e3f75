"""Functions over what is partly unknown, and over more than anybody needs."""

from __future__ import annotations

from decimal import Decimal

import pytest

from finops_guard.location import SourceText, Span
from finops_guard.sources.terraform.functions import lookup
from finops_guard.sources.terraform.functions.signature import lift
from finops_guard.sources.terraform.kinds import EvaluationError
from finops_guard.values import CauseKind, OpenDict, Plain, Unknown, Value, all_causes, plain, unknown

SPAN = Span(SourceText("main.tf", ""), 0, 0)
HOLE = unknown(CauseKind.NO_VALUE, "var.owner has no value", SPAN)
TEXTS = ("var.owner has no value",)


def made(name: str, *args: Plain | Value) -> Value:
    function = lookup(name)
    assert function is not None
    return function([arg if isinstance(arg, Value) else lift(arg, SPAN) for arg in args], SPAN)


def shown(value: Value) -> object:
    """Return a value with ``?`` for what is unknown."""

    def replaced(data: object) -> object:
        if isinstance(data, list):
            return [replaced(item) for item in data]
        if isinstance(data, dict):
            return {key: replaced(item) for key, item in data.items()}
        return "?" if isinstance(data, Unknown) else data

    return replaced(plain(value))


LIST = Value([lift("a", SPAN), HOLE], SPAN)
TABLE = Value({"b": HOLE, "a": lift("x", SPAN)}, SPAN)
OPEN = Value(OpenDict({"a": lift("x", SPAN)}, HOLE.causes), SPAN)


@pytest.mark.parametrize(
    ("name", "args", "expected"),
    [
        ("length", (LIST,), 2),
        ("length", (TABLE,), 2),
        ("length", (OPEN,), "?"),
        ("keys", (TABLE,), ["a", "b"]),
        ("keys", (OPEN,), "?"),
        ("values", (TABLE,), ["x", "?"]),
        ("lookup", (TABLE, "a", "d"), "x"),
        ("lookup", (TABLE, "b", "d"), "?"),
        ("lookup", (TABLE, "c", "d"), "d"),
        ("lookup", (OPEN, "a", "d"), "x"),
        ("lookup", (OPEN, "c", "d"), "?"),
        ("lookup", (HOLE, "c", "d"), "?"),
        ("merge", (TABLE, {"b": "y"}), {"a": "x", "b": "y"}),
        ("merge", (HOLE, {"b": "y"}), {"b": "y"}),
        ("concat", (LIST, ["c"]), ["a", "?", "c"]),
        ("concat", (HOLE, ["c"]), "?"),
        ("tolist", (LIST,), ["a", "?"]),
        ("tomap", (TABLE,), {"b": "?", "a": "x"}),
        ("toset", (LIST,), "?"),
        ("zipmap", (["k", "l"], LIST), {"k": "a", "l": "?"}),
        ("zipmap", (LIST, ["k", "l"]), "?"),
        ("coalesce", ("a", HOLE), "a"),
        ("coalesce", (HOLE, "a"), "?"),
        ("coalesce", (None, HOLE), "?"),
        ("coalescelist", ([], LIST), ["a", "?"]),
        ("element", (LIST, 0), "a"),
        ("element", (LIST, 1), "?"),
        ("reverse", (LIST,), ["?", "a"]),
        ("slice", (LIST, 0, 1), ["a"]),
        ("slice", (HOLE, 0, 2), ["?", "?"]),
        ("chunklist", (LIST, 1), [["a"], ["?"]]),
        ("contains", (LIST, "a"), True),
        ("contains", (LIST, "b"), "?"),
        ("alltrue", (Value([lift(False, SPAN), HOLE], SPAN),), False),
        ("alltrue", (Value([lift(True, SPAN), HOLE], SPAN),), "?"),
        ("anytrue", (Value([lift(True, SPAN), HOLE], SPAN),), True),
        ("formatlist", ("%s!", LIST), ["a!", "?"]),
        ("format", ("%s!", HOLE), "?"),
        ("setproduct", (LIST, ["c"]), [["a", "c"], ["?", "c"]]),
        ("jsonencode", (LIST,), "?"),
        ("yamlencode", (LIST,), "?"),
        ("timeadd", (HOLE, "1h"), "?"),
    ],
    ids=lambda item: ascii(item)[:40],
)
def test_what_is_known_of_unknown_arguments_stays_known(
    name: str, args: tuple[Plain | Value, ...], expected: object
) -> None:
    value = made(name, *args)
    assert shown(value) == expected
    assert {cause.text for cause in all_causes(value)} <= set(TEXTS)
    if expected == "?":
        assert all_causes(value)


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("range", (1_000_000,)),
        ("range", (0, 1, Decimal("1e-9"))),
        ("setproduct", (list(range(400)), list(range(400)))),
        ("format", ("%1000000000d", 1)),
        ("format", ("%.1000000000f", 1)),
        ("format", ("%e", Decimal("1e-900000"))),
        ("format", ("%d", 1 << 5000)),
        ("formatlist", ("%1000s", ["a"] * 5000)),
        ("split", ("", "a" * 200_000)),
        ("split", (",", "," * 200_000)),
        ("length", ("\u1100" * 300_000,)),
        ("substr", ("\u0301" * 300_000, 0, 1)),
        ("csvdecode", ("a,b\n" + "1,2\n" * 60_000,)),
        ("pow", (2, 10_000)),
        ("pow", (Decimal("1.5"), 10**9)),
        ("parseint", ("9" * 20_000, 10)),
        ("timeadd", ("2017-11-22T00:00:00Z", "9" * 5000 + "h")),
        ("jsondecode", ("[" * 100_000,)),
        ("log", (Decimal("1e400"), 10)),
    ],
    ids=lambda item: ascii(item)[:40],
)
def test_what_takes_too_much_is_an_error(name: str, args: tuple[Plain, ...]) -> None:
    with pytest.raises((EvaluationError, ArithmeticError, ValueError)):
        made(name, *args)


def test_regexall_returns_a_bounded_number_of_matches() -> None:
    pytest.importorskip("re2")
    with pytest.raises(EvaluationError):
        made("regexall", ".", "a" * 200_000)
    assert shown(made("regexall", "(a*)*b", "a" * 50_000)) == []


def test_a_text_of_flags_is_counted_in_one_pass() -> None:
    assert shown(made("length", "\U0001f1e9\U0001f1ea" * 50_000)) == 50_000
