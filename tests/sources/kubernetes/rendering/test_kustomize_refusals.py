"""What is refused before any tool runs, told by a tool that records each of its calls."""

from __future__ import annotations

from pathlib import Path

import pytest
from sources.kubernetes.rendering.kustomizing import WEB, fake_tool, on_disk, record, render

from finops_guard.diagnostics import Level
from finops_guard.resources import FileStatus
from finops_guard.sources.kubernetes.rendering import closures

WEB_ONLY = {"top/web.yaml": WEB}
FUNCTION = """\
apiVersion: builtin
kind: LabelTransformer
metadata:
  name: f
  annotations:
    {key}: |
      exec: {{path: ./run.sh}}
"""
BUILTIN = "apiVersion: builtin\nkind: LabelTransformer\nmetadata: {name: l}\nlabels: {a: b}\n"
REMOTE = [
    "https://example.com/org/repo//base?ref=v1",
    "http://example.com/base.yaml",
    "HTTPS://example.com/base.yaml",
    "git@example.com:org/repo.git",
    "git::https://example.com/org/repo",
    "ssh://git@example.com/org/repo",
    "file:///etc",
    "github.com/org/repo/base",
    "GitHub.com/org/repo?ref=main",
    "www.github.com/org/repo",
    "gh:org/repo",
    "org/repo.git",
    "org/repo.git/base",
    "dev.azure.com/org/project/_git/repo",
    "org/_git/repo",
    "example.com:org/repo",
    "user@example.com/org/repo",
    "base?ref=main",
]
FIELDS = {
    "resources": "resources: ['{}']",
    "bases": "bases: ['{}']",
    "components": "components: ['{}']",
    "crds": "crds: ['{}']",
    "configurations": "configurations: ['{}']",
    "openapi": "openapi: {{path: '{}'}}",
    "patches": "patches: [{{path: '{}'}}]",
    "patches in another spelling": "patches: [{{Path: '{}'}}]",
    "strategic patches": "patchesStrategicMerge: ['{}']",
    "operations": "patchesJson6902: [{{path: '{}', target: {{version: v1, kind: Pod, name: a}}}}]",
    "replacements": "replacements: [{{path: '{}'}}]",
    "files": "configMapGenerator: [{{name: a, files: ['{}']}}]",
    "files with keys": "configMapGenerator: [{{name: a, files: ['key={}']}}]",
    "envs": "secretGenerator: [{{name: a, envs: ['{}']}}]",
    "env": "secretGenerator: [{{name: a, env: '{}'}}]",
    "generators": "generators: ['{}']",
    "transformers": "transformers: ['{}']",
    "validators": "validators: ['{}']",
}


def refused(files: dict[str, str], tmp_path: Path, tree_on_disk: bool = False) -> str:
    """Return why the kustomization in ``top`` is not rendered, where no tool ran for it."""
    calls = tmp_path / "calls"
    search_path = fake_tool(tmp_path / "bin", f"echo $PWD >> '{calls}'\n")
    tree = on_disk(files, tmp_path / "tree") if tree_on_disk else None
    found = render(files, search_path=search_path, tree=tree)
    assert not calls.exists() or "/top\n" not in calls.read_text()
    file = record(found, "top/kustomization.yaml")
    assert file.status is FileStatus.OTHER
    said = [each for each in found.diagnostics if each.path == "top/kustomization.yaml"]
    assert [(each.level, each.kind) for each in said] == [(Level.NOTICE, "kustomization")], said
    reason = file.reason.removeprefix("a kustomization, not rendered: ")
    assert said[0].message == f"not rendered: {reason}; its files are judged as they are written"
    return reason


def test_the_tool_that_records_its_calls_is_run_where_nothing_is_refused(tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    search_path = fake_tool(tmp_path / "bin", f"echo $* in $PWD >> '{calls}'\n")
    render({"top/kustomization.yaml": "resources: [web.yaml]\nnamePrefix: a-\n", **WEB_ONLY}, search_path=search_path)
    assert calls.read_text().startswith("kustomize . in /")
    assert calls.read_text().endswith("/top\n")


@pytest.mark.parametrize("remote", REMOTE)
@pytest.mark.parametrize("field", ["resources", "components", "transformers", "patches", "files with keys"])
def test_what_may_be_fetched_is_refused_even_where_it_is_there(field: str, remote: str, tmp_path: Path) -> None:
    path = remote.replace("//", "/")
    there = {f"top/{path}": BUILTIN, f"top/{path}/kustomization.yaml": "resources: []\n"}
    reason = refused({"top/kustomization.yaml": FIELDS[field].format(remote), **there}, tmp_path)
    assert reason.endswith("may be fetched from elsewhere")


@pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS)
@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("https://example.com/a.yaml", '" may be fetched from elsewhere'),
        ("../../a.yaml", '" leaves the scanned tree'),
        ("/etc/passwd", '" leaves the scanned tree'),
        ("~/a.yaml", '" leaves the scanned tree'),
        ("absent.yaml", " of the scanned tree"),
    ],
    ids=["remote", "above", "absolute", "home", "absent"],
)
def test_every_field_with_a_path_stays_within_the_tree(field: str, path: str, reason: str, tmp_path: Path) -> None:
    said = refused({"top/kustomization.yaml": f"{field.format(path)}\n", "a.yaml": WEB}, tmp_path)
    assert said.endswith(reason)


