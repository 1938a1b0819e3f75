"""format() and formatlist(): the verbs of Terraform's documentation."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TypeGuard

from finops_guard.location import Span
from finops_guard.sources.terraform.functions.graphemes import graphemes
from finops_guard.sources.terraform.functions.number_verbs import real, whole
from finops_guard.sources.terraform.functions.regular import MAX_RESULT
from finops_guard.sources.terraform.functions.signature import deep_marks, expect
from finops_guard.sources.terraform.kinds import EvaluationError
from finops_guard.sources.terraform.operators import number, number_text, parse_number, to_string
from finops_guard.values import Plain, Unknown, Value, all_causes, plain

_VERB = re.compile(
    r"%(?:%|(?P<flags>[-+ 0#]*+)(?P<width>\d++)?(?:\.(?P<precision>\d++))?(?:\[(?P<index>\d++)\])?(?P<verb>.))",
    re.ASCII,
)
_MAX_WIDTH = 1000


def to_json(data: Plain) -> str:
    """Return plain data as jsonencode() writes it."""
    pieces: list[str] = []
    _write_json(data, pieces.append)
    text = "".join(pieces)
    for character, escaped in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(character, escaped)
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _write_json(data: Plain, put: Callable[[str], None]) -> None:
    """Put the pieces of a JSON text; numbers keep all their digits."""
    if data is None or isinstance(data, bool | str):
        put(json.dumps(data, ensure_ascii=False))
    elif isinstance(data, int | Decimal):
        put(number_text(data))
    elif isinstance(data, list):
        put("[")
        for at, item in enumerate(data):
            if at:
                put(",")
            _write_json(item, put)
        put("]")
    elif isinstance(data, Mapping):
        before = "{"
        for key in sorted(data):
            put(f"{before}{json.dumps(key, ensure_ascii=False)}:")
            _write_json(data[key], put)
            before = ","
        put("}" if data else "{}")
    else:
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
            raise EvaluationError(f"the result of format() has more than {MAX_RESULT:,} characters")
        return text

    if "%" in _VERB.sub("", pattern):
        raise EvaluationError("a verb of format() is not complete")
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
    # No character takes more than a few code points: of a longer text there is nothing to count.
    missing = width - len(graphemes(text)) if len(text) < 16 * width else 0
    flags, verb = match["flags"], match["verb"]
    if missing <= 0 or verb == "t":
        return text
    if "-" in flags:
        return text + " " * missing
    if "0" not in flags or (match["precision"] and verb in "dboxX"):
        return " " * missing + text
    if verb in "sq":
        return "0" * missing + text
    signed = re.match(r"[-+ ]?(?:0[xXb])?", text)
    at = signed.end() if signed else 0
    return text[:at] + "0" * missing + text[at:]


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
        return number(item)
    found = parse_number(item) if isinstance(item, str) else None
    if found is None:
        raise EvaluationError("format() needs a number for this verb")
    return found


def _verb(match: re.Match[str], item: object) -> str:
    verb = match["verb"]
    flags = match["flags"]
    precision = _count(match, "precision") if match["precision"] else None
    if verb == "v":
        if isinstance(item, list | dict) or "#" in flags:
            return to_json(item)  # type: ignore[arg-type] # plain data by construction
        return real("g", item, "", None) if _is_number(item) else _cut(_text(item), precision)
    if verb in ("s", "q"):
        if item is None:
            raise EvaluationError("format() cannot write null with this verb")
        text = _cut(_text(item), precision)
        return to_json(text) if verb == "q" else text
    if verb == "t":
        if _text(item) not in ("true", "false"):
            raise EvaluationError("format() needs a bool for %t")
        return _text(item)
    if verb in "dboxX":
        return whole(verb, _number(item), flags, precision)
    if verb in "feEgG":
        return real(verb, _number(item), flags, precision)
    raise EvaluationError("format() does not know the verb in its format string")


def _is_number(item: object) -> TypeGuard[int | Decimal]:
    return isinstance(item, int | Decimal) and not isinstance(item, bool)


def _cut(text: str, precision: int | None) -> str:
    return text if precision is None else "".join(graphemes(text[: 16 * precision + 16])[:precision])


def format_list(args: list[Value], span: Span) -> Value:
    """formatlist(): one string for each position of the list arguments; those that need an Unknown are Unknown."""
    expect(args, 1, None)
    unknown = [cause for arg in args for cause in arg.causes]
    marks = 0
    for arg in args:
        marks |= deep_marks(arg)
    if unknown:
        return Value(Unknown(unknown), span, marks)
    lengths = {len(arg.raw) for arg in args[1:] if isinstance(arg.raw, list)}
    if len(lengths) > 1:
        raise EvaluationError("the lists given to formatlist() differ in length")
    count = lengths.pop() if lengths else 1
    pattern = to_string(args[0])
    rows: list[Value] = []
    room = MAX_RESULT
    for position in range(count):
        row = [arg.raw[position] if isinstance(arg.raw, list) else arg for arg in args[1:]]
        causes = [cause for item in row for cause in all_causes(item)]
        made = Unknown(causes) if causes else format_string(pattern, [plain(item) for item in row])
        room -= len(made) if isinstance(made, str) else 1
        if room < 0:
            raise EvaluationError(f"the result of formatlist() has more than {MAX_RESULT:,} characters")
        rows.append(Value(made, span, marks))
    return Value(rows, span, marks)
