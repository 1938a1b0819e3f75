from __future__ import annotations

import pytest

from finops_guard.sources.terraform.syntax.possessive import portable


@pytest.mark.parametrize(
    ("pattern", "greedy"),
    [
        (r"(?:a|b)*+c", r"(?:a|b)*c"),
        (r"(?:a)++(b)?+", r"(?:a)+(b)?"),
        (r"[ab]*+\d++x?+", r"[ab]*+\d++x?+"),
    ],
)
def test_groups_are_greedy_where_possessive_ones_match_wrongly(pattern: str, greedy: str) -> None:
    assert portable(pattern, sound=True) == pattern
    assert portable(pattern, sound=False) == greedy
