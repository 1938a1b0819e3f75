"""Helm releases of Terraform by their charts and values."""

from __future__ import annotations

from textwrap import dedent

import pytest
from sources.kubernetes.terraform.scanning import seen

from finops_guard.sources.kubernetes.terraform.helm import HelmRelease, releases
from finops_guard.tree import MemoryTree
from finops_guard.values import Value

CHART = {"infra/charts/shop/Chart.yaml": "name: shop\n", "Chart.yaml": "name: top\n"}


def raw(value: Value | None) -> object:
    return value.raw if value is not None else None


def release(body: str, path: str = "infra/main.tf") -> HelmRelease:
    files = {**CHART, path: f'variable "v" {{}}\nresource "helm_release" "r" {{\n{dedent(body)}\n}}\n'}
    (found,) = releases(seen(files).resources, MemoryTree(files))
    return found


@pytest.mark.parametrize(
    ("chart", "directory"),
    [
        ('chart = "./charts/shop"', "infra/charts/shop"),
        ('chart = "charts/shop"', "infra/charts/shop"),
        ('chart = "${path.module}/charts/shop"', "infra/charts/shop"),
        ('chart = "${path.root}/charts/../charts/shop/"', "infra/charts/shop"),
        ('chart = "charts/none"', ""),
        ('chart = "../../outside"', ""),
        ('chart = "/charts/shop"', ""),
        ('chart = "charts/shop"\nrepository = "https://charts.example.com"', ""),
        ('chart = "oci://charts.example.com/shop"', ""),
        ("chart = var.v", ""),
        ("", ""),
    ],
)
def test_chart(chart: str, directory: str) -> None:
    assert release(chart).directory == directory


@pytest.mark.parametrize(
    "sets",
    [
        'set {\nname = "replicas"\nvalue = 3\n}\nset {\nname = "tag"\nvalue = var.v\ntype = "string"\n}',
        'set = [{ name = "replicas", value = 3 }, { name = "tag", value = var.v, type = "string" }]',
    ],
)
def test_values(sets: str) -> None:
    found = release(f'name = "shop"\nnamespace = "web"\nvalues = ["a: 1", var.v]\n{sets}')
    assert (found.name and found.name.raw, found.namespace and found.namespace.raw) == ("shop", "web")
    assert [each.is_unknown for each in found.values] == [False, True]
    first, second = found.sets
    assert (first.form, raw(first.name), raw(first.value), first.type) == ("set", "replicas", 3, None)
    assert (raw(second.name), second.value and second.value.is_unknown, second.type and second.type.raw) == (
        "tag",
        True,
        "string",
    )


def test_values_that_are_not_known() -> None:
    (text,) = release("values = var.v").values
    assert text.is_unknown


def test_it_is_said() -> None:
    files = {**CHART, "infra/main.tf": 'resource "helm_release" "r" {\n  name = "r"\n  chart = "./charts/shop"\n}\n'}
    resources = seen(files)
    (said,) = [each for each in resources.diagnostics if each.kind == "helm-release"]
    text = "the chart infra/charts/shop of helm_release.r is not rendered, so not evaluated: helm is not on PATH"
    assert said.message == text
    assert [each.tags for each in resources.resources if each.type == "helm_release"] == [None]
