from __future__ import annotations

from collections.abc import Mapping

import pytest
from msgspec.structs import replace
from policy.building import CAUSE, UNKNOWN, resource, root, span, value

from finops_guard.diagnostics import error, notice
from finops_guard.findings import Evaluation, Finding, Severity, Verdict, fingerprint
from finops_guard.location import Location, SourceText, Span
from finops_guard.policy.checks import module, subject
from finops_guard.policy.engine import evaluate
from finops_guard.policy.model import Match, Policy, Profile
from finops_guard.resources import FileRecord, FileStatus, Resource, ResourceSet
from finops_guard.values import Cause, CauseKind, Value

A_IS_X = {"path": "a", "operator": "equals", "value": "x", "absent": "fail"}


def policy(
    id_: str = "T-001",
    check: str = "attribute",
    parameters: Mapping[str, object] | None = None,
    *,
    message: str = "",
    types: tuple[str, ...] = (),
    taggable: bool = False,
    providers: tuple[str, ...] = (),
    environments: tuple[str, ...] = (),
    not_environments: tuple[str, ...] = (),
    not_types: tuple[str, ...] = (),
    workloads: bool = False,
    not_names: tuple[str, ...] = (),
    named_environments: bool = False,
) -> Policy:
    parameters = A_IS_X if parameters is None else parameters
    return Policy(
        id=id_,
        name=id_.lower(),
        title="",
        description="",
        severity=Severity.WARNING,
        declared_severity=Severity.ERROR,
        blocks_from=Profile.WALK,
        capability="Allocation",
        match=Match(
            types,
            taggable,
            providers,
            environments,
            not_environments,
            not_types,
            workloads,
            not_names,
            named_environments,
        ),
        check_name=check,
        parameters=parameters,
        subject=subject(check, parameters),
        check=module(check).configure(parameters),
        message=message,
        remediation="do it",
        references=(),
        path="",
        bundled=False,
    )


def run(policies: list[Policy], *resources: Resource) -> tuple[list[Finding], list[Evaluation]]:
    return evaluate(policies, ResourceSet(resources))


def test_finding_tells_everything() -> None:
    judged = resource(values={"a": "y"}, environment="dev", root="live/dev")
    (finding,), evaluations = run([policy()], judged)
    value = judged.values.get("a")
    assert value is not None
    assert value.origin is not None
    assert finding == Finding(
        policy="T-001",
        policy_name="t-001",
        severity=Severity.WARNING,
        verdict=Verdict.FAIL,
        message='aws_instance.web: a is "y" and must be x',
        address="aws_instance.web",
        root="live/dev",
        location=value.origin.location(),
        resource_location=judged.span.location(),
        key="a",
        remediation="do it",
        environment="dev",
        resource_type="aws_instance",
        excerpt="line 21",
        fingerprint=fingerprint("T-001", "live/dev", "aws_instance.web", "a"),
    )
    assert evaluations == [Evaluation("T-001", "aws_instance.web", Verdict.FAIL, judged.span.location(), "live/dev")]


@pytest.mark.parametrize(
    ("values", "verdict"),
    [({"a": "x"}, Verdict.PASS), ({"a": "y"}, Verdict.FAIL), ({"a": UNKNOWN}, Verdict.UNRESOLVED)],
)
def test_one_evaluation_a_policy_and_resource(values: object, verdict: Verdict) -> None:
    findings, (evaluation,) = run([policy()], resource(values=values))
    assert evaluation.verdict is verdict
    assert len(findings) == (verdict is not Verdict.PASS)
    assert [cause.text for cause in evaluation.causes] == ([CAUSE.text] if verdict is Verdict.UNRESOLVED else [])


def test_failure_outweighs_what_is_not_known() -> None:
    findings, (evaluation,) = run([policy()], resource(values={"a": ["y", UNKNOWN]}))
    assert evaluation.verdict is Verdict.FAIL
    assert [finding.verdict for finding in findings] == [Verdict.FAIL, Verdict.UNRESOLVED]


def test_what_one_unknown_value_hides_is_found_once() -> None:
    paths = [{"path": "a.b", "absent": "pass"}, {"path": "a.c", "absent": "pass"}]
    two = policy(parameters={"operator": "equals", "value": "x", "paths": paths})
    findings, _ = run([two], resource(values={"a": UNKNOWN}))
    assert [(finding.verdict, finding.key) for finding in findings] == [(Verdict.UNRESOLVED, "a")]
    findings, _ = run([two], resource(values={"a": {"b": UNKNOWN, "c": UNKNOWN}}))
    assert [finding.key for finding in findings] == ["a.b", "a.c"]


