"""What is worse than before."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from finops_guard.history import no_regression
from finops_guard.maturity.model import Evidence, Grade, Status
from finops_guard.maturity.score import score

GOOD = {
    "allocation.estimated-coverage": 0.95,
    "allocation.mandatory-keys": 1.0,
    "allocation.enforced": 1.0,
    "governance.guard": 1.0,
    "governance.blocking-policy": 1.0,
    "governance.code-owners": 1.0,
    "forecasting.variance": 0.08,
    "architecture.approved-modules": 0.9,
    "anomalies.monitor": 1.0,
    "usage.findings-priced": 1.0,
    "usage.savings-implemented": 0.5,
}
WALK, RUN = "Walk", "Run"


def evidence(values: dict[str, float | None]) -> dict[str, Evidence]:
    return {
        name: Evidence(name, Status.NOT_ASSESSED if value is None else Status.PARTIAL, value, "", Grade.VERIFIED)
        for name, value in values.items()
    }


# What is different now, and which capabilities are worse because of which checks.
CASES: dict[str, tuple[dict[str, float | None], dict[str, list[str]]]] = {
    "nothing": ({}, {}),
    "better": ({"usage.savings-implemented": 0.8, "forecasting.variance": 0.01}, {}),
    "less": ({"usage.savings-implemented": 0.1}, {"Usage Optimization": ["usage.savings-implemented"]}),
    "more, where less is better": ({"forecasting.variance": 0.12}, {"Forecasting": ["forecasting.variance"]}),
    "not seen any more": ({"forecasting.variance": None}, {"Forecasting": ["forecasting.variance"]}),
    "less within what a threshold asks": ({"usage.findings-priced": 0.9}, {}),
    "one falls and another one rises": (
        {"governance.code-owners": 0.0, "usage.savings-implemented": 1.0},
        {"Governance, Policy & Risk": ["governance.code-owners"]},
    ),
    "two of one capability": (
        {"allocation.mandatory-keys": 0.5, "allocation.enforced": 0.0},
        {"Allocation": ["allocation.mandatory-keys", "allocation.enforced"]},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_worse_by_capability(case: str) -> None:
    changes, expected = CASES[case]
    before, now = score(evidence({**GOOD})), score(evidence({**GOOD, **changes}))
    found = no_regression(before, now)
    capabilities = {each.what: [fallen.check for fallen in each.checks] for each in found if each.checks}
    # The coverage that counts is worked out from the estimated one.
    assert capabilities == expected
    assert ("number" in {each.what for each in found}) == (now.low < before.low)
    assert ("level" in {each.what for each in found}) == (now.level.rank < before.level.rank)


def test_the_other_way_round_is_no_regression() -> None:
    low, high = score(evidence({})), score(evidence({**GOOD}))
    assert no_regression(low, high) == ()
    assert {each.what for each in no_regression(high, low)} >= {"level", "number", "Allocation"}


def test_it_is_said_in_words_with_evidence() -> None:
    before, now = score(evidence({**GOOD})), score(evidence({**GOOD, "governance.guard": 0.0}))
    level, number, governance = no_regression(before, now)
    assert level.text == "level: Walk before, Crawl now"
    assert number.text == f"number: {before.low:g} before, {now.low:g} now"
    assert governance.text.startswith("Governance, Policy & Risk: Walk 5")
    assert governance.text.endswith("(governance.guard)")
    (fallen,) = governance.checks
    assert (fallen.before.value, fallen.now.value) == (1.0, 0.0)


def test_what_is_not_seen_any_more_is_worse_also_where_nothing_was_met() -> None:
    before, now = score(evidence({"anomalies.monitor": 0.0})), score(evidence({}))
    (worse,) = no_regression(before, now)
    assert worse.text == "Anomaly Management: Crawl 0 before, Not assessed now (anomalies.monitor)"


def test_what_applies_now_and_did_not_before_is_named() -> None:
    gone = Evidence("forecasting.drivers", Status.NOT_APPLICABLE, None, "")
    before = score({**evidence({**GOOD, "forecasting.variance": 0.01}), "forecasting.drivers": gone})
    now = score(evidence({**GOOD, "forecasting.variance": 0.01, "forecasting.drivers": 0.0}))
    found = {each.what: each for each in no_regression(before, now)}
    assert [each.check for each in found["Forecasting"].checks] == ["forecasting.drivers"]


def test_what_does_not_apply_any_more_is_not_to_blame() -> None:
    before = score(evidence({**GOOD, "forecasting.drivers": 1.0}))
    gone = Evidence("forecasting.drivers", Status.NOT_APPLICABLE, None, "")
    now = score({**evidence({**GOOD, "forecasting.variance": 0.12}), "forecasting.drivers": gone})
    found = {each.what: each for each in no_regression(before, now)}
    assert [each.check for each in found["Forecasting"].checks] == ["forecasting.variance"]


@pytest.mark.parametrize("field", ["model", "benchmark"])
def test_scores_of_another_model_are_not_compared(field: str) -> None:
    before = score(evidence({**GOOD}))
    with pytest.raises(ValueError, match="cannot be compared"):
        no_regression(replace(before, **{field: "other"}), before)
