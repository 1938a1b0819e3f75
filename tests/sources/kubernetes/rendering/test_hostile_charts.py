"""Charts of strangers: what they must not reach, and what they must not cost."""

from __future__ import annotations

import os
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import pytest
from sources.kubernetes.rendering.charts import CHART, PLAIN
from sources.kubernetes.rendering.rendering import scalars, scanned
from support import helm

from finops_guard.resources import ResourceSet
from finops_guard.sources.kubernetes.rendering import chart_layout, copies, tools
from finops_guard.sources.kubernetes.rendering import helm as renderer

CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata: {{a: {0}}}\n"


def only_said(found: ResourceSet) -> str:
    (said,) = found.diagnostics
    assert found.resources == ()
    return said.message.partition("so not evaluated: ")[2]


@pytest.mark.parametrize("link", ["c/templates/stolen.yaml", "c/stolen.txt", "c/charts"])
def test_a_link_that_leaves_the_tree(link: str, tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret/key.yaml").write_text(CONFIG.format("stolen"), encoding="utf-8")
    inside = tmp_path / "inside"
    helm.write({"c/Chart.yaml": CHART, "c/templates/a.yaml": CONFIG.format("b")}, inside)
    (inside / link).symlink_to(tmp_path / "secret" / ("" if link == "c/charts" else "key.yaml"))
    found = scanned(inside, {"c/Chart.yaml": CHART, "c/templates/a.yaml": CONFIG.format("b")})
    assert only_said(found) == f"{link} cannot be read: a symbolic link that leaves the scan root"


@pytest.mark.parametrize(
    "expression",
    [
        '{{ .Files.Get "../secret.txt" | quote }}',
        '{{ .Files.Get "/etc/hostname" | quote }}',
        '{{ .Files.Get "linked/secret.txt" | quote }}',
        '{{ range $path, $_ := .Files.Glob "../**" }}{{ $path }}{{ end }}',
        '{{ (lookup "v1" "Secret" "" "").items | quote }}',
        '{{ getHostByName "localhost" | quote }}',
        "{{ .Values.secret | quote }}",
    ],
)
def test_nothing_outside_of_the_chart_is_read(expression: str, tmp_path: Path) -> None:
    files = {"c/Chart.yaml": CHART, "c/templates/a.yaml": CONFIG.format(expression), "secret.txt": "stolen"}
    for resource in scanned(tmp_path, files).resources:
        assert dict(scalars(resource.values))["data.a"].raw in {"", None, "null"}


def test_the_environment_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "stolen")
    files = {"c/Chart.yaml": CHART, "c/templates/a.yaml": CONFIG.format('{{ env "AWS_SECRET_ACCESS_KEY" }}')}
    assert 'function "env" not defined' in only_said(scanned(tmp_path, files))


COSTLY = {
    "a text of a gigabyte": '{{ repeat 1000000000 "x" }}',
    "a list of a hundred million": "{{ range until 100000000 }}a: b\n{{ end }}",
    "much output": '{{ range until 40000 }}a{{ . }}: {{ repeat 1000 "x" }}\n{{ end }}',
    "many objects": "{{ range until 10001 }}\n---\n{kind: Pod, apiVersion: v1, metadata: {name: a}}\n{{ end }}",
}


@pytest.mark.parametrize("template", COSTLY.values(), ids=COSTLY)
def test_what_a_chart_may_cost(template: str, tmp_path: Path) -> None:
    said = only_said(scanned(tmp_path, {"c/Chart.yaml": CHART, "c/templates/a.yaml": template}))
    assert said in {
        "it takes more than 2 GiB of memory",
        "it renders to more than 32 MiB",
        "it renders to more than 10,000 objects",
    }


def test_values_that_grow(tmp_path: Path) -> None:
    text = "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
    for before, name in pairwise("abcdefghij"):
        text += f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n"
    files = {"c/Chart.yaml": CHART, "c/values.yaml": text, "c/templates/a.yaml": "{{ toYaml .Values }}"}
    assert "values.yaml" in only_said(scanned(tmp_path, files))


