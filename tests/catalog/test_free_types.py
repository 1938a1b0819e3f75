from __future__ import annotations

import yaml

from finops_guard._assets import directory
from finops_guard.catalog.free_types import FAMILIES, TYPES, is_free


def test_types_are_those_of_the_policy() -> None:
    policy = (directory("policies") / "common/required-tags-of-free-resources.yaml").read_text(encoding="utf-8")
    asked = yaml.safe_load(policy)["match"]["resources"]
    assert {*TYPES, *(f"{family}*" for family in FAMILIES)} == set(asked)


def test_what_is_not_listed_is_not_free() -> None:
    assert is_free("aws_iam_role", "aws")
    assert is_free("random_id", "random")
    assert not is_free("aws_instance", "aws")
    assert not is_free("aws_new_service", "aws")
