"""What follows about an object, by the names that the documentation lists; nothing that is written makes it fail."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from policy.building import judge
from sources.kubernetes.scanning import scan
from support.clusters import cluster, deployment, dump, hpa, keda, manifest

from finops_guard.kubernetes.cluster import Cluster
from finops_guard.policy import loader
from finops_guard.policy.checks import module
from finops_guard.policy.derived import derived
from finops_guard.policy.derived_names import NAMES
from finops_guard.policy.engine import evaluate
from finops_guard.policy.model import PlacedObject, Subject
from finops_guard.policy.patterns import ParameterError
from finops_guard.resources import ResourceSet
from finops_guard.settings import Settings
from finops_guard.values import Value, plain

ONE = {"cpu": 1, "memory": "1Gi", "ephemeral-storage": "2Gi"}
SERVICE = {"type": "LoadBalancer", "selector": {"app": "web"}}
VPA = {"targetRef": {"kind": "Deployment", "name": "web"}}
PDB = {"minAvailable": 1, "selector": {"matchLabels": {"app": "web"}}}
KNATIVE = {"template": {"spec": {"containers": [{"name": "app"}]}}}

# One object of each kind, all of them in one namespace.
DOCUMENTS: list[Any] = [
    manifest("v1", "Namespace", "shop", None),
    deployment(requests=ONE),
    deployment("api", requests=ONE, replicas=3),
    hpa(minReplicas=2, maxReplicas=5),
    keda("api", "api", triggers=[{"type": "cpu"}]),
    manifest("autoscaling.k8s.io/v1", "VerticalPodAutoscaler", "web", spec=VPA),
    manifest("policy/v1", "PodDisruptionBudget", "web", spec=PDB),
    manifest("v1", "Service", "web", spec=SERVICE),
    manifest("serving.knative.dev/v1", "Service", "fn", spec=KNATIVE),
    manifest("v1", "PersistentVolumeClaim", "data", spec={"resources": {"requests": {"storage": "10Gi"}}}),
    manifest("v1", "PersistentVolume", "disk", None, spec={}),
    manifest("v1", "ResourceQuota", "quota", spec={}),
    deployment("db", ONE, kind="StatefulSet"),
    manifest("v1", "ConfigMap", "settings", data={"a": "b"}),
]


def names(value: object, prefix: str = "") -> set[str]:
    """Return the names under which derived values are found."""
    if not isinstance(value, Mapping):
        return {prefix}
    return {name for key, item in value.items() for name in names(item, f"{prefix}.{key}".lstrip("."))}


def facts(documents: list[Any], address: str) -> Any:
    found, objects = cluster(documents)
    return plain(derived(objects[address], found))


def documented() -> dict[str, list[str]]:
    text = (Path(__file__).parents[2] / "docs" / "kubernetes.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `derived\.([a-z_.]+)` \|(.*)\|$", text, re.MULTILINE)
    return {name: [cell.strip() for cell in rest.split("|")] for name, rest in rows}


def test_the_documentation_lists_what_is_derived() -> None:
    found, objects = cluster(DOCUMENTS)
    given_ = {address: names(plain(derived(each, found))) - {""} for address, each in objects.items()}
    assert set().union(*given_.values()) == set(NAMES) == set(documented())
    kinds: dict[str, set[str]] = {}
    for address, each in given_.items():
        for name in each:
            runs = objects[address].pod_template is not None
            kinds.setdefault(name, set()).add("workloads" if runs else address.partition("/")[0])
    # Those of Knative alone run pods as well.
    kinds["replicas.unbounded"] = {"Knative Services"}
    assert {name: set(row[1].split(", ")) for name, row in documented().items()} == kinds


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (
            "Deployment/shop/web",
            {
                "replicas": {"least": 2, "most": 5, "by": "HorizontalPodAutoscaler"},
                "pod": {"cpu": 1, "memory": 2**30, "ephemeral_storage": 2**31},
                "all_pods": {"cpu": 5, "memory": 5 * 2**30, "ephemeral_storage": 5 * 2**31},
                "spot": "no",
                "accelerators": 0,
                "limit_range_breaches": [],
                "autoscaler": "HorizontalPodAutoscaler/shop/web",
                "spot_saving": Decimal("41.32"),
                "cost": {"least": Decimal("52.34"), "most": Decimal("130.85")},
            },
        ),
        (
            "HorizontalPodAutoscaler/shop/web",
            {"target": "Deployment/shop/web", "unrequested": [], "range": 3},
        ),
        ("VerticalPodAutoscaler/shop/web", {"target": "Deployment/shop/web", "contested": ["cpu"]}),
        ("PodDisruptionBudget/shop/web", {"selects": 1, "disruptions_allowed": 1}),
        (
            "Service/shop/web",
            {"selects": 1, "load_balancer_number": 1, "cost": {"least": Decimal("18.25"), "most": Decimal("18.25")}},
        ),
        (
            "PersistentVolumeClaim/shop/data",
            {"mounts": 0, "cost": {"least": Decimal("0.40"), "most": Decimal("0.40")}},
        ),
        ("PersistentVolume/disk", {"claims": 1}),
        ("ConfigMap/shop/settings", {}),
    ],
)
def test_facts(address: str, expected: object) -> None:
    assert facts(DOCUMENTS, address) == expected


def test_facts_of_a_namespace() -> None:
    found = facts(DOCUMENTS, "Namespace/shop")
    assert (found["resource_quotas"], found["limit_ranges"], found["workloads"]) == (1, 0, 4)
    # web 2..5 and api 0..100 and db, 26.16904 each; the load balancer; 10 GiB
    assert found["cost"] == {"least": Decimal("97.16"), "most": Decimal("2792.57")}


def test_budgets_of_several_workloads_count_all_their_pods() -> None:
    labels = {"tier": "front"}
    rule = {"minAvailable": 2, "selector": {"matchLabels": labels}}
    budget = manifest("policy/v1", "PodDisruptionBudget", "b", spec=rule)
    both = [deployment("a", labels=labels, replicas=2), deployment("b", labels=labels)]
    assert facts([budget, *both], "PodDisruptionBudget/shop/b") == {"selects": 2, "disruptions_allowed": 1}
    daemon = deployment("c", labels=labels, kind="DaemonSet")
    assert facts([budget, *both, daemon], "PodDisruptionBudget/shop/b") == {"selects": 3}


def test_values_stand_where_they_are_decided() -> None:
    found, objects = cluster(DOCUMENTS)
    values = derived(objects["Deployment/shop/web"], found)
    most = values.get("replicas").get("most")  # type: ignore[union-attr]
    assert most is not None
    assert most.origin is not None
    line = most.origin.source.text.splitlines()[most.origin.location().line - 1]
    assert line.strip() == "maxReplicas: 5"


@pytest.mark.parametrize("size", ["1e999", "9" * 300, "-1e999", "1e-400", ["1"], {"a": 1}, "²", None, True, 10**40])
def test_sizes_of_any_kind(size: object) -> None:
    limits = {"cpu": size, "memory": size, "nvidia.com/gpu": size}
    template = {"metadata": {"name": "data"}, "spec": {"resources": {"requests": {"storage": size}}}}
    pod = {"containers": [{"name": "app", "resources": {"limits": limits}}]}
    document = deployment(pod=pod, replicas=10**17, volumeClaimTemplates=[template])
    assert facts([document], "Deployment/shop/web")["replicas"]["most"] == 10**17


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("derived.replicas.max", "replicas.most"),
        ("derived.replica.most", "replicas.most"),
        ("derived.nothing.like.it", "known names"),
        ("derived.cost", "cost.most"),
    ],
)
def test_a_path_that_leads_nowhere_is_refused(path: str, hint: str) -> None:
    with pytest.raises(ParameterError) as failure:
        module("attribute").configure({"path": path, "operator": "present"})
    assert failure.value.path == ("path",)
    assert hint in failure.value.hint
    with pytest.raises(ParameterError) as failure:
        module("attribute").configure({"paths": [{"path": "spec.a"}, {"path": path}], "operator": "present"})
    assert failure.value.path == ("paths", 1, "path")


def test_sentences_say_what_is_meant_and_what_it_costs() -> None:
    found, objects = cluster(DOCUMENTS)
    asked = {"path": "derived.replicas.most", "meaning": "the most pods", "absent": "pass"}
    parameters = {**asked, "operator": "at_most", "value": 3}
    (outcome,) = judge("attribute", parameters, PlacedObject(objects["Deployment/shop/web"], found)) or []
    assert outcome.message == "Deployment/shop/web: the most pods is 5 and must be at most 3"
    assert (outcome.fields["cost"], outcome.key) == ("52.34 USD", "derived.replicas.most")


def test_what_kustomizations_patch_is_not_known() -> None:
    """In each of its deployments the CPU is another one: no sum, price or share of a budget follows from it."""
    patch = dump(deployment(requests={"cpu": 2}, namespace=None))
    overlay = "resources: [../base]\npatches: [{path: patch.yaml}]\n"
    files = {
        "base/web.yaml": [deployment(requests=ONE), hpa(maxReplicas=4)],
        "base/kustomization.yaml": "resources: [web.yaml]\n",
        "dev/kustomization.yaml": overlay,
        "dev/patch.yaml": patch.replace("name: web\n", "name: web\n  namespace: shop\n", 1),
    }
    found, objects = cluster(files)
    values = derived(objects["base/web.yaml:Deployment/shop/web"], found)
    known = plain(values)
    assert isinstance(known, dict)
    assert known["replicas"] == {"least": 1, "most": 4, "by": "HorizontalPodAutoscaler"}
    assert known["pod"]["memory"] == 2**30  # type: ignore[index,call-overload]
    unknown = [("pod", "cpu"), ("all_pods", "cpu"), ("cost", "least"), ("cost", "most")]
    for part, name in unknown:
        value = values.get(part).get(name)  # type: ignore[union-attr]
        assert value is not None
        assert [cause.span.path for cause in value.causes if cause.span] == ["dev/kustomization.yaml"]


def test_an_object_that_terraform_makes_is_one() -> None:
    objects = cluster([deployment("cart", ONE), hpa("cart", "cart", maxReplicas=3)])[1]
    made = objects["Deployment/shop/cart"]
    block = replace(made, type="kubernetes_deployment_v1", name="this", values=Value({}), object=made.values)
    related = Cluster([block, objects["HorizontalPodAutoscaler/shop/cart"]])
    seen = related.object(block)
    assert seen is not None
    assert (seen.type, seen.name, seen.address) == ("Deployment", "cart", "Deployment/shop/cart")
    assert plain(derived(seen, related).get("replicas").get("most")) == 3  # type: ignore[union-attr,arg-type]


# Whatever is written -------------------------------------------------------------------------------------------------

ANY = st.sampled_from(
    [None, True, 0, -1, 10**30, "", "x", "1e999", "50%", [], {}, [[]], ["x"], [None], {"a": {}}, {"x": []}]
)
BUDGETS = st.sampled_from(["1 USD", "0 USD", "1 EUR", "lots", 5, None, ["1 USD"]])


def mutated(data: st.DataObject, value: Any) -> Any:
    """Return a document with one of its parts replaced, left out or repeated."""
    if not isinstance(value, dict | list) or not value or data.draw(st.integers(0, 4)) == 0:
        return data.draw(ANY)
    if isinstance(value, list):
        at = data.draw(st.integers(0, len(value) - 1))
        return [*value[:at], mutated(data, value[at]), *value[at:]]
    key = data.draw(st.sampled_from(sorted(value)))
    return {**value, key: mutated(data, value[key])}


POLICIES = [each for each in loader.load(Settings(), None) if each.subject is Subject.OBJECT]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_malformed_objects_are_judged(data: st.DataObject) -> None:
    documents = list(DOCUMENTS)
    for _ in range(3):
        at = data.draw(st.integers(0, len(documents) - 1))
        part = data.draw(st.sampled_from(["spec", "data", "metadata"]))
        changed = {key: mutated(data, item) if key == part else item for key, item in documents[at].items()}
        if isinstance(changed["metadata"], dict):
            changed["metadata"] = {**changed["metadata"], "annotations": {"monthly-budget": data.draw(BUDGETS)}}
        documents[at] = changed
    found = scan({"a.yaml": dump(documents)})
    assert found.resources
    findings, evaluations = evaluate(POLICIES, ResourceSet(resources=found.resources))
    assert evaluations
    assert all(finding.message for finding in findings)
    related = Cluster(found.resources)
    for each in found.resources:
        assert names(plain(derived(each, related))) - {""} <= set(NAMES)
