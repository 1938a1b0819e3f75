"""What a PodDisruptionBudget lets go, by the rounding that Kubernetes documents."""

from __future__ import annotations

import pytest
from policy.building import CAUSE, UNKNOWN, value

from finops_guard.kubernetes.disruption import disruptions_allowed
from finops_guard.kubernetes.replicas import Count


@pytest.mark.parametrize(
    ("spec", "pods", "allowed"),
    [
        # "Specifying a Disruption Budget": of 7 pods, 50 % are 4 that must be there, and 30 % are 3 that may go.
        ({"minAvailable": "50%"}, 7, 3),
        ({"maxUnavailable": "30%"}, 7, 3),
        ({"maxUnavailable": "30%"}, 10, 3),
        ({"minAvailable": 2}, 3, 1),
        ({"minAvailable": 3}, 3, 0),
        ({"minAvailable": 5}, 3, 0),
        ({"minAvailable": 0}, 3, 3),
        ({"minAvailable": "0%"}, 3, 3),
        ({"minAvailable": "1%"}, 1, 0),
        ({"minAvailable": "100%"}, 3, 0),
        ({"minAvailable": "100%"}, None, 0),
        ({"maxUnavailable": 0}, 3, 0),
        ({"maxUnavailable": "0%"}, None, 0),
        ({"maxUnavailable": 1}, 3, 1),
        ({"maxUnavailable": 9}, 3, 3),
        ({"maxUnavailable": "1%"}, 3, 1),
        ({"minAvailable": None, "maxUnavailable": 1}, 3, 1),
        ({"minAvailable": "2"}, 3, 1),
        # Without pods, or a bound that is one, nothing is told.
        ({"minAvailable": 1}, 0, None),
        ({"minAvailable": 1}, None, None),
        ({"maxUnavailable": "half"}, 3, None),
        ({"maxUnavailable": "99999999%"}, 3, None),
        ({"maxUnavailable": ["1"]}, 3, None),
        ({}, 3, None),
    ],
)
def test_allowed(spec: object, pods: int | None, allowed: int | None) -> None:
    found = disruptions_allowed(value({"spec": spec}), Count(pods))
    assert (found and found.number) == allowed


def test_what_is_not_known_stays_so() -> None:
    pods = Count(None, causes=(CAUSE,))
    for spec, count in (({"minAvailable": UNKNOWN}, Count(3)), ({"minAvailable": 1}, pods), (UNKNOWN, Count(3))):
        found = disruptions_allowed(value({"spec": spec}), count)
        assert found is not None
        assert (found.number, found.causes) == (None, (CAUSE,))
    decided = disruptions_allowed(value({"spec": {"maxUnavailable": 0}}), pods)
    assert decided is not None
    assert (decided.number, decided.causes) == (0, ())
