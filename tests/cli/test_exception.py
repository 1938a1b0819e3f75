"""``finops-guard exception``: what is written keeps the rules, and what the rules refuse is not written."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from support.command_line import Ran, Runner
from support.repository import git

ROOT = Path(__file__).parents[2]
TODAY = "2026-06-01"
MAIN = """\
provider "aws" {
  region = "us-east-1"
}
resource "aws_instance" "a" {
  instance_type = "m5.large"
  tags = { owner = "team-a" }
}
resource "aws_instance" "b" {
  instance_type = "m5.large"
}
"""
WHO = ("--reason", "The team moves it in autumn: agreed", "--requested-by", "ann.writer", "--approved-by", "b.reader")
WHAT = ("--policy", "required-tags", "--address", "aws_instance.*")
FILE = ".finops/exceptions/EXC-2026-0001.yaml"


@pytest.fixture(autouse=True)
def _in_a_repository(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(run.directory / "cache"))
    (run.directory / ".git").mkdir()
    run.write("main.tf", MAIN)


def new(run: Runner, *arguments: str, as_of: str = TODAY) -> Ran:
    return run("exception", "new", *arguments, "--as-of", as_of)


def valid(run: Runner, path: str = FILE) -> dict[str, Any]:
    """Return an exception that meets its schema, as an independent reader of YAML has it (days as text)."""
    text = (run.directory / path).read_text()
    document: dict[str, Any] = yaml.load(text, yaml.BaseLoader)
    schema = json.loads((ROOT / "schemas" / "exception.schema.json").read_text())
    numbers = {key: float(value) for key, value in document.get("monthly_cost", {}).items()}
    jsonschema.validate({**document, **({"monthly_cost": numbers} if numbers else {})}, schema)
    return document


def finding(run: Runner, policy: str = "FG-TAG-001") -> dict[str, str]:
    report = json.loads(run("scan", "--format", "json", "--exit-zero").out)
    found: dict[str, str] = next(each for each in report["findings"] if each["policy"] == policy)
    return found


def suppressed(run: Runner, as_of: str = TODAY) -> list[dict[str, Any]]:
    report = json.loads(run("scan", "--format", "json", "--exit-zero", "--as-of", as_of).out)
    return [each for each in report["suppressed"] if each["exception"]]


def test_a_new_exception_covers_what_it_names(run: Runner) -> None:
    ran = new(run, *WHAT, *WHO, "--cap", "200")
    covers = "It covers 7 findings of 140.16 USD a month"
    assert (ran.code, ran.out, ran.err) == (0, f"Wrote {FILE}: in force until 2026-08-30\n{covers}\n", "")
    document = valid(run)
    assert list(document) == [
        *("id", "kind", "policies", "scope", "reason", "monthly_cost"),
        *("requested_by", "approved_by", "created", "expires"),
    ]
    assert document["reason"] == "The team moves it in autumn: agreed"
    assert document["monthly_cost"] == {"at_grant": "140.16", "cap": "200"}
    waived = suppressed(run)
    assert len(waived) == 7
    assert {each["requested_by"] for each in waived} == {"ann.writer"}
    assert waived[0]["monthly_cost"] == {"at_grant": "140.16", "cap": "200"}
    assert run("exception", "check", "--as-of", TODAY).code == 0


def test_a_finding_gives_the_defaults(run: Runner) -> None:
    found = finding(run)
    assert new(run, "--finding", found["fingerprint"][:8], *WHO).code == 0
    document = valid(run)
    assert document["policies"] == ["FG-TAG-001"]
    assert document["scope"] == {"addresses": [found["address"]], "fingerprints": [found["fingerprint"]]}
    (waived,) = suppressed(run)
    assert waived["finding"]["fingerprint"] == found["fingerprint"]


@pytest.mark.parametrize("policy", ["FG-BUD-001", "FG-GEN-001"])
def test_a_finding_of_any_kind_can_stand(run: Runner, policy: str) -> None:
    found = finding(run, policy)
    assert new(run, "--finding", found["fingerprint"], *WHO).code == 0
    assert [each["finding"]["policy"] for each in suppressed(run)] == [policy]


def test_a_cap_where_the_cost_is_not_known(run: Runner) -> None:
    run.write("main.tf", 'resource "aws_glue_job" "j" {}\n')
    ran = new(run, "--policy", "required-tags", "--address", "aws_glue_job.j", *WHO, "--cap", "50")
    assert (ran.code, "It covers 4 findings of no known cost" in ran.out) == (0, True), ran
    assert valid(run)["monthly_cost"] == {"cap": "50"}
    assert len(suppressed(run)) == 4


def test_without_a_scope_it_is_for_comments(run: Runner) -> None:
    assert new(run, "--policy", "required-tags", *WHO).code == 0
    assert "scope" not in valid(run)
    commented = MAIN.replace(
        '"aws_instance" "b" {', '"aws_instance" "b" { # finops-guard:ignore FG-TAG-001 EXC-2026-0001'
    )
    run.write("main.tf", commented)
    assert len(suppressed(run)) == 4


@pytest.mark.parametrize(
    ("there", "expected"),
    [
        ({}, "EXC-2026-0001"),
        ({"a.yaml": "id: EXC-2026-0041\n"}, "EXC-2026-0042"),
        ({"a.yaml": "id: 'exc-2026-0041' # taken\n"}, "EXC-2026-0042"),
        ({"a.yaml": "{id: EXC-2026-7}"}, "EXC-2026-0008"),
        ({"EXC-2026-0009.yaml": "not: [valid"}, "EXC-2026-0010"),
        ({"a.yaml": "id: EXC-2025-0041\n"}, "EXC-2026-0001"),
        ({"a.yaml": "id: EXC-2026-0041-b\n"}, "EXC-2026-0001"),
        ({"a.yaml": b"\xff\xfe\xfa"}, "EXC-2026-0001"),
    ],
)
def test_the_next_free_id(run: Runner, there: dict[str, str | bytes], expected: str) -> None:
    for name, text in there.items():
        run.write(f".finops/exceptions/{name}", text)
    assert new(run, *WHAT, *WHO, "--cost", "10").code == 0
    assert valid(run, f".finops/exceptions/{expected}.yaml")["id"] == expected


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (WHAT, "--reason, --requested-by, --approved-by: not given"),
        (WHO, "name what may stand: --finding FINGERPRINT, or --policy ID"),
        ((*WHAT, *WHO, "--approved-by", "Writer, Ann"), "nobody approves an exception of their own"),
        ((*WHAT, *WHO, "--reason", "because"), '"reason"'),
        ((*WHAT, *WHO, "--days", "91"), "it lasts longer than 90 days"),
        ((*WHAT, *WHO, "--expires", "2026-08-31"), "it lasts longer than 90 days"),
        ((*WHAT, *WHO, "--expires", "2026-05-31"), "must be in the order of time"),
        ((*WHAT, *WHO, "--expires", "soon"), "--expires soon: write a day of the calendar"),
        ((*WHAT, *WHO, "--expires", "2026-07-01", "--days", "3"), "which of the two?"),
        ((*WHAT, *WHO, "--kind", "emergency", "--days", "8"), "it lasts longer than 7 days"),
        ((*WHAT, *WHO, "--cap", "1"), "the cap is less than the cost at the grant"),
        ((*WHAT, *WHO, "--cap", "much"), "write an amount"),
        (("--policy", "required-tag", *WHO), 'no policy is "required-tag"'),
        (("--policy", "required-*", *WHO), '"policies[0]"'),
        (("--finding", "00000000", *WHO), "a scan of the whole tree finds no such thing"),
        (("--finding", "0", *WHO), "write at least 6 characters"),
        ((*WHAT, *WHO, "--id", "../EXC-1"), "--id ../EXC-1: write it as EXC-2026-0007"),
        ((*WHAT, *WHO, "--id", "EXC-2026-0001\n"), "write it as EXC-2026-0007"),
    ],
)
def test_what_the_rules_refuse_is_not_written(run: Runner, arguments: tuple[str, ...], message: str) -> None:
    ran = new(run, *arguments)
    assert ran.code == 2
    assert message in ran.err
    assert not (run.directory / ".finops").exists()


@pytest.mark.parametrize(("kind", "last"), [("emergency", "2026-06-08"), ("waiver", "2026-08-30")])
def test_the_longest_time_is_the_default(run: Runner, kind: str, last: str) -> None:
    assert new(run, *WHAT, *WHO, "--kind", kind, "--cost", "0").code == 0
    assert valid(run)["expires"] == last


def test_a_milder_policy_may_wait_longer(run: Runner) -> None:
    assert new(run, "--policy", "gp2-volumes", "--address", "x.y", *WHO, "--cost", "0").code == 0
    assert valid(run)["expires"] == "2026-11-28"


def test_a_policy_that_is_enforced_hard_is_refused(run: Runner) -> None:
    run.write(".finops-guard.yaml", "policies:\n  required-tags:\n    enforcement: hard\n")
    ran = new(run, *WHAT, *WHO)
    assert (ran.code, "no exception lets its findings stand" in ran.err) == (2, True)


def test_an_id_is_not_used_again(run: Runner) -> None:
    assert new(run, *WHAT, *WHO, "--cost", "1").code == 0
    ran = new(run, *WHAT, *WHO, "--cost", "1", "--id", "EXC-2026-0001")
    assert (ran.code, "is there already" in ran.err) == (2, True)
    run.write(".finops/exceptions/a.yaml", (run.directory / FILE).read_bytes())
    (run.directory / FILE).unlink()
    ran = new(run, *WHAT, *WHO, "--cost", "1", "--id", "EXC-2026-0001")
    assert (ran.code, "is already that of" in ran.err) == (2, True)


def committed(run: Runner, text: str | None, path: str = FILE) -> None:
    """Commit a file of the register, or that it is gone."""
    if text is None:
        (run.directory / path).unlink()
    else:
        run.write(path, text)
    git(run.directory, "add", "--all")
    git(run.directory, "commit", "--quiet", "--message", "change")


@pytest.fixture
def history(run: Runner) -> None:
    (run.directory / ".git").rmdir()
    git(run.directory, "init", "--quiet")


@pytest.mark.usefixtures("history")
def test_an_id_that_only_the_history_has_is_taken(run: Runner) -> None:
    committed(run, BY_HAND.replace("EXC-2026-0001", "EXC-2026-0041"))
    committed(run, BY_HAND.replace("EXC-2026-0001", "EXC-2026-0003"))
    committed(run, None)
    ran = new(run, *WHAT, *WHO, "--cost", "1", "--id", "EXC-2026-0041")
    assert (ran.code, "git's history has an exception of that id" in ran.err) == (2, True)
    assert new(run, *WHAT, *WHO, "--cost", "1").code == 0
    assert valid(run, ".finops/exceptions/EXC-2026-0042.yaml")["id"] == "EXC-2026-0042"


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize("path", [FILE, ".finops/exceptions/another.yaml"])
@pytest.mark.parametrize("is_committed", [True, False])
def test_check_tells_an_id_that_was_used_before(run: Runner, path: str, *, is_committed: bool) -> None:
    committed(run, BY_HAND.replace("2026-05-01", "2026-03-01").replace("2026-07-30", "2026-05-30"))
    committed(run, None)
    if is_committed:
        committed(run, BY_HAND, path)
    else:
        run.write(path, BY_HAND)
    ran = run("exception", "check", "--as-of", TODAY)
    said = f"error: {path}:2:5: EXC-2026-0001 was created on 2026-03-01, as git's history has it, not on 2026-05-01"
    assert (ran.code, said in ran.err) == (1, True), ran


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize("created", ["2026-05-01", "2026-06-01"])
def test_an_earlier_day_of_a_broken_file_counts_only_as_a_day(run: Runner, created: str) -> None:
    """A file that is moved, renewed, mended or brought back is the same exception."""
    committed(run, "id: [\n")
    committed(run, BY_HAND.replace("2026-05-01", "0"))
    committed(run, BY_HAND.replace("2026-05-01", "2026-06-01"))
    committed(run, None)
    committed(run, BY_HAND.replace("2026-05-01", created), ".finops/exceptions/moved.yaml")
    assert run("exception", "check", "--as-of", TODAY).code == 0


@pytest.mark.usefixtures("history")
def test_where_the_history_is_not_known_it_is_said(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    committed(run, BY_HAND.replace("2026-05-01", "2026-04-30"))
    committed(run, BY_HAND)
    copy = run.directory / "copy"
    git(run.directory, "clone", "--quiet", "--depth", "1", run.directory.as_uri(), str(copy))
    monkeypatch.chdir(copy)
    ran = run("exception", "check", "--as-of", TODAY)
    assert (ran.code, "warning: it is not known which ids were used before: a shallow clone" in ran.err) == (0, True), (
        ran
    )


@pytest.mark.usefixtures("history")
def test_what_a_branch_tried_out_is_not_taken(run: Runner) -> None:
    git(run.directory, "commit", "--quiet", "--allow-empty", "--message", "first")
    git(run.directory, "checkout", "--quiet", "-b", "other")
    committed(run, BY_HAND.replace("2026-05-01", "2026-04-30"))
    committed(run, BY_HAND)
    git(run.directory, "checkout", "--quiet", "-")
    git(run.directory, "merge", "--quiet", "--no-ff", "--message", "merge", "other")
    assert run("exception", "check", "--as-of", TODAY).code == 0


def test_code_owners_are_asked(run: Runner) -> None:
    run.write("CODEOWNERS", "/.finops/ @c-reader\n")
    ran = new(run, *WHAT, *WHO)
    assert (ran.code, "CODEOWNERS names @c-reader" in ran.err) == (2, True)
    assert new(run, *WHAT, *WHO, "--approved-by", "@c-reader").code == 0
    assert valid(run)["approved_by"] == "@c-reader"


@pytest.mark.parametrize("link", [".finops", ".finops/exceptions", FILE])
@pytest.mark.parametrize("directory", [".", "live/dev"])
def test_links_are_not_followed(
    run: Runner, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, link: str, directory: str
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    at = run.directory / link
    at.parent.mkdir(parents=True, exist_ok=True)
    at.symlink_to(outside / "x.yaml" if link == FILE else outside)
    (run.directory / directory).mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(run.directory / directory)
    ran = new(run, *WHAT, *WHO, "--cost", "1", "--id", "EXC-2026-0001")
    assert ran.code == 2
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize(
    "reason",
    [
        "yes, and # no: 'really' \"so\"",
        "- {a: [b], c: *d} & | > % @ ` \\ in these words",
        "a line\nand another one of it",
        "2026-06-01 and what came after",
        "ends in a colon, which it may:",
        "\u00fcber \U0001f600 and more of the same",
        "tab\tand bell\x07 and the rest of it",
    ],
)
def test_any_text_is_read_as_it_was_given(run: Runner, reason: str) -> None:
    assert new(run, *WHAT, *WHO, "--reason", reason, "--ticket", reason, "--cost", "1").code == 0
    document = valid(run)
    assert (document["reason"], document["ticket"]) == (reason, reason)
    assert run("exception", "renew", "EXC-2026-0001", "--approved-by", reason, "--as-of", "2026-07-01").code == 0
    assert run("exception", "expire", "EXC-2026-0001", "--reason", reason, "--as-of", "2026-07-02").code == 0
    document = valid(run)
    assert document["renewals"] == [{"on": "2026-07-01", "approved_by": reason}]
    assert document["ended"] == {"on": "2026-07-02", "reason": reason}


@pytest.mark.parametrize("is_named", [True, False])
def test_a_terminal_asks_for_what_is_not_given(run: Runner, monkeypatch: pytest.MonkeyPatch, *, is_named: bool) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    answers = ["mitigated", "It is switched off at night", "ann.writer", "b.reader", "2026-07-01", "FIN-7", "80"]
    fingerprint = finding(run)["fingerprint"]
    typed = answers if is_named else [fingerprint, *answers]
    monkeypatch.setattr(sys, "stdin", Terminal("".join(f"{each}\n" for each in typed)))
    ran = new(run, *(("--finding", fingerprint) if is_named else ()))
    assert ran.code == 0, ran.err
    document = valid(run)
    names = ("kind", "reason", "requested_by", "approved_by", "expires", "ticket")
    assert [document[name] for name in names] == answers[:-1]
    assert document["monthly_cost"] == {"at_grant": "70.08", "cap": "80"}


def test_a_terminal_asks_again_for_what_is_refused(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    answers = [
        *("mitigatd", "mitigated", "because", "TODO: write down the reason", "It is switched off at night"),
        *("tbd", "ann.writer", "Ann Writer", "b.reader", "soon", "2026-07-01", "", "much", "70.07", "80"),
    ]
    monkeypatch.setattr(sys, "stdin", Terminal("".join(f"{each}\n" for each in answers)))
    ran = new(run, "--policy", "required-tags", "--address", "aws_instance.a")
    assert ran.code == 0, ran.err
    said = (
        "not one of",
        "at least 20",
        "names nobody",
        "of their own",
        "a day of the calendar",
        "99.50",
        "It costs 70.08",
    )
    assert [each for each in said if each not in ran.out + ran.err] == []
    document = valid(run)
    names = ("kind", "reason", "requested_by", "approved_by", "expires")
    typed = ["mitigated", "It is switched off at night", "ann.writer", "b.reader", "2026-07-01"]
    assert [document[name] for name in names] == typed
    assert document["monthly_cost"] == {"at_grant": "70.08", "cap": "80"}


def test_a_dry_run_writes_nothing(run: Runner) -> None:
    assert new(run, *WHAT, *WHO, "--days", "91", "--dry-run").code == 2
    ran = new(run, *WHAT, *WHO, "--dry-run")
    assert ran.code == 0
    assert yaml.safe_load(ran.out)["id"] == "EXC-2026-0001"
    assert not (run.directory / ".finops").exists()


BY_HAND = """\
# why we have this
id: EXC-2026-0001 # ours
expires: "2026-07-30"   # was once sooner
kind: waiver
policies:
- required-tags
scope: {addresses: [aws_instance.a]}
reason: >-
  The team moves it
  in autumn, as agreed.
