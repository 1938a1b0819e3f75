"""Labels that kustomize patches write, against what kubectl renders; whom a patch is for; what cannot be followed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from sources.kubernetes.scanning import labels, scan
from support import kubectl

from finops_guard.resources import Resource, ResourceSet
from finops_guard.sources.kubernetes import kustomize, patches

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: cart
spec:
  template:
    metadata:
      labels: {team: pods, env: dev}
    spec:
      containers: [{name: web, image: x}]
"""
CLAIM = "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data, labels: {team: own}}\n"
BASE = {"base/app.yaml": f"{DEPLOYMENT}---\n{CLAIM}", "base/kustomization.yaml": "resources: [app.yaml]\n"}
AT = "/spec/template/metadata/labels"
NAMED = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: cart}\n"


def merge(labelled: str, header: str = NAMED) -> str:
    return f"{header}spec: {{template: {{metadata: {{labels: {labelled}}}}}}}\n"


def overlay(patch: str, listed: str = "patches: [{path: p.yaml}]", **more: str) -> dict[str, str]:
    return {**BASE, "live/kustomization.yaml": f"resources: [../base]\n{listed}\n", "live/p.yaml": patch, **more}


def targeted(target: str) -> str:
    return f"patches: [{{path: p.yaml, target: {{{target}}}}}]"


def cart(found: ResourceSet) -> Resource:
    (resource,) = [each for each in found.resources if each.type == "Deployment"]
    return resource


def causes(files: Mapping[str, str]) -> list[str]:
    tags = cart(scan(files)).tags
    assert tags is not None
    return [cause.text for cause in tags.open]


INLINE = (
    '"apiVersion: apps/v1\\nkind: Deployment\\nmetadata: {name: cart}\\nspec: {template: {metadata: {labels: {a: b}}}}"'
)
FOLLOWED = {
    "added": overlay(merge("{owner: a, team: b}")),
    "taken away": overlay(merge("{team: null}")),
    "all taken away": overlay(merge("null")),
    "none": overlay(f"{NAMED}spec: {{replicas: 2}}\n"),
    "of the workload alone": overlay(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: cart, labels: {owner: a}}\n"
    ),
    "of a claim": overlay("apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data, labels: {owner: a}}\n"),
    "two documents": overlay(f"{merge('{owner: a}')}---\n{merge('{tier: b}')}"),
    "inline": overlay("", f"patches: [{{patch: {INLINE}}}]"),
    "inline, the old way": overlay("", f"patchesStrategicMerge: [{INLINE}]"),
    "the old way": overlay(merge("{owner: a}"), "patchesStrategicMerge: [p.yaml]"),
    "before labels": overlay(merge("{owner: a}"), "patches: [{path: p.yaml}]\ncommonLabels: {owner: b}"),
    "JSON after labels": overlay(
        f"- {{op: replace, path: {AT}/team, value: patch}}",
        "patchesJson6902: [{path: p.yaml, target: {version: v1, group: apps, kind: Deployment, name: cart}}]\n"
        "commonLabels: {team: b}",
    ),
    "JSON add": overlay(f"- {{op: add, path: {AT}/example.org~1owner, value: a}}", targeted("kind: Deployment")),
    "JSON replace": overlay(f"- {{op: replace, path: {AT}, value: {{owner: a}}}}", targeted("kind: Deployment")),
    "JSON remove": overlay(f"- {{op: remove, path: {AT}/team}}", targeted("name: cart")),
    "JSON remove all": overlay(f"- {{op: remove, path: {AT}}}", targeted("name: ca.*")),
    "JSON above": overlay(
        "- {op: replace, path: /spec/template/metadata, value: {labels: {owner: a}}}", targeted("kind: Deploy.*|Job")
    ),
    "JSON elsewhere": overlay("- {op: add, path: /spec/replicas, value: 2}", targeted("kind: Deployment")),
    "target over the patch's own name": overlay(
        merge("{owner: a}", NAMED.replace("cart", "any")), targeted("name: cart")
    ),
    "another target": overlay(f"- {{op: remove, path: {AT}}}", targeted("name: other")),
    "part of the name": overlay(f"- {{op: remove, path: {AT}}}", targeted("name: car")),
    "two layers": {
        **overlay(merge("{owner: inner, tier: a}")),
        "outer/kustomization.yaml": "resources: [../live]\npatches: [{path: q.yaml}]\n",
        "outer/q.yaml": merge("{owner: outer}"),
    },
    "by the new name": {
        **BASE,
        "base/kustomization.yaml": "resources: [app.yaml]\nnamePrefix: p-\nnameSuffix: -s\n",
        "live/kustomization.yaml": "resources: [../base]\npatches: [{path: p.yaml}]\n",
        "live/p.yaml": merge("{owner: a}", NAMED.replace("cart", "p-cart-s")),
    },
    "by the old name": {
        **BASE,
        "base/kustomization.yaml": "resources: [app.yaml]\nnamePrefix: p-\n",
        "live/kustomization.yaml": "resources: [../base]\npatches: [{path: p.yaml}]\n",
        "live/p.yaml": merge("{owner: a}"),
    },
    "component": {
        **BASE,
        "live/kustomization.yaml": "resources: [../base]\ncomponents: [../part]\ncommonLabels: {tier: own}\n",
        "part/kustomization.yaml": (
            "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches: [{path: p.yaml}]\n"
        ),
        "part/p.yaml": merge("{owner: a, tier: part}"),
    },
}


