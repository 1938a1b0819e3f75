"""What databases of AWS cost, against calculations by hand."""

from __future__ import annotations

import pytest
from support.bills import bills, lines
from support.service_bills import bill, billed, bounds, reasons

INSTANCE = 'engine = "mysql"\ninstance_class = "db.m5.large"\n'
M5 = ("instance", "730 hour", "124.83")  # 730 x 0.171
TWO_M5 = ("instance", "1460 hour", "249.66")
AURORA = 'resource "aws_rds_cluster" "c" {\n  engine = "aurora-mysql"\n  %s\n}\n'
V2 = "serverlessv2_scaling_configuration {\n    min_capacity = 0.5\n    max_capacity = 4\n  }"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # gp2 by default: 100 x 0.115
        (INSTANCE + "allocated_storage = 100", [M5, ("storage", "100 GB-month", "11.50")]),
        (
            INSTANCE + 'storage_type = "gp3"\nallocated_storage = 100\niops = 3000',
            [M5, ("storage", "100 GB-month", "11.50")],
        ),
        (INSTANCE + 'storage_type = "standard"\nallocated_storage = 50', [M5, ("storage", "50 GB-month", "5.00")]),
        # IOPS without a type mean io1: 100 x 0.125; 1,000 x 0.10
        (
            INSTANCE + "allocated_storage = 100\niops = 1000",
            [M5, ("storage", "100 GB-month", "12.50"), ("provisioned IOPS", "1000 IOPS-month", "100.00")],
        ),
        # The rows of two zones: 100 x 0.23
        (INSTANCE + "allocated_storage = 100\nmulti_az = true", [TWO_M5, ("storage", "100 GB-month", "23.00")]),
        (
            INSTANCE + 'storage_type = "gp3"\nallocated_storage = 100\nmulti_az = true',
            [TWO_M5, ("storage", "100 GB-month", "23.00")],
        ),
        # No such row: twice what one zone costs
        (
            INSTANCE + "allocated_storage = 100\niops = 1000\nmulti_az = true",
            [TWO_M5, ("storage", "200 GB-month", "25.00"), ("provisioned IOPS", "2000 IOPS-month", "200.00")],
        ),
        # 730 x 0.178
        (
            'engine = "postgres"\ninstance_class = "db.m5.large"\nallocated_storage = 20',
            [("instance", "730 hour", "129.94"), ("storage", "20 GB-month", "2.30")],
        ),
    ],
)
def test_instances(body: str, expected: list[tuple[str, str, str]]) -> None:
    assert billed("aws_db_instance", body) == expected


def test_storage_that_grows_is_a_range() -> None:
    grows = bill("aws_db_instance", INSTANCE + "allocated_storage = 100\nmax_allocated_storage = 1000")
    assert bounds(grows) == ("136.33", "136.33", "239.83")  # 124.83 + 11.50; + 115.00
    assert grows.confidence == "exact"
    off = bill("aws_db_instance", INSTANCE + "allocated_storage = 100\nmax_allocated_storage = 0")
    assert bounds(off) == ("136.33", "136.33", "136.33")
    open_ = bill("aws_db_instance", INSTANCE + "allocated_storage = 100\nmax_allocated_storage = var.unknown")
    assert bounds(open_) == ("136.33", "136.33", "-")
    assert open_.causes


def test_a_standby_that_is_not_known_is_a_range() -> None:
    found = bill("aws_db_instance", INSTANCE + "allocated_storage = 100\nmulti_az = var.unknown")
    assert bounds(found) == ("136.33", "136.33", "272.66")
    assert found.confidence == "estimated"
    assert found.causes


def test_what_multi_az_is_based_on_is_said() -> None:
    found = bill("aws_db_instance", INSTANCE + 'allocated_storage = 100\nmulti_az = true\nstorage_type = "standard"')
    why = {part.name: part.reason for part in found.components if part.monthly is not None}
    assert why == dict.fromkeys(("instance", "storage"), "Multi-AZ: two of what a single one costs")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('engine = "db2-se"\ninstance_class = "db.m5.large"\nallocated_storage = 10', "instance"),
        (INSTANCE + 'allocated_storage = 10\nstorage_type = "io2"\niops = 100', "provisioned IOPS"),
        (INSTANCE + "allocated_storage = var.unknown", "storage"),
        (INSTANCE + 'snapshot_identifier = "s"', "storage"),
        (INSTANCE + 'storage_type = "gp3"\nallocated_storage = 500\niops = 15000', "provisioned IOPS"),
        (
            INSTANCE + 'storage_type = "gp3"\nallocated_storage = 100\nstorage_throughput = 200',
            "provisioned throughput",
        ),
        ('engine = "mysql"\ninstance_class = var.unknown\nallocated_storage = 10', "instance"),
        ('engine = var.unknown\ninstance_class = "db.m5.large"\nallocated_storage = 10', "instance"),
        (
            'engine = "oracle-se2"\ninstance_class = "db.t3.large"\nlicense_model = "bring-your-own-license"\n',
            "instance",
        ),
    ],
)
def test_parts_without_a_price_say_why(body: str, expected: str) -> None:
    found = bill("aws_db_instance", body)
    assert expected in reasons(found)
    assert found.most is None
    assert any(expected in each for each in found.unpriced)


