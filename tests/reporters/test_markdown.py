"""The comment of a pull request: what it says first, what it folds away, how long it is, and what strangers can do."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from msgspec.structs import replace
from reporters.building import MAIN, believable, clean, empty, located, untagged, with_money
from reporters.full import full
from reporters.hostile import HOSTILE, hostile
from support.forge import page

from benchmarks.large_report import large
from finops_guard.findings import Money, Severity, Verdict
from finops_guard.location import STDIN
from finops_guard.report import Gone, Novelty, Report
from finops_guard.reporters import Options, render
from finops_guard.reporters.markdown import MAX_LENGTH
from finops_guard.reporters.markdown.sections import Section, fitted
from finops_guard.reporters.styling import neutralise

BASE = "https://github.com/larkmoor/infra/blob/0123abc/"


def markdown(report: Report, **options: str) -> str:
    return render(report, "markdown", Options(**options))  # type: ignore[arg-type]


def folded(text: str) -> list[str]:
    return re.findall(r"<summary>(.*)</summary>", text)


FIRST = """\
<!-- finops-guard: scan -->
### \u274c finops-guard: failed, this change brings 6 errors at 1 place to fix

Cost: about **1,234.50 USD a month**, **+234.50 (+23.4 %)** against commit `0123456789ab` (main) \
(12 resources not or only partly priced); possible savings: about **12.50 USD a month**.

#### New in this change

- **required-tags** (FG-TAG-001), 6 errors
  - `live/prod/main.tf:12`: `aws_instance.web[0]` has no tag "owner", "cost-center"; the same for 2 other resources
  - **Fix:** Add the tag to the resource, or once for all resources in the provider's `default_tags`.

