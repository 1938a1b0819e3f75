"""What the scan of one file takes, from process start to exit, beside a bare interpreter in the same run.

python -m benchmarks.startup [--runs N]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.peers import C7N_LEFT, CHECKOV, PEERS
from benchmarks.processes import Command, Cost, finops_guard
from benchmarks.turns import Runs, middle, take_turns

BARE, HOOK = "python -c pass", "finops-guard scan --no-cache main.tf"
# Runs of one file are short, and more of them are made; a tool that needs longer than these seconds is run once.
FACTOR, SLOW = 5, 3.0
GOAL = 0.120  # seconds of CPU time, of HOOK

TERRAFORM = """\
resource "aws_instance" "web" {
  ami           = "ami-0"
  instance_type = "m5.24xlarge"

  tags = {
    owner       = "team-web"
    environment = "dev"
  }
}
"""
MANIFEST = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop, labels: {owner: team-web}}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: registry.example.com/web:1}]
"""


def contenders(directory: Path, peers: Mapping[str, str]) -> dict[str, list[Command]]:
    """Write the two files below a directory, and return what is run there, by its name."""
    one, other = directory / "terraform", directory / "kubernetes"
    for place, name, text in ((one, "main.tf", TERRAFORM), (other, "web.yaml", MANIFEST)):
        place.mkdir()
        (place / name).write_text(text, encoding="utf-8")
    found = {
        BARE: [Command((sys.executable, "-c", "pass"), one)],
        "python -c 'import click'": [Command((sys.executable, "-c", "import click"), one)],
        HOOK: [Command(finops_guard("scan", "--no-cache", "main.tf"), one)],
        "finops-guard scan --no-cache web.yaml": [Command(finops_guard("scan", "--no-cache", "web.yaml"), other)],
        "finops-guard scan main.tf, remembered": [Command(finops_guard("scan", "main.tf"), one)],
    }
    for name in (CHECKOV, C7N_LEFT):
        if name in peers:
            found[f"{name} on main.tf"] = PEERS[name](peers[name], one, directory / "policies")
    return found


def measure(peers: Mapping[str, str], runs: Runs) -> dict[str, list[Cost]]:
    """Return what each took, after one run that does not count: it makes byte code, and what is remembered."""
    with TemporaryDirectory() as directory:
        found = contenders(Path(directory), peers)
        often = Runs(FACTOR * runs.count, min(SLOW, runs.slow), runs.limit)
        return take_turns(found, often, tuple(found))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3, help=f"each of {FACTOR}")
    found = measure({}, Runs(parser.parse_args().runs))
    base = middle(found[BARE]).cpu
    for name, costs in found.items():
        cost = middle(costs)
        print(f"{name:40} {1000 * cost.cpu:8.1f} ms CPU  {cost.cpu / base:6.1f} x bare Python {cost.megabytes:6.0f} MB")
    print(f"goal: <= {1000 * GOAL:.0f} ms CPU: {'reached' if middle(found[HOOK]).cpu <= GOAL else 'missed'}")


if __name__ == "__main__":
    main()
