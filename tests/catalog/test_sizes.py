"""Machine sizes against figures the vendors publish."""

from __future__ import annotations

import pytest

from finops_guard.catalog import datafile, schemas, size_attributes, sizes, taggable
from finops_guard.catalog.sizes import SizeAttribute


@pytest.mark.parametrize(
    ("service", "name", "vcpu", "memory_gib"),
    [
        ("ec2", "m5.24xlarge", 96, 384),
        ("ec2", "t3.micro", 2, 1),
        ("ec2", "r6g.16xlarge", 64, 512),
        ("ec2", "t2.nano", 1, 0.5),
        ("ec2", "c5.large", 2, 4),
        ("ec2", "g4dn.xlarge", 4, 16),
        ("ec2", "x1e.32xlarge", 128, 3904),
        ("ec2", "p2.xlarge", 4, 61),  # retired
        ("rds", "db.m5.large", 2, 8),
        ("rds", "db.t3.medium", 2, 4),
        ("rds", "db.r6g.16xlarge", 64, 512),
        ("rds", "db.x2g.large", 2, 32),
        ("rds", "db.r5.large.tpc1.mem2x", 2, 32),
        ("rds", "db.r5.8xlarge.tpc2.mem3x", 32, 768),
        ("rds", "db.r5.6xlarge.tpc2.mem4x", 24, 768),
        ("elasticache", "cache.t3.micro", 2, 0.5),
        ("elasticache", "cache.m5.large", 2, 6.38),
        ("elasticache", "cache.r6g.large", 2, 13.07),
        ("elasticache", "cache.r5.24xlarge", 96, 635.61),
        ("memorydb", "db.r6g.large", 2, None),
        ("opensearch", "r6g.large.search", 2, 16),
        ("opensearch", "m5.large.elasticsearch", 2, 8),
        ("opensearch", "or1.medium.search", 1, 8),
        ("opensearch", "om2.4xlarge.search", 16, 64),
        ("redshift", "ra3.4xlarge", 12, 96),
        ("redshift", "dc2.large", 2, 15),
        ("dax", "dax.r5.large", 2, 16),
        ("dms", "dms.t3.medium", 2, 4),
        ("mq", "mq.t3.micro", 2, 1),
        ("mq", "mq.m7g.2xl", 8, 32),
        ("msk", "kafka.m5.large", 2, 8),
        ("msk", "express.m7g.large", 2, 8),
        ("sagemaker", "ml.t3.medium", 2, 4),
        ("azure-vm", "Standard_D2s_v5", 2, 8),
        ("azure-vm", "STANDARD_d2S_v5", 2, 8),
        ("azure-vm", "Standard_D4s_v3", 4, 16),
        ("azure-vm", "Standard_B2ms", 2, 8),
        ("azure-vm", "Standard_B1ls", 1, 0.5),
        ("azure-vm", "Standard_E64s_v3", 64, 432),  # not 8 GiB a vCPU, as the smaller ones have
        ("azure-vm", "Standard_E8-4ds_v4", 4, 64),  # constrained: 4 of 8 vCPUs
        ("azure-vm", "Standard_M128ms", 128, 3892),
        ("azure-vm", "Standard_NC24ads_A100_v4", 24, 220),
        ("azure-vm", "Standard_F4s_v2", 4, 8),
        ("azure-vm", "Standard_DS2_v2", 2, 7),
        ("azure-vm", "Standard_D11_v2", 2, 14),
        ("azure-db", "GP_Standard_D2s_v3", 2, 8),
        ("azure-db", "B_Standard_B1ms", 1, 2),
        ("azure-db", "MO_Standard_E4ds_v4", 4, 32),
        ("azure-db", "GP_Gen5_4", 4, 20),
        ("azure-sql", "GP_Gen5_2", 2, None),
        ("azure-sql", "GP_S_Gen5_8", 8, None),
        ("azure-kusto", "Dev(No SLA)_Standard_D11_v2", 2, 14),
        ("azure-kusto", "Standard_DS13_v2+1TB_PS", 8, 56),
        ("gce", "n2-standard-2", 2, 8),
        ("gce", "e2-micro", 2, 1),
        ("gce", "n1-standard-1", 1, 3.75),
        ("gce", "f1-micro", 1, 0.6),
        ("gce", "m3-megamem-128", 128, 1952),
        ("gce", "n2d-highcpu-224", 224, 224),
        ("gce", "zones/us-central1-a/machineTypes/n2-standard-4", 4, 16),
        ("gce", "custom-2-4096", 2, 4),
        ("gce", "n2-custom-4-8192", 4, 8),
        ("gce", "n1-custom-1-1024", 1, 1),
        ("gce", "n2-custom-2-32768-ext", 2, 32),
        ("gce", "e2-custom-medium-2048", 2, 2),
        ("cloudsql", "db-f1-micro", 1, 0.6),
        ("cloudsql", "db-g1-small", 1, 1.7),
        ("cloudsql", "db-n1-standard-1", 1, 3.75),
        ("cloudsql", "db-n1-highmem-4", 4, 26),
        ("cloudsql", "db-custom-2-7680", 2, 7.5),
        ("cloudsql", "db-perf-optimized-N-8", 8, 64),
        ("cloudsql", "db-perf-optimized-N-128", 128, 864),
        ("cloudsql", "db-memory-optimized-N-4", 4, 128),
        ("cloudsql", "db-c4a-highmem-4", 4, 32),
    ],
)
def test_published_figures(service: str, name: str, vcpu: float, memory_gib: float | None) -> None:
    found = sizes.lookup(service, name)
    assert found is not None
    assert found.vcpu == vcpu
    assert found.memory_gib == (None if memory_gib is None else pytest.approx(memory_gib, abs=0.005))


