"""What docs/budgets.md shows is what happens."""

from __future__ import annotations

import re

from support.command_line import Runner
from support.guide import Guide

from finops_guard.policy import loader
from finops_guard.policy.budgets.model import State
from finops_guard.settings import Settings

GUIDE = Guide("budgets.md")


def write_all(run: Runner) -> None:
    configuration, exception = GUIDE.blocks("yaml")
    (code,) = GUIDE.blocks("hcl")
    run.write(".finops-guard.yaml", configuration)
    run.write("shop/main.tf", code)
    run.write(".finops/exceptions/EXC-2026-0031.yaml", exception)


def test_the_exception_is_honoured(run: Runner) -> None:
    write_all(run)
    ran = run("scan", "--select", "FG-BUD-021", "--select", "exceptions-in-order", "--as-of", "2026-06-01")
    said = " ".join(ran.out.split())
    assert (
        "EXC-2026-0031, granted by a.reader to a.writer until 2026-06-30: FG-BUD-021 for budget:aws_instance.web"
        in said
    )
    assert "warning FG-BUD-021" not in ran.out


def test_states_and_policies_are_those_there_are() -> None:
    assert set(re.findall(r"^\| `([a-z-]+)` \|", GUIDE.text, re.MULTILINE)) == set(State)
    bundled = {policy.id for policy in loader.load(Settings(), None)}
    named = set(re.findall(r"FG-BUD-\d{3}", GUIDE.text))
    assert named <= bundled
    assert {each for each in bundled if "FG-BUD-020" <= each <= "FG-BUD-099"} == named
