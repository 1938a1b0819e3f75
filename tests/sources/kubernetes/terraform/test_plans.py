"""Kubernetes objects out of plans of the real Terraform are those out of the configuration that was planned."""

from __future__ import annotations

from textwrap import dedent
from typing import Any

import pytest
from sources.kubernetes.terraform.pairs import PAIRS
from sources.kubernetes.terraform.scanning import found, labels, seen

from finops_guard.kubernetes.objects import as_object
from finops_guard.resources import Resource, ResourceSet
from finops_guard.settings import Settings
from finops_guard.values import Plain, Unknown, plain

pytest.importorskip("grpc", reason="the stand-in providers need grpcio")
pytest.importorskip("tfplugin_proto", reason="the stand-in providers need tfplugin-proto-all")

from tests.support.stand_in.server import serve
from tests.support.terraform_plan import TERRAFORM, encoded, plan

TYPED = "".join(f'resource "{type_}" "x" {{\n{dedent(body)}}}\n' for type_, (body, _) in PAIRS.items())
OTHERS = """\
resource "random_pet" "p" {}

resource "kubernetes_deployment" "each" {
  for_each = { a = "100m", b = "512Mi" }
  metadata {
    name      = each.key
    namespace = kubernetes_namespace.x.metadata[0].name
  }
  spec {
    template {
      metadata {
        labels = { owner = random_pet.p.id, environment = "dev" }
      }
      spec {
        container {
          name = each.key
          resources {
            requests = { cpu = each.value, memory = "1Gi" }
          }
        }
      }
    }
  }
}

resource "kubernetes_deployment" "dynamic" {
  metadata {
    name = "dynamic"
  }
  spec {
    template {
      metadata {}
      spec {
        container {
          name = "written"
        }
        dynamic "container" {
          for_each = ["a", "b"]
          content {
            name  = container.value
            image = random_pet.p.id
            resources {
              requests = { cpu = random_pet.p.id }
            }
          }
        }
      }
    }
  }
}
"""
DYNAMIC = "kubernetes_deployment.dynamic"


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    if TERRAFORM is None:
        pytest.skip("the terraform binary is not installed")
    directory = tmp_path_factory.mktemp("planned")
    (directory / "main.tf").write_text(TYPED + OTHERS)
    types = frozenset({*PAIRS, "random_pet", "kubernetes_deployment"})
    with serve(types) as reattach:
        return plan(directory, reattach)


def described(resource: Resource) -> dict[str, object]:
    view = as_object(resource)
    return {
        "type": view.type,
        "manifest": comparable(plain(view.values)),
        "namespace": view.namespace,
        "labels": labels(view),
        "template": view.pod_template,
        "children": [(each.kind, each.name) for each in view.children],
    }


def comparable(value: Plain) -> object:
    """Return a value without what a plan alone has: arguments that are null, defaults of the provider."""
    if isinstance(value, Unknown):
        return ...
    if isinstance(value, dict):
        return {name: made for name, item in value.items() if (made := comparable(item)) not in ({}, None)}
    if isinstance(value, list):
        return [comparable(item) for item in value]
    # A map of the provider holds texts only, and its sets have no order.
    return str(value)


@pytest.mark.parametrize("with_files", [True, False], ids=["with files", "alone"])
def test_objects(planned: dict[str, Any], with_files: bool) -> None:
    from_files = {each.address: described(each) for each in seen({"main.tf": TYPED + OTHERS}).resources}
    from_plan = {each.address: described(each) for each in of_plan(planned, with_files).resources}
    if not with_files:
        # A plan does not tell what of dynamic blocks is written, and what the provider chooses.
        del from_plan[DYNAMIC], from_files[DYNAMIC]
    assert from_plan == from_files


def test_findings_point_at_the_configuration(planned: dict[str, Any]) -> None:
    expected = found(seen({"main.tf": TYPED + OTHERS}))
    mine = found(of_plan(planned, True))
    place = [(each.policy, each.address, each.key, each.location.path, each.location.line) for each in expected]
    assert [(each.policy, each.address, each.key, each.location.path, each.location.line) for each in mine] == place


def of_plan(planned: dict[str, Any], with_files: bool) -> ResourceSet:
    files = {"plan.json": encoded(planned), **({"main.tf": TYPED + OTHERS} if with_files else {})}
    return seen(files, settings=Settings(plans=("plan.json",)))
