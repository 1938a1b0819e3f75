"""Effective labels: pods over namespaces, kustomizations where they agree, and no label where it decides nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from sources.kubernetes.scanning import labels, one, scan
from support import kubectl

from finops_guard.resources import Resource, ResourceSet, TagOrigin
from finops_guard.values import CauseKind

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: cart
  namespace: shop
  labels: {owner: not-read}
spec:
  template:
    metadata:
      labels:
        team: pods
      annotations: {cost-center: not-a-label}
"""
NAMESPACE = """\
apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels:
    team: namespace
    env: prod
"""


def deployment(found: ResourceSet) -> Resource:
    (resource,) = [resource for resource in found.resources if resource.type == "Deployment"]
    return resource


def test_pod_over_namespace() -> None:
    resource = deployment(scan({"app.yaml": DEPLOYMENT, "base/ns.yaml": NAMESPACE}))
    assert labels(resource) == {"team": "pods", "env": "prod"}
    assert resource.tags is not None
    assert resource.tags.open == ()
    assert [(tag.key, tag.origin, str(tag.span.location())) for tag in resource.tags.tags.values() if tag.span] == [
        ("team", TagOrigin.POD_TEMPLATE, "app.yaml:11:9"),
        ("env", TagOrigin.NAMESPACE, "base/ns.yaml:7:5"),
    ]
    assert (resource.environment.name, resource.environment.known_by) == ("prod", "tag")


@pytest.mark.parametrize(
    ("header", "metadata", "expected"),
    [
        ("storage.k8s.io/v1, kind: StorageClass", "name: a, labels: {environment: dev}", ("dev", "tag")),
        ("storage.k8s.io/v1, kind: StorageClass", "name: a, namespace: shop", (None, "")),
        ("v1, kind: ResourceQuota", "name: a, namespace: shop", ("prod", "tag")),
        ("v1, kind: ResourceQuota", "name: a, namespace: shop, labels: {env: dev}", ("dev", "tag")),
    ],
)
def test_labels_that_allocate_no_cost_name_the_environment(
    header: str, metadata: str, expected: tuple[str | None, str]
) -> None:
    found = scan({"a.yaml": f"{{apiVersion: {header}, metadata: {{{metadata}}}}}", "ns.yaml": NAMESPACE})
    (resource,) = [resource for resource in found.resources if resource.type != "Namespace"]
    assert resource.tags is None
    assert (resource.environment.name, resource.environment.known_by) == expected


def test_without_its_namespace_nothing_is_inherited() -> None:
    other = NAMESPACE.replace("name: shop", "name: other")
    assert labels(deployment(scan({"a.yaml": f"{DEPLOYMENT}---\n{other}"}))) == {"team": "pods"}
    nowhere = DEPLOYMENT.replace("  namespace: shop\n", "")
    assert labels(deployment(scan({"a.yaml": f"{nowhere}---\n{NAMESPACE}"}))) == {"team": "pods"}


def test_the_nearest_of_several_namespaces_counts() -> None:
    dev = NAMESPACE.replace("env: prod", "env: dev")
    files = {"dev/ns.yaml": dev, "prod/ns.yaml": NAMESPACE, "prod/shop/app.yaml": DEPLOYMENT}
    assert labels(deployment(scan(files))) == {"team": "pods", "env": "prod"}
    files = {"dev/ns.yaml": dev, "prod/ns.yaml": NAMESPACE, "dev/shop/app.yaml": DEPLOYMENT}
    assert labels(deployment(scan(files))) == {"team": "pods", "env": "dev"}


def test_namespaces_are_found_beside_the_files_of_a_partial_scan() -> None:
    files = {"app.yaml": DEPLOYMENT, "ns.yaml": NAMESPACE, "broken.yaml": "kind: Namespace\n]", "latin.yaml": b"\xe9"}
    found = scan(files, paths=["app.yaml"])
    assert labels(deployment(found)) == {"team": "pods", "env": "prod"}
    assert len(found.resources) == 1
    assert found.diagnostics == ()


