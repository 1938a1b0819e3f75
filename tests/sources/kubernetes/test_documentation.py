"""What docs/kubernetes.md shows is what happens."""

from __future__ import annotations

import re
from pathlib import Path

from support.command_line import Runner

from finops_guard.cli.standard_input import MAX_SIZE
from finops_guard.documents.model import Limits
from finops_guard.kubernetes.pods import POD_TEMPLATES
from finops_guard.resources import FileStatus
from finops_guard.settings import MAX_FILE_SIZE

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs" / "kubernetes.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


def example(name: str) -> str:
    """Return the block that shows a file of a kind of one's own."""
    section = TEXT.partition("\n## Kinds of your own\n")[2].partition("\n## ")[0]
    blocks = re.findall(r"^```yaml\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
    (text,) = (text for text in blocks if text.startswith(f"# {name}\n"))
    return str(text)


def test_the_statuses() -> None:
    shown = re.findall(r"^\| (\w+) \|", TEXT[: TEXT.index("## Standard input")], re.MULTILINE)
    assert set(shown) - {"status"} == set(FileStatus) - {FileStatus.SUPPORTING}


def test_figures() -> None:
    limits = Limits()
    assert f"{limits.depth} levels and {limits.nodes:,} keys" in TEXT
    assert f"{MAX_SIZE // 1024**2} MiB" in TEXT
    assert MAX_SIZE > MAX_FILE_SIZE


def test_every_kind_is_named() -> None:
    for _, kind in POD_TEMPLATES:
        assert re.search(rf"\b{kind}s\b", TEXT)


def test_a_kind_of_its_own(run: Runner) -> None:
    run.write("worker.yaml", example("worker.yaml"))
    assert run("scan", "--select", "container-requests", "--profile", "walk").code == 0
    run.write(".finops-guard.yaml", example(".finops-guard.yaml"))
    ran = run("scan", "--select", "container-requests", "--profile", "walk")
    assert ran.code == 1
    assert "the container index of Worker/shop/indexer has no cpu, memory request" in ran.out
