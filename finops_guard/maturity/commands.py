"""What a shell script of a pipeline says about finops-guard: does it run the scan, and can a failure be seen?"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from msgspec import Struct

MAX_SCRIPT = 100_000
MAX_LINE = 4_000

_GUARD = "finops-guard"
# What may stand before the command in its own line: everything else is no call (echo, grep, pip install ...).
_LAUNCHERS = {
    *("docker", "env", "exec", "hatch", "nice", "nix", "pdm", "pipx", "podman", "poetry", "py", "python", "python3"),
    *("rye", "sudo", "time", "timeout", "uv", "uvx"),
}
_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")
_SEPARATOR = re.compile(r"(\|\||&&|;|\||&(?!>|[0-9])(?<!>&))")
_CONDITIONS = frozenset({"if", "elif", "while", "until", "!"})
_BLOCK_WORDS = frozenset({"then", "do", "else", "{", "(", "time"})


class Call(Struct, frozen=True):
    """One call in a script; ``swallowed`` says why its exit code cannot fail the script (empty: it can)."""

    line: int  # 0-based within the script
    swallowed: str = ""


@lru_cache(maxsize=256)
def find_scan(script: str, *, pipefail: bool = True) -> Call | None:
    """Return the best call of ``finops-guard scan`` in a shell script: one that can fail it before one that cannot."""
    return _find(script, _is_scan, pipefail=pipefail)


@lru_cache(maxsize=256)
def find_pre_commit(script: str, *, pipefail: bool = True) -> Call | None:
    """Return the best call of ``pre-commit run`` in a shell script."""
    return _find(script, _is_pre_commit, pipefail=pipefail)


@lru_cache(maxsize=256)
def find_cost_change(script: str) -> Call | None:
    """Return the first call in a shell script that tells what a change costs, whatever becomes of its exit code."""
    call = _find(script, _is_cost_change, pipefail=True)
    return Call(call.line) if call is not None else None


def _find(script: str, wanted: Callable[[list[str]], bool], *, pipefail: bool) -> Call | None:
    best: Call | None = None
    exit_on_error = True
    for number, line in _lines(script[:MAX_SCRIPT]):
        words = line.split()
        if words[:1] == ["set"]:
            exit_on_error = _option(words, "e", "errexit", exit_on_error)
            pipefail = _option(words, "", "pipefail", pipefail)
        parts = _SEPARATOR.split(line)
        for at in range(0, len(parts), 2):
            if not wanted(_words(parts[at])):
                continue
            swallowed = _swallowed(parts, at, pipefail=pipefail)
            if not swallowed and not exit_on_error:
                swallowed = "the script goes on after an error (set +e)"
            if not swallowed:
                return Call(number)
            best = best or Call(number, swallowed)
    return best


def _lines(script: str) -> list[tuple[int, str]]:
    """Return the logical lines (continued ones joined, comments dropped) with the number each begins at."""
    found: list[tuple[int, str]] = []
    joined, begin = "", 0
    for number, line in enumerate(script.splitlines()):
        begin = begin if joined else number
        text = line.strip()
        if text.endswith("\\"):
            joined += text[:-1] + " "
            continue
        text = re.split(r"(?:^|\s)#", joined + text, maxsplit=1)[0].strip()
        joined = ""
        if text and len(text) <= MAX_LINE:
            found.append((begin, text))
    return found


def _option(words: list[str], letter: str, name: str, before: bool) -> bool:
    """Return whether a shell option holds after a ``set`` command."""
    for at, word in enumerate(words[1:], 1):
        if word[:1] not in {"-", "+"}:
            continue
        named = word[1:].endswith("o") and words[at + 1 : at + 2] == [name]
        if named or (letter and letter in word[1:]):
            before = word[0] == "-"
    return before


def _words(command: str) -> list[str]:
    import shlex

    try:
        words = shlex.split(command)
    except ValueError:
        words = command.split()
    while words and (words[0] in _BLOCK_WORDS or words[0] in _CONDITIONS or _ASSIGNMENT.match(words[0])):
        words = words[1:]
    return words


def _program(word: str) -> str:
    """Return a command's or an image's bare name: ``ghcr.io/x/finops-guard:1.2`` is ``finops-guard``."""
    return re.split(r"[:@=]", word.rpartition("/")[2], maxsplit=1)[0].removesuffix(".exe").replace("_", "-")


def _arguments(words: list[str], program: str) -> list[str] | None:
    """Return what follows a program that is called, itself or through a launcher; None where it is not called."""
    for at, word in enumerate(words):
        if _program(word) == program and (at == 0 or _program(words[0]) in _LAUNCHERS):
            rest = words[at + 1 :]
            if program == _GUARD and "scan" not in rest and any(_program(w) == program for w in rest):
                continue
            return rest
    return None


def _is_scan(words: list[str]) -> bool:
    rest = _arguments(words, _GUARD)
    return rest is not None and "scan" in rest and not {"--help", "-h"} & set(rest)


def _is_cost_change(words: list[str]) -> bool:
    rest = _arguments(words, _GUARD)
    if rest is not None and not {"--help", "-h"} & set(rest):
        return "diff" in rest or ("scan" in rest and any(word.partition("=")[0] == "--base" for word in rest))
    return (_arguments(words, "infracost") or [""])[0] in {"comment", "diff"}


def _is_pre_commit(words: list[str]) -> bool:
    rest = _arguments(words, "pre-commit")
    return rest is not None and rest[:1] == ["run"]


def _swallowed(parts: list[str], at: int, *, pipefail: bool) -> str:
    first = next(iter(parts[at].split()), "")
    if first in _CONDITIONS:
        return f"its exit code is only a condition ({first})"
    after = parts[at + 1] if at + 1 < len(parts) else ""
    if after == "||":
        fallback = parts[at + 2].strip()
        return "" if re.match(r"(?:\{\s*)?exit\s+[1-9]", fallback) else "a failure is answered with ||"
    if after == "|" and not pipefail:
        return "its exit code is lost in a pipe (no pipefail)"
    if after == "&":
        return "it runs in the background"
    return ""
