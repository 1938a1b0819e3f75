"""Smaller sizes are of the same family, in order, and there are some for every service that names them by steps."""

from __future__ import annotations

import pytest

from finops_guard.catalog.smaller import smaller


@pytest.mark.parametrize(
    ("service", "name", "first", "last"),
    [
        ("ec2", "m5.4xlarge", "m5.2xlarge", "m5.large"),
        ("ec2", "m5.metal", "m5.16xlarge", "m5.large"),
        ("ec2", "t3.small", "t3.micro", "t3.nano"),
        ("rds", "db.r6g.4xlarge", "db.r6g.2xlarge", "db.r6g.medium"),
        ("elasticache", "cache.m5.xlarge", "cache.m5.large", "cache.m5.large"),
        ("opensearch", "r6g.2xlarge.search", "r6g.xlarge.search", "r6g.medium.search"),
        ("msk", "kafka.m5.4xlarge", "kafka.m5.2xlarge", "kafka.m5.large"),
        ("azure-vm", "Standard_D32s_v3", "Standard_D16s_v3", "Standard_D2s_v3"),
        ("azure-db", "GP_Standard_D4s_v3", "GP_Standard_D2s_v3", "GP_Standard_D2s_v3"),
        ("azure-sql", "GP_Gen5_8", "GP_Gen5_6", "GP_Gen5_1"),
        ("gce", "n2-highmem-16", "n2-highmem-8", "n2-highmem-2"),
    ],
)
def test_the_next_one_and_the_smallest(service: str, name: str, first: str, last: str) -> None:
    found = [size.name for size in smaller(service, name)]
    assert (found[0], found[-1]) == (first, last)


@pytest.mark.parametrize(
    ("service", "name"),
    [("ec2", "t3.nano"), ("ec2", "m99.huge"), ("ec2", "x" * 5_000), ("gce", "e2-medium"), ("gce", "custom-4-8192")],
)
def test_there_is_none(service: str, name: str) -> None:
    assert list(smaller(service, name)) == []
