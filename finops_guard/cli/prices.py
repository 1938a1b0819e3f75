"""``finops-guard prices``."""

from __future__ import annotations

from typing import Any

import click

from finops_guard.errors import Problem, UsageError


@click.group()
def command() -> None:
    """Look at the prices that ship with finops-guard, and refresh them from the vendors' price lists."""


@command.command("info")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
def show_information(format_: str) -> None:
    """List what there are prices of, with regions and dates, and the sources."""
    from finops_guard.catalog.coverage import coverage
    from finops_guard.catalog.provenance import sources

    rows = coverage()
    read_from = [each for each in sources() if "prices" in each.provides]
    if format_ == "json":
        _print_json({"coverage": rows, "sources": read_from})
        return
    click.echo(f"{'':7}{'service':30}{'prices of':>10}{'regions':>9}  dates")
    for row in rows:
        dates = row.oldest if row.oldest == row.newest else f"{row.oldest} to {row.newest}"
        sizeless = f"; of {row.sizeless:,} the size is not known" if row.sizeless else ""
        click.echo(f"{row.vendor:7}{row.service:30}{row.items:>10,}{row.regions:>9}  {dates}{sizeless}".rstrip())
    click.echo("\nSources:")
    for name in sorted({f"{each.name} {each.version}".strip() for each in read_from}):
        click.echo(f"  {name}")


def _closest(text: str) -> str:
    """Return a hint at the machine whose name is the closest; empty where none is close."""
    from finops_guard.catalog import machine_prices, price_names
    from finops_guard.schema import suggest

    return suggest(text[:100], (name for service in machine_prices.SOLD_AS for name in price_names.machines(service)))


@command.command("show")
@click.argument("words", nargs=-1, required=True)
@click.option("--region", default="", metavar="REGION", help="Prices of this region (default: the vendor's first).")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
def show_prices(words: tuple[str, ...], region: str, format_: str) -> None:
    """Show the prices of a size (m5.large), or of what words name (NAT gateway), with their sources.

    Exit code 2 means that there is no such price.
    """
    from finops_guard.catalog.price import NoPrice
    from finops_guard.catalog.search import MAX_FOUND, find

    text = " ".join(words)
    found = find(text, region)
    if not found:
        where = f" in {region}" if region else ""
        hint = _closest(text) or "finops-guard prices info lists what there are prices of"
        raise UsageError(Problem(f"no source has a price of {text}{where}", hint=hint))
    if format_ == "json":
        _print_json(found)
        return
    for each in found:
        name = " ".join(filter(None, (each.vendor, each.service, each.component, each.attribute)))
        if isinstance(each.tariff, NoPrice):
            click.echo(f"{name}: no price ({each.tariff.reason})")
            continue
        tariff = each.tariff
        click.echo(f"{name}: {_amounts(tariff)} in {tariff.region}")
        dated = f", {tariff.observed}" if tariff.observed else ""
        click.echo(f"    {tariff.source}{dated}" + (f"; estimated {tariff.estimated}" if tariff.estimated else ""))
    if len(found) == MAX_FOUND:
        click.echo(f"more than {MAX_FOUND} prices: name more words")


@command.command("update")
@click.option("--from", "source", required=True, metavar="SOURCE", help="A file, a directory of files, or an address.")
@click.option("--output", required=True, metavar="FILE", help="The price book to write, as prices.csv.")
@click.option("--vendor", type=click.Choice(["aws", "azure", "gcp", "kubernetes"]), help="Prices of this vendor only.")
@click.option("--region", "regions", multiple=True, metavar="REGION", help="Prices of this region only (repeatable).")
@click.option(
    "--service", "services", multiple=True, metavar="SERVICE", help="Prices of this service only (repeatable)."
)
@click.option(
    "--key", default="", envvar="FINOPS_GUARD_GOOGLE_KEY", show_envvar=True, metavar="KEY",
    help="The key of Google's Cloud Billing Catalog; better in the environment, where nobody sees it.",
)  # fmt: skip
def update_prices(
    source: str, output: str, vendor: str | None, regions: tuple[str, ...], services: tuple[str, ...], key: str
) -> None:
    """Write a price book from price lists: AWS offer files, Azure Retail Prices, SKUs of Google, prices of OpenCost.

    The network is reached by this command alone, and only where SOURCE is an address.
    """
    from finops_guard.updating.collecting import Wanted
    from finops_guard.updating.run import update

    done = update(source, output, Wanted(vendor or "", regions, services), key)
    number = sum(done.prices.values())
    listed = ", ".join(f"{name} {count:,}" for name, count in done.prices.items())
    dates = done.oldest if done.oldest == done.newest else f"{done.oldest} to {done.newest}"
    click.echo(f"{output}: {number:,} prices in {done.currency}" + (f", {dates}" if dates else "") + f"\n  {listed}")
    without = sum(done.left.values())
    if without:
        reasons = "; ".join(f"{count:,} {reason}" for reason, count in done.left.items())
        click.echo(f"{without:,} of {done.rows:,} rows have no place in it: {reasons}")
    if done.first_malformed:
        click.echo(f"the first malformed row: {done.first_malformed}")
    click.echo(f"lay it over the catalog in .finops-guard.yaml: prices: {{book: [{output}]}}")


def _amounts(tariff: Any) -> str:
    first, *others = tariff.tiers
    text = f"{first.amount:f} USD per {tariff.unit}"
    if first.start:
        text += f" from {first.start:f} on"
    return text + "".join(f", {tier.amount:f} from {tier.start:f} on" for tier in others)


def _print_json(data: Any) -> None:
    from msgspec import json

    click.echo(json.format(json.encode(data), indent=2).decode())
