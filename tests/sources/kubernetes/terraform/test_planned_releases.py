"""Helm releases out of plans of the real Terraform install what those of the configuration that was planned do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sources.kubernetes.rendering.rendering import place, scalars
from sources.kubernetes.terraform.releasing import CART, CHART, objects, said, scanned
from support import helm

from finops_guard.values import plain

pytest.importorskip("grpc", reason="the stand-in providers need grpcio")
pytest.importorskip("tfplugin_proto", reason="the stand-in providers need tfplugin-proto-all")

from tests.support.stand_in.server import serve
from tests.support.terraform_plan import TERRAFORM, encoded, plan

MAIN = """\
    variable "memory" {
      default = "1Gi"
    }
    resource "random_pet" "p" {}
    module "shop" {
      source = "./shop"
      memory = var.memory
    }
    resource "helm_release" "late" {
      name   = "late"
      chart  = "../charts/shop"
      values = ["a: ${random_pet.p.id}"]
    }
    """
MODULE = """\
    variable "memory" {}
    resource "helm_release" "r" {
      for_each  = { eu = 2, us = 3 }
      name      = "shop-${each.key}"
      namespace = each.key
      chart     = "${path.module}/../../charts/shop"
      values    = [yamlencode({ replicas = each.value })]
      set = [{ name = "resources.limits.memory", value = var.memory }]
      set_list = [{ name = "extra.list", value = ["a", "b"] }]
      set_sensitive = [{ name = "extra.key", value = "hush-hush-hush" }]
    }
    """
FILES = {**CHART, "infra/main.tf": MAIN, "infra/shop/main.tf": MODULE}


def test_objects(tmp_path: Path) -> None:
    if TERRAFORM is None:
        pytest.skip("the terraform binary is not installed")
    helm.search_path()
    helm.write(FILES, tmp_path)
    with serve(frozenset({"helm_release", "random_pet"})) as reattach:
        made = plan(tmp_path / "infra", reattach)
    shutil.rmtree(tmp_path / "infra/.terraform")
    from_files = scanned(tmp_path, FILES)
    from_plan = scanned(tmp_path, {"plan.json": encoded(made)}, plans=["plan.json"])
    addresses = [f'module.shop.helm_release.r["{each}"].Deployment/{each}/shop-{each}-cart' for each in ("eu", "us")]
    assert [each.address for each in objects(from_files)] == addresses
    assert [each.address for each in objects(from_plan)] == addresses
    for mine, expected in zip(objects(from_plan), objects(from_files), strict=True):
        assert plain(mine.values) == plain(expected.values)
        assert (mine.root, mine.module_path) == (expected.root, expected.module_path)
        where = {path: place(value.origin) for path, value in scalars(mine.values)}
        assert where == {path: place(value.origin) for path, value in scalars(expected.values)}
        assert where[f"{CART}.resources.limits.memory"].startswith("infra/")
    unknown = "the chart charts/shop of helm_release.late is not rendered, so not evaluated: its values are not known"
    assert [message.startswith(unknown) for message in said(from_files)] == [True]
    assert [message.startswith(unknown) for message in said(from_plan)] == [True]