@pytest.mark.parametrize(
    ("version", "kind", "rest", "labelled"),
    [
        ("v1", "Namespace", "", True),
        ("v1", "PersistentVolumeClaim", "", True),
        ("v1", "Service", "spec: {type: LoadBalancer}", True),
        ("v1", "Service", "spec: {type: ClusterIP}", False),
        ("v1", "Service", "", False),
        ("v1", "ConfigMap", "", False),
        ("v1", "Secret", "", False),
        ("v1", "ServiceAccount", "", False),
        ("rbac.authorization.k8s.io/v1", "Role", "", False),
        ("rbac.authorization.k8s.io/v1", "ClusterRole", "", False),
        ("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", "", False),
        ("networking.k8s.io/v1", "NetworkPolicy", "", False),
        ("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", "", False),
        ("example.org/v1", "PersistentVolumeClaim", "", False),
    ],
)
def test_which_objects_have_labels_that_count(version: str, kind: str, rest: str, labelled: bool) -> None:
    resource = one(f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: a, labels: {{team: x}}}}\n{rest}\n")
    assert labels(resource) == ({"team": "x"} if labelled else None)


def test_claims_and_load_balancers_inherit_too() -> None:
    claim = (
        "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data, namespace: shop, labels: {team: own}}\n"
    )
    found = scan({"a.yaml": f"{NAMESPACE}---\n{claim}"})
    (resource,) = [resource for resource in found.resources if resource.name == "data"]
    assert labels(resource) == {"team": "own", "env": "prod"}
    assert resource.tags is not None
    assert [tag.origin for tag in resource.tags.tags.values()] == [TagOrigin.RESOURCE, TagOrigin.NAMESPACE]


def test_label_values_keep_their_type() -> None:
    """A label that is no text is not accepted by a cluster: a check must see it."""
    text = DEPLOYMENT.replace("team: pods", "team: on")
    assert labels(one(text)) == {"team": True}


# Kustomizations ------------------------------------------------------------------------------------------------------


def kustomized(**kustomizations: str) -> Resource:
    files = {f"{name.replace('__', '/')}/kustomization.yaml": text for name, text in kustomizations.items()}
    return deployment(scan({"base/app.yaml": DEPLOYMENT, **files}))


def test_common_labels_reach_pods() -> None:
    resource = kustomized(base="resources: [app.yaml]\ncommonLabels: {owner: a, team: wins}\n")
    assert labels(resource) == {"team": "wins", "owner": "a"}
    assert resource.tags is not None
    span = resource.tags.tags["owner"].span
    assert span is not None
    assert str(span.location()) == "base/kustomization.yaml:2:16"


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ("", {"team": "pods"}),
        (", includeTemplates: true", {"team": "pods", "owner": "a"}),
        (", includeSelectors: true", {"team": "pods", "owner": "a"}),
        (", includeTemplates: false", {"team": "pods"}),
    ],
)
def test_labels_reach_pods_only_when_told(flags: str, expected: dict[str, str]) -> None:
    resource = kustomized(base=f"resources: [app.yaml]\nlabels: [{{pairs: {{owner: a}}{flags}}}]\n")
    assert labels(resource) == expected


def test_outer_kustomizations_win() -> None:
    resource = kustomized(
        base="resources: [app.yaml]\ncommonLabels: {owner: inner, env: dev}\n",
        live="resources: [../base/]\ncommonLabels: {owner: outer}\n",
    )
    assert labels(resource) == {"team": "pods", "owner": "outer", "env": "dev"}


COMPONENT = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n"


@pytest.mark.parametrize(
    "kustomizations",
    [
        {"live": "resources: [../base]\n"},
        {"live": "resources: [../base]\ncommonLabels: {owner: a, team: wins}\n"},
        {"live": "resources: [../base]\nlabels: [{pairs: {owner: a}}]\n"},
        {"live": "resources: [../base]\nlabels: [{pairs: {owner: a, team: b}, includeTemplates: true}]\n"},
        {"live": "resources: [../base]\nlabels: [{pairs: {owner: a, team: b}, includeSelectors: true}]\n"},
        {
            "middle": "resources: [../base]\ncommonLabels: {owner: inner, env: dev}\n",
            "live": "resources: [../middle]\ncommonLabels: {owner: outer}\n",
        },
        {
            "live": "resources: [../base]\ncommonLabels: {owner: own}\ncomponents: [../common]\n",
            "common": f"{COMPONENT}commonLabels: {{owner: component, env: dev}}\n",
        },
    ],
)
def test_labels_are_those_that_kubectl_renders(kustomizations: dict[str, str], tmp_path: Path) -> None:
    files = {f"{name}/kustomization.yaml": text for name, text in kustomizations.items()}
    files |= {"base/app.yaml": DEPLOYMENT, "base/kustomization.yaml": "resources: [app.yaml]\n"}
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    rendered = kubectl.render(tmp_path / "live", tmp_path)
    assert labels(deployment(scan(files))) == labels(deployment(scan({"rendered.yaml": rendered})))


