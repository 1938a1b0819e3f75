"""What a scan knows becomes evidence, and nothing that it does not know becomes a pass."""

from __future__ import annotations

from typing import Any

import pytest
from maturity.building import TAGS, UNKNOWN, evaluation, missing, policy, resource, resource_set
from msgspec.structs import replace

from finops_guard.findings import Enforcement, Evaluation, Severity, Verdict
from finops_guard.location import Location
from finops_guard.maturity.assessment import assess
from finops_guard.maturity.evidence import evidence
from finops_guard.maturity.facts import PLACEHOLDERS, Facts, MandatoryKey, collect
from finops_guard.maturity.model import Evidence, Level, Status
from finops_guard.maturity.pipelines import GuardRun
from finops_guard.maturity.pipelines.reading import UNSEEN
from finops_guard.policy.model import Match
from finops_guard.resources import Resource, TagOrigin
from finops_guard.tree import MemoryTree
from finops_guard.values import Cause, CauseKind

VALID = {"owner": "payments", "env": "prod"}
PASS, FAIL, UNRESOLVED = Verdict.PASS, Verdict.FAIL, Verdict.UNRESOLVED
COVERED = "allocation.estimated-coverage"
NOWHERE = MemoryTree({})
ROOT = MemoryTree({".git/HEAD": "", ".finops-guard.yaml": "profile: walk\n"})
WORKFLOW = "on: pull_request\njobs: {cost: {steps: [{run: finops-guard scan}]}}\n"


def facts(*judged: tuple[Resource, Verdict], tree: MemoryTree = NOWHERE, broken: tuple[str, ...] = ()) -> Facts:
    resources = [item for item, _ in judged]
    evaluations = [evaluation(item, verdict) for item, verdict in judged if item.tags is not None]
    findings = [missing(item, "owner") for item, verdict in judged if verdict is FAIL]
    return collect(tree, resource_set(*resources, broken=broken), [policy()], evaluations, findings, "crawl")


def found(known: Facts, check: str) -> Evidence:
    return evidence(known)[check]


def test_coverage_counts_resources() -> None:
    known = facts(
        (resource("a", VALID), PASS),
        (resource("b", {"Owner": "payments", "env": "dev"}), PASS),
        (resource("c", {"env": "prod"}, line=7), FAIL),
        (resource("d", {"owner": UNKNOWN, "env": "prod"}), PASS),
        (resource("e", {}), UNRESOLVED),
        (resource("f"), PASS),
    )
    assert (known.resources, known.taggable, known.tagged, known.undecided) == (6, 5, 2, 2)
    assert [(gap.address, gap.keys, gap.location.line) for gap in known.gaps] == [("aws_instance.c", ("owner",), 7)]
    coverage = found(known, "allocation.estimated-coverage")
    assert (coverage.value, coverage.upper) == (2 / 5, 4 / 5)
    assert coverage.detail == (
        "2 of 5 taggable resources carry all mandatory tags with valid values, 2 cannot be decided "
        "(by resource count; no prices in this scan)"
    )
    assert str(coverage.location) == "live/main.tf:7:1"


@pytest.mark.parametrize("value", sorted(PLACEHOLDERS))
@pytest.mark.parametrize("change", [str, str.upper, lambda text: f" {text} "])
def test_placeholders_are_no_values(value: str, change: type[str]) -> None:
    known = facts((resource("a", VALID | {"owner": change(value)}), PASS))
    assert known.tagged == 0
    assert known.gaps[0].keys == ("owner",)


def test_a_listed_value_is_no_placeholder() -> None:
    required = policy(parameters={"required": {"compliance": {"values": ["none", "pci"]}}})
    item = resource("a", {"compliance": "none"})
    assert collect(NOWHERE, resource_set(item), [required], [evaluation(item, PASS)], [], "crawl").tagged == 1


def test_a_resource_that_no_policy_judges_is_undecided() -> None:
    known = collect(NOWHERE, resource_set(resource("a", VALID)), [policy()], [], [], "crawl")
    assert (known.taggable, known.tagged, known.undecided) == (1, 0, 1)


