"""Programs that stand in for others on PATH: they record how they are called, and answer what a test says."""

from __future__ import annotations

import json
import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parents[2]

# Configuration that a shell passes as a file is read, as curl reads it: it holds what is in no command line.
_RECORDER = """
import json, os, sys
from pathlib import Path

here = Path({here!r})
arguments = sys.argv[1:]
told = [Path(arguments[at + 1]).read_text() for at, each in enumerate(arguments) if each == "--config"]
read = "" if sys.stdin.isatty() or os.environ.get("NO_STDIN") else sys.stdin.read()
call = {{"program": {name!r}, "arguments": arguments, "input": read, "told": "".join(told)}}
with (here / "calls").open("a") as file:
    file.write(json.dumps(call) + "\\n")
{answer}
"""


@dataclass(frozen=True)
class Call:
    """How a program was called."""

    program: str
    arguments: list[str]
    input: str
    told: str


class Tools:
    """A directory of programs that goes before the others on PATH; ``finops-guard`` in it is this tree's."""

    def __init__(self, path: Path) -> None:
        self.bin = path / "bin"
        self.bin.mkdir()
        self._calls = self.bin / "calls"
        self._calls.touch()
        python = _ROOT / "tests" / "support" / "action" / "finops_guard_python.py"
        self._write("finops-guard", f'exec "{sys.executable}" "{python}" -I -X utf8 -m finops_guard "$@"')

    def add(self, name: str, answer: str = "") -> None:
        """Add a program; ``answer`` is Python that runs after the call is recorded."""
        script = self.bin / f"{name}.py"
        script.write_text(_RECORDER.format(here=str(self.bin), name=name, answer=answer), encoding="utf-8")
        self._write(name, f'exec "{sys.executable}" "{script}" "$@"')

    def _write(self, name: str, line: str) -> None:
        program = self.bin / name
        program.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
        return {**kept, "PATH": f"{self.bin}{os.pathsep}{kept['PATH']}", "GIT_CONFIG_GLOBAL": os.devnull, **more}

    def calls(self, program: str) -> list[Call]:
        found: list[dict[str, Any]] = [json.loads(line) for line in self._calls.read_text().splitlines()]
        return [Call(**each) for each in found if each["program"] == program]
