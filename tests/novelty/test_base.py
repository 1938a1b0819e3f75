"""``finops-guard scan --base``: what a change brings in, and what stood before."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from support.command_line import Runner

from finops_guard._assets import directory

SCHEMA = Draft202012Validator(json.loads((directory("schemas") / "report-v1.schema.json").read_text("utf-8")))

TAGS = 'tags = { owner = "a", environment = "prod", cost-center = "b", application = "c" }'
HEAD = 'provider "aws" {\n  region = "us-east-1"\n}\n'


def queue(name: str, tags: str = "") -> str:
    return f'resource "aws_sqs_queue" "{name}" {{\n  name = "{name}"\n  {tags}\n}}\n'


def volume(name: str, size: str = "10", kind: str = "gp2") -> str:
    return f'resource "aws_ebs_volume" "{name}" {{\n  type = "{kind}"\n  size = {size}\n  {TAGS}\n}}\n'


def manifest(name: str) -> str:
    return f"""\
apiVersion: v1
kind: Pod
metadata: {{name: {name}, namespace: shop}}
spec: {{containers: [{{name: web, image: web}}]}}
"""


class Repository(Runner):
    """A git repository, its first commit called ``before``."""

    def git(self, *arguments: str) -> None:
        command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments]
        subprocess.run(command, cwd=self.directory, check=True, capture_output=True)

    def commit(self, files: dict[str, str]) -> None:
        for path, text in files.items():
            self.write(path, text)
        self.git("init", "-q", "-b", "main")
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "before")
        self.git("tag", "before")

    def change(self, files: dict[str, str | None]) -> None:
        for path, text in files.items():
            if text is None:
                (self.directory / path).unlink()
            else:
                self.write(path, text)

    def scan(self, *arguments: str) -> dict[str, Any]:
        ran = self("scan", "--format", "json", "--as-of", "2026-11-29", *arguments)
        assert ran.code in {0, 1}, ran.err
        document: dict[str, Any] = json.loads(ran.out)
        SCHEMA.validate(document)
        return document


@pytest.fixture(name="repository")
def make_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Repository:
    return Repository(tmp_path, monkeypatch, capsys)


def named(findings: list[dict[str, Any]], policies: tuple[str, ...] = ("FG-TAG-001", "FG-STO-001")) -> set[str]:
    """Return what findings are about, those of some policies, by standing."""
    found = [each for each in findings if each["policy"] in policies]
    return {f"{each.get('standing') or 'fixed'} {each['root']}:{each['address']}" for each in found}


MOVED = "moved {\n  from = aws_sqs_queue.a\n  to   = aws_sqs_queue.b\n}\n"

# what is changed: before, what is written over it (None: removed), what is new or worse, what is known, what is fixed
CHANGES: dict[str, tuple[dict[str, str], dict[str, str | None], set[str], set[str], set[str]]] = {
    "nothing": ({"main.tf": queue("a")}, {}, set(), {"known :aws_sqs_queue.a"}, set()),
    "something new": (
        {"main.tf": queue("a")},
        {"more.tf": queue("b")},
        {"new :aws_sqs_queue.b"},
        {"known :aws_sqs_queue.a"},
        set(),
    ),
    "something fixed": (
        {"main.tf": queue("a")},
        {"main.tf": queue("a", TAGS)},
        set(),
        set(),
        {"fixed :aws_sqs_queue.a"},
    ),
    "lines that move": (
        {"main.tf": queue("a")},
        {"main.tf": "\n\n" + queue("a")},
        set(),
        {"known :aws_sqs_queue.a"},
        set(),
    ),
    "a file renamed": (
        {"main.tf": queue("a")},
        {"main.tf": None, "queues.tf": queue("a")},
        set(),
        {"known :aws_sqs_queue.a"},
        set(),
    ),
    "a root renamed": (
        {"live/main.tf": queue("a") + queue("b")},
        {"live/main.tf": None, "prod/main.tf": queue("a") + queue("b") + queue("c")},
        {"new prod:aws_sqs_queue.c"},
        {"known prod:aws_sqs_queue.a", "known prod:aws_sqs_queue.b"},
        set(),
    ),
    "a root copied": (
        {"live/main.tf": queue("a")},
        {"prod/main.tf": queue("a")},
        {"new prod:aws_sqs_queue.a"},
        {"known live:aws_sqs_queue.a"},
        set(),
    ),
    "a root that is gone, and another one": (
        {"live/main.tf": queue("a") + queue("b") + queue("c")},
        {"live/main.tf": None, "prod/main.tf": queue("a") + queue("x")},
        {"new prod:aws_sqs_queue.a", "new prod:aws_sqs_queue.x"},
        set(),
        {f"fixed live:aws_sqs_queue.{name}" for name in "abc"},
    ),
    "a resource renamed": (
        {"main.tf": queue("a")},
        {"main.tf": queue("b")},
        {"new :aws_sqs_queue.b"},
        set(),
        {"fixed :aws_sqs_queue.a"},
    ),
    "a resource moved": (
        {"main.tf": queue("a")},
        {"main.tf": queue("b") + MOVED},
        set(),
        {"known :aws_sqs_queue.b"},
        set(),
    ),
    "a module moved": (
        {"m/main.tf": queue("q"), "live/main.tf": 'module "a" {\n  source = "../m"\n}\n'},
        {"live/main.tf": 'module "b" {\n  source = "../m"\n}\nmoved {\n  from = module.a\n  to   = module.b\n}\n'},
        set(),
        {"known live:module.b.aws_sqs_queue.q"},
        set(),
    ),
    "a count": (
        {"main.tf": queue("a")},
        {"main.tf": queue("a", "count = 2")},
        {"new :aws_sqs_queue.a[1]"},
        {"known :aws_sqs_queue.a[0]"},
        set(),
    ),
    "the same, and larger": (
        {"main.tf": HEAD + volume("a", "10")},
        {"main.tf": HEAD + volume("a", "1000")},
        set(),
        {"known :aws_ebs_volume.a"},
        set(),
    ),
    "undecided before": (
        {"main.tf": 'variable "kind" {}\n' + volume("a").replace('"gp2"', "var.kind")},
        {"main.tf": volume("a")},
        {"worse :aws_ebs_volume.a"},
        set(),
        set(),
    ),
    "undecided now": (
        {"main.tf": volume("a")},
        {"main.tf": 'variable "kind" {}\n' + volume("a").replace('"gp2"', "var.kind")},
        set(),
        {"known :aws_ebs_volume.a"},
        set(),
    ),
    "a comment that let it stand is gone": (
        {"main.tf": "# finops-guard:ignore FG-TAG-001 it is temporary\n" + queue("a")},
        {"main.tf": queue("a")},
        {"new :aws_sqs_queue.a"},
        set(),
        set(),
    ),
    "a comment lets it stand now": (
        {"main.tf": queue("a")},
        {"main.tf": "# finops-guard:ignore FG-TAG-001 it is temporary\n" + queue("a")},
        set(),
        set(),
        set(),
    ),
    "a manifest in another file": (
        {"k/a.yaml": manifest("web")},
        {"k/a.yaml": None, "k/b.yaml": manifest("web")},
        set(),
        {"known k:Pod/shop/web"},
        set(),
    ),
    "a manifest in another directory": (
        {"k/a.yaml": manifest("web"), "k/b.yaml": manifest("db")},
        {"k/a.yaml": None, "apps/a.yaml": manifest("web")},
        set(),
        {"known apps:Pod/shop/web", "known k:Pod/shop/db"},
        set(),
    ),
    "all of it is new": ({"README": ""}, {"main.tf": queue("a")}, {"new :aws_sqs_queue.a"}, set(), set()),
}


@pytest.mark.parametrize("case", CHANGES)
@pytest.mark.parametrize("base", ["revision", "directory"])
def test_what_a_change_brings(repository: Repository, case: str, base: str, tmp_path_factory: pytest.TempPathFactory):
    before, change, new, known, fixed = CHANGES[case]
    repository.commit(before)
    other = tmp_path_factory.mktemp("other")
    repository.git("clone", "-q", ".", str(other / "was"))
    repository.change(change)
    document = repository.scan("--base", "before" if base == "revision" else str(other / "was"), ".")
    novelty = document["novelty"]
    assert novelty["base"].startswith("commit " if base == "revision" else "directory ")
    assert named(document["findings"]) == new
    assert named([each["finding"] for each in novelty["known"]]) == known
    assert named(novelty["fixed"]) == fixed
    assert {each["by"] for each in novelty["known"]} <= {"base"}
    assert document["summary"]["known"] == len(novelty["known"])


def test_a_directory_is_compared_with_another_one_of_the_tree(repository: Repository):
    repository.commit({"old/main.tf": queue("a"), "new/main.tf": queue("a") + queue("b")})
    document = repository.scan("--base", "./old", "new")
    assert named(document["findings"]) == {"new new:aws_sqs_queue.b"}
    assert {each["finding"]["root"] for each in document["novelty"]["known"]} == {"new"}


def test_what_costs_more_than_before_is_worse(repository: Repository):
    def instance(size: str) -> str:
        return f'{HEAD}resource "aws_instance" "web" {{\n  instance_type = "{size}"\n  {TAGS}\n}}\n'

    policy = """\
