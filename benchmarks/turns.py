"""Commands that take turns, so that whatever else the machine does falls on all of them, and what they took."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from msgspec import Struct

from benchmarks.processes import LIMIT, Command, Cost, run_all

SLOW = 30.0  # seconds of wall time, past which a command is run once only


class Runs(Struct, frozen=True):
    """How often each is run: one that takes longer than ``slow`` seconds only once; one is ended at the ``limit``."""

    count: int = 3
    slow: float = SLOW
    limit: float = LIMIT


def take_turns(
    contenders: Mapping[str, Sequence[Command]], runs: Runs, before: Sequence[str] = ()
) -> dict[str, list[Cost]]:
    """Run each contender's commands in turns, and return what they took; all see one cache, which is new.

    Those named by ``before`` are run once more at first, which does not count.
    """
    found: dict[str, list[Cost]] = {name: [] for name in contenders}
    with tempfile.TemporaryDirectory() as cache:
        for name in before:
            run_all(contenders[name], Path(cache), runs.limit)
        for number in range(runs.count):
            for name, commands in contenders.items():
                if number and found[name][0].wall > runs.slow:
                    continue
                cost = run_all(commands, Path(cache), runs.limit)
                found[name].append(cost)
                print(f"{name}: {cost.cpu:.2f} s of CPU, {cost.wall:.2f} s, {cost.megabytes:.0f} MB", file=sys.stderr)
    return found


def middle(costs: Sequence[Cost]) -> Cost:
    """Return the medians of what several runs took."""
    return Cost(
        median(cost.cpu for cost in costs),
        median(cost.wall for cost in costs),
        median(cost.megabytes for cost in costs),
        max(cost.failed for cost in costs),
        any(cost.ended for cost in costs),
    )


def times_the_cpu(costs: Sequence[Cost], base: Sequence[Cost]) -> float:
    """Return how many times the CPU time of others some took: the median of the ratios of runs of the same turn."""
    return median(cost.cpu / other.cpu for cost, other in zip(costs, base, strict=False))
