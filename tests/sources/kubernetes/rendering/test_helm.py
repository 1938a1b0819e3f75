"""Charts rendered by the real helm: the same objects, each value where it is written."""

from __future__ import annotations

import random
import tarfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from sources.kubernetes.rendering.charts import ALL, CHART, HOOKS, LOOPS, PLAIN, SUBCHARTS
from sources.kubernetes.rendering.rendering import one, place, scalars, scanned
from support import helm

from finops_guard.location import SourceText
from finops_guard.resources import FileStatus
from finops_guard.settings import ChartDeployment
from finops_guard.sources.kubernetes.manifests import read_manifests
from finops_guard.values import plain

POD = """\
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - name: a
        image: registry.invalid/a
    """


@pytest.mark.parametrize("files", ALL.values(), ids=ALL)
def test_objects_are_those_of_helm(files: Mapping[str, str], tmp_path: Path) -> None:
    found = scanned(tmp_path, files)
    output = helm.template(["shop", "shop"], tmp_path)
    expected = [plain(manifest.value) for manifest in read_manifests(SourceText("", output)).manifests]
    assert expected
    assert [plain(each.values) for each in found.resources] == expected
    assert found.diagnostics == ()


@pytest.mark.parametrize("files", ALL.values(), ids=ALL)
def test_every_span_is_one_of_a_file(files: Mapping[str, str], tmp_path: Path) -> None:
    for resource in scanned(tmp_path, files).resources:
        for _, value in scalars(resource.values):
            assert value.origin is not None
            assert value.origin.source.text == (tmp_path / value.origin.path).read_text(encoding="utf-8")
            assert value.origin.text
        assert resource.span.text.startswith("kind: ")
        assert resource.root == "shop"


DEPLOYMENT = "shop/templates/deployment.yaml"
PLACES = [
    (PLAIN, "Deployment/shop-cart", "apiVersion", f"{DEPLOYMENT}:2:13 apps/v1"),
    (PLAIN, "Deployment/shop-cart", "metadata.name", f"{DEPLOYMENT}:5:9 {{{{ .Release.Name }}}}"),
    (
        PLAIN,
        "Deployment/shop-cart",
        "metadata.labels.app.kubernetes.io/name",
        f'{DEPLOYMENT}:7:5 {{{{- include "shop.labels" . | nindent 4 }}}}',
    ),
    (PLAIN, "Deployment/shop-cart", "spec.replicas", "shop/values.yaml:1:11 2"),
    (PLAIN, "Deployment/shop-cart", "spec.template.metadata.labels.app", f"{DEPLOYMENT}:13:14 cart"),
    (PLAIN, "Deployment/shop-cart", "spec.template.metadata.labels.team", "shop/values.yaml:10:9 checkout"),
    (
        PLAIN,
        "Deployment/shop-cart",
        "spec.template.spec.containers[0].image",
        f"{DEPLOYMENT}:20:17 {{{{ .Values.image.repository }}}}:{{{{ .Values.image.tag }}}}",
    ),
    (PLAIN, "Deployment/shop-cart", "spec.template.spec.containers[0].env[0].value", "shop/values.yaml:3:9 64"),
    (
        PLAIN,
        "Deployment/shop-cart",
        "spec.template.spec.containers[0].resources.limits.memory",
        "shop/values.yaml:6:13 128Mi",
    ),
    (
        PLAIN,
        "Deployment/shop-cart",
        "spec.template.spec.containers[0].resources.requests.cpu",
        "shop/values.yaml:8:10 100m",
    ),
    (PLAIN, "Service/cart", "spec.type", "shop/values.yaml:11:17 LoadBalancer"),
    (PLAIN, "Service/cart", "kind", "shop/templates/service.yaml:3:7 Service"),
    (
        LOOPS,
        "Deployment/mails",
        "spec.template.spec.containers[0].resources.requests.cpu",
        "shop/values.yaml:5:10 500m",
    ),
    (
        LOOPS,
        "Deployment/orders",
        "spec.template.spec.containers[0].resources.requests.cpu",
        "shop/values.yaml:2:30 250m",
    ),
    # Both have three: whose three it is cannot be told.
    (LOOPS, "Deployment/mails", "spec.replicas", "shop/templates/workers.yaml:8:13 {{ $worker.replicas }}"),
    (
        LOOPS,
        "StatefulSet/store",
        "spec.volumeClaimTemplates[0].spec.resources.requests.storage",
        "shop/values.yaml:8:9 5Gi",
    ),
    (
        LOOPS,
        "StatefulSet/store",
        "spec.volumeClaimTemplates[1].spec.resources.requests.storage",
        "shop/values.yaml:10:9 50Gi",
    ),
    (
        LOOPS,
        "StatefulSet/store",
        "spec.volumeClaimTemplates[1].metadata.name",
        "shop/templates/store.yaml:8:13 {{ .name }}",
    ),
    (LOOPS, "Service/store", "metadata.name", "shop/templates/store.yaml:17:18 store"),
    (SUBCHARTS, "Pod/cache", "metadata.labels.team", "shop/values.yaml:1:16 checkout"),
    (SUBCHARTS, "Pod/cache", "spec.containers[0].resources.limits.memory", "shop/values.yaml:4:11 256Mi"),
    (SUBCHARTS, "Pod/cache", "spec.containers[0].resources.limits.cpu", "shop/charts/cache/values.yaml:2:6 50m"),
    (HOOKS, "Job/migrate", "kind", "shop/templates/migrate.yaml:2:7 Job"),
    (HOOKS, "Secret/key", "metadata.name", "shop/templates/migrate.yaml:21:51 key"),
]


