"""The value that was probably meant, among few and among very many."""

from __future__ import annotations

import pytest

from finops_guard.policy.checks.tag_suggestions import AllowedValues

STAGES = ("prod", "staging", "dev", "sandbox")
LONG = ("production", "development")
IDS = [f"APP-{number:05}" for number in range(0, 40_000, 2)]


@pytest.mark.parametrize(
    ("values", "text", "nearest"),
    [
        # letters tell nothing about these
        (STAGES, "prd", "prod"),
        (STAGES, "PRD", "prod"),
        (STAGES, "stg", "staging"),
        (STAGES, "production", "prod"),
        (STAGES, "uat", "staging"),
        (LONG, "prd", "production"),
        (LONG, "stg", ""),
        (LONG, "Prodution", "production"),
        (STAGES, "Dev", "dev"),
        (STAGES, "sand-box", "sandbox"),
        (STAGES, "checkout", ""),
        (STAGES, "", ""),
        (STAGES, "p" * 500, ""),
        # among many ids only a single way to put one slip right is worth a suggestion
        (IDS, "app00002", "APP-00002"),
        (IDS, "APPP-00042", "APP-00042"),
        (IDS, "APP-000002", ""),
        (IDS, "AP-00042", "APP-00042"),
        (IDS, "APP-00003", ""),
        (IDS, "nothing like it", ""),
    ],
)
def test_nearest(values: tuple[str, ...], text: str, nearest: str) -> None:
    assert AllowedValues(values).nearest(text) == nearest


@pytest.mark.parametrize("collection", [list, tuple, frozenset, dict.fromkeys])
def test_any_collection_will_do(collection: type) -> None:
    values = AllowedValues(collection(("A-1", "B-2")))
    assert values.has("A-1", ignore_case=False)
    assert not values.has("a-1", ignore_case=False)
    assert values.has("a-1", ignore_case=True)
    assert values.nearest("a1") == "A-1"


def test_listing_is_short() -> None:
    assert AllowedValues(("a", "b")).listed() == '"a", "b"'
    assert AllowedValues(IDS).listed(2) == '"APP-00000", "APP-00002" and 19,998 more'
    assert not AllowedValues()
