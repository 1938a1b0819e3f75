"""The AWS Price List: offer files, as JSON and as CSV, and the indexes that lead to them.

Formats: AWS Billing user guide, "Reading the service price list file for an AWS service", "Reading the service index
file" and "Service Region index file for AWS services" (docs.aws.amazon.com/awsaccountbilling/latest/aboutv2, read in
the copy of 2026): five lines of metadata before the columns of a CSV file; products and terms apart in a JSON file,
prices of a product under terms.OnDemand.<sku>.<sku.term>.priceDimensions.<rate>. Columns and attributes are those of
files that AWS published on 2025-09-12 and 2026-03-05 (formatVersion v1.0).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from finops_guard.errors import Problem, UsageError
from finops_guard.updating.aws_table import OFFERS, Place, place
from finops_guard.updating.collecting import MALFORMED, Collector, Rate
from finops_guard.updating.documents import Parts, parts, record, text
from finops_guard.updating.units import day, number

_METADATA = 5
_SIGNS = re.compile(r"[^a-z0-9]")
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d", re.ASCII)


class _Product(msgspec.Struct, rename="camel"):
    attributes: dict[str, str]
    product_family: str = ""


class _Dimension(msgspec.Struct, rename="camel"):
    unit: str
    price_per_unit: dict[str, Any]
    begin_range: str = "0"


class _Term(msgspec.Struct, rename="camel"):
    price_dimensions: dict[str, msgspec.Raw]


class _Offer(msgspec.Struct):
    """Whose prices a file states, and since when: for the source of every row."""

    code: str
    observed: str

    @property
    def source(self) -> str:
        return f"AWS Price List {self.code}"


def read_csv(lines: Iterable[str], name: str, found: Collector) -> None:
    """Take the prices of an offer file in its CSV form, line by line; raise UsageError where it is none."""
    table = csv.reader(lines)
    try:
        metadata = {row[0]: row[1] for row in _first(table, _METADATA) if len(row) > 1}
        columns = [_SIGNS.sub("", each.casefold()) for each in next(table, [])]
        offer = _Offer(metadata.get("OfferCode", ""), day(metadata.get("Publication Date", "")))
        if not {"sku", "termtype", "unit", "priceperunit", "currency", "regioncode", "usagetype"} <= set(columns):
            raise UsageError(Problem(f"{name} has not the columns of an offer file", hint="is it whole?"))
        _known(offer, name)
        for line, row in enumerate(table, _METADATA + 2):
            _row(dict(zip(columns, row, strict=False)), offer, f"{name}, line {line}", found)
    except csv.Error as failure:
        raise UsageError(f"{name} is no CSV file: {failure}") from None


def _first(table: Iterator[list[str]], number_of: int) -> Iterator[list[str]]:
    for _ in range(number_of):
        yield next(table, [])


def _known(offer: _Offer, name: str) -> None:
    if offer.code not in OFFERS:
        shown = offer.code if offer.code.isprintable() else ""
        hint = f"read are: {', '.join(sorted(OFFERS))}"
        raise UsageError(Problem(f"{name} is the offer file of {shown or 'no service'}, which is not read", hint=hint))


def _row(row: Mapping[str, str], offer: _Offer, where: str, found: Collector) -> None:
    if row.get("termtype") != "OnDemand":
        found.leave("not on demand")
        return
    placed = place(offer.code, row)
    if isinstance(placed, str):
        found.leave(placed)
        return
    price = row.get("priceperunit", ""), row.get("currency", "")
    _add(placed, row, price, row.get("unit", ""), row.get("startingrange") or "0", offer, where, found)


def _add(
    placed: Place,
    product: Mapping[str, str],
    price: tuple[object, str],
    unit: str,
    begin: str,
    offer: _Offer,
    where: str,
    found: Collector,
) -> None:
    amount, start, region = number(price[0]), number(begin), product.get("regioncode", "")
    if amount is None or start is None or not _CURRENCY.fullmatch(price[1]) or not _REGION.fullmatch(region):
        found.leave(MALFORMED, where)
        return
    if not placed.component:
        found.leave(MALFORMED, where)
        return
    tier = placed.unit.priced(amount, start, unit)
    if tier is None:
        found.leave("sold by another unit")
        return
    found.add(
        Rate(
            "aws", placed.service, placed.component, placed.attribute, region, placed.unit.sold, tier[1], price[1],
            offer.source, offer.observed, placed.start + tier[0],
        )
    )  # fmt: skip


def read_json(document: Parts, name: str, found: Collector) -> None:
    """Take the prices of an offer file in its JSON form; raise UsageError where it is none."""
    offer = _Offer(text(document.get("offerCode")), day(text(document.get("publicationDate"))))
    _known(offer, name)
    placed: dict[str, tuple[Place, Mapping[str, str]]] = {}
    for sku, raw in parts(document["products"], f"products of {name}").items():
        product = record(raw, _Product)
        if isinstance(product, str):
            found.leave(MALFORMED, f"{name}, product {sku}: {product}")
            continue
        attributes = {_SIGNS.sub("", key.casefold()): value for key, value in product.attributes.items()}
        where = place(offer.code, attributes | {"productfamily": product.product_family})
        if isinstance(where, str):
            found.leave(where)
        else:
            placed[sku] = where, {"regioncode": attributes.get("regioncode", "")}
    on_demand = parts(document["terms"], f"terms of {name}").get("OnDemand")
    terms = parts(on_demand, f"terms of {name}") if on_demand is not None else {}
    for sku, (where, product_) in placed.items():
        if sku not in terms:
            found.leave("not on demand")
            continue
        for dimension in _dimensions(terms[sku]):
            at = f"{name}, product {sku}"
            if isinstance(dimension, str):
                found.leave(MALFORMED, f"{at}: {dimension}")
                continue
            for currency, amount in dimension.price_per_unit.items():
                _add(where, product_, (amount, currency), dimension.unit, dimension.begin_range, offer, at, found)


def _dimensions(raw: msgspec.Raw) -> Iterator[_Dimension | str]:
    terms = record(raw, dict[str, _Term])
    if isinstance(terms, str):
        yield terms
        return
    for term in terms.values():
        for each in term.price_dimensions.values():
            yield record(each, _Dimension)


class _IndexedOffer(msgspec.Struct, rename="camel"):
    current_region_index_url: str = ""


class _IndexedRegion(msgspec.Struct, rename="camel"):
    current_version_url: str


def region_indexes(document: Parts, name: str, found: Collector) -> list[str]:
    """Return the addresses of the region indexes of the services that are asked for, from the index of all services."""
    listed = parts(document["offers"], f"offers of {name}")
    wanted = [code for code, services in OFFERS.items() if any(map(found.wanted.has_service, services))]
    addresses = []
    for code in wanted:
        offer = record(listed[code], _IndexedOffer) if code in listed else _IndexedOffer()
        if not isinstance(offer, str) and offer.current_region_index_url:
            addresses.append(offer.current_region_index_url)
    return addresses


def offer_files(document: Parts, name: str, found: Collector) -> list[str]:
    """Return the addresses of the offer files of the regions that are asked for, in their CSV form."""
    if not found.wanted.regions:
        hint = "as in --region eu-west-1; an offer file is large"
        raise UsageError(Problem(f"{name} lists all regions: name one or more with --region", hint=hint))
    addresses = []
    for code, raw in parts(document["regions"], f"regions of {name}").items():
        region = record(raw, _IndexedRegion)
        if isinstance(region, str) or not found.wanted.has_region(code):
            continue
        base, dot, ending = region.current_version_url.rpartition(".")
        addresses.append(f"{base}.csv" if dot and ending == "json" else region.current_version_url)
    return addresses