@pytest.mark.parametrize("files", FOLLOWED.values(), ids=FOLLOWED.keys())
def test_labels_are_those_that_kubectl_renders(files: dict[str, str], tmp_path: Path) -> None:
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    root = "outer" if "outer/kustomization.yaml" in files else "live"
    rendered = scan({"rendered.yaml": kubectl.render(tmp_path / root, tmp_path)})
    found = scan(files)
    assert [labels(each) for each in found.resources] == [
        labels(next(other for other in rendered.resources if other.type == each.type)) for each in found.resources
    ]
    assert not any(each.tags.open for each in found.resources if each.tags)


def test_labels_of_patches_have_a_place() -> None:
    tags = cart(scan(overlay(merge("{team: a}")))).tags
    assert tags is not None
    span = tags.tags["team"].span
    assert str(span.location() if span else None) == "live/p.yaml:4:39"
    tags = cart(scan(overlay("", f"patches:\n- patch: {INLINE}"))).tags
    assert tags is not None
    for span in (tags.tags["a"].span, tags.tags["a"].value.origin):
        assert str(span.location() if span else None) == "live/kustomization.yaml:3:3"


OPEN = "live/p.yaml patches the labels of Deployment/cart"


@pytest.mark.parametrize(
    ("files", "cause"),
    [
        (overlay(f"- {{op: copy, from: /metadata/name, path: {AT}/owner}}", targeted("kind: Deployment")), OPEN),
        (overlay(f"- {{op: move, from: {AT}/team, path: /metadata/labels/a}}", targeted("kind: Deployment")), OPEN),
        (overlay(f"- {{op: remove, path: {AT}/team/x}}", targeted("kind: Deployment")), OPEN),
        (overlay(merge("{$patch: replace, owner: a}")), OPEN),
        (overlay(f"{NAMED}spec: {{$patch: replace, template: {{}}}}\n"), OPEN),
        (overlay(merge("{owner: a}"), targeted("labelSelector: a=b")), OPEN),
        (overlay(merge("{owner: a}"), targeted("annotationSelector: a=b")), OPEN),
        (overlay(merge("{owner: a}"), targeted("name: '(a|c)+art'")), OPEN),
        (overlay(merge("{owner: a}", "kind: Deployment\n")), OPEN),
        (overlay(f"{NAMED}spec: ["), "live/p.yaml has patches that cannot be followed"),
        (overlay(f"{NAMED}spec: {{{{ x }}}}\n"), "live/p.yaml has patches that cannot be followed"),
        (overlay("\udcff"), "live/p.yaml has patches that cannot be followed"),
        (overlay(merge("{" + ", ".join(f"k{n}: v" for n in range(300)) + "}")), OPEN),
    ],
)
def test_what_cannot_be_followed_leaves_the_labels_open(files: dict[str, str], cause: str) -> None:
    found = scan({path: text.encode("utf-8", "surrogateescape") for path, text in files.items()})
    tags = cart(found).tags
    assert tags is not None
    assert [each.text for each in tags.open] == [cause]
    assert labels(cart(found)) is not None
    assert "owner" not in tags.tags


