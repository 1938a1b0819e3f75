"""The real helm as an independent judge, offline: what it renders from a chart."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import dedent

import pytest


def search_path() -> str:
    """Return the directory of helm; skip the test where there is none."""
    search = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    found = shutil.which("helm", path=search)
    if found is None:
        pytest.skip("helm is not installed (python -m tools.helm .venv/bin gets one)")
    return str(Path(found).parent)


def run(arguments: Sequence[str], directory: Path) -> subprocess.CompletedProcess[str]:
    """Run helm in a directory without any configuration of its own."""
    environment = {"HOME": str(directory / "no-home"), "KUBECONFIG": os.devnull, "PATH": ""}
    return subprocess.run(
        [f"{search_path()}/helm", *arguments],
        cwd=directory,
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
        check=False,
    )


def template(arguments: Sequence[str], directory: Path) -> str:
    """Return the manifests that helm renders from a chart."""
    done = run(["template", *arguments], directory)
    assert done.returncode == 0, done.stderr
    return done.stdout


def write(files: Mapping[str, str], directory: Path) -> None:
    """Write the files of a chart, dedented."""
    for path, text in files.items():
        target = directory / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(dedent(text), encoding="utf-8")
