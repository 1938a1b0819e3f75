"""What the real Terraform makes of ``moved`` blocks, with its built-in resource that needs no provider."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from support.terraform_text import files_of, read

from finops_guard.pricing.base import moves
from finops_guard.recursion import deep_recursion

TERRAFORM = shutil.which("terraform")
pytestmark = pytest.mark.skipif(TERRAFORM is None, reason="terraform is not installed")

ONE = 'resource "terraform_data" "%s" {}\n'
MANY = 'resource "terraform_data" "%s" {\n  for_each = toset(["x", "y.z"])\n}\n'
COUNTED = 'resource "terraform_data" "%s" {\n  count = 2\n}\n'
MODULE = 'module "%s" {\n  source = "./m"\n}\n'
MODULES = 'module "%s" {\n  source = "./m"\n  for_each = toset(["x", "y"])\n}\n'
INNER = "### m/main.tf\n" + ONE % "n"


def moved(old: str, new: str) -> str:
    return f"moved {{\n  from = {old}\n  to   = {new}\n}}\n"


CASES = {
    "a resource": (ONE % "a", ONE % "b" + moved("terraform_data.a", "terraform_data.b")),
    "its instances": (MANY % "a", MANY % "b" + moved("terraform_data.a", "terraform_data.b")),
    "twice": (
        ONE % "a",
        ONE % "c" + moved("terraform_data.a", "terraform_data.b") + moved("terraform_data.b", "terraform_data.c"),
    ),
    "to an occupied place": (ONE % "a" + ONE % "b", ONE % "b" + moved("terraform_data.a", "terraform_data.b")),
    "chained, with both": (
        ONE % "a" + ONE % "b",
        ONE % "c" + moved("terraform_data.a", "terraform_data.b") + moved("terraform_data.b", "terraform_data.c"),
    ),
    "count": (ONE % "a", COUNTED % "a"),
    "no count": (COUNTED % "a", ONE % "a"),
    "count to for_each": (
        COUNTED % "a",
        MANY % "a"
        + moved("terraform_data.a[0]", 'terraform_data.a["x"]')
        + moved("terraform_data.a[1]", 'terraform_data.a["y.z"]'),
    ),
    "for_each": (ONE % "a", MANY % "a" + moved("terraform_data.a", 'terraform_data.a["x"]')),
    "for_each without a word": (ONE % "a", MANY % "a"),
    "a module": (MODULE % "a" + INNER, MODULE % "b" + moved("module.a", "module.b") + INNER),
    "modules": (MODULES % "a" + INNER, MODULES % "b" + moved("module.a", "module.b") + INNER),
    "a module with a key": (MODULE % "a" + INNER, MODULES % "a" + moved("module.a", 'module.a["x"]') + INNER),
    "into a module": (ONE % "n", MODULE % "a" + moved("terraform_data.n", "module.a.terraform_data.n") + INNER),
    "within modules": (
        MODULES % "a" + INNER,
        MODULES % "a" + "### m/main.tf\n" + ONE % "o" + moved("terraform_data.n", "terraform_data.o"),
    ),
    "count, and another moved there": (
        ONE % "a" + ONE % "b",
        COUNTED % "a" + moved("terraform_data.b", "terraform_data.a[1]"),
    ),
    "a module and what is in it": (
        MODULE % "a" + "### m/main.tf\n" + ONE % "n" + ONE % "o",
        MODULE % "b"
        + ONE % "n"
        + moved("module.a.terraform_data.n", "terraform_data.n")
        + moved("module.a", "module.b")
        + "### m/main.tf\n"
        + ONE % "o",
    ),
    "a module renamed, and within": (
        MODULE % "a" + INNER,
        MODULE % "b"
        + moved("module.a", "module.b")
        + "### m/main.tf\n"
        + ONE % "o"
        + moved("terraform_data.n", "terraform_data.o"),
    ),
    "renamed and counted": (ONE % "a", COUNTED % "b" + moved("terraform_data.a", "terraform_data.b")),
}


def terraform(directory: Path, *arguments: str) -> str:
    command = [str(TERRAFORM), f"-chdir={directory}", *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def write(directory: Path, text: str) -> None:
    for path, content in files_of(text).items():
        (directory / path).parent.mkdir(exist_ok=True)
        (directory / path).write_text(content)


@pytest.mark.parametrize("name", CASES)
def test_addresses(name: str, tmp_path: Path) -> None:
    before, after = CASES[name]
    write(tmp_path, before)
    terraform(tmp_path, "init", "-input=false")
    terraform(tmp_path, "apply", "-auto-approve", "-input=false")
    write(tmp_path, after)
    terraform(tmp_path, "init", "-input=false")
    terraform(tmp_path, "plan", "-input=false", "-out=plan.bin")
    plan = json.loads(terraform(tmp_path, "show", "-json", "plan.bin"))
    expected = {}
    for each in plan["resource_changes"]:
        if "delete" not in each["change"]["actions"] and each["change"]["before"] is not None:
            expected[each.get("previous_address", each["address"])] = each["address"]
    with deep_recursion():
        old, new = read(files_of(before)), read(files_of(after))
        said = moves(new)[""]
    taken, kept = {each.address for each in old.resources}, {each.address for each in new.resources}
    found = {address: said.renamed(address, kept, taken) for address in taken}
    assert {old: new for old, new in found.items() if new in kept} == expected
