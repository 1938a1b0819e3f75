"""Scans with rendered kustomizations: what is judged in which root, what became of each file, parts of a tree."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from sources.kubernetes.rendering.kustomizing import (
    SEARCH_PATH,
    WEB,
    at,
    fake_tool,
    needs_tool,
    one,
    record,
    render,
    written,
)
from sources.kubernetes.scanning import labels

from finops_guard.resources import FileStatus
from finops_guard.scan import scan
from finops_guard.settings import KubernetesSettings, Settings
from finops_guard.sources.kubernetes.source import read
from finops_guard.tree import MemoryTree

SHOP = {
    "deploy/base/kustomization.yaml": "resources: [web.yaml]\n",
    "deploy/base/web.yaml": WEB,
    "deploy/prod/kustomization.yaml": """\
        resources: [../base, namespace.yaml]
        namespace: shop
        patches: [{path: p.yaml}]
        """,
    "deploy/prod/namespace.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: x, labels: {team: of-prod}}\n",
    "deploy/prod/p.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 5}\n",
    "deploy/dev/kustomization.yaml": "resources: [../base, namespace.yaml]\nnamespace: shop\n",
    "deploy/dev/namespace.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: x, labels: {team: of-dev}}\n",
    "other.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: other}\n",
}


def judged(
    files: Mapping[str, str], paths: list[str] | None = None, overlays: Mapping[str, str] | None = None
) -> list[tuple[str, str]]:
    return [(each.root, each.address) for each in render(files, paths=paths, overlays=overlays).resources]


def test_each_overlay_is_a_root_of_its_own() -> None:
    found = render(SHOP)
    assert [(each.root, each.address) for each in found.resources] == [
        ("", "ConfigMap/other"),
        ("deploy/dev", "Namespace/shop"),
        ("deploy/dev", "Deployment/shop/web"),
        ("deploy/prod", "Namespace/shop"),
        ("deploy/prod", "Deployment/shop/web"),
    ]
    dev, prod = (one(found, "Deployment/shop/web", root) for root in ("deploy/dev", "deploy/prod"))
    assert [each.values.get("spec").get("replicas").raw for each in (dev, prod)] == [2, 5]
    assert [each.environment.name for each in (dev, prod)] == ["dev", "prod"]
    assert [(labels(each) or {})["team"] for each in (dev, prod)] == ["of-dev", "of-prod"]
    assert found.diagnostics == ()
    assert {each.path: (each.status.value, each.reason) for each in found.files} == {
        "deploy/base/kustomization.yaml": ("supporting", "rendered"),
        "deploy/base/web.yaml": ("judged", ""),
        "deploy/dev/kustomization.yaml": ("supporting", "rendered"),
        "deploy/dev/namespace.yaml": ("judged", ""),
        "deploy/prod/kustomization.yaml": ("supporting", "rendered"),
        "deploy/prod/namespace.yaml": ("judged", ""),
        "deploy/prod/p.yaml": ("supporting", "part of a kustomization"),
        "other.yaml": ("judged", ""),
    }


def test_files_of_which_nothing_is_deployed_are_told() -> None:
    files = {
        "top/kustomization.yaml": "resources: [web.yaml, gone.yaml]\npatches: [{path: p.yaml}]\n",
        "top/web.yaml": WEB,
        "top/gone.yaml": WEB.replace("name: web", "name: gone"),
        "top/p.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: gone}\n$patch: delete\n",
        "top/beside.yaml": WEB.replace("name: web", "name: beside"),
    }
    found = render(files)
    assert [each.address for each in found.resources] == ["Deployment/beside", "Deployment/web"]
    gone = record(found, "top/gone.yaml")
    assert (gone.status, gone.reason) == (FileStatus.SUPPORTING, "no object of it is deployed")


def test_what_is_configured_narrows_what_is_rendered() -> None:
    found = render(SHOP, overlays={"deploy/pr*": "staging"})
    assert [(each.root, each.address, each.environment.name) for each in found.resources] == [
        ("deploy/dev", "Namespace/x", "dev"),
        ("", "ConfigMap/other", None),
        ("deploy/prod", "Namespace/shop", "staging"),
        ("deploy/prod", "Deployment/shop/web", "staging"),
    ]
    assert record(found, "deploy/dev/kustomization.yaml").status is FileStatus.OTHER


def test_what_is_configured_and_not_there_is_told() -> None:
    found = render(SHOP, overlays={"deploy/prod": "", "deploy/eu": "", "deploy/pr*": ""})
    assert [(each.path, each.message.partition(",")[0]) for each in found.diagnostics] == [
        (".", 'no kustomization is in a directory like "deploy/eu"')
    ]


def test_an_overlay_that_others_use_can_be_named() -> None:
    assert judged(SHOP, overlays={"deploy/base": ""})[-1] == ("deploy/base", "Deployment/web")


@pytest.mark.parametrize(
    "kubernetes",
    [
        KubernetesSettings(),
        KubernetesSettings(render="never", search_path=SEARCH_PATH),
        KubernetesSettings("auto", "/"),
    ],
    ids=["nowhere to search", "never", "no tool"],
)
def test_without_rendering_all_is_read_as_it_is_written(kubernetes: KubernetesSettings) -> None:
    found = read(MemoryTree(written(SHOP)), sorted(SHOP), Settings(kubernetes=kubernetes))
    assert [each.address for each in found.resources if each.type == "Deployment"] == ["Deployment/web"]
    assert record(found, "deploy/prod/kustomization.yaml").status is FileStatus.OTHER
    assert [each.kind for each in found.diagnostics] == ["kustomization"]
    reason = record(found, "deploy/prod/kustomization.yaml").reason
    assert ("neither kustomize nor kubectl is found" in reason) == (kubernetes.search_path == "/")


def test_a_component_is_rendered_only_in_what_uses_it() -> None:
    component = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [web.yaml]\n"
    files = {"parts/kustomization.yaml": component, "parts/web.yaml": WEB}
    found = render(files)
    assert [each.root for each in found.resources] == ["parts"]
    assert record(found, "parts/kustomization.yaml").reason == "a kustomization, not rendered"
    files["top/kustomization.yaml"] = "components: [../parts]\n"
    assert [each.root for each in render(files).resources] == ["top"]


def test_what_is_not_rendered_is_judged_as_it_is_written_in_addition() -> None:
    files = {
        "base/kustomization.yaml": "resources: [web.yaml]\n",
        "base/web.yaml": WEB,
        "good/kustomization.yaml": "resources: [../base]\n",
        "bad/kustomization.yaml": "resources: [../base, https://example.com/x]\ncommonLabels: {team: bad}\n",
    }
    found = render(files)
    assert [(each.root, each.address) for each in found.resources] == [
        ("base", "Deployment/web"),
        ("good", "Deployment/web"),
    ]
    written, rendered = found.resources
    assert labels(written) == {"app": "web", "team": "bad"}
    assert labels(rendered) == {"app": "web"}
    assert record(found, "base/web.yaml").status is FileStatus.JUDGED
    assert [str(each.span.location()) for each in found.diagnostics if each.span] == ["bad/kustomization.yaml:1:22"]


def test_a_kustomization_that_cannot_be_read_is_told() -> None:
    found = render({"top/kustomization.yaml": "resources:\n- [\n", "top/web.yaml": WEB})
    assert [each.root for each in found.resources] == ["top"]
    assert "cannot be read" in record(found, "top/kustomization.yaml").reason
    assert [str(each.span.location())[:24] for each in found.diagnostics if each.span] == ["top/kustomization.yaml:2"]


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["deploy/base/web.yaml"], [("deploy/dev", "Deployment/shop/web"), ("deploy/prod", "Deployment/shop/web")]),
        (["deploy/prod/namespace.yaml"], [("deploy/prod", "Namespace/shop")]),
        (["deploy/prod/p.yaml"], [("deploy/prod", "Namespace/shop"), ("deploy/prod", "Deployment/shop/web")]),
        (["deploy/dev/kustomization.yaml"], [("deploy/dev", "Namespace/shop"), ("deploy/dev", "Deployment/shop/web")]),
        (["other.yaml"], [("", "ConfigMap/other")]),
        (["deploy/dev/operations.yaml"], [("deploy/dev", "Namespace/shop"), ("deploy/dev", "Deployment/shop/web")]),
    ],
    ids=["a base", "a resource", "a patch", "a kustomization", "beside", "operations"],
)
def test_a_part_of_a_tree_is_judged_in_all_that_it_is_deployed_by(
    paths: list[str], expected: list[tuple[str, str]]
) -> None:
    files = {**SHOP, "deploy/dev/operations.yaml": "- {op: replace, path: /spec/replicas, value: 9}\n"}
    files["deploy/dev/kustomization.yaml"] += "patches: [{path: operations.yaml, target: {kind: Deployment}}]\n"
    assert judged(files, paths=paths) == expected


def test_a_part_of_a_tree_has_the_labels_of_what_is_around_it() -> None:
    found = render(SHOP, paths=["deploy/base/web.yaml"])
    assert [(labels(each) or {})["team"] for each in found.resources] == ["of-dev", "of-prod"]


def test_a_part_of_a_tree_renders_only_what_contains_it(tmp_path: Path) -> None:
    found = render(SHOP, paths=["other.yaml"], search_path=fake_tool(tmp_path / "bin", "exit 1\n"))
    assert [each.address for each in found.resources] == ["ConfigMap/other"]
    assert found.diagnostics == ()


UNLABELLED = {
    "base/kustomization.yaml": "resources: [web.yaml]\n",
    "base/web.yaml": WEB,
    "one/kustomization.yaml": "resources: [../base]\n",
    "two/kustomization.yaml": "resources: [../base]\n",
}


def suppressed(files: Mapping[str, str], paths: tuple[str, ...] = ("",)) -> tuple[list[str], list[str]]:
    """Return the roots in which a finding is reported, and those in which it is let stand."""
    needs_tool()
    settings = Settings(select=("required-tags",), kubernetes=KubernetesSettings(search_path=SEARCH_PATH))
    report = scan(MemoryTree(files), paths, settings)
    kept = {each.root for each in report.findings if each.resource_type == "Deployment"}
    stands = {each.finding.root for each in report.suppressed if each.finding.resource_type == "Deployment"}
    return sorted(kept), sorted(stands)


IGNORE = "{finops-guard/ignore: required-tags}"
ANNOTATED = """\
patches:
- target: {kind: Deployment}
  patch: |-
    - op: add
      path: /metadata/annotations
      value: {finops-guard/ignore: required-tags -- invented}
