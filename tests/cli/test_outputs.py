"""Several reports in one run: which format goes where."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from support.command_line import Runner

from finops_guard.cli.outputs import Output, outputs
from finops_guard.errors import UsageError

QUEUE = 'resource "aws_sqs_queue" "orders" {\n  name = "orders"\n}\n'


@pytest.mark.parametrize(
    ("given", "chosen", "expected"),
    [
        ((), None, ["text:-"]),
        ((), "json", ["json:-"]),
        (("-",), None, ["text:-"]),
        (("report.txt",), None, ["text:report.txt"]),
        (("report.json",), "json", ["json:report.json"]),
        (("json=report.json",), None, ["json:report.json", "text:-"]),
        (("json=report.json",), "json", ["json:report.json", "json:-"]),
        (("json=report.json", "text=-"), None, ["json:report.json", "text:-"]),
        (("json=-", "text=report.txt"), None, ["json:-", "text:report.txt"]),
        (("json=-", "report.txt"), None, ["json:-", "text:report.txt"]),
        (("json=a=b.json",), None, ["json:a=b.json", "text:-"]),
        (("./json=report.json",), None, ["text:./json=report.json"]),
    ],
)
def test_which_format_goes_where(given, chosen, expected):
    assert outputs(given, chosen) == tuple(Output(*each.split(":", 1)) for each in expected)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("jsno=report.json",), "unknown format 'jsno'"),
        (("json=",), "the file is missing"),
        (("",), "the file is missing"),
        (("json=-", "text=-"), "json and text would both be written to standard output"),
        (("json=a", "text=./a"), "json and text would both be written to ./a"),
    ],
)
def test_what_cannot_be_written(given, said):
    with pytest.raises(UsageError, match=said):
        outputs(given, None)


def test_every_output_is_written_and_standard_output_has_its_own(run):
    run.write("main.tf", QUEUE)
    ran = run("scan", "--output", "json=report.json", "--output", "text=report.txt")
    assert ran.code == 1
    assert json.loads((run.directory / "report.json").read_text())["summary"]["failed"] is True
    assert "Failed:" in ran.out
    assert "FG-TAG-001" in (run.directory / "report.txt").read_text()


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege here")
@pytest.mark.parametrize("output", ["report.json", "reports/report.json", "../report.json"])
@pytest.mark.parametrize("command", ["scan", "cost"])
def test_no_link_of_a_stranger_is_written_through(run, output, command, monkeypatch):
    outside = run.write("outside/report.json", "precious")
    run.write("repository/live/main.tf", QUEUE)
    (run.directory / "repository/live/reports").symlink_to(outside.parent)
    for link in ("repository/report.json", "repository/live/report.json"):
        (run.directory / link).symlink_to(outside)
    monkeypatch.chdir(run.directory / "repository/live")
    ran = run(command, "--format", "json", "--output", output)
    assert ran.code == 2
    assert f"{output} leads through a symbolic link" in ran.err
    assert outside.read_text() == "precious"


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="there is no /dev/null")
def test_what_stands_in_dev_is_written_to(run):
    run.write("main.tf", QUEUE)
    assert run("scan", "--output", "json=/dev/null", "--output", "text=/dev/stderr").code == 1


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    return Runner(tmp_path, monkeypatch, capsys)
