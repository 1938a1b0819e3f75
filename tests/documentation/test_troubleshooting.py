"""Messages that docs/troubleshooting.md shows without a command are printed, too; the others its commands print."""

from __future__ import annotations

import pytest
from support.command_line import Runner
from support.guide import Guide

from finops_guard.cli import main

SHOWN = [line for block in Guide("troubleshooting.md").blocks("text") for line in block.splitlines()]


def without_helm(run: Runner, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("PATH", "")
    run.write("charts/shop/Chart.yaml", "name: shop\nversion: 1.0.0\n")
    run.write("charts/shop/templates/a.yaml", "kind: {{ .Values.kind }}\n")
    return " ".join(run("scan", "--allow-empty").out.split())


def a_bug(run: Runner, monkeypatch: pytest.MonkeyPatch) -> str:
    def fails(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(main, "main", fails)
    return run("scan").err


def somebody_else_s(run: Runner, monkeypatch: pytest.MonkeyPatch) -> str:
    """Put a git on PATH that answers as git does where somebody else owns the repository."""
    git = run.write("bin/git", "#!/bin/sh\necho 'fatal: detected dubious ownership in repository' >&2\nexit 128\n")
    git.chmod(0o755)
    run.write("shop/main.tf", "")
    run.write("shop/.git/HEAD", "")
    monkeypatch.setenv("PATH", f"{git.parent}:/usr/bin:/bin")
    return run("scan", "shop", "--base", "main").err


CASES = {
    "a Helm chart": without_helm,
    "error: finops-guard failed": a_bug,
    "Run it again": a_bug,
    "error: git does not read": somebody_else_s,
}


@pytest.mark.parametrize("line", SHOWN)
def test_a_message_is_printed(line: str, run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    (produce,) = (each for start, each in CASES.items() if line.startswith(start))
    assert line in produce(run, monkeypatch)


def test_every_case_is_shown() -> None:
    assert all(any(line.startswith(start) for line in SHOWN) for start in CASES)
