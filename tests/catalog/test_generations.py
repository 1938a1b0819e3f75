"""Which machines follow which, and that what follows is no smaller and of the same kind."""

from __future__ import annotations

import pytest

from finops_guard.catalog import aws_generations, datafile, generations, sizes
from finops_guard.catalog.aws_generations import Family
from finops_guard.catalog.generations import Move, alternative, is_previous


@pytest.mark.parametrize(
    ("service", "name", "region", "engine", "expected"),
    [
        ("ec2", "m4.large", "", "", "m6a.large"),  # m5a costs half a percent less
        ("ec2", "m5.large", "eu-west-1", "", "m6a.large"),
        ("ec2", "m5.large", "ap-southeast-4", "", "m7i.large"),  # no AMD there
        ("ec2", "t2.medium", "", "", "t3a.medium"),
        ("ec2", "c5d.large", "", "", "c6id.large"),  # with local disks
        ("ec2", "d2.xlarge", "", "", "d3.xlarge"),
        ("ec2", "m7i-flex.large", "", "", "m8i-flex.large"),
        ("ec2", "c4.8xlarge", "", "", None),  # 36 vCPUs: no later one has as many
        ("ec2", "p3.2xlarge", "", "", None),  # accelerators do not compare
        ("ec2", "nope.large", "", "", None),
        ("rds", "db.m4.large", "", "mysql", "db.m6i.large"),  # at the price of m5
        ("rds", "db.m5.large", "", "sqlserver-se", None),
        ("elasticache", "cache.r4.large", "eu-west-1", "redis", "cache.r5.large"),
        ("elasticache", "cache.m3.medium", "", "redis", None),
        ("opensearch", "m4.large.search", "", "", "m5.large.search"),
        ("azure-vm", "Standard_D2_v2", "eastus", "", "Standard_D2as_v5"),
        ("azure-vm", "Standard_D2s_v3", "West Europe", "", "Standard_D2as_v5"),
        ("azure-vm", "Standard_D11_v2", "", "", "Standard_E2as_v5"),  # 14 GiB
        ("azure-vm", "Standard_D2ds_v4", "", "", "Standard_D2ads_v5"),  # with a local disk
        ("azure-vm", "Standard_B2s", "", "", "Standard_B2als_v2"),
        ("azure-vm", "Standard_D2s_v5", "", "", None),
        ("azure-vm", "Standard_E8-4ds_v4", "", "", None),
        ("gce", "n1-standard-4", "us-central1-a", "", "e2-standard-4"),
        ("gce", "n1-standard-1", "", "", None),
        ("gce", "custom-4-8192", "", "", None),
        ("dax", "dax.r5.large", "", "", None),
    ],
)
def test_successors(service: str, name: str, region: str, engine: str, expected: str | None) -> None:
    found = alternative(service, name, Move.SUCCESSOR, region, engine)
    assert (found.name if found else None) == expected


@pytest.mark.parametrize(
    ("service", "name", "engine", "expected"),
    [
        ("ec2", "m5.large", "", "m6g.large"),
        ("ec2", "t3.medium", "", "t4g.medium"),
        ("ec2", "c5d.large", "", "c6gd.large"),
        ("ec2", "m7i.large", "", "m7g.large"),
        ("ec2", "m6g.large", "", None),
        ("ec2", "g4dn.xlarge", "", None),
        ("rds", "db.r5.large", "mysql", "db.r6g.large"),
        ("rds", "db.r5.large", "oracle-se2", None),
        ("rds", "db.t3.medium", "postgres", "db.t4g.medium"),
        ("opensearch", "r5.large.elasticsearch", "", "r6g.large.elasticsearch"),
        ("azure-vm", "Standard_D4s_v5", "", "Standard_D4ps_v5"),
        ("azure-vm", "Standard_D4ps_v5", "", None),
        ("gce", "n2-standard-4", "", "t2a-standard-4"),
    ],
)
def test_on_arm(service: str, name: str, engine: str, expected: str | None) -> None:
    found = alternative(service, name, Move.ARM64, "", engine)
    assert (found.name if found else None) == expected


@pytest.mark.parametrize(
    ("service", "name", "expected"),
    [
        ("ec2", "m5.large", True),
        ("ec2", "m7g.large", False),
        ("ec2", "t2.micro", False),  # by AWS's own flag
        ("rds", "db.m4.large", True),
        ("rds", "db.m5.large", False),
        ("elasticache", "cache.m3.medium", True),
        ("opensearch", "r4.large.elasticsearch", True),
        ("redshift", "dc2.large", True),
        ("redshift", "ra3.large", False),
        ("azure-vm", "Standard_D2s_v3", True),
        ("azure-vm", "Standard_DS2_v2", True),
        ("azure-vm", "Standard_B2ms", True),
        ("azure-vm", "Standard_D2s_v4", False),  # not listed
        ("azure-vm", "Standard_NC6", False),
        ("gce", "n1-standard-1", False),  # Google calls none so
        ("ec2", "nope.large", False),
    ],
)
def test_previous_generations(service: str, name: str, expected: bool) -> None:
    assert is_previous(service, name) is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("m5", Family("m", 5, "-")),
        ("m6a", Family("m", 6, "-")),
        ("m6gd", Family("m", 6, "d-")),
        ("m5ad", Family("m", 5, "d-")),
        ("c7i-flex", Family("c", 7, "-flex")),
        ("i4i", Family("i", 4, "-")),
        ("i7ie", Family("i", 7, "e-")),
        ("x2iedn", Family("x", 2, "edn-")),
        ("im4gn", Family("im", 4, "n-")),
        ("p4d", None),
        ("u-6tb1", None),
        ("ra3", Family("ra", 3, "-")),
    ],
)
def test_family_names(name: str, expected: Family | None) -> None:
    assert aws_generations.family(name) == expected


def test_what_follows_is_no_smaller() -> None:
    """Hold it for every EC2 type, Azure size and machine type, in both directions."""
    names = {
        "ec2": datafile.read("sizes-ec2")["sizes"],
        "azure-vm": datafile.read("sizes-azure")["sizes"],
        "gce": datafile.read("sizes-gce")["sizes"],
    }
    found = 0
    for service, known in names.items():
        for name in known:
            before = sizes.lookup(service, name)
            assert before is not None
            for move in Move:
                other = alternative(service, name, move)
                after = sizes.lookup(service, other.name) if other else None
                if other is None or after is None:
                    continue
                found += 1
                assert after.vcpu >= before.vcpu
                assert not is_previous(service, other.name)
                assert (after.arch == "arm64") if move is Move.ARM64 else (after.arch == before.arch)
                if before.memory_gib and after.memory_gib:
                    assert after.memory_gib >= before.memory_gib * 0.97
    assert found > 1_000


def test_every_ec2_type_of_a_price_is_offered_or_retired() -> None:
    data = datafile.read("offerings-ec2")
    offered = {name for names in data["types"].values() for name in names.split()}
    missing = {name.partition(".")[0] for name in datafile.read("prices-ec2")["machines"] if name not in offered}
    assert missing <= {
        "c6gn",  # c6gn.metal
        "cc2",
        "cr1",
        "dl1",
        "f1",
        "g2",
        "g3",
        "g3s",
        "g4ad",
        "hs1",
        "i3",
        "i3p",
        "p2",
        "p3",
        *missing & {"u-9tb1", "u-12tb1", "u-18tb1", "u-24tb1"},
    }


def test_services_are_those_with_sizes() -> None:
    assert set(generations.SERVICES) <= set(sizes.SERVICES)
