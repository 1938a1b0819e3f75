"""CPU time of a one-file scan from process start to exit, beside a bare interpreter and a peer in the same run.

    python benchmarks/startup.py [--peer PATH_TO_CHECKOV] [--runs N]

The commands take turns, so that whatever else the machine does falls on all of them; the least of the runs counts.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

GOAL_MS = 120

SAMPLE = """
resource "aws_instance" "web" {
  ami           = "ami-0"
  instance_type = "m5.24xlarge"

  tags = {
    owner       = "team-web"
    environment = "dev"
  }
}
"""


def cpu_ms(command: list[str], directory: Path) -> float:
    """Return the user and system CPU milliseconds of one run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=directory, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer", help="a checkov executable (pip install checkov in a virtual environment of its own)")
    parser.add_argument("--runs", type=int, default=15)
    options = parser.parse_args()
    scan = str(Path(sys.executable).with_name("finops-guard"))
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "python -c 'import click'": [sys.executable, "-c", "import click"],
        "finops-guard scan main.tf": [scan, "scan", "main.tf"],
    }
    if options.peer:
        commands["checkov --version"] = [options.peer, "--version"]
    # Byte code is what an installed package has; a setting of the caller must not take it away.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    best = dict.fromkeys(commands, float("inf"))
    with tempfile.TemporaryDirectory() as directory:
        (Path(directory) / "main.tf").write_text(SAMPLE, encoding="utf-8")
        for _ in range(options.runs):
            for name, command in commands.items():
                best[name] = min(best[name], cpu_ms(command, Path(directory)))
    base = best["python -c pass"]
    for name, value in best.items():
        print(f"{name:28} {value:8.1f} ms CPU  {value / base:6.1f} x bare python")
    reached = best["finops-guard scan main.tf"] <= GOAL_MS
    print(f"goal: <= {GOAL_MS} ms CPU: {'reached' if reached else 'missed'}")


if __name__ == "__main__":
    main()