@pytest.mark.parametrize(
    ("service", "name", "expected"),
    [
        (
            "ec2",
            "m5.large",
            {"arch": "x86_64", "family": "m5", "gpus": 0, "burstable": False, "previous_generation": True},
        ),
        ("ec2", "t4g.small", {"arch": "arm64", "burstable": True, "previous_generation": False}),
        ("ec2", "m4.large", {"previous_generation": True}),
        ("ec2", "p4d.24xlarge", {"gpus": 8}),
        ("ec2", "p2.xlarge", {"gpus": 1, "previous_generation": None}),  # no source makes the statement
        ("ec2", "mac1.metal", {"arch": "x86_64"}),
        (
            "rds",
            "db.x2g.large",
            {"name": "db.x2g.large", "family": "x2g", "arch": "arm64", "previous_generation": None},
        ),
        ("rds", "db.r5.6xlarge.tpc2.mem4x", {"name": "db.r5.6xlarge.tpc2.mem4x", "family": "r5"}),
        ("azure-vm", "standard_d2ps_v5", {"name": "Standard_D2ps_v5", "arch": "arm64", "family": "Dpsv5"}),
        ("azure-vm", "Standard_B2ms", {"burstable": True, "family": "Bms"}),
        ("azure-vm", "Standard_NC24ads_A100_v4", {"gpus": 1, "family": "NCads_A100_v4"}),
        ("azure-db", "B_Standard_B1ms", {"burstable": True, "name": "B_Standard_B1ms"}),
        ("gce", "t2a-standard-4", {"arch": "arm64", "family": "t2a"}),
        ("gce", "a2-highgpu-1g", {"gpus": 1}),
        ("gce", "e2-medium", {"burstable": True}),
        ("gce", "g2-custom-24-98304", {"gpus": 2}),  # as g2-standard-24
        ("gce", "custom-2-4096", {"family": "n1", "name": "custom-2-4096"}),
        ("cloudsql", "db-f1-micro", {"burstable": True}),
    ],
)
def test_properties(service: str, name: str, expected: dict[str, object]) -> None:
    found = sizes.lookup(service, name)
    assert {key: getattr(found, key) for key in expected} == expected


@pytest.mark.parametrize(
    ("service", "name", "vcpu"),
    [("azure-vm", "Standard_D8ads_v9", 8), ("azure-vm", "Standard_E16-4as_v9", 4), ("gce", "n9-highmem-16", 16)],
)
def test_newer_than_the_catalog(service: str, name: str, vcpu: int) -> None:
    found = sizes.lookup(service, name)
    assert found is not None
    assert (found.vcpu, found.memory_gib) == (vcpu, None)
    assert "naming convention" in found.source


def test_azure_naming_convention_holds_for_every_known_size(monkeypatch: pytest.MonkeyPatch) -> None:
    from finops_guard.catalog import azure_sizes

    known = {row[0]: row[1] for row in datafile.read("sizes-azure")["sizes"].values()}
    monkeypatch.setattr(azure_sizes, "_data", lambda: {"sizes": {}})
    by_name = {name: size.vcpu for name in known if (size := azure_sizes.virtual_machine(name))}
    assert len(by_name) > len(known) / 2
    assert by_name == {name: known[name] for name in by_name}


def test_google_naming_convention_holds_for_every_known_type(monkeypatch: pytest.MonkeyPatch) -> None:
    from finops_guard.catalog import gcp_sizes

    data = datafile.read("sizes-gce")
    known = {name: (row[0], data["arch"][row[2]]) for name, row in data["sizes"].items()}
    monkeypatch.setattr(gcp_sizes, "_data", lambda: {"sizes": {}, "series": []})
    by_name = {name: (size.vcpu, size.arch) for name in known if (size := gcp_sizes.machine_type(name))}
    assert len(by_name) > len(known) / 2
    assert by_name == {name: known[name] for name in by_name}