"""


@pytest.mark.parametrize(
    ("changed", "kept", "stands"),
    [
        ({}, ["one", "two"], []),
        ({"base/web.yaml": f"# finops-guard:ignore required-tags -- invented\n{WEB}"}, [], ["one", "two"]),
        (
            {
                "base/web.yaml": WEB.replace(
                    "metadata:", "metadata:\n  annotations: {finops-guard/ignore: required-tags}", 1
                )
            },
            [],
            ["one", "two"],
        ),
        ({"one/kustomization.yaml": f"resources: [../base]\n{ANNOTATED}"}, ["two"], ["one"]),
        (
            {"one/kustomization.yaml": f"resources: [../base]\ncommonAnnotations: {IGNORE}\n"},
            ["two"],
            ["one"],
        ),
    ],
    ids=["none", "a comment of a base", "an annotation of a base", "a patch", "a kustomization"],
)
def test_what_asks_not_to_report_holds_for_rendered_objects(
    changed: dict[str, str], kept: list[str], stands: list[str]
) -> None:
    assert suppressed({**UNLABELLED, **changed}) == (kept, stands)


def test_comments_of_a_base_count_where_only_an_overlay_is_scanned() -> None:
    files = {**UNLABELLED, "base/web.yaml": f"# finops-guard:ignore required-tags -- invented\n{WEB}"}
    assert suppressed(files, ("one",)) == ([], ["one"])


def test_a_comment_of_a_kustomization_is_about_what_it_writes() -> None:
    files = {
        "base/web.yaml": WEB,
        "base/kustomization.yaml": "resources: [web.yaml]\n",
        "one/kustomization.yaml": """\
resources: [../base]
patches:
- patch: |-
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      template:
        spec:
          containers:
          - name: sidecar # finops-guard:ignore container-requests -- invented
            image: example/sidecar:1
""",
    }
    needs_tool()
    settings = Settings(select=("container-requests",), kubernetes=KubernetesSettings(search_path=SEARCH_PATH))
    report = scan(MemoryTree(files), ("",), settings)
    assert {str(each.location) for each in report.findings} == {"base/web.yaml:18:15"}
    assert {str(each.finding.location) for each in report.suppressed} == {"one/kustomization.yaml:11:19"}


def test_findings_point_at_what_is_to_be_edited() -> None:
    files = {**UNLABELLED, "one/kustomization.yaml": "resources: [../base]\nlabels:\n- pairs: {team: x}\n"}
    found = render(files)
    assert at(one(found, "Deployment/web", "one").span) == "base/web.yaml:2 kind: Deployment"
