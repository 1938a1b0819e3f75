"""Both readers give the same resources on every configuration of the tests and examples."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from support import terraform_text, terragrunt_tree
from terraform_configurations import CHILD, MODULES, ROOT
from terraform_trees import dump

from finops_guard.inspection.resources import described
from finops_guard.location import SourceText
from finops_guard.recursion import deep_recursion
from finops_guard.resources import ResourceSet
from finops_guard.sources.terraform import second_reader
from finops_guard.sources.terraform.parser import parse

PROJECT = Path(__file__).parents[3]
# A file that is broken on purpose, and that neither reads.
BROKEN = {"readable-source"}


def files_below(directory: Path) -> dict[str, str]:
    paths = sorted(path for path in directory.rglob("*") if path.suffix in (".tf", ".tfvars"))
    return {path.relative_to(directory).as_posix(): path.read_text() for path in paths}


def module(text: str) -> dict[str, str]:
    """Return the files of one module: what precedes the first ``### path`` is main.tf."""
    first, *rest = re.split(r"(?m)^\s*### (\S+)\n", textwrap.dedent(text))
    return {"main.tf": first, **dict(zip(rest[::2], rest[1::2], strict=True))}


TREES: Mapping[str, Mapping[str, str]] = {
    **{
        path.name: {"main.tf": path.read_text()}
        for path in sorted((PROJECT / "tests/policies").glob("*.tf"))
        if path.stem not in BROKEN
    },
    "examples": files_below(PROJECT / "examples"),
    **{name: {**module(text), **module(CHILD)} for name, text in MODULES.items()},
    "root": {name: textwrap.dedent(text) for name, text in ROOT.items()},
}


def shown(found: ResourceSet) -> tuple[list[object], list[object], list[object]]:
    roots = [(root.path, root.causes) for root in found.roots]
    return list(described(found, found.resources)), list(found.diagnostics), [str(root) for root in roots]


@pytest.mark.parametrize("files", TREES.values(), ids=TREES)
def test_both_readers_give_the_same_resources(files: Mapping[str, str]) -> None:
    ours, theirs = terraform_text.read(files), terraform_text.read(files, parser="python-hcl2")
    assert ours.roots
    assert shown(theirs) == shown(ours)


def test_both_readers_give_the_same_resources_of_terragrunt_units() -> None:
    ours = terragrunt_tree.read(terragrunt_tree.PROJECT)
    theirs = terragrunt_tree.read(terragrunt_tree.PROJECT, parser="python-hcl2")
    assert ours.resources
    assert shown(theirs) == shown(ours)


def configurations() -> Iterator[str]:
    """Yield the literal texts of the tests of sources that are Terraform configurations."""
    for path in sorted((PROJECT / "tests/sources").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and _BLOCK(node.value):
                yield textwrap.dedent(node.value)


_BLOCK = re.compile(r"(?m)^\s*(?:resource|data|module|variable|locals|provider|output|inputs)\b[^=\n]*[{=]").search


def test_both_readers_read_the_same_in_the_configurations_of_other_tests() -> None:
    compared = 0
    unread = []
    with deep_recursion():
        for text in dict.fromkeys(configurations()):
            source = SourceText("main.tf", text)
            ours = parse(source)
            if ours.problems:
                continue
            theirs = second_reader.parse(source)
            if theirs.problems:
                unread.append(text)
                continue
            compared += 1
            assert dump(theirs.body, True) == dump(ours.body, True), text
    assert compared > 150
    assert unread == []
