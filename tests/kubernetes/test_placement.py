"""Spot capacity, as Karpenter, EKS, GKE and AKS document how pods ask for it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from policy.building import CAUSE, UNKNOWN, value

from finops_guard.kubernetes.placement import Spot, placement

CAPACITY = "karpenter.sh/capacity-type"


def term(*values: object, key: str = CAPACITY, operator: str = "In") -> dict[str, object]:
    return {"matchExpressions": [{"key": key, "operator": operator, "values": list(values)}]}


def required(*terms: object) -> dict[str, object]:
    inside = {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": list(terms)}}
    return {"affinity": {"nodeAffinity": inside}}


def preferred(*terms: object) -> dict[str, object]:
    listed = [{"weight": 1, "preference": each} for each in terms]
    return {"affinity": {"nodeAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": listed}}}


def tolerated(**toleration: object) -> dict[str, object]:
    return {"tolerations": [toleration]}


@pytest.mark.parametrize(
    ("spec", "spot"),
    [
        ({}, Spot.NO),
        ({"nodeSelector": {CAPACITY: "spot"}}, Spot.REQUIRED),
        ({"nodeSelector": {CAPACITY: "on-demand"}}, Spot.NO),
        ({"nodeSelector": {"eks.amazonaws.com/capacityType": "SPOT"}}, Spot.REQUIRED),
        ({"nodeSelector": {"cloud.google.com/gke-spot": "true"}}, Spot.REQUIRED),
        ({"nodeSelector": {"cloud.google.com/gke-spot": True}}, Spot.REQUIRED),
        ({"nodeSelector": {"kubernetes.azure.com/scalesetpriority": "spot"}}, Spot.REQUIRED),
        (required(term("spot")), Spot.REQUIRED),
        (required(term("spot", "on-demand")), Spot.PREFERRED),
        (required(term("spot"), term("spot")), Spot.REQUIRED),
        # Terms are alternatives.
        (required(term("spot"), term("a", key="zone")), Spot.NO),
        (required(term("spot"), term("on-demand")), Spot.PREFERRED),
        (required(term("spot", operator="NotIn")), Spot.NO),
        (required(term()), Spot.NO),
        (preferred(term("spot")), Spot.PREFERRED),
        (preferred(term("a", key="zone")), Spot.NO),
        (
            tolerated(key="kubernetes.azure.com/scalesetpriority", operator="Equal", value="spot", effect="NoSchedule"),
            Spot.PREFERRED,
        ),
        (tolerated(key="cloud.google.com/gke-spot", operator="Exists"), Spot.PREFERRED),
        (tolerated(key="cloud.google.com/gke-spot", value="false"), Spot.NO),
        (tolerated(operator="Exists"), Spot.NO),
        (tolerated(key="dedicated", value="spot"), Spot.NO),
        ({"nodeSelector": ["spot"], "affinity": "x", "tolerations": {"key": 1}}, Spot.NO),
    ],
)
def test_spot(spec: Mapping[str, object], spot: Spot) -> None:
    found = placement(value(spec))
    assert (found.spot, found.causes) == (spot, ())
    assert (found.value is not None) is (spot is not Spot.NO)


@pytest.mark.parametrize(
    ("spec", "causes"),
    [
        (UNKNOWN, (CAUSE,)),
        ({"nodeSelector": UNKNOWN}, (CAUSE,)),
        ({"nodeSelector": {CAPACITY: UNKNOWN}}, (CAUSE,)),
        ({"nodeSelector": {"zone": UNKNOWN}}, ()),
        (required(term(UNKNOWN)), (CAUSE,)),
        ({"affinity": {"nodeAffinity": UNKNOWN}}, (CAUSE,)),
        ({"tolerations": [{"key": UNKNOWN}]}, (CAUSE,)),
        ({"nodeSelector": {CAPACITY: "spot"}, "tolerations": UNKNOWN}, ()),
    ],
)
def test_what_is_not_known_stays_so(spec: object, causes: tuple[object, ...]) -> None:
    assert placement(value(spec)).causes == causes


def test_architecture() -> None:
    spec = {"nodeSelector": {"kubernetes.io/arch": "arm64"}, **required(term("amd64", key="kubernetes.io/arch"))}
    assert placement(value(spec)).architectures == ("arm64", "amd64")
    assert placement(None).architectures == ()
