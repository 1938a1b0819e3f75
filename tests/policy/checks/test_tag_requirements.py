"""Keys that are asked for under conditions, and values that others judge."""

from __future__ import annotations

import pytest
from policy.building import CAUSE, UNKNOWN, judge, resource, verdicts

from finops_guard.policy.patterns import ParameterError
from finops_guard.values import Unknown

PII = {
    "required": {"retention": {"when": {"tag": "data", "values": ["pii", "phi"]}}},
    "aliases": {"data": ["Data"]},
}
ANY = {"required": {"retention": {"when": {"tag": "data"}}}}
FORM = {"required": {"retention": {"when": {"tag": "data", "pattern": "p.i"}}}}
VALUE = {"optional": {"tier": {"values": ["1"], "when": {"tag": "data", "values": ["pii"]}}}}
FAIL, OPEN = [("fail", "retention")], [("unresolved", "retention")]


@pytest.mark.parametrize(
    ("parameters", "tagged", "is_open", "expected"),
    [
        (PII, {"data": "pii"}, False, FAIL),
        (PII, {"Data": "phi"}, False, FAIL),
        (PII, {"data": "pii", "retention": "1y"}, False, []),
        (PII, {"data": "public"}, False, []),
        (PII, {"data": "PII"}, False, []),
        (PII, {}, False, []),
        (PII, {"data": UNKNOWN}, False, OPEN),
        (PII, {"data": Unknown([CAUSE], prefix="p")}, False, OPEN),
        (PII, {"data": Unknown([CAUSE], prefix="pub")}, False, []),
        # what is open may hold the other key, or the one that is asked for
        (PII, {}, True, OPEN),
        (PII, {"data": "public"}, True, []),
        (PII, {"data": "pii"}, True, OPEN),
        # there at all, or of a form
        (ANY, {"data": UNKNOWN}, False, FAIL),
        (ANY, {"data": None}, False, []),
        (FORM, {"data": "pii"}, False, FAIL),
        (FORM, {"data": "pii-"}, False, []),
        (FORM, {"data": UNKNOWN}, False, OPEN),
        # a value is judged under a condition as well
        (VALUE, {"data": "pii", "tier": "2"}, False, [("fail", "tier")]),
        (VALUE, {"data": "x", "tier": "2"}, False, []),
    ],
)
def test_conditions_on_other_tags(
    parameters: dict[str, object], tagged: dict[str, object], is_open: bool, expected: list[tuple[str, str]]
) -> None:
    assert verdicts("tags", parameters, resource(tagged=tagged, is_open=is_open)) == expected


def test_a_condition_is_told() -> None:
    (outcome,) = judge("tags", PII, resource(tagged={"data": "pii"})) or []
    assert outcome.message == 'aws_instance.web has no tag "retention"; "data" = pii or phi asks for it'


def test_google_labels_have_no_case_in_conditions() -> None:
    parameters = {"required": {"retention": {"when": {"tag": "data", "values": ["PII"]}}}}
    assert verdicts("tags", parameters, resource("google_storage_bucket", tagged={"data": "pii"})) == FAIL


def test_environments_and_conditions_both_hold() -> None:
    parameters = {"required": {"retention": {"environments": ["prod"], "when": {"tag": "data", "values": ["pii"]}}}}
    tagged = {"data": "pii"}
    assert verdicts("tags", parameters, resource(tagged=tagged, environment="prod")) == FAIL
    assert verdicts("tags", parameters, resource(tagged=tagged, environment="dev")) == []
    assert verdicts("tags", parameters, resource(tagged=tagged)) == OPEN
    assert verdicts("tags", parameters, resource(tagged={"data": "x"})) == []


@pytest.mark.parametrize(("value", "fails"), [("", False), (" TBD ", False), ("tbdx", True), ("2", True), ("1", False)])
def test_values_that_others_judge(value: str, fails: bool) -> None:
    parameters = {"optional": {"tier": {"values": ["1"], "except": ["", "tbd"]}}}
    assert verdicts("tags", parameters, resource(tagged={"tier": value})) == ([("fail", "tier")] if fails else [])


def test_pattern_of_a_condition_that_is_none() -> None:
    parameters = {"required": {"a": {"when": {"tag": "b", "pattern": "["}}}}
    with pytest.raises(ParameterError) as failure:
        judge("tags", parameters, resource())
    assert failure.value.path == ("required", "a", "when", "pattern")
