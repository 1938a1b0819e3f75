"""What docs/formats.md tells of the formats is so."""

from __future__ import annotations

import csv
import json
import re

import pytest
from msgspec.structs import replace
from reporters.building import with_money
from reporters.full import full
from support.command_line import Runner
from support.guide import Guide

from finops_guard.reporters import REPORTERS, Options, junit, render
from finops_guard.reporters.csv import COLUMNS
from finops_guard.reporters.sarif import choice
from finops_guard.reporters.sarif.notifications import MAX_NOTIFICATIONS

GUIDE = Guide("formats.md")


def section(title: str) -> str:
    """Return the text of a section."""
    return GUIDE.text.split(f"\n## {title}\n")[1].split("\n## ")[0]


def names(title: str) -> list[str]:
    """Return the names in the first column of the table of a section."""
    rows = re.findall(r"^\| (`[^|]*`) \|", section(title), re.MULTILINE)
    return [name for row in rows for name in re.findall(r"`([^`]+)`", row)]


def test_the_columns_of_csv_are_those() -> None:
    assert names("CSV") == list(COLUMNS)


def test_the_types_of_lines_are_those() -> None:
    text = render(full(), "jsonl", Options(verdicts="all"))
    assert names("JSON lines")[1:] == list(dict.fromkeys(json.loads(line)["type"] for line in text.splitlines()))


def test_the_annotation_is_one() -> None:
    [shown] = re.findall(r"^::.*", section("GitHub annotations"), re.MULTILINE)
    [volume] = [each for each in full().findings if each.policy == "FG-EBS-001"]
    money = replace(with_money().findings[0].money, most=None) if with_money().findings[0].money else None
    report = replace(full(), findings=(replace(volume, money=money),))
    assert render(report, "github", Options()).splitlines()[0] == shown


def test_commands_do_what_is_said(run: Runner) -> None:
    run.write("main.tf", 'resource "aws_ebs_volume" "data" {\n  type = "gp2"\n  size = 10\n}\n')
    ran = run(*re.findall(r"\$ finops-guard (scan .*)", GUIDE.text)[0].split(), "--exit-zero")
    assert (ran.code, ran.err) == (0, "")
    comment = (run.directory / "comment.md").read_text("utf-8")
    assert comment.startswith("<!-- finops-guard: scan -->\n### ")
    with (run.directory / "findings.csv").open(newline="", encoding="utf-8") as file:
        assert {row["path"] for row in csv.DictReader(file)} == {"main.tf"}
    assert '"type":"summary"' in (run.directory / "findings.jsonl").read_text("utf-8").splitlines()[-1]


def test_comments_have_names_and_places_links(run: Runner) -> None:
    run.write("main.tf", 'resource "aws_ebs_volume" "data" {\n  type = "gp2"\n  size = 10\n}\n')
    base = "https://github.com/larkmoor/infra/blob/0123abc"
    said = run("scan", "--format", "markdown", "--comment-name", "live prod", "--link-base", base).out
    assert said.startswith("<!-- finops-guard: live prod -->\n")
    assert f"({base}/main.tf#L2)" in said


@pytest.mark.parametrize(
    "given",
    [
        ("--comment-name", "-->"),
        ("--comment-name", "a--b"),
        ("--comment-name", "a-"),
        ("--comment-name", ""),
        ("--comment-name", "a\nb"),
        ("--comment-name", "x" * 101),
        ("--link-base", "http://github.com/o/r/blob/abc/"),
        ("--link-base", "https://github.com/o/r)/"),
        ("--link-base", "javascript:alert(1)"),
        ("--link-base", "https://user@github.com/o"),
    ],
)
def test_names_and_addresses_that_are_none_are_refused(given: tuple[str, str], run: Runner) -> None:
    run.write("main.tf", "")
    ran = run("scan", *given)
    assert ran.code == 2
    assert given[0] in ran.err


def test_limits_are_those_of_the_code() -> None:
    for limit in (choice.MAX_RESULTS, MAX_NOTIFICATIONS, junit.MAX_PASSED):
        assert f"{limit:,}" in GUIDE.text


def test_every_format_is_told() -> None:
    table = GUIDE.text.split("| --- | --- | --- | --- | --- |\n")[1].split("\n\n")[0]
    told = {name for row in table.splitlines() for name in re.findall(r"`([^`]+)`", row.split("|")[1])}
    assert told | {"text"} == set(REPORTERS)
