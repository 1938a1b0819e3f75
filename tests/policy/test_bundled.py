"""Every policy that ships is valid, tried on fixtures, and fires where they say and nowhere else."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest
from support import kubectl

from finops_guard import _assets, schema
from finops_guard.catalog import size_attributes
from finops_guard.config import reading
from finops_guard.documents.loader import load as load_documents
from finops_guard.findings import Verdict
from finops_guard.location import SourceText
from finops_guard.policy import loader
from finops_guard.policy.checks import NAMES, module
from finops_guard.policy.engine import evaluate
from finops_guard.policy.messages import unknown_fields
from finops_guard.policy.model import Policy, Subject
from finops_guard.policy.parameters import as_value
from finops_guard.policy.patterns import Globs
from finops_guard.policy.types import unknown_type
from finops_guard.settings import PolicyOverride, Settings
from finops_guard.sources import registry
from finops_guard.tree import MemoryTree
from finops_guard.trials.bundled import DIRECTORY, checkout
from finops_guard.trials.fixtures import Case
from finops_guard.trials.judging import Judged, attempt, judge
from finops_guard.trials.marks import marks
from finops_guard.trials.running import gather

FIXTURES = Path(__file__).parent.parent / "policies"
REPOSITORY = checkout()
assert REPOSITORY is not None
CASES, PROBLEMS = gather(REPOSITORY, [DIRECTORY])
FILES = sorted(_assets.directory("policies").glob("*/*.yaml"))
GUIDE = Path(__file__).parents[2] / "docs" / "kubernetes-policies.md"
TAG_GUIDE = GUIDE.with_name("tags.md")
# What these policies ask is written in the code itself, or nowhere; or only a kustomization, which is a file of its
# own, can leave it open.
NEVER_UNRESOLVED = {
    "consistent-tag-keys",
    "cost-growth",  # but for a base that cannot be read whole, which no fixture has
    "container-limit-ratio",
    "cronjob-history",
    "cronjob-overlap",
    "duplicate-tag-keys",
    "empty-dir-size-limit",
    "ephemeral-storage-limits",
    "exceptions-in-order",
    "gpu-approval",
    "job-deadline",
    "job-ttl",
    "karpenter-consolidation",
    "karpenter-disruption-budgets",
    "karpenter-instance-generation",
    "karpenter-limits",
    "karpenter-node-tags",
    "limit-range-breach",
    "limit-range-defaults",
    "misspelt-tag-keys",
    "readable-source",
    "autoscaler-minimum-outside-production",
    "autoscaler-requests",
    "budget-nearly-used",
    "budget-readable",
    "budget-thresholds",
    "contesting-autoscalers",
    "load-balancers-of-a-namespace",
    "namespace-budget-owner",
    "orphan-volumes",
    "resource-quota-exceeded",
    "resource-quota-room-to-scale",
    "scale-to-zero-outside-production",
    "spot-outside-production",
    "storage-class-expansion",
    "storage-class-gp2",
    "storage-quantity-slips",
    "workload-budget",
    "idle-nat-gateway",
    "provider-versions",
    "unattached-ebs-volume",
    "unattached-managed-disk",
    "unused-kms-key",
    "unused-web-acl",
}


@cache
def policies() -> dict[str, Policy]:
    return {policy.name: policy for policy in loader.load(Settings(), None)}


def fixtures(name: str) -> list[Path]:
    return sorted(path for path in FIXTURES.iterdir() if path.name.split(".")[0] == name)


def case_of(path: Path) -> Case:
    (found,) = (case for case in CASES if case.shown == f"{DIRECTORY}/{path.name}")
    return found


def judged(policy: Policy, path: Path) -> Judged:
    """Return what a policy finds in a fixture."""
    return judge([policy], case_of(path))


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
    for each in (policy, *policy.environments.values()):
        assert not schema.validate(as_value(each.parameters), "policy", each.check_name)
        module(each.check_name).configure(each.parameters)  # which a scan defers until the check judges
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


def test_each_type_that_names_a_size_has_one_ceiling() -> None:
    """A machine above two ceilings would be reported twice, one above none never."""
    other = {"gpu-machines-outside-production", "burstable-databases-in-production"}
    ceilings = [
        policy for policy in policies().values() if policy.check_name == "instance_size" and policy.name not in other
    ]
    judged_by = {
        type_: [policy.name for policy in ceilings if Globs(policy.match.types).match(type_)]
        for type_ in size_attributes.types()
    }
    # By an attribute: a SKU in DTUs has no vCPUs that the catalog could tell.
    judged_by["azurerm_mssql_database"] += ["oversized-sql-databases-outside-production"]
    assert {type_: names for type_, names in judged_by.items() if len(names) != 1} == {}


def test_every_fixture_belongs_to_a_policy() -> None:
    assert {path.name.split(".")[0] for path in FIXTURES.iterdir()} == set(policies())


def test_fixtures_are_read_without_problems() -> None:
    assert PROBLEMS == []
    assert {case.shown for case in CASES} == {f"{DIRECTORY}/{path.name}" for path in FIXTURES.iterdir()}


@pytest.mark.parametrize("path", sorted(FIXTURES.iterdir()), ids=lambda path: path.name)
def test_fixture(path: Path) -> None:
    policy = policies()[path.name.split(".")[0]]
    assert attempt(policy, case_of(path)).differences == ()
    assert {mark.policy for mark in marks(path.read_text())} <= {policy.id}, "a mark of another policy"


@pytest.mark.parametrize("name", [path.stem for path in FILES])
def test_fixtures_show_every_verdict(name: str) -> None:
    policy = policies()[name]
    shown = set()
    for path in fixtures(name):
        if policy.subject is Subject.FILE:
            shown |= {Verdict.PASS}
        shown |= {evaluation.verdict for evaluation in judged(policy, path).evaluations}
    assert shown == set(Verdict) - ({Verdict.UNRESOLVED} if name in NEVER_UNRESOLVED else set())


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


PATCHED = {
    "base/pod.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: dev}\n"
    "spec: {containers: [{name: c}]}\n",
    "base/kustomization.yaml": "resources: [pod.yaml]\n",
    "live/kustomization.yaml": "resources: [../base]\npatches: [{path: p.yaml}]\n",
    "live/p.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n"
    "spec: {containers: [{name: c, resources: {requests: {cpu: 3}, limits: {memory: 1Gi}}}]}\n",
}


@pytest.mark.parametrize(
    "name",
    [
        "container-limit-ratio",
        "container-limits",
        "container-quantity-slips",
        "container-requests",
        "container-size",
        "ephemeral-storage-limits",
        "gpu-outside-production",
    ],
)
def test_what_a_kustomization_patches_is_unresolved(name: str) -> None:
    found = registry.load("kubernetes").read(MemoryTree(PATCHED), sorted(PATCHED), Settings(), None)
    findings, _ = evaluate([policies()[name]], found)
    assert {finding.verdict for finding in findings} == {Verdict.UNRESOLVED}
    assert {cause.text for finding in findings for cause in finding.causes} == {
        "live/p.yaml patches the containers of Pod/p"
    }


CPU_LIMIT = """\
apiVersion: v1
kind: Pod
metadata: {name: cart, namespace: shop}
spec:
  containers:
    - name: without
      resources: {limits: {memory: 1Gi}}
    - name: with
      resources: {limits: {memory: 1Gi, cpu: 1}}
