"""String functions."""

from __future__ import annotations

from finops_guard.location import Span
from finops_guard.sources.terraform.functions.formatting import format_list, format_string
from finops_guard.sources.terraform.functions.graphemes import graphemes
from finops_guard.sources.terraform.functions.regular import MAX_MATCHES, MAX_RESULT, match_all, match_one, substitute
from finops_guard.sources.terraform.functions.signature import Function, expect, scalar
from finops_guard.sources.terraform.kinds import EvaluationError
from finops_guard.sources.terraform.operators import to_string
from finops_guard.values import Cause, Unknown, Value, all_causes

# What Unicode calls white space; Python's strip() takes four control characters more.
_SPACES = "\t\n\v\f\r \u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))


def _chomp(text: str) -> str:
    return text.rstrip("\r\n")


def _indent(spaces: int, text: str) -> str:
    if spaces < 0:
        raise EvaluationError("indent() takes no negative number of spaces")
    if spaces > 1000:
        raise EvaluationError("more than 1,000 spaces of indentation")
    if text.count("\n") * spaces > MAX_RESULT:
        raise EvaluationError(f"the result of indent() has more than {MAX_RESULT:,} characters")
    return text.replace("\n", "\n" + " " * spaces)


def _replace(text: str, old: str, new: str) -> str:
    if len(old) > 1 and old.startswith("/") and old.endswith("/"):
        return substitute(old[1:-1], new, text)
    if len(text) + len(new) * (text.count(old) if old else len(text) + 1) > MAX_RESULT:
        raise EvaluationError(f"the result of replace() has more than {MAX_RESULT:,} characters")
    return text.replace(old, new)


def _split(separator: str, text: str) -> list[str]:
    if (text.count(separator) if separator else len(text)) > MAX_MATCHES:
        raise EvaluationError(f"split() makes more than {MAX_MATCHES:,} pieces")
    return text.split(separator) if separator else list(text)


def _substr(text: str, offset: int, length: int) -> str:
    characters = graphemes(text)
    begin = max(len(characters) + offset, 0) if offset < 0 else offset
    return "".join(characters[begin:] if length < 0 else characters[begin : begin + length])


def _title(text: str) -> str:
    made = []
    starts = True
    for character in text:
        made.append(_simple(character.title(), character) if starts else character)
        starts = character in _SPACES or (character.isascii() and not character.isalnum() and character != "_")
    return "".join(made)


def _simple(changed: str, character: str) -> str:
    """Return a change of case that is one character, as Go makes it; the character itself where it is several."""
    return changed if len(changed) == 1 else character


def _upper(text: str) -> str:
    if text.isascii():
        return text.upper()
    return "".join(_simple(each.upper(), _simple(each.title(), each)) for each in text)


def _lower(text: str) -> str:
    if text.isascii():
        return text.lower()
    return "".join("i" if each == "\u0130" else each.lower() for each in text)


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
    return "".join(reversed(graphemes(text)))


def _trimspace(text: str) -> str:
    return text.strip(_SPACES)


FUNCTIONS: dict[str, Function] = {
    "chomp": scalar("s", _chomp),
    "endswith": scalar("ss", str.endswith),
    "format": scalar("s*&", _format),
    "formatlist": format_list,
    "indent": scalar("is", _indent),
    "join": _join,
    "lower": scalar("s", _lower),
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
    "upper": scalar("s", _upper),
}
