"""What docs/formats.md shows works, and the limits that it tells are those of the code."""

from __future__ import annotations

import shlex

from support.command_line import Runner
from support.guide import Guide

from finops_guard.reporters import REPORTERS, junit
from finops_guard.reporters.sarif import choice
from finops_guard.reporters.sarif.notifications import MAX_NOTIFICATIONS

GUIDE = Guide("formats.md")


def test_commands_write_what_they_name(run: Runner) -> None:
    run.write("main.tf", 'resource "aws_ebs_volume" "data" {\n  size = 10\n  type = "gp2"\n}\n')
    commands = [line for block in GUIDE.blocks("sh") for line in block.splitlines()]
    assert commands
    for command in commands:
        program, *arguments = shlex.split(command)
        assert program == "finops-guard"
        assert run(*arguments).code == 1
        for each in arguments:
            name, equals, path = each.partition("=")
            if equals:
                assert name in REPORTERS
                assert (run.directory / path).stat().st_size > 0


def test_limits_are_those_of_the_code() -> None:
    for limit in (choice.MAX_RESULTS, MAX_NOTIFICATIONS, junit.MAX_PASSED):
        assert f"{limit:,}" in GUIDE.text


def test_links_lead_to_files() -> None:
    assert GUIDE.broken_links() == []
