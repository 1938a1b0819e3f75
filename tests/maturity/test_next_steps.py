"""The first step fits the stage, names the place, and says what it lifts."""

from __future__ import annotations

from decimal import Decimal

import pytest
from maturity import test_score as examples
from msgspec.structs import replace

from finops_guard.findings import Finding, Money, Severity, Verdict
from finops_guard.location import Location
from finops_guard.maturity.criteria import BENCHMARKS, BILLED_COVERAGE, capabilities
from finops_guard.maturity.evidence import evidence
from finops_guard.maturity.facts import Facts, Gap, MandatoryKey
from finops_guard.maturity.model import Grade, Level, NextStep
from finops_guard.maturity.next_steps import next_steps
from finops_guard.maturity.outcomes import measured
from finops_guard.maturity.score import score
from finops_guard.maturity.tag_costs import Carried, Driver, tag_costs
from finops_guard.scan import scan
from finops_guard.settings import ScoreSettings, Settings
from finops_guard.tree import MemoryTree

HERE = Location("live/main.tf", 3)


def gaps(root: str, number: int, provider: str = "aws") -> tuple[Gap, ...]:
    return tuple(
        Gap(f"{provider}_x.y[{at}]", root, provider, Location(f"{root}/main.tf", at + 1), ("owner",))
        for at in range(number)
    )


KNOWN = Facts(
    resources=20,
    taggable=20,
    tagged=13,
    gaps=gaps("live", 7),
    mandatory_keys=(MandatoryKey("owner", True, "P"), MandatoryKey("cost-center", False, "P")),
    blocking=("P",),
    blocking_tags=("P",),
    repository=True,
    configuration=".finops-guard.yaml",
    root_locations={"live": Location("live/providers.tf", 3)},
)


def steps(known: Facts, limit: int = 10) -> list[NextStep]:
    return list(next_steps(score(evidence(known)), known, limit))


def test_legacy_begins_with_default_tags_on_two_providers() -> None:
    known = replace(KNOWN, gaps=(*gaps("live", 5), *gaps("legacy", 9)))
    found = next_steps(score(examples.evidence(examples.LEGACY)), known)
    assert [step.text.partition(" of the ")[0] for step in found[:2]] == ["put owner into default_tags"] * 2
    assert "in legacy:" in found[0].text
    assert found[1].location == Location("live/providers.tf", 3)


def test_payments_begins_with_the_implementation_rate() -> None:
    known = examples.evidence(examples.PAYMENTS)
    implemented = "usage.savings-implemented"
    known |= {implemented: replace(known[implemented], whole=Decimal(500_000))}
    first = next_steps(score(known), findings=[saving("db", 100_000), saving("web", 300_000, "team-web")])[0]
    assert first.capability == "Usage Optimization"
    assert first.text == (
        "implement the largest savings that were found, owner by owner: aws_instance.web (smaller, team-web), "
        "aws_instance.db (smaller, no owner); 20.0% now, and at least 30% is asked for, which is 50,000.00 USD a "
        "month more"
    )
    assert (str(first.location), first.check, first.effort) == ("live/main.tf:4:1", implemented, "L")


def saving(name: str, monthly: int, owner: str | None = None) -> Finding:
    at = Location("live/main.tf", 4 if name == "web" else 9)
    money = Money(True, Decimal(0), Decimal(monthly), Decimal(monthly))
    found = Finding("P", "smaller", Severity.WARNING, Verdict.FAIL, "", f"aws_instance.{name}", "live", at, at)
    return replace(found, money=money, owner=owner)


def test_a_saving_that_is_let_stand_is_not_the_first_to_implement() -> None:
    volume = (
        'resource "aws_ebs_volume" "{}" {{\n  availability_zone = "us-east-1a"\n  size = {}\n{}  type = "gp2"\n}}\n'
    )
    ignored = "  # finops-guard:ignore FG-STO-001 kept for the vendor's appliance\n"
    tree = MemoryTree({"main.tf": volume.format("large", 900, ignored) + volume.format("small", 300, "")})
    found = scan(tree, [""], Settings(as_of="2026-05-01"))
    assert [each.finding.address for each in found.suppressed] == ["aws_ebs_volume.large"]
    (step,) = (each for each in found.score.next_steps if each.check == "usage.savings-implemented")
    assert "aws_ebs_volume.small (gp2-volumes" in step.text
    assert "aws_ebs_volume.large (gp2-volumes" not in step.text


def test_payments_is_not_told_of_unit_economics_before_its_gates() -> None:
    found = next_steps(score(examples.evidence(examples.PAYMENTS | {"units.defined": 0})))
    assert [step.capability for step in found[:2]] == ["Usage Optimization", "Allocation"]


