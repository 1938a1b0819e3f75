"""Weights, thresholds and targets of a configuration change the score, and the score says so."""

from __future__ import annotations

import json
from decimal import Decimal
from random import Random

import pytest
from maturity.test_score import LEDGER, PAYMENTS, evidence, levels

from finops_guard import _assets
from finops_guard.config.reading import load
from finops_guard.errors import ConfigError
from finops_guard.maturity.adjusting import rules, short_name
from finops_guard.maturity.criteria import BENCHMARKS, MET, capabilities
from finops_guard.maturity.model import Level
from finops_guard.maturity.score import score
from finops_guard.scan import scan
from finops_guard.settings import ScoreSettings, Settings
from finops_guard.tree import MemoryTree


def configured(text: str) -> ScoreSettings:
    return load(MemoryTree({".finops-guard.yaml": text}), ".finops-guard.yaml").score


def test_nothing_said_changes_nothing() -> None:
    assert score(evidence(PAYMENTS), settings=ScoreSettings()) == score(evidence(PAYMENTS))
    assert score(evidence(PAYMENTS)).changed == ()


def test_what_is_said_again_changes_nothing() -> None:
    same = configured("score: {weights: {allocation: 20}, thresholds: {allocation.coverage: {walk: 85}}}")
    assert score(evidence(PAYMENTS), settings=same).changed == ()


@pytest.mark.parametrize(
    ("text", "capability", "level", "changed"),
    [
        (
            "thresholds: {allocation.coverage: {walk: 90}}",
            "Allocation",
            Level.CRAWL,
            "allocation.coverage asks for at least 90% instead of at least 85% for Walk",
        ),
        (
            "thresholds: {usage.savings-implemented: {walk: 20}}",
            "Usage Optimization",
            Level.WALK,
            "usage.savings-implemented asks for at least 20% instead of at least 30% for Walk",
        ),
        (
            "thresholds: {forecasting.variance: {walk: 15}}",
            "Forecasting",
            Level.WALK,
            "forecasting.variance asks for below 15% instead of below 10% for Walk",
        ),
        ("weights: {units: 0}", "Unit Economics", Level.NOT_ASSESSED, "Unit Economics weighs 0 instead of 4"),
    ],
)
def test_thresholds_and_weights(text: str, capability: str, level: Level, changed: str) -> None:
    found = score(evidence(PAYMENTS), settings=configured(f"score: {{{text}}}"))
    assert levels(found)[capability] is level
    assert found.changed == (changed,)


def test_the_number_follows_the_weights() -> None:
    plain = score(evidence(PAYMENTS))
    lighter = score(evidence(PAYMENTS), settings=configured("score: {weights: {units: 0, usage: 0}}"))
    assert lighter.low > plain.low
    assert sum(each.weight for each in lighter.capabilities) == 80


def test_a_declared_lower_target_is_said() -> None:
    short = {check: value for check, value in LEDGER.items() if not check.startswith("units.")}
    assert score(evidence(short)).level is Level.WALK
    found = score(evidence(short | {"units.defined": 0}), settings=configured("score: {targets: {units: crawl}}"))
    assert found.level is Level.RUN
    assert found.changed == ("Unit Economics needs no more than Crawl for Run overall",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("benchmark: ff-2027", "ff-2027"),
        ("weights: {unit: 4}", 'did you mean "units"'),
        ("weights: {allocation: 0}", "allocation"),
        ("weights: {units: 101}", "units"),
        ("thresholds: {governance.guard: {walk: 50}}", 'unknown key "governance.guard"'),
        ("thresholds: {planning.budgets: {run: 50}}", '"walk" is missing'),
        ("thresholds: {allocation.coverage: {walk: 0}}", "walk"),
        ("targets: {allocation: crawl}", 'unknown key "allocation"'),
        ("targets: {units: run}", "units"),
    ],
)
def test_what_a_configuration_may_not_say(text: str, said: str) -> None:
    with pytest.raises(ConfigError) as refused:
        configured(f"score: {{{text}}}")
    problem = refused.value.problems[0]
    assert said in f"{problem.message} {problem.hint}"
    assert problem.location is not None


def test_the_schema_names_all_capabilities_and_the_checks_with_a_figure() -> None:
    schema = json.loads((_assets.directory("schemas") / "config.schema.json").read_text())
    keys = {name: {*part.get("properties", ())} for name, part in schema["properties"]["score"]["properties"].items()}
    model = capabilities(BENCHMARKS["ff-2026"])
    assert keys["weights"] == {short_name(each) for each in model}
    assert keys["targets"] == {short_name(each) for each in model if not each.gate}
    assert keys["thresholds"] == {c.check for each in model for c in each.criteria if c.threshold != MET}


@pytest.mark.parametrize("benchmark", BENCHMARKS)
def test_an_adjusted_score_is_monotone(benchmark: str) -> None:
    random = Random(8)
    names = [short_name(each) for each in capabilities(BENCHMARKS[benchmark])]
    for _ in range(500):
        settings = ScoreSettings(
            weights={name: random.randint(1, 40) for name in random.sample(names, 4)},
            thresholds={"planning.budgets": {"walk": Decimal(random.randint(1, 100))}},
        )
        checks = [
            c.check for each in rules(benchmark, settings) for c in each.criteria if c.check != "allocation.coverage"
        ]
        values = {check: random.random() for check in random.sample(sorted(set(checks)), 20)}
        before = score(evidence(values), benchmark, settings=settings)
        lost = random.choice(sorted(values))
        after = score(evidence({k: v for k, v in values.items() if k != lost}), benchmark, settings=settings)
        if lost != "allocation.billed-coverage":
            assert (after.level.rank, after.low) <= (before.level.rank, before.low)


def test_a_scan_rates_as_configured() -> None:
    tree = MemoryTree({"main.tf": 'resource "aws_sqs_queue" "q" {}\n'})
    settings = Settings(score=ScoreSettings(benchmark="ff-2023", weights={"units": 9}))
    found = scan(tree, [""], settings).score
    assert (found.benchmark, found.changed) == ("ff-2023", ("Unit Economics weighs 9 instead of 4",))


MODULES = {
    "main.tf": 'module "net" {\n  source = "./modules/net"\n}\n\n'
    'resource "aws_instance" "own" {\n  instance_type = "m7g.large"\n}\n'
    'provider "aws" {\n  region = "eu-central-1"\n}\n',
    "modules/net/main.tf": 'resource "aws_instance" "of_module" {\n  instance_type = "m7g.large"\n}\n',
}


@pytest.mark.parametrize(
    ("approved", "value"), [(("./modules/*",), 0.5), (("acme/*",), 0.0), (("acme/*", "./modules/net"), 0.5), ((), None)]
)
def test_cost_from_approved_modules(approved: tuple[str, ...], value: float | None) -> None:
    found = scan(MemoryTree(MODULES), [""], Settings(score=ScoreSettings(approved_modules=approved))).score
    evidence = {each.check: each for item in found.capabilities for each in item.evidence}
    assert evidence["architecture.approved-modules"].value == value
