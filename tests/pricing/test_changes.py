"""Values at places of a resource are what they are made; all else stays as it is."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from msgspec.structs import replace
from policy.building import UNKNOWN, resource, value

from finops_guard.policy.checks.paths import places
from finops_guard.pricing.changes import REMOVAL, Change, Scalar, changed, together
from finops_guard.values import CauseKind, OpenDict, OpenList, Value, plain, unknown

VALUES: Mapping[str, object] = {
    "type": "gp2",
    "sizes": ["a", "b"],
    "disk": [{"type": "gp2"}, {"type": "io1", "iops": 9}],
    "one": {"on": True},
    "labels": {"a/b": "c"},
    "nothing": None,
    "empty": [],
    "open": UNKNOWN,
}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({"type": "gp3"}, {"type": "gp3"}),
        ({"type": None}, {"type": None}),
        ({"new": 1}, {"new": 1}),
        ({"new": None}, {"new": None}),
        ({"new.part": 1}, {"new": {"part": 1}}),
        ({"nothing.part": 1}, {"nothing": {"part": 1}}),
        ({"empty.part": 1}, {"empty": [{"part": 1}]}),
        ({"disk.type": "gp3"}, {"disk": [{"type": "gp3"}, {"type": "io1", "iops": 9}]}),
        ({"disk[0].type": "gp3"}, {"disk": [{"type": "gp3"}, {"type": "io1", "iops": 9}]}),
        ({"disk[1].type": "gp3", "disk[1].iops": 3}, {"disk": [{"type": "gp2"}, {"type": "gp3", "iops": 3}]}),
        ({"disk": None, "disk[1]": None}, {"disk": []}),
        ({"disk": None}, {"disk": [{"type": "io1", "iops": 9}]}),
        ({"disk[7].type": "gp3"}, {}),
        ({"sizes": "c"}, {"sizes": ["c", "b"]}),
        ({"sizes[1]": "c"}, {"sizes": ["a", "c"]}),
        ({"one[0].on": False}, {"one": {"on": False}}),
        ({'labels["a/b"]': "d"}, {"labels": {"a/b": "d"}}),
        ({"type.part": 1}, {}),  # into a text, nothing leads
        ({"open": 1, "open.part": 1}, {}),  # nor into what is not known
        ({}, {}),
    ],
)
def test_values_at_places(written: Mapping[str, Scalar], expected: Mapping[str, object]) -> None:
    before = resource(values=VALUES)
    after = changed(before, Change(tuple(written.items())))
    assert plain(after.values) == {**plain(before.values), **expected}  # type: ignore[dict-item]
    assert replace(after, values=before.values) == before


@pytest.mark.parametrize(
    "path", ["type", "disk[*].type", "disk[*].iops", "one.on", 'labels["a/b"]', "sizes", "new.part"]
)
def test_the_places_that_checks_name_are_found_again(path: str) -> None:
    before = resource(values=VALUES)
    for number, place in enumerate(places(before.values, path)):
        after = changed(before, Change(((place.name, "here"),)))
        found = [each.value is not None and each.value.raw == "here" for each in places(after.values, path)]
        assert found == [at == number for at in range(len(found))]


def test_what_may_go_on_may_still_go_on() -> None:
    cause = unknown(CauseKind.NO_VALUE, "var.x has no value").causes
    values = Value(OpenDict({"list": Value(OpenList([value("a")], cause))}, cause))
    after = changed(replace(resource(), values=values), Change((("list", "b"),))).values
    assert isinstance(after.raw, OpenDict)
    found = after.raw["list"].raw
    assert isinstance(found, OpenList)
    assert (after.raw.causes, found.causes) == (cause, cause)


def test_changes_of_one_resource_together() -> None:
    first, second = Change((("a", 1), ("b", 2))), Change((("b", 3), ("c", 4)))
    assert dict(together([first, second]).values) == {"a": 1, "b": 2, "c": 4}
    assert together([first, REMOVAL]) == REMOVAL