@pytest.mark.parametrize(
    ("match", "matches"),
    [
        ({}, True),
        ({"types": ("aws_instance",)}, True),
        ({"types": ("aws_*",)}, True),
        ({"types": ("aws_vpc", "azurerm_*")}, False),
        ({"providers": ("aws",)}, True),
        ({"providers": ("gcp", "kubernetes")}, False),
        ({"not_types": ("aws_i*",)}, False),
        ({"types": ("aws_*",), "not_types": ("aws_vpc",)}, True),
        ({"taggable": True}, False),
        ({"workloads": True}, False),
        ({"environments": ("dev",)}, True),
        ({"environments": ("prod",)}, False),
        ({"not_environments": ("dev",)}, False),
        ({"not_environments": ("prod",)}, True),
        ({"not_names": ("w*",)}, False),
        ({"not_names": ("api", "kube-*")}, True),
        ({"environments": ("dev",), "named_environments": True}, True),
    ],
)
def test_match(match: dict[str, tuple[str, ...]], matches: bool) -> None:
    _, evaluations = run([policy(**match)], resource(environment="dev"))  # type: ignore[arg-type]
    assert len(evaluations) == matches


def test_workloads_are_what_runs_pods() -> None:
    """Whatever its kind, and told apart from objects of the same kind that run none."""
    service = replace(resource("Service"), provider="kubernetes")
    found = [service, replace(service, pod_template=("spec", "template")), replace(service, pod_template=())]
    _, evaluations = run([policy(workloads=True, providers=("kubernetes",))], *found)
    assert len(evaluations) == 2


@pytest.mark.parametrize(
    ("match", "judged"),
    [
        ({}, "object"),
        ({"types": ("Deployment",)}, "object"),
        ({"types": ("Deploy*", "kubernetes_*")}, "object"),
        ({"types": ("*",)}, "object"),
        ({"types": ("kubernetes_deployment",)}, "resource"),
        ({"types": ("kubernetes_*",)}, "resource"),
        ({"types": ("Pod", "aws_*")}, None),
        ({"providers": ("kubernetes",)}, "object"),
        ({"providers": ("kubernetes",), "types": ("kubernetes_*",)}, "resource"),
        ({"not_types": ("Deployment",)}, None),
        ({"not_types": ("kubernetes_*",)}, None),
        ({"types": ("Deployment",), "not_types": ("kubernetes_deployment",)}, None),
    ],
)
def test_what_terraform_makes_in_kubernetes_is_judged_once(
    match: dict[str, tuple[str, ...]], judged: str | None
) -> None:
    """A policy is about the object or about the resource, by what it names; its findings are Terraform's."""
    manifest = value({"apiVersion": "apps/v1", "metadata": {"name": "cart"}, "where": "object"}, 30)
    made = replace(resource("kubernetes_deployment", {"where": "resource"}), kind="Deployment", object=manifest)
    where = {"path": "where", "operator": "equals", "value": "nowhere", "absent": "fail"}
    findings, evaluations = run([policy(parameters=where, **match)], made)  # type: ignore[arg-type]
    assert len(evaluations) == (judged is not None)
    assert [judged in finding.message for finding in findings if judged] == [True] * len(evaluations)
    assert {(each.address, each.resource_type) for each in findings} <= {
        ("kubernetes_deployment.web", "kubernetes_deployment")
    }


@pytest.mark.parametrize(
    ("type_", "provider", "name"),
    [
        ("kubectl_manifest", "kubectl", "kubernetes"),
        ("google_storage_bucket", "google", "gcp"),
        ("google_storage_bucket", "google-beta", "gcp"),
        ("azurerm_subnet", "azurerm", "azure"),
        ("Deployment", "kubernetes", "kubernetes"),
        ("datadog_monitor", "datadog", "datadog"),
    ],
)
def test_providers_by_their_name_in_policies(type_: str, provider: str, name: str) -> None:
    judged = replace(resource(type_), provider=provider)
    assert len(run([policy(providers=(name,))], judged)[1]) == 1