@pytest.mark.parametrize("values", [examples.LEDGER, examples.WITHOUT_BILL], ids=["run", "run-ready"])
def test_ledger_begins_with_unit_economics(values: dict[str, float]) -> None:
    assert next_steps(score(examples.evidence(values)))[0].check == "units.trend"


def test_a_bill_is_asked_for_where_none_was_shown_to_a_governance_that_walks() -> None:
    def asked(values: dict[str, float], limit: int = 5) -> list[str]:
        found = next_steps(score(examples.evidence(values)), KNOWN, limit)
        assert len(found) <= limit
        return [step.text for step in found if "--billing" in step.text]

    (text,) = asked(examples.WITHOUT_BILL, 2)
    assert text.endswith("Allocation, Forecasting, Rate Optimization cannot be proven without one")
    assert not asked(examples.LEDGER)
    assert not asked(examples.PAYMENTS)
    assert not asked(examples.LEGACY)


def test_open_savings_are_advised_on_also_where_no_history_tells_what_was_implemented() -> None:
    known = {name: value for name, value in examples.PAYMENTS.items() if name != "usage.savings-implemented"}
    result = score(examples.evidence(known))
    assert not any("implement" in step.text for step in next_steps(result))
    (first, *_) = next_steps(result, findings=[saving("web", 300)])
    assert first.text.endswith("aws_instance.web (smaller, no owner)")


def costing(taggable: tuple[int, ...], *gaps: Gap, undecided: int = 0) -> Facts:
    """Return facts of resources that cost so much, and of gaps; ``undecided`` is the cost of one more."""
    items = [Driver(f"aws_x.ok[{at}]", HERE, Carried.YES, Decimal(cost)) for at, cost in enumerate(taggable)]
    items += [Driver(gap.address, gap.location, Carried.NO, gap.cost) for gap in gaps]
    items += [Driver("module.m.aws_x.open", HERE, Carried.OPEN, Decimal(undecided))] if undecided else []
    return replace(
        KNOWN,
        taggable=len(items),
        tagged=len(taggable),
        undecided=int(bool(undecided)),
        gaps=gaps,
        costs=tag_costs(items),
    )


def gap(name: str, cost: int, root: str = "live", provider: str = "aws") -> Gap:
    return Gap(f"{provider}_x.{name}", root, provider, Location(f"{root}/main.tf", 7), ("owner",), Decimal(cost))


def test_tagging_is_in_the_order_of_money_where_the_effort_is_the_same_and_each_counts_after_the_last() -> None:
    pair = (gap("a", 10), gap("b", 20))
    found = steps(costing((100,), *pair, gap("big", 870, "other", "azurerm")))[:2]
    assert [step.text for step in found] == [
        "tag this resource: azurerm_x.big; coverage goes from 10.0% to 97.0%",
        "put owner into default_tags of the aws provider in live: lifts coverage from 97.0% to at most 100.0%",
    ]
    many = [gap(f"n{at}", 109, "other", "azurerm") for at in range(8)]
    found = steps(costing((100,), *pair, *many))[:2]
    assert [(step.text.partition(" ")[0], step.effort) for step in found] == [("put", "S"), ("tag", "M")]


def test_what_costs_nothing_is_not_advised_to_be_tagged() -> None:
    found = steps(costing((62,), gap("free", 0), gap("free2", 0), gap("db", 38, "other")))
    assert found[0].text == "tag this resource: aws_x.db; coverage goes from 62.0% to 100.0%"
    assert not any("free" in step.text or "default_tags" in step.text for step in found)
    assert steps(costing((), gap("a", 0), gap("b", 0)))[0].text.startswith("put owner into default_tags")


def test_tags_that_are_not_known_are_to_be_made_known() -> None:
    found = steps(costing((30,), gap("free", 0), undecided=70))
    assert found[0].text == (
        "make it known which tags module.m.aws_x.open carry: 70.0% cannot be decided, as values are not known "
        "(--var-file gives those of variables)"
    )
    assert found[0].location == HERE
    enough = steps(costing((30,), gap("db", 60), undecided=10))
    assert [step.text.partition(" ")[0] for step in enough[:2]] == ["tag", "define"]
    both = steps(costing((30,), gap("db", 10), undecided=60))
    assert [step.text.partition(" ")[0] for step in both[:2]] == ["tag", "make"]


def test_tags_leave_room_for_what_else_is_to_be_done_first() -> None:
    roots = [gap(f"n{at}", 50, root) for at, root in enumerate(("a", "a", "b", "b", "c", "d"))]
    found = steps(costing((), *roots, undecided=700), limit=5)
    assert [step.check for step in found[3:]] == ["allocation.mandatory-keys", "governance.guard"]


