"""``score``: how mature the governance is, what was asked for, and how it exits."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
from billing.bills import row, text
from jsonschema import Draft202012Validator
from support.command_line import Runner

import finops_guard.judging
from finops_guard.reporters.score import REPORTERS

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas/score-v1.schema.json").read_text(encoding="utf-8"))
TAGS = '{ owner = "team-a", environment = "prod", cost-center = "cc-1000", application = "shop" }'
MAIN = f"""\
provider "aws" {{ region = "us-east-1" }}
resource "aws_instance" "tagged" {{
  instance_type = "m5.large"
  tags          = {TAGS}
}}
resource "aws_instance" "bare" {{ instance_type = "m5.large" }}
"""
TAGGED = MAIN.replace('{ instance_type = "m5.large" }', f'{{\n  instance_type = "m5.large"\n  tags = {TAGS}\n}}')
PIPELINE = """\
on: pull_request
jobs:
  cost:
    runs-on: ubuntu-latest
    steps:
      - run: finops-guard scan
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Runner:
    runner = Runner(tmp_path, monkeypatch, capsys)
    monkeypatch.setenv("COLUMNS", "120")
    runner.write("main.tf", MAIN)
    runner.write(".github/workflows/cost.yml", PIPELINE)
    return runner


def score(run: Runner, *options: str):
    return run("score", "--as-of", "2026-05-01", *options)


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        ((), 0, ""),
        (("--min-level", "crawl"), 0, "Asked for: overall at crawl or higher: met, it is crawl"),
        (("--min-level", "walk"), 1, "Asked for: overall at walk or higher: not met, it is crawl"),
        (("--min-level", "governance=walk"), 0, "governance at walk or higher: met, it is walk"),
        (("--min-level", "governance=run"), 1, "governance at run: not met, it is walk"),
        (("--min-level", "Governance, Policy & Risk=walk"), 0, "governance at walk or higher: met"),
        (("--min-level", "allocation=walk", "--min-level", "governance=walk"), 1, "allocation at walk or higher: not"),
        (("--min-level", "forecasting=walk"), 1, "forecasting at walk or higher: not met, it is crawl"),
        (("--min-level", "forecasting=walk", "--min-level", "walk"), 1, "Failed."),
    ],
)
def test_gates_decide_the_exit_code(run: Runner, options: tuple[str, ...], code: int, said: str) -> None:
    ran = score(run, *options)
    assert ran.code == code
    assert said in ran.out
    assert ran.err == ""


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--min-level", "sprint"), "--min-level sprint: unknown level 'sprint'"),
        (("--min-level", "not assessed"), "unknown level 'not assessed'"),
        (("--min-level", "alocation=walk"), "unknown capability 'alocation'"),
        (("--min-level", "=walk"), "unknown capability ''"),
        (("--explain", "governence"), "did you mean governance?"),
        (("--output", "sarif=x"), "unknown format 'sarif'"),
        (("--badge", "-"), "--badge: name a file"),
        (("--badge", "b.svg", "--output", "json=./b.svg"), "would both be written to b.svg"),
        (("--benchmark", "ff-1999"), "Invalid value for '--benchmark'"),
        (("--as-of", "2026-13-01"), "write a day of the calendar"),
        (("--base", "HEAD"), "--base is what --no-regression compares with"),
        (("--base", ""), "--base is what --no-regression compares with"),
        (("--base", "", "--no-regression"), "--no-regression needs --base"),
        (("--base", "--all", "--no-regression"), "git knows no such commit here"),
        (
            ("--base", "HEAD", "--no-regression", "--plan", "main.tf"),
            "--base: there is no plan and no standard input of an earlier",
        ),
        (("--history", "tags", "--plan", "main.tf"), "--history: there is no plan and no standard input of an earlier"),
    ],
)
def test_what_is_asked_for_wrongly(run: Runner, options: tuple[str, ...], said: str) -> None:
    ran = run("score", *options)
    assert ran.code == 2
    assert said in ran.err
    assert ran.out == ""


