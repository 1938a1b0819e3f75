"""What a shell script of a pipeline says about finops-guard: does it run the scan, and can a failure be seen?"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache

from msgspec import Struct

from finops_guard.maturity.shell import Command, commands

_GUARD = "finops-guard"
# Of more calls than this, the first ones stand for the rest.
MAX_WEAK = 50
# What may stand before the command in its own line: everything else is no call (echo, grep, pip install ...).
_LAUNCHERS = {
    *("docker", "env", "exec", "hatch", "nice", "nix", "pdm", "pipx", "podman", "poetry", "py", "python", "python3"),
    *("rye", "sudo", "time", "timeout", "uv", "uvx"),
}
# Between a launcher and the command, these say that it is not called but named.
_NAMING = {
    *("-c", ":", "add", "build", "cat", "download", "echo", "false", "grep", "image", "images", "inspect", "install"),
    *(
        "list",
        "lock",
        "printf",
        "pull",
        "push",
        "remove",
        "search",
        "show",
        "tag",
        "test",
        "true",
        "uninstall",
        "which",
    ),
}
_CONTAINERS = {"docker", "podman"}
# What a list may begin with without being a condition: where it fails, what follows fails for want of it.
_PREPARING = {"cd", "export", "mkdir", "pip", "pip3", "pipx", "python", "python3", "source", ".", "uv"}
_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")
_STATUS = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=\$\?")
_BASE = re.compile(r"(?<![\w-])--base\b")
_CONDITIONAL = {"if", "while", "until", "case", "select"}
_SOME = ("--select", "--ignore")


class Call(Struct, frozen=True):
    """One call in a script; ``swallowed`` says why its exit code cannot fail the script (empty: it can).

    ``about`` is where it writes to, or what it is given.
    """

    line: int  # 0-based within the script
    swallowed: str = ""
    about: str = ""


@lru_cache(maxsize=256)
def find_scan(script: str, *, pipefail: bool = True, errexit: bool = True) -> Call | None:
    """Return the best call of ``finops-guard scan`` in a shell script: one that can fail it before one that cannot."""
    return _find(script, _scan, pipefail=pipefail, errexit=errexit)


@lru_cache(maxsize=256)
def find_pre_commit(script: str, *, pipefail: bool = True, errexit: bool = True) -> Call | None:
    """Return the best call of ``pre-commit run`` with the hook of finops-guard in a shell script."""
    return _find(script, _pre_commit, pipefail=pipefail, errexit=errexit)


@lru_cache(maxsize=256)
def find_cost_change(script: str) -> Call | None:
    """Return the best call in a shell script that tells what a change costs, whatever becomes of its exit code."""
    every = commands(script)
    assigned = (_ASSIGNMENT.match(word) for command in every for word in command.words if _BASE.search(word))
    names = {found[0].removesuffix("=") for found in assigned if found}
    return _best(
        Call(command.line, _skipped(command)) for command in every if _tells_cost_change(_called(command.words), names)
    )


@lru_cache(maxsize=256)
def find_export(script: str, *, pipefail: bool = True, errexit: bool = True) -> Call | None:
    """Return the best call of ``finops-guard audit export`` in a shell script, about the directory that it writes."""
    return _find(script, _export, pipefail=pipefail, errexit=errexit, about=_output)


@lru_cache(maxsize=256)
def find_signing(script: str, *, pipefail: bool = True, errexit: bool = True) -> Call | None:
    """Return the best call of ``cosign`` in a shell script that signs files, about what it is given."""
    return _find(script, _signing, pipefail=pipefail, errexit=errexit, about=" ".join)


def _best(calls: Iterable[Call]) -> Call | None:
    return min(calls, key=lambda call: bool(call.swallowed), default=None)


def _find(
    script: str,
    wanted: Callable[[Sequence[str]], str | None],
    *,
    pipefail: bool,
    errexit: bool,
    about: Callable[[Sequence[str]], str] = lambda _: "",
) -> Call | None:
    """Return the best command that is wanted; ``wanted`` says what is weak in one, None where it is another."""
    every = commands(script)
    best: Call | None = None
    around, weak = "", 0
    for at, command in enumerate(every):
        words = command.words
        if words[0] == "set":
            errexit = _option(words, "e", "errexit", errexit)
            pipefail = _option(words, "", "pipefail", pipefail)
        if words[0] == "trap" and any("exit" in word for word in words[1:]):
            around = "a trap may change its exit code"
        if words[0] == "exit" and words[1:2] in ([], ["0"]) and not {"(", "function"} & set(command.within):
            around = "it runs only where nothing before it ends the script"
        weakness = wanted(words)
        if weakness is None:
            continue
        weak += 1
        if weak > MAX_WEAK:
            break
        weakness = weakness or around or _swallowed(every, at, pipefail=pipefail, errexit=errexit)
        if not weakness:
            return Call(command.line, "", about(words))
        best = best or Call(command.line, weakness, about(words))
    return best


def _option(words: Sequence[str], letter: str, name: str, before: bool) -> bool:
    """Return whether a shell option holds after a ``set`` command."""
    for at, word in enumerate(words[1:], 1):
        if word[:1] not in {"-", "+"}:
            continue
        named = word[1:].endswith("o") and words[at + 1 : at + 2] == [name]
        if named or (letter and letter in word[1:]):
            before = word[0] == "-"
    return before


def _called(words: Sequence[str]) -> Sequence[str]:
    """Return a command without the variables that are set for it."""
    at = next((at for at, word in enumerate(words) if not _ASSIGNMENT.match(word)), len(words))
    return words[at:]


def _program(word: str) -> str:
    """Return a command's or an image's bare name: ``ghcr.io/x/finops-guard:1.2`` is ``finops-guard``."""
    return re.split(r"[:@=]", word.rpartition("/")[2], maxsplit=1)[0].removesuffix(".exe").replace("_", "-")


def _arguments(words: Sequence[str], program: str) -> Sequence[str] | None:
    """Return what follows a program that is called, itself or through a launcher; None where it is not called."""
    for at, word in enumerate(words):
        if at and (word in _NAMING or _program(words[0]) not in _LAUNCHERS):
            return None
        if _program(word) != program:
            continue
        if _program(words[0]) in _CONTAINERS and not {"run", "exec"} & set(words[:at]):
            return None
        rest = words[at + 1 :]
        # An image or a package of that name, before the command of that name.
        if program == _GUARD and any(_program(each) == program for each in rest) and rest[:1] != ["scan"]:
            continue
        return rest
    return None


def _scan(words: Sequence[str]) -> str | None:
    rest = _arguments(_called(words), _GUARD)
    if rest is None or "scan" not in rest or {"--help", "-h"} & set(rest):
        return None
    return weak_option(rest)


def weak_option(arguments: Sequence[str]) -> str:
    """Return why a scan with these arguments does not fail as the policies say; empty where it does."""
    if "--exit-zero" in arguments:
        return "its failure is switched off (--exit-zero)"
    some = next((option for option in _SOME for word in arguments if word.partition("=")[0] == option), "")
    return f"it runs only some of the policies ({some})" if some else ""


def _export(words: Sequence[str]) -> str | None:
    rest = _arguments(_called(words), _GUARD)
    return "" if rest is not None and rest[:2] == ["audit", "export"] and not {"--help", "-h"} & set(rest) else None


def _output(words: Sequence[str]) -> str:
    """Return the value of ``--output``."""
    for at, word in enumerate(words):
        name, sign, value = word.partition("=")
        if name == "--output":
            return value if sign else " ".join(words[at + 1 : at + 2])
    return ""


def _signing(words: Sequence[str]) -> str | None:
    rest = _arguments(_called(words), "cosign")
    return "" if rest and rest[0] in {"attest-blob", "sign-blob"} else None


def _tells_cost_change(words: Sequence[str], names: Collection[str]) -> bool:
    """Tell whether a command shows a change of cost; ``names`` are the variables that may hold ``--base``."""
    rest = _arguments(words, _GUARD)
    if rest is not None and not {"--help", "-h"} & set(rest):
        based = any(
            _BASE.search(word) or any(f"{{{name}[" in word or f"${name}" in word for name in names) for word in rest
        )
        return rest[:1] == ["diff"] or ("scan" in rest and based)
    return bool({"comment", "diff"} & set((_arguments(words, "infracost") or [])[:1]))


def _pre_commit(words: Sequence[str]) -> str | None:
    rest = _arguments(_called(words), "pre-commit")
    if rest is None or rest[:1] != ["run"]:
        return None
    if any(_ASSIGNMENT.match(word) and word.startswith("SKIP=") and _GUARD in word for word in words):
        return None
    return hooks_run(rest[1:])


def hooks_run(arguments: Sequence[str]) -> str | None:
    """Return what is weak in a run of pre-commit with these arguments, None where it runs another hook only."""
    hooks = [word for word in arguments[:1] if not word.startswith("-")]
    if hooks and not hooks[0].startswith(_GUARD):
        return None
    given = {word.partition("=")[0] for word in arguments}
    if "--hook-stage" in given:
        return "it runs the hooks of one stage only"
    if not {"--all-files", "-a", "--files", "--from-ref", "--source", "-s"} & given:
        return "pre-commit looks only at what is staged, which is nothing there (no --all-files)"
    return ""


def _skipped(command: Command) -> str:
    """Return why a command may not run at all."""
    if "function" in command.within:
        return "it stands in a function"
    block = next((kind for kind in command.within if kind in _CONDITIONAL), "")
    if block and not command.condition:
        return f"it runs under a condition ({block})"
    return "it runs only where what stands before it fails (||)" if "||" in command.before else ""


def _swallowed(every: Sequence[Command], at: int, *, pipefail: bool, errexit: bool) -> str:
    """Return why a command of a script may not run, or its failure not be seen."""
    command = every[at]
    if command.condition:
        return f"its exit code is only a condition ({command.condition})"
    skipped = _skipped(command)
    if skipped:
        return skipped
    if "&" in command.after:
        return "it runs in the background"
    rest = [each for each in every[at + 1 :] if each.list == command.list]
    operators = [each.before[-1] if each.before else "" for each in rest]
    if not pipefail and ("|" in command.after or "|" in operators[:1]):
        return "its exit code is lost in a pipe (no pipefail)"
    if "||" in command.after or "||" in operators:
        return "" if _fails_on(every, rest, operators) else "a failure is answered with ||"
    is_last = every[-1].list == command.list and "for" not in command.within
    if is_last:
        return ""
    if "&&" in command.after:
        return "what follows it with && hides its failure"
    if "&&" in command.before and not _is_prepared(every, at):
        return "it runs only where what stands before it succeeds (&&)"
    return "" if errexit else "the script goes on after an error (no set -e)"


def _is_prepared(every: Sequence[Command], at: int) -> bool:
    same = [each for each in every[:at] if each.list == every[at].list]
    return bool(same) and all(_program((_called(each.words) or [""])[0]) in _PREPARING for each in same)


def _fails_on(every: Sequence[Command], rest: Sequence[Command], operators: Sequence[str]) -> bool:
    """Tell whether what answers a failure makes the script fail: ``|| exit 1``, or a code that it ends with."""
    if "||" not in operators:
        return False
    answer = rest[operators.index("||")]
    if answer.within:
        block = [each for each in every if each.within == answer.within and each.line >= answer.line]
        ends = [each for each in block if each.words[0] == "exit"]
        return "{" in answer.within and len(ends) == 1 and _is_failing(ends[0]) and not ends[0].before[1:]
    kept = _STATUS.fullmatch(answer.words[0])
    if kept and len(answer.words) == 1:
        last = every[-1]
        shown = {f"${kept[1]}", f"${{{kept[1]}}}", f"${{{kept[1]}:-0}}"}
        return last.words[0] == "exit" and last.words[1:2] != [] and last.words[1] in shown and not last.within
    return _is_failing(answer)


def _is_failing(command: Command) -> bool:
    return command.words[0] == "exit" and re.fullmatch(r"[1-9]\d*|\$\?", (command.words[1:] or ["0"])[0]) is not None
