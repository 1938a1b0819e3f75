"""The register of exceptions: what counts, for what and until when, and what is said of the rest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from finops_guard.report import Report
from finops_guard.resources import FileStatus
from finops_guard.scan import scan
from finops_guard.settings import Settings
from finops_guard.tree import DirectoryTree, MemoryTree

TODAY = "2026-06-01"
VALID = """\
id: EXC-2026-0007
kind: waiver
policies: [required-tags]
scope:
  addresses: ['module.bucket["logs"]']
reason: The log bucket is replaced by another team's in autumn.
requested_by: a.writer
approved_by: a.reader
created: 2026-05-01
expires: 2026-07-30
"""
ROOT = 'module "bucket" {\n  source = "../bucket"\n  for_each = toset(["logs", "data"])\n}\n'
FILES = {"dev/main.tf": ROOT, "prod/main.tf": ROOT, "bucket/main.tf": 'resource "aws_s3_bucket" "b" {}\n'}
PATH = ".finops/exceptions/EXC-2026-0007.yaml"
SELECTED = ("required-tags", "exceptions-in-order")


@pytest.fixture(autouse=True)
def _no_memory(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    """Keep texts that were valid before from hiding what validation says."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


def judged(exceptions: Mapping[str, str | bytes] | str, files: Mapping[str, str] = FILES, **settings: object) -> Report:
    named = {PATH: exceptions} if isinstance(exceptions, str) else exceptions
    given = {"select": SELECTED, "as_of": TODAY, **settings}
    return scan(MemoryTree({**files, **named}), [""], Settings(**given))  # type: ignore[arg-type]


def waived(report: Report) -> set[tuple[str, str]]:
    """Return root and instance key of what is let stand."""
    return {(each.finding.root, re.findall(r'\["(.*)"\]', each.finding.address)[0]) for each in report.suppressed}


def problems(report: Report, beginning: list[str] | None = None) -> list[str]:
    """Return line and message of each problem with exceptions, as far as what is expected goes."""
    found = [f"{each.location.line}: {each.message}" for each in report.findings if each.policy == "FG-GOV-001"]
    if beginning is None or len(found) != len(beginning):
        return found
    return [text[: len(start)] for text, start in zip(found, beginning, strict=True)]


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ("addresses: ['module.bucket[\"logs\"]']", {("dev", "logs"), ("prod", "logs")}),
        ("addresses: ['module.bucket[\"logs\"].aws_s3_bucket.b']", {("dev", "logs"), ("prod", "logs")}),
        ("addresses: [aws_s3_bucket.b]", set()),
        ("addresses: [module]\n  roots: [dev]", {("dev", "logs"), ("dev", "data")}),
        ("addresses: ['*.bucket[\"l*\"]']\n  roots: [dev]", {("dev", "logs")}),
        ("roots: ['p*']", {("prod", "logs"), ("prod", "data")}),
        ("environments: [prod]", {("prod", "logs"), ("prod", "data")}),
        ("environments: [prod]\n  roots: [dev]", set()),
    ],
)
def test_scopes(scope: str, expected: set[tuple[str, str]]) -> None:
    text = re.sub(r"addresses: .*", scope.replace("\\", r"\\"), VALID, count=1)
    report = judged(text)
    assert waived(report) == expected
    assert problems(report) == []
    unused = [each.message for each in report.notices if each.kind == "exception-unused"]
    assert unused == (
        [] if expected else ["the exception EXC-2026-0007 is not needed: its policies find nothing in its scope"]
    )


def test_a_fingerprint() -> None:
    found = judged({}).findings[0]
    text = re.sub(r"addresses: .*", f'fingerprints: ["{found.fingerprint}"]', VALID, count=1)
    assert [each.finding.fingerprint for each in judged(text).suppressed] == [found.fingerprint]


def test_what_is_told_of_a_waived_finding() -> None:
    first = judged(VALID).suppressed[0]
    assert (first.exception, first.approved_by, first.expires) == ("EXC-2026-0007", "a.reader", "2026-07-30")
    assert first.reason == "The log bucket is replaced by another team's in autumn."
    assert str(first.location) == f"{PATH}:1:5"


@pytest.mark.parametrize(
    ("as_of", "in_force"),
    [("2026-07-30", True), ("2026-07-31", False), ("2027-01-01", False), ("", False)],
)
def test_expiry(as_of: str, in_force: bool) -> None:
    report = judged(VALID, as_of=as_of)
    assert bool(report.suppressed) is in_force
    assert report.as_of == as_of
    when = "expired on 2026-07-30" if as_of else "is not in force: no date is given"
    expected = [] if in_force else [f"1: the exception EXC-2026-0007 {when}: what it covered is reported again"]
    assert problems(report, expected) == expected


