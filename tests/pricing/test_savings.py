"""What findings save: by hand from unit prices, together never more than there is; else what is at stake."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from decimal import Decimal

import pytest
from msgspec.structs import replace

from finops_guard.findings import Finding, Money
from finops_guard.report import Report
from finops_guard.scan import scan
from finops_guard.settings import OwnPrice, PriceSettings, Settings
from finops_guard.tree import MemoryTree

AWS = 'provider "aws" {\n  region = "us-east-1"\n}\n'
AZURE = 'provider "azurerm" {\n  features {}\n}\n'
LOCATION = 'location = "eastus"\n'
DATABASE = 'instance_class = "db.m5.large"\nengine = "postgres"\nallocated_storage = 100\nstorage_type = "gp2"\n'
DEV = Settings(profile="run")


def judged(text: str, path: str = "dev/main.tf", settings: Settings = DEV, **more: str) -> Report:
    files = {path: text, **more}
    return scan(MemoryTree({name: textwrap.dedent(each) for name, each in files.items()}), [""], settings)


def money(report: Report, policy: str) -> list[Money | None]:
    return [each.money for each in report.findings if each.policy_name == policy]


def saved(report: Report, policy: str) -> list[str]:
    """Return what each finding of a policy saves, as it is expected; what is at stake in brackets."""
    return [
        "-" if each is None else f"{each.expected:.2f}" if each.is_saving else f"({each.expected:.2f})"
        for each in money(report, policy)
    ]


def block(type_: str, body: str, name: str = "this") -> str:
    return f'resource "{type_}" "{name}" {{\n{textwrap.dedent(body)}\n}}\n'


# Unit prices: tools/unit_prices/*.csv and the machine prices of the catalog, us-east-1 and eastus.
@pytest.mark.parametrize(
    ("policy", "text", "expected"),
    [
        # 100 GB x (0.10 - 0.08)
        ("gp2-volumes", AWS + block("aws_ebs_volume", 'type = "gp2"\nsize = 100'), "2.00"),
        # the default of the provider is gp2
        ("gp2-volumes", AWS + block("aws_ebs_volume", "size = 50"), "1.00"),
        ("gp2-volumes", AWS + block("aws_ebs_volume", 'type = "gp2"'), "-"),  # its size is not known
        # both cost 0.115 a GB: nothing is saved, and 730 x 0.178 + 100 x 0.115 is at stake
        (
            "gp2-volumes",
            AWS
            + block(
                "aws_db_instance",
                DATABASE,
            ),
            "(141.44)",
        ),
        # 100 GB x (0.125 - 0.08) + 5,000 IOPS x 0.065 - 2,000 above 3,000 x 0.005
        ("io1-volumes", AWS + block("aws_ebs_volume", 'type = "io1"\nsize = 100\niops = 5000'), "319.50"),
        # of the second volume only: 200 GB x (0.10 - 0.08)
        (
            "gp2-volumes",
            AWS
            + block(
                "aws_instance",
                """
                instance_type = "m7g.large"
                ebs_block_device {
                  device_name = "/dev/sdb"
                  volume_type = "gp3"
                  volume_size = 100
                }
                ebs_block_device {
                  device_name = "/dev/sdc"
                  volume_type = "gp2"
                  volume_size = 200
                }
                """,
            ),
            "4.00",
        ),
        ("unattached-ebs-volume", AWS + block("aws_ebs_volume", 'type = "gp3"\nsize = 100'), "8.00"),
        ("unattached-elastic-ip", AWS + block("aws_eip", 'domain = "vpc"'), "3.65"),  # 730 x 0.005
        ("idle-nat-gateway", AWS + block("aws_nat_gateway", 'subnet_id = "subnet-1"'), "32.85"),  # 730 x 0.045
        # 730 x (0.096 - 0.0864)
        ("previous-generation-ec2", AWS + block("aws_instance", 'instance_type = "m5.large"'), "7.01"),
        # 3 nodes x 730 x (0.156 - 0.149)
        (
            "arm64-elasticache",
            AWS + block("aws_elasticache_replication_group", 'node_type = "cache.m5.large"\nnum_cache_clusters = 3'),
            "15.33",
        ),
        # 2 of 3 nodes x 730 x 0.156
        (
            "cache-replicas-outside-production",
            AWS + block("aws_elasticache_replication_group", 'node_type = "cache.m5.large"\nnum_cache_clusters = 3'),
            "227.76",
        ),
        # from m5.16xlarge to the largest that is allowed, m5.4xlarge: 730 x (3.072 - 0.768)
        (
            "oversized-instances-outside-production",
            AWS + block("aws_instance", 'instance_type = "m5.16xlarge"'),
            "1681.92",
        ),
        # a machine in its place: 3 x 730 x (0.1 - 0.0864), at the most 9
        (
            "previous-generation-ec2",
            AWS
            + block("aws_launch_template", 'instance_type = "m4.large"')
            + block(
                "aws_autoscaling_group",
                "min_size = 3\nmax_size = 9\nlaunch_template {\n  id = aws_launch_template.this.id\n}",
            ),
            "29.78",
        ),
        # 8 shards x 730 x 0.015
        ("kinesis-shards-outside-production", AWS + block("aws_kinesis_stream", "shard_count = 10"), "87.60"),
        # half the bill: 730 x 0.178 + 100 x 0.115
        (
            "rds-multi-az-outside-production",
            AWS
            + block(
                "aws_db_instance",
                DATABASE + "multi_az = true",
            ),
            "141.44",
        ),
        # the second of two
        (
            "nat-gateways-outside-production",
            AWS
            + block("aws_nat_gateway", 'subnet_id = "subnet-1"', "a")
            + block("aws_nat_gateway", 'subnet_id = "subnet-2"', "b"),
            "32.85",
        ),
        # an uptime SLA: 730 x 0.10
        (
            "aks-tier-outside-production",
            AZURE
            + block(
                "azurerm_kubernetes_cluster",
                LOCATION
                + 'sku_tier = "Standard"\ndefault_node_pool {\n  vm_size = "Standard_D2s_v5"\n  node_count = 1\n}',
            ),
            "73.00",
        ),
        ("unattached-public-ip", AZURE + block("azurerm_public_ip", LOCATION + 'allocation_method = "Static"'), "3.65"),
        # what an autoscaler saves shows in use: 4 x (730 x 0.096 + 19.71 for the disk) is at stake
        (
            "aks-node-pool-autoscaling",
            AZURE
            + block("azurerm_kubernetes_cluster_node_pool", LOCATION + 'vm_size = "Standard_D2s_v5"\nnode_count = 4'),
            "(359.16)",
        ),
        ("required-tags-of-free-resources", AWS + block("aws_security_group", 'name = "free"'), "-"),
    ],
)
def test_by_hand(policy: str, text: str, expected: str) -> None:
    report = judged(text)
    found = saved(report, policy)
    assert found
    assert set(found) == {expected}


WORKLOAD = """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web, namespace: shop-dev}
    spec:
      replicas: 6
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec:
          containers:
          - {name: web, image: "web:1", resources: {requests: {cpu: "2", memory: 8Gi}}}
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: web, namespace: shop-dev}
    spec: {type: LoadBalancer, selector: {app: web}}
    ---
    apiVersion: v1
    kind: PersistentVolumeClaim
    metadata: {name: data, namespace: shop-dev}
    spec: {resources: {requests: {storage: 500Gi}}}
