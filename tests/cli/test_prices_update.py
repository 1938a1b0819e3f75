"""``finops-guard prices update``: from a price list to what a resource costs; and no other command has a network."""

from __future__ import annotations

import socket

import pytest
from support.command_line import Runner
from support.price_lists import Answer, aws_csv, aws_row, ec2_row, serving

MAIN = """provider "aws" {
  region = "eu-west-1"
}
resource "aws_instance" "shop" {
  ami           = "ami-1"
  instance_type = "m5.large"
}
resource "aws_nat_gateway" "out" {
  subnet_id         = "subnet-1"
  connectivity_type = "private"
}
"""
PODS = """apiVersion: apps/v1
kind: Deployment
metadata: {name: shop, namespace: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec:
      containers:
        - {name: web, image: shop, resources: {requests: {cpu: "1", memory: 1Gi}}}
"""
OFFER = aws_csv(
    "AmazonEC2", ec2_row("m5.large", "0.5000000000"), aws_row("EU-NatGateway-Hours", "0.25", operation="NatGateway"),
    ec2_row("m5.large", "0.9", Operating_System="Windows"),
)  # fmt: skip


def test_from_an_address_to_the_cost(run: Runner) -> None:
    run.write("main.tf", MAIN)
    with serving() as server:
        server.answers["/offers/eu-west-1/index.csv"] = [Answer(OFFER)]
        source = f"{server.url}/offers/eu-west-1/index.csv"
        ran = run("prices", "update", "--from", source, "--region", "eu-west-1", "--output", "prices.csv")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[0] == "prices.csv: 2 prices in USD, 2026-03-05"
    assert "aws/EC2 1, aws/VPC 1" in ran.out
    assert "1 of 3 rows have no place in it: 1 no machine on demand, on shared hardware, with Linux" in ran.out
    before = run("cost", "main.tf", "--format", "csv")
    run.write(".finops-guard.yaml", "prices:\n  book: [prices.csv]\n")
    after = run("cost", "main.tf", "--format", "csv")
    assert before.code == after.code == 0
    assert "own price" not in before.out
    (machine,) = (line for line in after.out.splitlines() if "aws_instance.shop" in line and "365" in line)
    assert "AWS Price List AmazonEC2" in machine
    assert "2026-03-05" in machine
    assert "182.5" in after.out


def test_prices_of_a_cluster(run: Runner) -> None:
    run.write("default.json", '{"CPU": "1", "RAM": "0", "spotCPU": "0.5", "currencyCode": "USD"}')
    run.write("shop.yaml", PODS)
    assert run("prices", "update", "--from", "default.json", "--output", "cluster.csv").code == 0
    run.write(".finops-guard.yaml", "prices:\n  book: [cluster.csv]\n")
    out = run("cost", "shop.yaml", "--format", "csv").out
    (cpu,) = (line for line in out.splitlines() if ",CPU," in line)
    assert "1460" in cpu
    assert "OpenCost default.json" in cpu


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--from", "none.csv", "--output", "p.csv"], "there is no file none.csv"),
        (["--from", "offer.csv", "--output", "p.yaml"], "ends in .csv"),
        (["--from", "offer.csv", "--output", "none/p.csv"], "there is no directory none"),
        (["--from", "offer.csv", "--output", "main.csv"], "no book that this command wrote"),
        (["--from", "offer.csv", "--output", "link.csv"], "not a regular file"),
        (["--from", "offer.csv", "--output", "p.csv", "--service", "Elastik"], 'there is no service'),
        (["--from", "offer.csv", "--output", "p.csv", "--region", "us-east-1"], "3 rows is a price that is asked for"),
        (["--from", "offer.csv", "--output", "p.csv", "--vendor", "oracle"], "is not one of"),
        (["--from", ".", "--output", "p.csv"], "link.csv is no price list that is known"),
        (["--output", "p.csv"], "Missing option '--from'"),
    ],
)  # fmt: skip
def test_mistakes(run: Runner, arguments: list[str], message: str) -> None:
    run.write("offer.csv", OFFER)
    run.write("main.csv", "a,b\n1,2\n")
    (run.directory / "link.csv").symlink_to("main.csv")
    ran = run("prices", "update", *arguments)
    assert ran.code == 2
    assert message in ran.err
    assert not (run.directory / "p.csv").exists()
    assert (run.directory / "main.csv").read_text() == "a,b\n1,2\n"


def test_a_book_is_replaced_by_a_newer_one(run: Runner) -> None:
    run.write("offer.csv", OFFER)
    for price in ("0.5", "0.6"):
        run.write("offer.csv", OFFER.replace("0.5000000000", price))
        assert run("prices", "update", "--from", "offer.csv", "--output", "p.csv").code == 0
        assert f",{price}," in (run.directory / "p.csv").read_text()


def test_the_key_is_in_no_message(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINOPS_GUARD_GOOGLE_KEY", "s3cret")
    with serving() as server:
        ran = run("prices", "update", "--from", f"{server.url}/skus?key=s3cret", "--output", "p.csv")
    assert ran.code == 2
    assert server.keys == ["s3cret"]
    assert "s3cret" not in ran.out + ran.err
    assert "s3cret" not in run("prices", "update", "--help").out


@pytest.mark.parametrize(
    "arguments",
    [
        ["scan", "."], ["cost", "."], ["diff", "--base", "./before", "."], ["prices", "info"],
        ["prices", "show", "m5.large"], ["inspect", "resources", "."], ["policy", "list"],
        ["prices", "update", "--from", "offer.csv", "--output", "p.csv"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_no_other_command_opens_a_socket(run: Runner, monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    run.write("infrastructure/main.tf", MAIN)
    run.write("cluster/shop.yaml", PODS)
    run.write("before/main.tf", MAIN.replace("m5.large", "m5.xlarge"))
    run.write("offer.csv", OFFER)
    opened: list[object] = []

    def refuse(*arguments: object, **_: object) -> None:
        opened.append(arguments)
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    ran = run(*arguments)
    assert ran.code in (0, 1), ran.err
    assert ran.out
    assert not opened


def test_the_guard_against_sockets_would_notice(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def refuse(*arguments: object, **_: object) -> None:
        asked.append(arguments)
        raise OSError("refused")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr("time.sleep", lambda _: None)
    ran = run("prices", "update", "--from", "http://127.0.0.1:9/x", "--output", "p.csv")
    assert ran.code == 2
    assert asked