@pytest.mark.parametrize(("files", "address", "path", "expected"), PLACES, ids=[f"{a} {p}" for _, a, p, _ in PLACES])
def test_where_a_value_is_written(
    files: Mapping[str, str], address: str, path: str, expected: str, tmp_path: Path
) -> None:
    values = dict(scalars(one(scanned(tmp_path, files), address).values))
    assert place(values[path].origin) == expected


WITHIN = [
    # What the container's resources are written as, the values, and where they stand.
    ("resources:\n{{ toYaml .Values.a.b | indent 8 }}", "a: {b: {limits: {cpu: 7}}}", "shop/values.yaml:1:23 7"),
    ("resources: {{- toYaml .Values.a.b | nindent 8 }}", "a: {b: {limits: {cpu: 7}}}", "shop/values.yaml:1:23 7"),
    ("resources: {{ .Values.a | toJson }}", "a: {limits: {cpu: 7}}", "shop/values.yaml:1:19 7"),
    ("resources: {limits: {cpu: {{ $.Values.a }}}}", "a: 7", "shop/values.yaml:1:4 7"),
    ("resources: {limits: {cpu: {{ default 3 .Values.a }}}}", "a: 7", "shop/values.yaml:1:4 7"),
    ("resources: {limits: {cpu: {{ .Values.a | default .Values.b }}}}", "{a: 7, b: 9}", "shop/values.yaml:1:5 7"),
    ("resources: {limits: {cpu: {{ .Values.a | default .Values.b }}}}", "{b: 7}", "shop/values.yaml:1:5 7"),
    ('resources: {limits: {cpu: {{ index .Values "a" "b-c" }}}}', "a: {b-c: 7}", "shop/values.yaml:1:10 7"),
    ("resources: {limits: {cpu: {{ (.Values.a).b }}}}", "a: {b: 7}", "shop/values.yaml:1:8 7"),
    ('resources: {limits: {cpu: "{{ .Values.a }}m"}}', "a: 7", "shop/values.yaml:1:4 7"),
    ("{{- with .Values.a }}\nresources:\n  limits: {cpu: {{ .b }}}\n{{- end }}", "a: {b: 7}", "shop/values.yaml:1:8 7"),
    ("{{- $a := .Values.a }}\nresources: {limits: {cpu: {{ $a.b }}}}", "a: {b: 7}", "shop/values.yaml:1:8 7"),
    (
        "resources:\n  limits:\n    {{- range $k, $v := .Values.a }}\n    {{ $k }}: {{ $v }}\n    {{- end }}",
        "a: {cpu: 7}",
        "shop/values.yaml:1:10 7",
    ),
    (
        "resources:\n{{ if .Values.x }}\n  limits: {cpu: 8}\n{{ else }}\n  limits: {cpu: {{ .Values.a }}}\n{{ end }}",
        "a: 7",
        "shop/values.yaml:1:4 7",
    ),
    # Not only driven by one value: the template is what is edited.
    ("resources: {limits: {cpu: {{ mul .Values.a 7 }}}}", "a: 1", "shop/templates/pod.yaml:8:31 {{ mul .Values.a 7 }}"),
    ('resources: {limits: {cpu: {{ include "cpu" . }}}}', "a: 7", 'shop/templates/pod.yaml:8:31 {{ include "cpu" . }}'),
    (
        "resources: {limits: {cpu: {{ .Values.a | default 7 }}}}",
        "a: null",
        "shop/templates/pod.yaml:8:31 {{ .Values.a | default 7 }}",
    ),
    ("resources: {limits: {cpu: 7}} # {{ .Values.a }}", "a: 9", "shop/templates/pod.yaml:8:31 7"),
]


