"""``finops-guard policy list`` and ``show``, and ``explain``."""

from __future__ import annotations

import json
import re

import pytest
import yaml
from support.command_line import Ran, Runner

from finops_guard.documents.loader import load as load_documents
from finops_guard.location import SourceText
from finops_guard.reporters.styling import cells
from finops_guard.schema import validate

POLICY = """\
id: ACME-SQS-{number}
name: {name}
title: {title}
description: A queue costs 漢字 money.
severity: {severity}
capability: Budgeting
providers: [aws]
match: {{resources: [aws_sqs_queue], unless: {{environments: [prod]}}}}
check:
  attribute: {{path: max_size, operator: at_most, value: 2.5, absent: pass}}
remediation: Leave it out.
equivalents:
  checkov: [CKV_ACME_{shared}]
  aws-config: [acme-{name}]
"""


@pytest.fixture
def own(run: Runner) -> Runner:
    for number, name, severity, shared in (("001", "no-fifo", "error", 1), ("002", "no-queues", "info", 1)):
        title = f"Queues of the kind {name} are not there, which is a long title"
        text = POLICY.format(number=number, name=name, severity=severity, shared=shared, title=title)
        run.write(f"rules/{name}.yaml", text)
    run.write(".finops-guard.yaml", "policy-directories: [rules]\nprofile: walk\n")
    return run


def listed(run: Runner, *arguments: str) -> list[str]:
    ran = run("policy", "list", "--format", "json", *arguments)
    assert ran.code == 0, ran.err
    document = json.loads(ran.out)
    ((value,), _) = load_documents(SourceText("x.json", ran.out))
    assert validate(value.value, "policies-v1") == []
    return [policy["name"] for policy in document["policies"]]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--pack", "own"], ["no-fifo", "no-queues"]),
        (["--pack", "own", "--severity", "error"], ["no-fifo"]),
        (["--pack", "own", "--severity", "error", "--severity", "info"], ["no-fifo", "no-queues"]),
        (["--pack", "own", "--provider", "azure"], []),
        (["--pack", "own", "--provider", "azure", "--provider", "aws"], ["no-fifo", "no-queues"]),
        (["--pack", "own", "--capability", "BUDGETING"], ["no-fifo", "no-queues"]),
        (["--pack", "own", "--capability", "Allocation"], []),
        (["NO-FIFO", "queues"], ["no-fifo"]),
        (["acme-no-queues"], ["no-queues"]),
        (["漢字"], ["no-fifo", "no-queues"]),
    ],
)
def test_filters(own: Runner, arguments: list[str], expected: list[str]) -> None:
    assert listed(own, *arguments) == expected


def test_each_filter_takes_some_and_leaves_some(run: Runner) -> None:
    whole = listed(run)
    for arguments in (
        ["--provider", "aws"],
        ["--provider", "kubernetes"],
        ["--pack", "common"],
        ["--severity", "warning"],
        ["--capability", "Allocation"],
        ["gp2"],
        ["--active"],
    ):
        some = listed(run, *arguments)
        assert 0 < len(some) < len(whole), arguments
        assert set(some) < set(whole)


def test_the_configuration_decides_what_is_active(own: Runner) -> None:
    own.write(
        ".finops-guard.yaml",
        "policy-directories: [rules]\nignore: [no-fifo]\npolicies: {no-queues: {enabled: false}}\n",
    )
    rows = json.loads(own("policy", "list", "--format", "json", "--pack", "own").out)["policies"]
    assert [(row["name"], row["active"]) for row in rows] == [("no-fifo", False), ("no-queues", False)]
    assert listed(own, "--pack", "own", "--active") == []
    assert own("policy", "list", "--pack", "own").out.count("(off)") == 2


def test_severities_are_those_of_the_profile(run: Runner) -> None:
    severities = {}
    for profile in ("crawl", "run"):
        document = json.loads(run("policy", "list", "--format", "json", "--profile", profile).out)
        assert document["profile"] == profile
        severities[profile] = sum(row["severity"] == "error" for row in document["policies"])
    assert severities["crawl"] < severities["run"]


