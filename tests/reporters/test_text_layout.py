"""The text report by what is asked of it: groups, links, widths, what blocks alone, and what is new."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace
from reporters.building import MAIN, POLICIES, believable, clean, empty, finding, located, untagged, with_money

from finops_guard.findings import Finding, Standing, Verdict
from finops_guard.report import Gone, Known, Novelty, Report
from finops_guard.reporters import Options, render
from finops_guard.reporters.styling import cells, link

LINK = "file://host/work%20tree/{path}#L{line}"
HOSTILE = "a\x1b\\\x1b]8;;http://x\x07\n::error::\u202e##[group]%0A\ud800 b.tf"
SEQUENCE = re.compile(r"\x1b\]8;;([^\x1b]*)\x1b\\")


def text(report: Report, **options: object) -> str:
    return render(report, "text", replace(Options(), **options))  # type: ignore[arg-type]


def owned() -> Report:
    """A report whose findings have owners and environments, and one that has none."""
    found = [
        *untagged("aws_instance.web", 12, "owner"),
        finding(POLICIES[1], "a.shop is gp2", "a.shop", located(MAIN, 20, 1, 4), owner="shop"),
        finding(POLICIES[2], "a.big is large", "a.big", located("live/dev/main.tf", 2, 1, 4), owner="shop"),
        finding(POLICIES[1], "a.base is gp2", "a.base", located(MAIN, 30, 1, 4), owner="base", environment="dev"),
        finding(POLICIES[1], "a.none is gp2", "a.none", located(MAIN, 40, 1, 4), environment=None),
    ]
    return replace(believable(), findings=tuple(found))


@pytest.mark.parametrize(
    ("by", "sort", "headings"),
    [
        ("file", "place", [f"{MAIN}  1 error, 3 warnings", "live/dev/main.tf  1 warning"]),
        ("owner", "place", ["base  1 warning", "shop  2 warnings", "no owner  1 error, 1 warning"]),
        ("owner", "cost", ["no owner  1 error, 1 warning", "shop  2 warnings", "base  1 warning"]),
        ("environment", "place", ["dev  1 warning", "prod  1 error, 2 warnings", "no environment  1 warning"]),
        (
            "policy",
            "place",
            [
                "FG-TAG-001 required-tags  1 error",
                "FG-EBS-001 gp2-volumes  3 warnings",
                "FG-SIZE-001 oversized-instances  1 warning",
            ],
        ),
    ],
)
def test_findings_are_listed_under_what_is_asked_for(by: str, sort: str, headings: list[str]) -> None:
    lines = text(owned(), group_by=by, sort=sort).splitlines()
    found = [line for line in lines if re.search(r"^\S.*  \d (error|warning)", line)]
    assert [line for line in found if not line.startswith("Findings ")] == headings


def test_findings_of_one_place_are_told_apart_by_whose_they_are() -> None:
    shared = [
        replace(each, owner=owner)
        for owner in ("shop", "base")
        for each in untagged(f"aws_instance.{owner}", 12, "cost-center")
    ]
    lines = text(replace(believable(), findings=tuple(shared)), group_by="owner").splitlines()
    assert [line for line in lines if "has no tag" in line] == [
        '  aws_instance.base has no tag "cost-center"',
        '  aws_instance.shop has no tag "cost-center"',
    ]


def test_the_name_of_a_group_is_harmless() -> None:
    report = replace(owned(), findings=tuple(replace(each, owner=HOSTILE) for each in owned().findings))
    shown = text(report, group_by="owner")
    assert "\x1b" not in shown
    assert not re.search(r"(?m)^::", shown)


def test_source_lines_can_be_left_out() -> None:
    assert "12 | resource" in text(believable())
    without = text(believable(), snippets=False)
    assert " | " not in without
    assert "aws_ebs_volume.data" in without


def test_places_are_links() -> None:
    shown = text(believable(), hyperlink=LINK)
    assert f"\x1b]8;;file://host/work%20tree/{MAIN}#L31\x1b\\{MAIN}:31:23\x1b]8;;\x1b\\" in shown
    assert SEQUENCE.sub("", shown) == text(believable())


@pytest.mark.parametrize("width", [60, 80, 120])
def test_links_take_no_room(width: int) -> None:
    plain, linked = (text(believable(), width=width, hyperlink=each) for each in ("", LINK))
    assert SEQUENCE.sub("", linked) == plain
    assert cells(link("größer 日本", "file:///x")) == cells("größer 日本")


def test_a_hostile_name_does_not_leave_its_link() -> None:
    location = replace(located("x.tf", 1, 1, 1), path=HOSTILE)
    hostile = finding(POLICIES[0], "m", "aws_a.b", location, excerpt="x")
    for path in (HOSTILE, HOSTILE.replace("\ud800", "")):
        one = replace(hostile, location=replace(location, path=path), resource_location=replace(location, path=path))
        shown = text(replace(believable(), findings=(one,)), hyperlink=LINK)
        bare = SEQUENCE.sub("", shown)
        assert "\x1b" not in bare
        assert not re.search(r"(?m)^\s*::|##\[", bare)
        for address in SEQUENCE.findall(shown):
            assert address.isascii()
            assert address.isprintable()
            assert " " not in address


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("by", ["file", "policy", "owner", "environment"])
def test_words_alone_are_wider_than_the_page(width: int, by: str) -> None:
    for report in (believable(), owned(), with_money(), compared()):
        for line in text(report, width=width, group_by=by).splitlines():
            assert cells(line) <= width or len(line.split()) < 3, line


def test_quiet_tells_what_blocks_in_a_line_each_and_nothing_else() -> None:
    assert text(believable(), quiet=True) == (
        f'{MAIN}:12:1: error FG-TAG-001 required-tags: aws_instance.web[0] has no tag "owner", "cost-center"'
        " (6 findings)\n"
        f'{MAIN}:40:1: error FG-TAG-001 required-tags: aws_s3_bucket.logs has no tag "owner"\n'
        "Failed: 7 errors at 2 places to fix.\n"
    )
    for passed in (clean(), empty(), with_money()):
        assert text(passed, quiet=True) == ""


def test_quiet_tells_of_the_unresolved_where_they_block() -> None:
    report = replace(believable(), unresolved="fail", findings=believable().findings[:1], fail_on=POLICIES[2].severity)
    first, last = text(report, quiet=True).splitlines()
    assert first.startswith("live/dev/main.tf:8:19: warning FG-SIZE-001 oversized-instances: it is not known how large")
    assert last == "Failed: 1 warning to fix."


def gone(policy: str, line: int) -> Gone:
    return Gone(policy, "a.b has no tag", "live/prod", "a.b", "owner", located(MAIN, line, 1, 1), "0" * 16)


def compared() -> Report:
    new, worse, undecided = believable().findings[1], believable().findings[-1], believable().findings[0]
    stood = [Known(new, "base")] * 12 + [Known(new, "baseline")] * 40 + [Known(new, "unchanged")] * 5
    found = (
        replace(undecided, standing=Standing.NEW),
        replace(new, standing=Standing.NEW),
        replace(worse, standing=Standing.WORSE),
    )
    return replace(
        believable(),
        findings=found,
        novelty=Novelty(
            "commit 1a2b3c4d5e6f (main)",
            ".finops/baseline.json",
            True,
            tuple(stood),
            (gone("FG-TAG-001", 3), gone("FG-EBS-001", 4)),
            tuple(gone("FG-TAG-001", line) for line in range(5, 11)),
        ),
    )


def test_what_is_new_is_told_with_what_it_is_compared_with() -> None:
    shown = text(compared(), width=200)
    begin = shown.index("Compared")
    assert shown[begin : shown.index("\n\n", begin)] == (
        "Compared    2 new findings and 1 undecided, 1 of them worse than before\n"
        "            against commit 1a2b3c4d5e6f (main): 12 stood before, 2 findings fixed by this change\n"
        f"            - fixed: FG-TAG-001 a.b has no tag  {MAIN}:3:1\n"
        f"            - fixed: FG-EBS-001 a.b has no tag  {MAIN}:4:1\n"
        "            baseline .finops/baseline.json: 40 known, 6 stale: finops-guard baseline prune\n"
        f"            - stale: FG-TAG-001 a.b has no tag  {MAIN}:5:1\n"
        f"            - stale: FG-TAG-001 a.b has no tag  {MAIN}:6:1\n"
        f"            - stale: FG-TAG-001 a.b has no tag  {MAIN}:7:1\n"
        "            ... and 3 more (--verdicts all lists them)\n"
        "            only what is changed is reported: 5 elsewhere"
    )
    assert f"required-tags  {MAIN}:40:1 worse than before" in shown
    assert text(compared(), width=200, verdicts="all").count("- stale:") == 6


def test_a_change_that_adds_nothing_passes() -> None:
    novelty = Novelty("commit 1a2b3c4d5e6f (main)", known=(Known(believable().findings[1], "base"),))
    shown = text(replace(clean(), novelty=novelty))
    assert "Compared    no new findings\n            against commit 1a2b3c4d5e6f (main): 1 stood before\n" in shown
    assert "\nPassed: no new findings." in shown


def test_what_is_gone_is_harmless() -> None:
    bad = Gone(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, replace(located("x", 1, 1, 1), path=HOSTILE), "0" * 16)
    novelty = Novelty(HOSTILE, HOSTILE, known=(), fixed=(bad,), stale=(bad,))
    shown = text(replace(clean(), novelty=novelty))
    assert "\x1b" not in shown
    assert not re.search(r"(?m)^\s*::|##\[", shown)


def test_many_findings_are_grouped_in_time_that_grows_with_them() -> None:
    def many(number: int) -> Report:
        found: list[Finding] = []
        for at in range(number):
            place = located(f"live/{at % 500}/main.tf", at + 1, 1, 4)
            found.append(finding(POLICIES[at % 3], f"a.b{at} is", f"a.b{at}", place, owner=f"team-{at % 50}"))
        return replace(believable(), findings=tuple(found))

    report = many(2_000)
    for by in ("owner", "policy", "environment", "file"):
        shown = text(report, group_by=by, snippets=False)
        assert sum(Verdict.FAIL is each.verdict for each in report.findings) == 2_000
        assert shown.count("\n  a.b") == 2_000
