"""Regular expressions as Terraform has them: RE2, which is linear in the text whatever the pattern."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from finops_guard.sources.terraform.kinds import EvaluationError
from finops_guard.values import Plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


# Characters that a function returns at most; longer strings are refused wherever they come from.
MAX_RESULT = 4 * 1024 * 1024
# How many matches regexall() returns, and pieces split() does.
MAX_MATCHES = 100_000


_ANY_BYTE = r"(?:^|[^\\])(?:\\\\)*\\C"


class NotAvailableError(Exception):
    """The package google-re2 is not installed."""


@lru_cache(maxsize=256)
def _compile(pattern: str) -> Any:
    try:
        import re2
    except ImportError:
        raise NotAvailableError from None
    options = re2.Options()
    options.log_errors = False
    try:
        compiled = re2.compile(pattern, options=options)
    except re2.error:
        raise EvaluationError("the regular expression is not valid") from None
    if re.search(_ANY_BYTE, pattern):
        raise EvaluationError("a regular expression cannot match single bytes")
    return compiled


def _matches(compiled: Any, text: str) -> Iterator[Any]:
    """Yield every match; none that is empty right behind another."""
    end = -1
    for found in compiled.finditer(text):
        if found.start() != end or found.end() != end:
            yield found
            end = found.end()


def _captured(match: Any) -> Plain:
    names = match.re.groupindex
    if names:
        if len(names) < match.re.groups:
            raise EvaluationError("either all groups of a regular expression have names, or none")
        return {name: match.group(name) for name in names}
    if match.re.groups:
        return list(match.groups())
    text: str = match.group(0)
    return text


def match_one(pattern: str, text: str) -> Plain:
    """regex(): the first match; an error where there is none."""
    found = _compile(pattern).search(text)
    if found is None:
        raise EvaluationError("the regular expression matches nothing")
    return _captured(found)


def match_all(pattern: str, text: str) -> Plain:
    """regexall(): every match."""
    made: list[Plain] = []
    for found in _matches(_compile(pattern), text):
        if len(made) == MAX_MATCHES:
            raise EvaluationError(f"regexall() finds more than {MAX_MATCHES:,} matches")
        made.append(_captured(found))
    return made


def substitute(pattern: str, replacement: str, text: str) -> str:
    """replace() with a pattern between slashes: ``$1`` and ``${name}`` insert what was captured."""
    compiled = _compile(pattern)
    pieces: list[str] = []
    at = 0
    room = MAX_RESULT - len(text)
    for found in _matches(compiled, text):
        put = _expand(replacement, found.group, compiled.groups)
        room += found.end() - found.start() - len(put)
        if room < 0:
            raise EvaluationError(f"the result of replace() has more than {MAX_RESULT:,} characters")
        pieces += [text[at : found.start()], put]
        at = found.end()
    return "".join([*pieces, text[at:]])


def _expand(replacement: str, group: Callable[[Any], str | None], groups: int) -> str:
    def put(match: re.Match[str]) -> str:
        if match[0] == "$$":
            return "$"
        name = match[1] or match[2]
        if name.isascii() and name.isdecimal():
            at = int(name) if len(name) < 10 else groups + 1
            return (group(at) or "") if at <= groups else ""
        try:
            return group(name) or ""
        except (KeyError, IndexError):
            return ""

    return re.sub(r"\$(?:\$|\{(\w+)\}|(\w+))", put, replacement)
