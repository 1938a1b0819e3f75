from __future__ import annotations

import pickle
import subprocess
import sys

import pytest
from policy.building import CAUSE, UNKNOWN, judge, resource, root, span

from finops_guard.findings import Verdict
from finops_guard.policy.checks import module
from finops_guard.values import SENSITIVE, Value

pytest.importorskip("cel_expr_python.cel")

SMALL = {"require": "resource.values.size <= params.most || environment == 'prod'", "params": {"most": 10}}


def test_a_failure_tells_what_it_read_and_where() -> None:
    (outcome,) = judge("expression", SMALL, resource("aws_ebs_volume", {"name": "x", "size": 20})) or []
    assert outcome.verdict is Verdict.FAIL
    assert outcome.message == f"aws_ebs_volume.web does not meet {SMALL['require']} (size is 20)"
    assert outcome.span == span(22)
    assert outcome.fields == {
        "expression": SMALL["require"],
        "path": "size",
        "value": "20",
        "reads": "size is 20",
    }


def test_what_passes_is_silent() -> None:
    assert judge("expression", SMALL, resource(values={"size": 10})) == []
    assert judge("expression", SMALL, resource(values={"size": UNKNOWN}, environment="prod")) == []


def test_unresolved_has_its_causes() -> None:
    (outcome,) = judge("expression", SMALL, resource(values={"size": UNKNOWN}, environment="dev")) or []
    assert (outcome.verdict, outcome.causes) == (Verdict.UNRESOLVED, (CAUSE,))
    (outcome,) = judge("expression", SMALL, resource(values={"size": 20}, causes=(CAUSE,))) or []
    assert (outcome.verdict, outcome.causes) == (Verdict.UNRESOLVED, (CAUSE,))


def test_without_a_word_on_absence_it_is_open() -> None:
    (outcome,) = judge("expression", SMALL, resource(values={"other": 1}, environment="dev")) or []
    assert [cause.text for cause in outcome.causes] == [
        "the expression does not say what it means that size is not set"
    ]


def test_the_first_written_attribute_is_shown() -> None:
    both = {"require": "resource.values.a == 1 && resource.values.b.c == 2"}
    (outcome,) = judge("expression", both, resource(values={"b": {"c": 3}})) or []
    assert (outcome.fields["path"], outcome.span) == ("b.c", span(22))
    (outcome,) = judge("expression", both, resource(values={})) or []
    assert (outcome.fields["path"], outcome.fields["value"]) == ("a", "absent")


def test_tags_are_texts() -> None:
    text = {"require": "resource.tags.n == '3' && resource.tags.t == 'true'"}
    assert judge("expression", text, resource(tagged={"n": 3, "t": True})) == []
    assert judge("expression", {"require": "'x' in resource.tags"}, resource(tagged={}, is_open=True))[0].causes == (
        CAUSE,
    )  # type: ignore[index]
    assert judge("expression", {"require": "size(resource.tags) == 0"}, resource()) == []


def test_estimates_are_compared() -> None:
    cheap = {"require": "estimate.monthly < 100.0"}
    assert judge("expression", cheap, resource(values={"instance_type": "m5.large"})) == []
    (outcome,) = judge("expression", cheap, resource(values={"instance_type": "m5.4xlarge"})) or []
    assert outcome.verdict is Verdict.FAIL
    (outcome,) = judge("expression", cheap, resource("aws_s3_bucket")) or []
    assert [cause.text for cause in outcome.causes] == ["there is no price for it"]


def test_sensitive_values_are_not_shown() -> None:
    secret = Value("hunter2", span(30), SENSITIVE)
    (outcome,) = judge("expression", {"require": "resource.values.a == 'x'"}, resource(values={"a": secret})) or []
    assert "hunter2" not in str(outcome)
    assert outcome.fields["value"] == "(sensitive)"


def test_it_can_be_sent_to_another_process() -> None:
    check = pickle.loads(pickle.dumps(module("expression").configure(SMALL)))
    assert list(check.judge(resource(values={"size": 10}))) == []
    assert len(list(check.judge(resource(values={"size": 11})))) == 1


def test_only_resources_are_judged() -> None:
    assert judge("expression", {"require": "true"}, root()) is None  # type: ignore[arg-type]


def test_lists_of_parameters_are_quick() -> None:
    many = {"require": "resource.values.id in params.ids", "params": {"ids": [f"app-{n}" for n in range(20_000)]}}
    assert judge("expression", many, resource(values={"id": "app-19999"})) == []
    assert judge("expression", many, resource(values={"id": "app-x"})) != []
    (outcome,) = judge("expression", many, resource(values={"id": UNKNOWN})) or []
    assert outcome.causes == (CAUSE,)


def test_no_scan_without_expressions_imports_the_library() -> None:
    code = (
        "import sys; from finops_guard.scan import scan; from finops_guard.settings import Settings;"
        "from finops_guard.tree import MemoryTree;"
        "scan(MemoryTree({'main.tf': 'resource \"aws_instance\" \"a\" {}'}), [''], Settings(profile='run'));"
        "print([name for name in sys.modules if 'cel' in name.split('.')[-1] or 'policy.cel' in name])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
