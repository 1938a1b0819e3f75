"""What docs/cost.md shows is what happens."""

from __future__ import annotations

import re
import shlex

import pytest
from support.command_line import Runner
from support.guide import Guide

from finops_guard.reporters.cost import REPORTERS

GUIDE = Guide("cost.md")


def test_a_scan_says_what_is_saved(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    (configuration,) = GUIDE.blocks("terraform")
    run.write("main.tf", configuration)
    (block,) = GUIDE.blocks("text")
    command, *expected = block.splitlines()
    printed = iter(run(*shlex.split(command)[2:]).out.splitlines())
    assert [line for line in expected if line not in printed] == []


def test_all_formats_are_told() -> None:
    assert re.findall(r"^\| `(\w+)` \|", GUIDE.text, re.MULTILINE) == list(REPORTERS)


def test_options_exist(run: Runner) -> None:
    text = run("cost", "--help").out
    for option in set(re.findall(r"`(--[a-z-]+)", GUIDE.text)):
        assert option in text
