"""What exceptions cost, and what becomes of those that cost too much, expire soon, were ended, or are not needed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from governance.test_register import INLINE, PATH, TODAY, VALID, judged, problems

from finops_guard.findings import ExceptionState
from finops_guard.report import Report

MAIN = """\
provider "aws" {
  region = "us-east-1"
}
resource "aws_instance" "a" {
  instance_type = "m5.large"
}
resource "aws_instance" "b" {
  instance_type = "m5.large"
}
"""
# m5.large, Linux, on demand, N. Virginia: 0.096 USD an hour.
EACH = Decimal("0.096") * 730
TWO = VALID.replace("addresses: ['module.bucket[\"logs\"]']", "addresses: ['aws_instance.*']")


def capped(cap: object, text: str = TWO) -> str:
    return f"{text}monthly_cost: {{at_grant: 0, cap: {cap}}}\n"


def notices(report: Report, kind: str) -> list[str]:
    return [each.message for each in report.notices if each.kind == kind]


def states(report: Report) -> dict[str, ExceptionState]:
    return {each.id: each.state for each in report.exceptions}


@pytest.mark.parametrize(
    ("cap", "is_void"),
    [(2 * EACH, False), (2 * EACH + 1, False), (2 * EACH - Decimal("0.01"), True), (0, True)],
)
def test_above_the_cap_an_exception_is_void(cap: Decimal, is_void: bool) -> None:
    report = judged(capped(cap), {"main.tf": MAIN})
    waived = {each.finding.address for each in report.suppressed}
    assert waived == (set() if is_void else {"aws_instance.a", "aws_instance.b"})
    costs = f"{2 * EACH:,.2f} USD a month, more than its cap of {cap:,.2f}"
    void = f"11: the exception EXC-2026-0007 is void: what it covers costs {costs}"
    expected = [void] if is_void else []
    assert problems(report, expected) == expected
    (found,) = report.exceptions
    assert (found.state, found.cost) == (ExceptionState.VOID if is_void else ExceptionState.IN_FORCE, 2 * EACH)
    assert (found.cost_cap, found.cost_at_grant) == (cap, 0)
    assert not notices(report, "exception-unused")


def test_a_resource_counts_once_however_many_findings_it_has() -> None:
    one = TWO.replace("aws_instance.*", "aws_instance.a")
    report = judged(capped(EACH, one), {"main.tf": MAIN})
    assert len(report.suppressed) == 4
    assert report.exceptions[0].cost == EACH


def test_what_a_void_exception_covers_may_stand_by_another_one() -> None:
    other = TWO.replace("EXC-2026-0007", "EXC-2026-0008").replace("aws_instance.*", "aws_instance.a")
    report = judged({PATH: capped(1), ".finops/exceptions/z.yaml": other}, {"main.tf": MAIN})
    assert {(each.finding.address, each.exception) for each in report.suppressed} == {
        ("aws_instance.a", "EXC-2026-0008")
    }
    assert states(report) == {"EXC-2026-0007": ExceptionState.VOID, "EXC-2026-0008": ExceptionState.IN_FORCE}


def test_a_comment_that_names_a_void_exception_lets_nothing_stand() -> None:
    text = MAIN.replace('resource "aws_instance" "a"', 'resource "aws_instance" "a"').replace(
        '"m5.large"\n}\nresource', '"m5.large"\n}\n# finops-guard:ignore required-tags EXC-2026-0007\nresource'
    )
    assert judged(capped(EACH, INLINE), {"main.tf": text}).suppressed
    report = judged(capped(EACH - 1, INLINE), {"main.tf": text})
    assert report.suppressed == ()
    assert states(report) == {"EXC-2026-0007": ExceptionState.VOID}


def test_what_has_no_price_is_not_above_a_cap() -> None:
    report = judged(capped(0, VALID))
    assert report.suppressed
    assert report.exceptions[0].cost in (None, 0)


@pytest.mark.parametrize(
    ("as_of", "said", "state"),
    [
        ("2026-07-15", None, ExceptionState.IN_FORCE),
        ("2026-07-16", "in 14 days", ExceptionState.EXPIRING),
        ("2026-07-29", "tomorrow", ExceptionState.EXPIRING),
        ("2026-07-30", "today", ExceptionState.EXPIRING),
        ("2026-07-31", None, ExceptionState.EXPIRED),
    ],
)
def test_what_expires_soon_is_told(as_of: str, said: str | None, state: ExceptionState) -> None:
    report = judged(VALID, as_of=as_of)
    last = f"the exception EXC-2026-0007 expires {said}: its last day is 2026-07-30"
    assert notices(report, "exception-expiring") == ([last] if said else [])
    assert states(report) == {"EXC-2026-0007": state}


@pytest.mark.parametrize(("as_of", "is_said"), [("2026-05-05", False), ("2026-05-06", True)])
def test_an_emergency_is_not_told_from_its_first_day_on(as_of: str, is_said: bool) -> None:
    text = VALID.replace("kind: waiver", "kind: emergency").replace("2026-07-30", "2026-05-08")
    assert bool(notices(judged(text, as_of=as_of), "exception-expiring")) is is_said


@pytest.mark.parametrize(("as_of", "stands"), [("2026-05-31", True), (TODAY, False), ("2026-08-01", False)])
def test_what_was_ended_is_over_from_that_day_on(as_of: str, stands: bool) -> None:
    ended = VALID + f"ended: {{on: {TODAY}, by: a.reader, reason: The bucket is gone.}}\n"
    report = judged(ended, as_of=as_of)
    assert bool(report.suppressed) is stands
    over = f"1: the exception EXC-2026-0007 was ended on {TODAY}: what it covered is reported again"
    expected = [] if stands else [over]
    assert problems(report, expected) == expected
    assert states(report) == {"EXC-2026-0007": ExceptionState.IN_FORCE if stands else ExceptionState.ENDED}


def test_an_expired_exception_is_not_told_where_another_one_lets_all_stand() -> None:
    late = VALID.replace("EXC-2026-0007", "EXC-2026-0008").replace("2026-05-01", "2026-08-01")
    late = late.replace("2026-07-30", "2026-08-30")
    report = judged({PATH: VALID, ".finops/exceptions/z.yaml": late}, as_of="2026-08-01")
    assert problems(report) == []
    assert {each.exception for each in report.suppressed} == {"EXC-2026-0008"}


def test_a_stale_exception_is_named_in_the_register() -> None:
    report = judged(VALID.replace("logs", "gone"))
    assert states(report) == {"EXC-2026-0007": ExceptionState.STALE}
    assert notices(report, "exception-unused")


@pytest.mark.parametrize("id_", ["EXC-2026-0007", "EXC-2026-OOO7", "exc-2026-0007"])
def test_ids_are_compared_without_case(id_: str) -> None:
    first = VALID.replace("EXC-2026-0007", "EXC-2026-ooo7") if "O" in id_ else VALID
    report = judged({PATH: first, ".finops/exceptions/later.yaml": VALID.replace("EXC-2026-0007", id_)})
    assert len(problems(report)) == 1
    assert problems(report)[0].startswith("1: the id " if id_.startswith("EXC") else '1: "id" does not have')


def test_an_id_of_an_exception_that_breaks_a_rule_is_taken_too() -> None:
    broken = VALID.replace("approved_by: a.reader", "approved_by: a.writer")
    report = judged({PATH: broken, ".finops/exceptions/later.yaml": VALID})
    assert len(problems(report)) == 2
    assert report.suppressed == ()


def test_a_bare_comment_is_unmanaged_where_there_is_a_register() -> None:
    text = 'resource "aws_sqs_queue" "q" {} # finops-guard:ignore required-tags\n'
    report = judged(VALID, {"main.tf": text})
    unmanaged = [each for each in report.notices if each.kind == "suppression-unmanaged"]
    assert [(each.location.path, each.location.line) for each in unmanaged] == [("main.tf", 1)]
    assert report.suppressed[0].exception is None
    assert not notices(judged({}, {"main.tf": text}), "suppression-unmanaged")


def test_owners_are_those_of_the_resources() -> None:
    text = MAIN.replace('"m5.large"\n', '"m5.large"\n  tags = { owner = "team-a" }\n')
    assert judged(TWO, {"main.tf": text}).exceptions[0].owners == ("team-a",)
