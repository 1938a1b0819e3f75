"""Reading files through the tree: what is no regular file is refused, and what takes a file's place meanwhile, too."""

from __future__ import annotations

import errno
import ntpath
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from finops_guard import tree as module
from finops_guard.tree import DirectoryTree, TreeError, join

SECRET = "precious"

posix = pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege here")


@pytest.mark.parametrize("name", ["directory", "pipe"])
def test_what_is_no_regular_file_is_not_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "directory").mkdir()
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(TreeError, match="not a regular file"):
        DirectoryTree(str(tmp_path)).read(name, 10)


# How it can be told where an opened file lies: by /proc, else from the root down, else by its path.
WAYS = ("proc", "descriptors", "paths")


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Take the ways that go before this one away, as on systems that have them not."""
    kept = os.readlink

    def readlink(path: Any, **more: Any) -> Any:
        if str(path).startswith("/proc/self/fd"):
            raise OSError(errno.ENOENT, "no such file")
        return kept(path, **more)

    if request.param != "proc":
        monkeypatch.setattr(os, "readlink", readlink)
    if request.param == "paths":
        monkeypatch.setattr(os, "supports_dir_fd", set())
    return str(request.param)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A tree with a file deep in it, and the same names outside."""
    for place, text in (("tree", "mine"), ("outside", SECRET)):
        (tmp_path / place / "a/b").mkdir(parents=True)
        (tmp_path / place / "a/b/main.tf").write_text(text)
        (tmp_path / place / "top.tf").write_text(text)
    (tmp_path / "outside/a/b/other.tf").write_text(SECRET)
    return tmp_path / "tree"


def swapped(at: Path, target: Path) -> None:
    """Put a link where a file or directory stood."""
    at.rename(at.with_name(f"{at.name}.old"))
    at.symlink_to(target)


def put_back(at: Path) -> None:
    at.unlink()
    at.with_name(f"{at.name}.old").rename(at)


def around_open(
    monkeypatch: pytest.MonkeyPatch, name: str, before: Callable[[], None], after: Callable[[], None]
) -> None:
    """Do something right before and right after the one call that opens a path which ends so."""
    kept = os.open
    done: list[str] = []

    def opened(path: Any, *arguments: Any, **more: Any) -> int:
        if done or not str(path).endswith(name):
            return kept(path, *arguments, **more)
        done.append(name)
        before()
        descriptor = kept(path, *arguments, **more)
        after()
        return descriptor

    monkeypatch.setattr(os, "open", opened)


def nothing() -> None:
    """Nothing happens."""


@posix
@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("is_put_back", [False, True])
@pytest.mark.parametrize(
    ("name", "part"),
    [("a/b/main.tf", "a/b/main.tf"), ("a/b/main.tf", "a/b"), ("a/b/main.tf", "a"), ("top.tf", "top.tf")],
)
def test_a_link_that_takes_a_place_before_it_is_opened_leads_nowhere(
    root: Path, monkeypatch: pytest.MonkeyPatch, name: str, part: str, is_put_back: bool
) -> None:
    tree = DirectoryTree(root)
    at, target = root / part, root.parent / "outside" / part
    around_open(monkeypatch, name, lambda: swapped(at, target), lambda: put_back(at) if is_put_back else nothing())
    with pytest.raises(TreeError, match="it changed while it was opened"):
        tree.read(name, 100)


@posix
@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("is_put_back", [False, True])
@pytest.mark.parametrize("part", ["a/b", "a"])
def test_a_directory_that_becomes_a_link_lists_nothing_of_outside(
    root: Path, monkeypatch: pytest.MonkeyPatch, part: str, is_put_back: bool
) -> None:
    tree = DirectoryTree(root)
    at, target = root / part, root.parent / "outside" / part
    around_open(monkeypatch, "a/b", lambda: swapped(at, target), lambda: put_back(at) if is_put_back else nothing())
    (entry,) = tree.list("a/b")
    assert (entry.path, entry.is_dir, entry.problem) == ("a/b", True, "it changed while it was opened")


@posix
@pytest.mark.usefixtures("way")
def test_directories_found_before_are_not_trusted_after(root: Path) -> None:
    tree = DirectoryTree(root)
    assert tree.read("a/b/main.tf", 100) == b"mine"
    assert len(tree.list("a/b")) == 1
    swapped(root / "a", root.parent / "outside/a")
    with pytest.raises(TreeError, match="it changed while it was opened"):
        tree.read("a/b/main.tf", 100)
    assert [entry.problem for entry in tree.list("a/b")] == ["it changed while it was opened"]


@posix
@pytest.mark.usefixtures("way")
def test_links_that_stay_inside_are_followed(root: Path) -> None:
    (root / "link.tf").symlink_to("a/b/main.tf")
    (root / "c").symlink_to("a")
    for name in ("link.tf", "c/b/main.tf", "a/b/main.tf", "a/../top.tf"):
        assert DirectoryTree(root).read(name, 100) == b"mine"
    assert [entry.path for entry in DirectoryTree(root).list("c/b")] == ["c/b/main.tf"]


@posix
@pytest.mark.usefixtures("way")
@pytest.mark.parametrize(
    "path", ["../outside/top.tf", "a/../../outside/top.tf", "a/b/../../../outside/top.tf", "out", "up/outside/top.tf"]
)
def test_nothing_outside_is_read(root: Path, path: str) -> None:
    (root / "out").symlink_to(root.parent / "outside/top.tf")
    (root / "up").symlink_to("..")
    tree = DirectoryTree(root)
    for given in (path, f"/{path}", f"{root}/{path}", str(root.parent / "outside/top.tf")):
        with pytest.raises(TreeError):
            tree.read(given, 100)
        assert not tree.is_file(given)
    assert tree.list("..") == []
    assert tree.list("up") == []