def test_every_policy_on_mandatory_tags_must_pass() -> None:
    item = resource("a", VALID)
    both = [policy(), policy("ACME-TAG-001", parameters={"required": {"team": {}}})]
    judged = [evaluation(item, PASS), evaluation(item, FAIL, "ACME-TAG-001")]
    known = collect(NOWHERE, resource_set(item), both, judged, [missing(item, "team", "ACME-TAG-001")], "crawl")
    assert known.gaps[0].keys == ("team",)
    assert [key.key for key in known.mandatory_keys] == ["owner", "env", "team"]


def test_other_policies_do_not_count() -> None:
    item = resource("a", VALID)
    others = [
        policy(),
        policy("X-TAG-002", parameters={"forbidden": ["temp"]}),
        policy("X-ATTR-001", parameters={"required": {"x": {}}}, check="attribute"),
    ]
    judged = [evaluation(item, PASS), evaluation(item, FAIL, "X-TAG-002"), evaluation(item, FAIL, "X-ATTR-001")]
    known = collect(NOWHERE, resource_set(item), others, judged, [], "crawl")
    assert known.tagged == 1
    assert [key.key for key in known.mandatory_keys] == ["owner", "env"]


def test_keys_that_only_some_resources_need_are_not_mandatory() -> None:
    item = resource("a", VALID)
    sandbox = policy("ACME-TAG-001", parameters={"required": {"expires": {}}}, match=Match(environments=("sandbox",)))
    conditional = policy("ACME-TAG-002", parameters={"required": {"retention": {"when": {"tag": "data"}}}})
    known = collect(
        NOWHERE, resource_set(item), [policy(), sandbox, conditional], [evaluation(item, PASS)], [], "crawl"
    )
    assert known.tagged == 1
    assert [key.key for key in known.mandatory_keys] == ["owner", "env"]


def test_the_same_address_in_two_roots() -> None:
    known = facts((resource("a", VALID, root="dev"), PASS), (resource("a", {}, root="prod"), FAIL))
    assert known.tagged == 1
    assert [gap.root for gap in known.gaps] == ["prod"]


def test_keys_of_parts_and_keys_with_slashes() -> None:
    item = resource("a", {})
    required = policy(parameters={"required": {"owner": {}, "app.kubernetes.io/name": {}}})
    findings = [missing(item, "volume/data/owner"), missing(item, "app.kubernetes.io/name"), missing(item, "co-owner")]
    known = collect(NOWHERE, resource_set(item), [required], [evaluation(item, FAIL)], findings, "crawl")
    assert known.gaps[0].keys == ("owner", "app.kubernetes.io/name")


def test_breaking_a_file_lifts_nothing() -> None:
    judged = [(resource("a", VALID), PASS), (resource("b", {}), FAIL)]
    whole = found(facts(*judged), "allocation.estimated-coverage")
    broken = found(facts(judged[0], broken=("live/b.tf",)), "allocation.estimated-coverage")
    assert whole.value == broken.value == 0.5
    assert "1 unreadable file counted as one undecided resource each" in broken.detail


def test_taking_a_module_away_lifts_nothing() -> None:
    tagged = resource("a", VALID)
    cause = Cause(CauseKind.MODULE, "module.x is not downloaded")
    known = resource_set(tagged)
    partial = replace(known, roots=(replace(known.roots[0], causes=(cause,)),))
    coverage = found(collect(NOWHERE, partial, [policy()], [evaluation(tagged, PASS)], [], "crawl"), COVERED)
    assert (coverage.value, coverage.upper) == (0.5, 1.0)
    assert "1 module or unit not read counted as one undecided resource each" in coverage.detail


@pytest.mark.parametrize(
    ("hidden", "value", "upper"), [({}, 1.0, None), ({"missing": 1}, 0.5, 1.0), ({"unread": ("x.tf",)}, 0.5, 1.0)]
)
def test_not_every_resource_inherits_its_tags_where_some_are_not_seen(
    hidden: dict[str, Any], value: float, upper: float | None
) -> None:
    enforced = found(replace(GOVERNED, inherited=1, **hidden), "allocation.enforced")
    assert (enforced.value, enforced.upper) == (value, upper)