@pytest.mark.parametrize(("written", "values", "expected"), WITHIN, ids=[each[0] for each in WITHIN])
def test_forms_of_templates(written: str, values: str, expected: str, tmp_path: Path) -> None:
    lines = "".join(
        f"    {line}\n" if not line.startswith("{{ toYaml") else f"{line}\n" for line in written.split("\n")
    )
    pod = f"apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec:\n  containers:\n  - name: a\n    image: b\n{lines}"
    files = {
        "shop/Chart.yaml": CHART,
        "shop/values.yaml": f"{values}\n",
        "shop/templates/pod.yaml": pod,
        "shop/templates/_cpu.tpl": '{{ define "cpu" }}{{ .Values.a }}{{ end }}\n',
    }
    found = dict(scalars(one(scanned(tmp_path, files), "Pod/a").values))
    assert found["spec.containers[0].resources.limits.cpu"].raw in {7, "7m"}
    assert place(found["spec.containers[0].resources.limits.cpu"].origin) == expected


def test_the_files_that_a_deployment_names_count_over_the_chart_s_own(tmp_path: Path) -> None:
    prod = ChartDeployment("prod", "web", "live", ("shop/values-prod.yaml", "eu.yaml"))
    files = {**SUBCHARTS, "eu.yaml": "sessions: {cpu: 80m}\n", "other.yaml": "a: 1\n"}
    found = scanned(tmp_path, files, {"sh*": [prod]})
    pod = one(found, "Pod/live/cache")
    values = dict(scalars(pod.values))
    assert place(values["spec.containers[0].resources.limits.memory"].origin) == "shop/values-prod.yaml:2:11 1Gi"
    assert place(values["spec.containers[0].resources.limits.cpu"].origin) == "eu.yaml:1:17 80m"
    assert (pod.namespace, pod.environment.name, pod.environment.known_by) == ("live", "prod", "configuration")
    statuses = {record.path: (record.status, record.reason) for record in found.files}
    assert statuses["eu.yaml"] == (FileStatus.SUPPORTING, "Helm values")
    assert statuses["other.yaml"] == (FileStatus.OTHER, "no Kubernetes object")
    output = helm.template(
        ["web", "shop", "--namespace", "live", "--values", "shop/values-prod.yaml", "--values", "eu.yaml"], tmp_path
    )
    expected = [plain(manifest.value) for manifest in read_manifests(SourceText("", output)).manifests]
    assert [plain(each.values) for each in found.resources] == expected


def test_several_deployments_are_told_apart(tmp_path: Path) -> None:
    deployments = [ChartDeployment("prod"), ChartDeployment("dev"), ChartDeployment("dev"), ChartDeployment()]
    found = scanned(tmp_path, HOOKS, {"shop": deployments})
    jobs = [each for each in found.resources if each.address == "Job/migrate"]
    assert [(each.root, each.plan, each.environment.name) for each in jobs] == [
        ("shop", "prod", "prod"),
        ("shop", "dev", "dev"),
        ("shop", "dev#2", "dev"),
        ("shop", "default", None),
    ]
    assert {each.plan for each in scanned(tmp_path, HOOKS, {"shop": deployments[:1]}).resources} == {""}


def test_the_version_of_kubernetes_is_told(tmp_path: Path) -> None:
    files = {
        "shop/Chart.yaml": CHART,
        "shop/templates/a.yaml": POD.replace("registry.invalid/a", "v{{ .Capabilities.KubeVersion.Minor }}"),
    }
    found = scanned(tmp_path, files, {"shop": [ChartDeployment(kube_version="1.27")]})
    assert dict(scalars(found.resources[0].values))["spec.containers[0].image"].raw == "v27"