@pytest.mark.parametrize(
    "files",
    [
        overlay(f"- {{op: copy, from: /a, path: {AT}}}", targeted("kind: Deployment, name: other")),
        overlay(f"- {{op: copy, from: /a, path: {AT}}}", targeted("kind: StatefulSet")),
        overlay(f"- {{op: copy, from: /a, path: {AT}}}", targeted("group: batch")),
        overlay(f"- {{op: copy, from: /a, path: {AT}}}", targeted("name: '.*-cart'")),
        overlay(f"- {{op: test, path: {AT}, value: {{}}}}", targeted("kind: Deployment")),
        overlay(merge("{$patch: replace}", NAMED.replace("cart", "other"))),
        overlay(merge("{$patch: replace}", NAMED.replace("apps/v1", "v1"))),
        overlay(f"{NAMED}spec: {{replicas: 2}}\n", targeted("labelSelector: a=b")),
        overlay("", "patches: [{path: absent.yaml}, {path: ../../out.yaml}, {path: 'https://example.org/p.yaml'}, 1]"),
    ],
)
def test_patches_of_other_things_leave_the_labels_as_they_are(files: dict[str, str]) -> None:
    assert causes(files) == []
    assert labels(cart(scan(files))) == {"team": "pods", "env": "dev"}


UNFOLLOWED = {
    "x/kustomization.yaml": f"resources: [../base]\n{targeted('kind: Deployment')}\n",
    "x/p.yaml": f"- {{op: copy, from: /metadata/name, path: {AT}/owner}}",
}


@pytest.mark.parametrize("other", ["", "commonLabels: {owner: a}\n"])
def test_a_deployment_that_can_be_followed_decides(other: str) -> None:
    files = {**BASE, **UNFOLLOWED, "y/kustomization.yaml": f"resources: [../base]\n{other}"}
    assert causes(files) == []
    assert ("owner" in (labels(cart(scan(files))) or {})) == bool(other)
    assert causes({**BASE, **UNFOLLOWED}) == ["x/p.yaml patches the labels of Deployment/cart"]


def test_a_label_that_one_deployment_lacks_does_not_count() -> None:
    files = {**overlay(merge("{owner: a, team: b}")), "y/kustomization.yaml": "resources: [../base]\n"}
    assert labels(cart(scan(files))) == {"team": ..., "env": "dev"}


def test_a_deployment_that_deletes_the_object_does_not_count() -> None:
    files = {
        **overlay(merge("{owner: a}")),
        "y/kustomization.yaml": "resources: [../base]\npatches: [{path: d.yaml}]\n",
    }
    files["y/d.yaml"] = f"{NAMED}$patch: delete\n"
    assert labels(cart(scan(files))) == {"team": "pods", "env": "dev", "owner": "a"}


def test_patches_and_the_work_on_them_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    assert causes(overlay(merge("{owner: a}"))) == []
    monkeypatch.setattr(patches, "MAX_PATCHES", 3)
    files = overlay("---\n".join([f"{NAMED}spec: {{replicas: 1}}\n"] * 4))
    assert causes(files) == ["live/kustomization.yaml has patches that cannot be followed"]
    monkeypatch.setattr(kustomize, "MAX_WORK", 2)
    assert causes(overlay(merge("{owner: a}"))) == ["base/app.yaml has patches that cannot be followed"]


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("cart", "cart", True),
        ("^cart$", "cart", True),
        ("car", "cart", False),
        (".*", "cart", True),
        ("c.*t", "cart", True),
        ("c.*t", "ct", True),
        ("ca.*art", "cart", False),
        (".*a.*r.*", "cart", True),
        (".*r.*a.*", "cart", False),
        ("a|cart", "cart", True),
        ("a|c.*|b", "cart", True),
        ("", "cart", True),
    ],
)
def test_names_as_kustomize_matches_them(pattern: str, text: str, fits: bool, tmp_path: Path) -> None:
    files = overlay(f"- {{op: add, path: {AT}/owner, value: a}}", targeted(f"kind: Deployment, name: '{pattern}'"))
    files = {path: body.replace("cart", text) if path == "base/app.yaml" else body for path, body in files.items()}
    for path, body in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(body, encoding="utf-8")
    assert ("owner" in (labels(cart(scan(files))) or {})) is fits
    assert ("owner: a" in kubectl.render(tmp_path / "live", tmp_path)) is fits
