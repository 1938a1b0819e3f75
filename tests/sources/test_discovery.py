"""Which files a scan takes, and what it says about those it leaves out."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from finops_guard.diagnostics import Level
from finops_guard.settings import Settings
from finops_guard.sources.discovery import discover
from finops_guard.tree import DirectoryTree, Entry, MemoryTree

TREE = MemoryTree(
    dict.fromkeys(
        (
            "main.tf",
            "values.tfvars",
            "main.tf.json",
            "app/pod.yaml",
            "app/pod.json",
            "app/readme.md",
            ".terraform/modules/x/main.tf",
            "node_modules/x/package.json",
            "build/out.tf",
            "keep/build/kept.tf",
            "vendor/v.tf",
        ),
        "",
    )
    | {".gitignore": "/build/\n*.log\n", "keep/.gitignore": "!build/\n"}
)


@pytest.mark.parametrize(
    ("paths", "exclude", "terraform", "kubernetes"),
    [
        (
            [""],
            (),
            ["keep/build/kept.tf", "main.tf", "main.tf.json", "values.tfvars", "vendor/v.tf"],
            ["app/pod.json", "app/pod.yaml"],
        ),
        ([""], ("vendor/", "*.json"), ["keep/build/kept.tf", "main.tf", "values.tfvars"], ["app/pod.yaml"]),
        (["app"], (), [], ["app/pod.json", "app/pod.yaml"]),
        (["main.tf", "app/readme.md"], (), ["main.tf"], []),
        (["build/out.tf"], (), ["build/out.tf"], []),
        (["vendor/v.tf"], ("vendor/",), [], []),
        (["app", "app/pod.yaml"], (), [], ["app/pod.json", "app/pod.yaml"]),
    ],
)
def test_files_by_source(
    paths: list[str], exclude: tuple[str, ...], terraform: list[str], kubernetes: list[str]
) -> None:
    found = discover(TREE, paths, Settings(exclude=exclude))
    assert found.files == {"terraform": terraform, "kubernetes": kubernetes}


def test_what_git_ignores_is_counted() -> None:
    found = discover(TREE, [""], Settings())
    assert [each.message for each in found.diagnostics] == ["0 files and 1 directories were left out by .gitignore"]


@pytest.mark.parametrize(
    ("lines", "message", "line"),
    [
        ("*.log\n[z-a]\nout.tf\n", "this pattern of .gitignore is not used: it is not a valid pattern", 2),
        ("!\n/\n[z-a]\nout.tf\n", "this pattern of .gitignore is not used (and 1 more like it): it is not a valid", 1),
        ("out.tf\n" + "*a" * 7 + "\n", "not used: it has more than 6 stars between two slashes", 2),
        ("out.tf\n**/a/**/a/**/a/**/b\n", "not used: it has more than 3 parts **", 2),
        ("out.tf\n" + "a" * 501 + "\n", "not used: it is longer than 500 characters", 2),
        ("out.tf\n" + "# x\n" * 60_000, "not used: only the first 2,000 lines are read", 2001),
        ("out.tf\r\n\r\n", "", 0),
        ("\ufeffout.tf", "", 0),
    ],
)
def test_a_line_of_gitignore_that_cannot_be_used_is_a_notice(lines: str, message: str, line: int) -> None:
    tree = MemoryTree({"main.tf": "", "out.tf": "", ".gitignore": lines})
    found = discover(tree, [""], Settings())
    assert found.files["terraform"] == ["main.tf"]
    told = [each for each in found.diagnostics if each.kind == "ignore-pattern"]
    assert len(told) == bool(message)
    for each in told:
        assert message in each.message
        assert each.level is Level.NOTICE
        assert each.span is not None
        assert each.span.location().line == line


def test_a_gitignore_that_cannot_be_read_is_a_notice() -> None:
    found = discover(MemoryTree({"main.tf": "", ".gitignore": "#" * (1024 * 1024 + 1)}), [""], Settings())
    assert found.files["terraform"] == ["main.tf"]
    assert [(each.level, each.path) for each in found.diagnostics] == [(Level.NOTICE, ".gitignore")]


class Locked(MemoryTree):
    """A tree with a directory that cannot be listed."""

    def list(self, path: str) -> list[Entry]:
        return [Entry(path, True, problem="Permission denied")] if path == "app" else super().list(path)


@pytest.mark.parametrize("paths", [[""], ["app"]])
def test_a_directory_that_cannot_be_listed_is_an_error(paths: list[str]) -> None:
    found = discover(Locked({"main.tf": "", "app/main.tf": ""}), paths, Settings())
    assert [(each.level, each.kind, each.path, each.message) for each in found.diagnostics] == [
        (Level.ERROR, "unreadable", "app", "the directory cannot be listed: Permission denied")
    ]
    assert discover(Locked({"main.tf": "", "app/main.tf": ""}), [""], Settings(exclude=("app/",))).diagnostics == []


def test_a_directory_of_the_disk_that_cannot_be_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "main.tf").write_text("")
    tree = DirectoryTree(tmp_path)
    assert tree.list("nowhere") == tree.list("main.tf") == []

    def deny(path: str) -> None:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(os, "scandir", deny)
    assert tree.list("") == [Entry("", True, problem="Permission denied")]


def test_terragrunt_files_are_taken_by_their_whole_name() -> None:
    names = ("terragrunt.hcl", "root.hcl", "terragrunt.stack.hcl", "env.hcl", "my-root.hcl", ".terraform.lock.hcl")
    found = discover(MemoryTree({f"live/{name}": "" for name in names}), [""], Settings())
    assert found.files["terraform"] == ["live/root.hcl", "live/terragrunt.hcl", "live/terragrunt.stack.hcl"]
    assert found.count == 3