def test_overlays_that_differ_leave_a_value_unknown() -> None:
    resource = kustomized(
        base="resources: [app.yaml]\n",
        overlays__dev="bases: [../../base]\ncommonLabels: {owner: a, env: dev, tier: x}\n",
        overlays__prod="resources: [../../base]\ncommonLabels: {owner: a, env: prod}\n",
    )
    assert labels(resource) == {"team": "pods", "owner": "a", "env": ...}, "tier is not there in production"
    assert resource.tags is not None
    (cause,) = resource.tags.tags["env"].value.causes
    assert cause.kind is CauseKind.TEMPLATE
    assert "overlays/" in cause.text
    assert cause.span is not None
    assert (resource.environment.name, resource.environment.known_by) == (None, "tag")


def test_components_act_on_all_of_the_kustomization_that_names_them() -> None:
    resource = kustomized(
        base="resources: [app.yaml]\ncomponents: [../labels]\n",
        labels="kind: Component\ncommonLabels: {owner: a}\n",
    )
    assert labels(resource) == {"team": "pods", "owner": "a"}


def test_kustomizations_beside_a_partial_scan_count() -> None:
    files = {
        "base/app.yaml": DEPLOYMENT,
        "base/kustomization.yaml": "resources: [app.yaml]\n",
        "live/kustomization.yaml": "resources: [../base]\ncommonLabels: {owner: a}\n",
    }
    assert labels(deployment(scan(files, paths=["base/app.yaml"]))) == {"team": "pods", "owner": "a"}


@pytest.mark.parametrize(
    "text",
    [
        "resources: [../../../etc, 'https://example.org/x', ., ../base]\n",
        "resources: [../live]\n",
        "{",
        "[]",
        "resources: x\nlabels: 1\npatches: [1, {}, null]\n",
    ],
)
def test_odd_kustomizations_change_nothing(text: str) -> None:
    assert labels(kustomized(base=text, live="resources: [../base]\n")) == {"team": "pods"}


def test_kustomizations_that_name_each_other_end() -> None:
    """Twelve that each list all the others would be walked in millions of ways."""
    everything = ", ".join([f"../k{n}" for n in range(12)] + ["../base"])
    files = {f"k{n}/kustomization.yaml": f"resources: [{everything}]\ncommonLabels: {{x: y}}\n" for n in range(12)}
    files["root/kustomization.yaml"] = f"resources: [{everything}]\n"
    found = scan({**files, "base/app.yaml": DEPLOYMENT, "base/kustomization.yaml": "resources: [app.yaml]\n"})
    assert deployment(found).address == "Deployment/shop/cart"


def test_many_labels_are_bounded() -> None:
    pairs = ", ".join(f"k{n}: v" for n in range(5000))
    resource = kustomized(base=f"resources: [app.yaml]\ncommonLabels: {{{pairs}}}\n")
    assert len(labels(resource) or {}) == 201


def test_annotations_are_read_where_a_key_is_asked_for() -> None:
    """Labels first, then annotations of the pods, then of their namespace; they are no labels themselves."""
    namespace = NAMESPACE + "  annotations: {cost-center: of-the-namespace, squad: blue, team: no}\n"
    resource = deployment(scan({"app.yaml": DEPLOYMENT, "base/ns.yaml": namespace}))
    assert labels(resource) == {"team": "pods", "env": "prod"}
    assert resource.tags is not None
    asked = {key: resource.tags.get(key) for key in ("team", "env", "cost-center", "squad", "owner")}
    assert {key: tag and (tag.value.raw, tag.origin.value) for key, tag in asked.items()} == {
        "team": ("pods", "pod-template"),
        "env": ("prod", "namespace"),
        "cost-center": ("not-a-label", "annotation"),
        "squad": ("blue", "annotation"),
        "owner": None,
    }


def test_annotations_of_the_workload_alone_are_read_by_nobody() -> None:
    text = DEPLOYMENT.replace("  labels: {owner: not-read}\n", "  annotations: {owner: not-read}\n")
    resource = deployment(scan({"app.yaml": text}))
    assert resource.tags is not None
    assert resource.tags.get("owner") is None


def test_an_annotation_may_name_the_environment() -> None:
    text = DEPLOYMENT.replace("{cost-center: not-a-label}", "{environment: production}")
    resource = deployment(scan({"app.yaml": text}))
    assert (resource.environment.name, resource.environment.known_by) == ("prod", "tag")
