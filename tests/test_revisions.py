"""A commit read as a tree, against a checkout of it, and what must not be followed."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from finops_guard.errors import UsageError
from finops_guard.revisions import RevisionTree, committed_on
from finops_guard.tree import DirectoryTree, Tree, TreeError

GIT = shutil.which("git") or "git"
FILES = {"main.tf": "# one\n", "modules/net/main.tf": "# two\n", "a/b.c/d.tf": "", "a/b/e.tf": "x", "ü ñ.tf": "3\n"}
LINKS = {"link.tf": "modules/net/main.tf", "dir": "modules", "out.tf": "../out", "abs.tf": "/etc/passwd",
         "gone.tf": "nothing.tf", "loop": "loop", "modules/up.tf": "../main.tf"}  # fmt: skip


def git(directory: Path, *arguments: str) -> str:
    command = [GIT, "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments]
    return subprocess.run(command, cwd=directory, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture(name="repository")
def make_repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main")
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    for path, target in LINKS.items():
        (tmp_path / path).symlink_to(target)
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "first")
    return tmp_path


def walk(tree: Tree, path: str = "") -> Iterator[tuple[str, bool, int, str, bytes | str]]:
    for entry in tree.list(path):
        if entry.path == ".git":
            continue
        content: bytes | str = ""
        if not entry.is_dir:
            try:
                content = tree.read(entry.path, 1_000)
            except TreeError:
                content = "no"
        yield entry.path, entry.is_dir, entry.size, entry.problem, content
        if entry.is_dir and not entry.problem:
            yield from walk(tree, entry.path)


def test_a_commit_reads_as_its_checkout(repository: Path) -> None:
    with RevisionTree(GIT, str(repository), "HEAD") as tree:
        found = {row[0]: row[1:] for row in walk(tree)}
    disk = {row[0]: row[1:] for row in walk(DirectoryTree(repository))}
    loop = found.pop("loop"), disk.pop("loop")
    assert found == disk
    assert all(row[2] for row in loop)


def test_an_older_commit_is_read_without_a_checkout(repository: Path) -> None:
    (repository / "main.tf").write_text("# changed\n")
    (repository / "new.tf").write_text("")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "second")
    with RevisionTree(GIT, str(repository), "HEAD~1") as tree:
        assert tree.read("main.tf", 100) == b"# one\n"
        assert not tree.is_file("new.tf")
        assert tree.is_dir("modules")
        assert tree.is_file("dir/net/main.tf")


def test_a_directory_of_a_repository_is_a_tree_of_its_own(repository: Path) -> None:
    with RevisionTree(GIT, str(repository / "modules"), "main") as tree:
        assert [entry.path for entry in tree.list("")] == ["net", "up.tf"]
        assert tree.read("net/main.tf", 100) == b"# two\n"
        with pytest.raises(TreeError, match="outside"):
            tree.read("up.tf", 100)


@pytest.mark.parametrize("path", ["../main.tf", "/etc/passwd", "none.tf", "modules", "", "abs.tf", "out.tf", "loop"])
def test_what_is_no_file_is_not_read(repository: Path, path: str) -> None:
    with RevisionTree(GIT, str(repository), "HEAD") as tree, pytest.raises(TreeError):
        tree.read(path, 1_000)


def test_a_file_larger_than_the_limit_is_not_read(repository: Path) -> None:
    with RevisionTree(GIT, str(repository), "HEAD") as tree, pytest.raises(TreeError, match="larger than 3"):
        tree.read("main.tf", 3)


@pytest.mark.parametrize("revision", ["nothing", "--output=x", "-h", "HEAD:main.tf", "", "HEAD\nmain"])
def test_what_is_no_commit_is_said(repository: Path, revision: str) -> None:
    with pytest.raises(UsageError, match="no such commit"):
        RevisionTree(GIT, str(repository), revision)


def test_nothing_that_a_repository_configures_is_run(repository: Path) -> None:
    trap = repository / ".git" / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {repository}/sprung\n")
    trap.chmod(0o755)
    for key in ("core.fsmonitor", "core.pager", "core.sshCommand", "filter.x.smudge", "diff.external"):
        git(repository, "config", key, str(trap))
    (repository / ".git" / "info" / "attributes").write_text("* filter=x\n")
    with RevisionTree(GIT, str(repository), "HEAD") as tree:
        assert tree.read("main.tf", 100)
    assert not (repository / "sprung").exists()


def test_a_missing_object_is_one_file_that_cannot_be_read(repository: Path) -> None:
    blob = git(repository, "rev-parse", "HEAD:main.tf")
    (repository / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    with RevisionTree(GIT, str(repository), "HEAD") as tree:
        assert "main.tf" in [entry.path for entry in tree.list("")]
        with pytest.raises(TreeError, match="git cannot read it"):
            tree.read("main.tf", 100)
        assert tree.read("modules/net/main.tf", 100) == b"# two\n"


def test_a_missing_git_is_said(repository: Path) -> None:
    with pytest.raises(UsageError, match="git cannot be run"):
        RevisionTree(str(repository / "none"), str(repository), "HEAD")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("1772422200 -0500", "2026-03-02"),
        ("0 +0000", "1970-01-01"),
        ("99999999999999999999 +0000", ""),
        ("soon", ""),
    ],
)
def test_the_day_of_a_commit_is_that_in_utc(written: str, day: str, repository: Path) -> None:
    tree = git(repository, "rev-parse", "HEAD^{tree}")
    text = f"tree {tree}\nauthor a <a@b> 1 +0000\ncommitter a <a@b> {written}\n\ncommitter x <x> 86400 +0000\n"
    command = [GIT, "hash-object", "-t", "commit", "-w", "--stdin", "--literally"]
    made = subprocess.run(command, cwd=repository, input=text, check=True, capture_output=True, text=True)
    assert committed_on(GIT, str(repository), made.stdout.strip()) == day
    assert committed_on(GIT, str(repository), "0" * 40) == ""
