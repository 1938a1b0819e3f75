"""Every function against what the real Terraform makes of the same call: recorded tables, which the binary confirms."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from terraform_functions import ERROR, answers, meaning, outcome, value_of

from finops_guard.sources.terraform import functions
from finops_guard.sources.terraform.kinds import EvaluationError

TABLES = Path(__file__).parent / "data" / "functions"
TERRAFORM = shutil.which("terraform")
needs_terraform = pytest.mark.skipif(TERRAFORM is None, reason="the terraform binary is not on PATH")


def cases(table: Path) -> list[tuple[str, str]]:
    lines = table.read_text(encoding="utf-8").split("\n")
    split = (line.rpartition("  =>  ") for line in lines if line and not line.startswith("# "))
    return [(expression, expected) for expression, _, expected in split]


ALL = {table.stem: cases(table) for table in sorted(TABLES.glob("*.txt"))}
DEVIATIONS = ALL.pop("deviations")
AGREED = [case for table in ALL.values() for case in table]


@pytest.mark.parametrize(("expression", "expected"), AGREED, ids=[ascii(case[0])[:80] for case in AGREED])
def test_call_gives_what_terraform_gives(expression: str, expected: str) -> None:
    if re.search(r"\bregex(all)?\(|\breplace\([^)]*/", expression):
        pytest.importorskip("re2")
    assert meaning(outcome(expression)) == meaning(expected)


@pytest.mark.parametrize(("expression", "expected"), DEVIATIONS, ids=[ascii(case[0])[:80] for case in DEVIATIONS])
def test_what_terraform_sees_otherwise_is_answered_all_the_same(expression: str, expected: str) -> None:
    said = value_or_error(expression)
    assert said
    assert said != expected


@needs_terraform
def test_the_tables_are_what_terraform_says(tmp_path: Path) -> None:
    asked = [*AGREED, *DEVIATIONS]
    found = answers([expression for expression, _ in asked], tmp_path)
    said = [(expression, answer) for (expression, _), answer in zip(asked, found, strict=True)]
    assert [(expression, meaning(answer)) for expression, answer in said] == [
        (expression, meaning(answer)) for expression, answer in asked
    ]


@needs_terraform
def test_every_function_of_the_binary_is_known_here_and_stands_in_the_tables() -> None:
    assert TERRAFORM is not None
    done = subprocess.run([TERRAFORM, "metadata", "functions", "-json"], capture_output=True, check=True)
    names = {name for name in json.loads(done.stdout)["function_signatures"] if "::" not in name}
    never_known = functions.IMPURE | functions.UNSUPPORTED
    text = "\n".join(expression for expression, _ in AGREED)
    for name in names:
        assert name in never_known or re.search(rf"\b{name}\(", text), name
        with_namespace = value_or_error(f"core::{name}()")
        assert "there is no function" not in with_namespace, name


def value_or_error(expression: str) -> str:
    try:
        return repr(value_of(expression))
    except EvaluationError as failure:
        return failure.message


def test_the_tables_are_large_enough_to_mean_something() -> None:
    assert len(dict(AGREED)) >= 2_000
    assert sum(expected == ERROR for _, expected in AGREED) >= 500
    assert len(DEVIATIONS) < 15