"""


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        # 3 of 6 pods, each 730 x (2 x 0.031611 + 8 x 0.004237)
        ("replicas-outside-production", "212.69"),
        # 6 x 730 x (2 x (0.031611 - 0.006655) + 8 x (0.004237 - 0.000892))
        ("spot-outside-production", "335.82"),
        ("load-balancer-outside-production", "18.25"),  # 730 x 0.025
        ("orphan-volume-claims", "20.00"),  # 500 x 730 x 0.00005479452
        ("volume-claim-size-outside-production", "16.00"),  # 400 of 500 Gi
        ("workload-cpu-outside-production", "(425.38)"),  # which requests become less is not for us to say
    ],
)
def test_kubernetes_by_hand(policy: str, expected: str) -> None:
    assert saved(judged(WORKLOAD, "dev/web.yaml"), policy) == [expected]


def test_what_a_message_says_agrees() -> None:
    report = judged(WORKLOAD, "dev/web.yaml")
    (spot,) = (each for each in report.findings if each.policy_name == "spot-outside-production")
    assert "335.82 USD" in spot.message
    book = PriceSettings(
        own=(
            OwnPrice("aws", "EC2", "m5.large", "", "us-east-1", "hour", ((Decimal(0), Decimal(1)),), "USD", "contract"),
        )
    )
    report = judged(AWS + block("aws_instance", 'instance_type = "m5.large"'), settings=replace(DEV, prices=book))
    (finding,) = (each for each in report.findings if each.policy_name == "previous-generation-ec2")
    assert saved(report, "previous-generation-ec2") == ["666.93"]  # 730 x (1 - 0.0864)
    assert "666.93 USD a month less each" in finding.message


def test_an_unresolved_finding_saves_nothing() -> None:
    text = (
        AWS
        + 'variable "size" {}\n'
        + block("aws_ebs_volume", 'type = "gp3"\nsize = 100\ntags = { environment = var.size }')
    )
    unresolved = [each for each in judged(text).findings if each.verdict == "unresolved" and each.money is not None]
    assert unresolved
    assert not any(each.money.is_saving for each in unresolved if each.money is not None)


def test_a_root_stakes_all_that_it_holds() -> None:
    text = AWS + block("aws_nat_gateway", 'subnet_id = "subnet-1"') + block("aws_eip", 'domain = "vpc"')
    assert saved(judged(text), "terraform-budget") == ["(36.50)"]


def total(report: Report) -> str:
    return f"{report.saving.monthly.expected:.2f}" if report.saving is not None else "-"


@pytest.mark.parametrize(
    ("text", "each", "together"),
    [
        # a volume that is removed is not made cheaper, too
        (AWS + block("aws_ebs_volume", 'type = "gp2"\nsize = 100'), ["10.00", "2.00"], "10.00"),
        # one place, two values: the larger saving
        (AWS + block("aws_instance", 'instance_type = "m5.large"'), ["13.87", "7.01"], "13.87"),
        # fewer nodes, of a cheaper kind: 3 x 730 x 0.156 - 730 x 0.149 = 232.87, not 15.33 + 227.76
        (
            AWS + block("aws_elasticache_replication_group", 'node_type = "cache.m5.large"\nnum_cache_clusters = 3'),
            ["15.33", "227.76"],
            "232.87",
        ),
        (AWS + block("aws_security_group", 'name = "free"'), [], "-"),
    ],
)
def test_together(text: str, each: list[str], together: str) -> None:
    report = judged(text)
    assert [f"{f.money.expected:.2f}" for f in report.findings if f.money is not None and f.money.is_saving] == each
    assert total(report) == together
    assert report.saving is None or report.saving.findings == len(each)


def test_what_may_eat_up_the_saving_is_a_bound() -> None:
    """Operations of a standard SSD are paid for, and nobody said how many there are."""
    disk = block(
        "azurerm_managed_disk", 'location = "westeurope"\nstorage_account_type = "Premium_LRS"\ndisk_size_gb = 128'
    )
    (found,) = money(judged(AZURE + disk), "premium-disks-outside-production")
    assert found is not None
    assert (found.is_saving, found.expected, found.most is not None and found.most > 0) == (True, 0, True)


_SIZE = 'instance_class = "db.m4.10xlarge"\nengine = "postgres"\nallocated_storage = 900\n'
PARTS: Mapping[str, str] = {
    "volumes": block("aws_ebs_volume", 'type = "gp2"\nsize = 2000')
    + block("aws_ebs_volume", 'type = "io1"\nsize = 900\niops = 9000', "fast"),
    "machines": block(
        "aws_instance", 'instance_type = "m4.16xlarge"\nmonitoring = true\nassociate_public_ip_address = true'
    ),
    "template": block("aws_launch_template", 'instance_type = "m4.16xlarge"')
    + block(
        "aws_autoscaling_group", "min_size = 6\nmax_size = 20\nlaunch_template {\n  id = aws_launch_template.this.id\n}"
    ),
    "databases": block(
        "aws_db_instance",
        _SIZE + 'storage_type = "io1"\niops = 9000\nmulti_az = true',
    )
    + block(
        "aws_db_instance",
        'instance_class = "db.m5.large"\nreplicate_source_db = aws_db_instance.this.identifier',
        "replica",
    ),
    "search": block(
        "aws_opensearch_domain",
        """
        cluster_config {
          instance_type            = "m5.4xlarge.search"
          instance_count           = 2
          dedicated_master_enabled = true
          dedicated_master_type    = "m5.4xlarge.search"
          dedicated_master_count   = 3
        }
        ebs_options {
          ebs_enabled = true
          volume_size = 100
          volume_type = "gp2"
        }
        """,
    ),
    "networks": block("aws_nat_gateway", 'subnet_id = "subnet-1"')
    + block("aws_nat_gateway", 'subnet_id = "subnet-2"', "b"),
}


@pytest.mark.parametrize("names", [*((name,) for name in PARTS), tuple(PARTS)], ids=",".join)
def test_never_more_than_the_sum_of_the_parts_nor_than_the_cost(names: tuple[str, ...]) -> None:
    report = judged(AWS + "".join(PARTS[name] for name in names))
    assert report.saving is not None
    assert report.cost is not None
    found = [each.money for each in report.findings if each.money is not None and each.money.is_saving]
    assert len(found) == report.saving.findings
    assert all(each.least >= 0 and each.expected >= each.least for each in found)
    assert max(each.expected for each in found) <= report.saving.monthly.expected
    assert report.saving.monthly.expected <= sum(each.expected for each in found)
    assert report.saving.monthly.expected <= report.cost.monthly.expected


def test_what_is_ignored_is_not_summed_up() -> None:
    text = AWS + "# finops-guard:ignore unattached-elastic-ip kept for a partner\n" + block("aws_eip", 'domain = "vpc"')
    report = judged(text)
    (suppressed,) = report.suppressed
    assert suppressed.finding.money is not None
    assert suppressed.finding.money.is_saving
    assert report.saving is None


@pytest.mark.parametrize(
    ("check", "fix", "expected"),
    [
        ("{path: node_type, operator: absent}", "remove", "341.64"),  # 3 x 730 x 0.156
        ("{path: node_type, operator: absent}", "none", "(341.64)"),
        (
            "{path: node_type, operator: not_equals, value: cache.m5.large, absent: pass}",
            "{value: cache.m6g.large}",
            "15.33",
        ),
        ("{path: node_type, operator: absent}", "{set: {num_cache_clusters: 2}}", "113.88"),
        (
            "{path: num_cache_clusters, operator: in, value: [1, 2], absent: pass}",
            "",
            "113.88",
        ),  # the one that saves less
        (
            "{path: derived.cost.monthly, operator: at_most, value: 2, absent: pass}",
            "{at: num_cache_clusters}",
            "113.88",
        ),
        ("{path: derived.cost.monthly, operator: at_most, value: 2, absent: pass}", "", "(341.64)"),
        ("{path: num_cache_clusters, operator: at_least, value: 4, absent: pass}", "", "(341.64)"),  # it costs more
        ("{path: node_type, operator: absent}", "{set: {node_type: cache.unheard.of}}", "(341.64)"),
    ],
)
def test_a_policy_says_what_its_remediation_changes(check: str, fix: str, expected: str) -> None:
    policy = {
        "id": "ACME-001", "name": "own", "title": "T", "description": "Why.", "severity": "warning",
        "capability": "Usage Optimization", "match": "{resources: [aws_elasticache_replication_group]}",
        "check": f"{{attribute: {check}}}", "remediation": "Do it.", **({"fix": fix} if fix else {}),
    }  # fmt: skip
    written = "".join(f"{key}: {value}\n" for key, value in policy.items())
    text = AWS + block("aws_elasticache_replication_group", 'node_type = "cache.m5.large"\nnum_cache_clusters = 3')
    settings = Settings(policy_directories=("policies",), select=("own",))
    tree = MemoryTree({"main.tf": text, "policies/own.yaml": written})
    assert saved(scan(tree, ["main.tf"], settings), "own") == [expected]


def test_findings_that_are_about_nothing_have_no_money() -> None:
    report = judged('resource "aws_eip" {', settings=Settings())
    assert [each.money for each in report.findings if isinstance(each, Finding)] == [None] * len(report.findings)
    assert report.findings