def test_an_empty_directory_is_not_assessed(run: Runner) -> None:
    (run.directory / "empty").mkdir()
    ran = score(run, "empty")
    assert ran.code == 2
    assert "Level       Not assessed: there is no evidence for Allocation or Governance, Policy & Risk" in ran.out
    assert "0 of 100 (range 0-100, 0 % of the evidence is assessed)" in ran.out
    assert score(run, "empty", "--min-level", "crawl").code == 2
    assert score(run, "empty", "--min-level", "crawl", "--allow-empty").code == 0


@pytest.mark.parametrize("format", REPORTERS)
def test_twice_are_the_same_bytes(run: Runner, format: str) -> None:
    first, second = (score(run, "--format", format).out for _ in range(2))
    assert first == second != ""


def test_several_reports_and_a_badge_in_one_run(run: Runner) -> None:
    ran = score(run, "--output", "json=s.json", "--output", "html=s.html", "--badge", "b.svg", "--name", "The shop")
    assert ran.code == 0
    assert ran.out.startswith("Scope       The shop (the whole tree)\n")
    document = json.loads((run.directory / "s.json").read_text("utf-8"))
    Draft202012Validator(SCHEMA).validate(document)
    assert document["scope"]["name"] == "The shop"
    assert document["levels"].keys() == {"ff-2026", "ff-2023", "costdefender"}
    assert f"Crawl {document['number']:.0f}/100" in (run.directory / "b.svg").read_text("utf-8")
    assert "<title>Crawl: " in (run.directory / "s.html").read_text("utf-8")


def test_no_link_of_a_stranger_is_written_through_by_a_badge(run: Runner) -> None:
    (run.directory / "precious").write_text("precious")
    (run.directory / "b.svg").symlink_to("precious")
    assert "leads through a symbolic link" in score(run, "--badge", "b.svg").err
    assert (run.directory / "precious").read_text() == "precious"


def test_a_benchmark_has_its_own_thresholds(run: Runner) -> None:
    files = "".join(f'resource "aws_sqs_queue" "q{at}" {{ tags = {TAGS} }}\n' for at in range(2))
    run.write("more.tf", files)  # three of four are tagged
    shown = {name: json.loads(score(run, "--format", "json", "--benchmark", name).out) for name in SCORES}
    for name, figures in SCORES.items():
        (coverage,) = (each for each in shown[name]["capabilities"][0]["evidence"] if each["check"] == COVERAGE)
        assert [each["figure"] for each in coverage["thresholds"]] == figures
        assert shown[name]["benchmark"] == name


COVERAGE = "allocation.coverage"
SCORES = {"ff-2026": [0.85], "ff-2023": [0.8], "costdefender": [0.7]}


def test_a_baseline_hides_nothing(run: Runner) -> None:
    before = score(run).out
    assert run("baseline", "create").code == 0
    assert score(run).out == before


def test_explaining_shows_the_capability_alone(run: Runner) -> None:
    ran = score(run, "--explain", "governance")
    assert "governance.guard" in ran.out
    assert "GitHub Actions runs finops-guard on every pull request" in ran.out
    assert ".github/workflows/cost.yml:6:14" in ran.out
    assert "Walk: has to be in place (default of this model)" in ran.out
    assert "What costs most" not in ran.out


def test_scan_tells_one_line_of_it(run: Runner) -> None:
    lines = run("scan").out.splitlines()
    at = next(at for at, line in enumerate(lines) if line.startswith("Maturity"))
    part = " ".join(line.strip() for line in lines[at : at + 6])
    assert "finops-guard score - " in part.partition("Scanned")[0]
    assert part.partition("Scanned")[0].count("(effort ") == 1


POOL = """\
resource "google_container_cluster" "c" {
  name     = "c"
  location = "europe-west1-b"
}
resource "google_container_node_pool" "p" {
  cluster    = google_container_cluster.c.name
  location   = "europe-west1-b"
  node_count = 2
  node_config { machine_type = "e2-standard-4" }
}
"""
WORKLOAD = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec:
      containers:
      - {name: c, image: "i:1", resources: {requests: {cpu: "1", memory: 1Gi}}}