@posix
@pytest.mark.usefixtures("way")
def test_a_file_that_vanishes_or_changes_its_kind_is_an_error(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = root / "a/b/main.tf"
    around_open(monkeypatch, "a/b/main.tf", gone.unlink, nothing)
    with pytest.raises(TreeError, match="No such file"):
        DirectoryTree(root).read("a/b/main.tf", 100)
    around_open(
        monkeypatch, "top.tf", lambda: ((root / "top.tf").unlink(), (root / "top.tf").mkdir(), None)[2], nothing
    )
    with pytest.raises(TreeError, match="not a regular file"):
        DirectoryTree(root).read("top.tf", 100)


@pytest.mark.parametrize(("text", "expected"), [("", b""), ("x", b"x"), ("longer than it was", b"longer than it was")])
def test_a_file_that_shrinks_or_grows_is_read_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, expected: bytes
) -> None:
    file = tmp_path / "main.tf"
    file.write_text("as before")
    kept = os.fstat

    def fstat(descriptor: int) -> os.stat_result:
        status = kept(descriptor)
        file.write_text(text)
        return status

    monkeypatch.setattr(os, "fstat", fstat)
    assert DirectoryTree(tmp_path).read("main.tf", 100) == expected


def test_a_file_that_grows_beyond_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "main.tf"
    file.write_text("x")
    kept = os.fstat

    def fstat(descriptor: int) -> os.stat_result:
        status = kept(descriptor)
        file.write_text("x" * 1_000)
        return status

    monkeypatch.setattr(os, "fstat", fstat)
    with pytest.raises(TreeError, match="it is larger than 100 bytes"):
        DirectoryTree(tmp_path).read("main.tf", 100)


@posix
def test_no_descriptor_stays_open(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: set[int] = set()
    kept_open, kept_close = os.open, os.close

    def open_(*arguments: Any, **more: Any) -> int:
        descriptor = kept_open(*arguments, **more)
        opened.add(descriptor)
        return descriptor

    def close(descriptor: int) -> None:
        opened.discard(descriptor)
        kept_close(descriptor)

    swapped(root / "a/b", root.parent / "outside/a/b")
    tree = DirectoryTree(root)
    tree._directories["a/b"] = str(root / "a/b")  # as found before it became a link
    monkeypatch.setattr(os, "open", open_)
    monkeypatch.setattr(os, "close", close)
    for name in ("a/b/main.tf", "a/b"):
        with pytest.raises(TreeError):
            tree.read(name, 100)
        tree.list(name)
    assert opened == set()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has names of any bytes")
@pytest.mark.parametrize(
    "name",
    [b"new\nline.tf", b"quote'\".tf", b"\xff\xfe.tf", b"x" * 252 + b".tf", b"--help.tf", b"-.tf", b" .tf", b"a\\b.tf"],
)
def test_odd_names_are_listed_and_read(tmp_path: Path, name: bytes) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text("mine")
    tree = DirectoryTree(tmp_path)
    (entry,) = tree.list("")
    assert os.fsencode(entry.path) == name
    assert tree.read(entry.path, 100) == b"mine"
    assert tree.is_file(entry.path)


class Windows:
    """The parts of ``os`` that find out where a path leads, as on Windows."""

    def __init__(self) -> None:
        self.path, self.sep, self.fspath = ntpath, "\\", os.fspath


@pytest.mark.skipif(sys.platform == "win32", reason="there, the tests above say it")
@pytest.mark.parametrize("root", ["C:\\repo", "C:\\", "\\\\host\\share\\repo", "\\\\?\\C:\\repo"])
@pytest.mark.parametrize(
    "path",
    [
        "..",
        "../x",
        "a/../../x",
        "..\\x",
        "a\\..\\..\\x",
        "a/..\\..\\..\\x",
        "C:/x",
        "D:/x",
        "C:\\x",
        "D:x",
        "D:",
        "a/D:/x",
        "/x",
        "\\x",
        "//host/other/x",
        "\\\\host\\other\\x",
        "\\\\.\\pipe\\x",
        "//?/D:/x",
        "\\\\?\\D:\\x",
        "\0",
    ],
)
def test_no_path_of_windows_leads_out(monkeypatch: pytest.MonkeyPatch, root: str, path: str) -> None:
    monkeypatch.setattr(module, "os", Windows())
    tree = DirectoryTree(root)
    found = tree._resolve(path)
    assert found is None or ntpath.normpath(found).startswith(tree._prefix) or found == tree.root
    if "\\" in path:
        assert found is None


@pytest.mark.skipif(sys.platform == "win32", reason="there, the tests above say it")
@pytest.mark.parametrize(
    "path", ["main.tf", "a/b/main.tf", "NUL", "con.tf", "a/COM1", "MAIN.TF", "main.tf:stream", " .tf"]
)
def test_names_are_paths_below_the_root_on_windows(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.setattr(module, "os", Windows())
    assert DirectoryTree("C:\\repo")._resolve(path) == ntpath.normpath(f"C:\\repo\\{path}")


@pytest.mark.parametrize(
    ("base", "relative", "expected"),
    [
        ("a", "..\\b", "b"),
        ("a", ".\\b\\c", "a/b/c"),
        ("a", "..\\..\\b", None),
        ("", "..", None),
        ("", "..\\x", None),
        ("a/b", "../../..", None),
        ("a", "b//c/./d", "a/b/c/d"),
    ],
)
def test_relative_paths_are_resolved_within_the_tree(base: str, relative: str, expected: str | None) -> None:
    assert join(base, relative) == expected
