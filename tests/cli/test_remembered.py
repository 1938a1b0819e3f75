"""A scan of which nothing has changed is not made again; anything that it rests on makes it run."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from finops_guard.cache import store
from finops_guard.cache.digests import digest
from finops_guard.cli.main import guarded
from finops_guard.cli.remembered import remembered

MAIN = """\
provider "aws" { region = "us-east-1" }
module "web" { source = "./modules/web" }
"""
MODULE = """\
variable "size" { default = "m5.large" }
resource "aws_instance" "web" { instance_type = var.size }
"""
CONFIG = "profile: walk\n"


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "tree"
    (root / "modules/web").mkdir(parents=True)
    (root / ".git").mkdir()
    (root / "main.tf").write_text(MAIN)
    (root / "modules/web/main.tf").write_text(MODULE)
    (root / ".finops-guard.yaml").write_text(CONFIG)
    (tmp_path / "elsewhere.tf").write_text(MODULE)
    monkeypatch.chdir(root)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name in ("FORCE_COLOR", "NO_COLOR", "TF_WORKSPACE", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    return root


class Said:
    def __init__(self, code: int, out: str, replayed: bool) -> None:
        self.code, self.out, self.replayed = code, out, replayed


@pytest.fixture
def scan(tree: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    def run(*options: str) -> Said:
        assert tree.is_dir()
        arguments = ["scan", "--as-of", "2026-05-01", *options]
        known = remembered(arguments, sys.stdout)
        code = known.replay() if known is not None else None
        replayed = code is not None
        if code is None:
            code = guarded(arguments, known)
        return Said(code, capsys.readouterr().out, replayed)

    return run


def test_the_second_run_prints_what_the_first_one_did(scan: Callable[..., Said]) -> None:
    first, second, third = scan(), scan(), scan()
    assert (first.replayed, second.replayed, third.replayed) == (False, True, True)
    assert first.code == second.code == 1
    assert "FG-TAG-001" in first.out

    def without_time(text: str) -> list[str]:
        return [line for line in text.splitlines() if not line.startswith("Scanned")]

    assert without_time(first.out) == without_time(second.out)
    assert " s (nothing has changed)\n" in second.out


@pytest.mark.parametrize("form", ["json", "sarif", "junit", "gitlab", "csv", "markdown", "html", "github", "jsonl"])
def test_other_formats_have_the_same_bytes(scan: Callable[..., Said], form: str) -> None:
    first, second = scan("--format", form), scan("--format", form)
    assert (first.replayed, second.replayed) == (False, True)
    assert first.out == second.out


def test_reports_are_written_to_their_files_again(scan: Callable[..., Said], tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    options = ("--output", f"json={report}", "--format", "text")
    scan(*options)
    before = report.read_bytes()
    report.unlink()
    assert scan(*options).replayed
    assert report.read_bytes() == before
    report.unlink()
    report.mkdir()
    after = scan(*options)
    assert (after.replayed, after.code) == (False, 2)


def _replace(path: str, old: str, new: str) -> Callable[[Path], None]:
    def change(tree: Path) -> None:
        file = tree / path
        stamp = file.stat()
        file.write_text(file.read_text().replace(old, new))
        # Not even the time of a file tells: its bytes do.
        os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))

    return change


def _write(path: str, text: str) -> Callable[[Path], None]:
    def change(tree: Path) -> None:
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_text(text)

    return change


def _link(path: str, target: str) -> Callable[[Path], None]:
    def change(tree: Path) -> None:
        (tree / path).unlink(missing_ok=True)
        (tree / path).symlink_to(target)

    return change


CHANGES: dict[str, Callable[[Path], object]] = {
    "a file": _replace("main.tf", "us-east-1", "eu-west-1"),
    "a file of the same size": _replace("main.tf", "us-east-1", "us-east-2"),
    "a module": _replace("modules/web/main.tf", "m5.large", "m6.large"),
    "a file more": _write("more.tf", 'resource "aws_ebs_volume" "v" { size = 10 }'),
    "a module's file more": _write("modules/web/more.tf", 'resource "aws_ebs_volume" "v" { size = 10 }'),
    "a file less": lambda tree: (tree / "modules/web/main.tf").unlink(),
    "a directory more": _write("other/main.tf", MODULE),
    "variable values": _write("terraform.tfvars", 'x = "y"'),
    "the configuration": _replace(".finops-guard.yaml", "walk", "run"),
    "no configuration": lambda tree: (tree / ".finops-guard.yaml").unlink(),
    "what git ignores": _write(".gitignore", "modules\n"),
    "an exception": _write(".finops/exceptions/a.yaml", "id: x\n"),
    "a baseline": _write(".finops/baseline.json", "{}"),
    "answers": _write(".finops/answers.yaml", "answers: []\n"),
    "a pipeline": _write(".github/workflows/cost.yml", "on: pull_request\njobs: {}\n"),
    "code owners": _write("CODEOWNERS", "* @acme/finops\n"),
    "a link that leaves": _link("main.tf", "../elsewhere.tf"),
    "a link within": _link("more.tf", "modules/web/main.tf"),
    "no repository any more": lambda tree: (tree / ".git").rmdir(),
    "not readable any more": lambda tree: (tree / "main.tf").rename(tree / "main.tf.old"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_a_scan_rests_on_makes_it_run_again(
    tree: Path, scan: Callable[..., Said], change: Callable[[Path], object]
) -> None:
    scan()
    assert scan().replayed
    change(tree)
    assert not scan().replayed


def test_what_it_does_not_rest_on_does_not(tree: Path, scan: Callable[..., Said]) -> None:
    scan()
    (tree / "main.tf").touch()
    (tree / ".git/index").write_text("x")
    os.environ["SOMETHING_ELSE"] = "1"
    try:
        assert scan().replayed
    finally:
        del os.environ["SOMETHING_ELSE"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("TF_VAR_size", "t3.micro"), ("TF_WORKSPACE", "prod"), ("COLUMNS", "60"), ("FORCE_COLOR", "1"), ("PATH", "/x")],
)
def test_the_environment_counts(
    scan: Callable[..., Said], monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    scan()
    assert scan().replayed
    monkeypatch.setenv(name, value)
    assert not scan().replayed


def test_a_tool_that_appears_counts(tmp_path: Path, scan: Callable[..., Said], monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    scan()
    assert scan().replayed
    (tmp_path / "bin/helm").write_text("")
    assert not scan().replayed


@pytest.mark.parametrize(
    "options",
    [("--no-cache",), ("--base", "."), ("-v",), ("-qv",), ("--record", "--format", "json"), ("--help",), ("-h",)],
)
def test_some_runs_are_never_remembered(scan: Callable[..., Said], options: tuple[str, ...]) -> None:
    scan(*options)
    assert not scan(*options).replayed


def test_other_options_are_other_runs(scan: Callable[..., Said]) -> None:
    scan()
    assert not scan("--profile", "crawl").replayed
    assert not scan("--as-of", "2026-05-02").replayed


def test_an_error_is_not_remembered(tree: Path, scan: Callable[..., Said]) -> None:
    (tree / ".finops-guard.yaml").write_text("profile: sprint\n")
    assert scan().code == 2
    assert not scan().replayed


def test_a_file_that_changes_while_it_is_scanned_is_noticed(tree: Path) -> None:
    known = remembered(["scan"], sys.stdout)
    assert known is not None
    known.witness.ask("bytes", str(tree / "main.tf"))
    (tree / "main.tf").write_text("")
    known.witness.tell("bytes", str(tree / "main.tf"), "something else")
    known.keep(0, [], 0.1)
    assert not store.entries()


def _garble(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


@pytest.mark.parametrize(
    "damage",
    [
        lambda file: file.write_bytes(_garble(file.read_bytes())),
        lambda file: file.write_bytes(file.read_bytes()[:100]),
        lambda file: file.write_bytes(b""),
        lambda file: file.write_bytes(b"\x80\x04K\x01."),
        lambda file: file.chmod(0o666),
        lambda file: (file.unlink(), file.mkdir()),
        lambda file: (file.rename(file.with_suffix(".old")), file.symlink_to(file.with_suffix(".old"))),
        lambda file: (file.unlink(), os.mkfifo(file)),
    ],
    ids=["garbled", "cut", "empty", "foreign", "writable by others", "directory", "link", "pipe"],
)
@pytest.mark.skipif(sys.platform == "win32", reason="modes and pipes of POSIX")
def test_an_entry_that_is_not_right_is_ignored(scan: Callable[..., Said], damage: Callable[[Path], object]) -> None:
    first = scan()
    (path, _, _) = store.entries()[0]
    damage(Path(path))
    again = scan()
    assert not again.replayed
    assert again.code == first.code


def test_an_entry_that_is_no_text_is_ignored(scan: Callable[..., Said]) -> None:
    scan()
    (path, _, _) = store.entries()[0]
    body = b"0\0\0\0\xff\xfe"
    check = digest(Path(path).stem.encode() + body).encode()
    Path(path).write_bytes(Path(path).read_bytes().partition(b"\n")[0] + b"\n" + check + body)
    assert not scan().replayed


def test_an_entry_of_another_key_is_ignored(scan: Callable[..., Said]) -> None:
    scan()
    (first, _, _) = store.entries()[0]
    scan("--exit-zero")
    (second,) = [path for path, _, _ in store.entries() if path != first]
    Path(first).write_bytes(Path(second).read_bytes())
    assert not scan().replayed


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
def test_an_entry_of_somebody_else_is_ignored(scan: Callable[..., Said]) -> None:
    scan()
    (path, _, _) = store.entries()[0]
    os.chown(path, 65534, 65534)
    assert not scan().replayed


@pytest.mark.parametrize("place", ["elsewhere.txt", "main.tf", "../report.json"])
def test_an_entry_cannot_say_what_is_written(tmp_path: Path, tree: Path, scan: Callable[..., Said], place: str) -> None:
    report = tmp_path / "report.json"
    options = ("--output", f"json={report}", "--format", "text")
    scan(*options)
    (path, _, _) = store.entries()[0]
    key = Path(path).stem
    fields = store.load(key)
    assert fields is not None
    before = (tree / "main.tf").read_text()
    # As somebody would write it who may write into the cache: whole, with its check.
    forged = [each if each != str(report) else str(tree / place) for each in fields]
    store.save(key, forged)
    report.unlink()
    assert not scan(*options).replayed
    assert report.is_file()
    assert not (tree / "elsewhere.txt").exists()
    assert (tree / "main.tf").read_text() == before


@pytest.mark.parametrize(
    "options",
    [("--output", "json=../a=b"), ("--output=json=../x y",), ("--format", "json", "--output", "../a=b"),
     ("--format", "csv"), ("--output", "json=-"), ("--output", "json=../a", "--output=csv=../b", "--output", "text=-"),
     ("--", ".")],
    ids=" ".join,
)  # fmt: skip
def test_every_way_to_name_an_output_is_remembered(scan: Callable[..., Said], options: tuple[str, ...]) -> None:
    assert not scan(*options).replayed
    assert scan(*options).replayed


def test_where_nothing_can_be_kept_nothing_is_said(
    tmp_path: Path, scan: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    for home in (str(tmp_path / "file"), "relative", ""):
        monkeypatch.setenv("XDG_CACHE_HOME", home)
        monkeypatch.setenv("HOME", home)
        assert scan().code == 1
        assert not scan().replayed


def test_runs_at_the_same_time_do_not_disturb_each_other(tree: Path) -> None:
    command = [sys.executable, "-m", "finops_guard", "scan", "--format", "json"]
    runs = [subprocess.Popen(command, cwd=tree, stdout=subprocess.PIPE) for _ in range(6)]
    outputs = {run.communicate()[0] for run in runs}
    assert len(outputs) == 1
    assert len(store.entries()) == 1
    assert outputs == {subprocess.run(command, cwd=tree, stdout=subprocess.PIPE, check=False).stdout}


def test_a_pipe_that_is_closed_ends_a_remembered_run_as_any(tree: Path) -> None:
    command = [sys.executable, "-m", "finops_guard", "scan"]
    subprocess.run(command, cwd=tree, stdout=subprocess.DEVNULL, check=False)
    for _ in range(2):
        read, write = os.pipe()
        os.close(read)
        ran = subprocess.run(command, cwd=tree, stdout=write, stderr=subprocess.PIPE, check=False)
        os.close(write)
        assert (ran.returncode, ran.stderr) == (2, b"")


def test_info_and_clear(scan: Callable[..., Said], capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    def cache(what: str) -> str:
        assert guarded(["cache", what]) == 0
        return capsys.readouterr().out

    assert "Scans      0" in cache("info")
    scan()
    told = cache("info")
    assert str(tmp_path / "cache") in told
    assert "Scans      1" in told
    assert cache("clear") == "Removed 1 scan.\n"
    assert cache("clear") == "Removed 0 scans.\n"
    assert not scan().replayed


def test_clear_removes_what_is_known_to_be_valid_too(tree: Path, scan: Callable[..., Said]) -> None:
    scan()
    kept = tree.parent / "cache/finops-guard"
    assert list((kept / "valid").iterdir())
    (kept / "valid/notes.txt").write_text("mine")
    assert guarded(["cache", "clear"]) == 0
    assert [path.name for path in kept.rglob("*") if path.is_file()] == ["notes.txt"]


def test_the_oldest_go_first_where_there_is_no_room(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert tree.is_dir()
    monkeypatch.setattr(store, "MAX_TOTAL", 5_000)
    monkeypatch.setattr(store, "_KEPT", 3_000)
    for number in range(12):
        store.save(f"{number:040}", ["x" * 900])
        os.utime(store.entries()[-1][0], (number, number))
    left = [Path(path).stem for path, _, _ in store.entries()]
    assert f"{11:040}" in left
    assert f"{0:040}" not in left
    assert sum(size for _, size, _ in store.entries()) <= 5_000


def test_nothing_heavy_is_imported_for_a_run_that_is_remembered(tree: Path) -> None:
    code = "import sys; from finops_guard.cli import run; sys.argv = ['finops-guard', 'scan']; run()"
    subprocess.run([sys.executable, "-c", code], cwd=tree, stdout=subprocess.DEVNULL, check=False)
    told = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", code], cwd=tree, capture_output=True, text=True, check=False
    )
    names = {line.rpartition("|")[2].strip() for line in told.stderr.splitlines()}
    ours = {name for name in names if name.startswith("finops_guard")}
    assert "finops_guard.cache.store" in ours
    assert len(ours) <= 8, ours
    assert not names & {"click", "msgspec", "json", "typing", "re", "hashlib", "yaml", "decimal", "inspect"}
