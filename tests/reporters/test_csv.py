"""Findings as comma-separated values: read back by another reader, and harmless in spreadsheets."""

from __future__ import annotations

import csv
import io
import re

import pytest
from msgspec.structs import replace
from reporters.building import believable, empty, with_money
from reporters.full import full
from reporters.hostile import HOSTILE, hostile

from finops_guard.report import Report
from finops_guard.reporters import Options, render
from finops_guard.reporters.csv import COLUMNS
from finops_guard.reporters.sheet import cell

SIGNS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t", "\r", "\n")


def rows(report: Report) -> list[dict[str, str]]:
    text = render(report, "csv", Options())
    assert text.endswith("\r\n")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_a_row_tells_of_a_finding() -> None:
    assert rows(full())[-7] == dict(
        zip(
            COLUMNS,
            (
                "new", "fail", "warning", "false", "FG-EBS-001", "gp2-volumes",
                'aws_ebs_volume.data is "gp2": gp3 costs 20 % less', "aws_ebs_volume.data", "type", "aws_ebs_volume",
                "live/prod", "prod", "", "live/prod/main.tf", "31", "23", "31", "28", "saving", "2", "12.5", "90",
                "USD", 'Set type = "gp3".', "", "", "", "", "", "", "", "", "", full().findings[-2].fingerprint,
            ),
            strict=True,
        )
    )  # fmt: skip


def test_every_finding_has_a_row_with_its_state() -> None:
    found = rows(full())
    states = [each["state"] for each in found]
    assert states == ["new"] * 8 + ["worse"] + ["suppressed"] * 2 + ["known"] * 3
    granted, commented = (each for each in found if each["state"] == "suppressed")
    names = ("reason", "exception", "approved_by", "expires", "requested_by", "ticket", "cost_at_grant", "cost_cap")
    assert [granted[name] for name in names] == [
        "replaced in June",
        "EXC-2026-0007",
        "finance@example.com",
        "2026-06-30",
        "storage@example.com",
        "FIN-7",
        "10",
        "20.5",
    ]
    assert [commented[name] for name in names] == ["test data only", *[""] * 7]
    assert {each["state"] for each in rows(believable())} == {"open"}
    assert [each["blocking"] for each in rows(believable())].count("true") == len(believable().blocking)
    assert rows(empty()) == []


def test_money_of_which_there_is_no_bound_or_none() -> None:
    figures = [[each[name] for name in ("money", "monthly", "monthly_most")] for each in rows(with_money())]
    assert figures == [["saving", "12.5", "90"], ["saving", "0", "7.25"], ["at-stake", "70.08", ""], ["", "", ""]]


def test_who_owns_is_told() -> None:
    owned = replace(believable(), findings=(replace(believable().findings[0], owner="team-a"),))
    assert rows(owned)[0]["owner"] == "team-a"


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_strings_are_one_cell_each_and_no_formula(name: str) -> None:
    text = render(hostile(HOSTILE[name]), "csv", Options())
    assert not re.search(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]", text)
    found = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert {len(row) for row in found} == {len(COLUMNS)}
    assert len(found) == 1 + len(rows(full()))
    for row in found:
        assert not any(each.lstrip().startswith(SIGNS) for each in row)
    # In countries where semicolons part cells.
    for line in text.split("\r\n"):
        assert not any(each.strip().strip("\"'").lstrip().startswith("=") for each in re.split(r";(?!')", line)[1:])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain; text", "plain; text"),
        ("=1+1", "'=1+1"),
        ("  -1", "'  -1"),
        ("\t@SUM(1)", "' @SUM(1)"),
        ("\uff1d1", "'\uff1d1"),
        ("a;=1", "a;'=1"),
        ('a; "=1;+2', "a;' \"=1;'+2"),
        ("a\r\nb", "a<U+000D><U+000A>b"),
        ("a\udc80", "a<U+DC80>"),
    ],
)
def test_cells(text: str, expected: str) -> None:
    assert cell(text) == expected
