"""What docs/kubernetes.md shows of Helm is what happens."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml
from sources.kubernetes.rendering.charts import CHART
from support import helm
from support.command_line import Runner

DOCUMENT = Path(__file__).parents[4] / "docs" / "kubernetes.md"
SECTION = DOCUMENT.read_text(encoding="utf-8").partition("\n## Helm\n")[2].partition("\n## ")[0]
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", SECTION, re.MULTILINE | re.DOTALL)
FILES = {text.split("\n", 1)[0].removeprefix("# "): text for language, text in BLOCKS if language == "yaml"}


@pytest.fixture
def shop(run: Runner, monkeypatch: pytest.MonkeyPatch) -> Runner:
    """Write the chart of the section, without the configuration."""
    monkeypatch.setenv("PATH", helm.search_path())
    monkeypatch.setenv("COLUMNS", "100")
    run.write("charts/shop/Chart.yaml", CHART)
    for path, text in FILES.items():
        if path.startswith("charts/"):
            run.write(path, text)
    return run


def test_the_command(shop: Runner) -> None:
    (block,) = [text for language, text in BLOCKS if language == "console"]
    command, *expected = block.rstrip().splitlines()
    ran = shop(*shlex.split(command)[2:])
    assert ran.out.splitlines()[: len(expected) - 1] == expected[:-1]
    assert ran.out.count("container-requests  charts/shop/values.yaml:4:3") == 1


def test_the_configuration(shop: Runner) -> None:
    text = FILES[".finops-guard.yaml"]
    shop.write(".finops-guard.yaml", text)
    shop.write("charts/shop/values-prod.yaml", "replicas: 5\n")
    ran = shop("inspect", "resources", ".")
    assert "Deployment/shop/cart" in ran.out
    assert "environment prod (by configuration)" in ran.out
    assert "Deployment/shop-dev/cart" in ran.out
    assert "charts/shop/values-prod.yaml:1:11" in ran.out
    assert [each["environment"] for each in yaml.safe_load(text)["kubernetes"]["charts"]["charts/shop"]] == [
        "prod",
        "dev",
    ]


def test_without_helm(shop: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    ran = shop("scan", "--allow-empty", "charts")
    assert "a Helm chart: 1 template not rendered, so not evaluated: helm is not on PATH" in " ".join(ran.out.split())
    assert "rendering is switched off" in " ".join(shop("scan", "--render", "never", "charts").out.split())
