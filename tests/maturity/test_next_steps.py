"""The first step fits the stage, names the place, and says what it lifts."""

from __future__ import annotations

import pytest
from maturity import test_score as examples
from msgspec.structs import replace

from finops_guard.location import Location
from finops_guard.maturity.criteria import BENCHMARKS, capabilities
from finops_guard.maturity.evidence import evidence
from finops_guard.maturity.facts import Facts, Gap, MandatoryKey
from finops_guard.maturity.model import Level, NextStep
from finops_guard.maturity.next_steps import next_steps
from finops_guard.maturity.score import score


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
    found = next_steps(score(examples.evidence(examples.PAYMENTS)))
    assert found[0].capability == "Usage Optimization"
    assert found[0].text == "implement the largest savings that were found, owner by owner"


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
