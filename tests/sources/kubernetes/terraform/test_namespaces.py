"""Labels of namespaces reach what is deployed into them, wherever either is written."""

from __future__ import annotations

import pytest
from sources.kubernetes.terraform.scanning import labels, seen

from finops_guard.resources import Resource, ResourceSet, TagOrigin
from finops_guard.sources.kubernetes.terraform import joining
from finops_guard.sources.kubernetes.terraform.objects import Budget
from finops_guard.values import CauseKind

POD = """
resource "kubernetes_pod" "p" {
  metadata {
    name      = "p"
    namespace = %s
    labels    = { app = "p" }
  }
}
"""
NAMESPACE = """
resource "kubernetes_namespace" "%s" {
  metadata {
    name   = %s
    labels = { owner = "%s", app = "shop" }
  }
}
"""
YAML_POD = """
apiVersion: v1
kind: Pod
metadata: {name: q, namespace: shop, labels: {app: q}}
spec: {containers: [{name: q}]}
"""
YAML_NAMESPACE = """
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {owner: yaml}}
"""
VARIABLE = 'variable "ns" {}\n'


def pod(resources: ResourceSet, name: str = "p") -> Resource:
    return next(each for each in resources.resources if each.kind == "Pod" and each.name == name)


@pytest.mark.parametrize(
    ("files", "owner"),
    [
        ({"main.tf": POD % '"shop"' + NAMESPACE % ("n", '"shop"', "tf")}, "tf"),
        ({"main.tf": POD % "kubernetes_namespace.n.metadata[0].name" + NAMESPACE % ("n", '"shop"', "tf")}, "tf"),
        ({"main.tf": VARIABLE + POD % "var.ns" + NAMESPACE % ("n", "var.ns", "same")}, "same"),
        (
            {
                "main.tf": VARIABLE
                + POD % "kubernetes_namespace.n.metadata[0].name"
                + NAMESPACE % ("n", "var.ns.b", "b")
            },
            "b",
        ),
        ({"main.tf": POD % '"shop"', "namespace.yaml": YAML_NAMESPACE}, "yaml"),
        ({"a/main.tf": POD % '"shop"', "b/main.tf": NAMESPACE % ("n", '"shop"', "b")}, "b"),
        (
            {
                "a/main.tf": POD % '"shop"' + NAMESPACE % ("n", '"shop"', "a"),
                "b/main.tf": NAMESPACE % ("n", '"shop"', "b"),
            },
            "a",
        ),
        ({"main.tf": POD % '"shop"' + NAMESPACE % ("n", '"other"', "tf")}, None),
        ({"main.tf": POD % "null" + NAMESPACE % ("n", '"default"', "tf")}, None),
    ],
)
def test_terraform(files: dict[str, str], owner: str | None) -> None:
    found = pod(seen(files))
    assert labels(found) == ({"app": "p"} if owner is None else {"owner": owner, "app": "p"})
    assert found.tags is not None
    assert found.tags.open == ()
    if owner is not None:
        assert found.tags.tags["owner"].origin is TagOrigin.NAMESPACE


@pytest.mark.parametrize(
    "text",
    [
        VARIABLE + POD % "var.ns" + NAMESPACE % ("n", '"shop"', "tf"),
        VARIABLE + POD % '"shop"' + NAMESPACE % ("n", "var.ns", "tf"),
        VARIABLE + POD % '"shop-${var.ns}"' + NAMESPACE % ("n", '"shop-dev"', "tf"),
        VARIABLE + POD % "var.ns.a" + NAMESPACE % ("n", "var.ns.b", "tf"),
    ],
)
def test_a_namespace_that_may_be_the_one(text: str) -> None:
    tags = pod(seen({"main.tf": text})).tags
    assert tags is not None
    assert {cause.text for cause in tags.open} == {"var.ns has no value"}
    assert ("owner", "") in tags.shapes
    assert list(tags.tags) == ["app"]


@pytest.mark.parametrize(
    "text",
    [
        VARIABLE + POD % '"shop-${var.ns}"' + NAMESPACE % ("n", '"cart"', "tf"),
        VARIABLE + POD % '"shop"' + NAMESPACE % ("n", '"cart-${var.ns}"', "tf"),
        VARIABLE + POD % "var.ns",
    ],
)
def test_a_namespace_that_cannot_be_the_one(text: str) -> None:
    tags = pod(seen({"main.tf": text})).tags
    assert tags is not None
    assert tags.open == ()


def test_manifests() -> None:
    resources = seen({"pod.yaml": YAML_POD, "main.tf": NAMESPACE % ("n", '"shop"', "tf")})
    assert labels(pod(resources, "q")) == {"owner": "tf", "app": "q"}


def test_a_manifest_s_namespace_in_a_manifest_is_the_one_that_counts() -> None:
    files = {"pod.yaml": YAML_POD, "k/namespace.yaml": YAML_NAMESPACE, "main.tf": NAMESPACE % ("n", '"shop"', "tf")}
    assert labels(pod(seen(files), "q")) == {"owner": "yaml", "app": "q"}


def test_a_part_of_a_root_has_the_rest_of_it_around() -> None:
    files = {
        "main.tf": 'module "m" {\n  source = "./m"\n}\n' + NAMESPACE % ("n", '"shop"', "tf"),
        "more.tf": 'resource "kubernetes_manifest" "m" {}\n',
        "m/main.tf": POD % '"shop"',
    }
    resources = seen(files, "m/main.tf")
    assert [each.address for each in resources.resources] == ["module.m.kubernetes_pod.p"]
    assert resources.diagnostics == ()
    assert labels(resources.resources[0]) == {"owner": "tf", "app": "p"}


