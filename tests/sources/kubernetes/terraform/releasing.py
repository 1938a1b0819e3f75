"""Helm releases in Terraform configuration that a test writes, with the real helm or one that a test makes up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from support import helm

from finops_guard.diagnostics import Level
from finops_guard.location import SourceText
from finops_guard.resources import Resource, ResourceSet
from finops_guard.scan import observe
from finops_guard.settings import ChartDeployment, KubernetesSettings, Settings
from finops_guard.sources.kubernetes.manifests import read_manifests
from finops_guard.tree import DirectoryTree
from finops_guard.values import Plain, plain

CHART = {
    "charts/shop/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 0.1.0\n",
    "charts/shop/values.yaml": """\
        replicas: 2
        resources:
          limits: {memory: 128Mi}
        labels: {app: cart}
        """,
    "charts/shop/templates/cart.yaml": """\
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: {{ .Release.Name }}-cart
        spec:
          replicas: {{ .Values.replicas }}
          template:
            metadata:
              labels:
                {{- toYaml .Values.labels | nindent 8 }}
            spec:
              containers:
              - name: cart
                image: registry.invalid/cart
                args: [{{ .Values | toJson | quote }}, "{{ .Release.Namespace }}", {{ kindOf .Values.extra }}]
                resources:
                  {{- toYaml .Values.resources | nindent 10 }}
        """,
}
CART = "spec.template.spec.containers[0]"


def release(body: str, name: str = "shop", chart: str = "../charts/shop") -> str:
    """Return one release of the chart with further arguments."""
    return f'resource "helm_release" "r" {{\n  name = "{name}"\n  chart = "{chart}"\n{body}\n}}\n'


def scanned(
    directory: Path,
    files: Mapping[str, str],
    *paths: str,
    charts: Mapping[str, Sequence[ChartDeployment]] | None = None,
    search_path: str | None = None,
    plans: Sequence[str] = (),
    exclude: Sequence[str] = (),
) -> ResourceSet:
    """Write files (dedented) and read them, all of them where no paths are given."""
    helm.write(files, directory)
    kubernetes = KubernetesSettings(
        search_path=helm.search_path() if search_path is None else search_path,
        charts={pattern: tuple(found) for pattern, found in (charts or {}).items()},
    )
    settings = Settings(kubernetes=kubernetes, plans=tuple(plans), exclude=tuple(exclude))
    return observe(DirectoryTree(directory), paths or [""], settings)


def objects(found: ResourceSet) -> list[Resource]:
    """Return the objects that releases install."""
    return [each for each in found.resources if each.source == "kubernetes" and "helm_release." in each.address]


def of_helm(directory: Path, *arguments: str) -> list[Plain]:
    """Return the objects that helm itself renders."""
    output = helm.template(arguments, directory)
    return [plain(manifest.value) for manifest in read_manifests(SourceText("", output)).manifests]


def said(found: ResourceSet) -> list[str]:
    """Return what is said beside the objects."""
    return [each.message for each in found.diagnostics if each.level is Level.ERROR or each.kind.startswith("helm")]
