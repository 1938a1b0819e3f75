"""Files to resources: addresses, spans, what is judged and what is accounted for otherwise."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sources.kubernetes.scanning import one, record, scan

from finops_guard.diagnostics import Level
from finops_guard.resources import FileStatus
from finops_guard.settings import Settings
from finops_guard.sources.kubernetes.source import claims, read
from finops_guard.tree import MemoryTree
from finops_guard.values import plain

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n"


@pytest.mark.parametrize(
    ("path", "claimed"),
    [
        ("a.yaml", True),
        ("x/a.yml", True),
        ("a.json", True),
        ("main.tf.json", False),
        ("main.tofu.json", False),
        ("x.tfvars.json", False),
        ("a.yaml.tpl", False),
        ("Kustomization", False),
    ],
)
def test_claims(path: str, claimed: bool) -> None:
    assert claims(path) is claimed


@pytest.mark.parametrize(
    ("text", "address", "namespace"),
    [
        ("apiVersion: v1\nkind: Pod\nmetadata: {name: a}", "Pod/a", None),
        ("apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: shop}", "Pod/shop/a", "shop"),
        ("apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: run-, namespace: shop}", "Job/shop/run-*", "shop"),
        ("apiVersion: v1\nkind: Namespace\nmetadata: {name: a, namespace: void}", "Namespace/a", None),
        ("apiVersion: v1\nkind: Pod\nmetadata: {name: 1}", "Pod/1", None),
        ("apiVersion: v1\nkind: Pod\nmetadata: {name: on, namespace: 7}", "Pod/7/on", "7"),
        ("# note\n\n---\n  kind: Pod\n  apiVersion: v1\n  metadata:\n    name: indented\n", "Pod/indented", None),
        (" " * 200 + "kind: Pod\n" + " " * 200 + "apiVersion: v1\n" + " " * 200 + "metadata: {name: a}", "Pod/a", None),
        ('"kind": Pod\n"apiVersion": v1\nmetadata: {name: a}', "Pod/a", None),
        ("{kind: Pod, apiVersion: v1, metadata: {name: a}}", "Pod/a", None),
        ("--- {kind: Pod, apiVersion: v1, metadata: {name: a}}", "Pod/a", None),
        ("%YAML 1.1\n---\nkind: Pod\napiVersion: v1\nmetadata: {name: a}", "Pod/a", None),
        ("\ufeffapiVersion: v1\r\nkind: Pod\r\nmetadata:\r\n  name: a\r\n", "Pod/a", None),
    ],
)
def test_address(text: str, address: str, namespace: str | None) -> None:
    resource = one(text)
    assert (resource.address, resource.namespace) == (address, namespace)


def test_resource() -> None:
    resource = one("# note\napiVersion: v1\nkind:  Pod # x\nmetadata:\n  name: a\n", "apps/prod/a.yaml")
    assert (resource.type, resource.name, resource.provider, resource.source) == (
        "Pod",
        "a",
        "kubernetes",
        "kubernetes",
    )
    assert (resource.root, resource.span.text, str(resource.span.location())) == (
        "apps/prod",
        "kind:  Pod",
        "apps/prod/a.yaml:3:1",
    )
    assert plain(resource.values) == {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}}
    assert (resource.environment.name, resource.environment.known_by) == ("prod", "path")


def test_json() -> None:
    resource = one('{\n\t"kind": "Pod",\n\t"apiVersion": "v1",\n\t"metadata": {"name": "a"}\n}\n', "a.json")
    assert (resource.address, resource.span.text) == ("Pod/a", '"kind": "Pod"')


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_encodings(encoding: str) -> None:
    (resource,) = scan({"a.yaml": POD.replace("a}", "é}").encode(encoding)}).resources
    assert resource.address == "Pod/é"


def test_documents_and_files_keep_their_order_and_their_doubles() -> None:
    other = POD.replace("name: a", "name: b")
    found = scan({"z/2.yaml": f"---\n{other}---\n{POD}", "z/1.yaml": POD})
    assert [(resource.span.path, resource.address) for resource in found.resources] == [
        ("z/1.yaml", "Pod/a"),
        ("z/2.yaml", "Pod/b"),
        ("z/2.yaml", "Pod/a"),
    ]


def test_lists_are_flattened() -> None:
    text = """\
        apiVersion: v1
        kind: List
        items:
        - {apiVersion: v1, kind: Pod, metadata: {name: a}}
        - apiVersion: apps/v1
          kind: DeploymentList
          items:
          - metadata:
              name: b
          - kind: Deployment
            apiVersion: apps/v1
            metadata: {name: c}
        - {no: object}
    """
    resources = scan({"a.yaml": text}).resources
    assert [(resource.address, resource.span.text) for resource in resources] == [
        ("Pod/a", "kind: Pod"),
        ("Deployment/b", "metadata:"),
        ("Deployment/c", "kind: Deployment"),
    ]
    assert resources[1].tags is not None


def test_lists_of_lists_are_bounded() -> None:
    text = "{kind: List, apiVersion: v1, items: [" * 20 + "]}" * 20
    found = scan({"a.yaml": text})
    assert [(said.level, said.kind) for said in found.diagnostics] == [(Level.NOTICE, "too-deep")]


CRD_REASON = "a custom resource definition"
DEFINITION = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a}\n"


@pytest.mark.parametrize(
    ("path", "text", "status", "reason"),
    [
        ("a.yaml", POD, FileStatus.JUDGED, ""),
        ("a.yaml", f"{POD}---\nname: other\n---\n{DEFINITION}", FileStatus.JUDGED, ""),
        ("a.yaml", "", FileStatus.OTHER, "no content"),
        ("a.yaml", "# note\n---\n# note\n", FileStatus.OTHER, "no content"),
        ("a.yaml", "on: push\njobs: [\n", FileStatus.OTHER, "no Kubernetes object"),
        ("a.yaml", "a: {kind: Pod}\n", FileStatus.OTHER, "no Kubernetes object"),
        ("a.yaml", "kind: pipeline\nname: x\n", FileStatus.OTHER, "no Kubernetes object"),
        ("a.yaml", "kind: [Pod]\napiVersion: v1\n", FileStatus.OTHER, "no Kubernetes object"),
        ("a.json", '{"kind": 1}', FileStatus.OTHER, "no Kubernetes object"),
        ("a.json", '{"a": [}', FileStatus.OTHER, "no Kubernetes object"),
        ("a.json", '[{"op": "add"}]', FileStatus.OTHER, "a list, such as a JSON patch"),
        ("a.yaml", "- op: add\n  path: /kind\n", FileStatus.OTHER, "a list, such as a JSON patch"),
        ("a.yaml", DEFINITION, FileStatus.OTHER, CRD_REASON),
        ("a.yaml", f"{DEFINITION}bad: [\n", FileStatus.OTHER, CRD_REASON),
        ("a.json", '{"kind": "CustomResourceDefinition", "apiVersion": "x"}', FileStatus.OTHER, CRD_REASON),
        ("a.yaml", "apiVersion: v1\nkind: ConfigMap\n", FileStatus.OTHER, "an object without a name"),
        ("a.yaml", "apiVersion: v1\nkind: List\nitems: []\n", FileStatus.OTHER, "no content"),
        ("a.yaml", f"{POD}b: [\n", FileStatus.BROKEN, "not all of it can be read"),
        ("a.yaml", f"{POD}---\n{POD}b: [", FileStatus.BROKEN, "not all of it can be read; 1 object of it was judged"),
        ("a.yaml", f"{POD}spec: {{{{ .Values.a }}}}\n", FileStatus.TEMPLATE, "a template, not evaluated"),
        ("a.yaml", f"{POD}a: '{{{{ b }}}}'\n", FileStatus.JUDGED, ""),
        (
            "a.yaml",
            "kind: x\napiVersion: kustomize.config.k8s.io/v1",
            FileStatus.OTHER,
            "a kustomization, not rendered",
        ),
        ("kustomization.yaml", "resources: [a.yaml]\n", FileStatus.OTHER, "a kustomization, not rendered"),
    ],
)
def test_what_becomes_of_a_file(path: str, text: str, status: FileStatus, reason: str) -> None:
    found = record({path: text}, path)
    assert (found.status, found.reason, found.source) == (status, reason, "kubernetes")


@pytest.mark.parametrize(
    ("text", "level", "kind", "line"),
    [
        (f"{POD}b: [\n", Level.ERROR, "syntax", 4),
        (f"{POD}spec: {{{{ .Values.a }}}}\n", Level.NOTICE, "template", 4),
        (f"{POD}spec: 1\nspec: 2\n", Level.NOTICE, "duplicate-key", 5),
        (f"{POD}spec: !Ref x\n", Level.NOTICE, "yaml-tag", 4),
        (f"{POD}spec: {'[' * 200}\n", Level.ERROR, "too-deep", 4),
        ("apiVersion: apps/v1\nkind: Deployment\n", Level.NOTICE, "no-name", 2),
    ],
)
def test_diagnostics(text: str, level: Level, kind: str, line: int) -> None:
    """Each stands at its place, and the next document is judged."""
    found = scan({"a.yaml": f"{text}---\n{POD}"})
    (said,) = found.diagnostics
    assert said.span is not None
    assert (said.level, said.kind, said.span.location().line) == (level, kind, line)
    assert found.resources[-1].address == "Pod/a"


CHART = {
    "c/Chart.yaml": "apiVersion: v2\nname: c\nkind: x\n",
    "c/values.yaml": POD,
    "c/values-prod.yaml": POD,
    "c/values.schema.json": '{"kind": 1}',
    "c/ci/test-values.yaml": POD,
    "c/templates/a.yaml": POD,
    "c/templates/sub/b.yaml": "{{- if x }}",
    "c/crds/crd.yaml": DEFINITION,
    "c/files/pod.yaml": POD,
    "c/charts/d/Chart.yaml": "name: d\n",
    "c/charts/d/templates/a.yaml": POD,
    "templates/a.yaml": POD,
    "values.yaml": POD,
}


@pytest.mark.parametrize(
    ("path", "status", "reason"),
    [
        ("c/Chart.yaml", FileStatus.OTHER, "description of a Helm chart"),
        ("c/values.yaml", FileStatus.OTHER, "Helm values"),
        ("c/values-prod.yaml", FileStatus.OTHER, "Helm values"),
        ("c/values.schema.json", FileStatus.OTHER, "Helm values"),
        ("c/ci/test-values.yaml", FileStatus.OTHER, "Helm values for tests of the chart"),
        ("c/templates/a.yaml", FileStatus.TEMPLATE, "Helm template, not rendered: helm is not on PATH"),
        ("c/templates/sub/b.yaml", FileStatus.TEMPLATE, "Helm template, not rendered: helm is not on PATH"),
        ("c/crds/crd.yaml", FileStatus.OTHER, CRD_REASON),
        ("c/files/pod.yaml", FileStatus.JUDGED, ""),
        ("c/charts/d/templates/a.yaml", FileStatus.TEMPLATE, "Helm template, not rendered: helm is not on PATH"),
        ("templates/a.yaml", FileStatus.JUDGED, ""),
        ("values.yaml", FileStatus.JUDGED, ""),
    ],
)
def test_helm_charts(path: str, status: FileStatus, reason: str) -> None:
    found = record(CHART, path)
    assert (found.status, found.reason) == (status, reason)


def test_one_notice_a_chart() -> None:
    found = scan(CHART)
    assert [(said.level, said.kind, said.path, said.message) for said in found.diagnostics] == [
        (
            Level.NOTICE,
            "helm-chart",
            "c/Chart.yaml",
            "a Helm chart: 3 templates not rendered, so not evaluated: helm is not on PATH",
        ),
    ]


def test_a_chart_at_the_root() -> None:
    found = scan({"Chart.yaml": "name: c\n", "templates/a.yaml": POD, "values.yaml": "a: 1\n"})
    assert (found.resources, [said.path for said in found.diagnostics]) == ((), ["Chart.yaml"])


KUSTOMIZATION = """\
    resources: [app.yaml]
    patches:
    - path: patches/one.yaml
      target: {kind: Pod}
    - patch: "- op: remove"
    patchesStrategicMerge: [two.yaml]
    patchesJson6902: [{path: ../shared/three.json}]
    transformers: [transform.yaml]
