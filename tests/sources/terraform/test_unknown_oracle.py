"""Random expressions over unknown values: what a real plan knows is known here, and what is known here is true."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from support.terraform_expressions import ERROR
from support.terraform_unknowns import NOT_KNOWN, deviations, expressions, ours

COUNT = 400
SEED = 5


@pytest.mark.skipif(shutil.which("terraform") is None, reason="the terraform binary is not on PATH")
def test_expressions_over_unknown_values_are_what_a_plan_makes_of_them(tmp_path: Path) -> None:
    assert deviations(expressions(SEED, COUNT), tmp_path) == []


def test_the_generator_makes_the_same_expressions_for_the_same_seed_and_most_have_a_value() -> None:
    made = expressions(SEED, COUNT)
    assert made == expressions(SEED, COUNT) != expressions(SEED + 1, COUNT)
    found = ours(made)
    assert sum(answer != ERROR for answer in found) > COUNT / 2
    assert sum(NOT_KNOWN in str(answer) for answer in found) > COUNT / 4
