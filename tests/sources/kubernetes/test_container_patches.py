"""Requests and limits that kustomize patches write are not known; what no patch can turn stays decided."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sources.kubernetes.scanning import scan
from support import kubectl

from finops_guard.resources import Resource
from finops_guard.values import Unknown, Value, plain

BASE = {
    "base/app.yaml": """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: cart}
spec:
  template:
    spec:
      initContainers: [{name: setup, image: x}]
      containers:
      - name: web
        image: x
      - name: side
        image: x
        resources: {requests: {cpu: 1, memory: 1Gi}}
""",
    "base/kustomization.yaml": "resources: [app.yaml]\n",
}
NAMED = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: cart}\n"
AT = "/spec/template/spec/containers"
PATCHED = "live/p.yaml patches the containers of Deployment/cart"


def merge(container: str, key: str = "containers") -> str:
    return f"{NAMED}spec: {{template: {{spec: {{{key}: [{container}]}}}}}}\n"


def operation(text: str) -> str:
    return f"- {{{text}}}\n"


def overlay(patch: str, **more: str) -> dict[str, str]:
    listed = "{path: p.yaml, target: {kind: Deployment}}" if patch.startswith("-") else "{path: p.yaml}"
    return {
        **BASE,
        "live/kustomization.yaml": f"resources: [../base]\npatches: [{listed}]\n",
        "live/p.yaml": patch,
        **more,
    }


def cart(files: dict[str, str]) -> Resource:
    (resource,) = [each for each in scan(files).resources if each.type == "Deployment"]
    return resource


def shown(value: Value | None) -> object:
    """Return ``resources`` as plain data, what is Unknown as ``...``."""

    def simple(found: object) -> object:
        if isinstance(found, dict):
            return {key: simple(item) for key, item in found.items()}
        return ... if isinstance(found, Unknown) else found

    return simple(plain(value)) if value is not None else None


def resources(files: dict[str, str]) -> dict[str, object]:
    return {child.name: shown(child.values.get("resources")) for child in cart(files).children}


SIDE = {"requests": {"cpu": 1, "memory": "1Gi"}}
UNTOUCHED = {"web": None, "side": SIDE, "setup": None}

CASES = {
    "nothing": (f"{NAMED}spec: {{replicas: 2}}\n", {}),
    "requests": (merge("{name: web, resources: {requests: {cpu: 1}}}"), {"web": {"requests": ...}}),
    "both": (
        merge("{name: web, resources: {requests: {cpu: 1}, limits: {memory: 1Gi}}}"),
        {"web": {"requests": ..., "limits": ...}},
    ),
    "limits beside requests": (
        merge("{name: side, resources: {limits: {memory: 1Gi}}}"),
        {"side": {**SIDE, "limits": ...}},
    ),
    "another value": (
        merge("{name: side, resources: {requests: {memory: 2Gi}}}"),
        {"side": {"requests": {"cpu": 1, "memory": ...}}},
    ),
    "a value taken away": (
        merge("{name: side, resources: {requests: {memory: null}}}"),
        {"side": {"requests": {"cpu": 1, "memory": ...}}},
    ),
    "nothing to take away": (merge("{name: web, resources: null}"), {}),
    "all taken away": (merge("{name: side, resources: null}"), {"side": ...}),
    "environment": (merge("{name: web, env: [{name: a, value: b}]}"), {}),
    "a container more": (merge("{name: new, image: x, resources: {requests: {cpu: 1}}}"), {}),
    "a container deleted": (merge("{name: web, $patch: delete}"), {"web": ...}),
    "init container": (
        merge("{name: setup, resources: {limits: {cpu: 1}}}", "initContainers"),
        {"setup": {"limits": ...}},
    ),
    "list replaced": (merge("{$patch: replace}, {name: a, image: x}"), {"web": ..., "side": ...}),
    "template replaced": (
        f"{NAMED}spec: {{template: {{$patch: replace, spec: {{containers: [{{name: a}}]}}}}}}\n",
        {"web": ..., "side": ..., "setup": ...},
    ),
    "JSON add": (
        operation(f"op: add, path: {AT}/0/resources, value: {{requests: {{cpu: 1}}}}"),
        {"web": ...},
    ),
    "JSON one quantity": (
        operation(f"op: replace, path: {AT}/1/resources/requests/cpu, value: 2"),
        {"side": {"requests": {"cpu": ..., "memory": "1Gi"}}},
    ),
    "JSON new limits": (
        operation(f"op: add, path: {AT}/1/resources/limits, value: {{memory: 1Gi}}"),
        {"side": {**SIDE, "limits": ...}},
    ),
    "JSON empty": (operation(f"op: add, path: {AT}/0/resources, value: {{}}"), {}),
    "JSON remove": (operation(f"op: remove, path: {AT}/1/resources"), {"side": ...}),
    "JSON other attribute": (operation(f"op: replace, path: {AT}/0/image, value: y"), {}),
    "JSON appended": (operation(f"op: add, path: {AT}/-, value: {{name: new, image: x}}"), {}),
    "JSON container replaced": (operation(f"op: replace, path: {AT}/0, value: {{name: web, image: y}}"), {"web": ...}),
    "JSON list replaced": (
        operation(f"op: replace, path: {AT}, value: [{{name: web, image: y}}]"),
        {"web": ..., "side": ...},
    ),
    "JSON after an insertion": (
        operation(f"op: add, path: {AT}/0, value: {{name: new, image: x}}")
        + operation(f"op: add, path: {AT}/1/resources, value: {{limits: {{cpu: 1}}}}"),
        {"web": ..., "side": ...},
    ),
    "JSON spec replaced": (
        operation("op: replace, path: /spec/template/spec, value: {containers: [{name: web, image: x}]}"),
        {"web": ..., "side": ..., "setup": ...},
    ),
}


@pytest.mark.parametrize(("patch", "changed"), CASES.values(), ids=CASES.keys())
def test_what_patches_touch(patch: str, changed: dict[str, object], tmp_path: Path) -> None:
    files = overlay(patch)
    assert resources(files) == {**UNTOUCHED, **changed}
    # What is said to be known is what kubectl renders.
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    (rendered,) = scan({"r.yaml": kubectl.render(tmp_path / "live", tmp_path)}).resources
    after = {child.name: shown(child.values.get("resources")) for child in rendered.children}
    for name in UNTOUCHED.keys() - changed.keys():
        assert (after[name] or None) == UNTOUCHED[name]


def test_cause() -> None:
    (web, *_) = cart(overlay(merge("{name: web, resources: {limits: {memory: 1Gi}}}"))).children
    limits = web.values.get("resources")
    assert limits is not None
    (cause,) = (limits.get("limits") or limits).causes
    assert cause.text == PATCHED
    assert str(cause.span.location() if cause.span else None) == "live/kustomization.yaml:2:12"


WEB = merge("{name: web, resources: {requests: {cpu: 1}}}")


def more(name: str, patch: str = "") -> dict[str, str]:
    listed = "patches: [{path: p.yaml}]\n" if patch else ""
    return {f"{name}/kustomization.yaml": f"resources: [../base]\n{listed}", f"{name}/p.yaml": patch}


@pytest.mark.parametrize(
    ("files", "web"),
    [
        (overlay(WEB), {"requests": ...}),
        (overlay(WEB, **more("other")), None),
        (overlay(WEB, **more("other", f"{NAMED}spec: {{replicas: 2}}\n")), None),
        (overlay(WEB, **more("other", WEB)), {"requests": ...}),
        (
            overlay(WEB, **more("other", merge("{name: web, resources: {limits: {cpu: 1}}}"))),
            {"requests": ..., "limits": ...},
        ),
        (overlay(WEB, **more("other", merge("{name: side, resources: {limits: {cpu: 1}}}"))), None),
        (overlay(WEB, **more("other", f"{NAMED}$patch: delete\n")), {"requests": ...}),
        ({**overlay(WEB), "own/kustomization.yaml": "resources: [../base/app.yaml]\n"}, None),
        ({**BASE}, None),
        (overlay(WEB.replace("cart", "other")), None),
        (overlay(WEB.replace("Deployment", "StatefulSet")), None),
        (overlay("kind: ["), ...),
    ],
)
def test_every_deployment_must_patch_a_container(files: dict[str, str], web: object) -> None:
    assert resources(files)["web"] == web


@pytest.mark.parametrize(
    ("patch", "pod"),
    [
        (f"{NAMED}spec: {{template: {{spec: {{resources: {{requests: {{cpu: 1}}}}}}}}}}\n", {"requests": ...}),
        (operation("op: add, path: /spec/template/spec/resources, value: {requests: {cpu: 1}}"), ...),
        (WEB, None),
    ],
)
def test_resources_of_the_pod_as_a_whole(patch: str, pod: object) -> None:
    spec = cart(overlay(patch)).values.get("spec")
    for key in ("template", "spec", "resources"):
        spec = spec.get(key) if spec else None
    assert shown(spec) == pod


def test_the_rest_of_the_manifest_stays() -> None:
    """Spans of keys, too."""
    before, after = cart(BASE), cart(overlay(WEB))
    assert [child.span.location() for child in before.children] == [child.span.location() for child in after.children]
    without = json.dumps(plain(before.values))
    (web, *_) = after.children
    assert isinstance(web.values.raw, dict)
    assert json.dumps({**{k: plain(v) for k, v in web.values.raw.items() if k != "resources"}}) in without