requested_by: ann.writer
approved_by: b.reader
created: 2026-05-01
"""
BLOCK = "renewals:\n    - on: 2026-05-02\n      approved_by: d # a\n# end\n"


@pytest.mark.parametrize(
    ("renewals", "expected"),
    [
        ("", "renewals:\n  - {on: 2026-06-01, approved_by: c.reader}\n"),
        ("renewals: [] # none\n", "renewals: [{on: 2026-06-01, approved_by: c.reader}] # none\n"),
        (
            "renewals: [{on: 2026-05-02, approved_by: d}]\n",
            "renewals: [{on: 2026-05-02, approved_by: d}, {on: 2026-06-01, approved_by: c.reader}]\n",
        ),
        (
            BLOCK,
            BLOCK.replace("# end", "    - {on: 2026-06-01, approved_by: c.reader}\n# end"),
        ),
        (
            "renewals:\n- {on: 2026-05-02, approved_by: d}",
            "renewals:\n- {on: 2026-05-02, approved_by: d}\n- {on: 2026-06-01, approved_by: c.reader}",
        ),
    ],
)
def test_a_renewal_leaves_the_rest_as_it_is_written(run: Runner, renewals: str, expected: str) -> None:
    run.write(FILE, BY_HAND + renewals)
    ran = run("exception", "renew", "exc-2026-0001", "--approved-by", "c.reader", "--as-of", TODAY)
    assert ran.code == 0, ran.err
    before = BY_HAND.replace('"2026-07-30"', "2026-08-30")
    assert (run.directory / FILE).read_text() == before + expected
    valid(run)
    assert suppressed(run, "2026-08-30")
    assert not suppressed(run, "2026-08-31")


def test_line_ends_of_windows_stay(run: Runner) -> None:
    run.write(FILE, BY_HAND.replace("\n", "\r\n"))
    assert run("exception", "renew", "EXC-2026-0001", "--approved-by", "c.reader", "--as-of", TODAY).code == 0
    assert run("exception", "expire", "EXC-2026-0001", "--reason", "gone", "--as-of", TODAY).code == 0
    data = (run.directory / FILE).read_bytes()
    assert data.count(b"\r\n") == data.count(b"\n")
    valid(run)


TWICE = "renewals: [{on: 2026-05-02, approved_by: d}, {on: 2026-05-03, approved_by: d}]\n"


@pytest.mark.parametrize(
    ("more", "arguments", "message"),
    [
        (TWICE, (), "was renewed 2 times already"),
        ("", ("--approved-by", "Ann Writer"), "nobody approves an exception of their own"),
        ("", ("--days", "91"), "it lasts longer than 90 days from its last renewal"),
        ("", ("--expires", "2026-07-30"), "is no later than 2026-07-30"),
        ("", ("--as-of", "2026-04-30", "--days", "120"), "no exception EXC-2026-0001 keeps the rules"),
        ("ended: {on: 2026-05-20, reason: It is gone}\n", (), "was ended on 2026-05-20"),
    ],
)
def test_renewals_that_are_refused(run: Runner, more: str, arguments: tuple[str, ...], message: str) -> None:
    run.write(FILE, BY_HAND + more)
    ran = run("exception", "renew", "EXC-2026-0001", "--approved-by", "c", "--as-of", TODAY, *arguments)
    assert (ran.code, message in ran.err) == (2, True), ran.err
    assert (run.directory / FILE).read_text() == BY_HAND + more


@pytest.mark.parametrize("command", [("renew", "--approved-by", "c"), ("expire", "--reason", "gone")])
@pytest.mark.parametrize("form", ["json", "document end", "unknown"])
def test_what_cannot_be_edited_is_left_alone(run: Runner, command: tuple[str, ...], form: str) -> None:
    document = yaml.load(BY_HAND, yaml.BaseLoader)
    text = json.dumps(document) if form == "json" else f"{BY_HAND}...\n" if form == "document end" else BY_HAND
    run.write(FILE, text)
    id_ = "EXC-2026-0002" if form == "unknown" else "EXC-2026-0001"
    ran = run("exception", command[0], id_, *command[1:], "--as-of", TODAY)
    assert ran.code == 2
    assert ("there is no exception" if form == "unknown" else "by hand") in ran.err
    assert (run.directory / FILE).read_text() == text


def test_an_exception_ends_at_once(run: Runner) -> None:
    run.write(FILE, BY_HAND)
    ran = run("exception", "expire", "EXC-2026-0001", "--reason", "It was moved", "--by", "b.reader", "--as-of", TODAY)
    assert (ran.code, ran.out) == (0, f"{FILE}: EXC-2026-0001 ends on {TODAY}\n")
    added = f"ended:\n  on: {TODAY}\n  by: b.reader\n  reason: It was moved\n"
    assert (run.directory / FILE).read_text() == BY_HAND + added
    assert suppressed(run, "2026-05-31")
    assert not suppressed(run)
    again = run("exception", "expire", "EXC-2026-0001", "--reason", "It was moved", "--as-of", TODAY)
    assert (again.code, "was ended on" in again.err) == (2, True)


def test_what_has_expired_cannot_be_ended(run: Runner) -> None:
    run.write(FILE, BY_HAND)
    ran = run("exception", "expire", "EXC-2026-0001", "--reason", "It was moved", "--as-of", "2026-07-31")
    assert (ran.code, "expired on 2026-07-30 already" in ran.err) == (2, True)


@pytest.mark.parametrize(
    ("files", "code", "said"),
    [
        ({}, 0, "there is no register"),
        ({FILE: BY_HAND}, 0, "1 exception in order, 1 in force"),
        ({FILE: BY_HAND.replace("b.reader", "A. Writer")}, 0, "in order"),
        ({FILE: BY_HAND.replace("b.reader", "Ann Writer")}, 1, f"{FILE}:12:14: nobody approves"),
        ({FILE: BY_HAND, ".finops/exceptions/b.yml": BY_HAND}, 1, ".finops/exceptions/b.yml:2:5: the id"),
        ({FILE: BY_HAND.replace("2026-07-30", "2026-05-30")}, 0, "is not in force: it expired"),
        ({FILE: BY_HAND.replace("2026-07-30", "2026-06-02")}, 0, "expires tomorrow"),
        ({FILE: BY_HAND, ".finops/exceptions/b.YAML": BY_HAND}, 0, "b.YAML:1:1: it is not read"),
        ({FILE: BY_HAND, ".finops/exceptions/team/b.yaml": BY_HAND}, 0, "exceptions/team:1:1: it is not read"),
        ({FILE: BY_HAND}, 0, "there is no CODEOWNERS file"),
        ({FILE: BY_HAND, "CODEOWNERS": "/live @a\n"}, 0, "anybody may grant exceptions"),
        ({FILE: "a: &a [*a]\n"}, 1, FILE),
        ({FILE: "!!python/object/apply:os.system ['true']\n"}, 1, FILE),
        ({FILE: "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(f"b{n}: &b{n} [*a,*a,*a,*a]\n" for n in range(99))}, 1, FILE),
        ({FILE: "[" * 5000}, 1, FILE),
        ({FILE: b"\x00\x01\x02"}, 1, FILE),
        ({FILE: BY_HAND.replace("kind: waiver", "kind: waiver\nkind: emergency")}, 1, f"{FILE}:5:1"),
    ],
)
def test_check(run: Runner, files: dict[str, str | bytes], code: int, said: str) -> None:
    for path, text in files.items():
        run.write(path, text)
    ran = run("exception", "check", "--as-of", TODAY)
    assert (ran.code, said in ran.out + ran.err) == (code, True), ran


def listed(run: Runner, *arguments: str) -> dict[str, str]:
    ran = run("exception", "list", "--format", "json", "--as-of", TODAY, *arguments)
    assert ran.code == 0, ran.err
    document = json.loads(ran.out)
    jsonschema.validate(document, json.loads((ROOT / "schemas" / "exceptions-v1.schema.json").read_text()))
    return {each["id"]: each["state"] for each in document["exceptions"]}


def test_list_tells_every_state(run: Runner) -> None:
    texts = {
        "in-force": BY_HAND,
        "expiring": BY_HAND.replace("2026-07-30", "2026-06-10"),
        "stale": BY_HAND.replace("aws_instance.a", "aws_instance.z"),
        "void": BY_HAND + "monthly_cost: {at_grant: 1, cap: 2}\n",
        "expired": BY_HAND.replace("2026-07-30", "2026-05-30"),
        "ended": BY_HAND + "ended: {on: 2026-05-20, reason: It is gone}\n",
    }
    for number, (state, text) in enumerate(texts.items(), 1):
        # Each about a policy of its own: what one lets stand, another one is not needed for.
        policy = ("required-tags", "terraform-budget")[state == "expiring"]
        own = text.replace("EXC-2026-0001", f"EXC-2026-000{number}").replace("- required-tags", f"- {policy}")
        if state == "expiring":
            own = own.replace("{addresses: [aws_instance.a]}", "{roots: [.]}")
        run.write(f".finops/exceptions/{state}.yaml", own)
    assert {f"EXC-2026-000{number}": state for number, state in enumerate(texts, 1)} == listed(run)
    assert listed(run, "--state", "void") == {"EXC-2026-0004": "void"}
    shown = run("exception", "list", "--as-of", TODAY)
    for state in texts:
        assert f"  {state}  waiver  " in shown.out
    rows = list(csv.DictReader(io.StringIO(run("exception", "list", "--format", "csv", "--as-of", TODAY).out)))
    assert [each["state"] for each in rows] == list(texts)
    assert {each["owners"] for each in rows if each["state"] in ("in-force", "void")} == {"team-a"}
    assert [each["cost"] for each in rows][:1] == ["70.08"]


def test_list_names_what_is_unmanaged_and_what_is_broken(run: Runner) -> None:
    commented = MAIN.replace('"aws_instance" "b" {', '"aws_instance" "b" { # finops-guard:ignore FG-TAG-001')
    run.write("main.tf", commented)
    run.write(FILE, BY_HAND.replace("b.reader", "ann.writer"))
    ran = run("exception", "list", "--as-of", TODAY)
    assert ran.code == 0
    assert "unmanaged: 4 findings that only comments let stand\n  main.tf:8:33  FG-TAG-001\n" in ran.out
    assert "break rules" in ran.err


def test_controls_in_a_register_do_not_reach_the_terminal(run: Runner) -> None:
    run.write(FILE, BY_HAND.replace("b.reader", '"b\\e[31m.reader"'))
    for command in ("list", "check"):
        ran = run("exception", command, "--as-of", TODAY)
        assert "\x1b" not in ran.out + ran.err


def test_the_definitions_of_the_list_are_those_of_the_report() -> None:
    report, own = (
        json.loads((ROOT / "schemas" / f"{name}.schema.json").read_text()) for name in ("report-v1", "exceptions-v1")
    )
    assert own["$defs"] == {name: report["$defs"][name] for name in own["$defs"]}


@pytest.mark.parametrize("format_", ["text", "json", "markdown", "html"])
def test_the_score_lists_what_is_let_stand_and_by_whom(run: Runner, format_: str) -> None:
    run.write(FILE, BY_HAND + "monthly_cost: {cap: 80}\n")
    run.write("main.tf", MAIN.replace('"aws_instance" "b" {', '"aws_instance" "b" { # finops-guard:ignore FG-TAG-001'))
    ran = run("score", "--format", format_, "--as-of", TODAY)
    said = (
        "EXC-2026-0001",
        "b.reader",
        "ann.writer",
        "2026-07-30",
        "08 USD a month at stake, at most 80.00",
        "main.tf:8",
    )
    assert [each for each in said if each not in ran.out] == []
    assert "Not counted" not in ran.out


def test_what_expires_soon_counts_in_the_score_all_the_same(run: Runner) -> None:
    run.write(FILE, BY_HAND)
    ran = run("score", "--as-of", "2026-07-29")
    assert ("EXC-2026-0001" in ran.out, "Not counted" in ran.out) == (True, False)
