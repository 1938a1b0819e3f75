"""Builds the data files of the embedded catalog from their sources.

    python -m tools.build_catalog taggable --provider kubernetes
    python -m tools.build_catalog sizes --autoscaler ../autoscaler
    python -m tools.build_catalog prices --gcp-calculator ../google-cloud-pricing-cost-calculator
    python -m tools.build_catalog prices --karpenter-azure ../karpenter-provider-azure --rds-table ../ec2instances.info
    python -m tools.build_catalog prices --karpenter-aws ../karpenter-provider-aws --aws-feed ../aws-price
    python -m tools.build_catalog unit-prices
    python -m tools.build_catalog all --cache ~/wheels --autoscaler ../autoscaler ...

The wheels of ``taggable`` are about 590 MB for all providers (aws 185, azurerm 134, google 235, kubernetes 36); keep
them with ``--cache``. ``--autoscaler`` is a checkout of kubernetes/autoscaler, whose generated tables hold the Azure
sizes and the EC2 types that were retired. The other directories are checkouts of the repositories that
``tools.price_checkouts`` pins; one that is not given leaves the file that is made from it as it is.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from finops_guard.catalog.datafile import DIRECTORY
from tools import (
    data_files,
    price_checkouts,
    price_sources,
    prices,
    prices_azure,
    sizes,
    taggable,
    unit_price_tables,
)
from tools.packages import CLOUDWRIGHT, GCE_MACHINES, LIBCLOUD, MOTO, PROVIDER_BINDINGS, SKROOGE, wheel
from tools.price_checkouts import AWS_FEED, GCP_CALCULATOR, KARPENTER_AWS, KARPENTER_AZURE, RDS_TABLE, Checkout
from tools.provider_schema import read_wheel
from tools.size_paths import wrong_paths

_GO_TABLES = {
    "aws": "cluster-autoscaler/cloudprovider/aws/ec2_instance_types.go",
    "azure": "cluster-autoscaler/cloudprovider/azure/azure_instance_types.go",
}
_SERVICE_PRICES = Path(__file__).with_name("service_prices.csv")
_AWS_PUBLISHED = (
    "Amazon ElastiCache User Guide, node-type specific parameters",
    "Amazon OpenSearch Service instance families",
    "Amazon RDS instance classes",
    "Amazon Redshift node types",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Build what the command line asks for; return 1 where the size table does not fit the schemas."""
    options = _parser().parse_args(arguments)
    if options.part in {"sizes", "all"} and options.autoscaler is None:
        print("sizes need --autoscaler", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as temporary:
        cache: Path = options.cache or Path(temporary)
        cache.mkdir(parents=True, exist_ok=True)
        wrong: list[str] = []
        if options.part in {"taggable", "all"}:
            for provider in options.provider or PROVIDER_BINDINGS:
                wrong += build_provider(provider, cache, options.output)
        if options.part in {"sizes", "all"}:
            build_sizes(cache, options.autoscaler, options.output)
        if options.part in {"prices", "all"}:
            build_prices(cache, options, options.output)
        if options.part in {"unit-prices", "all"}:
            build_unit_prices(options.output)
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=["taggable", "sizes", "prices", "unit-prices", "all"])
    parser.add_argument("--provider", action="append", choices=list(PROVIDER_BINDINGS), help="one provider alone")
    parser.add_argument("--cache", type=Path, help="directory that keeps the wheels (default: a temporary one)")
    parser.add_argument("--autoscaler", type=Path, help="git directory of kubernetes/autoscaler")
    parser.add_argument("--gcp-calculator", type=Path, help=f"git directory of {GCP_CALCULATOR.repository}")
    parser.add_argument("--karpenter-azure", type=Path, help=f"git directory of {KARPENTER_AZURE.repository}")
    parser.add_argument("--karpenter-aws", type=Path, help=f"git directory of {KARPENTER_AWS.repository}")
    parser.add_argument("--aws-feed", type=Path, help=f"git directory of {AWS_FEED.repository}")
    parser.add_argument("--rds-table", type=Path, help=f"git directory of {RDS_TABLE.repository}")
    parser.add_argument("--output", type=Path, default=DIRECTORY, help="directory of the data files")
    return parser


def build_provider(provider: str, cache: Path, output: Path) -> list[str]:
    """Write a provider's two files; return what the table of size attributes names that no schema has."""
    packages = PROVIDER_BINDINGS[provider]
    versions = [read_wheel(wheel(package, cache)) for package in packages]
    sources = [
        data_files.package_source(package, f"{package.provider} provider {version.version}")
        for package, version in zip(packages, versions, strict=True)
    ]
    data_files.write(output, f"taggable-{provider}", taggable.taggable(provider, versions), sources)
    data_files.write(output, f"attributes-{provider}", taggable.attributes(versions), sources)
    return list(wrong_paths(provider, versions))


