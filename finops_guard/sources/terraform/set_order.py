"""The order of a set's elements, and which of them are the same one."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from finops_guard.sources.terraform.kinds import ListOf, MapOf, SetList
from finops_guard.values import Value

_NAMED = {"\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v"}


def rank(value: Value) -> bytes:
    """Return what Terraform sorts a set of lists or objects by: the parts of a known element in one text."""
    return _text(value).encode()


def _text(value: Value) -> str:
    raw = value.raw
    if raw is None:
        return "~"
    if isinstance(raw, bool):
        return "T" if raw else "F"
    if isinstance(raw, str):
        return '"' + "".join(map(_character, raw)) + '"'
    if isinstance(raw, int | Decimal):
        return ten_digits(raw)
    if isinstance(raw, MapOf):
        return "{" + "".join(f"{_text(Value(key))}:{_text(raw[key])};" for key in sorted(raw)) + "}"
    if isinstance(raw, Mapping):
        return "<" + "".join(f"{_text(raw[key])};" for key in sorted(raw)) + ">"
    parts = "".join(f"{_text(item)};" for item in value.items())
    return f"[{parts}]" if isinstance(raw, ListOf | SetList) else f"<{parts}>"


def ten_digits(number: int | Decimal) -> str:
    """Return a number with at most ten digits; two that have the same ones may still be different."""
    from finops_guard.sources.terraform.functions.number_verbs import real

    return real("g", number, "", 10)


def _character(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    if character.isprintable():
        return character
    code = ord(character)
    short = f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
    return _NAMED.get(character, short)
