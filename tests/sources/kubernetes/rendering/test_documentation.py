"""What docs/kubernetes.md shows of Kustomize is what happens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sources.kubernetes.rendering.kustomizing import SEARCH_PATH, needs_tool

from finops_guard.config import reading
from finops_guard.scan import scan
from finops_guard.settings import KubernetesSettings, Settings
from finops_guard.tree import MemoryTree

DOCS = Path(__file__).parents[4] / "docs"
TEXT = (DOCS / "kubernetes.md").read_text(encoding="utf-8")
SECTION = TEXT.partition("\n## Kustomize\n")[2].partition("\n## ")[0]
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", SECTION, re.MULTILINE | re.DOTALL)
FILES = {text.splitlines()[0].removeprefix("# "): text for language, text in BLOCKS if language == "yaml"}
[SHOWN] = [text for language, text in BLOCKS if language == "text"]


def test_the_finding_points_where_it_is_said_to() -> None:
    needs_tool()
    files = {path: text for path, text in FILES.items() if path.startswith("deploy/")}
    settings = Settings(select=("container-quantity-slips",), kubernetes=KubernetesSettings(search_path=SEARCH_PATH))
    report = scan(MemoryTree(files), [""], settings)
    found = [f"{each.location} {each.policy_name} {each.address} in {each.root}" for each in report.findings]
    assert found == SHOWN.splitlines()


def test_the_configuration_is_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    settings = reading.load(MemoryTree(FILES), ".finops-guard.yaml")
    assert settings.kubernetes.overlays == {
        "deploy/overlays/prod": "prod",
        "deploy/overlays/eu-*": "staging",
        "deploy/tools": "",
    }
