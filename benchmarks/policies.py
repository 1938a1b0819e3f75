"""CPU time of judging whole repositories by all bundled policies, beside that of reading and evaluating them alone.

    python -m benchmarks.policies DIRECTORY... [--slowest N]

Each directory is read without and with policies, in processes of their own, one after the other; the least of three
runs counts. ``--slowest`` also names the policies that take longest, each judged alone.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path

from finops_guard.cli.workspace import locate
from finops_guard.policy import loader
from finops_guard.policy.engine import evaluate
from finops_guard.policy.model import Policy
from finops_guard.recursion import deep_recursion
from finops_guard.resources import ResourceSet
from finops_guard.scan import observe
from finops_guard.settings import Settings

RUNS = 3
_LINE = "{:28} {:>8} {:>9} {:>9} {:>7} {:>7} {:>13}"
_SETTINGS = Settings(profile="run", as_of="2026-11-29")


def main() -> None:
    """Print one line a directory: what was judged, the seconds without and with policies, and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directories", nargs="+")
    parser.add_argument("--slowest", type=int, default=0, metavar="N")
    parser.add_argument("--child", choices=["read", "judge"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(*_run(options.directories[0], judging=options.child == "judge"))
        return
    print(_LINE.format("directory", "policies", "resources", "verdicts", "read s", "all s", "policies/read"))
    for directory in options.directories:
        read = min(_child(directory, "read") for _ in range(RUNS))
        whole = min(_child(directory, "judge") for _ in range(RUNS))
        ratio = (whole[0] - read[0]) / read[0]
        figures = (f"{number:.0f}" for number in whole[1:])
        print(_LINE.format(Path(directory).name, *figures, f"{read[0]:.2f}", f"{whole[0]:.2f}", f"{ratio:.2f}"))
        if options.slowest:
            _print_slowest(directory, options.slowest)


def _child(directory: str, part: str) -> tuple[float, ...]:
    command = [sys.executable, "-m", "benchmarks.policies", directory, "--child", part]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return tuple(map(float, text.split()))


def _run(directory: str, *, judging: bool) -> tuple[float, int, int, int]:
    """Return the CPU seconds of this process, and how many policies, resources and verdicts there were."""
    resources = _read(directory)
    policies = _policies() if judging else ()
    evaluations = evaluate(policies, resources)[1] if judging else ()
    return time.process_time(), len(policies), len(resources.resources), len(evaluations)


def _read(directory: str) -> ResourceSet:
    workspace = locate((directory,))
    return observe(workspace.tree, workspace.paths, _SETTINGS)


def _policies() -> tuple[Policy, ...]:
    return loader.in_profile(loader.load(_SETTINGS, None), _SETTINGS)


def _print_slowest(directory: str, count: int) -> None:
    resources, seconds = _read(directory), []
    with deep_recursion():
        evaluate(_policies(), resources)  # what all of them share is made once
        for policy in _policies():
            before = time.process_time()
            evaluate([policy], resources)
            seconds.append((time.process_time() - before, policy.name))
    for taken, name in sorted(seconds, reverse=True)[:count]:
        print(f"    {taken:6.3f} {name}")


if __name__ == "__main__":
    main()