def test_what_is_not_read_may_carry_tags() -> None:
    coverage = found(Facts(resources=1, missing=1, mandatory_keys=(MandatoryKey("a", True, "P"),)), COVERED)
    assert (coverage.status, coverage.value, coverage.upper) == (Status.FAIL, 0.0, 1.0)


def test_nothing_to_tag_is_not_applicable() -> None:
    assert found(facts((resource("a"), PASS)), "allocation.estimated-coverage").status is Status.NOT_APPLICABLE


def test_no_policy_on_tags_is_not_assessed() -> None:
    known = collect(NOWHERE, resource_set(resource("a", VALID)), [], [], [], "crawl")
    coverage = found(known, "allocation.estimated-coverage")
    assert (coverage.status, coverage.value) == (Status.NOT_ASSESSED, None)


def test_an_empty_scope_has_no_evidence() -> None:
    score = assess(ROOT, resource_set(), [policy()], [], [], "crawl")
    assert score.level is Level.NOT_ASSESSED
    assert (score.low, score.high, score.next_steps) == (0.0, 100.0, ())


@pytest.mark.parametrize(
    ("constrained", "free", "value"),
    [(0, 0, 0.0), (0, 6, 0.0), (1, 3, 0.25), (3, 1, 0.75), (4, 0, 1.0), (7, 2, 1.0)],
)
def test_the_taxonomy_needs_four_keys_with_allowed_values(constrained: int, free: int, value: float) -> None:
    keys = tuple(MandatoryKey(f"k{at}", at < constrained, "P-1") for at in range(constrained + free))
    assert found(Facts(resources=1, mandatory_keys=keys), "allocation.mandatory-keys").value == value


def test_the_taxonomy_names_the_keys_that_take_any_value_and_the_file_that_says_so() -> None:
    keys = (MandatoryKey("owner", False, "P-1"), MandatoryKey("env", True, "P-1"))
    free = found(
        Facts(resources=1, mandatory_keys=keys, configuration=".finops-guard.yaml"), "allocation.mandatory-keys"
    )
    assert free.detail == (
        "2 mandatory keys, 1 with allowed values or a pattern (4 wanted); any value is accepted for owner"
    )
    assert str(free.location) == ".finops-guard.yaml:1:1"
    bound = found(Facts(resources=1, mandatory_keys=keys[1:]), "allocation.mandatory-keys")
    assert (bound.detail, bound.location) == ("1 mandatory key, 1 with allowed values or a pattern (4 wanted)", None)


def test_allowed_values_or_a_pattern_constrain_a_key() -> None:
    specification = {"a": {"values": ["x"]}, "b": {"pattern": "x"}, "c": {"meaning": "x"}, "d": {}}
    known = collect(NOWHERE, resource_set(), [policy(parameters={"required": specification})], [], [], "crawl")
    assert [key.constrained for key in known.mandatory_keys] == [True, True, False, False]


STRONG = GuardRun("GitHub Actions", Location(".github/workflows/ci.yml", 3))
WEAK = replace(STRONG, weakness="its step says continue-on-error")
GOVERNED = Facts(resources=1, taggable=1, repository=True, blocking=("A",), reporting=("B", "C"), blocking_tags=("A",))