def test_an_expired_exception_that_nothing_needs_is_no_matter() -> None:
    report = judged(VALID, {"main.tf": "locals {}\n"}, as_of="2027-01-01")
    assert problems(report) == []
    assert report.notices == ()


INVALID: list[tuple[str, str, list[str]]] = [
    ("approved_by: a.reader", "approved_by: A.Writer", ["8: nobody approves an exception of their own"]),
    ("expires: 2026-07-30", "expires: 2026-07-31", ["10: it lasts longer than 90 days from the grant"]),
    ("kind: waiver", "kind: emergency", ["10: it lasts longer than 7 days from the grant"]),
    (
        "created: 2026-05-01",
        "created: 2026-06-02",
        ["9: it was created, or renewed, in the future: after 2026-06-01"],
    ),
    (
        "expires: 2026-07-30",
        "expires: 2026-07-30\nrenewals:\n  - {on: 2026-06-02, approved_by: b}",
        ["12: it was created, or renewed, in the future: after 2026-06-01"],
    ),
    (
        "created: 2026-05-01",
        "created: 2026-08-02",
        ["10: created, renewals, ended and expires must be in the order of time"],
    ),
    (
        "expires: 2026-07-30",
        "expires: 2026-07-30\nended: {on: 2026-07-31, reason: It was moved}",
        ["10: created, renewals, ended and expires must be in the order of time"],
    ),
    (
        "expires: 2026-07-30",
        "expires: 2026-07-30\nended: {on: 2026-04-30, reason: It was moved}",
        ["10: created, renewals, ended and expires must be in the order of time"],
    ),
    ("expires: 2026-07-30", "expires: 2026-07-30\nended: {on: 2026-06-01}", ['11: the key "reason" is missing']),
    (
        "created: 2026-05-01",
        "created: 2026-05-01\nmonthly_cost: {at_grant: 10, cap: 9.5}",
        ["10: the cap is less than the cost at the grant"],
    ),
    (
        "expires: 2026-07-30",
        "expires: 2026-07-30\nrenewals:" + "\n  - {on: 2026-05-02, approved_by: b}" * 3,
        ['11: "renewals" must have at most 2'],
    ),
    ("expires: 2026-07-30", "expires: 2026-06-31", ["10: this is no day of the calendar"]),
    ("expires: 2026-07-30", "expires: tomorrow", ['10: "expires" does not have the right form: "tomorrow" (A day']),
    ("expires: 2026-07-30\n", "", ['1: the key "expires" is missing']),
    ("[required-tags]", "[required-tag]", ['3: no policy is "required-tag" (did you mean "required-tags"?)']),
    ("[required-tags]", '["required-*"]', ['3: "policies[0]" does not have the right form']),
    ("[required-tags]", "[]", ['3: "policies" must not be empty']),
    ("reason: The log bucket", "reason: x # The log bucket", ['6: "reason" has too few parts']),
    ("id: EXC-2026-0007", "id: 7", ['1: "id" must be a text, not a number']),
    ("id: EXC-2026-0007", 'id: "EXC-2026-0007\\n"', ['1: "id" does not have the right form']),
    ("kind: waiver", "kind: waver", ['2: "kind" must be one of waiver, mitigated, false_positive, emergency']),
    ("kind: waiver", "kin: waiver", ['1: the key "kind" is missing', '2: unknown key "kin" (did you mean "kind"?)']),
    ("kind: waiver", "kind: [", ["4: not valid YAML"]),
    ("kind: waiver", "kind: waiver\n---\nid: x", ["1: a file of the register holds one exception"]),
]


@pytest.mark.parametrize(("before", "after", "expected"), INVALID)
def test_what_breaks_a_rule_is_not_in_force(before: str, after: str, expected: list[str]) -> None:
    report = judged(VALID.replace(before, after, 1))
    assert problems(report, expected) == expected
    assert report.suppressed == ()
    assert report.failed
    assert [file.status for file in report.files if file.path == PATH] == [FileStatus.BROKEN]


