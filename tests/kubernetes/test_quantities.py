"""Quantities: acceptance and value, with the real kubectl as the judge."""

from __future__ import annotations

import itertools
import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import kubectl

from finops_guard.documents.loader import load
from finops_guard.kubernetes.quantities import parse_quantity
from finops_guard.location import SourceText

# Text -> amount, None where kubectl does not accept it.
TEXTS: list[tuple[str, str | None]] = [
    ("500m", "0.5"),
    ("1Gi", "1073741824"),
    ("1e3", "1000"),
    ("1E3", "1000"),
    ("1E+3", "1000"),
    ("1e-3", "0.001"),
    ("1e0", "1"),
    ("1e05", "100000"),
    ("1E", "1e18"),
    ("1k", "1000"),
    ("1M", "1e6"),
    ("1G", "1e9"),
    ("1T", "1e12"),
    ("1P", "1e15"),
    ("1Ki", "1024"),
    ("1Mi", "1048576"),
    ("1Ti", "1099511627776"),
    ("1Pi", "1125899906842624"),
    ("1Ei", "1152921504606846976"),
    ("1u", "0.000001"),
    ("1n", "1e-9"),
    ("5.", "5"),
    (".5", "0.5"),
    ("+1", "1"),
    ("-1", "-1"),
    ("-.5", "-0.5"),
    ("1.5Gi", "1610612736"),
    ("0.5m", "0.0005"),
    (" 1Gi", "1073741824"),
    ("1 ", "1"),
    ("1\u00a0", "1"),
    ("0", "0"),
    ("007", "7"),
    (".", "0"),
    ("-", "0"),
    ("+", "0"),
    ("Ki", "0"),
    ("Ti", "0"),
    ("P", "0"),
    ("0Pi", "0"),
    ("e3", "0"),
    ("0.1n", "1e-9"),
    ("-0.1n", "-1e-9"),
    ("-1.5n", "-2e-9"),
    ("1e-400", "1e-9"),
    ("1e400", "1e400"),
    ("1.0000000001", "1.000000001"),
    ("0.0000000001Ki", "1.03e-7"),
    ("3.0000000001Mi", "3145728.000104858"),
    ("7.9Ei", "9108079886394091110.4"),
    ("8Ei", "9223372036854775807"),
    ("-9Ei", "-9223372036854775807"),
    ("99999999999999999999Gi", "9223372036854775807"),
    ("9223372036854775808", "9223372036854775808"),
    ("100000000000000000000", "1e20"),
    ("", None),
    ("Pi", None),
    ("-.Ei", None),
    ("1K", None),
    ("1_000", None),
    ("1 Gi", None),
    ("1gi", None),
    ("1ki", None),
    ("1mi", None),
    ("1i", None),
    ("1GB", None),
    ("0x10", None),
    ("1e", None),
    ("1e3Mi", None),
    ("1e3m", None),
    ("1E2Ki", None),
    ("1Ee", None),
    ("1m5", None),
    ("1e17k", None),
    ("1e+", None),
    ("1e-", None),
    ("1e1.5", None),
    ("1.2.3", None),
    ("1..5", None),
    ("1.5.Gi", None),
    ("--1", None),
    ("+-1", None),
    ("1µ", None),
    ("\uff11", None),
    ("\t1\n", None),
    ("two", None),
]


@pytest.mark.parametrize(("text", "amount"), TEXTS)
def test_text(text: str, amount: str | None) -> None:
    assert parse_quantity(text) == (None if amount is None else Decimal(amount))


def test_kubectl_accepts_and_reads_the_same(tmp_path: Path) -> None:
    """What kubectl writes for the quantity again has our amount, and it accepts what we accept."""
    written = kubectl.quantities([json.dumps(text) for text, _ in TEXTS], tmp_path)
    for (text, _), truth in zip(TEXTS, written, strict=True):
        assert (text, parse_quantity(text)) == (text, None if truth is None else parse_quantity(truth))
    assert sum(truth is None for truth in written) > 25


