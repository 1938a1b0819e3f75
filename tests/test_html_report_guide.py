"""What docs/html-report.md says is so."""

from __future__ import annotations

import json
from pathlib import Path

from support.command_line import Runner
from support.guide import Guide

from finops_guard.reporters import html
from finops_guard.reporters.html.findings import MAX_PLAIN
from finops_guard.reporters.html.rows import State

GUIDE = Guide("html-report.md")


def test_the_command_writes_a_page_beside_another_output(run: Runner) -> None:
    run.write("main.tf", 'resource "aws_instance" "web" {\n  instance_type = "m5.large"\n}\n')
    ((printed, _),) = GUIDE.ran(run)
    summary = json.loads(printed)["summary"]
    assert set(summary["cost"]["shares"]) == {"team", "environment", "service", "root"}
    assert json.loads(printed)["tags"]
    page = (run.directory / "report.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "aws_instance.web" in page.replace("<wbr>", "")


def test_states_and_numbers_are_those_of_the_page() -> None:
    for state in State:
        assert f"*{state.label.lower()}*" in GUIDE.text or f"an *{state.label.lower()}*" in GUIDE.text
    script = Path(html.__file__).with_name("report.js").read_text(encoding="utf-8")
    assert f"first {MAX_PLAIN} findings" in GUIDE.text
    assert "PRINTED = 1000" in script
    assert "1,000 rows" in GUIDE.text
