"""What docs/diff.md shows is what happens."""

from __future__ import annotations

import re

import pytest
from support.command_line import Runner
from support.guide import Guide, ran

from finops_guard import __version__

GUIDE = Guide("diff.md")
SHOWN = GUIDE.text.replace("finops-guard 0.1.0", f"finops-guard {__version__}")


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
            for printed, shown in ran(run, block):
                assert printed == shown


def test_options_and_links_exist(run: Runner) -> None:
    known = "".join(run(command, "--help").out for command in ("diff", "scan", "cost"))
    for option in set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", GUIDE.text)):
        assert option in known
    assert GUIDE.broken_links() == []
