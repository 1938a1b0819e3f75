"""What docs/limits.md says is bounded is, at these figures, and what is said there of what lies beyond is so."""

from __future__ import annotations

import json
import re
from importlib import import_module
from typing import Any

import pytest
from support.command_line import Runner
from support.guide import Guide

from finops_guard.documents.loader import LIMITS
from finops_guard.settings import MAX_FILE_SIZE, Settings

TEXT = Guide("limits.md").text
ROW = re.compile(r"^\| (?!what \|)([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
ROWS = {what: figures for what, figures, _ in ROW.findall(TEXT) if not what.startswith("---")}

TERRAFORM = "sources.terraform"
RENDERING = "sources.kubernetes.rendering"
GIB = 1024**3

# What a row is about, by how it begins, and where its figures stand in the code.
FIGURES: dict[str, tuple[str | int, ...]] = {
    "a run of": (),
    "one call of helm": (f"{RENDERING}.tools.MAX_SECONDS",),
    "all calls of helm": (f"{RENDERING}.helm.MAX_TOTAL_SECONDS",),
    "all overlays together": (f"{RENDERING}.builds.MAX_TOTAL_SECONDS",),
    "one question to git": ("revisions.MAX_SECONDS",),
    "scores of earlier": ("history.scores.MAX_SECONDS",),
    "one download": ("updating.fetching.MAX_SECONDS",),
    "one file": ("settings.MAX_FILE_SIZE",),
    "files of a scan": ("sources.discovery.MAX_FILES",),
    "directories in each other": ("sources.discovery.MAX_DEPTH",),
    "standard input": ("cli.standard_input.MAX_SIZE",),
    "a plan": ("sources.plan.document.MAX_SIZE", "sources.plan.source.LIMITS.nodes"),
    "the configuration": ("config.files.MAX_SIZE", "config.reading.LIMITS.nodes"),
    "files of a git revision": ("revisions.MAX_FILES",),
    "commits that": ("revisions.MAX_COMMITS",),
    "a `.gitignore`": ("sources.gitignore.MAX_PATTERNS", "sources.gitignore.MAX_LENGTH"),
    "HCL: blocks": (f"{TERRAFORM}.syntax.failure.MAX_NESTING",),
    "HCL: values": (f"{TERRAFORM}.syntax.failure.MAX_NODES",),
    "HCL: mistakes": (f"{TERRAFORM}.syntax.failure.MAX_PROBLEMS",),
    "YAML and JSON: collections": ("documents.loader.LIMITS.depth",),
    "YAML and JSON: keys": ("documents.loader.LIMITS.nodes",),
    "documents of": ("documents.loader.LIMITS.documents",),
    "lists of objects": ("sources.kubernetes.manifests.MAX_LIST_DEPTH",),
    "comments `finops-guard:ignore` of a Terraform": (f"{TERRAFORM}.comments.MAX_COMMENTS",),
    "comments `finops-guard:ignore` of a manifest": ("sources.kubernetes.suppressions.MAX_COMMENTS",),
    "steps of a root": (f"{TERRAFORM}.scope.MAX_STEPS",),
    "steps of all": (f"{TERRAFORM}.scope.MAX_TOTAL_STEPS", f"{TERRAFORM}.scope.STEPS_A_CHARACTER"),
    "expressions in": (f"{TERRAFORM}.scope.MAX_DEPTH",),
    "instances of": (f"{TERRAFORM}.blocks.MAX_INSTANCES",),
    "modules of a": (f"{TERRAFORM}.context.MAX_MODULES",),
    "modules in": (f"{TERRAFORM}.context.MAX_MODULE_DEPTH",),
    "resources of a": (f"{TERRAFORM}.holdings.MAX_RESOURCES",),
    "tags and parts of the": (f"{TERRAFORM}.holdings.MAX_HELD",),
    "tags and parts of all": (f"{TERRAFORM}.holdings.MAX_TOTAL_HELD",),
    "elements of": (f"{TERRAFORM}.access.MAX_ELEMENTS",),
    "parts of a value": (f"{TERRAFORM}.access.MAX_WEIGHT",),
    "characters of a text": (f"{TERRAFORM}.access.MAX_STRING",),
    "files that `fileset()`": (f"{TERRAFORM}.special.MAX_FILESET",),
    "matches of": (f"{TERRAFORM}.functions.regular.MAX_MATCHES",),
    "what one rendering": (f"{RENDERING}.tools.MAX_OUTPUT",),
    "memory of": (2,),
    "objects of all": (f"{RENDERING}.tools.MAX_KINDS",),
    "files of a chart": tuple(f"{RENDERING}.copies.MAX_{name}" for name in ("FILES", "FILE_SIZE", "SIZE")),
    "overlays of": (f"{RENDERING}.builds.MAX_OVERLAYS",),
    "Helm releases": ("sources.kubernetes.terraform.releases.MAX_RELEASES",),
    "patches of": ("sources.kubernetes.patches.MAX_PATCHES",),
    "comparisons of": ("kubernetes.selection.MAX_COMPARISONS",),
    "a policy file": ("policy.reading.MAX_FILE_SIZE",),
    "policy files of": ("policy.reading.MAX_FILES", "policy.reading.MAX_DEPTH"),
    "a regular expression": ("policy.ambiguity.MAX_LENGTH",),
    "text that a regular": ("policy.patterns.MAX_SUBJECT",),
    "steps of a CEL": ("policy.cel.results.MAX_STEPS", "policy.cel.judging.MAX_TOTAL"),
    "findings": ("policy.engine.MAX_FINDINGS",),
    "budgets": ("policy.budgets.spending.MAX_BUDGETS",),
    "exceptions": ("governance.register.MAX_FILES", "governance.register.MAX_FILE_SIZE"),
    "a baseline": ("novelty.baseline.MAX_SIZE",),
    "a usage file": ("pricing.usage_reading.MAX_SIZE",),
    "prices of": ("pricing.book_reading.MAX_ROWS",),
    "bills": tuple(f"billing.files.MAX_{name}" for name in ("FILES", "COLUMNS", "LINE")),
    "a report as": ("pricing.base_report.MAX_SIZE",),
    "a scan that": ("cache.store.MAX_ENTRY",),
    "all that are": ("cache.store.MAX_TOTAL",),
}


def value(place: str | int) -> int:
    """Return what stands at a place of the code, as in ``module.NAME`` or ``module.NAME.field``."""
    if isinstance(place, int):
        return place
    parts = place.split(".")
    first = next(index for index, part in enumerate(parts) if part.isupper())
    found: Any = import_module(".".join(["finops_guard", *parts[:first]]))
    for name in parts[first:]:
        found = getattr(found, name)
    return int(found)


def numbers(text: str) -> list[int]:
    return [int(each.replace(",", "")) for each in re.findall(r"\d[\d,]*", text)]


def test_each_row_is_of_one_limit() -> None:
    rows = {start: [what for what in ROWS if re.match(rf"{re.escape(start)}(?!\w)", what)] for start in FIGURES}
    assert {start: len(found) for start, found in rows.items() if len(found) != 1} == {}
    assert {what for found in rows.values() for what in found} == set(ROWS)


@pytest.mark.parametrize("start", FIGURES)
def test_the_figures_are_those_of_the_code(start: str) -> None:
    (figures,) = (figures for what, figures in ROWS.items() if re.match(rf"{re.escape(start)}(?!\w)", what))
    assert numbers(figures) == [value(place) for place in FIGURES[start]]


def test_figures_that_stand_in_several_places_are_the_same() -> None:
    assert Settings().max_file_size == MAX_FILE_SIZE
    assert value(f"{RENDERING}.tools.MAX_MEMORY") == 2 * GIB
    assert value(f"{TERRAFORM}.functions.arguments.MAX_ELEMENTS") == value(f"{TERRAFORM}.access.MAX_ELEMENTS")
    assert value(f"{TERRAFORM}.functions.regular.MAX_RESULT") == value(f"{TERRAFORM}.access.MAX_STRING")
    assert value("pricing.book_reading.MAX_SIZE") == value("pricing.usage_reading.MAX_SIZE")
    assert value("sources.kubernetes.rendering.closures.MAX_FILES") == value(f"{RENDERING}.copies.MAX_FILES")


CLEAN = "locals { a = 1 }\n"
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c}]}\n"
QUEUE = 'resource "aws_sqs_queue" "q" {}\n'
COUNTED = 'resource "aws_sqs_queue" "q" {\n  count = 5\n}\n'
MODULES = {
    "main.tf": 'module "m" {\n  source = "./m"\n  count  = 5\n}\n',
    "m/main.tf": 'module "n" {\n  source = "../n"\n}\n',
    "n/main.tf": QUEUE,
}