def test_a_replica_has_the_engine_of_its_primary() -> None:
    primary = 'resource "aws_db_instance" "p" {\nengine = "mysql"\ninstance_class = "db.t3.large"\n}\n'
    replica = 'instance_class = "db.t3.large"\nreplicate_source_db = aws_db_instance.p.arn\n'
    known = lines(bill("aws_db_instance", 'engine = "mysql"\ninstance_class = "db.t3.large"\n'))[0]
    assert lines(bill("aws_db_instance", replica, more=primary))[0] == known
    assert lines(bill("aws_db_instance", replica + "engine = var.unknown\n", more=primary))[0] == known


def test_the_second_baseline_of_gp3_depends_on_the_engine() -> None:
    volume = 'instance_class = "db.t3.large"\nstorage_type = "gp3"\nallocated_storage = 250\niops = 12000\n'
    oracle = bill("aws_db_instance", 'engine = "oracle-se2"\n' + volume)
    assert [part.name for part in oracle.components if "IOPS" in part.name] == []
    mysql = bill("aws_db_instance", 'engine = "mysql"\n' + volume)
    assert [part.name for part in mysql.components if "IOPS" in part.name] == ["provisioned IOPS"]
    db2 = bill("aws_db_instance", 'engine = "db2-se"\n' + volume)
    (iops,) = (part for part in db2.components if "IOPS" in part.name)
    assert iops.reason


def test_the_second_baseline_of_gp3_is_free() -> None:
    found = billed("aws_db_instance", INSTANCE + 'storage_type = "gp3"\nallocated_storage = 500\niops = 12000')
    assert found == [M5, ("storage", "500 GB-month", "57.50")]


def test_other_regions() -> None:
    found = bill("aws_db_instance", INSTANCE + "allocated_storage = 100", region="eu-west-1")
    assert lines(found)[0] == ("instance", "730 hour", "137.97")  # 730 x 0.189
    assert lines(found)[1] == ("storage", "100 GB-month", "12.70")  # 100 x 0.127
    assert bounds(found) == ("150.67", "150.67", "150.67")
    piops = bill(
        "aws_db_instance", INSTANCE + 'allocated_storage = 100\nstorage_type = "io1"\niops = 1000', region="eu-west-1"
    )
    assert (
        reasons(piops)["provisioned IOPS"] == "no source has a price of RDS provisioned IOPS io1 Single-AZ in eu-west-1"
    )


def test_a_replica_is_as_its_primary() -> None:
    primary = f'resource "aws_db_instance" "p" {{\nidentifier = "p"\n{INSTANCE}allocated_storage = 100\n}}\n'
    body = 'instance_class = "db.m5.large"\nreplicate_source_db = aws_db_instance.p.identifier'
    found = bill("aws_db_instance", body, more=primary)
    assert lines(found)[:2] == [M5, ("storage", "100 GB-month", "11.50")]
    assert found.components[1].reason == "as much as its primary has"


def test_backups_beyond_the_free_ones() -> None:
    used = billed("aws_db_instance", INSTANCE + "allocated_storage = 100", {"additional_backup_storage_gb": 50})
    assert used[2] == ("backup storage", "50 GB-month", "4.75")  # 50 x 0.095


def test_aurora_is_paid_by_use() -> None:
    use = {"storage_gb": 100, "monthly_io_requests": 5_000_000, "backup_storage_gb": 10}
    assert billed("aws_rds_cluster", 'engine = "aurora-mysql"', use) == [
        ("storage", "100 GB-month", "10.00"),
        ("I/O requests", "5 1M requests", "1.00"),
        ("backup storage", "10 GB-month", "0.21"),
    ]
    optimized = billed("aws_rds_cluster", 'engine = "aurora-mysql"\nstorage_type = "aurora-iopt1"', use)
    assert optimized[0] == ("storage", "100 GB-month", "22.50")
    assert [line[0] for line in optimized] == ["storage", "backup storage"]
    window = billed(
        "aws_rds_cluster",
        'engine = "aurora-mysql"\nbacktrack_window = 3600',
        {"monthly_backtrack_change_records": 10_000_000},
    )
    assert window == [("backtrack", "10 1M change-records", "0.12")]


