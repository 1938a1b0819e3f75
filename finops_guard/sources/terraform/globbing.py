"""The patterns of fileset(): ``*``, ``**``, ``?``, ``[abc]``, ``{a,b}``."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from finops_guard.sources.terraform.operators import EvaluationError

_MAX_PATTERN = 500


@lru_cache(maxsize=128)
def matcher(pattern: str) -> Callable[[str], bool]:
    """Return what tells whether a relative path matches; raise EvaluationError for a pattern that is not valid."""
    if len(pattern) > _MAX_PATTERN or pattern.count("*") > 12:
        raise EvaluationError("fileset() takes shorter patterns only")
    try:
        compiled = re.compile(_translate(pattern), re.DOTALL)
    except re.error:
        raise EvaluationError("fileset() needs a valid pattern") from None
    return lambda path: compiled.fullmatch(path) is not None


def _translate(pattern: str) -> str:
    out: list[str] = []
    at = 0
    depth = 0
    while at < len(pattern):
        character = pattern[at]
        if pattern.startswith("**/", at):
            out.append("(?:[^/]+/)*+")
            at += 3
            continue
        if pattern.startswith("**", at):
            out.append(".*")
            at += 2
            continue
        if character == "*":
            out.append("[^/]*")
        elif character == "?":
            out.append("[^/]")
        elif character == "{":
            out.append("(?:")
            depth += 1
        elif character == "}" and depth:
            out.append(")")
            depth -= 1
        elif character == "," and depth:
            out.append("|")
        elif character == "[" and (end := pattern.find("]", at + 2)) > 0:
            body = pattern[at + 1 : end].replace("\\", "\\\\")
            out.append(f"[{'^' + body[1:] if body[0] in '!^' else body}]")
            at = end
        else:
            out.append(re.escape(character))
        at += 1
    return "".join(out) + ")" * depth
