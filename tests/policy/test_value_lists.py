from __future__ import annotations

import pytest

from finops_guard.policy.value_lists import MAX_COMPARED, MAX_LENGTH, ValueList

FEW = ValueList(["prod", "staging", "dev", "Cost-Centre", 42, True])
# A number and its check digits: any two differ in more than one place.
IDS = [f"app-{number:05}-{number * 7919 % 99991:05}" for number in range(5_000)]
MANY = ValueList([*IDS, "Shop Front"])


@pytest.mark.parametrize(
    ("text", "exactly", "any_case"),
    [("prod", True, True), ("PROD", False, True), ("42", True, True), ("true", True, True), ("pro", False, False)],
)
def test_membership(text: str, exactly: bool, any_case: bool) -> None:
    assert FEW.has(text) is exactly
    assert FEW.has(text, ignore_case=True) is any_case
    assert IDS[77] in list(MANY)
    assert MANY.has(IDS[77])


@pytest.mark.parametrize(
    ("text", "meant"),
    [("prd", "prod"), ("Staging", "staging"), ("cost_center", "Cost-Centre"), ("zzz", ""), ("", ""), ("p" * 500, "")],
)
def test_what_was_meant_among_few(text: str, meant: str) -> None:
    assert FEW.closest(text) == meant
    assert FEW.closest(text) == meant, "remembered"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("app-00077-9817", IDS[77]),  # a letter is missing
        ("app-00077-980017", ""),  # two slips
        ("app-0077-09817", IDS[77]),
        ("APP_00077_09817", IDS[77]),
        ("app-00077-0981x", IDS[77]),
        ("app-00077-09871", IDS[77]),  # two are swapped
        ("app-00077-098175", IDS[77]),
        ("shopfront", "Shop Front"),
        ("something else", ""),
        ("x" * (MAX_LENGTH * 10), ""),
    ],
)
def test_what_was_meant_among_thousands(text: str, meant: str) -> None:
    assert IDS[77] == "app-00077-09817"
    assert len(MANY) > MAX_COMPARED
    assert MANY.closest(text) == meant


def test_long_lists_are_shown_in_part() -> None:
    assert ValueList(["a", "b"]).shown() == '"a", "b"'
    assert MANY.shown(2) == f'"{IDS[0]}", "{IDS[1]}" and 4,999 more'
