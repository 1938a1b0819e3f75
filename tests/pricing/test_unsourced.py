"""What no source has prices of is listed for people, and is never free."""

from __future__ import annotations

import re
from pathlib import Path

from finops_guard.catalog.free_types import is_free
from finops_guard.pricing.aws import unsourced as aws
from finops_guard.pricing.azure import unsourced as azure
from finops_guard.pricing.gcp import unsourced as gcp

TEXT = (Path(__file__).parents[2] / "docs" / "cost.md").read_text(encoding="utf-8")
PAID = {*aws.PAID, *azure.PAID, *gcp.PAID}


def test_the_page_lists_what_has_no_price() -> None:
    listed = re.search(r"<!-- unsourced -->(.*?)<!-- /unsourced -->", TEXT, re.DOTALL)
    assert listed is not None
    assert set(re.findall(r"`(\w+)`", listed[1])) == PAID


def test_what_is_paid_for_is_not_free() -> None:
    assert not [type_ for type_ in PAID if is_free(type_, type_.partition("_")[0])]
