"""What a scan takes of trees that double in size, up to ten thousand files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct

from benchmarks.processes import Command, Cost, finops_guard
from benchmarks.trees import copies, services
from benchmarks.turns import Runs, middle, take_turns

STEPS = (1, 2, 4, 8)
FILES = 10_000
GOAL_MEGABYTES = 300
# How much more a file of the largest tree may take than one of the smallest.
GOAL_GROWTH = 1.15


class Step(Struct, frozen=True):
    """One tree: how many files it has, and what its scan took."""

    files: int
    costs: list[Cost]

    @property
    def for_a_thousand(self) -> float:
        """Return the CPU seconds for a thousand files."""
        return 1000 * middle(self.costs).cpu / self.files


def of_services(runs: Runs) -> list[Step]:
    """Scan trees of made-up services, the largest of ten thousand files."""
    with TemporaryDirectory() as holder:
        trees = {FILES * step // STEPS[-1]: Path(holder, str(step)) for step in STEPS}
        for files, directory in trees.items():
            services(directory, files)
        return _steps(trees, runs)


def of_copies(repository: Path, files: int, runs: Runs) -> list[Step]:
    """Scan 1, 2, 4 and 8 copies of a repository that has so many files."""
    with TemporaryDirectory() as holder:
        trees = {step * files: Path(holder, str(step)) for step in STEPS}
        for step, directory in zip(STEPS, trees.values(), strict=True):
            copies(repository, directory, step)
        return _steps(trees, runs)


def goals(name: str, steps: list[Step]) -> list[tuple[str, bool]]:
    """Return what was to be reached, in words with the figures, and whether it was."""
    growth = steps[-1].for_a_thousand / steps[0].for_a_thousand
    more = f"{name}: a file of {steps[-1].files:,} takes {growth:.2f} times the CPU time of one of {steps[0].files:,}"
    found = [(f"{more} (goal: at most {GOAL_GROWTH})", growth <= GOAL_GROWTH)]
    # The largest that is no larger than what the goal is about.
    step = max((step for step in steps if step.files <= FILES), key=lambda each: each.files, default=steps[0])
    peak = middle(step.costs).megabytes
    said = f"{name}: {peak:.0f} MB for {step.files:,} files (goal: at most {GOAL_MEGABYTES} MB for {FILES:,})"
    return [*found, (said, peak <= GOAL_MEGABYTES)]


def _steps(trees: Mapping[int, Path], runs: Runs) -> list[Step]:
    words = finops_guard("scan", "--no-cache", ".")
    contenders = {f"{files:,} files": [Command(words, directory)] for files, directory in trees.items()}
    found = take_turns(contenders, runs)
    return [Step(files, costs) for files, costs in zip(trees, found.values(), strict=True)]
