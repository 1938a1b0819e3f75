"""A local server that speaks the vendors' price list formats, with invented prices, and fails as servers do."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

COLUMNS = (
    "SKU", "OfferTermCode", "RateCode", "TermType", "PriceDescription", "EffectiveDate", "StartingRange",
    "EndingRange", "Unit", "PricePerUnit", "Currency", "LeaseContractLength", "Product Family", "serviceCode",
    "Location", "Location Type", "Instance Type", "Tenancy", "Operating System", "License Model", "Volume API Name",
    "Cache Engine", "Database Engine", "Database Edition", "Deployment Option", "usageType", "operation",
    "CapacityStatus", "Pre Installed S/W", "MarketOption", "Region Code",
)  # fmt: skip
MACHINE = {
    "Product Family": "Compute Instance", "Tenancy": "Shared", "Operating System": "Linux", "operation": "RunInstances",
    "CapacityStatus": "Used", "Pre Installed S/W": "NA", "License Model": "No License required",
    "MarketOption": "OnDemand",
}  # fmt: skip


def aws_row(usage: str, price: str, unit: str = "Hrs", region: str = "eu-west-1", **more: str) -> dict[str, str]:
    """Return a row of an offer file; names of columns in ``more`` have ``_`` where the file has a space."""
    return {
        "SKU": "ABCDEFGHIJKLMNOP", "OfferTermCode": "JRTCKXETXF", "TermType": "OnDemand", "StartingRange": "0",
        "EndingRange": "Inf", "Unit": unit, "PricePerUnit": price, "Currency": "USD", "Location Type": "AWS Region",
        "usageType": usage, "Region Code": region, "EffectiveDate": "2026-03-01",
    } | {name.replace("_", " "): value for name, value in more.items()}  # fmt: skip


def ec2_row(size: str, price: str, region: str = "eu-west-1", **more: str) -> dict[str, str]:
    """Return the row of a Linux machine on demand, with what is different."""
    named = {name.replace(" ", "_"): value for name, value in MACHINE.items()}
    return aws_row(f"EUW1-BoxUsage:{size}", price, region=region, **{**named, "Instance_Type": size, **more})


def aws_csv(code: str, *rows: dict[str, str], published: str = "2026-03-05T20:59:55Z") -> str:
    """Return an offer file in its CSV form."""
    head = [
        ("FormatVersion", "v1.0"), ("Disclaimer", "For informational purposes only, see http://aws.example"),
        ("Publication Date", published), ("Version", "20260305205955"), ("OfferCode", code), COLUMNS,
        *[[row.get(column, "") for column in COLUMNS] for row in rows],
    ]  # fmt: skip
    return "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in line) + "\n" for line in head)


def aws_json(code: str, *rows: dict[str, str], published: str = "2026-03-05T20:59:55Z") -> str:
    """Return the same offer file in its JSON form."""
    products: dict[str, Any] = {}
    terms: dict[str, Any] = {}
    names = {
        "Location Type": "locationType", "Instance Type": "instanceType", "Operating System": "operatingSystem",
        "License Model": "licenseModel", "Volume API Name": "volumeApiName", "Cache Engine": "cacheEngine",
        "Database Engine": "databaseEngine", "Database Edition": "databaseEdition", "CapacityStatus": "capacitystatus",
        "Deployment Option": "deploymentOption", "usageType": "usagetype", "Pre Installed S/W": "preInstalledSw",
        "MarketOption": "marketoption", "Region Code": "regionCode", "Tenancy": "tenancy", "operation": "operation",
    }  # fmt: skip
    for at, row in enumerate(rows):
        sku = f"SKU{at:013}"
        attributes = {name: row[column] for column, name in names.items() if column in row}
        products[sku] = {"sku": sku, "productFamily": row.get("Product Family", ""), "attributes": attributes}
        price = {"unit": row["Unit"], "beginRange": row["StartingRange"], "endRange": row["EndingRange"]}
        price |= {"rateCode": f"{sku}.T.R", "pricePerUnit": {row["Currency"]: row["PricePerUnit"]}, "appliesTo": []}
        term = {"offerTermCode": "T", "sku": sku, "priceDimensions": {f"{sku}.T.R": price}, "termAttributes": {}}
        terms.setdefault(row["TermType"], {})[sku] = {f"{sku}.T": term}
    head = {"formatVersion": "v1.0", "offerCode": code, "version": "1", "publicationDate": published}
    return json.dumps({**head, "products": products, "terms": terms}, indent=2)


def azure_item(**more: Any) -> dict[str, Any]:
    """Return a meter of the Retail Prices API: a Linux machine on demand, with what is different."""
    return {
        "currencyCode": "USD", "tierMinimumUnits": 0.0, "retailPrice": 0.115, "unitPrice": 0.115,
        "armRegionName": "westeurope", "location": "EU West", "effectiveStartDate": "2025-11-01T00:00:00Z",
        "meterId": "0000", "meterName": "D2s v5", "productId": "DZH318Z08MC6", "skuId": "DZH318Z08MC6/003G",
        "availabilityId": None, "productName": "Virtual Machines Dsv5 Series", "skuName": "D2s v5",
        "serviceName": "Virtual Machines", "serviceId": "DZH313Z7MMC8", "serviceFamily": "Compute",
        "unitOfMeasure": "1 Hour", "type": "Consumption", "isPrimaryMeterRegion": True,
        "armSkuName": "Standard_D2s_v5",
    } | more  # fmt: skip


def azure_page(*items: dict[str, Any], following: str | None = None) -> str:
    head = {"BillingCurrency": "USD", "CustomerEntityId": "Default", "CustomerEntityType": "Retail"}
    return json.dumps({**head, "Items": items, "NextPageLink": following, "Count": len(items)})


def gcp_sku(
    description: str, nanos: int, unit: str = "h", region: str = "europe-west1", service: str = "Compute Engine",
    **more: Any,
) -> dict[str, Any]:  # fmt: skip
    """Return a SKU of the Cloud Billing Catalog with one tier, or with the tiers that are given."""
    tiers = more.pop("tiers", [(0, nanos)])
    rates = [
        {"startUsageAmount": start, "unitPrice": {"currencyCode": "USD", "units": "0", "nanos": each}}
        for start, each in tiers
    ]
    expression = {"usageUnit": unit, "displayQuantity": 1000, "tieredRates": rates, "baseUnit": "s"}
    category = {"serviceDisplayName": service, "resourceFamily": "Compute", "resourceGroup": "CPU"}
    return {
        "name": "services/6F81-5844-456A/skus/0000", "skuId": "0000", "description": description,
        "category": {**category, "usageType": more.pop("usage", "OnDemand")}, "serviceRegions": [region],
        "pricingInfo": [
            {"summary": "", "pricingExpression": expression, "effectiveTime": "2026-01-15T08:00:00.123Z"}
        ],
        "serviceProviderName": "Google",
    } | more  # fmt: skip


def gcp_page(*skus: dict[str, Any], token: str = "") -> str:
    return json.dumps({"skus": skus, "nextPageToken": token})


class Answer:
    """What the server answers with once: a body, or a fault."""

    def __init__(self, body: str | bytes = b"", status: int = 200, **headers: str) -> None:
        self.body = body.encode() if isinstance(body, str) else body
        self.status = status
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def packed(body: str) -> Answer:
    return Answer(gzip.compress(body.encode()), Content_Encoding="gzip")


class Server:
    """Answers each path with its answers in turn, the last one for ever; remembers what it was asked."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.answers: dict[str, list[Answer] | Callable[[dict[str, list[str]]], Answer]] = {}
        self.asked: list[str] = []
        self.keys: list[str | None] = []

    def answer(self, target: str) -> Answer:
        split = urlsplit(target)
        found = self.answers.get(split.path)
        if found is None:
            return Answer("nothing here", 404)
        if callable(found):
            return found(parse_qs(split.query))
        return found.pop(0) if len(found) > 1 else found[0]


@contextmanager
def serving() -> Iterator[Server]:
    """Serve on a port of this machine while the context lasts."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.asked.append(self.path)
            server.keys.append(self.headers.get("X-Goog-Api-Key"))
            answer = server.answer(self.path)
            self.send_response(answer.status)
            for name, value in ({"Content-Length": str(len(answer.body))} | answer.headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server = Server(listener.server_port)
    thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        listener.shutdown()
        listener.server_close()
        thread.join()