def build_sizes(cache: Path, autoscaler: Path, output: Path) -> None:
    """Write the four files of machine sizes."""
    commit = _git(autoscaler, "rev-parse", "HEAD").strip()
    tables = {name: sizes.read_go_table(_git(autoscaler, "show", f"HEAD:{path}")) for name, path in _GO_TABLES.items()}
    go = data_files.source("kubernetes/autoscaler (generated instance type tables)", commit, "Apache-2.0")

    described = sizes.read_moto(wheel(MOTO, cache))
    moto = data_files.package_source(MOTO, "EC2 instance types")
    retired = _published("Amazon EC2 retired instance types")
    data_files.write(output, "sizes-ec2", sizes.ec2(described, tables["aws"]), [moto, go, retired])

    data_files.write(output, "sizes-aws-nodes", sizes.aws_nodes(), [_published(name) for name in _AWS_PUBLISHED])

    machines = sizes.read_gce_tables(wheel(GCE_MACHINES, cache))
    corrections = data_files.package_source(SKROOGE, "two machine types")
    data_files.write(output, "sizes-gce", sizes.gce(machines), [data_files.package_source(GCE_MACHINES), corrections])

    data_files.write(output, "sizes-azure", sizes.azure(tables["azure"]), [go, _published("Azure B series")])


def build_prices(cache: Path, checkouts: argparse.Namespace, output: Path) -> None:
    """Write the files of prices of machines, and of where EC2 types are offered."""
    base, rds = price_sources.cloudwright(wheel(CLOUDWRIGHT, cache))
    elsewhere, azure = price_sources.libcloud(wheel(LIBCLOUD, cache))
    if checkouts.aws_feed and checkouts.karpenter_aws:
        build_ec2_prices(base, elsewhere, checkouts, output)
    if checkouts.karpenter_azure:
        text = KARPENTER_AZURE.read(checkouts.karpenter_azure)
        content = prices_azure.content(price_checkouts.karpenter_azure(text), azure)
        older = data_files.package_source(LIBCLOUD, "Azure sizes and regions that the other has not")
        sources = [_checkout(KARPENTER_AZURE, "Azure virtual machine prices"), older]
        data_files.write(output, "prices-azure", content, sources)
    if checkouts.gcp_calculator:
        on_demand, spot = price_checkouts.gcp_calculator(GCP_CALCULATOR.read(checkouts.gcp_calculator))
        sources = [_checkout(GCP_CALCULATOR, "Compute Engine prices")]
        data_files.write(output, "prices-gce", prices.regional(on_demand), sources)
        data_files.write(output, "prices-gce-spot", prices.regional(spot), sources)
    if checkouts.rds_table:
        tables = price_checkouts.rds_table(RDS_TABLE.read(checkouts.rds_table))
        sources = [_checkout(RDS_TABLE, "database instances, by region")]
        data_files.write(output, "prices-rds", prices.databases(tables), sources)

    rows = price_sources.services(_SERVICE_PRICES)
    services = [data_files.package_source(CLOUDWRIGHT, "RDS prices in us-east-1 of 2026-02-27")]
    services += [_published(name) for name in sorted({row.source for row in rows})]
    data_files.write(output, "prices-aws-services", prices.services(rows, rds), services)
    offered = price_sources.offerings(wheel(MOTO, cache))
    moto = [data_files.package_source(MOTO, "EC2 instance type offerings")]
    data_files.write(output, "offerings-ec2", prices.offerings(offered), moto)


def build_ec2_prices(
    base: dict[str, float], older: price_sources.Regional, checkouts: argparse.Namespace, output: Path
) -> None:
    """Write the file of EC2 prices; ``base`` are those of us-east-1 but of the newest types."""
    feed = price_checkouts.aws_feed(AWS_FEED.read(checkouts.aws_feed))
    newer = price_checkouts.karpenter_aws(KARPENTER_AWS.read(checkouts.karpenter_aws))
    recent = sorted(newer.keys() - base.keys())
    content = prices.ec2(base | {name: newer[name] for name in recent}, feed, older)
    sources = [
        data_files.package_source(CLOUDWRIGHT, "EC2 prices in us-east-1 of 2026-02-27"),
        _checkout(KARPENTER_AWS, "newer EC2 types in us-east-1"),
        _checkout(AWS_FEED, "EC2 prices elsewhere, of the price feed of AWS"),
        data_files.package_source(LIBCLOUD, "what families of EC2 cost in other regions, of 2025-03-02"),
    ]
    data_files.write(output, "prices-ec2", {**content, "recent": recent}, sources)


def build_unit_prices(output: Path) -> None:
    """Write the files of prices of units, one a vendor."""
    for vendor in unit_price_tables.VENDORS:
        rows = unit_price_tables.read(vendor)
        sources = [_published(name) for name in sorted({row["source"] for row in rows})]
        data_files.write(output, f"unit-prices-{vendor}", unit_price_tables.content(rows), sources)


def _checkout(checkout: Checkout, what: str) -> dict[str, str]:
    name = f"{checkout.repository} ({what}, of {checkout.date})"
    return data_files.source(name, checkout.commit, checkout.licence)


def _published(name: str) -> dict[str, str]:
    return data_files.source(name, "", "figures only")


def _git(repository: Path, *command: str) -> str:
    return subprocess.run(["git", "-C", repository, *command], check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    sys.exit(main())
