"""What docs/diff.md shows is what happens."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from support.command_line import Runner

from finops_guard import __version__

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "diff.md").read_text(encoding="utf-8")
SHOWN = TEXT.replace("finops-guard 0.1.0", f"finops-guard {__version__}")


def test_commands_print_what_is_shown(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    told = re.findall(r"^```(hcl|console|text)\n(.*?)^```", SHOWN, re.MULTILINE | re.DOTALL)
    assert [language for language, _ in told] == ["hcl", "console", "hcl", "console", "text"]
    for language, block in told:
        if language == "hcl":
            run.write("main.tf", block)
        elif language == "text":
            assert block in run("scan", "--base", "base.json").out
        else:
            command, _, output = block.partition("\n")
            prompt, program, *arguments = shlex.split(command)
            assert (prompt, program) == ("$", "finops-guard")
            assert run(*arguments).out == output


def test_options_and_links_exist(run: Runner) -> None:
    known = "".join(run(command, "--help").out for command in ("diff", "scan", "cost"))
    for option in set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", TEXT)):
        assert option in known
    for link in re.findall(r"\]\(([^)#]+)\)", TEXT):
        assert (ROOT / "docs" / link).exists(), link
