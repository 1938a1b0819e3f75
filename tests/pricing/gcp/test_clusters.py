"""What clusters of GKE cost, against calculations by hand.

The fee is 0.1 an hour, 73 a month. In us-central1 a node of type e2-medium costs 730 x 0.033506 = 24.45938 a month, its
disk of 100 GB (the defaults) 100 x 0.1 = 10.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from support.bills import bills, lines

NODE = Decimal("34.45938")
UNKNOWN = 'variable "it" {}\n'


def cluster(body: str, location: str = "us-central1") -> str:
    return (
        UNKNOWN
        + f'resource "google_container_cluster" "this" {{\n  name = "a"\n  location = "{location}"\n'
        + body
        + "\n}\n"
    )


def pool(body: str) -> str:
    return (
        'resource "google_container_node_pool" "this" {\n  cluster = google_container_cluster.this.id\n'
        + body
        + "\n}\n"
    )


@pytest.mark.parametrize(
    ("code", "nodes"),
    [
        (cluster("initial_node_count = 2"), 6),
        (cluster("initial_node_count = 2", "us-central1-a"), 2),
        (cluster('initial_node_count = 1\nnode_locations = ["us-central1-a", "us-central1-b"]'), 2),
        # Of a zonal cluster they are further ones.
        (cluster('initial_node_count = 1\nnode_locations = ["us-central1-b"]', "us-central1-a"), 2),
        (cluster("initial_node_count = 1\nremove_default_node_pool = true"), 0),
        (cluster("node_pool {\n  node_count = 1\n}\nnode_pool {\n  node_count = 2\n}", "us-central1-a"), 3),
    ],
)
def test_nodes_of_a_cluster(code: str, nodes: int) -> None:
    estimate = bills(code)["google_container_cluster.this"]
    assert lines(estimate)[0] == ("cluster management fee", "730 hour", "73.00")
    assert (estimate.least, estimate.expected, estimate.most) == (73 + nodes * NODE,) * 3


REGIONAL, ZONAL = (
    cluster("remove_default_node_pool = true\ninitial_node_count = 1", location)
    for location in ("us-central1", "us-central1-a")
)


@pytest.mark.parametrize(
    ("code", "least", "expected", "most"),
    [
        (REGIONAL + pool("node_count = 2"), 6, 6, 6),
        (ZONAL + pool("node_count = 2"), 2, 2, 2),
        (REGIONAL + pool('node_count = 2\nnode_locations = ["us-central1-c"]'), 2, 2, 2),
        (REGIONAL + pool("autoscaling {\n  min_node_count = 1\n  max_node_count = 4\n}"), 3, 3, 12),
        (
            REGIONAL + pool("initial_node_count = 2\nautoscaling {\n  min_node_count = 1\n  max_node_count = 4\n}"),
            3, 6, 12,
        ),
        (
            REGIONAL + pool("autoscaling {\n  total_min_node_count = 4\n  total_max_node_count = 7\n}"),
            4, 4, 7,
        ),
        (ZONAL + pool("autoscaling {\n  min_node_count = 1\n  max_node_count = var.it\n}"), 1, 1, None),
    ],
)  # fmt: skip
def test_node_pool(code: str, least: int, expected: int, most: int | None) -> None:
    estimate = bills(code)["google_container_node_pool.this"]
    assert (estimate.least, estimate.expected) == (least * NODE, expected * NODE)
    assert estimate.most == (None if most is None else most * NODE)


def test_zones_that_nobody_writes_are_assumed() -> None:
    estimate = bills(REGIONAL + pool("node_count = 1"))["google_container_node_pool.this"]
    assert {part.confidence for part in estimate.components} == {"estimated"}
    assert all("three zones" in part.reason for part in estimate.components)
    exact = bills(
        ZONAL
        + pool(
            'node_count = 1\nnode_config {\n  machine_type = "e2-medium"\n  disk_size_gb = 50\n'
            '  disk_type = "pd-standard"\n  local_ssd_count = 1\n}'
        )
    )["google_container_node_pool.this"]
    # 50 x 0.04; 375 x 0.08
    assert lines(exact) == [
        ("machine", "730 hour", "24.46"),
        ("boot disk", "50 GiB-month", "2.00"),
        ("local SSDs", "375 GiB-month", "30.00"),
    ]
    assert exact.confidence == "exact"


def test_boot_disks_of_nodes_are_written_in_a_block_as_well() -> None:
    block = '  boot_disk {\n    size_gb = 200\n    disk_type = "pd-standard"\n  }\n'
    found = bills(ZONAL + pool(f"node_count = 1\nnode_config {{\n{block}}}"))["google_container_node_pool.this"]
    # 200 x 0.04
    assert lines(found)[1] == ("boot disk", "200 GiB-month", "8.00")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (ZONAL + pool("node_count = var.it"), "machine: how many nodes there are is not known"),
        (ZONAL + pool(""), "machine: how many nodes there are is not written"),
        (ZONAL + pool("node_count = 1\nnode_config {\n  spot = true\n}"), "machine: no source has a price of spot"),
        (ZONAL + pool("node_count = 1\nnode_config {\n  machine_type = var.it\n}"), "its type is not known"),
        (
            cluster("node_locations = var.it\ninitial_node_count = 1\nremove_default_node_pool = true")
            + pool("node_count = 1"),
            "machine: how many nodes there are is not known",
        ),
    ],
)
def test_what_of_a_pool_has_no_price(code: str, said: str) -> None:
    estimate = bills(code)["google_container_node_pool.this"]
    assert any(said in each for each in estimate.unpriced)


def test_autopilot() -> None:
    code = cluster("enable_autopilot = true")
    used = bills(code, {"google_container_cluster.this": {"autopilot_vcpu_count": 4, "autopilot_memory_gb": 16}})[
        "google_container_cluster.this"
    ]
    # 4 x 730 x 0.0445; 16 x 730 x 0.0049225
    assert lines(used) == [
        ("cluster management fee", "730 hour", "73.00"),
        ("vCPU of pods", "2920 vCPU-hour", "129.94"),
        ("memory of pods", "11680 GiB-hour", "57.49"),
        ("ephemeral storage of pods", "GiB-hour", "-"),
    ]


def test_fee_is_the_same_everywhere() -> None:
    estimate = bills(cluster("enable_autopilot = true", "europe-west4"))["google_container_cluster.this"]
    assert lines(estimate)[0] == ("cluster management fee", "730 hour", "73.00")


def test_pool_is_where_its_cluster_is() -> None:
    # 730 x 0.036858 in europe-west1, 100 x 0.1
    code = cluster("initial_node_count = 1", "europe-west1-b") + pool("node_count = 1")
    assert lines(bills(code)["google_container_node_pool.this"])[0] == ("machine", "730 hour", "26.91")
