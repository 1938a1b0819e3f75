"""The coverage of tags is weighed by estimated cost, and by number only where nothing has a price."""

from __future__ import annotations

from decimal import Decimal

import pytest
from maturity.building import evaluation, missing, policy, resource, resource_set

from finops_guard.findings import Verdict
from finops_guard.location import Location
from finops_guard.maturity.assessment import assess
from finops_guard.maturity.evidence import evidence
from finops_guard.maturity.facts import Facts, collect
from finops_guard.maturity.known import Economy
from finops_guard.maturity.model import Status
from finops_guard.pricing.breakdown import ResourceCost
from finops_guard.pricing.breakdown import Status as Priced
from finops_guard.pricing.estimates import Confidence, exactly
from finops_guard.tree import MemoryTree

PASS, FAIL, UNRESOLVED = Verdict.PASS, Verdict.FAIL, Verdict.UNRESOLVED
VALID = {"owner": "payments", "env": "prod"}
NOWHERE = MemoryTree({})


def facts(*judged: tuple[str, Verdict, int | None], broken: int = 0) -> Facts:
    items = [
        resource(name, VALID if verdict is PASS else {}, line=at) for at, (name, verdict, _) in enumerate(judged, 1)
    ]
    costs = {id(item): Decimal(cost) for item, (*_, cost) in zip(items, judged, strict=True) if cost is not None}
    evaluations = [evaluation(item, verdict) for item, (_, verdict, _) in zip(items, judged, strict=True)]
    findings = [missing(item, "owner") for item, (_, verdict, _) in zip(items, judged, strict=True) if verdict is FAIL]
    found = resource_set(*items, broken=tuple(f"b{at}.tf" for at in range(broken)))
    return collect(NOWHERE, found, [policy()], evaluations, findings, "crawl", costs)


@pytest.mark.parametrize(
    ("judged", "broken", "value", "upper", "said"),
    [
        ([("a", PASS, 900), ("b", FAIL, 100)], 0, 0.9, 0.9, "90.0% of the estimated cost"),
        ([("a", PASS, 100), ("b", FAIL, 900)], 0, 0.1, 0.1, "(1 of 2 resources)"),
        ([("a", PASS, 500), ("b", UNRESOLVED, 300), ("c", FAIL, 200)], 0, 0.5, 0.8, "30.0% cannot be decided"),
        ([("a", PASS, 600), ("b", FAIL, 200), ("c", FAIL, None)], 0, 0.75, 0.75, "1 of them have no price"),
        ([("a", PASS, None), ("b", FAIL, None)], 0, 0.5, 0.5, "no prices in this scan"),
        ([("a", PASS, 0), ("b", FAIL, 0)], 0, 0.5, 0.5, "no prices in this scan"),
        # What cannot be read weighs as much as the dearest resource, and the share is not above that by number.
        ([("a", PASS, 900), ("b", PASS, 100)], 1, 1000 / 1900, 1.0, "of the highest cost each"),
        ([("a", PASS, 900), ("b", FAIL, 1)], 1, 1 / 3, 1800 / 1801, "of the highest cost each"),
    ],
)
def test_coverage(
    judged: list[tuple[str, Verdict, int | None]], broken: int, value: float, upper: float, said: str
) -> None:
    found = evidence(facts(*judged, broken=broken))["allocation.estimated-coverage"]
    assert (found.value, found.upper) == (pytest.approx(value), pytest.approx(upper))
    assert said in found.detail


def test_coverage_points_at_the_dearest_gap() -> None:
    found = evidence(facts(("a", FAIL, 1), ("b", FAIL, 9), ("c", FAIL, None)))["allocation.estimated-coverage"]
    assert found.location is not None
    assert found.location.line == 2


def test_breaking_the_file_of_a_costly_gap_lifts_nothing() -> None:
    cheap = [(str(at), PASS, 10) for at in range(9)]
    whole = evidence(facts(*cheap, ("x", FAIL, 10)))["allocation.estimated-coverage"]
    broken = evidence(facts(*cheap, broken=1))["allocation.estimated-coverage"]
    assert whole.value == broken.value == pytest.approx(0.9)


@pytest.mark.parametrize(
    ("judged", "value", "upper"),
    [
        ([(f"t{at}", PASS, 100 + at) for at in range(30)], 1.0, 1.0),
        # Only the twenty dearest count.
        ([(f"t{at}", PASS, 100 + at) for at in range(20)] + [(f"u{at}", FAIL, 1) for at in range(80)], 1.0, 1.0),
        ([("a", PASS, 5), ("b", FAIL, 9), ("c", UNRESOLVED, 1), ("d", PASS, 2)], 0.5, 0.75),
    ],
)
def test_cost_drivers(judged: list[tuple[str, Verdict, int | None]], value: float, upper: float) -> None:
    found = evidence(facts(*judged))["allocation.cost-drivers"]
    assert (found.value, found.upper) == (value, upper)


def test_without_prices_there_are_no_cost_drivers() -> None:
    found = evidence(facts(("a", PASS, None)))["allocation.cost-drivers"]
    assert (found.status, found.value) == (Status.NOT_ASSESSED, None)


def costing(amount: int) -> ResourceCost:
    figure = exactly(amount)
    return ResourceCost("", "", Location(""), Priced.PRICED, Confidence.EXACT, figure, ())


def test_next_steps_name_the_dearest_resources() -> None:
    items = [resource(name, VALID if name == "a" else {}, root=name, line=1) for name in "abcd"]
    economy = Economy(list(zip(items, map(costing, (500, 10, 400, 90)), strict=True)))
    judged = [evaluation(item, PASS if item.tags and item.tags.tags else FAIL) for item in items]
    findings = [missing(item, "owner") for item in items[1:]]
    tree = MemoryTree({".git/HEAD": ""})
    score = assess(tree, resource_set(*items), [policy()], judged, findings, "crawl", economy=economy)
    texts = [step.text for step in score.next_steps]
    assert "tag this resource: aws_instance.c; coverage goes from 50.0% to 90.0%" in texts
