"""How other tools are run over a repository: offline, and in the way that is their own."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.processes import Command, surroundings

CHECKOV, C7N_LEFT, TFPARSE = "Checkov", "c7n-left", "tfparse"

# c7n-left has no policies of its own: it gets one, about what half of ours' findings are about.
C7N_POLICY = """\
policies:
  - name: has-an-owner
    resource: ["terraform.aws_*", "terraform.azurerm_*", "terraform.google_*"]
    filters: [taggable, {"tag:owner": absent}]
"""

_EVALUATE = """\
import sys, tfparse
for root in sys.argv[1:]:
    try:
        tfparse.load_from_path(root)
    except tfparse.ParseError:
        pass
"""
_VERSIONS = {
    CHECKOV: ("--version",),
    C7N_LEFT: ("-c", "from importlib.metadata import version; print(version('c7n-left'))"),
    TFPARSE: ("-c", "from importlib.metadata import version; print(version('tfparse'))"),
}
_LOCAL_SOURCE = re.compile(r'^\s*source\s*=\s*"(\.{1,2}/[^"]*)"', re.MULTILINE)


def roots(directory: Path) -> list[Path]:
    """Return the directories with Terraform files that no other one below ``directory`` calls."""
    files = [path for path in sorted(directory.rglob("*.tf")) if ".terraform" not in path.parts and path.is_file()]
    called: set[Path] = set()
    for path in files:
        for source in _LOCAL_SOURCE.findall(path.read_text(encoding="utf-8", errors="replace")):
            called.add((path.parent / source).resolve())
    return [each for each in dict.fromkeys(path.parent for path in files) if each.resolve() not in called]


def checkov(executable: str, directory: Path, policies: Path) -> list[Command]:  # noqa: ARG001 - the same for all peers
    """Return the command of Checkov with its own policies, of all of its frameworks."""
    return [Command((executable, "-d", ".", "--skip-download", "--quiet", "--compact"), directory, peer=True)]


def c7n_left(executable: str, directory: Path, policies: Path) -> list[Command]:
    """Return the commands of c7n-left, which reads one root at a time."""
    policies.mkdir(exist_ok=True)
    (policies / "owner.yaml").write_text(C7N_POLICY, encoding="utf-8")
    words = (executable, "run", "-p", str(policies), "-d")
    return [Command((*words, str(root)), root, peer=True) for root in roots(directory)]


def tfparse(python: str, directory: Path, policies: Path) -> list[Command]:  # noqa: ARG001 - the same for all peers
    """Return the command of one process that evaluates all roots by tfparse, and judges nothing."""
    found = roots(directory)
    return [Command((python, "-c", _EVALUATE, *map(str, found)), directory, peer=True)] if found else []


PEERS: Mapping[str, Callable[[str, Path, Path], list[Command]]] = {
    CHECKOV: checkov,
    C7N_LEFT: c7n_left,
    TFPARSE: tfparse,
}


def version(name: str, executable: str) -> str:
    """Return the version of a peer."""
    # A script of a virtual environment has that environment's Python beside it.
    program = executable if name != C7N_LEFT else str(Path(executable).with_name("python"))
    with TemporaryDirectory() as cache:
        environment = surroundings(Path(cache), peer=True)
        done = subprocess.run([program, *_VERSIONS[name]], env=environment, capture_output=True, text=True, check=False)
    return done.stdout.strip().rpartition("\n")[2] or "of unknown version"