<details>
"""


def test_the_first_screen_says_what_to_do() -> None:
    assert markdown(full()).startswith(FIRST)


def test_the_rest_is_folded_in_its_order() -> None:
    assert folded(markdown(full())) == [
        "Does not block: 1 error, 1 warning; fixing them saves about 12.50 USD a month, at the most 90.00",
        "This change fixes 1 finding. Thank you!",
        "3 warnings stand from before and do not count here",
        "1 finding undecided: values that the code does not hold",
        "2 findings are let stand, 1 of them without a registered exception",
        "1 entry of the baseline is not needed any more: finops-guard baseline prune",
        "1 budget: 1 exceeded, 72.9 % of the cost under one",
        "What changes the cost",
        "Maturity by capability, and further steps",
        "Scanned: 12 resources in 2 files; 3 notes on what was not read",
    ]


@pytest.mark.parametrize(
    "said",
    [
        '`live/prod/main.tf:40`: `aws_s3_bucket.logs` has no tag "owner" (worse than before)',
        '- `live/prod/main.tf:110`: `aws_ebs_volume.fixed` is "gp2": gp3 costs 20 % less (FG-EBS-001)',
        "1 in the base (commit `0123456789ab` (main)), 1 in the baseline and 1 in files that are not changed.",
        "- var.size has no value (`live/dev/variables.tf:3`): FG-SIZE-001 for `aws_instance.batch`",
        "| FG-EBS-001 for `aws_ebs_volume.granted` | `EXC-2026-0007`, approved by `finance@example.com`",
        ": replaced in June | 2026-06-30 |  |",
        "| a comment at `live/prod/main.tf:69`: test data only |",
        "- platform (team-platform): about 1,234.50 of 1,000.00 USD a month (123.4 %), 2,000.00 at the most: exceeded",
        "| changed | `aws_instance.web[0]` (was `aws_instance.old`) | `live/prod` | +300.00 |",
        "**Maturity**: Crawl, 3 of 100. The step up: put owner, cost-center into `default_tags`",
        "| Allocation | Crawl | 17 | 52% |",
        "- broken: `live/dev/broken.tf` (a closing brace is missing)",
        "`finops-guard scan --profile crawl --base 0123456789ab`",
        "`finops-guard explain FG-TAG-001`",
        "`# finops-guard:ignore FG-TAG-001 -- the reason`",
    ],
)
def test_what_is_folded_says_all(said: str) -> None:
    assert said in markdown(full())


@pytest.mark.parametrize(
    ("report", "verdict"),
    [
        (clean(), "\u2705 finops-guard: passed, nothing to fix"),
        (replace(clean(), novelty=Novelty(base="x")), "\u2705 finops-guard: passed, nothing new is wrong"),
        (
            replace(with_money(), files=(), notices=()),
            "\u2705 finops-guard: passed, nothing blocks, 4 warnings to look at",
        ),
        (with_money(), "\u26a0\ufe0f finops-guard: passed what could be read, 4 warnings to look at"),
        (empty(), "\u26a0\ufe0f finops-guard: nothing to judge, no resources were found"),
        (believable(), "\u274c finops-guard: failed, 7 errors at 2 places to fix"),
    ],
)
def test_the_verdict_is_the_first_that_is_read(report: Report, verdict: str) -> None:
    mark, heading, *_ = markdown(report).splitlines()
    assert (mark, heading) == ("<!-- finops-guard: scan -->", f"### {verdict}")


def test_what_was_not_read_is_told_with_what_to_do() -> None:
    lines = markdown(with_money()).splitlines()
    assert lines[3].startswith("1 template and 1 file were not judged. To have the rest judged: render the templates")


def test_few_findings_that_do_not_block_are_open_where_nothing_does() -> None:
    assert markdown(with_money()).count("<details open>") == 1
    assert "<details open>" not in markdown(full())


def test_what_blocks_though_undecided_says_what_it_waits_for() -> None:
    report = replace(believable(), findings=believable().findings[:1], fail_on=Severity.WARNING, unresolved="fail")
    text = markdown(report)
    assert "it is not known how large `aws_instance.batch` is; it waits for a value: var.size has no value" in text
    assert not any("undecided:" in each for each in folded(text))


def test_undecided_findings_are_left_out_where_failures_are_asked_for() -> None:
    assert "undecided:" not in "".join(folded(markdown(full(), verdicts="fail")))


def test_policies_that_save_the_most_come_first() -> None:
    dear = replace(with_money().findings[0], policy="FG-DEAR-001", policy_name="dear", severity=Severity.ERROR)
    text = markdown(replace(believable(), findings=(*untagged("aws_instance.a", 1, "owner"), dear)))
    assert text.index("**dear** (FG-DEAR-001), error, saves about 12.50 USD") < text.index("**required-tags**")
    assert "explain FG-DEAR-001" in text


def test_policies_are_sorted_by_what_all_their_findings_save() -> None:
    one = replace(with_money().findings[0], severity=Severity.ERROR)
    several = [
        replace(one, policy_name="several", policy="FG-Z-001", location=located(MAIN, at, 1, 1)) for at in (1, 2)
    ]
    dearer = replace(one, policy_name="dearer", money=Money(True, Decimal(20), Decimal(20), Decimal(20)))
    text = markdown(replace(believable(), findings=(dearer, *several)))
    assert text.index("**several** (FG-Z-001), 2 errors, saves about 25.00 USD") < text.index("**dearer**")


# Marks and links -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("scan", "scan"),
        ("infra/live prod", "infra/live prod"),
        ("a-->b", "a-b"),
        ("--", "scan"),
        ("", "scan"),
        ("x\ny", "xy"),
    ],
)
def test_the_mark_is_a_comment_whatever_the_name(name: str, mark: str) -> None:
    text = markdown(clean(), name=name)
    assert text.splitlines()[0] == f"<!-- finops-guard: {mark} -->"
    assert page(text).comments == [f" finops-guard: {mark} "]


def test_a_scan_with_a_name_says_it() -> None:
    assert "### \u2705 finops-guard (network): passed" in markdown(clean(), name="network")


@pytest.mark.parametrize(
    ("path", "end", "link"),
    [
        (MAIN, 12, f"{BASE}live/prod/main.tf#L12"),
        (MAIN, 15, f"{BASE}live/prod/main.tf#L12-L15"),
        ("a b/(x)[y].tf", 12, f"{BASE}a%20b/%28x%29%5By%5D.tf#L12"),
        ("../x.tf", 12, None),
        ("a/./x.tf", 12, None),
        ("/home/someone/policies/x.yaml", 12, None),
        (STDIN, 12, None),
    ],
)
def test_places_are_links_where_files_are_shown(path: str, end: int, link: str | None) -> None:
    at = replace(located(path, 12, 1, 4), end_line=end)
    [found] = untagged("aws_instance.a", 12, "owner")
    report = replace(clean(), findings=(replace(found, location=at),), score=empty().score)
    assert page(markdown(report, link_base=BASE)).links == ([link] if link else [])
    assert page(markdown(report)).links == []
    assert "/home/someone" not in markdown(report, link_base=BASE)


# Length --------------------------------------------------------------------------------------------------------------


def many(number: int, length: int) -> Report:
    """A report with so many policies, one finding each, of which there is much to say."""
    [found] = untagged("aws_instance.a", 12, "owner")
    found = replace(found, message="|`@x" * length, remediation="*<_" * length)
    findings = [replace(found, policy=f"FG-{at:05}", location=located(MAIN, at + 1, 1, 1)) for at in range(number)]
    gone = tuple(Gone(each.policy, each.message, "", each.address, "", each.location, "") for each in findings)
    return replace(full(), findings=tuple(findings), novelty=Novelty(base="|`@x" * length, fixed=gone, stale=gone))


@pytest.mark.parametrize("report", [large(2_000), many(200, 1), many(200, 40), many(1_000, 1_000)])
def test_it_is_never_too_long_and_never_cut_within_markup(report: Report) -> None:
    text = markdown(report, link_base=BASE)
    assert len(text) <= MAX_LENGTH
    assert len(text.encode()) <= 4 * 65_536
    found = page(text)
    assert not found.unclosed
    assert not found.references
    assert re.search(r"\.\.\. and [\d,]+ more policies", text)
    assert "Not all of it is shown here: `finops-guard scan` shows everything" in text
    assert text.rstrip().endswith("</sub>")


def test_whole_reports_say_nothing_of_more() -> None:
    assert "Not all of it" not in markdown(full())
    assert "... and" not in markdown(full())


def test_the_least_important_goes_first() -> None:
    important = Section("A", ("- a" * 10, "- b" * 10), rank=1)
    other = Section("B", ("- c" * 10, "- d" * 10), rank=2)
    text, is_cut = fitted([other, important], 140)
    assert is_cut
    assert ("- a" in text, "- b" in text, "- c" in text, "- d" in text) == (True, True, False, False)
    assert text.startswith("B\n\n... and 2 more rows\n\nA\n\n")
    assert fitted([other, important], 1_000) == (
        f"B\n\n{other.rows[0]}\n{other.rows[1]}\n\nA\n\n{'- a' * 10}\n{'- b' * 10}",
        False,
    )


@pytest.mark.parametrize("limit", range(60, 400, 7))
def test_fitting_keeps_to_its_limit(limit: int) -> None:
    table = Section("T", tuple(f"| {at} |" for at in range(9)), columns="| a |\n| - |", folded="x", rank=2)
    items = Section("L", tuple(f"- {at}" for at in range(30)), noun="item", rank=1)
    text, is_cut = fitted([table, items], limit)
    least = sum(len(each.shown(0)) + 2 for each in (table, items))
    assert len(text) <= max(limit, least)
    assert is_cut == ("... and" in text)


# Strangers -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_string_is_text(name: str) -> None:
    found, usual = (page(markdown(each, link_base=BASE)) for each in (hostile(HOSTILE[name]), full()))
    assert set(found.elements) <= set(usual.elements) | {"code"}
    assert found.elements.count("details") == usual.elements.count("details")
    assert not found.unclosed
    assert not found.references
    assert set(found.rows) <= set(usual.rows)
    assert all(each.startswith(BASE) and ".." not in each.split("/") for each in found.links)
    assert {each for each in found.comments if each.strip()} == {" finops-guard: scan "}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_string_is_there_to_be_read(name: str) -> None:
    shown = neutralise(HOSTILE[name].split(" ")[0])[:100]
    assert page(markdown(hostile(HOSTILE[name]))).text.count(shown) > 20


def test_advice_is_not_what_blocks() -> None:
    report = replace(full(), findings=full().findings[-1:])
    assert not report.failed
    assert "What to fix" not in markdown(report)
    assert report.findings[0].verdict is Verdict.FAIL


def test_money_of_exceptions_is_summed() -> None:
    granted = full().suppressed[0]
    dear = replace(granted, finding=replace(granted.finding, money=with_money().findings[2].money))
    assert "| 2026-06-30 | 140.16 USD |" in markdown(replace(full(), suppressed=(dear, dear)))
