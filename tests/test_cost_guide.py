"""What docs/cost.md shows is what happens."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from support.command_line import Runner

from finops_guard.reporters.cost import REPORTERS

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "cost.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


def test_commands_print_what_is_shown(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    (configuration,) = blocks("hcl")
    run.write("main.tf", configuration)
    shown = blocks("console")
    for block in shown:
        command, _, output = block.partition("\n")
        prompt, program, *arguments = shlex.split(command)
        assert (prompt, program) == ("$", "finops-guard")
        assert run(*arguments).out == output
    assert len(shown) == 2


def test_a_scan_says_what_is_saved(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    (configuration,) = blocks("terraform")
    run.write("main.tf", configuration)
    (block,) = blocks("text")
    command, *expected = block.splitlines()
    printed = iter(run(*shlex.split(command)[2:]).out.splitlines())
    assert [line for line in expected if line not in printed] == []


def test_all_formats_are_told() -> None:
    assert re.findall(r"^\| `(\w+)` \|", TEXT, re.MULTILINE) == list(REPORTERS)


def test_options_and_links_exist(run: Runner) -> None:
    text = run("cost", "--help").out
    for option in set(re.findall(r"`(--[a-z-]+)", TEXT)):
        assert option in text
    for link in re.findall(r"\]\(([^)#]+)\)", TEXT):
        assert (ROOT / "docs" / link).exists(), link
