"""Which directories are roots: the same ones that the source judges."""

from __future__ import annotations

import pytest
from support.terraform_text import read

from finops_guard.settings import Settings
from finops_guard.sources.terraform.roots import Reason, Role, decide, directories
from finops_guard.tree import MemoryTree

VPC = 'resource "aws_vpc" "v" {}\n'


def calling(*targets: str) -> str:
    return "".join(f'module "m{at}" {{\n  source = "{target}"\n}}\n' for at, target in enumerate(targets)) + VPC


TREES: dict[str, dict[str, str]] = {
    "one": {"main.tf": VPC},
    "a chain": {"a/m.tf": calling("../b"), "b/m.tf": calling("../c"), "c/m.tf": VPC},
    "a circle": {"a/m.tf": calling("../b"), "b/m.tf": calling("../c"), "c/m.tf": calling("../a")},
    "a circle with a tail": {"a/m.tf": calling("../b"), "b/m.tf": calling("../a", "../c"), "c/m.tf": VPC},
    "itself": {"a/m.tf": calling("."), "b/m.tf": VPC},
    "outside": {"a/m.tf": calling("../../b"), "b/m.tf": VPC},
    "a registry": {"a/m.tf": calling("terraform-aws-modules/vpc/aws"), "b/m.tf": VPC},
    "library": {"modules/x/m.tf": 'variable "v" {}\n' + VPC, "b/m.tf": VPC},
    "published": {"m.tf": 'variable "v" {}\n' + VPC, "examples/x/m.tf": calling("acme/x/aws")},
    "not published": {
        "m.tf": 'variable "v" {}\n' + VPC,
        "terraform.tfvars": "v = 1",
        "examples/x/m.tf": calling("acme/x/aws"),
    },
    "the root and its example": {"m.tf": VPC, "examples/x/m.tf": calling("../..")},
}


@pytest.mark.parametrize("part", [False, True])
@pytest.mark.parametrize("files", TREES.values(), ids=TREES)
def test_the_source_judges_the_same_roots(files: dict[str, str], part: bool) -> None:
    paths = sorted(files)[:1] if part else sorted(files)
    tree = MemoryTree(files)
    found = directories(tree, paths, Settings(), files if part else ())
    judged = read(files, paths if part else None)
    # A part is judged through its roots: only resources of the part are kept.
    roots = {each.path for each in found if each.role is not Role.MODULE}
    assert {each.root for each in judged.resources} == roots
    assert {each.path for each in judged.roots} <= roots


@pytest.mark.parametrize(
    ("more", "role", "reasons"),
    [
        ({"examples/x/main.tf": VPC}, Role.LIBRARY, (Reason.NOT_CALLED, Reason.EXAMPLES)),
        ({"examples/x/main.tf": VPC, "a.auto.tfvars": "v = 1"}, Role.ROOT, (Reason.NOT_CALLED,)),
        ({"examples/main.md": ""}, Role.ROOT, (Reason.NOT_CALLED,)),
        ({"examples/x/main.tf": VPC, "p.tf": 'provider "aws" {}'}, Role.ROOT, (Reason.NOT_CALLED, Reason.PROVIDER)),
        ({"examples/x/main.tf": calling("../..")}, Role.MODULE, (Reason.CALLED,)),
    ],
)
def test_a_module_with_examples_is_made_to_be_called(
    more: dict[str, str], role: Role, reasons: tuple[Reason, ...]
) -> None:
    files = {"main.tf": 'variable "v" {}\n' + VPC, **more}
    paths = [path for path in files if path.endswith(".tf")]
    found = {each.path: each for each in directories(MemoryTree(files), paths, Settings())}
    assert (found[""].role, found[""].reasons) == (role, reasons)


@pytest.mark.parametrize(
    ("calls", "selected", "expected"),
    [
        ({"a": [], "b": ["a"]}, ["a"], {"b": Reason.NOT_CALLED}),
        ({"a": [], "b": ["a"], "c": []}, ["a"], {"b": Reason.NOT_CALLED}),
        ({"a": ["b"], "b": ["a"]}, ["b"], {"b": Reason.CIRCLE}),
        ({}, [], {}),
    ],
)
def test_decide(calls: dict[str, list[str]], selected: list[str], expected: dict[str, Reason]) -> None:
    assert decide(calls, selected) == expected
