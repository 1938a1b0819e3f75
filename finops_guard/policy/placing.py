"""Where a character of a text stands in the YAML that writes it: plain, quoted, or as a block."""

from __future__ import annotations

import re

from finops_guard.location import Location
from finops_guard.values import Value

_HEADER = re.compile(r"[|>][^\n]*\n")
_ESCAPE = re.compile(r"\\(x..|u.{4}|U.{8}|\r?\n[ \t]*|.)", re.DOTALL)


def placed(value: Value, line: int, column: int) -> Location | None:
    """Return the place of a text's 1-based line and column in the file that it was read from; None where there is none.

    YAML folds lines, takes away indentation and reads escapes: what is no blank stands there in the same order.
    """
    if value.origin is None or not isinstance(value.raw, str):
        return None
    lines = value.raw.split("\n")
    target = sum(len(each) + 1 for each in lines[: line - 1]) + column - 1
    source, at = value.origin.source, value.origin.start
    text, end = source.text, value.origin.end
    style = text[at : at + 1]
    header = _HEADER.match(text, at)
    at = header.end() if header else at + (style in ("'", '"'))
    for index, sign in enumerate(value.raw):
        if index >= target:
            break
        if not sign.isspace():
            at = _after(text, at, end, sign, style)
    while at < end - 1 and text[at].isspace() and not value.raw[target : target + 1].isspace():
        at += 1
    return source.character(min(at, end)).location()


def _after(text: str, at: int, end: int, sign: str, style: str) -> int:
    """Return the offset behind a character that is no blank."""
    while at < end:
        escape = _ESCAPE.match(text, at) if style == '"' else None
        if escape is not None:
            if escape[1] == sign or len(escape[1]) > 2:
                return escape.end()
            at = escape.end()  # a blank
        elif text[at] == sign:
            return at + 1 + (style == sign == "'")
        else:
            at += 1
    return end