def test_bounds_of_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "MAX_SIZE", 1024 * 1024)
    files = {"c/Chart.yaml": CHART, "c/templates/a.yaml": CONFIG.format("b"), "c/big.txt": "x" * 2_000_000}
    assert only_said(scanned(tmp_path / "size", files)) == "its files are larger than 1 MiB together"
    monkeypatch.setattr(chart_layout, "MAX_FILES", 5)
    files = {"c/Chart.yaml": CHART, "c/templates/a.yaml": "", **{f"c/{n}.txt": "" for n in range(5)}}
    assert only_said(scanned(tmp_path / "count", files)) == "it consists of more than 5 files"
    monkeypatch.setattr(chart_layout, "MAX_FILES", 100)
    monkeypatch.setattr(chart_layout, "MAX_DEPTH", 3)
    files = {"c/Chart.yaml": CHART, "c/templates/a.yaml": "", "c/1/2/3/4/5": ""}
    assert only_said(scanned(tmp_path / "depth", files)) == "its directories are nested deeper than 3 levels"


def test_a_link_in_a_circle(tmp_path: Path) -> None:
    files = {"c/Chart.yaml": CHART, "c/templates/a.yaml": ""}
    helm.write(files, tmp_path)
    (tmp_path / "c/charts").symlink_to(tmp_path, target_is_directory=True)
    assert "nested deeper than 20 levels" in only_said(scanned(tmp_path, files))


def test_a_text_that_says_that_it_comes_from_elsewhere(tmp_path: Path) -> None:
    text = CONFIG.format("b") + "---\n# Source: shop/values.yaml\n" + CONFIG.format("c").replace("name: a", "name: b")
    files = {"c/Chart.yaml": CHART, "c/values.yaml": "a: 1\n", "c/templates/a.yaml": text}
    found = scanned(tmp_path, files)
    assert [str(each.span.location()) for each in found.resources] == [
        "c/templates/a.yaml:2:1",
        "c/templates/a.yaml:8:1",
    ]


# A helm that a test makes up: it gets what the real one would be given.


def fake(directory: Path, script: str) -> str:
    path = directory / "bin/helm"
    path.parent.mkdir(parents=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path.parent)


OUTPUT = "---\n# Source: {0}\napiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n"


@pytest.mark.skipif(os.name == "nt", reason="the made-up helm is a shell script")
@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("exit 3", "it ends with exit code 3"),
        ("exec /nowhere/helm", "helm cannot be run"),
        (r"printf 'Error: \033[31mred\033[0m\a\n' >&2; exit 1", "?[31mred?[0m?"),
        ("printf 'Error: in %s/c/templates/a.yaml\\n' \"$PWD\" >&2; exit 1", "in c/templates/a.yaml"),
        ("printf '2026/01/02 03:04:05 later\\nlevel=INFO msg=x\\nError: no\\n' >&2; exit 1", "no"),
        ("printf 'fatal error: out of memory 0x1234\\n' >&2; exit 2", "it takes more than 2 GiB of memory"),
        ("while :; do :; done", "helm takes longer than 1 seconds"),
    ],
)
def test_how_helm_may_fail(script: str, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(executable: str, arguments: list[str], directory: str) -> str:
        return tools.run(executable, arguments, directory, seconds=1)

    monkeypatch.setattr(renderer, "run", run)
    files = {"c/Chart.yaml": CHART, "c/templates/a.yaml": "a: 1\n"}
    assert only_said(scanned(tmp_path / "tree", files, search_path=fake(tmp_path, script))) == expected


@pytest.mark.skipif(os.name == "nt", reason="the made-up helm is a shell script")
def test_charts_render_to_so_many_objects_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tools, "MAX_KINDS", 3)
    files = {
        f"{name}/{path}": text for name in "abc" for path, text in [("Chart.yaml", CHART), ("templates/a.yaml", "")]
    }
    output = OUTPUT.format("c/templates/a.yaml") + OUTPUT.format("c/templates/a.yaml").replace("name: a", "name: b")
    search_path = fake(tmp_path, f"/bin/cat <<'END'\n{output}\nEND")
    found = scanned(tmp_path / "tree", files, search_path=search_path)
    assert [each.root for each in found.resources] == ["a", "a"]
    assert [(each.path, each.message.rpartition(": ")[2]) for each in found.diagnostics] == [
        (f"{name}/Chart.yaml", "all that is rendered holds more than 3 objects together") for name in "bc"
    ]


