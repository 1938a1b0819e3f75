"""What pods are placed by, against the worked examples of Kubernetes' documentation."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from policy.building import CAUSE, UNKNOWN, container, value
from support.clusters import deployment, manifest, workload

from finops_guard.kubernetes.sizes import Basis, defaults, is_accelerator, pod_total, request

GIB, MIB = 2**30, 2**20


def limit_range(
    *limits: Mapping[str, object], kind: str = "Container", namespace: str | None = "shop"
) -> dict[str, Any]:
    listed = [{"type": kind, **limit} for limit in limits]
    return manifest("v1", "LimitRange", f"limits-{len(listed)}", namespace, spec={"limits": listed})


# "Configure Default Memory Requests and Limits for a Namespace" and the same of CPU; those with a maximum are of
# "Configure Minimum and Maximum Memory Constraints".
MEMORY = {"default": {"memory": "512Mi"}, "defaultRequest": {"memory": "256Mi"}}
CPU = {"default": {"cpu": 1}, "defaultRequest": {"cpu": 0.5}}


@pytest.mark.parametrize(
    ("limits", "resources", "name", "amount", "basis"),
    [
        (MEMORY, {}, "memory", 256 * MIB, Basis.LIMIT_RANGE),
        (MEMORY, {"limits": {"memory": "1Gi"}}, "memory", GIB, Basis.LIMIT),
        (MEMORY, {"requests": {"memory": "128Mi"}}, "memory", 128 * MIB, Basis.REQUEST),
        (CPU, {}, "cpu", "0.5", Basis.LIMIT_RANGE),
        (CPU, {"limits": {"cpu": "1"}}, "cpu", 1, Basis.LIMIT),
        (CPU, {"requests": {"cpu": "0.75"}}, "cpu", "0.75", Basis.REQUEST),
        ({"max": {"memory": "1Gi"}, "min": {"memory": "500Mi"}}, {}, "memory", GIB, Basis.LIMIT_RANGE),
        ({"max": {"cpu": "800m"}, "min": {"cpu": "200m"}}, {}, "cpu", "0.8", Basis.LIMIT_RANGE),
        ({"min": {"cpu": "200m"}}, {}, "cpu", "0.2", Basis.LIMIT_RANGE),
        ({"default": {"cpu": "300m"}, "max": {"cpu": "800m"}}, {}, "cpu", "0.3", Basis.LIMIT_RANGE),
        (MEMORY, {}, "cpu", None, Basis.NOTHING),
        (MEMORY, {"requests": {"memory": None}}, "memory", 256 * MIB, Basis.LIMIT_RANGE),
        (MEMORY, {"requests": {"memory": "lots"}}, "memory", None, Basis.NOTHING),
        (MEMORY, {"requests": {"memory": -1}}, "memory", None, Basis.NOTHING),
    ],
)
def test_a_container_is_completed_by_a_limit_range(
    limits: Mapping[str, object], resources: object, name: str, amount: object, basis: Basis
) -> None:
    given = defaults([value(limit_range(limits))])
    found = request(container("app", resources), name, given)
    assert (found.amount, found.basis) == (None if amount is None else Decimal(str(amount)), basis)


def test_the_first_limit_range_that_says_counts() -> None:
    pod = limit_range({"default": {"cpu": 7}}, kind="Pod")
    given = defaults(map(value, [pod, limit_range({"min": {"cpu": 1}}, {"default": {"cpu": 3, "memory": 5}})]))
    assert {name: amount.raw for name, amount in given.requests.items()} == {"cpu": 1, "memory": 5}


@pytest.mark.parametrize(
    "spec",
    [{"limits": UNKNOWN}, {"limits": [{"type": "Container", "default": UNKNOWN}]}, {"limits": [{"type": UNKNOWN}]}],
)
def test_what_a_limit_range_may_give_is_not_known(spec: object) -> None:
    given = defaults([value({"spec": spec})])
    assert request(container("app"), "cpu", given).causes == (CAUSE,)
    assert request(container("app", {"requests": {"cpu": 1}}), "cpu", given).amount == 1


SIDECAR = {"kind": "init-container", "restartPolicy": "Always"}


def cpu(name: str, amount: object, **more: Any) -> Any:
    return container(name, {"requests": {"cpu": amount}}, **more)


@pytest.mark.parametrize(
    ("containers", "amount"),
    [
        # "Resource sharing within containers" (init containers): the highest init request, or the sum of the others.
        ([cpu("a", 1), cpu("b", 2)], 3),
        ([cpu("a", 1), cpu("i", 5, kind="init-container")], 5),
        ([cpu("a", 4), cpu("b", 4), cpu("i", 5, kind="init-container"), cpu("j", 6, kind="init-container")], 8),
        # "Resource sharing" (sidecar containers): with the sidecars that were started before.
        ([cpu("a", 1), cpu("s", 2, **SIDECAR), cpu("i", 3, kind="init-container")], 5),
        ([cpu("a", 1), cpu("i", 3, kind="init-container"), cpu("s", 2, **SIDECAR)], 3),
        ([cpu("a", 4), cpu("s", 2, **SIDECAR), cpu("i", 3, kind="init-container"), cpu("t", 1, **SIDECAR)], 7),
        ([cpu("same", 1), cpu("same", 2)], 3),
        ([], 0),
    ],
)
def test_pod(containers: list[Any], amount: int) -> None:
    total = pod_total(value({}), containers, "cpu")
    assert (total.amount, total.is_known) == (amount, True)


@pytest.mark.parametrize(
    ("whole", "containers", "amount", "missing"),
    [
        # "Assign Pod-level CPU and memory resources": requests of the pod come before those of its containers.
        ({"requests": {"cpu": 1}, "limits": {"cpu": 1}}, [cpu("a", "0.5"), container("b")], 1, ()),
        ({"limits": {"cpu": 3}}, [container("a"), container("b")], 3, ()),
        ({"limits": {"cpu": 3}}, [cpu("a", 1), cpu("b", 1)], 2, ()),
        ({"requests": {"memory": "1Gi"}}, [cpu("a", 1), container("b")], 1, ("b",)),
        ({"requests": {"cpu": "lots"}}, [cpu("a", 1)], 1, ()),
        (["requests"], [cpu("a", 1)], 1, ()),
    ],
)
def test_resources_of_the_pod(whole: object, containers: list[Any], amount: int, missing: tuple[str, ...]) -> None:
    total = pod_total(value({"resources": whole}), containers, "cpu")
    assert (total.amount, total.missing) == (amount, missing)


def test_overhead_is_added() -> None:
    """The documentation's example of pod overhead: two containers of 500m and 1500m with an overhead of 250m."""
    spec = {"overhead": {"cpu": "250m", "memory": "120Mi"}}
    pod = [cpu("a", "500m"), cpu("b", "1500m")]
    assert pod_total(value(spec), pod, "cpu").amount == Decimal("2.25")
    assert pod_total(value({**spec, "resources": {"requests": {"cpu": 1}}}), pod, "cpu").amount == Decimal("1.25")
    assert pod_total(value({"overhead": {"cpu": UNKNOWN}}), pod, "cpu").causes == (CAUSE,)