@pytest.mark.parametrize(
    ("service", "name"),
    [
        ("ec2", ""),
        ("ec2", "m5.gigantic"),
        ("ec2", "m5"),
        ("ec2", "optimal"),
        ("ec2", "M5.large"),
        ("rds", "db.serverless"),
        ("rds", "m5.large"),
        ("rds", "db."),
        ("rds", "db.r5.large.tpc1.mem0x"),
        ("rds", "db.nope.6xlarge.tpc2.mem4x"),
        ("rds", "db.r5.99xlarge.tpc2.mem2x"),
        ("rds", "db.r5.2large.tpc1.mem2x"),
        ("elasticache", "m5.large"),
        ("elasticache", "cache.nope.large"),
        ("memorydb", "cache.r6g.large"),
        ("opensearch", "r6g.large"),
        ("opensearch", ".search"),
        ("redshift", "ra3.huge"),
        ("mq", "mq.m7g.3xl"),
        ("msk", "m5.large"),
        ("azure-vm", "Standard_"),
        ("azure-vm", "D2s_v5"),
        ("azure-vm", "Standard_D2s_v5\n"),
        ("azure-vm", "Standard_D3_v1"),
        ("azure-vm", "Standard_ND96_v9"),  # a GPU count cannot be told from a name
        ("azure-vm", "Standard_D\u0664s_v9"),  # a digit, but not an ASCII one
        ("azure-db", "Standard_D2s_v3"),
        ("azure-db", "GP_Standard_Nope"),
        ("azure-db", "GP_Gen6_4"),
        ("azure-sql", "S0"),
        ("azure-sql", "ElasticPool"),
        ("azure-kusto", "Dev(No SLA)_"),
        ("azure-kusto", "Standard_DS13_v2+1TB"),
        ("gce", "n2-standard-3"),
        ("gce", "n2-custom-3-8192"),  # an odd number of vCPUs
        ("gce", "n2-custom-0-8192"),
        ("gce", "n2-custom-4-8191"),  # not a multiple of 256 MiB
        ("gce", "c3-custom-4-8192"),  # a series without custom types
        ("gce", "custom-2-99999999999"),
        ("gce", "custom-\u0662-4096"),
        ("gce", "machineTypes/"),
        ("cloudsql", "n1-standard-1"),
        ("cloudsql", "db-standard-1"),
        ("cloudsql", "db-custom-2-7681"),
        ("cloudsql", "db-custom-3-7680"),
        ("gce", "n2-standard-2" + "0" * 5000),
    ],
)
def test_unknown_names_are_never_guessed(service: str, name: str) -> None:
    assert sizes.lookup(service, name) is None


def test_unknown_service_is_the_callers_error() -> None:
    with pytest.raises(KeyError):
        sizes.lookup("ec3", "m5.large")


def test_every_service_is_listed_once() -> None:
    from finops_guard.catalog import aws_sizes, azure_sizes, gcp_sizes

    listed = [*aws_sizes.SERVICES, *azure_sizes.SERVICES, *gcp_sizes.SERVICES]
    assert sorted(listed) == sorted(sizes.SERVICES)
    assert len(set(listed)) == len(listed)


@pytest.mark.parametrize("type_", size_attributes.types())
def test_size_attributes_exist(type_: str) -> None:
    assert taggable.is_known(type_)
    schema = schemas.lookup(type_)
    assert schema is not None
    for attribute in sizes.attributes(type_):
        head, _, rest = attribute.path.partition(".")
        assert head in (schema.blocks | schema.arguments if rest else schema.arguments)
        assert attribute.service in sizes.SERVICES


@pytest.mark.parametrize(
    ("type_", "expected"),
    [
        ("aws_instance", [("instance_type", "ec2")]),
        ("aws_db_instance", [("instance_class", "rds")]),
        ("aws_eks_node_group", [("instance_types", "ec2")]),
        ("azurerm_kubernetes_cluster", [("default_node_pool.vm_size", "azure-vm")]),
        ("google_sql_database_instance", [("settings.tier", "cloudsql")]),
        (
            "google_composer_environment",
            [("config.node_config.machine_type", "gce"), ("config.database_config.machine_type", "cloudsql")],
        ),
        ("aws_s3_bucket", []),
    ],
)
def test_size_attributes(type_: str, expected: list[tuple[str, str]]) -> None:
    assert sizes.attributes(type_) == tuple(SizeAttribute(path, service) for path, service in expected)