"""


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, []),
        ({"cpu_limit": "ignore"}, []),
        ({"cpu_limit": "require"}, ["the container without of Pod/shop/cart has no cpu limit"]),
        ({"cpu_limit": "forbid"}, ["the container with of Pod/shop/cart has a cpu limit, which is not allowed"]),
    ],
)
def test_cpu_limits_are_a_choice_of_the_configuration(parameters: dict[str, object], expected: list[str]) -> None:
    settings = Settings(policies={"container-limits": PolicyOverride(parameters=parameters)})
    (policy,) = [policy for policy in loader.load(settings, None) if policy.name == "container-limits"]
    tree = MemoryTree({"pod.yaml": CPU_LIMIT})
    findings, _ = evaluate([policy], registry.load("kubernetes").read(tree, ["pod.yaml"], settings, None))
    assert [finding.message for finding in findings] == expected


def slips(name: str, manifest: str) -> bool:
    """Tell whether a policy about quantities finds anything in a manifest."""
    tree = MemoryTree({"object.yaml": manifest})
    findings, _ = evaluate(
        [policies()[name]], registry.load("kubernetes").read(tree, ["object.yaml"], Settings(), None)
    )
    return bool(findings)


CONTAINER = (
    "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, resources: {requests: %s}}]}\n"
)
CLAIM = (
    "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: p}\nspec: {resources: {requests: {storage: %s}}}\n"
)
SIZES = (
    "400m",
    "512",
    "1k",
    "999999",
    "1000Ki",
    "1Mi",
    "1M",
    "1.5Gi",
    "2e9",
    "1e-3",
    "600000000m",
    "9999999999999m",
    "3u",
)


def in_bytes(canonical: str) -> float:
    """Return the bytes of a quantity as kubectl writes it again."""
    units = {"m": 1e-3, "u": 1e-6, "n": 1e-9, "k": 1e3, "M": 1e6, "G": 1e9, "Ki": 2**10, "Mi": 2**20, "Gi": 2**30}
    number = canonical.rstrip("munkMGKi")
    return float(number) * units.get(canonical[len(number) :], 1)


def test_slips_of_sizes_by_what_kubectl_reads(tmp_path: Path) -> None:
    written = kubectl.quantities([json.dumps(size) for size in SIZES], tmp_path)
    assert None not in written
    small = [size for size, read in zip(SIZES, written, strict=True) if in_bytes(read or "") < 2**20]
    assert [size for size in SIZES if slips("container-quantity-slips", CONTAINER % f'{{memory: "{size}"}}')] == small
    tiny = [size for size, read in zip(SIZES, written, strict=True) if in_bytes(read or "") < 10**6]
    assert [size for size in SIZES if slips("storage-quantity-slips", CLAIM % f'"{size}"')] == tiny


@pytest.mark.parametrize(
    ("cpu", "slip"), [("2", False), ("500m", False), ("2000", True), ("512Mi", True), ("1u", True)]
)
def test_slips_of_processors(cpu: str, slip: bool) -> None:
    assert slips("container-quantity-slips", CONTAINER % f"{{cpu: {cpu}}}") is slip


def test_documentation_names_policies_as_they_are() -> None:
    text = GUIDE.read_text()
    named = dict(re.findall(r"^\| (FG-[A-Z0-9]+-\d+) `([a-z0-9-]+)`", text, re.MULTILINE))
    assert named == {policy.id: policy.name for policy in policies().values() if policy.path.startswith("kubernetes/")}


def test_documentation_of_tags_names_policies_as_they_are() -> None:
    text = TAG_GUIDE.read_text()
    named = dict(re.findall(r"^\| (FG-[A-Z0-9]+-\d+) `([a-z0-9-]+)`", text, re.MULTILINE))
    assert named == {policy.id: policy.name for policy in policies().values() if policy.id.startswith("FG-TAG-")}


@pytest.mark.parametrize("guide", [GUIDE, TAG_GUIDE], ids=lambda path: path.stem)
def test_documentation_names_the_profile_that_a_policy_applies_from(guide: Path) -> None:
    rows = re.findall(r"^\| (FG-[A-Z0-9]+-\d+) `[a-z0-9-]+` \| (.*?) \|", guide.read_text(), re.MULTILINE)
    named = {id_: (re.findall(r" \(from `(\w+)`\)$", asks) or ["crawl"])[0] for id_, asks in rows}
    assert named == {policy.id: str(policy.applies_from) for policy in policies().values() if policy.id in named}


def test_documentation_of_tags_shows_a_policy_that_loads() -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", TAG_GUIDE.read_text(), re.DOTALL)
    tree = MemoryTree({"policies/acme-tags.yaml": example})
    loader.load(Settings(policy_directories=("policies",)), tree)


def test_documentation_shows_a_configuration_that_loads() -> None:
    text = GUIDE.read_text()
    (example,) = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    settings = reading.load(MemoryTree({".finops-guard.yaml": example}), ".finops-guard.yaml")
    assert len(settings.policies) == 6
    loader.load(settings, None)


def test_what_costs_nothing_is_asked_for_tags_by_one_policy_alone() -> None:
    costly, free = policies()["required-tags"], policies()["required-tags-of-free-resources"]
    assert costly.match.not_types == free.match.types
    assert costly.parameters == free.parameters