@pytest.mark.skipif(os.name == "nt", reason="the made-up helm is a shell script")
def test_what_helm_is_told(tmp_path: Path) -> None:
    script = """\
    { for word in "$@"; do printf '%s\\n' "$word"; done; printf 'HOME is empty: %s\\n' "$(echo "$HOME"/*)"
      printf '%s\\n' "${SECRET-unset} $KUBECONFIG $HTTPS_PROXY"; } >&2
    exit 1"""
    files: Mapping[str, str] = {"a b/-c/Chart.yaml": CHART, "a b/-c/templates/a.yaml": "a: 1\n", "v,1.yaml": "a: 1\n"}
    deployment = renderer.ChartDeployment("prod", "", "web", ("v,1.yaml",), "1.31")
    said = only_said(scanned(tmp_path / "tree", files, {"*": [deployment]}, search_path=fake(tmp_path, script)))
    assert said == (
        "template c ./a b/-c --namespace=web --kube-version=1.31 --values=v,1.yaml "
        "HOME is empty: * unset /dev/null http://127.0.0.1:9"
    )


@pytest.mark.skipif(os.name == "nt", reason="the made-up helm is a shell script")
@pytest.mark.parametrize(
    "source", ["shop/templates/a.yaml", "shop/../../etc/passwd", "shop/templates/b.yaml", "", "shop/charts/x/a.yaml"]
)
def test_what_helm_may_say_it_comes_from(source: str, tmp_path: Path) -> None:
    output = OUTPUT.format(source).replace("\n", "\\n")
    files = {"c/Chart.yaml": CHART, "c/templates/a.yaml": "# first\nkind: Pod\n"}
    found = scanned(tmp_path / "tree", files, search_path=fake(tmp_path, f"printf -- '{output}'"))
    (pod,) = found.resources
    expected = "c/templates/a.yaml:2:1" if source == "shop/templates/a.yaml" else "c/Chart.yaml:1:1"
    assert str(pod.span.location()) == expected


@pytest.mark.skipif(os.name == "nt", reason="the made-up helm is a shell script")
def test_what_does_not_parse_is_told_at_its_template(tmp_path: Path) -> None:
    script = "printf -- '---\\n# Source: shop/templates/service.yaml\\napiVersion: v1\\nkind: [\\n'"
    found = scanned(tmp_path / "tree", PLAIN, search_path=fake(tmp_path, script))
    (said,) = found.diagnostics
    assert (said.kind, said.path) == ("syntax", "shop/templates/service.yaml")
    assert said.message.startswith("rendered, not valid YAML")
    (record,) = [record for record in found.files if record.path == said.path]
    assert (record.status.value, record.reason) == ("broken", "not all that it renders to can be read")


@pytest.mark.skipif(os.name == "nt", reason="the made-up helm is a shell script")
def test_all_charts_together_take_a_bounded_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renderer, "MAX_TOTAL_SECONDS", 0)
    files = {"c/Chart.yaml": CHART, "c/templates/a.yaml": "a: 1\n"}
    said = only_said(scanned(tmp_path / "tree", files, search_path=fake(tmp_path, "exit 0")))
    assert said == "other charts have taken 0 seconds already"