def test_a_bill_below_code_is_not_mended_by_tags_in_code() -> None:
    known = costing((90,), gap("db", 10))
    billed = evidence(known) | {BILLED_COVERAGE: measured(BILLED_COVERAGE, 0.55, "", grade=Grade.VERIFIED)}
    first = next_steps(score(billed), known)[0]
    assert first.text == (
        "tag what the bill shows without valid mandatory tags: 55.0% of the billed cost has them, and at least 85% is "
        "asked for"
    )


def test_code_that_is_short_itself_is_tagged_also_where_a_bill_is_there() -> None:
    known = costing((50,), gap("db", 50))
    billed = evidence(known) | {BILLED_COVERAGE: measured(BILLED_COVERAGE, 0.45, "", grade=Grade.VERIFIED)}
    assert next_steps(score(billed), known)[0].text.startswith("tag this resource: aws_x.db")


def test_thresholds_in_steps_are_those_that_are_configured() -> None:
    chosen = ScoreSettings(thresholds={"planning.budgets": {"walk": Decimal(95)}})
    known = examples.evidence(examples.PAYMENTS)
    texts = [step.text for step in next_steps(score(known, settings=chosen), limit=100, settings=chosen)]
    assert "declare budgets as code for more of the cost; 83.0% now, and at least 95% is asked for" in texts


def test_resources_of_the_same_address_are_all_counted() -> None:
    same = tuple(
        replace(each, address="azurerm_x.same", root=f"live{at}") for at, each in enumerate(gaps("live", 7, "azurerm"))
    )
    assert steps(replace(KNOWN, gaps=same))[0].text.startswith("tag these 4 resources: azurerm_x.same and 3 more; ")


def test_steps_of_a_crawling_repository() -> None:
    found = steps(KNOWN)
    assert [(step.text, step.effort) for step in found] == [
        (
            "put owner into default_tags of the aws provider in live: lifts coverage from 65.0% to at most 100.0%",
            "S",
        ),
        ("define allowed values or a pattern for cost-center", "S"),
        ("run finops-guard on every pull request, in CI", "S"),
        ("give the configuration, policies and pipelines of the guard owners in CODEOWNERS", "S"),
    ]
    assert str(found[1].location) == ".finops-guard.yaml:1:1"


def test_resources_are_named_where_default_tags_do_not_reach() -> None:
    (first, *_) = steps(replace(KNOWN, gaps=gaps("live", 7, "azurerm")))
    # 17 of 20 are 85 %.
    assert first.text == (
        "tag these 4 resources: azurerm_x.y[0], azurerm_x.y[1], azurerm_x.y[2] and 1 more; "
        "coverage goes from 65.0% to 85.0%"
    )
    assert str(first.location) == "live/main.tf:1:1"


@pytest.mark.parametrize(
    ("tagged", "taggable", "wanted"),
    [(16, 20, "tag this resource"), (0, 1, "tag this resource"), (84, 100, "tag this resource"), (33, 40, "tag this")],
)
def test_how_many_are_needed(tagged: int, taggable: int, wanted: str) -> None:
    known = replace(KNOWN, tagged=tagged, taggable=taggable, gaps=gaps("live", taggable - tagged, "azurerm"))
    assert steps(known)[0].text.startswith(wanted)


def test_what_cannot_be_read_comes_first() -> None:
    first = steps(replace(KNOWN, unread=("a.tf", "b.tf")))[0]
    assert (first.text, str(first.location)) == ("make what cannot be parsed readable: a.tf, b.tf", "a.tf:1:1")


def test_a_scan_below_the_root_is_told_so() -> None:
    assert steps(replace(KNOWN, repository=False))[-1].text.startswith("scan from the repository's root")


def test_the_limit() -> None:
    assert len(steps(KNOWN, limit=2)) == 2


def test_nothing_is_advised_without_evidence() -> None:
    assert next_steps(score({})) == ()


@pytest.mark.parametrize("benchmark", BENCHMARKS)
def test_every_check_that_can_fail_has_its_step(benchmark: str) -> None:
    checks = {criterion.check for part in capabilities(BENCHMARKS[benchmark]) for criterion in part.criteria}
    for rung, others in ((Level.WALK, 0.0), (Level.RUN, 1.0)):
        for check in checks - {"allocation.coverage"}:
            high = {"forecasting.variance", "architecture.old-generations"}
            good = {name: 1 - others if name in high else others for name in checks - {"allocation.coverage"}}
            bad = good | {check: 1.0 if check in high else 0.0}
            for step in next_steps(score(examples.evidence(bad), benchmark), limit=100):
                assert step.text, (rung, check)
                assert step.effort in {"S", "M", "L"}