"""


def test_what_runs_on_machines_that_are_counted_is_not_counted_again(run: Runner) -> None:
    run.write("pool/main.tf", POOL)
    run.write("pool/shop.yaml", WORKLOAD)
    document = json.loads(score(run, "pool", "--format", "json").out)
    monthly = Decimal(document["scope"]["monthly"])
    (allocation,) = (each for each in document["shortfalls"] if each["slug"] == "allocation")
    assert 0 < Decimal(allocation["money"]["monthly"]) <= monthly
    alone = json.loads(score(run, "pool/shop.yaml", "--format", "json").out)
    assert Decimal(alone["scope"]["monthly"]) > 0
    machines = json.loads(score(run, "pool/main.tf", "--format", "json").out)
    assert Decimal(machines["scope"]["monthly"]) == monthly


def git(run: Runner, *arguments: str) -> None:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments]
    day = {"GIT_AUTHOR_DATE": "2026-04-01T12:00:00Z", "GIT_COMMITTER_DATE": "2026-04-01T12:00:00Z"}
    subprocess.run(command, cwd=run.directory, check=True, capture_output=True, env={**os.environ, **day})


@pytest.fixture
def repository(run: Runner) -> Runner:
    git(run, "init", "-q", "-b", "main")
    git(run, "add", "-A")
    git(run, "commit", "-q", "-m", "first")
    git(run, "tag", "v1")
    return run


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        ({}, 0, "No regression: nothing is worse than v1"),
        ({"more.tf": 'resource "aws_ebs_volume" "more" {\n  size = 900\n}\n'}, 1, "- Allocation: "),
        ({".github/workflows/cost.yml": "on: push\n"}, 1, "- Governance, Policy & Risk: "),
        ({"main.tf": TAGGED}, 0, "No regression: nothing is worse"),
    ],
)
def test_what_became_worse_fails(repository: Runner, change: dict[str, str], code: int, said: str) -> None:
    for path, content in change.items():
        repository.write(path, content)
    ran = score(repository, "--base", "v1", "--no-regression")
    assert ran.code == code, ran.out + ran.err
    assert said in ran.out
    for form in ("json", "markdown", "html"):
        told = score(repository, "--base", "v1", "--no-regression", "--format", form)
        assert told.code == code
        assert "v1" in told.out
        if form == "json":
            Draft202012Validator(SCHEMA).validate(json.loads(told.out))
            assert bool(json.loads(told.out)["against"]["worse"]) == bool(code)


MET, NOT_MET, OPEN = (
    ("--min-level", "crawl"),
    ("--min-level", "walk"),
    ("--min-level", "architecture=crawl", "--ignore", "*generation*"),
)
AGAINST, EMPTY = ("--base", "v1", "--no-regression"), ("--allow-empty",)
# What became of the repository, what is asked, and the exit code.
CODES = [
    ("same", (), 0),
    ("same", AGAINST, 0),
    ("same", (*AGAINST, *MET), 0),
    ("same", (*AGAINST, *NOT_MET), 1),
    ("same", OPEN, 2),
    ("same", (*AGAINST, *OPEN), 2),
    ("same", (*AGAINST, *OPEN, *NOT_MET), 1),
    ("same", (*AGAINST, *OPEN, *EMPTY), 2),  # there are resources
    ("worse", AGAINST, 1),
    ("worse", (*AGAINST, *MET), 1),
    ("worse", (*AGAINST, *NOT_MET), 1),
    ("worse", (*AGAINST, *OPEN), 1),
    ("worse", MET, 0),
    ("empty", (), 2),
    ("empty", EMPTY, 0),
    ("empty", NOT_MET, 2),
    ("empty", (*NOT_MET, *EMPTY), 0),
    ("empty", AGAINST, 1),
    ("empty", (*AGAINST, *EMPTY), 1),
    ("empty", (*AGAINST, *NOT_MET, *EMPTY), 1),
]


@pytest.mark.parametrize(("state", "options", "code"), CODES)
def test_what_is_asked_for_together_has_one_exit_code(
    run: Runner, state: str, options: tuple[str, ...], code: int
) -> None:
    run.write("live/main.tf", MAIN.replace('"tagged"', '"more"'))
    for arguments in (("init", "-q", "-b", "main"), ("add", "-A"), ("commit", "-q", "-m", "first"), ("tag", "v1")):
        git(run, *arguments)
    if state == "worse":
        run.write("live/main.tf", MAIN.replace('"tagged"', '"more"').replace(TAGS, "{}"))
    elif state == "empty":
        (run.directory / "main.tf").unlink()
        (run.directory / "live/main.tf").unlink()
    ran = score(run, *options)
    assert ran.code == code, ran.out + ran.err
    document = json.loads(score(run, *options, "--format", "json").out)
    outcome = {0: "met", 1: "not_met", 2: "not_assessable"}[code]
    assert document["outcome"] == ("not_assessable" if code == 0 and state == "empty" else outcome)
    if code == 1:
        assert ran.out.rstrip().endswith("Failed.")
        assert "Passed." not in ran.out
    if document["against"] is not None:
        assert ("No regression: nothing is worse than v1" in ran.out) == (not document["against"]["worse"])


def test_scores_of_before_are_told(repository: Runner) -> None:
    told = score(repository, "--history", "tags").out
    assert "Over time" in told
    assert "v1   2026-04-01" in told
    table = json.loads(score(repository, "--history", "months", "--format", "json").out)["tables"][0]
    assert [row[:2] for row in table["rows"]] == [["2026-04", "2026-04-01"]]
    for form in ("markdown", "html"):
        assert "Over time" in score(repository, "--history", "tags", "--format", form).out


POLICY = """\
id: ACME-SQS-001
name: a
title: Queues are not FIFO
description: A FIFO queue costs more a request.
severity: warning
capability: Usage Optimization
match: {resources: [aws_sqs_queue]}
check:
  attribute: {path: fifo_queue, operator: not_equals, value: true, absent: pass}