id: ACME-SIZ-001
name: small-machines
title: Machines are small
description: Large machines are asked for.
severity: error
capability: Usage Optimization
providers: [aws]
match: {resources: [aws_instance]}
check:
  attribute: {path: instance_type, operator: in, value: [t3.micro], absent: pass}
remediation: Take a small one.
"""
    repository.commit({"p/small-machines.yaml": policy, "live/main.tf": instance("m5.large")})
    asked = ("--policy-dir", "p", "--select", "ACME-*", "--base", "before", "live")
    assert named(repository.scan(*asked)["findings"], ("ACME-SIZ-001",)) == set()
    repository.write("live/main.tf", instance("m5.4xlarge"))
    assert named(repository.scan(*asked)["findings"], ("ACME-SIZ-001",)) == {"worse live:aws_instance.web"}
    repository.write("live/main.tf", instance("t3.large"))
    document = repository.scan(*asked)
    assert document["findings"] == []
    assert len(document["novelty"]["known"]) == 1
    assert document["summary"]["failed"] is False


def test_policies_are_those_of_now(repository: Repository):
    """A policy that the change adds finds the same on both sides, although its file is not in the base."""
    repository.commit({"main.tf": queue("a")})
    policy = """\
id: ACME-OTH-001
name: no-queues
title: There are no queues
description: Queues are not asked for.
severity: error
capability: Usage Optimization
providers: [aws]
match: {resources: [aws_sqs_queue]}
check:
  attribute: {path: name, operator: in, value: [z], absent: pass}