@pytest.mark.parametrize(
    ("top", "reason"),
    [
        ("helmCharts: [{name: a}]", "charts within kustomizations are not rendered"),
        ("helmChartInflationGenerator: [{chartName: a}]", "charts within kustomizations are not rendered"),
        ("helmGlobals: {chartHome: a}", "charts within kustomizations are not rendered"),
        ("Resources: [web.yaml]", "it has the field 'Resources', which is not known here"),
        ("helmcharts: [{name: a}]", "it has the field 'helmcharts', which is not known here"),
        ("resources: [web.yaml]\n---\nresources: []", "top/kustomization.yaml is no single mapping"),
        ("- resources", "top/kustomization.yaml is no single mapping"),
        ("resources: [", "top/kustomization.yaml cannot be read: "),
        ("resources: [!!binary aGk=]", "it holds a value that JSON has no way to write"),
        ("namePrefix: !!binary aGk=", "it holds a value that JSON has no way to write"),
        ("resources: [7]", "it names a file by something else than a text"),
        ("resources: [{}]", "it names a file by something else than a text"),
        ("resources: ['']", "it names a file by something else than a text"),
        ("resources: [..]", "there is no kustomization in the root directory"),
        ("resources: [two]", "there is more than one kustomization in top/two"),
        ("transformers: [plugin.yaml]", "it uses a plug-in that is not built into the tool"),
        ("transformers: [exec.yaml]", "it runs a function of its own"),
        ("generators: [exec.yaml]", "it runs a function of its own"),
        ("validators: [exec.yaml]", "it runs a function of its own"),
        ("validators: [old.yaml]", "it runs a function of its own"),
        ("generators: [chart.yaml]", "charts within kustomizations are not rendered"),
        ("transformers: [plugins]", "it runs a function of its own"),
        ("transformers:\n- |\n  apiVersion: example.com/v1\n  kind: X\n", "it uses a plug-in that is not built in"),
        ("transformers:\n- |\n  # nothing\n", "it holds a plug-in that cannot be read"),
        ("configMapGenerator: [{name: a, KVSources: []}]", "it has the field 'KVSources', which is not known here"),
        (f"vars: [{{a: &a {'x' * 90_000}, b: [{', '.join(['*a'] * 50)}]}}]", "one of its documents is larger than 4"),
        ("transformers: [leaves.yaml]", '"a=../../x" leaves the scanned tree'),
        ("transformers: [reads.yaml]", '"https://example.com/a" may be fetched from elsewhere'),
    ],
)
def test_what_runs_programs_or_cannot_be_checked_is_refused(top: str, reason: str, tmp_path: Path) -> None:
    files = {
        "top/kustomization.yaml": f"{top}\n",
        "top/two/kustomization.yaml": "resources: []\n",
        "top/two/kustomization.yml": "resources: []\n",
        "top/plugin.yaml": "apiVersion: example.com/v1\nkind: Plugin\nmetadata: {name: p}\n",
        "top/exec.yaml": FUNCTION.format(key="config.kubernetes.io/function"),
        "top/old.yaml": FUNCTION.format(key="config.k8s.io/function"),
        "top/chart.yaml": "apiVersion: builtin\nkind: HelmChartInflationGenerator\nmetadata: {name: c}\n",
        "top/plugins/kustomization.yaml": "resources: [../exec.yaml]\n",
        "top/reads.yaml": "apiVersion: builtin\nkind: PatchTransformer\nmetadata: {name: p}\npath: https://example.com/a\n",
        "top/leaves.yaml": "apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata: {name: p}\nfiles: [a=../../x]\n",
        **WEB_ONLY,
    }
    used = {path: text for path, text in files.items() if "two" not in path or "two" in top}
    assert refused(used, tmp_path).startswith(reason)


def test_a_reason_in_a_base_is_told_with_its_place(tmp_path: Path) -> None:
    files = {
        "base/kustomization.yaml": "# a base\nresources:\n- https://example.com/a\n",
        "top/kustomization.yaml": "resources: [../base]\n",
    }
    assert refused(files, tmp_path).endswith("may be fetched from elsewhere (base/kustomization.yaml:3)")


def test_links_that_leave_the_tree_are_refused(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "kustomization.yaml").write_text("resources: []\n", encoding="utf-8")
    (tmp_path / "outside" / "web.yaml").write_text(WEB, encoding="utf-8")
    (tmp_path / "tree" / "top").mkdir(parents=True)
    (tmp_path / "tree" / "top" / "web.yaml").symlink_to(tmp_path / "outside" / "web.yaml")
    (tmp_path / "tree" / "top" / "base").symlink_to(tmp_path / "outside")
    for name, what in (("web.yaml", "file or directory"), ("base", "file or directory")):
        files = {"top/kustomization.yaml": f"resources: [{name}]\n"}
        assert refused(files, tmp_path, tree_on_disk=True) == f'"{name}" is no {what} of the scanned tree'


def test_a_cycle_ends(tmp_path: Path) -> None:
    files = {
        "top/kustomization.yaml": "resources: [../a]\n",
        "a/kustomization.yaml": "resources: [../b]\n",
        "b/kustomization.yaml": "resources: [../a]\n",
    }
    found = render(files, search_path=fake_tool(tmp_path / "bin", "echo no >&2; exit 1\n"))
    assert record(found, "top/kustomization.yaml").reason == "a kustomization, not rendered: no"


def test_what_consists_of_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closures, "MAX_KUSTOMIZATIONS", 3)
    files = {f"top/{n}/kustomization.yaml": "resources: []\n" for n in range(3)}
    files["top/kustomization.yaml"] = "resources: ['0', '1', '2']\n"
    assert refused(files, tmp_path) == "it consists of more than 3 kustomizations"
    monkeypatch.setattr(closures, "MAX_FILES", 2)
    files = {f"top/{n}.yaml": WEB for n in range(3)} | {"top/kustomization.yaml": "resources: [0.yaml, 1.yaml, 2.yaml]"}
    assert refused(files, tmp_path) == "it consists of more than 2 files"