@pytest.mark.parametrize("columns", [20, 40, 60, 80, 100, 140, 400])
def test_the_table_fits_the_terminal(own: Runner, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = own("policy", "list").out.splitlines()
    assert len(lines) == len(listed(own))
    assert max(map(cells, lines)) <= columns
    assert all(line.startswith(("FG-", "ACME-")) for line in lines)


def test_a_program_reads_whole_titles(own: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    assert "which is a long title" in own("policy", "list", "no-fifo").out


def test_an_unknown_capability_has_a_suggestion(run: Runner) -> None:
    ran = run("policy", "list", "--capability", "Alocation")
    assert ran.code == 2
    assert 'did you mean "Allocation"?' in ran.err


def test_show_tells_more_than_explain(own: Runner) -> None:
    explained, shown = own("explain", "no-fifo").out, own("policy", "show", "NO-FIFO").out
    assert shown.startswith(explained.rstrip("\n"))
    rest = shown.removeprefix(explained.rstrip("\n"))
    assert rest.split("\n") == [
        "",
        "",
        "Applies to",
        "providers:",
        "- aws",
        "resources:",
        "- aws_sqs_queue",
        "unless:",
        "  environments:",
        "  - prod",
        "",
        "From  rules/no-fifo.yaml",
        "Here  error in this profile",
        "",
    ]


def test_show_as_data_is_the_policy_as_it_is_configured(own: Runner) -> None:
    own.write(
        ".finops-guard.yaml",
        "policy-directories: [rules]\npolicies: {no-fifo: {severity: warning, parameters: {value: 7}}}\n",
    )
    (shown,) = json.loads(own("policy", "show", "no-fifo", "--format", "json").out)["policies"]
    assert (shown["severity"], shown["declared_severity"]) == ("warning", "error")
    assert shown["check"]["parameters"]["value"] == 7
    text = own("policy", "show", "no-fifo", "--format", "yaml").out
    assert yaml.safe_load(text)["check"]["attribute"]["value"] == 7
    own.write("copy/no-fifo.yaml", text)
    own.write(".finops-guard.yaml", "policy-directories: [copy]\n")
    assert listed(own, "--pack", "own") == ["no-fifo"]


def test_numbers_are_written_as_they_are(own: Runner) -> None:
    assert "value: 2.5" in own("explain", "no-fifo").out
    for name in listed(own):
        for command in (["explain", name], ["policy", "show", name], ["policy", "show", name, "--format", "yaml"]):
            ran = own(*command)
            assert (ran.code, ran.err) == (0, "")
            assert "Decimal" not in ran.out


@pytest.mark.parametrize("command", [["explain"], ["policy", "show"]])
def test_names_of_other_tools_find_policies(own: Runner, command: list[str]) -> None:
    assert own(*command, "acme-NO-FIFO").out.startswith("ACME-SQS-001 no-fifo\n")
    ran: Ran = own(*command, "ckv_acme_1")
    assert ran.code == 0
    assert ran.out.startswith("2 policies are called ckv_acme_1 elsewhere:\n\nACME-SQS-001  no-fifo")
    assert "ACME-SQS-002  no-queues" in ran.out
    ran = own(*command, "CKV_ACME_2")
    assert ran.code == 2
    assert "did you mean CKV_ACME_1?" in ran.err


def test_the_help_names_what_there_is(run: Runner) -> None:
    for command in (["explain"], ["policy", "show"]):
        name = re.search(r"CKV\w+", run(*command, "--help").out)
        assert name is not None
        assert run(*command, name[0]).code == 0


def test_an_empty_list_says_so(run: Runner) -> None:
    ran = run("policy", "list", "no-such-word")
    assert (ran.code, ran.out) == (0, "")
    assert "no policy is like that" in ran.err
