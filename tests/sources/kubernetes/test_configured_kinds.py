"""Kinds that run pods by configuration: judged, labelled and patched like those that are known anyway."""

from __future__ import annotations

import pytest
from sources.kubernetes.scanning import labels
from support.command_line import Runner

from finops_guard.resources import ResourceSet
from finops_guard.settings import KubernetesSettings, Settings
from finops_guard.sources.kubernetes.source import claims, read
from finops_guard.tree import MemoryTree

TEMPLATES = {("acme.io", "Worker"): ("spec", "podTemplate"), ("", "Batch"): ("template",)}

WORKER = """\
apiVersion: acme.io/v1
kind: Worker
metadata: {name: indexer, namespace: shop, labels: {team: workload}}
spec:
  template: {spec: {containers: [{name: decoy}]}}
  podTemplate:
    metadata: {labels: {team: pods}}
    spec:
      containers: [{name: index}, {image: unnamed}]
      initContainers: [{name: setup}]
"""

KUSTOMIZATION = """\
resources: [a.yaml]
patches:
- target: {kind: Worker}
  patch: |-
    - {op: add, path: /spec/podTemplate/metadata/labels/env, value: prod}
    - {op: add, path: /spec/podTemplate/spec/containers/0/resources, value: {requests: {cpu: 1}}}
"""


def scan(files: dict[str, str], templates: dict[tuple[str, str], tuple[str, ...]] = TEMPLATES) -> ResourceSet:
    settings = Settings(kubernetes=KubernetesSettings(pod_templates=templates))
    return read(MemoryTree(files), sorted(filter(claims, files)), settings)


@pytest.mark.parametrize("version", ["acme.io/v1", "acme.io/v1beta7"])
def test_the_template_is_where_the_configuration_says(version: str) -> None:
    (worker,) = scan({"a.yaml": WORKER.replace("acme.io/v1", version)}).resources
    assert worker.pod_template == ("spec", "podTemplate")
    assert [child.name for child in worker.children] == ["index", "[1]", "setup"]
    assert labels(worker) == {"team": "pods"}


def test_without_it_the_kind_is_read_as_any_other() -> None:
    (worker,) = scan({"a.yaml": WORKER}, {}).resources
    assert [child.name for child in worker.children] == ["decoy"]


@pytest.mark.parametrize("header", ["apiVersion: acme.com/v1\nkind: Worker", "apiVersion: acme.io/v1\nkind: Workers"])
def test_another_group_or_kind_is_not_meant(header: str) -> None:
    (other,) = scan({"a.yaml": WORKER.replace("apiVersion: acme.io/v1\nkind: Worker", header)}).resources
    assert [child.name for child in other.children] == ["decoy"]


def test_a_kind_of_the_core_group() -> None:
    text = "apiVersion: v1\nkind: Batch\nmetadata: {name: a}\ntemplate: {spec: {containers: [{name: run}]}}\n"
    (batch,) = scan({"a.yaml": text}).resources
    assert (batch.pod_template, [child.name for child in batch.children]) == (("template",), ["run"])


def test_an_object_without_what_is_configured_runs_an_empty_pod() -> None:
    (worker,) = scan({"a.yaml": WORKER.replace("podTemplate", "podTemplates")}).resources
    assert (worker.children, labels(worker)) == ((), {})


def test_one_without_a_name_is_said() -> None:
    (said,) = scan({"a.yaml": WORKER.replace("name: indexer, ", "")}).diagnostics
    assert (said.kind, said.message) == ("no-name", "a Worker without metadata.name is not evaluated")


def test_kustomize_patches_reach_the_template() -> None:
    (worker,) = scan({"a.yaml": WORKER, "kustomization.yaml": KUSTOMIZATION}).resources
    assert labels(worker) == {"team": "pods", "env": "prod"}
    patched = [child.values.get("resources") for child in worker.children]
    assert [bool(resources and resources.get("requests").is_unknown) for resources in patched] == [True, False, False]


def test_policies_about_containers_judge_them(run: Runner) -> None:
    run.write("worker.yaml", WORKER)
    run.write(".finops-guard.yaml", "kubernetes: {pod-templates: {acme.io/Worker: spec.podTemplate}}\n")
    ran = run("scan", "--select", "container-requests", "--profile", "walk")
    assert ran.code == 1
    assert "FG-K8S-001 container-requests  worker.yaml:9:27 (2 findings)" in ran.out
    assert "decoy" not in ran.out
