"""Tools that fail, hang, flood or look around, played by executables that a test writes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sources.kubernetes.rendering.kustomizing import WEB, fake_tool, one, record, render

from finops_guard.resources import FileStatus
from finops_guard.sources.kubernetes.rendering import builds, copies, tools

FILES = {"top/kustomization.yaml": "resources: [web.yaml]\ncommonAnnotations: {note: a}\n", "top/web.yaml": WEB}
RENDERED = WEB.replace("\n", "\\n").replace("replicas: 2", "replicas: 4")


def reason(tmp_path: Path, script: str, files: dict[str, str] = FILES) -> str:
    """Return why nothing is rendered by a tool that is a shell script, where the static reading judges instead."""
    found = render(files, search_path=fake_tool(tmp_path / "bin", script))
    file = record(found, "top/kustomization.yaml")
    assert file.status is FileStatus.OTHER
    assert record(found, "top/web.yaml").status is FileStatus.JUDGED
    assert one(found, "Deployment/web").root == "top"
    (said,) = found.diagnostics
    assert said.span is not None
    assert str(said.span.location()) == "top/kustomization.yaml:1:1"
    because = file.reason.removeprefix("a kustomization, not rendered: ")
    assert because in said.message
    return because


def test_a_tool_that_fails_tells_why(tmp_path: Path) -> None:
    script = 'echo "error: accumulating resources: in $PWD/web.yaml" >&2; exit 1\n'
    assert reason(tmp_path, script) == "in top/web.yaml"


def test_a_tool_that_fails_silently_tells_its_code(tmp_path: Path) -> None:
    assert reason(tmp_path, "exit 7\n") == "it ends with exit code 7"


def test_what_a_tool_says_is_one_printable_line(tmp_path: Path) -> None:
    said = reason(tmp_path, "printf '\\033[31mone\\n\\ntwo\\n' >&2; printf 'x%.0s' $(/usr/bin/seq 999) >&2; exit 1\n")
    assert said.isprintable()
    assert said.startswith("?[31mone two x")
    assert len(said) < 400


def test_a_tool_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builds, "MAX_SECONDS", 1)
    script = f"echo $$ > '{tmp_path}/pid'; exec /bin/sleep 60\n"
    assert reason(tmp_path, script) == "kubectl takes longer than 1 seconds"
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_a_tool_that_floods_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tools, "MAX_OUTPUT", 1024 * 1024)
    assert reason(tmp_path, "exec /usr/bin/yes\n") == "it renders to more than 1 MiB"


def test_what_a_tool_writes_must_be_objects(tmp_path: Path) -> None:
    assert reason(tmp_path, "echo 'kind: [apiVersion'\n").startswith("what it renders to cannot be read: ")


def test_a_tool_that_is_not_to_be_run_is_told(tmp_path: Path) -> None:
    search_path = fake_tool(tmp_path / "bin", "")
    (tmp_path / "bin" / "kubectl").write_bytes(b"\x7fELF nothing")
    found = render(FILES, search_path=search_path)
    assert "kubectl cannot be run" in record(found, "top/kustomization.yaml").reason


def test_a_tool_sees_nothing_but_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "invented")
    monkeypatch.setenv("GIT_SSH_COMMAND", "ssh")
    script = f"""
        /usr/bin/env > '{tmp_path}/environment'
        /bin/ls -A "$HOME" > '{tmp_path}/home'
        cd ..; /usr/bin/find . -type f > '{tmp_path}/files'
        printf '{RENDERED}'
        """
    files = {**FILES, "other/secret.yaml": "a: 1\n", "secret.properties": "a=1\n"}
    found = render(files, search_path=fake_tool(tmp_path / "bin", script))
    assert one(found, "Deployment/web").values.get("spec").get("replicas").raw == 4
    names = dict(line.split("=", 1) for line in (tmp_path / "environment").read_text().splitlines())
    assert not {"AWS_SECRET_ACCESS_KEY", "GIT_SSH_COMMAND"} & names.keys()
    assert names["HOME"] == names["PATH"] == names["XDG_CONFIG_HOME"] != os.environ.get("HOME")
    assert names["KUBECONFIG"] == "/dev/null"
    assert names["HTTPS_PROXY"] == names["https_proxy"] == "http://127.0.0.1:9"
    assert (tmp_path / "home").read_text() == ""
    assert sorted((tmp_path / "files").read_text().split()) == ["./top/kustomization.yaml", "./top/web.yaml"]
    assert not Path(names["HOME"]).exists()


def test_the_tool_reads_what_was_checked(tmp_path: Path) -> None:
    script = f"/bin/cat kustomization.yaml plugin.yaml > '{tmp_path}/read'; printf '{RENDERED}'\n"
    files = {
        "top/kustomization.yaml": """\
            namePrefix: a
            namePrefix: &x b # said
            resources: [web.yaml]
            transformers: [plugin.yaml]
            """,
        "top/plugin.yaml": "apiVersion: builtin\nkind: X\nn: 0x10\n---\napiVersion: builtin\nkind: Z\n",
        "top/web.yaml": WEB,
    }
    render(files, search_path=fake_tool(tmp_path / "bin", script))
    assert (tmp_path / "read").read_text() == (
        '---\n{"namePrefix":"b","resources":["web.yaml"],"transformers":["plugin.yaml"],'
        '"buildMetadata":["originAnnotations"]}\n'
        '---\n{"apiVersion":"builtin","kind":"X","n":16}\n---\n{"apiVersion":"builtin","kind":"Z"}\n'
    )


def test_tools_are_found_in_absolute_directories_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    fake_tool(tmp_path / "bin", "")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "kubectl").write_text("no program", encoding="utf-8")
    (tmp_path / "deep" / "kubectl").mkdir(parents=True)
    first = os.pathsep.join(["", ".", "bin", "./bin", str(tmp_path / "data"), str(tmp_path / "deep")])
    assert tools.find("kubectl", first) is None
    assert tools.find("kubectl", f"{first}{os.pathsep}{tmp_path / 'bin'}") == str(tmp_path / "bin" / "kubectl")


def test_kustomize_is_asked_before_kubectl(tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    fake_tool(tmp_path / "bin", f"echo kubectl $* >> '{calls}'\n")
    search_path = fake_tool(tmp_path / "bin", f"echo kustomize $* >> '{calls}'\n", "kustomize")
    render(FILES, search_path=search_path)
    assert calls.read_text() == "kustomize build .\n"


def test_equal_overlays_are_rendered_once(tmp_path: Path) -> None:
    script = f"echo $PWD >> '{tmp_path}/calls'; printf '{RENDERED}'\n"
    files = {f"{name}/{path[4:]}": text for name in ("one", "two", "three") for path, text in FILES.items()}
    files["three/web.yaml"] += "# another one\n"
    found = render(files, search_path=fake_tool(tmp_path / "bin", script))
    assert len((tmp_path / "calls").read_text().splitlines()) == 2
    assert [(each.root, each.span.path.split("/")[0]) for each in found.resources] == [
        ("one", "one"),
        ("three", "three"),
        ("two", "two"),
    ]


@pytest.mark.parametrize(
    ("module", "name", "limit", "expected"),
    [
        (builds, "MAX_OVERLAYS", 1, "there are more than 1 overlays, of which no more are rendered"),
        (builds, "MAX_TOTAL_SECONDS", 0, "all overlays together take longer than 0 seconds"),
        (builds, "MAX_TEXT", 700, "all overlays together render to more than 0 MiB"),
        (tools, "MAX_KINDS", 1, "all that is rendered holds more than 1 objects together"),
        (copies, "MAX_FILES", 0, "it consists of more than 0 files"),
        (copies, "MAX_SIZE", 10, "its files are larger than 0 MiB together"),
        (copies, "MAX_FILE_SIZE", 10, "two/web.yaml cannot be read: it is larger than 10 bytes"),
    ],
)
def test_all_that_is_rendered_is_bounded(
    module: object, name: str, limit: int, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, name, limit)
    files = {f"{name}/{path[4:]}": f"{text}# {name}\n" for name in ("one", "two") for path, text in FILES.items()}
    found = render(files, search_path=fake_tool(tmp_path / "bin", f"printf '{RENDERED}'\n"))
    assert record(found, "two/kustomization.yaml").reason == f"a kustomization, not rendered: {expected}"
    assert record(found, "two/web.yaml").status is FileStatus.JUDGED
    assert one(found, "Deployment/web", "two").values.get("spec").get("replicas").raw == 2