def test_aurora_serverless_v1() -> None:
    # 2 and 8 units at 730 x 0.06 each; it pauses by default
    body = 'engine_mode = "serverless"\nscaling_configuration {\nmin_capacity = 2\nmax_capacity = 8\n}\n'
    assert bounds(bill("aws_rds_cluster", body)) == ("0.00", "87.60", "350.40")
    awake = body.replace("min_", "auto_pause = false\nmin_")
    assert bounds(bill("aws_rds_cluster", awake)) == ("87.60", "87.60", "350.40")
    assert bounds(bill("aws_rds_cluster", 'engine_mode = "serverless"')) == ("0.00", "43.80", "700.80")
    said = bill("aws_rds_cluster", body, {"capacity_units_per_hr": 3})
    assert bounds(said) == ("131.40", "131.40", "131.40")


def test_aurora_serverless_v2_is_paid_by_its_instances() -> None:
    # 0.5 and 4 units at 730 x 0.12 each
    body = 'instance_class = "db.serverless"\nengine = "aurora-mysql"\ncluster_identifier = aws_rds_cluster.c.id'
    found = bill("aws_rds_cluster_instance", body, more=AURORA % V2)
    assert bounds(found) == ("43.80", "43.80", "350.40")
    optimized = bill("aws_rds_cluster_instance", body, more=AURORA % (V2 + '\nstorage_type = "aurora-iopt1"'))
    assert bounds(optimized) == ("58.40", "58.40", "467.20")  # at 0.16
    assert bounds(bill("aws_rds_cluster", 'engine = "aurora-mysql"\n' + V2)) == ("-", "-", "-")
    alone = bill("aws_rds_cluster_instance", body.replace("aws_rds_cluster.c.id", '"elsewhere"'))
    assert reasons(alone) == {"capacity units": "the capacity of its cluster is not known"}


def test_members_of_clusters() -> None:
    member = 'instance_class = "db.r4.large"\ncluster_identifier = aws_rds_cluster.c.id\n'
    # 730 x 0.29; the engine of the cluster
    assert billed("aws_rds_cluster_instance", member, more=AURORA % "") == [("instance", "730 hour", "211.70")]
    optimized = bill("aws_rds_cluster_instance", member, more=AURORA % 'storage_type = "aurora-iopt1"')
    assert reasons(optimized) == {"instance": "no source has a price of instances of I/O-optimized clusters"}
    # 730 x 0.078, 730 x 0.348
    assert billed("aws_docdb_cluster_instance", 'instance_class = "db.t3.medium"', {"monthly_cpu_credits": 10}) == [
        ("instance", "730 hour", "56.94"),
        ("CPU credits", "10 vCPU-hour", "0.90"),
    ]
    assert billed("aws_neptune_cluster_instance", 'instance_class = "db.r5.large"') == [
        ("instance", "730 hour", "254.04")
    ]
    serverless = bill("aws_neptune_cluster_instance", 'instance_class = "db.serverless"')
    assert reasons(serverless) == {"capacity units": "no source has a price of Neptune Serverless"}


def test_a_multi_az_cluster_has_three_instances() -> None:
    body = 'engine = "mysql"\ndb_cluster_instance_class = "db.m5.large"\nallocated_storage = 100\niops = 1000'
    found = bill("aws_rds_cluster", body)
    assert lines(found)[:3] == [
        ("instances", "2190 hour", "374.49"),
        ("storage", "300 GB-month", "37.50"),
        ("provisioned IOPS", "3000 IOPS-month", "300.00"),
    ]
    assert found.confidence == "estimated"


def test_document_and_graph_clusters() -> None:
    use = {"storage_gb": 100, "monthly_io_requests": 5_000_000, "backup_storage_gb": 10}
    assert billed("aws_docdb_cluster", "", use) == [
        ("storage", "100 GB-month", "10.00"),
        ("I/O requests", "5 1M requests", "1.00"),
        ("backup storage", "10 GB-month", "0.21"),
    ]
    assert billed("aws_neptune_cluster", "", use) == [
        ("storage", "100 GB-month", "10.00"),
        ("I/O requests", "5 1M requests", "1.00"),
        ("backup storage", "10 GB-month", "0.21"),
    ]
    assert bounds(bill("aws_docdb_cluster", "")) == ("-", "-", "-")


def test_instances_are_counted() -> None:
    code = 'provider "aws" {\n  region = "us-east-1"\n}\nresource "aws_db_instance" "this" {\n%s\n}\n'
    found = bills(code % (INSTANCE + "allocated_storage = 100\ncount = 2"))
    assert [f"{each.expected:.2f}" for each in found.values() if each.expected is not None] == ["136.33", "136.33"]