@pytest.mark.parametrize(
    ("match", "known_why", "values", "verdict"),
    [
        # A policy for some environments cannot be decided where none is known.
        ({"environments": ("prod",)}, False, {"a": "y"}, Verdict.UNRESOLVED),
        ({"environments": ("prod",)}, True, {"a": "y"}, Verdict.UNRESOLVED),
        ({"environments": ("prod",)}, False, {"a": "x"}, Verdict.PASS),
        # One that leaves some out applies where nothing names one, and may apply where the name is unknown.
        ({"not_environments": ("prod",)}, False, {"a": "y"}, Verdict.FAIL),
        ({"not_environments": ("prod",)}, True, {"a": "y"}, Verdict.UNRESOLVED),
    ],
)
def test_unknown_environment(
    match: dict[str, tuple[str, ...]], known_why: bool, values: object, verdict: Verdict
) -> None:
    judged = resource(values=values, causes=(CAUSE,) if known_why else ())
    _, (evaluation,) = run([policy(**match)], judged)  # type: ignore[arg-type]
    assert evaluation.verdict is verdict
    assert bool(evaluation.causes) is (verdict is Verdict.UNRESOLVED)


@pytest.mark.parametrize(("causes", "verdicts"), [((), []), ((CAUSE,), [Verdict.UNRESOLVED])])
def test_what_nothing_names_an_environment_of_may_be_left_out(
    causes: tuple[Cause, ...], verdicts: list[Verdict]
) -> None:
    judged = resource(values={"a": "y"}, causes=causes)
    _, evaluations = run([policy(environments=("prod",), named_environments=True)], judged)
    assert [each.verdict for each in evaluations] == verdicts


def test_own_message_is_for_failures_alone() -> None:
    own = policy(message="{{ type }} {{ name }} {{ environment }}: {{ path }} is {{ value }}")
    findings, _ = run([own], resource(values={"a": ["y", UNKNOWN]}))
    assert [finding.message for finding in findings] == [
        "aws_instance web -: a is y",
        "aws_instance.web: a[1] is not known and must be x",
    ]


def test_order_is_by_place_and_policy() -> None:
    resources = [resource(values={"a": "y", "b": "z"}, name=name) for name in ("n", "m")]
    policies = [policy("T-002"), policy("T-001"), policy("T-003", parameters={**A_IS_X, "path": "b"})]
    findings, evaluations = run(policies, *resources)
    order = [(f.location, f.policy, f.key, f.address) for f in findings]
    assert order == sorted(order)
    assert run(policies[::-1], *resources[::-1]) == (findings, evaluations)


def test_same_finding_twice_has_two_fingerprints() -> None:
    first = resource(values={"a": "y"})
    findings, _ = run([policy()], first, replace(first, span=span(90), values=Value({}, span(91))))
    assert len({finding.fingerprint for finding in findings}) == 2


BUDGET = policy("T-001", "budget", {"root": {"types": {"aws_budgets_budget": []}}}, types=("aws_instance",))


def test_root_is_judged_where_it_holds_what_the_policy_matches() -> None:
    roots = (root(resource("aws_vpc"), path="a"), root(resource(), path="b"))
    findings, evaluations = evaluate([BUDGET], ResourceSet(roots=roots))
    assert [(e.address, e.verdict, e.root) for e in evaluations] == [("root:b", Verdict.FAIL, "b")]
    assert [(f.address, f.location.line, f.resource_location.line) for f in findings] == [("root:b", 10, 10)]
    assert findings[0].fingerprint == fingerprint("T-001", "b", "root:b", "budget")


def placed(name: str, path: str, line: int) -> Resource:
    source = SourceText(path, "\n" * 50 + "x")
    return replace(resource(name=name), span=Span(source, line - 1, line - 1))