remediation: Take it out.
"""
    repository.write("p/no-queues.yaml", policy)
    repository.write(".finops-guard.yaml", "policy-directories: [p]\nselect: [ACME-*]\n")
    repository.write(".finops/exceptions/e.yaml", "[]\n")
    document = repository.scan("--base", "before", ".")
    assert [each["finding"]["policy"] for each in document["novelty"]["known"]] == ["ACME-OTH-001"]
    assert named(document["findings"], ("ACME-OTH-001",)) == set()


def test_only_what_is_scanned_is_compared(repository: Repository):
    repository.commit({"a/main.tf": queue("a"), "b/main.tf": queue("b")})
    repository.change({"a/main.tf": queue("a", TAGS), "b/main.tf": queue("b", TAGS)})
    assert named(repository.scan("--base", "before", "a")["novelty"]["fixed"]) == {"fixed a:aws_sqs_queue.a"}


def test_a_report_of_cost_has_no_findings_to_compare_with(repository: Repository):
    repository.commit({"main.tf": queue("a")})
    assert repository("cost", "--format", "json", "--output", "base.json").code == 0
    document = repository.scan("--base", "base.json", "main.tf")
    assert document["novelty"] is None
    assert document["summary"]["cost"]["change"] is not None
    assert {each["standing"] for each in document["findings"]} == {None}


# files before, files after, what is reported
TOUCHED: dict[str, tuple[dict[str, str], dict[str, str | None], set[str]]] = {
    "nothing": ({"main.tf": queue("a")}, {}, set()),
    "another file": ({"main.tf": queue("a")}, {"outputs.tf": 'output "x" {\n  value = 1\n}\n'}, set()),
    "its file": (
        {"main.tf": queue("a"), "b.tf": queue("b")},
        {"main.tf": queue("a") + "\n"},
        {"fixed :aws_sqs_queue.a"},
    ),
    "line ends only": ({"main.tf": queue("a")}, {"main.tf": queue("a").replace("\n", "\r\n")}, set()),
    "a module's call": (
        {"m/main.tf": queue("q"), "live/main.tf": 'module "a" {\n  source = "../m"\n}\n'},
        {"live/main.tf": 'module "a" {\n  source = "../m"\n}\n# seen\n'},
        {"fixed live:module.a.aws_sqs_queue.q"},
    ),
    "a module": (
        {"m/main.tf": queue("q"), "live/main.tf": 'module "a" {\n  source = "../m"\n}\n'},
        {"m/main.tf": queue("q") + "# seen\n"},
        {"fixed live:module.a.aws_sqs_queue.q"},
    ),
    "values": (
        {"main.tf": 'variable "x" {}\n' + queue("a"), "terraform.tfvars": 'x = "1"\n'},
        {"terraform.tfvars": 'x = "2"\n'},
        {"fixed :aws_sqs_queue.a"},
    ),
    "another root's values": (
        {"a/main.tf": 'variable "x" {}\n' + queue("a"), "b/main.tf": queue("b"), "a/terraform.tfvars": 'x = "1"\n'},
        {"a/terraform.tfvars": 'x = "2"\n'},
        {"fixed a:aws_sqs_queue.a"},
    ),
}


@pytest.mark.parametrize("case", TOUCHED)
@pytest.mark.parametrize("base", ["revision", "directory"])
def test_what_has_to_do_with_a_changed_file(
    repository: Repository, case: str, base: str, tmp_path_factory: pytest.TempPathFactory
):
    before, change, reported = TOUCHED[case]
    repository.commit(before)
    other = tmp_path_factory.mktemp("other")
    repository.git("clone", "-q", ".", str(other / "was"))
    repository.change(change)
    given = "before" if base == "revision" else str(other / "was")
    document = repository.scan("--base", given, "--changed-only", ".")
    changed = reported if base == "revision" or case != "line ends only" else {"fixed :aws_sqs_queue.a"}
    assert named(document["findings"]) == changed
    assert document["novelty"]["changed_only"] is True
    assert {each["by"] for each in document["novelty"]["known"]} <= {"unchanged"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--changed-only",), "--changed-only needs --base"),
        (("--changed-only", "--base", "base.json"), "has no files"),
    ],
)
def test_what_cannot_be_compared(repository: Repository, arguments: tuple[str, ...], said: str):
    repository.commit({"main.tf": queue("a")})
    repository("cost", "--format", "json", "--output", "base.json")
    ran = repository("scan", *arguments)
    assert ran.code == 2
    assert said in ran.err


def test_what_is_new_decides_the_exit_code(repository: Repository):
    repository.commit({"main.tf": queue("a")})
    assert repository("scan").code == 1
    assert repository("scan", "--base", "before").code == 0
    repository.write("more.tf", queue("b"))
    assert repository("scan", "--base", "before").code == 1


def test_the_same_bytes_twice(repository: Repository):
    repository.commit({f"r{n}/main.tf": queue("a") + queue("b") for n in range(8)})
    for n in range(8):
        repository.git("mv", f"r{n}", f"s{n}")
    assert repository.scan("--base", "before") == repository.scan("--base", "before")
    document = repository.scan("--base", "before")
    assert named(document["findings"]) == set()
    assert len(document["novelty"]["known"]) >= 64
    assert document["novelty"]["fixed"] == []


def test_a_change_that_adds_to_the_baseline_is_told(repository: Repository):
    repository.commit({"main.tf": queue("a")})
    repository.write("more.tf", queue("b"))
    assert repository("baseline", "create", "--as-of", "2026-11-29").code == 0
    document = repository.scan("--base", "before")
    assert document["findings"] == []
    notices = [each["message"] for each in document["notices"] if each["kind"] == "baseline"]
    assert notices == ["8 findings more than in the base may stand by the baseline"]
    repository.git("add", "-A")
    repository.git("commit", "-q", "-m", "after")
    assert "baseline" not in {each["kind"] for each in repository.scan("--base", "main")["notices"]}
    assert "baseline" not in {each["kind"] for each in repository.scan("--base", "before", "--no-baseline")["notices"]}


def test_what_the_change_made_worse_is_reported_although_it_is_listed(repository: Repository):
    repository.commit({"main.tf": 'variable "kind" {}\n' + volume("a").replace('"gp2"', "var.kind")})
    repository.write("main.tf", volume("a"))
    assert repository("baseline", "create", "--as-of", "2026-11-29").code == 0
    assert named(repository.scan("--base", "before")["findings"]) == {"worse :aws_ebs_volume.a"}
    assert named(repository.scan()["findings"]) == set()
