"""What others publish to judge reports by: schemas kept here, and the SARIF multitool where it is installed."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

SCHEMAS = Path(__file__).parent / "data" / "schemas"
VARIABLE = "SARIF_MULTITOOL"
NO_MULTITOOL = f"no SARIF multitool: npm install @microsoft/sarif-multitool, and name its program in {VARIABLE}"


@cache
def schema(name: str) -> Any:
    return json.loads((SCHEMAS / name).read_text(encoding="utf-8"))


def multitool() -> str | None:
    """Return the program, from the environment or the path; None where there is none."""
    return os.environ.get(VARIABLE) or shutil.which("Sarif.Multitool") or shutil.which("sarif-multitool")


def complaints(program: str, directory: Path) -> list[tuple[str, str, str]]:
    """Return what the rules of SARIF and of GitHub say about the logs of a directory: rule, level, which statement.

    The program exits with 0 whatever it finds: it writes that as a log of its own.
    """
    output = directory / "complaints.out"
    kinds = ["--rule-kind", "Sarif;Ghas", "--level", "Error;Warning;Note"]
    arguments = ["validate", str(directory / "*.sarif"), "--output", str(output), *kinds]
    if os.path.realpath(program).endswith(".js"):  # npm's, which hands its arguments to a shell
        arguments = [shlex.quote(each) for each in arguments]
    command = [program, *arguments]
    ran = subprocess.run(command, check=True, capture_output=True, timeout=300, text=True)
    assert f" {len(list(directory.glob('*.sarif')))} files scanned" in ran.stdout
    (run,) = json.loads(output.read_text(encoding="utf-8-sig"))["runs"]
    return [(each["ruleId"], each.get("level", "warning"), each["message"]["id"]) for each in run["results"]]
