"""What databases, networks, storage and what runs on request cost on Google Cloud, against calculations by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from support.bills import bills, lines

from finops_guard.pricing.estimates import Estimate

PROVIDER = 'variable "it" {}\nprovider "google" {\n  region = "us-central1"\n}\n'

Lines = list[tuple[str, str, str]]


def code(type_: str, body: str, region: str = "us-central1") -> str:
    return PROVIDER.replace("us-central1", region) + f'resource "{type_}" "this" {{\n{body}\n}}\n'


def priced(type_: str, body: str, used: dict[str, int | str] | None = None, region: str = "us-central1") -> Lines:
    return lines(bills(code(type_, body, region), {f"{type_}.this": used or {}}).get(f"{type_}.this", Estimate()))


def sql(settings: str, version: str = "POSTGRES_16") -> str:
    return f'database_version = "{version}"\nsettings {{\n{settings}\n}}'


HSM = 'version_template {\n  protection_level = "HSM"\n  algorithm = "%s"\n}'
SQL_USAGE = [("backups", "GiB-month", "-"), ("idle IP address", "hour", "-")]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # 2 x 730 x 0.0413; 7.5 x 730 x 0.007; 10 x 0.17
        (
            sql('tier = "db-custom-2-7680"'),
            [("vCPU", "1460 vCPU-hour", "60.30"), ("memory", "5475 GiB-hour", "38.32"),
             ("storage", "10 GiB-month", "1.70")],
        ),
        # 2 x 730 x 0.0826; 7.5 x 730 x 0.014; 100 x 0.34
        (
            sql('tier = "db-custom-2-7680"\navailability_type = "REGIONAL"\ndisk_size = 100'),
            [("vCPU", "1460 vCPU-hour", "120.60"), ("memory", "5475 GiB-hour", "76.65"),
             ("storage", "100 GiB-month", "34.00")],
        ),
        # 730 x 0.0105
        (sql('tier = "db-f1-micro"'), [("instance", "730 hour", "7.66"), ("storage", "10 GiB-month", "1.70")]),
        # 730 x 0.2702
        (sql('tier = "db-n1-standard-4"'), [("instance", "730 hour", "197.25"), ("storage", "10 GiB-month", "1.70")]),
        # 4 vCPUs and 26 GiB: 4 x 730 x 0.0413; 26 x 730 x 0.007
        (
            sql('tier = "db-n1-highmem-4"'),
            [("vCPU", "2920 vCPU-hour", "120.60"), ("memory", "18980 GiB-hour", "132.86"),
             ("storage", "10 GiB-month", "1.70")],
        ),
        # 8 x 730 x 0.1074; no source has the memory there
        (
            sql('tier = "db-perf-optimized-N-8"\nedition = "ENTERPRISE_PLUS"\navailability_type = "REGIONAL"'),
            [("vCPU", "5840 vCPU-hour", "627.22"), ("memory", "", "-"), ("storage", "10 GiB-month", "3.40")],
        ),
        (sql('tier = "db-custom-2-7680"', "SQLSERVER_2019_STANDARD"),
         [("instance", "", "-"), ("storage", "10 GiB-month", "1.70")]),
        (sql('tier = "db-f1-micro"\nactivation_policy = "NEVER"'), [("storage", "10 GiB-month", "1.70")]),
        (sql("tier = var.it\ndisk_size = var.it"), [("instance", "", "-"), ("storage", "GiB-month", "-")]),
    ],
)  # fmt: skip
def test_sql(body: str, expected: Lines) -> None:
    assert priced("google_sql_database_instance", body) == expected + SQL_USAGE


@pytest.mark.parametrize(
    ("settings", "most"),
    [
        # 7.665 the instance, 0.17 a GiB
        ("disk_size = 20\ndisk_autoresize = false", Decimal("11.065")),
        ("disk_size = 20\ndisk_autoresize_limit = 100", Decimal("24.665")),
        ("disk_size = 20", None),
    ],
)
def test_disk_of_sql_that_grows(settings: str, most: Decimal | None) -> None:
    body = sql(f'tier = "db-f1-micro"\n{settings}')
    estimate = bills(code("google_sql_database_instance", body))["google_sql_database_instance.this"]
    assert (estimate.least, estimate.expected, estimate.most) == (Decimal("11.065"), Decimal("11.065"), most)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # 4 x 730 x 0.049; 5 x 730 x 0.054; 35 x 730 x 0.023; 36 x 730 x 0.035; 101 x 730 x 0.016
        ("memory_size_gb = 4", ("capacity", "2920 GiB-hour", "143.08")),
        ('memory_size_gb = 5\ntier = "STANDARD_HA"', ("capacity", "3650 GiB-hour", "197.10")),
        ("memory_size_gb = 35", ("capacity", "25550 GiB-hour", "587.65")),
        ('memory_size_gb = 36\ntier = "STANDARD_HA"', ("capacity", "26280 GiB-hour", "919.80")),
        ("memory_size_gb = 101", ("capacity", "73730 GiB-hour", "1179.68")),
        ("memory_size_gb = var.it", ("capacity", "", "-")),
        ('memory_size_gb = 5\nread_replicas_mode = "READ_REPLICAS_ENABLED"', ("capacity", "", "-")),
    ],
)
def test_redis(body: str, expected: tuple[str, str, str]) -> None:
    assert priced("google_redis_instance", body) == [expected]


def test_redis_cluster() -> None:
    # 3 shards x 2 nodes x 730 x 0.1923
    body = 'node_type = "REDIS_HIGHMEM_MEDIUM"\nshard_count = 3\nreplica_count = 1'
    assert priced("google_redis_cluster", body) == [("nodes", "4380 hour", "842.27")]


@pytest.mark.parametrize(
    ("type_", "body", "used", "expected"),
    [
        # 730 x 0.01; 100 x 0.008
        ("google_compute_forwarding_rule", 'name = "a"', {"monthly_ingress_data_gb": 100},
         [("forwarding rule", "730 hour", "18.25"), ("data processed", "100 GiB", "0.80")]),
        ("google_compute_global_forwarding_rule", 'name = "a"', {},
         [("forwarding rule", "730 hour", "18.25"), ("data processed", "GiB", "-")]),
        # 0.20; 3 x 0.40
        ("google_dns_managed_zone", 'name = "a"\ndns_name = "a.example."', {"monthly_queries": 3_000_000},
         [("zone", "1 zone-month", "0.20"), ("queries", "3 1M queries", "1.20")]),
        ("google_cloud_scheduler_job", 'name = "a"', {}, [("job", "1 job-month", "0.10")]),
        ("google_compute_forwarding_rule", 'load_balancing_scheme = ""', {}, [("endpoint", "", "-")]),
        # 730 x 0.0448 / 32; 730 x 0.005; 500 x 0.045
        ("google_compute_router_nat", 'nat_ip_allocate_option = "AUTO_ONLY"', {"monthly_data_processed_gb": 500},
         [("gateway", "730 VM-hour", "1.02"), ("external IP address", "730 hour", "3.65"),
          ("data processed", "500 GiB", "22.50")]),
        # 10 x 730 x 0.0014; never more than 32 VMs: 730 x 0.0448
        ("google_compute_router_nat", 'nat_ip_allocate_option = "MANUAL_ONLY"', {"assigned_vms": 10},
         [("gateway", "7300 VM-hour", "10.22"), ("data processed", "GiB", "-")]),
        ("google_compute_router_nat", 'nat_ip_allocate_option = "MANUAL_ONLY"', {"assigned_vms": 100},
         [("gateway", "23360 VM-hour", "32.70"), ("data processed", "GiB", "-")]),
        # 730 x 0.05
        ("google_compute_vpn_tunnel", 'name = "a"', {}, [("tunnel", "730 hour", "36.50")]),
        # 730 x 0.01
        ("google_compute_address", 'name = "a"', {}, [("unused external IP address", "730 hour", "7.30")]),
        ("google_compute_global_address", 'name = "a"', {}, [("unused external IP address", "730 hour", "7.30")]),
        ("google_compute_address", 'address_type = "INTERNAL"', {}, []),
        # 1000 x 0.02; 10,000 operations have no price there
        ("google_storage_bucket", 'location = "US-CENTRAL1"', {"storage_gb": 1000},
         [("storage", "1000 GiB-month", "20.00"), ("class A operations", "10k operations", "-"),
          ("class B operations", "10k operations", "-")]),
        # 1000 x 0.026; 20,000 x 0.05 / 10,000
        ("google_storage_bucket", 'location = "EU"', {"storage_gb": 1000, "monthly_class_a_operations": 20000},
         [("storage", "1000 GiB-month", "26.00"), ("class A operations", "2 10k operations", "0.10"),
          ("class B operations", "10k operations", "-")]),
        # 1000 x 0.022; 100 GiB from nearline have no price in a dual-region
        ("google_storage_bucket", 'location = "NAM4"\nstorage_class = "NEARLINE"', {"storage_gb": 1000},
         [("storage", "1000 GiB-month", "22.00"), ("data retrieval", "", "-"), ("class A operations", "", "-"),
          ("class B operations", "", "-")]),
        ("google_storage_bucket", "location = var.it", {}, [("storage", "", "-")]),
        # 50 x 0.1
        ("google_artifact_registry_repository", 'location = "europe"', {"storage_gb": 50},
         [("storage", "50 GB-month", "5.00")]),
        # 3 x 6.25
        ("google_bigquery_dataset", 'dataset_id = "a"', {"monthly_queries_tb": 3}, [("queries", "3 TB", "18.75")]),
        # 100 x 0.023
        ("google_bigquery_table", 'table_id = "a"', {"monthly_active_storage_gb": 100},
         [("active storage", "100 GB-month", "2.30"), ("long-term storage", "GB-month", "-"),
          ("streaming inserts", "MB", "-"), ("storage write API", "GB-month", "-"), ("storage read API", "TB", "-")]),
        # 2 x 40
        ("google_pubsub_topic", 'name = "a"', {"monthly_message_data_tb": 2}, [("messages", "2 TiB", "80.00")]),
        # 2 x 40; 10 x 0.27
        ("google_pubsub_subscription", 'name = "a"', {"monthly_message_data_tb": 2, "storage_gb": 10},
         [("messages", "2 TiB", "80.00"), ("acknowledged messages", "10 GiB-month", "2.70"),
          ("snapshots", "GiB-month", "-")]),
        # 100 x 0.5
        ("google_logging_project_bucket_config", 'location = "global"', {"monthly_logging_data_gb": 100},
         [("logs", "100 GiB", "50.00")]),
        # 100,000 x 0.258 + 50,000 x 0.151
        ("google_monitoring_metric_descriptor", 'type = "a"', {"monthly_monitoring_data_mb": 150_000},
         [("samples", "150000 MiB", "33350.00"), ("API calls", "1k calls", "-")]),
        # 0.06 a version; 20,000 x 0.03 / 10,000
        ("google_kms_crypto_key", 'name = "a"', {"monthly_key_operations": 20_000},
         [("key versions", "1 month", "0.06"), ("operations", "2 10k operations", "0.06")]),
        ("google_kms_crypto_key", HSM % "GOOGLE_SYMMETRIC_ENCRYPTION", {"key_versions": 3},
         [("key versions", "3 month", "3.00"), ("operations", "10k operations", "-")]),
        # 2,000 x 2.5 + 500 x 1
        ("google_kms_crypto_key", HSM % "EC_SIGN_P256_SHA256", {"key_versions": 2500},
         [("key versions", "2500 month", "5500.00"), ("operations", "10k operations", "-")]),
        # 5 x 0.06; 30,000 x 0.03 / 10,000
        ("google_secret_manager_secret", 'secret_id = "a"',
         {"active_secret_versions": 5, "monthly_access_operations": 30_000},
         [("active versions", "5 versions", "0.30"), ("access operations", "3 10K requests", "0.09"),
          ("rotation notifications", "rotations", "-")]),
    ],
)  # fmt: skip
def test_components(type_: str, body: str, used: dict[str, int | str], expected: Lines) -> None:
    assert priced(type_, body, used) == expected


def test_what_has_no_region_says_whose_price_counts() -> None:
    found = bills(code("google_cloud_scheduler_job", 'name = "a"'))
    job = found["google_cloud_scheduler_job.this"].components[0]
    assert "it has no region: that of us-central1" in job.reason
    nowhere = 'resource "google_kms_crypto_key" "this" {\n  key_ring = "r"\n}\n'
    key = bills(nowhere)["google_kms_crypto_key.this"].components[0]
    assert (key.region, "no region" in key.reason) == ("global", False)


def test_forwarding_rules_share_a_charge() -> None:
    found = bills(code("google_compute_forwarding_rule", 'name = "a"'))["google_compute_forwarding_rule.this"]
    assert (found.least, found.expected, found.most) == (Decimal("3.65"), Decimal("18.25"), Decimal("18.25"))


def test_gateway_of_an_unknown_number_of_machines() -> None:
    body = 'nat_ip_allocate_option = "MANUAL_ONLY"'
    found = bills(code("google_compute_router_nat", body))["google_compute_router_nat.this"]
    # From one VM to the 32 that are paid for at the most: 730 x 0.0014, 730 x 0.0448
    assert (found.least, found.expected, found.most) == (Decimal("1.022"), Decimal("1.022"), Decimal("32.704"))


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        (
            (
                'resource "google_compute_instance" "a" {\n  zone = "us-central1-a"\n  machine_type = "e2-medium"\n'
                "  network_interface {\n    access_config {\n      nat_ip = google_compute_address.this.address\n"
                "    }\n  }\n}\n"
            ),
            None,
        ),
        (
            (
                'resource "google_compute_router_nat" "a" {\n  nat_ip_allocate_option = "MANUAL_ONLY"\n'
                "  nat_ips = [google_compute_address.this.self_link]\n}\n"
            ),
            ("external IP address of a NAT gateway", "730 hour", "3.65"),
        ),
        (
            'resource "google_compute_forwarding_rule" "a" {\n  ip_address = google_compute_address.this.address\n}\n',
            ("external IP address", "", "-"),
        ),
    ],
)
def test_address_that_is_used(user: str, expected: tuple[str, str, str] | None) -> None:
    found = bills(code("google_compute_address", 'name = "b"') + user).get("google_compute_address.this")
    assert (lines(found) if found is not None else []) == ([expected] if expected is not None else [])


RUN = """
template {{
  {scaling}
  containers {{
    {resources}
  }}
}}
"""
LIMITS = 'resources {\n  limits = {\n    cpu = "2"\n    memory = "1Gi"\n  }\n  cpu_idle = %s\n}'


@pytest.mark.parametrize(
    ("body", "region", "used", "expected"),
    [
        # A million requests of 200 ms: 200,000 s x 1 vCPU x 0.000024, x 0.5 GiB x 0.0000025
        (
            RUN.format(scaling="", resources=""), "us-central1",
            {"monthly_requests": 1_000_000, "average_request_duration_ms": 200},
            [("vCPU", "200000 vCPU-second", "4.80"), ("memory", "100000 GiB-second", "0.25"),
             ("requests", "1 1M requests", "0.40")],
        ),
        # 10 at a time: 20,000 s x 2 vCPU x 0.0000336, x 1 GiB x 0.0000035; 0.4 a million requests
        (
            RUN.format(scaling="", resources=LIMITS % "true"), "europe-west3",
            {"monthly_requests": 1_000_000, "average_request_duration_ms": 200,
             "concurrent_requests_per_instance": 10},
            [("vCPU", "40000 vCPU-second", "1.34"), ("memory", "20000 GiB-second", "0.07"),
             ("requests", "1 1M requests", "0.40")],
        ),
        # 2,628,000 s a month x 2 vCPU x 0.0000216, x 1 GiB x 0.0000024
        (
            RUN.format(scaling="scaling {\n  min_instance_count = 1\n  max_instance_count = 3\n}",
                       resources=LIMITS % "false"),
            "europe-west3", {},
            [("vCPU", "5256000 vCPU-second", "113.53"), ("memory", "2628000 GiB-second", "6.31")],
        ),
        # 100 h x 3600 s x 2 vCPU x 0.0000216, x 1 GiB x 0.0000024
        (
            RUN.format(scaling="", resources=LIMITS % "false"), "europe-west3", {"instance_hrs": 100},
            [("vCPU", "720000 vCPU-second", "15.55"), ("memory", "360000 GiB-second", "0.86")],
        ),
        # 2,628,000 s a month x 1 vCPU x 0.0000025, x 0.5 GiB x 0.0000025
        (
            RUN.format(scaling="scaling {\n  min_instance_count = 1\n}", resources=""), "us-central1", {},
            [("vCPU", "vCPU-second", "-"), ("memory", "GiB-second", "-"), ("requests", "1M requests", "-"),
             ("idle vCPU", "2628000 vCPU-second", "6.57"), ("idle memory", "1314000 GiB-second", "3.28")],
        ),
    ],
)  # fmt: skip
def test_run_v2(body: str, region: str, used: dict[str, int | str], expected: Lines) -> None:
    assert priced("google_cloud_run_v2_service", body, used, region) == expected


def test_instances_that_wait_for_requests() -> None:
    body = RUN.format(scaling="scaling {\n  min_instance_count = 2\n}", resources="")
    usage: dict[str, int | str] = {"monthly_requests": 1_000_000, "average_request_duration_ms": 256}
    # 2 x 2,628,000 s less 256,000 s x 1 vCPU x 0.0000025, x 0.5 GiB x 0.0000025
    assert priced("google_cloud_run_v2_service", body, usage, "europe-west1")[-2:] == [
        ("idle vCPU", "5000000 vCPU-second", "12.50"),
        ("idle memory", "2500000 GiB-second", "6.25"),
    ]
    # More work than two instances can do: none waits
    busy = usage | {"average_request_duration_ms": 6000}
    assert priced("google_cloud_run_v2_service", body, busy, "europe-west1")[-2:] == [
        ("idle vCPU", "0 vCPU-second", "0.00"),
        ("idle memory", "0 GiB-second", "0.00"),
    ]
    # No source has the price of tier 2
    assert priced("google_cloud_run_v2_service", body, usage, "europe-west3")[-2:] == [
        ("idle vCPU", "", "-"),
        ("idle memory", "", "-"),
    ]


SERVICE = "service_config {\n  %s\n}"


@pytest.mark.parametrize(
    ("config", "used", "expected"),
    [
        # 2 million calls of 500 ms: a million s x 0.5 vCPU x 0.000024, x 0.5 GiB x 0.0000025; 2 x 0.40
        (
            'available_cpu = "500m"\navailable_memory = "512Mi"',
            {"monthly_requests": 2_000_000, "average_request_duration_ms": 500},
            [("vCPU", "500000 vCPU-second", "12.00"), ("memory", "500000 GiB-second", "1.25"),
             ("requests", "2 1M requests", "0.80")],
        ),
        # 256 MB, which is 0.2384 GiB; the CPU follows from the memory, and nobody says how much it is
        (
            "", {"monthly_requests": 1_000_000, "average_request_duration_ms": 1000},
            [("vCPU", "vCPU-second", "-"), ("memory", "238418.5791015625 GiB-second", "0.60"),
             ("requests", "1 1M requests", "0.40")],
        ),
        ("", {"monthly_vcpu_seconds": 100_000},
         [("vCPU", "100000 vCPU-second", "2.40"), ("memory", "GiB-second", "-"), ("requests", "1M requests", "-")]),
        ("min_instance_count = 1", {},
         [("vCPU", "vCPU-second", "-"), ("memory", "GiB-second", "-"), ("requests", "1M requests", "-"),
          ("idle instances", "", "-")]),
    ],
)  # fmt: skip
def test_function_of_the_second_generation(config: str, used: dict[str, int | str], expected: Lines) -> None:
    assert priced("google_cloudfunctions2_function", SERVICE % config, used, "us-central1") == expected


def test_run() -> None:
    # 2 instances all month: 2 x 2,628,000 s x 1 vCPU x 0.0000216, x 0.5 GiB x 0.0000024
    body = """
    template {
      metadata {
        annotations = {
          "autoscaling.knative.dev/minScale"   = "2"
          "autoscaling.knative.dev/maxScale"   = "4"
          "run.googleapis.com/cpu-throttling" = "false"
        }
      }
      spec {
        containers {
          image = "a"
        }
      }
    }
    """
    found = bills(code("google_cloud_run_service", body, "europe-west3"))["google_cloud_run_service.this"]
    assert lines(found) == [
        ("vCPU", "5256000 vCPU-second", "113.53"),
        ("memory", "2628000 GiB-second", "6.31"),
    ]
    assert found.most is not None
    assert found.expected is not None
    assert found.most == 2 * found.expected


def test_function() -> None:
    # 1,000,000 calls of 150 ms, which are paid as 200 ms: 200,000 s x 0.25 GB x 0.0000025; 0.4 a million calls
    used: dict[str, int | str] = {"monthly_function_invocations": 1_000_000, "request_duration_ms": 150}
    assert priced("google_cloudfunctions_function", 'name = "a"', used) == [
        ("invocations", "1 1M invocations", "0.40"),
        ("memory", "50000 GB-second", "0.12"),
        ("CPU", "GHz-second", "-"),
        ("outbound data", "GiB", "-"),
    ]
