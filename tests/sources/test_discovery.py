"""Which files a scan takes, and what it says about those it leaves out."""

from __future__ import annotations

import pytest

from finops_guard.settings import Settings
from finops_guard.sources.discovery import discover
from finops_guard.tree import MemoryTree

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