# What is monkeypatched to 3, the files that are just above it, what is said, and whether that fails the scan.
BEYOND: dict[str, tuple[str, dict[str, str], str, bool]] = {
    "files": (
        "sources.discovery.MAX_FILES",
        {f"{number}/main.tf": CLEAN for number in range(5)},
        "more than 3 files: the rest was left out",
        True,
    ),
    "directories": (
        "sources.discovery.MAX_DEPTH",
        {"a/b/c/d/e/main.tf": CLEAN},
        "directories nested deeper than 3 levels were left out",
        True,
    ),
    "instances": (
        f"{TERRAFORM}.blocks.MAX_INSTANCES",
        {"main.tf": COUNTED},
        "aws_sqs_queue.q has 5 instances, of which 3 were evaluated",
        False,
    ),
    "modules": (
        f"{TERRAFORM}.calls.MAX_MODULES",
        MODULES,
        "is left out: the root module makes more than 3 modules",
        False,
    ),
    "resources": (
        f"{TERRAFORM}.holdings.MAX_RESOURCES",
        {"main.tf": COUNTED},
        "has more than 3 resources; the rest was not judged",
        False,
    ),
    "comments of Terraform": (
        f"{TERRAFORM}.comments.MAX_COMMENTS",
        {"main.tf": QUEUE.replace("{}", "{\n" + "a = 1 # finops-guard:ignore FG-TAG-001\n" * 5 + "}")},
        "more than 3 comments finops-guard:ignore in a file",
        False,
    ),
    "comments of manifests": (
        "sources.kubernetes.suppressions.MAX_COMMENTS",
        {"pod.yaml": POD + "# finops-guard:ignore FG-TAG-001\n" * 5},
        "more than 3 comments finops-guard:ignore",
        False,
    ),
    "budgets": (
        "policy.budgets.spending.MAX_BUDGETS",
        {"main.tf": "".join(f"# finops-guard:budget 5 USD\n{QUEUE.replace('q', f'q{n}')}" for n in range(5))},
        "more than 3 budgets: the rest of them is compared with nothing",
        False,
    ),
    "exceptions": (
        "governance.register.MAX_FILES",
        {"main.tf": CLEAN, **{f".finops/exceptions/{n}.yaml": "id: x\n" for n in range(5)}},
        "the register holds more than 3 exceptions",
        True,
    ),
}