@pytest.mark.parametrize(
    ("known", "values"),
    [
        (replace(GOVERNED, guard_runs=(STRONG,)), (1.0, 1.0, 1 / 3, 1.0)),
        (replace(GOVERNED, guard_runs=(WEAK,)), (0.5, 0.0, 0.0, 0.0)),
        (GOVERNED, (0.0, 0.0, 0.0, 0.0)),
        (replace(GOVERNED, repository=False), (None, None, None, None)),
        (replace(GOVERNED, guard_runs=(STRONG,), blocking=(), blocking_tags=()), (1.0, 0.0, 0.0, 0.0)),
        (replace(GOVERNED, guard_runs=(STRONG,), blocking_tags=()), (1.0, 1.0, 1 / 3, 0.0)),
        (replace(GOVERNED, inherited=1), (0.0, 0.0, 0.0, 1.0)),
        (replace(GOVERNED, taggable=4, inherited=1), (0.0, 0.0, 0.0, 0.25)),
        (replace(GOVERNED, taggable=0), (0.0, 0.0, 0.0, 0.0)),
    ],
)
def test_policies_block_only_where_something_runs_them(known: Facts, values: tuple[float | None, ...]) -> None:
    checks = ("governance.guard", "governance.blocking-policy", "governance.policies-enforced", "allocation.enforced")
    assert tuple(found(known, check).value for check in checks) == values


@pytest.mark.parametrize(
    ("check", "value"),
    [
        ("governance.guard", 0.5),
        ("governance.blocking-policy", 0.0),
        ("governance.policies-enforced", 0.0),
        ("allocation.enforced", 0.0),
    ],
)
def test_what_a_workflow_of_another_repository_does_is_not_known(check: str, value: float) -> None:
    seen, unseen = (
        replace(GOVERNED, guard_runs=(run,), reporting=()) for run in (WEAK, replace(WEAK, weakness=UNSEEN))
    )
    assert (found(seen, check).value, found(seen, check).upper) in {(value, value), (value, None)}
    assert (found(unseen, check).value, found(unseen, check).upper) == (value, 1.0)


@pytest.mark.parametrize(
    ("origin", "inherited"),
    [(TagOrigin.DEFAULT_TAGS, 1), (TagOrigin.NAMESPACE, 1), (TagOrigin.RESOURCE, 0), (TagOrigin.PARENT, 0)],
)
def test_inherited_tags(origin: TagOrigin, inherited: int) -> None:
    assert facts((resource("a", VALID, origin), PASS)).inherited == inherited


@pytest.mark.parametrize(
    ("files", "value", "detail"),
    [
        ({}, 0.0, "there is no CODEOWNERS file"),
        ({"CODEOWNERS": "/.finops-guard.yaml @a"}, 0.5, "1 of 2 files that decide what the guard does have an owner"),
        ({"CODEOWNERS": "[Guard] @a\n*"}, 0.0, "0 of 2 files that decide what the guard does"),
        ({"CODEOWNERS": "[Guard] @a\n*", ".gitlab-ci.yml": ""}, 1.0, "2 of 2 files"),
        ({"CODEOWNERS": "* @a"}, 1.0, "2 of 2 files that decide what the guard does have an owner"),
        ({".github/CODEOWNERS": "", "CODEOWNERS": "* @a"}, 0.0, "0 of 2 files that decide what the guard does"),
        (
            {"CODEOWNERS": "* @a\n/.finops/", ".finops/exceptions/x.yaml": ""},
            2 / 3,
            "none for .finops/exceptions/x.yaml",
        ),
        (
            {"CODEOWNERS": "/.finops-guard.yaml @a\n/.finops/ @a"}
            | {f".finops/exceptions/{number}.yaml": "" for number in range(9)},
            0.5,
            "1 of 2 files that decide what the guard does have an owner; none for .github/workflows/ci.yml",
        ),
    ],
)
def test_code_owners(files: dict[str, str], value: float, detail: str) -> None:
    tree = MemoryTree({".finops-guard.yaml": "", ".github/workflows/ci.yml": WORKFLOW} | files)
    owners = found(facts((resource("a", VALID), PASS), tree=tree), "governance.code-owners")
    assert owners.value == value
    assert detail in owners.detail


def test_the_workflow_that_calls_another_one_needs_an_owner_too() -> None:
    caller = "on: pull_request\njobs: {cost: {uses: ./.github/workflows/cost.yml}}\n"
    called = WORKFLOW.replace("pull_request", "workflow_call")
    owned = "/.github/workflows/cost.yml @a\n"
    files = {".github/workflows/ci.yml": caller, ".github/workflows/cost.yml": called, "CODEOWNERS": owned}
    known = facts((resource("a", VALID), PASS), tree=MemoryTree(files))
    assert [(file.path, file.owner_line) for file in known.owned_files] == [
        (".github/workflows/cost.yml", 1),
        (".github/workflows/ci.yml", None),
    ]


