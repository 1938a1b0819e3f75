"""What Kubernetes objects cost within the costs of a scan, of manifests and of Terraform, by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sources.kubernetes.scanning import scan
from support.bills import lines
from support.clusters import deployment, dump, hpa, manifest
from support.terraform_text import read

from finops_guard.catalog.price import NoPrice
from finops_guard.catalog.tariff import Tariff, flat
from finops_guard.pricing.book import PriceKey
from finops_guard.pricing.costs import Costs
from finops_guard.pricing.estimates import Estimate, total
from finops_guard.resources import Resource, ResourceSet
from finops_guard.settings import Settings
from finops_guard.sources.kubernetes.terraform.joining import with_objects
from finops_guard.tree import MemoryTree

HALF = {"cpu": "500m", "memory": "1Gi"}
CLAIM = {"metadata": {"name": "data"}, "spec": {"resources": {"requests": {"storage": "20Gi"}}}}


def found(documents: list[Any]) -> ResourceSet:
    return scan({"a.yaml": dump(documents)})


def first(documents: list[Any]) -> Estimate:
    resources = found(documents)
    estimate = Costs(resources).of(resources.resources[0])
    assert estimate is not None
    return estimate


@pytest.mark.parametrize(
    ("documents", "expected"),
    [
        # 3 pods x 0.5 cores x 730 h x 0.031611; 3 x 1 GiB x 730 h x 0.004237
        (
            [deployment(requests=HALF, replicas=3)],
            [("CPU", "1095 vCPU-hour", "34.61"), ("memory", "2190 GiB-hour", "9.28")],
        ),
        # 2 pods; 2 x 20 GiB x 730 h x 0.00005479452
        (
            [deployment(kind="StatefulSet", requests=HALF, replicas=2, volumeClaimTemplates=[CLAIM])],
            [
                ("CPU", "730 vCPU-hour", "23.08"),
                ("memory", "1460 GiB-hour", "6.19"),
                ("volume data", "29200 GiB-hour", "1.60"),
            ],
        ),
        # 100 GiB x 730 h x 0.00005479452
        (
            [manifest("v1", "PersistentVolumeClaim", "d", spec={"resources": {"requests": {"storage": "100Gi"}}})],
            [("storage", "73000 GiB-hour", "4.00")],
        ),
        # 730 h x 0.025
        (
            [manifest("v1", "Service", "web", spec={"type": "LoadBalancer"})],
            [("load balancer", "730 hour", "18.25")],
        ),
        # How long the runs of a CronJob take nobody says: no figure.
        (
            [
                manifest(
                    "batch/v1",
                    "CronJob",
                    "night",
                    spec={
                        "schedule": "0 3 * * *",
                        "jobTemplate": {
                            "spec": {
                                "template": {"spec": {"containers": [{"name": "a", "resources": {"requests": HALF}}]}}
                            }
                        },
                    },
                )
            ],
            [("CPU", "vCPU-hour", "-"), ("memory", "GiB-hour", "-")],
        ),
    ],
)
def test_components(documents: list[Any], expected: list[tuple[str, str, str]]) -> None:
    estimate = first(documents)
    assert lines(estimate) == expected
    assert {(part.source, part.observed) for part in estimate.components} == {("OpenCost default.json", "2026-11-28")}


def test_scaled_workload_is_a_range() -> None:
    # 1 GiB: 3.09301; a core: 23.07603; from 2 to 5 pods
    estimate = first([deployment(requests={"cpu": 1, "memory": "1Gi"}), hpa(minReplicas=2, maxReplicas=5)])
    assert (estimate.least, estimate.expected, estimate.most) == (
        Decimal("52.33808"),
        Decimal("52.33808"),
        Decimal("130.84520"),
    )


def test_namespace_is_not_counted_twice() -> None:
    resources = found(
        [
            manifest("v1", "Namespace", "shop", None),
            deployment(requests=HALF),
            manifest("v1", "Service", "web", spec={"type": "LoadBalancer"}),
        ]
    )
    costs = Costs(resources)
    namespace, *rest = resources.resources
    whole = costs.of(namespace)
    assert [costs.is_sum(each) for each in resources.resources] == [True, False, False]
    assert whole is not None
    parts = [costs.of(each) for each in rest]
    assert whole.expected == total(each for each in parts if each is not None).expected


def test_objects_that_terraform_makes() -> None:
    found_ = read(
        """
        resource "kubernetes_deployment_v1" "web" {
          metadata {
            name = "web"
          }
          spec {
            replicas = 2
            selector {
              match_labels = { app = "web" }
            }
            template {
              metadata {
                labels = { app = "web" }
              }
              spec {
                container {
                  name  = "app"
                  image = "app:1"
                  resources {
                    requests = { cpu = "1", memory = "1Gi" }
                  }
                }
              }
            }
          }
        }
        """
    )
    resources = with_objects(found_, MemoryTree({}), Settings())
    estimate = Costs(resources).of(resources.resources[0])
    assert estimate is not None
    assert lines(estimate) == [("CPU", "1460 vCPU-hour", "46.15"), ("memory", "1460 GiB-hour", "6.19")]


class Paid:
    """Cores at 0.02 EUR, load balancers nobody sells."""

    currency = "EUR"

    def priced(self, key: PriceKey, found: Tariff | NoPrice) -> Tariff | NoPrice:
        if key.component == "load balancer":
            return NoPrice("nobody sells it")
        return flat(Decimal("0.02"), "vCPU-hour", "", "contract") if key.component == "CPU" else found


def test_prices_of_a_book() -> None:
    resources = found(
        [
            manifest("v1", "Namespace", "shop", None),
            deployment(requests=HALF),
            manifest("v1", "Service", "web", spec={"type": "LoadBalancer"}),
        ]
    )
    costs = Costs(resources, book=Paid())
    by_kind: dict[str, Resource] = {each.kind: each for each in resources.resources}
    workload, balancer, whole = (costs.of(by_kind[kind]) for kind in ("Deployment", "Service", "Namespace"))
    assert workload is not None
    assert balancer is not None
    assert whole is not None
    # 0.5 cores x 730 h x 0.02
    assert lines(workload)[0] == ("CPU", "365 vCPU-hour", "7.30")
    assert (balancer.expected, balancer.unpriced) == (None, ("Service/shop/web: load balancer: nobody sells it",))
    assert (workload.currency, balancer.currency, whole.currency) == ("EUR", "EUR", "EUR")
    assert whole.unpriced == balancer.unpriced
