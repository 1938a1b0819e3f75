"""docs/comparison.md names its sources, and what it says of finops-guard itself is so."""

from __future__ import annotations

import re

from support.command_line import Runner
from support.guide import Guide

TEXT = Guide("comparison.md").text
SECTIONS = re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL)


def test_every_neighbour_has_a_source_and_is_better_somewhere() -> None:
    neighbours = [(name, text) for name, text in SECTIONS if not name.startswith("What finops-guard")]
    assert len(neighbours) == 8
    for name, text in neighbours:
        assert re.search(r"\]\(https://", text), name
        assert "**Better there**" in text, name
        assert "**Different here**" in text, name
    assert re.search(r"read on 20\d\d-\d\d-\d\d", TEXT)


def test_policies_are_found_by_the_names_of_others(run: Runner) -> None:
    assert run("explain", "CKV_AWS_66").out.startswith("FG-LOG-001 cloudwatch-log-retention\n")
