"""Rendered objects are those of kubectl kustomize, value for value."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from sources.kubernetes.rendering.kustomizing import WEB, on_disk, render
from support import kubectl

from finops_guard.values import plain

SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}, ports: [{port: 80}]}\n"
BASE = {"base/kustomization.yaml": "resources: [web.yaml, service.yaml]\n", "base/web.yaml": WEB}
BASE["base/service.yaml"] = SERVICE

TOPS = {
    "nothing changed": "resources: [../base]",
    "names": "resources: [../base]\nnamePrefix: a-\nnameSuffix: -z\n",
    "a namespace": "resources: [../base]\nnamespace: shop\n",
    "common labels": "resources: [../base]\ncommonLabels: {team: shop}\ncommonAnnotations: {note: '1'}\n",
    "labels": "resources: [../base]\nlabels: [{pairs: {team: shop}}]\n",
    "labels of templates": "resources: [../base]\nlabels: [{pairs: {team: shop}, includeTemplates: true}]\n",
    "labels of selectors": "resources: [../base]\nlabels: [{pairs: {team: shop}, includeSelectors: true}]\n",
    "images": "resources: [../base]\nimages: [{name: example/web, newName: example/new, newTag: '2'}]\n",
    "replicas": "resources: [../base]\nreplicas: [{name: web, count: 5}]\n",
    "a strategic merge": """
        resources: [../base]
        patches:
        - path: patch.yaml
        """,
    "a late strategic merge": "resources: [../base]\npatchesStrategicMerge: [patch.yaml]\n",
    "an inline patch": """
        resources: [../base]
        patches:
        - patch: |-
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec: {template: {spec: {containers: [{name: proxy, $patch: delete}]}}}
        """,
    "operations": "resources: [../base]\npatches: [{path: operations.json, target: {kind: Deployment}}]\n",
    "operations for one": """
        resources: [../base]
        patchesJson6902:
        - path: operations.json
          target: {group: apps, version: v1, kind: Deployment, name: web}
        """,
    "an object deleted": """
        resources: [../base]
        patches:
        - patch: '{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "$patch": "delete"}'
        """,
    "a component": "resources: [../base]\ncomponents: [../component]\n",
    "bases of bases": "resources: [../middle]\nnamePrefix: outer-\n",
    "two ways to one base": "resources: [../middle, ../other]\n",
    "legacy bases": "bases: [../base]\n",
    "a list": "resources: [list.yaml]\n",
    "JSON": "resources: [objects.json]\n",
    "generators": """
        resources: [../base]
        configMapGenerator:
        - name: settings
          files: [settings.properties, renamed=settings.properties]
          envs: [settings.env]
          literals: [a=b]
        secretGenerator:
        - name: secret
          literals: [password=invented]
        generatorOptions: {labels: {made: "yes"}}
        """,
    "a replacement": """
        resources: [../base]
        replacements:
        - source: {kind: Service, fieldPath: "spec.ports.0.port"}
          targets:
          - select: {kind: Deployment}
            fieldPaths: ["spec.template.spec.containers.[name=web].ports.0.containerPort"]
            options: {create: true}
        """,
    "a replacement of a file": "resources: [../base]\nreplacements: [{path: replacement.yaml}]\n",
    "a transformer of the tool": "resources: [../base]\ntransformers: [transformer.yaml]\n",
    "an inline transformer": """
        resources: [../base]
        transformers:
        - |-
          apiVersion: builtin
          kind: PrefixSuffixTransformer
          metadata: {name: prefixes}
          prefix: inline-
          fieldSpecs: [{path: metadata/name}]
        """,
    "a directory of transformers": "resources: [../base]\ntransformers: [../transformers]\n",
    "a generator of the tool": "resources: [../base]\ngenerators: [generator.yaml]\n",
    "configurations": "resources: [../base]\nnamePrefix: a-\nconfigurations: [configuration.yaml]\n",
    "annotations of origins": "resources: [../base]\nbuildMetadata: [managedByLabel]\n",
    "flow style and odd scalars": "{resources: [../base], commonAnnotations: {a: '0x10', b: '1e3', c: 'on', d: ''}}\n",
    "a key written twice": "namePrefix: a-\nnamePrefix: b-\nresources: [../base]\n",
    "anchors": "resources: [../base]\ncommonAnnotations: &a {note: x}\nlabels: [{pairs: *a}]\n",
    "definitions left out": "resources: [../base, definition.yaml]\n",
    "an order of its own": "resources: [../base]\nsortOptions: {order: fifo}\n",
}

FILES = {
    **BASE,
    "middle/kustomization.yml": "resources: [../base]\nnameSuffix: -middle\ncommonLabels: {tier: middle}\n",
    "other/Kustomization": "resources: [../base]\nnamePrefix: other-\nnamespace: other\n",
    "component/kustomization.yaml": """
        apiVersion: kustomize.config.k8s.io/v1alpha1
        kind: Component
        resources: [extra.yaml]
        patches: [{path: add.yaml}]
        """,
    "component/extra.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: extra}\n",
    "component/add.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {paused: true}\n",
    "top/patch.yaml": """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: 3
          template:
            spec:
              containers:
              - name: web
                resources: {limits: {cpu: "1.5", memory: 1Gi}, requests: null}
              - name: added
                image: example/added:1
        """,
    "top/operations.json": """
        [{"op": "replace", "path": "/spec/replicas", "value": 7},
         {"op": "add", "path": "/spec/template/spec/containers/-", "value": {"name": "last", "image": "x:1"}},
         {"op": "remove", "path": "/spec/template/spec/containers/0/resources"}]
        """,
    "top/list.yaml": """
        apiVersion: v1
        kind: List
        items:
        - {apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {n: "1"}}
        - {apiVersion: v1, kind: ConfigMap, metadata: {name: b}}
        """,
    "top/objects.json": '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "j"}, "data": {"x": "1"}}',
    "top/settings.properties": "x=1\ny=2\n",
    "top/settings.env": "A=1\n",
    "top/replacement.yaml": """
        source: {kind: Service, name: web, fieldPath: metadata.name}
        targets:
        - select: {kind: Deployment}
          fieldPaths: [metadata.labels.app]
        """,
    "top/transformer.yaml": """
        apiVersion: builtin
        kind: LabelTransformer
        metadata: {name: labels}
        labels: {by: transformer}
        fieldSpecs: [{path: metadata/labels, create: true}]
        """,
    "transformers/kustomization.yaml": "resources: [patching.yaml]\n",
    "transformers/patching.yaml": """
        apiVersion: builtin
        kind: PatchTransformer
        metadata: {name: patching}
        target: {kind: Deployment}
        patch: '[{"op": "replace", "path": "/spec/replicas", "value": 9}]'
        """,
    "top/generator.yaml": """
        apiVersion: builtin
        kind: ConfigMapGenerator
        metadata: {name: generated}
        files: [settings.properties]
        """,
    "top/configuration.yaml": "namePrefix: [{path: metadata/annotations/prefixed, create: true}]\n",
    "top/definition.yaml": """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: things.example.com}
        spec: {group: example.com, names: {kind: Thing, plural: things}, scope: Namespaced, versions: []}
        """,
}


def as_json(objects: list[object]) -> list[str]:
    return [json.dumps(each, sort_keys=True, default=float) for each in objects]


@pytest.mark.parametrize("top", TOPS.values(), ids=TOPS)
@pytest.mark.parametrize("memory", [True, False], ids=["memory", "disk"])
def test_objects_are_those_of_kubectl(top: str, memory: bool, tmp_path: Path) -> None:
    # Files beside it that it does not use would be judged as they are written, in the same root.
    unused = {path for path in FILES if path.startswith("top/") and path[4:] not in top and "settings" not in path}
    used = {path: text for path, text in FILES.items() if path not in unused}
    files = {**used, "top/kustomization.yaml": top}
    (tmp_path / "tree").mkdir()
    tree = on_disk(files, tmp_path / "tree")
    found = render(files, tree=None if memory else tree)
    assert [each for each in found.diagnostics if each.path.startswith("top/")] == []
    expected = [
        each
        for each in yaml.safe_load_all(kubectl.render(tmp_path / "tree" / "top", tmp_path))
        if each["kind"] != "CustomResourceDefinition"
    ]
    assert expected
    ours = [plain(each.values) for each in found.resources if each.root == "top"]
    assert sorted(as_json(ours)) == sorted(as_json(expected))


def test_the_root_directory_is_an_overlay_like_any_other(tmp_path: Path) -> None:
    files = {"kustomization.yaml": "resources: [base]\nnamePrefix: a-\n", **BASE}
    (tmp_path / "tree").mkdir()
    on_disk(files, tmp_path / "tree")
    expected = list(yaml.safe_load_all(kubectl.render(tmp_path / "tree", tmp_path)))
    found = render(files)
    assert sorted(as_json([plain(each.values) for each in found.resources])) == sorted(as_json(expected))
    assert {each.root for each in found.resources} == {""}


def test_results_are_the_same_each_time() -> None:
    files = {f"o{n}/kustomization.yaml": f"resources: [../base]\nnamePrefix: a{n}-\n" for n in range(12)} | BASE
    first, second = render(files), render(files)
    assert [(each.root, each.address, each.span) for each in first.resources] == [
        (each.root, each.address, each.span) for each in second.resources
    ]
    assert first.files == second.files
    assert first.diagnostics == second.diagnostics == ()
    assert [each.root for each in first.resources] == sorted(each.root for each in first.resources)