@pytest.mark.parametrize(
    "spec",
    [{"resources": UNKNOWN}, {"resources": {"requests": UNKNOWN}}, {"resources": {"requests": {"cpu": UNKNOWN}}}],
)
def test_what_is_not_known_stays_so(spec: object) -> None:
    assert pod_total(value(spec), [cpu("a", 1)], "cpu").causes == (CAUSE,)
    total = pod_total(value({}), [cpu("a", 1), cpu("b", UNKNOWN)], "cpu")
    assert (total.amount, total.causes, total.missing) == (1, (CAUSE,), ())


def test_a_limit_range_completes_what_is_deployed_with_it() -> None:
    assert workload(deployment(), limit_range(CPU)).total("cpu").amount == Decimal("0.5")
    assert workload(deployment(), limit_range(CPU, namespace="blog")).total("cpu").missing == ("app",)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("nvidia.com/gpu", True),
        ("amd.com/gpu", True),
        ("nvidia.com/mig-1g.5gb", True),
        ("gpu.intel.com/i915", True),
        ("google.com/tpu", True),
        ("aws.amazon.com/neuron", True),
        ("cpu", False),
        ("hugepages-2Mi", False),
        ("example.com/licenses", False),
    ],
)
def test_accelerators(name: str, expected: bool) -> None:
    assert is_accelerator(name) is expected
