"""What docs/kubernetes.md shows of Helm releases is what happens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sources.kubernetes.rendering.charts import CHART
from support import helm
from support.command_line import Runner

from finops_guard.sources.kubernetes.terraform.helm import BEYOND
from finops_guard.sources.kubernetes.terraform.release_secrets import MAX_SECRETS
from finops_guard.sources.kubernetes.terraform.release_sets import MAX_SETS
from finops_guard.sources.kubernetes.terraform.releases import MAX_RELEASES

TEXT = (Path(__file__).parents[4] / "docs" / "kubernetes.md").read_text(encoding="utf-8")
SECTION = TEXT.partition("\n### Helm releases\n")[2].partition("\n### ")[0]
BLOCKS = dict(re.findall(r"^```(\w+)\n(.*?)^```", SECTION, re.MULTILINE | re.DOTALL))
CHARTS = re.findall(r"^```yaml\n# (charts/shop/[^\n]*)\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


def test_the_finding(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", helm.search_path())
    run.write("charts/shop/Chart.yaml", CHART)
    for path, text in CHARTS:
        run.write(path, text)
    run.write("live/dev/main.tf", BLOCKS["hcl"])
    run.write("live/dev/shop.yaml", "replicas: 3\n")
    said, place = (line.strip() for line in BLOCKS["text"].splitlines())
    out = run("scan", "--select", "container-size").out
    assert said in " ".join(out.split())
    assert place in out
    assert out.count("container-size") == 1


def test_figures_and_arguments() -> None:
    assert f"more than {MAX_RELEASES} releases, {MAX_SETS} single or {MAX_SECRETS} sensitive values" in SECTION
    assert f"| {', '.join(f'`{name}`' for name in BEYOND)} |" in SECTION
