"""A recorded scan is performed again, at its commit; what differs is told, and a report leads nowhere else."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from support.command_line import Runner
from support.evidence import FILES, MAIN, POLICY
from support.repository import commit

TYPED = MAIN + 'variable "type" {}\nresource "aws_ebs_volume" "t" {\n  size = 1\n  type = var.type\n}\n'


@pytest.fixture(name="repository")
def in_repository(run: Runner, monkeypatch: pytest.MonkeyPatch) -> Runner:
    (run.directory / "payments").mkdir()
    monkeypatch.chdir(run.directory / "payments")
    return run


def recorded(run: Runner, *arguments: str, files: dict[str, str] = FILES) -> None:
    commit(Path(), files)
    found = run("scan", "--record", "--format", "json", "--output", "../r.json", "--as-of", "2026-03-05", *arguments)
    assert found.code in (0, 1), found.err


def changed(**changes: Any) -> None:
    """Write the report with other things in what it was made from."""
    report = json.loads(Path("../r.json").read_text())
    for name, value in changes.items():
        (report["recorded"] if name in report["recorded"] else report["recorded"]["options"])[name] = value
    Path("../r.json").write_text(json.dumps(report))


OPTIONS: dict[str, tuple[str, ...]] = {
    "none": (),
    "a directory": ("live",),
    "a file": ("live/main.tf",),
    "all verdicts": ("--verdicts", "all"),
    "policies": ("--select", "gp2-volumes", "--ignore", "FG-TAG-*", "--policy-dir", "policies"),
    "strictness": ("--profile", "run", "--severity", "warning", "--unresolved", "fail", "--inline-ignores", "none"),
    "reading": ("--exclude", "*.yaml", "--workspace", "w", "--render", "never", "--hcl-parser", "python-hcl2"),
    "a configuration": ("--config", "other.yaml"),
    "a file of variables": ("--var-file", "live/some.tfvars"),
}


@pytest.mark.parametrize("name", OPTIONS)
def test_the_same_bytes(name: str, repository: Runner) -> None:
    more = {"other.yaml": "profile: run\n", "live/some.tfvars": 'type = "gp2"\n', "live/main.tf": TYPED}
    recorded(repository, *OPTIONS[name], files={**FILES, **more})
    before = Path("../r.json").read_bytes()
    at_commit = repository("audit", "replay", "../r.json")
    assert (at_commit.code, at_commit.err) == (0, "")
    assert at_commit.out.endswith(": the report is the same, byte by byte\n")
    now = repository("audit", "replay", "../r.json", "--working-tree")
    assert now.out == "the working tree: the report is the same, byte by byte\n"
    assert Path("../r.json").read_bytes() == before


def test_a_later_working_tree_does_not_matter(repository: Runner) -> None:
    recorded(repository)
    commit(Path(), {"live/main.tf": "", ".finops-guard.yaml": "profile: run\n", "policies/small-volumes.yaml": "x: ["})
    assert repository("audit", "replay", "../r.json").out.endswith("the report is the same, byte by byte\n")
    assert repository("audit", "replay", "../r.json", "--working-tree").code == 2


CHANGES: dict[str, tuple[dict[str, str], int, tuple[str, ...]]] = {
    "a file": (
        {"live/main.tf": MAIN.replace('"gp2"', '"gp3"', 1)},
        1,
        ("gone: FG-STO-001 aws_ebs_volume.old", "live/main.tf changed"),
    ),
    "a comment in a file": ({"live/main.tf": MAIN + "# x\n"}, 0, ("live/main.tf changed",)),
    "a file more": (
        {"live/more.tf": 'resource "aws_ebs_volume" "x" { type = "gp2" }\n'},
        1,
        ("new: FG-STO-001 aws_ebs_volume.x", "live/more.tf is read and was not"),
    ),
    "a policy": (
        {"policies/small-volumes.yaml": POLICY.replace("100", "50")},
        1,
        ("new: ACME-VOL-001", "the policies, or what they are configured to ask for changed"),
    ),
    "an exception": (
        {".finops/exceptions/one.yaml": "id: EXC-2026-0001\n"},
        1,
        ("new: FG-STO-001 aws_ebs_volume.waived", ".finops/exceptions/one.yaml changed"),
    ),
    "the configuration": (
        {".finops-guard.yaml": FILES[".finops-guard.yaml"] + "policies: {gp2-volumes: {severity: error}}\n"},
        1,
        ("changed: FG-STO-001", "the settings changed", ".finops-guard.yaml changed"),
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_differs_is_told(name: str, repository: Runner) -> None:
    files, code, lines = CHANGES[name]
    recorded(repository)
    for path, text in files.items():
        Path(path).write_text(text)
    found = repository("audit", "replay", "../r.json", "--working-tree")
    assert (found.code, found.err) == (code, "")
    for line in lines:
        assert f"\n  {line}" in found.out, found.out


def test_a_report_that_was_changed_shows(repository: Runner) -> None:
    recorded(repository)
    report = json.loads(Path("../r.json").read_text())
    report["findings"].pop()
    report["summary"]["failed"] = False
    report["digests"]["catalog"] = "0" * 64
    report["tool"]["version"] = "0.0.1"
    Path("../r.json").write_text(json.dumps(report, indent=2))
    found = repository("audit", "replay", "../r.json")
    assert found.code == 1
    assert "the findings differ; of the report differs: tool, summary, findings, digests\n  new: " in found.out
    assert "  prices and facts that ship with finops-guard changed\n" in found.out
    assert "  finops-guard was 0.0.1 and is " in found.out


CHANGED: dict[str, tuple[tuple[str, ...], object]] = {
    "a level": (("score", "level"), "run"),
    "what it costs": (("summary", "cost", "monthly", "expected"), "1"),
    "what a policy asks for": (("policies",), []),
    "a file that was read": (("files",), []),
    "a cost of an exception": (("exceptions", "0", "findings"), 0),
    "the profile": (("settings", "profile"), "run"),
}


@pytest.mark.parametrize("name", CHANGED)
def test_each_part_of_what_is_said_is_held_against_what_comes_out(name: str, repository: Runner) -> None:
    recorded(repository)
    report = json.loads(Path("../r.json").read_text())
    *above, last = CHANGED[name][0]
    part: Any = report
    for key in above:
        part = part[int(key) if key.isdigit() else key]
    assert part[last] != CHANGED[name][1]
    part[last] = CHANGED[name][1]
    Path("../r.json").write_text(json.dumps(report))
    found = repository("audit", "replay", "../r.json")
    assert found.code == 1
    assert f"of the report differs: {CHANGED[name][0][0]}\n" in found.out


def test_another_layout_is_no_change_and_is_told(repository: Runner) -> None:
    recorded(repository)
    report = json.loads(Path("../r.json").read_text())
    Path("../r.json").write_text(json.dumps(report))
    found = repository("audit", "replay", "../r.json")
    assert found.code == 0
    assert found.out.endswith("the findings are the same, byte by byte; the report is laid out anew\n")


def test_values_of_variables_are_not_kept(repository: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TF_VAR_other", "hunter2")
    recorded(repository, "--var", "type=swordfish", files={**FILES, "live/main.tf": MAIN + 'variable "type" {}\n'})
    text = Path("../r.json").read_text()
    assert "swordfish" not in text
    assert "hunter2" not in text
    found = repository("audit", "replay", "../r.json")
    assert (found.code, found.out) == (2, "")
    assert "give --var type=VALUE" in found.err
    assert repository("audit", "replay", "../r.json", "--var", "type=swordfish").code == 0
    monkeypatch.delenv("TF_VAR_other")
    without = repository("audit", "replay", "../r.json", "--var", "type=swordfish")
    assert "the environment gives other variables: TF_VAR_other" in without.out


def test_uncommitted_files_are_looked_at_as_they_are(repository: Runner) -> None:
    commit(Path(), FILES)
    Path("live/new.tf").write_text('resource "aws_ebs_volume" "x" { type = "gp2" }\n')
    repository("scan", "--record", "--format", "json", "--output", "../r.json")
    found = repository("audit", "replay", "../r.json")
    assert found.code == 0
    assert found.out.startswith("files were not as they were committed, so the working tree was scanned: live/new.tf\n")
    os.chdir("..")
    elsewhere = repository("audit", "replay", "r.json")
    assert (elsewhere.code, elsewhere.out) == (2, "")
    assert "the report is about a repository" in elsewhere.err


def test_what_stands_outside_is_read_where_it_is_wanted(repository: Runner) -> None:
    repository.write("central/small-volumes.yaml", POLICY.replace("100", "1"))
    files = {**FILES, ".finops-guard.yaml": ""}
    recorded(repository, "--policy-dir", "../central", files=files)
    report = json.loads(Path("../r.json").read_text())["recorded"]
    assert (report["options"]["policy_directories"], report["uncommitted"]) == (["../central"], [])
    assert "../central/small-volumes.yaml" in report["files"]
    found = repository("audit", "replay", "../r.json")
    assert found.code == 2
    assert "outside of the repository (--outside reads it)" in found.err
    assert repository("audit", "replay", "../r.json", "--outside").out.endswith("the same, byte by byte\n")


@pytest.mark.skipif(sys.platform != "linux", reason="file names are text there")
def test_names_that_are_no_text(repository: Runner) -> None:
    Path("live").mkdir()
    Path(os.fsdecode(b"live/\xff.tf")).write_text('resource "aws_ebs_volume" "x" { type = "gp2" }\n')
    recorded(repository)
    assert repository("audit", "replay", "../r.json").out.endswith("the report is the same, byte by byte\n")
    assert repository("audit", "log", "../r.json", "--log", "../log").code == 0
    assert repository("audit", "verify", "../log").code == 0
    Path(os.fsdecode(b"live/\xff.tf")).write_text("")
    found = repository("audit", "replay", "../r.json", "--working-tree")
    assert "  gone: FG-STO-001 aws_ebs_volume.x" in found.out
    assert "  live/<U+DCFF>.tf changed" in found.out


HOSTILE: dict[str, dict[str, Any]] = {
    "variables elsewhere, by no known name": {"assignments": ["x=../secret.tfvars"]},
    "variables elsewhere, without a name": {"assignments": ["=/etc/passwd"]},
    "a name that no file has": {"config": "../\0"},
    "policies of a name that is no text": {"policy_directories": ["../\ud800"]},
    "no day": {"as_of": "zzzz-99-99"},
    "no pattern": {"exclude": ["!"]},
    "an absolute path": {"paths": ["/etc"]},
    "a path above": {"paths": ["../.."]},
    "a configuration elsewhere": {"config": "/etc/passwd"},
    "policies elsewhere": {"policy_directories": ["../central"]},
    "variables elsewhere": {"assignments": ["var-file=../../x.tfvars"]},
    "a plan elsewhere": {"plans": ["/etc/passwd"]},
    "a baseline elsewhere": {"baseline": "../x"},
    "an option as a commit": {"commit": "--output=x"},
    "no such commit": {"commit": "0" * 40},
    "no paths": {"paths": []},
    "no profile": {"profile": "sprint"},
    "no severity": {"fail_on": "fatal"},
    "no mode": {"unresolved": "\x1b[31m"},
    "a list for a text": {"workspace": []},
    "no such file": {"config": "none.yaml"},
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_report_leads_nowhere_else(name: str, repository: Runner) -> None:
    repository.write("secret.tfvars", 'type = "gp3"\n')
    recorded(repository)
    changed(**HOSTILE[name])
    found = repository("audit", "replay", "../r.json")
    assert (found.code, found.out) == (2, ""), found.err
    assert found.err.startswith("error: ")
    assert "\x1b" not in found.err
    assert "a bug" not in found.err


def test_what_no_file_is_called_is_not_looked_for(repository: Runner) -> None:
    recorded(repository)
    for path in ("../\0", "../\ud800"):
        changed(config=path)
        found = repository("audit", "replay", "../r.json", "--outside")
        assert found.err.startswith("error: the report names a path that no recorded scan has: ../<U+")


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{", b"[" * 100_000, b'{"version": "report-v1"}', b"\xff", b'{"recorded": 1, "recorded": 2}'],
)
def test_what_is_no_recorded_report(content: bytes, repository: Runner) -> None:
    commit(Path(), FILES)
    Path("../r.json").write_bytes(content)
    found = repository("audit", "replay", "../r.json")
    assert (found.code, found.out) == (2, "")
    assert found.err.startswith("error: ../r.json ")


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--format", "json", "-"), "standard input"),
        (("--format", "json", "--base", "HEAD"), "--base"),
        (("--format", "json", "--sort", "cost"), "--sort cost"),
        ((), "about JSON"),
        (("--output", "sarif=x.sarif"), "about JSON"),
    ],
)
def test_what_cannot_be_recorded(arguments: tuple[str, ...], why: str, repository: Runner) -> None:
    commit(Path(), FILES)
    found = repository("scan", "--record", *arguments)
    assert (found.code, found.out) == (2, "")
    assert why in found.err
