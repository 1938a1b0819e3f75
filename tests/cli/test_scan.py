"""``finops-guard scan`` from the outside: exit codes, messages, and input that is wrong in every way."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from support.command_line import Runner

CLEAN = """
resource "aws_sqs_queue" "q" {
  tags = { owner = "team-a", environment = "dev", cost-center = "CC-1", application = "shop" }
}
"""
BUDGET = """
resource "aws_budgets_budget" "b" {
  budget_type  = "COST"
  limit_amount = "100"
  limit_unit   = "USD"
  time_unit    = "MONTHLY"
  notification {
    notification_type          = "FORECASTED"
    subscriber_email_addresses = ["team-a@example.org"]
  }
  tags = { owner = "team-a", environment = "dev", cost-center = "CC-1", application = "shop" }
}
"""
UNTAGGED = 'resource "aws_sqs_queue" "q" {}\n'


def test_a_clean_tree_passes(run: Runner) -> None:
    run.write("main.tf", CLEAN + BUDGET)
    ran = run("scan")
    assert ran.code == 0, ran.out
    assert ran.err == ""


def test_findings_fail_with_their_position(run: Runner) -> None:
    run.write("main.tf", UNTAGGED)
    ran = run("scan")
    assert ran.code == 1
    assert "main.tf:1:1" in ran.out
    assert "required-tags" in ran.out


def test_a_finding_in_a_module_names_its_calls(run: Runner) -> None:
    run.write("network/main.tf", UNTAGGED)
    run.write("main.tf", BUDGET + 'module "net" {\n  source = "./network"\n}\n')
    found = json.loads(run("scan", "--format", "json").out)["findings"]
    calls = [(call["name"], call["location"]["path"]) for each in found for call in each["calls"]]
    assert set(calls) == {("net", "main.tf")}


@pytest.mark.parametrize("format_", ["text", "json"])
def test_a_file_name_that_is_no_text_is_reported(run: Runner, format_: str) -> None:
    run.write("main.tf", CLEAN + BUDGET)
    (run.directory / os.fsdecode(b"caf\xe9.tf")).write_text(UNTAGGED)
    ran = run("scan", "--format", format_)
    assert ran.code == 1, ran.err
    assert r"caf\udce9.tf" in ran.out or "caf<U+DCE9>.tf" in ran.out
    assert format_ == "text" or json.loads(ran.out)["findings"]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ([], 1),
        (["--exit-zero"], 0),
        (["--ignore", "required-tags", "--ignore", "terraform-budget"], 0),
        (["--select", "gp2-volumes"], 0),
        (["--select", "FG-TAG-*"], 1),
        (["--format", "json"], 1),
        (["--severity", "info"], 1),
    ],
)
def test_exit_codes(run: Runner, options: list[str], code: int) -> None:
    run.write("main.tf", UNTAGGED)
    assert run("scan", *options).code == code


@pytest.mark.parametrize(("unresolved", "code"), [("report", 0), ("fail", 1), ("ignore", 0)])
def test_what_unresolved_does(run: Runner, unresolved: str, code: int) -> None:
    run.write("main.tf", 'variable "t" { type = map(string) }\nresource "aws_sqs_queue" "q" { tags = var.t }\n')
    ran = run("scan", "--select", "required-tags", "--unresolved", unresolved, "--format", "json")
    assert ran.code == code
    verdicts = {finding["verdict"] for finding in json.loads(ran.out)["findings"]}
    assert verdicts == (set() if unresolved == "ignore" else {"unresolved"})


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["scan", "nowhere"], "nowhere: no such file or directory"),
        (["scan", "--config", "nowhere.yaml"], "nowhere.yaml: no such file"),
        (["scan", "--policy-dir", "nowhere"], "nowhere: no such directory"),
        (["scan", ""], "an empty path"),
        (["scan", "/dev/null"], "/dev/null: neither a regular file nor a directory"),
        (["scan", "/dev/stdin"], "write - for standard input"),
        (["scan", "--config", "/dev/null"], "/dev/null: not a regular file"),
        (["scan", "--config", ""], "an empty path: no such file"),
        (["scan", "--policy-dir", ""], "an empty path: no such directory"),
        (["scan", "--var-file", "/dev/null"], "/dev/null: not a regular file"),
        (["scan", "--exclude", "[z-a]"], "--exclude [z-a]: it is not a valid pattern"),
        (["scan", "--exclude", "*a" * 7], "more than 6 stars"),
        (["scan", "--var", "=x"], "the name is missing"),
        (["scan", "--var", "x"], "write it as NAME=VALUE"),
        (["scan", "--var-file", "nowhere.tfvars"], "nowhere.tfvars: no such file"),
        (["scan", "--select", "requird-tags"], "required-tags"),
        (["scan", "--ignore", "nothing-like-it"], "nothing-like-it"),
        (["scan", "--format", "yaml"], "'yaml' is not one of"),
        (["scan", "--no-such-option"], "No such option"),
        (["scan", "--output", "no/such/dir/report.txt"], "cannot be written"),
        (["explain", "requird-tags"], "did you mean required-tags?"),
        (["nonsense"], "No such command"),
    ],
)
def test_wrong_usage_ends_with_two_and_says_what_is_wrong(run: Runner, arguments: list[str], message: str) -> None:
    run.write("main.tf", CLEAN)
    ran = run(*arguments)
    assert ran.code == 2
    assert message in ran.err
    assert "Traceback" not in ran.err


def test_nothing_to_scan_is_an_error_unless_allowed(run: Runner) -> None:
    ran = run("scan")
    assert ran.code == 2
    assert "nothing to scan" in ran.err
    assert run("scan", "--allow-empty").code == 0


BAD_FILES: dict[str, tuple[str, str | bytes]] = {
    "syntax": ("bad.tf", 'resource "x" "y" {\n  a = = 1\n}\n'),
    "unclosed": ("bad.tf", 'resource "x" "y" {\n'),
    "not text": ("bad.tf", b"\x80\x81\xfe\xff\x00"),
    "deep brackets": ("bad.tf", "x = " + "[" * 10_000 + "]" * 10_000),
    "deep blocks": ("bad.tf", "a {\n" * 10_000 + "}\n" * 10_000),
    "deep json": ("bad.tf.json", '{"a":' * 10_000 + "1" + "}" * 10_000),
    "broken json": ("bad.tf.json", '{"resource": '),
    "deep yaml": ("bad.yaml", "kind: Pod\nx: " + "[" * 60_000),
    "broken yaml": ("bad.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: [\n"),
    "bad tfvars": ("bad.auto.tfvars", "x = = 1"),
}


@pytest.mark.parametrize(("name", "content"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_is_a_finding_and_the_rest_is_judged(run: Runner, name: str, content: str | bytes) -> None:
    run.write("bad/" + name, content)
    run.write("good/main.tf", UNTAGGED)
    ran = run("scan", "--format", "json")
    assert ran.code == 1, ran.err
    report = json.loads(ran.out)
    found = {(finding["policy_name"], finding["location"]["path"]) for finding in report["findings"]}
    assert ("readable-source", f"bad/{name}") in found
    assert ("required-tags", "good/main.tf") in found
    assert {file["path"]: file["status"] for file in report["files"]}[f"bad/{name}"] == "broken"


def test_a_file_that_is_too_large_is_said(run: Runner) -> None:
    with run.write("big.tf", "# big\n").open("ab") as file:
        file.truncate(50 * 1024 * 1024)
    run.write("main.tf", CLEAN)
    ran = run("scan", "--format", "json", "--select", "readable-source")
    report = json.loads(ran.out)
    assert {file["path"]: file["status"] for file in report["files"]}["big.tf"] == "skipped"
    assert any("larger than" in finding["message"] for finding in report["findings"])
    assert ran.code == 1


def test_an_unreadable_file_is_a_finding(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    run.write("main.tf", CLEAN)
    run.write("locked.tf", CLEAN)
    opened = os.open

    def deny(path: str, *arguments: int) -> int:
        if path.endswith("locked.tf"):  # a mode would not do: root may read every file
            raise PermissionError(13, "Permission denied", path)
        return opened(path, *arguments)

    monkeypatch.setattr(os, "open", deny)
    ran = run("scan", "--select", "readable-source")
    assert ran.code == 1
    assert "locked.tf" in ran.out
    assert "Permission denied" in ran.out


@pytest.mark.parametrize("locked", ["", "modules"])
def test_a_directory_that_cannot_be_listed_is_a_finding(
    run: Runner, monkeypatch: pytest.MonkeyPatch, locked: str
) -> None:
    run.write("modules/main.tf", CLEAN)
    run.write("main.tf", CLEAN)
    scandir = os.scandir
    denied = os.path.realpath(run.directory / locked)

    def deny(path: str) -> object:
        if path == denied:
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", deny)
    ran = run("scan", "--select", "readable-source", "--format", "json")
    assert ran.code == 1, ran.err
    (finding,) = json.loads(ran.out)["findings"]
    assert finding["policy_name"] == "readable-source"
    assert finding["location"]["path"] == (locked or ".")
    assert "cannot be listed: Permission denied" in finding["message"]
    assert locked in run("scan", "--select", "readable-source").out


def test_links_stay_inside(run: Runner, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.tf").write_text('resource "aws_sqs_queue" "secret" {}')
    run.write("main.tf", CLEAN)
    (run.directory / ".git").mkdir()
    (run.directory / "out.tf").symlink_to(outside / "secret.tf")
    (run.directory / "outdir").symlink_to(outside)
    (run.directory / "loop").symlink_to(run.directory)
    (run.directory / "dangling.tf").symlink_to(run.directory / "nowhere")
    ran = run("scan", "--format", "json", "--select", "required-tags")
    assert ran.code == 0, ran.out
    report = json.loads(ran.out)
    assert "secret" not in ran.out.replace("outside/secret", "")
    statuses = {file["path"]: (file["status"], file["reason"]) for file in report["files"]}
    assert statuses == {
        "dangling.tf": ("skipped", "a symbolic link that leads nowhere"),
        "main.tf": ("judged", ""),
        "out.tf": ("skipped", "a symbolic link that leaves the scan root"),
    }


def test_a_named_pipe_does_not_hang(run: Runner) -> None:
    run.write("main.tf", CLEAN)
    os.mkfifo(run.directory / "pipe.tf")
    ran = run("scan", "--format", "json")
    assert any("not a regular file" in finding["message"] for finding in json.loads(ran.out)["findings"])


@pytest.mark.parametrize(
    ("path", "text", "message"),
    [
        (".finops-guard.yaml", "profle: crawl\n", ".finops-guard.yaml:1:1"),
        (".finops-guard.yaml", "profile: sprint\n", ".finops-guard.yaml:1:10"),
        ("rules/mine.yaml", "id: X\nname: mine\nchek: {}\n", "rules/mine.yaml"),
    ],
)
def test_wrong_configuration_and_policies_stop_before_the_scan(run: Runner, path: str, text: str, message: str) -> None:
    run.write("main.tf", UNTAGGED)
    run.write(path, text)
    arguments = ["--policy-dir", "rules"] if path.startswith("rules") else []
    ran = run("scan", *arguments)
    assert ran.code == 2
    assert message in ran.err
    assert "main.tf" not in ran.out


SECRET = "hunter2-swordfish"
SENSITIVE = f"""
variable "secret" {{
  sensitive = true
  default   = "{SECRET}"
}}
variable "given" {{ sensitive = true }}
locals {{ derived = "${{var.secret}}-x" }}
resource "aws_instance" "i" {{
  instance_type = var.secret
  tags          = {{ owner = var.secret, environment = local.derived, cost-center = upper(var.given) }}
  root_block_device {{ volume_type = var.given }}
}}
module "m" {{
  source = "./m"
  pass   = "{SECRET}"
}}
"""


@pytest.mark.parametrize("format_", ["text", "json"])
@pytest.mark.parametrize("verdicts", ["fail", "unresolved", "all"])
def test_a_sensitive_value_is_in_no_output(run: Runner, format_: str, verdicts: str) -> None:
    run.write("main.tf", SENSITIVE)
    run.write("terraform.tfvars", f'given = "{SECRET}"\n')
    run.write(
        "m/main.tf", 'variable "pass" { sensitive = true }\nresource "aws_instance" "j" { instance_type = var.pass }'
    )
    ran = run("scan", "--format", format_, "--verdicts", verdicts, "--profile", "run")
    assert "aws_instance" in ran.out
    for text in (ran.out, ran.err):
        assert SECRET not in text
        assert SECRET.upper() not in text


def test_the_output_goes_to_a_file(run: Runner) -> None:
    run.write("main.tf", UNTAGGED)
    ran = run("scan", "--format", "json", "--output", "report.json")
    assert (ran.code, ran.out) == (1, "")
    assert json.loads((run.directory / "report.json").read_text())["findings"]


def test_init_writes_a_configuration_once(run: Runner) -> None:
    run.write("main.tf", CLEAN)
    assert run("init").code == 0
    assert "\nprofile: crawl\n" in (run.directory / ".finops-guard.yaml").read_text()
    assert run("init").code == 2
    assert run("init", "--force").code == 0
    assert run("scan", "--select", "required-tags").code == 0


def test_policy_list_and_explain(run: Runner) -> None:
    rows = json.loads(run("policy", "list", "--format", "json").out)["policies"]
    assert len(rows) >= 12
    assert {provider for row in rows for provider in row["providers"]} >= {"aws", "azure", "gcp", "kubernetes"}
    table = run("policy", "list").out
    for row in rows:
        assert row["id"] in table
        explained = run("explain", row["name"])
        assert explained.code == 0
        assert row["title"].split()[0] in explained.out


def test_completion_scripts(run: Runner) -> None:
    for shell in ("bash", "zsh", "fish"):
        assert "_FINOPS_GUARD_COMPLETE" in run("completion", shell).out


def test_variables_reach_terraform_in_order(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    run.write("main.tf", 'variable "t" { default = "gp3" }\nresource "aws_ebs_volume" "v" { type = var.t }\n')
    run.write("old.tfvars", 't = "gp2"\n')
    select = ("--select", "gp2-volumes", "--severity", "info", "--profile", "run")
    assert run("scan", *select).code == 0
    assert run("scan", *select, "--var-file", "old.tfvars").code == 1
    assert run("scan", *select, "--var-file", "old.tfvars", "--var", "t=gp3").code == 0
    assert run("scan", *select, "--var=t=gp3", "--var-file=old.tfvars").code == 1
    monkeypatch.setenv("TF_VAR_t", "gp2")
    assert run("scan", *select).code == 1


def test_policies_from_outside_the_tree(run: Runner, tmp_path_factory: pytest.TempPathFactory) -> None:
    rules = tmp_path_factory.mktemp("rules")
    (rules / "no-queues.yaml").write_text(
        """
