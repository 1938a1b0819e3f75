"""Price lists from a server: paging, faults, redirections, and what a server may not do."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path

import pytest
from support.price_lists import (
    Answer,
    Server,
    aws_csv,
    aws_json,
    aws_row,
    azure_item,
    azure_page,
    ec2_row,
    gcp_page,
    gcp_sku,
    packed,
    serving,
)

from finops_guard.errors import UsageError
from finops_guard.updating import fetching, lists
from finops_guard.updating.collecting import Wanted
from finops_guard.updating.run import Updated, update

PAGE = "/api/retail/prices"
ALL = Wanted()


@pytest.fixture(name="server")
def _server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with serving() as server:
        yield server


@pytest.fixture(name="waits", autouse=True)
def _waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    waits: list[float] = []
    monkeypatch.setattr(
        "finops_guard.updating.run.Fetcher", lambda source, key: fetching.Fetcher(source, key, waits.append)
    )
    return waits


def book(directory: Path, source: str, wanted: Wanted = ALL, key: str = "") -> tuple[list[dict[str, str]], Updated]:
    done = update(source, str(directory / "book.csv"), wanted, key)
    return list(csv.DictReader((directory / "book.csv").read_text().splitlines())), done


def test_the_index_of_aws_leads_to_the_regions_offer_files(tmp_path: Path, server: Server) -> None:
    base = "/offers/v1.0/aws"
    codes = ("AmazonEC2", "AmazonVPC", "AmazonNimbleStudio")
    listed = ", ".join(
        f'"{code}": {{"offerCode": "{code}", "currentVersionUrl": "{base}/{code}/current/index.json",'
        f' "currentRegionIndexUrl": "{base}/{code}/current/region_index.json"}}'
        for code in codes
    )
    server.answers[f"{base}/index.json"] = [packed(f'{{"formatVersion": "v1.0", "offers": {{{listed}}}}}')]
    for code in codes:
        regions = ", ".join(
            f'"{region}": {{"regionCode": "{region}",'
            f' "currentVersionUrl": "{base}/{code}/20260305/{region}/index.json"}}'
            for region in ("eu-west-1", "us-east-1")
        )
        server.answers[f"{base}/{code}/current/region_index.json"] = [Answer(f'{{"regions": {{{regions}}}}}')]
    server.answers[f"{base}/AmazonEC2/20260305/eu-west-1/index.csv"] = [
        packed(aws_csv("AmazonEC2", ec2_row("m5.large", "0.111"), aws_row("EU-NatGateway-Hours", "0.05")))
    ]
    server.answers[f"{base}/AmazonVPC/20260305/eu-west-1/index.csv"] = [
        Answer(aws_csv("AmazonVPC", aws_row("EU-VpcEndpoint-Hours", "0.012")))
    ]
    rows, done = book(
        tmp_path, f"{server.url}{base}/index.json", Wanted(regions=("eu-west-1",), services=("EC2", "VPC"))
    )
    assert {(row["component"], row["price"]) for row in rows} == {
        ("m5.large", "0.111"), ("NAT gateway", "0.05"), ("interface endpoint", "0.012"),
    }  # fmt: skip
    assert done.prices == {"aws/EC2": 1, "aws/VPC": 2}
    assert not any("NimbleStudio" in path or "us-east-1" in path for path in server.asked)
    with pytest.raises(UsageError, match="name one or more with --region"):
        book(tmp_path, f"{server.url}{base}/index.json")


def test_an_offer_file_itself(tmp_path: Path, server: Server) -> None:
    server.answers["/index.json"] = [Answer(aws_json("AmazonEC2", ec2_row("m5.large", "0.111")))]
    assert [row["price"] for row in book(tmp_path, f"{server.url}/index.json")[0]] == ["0.111"]


def test_pages_of_azure(tmp_path: Path, server: Server) -> None:
    sizes = iter(("Standard_D2s_v5", "Standard_D4s_v5", "Standard_D8s_v5"))

    def page(query: dict[str, list[str]]) -> Answer:
        at = int(query.get("$skip", ["0"])[0])
        following = f"{server.url}{PAGE}?$filter=serviceName%20eq%20'x'&$skip={at + 1}" if at < 2 else None
        return packed(azure_page(azure_item(armSkuName=next(sizes)), following=following))

    server.answers[PAGE] = page
    rows, _ = book(tmp_path, f"{server.url}{PAGE}?$filter=serviceName%20eq%20'x'")
    assert [row["component"] for row in rows] == ["Standard_D2s_v5", "Standard_D4s_v5", "Standard_D8s_v5"]
    assert len(server.asked) == 3


def test_pages_of_google_and_its_key(tmp_path: Path, server: Server) -> None:
    def page(query: dict[str, list[str]]) -> Answer:
        first = "pageToken" not in query
        part = ("Core", 31_611_000, "h") if first else ("Ram", 4_237_000, "GiBy.h")
        sku = gcp_sku(f"N2 Instance {part[0]} running in Belgium", part[1], part[2])
        assert query["pageSize"] == ["5000"]
        return Answer(gcp_page(sku, token="next/one=" if first else ""))

    server.answers["/v1/services/6F81-5844-456A/skus"] = page
    rows, _ = book(tmp_path, f"{server.url}/v1/services/6F81-5844-456A/skus?pageSize=5000", key="s3cret")
    assert {row["component"] for row in rows} >= {"n2-standard-2", "n2-highmem-8"}
    assert server.keys == ["s3cret", "s3cret"]
    assert "s3cret" not in (tmp_path / "book.csv").read_text()


def test_the_key_goes_to_google_alone() -> None:
    for address, has_key in (
        ("https://cloudbilling.googleapis.com/v1/services", True),
        ("http://localhost:8000/v1", True),
        ("https://prices.azure.com/api", False),
        ("https://evilgoogleapis.com/v1", False),
        ("https://googleapis.com.evil.example/v1", False),
    ):
        request = fetching.Fetcher(address, "s3cret")._request(address)
        assert request.has_header("X-goog-api-key") is has_key, address


@pytest.mark.parametrize(
    ("answers", "waited"),
    [
        ([Answer("", 429, Retry_After="7")], [7.0]),
        ([Answer("", 503)], [1.0]),
        ([Answer("", 500), Answer("", 502)], [1.0, 2.0]),
        ([Answer("{", Content_Length="100")], [1.0]),
        ([Answer(packed("{}" * 1000).body[:-9], Content_Encoding="gzip")], [1.0]),
        ([Answer("", 429, Retry_After="soon")], [1.0]),
        ([Answer("", 429, Retry_After="-5")], [1.0]),
    ],
)
def test_it_is_tried_again(
    tmp_path: Path, server: Server, waits: list[float], answers: list[Answer], waited: list[float]
) -> None:
    server.answers[PAGE] = [*answers, Answer(azure_page(azure_item()))]
    assert len(book(tmp_path, server.url + PAGE)[0]) == 1
    assert waits == waited


def test_a_date_to_come_back_at(tmp_path: Path, server: Server, waits: list[float]) -> None:
    server.answers[PAGE] = [
        Answer("", 429, Retry_After=formatdate(time.time() + 60, usegmt=True)), Answer(azure_page(azure_item())),
    ]  # fmt: skip
    book(tmp_path, server.url + PAGE)
    assert 0 < waits[0] <= 61


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (Answer("", 404), "HTTP 404 Not Found"),
        (Answer("", 403), "is there a key?"),
        (Answer("", 429), "HTTP 429 Too Many Requests .tried 4 times"),
        (Answer("", 429, Retry_After="100000"), "it asks to wait 100000 seconds"),
        (Answer("{", Content_Length="100"), "broke off after 1 bytes"),
        (Answer(b"not packed", Content_Encoding="gzip"), "cannot be unpacked"),
        (Answer("{}", Content_Encoding="br"), "which was not asked for"),
        (Answer("", 302, Location="https://prices.example/"), "leads to another place: https://prices.example/"),
        (Answer("", 302, Location="file:///etc/passwd"), "leads to another place: file:///etc/passwd"),
        (Answer("", 302, Location="http://[broken"), "leads to another place"),
        (Answer("", 302, Location=PAGE), "more than 5 redirections"),
        (Answer("<html>", 200), "no price list that is known"),
        (Answer(azure_page(azure_item(), following="https://prices.azure.com/x?key=s3cret")), "another place"),
        (Answer(azure_page(azure_item(), following="http://127.0.0.1:1/x")), "another place"),
        (Answer(azure_page(azure_item(), following=PAGE)), "a page that was read before"),
        (Answer('{"offers": {"AmazonEC2": {"currentRegionIndexUrl": "//evil.example/x"}}}'), "another place"),
    ],
)
def test_faults_write_nothing(tmp_path: Path, server: Server, answer: Answer, message: str) -> None:
    server.answers[PAGE] = [answer]
    (tmp_path / "book.csv").write_text("vendor,service,component\nold\n")
    with pytest.raises(UsageError, match=message) as failure:
        book(tmp_path, f"{server.url}{PAGE}?key=s3cret", key="s3cret")
    assert "s3cret" not in str(failure.value)
    assert (tmp_path / "book.csv").read_text() == "vendor,service,component\nold\n"
    assert [path.name for path in tmp_path.iterdir()] == ["book.csv"]


def test_a_later_page_that_fails_writes_nothing(tmp_path: Path, server: Server) -> None:
    server.answers[PAGE] = [Answer(azure_page(azure_item(), following=f"{PAGE}?$skip=1")), Answer("", 404)]
    with pytest.raises(UsageError, match="404"):
        book(tmp_path, server.url + PAGE)
    assert not list(tmp_path.iterdir())


def test_endless_pages_end(tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "MAX_PAGES", 20)
    count = iter(range(1_000))
    server.answers[PAGE] = lambda _: Answer(azure_page(azure_item(), following=f"{PAGE}?$skip={next(count)}"))
    with pytest.raises(UsageError, match="more than 20 pages"):
        book(tmp_path, server.url + PAGE)
    assert len(server.asked) == 20


def test_what_is_too_large_ends(tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MAX_CSV", 1_000_000)
    server.answers[PAGE] = [packed("x" * 50_000_000)]
    with pytest.raises(UsageError, match="is larger than"):
        book(tmp_path, server.url + PAGE)
    monkeypatch.setattr(lists, "MAX_JSON", 100)
    server.answers[PAGE] = [Answer(azure_page(azure_item()))]
    with pytest.raises(UsageError, match="take the CSV form"):
        book(tmp_path, server.url + PAGE)


def test_redirections_stay_with_the_host(tmp_path: Path, server: Server) -> None:
    server.answers["/old"] = [Answer("", 301, Location="/new")]
    server.answers["/new"] = [Answer(azure_page(azure_item()))]
    assert len(book(tmp_path, f"{server.url}/old")[0]) == 1


def test_no_address_leaves_https() -> None:
    fetcher = fetching.Fetcher("https://prices.azure.com/api/retail/prices")
    page = "https://prices.azure.com:443/api/retail/prices?$skip=1000"
    assert fetcher.address("https://prices.azure.com/api", page) == page
    for other in ("http://prices.azure.com/api", "https://prices.azure.com:8443/api", "https://user@evil.example/"):
        with pytest.raises(UsageError, match="another place"):
            fetcher.address("https://prices.azure.com/api", other)


def test_nobody_listens(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be reached"):
        book(tmp_path, "http://127.0.0.1:1/list")


@pytest.mark.parametrize(
    "address", ["http://", "https://host:99999/", "http://[x/", "https://a b/", "https://me:s3cret@a/", "http://a/é"]
)
def test_what_is_no_address(tmp_path: Path, address: str) -> None:
    with pytest.raises(UsageError, match="no address that can be read") as failure:
        book(tmp_path, address)
    assert "s3cret" not in str(failure.value)
