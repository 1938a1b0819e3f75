"""Policies fire on nothing in the whole tree of fixtures but what is marked, or recorded and was read."""

from __future__ import annotations

from collections import defaultdict

import pytest

from finops_guard.policy import loader
from finops_guard.settings import Settings
from finops_guard.trials.bundled import DIRECTORY, checkout
from finops_guard.trials.fixtures import Case
from finops_guard.trials.running import gather
from tools.record_elsewhere import OUTPUT, elsewhere

TREE = checkout()
assert TREE is not None
CASES, _ = gather(TREE, [DIRECTORY])
POLICIES = loader.load(Settings(), None)
RECORDED: dict[str, list[str]] = defaultdict(list)
for line in OUTPUT.read_text().splitlines():
    RECORDED[line.partition(" ")[0]].append(line)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.shown.rpartition("/")[2])
def test_policies_fire_elsewhere_as_recorded(case: Case) -> None:
    name = case.shown.rpartition("/")[2]
    assert list(elsewhere(case, POLICIES)) == RECORDED[name], "read what changed: python -m tools.record_elsewhere"


def test_what_is_recorded_is_of_fixtures() -> None:
    assert set(RECORDED) <= {case.shown.rpartition("/")[2] for case in CASES}
