"""Price lists in the vendors' formats become rows of a book: which, and which not."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from support.price_lists import (
    aws_csv,
    aws_json,
    aws_row,
    azure_item,
    azure_page,
    ec2_row,
    gcp_page,
    gcp_sku,
)

from finops_guard.catalog import machine_prices
from finops_guard.errors import UsageError
from finops_guard.pricing import book_reading
from finops_guard.tree import DirectoryTree
from finops_guard.updating.collecting import Wanted
from finops_guard.updating.run import Updated, update

ALL = Wanted()


def made(directory: Path, wanted: Wanted = ALL, **files: str | bytes) -> tuple[dict[tuple[str, ...], str], Updated]:
    """Return the prices of the book that files make, by name, region, unit and tier, and what the update says."""
    lists = directory / "lists"
    lists.mkdir(exist_ok=True)
    for name, text in files.items():
        path = lists / name.replace("__", ".")
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    done = update(str(lists), str(directory / "book.csv"), wanted)
    own, problems = book_reading.read(DirectoryTree(directory), ["book.csv"], done.currency)
    assert not problems
    rows = list(csv.DictReader((directory / "book.csv").read_text().splitlines()))
    assert sum(len(each.tiers) for each in own) == len(rows)
    columns = ("vendor", "service", "component", "attribute", "region", "unit", "tier_from")
    return {tuple(row[name] for name in columns): row["price"] for row in rows}, done


AWS = (
    ("AmazonEC2", ec2_row("m5.large", "0.1070000000"), ("EC2", "m5.large", "", "hour"), "0.107"),
    ("AmazonEC2", ec2_row("m5.metal", "5.1", Product_Family="Compute Instance (bare metal)"),
     ("EC2", "m5.metal", "", "hour"), "5.1"),
    ("AmazonEC2", aws_row("EU-EBS:VolumeUsage.gp3", "0.088", "GB-Mo"), ("EBS", "storage", "gp3", "GB-month"), "0.088"),
    ("AmazonEC2", aws_row("EU-EBS:VolumeUsage.piops", "0.138", "GB-Mo"),
     ("EBS", "storage", "io1", "GB-month"), "0.138"),
    ("AmazonEC2", aws_row("EU-EBS:VolumeUsage", "0.055", "GB-Mo"), ("EBS", "storage", "standard", "GB-month"), "0.055"),
    ("AmazonEC2", aws_row("EU-EBS:VolumeP-IOPS.gp3", "0.0055", "IOPS-Mo", StartingRange="3000"),
     ("EBS", "provisioned IOPS", "gp3 above 3,000", "IOPS-month"), "0.0055"),
    ("AmazonEC2", aws_row("EU-EBS:VolumeP-Throughput.gp3", "45.056", "GiBps-mo"),
     ("EBS", "provisioned throughput", "gp3 above 125 MBps", "MBps-month"), "0.044"),
    ("AmazonEC2", aws_row("EU-NatGateway-Hours", "0.048", operation="NatGateway"),
     ("VPC", "NAT gateway", "", "hour"), "0.048"),
    ("AmazonEC2", aws_row("NatGateway-Bytes", "0.048", "GB"), ("VPC", "NAT gateway data processed", "", "GB"), "0.048"),
    ("AmazonVPC", aws_row("EUW1-PublicIPv4:IdleAddress", "0.005"),
     ("VPC", "public IPv4 address", "idle", "hour"), "0.005"),
    ("AWSELB", aws_row("EUW2-LoadBalancerUsage", "0.0252", operation="LoadBalancing:Application"),
     ("ELB", "load balancer", "ALB", "hour"), "0.0252"),
    ("AWSELB", aws_row("EU-LCUUsage", "0.006", "LCU-Hrs", operation="LoadBalancing:Network"),
     ("ELB", "capacity units", "NLB", "LCU-hour"), "0.006"),
    ("AWSELB", aws_row("EU-LoadBalancerUsage", "0.028", operation="LoadBalancing"),
     ("ELB", "load balancer", "CLB", "hour"), "0.028"),
    ("AmazonRDS", aws_row("EU-InstanceUsage:db.m5.large", "0.196", Product_Family="Database Instance",
                          Instance_Type="db.m5.large", Database_Engine="PostgreSQL", Deployment_Option="Single-AZ"),
     ("RDS", "db.m5.large", "postgres", "hour"), "0.196"),
    ("AmazonRDS", aws_row("EU-InstanceUsage:db.r6g.large", "0.313", Product_Family="Database Instance",
                          Instance_Type="db.r6g.large", Database_Engine="Aurora MySQL", Deployment_Option="Single-AZ"),
     ("RDS", "db.r6g.large", "aurora-mysql", "hour"), "0.313"),
    ("AmazonRDS", aws_row("EU-RDS:Multi-AZ-GP3-Storage", "0.254", "GB-Mo", Database_Engine="Any"),
     ("RDS", "storage", "gp3 Multi-AZ", "GB-month"), "0.254"),
    ("AmazonRDS", aws_row("EU-Aurora:StorageIOUsage", "0.0000002200", "IOs", Database_Engine="Any"),
     ("Aurora", "I/O requests", "standard", "1M requests"), "0.22"),
    ("AmazonElastiCache", aws_row("EU-NodeUsage:cache.m6g.large", "0.164", Instance_Type="cache.m6g.large",
                                  Cache_Engine="Redis"),
     ("ElastiCache", "cache.m6g.large", "redis", "hour"), "0.164"),
    ("AmazonES", aws_row("EU-ESInstance:m6g.large", "0.142", Instance_Type="m6g.large.search"),
     ("OpenSearch", "m6g.large.search", "", "hour"), "0.142"),
    ("AmazonRedshift", aws_row("EU-Node:ra3.4xlarge", "3.606", Product_Family="Compute Instance"),
     ("Redshift", "ra3.4xlarge", "", "hour"), "3.606"),
    ("AmazonMSK", aws_row("EU-Kafka.m5.large", "0.233", "hours"), ("MSK", "kafka.m5.large", "", "hour"), "0.233"),
    ("AmazonMSK", aws_row("EU-Kafka.Storage.GP2", "0.11", "GB-Mo"),
     ("MSK", "broker storage", "GP2", "GB-month"), "0.11"),
    ("AmazonS3", aws_row("EU-Requests-Tier1", "0.0000050000", "Requests"),
     ("S3", "requests PUT/COPY/POST/LIST", "Standard", "1k requests"), "0.005"),
    ("AmazonS3", aws_row("EU-TimedStorage-GDA-ByteHrs", "0.00099", "GB-Mo"),
     ("S3", "storage", "Glacier Deep Archive", "GB-month"), "0.00099"),
    ("AmazonEKS", aws_row("EUW1-AmazonEKS-Hours:perCluster", "0.1", "Hours"),
     ("EKS", "cluster", "standard support", "hour"), "0.1"),
    ("AmazonECS", aws_row("EU-Fargate-ARM-vCPU-Hours:perCPU", "0.03238", "hours"),
     ("ECS Fargate", "vCPU", "linux arm", "vCPU-hour"), "0.03238"),
    ("AWSLambda", aws_row("EU-Request", "0.0000002000", "Requests"),
     ("Lambda", "requests", "x86", "1M requests"), "0.2"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("code", "row", "name", "price"), AWS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_aws(tmp_path: Path, code: str, row: dict[str, str], name: tuple[str, ...], price: str) -> None:
    expected = {("aws", *name[:3], "eu-west-1", name[3], "0"): price}
    as_csv, done = made(tmp_path, offer__csv=aws_csv(code, row))
    assert as_csv == expected
    assert (done.rows, done.left, done.newest) == (1, {}, "2026-03-05")
    assert made(tmp_path, offer__csv=aws_json(code, row).encode())[0] == expected


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (ec2_row("m5.large", "0.1", TermType="Reserved"), "not on demand"),
        (ec2_row("m5.large", "0.1", Operating_System="Windows"), "no machine on demand"),
        (ec2_row("m5.large", "0.1", Tenancy="Dedicated"), "no machine on demand"),
        (ec2_row("m5.large", "0.1", **{"Pre_Installed_S/W": "SQL Std"}), "no machine on demand"),
        (ec2_row("m5.large", "0.1", CapacityStatus="UnusedCapacityReservation"), "no machine on demand"),
        (ec2_row("m5.large", "0.1", MarketOption="CapacityBlock"), "no machine on demand"),
        (ec2_row("m5.large", "0.1", operation="RunInstances:0002"), "no machine on demand"),
        (ec2_row("m5.large", "0.1", Location_Type="AWS Local Zone"), "in a zone that is no region"),
        (ec2_row("m5.large", "0.0000000000"), "free, or without a price"),
        (ec2_row("m5.large", "NaN"), "malformed"),
        (ec2_row("m5.large", "-1"), "malformed"),
        (ec2_row("m5.large", "1e400"), "malformed"),
        (ec2_row("m5.large", "Infinity"), "malformed"),
        (ec2_row("m5.large", "999999999999"), "malformed"),
        (ec2_row("m5.large", ""), "malformed"),
        (ec2_row("", "0.1"), "malformed"),
        (ec2_row("=HYPERLINK(1)", "0.1"), "malformed"),
        (ec2_row("m5\x07large", "0.1"), "malformed"),
        (ec2_row("m" * 300, "0.1"), "malformed"),
        (ec2_row("m5.large", "0.1", Currency="dollars"), "malformed"),
        (ec2_row("m5.large", "0.1", region='x",=cmd'), "malformed"),
        (ec2_row("m5.large", "0.1", Unit="Quantity"), "sold by another unit"),
        (aws_row("EUW1-DataTransfer-Out-Bytes", "0.09", "GB"), "not something that is looked up"),
        (ec2_row("m5.xlarge", "0.2", region="us-west-2"), "in another region"),
    ],
)  # fmt: skip
def test_what_has_no_place_is_counted(tmp_path: Path, row: dict[str, str], reason: str) -> None:
    right = ec2_row("m5.large", "0.107")
    other = dict(right, **{"Instance Type": "c5.large", "usageType": "EUW1-BoxUsage:c5.large"})
    wanted = Wanted(regions=("eu-west-1",))
    for form in (aws_csv, aws_json):
        prices, done = made(tmp_path, wanted, offer__json=form("AmazonEC2", other, row))
        assert [name[2] for name in prices] == ["c5.large"]
        assert done.rows == 2
        ((found, count),) = done.left.items()
        assert (reason in found, count) == (True, 1)


def test_tiers_are_kept_and_what_is_free_of_a_quota_is_not(tmp_path: Path) -> None:
    rows = [
        aws_row("EU-TimedStorage-ByteHrs", price, "GB-Mo", StartingRange=start)
        for start, price in (("0", "0.0230"), ("51200", "0.022"), ("512000", "0.021"))
    ]
    prices, _ = made(tmp_path, offer__csv=aws_csv("AmazonS3", *rows))
    assert [(name[6], price) for name, price in prices.items()] == [
        ("0", "0.023"),
        ("51200", "0.022"),
        ("512000", "0.021"),
    ]
    io2 = [
        aws_row(f"EU-EBS:VolumeP-IOPS.io2{tier}", price, "IOPS-Mo")
        for tier, price in (("", "0.072"), (".tier2", "0.0504"), (".tier3", "0.03528"))
    ]
    prices, _ = made(tmp_path, offer__csv=aws_csv("AmazonEC2", *io2))
    assert [(name[6], price) for name, price in prices.items()] == [
        ("0", "0.072"),
        ("32000", "0.0504"),
        ("64000", "0.03528"),
    ]
    free = gcp_sku("Storage PD Capacity", 0, "GiBy.mo", tiers=[(0, 0), (30, 40_000_000)])
    (tmp_path / "lists" / "offer.csv").unlink()
    prices, _ = made(tmp_path, skus__json=gcp_page(free))
    assert prices == {("gcp", "Persistent Disk", "storage", "pd-standard", "europe-west1", "GiB-month", "0"): "0.04"}


@pytest.mark.parametrize(
    ("item", "name", "price"),
    [
        ({}, ("Virtual Machines", "Standard_D2s_v5", "", "westeurope", "hour"), "0.115"),
        ({"unitOfMeasure": "100 Hours", "unitPrice": 11.5},
         ("Virtual Machines", "Standard_D2s_v5", "", "westeurope", "hour"), "0.115"),
        ({"serviceName": "Storage", "productName": "Premium SSD Managed Disks", "skuName": "P10 LRS",
          "meterName": "P10 LRS Disk", "unitOfMeasure": "1/Month", "unitPrice": 21.68},
         ("Managed Disks", "disk", "P10 LRS", "westeurope", "month"), "21.68"),
        ({"serviceName": "Storage", "productName": "Azure Premium SSD v2", "skuName": "Premium LRS",
          "meterName": "Premium LRS Provisioned Capacity", "unitOfMeasure": "1 GiB/Hour", "unitPrice": 0.00013},
         ("Managed Disks", "premium v2 capacity", "PremiumV2 LRS", "westeurope", "GiB-hour"), "0.00013"),
        ({"serviceName": "Storage", "productName": "General Block Blob v2", "skuName": "Hot RA-GRS",
          "meterName": "Hot RA-GRS Data Stored", "unitOfMeasure": "1 GB/Month", "unitPrice": 0.046},
         ("Blob Storage (GPv2)", "data stored", "Hot RAGRS", "westeurope", "GB-month"), "0.046"),
        ({"serviceName": "NAT Gateway", "productName": "NAT Gateway", "skuName": "Standard",
          "meterName": "Standard Gateway", "armRegionName": "Global", "armSkuName": ""},
         ("NAT Gateway", "gateway", "", "*", "hour"), "0.115"),
        ({"serviceName": "Virtual Network", "productName": "IP Addresses", "skuName": "Standard",
          "meterName": "Standard IPv4 Static Public IP", "armRegionName": "", "unitPrice": 0.005},
         ("Public IP", "IP address", "Standard static, regional", "*", "hour"), "0.005"),
        ({"serviceName": "Azure Kubernetes Service", "productName": "Azure Kubernetes Service",
          "meterName": "Standard Uptime SLA", "unitPrice": 0.1},
         ("AKS", "cluster uptime SLA", "Standard", "westeurope", "hour"), "0.1"),
        ({"serviceName": "Azure App Service", "productName": "Azure App Service Premium v3 Plan - Linux",
          "skuName": "P1 v3", "meterName": "P1 v3 App", "armSkuName": "", "unitPrice": 0.17},
         ("App Service", "plan instance", "P1v3 Linux", "westeurope", "hour"), "0.17"),
        ({"serviceName": "Redis Cache", "productName": "Azure Redis Cache Standard", "skuName": "C3",
          "meterName": "C3 Cache", "unitPrice": 0.225},
         ("Cache for Redis", "cache node", "Standard C3", "westeurope", "hour"), "0.225"),
    ],
)  # fmt: skip
def test_azure(tmp_path: Path, item: dict[str, Any], name: tuple[str, ...], price: str) -> None:
    prices, done = made(tmp_path, page__json=azure_page(azure_item(**item)))
    assert prices == {("azure", *name, "0"): price}
    assert (done.oldest, done.currency) == ("2025-11-01", "USD")


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ({"type": "Reservation"}, "a reservation, or for development and tests"),
        ({"type": "DevTestConsumption"}, "a reservation, or for development and tests"),
        ({"skuName": "D2s v5 Spot", "meterName": "D2s v5 Spot"}, "spot or low priority"),
        ({"skuName": "D2s v5 Low Priority"}, "spot or low priority"),
        ({"productName": "Virtual Machines Dsv5 Series Windows"}, "a machine with Windows, or bought otherwise"),
        ({"productName": "Dsv5 Series CloudServices"}, "a machine with Windows, or bought otherwise"),
        ({"isPrimaryMeterRegion": False}, "the price of a region that is not the meter's own"),
        ({"unitOfMeasure": "1 Month"}, "sold by another unit"),
        ({"unitOfMeasure": "0 Hours"}, "sold by another unit"),
        ({"unitPrice": "0.1 dollars"}, "malformed"),
        ({"unitPrice": -0.1}, "malformed"),
        ({"unitPrice": None}, "malformed"),
        ({"unitPrice": 10**40}, "malformed"),
        ({"unitOfMeasure": None}, "malformed"),
        ({"armRegionName": "West Europe\n"}, "malformed"),
        ({"serviceName": ["Virtual Machines"]}, "malformed"),
    ],
)  # fmt: skip
def test_what_of_azure_has_no_place(tmp_path: Path, item: dict[str, Any], reason: str) -> None:
    other = azure_item(armSkuName="Standard_D4s_v5", meterName="D4s v5", skuName="D4s v5")
    prices, done = made(tmp_path, page__json=azure_page(other, azure_item(**item)))
    assert len(prices) == 1
    assert done.left == {reason: 1}
    assert bool(done.first_malformed) is (reason == "malformed")


def test_google_machine_types_are_the_sum_of_their_cores_and_memory(tmp_path: Path) -> None:
    skus = [
        gcp_sku("N2 Instance Core running in Americas", 31_611_000, region="us-central1"),
        gcp_sku("N2 Instance Ram running in Americas", 4_237_000, "GiBy.h", "us-central1"),
        gcp_sku("Spot Preemptible N2 Instance Core running in Americas", 7_000_000, usage="Preemptible"),
        gcp_sku("N2 Custom Instance Core running in Americas", 33_000_000, region="us-central1"),
        gcp_sku("N2 Sole Tenancy Instance Core running in Americas", 33_000_000, region="us-central1"),
        gcp_sku("E2 Instance Core running in Belgium", 23_000_000),
    ]
    prices, done = made(tmp_path, skus__json=gcp_page(*skus))
    assert done.left == {"not on demand": 1, "not something that is looked up": 2}
    assert {name[4] for name in prices} == {"us-central1"}
    assert prices["gcp", "Compute Engine", "n2-standard-2", "", "us-central1", "hour", "0"] == "0.097118"
    checked = 0
    for name, price in prices.items():
        independent = machine_prices.lookup("gce", name[2], "us-central1")
        if hasattr(independent, "amount"):
            assert float(price) == pytest.approx(float(independent.amount), rel=0.002), name
            checked += 1
    assert checked >= 20


@pytest.mark.parametrize(
    ("sku", "name", "price"),
    [
        (gcp_sku("SSD backed PD Capacity in Belgium", 187_000_000, "GiBy.mo"),
         ("Persistent Disk", "storage", "pd-ssd", "europe-west1", "GiB-month"), "0.187"),
        (gcp_sku("Regional Balanced PD Capacity", 220_000_000, "GiBy.mo"),
         ("Persistent Disk", "storage", "pd-balanced regional", "europe-west1", "GiB-month"), "0.22"),
        (gcp_sku("External IP Charge on a Standard VM", 0, region="global", tiers=[(0, 0), (744, 5_000_000)]),
         ("VPC", "external IP address", "standard VM", "*", "hour"), "0.005"),
        (gcp_sku("NAT Gateway: Data processing charge in Belgium", 45_000_000, "GiBy", service="Networking"),
         ("Cloud NAT", "data processed", "", "europe-west1", "GiB"), "0.045"),
        (gcp_sku("Nearline Storage Belgium", 10_000_000, "GiBy.mo", service="Cloud Storage"),
         ("Cloud Storage", "storage", "nearline", "europe-west1", "GiB-month"), "0.01"),
    ],
)  # fmt: skip
def test_google(tmp_path: Path, sku: dict[str, Any], name: tuple[str, ...], price: str) -> None:
    prices, done = made(tmp_path, skus__json=gcp_page(sku))
    assert prices == {("gcp", *name, "0"): price}
    assert done.newest == "2026-01-15"


@pytest.mark.parametrize(
    "broken",
    [
        {"description": 5},
        {"pricingInfo": "free"},
        {"category": {"usageType": "OnDemand"}},
        {"serviceRegions": None},
        {"pricingInfo": [{"pricingExpression": {"usageUnit": "GiBy.mo", "tieredRates": [
            {"unitPrice": {"currencyCode": "USD", "units": "-3", "nanos": 5}}]}}]},
        {"pricingInfo": [{"pricingExpression": {"usageUnit": "GiBy.mo", "tieredRates": [
            {"unitPrice": {"currencyCode": "USD", "units": "1", "nanos": 5_000_000_000}}]}}]},
    ],
)  # fmt: skip
def test_malformed_skus_are_counted(tmp_path: Path, broken: dict[str, Any]) -> None:
    right = gcp_sku("SSD backed PD Capacity", 187_000_000, "GiBy.mo")
    prices, done = made(tmp_path, skus__json=gcp_page(right, right | broken))
    assert (len(prices), done.left) == (1, {"malformed": 1})
    assert "SKU 2" in done.first_malformed


OPENCOST = """EndTimestamp,InstanceID,Region,AssetClass,InstanceIDField,InstanceType,MarketPriceHourly,Version
2026-04-17 23:34:22 UTC,m5.large,eu-west-1,node,metadata.labels.node.kubernetes.io/instance-type,m5.large,0.08,v1
,Standard_D2s_v3,,node,metadata.labels.node.kubernetes.io/instance-type,Standard_D2s_v3,0.09,
,n2-standard-4,europe-west1,node,metadata.labels.node.kubernetes.io/instance-type,n2-standard-4,0.18,
,worker-a,,node,metadata.name,,0.24,
,hcloud://1,fsn1,node,spec.providerID,cpx31,0.024,v1
,fast,,pv,spec.storageClassName,,0.00007,
,Quadro_RTX_4000,,gpu,nvidia.com/gpu_type,,0.75,
,m5.xlarge,,node,x,m5.xlarge,NaN,
"""


def test_opencost_nodes(tmp_path: Path) -> None:
    prices, done = made(tmp_path, nodes__csv=OPENCOST)
    assert prices == {
        ("aws", "EC2", "m5.large", "", "eu-west-1", "hour", "0"): "0.08",
        ("azure", "Virtual Machines", "Standard_D2s_v3", "", "*", "hour", "0"): "0.09",
        ("gcp", "Compute Engine", "n2-standard-4", "", "europe-west1", "hour", "0"): "0.18",
    }
    assert done.left == {
        "a volume or a GPU": 2, "a single node, not an instance type": 1, "an instance type that no vendor has": 1,
        "malformed": 1,
    }  # fmt: skip
    assert [name[0] for name in made(tmp_path, Wanted("gcp"))[0]] == ["gcp"]


def test_opencost_defaults(tmp_path: Path) -> None:
    text = {
        "provider": "custom",
        "description": "ours",
        "CPU": "0.02",
        "spotCPU": "0.006",
        "RAM": 0.003,
        "GPU": "1e999",
    }
    prices, done = made(tmp_path, defaults__json=json.dumps(text | {"internetNetworkEgress": "0.12"}))
    assert prices == {
        ("kubernetes", "OpenCost", "CPU", "", "*", "vCPU-hour", "0"): "0.02",
        ("kubernetes", "OpenCost", "CPU", "spot", "*", "vCPU-hour", "0"): "0.006",
        ("kubernetes", "OpenCost", "memory", "", "*", "GiB-hour", "0"): "0.003",
    }
    assert done.left == {"malformed": 1, "not something that is looked up": 1}


def test_new_sizes_and_regions_are_written_as_unlisted(tmp_path: Path) -> None:
    rows = (
        ec2_row("m99.large", "0.1"),
        ec2_row("m5.large", "0.1", region="ap-northeast-9"),
        ec2_row("m5.large", "0.1"),
    )
    made(tmp_path, offer__csv=aws_csv("AmazonEC2", *rows))
    written = csv.DictReader((tmp_path / "book.csv").read_text().splitlines())
    assert {(row["component"], row["region"]): row["unlisted"] for row in written} == {
        ("m99.large", "eu-west-1"): "true",
        ("m5.large", "ap-northeast-9"): "true",
        ("m5.large", "eu-west-1"): "",
    }


def test_of_two_prices_the_later_one_counts(tmp_path: Path) -> None:
    old, new = (aws_csv("AmazonEC2", ec2_row("m5.large", price), published=day)
                for price, day in (("0.2", "2025-01-01T00:00:00Z"), ("0.1", "2026-01-01T00:00:00Z")))  # fmt: skip
    assert list(made(tmp_path, a__csv=new, b__csv=old)[0].values()) == ["0.1"]
    two = aws_csv("AmazonEC2", ec2_row("m5.large", "0.1"), ec2_row("m5.large", "0.3"), ec2_row("c5.large", "0.09"))
    prices, done = made(tmp_path, a__csv=two, b__csv=old)
    assert [name[2] for name in prices] == ["c5.large"]
    assert done.left == {"contradictory": 1}


def test_a_packed_list_is_unpacked(tmp_path: Path) -> None:
    prices, _ = made(tmp_path, offer__csv__gz=gzip.compress(aws_csv("AmazonEC2", ec2_row("m5.large", "0.1")).encode()))
    assert len(prices) == 1


def test_services_and_vendors_are_chosen(tmp_path: Path) -> None:
    files = {
        "a__csv": aws_csv("AmazonEC2", ec2_row("m5.large", "0.1"), aws_row("EU-EBS:VolumeUsage.gp3", "0.088", "GB-Mo")),
        "b__json": azure_page(azure_item()),
    }
    assert [name[1] for name in made(tmp_path, Wanted(services=("ebs",)), **files)[0]] == ["EBS"]
    assert [name[1] for name in made(tmp_path, Wanted("azure"), **files)[0]] == ["Virtual Machines"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no price list that is known"),
        ("vendor,service\n", "no price list that is known"),
        ("{", "no JSON object"),
        ("[1]", "no JSON object"),
        ('{"Items": {}}', "no JSON array"),
        ('{"Items": [{"unitPrice": NaN}]}', "no JSON object"),
        ('{"Items": []}', "it has no rows"),
        ('{"a": 1}', "no price list that is known"),
        ("[" * 100_000, "no JSON object"),
        ('{"Items": [' + "[" * 100_000, "no JSON object"),
        ('{"offers": {}}', "an index of price lists"),
        ('{"regions": {}}', "an index of price lists"),
        ('{"products": 5, "terms": {}, "offerCode": "AmazonEC2"}', "no JSON object"),
        ('{"products": {}, "terms": {}, "offerCode": "AmazonNimbleStudio"}', "which is not read"),
        ('"FormatVersion","v1.0"\n', "has not the columns of an offer file"),
        (aws_csv("AmazonNimbleStudio"), "which is not read"),
        (aws_csv("AmazonEC2"), "it has no rows"),
        (aws_csv("AmazonEC2", ec2_row("m5.large", "NaN")), "1 malformed"),
        (aws_csv("AmazonEC2").encode() + b'"\xff\xfe"', "no text in UTF-8"),
        (gzip.compress(aws_csv("AmazonEC2").encode())[:-20], "not whole"),
        (aws_csv("AmazonEC2") + "x" * (1 << 21), "a line of more than 1,048,576 bytes"),
    ],
    ids=range(21),
)  # fmt: skip
def test_what_is_no_price_list_is_an_error(tmp_path: Path, text: str | bytes, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        made(tmp_path, what__csv=text)
    assert not (tmp_path / "book.csv").exists()


def test_currencies_are_not_mixed(tmp_path: Path) -> None:
    yuan = aws_csv("AmazonEC2", ec2_row("m5.large", "0.7", region="cn-north-1", Currency="CNY"))
    prices, done = made(tmp_path, a__csv=yuan)
    assert (len(prices), done.currency) == (1, "CNY")
    with pytest.raises(UsageError, match="prices in CNY and USD: a price book has one currency"):
        made(tmp_path, b__json=azure_page(azure_item()))


def test_a_book_has_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("finops_guard.updating.collecting.MAX_ROWS", 1)
    with pytest.raises(UsageError, match=r"more than 1 prices.*--region"):
        made(tmp_path, a__csv=aws_csv("AmazonEC2", ec2_row("m5.large", "0.1"), ec2_row("c5.large", "0.1")))
    monkeypatch.undo()
    monkeypatch.setattr("finops_guard.updating.book.MAX_SIZE", 100)
    with pytest.raises(UsageError, match="more than a price book may have"):
        made(tmp_path)
