"""Where the values of rendered objects stand: in the text that people edit, never in what a tool wrote."""

from __future__ import annotations

from functools import cache

import pytest
from sources.kubernetes.rendering.kustomizing import WEB, at, one, render, written

from finops_guard.documents.model import SpannedDict, key_span
from finops_guard.location import Span
from finops_guard.resources import Resource, ResourceSet
from finops_guard.values import Value

TOP = """\
resources: [../base]
namespace: shop
namePrefix: a-
commonAnnotations: {note: common}
labels:
- pairs: {team: payments}
  includeTemplates: true
images:
- name: example/proxy
  newTag: "9"
replicas:
- name: web
  count: 5
patches:
- path: patch.yaml
- patch: |
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:

      template:
        spec:
          containers:
          - name: inlined
            image: example/inlined:1
- target: {kind: Deployment}
  patch: |-
    - op: add
      path: /spec/template/spec/containers/2/resources
      value: {limits: {memory: 3Gi}}
    - op: add
      path: /spec/template/spec/containers/-
      value:
        name: last
        image: example/last:1
- target: {kind: Deployment}
  patch: '[{"op": "add", "path": "/spec/paused", "value": true}]'
configMapGenerator:
- name: settings
  literals: [a=b]
- name: settings-more
  literals: [a=b]
replacements:
- source: {kind: Deployment, fieldPath: metadata.name}
  targets:
  - select: {kind: Deployment}
    fieldPaths: [spec.template.spec.serviceAccountName]
    options: {create: true}
"""
FILES = {
    "base/kustomization.yaml": "resources: [web.yaml]\n",
    "base/web.yaml": "# first\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: first}\n---\n" + WEB,
    "top/kustomization.yaml": TOP,
    "top/patch.yaml": """\
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          template:
            metadata:
              labels: {tier: front}
            spec:
              containers:
              - name: web
                resources:
                  requests: {cpu: 250m}
                  limits: {cpu: "2"}
        """,
}


@cache
def rendered() -> ResourceSet:
    return render(FILES)


def step(value: Value, key: str | int) -> Value:
    if isinstance(key, int):
        return list(value.items())[key]
    if isinstance(value.raw, SpannedDict):
        return value.raw[key]
    return next(item for item in value.items() if item.get("name") and item.get("name").raw == key)


def found(resource: Resource, path: str) -> Value:
    value = resource.values
    for key in path.split("."):
        value = step(value, int(key) if key.isdigit() else key)
    return value


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("spec.template.spec.containers.web.image", "base/web.yaml:20 example/web:1"),
        ("spec.template.spec.containers.web.resources.requests.memory", "base/web.yaml:22 64Mi"),
        ("spec.template.metadata.labels.app", "base/web.yaml:16 web"),
        ("spec.template.spec.containers.web.resources.requests.cpu", "top/patch.yaml:12 250m"),
        ("spec.template.spec.containers.web.resources.limits.cpu", 'top/patch.yaml:13 "2"'),
        ("spec.template.spec.containers.web.resources.limits", 'top/patch.yaml:13 {cpu: "2"}'),
        ("spec.template.metadata.labels.tier", "top/patch.yaml:7 front"),
        ("spec.template.metadata.labels.team", "top/kustomization.yaml:6 payments"),
        ("metadata.labels.team", "top/kustomization.yaml:6 payments"),
        ("metadata.annotations.note", "top/kustomization.yaml:4 note"),
        ("metadata.namespace", "top/kustomization.yaml:2 namespace"),
        ("metadata.name", "base/web.yaml:9 web"),
        ("spec.replicas", "top/kustomization.yaml:13 count"),
        ("spec.template.spec.containers.proxy.image", "top/kustomization.yaml:10 newTag"),
        ("spec.template.spec.containers.proxy.resources.limits.memory", "top/kustomization.yaml:31 3Gi"),
        ("spec.template.spec.containers.inlined.image", "top/kustomization.yaml:26 example/inlined:1"),
        ("spec.template.spec.containers.inlined.name", "top/kustomization.yaml:25 inlined"),
        ("spec.template.spec.containers.last.image", "top/kustomization.yaml:36 example/last:1"),
        ("spec.paused", "top/kustomization.yaml:38 patch"),
    ],
)
def test_a_value_stands_where_it_is_written(path: str, expected: str) -> None:
    resource = one(rendered(), "Deployment/shop/a-web")
    assert at(found(resource, path).origin) == expected


