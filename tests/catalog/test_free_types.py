from __future__ import annotations

import yaml

from finops_guard._assets import directory
from finops_guard.catalog import free_parts
from finops_guard.catalog.free_types import FAMILIES, TYPES, is_free
from finops_guard.pricing.resources import priced_types


def test_types_are_those_of_the_policy() -> None:
    policy = (directory("policies") / "common/required-tags-of-free-resources.yaml").read_text(encoding="utf-8")
    asked = yaml.safe_load(policy)["match"]["resources"]
    assert {*TYPES, *(f"{family}*" for family in FAMILIES)} == set(asked)


def test_what_is_not_listed_is_not_free() -> None:
    assert is_free("aws_iam_role", "aws")
    assert is_free("random_id", "random")
    assert not is_free("aws_instance", "aws")
    assert not is_free("aws_new_service", "aws")
    assert not is_free("aws_s3_bucket_inventory", "aws")


def test_parts_of_others_are_no_further_bill() -> None:
    assert is_free("aws_route_table_association", "aws")
    assert is_free("azurerm_subnet", "azurerm")
    assert is_free("google_project_iam_member", "google")
    assert not is_free("other_iam_member", "other")
    assert not free_parts.TYPES & TYPES
    assert not free_parts.TYPES & priced_types()
