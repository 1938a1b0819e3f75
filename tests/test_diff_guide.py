"""What docs/diff.md shows is what happens."""

from __future__ import annotations

import re

import pytest
from support.command_line import Runner
from support.guide import Guide

from finops_guard import __version__

GUIDE = Guide("diff.md")


def test_a_scan_tells_the_difference(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    assert GUIDE.perform(run, monkeypatch) == []
    (shown,) = GUIDE.blocks("text")
    assert shown.replace("finops-guard 0.1.0", f"finops-guard {__version__}") in run("scan", "--base", "base.json").out


def test_options_exist(run: Runner) -> None:
    known = "".join(run(command, "--help").out for command in ("diff", "scan", "cost"))
    for option in set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", GUIDE.text)):
        assert option in known