def test_what_nothing_wrote_stands_where_it_is_written_in() -> None:
    resource = one(rendered(), "Deployment/shop/a-web")
    place = found(resource, "spec.template.spec.serviceAccountName").origin
    assert place is not None
    assert place == found(resource, "spec.template.spec").origin
    assert place.text.startswith("containers:\n      - name: web")


@pytest.mark.parametrize(
    ("path", "key", "expected"),
    [
        ("spec.template.spec.containers.web.resources", "requests", "base/web.yaml:22 requests"),
        ("spec.template.spec.containers.web.resources", "limits", "top/patch.yaml:13 limits"),
        ("spec.template.spec.containers.inlined", "image", "top/kustomization.yaml:26 image"),
        ("spec.template.metadata.labels", "team", "top/kustomization.yaml:6 team"),
    ],
)
def test_a_key_stands_where_its_value_does(path: str, key: str, expected: str) -> None:
    resource = one(rendered(), "Deployment/shop/a-web")
    assert at(key_span(found(resource, path), key)) == expected


@pytest.mark.parametrize(
    ("address", "header"),
    [
        ("Deployment/shop/a-web", "base/web.yaml:7 kind: Deployment"),
        ("ConfigMap/shop/a-first", "base/web.yaml:3 kind: ConfigMap"),
    ],
)
def test_an_object_stands_where_its_document_does(address: str, header: str) -> None:
    assert at(one(rendered(), address).span) == header


def test_a_generated_object_stands_at_its_generator() -> None:
    places = [at(each.span) for each in rendered().resources if "/a-settings" in each.address]
    assert places == ["top/kustomization.yaml:40 name: settings", "top/kustomization.yaml:42 name: settings-more"]


def test_containers_and_tags_stand_where_they_are_written() -> None:
    resource = one(rendered(), "Deployment/shop/a-web")
    assert [at(child.span) for child in resource.children] == [
        "top/kustomization.yaml:25 inlined",
        "base/web.yaml:19 web",
        "base/web.yaml:23 proxy",
        "top/kustomization.yaml:35 last",
    ]
    assert resource.tags is not None
    assert at(resource.tags.tags["team"].span) == "top/kustomization.yaml:6 team"


def test_no_value_stands_in_the_rendered_text() -> None:
    texts = written(FILES)

    def check(value: Value, span: Span | None) -> None:
        assert value.origin is not None, span
        assert value.origin.source.text == texts[value.origin.path]
        assert span is None or span.source.text == texts[span.path]
        if isinstance(value.raw, SpannedDict):
            for key, item in value.raw.items():
                check(item, value.raw.key_spans.get(key))
        for item in value.items():
            check(item, value.origin)

    for resource in rendered().resources:
        check(resource.values, None)


IDENTITY = "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: 8}}"


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        (f"|\n    {IDENTITY}", "4 8"),
        (f"|-\n\n    # why\n\n    {IDENTITY}\n\n", "7 8"),
        (f"|+\n            {IDENTITY}\n\n", "4 8"),
        (f"|2\n    {IDENTITY}", "4 8"),
        (f">-\n    {IDENTITY}", "3 patch"),
        (f"'{IDENTITY}'", "3 patch"),
    ],
    ids=["literal", "literal after lines", "literal kept", "literal of given indentation", "folded", "quoted"],
)
def test_an_inline_patch_stands_as_precisely_as_it_is_written(patch: str, expected: str) -> None:
    files = {"top/kustomization.yaml": f"resources: [web.yaml]\npatches:\n- patch: {patch}\n", "top/web.yaml": WEB}
    resource = one(render(files), "Deployment/web")
    assert at(found(resource, "spec.replicas").origin) == f"top/kustomization.yaml:{expected}"


def test_one_document_twice_stands_in_it_both_times() -> None:
    files = {
        "base/kustomization.yaml": "resources: [web.yaml]\n",
        "base/web.yaml": WEB,
        "one/kustomization.yaml": "resources: [../base]\nnameSuffix: -a\npatches: [{path: p.yaml}]\n",
        "one/p.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 31}\n",
        "two/kustomization.yaml": "resources: [../base]\nnameSuffix: -b\npatches: [{path: p.yaml}]\n",
        "two/p.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 32}\n",
        "top/kustomization.yaml": "resources: [../one, ../two]\n",
    }
    found_ = render(files)
    assert {at(each.span) for each in found_.resources} == {"base/web.yaml:2 kind: Deployment"}
    replicas = [at(found(each, "spec.replicas").origin) for each in found_.resources]
    assert replicas == ["one/p.yaml:4 31", "two/p.yaml:4 32"]