def test_owners_of_nothing_are_no_evidence() -> None:
    known = facts((resource("a", VALID), PASS), tree=MemoryTree({".git/HEAD": "", "CODEOWNERS": "* @a"}))
    owners = found(known, "governance.code-owners")
    assert (owners.value, owners.detail) == (0.0, "there is no configuration, policy or pipeline of the guard to own")


def test_own_policies_and_pyproject_need_owners_too() -> None:
    tree = MemoryTree({"pyproject.toml": "[tool.finops-guard]", "policies/x.yaml": "", "CODEOWNERS": "/policies/ @a"})
    own = policy("ACME-TAG-001", bundled=False, path="policies/x.yaml")
    known = collect(tree, resource_set(resource("a")), [policy(), own], [], [], "crawl")
    assert [(file.path, file.owner_line) for file in known.owned_files] == [
        ("pyproject.toml", None),
        ("policies/x.yaml", 1),
    ]
    assert known.configuration == "pyproject.toml"


@pytest.mark.parametrize(
    ("files", "repository"),
    [
        ({}, False),
        ({"main.tf": ""}, False),
        ({".git": "gitdir: x"}, True),
        ({".git/HEAD": ""}, True),
        ({".github/x": ""}, True),
        ({".gitlab-ci.yml": ""}, True),
    ],
)
def test_only_a_repositorys_root_shows_that_there_is_no_pipeline(files: dict[str, str], repository: bool) -> None:
    known = facts((resource("a", VALID), PASS), tree=MemoryTree(files))
    assert known.repository is repository
    assert (found(known, "governance.guard").value is None) is not repository


def test_assessment_of_a_well_governed_repository() -> None:
    keys = {key: {"values": ["x"]} for key in ("owner", "env", "team", "app")}
    tags = dict.fromkeys(keys, "x")
    tree = MemoryTree({".finops-guard.yaml": "", ".github/workflows/ci.yml": WORKFLOW, "CODEOWNERS": "* @acme/finops"})
    items = [resource(str(at), tags) for at in range(10)]
    judged: list[Evaluation] = [evaluation(item, PASS) for item in items]
    score = assess(tree, resource_set(*items), [policy(parameters={"required": keys})], judged, [], "crawl")
    found = {part.capability: part.level for part in score.capabilities}
    assert found["Allocation"] is Level.WALK
    assert found["Governance, Policy & Risk"] is Level.WALK
    # Seven of nine capabilities have no evidence in this release.
    assert score.level is Level.CRAWL
    assert score.assurance == "D"


def test_severity_decides_what_blocks() -> None:
    policies = [policy(), policy("W-1", Severity.WARNING), policy("I-1", Severity.INFO, parameters=TAGS)]
    known = collect(NOWHERE, resource_set(), policies, [], [], "crawl")
    assert (known.blocking, known.reporting, known.blocking_tags) == (("FG-TAG-001",), ("W-1",), ("FG-TAG-001",))


@pytest.mark.parametrize(
    ("fail_on", "blocking", "reporting"),
    [
        (Severity.ERROR, ("E",), ("A", "W")),
        (Severity.WARNING, ("E", "W"), ("A",)),
        (Severity.INFO, ("E", "W", "I"), ("A",)),
    ],
)
def test_what_fails_a_scan_blocks_and_nothing_that_is_advisory(
    fail_on: Severity, blocking: tuple[str, ...], reporting: tuple[str, ...]
) -> None:
    policies = [
        policy("E"),
        policy("A", enforcement=Enforcement.ADVISORY),
        policy("W", Severity.WARNING),
        policy("I", Severity.INFO),
    ]
    known = collect(NOWHERE, resource_set(), policies, [], [], "crawl", fail_on=fail_on)
    assert (known.blocking, known.reporting) == (blocking, reporting)
    assert known.blocking_tags == blocking
