"""One object written three ways, as a resource of its own type, as kubernetes_manifest and in YAML, is one object."""

from __future__ import annotations

from textwrap import dedent, indent

import pytest
from sources.kubernetes.terraform.pairs import PAIRS
from sources.kubernetes.terraform.scanning import found, labels, seen

from finops_guard.kubernetes.objects import as_object
from finops_guard.resources import Resource, ResourceSet
from finops_guard.values import plain


def written(type_: str) -> dict[str, ResourceSet]:
    """Return what is read of each way to write the object of a type."""
    body, manifest = PAIRS[type_]
    heredoc = f"<<-YAML\n{indent(dedent(manifest), '  ')}YAML\n"
    return {
        "manifest": seen({"object.yaml": manifest}),
        "typed": seen({"main.tf": f'resource "{type_}" "x" {{\n{dedent(body)}}}\n'}),
        "kubernetes_manifest": seen(
            {"main.tf": f'resource "kubernetes_manifest" "x" {{\nmanifest = yamldecode({heredoc})\n}}\n'}
        ),
        "kubectl_manifest": seen({"main.tf": f'resource "kubectl_manifest" "x" {{\nyaml_body = {heredoc}}}\n'}),
    }


def described(resource: Resource) -> dict[str, object]:
    """Return all that policies are told of an object, but for where it is written."""
    view = as_object(resource)
    return {
        "type": view.type,
        "name": view.name.rstrip("*"),
        "manifest": plain(view.values),
        "namespace": view.namespace,
        "labels": labels(view),
        "origins": {key: tag.origin for key, tag in view.tags.tags.items()} if view.tags is not None else None,
        "template": view.pod_template,
        "children": [(each.kind, each.name, plain(each.values), each.tags) for each in view.children],
    }


@pytest.mark.parametrize("type_", PAIRS)
def test_objects(type_: str) -> None:
    ways = written(type_)
    expected, *others = (described(each.resources[0]) for each in ways.values())
    if "generateName" in PAIRS[type_][1]:
        expected["name"] = ""  # what the cluster makes of it
    for other in others:
        assert other == expected
    assert all(each.diagnostics == () for each in ways.values())


@pytest.mark.parametrize("type_", PAIRS)
def test_findings(type_: str) -> None:
    verdicts = {
        way: sorted((each.policy, each.verdict, each.key) for each in found(resources))
        for way, resources in written(type_).items()
    }
    assert len({str(each) for each in verdicts.values()}) == 1, verdicts


def test_some_are_found() -> None:
    """The comparison says something: of these objects, many do not keep the policies."""
    policies = {each.policy for type_ in PAIRS for each in found(written(type_)["typed"])}
    assert policies >= {"FG-K8S-001", "FG-K8S-002", "FG-K8S-003", "FG-TAG-001", "FG-BUD-002"}


def test_costless_types_are_not_asked_for_labels() -> None:
    asked = {type_ for type_ in PAIRS if written(type_)["typed"].resources[0].tags is not None}
    assert asked == {
        "kubernetes_cron_job_v1",
        "kubernetes_daemonset",
        "kubernetes_deployment_v1",
        "kubernetes_job_v1",
        "kubernetes_namespace",
        "kubernetes_persistent_volume_claim",
        "kubernetes_pod",
        "kubernetes_replication_controller_v1",
        "kubernetes_service_v1",
        "kubernetes_stateful_set_v1",
    }
