"""Kustomizations that only list objects are judged as written, without a tool, and as the tool would render them."""

from __future__ import annotations

from pathlib import Path

import pytest
from sources.kubernetes.rendering.kustomizing import WEB, fake_tool, record, render

from finops_guard.resources import FileStatus

SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80}]}\n"
DEFINITION = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a.b}\n"
BASE = {"base/kustomization.yaml": "resources: [web.yaml]\n", "base/web.yaml": WEB}


@pytest.mark.parametrize(
    ("files", "addresses"),
    [
        ({"top/kustomization.yaml": "resources: [web.yaml]\n", "top/web.yaml": WEB}, ["Deployment/web"]),
        (
            {
                "top/kustomization.yaml": "kind: Kustomization\nresources: [../base, s.yaml]\n",
                "top/s.yaml": SERVICE,
                **BASE,
            },
            ["Deployment/web", "Service/web"],
        ),
        (
            {
                "top/kustomization.yaml": "resources: [web.yaml, d.yaml]\n",
                "top/d.yaml": DEFINITION,
                "top/web.yaml": WEB,
            },
            None,
        ),
    ],
)
def test_no_tool_is_run(files: dict[str, str], addresses: list[str] | None, tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    found = render(files, search_path=fake_tool(tmp_path / "bin", f"echo called >> '{calls}'\n"))
    assert not calls.exists()
    assert found.diagnostics == ()
    assert [each.address for each in found.resources] == (addresses or ["Deployment/web"])
    assert {each.root for each in found.resources} == {"top"}
    assert record(found, "top/kustomization.yaml").status is FileStatus.SUPPORTING


@pytest.mark.parametrize(
    "files",
    [
        {"top/kustomization.yaml": "resources: [web.yaml]\nnamePrefix: a-\n"},
        {"top/kustomization.yaml": "resources: [web.yaml]\nimages: []\n"},
        {"top/kustomization.yaml": "resources: [web.yaml, ./web.yaml]\n"},
        {"top/kustomization.yaml": "resources: [web.yaml, again.yaml]\n", "top/again.yaml": WEB},
        {"top/kustomization.yaml": "resources: [web.yaml, n.yaml]\n", "top/n.yaml": "a: 1\n"},
        {"top/kustomization.yaml": "resources: [web.yaml, n.yaml]\n", "top/n.yaml": "a: [\n"},
        {
            "top/kustomization.yaml": "kind: Component\nresources: [web.yaml]\n",
            "k/kustomization.yaml": "components: [../top]",
        },
        {
            "top/kustomization.yaml": "resources: [web.yaml, l.yaml]\n",
            "top/l.yaml": SERVICE.replace(
                "name: web", "name: web, annotations: {config.kubernetes.io/local-config: 'true'}"
            ),
        },
        {
            "top/kustomization.yaml": "resources: [web.yaml, g.yaml]\n",
            "top/g.yaml": SERVICE.replace("name:", "generateName:"),
        },
        {"top/kustomization.yaml": "resources: [../base, web.yaml]\n", **BASE},
        {"top/kustomization.yaml": "resources: [web.yaml, ../beside.yaml]\n", "beside.yaml": SERVICE},
        {
            "top/kustomization.yaml": "resources: [../one, web.yaml]\n",
            "one/kustomization.yaml": "resources: [s.yaml]\nlabels: [{pairs: {a: b}}]\n",
            "one/s.yaml": SERVICE,
        },
        {
            "top/kustomization.yaml": "resources: [../one]\n",
            "one/kustomization.yaml": "resources: [../two]\n",
            "two/kustomization.yaml": "resources: [../one]\n",
        },
    ],
)
def test_a_tool_says_what_comes_of_anything_else(files: dict[str, str], tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    render({"top/web.yaml": WEB, **files}, search_path=fake_tool(tmp_path / "bin", f"echo called >> '{calls}'\n"))
    assert calls.exists()
