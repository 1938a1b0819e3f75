"""The real kubectl as an independent judge, offline: what it reads from a manifest, what it accepts as a quantity."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

POD = """\
apiVersion: v1
kind: Pod
metadata: {{name: "{0}"}}
spec: {{containers: [{{name: c, resources: {{requests: {{cpu: {1}}}}}}}]}}
"""


def run(arguments: Sequence[str], directory: Path, manifest: str = "") -> subprocess.CompletedProcess[str]:
    """Run kubectl without any cluster or configuration; skip the test where there is no kubectl."""
    search = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    kubectl = shutil.which("kubectl", path=search)
    if kubectl is None:
        pytest.skip("kubectl is not installed (it comes with the test extra)")
    environment = {"HOME": str(directory), "KUBECONFIG": os.devnull, "PATH": os.environ.get("PATH", "")}
    return subprocess.run(
        [kubectl, *arguments], input=manifest, capture_output=True, text=True, env=environment, timeout=60, check=False
    )


def read(manifest: str, directory: Path) -> list[Any]:
    """Return the objects that kubectl reads from a manifest, as plain data."""
    done = run(["annotate", "--local", "-f", "-", "read=yes", "-o", "json"], directory, manifest)
    assert done.returncode == 0, done.stderr
    return _objects(done.stdout)


def _objects(printed: str) -> list[Any]:
    """Return the objects of what kubectl printed: one JSON text after the other."""
    found = []
    rest = printed.strip()
    while rest:
        item, end = json.JSONDecoder().raw_decode(rest)
        found.append(item)
        rest = rest[end:].strip()
    return found


def quantities(written: Sequence[str], directory: Path) -> list[str | None]:
    """Return each YAML scalar as kubectl writes the quantity again, None where it does not accept it."""
    for number, scalar in enumerate(written):
        (directory / f"{number}.yaml").write_text(POD.format(number, scalar), encoding="utf-8")
    command = ["set", "env", "--local", "-o", "json", "A=b", "-f"]
    rejected = run([*command, str(directory)], directory).stderr
    names = {int(name) for name in re.findall(r'^unable to decode ".*?(\d+)\.yaml"', rejected, re.MULTILINE)}
    for number in names:
        (directory / f"{number}.yaml").unlink()
    done = run([*command, str(directory)], directory)
    assert done.returncode == 0, done.stderr
    pods = {int(pod["metadata"]["name"]): pod for pod in _objects(done.stdout)}
    return [
        pods[number]["spec"]["containers"][0]["resources"]["requests"]["cpu"] if number in pods else None
        for number in range(len(written))
    ]


def render(directory: Path, home: Path) -> str:
    """Return the manifests that kubectl renders from a kustomization."""
    done = run(["kustomize", str(directory)], home)
    assert done.returncode == 0, done.stderr
    return done.stdout