@pytest.mark.parametrize(
    "reason",
    [
        '"                              "',
        '"' + "\\u200b" * 30 + '"',
        '"x                            y"',
        "aaaaaaaaaaaaaaaaaaaaaaaaa",
        "..............................",
        "n/a n/a n/a n/a n/a n/a n/a",
        "because because because",
        "'TODO: write down why this may stand'",
    ],
)
def test_a_reason_says_something(reason: str) -> None:
    report = judged(re.sub(r"(?m)^reason: .*", lambda _: f"reason: {reason}", VALID))
    assert problems(report, ["6: the reason says nothing"]) == ["6: the reason says nothing"]
    assert report.suppressed == ()


def test_a_reason_may_be_in_any_language() -> None:
    reason = "\u8be5\u8d44\u6e90\u5c06\u5728\u5341\u6708\u5e95\u524d\u7531\u5e73\u53f0\u56e2\u961f"
    reason += "\u66ff\u6362\u5e76\u91cd\u65b0\u6807\u8bb0"
    assert problems(judged(re.sub(r"(?m)^reason: .*", f"reason: {reason}", VALID))) == []


def test_a_renewal_starts_the_time_again() -> None:
    late = VALID.replace("created: 2026-05-01", "created: 2026-01-01")
    too_long = ["10: it lasts longer than 90 days from the grant"]
    assert problems(judged(late), too_long) == too_long
    renewed = late + "renewals:\n  - {on: 2026-05-01, approved_by: a.reader}\n"
    assert problems(judged(renewed)) == []
    assert judged(renewed).suppressed
    assert {each.approved_by for each in judged(renewed.replace("a.reader}", "c.reader}")).suppressed} == {"c.reader"}
    own = late + "renewals:\n  - {on: 2026-05-01, approved_by: a.writer}\n"
    alone = ["12: nobody approves an exception of their own"]
    assert problems(judged(own), alone) == alone


def test_a_milder_policy_may_wait_longer() -> None:
    text = VALID.replace("required-tags", "gp2-volumes").replace("created: 2026-05-01", "created: 2026-02-01")
    assert problems(judged(text, select=("gp2-volumes", "exceptions-in-order"))) == []


@pytest.mark.parametrize("select", [("gp2-volumes",), ("required-tags",), ("gp2-volumes", "required-tags")])
@pytest.mark.parametrize(("policies", "is_right"), [("gp2-volumes", True), ("gp2-volumes, required-tags", False)])
def test_how_long_it_may_last_does_not_depend_on_what_is_scanned_for(
    select: tuple[str, ...], policies: str, *, is_right: bool
) -> None:
    text = VALID.replace("required-tags", policies).replace("created: 2026-05-01", "created: 2026-02-01")
    expected = [] if is_right else ["10: it lasts longer than 90 days from the grant"]
    assert problems(judged(text, select=(*select, "exceptions-in-order")), expected) == expected


def test_what_is_not_judged_is_not_said_to_be_unneeded() -> None:
    text = VALID.replace("[required-tags]", "[gp2-volumes]")
    assert [each.kind for each in judged(text, select=("gp2-volumes",)).notices] == ["exception-unused"]
    assert judged(text).notices == ()


def test_an_id_is_used_once() -> None:
    report = judged({PATH: VALID, ".finops/exceptions/later.yaml": VALID})
    taken = [f"1: the id EXC-2026-0007 is already that of {PATH}"]
    assert problems(report, taken) == taken
    assert report.suppressed


@pytest.mark.parametrize("content", [b"\xff\xfe\xfa", b"a: " + b"[" * 70_000, b"# nothing\n", b"x" * 100_000])
def test_hostile_files_are_told(content: bytes) -> None:
    report = judged({PATH: content})
    assert len(problems(report)) == 1
    assert report.failed


INLINE = VALID.replace("scope:\n  addresses: ['module.bucket[\"logs\"]']\n", "")


@pytest.mark.parametrize(
    ("register", "comment", "as_of", "stands", "message"),
    [
        (INLINE, "required-tags EXC-2026-0007", TODAY, True, ""),
        (INLINE, "FG-TAG-001 EXC-2026-0007", TODAY, True, ""),
        (INLINE, "required-tags", TODAY, False, "names no exception, so it is not followed"),
        (
            INLINE,
            "required-tags EXC-2026-0008",
            TODAY,
            False,
            "names the exception EXC-2026-0008, which is not in the register",
        ),
        (INLINE, "required-tags EXC-2026-0007", "2026-12-01", False, ""),
        (
            VALID,
            "required-tags EXC-2026-0007",
            TODAY,
            False,
            "names the exception EXC-2026-0007, which is about something else",
        ),
    ],
)
def test_a_comment_that_names_an_exception(register: str, comment: str, as_of: str, stands: bool, message: str) -> None:
    files = {"main.tf": f'resource "aws_instance" "a" {{}} # finops-guard:ignore {comment}\n'}
    report = judged(register, files, as_of=as_of, inline_ignores="registered")
    assert bool(report.suppressed) is stands
    said = [notice.message for notice in report.notices if notice.kind == "suppression"]
    assert said == ([f"finops-guard:ignore {message}"] if message else [])
    if stands:
        assert report.suppressed[0].location.path == "main.tf"
        assert report.suppressed[0].exception == "EXC-2026-0007"