@pytest.mark.parametrize("name", BEYOND)
def test_what_is_beyond_a_limit_is_told_with_its_figure(
    run: Runner, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    place, files, said, fails = BEYOND[name]
    module, _, constant = place.rpartition(".")
    found = import_module(f"finops_guard.{module}")
    assert isinstance(getattr(found, constant), int)
    for path, text in files.items():
        run.write(path, text)
    run("scan", "--no-cache")  # whatever is imported late has the figure that it is to keep
    monkeypatch.setattr(found, constant, 3)
    report = json.loads(run("scan", "--no-cache", "--format", "json").out)
    findings = [each["message"] for each in report["findings"]]
    notices = [each["message"] for each in report["notices"]]
    told, elsewhere = (findings, notices) if fails else (notices, findings)
    assert any(said in each for each in told), (told, elsewhere)
    assert report["summary"]["failed"] or not fails


@pytest.mark.parametrize(("name", "text"), [("main.tf", CLEAN * 20), ("pod.yaml", POD * 20)])
def test_a_file_that_is_too_large_is_told_with_the_figure(run: Runner, name: str, text: str) -> None:
    run.write(name, text)
    run.write(".finops-guard.yaml", "max-file-size: 100\n")
    report = json.loads(run("scan", "--no-cache", "--format", "json").out)
    told = [each["message"] for each in report["findings" if name == "main.tf" else "notices"]]
    assert any("it is larger than 100 bytes" in each for each in told)


def test_what_parsers_take_is_bounded(run: Runner) -> None:
    run.write("main.tf", f"locals {{ a = {'[' * 201}{']' * 201} }}\n")
    run.write("other/pod.yaml", f"{POD}a: {'[' * 101}{']' * 101}\n")
    run.write("worse/main.tf", "a = = 1\n" * 101)
    report = json.loads(run("scan", "--no-cache", "--format", "json").out)
    told = [each["message"] for each in report["findings"] if each["policy"] == "FG-SRC-001"]
    assert any("after 100 problems the rest of this file is not read" in each for each in told)
    assert any("this is nested more than 200 levels deep" in each for each in told)
    assert any("nested deeper than 100 levels" in each for each in told)


def test_documents_are_bounded(run: Runner) -> None:
    run.write("pod.yaml", "---\n".join([POD] * (LIMITS.documents + 1)))
    report = json.loads(run("scan", "--no-cache", "--format", "json", "--select", "FG-SRC-001").out)
    assert any("more than 10,000 documents" in each["message"] for each in report["findings"])


@pytest.fixture
def run(tmp_path: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Runner:
    return Runner(tmp_path, monkeypatch, capsys)
