"""Run the command line in this process, as a person would in a directory."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from finops_guard.cli.main import guarded


@dataclass(frozen=True)
class Ran:
    """What one run printed, and its exit code."""

    code: int
    out: str
    err: str


class Runner:
    """Runs finops-guard in a directory of its own, with a bare environment."""

    def __init__(self, directory: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.directory = directory
        self._capsys = capsys
        for name in ("FORCE_COLOR", "TF_WORKSPACE"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.chdir(directory)

    def write(self, path: str, text: str | bytes) -> Path:
        target = self.directory / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
        return target

    def __call__(self, *arguments: str) -> Ran:
        code = guarded(list(arguments))
        captured = self._capsys.readouterr()
        return Ran(code, captured.out, captured.err)