id: ACME-SQS-001
name: no-queues
title: Queues are not used
description: A test.
severity: error
blocks_from: crawl
capability: Usage Optimization
providers: [aws]
match: {resources: [aws_sqs_queue]}
check:
  attribute: {path: name, operator: equals, value: allowed, absent: fail}
remediation: Use something else.
""",
        encoding="utf-8",
    )
    run.write("main.tf", CLEAN)
    ran = run("scan", "--policy-dir", str(rules), "--select", "no-queues", "--format", "json")
    assert [finding["policy"] for finding in json.loads(ran.out)["findings"]] == ["ACME-SQS-001"], ran.err


def test_paths_are_shown_from_where_one_stands(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    (run.directory / ".git").mkdir()
    run.write("infra/main.tf", UNTAGGED)
    monkeypatch.chdir(run.directory / "infra")
    ran = run("scan")
    assert "main.tf:1:1" in ran.out
    assert "infra/main.tf:1:1" not in ran.out
    assert json.loads(run("scan", "--format", "json").out)["findings"][0]["location"]["path"] == "infra/main.tf"


def test_unexpected_failures_never_look_like_findings(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    from finops_guard import scan

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("secret text")

    monkeypatch.setattr(scan, "scan", fail)
    run.write("main.tf", CLEAN)
    ran = run("scan")
    assert ran.code == 2
    assert "RuntimeError" in ran.err
    assert "secret text" not in ran.err
    assert "Traceback" not in ran.err


def test_interruption(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    from finops_guard import scan

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(scan, "scan", interrupt)
    run.write("main.tf", CLEAN)
    assert run("scan").code == 130


def test_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    import subprocess
    import sys

    (tmp_path / "main.tf").write_text(
        SENSITIVE + UNTAGGED + 'resource "aws_ebs_volume" "v" { for_each = toset(["a", "b"]) }'
    )
    (tmp_path / "m").mkdir()
    (tmp_path / "m/main.tf").write_text('variable "pass" {}\nresource "aws_instance" "j" { instance_type = var.pass }')
    (tmp_path / "pod.yaml").write_text(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c}]}\n"
    )
    for format_ in ("json", "text"):
        outputs = set()
        for seed in ("0", "1", "2"):
            command = [
                sys.executable,
                "-m",
                "finops_guard",
                "scan",
                "--no-cache",
                "--format",
                format_,
                "--verdicts",
                "all",
            ]
            done = subprocess.run(
                command, cwd=tmp_path, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=False
            )
            assert done.returncode == 1, done.stderr
            outputs.add(done.stdout if format_ == "json" else re.sub(rb"\s+in\s+\d+\.\d+\s+s", b"", done.stdout))
        assert len(outputs) == 1


EXCEPTION = """\
id: EXC-2026-0001
kind: waiver
policies: [required-tags]
scope: {addresses: [aws_sqs_queue.q]}
reason: The queue is emptied and removed this quarter.
requested_by: a.writer
approved_by: a.reader
created: 2026-01-01
expires: 2026-03-01
"""


def test_an_exception_holds_until_it_expires(run: Runner) -> None:
    run.write("main.tf", UNTAGGED + BUDGET)
    run.write(".finops/exceptions/queue.yaml", EXCEPTION)
    ran = run("scan", "--as-of", "2026-03-01")
    assert ran.code == 0, ran.out
    assert (
        "EXC-2026-0001, granted by a.reader to a.writer until 2026-03-01: FG-TAG-001 for aws_sqs_queue.q"
        in " ".join(ran.out.split())
    )
    assert "Passed: no findings, 4 ignored." in ran.out
    ran = run("scan", "--as-of", "2026-03-02")
    assert ran.code == 1
    assert "EXC-2026-0001 expired on 2026-03-01" in ran.out
    assert run("scan").code == 1


@pytest.mark.parametrize("day", ["2026-02-30", "tomorrow", "2026-1-1", ""])
def test_a_day_that_is_none(run: Runner, day: str) -> None:
    run.write("main.tf", CLEAN)
    ran = run("scan", "--as-of", day)
    assert (ran.code, ran.out) == (2, "")
    assert "--as-of" in ran.err


def test_comments_are_followed_unless_refused(run: Runner) -> None:
    run.write("main.tf", f"{BUDGET}# finops-guard:ignore required-tags -- not ours\n{UNTAGGED}")
    ran = run("scan")
    assert ran.code == 0, ran.out
    assert "(not ours)" in ran.out
    assert run("scan", "--inline-ignores", "registered").code == 1
    run.write(".finops-guard.yaml", "inline-ignores: none\n")
    assert run("scan").code == 1
    found = json.loads(run("scan", "--format", "json", "--inline-ignores", "any").out)
    assert found["findings"] == []
    assert {each["finding"]["address"] for each in found["suppressed"]} == {"aws_sqs_queue.q"}
    assert found["settings"]["as_of"] is None


def test_findings_are_sorted_by_what_they_save(run: Runner) -> None:
    run.write(
        "main.tf",
        'provider "aws" {\n  region = "us-east-1"\n}\n'
        + "".join(
            f'resource "aws_ebs_volume" "v{size}" {{\n  type = "gp2"\n  size = {size}\n}}\n' for size in (9, 500, 70)
        ),
    )
    chosen = ("scan", "--select", "gp2-volumes", "--format", "json")
    by_place, by_cost = (json.loads(run(*chosen, *more).out) for more in ((), ("--sort", "cost")))
    assert [each["address"][-3:] for each in by_place["findings"]] == [".v9", "500", "v70"]
    assert [each["address"][-3:] for each in by_cost["findings"]] == ["500", "v70", ".v9"]
    assert by_cost["summary"]["saving"]["monthly"]["expected"] == "11.58"  # 579 x 0.02


def test_a_step_about_a_provider_points_into_its_root_whatever_part_is_scanned(run: Runner) -> None:
    for name in ("a", "b"):
        run.write(f"live/{name}/main.tf", 'provider "aws" {\n}\nmodule "queues" {\n  source = "../../queues"\n}\n')
    run.write("queues/main.tf", "".join(f'resource "aws_sqs_queue" "q{n}" {{\n}}\n' for n in range(3)))
    for path in ("queues/main.tf", "."):
        steps = json.loads(run("scan", path, "--format", "json").out)["score"]["next_steps"]
        into = [step["location"]["path"] for step in steps if "default_tags" in step["text"]]
        assert into == ["live/a/main.tf", "live/b/main.tf"]
