"""Random expressions have the value that the real Terraform gives them, or fail where it fails."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from support.terraform_expressions import ERROR, deviations, expressions, meaning, outcome

COUNT = 2_000
SEED = 11


@pytest.mark.skipif(shutil.which("terraform") is None, reason="the terraform binary is not on PATH")
def test_random_expressions_are_what_terraform_makes_of_them(tmp_path: Path) -> None:
    assert deviations(expressions(SEED, COUNT), tmp_path) == []


def test_the_generator_makes_the_same_expressions_for_the_same_seed_and_most_have_a_value() -> None:
    made = expressions(SEED, COUNT)
    assert made == expressions(SEED, COUNT) != expressions(SEED + 1, COUNT)
    assert sum(outcome(text) != ERROR for text in made) > COUNT / 2


@pytest.mark.parametrize(
    ("theirs", "ours", "same"),
    [
        (ERROR, ERROR, True),
        (ERROR, "1", False),
        ("null", ERROR, False),
        ('{"a":1,"b":2}', '{"b":2,"a":1}', True),
        ("0.10000000000000000000000001", "0.1", False),
        ('"1"', "1", False),
    ],
)
def test_agreement_is_exact(theirs: str, ours: str, same: bool) -> None:
    assert (meaning(theirs) == meaning(ours)) is same
