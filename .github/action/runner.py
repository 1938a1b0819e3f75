"""How a step talks to the runner: inputs, outputs, summary, workflow commands, and the programs it may run."""

from __future__ import annotations

import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SUMMARY_LIMIT = 1024 * 1024
_CUT = "\n\n(The summary of a step holds 1 MiB: the rest is in the report.)\n"


class ActionError(Exception):
    """The step cannot be done as it is asked for."""


def given(name: str) -> str:
    """Return an input of the action, without blanks around it."""
    return os.environ.get("INPUT_" + name.upper().replace("-", "_"), "").strip()


def lines(name: str) -> list[str]:
    """Return the lines of an input that are not empty."""
    return [line for line in (each.rstrip("\r") for each in given(name).split("\n")) if line]


def choice(name: str, *allowed: str) -> str:
    """Return an input that is one of a few words; raise ActionError where it is another."""
    value = given(name).lower()
    if value not in allowed:
        raise ActionError(f"{name}: {given(name)!r} is none of {', '.join(allowed)}")
    return value


def output(name: str, value: str) -> None:
    """Set an output of the step; a value of many lines stays one value."""
    delimiter = f"end-{secrets.token_hex(16)}"
    _append("GITHUB_OUTPUT", f"{name}<<{delimiter}\n{value}\n{delimiter}\n")


def summarize(text: str) -> None:
    """Add to the summary of the job, cut at the end of a line where the runner would refuse it as too long."""
    data = text.encode()
    room = SUMMARY_LIMIT - _size("GITHUB_STEP_SUMMARY") - len(_CUT) - 1
    if room < 0:
        return
    if len(data) > room:
        text = data[:room].rpartition(b"\n")[0].decode("utf-8", "ignore") + _CUT
    _append("GITHUB_STEP_SUMMARY", text if text.endswith("\n") else f"{text}\n")


def note(text: str, level: str = "notice") -> None:
    """Say something about the run itself, in the log and in the summary."""
    print(f"::{level} title=finops-guard::{escaped(text)}", flush=True)
    if given("summary") != "false":
        summarize(f"\n_{text}_\n")


def error(text: str) -> None:
    print(f"::error title=finops-guard::{escaped(text)}", flush=True)


def escaped(text: str) -> str:
    """Return a text as the data of a workflow command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


@contextmanager
def no_commands() -> Iterator[None]:
    """Print what comes from the repository: a file's name or a tag that looks like a workflow command is none.

    The token is drawn afterwards, so that no file can hold it.
    """
    token = secrets.token_hex(32)
    print(f"::stop-commands::{token}", flush=True)
    try:
        yield
    finally:
        sys.stdout.flush()
        # On a line of its own, whatever was printed last.
        print(f"\n::{token}::", flush=True)


def program(name: str) -> str | None:
    """Return where a program is; what lies in the checked-out repository is never run."""
    workspace = os.path.realpath(os.environ["GITHUB_WORKSPACE"])
    safe = [
        path
        for path in os.environ.get("PATH", "").split(os.pathsep)
        if os.path.isabs(path) and not below(os.path.realpath(path), workspace)
    ]
    return shutil.which(name, path=os.pathsep.join(safe))


def below(path: str, directory: str) -> bool:
    path, directory = os.path.normcase(path), os.path.normcase(directory)
    return path == directory or path.startswith(directory.rstrip(os.sep) + os.sep)


def _size(variable: str) -> int:
    path = Path(os.environ[variable])
    return path.stat().st_size if path.exists() else 0


def _append(variable: str, text: str) -> None:
    with Path(os.environ[variable]).open("a", encoding="utf-8", newline="\n", errors="replace") as file:
        file.write(text)
