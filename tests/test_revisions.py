"""A commit read as a tree, against a checkout of it, and what must not be followed."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import finops_guard.revisions
from finops_guard.errors import UsageError
from finops_guard.revisions import (
    IncompleteError,
    RevisionTree,
    blobs_at,
    changed_in,
    commit_of,
    committed_on,
    contents_below,
    is_shallow,
    log,
    tagged,
)
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
        assert not tree.is_incomplete
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
    git(repository, "tag", "v1")
    trap = repository / ".git" / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {repository}/sprung\n")
    trap.chmod(0o755)
    for key in ("core.fsmonitor", "core.pager", "core.sshCommand", "filter.x.smudge", "diff.external", "gpg.program"):
        git(repository, "config", key, str(trap))
    git(repository, "config", "log.showSignature", "true")
    (repository / ".git" / "info" / "attributes").write_text("* filter=x\n")
    with RevisionTree(GIT, str(repository), "HEAD") as tree:
        assert tree.read("main.tf", 100)
    commit = _signed(repository)
    assert log(GIT, str(repository))[0].id == commit
    assert tagged(GIT, str(repository))
    assert changed_in(GIT, str(repository), commit) == ()
    assert blobs_at(GIT, str(repository), commit, ["main.tf"])
    assert list(contents_below(GIT, str(repository), "main.tf", 100)) == [b"# one\n"]
    assert not is_shallow(GIT, str(repository))
    assert not (repository / "sprung").exists()


def _signed(repository: Path) -> str:
    """Add a commit that says it is signed: git asks a program about it where it is told to."""
    text = subprocess.run([GIT, "cat-file", "commit", "HEAD"], cwd=repository, check=True, capture_output=True).stdout
    head, _, message = text.partition(b"\n\n")
    parent = git(repository, "rev-parse", "HEAD")
    tree, *rest = head.split(b"\n")
    signature = b"gpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----"
    signed = b"\n".join([tree, f"parent {parent}".encode(), *rest, signature]) + b"\n\n" + message
    command = [GIT, "hash-object", "-t", "commit", "-w", "--stdin"]
    made = (
        subprocess.run(command, cwd=repository, check=True, capture_output=True, input=signed).stdout.decode().strip()
    )
    git(repository, "update-ref", "refs/heads/main", made)
    return made


def test_the_log_is_of_the_first_parents_the_newest_first(repository: Path) -> None:
    first = git(repository, "rev-parse", "HEAD")
    git(repository, "checkout", "-q", "-b", "side")
    git(repository, "commit", "-q", "--allow-empty", "-m", "aside")
    git(repository, "checkout", "-q", "main")
    git(repository, "merge", "-q", "--no-ff", "-m", "merged\nsubject\n\nbody", "side")
    merged, before = log(GIT, str(repository))
    assert (merged.subject, merged.parents, before.id, before.parents) == ("merged subject", 2, first, 0)
    assert merged.tree == git(repository, "rev-parse", "HEAD^{tree}")
    assert log(GIT, str(repository / "modules"), "main~1") == (before,)
    assert changed_in(GIT, str(repository), first)[:2] == ("a/b.c/d.tf", "a/b/e.tf")


def test_what_a_merge_changes_is_told_against_its_first_parent(repository: Path) -> None:
    git(repository, "checkout", "-q", "-b", "side")
    (repository / "main.tf").write_text("# changed\n")
    git(repository, "commit", "-q", "-a", "-m", "aside")
    git(repository, "checkout", "-q", "main")
    git(repository, "commit", "-q", "--allow-empty", "-m", "meanwhile")
    git(repository, "merge", "-q", "--no-ff", "-m", "merged", "side")
    assert changed_in(GIT, str(repository), "HEAD") == ("main.tf",)


@pytest.mark.parametrize("message", [b"", b"\x1b[31mred", b"commit 0000", b"a\tb\rc", "\u00fc \u202e".encode()])
def test_a_subject_may_be_anything(repository: Path, message: bytes) -> None:
    command = [GIT, "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-q", "--allow-empty"]
    subprocess.run([*command, "--allow-empty-message", "-F", "-"], cwd=repository, check=True, input=message)
    newest, first = log(GIT, str(repository))
    assert first.subject == "first"
    assert newest.subject.encode("utf-8", "surrogateescape") == message


def test_of_a_long_subject_start_and_end_are_kept(repository: Path) -> None:
    git(repository, "commit", "-q", "--allow-empty", "-m", f"Merged PR 7: {'x' * 100_000} (#12)")
    subject = log(GIT, str(repository))[0].subject
    assert len(subject) == 200
    assert (subject[:13], subject[-6:]) == ("Merged PR 7: ", " (#12)")


@pytest.mark.parametrize("revision", ["nothing", "--output=x", "--all", "HEAD:main.tf", ""])
def test_of_what_is_no_commit_there_is_no_log(repository: Path, revision: str) -> None:
    assert log(GIT, str(repository), revision) == tagged(GIT, str(repository), revision) == ()


def test_a_tag_names_a_commit_whatever_kind_it_is(repository: Path) -> None:
    first = git(repository, "rev-parse", "HEAD")
    git(repository, "tag", "v1")
    git(repository, "tag", "-a", "-m", "one", "v1.0.0")
    git(repository, "tag", "of-a-file", "HEAD:main.tf")
    git(repository, "commit", "-q", "--allow-empty", "-m", "second")
    git(repository, "branch", "v2")
    git(repository, "commit", "-q", "--allow-empty", "-m", "third")
    git(repository, "update-ref", "refs/tags/-x", "HEAD")
    assert [(each.tag, each.subject) for each in tagged(GIT, str(repository))] == [("-x", "third"), ("v1.0.0", "first")]
    assert tagged(GIT, str(repository), "v2")[0].id == first


def test_no_more_commits_are_read_than_so_many(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("finops_guard.revisions.MAX_COMMITS", 2)
    for number in range(3):
        git(repository, "commit", "-q", "--allow-empty", "-m", str(number))
    assert [each.subject for each in log(GIT, str(repository))] == ["2", "1"]


def test_a_shallow_clone_is_told(repository: Path) -> None:
    git(repository, "commit", "-q", "--allow-empty", "-m", "second")
    git(repository, "clone", "-q", "--depth=1", f"file://{repository}", "clone")
    assert is_shallow(GIT, str(repository / "clone"))
    assert not is_shallow(GIT, str(repository))
    assert [each.subject for each in log(GIT, str(repository / "clone"))] == ["second"]


def test_a_missing_object_is_one_file_that_cannot_be_read(repository: Path) -> None:
    blob = git(repository, "rev-parse", "HEAD:main.tf")
    (repository / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    with RevisionTree(GIT, str(repository), "HEAD") as tree:
        assert "main.tf" in [entry.path for entry in tree.list("")]
        with pytest.raises(TreeError, match="git cannot read it"):
            tree.read("main.tf", 100)
        assert tree.is_incomplete
        assert tree.read("modules/net/main.tf", 100) == b"# two\n"


def test_a_missing_link_is_one_that_cannot_be_followed(repository: Path) -> None:
    blob = git(repository, "rev-parse", "HEAD:link.tf")
    (repository / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    with RevisionTree(GIT, str(repository), "HEAD") as tree:
        found = {entry.path: entry.problem for entry in tree.list("")}
        assert found["link.tf"].startswith("git cannot read it")
        assert not found["main.tf"]
        assert not tree.is_file("link.tf")
        assert not tree.is_dir("link.tf")
        assert tree.is_incomplete
        with pytest.raises(TreeError):
            tree.read("link.tf", 100)


def test_a_missing_directory_is_no_empty_one(repository: Path) -> None:
    tree = git(repository, "rev-parse", "HEAD:modules")
    (repository / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    for ask in (
        lambda: RevisionTree(GIT, str(repository), "HEAD"),
        lambda: blobs_at(GIT, str(repository), "HEAD", ["modules"]),
        lambda: changed_in(GIT, str(repository), "HEAD"),
    ):
        with pytest.raises(IncompleteError, match="the repository has not all of commit"):
            ask()


def test_a_missing_commit_ends_no_history(repository: Path) -> None:
    first = git(repository, "rev-parse", "HEAD")
    git(repository, "commit", "-q", "--allow-empty", "-m", "second")
    (repository / ".git" / "objects" / first[:2] / first[2:]).unlink()
    with pytest.raises(IncompleteError):
        log(GIT, str(repository))


@pytest.mark.parametrize("is_told", [True, False])
def test_nothing_is_fetched(repository: Path, is_told: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    git(repository, "config", "uploadpack.allowFilter", "true")
    git(repository, "clone", "-q", "--no-local", "--no-checkout", "--filter=blob:none", f"file://{repository}", "part")
    trap = repository / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {repository}/sprung\nexec git-upload-pack $*\n")
    trap.chmod(0o755)
    git(repository / "part", "config", "remote.origin.uploadpack", str(trap))
    if not is_told:  # as versions of git are that do not know this variable
        told = finops_guard.revisions._environment()
        del told["GIT_NO_LAZY_FETCH"]
        monkeypatch.setattr("finops_guard.revisions._environment", lambda: told)
    with pytest.raises(IncompleteError):
        RevisionTree(GIT, str(repository / "part"), "HEAD")
    assert not (repository / "sprung").exists()


def test_a_grafted_history_is_as_it_was_made(repository: Path) -> None:
    git(repository, "commit", "-q", "--allow-empty", "-m", "second")
    other = git(repository, "commit-tree", "-m", "grafted", "HEAD^{tree}")
    (repository / ".git" / "info" / "grafts").write_text(f"{git(repository, 'rev-parse', 'HEAD')} {other}\n")
    assert "grafted" in git(repository, "log", "--format=%s")
    assert [each.subject for each in log(GIT, str(repository))] == ["second", "first"]


def test_files_named_as_those_of_a_repository_are_none(repository: Path) -> None:
    shutil.copytree(repository / ".git", repository / "tree")
    shutil.rmtree(repository / ".git")
    git(repository / "tree", "config", "--bool", "core.bare", "true")
    assert git(repository / "tree", "rev-parse", "HEAD")
    assert commit_of(GIT, str(repository / "tree"), "HEAD") == ""


def test_every_content_of_a_directory_is_found(repository: Path) -> None:
    for number in range(3):
        (repository / "modules" / f"n\n{number}.tf").write_bytes(b"\n\x00\xff" * number)
        (repository / "modules" / "large.tf").write_text("x" * (6 + number))
        git(repository, "add", "-A")
        git(repository, "commit", "-q", "-m", "more")
    git(repository, "rm", "-q", "-r", "modules")
    git(repository, "commit", "-q", "-m", "less")
    found = set(contents_below(GIT, str(repository), "modules", 6))
    assert found == {b"# two\n", b"", b"\n\x00\xff", b"\n\x00\xff" * 2, b"x" * 6}
    lost = git(repository, "rev-parse", "HEAD~1:modules/net/main.tf")
    (repository / ".git" / "objects" / lost[:2] / lost[2:]).unlink()
    assert set(contents_below(GIT, str(repository), "modules", 6)) == found - {b"# two\n"}
    assert list(contents_below(GIT, str(repository), "nothing", 6)) == []
    assert list(contents_below(GIT, "/", "modules", 6)) == []


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
