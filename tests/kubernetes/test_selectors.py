"""Label selectors, by the semantics that Kubernetes documents."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from policy.building import CAUSE, UNKNOWN, value

from finops_guard.kubernetes.selectors import POD_NAME, selector, simple

POD = {"app": "web", "tier": "front"}


def expression(operator: str, *values: str, key: str = "app") -> dict[str, object]:
    return {"matchExpressions": [{"key": key, "operator": operator, **({"values": list(values)} if values else {})}]}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({"matchLabels": {"app": "web"}}, True),
        ({"matchLabels": POD}, True),
        ({"matchLabels": {**POD, "x": "y"}}, False),
        ({"matchLabels": {"app": "api"}}, False),
        ({"matchLabels": {"app": ""}}, False),
        (expression("In", "web", "api"), True),
        (expression("In", "api"), False),
        (expression("In", "web", key="other"), False),
        (expression("NotIn", "api"), True),
        (expression("NotIn", "web"), False),
        # "NotIn ... selects also resources that have no labels with the key".
        (expression("NotIn", "web", key="other"), True),
        (expression("Exists"), True),
        (expression("Exists", key="other"), False),
        (expression("DoesNotExist"), False),
        (expression("DoesNotExist", key="other"), True),
        # All requirements are ANDed together.
        ({"matchLabels": {"app": "web"}, **expression("In", "back", key="tier")}, False),
        ({"matchLabels": {"app": "web"}, **expression("In", "front", key="tier")}, True),
        # An empty selector selects everything, null nothing.
        ({}, True),
        ({"matchLabels": {}}, True),
        (expression("Near", "web"), None),
        ({"matchLabels": "app"}, None),
        ("app=web", None),
        ({"matchLabels": {"app": 1}}, None),
        ({"matchExpressions": ["app"]}, None),
        (expression("In", "web") | {"matchLabels": {"app": "api"}}, False),
        (UNKNOWN, None),
        ({"matchLabels": {"app": UNKNOWN}}, None),
        ({"matchLabels": {"app": UNKNOWN, "tier": "back"}}, False),
        ({"matchExpressions": UNKNOWN}, None),
    ],
)
def test_selector(written: object, expected: bool | None) -> None:
    found = selector(value(written))
    assert found.matches(POD) is expected
    assert not found.is_nothing


@pytest.mark.parametrize(
    ("labels", "known", "expected"),
    [
        ({"app": "web"}, True, True),
        ({"app": None}, True, None),
        ({}, True, False),
        ({}, False, None),
        ({"app": "api"}, False, False),
    ],
)
def test_labels_that_are_not_known(labels: Mapping[str, str | None], known: bool, expected: bool | None) -> None:
    assert simple(value({"app": "web"})).matches(labels, known=known) is expected
    assert selector(value(expression("In", "web"))).matches(labels, known=known) is expected


@pytest.mark.parametrize(
    ("written", "nothing"), [(None, True), ({}, True), ({"app": "web"}, False), ("app", False), ([], False)]
)
def test_a_service_without_selector_means_nothing(written: object, nothing: bool) -> None:
    assert simple(value(written)).is_nothing is nothing


@pytest.mark.parametrize(
    ("pod", "expected"),
    [("queue-0", True), ("queue-12", True), ("queue", True), ("queue-a", False), ("other-0", False)],
)
def test_one_pod_of_a_stateful_set_stands_for_the_set(pod: str, expected: bool) -> None:
    assert simple(value({POD_NAME: pod})).matches({POD_NAME: "queue"}) is expected


def test_no_selector_of_labels_means_nothing() -> None:
    assert selector(None).is_nothing
    assert selector(value(None)).is_nothing


def test_causes_are_told() -> None:
    assert simple(value({"app": UNKNOWN})).causes == (CAUSE,)
    (cause,) = simple(value({"app": 1})).causes
    assert cause.text == "1 is no selector of labels"
