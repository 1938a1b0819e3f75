"""The layers of ``pyproject.toml`` hold, and the contract that says so would notice if they did not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter on the package below ``root``, whatever is installed."""
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(tmp_path):
    """Return a copy of what import-linter reads."""
    skipped = shutil.ignore_patterns("__pycache__", "data")
    shutil.copytree(ROOT / "finops_guard", tmp_path / "finops_guard", ignore=skipped)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_no_layer_imports_an_upper_one():
    run = lint_imports(ROOT)
    assert run.returncode == 0, run.stdout + run.stderr


def test_a_module_without_a_place_breaks_the_contract(copy):
    (copy / "finops_guard" / "utils.py").write_text("")
    run = lint_imports(copy)
    assert run.returncode == 1
    assert "utils" in run.stdout


def test_an_import_upwards_breaks_the_contract(copy):
    with (copy / "finops_guard" / "errors.py").open("a") as file:
        file.write("from finops_guard.report import Report as Report\n")
    run = lint_imports(copy)
    assert run.returncode == 1
    assert "finops_guard.errors -> finops_guard.report" in run.stdout
