"""The text report: what a person reads, and that nothing of the scanned tree can spoil it."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace
from reporters.building import MAIN, POLICIES, believable, clean, empty, finding, located, untagged, with_money

from finops_guard.errors import UsageError
from finops_guard.findings import Finding, ReportedCause, Severity, Suppressed, Verdict
from finops_guard.location import Location
from finops_guard.report import Notice, Report
from finops_guard.reporters import REPORTERS, Options, render
from finops_guard.resources import NO_INSTANCE, FileRecord, FileStatus

HOSTILE = "\x1b]0;title\x07\x1b[2J\u202e\n::stop-commands::x\r\n##vso[task.complete]\0 ::add-mask::y"

FIRST = """\
live/prod/main.tf  7 errors, 1 warning

  error FG-TAG-001 required-tags  live/prod/main.tf:12:1 (6 findings)
  aws_instance.web[0] has no tag "owner", "cost-center"
    12 | resource "aws_instance" "web" {
       | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    the same for aws_instance.web[1] and aws_instance.web[2]
    fix: Add the tag to the resource, or once for all resources in the provider's default_tags.

  warning FG-EBS-001 gp2-volumes  live/prod/main.tf:31:23
  aws_ebs_volume.data is "gp2": gp3 costs 20 % less
    31 |   type              = "gp2" # was: io1
       |                       ^^^^^
    fix: Set type = "gp3".

  error FG-TAG-001 required-tags  live/prod/main.tf:40:1
  aws_s3_bucket.logs has no tag "owner"
    40 | resource "aws_s3_bucket" "logs" {
       | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

Undecided  1 finding waits for values that the code does not hold

  var.size has no value  live/dev/variables.tf:3:1
    warning FG-SIZE-001 live/dev/main.tf:8:19: aws_instance.batch

Not evaluated  2 files
  broken: live/dev/broken.tf (a closing brace is missing)
  template: charts/app/templates/deployment.yaml (Helm template)

Notices  what the scan could not follow
  module.net is not on disk (run terraform init)  live/prod/main.tf:50:12

By policy
  error    FG-TAG-001  required-tags  7 findings at 2 places
  warning  FG-EBS-001  gp2-volumes    1 finding

Maturity    Crawl (D, from code), 3 of 100 (range 3-"""

LAST = """\
Scanned     12 resources (aws 11, kubernetes 1) in 2 files in 0.41 s
Cost        about 1,234.50 USD a month (least 900.00, most 2,000.00); 12 of 40 resources that cost
            money have no price, or not for all of it: finops-guard cost
            workloads of 20.00 USD run on node pools of this scan and are not added
Change      +234.50 USD a month (+23.4 %) against commit 0123456789ab (main): 2 new, 1 changed, 4
            removed
            ~ aws_instance.web[0]: +300.00, was aws_instance.old  live/prod
            + aws_thing.x: no price
            ... and 5 more: finops-guard diff
            -65.50 USD of the difference is of parts that have a price on one side only
            1 file or module could not be read and compared
Checked     3 policies, profile crawl: 1 passed, 1 failed, 1 undecided
Findings    7 errors at 2 places, 1 warning

Failed: 7 errors at 2 places to fix.
Next: begin with FG-TAG-001 at live/prod/main.tf:12:1 (finops-guard explain FG-TAG-001 says why and
how), or change what blocks: profile and policies in .finops-guard.yaml.
"""


def text(report: Report, **options: object) -> str:
    return render(report, "text", replace(Options(), **options))  # type: ignore[arg-type]


def test_what_a_person_reads() -> None:
    shown = text(believable(), seconds=0.41)
    assert shown.startswith(FIRST)
    assert shown.endswith(LAST)


def test_colour_changes_nothing_but_colour() -> None:
    painted = text(believable(), color=True)
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == text(believable())
    assert painted != text(believable())


@pytest.mark.parametrize("width", [1, 60, 100, 200])
def test_lines_keep_to_the_width(width: int) -> None:
    shown = text(believable(), width=width).splitlines()
    words = max(len(word) for line in shown for word in line.split())
    # Places and tables are never broken: they are links.
    long = [line for line in shown if len(line) > max(width, 40) and len(line) > words + 12]
    assert all(re.search(r":\d+:\d+|^  (error|warning) |^\w+  ", line) for line in long), long


def test_verdicts() -> None:
    assert "Undecided" not in text(believable(), verdicts="fail")
    assert "Passed\n" not in text(believable())
    shown = text(believable(), verdicts="all")
    assert "Passed\n  FG-TAG-001  Taggable resources carry the mandatory cost-allocation tags: 1 time\n" in shown


def test_seconds_only_where_given() -> None:
    assert "in 2 files\n" in text(believable())
    assert "in 2 files in 12.3 s\n" in text(believable(), seconds=12.345)


def test_a_clean_report() -> None:
    shown = text(clean())
    assert shown.startswith("Maturity    Crawl")
    assert "Findings    none\n\nPassed: no findings.\nNext: put owner, cost-center into default_tags" in shown


def test_an_empty_report() -> None:
    shown = text(empty())
    assert shown.startswith("Maturity    not assessed: finops-guard score says what is missing\n")
    assert shown.endswith(
        "Nothing to judge: no resources were found.\nNext: check the path, and what the configuration excludes.\n"
    )


def test_warnings_alone_pass() -> None:
    report = believable()
    found = tuple(item for item in report.findings if item.severity is Severity.WARNING)
    shown = text(replace(clean(), findings=found))
    assert "\nPassed: nothing blocks; 1 warning and 1 undecided to look at.\nNext: look at FG-EBS-001 at" in shown
    undecided = tuple(item for item in found if item.verdict is Verdict.UNRESOLVED)
    assert "Next: give the values that are missing" in text(replace(clean(), findings=undecided))


def test_what_terraform_makes_unread_has_not_passed() -> None:
    unread = [("helm-release", "the chart a"), ("helm-release", "the chart b"), ("kubernetes-manifest", "the manifest")]
    notices = tuple(Notice(kind, f"{message} is not evaluated", Location("main.tf")) for kind, message in unread)
    shown = text(replace(clean(), notices=notices), width=300)
    assert "Passed what could be read: 2 Helm releases and 1 Terraform manifest were not." in shown


INIT = "Next: run terraform init, so that modules are on disk, and scan again.\n"
RENDER = "Next: render the templates (helm template) and scan the output.\n"


@pytest.mark.parametrize(
    ("modules", "statuses", "last"),
    [
        (1, [], f"Passed what could be read: 1 module was not.\n{INIT}"),
        (2, [], f"Passed what could be read: 2 modules were not.\n{INIT}"),
        (0, [FileStatus.TEMPLATE], f"Passed what could be read: 1 template was not.\n{RENDER}"),
        (
            1,
            [FileStatus.TEMPLATE, FileStatus.SKIPPED, FileStatus.BROKEN],
            (
                "Passed what could be read: 1 module, 1 template and 2 files were not.\n"
                "Next: run terraform init, so that modules are on disk, and scan again; "
                'render the templates (helm template) and scan the output; see above, under "Not evaluated", '
                "why files were not read.\n"
            ),
        ),
    ],
)
def test_what_was_not_read_has_not_passed(modules: int, statuses: list[FileStatus], last: str) -> None:
    report = clean()
    more = tuple(FileRecord(f"{status}.yaml", "kubernetes", status) for status in statuses)
    unread = replace(report, notices=unread_modules(modules), files=report.files + more)
    assert text(unread, width=300).endswith(f"\n\n{last}")
    assert not unread.failed
    nothing = text(replace(unread, resource_count={}), width=300)
    counted = last.removeprefix("Passed what could be read: ").replace(
        " not.", " not read, and nothing else holds resources."
    )
    if "not." in last:
        assert nothing.endswith(f"\n\nNothing was judged: {counted}")
    else:
        assert "Nothing to judge: no resources were found." in nothing


def test_what_was_not_read_stands_before_what_is_left() -> None:
    warnings = tuple(item for item in believable().findings if item.severity is Severity.WARNING)
    shown = text(replace(clean(), findings=warnings, notices=unread_modules(2)))
    assert shown.endswith(
        f"Passed what could be read: 2 modules were not; 1 warning and 1 undecided to look at.\n{INIT}"
    )


def unread_modules(number: int) -> tuple[Notice, ...]:
    return tuple(
        Notice("module-not-evaluated", "module.net is not downloaded", located(MAIN, 50 + at, 12, 30), "run it")
        for at in range(number)
    )


def test_unresolved_can_fail() -> None:
    report = believable()
    waiting = replace(report.findings[0], severity=Severity.ERROR)
    shown = text(replace(report, findings=(waiting,), unresolved="fail"))
    assert "code does not hold; they fail this scan" in shown
    assert "Failed: 1 error to fix.\nNext: begin with FG-SIZE-001" in shown


def test_the_largest_cause_comes_first_and_long_lists_are_bounded() -> None:
    def waiting(number: int, variable: str) -> object:
        cause = ReportedCause("no-value", f"var.{variable} has no value", located("v.tf", 1, 1, 3))
        address = f"aws_instance.{variable}{number}"
        at = located(MAIN, number + 1, 1, 3)
        return finding(POLICIES[2], "m", address, at, verdict=Verdict.UNRESOLVED, causes=(cause,))

    found = (*(waiting(at, "a") for at in range(2)), *(waiting(at, "b") for at in range(30)))
    report = replace(believable(), findings=found)
    shown = text(report)
    assert shown.index("var.b has no value") < shown.index("var.a has no value")
    assert "    ... and 26 more places (--verdicts all lists them)" in shown
    assert "aws_instance.b29" not in shown
    assert "aws_instance.b29" in text(report, verdicts="all")


def test_files_that_were_not_evaluated_are_bounded() -> None:
    files = tuple(FileRecord(f"t/{at:02}.yaml", "kubernetes", FileStatus.TEMPLATE, "Helm template") for at in range(40))
    notices = tuple(Notice("k", f"notice {at}", located("a.tf", at + 1, 1, 1)) for at in range(40))
    report = replace(clean(), files=files, notices=notices)
    shown = text(report)
    assert "template: t/00.yaml, t/01.yaml, t/02.yaml and 37 more (Helm template)" in shown
    assert "... and 30 more notices" in shown
    everything = text(report, verdicts="all")
    assert "t/39.yaml" in everything
    assert "notice 39" in everything


def test_equal_notices_fold() -> None:
    notices = tuple(Notice("k", "module.x is not on disk", located("a.tf", at + 1, 1, 1)) for at in range(3))
    assert "module.x is not on disk  a.tf:1:1 and 2 other places" in text(replace(clean(), notices=notices))


def test_copies_of_a_resource_are_named() -> None:
    found = [item for at in range(9) for item in untagged(f"aws_instance.web[{at}]", 12, "owner")]
    shown = text(replace(believable(), findings=tuple(found)))
    assert shown.count('has no tag "owner"') == 1
    assert "the same for aws_instance.web[1], aws_instance.web[2], aws_instance.web[3] and 5 more" in shown
    assert "(9 findings)" in shown


def test_a_control_in_a_message_stands_for_nothing() -> None:
    (item,) = untagged("aws_instance.web", 12, "owner")
    shown = text(replace(believable(), findings=(replace(item, message="it is none of a\0b"),)))
    assert "it is none of a<U+0000>b" in shown


def copies(roots: int, each: int) -> Report:
    found = [
        replace(item, root=f"examples/{letter}")
        for letter in "abcdefghi"[:roots]
        for at in range(each)
        for item in untagged(f"module.vpc.aws_vpc.this[{at}]", 12, "owner")
    ]
    return replace(believable(), findings=tuple(found))


@pytest.mark.parametrize(
    ("roots", "each", "expected"),
    [
        (1, 2, "    the same for module.vpc.aws_vpc.this[1]\n"),
        (2, 1, "    in 2 roots: examples/a and examples/b\n"),
        (4, 1, "    in 4 roots: examples/a, examples/b, examples/c and examples/d\n"),
        (9, 1, "    in 9 roots: examples/a, examples/b, examples/c and 6 more\n"),
        (2, 2, "    the same for module.vpc.aws_vpc.this[1]; in 2 roots: examples/a and examples/b\n"),
        (
            9,
            9,
            (
                "    the same for module.vpc.aws_vpc.this[1], module.vpc.aws_vpc.this[2], module.vpc.aws_vpc.this[3] "
                "and 5 more; in 9 roots: examples/a, examples/b, examples/c and 6 more\n"
            ),
        ),
    ],
)
def test_copies_in_several_roots_are_told_by_root(roots: int, each: int, expected: str) -> None:
    assert expected in text(copies(roots, each), width=400)


def test_all_copies_are_named_with_their_roots_on_request() -> None:
    shown = text(copies(9, 9), width=10_000, verdicts="all")
    (line,) = (line for line in shown.splitlines() if line.startswith("    in 9 roots: "))
    assert "examples/a: module.vpc.aws_vpc.this[0], examples/a: module.vpc.aws_vpc.this[1]" in line
    assert line.count("aws_vpc.this") == 81


def test_the_root_of_the_scan_has_a_name() -> None:
    found = (*untagged("aws_vpc.a", 12, "owner"), *untagged("aws_vpc.a", 12, "owner"))
    assert "in 2 roots: . and live/prod" in text(replace(clean(), findings=(replace(found[0], root=""), found[1])))


def test_a_resource_elsewhere_is_named() -> None:
    default = finding(
        POLICIES[0],
        '"owner" on aws_instance.web is "tbd"',
        "aws_instance.web",
        located("providers.tf", 4, 15, 5),
        resource_location=located(MAIN, 12, 1, 9),
    )
    assert "    of aws_instance.web, live/prod/main.tf:12:1\n" in text(replace(clean(), findings=(default,)))


def hostile() -> Report:
    report = believable()
    found = tuple(
        replace(
            item,
            policy=HOSTILE,
            policy_name=HOSTILE,
            message=HOSTILE,
            address=HOSTILE,
            root=HOSTILE,
            key=HOSTILE,
            location=replace(item.location, path=HOSTILE),
            resource_location=replace(item.location, path="::warning::" + HOSTILE),
            remediation=HOSTILE,
            excerpt=HOSTILE,
            causes=tuple(replace(cause, text=HOSTILE) for cause in item.causes),
        )
        for item in report.findings
    )
    files = tuple(replace(file, path=HOSTILE, reason=HOSTILE) for file in report.files)
    notices = (Notice(HOSTILE, HOSTILE, located(HOSTILE, 1, 1, 1), HOSTILE),)
    return replace(report, findings=found, files=files, notices=notices, resource_count={HOSTILE: 1}, profile=HOSTILE)


@pytest.mark.parametrize("color", [False, True])
@pytest.mark.parametrize("verdicts", ["unresolved", "all"])
@pytest.mark.parametrize("width", [40, 80, 200])
def test_hostile_strings_come_out_neutralised(color: bool, verdicts: str, width: int) -> None:
    shown = text(hostile(), color=color, verdicts=verdicts, width=width)
    bare = re.sub(r"\x1b\[(?:0|1|2|1;3[1-4]|32)m", "", shown)
    for line in bare.split("\n"):
        assert line.isprintable(), ascii(line)
        assert not line.lstrip().startswith("::")
        assert not re.search(r"##\w*\[", line)


def test_output_can_always_be_encoded() -> None:
    found = [replace(item, message="\ud800", address="\udfff") for item in untagged("aws_vpc.a", 1, "owner")]
    report = replace(believable(), findings=tuple(found))
    assert text(report).encode()


def test_formats() -> None:
    for name in REPORTERS:
        assert render(empty(), name, Options())
    with pytest.raises(UsageError, match=r"unknown format 'pdf' \(known are text, json, "):
        render(empty(), "pdf", Options())


def test_what_is_let_stand_is_listed_with_its_ground() -> None:
    report = clean()
    found = untagged("aws_instance.a", 3, "owner", "cost-center") + untagged("aws_instance.b", 9, "owner")
    at = located(MAIN, 2, 1, 10)
    suppressed = (
        *(Suppressed(each, at, "moved in March") for each in found[:2]),
        Suppressed(found[2], at, "as agreed", "EXC-1", "a.reader", "2026-07-30"),
    )
    lines = render(replace(report, suppressed=suppressed), "text", Options(width=120)).splitlines()
    start = lines.index("Ignored  3 findings, 2 of them without a registered exception")
    assert lines[start + 1 : start + 3] == [
        "  live/prod/main.tf:2:1: FG-TAG-001 for aws_instance.a (moved in March)",
        "  EXC-1, granted by a.reader until 2026-07-30: FG-TAG-001 for aws_instance.b (as agreed)",
    ]


def test_a_hostile_reason_is_neutralised() -> None:
    found = untagged("aws_instance.a", 3, "owner")[0]
    suppressed = (Suppressed(found, located(MAIN, 2, 1, 10), HOSTILE, "EXC-1", HOSTILE, HOSTILE),)
    text = render(replace(clean(), suppressed=suppressed), "text", Options(width=120))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert not re.search(r"^\s*::", text, re.MULTILINE)


def test_modules_that_nothing_makes_have_not_passed() -> None:
    report = clean()
    unused = FileRecord("modules/a/main.tf", "terraform", FileStatus.SUPPORTING, NO_INSTANCE)
    shown = text(replace(report, files=(*report.files, unused)), width=300)
    assert shown.endswith(
        "Passed what could be read: 1 unused module file was not.\n"
        "Next: give root modules the values that make more of it (--var-file).\n"
    )


def test_what_waits_for_the_same_is_said_once() -> None:
    def waiting(line: int, variable: str) -> Finding:
        cause = ReportedCause("no-value", f"var.{variable} has no value", located(MAIN, line, 1, 5))
        place = located(MAIN, line + 100, 1, 5)
        return finding(
            POLICIES[0], "?", f"aws_eip.a{line}", place, verdict=Verdict.UNRESOLVED, key="owner", causes=(cause,)
        )

    shown = text(replace(clean(), findings=(waiting(1, "a"), waiting(2, "b"), waiting(3, "a"), waiting(4, "a"))))
    assert shown.startswith(
        "Undecided  4 findings wait for values that the code does not hold\n\n"
        f"  var.a has no value  {MAIN}:1:1 and 2 other places\n"
        f"    error FG-TAG-001 {MAIN}:101:1: aws_eip.a1 (owner)"
    )
    assert f"\n\n  var.b has no value  {MAIN}:2:1\n    error" in shown


def test_what_is_said_of_many_alike_is_said_once() -> None:
    notices = tuple(
        Notice(
            "library", f"nothing here calls this module: modules/{name}", located(f"modules/{name}/main.tf", 1, 1, 5)
        )
        for name in "abcdef"
    )
    shown = text(replace(clean(), notices=notices), width=200)
    said = "nothing here calls this module: modules/a, modules/b, modules/c and 3 more"
    assert f"  {said}  modules/a/main.tf:1:1 and 5 other places\n" in shown
    assert "modules/f  modules/f/main.tf:1:1" in text(replace(clean(), notices=notices), verdicts="all")


def test_what_is_saved_and_what_is_at_stake() -> None:
    lines = render(with_money(), "text", Options(width=200)).splitlines()
    told = [line.strip() for line in lines if " a month" in line and not line.startswith(("Cost ", "Change "))]
    assert told == [
        "saves about 12.50 USD a month, at the most 90.00",
        "saves up to 7.25 USD a month",
        "warning FG-EBS-001 gp2-volumes  live/prod/main.tf:60:3  costs 70.08 USD a month",
        "Savings     about 12.50 USD a month (of 2 findings; least 2.00, most 97.25)",
    ]


def test_what_a_sentence_says_is_not_said_again() -> None:
    report = with_money()
    said = replace(report.findings[2], message="a.dear costs 70.08 USD a month, which is much")
    text = render(replace(report, findings=(said,)), "text", Options(width=200))
    assert text.count("70.08") == 1


def test_money_of_what_is_folded_is_added_up() -> None:
    report = with_money()
    saving, stake = report.findings[0], report.findings[2]
    others = [replace(each, address=f"{each.address}_2") for each in (saving, stake)]
    alike = [replace(each, message=f"{each.address}: type is gp2") for each in (saving, stake, *others)]
    text = render(replace(report, findings=tuple(alike)), "text", Options(width=200))
    assert "saves about 25.00 USD a month, at the most 180.00" in text
    assert "  costs 140.16 USD a month" in text
