"""The installation, into an environment of its own: the action's own checkout, or what the input ``version`` names."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

from runner import ActionError, below, given, output

_PINNED = re.compile(r"git\+https://[\w.-]+(?::\d+)?/[\w./-]+@[0-9a-f]{40}")
_HELP = "`uses:` names the version; else write git+https://...@COMMIT, or an absolute path outside of the checkout"


def key() -> int:
    """Output what the cache of downloads depends on."""
    digest = hashlib.sha256(given("version").encode())
    digest.update(Path(os.environ["GITHUB_ACTION_PATH"], "pyproject.toml").read_bytes())
    output("key", digest.hexdigest()[:32])
    return 0


def step() -> int:
    """Install, and output the Python that has finops-guard. -I: nothing of the checked-out repository is imported."""
    source = _source(given("version"))
    above = Path(os.environ["RUNNER_TEMP"], "finops-guard")
    _run(sys.executable, "-I", "-m", "venv", "--clear", str(above / "environment"))
    # Of Windows, and of everybody else.
    places = (above / "environment" / "Scripts" / "python.exe", above / "environment" / "bin" / "python")
    python = next(str(place) for place in places if place.exists())
    os.environ["PIP_CACHE_DIR"] = str(above / "pip")
    _run(python, "-I", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", source)
    output("python", python)
    return 0


def _run(*command: str) -> None:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, cwd=os.environ["RUNNER_TEMP"], check=False)
    if done.returncode:
        raise ActionError(f"{' '.join(command[2:5])} failed; what it said stands above")


def _source(version: str) -> str:
    """Return what pip is told to install; raise ActionError for what a pull request could change."""
    if not version:
        return os.environ["GITHUB_ACTION_PATH"]
    if _PINNED.fullmatch(version):
        return version
    path = os.path.realpath(version)
    if not os.path.isabs(version) or not os.path.exists(path):
        raise ActionError(f"version: {version!r} is not installed: {_HELP}")
    if below(path, os.path.realpath(os.environ["GITHUB_WORKSPACE"])):
        raise ActionError(
            f"version: {version!r} lies in the checked-out repository, where a pull request can change it"
        )
    return path
