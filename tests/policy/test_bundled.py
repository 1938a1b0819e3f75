"""Every policy that ships is valid, tried on fixtures, and fires where they say and nowhere else."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from finops_guard import _assets, schema
from finops_guard.documents.loader import load as load_documents
from finops_guard.findings import Evaluation, Finding, Verdict
from finops_guard.governance import EXCEPTIONS, govern
from finops_guard.location import SourceText
from finops_guard.policy import loader
from finops_guard.policy.checks import NAMES, module
from finops_guard.policy.engine import evaluate
from finops_guard.policy.messages import unknown_fields
from finops_guard.policy.model import Policy, Subject
from finops_guard.policy.patterns import Globs
from finops_guard.policy.testing import Case, Mark, marks
from finops_guard.policy.types import unknown_type
from finops_guard.resources import ResourceSet
from finops_guard.settings import Settings
from finops_guard.sources import registry
from finops_guard.tree import MemoryTree

FIXTURES = Path(__file__).parent.parent / "policies"
FILES = sorted(_assets.directory("policies").glob("*/*.yaml"))
# What these policies ask is written in the code itself, or nowhere.
NEVER_UNRESOLVED = {
    "exceptions-in-order",
    "container-limits",
    "container-quantity-slips",
    "container-requests",
    "namespace-budget",
    "readable-source",
    "autoscaler-minimum-outside-production",
    "autoscaler-requests",
    "budget-nearly-used",
    "contesting-autoscalers",
    "load-balancers-of-a-namespace",
    "namespace-budget-owner",
    "orphan-volumes",
    "scale-to-zero-outside-production",
    "spot-outside-production",
    "workload-budget",
}


@cache
def policies() -> dict[str, Policy]:
    return {policy.name: policy for policy in loader.load(Settings(), None)}


def fixtures(name: str) -> list[Path]:
    return sorted(path for path in FIXTURES.iterdir() if path.name.split(".")[0] == name)


def judged(policy: Policy, path: Path) -> tuple[list[Finding], list[Evaluation]]:
    """Return what a policy finds in a fixture; one about exceptions has an exception as its fixture."""
    if policy.name == "exceptions-in-order":
        tree = MemoryTree({f"{EXCEPTIONS}/{path.name}": path.read_text()})
        governed = govern(tree, [policy], ResourceSet(), [], Settings(as_of="2026-06-01"), whole=True)
        return list(governed.findings), list(governed.evaluations)
    case = case_of(path)
    tree = MemoryTree({path.name: case.text})
    return evaluate([policy], registry.load(case.source).read(tree, [path.name], Settings(), None))


def case_of(path: Path) -> Case:
    return Case(path.name, registry.source_of(path.name) or "", path.read_text())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_file_is_valid(path: Path) -> None:
    documents, diagnostics = load_documents(SourceText(path.name, path.read_text()))
    assert diagnostics == []
    (document,) = documents
    assert schema.validate(document.value, "policy") == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_file_keeps_to_the_house(path: Path) -> None:
    policy = policies()[path.stem]
    assert policy.name == path.stem
    assert policy.id.startswith("FG-")
    assert policy.references
    assert unknown_fields(policy.message, module(policy.check_name).FIELDS) == []
    module(policy.check_name).configure(policy.parameters)  # which a scan defers until the check judges
    types = [*policy.match.types]
    for target in policy.parameters.get("paths", []):
        types += target.get("types", [])
    assert [unknown_type(type_) for type_ in types if unknown_type(type_)] == []
    providers = {"common": {"aws", "azure", "gcp", "kubernetes"}}.get(path.parent.name, {path.parent.name})
    assert set(policy.match.providers) <= providers


def test_ids_and_names_are_unique() -> None:
    loaded = loader.load(Settings(), None)
    assert len({policy.id for policy in loaded}) == len({policy.name for policy in loaded}) == len(FILES)


def test_paths_of_a_policy_cover_its_types() -> None:
    """A type that no path is about would never be judged."""
    for policy in policies().values():
        paths = policy.parameters.get("paths", [])
        if policy.check_name == "attribute" and paths:
            globs = [Globs(path.get("types", ["*"])) for path in paths]
            assert [type_ for type_ in policy.match.types if not any(glob.match(type_) for glob in globs)] == []


def test_every_fixture_belongs_to_a_policy() -> None:
    assert {path.name.split(".")[0] for path in FIXTURES.iterdir()} == set(policies())


@pytest.mark.parametrize("path", sorted(FIXTURES.iterdir()), ids=lambda path: path.name)
def test_fixture(path: Path) -> None:
    policy = policies()[path.name.split(".")[0]]
    findings, _ = judged(policy, path)
    found = {Mark(finding.location.line, finding.policy, finding.verdict) for finding in findings}
    assert found == set(marks(path.read_text()))
    assert {mark.policy for mark in marks(path.read_text())} <= {policy.id}, "a mark of another policy"


@pytest.mark.parametrize("name", [path.stem for path in FILES])
def test_fixtures_show_every_verdict(name: str) -> None:
    policy = policies()[name]
    shown = set()
    for path in fixtures(name):
        if policy.subject is Subject.FILE:
            shown |= {Verdict.PASS}
        shown |= {evaluation.verdict for evaluation in judged(policy, path)[1]}
    assert shown == set(Verdict) - ({Verdict.UNRESOLVED} if name in NEVER_UNRESOLVED else set())


def test_marks_are_found_in_comments() -> None:
    text = "a # expect: FG-A-001, FG-A-002\nb // unresolved: FG-B-001\nc # expect nothing\n"
    assert list(marks(text)) == [
        Mark(1, "FG-A-001", Verdict.FAIL),
        Mark(1, "FG-A-002", Verdict.FAIL),
        Mark(2, "FG-B-001", Verdict.UNRESOLVED),
    ]


def test_schema_and_checks_name_the_same() -> None:
    text = (_assets.directory("schemas") / "policy.schema.json").read_text()
    assert set(json.loads(text)["properties"]["check"]["properties"]) == set(NAMES)


def test_schema_is_a_schema() -> None:
    from jsonschema import Draft202012Validator

    Draft202012Validator.check_schema(json.loads((_assets.directory("schemas") / "policy.schema.json").read_text()))


def test_crawl_blocks_what_every_organisation_can_meet() -> None:
    blocking = {policy.name for policy in loader.load(Settings(), None) if policy.severity == "error"}
    assert blocking == {
        "required-tags",
        "terraform-budget",
        "namespace-budget",
        "readable-source",
        "exceptions-in-order",
    }


def test_the_bundle_is_what_the_policy_files_say() -> None:
    from finops_guard.policy.loader import BUNDLE
    from tools.bundle_policies import bundle

    assert Path(BUNDLE).read_text(encoding="utf-8") == bundle(), "run: python -m tools.bundle_policies"
