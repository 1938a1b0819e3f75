"""What objects cost a month, against calculations by hand from OpenCost's default prices."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from policy.building import CAUSE
from support.clusters import cluster, deployment, hpa, keda, manifest

from finops_guard.pricing.estimates import Component, Estimate, Range, cents, exactly, of, shown, total
from finops_guard.pricing.kubernetes import estimate, spot_saving

# USD a month: 0.031611 x 730 a core, 0.004237 x 730 a GiB; on spot capacity 0.006655 and 0.000892; 0.95 x 730 a GPU;
# 0.00005479452 x 730 a GiB of storage; 0.025 x 730 a load balancer.
CPU, MEMORY, SPOT_CPU, SPOT_MEMORY = (Decimal(each) for each in ("23.07603", "3.09301", "4.85815", "0.65116"))
GPU, STORAGE, BALANCER = (Decimal(each) for each in ("693.5", "0.0399999996", "18.25"))

ONE = {"cpu": 1, "memory": "1Gi"}
SPOT = {"nodeSelector": {"karpenter.sh/capacity-type": "spot"}}


def template(size: object = "10Gi") -> dict[str, object]:
    return {"metadata": {"name": "data"}, "spec": {"resources": {"requests": {"storage": size}}}}


def claim(size: object) -> dict[str, Any]:
    return manifest("v1", "PersistentVolumeClaim", "data", spec=template(size)["spec"])


def gpu(name: str = "nvidia.com/gpu", amount: object = 2) -> dict[str, object]:
    container = {"name": "app", "resources": {"requests": dict(ONE), "limits": {name: amount}}}
    return {"containers": [container]}


@pytest.mark.parametrize(
    ("documents", "least", "most"),
    [
        ([deployment(requests=ONE)], CPU + MEMORY, CPU + MEMORY),
        ([deployment(requests={"cpu": "500m", "memory": "512Mi"}, replicas=4)], 2 * (CPU + MEMORY), 2 * (CPU + MEMORY)),
        ([deployment(requests=ONE, replicas=0)], 0, 0),
        ([deployment(requests=ONE), hpa(minReplicas=2, maxReplicas=10)], 2 * (CPU + MEMORY), 10 * (CPU + MEMORY)),
        ([deployment(requests=ONE), keda(maxReplicaCount=3)], 0, 3 * (CPU + MEMORY)),
        ([deployment(requests=ONE), hpa()], CPU + MEMORY, None),
        ([deployment(requests=ONE, pod=SPOT)], SPOT_CPU + SPOT_MEMORY, SPOT_CPU + SPOT_MEMORY),
        ([deployment(pod=gpu())], CPU + MEMORY + 2 * GPU, CPU + MEMORY + 2 * GPU),
        ([deployment(kind="StatefulSet", requests=ONE, replicas=2, volumeClaimTemplates=[template()])],
         2 * (CPU + MEMORY + 10 * STORAGE), 2 * (CPU + MEMORY + 10 * STORAGE)),
        ([claim("100Gi")], 100 * STORAGE, 100 * STORAGE),
        ([manifest("v1", "Service", "web", spec={"type": "LoadBalancer"})], BALANCER, BALANCER),
        ([manifest("v1", "Namespace", "shop", None), deployment(requests=ONE), deployment("api", ONE, replicas=2),
          deployment("other", ONE, namespace="blog"), manifest("v1", "Service", "web", spec={"type": "LoadBalancer"})],
         3 * (CPU + MEMORY) + BALANCER, 3 * (CPU + MEMORY) + BALANCER),
        ([manifest("v1", "Namespace", "shop", None), deployment(requests=ONE), hpa(maxReplicas=5)],
         CPU + MEMORY, 5 * (CPU + MEMORY)),
        ([manifest("v1", "Namespace", "shop", None)], 0, 0),
    ],
)  # fmt: skip
def test_cost(documents: list[Any], least: Decimal, most: Decimal | None) -> None:
    found, objects = cluster(documents)
    cost = estimate(next(iter(objects.values())), found)
    assert cost is not None
    assert (cost.least, cost.most) == (least, most)
    assert not cost.causes
    assert bool(cost.unpriced) is (most is None)


@pytest.mark.parametrize(
    ("document", "least", "said"),
    [
        (deployment(kind="DaemonSet", requests=ONE), None, "one pod a node, and the number of nodes is not known"),
        (manifest("batch/v1", "Job", "web", spec={"template": {"spec": gpu()}}), None, "it costs while it runs"),
        (deployment(requests={"cpu": 1}), CPU, "no memory request in app"),
        (deployment(), None, "no cpu request in app"),
        (deployment(pod=gpu("nvidia.com/mig-1g.5gb")), CPU + MEMORY, "no price for nvidia.com/mig-1g.5gb of app"),
        (deployment(kind="StatefulSet", requests=ONE, volumeClaimTemplates=[template("much")]), CPU + MEMORY,
         "volume data: its size is not known"),
        (manifest("v1", "PersistentVolumeClaim", "data"), None, "its size is not known"),
    ],
)  # fmt: skip
def test_what_has_no_price_is_named(document: dict[str, Any], least: Decimal | None, said: str) -> None:
    found, objects = cluster([document])
    cost = estimate(next(iter(objects.values())), found)
    assert cost is not None
    assert cost.least == least
    assert said in " / ".join(cost.unpriced)


@pytest.mark.parametrize("document", [manifest("v1", "ConfigMap", "a"), manifest("v1", "Service", "a", spec={})])
def test_what_costs_nothing(document: dict[str, Any]) -> None:
    found, objects = cluster([document])
    assert estimate(next(iter(objects.values())), found) is None


def test_counts_that_are_not_known_have_causes() -> None:
    found, objects = cluster(
        [manifest("v1", "Namespace", "shop", None), deployment("a", ONE), deployment("b", ONE, replicas="x")]
    )
    cost = estimate(objects["Namespace/shop"], found)
    assert cost is not None
    assert (cost.least, [cause.text for cause in cost.causes]) == (CPU + MEMORY, ['"x" is no number of pods'])


@pytest.mark.parametrize(
    ("pod", "saving"),
    [({}, CPU + MEMORY - SPOT_CPU - SPOT_MEMORY), (SPOT, None), (gpu(), CPU + MEMORY - SPOT_CPU - SPOT_MEMORY)],
)
def test_spot_saving(pod: dict[str, object], saving: Decimal | None) -> None:
    found, objects = cluster([deployment(requests=ONE, pod=pod)])
    assert spot_saving(objects["Deployment/shop/web"], found) == saving


def test_sums() -> None:
    part = Component("CPU", "vCPU", exactly(2), Decimal("1.5"), Range(Decimal(3), Decimal(4), Decimal(6)))
    one = of([part])
    unknown = Estimate(least=None, most=None, unpriced=("b",), causes=(CAUSE,))
    found = total([one, unknown, Estimate(least=Decimal(1))], [CAUSE])
    assert (found.least, found.expected, found.most) == (4, 4, 6)
    assert (found.unpriced, found.causes) == (("b",), (CAUSE,))


@pytest.mark.parametrize(
    ("amount", "text"),
    [("0", "0.00 USD"), ("1234.567", "1,234.57 USD"), ("1e40", "1.000e+40 USD"), ("1e999", "1.000e+999 USD")],
)
def test_amounts_of_any_size_are_shown(amount: str, text: str) -> None:
    assert shown(Decimal(amount)) == text
    assert abs(cents(Decimal(amount)) - Decimal(amount)) <= Decimal("0.005")