def test_no_comment_decides_where_the_configuration_says_so() -> None:
    files = {"main.tf": 'resource "aws_instance" "a" {} # finops-guard:ignore required-tags EXC-2026-0007\n'}
    report = judged(INLINE, files, inline_ignores="none")
    assert report.suppressed == ()
    said = [notice.message for notice in report.notices if notice.kind == "suppression"]
    assert said == ["finops-guard:ignore is not followed: the configuration lets no comment decide"]


def test_the_register_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    from finops_guard.governance import register

    monkeypatch.setattr(register, "MAX_FILES", 1)
    report = judged({PATH: VALID, ".finops/exceptions/later.yaml": VALID})
    assert problems(report) == ["1: it is not read: the register holds more than 1 exceptions"]


def test_comparisons_are_bounded_and_what_is_left_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    from finops_guard.governance import waiving

    monkeypatch.setattr(waiving, "MAX_COMPARISONS", 3)
    report = judged(VALID)
    assert waived(report) == {("dev", "logs")}
    assert len(report.suppressed) < 4
    assert len(report.findings) + len(report.suppressed) == 16
    assert [notice.kind for notice in report.notices] == ["limit"]


@pytest.mark.parametrize("count", [1, 300])
def test_an_exception_among_many_is_found(count: int) -> None:
    others = {
        f".finops/exceptions/other-{at}.yaml": VALID.replace("EXC-2026-0007", f"EXC-{at}").replace("bucket", f"x{at}")
        for at in range(count)
    }
    assert waived(judged({PATH: VALID, **others})) == {("dev", "logs"), ("prod", "logs")}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("policies: [required-tags]", "policies: [gp2-volumes]"),
        ("scope:", "scope:\n  fingerprints: ['0123456789abcdef']"),
    ],
)
def test_exceptions_about_something_else_take_no_comparisons(
    before: str, after: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from finops_guard.governance import waiving

    monkeypatch.setattr(waiving, "MAX_COMPARISONS", 200)
    others = {
        f".finops/exceptions/other-{at}.yaml": VALID.replace("EXC-2026-0007", f"EXC-{at}").replace(before, after)
        for at in range(30)
    }
    report = judged({PATH: VALID, **others})
    assert waived(report) == {("dev", "logs"), ("prod", "logs")}
    assert "limit" not in {notice.kind for notice in report.notices}


def test_a_file_of_the_register_is_read_once_and_as_that() -> None:
    """What is wrong in it is not told again as of a manifest, and an object in it is none."""
    twice = judged(VALID + "expires: 2026-07-29\n")
    assert problems(twice, ['11: the key "expires" is written twice']) == ['11: the key "expires" is written twice']
    assert twice.notices == ()
    report = judged("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n")
    assert report.resource_count == judged({}).resource_count
    assert report.failed


@pytest.mark.parametrize("path", ["team/EXC-2026-0007.yaml", "EXC-2026-0007.YAML", "EXC-2026-0007.json"])
def test_what_stands_at_the_wrong_place_is_told(path: str) -> None:
    report = judged({f".finops/exceptions/{path}": VALID, ".finops/exceptions/README.md": "# why"})
    assert report.suppressed == ()
    told = [each.location.path for each in report.notices if each.kind == "exception-unread"]
    assert told == [f".finops/exceptions/{path.partition('/')[0]}"]


def test_links_out_of_the_tree_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text(VALID)
    register = tmp_path / "tree" / ".finops" / "exceptions"
    register.mkdir(parents=True)
    (tmp_path / "tree" / "main.tf").write_text('resource "aws_s3_bucket" "b" {}\n')
    (register / "link.yaml").symlink_to(outside)
    (register / "nowhere.yaml").symlink_to("nowhere")
    report = scan(DirectoryTree(tmp_path / "tree"), [""], Settings(select=SELECTED, as_of=TODAY))
    assert [text.partition(": ")[2] for text in problems(report)] == [
        "this exception cannot be read: it lies outside the scan root",
        "this exception cannot be read: No such file or directory",
    ]
