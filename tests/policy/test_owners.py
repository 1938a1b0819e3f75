from __future__ import annotations

import pytest
from policy.building import UNKNOWN, resource, value
from policy.test_engine import policy

from finops_guard.policy.engine import evaluate
from finops_guard.policy.owners import owner_keys
from finops_guard.resources import ResourceSet
from finops_guard.values import SENSITIVE, Value

TAGS = policy("T-TAG", "tags", {"required": {"owner": {}}, "aliases": {"owner": ["crew"]}})


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (None, None),
        ({}, None),
        ({"owner": "shop"}, "shop"),
        ({"Team": " shop "}, "shop"),
        ({"Team": "shop", "owner": "checkout"}, "checkout"),
        ({"owner": "", "team": "shop"}, "shop"),
        ({"owner": UNKNOWN}, None),
        ({"owner": 7}, None),
        ({"owner": value("hunter2").marked(SENSITIVE)}, None),
        ({"crew": "billing", "squad": "shop"}, "billing"),
    ],
)
def test_a_finding_knows_the_owner_of_its_resource(tags, expected):
    # Without places: other tests keep parts of the common text out of excerpts.
    tagged = tags and {key: Value(raw, None) if isinstance(raw, str) else raw for key, raw in tags.items()}
    judged = resource(values={"a": "y"}, tagged=tagged)
    found, _ = evaluate([policy("T-001"), TAGS], ResourceSet((judged,)))
    assert {each.owner for each in found if each.policy == "T-001"} == {expected}


def test_keys_of_policies_go_before_the_usual_ones():
    keys = owner_keys([policy(), TAGS])
    assert keys[:3] == ("owner", "crew", "Owner")
    assert len(set(keys)) == len(keys)