@pytest.mark.parametrize(
    ("files", "part", "owner"),
    [
        ({"a/main.tf": POD % '"shop"', "b/namespace.yaml": YAML_NAMESPACE}, "a/main.tf", "yaml"),
        ({"a/pod.yaml": YAML_POD, "b/main.tf": NAMESPACE % ("n", '"shop"', "tf")}, "a/pod.yaml", "tf"),
        ({"a/pod.yaml": YAML_POD, "b/main.tf": 'resource "aws_vpc" "v" {}'}, "a/pod.yaml", None),
        ({"a/pod.yaml": YAML_POD, "b/main.tf": NAMESPACE % ("n", '"other"', "tf")}, "a/pod.yaml", None),
    ],
)
def test_a_part_of_a_tree_has_the_namespaces_of_the_rest(files: dict[str, str], part: str, owner: str | None) -> None:
    resources = seen(files, part)
    (found,) = resources.resources
    assert (labels(found) or {}).get("owner") == owner
    assert [each.path for each in resources.files] == [part]


@pytest.mark.parametrize(
    ("label", "namespace", "path", "name", "known_by"),
    [
        ('environment = "dev"', "shop-prod", "live/prod/main.tf", "dev", "tag"),
        ('app = "x"', "shop-dev", "live/prod/main.tf", "prod", "path"),
        ('app = "x"', "shop-dev", "main.tf", "dev", "namespace"),
        ('app = "x"', "shop", "main.tf", None, ""),
    ],
)
def test_environment(label: str, namespace: str, path: str, name: str | None, known_by: str) -> None:
    text = (POD % f'"{namespace}"').replace('app = "p"', label)
    environment = pod(seen({path: text})).environment
    assert (environment.name, environment.known_by) == (name, known_by)


def test_a_label_on_the_workload_alone_is_none() -> None:
    text = """
    resource "kubernetes_deployment" "d" {
      metadata {
        labels = { environment = "prod", owner = "a" }
      }
      spec {
        template {
          metadata {
            labels = { app = "d" }
          }
        }
      }
    }
    """
    (resource,) = seen({"main.tf": text}).resources
    assert labels(resource) == {"app": "d"}
    assert resource.environment.name is None


@pytest.mark.parametrize(("type_", "asked"), [('"LoadBalancer"', "yes"), ('"ClusterIP"', "no"), ("var.ns", "perhaps")])
def test_a_service_of_a_type(type_: str, asked: str) -> None:
    text = f'{VARIABLE}resource "kubernetes_service" "s" {{\nspec {{\ntype = {type_}\n}}\n}}\n'
    tags = seen({"main.tf": text}).resources[0].tags
    assert (tags is not None) == (asked != "no")
    assert bool(tags and tags.open) == (asked == "perhaps")


def test_a_missing_label_of_a_module_is_given_in_its_call() -> None:
    files = {
        "main.tf": 'module "m" {\n  source = "./m"\n  labels = { app = "x" }\n}\n',
        "m/main.tf": 'variable "labels" {}\n' + POD.replace('{ app = "p" }', "var.labels") % '"shop"',
    }
    tags = pod(seen(files)).tags
    assert tags is not None
    assert tags.place is not None
    assert (tags.place.path, tags.place.location().line) == ("main.tf", 3)


def test_labels_that_multiply_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    given = iter([Budget(), Budget(), Budget(6)])
    monkeypatch.setattr(joining, "Budget", lambda: next(given))
    text = POD % '"shop"' + (POD % '"shop"').replace('"p"', '"q"') + NAMESPACE % ("n", '"shop"', "tf")
    resources = seen({"main.tf": text})
    first, second = pod(resources, "p"), pod(resources, "q")
    assert labels(first) == {"owner": "tf", "app": "p"}
    assert second.tags is not None
    assert [cause.kind for cause in second.tags.open] == [CauseKind.LIMIT]


ANNOTATED = {
    "a pod of Terraform": 'resource "kubernetes_pod" "p" {\n  metadata {\n    name = "p"\n    namespace = "shop"\n'
    '    annotations = { team = "own" }\n  }\n}\n',
    "a namespace of Terraform": 'resource "kubernetes_namespace" "n" {\n  metadata {\n    name = "shop"\n'
    '    annotations = { team = "namespace", squad = "namespace" }\n  }\n}\n',
    "a pod of a manifest": YAML_POD.replace("labels", "annotations: {team: own}, labels"),
    "a namespace of a manifest": YAML_NAMESPACE.replace("labels", "annotations: {team: n, squad: namespace}, labels"),
}


@pytest.mark.parametrize("pod_of", ["Terraform", "a manifest"])
@pytest.mark.parametrize("namespace_of", ["Terraform", "a manifest"])
def test_annotations_count_where_no_label_does(pod_of: str, namespace_of: str) -> None:
    texts = [(pod_of, ANNOTATED[f"a pod of {pod_of}"]), (namespace_of, ANNOTATED[f"a namespace of {namespace_of}"])]
    files = {f"{index}.{'tf' if of == 'Terraform' else 'yaml'}": text for index, (of, text) in enumerate(texts)}
    tags = next(each for each in seen(files).resources if each.kind == "Pod").tags
    assert tags is not None
    found = {key: tag for key in ("team", "squad", "owner") if (tag := tags.get(key)) is not None}
    assert {key: tag.value.raw for key, tag in found.items() if tag.origin is TagOrigin.ANNOTATION} == {
        "team": "own",
        "squad": "namespace",
    }
    assert not {"team", "squad"} & tags.tags.keys()