def test_what_becomes_of_the_files(tmp_path: Path) -> None:
    files = {**PLAIN, "shop/values-prod.yaml": "a: 1\n", "shop/ci/a-values.yaml": "a: 1\n"}
    found = {record.path: (record.status.value, record.reason) for record in scanned(tmp_path, files).files}
    assert found == {
        "shop/Chart.yaml": ("supporting", "description of a Helm chart"),
        "shop/ci/a-values.yaml": ("other", "Helm values for tests of the chart"),
        "shop/crds/orders.yaml": ("other", "a custom resource definition"),
        "shop/templates/_helpers.tpl": ("supporting", "named templates of a Helm chart"),
        "shop/templates/deployment.yaml": ("judged", ""),
        "shop/templates/ingress.yaml": ("supporting", "renders to nothing with these values"),
        "shop/templates/service.yaml": ("judged", ""),
        "shop/values-prod.yaml": ("other", "Helm values"),
        "shop/values.yaml": ("supporting", "Helm values"),
    }


def test_a_subchart_is_a_part_of_its_parent(tmp_path: Path) -> None:
    found = {record.path: record.status.value for record in scanned(tmp_path, SUBCHARTS).files}
    assert found["shop/charts/cache/templates/cache.yaml"] == "judged"
    assert found["shop/charts/queue/templates/queue.yaml"] == "supporting"


NOT_RENDERED = {
    "library": (
        {"c/Chart.yaml": CHART + "type: library\n", "c/templates/a.yaml": POD},
        "it is a library",
        "what it defines is judged in the charts that it is a part of",
    ),
    "no name": ({"c/Chart.yaml": "version: 1\n", "c/templates/a.yaml": POD}, "its Chart.yaml cannot be read", ""),
    "missing dependency": (
        {"c/Chart.yaml": CHART + "dependencies: [{name: db, version: 1.0.0}]\n", "c/templates/a.yaml": POD},
        "dependencies of it are not in charts/: db",
        "run helm dependency build before the scan, or commit what it fetches",
    ),
    "required value": (
        {"c/Chart.yaml": CHART, "c/templates/a.yaml": 'a: {{ required "say who" .Values.who }}\n'},
        "execution error at (shop/templates/a.yaml:1:6): say who",
        "give it the values that it needs (kubernetes.charts in the configuration)",
    ),
    "not a template": (
        {"c/Chart.yaml": CHART, "c/templates/a.yaml": "{{ nothing such }}\n"},
        'function "nothing" not defined',
        "",
    ),
    "endless": (
        {
            "c/Chart.yaml": CHART,
            "c/templates/_a.tpl": '{{ define "a" }}{{ include "a" . }}{{ end }}',
            "c/templates/a.yaml": '{{ include "a" . }}\n',
        },
        "error calling include",
        "",
    ),
}


@pytest.mark.parametrize(("files", "reason", "hint"), NOT_RENDERED.values(), ids=NOT_RENDERED)
def test_a_chart_that_is_not_rendered(files: Mapping[str, str], reason: str, hint: str, tmp_path: Path) -> None:
    found = scanned(tmp_path, files)
    (said,) = found.diagnostics
    assert found.resources == ()
    assert (said.kind, said.path) == ("helm-chart", "c/Chart.yaml")
    assert said.message.startswith("a Helm chart: 1 template not rendered, so not evaluated: ")
    assert reason in said.message
    assert hint in said.hint
    assert str(tmp_path) not in said.message
    assert "finops-guard-" not in said.message
    (template,) = [record for record in found.files if record.path == "c/templates/a.yaml"]
    assert template.status is FileStatus.TEMPLATE
    assert reason in template.reason


def test_one_of_two_deployments_that_fails_is_told(tmp_path: Path) -> None:
    files = {
        "c/Chart.yaml": CHART,
        "c/templates/a.yaml": POD + '    # {{ required "say who" .Values.who }}\n',
        "prod.yaml": "who: me\n",
        "dev.yaml": "who: [\n",
    }
    deployments = [ChartDeployment("prod", values=("prod.yaml",)), ChartDeployment("dev", values=("dev.yaml",))]
    found = scanned(tmp_path, files, {"c": deployments})
    assert [(each.address, each.plan) for each in found.resources] == [("Pod/a", "prod")]
    (said,) = found.diagnostics
    assert said.message.startswith("a Helm chart, not evaluated as dev: ")
    assert "dev.yaml" in said.message
    assert ".finops-guard" not in said.message


