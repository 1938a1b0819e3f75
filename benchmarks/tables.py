"""The figures of a run as Markdown: tables, goals, and what they were measured on and with."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.growth import Step
from benchmarks.processes import Cost
from benchmarks.repositories import COLD, Measured
from benchmarks.startup import BARE
from benchmarks.turns import middle, times_the_cpu
from tools.pages import table

# A load from other processes above which CPU times are not what they are on a quiet machine.
BUSY = 2.0


def load() -> float:
    """Return how many processes wanted to run within the last minute, on average."""
    return os.getloadavg()[0]


def circumstances(versions: Mapping[str, str], before: float) -> str:
    """Return on what was measured, when, and with which versions; ``before`` is the load at the beginning."""
    used = ", ".join(f"{name} {version}" for name, version in versions.items())
    text = (
        f"Measured on {datetime.now(UTC):%Y-%m-%d} with Python {platform.python_version()} on {os.cpu_count()} CPUs "
        f"({_processor()}), {platform.system()}: {used}.\n"
    )
    if before > BUSY:
        text += f"The machine was shared with other work: its load was {before:.1f} when the measurements began.\n"
    return text


def _processor() -> str:
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in told.splitlines() if line.startswith("model name")]
    return names[0] if names else platform.machine()


def startup(found: Mapping[str, Sequence[Cost]]) -> str:
    """Return the table of the scans of one file."""
    head = ("one file", "CPU ms", "wall ms", "peak MB", "times bare Python", "runs")
    rows = []
    for name, costs in found.items():
        cost = middle(costs)
        shown = f"{name}{_failures(cost)}" if name.partition(" ")[0] not in {"python", "finops-guard"} else _code(name)
        times = f"{times_the_cpu(costs, found[BARE]):.1f}"
        rows.append(
            (shown, *(f"{1000 * each:.0f}" for each in (cost.cpu, cost.wall)), _peak(cost), times, _runs(costs))
        )
    return table(head, rows)


def repositories(found: Sequence[Measured]) -> str:
    """Return the table of whole repositories."""
    head = ("repository", "tool", "CPU s", "wall s", "peak MB", "times our CPU time", "runs")
    rows = []
    for each in found:
        of = f"{each.name}: {each.files:,} files, {each.megabytes:.1f} MB" + (
            f", {each.roots} roots" * bool(each.roots)
        )
        for name, costs in each.costs.items():
            cost = middle(costs)
            ratio = times_the_cpu(costs, each.costs[COLD])
            shown = f"{ratio:.2f}" if ratio < 1 else f"{ratio:.1f}"
            figures = (_seconds(cost.cpu), _seconds(cost.wall), _peak(cost), shown)
            if cost.ended:
                figures = ("", f"ended after {cost.wall:,.0f}", "", "")
            rows.append((of, f"{name}{_failures(cost)}", *figures, _runs(costs)))
            of = ""
    return table(head, rows)


def growth(found: Mapping[str, Sequence[Step]]) -> str:
    """Return the table of trees that grow."""
    head = ("tree", "files", "CPU s", "CPU s for 1,000 files", "wall s", "peak MB", "runs")
    rows = []
    for name, steps in found.items():
        for step in steps:
            cost = middle(step.costs)
            times = (_seconds(cost.cpu), f"{step.for_a_thousand:.2f}", _seconds(cost.wall))
            rows.append((name if step is steps[0] else "", f"{step.files:,}", *times, _peak(cost), _runs(step.costs)))
    return table(head, rows)


def goals(found: Sequence[tuple[str, bool]]) -> str:
    """Return the list of goals, each reached or missed."""
    return "".join(f"- {'reached' if reached else '**missed**'}: {said}\n" for said, reached in found)


def _code(name: str) -> str:
    command, comma, rest = name.partition(", ")
    return f"`{command}`{comma}{rest}"


def _seconds(number: float) -> str:
    return f"{number:.1f}" if number >= 10 else f"{number:.2f}"


def _peak(cost: Cost) -> str:
    return f"{cost.megabytes:.0f}"


def _runs(costs: Sequence[Cost]) -> str:
    return str(len(costs))


def _failures(cost: Cost) -> str:
    return f" ({cost.failed} of its runs failed)" if cost.failed and not cost.ended else ""
