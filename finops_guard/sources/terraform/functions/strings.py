"""String functions."""

from __future__ import annotations

from finops_guard.location import Span
from finops_guard.sources.terraform.functions.formatting import format_list, format_string
from finops_guard.sources.terraform.functions.regular import MAX_RESULT, match_all, match_one, substitute
from finops_guard.sources.terraform.functions.signature import Function, expect, scalar
from finops_guard.sources.terraform.operators import EvaluationError, to_string
from finops_guard.values import Cause, Unknown, Value, all_causes


def _chomp(text: str) -> str:
    return text.rstrip("\r\n")


def _indent(spaces: int, text: str) -> str:
    if spaces > 1000:
        raise EvaluationError("more than 1,000 spaces of indentation")
    if text.count("\n") * spaces > MAX_RESULT:
        raise EvaluationError("the result of indent() is too long")
    return text.replace("\n", "\n" + " " * max(spaces, 0))


def _replace(text: str, old: str, new: str) -> str:
    if len(old) > 1 and old.startswith("/") and old.endswith("/"):
        return substitute(old[1:-1], new, text)
    if len(text) + len(new) * (text.count(old) if old else len(text) + 1) > MAX_RESULT:
        raise EvaluationError("the result of replace() is too long")
    return text.replace(old, new)


def _split(separator: str, text: str) -> list[str]:
    return text.split(separator) if separator else list(text)


def _substr(text: str, offset: int, length: int) -> str:
    begin = max(len(text) + offset, 0) if offset < 0 else offset
    return text[begin:] if length < 0 else text[begin : begin + length]


def _title(text: str) -> str:
    made = []
    previous = " "
    for character in text:
        starts = not (previous.isalnum() or previous == "_")
        made.append(character.upper() if starts else character)
        previous = character
    return "".join(made)


def _join(args: list[Value], span: Span) -> Value:
    """Join lists; unlike a scalar function it needs no lists that are free of null, and knows an Unknown separator."""
    expect(args, 2, None)
    marks = 0
    causes: list[Cause] = []
    for arg in args:
        causes += all_causes(arg)
        marks |= arg.marks
    if causes:
        return Value(Unknown(causes), span, marks)
    items: list[str] = []
    for arg in args[1:]:
        if not isinstance(arg.raw, list):
            raise EvaluationError("join() takes lists of strings")
        for item in arg.raw:
            marks |= item.marks
            items.append(to_string(item))
    return Value(to_string(args[0]).join(items), span, marks)


def _trim(text: str, cut: str) -> str:
    return text.strip(cut) if cut else text


def _format(pattern: str, *args: object) -> str:
    return format_string(pattern, args)


def _strrev(text: str) -> str:
    return text[::-1]


def _trimspace(text: str) -> str:
    return text.strip()


FUNCTIONS: dict[str, Function] = {
    "chomp": scalar("s", _chomp),
    "endswith": scalar("ss", str.endswith),
    "format": scalar("s*&", _format),
    "formatlist": format_list,
    "indent": scalar("is", _indent),
    "join": _join,
    "lower": scalar("s", str.lower),
    "regex": scalar("ss", match_one),
    "regexall": scalar("ss", match_all),
    "replace": scalar("sss", _replace),
    "split": scalar("ss", _split),
    "startswith": scalar("ss", str.startswith),
    "strcontains": scalar("ss", str.__contains__),
    "strrev": scalar("s", _strrev),
    "substr": scalar("sii", _substr),
    "title": scalar("s", _title),
    "trim": scalar("ss", _trim),
    "trimprefix": scalar("ss", str.removeprefix),
    "trimspace": scalar("s", _trimspace),
    "trimsuffix": scalar("ss", str.removesuffix),
    "upper": scalar("s", str.upper),
}