@pytest.mark.parametrize(
    ("paths", "addresses"),
    [
        (["shop/templates/service.yaml"], {"Service/cart"}),
        (["shop/values.yaml"], {"Service/cart", "Deployment/shop-cart"}),
        (["shop/Chart.yaml"], {"Service/cart", "Deployment/shop-cart"}),
        (["shop/templates/service.yaml", "shop/values.yaml"], {"Service/cart", "Deployment/shop-cart"}),
        (["shop/templates/_helpers.tpl"], {"Service/cart", "Deployment/shop-cart"}),
        (["shop/templates/ingress.yaml"], set()),
        (["prod.yaml"], {"Service/cart", "Deployment/shop-cart"}),
        (["other.yaml"], set()),
    ],
)
def test_a_part_of_a_chart(paths: list[str], addresses: set[str], tmp_path: Path) -> None:
    files = {**PLAIN, "prod.yaml": "replicas: 2\n", "other.yaml": "a: 1\n"}
    found = scanned(tmp_path, files, {"sh*": [ChartDeployment(values=("prod.yaml",))]}, paths)
    assert {each.address for each in found.resources} == addresses
    assert sorted(record.path for record in found.files) == sorted(paths)


def test_a_part_inherits_from_the_rest_of_its_chart(tmp_path: Path) -> None:
    files = {
        "c/Chart.yaml": CHART,
        "c/templates/a.yaml": POD.replace("{name: a}", "{name: a, namespace: web}"),
        "c/templates/namespace.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: web, labels: {owner: x}}\n",
    }
    (pod,) = scanned(tmp_path, files, paths=["c/templates/a.yaml"]).resources
    assert pod.tags is not None
    assert set(pod.tags.tags) == {"owner"}


@pytest.mark.parametrize("pattern", ["shop/templates/service.yaml", "service.yaml", "/shop/templates/s*"])
def test_what_a_template_that_is_excluded_renders_to_is_not_judged(pattern: str, tmp_path: Path) -> None:
    paths = [path for path in PLAIN if path.endswith(".yaml") and not path.endswith("service.yaml")]
    found = scanned(tmp_path, PLAIN, paths=paths, exclude=[pattern])
    assert {each.address for each in found.resources} == {"Deployment/shop-cart"}
    assert "shop/templates/service.yaml" not in {record.path for record in found.files}


def test_a_subchart_that_is_excluded(tmp_path: Path) -> None:
    paths = [path for path in SUBCHARTS if path.endswith(".yaml") and "/charts/" not in path]
    found = scanned(tmp_path, SUBCHARTS, paths=paths, exclude=["shop/charts/"])
    assert {each.address for each in found.resources} == {"ConfigMap/settings"}


def test_findings_of_a_packed_subchart_point_at_the_dependency(tmp_path: Path) -> None:
    helm.write({"db/Chart.yaml": CHART.replace("shop", "db"), "db/templates/a.yaml": POD}, tmp_path / "packed")
    (tmp_path / "shop/charts").mkdir(parents=True)
    with tarfile.open(tmp_path / "shop/charts/db-0.1.0.tgz", "w:gz") as archive:
        archive.add(tmp_path / "packed/db", "db")
    dependency = "dependencies:\n- version: 0.1.0\n  name: db\n"
    found = scanned(tmp_path, {"shop/Chart.yaml": f"{CHART}{dependency}", "shop/values.yaml": "a: 1\n"})
    (pod,) = found.resources
    assert (pod.address, place(pod.span), found.diagnostics) == ("Pod/a", "shop/Chart.yaml:6:9 db", ())
    assert {place(value.origin) for _, value in scalars(pod.values)} == {"shop/Chart.yaml:6:9 db"}


def test_a_chart_at_the_root(tmp_path: Path) -> None:
    files = {path.removeprefix("shop/"): text for path, text in PLAIN.items()}
    found = scanned(tmp_path, files, {"": [ChartDeployment(values=("values.yaml",))]})
    values = dict(scalars(one(found, "Deployment/shop-cart").values))
    assert place(values["spec.replicas"].origin) == "values.yaml:1:11 2"


def test_the_same_each_time(tmp_path: Path) -> None:
    def seen() -> object:
        found = scanned(tmp_path, {**SUBCHARTS, **LOOPS}, {"shop": [ChartDeployment("prod"), ChartDeployment("dev")]})
        return [[(path, place(value.origin)) for path, value in scalars(each.values)] for each in found.resources]

    first = seen()
    random.seed(1)
    assert seen() == first
