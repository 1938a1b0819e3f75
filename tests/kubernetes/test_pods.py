"""Every kind that runs pods: its template, labels and containers."""

from __future__ import annotations

import pytest
from sources.kubernetes.scanning import labels, one

from finops_guard.kubernetes.pods import POD_TEMPLATES, is_sidecar, template_at
from finops_guard.location import SourceText
from finops_guard.resources import TagOrigin
from finops_guard.sources.kubernetes.manifests import read_manifests
from finops_guard.values import plain

TEMPLATE = """\
metadata: {labels: {team: pods}}
spec:
  resources: {requests: {cpu: 2}}
  initContainers:
  - name: setup
  - name: proxy
    restartPolicy: Always
  containers:
  - name: web
    resources: {requests: {cpu: 500m}}
  - image: unnamed
"""

WORKLOADS = [
    ("v1", "ReplicationController", ("spec", "template")),
    ("apps/v1", "Deployment", ("spec", "template")),
    ("apps/v1", "StatefulSet", ("spec", "template")),
    ("apps/v1", "DaemonSet", ("spec", "template")),
    ("apps/v1", "ReplicaSet", ("spec", "template")),
    ("extensions/v1beta1", "Deployment", ("spec", "template")),
    ("extensions/v1beta1", "DaemonSet", ("spec", "template")),
    ("extensions/v1beta1", "ReplicaSet", ("spec", "template")),
    ("batch/v1", "Job", ("spec", "template")),
    ("batch/v1beta1", "CronJob", ("spec", "jobTemplate", "spec", "template")),
    ("argoproj.io/v1alpha1", "Rollout", ("spec", "template")),
    ("serving.knative.dev/v1", "Service", ("spec", "template")),
    ("serving.knative.dev/v1", "Configuration", ("spec", "template")),
]


# What is a pod itself.
PODS = {("", "Pod"), ("serving.knative.dev", "Revision")}


def manifest(version: str, kind: str, steps: tuple[str, ...]) -> str:
    lines = [
        f"apiVersion: {version}",
        f"kind: {kind}",
        "metadata:",
        "  name: cart",
        "  labels: {team: workload, env: prod}",
    ]
    lines += ["  " * depth + f"{step}:" for depth, step in enumerate(steps)]
    lines += ["  " * len(steps) + line for line in TEMPLATE.splitlines()]
    return "\n".join(lines)


@pytest.mark.parametrize(("version", "kind", "steps"), WORKLOADS, ids=[f"{v} {k}" for v, k, _ in WORKLOADS])
def test_workload(version: str, kind: str, steps: tuple[str, ...]) -> None:
    resource = one(manifest(version, kind, steps))
    assert (resource.type, resource.address) == (kind, f"{kind}/cart")
    assert labels(resource) == {"team": "pods"}
    assert resource.tags is not None
    assert {tag.origin for tag in resource.tags.tags.values()} == {TagOrigin.POD_TEMPLATE}
    assert [(child.kind, child.name, is_sidecar(child)) for child in resource.children] == [
        ("container", "web", False),
        ("container", "[1]", False),
        ("init-container", "setup", False),
        ("init-container", "proxy", True),
    ]
    assert [child.span.text for child in resource.children] == ["web", "image: unnamed", "setup", "proxy"]
    assert plain(resource.children[0].values) == {"name": "web", "resources": {"requests": {"cpu": "500m"}}}


def test_every_workload_kind_is_tested() -> None:
    tested = {(version.rpartition("/")[0], kind) for version, kind, _ in WORKLOADS}
    assert tested | PODS == set(POD_TEMPLATES)


@pytest.mark.parametrize(("group", "kind"), sorted(PODS))
def test_pod(group: str, kind: str) -> None:
    version = f"{group}/v1".lstrip("/")
    resource = one(f"apiVersion: {version}\nkind: {kind}\n{TEMPLATE.replace('{labels', '{name: cart, labels')}")
    assert labels(resource) == {"team": "pods"}
    assert [child.name for child in resource.children] == ["web", "[1]", "setup", "proxy"]
    assert resource.tags is not None
    assert resource.tags.tags["team"].origin is TagOrigin.RESOURCE


def test_resources_of_the_pod_as_a_whole() -> None:
    content = read_manifests(SourceText("a.yaml", manifest("apps/v1", "Deployment", ("spec", "template"))))
    template = template_at(content.manifests[0].value, ("spec", "template"))
    assert template.resources is not None
    assert plain(template.resources) == {"requests": {"cpu": 2}}


@pytest.mark.parametrize(
    "spec",
    [
        "",
        "spec:",
        "spec: x",
        "spec: {template: }",
        "spec: {template: {spec: {containers: x}}}",
        "spec: {template: [1]}",
        "spec: {template: {metadata: x, spec: {containers: [1, x, null, []]}}}",
        "spec: {template: {metadata: {labels: [a]}}}",
    ],
)
def test_templates_of_another_shape_are_empty(spec: str) -> None:
    resource = one(f"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: a}}\n{spec}\n")
    assert (resource.children, labels(resource)) == ((), {})


def test_a_rollout_may_take_the_template_of_another_workload() -> None:
    text = "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: a}\nspec: {workloadRef: {name: b}}\n"
    resource = one(text)
    assert (resource.children, resource.tags) == ((), None)


POD = "template: {metadata: {labels: {team: pods}}, spec: {containers: [{name: web}]}}"


@pytest.mark.parametrize(
    ("version", "kind"),
    [
        ("apps.kruise.io/v1alpha1", "CloneSet"),
        ("apps.kruise.io/v1alpha1", "DaemonSet"),
        ("apps.openshift.io/v1", "DeploymentConfig"),
        ("v1", "Unheard"),
    ],
)
def test_kinds_of_any_group_run_pods_where_their_template_is_one(version: str, kind: str) -> None:
    resource = one(f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: a}}\nspec: {{{POD}}}\n")
    assert (resource.type, [child.name for child in resource.children]) == (kind, ["web"])
    assert labels(resource) == {"team": "pods"}


@pytest.mark.parametrize(
    "template",
    [
        "{}",
        "{spec: {containers: []}}",
        "{spec: {containers: web}}",
        "{spec: {containers: {name: web}}}",
        "{spec: {containers: [web]}}",
        "{spec: {containers: [{name: web}, {image: x}]}}",
        "{spec: {containers: [{name: 1}]}}",
        "{spec: {initContainers: [{name: web}]}}",
        "{containers: [{name: web}]}",
        "{spec: {nodeClassRef: {name: web}}}",
        "[{spec: {containers: [{name: web}]}}]",
    ],
)
def test_templates_of_other_things_are_no_pods(template: str) -> None:
    resource = one(
        f"apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {{name: a}}\nspec: {{template: {template}}}\n"
    )
    assert (resource.children, resource.tags) == ((), None)
