"""A part of a tree is judged with what belongs to it in the other files, which are not judged."""

from __future__ import annotations

import pytest
from sources.kubernetes.scanning import scan

from finops_guard.kubernetes.pods import find

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web}]}}}
"""
OBJECTS = {
    "namespace.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n",
    "web.yaml": DEPLOYMENT,
    "scaler.yaml": """\
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web, namespace: shop}
spec: {scaleTargetRef: {kind: Deployment, name: web}, maxReplicas: 9}
""",
    "service.yaml": """\
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}}
""",
    "bounds.yaml": "apiVersion: v1\nkind: LimitRange\nmetadata: {name: l, namespace: shop}\n",
    "settings.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: shop}\n",
    "charts/a/Chart.yaml": "name: a\nversion: 1.0.0\napiVersion: v2\n",
    "charts/a/templates/b.yaml": DEPLOYMENT.replace("web", "chart"),
}
EVERYTHING = {
    "ConfigMap/shop/c",
    "Deployment/shop/web",
    "HorizontalPodAutoscaler/shop/web",
    "LimitRange/shop/l",
    "Namespace/shop",
    "Service/shop/web",
}


@pytest.mark.parametrize(
    ("path", "around"),
    [
        ("web.yaml", {"Namespace/shop", "HorizontalPodAutoscaler/shop/web", "LimitRange/shop/l"}),
        ("settings.yaml", {"Namespace/shop", "HorizontalPodAutoscaler/shop/web", "LimitRange/shop/l"}),
        ("service.yaml", EVERYTHING - {"Service/shop/web"}),
        ("scaler.yaml", EVERYTHING - {"HorizontalPodAutoscaler/shop/web"}),
        ("namespace.yaml", EVERYTHING - {"Namespace/shop"}),
        ("charts/a/templates/b.yaml", set()),
    ],
)
def test_what_belongs_to_a_file(path: str, around: set[str]) -> None:
    found = scan(OBJECTS, [path])
    assert {each.address for each in found.around} == around
    assert [each.span.path for each in found.resources] == ([path] if around else [])


def test_the_whole_tree_has_nothing_around_it() -> None:
    found = scan(OBJECTS)
    assert found.around == ()
    assert {each.address for each in found.resources} == EVERYTHING


def test_patched_objects_around_are_not_taken_as_they_are_written() -> None:
    files = {
        "base/web.yaml": DEPLOYMENT.replace("{name: web}]", "{name: web, resources: {requests: {cpu: 1}}}]"),
        "base/kustomization.yaml": "resources: [web.yaml, service.yaml]\npatches: [{path: p.yaml}]\n",
        "base/p.yaml": DEPLOYMENT.replace("{name: web}]", "{name: web, resources: {requests: {cpu: 2}}}]"),
        "base/service.yaml": OBJECTS["service.yaml"],
    }
    (web,) = scan(files, ["base/service.yaml"]).around
    cpu = find(web.children[0].values, "resources", "requests", "cpu")
    assert cpu is not None
    assert cpu.is_unknown
