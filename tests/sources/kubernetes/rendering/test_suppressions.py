"""Comments and annotations in templates, and comments beside values, let findings of rendered objects stand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from sources.kubernetes.rendering.charts import CHART
from support import helm

from finops_guard.report import Report
from finops_guard.scan import scan
from finops_guard.settings import ChartDeployment, KubernetesSettings, Settings
from finops_guard.tree import DirectoryTree

TEMPLATE = """\
{{- range .Values.apps }}
---
apiVersion: v1
kind: Pod
metadata:
  name: {{ .name }}
  {{- with .annotations }}
  annotations: {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  containers:
  - name: main
    image: registry.invalid/main
    resources:
      {{- toYaml .resources | nindent 6 }}
{{- end }}
"""
OTHER = """\
apiVersion: v1
kind: Pod
metadata: {name: other}
spec:
  containers:
  - name: main
    image: registry.invalid/main
    resources:
      {{- toYaml (index .Values.apps 0).resources | nindent 6 }}
"""
VALUES = """\
apps:
- name: a
  resources: {limits: {memory: 1Gi}}
- name: b
  resources: {limits: {memory: 2Gi}}
"""
COMMENT = "# finops-guard:ignore container-requests -- measured"


def judged(
    directory: Path, template: str, values: str = VALUES, deployments: Sequence[ChartDeployment] = ()
) -> tuple[set[str], set[str], Report]:
    """Return the addresses whose missing CPU request is reported, and those whose one is let stand."""
    files = {"c/Chart.yaml": CHART, "c/templates/a.yaml": template, "c/values.yaml": values}
    for path, text in files.items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_text(text, encoding="utf-8")
    charts = {"c": tuple(deployments)} if deployments else {}
    settings = Settings(
        profile="run",
        select=("container-requests",),
        kubernetes=KubernetesSettings(search_path=helm.search_path(), charts=charts),
    )
    report = scan(DirectoryTree(directory), [""], settings)
    return {each.address for each in report.findings}, {each.finding.address for each in report.suppressed}, report


def test_nothing_is_ignored_unasked(tmp_path: Path) -> None:
    reported, ignored, report = judged(tmp_path, TEMPLATE)
    assert (reported, ignored) == ({"Pod/a", "Pod/b"}, set())
    assert {each.location.path for each in report.findings} == {"c/values.yaml"}


@pytest.mark.parametrize(
    "template",
    [
        TEMPLATE.replace("apiVersion", f"{COMMENT}\napiVersion"),
        TEMPLATE.replace("  - name: main", f"  {COMMENT}\n  - name: main"),
        TEMPLATE.replace("    resources:", f"    {COMMENT}\n    resources:"),
        TEMPLATE.replace("resources:\n", f"resources: {COMMENT}\n"),
    ],
)
def test_a_comment_in_a_template_is_about_all_that_it_renders_to(template: str, tmp_path: Path) -> None:
    reported, ignored, report = judged(tmp_path, template)
    assert (reported, ignored) == (set(), {"Pod/a", "Pod/b"})
    assert report.notices == ()


def test_a_comment_in_a_template_is_about_no_other_template(tmp_path: Path) -> None:
    (tmp_path / "c/templates").mkdir(parents=True)
    (tmp_path / "c/templates/other.yaml").write_text(OTHER, encoding="utf-8")
    reported, ignored, _ = judged(tmp_path, TEMPLATE.replace("    resources:", f"    {COMMENT}\n    resources:"))
    assert (reported, ignored) == ({"Pod/other"}, {"Pod/a", "Pod/b"})


def test_a_comment_beside_a_value(tmp_path: Path) -> None:
    values = VALUES.replace("- name: a\n", f"- name: a\n  {COMMENT}\n")
    assert judged(tmp_path, TEMPLATE, values)[:2] == ({"Pod/b"}, {"Pod/a"})


def test_a_comment_that_is_not_needed_is_told(tmp_path: Path) -> None:
    values = f"spare: 1 {COMMENT}\n{VALUES}"
    reported, _, report = judged(tmp_path, TEMPLATE.replace("kind: Pod", f"kind: Pod {COMMENT}"), values)
    assert reported == set()
    (said,) = report.notices
    assert (str(said.location), said.kind) == ("c/values.yaml:1:10", "suppression-unused")


def test_an_annotation_is_about_its_object_alone(tmp_path: Path) -> None:
    values = VALUES.replace(
        "- name: b\n", "- name: b\n  annotations: {finops-guard/ignore: container-requests -- measured}\n"
    )
    reported, ignored, report = judged(tmp_path, TEMPLATE, values)
    assert (reported, ignored) == ({"Pod/a"}, {"Pod/b"})
    (found,) = report.suppressed[:1]
    assert (str(found.location), found.reason) == ("c/values.yaml:5:38", "measured")


def test_deployments_have_findings_of_their_own(tmp_path: Path) -> None:
    deployments = [ChartDeployment("prod", namespace="web"), ChartDeployment("dev", namespace="web")]
    _, _, report = judged(tmp_path, TEMPLATE, deployments=deployments)
    assert len({each.fingerprint for each in report.findings}) == len(report.findings)
    _, _, single = judged(tmp_path, TEMPLATE, deployments=deployments[:1])
    assert len(report.findings) == 2 * len(single.findings)