@pytest.mark.parametrize(
    ("places", "first"),
    [
        ([("live/b.tf", 1), ("live/a.tf", 9), ("live/a.tf", 3)], ("live/a.tf", 3)),
        ([("a/main.tf", 1), ("live/z.tf", 9)], ("live/z.tf", 9)),  # the root's own files come first
        ([("modules/b.tf", 1), ("modules/a.tf", 2)], ("modules/a.tf", 2)),
    ],
)
def test_a_root_is_found_at_its_first_resource_that_matches(
    places: list[tuple[str, int]], first: tuple[str, int]
) -> None:
    judged = [placed(f"m{at}", *place) for at, place in enumerate(places)]
    wrong = placed("vpc", "live/0.tf", 1)
    found = root(replace(wrong, type="aws_vpc", address="aws_vpc.vpc"), *judged)
    ((finding,), _) = evaluate([BUDGET], ResourceSet(roots=(found,)))
    assert (finding.location.path, finding.location.line) == first
    at = places.index(first)
    assert f"(aws_instance.m{at} and {len(places) - 1} more)" in finding.message


@pytest.mark.parametrize(
    ("kind", "resources", "expected"),
    [
        # What a module that is not read holds is not known; any other cause says nothing about other types.
        (CauseKind.MODULE, [resource("helm_release")], [(Verdict.UNRESOLVED, 40)]),
        (CauseKind.MODULE, [], [(Verdict.UNRESOLVED, 40)]),
        (CauseKind.MODULE, [resource()], [(Verdict.UNRESOLVED, 10)]),
        (CauseKind.MODULE, [resource("aws_budgets_budget")], [(Verdict.PASS, 40)]),
        (CauseKind.LIMIT, [resource("helm_release")], []),
    ],
)
def test_root_with_modules_that_were_not_read(
    kind: CauseKind, resources: list[Resource], expected: list[tuple[Verdict, int]]
) -> None:
    cause = Cause(kind, "module.eks is not downloaded", span(40))
    findings, evaluations = evaluate([BUDGET], ResourceSet(roots=(root(*resources, causes=(cause,)),)))
    assert [(e.verdict, e.location.line) for e in evaluations] == expected
    assert [f.verdict for f in findings] == [v for v, _ in expected if v is not Verdict.PASS]
    assert all(cause.text == "module.eks is not downloaded" for f in findings for cause in f.causes)


@pytest.mark.parametrize("own", ["", "{{ address }} is wrong"])
@pytest.mark.parametrize(
    ("address", "uncertain"),
    [
        ("aws_instance.web", False),
        ("aws_instance.web[0]", False),
        ('aws_instance.web["*"]', False),
        ("aws_instance.web[*]", True),
        ("module.m[*].aws_instance.web", True),
    ],
)
def test_resource_that_may_not_exist_says_so(address: str, uncertain: bool, own: str) -> None:
    judged = replace(resource(values={"a": ["y", UNKNOWN]}), address=address)
    (failing, unresolved), _ = run([policy(message=own)], judged)
    assert failing.message.count("(if any is made)") == uncertain
    assert failing.message.endswith(" (if any is made)") == uncertain
    assert "if any" not in unresolved.message
    assert failing.fingerprint == fingerprint("T-001", "", address, "a")


@pytest.mark.parametrize("column", [1, 299, 300, 301, 402, 9_000_000])
def test_excerpts_are_bounded_and_show_the_span(column: int) -> None:
    text = "x" * (column - 1) + '"y"' + "z" * 1_000
    source = SourceText("main.tf", "first\n" + text + "\nlast\n")
    start = len("first\n") + column - 1
    judged = replace(resource(), values=Value({"a": Value("y", Span(source, start, start + 3))}))
    ((finding,), _) = run([policy()], judged)
    assert finding.location.column == column
    assert finding.excerpt is not None
    assert len(finding.excerpt) <= 400
    assert '"y"' in finding.excerpt


def test_files() -> None:
    files = tuple(FileRecord(f"{status.value}.tf", "terraform", status) for status in FileStatus)
    diagnostics = (
        error("syntax", "bad", span(3)),
        error("too-large", "big", "broken.tf"),
        notice("duplicate-key", "twice", "judged.tf"),
    )
    findings, evaluations = evaluate([policy("T-001", "source", {})], ResourceSet((), (), files, diagnostics))
    assert {e.address: e.verdict.value for e in evaluations} == {
        "file:judged.tf": "pass",
        "file:supporting.tf": "pass",
        "file:broken.tf": "fail",
        "file:main.tf": "fail",
    }
    assert [(f.location, f.message, f.excerpt) for f in findings] == [
        (Location("broken.tf"), "big", None),
        (span(3).location(), "bad", "line 3"),
    ]


def test_nothing_to_judge() -> None:
    assert evaluate([policy()], ResourceSet()) == ([], [])
