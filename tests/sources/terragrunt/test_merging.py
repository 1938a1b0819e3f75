"""Inputs over included inputs; the deep merge is the example of Terragrunt's own documentation."""

from __future__ import annotations

import pytest

from finops_guard.sources.terragrunt.merging import MergeStrategy, merged
from finops_guard.values import Cause, CauseKind, OpenDict, Plain, Unknown, Value, plain

CAUSE = Cause(CauseKind.NO_VALUE, "not known")
UNKNOWN = Value(Unknown([CAUSE]))


def made(data: object) -> Value:
    """Return plain data as a value; a Value within it stays."""
    if isinstance(data, Value):
        return data
    if isinstance(data, dict):
        return Value({key: made(item) for key, item in data.items()})
    if isinstance(data, list):
        return Value([made(item) for item in data])
    assert data is None or isinstance(data, int | str)
    return Value(data)


PARENT = {"attribute": "hello", "old": "old val", "list": ["hello"], "map": {"foo": "bar"}}
CHILD = {"attribute": "mock", "new": "new val", "list": ["mock"], "map": {"bar": "baz"}}


@pytest.mark.parametrize(
    ("strategy", "expected"),
    [
        (MergeStrategy.NO_MERGE, CHILD),
        (
            MergeStrategy.SHALLOW,
            {"attribute": "mock", "old": "old val", "list": ["mock"], "map": {"bar": "baz"}, "new": "new val"},
        ),
        (
            MergeStrategy.DEEP,
            {
                "attribute": "mock",
                "old": "old val",
                "list": ["hello", "mock"],
                "map": {"foo": "bar", "bar": "baz"},
                "new": "new val",
            },
        ),
    ],
)
def test_strategies(strategy: MergeStrategy, expected: Plain) -> None:
    assert plain(merged(made(PARENT), made(CHILD), strategy)) == expected


@pytest.mark.parametrize(
    ("parent", "child", "strategy", "key", "known"),
    [
        (UNKNOWN, {"a": 1}, MergeStrategy.SHALLOW, "a", 1),
        (UNKNOWN, {"a": 1}, MergeStrategy.DEEP, "a", 1),
        (UNKNOWN, {"a": {"b": 1}}, MergeStrategy.DEEP, "a", None),
        (UNKNOWN, {"a": 1}, MergeStrategy.SHALLOW, "other", None),
        ({"a": UNKNOWN}, {"a": "text"}, MergeStrategy.DEEP, "a", "text"),
        ({"a": UNKNOWN}, {"a": ["text"]}, MergeStrategy.DEEP, "a", None),
        ({"a": ["text"]}, {"a": UNKNOWN}, MergeStrategy.DEEP, "a", None),
        ({"a": 1}, UNKNOWN, MergeStrategy.SHALLOW, "a", None),
        ({"a": 1}, Value(OpenDict({"b": Value(2)}, [CAUSE])), MergeStrategy.SHALLOW, "a", None),
        ({"a": 1}, Value(OpenDict({"b": Value(2)}, [CAUSE])), MergeStrategy.SHALLOW, "b", 2),
        ({"a": 1}, Value(OpenDict({}, [CAUSE], [("x-", "")])), MergeStrategy.SHALLOW, "a", 1),
    ],
)
def test_what_is_not_known_is_never_guessed(
    parent: object, child: object, strategy: MergeStrategy, key: str, known: object
) -> None:
    found = merged(made(parent), made(child), strategy).get(key)
    assert found is not None
    assert (None if found.is_unknown else found.raw) == known
