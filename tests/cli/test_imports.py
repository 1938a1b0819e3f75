"""A scan of one file imports only what it uses: counted, because a hook waits for every module of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

TERRAFORM = """\
variable "size" { default = "m5.24xlarge" }
resource "aws_instance" "web" {
  instance_type = var.size
  tags          = { owner = "web", environment = "dev" }
}
"""
MANIFEST = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop, labels: {owner: web}}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "registry.example.com/web:1"}]
"""
RUN = """\
import sys
from finops_guard.cli import run
sys.argv = ["finops-guard", "scan", "--no-cache", sys.argv[1]]
run()
"""
# What takes a millisecond or more to import, and is for other commands, other input, or messages about mistakes.
SLOW = frozenset(
    {
        *("argparse", "asyncio", "calendar", "concurrent", "csv", "ctypes", "dataclasses", "difflib", "email", "glob"),
        *("gzip", "hashlib", "html", "http", "ipaddress", "logging", "multiprocessing", "pathlib", "pdb", "pickle"),
        *(
            "random",
            "secrets",
            "shutil",
            "socket",
            "ssl",
            "statistics",
            "string",
            "subprocess",
            "tempfile",
            "traceback",
        ),
        *("unittest", "urllib", "xml", "zipfile"),
        *("cel_expr_python", "duckdb", "hcl2", "jsonschema", "lark", "pathspec", "pygments", "re2", "rich"),
    }
)
OTHER_PARTS = (
    *(
        "audit",
        "billing",
        "history",
        "importing",
        "inspection",
        "reference",
        "scaffold",
        "trials",
        "updating",
    ),
    *("novelty.comparing", "policy.cel", "reporters.html", "reporters.json", "reporters.markdown"),
    *("reporters.score", "revisions", "sources.kubernetes.rendering", "sources.kubernetes.terraform", "sources.plan"),
    *("sources.terraform.functions", "sources.terraform.second_reader", "sources.terragrunt"),
)
KUBERNETES = ("kubernetes", "sources.kubernetes", "pricing.kubernetes", "catalog.kubernetes_prices")


def imported(code: str, directory: Path, *arguments: str) -> set[str]:
    """Return the modules that a new process imports."""
    command = [sys.executable, "-X", "importtime", "-c", code, *arguments]
    told = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False).stderr
    return {line.rpartition("|")[2].strip() for line in told.splitlines() if line.startswith("import time:")}


@pytest.mark.parametrize(
    ("name", "text", "budget", "source", "others"),
    [
        ("main.tf", TERRAFORM, 218, "terraform", (*KUBERNETES, "documents.scalars")),
        ("web.yaml", MANIFEST, 196, "kubernetes", ("sources.terraform", "relations.index", "catalog.taggable")),
    ],
    ids=["terraform", "kubernetes"],
)
def test_the_scan_of_one_file_imports_what_it_uses(
    tmp_path: Path, name: str, text: str, budget: int, source: str, others: tuple[str, ...]
) -> None:
    (tmp_path / name).write_text(text)
    found = imported(RUN, tmp_path, name) - imported("pass", tmp_path)
    ours = {each.removeprefix("finops_guard.") for each in found if each.startswith("finops_guard")}
    assert any(each.startswith(f"sources.{source}.") for each in ours)
    assert not found & SLOW
    assert not {each for each in ours for part in (*OTHER_PARTS, *others) if f"{each}.".startswith(f"{part}.")}
    if source == "terraform":
        assert "yaml" not in found
    assert len(ours) <= budget, sorted(ours)
