"""``finops-guard baseline`` and scans with one."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from support.command_line import Runner

from finops_guard._assets import directory

SCHEMA = Draft202012Validator(json.loads((directory("schemas") / "baseline.schema.json").read_text("utf-8")))
FILE = ".finops/baseline.json"
DAY = ("--as-of", "2026-11-29")
LATER = ("--as-of", "2027-03-01")


def queue(name: str) -> str:
    return f'resource "aws_sqs_queue" "{name}" {{\n  name = "{name}"\n}}\n'


class Tree(Runner):
    def scan(self, *arguments: str) -> dict[str, Any]:
        ran = self("scan", "--format", "json", *DAY, *arguments)
        assert ran.code in {0, 1}, ran.err
        document: dict[str, Any] = json.loads(ran.out)
        return document

    def stale(self, *arguments: str) -> set[str]:
        return {each["address"] for each in self.scan(*arguments)["novelty"]["stale"]}

    def listed(self, file: str = FILE) -> list[dict[str, Any]]:
        document = json.loads((self.directory / file).read_text("utf-8"))
        SCHEMA.validate(document)
        found: list[dict[str, Any]] = document["findings"]
        return found


@pytest.fixture(name="tree")
def make_tree(tmp_path, monkeypatch, capsys) -> Tree:
    (tmp_path / ".git").mkdir()
    return Tree(tmp_path, monkeypatch, capsys)


@pytest.fixture(name="listed")
def make_listed(tree: Tree) -> Tree:
    """Return a tree of two roots whose findings are listed."""
    tree.write("a/main.tf", queue("a"))
    tree.write("b/main.tf", queue("b"))
    assert tree("baseline", "create", *DAY).code == 0
    return tree


def test_what_is_listed_is_not_reported(listed: Tree):
    document = listed.scan()
    assert document["findings"] == []
    assert document["summary"]["failed"] is False
    assert {each["by"] for each in document["novelty"]["known"]} == {"baseline"}
    assert document["novelty"]["baseline"] == FILE
    assert len(listed.listed()) == len(document["novelty"]["known"])
    assert {each["since"] for each in listed.listed()} == {"2026-11-29"}


def test_what_is_new_is_reported(listed: Tree):
    listed.write("a/more.tf", queue("c"))
    document = listed.scan()
    assert {each["address"] for each in document["findings"]} == {"aws_sqs_queue.c"}
    assert {each["standing"] for each in document["findings"]} == {"new"}
    assert document["summary"]["failed"] is True


def test_no_baseline_reports_all(listed: Tree):
    document = listed.scan("--no-baseline")
    assert document["novelty"] is None
    assert len(document["findings"]) == len(listed.listed())


def test_a_baseline_of_another_name(tree: Tree):
    tree.write("main.tf", queue("a"))
    assert tree("baseline", "create", "--baseline", "known.json", *DAY).code == 0
    assert tree.scan()["novelty"] is None
    assert tree.scan("--baseline", "known.json")["findings"] == []
    tree.write(".finops-guard.yaml", "baseline: known.json\n")
    assert tree.scan()["findings"] == []
    assert "known.json" in tree("baseline", "show").out


def test_a_baseline_survives_what_moves(listed: Tree):
    text = (listed.directory / "a/main.tf").read_text()
    (listed.directory / "a/main.tf").unlink()
    listed.write("renamed/queues.tf", "\n\n" + text)
    listed.write("b/main.tf", queue("z") + "moved {\n  from = aws_sqs_queue.b\n  to = aws_sqs_queue.z\n}\n")
    document = listed.scan()
    assert document["findings"] == []
    assert document["novelty"]["stale"] == []
    ran = listed("baseline", "prune", *LATER)
    assert "0 findings taken out" in ran.out
    assert "moved" in ran.out
    assert {(each["root"], each["address"]) for each in listed.listed()} >= {
        ("renamed", "aws_sqs_queue.a"),
        ("b", "aws_sqs_queue.z"),
    }
    assert {each["since"] for each in listed.listed()} == {"2026-11-29"}
    listed.write("b/main.tf", queue("z"))  # the moved block is gone
    assert listed.scan()["findings"] == []


def test_what_is_fixed_is_stale_and_pruned(listed: Tree):
    listed.write("b/main.tf", "# nothing any more\n")
    assert listed.stale() == {"aws_sqs_queue.b"}
    before = listed.listed()
    ran = listed("baseline", "prune", "--dry-run")
    assert ran.code == 1
    assert "would be taken out" in ran.out
    assert listed.listed() == before
    assert listed("baseline", "prune").code == 0
    assert {each["root"] for each in listed.listed()} == {"a"}
    assert listed.stale() == set()
    assert listed("baseline", "prune", "--dry-run").code == 0


@pytest.mark.parametrize(
    ("change", "arguments"),
    [
        pytest.param({}, ("a",), id="another path"),
        pytest.param({}, ("--ignore", "FG-*"), id="policies that are not asked"),
        pytest.param({"b/broken.tf": "resource {{{\n"}, (), id="what cannot be read"),
    ],
)
def test_what_is_not_judged_is_not_stale(listed: Tree, change: dict[str, str], arguments: tuple[str, ...]):
    listed.write("b/main.tf", "# nothing any more\n")
    for path, text in change.items():
        listed.write(path, text)
    assert listed.stale(*arguments) == set()


def test_what_an_exception_lets_stand_is_not_stale(listed: Tree):
    listed.write("b/main.tf", "# finops-guard:ignore * it is temporary\n" + queue("b"))
    assert "aws_sqs_queue.b" not in listed.stale()


def test_what_is_enforced_hard_is_never_listed(tree: Tree):
    tree.write("main.tf", queue("a"))
    assert tree("baseline", "create", *DAY).code == 0
    tree.write(".finops-guard.yaml", "policies:\n  required-tags: {enforcement: hard}\n")
    document = tree.scan()
    assert {each["policy"] for each in document["findings"]} == {"FG-TAG-001"}
    assert document["novelty"]["stale"] == []
    ran = tree("baseline", "create", "--replace", *DAY)
    assert "not listed" in ran.out
    assert "FG-TAG-001" not in {each["policy"] for each in tree.listed()}


def test_what_fails_now_was_undecided(tree: Tree):
    tree.write("main.tf", 'variable "t" {}\nresource "aws_ebs_volume" "v" {\n  type = var.t\n  size = 1\n}\n')
    assert tree("baseline", "create", "--select", "FG-STO-001", *DAY).code == 0
    assert tree.scan("--select", "FG-STO-001")["findings"] == []
    tree.write("main.tf", 'resource "aws_ebs_volume" "v" {\n  type = "gp2"\n  size = 1\n}\n')
    document = tree.scan("--select", "FG-STO-001")
    assert [each["verdict"] for each in document["findings"]] == ["fail"]


def test_replacing_keeps_the_day_and_what_is_elsewhere(listed: Tree):
    assert listed("baseline", "create").code == 2
    listed.write("a/more.tf", queue("c"))
    ran = listed("baseline", "create", "--replace", *LATER, "a")
    assert ran.code == 0
    since = {each["address"]: each["since"] for each in listed.listed()}
    assert since["aws_sqs_queue.a"] == since["aws_sqs_queue.b"] == "2026-11-29"
    assert since["aws_sqs_queue.c"] == "2027-03-01"


def test_two_runs_write_the_same_bytes_one_finding_a_line(listed: Tree):
    first = (listed.directory / FILE).read_bytes()
    assert listed("baseline", "create", "--replace", *LATER).code == 0
    assert (listed.directory / FILE).read_bytes() == first
    assert first.count(b"\n") == len(listed.listed()) + 6
    assert listed("baseline", "show", "--format", "json").out.encode() == first


def test_show_tells_policies_and_ages(listed: Tree):
    out = listed("baseline", "show").out
    assert "FG-TAG-001  8 findings, the oldest of 2026-11-29" in out
    assert "a/main.tf  aws_sqs_queue.a (4 findings)" in out


GOOD = {
    "fingerprint": "0123456789abcdef",
    "policy": "FG-TAG-001",
    "root": "",
    "address": "aws_sqs_queue.a",
    "key": "owner",
    "verdict": "fail",
    "path": "main.tf",
    "message": "",
    "since": "2026-11-29",
}


def document(*findings: object, version: object = "baseline-v1", **more: object) -> str:
    return json.dumps({"version": version, "findings": findings, **more})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("", f"{FILE}:1:1: the baseline is no JSON", id="empty"),
        pytest.param('{\n<<<<<<< a\n"version"', f"{FILE}:2:1: the baseline is no JSON", id="a conflict"),
        pytest.param('{\n<<<<<<< a\n"version"', "keep the lines of both", id="what to do about it"),
        pytest.param("[]", "this is no baseline", id="a list"),
        pytest.param(document(version="report-v1"), "this is no baseline", id="another format"),
        pytest.param(document(GOOD, extra=1), "this is no baseline", id="an unknown key"),
        pytest.param(document({**GOOD, "fingerprint": "x"}), "$.findings[0].fingerprint", id="no fingerprint"),
        pytest.param(document({**GOOD, "verdict": "pass"}), "$.findings[0].verdict", id="a verdict"),
        pytest.param(document({**GOOD, "since": "yesterday"}), "$.findings[0].since", id="no day"),
        pytest.param(document({**GOOD, "key": None}), "$.findings[0].key", id="null"),
        pytest.param(document(GOOD, GOOD), "0123456789abcdef is listed twice", id="twice"),
        pytest.param("[" * 100_000, "baseline", id="deep"),
        pytest.param('{"version": NaN}', "baseline", id="NaN"),
    ],
)
def test_what_is_no_baseline(tree: Tree, text: str, said: str):
    tree.write("main.tf", queue("a"))
    tree.write(FILE, text)
    ran = tree("scan")
    assert ran.code == 2
    assert said in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"\x00", b'{"version": "\xff"}'])
def test_bytes_that_are_no_text(tree: Tree, data: bytes):
    tree.write("main.tf", queue("a"))
    tree.write(FILE, data)
    assert tree("scan").code == 2


def test_a_link_out_of_the_tree_is_not_followed(tree: Tree, tmp_path_factory: pytest.TempPathFactory):
    """A stranger's link must not hide findings: it counts as no baseline, and is never written through."""
    outside = tmp_path_factory.mktemp("outside") / "baseline.json"
    outside.write_text(document())
    tree.write("main.tf", queue("a"))
    (tree.directory / ".finops").mkdir()
    (tree.directory / FILE).symlink_to(outside)
    assert tree.scan()["summary"]["failed"] is True
    assert tree("baseline", "create", "--replace").code == 2
    assert outside.read_text() == document()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("scan", "--baseline", "nowhere.json"), "nowhere.json: no such file"),
        (("baseline", "show"), "there is no .finops/baseline.json"),
        (("baseline", "prune"), "there is no .finops/baseline.json"),
    ],
)
def test_there_is_none(tree: Tree, arguments: tuple[str, ...], said: str):
    tree.write("main.tf", queue("a"))
    ran = tree(*arguments)
    assert ran.code == 2
    assert said in ran.err


def test_nothing_to_list(tree: Tree):
    ran = tree("baseline", "create")
    assert ran.code == 2
    assert "nothing to scan" in ran.err


@pytest.mark.skipif(sys.platform in {"darwin", "win32"}, reason="names of files are text here")
def test_names_of_files_that_are_no_text(tree: Tree):
    file = tree.write(os.fsdecode(b"\xff.tf"), queue("a"))
    assert tree("baseline", "create").code == 0
    assert tree.scan()["findings"] == []
    assert tree("baseline", "show").code == 0
    (tree.directory / FILE).rename(tree.directory / "kept.json")
    file.unlink()
    tree.write("main.tf", "")
    ran = tree("baseline", "prune", "--baseline", "kept.json")
    assert ran.code == 0
    assert "<U+DCFF>.tf" in ran.out