"""


PARTS = ("x/patches/one.yaml", "x/two.yaml", "shared/three.json", "x/transform.yaml", "x/app.yaml")


@pytest.mark.parametrize("paths", [None, *([path] for path in PARTS)])
@pytest.mark.parametrize("name", ["kustomization.yaml", "kustomization.yml", "Kustomization"])
def test_kustomize_patches_are_no_objects(name: str, paths: list[str] | None) -> None:
    """In a scan of one file, too, its kustomization standing somewhere else."""
    found = scan({**dict.fromkeys(PARTS, POD), f"x/{name}": KUSTOMIZATION}, paths)
    reasons = {each.path: each.reason for each in found.files}
    wanted = zip(PARTS, [*["kustomize patch"] * 3, "kustomize configuration", ""], strict=True)
    assert [(path, reasons[path]) for path in paths or PARTS] == [row for row in wanted if row[0] in (paths or PARTS)]
    assert {resource.span.path for resource in found.resources} <= {"x/app.yaml"}


def test_one_notice_for_the_patches_of_a_kustomization() -> None:
    found = scan({"x/kustomization.yaml": KUSTOMIZATION})
    (said,) = found.diagnostics
    assert (said.level, said.kind) == (Level.NOTICE, "kustomization")
    assert said.message == (
        "4 kustomize patches not rendered: the labels that patches write are counted, "
        "containers that they add are not judged"
    )
    assert said.span is not None
    assert said.span.location().line == 2


# Files that cannot be read -------------------------------------------------------------------------------------------


def test_unreadable() -> None:
    found = read(MemoryTree({}), ["a.yaml"], Settings())
    assert [(file.status, file.reason) for file in found.files] == [(FileStatus.BROKEN, "No such file or directory")]
    assert [(said.level, said.kind) for said in found.diagnostics] == [(Level.ERROR, "unreadable")]


def test_too_large() -> None:
    found = read(MemoryTree({"a.yaml": POD}), ["a.yaml"], Settings(max_file_size=10))
    assert [file.status for file in found.files] == [FileStatus.SKIPPED]
    assert [(said.level, said.kind) for said in found.diagnostics] == [(Level.NOTICE, "too-large")]


def test_undecodable() -> None:
    found = scan({"a.yaml": b"kind: Pod\nname: \xff\n", "b.yaml": b"name: \xff\n"})
    assert [(file.status, file.path) for file in found.files] == [
        (FileStatus.BROKEN, "a.yaml"),
        (FileStatus.OTHER, "b.yaml"),
    ]
    (said,) = found.diagnostics
    assert (said.level, said.kind, said.path) == (Level.ERROR, "encoding", "a.yaml")
    assert "line 2" in said.message


PIECES: Sequence[str] = (
    *("kind: ", "kind: Deployment\n", "apiVersion: apps/v1\n", "metadata: {name: a}\n", "metadata:\n", "spec:\n"),
    *("  template:\n", "    spec: {containers: [{name: x}, 1]}\n", "items: [", "- ", "---\n", "{", "}", "[", "]", "\t"),
    *("kind: List\n", "&a ", "*a", "<<: ", "{{ x }}", "\x00", "\r\n", '"', "'", "name: ", "labels: {a: 1}\n", "!x "),
)


@settings(max_examples=300, deadline=None)
@given(
    text=st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=30).map("".join),
    path=st.sampled_from(["a.yaml", "a.json", "kustomization.yaml", "x/a.yml"]),
)
def test_any_text_is_accounted_for(text: str, path: str) -> None:
    found = scan({path: text.encode("utf-8", "surrogatepass")})
    assert len(found.files) == 1
    for resource in found.resources:
        assert resource.span.text
        plain(resource.values)
