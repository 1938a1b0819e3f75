"""docs/cli.md is what the commands say, and names every variable of the environment that is read."""

from __future__ import annotations

import re

from support.guide import ROOT, Guide

from finops_guard.cli import main
from finops_guard.cli.signals import TerminatedError
from tools import command_docs

READ = re.compile(
    r"environ(?:\.get\(|\[)\"(\w+)\"|\"(\w+)\" in os\.environ|envvar=\"(\w+)\"|startswith\(\"(TF_VAR_)\"\)"
)
# Windows cannot start a program without it; it is passed on, and never asked.
PASSED_ON = {"SYSTEMROOT"}


def test_the_page_is_not_stale() -> None:
    assert command_docs.page() == command_docs.PAGE.read_text(encoding="utf-8"), "run python -m tools.command_docs"


def test_a_terminal_s_width_changes_nothing(monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    assert command_docs.page() == command_docs.PAGE.read_text(encoding="utf-8")


def test_every_command_is_there() -> None:
    found = {name.split()[1] for name, _ in command_docs.commands(main.main, "finops-guard")}
    assert found == set(main.COMMANDS)


def test_the_exit_codes_are_those_there_are() -> None:
    told = re.findall(r"^\| (\d+) \|", Guide("cli.md").text, re.MULTILINE)
    by_signals = {main.EXIT_INTERRUPTED, *(TerminatedError(number).exit_code for number in (1, 15))}
    assert told == list(map(str, (0, main.EXIT_FINDINGS, main.EXIT_ERROR, *sorted(by_signals))))


def test_every_variable_of_the_environment_is_told() -> None:
    section = Guide("cli.md").text.partition("<!-- environment -->")[2].partition("## Commands")[0]
    read = {
        name
        for path in (ROOT / "finops_guard").rglob("*.py")
        for groups in READ.findall(path.read_text(encoding="utf-8"))
        for name in groups
        if name
    }
    told = set(re.findall(r"`([A-Z][A-Z_]+)`", section.replace("TF_VAR_NAME", "TF_VAR_"))) - {"NAME"}
    assert told == read - PASSED_ON
