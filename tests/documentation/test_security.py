"""docs/security.md: each test that holds a promise exists, and each promise has one."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest
from support.guide import ROOT

TEXT = (ROOT / "docs/security.md").read_text(encoding="utf-8")
PROMISED = TEXT.partition("## What is promised")[2].partition("## What is not promised")[0]
NAMED = re.findall(r"`([\w/]+\.py)::(\w+)`", TEXT)


@cache
def named_in(path: str) -> frozenset[str]:
    """Return the names of the tests in a file, as pytest finds them."""
    tree = ast.parse((ROOT / "tests" / path).read_text(encoding="utf-8"))
    return frozenset(each.name for each in tree.body if isinstance(each, ast.FunctionDef) and each.name[:5] == "test_")


@pytest.mark.parametrize(("path", "name"), NAMED, ids=["::".join(each) for each in NAMED])
def test_a_named_test_exists(path: str, name: str) -> None:
    assert name in named_in(path)


def test_each_promise_has_a_test() -> None:
    rows = [
        line for line in PROMISED.splitlines() if line.startswith("| ") and not line.startswith(("| ---", "| promise"))
    ]
    assert len(rows) > 40
    for row in rows:
        _, promise, held, _ = re.split(r"(?<!\\)\|", row)
        assert promise.strip()
        assert re.fullmatch(r" `[\w/]+\.py::\w+`(, `[\w/]+\.py::\w+`)* ", held), row


def test_a_missing_test_would_be_noticed() -> None:
    assert "test_nothing_of_this_name" not in named_in("test_tree.py")
    assert len(set(NAMED)) == len(NAMED), "one test, one promise"
