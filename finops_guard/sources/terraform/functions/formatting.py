"""format() and formatlist(): the verbs of Terraform's documentation."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from math import isinf

from finops_guard.location import Span
from finops_guard.sources.terraform.functions.regular import MAX_RESULT
from finops_guard.sources.terraform.functions.signature import deep_marks, expect, lift
from finops_guard.sources.terraform.operators import EvaluationError, number_text, parse_number, to_string
from finops_guard.values import Cause, Plain, Unknown, Value, all_causes, plain

_VERB = re.compile(
    r"%(?:%|(?P<flags>[-+ 0#]*+)(?P<width>\d++)?(?:\.(?P<precision>\d++))?(?:\[(?P<index>\d++)\])?(?P<verb>.))",
    re.ASCII,
)
_MAX_WIDTH = 1000


def to_json(data: Plain) -> str:
    """Return plain data as jsonencode() writes it."""
    text = _json(data)
    for character, escaped in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(character, escaped)
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _json(data: Plain) -> str:
    if isinstance(data, Mapping):
        items = (f"{json.dumps(key, ensure_ascii=False)}:{_json(data[key])}" for key in sorted(data))
        return "{" + ",".join(items) + "}"
    if isinstance(data, list):
        return "[" + ",".join(map(_json, data)) + "]"
    if isinstance(data, Decimal):
        return number_text(data)
    if isinstance(data, None | bool | int | str):
        return json.dumps(data, ensure_ascii=False)
    raise EvaluationError("the value cannot be written as JSON")


def format_string(pattern: str, args: Sequence[object]) -> str:
    """Return ``pattern`` with each verb replaced by its argument; raise EvaluationError where they do not fit."""
    used = 0
    highest = 0
    room = MAX_RESULT - len(pattern)

    def put(match: re.Match[str]) -> str:
        nonlocal used, highest, room
        if match[0] == "%%":
            return "%"
        at = _count(match, "index") - 1 if match["index"] else used
        if not 0 <= at < len(args):
            raise EvaluationError("format() has fewer arguments than its format string asks for")
        used = at + 1
        highest = max(highest, used)
        text = _pad(_verb(match, args[at]), match)
        room -= len(text)
        if room < 0:
            raise EvaluationError("the result of format() is too long")
        return text

    made = _VERB.sub(put, pattern)
    if highest < len(args):
        raise EvaluationError("format() has more arguments than its format string asks for")
    return made


def _count(match: re.Match[str], part: str) -> int:
    """Return a number of a verb, 0 where it has none; Python reads no number of thousands of digits."""
    digits = (match[part] or "").lstrip("0")
    if len(digits) > 4 or int(digits or "0") > _MAX_WIDTH:
        raise EvaluationError(f"{'an' if part == 'index' else 'a'} {part} above {_MAX_WIDTH} in format()")
    return int(digits or "0")


def _pad(text: str, match: re.Match[str]) -> str:
    width = _count(match, "width")
    if "-" in match["flags"]:
        return text.ljust(width)
    if "0" in match["flags"]:
        sign = text[:1] if text[:1] in ("-", "+") else ""
        return sign + text[len(sign) :].rjust(width - len(sign), "0")
    return text.rjust(width)


def _text(item: object) -> str:
    if isinstance(item, bool):
        return "true" if item else "false"
    if isinstance(item, int | Decimal):
        return number_text(item)
    if isinstance(item, str):
        return item
    if item is None:
        return "null"
    raise EvaluationError("format() cannot write a list or object with this verb")


def _number(item: object) -> int | Decimal:
    if isinstance(item, int | Decimal) and not isinstance(item, bool):
        return item
    found = parse_number(item) if isinstance(item, str) else None
    if found is None:
        raise EvaluationError("format() needs a number for this verb")
    return found


def _verb(match: re.Match[str], item: object) -> str:
    verb = match["verb"]
    precision = _count(match, "precision") if match["precision"] else None
    if verb == "v" and "#" in match["flags"]:
        return to_json(item)  # type: ignore[arg-type] # plain data by construction
    if verb in "sv" and (verb == "s" or not isinstance(item, list | dict)):
        if item is None and verb == "s":
            raise EvaluationError("format() cannot write null with %s")
        text = _text(item)
        return text if precision is None else text[:precision]
    if verb == "v" and isinstance(item, list | dict):
        return to_json(item)
    if verb == "q":
        return json.dumps(_text(item), ensure_ascii=False)
    if verb == "t":
        if _text(item) not in ("true", "false"):
            raise EvaluationError("format() needs a bool for %t")
        return _text(item)
    if verb in "dboxX":
        whole = _number(item)
        if isinstance(whole, Decimal):
            raise EvaluationError("format() needs a whole number for this verb")
        return _integer(verb, whole, match["flags"])
    if verb in "feEgG":
        made = format(_real(verb, _number(item)), f".{6 if precision is None else precision}{verb}")
        return "+" + made if "+" in match["flags"] and not made.startswith("-") else made
    raise EvaluationError("format() does not know the verb in its format string")


def _real(verb: str, value: int | Decimal) -> Decimal | float:
    exact = Decimal(value)
    if verb == "f":
        if exact.adjusted() > _MAX_WIDTH:
            raise EvaluationError("the number is too long for format()")
        return exact
    short = float(exact)
    if isinf(short):
        raise EvaluationError("the number is too large for format()")
    return short


def _integer(verb: str, value: int, flags: str) -> str:
    if value.bit_length() > 4096:
        raise EvaluationError("the number is too long for format()")
    made = format(value, verb)
    return "+" + made if "+" in flags and value >= 0 else " " + made if " " in flags and value >= 0 else made


def format_list(args: list[Value], span: Span) -> Value:
    """formatlist(): one string for each position of the list arguments."""
    expect(args, 1, None)
    marks = 0
    causes: list[Cause] = []
    for arg in args:
        marks |= deep_marks(arg)
        causes += all_causes(arg)
    if causes:
        return Value(Unknown(causes), span, marks)
    lengths = {len(arg.raw) for arg in args[1:] if isinstance(arg.raw, list)}
    if len(lengths) > 1:
        raise EvaluationError("the lists given to formatlist() differ in length")
    count = lengths.pop() if lengths else 1
    pattern = to_string(args[0])
    rows = []
    for position in range(count):
        row = [plain(arg.raw[position]) if isinstance(arg.raw, list) else plain(arg) for arg in args[1:]]
        rows.append(format_string(pattern, row))
    return lift(list(rows), span, marks)