remediation: Leave fifo_queue out.
"""
RULES = "policy-directories: [rules/]\n"


@pytest.mark.parametrize(
    ("change", "options", "told"),
    [
        ({"more.tf": "", "rules/note.txt": "x"}, (), []),
        ({".finops-guard.yaml": f"{RULES}ignore: [FG-TAG-*]\n"}, (), [".finops-guard.yaml"]),
        ({".finops-guard.yaml": f"{RULES}# other words\n"}, ("--config", "rules.yaml"), []),
        ({"rules.yaml": f"{RULES}profile: crawl\n"}, ("--config", "rules.yaml"), ["rules.yaml"]),
        ({"rules/a.yaml": POLICY.replace("warning", "info")}, (), ["rules/a.yaml"]),
        ({"rules/b.yaml": POLICY.replace("001", "002").replace("name: a", "name: b")}, (), ["rules/b.yaml"]),
        ({"rules/a.yaml": None}, (), ["rules/a.yaml"]),
        ({"pyproject.toml": ""}, (), []),
    ],
)
def test_rules_that_are_not_those_of_the_base_are_told(
    run: Runner, change: dict[str, str | None], options: tuple[str, ...], told: list[str]
) -> None:
    for path, content in {".finops-guard.yaml": RULES, "rules.yaml": RULES, "rules/a.yaml": POLICY}.items():
        run.write(path, content)
    for arguments in (("init", "-q", "-b", "main"), ("add", "-A"), ("commit", "-q", "-m", "first"), ("tag", "v1")):
        git(run, *arguments)
    for path, content in change.items():
        if content is None:
            (run.directory / path).unlink()
        else:
            run.write(path, content)
    ran = score(run, "--base", "v1", "--no-regression", "--format", "json", *options)
    assert ran.code == 0, ran.err
    tables = {each["title"]: each["rows"] for each in json.loads(ran.out)["tables"]}
    assert tables == ({"Other rules than in v1": [[path] for path in told]} if told else {})


def test_no_state_is_judged_twice(repository: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    read = finops_guard.judging.read_sources
    monkeypatch.setattr("finops_guard.judging.read_sources", lambda *given: asked.append(1) or read(*given))
    ran = repository("score", "--as-of", "2026-10-01", "--base", "v1", "--no-regression", "--explain", "usage")
    assert ran.code == 0
    assert "of commit" in ran.out
    assert len(asked) == 3  # now, the base, and that of 90 days ago


def test_what_git_shows_can_be_left_out(repository: Runner) -> None:
    def detail(*options: str) -> str:
        document = json.loads(score(repository, "--format", "json", *options).out)
        checks = {each["check"]: each for part in document["capabilities"] for each in part["evidence"]}
        said: str = checks["governance.merges"]["detail"]
        return said

    assert detail("--no-git") == "no evidence in this scan"
    assert detail() != "no evidence in this scan"


def test_a_bill_is_evidence(run: Runner) -> None:
    pytest.importorskip("duckdb")
    rows = [row("100", Tags='{"owner": "team-a"}'), row("50", Tags="{}"), row("19", ChargeCategory="Tax")]
    rows.append(row("5", BillingPeriodStart="2099-01-01", BillingPeriodEnd=""))
    run.write("bill.csv", text(rows))
    run.write("copy.csv", text(rows))
    document = json.loads(score(run, "--billing", "*.csv", "--format", "json").out)
    Draft202012Validator(SCHEMA).validate(document)
    checks = {each["check"]: each for part in document["capabilities"] for each in part["evidence"]}
    assert checks["allocation.billed-coverage"]["grade"] == "V"
    tables = {each["title"]: each for each in document["tables"]}
    measures = {each[0]: each for each in tables["From the bill"]["rows"]}
    assert measures["Percentage of Allocated Costs"][1:4] == ["66.7 %", "100.00 of 150.00 USD", "2026-03"]
    assert measures["Percentage of Allocated Costs"][4].endswith("; left out: tax 19.00")
    assert tables["From the bill"]["note"] == "copy.csv has the same bytes as bill.csv and is counted once."
    assert tables["Billing periods"]["columns"][3] == "billed USD"
    assert tables["Billing periods"]["rows"] == [
        ["2026-03", "closed", "3", "169.00", "169.00"],
        ["2099-01", "open", "1", "5.00", "5.00"],
    ]
    digest = hashlib.sha256(text(rows).encode()).hexdigest()
    assert tables["Files of the bill"]["rows"] == [
        [digest, "bill.csv", "1.0", "4", "174.00", "174.00"],
        [digest, "copy.csv", "-", "not counted", "-", "-"],
    ]
    for form in ("text", "markdown", "html"):
        assert digest in score(run, "--billing", "*.csv", "--format", form).out
    assert score(run, "--billing", "nowhere.csv").code == 2


def _coverage(run: Runner, *options: str) -> tuple[float | None, str, str]:
    """Return value and detail of the billed coverage, and the level of the capability."""
    document = json.loads(score(run, *options, "--format", "json").out)
    part = document["capabilities"][0]
    found = next(each for each in part["evidence"] if each["check"] == "allocation.billed-coverage")
    return found["value"], found["detail"], part["level"]


def test_leaving_a_bad_bill_away_raises_nothing(run: Runner) -> None:
    pytest.importorskip("duckdb")
    run.write("main.tf", TAGGED)
    tags = json.dumps({"owner": "a", "environment": "prod", "cost-center": "cc-1", "application": "shop"})
    run.write("bad.csv", text([row("40", Tags="{}"), row("60", Tags=tags)]))
    run.write("good.csv", text([row("100", Tags=tags)]))
    bad = ("--billing", "bad.csv")
    assert _coverage(run)[0] is None
    assert _coverage(run, *bad, "--record-bill")[0] == 0.6
    value, detail, level = _coverage(run)
    assert (value, level) == (0.6, "crawl")
    assert "60.0 % = 60.00 of 100.00 USD" in detail
    assert "recorded on 2026-05-01, stands until a newer bill is recorded" in detail
    # A good bill counts with its file only; once it is recorded, the bad one is gone.
    assert _coverage(run, "--billing", "good.csv", "--record-bill")[0] == 1.0
    assert _coverage(run)[0] is None


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("coverage: 2", "billed-coverage.yaml:1:"),
        ("coverage: 0.1\nrecorded: '2026-01-01'\ndetail: x\nfiles: [a]", "billed-coverage.yaml:4:"),
        ("- a", "billed-coverage.yaml:1:"),
        ("coverage: .nan", "billed-coverage.yaml:1:"),
    ],
)
def test_a_record_that_is_not_right_is_told(run: Runner, content: str, said: str) -> None:
    run.write(".finops/billed-coverage.yaml", content)
    assert said in score(run).out


def test_what_is_recorded_needs_a_bill(run: Runner) -> None:
    ran = score(run, "--record-bill")
    assert (ran.code, "--record-bill needs --billing" in ran.err) == (2, True)


def test_a_bill_without_a_closed_period_is_not_recorded(run: Runner) -> None:
    pytest.importorskip("duckdb")
    run.write("bill.csv", text([row("1", BillingPeriodStart="2026-05-01", BillingPeriodEnd="2026-06-01")]))
    ran = score(run, "--billing", "bill.csv", "--record-bill")
    assert ran.code == 2
    assert "there is nothing to write down: no billing period is closed" in ran.err
    assert not (run.directory / ".finops").exists()


def test_what_only_a_bill_tells_says_how_to_give_one(run: Runner) -> None:
    told = " ".join(score(run, "--explain", "rates", "--explain", "units", "--explain", "forecasting").out.split())
    assert told.count("no bill was read: give one with finops-guard score --billing FILE") == 4
    assert "and the forecast in .finops/forecast.csv" in told


@pytest.mark.parametrize("bills", [(), ("--billing", "bill.csv")])
def test_savings_that_nobody_verifies_say_what_a_person_can_do(run: Runner, bills: tuple[str, ...]) -> None:
    pytest.importorskip("duckdb")
    run.write("bill.csv", text([row("100")]))
    told = " ".join(score(run, *bills, "--explain", "usage").out.split())
    assert "not assessed usage.savings-verified not looked for: a bill tells what was spent" in told
    assert "the answer about savings (finops-guard assess); this check stays open" in told


def test_a_base_is_needed_for_no_regression(run: Runner) -> None:
    ran = score(run, "--no-regression")
    assert ran.code == 2
    assert "--no-regression needs --base" in ran.err


def test_what_the_configuration_changes_is_told_in_every_report(run: Runner) -> None:
    run.write(
        ".finops-guard.yaml",
        "score:\n  weights: {allocation: 30}\n  thresholds: {allocation.coverage: {walk: 60}}\n",
    )
    for form in ("text", "markdown", "html"):
        told = " ".join(score(run, "--format", form).out.split())
        assert "Allocation weighs 30 instead of 20" in told
        assert "allocation.coverage asks for at least 60% instead of at least 85% for Walk" in told
    document = json.loads(score(run, "--format", "json").out)
    Draft202012Validator(SCHEMA).validate(document)
    assert len(document["changed"]) == 2
    explained = " ".join(score(run, "--explain", "allocation").out.split())
    assert "this configuration" in explained
    assert "at least 60 %" in explained
    assert json.loads(run("scan", "--format", "json").out)["score"]["changed"] == document["changed"]


@pytest.mark.parametrize("form", ["text", "markdown", "html", "json"])
def test_what_cannot_be_read_is_told(run: Runner, form: str) -> None:
    run.write(".finops/answers.yaml", b"\xff")
    run.write(".finops/unit-metrics.yaml", "metrics: 1\n")
    told = score(run, "--format", form).out
    assert "Not counted" in told
    assert ".finops/answers.yaml:1:1" in told.replace("\\", "").replace("`", "")
    assert ".finops/unit-metrics.yaml:1:10" in told.replace("\\", "").replace("`", "")