SIGNS = ("", "-", "+")
DIGITS = ("", "0", "1", "007", "1.5", ".5", "5.", "1_0", "0.0001", "12345678901234567890")
SUFFIXES = ("", "n", "u", "m", "k", "K", "M", "G", "T", "P", "E", "Ki", "ki", "Mi", "Gi", "Ti", "Pi", "Ei", "B", "GB")
EXPONENTS = ("e3", "E-3", "e+03", "e", "E3.", "e3Mi", "e3m")
BLANKS = ("{0} {1}", " {0}{1}", "{0}{1}  ", "\t{0}{1}")


def generated() -> list[str]:
    """Return the combinations of the parts of a quantity, in the order in which they are written, and some blanks."""
    parts = [*itertools.product(SIGNS, DIGITS, SUFFIXES), *itertools.product(SIGNS, DIGITS, EXPONENTS)]
    blanks = [form.format(sign + digits, rest) for form in BLANKS for sign, digits, rest in parts[::5]]
    return sorted({*map("".join, parts), *blanks})


def test_kubectl_agrees_on_every_combination(tmp_path: Path) -> None:
    texts = generated()
    written = kubectl.quantities([json.dumps(text) for text in texts], tmp_path)
    wrong = {
        text: (parse_quantity(text), truth)
        for text, truth in zip(texts, written, strict=True)
        if parse_quantity(text) != (None if truth is None else parse_quantity(truth))
    }
    assert wrong == {}
    rejected = sum(truth is None for truth in written)
    assert (rejected > 500, len(texts) - rejected > 500) == (True, True)


# As they stand in YAML without quotes: numbers to its rules, then quantities to Kubernetes'.
SCALARS = (
    *("0", "1", "-1", "+1", "007", "0o17", "0x10", "0b11", "1_000", "1__0", "010", "08", "1:30", "190:20:30"),
    *("1.0", "1.50", ".5", "5.", "-.5", "+.5", "1e3", "1E3", "1e-3", "1e+3", "1.5e3", "1e15", "1e20", "1e22"),
    *("12345678901234567890", "0.1", "0.000000001", "0.0000000001", "1e-9", "1e-10", "100000000000000000000000"),
    *("500m", "1Gi", "1.5Gi", "1K", "1E", "1e", "1 Gi", "true", "yes", "on", "two", "2001-01-01", "="),
    *("'1'", "' 1 '", '"0x10"', "!!str 1", '!!int "3"', "!!float 1", "[1]", "{}", '""'),
)


def test_kubectl_agrees_on_plain_scalars(tmp_path: Path) -> None:
    written = kubectl.quantities(SCALARS, tmp_path)
    for scalar, truth in zip(SCALARS, written, strict=True):
        (document,), _ = load(SourceText("a.yaml", f"cpu: {scalar}\n"))
        raw = document.value.get("cpu")
        read = parse_quantity(raw.raw) if raw and isinstance(raw.raw, str | int | Decimal) else None
        assert (scalar, read) == (scalar, None if truth is None else parse_quantity(truth))


@pytest.mark.parametrize(
    ("number", "amount"),
    [
        (2, "2"),
        (0, "0"),
        (-1, "-1"),
        (2000, "2000"),
        (Decimal("0.5"), "0.5"),
        (Decimal("1E+3"), "1000"),
        (Decimal("0.10"), "0.1"),
    ],
)
def test_numbers(number: int | Decimal, amount: str) -> None:
    assert parse_quantity(number) == Decimal(amount)


def test_truth_is_no_quantity() -> None:
    assert parse_quantity(True) is None


@pytest.mark.parametrize(
    "text", ["1e1000", "1e99999999999", "1e-2147483648", "0e99999999999", "1" * 401, "1e" + "0" * 500 + "1"]
)
def test_bounds(text: str) -> None:
    """Accepted by kubectl after minutes, or never: not a quantity that any machine has."""
    assert parse_quantity(text) is None


def test_the_largest_exponent_is_exact() -> None:
    assert parse_quantity("1e999") == Decimal("1e999")
    assert parse_quantity("9" * 400) == Decimal("9" * 400)


@given(st.text(alphabet="0123456789+-.eEnumkKMGTPi _xB", max_size=8) | st.text(max_size=5))
def test_any_text(text: str) -> None:
    amount = parse_quantity(text)
    assert amount is None or amount.is_finite()
