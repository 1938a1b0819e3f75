"""The pages of ``docs/policies`` are what the policies say now."""

from __future__ import annotations

from pathlib import Path

import pytest

from finops_guard.cli.main import guarded


def test_the_pages_are_not_stale(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(Path(__file__).parents[2])
    code = guarded(["policy", "docs", "--bundled", "--check"])
    assert (code, capsys.readouterr().err) == (0, "")
