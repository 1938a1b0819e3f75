"""What may be wrong with the machine: disks that are full, streams that are closed, homes, locales, names, limits."""

from __future__ import annotations

import errno
import io
import json
import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from support.command_line import Runner

from finops_guard import tree
from finops_guard.cli import writing
from finops_guard.reporters import REPORTERS
from finops_guard.sources.kubernetes.rendering import copies, tools

UNTAGGED = 'resource "aws_sqs_queue" "q" {}\n'
CLEAN = "locals { a = 1 }\n"
MANY = "".join(f'resource "aws_sqs_queue" "q{number}" {{}}\n' for number in range(400))
CHART = {
    "chart/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
    "chart/templates/pod.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: {{ .Release.Name }}}\n",
    "overlay/kustomization.yaml": "namePrefix: a-\nresources: [pod.yaml]\n",
    "overlay/pod.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c}]}\n",
}

posix = pytest.mark.skipif(sys.platform == "win32", reason="a shell is needed")
linux = pytest.mark.skipif(sys.platform != "linux", reason="limits and names as Linux has them")


def shell(directory: Path, script: str, **environment: str | None) -> subprocess.CompletedProcess[str]:
    """Run a script in which ``finops-guard`` is this one."""
    around = {name: value for name, value in {**os.environ, **environment}.items() if value is not None}
    program = f'finops-guard() {{ {shlex.quote(sys.executable)} -m finops_guard "$@"; }}\n'
    return subprocess.run(
        ["bash", "-c", program + script],
        cwd=directory,
        env=around,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def assert_told(done: subprocess.CompletedProcess[str]) -> None:
    for stream in (done.stdout, done.stderr):
        assert "Traceback" not in stream
        assert "a bug of its own" not in stream


# Files ------------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read everything")
def test_what_may_not_be_read_is_told(run: Runner) -> None:
    run.write("main.tf", UNTAGGED)
    run.write("closed.tf", UNTAGGED).chmod(0)
    (run.write("closed/main.tf", UNTAGGED).parent).chmod(0)
    try:
        report = json.loads(run("scan", "--format", "json").out)
    finally:
        (run.directory / "closed").chmod(0o700)
    assert {each["location"]["path"] for each in report["findings"]} >= {"closed.tf", "closed", "main.tf"}


@pytest.mark.parametrize("code", [errno.EACCES, errno.EIO, errno.ESTALE, errno.ENOENT, errno.ELOOP])
@pytest.mark.parametrize("name", ["live/main.tf", "live"])
def test_what_cannot_be_opened_is_told_and_the_rest_judged(
    run: Runner, monkeypatch: pytest.MonkeyPatch, code: int, name: str
) -> None:
    run.write("main.tf", UNTAGGED)
    run.write("live/main.tf", UNTAGGED)
    kept = os.open

    def opened(path: Any, *arguments: Any, **more: Any) -> int:
        if str(path).endswith(f"/{name}"):
            raise OSError(code, os.strerror(code), path)
        return kept(path, *arguments, **more)

    monkeypatch.setattr(os, "open", opened)
    ran = run("scan", "--format", "json", "--no-cache")
    report = json.loads(ran.out)
    assert "FG-TAG-001" in {each["policy"] for each in report["findings"] if each["location"]["path"] == "main.tf"}
    told = [each["message"] for each in report["findings"] if each["location"]["path"].startswith("live")]
    # A directory that is gone by the time that it is listed is as if it had never been there.
    assert bool(told) == (not (name == "live" and code == errno.ENOENT))
    assert all(os.strerror(code) in each for each in told)


def test_a_file_that_fails_while_it_is_read_is_told(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError(errno.EIO, os.strerror(errno.EIO), size)

    def opened(descriptor: int, *_: object, **__: object) -> io.RawIOBase | io.BytesIO:
        return Failing() if os.fstat(descriptor).st_ino == bad else io.FileIO(descriptor, "rb")

    run.write("main.tf", UNTAGGED)
    bad = run.write("bad.tf", UNTAGGED).stat().st_ino
    monkeypatch.setattr(tree, "open", opened, raising=False)
    report = json.loads(run("scan", "--format", "json", "--no-cache").out)
    assert "FG-TAG-001" in {each["policy"] for each in report["findings"] if each["location"]["path"] == "main.tf"}
    (told,) = (each for each in report["findings"] if each["location"]["path"] == "bad.tf")
    assert os.strerror(errno.EIO) in told["message"]


# Output -----------------------------------------------------------------------------------------------------------


@linux
@pytest.mark.parametrize(
    "command",
    [
        "scan --output json=kept",
        "cost --format json --output kept",
        "score --output json=kept",
        "scan --format html --output kept",
    ],
)
def test_a_full_disk_leaves_what_was_there(tmp_path: Path, command: str) -> None:
    (tmp_path / "main.tf").write_text(MANY)
    (tmp_path / "kept").write_text("precious")
    before = sorted(each.name for each in tmp_path.iterdir())
    done = shell(tmp_path, f"(ulimit -f 1; finops-guard {command}) 2>&1 >/dev/null | cat")
    assert "cannot be written: File too large" in done.stdout
    assert_told(done)
    assert (tmp_path / "kept").read_text() == "precious"
    assert sorted(each.name for each in tmp_path.iterdir() if each.name != ".finops") == before


@linux
@pytest.mark.parametrize("command", ["init", "baseline create", "policy new mine --resource aws_sqs_queue"])
def test_a_full_disk_leaves_nothing_of_what_was_not_there(tmp_path: Path, command: str) -> None:
    (tmp_path / "main.tf").write_text(UNTAGGED)
    done = shell(tmp_path, f"(ulimit -f 0; finops-guard {command}) 2>&1 >/dev/null | cat")
    assert_told(done)
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == [tmp_path / "main.tf"]


@pytest.mark.parametrize("failure", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("step", ["write", "replace"])
def test_what_fails_while_it_is_written_leaves_nothing_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, failure: BaseException
) -> None:
    file = tmp_path / "report"
    file.write_text("precious")

    def fail(*_: object) -> None:
        raise failure

    if step == "write":
        monkeypatch.setattr(writing, "_as_before", fail)
    else:
        monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(type(failure)):
        writing.whole(str(file), "new")
    assert file.read_text() == "precious"
    assert list(tmp_path.iterdir()) == [file]


@posix
def test_a_file_that_is_replaced_keeps_its_mode(tmp_path: Path) -> None:
    file = tmp_path / "report"
    file.write_text("before")
    file.chmod(0o640)
    writing.whole(str(file), "after")
    assert (file.read_text(), file.stat().st_mode & 0o777) == ("after", 0o640)
    before = os.umask(0o027)
    try:
        writing.whole(str(tmp_path / "new"), "")
    finally:
        os.umask(before)
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("code", [errno.EBUSY, errno.EACCES, errno.EXDEV])
def test_a_file_that_cannot_be_replaced_is_written_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def fail(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    file = tmp_path / "report"
    file.write_text("a longer text than before")
    monkeypatch.setattr(os, "replace", fail)
    writing.whole(str(file), "after")
    assert file.read_text() == "after"
    assert list(tmp_path.iterdir()) == [file]


@posix
def test_what_is_no_file_is_written_to_and_stays(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(UNTAGGED)
    done = shell(tmp_path, "mkfifo pipe; cat pipe > got & finops-guard scan --output json=pipe -q; wait; test -p pipe")
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "got").read_text())["findings"]


@posix
@pytest.mark.parametrize(
    "command",
    [
        *(f"scan --no-cache --verdicts all --format {name}" for name in REPORTERS),
        "cost --format json",
        "score --format html",
        "inspect resources --format json",
        "policy list",
        "diff --base . --format json",
    ],
)
def test_a_reader_that_has_seen_enough(tmp_path: Path, command: str) -> None:
    (tmp_path / "main.tf").write_text(MANY)
    # The reader is gone before anything is written.
    done = shell(tmp_path, f"finops-guard {command} | true; echo ${{PIPESTATUS[0]}}")
    assert done.stdout.strip() in {"0", "1", "2"}
    assert done.stderr == ""


@posix
@pytest.mark.parametrize(
    ("closed", "code"),
    [("0<&-", 1), ("2>&-", 1), ("0<&- 2>&-", 1), (">&-", 2), (">&- 2>&-", 2), ("0<&- >&- 2>&-", 2)],
)
def test_streams_that_are_closed(tmp_path: Path, closed: str, code: int) -> None:
    (tmp_path / "main.tf").write_text(UNTAGGED)
    done = shell(tmp_path, f"finops-guard scan --no-cache {closed}")
    assert done.returncode == code
    assert_told(done)
    assert ("FG-TAG-001" in done.stdout) == (code == 1)
    assert ("standard output is closed" in done.stderr) == (closed == ">&-")


@posix
def test_standard_input_that_is_closed(tmp_path: Path) -> None:
    done = shell(tmp_path, "finops-guard scan - 0<&-")
    assert done.returncode == 2
    assert "standard input is closed" in done.stderr


# Surroundings -----------------------------------------------------------------------------------------------------


@posix
@pytest.mark.parametrize(
    "home", [None, "", "relative", "/nonexistent/home", "/dev/null", "a file"], ids=lambda each: str(each) or "empty"
)
def test_a_home_that_is_of_no_use_changes_nothing(tmp_path: Path, home: str | None) -> None:
    (tmp_path / "main.tf").write_text(UNTAGGED)
    (tmp_path / "a file").write_text("")
    if home == "a file":
        home = str(tmp_path / home)
    for _ in range(2):  # the second might be remembered
        done = shell(tmp_path, "finops-guard scan --format json", HOME=home, XDG_CACHE_HOME=None)
        assert (done.returncode, done.stderr) == (1, "")
        assert json.loads(done.stdout)["findings"]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a file", "main.tf"]


@posix
def test_a_home_that_is_read_only_changes_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o500)
    (tmp_path / "main.tf").write_text(UNTAGGED)
    script = "finops-guard scan --format json"
    if os.geteuid() == 0:  # who may write everywhere, but not more than a disk holds
        script = f"(ulimit -f 0; {script}) | cat; exit ${{PIPESTATUS[0]}}"
    done = shell(tmp_path, script, HOME=str(home), XDG_CACHE_HOME=None)
    assert (done.returncode, done.stderr) == (1, "")
    assert json.loads(done.stdout)["findings"]
    assert [each for each in home.rglob("*") if each.is_file()] == []


LOCALES: dict[str, dict[str, str]] = {
    "C": {"LC_ALL": "C"},
    "C without UTF-8": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "POSIX": {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "Turkish": {"LC_ALL": "tr_TR.UTF-8"},
    "unknown": {"LC_ALL": "xx_YY.nothing"},
    "streams of ASCII": {"PYTHONIOENCODING": "ascii"},
    "streams of Latin-1": {"PYTHONIOENCODING": "latin-1"},
}
FOREIGN = (
    'resource "aws_sqs_queue" "q" {\n  name = "größe-ıİ-日本"\n  tags = { TITLE = "ıİ" }\n}\n'
    'resource "AWS_INSTANCE" "I" {}\n'
)


@posix
@pytest.mark.parametrize("name", LOCALES)
def test_the_locale_changes_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / "main.tf").write_text(FOREIGN, encoding="utf-8")
    script = "finops-guard scan --no-cache --format {0} --output {0}={0}"
    usual, odd = tmp_path / "usual", tmp_path / "odd"
    for directory, environment in ((usual, {"PYTHONUTF8": "1"}), (odd, LOCALES[name])):
        directory.mkdir()
        (directory / "main.tf").write_text(FOREIGN, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "finops_guard", *script.format("sarif").split()[1:]],
            cwd=directory,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (1, "")
        assert json.loads(done.stdout) is not None
    assert (usual / "sarif").read_bytes() == (odd / "sarif").read_bytes()


NAMES = {
    "a line feed": b"new\nline.tf",
    "quotes": b"q'\"uote.tf",
    "no text": b"\xff\xfe.tf",
    "255 bytes": b"x" * 252 + b".tf",
    "dashes": b"--help.tf",
    "controls": b"\x1b[31m.tf",
    "right to left": "\u202e.tf".encode(),
    "a backslash": b"..\\..\\up.tf",
    "a drive": b"C:main.tf",
    "reserved on Windows": b"NUL.tf",
}


@linux
@pytest.mark.parametrize("format_", REPORTERS)
def test_files_of_any_name_are_reported_in_every_format(run: Runner, format_: str) -> None:
    for name in NAMES.values():
        (run.directory / os.fsdecode(name)).write_text(UNTAGGED)
    ran = run("scan", "--no-cache", "--format", format_, "--output", f"{format_}=report")
    assert ran.code == 1, ran.err
    assert ran.err == ""
    assert (run.directory / "report").read_bytes().decode("utf-8")
    for text in (ran.out, (run.directory / "report").read_text(encoding="utf-8")):
        assert "\x1b" not in text
        assert "\nline.tf" not in text


@linux
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_each_name_can_be_given(run: Runner, name: bytes) -> None:
    given = os.fsdecode(name)
    (run.directory / given).write_text(UNTAGGED)
    (run.directory / "other.tf").write_text(UNTAGGED)
    for command in (["scan", "--no-cache"], ["cost"], ["inspect", "resources"]):
        ran = run(*command, "--", given)
        assert ran.code == (1 if command[0] == "scan" else 0), ran.err


# Rendering --------------------------------------------------------------------------------------------------------


@pytest.fixture
def helm_and_kubectl(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tools that would render, were there room for their files."""
    programs = tmp_path_factory.mktemp("programs")
    for name in ("helm", "kubectl"):
        (programs / name).write_text("#!/bin/sh\necho 'kind: Nothing'\n")
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(programs))


@posix
@pytest.mark.usefixtures("helm_and_kubectl")
@pytest.mark.parametrize(
    ("code", "said"),
    [
        (errno.ENOSPC, "temporary files cannot be written: No space left on device"),
        (errno.EACCES, "temporary files cannot be written: Permission denied"),
        (errno.EMFILE, "temporary files cannot be written: Too many open files"),
        (errno.ENOENT, "there is no directory for temporary files"),
    ],
)
@pytest.mark.parametrize("what", ["directory", "file", "copy"])
def test_no_room_for_temporary_files_is_told_and_the_rest_judged(
    run: Runner, monkeypatch: pytest.MonkeyPatch, what: str, code: int, said: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    for path, text in {**CHART, "main.tf": UNTAGGED}.items():
        run.write(f"tree/{path}", text)
    match what:
        case "directory":
            monkeypatch.setattr(tempfile, "TemporaryDirectory", fail)
        case "file":
            monkeypatch.setattr(tempfile, "TemporaryFile", fail)
        case "copy":
            monkeypatch.setattr(copies, "open", fail, raising=False)
    ran = run("scan", "--no-cache", "--format", "json", "tree")
    assert ran.code == 1, ran.err
    report = json.loads(ran.out)
    assert any(each["location"]["path"] == "tree/main.tf" for each in report["findings"])
    told = [each["message"] for each in report["notices"] if said in each["message"]]
    assert len(told) == 2, report["notices"]


def test_what_a_tool_says_of_temporary_files_names_no_place() -> None:
    failure = FileNotFoundError(errno.ENOENT, "No usable temporary directory found in ['/secret/place']")
    assert tools.without_room(failure) == "there is no directory for temporary files"


# Limits of the system ---------------------------------------------------------------------------------------------


@linux
@pytest.mark.parametrize("kibibytes", [22_000, 28_000, 34_000, 50_000])
def test_little_memory_is_told_and_is_no_finding(tmp_path: Path, kibibytes: int) -> None:
    (tmp_path / "main.tf").write_text(CLEAN)
    done = shell(tmp_path, f"ulimit -v {kibibytes}; finops-guard scan --no-cache")
    if "Py_InitializeFromConfig" in done.stderr or done.returncode not in {0, 2}:
        pytest.skip("Python itself does not start with so little")
    assert_told(done)
    assert ("not enough memory" in done.stderr) == (done.returncode == 2)


@linux
@pytest.mark.parametrize("number", [5, 6, 7, 12])
def test_few_open_files_are_told_and_are_no_finding(tmp_path: Path, number: int) -> None:
    for path, text in {**CHART, "main.tf": CLEAN}.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    done = shell(tmp_path, f"ulimit -n {number}; finops-guard scan --no-cache --format json")
    if "init_import_site" in done.stderr:
        pytest.skip("Python itself does not start with so few")
    assert_told(done)
    if done.returncode == 2:
        assert "Too many open files: allow more (ulimit -n)" in done.stderr
    else:
        assert json.loads(done.stdout)["files"]


def test_an_installation_that_lacks_something_is_no_finding(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['click'] = None; sys.argv = ['finops-guard', 'scan', '--no-cache']\n"
        "from finops_guard.cli import run; run()"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("error: finops-guard cannot be started: ModuleNotFoundError")
    assert "Traceback" not in done.stderr


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Runner:
    return Runner(tmp_path, monkeypatch, capsys)
