"""What the scan of whole repositories takes, cold and remembered, beside peers in the same run."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct

from benchmarks.peers import C7N_LEFT, CHECKOV, PEERS, TFPARSE, roots
from benchmarks.processes import Command, Cost, finops_guard
from benchmarks.turns import Runs, take_turns, times_the_cpu

COLD, WARM = "finops-guard", "finops-guard, nothing changed"
SLOW_CHECKOV = 30.0  # seconds of CPU time
# What CPU time of a peer is to be, in times ours: Checkov where it is slow, elsewhere, and the others.
TIMES = {CHECKOV: 100, "": 25, C7N_LEFT: 5, TFPARSE: 1}
WARM_TIMES = 10


class Measured(Struct, frozen=True):
    """A repository, of how many files and roots, and what each took."""

    name: str
    files: int
    megabytes: float
    roots: int
    costs: Mapping[str, list[Cost]]


def measure(name: str, repository: Path, peers: Mapping[str, str], runs: Runs, skipped: frozenset[str]) -> Measured:
    """Scan a repository in turns with the peers, except those that are ``skipped`` there."""
    directory = repository.resolve()
    scanned = [directory / path for path in _scanned(directory)]
    with TemporaryDirectory() as holder:
        found = {
            COLD: [Command(finops_guard("scan", "--no-cache", "."), directory)],
            WARM: [Command(finops_guard("scan", "."), directory)],
        }
        others = {
            peer: PEERS[peer](executable, directory, Path(holder, "policies"))
            for peer, executable in peers.items()
            if peer not in skipped
        }
        found |= {peer: commands for peer, commands in others.items() if commands}
        costs = take_turns(found, runs, (COLD, WARM))
    size = sum(path.stat().st_size for path in scanned if path.is_file()) / 1e6
    return Measured(name, len(scanned), size, len(roots(directory)), costs)


def goals(measured: Measured) -> list[tuple[str, bool]]:
    """Return what was to be reached, in words with the figures, and whether it was."""
    found = []
    base = measured.costs[COLD]
    for peer in PEERS:
        costs = measured.costs.get(peer)
        if not costs or any(cost.ended for cost in costs):
            continue
        slow = peer != CHECKOV or costs[0].cpu > SLOW_CHECKOV
        goal, times = TIMES[peer if slow else ""], times_the_cpu(costs, base)
        found.append((f"{measured.name}: {peer} takes {times:.1f} times the CPU time (goal: {goal})", times >= goal))
    times = 1 / times_the_cpu(measured.costs[WARM], base)
    said = f"{measured.name}: {times:.1f} times faster when nothing has changed (goal: {WARM_TIMES})"
    return [*found, (said, times >= WARM_TIMES)]


def _scanned(directory: Path) -> list[str]:
    """Return the files that a scan of a directory reads."""
    words = finops_guard("scan", "--no-cache", "--format", "json", "--exit-zero", ".")
    done = subprocess.run(words, cwd=directory, capture_output=True, text=True, check=True)
    return [file["path"] for file in json.loads(done.stdout)["files"]]
