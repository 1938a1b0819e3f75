"""What search, warehouses and data jobs of AWS cost, against calculations by hand."""

from __future__ import annotations

import pytest
from support.service_bills import bill, billed, bounds, reasons

DOMAIN = 'cluster_config {\ninstance_type = "m5.large.search"\ninstance_count = 3\n%s}\n'
NODES = ("data nodes", "2190 hour", "310.98")  # 3 x 730 x 0.142


def volume(attributes: str) -> str:
    return f"ebs_options {{\nebs_enabled = true\nvolume_size = 100\n{attributes}\n}}\n"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (DOMAIN % "", [NODES]),
        (
            DOMAIN % 'dedicated_master_enabled = true\ndedicated_master_type = "m5.large.search"\n'
            "dedicated_master_count = 3\n",
            [NODES, ("dedicated masters", "2190 hour", "310.98")],
        ),
        (DOMAIN % 'dedicated_master_type = "m5.large.search"\ndedicated_master_count = 3\n', [NODES]),
        (
            DOMAIN % 'warm_enabled = true\nwarm_type = "ultrawarm1.medium.search"\nwarm_count = 2\n',
            [NODES, ("warm nodes", "1460 hour", "347.48")],  # 2 x 730 x 0.238
        ),
        (
            DOMAIN % 'node_options {\nnode_type = "coordinator"\nnode_config {\nenabled = true\n'
            'type = "m5.large.search"\ncount = 2\n}\n}\n',
            [NODES, ("coordinator nodes", "1460 hour", "207.32")],
        ),
        (DOMAIN % "" + volume('volume_type = "gp2"'), [NODES, ("storage", "300 GB-month", "40.50")]),
        (
            DOMAIN % "" + volume('volume_type = "gp3"\nthroughput = 225\niops = 3000'),
            [NODES, ("storage", "300 GB-month", "36.60"), ("provisioned throughput", "300 MBps-month", "19.20")],
        ),
        (
            DOMAIN % "" + volume('volume_type = "io1"\niops = 1000'),
            [NODES, ("storage", "300 GB-month", "50.70"), ("provisioned IOPS", "3000 IOPS-month", "264.00")],
        ),
    ],
)
def test_search_domains(body: str, expected: list[tuple[str, str, str]]) -> None:
    assert billed("aws_opensearch_domain", body) == expected
    older = body.replace(".search", ".elasticsearch")
    assert billed("aws_elasticsearch_domain", older) == expected


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ('domain_name = "d"', {"data nodes": "it names no size"}),
        (DOMAIN % "" + volume(""), {"storage": "its type is not written"}),
        (DOMAIN % "" + volume('volume_type = "gp3"\niops = 4000'), {"provisioned IOPS": "no source has a price of"}),
        (DOMAIN.replace("3", "var.unknown") % "", {"data nodes": "its quantity is not known"}),
    ],
)
def test_search_domains_without_a_price_say_why(body: str, reason: dict[str, str]) -> None:
    found = bill("aws_opensearch_domain", body)
    assert found.most is None
    assert reasons(found).keys() == reason.keys()
    assert all(reasons(found)[name].startswith(why) for name, why in reason.items())


def test_masters_that_may_be_there_are_a_range() -> None:
    masters = 'dedicated_master_enabled = var.unknown\ndedicated_master_type = "m5.large.search"\n'
    found = bill("aws_opensearch_domain", DOMAIN % (masters + "dedicated_master_count = 3\n"))
    assert bounds(found) == ("310.98", "310.98", "621.96")


def test_warehouses() -> None:
    body = 'node_type = "ra3.4xlarge"\nnumber_of_nodes = 2\n'
    use = {"managed_storage_gb": 1000, "monthly_spectrum_data_scanned_tb": 2, "backup_storage_gb": 60_000}
    assert billed("aws_redshift_cluster", body, use) == [
        ("nodes", "1460 hour", "4759.60"),  # 2 x 730 x 3.26
        ("managed storage", "1000 GB-month", "24.00"),
        ("Spectrum", "2 TB", "10.00"),
        ("backup storage", "60000 GB-month", "1371.20"),  # 51,200 x 0.023 + 8,800 x 0.022
    ]
    assert billed("aws_redshift_cluster", 'node_type = "dc2.large"') == [("nodes", "730 hour", "182.50")]
    assert bounds(bill("aws_redshift_cluster", body + "multi_az = true")) == ("9519.20", "9519.20", "9519.20")
    assert bounds(bill("aws_redshift_cluster", body + "multi_az = var.unknown")) == ("4759.60", "4759.60", "9519.20")
    assert billed("aws_redshiftserverless_workgroup", 'workgroup_name = "w"', {"monthly_rpu_hours": 100}) == [
        ("capacity", "100 RPU-hour", "37.50")
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("max_capacity = 10", ("job", "100 DPU-hour", "44.00")),
        ('worker_type = "G.2X"\nnumber_of_workers = 5', ("job", "100 DPU-hour", "44.00")),
        ('worker_type = "G.1X"\nnumber_of_workers = 10\nexecution_class = "FLEX"', ("job", "100 DPU-hour", "29.00")),
    ],
)
def test_jobs_are_paid_for_the_hours_that_they_run(body: str, expected: tuple[str, str, str]) -> None:
    assert billed("aws_glue_job", body, {"monthly_hours": 10}) == [expected]


def test_jobs_of_a_size_that_is_not_known() -> None:
    for body in ("", 'worker_type = "Z"\nnumber_of_workers = 1', "number_of_workers = var.unknown"):
        assert list(reasons(bill("aws_glue_job", body, {"monthly_hours": 10}))) == ["job"]


def test_airflow() -> None:
    use = {"additional_workers": 2, "additional_schedulers": 1, "meta_database_gb": 50}
    assert billed("aws_mwaa_environment", 'environment_class = "mw1.large"', use) == [
        ("environment", "730 hour", "722.70"),
        ("additional workers", "1460 hour", "321.20"),
        ("additional schedulers", "730 hour", "160.60"),
        ("meta database", "50 GB", "5.00"),
    ]
    assert billed("aws_mwaa_environment", "") == [("environment", "730 hour", "357.70")]
    assert list(reasons(bill("aws_mwaa_environment", 'environment_class = "mw1.medium"'))) == [
        "additional workers",
        "additional schedulers",
    ]
