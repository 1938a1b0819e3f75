"""Which directories are roots where there are Terragrunt units: the same ones that the source judges."""

from __future__ import annotations

import pytest
from support.terragrunt_tree import read

from finops_guard.settings import Settings
from finops_guard.sources.registry import source_of
from finops_guard.sources.terraform.roots import Reason, Role
from finops_guard.sources.terragrunt.roots import directories
from finops_guard.tree import MemoryTree

VPC = 'resource "aws_vpc" "v" {}\n'
FILES = {
    "live/root.hcl": "",
    "live/a/terragrunt.hcl": """
        include {
          path = find_in_parent_folders("root.hcl")
        }
        terraform {
          source = "../../mod"
        }
    """,
    "live/b/terragrunt.hcl": 'terraform {\n source = "../../mod"\n}',
    "live/far/terragrunt.hcl": 'terraform {\n source = "git::https://example.com/m.git"\n}',
    "live/own/terragrunt.hcl": "",
    "live/own/main.tf": VPC,
    "mod/main.tf": 'module "deep" {\n source = "./deep"\n}\n' + VPC,
    "mod/deep/main.tf": VPC,
    "plain/main.tf": VPC,
    "modules/spare/main.tf": 'variable "v" {}\n' + VPC,
}
ROLES = {
    "live/a": (Role.ROOT, Reason.UNIT, ("mod",), ()),
    "live/b": (Role.ROOT, Reason.UNIT, ("mod",), ()),
    "live/far": (Role.ROOT, Reason.UNIT, (), ()),
    "live/own": (Role.ROOT, Reason.UNIT, (), ()),
    "mod": (Role.MODULE, Reason.CALLED, ("mod/deep",), ("live/a", "live/b")),
    "mod/deep": (Role.MODULE, Reason.CALLED, (), ("mod",)),
    "modules/spare": (Role.LIBRARY, Reason.NOT_CALLED, (), ()),
    "plain": (Role.ROOT, Reason.NOT_CALLED, (), ()),
}


@pytest.mark.parametrize("part", ["", "live/a/", "mod/", "mod/deep/", "plain/"])
def test_units_are_roots_and_what_they_deploy_is_judged_through_them(part: str) -> None:
    everything = [path for path in FILES if source_of(path)]
    paths = [path for path in everything if path.startswith(part)]
    found = directories(MemoryTree(FILES), paths, Settings(), everything if part else ())
    listed = {each.path: (each.role, each.reasons[0], each.calls, each.called_by) for each in found}
    assert {path: role[0] for path, role in listed.items()} == {path: ROLES[path][0] for path in listed}
    if not part:
        assert listed == ROLES
        judged = {root.path for root in read(FILES).roots}
        assert judged == {path for path, role in ROLES.items() if role[0] is Role.ROOT}
    assert {path.rpartition("/")[0] for path in paths} - {"live"} <= listed.keys()
